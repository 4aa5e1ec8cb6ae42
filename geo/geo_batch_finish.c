// SPDX-License-Identifier: Apache-2.0
// geo_batch_finish.c - a batch from source coordinates to clean longitude and latitude in the order of the curve.
#include "geo/geo_batch.h"
#include "base/array.h"
#include "geo/geo_ring.h"
#include <float.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

#define HEIGHT_MIN_M (-20000.0)
#define HEIGHT_MAX_M 100000.0
#define LON_EDGE_DEG 180.0000001
#define LAT_EDGE_DEG 90.0000001

static uint64_t spread_bits(uint64_t v)
{
    v &= 0xffffffffu;
    v = (v | v << 16) & 0x0000ffff0000ffffull;
    v = (v | v << 8) & 0x00ff00ff00ff00ffull;
    v = (v | v << 4) & 0x0f0f0f0f0f0f0f0full;
    v = (v | v << 2) & 0x3333333333333333ull;
    v = (v | v << 1) & 0x5555555555555555ull;
    return v;
}

// Tile numbers of level 28 interleaved, y above x.
uint64_t geo_morton(double lon_deg, double lat_deg)
{
    const double tiles = 268435456.0; // 2^28 in 180 degrees
    double x = (lon_deg + 180.0) / 180.0 * tiles, y = (lat_deg + 90.0) / 180.0 * tiles;
    x = x < 0 ? 0 : x > 2 * tiles - 1 ? 2 * tiles - 1 : x;
    y = y < 0 ? 0 : y > tiles - 1 ? tiles - 1 : y;
    return spread_bits((uint64_t)x) | spread_bits((uint64_t)y) << 1;
}

static uint64_t bits_of(double v)
{
    uint64_t bits = 0;
    memcpy(&bits, &v, sizeof bits);
    return bits & INT64_MAX; // without the sign they are in the order of the magnitudes, NaN last
}

// All at most as large, and numbers. Whole numbers' arithmetic, which compilers put in vectors.
static bool are_within(const double *v, uint32_t count, double most)
{
    const uint64_t limit = bits_of(most);
    uint64_t beyond = 0;
    for (uint32_t i = 0; i < count; i++) beyond |= limit - bits_of(v[i]);
    return beyond >> 63 == 0;
}

// Positions that are no numbers are marked by NaN in x; returns how many.
static int64_t mark_not_finite(GeoBatch *b)
{
    int64_t bad = 0;
    const bool are_finite =
        are_within(b->x, b->vertex_count, DBL_MAX) && are_within(b->y, b->vertex_count, DBL_MAX);
    for (uint32_t i = 0; !are_finite && i < b->vertex_count; i++) {
        if (!isfinite(b->x[i]) || !isfinite(b->y[i])) {
            b->x[i] = b->y[i] = NAN;
            bad++;
        }
    }
    for (uint32_t i = 0; b->has_z && i < b->vertex_count; i++) {
        if (b->z[i] >= HEIGHT_MIN_M && b->z[i] <= HEIGHT_MAX_M) continue;
        if (isfinite(b->z[i]))
            geo_problems_add(&b->problems, GEO_PROBLEM_HEIGHT_ABSURD, 1, "height %g m set to 0", b->z[i]);
        else
            geo_problems_add(&b->problems, GEO_PROBLEM_NOT_FINITE, 1, "a height is no finite number; set to 0");
        b->z[i] = 0;
    }
    if (bad) geo_problems_add(&b->problems, GEO_PROBLEM_NOT_FINITE, bad, "coordinates that are no finite numbers; left out");
    return bad;
}

