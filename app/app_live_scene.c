// SPDX-License-Identifier: Apache-2.0
// app_live_scene.c - the live state as the scene shows it: colours of features by their keys,
// values as texts, moving things, warning areas.
#include "app.h"
#include "app_action.h"
#include "base/array.h"
#include "base/clock.h"
#include "core/style_live.h"
#include "scene/scene_live.h"
#include <math.h>
#include <stdlib.h>
#include <string.h>

#define MARKS_MAX 4000
#define PULSES_MAX 200
#define TEXT_BYTES 96
#define AGAIN_US 1000000       // texts grow older
#define AGAIN_FEATURES 20000.0 // a second
#define RESTYLE_US 3000000     // in which a layer may lose its colours after its style changed

typedef struct {
    uint32_t layer_id;
    int rule;                    // live_bind's
    uint64_t version, style_key; // of the layer's data and of what binds it
    const Asset *asset; // a model: live_key is a pattern of its sensors' keys; NULL = by features
    uint32_t feature_count, next_feature; // next: to be shown again
    uint64_t style;                       // all of it, as last seen
    int64_t t_restyled_us;
} BoundLayer;

struct AppLiveScene {
    BoundLayer *layers;
    int layer_count, layer_cap;
    int64_t t_again_us, t_shown_us; // by the machine's clock: the one shown may stand
    uint64_t warnings_version, operations_version;
    // Moving things, by row of the places
    uint8_t *kinds;
    const char **names;
    uint32_t *name_keys;
    int row_count, row_cap, name_cap, name_key_cap;
    SceneLiveMark *marks;
    char (*texts)[TEXT_BYTES];
    int mark_count;
    bool has_areas;
    SceneLiveKind *table; // of kinds, in a row
    SceneLivePulse pulses[PULSES_MAX];
};

// Kinds by the first part of a key, or of what follows the feed's name.
static const struct {
    const char *word;
    SceneLiveKind kind;
} kinds[] = {
    { "", { .shape = RENDER_MARK_ARROW, .size_px = 12, .rgb = 0xe0a040 } },
    { "ship",
      { .shape = RENDER_MARK_HULL,
        .size_px = 16,
        .rgb = 0xd8b45a,
        .icon = "ship",
        .has_label = true } },
    { "tug",
      { .shape = RENDER_MARK_HULL,
        .size_px = 14,
        .rgb = 0x5ab4d8,
        .icon = "tug",
        .has_label = true } },
    { "bus", { .shape = RENDER_MARK_ARROW, .size_px = 13, .rgb = 0x6ac45a, .icon = "bus" } },
    { "taxi", { .shape = RENDER_MARK_ARROW, .size_px = 10, .rgb = 0x40c8e0 } },
    { "police",
      { .shape = RENDER_MARK_ARROW,
        .size_px = 14,
        .rgb = 0xe07840,
        .icon = "police",
        .has_label = true } },
    { "ambulance",
      { .shape = RENDER_MARK_ARROW,
        .size_px = 14,
        .rgb = 0x6060e8,
        .icon = "ambulance",
        .has_label = true } },
    { "fire",
      { .shape = RENDER_MARK_ARROW,
        .size_px = 14,
        .rgb = 0x4040e0,
        .icon = "fire-engine",
        .has_label = true } },
    { "typhoon",
      { .shape = RENDER_MARK_DIAMOND,
        .size_px = 30,
        .rgb = 0x3030e0,
        .icon = "typhoon",
        .has_label = true } },
};
enum { KIND_COUNT = sizeof kinds / sizeof *kinds };

AppLiveScene *app_live_scene_create(void)
{
    AppLiveScene *s = calloc(1, sizeof *s);
    if (s) s->table = calloc(KIND_COUNT, sizeof *s->table);
    for (int i = 0; i < KIND_COUNT && s && s->table; i++) s->table[i] = kinds[i].kind;
    return s;
}

