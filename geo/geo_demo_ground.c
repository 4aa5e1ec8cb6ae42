// SPDX-License-Identifier: Apache-2.0
// geo_demo_ground.c - the refined coast, the distance to it, and relief by formula.
#include "geo/geo_demo_city.h"
#include <float.h>
#include <math.h>
#include <stdlib.h>

#define GROUND_PI 3.14159265358979323846
#define COAST_PIECE_M 180.0   // longest piece of the refined coast
#define COAST_BAND_M 1200.0   // distances are exact up to here, chamfer steps beyond
#define SEED_COAST 0x636f617374u

static uint64_t mix64(uint64_t x)
{
    // SplitMix64 (Steele, Lea, Flood 2014).
    x += 0x9e3779b97f4a7c15u;
    x = (x ^ (x >> 30)) * 0xbf58476d1ce4e5b9u;
    x = (x ^ (x >> 27)) * 0x94d049bb133111ebu;
    return x ^ (x >> 31);
}

GeoDemoRandom geo_demo_random(uint64_t seed, uint64_t a, uint64_t b, uint64_t c)
{
    return (GeoDemoRandom){ mix64(mix64(mix64(mix64(seed) ^ a) ^ b) ^ c) };
}

double geo_demo_random_unit(GeoDemoRandom *random)
{
    random->state += 0x9e3779b97f4a7c15u;
    return (double)(mix64(random->state) >> 11) * 0x1p-53;
}

double geo_demo_random_range(GeoDemoRandom *random, double low, double high)
{
    return low + (high - low) * geo_demo_random_unit(random);
}

static double lattice(int64_t x, int64_t y, uint64_t salt)
{
    uint64_t h = (uint64_t)x * 0x9e3779b97f4a7c15u ^ (uint64_t)y * 0xc2b2ae3d27d4eb4fu ^ salt;
    h = (h ^ (h >> 29)) * 0xbf58476d1ce4e5b9u;
    h ^= h >> 32;
    return (double)(h >> 11) * 0x1p-52 - 1;
}

double geo_demo_noise(double x, double y, uint64_t salt)
{
    const double fx = floor(x), fy = floor(y);
    const int64_t ix = (int64_t)fx, iy = (int64_t)fy;
    const double tx = x - fx, ty = y - fy;
    const double sx = tx * tx * (3 - 2 * tx), sy = ty * ty * (3 - 2 * ty);
    const double a = lattice(ix, iy, salt), b = lattice(ix + 1, iy, salt);
    const double c = lattice(ix, iy + 1, salt), d = lattice(ix + 1, iy + 1, salt);
    return (a + (b - a) * sx) * (1 - sy) + (c + (d - c) * sx) * sy;
}

double geo_demo_lon_m(double lat)
{
    return 111320.0 * cos(lat * (GROUND_PI / 180.0));
}

bool geo_demo_ring_contains(const GeoDemoVertex *ring, int count, double lon, double lat)
{
    bool is_inside = false;
    for (int i = 0, j = count - 1; i < count; j = i++) {
        if ((ring[i].lat > lat) != (ring[j].lat > lat) &&
            lon < (ring[j].lon - ring[i].lon) * (lat - ring[i].lat) / (ring[j].lat - ring[i].lat) + ring[i].lon) {
            is_inside = !is_inside;
        }
    }
    return is_inside;
}

// Pieces of one edge: bays and headlands by two octaves of noise across it, ends kept.
static int refine_edge(const GeoDemoVertex *a, const GeoDemoVertex *b, GeoDemoVertex *out)
{
    const double lon_m = geo_demo_lon_m(a->lat);
    const double dx = (b->lon - a->lon) * lon_m, dy = (b->lat - a->lat) * GEO_DEMO_LAT_M;
    const double length = sqrt(dx * dx + dy * dy);
    int pieces = a->is_straight ? 1 : (int)ceil(length / COAST_PIECE_M);
    if (pieces < 1) pieces = 1;
    if (pieces > 400) pieces = 400;
    for (int i = 0; i < pieces; i++) {
        const double t = (double)i / pieces;
        const double x = a->lon * lon_m + t * dx, y = a->lat * GEO_DEMO_LAT_M + t * dy;
        const double bow = sin(t * GROUND_PI);
        double off = geo_demo_noise(x / 900, y / 900, SEED_COAST) * 0.09 + geo_demo_noise(x / 330, y / 330, SEED_COAST + 1) * 0.035;
        off *= (length < 2500 ? length : 2500) * bow;
        if (out) {
            out[i].lon = (x - dy / length * off) / lon_m;
            out[i].lat = (y + dx / length * off) / GEO_DEMO_LAT_M;
            out[i].is_straight = a->is_straight;
        }
    }
    return pieces;
}

