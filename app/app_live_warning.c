// SPDX-License-Identifier: Apache-2.0
// app_live_warning.c - warnings in force, from the JSON of decode_cap.h: a newer one of a chain
// replaces those it names, a cancel ends them, expiry too.
#include "app_live.h"
#include "base/array.h"
#include "base/clock.h"
#include "base/json_tape.h"
#include "base/str.h"
#include "scene/scene_live.h"
#include <stdlib.h>
#include <string.h>

#define WARNINGS_MAX 4096
#define WARNING_POINTS_MAX 200000

struct AppWarnings {
    AppWarning *items;
    int count, cap;
    uint64_t version, placed_version, placed_city;
};

AppWarnings *app_warnings_create(void)
{
    return calloc(1, sizeof(AppWarnings));
}

static void finish(AppWarning *w)
{
    free(w->id);
    free(w->text);
    free(w->lon_lat);
    free(w->ring_points);
    free(w->codes);
    free(w->event);
    free(w->words);
}

void app_warnings_destroy(AppWarnings *warnings)
{
    if (!warnings) return;
    for (int i = 0; i < warnings->count; i++) finish(&warnings->items[i]);
    free(warnings->items);
    free(warnings);
}

static void remove_at(AppWarnings *warnings, int i)
{
    finish(&warnings->items[i]);
    memmove(&warnings->items[i], &warnings->items[i + 1],
            (size_t)(warnings->count - i - 1) * sizeof *warnings->items);
    warnings->count--;
    warnings->version++;
}

static void end_named(AppWarnings *warnings, Rules *rules, const char *id)
{
    for (int i = warnings->count - 1; i >= 0; i--) {
        if (strcmp(warnings->items[i].id, id) != 0) continue;
        if (rules) (void)rules_warning(rules, &(RuleWarning){ .id = id });
        remove_at(warnings, i);
    }
}

static bool add_ring(AppWarning *w, const JsonTape *t, JsonRef ring)
{
    const int count = json_count(t, ring);
    if (count < 4 || w->point_count + count > WARNING_POINTS_MAX) return true; // no area of its own
    double *points = realloc(w->lon_lat, (size_t)(w->point_count + count) * 2 * sizeof *points);
    if (!points) return false;
    w->lon_lat = points;
    int *rings = realloc(w->ring_points, (size_t)(w->ring_count + 1) * sizeof *rings);
    if (!rings) return false;
    w->ring_points = rings;
    int used = 0;
    for (JsonRef at = json_first(t, ring); at != JSON_TAPE_NONE && used < count - 1;
         at = json_next(t, ring, at))
        if (json_as_numbers(t, at, points + 2 * (w->point_count + used), 2) == 2) used++;
    rings[w->ring_count++] = used;
    w->point_count += used;
    return true;
}

static void add_words(Str *out, const char *text)
{
    if (!text || !text[0]) return;
    str_add(out, text);
    str_add(out, "\n");
}

// Codes of the area, and its description.
static void read_names(const JsonTape *t, JsonRef area, Arena *arena, Str *codes, Str *words)
{
    const JsonRef list = json_member(t, area, "geocode");
    for (JsonRef c = json_first(t, list); c != JSON_TAPE_NONE; c = json_next(t, list, c)) {
        const char *value = json_as_text(t, json_member(t, c, "value"), arena);
        if (!value || strspn(value, "0123456789") != strlen(value) || strlen(value) < 4) continue;
        str_printf(codes, "%s%s", codes->length ? " " : "", value);
    }
    add_words(words, json_as_text(t, json_member(t, area, "desc"), arena));
}

static bool read_area(AppWarning *w, const JsonTape *t, JsonRef area)
{
    const JsonRef polygons = json_member(t, area, "polygon");
    for (JsonRef p = json_first(t, polygons); p != JSON_TAPE_NONE; p = json_next(t, polygons, p))
        if (!add_ring(w, t, p)) return false;
    const JsonRef circle = json_first(t, json_member(t, area, "circle"));
    if (circle == JSON_TAPE_NONE) return true;
    w->circle_lon_deg = json_as_number(t, json_member(t, circle, "lon"), 0);
    w->circle_lat_deg = json_as_number(t, json_member(t, circle, "lat"), 0);
    w->circle_km = json_as_number(t, json_member(t, circle, "radius_km"), 0);
    return true;
}

