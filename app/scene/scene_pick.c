// SPDX-License-Identifier: Apache-2.0
// scene_pick.c - what lies under a pixel: a ray through the buildings' index, the ground by marching, then what is painted there.
#include "scene/scene_live.h"
#include "scene/scene_model.h"

#include <assert.h>
#include <string.h>

#define NEAR_PX 4.0
#define MARCH_STEPS_MAX 600
#define POLYGON_POINTS_MAX 4096

double scene_ground_height(const SceneGround *ground, double lon_deg, double lat_deg)
{
    bool has = false;
    return ground->terrain ? geo_terrain_height(ground->terrain, lon_deg, lat_deg, &has) : 0;
}

double scene_ground(const City *city, const State *state, double lon_deg, double lat_deg)
{
    bool has = false;
    return city->terrain
               ? geo_terrain_height(city->terrain, lon_deg, lat_deg, &has) * state->exaggeration
               : 0;
}

static double clearance(const Scene *scene, DVec3 p)
{
    const GeoPos g = geo_frame_geodetic(&scene->geo, p);
    return g.h_m - scene_ground_height(scene->ground, g.lon_deg, g.lat_deg) * scene->view.stretch;
}

// Steps as long as the air below allows, then halves the last one. False when the ray leaves without touching ground before far_m.
static bool march(const Scene *scene, DVec3 eye, DVec3 dir, double far_m, double *distance_m)
{
    DVec3 hit;
    if (!scene->ground->terrain) {
        if (!camera_ray_ground(&scene->geo, eye, dir, 0, &hit)) return false;
        *distance_m = dvec_length(dvec_sub(hit, eye));
        return *distance_m <= far_m;
    }
    // No mountain reaches 9,000 m: above that the ray is carried down at once.
    double t = 0, before = 0;
    const double highest_m = 9000 * fmax(scene->view.stretch, 1);
    if (scene->view.eye.h_m > highest_m) {
        if (!camera_ray_ground(&scene->geo, eye, dir, highest_m, &hit)) return false;
        before = t = dvec_length(dvec_sub(hit, eye));
    }
    const double reach_m = fmin(far_m, t + 2 * scene->view.horizon_m + 700000);
    for (int i = 0; i < MARCH_STEPS_MAX && t <= reach_m; i++) {
        const double c = clearance(scene, dvec_add(eye, dvec_scale(dir, t)));
        if (c <= 0) {
            double low = before, high = t;
            for (int k = 0; k < 40 && high - low > 0.005; k++) {
                const double mid = 0.5 * (low + high);
                if (clearance(scene, dvec_add(eye, dvec_scale(dir, mid))) > 0) low = mid;
                else high = mid;
            }
            *distance_m = high;
            return high <= far_m;
        }
        before = t;
        t += fmax(0.6 * c, 0.4 + 0.003 * t); // slopes up to about 60 degrees cannot be jumped
    }
    return false;
}

static bool is_building_layer_on(const SceneLayer *l)
{
    return l->buildings && l->form && l->form->height_m && l->is_visible && l->is_in_range && l->opacity > 0;
}

static bool hit_buildings(const Scene *scene, DVec3 eye, DVec3 dir, double *distance_m, StateFeatureRef *feature)
{
    bool is_hit = false;
    for (int i = 0; i < scene->layer_count; i++) {
        const SceneLayer *l = scene->layers[i];
        uint32_t f = 0;
        if (!is_building_layer_on(l)) continue;
        GeoBuildingInput input = scene_building_input(l->form, scene->ground);
        double planes[RENDER_CUTS_MAX][4];
        input.stretch = scene->view.stretch;
        input.planes = planes;
        input.plane_count = scene_view_building_planes(&scene->view, l->id, planes);
        input.share = scene_buildings_shares(l->buildings);
        if (!geo_building_hit(&input, eye, dir, distance_m, &f)) continue;
        *feature = (StateFeatureRef){ l->id, f };
        is_hit = true;
    }
    return is_hit;
}

