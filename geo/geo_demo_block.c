// SPDX-License-Identifier: Apache-2.0
// geo_demo_block.c - what stands in a block: slabs, towers, courtyards, shop rows, halls, tanks and houses, by zone.
#include "geo/geo_demo_city.h"
#include <math.h>

const char *const geo_demo_use_names[] = { "住宅", "商住", "办公", "商业", "工业", "仓储", "学校", "医院", "公共" };
enum { USE_HOME, USE_MIXED, USE_OFFICE, USE_SHOP, USE_INDUSTRY, USE_STORE, USE_SCHOOL, USE_HOSPITAL, USE_PUBLIC };

typedef struct {
    GeoDemoPlan *plans;
    int count;
    GeoDemoRandom *random;
    bool is_turned;      // the block's v axis is the one nearer to east
    double half_w, half_h; // along the layout's x and y
} Layout;

static double rnd(Layout *l, double low, double high)
{
    return geo_demo_random_range(l->random, low, high);
}

static bool chance(Layout *l, double p)
{
    return geo_demo_random_unit(l->random) < p;
}

typedef struct {
    int use, storeys, year;
    double storey_m, occupants_per_m2;
} Kind;

// Corners counter-clockwise round x, y; the layout's axes are turned into the block's here.
static void put(Layout *l, double x, double y, const GeoDemoMetre *ring, int outer, int inner, Kind kind)
{
    if (l->count >= GEO_DEMO_PLANS_MAX) return;
    GeoDemoPlan *plan = &l->plans[l->count++];
    for (int i = 0; i < outer + inner; i++) {
        const double px = x + ring[i].x, py = y + ring[i].y;
        plan->corners[i] = l->is_turned ? (GeoDemoMetre){ -py, px } : (GeoDemoMetre){ px, py };
    }
    plan->outer = outer;
    plan->inner = inner;
    plan->use = kind.use;
    plan->storeys = kind.storeys < 1 ? 1 : kind.storeys;
    plan->year = kind.year;
    plan->storey_m = kind.storey_m;
    plan->occupants_per_m2 = kind.occupants_per_m2;
}

static void put_rect(Layout *l, double x, double y, double a, double b, Kind kind)
{
    put(l, x, y, (GeoDemoMetre[]){ { -a, -b }, { a, -b }, { a, b }, { -a, b } }, 4, 0, kind);
}

// All four corners notched: the usual plan of a residential tower.
static void put_cross(Layout *l, double x, double y, double a, double b, double n, Kind kind)
{
    put(l, x, y, (GeoDemoMetre[]){ { -a + n, -b }, { a - n, -b }, { a - n, -b + n }, { a, -b + n }, { a, b - n }, { a - n, b - n },
                                   { a - n, b }, { -a + n, b }, { -a + n, b - n }, { -a, b - n }, { -a, -b + n }, { -a + n, -b + n } },
        12, 0, kind);
}

static void put_octagon(Layout *l, double x, double y, double a, double b, double n, Kind kind)
{
    put(l, x, y, (GeoDemoMetre[]){ { -a + n, -b }, { a - n, -b }, { a, -b + n }, { a, b - n }, { a - n, b }, { -a + n, b }, { -a, b - n },
                                   { -a, -b + n } },
        8, 0, kind);
}

static void put_l(Layout *l, double x, double y, double a, double b, double t, bool is_mirrored, Kind kind)
{
    if (is_mirrored) {
        put(l, x, y, (GeoDemoMetre[]){ { -a, -b }, { a, -b }, { a, b }, { a - t, b }, { a - t, -b + t }, { -a, -b + t } }, 6, 0, kind);
    } else {
        put(l, x, y, (GeoDemoMetre[]){ { -a, -b }, { a, -b }, { a, -b + t }, { -a + t, -b + t }, { -a + t, b }, { -a, b } }, 6, 0, kind);
    }
}

static void put_u(Layout *l, double x, double y, double a, double b, double t, Kind kind)
{
    put(l, x, y, (GeoDemoMetre[]){ { -a, -b }, { a, -b }, { a, b }, { a - t, b }, { a - t, -b + t }, { -a + t, -b + t }, { -a + t, b },
                                   { -a, b } },
        8, 0, kind);
}

static void put_court(Layout *l, double x, double y, double a, double b, double t, Kind kind)
{
    const double c = a - t, d = b - t;
    put(l, x, y, (GeoDemoMetre[]){ { -a, -b }, { a, -b }, { a, b }, { -a, b }, { -c, -d }, { -c, d }, { c, d }, { c, -d } }, 4, 4, kind);
}