void app_live_scene_destroy(AppLiveScene *s)
{
    if (!s) return;
    free(s->layers);
    free(s->kinds);
    free((void *)s->names);
    free(s->name_keys);
    free(s->marks);
    free(s->texts);
    free(s->table);
    free(s);
}

void app_live_scene_again(AppLiveScene *s)
{
    if (!s) return;
    s->t_again_us = 0;
    s->row_count = 0; // rows of another live state are other things
    s->has_areas = false;
}

static uint8_t kind_of(const char *key)
{
    const char *parts[2] = { key, strchr(key, '/') };
    if (parts[1]) parts[1]++;
    for (int p = 0; p < 2 && parts[p]; p++) {
        const size_t length = strcspn(parts[p], "/.-0123456789");
        for (uint8_t k = 1; k < KIND_COUNT; k++)
            if (strlen(kinds[k].word) == length && strncmp(kinds[k].word, parts[p], length) == 0)
                return k;
    }
    return 0;
}

// The key beside a position that holds its name: "ship/413/name" of "ship/413/position". 0: none
// has come yet.
static uint32_t name_key_of(const AppLive *live, const char *key)
{
    const char *slash = strrchr(key, '/');
    char beside[KEYS_TEXT_MAX + 8];
    if (!slash || (size_t)(slash - key) + 6 > sizeof beside) return 0;
    memcpy(beside, key, (size_t)(slash - key) + 1);
    memcpy(beside + (slash - key) + 1, "name", 5);
    return keys_find(live->keys, beside, strlen(beside));
}

// is_due: names that were not there are looked for again.
static bool follow_rows(AppLiveScene *s, const AppLive *live, const LivePlacesView *places,
                        bool is_due)
{
    const int count = places->count;
    if (!array_reserve((void **)&s->kinds, &s->row_cap, count + 1, sizeof *s->kinds) ||
        !array_reserve((void **)&s->names, &s->name_cap, count + 1, sizeof *s->names) ||
        !array_reserve((void **)&s->name_keys, &s->name_key_cap, count + 1, sizeof *s->name_keys))
        return false;
    for (int i = 0; i < count; i++) {
        const bool is_new = i >= s->row_count;
        const char *key = is_new || is_due ? keys_text(live->keys, places->keys[i]) : NULL;
        if (is_new) {
            s->kinds[i] = kind_of(key);
            s->name_keys[i] = 0;
        }
        const bool has_name = kinds[s->kinds[i]].kind.has_label;
        if (key && has_name && s->name_keys[i] == 0) s->name_keys[i] = name_key_of(live, key);
        // Texts are borrowed from the live state: asked for anew each time.
        const LiveValue *name = s->name_keys[i] ? live_get(live->live, s->name_keys[i]) : NULL;
        s->names[i] = name && name->last.kind == OBSERVATION_TEXT ? name->last.text : NULL;
    }
    s->row_count = count;
    return true;
}

static uint64_t style_key(const LayerStyle *style)
{
    return str_hash(style->live_key, strlen(style->live_key));
}

static BoundLayer *bound_layer(AppLiveScene *s, uint32_t layer_id)
{
    for (int i = 0; i < s->layer_count; i++)
        if (s->layers[i].layer_id == layer_id) return &s->layers[i];
    return NULL;
}

