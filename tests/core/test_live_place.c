// SPDX-License-Identifier: Apache-2.0
// test_live_place.c - dead reckoning, fading and tails of moving keys. Geodesic answers: geod of
// PROJ 9.1 (Karney 2013) on WGS 84.
#include "check.h"
#include "core/live_place.h"

#define S 1000000
#define T0 ((int64_t)1795000000 * S)

static LivePlaceFix fix_at(uint32_t key, int64_t t_us, double lon, double lat)
{
    return (LivePlaceFix){ .t_us = t_us,
                           .t_late_us = t_us + 15 * S,
                           .t_stale_us = t_us + 30 * S,
                           .key = key,
                           .position = { lon, lat, NAN, NAN, NAN, NAN } };
}

TEST(a_step_of_3_km_meets_the_geodesic_within_half_a_metre)
{
    static const double answers[][3] = { { 0, 110.4, 21.227095421 },
                                         { 45, 110.420433093, 21.219158129 },
                                         { 90, 110.428893030, 21.199997529 },
                                         { 225, 110.379572176, 21.180839357 } };
    for (int i = 0; i < 4; i++) {
        double lon = 0, lat = 0;
        CHECK(live_place_step(110.4, 21.2, answers[i][0], 3000, &lon, &lat));
        CHECK_NEAR((lon - answers[i][1]) * 103830, 0, 0.5);
        CHECK_NEAR((lat - answers[i][2]) * 110700, 0, 0.5);
    }
}

TEST(the_error_of_a_step_is_what_the_header_says)
{
    double lon = 0, lat = 0;
    CHECK(live_place_step(110.4, 21.2, 90, 10000, &lon, &lat));
    const double off_m = fabs(lat - 21.199972549) * 110700; // d^2 tan(lat) / 2R = 3.04 m
    CHECK_NEAR(off_m, 3.04, 0.1);
    CHECK(live_place_step(10, 54, 90, 3000, &lon, &lat));
    CHECK_NEAR(fabs(lat - 53.999991295) * 111300, 0.97, 0.05);
    CHECK(!live_place_step(10, 89.95, 90, 3000, &lon, &lat));
    CHECK(live_place_step(179.999, 0, 90, 1000, &lon, &lat));
    CHECK(lon < -179.9);
}

TEST(distance_and_bearing_meet_the_geodesic_within_six_parts_in_a_thousand)
{
    CHECK_NEAR(live_place_distance_m(110.4, 21.2, 110.5, 21.2) / 10383.127, 1, 0.0056);
    CHECK_NEAR(live_place_distance_m(110.4, 21.2, 110.5, 21.3) / 15176.511, 1, 0.0056);
    CHECK_NEAR(live_place_bearing_deg(110.4, 21.2, 110.5, 21.3), 180 - 136.830575 + 0.03, 0.35);
    CHECK_NEAR(live_place_bearing_deg(110.5, 21.2, 110.4, 21.2), 270, 0.1);
}

TEST(a_ship_is_reckoned_from_its_fix_and_fades_to_nothing_at_expiry)
{
    LivePlaces *p = live_places_create(NULL);
    LivePlaceFix fix = fix_at(7, T0, 110.4, 21.2);
    fix.position.course_deg = 0;
    fix.position.speed_m_s = 10;
    CHECK(live_places_put(p, &fix));
    LivePlacesView v = live_places_at(p, T0 + 12 * S);
    CHECK_EQ(v.count, 1);
    CHECK_EQ(v.keys[0], 7);
    CHECK_NEAR((v.lat_deg[0] - 21.2) * 110700, 120, 0.5);
    CHECK_NEAR(v.fade[0], 1, 0);
    CHECK_NEAR(v.heading_deg[0], 0, 0);
    v = live_places_at(p, T0 + 22500000);
    CHECK_NEAR(v.fade[0], 0.5, 0.001);
    v = live_places_at(p, T0 + 30 * S);
    CHECK_NEAR(v.fade[0], 0, 0);
    CHECK_NEAR(v.lat_deg[0], 21.2, 1e-12); // where it was last observed
    // A clock stepped back: never before the fix, never younger than it.
    v = live_places_at(p, T0 - 3600LL * S);
    CHECK_NEAR(v.lat_deg[0], 21.2, 1e-12);
    live_places_gone(p, 7);
    v = live_places_at(p, T0 + S);
    CHECK_NEAR(v.fade[0], 0, 0);
    live_places_destroy(p);
}