static bool refine_coast(GeoDemoGround *ground)
{
    int lands = 0, total = 0;
    for (int pass = 0; pass < 2; pass++) {
        lands = total = 0;
        for (int s = 0; s < geo_demo_shape_count; s++) {
            const GeoDemoShape *shape = &geo_demo_shapes[s];
            if (shape->kind != GEO_DEMO_SHAPE_LAND) continue;
            if (pass) {
                ground->first[lands] = total;
                ground->land[lands] = shape;
            }
            for (int i = 0; i < shape->count; i++) {
                const GeoDemoVertex *next = &shape->vertices[i + 1 < shape->count ? i + 1 : 0];
                total += refine_edge(&shape->vertices[i], next, pass ? ground->vertices + total : NULL);
            }
            lands++;
        }
        if (pass) {
            ground->first[lands] = total;
            break;
        }
        ground->vertices = calloc((size_t)total, sizeof *ground->vertices);
        ground->first = calloc((size_t)lands + 1, sizeof *ground->first);
        ground->land = calloc((size_t)lands, sizeof *ground->land);
        if (!ground->vertices || !ground->first || !ground->land) return false;
    }
    ground->land_count = lands;
    return true;
}

// Unsigned distance of the cells near one edge.
static void stamp_edge(GeoDemoGround *ground, const GeoDemoVertex *a, const GeoDemoVertex *b)
{
    const double lon_m = geo_demo_lon_m(a->lat);
    const double band_lon = COAST_BAND_M / lon_m, band_lat = COAST_BAND_M / GEO_DEMO_LAT_M, step = GEO_DEMO_COAST_STEP;
    const int x0 = (int)fmax(0, ceil((fmin(a->lon, b->lon) - band_lon - GEO_DEMO_WEST) / step));
    const int x1 = (int)fmin(ground->cols - 1, floor((fmax(a->lon, b->lon) + band_lon - GEO_DEMO_WEST) / step));
    const int y0 = (int)fmax(0, ceil((fmin(a->lat, b->lat) - band_lat - GEO_DEMO_SOUTH) / step));
    const int y1 = (int)fmin(ground->rows - 1, floor((fmax(a->lat, b->lat) + band_lat - GEO_DEMO_SOUTH) / step));
    const double ex = (b->lon - a->lon) * lon_m, ey = (b->lat - a->lat) * GEO_DEMO_LAT_M;
    const double inverse = 1 / fmax(ex * ex + ey * ey, 1e-9);
    for (int y = y0; y <= y1; y++) {
        const double py = (GEO_DEMO_SOUTH + y * step - a->lat) * GEO_DEMO_LAT_M;
        float *row = ground->coast_m + (size_t)y * (size_t)ground->cols;
        for (int x = x0; x <= x1; x++) {
            const double px = (GEO_DEMO_WEST + x * step - a->lon) * lon_m;
            double t = (px * ex + py * ey) * inverse;
            t = t < 0 ? 0 : t > 1 ? 1 : t;
            const double dx = px - t * ex, dy = py - t * ey;
            const float d = (float)sqrt(dx * dx + dy * dy);
            if (d < row[x]) row[x] = d;
        }
    }
}

// Beyond the band: two sweeps with the steps of the eight neighbours (Borgefors 1986).
static void spread_distance(GeoDemoGround *ground)
{
    const int cols = ground->cols, rows = ground->rows;
    const float across = (float)(GEO_DEMO_COAST_STEP * geo_demo_lon_m(21.1)), along = (float)(GEO_DEMO_COAST_STEP * GEO_DEMO_LAT_M);
    const float diagonal = sqrtf(across * across + along * along);
    for (int pass = 0; pass < 2; pass++) {
        const int dy = pass ? 1 : -1;
        for (int k = 0; k < rows; k++) {
            const int y = pass ? rows - 1 - k : k;
            float *row = ground->coast_m + (size_t)y * (size_t)cols;
            const float *other = y + dy >= 0 && y + dy < rows ? row + (ptrdiff_t)dy * cols : NULL;
            for (int i = 0; other && i < cols; i++) {
                float d = fminf(row[i], other[i] + along);
                if (i > 0) d = fminf(d, other[i - 1] + diagonal);
                if (i + 1 < cols) d = fminf(d, other[i + 1] + diagonal);
                row[i] = d;
            }
            for (int i = 1; i < cols; i++) row[i] = fminf(row[i], row[i - 1] + across);
            for (int i = cols - 2; i >= 0; i--) row[i] = fminf(row[i], row[i + 1] + across);
        }
    }
}