// Layers whose style has a live key, bound where their data or key changed.
static bool follow_layers(App *app)
{
    AppLiveScene *s = app->live.scene;
    bool has_changed = false;
    for (int i = 0; i < app->state.layer_count; i++) {
        const StateLayer *layer = &app->state.layers[i];
        const CityLayer *loaded = city_layer(&app->city, layer->id);
        BoundLayer *bound = bound_layer(s, layer->id);
        const bool is_live =
            layer->style.live_key[0] && loaded && (loaded->vector || loaded->asset);
        if (!is_live && !bound) continue;
        if (is_live && bound && bound->version == loaded->version &&
            bound->style_key == style_key(&layer->style))
            continue;
        has_changed = true;
        if (bound) {
            live_bind_forget(app->live.bind, layer->id);
            *bound = s->layers[--s->layer_count];
        }
        if (!is_live || !array_reserve((void **)&s->layers, &s->layer_cap, s->layer_count + 1,
                                       sizeof *s->layers))
            continue;
        Err err = { 0 };
        LiveBindCount count = { 0 };
        BoundLayer made = { .layer_id = layer->id,
                            .version = loaded->version,
                            .style_key = style_key(&layer->style),
                            .asset = loaded->vector ? NULL : loaded->asset };
        if (made.asset) {
            made.rule = live_bind_model(app->live.bind, layer->id, made.asset, NULL, &count, &err);
            made.feature_count = (uint32_t)made.asset->object_count;
        } else {
            made.rule = live_bind_attributes(app->live.bind, layer->id, loaded->vector,
                                             layer->style.live_key, &count, &err);
            made.feature_count = loaded->vector->feature_count;
        }
        if (made.rule == 0) app_say(app, true, err.text);
        s->layers[s->layer_count++] = made;
    }
    return has_changed;
}

// Of a model: a key of the pattern, and no space where spaces are not shown.
static bool is_shown(const App *app, const BoundLayer *bound, const StateLayer *layer,
                     uint32_t feature, uint32_t key)
{
    if (!bound->asset) return layer->style.draw != STYLE_DRAW_POINT;
    const bool is_space = bound->asset->objects[feature].kind == ASSET_OBJECT_SPACE;
    return live_is_match(layer->style.live_key, keys_text(app->live.keys, key)) &&
           (!is_space || layer->view.shows_spaces);
}

static void show_feature(App *app, const StateLayer *layer, uint32_t feature, uint32_t key)
{
    const LiveValue *value = live_get(app->live.live, key);
    scene_style_set(app->scene, layer->id, feature,
                    scene_live_word(&layer->style, value ? value->number : NAN,
                                    value ? value->freshness : LIVE_NONE));
}

// How many features are shown again in a turn, round and round: all within a second where the layer
// is small or was styled anew, which may lose their colours; no frame pays for all of many.
static uint32_t features_due(BoundLayer *bound, const StateLayer *layer, int64_t now_us,
                             double since_s)
{
    const uint64_t style = str_hash((const char *)&layer->style, sizeof layer->style);
    if (style != bound->style) bound->t_restyled_us = now_us;
    bound->style = style;
    const bool is_new = now_us - bound->t_restyled_us < RESTYLE_US;
    const double features = (double)bound->feature_count;
    const double a_second = is_new ? features : fmin(features, AGAIN_FEATURES);
    return (uint32_t)fmin(features, ceil(fmax(since_s, 0) * a_second));
}

// is_all: now.
static void show_again(App *app, double since_s, bool is_all)
{
    enum { KEYS_MAX = 64 };
    AppLiveScene *s = app->live.scene;
    LiveBinding found[KEYS_MAX];
    for (int i = 0; i < s->layer_count; i++) {
        BoundLayer *bound = &s->layers[i];
        const StateLayer *layer = state_layer_by_id(&app->state, bound->layer_id);
        if (!layer || bound->rule == 0 || bound->feature_count == 0) continue;
        const uint32_t due = features_due(bound, layer, app->live.now_us, since_s);
        for (uint32_t left = is_all ? bound->feature_count : due; left > 0; left--) {
            const uint32_t f = bound->next_feature;
            bound->next_feature = f + 1 < bound->feature_count ? f + 1 : 0;
            const int all = live_bind_of_feature(app->live.bind, layer->id, f, found, KEYS_MAX),
                      n = all < KEYS_MAX ? all : KEYS_MAX;
            for (int k = 0; k < n; k++)
                if (is_shown(app, bound, layer, f, found[k].key))
                    show_feature(app, layer, f, found[k].key);
        }
    }
}

