// SPDX-License-Identifier: Apache-2.0
// geo_solid_symbol.c - the built-in symbols, one metre high; to add one: a function, an enum value and a row below.
#include "geo/geo_solid_shape.h"
#include "geo/geo_solid_vehicle.h"
#include <assert.h>
#include <math.h>
#include <string.h>

#define ICO_VERTICES 42

static const GeoSolidColour white = { 250, 250, 248, 255 }, bark = { 150, 122, 96, 255 }, steel = { 196, 200, 206, 255 };

// A round blob: an icosahedron, divided once (80 triangles) unless it is far, squeezed and dented by a fixed pattern; light above,
// dark below.
static void add_blob_of(GeoSolidMesh *mesh, bool is_far, DVec3 centre, DVec3 radius, double dent, GeoSolidColour low, GeoSolidColour high)
{
    static const double g = 1.61803398874989485;
    static const uint8_t faces[20][3] = { { 0, 11, 5 }, { 0, 5, 1 }, { 0, 1, 7 }, { 0, 7, 10 }, { 0, 10, 11 }, { 1, 5, 9 }, { 5, 11, 4 },
                                          { 11, 10, 2 }, { 10, 7, 6 }, { 7, 1, 8 }, { 3, 9, 4 }, { 3, 4, 2 }, { 3, 2, 6 }, { 3, 6, 8 },
                                          { 3, 8, 9 }, { 4, 9, 5 }, { 2, 4, 11 }, { 6, 2, 10 }, { 8, 6, 7 }, { 9, 8, 1 } };
    DVec3 points[ICO_VERTICES] = { { -1, g, 0 }, { 1, g, 0 }, { -1, -g, 0 }, { 1, -g, 0 }, { 0, -1, g }, { 0, 1, g },
                                   { 0, -1, -g }, { 0, 1, -g }, { g, 0, -1 }, { g, 0, 1 }, { -g, 0, -1 }, { -g, 0, 1 } };
    uint8_t middle[12][12];
    memset(middle, 0, sizeof middle);
    int count = 12;
    for (int f = 0; f < 20 && !is_far; f++) {
        for (int k = 0; k < 3; k++) {
            const uint8_t a = faces[f][k], b = faces[f][(k + 1) % 3];
            if (middle[a][b]) continue;
            points[count] = dvec_add(dvec_normalize(points[a]), dvec_normalize(points[b]));
            middle[a][b] = middle[b][a] = (uint8_t)count++;
        }
    }
    assert(is_far || count == ICO_VERTICES);
    const uint32_t first = mesh->vertex_count;
    for (int i = 0; i < count; i++) {
        const DVec3 n = dvec_normalize(points[i]);
        const double size = 1 - dent * (0.5 + 0.5 * sin(i * 7.13 + centre.x * 31)), t = n.z * 0.5 + 0.5;
        const DVec3 p = { centre.x + n.x * radius.x * size, centre.y + n.y * radius.y * size, centre.z + n.z * radius.z * size };
        const GeoSolidColour colour = { (uint8_t)(low.r + (high.r - low.r) * t), (uint8_t)(low.g + (high.g - low.g) * t),
                                        (uint8_t)(low.b + (high.b - low.b) * t), 255 };
        geo_solid_vertex(mesh, p, (DVec3){ n.x / radius.x, n.y / radius.y, n.z / radius.z }, colour);
    }
    for (int f = 0; f < 20; f++) {
        const uint8_t a = faces[f][0], b = faces[f][1], c = faces[f][2];
        if (is_far) {
            geo_solid_triangle(mesh, first + a, first + b, first + c);
            continue;
        }
        const uint8_t ab = middle[a][b], bc = middle[b][c], ca = middle[c][a];
        geo_solid_triangle(mesh, first + a, first + ab, first + ca);
        geo_solid_triangle(mesh, first + ab, first + b, first + bc);
        geo_solid_triangle(mesh, first + ca, first + bc, first + c);
        geo_solid_triangle(mesh, first + ab, first + bc, first + ca);
    }
}

static void add_blob(GeoSolidMesh *mesh, DVec3 centre, DVec3 radius, double dent, GeoSolidColour low, GeoSolidColour high)
{
    add_blob_of(mesh, false, centre, radius, dent, low, high);
}

static void add_tree_far(GeoSolidMesh *mesh)
{
    const DVec3 trunk[] = { { 0, 0, 0 }, { 0.01, 0.01, 0.4 } };
    const double radii[] = { 0.034, 0.02 };
    geo_solid_tube(mesh, trunk, radii, 2, 3, bark);
    const GeoSolidColour low = { 168, 178, 160, 255 }, high = { 250, 253, 234, 255 };
    add_blob_of(mesh, true, (DVec3){ 0.04, 0.03, 0.61 }, (DVec3){ 0.35, 0.35, 0.37 }, 0.10, low, high);
}

