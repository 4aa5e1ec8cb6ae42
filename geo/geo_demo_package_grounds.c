// SPDX-License-Identifier: Apache-2.0
// geo_demo_package_grounds.c - land, districts, towns, waters, greens, ports, airport and landmarks into the package.
#include "geo/geo_demo_package.h"
#include <math.h>
#include <stdlib.h>
#include <string.h>

#define GROUNDS_PI 3.14159265358979323846

static void put_ring(GeoDemoPackage *p, const GeoDemoVertex *ring, int count)
{
    GeoDemoXyz *points = malloc((size_t)count * sizeof *points);
    if (!points) {
        err_set(p->err, ERR_MEMORY, "demo: no memory");
        p->has_failed = true;
        return;
    }
    for (int i = 0; i < count; i++) points[i] = (GeoDemoXyz){ ring[i].lon, ring[i].lat, 0 };
    geo_demo_package_polygon(p, points, &count, 1, false);
    free(points);
}

// Hand-drawn outlines with few corners become round: two cuts of each corner (Chaikin 1974).
static void put_smooth_ring(GeoDemoPackage *p, const GeoDemoShape *shape)
{
    GeoDemoVertex a[512];
    int count = 0;
    for (int i = 0; i < shape->count && count + 4 < 512; i++) {
        const GeoDemoVertex *v = &shape->vertices[i], *before = &shape->vertices[i ? i - 1 : shape->count - 1];
        const GeoDemoVertex *after = &shape->vertices[i + 1 < shape->count ? i + 1 : 0];
        if (v->is_straight) {
            a[count++] = *v;
            continue;
        }
        static const double cuts[4] = { -0.32, -0.13, 0.13, 0.32 };
        for (int k = 0; k < 4; k++) {
            const GeoDemoVertex *to = cuts[k] < 0 ? before : after;
            const double t = fabs(cuts[k]), in = k == 1 || k == 2 ? 0.14 : 0;
            const GeoDemoVertex *other = cuts[k] < 0 ? after : before;
            a[count].lon = v->lon + (to->lon - v->lon) * t + (other->lon - v->lon) * in;
            a[count].lat = v->lat + (to->lat - v->lat) * t + (other->lat - v->lat) * in;
            a[count++].is_straight = 0;
        }
    }
    put_ring(p, a, count);
}

static void write_shapes(GeoDemoPackage *p, GeoDemoShapeKind kind)
{
    for (int s = 0; s < geo_demo_shape_count; s++) {
        const GeoDemoShape *shape = &geo_demo_shapes[s];
        if (shape->kind != kind) continue;
        geo_demo_package_text(p, 0, shape->name);
        geo_demo_package_text(p, 1, shape->type);
        put_smooth_ring(p, shape);
    }
}

static OGRGeometryH ring_geometry(const GeoDemoVertex *ring, int count)
{
    OGRGeometryH polygon = OGR_G_CreateGeometry(wkbPolygon), line = OGR_G_CreateGeometry(wkbLinearRing);
    for (int i = 0; i <= count; i++) OGR_G_AddPoint_2D(line, ring[i % count].lon, ring[i % count].lat);
    OGR_G_AddGeometryDirectly(polygon, line);
    return polygon;
}

// All land within a box of the drawing, in one geometry.
static OGRGeometryH land_geometry(const GeoDemoGround *ground)
{
    OGRGeometryH all = OGR_G_CreateGeometry(wkbMultiPolygon);
    for (int l = 0; l < ground->land_count; l++) {
        OGR_G_AddGeometryDirectly(all, ring_geometry(ground->vertices + ground->first[l], ground->first[l + 1] - ground->first[l]));
    }
    OGRGeometryH valid = OGR_G_MakeValid(all);
    OGR_G_DestroyGeometry(all);
    return valid;
}

static OGRGeometryH polygons_of(OGRGeometryH geometry)
{
    return geometry ? OGR_G_ForceToMultiPolygon(geometry) : NULL;
}

