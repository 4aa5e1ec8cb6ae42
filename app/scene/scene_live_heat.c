// SPDX-License-Identifier: Apache-2.0
// scene_live_heat.c - values at points as fields on the ground: sums of kernels, means by them,
// sums of cells.
#include "scene/scene_live_private.h"

#include "base/str.h"
#include "core/style_ramp.h"
#include <stdlib.h>
#include <string.h>

enum { CELLS_MAX = 192 };
#define REACH 3.0       // standard deviations of a kernel
#define MEAN_FULL 0.12f // sum of kernels, of one's middle, from which a mean is wholly seen

typedef struct {
    const SceneLiveHeat *heat;
    double radius_m;
    GeoBox box;
    int cols, rows;
    float *values;
    bool *is_known;      // CELLS: something lies there
    double dev_x, dev_y; // of a kernel, in cells
} Field;

// Three boxes after each other are a Gaussian within 3 % (central limit); its deviation in cells.
static void blur(float *values, float *scratch, int cells, int step, int lines, int line_step,
                 double deviation)
{
    const int half = (int)fmax(round(0.5 * (sqrt(4 * deviation * deviation + 1) - 1)), 1);
    for (int pass = 0; pass < 3; pass++) {
        for (int line = 0; line < lines; line++) {
            float *v = values + (ptrdiff_t)line * line_step;
            double sum = 0;
            for (int i = 0; i < cells; i++) scratch[i] = v[(ptrdiff_t)i * step];
            for (int i = 0; i < half && i < cells; i++) sum += (double)scratch[i];
            for (int i = 0; i < cells; i++) {
                if (i + half < cells) sum += (double)scratch[i + half];
                if (i - half - 1 >= 0) sum -= (double)scratch[i - half - 1];
                v[(ptrdiff_t)i * step] = (float)(sum / (2 * half + 1));
            }
        }
    }
}

static void spread(const Field *f, float *values)
{
    float scratch[CELLS_MAX];
    blur(values, scratch, f->cols, 1, f->rows, f->cols, f->dev_x);
    blur(values, scratch, f->rows, f->cols, f->cols, 1, f->dev_y);
}

static void set_colours(const SceneLiveHeat *heat, uint32_t rgba[256])
{
    const StyleRamp *ramp = style_ramp_find(heat->ramp ? heat->ramp : "heat");
    if (!ramp) ramp = &style_ramp_table[0];
    const float opacity = heat->opacity > 0 ? heat->opacity : 0.75f;
    for (int i = 0; i < 256; i++) {
        const float t = (float)i / 255, at = t * (STYLE_RAMP_COLOURS - 1);
        const int k = at >= STYLE_RAMP_COLOURS - 1 ? STYLE_RAMP_COLOURS - 2 : (int)at;
        const uint32_t rgb = heat->rgb
                                 ? heat->rgb[i]
                                 : scene_live_mix(ramp->rgb[k], ramp->rgb[k + 1], at - (float)k);
        // The lowest quarter fades into the ground; of cells nothing does but what is empty.
        const float seen = heat->kind == SCENE_LIVE_CELLS ? i > 0 : fminf(t * 4, 1);
        rgba[i] = scene_live_rgba(rgb, opacity * seen * seen);
    }
}

static GeoBox box_of(const SceneLiveHeat *heat)
{
    GeoBox b = { 180, 90, -180, -90 };
    for (int i = 0; i < heat->count; i++) {
        if (!isfinite(heat->lon_lat[2 * i]) || !isfinite(heat->lon_lat[2 * i + 1])) continue;
        b.west_deg = fmin(b.west_deg, heat->lon_lat[2 * i]);
        b.east_deg = fmax(b.east_deg, heat->lon_lat[2 * i]);
        b.south_deg = fmin(b.south_deg, heat->lon_lat[2 * i + 1]);
        b.north_deg = fmax(b.north_deg, heat->lon_lat[2 * i + 1]);
    }
    return b;
}

// Kernels: as fine as the lattice allows; cells: on multiples of their edge, coarser where there
// would be too many.
static bool set_lattice(Field *f)
{
    GeoBox b = box_of(f->heat);
    if (b.west_deg > b.east_deg) return false;
    const double cos_lat = fmax(cos(b.south_deg * DVEC_RAD_FROM_DEG), 0.01);
    if (f->heat->kind == SCENE_LIVE_CELLS) {
        double lat = f->radius_m / SCENE_LIVE_M_PER_DEG, lon = lat / cos_lat;
        while ((b.east_deg - b.west_deg) / lon > CELLS_MAX - 2 ||
               (b.north_deg - b.south_deg) / lat > CELLS_MAX - 2)
            lat *= 2, lon *= 2;
        b = (GeoBox){ floor(b.west_deg / lon) * lon, floor(b.south_deg / lat) * lat,
                      (floor(b.east_deg / lon) + 1) * lon, (floor(b.north_deg / lat) + 1) * lat };
        f->cols = (int)round((b.east_deg - b.west_deg) / lon);
        f->rows = (int)round((b.north_deg - b.south_deg) / lat);
        f->box = b;
        return true;
    }
    const double lat = REACH * f->radius_m / SCENE_LIVE_M_PER_DEG, lon = lat / cos_lat;
    f->box = (GeoBox){ b.west_deg - lon, b.south_deg - lat, b.east_deg + lon, b.north_deg + lat };
    f->cols = f->rows = CELLS_MAX;
    f->dev_x = lon / REACH * f->cols / (f->box.east_deg - f->box.west_deg);
    f->dev_y = lat / REACH * f->rows / (f->box.north_deg - f->box.south_deg);
    return true;
}

