// SPDX-License-Identifier: Apache-2.0
// test_geo_crs.c - control points against cs2cs (PROJ 9.1.1), axis order, zone prefixes, the fast path.
#include "check.h"
#include "geo/geo_crs.h"
#include "geo/geo_layer.h"

#include <stdlib.h>

// cs2cs -f %.12f CODE EPSG:4326, with the axes put in the order easting, northing, longitude, latitude.
static const struct {
    const char *crs;
    double x, y, lon, lat;
} points[] = {
    { "EPSG:4490", 110.3600000, 21.2700000, 110.360000000000, 21.270000000000 },
    { "EPSG:4490", 116.4000000, 39.9000000, 116.400000000000, 39.900000000000 },
    { "EPSG:4490", 87.6000000, 43.8000000, 87.600000000000, 43.800000000000 },
    { "EPSG:4526", 38489710.371, 2489170.747, 113.899999996928, 22.499999996815 },
    { "EPSG:4526", 38519180.135, 3386644.950, 114.200000004858, 30.600000002486 },
    { "EPSG:4526", 38614184.594, 4208295.614, 115.299999996217, 38.000000001211 },
    { "EPSG:4525", 37433578.319, 2353105.519, 110.360000002015, 21.269999995754 },
    { "EPSG:4525", 37404682.854, 2313484.053, 110.083800001057, 20.910900000449 },
    { "EPSG:4525", 37582459.289, 3841680.255, 111.899999997712, 34.700000002004 },
    { "EPSG:4525", 37360986.430, 2235064.554, 109.670000004767, 20.199999997056 },
    { "EPSG:4546", 433578.319, 2353105.519, 110.360000002015, 21.269999995754 },
    { "EPSG:4546", 476778.100, 2370813.708, 110.776000004484, 21.431000004455 },
    { "EPSG:4546", 457539.145, 2376463.053, 110.590280004674, 21.481669996073 },
    { "EPSG:4547", 428285.956, 2555783.929, 113.299999998463, 23.100000001954 },
    { "EPSG:4547", 583631.644, 3708565.054, 114.899999996915, 33.499999995911 },
    { "EPSG:4508", 416932.977, 2345430.257, 110.199999996969, 21.200000001273 },
    { "EPSG:4508", 545532.942, 3896895.907, 111.500000004186, 35.199999996441 },
    { "EPSG:4496", 19040474.269, 2354106.650, 110.200000002373, 21.200000001206 },
    { "EPSG:4496", 19192089.858, 4461089.950, 113.099999997954, 40.000000002947 },
    { "EPSG:32649", 433604.887, 2352164.277, 110.359999995527, 21.269999996951 },
    { "EPSG:32649", 203825.073, 2014574.617, 108.199999997585, 18.200000002804 },
    { "EPSG:32649", 747199.823, 4442887.826, 113.900000000273, 40.099999999162 },
    { "EPSG:32733", 435280.253, 6248711.223, 14.300000003489, -33.899999995681 },
    { "EPSG:32733", 814420.331, 6243724.840, 18.400000000553, -33.900000000659 },
    { "EPSG:2263", 971909.005, 190373.715, -74.044499999300, 40.689199999682 },
    { "EPSG:2263", 988212.237, 211939.279, -73.985700000660, 40.748400001185 },
    { "EPSG:2263", 1067184.534, 267314.385, -73.699999998997, 40.899999999855 },
    { "EPSG:27700", 530043.195, 180358.209, -0.127599987088, 51.507199998806 },
    { "EPSG:27700", 325897.218, 674001.202, -3.188299989716, 55.953300003003 },
    { "EPSG:27700", 182704.993, 44453.859, -5.049999983853, 50.259999991017 },
    { "EPSG:5514", -742833.699, -1042949.532, 14.420800008849, 50.088000012040 },
    { "EPSG:5514", -598248.741, -1160744.683, 16.606800008683, 49.195100005561 },
    { "EPSG:5514", -470123.763, -1102223.663, 18.290000006027, 49.830000007752 },
    { "EPSG:2056", 2600667.475, 1199657.316, 7.447400003993, 46.948000006772 },
    { "EPSG:2056", 2683303.894, 1247925.628, 8.541700011865, 47.376900011047 },
    { "EPSG:2056", 2500016.016, 1117821.070, 6.143200004520, 46.204400012625 },
    { "EPSG:21781", 600667.475, 199657.316, 7.447400003993, 46.948000006772 },
    { "EPSG:21781", 717161.192, 95811.548, 8.951100009675, 46.003700005453 },
    { "EPSG:26986", 236337.394, 901160.640, -71.058899997204, 42.360100002392 },
    { "EPSG:26986", 109839.712, 872752.442, -72.589999997450, 42.099999998255 },
    { "EPSG:3857", 12285219.004, 2424102.476, 110.360000000488, 21.269999997146 },
    { "EPSG:3857", -8242596.036, 4966606.257, -74.044499999618, 40.689199997904 },
    { "EPSG:3857", 20026376.394, -19971868.880, 179.900000002606, -84.999999999680 },
    { "EPSG:31985", 290610.011, 9109688.247, -34.899999997784, -8.050000001056 },
    { "EPSG:31985", 257445.335, 9126117.000, -35.199999997553, -7.900000001877 },
    { "EPSG:4267", -100.4995673, 40.2000074, -100.499999983835, 40.200000044157 },
    { "EPSG:4267", -80.1001960, 25.9996317, -80.099999957106, 25.999999955203 },
    { "EPSG:25832", 691603.032, 5334780.031, 11.575500000191, 48.137400001969 },
    { "EPSG:25832", 565834.364, 5934037.951, 9.993699999826, 53.551099999995 },
    { "EPSG:3003", 1681587.633, 4848772.196, 11.255800012766, 43.769599999728 },
    { "EPSG:3003", 1514882.592, 5034090.199, 9.190000013226, 45.460000001256 },
    { "EPSG:28992", 122096.809, 486744.861, 4.904099997361, 52.367600004197 },
    { "EPSG:28992", 234002.373, 582136.018, 6.570000008844, 53.220000005848 },
    { "EPSG:2154", 652469.023, 6862035.259, 2.352200004011, 48.856599996244 },
    { "EPSG:2154", 1043410.160, 6299400.043, 7.262000003457, 43.710200000109 },
    { "EPSG:3035", 4257553.164, 2483417.613, 9.190000003251, 45.459999992863 },
    { "EPSG:3035", 5145382.162, 4206177.504, 24.940000005040, 60.169999997585 },
    { "EPSG:32614", 486353.034, 2148412.265, -99.130000001856, 19.430000002047 },
    { "EPSG:32614", 621198.609, 3349375.979, -97.740000000230, 30.270000002830 },
    { "EPSG:3413", 0.000, -1910008.784, -45.000000000000, 72.500000003739 },
    { "EPSG:3413", 1117433.722, -629641.543, 15.600000010244, 78.199999999708 },
    { "EPSG:4214", 110.3595738, 21.2701340, 110.360000002117, 21.270000006631 },
    { "EPSG:4214", 116.4000000, 39.9000000, 116.400000000000, 39.900000000000 },
    { "EPSG:2437", 451852.777, 3342449.299, 119.499999999456, 30.200000003703 },
    { "EPSG:2437", 508941.149, 3996682.301, 120.099999998226, 36.099999998970 },
    { "EPSG:2334", 19894868.286, 3917048.873, 110.360000000695, 35.200000003323 },
    { "EPSG:22234", 752379.089, 7233019.732, 23.500000001464, -24.999999997961 },
};
enum { POINT_COUNT = sizeof points / sizeof *points };