static void write_land(GeoDemoPackage *p, const GeoDemoGround *ground, OGRGeometryH land)
{
    static const GeoDemoField fields[] = { { "name", OFTString }, { "type", OFTString } };
    geo_demo_package_layer(p, "land", "陆地", wkbPolygon, fields, 2);
    for (int l = 0; l < ground->land_count; l++) {
        geo_demo_package_text(p, 0, ground->land[l]->name);
        geo_demo_package_text(p, 1, ground->land[l]->type);
        put_ring(p, ground->vertices + ground->first[l], ground->first[l + 1] - ground->first[l]);
    }
    geo_demo_package_layer(p, "sea", "海域", wkbMultiPolygon, fields, 2);
    const GeoDemoVertex box[] = { { GEO_DEMO_WEST, GEO_DEMO_SOUTH, 1 }, { GEO_DEMO_EAST, GEO_DEMO_SOUTH, 1 },
                                  { GEO_DEMO_EAST, GEO_DEMO_NORTH, 1 }, { GEO_DEMO_WEST, GEO_DEMO_NORTH, 1 } };
    OGRGeometryH frame = ring_geometry(box, 4);
    geo_demo_package_text(p, 0, "南海");
    geo_demo_package_text(p, 1, "海域");
    geo_demo_package_geometry(p, polygons_of(land ? OGR_G_Difference(frame, land) : NULL));
    OGR_G_DestroyGeometry(frame);
}

static void write_districts(GeoDemoPackage *p, OGRGeometryH land)
{
    static const GeoDemoField fields[] = { { "name", OFTString }, { "name_en", OFTString }, { "code", OFTInteger }, { "population", OFTInteger64 },
                                           { "urban_population", OFTInteger64 }, { "area_km2", OFTReal }, { "seat_lon", OFTReal },
                                           { "seat_lat", OFTReal } };
    geo_demo_package_layer(p, "districts", "区县", wkbMultiPolygon, fields, (int)(sizeof fields / sizeof fields[0]));
    int row = 0;
    for (int s = 0; s < geo_demo_shape_count; s++) {
        const GeoDemoShape *shape = &geo_demo_shapes[s];
        if (shape->kind != GEO_DEMO_SHAPE_DISTRICT) continue;
        const GeoDemoDistrict *d = &geo_demo_districts[row++];
        geo_demo_package_text(p, 0, d->name);
        geo_demo_package_text(p, 1, d->name_en);
        geo_demo_package_int(p, 2, d->code);
        geo_demo_package_int(p, 3, (int64_t)d->population);
        geo_demo_package_int(p, 4, (int64_t)d->urban_population);
        geo_demo_package_real(p, 5, d->area_km2);
        geo_demo_package_real(p, 6, d->lon);
        geo_demo_package_real(p, 7, d->lat);
        OGRGeometryH ring = ring_geometry(shape->vertices, shape->count);
        OGRGeometryH cut = land ? OGR_G_Intersection(ring, land) : NULL;
        geo_demo_package_geometry(p, polygons_of(cut ? cut : OGR_G_Clone(ring)));
        OGR_G_DestroyGeometry(ring);
    }
}

// District borders on land as lines: an area layer would fill them.
static void write_boundaries(GeoDemoPackage *p, OGRGeometryH land)
{
    static const GeoDemoField fields[] = { { "name", OFTString } };
    geo_demo_package_layer(p, "boundaries", "区界", wkbMultiLineString, fields, 1);
    for (int s = 0; s < geo_demo_shape_count; s++) {
        const GeoDemoShape *shape = &geo_demo_shapes[s];
        if (shape->kind != GEO_DEMO_SHAPE_DISTRICT) continue;
        OGRGeometryH line = OGR_G_CreateGeometry(wkbLineString);
        for (int i = 0; i <= shape->count; i++) {
            OGR_G_AddPoint_2D(line, shape->vertices[i % shape->count].lon, shape->vertices[i % shape->count].lat);
        }
        OGRGeometryH cut = land ? OGR_G_Intersection(line, land) : NULL;
        geo_demo_package_text(p, 0, shape->name);
        geo_demo_package_geometry(p, OGR_G_ForceToMultiLineString(cut ? cut : OGR_G_Clone(line)));
        OGR_G_DestroyGeometry(line);
    }
}

