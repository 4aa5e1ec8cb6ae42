// SPDX-License-Identifier: Apache-2.0
// camera.c - camera mathematics in double; every move is solved so that the point the hand holds keeps its pixel.
#include "scene/camera.h"

#include <assert.h>
#include <string.h>

#define CAMERA_DISTANCE_MIN_M 0.5
#define CAMERA_DISTANCE_MAX_M 6.0e7
#define CAMERA_PITCH_MIN_DEG (-85.0)
#define CAMERA_PITCH_MAX_DEG 90.0
#define WGS84_A_M 6378137.0
#define WGS84_B_M 6356752.314245179

typedef struct {
    DVec3 right, up, forward;
} Axes;

static double wrap_deg(double a)
{
    a = fmod(a, 360.0);
    return a < 0 ? a + 360.0 : a;
}

static double shortest_deg(double from, double to)
{
    double d = fmod(to - from, 360.0);
    if (d > 180.0) d -= 360.0;
    if (d < -180.0) d += 360.0;
    return d;
}

static double clamp(double x, double low, double high)
{
    return x < low ? low : x > high ? high : x;
}

static GeoPos clamp_pos(GeoPos p)
{
    p.lat_deg = clamp(p.lat_deg, -89.9, 89.9);
    while (p.lon_deg > 180.0) p.lon_deg -= 360.0;
    while (p.lon_deg < -180.0) p.lon_deg += 360.0;
    return p;
}

static Axes axes_at(const GeoFrame *frame, GeoPos target, double heading_deg, double pitch_deg, DVec3 *target_enu_m)
{
    const DPlace place = geo_frame_place(frame, target);
    const double h = heading_deg * DVEC_RAD_FROM_DEG, p = pitch_deg * DVEC_RAD_FROM_DEG;
    const DVec3 ahead = dvec_add(dvec_scale(place.x_axis, sin(h)), dvec_scale(place.y_axis, cos(h)));
    Axes a;
    a.right = dvec_sub(dvec_scale(place.x_axis, cos(h)), dvec_scale(place.y_axis, sin(h)));
    a.forward = dvec_sub(dvec_scale(ahead, cos(p)), dvec_scale(place.z_axis, sin(p)));
    a.up = dvec_cross(a.right, a.forward);
    *target_enu_m = place.origin;
    return a;
}

static DVec3 from_axes(const Axes *a, DVec3 v)
{
    return dvec_add(dvec_scale(a->right, v.x), dvec_add(dvec_scale(a->up, v.y), dvec_scale(a->forward, v.z)));
}

static DVec3 to_axes(const Axes *a, DVec3 v)
{
    return dvec_make(dvec_dot(v, a->right), dvec_dot(v, a->up), dvec_dot(v, a->forward));
}

CameraPose camera_pose(const GeoFrame *frame, const StateCamera *camera, double aspect)
{
    CameraPose pose;
    DVec3 target;
    const Axes a = axes_at(frame, camera->target, camera->heading_deg, camera->pitch_deg, &target);
    pose.right = a.right;
    pose.up = a.up;
    pose.forward = a.forward;
    pose.eye_enu_m = dvec_sub(target, dvec_scale(a.forward, camera->distance_m));
    pose.tan_half_y = tan(0.5 * (camera->fov_deg > 0 ? camera->fov_deg : 40.0) * DVEC_RAD_FROM_DEG);
    pose.tan_half_x = pose.tan_half_y * aspect;
    return pose;
}

DVec3 camera_ray(const CameraPose *pose, double x_px, double y_px, int width, int height)
{
    const double x = ((x_px + 0.5) / width * 2 - 1) * pose->tan_half_x;
    const double y = (1 - (y_px + 0.5) / height * 2) * pose->tan_half_y;
    return dvec_normalize(dvec_add(pose->forward, dvec_add(dvec_scale(pose->right, x), dvec_scale(pose->up, y))));
}

