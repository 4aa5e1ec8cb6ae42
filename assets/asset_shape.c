// SPDX-License-Identifier: Apache-2.0
// asset_shape.c - the triangles of one object, and what they add up to.
#include "assets/asset_shape.h"

bool asset_shape_is_mirrored(const DPlace *place)
{
    return dvec_dot(dvec_cross(place->x_axis, place->y_axis), place->z_axis) < 0;
}

bool asset_shape_next(AssetTriangles *at, AssetTriangle *out)
{
    const AssetObject *object = &at->asset->objects[at->object];
    for (; at->instance < object->instance_count; at->instance++, at->triangle = 0) {
        const int row = object->first_instance + at->instance;
        const AssetInstance *instance = &at->asset->instances[row];
        const AssetMesh *mesh = &at->asset->meshes[instance->mesh];
        if (at->triangle >= mesh->triangle_count) continue;
        if (at->triangle == 0) at->is_mirrored = asset_shape_is_mirrored(&instance->place);
        const uint32_t *corners = mesh->indices + (size_t)at->triangle * 3;
        for (int k = 0; k < 3; k++)
            out->corners[at->is_mirrored ? 2 - k : k] =
                asset_shape_vertex(mesh, &instance->place, corners[k]);
        out->instance = row;
        out->triangle = at->triangle++;
        return true;
    }
    return false;
}

// The axis, in the model, along which the first mesh's box is thinnest; its longest side.
static DVec3 shape_thin_axis(const Asset *asset, const AssetObject *object, double *longest)
{
    const AssetInstance *instance = &asset->instances[object->first_instance];
    const AssetMesh *mesh = &asset->meshes[instance->mesh];
    const DVec3 axes[3] = { instance->place.x_axis, instance->place.y_axis,
                            instance->place.z_axis };
    int thin = 0;
    double sizes[3];
    *longest = 0;
    for (int k = 0; k < 3; k++) {
        sizes[k] = (double)(mesh->box_max_m[k] - mesh->box_min_m[k]) * dvec_length(axes[k]);
        if (sizes[k] < sizes[thin]) thin = k;
        *longest = fmax(*longest, sizes[k]);
    }
    return dvec_normalize(axes[thin]);
}

// Weights and places of a rule that is exact for cubic functions over a triangle.
static const double rule[4][4] = { { -27.0 / 48, 1.0 / 3, 1.0 / 3, 1.0 / 3 },
                                   { 25.0 / 48, 0.6, 0.2, 0.2 },
                                   { 25.0 / 48, 0.2, 0.6, 0.2 },
                                   { 25.0 / 48, 0.2, 0.2, 0.6 } };

static void shape_moments(AssetShape *s, const DVec3 c[3], double area)
{
    for (int i = 0; i < 4; i++) {
        const double w = rule[i][0] * area;
        const DVec3 p =
            dvec_add(dvec_add(dvec_scale(c[0], rule[i][1]), dvec_scale(c[1], rule[i][2])),
                     dvec_scale(c[2], rule[i][3]));
        const double second[6] = {
            p.x * p.x, p.y * p.y, p.z * p.z, p.x * p.y, p.y * p.z, p.z * p.x
        };
        for (int k = 0; k < 6; k++) s->second[k] += w * second[k];
        const double third[10] = { second[0] * p.x, second[1] * p.y, second[2] * p.z,
                                   second[0] * p.y, second[0] * p.z, second[1] * p.x,
                                   second[1] * p.z, second[2] * p.x, second[2] * p.y,
                                   second[3] * p.z };
        for (int k = 0; k < 10; k++) s->third[k] += w * third[k];
    }
}

