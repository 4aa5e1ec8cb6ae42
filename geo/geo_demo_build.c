// SPDX-License-Identifier: Apache-2.0
// geo_demo_build.c - streets and buildings: turned grids round centres, blocks taken from the middle outwards until the number is met.
// Grids share the land by a power diagram (its cells are convex): blocks of two grids cannot overlap.
#include "geo/geo_demo_city.h"
#include "base/array.h"
#include <math.h>
#include <stdlib.h>
#include <string.h>

#define BUILD_PI 3.14159265358979323846
#define BUILD_VILLAGES 1400
#define BUILD_SITE_PATCH "海东"
#define BUILD_ROUNDS_MAX 12

// A block with its buildings; kept when its key is below the last one needed.
typedef struct {
    float key;
    int i, j;
    uint32_t building, corner, streets; // first of each in the grid's arrays; streets: bits of edges on land
    uint16_t building_count;
} Block;

typedef struct {
    Block *blocks;
    size_t block_count, block_cap;
    GeoDemoBuilding *buildings;
    size_t building_count, building_cap;
    GeoDemoCorner *corners;
    size_t corner_count, corner_cap;
    bool has_failed;
} GridResult;

typedef struct {
    const GeoDemoDesc *desc;
    const GeoDemoGround *ground;
    const GeoDemoTaken *taken;
    GeoDemoGrid *grids;
    int grid_count;
    GridResult *results;
    double scale; // of the radii
    int site_grid, site_i, site_j; // the block that is left free
    GeoDemoSite site;
} Build;

static const struct {
    int w_m, h_m;
    double street_m, avenue_m; // widths; every fourth line is an avenue
    double key;                // larger: comes later
} zones[] = {
    [GEO_DEMO_ZONE_NONE] = { 80, 60, 6, 8, 1 },        [GEO_DEMO_ZONE_OLD] = { 92, 66, 7, 12, 0.9 },
    [GEO_DEMO_ZONE_MIXED] = { 168, 126, 12, 24, 0.9 }, [GEO_DEMO_ZONE_CENTRE] = { 172, 138, 14, 30, 0.8 },
    [GEO_DEMO_ZONE_HOMES] = { 196, 150, 12, 26, 0.9 }, [GEO_DEMO_ZONE_INDUSTRY] = { 270, 180, 14, 24, 0.8 },
    [GEO_DEMO_ZONE_TANKS] = { 240, 190, 12, 20, 0.8 }, [GEO_DEMO_ZONE_CAMPUS] = { 230, 190, 12, 20, 0.9 },
    [GEO_DEMO_ZONE_TOWN] = { 118, 82, 9, 18, 2.0 },    [GEO_DEMO_ZONE_VILLAGE] = { 72, 58, 5, 6, 2.5 },
};

// A crossing of line i and line j in degrees: jittered spacing, bent by smooth noise.
static GeoDemoPoint crossing(const GeoDemoGrid *grid, int i, int j)
{
    GeoDemoRandom ri = geo_demo_random(grid->salt, 1, (uint64_t)(int64_t)i, 0), rj = geo_demo_random(grid->salt, 2, (uint64_t)(int64_t)j, 0);
    double u = (i + geo_demo_random_range(&ri, -0.13, 0.13)) * grid->block_w_m;
    double v = (j + geo_demo_random_range(&rj, -0.13, 0.13)) * grid->block_h_m;
    const double bend = grid->desc.bend * 0.55 * grid->block_h_m;
    const double bu = bend * geo_demo_noise(u / 520, v / 520, grid->salt), bv = bend * geo_demo_noise(u / 520, v / 520, grid->salt + 1);
    u += bu;
    v += bv;
    return (GeoDemoPoint){ grid->desc.lon + (u * grid->cos_a - v * grid->sin_a) / grid->lon_m,
                           grid->desc.lat + (u * grid->sin_a + v * grid->cos_a) / GEO_DEMO_LAT_M };
}

