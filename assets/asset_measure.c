// SPDX-License-Identifier: Apache-2.0
// asset_measure.c - rays into a model; distances, angles, polygons, clear heights.
#include "assets/asset_measure.h"
#include "assets/asset_shape.h"
#include <float.h>
#include <stdlib.h>

static const double surface_m = 1e-3; // a point so near a surface stands on it
static const double cut_m = 1e-6;     // a point on the cut itself is not cut away

const char *asset_measure_snap_name(AssetSnapKind kind)
{
    switch (kind) {
    case ASSET_SNAP_FACE: return "face";
    case ASSET_SNAP_EDGE: return "edge";
    case ASSET_SNAP_MIDDLE: return "middle";
    case ASSET_SNAP_VERTEX: return "vertex";
    case ASSET_SNAP_CENTRE: return "centre";
    default: return "";
    }
}

bool asset_measure_is_cut(const AssetMeasureScene *scene, DVec3 point)
{
    for (int i = 0; i < scene->plane_count; i++) {
        const AssetPlane *p = &scene->planes[i];
        if (dvec_dot(dvec_sub(point, p->point), dvec_normalize(p->normal)) > cut_m) return true;
    }
    return false;
}

static bool measure_is_there(const AssetMeasureScene *scene, int object)
{
    const AssetObject *o = &scene->asset->objects[object];
    if (!o->instance_count || (scene->only && scene->only != object + 1)) return false;
    if (scene->hidden && scene->hidden[object]) return false;
    if (o->kind == ASSET_OBJECT_OPENING) return false;
    return o->kind != ASSET_OBJECT_SPACE || scene->with_spaces;
}

// Slabs, with room for rounding.
static bool ray_meets_box(DVec3 origin, DVec3 inverse, DVec3 min, DVec3 max, double nearest)
{
    const double o[3] = { origin.x, origin.y, origin.z },
                 inv[3] = { inverse.x, inverse.y, inverse.z }, low[3] = { min.x, min.y, min.z },
                 high[3] = { max.x, max.y, max.z };
    double from = 0, to = nearest;
    for (int k = 0; k < 3; k++) {
        const double slack = 1e-6 + 1e-9 * fmax(fabs(low[k]), fabs(high[k]));
        double a = (low[k] - slack - o[k]) * inv[k], b = (high[k] + slack - o[k]) * inv[k];
        if (a > b) {
            const double swap = a;
            a = b;
            b = swap;
        }
        // A ray along the slab's edge gives NaN: it does not part.
        if (a > from) from = a;
        if (b < to) to = b;
    }
    return from <= to;
}

// Both sides count. Moeller and Trumbore 1997.
static bool ray_meets_triangle(DVec3 origin, DVec3 direction, const DVec3 c[3], double *t)
{
    const DVec3 e1 = dvec_sub(c[1], c[0]), e2 = dvec_sub(c[2], c[0]);
    const DVec3 p = dvec_cross(direction, e2);
    const double det = dvec_dot(e1, p);
    if (fabs(det) < 1e-300) return false;
    const DVec3 s = dvec_sub(origin, c[0]);
    const double u = dvec_dot(s, p) / det;
    if (!(u >= -1e-9 && u <= 1 + 1e-9)) return false;
    const DVec3 q = dvec_cross(s, e1);
    const double v = dvec_dot(direction, q) / det;
    if (!(v >= -1e-9 && u + v <= 1 + 1e-9)) return false;
    *t = dvec_dot(e2, q) / det;
    return *t >= 0;
}

// Rounding of the mesh's floats, at the size it has in the model.
static double measure_float_m(const Asset *asset, int instance)
{
    const AssetInstance *i = &asset->instances[instance];
    const AssetMesh *mesh = &asset->meshes[i->mesh];
    double size = 0;
    for (int k = 0; k < 3; k++) {
        size = fmax(size, fabs((double)mesh->box_min_m[k]));
        size = fmax(size, fabs((double)mesh->box_max_m[k]));
    }
    const double scale = fmax(dvec_length(i->place.x_axis),
                              fmax(dvec_length(i->place.y_axis), dvec_length(i->place.z_axis)));
    return size * scale * (double)FLT_EPSILON;
}

bool asset_measure_ray(const AssetMeasureScene *scene, DVec3 origin, DVec3 direction,
                       AssetSnap *out)
{
    const Asset *asset = scene->asset;
    const DVec3 unit = dvec_normalize(direction);
    const DVec3 inverse = { 1 / unit.x, 1 / unit.y, 1 / unit.z };
    AssetSnap best = { .distance_m = INFINITY };
    if (!(dvec_length(unit) > 0.5)) return false;
    for (int i = 0; i < asset->object_count; i++) {
        const AssetObject *o = &asset->objects[i];
        if (!measure_is_there(scene, i) ||
            !ray_meets_box(origin, inverse, o->min, o->max, best.distance_m))
            continue;
        AssetTriangles all = { .asset = asset, .object = i };
        AssetTriangle triangle;
        while (asset_shape_next(&all, &triangle)) {
            double t = 0;
            if (!ray_meets_triangle(origin, unit, triangle.corners, &t) || t >= best.distance_m)
                continue;
            const DVec3 hit = dvec_add(origin, dvec_scale(unit, t));
            if (asset_measure_is_cut(scene, hit)) continue;
            const DVec3 *c = triangle.corners;
            DVec3 normal = dvec_normalize(dvec_cross(dvec_sub(c[1], c[0]), dvec_sub(c[2], c[0])));
            const bool is_inside = dvec_dot(normal, unit) > 0;
            if (is_inside) normal = dvec_scale(normal, -1);
            best = (AssetSnap){ .kind = ASSET_SNAP_FACE,
                                .object = i,
                                .instance = triangle.instance,
                                .triangle = triangle.triangle,
                                .point = hit,
                                .hit = hit,
                                .normal = normal,
                                .is_inside = is_inside,
                                .distance_m = t };
        }
    }
    if (!best.kind) return false;
    best.exact_m = measure_float_m(asset, best.instance);
    *out = best;
    return true;
}