static void write_seats(GeoDemoPackage *p)
{
    static const GeoDemoField fields[] = { { "name", OFTString }, { "code", OFTInteger }, { "population", OFTInteger64 } };
    geo_demo_package_layer(p, "seats", "区县驻地", wkbPoint, fields, 3);
    for (int d = 0; d < geo_demo_district_count; d++) {
        geo_demo_package_text(p, 0, geo_demo_districts[d].name);
        geo_demo_package_int(p, 1, geo_demo_districts[d].code);
        geo_demo_package_int(p, 2, (int64_t)geo_demo_districts[d].population);
        geo_demo_package_point(p, geo_demo_districts[d].lon, geo_demo_districts[d].lat);
    }
}

// An irregular patch of woods, orchard or fields.
static void put_patch(GeoDemoPackage *p, GeoDemoRandom *random, double lon, double lat, double radius_m, const char *type)
{
    GeoDemoVertex ring[14];
    const double lon_m = geo_demo_lon_m(lat), stretch = geo_demo_random_range(random, 0.5, 1), turn = geo_demo_random_range(random, 0, GROUNDS_PI);
    for (int k = 0; k < 14; k++) {
        const double a = 2 * GROUNDS_PI * k / 14, r = radius_m * geo_demo_random_range(random, 0.62, 1.1);
        const double u = r * cos(a), v = r * sin(a) * stretch;
        ring[k] = (GeoDemoVertex){ lon + (u * cos(turn) - v * sin(turn)) / lon_m, lat + (u * sin(turn) + v * cos(turn)) / GEO_DEMO_LAT_M, 0 };
    }
    geo_demo_package_text(p, 0, NULL);
    geo_demo_package_text(p, 1, type);
    put_ring(p, ring, 14);
}

static void put_ponds(GeoDemoPackage *p, GeoDemoRandom *random, const GeoDemoGround *ground, double lon, double lat)
{
    const double turn = geo_demo_random_range(random, 0, GROUNDS_PI), lon_m = geo_demo_lon_m(lat);
    for (int i = 0; i < 24; i++) {
        GeoDemoVertex ring[4];
        const double u = (i % 6 - 2.5) * 68, v = (i / 6 - 1.5) * 118;
        bool is_land = true;
        for (int k = 0; k < 4; k++) {
            const double x = u + (k == 1 || k == 2 ? 30 : -30), y = v + (k >= 2 ? 54 : -54);
            ring[k] = (GeoDemoVertex){ lon + (x * cos(turn) - y * sin(turn)) / lon_m, lat + (x * sin(turn) + y * cos(turn)) / GEO_DEMO_LAT_M, 1 };
            is_land = is_land && geo_demo_ground_coast_m(ground, ring[k].lon, ring[k].lat) > 60;
        }
        if (!is_land) continue;
        geo_demo_package_text(p, 0, NULL);
        geo_demo_package_text(p, 1, "鱼塘");
        put_ring(p, ring, 4);
    }
}

// Woods, orchards and fields all over the land, ponds along the coast.
static void write_cover(GeoDemoPackage *p, const GeoDemoGround *ground, uint64_t seed)
{
    static const char *const types[] = { "林地", "旱地", "园地", "水田", "桉树林", "旱地" };
    GeoDemoRandom random = geo_demo_random(seed, 200, 0, 0);
    for (int i = 0; i < 9000; i++) {
        const double lon = geo_demo_random_range(&random, GEO_DEMO_WEST, GEO_DEMO_EAST), lat = geo_demo_random_range(&random, GEO_DEMO_SOUTH, GEO_DEMO_NORTH);
        const double coast_m = geo_demo_ground_coast_m(ground, lon, lat), radius_m = geo_demo_random_range(&random, 260, 1100);
        const int type = (int)geo_demo_random_range(&random, 0, lat > 21.65 ? 3 : 6);
        if (geo_demo_on_airport(lon, lat, 1.1 * radius_m)) continue;
        if (coast_m > radius_m + 150) {
            put_patch(p, &random, lon, lat, radius_m, lat > 21.65 ? "林地" : types[type]);
        } else if (coast_m > 250 && (i & 1)) {
            put_ponds(p, &random, ground, lon, lat);
        }
    }
}