static double apart_m(double lon_a, double lat_a, double lon_b, double lat_b)
{
    return hypot((lon_a - lon_b) * 111320 * cos(lat_b * DVEC_RAD_FROM_DEG), (lat_a - lat_b) * 111320);
}

TEST(control_points_agree_with_cs2cs_within_a_millimetre)
{
    for (int i = 0; i < POINT_COUNT; i++) {
        Err err = { 0 };
        GeoCrs *crs = geo_crs_create(points[i].crs, GEO_DATUM_WGS84, &err);
        CHECK(crs != NULL);
        double x = points[i].x, y = points[i].y, z = 12.5;
        CHECK_EQ(geo_crs_to_geodetic(crs, &x, &y, &z, 1), 0);
        if (apart_m(x, y, points[i].lon, points[i].lat) > 0.001) fprintf(stderr, "%s %.12f %.12f\n", points[i].crs, x, y);
        CHECK_NEAR(apart_m(x, y, points[i].lon, points[i].lat), 0, 0.001);
        CHECK_NEAR(z, 12.5, 1e-9);
        CHECK_TEXT(geo_crs_name(crs), points[i].crs);
        CHECK_EQ(geo_crs_from_geodetic(crs, &x, &y, &z, 1), 0);
        const double unit = geo_crs_is_geographic(crs) ? 1e-8 : 0.002; // PROJ's Krovak closes to 1.2 mm
        CHECK_NEAR(x, points[i].x, unit);
        CHECK_NEAR(y, points[i].y, unit);
        geo_crs_destroy(crs);
    }
}

