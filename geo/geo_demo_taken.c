// SPDX-License-Identifier: Apache-2.0
// geo_demo_taken.c - land that is taken before buildings come, and which district and town a point belongs to.
#include "geo/geo_demo_city.h"
#include <math.h>
#include <stdlib.h>

#define TAKEN_STEP 0.005
#define TAKEN_COLS ((int)((GEO_DEMO_EAST - GEO_DEMO_WEST) / TAKEN_STEP) + 1)
#define TAKEN_ROWS ((int)((GEO_DEMO_NORTH - GEO_DEMO_SOUTH) / TAKEN_STEP) + 1)
#define TAKEN_CLEARANCE_MAX_M 60.0
#define TAKEN_PI 3.14159265358979323846

// A line with a width, or an area (ring set).
typedef struct {
    GeoDemoPoint a, b;
    double half_m;
    const GeoDemoVertex *ring;
    int ring_count;
    int next; // in its cell; -1 = last
} TakenItem;

struct GeoDemoTaken {
    TakenItem *items;
    int count, cap;
    int *cells; // first item; -1 = none
    bool has_failed;
};

static void taken_put(GeoDemoTaken *taken, int x, int y, TakenItem item)
{
    if (x < 0 || y < 0 || x >= TAKEN_COLS || y >= TAKEN_ROWS) return;
    if (taken->count == taken->cap) {
        const int cap = taken->cap ? 2 * taken->cap : 4096;
        TakenItem *grown = realloc(taken->items, (size_t)cap * sizeof *grown);
        if (!grown) {
            taken->has_failed = true;
            return;
        }
        taken->items = grown;
        taken->cap = cap;
    }
    int *cell = &taken->cells[y * TAKEN_COLS + x];
    item.next = *cell;
    *cell = taken->count;
    taken->items[taken->count++] = item;
}

// Into every cell its box meets.
static void taken_add(GeoDemoTaken *taken, TakenItem item, double west, double south, double east, double north)
{
    const double reach = item.half_m + TAKEN_CLEARANCE_MAX_M;
    const double dx = reach / geo_demo_lon_m(south), dy = reach / GEO_DEMO_LAT_M;
    const int x0 = (int)floor((west - dx - GEO_DEMO_WEST) / TAKEN_STEP), x1 = (int)floor((east + dx - GEO_DEMO_WEST) / TAKEN_STEP);
    const int y0 = (int)floor((south - dy - GEO_DEMO_SOUTH) / TAKEN_STEP), y1 = (int)floor((north + dy - GEO_DEMO_SOUTH) / TAKEN_STEP);
    for (int y = y0; y <= y1; y++) {
        for (int x = x0; x <= x1; x++) taken_put(taken, x, y, item);
    }
}

static void taken_add_line(GeoDemoTaken *taken, GeoDemoPoint a, GeoDemoPoint b, double half_m)
{
    // Long lines in pieces, or their boxes would fill the map.
    const double length = hypot((b.lon - a.lon) * geo_demo_lon_m(a.lat), (b.lat - a.lat) * GEO_DEMO_LAT_M);
    const int pieces = 1 + (int)(length / 400);
    for (int i = 0; i < pieces; i++) {
        const double t0 = (double)i / pieces, t1 = (double)(i + 1) / pieces;
        TakenItem item = { .half_m = half_m };
        item.a = (GeoDemoPoint){ a.lon + (b.lon - a.lon) * t0, a.lat + (b.lat - a.lat) * t0 };
        item.b = (GeoDemoPoint){ a.lon + (b.lon - a.lon) * t1, a.lat + (b.lat - a.lat) * t1 };
        taken_add(taken, item, fmin(item.a.lon, item.b.lon), fmin(item.a.lat, item.b.lat), fmax(item.a.lon, item.b.lon),
                  fmax(item.a.lat, item.b.lat));
    }
}

static void taken_add_ring(GeoDemoTaken *taken, const GeoDemoVertex *ring, int count)
{
    double west = 400, south = 400, east = -400, north = -400;
    for (int i = 0; i < count; i++) {
        west = fmin(west, ring[i].lon);
        east = fmax(east, ring[i].lon);
        south = fmin(south, ring[i].lat);
        north = fmax(north, ring[i].lat);
    }
    taken_add(taken, (TakenItem){ .ring = ring, .ring_count = count }, west, south, east, north);
    for (int i = 0; i < count; i++) {
        const GeoDemoVertex *b = &ring[i + 1 < count ? i + 1 : 0];
        taken_add_line(taken, (GeoDemoPoint){ ring[i].lon, ring[i].lat }, (GeoDemoPoint){ b->lon, b->lat }, 4);
    }
}

static void taken_add_shape(GeoDemoTaken *taken, const GeoDemoShape *shape)
{
    switch (shape->kind) {
    case GEO_DEMO_SHAPE_LAKE:
    case GEO_DEMO_SHAPE_GREEN:
    case GEO_DEMO_SHAPE_FARM:
    case GEO_DEMO_SHAPE_PORT:
    case GEO_DEMO_SHAPE_AIRPORT:
    case GEO_DEMO_SHAPE_BEACH: taken_add_ring(taken, shape->vertices, shape->count); break;
    case GEO_DEMO_SHAPE_ROAD:
    case GEO_DEMO_SHAPE_RIVER:
    case GEO_DEMO_SHAPE_RAIL:
        for (int i = 0; i + 1 < shape->count; i++) {
            const GeoDemoVertex *a = &shape->vertices[i], *b = a + 1;
            const double half = shape->kind == GEO_DEMO_SHAPE_RAIL ? 9 : shape->width_m / 2 + 3;
            taken_add_line(taken, (GeoDemoPoint){ a->lon, a->lat }, (GeoDemoPoint){ b->lon, b->lat }, half);
        }
        break;
    default: break;
    }
}

