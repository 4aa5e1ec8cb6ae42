// SPDX-License-Identifier: Apache-2.0
// cli_shot.c - `citymirror shot`: a picture without a display.
#include "app_replay.h"
#include "base/clock.h"
#include "cli_open.h"
#include "cmd_page.h"
#include <math.h>
#include <string.h>
#include <unistd.h>

#define CLI_SHOT_HISTORY_S 10.0
#define CLI_SHOT_PAGE_S 3.0 // feeds run before the picture of a page

// The feeds run, and what they bring is taken, for so long.
static void cli_shot_listen(App *app, double seconds)
{
    const double until_s = clock_monotonic_s() + seconds;
    for (double left_s = seconds; left_s > 0; left_s = until_s - clock_monotonic_s()) {
        app_live_wait(&app->live, left_s < 0.05 ? left_s : 0.05);
        app_update(app, 0);
    }
}

// A page asks for the history of its figures when it is made first: made until all of it is there.
static void cli_shot_fill_page(App *app, const AppShot *shot)
{
    Err err = { 0 };
    const double until_s = clock_monotonic_s() + CLI_SHOT_HISTORY_S;
    if (!app->ui) app->ui = ui_create(&err);
    UiPage *page = app->ui ? ui_page(app->ui) : NULL;
    const int width = shot->width ? shot->width : 1920, height = shot->height ? shot->height : 1080;
    for (int count = 0; page && clock_monotonic_s() < until_s;) {
        (void)ui_page_build(page, &app->state, app_page_facts(app), width, height, INFINITY,
                            &count);
        if (!ui_page_is_loading(page)) break;
        job_pool_wait(app->pool, 0.05);
        job_pool_poll(app->pool, 0.05);
        app_update(app, 0);
        ui_page_refresh(page);
    }
}

// What the store has of that instant; the sun stands as then where no time is given.
static bool cli_shot_at(App *app, const CliCall *call, const char *at, Err *err)
{
    Str line = { 0 };
    str_add(&line, "time-seek t=");
    app_quote(&line, at);
    const bool ok = app_run_line(app, line.text, NULL, err);
    str_finish(&line);
    if (!ok) return false;
    if (!cli_value(call, "time")) app->state.t_utc_us = app->state.instant_us;
    app_replay_settle(app, 30);
    const Err failed = app_replay_err(app);
    if (failed.code != ERR_NONE) *err = failed;
    return failed.code == ERR_NONE;
}

static int cli_shot_run(const CliCall *call)
{
    Err err = { 0 };
    App app;
    AppShot shot = { .path = cli_value(call, "output"),
                     .no_furniture = cli_value(call, "no-furniture") != NULL,
                     .has_progress = true };
    const char *size = cli_value(call, "size"), *quality = cli_value(call, "quality"),
               *limit = cli_value(call, "timeout"), *live = cli_value(call, "live"),
               *page = cli_value(call, "page"), *at = cli_value(call, "at");
    // A page without values says nothing.
    double live_s = page ? CLI_SHOT_PAGE_S : 0;
    shot.is_software = quality && strcmp(quality, "software") == 0;
    if (!shot.path) {
        err_set(&err, ERR_ARGUMENT, "shot needs -o PICTURE.png; 'citymirror help shot' shows how");
        return cli_fail(&err);
    }
    if (size && !cli_parse_size(size, &shot.width, &shot.height, &err)) return cli_fail(&err);
    if (limit && (!str_parse_double(limit, &shot.limit_s) || !(shot.limit_s > 0))) {
        err_set(&err, ERR_ARGUMENT, "timeout '%s': expected seconds", limit);
        return cli_fail(&err);
    }
    if (live && (!str_parse_double(live, &live_s) || !(live_s > 0 && live_s <= 86400))) {
        err_set(&err, ERR_ARGUMENT, "live '%s': expected seconds", live);
        return cli_fail(&err);
    }
    if (!app_create(&app, &(AppDesc){ 0 }, &err)) return cli_fail(&err);
    app.live.has_no_feeds = live_s == 0;
    app.live.has_no_store = live_s == 0 && !at;
    int code = CLI_FAILED;
    bool is_fatal = false, is_complete = true;
    const int not_opened = cli_open_files(&app, call, &is_fatal);
    if (is_fatal) goto done;
    if (!cli_open_state(&app, call, &err)) goto failed;
    if (page && !cmd_page_set(&app, page, &err)) goto failed;
    // A small unseen window: pictures have targets of their own.
    if (!app_open_graphics(&app, &(PlatformDesc){ .is_offscreen = true, .width = 64, .height = 64 },
                           &err))
        goto failed;
    if (live_s > 0) cli_shot_listen(&app, live_s);
    if (at && !cli_shot_at(&app, call, at, &err)) goto failed;
    if (page) cli_shot_fill_page(&app, &shot);
    if (!app_picture(&app, &shot, &is_complete, &err)) goto failed;
    code = not_opened + cli_open_failures(&app) > 0 || !is_complete ? CLI_FAILED : CLI_OK;
    if (!is_complete)
        cli_error(
            "'%s' is written and marked: not everything was there in time; give a longer --timeout",
            shot.path);
    goto done;
failed:
    code = cli_fail(&err);
done:
    app_destroy(&app);
    return code;
}

