// SPDX-License-Identifier: Apache-2.0
// app_overlay.c - the rectangle or polygon of a selection while it is drawn, as lines over the scene.
#include "app.h"
#include "scene/camera.h"
#include <math.h>
#include <string.h>

#define APP_OVERLAY_RGBA 0xffffc84du // 0xAABBGGRR
#define APP_OVERLAY_DISTANCE 4.0     // times the near plane: before everything

static void app_overlay_point(const CameraPose *pose, const App *app, double near_m, double x_px, double y_px, float out[3])
{
    const DVec3 ray = camera_ray(pose, x_px, y_px, app->width_px, app->height_px);
    const DVec3 at = dvec_scale(ray, near_m * APP_OVERLAY_DISTANCE / fmax(0.05, dvec_dot(ray, pose->forward)));
    out[0] = (float)at.x;
    out[1] = (float)at.y;
    out[2] = (float)at.z;
}

void app_overlay_lines(App *app, RenderFrame *frame)
{
    const Input *input = &app->input;
    double points[2 * (INPUT_POLYGON_MAX + 1)];
    int count = 0;
    if (input->drag == INPUT_DRAG_BOX && input->was_moved) {
        const double box[8] = { input->x_down_px, input->y_down_px, input->x_px, input->y_down_px, input->x_px, input->y_px,
                                input->x_down_px, input->y_px };
        memcpy(points, box, sizeof box);
        count = 4;
    } else if (input->is_drawing_polygon && input->polygon_count > 0) {
        memcpy(points, input->polygon_px, sizeof(double) * 2 * (size_t)input->polygon_count);
        count = input->polygon_count;
        points[2 * count] = input->x_px;
        points[2 * count + 1] = input->y_px;
        count++;
    }
    if (count < 2 || !app->city.has_frame) return;
    const CameraPose pose = camera_pose(&app->city.frame, &app->state.camera, (double)app->width_px / app->height_px);
    RenderLine *lines = ARENA_ARRAY(&app->arena, RenderLine, frame->line_count + count);
    if (frame->line_count) memcpy(lines, frame->lines, sizeof *lines * (size_t)frame->line_count);
    for (int i = 0; i < count; i++) {
        const int next = (i + 1) % count;
        RenderLine *line = &lines[frame->line_count + i];
        *line = (RenderLine){ .rgba = APP_OVERLAY_RGBA, .width_px = 2 * app->scale, .hidden_opacity = 1 };
        app_overlay_point(&pose, app, (double)frame->view.near_m, points[2 * i], points[2 * i + 1], line->a_rel_m);
        app_overlay_point(&pose, app, (double)frame->view.near_m, points[2 * next], points[2 * next + 1], line->b_rel_m);
    }
    frame->lines = lines;
    frame->line_count += count;
}