static void put_round(Layout *l, double x, double y, double r, Kind kind)
{
    GeoDemoMetre ring[12];
    for (int i = 0; i < 12; i++) ring[i] = (GeoDemoMetre){ r * cos(i * 0.5235987755982988), r * sin(i * 0.5235987755982988) };
    put(l, x, y, ring, 12, 0, kind);
}

// A slab with a stair tower or a step in its front: 4 to 8 corners.
static void put_slab(Layout *l, double x, double y, double a, double b, Kind kind)
{
    const double s = rnd(l, 1.2, 2.4), pick = rnd(l, 0, 1);
    if (pick < 0.45 || a < 12) {
        put_rect(l, x, y, a, b, kind);
    } else if (pick < 0.75) {
        put(l, x, y, (GeoDemoMetre[]){ { -a, -b }, { 0, -b }, { 0, -b + s }, { a, -b + s }, { a, b }, { 0, b }, { 0, b - s }, { -a, b - s } },
            8, 0, kind);
    } else {
        const double c = a / 3;
        put(l, x, y, (GeoDemoMetre[]){ { -a, -b }, { a, -b }, { a, b - s }, { c, b - s }, { c, b }, { -c, b }, { -c, b - s }, { -a, b - s } },
            8, 0, kind);
    }
}

// Rows of slabs facing south.
static void plan_slabs(Layout *l, double centrality)
{
    const bool is_recent = chance(l, 0.45);
    const int storeys = is_recent ? (int)rnd(l, 9, 18) : (int)rnd(l, 5, 8.99);
    const double half_depth = rnd(l, 5.6, 7), gap = is_recent ? rnd(l, 24, 34) : rnd(l, 13, 18);
    const double want = rnd(l, 20, 33), aisle = rnd(l, 8, 12);
    const int rows = (int)((2 * l->half_h + gap) / (2 * half_depth + gap));
    const int columns = (int)fmax(1, floor((2 * l->half_w + aisle) / (2 * want + aisle)));
    if (rows < 1 || l->half_w < 10) return;
    const double pitch_y = (2 * l->half_h - 2 * half_depth) / fmax(1, rows - 1);
    const double half = (2 * l->half_w - (columns - 1) * aisle) / columns / 2;
    const int year = is_recent ? (int)rnd(l, 2003, 2023) : (int)rnd(l, 1980, 2002);
    for (int r = 0; r < rows; r++) {
        for (int c = 0; c < columns; c++) {
            if (chance(l, 0.08)) continue; // a garden
            const bool is_front = r == 0 && chance(l, 0.3 + 0.4 * centrality);
            Kind kind = { is_front ? USE_MIXED : USE_HOME, storeys + (int)rnd(l, -1, 1.99), year + (int)rnd(l, 0, 3), 3.0, 0.023 };
            const double y = rows == 1 ? 0 : -l->half_h + half_depth + r * pitch_y;
            put_slab(l, -l->half_w + half + c * (2 * half + aisle), y, half * rnd(l, 0.9, 1), half_depth, kind);
        }
    }
}

// A gated estate of towers with a low row of shops along the street.
static void plan_towers(Layout *l, double centrality)
{
    const double pitch = rnd(l, 44, 58);
    const int columns = (int)fmax(1, floor(2 * l->half_w / pitch)), rows = (int)fmax(1, floor((2 * l->half_h - 16) / pitch));
    const int storeys = (int)rnd(l, 17, 27 + 8 * centrality), year = (int)rnd(l, 2006, 2025);
    if (l->half_w < 18 || l->half_h < 26) return;
    for (int r = 0; r < rows; r++) {
        for (int c = 0; c < columns; c++) {
            if (rows * columns > 3 && chance(l, 0.18)) continue;
            const double x = (c + 0.5) * 2 * l->half_w / columns - l->half_w;
            const double y = 8 + (r + 0.5) * (2 * l->half_h - 16) / rows - l->half_h;
            Kind kind = { USE_HOME, storeys + (int)rnd(l, -4, 4.99), year, 3.0, 0.024 };
            put_cross(l, x, y, rnd(l, 11, 15), rnd(l, 9, 12), rnd(l, 2.5, 4), kind);
        }
    }
    Kind shops = { USE_SHOP, 2, year, 4.5, 0.004 };
    const double half = l->half_w / 2 - 3;
    if (half > 8) {
        put_rect(l, -l->half_w / 2, -l->half_h + 5, half, 5, shops);
        put_rect(l, l->half_w / 2, -l->half_h + 5, half, 5, shops);
    }
}

