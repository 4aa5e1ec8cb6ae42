// SPDX-License-Identifier: Apache-2.0
// page_world.c - values, events, cases, sources and warnings of the demo at noon of one day.
#include "page_world.h"
#include "base/clock.h"
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define S ((int64_t)1000000)
#define NOON "2026-11-25T12:00"

static bool ask(void *source, uint64_t request, uint32_t key, int64_t from_us, int64_t to_us,
                int max)
{
    PageWorld *w = source;
    int64_t t_us[INDICATOR_POINTS_MAX];
    double numbers[INDICATOR_POINTS_MAX];
    IndicatorPoint points[INDICATOR_POINTS_MAX];
    const int index = sim_past_find(w->past, keys_text(w->operations->keys, key));
    if (index < 0) return false;
    const int count =
        sim_past_values(w->past, index, from_us, to_us,
                        max < INDICATOR_POINTS_MAX ? max : INDICATOR_POINTS_MAX, t_us, numbers);
    for (int i = 0; i < count; i++) points[i] = (IndicatorPoint){ t_us[i], numbers[i] };
    indicators_take(w->indicators, request, points, count, NULL);
    return true;
}

// As the program does: figures of a year are not late after a month.
static void declare(PageWorld *w)
{
    for (int t = 0; t < topics_count(w->topics); t++)
        for (int i = 0; i < topics_at(w->topics, t)->indicator_count; i++) {
            const TopicIndicator *from = &topics_at(w->topics, t)->indicators[i];
            (void)live_declare(w->live,
                               &(LiveDeclaration){ .match = from->key,
                                                   .name = from->name_en,
                                                   .name_zh = from->name,
                                                   .period_s = from->period.seconds,
                                                   .stale_s = from->stale_s,
                                                   .decimals = from->decimals },
                               NULL);
        }
}

static void put_values(PageWorld *w)
{
    for (int k = 0; k < sim_key_count(w->sim); k++) {
        const SimKey key = sim_key(w->sim, k);
        const int64_t t_us = sim_key_instant_us(w->sim, k, w->now_us);
        const SimValue v = sim_value(w->sim, k, t_us);
        if (v.is_none || (key.kind == OBSERVATION_NUMBER && !isfinite(v.number))) continue;
        Observation o = { .t_obs_us = t_us,
                          .t_recv_us = t_us,
                          .key = keys_intern(w->operations->keys, key.key, strlen(key.key)),
                          .kind = key.kind,
                          .feed = 1,
                          .flags = OBSERVATION_SIMULATED };
        if (key.period_s < UINT32_MAX / 1000.0) o.period_ms = (uint32_t)(key.period_s * 1000);
        if (key.stale_s > 0) o.t_stale_us = t_us + (int64_t)(key.stale_s * 1e6);
        str_copy_utf8(o.unit, sizeof o.unit, key.unit);
        if (key.kind == OBSERVATION_TEXT)
            o.text = str_copy(v.text);
        else if (key.kind == OBSERVATION_POSITION)
            o.position = v.position;
        else
            o.number = v.number;
        (void)live_put(w->live, &o);
        if (key.kind == OBSERVATION_TEXT) free(o.text);
    }
}

static void take_event(ObservationEvent *event, void *arg)
{
    PageWorld *w = arg;
    Err err = { 0 };
    (void)operations_event(w->operations, event, &err);
    free(event->id);
    free(event->json);
    free(event);
}

static void open_cases(PageWorld *w)
{
    static const char *const titles[] = { "海滨大道路灯不亮", "工业园污水外溢", "老街井盖缺失" };
    const ChangeBy by = operations_by(w->operations);
    for (int i = 0; i < 3; i++)
        (void)cases_open(w->operations->cases, &(CaseDesc){ .title = titles[i] }, &by, NULL);
}

