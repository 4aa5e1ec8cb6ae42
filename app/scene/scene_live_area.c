// SPDX-License-Identifier: Apache-2.0
// scene_live_area.c - warning areas and coloured areas as items of the drape. Each is frozen and
// counted: jobs may still paint one that has been replaced.
#include "scene/scene_live_private.h"

#include "base/str.h"
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { CIRCLE_POINTS = 96, RIM_PIECES = 240 };
#define M_PER_DEG SCENE_LIVE_M_PER_DEG
#define TINT_STALE_RGB 0x968c82u

static const uint32_t level_rgb[SCENE_LIVE_LEVEL_COUNT] = { 0xf2f2f2, 0xe0702f, 0x1cc8f7, 0x1e86f2,
                                                            0x2a30e0 };

void scene_live_patch_release(SceneLivePatch *patch)
{
    if (!patch || --patch->refs > 0) return;
    free(patch->lon_lat);
    free(patch->ring_ends);
    free(patch->values);
    free(patch->rim);
    free(patch);
}

static SceneLivePatch *patch_of(const SceneLiveDrawn *l, int at)
{
    // Coloured areas, heat over them, the warnings on top.
    if (at < l->tint_count) return l->tints[at];
    at -= l->tint_count;
    return at < l->heat_count ? l->heats[at] : l->areas[at - l->heat_count].patch;
}

int scene_live_patch_count(const Scene *scene)
{
    const SceneLiveDrawn *l = scene->live;
    return l ? l->area_count + l->heat_count + l->tint_count : 0;
}

SceneLivePatch *scene_live_patch_acquire(const Scene *scene, int at, GeoDrapeItem *item,
                                         GeoBox *extent, double *cell_m, uint64_t *key)
{
    SceneLivePatch *p = patch_of(scene->live, at);
    p->refs++;
    *item = (GeoDrapeItem){ .kind = p->is_field ? GEO_DRAPE_FIELD : GEO_DRAPE_PATCH,
                            .opacity = p->opacity,
                            .patch = &p->patch,
                            .field = &p->field };
    *extent = p->is_field ? p->field.box : p->patch.extent;
    *cell_m = p->cell_m;
    *key = p->key;
    return p;
}

static uint64_t area_key(const SceneLiveArea *a)
{
    const double numbers[] = { a->centre.lon_deg, a->centre.lat_deg, a->radius_m, (double)a->level,
                               (double)a->status };
    const uint64_t ring =
        a->lon_lat ? str_hash((const char *)a->lon_lat, sizeof(double) * 2 * (size_t)a->point_count)
                   : 1;
    return ring * 31 ^ str_hash((const char *)numbers, sizeof numbers);
}

static void set_extent(GeoDrapePatch *p)
{
    p->extent = (GeoBox){ 180, 90, -180, -90 };
    for (int i = 0; i < p->ring_end[p->ring_count - 1]; i++) {
        p->extent.west_deg = fmin(p->extent.west_deg, p->lon_lat[2 * i]);
        p->extent.east_deg = fmax(p->extent.east_deg, p->lon_lat[2 * i]);
        p->extent.south_deg = fmin(p->extent.south_deg, p->lon_lat[2 * i + 1]);
        p->extent.north_deg = fmax(p->extent.north_deg, p->lon_lat[2 * i + 1]);
    }
}

static void set_circle(const SceneLiveArea *a, double *lon_lat)
{
    const double lat_deg = a->radius_m / M_PER_DEG,
                 lon_deg = lat_deg / fmax(cos(a->centre.lat_deg * DVEC_RAD_FROM_DEG), 0.01);
    for (int i = 0; i < CIRCLE_POINTS; i++) {
        const double t = i * (6.283185307179586 / CIRCLE_POINTS);
        lon_lat[2 * i] = a->centre.lon_deg + lon_deg * cos(t);
        lon_lat[2 * i + 1] = a->centre.lat_deg + lat_deg * sin(t);
    }
}

