// SPDX-License-Identifier: Apache-2.0
// scene_symbol.c - the points of a layer as copies of a few shapes. Points come in runs; of each
// run those of the view are placed anew each frame, near ones each in the level its own size asks
// for. Where a copy is only some pixels high fewer stand for all: a run is shuffled once, its
// beginning is an even sample, and what is left is drawn as much larger (Cook, Halstead, Planck and
// Ryu: Stochastic simplification of aggregate detail, 2007).
#include "scene/scene_symbol.h"

#include "base/file.h"
#include "base/str.h"
#include "core/city_symbol.h"
#include "core/style_guess.h"
#include "core/style_symbol.h"
#include <assert.h>
#include <stdlib.h>
#include <string.h>

enum { RUN_POINTS = 1024, BUCKETS = STYLE_SYMBOLS_MAX * SCENE_SYMBOL_LOD_COUNT };
#define SYMBOL_M 8.0f // where neither style, attribute nor model says a height
#define SELECTION_BITS ((uint32_t)(RENDER_STYLE_SELECTED | RENDER_STYLE_HOVER) << 24)

typedef struct {
    float at_m[3]; // from the run's origin
    float foot_m;  // above the city's zero
    float size;    // height in metres; negative: that many times the model's own
    uint32_t feature;
    uint32_t word;
    uint16_t yaw; // 65536 = a turn
    uint8_t kind;
} Point;
static_assert(sizeof(Point) <= 40, "a million points are 40 MB");

typedef struct {
    DVec3 origin_enu_m, centre_enu_m;
    float radius_m, foot_min_m, foot_max_m; // of the feet
    float size_max, factor_max;             // metres; times the model's own
    int first, count;
    uint32_t feature_first, feature_last;
} Run;

typedef struct {
    char name[STATE_SYMBOL_PATH_MAX];
    SceneSymbolModel *model; // NULL until the city has read it
} Kind;

struct SceneSymbols {
    CityHold *hold;
    Point *points;
    Run *runs;
    Kind *kinds;
    int point_count, run_count, kind_count;
    float size_max, factor_max;
};

static uint32_t hash32(uint32_t v)
{
    v = (v ^ v >> 16) * 0x7feb352du;
    v = (v ^ v >> 15) * 0x846ca68bu;
    return v ^ v >> 16;
}

static GeoPos place_of(const SceneForm *form, const SceneGround *ground, uint32_t vertex)
{
    GeoPos at = geo_layer_position(form->layer, vertex);
    const double ground_m = scene_ground_height(ground, at.lon_deg, at.lat_deg);
    if (!form->is_z_ground || at.h_m < ground_m) at.h_m = ground_m;
    return at;
}

DVec3 scene_symbol_foot(const SceneForm *form, const SceneGround *ground, double stretch,
                        uint32_t vertex)
{
    GeoPos at = place_of(form, ground, vertex);
    at.h_m *= stretch;
    return geo_frame_enu(&ground->frame, at);
}

typedef struct {
    const SceneForm *form;
    const SceneGround *ground;
    const SceneColours *colours;
    const GeoColumn *scale, *heading;
    float *height; // one a feature; NULL = all alike
    bool is_model[STYLE_SYMBOLS_MAX];
} Source;

static const GeoColumn *column_of(const GeoLayer *layer, const char *name)
{
    const int at = name[0] ? geo_layer_column(layer, name) : -1;
    return at >= 0 ? &layer->columns[at] : NULL;
}

static float size_of(const Source *s, uint32_t feature, int kind)
{
    double size = s->height ? (double)s->height[feature] : s->form->style.symbol_size_m, factor = 1;
    if (!(size > 0)) size = s->is_model[kind] ? -1 : (double)SYMBOL_M;
    if (s->scale && geo_column_number(s->scale, feature, &factor) && !(factor > 0 && factor < 1e6))
        factor = 1;
    return (float)(size * factor);
}

static uint16_t yaw_of(const Source *s, uint32_t feature, uint32_t vertex)
{
    double heading_deg = 0;
    if (!s->heading || !geo_column_number(s->heading, feature, &heading_deg) ||
        !isfinite(heading_deg))
        return s->heading ? 0 : (uint16_t)hash32(vertex);
    const double turn = -heading_deg / 360;
    return (uint16_t)(uint32_t)((turn - floor(turn)) * 65536);
}

