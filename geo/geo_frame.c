// SPDX-License-Identifier: Apache-2.0
// geo_frame.c - ECEF and local axes on the WGS 84 ellipsoid; the arithmetic of the geodetic quadtree.
#include "geo/geo_frame.h"

#include <assert.h>

// WGS 84 (NIMA TR8350.2); CGCS2000 differs by 0.1 mm in the minor axis.
#define FRAME_A_M 6378137.0
#define FRAME_F (1.0 / 298.257223563)
#define FRAME_E2 (FRAME_F * (2.0 - FRAME_F))

DVec3 geo_ecef_from_geodetic(GeoPos pos)
{
    const double lat = pos.lat_deg * DVEC_RAD_FROM_DEG, lon = pos.lon_deg * DVEC_RAD_FROM_DEG;
    const double s = sin(lat), c = cos(lat);
    const double n = FRAME_A_M / sqrt(1.0 - FRAME_E2 * s * s);
    const double r = (n + pos.h_m) * c;
    return dvec_make(r * cos(lon), r * sin(lon), (n * (1.0 - FRAME_E2) + pos.h_m) * s);
}

// Bowring 1976 in the reduced latitude, repeated: each round multiplies the error by about 1e-4 near the ground, so that
// five rounds reach the last bit from the sea floor to beyond the geostationary orbit.
GeoPos geo_geodetic_from_ecef(DVec3 ecef_m)
{
    const double b = FRAME_A_M * (1.0 - FRAME_F), second_e2 = FRAME_E2 / (1.0 - FRAME_E2);
    const double p = sqrt(ecef_m.x * ecef_m.x + ecef_m.y * ecef_m.y);
    double u_sin = FRAME_A_M * ecef_m.z, u_cos = b * p; // of the reduced latitude, not normalised
    double l_sin = 0, l_cos = 1;
    for (int i = 0; i < 5; i++) {
        const double u = sqrt(u_sin * u_sin + u_cos * u_cos);
        if (u <= 0) break; // the centre of the earth has no latitude
        u_sin /= u, u_cos /= u;
        const double y = ecef_m.z + second_e2 * b * u_sin * u_sin * u_sin;
        const double x = p - FRAME_E2 * FRAME_A_M * u_cos * u_cos * u_cos;
        const double l = sqrt(x * x + y * y);
        if (l <= 0) break;
        l_sin = y / l, l_cos = x / l;
        u_sin = b * l_sin, u_cos = FRAME_A_M * l_cos;
    }
    // This form of the height is good at the poles and on the equator alike.
    const double h = p * l_cos + ecef_m.z * l_sin - FRAME_A_M * sqrt(1.0 - FRAME_E2 * l_sin * l_sin);
    return (GeoPos){ .lon_deg = atan2(ecef_m.y, ecef_m.x) / DVEC_RAD_FROM_DEG,
                     .lat_deg = atan2(l_sin, l_cos) / DVEC_RAD_FROM_DEG,
                     .h_m = h };
}

static DPlace frame_ecef_place(GeoPos pos)
{
    const double lat = pos.lat_deg * DVEC_RAD_FROM_DEG, lon = pos.lon_deg * DVEC_RAD_FROM_DEG;
    const double s = sin(lat), c = cos(lat), sl = sin(lon), cl = cos(lon);
    return (DPlace){ .x_axis = { -sl, cl, 0 },
                     .y_axis = { -s * cl, -s * sl, c },
                     .z_axis = { c * cl, c * sl, s },
                     .origin = geo_ecef_from_geodetic(pos) };
}

void geo_frame_init(GeoFrame *frame, GeoPos origin)
{
    frame->origin = origin;
    frame->ecef_from_enu = frame_ecef_place(origin);
}

DVec3 geo_frame_enu(const GeoFrame *frame, GeoPos pos)
{
    return dplace_local(&frame->ecef_from_enu, geo_ecef_from_geodetic(pos));
}

GeoPos geo_frame_geodetic(const GeoFrame *frame, DVec3 enu_m)
{
    return geo_geodetic_from_ecef(dplace_point(&frame->ecef_from_enu, enu_m));
}

static DVec3 frame_rotate(const DPlace *axes, DVec3 v)
{
    return dvec_make(dvec_dot(v, axes->x_axis), dvec_dot(v, axes->y_axis), dvec_dot(v, axes->z_axis));
}

DPlace geo_frame_place(const GeoFrame *frame, GeoPos pos)
{
    const DPlace *axes = &frame->ecef_from_enu;
    const DPlace place = frame_ecef_place(pos);
    return (DPlace){ .x_axis = frame_rotate(axes, place.x_axis),
                     .y_axis = frame_rotate(axes, place.y_axis),
                     .z_axis = frame_rotate(axes, place.z_axis),
                     .origin = dplace_local(axes, place.origin) };
}

