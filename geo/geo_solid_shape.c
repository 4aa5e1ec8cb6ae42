// SPDX-License-Identifier: Apache-2.0
// geo_solid_shape.c - triangles, lathes, tubes and boxes.
#include "geo/geo_solid_shape.h"
#include "base/array.h"
#include <limits.h>
#include <math.h>
#include <stdlib.h>

static uint8_t level(double v)
{
    return v <= 0 ? 0 : v >= 255 ? 255 : (uint8_t)(v + 0.5);
}

GeoSolidColour geo_solid_shade(GeoSolidColour c, double factor)
{
    return (GeoSolidColour){ level(c.r * factor), level(c.g * factor), level(c.b * factor), c.a };
}

static int8_t snorm(double v)
{
    return (int8_t)lround(fmax(-1, fmin(1, v)) * 127);
}

static bool reserve(void **items, uint32_t *cap, uint32_t need, size_t item_bytes)
{
    size_t room = *cap;
    if (!array_reserve_large(items, &room, need, item_bytes) || room > UINT32_MAX) return false;
    *cap = (uint32_t)room;
    return true;
}

uint32_t geo_solid_vertex(GeoSolidMesh *mesh, DVec3 pos_m, DVec3 normal, GeoSolidColour colour)
{
    if (mesh->is_out_of_memory || mesh->vertex_count == UINT32_MAX ||
        !reserve((void **)&mesh->vertices, &mesh->vertex_cap, mesh->vertex_count + 1, sizeof *mesh->vertices)) {
        mesh->is_out_of_memory = true;
        return 0;
    }
    const DVec3 n = dvec_normalize(normal);
    mesh->vertices[mesh->vertex_count] = (GeoSolidVertex){ { (float)pos_m.x, (float)pos_m.y, (float)pos_m.z },
                                                           { snorm(n.x), snorm(n.y), snorm(n.z), 0 },
                                                           { colour.r, colour.g, colour.b, colour.a } };
    return mesh->vertex_count++;
}

void geo_solid_triangle(GeoSolidMesh *mesh, uint32_t a, uint32_t b, uint32_t c)
{
    if (mesh->is_out_of_memory || mesh->index_count > UINT32_MAX - 3 ||
        !reserve((void **)&mesh->indices, &mesh->index_cap, mesh->index_count + 3, sizeof *mesh->indices)) {
        mesh->is_out_of_memory = true;
        return;
    }
    mesh->indices[mesh->index_count++] = a;
    mesh->indices[mesh->index_count++] = b;
    mesh->indices[mesh->index_count++] = c;
}

void geo_solid_quad(GeoSolidMesh *mesh, DVec3 a, DVec3 b, DVec3 c, DVec3 d, GeoSolidColour colour)
{
    const DVec3 n = dvec_cross(dvec_sub(c, a), dvec_sub(d, b));
    const uint32_t i = geo_solid_vertex(mesh, a, n, colour), j = geo_solid_vertex(mesh, b, n, colour);
    const uint32_t k = geo_solid_vertex(mesh, c, n, colour), l = geo_solid_vertex(mesh, d, n, colour);
    geo_solid_triangle(mesh, i, j, k);
    geo_solid_triangle(mesh, i, k, l);
}

// Right and up across a direction; right is horizontal unless the direction is upright.
static void across(DVec3 along, DVec3 *right, DVec3 *up)
{
    DVec3 r = { along.y, -along.x, 0 };
    if (dvec_dot(r, r) < 1e-12 * dvec_dot(along, along)) r = (DVec3){ 1, 0, 0 };
    *right = dvec_normalize(r);
    *up = dvec_normalize(dvec_cross(*right, along));
}

void geo_solid_beam(GeoSolidMesh *mesh, DVec3 a, DVec3 b, double across_m, double up_m, GeoSolidColour colour)
{
    DVec3 right, up;
    across(dvec_sub(b, a), &right, &up);
    const DVec3 r = dvec_scale(right, across_m / 2), u = dvec_scale(up, up_m / 2);
    DVec3 corner[8]; // at a and at b: left low, right low, right high, left high
    for (int i = 0; i < 8; i++) {
        const int k = i & 3;
        const DVec3 side = k == 1 || k == 2 ? r : dvec_scale(r, -1), rise = k >= 2 ? u : dvec_scale(u, -1);
        corner[i] = dvec_add(i < 4 ? a : b, dvec_add(side, rise));
    }
    for (int k = 0; k < 4; k++) {
        const int l = (k + 1) & 3;
        geo_solid_quad(mesh, corner[l], corner[k], corner[4 + k], corner[4 + l], colour);
    }
    geo_solid_quad(mesh, corner[0], corner[1], corner[2], corner[3], colour);
    geo_solid_quad(mesh, corner[7], corner[6], corner[5], corner[4], colour);
}

static GeoSolidColour mix(GeoSolidColour a, GeoSolidColour b, double t)
{
    return (GeoSolidColour){ level(a.r + (b.r - a.r) * t), level(a.g + (b.g - a.g) * t), level(a.b + (b.b - a.b) * t),
                             level(a.a + (b.a - a.a) * t) };
}