static void add_tree(GeoSolidMesh *mesh)
{
    const DVec3 trunk[] = { { 0, 0, 0 }, { 0.008, 0, 0.2 }, { 0.01, 0.01, 0.45 } };
    const double radii[] = { 0.035, 0.024, 0.015 };
    geo_solid_tube(mesh, trunk, radii, 3, 5, bark);
    const GeoSolidColour low = { 168, 178, 160, 255 }, high = { 252, 255, 236, 255 };
    add_blob(mesh, (DVec3){ 0, 0, 0.62 }, (DVec3){ 0.3, 0.3, 0.36 }, 0.16, low, high);
    add_blob(mesh, (DVec3){ 0.13, 0.1, 0.5 }, (DVec3){ 0.2, 0.2, 0.2 }, 0.16, low, geo_solid_shade(high, 0.95));
}

static void add_palm(GeoSolidMesh *mesh)
{
    DVec3 trunk[5];
    double radii[5];
    for (int i = 0; i < 5; i++) {
        const double t = i / 4.0;
        trunk[i] = (DVec3){ 0.09 * t * t, 0, 0.86 * t };
        radii[i] = 0.03 - 0.013 * t;
    }
    geo_solid_tube(mesh, trunk, radii, 5, 6, (GeoSolidColour){ 190, 172, 146, 255 });
    const DVec3 crown = trunk[4];
    for (int f = 0; f < 9; f++) {
        // A frond: a folded leaf that rises and droops.
        const double angle = 2 * DVEC_PI * f / 9 + 0.2 * (f % 2), reach = 0.42 - 0.05 * (f % 3), lift = f % 2 ? 0.16 : 0.1;
        const DVec3 out = { cos(angle), sin(angle), 0 }, side = { -out.y, out.x, 0 };
        DVec3 spine[4];
        double half[4];
        for (int k = 0; k < 4; k++) {
            const double t = k / 3.0;
            spine[k] = dvec_add(crown, dvec_scale(out, reach * t));
            spine[k].z += lift * sin(2.6 * t) - 0.24 * t * t;
            half[k] = 0.075 * sin(DVEC_PI * (0.15 + 0.8 * t));
        }
        for (int k = 0; k < 3; k++) {
            const GeoSolidColour colour = geo_solid_shade((GeoSolidColour){ 246, 255, 226, 255 }, 1 - 0.09 * k);
            for (int s = -1; s <= 1; s += 2) {
                DVec3 a = dvec_add(spine[k], dvec_scale(side, s * half[k])), b = dvec_add(spine[k + 1], dvec_scale(side, s * half[k + 1]));
                a.z -= half[k] * 0.6, b.z -= half[k + 1] * 0.6;
                if (s > 0) geo_solid_quad(mesh, spine[k], spine[k + 1], b, a, colour);
                else geo_solid_quad(mesh, a, b, spine[k + 1], spine[k], geo_solid_shade(colour, 0.94));
            }
        }
    }
    add_blob(mesh, (DVec3){ crown.x, 0, crown.z - 0.02 }, (DVec3){ 0.035, 0.035, 0.04 }, 0, bark, bark);
}

static void add_lamp(GeoSolidMesh *mesh)
{
    const double foot[][2] = { { 0.03, 0 }, { 0.03, 0.06 }, { 0.014, 0.08 }, { 0.009, 0.9 } };
    geo_solid_lathe(mesh, (DVec3){ 0 }, foot, 4, 6, steel, steel);
    const DVec3 arm[] = { { 0, 0, 0.9 }, { 0.03, 0, 0.965 }, { 0.1, 0, 0.99 }, { 0.2, 0, 0.985 } };
    const double radii[] = { 0.009, 0.009, 0.008, 0.008 };
    geo_solid_tube(mesh, arm, radii, 4, 5, steel);
    geo_solid_beam(mesh, (DVec3){ 0.14, 0, 0.982 }, (DVec3){ 0.27, 0, 0.982 }, 0.05, 0.022, steel);
    const uint32_t a = geo_solid_vertex(mesh, (DVec3){ 0.15, 0.02, 0.97 }, (DVec3){ 0 }, (GeoSolidColour){ 255, 244, 214, 255 });
    const uint32_t b = geo_solid_vertex(mesh, (DVec3){ 0.26, 0.02, 0.97 }, (DVec3){ 0 }, (GeoSolidColour){ 255, 244, 214, 255 });
    const uint32_t c = geo_solid_vertex(mesh, (DVec3){ 0.26, -0.02, 0.97 }, (DVec3){ 0 }, (GeoSolidColour){ 255, 244, 214, 255 });
    const uint32_t d = geo_solid_vertex(mesh, (DVec3){ 0.15, -0.02, 0.97 }, (DVec3){ 0 }, (GeoSolidColour){ 255, 244, 214, 255 });
    geo_solid_triangle(mesh, a, b, c); // shines down, by itself
    geo_solid_triangle(mesh, a, c, d);
}