static void add_points(const Field *f, float *values, const float *weights)
{
    const double per_lon = f->cols / (f->box.east_deg - f->box.west_deg),
                 per_lat = f->rows / (f->box.north_deg - f->box.south_deg);
    for (int i = 0; i < f->heat->count; i++) {
        const double x = (f->heat->lon_lat[2 * i] - f->box.west_deg) * per_lon,
                     y = (f->box.north_deg - f->heat->lon_lat[2 * i + 1]) * per_lat;
        if (!(x >= 0 && y >= 0 && x < f->cols && y < f->rows)) continue; // not a number
        values[(size_t)y * (size_t)f->cols + (size_t)x] += weights ? weights[i] : 1;
        if (f->is_known) f->is_known[(size_t)y * (size_t)f->cols + (size_t)x] = true;
    }
}

// To 0..1; what is not there is 0 and what is there is more.
static void scale(const Field *f, float low, float full)
{
    for (size_t i = 0; i < (size_t)f->cols * (size_t)f->rows; i++) {
        const float share = full > low ? (f->values[i] - low) / (full - low) : 0;
        f->values[i] = f->is_known && f->is_known[i] ? fmaxf(share, 1.0f / 255) : share;
        if (f->is_known && !f->is_known[i]) f->values[i] = 0;
    }
}

static float most_of(const Field *f)
{
    float most = 0;
    for (size_t i = 0; i < (size_t)f->cols * (size_t)f->rows; i++) most = fmaxf(most, f->values[i]);
    return most;
}

static bool fill_mean(Field *f)
{
    const size_t cells = (size_t)f->cols * (size_t)f->rows;
    float *sums = calloc(cells, sizeof *sums);
    if (!sums) return false;
    add_points(f, f->values, f->heat->weights);
    add_points(f, sums, NULL);
    spread(f, f->values);
    spread(f, sums);
    const float middle = 1 / (float)(6.283185307179586 * f->dev_x * f->dev_y);
    for (size_t i = 0; i < cells; i++) {
        const float seen = sums[i] / (middle * MEAN_FULL);
        f->values[i] = sums[i] > 0 ? f->values[i] / sums[i] : f->heat->low;
        // Far from all of them it sinks to the lowest, which is not seen.
        f->values[i] = f->heat->low + (f->values[i] - f->heat->low) * fminf(seen, 1);
    }
    free(sums);
    return true;
}

static bool fill(Field *f)
{
    const SceneLiveHeat *heat = f->heat;
    float low = 0, full = heat->full;
    if (heat->kind == SCENE_LIVE_MEAN) {
        if (!fill_mean(f)) return false;
        low = heat->low;
    } else {
        add_points(f, f->values, heat->weights);
        if (heat->kind == SCENE_LIVE_SUM) {
            spread(f, f->values);
            full /= (float)(6.283185307179586 * f->dev_x * f->dev_y);
        } else {
            low = heat->low;
        }
    }
    scale(f, low, full > low ? full : most_of(f));
    return true;
}

static SceneLivePatch *create_heat(const SceneLiveHeat *heat)
{
    Field f = { .heat = heat, .radius_m = heat->radius_m > 0 ? heat->radius_m : 300 };
    if (!set_lattice(&f)) return NULL;
    const size_t cells = (size_t)f.cols * (size_t)f.rows;
    SceneLivePatch *p = calloc(1, sizeof *p);
    f.values = calloc(cells, sizeof *f.values);
    if (heat->kind == SCENE_LIVE_CELLS) f.is_known = calloc(cells, sizeof *f.is_known);
    const bool has_memory = p && f.values && (f.is_known || heat->kind != SCENE_LIVE_CELLS);
    if (!has_memory || !fill(&f)) {
        free(f.is_known);
        free(f.values);
        free(p);
        return NULL;
    }
    free(f.is_known);
    p->values = f.values;
    p->field = (GeoDrapeField){ .box = f.box,
                                .cols = f.cols,
                                .rows = f.rows,
                                .values = f.values,
                                .is_cells = heat->kind == SCENE_LIVE_CELLS };
    set_colours(heat, p->field.rgba);
    p->refs = 1;
    p->is_field = true;
    p->opacity = 1;
    const double cell_m = (f.box.north_deg - f.box.south_deg) / f.rows * SCENE_LIVE_M_PER_DEG;
    p->cell_m = p->field.is_cells ? cell_m / 12 : cell_m;
    p->key = str_hash((const char *)p->values, sizeof *p->values * cells) ^
             str_hash((const char *)&p->field.box, sizeof p->field.box) ^
             str_hash((const char *)p->field.rgba, sizeof p->field.rgba);
    return p;
}

void scene_live_heats_set(Scene *scene, const SceneLiveHeat *heats, int count)
{
    SceneLiveDrawn *l = scene_live_get(scene);
    if (!l) return;
    SceneLivePatch *made[SCENE_LIVE_HEATS_MAX];
    int made_count = 0;
    for (int i = 0; i < count && made_count < SCENE_LIVE_HEATS_MAX; i++) {
        SceneLivePatch *p = heats[i].count > 0 ? create_heat(&heats[i]) : NULL;
        if (p) made[made_count++] = p;
    }
    bool has_changed = made_count != l->heat_count;
    for (int i = 0; i < made_count && i < l->heat_count; i++) {
        if (made[i]->key != l->heats[i]->key) {
            has_changed = true;
            continue;
        }
        scene_live_patch_release(made[i]); // the one that is painted stays
        made[i] = l->heats[i];
        made[i]->refs++;
    }
    for (int i = 0; i < l->heat_count; i++) scene_live_patch_release(l->heats[i]);
    memcpy(l->heats, made, sizeof *made * (size_t)made_count);
    l->heat_count = made_count;
    scene->is_drape_dirty |= has_changed;
}
