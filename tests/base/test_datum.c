// SPDX-License-Identifier: Apache-2.0
// test_datum.c - GCJ-02 and BD-09 against vectors of the published formulas; the inverses close.
#include "base/datum.h"
#include "check.h"

static const struct {
    double lon, lat, gcj_lon, gcj_lat, bd_lon, bd_lat;
} vectors[] = {
    { 110.36, 21.27, 110.364498, 21.267619, 110.371035, 21.273529 },
    { 110.175, 20.326, 110.179352, 20.323717, 110.185835, 20.329895 },
    { 110.286, 21.611, 110.290364, 21.608435, 110.296817, 21.614720 },
    { 110.78, 21.44, 110.784549, 21.437439, 110.791016, 21.443529 },
    { 110.09, 20.914, 110.094482, 20.911642, 110.101062, 20.917329 },
};

TEST(published_vectors_of_zhanjiang_are_met)
{
    for (size_t i = 0; i < sizeof vectors / sizeof *vectors; i++) {
        double lon = vectors[i].lon, lat = vectors[i].lat;
        datum_gcj02_from_wgs84(&lon, &lat);
        CHECK_NEAR(lon, vectors[i].gcj_lon, 6e-7);
        CHECK_NEAR(lat, vectors[i].gcj_lat, 6e-7);
        datum_bd09_from_gcj02(&lon, &lat);
        CHECK_NEAR(lon, vectors[i].bd_lon, 6e-7);
        CHECK_NEAR(lat, vectors[i].bd_lat, 6e-7);
    }
}

TEST(inverses_close_all_over_china)
{
    for (double lat = 5; lat < 54; lat += 0.917) {
        for (double lon = 75; lon < 136; lon += 0.931) {
            double x = lon, y = lat;
            datum_gcj02_from_wgs84(&x, &y);
            CHECK(fabs(x - lon) + fabs(y - lat) > 1e-4 || lon < 90);
            datum_bd09_from_gcj02(&x, &y);
            datum_gcj02_from_bd09(&x, &y);
            datum_wgs84_from_gcj02(&x, &y);
            CHECK_NEAR(x, lon, 1e-9);
            CHECK_NEAR(y, lat, 1e-9);
        }
    }
}

TEST(outside_china_nothing_is_shifted)
{
    double lon = -74.0445, lat = 40.6892;
    datum_gcj02_from_wgs84(&lon, &lat);
    datum_bd09_from_gcj02(&lon, &lat);
    CHECK(lon == -74.0445 && lat == 40.6892);
    datum_gcj02_from_bd09(&lon, &lat);
    datum_wgs84_from_gcj02(&lon, &lat);
    CHECK(lon == -74.0445 && lat == 40.6892);
    lon = NAN;
    datum_wgs84_from_gcj02(&lon, &lat);
    CHECK(isnan(lon));
}