static int level_of(const JsonTape *t, JsonRef colour)
{
    static const char *const names[] = { "white", "blue", "yellow", "orange", "red" };
    for (int i = 0; i < 5; i++)
        if (json_text_is(t, colour, names[i])) return i;
    return ALARM_LEVEL_NONE;
}

static bool read_warning(AppWarning *w, const JsonTape *t, Arena *arena)
{
    const JsonRef info = json_first(t, json_member(t, 0, "info")),
                  status = json_member(t, 0, "status");
    w->level = level_of(t, json_member(t, 0, "colour"));
    w->status = json_text_is(t, status, "Exercise") ? SCENE_LIVE_EXERCISE
                : json_text_is(t, status, "Actual") ? SCENE_LIVE_ACTUAL
                                                    : SCENE_LIVE_TEST;
    const char *text = json_as_text(t, json_member(t, info, "headline"), arena);
    if (!text || !text[0]) text = json_as_text(t, json_member(t, info, "event"), arena);
    w->text = strdup(text ? text : "");
    const char *expires = json_as_text(t, json_member(t, info, "expires"), arena);
    if (expires && w->t_expire_us == 0) (void)clock_parse(expires, 8 * 3600, &w->t_expire_us);
    const JsonRef infos = json_member(t, 0, "info");
    for (JsonRef i = json_first(t, infos); i != JSON_TAPE_NONE; i = json_next(t, infos, i)) {
        const JsonRef areas = json_member(t, i, "area");
        Str codes = { 0 }, words = { 0 };
        bool ok = true;
        for (JsonRef a = json_first(t, areas); ok && a != JSON_TAPE_NONE;
             a = json_next(t, areas, a)) {
            ok = read_area(w, t, a);
            read_names(t, a, arena, &codes, &words);
        }
        add_words(&words, json_as_text(t, json_member(t, i, "headline"), arena));
        add_words(&words, json_as_text(t, json_member(t, i, "description"), arena));
        w->codes = codes.text;
        w->words = words.text;
        w->area_from =
            w->ring_count > 0 || w->circle_km > 0 ? APP_WARNING_BY_SHAPE : APP_WARNING_NOWHERE;
        if (!ok) return false;
        break; // the first language says it all
    }
    return w->text != NULL;
}

static void tell_rules(const AppWarning *w, const char *event, Rules *rules)
{
    if (!rules) return;
    (void)rules_warning(rules, &(RuleWarning){ .id = w->id,
                                               .event = event,
                                               .level = (AlarmLevel)w->level,
                                               .t_expire_us = w->t_expire_us,
                                               .lon_lat = w->lon_lat,
                                               .ring_points = w->ring_points,
                                               .ring_count = w->ring_count,
                                               .circle_lon_deg = w->circle_lon_deg,
                                               .circle_lat_deg = w->circle_lat_deg,
                                               .circle_km = w->circle_km,
                                               .is_simulated = w->is_simulated });
}

static bool take(AppWarnings *warnings, const ObservationEvent *event, const JsonTape *t,
                 Arena *arena, Rules *rules, Err *err)
{
    const char *id = json_as_text(t, json_member(t, 0, "identifier"), arena);
    if (!id || !id[0]) {
        err_set(err, ERR_FORMAT, "warning: expected an identifier");
        return false;
    }
    const JsonRef replaces = json_member(t, 0, "replaces"), type = json_member(t, 0, "msg_type");
    for (JsonRef r = json_first(t, replaces); r != JSON_TAPE_NONE; r = json_next(t, replaces, r)) {
        const char *old = json_as_text(t, r, arena);
        if (old) end_named(warnings, rules, old);
    }
    end_named(warnings, rules, id);
    if (!json_text_is(t, type, "Alert") && !json_text_is(t, type, "Update")) return true;
    AppWarning w = { .id = strdup(id),
                     .t_event_us = event->t_event_us,
                     .t_expire_us = event->t_expire_us,
                     .is_simulated = (event->flags & OBSERVATION_SIMULATED) != 0 };
    const bool ok =
        w.id && read_warning(&w, t, arena) && warnings->count < WARNINGS_MAX &&
        array_reserve((void **)&warnings->items, &warnings->cap, warnings->count + 1, sizeof w);
    if (!ok) {
        err_set(err, ERR_MEMORY, "no room for the warning '%.80s'", id);
        finish(&w);
        return false;
    }
    const JsonRef info = json_first(t, json_member(t, 0, "info"));
    const char *kind = json_as_text(t, json_member(t, info, "event"), arena);
    w.event = str_copy(kind ? kind : "");
    tell_rules(&w, kind ? kind : "", rules);
    warnings->items[warnings->count++] = w;
    warnings->version++;
    return true;
}

