// SPDX-License-Identifier: Apache-2.0
// scene_drape.c - what is painted on the ground, as one frozen list that tile jobs share; differences between two such lists.
#include "scene/scene_private.h"

#include <assert.h>
#include <stdlib.h>
#include <string.h>

#define LEVEL_VECTOR_MAX 20
#define TILE_PX 256.0

static uint32_t level_of_cell(double cell_m)
{
    const double level = log2(180.0 * 111195.0 / (TILE_PX * fmax(cell_m, 0.02)));
    return level < 1 ? 1 : level > LEVEL_VECTOR_MAX ? LEVEL_VECTOR_MAX : (uint32_t)ceil(level);
}

// A layer below a few pixels of a tile is not worth painting there.
static double level_from_extent(GeoBox box)
{
    const double span = fmax(box.east_deg - box.west_deg, box.north_deg - box.south_deg);
    return fmax(0, floor(log2(180.0 / fmax(span, 1e-6)) - 6));
}

// The level whose pictures are shown at a camera distance.
static double level_at_distance(double distance_m, double px_per_rad)
{
    const double texel_m = 1.25 * distance_m / px_per_rad;
    return log2(180.0 * 111195.0 / (TILE_PX * texel_m));
}

static uint64_t mix(uint64_t a, uint64_t b)
{
    a ^= b + 0x9e3779b97f4a7c15ull + (a << 6) + (a >> 2);
    return a * 0xff51afd7ed558ccdull;
}

static bool fill_item(const SceneLayer *layer, double px_per_rad, SceneDrape *d, int at)
{
    const LayerStyle *s = &layer->style;
    GeoDrapeItem *item = &d->items[at];
    memset(item, 0, sizeof *item);
    item->opacity = layer->opacity;
    if (s->draw == STYLE_DRAW_NONE) return false;
    if (layer->raster) {
        if (layer->raster->kind == GEO_RASTER_ELEVATION && s->draw != STYLE_DRAW_IMAGE && s->draw != STYLE_DRAW_GRID) return false;
        item->kind = GEO_DRAPE_RASTER;
        item->raster = layer->raster;
        d->extents[at] = layer->raster->extent;
        d->level_deepest[at] = level_of_cell(layer->raster->cell_m);
    } else if (layer->vector && layer->colours && (s->draw == STYLE_DRAW_AREA || s->draw == STYLE_DRAW_LINE)) {
        item->kind = GEO_DRAPE_VECTOR;
        item->layer = layer->vector;
        item->fill_rgba = layer->colours->rgba;
        item->fill_rgba_all = layer->colours->rgba_all;
        item->width_m = layer->colours->width_m;
        item->width_m_all = (float)s->width_m;
        item->width_min_px = s->draw == STYLE_DRAW_AREA ? 0 : (float)(s->width_px > 0 ? s->width_px : 0.7);
        item->casing_rgba = s->has_casing ? 0xff000000u | (s->casing_rgb & 0xffffff) : 0;
        item->casing_px = s->has_casing ? 1 : 0;
        if (s->draw == STYLE_DRAW_LINE && layer->vector->kind == GEO_GEOMETRY_AREA) { // areas asked for as lines: their rims alone
            item->fill_rgba = NULL;
            item->fill_rgba_all = 0;
            item->casing_rgba = layer->colours->rgba_all;
            item->casing_px = fmaxf(0.5f * item->width_min_px, 0.35f);
        }
        item->dash_m = (float)s->dash_m;
        item->surface = s->surface == STYLE_SURFACE_WATER ? GEO_DRAPE_SURFACE_WATER
                      : s->surface == STYLE_SURFACE_ROAD  ? GEO_DRAPE_SURFACE_ROAD
                                                          : GEO_DRAPE_SURFACE_PLAIN;
        d->extents[at] = layer->vector->extent;
        d->level_deepest[at] = LEVEL_VECTOR_MAX;
        item->level_min = level_from_extent(layer->vector->extent);
        item->level_max = GEO_TILE_LEVEL_MAX;
    } else {
        return false;
    }
    if (s->visible_to_m > 0) item->level_min = fmax(item->level_min, floor(level_at_distance(s->visible_to_m, px_per_rad)));
    if (s->visible_from_m > 0) item->level_max = ceil(level_at_distance(s->visible_from_m, px_per_rad));
    if (item->level_max <= 0 && item->level_min > 0) item->level_max = GEO_TILE_LEVEL_MAX;
    return true;
}

