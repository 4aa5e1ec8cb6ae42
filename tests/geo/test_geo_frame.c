// SPDX-License-Identifier: Apache-2.0
// test_geo_frame.c - the city frame against PROJ's cart and topocentric; the quadtree's arithmetic.
#include "check.h"
#include "geo/geo_frame.h"

// From `cct -d 6 +proj=cart +ellps=WGS84`.
static const struct {
    GeoPos pos;
    DVec3 ecef_m;
} points[] = {
    { { 110.36, 21.27, 0 }, { -2068817.785150, 5574792.801615, 2299278.194906 } },
    { { 110.5, 21.0, 123.456 }, { -2086248.561658, 5579925.244686, 2271439.261883 } },
    { { -71.3, -33.2, 8848.86 }, { 1715204.469877, -5067353.320074, -3477385.588232 } },
    { { 0, 0, -11034 }, { 6367103, 0, 0 } },
    { { 179.99999, 89.9999, 400000 }, { -11.867530, 0.000002, 6756752.314235 } },
    { { 12.3, -90, 35786000 }, { 0, 0, -42142752.314245 } },
    { { -180, 45, 0.001 }, { -4517590.879556, 0, 4487348.409573 } },
};

TEST(geodetic_to_ecef_agrees_with_proj)
{
    for (size_t i = 0; i < sizeof points / sizeof *points; i++) {
        const DVec3 p = geo_ecef_from_geodetic(points[i].pos);
        CHECK_NEAR(p.x, points[i].ecef_m.x, 1e-6);
        CHECK_NEAR(p.y, points[i].ecef_m.y, 1e-6);
        CHECK_NEAR(p.z, points[i].ecef_m.z, 1e-6);
    }
}

TEST(ecef_to_geodetic_closes_below_a_nanometre_or_the_last_bit)
{
    for (double lat = -90; lat <= 90; lat += 7.5) {
        for (double h = -11000; h < 5e7; h = h < 9000 ? h + 997 : h * 3) {
            const DVec3 there = geo_ecef_from_geodetic((GeoPos){ 110.4, lat, h });
            const GeoPos back = geo_geodetic_from_ecef(there);
            CHECK_NEAR(back.h_m, h, 4e-9 + fabs(h) * 1e-15);
            CHECK_NEAR(back.lat_deg, lat, 4e-14);
            if (fabs(lat) < 90) CHECK_NEAR(back.lon_deg, 110.4, 1e-13);
        }
    }
}

TEST(city_frame_agrees_with_proj_topocentric_150_km_away)
{
    GeoFrame frame;
    geo_frame_init(&frame, (GeoPos){ 110.40, 21.22, 5 });
    static const struct {
        GeoPos pos;
        DVec3 enu_m; // cct +proj=topocentric
    } cases[] = { { { 110.5, 21.0, 123.456 }, { 10397.236003, -24355.191511, 63.233119 } },
                  { { 111.4, 21.9, 300 }, { 103334.001025, 75620.780209, -992.456255 } },
                  { { 109.1, 19.8, -20 }, { -136200.089604, -156633.409009, -3413.391416 } } };
    for (size_t i = 0; i < 3; i++) {
        const DVec3 p = geo_frame_enu(&frame, cases[i].pos);
        CHECK_NEAR(p.x, cases[i].enu_m.x, 1e-6);
        CHECK_NEAR(p.y, cases[i].enu_m.y, 1e-6);
        CHECK_NEAR(p.z, cases[i].enu_m.z, 1e-6);
        const GeoPos back = geo_frame_geodetic(&frame, p);
        CHECK_NEAR(back.lon_deg, cases[i].pos.lon_deg, 1e-13);
        CHECK_NEAR(back.lat_deg, cases[i].pos.lat_deg, 1e-13);
        CHECK_NEAR(back.h_m, cases[i].pos.h_m, 1e-8);
    }
}