// After conversion: what is outside the world is marked by NaN and counted.
static void mark_outside(GeoBatch *b, int64_t bad_before)
{
    int64_t bad = 0, outside = 0;
    b->has_bad_vertex = !are_within(b->x, b->vertex_count, LON_EDGE_DEG) ||
                        !are_within(b->y, b->vertex_count, LAT_EDGE_DEG);
    if (!b->has_bad_vertex) return;
    for (uint32_t i = 0; i < b->vertex_count; i++) {
        const double lon = b->x[i], lat = b->y[i];
        if (fabs(lon) <= LON_EDGE_DEG && fabs(lat) <= LAT_EDGE_DEG) continue;
        if (lon != lon || lat != lat) {
            bad++;
            b->x[i] = NAN;
            continue;
        }
        outside++;
        if (fabs(lon) > 360 || fabs(lat) > LAT_EDGE_DEG) {
            geo_problems_add(&b->problems, GEO_PROBLEM_OUTSIDE_CRS, 1, "%.9g, %.9g is no longitude, latitude; left out", lon,
                             lat);
            outside--;
            b->x[i] = NAN;
        }
    }
    if (outside) geo_problems_add(&b->problems, GEO_PROBLEM_OUTSIDE_CRS, outside, "longitudes beyond 180 degrees; kept");
    if (bad > bad_before)
        geo_problems_add(&b->problems, GEO_PROBLEM_OUTSIDE_CRS, bad - bad_before, "coordinates the CRS cannot convert; left out");
}

// Moves the good vertices of a part down to write; returns how many.
static uint32_t compact_vertices(GeoBatch *b, uint32_t from, uint32_t to, uint32_t write, bool drop_repeats)
{
    uint32_t n = 0;
    if (!b->has_bad_vertex && !drop_repeats) {
        memmove(b->x + write, b->x + from, (to - from) * sizeof *b->x);
        memmove(b->y + write, b->y + from, (to - from) * sizeof *b->y);
        if (b->has_z) memmove(b->z + write, b->z + from, (to - from) * sizeof *b->z);
        return to - from;
    }
    for (uint32_t i = from; i < to; i++) {
        if (b->x[i] != b->x[i]) continue;
        if (drop_repeats && n > 0 && b->x[i] == b->x[write + n - 1] && b->y[i] == b->y[write + n - 1] &&
            (!b->has_z || b->z[i] == b->z[write + n - 1]))
            continue;
        b->x[write + n] = b->x[i];
        b->y[write + n] = b->y[i];
        if (b->has_z) b->z[write + n] = b->z[i];
        n++;
    }
    return n;
}

// Cleans a ring at write; returns the vertices to keep, 0 = drop it.
static uint32_t finish_ring(GeoBatch *b, uint32_t write, uint32_t count, bool is_outer, int64_t fid)
{
    double *x = b->x + write, *y = b->y + write, *z = b->has_z ? b->z + write : NULL;
    bool repaired = false;
    const uint32_t raw = count;
    count = geo_ring_clean(x, y, z, count, &repaired);
    const double area2 = count >= 3 ? geo_ring_area2(x, y, count) : 0;
    // A wall of a 3D surface has no area seen from above and is kept.
    if (count < 3 || (area2 == 0 && !z)) {
        if (raw > 0)
            geo_problems_add(&b->problems, GEO_PROBLEM_RING_SHORT, 1, "feature %lld: ring without an area; left out",
                             (long long)fid);
        return 0;
    }
    if (repaired)
        geo_problems_add(&b->problems, GEO_PROBLEM_RING_REPAIRED, 1,
                         "feature %lld: unclosed ring, repeated points or spikes mended", (long long)fid);
    if (area2 != 0 && (area2 > 0) != is_outer) geo_ring_reverse(x, y, z, count);
    if (geo_ring_crosses_itself(x, y, count))
        geo_problems_add(&b->problems, GEO_PROBLEM_RING_CROSSING, 1, "feature %lld: ring crosses itself; kept", (long long)fid);
    return count;
}

