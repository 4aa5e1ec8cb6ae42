// SPDX-License-Identifier: Apache-2.0
// app_action.c - actions of alarms, done.
#include "app_action.h"
#include "app.h"
#include "app_sound.h"
#include "base/clock.h"
#include "core/city_model.h"
#include "core/live_bind.h"
#include <math.h>
#include <string.h>

static bool place_of_feature(const App *app, const LiveBinding *bound, GeoPos *out)
{
    const CityLayer *layer = city_layer(&app->city, bound->layer_id);
    double radius_m = 0;
    if (!layer || bound->feature >= city_layer_feature_count(layer)) return false;
    if (layer->asset) return city_model_object(layer, bound->feature, out, &radius_m);
    if (!layer->vector) return false;
    *out = geo_layer_anchor(layer->vector, bound->feature);
    return true;
}

// A station is on the map by one of its metrics: air.hkq.o3 stands where air.hkq.pm25 does. All
// that is before the last point or slash is the station. Looked up once, until keys or bindings
// change.
static uint32_t bound_sibling(AppLive *live, uint32_t key)
{
    const uint64_t seen =
        (uint64_t)keys_count(live->keys) << 32 | (uint32_t)live_bind_count(live->bind);
    uint64_t found = 0;
    LiveBinding bound;
    if (seen != live->siblings_seen) hashmap_clear(&live->siblings);
    live->siblings_seen = seen;
    if (hashmap_get(&live->siblings, key, &found)) return (uint32_t)found;
    const char *text = keys_text(live->keys, key);
    size_t length = strlen(text);
    while (length > 0 && text[length - 1] != '.' && text[length - 1] != '/') length--;
    const uint32_t count = keys_count(live->keys);
    for (uint32_t k = 1; k <= count && length > 1 && !found; k++)
        if (strncmp(keys_text(live->keys, k), text, length) == 0 &&
            live_bind_of_key(live->bind, k, &bound, 1) > 0)
            found = k;
    hashmap_put(&live->siblings, key, found);
    return (uint32_t)found;
}

bool app_action_place(App *app, const char *subject, GeoPos *out)
{
    const uint32_t key = keys_find(app->live.keys, subject, strlen(subject));
    const LiveValue *value = key ? live_get(app->live.live, key) : NULL;
    LiveBinding bound;
    if (value && value->last.kind == OBSERVATION_POSITION) {
        *out = (GeoPos){ value->last.position.lon_deg, value->last.position.lat_deg, 0 };
        return true;
    }
    if (!key) return false;
    const bool is_bound = live_bind_of_key(app->live.bind, key, &bound, 1) > 0;
    const uint32_t other = is_bound ? 0 : bound_sibling(&app->live, key);
    if (!is_bound && (!other || live_bind_of_key(app->live.bind, other, &bound, 1) == 0))
        return false;
    return place_of_feature(app, &bound, out);
}

static bool place(App *app, double lon_deg, double lat_deg, const char *subject, GeoPos *out)
{
    if (!isfinite(lon_deg) || !isfinite(lat_deg)) return app_action_place(app, subject, out);
    *out = (GeoPos){ lon_deg, lat_deg, 0 };
    return true;
}

static bool fly(App *app, const ActionDue *due, Err *err)
{
    StateCamera goal = app->state.camera;
    if (!place(app, due->lon_deg, due->lat_deg, due->subject, &goal.target)) {
        err_set(err, ERR_NOT_FOUND, "'%.120s' is nowhere: no position, no feature has the key",
                due->subject);
        return false;
    }
    if (app->city.has_frame && goal.target.h_m == 0)
        goal.target.h_m =
            scene_ground(&app->city, &app->state, goal.target.lon_deg, goal.target.lat_deg);
    goal.distance_m = due->action.distance_m;
    goal.pitch_deg = fmax(25, fmin(goal.pitch_deg, 60));
    if (app->is_window)
        app_camera_glide(app, &goal);
    else
        app_camera_set(app, &goal);
    return true;
}

// Lines run with those of the next frame; without a window there is none.
static bool open_topic(App *app, const ActionDue *due, Err *err)
{
    if (!app->is_window) return app_run_line(app, due->action.command, NULL, err);
    app_queue(app, "%s", due->action.command);
    return true;
}

static bool send(App *app, const ActionDue *due, Err *err)
{
    const StateFeed *wanted = state_feed_find(&app->state, due->action.feed);
    for (int i = 0; wanted && i < app->live.feed_count; i++)
        if (app->live.feeds[i].id == wanted->id && app->live.feeds[i].feed)
            return feed_publish(app->live.feeds[i].feed, due->action.topic, due->payload,
                                strlen(due->payload), (int)due->action.qos, due->action.is_retained,
                                err);
    err_set(err, ERR_NOT_FOUND, wanted ? "feed '%.80s' does not run" : "no feed is named '%.80s'",
            due->action.feed);
    return false;
}

static bool sound(App *app, const ActionDue *due, Err *err)
{
    if (!app->is_window || (app->platform && platform_is_offscreen(app->platform))) return true;
    if (!app->sound) app->sound = app_sound_create();
    return app->sound && app_sound_play(app->sound, due->priority, err);
}

static bool act(App *app, const ActionDue *due, Err *err)
{
    switch (due->kind) {
    case RULE_DO_FLY_TO: return fly(app, due, err);
    case RULE_DO_TOPIC: return open_topic(app, due, err);
    case RULE_DO_SOUND: return sound(app, due, err);
    case RULE_DO_PUBLISH:
    case RULE_DO_WEBHOOK: return send(app, due, err);
    default: return true; // done by core: marks, cases
    }
}

void app_action_run(App *app)
{
    Operations *ops = app->live.operations;
    if (!ops) return;
    const ActionSituation situation = { .now_us = app->live.now_us,
                                        .idle_s = clock_monotonic_s() - app->t_input_s,
                                        .idle_min_s = app->state.fly_idle_s,
                                        .every_s = app->state.fly_every_s,
                                        .is_unattended = app->state.is_unattended,
                                        .is_muted = app->state.is_muted };
    ActionDue due;
    while (actions_next(ops->actions, ops, &situation, &due)) {
        Err err = { 0 };
        if (!act(app, &due, &err)) actions_failed(ops->actions, &due, &err);
        action_due_finish(&due);
    }
}

int app_action_pulses(App *app, SceneLivePulse *out, int max)
{
    static const uint32_t level_rgb[ALARM_LEVEL_COUNT] = { 0xf2f2f2, 0xe0702f, 0x1cc8f7, 0x1e86f2,
                                                           0x3030e0 };
    const ActionMark *marks = NULL;
    Operations *ops = app->live.operations;
    const int all = ops ? actions_marks(ops->actions, ops, app->live.now_us, &marks) : 0;
    int count = 0;
    for (int i = 0; i < all && count < max; i++) {
        GeoPos at;
        if (!place(app, marks[i].lon_deg, marks[i].lat_deg, marks[i].subject, &at)) continue;
        out[count++] =
            (SceneLivePulse){ .at = at, .rgb = level_rgb[marks[i].level], .radius_m = 120 };
    }
    return count;
}
