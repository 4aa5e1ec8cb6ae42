// SPDX-License-Identifier: Apache-2.0
// scene_walk.c - someone who walks: a capsule pushed out of the triangles of models near it, in
// steps shorter than its radius; floors by probes under its feet.
#include "base/array.h"
#include "scene/scene_model.h"

#include <stdlib.h>

#define RADIUS_M 0.35
#define TALL_M 1.75
#define CLIMB_M 0.35 // the capsule begins above what feet climb
#define SUBSTEP_M 0.1
#define PROBE_M 0.2 // of the feet round their middle
#define BELOW_M 1.0 // how deep floors are looked for among the triangles at hand
#define FALL_FAR_M 5000.0
#define GRAVITY_M_S2 9.81
#define FALL_MAX_M_S 50.0
#define TOUCH_M 0.002
#define PUSHES 6
#define FLAT 0.35 // horizontal part of a push, below which it is floor or ceiling

typedef struct {
    DVec3 p[3]; // axes at the feet where the step began: east, north, up
    StateFeatureRef ref;
} Facet;

typedef struct {
    Facet *facets;
    int count, cap;
    uint32_t layer_id;
} Near;

static void take_facet(void *arg, uint32_t object, const DVec3 corners[3])
{
    Near *near = arg;
    if (!array_reserve((void **)&near->facets, &near->cap, near->count + 1, sizeof *near->facets))
        return;
    near->facets[near->count++] =
        (Facet){ { corners[0], corners[1], corners[2] }, { near->layer_id, object } };
}

static void gather(const Scene *scene, const DPlace *axes, double reach_m, Near *near)
{
    const double r = RADIUS_M + reach_m + 0.05;
    const SceneModelsNear query = { .axes = axes,
                                    .min = { -r, -r, -BELOW_M },
                                    .max = { r, r, TALL_M + CLIMB_M + reach_m },
                                    .visit = take_facet,
                                    .arg = near };
    for (int i = 0; i < scene->layer_count; i++) {
        const SceneLayer *l = scene->layers[i];
        if (!l->models || !l->is_visible || l->opacity <= 0) continue;
        near->layer_id = l->id;
        scene_models_near(scene, l, &query);
    }
}

// Ericson, Real-Time Collision Detection (2005), 5.1.5.
static DVec3 nearest_on_triangle(const DVec3 t[3], DVec3 p)
{
    const DVec3 ab = dvec_sub(t[1], t[0]), ac = dvec_sub(t[2], t[0]), ap = dvec_sub(p, t[0]);
    const double d1 = dvec_dot(ab, ap), d2 = dvec_dot(ac, ap);
    if (d1 <= 0 && d2 <= 0) return t[0];
    const DVec3 bp = dvec_sub(p, t[1]);
    const double d3 = dvec_dot(ab, bp), d4 = dvec_dot(ac, bp);
    if (d3 >= 0 && d4 <= d3) return t[1];
    const double vc = d1 * d4 - d3 * d2;
    if (vc <= 0 && d1 >= 0 && d3 <= 0) return dvec_add(t[0], dvec_scale(ab, d1 / (d1 - d3)));
    const DVec3 cp = dvec_sub(p, t[2]);
    const double d5 = dvec_dot(ab, cp), d6 = dvec_dot(ac, cp);
    if (d6 >= 0 && d5 <= d6) return t[2];
    const double vb = d5 * d2 - d1 * d6;
    if (vb <= 0 && d2 >= 0 && d6 <= 0) return dvec_add(t[0], dvec_scale(ac, d2 / (d2 - d6)));
    const double va = d3 * d6 - d5 * d4;
    if (va <= 0 && d4 - d3 >= 0 && d5 - d6 >= 0)
        return dvec_add(t[1], dvec_scale(dvec_sub(t[2], t[1]), (d4 - d3) / (d4 - d3 + d5 - d6)));
    const double sum = va + vb + vc;
    if (!(sum > 0)) return t[0];
    return dvec_add(t[0], dvec_add(dvec_scale(ab, vb / sum), dvec_scale(ac, vc / sum)));
}

