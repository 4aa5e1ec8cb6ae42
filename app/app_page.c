// SPDX-License-Identifier: Apache-2.0
// app_page.c - what pages of the big screen are made from: topics, indicators, feeds, warnings.
#include "app.h"
#include "app_replay.h"
#include "base/array.h"
#include "base/clock.h"
#include "base/log.h"
#include "core/text.h"
#include "scene/scene_live.h"
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define ALARM_DISTANCE_M 2500.0 // the camera comes at least so near

void app_page_destroy(AppPage *page)
{
    free(page->qualities);
    free(page->feeds);
    free(page->warnings);
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
}

static void fill_feed(const App *app, const StateFeed *wanted, UiPageFeed *out)
{
    static const TextId words[] = { TEXT_LOADING, TEXT_READY,  TEXT_WAITING,
                                    TEXT_READY,   TEXT_FAILED, TEXT_WAITING };
    const AppFeed *feed = NULL;
    for (int i = 0; i < app->live.feed_count; i++)
        if (app->live.feeds[i].id == wanted->id) feed = &app->live.feeds[i];
    const FeedStatus status =
        feed && feed->feed ? feed_status(feed->feed) : (FeedStatus){ .state = FEED_FAILED };
    *out = (UiPageFeed){ .name = wanted->name,
                         .state = text_get(app->state.language, words[status.state]),
                         .level = status.state == FEED_LIVE     ? ALARM_LEVEL_NONE
                                  : status.state == FEED_FAILED ? ALARM_LEVEL_RED
                                                                : ALARM_LEVEL_YELLOW,
                         .age_s = status.t_last_us
                                      ? (double)(clock_utc_us() - status.t_last_us) / 1e6
                                      : NAN,
                         .messages_a_second = status.messages_a_second,
                         .malformed = status.malformed,
                         .dropped = status.dropped,
                         .error = "" };
}

static void fill_warnings(App *app, AppPage *page)
{
    const int count = app_warnings_count(app->live.warnings);
    page->facts.warning_count = 0;
    if (!array_reserve((void **)&page->warnings, &page->warning_cap, count, sizeof *page->warnings))
        return;
    for (int i = 0; i < count; i++) {
        const AppWarning *warning = app_warnings_at(app->live.warnings, i);
        page->warnings[i] =
            (UiPageWarning){ .text = warning->text,
                             .level = (AlarmLevel)warning->level,
                             .age_s = (double)(app->live.now_us - warning->t_event_us) / 1e6,
                             .is_exercise = warning->status != SCENE_LIVE_ACTUAL };
    }
    page->facts.warnings = page->warnings;
    page->facts.warning_count = count;
}

static void fill_qualities(App *app, AppPage *page)
{
    const int64_t now_us = page->facts.now_us;
    const int count = app->state.feed_count;
    if (now_us - page->t_quality_us >= 1000000 || count != page->quality_count) {
        page->t_quality_us = now_us;
        page->quality_count = 0;
        if (!array_reserve((void **)&page->qualities, &page->quality_cap, count,
                           sizeof *page->qualities))
            return;
        for (int i = 0; i < count; i++) page->qualities[i] = app_topics_quality(app, i);
        page->quality_count = count;
    }
    page->facts.qualities = page->qualities;
    page->facts.quality_count = page->quality_count;
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

const UiPageFacts *app_page_facts(App *app)
{
    AppPage *page = &app->page;
    if (!app->state.page[0]) return NULL;
    page->facts = (UiPageFacts){ .topics = app_topics_packs(app->live.topics),
                                 .indicators = app_topics_indicators(app->live.topics),
                                 .operations = app->live.operations,
                                 .now_us = app->live.now_us ? app->live.now_us : clock_utc_us() };
    if (array_reserve((void **)&page->feeds, &page->feed_cap, app->state.feed_count,
                      sizeof *page->feeds)) {
        for (int i = 0; i < app->state.feed_count; i++)
            fill_feed(app, &app->state.feeds[i], &page->feeds[i]);
        page->facts.feeds = page->feeds;
        page->facts.feed_count = app->state.feed_count;
    }
    fill_warnings(app, page);
    fill_qualities(app, page);
    page->attribution.length = 0;
    if (page->attribution.text) page->attribution.text[0] = 0;
    app_page_attribution(app, &page->attribution);
    page->facts.attribution = page->attribution.text ? page->attribution.text : "";
    return &page->facts;
}