static void show_changed(App *app, const uint32_t *changed, int count)
{
    enum { FEATURES_MAX = 64 };
    LiveBinding found[FEATURES_MAX];
    for (int i = 0; i < count; i++) {
        const int all = live_bind_of_key(app->live.bind, changed[i], found, FEATURES_MAX),
                  n = all < FEATURES_MAX ? all : FEATURES_MAX;
        for (int k = 0; k < n; k++) {
            const StateLayer *layer = state_layer_by_id(&app->state, found[k].layer_id);
            const BoundLayer *bound = bound_layer(app->live.scene, found[k].layer_id);
            if (layer && bound && is_shown(app, bound, layer, found[k].feature, changed[i]))
                show_feature(app, layer, found[k].feature, changed[i]);
            app->live.has_changed = true;
        }
    }
}

// Icon and colour of a key by its first part ("air.hkq.pm25"); NULL: none of these.
typedef struct {
    const char *word, *icon;
    uint32_t rgb; // 0xBBGGRR
} MarkLook;
static const MarkLook *look_of(const char *key)
{
    static const MarkLook looks[] = {
        { "air", "air", 0x5ea85a },         { "weather", "wind", 0xd57b3a },
        { "tide", "tide", 0xa89a1f },       { "sea", "tide", 0xa8801f },
        { "water", "level", 0xc0903a },     { "river", "level", 0xc88a3a },
        { "reservoir", "level", 0xb87a2a }, { "pump", "pump", 0xd88f4f },
        { "pond", "ponding", 0xd06f5b },    { "power", "power", 0x3aa2d8 },
        { "feeder", "power", 0x4ab0c9 },    { "gas", "gas", 0x4a80d8 },
        { "mains", "leak", 0xc0985a },      { "road", "traffic", 0x908a7a },
        { "bridge", "traffic", 0x80766f },  { "parking", "parking", 0xc08a5a },
        { "crowd", "crowd", 0xa85fb0 },     { "hospital", "plate", 0x4f50c8 },
        { "noise", "noise", 0x9a8a9a },     { "site", "crane", 0x4a9ad0 },
    };
    const size_t length = strcspn(key, "./");
    for (size_t i = 0; i < sizeof looks / sizeof *looks; i++)
        if (strlen(looks[i].word) == length && strncmp(looks[i].word, key, length) == 0)
            return &looks[i];
    return NULL;
}

static void add_mark(App *app, const StateLayer *layer, uint32_t feature, uint32_t key)
{
    AppLiveScene *s = app->live.scene;
    const LiveValue *value = live_get(app->live.live, key);
    if (!value || s->mark_count == MARKS_MAX || !layer->is_visible) return;
    char *text = s->texts[s->mark_count];
    const MarkLook *look = look_of(keys_text(app->live.keys, key));
    const LayerStyle *style = &layer->style;
    const bool has_colour = style->live_stop_count > 0 || !look;
    live_value_text(app->live.live, key, app->state.language, text, TEXT_BYTES);
    s->marks[s->mark_count++] =
        (SceneLiveMark){ .key = key,
                         .layer_id = layer->id,
                         .feature = feature,
                         .icon = style->icon[0] ? style->icon
                                 : look         ? look->icon
                                                : NULL,
                         .rgb = has_colour ? style_live_rgb(style, value->number) : look->rgb,
                         .freshness = value->freshness,
                         .text = style->has_live_label ? text : NULL };
}

