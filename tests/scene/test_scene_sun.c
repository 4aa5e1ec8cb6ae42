// SPDX-License-Identifier: Apache-2.0
// test_scene_sun.c - sun and moon against published values.
#include "check.h"

#include "base/clock.h"
#include "scene/scene_sun.h"

static int64_t at(const char *text)
{
    int64_t t = 0;
    CHECK(clock_parse(text, 0, &t));
    return t;
}

TEST(sun_stands_where_meeus_example_25a_puts_it)
{
    // 1992 October 13, 0h TD (59.1 s before UTC of the same reading): apparent 198.38083, -7.78507 degrees.
    double ra, dec;
    scene_sun_equatorial(at("1992-10-13T00:00:00Z") - 59100000, &ra, &dec);
    CHECK_NEAR(ra, 198.38083, 0.003);
    CHECK_NEAR(dec, -7.78507, 0.003);
}

TEST(sun_agrees_with_the_published_example_of_nrel_spa)
{
    // Reda and Andreas 2008, table A5.1: Golden, 2003-10-17 12:30:30 -07:00; azimuth 194.34024, elevation without refraction 39.87205.
    double azimuth, elevation;
    scene_sun_direction(at("2003-10-17T12:30:30-07:00"), -105.1786, 39.742476, &azimuth, &elevation);
    CHECK_NEAR(azimuth, 194.34024, 0.05);
    CHECK_NEAR(elevation, 39.87205, 0.05);
}

TEST(solstice_noon_height_follows_from_latitude_and_published_obliquity)
{
    // June solstice 2024: 20 June 20:51 UTC; declination then 23.438 degrees. At 150 W it is near noon.
    double ra, dec, azimuth, elevation;
    scene_sun_equatorial(at("2024-06-20T20:51:00Z"), &ra, &dec);
    CHECK_NEAR(ra, 90, 0.01);
    CHECK_NEAR(dec, 23.438, 0.005);
    // March equinox 2025: 20 March 09:01 UTC.
    scene_sun_equatorial(at("2025-03-20T09:01:30Z"), &ra, &dec);
    CHECK_NEAR(ra > 180 ? ra - 360 : ra, 0, 0.01);
    CHECK_NEAR(dec, 0, 0.005);
    // On the equator at that moment, somewhere it stands in the zenith: longitude from the equation of time -7 min 24 s.
    scene_sun_direction(at("2025-03-20T09:01:30Z"), 15.0 * (12 - 9.025) + 1.85, 0, &azimuth, &elevation);
    CHECK(elevation > 89.9);
}

TEST(sunrise_of_zhanjiang_lies_in_the_east_and_sunset_in_the_west)
{
    // Zhanjiang, 21 June: rises about 05:57, sets about 19:21 local time; upper limb with refraction: centre at -0.83 degrees.
    double azimuth, elevation;
    scene_sun_direction(at("2026-06-21T05:56:00+08:00"), 110.36, 21.27, &azimuth, &elevation);
    CHECK_NEAR(elevation, -0.83, 0.6);
    CHECK(azimuth > 60 && azimuth < 70);
    scene_sun_direction(at("2026-06-21T19:22:00+08:00"), 110.36, 21.27, &azimuth, &elevation);
    CHECK_NEAR(elevation, -0.83, 0.6);
    CHECK(azimuth > 290 && azimuth < 300);
}

TEST(moon_is_near_the_published_place_and_opposite_the_sun_when_full)
{
    // Meeus example 47.a, 1992 April 12 0h TD: right ascension 134.688, declination 13.768 degrees. Seen from where it is in the
    // zenith the azimuth means nothing, the elevation is 90.
    double azimuth, elevation, sun_azimuth, sun_elevation;
    // Sidereal time of Greenwich then: 199.89 degrees, so the moon is in the zenith at longitude 134.688 - 199.89.
    scene_moon_direction(at("1992-04-12T00:00:00Z"), -65.2, 13.768, &azimuth, &elevation);
    CHECK(elevation > 89.3);
    // Full moon of 2026-03-03 11:38 UTC (a total eclipse): opposite the sun.
    scene_moon_direction(at("2026-03-03T11:38:00Z"), 110, 21, &azimuth, &elevation);
    scene_sun_direction(at("2026-03-03T11:38:00Z"), 110, 21, &sun_azimuth, &sun_elevation);
    CHECK_NEAR(elevation, -sun_elevation, 2);
    CHECK_NEAR(fmod(azimuth - sun_azimuth + 540, 360), 0, 2);
}

TEST(lamps_go_on_at_dusk)
{
    CHECK_NEAR(scene_night(30), 0, 1e-9);
    CHECK_NEAR(scene_night(-10), 1, 1e-9);
    CHECK(scene_night(-1) > 0.2 && scene_night(-1) < 0.8);
}