static void write_towns(GeoDemoPackage *p)
{
    static const GeoDemoField fields[] = { { "name", OFTString }, { "code", OFTInteger }, { "district", OFTString }, { "kind", OFTString },
                                           { "population", OFTInteger64 }, { "rank", OFTInteger } };
    geo_demo_package_layer(p, "towns", "镇街", wkbPoint, fields, (int)(sizeof fields / sizeof fields[0]));
    for (int t = 0; t < geo_demo_town_count; t++) {
        const GeoDemoTown *town = &geo_demo_towns[t];
        const int kind = town->code % 1000;
        const char *district = NULL;
        for (int d = 0; d < geo_demo_district_count; d++) {
            if (geo_demo_districts[d].code == town->code / 1000) district = geo_demo_districts[d].name;
        }
        geo_demo_package_text(p, 0, town->name);
        geo_demo_package_int(p, 1, town->code);
        geo_demo_package_text(p, 2, district);
        geo_demo_package_text(p, 3, kind < 100 ? "街道" : kind < 200 ? "镇" : kind < 400 ? "乡" : "功能区");
        geo_demo_package_int(p, 4, (int64_t)lround(town->population_k * 1000));
        geo_demo_package_int(p, 5, town->population_k >= 100 ? 1 : town->population_k >= 60 ? 2 : 3);
        geo_demo_package_point(p, town->lon, town->lat);
    }
}

static void write_waters(GeoDemoPackage *p)
{
    static const GeoDemoField areas[] = { { "name", OFTString }, { "type", OFTString } };
    static const GeoDemoField lines[] = { { "name", OFTString }, { "type", OFTString }, { "width", OFTReal } };
    geo_demo_package_layer(p, "lakes", "湖库", wkbPolygon, areas, 2);
    write_shapes(p, GEO_DEMO_SHAPE_LAKE);
    geo_demo_package_layer(p, "rivers", "河流", wkbLineString, lines, 3);
    for (int s = 0; s < geo_demo_shape_count; s++) {
        const GeoDemoShape *shape = &geo_demo_shapes[s];
        if (shape->kind != GEO_DEMO_SHAPE_RIVER) continue;
        geo_demo_package_text(p, 0, shape->name);
        geo_demo_package_text(p, 1, shape->type);
        geo_demo_package_real(p, 2, shape->width_m);
        GeoDemoXyz points[64];
        int n = 0;
        for (; n < shape->count && n < 64; n++) points[n] = (GeoDemoXyz){ shape->vertices[n].lon, shape->vertices[n].lat, 0 };
        geo_demo_package_line(p, points, n, false);
    }
    geo_demo_package_layer(p, "channels", "航道", wkbLineString, lines, 3);
    for (int s = 0; s < geo_demo_shape_count; s++) {
        const GeoDemoShape *shape = &geo_demo_shapes[s];
        if (shape->kind != GEO_DEMO_SHAPE_CHANNEL) continue;
        geo_demo_package_text(p, 0, shape->name);
        geo_demo_package_text(p, 1, shape->type);
        geo_demo_package_real(p, 2, shape->width_m);
        GeoDemoXyz points[64];
        int n = 0;
        for (; n < shape->count && n < 64; n++) points[n] = (GeoDemoXyz){ shape->vertices[n].lon, shape->vertices[n].lat, 0 };
        geo_demo_package_line(p, points, n, false);
    }
}

// A rectangle of the airport in metres along and across the runway.
static void put_airport(GeoDemoPackage *p, const char *name, const char *type, double along0, double along1, double across0, double across1)
{
    const double turn = GEO_DEMO_RUNWAY_AZIMUTH_DEG * GROUNDS_PI / 180, lon_m = geo_demo_lon_m(GEO_DEMO_RUNWAY_LAT);
    const double corners[4][2] = { { along0, across0 }, { along1, across0 }, { along1, across1 }, { along0, across1 } };
    GeoDemoVertex ring[4];
    for (int k = 0; k < 4; k++) {
        const double a = corners[k][0], c = corners[k][1];
        ring[k] = (GeoDemoVertex){ GEO_DEMO_RUNWAY_LON + (a * sin(turn) + c * cos(turn)) / lon_m,
                                   GEO_DEMO_RUNWAY_LAT + (a * cos(turn) - c * sin(turn)) / GEO_DEMO_LAT_M, 1 };
    }
    geo_demo_package_text(p, 0, name);
    geo_demo_package_text(p, 1, type);
    put_ring(p, ring, 4);
}

