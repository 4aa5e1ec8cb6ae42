// SPDX-License-Identifier: Apache-2.0
// geo_solid_vehicle.c - symbols of what moves: ship, bus, car, aircraft. The bow is along +y; light
// colours take the instance's, dark ones stay dark. Drawn by eye, of usual proportions.
#include "geo/geo_solid_shape.h"
#include "geo/geo_solid_vehicle.h"

static const GeoSolidColour white = { 250, 250, 248, 255 }, dark = { 44, 48, 56, 255 },
                            grey = { 176, 180, 186, 255 }, glass = { 70, 84, 100, 255 };

// A convex outline (counter-clockwise from above) between two heights, the upper one drawn in or
// out by a factor across.
typedef struct {
    const double (*xy)[2];
    int count;
    double low_m, high_m, across; // across: x of the upper outline is times this
    GeoSolidColour side, top;
} Prism;

static void add_prism(GeoSolidMesh *mesh, const Prism *p)
{
    enum { CORNERS_MAX = 12 };
    DVec3 low[CORNERS_MAX], high[CORNERS_MAX];
    for (int i = 0; i < p->count; i++) {
        low[i] = (DVec3){ p->xy[i][0], p->xy[i][1], p->low_m };
        high[i] = (DVec3){ p->xy[i][0] * p->across, p->xy[i][1], p->high_m };
    }
    for (int i = 0; i < p->count; i++) {
        const int next = (i + 1) % p->count;
        geo_solid_quad(mesh, low[i], low[next], high[next], high[i], p->side);
    }
    uint32_t first = 0;
    for (int i = 0; i < p->count; i++) {
        const uint32_t v = geo_solid_vertex(mesh, high[i], (DVec3){ 0, 0, 1 }, p->top);
        if (i == 0) first = v;
    }
    for (int i = 1; i + 1 < p->count; i++)
        geo_solid_triangle(mesh, first, first + (uint32_t)i, first + (uint32_t)i + 1);
}

typedef struct {
    double x, y0, y1, z0, z1; // half its width; from stern to bow; from below to above
} Block;

static void add_block(GeoSolidMesh *mesh, Block b, GeoSolidColour colour)
{
    const double z = 0.5 * (b.z0 + b.z1);
    geo_solid_beam(mesh, (DVec3){ 0, b.y0, z }, (DVec3){ 0, b.y1, z }, 2 * b.x, b.z1 - b.z0,
                   colour);
}

void geo_solid_add_ship(GeoSolidMesh *mesh)
{
    static const double hull[][2] = { { 0.30, -2.60 }, { 0.38, -2.30 },  { 0.38, 1.50 },
                                      { 0.24, 2.20 },  { 0, 2.60 },      { -0.24, 2.20 },
                                      { -0.38, 1.50 }, { -0.38, -2.30 }, { -0.30, -2.60 } };
    const GeoSolidColour deck = geo_solid_shade(white, 0.72);
    add_prism(mesh, &(Prism){ hull, 9, 0, 0.08, 1.04, geo_solid_shade(white, 0.45), deck });
    add_prism(mesh, &(Prism){ hull, 9, 0.08, 0.36, 1.12, geo_solid_shade(white, 0.80), deck });
    static const double bow[][2] = {
        { 0.34, 1.60 }, { 0.26, 2.18 }, { 0, 2.58 }, { -0.26, 2.18 }, { -0.34, 1.60 }
    };
    add_prism(mesh, &(Prism){ bow, 5, 0.36, 0.46, 1.15, white, deck });
    for (int i = 0; i < 5; i++) {
        const double y = -1.35 + 0.58 * i;
        add_block(mesh, (Block){ 0.27, y, y + 0.46, 0.36, 0.44 }, geo_solid_shade(white, 0.92));
    }
    add_block(mesh, (Block){ 0.36, -2.25, -1.65, 0.36, 0.68 }, white);
    add_block(mesh, (Block){ 0.40, -2.10, -1.62, 0.68, 0.78 }, glass);
    add_block(mesh, (Block){ 0.41, -2.12, -1.60, 0.78, 0.82 }, white);
    add_block(mesh, (Block){ 0.12, -2.42, -2.18, 0.36, 0.90 }, grey);
    add_block(mesh, (Block){ 0.02, -1.90, -1.86, 0.82, 1.00 }, dark);
}

static void add_wheels(GeoSolidMesh *mesh, double half_x, double back_y, double front_y, double r)
{
    const double at[2] = { back_y, front_y };
    for (int i = 0; i < 2; i++)
        add_block(mesh, (Block){ half_x, at[i] - r, at[i] + r, 0, 2 * r }, dark);
}

