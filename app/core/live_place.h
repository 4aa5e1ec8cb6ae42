// SPDX-License-Identifier: Apache-2.0
// live_place.h - where moving keys are at an instant: dead reckoning between fixes that fades to
// nothing at expiry, and the tail they leave. Arrays of one kind, for a frame of 100,000 objects.
// Does not: decide which fix is the newest (live.h does), draw, or know heights of the ground.
#pragma once
#include "base/observation.h"
#include <stdbool.h>
#include <stdint.h>

typedef struct LivePlaces LivePlaces;
typedef struct {
    int tail_max;   // points kept of a key; 0 = 24, at most 1024
    double tail_s;  // older ones are not of the tail; 0 = 600
    double step_m;  // least way between kept points; 0 = 5
    double gap_s;   // the tail ends where a key was silent for so long; 0 = 180
    double blend_s; // a correction of at most blend_m is spread over so long; 0 = 1, below 0 none
    double blend_m; // 0 = 250; farther: it jumps
} LivePlacesDesc;

// One fix. From t_late_us on the object fades, at t_stale_us it is gone.
typedef struct {
    int64_t t_us, t_late_us, t_stale_us;
    uint32_t key;
    ObservationPosition position;
} LivePlaceFix;

// All keys that ever had a fix, in the order of their first; row i stays that key's.
typedef struct {
    int count;
    const uint32_t *keys;
    const double *lon_deg, *lat_deg; // WGS 84: reckoned; from expiry on where it was last observed
    const float *h_m;                // NAN = unknown
    const float *heading_deg;        // of the bow, else course, else from fix to fix; NAN = unknown
    const float *speed_m_s;          // NAN = unknown
    const float *fade;     // 1 = fresh … 0 = expired or gone: nothing may be shown as current
    const uint32_t *fixes; // how many it had; the tail changed when this did
} LivePlacesView;

typedef struct {
    double lon_deg, lat_deg;
    float h_m;
    float age_s; // at the instant of the last live_places_at
} LivePlacePoint;

// Thread: main, as all of this file. Live owns one (live_places in live.h) and fills it.
LivePlaces *live_places_create(const LivePlacesDesc *desc); // NULL = defaults
void live_places_destroy(LivePlaces *places);
// A fix older than the newest one is left out. False: latitude or longitude outside the earth, or
// no memory.
bool live_places_put(LivePlaces *places, const LivePlaceFix *fix);
void live_places_gone(LivePlaces *places, uint32_t key); // fade 0 from now on, until the next fix
// Everything at an instant (any, also an earlier one); valid until the next call or put. Reckoning
// stops at expiry. Costs a few nanoseconds an object.
LivePlacesView live_places_at(LivePlaces *places, int64_t t_us);
int live_places_row(const LivePlaces *places, uint32_t key); // -1 = never had a fix
// Points of a row's way behind it, newest fix first; the place it is reckoned to be at comes
// before them and is not among them. Returns how many, at most max.
int live_places_tail(const LivePlaces *places, int row, LivePlacePoint *out, int max);

// A step along a constant course on WGS 84, with the radii of curvature where it begins. Against
// the geodesic it errs by about d^2 tan(lat) / 2R: 0.3 m after 3 km and 3 m after 10 km at 21 N.
// False, nothing written: within 0.1 degree of a pole.
bool live_place_step(double lon_deg, double lat_deg, double course_deg, double distance_m,
                     double *out_lon_deg, double *out_lat_deg);
// On a sphere of the mean radius 6371008.8 m: within 0.56 % of the ellipsoid.
double live_place_distance_m(double lon_a_deg, double lat_a_deg, double lon_b_deg,
                             double lat_b_deg);
double live_place_bearing_deg(double lon_a_deg, double lat_a_deg, double lon_b_deg,
                              double lat_b_deg); // from a to b, 0 to 360; local