static void end_run(SceneSymbols *s, Run *run)
{
    Point *p = s->points + run->first;
    float low[3] = { INFINITY, INFINITY, INFINITY }, high[3] = { -INFINITY, -INFINITY, -INFINITY };
    for (int i = 0; i < run->count; i++) {
        for (int k = 0; k < 3; k++) {
            low[k] = fminf(low[k], p[i].at_m[k]);
            high[k] = fmaxf(high[k], p[i].at_m[k]);
        }
        run->foot_min_m = fminf(run->foot_min_m, p[i].foot_m);
        run->foot_max_m = fmaxf(run->foot_max_m, p[i].foot_m);
        run->size_max = fmaxf(run->size_max, p[i].size);
        run->factor_max = fmaxf(run->factor_max, -p[i].size);
    }
    for (int i = run->count - 1; i > 0; i--) {
        const int j = (int)(hash32((uint32_t)(run->first + i)) % (uint32_t)(i + 1));
        const Point swap = p[i];
        p[i] = p[j];
        p[j] = swap;
    }
    const DVec3 half = { ((double)high[0] - (double)low[0]) / 2,
                         ((double)high[1] - (double)low[1]) / 2,
                         ((double)high[2] - (double)low[2]) / 2 };
    run->centre_enu_m =
        dvec_add(run->origin_enu_m, dvec_make((double)low[0] + half.x, (double)low[1] + half.y,
                                              (double)low[2] + half.z));
    run->radius_m = (float)dvec_length(half);
    s->size_max = fmaxf(s->size_max, run->size_max);
    s->factor_max = fmaxf(s->factor_max, run->factor_max);
}

static void add_point(SceneSymbols *s, const Source *from, uint32_t feature, uint32_t vertex,
                      int kind)
{
    const GeoPos at = place_of(from->form, from->ground, vertex);
    const DVec3 e = geo_frame_enu(&from->ground->frame, at);
    Run *run = s->run_count > 0 ? &s->runs[s->run_count - 1] : NULL;
    if (!run || run->count == RUN_POINTS) {
        if (run) end_run(s, run);
        run = &s->runs[s->run_count++];
        *run = (Run){ .origin_enu_m = e,
                      .first = s->point_count,
                      .feature_first = feature,
                      .foot_min_m = INFINITY,
                      .foot_max_m = -INFINITY };
    }
    const uint32_t rgba =
        from->colours->rgba ? from->colours->rgba[feature] : from->colours->rgba_all;
    s->points[s->point_count++] =
        (Point){ .at_m = { (float)(e.x - run->origin_enu_m.x), (float)(e.y - run->origin_enu_m.y),
                           (float)(e.z - run->origin_enu_m.z) },
                 .foot_m = (float)at.h_m,
                 .size = size_of(from, feature, kind),
                 .feature = feature,
                 .word = RENDER_STYLE_WORD(rgba, 0),
                 .yaw = yaw_of(from, feature, vertex),
                 .kind = (uint8_t)kind };
    run->count++;
    run->feature_last = feature;
}

static int count_points(const GeoLayer *l)
{
    int count = 0;
    for (uint32_t p = 0; p < l->part_count; p++)
        if (l->part_kind[p] == GEO_PART_POINT)
            count += (int)(l->part_vertex[p + 1] - l->part_vertex[p]);
    return count;
}

static void add_points(SceneSymbols *s, const Source *from)
{
    const GeoLayer *l = from->form->layer;
    for (uint32_t f = 0; f < l->feature_count; f++) {
        const int kind = style_symbol_of(l, &from->form->style, f);
        for (uint32_t p = l->feature_part[f]; p < l->feature_part[f + 1]; p++) {
            if (l->part_kind[p] != GEO_PART_POINT) continue;
            for (uint32_t v = l->part_vertex[p]; v < l->part_vertex[p + 1]; v++)
                add_point(s, from, f, v, kind);
        }
    }
    if (s->run_count > 0) end_run(s, &s->runs[s->run_count - 1]);
}

