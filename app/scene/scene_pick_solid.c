// SPDX-License-Identifier: Apache-2.0
// scene_pick_solid.c - the ray of a pick against what stands in the air: raised lines and faces at
// their own heights, symbols from foot to top. The ray is walked in stretches, and each asks the
// layers' indices for what lies below it.
#include "scene/scene_symbol.h"

#define NEAR_PX 4.0
#define STRETCH_FIRST_M 50.0
#define STRETCH_GROWTH 1.35
#define FAR_M 200000.0
#define SHAPE_PX 24.0 // larger symbols are hit where their triangles are

typedef struct {
    const Scene *scene;
    const SceneLayer *layer;
    DVec3 eye, dir;
    double start_m;  // how far the eye given here lies before the picture's, where planes cut
    double radian_m; // metres a metre away of a pointer's reach
    double best_m;
    uint32_t feature;
    bool is_hit;
} Ray;

static bool has_own_heights(const GeoLayer *l)
{
    return l->has_z && (l->z_min_m != 0 || l->z_max_m != 0);
}

// As scene_solid.c draws it.
static DVec3 drawn(const Ray *ray, uint32_t vertex, double lift_m)
{
    const SceneGround *ground = ray->scene->ground;
    GeoPos p = geo_layer_position(ray->layer->vector, vertex);
    if (!has_own_heights(ray->layer->vector))
        p.h_m = scene_ground_height(ground, p.lon_deg, p.lat_deg) + lift_m;
    p.h_m *= ray->scene->view.stretch;
    return dvec_sub(geo_frame_enu(&ground->frame, p), ray->eye);
}

static void offer(Ray *ray, uint32_t feature, double distance_m)
{
    if (distance_m <= 0 || distance_m >= ray->best_m) return;
    ray->best_m = distance_m;
    ray->feature = feature;
    ray->is_hit = true;
}

// The nearest approach of the ray to a segment given from the eye.
static void try_segment(Ray *ray, uint32_t feature, DVec3 a, DVec3 b, double half_width_m)
{
    const DVec3 e = dvec_sub(b, a);
    const double ee = dvec_dot(e, e), de = dvec_dot(ray->dir, e), ad = dvec_dot(a, ray->dir),
                 ae = dvec_dot(a, e);
    const double across = ee - de * de;
    double u = across > 1e-9 * ee ? (de * ad - ae) / across : 0;
    u = u < 0 ? 0 : u > 1 ? 1 : u;
    const DVec3 p = dvec_add(a, dvec_scale(e, u));
    const double t = dvec_dot(p, ray->dir);
    const double miss_m = dvec_length(dvec_sub(p, dvec_scale(ray->dir, t)));
    if (t > 0 && miss_m <= fmax(half_width_m, ray->radian_m * (ray->start_m + t)))
        offer(ray, feature, t);
}

// A face in its own plane: where the ray meets it, and whether that is inside, seen along the
// plane's largest axis.
static void try_face(Ray *ray, uint32_t feature, uint32_t first, uint32_t end, double lift_m)
{
    DVec3 normal = { 0 }, middle = { 0 };
    const DVec3 start = drawn(ray, first, lift_m);
    DVec3 a = drawn(ray, end - 1, lift_m);
    for (uint32_t v = first; v < end; v++) {
        const DVec3 b = drawn(ray, v, lift_m);
        normal = dvec_add(normal, dvec_cross(dvec_sub(a, start), dvec_sub(b, start)));
        middle = dvec_add(middle, dvec_scale(b, 1.0 / (end - first)));
        a = b;
    }
    const double facing = dvec_dot(normal, ray->dir);
    if (fabs(facing) < 1e-9 * dvec_length(normal)) return;
    const double t = dvec_dot(normal, middle) / facing;
    const DVec3 p = dvec_scale(ray->dir, t);
    const bool drops_x = fabs(normal.x) >= fabs(normal.y) && fabs(normal.x) >= fabs(normal.z),
               drops_y = !drops_x && fabs(normal.y) >= fabs(normal.z);
    const double px = drops_x ? p.y : p.x, py = drops_x || drops_y ? p.z : p.y;
    bool is_inside = false;
    a = drawn(ray, end - 1, lift_m);
    for (uint32_t v = first; v < end; v++) {
        const DVec3 b = drawn(ray, v, lift_m);
        const double ax = drops_x ? a.y : a.x, ay = drops_x || drops_y ? a.z : a.y;
        const double bx = drops_x ? b.y : b.x, by = drops_x || drops_y ? b.z : b.y;
        if ((ay > py) != (by > py) && px < (bx - ax) * (py - ay) / (by - ay) + ax)
            is_inside = !is_inside;
        a = b;
    }
    if (is_inside) offer(ray, feature, t);
}

