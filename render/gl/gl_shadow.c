// SPDX-License-Identifier: Apache-2.0
// gl_shadow.c - slices of the view by distance, a sphere round each, a box along the light round each sphere.
#include "render/gl/gl_shadow.h"
#include "base/dvec.h"
#include <string.h>

#define CASTER_REACH_M 900.0 // towards the light, beyond the sphere

static DVec3 view_ray(const RenderView *view, double x_ndc, double y_ndc)
{
    // Of the whole picture, also when this view is a piece of it.
    const double full_width = view->full_width_px > 0 ? view->full_width_px : view->width_px;
    const double full_height = view->full_width_px > 0 ? view->full_height_px : view->height_px;
    const double px = (x_ndc * 0.5 + 0.5) * full_width - view->sub_x_px;
    const double py = (y_ndc * 0.5 + 0.5) * full_height - (full_height - view->sub_y_px - view->height_px);
    const double x = 2 * px / view->width_px - 1, y = 2 * py / view->height_px - 1;
    const float *m = view->rel_from_clip;
    double p[4];
    for (int i = 0; i < 4; i++) p[i] = m[i] * x + m[4 + i] * y + m[8 + i] + m[12 + i];
    return dvec_normalize(dvec_make(p[0] / p[3], p[1] / p[3], p[2] / p[3]));
}

// Centre along the middle ray and radius of the sphere round distances low..high within half_angle of it.
static double slice_sphere(double low, double high, double half_angle, double *centre)
{
    const double c = cos(half_angle), s = sin(half_angle);
    double t = c > 0.2 ? (low + high) / (2 * c) : high;
    if (t > high * c) t = high * c > low ? high * c : low;
    const double far_edge = hypot(high * c - t, high * s), far_mid = high - t;
    const double near_edge = hypot(low * c - t, low * s), near_mid = fabs(t - low);
    *centre = t;
    double r = far_edge > far_mid ? far_edge : far_mid;
    if (near_edge > r) r = near_edge;
    if (near_mid > r) r = near_mid;
    return r;
}

static void row_set(float m[16], int row, DVec3 axis, double scale, double offset)
{
    m[row] = (float)(axis.x * scale);
    m[4 + row] = (float)(axis.y * scale);
    m[8 + row] = (float)(axis.z * scale);
    m[12 + row] = (float)offset;
}

bool gl_shadow_fit(const RenderView *view, const float light_dir_rel[3], float nearest_m, int size_px, GlShadow *out)
{
    memset(out, 0, sizeof *out);
    const double range = view->shadow_range_m;
    // Where shadows begin, in steps, so that the slices stand still while the eye moves a little.
    double low = 1;
    while (low * 1.5 < nearest_m) low *= 1.5;
    if (low < 2) low = 0;
    if (range <= low) return false;
    const DVec3 light = dvec_normalize(dvec_make(light_dir_rel[0], light_dir_rel[1], light_dir_rel[2]));
    const DVec3 seed = fabs(light.z) < 0.95 ? dvec_make(0, 0, 1) : dvec_make(1, 0, 0);
    const DVec3 x_axis = dvec_normalize(dvec_cross(seed, light)), y_axis = dvec_cross(light, x_axis);
    const DVec3 eye = dvec_make(view->eye_enu_m[0], view->eye_enu_m[1], view->eye_enu_m[2]);
    const DVec3 middle = view_ray(view, 0, 0);
    double half_angle = 0;
    for (int i = 0; i < 4; i++) {
        const double a = acos(fmin(1, dvec_dot(middle, view_ray(view, i & 1 ? 1 : -1, i & 2 ? 1 : -1))));
        if (a > half_angle) half_angle = a;
    }
    half_angle = ceil(half_angle * 200) / 200;
    const DVec3 axes[3] = { x_axis, y_axis, light };
    for (int i = 0; i < 3; i++) {
        out->axes[i][0] = (float)axes[i].x;
        out->axes[i][1] = (float)axes[i].y;
        out->axes[i][2] = (float)axes[i].z;
    }
    const double first = fmax(low, 8);
    double start = low, centre_m[GL_SHADOW_CASCADES], radius_m[GL_SHADOW_CASCADES], widest_m = 0;
    for (int i = 0; i < GL_SHADOW_CASCADES; i++) {
        const double t = (double)(i + 1) / GL_SHADOW_CASCADES;
        const double end = 0.75 * first * pow(range / first, t) + 0.25 * (low + (range - low) * t * t);
        radius_m[i] = ceil(slice_sphere(start, end, half_angle, &centre_m[i]));
        widest_m = fmax(widest_m, radius_m[i]);
        out->far_m[i] = (float)end;
        out->reach_m[i] = (float)(end + CASTER_REACH_M * 0.5);
        start = end * 0.97;
    }
    const double depth_m = 2 * widest_m + CASTER_REACH_M; // of all, so that depth is scaled alike
    out->depth_scale = (float)(1 / depth_m);
    for (int i = 0; i < GL_SHADOW_CASCADES; i++) {
        const double r = radius_m[i], texel = 2 * r / size_px;
        DVec3 c = dvec_scale(middle, centre_m[i]);
        // Snap in the city frame.
        const DVec3 world = dvec_add(eye, c);
        const double u = dvec_dot(world, x_axis), v = dvec_dot(world, y_axis);
        c = dvec_add(c, dvec_add(dvec_scale(x_axis, floor(u / texel) * texel - u), dvec_scale(y_axis, floor(v / texel) * texel - v)));
        const double cx = dvec_dot(c, x_axis), cy = dvec_dot(c, y_axis), z = (r - dvec_dot(c, light)) / depth_m;
        float *clip = out->clip_from_rel[i], *box = out->box[i];
        row_set(clip, 0, x_axis, 1 / r, -cx / r);
        row_set(clip, 1, y_axis, 1 / r, -cy / r);
        row_set(clip, 2, light, 1 / depth_m, z);
        clip[15] = 1;
        box[0] = (float)(0.5 - 0.5 * cx / r);
        box[1] = (float)(0.5 - 0.5 * cy / r);
        box[2] = (float)z;
        box[3] = (float)(0.5 / r);
    }
    return true;
}