SceneSymbols *scene_symbols_create(const SceneForm *form, const SceneColours *colours,
                                   const SceneGround *ground)
{
    const GeoLayer *l = form->layer;
    const LayerStyle *style = &form->style;
    SceneSymbols *s = calloc(1, sizeof *s);
    if (!s) return NULL;
    const int count = count_points(l);
    s->hold = city_hold_acquire(form->hold);
    s->kind_count = style_symbol_count(l, style);
    s->kinds = calloc((size_t)s->kind_count + 1, sizeof *s->kinds);
    s->points = malloc(sizeof *s->points * ((size_t)count + 1));
    s->runs = malloc(sizeof *s->runs * ((size_t)count / RUN_POINTS + 2));
    if (!s->kinds || !s->points || !s->runs) {
        scene_symbols_destroy(s);
        return NULL;
    }
    Source from = { .form = form,
                    .ground = ground,
                    .colours = colours,
                    .scale = column_of(l, style->symbol_scale_attribute),
                    .heading = column_of(l, style->heading_attribute) };
    for (int k = 0; k < s->kind_count; k++) {
        if (!style_symbol_name(l, style, k, s->kinds[k].name, sizeof s->kinds[k].name))
            s->kinds[k].name[0] = 0;
        from.is_model[k] = style_symbol_is_model(s->kinds[k].name);
    }
    if (style->height_attribute[0])
        from.height = calloc((size_t)l->feature_count + 1, sizeof *from.height);
    if (from.height) style_heights_m(l, style, from.height, NULL);
    if (s->kind_count > 0) add_points(s, &from);
    free(from.height);
    return s;
}

void scene_symbols_destroy(SceneSymbols *symbols)
{
    if (!symbols) return;
    for (int k = 0; k < symbols->kind_count && symbols->kinds; k++)
        scene_symbol_model_release(symbols->kinds[k].model);
    city_hold_release(symbols->hold);
    free(symbols->points);
    free(symbols->runs);
    free(symbols->kinds);
    free(symbols);
}

// A built-in one of that name ("models/tree.glb": tree), else a box.
static GeoSymbol builtin_of(const char *name)
{
    char word[32];
    str_copy_utf8(word, sizeof word, file_name(name));
    word[strcspn(word, ".")] = 0;
    const GeoSymbol symbol = geo_symbol_find(word);
    return symbol != GEO_SYMBOL_NONE ? symbol : GEO_SYMBOL_BOX;
}

void scene_symbols_follow(Scene *scene, const City *city, SceneSymbols *symbols)
{
    for (int k = 0; k < symbols->kind_count; k++) {
        Kind *kind = &symbols->kinds[k];
        const bool is_model = style_symbol_is_model(kind->name);
        const CitySymbol *read = is_model ? city_symbol(city, kind->name) : NULL;
        CityHold *hold = read ? read->hold : NULL;
        if (is_model && !hold && !(read && read->is_taken))
            continue; // as it is until the file is read
        const bool is_broken = kind->model && hold &&
                               scene_symbol_model_is(kind->model, GEO_SYMBOL_NONE, hold) &&
                               scene_symbol_model_state(kind->model) == SCENE_SYMBOL_FAILED;
        const bool is_given_up = kind->model && hold && !is_broken &&
                                 scene_symbol_model_is(kind->model, builtin_of(kind->name), NULL);
        if (is_broken) hold = NULL;
        if (is_given_up ||
            (kind->model && scene_symbol_model_is(kind->model, builtin_of(kind->name), hold)))
            continue;
        SceneSymbolModel *next = scene_symbol_model_acquire(scene, builtin_of(kind->name), hold);
        if (!next) continue;
        scene_symbol_model_release(kind->model);
        kind->model = next;
    }
}

static bool is_drawn(const Kind *kind)
{
    return kind->model && scene_symbol_model_state(kind->model) == SCENE_SYMBOL_READY &&
           scene_symbol_model_mesh(kind->model, SCENE_SYMBOL_FULL).id;
}

bool scene_symbols_is_pending(const SceneSymbols *symbols)
{
    for (int k = 0; k < symbols->kind_count; k++)
        if (!is_drawn(&symbols->kinds[k])) return true;
    return false;
}

size_t scene_symbols_ram_bytes(const SceneSymbols *symbols)
{
    return sizeof *symbols->points * (size_t)symbols->point_count +
           sizeof *symbols->runs * (size_t)symbols->run_count;
}

int scene_symbols_count(const SceneSymbols *symbols)
{
    return symbols->point_count;
}

// The first run that may hold the feature; runs are in the order of features.
static int run_of(const SceneSymbols *s, uint32_t feature)
{
    int low = 0, high = s->run_count;
    while (low < high) {
        const int mid = (low + high) / 2;
        if (s->runs[mid].feature_last < feature)
            low = mid + 1;
        else
            high = mid;
    }
    return low;
}

