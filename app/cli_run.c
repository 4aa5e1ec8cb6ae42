// SPDX-License-Identifier: Apache-2.0
// cli_run.c - `citymirror run`: command lines without a window; the first that fails ends it.
#include "app.h"
#include "base/log.h"
#include "cli.h"
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static int cli_run_lines(App *app, FILE *file, const char *path, bool goes_on)
{
    char *line = NULL;
    size_t cap = 0;
    int number = 0, code = CLI_OK;
    for (ssize_t length = getline(&line, &cap, file); length >= 0 && !app->is_quitting; length = getline(&line, &cap, file)) {
        number++;
        while (length && (line[length - 1] == '\n' || line[length - 1] == '\r')) line[--length] = 0;
        Err err = { 0 };
        Str out = { 0 };
        const bool ok = app_run_line(app, line, &out, &err);
        if (ok && app->queue.length == 0) job_pool_poll(app->pool, 0.01);
        cli_print(out.text);
        fflush(stdout);
        str_finish(&out);
        if (ok) {
            // State and model agree before the next line asks: loads have started, what is ready is there.
            city_sync(&app->city, &app->state);
            continue;
        }
        err_prefix(&err, "%s:%d", path, number);
        cli_fail(&err);
        code = CLI_FAILED;
        if (!goes_on) break;
    }
    free(line);
    return app->is_quitting && app->exit_code ? app->exit_code : code;
}

static int cli_run_run(const CliCall *call)
{
    Err err = { 0 };
    App app;
    const char *path = call->rest[0];
    const bool is_stdin = strcmp(path, "-") == 0;
    FILE *file = is_stdin ? stdin : fopen(path, "r");
    if (!file) {
        err_set(&err, ERR_IO, "script '%s': %s", path, strerror(errno));
        return cli_fail(&err);
    }
    int code = CLI_FAILED;
    if (app_create(&app, &(AppDesc){ 0 }, &err)) {
        const char *journal = cli_value(call, "journal");
        if (journal && !cmd_journal_open(app.commands, journal, &err)) code = cli_fail(&err);
        else code = cli_run_lines(&app, file, is_stdin ? "-" : path, cli_value(call, "keep-going") != NULL);
        app_destroy(&app);
    } else {
        cli_fail(&err);
    }
    if (!is_stdin) fclose(file);
    return code;
}

static const CliOption cli_run_options[] = {
    { .name = "keep-going", .letter = 'k', .help = "goes on after a line that failed; the exit code is still 1", .help_zh = "某行失败后继续；退出码仍为 1" },
    { .name = "journal", .value = "FILE", .help = "appends every command run to this file", .help_zh = "把执行过的命令追加到该文件" },
};
const CliCommand cli_run = {
    .name = "run", .rest = "SCRIPT | -", .rest_min = 1, .rest_max = 1,
    .options = cli_run_options, .option_count = 2,
    .help = "Runs command lines from a file or standard input, without a window.",
    .help_zh = "从文件或标准输入逐行执行命令，无需窗口。",
    .more = "One command a line; '#' starts a comment. 'wait settled limit=30' waits for a condition, 'get NAME' prints a property as JSON.\n"
            "The first line that fails ends the run with exit code 1 and is named on standard error; 'citymirror help commands' lists all.",
    .more_zh = "每行一条命令，# 之后是注释。wait settled limit=30 等待条件，get 名称 以 JSON 输出属性。\n"
               "第一条失败的命令结束运行，退出码 1，原因写在标准错误上；citymirror help commands 列出全部命令。",
    .run = cli_run_run,
};