bool camera_ray_ground(const GeoFrame *frame, DVec3 origin_m, DVec3 direction, double height_m, DVec3 *hit_m)
{
    // The surface at a constant geodetic height is nearly the ellipsoid grown by it; two Newton steps remove the rest.
    const DPlace *e = &frame->ecef_from_enu;
    const DVec3 o = dplace_point(e, origin_m);
    const DVec3 d = dvec_add(dvec_scale(e->x_axis, direction.x),
                             dvec_add(dvec_scale(e->y_axis, direction.y), dvec_scale(e->z_axis, direction.z)));
    const double ia = 1 / (WGS84_A_M + height_m), ib = 1 / (WGS84_B_M + height_m);
    const DVec3 os = dvec_make(o.x * ia, o.y * ia, o.z * ib), ds = dvec_make(d.x * ia, d.y * ia, d.z * ib);
    const double a = dvec_dot(ds, ds), b = dvec_dot(os, ds), c = dvec_dot(os, os) - 1;
    const double disc = b * b - a * c;
    if (disc < 0 || a <= 0 || (c <= 0 && b < 0)) return false; // from below a surface only what goes up meets it
    const double root = sqrt(disc);
    double t = c > 0 ? c / (-b + root) : (-b + root) / a; // from outside the near hit, from inside the far one
    if (!(t > 0)) return false;
    for (int i = 0; i < 3; i++) {
        const DVec3 p = dvec_add(origin_m, dvec_scale(direction, t));
        const GeoPos g = geo_frame_geodetic(frame, p);
        const double miss = g.h_m - height_m;
        const double slope = dvec_dot(direction, geo_frame_place(frame, g).z_axis);
        if (fabs(miss) < 1e-9 || fabs(slope) < 1e-6) break;
        const double step = clamp(-miss / slope, -0.1 * t, 0.1 * t);
        t += step;
    }
    *hit_m = dvec_add(origin_m, dvec_scale(direction, t));
    return true;
}

static void store_matrix(const double m[16], float out[16])
{
    for (int i = 0; i < 16; i++) out[i] = (float)m[i];
}

void camera_fill_view(const GeoFrame *frame, const StateCamera *camera, int full_width, int full_height, int sub_x, int sub_y,
                      int sub_width, int sub_height, double near_m, RenderView *view)
{
    assert(full_width > 0 && full_height > 0 && sub_width > 0 && sub_height > 0 && near_m > 0);
    const CameraPose p = camera_pose(frame, camera, (double)full_width / full_height);
    const double sx = (double)full_width / sub_width, sy = (double)full_height / sub_height;
    const double cx = 2.0 * (sub_x + 0.5 * sub_width) / full_width - 1;
    const double cy = 1 - 2.0 * (sub_y + 0.5 * sub_height) / full_height;
    // Rows of clip_from_rel: x and y are cropped to the piece, z is the constant near plane (infinite, reversed), w looks ahead.
    const DVec3 rx = dvec_scale(dvec_sub(dvec_scale(p.right, 1 / p.tan_half_x), dvec_scale(p.forward, cx)), sx);
    const DVec3 ry = dvec_scale(dvec_sub(dvec_scale(p.up, 1 / p.tan_half_y), dvec_scale(p.forward, cy)), sy);
    const DVec3 rw = p.forward;
    const double m[16] = { rx.x, ry.x, 0, rw.x, rx.y, ry.y, 0, rw.y, rx.z, ry.z, 0, rw.z, 0, 0, near_m, 0 };
    store_matrix(m, view->clip_from_rel);
    const DVec3 ix = dvec_scale(p.right, p.tan_half_x / sx), iy = dvec_scale(p.up, p.tan_half_y / sy);
    const DVec3 iw = dvec_add(p.forward, dvec_add(dvec_scale(p.right, p.tan_half_x * cx), dvec_scale(p.up, p.tan_half_y * cy)));
    const double inv[16] = { ix.x, ix.y, ix.z, 0, iy.x, iy.y, iy.z, 0, 0, 0, 0, 1 / near_m, iw.x, iw.y, iw.z, 0 };
    store_matrix(inv, view->rel_from_clip);

    const GeoPos eye = geo_frame_geodetic(frame, p.eye_enu_m);
    const DPlace local = geo_frame_place(frame, eye);
    view->width_px = sub_width;
    view->height_px = sub_height;
    view->sub_x_px = sub_x;
    view->sub_y_px = sub_y;
    view->full_width_px = full_width;
    view->full_height_px = full_height;
    view->px_per_rad = (float)(full_height / (2 * p.tan_half_y));
    view->near_m = (float)near_m;
    view->eye_height_m = (float)eye.h_m;
    view->eye_enu_m[0] = p.eye_enu_m.x;
    view->eye_enu_m[1] = p.eye_enu_m.y;
    view->eye_enu_m[2] = p.eye_enu_m.z;
    view->up_rel[0] = (float)local.z_axis.x;
    view->up_rel[1] = (float)local.z_axis.y;
    view->up_rel[2] = (float)local.z_axis.z;
    view->east_rel[0] = (float)local.x_axis.x;
    view->east_rel[1] = (float)local.x_axis.y;
    view->east_rel[2] = (float)local.x_axis.z;
}

