// SPDX-License-Identifier: Apache-2.0
// geo_building_hit.c - a ray against the buildings of a layer: stretches of the ray through the packed tree, then walls and roof.
#include "geo/geo_building_body.h"
#include "geo/geo_local.h"
#include <assert.h>
#include <math.h>

#define FAN 16
#define LEVELS_MAX 9
#define STRETCH_MAX_M 4000.0 // the straight ray leaves the curve between its ends by 0.3 m at most
#define STRETCH_SLACK_M 1.0
#define GROUND_REACH_DEG 0.002 // of footprints beyond the stretch: their mean ground counts
#define GROUND_LOWEST_M -1000.0 // on earth
#define GROUND_HIGHEST_M 9000.0
#define ELLIPSOID_A_M 6378137.0
#define ELLIPSOID_B_M 6356752.314245179

typedef struct {
    const GeoBuildingInput *input;
    DVec3 origin_m, direction; // city frame, unit
    double stretch;
    double from_m; // where the section planes let it in; 0 = they do not cut
    double best_m;
    uint32_t feature;
    bool is_hit;
} Ray;

typedef struct {
    double x0, y0, dx, dy;   // start and way in the layer's integer coordinates
    double per_dx, per_dy;   // their inverses
    double h0, dh;           // heights
    double slack_x, slack_y; // of the boxes
    double ground_low_m, ground_high_m;
} Stretch;

// One extruded feature between two heights, and the nearest way along the ray into it.
typedef struct {
    DVec3 o, d; // local at the feature
    double low_m, high_m, from_m, best_m;
    bool is_inside_at_high, is_inside_at_low, is_inside_at_cut;
    double high_x, high_y, low_x, low_y, cut_x,
        cut_y; // where the ray passes those heights, the cut
} Prism;

static bool is_west_of(double x, double y, DVec3 a, DVec3 b)
{
    return (a.y > y) != (b.y > y) && x < a.x + (y - a.y) * (b.x - a.x) / (b.y - a.y);
}

static void prism_edge(Prism *p, DVec3 a, DVec3 b)
{
    // Crossings to the east decide inside for the two level faces.
    p->is_inside_at_high ^= is_west_of(p->high_x, p->high_y, a, b);
    p->is_inside_at_low ^= is_west_of(p->low_x, p->low_y, a, b);
    p->is_inside_at_cut ^= is_west_of(p->cut_x, p->cut_y, a, b);
    const double ex = b.x - a.x, ey = b.y - a.y, across = p->d.x * ey - p->d.y * ex;
    if (across == 0) return;
    const double ax = a.x - p->o.x, ay = a.y - p->o.y;
    const double t = (ax * ey - ay * ex) / across, u = (ax * p->d.y - ay * p->d.x) / across;
    if (u < 0 || u > 1 || t < p->from_m || t >= p->best_m) return;
    const double z = p->o.z + t * p->d.z;
    if (z >= p->low_m && z <= p->high_m) p->best_m = t;
}

