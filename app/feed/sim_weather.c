// SPDX-License-Identifier: Apache-2.0
// sim_weather.c - weather of a day in 湛江 and of the typhoon: wind, rain, pressure, sea, and what
// the storm takes down. Climate: mean of July 28.9, of January 15.5 degrees, 1567 mm of rain a
// year.
#include "feed/sim_math.h"
#include "feed/sim_private.h"
#include "feed/sim_typhoon.h"
#include <math.h>

int64_t sim_track_us(const Sim *sim, int64_t t_us)
{
    return t_us - sim->t_landfall_us + SIM_TYPHOON_LANDFALL_US;
}

double sim_storm_hours(const Sim *sim, int64_t t_us)
{
    return sim->is_typhoon ? (double)(t_us - sim->t_landfall_us) / (double)SIM_HOUR_US : -1e9;
}

// Stations near each other have much the same weather: noise of the whole city and of a cell of 0.1
// degree, joined between cells.
static double field_noise(uint64_t seed, double lon, double lat, int64_t t_us, double period_s)
{
    const double x = lon * 10, y = lat * 10, cx = floor(x), cy = floor(y), u = x - cx, v = y - cy;
    double sum = 0;
    for (int k = 0; k < 4; k++) {
        const int64_t i = (int64_t)cx + (k & 1), j = (int64_t)cy + (k >> 1);
        const double w = ((k & 1) ? u : 1 - u) * ((k >> 1) ? v : 1 - v);
        if (w > 0) sum += w * sim_noise(sim_hash(seed, (uint64_t)(i * 4099 + j)), t_us, period_s);
    }
    return 0.55 * sim_noise(seed, t_us, period_s) + 0.75 * sum;
}

static SimTyphoonField storm_field(const Sim *sim, double lon, double lat, int64_t t_us)
{
    if (!sim->is_typhoon) return (SimTyphoonField){ 0 };
    const SimTyphoon typhoon = sim_typhoon_at(sim_track_us(sim, t_us));
    return sim_typhoon_field(&typhoon, lon, lat);
}

static double rain_mm_h(const Sim *sim, double lon, double lat, int64_t t_us, double storm_mm_h)
{
    const double season = 0.5 - 0.5 * cos(2 * SIM_PI * (sim_year_day(t_us) - 20) / 365.25);
    const double hour = sim_local_hour(t_us), noon = 0.10 * sim_bump(hour, 15.5, 3);
    const double wet =
        field_noise(sim->seed ^ 0x7261696E, lon, lat, t_us, 5400) + 0.09 * season + noon;
    const double shower = wet > 0.54 ? 56 * (0.4 + season) * pow(wet - 0.54, 1.3) : 0;
    // Bands: the mean of the ring times a factor that comes and goes within the hour.
    const double band = 1 + 1.4 * field_noise(sim->seed ^ 0x62616E64, lon, lat, t_us, 2400);
    const double rain = shower + storm_mm_h * sim_clamp(band, 0.1, 3);
    return rain < 0.05 ? 0 : rain;
}

SimWeather sim_weather(const Sim *sim, double lon, double lat, int64_t t_us)
{
    const SimTyphoonField storm = storm_field(sim, lon, lat, t_us);
    const double day = sim_year_day(t_us), hour = sim_local_hour(t_us);
    const double season = cos(2 * SIM_PI * (day - 200) / 365.25); // 1 in the middle of July
    SimWeather w = { .storm_m_s = storm.wind_m_s };
    w.rain_mm_h = rain_mm_h(sim, lon, lat, t_us, storm.rain_mm_h);
    w.cloud = sim_clamp(0.45 + 0.5 * sim_noise(sim->seed ^ 0x636C, t_us, 36000) +
                            0.1 * w.rain_mm_h + storm.wind_m_s / 25,
                        0, 1);
    const double course = cos(2 * SIM_PI * (hour - 15) / 24) * 3.6 * (1 - 0.6 * w.cloud);
    w.temperature_cel = 22.4 + 6.7 * season + course +
                        1.8 * sim_noise(sim->seed ^ 0x74, t_us, 200000) +
                        0.5 * field_noise(sim->seed ^ 0x746C, lon, lat, t_us, 7200) -
                        2.5 * sim_step(w.rain_mm_h, 0, 20);
    w.humidity = sim_clamp(80 - 4.5 * course + 6 * sim_noise(sim->seed ^ 0x68, t_us, 90000) +
                               14 * sim_step(w.rain_mm_h, 0, 5),
                           35, 100);
    w.pressure_hpa = 1011 - 7.5 * season + 1.3 * cos(4 * SIM_PI * (hour - 10) / 24) +
                     2.5 * sim_noise(sim->seed ^ 0x70, t_us, 250000) - storm.deficit_hpa;
    const double breeze = 1.6 * sim_bump(hour, 15, 4);
    double calm = 2.6 + breeze + 1.6 * field_noise(sim->seed ^ 0x77, lon, lat, t_us, 5400) +
                  0.2 * w.rain_mm_h;
    const double calm_from =
        120 + 25 * sim_noise(sim->seed ^ 0x64, t_us, 30000) - 100 * fmax(0, -season);
    // Over the built-up land a mean wind is about three quarters of the sea's.
    const double s = storm.wind_m_s * 0.76;
    w.wind_m_s =
        fmax(0.2, s > calm ? s * (1 + 0.08 * sim_noise(sim->seed ^ 0x67, t_us, 600)) : calm);
    w.from_deg = fmod((s > calm ? storm.from_deg : calm_from) +
                          6 * field_noise(sim->seed ^ 0x6464, lon, lat, t_us, 900) + 720,
                      360);
    w.gust_m_s = w.wind_m_s * (1.38 + 0.14 * field_noise(sim->seed ^ 0x6775, lon, lat, t_us, 420)) +
                 0.05 * w.rain_mm_h;
    const double fog = hour < 9 && season < 0.2
                           ? sim_step(sim_noise(sim->seed ^ 0x666F67, t_us, 60000), 0.55, 0.8)
                           : 0;
    const double clear = 24000 * (1 - 0.7 * sim_step(w.humidity, 80, 100));
    w.visibility_m = fmax(80, clear / (1 + 0.6 * w.rain_mm_h) * (1 - 0.985 * fog));
    return w;
}

