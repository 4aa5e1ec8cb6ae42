// SPDX-License-Identifier: Apache-2.0
// geo_solid.c - decks, tubes and walls along 3D lines, and 3D areas as faces in their own plane.
#include "geo/geo_solid_shape.h"
#include "geo/geo_local.h"
#include "base/triangulate.h"
#include "base/array.h"
#include <assert.h>
#include <math.h>
#include <stdlib.h>

#define WIDTH_DEFAULT_M 8.0
#define WIDTH_MAX_M 2000.0
#define PARAPET_FROM_M 5.0  // decks at least this wide
#define PARAPET_HEIGHT_M 0.9
#define PARAPET_WIDE_M 0.35
#define PROFILE_MAX 10
#define SLOPE_TUBE 0.35     // steeper lines are no roads
#define MITRE_MAX 2.5
#define PIER_CLEAR_M 4.0
#define HEIGHT_MAX_M 20000.0

typedef struct {
    const GeoSolidInput *input;
    const GeoLayer *layer;
    GeoLocal local;
    double lon_deg, lat_deg; // of integer 0, from the local origin
    GeoSolidMesh *mesh;
    DVec3 *points;           // of one part, twins removed
    double *ground_z;        // the ground under each, local
    double *radii;
    double *lon_lat;         // scratch for terrain heights
    float *heights;
    size_t cap;
    Triangulator triangulator;
    float *flat;             // of one area
    uint32_t *triangles;
    int *ring_count;
    size_t flat_cap, triangle_cap, ring_cap;
} Build;

static bool scratch_reserve(Build *b, uint32_t count)
{
    if (count <= b->cap) return true;
    const size_t cap = count + count / 2 + 64;
    free(b->points);
    b->cap = 0;
    b->points = malloc(cap * (sizeof *b->points + 4 * sizeof(double) + sizeof(float)));
    if (!b->points) return false;
    b->ground_z = (double *)(b->points + cap);
    b->radii = b->ground_z + cap;
    b->lon_lat = b->radii + cap;
    b->heights = (float *)(b->lon_lat + 2 * cap);
    b->cap = cap;
    return true;
}

// Fills points and ground_z of a part; twins within a centimetre go unless is_ring. Returns the count kept.
static int part_points(Build *b, uint32_t first, uint32_t count, bool is_ring)
{
    const GeoLayer *layer = b->layer;
    if (!scratch_reserve(b, count)) {
        b->mesh->is_out_of_memory = true;
        return 0;
    }
    const int32_t *xy = layer->xy + 2 * (size_t)first;
    for (uint32_t i = 0; i < count; i++) {
        b->lon_lat[i] = layer->lon0_deg + xy[2 * i] * layer->step_deg;
        b->lon_lat[count + i] = layer->lat0_deg + xy[2 * i + 1] * layer->step_deg;
        b->heights[i] = 0;
    }
    if (b->input->terrain) geo_terrain_heights(b->input->terrain, b->lon_lat, b->lon_lat + count, b->heights, (int)count);
    int kept = 0;
    for (uint32_t i = 0; i < count; i++) {
        const double ground_m = isfinite(b->heights[i]) ? (double)b->heights[i] : 0;
        double h = (layer->z ? (double)layer->z[first + i] : 0) + (double)b->input->lift_m + (b->input->is_above_ground ? ground_m : 0);
        if (!(fabs(h) < HEIGHT_MAX_M)) h = ground_m; // NaN or absurd: on the ground
        const double lon = b->lon_deg + xy[2 * i] * layer->step_deg, lat = b->lat_deg + xy[2 * i + 1] * layer->step_deg;
        const DVec3 p = geo_local_point(&b->local, lon, lat, h);
        if (!is_ring && kept && dvec_length(dvec_sub(p, b->points[kept - 1])) < 0.01) continue;
        b->points[kept] = p;
        b->ground_z[kept++] = p.z - h + ground_m;
    }
    return kept;
}

static GeoSolidColour feature_colour(const Build *b, uint32_t feature)
{
    const uint32_t rgba = b->input->rgba ? b->input->rgba[feature] : b->input->rgba_all;
    return (GeoSolidColour){ (uint8_t)(rgba & 255), (uint8_t)(rgba >> 8 & 255), (uint8_t)(rgba >> 16 & 255), (uint8_t)(rgba >> 24) };
}

static double feature_width(const Build *b, uint32_t feature)
{
    const double width = (double)(b->input->width_m ? b->input->width_m[feature] : b->input->width_m_all);
    return width > 0 && width < WIDTH_MAX_M ? width : WIDTH_DEFAULT_M;
}

