// SPDX-License-Identifier: Apache-2.0
// geo_terrain.c - the ground of several elevation rasters: heights, bounds, the deepest useful level.
#include "geo/geo_raster_private.h"
#include "geo/geo_terrain_private.h"

#include <assert.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

#define TERRAIN_LEVEL_MIN 6
#define TERRAIN_CHUNK 256
// Bounds taken from a thinned preview miss what lies between its cells: ground of a slope of 0.7 at most, half a cell away.
#define TERRAIN_RANGE_SLACK_M 20.0f
#define TERRAIN_RANGE_SLOPE 0.35f

GeoTerrain *geo_terrain_create(GeoRaster *const *elevations, int count)
{
    GeoTerrain *terrain = calloc(1, sizeof *terrain);
    if (!terrain) return NULL;
    terrain->rasters = calloc((size_t)(count > 0 ? count : 1), sizeof(GeoRaster *));
    if (!terrain->rasters) {
        free(terrain);
        return NULL;
    }
    for (int i = 0; i < count; i++) {
        if (elevations[i]->private_->cell != GEO_CELL_RGBA8) terrain->rasters[terrain->count++] = elevations[i];
    }
    return terrain;
}

void geo_terrain_destroy(GeoTerrain *terrain)
{
    if (!terrain) return;
    free(terrain->rasters);
    free(terrain);
}

bool geo_terrain_has_elevation(const GeoTerrain *terrain, GeoBox box)
{
    for (int i = 0; terrain && i < terrain->count; i++) {
        if (geo_box_meets(terrain->rasters[i]->extent, box)) return true;
    }
    return false;
}

uint32_t geo_terrain_level_max(const GeoTerrain *terrain, GeoBox box)
{
    double cell_m = INFINITY;
    for (int i = 0; terrain && i < terrain->count; i++) {
        if (geo_box_meets(terrain->rasters[i]->extent, box)) cell_m = fmin(cell_m, terrain->rasters[i]->cell_m);
    }
    if (!isfinite(cell_m)) return TERRAIN_LEVEL_MIN;
    const double level = ceil(log2(180.0 / (GEO_TERRAIN_GRID - 1) / (cell_m / TERRAIN_DEGREE_M)));
    return (uint32_t)fmin(fmax(level, TERRAIN_LEVEL_MIN), GEO_TILE_LEVEL_MAX);
}

// The levels of the rasters depend on the spacing alone, so that points on a shared edge get one height from both tiles.
void terrain_sample(const GeoTerrain *terrain, double spacing_deg, const double *lon_deg, const double *lat_deg, float *h_m,
                    uint8_t *has, int count)
{
    assert(count <= TERRAIN_SAMPLE_MAX);
    double left[TERRAIN_SAMPLE_MAX]; // weight not yet given away
    double sum[TERRAIN_SAMPLE_MAX];
    double west = INFINITY, south = INFINITY, east = -INFINITY, north = -INFINITY;
    for (int i = 0; i < count; i++) {
        left[i] = 1, sum[i] = 0;
        h_m[i] = 0, has[i] = 0;
        west = fmin(west, lon_deg[i]), east = fmax(east, lon_deg[i]);
        south = fmin(south, lat_deg[i]), north = fmax(north, lat_deg[i]);
    }
    int open = count;
    for (int r = 0; terrain && r < terrain->count && open > 0; r++) {
        GeoRaster *raster = terrain->rasters[r];
        if (!geo_box_meets(raster->extent, (GeoBox){ west, south, east, north })) continue;
        double column[TERRAIN_SAMPLE_MAX], row[TERRAIN_SAMPLE_MAX];
        float value[TERRAIN_SAMPLE_MAX], weight[TERRAIN_SAMPLE_MAX];
        memcpy(column, lon_deg, (size_t)count * sizeof *column);
        memcpy(row, lat_deg, (size_t)count * sizeof *row);
        geo_raster_pixels(raster, column, row, count);
        const int shift = geo_raster_shift_for(raster, spacing_deg * TERRAIN_DEGREE_M / raster->cell_m);
        if (count == 1 && shift == 0) geo_raster_values_few(raster, column, row, value, weight, 1);
        else geo_raster_values_at(raster, shift, column, row, value, weight, count);
        for (int i = 0; i < count; i++) {
            if (isnan(value[i]) || left[i] <= 0) continue;
            // A first height is kept in full until a coarser one is there to fade into.
            double h = value[i] * raster->height_scale;
            if (raster->vertical) h += geo_vertical_shift(raster->vertical, lon_deg[i], lat_deg[i]);
            if (!has[i]) h_m[i] = (float)h;
            has[i] = 1;
            const double w = left[i] * weight[i];
            sum[i] += w * h;
            left[i] -= w;
            h_m[i] = left[i] < 1 ? (float)(sum[i] / (1 - left[i])) : h_m[i];
            if (left[i] <= 1e-6) left[i] = 0, open--;
        }
    }
}

// Fading into nothing is not wanted: the sum is divided by the weights that found ground. With a coarser raster below the
// weights add up to one and the step between both is gone.
double geo_terrain_height(const GeoTerrain *terrain, double lon_deg, double lat_deg, bool *has_height)
{
    float h = 0;
    uint8_t has = 0;
    terrain_sample(terrain, 0, &lon_deg, &lat_deg, &h, &has, 1);
    if (has_height) *has_height = has != 0;
    return h;
}