// Far symbols by a post of their size, near ones of a model by its triangles.
static void try_symbol(Ray *ray, uint32_t feature)
{
    const SceneLayer *layer = ray->layer;
    const GeoLayer *l = layer->vector;
    const SceneSymbolShape *shape = NULL;
    double tall_m = 0, yaw_rad = 0;
    if (!scene_symbols_of(layer->symbols, feature, &tall_m, &yaw_rad, &shape) || !shape) return;
    for (uint32_t p = l->feature_part[feature]; p < l->feature_part[feature + 1]; p++) {
        if (l->part_kind[p] != GEO_PART_POINT) continue;
        for (uint32_t v = l->part_vertex[p]; v < l->part_vertex[p + 1]; v++) {
            const DVec3 foot = dvec_sub(
                scene_symbol_foot(layer->form, ray->scene->ground, ray->scene->view.stretch, v),
                ray->eye);
            const DVec3 up = scene_view_up(dvec_add(foot, ray->eye));
            const double high_px =
                tall_m * ray->scene->view.px_per_rad / fmax(dvec_length(foot) + ray->start_m, 0.01);
            if (shape->height_m <= 0 || high_px < SHAPE_PX) {
                try_segment(ray, feature, foot, dvec_add(foot, dvec_scale(up, tall_m)),
                            (double)shape->slender * tall_m);
                continue;
            }
            const DVec3 east = dvec_normalize(dvec_cross(dvec_make(0, 1, 0), up)),
                        north = dvec_cross(up, east);
            const double c = cos(yaw_rad) / tall_m, s = sin(yaw_rad) / tall_m;
            const DVec3 x = dvec_add(dvec_scale(east, c), dvec_scale(north, s)),
                        y = dvec_add(dvec_scale(east, -s), dvec_scale(north, c)),
                        z = dvec_scale(up, 1 / tall_m);
            double t = ray->best_m;
            if (scene_symbol_shape_hit(
                    shape, dvec_make(-dvec_dot(foot, x), -dvec_dot(foot, y), -dvec_dot(foot, z)),
                    dvec_make(dvec_dot(ray->dir, x), dvec_dot(ray->dir, y), dvec_dot(ray->dir, z)),
                    &t))
                offer(ray, feature, t);
        }
    }
}

static bool try_feature(uint32_t feature, void *arg)
{
    Ray *ray = arg;
    const SceneLayer *layer = ray->layer;
    const GeoLayer *l = layer->vector;
    const double width_m = layer->colours && layer->colours->width_m
                               ? (double)layer->colours->width_m[feature]
                               : layer->style.width_m;
    const double lift_m = fmax(layer->style.height_m, 1);
    if (layer->symbols) try_symbol(ray, feature);
    for (uint32_t p = l->feature_part[feature]; p < l->feature_part[feature + 1]; p++) {
        const uint32_t first = l->part_vertex[p], end = l->part_vertex[p + 1];
        if (!layer->symbols && l->part_kind[p] == GEO_PART_LINE) {
            DVec3 a = drawn(ray, first, lift_m);
            for (uint32_t v = first + 1; v < end; v++) {
                const DVec3 b = drawn(ray, v, lift_m);
                try_segment(ray, feature, a, b, 0.5 * width_m);
                a = b;
            }
        } else if (!layer->symbols && l->part_kind[p] == GEO_PART_OUTER) {
            try_face(ray, feature, first, end, lift_m);
        }
    }
    return true;
}

