// SPDX-License-Identifier: Apache-2.0
// app_overlay.c - lines over the scene that follow the pointer: the rectangle or polygon of a
// selection while it is drawn, what the measuring tool snaps to.
#include "app.h"
#include "scene/camera.h"
#include <math.h>
#include <string.h>

#define APP_OVERLAY_RGBA 0xffffc84du // 0xAABBGGRR
#define APP_SNAP_RGBA 0xff30e8ffu    // bright yellow
#define APP_SNAP_EDGE_RGBA 0xc0201008u
#define APP_SNAP_LINES 80
#define APP_OVERLAY_DISTANCE 4.0     // times the near plane: before everything

static void app_overlay_point(const CameraPose *pose, const App *app, double near_m, double x_px, double y_px, float out[3])
{
    const DVec3 ray = camera_ray(pose, x_px, y_px, app->width_px, app->height_px);
    const DVec3 at = dvec_scale(ray, near_m * APP_OVERLAY_DISTANCE / fmax(0.05, dvec_dot(ray, pose->forward)));
    out[0] = (float)at.x;
    out[1] = (float)at.y;
    out[2] = (float)at.z;
}

typedef struct {
    const App *app;
    const CameraPose *pose;
    RenderLine *lines;
    int count;
    double near_m;
} Overlay;

static void app_overlay_add(Overlay *o, const double from_px[2], const double to_px[2],
                            uint32_t rgba, double width_px)
{
    RenderLine *line = &o->lines[o->count++];
    *line = (RenderLine){ .rgba = rgba,
                          .width_px = (float)width_px * o->app->scale,
                          .hidden_opacity = 1 };
    app_overlay_point(o->pose, o->app, o->near_m, from_px[0], from_px[1], line->a_rel_m);
    app_overlay_point(o->pose, o->app, o->near_m, to_px[0], to_px[1], line->b_rel_m);
}

static bool app_overlay_pixel(const Overlay *o, DVec3 point_enu_m, double out_px[2])
{
    const DVec3 v = dvec_sub(point_enu_m, o->pose->eye_enu_m);
    const double z = dvec_dot(v, o->pose->forward);
    if (!(z > 1e-3)) return false;
    out_px[0] =
        (dvec_dot(v, o->pose->right) / (z * o->pose->tan_half_x) + 1) * o->app->width_px / 2 - 0.5;
    out_px[1] =
        (1 - dvec_dot(v, o->pose->up) / (z * o->pose->tan_half_y)) * o->app->height_px / 2 - 0.5;
    return true;
}

// Sides of a regular figure round a pixel; turned by turn of a full circle.
static void app_overlay_ring(Overlay *o, const double at_px[2], int sides, double turn,
                             double radius_px, uint32_t rgba, double width_px)
{
    double last[2] = { 0 };
    for (int i = 0; i <= sides; i++) {
        const double t = 2 * DVEC_PI * ((double)i / sides + turn);
        const double to[2] = { at_px[0] + radius_px * sin(t), at_px[1] - radius_px * cos(t) };
        if (i > 0) app_overlay_add(o, last, to, rgba, width_px);
        memcpy(last, to, sizeof last);
    }
}

// Vertex: square, middle: triangle, edge: diamond and the edge itself, centre: ring with a cross,
// face: cross alone; ground and buildings: ring.
static void app_overlay_snap(Overlay *o, const SceneSnap *snap)
{
    const double r = 8 * (double)o->app->scale;
    double at[2], ends[2][2];
    if (!app_overlay_pixel(o, snap->point_enu_m, at)) return;
    for (int pass = 0; pass < 2; pass++) {
        const uint32_t rgba = pass == 0 ? APP_SNAP_EDGE_RGBA : APP_SNAP_RGBA;
        const double width_px = pass == 0 ? 5 : 2.4;
        if (snap->has_edge && app_overlay_pixel(o, snap->edge_enu_m[0], ends[0]) &&
            app_overlay_pixel(o, snap->edge_enu_m[1], ends[1]))
            app_overlay_add(o, ends[0], ends[1], rgba, width_px);
        if (snap->on != STATE_MEASURE_ON_MODEL || snap->kind == ASSET_SNAP_CENTRE)
            app_overlay_ring(o, at, 16, 0, r, rgba, width_px);
        if (snap->on != STATE_MEASURE_ON_MODEL) continue;
        if (snap->kind == ASSET_SNAP_VERTEX)
            app_overlay_ring(o, at, 4, 0.125, 1.2 * r, rgba, width_px);
        if (snap->kind == ASSET_SNAP_MIDDLE) app_overlay_ring(o, at, 3, 0, 1.2 * r, rgba, width_px);
        if (snap->kind == ASSET_SNAP_EDGE) app_overlay_ring(o, at, 4, 0, r, rgba, width_px);
        if (snap->kind != ASSET_SNAP_CENTRE && snap->kind != ASSET_SNAP_FACE) continue;
        const double cross[4][2] = {
            { at[0] - r, at[1] }, { at[0] + r, at[1] }, { at[0], at[1] - r }, { at[0], at[1] + r }
        };
        app_overlay_add(o, cross[0], cross[1], rgba, width_px);
        app_overlay_add(o, cross[2], cross[3], rgba, width_px);
    }
}

