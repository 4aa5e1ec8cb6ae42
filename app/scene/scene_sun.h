// SPDX-License-Identifier: Apache-2.0
// scene_sun.h - sun and moon beside scene_sun_direction: the sun's place among the stars, the moon, how dark it is. Thread: any.
#pragma once
#include "scene/scene.h"

// Apparent right ascension and declination of the date.
void scene_sun_equatorial(int64_t t_utc_us, double *ra_deg, double *dec_deg);
// Within half a degree.
void scene_moon_direction(int64_t t_utc_us, double lon_deg, double lat_deg, double *azimuth_deg, double *elevation_deg);
// 0 day .. 1 night from the sun's elevation.
double scene_night(double sun_elevation_deg);