// Narrow shop houses round the block, yards inside.
static void plan_shop_rows(Layout *l, int storeys_min, int storeys_max, int year_min, int year_max, double width)
{
    const double depth = fmin(rnd(l, 10, 14), l->half_h * 0.8);
    for (int side = -1; side <= 1; side += 2) {
        double x = -l->half_w;
        while (x < l->half_w - 4) {
            double w = width * rnd(l, 0.75, 1.5);
            if (l->half_w - (x + w) < 5) w = l->half_w - x;
            const double d = depth * rnd(l, 0.8, 1.0);
            Kind kind = { chance(l, 0.55) ? USE_MIXED : USE_HOME, (int)rnd(l, storeys_min, storeys_max + 0.99),
                          (int)rnd(l, year_min, year_max), 3.2, 0.022 };
            const double y = side * (l->half_h - d / 2);
            if (!chance(l, 0.04)) put_rect(l, x + w / 2, y, w / 2 - 0.15, d / 2, kind);
            x += w;
        }
    }
    const double inner_h = l->half_h - depth - 3;
    if (inner_h < 4.5) return;
    for (double x = -l->half_w + width / 2; x < l->half_w - width / 2; x += width * 1.35) {
        if (chance(l, 0.35)) continue;
        Kind kind = { USE_HOME, (int)rnd(l, storeys_min, storeys_max + 0.5), (int)rnd(l, year_min, year_max), 3.2, 0.022 };
        put_rect(l, x, rnd(l, -0.3, 0.3), width * 0.5, fmin(inner_h, rnd(l, 4.5, 8)), kind);
    }
}

static void plan_offices(Layout *l, double centrality)
{
    const double a = l->half_w, b = l->half_h, pick = rnd(l, 0, 1);
    const int year = (int)rnd(l, 1994, 2024);
    const int storeys = (int)(rnd(l, 12, 22) + centrality * rnd(l, 4, 18));
    Kind office = { USE_OFFICE, storeys, year, 3.8, 0.008 }, shop = { USE_SHOP, (int)rnd(l, 3, 6.9), year, 4.8, 0.003 };
    Kind hotel = { USE_SHOP, (int)(storeys * 0.8), year + 1, 3.4, 0.004 };
    if (a < 30 || b < 26) {
        put_octagon(l, 0, 0, fmin(a, 18), fmin(b, 15), 3, office);
        return;
    }
    if (pick < 0.3) {
        // A mall with towers beside it
        put_l(l, 0, -b * 0.38, a * 0.96, b * 0.58, b * 0.5, chance(l, 0.5), shop);
        put_octagon(l, a * 0.42, b * 0.66, fmin(15, a * 0.36), fmin(13, b * 0.28), 3, office);
        put_cross(l, -a * 0.42, b * 0.66, fmin(13, a * 0.36), fmin(11, b * 0.26), 2.5, hotel);
    } else if (pick < 0.62) {
        // Four plots round a square
        const double c = a * 0.55, d = b * 0.55;
        put_octagon(l, -c, -d, fmin(17, a * 0.36), fmin(15, b * 0.36), 3.5, office);
        office.storeys = (int)(office.storeys * rnd(l, 0.55, 0.9));
        put_rect(l, c, -d, fmin(19, a * 0.38), fmin(13, b * 0.36), office);
        put_u(l, c, d, a * 0.38, b * 0.36, fmin(11, b * 0.18), shop);
        put_cross(l, -c, d, fmin(15, a * 0.36), fmin(12, b * 0.36), 2.5, hotel);
    } else if (pick < 0.8) {
        put_court(l, 0, 0, a * 0.9, b * 0.9, fmin(15, b * 0.34), (Kind){ USE_OFFICE, (int)rnd(l, 6, 11), year, 3.8, 0.01 });
    } else {
        plan_towers(l, centrality);
    }
}

