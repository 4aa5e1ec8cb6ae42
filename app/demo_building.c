// SPDX-License-Identifier: Apache-2.0
// demo_building.c - the operations centre on its site.
#include "demo_building.h"
#include "base/file.h"
#include "geo/geo_crs.h"
#include "geo/geo_frame.h"
#include <stdlib.h>

bool demo_building_place(const GeoDemoSite *site, IfcDemoDesc *out, Err *err)
{
    GeoCrs *crs = geo_crs_create(DEMO_BUILDING_CRS, GEO_DATUM_WGS84, err);
    if (!crs) return false;
    GeoFrame frame;
    geo_frame_init(&frame, (GeoPos){ site->lon, site->lat, 0 });
    const double turn = site->azimuth_deg * DVEC_RAD_FROM_DEG;
    const DVec3 x_axis = { sin(turn), cos(turn), 0 }, y_axis = { -cos(turn), sin(turn), 0 };
    const double middle_x = (IFC_DEMO_SITE_MIN_X + IFC_DEMO_SITE_MAX_X) / 2;
    const double middle_y = (IFC_DEMO_SITE_MIN_Y + IFC_DEMO_SITE_MAX_Y) / 2;
    const DVec3 origin = dvec_add(dvec_scale(x_axis, -middle_x), dvec_scale(y_axis, -middle_y));
    // The grid's convergence and scale, over 200 m along x about the middle of the site.
    const DVec3 points[3] = { origin, dvec_scale(x_axis, -100), dvec_scale(x_axis, 100) };
    double x[3], y[3];
    GeoPos origin_pos = { 0 };
    for (int k = 0; k < 3; k++) {
        const GeoPos pos = geo_frame_geodetic(&frame, points[k]);
        if (k == 0) origin_pos = pos;
        x[k] = pos.lon_deg;
        y[k] = pos.lat_deg;
    }
    const bool ok = geo_crs_from_geodetic(crs, x, y, NULL, 3) == 0;
    geo_crs_destroy(crs);
    if (!ok) {
        err_set(err, ERR_CRS, "the demo's site is outside " DEMO_BUILDING_CRS);
        return false;
    }
    const double length = hypot(x[2] - x[1], y[2] - y[1]);
    out->crs = DEMO_BUILDING_CRS;
    // To a tenth of a millimetre.
    out->eastings = round(x[0] * 1e4) / 1e4;
    out->northings = round(y[0] * 1e4) / 1e4;
    out->height_m = site->height_m + DEMO_BUILDING_RISE_M;
    out->axis_x = (x[2] - x[1]) / length;
    out->axis_y = (y[2] - y[1]) / length;
    out->scale = length / 200;
    out->longitude_deg = origin_pos.lon_deg;
    out->latitude_deg = origin_pos.lat_deg;
    out->north_x = x_axis.y;
    out->north_y = y_axis.y;
    return true;
}

bool demo_building_write(const char *folder, uint64_t seed, const GeoDemoSite *site,
                         Str *sensor_keys, Err *err)
{
    IfcDemoDesc desc = { .seed = seed ? seed : GEO_DEMO_SEED, .sensor_keys = sensor_keys };
    if (!demo_building_place(site, &desc, err)) return false;
    char *models = file_join(folder, "models"), *path = file_join(folder, DEMO_BUILDING_FILE);
    const bool ok = file_make_folders(models, err) && ifc_demo_write(&desc, path, err);
    free(models);
    free(path);
    return ok;
}
