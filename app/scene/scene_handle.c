// SPDX-License-Identifier: Apache-2.0
// scene_handle.c - handles as lines over the scene, under a pixel, and along a ray.
#include "scene/scene_handle.h"
#include "core/model_view.h"
#include "scene/scene_private.h"
#include <string.h>

#define REACH_PX 92.0
#define NEAR_PX 9.0        // a pointer so near holds it
#define TURN_STEPS 56
#define LINES_A_HANDLE 72
enum { AMBER = 0x20c0ff, CYAN = 0xffd040, GREEN = 0x70e080, ROSE = 0xa070ff, WHITE = 0xffffff }; // 0xBBGGRR

typedef struct {
    DVec3 a, b;
} Segment;

typedef struct {
    Segment segments[LINES_A_HANDLE];
    int count;
} Figure;

static void figure_line(Figure *f, DVec3 a, DVec3 b)
{
    if (f->count < LINES_A_HANDLE) f->segments[f->count++] = (Segment){ a, b };
}

// Two unit vectors across a third.
static void across(DVec3 axis, DVec3 *u, DVec3 *v)
{
    const DVec3 seed = fabs(axis.z) < 0.9 ? dvec_make(0, 0, 1) : dvec_make(1, 0, 0);
    *u = dvec_normalize(dvec_cross(seed, axis));
    *v = dvec_cross(axis, *u);
}

// From `from` to `to` of the reach along a direction, with a head.
static void figure_arrow(Figure *f, const SceneHandle *h, DVec3 along, DVec3 side, double from, double to)
{
    const double r = h->reach_m;
    const DVec3 tip = dvec_add(h->at_enu_m, dvec_scale(along, to * r)), neck = dvec_add(h->at_enu_m, dvec_scale(along, (to - 0.13) * r));
    figure_line(f, dvec_add(h->at_enu_m, dvec_scale(along, from * r)), tip);
    figure_line(f, tip, dvec_add(neck, dvec_scale(side, 0.07 * r)));
    figure_line(f, tip, dvec_sub(neck, dvec_scale(side, 0.07 * r)));
}

static void figure_of(const SceneHandle *h, Figure *f)
{
    DVec3 u, v;
    across(h->axis, &u, &v);
    f->count = 0;
    switch (h->kind) {
    case SCENE_HANDLE_MOVE:
        figure_arrow(f, h, u, v, 0.1, 0.62);
        figure_arrow(f, h, dvec_scale(u, -1), v, 0.1, 0.62);
        figure_arrow(f, h, v, u, 0.1, 0.62);
        figure_arrow(f, h, dvec_scale(v, -1), u, 0.1, 0.62);
        break;
    case SCENE_HANDLE_RAISE: figure_arrow(f, h, h->axis, u, 0.05, 1.25); break;
    case SCENE_HANDLE_TURN:
        for (int i = 0; i < TURN_STEPS; i++) {
            const double a = 2 * DVEC_PI * i / TURN_STEPS, b = 2 * DVEC_PI * (i + 1) / TURN_STEPS;
            const DVec3 p = dvec_add(dvec_scale(u, cos(a)), dvec_scale(v, sin(a))), q = dvec_add(dvec_scale(u, cos(b)), dvec_scale(v, sin(b)));
            figure_line(f, dvec_add(h->at_enu_m, dvec_scale(p, h->reach_m)), dvec_add(h->at_enu_m, dvec_scale(q, h->reach_m)));
        }
        break;
    case SCENE_HANDLE_CUT: {
        const double r = 0.55 * h->reach_m;
        DVec3 corner[4];
        for (int i = 0; i < 4; i++)
            corner[i] = dvec_add(h->at_enu_m, dvec_add(dvec_scale(u, i == 0 || i == 3 ? -r : r), dvec_scale(v, i < 2 ? -r : r)));
        for (int i = 0; i < 4; i++) figure_line(f, corner[i], corner[(i + 1) % 4]);
        figure_arrow(f, h, h->axis, u, 0, 0.75);
        figure_arrow(f, h, dvec_scale(h->axis, -1), u, 0, 0.75);
        break;
    }
    case SCENE_HANDLE_NONE: break;
    }
}

static void handle_add(Scene *scene, SceneHandle handle)
{
    const SceneView *view = &scene->view;
    const double distance_m = dvec_length(dvec_sub(handle.at_enu_m, view->pose.eye_enu_m));
    if (scene->handle_count == SCENE_HANDLES_MAX || distance_m < 0.1) return;
    handle.reach_m = REACH_PX * fmax(scene->view_desc.scale, 1) * distance_m / view->px_per_rad;
    scene->handles[scene->handle_count++] = handle;
}

static bool model_middle(const City *city, uint32_t layer_id, double share_up, DVec3 *out)
{
    const CityLayer *layer = city_layer(city, layer_id);
    if (!layer || layer->state != CITY_LAYER_READY || !layer->asset || layer->asset->min.x > layer->asset->max.x) return false;
    const DVec3 low = layer->asset->min, high = layer->asset->max;
    *out = dplace_point(&layer->place, dvec_make((low.x + high.x) / 2, (low.y + high.y) / 2, low.z + (high.z - low.z) * share_up));
    return true;
}

static bool is_in_picture(const SceneView *view, DVec3 at)
{
    double x, y;
    return scene_view_project(view, at, &x, &y, NULL) && x > 0 && y > 0 && x < view->width_px &&
           y < view->height_px;
}