static void ray_try_feature(Ray *ray, uint32_t feature)
{
    const GeoLayer *layer = ray->input->layer;
    GeoBuildingBody body;
    if (ray->input->share && ray->input->share[feature] == 0) return;
    if (!geo_building_bodies(ray->input, feature, 1, &body) || body.area_m2 <= 0) return;
    const GeoIntBox *box = layer->box + feature;
    const double cx = 0.5 * box->x_min + 0.5 * box->x_max, cy = 0.5 * box->y_min + 0.5 * box->y_max;
    const GeoPos centre = { layer->lon0_deg + cx * layer->step_deg, layer->lat0_deg + cy * layer->step_deg, 0 };
    const DPlace place = geo_frame_place(ray->input->frame, centre);
    const DVec3 d = ray->direction;
    Prism p = { .o = dplace_local(&place, ray->origin_m),
                .d = { dvec_dot(d, place.x_axis), dvec_dot(d, place.y_axis),
                       dvec_dot(d, place.z_axis) },
                .low_m = (double)body.base_m * ray->stretch,
                .high_m = (double)body.top_m * ray->stretch,
                .from_m = ray->from_m,
                .best_m = ray->best_m };
    const double t_high = p.d.z != 0 ? (p.high_m - p.o.z) / p.d.z : -1, t_low = p.d.z != 0 ? (p.low_m - p.o.z) / p.d.z : -1;
    p.high_x = p.o.x + t_high * p.d.x, p.high_y = p.o.y + t_high * p.d.y;
    p.low_x = p.o.x + t_low * p.d.x, p.low_y = p.o.y + t_low * p.d.y;
    p.cut_x = p.o.x + p.from_m * p.d.x, p.cut_y = p.o.y + p.from_m * p.d.y;
    GeoLocal local;
    geo_local_init(&local, centre.lon_deg, centre.lat_deg);
    for (uint32_t part = layer->feature_part[feature]; part < layer->feature_part[feature + 1]; part++) {
        const uint32_t first = layer->part_vertex[part], end = layer->part_vertex[part + 1];
        if (layer->part_kind[part] < GEO_PART_OUTER || end - first < 3) continue;
        const int32_t *last = layer->xy + 2 * (size_t)(end - 1);
        DVec3 a = geo_local_point(&local, (last[0] - cx) * layer->step_deg, (last[1] - cy) * layer->step_deg, 0);
        for (uint32_t v = first; v < end; v++) {
            const int32_t *xy = layer->xy + 2 * (size_t)v;
            const DVec3 b = geo_local_point(&local, (xy[0] - cx) * layer->step_deg, (xy[1] - cy) * layer->step_deg, 0);
            prism_edge(&p, a, b);
            a = b;
        }
    }
    const double cut_z = p.o.z + p.from_m * p.d.z;
    if (p.is_inside_at_high && t_high >= p.from_m && t_high < p.best_m) p.best_m = t_high;
    if (p.is_inside_at_low && body.is_raised && t_low >= p.from_m && t_low < p.best_m)
        p.best_m = t_low;
    if (p.is_inside_at_cut && p.from_m > 0 && cut_z > p.low_m && cut_z < p.high_m)
        p.best_m = fmin(p.best_m, p.from_m);
    if (p.best_m < ray->best_m) {
        ray->best_m = p.best_m;
        ray->feature = feature;
        ray->is_hit = true;
    }
}

// The part of the stretch over the box, as fractions of it.
static bool stretch_meets(const Stretch *s, const GeoIntBox *box, double *in, double *out)
{
    double low = 0, high = 1;
    const double start[2] = { s->x0, s->y0 }, way[2] = { s->dx, s->dy },
                 per_way[2] = { s->per_dx, s->per_dy };
    const double from[2] = { box->x_min - s->slack_x, box->y_min - s->slack_y }, to[2] = { box->x_max + s->slack_x, box->y_max + s->slack_y };
    for (int k = 0; k < 2; k++) {
        if (way[k] == 0) {
            if (start[k] < from[k] || start[k] > to[k]) return false;
            continue;
        }
        double a = (from[k] - start[k]) * per_way[k], b = (to[k] - start[k]) * per_way[k];
        if (a > b) {
            const double swap = a;
            a = b;
            b = swap;
        }
        if (a > low) low = a;
        if (b < high) high = b;
        if (low > high) return false;
    }
    *in = low;
    *out = high;
    return true;
}

// Cuts it to where it is below h_m; false: nowhere. Heights between its ends are taken as straight.
static bool stretch_below(Stretch *s, double h_m)
{
    const double h_end = s->h0 + s->dh;
    if (s->h0 <= h_m && h_end <= h_m) return true;
    if (s->h0 > h_m && h_end > h_m) return false;
    const double at = (h_m - s->h0) / s->dh;
    if (s->h0 > h_m) {
        s->x0 += at * s->dx, s->y0 += at * s->dy, s->h0 = h_m;
        s->dx *= 1 - at, s->dy *= 1 - at, s->dh = h_end - h_m;
    } else {
        s->dx *= at, s->dy *= at, s->dh *= at;
    }
    return true;
}

