// SPDX-License-Identifier: Apache-2.0
// sim_typhoon.h - typhoon Mujigae (彩虹, CMA 1522) as a moving field of wind, pressure, rain and
// surge. Does not: forecast. The track is a record; the field round it is a parametric profile.
#pragma once
#include <stdbool.h>
#include <stdint.h>

// CMA best track (Ying et al. 2014, J. Atmos. Oceanic Technol. 31; Lu et al. 2021, Adv. Atmos. Sci.
// 38), 6-hourly, 2-minute mean wind.
typedef struct {
    int hour; // from 2015-10-03 00:00 UTC
    double lat, lon, pressure_hpa, wind_m_s;
} SimTyphoonFix;
extern const SimTyphoonFix sim_typhoon_fixes[];
extern const int sim_typhoon_fix_count;
#define SIM_TYPHOON_EPOCH_US INT64_C(1443830400000000) // 2015-10-03T00:00Z
#define SIM_TYPHOON_LANDFALL_US \
    INT64_C(1443939000000000) // 坡头 2015-10-04 14:10 +08:00, 50 m/s 940 hPa

typedef struct {
    bool is_there; // between the first and the last fix
    double lat, lon, pressure_hpa, wind_m_s;
    double east_m_s, north_m_s; // of the centre
    double rmax_m; // radius of the strongest wind: Willoughby, Darling and Rahn 2006, Mon. Wea.
                   // Rev. 134, eq. 7a: 46.4 exp(-0.0155 V + 0.0169 lat) km
} SimTyphoon;
// Straight lines between the fixes. t_track: time of 2015. Thread: any.
SimTyphoon sim_typhoon_at(int64_t t_track_us);

typedef struct {
    double wind_m_s, from_deg; // 2-minute mean at 10 m over open sea; where it comes from
    double deficit_hpa;        // below the pressure around
    double rain_mm_h;          // azimuthal mean
    double distance_m;
} SimTyphoonField;
// Holland 1980 (Mon. Wea. Rev. 108, 1212) gradient wind, its B chosen so that the greatest wind is
// the record's less half the motion, 1 to 2.5; half the motion added to the right of the track;
// inflow 20 degrees. Rain falls off exponentially beyond rmax as in R-CLIPER (Marks, Kappler and
// DeMaria 2002), with 25 mm/h at 50 m/s chosen here.
SimTyphoonField sim_typhoon_field(const SimTyphoon *typhoon, double lon, double lat);