static double power_of(const GeoDemoGrid *grid, GeoDemoPoint p)
{
    const double dx = (p.lon - grid->desc.lon) * grid->lon_m, dy = (p.lat - grid->desc.lat) * GEO_DEMO_LAT_M;
    return dx * dx + dy * dy - grid->desc.radius_m * grid->desc.radius_m;
}

static bool is_owned(const Build *build, const GeoDemoGrid *grid, GeoDemoPoint p)
{
    const double own = power_of(grid, p);
    for (int n = 0; n < grid->neighbour_count; n++) {
        if (power_of(&build->grids[grid->neighbours[n]], p) < own) return false;
    }
    return true;
}

// The largest rectangle along the block's middle axes, less half the streets.
typedef struct {
    GeoDemoPoint centre;
    double ux, uy; // unit axis in metres east, north
    double half_w, half_h;
} Frame;

static Frame block_frame(const GeoDemoGrid *grid, const GeoDemoPoint corner[4], double inset_w, double inset_h)
{
    Frame f = { .half_w = 1e9, .half_h = 1e9 };
    double x[4], y[4];
    for (int k = 0; k < 4; k++) {
        f.centre.lon += corner[k].lon / 4;
        f.centre.lat += corner[k].lat / 4;
    }
    for (int k = 0; k < 4; k++) {
        x[k] = (corner[k].lon - f.centre.lon) * grid->lon_m;
        y[k] = (corner[k].lat - f.centre.lat) * GEO_DEMO_LAT_M;
    }
    f.ux = x[1] + x[2] - x[0] - x[3];
    f.uy = y[1] + y[2] - y[0] - y[3];
    const double length = hypot(f.ux, f.uy);
    f.ux /= length;
    f.uy /= length;
    for (int k = 0; k < 4; k++) {
        f.half_w = fmin(f.half_w, fabs(x[k] * f.ux + y[k] * f.uy));
        f.half_h = fmin(f.half_h, fabs(y[k] * f.ux - x[k] * f.uy));
    }
    f.half_w -= inset_w;
    f.half_h -= inset_h;
    return f;
}

static bool is_free(const Build *build, GeoDemoPoint p, double clearance_m)
{
    return geo_demo_ground_coast_m(build->ground, p.lon, p.lat) > 18 && !geo_demo_taken_at(build->taken, p.lon, p.lat, clearance_m);
}

static GeoDemoPoint plan_point(const GeoDemoGrid *grid, const Frame *f, double x, double y)
{
    return (GeoDemoPoint){ f->centre.lon + (x * f->ux - y * f->uy) / grid->lon_m,
                           f->centre.lat + (x * f->uy + y * f->ux) / GEO_DEMO_LAT_M };
}

// Corners and points between them, no further apart than the narrowest obstacle with its clearance.
static bool plan_is_free(const Build *build, const GeoDemoGrid *grid, const Frame *f, const GeoDemoPlan *plan)
{
    for (int k = 0; k < plan->outer; k++) {
        const GeoDemoMetre a = plan->corners[k], b = plan->corners[k + 1 < plan->outer ? k + 1 : 0];
        const int pieces = 1 + (int)(hypot(b.x - a.x, b.y - a.y) / 16);
        for (int p = 0; p < pieces; p++) {
            const double t = (double)p / pieces;
            if (!is_free(build, plan_point(grid, f, a.x + (b.x - a.x) * t, a.y + (b.y - a.y) * t), 3)) return false;
        }
    }
    return true;
}

static double plan_area(const GeoDemoPlan *plan)
{
    double twice = 0;
    for (int part = 0; part < 2; part++) {
        const int first = part ? plan->outer : 0, count = part ? plan->inner : plan->outer;
        for (int k = 0; k < count; k++) {
            const GeoDemoMetre a = plan->corners[first + k], b = plan->corners[first + (k + 1) % count];
            twice += a.x * b.y - a.y * b.x; // the hole runs the other way round
        }
    }
    return fabs(twice) / 2;
}

static bool grid_reserve(GridResult *r, size_t corners)
{
    return array_reserve_large((void **)&r->buildings, &r->building_cap, r->building_count + 1, sizeof *r->buildings) &&
           array_reserve_large((void **)&r->corners, &r->corner_cap, r->corner_count + corners, sizeof *r->corners);
}