bool app_warnings_take(AppWarnings *warnings, const ObservationEvent *event, Rules *rules, Err *err)
{
    JsonTape tape = { 0 };
    Arena arena = { 0 };
    const bool ok = json_tape_read(&tape, event->json, strlen(event->json), err) &&
                    take(warnings, event, &tape, &arena, rules, err);
    arena_finish(&arena);
    json_tape_finish(&tape);
    return ok;
}

// Which data the layers hold.
static uint64_t layers_key(const City *city)
{
    uint64_t key = (uint64_t)city->layer_count;
    for (int i = 0; i < city->layer_count; i++)
        key = key * 31 + city->layers[i].id * 7 + city->layers[i].version;
    return key;
}

bool app_warnings_place(AppWarnings *warnings, const City *city, Rules *rules)
{
    const uint64_t key = layers_key(city);
    if (warnings->placed_version == warnings->version && warnings->placed_city == key) return false;
    warnings->placed_city = key;
    bool has_changed = false;
    for (int i = 0; i < warnings->count; i++) {
        AppWarning *w = &warnings->items[i];
        if (w->area_from != APP_WARNING_NOWHERE) continue;
        w->area_from = app_warning_find(w, city);
        if (w->area_from == APP_WARNING_NOWHERE) continue;
        has_changed = true;
        tell_rules(w, w->event ? w->event : "", rules);
    }
    warnings->version += has_changed;
    warnings->placed_version = warnings->version;
    return has_changed;
}

bool app_warnings_expire(AppWarnings *warnings, int64_t now_us)
{
    const uint64_t before = warnings->version;
    for (int i = warnings->count - 1; i >= 0; i--) {
        const int64_t t_us = warnings->items[i].t_expire_us;
        if (t_us != 0 && t_us < now_us) remove_at(warnings, i);
    }
    return warnings->version != before;
}

int app_warnings_count(const AppWarnings *warnings)
{
    return warnings->count;
}

const AppWarning *app_warnings_at(const AppWarnings *warnings, int index)
{
    return &warnings->items[index];
}

uint64_t app_warnings_version(const AppWarnings *warnings)
{
    return warnings->version;
}

void app_warnings_json(const AppWarnings *warnings, JsonWriter *out)
{
    static const char *const area_from[] = { "none", "shape", "code", "text" };
    static const char *const status[] = { "actual", "exercise", "test" };
    json_array_begin(out);
    for (int i = 0; i < warnings->count; i++) {
        const AppWarning *w = &warnings->items[i];
        char time[32];
        json_object_begin(out);
        json_key(out, "id"), json_text(out, w->id);
        json_key(out, "text"), json_text(out, w->text);
        json_key(out, "level"),
            json_text(out, w->level ? alarm_level_name((AlarmLevel)w->level) : "white");
        json_key(out, "status"), json_text(out, status[w->status]);
        json_key(out, "simulated"), json_bool(out, w->is_simulated);
        json_key(out, "areas"), json_int(out, w->ring_count + (w->circle_km > 0));
        json_key(out, "area_from"), json_text(out, area_from[w->area_from]);
        json_key(out, "expires");
        if (w->t_expire_us) {
            clock_format(w->t_expire_us, 8 * 3600, time);
            json_text(out, time);
        } else {
            json_null(out);
        }
        json_object_end(out);
    }
    json_array_end(out);
}