AssetDistance asset_measure_distance(const AssetSnap *a, const AssetSnap *b)
{
    const DVec3 d = dvec_sub(b->point, a->point);
    return (AssetDistance){ .length_m = dvec_length(d),
                            .horizontal_m = hypot(d.x, d.y),
                            .vertical_m = d.z,
                            .exact_m = a->exact_m + b->exact_m };
}

static double angle_between(DVec3 u, DVec3 v)
{
    return atan2(dvec_length(dvec_cross(u, v)), dvec_dot(u, v)); // steady near 0 and pi
}

// How far a direction may turn when its ends are off.
static double angle_slack(double off_m, double length_m)
{
    return length_m > off_m ? asin(off_m / length_m) : DVEC_PI;
}

AssetAngle asset_measure_angle(const AssetSnap *a, const AssetSnap *b, const AssetSnap *c)
{
    const DVec3 u = dvec_sub(a->point, b->point), v = dvec_sub(c->point, b->point);
    const double m = dvec_length(u), n = dvec_length(v);
    if (!(m > 0 && n > 0)) return (AssetAngle){ 0, DVEC_PI };
    return (AssetAngle){ angle_between(u, v),
                         fmin(DVEC_PI, angle_slack(a->exact_m + b->exact_m, m) +
                                           angle_slack(c->exact_m + b->exact_m, n)) };
}

AssetAngle asset_measure_face_angle(const AssetSnap *a, const AssetSnap *b)
{
    const double angle = angle_between(a->normal, b->normal);
    // Of curved faces it is the angle of the chords.
    return (AssetAngle){ fmin(angle, DVEC_PI - angle),
                         a->is_curved || b->is_curved ? DVEC_PI / 12 : 1e-6 };
}

bool asset_measure_polygon(const AssetSnap *corners, int count, AssetArea *out, Err *err)
{
    if (count < 3) {
        err_set(err, ERR_ARGUMENT, "%d points: expected three or more", count);
        return false;
    }
    DVec3 sum = { 0 }, middle = { 0 };
    AssetArea area = { .ring_count = 1 };
    double exact = 0;
    for (int i = 0; i < count; i++) {
        const DVec3 p = dvec_sub(corners[i].point, corners[0].point),
                    q = dvec_sub(corners[(i + 1) % count].point, corners[0].point);
        sum = dvec_add(sum, dvec_cross(p, q));
        middle = dvec_add(middle, dvec_scale(corners[i].point, 1.0 / count));
        area.perimeter_m += dvec_length(dvec_sub(q, p));
        exact = fmax(exact, corners[i].exact_m);
    }
    const DVec3 normal = dvec_normalize(sum);
    area.area_m2 = dvec_length(sum) / 2;
    for (int i = 0; i < count; i++) {
        const double off = dvec_dot(dvec_sub(corners[i].point, middle), normal);
        area.off_plane_m = fmax(area.off_plane_m, fabs(off));
    }
    area.exact_m2 = area.perimeter_m * exact;
    *out = area;
    return true;
}

AssetHeight asset_measure_height(const AssetMeasureScene *scene, const AssetSnap *from)
{
    const DVec3 up = { 0, 0, 1 }, down = { 0, 0, -1 }, little = { 0, 0, surface_m };
    AssetHeight h = { .exact_m = from->exact_m, .up_object = -1, .down_object = -1 };
    AssetSnap hit;
    double start = surface_m;
    bool is_hit = asset_measure_ray(scene, dvec_add(from->point, little), down, &hit);
    if (is_hit && hit.is_inside && hit.distance_m <= 2 * surface_m) {
        // The point is under this surface, not on it.
        start = -surface_m;
        is_hit = asset_measure_ray(scene, dvec_sub(from->point, little), down, &hit);
    }
    if (is_hit) {
        h.has_down = true;
        h.down_m = fmax(0, hit.distance_m - start);
        h.down_object = hit.object;
        h.exact_m = fmax(h.exact_m, from->exact_m + hit.exact_m);
    }
    // A point on the floor looks up from above it; one under a ceiling sees that it touches.
    const bool is_on_floor = h.has_down && h.down_m < surface_m;
    const double shift = is_on_floor ? surface_m : -surface_m;
    if (asset_measure_ray(scene, dvec_add(from->point, dvec_scale(up, shift)), up, &hit)) {
        h.has_up = true;
        h.up_m = fmax(0, hit.distance_m + shift);
        h.up_object = hit.object;
        h.exact_m = fmax(h.exact_m, from->exact_m + hit.exact_m);
    }
    return h;
}