GeoDemoTaken *geo_demo_taken_create(const GeoDemoGround *ground, Err *err)
{
    (void)ground;
    GeoDemoTaken *taken = calloc(1, sizeof *taken);
    if (taken) taken->cells = malloc((size_t)TAKEN_COLS * (size_t)TAKEN_ROWS * sizeof *taken->cells);
    if (!taken || !taken->cells) {
        err_set(err, ERR_MEMORY, "demo: no memory");
        geo_demo_taken_destroy(taken);
        return NULL;
    }
    for (int i = 0; i < TAKEN_COLS * TAKEN_ROWS; i++) taken->cells[i] = -1;
    for (int s = 0; s < geo_demo_shape_count; s++) taken_add_shape(taken, &geo_demo_shapes[s]);
    for (int t = 0; t < geo_demo_tower_count; t++) {
        const GeoDemoTower *tower = &geo_demo_towers[t];
        const GeoDemoPoint at = { tower->lon, tower->lat };
        taken_add_line(taken, at, at, 0.75 * fmax(tower->width_m, tower->depth_m) + 12);
    }
    for (int b = 0; b < geo_demo_bridge_count; b++) {
        const GeoDemoBridge *bridge = &geo_demo_bridges[b];
        const double turn = bridge->azimuth_deg * TAKEN_PI / 180;
        const GeoDemoPoint from = { bridge->lon, bridge->lat };
        const GeoDemoPoint to = { bridge->lon + bridge->length_m * sin(turn) / geo_demo_lon_m(bridge->lat),
                                  bridge->lat + bridge->length_m * cos(turn) / GEO_DEMO_LAT_M };
        taken_add_line(taken, from, to, bridge->deck_m / 2 + 14);
    }
    if (taken->has_failed) {
        err_set(err, ERR_MEMORY, "demo: no memory");
        geo_demo_taken_destroy(taken);
        return NULL;
    }
    return taken;
}

void geo_demo_taken_destroy(GeoDemoTaken *taken)
{
    if (!taken) return;
    free(taken->items);
    free(taken->cells);
    free(taken);
}

bool geo_demo_taken_at(const GeoDemoTaken *taken, double lon, double lat, double clearance_m)
{
    const int x = (int)floor((lon - GEO_DEMO_WEST) / TAKEN_STEP), y = (int)floor((lat - GEO_DEMO_SOUTH) / TAKEN_STEP);
    if (x < 0 || y < 0 || x >= TAKEN_COLS || y >= TAKEN_ROWS) return true;
    if (geo_demo_on_airport(lon, lat, clearance_m)) return true;
    int k = taken->cells[y * TAKEN_COLS + x];
    if (k < 0) return false;
    const double lon_m = geo_demo_lon_m(lat);
    for (; k >= 0; k = taken->items[k].next) {
        const TakenItem *item = &taken->items[k];
        if (item->ring) {
            if (geo_demo_ring_contains(item->ring, item->ring_count, lon, lat)) return true;
            continue;
        }
        const double ex = (item->b.lon - item->a.lon) * lon_m, ey = (item->b.lat - item->a.lat) * GEO_DEMO_LAT_M;
        const double px = (lon - item->a.lon) * lon_m, py = (lat - item->a.lat) * GEO_DEMO_LAT_M;
        const double length2 = ex * ex + ey * ey;
        const double t = length2 > 0 ? fmin(fmax((px * ex + py * ey) / length2, 0), 1) : 0;
        const double dx = px - t * ex, dy = py - t * ey, reach = item->half_m + clearance_m;
        if (dx * dx + dy * dy < reach * reach) return true;
    }
    return false;
}

int geo_demo_district_at(double lon, double lat)
{
    int district = 0;
    for (int s = 0; s < geo_demo_shape_count; s++) {
        const GeoDemoShape *shape = &geo_demo_shapes[s];
        if (shape->kind != GEO_DEMO_SHAPE_DISTRICT) continue;
        if (geo_demo_ring_contains(shape->vertices, shape->count, lon, lat)) return district;
        district++; // shapes and rows are in the same order; a test holds them together
    }
    return -1;
}

int geo_demo_town_at(int district, double lon, double lat)
{
    int best = -1;
    double best_d = 1e300;
    if (district < 0) return -1;
    const double lon_m = geo_demo_lon_m(lat);
    for (int t = 0; t < geo_demo_town_count; t++) {
        const GeoDemoTown *town = &geo_demo_towns[t];
        if (town->code / 1000 != geo_demo_districts[district].code) continue;
        const double dx = (town->lon - lon) * lon_m, dy = (town->lat - lat) * GEO_DEMO_LAT_M;
        const double d = dx * dx + dy * dy;
        if (d < best_d) {
            best_d = d;
            best = t;
        }
    }
    return best;
}