// Horizontal right-hand side at point i, lengthened at bends so that the edges stay parallel.
static DVec3 mitre_right(const DVec3 *points, int count, int i, DVec3 before_right)
{
    DVec3 sum = { 0 }, one = { 0 };
    for (int k = i - 1; k <= i; k++) {
        if (k < 0 || k + 1 >= count) continue;
        const DVec3 d = dvec_sub(points[k + 1], points[k]);
        const DVec3 r = dvec_normalize((DVec3){ d.y, -d.x, 0 });
        if (dvec_dot(r, r) > 0) one = r;
        sum = dvec_add(sum, r);
    }
    if (dvec_dot(one, one) == 0) return before_right; // upright
    const double length = dvec_length(sum);
    if (length < 1e-6) return one; // turns back
    const DVec3 r = dvec_scale(sum, 1 / length);
    return dvec_scale(r, fmin(1 / fmax(dvec_dot(r, one), 1e-3), MITRE_MAX));
}

typedef struct {
    double right, up; // of the way's line
    double shade;     // of the face from here to the next
} ProfilePoint;

// Counter-clockwise seen against the way (right is +).
static int deck_profile(double half, double thick, ProfilePoint out[PROFILE_MAX])
{
    int n = 0;
    out[n++] = (ProfilePoint){ -half * 0.62, -thick, 0.62 };
    out[n++] = (ProfilePoint){ half * 0.62, -thick, 0.72 };
    out[n++] = (ProfilePoint){ half, -thick * 0.35, 0.95 };
    if (2 * half >= PARAPET_FROM_M) {
        out[n++] = (ProfilePoint){ half, PARAPET_HEIGHT_M, 1.12 };
        out[n++] = (ProfilePoint){ half - PARAPET_WIDE_M, PARAPET_HEIGHT_M, 1.05 };
        out[n++] = (ProfilePoint){ half - PARAPET_WIDE_M, 0, 0.78 };
        out[n++] = (ProfilePoint){ -half + PARAPET_WIDE_M, 0, 1.05 };
        out[n++] = (ProfilePoint){ -half + PARAPET_WIDE_M, PARAPET_HEIGHT_M, 1.12 };
        out[n++] = (ProfilePoint){ -half, PARAPET_HEIGHT_M, 0.95 };
    } else {
        out[n++] = (ProfilePoint){ half, 0, 0.8 };
        out[n++] = (ProfilePoint){ -half, 0, 0.95 };
    }
    out[n++] = (ProfilePoint){ -half, -thick * 0.35, 0.72 };
    return n;
}

static DVec3 profile_place(DVec3 centre, DVec3 right, const ProfilePoint *p)
{
    return dvec_add(centre, (DVec3){ right.x * p->right, right.y * p->right, p->up });
}

static void add_pier(Build *b, DVec3 top, double ground_z, DVec3 right, double width_m, GeoSolidColour colour)
{
    const DVec3 along = { -right.y, right.x, 0 };
    const double half = width_m * 0.28, deep = fmin(fmax(width_m * 0.08, 0.5), 2);
    const DVec3 foot = { top.x, top.y, ground_z - 2 };
    DVec3 corner[8];
    for (int i = 0; i < 8; i++) {
        const int k = i & 3;
        const double r = (k == 1 || k == 2 ? half : -half) * (i < 4 ? 1.15 : 1), a = (k >= 2 ? deep : -deep) * (i < 4 ? 1.15 : 1);
        corner[i] = dvec_add(i < 4 ? foot : top, dvec_add(dvec_scale(right, r), dvec_scale(along, a)));
    }
    for (int k = 0; k < 4; k++) {
        const int l = (k + 1) & 3;
        geo_solid_quad(b->mesh, corner[k], corner[l], corner[4 + l], corner[4 + k], colour);
    }
}

static void add_piers(Build *b, int count, double width_m, double thick_m, GeoSolidColour colour)
{
    const double spacing = (double)b->input->pier_spacing_m;
    double next = spacing / 2, s = 0;
    for (int i = 0; i + 1 < count; i++) {
        const DVec3 p = b->points[i], d = dvec_sub(b->points[i + 1], p);
        const double length = sqrt(d.x * d.x + d.y * d.y);
        const DVec3 right = dvec_normalize((DVec3){ d.y, -d.x, 0 });
        for (; next < s + length && !b->mesh->is_out_of_memory; next += spacing) {
            const double t = (next - s) / length, ground = b->ground_z[i] + (b->ground_z[i + 1] - b->ground_z[i]) * t;
            DVec3 top = dvec_add(p, dvec_scale(d, t));
            top.z -= thick_m;
            if (top.z - ground > PIER_CLEAR_M) add_pier(b, top, ground, right, width_m, colour);
        }
        s += length;
    }
}

