// SPDX-License-Identifier: Apache-2.0
// geo_demo_package_units.c - towns and some villages of the demo as areas. Names are real, outlines
// are not: a town is what lies nearer to its seat than to the others of its district, a village a
// round patch beside a seat; codes of villages are made up.
#include "geo/geo_demo_package.h"
#include <math.h>
#include <string.h>

enum { CELL_MAX = 96, VILLAGE_CORNERS = 16 };
#define VILLAGE_RADIUS_M 1400.0
#define REACH_M 150000.0 // half the square that a town is cut from

typedef struct {
    int town; // code
    const char *name;
    double east_m, north_m; // from the seat
} DemoVillage;
static const DemoVillage villages[] = {
    { 440811102, "旧县村", 2200, -1800 },  { 440811173, "津前村", 1900, -1500 },
    { 440811173, "那晏村", 2600, 1600 },   { 440823109, "苏二村", -1700, 900 },
    { 440825204, "放坡村", -1900, -1500 }, { 440882100, "邦塘村", 2100, 1300 },
    { 440882108, "东林村", 2400, -1600 },  { 440882111, "足荣村", -2300, 1700 },
    { 440883106, "霞街村", 1800, 1500 },   { 440881106, "中塘村", -2200, -1400 },
};

typedef struct {
    double x[CELL_MAX], y[CELL_MAX]; // metres from the seat
    int count;
} Cell;

// Keeps what is nearer to the origin than to (x, y): one edge of Sutherland and Hodgman 1974.
static void cut(Cell *cell, double x, double y)
{
    const double limit = (x * x + y * y) / 2;
    Cell out = { 0 };
    for (int i = 0; i < cell->count && out.count + 2 <= CELL_MAX; i++) {
        const int j = (i + 1) % cell->count;
        const double a = cell->x[i] * x + cell->y[i] * y - limit,
                     b = cell->x[j] * x + cell->y[j] * y - limit;
        if (a <= 0) {
            out.x[out.count] = cell->x[i];
            out.y[out.count++] = cell->y[i];
        }
        if ((a < 0) == (b < 0) || a == b) continue;
        const double t = a / (a - b);
        out.x[out.count] = cell->x[i] + (cell->x[j] - cell->x[i]) * t;
        out.y[out.count++] = cell->y[i] + (cell->y[j] - cell->y[i]) * t;
    }
    *cell = out;
}

static OGRGeometryH polygon_of(const Cell *cell, double lon, double lat)
{
    OGRGeometryH polygon = OGR_G_CreateGeometry(wkbPolygon),
                 line = OGR_G_CreateGeometry(wkbLinearRing);
    for (int i = 0; i <= cell->count && cell->count > 0; i++)
        OGR_G_AddPoint_2D(line, lon + cell->x[i % cell->count] / geo_demo_lon_m(lat),
                          lat + cell->y[i % cell->count] / GEO_DEMO_LAT_M);
    OGR_G_AddGeometryDirectly(polygon, line);
    return polygon;
}

static OGRGeometryH town_area(const GeoDemoTown *town, OGRGeometryH district)
{
    Cell cell = { .x = { -REACH_M, REACH_M, REACH_M, -REACH_M },
                  .y = { -REACH_M, -REACH_M, REACH_M, REACH_M },
                  .count = 4 };
    for (int t = 0; t < geo_demo_town_count; t++) {
        const GeoDemoTown *other = &geo_demo_towns[t];
        if (other == town || other->code / 1000 != town->code / 1000) continue;
        cut(&cell, (other->lon - town->lon) * geo_demo_lon_m(town->lat),
            (other->lat - town->lat) * GEO_DEMO_LAT_M);
    }
    OGRGeometryH whole = polygon_of(&cell, town->lon, town->lat);
    OGRGeometryH area = district ? OGR_G_Intersection(whole, district) : NULL;
    if (!area) return whole;
    OGR_G_DestroyGeometry(whole);
    return area;
}

static void write_villages(GeoDemoPackage *p)
{
    static const GeoDemoField fields[] = { { "name", OFTString }, { "code", OFTInteger64 } };
    geo_demo_package_layer(p, "village_areas", "村界", wkbMultiPolygon, fields, 2);
    const int count = (int)(sizeof villages / sizeof villages[0]);
    for (int v = 0; v < count; v++) {
        const GeoDemoTown *town = NULL;
        for (int t = 0; t < geo_demo_town_count; t++)
            if (geo_demo_towns[t].code == villages[v].town) town = &geo_demo_towns[t];
        if (!town) continue;
        const double lon = town->lon + villages[v].east_m / geo_demo_lon_m(town->lat),
                     lat = town->lat + villages[v].north_m / GEO_DEMO_LAT_M;
        Cell cell = { .count = VILLAGE_CORNERS };
        for (int i = 0; i < VILLAGE_CORNERS; i++) {
            const double a = 2 * 3.14159265358979323846 * i / VILLAGE_CORNERS;
            cell.x[i] = VILLAGE_RADIUS_M * cos(a) * (1 + 0.15 * cos(3 * a + v));
            cell.y[i] = VILLAGE_RADIUS_M * sin(a) * (1 + 0.15 * sin(2 * a + v));
        }
        geo_demo_package_text(p, 0, villages[v].name);
        geo_demo_package_int(p, 1, (int64_t)villages[v].town * 1000 + 201 + v);
        geo_demo_package_geometry(p, OGR_G_ForceToMultiPolygon(polygon_of(&cell, lon, lat)));
    }
}

void geo_demo_package_units(GeoDemoPackage *p, OGRGeometryH land)
{
    static const GeoDemoField fields[] = { { "name", OFTString },
                                           { "code", OFTInteger64 },
                                           { "district", OFTString } };
    geo_demo_package_layer(p, "town_areas", "镇界", wkbMultiPolygon, fields, 3);
    int row = 0;
    for (int s = 0; s < geo_demo_shape_count; s++) {
        const GeoDemoShape *shape = &geo_demo_shapes[s];
        if (shape->kind != GEO_DEMO_SHAPE_DISTRICT) continue;
        const GeoDemoDistrict *d = &geo_demo_districts[row++];
        OGRGeometryH ring = OGR_G_CreateGeometry(wkbPolygon),
                     line = OGR_G_CreateGeometry(wkbLinearRing);
        for (int i = 0; i <= shape->count; i++)
            OGR_G_AddPoint_2D(line, shape->vertices[i % shape->count].lon,
                              shape->vertices[i % shape->count].lat);
        OGR_G_AddGeometryDirectly(ring, line);
        OGRGeometryH district = land ? OGR_G_Intersection(ring, land) : NULL;
        for (int t = 0; t < geo_demo_town_count; t++) {
            const GeoDemoTown *town = &geo_demo_towns[t];
            if (town->code / 1000 != d->code) continue;
            geo_demo_package_text(p, 0, town->name);
            geo_demo_package_int(p, 1, town->code);
            geo_demo_package_text(p, 2, d->name);
            geo_demo_package_geometry(
                p, OGR_G_ForceToMultiPolygon(town_area(town, district ? district : ring)));
        }
        if (district) OGR_G_DestroyGeometry(district);
        OGR_G_DestroyGeometry(ring);
    }
    write_villages(p);
}