static void fill_sources(PageWorld *w)
{
    static const struct {
        const char *name, *driver, *state;
        double rate;
    } rows[] = { { "城市仿真", "sim", "live", 96.4 },
                 { "雨量站", "mqtt", "live", 3.2 },
                 { "视频平台", "http", "waiting", 0 },
                 { "船舶", "ais", "failed", 0 } };
    for (int i = 0; i < 4; i++) {
        UiFeed *f = &w->feeds[i];
        str_copy_utf8(f->name, sizeof f->name, rows[i].name);
        str_copy_utf8(f->driver, sizeof f->driver, rows[i].driver);
        str_copy_utf8(f->state, sizeof f->state, rows[i].state);
        f->messages_a_second = rows[i].rate;
        w->qualities[i] = (QualityFigures){ .source = { .name = f->name, .driver = f->driver },
                                            .completeness = i < 2 ? 0.998 - 0.07 * i : NAN,
                                            .timeliness = i < 2 ? 0.991 - 0.02 * i : NAN,
                                            .validity = i < 2 ? 1 - 0.3 * i : NAN };
    }
    static const char *const texts[] = { "湛江市气象台发布台风黄色预警信号", "风暴潮蓝色警报",
                                         "暴雨橙色预警（演练）" };
    static const AlarmLevel levels[] = { ALARM_LEVEL_YELLOW, ALARM_LEVEL_BLUE, ALARM_LEVEL_ORANGE };
    for (int i = 0; i < 3; i++) {
        w->warnings[i] = (UiWarning){ .level = levels[i],
                                      .status = i == 2,
                                      .t_event_us = w->now_us - (i + 1) * 1500 * S };
        str_copy_utf8(w->warnings[i].text, sizeof w->warnings[i].text, texts[i]);
    }
}

bool page_world_open(PageWorld *w, const char *data_folder)
{
    Err err = { 0 };
    *w = (PageWorld){ 0 };
    state_init(&w->state);
    clock_parse(NOON, 28800, &w->now_us);
    Keys *keys = keys_create(0);
    w->operations = operations_create(&(OperationsDesc){ .keys = keys,
                                                         .data_folder = data_folder,
                                                         .who = "值班长",
                                                         .desk = "desk",
                                                         .utc_offset_s = 28800 },
                                      &err);
    w->sim = sim_create(&(SimDesc){ .is_typhoon = true }, &err);
    w->past = sim_past_open(&(FeedDesc){ .name = "sim", .driver = "sim", .seed = 1 }, w->now_us);
    if (!w->operations || !w->sim || !w->past) goto failed;
    w->operations->now_us = w->now_us;
    w->live = live_create(keys);
    w->topics = topics_create(&(TopicsDesc){ .data_folder = data_folder,
                                             .thresholds = w->operations->thresholds,
                                             .utc_offset_s = 28800 });
    if (!topics_load(w->topics, &err)) goto failed;
    w->indicators = indicators_create(&(IndicatorsDesc){ .live = w->live,
                                                         .keys = keys,
                                                         .topics = w->topics,
                                                         .thresholds = w->operations->thresholds,
                                                         .history = { ask, w },
                                                         .utc_offset_s = 28800 });
    w->painter = ui_painter_create();
    w->page = ui_page_create(w->painter, &err);
    if (!w->page) goto failed;
    const ChangeBy by = operations_by(w->operations);
    if (!topics_follow_rules(w->topics, w->operations->rules, &by, &err)) goto failed;
    declare(w);
    put_values(w);
    live_tick(w->live, w->now_us);
    sim_events(w->sim, w->now_us - 4 * 3600 * S, w->now_us, take_event, w);
    operations_judge_all(w->operations, w->live, w->now_us);
    operations_update(w->operations, w->live, w->now_us);
    open_cases(w);
    fill_sources(w);
    indicators_update(w->indicators, w->now_us, true);
    w->facts = (UiPageFacts){ .topics = w->topics,
                              .indicators = w->indicators,
                              .live = { .operations = w->operations,
                                        .live = w->live,
                                        .keys = keys,
                                        .now_us = w->now_us,
                                        .feeds = w->feeds,
                                        .feed_count = 4,
                                        .warnings = w->warnings,
                                        .warning_count = 3 },
                              .qualities = w->qualities,
                              .quality_count = 4,
                              .attribution = "示范数据",
                              .now_us = w->now_us };
    str_copy_utf8(w->state.title, sizeof w->state.title, "数字孪生湛江");
    str_copy_utf8(w->state.notice, sizeof w->state.notice, "示范数据");
    w->state.utc_offset_s = 28800;
    return true;
failed:
    fprintf(stderr, "page world: %s\n", err.text);
    return false;
}