void camera_pan_to(const GeoFrame *frame, StateCamera *camera, DVec3 grabbed_m, double x_px, double y_px, int width, int height)
{
    const GeoPos grabbed = geo_frame_geodetic(frame, grabbed_m);
    const double aspect = (double)width / height;
    StateCamera c = *camera;
    // The heading is kept while the target wanders over the globe, so the shift is solved again until it vanishes.
    for (int i = 0; i < 24; i++) {
        const CameraPose pose = camera_pose(frame, &c, aspect);
        const DVec3 ray = camera_ray(&pose, x_px, y_px, width, height);
        DVec3 hit;
        if (!camera_ray_ground(frame, pose.eye_enu_m, ray, grabbed.h_m, &hit)) return;
        const double reach = dvec_length(dvec_sub(hit, pose.eye_enu_m));
        if (reach > 60 * c.distance_m + 1000) return; // along the horizon a pixel is kilometres: the hand slips
        const GeoPos g = geo_frame_geodetic(frame, hit);
        const double d_lon = shortest_deg(g.lon_deg, grabbed.lon_deg), d_lat = grabbed.lat_deg - g.lat_deg;
        c.target.lon_deg += d_lon;
        c.target.lat_deg += d_lat;
        c.target = clamp_pos(c.target);
        if (fabs(d_lon) + fabs(d_lat) < 1e-13) break;
    }
    *camera = c;
}

// Finds the target for which point lies at v (camera axes, from the target) with the camera's heading, pitch and distance.
static void place_target(const GeoFrame *frame, StateCamera *camera, DVec3 point_m, DVec3 v)
{
    for (int i = 0; i < 12; i++) {
        DVec3 at;
        const Axes a = axes_at(frame, camera->target, camera->heading_deg, camera->pitch_deg, &at);
        const DVec3 wanted = dvec_sub(point_m, from_axes(&a, v));
        const double moved = dvec_length(dvec_sub(wanted, at));
        camera->target = geo_frame_geodetic(frame, wanted);
        if (moved < 1e-7) break;
    }
    camera->target = clamp_pos(camera->target);
}

void camera_zoom_at(const GeoFrame *frame, StateCamera *camera, DVec3 point_m, double factor)
{
    if (!(factor > 0)) return;
    DVec3 at;
    const Axes a = axes_at(frame, camera->target, camera->heading_deg, camera->pitch_deg, &at);
    const DVec3 v = to_axes(&a, dvec_sub(point_m, at));
    const double distance = clamp(camera->distance_m * factor, CAMERA_DISTANCE_MIN_M, CAMERA_DISTANCE_MAX_M);
    const double f = distance / camera->distance_m;
    camera->distance_m = distance;
    place_target(frame, camera, point_m, dvec_scale(v, f));
}

void camera_orbit(const GeoFrame *frame, StateCamera *camera, DVec3 pivot_m, double d_heading_deg, double d_pitch_deg)
{
    DVec3 at;
    const Axes a = axes_at(frame, camera->target, camera->heading_deg, camera->pitch_deg, &at);
    const DVec3 v = to_axes(&a, dvec_sub(pivot_m, at));
    camera->heading_deg = wrap_deg(camera->heading_deg + d_heading_deg);
    camera->pitch_deg = clamp(camera->pitch_deg + d_pitch_deg, CAMERA_PITCH_MIN_DEG, CAMERA_PITCH_MAX_DEG);
    if (dvec_length(v) > 1e-9) place_target(frame, camera, pivot_m, v);
}

