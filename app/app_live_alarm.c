// SPDX-License-Identifier: Apache-2.0
// app_live_alarm.c - alarms in the scene: marks at their features, moving things or places, pulses
// where one was just raised; and what the panels are told of all that is live.
#include "app.h"
#include "base/array.h"
#include "core/city_model.h"
#include "scene/scene_live.h"
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define PULSE_US 6000000
#define PULSES_MAX 8
#define PULSE_M 260
#define ALARM_KEY 0x80000000u // keys of marks that are alarms without a live key: its index behind
#define BLINK_US 700000

struct AppLiveAlarms {
    SceneLivePulse pulses[PULSES_MAX];
    int pulse_count;
    UiFeed *feeds;
    UiWarning *warnings;
    int feed_cap, warning_cap;
};

AppLiveAlarms *app_live_alarms_create(void)
{
    return calloc(1, sizeof(AppLiveAlarms));
}

void app_live_alarms_destroy(AppLiveAlarms *alarms)
{
    if (!alarms) return;
    free(alarms->feeds);
    free(alarms->warnings);
    free(alarms);
}

// 0xBBGGRR
static uint32_t level_bgr(int level)
{
    static const uint32_t bgr[ALARM_LEVEL_COUNT] = { 0xa8968a, 0xff8b3d, 0x18c5f5, 0x1f8aff,
                                                     0x4a38f0 };
    return bgr[level > 0 && level < ALARM_LEVEL_COUNT ? level : 0];
}

const Alarm *app_live_alarm_of(const App *app, uint32_t key)
{
    const Operations *ops = app->live.operations;
    if (!ops || !(key & ALARM_KEY)) return NULL;
    const int index = (int)(key & ~ALARM_KEY);
    return index < alarms_count(ops->alarms) ? alarms_at(ops->alarms, index) : NULL;
}

static bool feature_position(const App *app, StateFeatureRef ref, GeoPos *out)
{
    const CityLayer *layer = city_layer(&app->city, ref.layer_id);
    double radius_m = 0;
    if (layer && layer->vector && ref.feature < layer->vector->feature_count) {
        *out = geo_layer_anchor(layer->vector, ref.feature);
        return true;
    }
    return layer && layer->asset && city_model_object(layer, ref.feature, out, &radius_m);
}

// view: of the moving things now; NULL = it is asked for where it is needed.
static bool position_of(App *app, const AlarmPlace *place, const LivePlacesView *view, GeoPos *out)
{
    if (place->kind == ALARM_PLACE_FEATURE && feature_position(app, place->ref, out)) return true;
    if (place->kind == ALARM_PLACE_MOVING) {
        const LivePlacesView now =
            view ? *view : live_places_view(app->live.live, app->live.now_us);
        if (place->row >= now.count) return false;
        *out = (GeoPos){ now.lon_deg[place->row], now.lat_deg[place->row], 0 };
    } else if (isfinite(place->lon_deg) && isfinite(place->lat_deg)) {
        *out = (GeoPos){ place->lon_deg, place->lat_deg, 0 };
    } else {
        return false;
    }
    out->h_m = scene_ground(&app->city, &app->state, out->lon_deg, out->lat_deg);
    return true;
}

bool app_alarm_position(App *app, const Alarm *alarm, GeoPos *out)
{
    const AlarmPlace place =
        alarm_places_find(app->live.alarm_places, live_places(app->live.live), alarm);
    return position_of(app, &place, NULL, out);
}

static SceneLiveMark *mark_of(SceneLiveMark *marks, int count, StateFeatureRef ref)
{
    for (int i = 0; i < count; i++)
        if (marks[i].layer_id == ref.layer_id && marks[i].feature == ref.feature) return &marks[i];
    return NULL;
}

static void say_alarm(SceneLiveMark *mark, const Alarm *alarm)
{
    const bool is_graver = !mark->is_alarm || alarm->level > mark->alarm_level;
    if (is_graver) {
        mark->alarm_level = (uint8_t)alarm->level;
        mark->alarm_rgb = level_bgr(alarm->level);
    }
    mark->is_alarm = true;
    mark->is_unacked |= alarm->needs_ack;
}

static void add_pulse(AppLiveAlarms *s, const Alarm *alarm, GeoPos at)
{
    if (s->pulse_count == PULSES_MAX) return;
    s->pulses[s->pulse_count++] = (SceneLivePulse){
        .at = at, .rgb = level_bgr(alarm->level), .radius_m = PULSE_M, .period_s = 1.6
    };
}

typedef struct {
    SceneLiveMark *items;
    int count, max;
    LivePlacesView moving;
} Marks;

static void add_alarm(App *app, const Alarm *alarm, int index, Marks *marks)
{
    AppLive *live = &app->live;
    const AlarmPlace place = alarm_places_find(live->alarm_places, live_places(live->live), alarm);
    GeoPos at = { 0 };
    if (place.kind == ALARM_PLACE_NONE || !position_of(app, &place, &marks->moving, &at)) return;
    const bool is_feature = place.kind == ALARM_PLACE_FEATURE;
    const CityLayer *layer = is_feature ? city_layer(&app->city, place.ref.layer_id) : NULL;
    const bool has_mark_place = layer && layer->vector;
    SceneLiveMark *mark = has_mark_place ? mark_of(marks->items, marks->count, place.ref) : NULL;
    if (!mark && marks->count < marks->max) {
        const LiveFreshness freshness =
            place.key ? live_freshness(live->live, place.key) : LIVE_CURRENT;
        mark = &marks->items[marks->count++];
        *mark = (SceneLiveMark){ .key = ALARM_KEY | (uint32_t)index,
                                 .at = at,
                                 .icon = "alarm",
                                 .rgb = level_bgr(alarm->level),
                                 .freshness = freshness ? freshness : LIVE_CURRENT };
        if (layer && layer->asset) {
            mark->is_above_ground = true;
            mark->at.h_m =
                fmax(3, at.h_m - scene_ground(&app->city, &app->state, at.lon_deg, at.lat_deg));
        }
        if (has_mark_place) {
            mark->layer_id = place.ref.layer_id;
            mark->feature = place.ref.feature;
        }
    }
    if (mark) say_alarm(mark, alarm);
    if (alarm->needs_ack && live->now_us - alarm->t_raised_us < PULSE_US)
        add_pulse(live->alarms, alarm, at);
}

