// SPDX-License-Identifier: Apache-2.0
// camera.h - camera mathematics: eye, matrices, rays, and the moves of map programs. Pure functions on StateCamera.
#pragma once
#include "core/state.h"
#include "geo/geo_frame.h"
#include "render/render_frame.h"

typedef struct {
    DVec3 eye_enu_m;
    DVec3 right, up, forward;  // unit, city axes
    double tan_half_x, tan_half_y;
} CameraPose;

CameraPose camera_pose(const GeoFrame *frame, const StateCamera *camera, double aspect);
// Ray through a pixel centre of a width x height picture, city axes.
DVec3 camera_ray(const CameraPose *pose, double x_px, double y_px, int width, int height);
// Where the ray meets the ellipsoid raised by height_m; false above the horizon.
bool camera_ray_ground(const GeoFrame *frame, DVec3 origin_m, DVec3 direction, double height_m, DVec3 *hit_m);
// Fills the matrices and eye of view for the piece sub_* of a full picture.
void camera_fill_view(const GeoFrame *frame, const StateCamera *camera, int full_width, int full_height, int sub_x, int sub_y,
                      int sub_width, int sub_height, double near_m, RenderView *view);
// Pan: moves the target so that grabbed (city frame) stays under the pixel.
void camera_pan_to(const GeoFrame *frame, StateCamera *camera, DVec3 grabbed_m, double x_px, double y_px, int width, int height);
// Zoom: changes the distance by factor, keeping the point under the pixel.
void camera_zoom_at(const GeoFrame *frame, StateCamera *camera, DVec3 point_m, double factor);
// Orbit round a point by angles.
void camera_orbit(const GeoFrame *frame, StateCamera *camera, DVec3 pivot_m, double d_heading_deg, double d_pitch_deg);
// Step of a glide from camera towards goal; true when it has arrived (camera equals goal exactly).
bool camera_glide(const GeoFrame *frame, StateCamera *camera, const StateCamera *goal, double dt_s);
StateCamera camera_mix(const StateCamera *a, const StateCamera *b, double t); // tours: smooth, shortest heading
StateCamera camera_fit(GeoBox box, double ground_m, double aspect);
// Raises the camera when the eye would be below ground_m + clearance.
void camera_keep_above(const GeoFrame *frame, StateCamera *camera, double ground_m, double clearance_m);
