// SPDX-License-Identifier: Apache-2.0
// scene_view.c - the frustum and horizon of one frame: what is seen, how far it is, where it lands on the picture. In double.
#include "scene/scene_private.h"

#include <string.h>

#define EARTH_M 6378137.0

void scene_view_init(SceneView *view, const GeoFrame *frame, const StateCamera *camera, const SceneViewDesc *desc)
{
    const int w = desc->width_px, h = desc->height_px;
    const CameraPose p = camera_pose(frame, camera, (double)w / h);
    view->pose = p;
    view->eye = geo_frame_geodetic(frame, p.eye_enu_m);
    view->px_per_rad = h / (2 * p.tan_half_y);
    view->width_px = w;
    view->height_px = h;
    view->is_software = desc->quality == RENDER_QUALITY_SOFTWARE;
    // The piece of the picture in tangents of the view.
    const bool is_piece = desc->sub_width_px > 0 && desc->sub_height_px > 0;
    const double x0 = is_piece ? 2.0 * desc->sub_x_px / w - 1 : -1;
    const double x1 = is_piece ? 2.0 * (desc->sub_x_px + desc->sub_width_px) / w - 1 : 1;
    const double y1 = is_piece ? 1 - 2.0 * desc->sub_y_px / h : 1;
    const double y0 = is_piece ? 1 - 2.0 * (desc->sub_y_px + desc->sub_height_px) / h : -1;
    view->planes[0] = dvec_normalize(dvec_sub(p.right, dvec_scale(p.forward, x0 * p.tan_half_x)));
    view->planes[1] = dvec_normalize(dvec_sub(dvec_scale(p.forward, x1 * p.tan_half_x), p.right));
    view->planes[2] = dvec_normalize(dvec_sub(dvec_scale(p.forward, y1 * p.tan_half_y), p.up));
    view->planes[3] = dvec_normalize(dvec_sub(p.up, dvec_scale(p.forward, y0 * p.tan_half_y)));
    view->planes[4] = p.forward;
    const double eye_h = fmax(view->eye.h_m, 2);
    view->horizon_m = sqrt(2 * EARTH_M * eye_h + eye_h * eye_h);
}

bool scene_view_sees_sphere(const SceneView *view, DVec3 centre_enu_m, double radius_m, double top_m)
{
    const DVec3 c = dvec_sub(centre_enu_m, view->pose.eye_enu_m);
    for (int i = 0; i < 5; i++) {
        if (dvec_dot(c, view->planes[i]) < -radius_m) return false;
    }
    const double nearest = dvec_length(c) - radius_m;
    const double over = sqrt(2 * EARTH_M * fmax(top_m, 0)) + view->horizon_m;
    return nearest < 1.02 * over + 1000;
}

bool scene_view_sees_box(const SceneView *view, const DPlace *place, const float box_min_m[3], const float box_max_m[3])
{
    const DVec3 middle = dvec_make(0.5 * ((double)box_min_m[0] + box_max_m[0]), 0.5 * ((double)box_min_m[1] + box_max_m[1]),
                                   0.5 * ((double)box_min_m[2] + box_max_m[2]));
    const DVec3 c = dvec_sub(dplace_point(place, middle), view->pose.eye_enu_m);
    const double ex = 0.5 * ((double)box_max_m[0] - box_min_m[0]), ey = 0.5 * ((double)box_max_m[1] - box_min_m[1]);
    const double ez = 0.5 * ((double)box_max_m[2] - box_min_m[2]);
    for (int i = 0; i < 5; i++) {
        const DVec3 n = view->planes[i];
        const double reach = ex * fabs(dvec_dot(n, place->x_axis)) + ey * fabs(dvec_dot(n, place->y_axis)) +
                             ez * fabs(dvec_dot(n, place->z_axis));
        if (dvec_dot(c, n) < -reach) return false;
    }
    return true;
}

double scene_view_box_distance(const SceneView *view, const DPlace *place, const float box_min_m[3], const float box_max_m[3])
{
    const DVec3 e = dplace_local(place, view->pose.eye_enu_m);
    const double dx = fmax(fmax(box_min_m[0] - e.x, e.x - box_max_m[0]), 0);
    const double dy = fmax(fmax(box_min_m[1] - e.y, e.y - box_max_m[1]), 0);
    const double dz = fmax(fmax(box_min_m[2] - e.z, e.z - box_max_m[2]), 0);
    return sqrt(dx * dx + dy * dy + dz * dz);
}

RenderPlace scene_view_place(const SceneView *view, const DPlace *place)
{
    const DVec3 o = dvec_sub(place->origin, view->pose.eye_enu_m);
    return (RenderPlace){ { (float)place->x_axis.x, (float)place->y_axis.x, (float)place->z_axis.x, (float)o.x,
                            (float)place->x_axis.y, (float)place->y_axis.y, (float)place->z_axis.y, (float)o.y,
                            (float)place->x_axis.z, (float)place->y_axis.z, (float)place->z_axis.z, (float)o.z } };
}

bool scene_view_project(const SceneView *view, DVec3 point_enu_m, double *x_px, double *y_px, double *distance_m)
{
    const DVec3 d = dvec_sub(point_enu_m, view->pose.eye_enu_m);
    const double f = dvec_dot(d, view->pose.forward);
    if (f < 0.05) return false;
    *x_px = (dvec_dot(d, view->pose.right) / (f * view->pose.tan_half_x) + 1) * 0.5 * view->width_px;
    *y_px = (1 - dvec_dot(d, view->pose.up) / (f * view->pose.tan_half_y)) * 0.5 * view->height_px;
    if (distance_m) *distance_m = dvec_length(d);
    return true;
}

uint32_t scene_view_uncut_buildings(const SceneView *view, uint32_t layer_id)
{
    uint32_t uncut = 0;
    for (int i = 0; i < view->cut_count; i++) {
        const bool is_cut =
            view->cut_layers[i] ? view->cut_layers[i] == layer_id : !view->cut_spares_city[i];
        uncut |= is_cut ? 0 : 1u << i;
    }
    return uncut;
}

int scene_view_building_planes(const SceneView *view, uint32_t layer_id,
                               double planes[RENDER_CUTS_MAX][4])
{
    const uint32_t uncut = scene_view_uncut_buildings(view, layer_id);
    int count = 0;
    for (int i = 0; i < view->cut_count; i++)
        if (!(uncut >> i & 1)) memcpy(planes[count++], view->cuts[i], sizeof planes[0]);
    return count;
}

bool scene_view_is_cut_away(const double planes[][4], int count, DVec3 p)
{
    for (int i = 0; i < count; i++)
        if (planes[i][0] * p.x + planes[i][1] * p.y + planes[i][2] * p.z + planes[i][3] < 0)
            return true;
    return false;
}

// Its distances stay metres of the city.
void scene_view_plane_local(const double city[4], const DPlace *place, double local[4])
{
    const DVec3 normal = { city[0], city[1], city[2] };
    local[0] = dvec_dot(normal, place->x_axis);
    local[1] = dvec_dot(normal, place->y_axis);
    local[2] = dvec_dot(normal, place->z_axis);
    local[3] = dvec_dot(normal, place->origin) + city[3];
}