void geo_solid_lathe(GeoSolidMesh *mesh, DVec3 centre, const double (*radius_height)[2], int count, int sides, GeoSolidColour low,
                     GeoSolidColour high)
{
    const double z0 = radius_height[0][1], z1 = radius_height[count - 1][1];
    uint32_t first = mesh->vertex_count;
    for (int i = 0; i < count; i++) {
        const int p = i ? i - 1 : 0, n = i + 1 < count ? i + 1 : i;
        const double dr = radius_height[n][0] - radius_height[p][0], dz = radius_height[n][1] - radius_height[p][1];
        const GeoSolidColour colour = mix(low, high, z1 > z0 ? (radius_height[i][1] - z0) / (z1 - z0) : 0);
        for (int k = 0; k < sides; k++) {
            const double angle = 2 * DVEC_PI * k / sides, c = cos(angle), s = sin(angle), r = radius_height[i][0];
            geo_solid_vertex(mesh, dvec_add(centre, (DVec3){ r * c, r * s, radius_height[i][1] }), (DVec3){ c * dz, s * dz, -dr }, colour);
        }
    }
    for (int i = 0; i + 1 < count; i++) {
        for (int k = 0; k < sides; k++) {
            const uint32_t l = (uint32_t)((k + 1) % sides), a = first + (uint32_t)(i * sides + k), b = first + (uint32_t)(i * sides) + l;
            const uint32_t up = (uint32_t)sides;
            if (radius_height[i][0] > 0) geo_solid_triangle(mesh, a, b, b + up);
            if (radius_height[i + 1][0] > 0) geo_solid_triangle(mesh, a, b + up, a + up);
        }
    }
}

static void tube_end(GeoSolidMesh *mesh, uint32_t ring, DVec3 centre, DVec3 normal, int sides, bool is_start, GeoSolidColour colour)
{
    const uint32_t middle = geo_solid_vertex(mesh, centre, normal, colour);
    for (int k = 0; k < sides && !mesh->is_out_of_memory; k++) {
        const GeoSolidVertex p = mesh->vertices[ring + (uint32_t)k], q = mesh->vertices[ring + (uint32_t)((k + 1) % sides)];
        const uint32_t a = geo_solid_vertex(mesh, (DVec3){ (double)p.pos_m[0], (double)p.pos_m[1], (double)p.pos_m[2] }, normal, colour);
        const uint32_t b = geo_solid_vertex(mesh, (DVec3){ (double)q.pos_m[0], (double)q.pos_m[1], (double)q.pos_m[2] }, normal, colour);
        if (is_start) geo_solid_triangle(mesh, middle, a, b);
        else geo_solid_triangle(mesh, middle, b, a);
    }
}

void geo_solid_tube(GeoSolidMesh *mesh, const DVec3 *points, const double *radii, int count, int sides, GeoSolidColour colour)
{
    if (count < 2) return;
    const uint32_t first = mesh->vertex_count;
    DVec3 right = { 1, 0, 0 }, up, start = { 0 }, end = { 0 };
    for (int i = 0; i < count; i++) {
        const DVec3 before = i ? dvec_normalize(dvec_sub(points[i], points[i - 1])) : (DVec3){ 0 };
        const DVec3 after = i + 1 < count ? dvec_normalize(dvec_sub(points[i + 1], points[i])) : (DVec3){ 0 };
        const DVec3 along = dvec_normalize(dvec_add(before, after));
        if (i == 0) {
            across(along, &right, &up);
            start = dvec_scale(after, -1);
        } else { // keeps its twist: the old right without its part along the new way
            const DVec3 r = dvec_sub(right, dvec_scale(along, dvec_dot(right, along)));
            if (dvec_length(r) > 1e-3) right = dvec_normalize(r);
        }
        up = dvec_normalize(dvec_cross(right, along));
        end = before;
        for (int k = 0; k < sides; k++) {
            const double angle = 2 * DVEC_PI * k / sides;
            const DVec3 n = dvec_add(dvec_scale(right, cos(angle)), dvec_scale(up, sin(angle)));
            geo_solid_vertex(mesh, dvec_add(points[i], dvec_scale(n, radii[i])), n, colour);
        }
    }
    if (mesh->is_out_of_memory) return;
    for (int i = 0; i + 1 < count; i++) {
        for (int k = 0; k < sides; k++) {
            const uint32_t a = first + (uint32_t)(i * sides + k), b = first + (uint32_t)(i * sides + (k + 1) % sides), n = (uint32_t)sides;
            geo_solid_triangle(mesh, a, b + n, b);
            geo_solid_triangle(mesh, a, a + n, b + n);
        }
    }
    tube_end(mesh, first, points[0], start, sides, true, colour);
    tube_end(mesh, first + (uint32_t)((count - 1) * sides), points[count - 1], end, sides, false, colour);
}

bool geo_solid_end(GeoSolidMesh *mesh, Err *err)
{
    if (mesh->is_out_of_memory) {
        err_set(err, ERR_MEMORY, "no memory for a solid of %u vertices", mesh->vertex_count);
        return false;
    }
    for (int k = 0; k < 3; k++) {
        mesh->box_min_m[k] = mesh->vertex_count ? INFINITY : 0;
        mesh->box_max_m[k] = mesh->vertex_count ? -INFINITY : 0;
    }
    for (uint32_t i = 0; i < mesh->vertex_count; i++) {
        for (int k = 0; k < 3; k++) {
            mesh->box_min_m[k] = fminf(mesh->box_min_m[k], mesh->vertices[i].pos_m[k]);
            mesh->box_max_m[k] = fmaxf(mesh->box_max_m[k], mesh->vertices[i].pos_m[k]);
        }
    }
    return true;
}

void geo_solid_mesh_finish(GeoSolidMesh *mesh)
{
    if (!mesh) return;
    free(mesh->vertices);
    free(mesh->indices);
    *mesh = (GeoSolidMesh){ 0 };
}
