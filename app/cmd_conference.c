// SPDX-License-Identifier: Apache-2.0
// cmd_conference.c - a conference by its link: checked, noted with the case, opened by the desktop.
#include "cmd_conference.h"
#include "app.h"
#include "core/cmd_rows.h"
#include <string.h>

enum { LINK_MAX = 2000 };

bool cmd_conference_check(const char *link, Err *err)
{
    static const char https[] = "https://";
    const size_t length = strlen(link), scheme = sizeof https - 1;
    if (strncmp(link, https, scheme) != 0 || strcspn(link + scheme, "/?#") == 0) {
        err_set(err, ERR_ARGUMENT, "expected https://host…, not '%.80s' (会议链接须为 https)", link);
        return false;
    }
    if (length > LINK_MAX) {
        err_set(err, ERR_ARGUMENT, "a link is at most %d bytes, not %zu", LINK_MAX, length);
        return false;
    }
    for (const unsigned char *c = (const unsigned char *)link; *c; c++) {
        if (*c > 0x20 && *c < 0x7F && !strchr("'\"\\`<>|^{}$", *c)) continue;
        err_set(err, ERR_ARGUMENT, "a link has no character 0x%02x (链接中有不允许的字符)", *c);
        return false;
    }
    return true;
}

static bool run_join(CmdContext *context, const CmdCall *call, Err *err)
{
    App *app = context->app;
    const char *link = call->values[0], *case_id = call->values[1];
    if (!cmd_conference_check(link, err)) return false;
    if (case_id) {
        Str line = { 0 };
        str_add(&line, "case-note case=");
        app_quote(&line, case_id);
        str_printf(&line, " text='视频会议 %s'", link);
        const bool ok = app_run_line(app, line.text, NULL, err);
        str_finish(&line);
        if (!ok) return false;
    }
    if (!app->is_window || !app->platform) {
        err_set(err, ERR_UNSUPPORTED,
                "there is no desktop that could open it (没有桌面，无法打开会议窗口)");
        return false;
    }
    return platform_open_link(app->platform, link, err);
}

static const CmdArg args_join[] = {
    { .name = "link",
      .type = CMD_ARG_TEXT,
      .is_required = true,
      .help = "of the conference: https://…",
      .help_zh = "会议链接：https://…" },
    { .name = "case",
      .type = CMD_ARG_TEXT,
      .help = "the case it is about: the link is noted with it",
      .help_zh = "所议案件编号：链接记入其备注" },
};

static const Cmd rows[] = {
    { .name = "conference-join",
      .group = "operations",
      .help = "Opens a conference by its link in a window of the desktop; only the reference is "
              "kept.",
      .help_zh = "以链接打开视频会议窗口，只记录引用。",
      CMD_ARGS(args_join),
      .run = run_join },
};

void cmd_conference_add(CmdTable *table)
{
    cmd_table_add(table, rows, (int)(sizeof rows / sizeof rows[0]));
}