// Where the upright line at x, y meets a triangle; false beside it or along it.
static bool height_at(const DVec3 t[3], double x, double y, double *z)
{
    const double ax = t[1].x - t[0].x, ay = t[1].y - t[0].y, bx = t[2].x - t[0].x,
                 by = t[2].y - t[0].y, area = ax * by - ay * bx;
    if (fabs(area) < 1e-9) return false;
    const double px = x - t[0].x, py = y - t[0].y;
    const double u = (px * by - py * bx) / area, v = (ax * py - ay * px) / area;
    if (u < -1e-6 || v < -1e-6 || u + v > 1 + 1e-6) return false;
    *z = t[0].z + u * (t[1].z - t[0].z) + v * (t[2].z - t[0].z);
    return true;
}

// The point of a triangle nearest to the capsule's inner line, and of the line nearest to that.
static void nearest_to_body(const DVec3 t[3], DVec3 low, DVec3 high, DVec3 *on, DVec3 *line)
{
    double z = 0, best = INFINITY;
    if (height_at(t, low.x, low.y, &z) && z >= low.z && z <= high.z) {
        *on = *line = (DVec3){ low.x, low.y, z };
        return;
    }
    // The ends of the line to the triangle, then its edges to the line.
    for (int i = 0; i < 2; i++) {
        const DVec3 end = i ? high : low, p = nearest_on_triangle(t, end);
        const double d = dvec_length(dvec_sub(p, end));
        if (d >= best) continue;
        best = d;
        *on = p;
        *line = end;
    }
    for (int i = 0; i < 3; i++) {
        const DVec3 a = t[i], e = dvec_sub(t[(i + 1) % 3], a);
        const double flat2 = e.x * e.x + e.y * e.y;
        double s = flat2 > 0 ? ((low.x - a.x) * e.x + (low.y - a.y) * e.y) / flat2 : 0;
        s = fmin(fmax(s, 0), 1);
        DVec3 p = dvec_add(a, dvec_scale(e, s));
        // An upright edge is nearest at a height of the line.
        if (flat2 <= 1e-12 * e.z * e.z) {
            const double lowest = fmin(a.z, a.z + e.z), highest = fmax(a.z, a.z + e.z);
            p.z = fmin(fmax(fmax(lowest, low.z), lowest), highest);
        }
        const DVec3 q = { low.x, low.y, fmin(fmax(p.z, low.z), high.z) };
        const double d = dvec_length(dvec_sub(p, q));
        if (d >= best) continue;
        best = d;
        *on = p;
        *line = q;
    }
}

// Pushes the body out level. How deep it is stuck afterwards at most; heads count.
static double push_out(const Near *near, DVec3 *feet)
{
    double deepest = 0;
    for (int round = 0; round < PUSHES; round++) {
        deepest = 0;
        for (int i = 0; i < near->count; i++) {
            const DVec3 *t = near->facets[i].p;
            const DVec3 low = { feet->x, feet->y, feet->z + CLIMB_M + RADIUS_M },
                        high = { feet->x, feet->y, feet->z + TALL_M - RADIUS_M };
            DVec3 on = low, line = low;
            nearest_to_body(t, low, high, &on, &line);
            DVec3 away = dvec_sub(line, on);
            const double d = dvec_length(away), deep = RADIUS_M - d;
            if (deep <= TOUCH_M) continue;
            if (d < 1e-9) away = dvec_cross(dvec_sub(t[1], t[0]), dvec_sub(t[2], t[0]));
            const double length = dvec_length(away), flat = hypot(away.x, away.y);
            if (!(length > 0)) continue;
            if (flat < FLAT * length) {
                if (away.z < 0) deepest = fmax(deepest, deep); // a ceiling too low
                continue;
            }
            feet->x += away.x / flat * deep * fmin(length / flat, 2);
            feet->y += away.y / flat * deep * fmin(length / flat, 2);
            deepest = fmax(deepest, deep);
        }
        if (deepest <= TOUCH_M) return 0;
    }
    return deepest;
}

// The highest floor that feet at this place can be on, among the triangles at hand.
static bool floor_near(const Near *near, DVec3 feet, double *floor_m, StateFeatureRef *ref)
{
    static const double probes[5][2] = { { 0, 0 }, { 1, 0 }, { -1, 0 }, { 0, 1 }, { 0, -1 } };
    bool has_any = false;
    for (int i = 0; i < near->count; i++) {
        for (int k = 0; k < 5; k++) {
            double z = 0;
            if (!height_at(near->facets[i].p, feet.x + PROBE_M * probes[k][0],
                           feet.y + PROBE_M * probes[k][1], &z) ||
                z > feet.z + CLIMB_M + TOUCH_M || z < feet.z - BELOW_M ||
                (has_any && z <= *floor_m))
                continue;
            *floor_m = z;
            *ref = near->facets[i].ref;
            has_any = true;
        }
    }
    return has_any;
}