static void stretch_walk(Ray *ray, const Stretch *s)
{
    const GeoLayer *layer = ray->input->layer;
    uint32_t starts[LEVELS_MAX], sizes[LEVELS_MAX], next[LEVELS_MAX] = { 0 }, end[LEVELS_MAX] = { 0 };
    int levels = 0;
    for (uint32_t n = layer->feature_count, at = 0; levels < LEVELS_MAX;) {
        n = (n + FAN - 1) / FAN;
        starts[levels] = at;
        sizes[levels++] = n;
        at += n;
        if (n == 1) break;
    }
    int level = levels - 1;
    end[level] = 1;
    double in = 0, out = 0;
    while (level < levels) {
        if (next[level] == end[level]) {
            level++;
            continue;
        }
        const uint32_t i = next[level]++;
        if (!stretch_meets(s, layer->nodes + starts[level] + i, &in, &out)) continue;
        const uint32_t below = level > 0 ? sizes[level - 1] : layer->feature_count;
        const uint32_t from = i * FAN, to = from + FAN < below ? from + FAN : below;
        if (level > 0) {
            level--;
            next[level] = from;
            end[level] = to;
            continue;
        }
        for (uint32_t f = from; f < to; f++) {
            if (!stretch_meets(s, layer->box + f, &in, &out)) continue;
            const double h_in = s->h0 + in * s->dh, h_out = s->h0 + out * s->dh;
            const double height_m = (double)ray->input->height_m[f] * ray->stretch;
            if (!(height_m > 0) || fmin(h_in, h_out) > s->ground_high_m + height_m + STRETCH_SLACK_M) continue;
            if (fmax(h_in, h_out) < s->ground_low_m - ray->stretch - STRETCH_SLACK_M) continue;
            ray_try_feature(ray, f);
        }
    }
}

// Where the ray is within an ellipsoid h_m above the earth's; false when never ahead.
static bool ray_in_shell(DVec3 o, DVec3 d, double h_m, double *t_in, double *t_out)
{
    const double a = 1 / (ELLIPSOID_A_M + h_m), b = 1 / (ELLIPSOID_B_M + h_m);
    const DVec3 p = { o.x * a, o.y * a, o.z * b }, q = { d.x * a, d.y * a, d.z * b };
    const double qq = dvec_dot(q, q), pq = dvec_dot(p, q), root = pq * pq - qq * (dvec_dot(p, p) - 1);
    if (root < 0) return false;
    *t_in = (-pq - sqrt(root)) / qq;
    *t_out = (-pq + sqrt(root)) / qq;
    return *t_out > 0;
}

// What the section planes leave of the ray; false where that is nothing.
static bool ray_keep(Ray *ray)
{
    for (int i = 0; i < ray->input->plane_count; i++) {
        const double *plane = ray->input->planes[i];
        const DVec3 n = { plane[0], plane[1], plane[2] };
        const double at = dvec_dot(n, ray->origin_m) + plane[3], way = dvec_dot(n, ray->direction);
        if (way == 0 && at < 0) return false;
        if (way > 0) ray->from_m = fmax(ray->from_m, -at / way);
        if (way < 0) ray->best_m = fmin(ray->best_m, -at / way);
    }
    return ray->from_m < ray->best_m;
}

static double clamp_longitude(double lon_deg, double near_deg)
{
    return lon_deg - near_deg > 180 ? lon_deg - 360 : lon_deg - near_deg < -180 ? lon_deg + 360 : lon_deg;
}