static void put_building(const GeoDemoGrid *grid, GridResult *r, const Frame *f, const GeoDemoPlan *plan, int district, int town)
{
    const int corners = plan->outer + plan->inner;
    if (!grid_reserve(r, (size_t)corners)) {
        r->has_failed = true;
        return;
    }
    const double floor_m2 = plan_area(plan) * plan->storeys;
    r->buildings[r->building_count++] = (GeoDemoBuilding){
        .first = (uint32_t)r->corner_count, .outer = (uint8_t)plan->outer, .inner = (uint8_t)plan->inner, .use = (uint8_t)plan->use,
        .storeys = (uint8_t)plan->storeys, .height_dm = (uint16_t)lround(plan->storeys * plan->storey_m * 10), .year = (uint16_t)plan->year,
        .population = (uint16_t)fmin(floor_m2 * plan->occupants_per_m2 + 0.5, 60000), .town = (int16_t)town,
        .district = (int16_t)district, .tower = -1 };
    for (int k = 0; k < corners; k++) {
        const GeoDemoPoint p = plan_point(grid, f, plan->corners[k].x, plan->corners[k].y);
        r->corners[r->corner_count++] = (GeoDemoCorner){ (int32_t)lround(p.lon * 1e7), (int32_t)lround(p.lat * 1e7) };
    }
}

static bool is_avenue(const GeoDemoGrid *grid, int line)
{
    const int period = grid->desc.zone == GEO_DEMO_ZONE_TOWN ? 5 : 4;
    return (line % period + period) % period == 0;
}

static double line_width(const GeoDemoGrid *grid, int line)
{
    return is_avenue(grid, line) ? zones[grid->desc.zone].avenue_m : zones[grid->desc.zone].street_m;
}

static bool edge_is_land(const Build *build, GeoDemoPoint a, GeoDemoPoint b)
{
    for (int k = 1; k < 4; k++) {
        const double t = k / 4.0;
        if (geo_demo_ground_coast_m(build->ground, a.lon + (b.lon - a.lon) * t, a.lat + (b.lat - a.lat) * t) < 8) return false;
    }
    return !geo_demo_taken_at(build->taken, (a.lon + b.lon) / 2, (a.lat + b.lat) / 2, -2);
}

static void build_block(const Build *build, const GeoDemoGrid *grid, GridResult *r, int i, int j, double key, double centrality)
{
    const GeoDemoPoint corner[4] = { crossing(grid, i, j), crossing(grid, i + 1, j), crossing(grid, i + 1, j + 1), crossing(grid, i, j + 1) };
    for (int k = 0; k < 4; k++) {
        if (!is_owned(build, grid, corner[k]) || geo_demo_ground_coast_m(build->ground, corner[k].lon, corner[k].lat) < -60) return;
    }
    const double setback = grid->desc.zone == GEO_DEMO_ZONE_VILLAGE || grid->desc.zone == GEO_DEMO_ZONE_OLD ? 1.2 : 5;
    const Frame f = block_frame(grid, corner, fmax(line_width(grid, i), line_width(grid, i + 1)) / 2 + setback,
                                fmax(line_width(grid, j), line_width(grid, j + 1)) / 2 + setback);
    const int district = geo_demo_district_at(f.centre.lon, f.centre.lat);
    if (district < 0 || f.half_w < 8 || f.half_h < 8) return;
    GeoDemoRandom random = geo_demo_random(grid->salt, 3, (uint64_t)(int64_t)i, (uint64_t)(int64_t)j);
    GeoDemoPlan plans[GEO_DEMO_PLANS_MAX];
    const int count = geo_demo_block_plan(grid->desc.zone, centrality, f.half_w, f.half_h, fabs(f.ux) >= fabs(f.uy), &random, plans);
    const int town = geo_demo_town_at(district, f.centre.lon, f.centre.lat);
    Block block = { .key = (float)key, .i = i, .j = j, .building = (uint32_t)r->building_count, .corner = (uint32_t)r->corner_count };
    const bool is_site =
        grid == &build->grids[build->site_grid] && i == build->site_i && j == build->site_j;
    for (int k = 0; k < count && !is_site; k++) {
        if (plan_is_free(build, grid, &f, &plans[k])) put_building(grid, r, &f, &plans[k], district, town);
    }
    block.building_count = (uint16_t)(r->building_count - block.building);
    if (!block.building_count && !is_site) return;
    for (uint32_t k = 0; k < 4; k++) {
        if (edge_is_land(build, corner[k], corner[(k + 1) % 4])) block.streets |= 1u << k;
    }
    if (!array_reserve_large((void **)&r->blocks, &r->block_cap, r->block_count + 1, sizeof *r->blocks)) {
        r->has_failed = true;
        return;
    }
    r->blocks[r->block_count++] = block;
}

