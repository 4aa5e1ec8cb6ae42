// SPDX-License-Identifier: Apache-2.0
// app_live_scene.c - the live state as the scene shows it: colours of features by their keys,
// values as texts, moving things, warning areas.
#include "app_live_scene.h"
#include "app_action.h"
#include "base/array.h"
#include "base/clock.h"
#include "base/str.h"
#include "core/model_view.h"
#include "core/style_guess.h"
#include "core/style_live.h"
#include "core/text.h"
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define AGAIN_US 1000000       // texts grow older
#define AGAIN_FEATURES 20000.0 // of a layer a second
#define GLOW_US 10000000       // a feature that glowed so long ago may have stopped
#define RAISED_M STYLE_LIVE_HEIGHT_M

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
        .symbol = GEO_SYMBOL_SHIP,
        .length_m = 180,
        .icon = "ship",
        .has_label = true } },
    { "tug",
      { .shape = RENDER_MARK_HULL,
        .size_px = 14,
        .rgb = 0x5ab4d8,
        .symbol = GEO_SYMBOL_SHIP,
        .length_m = 32,
        .icon = "tug",
        .has_label = true } },
    { "bus",
      { .shape = RENDER_MARK_ARROW,
        .size_px = 13,
        .rgb = 0x6ac45a,
        .icon = "bus",
        .symbol = GEO_SYMBOL_BUS,
        .length_m = 12 } },
    { "taxi",
      { .shape = RENDER_MARK_ARROW,
        .size_px = 10,
        .rgb = 0x40c8e0,
        .symbol = GEO_SYMBOL_CAR,
        .length_m = 4.6f } },
    { "aircraft",
      { .shape = RENDER_MARK_ARROW,
        .size_px = 16,
        .rgb = 0xf0e0c0,
        .symbol = GEO_SYMBOL_AIRCRAFT,
        .length_m = 40,
        .has_label = true } },
    { "police",
      { .shape = RENDER_MARK_ARROW,
        .size_px = 14,
        .rgb = 0xe07840,
        .symbol = GEO_SYMBOL_CAR,
        .length_m = 4.8f,
        .icon = "police",
        .has_label = true } },
    { "ambulance",
      { .shape = RENDER_MARK_ARROW,
        .size_px = 14,
        .rgb = 0x6060e8,
        .symbol = GEO_SYMBOL_BUS,
        .length_m = 6,
        .icon = "ambulance",
        .has_label = true } },
    { "fire",
      { .shape = RENDER_MARK_ARROW,
        .size_px = 14,
        .rgb = 0x4040e0,
        .symbol = GEO_SYMBOL_BUS,
        .length_m = 9,
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
    for (int i = 0; i < s->layer_count; i++) app_live_shapes_finish(&s->layers[i]);
    free(s->layers);
    free(s->flows);
    free(s->tails);
    free(s->tail_points);
    free(s->kinds);
    free((void *)s->names);
    free(s->lengths_m);
    free(s->name_keys);
    free(s->length_keys);
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

// The key beside a position: "ship/413/name" of "ship/413/position". 0: none has come yet.
static uint32_t key_beside(const AppLive *live, const char *key, const char *word)
{
    const char *slash = strrchr(key, '/');
    char beside[KEYS_TEXT_MAX + 8];
    if (!slash || (size_t)(slash - key) + strlen(word) + 2 > sizeof beside) return 0;
    const int length = snprintf(beside, sizeof beside, "%.*s/%s", (int)(slash - key), key, word);
    return keys_find(live->keys, beside, (size_t)length);
}

// is_due: names and lengths that were not there are looked for again.
static bool follow_rows(AppLiveScene *s, const AppLive *live, const LivePlacesView *places,
                        bool is_due)
{
    const int count = places->count;
    if (!array_reserve((void **)&s->kinds, &s->row_cap, count + 1, sizeof *s->kinds) ||
        !array_reserve((void **)&s->names, &s->name_cap, count + 1, sizeof *s->names) ||
        !array_reserve((void **)&s->lengths_m, &s->length_cap, count + 1, sizeof *s->lengths_m) ||
        !array_reserve((void **)&s->name_keys, &s->name_key_cap, count + 1, sizeof *s->name_keys) ||
        !array_reserve((void **)&s->length_keys, &s->length_key_cap, count + 1,
                       sizeof *s->length_keys))
        return false;
    for (int i = 0; i < count; i++) {
        const bool is_new = i >= s->row_count;
        const char *key = is_new || is_due ? keys_text(live->keys, places->keys[i]) : NULL;
        if (is_new) {
            s->kinds[i] = kind_of(key);
            s->name_keys[i] = s->length_keys[i] = 0;
        }
        const bool has_name = kinds[s->kinds[i]].kind.has_label;
        if (key && has_name && s->name_keys[i] == 0)
            s->name_keys[i] = key_beside(live, key, "name");
        if (key && has_name && s->length_keys[i] == 0)
            s->length_keys[i] = key_beside(live, key, "length");
        // Texts are borrowed from the live state: asked for anew each time.
        const LiveValue *name = s->name_keys[i] ? live_get(live->live, s->name_keys[i]) : NULL;
        s->names[i] = name && name->last.kind == OBSERVATION_TEXT ? name->last.text : NULL;
        const LiveValue *long_m =
            s->length_keys[i] ? live_get(live->live, s->length_keys[i]) : NULL;
        const bool is_length = long_m && long_m->number > 1 && long_m->number < 600;
        s->lengths_m[i] = is_length ? (float)long_m->number : 0;
    }
    s->row_count = count;
    return true;
}

static uint64_t style_key(const LayerStyle *style)
{
    LayerStyle s;
    memset(&s, 0, sizeof s);
    s.draw = style->draw;
    s.live_draw = style->live_draw;
    s.live_effect = style->live_effect;
    memcpy(s.live_key, style->live_key, sizeof s.live_key);
    memcpy(s.symbol, style->symbol, sizeof s.symbol);
    return str_hash((const char *)&s, sizeof s);
}

static AppLiveLayer *bound_layer(AppLiveScene *s, uint32_t layer_id)
{
    for (int i = 0; i < s->layer_count; i++)
        if (s->layers[i].layer_id == layer_id) return &s->layers[i];
    return NULL;
}

// Values of what moves and fits the pattern, not of the layer's features.
static bool is_of_moving(const LayerStyle *style)
{
    return strchr(style->live_key, '*') && !strchr(style->live_key, '{');
}

static void bind_layer(App *app, const StateLayer *layer, const CityLayer *loaded)
{
    AppLiveScene *s = app->live.scene;
    Err err = { 0 };
    LiveBindCount count = { 0 };
    AppLiveLayer made = { .layer_id = layer->id,
                          .version = loaded->version,
                          .style_key = style_key(&layer->style),
                          .vector = loaded->vector,
                          .asset = loaded->vector ? NULL : loaded->asset };
    if (made.asset) {
        made.rule = live_bind_model(app->live.bind, layer->id, made.asset, NULL, &count, &err);
        made.feature_count = (uint32_t)made.asset->object_count;
    } else {
        LayerStyle guessed;
        style_guess(made.vector, &layer->style, &guessed);
        made.draw = guessed.draw;
        made.feature_count = made.vector->feature_count;
        if (!is_of_moving(&layer->style))
            made.rule = live_bind_attributes(app->live.bind, layer->id, made.vector,
                                             layer->style.live_key, &count, &err);
        if (!app_live_shapes_make(&made))
            err_set(&err, ERR_MEMORY, "no memory for the live lines of '%s'", layer->name);
    }
    if (err.code != ERR_NONE) app_say(app, true, err.text);
    s->layers[s->layer_count++] = made;
}

// Layers whose style has a live key, bound where their data or key changed.
static bool follow_layers(App *app)
{
    AppLiveScene *s = app->live.scene;
    bool has_changed = false;
    for (int i = s->layer_count - 1; i >= 0; i--) { // those that went
        if (state_layer_by_id(&app->state, s->layers[i].layer_id)) continue;
        live_bind_forget(app->live.bind, s->layers[i].layer_id);
        app_live_shapes_finish(&s->layers[i]);
        s->layers[i] = s->layers[--s->layer_count];
        has_changed = true;
    }
    for (int i = 0; i < app->state.layer_count; i++) {
        const StateLayer *layer = &app->state.layers[i];
        const CityLayer *loaded = city_layer(&app->city, layer->id);
        AppLiveLayer *bound = bound_layer(s, layer->id);
        const bool is_live =
            layer->style.live_key[0] && loaded && (loaded->vector || loaded->asset);
        if (!is_live && !bound) continue;
        if (is_live && bound && bound->version == loaded->version &&
            bound->style_key == style_key(&layer->style))
            continue;
        has_changed = true;
        if (bound) {
            live_bind_forget(app->live.bind, layer->id);
            app_live_shapes_finish(bound);
            *bound = s->layers[--s->layer_count];
        }
        if (is_live && array_reserve((void **)&s->layers, &s->layer_cap, s->layer_count + 1,
                                     sizeof *s->layers))
            bind_layer(app, layer, loaded);
    }
    return has_changed;
}

// Of a model: a key of the pattern, no object that is hidden or a ghost by the operator's will, and
// no space where spaces are not shown.
static bool is_shown(const App *app, const AppLiveLayer *bound, const StateLayer *layer,
                     uint32_t feature, uint32_t key)
{
    if (!bound->asset) return true;
    if (model_view_mark(&layer->view, (int)feature) != STATE_MARK_SHOWN) return false;
    const bool is_space = bound->asset->objects[feature].kind == ASSET_OBJECT_SPACE;
    return live_is_match(layer->style.live_key, keys_text(app->live.keys, key)) &&
           (!is_space || layer->view.shows_spaces);
}

static void show_feature(App *app, const StateLayer *layer, uint32_t feature, uint32_t key)
{
    const LiveValue *value = live_get(app->live.live, key);
    const uint32_t word = scene_live_word(&layer->style, value ? value->number : NAN,
                                          value ? value->freshness : LIVE_NONE);
    if (word >> 24 & RENDER_STYLE_GLOW) app->live.scene->t_glow_us = clock_utc_us();
    scene_style_set(app->scene, layer->id, feature, word);
}

// The next count features of the layer, round and round.
static void show_features(App *app, AppLiveLayer *bound, uint32_t count)
{
    enum { KEYS_MAX = 64 };
    LiveBinding found[KEYS_MAX];
    const StateLayer *layer = state_layer_by_id(&app->state, bound->layer_id);
    if (!layer || bound->rule == 0 || layer->style.live_draw != STYLE_LIVE_FEATURES) return;
    for (; count > 0; count--) {
        const uint32_t f = bound->next_feature;
        bound->next_feature = f + 1 < bound->feature_count ? f + 1 : 0;
        const int all = live_bind_of_feature(app->live.bind, layer->id, f, found, KEYS_MAX),
                  n = all < KEYS_MAX ? all : KEYS_MAX;
        for (int k = 0; k < n; k++)
            if (is_shown(app, bound, layer, f, found[k].key))
                show_feature(app, layer, f, found[k].key);
    }
}

static void show_all(App *app)
{
    AppLiveScene *s = app->live.scene;
    s->t_glow_us = 0;
    for (int i = 0; i < s->layer_count; i++)
        show_features(app, &s->layers[i], s->layers[i].feature_count);
}

// What has not changed grows older: all of it within a second where a layer is small; no frame pays
// for all of many.
static void show_again(App *app, double since_s)
{
    AppLiveScene *s = app->live.scene;
    for (int i = 0; i < s->layer_count; i++) {
        const double features = s->layers[i].feature_count;
        const double due = ceil(fmax(since_s, 0) * fmin(features, AGAIN_FEATURES));
        show_features(app, &s->layers[i], (uint32_t)fmin(features, due));
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
            const AppLiveLayer *bound = bound_layer(app->live.scene, found[k].layer_id);
            if (layer && bound && layer->style.live_draw == STYLE_LIVE_FEATURES &&
                is_shown(app, bound, layer, found[k].feature, changed[i]))
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

static void add_mark(App *app, const StateLayer *layer, bool is_point, uint32_t feature,
                     uint32_t key)
{
    AppLiveScene *s = app->live.scene;
    const LiveValue *value = live_get(app->live.live, key);
    if (!value || s->mark_count == APP_LIVE_MARKS_MAX) return;
    const bool is_current = value->freshness == LIVE_CURRENT || value->freshness == LIVE_LATE;
    if (is_current && scene_live_hides(&layer->style, value->number)) return;
    char *text = s->texts[s->mark_count];
    const MarkLook *look = look_of(keys_text(app->live.keys, key));
    const LayerStyle *style = &layer->style;
    const bool has_colour = style->live_stop_count > 0 || !look;
    const double lift_m = style->live_effect != STYLE_LIVE_RAISE || !is_point
                              ? 0
                              : style_live_share(style, value->number) *
                                    (style->live_height_m > 0 ? style->live_height_m : RAISED_M);
    live_value_text(app->live.live, key, app->state.language, text, APP_LIVE_TEXT_BYTES);
    s->marks[s->mark_count++] =
        (SceneLiveMark){ .key = key,
                         .layer_id = layer->id,
                         .feature = feature,
                         .icon = style->icon[0] ? style->icon
                                 : look         ? look->icon
                                                : NULL,
                         .rgb = has_colour ? style_live_rgb(style, value->number) : look->rgb,
                         .freshness = value->freshness,
                         .is_blinking = is_current && scene_live_blinks(style, value->number),
                         .lift_m = (float)lift_m,
                         .text = style->has_live_label ? text : NULL };
}

// Texts and rings of features that say their value.
static void follow_marks(App *app)
{
    AppLiveScene *s = app->live.scene;
    if (!s->marks) {
        s->marks = calloc(APP_LIVE_MARKS_MAX, sizeof *s->marks);
        s->texts = calloc(APP_LIVE_MARKS_MAX, sizeof *s->texts);
        if (!s->marks || !s->texts) return;
    }
    s->mark_count = 0;
    for (int i = 0; i < s->layer_count; i++) {
        const AppLiveLayer *bound = &s->layers[i];
        const StateLayer *layer = state_layer_by_id(&app->state, bound->layer_id);
        const bool is_point = bound->draw == STYLE_DRAW_POINT;
        const bool has_marks =
            layer && !bound->asset && bound->rule != 0 && app_live_is_in_range(app, layer) &&
            layer->style.live_draw == STYLE_LIVE_FEATURES &&
            (layer->style.has_live_label || (is_point && !layer->style.symbol[0]));
        for (uint32_t f = 0; has_marks && f < bound->feature_count; f++) {
            const uint32_t key = live_bind_key(app->live.bind, layer->id, f, bound->rule);
            if (key && !app_focus_hides(app, layer->id, f)) add_mark(app, layer, is_point, f, key);
        }
    }
}

// The one that bears the warning's text.
static int largest_ring(const AppWarning *w)
{
    const double *points = w->lon_lat;
    double most = -1;
    int best = 0;
    for (int r = 0; r < w->ring_count; r++) {
        double area = 0;
        const int n = w->ring_points[r];
        for (int i = 0; i < n; i++) {
            const double *a = points + 2 * i, *b = points + 2 * ((i + 1) % n);
            area +=
                (a[0] - points[0]) * (b[1] - points[1]) - (b[0] - points[0]) * (a[1] - points[1]);
        }
        if (fabs(area) > most) {
            most = fabs(area);
            best = r;
        }
        points += 2 * n;
    }
    return best;
}

static void follow_areas(App *app)
{
    AppLiveScene *s = app->live.scene;
    const AppWarnings *warnings = app->live.warnings;
    if (s->has_areas && s->warnings_version == app_warnings_version(warnings)) return;
    enum { AREAS_MAX = 512 };
    SceneLiveArea *areas = calloc(AREAS_MAX, sizeof *areas);
    char(*texts)[SCENE_LIVE_AREA_BYTES] = calloc(AREAS_MAX, sizeof *texts);
    int count = 0;
    for (int i = 0; areas && texts && i < app_warnings_count(warnings) && i < AREAS_MAX; i++) {
        const AppWarning *w = app_warnings_at(warnings, i);
        const double *points = w->lon_lat;
        const SceneLiveArea area = { .level = (SceneLiveLevel)w->level,
                                     .status = (SceneLiveStatusKind)w->status };
        const int named = largest_ring(w);
        char text[SCENE_LIVE_AREA_BYTES];
        const bool is_found = w->area_from == APP_WARNING_BY_NAME;
        snprintf(text, sizeof text, "%s%s", w->text,
                 is_found ? text_get(app->state.language, TEXT_WARNING_BY_NAME) : "");
        str_copy_utf8(texts[i], sizeof texts[0], text);
        for (int r = 0; r < w->ring_count && count < AREAS_MAX; r++) {
            areas[count] = area;
            areas[count].lon_lat = points;
            areas[count].text = r == named ? texts[i] : "";
            areas[count++].point_count = w->ring_points[r];
            points += 2 * w->ring_points[r];
        }
        if (w->circle_km <= 0 || count == AREAS_MAX) continue;
        areas[count] = area;
        areas[count].text = texts[i];
        areas[count].centre =
            (GeoPos){ .lon_deg = w->circle_lon_deg, .lat_deg = w->circle_lat_deg };
        areas[count++].radius_m = w->circle_km * 1000;
    }
    scene_live_areas_set(app->scene, areas, count);
    free(areas);
    free(texts);
    s->has_areas = true;
    s->warnings_version = app_warnings_version(warnings);
}

void app_live_scene_restyle(App *app)
{
    AppLiveScene *s = app->live.scene;
    if (s->styled == scene_styled_count(app->scene)) return;
    s->styled = scene_styled_count(app->scene);
    show_all(app);
}

static bool has_tail(const AppLiveScene *s, int row)
{
    return s->kinds[row] != SCENE_LIVE_HIDDEN && s->table[s->kinds[row]].size_px > 10;
}

// Tails of what is in reach of the camera, the first that there is room for.
static void follow_tails(App *app, const LivePlacesView *places)
{
    AppLiveScene *s = app->live.scene;
    const StateCamera *camera = &app->state.camera;
    const double reach_deg = 1.5 * camera->distance_m / 111195.0,
                 shrink = cos(camera->target.lat_deg * DVEC_RAD_FROM_DEG);
    s->tail_count = 0;
    if (!s->tails) s->tails = calloc(APP_LIVE_TAILS_MAX, sizeof *s->tails);
    if (!s->tail_points) s->tail_points = calloc(APP_LIVE_TAILS_MAX, sizeof *s->tail_points);
    if (!s->tails || !s->tail_points) return;
    for (int i = 0; i < places->count && s->tail_count < APP_LIVE_TAILS_MAX; i++) {
        const double dx = (places->lon_deg[i] - camera->target.lon_deg) * shrink,
                     dy = places->lat_deg[i] - camera->target.lat_deg;
        if (!(places->fade[i] > 0) || !has_tail(s, i) ||
            !(dx * dx + dy * dy < reach_deg * reach_deg))
            continue;
        LivePlacePoint *points = s->tail_points[s->tail_count];
        const int count =
            live_places_tail(live_places(app->live.live), i, points, APP_LIVE_TAIL_POINTS);
        if (count < 2) continue;
        s->tails[s->tail_count++] = (SceneLiveTail){
            .row = i, .points = points, .count = count, .fixes = places->fixes[i]
        };
    }
}

void app_live_scene_update(App *app, const uint32_t *changed, int changed_count)
{
    AppLiveScene *s = app->live.scene;
    if (!app->scene) return;
    const bool is_bound_anew = follow_layers(app);
    const int64_t now_us = clock_utc_us(); // not that of what is shown: it may stand
    const bool is_all = is_bound_anew || s->t_again_us == 0 || now_us < s->t_again_us;
    const bool is_due = is_all || now_us - s->t_again_us >= AGAIN_US;
    if (is_all)
        show_all(app);
    else
        show_again(app, (double)(now_us - s->t_shown_us) * 1e-6);
    if (!is_all) show_changed(app, changed, changed_count);
    s->t_shown_us = now_us;
    if (is_due) {
        s->t_again_us = now_us;
        app_live_tints_update(app);
        app_live_fields_update(app, is_all);
    }
    alarm_places_follow(app->live.alarm_places, live_places(app->live.live), is_bound_anew);
    if (is_due || changed_count > 0 || s->operations_version != app->live.operations_version) {
        follow_marks(app);
        if (s->marks)
            s->mark_count = app_live_alarm_marks(app, s->marks, s->mark_count, APP_LIVE_MARKS_MAX);
        app_live_flows_update(app);
        s->operations_version = app->live.operations_version;
    }
    const LivePlacesView places = live_places_view(app->live.live, app->live.now_us);
    SceneLive live = { .marks = s->marks,
                       .mark_count = s->mark_count,
                       .flows = s->flows,
                       .flow_count = s->flow_count,
                       .has_blinking = now_us - s->t_glow_us < GLOW_US };
    live.pulses = s->pulses;
    live.pulse_count = app_action_pulses(app, s->pulses, APP_LIVE_PULSES_MAX);
    if (places.count > 0 && s->table && follow_rows(s, &app->live, &places, is_due)) {
        live.objects = (SceneLiveObjects){ .places = places,
                                           .kinds = app_focus_kinds(app, s->kinds, &places),
                                           .kind_table = s->table,
                                           .kind_count = KIND_COUNT,
                                           .names = s->names,
                                           .lengths_m = s->lengths_m };
        follow_tails(app, &places);
        live.tails = s->tails;
        live.tail_count = s->tail_count;
    }
    app_live_alarm_show(app, &live);
    scene_live_set(app->scene, &live);
    follow_areas(app);
}