static void write_airport(GeoDemoPackage *p)
{
    const double half = GEO_DEMO_RUNWAY_LENGTH_M / 2, wide = GEO_DEMO_RUNWAY_WIDTH_M / 2;
    static const GeoDemoField fields[] = { { "name", OFTString }, { "type", OFTString } };
    put_airport(p, NULL, "场区", -half - 420, half + 420, -880, 320);
    // Painted after the field: inside a layer the order is the reader's.
    geo_demo_package_layer(p, "runways", "跑道", wkbPolygon, fields, 2);
    put_airport(p, "站坪", "机坪", -620, 620, -590, -330);
    put_airport(p, NULL, "滑行道", -half, half, -202, -179);
    put_airport(p, NULL, "滑行道", -half, -half + 24, -190, 0);
    put_airport(p, NULL, "滑行道", half - 24, half, -190, 0);
    put_airport(p, NULL, "滑行道", -460, -436, -340, 0);
    put_airport(p, NULL, "滑行道", 436, 460, -340, 0);
    put_airport(p, "跑道 15/33", "跑道", -half, half, -wide, wide);
    // Paint on the runway: bars at the thresholds, aiming points and the centre line, wider than life so that it is seen from above.
    geo_demo_package_layer(p, "markings", "跑道标线", wkbPolygon, fields, 2);
    for (int end = -1; end <= 1; end += 2) {
        for (double across = 3; across < wide - 3; across += 5) {
            put_airport(p, NULL, "标线", fmin(end * (half - 12), end * (half - 52)), fmax(end * (half - 12), end * (half - 52)), across, across + 2.6);
            put_airport(p, NULL, "标线", fmin(end * (half - 12), end * (half - 52)), fmax(end * (half - 12), end * (half - 52)), -across - 2.6, -across);
        }
        put_airport(p, NULL, "标线", fmin(end * (half - 400), end * (half - 460)), fmax(end * (half - 400), end * (half - 460)), 8, 15);
        put_airport(p, NULL, "标线", fmin(end * (half - 400), end * (half - 460)), fmax(end * (half - 400), end * (half - 460)), -15, -8);
    }
    for (double along = 140 - half; along < half - 170; along += 60) put_airport(p, NULL, "标线", along, along + 34, -1.2, 1.2);
}

// Quay cranes along the water side of the ports: the first half of each ring.
static void write_cranes(GeoDemoPackage *p)
{
    static const GeoDemoField fields[] = { { "port", OFTString }, { "size_m", OFTReal } };
    geo_demo_package_layer(p, "cranes", "岸桥", wkbPoint, fields, 2);
    for (int s = 0; s < geo_demo_shape_count; s++) {
        const GeoDemoShape *shape = &geo_demo_shapes[s];
        if (shape->kind != GEO_DEMO_SHAPE_PORT) continue;
        for (int i = 0; i + 1 < shape->count / 2 + 1; i++) {
            const GeoDemoVertex *a = &shape->vertices[i], *b = a + 1;
            const double length = hypot((b->lon - a->lon) * geo_demo_lon_m(a->lat), (b->lat - a->lat) * GEO_DEMO_LAT_M);
            for (double d = 70; d < length - 40; d += i % 3 == 1 ? 260 : 150) {
                geo_demo_package_text(p, 0, shape->name);
                geo_demo_package_real(p, 1, 62);
                geo_demo_package_point(p, a->lon + (b->lon - a->lon) * d / length, a->lat + (b->lat - a->lat) * d / length);
            }
        }
    }
}