TEST(a_clone_and_the_fast_path_give_the_same_places)
{
    for (int i = 0; i < POINT_COUNT; i++) {
        GeoCrs *crs = geo_crs_create(points[i].crs, GEO_DATUM_WGS84, NULL);
        GeoCrs *clone = geo_crs_clone(crs);
        enum { N = 3000 };
        static double x[N], y[N], exact_x[N], exact_y[N];
        srand(7);
        const double reach = geo_crs_is_geographic(crs) ? 0.1 : 10000;
        for (int k = 0; k < N; k++) {
            x[k] = exact_x[k] = points[i].x + (rand() / (double)RAND_MAX - 0.5) * reach;
            y[k] = exact_y[k] = points[i].y + (rand() / (double)RAND_MAX - 0.5) * reach;
        }
        CHECK_EQ(geo_crs_to_geodetic_fast(clone, x, y, NULL, N), geo_crs_to_geodetic(crs, exact_x, exact_y, NULL, N));
        for (int k = 0; k < N; k++) {
            if (isnan(exact_x[k])) continue;
            CHECK_NEAR(apart_m(x[k], y[k], exact_x[k], exact_y[k]), 0, 1.2e-4);
        }
        memcpy(x, exact_x, sizeof x), memcpy(y, exact_y, sizeof y);
        CHECK_EQ(geo_crs_from_geodetic_fast(clone, x, y, N), geo_crs_from_geodetic(crs, exact_x, exact_y, NULL, N));
        for (int k = 0; k < N; k++) {
            if (!isnan(exact_x[k])) CHECK_NEAR(hypot(x[k] - exact_x[k], y[k] - exact_y[k]), 0, geo_crs_is_geographic(crs)
                                               ? 1e-9 : 1e-3);
        }
        geo_crs_destroy(crs);
        geo_crs_destroy(clone);
    }
}