static const CliOption cli_shot_options[] = {
    { .name = "output",
      .letter = 'o',
      .value = "FILE.png",
      .help = "the picture to write",
      .help_zh = "要写的图片" },
    { .name = "size",
      .value = "WxH",
      .help = "pixels, to 16384 a side; 1920x1080 when not given",
      .help_zh = "像素，每边最大 16384；不写为 1920x1080" },
    { .name = "view",
      .value = "NAME",
      .help = "a bookmark of city.yaml",
      .help_zh = "city.yaml 的书签" },
    { .name = "camera",
      .value = "LON,LAT,HEADING,PITCH,DISTANCE",
      .help = "looks at a point: heading from north, pitch below the horizon, metres away",
      .help_zh = "看向一点：方位角（自北）、俯角、距离（米）" },
    { .name = "time",
      .value = "TIME",
      .help = "of the city, ISO 8601 or 'now'",
      .help_zh = "城市时间，ISO 8601 或 now" },
    { .name = "look",
      .value = "LOOK",
      .choices = "day|night|white",
      .help = "day, big-screen night or white model",
      .help_zh = "白天、大屏夜景或白模" },
    { .name = "quality",
      .value = "QUALITY",
      .choices = "full|software",
      .help = "full: shadows, ambient occlusion, smooth edges",
      .help_zh = "full：阴影、环境光遮蔽、平滑边缘" },
    { .name = "language",
      .value = "LANGUAGE",
      .choices = "zh|en",
      .help = "of the picture's texts",
      .help_zh = "图上文字的语言" },
    { .name = "no-furniture",
      .help = "without title, scale bar, compass, time and sources",
      .help_zh = "不画标题、比例尺、指北针、时间和来源" },
    { .name = "page",
      .value = "PAGE",
      .help =
          "a page of the big screen over the city: T26, C1, or a name; feeds run for 3 s before",
      .help_zh = "大屏页面：专题或中心的编号、名称；先接收实时数据 3 秒" },
    { .name = "live",
      .value = "SECONDS",
      .help = "feeds run for so long before; without it none runs and the hour changes nothing",
      .help_zh = "先接收实时数据若干秒；不写则不接收，图片与时刻无关" },
    { .name = "at",
      .value = "TIME",
      .help = "live values, tracks and warnings of a past instant, from the document's store: "
              "2026-06-21T18:30, or -15m",
      .help_zh = "文档的存储中某一过去时刻的实时量、轨迹与预警：2026-06-21T18:30，或 -15m" },
    { .name = "timeout",
      .value = "SECONDS",
      .help = "to wait for all tiles; 120",
      .help_zh = "等待全部瓦片的秒数；120" },
};
const CliCommand cli_shot = {
    .name = "shot",
    .rest = "FILE…",
    .rest_min = 0,
    .rest_max = -1,
    .options = cli_shot_options,
    .option_count = sizeof cli_shot_options / sizeof cli_shot_options[0],
    .help = "Renders a picture without a display.",
    .help_zh = "无需显示器，渲染一张图片。",
    .more = "  citymirror shot -o city.png --size 3840x2160 --time 2026-06-21T18:30 city.yaml\n"
            "The same input, state and machine give the same bytes. A layer that cannot be opened "
            "is named on standard error, the rest is\n"
            "drawn, and the exit code is 1.",
    .more_zh =
        "  citymirror shot -o city.png --size 3840x2160 --time 2026-06-21T18:30 city.yaml\n"
        "同样的输入、状态和机器得到相同的字节。打不开的图层写到标准错误，其余照画，退出码为 1。",
    .run = cli_shot_run,
};