TEST(a_correction_is_spread_over_a_second_and_a_jump_is_not)
{
    LivePlaces *p = live_places_create(NULL);
    LivePlaceFix fix = fix_at(1, T0, 110.4, 21.2);
    live_places_put(p, &fix);
    live_places_at(p, T0 + 2 * S);
    LivePlaceFix next = fix_at(1, T0 + 2 * S, 110.4, 21.201); // 111 m
    live_places_put(p, &next);
    LivePlacesView v = live_places_at(p, T0 + 2 * S);
    CHECK_NEAR(v.lat_deg[0], 21.2, 1e-7);
    v = live_places_at(p, T0 + 2500000);
    CHECK_NEAR(v.lat_deg[0], 21.2005, 1e-6);
    v = live_places_at(p, T0 + 3 * S);
    CHECK_NEAR(v.lat_deg[0], 21.201, 1e-9);
    next = fix_at(1, T0 + 4 * S, 110.4, 21.3);
    live_places_put(p, &next);
    v = live_places_at(p, T0 + 4 * S);
    CHECK_NEAR(v.lat_deg[0], 21.3, 1e-9);
    live_places_destroy(p);
}

TEST(a_tail_keeps_points_a_step_apart_and_ends_at_a_gap_or_its_age)
{
    LivePlaces *p =
        live_places_create(&(LivePlacesDesc){ .tail_max = 4, .step_m = 100, .tail_s = 60 });
    for (int i = 0; i < 10; i++) { // 55 m each: every second one is kept
        LivePlaceFix fix = fix_at(3, T0 + i * 5LL * S, 110.4, 21.2 + 0.0005 * i);
        live_places_put(p, &fix);
    }
    LivePlaceFix old = fix_at(3, T0, 100, 10);
    CHECK(live_places_put(p, &old)); // left out
    LivePlacesView v = live_places_at(p, T0 + 50 * S);
    CHECK_EQ(v.fixes[0], 10);
    CHECK_NEAR(v.heading_deg[0], 0, 1e-3); // from fix to fix
    LivePlacePoint tail[16];
    CHECK_EQ(live_places_tail(p, 0, tail, 16), 5);
    CHECK_NEAR(tail[0].lat_deg, 21.2045, 1e-9);
    CHECK_NEAR(tail[0].age_s, 5, 1e-3);
    CHECK_NEAR(tail[1].lat_deg, 21.204, 1e-9);
    CHECK_NEAR(tail[4].lat_deg, 21.201, 1e-9);
    CHECK_EQ(live_places_tail(p, 0, tail, 2), 2);
    live_places_at(p, T0 + 91 * S); // of the ring 40 s is 51 s old, 30 s is 61
    CHECK_EQ(live_places_tail(p, 0, tail, 16), 2);
    LivePlaceFix late = fix_at(3, T0 + 1000LL * S, 110.4, 21.21);
    live_places_put(p, &late);
    live_places_at(p, T0 + 1001LL * S);
    CHECK_EQ(live_places_tail(p, 0, tail, 16), 1);
    live_places_destroy(p);
}

TEST(a_place_off_the_earth_is_refused)
{
    LivePlaces *p = live_places_create(NULL);
    LivePlaceFix fix = fix_at(3, T0, 181, 91);
    CHECK(!live_places_put(p, &fix));
    fix = fix_at(3, T0, NAN, 20);
    CHECK(!live_places_put(p, &fix));
    CHECK_EQ(live_places_row(p, 3), -1);
    live_places_destroy(p);
}
