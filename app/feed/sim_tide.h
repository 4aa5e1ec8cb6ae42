// SPDX-License-Identifier: Apache-2.0
// sim_tide.h - the astronomical tide at the demo city's gauges, from harmonic constituents.
// Does not: know weather (sim_typhoon.h has the surge). Not for navigation: no constituents of
// Zhanjiang itself are public; those of Zhapo (158 km east) stand in, the semidiurnal ones scaled
// to the mean range at Zhanjiang (2.17 m against 1.37 m).
#pragma once
#include <stdint.h>

// Constituents of the gauge of Zhapo, 21.583 N 111.833 E: TICON-4 (Hart-Davis et al., SEANOE
// 109129, CC-BY 4.0) from the hourly levels of UHSLC 1978 to 1997. Phase: Greenwich lag. Periods
// shorter than 2 h and the few whose nodal terms do not follow from those of M2, O1, K1, K2, J1 and
// OO1 (M1, L2) are left out: together below 6 cm.
typedef struct {
    const char *name;
    double amplitude_m, lag_deg;
} SimTideConstituent;
extern const SimTideConstituent sim_tide_zhapo[];
extern const int sim_tide_zhapo_count;

// The tide about mean sea level in metres at UTC t, and its rate in metres an hour where rate is
// not NULL. Equilibrium arguments and nodal factors f, u by Schureman, Special Publication 98 (1958
// reprint): table 1 (longitudes of sun and moon), table 2 (arguments), formulae 65-79, 149, 207,
// 215, 227, 235. semidiurnal: factor on all of two cycles a day; 1 = as it is.
// Thread: any.
double sim_tide_level_m(int64_t t_us, double semidiurnal, double *rate_m_h);

typedef enum { SIM_TIDE_PORT, SIM_TIDE_NAOZHOU, SIM_TIDE_HAIAN, SIM_TIDE_GAUGES } SimTideGauge;
typedef struct {
    double semidiurnal; // scale
    double delay_s;     // after Zhapo: schematic
    double msl_m;       // mean sea level above the local chart datum (the lowest theoretical tide)
    // Four-colour warning levels above the chart datum, schematic (GB/T 19721.1 leaves them to
    // each station).
    double blue_m, yellow_m, orange_m, red_m;
} SimTideGaugeRow;
extern const SimTideGaugeRow sim_tide_gauges[SIM_TIDE_GAUGES];
double sim_tide_gauge_m(SimTideGauge gauge, int64_t t_us, double *rate_m_h); // above its datum