TEST(a_place_puts_its_local_points_where_they_are)
{
    GeoFrame frame;
    geo_frame_init(&frame, (GeoPos){ 110.40, 21.22, 0 });
    const GeoPos there = { 110.9, 21.6, 40 };
    const DPlace place = geo_frame_place(&frame, there);
    CHECK_NEAR(dvec_length(dvec_sub(place.origin, geo_frame_enu(&frame, there))), 0, 1e-8);
    CHECK_NEAR(dvec_length(place.x_axis), 1, 1e-14);
    CHECK_NEAR(dvec_dot(place.x_axis, place.y_axis), 0, 1e-14);
    CHECK_NEAR(dvec_length(dvec_sub(dvec_cross(place.x_axis, place.y_axis), place.z_axis)), 0, 1e-14);
    const DVec3 up = geo_frame_enu(&frame, (GeoPos){ there.lon_deg, there.lat_deg, there.h_m + 100 });
    CHECK_NEAR(dvec_length(dvec_sub(dplace_point(&place, dvec_make(0, 0, 100)), up)), 0, 1e-8);
}

TEST(tiles_cover_the_world_without_gaps)
{
    for (uint32_t level = 0; level <= GEO_TILE_LEVEL_MAX; level += 3) {
        const GeoTileKey key = geo_tile_at(level, 110.36, 21.27);
        const GeoBox box = geo_tile_box(key);
        CHECK(box.west_deg <= 110.36 && 110.36 < box.east_deg && box.south_deg <= 21.27 && 21.27 < box.north_deg);
        const GeoBox east = geo_tile_box((GeoTileKey){ level, key.x + (level > 0), key.y });
        if (level > 0) CHECK(east.west_deg == box.east_deg);
        const GeoTileKey back = geo_tile_unpack(geo_tile_pack(key));
        CHECK(back.level == key.level && back.x == key.x && back.y == key.y && geo_tile_pack(key) != 0);
    }
    const GeoTileKey corner = geo_tile_at(GEO_TILE_LEVEL_MAX, 180, 90);
    CHECK_EQ(corner.x, (2u << GEO_TILE_LEVEL_MAX) - 1);
    CHECK_EQ(corner.y, (1u << GEO_TILE_LEVEL_MAX) - 1);
    const GeoTileKey rubbish = geo_tile_at(5, NAN, -INFINITY);
    CHECK_EQ(rubbish.x + rubbish.y, 0);
}

TEST(a_tile_is_the_union_of_its_children)
{
    const GeoTileKey key = geo_tile_at(15, 110.36, 21.27);
    GeoBox all = geo_box_empty();
    for (int i = 0; i < 4; i++) {
        const GeoTileKey child = geo_tile_child(key, i);
        const GeoTileKey parent = geo_tile_parent(child);
        CHECK(parent.x == key.x && parent.y == key.y && parent.level == key.level);
        all = geo_box_union(all, geo_tile_box(child));
    }
    const GeoBox box = geo_tile_box(key);
    CHECK(all.west_deg == box.west_deg && all.north_deg == box.north_deg && all.east_deg == box.east_deg &&
          all.south_deg == box.south_deg);
    CHECK(geo_tile_box(geo_tile_child(key, 3)).west_deg > box.west_deg);
    CHECK(geo_tile_box(geo_tile_child(key, 0)).south_deg == box.south_deg);
    CHECK_NEAR(geo_tile_edge_m(key), 608.2, 0.5); // 180/2^15 degrees of a 110,713 m degree (series for 21.27 N)
    CHECK_NEAR(geo_tile_edge_m((GeoTileKey){ 0, 0, 0 }), 20003931.5, 40000); // the meridian, 0.2 %
}

TEST(an_empty_box_meets_nothing)
{
    const GeoBox world = { -180, -90, 180, 90 };
    CHECK(geo_box_is_empty(geo_box_empty()));
    CHECK(geo_box_is_empty((GeoBox){ NAN, 0, 1, 1 }));
    CHECK(!geo_box_meets(geo_box_empty(), world));
    CHECK(geo_box_meets(world, (GeoBox){ 180, 0, 181, 1 }));
}