// Stacks of containers behind the quay, in rows along it.
static void write_containers(GeoDemoPackage *p, uint64_t seed)
{
    static const GeoDemoField fields[] = { { "port", OFTString }, { "line", OFTString }, { "height", OFTReal },
                                           { "kind", OFTString } };
    static const char *const lines[] = { "红", "蓝", "绿", "白", "橙", "灰" };
    GeoDemoRandom random = geo_demo_random(seed, 310, 0, 0);
    geo_demo_package_layer(p, "containers", "集装箱", wkbPolygon, fields, 4);
    for (int s = 0; s < geo_demo_shape_count; s++) {
        const GeoDemoShape *shape = &geo_demo_shapes[s];
        if (shape->kind != GEO_DEMO_SHAPE_PORT) continue;
        for (int i = 0; i + 1 < shape->count / 2 + 1; i++) {
            const GeoDemoVertex *a = &shape->vertices[i], *b = a + 1;
            const double lon_m = geo_demo_lon_m(a->lat), east = (b->lon - a->lon) * lon_m, north = (b->lat - a->lat) * GEO_DEMO_LAT_M;
            const double length = hypot(east, north), ue = east / length, un = north / length;
            // The yard lies on that side of the quay on which the ring is.
            const bool is_left = geo_demo_ring_contains(shape->vertices, shape->count, (a->lon + b->lon) / 2 - un * 90 / lon_m,
                                                        (a->lat + b->lat) / 2 + ue * 90 / GEO_DEMO_LAT_M);
            const double ve = is_left ? -un : un, vn = is_left ? ue : -ue;
            for (double v = 85; v < 250; v += v > 95 && v < 125 ? 34 : 19) {
                for (double u = 50; u < length - 90; u += fmod(u, 340) < 270 ? 14 : 44) {
                    if (geo_demo_random_unit(&random) < 0.22) continue;
                    const double corners[4][2] = { { u, v }, { u + 12.2, v }, { u + 12.2, v + 14.6 }, { u, v + 14.6 } };
                    GeoDemoVertex ring[4];
                    bool is_inside = true;
                    for (int k = 0; k < 4; k++) {
                        const double e = corners[k][0] * ue + corners[k][1] * ve, n = corners[k][0] * un + corners[k][1] * vn;
                        ring[k] = (GeoDemoVertex){ a->lon + e / lon_m, a->lat + n / GEO_DEMO_LAT_M, 1 };
                        is_inside = is_inside && geo_demo_ring_contains(shape->vertices, shape->count, ring[k].lon, ring[k].lat);
                    }
                    const int tiers = 2 + (int)geo_demo_random_range(&random, 0, 4), line = (int)geo_demo_random_range(&random, 0, 6);
                    if (!is_inside) continue;
                    geo_demo_package_text(p, 0, shape->name);
                    geo_demo_package_text(p, 1, lines[line]);
                    geo_demo_package_real(p, 2, tiers * 2.6);
                    geo_demo_package_text(p, 3, "集装箱");
                    put_ring(p, ring, 4);
                }
            }
        }
    }
}

// Both sides of the larger streets of the named grounds, none where they cross.
static void write_street_trees(GeoDemoPackage *p, const GeoDemoCity *city, GeoDemoRandom *random)
{
    for (size_t i = 0; i < city->street_count; i++) {
        const GeoDemoStreet *s = &city->streets[i];
        if (!s->rank || s->patch >= geo_demo_patch_count || geo_demo_patches[s->patch].zone == GEO_DEMO_ZONE_INDUSTRY) continue;
        const double lon_m = geo_demo_lon_m(s->a.lat), east = (s->b.lon - s->a.lon) * lon_m, north = (s->b.lat - s->a.lat) * GEO_DEMO_LAT_M;
        const double length = hypot(east, north), aside = (double)s->width_m / 2 + 2.5;
        for (double d = 14; d < length - 12; d += 15) {
            for (int side = -1; side <= 1; side += 2) {
                const double size_m = geo_demo_random_range(random, 6, 10), along = d + geo_demo_random_range(random, -2, 2);
                if (geo_demo_random_unit(random) < 0.12) continue;
                const double e = (along * east - side * aside * north) / length, n = (along * north + side * aside * east) / length;
                geo_demo_package_real(p, 1, size_m);
                geo_demo_package_point(p, s->a.lon + e / lon_m, s->a.lat + n / GEO_DEMO_LAT_M);
            }
        }
    }
}