TEST(a_zone_prefix_the_code_does_not_carry_is_removed_and_stated)
{
    GeoCrs *crs = geo_crs_create("EPSG:4546", GEO_DATUM_WGS84, NULL);
    double x[3] = { 433578.319, 37433578.319, 19433578.319 }, y[3] = { 2353105.519, 2353105.519, 2353105.519 };
    CHECK_EQ(geo_crs_to_geodetic(crs, x, y, NULL, 1), 0);
    CHECK(!geo_crs_has_zone_prefix(crs));
    CHECK_EQ(geo_crs_to_geodetic(crs, x + 1, y + 1, NULL, 2), 0);
    CHECK(geo_crs_has_zone_prefix(crs));
    for (int i = 0; i < 3; i++) CHECK_NEAR(apart_m(x[i], y[i], 110.360000002015, 21.269999995754), 0, 0.001);
    double wrong_x = 39433578.319, wrong_y = 2353105.519; // another zone's prefix is not this one's
    CHECK_EQ(geo_crs_to_geodetic(crs, &wrong_x, &wrong_y, NULL, 1), 1);
    CHECK(isnan(wrong_x) && isnan(wrong_y));
    geo_crs_destroy(crs);
    crs = geo_crs_create("EPSG:4525", GEO_DATUM_WGS84, NULL);
    double bare_x = 433578.319, bare_y = 2353105.519;
    CHECK_EQ(geo_crs_to_geodetic(crs, &bare_x, &bare_y, NULL, 1), 0);
    CHECK_NEAR(apart_m(bare_x, bare_y, 110.360000002015, 21.269999995754), 0, 0.001);
    geo_crs_destroy(crs);
}

TEST(shifted_datums_undo_their_shift_after_any_projection)
{
    GeoCrs *crs = geo_crs_create("gcj02", GEO_DATUM_WGS84, NULL);
    double x = 110.364498, y = 21.267619;
    CHECK_EQ(geo_crs_to_geodetic(crs, &x, &y, NULL, 1), 0);
    CHECK_NEAR(apart_m(x, y, 110.36, 21.27), 0, 0.2);
    geo_crs_destroy(crs);
    crs = geo_crs_create("BD-09", GEO_DATUM_WGS84, NULL);
    x = 110.36, y = 21.27;
    CHECK_EQ(geo_crs_from_geodetic(crs, &x, &y, NULL, 1), 0);
    CHECK_NEAR(x, 110.371035, 1e-6);
    CHECK_NEAR(y, 21.273529, 1e-6);
    CHECK_EQ(geo_crs_to_geodetic(crs, &x, &y, NULL, 1), 0);
    CHECK_NEAR(x, 110.36, 1e-9);
    CHECK_NEAR(y, 21.27, 1e-9);
    geo_crs_destroy(crs);
    // A city of GCJ-02 points on the fast path: its short waves need the small cells.
    crs = geo_crs_create("EPSG:3857", GEO_DATUM_GCJ02, NULL);
    GeoCrs *exact = geo_crs_clone(crs);
    enum { N = 20000 };
    static double ax[N], ay[N], bx[N], by[N];
    srand(3);
    for (int i = 0; i < N; i++) {
        ax[i] = bx[i] = 12285219 + rand() % 6000;
        ay[i] = by[i] = 2424102 + rand() % 6000;
    }
    CHECK_EQ(geo_crs_to_geodetic_fast(crs, ax, ay, NULL, N) + geo_crs_to_geodetic(exact, bx, by, NULL, N), 0);
    for (int i = 0; i < N; i++) CHECK_NEAR(apart_m(ax[i], ay[i], bx[i], by[i]), 0, 1.2e-4);
    geo_crs_destroy(crs);
    geo_crs_destroy(exact);
}