void geo_solid_add_bus(GeoSolidMesh *mesh)
{
    add_wheels(mesh, 0.37, -1.15, 1.25, 0.15);
    add_block(mesh, (Block){ 0.39, -1.87, 1.87, 0.10, 0.52 }, white);
    add_block(mesh, (Block){ 0.385, -1.86, 1.86, 0.52, 0.84 }, glass);
    add_block(mesh, (Block){ 0.39, -1.87, 1.87, 0.84, 0.94 }, white);
    add_block(mesh, (Block){ 0.26, -1.20, 0.60, 0.94, 1.00 }, grey);
    for (int i = -1; i <= 1; i++)
        add_block(mesh, (Block){ 0.392, 0.95 * i - 0.05, 0.95 * i + 0.05, 0.52, 0.84 }, white);
}

void geo_solid_add_car(GeoSolidMesh *mesh)
{
    static const double body[][2] = { { 0.52, -1.50 },  { 0.60, -1.30 }, { 0.60, 1.20 },
                                      { 0.48, 1.50 },   { -0.48, 1.50 }, { -0.60, 1.20 },
                                      { -0.60, -1.30 }, { -0.52, -1.50 } };
    static const double cabin[][2] = {
        { 0.57, -1.15 }, { 0.57, 0.55 }, { -0.57, 0.55 }, { -0.57, -1.15 }
    };
    static const double roof[][2] = {
        { 0.45, -0.95 }, { 0.45, 0.25 }, { -0.45, 0.25 }, { -0.45, -0.95 }
    };
    add_wheels(mesh, 0.58, -0.92, 0.95, 0.22);
    add_prism(mesh, &(Prism){ body, 8, 0.16, 0.58, 0.96, white, geo_solid_shade(white, 0.94) });
    add_prism(mesh, &(Prism){ cabin, 4, 0.58, 0.94, 0.80, glass, glass });
    add_prism(mesh, &(Prism){ roof, 4, 0.94, 1.00, 0.96, white, white });
}

// A flat wing, both its sides: root, tip, tip's back, root's back.
static void add_wing(GeoSolidMesh *mesh, const DVec3 corner[4], GeoSolidColour colour)
{
    geo_solid_quad(mesh, corner[0], corner[1], corner[2], corner[3], colour);
    geo_solid_quad(mesh, corner[3], corner[2], corner[1], corner[0], geo_solid_shade(colour, 0.8));
}

void geo_solid_add_aircraft(GeoSolidMesh *mesh)
{
    const DVec3 spine[] = { { 0, -1.60, 0.42 },
                            { 0, -1.00, 0.36 },
                            { 0, 1.10, 0.34 },
                            { 0, 1.45, 0.32 },
                            { 0, 1.62, 0.29 } };
    const double radii[] = { 0.05, 0.17, 0.18, 0.13, 0.04 };
    geo_solid_tube(mesh, spine, radii, 5, 12, white);
    for (int s = -1; s <= 1; s += 2) {
        const DVec3 wing[4] = { { s * 0.12, 0.45, 0.28 },
                                { s * 1.55, -0.50, 0.40 },
                                { s * 1.55, -0.72, 0.40 },
                                { s * 0.12, -0.25, 0.28 } };
        const DVec3 tail[4] = { { s * 0.05, -1.18, 0.44 },
                                { s * 0.58, -1.52, 0.48 },
                                { s * 0.58, -1.68, 0.48 },
                                { s * 0.05, -1.50, 0.44 } };
        add_wing(mesh, wing, grey);
        add_wing(mesh, tail, grey);
        geo_solid_beam(mesh, (DVec3){ s * 0.52, -0.02, 0.22 }, (DVec3){ s * 0.52, 0.42, 0.22 },
                       0.15, 0.15, dark);
        geo_solid_beam(mesh, (DVec3){ s * 0.2, -0.2, 0 }, (DVec3){ s * 0.2, -0.2, 0.26 }, 0.06,
                       0.06, dark);
    }
    geo_solid_beam(mesh, (DVec3){ 0, 1.15, 0 }, (DVec3){ 0, 1.15, 0.26 }, 0.05, 0.05, dark);
    const DVec3 fin[4] = {
        { 0, -1.05, 0.50 }, { 0, -1.48, 1.00 }, { 0, -1.68, 1.00 }, { 0, -1.56, 0.44 }
    };
    add_wing(mesh, fin, white);
}