static void add_deck(Build *b, int count, double width_m, GeoSolidColour colour)
{
    GeoSolidMesh *m = b->mesh;
    const double thick = b->input->thickness_m > 0 ? (double)b->input->thickness_m : fmin(fmax(width_m / 12, 0.4), 2.5);
    ProfilePoint profile[PROFILE_MAX];
    const int corners = deck_profile(width_m / 2, thick, profile);
    DVec3 right = { 1, 0, 0 }, last_right = right;
    for (int i = 0; i < count; i++) {
        last_right = right;
        right = mitre_right(b->points, count, i, right);
        if (i == 0 || i + 1 == count) { // ends: the body below the parapets
            const DVec3 c = b->points[i];
            const ProfilePoint cap[6] = { profile[0], profile[1], profile[2], { width_m / 2, 0, 0 }, { -width_m / 2, 0, 0 }, profile[corners - 1] };
            DVec3 p[6];
            for (int k = 0; k < 6; k++) p[k] = profile_place(c, right, cap + k);
            const GeoSolidColour shade = geo_solid_shade(colour, 0.8);
            if (i == 0) {
                geo_solid_quad(m, p[0], p[1], p[2], p[5], shade);
                geo_solid_quad(m, p[5], p[2], p[3], p[4], shade);
            } else {
                geo_solid_quad(m, p[5], p[2], p[1], p[0], shade);
                geo_solid_quad(m, p[4], p[3], p[2], p[5], shade);
            }
        }
        if (i == 0) continue;
        for (int k = 0; k < corners; k++) {
            const int l = (k + 1) % corners;
            const DVec3 a = profile_place(b->points[i - 1], last_right, profile + k), c = profile_place(b->points[i], right, profile + l);
            const DVec3 d = profile_place(b->points[i], right, profile + k), e = profile_place(b->points[i - 1], last_right, profile + l);
            geo_solid_quad(m, e, a, d, c, geo_solid_shade(colour, profile[k].shade));
        }
    }
    if (b->input->pier_spacing_m > 1) add_piers(b, count, width_m, thick, geo_solid_shade(colour, 0.9));
}

static void add_wall(Build *b, int count, GeoSolidColour colour)
{
    for (int i = 0; i + 1 < count; i++) {
        DVec3 p = b->points[i], q = b->points[i + 1], pg = p, qg = q;
        pg.z = fmin(b->ground_z[i], p.z), qg.z = fmin(b->ground_z[i + 1], q.z);
        if (p.z - pg.z < 0.01 && q.z - qg.z < 0.01) continue;
        geo_solid_quad(b->mesh, pg, qg, q, p, colour);
    }
}

static bool is_steep(const DVec3 *points, int count)
{
    double rise = 0, way = 0;
    for (int i = 0; i + 1 < count; i++) {
        const DVec3 d = dvec_sub(points[i + 1], points[i]);
        rise += fabs(d.z);
        way += sqrt(d.x * d.x + d.y * d.y);
    }
    return rise > SLOPE_TUBE * way;
}

static bool add_line(Build *b, uint32_t part, double width_m, GeoSolidColour colour)
{
    const uint32_t first = b->layer->part_vertex[part];
    const int count = part_points(b, first, b->layer->part_vertex[part + 1] - first, false);
    if (count < 2) return false;
    GeoSolidProfile profile = b->input->profile;
    if (profile == GEO_SOLID_AUTO) profile = width_m >= 2 && !is_steep(b->points, count) ? GEO_SOLID_DECK : GEO_SOLID_TUBE;
    if (profile == GEO_SOLID_WALL) {
        add_wall(b, count, colour);
    } else if (profile == GEO_SOLID_DECK) {
        add_deck(b, count, width_m, colour);
    } else {
        for (int i = 0; i < count; i++) b->radii[i] = width_m / 2;
        geo_solid_tube(b->mesh, b->points, b->radii, count, width_m < 0.6 ? 5 : width_m < 2 ? 7 : 12, colour);
    }
    return true;
}