// A ship-to-shore gantry crane, boom out over the water.
static void add_crane(GeoSolidMesh *mesh)
{
    const GeoSolidColour frame = white, dark = { 150, 156, 164, 255 }, house = { 226, 232, 236, 255 };
    const double rail = 0.2, half = 0.13, boom_z = 0.56;
    for (int s = -1; s <= 1; s += 2) {
        const double y = s * half;
        geo_solid_beam(mesh, (DVec3){ rail, y, 0.02 }, (DVec3){ rail, y, 0.62 }, 0.03, 0.03, frame);
        geo_solid_beam(mesh, (DVec3){ -rail, y, 0.02 }, (DVec3){ -rail, y, 0.62 }, 0.03, 0.03, frame);
        geo_solid_beam(mesh, (DVec3){ -rail, y, 0.2 }, (DVec3){ rail, y, 0.2 }, 0.022, 0.03, frame);
        geo_solid_beam(mesh, (DVec3){ -rail, y, 0.21 }, (DVec3){ rail, y, 0.58 }, 0.014, 0.014, frame);
        geo_solid_beam(mesh, (DVec3){ rail, y, 0.62 }, (DVec3){ 0.1, s * 0.02, 1 }, 0.024, 0.024, frame);  // the peak
        geo_solid_beam(mesh, (DVec3){ -rail, y, 0.62 }, (DVec3){ 0.1, s * 0.02, 0.99 }, 0.016, 0.016, frame);
        geo_solid_beam(mesh, (DVec3){ 0.1, s * 0.02, 0.98 }, (DVec3){ 0.62, s * 0.03, boom_z + 0.03 }, 0.007, 0.007, dark); // stays
        geo_solid_beam(mesh, (DVec3){ 0.1, s * 0.02, 0.98 }, (DVec3){ 0.95, s * 0.03, boom_z + 0.03 }, 0.007, 0.007, dark);
        geo_solid_beam(mesh, (DVec3){ 0.1, s * 0.02, 0.98 }, (DVec3){ -0.42, s * 0.03, boom_z + 0.03 }, 0.007, 0.007, dark);
        geo_solid_beam(mesh, (DVec3){ -0.45, s * 0.03, boom_z }, (DVec3){ 1.02, s * 0.03, boom_z }, 0.02, 0.05, frame);    // the boom
        geo_solid_beam(mesh, (DVec3){ s * rail, -half - 0.03, 0.02 }, (DVec3){ s * rail, half + 0.03, 0.02 }, 0.05, 0.04, dark);
        geo_solid_beam(mesh, (DVec3){ s * rail, -half, 0.6 }, (DVec3){ s * rail, half, 0.6 }, 0.026, 0.03, frame);
    }
    geo_solid_beam(mesh, (DVec3){ -0.34, 0, 0.63 }, (DVec3){ -0.16, 0, 0.63 }, 0.13, 0.08, house);
    geo_solid_beam(mesh, (DVec3){ 0.5, 0, 0.5 }, (DVec3){ 0.58, 0, 0.5 }, 0.07, 0.05, house); // trolley and cabin
}

static void add_cone(GeoSolidMesh *mesh)
{
    const double outline[][2] = { { 0, 0 }, { 0.35, 0 }, { 0.35, 0 }, { 0, 1 } };
    geo_solid_lathe(mesh, (DVec3){ 0 }, outline, 2, 20, geo_solid_shade(white, 0.8), geo_solid_shade(white, 0.8));
    geo_solid_lathe(mesh, (DVec3){ 0 }, outline + 2, 2, 20, geo_solid_shade(white, 0.86), white);
}

static void add_sphere(GeoSolidMesh *mesh)
{
    double outline[13][2];
    for (int i = 0; i < 13; i++) {
        const double a = DVEC_PI * i / 12;
        outline[i][0] = i == 0 || i == 12 ? 0 : 0.5 * sin(a);
        outline[i][1] = 0.5 - 0.5 * cos(a);
    }
    geo_solid_lathe(mesh, (DVec3){ 0 }, (const double(*)[2])outline, 13, 16, geo_solid_shade(white, 0.9), white);
}

