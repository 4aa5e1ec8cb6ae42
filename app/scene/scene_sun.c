// SPDX-License-Identifier: Apache-2.0
// scene_sun.c - where sun and moon stand. Sun: Meeus, Astronomical Algorithms 1998, ch. 12, 22, 25. Moon: the low precision
// series of the Astronomical Almanac (0.3 degrees). Airless, seen from the earth's centre (parallax of the sun: 0.002 degrees).
#include "scene/scene_sun.h"

#include "base/dvec.h"
#include <math.h>

static double turn_deg(double a)
{
    a = fmod(a, 360.0);
    return a < 0 ? a + 360.0 : a;
}

static double sin_deg(double a)
{
    return sin(a * DVEC_RAD_FROM_DEG);
}

static double cos_deg(double a)
{
    return cos(a * DVEC_RAD_FROM_DEG);
}

static double centuries_ut(int64_t t_utc_us)
{
    // 2000-01-01T12:00 UTC is 946728000 s after the epoch.
    return ((double)t_utc_us * 1e-6 - 946728000.0) / 86400.0 / 36525.0;
}

// Terrestrial time runs ahead of UTC by about a minute; a fit good to some seconds in 1950..2050 moves the sun below 0.0001 degrees.
static double centuries_tt(double t_ut)
{
    const double year = 2000 + 100 * t_ut, u = year - 2000;
    return t_ut + (63.86 + 0.3345 * u) / 86400.0 / 36525.0;
}

void scene_sun_equatorial(int64_t t_utc_us, double *ra_deg, double *dec_deg)
{
    const double t = centuries_tt(centuries_ut(t_utc_us));
    const double mean_lon = 280.46646 + t * (36000.76983 + t * 0.0003032);
    const double anomaly = 357.52911 + t * (35999.05029 - t * 0.0001537);
    const double centre = (1.914602 - t * (0.004817 + t * 0.000014)) * sin_deg(anomaly) +
                          (0.019993 - t * 0.000101) * sin_deg(2 * anomaly) + 0.000289 * sin_deg(3 * anomaly);
    const double node = 125.04 - 1934.136 * t;
    const double lon = mean_lon + centre - 0.00569 - 0.00478 * sin_deg(node);
    const double tilt = 23.0 + (26.0 + (21.448 - t * (46.8150 + t * (0.00059 - t * 0.001813))) / 60.0) / 60.0 + 0.00256 * cos_deg(node);
    *ra_deg = turn_deg(atan2(cos_deg(tilt) * sin_deg(lon), cos_deg(lon)) / DVEC_RAD_FROM_DEG);
    *dec_deg = asin(sin_deg(tilt) * sin_deg(lon)) / DVEC_RAD_FROM_DEG;
}

static void horizontal(int64_t t_utc_us, double ra_deg, double dec_deg, double lon_deg, double lat_deg, double *azimuth_deg,
                       double *elevation_deg)
{
    const double t = centuries_ut(t_utc_us);
    const double days = t * 36525.0;
    // Greenwich sidereal time, with the nutation that the apparent right ascension above holds as well (largest term).
    const double sidereal = 280.46061837 + 360.98564736629 * days + t * t * (0.000387933 - t / 38710000.0) -
                            0.00478 * sin_deg(125.04 - 1934.136 * t) * 0.91748;
    const double hour = turn_deg(sidereal + lon_deg - ra_deg);
    const double east = -cos_deg(dec_deg) * sin_deg(hour);
    const double north = sin_deg(dec_deg) * cos_deg(lat_deg) - cos_deg(dec_deg) * cos_deg(hour) * sin_deg(lat_deg);
    const double up = sin_deg(dec_deg) * sin_deg(lat_deg) + cos_deg(dec_deg) * cos_deg(hour) * cos_deg(lat_deg);
    *azimuth_deg = turn_deg(atan2(east, north) / DVEC_RAD_FROM_DEG);
    *elevation_deg = asin(fmin(1, fmax(-1, up))) / DVEC_RAD_FROM_DEG;
}

void scene_sun_direction(int64_t t_utc_us, double lon_deg, double lat_deg, double *azimuth_deg, double *elevation_deg)
{
    double ra, dec;
    scene_sun_equatorial(t_utc_us, &ra, &dec);
    horizontal(t_utc_us, ra, dec, lon_deg, lat_deg, azimuth_deg, elevation_deg);
}

void scene_moon_direction(int64_t t_utc_us, double lon_deg, double lat_deg, double *azimuth_deg, double *elevation_deg)
{
    const double t = centuries_tt(centuries_ut(t_utc_us));
    const double lon = 218.32 + 481267.881 * t + 6.29 * sin_deg(135.0 + 477198.87 * t) - 1.27 * sin_deg(259.3 - 413335.36 * t) +
                       0.66 * sin_deg(235.7 + 890534.22 * t) + 0.21 * sin_deg(269.9 + 954397.74 * t) -
                       0.19 * sin_deg(357.5 + 35999.05 * t) - 0.11 * sin_deg(186.5 + 966404.03 * t);
    const double lat = 5.13 * sin_deg(93.3 + 483202.02 * t) + 0.28 * sin_deg(228.2 + 960400.89 * t) -
                       0.28 * sin_deg(318.3 + 6003.15 * t) - 0.17 * sin_deg(217.6 - 407332.21 * t);
    const double parallax = 0.9508 + 0.0518 * cos_deg(135.0 + 477198.87 * t);
    const double tilt = 23.4393 - 0.0130 * t;
    const double x = cos_deg(lat) * cos_deg(lon);
    const double y = cos_deg(tilt) * cos_deg(lat) * sin_deg(lon) - sin_deg(tilt) * sin_deg(lat);
    const double z = sin_deg(tilt) * cos_deg(lat) * sin_deg(lon) + cos_deg(tilt) * sin_deg(lat);
    const double ra = turn_deg(atan2(y, x) / DVEC_RAD_FROM_DEG), dec = asin(z) / DVEC_RAD_FROM_DEG;
    horizontal(t_utc_us, ra, dec, lon_deg, lat_deg, azimuth_deg, elevation_deg);
    *elevation_deg -= parallax * cos_deg(*elevation_deg); // the moon is near: from the surface it stands lower
}

double scene_night(double sun_elevation_deg)
{
    // Lamps go on at sunset and everything is lit by the end of civil twilight.
    const double t = fmin(1, fmax(0, (2.0 - sun_elevation_deg) / 8.0));
    return t * t * (3 - 2 * t);
}