static void build_grid(int index, void *arg)
{
    const Build *build = arg;
    const GeoDemoGrid *grid = &build->grids[index];
    GridResult *r = &build->results[index];
    if (job_is_cancelled(build->desc->job)) return;
    r->block_count = r->building_count = r->corner_count = 0;
    const double reach = grid->desc.radius_m * build->scale;
    const int columns = (int)ceil(reach / grid->block_w_m), rows = (int)ceil(reach / grid->block_h_m);
    for (int j = -rows; j < rows && !r->has_failed; j++) {
        for (int i = -columns; i < columns; i++) {
            const double u = (i + 0.5) * grid->block_w_m, v = (j + 0.5) * grid->block_h_m, distance = hypot(u, v);
            // Ragged outline: arms along the avenues, gaps between.
            const double ragged = 1 + 0.28 * geo_demo_noise(u / 620, v / 620, grid->salt + 2);
            GeoDemoRandom random = geo_demo_random(grid->salt, 4, (uint64_t)(int64_t)i, (uint64_t)(int64_t)j);
            const double near = distance / grid->desc.radius_m * ragged;
            const double key = (near + geo_demo_random_range(&random, -0.06, 0.06)) * zones[grid->desc.zone].key * (grid->town >= 0 ? 1.35 : 1);
            const bool is_site =
                index == build->site_grid && i == build->site_i && j == build->site_j;
            if (is_site || key < build->scale)
                build_block(build, grid, r, i, j, is_site ? 0 : key, fmax(0, 1 - near));
        }
    }
}

static int compare_keys(const void *a, const void *b)
{
    const float x = *(const float *)a, y = *(const float *)b;
    return (x > y) - (x < y);
}

// The key of the last block needed, and how many buildings of equal or lower key there are; false when the grids hold too few.
static bool key_limit(const Build *build, size_t wanted, float *limit, bool *has_memory)
{
    size_t blocks = 0, buildings = 0;
    for (int g = 0; g < build->grid_count; g++) {
        blocks += build->results[g].block_count;
        buildings += build->results[g].building_count;
    }
    *has_memory = true;
    if (buildings < wanted) return false;
    // A histogram of keys, fine enough that a bin holds a few blocks: exact order inside the last bin.
    float *keys = malloc((blocks + 1) * sizeof *keys * 2);
    *has_memory = keys != NULL;
    if (!keys) return false;
    size_t n = 0;
    for (int g = 0; g < build->grid_count; g++) {
        for (size_t b = 0; b < build->results[g].block_count; b++) {
            keys[2 * n] = build->results[g].blocks[b].key;
            keys[2 * n + 1] = build->results[g].blocks[b].building_count;
            n++;
        }
    }
    qsort(keys, n, 2 * sizeof *keys, compare_keys);
    size_t sum = 0;
    *limit = 0;
    for (size_t k = 0; k < n && sum < wanted; k++) {
        sum += (size_t)keys[2 * k + 1];
        *limit = keys[2 * k];
    }
    free(keys);
    return true;
}

