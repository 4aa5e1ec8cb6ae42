// SPDX-License-Identifier: Apache-2.0
// geo_crs_fast.c - millions of points to geodetic and back: bicubic patches of the plane, exact where those do not hold.
// A patch is fitted on 4 x 4 Chebyshev nodes and believed only when 25 other points agree; a cell that fails is divided
// once, and points of a small cell that fails go through PROJ. Cells with few points never pay for a patch.
#include "geo/geo_crs_private.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#define FAST_SPLIT 32          // small cells along the edge of a large one
#define FAST_EDGE_DEG 0.25     // of the large cells of the way back
#define FAST_ERROR_M 5e-5      // at the check points
#define FAST_SEEN_MIN 48       // points before a patch is worth its 41 conversions
#define FAST_CELLS_MAX 262144u // then the rest goes point by point
#define FAST_PATCHES_MAX 32768 // 9 MB

// Cubic through values at the Chebyshev nodes -> coefficients of u^0..u^3: the inverse Vandermonde matrix.
static void chebyshev_inverse(double node[4], double inverse[4][4])
{
    for (int i = 0; i < 4; i++) node[i] = cos((2 * i + 1) * DVEC_PI / 8);
    for (int k = 0; k < 4; k++) { // Lagrange polynomial of node k, multiplied out
        double poly[4] = { 1, 0, 0, 0 }, scale = 1;
        int degree = 0;
        for (int j = 0; j < 4; j++) {
            if (j == k) continue;
            for (int d = ++degree; d > 0; d--) poly[d] = poly[d - 1] - node[j] * poly[d];
            poly[0] *= -node[j];
            scale *= node[k] - node[j];
        }
        for (int d = 0; d < 4; d++) inverse[d][k] = poly[d] / scale;
    }
}

static inline GeoPair patch_at(const GeoCrsPatch *p, double u, double v)
{
    const GeoPair uu = { u, u }, vv = { v, v };
    const GeoPair *c = p->coefficient[0];
    const GeoPair r0 = c[0] + uu * (c[1] + uu * (c[2] + uu * c[3]));
    const GeoPair r1 = c[4] + uu * (c[5] + uu * (c[6] + uu * c[7]));
    const GeoPair r2 = c[8] + uu * (c[9] + uu * (c[10] + uu * c[11]));
    const GeoPair r3 = c[12] + uu * (c[13] + uu * (c[14] + uu * c[15]));
    return r0 + vv * (r1 + vv * (r2 + vv * r3));
}

// false: PROJ fails somewhere in the cell, or the patch misses the bound.
static bool patch_fit(GeoCrs *crs, GeoCrsPatch *p, bool is_inverse)
{
    bool (*exact)(GeoCrs *, double *, double *) = is_inverse ? geo_crs_exact_inverse : geo_crs_exact;
    double node[4], inverse[4][4];
    chebyshev_inverse(node, inverse);
    const double half = 1 / p->half_inverse;
    GeoPair rows[4][4] = { 0 };
    for (int j = 0; j < 4; j++) {
        GeoPair value[4];
        for (int i = 0; i < 4; i++) {
            double x = p->x_mid + node[i] * half, y = p->y_mid + node[j] * half;
            if (!exact(crs, &x, &y)) return false;
            value[i] = (GeoPair){ x, y };
        }
        for (int d = 0; d < 4; d++) {
            for (int i = 0; i < 4; i++) rows[j][d] += value[i] * (GeoPair){ inverse[d][i], inverse[d][i] };
        }
    }
    memset(p->coefficient, 0, sizeof p->coefficient);
    for (int e = 0; e < 4; e++) {
        for (int j = 0; j < 4; j++) {
            for (int d = 0; d < 4; d++) p->coefficient[e][d] += rows[j][d] * (GeoPair){ inverse[e][j], inverse[e][j] };
        }
    }
    for (int j = 0; j < 5; j++) {
        for (int i = 0; i < 5; i++) {
            const double u = i * 0.5 - 1, v = j * 0.5 - 1;
            double x = p->x_mid + u * half, y = p->y_mid + v * half;
            if (!exact(crs, &x, &y)) return false;
            const GeoPair got = patch_at(p, u, v);
            const bool is_degrees = !is_inverse || crs->is_geographic;
            const double unit_m = (is_degrees ? 111320 : 1) * (is_inverse ? crs->unit : 1);
            const double east_m = (got[0] - x) * unit_m * (is_inverse ? 1 : cos(y * DVEC_RAD_FROM_DEG));
            const double north_m = (got[1] - y) * unit_m;
            if (!(fabs(east_m) + fabs(north_m) < FAST_ERROR_M)) return false; // also NaN
        }
    }
    return true;
}

static uint64_t cell_key(int family, double column, double row)
{
    const uint64_t c = (uint64_t)((int64_t)column + (1 << 27)), r = (uint64_t)((int64_t)row + (1 << 27));
    return (uint64_t)(family + 1) << 60 | (c & 0xFFFFFFFu) << 28 | (r & 0xFFFFFFFu);
}

static bool cells_grow(GeoCrs *crs)
{
    const uint32_t cap = crs->cell_cap ? crs->cell_cap * 2 : 256;
    if (cap > FAST_CELLS_MAX) return false;
    GeoCrsCell *cells = calloc(cap, sizeof *cells);
    if (!cells) return false;
    for (uint32_t i = 0; i < crs->cell_cap; i++) {
        if (!crs->cells[i].key) continue;
        uint32_t at = (uint32_t)((crs->cells[i].key * 0x9E3779B97F4A7C15u) >> 40) & (cap - 1);
        while (cells[at].key) at = (at + 1) & (cap - 1);
        cells[at] = crs->cells[i];
    }
    free(crs->cells);
    crs->cells = cells;
    crs->cell_cap = cap;
    return true;
}