// The middle of what a plane cuts: its model, else a model that is seen, else where the eye looks.
static DVec3 cut_middle(const Scene *scene, const City *city, const State *state, uint32_t layer_id)
{
    DVec3 middle;
    if (layer_id && model_middle(city, layer_id, 0.5, &middle)) return middle;
    for (int i = 0; !layer_id && i < state->layer_count; i++)
        if (state->layers[i].is_visible && model_middle(city, state->layers[i].id, 0.5, &middle) &&
            is_in_picture(&scene->view, middle))
            return middle;
    return geo_frame_enu(&scene->geo, state->camera.target);
}

void scene_handles_build(Scene *scene, const City *city, const State *state, Arena *arena, RenderFrame *out)
{
    scene->handle_count = 0;
    if (scene->is_picture || !state->has_panels || state->measuring.kind != STATE_MEASURE_NONE) return;
    DVec3 at;
    if (state->handles_layer_id && model_middle(city, state->handles_layer_id, 0, &at)) {
        const SceneHandle model = { .layer_id = state->handles_layer_id, .at_enu_m = at, .axis = scene_view_up(at) };
        for (SceneHandleKind kind = SCENE_HANDLE_MOVE; kind <= SCENE_HANDLE_TURN; kind++) {
            SceneHandle handle = model;
            handle.kind = kind;
            handle_add(scene, handle);
        }
    }
    ModelCut cuts[STATE_CUTS_MAX];
    const int cut_count = model_view_cuts(city, state, cuts);
    for (int i = 0; i < cut_count; i++) {
        const DVec3 middle = cut_middle(scene, city, state, cuts[i].layer_id), n = cuts[i].normal;
        handle_add(scene, (SceneHandle){ .kind = SCENE_HANDLE_CUT, .cut = i + 1, .axis = n,
                                         .at_enu_m = dvec_add(middle, dvec_scale(n, cuts[i].offset_m - dvec_dot(n, middle))) });
    }
    if (scene->handle_count == 0) return;
    RenderLine *lines = ARENA_ARRAY(arena, RenderLine, out->line_count + scene->handle_count * LINES_A_HANDLE);
    if (out->line_count) memcpy(lines, out->lines, sizeof *lines * (size_t)out->line_count);
    int count = out->line_count;
    static const uint32_t colours[] = { WHITE, AMBER, GREEN, CYAN, ROSE };
    const DVec3 eye = scene->view.pose.eye_enu_m;
    const float scale = fmaxf(scene->view_desc.scale, 1);
    for (int i = 0; i < scene->handle_count; i++) {
        const SceneHandle *h = &scene->handles[i];
        const bool is_hot = state->hot_handle == i + 1;
        Figure figure;
        figure_of(h, &figure);
        for (int k = 0; k < figure.count; k++) {
            const DVec3 a = dvec_sub(figure.segments[k].a, eye), b = dvec_sub(figure.segments[k].b, eye);
            lines[count++] = (RenderLine){ .a_rel_m = { (float)a.x, (float)a.y, (float)a.z },
                                           .b_rel_m = { (float)b.x, (float)b.y, (float)b.z },
                                           .rgba = 0xff000000u | (is_hot ? WHITE : colours[h->kind]),
                                           .width_px = (is_hot ? 4.5f : 3.0f) * scale,
                                           .hidden_opacity = 0.75f };
        }
    }
    out->lines = lines;
    out->line_count = count;
}

// Pixels between a point and a segment on the screen; far away where it is behind the eye.
static double segment_px(const Scene *scene, Segment s, double x_px, double y_px)
{
    double ax, ay, bx, by, far;
    if (!scene_view_project(&scene->view, s.a, &ax, &ay, &far) || !scene_view_project(&scene->view, s.b, &bx, &by, &far)) return 1e9;
    const double dx = bx - ax, dy = by - ay, length2 = dx * dx + dy * dy;
    const double t = length2 > 0 ? fmin(fmax(((x_px - ax) * dx + (y_px - ay) * dy) / length2, 0), 1) : 0;
    return hypot(ax + t * dx - x_px, ay + t * dy - y_px);
}

int scene_handle_index(const Scene *scene, double x_px, double y_px)
{
    double best = NEAR_PX * fmax(scene->view_desc.scale, 1);
    int found = 0;
    for (int i = 0; i < scene->handle_count; i++) {
        Figure figure;
        figure_of(&scene->handles[i], &figure);
        for (int k = 0; k < figure.count; k++) {
            const double px = segment_px(scene, figure.segments[k], x_px, y_px);
            if (px >= best) continue;
            best = px;
            found = i + 1;
        }
    }
    return found;
}

SceneHandle scene_handle_at(const Scene *scene, double x_px, double y_px)
{
    const int index = scene_handle_index(scene, x_px, y_px);
    return index ? scene->handles[index - 1] : (SceneHandle){ 0 };
}

bool scene_handle_grip(const Scene *scene, const SceneHandle *handle, double x_px, double y_px, DVec3 *grip_enu_m)
{
    const SceneView *view = &scene->view;
    const DVec3 eye = view->pose.eye_enu_m, ray = camera_ray(&view->pose, x_px, y_px, view->width_px, view->height_px);
    const DVec3 n = handle->axis, from = dvec_sub(eye, handle->at_enu_m);
    const double along = dvec_dot(ray, n);
    if (handle->kind == SCENE_HANDLE_MOVE || handle->kind == SCENE_HANDLE_TURN) {
        if (fabs(along) < 1e-3) return false;
        const double t = -dvec_dot(from, n) / along;
        if (t <= 0) return false;
        *grip_enu_m = dvec_add(eye, dvec_scale(ray, t));
        return true;
    }
    // The point of the axis nearest to the ray.
    const double apart = 1 - along * along;
    if (apart < 1e-4) return false;
    const double s = (dvec_dot(from, n) - dvec_dot(from, ray) * along) / apart;
    *grip_enu_m = dvec_add(handle->at_enu_m, dvec_scale(n, s));
    return true;
}
