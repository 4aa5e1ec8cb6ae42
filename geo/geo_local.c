// SPDX-License-Identifier: Apache-2.0
// geo_local.c - coefficients of the series, and the exact formula for far points.
#include "geo/geo_local.h"

#define LOCAL_A_M 6378137.0
#define LOCAL_F (1.0 / 298.257223563)
#define LOCAL_E2 (LOCAL_F * (2.0 - LOCAL_F))

void geo_local_init(GeoLocal *local, double lon_deg, double lat_deg)
{
    const double lat = lat_deg * DVEC_RAD_FROM_DEG;
    const double s = sin(lat), c = cos(lat), w2 = 1 - LOCAL_E2 * s * s, w = sqrt(w2);
    const double n = LOCAL_A_M / w;                                    // radius across the meridian
    const double m = LOCAL_A_M * (1 - LOCAL_E2) / (w2 * w);            // radius along it
    const double k = 3 * LOCAL_A_M * (1 - LOCAL_E2) * LOCAL_E2 / (w2 * w2 * w);
    const double m1 = k * s * c, m2 = k * (c * c - s * s);             // its derivatives
    *local = (GeoLocal){ .lon_deg = lon_deg, .lat_deg = lat_deg, .sin_lat = s, .cos_lat = c };
    local->r[0] = n * c;
    local->r[1] = -m * s;
    local->r[2] = (-m1 * s - m * c) / 2;
    local->r[3] = (-m2 * s - 2 * m1 * c + m * s) / 6;
    local->z[0] = n * (1 - LOCAL_E2) * s;
    local->z[1] = m * c;
    local->z[2] = (m1 * c - m * s) / 2;
    local->z[3] = (m2 * c - 2 * m1 * s - m * c) / 6;
    local->east_m_per_deg = n * c * DVEC_RAD_FROM_DEG;
    local->north_m_per_deg = m * DVEC_RAD_FROM_DEG;
}

DVec3 geo_local_point_far(const GeoLocal *local, double d_lon_deg, double d_lat_deg, double h_m)
{
    const double lat = (local->lat_deg + d_lat_deg) * DVEC_RAD_FROM_DEG, a = d_lon_deg * DVEC_RAD_FROM_DEG;
    const double s = sin(lat), c = cos(lat), n = LOCAL_A_M / sqrt(1 - LOCAL_E2 * s * s);
    const double r = (n + h_m) * c;
    const double x = r * cos(a) - local->r[0], z = (n * (1 - LOCAL_E2) + h_m) * s - local->z[0];
    return (DVec3){ r * sin(a), local->cos_lat * z - local->sin_lat * x, local->cos_lat * x + local->sin_lat * z };
}