static bool hit_models(const Scene *scene, DVec3 eye, DVec3 dir, double *distance_m,
                       StateFeatureRef *feature)
{
    bool is_hit = false;
    for (int i = 0; i < scene->layer_count; i++) {
        const SceneLayer *l = scene->layers[i];
        uint32_t object = 0;
        if (!l->models || !l->is_visible || !l->is_in_range || l->opacity <= 0) continue;
        if (!scene_models_hit(scene, l, eye, dir, distance_m, &object)) continue;
        *feature = (StateFeatureRef){ l->id, object };
        is_hit = true;
    }
    return is_hit;
}

static bool hit_things(const Scene *scene, DVec3 eye, DVec3 dir, double *distance_m,
                       StateFeatureRef *feature)
{
    const bool is_building = hit_buildings(scene, eye, dir, distance_m, feature);
    const bool is_model = hit_models(scene, eye, dir, distance_m, feature);
    return scene_solids_hit(scene, eye, dir, distance_m, feature) || is_building || is_model;
}

bool scene_hit(const Scene *scene, DVec3 eye, DVec3 dir, double far_m, double *distance_m,
               StateFeatureRef *feature)
{
    double distance = far_m, ground_m = 0;
    *feature = (StateFeatureRef){ 0 };
    const bool has_ground = march(scene, eye, dir, far_m, &ground_m);
    if (has_ground) distance = ground_m;
    const bool has_thing = hit_things(scene, eye, dir, &distance, feature);
    *distance_m = distance;
    return has_ground || has_thing;
}

bool scene_is_point_seen(const Scene *scene, DVec3 point_enu_m)
{
    const DVec3 eye = scene->view.pose.eye_enu_m, d = dvec_sub(point_enu_m, eye);
    const double length = dvec_length(d);
    if (length < 1) return true;
    const DVec3 dir = dvec_scale(d, 1 / length);
    const double far_m = length - fmax(1.0, 0.004 * length);
    double distance = far_m;
    StateFeatureRef ref;
    if (march(scene, eye, dir, far_m, &distance)) return false;
    distance = far_m;
    return !hit_buildings(scene, eye, dir, &distance, &ref) &&
           !hit_models(scene, eye, dir, &distance, &ref);
}

typedef struct {
    const SceneLayer *layer;
    GeoPos at;
    double m_per_lon, m_per_lat; // metres a degree
    double near_m;
    double best_m;
    uint32_t best;
    bool is_found;
} Search;

static double segment_distance(double px, double py, double ax, double ay, double bx, double by)
{
    const double dx = bx - ax, dy = by - ay, length2 = dx * dx + dy * dy;
    double t = length2 > 0 ? ((px - ax) * dx + (py - ay) * dy) / length2 : 0;
    t = t < 0 ? 0 : t > 1 ? 1 : t;
    return hypot(px - ax - t * dx, py - ay - t * dy);
}

static void offer(Search *s, double distance_m, double limit_m, uint32_t feature)
{
    if (distance_m > limit_m || (s->is_found && distance_m >= s->best_m)) return;
    s->is_found = true;
    s->best_m = distance_m;
    s->best = feature;
}

static bool visit_painted(uint32_t feature, void *arg)
{
    Search *s = arg;
    const GeoLayer *l = s->layer->vector;
    const SceneColours *c = s->layer->colours;
    const double half_width = 0.5 * (c && c->width_m ? c->width_m[feature] : s->layer->style.width_m);
    for (uint32_t p = l->feature_part[feature]; p < l->feature_part[feature + 1]; p++) {
        const uint32_t first = l->part_vertex[p], end = l->part_vertex[p + 1];
        if (l->part_kind[p] != GEO_PART_POINT && l->part_kind[p] != GEO_PART_LINE) continue;
        double ax = 0, ay = 0;
        for (uint32_t v = first; v < end; v++) {
            const double x = (l->lon0_deg + l->xy[2 * v] * l->step_deg - s->at.lon_deg) * s->m_per_lon;
            const double y = (l->lat0_deg + l->xy[2 * v + 1] * l->step_deg - s->at.lat_deg) * s->m_per_lat;
            if (l->part_kind[p] == GEO_PART_POINT) offer(s, hypot(x, y), 1.5 * s->near_m, feature);
            else if (v > first) offer(s, segment_distance(0, 0, ax, ay, x, y), fmax(s->near_m, half_width), feature);
            ax = x;
            ay = y;
        }
    }
    // Inside an area counts as its rim: points and lines on it win.
    if (geo_layer_feature_contains(l, feature, s->at.lon_deg, s->at.lat_deg)) offer(s, s->near_m, s->near_m, feature);
    return true;
}

