// SPDX-License-Identifier: Apache-2.0
// cli_window.c - the window: loads start first, the context is made while they run.
#include "app.h"
#include "app_replay.h"
#include "base/clock.h"
#include "base/log.h"
#include "cli.h"
#include "cmd_shell.h"
#include "platform_watch.h"
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

// Fonts take a tenth of a second to find the first time: that happens beside everything else.
static void cli_window_warm(Job *job, void *arg)
{
    (void)job;
    (void)arg;
    ui_warm();
}

static double cli_window_due_s(const App *app)
{
    if (app->is_dirty || app->state.is_gliding || app->state.is_touring || input_is_moving(&app->input)) return 0;
    if (app->queue.length || app->live.waiting_count > 0) return 0;
    if (job_pool_pending(app->pool) > 0 || !app->is_settled) return 0.008;
    if (app->is_readout_due) return 0.03;
    if (app->state.clock_mode == STATE_CLOCK_REPLAY || app_replay_is_pending(app, true))
        return 0.01;
    if (app->state.time_rate != 0 || scene_is_playing(app->scene)) return 1.0 / 30;
    return app->command_fd >= 0 ? 0.02 : 0.25;
}

// Where pictures are limited the loop does not turn for more than it may draw.
static double cli_window_wait_s(const App *app)
{
    const double due_s = cli_window_due_s(app), limit = app->state.frame_limit;
    const double left_s = limit > 0 ? app->t_draw_s + 1 / limit - clock_monotonic_s() : 0;
    return due_s > left_s ? due_s : left_s;
}

static bool cli_window_commands(App *app, const char *path, Err *err)
{
    struct stat status;
    if (stat(path, &status) != 0 && mkfifo(path, 0600) != 0) {
        err_set(err, ERR_IO, "command pipe '%s': %s", path, strerror(errno));
        return false;
    }
    // Read and write: the pipe stays open when a writer leaves, and opening does not wait for one.
    app->command_fd = open(path, O_RDWR | O_NONBLOCK | O_CLOEXEC);
    if (app->command_fd < 0) {
        err_set(err, ERR_IO, "command pipe '%s': %s", path, strerror(errno));
        return false;
    }
    return true;
}

static bool cli_window_open_all(App *app, const CliCall *call, Err *err)
{
    bool ok = true;
    for (int i = 0; i < call->rest_count; i++) {
        Err own = { 0 };
        if (app_open_path(app, call->rest[i], &own)) continue;
        cli_error("%s", own.text);
        app_say(app, true, own.text);
        *err = own;
        ok = false;
    }
    if (call->rest_count == 0 && !cli_value(call, "new")) {
        Err own = { 0 };
        if (!app_session_restore(app, &own) && own.code) cli_error("%s", own.text);
    }
    return ok;
}

static int cli_window_run(const CliCall *call)
{
    Err err = { 0 };
    App app;
    PlatformWatch *watch = NULL;
    const char *size = cli_value(call, "size"), *commands = cli_value(call, "commands"), *journal = cli_value(call, "journal");
    PlatformDesc desc = { .title = "城镜 Citymirror" };
    if (size && !cli_parse_size(size, &desc.width, &desc.height, &err)) return cli_fail(&err);
    if (!platform_has_display()) {
        err_set(&err, ERR_UNSUPPORTED, "there is no display (DISPLAY and WAYLAND_DISPLAY are not set); 'citymirror shot -o picture.png FILE…' "
                                       "renders without one");
        return cli_fail(&err);
    }
    if (!app_create(&app, &(AppDesc){ 0 }, &err)) return cli_fail(&err);
    app.is_window = true;
    int code = CLI_FAILED;
    if (journal && !cmd_journal_open(app.commands, journal, &err)) goto failed;
    if (commands && !cli_window_commands(&app, commands, &err)) goto failed;
    app_session_open(&app);
    cli_window_open_all(&app, call, &err);
    city_sync(&app.city, &app.state); // the loads are on their way before the window is asked for
    job_submit(app.pool, &(JobDesc){ .title = "fonts", .run = cli_window_warm, .priority = 100 });
    if (cli_value(call, "look")) app_queue(&app, "look %s", cli_value(call, "look"));
    if (cli_value(call, "view")) app_queue(&app, "bookmark-go name=%s", cli_value(call, "view"));
    if (cli_value(call, "time")) app_queue(&app, "time %s", cli_value(call, "time"));
    if (cli_value(call, "language")) app_queue(&app, "language %s", cli_value(call, "language"));
    if (!app_open_graphics(&app, &desc, &err)) goto failed;
    app.ui = ui_create(&err);
    if (!app.ui) goto failed;
    app_clipboard_connect(&app);
    if (cli_value(call, "fullscreen")) app_queue(&app, "fullscreen");
    watch = platform_watch_start(inbox_wake_fd(app.live.inbox),
                                 platform_wake); // without it values wait for the next look
    while (!app.is_quitting) app_frame(&app, cli_window_wait_s(&app));
    code = app.exit_code;
    goto done;
failed:
    code = cli_fail(&err);
done:
    platform_watch_stop(watch);
    app_destroy(&app);
    return code;
}

static const CliOption cli_window_options[] = {
    { .name = "size", .value = "WxH", .help = "size of the window; 1600x900 when not given", .help_zh = "窗口大小；不写为 1600x900" },
    { .name = "fullscreen", .help = "starts in full screen", .help_zh = "全屏启动" },
    { .name = "new", .help = "without the last session", .help_zh = "不恢复上次会话" },
    { .name = "view", .value = "NAME", .help = "opening bookmark", .help_zh = "开场书签" },
    { .name = "time", .value = "TIME", .help = "of the city, ISO 8601", .help_zh = "城市时间（ISO 8601）" },
    { .name = "look", .value = "LOOK", .choices = "day|night|white", .help = "day, night or white model", .help_zh = "白天、夜景或白模" },
    { .name = "language", .value = "LANGUAGE", .choices = "zh|en", .help = "of the interface", .help_zh = "界面语言" },
    { .name = "commands", .value = "PIPE", .help = "reads command lines from this pipe (made when missing); answers go to standard output",
      .help_zh = "从该管道逐行读取命令（没有则创建），回答写到标准输出" },
    { .name = "journal", .value = "FILE", .help = "appends every command run to this file", .help_zh = "把执行过的命令追加到该文件" },
};
const CliCommand cli_window = {
    .name = "", .rest = "city.yaml | FILE | URL…", .rest_max = -1,
    .options = cli_window_options, .option_count = sizeof cli_window_options / sizeof cli_window_options[0],
    .help = "Opens a window on a city, on files or URLs, or on the last session. Files dropped on it are added.",
    .help_zh = "打开窗口：一座城市、若干文件或网址，或上次的会话。拖到窗口里的文件会被加入。",
    .run = cli_window_run,
};
