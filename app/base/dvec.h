// SPDX-License-Identifier: Apache-2.0
// dvec.h - double vectors and the 3x4 placement used wherever floats would not do.
#pragma once
#include <math.h>
#include <stdbool.h>

#define DVEC_PI 3.14159265358979323846
#define DVEC_RAD_FROM_DEG (DVEC_PI / 180.0)

typedef struct {
    double x, y;
} DVec2;
typedef struct {
    double x, y, z;
} DVec3;

// A rigid placement: columns are the local axes in the parent, then the local origin.
typedef struct {
    DVec3 x_axis, y_axis, z_axis; // unit, orthogonal
    DVec3 origin;                 // metres
} DPlace;

static inline DVec3 dvec_make(double x, double y, double z)
{
    return (DVec3){ x, y, z };
}
static inline DVec3 dvec_add(DVec3 a, DVec3 b)
{
    return (DVec3){ a.x + b.x, a.y + b.y, a.z + b.z };
}
static inline DVec3 dvec_sub(DVec3 a, DVec3 b)
{
    return (DVec3){ a.x - b.x, a.y - b.y, a.z - b.z };
}
static inline DVec3 dvec_scale(DVec3 a, double s)
{
    return (DVec3){ a.x * s, a.y * s, a.z * s };
}
static inline double dvec_dot(DVec3 a, DVec3 b)
{
    return a.x * b.x + a.y * b.y + a.z * b.z;
}
static inline DVec3 dvec_cross(DVec3 a, DVec3 b)
{
    return (DVec3){ a.y * b.z - a.z * b.y, a.z * b.x - a.x * b.z, a.x * b.y - a.y * b.x };
}
static inline double dvec_length(DVec3 a)
{
    return sqrt(dvec_dot(a, a));
}
// A zero vector stays zero.
static inline DVec3 dvec_normalize(DVec3 a)
{
    const double length = dvec_length(a);
    return length > 0 ? dvec_scale(a, 1 / length) : a;
}
// parent_from_local applied to a point.
static inline DVec3 dplace_point(const DPlace *p, DVec3 v)
{
    return dvec_add(p->origin, dvec_add(dvec_add(dvec_scale(p->x_axis, v.x), dvec_scale(p->y_axis, v.y)),
                                        dvec_scale(p->z_axis, v.z)));
}
// Inverse: the point of the parent in local axes.
static inline DVec3 dplace_local(const DPlace *p, DVec3 v)
{
    const DVec3 d = dvec_sub(v, p->origin);
    return (DVec3){ dvec_dot(d, p->x_axis), dvec_dot(d, p->y_axis), dvec_dot(d, p->z_axis) };
}
// The parent's placement in local axes, which may be scaled, sheared or mirrored. False, nothing
// written: they span no more than volume_least.
static inline bool dplace_inverse(const DPlace *p, double volume_least, DPlace *out)
{
    const DVec3 a = dvec_cross(p->y_axis, p->z_axis), b = dvec_cross(p->z_axis, p->x_axis),
                c = dvec_cross(p->x_axis, p->y_axis);
    const double volume = dvec_dot(p->x_axis, a);
    if (!(fabs(volume) > volume_least)) return false;
    const double s = 1 / volume;
    const DPlace turn = { { a.x * s, b.x * s, c.x * s },
                          { a.y * s, b.y * s, c.y * s },
                          { a.z * s, b.z * s, c.z * s },
                          { 0, 0, 0 } };
    *out = turn;
    out->origin = dvec_scale(dplace_point(&turn, p->origin), -1);
    return true;
}