static bool search_painted(const Scene *scene, GeoPos at, double near_m, StateFeatureRef *feature)
{
    // Last painted lies on top.
    for (int i = scene->layer_count - 1; i >= 0; i--) {
        const SceneLayer *l = scene->layers[i];
        if (!l->vector || l->buildings || !l->is_visible || !l->is_in_range || l->opacity <= 0 || l->style.draw == STYLE_DRAW_NONE) continue;
        if (l->style.draw == STYLE_DRAW_RAISED) continue; // hit in the air
        Search s = { .layer = l, .at = at, .near_m = near_m, .m_per_lat = 111195.0 };
        s.m_per_lon = 111195.0 * cos(at.lat_deg * DVEC_RAD_FROM_DEG);
        const double width_m = l->style.draw == STYLE_DRAW_LINE ? fmax(l->style.width_m, 40) : 0;
        const double reach = fmax(1.5 * near_m, width_m), lon = reach / fmax(s.m_per_lon, 1), lat = reach / s.m_per_lat;
        const GeoBox box = { at.lon_deg - lon, at.lat_deg - lat, at.lon_deg + lon, at.lat_deg + lat };
        geo_layer_query(l->vector, box, visit_painted, &s);
        if (!s.is_found) continue;
        *feature = (StateFeatureRef){ l->id, s.best };
        return true;
    }
    return false;
}

ScenePick scene_pick(Scene *scene, const City *city, const State *state, double x_px, double y_px)
{
    ScenePick pick = { 0 };
    (void)state;
    scene_live_pick(scene, x_px, y_px, &pick.live_key);
    if (!city->has_frame || scene->frame == 0) return pick;
    const SceneView *v = &scene->view;
    const DVec3 eye = v->pose.eye_enu_m, dir = camera_ray(&v->pose, x_px, y_px, v->width_px, v->height_px);
    double ground_m = 0, distance = 1e9;
    const bool has_ground = march(scene, eye, dir, 1e9, &ground_m);
    if (has_ground) distance = ground_m;
    // A mark lies over everything; its place is the thing it stands for.
    if (scene_labels_hit(scene, x_px, y_px, &pick.feature, &pick.point_enu_m)) {
        pick.is_hit = true;
    } else if (hit_things(scene, eye, dir, &distance, &pick.feature)) {
        pick.is_hit = true;
        pick.point_enu_m = dvec_add(eye, dvec_scale(dir, distance));
    } else if (has_ground) {
        pick.is_hit = true;
        pick.point_enu_m = dvec_add(eye, dvec_scale(dir, ground_m));
    }
    if (!pick.is_hit) return pick;
    pick.point = geo_frame_geodetic(&scene->geo, pick.point_enu_m);
    pick.point.h_m /= v->stretch; // of the thing itself, not of its picture
    if (!pick.feature.layer_id) {
        const double near_m = NEAR_PX * ground_m / v->px_per_rad * fmax(scene->view_desc.scale, 1);
        search_painted(scene, pick.point, near_m, &pick.feature);
    }
    pick.ground_m = scene_ground_height(scene->ground, pick.point.lon_deg, pick.point.lat_deg);
    return pick;
}

static bool is_inside(const double *xy, int points, double x, double y)
{
    bool inside = false;
    for (int i = 0, k = points - 1; i < points; k = i++) {
        const double yi = xy[2 * i + 1], yk = xy[2 * k + 1];
        if ((yi > y) == (yk > y)) continue;
        if (x < (xy[2 * k] - xy[2 * i]) * (y - yi) / (yk - yi) + xy[2 * i]) inside = !inside;
    }
    return inside;
}