static void write_trees(GeoDemoPackage *p, const GeoDemoCity *city, uint64_t seed)
{
    static const GeoDemoField fields[] = { { "park", OFTString }, { "size_m", OFTReal } };
    GeoDemoRandom random = geo_demo_random(seed, 300, 0, 0);
    geo_demo_package_layer(p, "trees", "树木", wkbPoint, fields, 2);
    for (int s = 0; s < geo_demo_shape_count; s++) {
        const GeoDemoShape *shape = &geo_demo_shapes[s];
        if (shape->kind != GEO_DEMO_SHAPE_GREEN || strcmp(shape->type, "公园") != 0) continue;
        double west = 400, south = 400, east = -400, north = -400;
        for (int i = 0; i < shape->count; i++) {
            west = fmin(west, shape->vertices[i].lon);
            east = fmax(east, shape->vertices[i].lon);
            south = fmin(south, shape->vertices[i].lat);
            north = fmax(north, shape->vertices[i].lat);
        }
        for (int i = 0; i < 900; i++) {
            const double lon = geo_demo_random_range(&random, west, east), lat = geo_demo_random_range(&random, south, north);
            const double size_m = geo_demo_random_range(&random, 5, 12);
            bool is_wet = !geo_demo_ring_contains(shape->vertices, shape->count, lon, lat);
            for (int w = 0; w < geo_demo_shape_count && !is_wet; w++) {
                is_wet = geo_demo_shapes[w].kind == GEO_DEMO_SHAPE_LAKE &&
                         geo_demo_ring_contains(geo_demo_shapes[w].vertices, geo_demo_shapes[w].count, lon, lat);
            }
            if (is_wet) continue;
            geo_demo_package_text(p, 0, shape->name);
            geo_demo_package_real(p, 1, size_m);
            geo_demo_package_point(p, lon, lat);
        }
    }
    write_street_trees(p, city, &random);
}

static void write_landmarks(GeoDemoPackage *p)
{
    static const GeoDemoField fields[] = { { "name", OFTString }, { "name_en", OFTString }, { "kind", OFTString }, { "rank", OFTInteger },
                                           { "importance", OFTInteger }, { "remark", OFTString } };
    geo_demo_package_layer(p, "landmarks", "地标", wkbPoint25D, fields, (int)(sizeof fields / sizeof fields[0]));
    for (int l = 0; l < geo_demo_landmark_count; l++) {
        const GeoDemoLandmark *mark = &geo_demo_landmarks[l];
        geo_demo_package_text(p, 0, mark->name);
        geo_demo_package_text(p, 1, mark->name_en);
        geo_demo_package_text(p, 2, mark->kind);
        geo_demo_package_int(p, 3, mark->rank);
        geo_demo_package_int(p, 4, 4 - mark->rank);
        geo_demo_package_text(p, 5, mark->remark);
        // A bridge is named over its deck, not on the water under it.
        double z_m = 0;
        for (int b = 0; b < geo_demo_bridge_count; b++) {
            if (strcmp(geo_demo_bridges[b].name, mark->name) == 0) z_m = geo_demo_bridges[b].clearance_m + 0.3 * geo_demo_bridges[b].tower_m;
        }
        geo_demo_package_point_z(p, mark->lon, mark->lat, z_m);
    }
}

void geo_demo_package_grounds(GeoDemoPackage *p, const GeoDemoGround *ground, const GeoDemoCity *city, uint64_t seed)
{
    static const GeoDemoField fields[] = { { "name", OFTString }, { "type", OFTString } };
    OGRGeometryH land = land_geometry(ground);
    write_land(p, ground, land);
    write_districts(p, land);
    write_boundaries(p, land);
    write_seats(p);
    geo_demo_package_units(p, land);
    if (land) OGR_G_DestroyGeometry(land);
    write_towns(p);
    write_waters(p);
    geo_demo_package_layer(p, "farmland", "农田", wkbPolygon, fields, 2);
    write_cover(p, ground, seed);
    write_shapes(p, GEO_DEMO_SHAPE_FARM);
    geo_demo_package_layer(p, "greens", "绿地", wkbPolygon, fields, 2);
    write_shapes(p, GEO_DEMO_SHAPE_GREEN);
    write_shapes(p, GEO_DEMO_SHAPE_BEACH);
    geo_demo_package_layer(p, "ports", "港区", wkbPolygon, fields, 2);
    write_shapes(p, GEO_DEMO_SHAPE_PORT);
    geo_demo_package_layer(p, "airport", "机场", wkbPolygon, fields, 2);
    write_shapes(p, GEO_DEMO_SHAPE_AIRPORT);
    write_airport(p);
    write_cranes(p);
    write_containers(p, seed);
    write_trees(p, city, seed);
    write_landmarks(p);
}