void page_world_wait(PageWorld *w, double seconds)
{
    w->now_us += (int64_t)(seconds * 1e6);
    w->facts.now_us = w->facts.live.now_us = w->now_us;
    live_tick(w->live, w->now_us);
    indicators_update(w->indicators, w->now_us, false);
}

void page_world_close(PageWorld *w)
{
    Keys *keys = w->operations ? w->operations->keys : NULL;
    ui_page_destroy(w->page);
    ui_painter_destroy(w->painter);
    indicators_destroy(w->indicators);
    topics_destroy(w->topics);
    live_destroy(w->live);
    operations_destroy(w->operations);
    keys_destroy(keys);
    sim_past_release(w->past);
    sim_destroy(w->sim);
    state_finish(&w->state);
}

// What the city is in the pictures: the sky's and the ground's colour, so that glass is seen.
static void ground(cairo_t *cr, bool is_dark, int width, int height)
{
    cairo_pattern_t *sky = cairo_pattern_create_linear(0, 0, 0, height);
    const double a = is_dark ? 0.05 : 0.72, b = is_dark ? 0.12 : 0.55;
    cairo_pattern_add_color_stop_rgb(sky, 0, a * 0.8, a, a * 1.25);
    cairo_pattern_add_color_stop_rgb(sky, 1, b * 0.8, b, b * 1.1);
    cairo_rectangle(cr, 0, 0, width, height);
    cairo_set_source(cr, sky);
    cairo_fill(cr);
    cairo_pattern_destroy(sky);
}

static bool take_pixels(cairo_surface_t *surface, int width, int height, Image *out)
{
    if (!image_init(out, width, height, NULL)) return false;
    cairo_surface_flush(surface);
    const uint8_t *bgra = cairo_image_surface_get_data(surface);
    const int stride = cairo_image_surface_get_stride(surface);
    for (int y = 0; y < height; y++)
        for (int x = 0; x < width; x++) {
            const uint8_t *from = bgra + (size_t)y * stride + 4 * x;
            uint8_t *to = out->rgba + 4 * ((size_t)y * width + x);
            to[0] = from[2];
            to[1] = from[1];
            to[2] = from[0];
            to[3] = 255;
        }
    return true;
}

bool page_world_draw(PageWorld *w, const PageShot *shot, Image *out)
{
    const int width = shot->width_px, height = shot->height_px;
    int count = 0;
    // Feeds go by the clock on the wall.
    for (int i = 0; i < 4; i++)
        w->feeds[i].t_last_us = w->feeds[i].messages_a_second > 0 ? clock_utc_us() - 2 * S : 0;
    str_copy_utf8(w->state.page, sizeof w->state.page, shot->id);
    str_copy_utf8(w->state.unit, sizeof w->state.unit, shot->unit ? shot->unit : "");
    w->state.look = shot->look;
    w->state.language = shot->language;
    const UiPanelImage *images =
        ui_page_build(w->page, &w->state, &w->facts, width, height, INFINITY, &count);
    if (count == 0) return false;
    // History answers within the first making: the second has all of it.
    ui_page_refresh(w->page);
    indicators_update(w->indicators, w->now_us, false);
    images = ui_page_build(w->page, &w->state, &w->facts, width, height, INFINITY, &count);
    cairo_surface_t *surface = cairo_image_surface_create(CAIRO_FORMAT_RGB24, width, height);
    cairo_t *cr = cairo_create(surface);
    ground(cr, shot->look == STATE_LOOK_NIGHT, width, height);
    for (int i = 0; i < count; i++) {
        const UiPanelImage *image = &images[i];
        cairo_surface_t *panel =
            cairo_image_surface_create_for_data((unsigned char *)image->bgra, CAIRO_FORMAT_ARGB32,
                                                image->width_px, image->height_px, image->stride);
        cairo_set_source_surface(cr, panel, image->x_px, image->y_px);
        cairo_paint(cr);
        cairo_surface_destroy(panel);
    }
    cairo_destroy(cr);
    const bool ok = take_pixels(surface, width, height, out);
    cairo_surface_destroy(surface);
    return ok;
}
