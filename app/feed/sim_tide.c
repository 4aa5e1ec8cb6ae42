// SPDX-License-Identifier: Apache-2.0
// sim_tide.c - Schureman's harmonic prediction.
#include "feed/sim_tide.h"
#include "feed/sim_math.h"
#include <math.h>
#include <stddef.h>

// The order of the arguments below.
const SimTideConstituent sim_tide_zhapo[] = {
    { "M2", 0.64834, 61.2917 },   { "S2", 0.27897, 92.8138 },   { "N2", 0.12796, 49.4224 },
    { "K2", 0.08951, 78.5175 },   { "2N2", 0.01681, 33.3425 },  { "MU2", 0.02719, 44.5728 },
    { "NU2", 0.02111, 50.6260 },  { "T2", 0.01695, 87.3878 },   { "K1", 0.41108, 192.6549 },
    { "O1", 0.34498, 152.6962 },  { "P1", 0.13048, 187.9610 },  { "Q1", 0.06671, 133.3174 },
    { "2Q1", 0.00826, 121.0766 }, { "RHO1", 0.01253, 132.641 }, { "J1", 0.01554, 207.4432 },
    { "OO1", 0.00798, 280.0736 }, { "S1", 0.00736, 11.3299 },   { "M4", 0.02660, 48.9285 },
    { "MS4", 0.01540, 110.3600 }, { "MN4", 0.00933, 13.4263 },  { "M6", 0.00428, 194.3769 },
    { "SA", 0.10439, 217.8359 },  { "SSA", 0.07473, 60.1548 },  { "MM", 0.00848, 359.1680 },
    { "MF", 0.00535, 46.1652 },   { "MSF", 0.01613, 98.3171 },
};
const int sim_tide_zhapo_count = sizeof sim_tide_zhapo / sizeof sim_tide_zhapo[0];

// Which lunar factor a constituent has: f of the named to a power, u of it times a number.
typedef enum {
    NODE_ONE,
    NODE_M2,
    NODE_O1,
    NODE_K1,
    NODE_K2,
    NODE_J1,
    NODE_OO1,
    NODE_MM,
    NODE_MF,
    NODE_COUNT
} Node;
// V = T t + s + h + p + p1 + constant (table 2); T is the hour angle of the mean sun, 15 degrees an
// hour and 180 at midnight UTC.
typedef struct {
    int8_t T, s, h, p, p1;
    int16_t constant_deg;
    uint8_t node;
    int8_t power; // of f, and times u
} Argument;
static const Argument arguments[] = {
    { 2, -2, 2, 0, 0, 0, NODE_M2, 1 },   { 2, 0, 0, 0, 0, 0, NODE_ONE, 0 },
    { 2, -3, 2, 1, 0, 0, NODE_M2, 1 },   { 2, 0, 2, 0, 0, 0, NODE_K2, 1 },
    { 2, -4, 2, 2, 0, 0, NODE_M2, 1 },   { 2, -4, 4, 0, 0, 0, NODE_M2, 1 },
    { 2, -3, 4, -1, 0, 0, NODE_M2, 1 },  { 2, 0, -1, 0, 1, 0, NODE_ONE, 0 },
    { 1, 0, 1, 0, 0, -90, NODE_K1, 1 },  { 1, -2, 1, 0, 0, 90, NODE_O1, 1 },
    { 1, 0, -1, 0, 0, 90, NODE_ONE, 0 }, { 1, -3, 1, 1, 0, 90, NODE_O1, 1 },
    { 1, -4, 1, 2, 0, 90, NODE_O1, 1 },  { 1, -3, 3, -1, 0, 90, NODE_O1, 1 },
    { 1, 1, 1, -1, 0, -90, NODE_J1, 1 }, { 1, 2, 1, 0, 0, -90, NODE_OO1, 1 },
    { 1, 0, 0, 0, 0, 0, NODE_ONE, 0 },   { 4, -4, 4, 0, 0, 0, NODE_M2, 2 },
    { 4, -2, 2, 0, 0, 0, NODE_M2, 1 },   { 4, -5, 4, 1, 0, 0, NODE_M2, 2 },
    { 6, -6, 6, 0, 0, 0, NODE_M2, 3 },   { 0, 0, 1, 0, 0, 0, NODE_ONE, 0 },
    { 0, 0, 2, 0, 0, 0, NODE_ONE, 0 },   { 0, 1, 0, -1, 0, 0, NODE_MM, 1 },
    { 0, 2, 0, 0, 0, 0, NODE_MF, 1 },    { 0, 2, -2, 0, 0, 0, NODE_M2, -1 },
};
_Static_assert(sizeof arguments / sizeof arguments[0] ==
                   sizeof sim_tide_zhapo / sizeof sim_tide_zhapo[0],
               "an argument for each constituent");

#define RAD (SIM_PI / 180)

typedef struct {
    double T, s, h, p, p1, N;            // degrees
    double f[NODE_COUNT], u[NODE_COUNT]; // u in degrees
} Sky;