static void put_towers(GeoDemoCity *city, size_t wanted)
{
    for (int t = 0; t < geo_demo_tower_count && city->building_count < wanted; t++) {
        const GeoDemoTower *tower = &geo_demo_towers[t];
        const double a = tower->width_m / 2, b = tower->depth_m / 2, n = fmin(a, b) * 0.28, turn = tower->angle_deg * BUILD_PI / 180;
        const GeoDemoMetre box[4] = { { -a, -b }, { a, -b }, { a, b }, { -a, b } };
        const GeoDemoMetre eight[8] = { { -a + n, -b }, { a - n, -b }, { a, -b + n }, { a, b - n }, { a - n, b }, { -a + n, b }, { -a, b - n }, { -a, -b + n } };
        const GeoDemoMetre twelve[12] = { { -a + n, -b }, { a - n, -b }, { a - n, -b + n }, { a, -b + n }, { a, b - n }, { a - n, b - n },
                                          { a - n, b }, { -a + n, b }, { -a + n, b - n }, { -a, b - n }, { -a, -b + n }, { -a + n, -b + n } };
        const GeoDemoMetre *ring = tower->corners == 12 ? twelve : tower->corners == 8 ? eight : box;
        int use = 0;
        while (strcmp(geo_demo_use_names[use], tower->use) != 0) use++;
        const int district = geo_demo_district_at(tower->lon, tower->lat);
        city->buildings[city->building_count++] = (GeoDemoBuilding){
            .first = (uint32_t)city->corner_count, .outer = (uint8_t)tower->corners, .use = (uint8_t)use, .storeys = (uint8_t)tower->storeys,
            .height_dm = (uint16_t)lround(tower->height_m * 10), .year = (uint16_t)tower->year,
            .population = (uint16_t)(tower->storeys * 28), .district = (int16_t)district,
            .town = (int16_t)geo_demo_town_at(district, tower->lon, tower->lat), .tower = (int16_t)t };
        for (int k = 0; k < tower->corners; k++) {
            const double x = ring[k].x * cos(turn) - ring[k].y * sin(turn), y = ring[k].x * sin(turn) + ring[k].y * cos(turn);
            city->corners[city->corner_count++] = (GeoDemoCorner){ (int32_t)lround((tower->lon + x / geo_demo_lon_m(tower->lat)) * 1e7),
                                                                   (int32_t)lround((tower->lat + y / GEO_DEMO_LAT_M) * 1e7) };
        }
    }
}

// One edge of a kept block, named by its lower crossing: 2 * ((i, j) hashed) + direction.
typedef struct {
    int line, at; // along the line
    bool is_vertical;
} Edge;

static int compare_edges(const void *a, const void *b)
{
    const Edge *x = a, *y = b;
    if (x->is_vertical != y->is_vertical) return x->is_vertical - y->is_vertical;
    if (x->line != y->line) return x->line < y->line ? -1 : 1;
    return (x->at > y->at) - (x->at < y->at);
}

static bool put_streets(const Build *build, int g, float limit, GeoDemoCity *city, size_t *cap)
{
    const GeoDemoGrid *grid = &build->grids[g];
    const GridResult *r = &build->results[g];
    Edge *edges = malloc((r->block_count * 4 + 1) * sizeof *edges);
    if (!edges) return false;
    size_t count = 0;
    for (size_t b = 0; b < r->block_count; b++) {
        const Block *block = &r->blocks[b];
        if (block->key > limit) continue;
        const Edge four[4] = { { block->j, block->i, false }, { block->i + 1, block->j, true }, { block->j + 1, block->i, false },
                               { block->i, block->j, true } };
        for (int k = 0; k < 4; k++) {
            if (block->streets & 1u << k) edges[count++] = four[k];
        }
    }
    qsort(edges, count, sizeof *edges, compare_edges);
    bool ok = true;
    for (size_t e = 0; e < count && ok; e++) {
        const Edge *edge = &edges[e];
        if (e && compare_edges(edge, edge - 1) == 0) continue;
        ok = array_reserve_large((void **)&city->streets, cap, city->street_count + 1, sizeof *city->streets);
        if (!ok) break;
        const GeoDemoPoint a = edge->is_vertical ? crossing(grid, edge->line, edge->at) : crossing(grid, edge->at, edge->line);
        const GeoDemoPoint b = edge->is_vertical ? crossing(grid, edge->line, edge->at + 1) : crossing(grid, edge->at + 1, edge->line);
        city->streets[city->street_count++] = (GeoDemoStreet){ .a = a, .b = b, .width_m = (float)line_width(grid, edge->line) - 3,
                                                               .rank = is_avenue(grid, edge->line), .patch = (int16_t)g,
                                                               .line = (uint16_t)((edge->line + 16384) * 2 + edge->is_vertical) };
    }
    free(edges);
    return ok;
}