TEST(every_form_of_a_definition_is_understood)
{
    static const char *const same[] = {
        "EPSG:4546", "epsg:4546", "4546", "urn:ogc:def:crs:EPSG::4546",
        "+proj=tmerc +lat_0=0 +lon_0=111 +k=1 +x_0=500000 +y_0=0 +ellps=GRS80 +units=m +no_defs",
        "PROJCS[\"CGCS2000_3_Degree_GK_CM_111E\",GEOGCS[\"GCS_China_Geodetic_Coordinate_System_2000\",DATUM[\"D_China_2000\","
        "SPHEROID[\"CGCS2000\",6378137.0,298.257222101]],PRIMEM[\"Greenwich\",0.0],UNIT[\"Degree\",0.0174532925199433]],"
        "PROJECTION[\"Gauss_Kruger\"],PARAMETER[\"False_Easting\",500000.0],PARAMETER[\"False_Northing\",0.0],"
        "PARAMETER[\"Central_Meridian\",111.0],PARAMETER[\"Scale_Factor\",1.0],PARAMETER[\"Latitude_Of_Origin\",0.0],UNIT[\"Meter\",1.0]]",
    };
    for (size_t i = 0; i < sizeof same / sizeof *same; i++) {
        Err err = { 0 };
        GeoCrs *crs = geo_crs_create(same[i], GEO_DATUM_WGS84, &err);
        CHECK_TEXT(err.text, "");
        CHECK(crs != NULL && !geo_crs_is_geographic(crs));
        double x = 37433578.319, y = 2353105.519;
        CHECK_EQ(geo_crs_to_geodetic(crs, &x, &y, NULL, 1), 0);
        CHECK_NEAR(apart_m(x, y, 110.360000002015, 21.269999995754), 0, 0.001);
        geo_crs_destroy(crs);
    }
}

TEST(what_is_no_coordinate_system_is_refused_in_words)
{
    static const char *const bad[] = { NULL, "", "  ", "EPSG:0", "EPSG:99999999", "nonsense", "+proj=nothing", "PROJCS[\"", "UTM",
                                       "LOCAL_CS[\"x\",UNIT[\"m\",1]]" };
    for (size_t i = 0; i < sizeof bad / sizeof *bad; i++) {
        Err err = { 0 };
        GeoCrs *crs = geo_crs_create(bad[i], GEO_DATUM_WGS84, &err);
        if (crs) fprintf(stderr, "taken: %s\n", bad[i]);
        CHECK(crs == NULL);
        CHECK_EQ(err.code, ERR_CRS);
        CHECK(strlen(err.text) > 10);
    }
    geo_crs_destroy(NULL);
}

TEST(points_outside_become_nan_and_are_counted)
{
    static const char *const codes[] = { "EPSG:4326", "EPSG:4546", "EPSG:3857", "EPSG:5514", "EPSG:4267" };
    for (size_t i = 0; i < sizeof codes / sizeof *codes; i++) {
        GeoCrs *crs = geo_crs_create(codes[i], GEO_DATUM_WGS84, NULL);
        double x[6] = { NAN, INFINITY, 1e300, -1e18, 12, 0 }, y[6] = { 0, 0, 1e300, 5e17, NAN, -INFINITY };
        double fx[6], fy[6];
        memcpy(fx, x, sizeof x), memcpy(fy, y, sizeof y);
        CHECK_EQ(geo_crs_to_geodetic(crs, x, y, NULL, 6), 6);
        CHECK_EQ(geo_crs_to_geodetic_fast(crs, fx, fy, NULL, 6), 6);
        for (int k = 0; k < 6; k++) CHECK(isnan(x[k]) && isnan(y[k]) && isnan(fx[k]) && isnan(fy[k]));
        geo_crs_destroy(crs);
    }
    GeoCrs *crs = geo_crs_create("EPSG:4326", GEO_DATUM_WGS84, NULL);
    double x = 250, y = 10; // grids from 0 to 360
    CHECK_EQ(geo_crs_to_geodetic(crs, &x, &y, NULL, 1), 0);
    CHECK_NEAR(x, -110, 1e-12);
    geo_crs_destroy(crs);
}

TEST(heights_of_3d_systems_take_part)
{
    GeoCrs *crs = geo_crs_create("EPSG:4978", GEO_DATUM_WGS84, NULL); // ECEF
    CHECK(crs != NULL);
    double x = -2086248.561658, y = 5579925.244686, z = 2271439.261883; // cct of 110.5 21 123.456
    CHECK_EQ(geo_crs_to_geodetic_fast(crs, &x, &y, &z, 1), 0);
    CHECK_NEAR(apart_m(x, y, 110.5, 21), 0, 1e-3);
    CHECK_NEAR(z, 123.456, 1e-3);
    geo_crs_destroy(crs);
}