static void plan_campus(Layout *l, bool is_hospital)
{
    const double a = l->half_w, b = l->half_h;
    const int year = (int)rnd(l, 1985, 2020), use = is_hospital ? USE_HOSPITAL : USE_SCHOOL;
    Kind low = { use, (int)rnd(l, 4, 6.9), year, 3.8, 0.02 }, high = { use, (int)rnd(l, 7, 14), year + 5, 3.6, 0.01 };
    Kind hall = { USE_PUBLIC, 1, year + 8, 14, 0 };
    if (a < 35 || b < 30) {
        put_l(l, 0, 0, fmin(a, 28), fmin(b, 22), 10, false, low);
        return;
    }
    put_u(l, -a * 0.5, b * 0.42, a * 0.42, b * 0.45, 11, low);
    put_court(l, a * 0.5, b * 0.45, a * 0.4, b * 0.42, 11, low);
    put_slab(l, a * 0.55, -b * 0.3, a * 0.36, fmin(7, b * 0.2), high);
    put_slab(l, a * 0.55, -b * 0.75, a * 0.36, fmin(7, b * 0.2), high);
    if (!is_hospital) put_octagon(l, -a * 0.72, -b * 0.5, fmin(20, a * 0.2), fmin(26, b * 0.38), 6, hall); // the rest is the sports ground
    if (is_hospital) put_cross(l, -a * 0.5, -b * 0.55, fmin(20, a * 0.4), fmin(14, b * 0.36), 4, (Kind){ use, (int)rnd(l, 14, 22), year + 6, 3.8, 0.01 });
}

static void plan_halls(Layout *l)
{
    double x = -l->half_w;
    const int year = (int)rnd(l, 1992, 2022);
    while (x < l->half_w - 20) {
        double w = rnd(l, 32, 78);
        if (l->half_w - (x + w) < 26) w = l->half_w - x;
        const int rows = chance(l, 0.5) ? 1 : 2;
        for (int r = 0; r < rows; r++) {
            const double h = 2 * l->half_h / rows, y = -l->half_h + (r + 0.5) * h;
            Kind hall = { chance(l, 0.25) ? USE_STORE : USE_INDUSTRY, 1, year + (int)rnd(l, 0, 4), rnd(l, 8, 16), 0.002 };
            if (chance(l, 0.12)) {
                put_slab(l, x + w / 2, y, w / 2 - 6, 7, (Kind){ USE_OFFICE, (int)rnd(l, 3, 6.9), year, 3.6, 0.01 });
            } else if (chance(l, 0.2)) {
                put_l(l, x + w / 2, y, w / 2 - 5, h / 2 - 5, fmin(w, h) * 0.42, chance(l, 0.5), hall);
            } else {
                put_rect(l, x + w / 2, y, w / 2 - 5, (h / 2 - 5) * rnd(l, 0.7, 1), hall);
            }
        }
        x += w;
    }
}

static void plan_tanks(Layout *l)
{
    const double r = rnd(l, 12, 30), pitch = 2 * r + rnd(l, 12, 18);
    const bool is_plant = chance(l, 0.3);
    const int columns = (int)(2 * l->half_w / pitch), rows = (int)(2 * l->half_h / pitch);
    for (int j = 0; j < rows; j++) {
        for (int i = 0; i < columns; i++) {
            const double x = (i + 0.5) * 2 * l->half_w / columns - l->half_w, y = (j + 0.5) * 2 * l->half_h / rows - l->half_h;
            if (is_plant) {
                Kind column = { USE_INDUSTRY, 1, 2020, rnd(l, 18, 75), 0 };
                if (chance(l, 0.5)) put_round(l, x, y, rnd(l, 2.5, 5), column);
                else put_rect(l, x, y, r * 0.6, r * 0.35, (Kind){ USE_INDUSTRY, 1, 2020, rnd(l, 12, 28), 0 });
            } else {
                put_round(l, x, y, r, (Kind){ USE_STORE, 1, 2020, r * 0.5 + 6, 0 });
            }
        }
    }
}

static void plan_houses(Layout *l, double pitch_x, double pitch_y, int storeys_max)
{
    const int columns = (int)fmax(1, 2 * l->half_w / pitch_x), rows = (int)fmax(1, 2 * l->half_h / pitch_y);
    for (int j = 0; j < rows; j++) {
        for (int i = 0; i < columns; i++) {
            if (chance(l, 0.2)) continue;
            const double cell_w = 2 * l->half_w / columns, cell_h = 2 * l->half_h / rows;
            const double a = fmin(cell_w / 2 - 0.8, rnd(l, 4.2, 6)), b = fmin(cell_h / 2 - 1.2, rnd(l, 4.8, 7));
            const double free_x = cell_w / 2 - a - 0.5, free_y = cell_h / 2 - b - 0.5;
            const double x = (i + 0.5) * cell_w - l->half_w + rnd(l, -free_x, free_x);
            const double y = (j + 0.5) * cell_h - l->half_h + rnd(l, -free_y, free_y);
            Kind kind = { USE_HOME, (int)rnd(l, 1, storeys_max + 0.99), (int)rnd(l, 1975, 2022), 3.3, 0.016 };
            if (a < 2.5 || b < 2.5) continue;
            if (chance(l, 0.25)) put_l(l, x, y, a, b, fmin(a, b), chance(l, 0.5), kind);
            else put_rect(l, x, y, a, b, kind);
        }
    }
}