static void change_words(SceneSymbols *s, uint32_t feature, uint32_t keep, uint32_t set)
{
    for (int r = run_of(s, feature); r < s->run_count && s->runs[r].feature_first <= feature; r++)
        for (Point *p = s->points + s->runs[r].first, *end = p + s->runs[r].count; p < end; p++)
            if (p->feature == feature) p->word = (p->word & keep) | set;
}

void scene_symbols_flag(SceneSymbols *symbols, uint32_t feature, uint32_t bits, bool is_on)
{
    change_words(symbols, feature, ~(bits << 24), is_on ? bits << 24 : 0);
}

void scene_symbols_set_word(SceneSymbols *symbols, uint32_t feature, uint32_t word)
{
    change_words(symbols, feature, SELECTION_BITS, word & ~SELECTION_BITS);
}

static const SceneSymbolShape *shape_of(const Kind *kind)
{
    return kind->model && scene_symbol_model_state(kind->model) == SCENE_SYMBOL_READY
               ? scene_symbol_model_shape(kind->model)
               : NULL;
}

static float own_m(const SceneSymbolShape *shape)
{
    return shape && shape->height_m > 0 ? shape->height_m : SYMBOL_M;
}

bool scene_symbols_of(const SceneSymbols *symbols, uint32_t feature, double *height_m,
                      double *yaw_rad, const SceneSymbolShape **shape)
{
    for (int r = run_of(symbols, feature);
         r < symbols->run_count && symbols->runs[r].feature_first <= feature; r++) {
        const Point *p = symbols->points + symbols->runs[r].first;
        for (int i = 0; i < symbols->runs[r].count; i++, p++) {
            if (p->feature != feature) continue;
            *shape = shape_of(&symbols->kinds[p->kind]);
            *height_m = (double)(p->size > 0 ? p->size : -p->size * own_m(*shape));
            *yaw_rad = p->yaw * (2 * DVEC_PI / 65536);
            return true;
        }
    }
    return false;
}

// Of one copy by a metre of height, and the tallest own height.
static void measure_kinds(const SceneSymbols *s, float *own, float *reach)
{
    *own = 0;
    *reach = 1.2f;
    for (int k = 0; k < s->kind_count; k++) {
        const SceneSymbolShape *shape = shape_of(&s->kinds[k]);
        *own = fmaxf(*own, own_m(shape));
        if (shape) *reach = fmaxf(*reach, sqrtf(1 + shape->radius * shape->radius));
    }
}

double scene_symbols_reach_m(const SceneSymbols *symbols)
{
    float own, reach;
    measure_kinds(symbols, &own, &reach);
    return (double)(fmaxf(symbols->size_max, symbols->factor_max * own) * reach);
}

// Sizes in pixels from which a copy is drawn in its levels.
typedef struct {
    float full_px, middle_px, thin_px, least_px;
    uint32_t plain; // colour of a built-in one that stands for a model
    bool is_drawn, thins;
    float own_m;
} KindLevels;

typedef struct {
    const Scene *scene;
    const SceneSymbols *symbols;
    KindLevels kinds[STYLE_SYMBOLS_MAX];
    float reach, own_max_m;
    double px_per_rad;
    float share; // of those there is room for
    RenderInstance *out;
    uint8_t *bucket;
    int count, cap;
    uint32_t uncut; // planes that spare its layer
} Draw;

static void set_levels(Draw *d)
{
    const bool is_full = d->scene->view_desc.quality == RENDER_QUALITY_FULL;
    measure_kinds(d->symbols, &d->own_max_m, &d->reach);
    for (int k = 0; k < d->symbols->kind_count; k++) {
        const Kind *kind = &d->symbols->kinds[k];
        const SceneSymbolShape *shape = shape_of(kind);
        KindLevels *l = &d->kinds[k];
        *l = (KindLevels){ .is_drawn = is_drawn(kind), .own_m = own_m(shape), .plain = 0xffffff };
        if (!l->is_drawn || !shape) continue;
        if (shape->height_m > 0) {
            const float triangles = (float)shape->lods[SCENE_SYMBOL_FULL].index_count / 3;
            l->full_px = fminf(fmaxf(sqrtf(triangles) * (is_full ? 1.0f : 2.5f), 16), 400);
            l->middle_px = is_full ? 8 : 14;
            l->thin_px = is_full ? 4 : 8;
            l->least_px = 0.4f;
            l->thins = true;
        } else {
            // As small as it pays to draw them: a street's trees cost a software device as much as
            // its houses.
            l->full_px = shape->lods[SCENE_SYMBOL_MIDDLE].index_count > 0 ? 24 : 0;
            l->least_px = is_full ? 2.5f : 10;
            if (style_symbol_is_model(kind->name))
                l->plain = builtin_of(kind->name) == GEO_SYMBOL_TREE ? 0x589c6c : 0xc8c0b8;
        }
    }
}