SceneDrape *scene_drape_create(Scene *scene, double px_per_rad)
{
    SceneDrape *d = calloc(1, sizeof *d);
    const int patch_count = scene_live_patch_count(scene);
    const size_t n = (size_t)scene->layer_count + (size_t)patch_count + 1;
    if (!d) return NULL;
    d->refs = 1;
    d->serial = scene_next_serial(scene);
    d->items = calloc(n, sizeof *d->items);
    d->extents = calloc(n, sizeof *d->extents);
    d->level_deepest = calloc(n, sizeof *d->level_deepest);
    d->keys = calloc(n, sizeof *d->keys);
    d->holds = calloc(n, sizeof *d->holds);
    d->colours = calloc(n, sizeof *d->colours);
    d->patches = calloc(n, sizeof *d->patches);
    if (!d->patches || !d->items || !d->extents || !d->level_deepest || !d->keys || !d->holds ||
        !d->colours) {
        scene_drape_release(d);
        return NULL;
    }
    for (int i = 0; i < scene->layer_count; i++) {
        const SceneLayer *layer = scene->layers[i];
        if (!layer->is_visible || !layer->has_style || layer->opacity <= 0) continue;
        const int at = d->count;
        if (!fill_item(layer, px_per_rad, d, at)) continue;
        d->holds[at] = city_hold_acquire(layer->hold);
        d->colours[at] = layer->colours;
        if (layer->colours) layer->colours->refs++;
        uint32_t opacity_bits;
        memcpy(&opacity_bits, &d->items[at].opacity, sizeof opacity_bits);
        d->keys[at] = mix(mix(mix(layer->id, layer->city_version), layer->style_key), mix(opacity_bits, layer->colour_version));
        d->count++;
    }
    for (int i = 0; i < patch_count; i++) {
        const int at = d->count++;
        double cell_m = 0;
        d->patches[at] = scene_live_patch_acquire(scene, i, &d->items[at], &d->extents[at], &cell_m,
                                                  &d->keys[at]);
        d->level_deepest[at] = cell_m > 0 ? level_of_cell(cell_m) : LEVEL_VECTOR_MAX;
    }
    return d;
}

void scene_drape_release(SceneDrape *drape)
{
    if (!drape || --drape->refs > 0) return;
    for (int i = 0; i < drape->count; i++) {
        city_hold_release(drape->holds[i]);
        scene_colours_release(drape->colours[i]);
        scene_live_patch_release(drape->patches[i]);
    }
    free(drape->items);
    free(drape->extents);
    free(drape->level_deepest);
    free(drape->keys);
    free(drape->holds);
    free(drape->colours);
    free(drape->patches);
    free(drape);
}

uint32_t scene_drape_level_max(const SceneDrape *drape, GeoBox box)
{
    uint32_t level = 0;
    for (int i = 0; i < drape->count; i++) {
        if (drape->level_deepest[i] > level && geo_box_meets(drape->extents[i], box)) level = drape->level_deepest[i];
    }
    return level;
}

int scene_drape_items(const SceneDrape *drape, GeoTileKey key, GeoDrapeItem *out)
{
    const GeoBox box = geo_tile_box(key);
    int n = 0;
    for (int i = 0; i < drape->count; i++) {
        const GeoDrapeItem *item = &drape->items[i];
        const bool is_any_level = item->level_min <= 0 && item->level_max <= 0;
        if (!is_any_level && (key.level < item->level_min || key.level > item->level_max)) continue;
        if (geo_box_meets(drape->extents[i], box)) out[n++] = *item;
    }
    return n;
}

static void add_box(GeoBox *out, int cap, int *count, GeoBox box)
{
    if (*count < cap) out[(*count)++] = box;
    else out[cap - 1] = geo_box_union(out[cap - 1], box);
}

int scene_drape_changes(const SceneDrape *a, const SceneDrape *b, GeoBox *out, int cap)
{
    assert(cap > 0);
    int count = 0;
    // Items equal at the front and at the back stand; all between are repainted where they lie.
    int front = 0, back = 0;
    const int na = a ? a->count : 0, nb = b ? b->count : 0;
    while (front < na && front < nb && a->keys[front] == b->keys[front]) front++;
    while (back < na - front && back < nb - front && a->keys[na - 1 - back] == b->keys[nb - 1 - back]) back++;
    for (int i = front; i < na - back; i++) add_box(out, cap, &count, a->extents[i]);
    for (int i = front; i < nb - back; i++) add_box(out, cap, &count, b->extents[i]);
    return count;
}