static SceneLivePatch *create_area(const SceneLiveArea *a, uint64_t key)
{
    const int count = a->lon_lat ? a->point_count : CIRCLE_POINTS;
    if (count < 3 || a->level < 0 || a->level >= SCENE_LIVE_LEVEL_COUNT) return NULL;
    SceneLivePatch *p = calloc(1, sizeof *p);
    double *lon_lat = malloc(sizeof *lon_lat * 2 * (size_t)count);
    if (!p || !lon_lat) {
        free(p);
        free(lon_lat);
        return NULL;
    }
    if (a->lon_lat)
        memcpy(lon_lat, a->lon_lat, sizeof *lon_lat * 2 * (size_t)count);
    else
        set_circle(a, lon_lat);
    const uint32_t rgb = level_rgb[a->level];
    const bool is_actual = a->status == SCENE_LIVE_ACTUAL;
    *p = (SceneLivePatch){
        .refs = 1, .key = key, .opacity = 1, .lon_lat = lon_lat, .ring_end = count
    };
    p->patch = (GeoDrapePatch){ .lon_lat = lon_lat,
                                .ring_end = &p->ring_end,
                                .ring_count = 1,
                                .fill_rgba = scene_live_rgba(rgb, is_actual ? 0.26f : 0.10f),
                                .hatch_rgba = scene_live_rgba(rgb, is_actual ? 0.42f : 0.30f),
                                .rim_rgba = scene_live_rgba(rgb, 0.95f),
                                .rim_px = 1,
                                .is_dashed = !is_actual };
    set_extent(&p->patch);
    return p;
}

// Of the ring's area; the middle of its box where it has none.
static GeoPos middle_of(const GeoDrapePatch *p)
{
    double area = 0, x = 0, y = 0;
    const int n = p->ring_end[0];
    const double x0 = p->lon_lat[0], y0 = p->lon_lat[1];
    for (int i = 0; i < n; i++) {
        const double *a = p->lon_lat + 2 * i, *b = p->lon_lat + 2 * ((i + 1) % n);
        const double cross = (a[0] - x0) * (b[1] - y0) - (b[0] - x0) * (a[1] - y0);
        area += cross;
        x += cross * (a[0] + b[0] - 2 * x0);
        y += cross * (a[1] + b[1] - 2 * y0);
    }
    if (fabs(area) < 1e-14)
        return (GeoPos){ 0.5 * (p->extent.west_deg + p->extent.east_deg),
                         0.5 * (p->extent.south_deg + p->extent.north_deg), 0 };
    return (GeoPos){ x0 + x / (3 * area), y0 + y / (3 * area), 0 };
}

static SceneLivePatch *take_same(SceneLiveAreaHeld *held, int count, uint64_t key)
{
    for (int i = 0; i < count; i++) {
        SceneLivePatch *p = held[i].patch;
        if (!p || p->key != key) continue;
        held[i].patch = NULL;
        return p;
    }
    return NULL;
}

void scene_live_areas_set(Scene *scene, const SceneLiveArea *areas, int count)
{
    SceneLiveDrawn *l = scene_live_get(scene);
    if (!l || (count == 0 && l->area_count == 0)) return;
    SceneLiveAreaHeld *before = malloc(sizeof l->areas);
    if (!before) return;
    const int before_count = l->area_count;
    bool has_changed = false;
    memcpy(before, l->areas, sizeof l->areas);
    l->area_count = 0;
    for (int i = 0; i < count && l->area_count < SCENE_LIVE_AREAS_MAX; i++) {
        SceneLiveAreaHeld *h = &l->areas[l->area_count];
        const uint64_t key = area_key(&areas[i]);
        *h = (SceneLiveAreaHeld){ .key = areas[i].key,
                                  .level = areas[i].level,
                                  .status = areas[i].status };
        h->patch = take_same(before, before_count, key);
        has_changed |= !h->patch || l->area_count >= before_count;
        if (!h->patch) h->patch = create_area(&areas[i], key);
        if (!h->patch) continue;
        h->middle = middle_of(&h->patch->patch);
        str_copy_utf8(h->text, sizeof h->text, areas[i].text ? areas[i].text : "");
        l->area_count++;
    }
    for (int i = 0; i < before_count; i++) {
        has_changed |= before[i].patch != NULL;
        scene_live_patch_release(before[i].patch);
    }
    free(before);
    scene->is_drape_dirty |= has_changed;
}

static uint64_t tint_key(const SceneLiveTint *t)
{
    const size_t points = t->ring_count > 0 ? (size_t)t->ring_end[t->ring_count - 1] : 0;
    return str_hash((const char *)t->lon_lat, sizeof(double) * 2 * points) * 31 ^
           (uint64_t)t->rgb * 0x9e3779b97f4a7c15u ^ (uint64_t)t->kind;
}