// What lies under the feet: a model's floor, else the terrain; a cellar's floor lies below it.
static double floor_under(const Scene *scene, const DPlace *axes, const Near *near, DVec3 feet,
                          StateFeatureRef *ref)
{
    double floor_m = -INFINITY;
    *ref = (StateFeatureRef){ 0 };
    if (!floor_near(near, feet, &floor_m, ref)) {
        const DVec3 from = dplace_point(axes, (DVec3){ feet.x, feet.y, feet.z + CLIMB_M });
        double distance = FALL_FAR_M;
        const DVec3 down = dvec_scale(axes->z_axis, -1);
        for (int i = 0; i < scene->layer_count; i++) {
            const SceneLayer *l = scene->layers[i];
            uint32_t object = 0;
            if (!l->models || !l->is_visible || l->opacity <= 0) continue;
            if (scene_models_hit(scene, l, from, down, &distance, &object))
                *ref = (StateFeatureRef){ l->id, object };
        }
        if (ref->layer_id) floor_m = feet.z + CLIMB_M - distance;
    }
    const GeoPos at = geo_frame_geodetic(&scene->geo, dplace_point(axes, feet));
    const double ground_m =
        feet.z + scene_ground_height(scene->ground, at.lon_deg, at.lat_deg) * scene->view.stretch -
        at.h_m;
    if (isfinite(floor_m) && (ground_m <= floor_m || ground_m > feet.z + CLIMB_M)) return floor_m;
    *ref = (StateFeatureRef){ 0 };
    return ground_m;
}

static void stand_or_fall(SceneWalker *w, DVec3 *feet, double floor_m, StateFeatureRef ref,
                          double dt_s)
{
    w->floor = ref;
    if (w->fall_m_s == 0 && floor_m >= feet->z - CLIMB_M) {
        feet->z = floor_m;
        return;
    }
    w->fall_m_s = fmin(w->fall_m_s + GRAVITY_M_S2 * dt_s, FALL_MAX_M_S);
    feet->z -= w->fall_m_s * dt_s;
    if (feet->z > floor_m) {
        w->floor = (StateFeatureRef){ 0 };
        return;
    }
    feet->z = floor_m;
    w->fall_m_s = 0;
}

void scene_walk(const Scene *scene, SceneWalker *w, double east_m, double north_m, double dt_s)
{
    const DPlace axes = geo_frame_place(&scene->geo, w->feet);
    const double length_m = hypot(east_m, north_m);
    const int steps = 1 + (int)(length_m / SUBSTEP_M);
    Near near = { 0 };
    DVec3 feet = { 0 };
    gather(scene, &axes, length_m, &near);
    w->is_blocked = false;
    for (int i = 0; i < steps; i++) {
        DVec3 to = { feet.x + east_m / steps, feet.y + north_m / steps, feet.z };
        const double wanted_m = length_m / steps;
        StateFeatureRef ref;
        DVec3 stay = feet;
        // Stuck from the start, any way out will do.
        if (push_out(&near, &to) > 0.01 && push_out(&near, &stay) <= 0.01) to = stay;
        w->is_blocked |= length_m > 0 && (to.x - feet.x) * east_m + (to.y - feet.y) * north_m <
                                             0.5 * wanted_m * length_m;
        feet = to;
        const double floor_m = floor_under(scene, &axes, &near, feet, &ref);
        stand_or_fall(w, &feet, floor_m, ref, dt_s / steps);
    }
    free(near.facets);
    w->feet = geo_frame_geodetic(&scene->geo, dplace_point(&axes, feet));
}

void scene_walk_down(const Scene *scene, SceneWalker *w)
{
    const DPlace axes = geo_frame_place(&scene->geo, w->feet);
    Near near = { 0 };
    DVec3 feet = { 0 };
    gather(scene, &axes, 0, &near);
    feet.z = floor_under(scene, &axes, &near, feet, &w->floor);
    free(near.facets);
    w->fall_m_s = 0;
    w->feet = geo_frame_geodetic(&scene->geo, dplace_point(&axes, feet));
}
