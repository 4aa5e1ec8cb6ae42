// SPDX-License-Identifier: Apache-2.0
// cmd_page.c - commands of the big screen: which page is shown, of which unit of the city.
#include "app.h"
#include "base/log.h"
#include "base/nearest.h"
#include "cmd_conference.h"
#include "cmd_focus.h"
#include "cmd_page.h"
#include "core/cmd_rows.h"
#include <stdio.h>
#include <string.h>
#include <strings.h>

static void offer_names(const Topics *topics, Nearest *nearest)
{
    for (int i = 0; i < topics_count(topics); i++) {
        nearest_offer(nearest, topics_at(topics, i)->id);
        nearest_offer(nearest, topics_at(topics, i)->name);
    }
}

// By id or name, with or without "/PAGE".
static const Topic *topic_named(const Topics *topics, const char *name, char page[STATE_NAME_MAX])
{
    char id[STATE_NAME_MAX];
    const char *slash = strchr(name, '/');
    str_copy_utf8(id, sizeof id, name);
    if (slash && (size_t)(slash - name) < sizeof id) id[slash - name] = 0;
    const Topic *found = topics_find(topics, id);
    for (int i = 0; !found && i < topics_count(topics); i++) {
        const Topic *topic = topics_at(topics, i);
        if (strcmp(topic->name, id) == 0 || strcasecmp(topic->name_en, id) == 0 ||
            strcasecmp(topic->id, id) == 0)
            found = topic;
    }
    if (found) snprintf(page, STATE_NAME_MAX, "%s%s", found->id, slash ? slash : "");
    return found;
}

// What a mode does when it is entered: its actions on "enter".
static void enter_mode(App *app, const Topic *topic)
{
    if (!topic || topic->kind != TOPIC_MODE) return;
    for (int i = 0; i < topic->action_count; i++) {
        Err err = { 0 };
        // A city without scenes has nothing to rotate: the mode is entered all the same.
        if (strcmp(topic->actions[i].on, "enter") == 0 &&
            !app_run_line(app, topic->actions[i].command, NULL, &err))
            log_print(LOG_INFO, "%s: %s", topic->name, err.text);
    }
}

bool cmd_page_set(App *app, const char *name, Err *err)
{
    char page[STATE_NAME_MAX];
    app_topics_need(app); // asked for before the first turn has read them
    const Topics *topics = app_topics_packs(app->live.topics);
    const UiPageFacts facts = { .topics = topics,
                                .indicators = app_topics_indicators(app->live.topics) };
    State named = { 0 };
    if (!topics || topics_count(topics) == 0) {
        err_set(err, ERR_NOT_FOUND,
                "there are no topics: assets/data/topics was not found (没有专题)");
        return false;
    }
    if (topic_named(topics, name, page)) {
        str_copy_utf8(named.page, sizeof named.page, page);
        if (ui_page_is_on(&named, &facts)) {
            str_copy_utf8(app->state.page, sizeof app->state.page, page);
            app->state.scene[0] = 0; // the operator's own choice, no scene's
            app->state.drill[0] = 0;
            app->state.filter = (StateFilter){ 0 }; // of the page before
            app->state.edited_cell = 0;
            state_touch(&app->state);
            app_page_follow(app);
            enter_mode(app, topics_find(topics, page));
            return true;
        }
    }
    Nearest nearest = { .wrong = name };
    char near[200];
    offer_names(topics, &nearest);
    nearest_text(&nearest, near, sizeof near);
    err_set(err, ERR_NOT_FOUND,
            "no page is named '%.80s' (没有这个页面)%s; 'get topics' lists them", name, near);
    return false;
}

static bool run_show(CmdContext *context, const CmdCall *call, Err *err)
{
    return cmd_page_set(context->app, call->values[0], err);
}

static bool run_hide(CmdContext *context, const CmdCall *call, Err *err)
{
    (void)call, (void)err;
    context->state->page[0] = 0;
    context->state->drill[0] = 0;
    state_touch(context->state);
    app_page_follow(context->app);
    return true;
}

// The next of the same kind, round and round; topics where none is shown.
static bool run_toggle(CmdContext *context, const CmdCall *call, Err *err)
{
    App *app = context->app;
    if (app->state.page[0]) {
        str_copy_utf8(app->page.last, sizeof app->page.last, app->state.page);
        return run_hide(context, call, err);
    }
    return cmd_page_set(app, app->page.last[0] ? app->page.last : "C1", err);
}

static bool run_step(CmdContext *context, const CmdCall *call, Err *err)
{
    const Topics *topics = app_topics_packs(context->app->live.topics);
    const int by = (int)call->numbers[0], all = topics ? topics_count(topics) : 0;
    char page[STATE_NAME_MAX];
    const Topic *now = topics ? topic_named(topics, context->state->page, page) : NULL;
    const TopicKind kind = now ? (TopicKind)now->kind : TOPIC_TOPIC;
    const Topic *row[256];
    int count = 0, at = by > 0 ? -1 : 0;
    for (int i = 0; i < all && count < 256; i++) {
        if ((TopicKind)topics_at(topics, i)->kind != kind) continue;
        if (topics_at(topics, i) == now) at = count;
        row[count++] = topics_at(topics, i);
    }
    if (count == 0) {
        err_set(err, ERR_NOT_FOUND, "there are no topics (没有专题)");
        return false;
    }
    return cmd_page_set(context->app, row[((at + by) % count + count) % count]->id, err);
}

static const CmdArg args_show[] = { { .name = "id",
                                      .type = CMD_ARG_TEXT,
                                      .is_required = true,
                                      .help = "T26, T26/main, C1, or a name",
                                      .help_zh = "专题、中心编号或名称，如 T26、C1" } };
static const CmdArg args_step[] = { { .name = "by",
                                      .type = CMD_ARG_INT,
                                      .fallback = "1",
                                      .min = -100,
                                      .max = 100,
                                      .is_required = true,
                                      .help = "pages on; negative: back",
                                      .help_zh = "向后翻的页数，负为向前" } };
static const Cmd cmd_page_rows[] = {
    { .name = "page-show",
      .group = "view",
      .help = "Shows a page of the big screen.",
      .help_zh = "显示大屏页面。",
      CMD_ARGS(args_show),
      .run = run_show },
    { .name = "page-hide",
      .group = "view",
      .help = "Back to the desk.",
      .help_zh = "返回桌面。",
      .run = run_hide },
    { .name = "page-toggle",
      .group = "view",
      .help = "The big screen's last page, or back to the desk.",
      .help_zh = "切换大屏与桌面。",
      .run = run_toggle },
    { .name = "page-step",
      .group = "view",
      .help = "The next page of the same kind.",
      .help_zh = "翻到下一页。",
      CMD_ARGS(args_step),
      .run = run_step },
};

void cmd_page_add(CmdTable *table)
{
    cmd_table_add(table, cmd_page_rows, (int)(sizeof cmd_page_rows / sizeof cmd_page_rows[0]));
    cmd_focus_add(table);
    cmd_page_edit_add(table);
    cmd_conference_add(table);
}