static SceneLivePatch *create_tint(const SceneLiveTint *t, uint64_t key)
{
    const int points = t->ring_count > 0 ? t->ring_end[t->ring_count - 1] : 0;
    if (points < 3) return NULL;
    SceneLivePatch *p = calloc(1, sizeof *p);
    double *lon_lat = malloc(sizeof *lon_lat * 2 * (size_t)points);
    int *ends = malloc(sizeof *ends * (size_t)t->ring_count);
    if (!p || !lon_lat || !ends) {
        free(p);
        free(lon_lat);
        free(ends);
        return NULL;
    }
    memcpy(lon_lat, t->lon_lat, sizeof *lon_lat * 2 * (size_t)points);
    memcpy(ends, t->ring_end, sizeof *ends * (size_t)t->ring_count);
    const bool is_current = t->kind == SCENE_LIVE_TINT_CURRENT,
               is_dead = t->kind == SCENE_LIVE_TINT_DEAD;
    const uint32_t rgb = is_current ? t->rgb : TINT_STALE_RGB;
    *p = (SceneLivePatch){
        .refs = 1, .key = key, .opacity = 1, .lon_lat = lon_lat, .ring_ends = ends
    };
    p->patch =
        (GeoDrapePatch){ .lon_lat = lon_lat,
                         .ring_end = ends,
                         .ring_count = t->ring_count,
                         .fill_rgba = scene_live_rgba(rgb, is_current ? 0.62f
                                                           : is_dead  ? 0
                                                                      : 0.25f),
                         .hatch_rgba = scene_live_rgba(rgb, is_current || is_dead ? 0 : 0.95f),
                         .rim_rgba = scene_live_rgba(rgb, 0.9f),
                         .rim_px = 0.6f,
                         .is_dashed = is_dead,
                         .is_lit = is_current };
    set_extent(&p->patch);
    return p;
}

void scene_live_tints_set(Scene *scene, const SceneLiveTint *tints, int count)
{
    SceneLiveDrawn *l = scene_live_get(scene);
    if (!l || (count <= 0 && l->tint_count == 0)) return;
    count = count < SCENE_LIVE_TINTS_MAX ? count : SCENE_LIVE_TINTS_MAX;
    SceneLivePatch **made = calloc((size_t)count + 1, sizeof(SceneLivePatch *));
    int made_count = 0;
    bool has_changed = false;
    for (int i = 0; made && i < count; i++) {
        // Most are what they were, in the order they were.
        const uint64_t key = tint_key(&tints[i]);
        SceneLivePatch **old = made_count < l->tint_count ? &l->tints[made_count] : NULL;
        const bool is_same = old && *old && (*old)->key == key;
        SceneLivePatch *p = is_same ? *old : create_tint(&tints[i], key);
        if (!p) continue;
        if (is_same) *old = NULL;
        has_changed |= !is_same;
        made[made_count++] = p;
    }
    if (!made) return;
    scene->is_drape_dirty |= has_changed || made_count != l->tint_count;
    for (int i = 0; i < l->tint_count; i++) scene_live_patch_release(l->tints[i]);
    free(l->tints);
    l->tints = made;
    l->tint_count = made_count;
}

void scene_live_areas_release(SceneLiveDrawn *l)
{
    for (int i = 0; i < l->area_count; i++) scene_live_patch_release(l->areas[i].patch);
    for (int i = 0; i < l->heat_count; i++) scene_live_patch_release(l->heats[i]);
    for (int i = 0; i < l->tint_count; i++) scene_live_patch_release(l->tints[i]);
    free(l->tints);
    l->tints = NULL;
    l->area_count = l->heat_count = l->tint_count = 0;
}

// About RIM_PIECES pieces along the ring, none longer than the ring's share.
static bool make_rim(const Scene *scene, SceneLivePatch *p)
{
    const int n = p->ring_end;
    const double *ring = p->lon_lat, per_lat = M_PER_DEG,
                 per_lon = M_PER_DEG * cos(p->patch.extent.south_deg * DVEC_RAD_FROM_DEG);
    double way_m = 0;
    for (int i = 0; i < n; i++) {
        const double *a = ring + 2 * i, *b = ring + 2 * ((i + 1) % n);
        way_m += hypot((b[0] - a[0]) * per_lon, (b[1] - a[1]) * per_lat);
    }
    const double step_m = fmax(way_m / RIM_PIECES, 25);
    free(p->rim);
    p->rim = malloc(sizeof *p->rim * ((size_t)n + RIM_PIECES + 2));
    p->rim_count = 0;
    p->rim_ground = scene->ground->serial;
    p->rim_stretch = scene->view.stretch;
    for (int i = 0; p->rim && i < n; i++) {
        const double *a = ring + 2 * i, *b = ring + 2 * ((i + 1) % n);
        const double length_m = hypot((b[0] - a[0]) * per_lon, (b[1] - a[1]) * per_lat);
        const int pieces = 1 + (int)(length_m / step_m);
        for (int k = 0; k < pieces && p->rim_count < n + RIM_PIECES; k++) {
            const double t = (double)k / pieces;
            const GeoPos at = { a[0] + (b[0] - a[0]) * t, a[1] + (b[1] - a[1]) * t, 0 };
            p->rim[p->rim_count++] = scene_live_point(scene, at, 1.5);
        }
    }
    return p->rim != NULL;
}