int app_live_alarm_marks(App *app, SceneLiveMark *marks, int count, int max)
{
    AppLive *live = &app->live;
    live->alarms->pulse_count = 0;
    live->has_unacked = false;
    if (!live->operations) return count;
    Alarms *all = live->operations->alarms;
    Marks all_marks = { marks, count, max, live_places_view(live->live, live->now_us) };
    for (int i = 0; i < alarms_count(all); i++) {
        const Alarm *alarm = alarms_at(all, i);
        if (!alarm_is_shown(alarm)) continue;
        live->has_unacked |= alarm->needs_ack;
        add_alarm(app, alarm, i, &all_marks);
    }
    return all_marks.count;
}

void app_live_alarm_show(App *app, SceneLive *scene)
{
    AppLive *live = &app->live;
    const bool is_dim = app->is_window && live->now_us / BLINK_US % 2 == 1;
    scene->pulses = live->alarms->pulses;
    scene->pulse_count = app->is_window ? live->alarms->pulse_count : 0;
    scene->is_blink_off = is_dim;
    if (is_dim != live->was_blink_off && live->has_unacked) live->has_changed = true;
    live->was_blink_off = is_dim;
}

static UiFeed ui_feed(const App *app, const StateFeed *wanted)
{
    UiFeed out = { .lag_ms = NAN, .is_off = wanted->is_off };
    const AppFeed *feed = NULL;
    for (int i = 0; i < app->live.feed_count; i++)
        if (app->live.feeds[i].id == wanted->id) feed = &app->live.feeds[i];
    const FeedStatus status = feed && feed->feed ? feed_status(feed->feed) : (FeedStatus){ 0 };
    const bool is_failed = !feed || !feed->feed;
    const Err *err = feed && !feed->feed ? &feed->err : &status.err;
    str_copy_utf8(out.name, sizeof out.name, wanted->name);
    str_copy_utf8(out.driver, sizeof out.driver, wanted->driver);
    str_copy_utf8(out.state, sizeof out.state,
                  wanted->is_off ? "off"
                  : is_failed    ? "failed"
                                 : feed_state_name(status.state));
    if (err->code != ERR_NONE && !wanted->is_off)
        str_copy_utf8(out.error, sizeof out.error, err->text);
    if (is_failed) return out;
    out.messages = status.messages, out.observations = status.observations;
    out.events = status.events, out.malformed = status.malformed, out.dropped = status.dropped;
    out.connects = status.connects, out.messages_a_second = status.messages_a_second;
    out.lag_ms = status.lag_ms, out.t_last_us = status.t_last_us;
    out.t_retry_us = status.t_retry_us;
    return out;
}

static UiWarning ui_warning(const AppWarning *w)
{
    UiWarning out = { .level = w->level,
                      .status = w->status,
                      .t_event_us = w->t_event_us,
                      .t_expire_us = w->t_expire_us,
                      .lon_deg = NAN,
                      .lat_deg = NAN,
                      .is_simulated = w->is_simulated };
    str_copy_utf8(out.id, sizeof out.id, w->id);
    str_copy_utf8(out.text, sizeof out.text, w->text);
    double lon = 0, lat = 0;
    for (int i = 0; i < w->point_count; i++) lon += w->lon_lat[2 * i], lat += w->lon_lat[2 * i + 1];
    if (w->point_count > 0)
        out.lon_deg = lon / w->point_count, out.lat_deg = lat / w->point_count;
    else if (w->circle_km > 0)
        out.lon_deg = w->circle_lon_deg, out.lat_deg = w->circle_lat_deg;
    return out;
}

void app_live_facts(App *app, UiLive *out)
{
    AppLive *live = &app->live;
    AppLiveAlarms *s = live->alarms;
    const int feeds = app->state.feed_count, warnings = app_warnings_count(live->warnings);
    *out = (UiLive){ .operations = live->operations,
                     .live = live->live,
                     .keys = live->keys,
                     .bind = live->bind,
                     .places = live->alarm_places,
                     .version = live->operations_version,
                     .now_us = live->now_us,
                     .warnings_version = app_warnings_version(live->warnings) };
    if (array_reserve((void **)&s->feeds, &s->feed_cap, feeds + 1, sizeof *s->feeds)) {
        const bool is_shown = app->state.dock == STATE_DOCK_FEEDS || app->state.page[0];
        out->feeds = s->feeds;
        out->feed_count = is_shown ? feeds : 0;
        for (int i = 0; i < out->feed_count; i++) s->feeds[i] = ui_feed(app, &app->state.feeds[i]);
    }
    if (array_reserve((void **)&s->warnings, &s->warning_cap, warnings + 1, sizeof *s->warnings)) {
        out->warnings = s->warnings;
        out->warning_count = warnings;
        for (int i = 0; i < warnings; i++)
            s->warnings[i] = ui_warning(app_warnings_at(live->warnings, i));
    }
}
