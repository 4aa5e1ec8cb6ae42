// SPDX-License-Identifier: Apache-2.0
// test_demo_building.c - the operations centre on its site: the map conversion puts every corner
// where the turned rectangle of the block has it.
#include "check.h"
#include "demo_building.h"
#include "geo/geo_crs.h"
#include "geo/geo_frame.h"

static const GeoDemoSite sites[] = {
    { 110.441970, 21.261575, 151.51, 10.6, 145.6, 138.1 },
    { 110.445798, 21.259641, 37.0, 13.0, 158.8, 125.3 },
};

TEST(the_building_takes_the_site_that_the_demo_city_leaves_free)
{
    CHECK_NEAR(IFC_DEMO_SITE_MAX_X - IFC_DEMO_SITE_MIN_X, GEO_DEMO_SITE_WIDTH_M, 1e-9);
    CHECK_NEAR(IFC_DEMO_SITE_MAX_Y - IFC_DEMO_SITE_MIN_Y, GEO_DEMO_SITE_DEPTH_M, 1e-9);
}

// EPSG:4526 is 3.6 degrees off its meridian here: the grid is 1.7 m in a kilometre too large and
// turned by 1.3 degrees. Conversion and scale take that off again.
TEST(the_map_conversion_puts_the_building_on_its_site_within_a_millimetre)
{
    for (int s = 0; s < 2; s++) {
        IfcDemoDesc d = { 0 };
        CHECK(demo_building_place(&sites[s], &d, NULL));
        CHECK_NEAR(d.scale, 1.0017, 1e-4);
        CHECK_NEAR(hypot(d.axis_x, d.axis_y), 1, 1e-12);
        CHECK_NEAR(hypot(d.north_x, d.north_y), 1, 1e-12);
        CHECK_NEAR(d.height_m, sites[s].height_m + 0.25, 1e-9);
        GeoFrame frame;
        geo_frame_init(&frame, (GeoPos){ sites[s].lon, sites[s].lat, 0 });
        GeoCrs *crs = geo_crs_create(d.crs, GEO_DATUM_WGS84, NULL);
        CHECK(crs != NULL);
        const double azimuth = sites[s].azimuth_deg * DVEC_RAD_FROM_DEG;
        for (int k = 0; k < 4; k++) {
            const double x = k & 1 ? IFC_DEMO_SITE_MAX_X : IFC_DEMO_SITE_MIN_X;
            const double y = k & 2 ? IFC_DEMO_SITE_MAX_Y : IFC_DEMO_SITE_MIN_Y;
            double lon = d.eastings + d.scale * (d.axis_x * x - d.axis_y * y);
            double lat = d.northings + d.scale * (d.axis_y * x + d.axis_x * y);
            CHECK_EQ(geo_crs_to_geodetic(crs, &lon, &lat, NULL, 1), 0);
            const DVec3 enu = geo_frame_enu(&frame, (GeoPos){ lon, lat, 0 });
            const double right = k & 1 ? 62.5 : -62.5, up = k & 2 ? 54.0 : -54.0;
            CHECK_NEAR(enu.x, right * sin(azimuth) - up * cos(azimuth), 1e-3);
            CHECK_NEAR(enu.y, right * cos(azimuth) + up * sin(azimuth), 1e-3);
        }
        geo_crs_destroy(crs);
        // North in the model's axes, turned into the map's, is the map's north but for convergence.
        const double east = d.axis_x * d.north_x - d.axis_y * d.north_y;
        const double north = d.axis_y * d.north_x + d.axis_x * d.north_y;
        CHECK_NEAR(atan2(east, north) / DVEC_RAD_FROM_DEG, 1.3, 0.05);
    }
}

TEST(a_building_that_cannot_be_written_says_why)
{
    Err err = { 0 };
    CHECK(!demo_building_write("/proc/nowhere", 1, &sites[0], NULL, &err));
    CHECK_EQ(err.code, ERR_IO);
}
