// SPDX-License-Identifier: Apache-2.0
// app_page.c - what pages of the big screen are made from: topics, indicators, what is live.
#include "app.h"
#include "app_replay.h"
#include "base/array.h"
#include "base/clock.h"
#include <math.h>
#include <stdlib.h>
#include <string.h>

#define REFRESH_US 1000000
#define ALARM_DISTANCE_M 2500.0 // the camera comes at least so near

void app_page_destroy(AppPage *page)
{
    free(page->qualities);
    topic_layers_destroy(page->layers);
    areas_destroy(page->areas);
    app_focus_destroy(page->focus);
    page_edits_finish(&page->edits);
    str_finish(&page->attribution);
}

// The topic's page, and the camera at the alarm where it is anywhere.
static void scene_of(void *arg, const Alarm *alarm, StateScene *out)
{
    const App *app = arg;
    const Topic *topic = topics_of_rule(app_topics_packs(app->live.topics), alarm->rule);
    if (topic && topic->page_count > 0) str_copy_utf8(out->page, sizeof out->page, topic->id);
    if (!isfinite(alarm->lon_deg) || !isfinite(alarm->lat_deg)) return;
    out->camera.target = (GeoPos){ alarm->lon_deg, alarm->lat_deg, out->camera.target.h_m };
    out->camera.distance_m = fmin(out->camera.distance_m, ALARM_DISTANCE_M);
}

void app_page_update(App *app, double dt_s)
{
    app_topics_show(app);
    Operations *present = app_replay_operations(&app->live);
    director_update(&app->page.director, &app->state,
                    present ? present->alarms : NULL,
                    &(DirectorHooks){ .scene_of = scene_of, .arg = app }, dt_s);
    app_page_follow(app);
    if (app->page.focus) app_focus_update(app);
}

void app_page_follow(App *app)
{
    AppPage *page = &app->page;
    if (!page->layers) page->layers = topic_layers_create();
    if (!page->areas) page->areas = areas_create();
    if (!page->focus) page->focus = app_focus_create();
    if (!page->layers || !page->areas || !page->focus) return;
    topic_layers_follow(page->layers, &app->state, app_topics_packs(app->live.topics));
    areas_follow(page->areas, &app->state, &app->city);
}

// What no cell needs more often than once a second.
static void refresh(App *app, AppPage *page)
{
    const int count = app->state.feed_count;
    page->quality_count = 0;
    if (array_reserve((void **)&page->qualities, &page->quality_cap, count,
                      sizeof *page->qualities)) {
        for (int i = 0; i < count; i++) page->qualities[i] = app_topics_quality(app, i);
        page->quality_count = count;
    }
    page->attribution.length = 0;
    if (page->attribution.text) page->attribution.text[0] = 0;
    app_page_attribution(app, &page->attribution);
}

void app_page_attribution(const App *app, Str *out)
{
    const State *state = &app->state;
    for (int i = 0; i < state->layer_count; i++) {
        const StateLayer *layer = &state->layers[i];
        const CityLayer *loaded = city_layer(&app->city, layer->id);
        if (!layer->is_visible || !loaded || loaded->state != CITY_LAYER_READY) continue;
        const char *text = layer->attribution;
        if (!text[0] && loaded->vector) text = loaded->vector->attribution;
        if (!text[0] && loaded->raster) text = loaded->raster->attribution;
        if (!text || !text[0] || (out->text && strstr(out->text, text))) continue;
        if (out->length) str_add(out, " · ");
        str_add(out, text);
    }
}

// By the unit its subject names (KEY/CODE), else by where it is.
static bool takes_alarm(void *arg, const Alarm *alarm)
{
    App *app = arg;
    GeoPos at;
    const char *code = strrchr(alarm->subject, '/');
    if (code && area_code_level(code + 1) != STATE_LEVEL_NONE)
        return app_focus_takes_code(app, code + 1);
    if (!app_focus_is_narrow(app)) return true;
    if (isfinite(alarm->lon_deg) && isfinite(alarm->lat_deg))
        return app_focus_takes(app, alarm->lon_deg, alarm->lat_deg);
    return app_alarm_position(app, alarm, &at) && app_focus_takes(app, at.lon_deg, at.lat_deg);
}

static bool takes_place(void *arg, double lon_deg, double lat_deg)
{
    return app_focus_takes(arg, lon_deg, lat_deg);
}

const UiPageFacts *app_page_facts(App *app)
{
    AppPage *page = &app->page;
    if (!app->state.page[0]) return NULL;
    const int64_t now_us = app->live.now_us ? app->live.now_us : clock_utc_us();
    if (llabs(now_us - page->t_refresh_us) >= REFRESH_US ||
        app->state.feed_count != page->quality_count) {
        page->t_refresh_us = now_us;
        refresh(app, page);
    }
    page->facts =
        (UiPageFacts){ .topics = app_topics_packs(app->live.topics),
                       .indicators = app_topics_indicators(app->live.topics),
                       .qualities = page->qualities,
                       .quality_count = page->quality_count,
                       .attribution = page->attribution.text ? page->attribution.text : "",
                       .now_us = now_us,
                       .areas = page->areas,
                       .events = app->live.event_log,
                       .takes_alarm = takes_alarm,
                       .takes_place = takes_place,
                       .arg = app };
    page->facts.asset_count = app_focus_assets(app, &page->facts.assets);
    app_live_facts(app, &page->facts.live);
    return &page->facts;
}