static void put_plot(const Build *build, const GeoDemoGrid *grid, const Block *block, GeoDemoCity *city)
{
    GeoDemoPlot plot = { .zone = grid->desc.zone };
    for (int k = 0; k < 4; k++) {
        plot.corners[k] = crossing(grid, block->i + (k == 1 || k == 2), block->j + (k >= 2));
        // On the beach the bare ground stays.
        if (geo_demo_ground_coast_m(build->ground, plot.corners[k].lon, plot.corners[k].lat) < 4) return;
    }
    city->plots[city->plot_count++] = plot;
}

static bool gather(const Build *build, size_t wanted, float limit, GeoDemoCity *city)
{
    size_t corners = 0, street_cap = 0;
    size_t blocks = 0;
    for (int g = 0; g < build->grid_count; g++) {
        corners += build->results[g].corner_count;
        blocks += build->results[g].block_count;
    }
    city->plots = malloc((blocks + 1) * sizeof *city->plots);
    city->buildings = malloc(wanted * sizeof *city->buildings);
    city->corners = malloc((corners + 12 * (size_t)geo_demo_tower_count) * sizeof *city->corners);
    if (!city->buildings || !city->corners || !city->plots) return false;
    put_towers(city, wanted);
    for (int pass = 0; pass < 2; pass++) {
        // Blocks below the limit all fit; those on it fill up what is left.
        for (int g = 0; g < build->grid_count; g++) {
            const GridResult *r = &build->results[g];
            for (size_t b = 0; b < r->block_count; b++) {
                const Block *block = &r->blocks[b];
                if (pass ? block->key != limit : block->key >= limit) continue;
                put_plot(build, &build->grids[g], block, city);
                for (uint32_t k = 0; k < block->building_count && city->building_count < wanted; k++) {
                    GeoDemoBuilding building = r->buildings[block->building + k];
                    const uint32_t n = (uint32_t)building.outer + building.inner;
                    memcpy(city->corners + city->corner_count, r->corners + building.first, n * sizeof *city->corners);
                    building.first = (uint32_t)city->corner_count;
                    city->corner_count += n;
                    city->buildings[city->building_count++] = building;
                }
            }
        }
    }
    for (int g = 0; g < build->grid_count; g++) {
        if (!put_streets(build, g, limit, city, &street_cap)) return false;
    }
    return true;
}

static void grid_init(GeoDemoGrid *grid, GeoDemoPatch desc, uint64_t seed, uint64_t number)
{
    const double turn = desc.angle_deg * BUILD_PI / 180;
    GeoDemoRandom random = geo_demo_random(seed, 100, number, 0);
    *grid = (GeoDemoGrid){ .desc = desc, .lon_m = geo_demo_lon_m(desc.lat), .cos_a = cos(turn), .sin_a = sin(turn), .salt = random.state,
                           .block_w_m = zones[desc.zone].w_m, .block_h_m = zones[desc.zone].h_m, .town = -1 };
}

static bool is_near(const GeoDemoGrid *grids, int count, GeoDemoPoint p, double spacing_m)
{
    for (int g = 0; g < count; g++) {
        const double dx = (p.lon - grids[g].desc.lon) * grids[g].lon_m, dy = (p.lat - grids[g].desc.lat) * GEO_DEMO_LAT_M;
        const double reach = grids[g].desc.zone == GEO_DEMO_ZONE_VILLAGE ? spacing_m : grids[g].desc.radius_m + spacing_m * 0.6;
        if (dx * dx + dy * dy < reach * reach) return true;
    }
    return false;
}