static void walk(Ray *ray, double far_m)
{
    const GeoFrame *frame = &ray->scene->geo;
    const GeoLayer *l = ray->layer->vector;
    const double reach_m =
        fmax(ray->layer->style.width_m,
             ray->layer->symbols ? scene_symbols_reach_m(ray->layer->symbols) : 0);
    GeoPos from = geo_frame_geodetic(frame, ray->eye);
    for (double t = 0, step = STRETCH_FIRST_M; t < far_m && !ray->is_hit;
         t += step, step *= STRETCH_GROWTH) {
        const double end = fmin(t + step, far_m);
        const GeoPos to = geo_frame_geodetic(frame, dvec_add(ray->eye, dvec_scale(ray->dir, end)));
        const double pad_lat = (reach_m + ray->radian_m * end + 1) / 110000,
                     pad_lon = pad_lat / fmax(cos(to.lat_deg * DVEC_RAD_FROM_DEG), 0.01);
        const GeoBox box = { fmin(from.lon_deg, to.lon_deg) - pad_lon,
                             fmin(from.lat_deg, to.lat_deg) - pad_lat,
                             fmax(from.lon_deg, to.lon_deg) + pad_lon,
                             fmax(from.lat_deg, to.lat_deg) + pad_lat };
        if (geo_box_meets(box, l->extent)) geo_layer_query(l, box, try_feature, ray);
        from = to;
    }
}

// The stretch of the ray that the planes of a layer leave; false: nothing of it.
static bool uncut_stretch(const Scene *scene, uint32_t layer_id, DVec3 eye, DVec3 dir,
                          double *start_m, double *end_m)
{
    double planes[RENDER_CUTS_MAX][4];
    const int count = scene_view_building_planes(&scene->view, layer_id, planes);
    *start_m = 0;
    for (int i = 0; i < count; i++) {
        const DVec3 n = { planes[i][0], planes[i][1], planes[i][2] };
        const double here = dvec_dot(n, eye) + planes[i][3], gain = dvec_dot(n, dir);
        if (fabs(gain) < 1e-12 && here < 0) return false;
        if (fabs(gain) < 1e-12) continue;
        if (gain > 0)
            *start_m = fmax(*start_m, -here / gain);
        else
            *end_m = fmin(*end_m, here / -gain);
    }
    return *start_m < *end_m;
}

bool scene_solids_hit(const Scene *scene, DVec3 eye, DVec3 dir, double *distance_m,
                      StateFeatureRef *feature)
{
    const double radian_m = NEAR_PX / scene->view.px_per_rad * fmax(scene->view_desc.scale, 1);
    bool is_hit = false;
    for (int i = 0; i < scene->layer_count; i++) {
        const SceneLayer *l = scene->layers[i];
        if ((!l->solids && !l->symbols) || !l->vector || !l->form || !l->is_visible ||
            !l->is_in_range || l->opacity <= 0)
            continue;
        // What lies on the ground or on a roof is not behind it.
        const double slack_m = 0.5 * l->style.width_m + 1;
        double start_m = 0, end_m = fmin(*distance_m + slack_m, FAR_M);
        if (!uncut_stretch(scene, l->id, eye, dir, &start_m, &end_m)) continue;
        Ray ray = { .scene = scene,
                    .layer = l,
                    .eye = dvec_add(eye, dvec_scale(dir, start_m)),
                    .dir = dir,
                    .start_m = start_m,
                    .radian_m = radian_m,
                    .best_m = end_m - start_m };
        walk(&ray, end_m - start_m);
        if (!ray.is_hit) continue;
        *distance_m = start_m + ray.best_m;
        *feature = (StateFeatureRef){ l->id, ray.feature };
        is_hit = true;
    }
    return is_hit;
}