// The cell of a key, new ones counting from zero. NULL: the table is full.
static GeoCrsCell *cell_find(GeoCrs *crs, uint64_t key)
{
    if (crs->cell_count * 2 >= crs->cell_cap && !cells_grow(crs) && crs->cell_count + 1 >= crs->cell_cap) return NULL;
    uint32_t at = (uint32_t)((key * 0x9E3779B97F4A7C15u) >> 40) & (crs->cell_cap - 1);
    while (crs->cells[at].key && crs->cells[at].key != key) at = (at + 1) & (crs->cell_cap - 1);
    GeoCrsCell *cell = &crs->cells[at];
    if (!cell->key) {
        cell->key = key;
        crs->cell_count++;
    }
    return cell;
}

static void cell_settle(GeoCrs *crs, GeoCrsCell *cell, int level, double column, double row, double edge, bool is_inverse)
{
    cell->state = level == 0 ? GEO_CRS_CELL_SPLIT : GEO_CRS_CELL_EXACT;
    if (crs->patch_count == crs->patch_cap) {
        const int cap = crs->patch_cap ? crs->patch_cap * 2 : 16;
        GeoCrsPatch *patches = cap > FAST_PATCHES_MAX ? NULL : aligned_alloc(16, sizeof *patches * (size_t)cap);
        if (!patches) {
            cell->state = GEO_CRS_CELL_EXACT;
            return;
        }
        if (crs->patch_count) memcpy(patches, crs->patches, sizeof *patches * (size_t)crs->patch_count);
        free(crs->patches);
        crs->patches = patches;
        crs->patch_cap = cap;
    }
    GeoCrsPatch *p = &crs->patches[crs->patch_count];
    p->x_mid = (column + 0.5) * edge, p->y_mid = (row + 0.5) * edge, p->half_inverse = 2 / edge;
    if (!patch_fit(crs, p, is_inverse)) return;
    cell->patch = crs->patch_count++;
    cell->state = GEO_CRS_CELL_PATCH;
}

// The patch that covers a point, NULL when the point is to be converted by itself.
static const GeoCrsPatch *patch_find(GeoCrs *crs, double x, double y, bool is_inverse)
{
    double edge = is_inverse ? FAST_EDGE_DEG : crs->cell_edge;
    for (int level = 0; level < 2; level++, edge /= FAST_SPLIT) {
        const double column = floor(x / edge), row = floor(y / edge);
        if (!(fabs(column) < 1e8 && fabs(row) < 1e8)) return NULL; // also NaN
        GeoCrsCell *cell = cell_find(crs, cell_key(level + 2 * is_inverse, column, row));
        if (!cell || cell->state == GEO_CRS_CELL_EXACT) return NULL;
        if (cell->state == GEO_CRS_CELL_COUNTING) {
            if (++cell->seen < FAST_SEEN_MIN) return NULL;
            cell_settle(crs, cell, level, column, row, edge, is_inverse);
        }
        if (cell->state == GEO_CRS_CELL_PATCH) return &crs->patches[cell->patch];
    }
    return NULL;
}

// Failures become NaN.
static void fast_all(GeoCrs *crs, double *x, double *y, size_t count, bool is_inverse)
{
    const GeoCrsPatch *patch = NULL;
    for (size_t i = 0; i < count; i++) {
        double u = 2, v = 2;
        if (patch) u = (x[i] - patch->x_mid) * patch->half_inverse, v = (y[i] - patch->y_mid) * patch->half_inverse;
        if (!(fabs(u) <= 1 && fabs(v) <= 1)) {
            patch = patch_find(crs, x[i], y[i], is_inverse);
            if (!patch) {
                if (!is_inverse) geo_crs_drop_absurd(crs, &x[i], &y[i], 1);
                if (!(is_inverse ? geo_crs_exact_inverse : geo_crs_exact)(crs, &x[i], &y[i])) x[i] = y[i] = NAN;
                continue;
            }
            u = (x[i] - patch->x_mid) * patch->half_inverse, v = (y[i] - patch->y_mid) * patch->half_inverse;
        }
        const GeoPair at = patch_at(patch, u, v);
        x[i] = at[0], y[i] = at[1];
    }
}

size_t geo_crs_to_geodetic_fast(GeoCrs *crs, double *x, double *y, double *z, size_t count)
{
    if (crs->is_identity && crs->datum == GEO_DATUM_WGS84) return geo_crs_mark_bad(x, y, z, count);
    if (crs->is_3d && !crs->is_identity) return geo_crs_to_geodetic(crs, x, y, z, count); // the height takes part
    geo_crs_strip_zone(crs, x, count);
    fast_all(crs, x, y, count, false);
    return geo_crs_mark_bad(x, y, z, count);
}

size_t geo_crs_from_geodetic_fast(GeoCrs *crs, double *lon, double *lat, size_t count)
{
    const size_t bad = geo_crs_mark_bad(lon, lat, NULL, count);
    if (crs->is_identity && crs->datum == GEO_DATUM_WGS84) return bad;
    fast_all(crs, lon, lat, count, true);
    size_t failed = 0;
    for (size_t i = 0; i < count; i++) failed += isnan(lon[i]) ? 1 : 0;
    return failed;
}

void geo_crs_fast_finish(GeoCrs *crs)
{
    free(crs->cells);
    free(crs->patches);
    crs->cells = NULL, crs->patches = NULL;
}