bool geo_building_hit(const GeoBuildingInput *input, DVec3 origin_m, DVec3 direction, double *distance_m, uint32_t *feature)
{
    const GeoLayer *layer = input->layer;
    assert(layer && input->height_m && input->frame && distance_m && feature);
    const double length = dvec_length(direction);
    if (!layer->node_count || !(length > 0) || !isfinite(length) || geo_box_is_empty(layer->extent)) return false;
    const DVec3 d = dvec_scale(direction, 1 / length);
    // Heights the ground of this layer may have; the terrain is asked stretch by stretch, not as a whole, which takes longer.
    const double stretch = input->stretch > 0 ? input->stretch : 1;
    double low = 0, high = 0;
    if (input->is_z_ground && layer->z)
        low = layer->z_min_m * stretch, high = layer->z_max_m * stretch;
    else if (input->terrain)
        low = GROUND_LOWEST_M * stretch, high = GROUND_HIGHEST_M * stretch;
    const double tallest_m =
        (double)(input->height_max_m > 0 ? input->height_max_m : GEO_BUILDING_HEIGHT_MAX_M) *
        stretch;
    const DPlace *axes = &input->frame->ecef_from_enu;
    const DVec3 o_ecef = dplace_point(axes, origin_m);
    const DVec3 d_ecef = dvec_sub(dplace_point(axes, d), axes->origin);
    double t = 0, t_end = 0, t_floor = 0, unused = 0;
    if (!ray_in_shell(o_ecef, d_ecef, high + tallest_m + STRETCH_SLACK_M, &t, &t_end)) return false;
    if (ray_in_shell(o_ecef, d_ecef, low - 10 * stretch, &t_floor, &unused) && t_floor > 0)
        t_end = fmin(t_end, t_floor);
    Ray ray = { .input = input,
                .origin_m = origin_m,
                .direction = d,
                .stretch = stretch,
                .best_m = *distance_m };
    if (!ray_keep(&ray)) return false;
    t = fmax(t, ray.from_m);
    const double middle_deg = (layer->extent.west_deg + layer->extent.east_deg) / 2;
    GeoPos from = geo_geodetic_from_ecef(dvec_add(o_ecef, dvec_scale(d_ecef, t)));
    from.lon_deg = clamp_longitude(from.lon_deg, middle_deg);
    while (t < t_end && t < ray.best_m) {
        const double step = fmin(STRETCH_MAX_M, t_end - t);
        GeoPos to = geo_geodetic_from_ecef(dvec_add(o_ecef, dvec_scale(d_ecef, t + step)));
        to.lon_deg = clamp_longitude(to.lon_deg, from.lon_deg);
        // Straight lines bend in longitude and latitude, more so towards the poles.
        const double cos_lat = fmax(cos(to.lat_deg * DVEC_RAD_FROM_DEG), 0.01);
        const double slack_lat = STRETCH_SLACK_M * (1 + 0.5 / cos_lat) / 110000, slack_lon = slack_lat / cos_lat;
        const GeoBox box = { fmin(from.lon_deg, to.lon_deg) - slack_lon, fmin(from.lat_deg, to.lat_deg) - slack_lat,
                             fmax(from.lon_deg, to.lon_deg) + slack_lon, fmax(from.lat_deg, to.lat_deg) + slack_lat };
        if (geo_box_meets(box, layer->extent)) {
            const double scale = 1 / layer->step_deg;
            Stretch s = { .x0 = (from.lon_deg - layer->lon0_deg) * scale,
                          .y0 = (from.lat_deg - layer->lat0_deg) * scale,
                          .dx = (to.lon_deg - from.lon_deg) * scale,
                          .dy = (to.lat_deg - from.lat_deg) * scale,
                          .h0 = from.h_m,
                          .dh = to.h_m - from.h_m,
                          .slack_x = slack_lon * scale,
                          .slack_y = slack_lat * scale,
                          .ground_low_m = low,
                          .ground_high_m = high };
            if (input->terrain && !(input->is_z_ground && layer->z)) {
                float near_low = 0, near_high = 0;
                const GeoBox wide = { box.west_deg - GROUND_REACH_DEG, box.south_deg - GROUND_REACH_DEG,
                                      box.east_deg + GROUND_REACH_DEG, box.north_deg + GROUND_REACH_DEG };
                geo_terrain_range(input->terrain, wide, &near_low, &near_high);
                s.ground_low_m = (double)near_low * stretch,
                s.ground_high_m = (double)near_high * stretch;
            }
            if (stretch_below(&s, s.ground_high_m + tallest_m + STRETCH_SLACK_M)) {
                s.per_dx = 1 / s.dx, s.per_dy = 1 / s.dy;
                stretch_walk(&ray, &s);
            }
        }
        t += step;
        from = to;
    }
    if (!ray.is_hit) return false;
    *distance_m = ray.best_m;
    *feature = ray.feature;
    return true;
}
