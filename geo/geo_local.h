// SPDX-License-Identifier: Apache-2.0
// geo_local.h - longitude and latitude to the local east-north-up axes of a place, for millions of vertices near it.
// Does not: invert, or know frames; geo_frame.h does. Source: Taylor series of the meridian ellipse to the third order,
// error below 0.1 mm within 0.2 degrees; beyond that the exact formula.
#pragma once
#include "base/dvec.h"

typedef struct {
    double lon_deg, lat_deg;   // of the origin, height 0
    double sin_lat, cos_lat;
    double r[4], z[4];         // parallel radius and polar height: coefficients of powers of the latitude difference
    double east_m_per_deg, north_m_per_deg; // at the origin
} GeoLocal;

void geo_local_init(GeoLocal *local, double lon_deg, double lat_deg);
// The same point by sines: any distance.
DVec3 geo_local_point_far(const GeoLocal *local, double d_lon_deg, double d_lat_deg, double h_m);

// d_lon_deg, d_lat_deg: from the origin. h_m above the ellipsoid.
static inline DVec3 geo_local_point(const GeoLocal *l, double d_lon_deg, double d_lat_deg, double h_m)
{
    const double a = d_lon_deg * DVEC_RAD_FROM_DEG, d = d_lat_deg * DVEC_RAD_FROM_DEG;
    if (a * a + d * d > 1.2e-5) return geo_local_point_far(l, d_lon_deg, d_lat_deg, h_m);
    const double r = l->r[0] + d * (l->r[1] + d * (l->r[2] + d * l->r[3]));
    const double z = d * (l->z[1] + d * (l->z[2] + d * l->z[3])); // from the origin's
    const double a2 = a * a;
    const double east = r * a * (1 - a2 * (1.0 / 6));
    const double x = r - l->r[0] - r * a2 * (0.5 - a2 * (1.0 / 24)); // outwards in the origin's meridian plane
    // The plumb line leans with the place.
    const double lean_e = a * (l->cos_lat - d * l->sin_lat);
    const double lean_n = d + 0.5 * a2 * l->sin_lat * l->cos_lat;
    const double lean_u = 1 - 0.5 * (d * d + a2 * l->cos_lat * l->cos_lat);
    return (DVec3){ east + h_m * lean_e, l->cos_lat * z - l->sin_lat * x + h_m * lean_n, l->cos_lat * x + l->sin_lat * z + h_m * lean_u };
}