static void plan_public(Layout *l)
{
    const double a = fmin(l->half_w, 34), b = fmin(l->half_h, 24);
    Kind kind = { USE_PUBLIC, (int)rnd(l, 3, 8.9), (int)rnd(l, 1978, 2018), 3.8, 0.006 };
    const double pick = rnd(l, 0, 1);
    if (pick < 0.35) put_court(l, 0, 0, a, b, fmin(9, b * 0.4), kind);
    else if (pick < 0.7) put_u(l, 0, 0, a, b, fmin(11, b * 0.5), kind);
    else put_l(l, 0, 0, a, b, fmin(13, b * 0.6), chance(l, 0.5), kind);
}

int geo_demo_block_plan(GeoDemoZone zone, double centrality, double half_w, double half_h, bool is_u_east, GeoDemoRandom *random,
                        GeoDemoPlan *out)
{
    Layout l = { .plans = out, .random = random, .is_turned = !is_u_east, .half_w = is_u_east ? half_w : half_h,
                 .half_h = is_u_east ? half_h : half_w };
    if (half_w < 8 || half_h < 8) return 0;
    const double pick = geo_demo_random_unit(random);
    switch (zone) {
    case GEO_DEMO_ZONE_OLD:
        if (pick < 0.06) plan_public(&l);
        else if (pick < 0.16) plan_slabs(&l, 0.8);
        else plan_shop_rows(&l, 2, 5, 1920, 1990, 10);
        break;
    case GEO_DEMO_ZONE_MIXED:
        if (pick < 0.05) plan_campus(&l, pick < 0.012);
        else if (pick < 0.09) plan_public(&l);
        else if (pick < 0.2 + 0.2 * centrality) plan_offices(&l, centrality * 0.6);
        else if (pick < 0.52) plan_slabs(&l, centrality);
        else if (pick < 0.7) plan_towers(&l, centrality * 0.7);
        else plan_shop_rows(&l, 4, 8, 1978, 2010, 15);
        break;
    case GEO_DEMO_ZONE_CENTRE:
        if (pick < 0.04) plan_campus(&l, pick < 0.01);
        else if (pick < 0.07) plan_public(&l);
        else if (pick < 0.3 + 0.35 * centrality) plan_offices(&l, centrality);
        else if (pick < 0.88) plan_towers(&l, centrality);
        else plan_slabs(&l, centrality);
        break;
    case GEO_DEMO_ZONE_HOMES:
        if (pick < 0.06) plan_campus(&l, pick < 0.012);
        else if (pick < 0.12) plan_offices(&l, 0.1);
        else if (pick < 0.5) plan_towers(&l, centrality * 0.5);
        else if (pick < 0.88) plan_slabs(&l, centrality);
        else plan_shop_rows(&l, 3, 7, 1985, 2012, 14);
        break;
    case GEO_DEMO_ZONE_INDUSTRY: plan_halls(&l); break;
    case GEO_DEMO_ZONE_TANKS:
        if (pick < 0.85) plan_tanks(&l);
        else plan_halls(&l);
        break;
    case GEO_DEMO_ZONE_CAMPUS: plan_campus(&l, false); break;
    case GEO_DEMO_ZONE_TOWN:
        if (pick < 0.04) plan_campus(&l, pick < 0.01);
        else if (pick < 0.08) plan_public(&l);
        else if (pick < 0.14 * centrality + 0.1) plan_slabs(&l, centrality);
        else if (pick < 0.72) plan_shop_rows(&l, 2, 6, 1980, 2018, 12);
        else plan_houses(&l, 17, 19, 4);
        break;
    case GEO_DEMO_ZONE_VILLAGE:
    case GEO_DEMO_ZONE_NONE: plan_houses(&l, 15, 17, 4); break;
    }
    return l.count;
}