// What the pointer snaps to, and the way to it from the last point.
static void app_overlay_measure(Overlay *o)
{
    const App *app = o->app;
    const StateMeasure *m = &app->state.measuring;
    double from[2], to[2];
    if (m->kind == STATE_MEASURE_NONE || !app->input.snap.is_hit || !app->input.has_pointer) return;
    if (m->point_count > 0) {
        const GeoFrame *frame = &app->city.frame;
        GeoPos last = m->points[m->point_count - 1];
        last.h_m *= app->state.exaggeration;
        if (app_overlay_pixel(o, geo_frame_enu(frame, last), from) &&
            app_overlay_pixel(o, app->input.snap.point_enu_m, to))
            app_overlay_add(o, from, to, APP_SNAP_RGBA, 1.6);
    }
    app_overlay_snap(o, &app->input.snap);
}

static int app_overlay_selection(const Input *input, double points[2 * (INPUT_POLYGON_MAX + 1)])
{
    if (input->drag == INPUT_DRAG_BOX && input->was_moved) {
        const double box[8] = { input->x_down_px, input->y_down_px, input->x_px,
                                input->y_down_px, input->x_px,      input->y_px,
                                input->x_down_px, input->y_px };
        memcpy(points, box, sizeof box);
        return 4;
    }
    if (!input->is_drawing_polygon || input->polygon_count == 0) return 0;
    memcpy(points, input->polygon_px, sizeof(double) * 2 * (size_t)input->polygon_count);
    points[2 * input->polygon_count] = input->x_px;
    points[2 * input->polygon_count + 1] = input->y_px;
    return input->polygon_count + 1;
}

// The outline of the unit that the page is of, on the ground.
static void app_overlay_unit(Overlay *o, const double *lon_lat, int points)
{
    double last[2] = { 0 };
    bool has_last = false;
    for (int i = 0; i < points; i++) {
        GeoPos at = { lon_lat[2 * i], lon_lat[2 * i + 1], 0 };
        double px[2];
        if (!isfinite(at.lon_deg)) {
            has_last = false;
            continue;
        }
        at.h_m = scene_ground(&o->app->city, &o->app->state, at.lon_deg, at.lat_deg) + 3;
        const bool is_seen = app_overlay_pixel(o, geo_frame_enu(&o->app->city.frame, at), px);
        if (is_seen && has_last) app_overlay_add(o, last, px, APP_OVERLAY_RGBA, 2.2);
        has_last = is_seen;
        memcpy(last, px, sizeof last);
    }
}

void app_overlay_lines(App *app, RenderFrame *frame)
{
    double points[2 * (INPUT_POLYGON_MAX + 1)];
    const int count = app_overlay_selection(&app->input, points);
    const bool is_measuring = app->state.measuring.kind != STATE_MEASURE_NONE;
    int unit_points = 0;
    const double *unit = app_focus_outline(app, &unit_points);
    if ((count < 2 && !is_measuring && !unit) || !app->city.has_frame) return;
    const CameraPose pose = camera_pose(&app->city.frame, &app->state.camera, (double)app->width_px / app->height_px);
    Overlay o = { .app = app,
                  .pose = &pose,
                  .lines = ARENA_ARRAY(&app->arena, RenderLine,
                                       frame->line_count + count + unit_points + APP_SNAP_LINES),
                  .count = frame->line_count,
                  .near_m = (double)frame->view.near_m };
    if (frame->line_count)
        memcpy(o.lines, frame->lines, sizeof *o.lines * (size_t)frame->line_count);
    for (int i = 0; i < count && count > 1; i++)
        app_overlay_add(&o, &points[2 * i], &points[2 * ((i + 1) % count)], APP_OVERLAY_RGBA, 2);
    app_overlay_measure(&o);
    app_overlay_unit(&o, unit, unit_points);
    frame->lines = o.lines;
    frame->line_count = o.count;
}
