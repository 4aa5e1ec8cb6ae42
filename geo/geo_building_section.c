// SPDX-License-Identifier: Apache-2.0
// geo_building_section.c - where a plane cuts the bodies of a tile: what stands under each triangle
// of the roof is a column of its own; their sections lie side by side and make up the face.
#include "base/array.h"
#include "geo/geo_building.h"
#include <math.h>
#include <stdlib.h>
#include <string.h>

#define UPRIGHT 1e-9      // a normal whose z is smaller: the plane is a line from above
#define CORNERS_MAX 8     // of a triangle, and two more cuts
#define STEEPEST 0.3   // upward share of a roof's normal
#define LEAST_AREA2 1e-10 // twice, m2

typedef struct {
    DVec3 corner[3]; // of the roof, counter-clockwise from above
    double base_m;
    uint16_t slot;
} Column;

static DVec3 position(const GeoBuildingMesh *m, const GeoBuildingVertex *v)
{
    return (DVec3){ (double)m->offset_m[0] + v->x * (double)m->step_m[0],
                    (double)m->offset_m[1] + v->y * (double)m->step_m[1],
                    (double)m->offset_m[2] + v->z * (double)m->step_m[2] };
}

// False for walls and floors.
static bool read_column(const GeoBuildingMesh *m, const uint16_t *indices, Column *c)
{
    const GeoBuildingVertex *v = &m->vertices[indices[0]];
    for (int i = 0; i < 3; i++) c->corner[i] = position(m, &m->vertices[indices[i]]);
    const DVec3 n =
        dvec_cross(dvec_sub(c->corner[1], c->corner[0]), dvec_sub(c->corner[2], c->corner[0]));
    c->slot = v->slot;
    c->base_m = (double)m->offset_m[2] + (m->shapes[v->slot] & 0xffffu) * (double)m->step_m[2];
    return n.z > LEAST_AREA2 && n.z > STEEPEST * dvec_length(n); // walls lean by a step
}

static bool add_face(GeoBuildingFaces *f, const DVec3 *corners, int count, uint16_t slot)
{
    for (int i = 2; i < count; i++) {
        const DVec3 n =
            dvec_cross(dvec_sub(corners[i - 1], corners[0]), dvec_sub(corners[i], corners[0]));
        if (dvec_dot(n, n) < LEAST_AREA2 * LEAST_AREA2) continue;
        if (!array_reserve((void **)&f->points, &f->point_cap, 3 * f->triangle_count + 3,
                           sizeof *f->points) ||
            !array_reserve((void **)&f->slots, &f->slot_cap, f->triangle_count + 1,
                           sizeof *f->slots))
            return false;
        memcpy(f->points + 3 * (size_t)f->triangle_count,
               (DVec3[]){ corners[0], corners[i - 1], corners[i] }, 3 * sizeof *f->points);
        f->slots[f->triangle_count++] = slot;
    }
    return true;
}

// Sutherland and Hodgman, 1974: keeps the corners whose value is not negative; value is linear.
static int clip(const DVec3 *in, const double *value, int count, DVec3 *out)
{
    int kept = 0;
    for (int i = 0; i < count; i++) {
        const int k = i + 1 < count ? i + 1 : 0;
        if (value[i] >= 0) out[kept++] = in[i];
        if ((value[i] >= 0) != (value[k] >= 0))
            out[kept++] = dvec_add(
                in[i], dvec_scale(dvec_sub(in[k], in[i]), value[i] / (value[i] - value[k])));
    }
    return kept;
}

// The roof's triangle, less where the plane passes above it or below the base, moved into the
// plane.
static bool cut_slanted(const Column *c, const double plane[4], GeoBuildingFaces *out)
{
    DVec3 a[CORNERS_MAX], b[CORNERS_MAX];
    double value[CORNERS_MAX];
    int count = 3;
    memcpy(a, c->corner, sizeof c->corner);
    for (int i = 0; i < count; i++)
        value[i] = a[i].z + (plane[0] * a[i].x + plane[1] * a[i].y + plane[3]) / plane[2];
    count = clip(a, value, count, b);
    for (int i = 0; i < count; i++)
        b[i].z = -(plane[0] * b[i].x + plane[1] * b[i].y + plane[3]) / plane[2];
    for (int i = 0; i < count; i++) value[i] = b[i].z - c->base_m;
    count = clip(b, value, count, a);
    return add_face(out, a, count, c->slot);
}

// From above the plane is a line: between where it enters and leaves the triangle, from base to
// roof.
static bool cut_upright(const Column *c, const double plane[4], GeoBuildingFaces *out)
{
    DVec3 ends[3];
    double side[3];
    int count = 0;
    for (int i = 0; i < 3; i++)
        side[i] = plane[0] * c->corner[i].x + plane[1] * c->corner[i].y + plane[3];
    for (int i = 0; i < 3; i++) {
        const int k = (i + 1) % 3;
        if ((side[i] >= 0) == (side[k] >= 0)) continue;
        ends[count++] = dvec_add(c->corner[i], dvec_scale(dvec_sub(c->corner[k], c->corner[i]),
                                                          side[i] / (side[i] - side[k])));
    }
    if (count != 2) return true;
    const DVec3 face[4] = {
        { ends[0].x, ends[0].y, c->base_m }, { ends[1].x, ends[1].y, c->base_m }, ends[1], ends[0]
    };
    return add_face(out, face, 4, c->slot);
}

bool geo_building_section(const GeoBuildingMesh *mesh, const double plane[4],
                          GeoBuildingFaces *faces)
{
    const bool is_upright = fabs(plane[2]) < UPRIGHT * hypot(plane[0], plane[1]);
    for (uint32_t i = 0; i + 2 < mesh->index_count; i += 3) {
        Column c;
        if (!read_column(mesh, mesh->indices + i, &c)) continue;
        if (!(is_upright ? cut_upright(&c, plane, faces) : cut_slanted(&c, plane, faces)))
            return false;
    }
    return true;
}

void geo_building_faces_finish(GeoBuildingFaces *faces)
{
    if (!faces) return;
    free(faces->points);
    free(faces->slots);
    *faces = (GeoBuildingFaces){ 0 };
}