static uint32_t finish_part(GeoBatch *b, uint32_t part, uint32_t write, bool *outer_kept, int64_t fid)
{
    const uint32_t from = b->part_vertex[part], to = b->part_vertex[part + 1];
    switch (b->part_kind[part]) {
    case GEO_PART_POINT: return compact_vertices(b, from, to, write, false);
    case GEO_PART_LINE: {
        const uint32_t n = compact_vertices(b, from, to, write, true);
        if (n >= 2) return n;
        if (to > from)
            geo_problems_add(&b->problems, GEO_PROBLEM_RING_SHORT, 1, "feature %lld: line of one point; left out",
                             (long long)fid);
        return 0;
    }
    case GEO_PART_OUTER: {
        const uint32_t n = finish_ring(b, write, compact_vertices(b, from, to, write, false), true, fid);
        *outer_kept = n > 0;
        return n;
    }
    case GEO_PART_INNER:
        if (!*outer_kept) return 0;
        return finish_ring(b, write, compact_vertices(b, from, to, write, false), false, fid);
    default: return 0;
    }
}

static void finish_parts(GeoBatch *b)
{
    uint32_t part_write = 0, vertex_write = 0;
    GeoBox extent = { INFINITY, INFINITY, -INFINITY, -INFINITY };
    for (uint32_t f = 0; f < b->feature_count; f++) {
        const uint32_t part_from = b->feature_part[f], part_to = b->feature_part[f + 1];
        b->feature_part[f] = part_write;
        double west = INFINITY, south = INFINITY, east = -INFINITY, north = -INFINITY;
        bool outer_kept = false;
        for (uint32_t p = part_from; p < part_to; p++) {
            const uint32_t n = finish_part(b, p, vertex_write, &outer_kept, b->fid[f]);
            if (n == 0) continue;
            for (uint32_t i = vertex_write; i < vertex_write + n; i++) {
                west = b->x[i] < west ? b->x[i] : west;
                east = b->x[i] > east ? b->x[i] : east;
                south = b->y[i] < south ? b->y[i] : south;
                north = b->y[i] > north ? b->y[i] : north;
            }
            b->part_kind[part_write] = b->part_kind[p];
            b->part_vertex[part_write] = vertex_write;
            part_write++;
            vertex_write += n;
        }
        if (west > east) {
            b->morton[f] = UINT64_MAX;
            geo_problems_add(&b->problems, GEO_PROBLEM_NULL_GEOMETRY, 1, "feature %lld has no usable geometry",
                             (long long)b->fid[f]);
            continue;
        }
        b->morton[f] = geo_morton((west + east) / 2, (south + north) / 2);
        extent.west_deg = west < extent.west_deg ? west : extent.west_deg;
        extent.south_deg = south < extent.south_deg ? south : extent.south_deg;
        extent.east_deg = east > extent.east_deg ? east : extent.east_deg;
        extent.north_deg = north > extent.north_deg ? north : extent.north_deg;
    }
    if (extent.west_deg <= extent.east_deg) b->extent = extent;
    if (b->feature_part) b->feature_part[b->feature_count] = part_write;
    if (b->part_vertex) b->part_vertex[part_write] = vertex_write;
    b->part_count = part_write;
    b->vertex_count = vertex_write;
}

void geo_batch_finish(GeoBatch *b, GeoCrs *crs)
{
    b->extent = geo_box_empty();
    // The arrays exist even when every part is empty.
    if (!array_reserve((void **)&b->morton, &b->morton_cap, (int)b->feature_count + 1,
                       sizeof *b->morton) ||
        !geo_batch_reserve(b, 1, false))
        b->is_out_of_memory = true;
    if (b->is_out_of_memory) return;
    if (b->feature_count > 0) b->feature_part[b->feature_count] = b->part_count;
    if (b->part_count > 0) b->part_vertex[b->part_count] = b->vertex_count;
    const int64_t bad = mark_not_finite(b);
    if (crs && b->vertex_count > 0) geo_crs_to_geodetic_fast(crs, b->x, b->y, b->has_z ? b->z : NULL, b->vertex_count);
    mark_outside(b, bad);
    finish_parts(b);
    b->z_min = INFINITY;
    b->z_max = -INFINITY;
    for (uint32_t i = 0; b->has_z && i < b->vertex_count; i++) {
        b->z_min = b->z[i] < b->z_min ? b->z[i] : b->z_min;
        b->z_max = b->z[i] > b->z_max ? b->z[i] : b->z_max;
    }
}