typedef struct {
    const double *xy;
    int points;
    double min_x, min_y, max_x, max_y;
    StateFeatureRef *out;
    int cap, count;
} Lasso;

static void lasso_run(const Scene *scene, const SceneLayer *layer, const GeoLayerTile *run, Lasso *lasso)
{
    const GeoLayer *l = layer->vector;
    const double mid_lon = l->lon0_deg + 0.5 * ((double)run->box.x_min + run->box.x_max) * l->step_deg;
    const double mid_lat = l->lat0_deg + 0.5 * ((double)run->box.y_min + run->box.y_max) * l->step_deg;
    const double ground = scene_ground_height(scene->ground, mid_lon, mid_lat);
    double planes[RENDER_CUTS_MAX][4], x, y;
    const int plane_count = layer->buildings || layer->solids || layer->symbols
                                ? scene_view_building_planes(&scene->view, layer->id, planes)
                                : 0;
    for (uint32_t i = run->first; i < run->first + run->count; i++) {
        const GeoIntBox *b = &l->box[i];
        GeoPos p = { l->lon0_deg + 0.5 * ((double)b->x_min + b->x_max) * l->step_deg,
                     l->lat0_deg + 0.5 * ((double)b->y_min + b->y_max) * l->step_deg, ground };
        if (layer->form && layer->form->height_m) p.h_m += 0.5 * layer->form->height_m[i];
        p.h_m *= scene->view.stretch;
        const DVec3 at = geo_frame_enu(&scene->geo, p);
        if (scene_view_is_cut_away(planes, plane_count, at)) continue;
        if (!scene_view_project(&scene->view, at, &x, &y, NULL)) continue;
        if (x < lasso->min_x || x > lasso->max_x || y < lasso->min_y || y > lasso->max_y) continue;
        if (!is_inside(lasso->xy, lasso->points, x, y)) continue;
        if (lasso->count < lasso->cap) lasso->out[lasso->count] = (StateFeatureRef){ layer->id, i };
        lasso->count++;
    }
}

static void lasso_models(const Scene *scene, const SceneLayer *layer, Lasso *lasso)
{
    const uint32_t count = scene_models_object_count(layer->models);
    for (uint32_t i = 0; i < count; i++) {
        DVec3 middle;
        double x, y;
        if (!scene_models_middle(scene, layer->models, i, &middle) ||
            !scene_view_project(&scene->view, middle, &x, &y, NULL))
            continue;
        if (!is_inside(lasso->xy, lasso->points, x, y)) continue;
        if (lasso->count < lasso->cap) lasso->out[lasso->count] = (StateFeatureRef){ layer->id, i };
        lasso->count++;
    }
}

int scene_pick_polygon(Scene *scene, const City *city, const State *state, const double *xy_px, int points, StateFeatureRef *out, int cap)
{
    (void)state;
    if (!city->has_frame || points < 3 || points > POLYGON_POINTS_MAX) return 0;
    Lasso lasso = { .xy = xy_px, .points = points, .min_x = 1e30, .min_y = 1e30, .max_x = -1e30, .max_y = -1e30, .out = out, .cap = cap };
    for (int i = 0; i < points; i++) {
        lasso.min_x = fmin(lasso.min_x, xy_px[2 * i]);
        lasso.max_x = fmax(lasso.max_x, xy_px[2 * i]);
        lasso.min_y = fmin(lasso.min_y, xy_px[2 * i + 1]);
        lasso.max_y = fmax(lasso.max_y, xy_px[2 * i + 1]);
    }
    for (int i = 0; i < scene->layer_count; i++) {
        const SceneLayer *l = scene->layers[i];
        if (l->models && l->is_visible && l->is_in_range && l->opacity > 0)
            lasso_models(scene, l, &lasso);
        if (!l->vector || !l->is_visible || !l->is_in_range || l->opacity <= 0 || l->style.draw == STYLE_DRAW_NONE) continue;
        for (int k = 0; k < l->vector->tile_count; k++) lasso_run(scene, l, &l->vector->tiles[k], &lasso);
    }
    return lasso.count;
}