// Of all that are so high, the share that stands for them.
static float share_of(const KindLevels *l, float px)
{
    if (px <= l->least_px) return 0;
    if (!l->thins || px >= l->thin_px) return 1;
    return (px - l->least_px) / (l->thin_px - l->least_px);
}

static DVec3 lifted_centre(const Draw *d, const Run *run, double *radius_m, double *top_m)
{
    const double stretch = d->scene->view.stretch, low = (double)run->foot_min_m,
                 high = (double)run->foot_max_m;
    const double tall = (double)(fmaxf(run->size_max, run->factor_max * d->own_max_m) * d->reach);
    *radius_m = (double)run->radius_m + tall + fabs(stretch - 1) * (high - low) / 2;
    *top_m = high * stretch + tall;
    return dvec_add(run->centre_enu_m,
                    dvec_scale(scene_view_up(run->centre_enu_m), (stretch - 1) * (low + high) / 2));
}

// Most that a run may draw: of its nearest and tallest. 0 = it is not seen.
static int run_prefix(const Draw *d, const Run *run)
{
    double radius_m, top_m;
    const DVec3 centre = lifted_centre(d, run, &radius_m, &top_m);
    if (!scene_view_sees_sphere(&d->scene->view, centre, radius_m, top_m)) return 0;
    const double near_m =
        fmax(dvec_length(dvec_sub(centre, d->scene->view.pose.eye_enu_m)) - radius_m, 0.1);
    float share = 0;
    for (int k = 0; k < d->symbols->kind_count; k++) {
        const KindLevels *l = &d->kinds[k];
        const float tall = fmaxf(run->size_max, run->factor_max * l->own_m);
        if (l->is_drawn) share = fmaxf(share, share_of(l, (float)(d->px_per_rad / near_m) * tall));
    }
    return (int)ceilf(fminf(share, 1) * (float)run->count);
}

static int count_seen(const Draw *d)
{
    int count = 0;
    for (int r = 0; r < d->symbols->run_count; r++) count += run_prefix(d, &d->symbols->runs[r]);
    return count;
}

static void place_run(Draw *d, const Run *run, int prefix)
{
    const SceneView *v = &d->scene->view;
    const DVec3 shift = dvec_sub(run->origin_enu_m, v->pose.eye_enu_m),
                up = scene_view_up(run->origin_enu_m);
    const float s[3] = { (float)shift.x, (float)shift.y, (float)shift.z };
    // Feet rise with the ground; a tree stays as tall as it is.
    const float rise = (float)(v->stretch - 1), u[3] = { (float)up.x, (float)up.y, (float)up.z };
    const float px = (float)d->px_per_rad, step = 1 / (float)run->count;
    float n[5][3];
    for (int k = 0; k < 5; k++) {
        n[k][0] = (float)v->planes[k].x;
        n[k][1] = (float)v->planes[k].y;
        n[k][2] = (float)v->planes[k].z;
    }
    for (int i = 0; i < prefix && d->count < d->cap; i++) {
        const Point *p = &d->symbols->points[run->first + i];
        const KindLevels *l = &d->kinds[p->kind];
        if (!l->is_drawn) continue;
        const float lift_m = rise * p->foot_m, tall = p->size > 0 ? p->size : -p->size * l->own_m;
        const float x = p->at_m[0] + s[0] + lift_m * u[0], y = p->at_m[1] + s[1] + lift_m * u[1],
                    z = p->at_m[2] + s[2] + lift_m * u[2];
        const float high_px = tall * px / sqrtf(fmaxf(x * x + y * y + z * z, 0.01f));
        const float share = share_of(l, high_px) * d->share, rank = ((float)i + 0.5f) * step;
        if (rank >= share) continue;
        bool is_in = true;
        for (int k = 0; k < 5 && is_in; k++)
            is_in = n[k][0] * x + n[k][1] * y + n[k][2] * z > -d->reach * tall;
        if (!is_in) continue;
        // The last of them grow from nothing as the eye comes nearer.
        const float born = share < 1 ? fminf((share - rank) / (0.15f * share), 1) : 1;
        const float scale = tall * born * fminf(1 / sqrtf(share), 3);
        const uint32_t rgb = (p->word & 0xffffff) == 0xffffff ? l->plain : p->word & 0xffffff;
        const SceneSymbolLod lod = high_px >= l->full_px     ? SCENE_SYMBOL_FULL
                                   : high_px >= l->middle_px ? SCENE_SYMBOL_MIDDLE
                                                             : SCENE_SYMBOL_FAR;
        d->bucket[d->count] = (uint8_t)(p->kind * SCENE_SYMBOL_LOD_COUNT + lod);
        d->out[d->count++] = (RenderInstance){ { x, y, z },
                                               scale,
                                               (float)p->yaw * (float)(2 * DVEC_PI / 65536),
                                               (p->word & 0xff000000u) | rgb };
    }
}