// Mean longitudes from the epoch 1899-12-31 12:00 (Schureman, table 1), T in Julian centuries.
static void sky_longitudes(Sky *sky, int64_t t_us)
{
    const double days = (double)t_us / (double)SIM_DAY_US + 25567.5, c = days / 36525;
    const double day = (double)(t_us - sim_floor(t_us, SIM_DAY_US, 0)) / (double)SIM_DAY_US;
    sky->T = 360 * day + 180; // midnight is the lower transit
    sky->s = 270.437422 + 481267.892 * c + 0.002525 * c * c;
    sky->h = 279.696678 + 36000.768925 * c + 0.000303 * c * c;
    sky->p = 334.328019 + 4069.032206 * c - 0.010344 * c * c;
    sky->p1 = 281.220833 + 1.719175 * c + 0.000453 * c * c;
    sky->N = 259.182533 - 1934.142397 * c + 0.002106 * c * c;
}

// I, xi, nu from N (p. 156: the obliquity 23.452 and the moon's inclination 5.145), then nu', 2
// nu'' (formulae 224, 232) and the factors (73, 74, 75, 76, 77, 78, 227, 235).
static void sky_nodes(Sky *sky)
{
    const double w = 23.452 * RAD, i = 5.145 * RAD, N = fmod(sky->N, 360) * RAD;
    const double I = acos(cos(i) * cos(w) - sin(i) * sin(w) * cos(N));
    const double a = atan2(sin((w - i) / 2) * sin(N / 2), sin((w + i) / 2) * cos(N / 2));
    const double b = atan2(cos((w - i) / 2) * sin(N / 2), cos((w + i) / 2) * cos(N / 2));
    const double turn = 2 * SIM_PI;
    const double xi = remainder(N - (a + b), turn), nu = remainder(b - a, turn);
    const double nu1 = atan2(sin(2 * I) * sin(nu), sin(2 * I) * cos(nu) + 0.3347);
    const double nu2 = atan2(sin(I) * sin(I) * sin(2 * nu), sin(I) * sin(I) * cos(2 * nu) + 0.0727);
    const double half = cos(I / 2), other = sin(I / 2), si = sin(I);
    const double s2 = sin(2 * I);
    const double f[NODE_COUNT] = {
        [NODE_ONE] = 1,
        [NODE_M2] = half * half * half * half / 0.9154,
        [NODE_O1] = si * half * half / 0.3800,
        [NODE_K1] = sqrt(0.8965 * s2 * s2 + 0.6001 * s2 * cos(nu) + 0.1006),
        [NODE_K2] = sqrt(19.0444 * si * si * si * si + 2.7702 * si * si * cos(2 * nu) + 0.0981),
        [NODE_J1] = s2 / 0.7214,
        [NODE_OO1] = si * other * other / 0.0164,
        [NODE_MM] = (2.0 / 3 - si * si) / 0.5021,
        [NODE_MF] = si * si / 0.1578,
    };
    const double u[NODE_COUNT] = {
        [NODE_M2] = 2 * xi - 2 * nu,
        [NODE_O1] = 2 * xi - nu,
        [NODE_K1] = -nu1,
        [NODE_K2] = -nu2,
        [NODE_J1] = -nu,
        [NODE_OO1] = -2 * xi - nu,
        [NODE_MF] = -2 * xi,
    };
    for (int k = 0; k < NODE_COUNT; k++) {
        sky->f[k] = f[k];
        sky->u[k] = u[k] / RAD;
    }
}

static const double speeds_deg_h[5] = { 15, 0.5490165, 0.0410686, 0.0046418,
                                        0.0000020 }; // T s h p p1

double sim_tide_level_m(int64_t t_us, double semidiurnal, double *rate_m_h)
{
    Sky sky = { 0 };
    sky_longitudes(&sky, t_us);
    sky_nodes(&sky);
    double level = 0, rate = 0;
    for (int c = 0; c < sim_tide_zhapo_count; c++) {
        const Argument *a = &arguments[c];
        const SimTideConstituent *k = &sim_tide_zhapo[c];
        const double V = a->T * sky.T + a->s * sky.s + a->h * sky.h + a->p * sky.p +
                         a->p1 * sky.p1 + a->constant_deg;
        const double f = pow(sky.f[a->node], fabs((double)a->power)), u = a->power * sky.u[a->node];
        const double speed = a->T * speeds_deg_h[0] + a->s * speeds_deg_h[1] +
                             a->h * speeds_deg_h[2] + a->p * speeds_deg_h[3] +
                             a->p1 * speeds_deg_h[4];
        const double H = k->amplitude_m * f * (a->T == 2 ? semidiurnal : 1);
        const double phase = (V + u - k->lag_deg) * RAD;
        level += H * cos(phase);
        rate -= H * sin(phase) * speed * RAD;
    }
    if (rate_m_h) *rate_m_h = rate;
    return level;
}

// 湛江港: mean level 2.20 m above its datum (published); the others schematic.
const SimTideGaugeRow sim_tide_gauges[SIM_TIDE_GAUGES] = {
    [SIM_TIDE_PORT] = { 1.58, 3600, 2.20, 4.7, 5.0, 5.3, 5.6 },
    [SIM_TIDE_NAOZHOU] = { 1.30, 1200, 1.90, 4.0, 4.3, 4.6, 4.9 },
    [SIM_TIDE_HAIAN] = { 0.55, 5400, 1.45, 2.9, 3.2, 3.5, 3.8 },
};

double sim_tide_gauge_m(SimTideGauge gauge, int64_t t_us, double *rate_m_h)
{
    const SimTideGaugeRow *row = &sim_tide_gauges[gauge];
    return row->msl_m +
           sim_tide_level_m(t_us - (int64_t)(row->delay_s * 1e6), row->semidiurnal, rate_m_h);
}