AssetShape asset_shape_of(const Asset *asset, int object)
{
    const AssetObject *o = &asset->objects[object];
    AssetShape s = { .is_closed = o->instance_count > 0 };
    if (!o->instance_count) return s;
    const DVec3 thin = shape_thin_axis(asset, o, &s.longest_m);
    // Sums are taken about the box's middle: near the numbers, far from their rounding.
    const DVec3 middle = dvec_scale(dvec_add(o->min, o->max), 0.5);
    AssetTriangles all = { .asset = asset, .object = object };
    AssetTriangle t;
    DVec3 sum = { 0 };
    while (asset_shape_next(&all, &t)) {
        const DVec3 a = dvec_sub(t.corners[0], middle), b = dvec_sub(t.corners[1], middle),
                    c = dvec_sub(t.corners[2], middle);
        const DVec3 cross = dvec_cross(dvec_sub(b, a), dvec_sub(c, a));
        const double area = dvec_length(cross) / 2;
        s.triangle_count++;
        s.area_m2 += area;
        s.volume_m3 += dvec_dot(a, dvec_cross(b, c)) / 6;
        s.up_m2 += cross.z > 0 ? cross.z / 2 : 0;
        s.across_m2 += fabs(dvec_dot(cross, thin)) / 4;
        sum = dvec_add(sum, dvec_scale(dvec_add(a, dvec_add(b, c)), area / 3));
    }
    for (int i = 0; i < o->instance_count; i++) {
        const AssetMesh *mesh = &asset->meshes[asset->instances[o->first_instance + i].mesh];
        s.is_closed = s.is_closed && mesh->is_closed;
        s.vertex_count += mesh->vertex_count;
    }
    s.centroid = s.area_m2 > 0 ? dvec_add(middle, dvec_scale(sum, 1 / s.area_m2)) : middle;
    all = (AssetTriangles){ .asset = asset, .object = object };
    while (asset_shape_next(&all, &t)) {
        DVec3 c[3];
        for (int k = 0; k < 3; k++) c[k] = dvec_sub(t.corners[k], s.centroid);
        const double area = dvec_length(dvec_cross(dvec_sub(c[1], c[0]), dvec_sub(c[2], c[0]))) / 2;
        shape_moments(&s, c, area);
    }
    return s;
}

// Rows of m are the images of the axes: v -> m v + shift.
typedef struct {
    DVec3 x, y, z, shift;
} ShapeMotion;

static DVec3 motion_point(const ShapeMotion *m, DVec3 v)
{
    return dvec_add(m->shift, dvec_make(dvec_dot(m->x, v), dvec_dot(m->y, v), dvec_dot(m->z, v)));
}

// What takes one place to another, where it is rigid.
static bool motion_between(const DPlace *from, const DPlace *to, ShapeMotion *out)
{
    const DVec3 a[3] = { from->x_axis, from->y_axis, from->z_axis },
                b[3] = { to->x_axis, to->y_axis, to->z_axis };
    double m[3][3] = { { 0 } };
    for (int k = 0; k < 3; k++) {
        const double length = dvec_dot(a[k], a[k]), other = dvec_dot(b[k], b[k]);
        if (!(length > 0) || fabs(other / length - 1) > 1e-6) return false;
        const double from_axis[3] = { a[k].x, a[k].y, a[k].z },
                     to_axis[3] = { b[k].x, b[k].y, b[k].z };
        for (int i = 0; i < 3; i++)
            for (int j = 0; j < 3; j++) m[i][j] += to_axis[i] * from_axis[j] / length;
    }
    *out = (ShapeMotion){ .x = { m[0][0], m[0][1], m[0][2] },
                          .y = { m[1][0], m[1][1], m[1][2] },
                          .z = { m[2][0], m[2][1], m[2][2] } };
    out->shift = dvec_sub(to->origin, motion_point(out, from->origin));
    return true;
}