// What was placed, sorted by kind and level.
static int emit_items(const Draw *d, RenderInstance *sorted, RenderInstancesItem *items)
{
    int first[BUCKETS + 1] = { 0 }, at[BUCKETS], count = 0;
    for (int i = 0; i < d->count; i++) first[d->bucket[i] + 1]++;
    for (int b = 0; b < BUCKETS; b++) {
        first[b + 1] += first[b];
        at[b] = first[b];
    }
    for (int i = 0; i < d->count; i++) sorted[at[d->bucket[i]]++] = d->out[i];
    for (int b = 0; b < BUCKETS; b++) {
        if (first[b + 1] == first[b]) continue;
        const SceneSymbolModel *model = d->symbols->kinds[b / SCENE_SYMBOL_LOD_COUNT].model;
        items[count++] = (RenderInstancesItem){
            .mesh = scene_symbol_model_mesh(model, (SceneSymbolLod)(b % SCENE_SYMBOL_LOD_COUNT)),
            .instances = sorted + first[b],
            .instance_count = first[b + 1] - first[b],
            .glow = scene_symbol_model_shape(model)->glow,
            .uncut = d->uncut
        };
    }
    return count;
}

void scene_symbols_build(Scene *scene, Arena *arena, RenderFrame *out)
{
    enum { SOFTWARE_MAX = 60000, FULL_MAX = 600000 }; // copies a frame
    const int most = scene->view_desc.quality == RENDER_QUALITY_FULL ? FULL_MAX : SOFTWARE_MAX;
    Draw *draws = ARENA_ARRAY(arena, Draw, scene->layer_count + 1);
    int draw_count = 0, seen = 0, kinds = 0;
    for (int i = 0; i < scene->layer_count; i++) {
        const SceneLayer *l = scene->layers[i];
        if (!l->symbols || !l->is_visible || !l->is_in_range || l->opacity <= 0) continue;
        Draw *d = &draws[draw_count++];
        *d = (Draw){ .scene = scene,
                     .symbols = l->symbols,
                     .uncut = scene_view_uncut_buildings(&scene->view, l->id),
                     .px_per_rad = scene->view.px_per_rad *
                                   fmin(1, (double)SCENE_LARGE_PX / scene->view.height_px) };
        set_levels(d);
        d->cap = count_seen(d);
        seen += d->cap;
        kinds += l->symbols->kind_count;
    }
    if (seen == 0) return;
    const float share = seen > most ? (float)most / (float)seen : 1;
    int room = 0;
    for (int i = 0; i < draw_count; i++) {
        Draw *d = &draws[i];
        d->share = share;
        // A run's share is rounded up.
        if (d->cap > 0 && share < 1) d->cap = (int)(share * (float)d->cap) + d->symbols->run_count;
        room += d->cap;
    }
    RenderInstance *sorted = ARENA_ARRAY(arena, RenderInstance, room + 1);
    RenderInstancesItem *items =
        ARENA_ARRAY(arena, RenderInstancesItem, kinds * SCENE_SYMBOL_LOD_COUNT + 1);
    int item_count = 0, placed = 0;
    for (int i = 0; i < draw_count; i++) {
        Draw *d = &draws[i];
        if (d->cap == 0) continue;

        d->out = ARENA_ARRAY(arena, RenderInstance, d->cap);
        d->bucket = ARENA_ARRAY(arena, uint8_t, d->cap);
        for (int r = 0; r < d->symbols->run_count; r++) {
            const int prefix = run_prefix(d, &d->symbols->runs[r]);
            if (prefix > 0) place_run(d, &d->symbols->runs[r], (int)ceilf(share * (float)prefix));
        }
        item_count += emit_items(d, sorted + placed, items + item_count);
        placed += d->count;
    }
    out->instances = items;
    out->instances_count = item_count;
}