GeoBox geo_box_empty(void)
{
    return (GeoBox){ 1, 1, -1, -1 };
}

bool geo_box_is_empty(GeoBox box)
{
    return !(box.west_deg <= box.east_deg && box.south_deg <= box.north_deg); // NaN counts as empty
}

GeoBox geo_box_union(GeoBox a, GeoBox b)
{
    if (geo_box_is_empty(a)) return b;
    if (geo_box_is_empty(b)) return a;
    return (GeoBox){ fmin(a.west_deg, b.west_deg), fmin(a.south_deg, b.south_deg), fmax(a.east_deg, b.east_deg),
                     fmax(a.north_deg, b.north_deg) };
}

bool geo_box_meets(GeoBox a, GeoBox b)
{
    return !geo_box_is_empty(a) && !geo_box_is_empty(b) && a.west_deg <= b.east_deg && b.west_deg <= a.east_deg &&
           a.south_deg <= b.north_deg && b.south_deg <= a.north_deg;
}

uint64_t geo_tile_pack(GeoTileKey key)
{
    assert(key.level <= GEO_TILE_LEVEL_MAX);
    return (uint64_t)(key.level + 1) << 56 | (uint64_t)key.x << 28 | key.y;
}

GeoTileKey geo_tile_unpack(uint64_t packed)
{
    assert(packed != 0);
    return (GeoTileKey){ .level = (uint32_t)(packed >> 56) - 1,
                         .x = (uint32_t)(packed >> 28) & 0xFFFFFFFu,
                         .y = (uint32_t)packed & 0xFFFFFFFu };
}

static uint32_t tile_row(double position, uint32_t count)
{
    if (!(position > 0)) return 0; // also NaN
    return position >= count ? count - 1 : (uint32_t)position;
}

GeoTileKey geo_tile_at(uint32_t level, double lon_deg, double lat_deg)
{
    assert(level <= GEO_TILE_LEVEL_MAX);
    const uint32_t rows = 1u << level;
    const double per_deg = rows / 180.0;
    return (GeoTileKey){ level, tile_row((lon_deg + 180) * per_deg, 2 * rows), tile_row((lat_deg + 90) * per_deg, rows) };
}

// Products of whole numbers, so that the common edge of two tiles is the same double in both.
GeoBox geo_tile_box(GeoTileKey key)
{
    const double edge_deg = 180.0 / (double)(1u << key.level);
    return (GeoBox){ .west_deg = key.x * edge_deg - 180,
                     .south_deg = key.y * edge_deg - 90,
                     .east_deg = (key.x + 1.0) * edge_deg - 180,
                     .north_deg = (key.y + 1.0) * edge_deg - 90 };
}

GeoTileKey geo_tile_parent(GeoTileKey key)
{
    return key.level == 0 ? key : (GeoTileKey){ key.level - 1, key.x / 2, key.y / 2 };
}

GeoTileKey geo_tile_child(GeoTileKey key, int quadrant)
{
    assert(quadrant >= 0 && quadrant < 4 && key.level < GEO_TILE_LEVEL_MAX);
    return (GeoTileKey){ key.level + 1, key.x * 2 + (uint32_t)(quadrant & 1), key.y * 2 + (uint32_t)(quadrant >> 1) };
}

static double meridian_radius_m(double lat_deg)
{
    const double s = sin(lat_deg * DVEC_RAD_FROM_DEG), w = 1 - FRAME_E2 * s * s;
    return FRAME_A_M * (1 - FRAME_E2) / (w * sqrt(w));
}

// The meridian arc by Simpson's rule: exact to a millimetre from level 4 on, to 0.2 % for the whole meridian.
double geo_tile_edge_m(GeoTileKey key)
{
    const GeoBox box = geo_tile_box(key);
    const double mean = meridian_radius_m(box.south_deg) + 4 * meridian_radius_m((box.south_deg + box.north_deg) / 2) +
                        meridian_radius_m(box.north_deg);
    return mean / 6 * (box.north_deg - box.south_deg) * DVEC_RAD_FROM_DEG;
}

DPlace geo_tile_place(const GeoFrame *frame, GeoTileKey key)
{
    const GeoBox box = geo_tile_box(key);
    return geo_frame_place(frame, (GeoPos){ (box.west_deg + box.east_deg) / 2, (box.south_deg + box.north_deg) / 2, 0 });
}