// Vertices in the order of the files; motion NULL = none.
static bool shape_vertices_meet(const Asset *a, const AssetObject *x, const Asset *b,
                                const AssetObject *y, const ShapeMotion *motion, double tolerance)
{
    if (x->instance_count != y->instance_count) return false;
    for (int i = 0; i < x->instance_count; i++) {
        const AssetInstance *p = &a->instances[x->first_instance + i],
                            *q = &b->instances[y->first_instance + i];
        const AssetMesh *m = &a->meshes[p->mesh], *n = &b->meshes[q->mesh];
        if (m->vertex_count != n->vertex_count || m->triangle_count != n->triangle_count)
            return false;
        for (int k = 0; k < m->vertex_count; k++) {
            DVec3 v = asset_shape_vertex(m, &p->place, (uint32_t)k);
            const DVec3 w = asset_shape_vertex(n, &q->place, (uint32_t)k);
            if (motion) v = motion_point(motion, v);
            if (!(dvec_length(dvec_sub(v, w)) <= tolerance)) return false;
        }
    }
    return true;
}

static bool shape_near(double a, double b, double size)
{
    return fabs(a - b) <= 1e-5 * size;
}

// Area and volume are what they are wherever the shape stands.
static bool shape_sums_meet(const AssetShape *a, const AssetShape *b, double radius)
{
    const double area = fmax(a->area_m2, b->area_m2);
    return shape_near(a->area_m2, b->area_m2, area) &&
           shape_near(a->volume_m3, b->volume_m3, fmin(area * radius, fabs(a->volume_m3) + 1e-9)) &&
           a->is_closed == b->is_closed;
}

static bool shape_moments_meet(const AssetShape *a, const AssetShape *b, double radius,
                               double tolerance)
{
    const double second = a->area_m2 * radius * radius, third = second * radius;
    if (!(dvec_length(dvec_sub(a->centroid, b->centroid)) <= tolerance)) return false;
    for (int k = 0; k < 6; k++)
        if (!shape_near(a->second[k], b->second[k], second)) return false;
    for (int k = 0; k < 10; k++)
        if (!shape_near(a->third[k], b->third[k], third)) return false;
    return true;
}

// Trace, sum of the principal minors and determinant do not turn with the shape.
static void shape_invariants(const double m[6], double out[3])
{
    const double xx = m[0], yy = m[1], zz = m[2], xy = m[3], yz = m[4], zx = m[5];
    out[0] = xx + yy + zz;
    out[1] = xx * yy - xy * xy + yy * zz - yz * yz + zz * xx - zx * zx;
    out[2] = xx * (yy * zz - yz * yz) - xy * (xy * zz - yz * zx) + zx * (xy * yz - yy * zx);
}

static bool shape_invariants_meet(const AssetShape *a, const AssetShape *b, double radius)
{
    double p[3], q[3];
    shape_invariants(a->second, p);
    shape_invariants(b->second, q);
    double size = 1;
    for (int k = 0; k < 3; k++) {
        size *= a->area_m2 * radius * radius;
        if (!shape_near(p[k], q[k], size)) return false;
    }
    return true;
}

AssetShapeMatch asset_shape_match(const Asset *old, int old_object, const Asset *other,
                                  int other_object, double tolerance)
{
    const AssetObject *x = &old->objects[old_object], *y = &other->objects[other_object];
    if (!x->instance_count || !y->instance_count)
        return x->instance_count == y->instance_count ? ASSET_SHAPE_SAME : ASSET_SHAPE_OTHER;
    if (shape_vertices_meet(old, x, other, y, NULL, tolerance)) return ASSET_SHAPE_SAME;
    const AssetShape a = asset_shape_of(old, old_object), b = asset_shape_of(other, other_object);
    const double radius = dvec_length(dvec_sub(x->max, x->min)) / 2;
    const bool is_alike = shape_sums_meet(&a, &b, radius);
    if (is_alike && shape_moments_meet(&a, &b, radius, tolerance)) return ASSET_SHAPE_SAME;
    ShapeMotion motion;
    const DPlace *from = &old->instances[x->first_instance].place,
                 *to = &other->instances[y->first_instance].place;
    if (motion_between(from, to, &motion) &&
        shape_vertices_meet(old, x, other, y, &motion, tolerance))
        return ASSET_SHAPE_MOVED;
    return is_alike && shape_invariants_meet(&a, &b, radius) ? ASSET_SHAPE_MOVED
                                                             : ASSET_SHAPE_OTHER;
}