// Texts and rings of features that say their value.
static void follow_marks(App *app)
{
    AppLiveScene *s = app->live.scene;
    if (!s->marks) {
        s->marks = calloc(MARKS_MAX, sizeof *s->marks);
        s->texts = calloc(MARKS_MAX, sizeof *s->texts);
        if (!s->marks || !s->texts) return;
    }
    s->mark_count = 0;
    for (int i = 0; i < s->layer_count; i++) {
        const BoundLayer *bound = &s->layers[i];
        const StateLayer *layer = state_layer_by_id(&app->state, bound->layer_id);
        const bool has_marks =
            layer && !bound->asset && bound->rule != 0 &&
            (layer->style.has_live_label || layer->style.draw == STYLE_DRAW_POINT);
        for (uint32_t f = 0; has_marks && f < bound->feature_count; f++) {
            const uint32_t key = live_bind_key(app->live.bind, layer->id, f, bound->rule);
            if (key && !app_focus_hides(app, layer->id, f)) add_mark(app, layer, f, key);
        }
    }
}

static void follow_areas(App *app)
{
    AppLiveScene *s = app->live.scene;
    const AppWarnings *warnings = app->live.warnings;
    if (s->has_areas && s->warnings_version == app_warnings_version(warnings)) return;
    enum { AREAS_MAX = 512 };
    SceneLiveArea *areas = calloc(AREAS_MAX, sizeof *areas);
    int count = 0;
    for (int i = 0; areas && i < app_warnings_count(warnings); i++) {
        const AppWarning *w = app_warnings_at(warnings, i);
        const double *points = w->lon_lat;
        const SceneLiveArea area = { .level = (SceneLiveLevel)w->level,
                                     .status = (SceneLiveStatusKind)w->status,
                                     .text = w->text };
        for (int r = 0; r < w->ring_count && count < AREAS_MAX; r++) {
            areas[count] = area;
            areas[count].lon_lat = points;
            areas[count++].point_count = w->ring_points[r];
            points += 2 * w->ring_points[r];
        }
        if (w->circle_km <= 0 || count == AREAS_MAX) continue;
        areas[count] = area;
        areas[count].centre =
            (GeoPos){ .lon_deg = w->circle_lon_deg, .lat_deg = w->circle_lat_deg };
        areas[count++].radius_m = w->circle_km * 1000;
    }
    scene_live_areas_set(app->scene, areas, count);
    free(areas);
    s->has_areas = true;
    s->warnings_version = app_warnings_version(warnings);
}

void app_live_scene_update(App *app, const uint32_t *changed, int changed_count)
{
    AppLiveScene *s = app->live.scene;
    if (!app->scene) return;
    const bool is_bound_anew = follow_layers(app);
    const int64_t now_us = clock_utc_us(); // not that of what is shown: it may stand
    const bool is_due =
        is_bound_anew || now_us - s->t_again_us >= AGAIN_US || now_us < s->t_again_us;
    const double since_s = fmax(0, (double)(now_us - s->t_shown_us) * 1e-6);
    if (is_due) s->t_again_us = now_us;
    s->t_shown_us = now_us;
    show_again(app, since_s, is_bound_anew);
    if (!is_bound_anew) show_changed(app, changed, changed_count);
    alarm_places_follow(app->live.alarm_places, live_places(app->live.live), is_bound_anew);
    if (is_due || changed_count > 0 || s->operations_version != app->live.operations_version) {
        follow_marks(app);
        if (s->marks) s->mark_count = app_live_alarm_marks(app, s->marks, s->mark_count, MARKS_MAX);
        s->operations_version = app->live.operations_version;
    }
    const LivePlacesView places = live_places_view(app->live.live, app->live.now_us);
    SceneLive live = { .marks = s->marks, .mark_count = s->mark_count };
    live.pulses = s->pulses;
    live.pulse_count = app_action_pulses(app, s->pulses, PULSES_MAX);
    if (places.count > 0 && s->table && follow_rows(s, &app->live, &places, is_due)) {
        live.objects = (SceneLiveObjects){ .places = places,
                                           .kinds = app_focus_kinds(app, s->kinds, &places),
                                           .kind_table = s->table,
                                           .kind_count = KIND_COUNT,
                                           .names = s->names };
    }
    app_live_alarm_show(app, &live);
    scene_live_set(app->scene, &live);
    follow_areas(app);
}