static double fallen(const Sim *sim, double lon, double lat, int64_t t_us, double hours,
                     double fade_h)
{
    const int64_t step = hours > 6 ? 900 * SIM_SECOND_US : 300 * SIM_SECOND_US;
    const int64_t first = sim_floor(t_us, step, 0) - (int64_t)(hours * 3600e6);
    double sum = 0;
    for (int64_t t = first + step; t <= t_us; t += step) {
        const double fade =
            fade_h > 0 ? exp(-(double)(t_us - t) / (double)SIM_HOUR_US / fade_h) : 1;
        sum += fade * rain_mm_h(sim, lon, lat, t, storm_field(sim, lon, lat, t).rain_mm_h) *
               (double)step / (double)SIM_HOUR_US;
    }
    return sum;
}

double sim_rain_mm(const Sim *sim, double lon, double lat, int64_t t_us, double hours)
{
    return fallen(sim, lon, lat, t_us, hours, 0);
}

double sim_soaked_mm(const Sim *sim, double lon, double lat, int64_t t_us, double hours)
{
    return fallen(sim, lon, lat, t_us, hours * 3, hours);
}

// A hectopascal less is a centimetre more; wind from the sea (about east here) stacks
// water with the square of its speed: 1.7 mm for each (m/s)², so that the peak is near two metres.
double sim_surge_m(const Sim *sim, double lon, double lat, int64_t t_us)
{
    const double daily = 0.05 * sim_noise(sim->seed ^ 0x737267, t_us, 40000);
    const SimTyphoonField storm = storm_field(sim, lon, lat, t_us);
    const double onshore = cos((storm.from_deg - 95) * SIM_PI / 180);
    return daily + storm.deficit_hpa / 100 +
           0.0017 * storm.wind_m_s * storm.wind_m_s * fmax(onshore, -0.2);
}

// Significant height: fully grown sea of Pierson and Moskowitz 1964, 0.0246 U², short of it in the
// bay and in strong wind, held to 12 m.
double sim_wave_m(const Sim *sim, double lon, double lat, int64_t t_us)
{
    const SimWeather w = sim_weather(sim, lon, lat, t_us);
    const double u = fmax(w.wind_m_s, w.storm_m_s),
                 swell = 0.35 + 0.15 * sim_noise(sim->seed ^ 0x7377, t_us, 30000);
    return fmin(12, hypot(swell, 0.0246 * u * u * (u > 15 ? 15 / u : 1)));
}

double sim_outage(const Sim *sim, double lon, double lat, int64_t t_us)
{
    const double since = sim_storm_hours(sim, t_us);
    if (since < -24 || since > 240) return 0;
    double out = 0;
    for (int h = 0; h <= 48; h++) {
        const int64_t t = sim->t_landfall_us + (int64_t)(h - 18) * SIM_HOUR_US;
        if (t > t_us) break;
        const double gust = storm_field(sim, lon, lat, t).wind_m_s * 1.1; // over land, in gusts
        const double repaired = (double)(t_us - t) / (double)SIM_HOUR_US;
        out = fmax(out, 0.85 * sim_step(gust, 20, 56) * exp(-fmax(0, repaired - 4) / 26));
    }
    return out;
}