static void add_cylinder(GeoSolidMesh *mesh)
{
    const DVec3 axis[] = { { 0, 0, 0 }, { 0, 0, 1 } };
    const double radii[] = { 0.3, 0.3 };
    geo_solid_tube(mesh, axis, radii, 2, 20, white);
}

static void add_cube(GeoSolidMesh *mesh)
{
    geo_solid_beam(mesh, (DVec3){ 0, 0, 0 }, (DVec3){ 0, 0, 1 }, 1, 1, white);
}

static void add_pin(GeoSolidMesh *mesh)
{
    double outline[13][2] = { { 0, 0 } };
    const double low = -asin(0.3 / 0.7); // where the drop leaves the ball: its tangent from the tip
    for (int i = 1; i < 13; i++) {
        const double a = low + (DVEC_PI / 2 - low) * (i - 1) / 11;
        outline[i][0] = i == 12 ? 0 : 0.3 * cos(a);
        outline[i][1] = 0.7 + 0.3 * sin(a);
    }
    geo_solid_lathe(mesh, (DVec3){ 0 }, (const double(*)[2])outline, 13, 16, geo_solid_shade(white, 0.72), white);
}

static const struct {
    const char *name;
    void (*add)(GeoSolidMesh *mesh);
    void (*add_far)(GeoSolidMesh *mesh); // NULL: the same
} symbol_table[] = {
    [GEO_SYMBOL_NONE] = { "none", NULL },
    [GEO_SYMBOL_TREE] = { "tree", add_tree, add_tree_far },
    [GEO_SYMBOL_PALM] = { "palm", add_palm },
    [GEO_SYMBOL_LAMP] = { "lamp", add_lamp },
    [GEO_SYMBOL_CRANE] = { "crane", add_crane },
    [GEO_SYMBOL_CONE] = { "cone", add_cone },
    [GEO_SYMBOL_SPHERE] = { "sphere", add_sphere },
    [GEO_SYMBOL_CYLINDER] = { "cylinder", add_cylinder },
    [GEO_SYMBOL_BOX] = { "box", add_cube },
    [GEO_SYMBOL_PIN] = { "pin", add_pin },
    [GEO_SYMBOL_SHIP] = { "ship", geo_solid_add_ship },
    [GEO_SYMBOL_BUS] = { "bus", geo_solid_add_bus },
    [GEO_SYMBOL_CAR] = { "car", geo_solid_add_car },
    [GEO_SYMBOL_AIRCRAFT] = { "aircraft", geo_solid_add_aircraft },
};
static_assert(sizeof symbol_table / sizeof *symbol_table == GEO_SYMBOL_COUNT, "a row for every symbol");

const char *geo_symbol_name(GeoSymbol symbol)
{
    assert(symbol >= 0 && symbol < GEO_SYMBOL_COUNT);
    return symbol_table[symbol].name;
}

GeoSymbol geo_symbol_find(const char *name)
{
    for (int i = 1; name && i < GEO_SYMBOL_COUNT; i++) {
        if (strcmp(symbol_table[i].name, name) == 0) return (GeoSymbol)i;
    }
    return GEO_SYMBOL_NONE;
}

static bool symbol_build(void (*add)(GeoSolidMesh *mesh), GeoSolidMesh *out, Err *err)
{
    GeoSolidMesh mesh = { 0 };
    add(&mesh);
    bool ok = geo_solid_end(&mesh, err);
    if (ok) { // drawn by eye: now exactly one metre, from the ground
        const float low = mesh.box_min_m[2], scale = 1 / (mesh.box_max_m[2] - low);
        for (uint32_t i = 0; i < mesh.vertex_count; i++) {
            float *p = mesh.vertices[i].pos_m;
            p[0] *= scale, p[1] *= scale, p[2] = (p[2] - low) * scale;
        }
        ok = geo_solid_end(&mesh, err);
    }
    if (ok) *out = mesh;
    else geo_solid_mesh_finish(&mesh);
    return ok;
}

bool geo_symbol_build(GeoSymbol symbol, GeoSolidMesh *out, Err *err)
{
    assert(symbol > GEO_SYMBOL_NONE && symbol < GEO_SYMBOL_COUNT && out);
    return symbol_build(symbol_table[symbol].add, out, err);
}

bool geo_symbol_build_far(GeoSymbol symbol, GeoSolidMesh *out, Err *err)
{
    assert(symbol > GEO_SYMBOL_NONE && symbol < GEO_SYMBOL_COUNT && out);
    return symbol_table[symbol].add_far && symbol_build(symbol_table[symbol].add_far, out, err);
}