static bool init_grids(Build *build)
{
    const uint64_t seed = build->desc->seed;
    build->grids = calloc((size_t)(geo_demo_patch_count + geo_demo_town_count + BUILD_VILLAGES), sizeof *build->grids);
    if (!build->grids) return false;
    int n = 0;
    for (int p = 0; p < geo_demo_patch_count; p++, n++) grid_init(&build->grids[n], geo_demo_patches[p], seed, (uint64_t)n);
    for (int t = 0; t < geo_demo_town_count; t++) {
        const GeoDemoTown *town = &geo_demo_towns[t];
        if (town->radius_m <= 0) continue;
        GeoDemoRandom random = geo_demo_random(seed, 101, (uint64_t)t, 0);
        const double angle = geo_demo_random_range(&random, -45, 45);
        const GeoDemoZone zone = town->radius_m >= 1000 ? GEO_DEMO_ZONE_MIXED : GEO_DEMO_ZONE_TOWN;
        grid_init(&build->grids[n], (GeoDemoPatch){ town->name, town->lon, town->lat, town->radius_m, angle, zone, 0.6 }, seed, (uint64_t)n);
        if (zone == GEO_DEMO_ZONE_MIXED) build->grids[n].town = t; // county seats fill up after the city
        n++;
    }
    GeoDemoRandom random = geo_demo_random(seed, 102, 0, 0);
    for (int tries = 0, villages = 0; villages < BUILD_VILLAGES && tries < 60000; tries++) {
        const GeoDemoPoint p = { geo_demo_random_range(&random, 109.66, 110.98), geo_demo_random_range(&random, 20.23, 21.94) };
        const double radius = geo_demo_random_range(&random, 110, 220), angle = geo_demo_random_range(&random, -45, 45);
        if (geo_demo_ground_coast_m(build->ground, p.lon, p.lat) < 120 || geo_demo_district_at(p.lon, p.lat) < 0) continue;
        if (geo_demo_taken_at(build->taken, p.lon, p.lat, 40) || is_near(build->grids, n, p, 900)) continue;
        grid_init(&build->grids[n], (GeoDemoPatch){ NULL, p.lon, p.lat, radius, angle, GEO_DEMO_ZONE_VILLAGE, 1 }, seed, (uint64_t)n);
        n++;
        villages++;
    }
    build->grid_count = n;
    build->results = calloc((size_t)n, sizeof *build->results);
    return build->results != NULL;
}

// Room between the streets of a block for the site, metres beyond what it needs; negative where it
// does not fit or a road, water or another grid is in the way.
static double site_room(const Build *build, const GeoDemoGrid *grid, int i, int j, Frame *f)
{
    const GeoDemoPoint corner[4] = { crossing(grid, i, j), crossing(grid, i + 1, j),
                                     crossing(grid, i + 1, j + 1), crossing(grid, i, j + 1) };
    *f = block_frame(grid, corner, fmax(line_width(grid, i), line_width(grid, i + 1)) / 2,
                     fmax(line_width(grid, j), line_width(grid, j + 1)) / 2);
    for (int k = 0; k < 81; k++) {
        const double x = (k % 9 - 4) / 4.0 * f->half_w, y = (k / 9 - 4) / 4.0 * f->half_h;
        if (!is_free(build, plan_point(grid, f, x, y), 0)) return -1e9;
    }
    return 2 * fmin(f->half_w - GEO_DEMO_SITE_WIDTH_M / 2, f->half_h - GEO_DEMO_SITE_DEPTH_M / 2);
}

// In the middle of the new town, where every size of the demo has streets; the roomiest block.
static void find_site(Build *build)
{
    enum { AROUND = 2 };
    double best = -1e300;
    while (strcmp(build->grids[build->site_grid].desc.name, BUILD_SITE_PATCH) != 0)
        build->site_grid++;
    const GeoDemoGrid *grid = &build->grids[build->site_grid];
    for (int j = -AROUND; j < AROUND; j++) {
        for (int i = -AROUND; i < AROUND; i++) {
            Frame f;
            const double room = site_room(build, grid, i, j, &f);
            if (room <= best) continue;
            best = room;
            build->site_i = i;
            build->site_j = j;
            // The width runs along the grid's u axis: the front then looks to the bay.
            build->site = (GeoDemoSite){ .lon = f.centre.lon,
                                         .lat = f.centre.lat,
                                         .azimuth_deg = atan2(f.ux, f.uy) * 180 / BUILD_PI,
                                         .free_width_m = 2 * f.half_w,
                                         .free_depth_m = 2 * f.half_h };
        }
    }
}