// Distance goes by ratio, the target in step with it: a point that both ends show at one pixel keeps it on the way.
static StateCamera mix_linear(const StateCamera *a, const StateCamera *b, double t)
{
    StateCamera c = *a;
    const double ratio = b->distance_m / a->distance_m;
    double s = t;
    c.distance_m = a->distance_m * pow(ratio, t);
    if (fabs(ratio - 1) > 1e-6) s = (c.distance_m - a->distance_m) / (b->distance_m - a->distance_m);
    c.target.lon_deg = a->target.lon_deg + shortest_deg(a->target.lon_deg, b->target.lon_deg) * s;
    c.target.lat_deg = a->target.lat_deg + (b->target.lat_deg - a->target.lat_deg) * s;
    c.target.h_m = a->target.h_m + (b->target.h_m - a->target.h_m) * s;
    c.heading_deg = wrap_deg(a->heading_deg + shortest_deg(a->heading_deg, b->heading_deg) * t);
    c.pitch_deg = a->pitch_deg + (b->pitch_deg - a->pitch_deg) * t;
    c.fov_deg = a->fov_deg + (b->fov_deg - a->fov_deg) * t;
    c.target = clamp_pos(c.target);
    return c;
}

StateCamera camera_mix(const StateCamera *a, const StateCamera *b, double t)
{
    if (t <= 0) return *a;
    if (t >= 1) return *b;
    return mix_linear(a, b, t * t * t * (t * (6 * t - 15) + 10));
}

bool camera_glide(const GeoFrame *frame, StateCamera *camera, const StateCamera *goal, double dt_s)
{
    const double tau_s = 0.11; // settles within about 0.7 s
    const double t = 1 - exp(-fmax(dt_s, 0) / tau_s);
    const StateCamera next = mix_linear(camera, goal, t);
    const DVec3 here = geo_frame_enu(frame, next.target), there = geo_frame_enu(frame, goal->target);
    // A thousandth of the view is about one pixel; a fifth of that is no longer seen as a jump.
    const bool is_there = dvec_length(dvec_sub(here, there)) < 2e-4 * goal->distance_m &&
                          fabs(next.distance_m / goal->distance_m - 1) < 2e-4 &&
                          fabs(shortest_deg(next.heading_deg, goal->heading_deg)) < 0.01 &&
                          fabs(next.pitch_deg - goal->pitch_deg) < 0.01 && fabs(next.fov_deg - goal->fov_deg) < 0.01;
    *camera = is_there ? *goal : next;
    return is_there;
}

StateCamera camera_fit(GeoBox box, double ground_m, double aspect)
{
    StateCamera c = { .pitch_deg = 42, .fov_deg = 40, .distance_m = 1000 };
    if (geo_box_is_empty(box)) return c;
    const double lat = 0.5 * (box.south_deg + box.north_deg);
    const double east_m = (box.east_deg - box.west_deg) * 111320.0 * cos(lat * DVEC_RAD_FROM_DEG);
    const double north_m = (box.north_deg - box.south_deg) * 110574.0;
    const double p = c.pitch_deg * DVEC_RAD_FROM_DEG, tan_y = tan(20 * DVEC_RAD_FROM_DEG);
    const double by_width = 0.5 * east_m / (tan_y * aspect) + 0.35 * north_m * cos(p);
    const double by_height = 0.5 * north_m * (sin(p) / tan_y + cos(p));
    c.target = (GeoPos){ 0.5 * (box.west_deg + box.east_deg), lat, ground_m };
    c.distance_m = clamp(1.05 * fmax(by_width, by_height), 150, 1.6e7);
    if (c.distance_m > 1.5e6) c.pitch_deg = 90; // a continent is looked at from above
    return c;
}

void camera_keep_above(const GeoFrame *frame, StateCamera *camera, double ground_m, double clearance_m)
{
    const CameraPose pose = camera_pose(frame, camera, 1);
    const double short_m = ground_m + clearance_m - geo_frame_geodetic(frame, pose.eye_enu_m).h_m;
    if (short_m > 0) camera->target.h_m += short_m;
}