void geo_terrain_heights(const GeoTerrain *terrain, const double *lon_deg, const double *lat_deg, float *h_m, int count)
{
    if (!terrain || terrain->count == 0) {
        memset(h_m, 0, (size_t)count * sizeof *h_m);
        return;
    }
    uint8_t has[TERRAIN_CHUNK];
    for (int at = 0; at < count; at += TERRAIN_CHUNK) {
        const int n = count - at < TERRAIN_CHUNK ? count - at : TERRAIN_CHUNK;
        terrain_sample(terrain, 0, lon_deg + at, lat_deg + at, h_m + at, has, n);
    }
}

// Of the blocks of one level that a pixel window touches. Bilinear samples never leave the range of their cells.
static void blocks_range(const GeoRasterRange *range, const GeoRasterLevel *level, const double pixels[4], float *low,
                         float *high)
{
    const double x0 = pixels[0] * level->scale_x - 1, x1 = pixels[2] * level->scale_x + 1;
    const double y0 = pixels[1] * level->scale_y - 1, y1 = pixels[3] * level->scale_y + 1;
    const int c0 = (int)fmax(x0 / GEO_RANGE_BLOCK, 0), c1 = (int)fmin(x1 / GEO_RANGE_BLOCK, range->cols - 1);
    const int r0 = (int)fmax(y0 / GEO_RANGE_BLOCK, 0), r1 = (int)fmin(y1 / GEO_RANGE_BLOCK, range->rows - 1);
    for (int r = r0; r <= r1; r++) {
        for (int c = c0; c <= c1; c++) {
            const float *block = range->min_max + ((size_t)r * (size_t)range->cols + (size_t)c) * 2;
            *low = fminf(*low, block[0]);
            *high = fmaxf(*high, block[1]);
        }
    }
}

void geo_terrain_range(const GeoTerrain *terrain, GeoBox box, float *min_m, float *max_m)
{
    float low = INFINITY, high = -INFINITY;
    bool is_covered = false;
    for (int i = 0; terrain && i < terrain->count; i++) {
        GeoRaster *raster = terrain->rasters[i];
        if (!geo_box_meets(raster->extent, box)) continue;
        GeoRasterPrivate *p = raster->private_;
        double x[9], y[9], pixels[4] = { INFINITY, INFINITY, -INFINITY, -INFINITY };
        for (int k = 0; k < 9; k++) {
            x[k] = box.west_deg + (box.east_deg - box.west_deg) * (k % 3) / 2;
            y[k] = box.south_deg + (box.north_deg - box.south_deg) * (k / 3) / 2;
        }
        geo_raster_pixels(raster, x, y, 9);
        for (int k = 0; k < 9; k++) {
            if (isnan(x[k]) || isnan(y[k])) x[k] = k & 1 ? 0 : raster->cols, y[k] = k & 2 ? 0 : raster->rows;
            pixels[0] = fmin(pixels[0], x[k]), pixels[1] = fmin(pixels[1], y[k]);
            pixels[2] = fmax(pixels[2], x[k]), pixels[3] = fmax(pixels[3], y[k]);
        }
        // The middle of an edge may bulge beyond its ends and its middle by a little.
        const double bulge = 0.05 * fmax(pixels[2] - pixels[0], pixels[3] - pixels[1]);
        for (int k = 0; k < 4; k++) pixels[k] += k < 2 ? -bulge : bulge;
        const bool is_whole = atomic_load_explicit(&p->base_state, memory_order_acquire) == GEO_BASE_READY &&
            p->base_range.min_max;
        float a = INFINITY, b = -INFINITY;
        if (is_whole) blocks_range(&p->base_range, &p->levels[p->base_shift], pixels, &a, &b);
        else if (p->preview_range.min_max) blocks_range(&p->preview_range, &p->levels[p->preview_shift], pixels, &a, &b);
        if (!(a <= b)) continue;
        const float scale = (float)raster->height_scale;
        const bool is_exact = p->preview_shift == 0 || (is_whole && p->base_shift == 0);
        const float preview_cell_m = (float)ldexp(raster->cell_m, is_whole ? p->base_shift : p->preview_shift);
        const float slack = is_exact ? 0 : TERRAIN_RANGE_SLACK_M + TERRAIN_RANGE_SLOPE * preview_cell_m + (b - a) * scale / 2;
        double lift_low_m = 0, lift_high_m = 0;
        if (raster->vertical) geo_vertical_range(raster->vertical, &lift_low_m, &lift_high_m);
        low = fminf(low, a * scale - slack + (float)lift_low_m);
        high = fmaxf(high, b * scale + slack + (float)lift_high_m);
        is_covered |= raster->extent.west_deg <= box.west_deg && raster->extent.east_deg >= box.east_deg &&
                      raster->extent.south_deg <= box.south_deg && raster->extent.north_deg >= box.north_deg &&
                          !raster->has_nodata;
    }
    if (!is_covered) low = fminf(low, 0), high = fmaxf(high, 0); // beside the rasters and in their holes: zero
    *min_m = low;
    *max_m = high;
}