// Negative outside all rings: crossings of each grid row, sorted.
static bool sign_distance(GeoDemoGround *ground)
{
    double crossings[512];
    for (int y = 0; y < ground->rows; y++) {
        const double lat = GEO_DEMO_SOUTH + y * GEO_DEMO_COAST_STEP;
        int count = 0;
        for (int l = 0; l < ground->land_count; l++) {
            for (int i = ground->first[l]; i < ground->first[l + 1]; i++) {
                const GeoDemoVertex *a = &ground->vertices[i];
                const GeoDemoVertex *b = &ground->vertices[i + 1 < ground->first[l + 1] ? i + 1 : ground->first[l]];
                if ((a->lat > lat) == (b->lat > lat)) continue;
                if (count == 512) return false;
                double x = a->lon + (b->lon - a->lon) * (lat - a->lat) / (b->lat - a->lat);
                int k = count++;
                for (; k > 0 && crossings[k - 1] > x; k--) crossings[k] = crossings[k - 1];
                crossings[k] = x;
            }
        }
        float *row = ground->coast_m + (size_t)y * (size_t)ground->cols;
        int k = 0;
        for (int x = 0; x < ground->cols; x++) {
            const double lon = GEO_DEMO_WEST + x * GEO_DEMO_COAST_STEP;
            while (k < count && crossings[k] <= lon) k++;
            if (!(k & 1)) row[x] = -row[x];
        }
    }
    return true;
}

bool geo_demo_ground_init(GeoDemoGround *ground, Err *err)
{
    GeoDemoGround g = { .cols = (int)lround((GEO_DEMO_EAST - GEO_DEMO_WEST) / GEO_DEMO_COAST_STEP) + 1,
                        .rows = (int)lround((GEO_DEMO_NORTH - GEO_DEMO_SOUTH) / GEO_DEMO_COAST_STEP) + 1 };
    const size_t cells = (size_t)g.cols * (size_t)g.rows;
    g.coast_m = malloc(cells * sizeof *g.coast_m);
    if (!g.coast_m || !refine_coast(&g)) {
        err_set(err, ERR_MEMORY, "demo: no memory for the coast");
        geo_demo_ground_finish(&g);
        return false;
    }
    for (size_t i = 0; i < cells; i++) g.coast_m[i] = 1e6f;
    for (int l = 0; l < g.land_count; l++) {
        for (int i = g.first[l]; i < g.first[l + 1]; i++) {
            stamp_edge(&g, &g.vertices[i], &g.vertices[i + 1 < g.first[l + 1] ? i + 1 : g.first[l]]);
        }
    }
    spread_distance(&g);
    if (!sign_distance(&g)) {
        err_set(err, ERR_RANGE, "demo: the coast crosses a parallel more often than 512 times");
        geo_demo_ground_finish(&g);
        return false;
    }
    if (!geo_demo_relief_init(&g)) {
        err_set(err, ERR_MEMORY, "demo: no memory for the rivers");
        geo_demo_ground_finish(&g);
        return false;
    }
    *ground = g;
    return true;
}

void geo_demo_ground_finish(GeoDemoGround *ground)
{
    free(ground->vertices);
    free(ground->first);
    free(ground->land);
    free(ground->coast_m);
    free(ground->river_m);
    free(ground->channel_m);
    *ground = (GeoDemoGround){ 0 };
}

double geo_demo_ground_coast_m(const GeoDemoGround *ground, double lon, double lat)
{
    double x = (lon - GEO_DEMO_WEST) / GEO_DEMO_COAST_STEP, y = (lat - GEO_DEMO_SOUTH) / GEO_DEMO_COAST_STEP;
    x = fmin(fmax(x, 0), ground->cols - 1.001);
    y = fmin(fmax(y, 0), ground->rows - 1.001);
    const int ix = (int)x, iy = (int)y;
    const float *p = ground->coast_m + (size_t)iy * (size_t)ground->cols + ix;
    const double tx = x - ix, ty = y - iy;
    return (p[0] * (1 - tx) + p[1] * tx) * (1 - ty) + (p[ground->cols] * (1 - tx) + p[ground->cols + 1] * tx) * ty;
}