// Outer ring and holes [part, end) triangulated in the plane they lie flattest in.
static bool add_face(Build *b, uint32_t part, uint32_t end, GeoSolidColour colour)
{
    const GeoLayer *layer = b->layer;
    const uint32_t first = layer->part_vertex[part], count = layer->part_vertex[end] - first;
    const size_t rings = end - part;
    if (layer->part_vertex[part + 1] - first < 3 || part_points(b, first, count, true) != (int)count) return false;
    if (!array_reserve_large((void **)&b->flat, &b->flat_cap, 2 * (size_t)count, sizeof *b->flat) ||
        !array_reserve_large((void **)&b->triangles, &b->triangle_cap, 3 * (count + 2 * rings), sizeof *b->triangles) ||
        !array_reserve_large((void **)&b->ring_count, &b->ring_cap, rings, sizeof *b->ring_count)) {
        b->mesh->is_out_of_memory = true;
        return false;
    }
    DVec3 n = { 0 }; // Newell: sums of the areas seen along the axes
    const uint32_t outer = layer->part_vertex[part + 1] - first;
    const DVec3 o = b->points[0];
    for (uint32_t i = 0; i < outer; i++) {
        n = dvec_add(n, dvec_cross(dvec_sub(b->points[i], o), dvec_sub(b->points[i + 1 < outer ? i + 1 : 0], o)));
    }
    n = dvec_normalize(n);
    if (dvec_dot(n, n) == 0) return false;
    const DVec3 u = dvec_normalize(dvec_cross(fabs(n.z) < 0.9 ? (DVec3){ 0, 0, 1 } : (DVec3){ 1, 0, 0 }, n)), v = dvec_cross(n, u);
    for (uint32_t i = 0; i < count; i++) {
        const DVec3 d = dvec_sub(b->points[i], o);
        b->flat[2 * i] = (float)dvec_dot(d, u);
        b->flat[2 * i + 1] = (float)dvec_dot(d, v);
    }
    for (uint32_t p = part; p < end; p++) b->ring_count[p - part] = (int)(layer->part_vertex[p + 1] - layer->part_vertex[p]);
    const int indices = triangulate_floats(&b->triangulator, b->flat, b->ring_count, (int)rings, b->triangles);
    const uint32_t base = b->mesh->vertex_count;
    // Rings are stored counter-clockwise from above; the outside of an upright or overhanging face is not known: both sides show.
    const DVec3 up = n.z < 0 ? dvec_scale(n, -1) : n;
    for (uint32_t i = 0; i < count; i++) geo_solid_vertex(b->mesh, b->points[i], up, colour);
    for (int i = 0; i < indices; i += 3) {
        const uint32_t *t = b->triangles + i;
        geo_solid_triangle(b->mesh, base + t[0], base + t[n.z < 0 ? 2 : 1], base + t[n.z < 0 ? 1 : 2]);
    }
    return indices > 0;
}

static void add_feature(Build *b, uint32_t feature)
{
    const GeoLayer *layer = b->layer;
    const GeoSolidColour colour = feature_colour(b, feature);
    if (!colour.a) return;
    const double width_m = feature_width(b, feature);
    bool has_any = false;
    const uint32_t part_end = layer->feature_part[feature + 1];
    for (uint32_t p = layer->feature_part[feature], end = p; p < part_end && !b->mesh->is_out_of_memory; p = end) {
        end = p + 1;
        if (layer->part_kind[p] == GEO_PART_LINE) has_any |= add_line(b, p, width_m, colour);
        if (layer->part_kind[p] != GEO_PART_OUTER) continue;
        while (end < part_end && layer->part_kind[end] == GEO_PART_INNER) end++;
        has_any |= add_face(b, p, end, colour);
    }
    if (!has_any) b->mesh->skipped++;
}

bool geo_solid_build(const GeoSolidInput *input, int tile, GeoSolidMesh *out, Err *err)
{
    assert(input && input->layer && out && tile >= 0 && tile < input->layer->tile_count);
    const GeoLayer *layer = input->layer;
    const GeoLayerTile run = layer->tiles[tile];
    GeoSolidMesh mesh = { 0 };
    Build b = { .input = input, .layer = layer, .mesh = &mesh };
    const GeoBox box = geo_tile_box(run.key);
    geo_local_init(&b.local, (box.west_deg + box.east_deg) / 2, (box.south_deg + box.north_deg) / 2);
    b.lon_deg = layer->lon0_deg - b.local.lon_deg;
    b.lat_deg = layer->lat0_deg - b.local.lat_deg;
    for (uint32_t i = 0; i < run.count && !mesh.is_out_of_memory; i++) add_feature(&b, run.first + i);
    triangulate_finish(&b.triangulator);
    free(b.points);
    free(b.flat);
    free(b.triangles);
    free(b.ring_count);
    const bool ok = geo_solid_end(&mesh, err);
    if (ok) *out = mesh;
    else geo_solid_mesh_finish(&mesh);
    return ok;
}