// Grids whose ground may meet: both reach as far as the scale lets them.
static bool find_neighbours(Build *build)
{
    for (int a = 0; a < build->grid_count; a++) {
        GeoDemoGrid *grid = &build->grids[a];
        int cap = 0;
        for (int b = 0; b < build->grid_count; b++) {
            const GeoDemoGrid *other = &build->grids[b];
            const double dx = (other->desc.lon - grid->desc.lon) * grid->lon_m, dy = (other->desc.lat - grid->desc.lat) * GEO_DEMO_LAT_M;
            const double reach = 1.6 * build->scale * (grid->desc.radius_m + other->desc.radius_m) + 600;
            if (a == b || dx * dx + dy * dy > reach * reach) continue;
            if (!array_reserve((void **)&grid->neighbours, &cap, grid->neighbour_count + 1, sizeof *grid->neighbours)) return false;
            grid->neighbours[grid->neighbour_count++] = b;
        }
    }
    return true;
}

static void build_finish(Build *build)
{
    for (int g = 0; build->grids && g < build->grid_count; g++) free(build->grids[g].neighbours);
    for (int g = 0; build->results && g < build->grid_count; g++) {
        free(build->results[g].blocks);
        free(build->results[g].buildings);
        free(build->results[g].corners);
    }
    free(build->grids);
    free(build->results);
}

bool geo_demo_city_build(const GeoDemoDesc *desc, const GeoDemoGround *ground, GeoDemoCity *out, Err *err)
{
    GeoDemoTaken *taken = geo_demo_taken_create(ground, err);
    if (!taken) return false;
    Build build = { .desc = desc, .ground = ground, .taken = taken };
    GeoDemoCity city = { 0 };
    const size_t wanted = (size_t)desc->buildings;
    float limit = 0;
    bool ok = false, has_memory = init_grids(&build);
    if (has_memory) find_site(&build);
    build.scale = fmax(0.25, 0.95 * sqrt((double)wanted / GEO_DEMO_BUILDINGS));
    for (int round = 0; has_memory && !ok && round < BUILD_ROUNDS_MAX; round++) {
        for (int g = 0; g < build.grid_count; g++) {
            free(build.grids[g].neighbours);
            build.grids[g].neighbours = NULL;
            build.grids[g].neighbour_count = 0;
        }
        has_memory = find_neighbours(&build);
        if (has_memory) job_parallel_for(desc->pool, build.grid_count, build_grid, &build);
        if (job_is_cancelled(desc->job)) break;
        for (int g = 0; g < build.grid_count; g++) has_memory = has_memory && !build.results[g].has_failed;
        if (has_memory) ok = key_limit(&build, wanted > (size_t)geo_demo_tower_count ? wanted - (size_t)geo_demo_tower_count : 1, &limit, &has_memory);
        build.scale *= 1.22;
    }
    if (ok) ok = has_memory = gather(&build, wanted, limit, &city);
    city.site = build.site;
    if (ok) {
        *out = city;
    } else if (job_is_cancelled(desc->job)) {
        err_set(err, ERR_CANCELLED, "demo: stopped");
    } else if (!has_memory) {
        err_set(err, ERR_MEMORY, "demo: no memory for %zu buildings", wanted);
    } else {
        err_set(err, ERR_RANGE, "demo: %zu buildings do not fit on the land", wanted);
    }
    if (!ok) geo_demo_city_finish(&city);
    build_finish(&build);
    geo_demo_taken_destroy(taken);
    return ok;
}

void geo_demo_city_finish(GeoDemoCity *city)
{
    free(city->buildings);
    free(city->corners);
    free(city->streets);
    free(city->plots);
    *city = (GeoDemoCity){ 0 };
}