// The rim of an area lies over the ground in its full colour, by night too.
static void add_rim(Scene *scene, const SceneLiveAreaHeld *h)
{
    SceneLivePatch *p = h->patch;
    SceneLiveDrawn *l = scene->live;
    const bool is_made =
        p->rim && p->rim_ground == scene->ground->serial && p->rim_stretch == scene->view.stretch;
    if (!is_made && !make_rim(scene, p)) return;
    const uint32_t rgba = scene_live_rgba(level_rgb[h->level], 0.95f);
    for (int i = 0; i < p->rim_count; i++) {
        RenderFlow *f = scene_live_add_flow(l);
        if (!f) return;
        *f = (RenderFlow){ .a_rgba = rgba, .b_rgba = rgba, .width_px = 2.4f * l->scale };
        if (h->status != SCENE_LIVE_ACTUAL) {
            f->a_dash = 0.5f * (float)i;
            f->b_dash = 0.5f * (float)(i + 1);
        }
        scene_live_rel(scene, p->rim[i], f->a_rel_m);
        scene_live_rel(scene, p->rim[(i + 1) % p->rim_count], f->b_rel_m);
    }
}

int scene_live_areas_flows(const SceneLiveDrawn *l)
{
    int count = 0;
    for (int i = 0; i < l->area_count; i++) count += l->areas[i].patch->ring_end + RIM_PIECES + 2;
    return count;
}

static const char *status_word(SceneLiveStatusKind status, bool is_english)
{
    if (status == SCENE_LIVE_EXERCISE) return is_english ? "EXERCISE · " : "演练 · ";
    if (status == SCENE_LIVE_TEST) return is_english ? "TEST · " : "测试 · ";
    return "";
}

void scene_live_areas_build(Scene *scene)
{
    SceneLiveDrawn *l = scene->live;
    for (int i = 0; i < l->area_count; i++) {
        const SceneLiveAreaHeld *h = &l->areas[i];
        double x, y;
        add_rim(scene, h);
        char text[SCENE_LIVE_AREA_TEXT_MAX + 32];
        if (!scene_view_project(&scene->view, scene_live_point(scene, h->middle, 5), &x, &y, NULL))
            continue;
        snprintf(text, sizeof text, "%s%s", status_word(h->status, l->is_english), h->text);
        const bool is_bright = h->level == SCENE_LIVE_WHITE || h->level == SCENE_LIVE_YELLOW ||
                               h->level == SCENE_LIVE_ORANGE;
        const bool is_actual = h->status == SCENE_LIVE_ACTUAL;
        const SceneLiveInk ink = { .ink = is_actual    ? is_bright ? 0xff10181cu : 0xffffffffu
                                          : l->is_dark ? 0xfff4ece4u
                                                       : 0xff33261au,
                                   .plate = is_actual    ? 0xf0000000u | level_rgb[h->level]
                                            : l->is_dark ? 0xd8382414u
                                                         : 0xf0fffdfbu,
                                   .size_px = roundf(15 * l->scale),
                                   .is_bold = true };
        const float width = scene_live_text_width(scene, text, &ink), gap = ink.size_px;
        if (!text[0] || x + width < 0 || x - width > scene->view.width_px) continue;
        scene_live_take_room(l, (SceneRect){ (int)(x - 0.5 * (double)width - (double)gap),
                                             (int)(y - (double)gap), (int)(width + 2 * gap),
                                             (int)(2 * gap) });
        scene_live_text(scene, (float)x - 0.5f * width, (float)y, text, &ink);
        scene_live_add_hit(l, (SceneLiveHit){ (float)x, (float)y, gap, 0.5f * width, h->key });
    }
}
