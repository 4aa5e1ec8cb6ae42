// SPDX-License-Identifier: Apache-2.0
// sim_city.c - what each kind of station measures, as functions of time and weather.
// Levels and daily courses are plausible for a coastal city of seven million and invented.
#include "feed/sim_math.h"
#include "feed/sim_private.h"
#include "feed/sim_tide.h"
#include "base/str.h"
#include <math.h>
#include <string.h>

#define MIN 60.0
#define HOUR 3600.0

static SimWeather here(const SimAt *a)
{
    return sim_weather(a->sim, a->station->lon, a->station->lat, a->t_us);
}
static double noise(const SimAt *a, double period_s)
{
    return sim_noise(a->seed, a->t_us, period_s);
}
static double size_or(const SimAt *a, double usual)
{
    return a->station->size > 0 ? a->station->size : usual;
}
// 1 on working mornings and evenings.
static double rush(const SimAt *a)
{
    const double h = sim_local_hour(a->t_us),
                 peak = fmax(sim_bump(h, 8.1, 1.1), 0.95 * sim_bump(h, 18.0, 1.4));
    return sim_week_day(a->t_us) < 5 ? peak : 0.55 * fmax(peak, sim_bump(h, 16, 3));
}
// How far people stay at home: 0 to 1.
static double shut(const SimAt *a)
{
    const double s = sim_storm_hours(a->sim, a->t_us);
    return s < -900 ? 0 : 0.95 * sim_step(s, -14, -5) * (1 - sim_step(s, 8, 36));
}

static double wx_rain(const SimAt *a)
{
    return here(a).rain_mm_h;
}
static double wx_r1h(const SimAt *a)
{
    return sim_rain_mm(a->sim, a->station->lon, a->station->lat, a->t_us, 1);
}
static double wx_r24h(const SimAt *a)
{
    return sim_rain_mm(a->sim, a->station->lon, a->station->lat, a->t_us, 24);
}
static double wx_temperature(const SimAt *a)
{
    return here(a).temperature_cel;
}
static double wx_humidity(const SimAt *a)
{
    return here(a).humidity;
}
static double wx_pressure(const SimAt *a)
{
    return here(a).pressure_hpa;
}
static double wx_wind(const SimAt *a)
{
    return here(a).wind_m_s;
}
static double wx_gust(const SimAt *a)
{
    return here(a).gust_m_s;
}
static double wx_from(const SimAt *a)
{
    return here(a).from_deg;
}
static double wx_visibility(const SimAt *a)
{
    return here(a).visibility_m;
}

static double tide_astronomic(const SimAt *a)
{
    return sim_tide_gauge_m((SimTideGauge)a->station->gauge, a->t_us, NULL);
}
static double tide_surge(const SimAt *a)
{
    return sim_surge_m(a->sim, a->station->lon, a->station->lat, a->t_us);
}
static double tide_level(const SimAt *a)
{
    return tide_astronomic(a) + tide_surge(a);
}
static double tide_over(const SimAt *a)
{
    return tide_level(a) - sim_tide_gauges[a->station->gauge].blue_m;
}
// size: what the bay lets in.
static double sea_wave(const SimAt *a)
{
    return size_or(a, 1) * sim_wave_m(a->sim, a->station->lon, a->station->lat, a->t_us);
}
static double sea_temperature(const SimAt *a)
{
    return 24.6 + 5 * cos(2 * SIM_PI * (sim_year_day(a->t_us) - 215) / 365.25) +
           0.5 * noise(a, 90000) + 0.4 * cos(2 * SIM_PI * (sim_local_hour(a->t_us) - 15) / 24);
}
static double sea_current(const SimAt *a)
{
    double rate = 0;
    sim_tide_gauge_m(SIM_TIDE_PORT, a->t_us, &rate);
    return fabs(rate) * 1.4;
}

// Dirtier in calm dry winter air and in the rush; washed out by rain and wind.
static double dirt(const SimAt *a)
{
    const SimWeather w = here(a);
    const double season = cos(2 * SIM_PI * (sim_year_day(a->t_us) - 15) / 365.25);
    const double wash = 1 / (1 + 0.25 * w.rain_mm_h + 0.02 * w.wind_m_s * w.wind_m_s);
    return size_or(a, 1) *
           (1 + 0.45 * season + 0.35 * rush(a) +
            0.5 * sim_noise(a->sim->seed ^ 0x6169, a->t_us, 130000) + 0.18 * noise(a, 9000)) *
           (0.25 + 0.9 * wash);
}
static double air_pm25(const SimAt *a)
{
    return fmax(3, 22 * dirt(a));
}
static double air_pm10(const SimAt *a)
{
    return fmax(6, 39 * dirt(a));
}
static double air_so2(const SimAt *a)
{
    return fmax(2, 8 * dirt(a));
}
static double air_no2(const SimAt *a)
{
    return fmax(3, 14 * dirt(a));
}
static double air_co(const SimAt *a)
{
    return fmax(0.2, 0.6 * dirt(a));
}
static double air_o3(const SimAt *a)
{
    const SimWeather w = here(a);
    return fmax(8, 48 + 85 * sim_bump(sim_local_hour(a->t_us), 15, 4) * (1.1 - w.cloud) +
                       14 * noise(a, 30000));
}
// Sub-index: break points of HJ 633 (24 h PM2.5 and PM10, 1 h O3) with 100 at the limits of 2026.
static double sub_index(double c, const double *points)
{
    static const double index[6] = { 0, 50, 100, 150, 200, 300 };
    for (int k = 1; k < 6; k++) {
        if (c <= points[k])
            return index[k - 1] +
                   (index[k] - index[k - 1]) * (c - points[k - 1]) / (points[k] - points[k - 1]);
    }
    return 300;
}
static double air_aqi(const SimAt *a)
{
    static const double pm25[6] = { 0, 30, 60, 115, 150, 250 },
                        pm10[6] = { 0, 50, 120, 250, 350, 420 },
                        o3[6] = { 0, 160, 200, 300, 400, 800 };
    return round(fmax(fmax(sub_index(air_pm25(a), pm25), sub_index(air_pm10(a), pm10)),
                      sub_index(air_o3(a), o3)));
}

static double soaked(const SimAt *a, double hours)
{
    return sim_soaked_mm(a->sim, a->station->lon, a->station->lat, a->t_us, hours);
}
static double water_do(const SimAt *a)
{
    return sim_clamp(6.9 + 0.9 * sim_bump(sim_local_hour(a->t_us), 15, 4) + 0.7 * noise(a, 90000) -
                         0.01 * soaked(a, 12),
                     1.5, 11);
}
static double water_codmn(const SimAt *a)
{
    return fmax(0.8, 3.1 + 0.7 * noise(a, 200000) + 0.012 * soaked(a, 12));
}
static double water_nh3n(const SimAt *a)
{
    return fmax(0.02, 0.32 + 0.16 * noise(a, 200000) + 0.003 * soaked(a, 12));
}
static double water_tp(const SimAt *a)
{
    return fmax(0.01, 0.11 + 0.04 * noise(a, 200000) + 0.001 * soaked(a, 12));
}
static double water_ph(const SimAt *a)
{
    return 7.4 + 0.3 * noise(a, 150000);
}
static double water_turbidity(const SimAt *a)
{
    return fmax(1, 14 + 6 * noise(a, 60000) + 0.9 * soaked(a, 12));
}

static double river_level(const SimAt *a)
{
    return size_or(a, 3) + 0.15 * noise(a, 100000) + 0.017 * soaked(a, 10);
}
static double river_flow(const SimAt *a)
{
    return fmax(5, 60 + 18 * noise(a, 100000) + 7 * soaked(a, 10));
}
static double reservoir_level(const SimAt *a)
{
    return size_or(a, 30) + 0.5 * noise(a, 3e6) + 0.006 * soaked(a, 30);
}
static double reservoir_share(const SimAt *a)
{
    return sim_clamp(62 + 9 * noise(a, 3e6) + 0.05 * soaked(a, 30), 5, 108);
}
static double pond_depth(const SimAt *a)
{
    const double in = sim_soaked_mm(a->sim, a->station->lon, a->station->lat, a->t_us, 0.9);
    return round(sim_clamp((in - 9) * 2.2 * size_or(a, 1), 0, 110));
}
static double pump_well(const SimAt *a)
{
    const double in = sim_soaked_mm(a->sim, a->station->lon, a->station->lat, a->t_us, 0.9);
    return sim_clamp(1.6 + 0.4 * sim_noise(a->seed ^ 1, a->t_us, 2400) + 0.045 * in, 0.4, 5.5);
}
static double pump_share(const SimAt *a)
{
    return sim_outage(a->sim, a->station->lon, a->station->lat, a->t_us) > 0.62
               ? 0
               : sim_step(pump_well(a), 1.65, 3.2);
}
static double pump_run(const SimAt *a)
{
    return ceil(3.99 * pump_share(a));
}
static double pump_flow(const SimAt *a)
{
    return size_or(a, 6) * pump_share(a);
}

static double load_course(const SimAt *a)
{
    const double h = sim_local_hour(a->t_us), hot = sim_step(here(a).temperature_cel, 24, 35);
    return 0.58 + 0.17 * sim_bump(h, 11, 3) + 0.16 * sim_bump(h, 16, 3) +
           0.2 * sim_bump(h, 20, 2.4) + 0.25 * hot - (sim_week_day(a->t_us) > 4 ? 0.05 : 0);
}
static double power_out(const SimAt *a)
{
    return 100 * sim_outage(a->sim, a->station->lon, a->station->lat, a->t_us);
}
static double power_load(const SimAt *a)
{
    return size_or(a, 300) * load_course(a) * (1 + 0.02 * noise(a, 900)) *
           (1 - power_out(a) / 100) * (1 - 0.25 * shut(a));
}
static double power_voltage(const SimAt *a)
{
    return power_out(a) > 60 ? 0 : 10.35 + 0.12 * noise(a, 900) - 0.2 * load_course(a);
}
static double feeder_on(const SimAt *a)
{
    // Each has its own strength: the share without power tells which are down.
    return sim_outage(a->sim, a->station->lon, a->station->lat, a->t_us) <=
           0.08 + 0.8 * sim_chance(a->sim->seed, str_hash(a->station->id, strlen(a->station->id)));
}
static double feeder_load(const SimAt *a)
{
    return feeder_on(a) ? size_or(a, 5) * load_course(a) * (1 + 0.04 * noise(a, 900)) : 0;
}
static double gas_pressure(const SimAt *a)
{
    const double h = sim_local_hour(a->t_us);
    return 0.36 - 0.03 * fmax(sim_bump(h, 12, 1.2), sim_bump(h, 18.5, 1.5)) +
           0.008 * noise(a, 1800);
}
static double gas_lel(const SimAt *a)
{
    return fmax(0, 1.2 + 1.5 * noise(a, 5000));
}
static double mains_pressure(const SimAt *a)
{
    const double h = sim_local_hour(a->t_us),
                 draw = fmax(sim_bump(h, 7.5, 1.4), sim_bump(h, 19.5, 2));
    return sim_clamp(0.34 - 0.06 * draw + 0.012 * noise(a, 1800) -
                         0.15 * sim_outage(a->sim, a->station->lon, a->station->lat, a->t_us),
                     0.05, 0.6);
}
static double mains_chlorine(const SimAt *a)
{
    return fmax(0.02, 0.32 + 0.12 * noise(a, 30000));
}
static double mains_turbidity(const SimAt *a)
{
    return fmax(0.05, 0.28 + 0.12 * noise(a, 30000));
}

static double wind_at_bridge(const SimAt *a)
{
    return here(a).gust_m_s * 1.12;
}
// Shut from gusts of 24.5 m/s (grade 10) until an hour after the last.
static double bridge_closed(const SimAt *a)
{
    for (int k = 0; k < 7; k++) {
        SimAt then = *a;
        then.t_us -= k * 600 * SIM_SECOND_US;
        if (wind_at_bridge(&then) >= 24.5) return 1;
    }
    return 0;
}
static double bridge_strain(const SimAt *a)
{
    return 24 + 10 * rush(a) + fmin(45, 0.03 * pow(wind_at_bridge(a), 2)) + 3 * noise(a, 120);
}
static double bridge_vehicles(const SimAt *a)
{
    return bridge_closed(a)
               ? 0
               : round(fmax(0, 500 + 2600 * rush(a) + 150 * noise(a, 1200)) * (1 - shut(a)));
}
static double road_speed(const SimAt *a)
{
    const SimWeather w = here(a);
    const double slow =
        0.5 * rush(a) * (1 - shut(a)) *
        (0.75 + 0.5 * sim_chance(a->sim->seed, str_hash(a->station->id, strlen(a->station->id))));
    const double wet = 0.25 * sim_step(w.rain_mm_h, 1, 40) + 0.3 * sim_step(w.wind_m_s, 12, 25);
    return fmax(4, size_or(a, 50) * (0.93 - slow) * (1 - wet) * (1 + 0.07 * noise(a, 900)));
}
static double road_index(const SimAt *a)
{
    return sim_clamp(size_or(a, 50) / road_speed(a), 1, 10);
}
static double parking_taken(const SimAt *a)
{
    const double h = sim_local_hour(a->t_us),
                 day = sim_step(h, 7, 10.5) * (1 - sim_step(h, 20, 23.5));
    return sim_clamp(0.28 + 0.6 * day * (1 - shut(a)) + 0.08 * noise(a, 3000), 0.02, 1);
}
static double parking_free(const SimAt *a)
{
    return round(size_or(a, 400) * (1 - parking_taken(a)));
}
static double parking_share(const SimAt *a)
{
    return 100 * parking_taken(a);
}
static double crowd_count(const SimAt *a)
{
    const double h = sim_local_hour(a->t_us), week_end = sim_week_day(a->t_us) > 4 ? 1.5 : 1;
    const double day = 0.04 + 0.35 * sim_bump(h, 10, 2.5) + 0.85 * sim_bump(h, 19.3, 2.3);
    const double rain = 1 - 0.8 * sim_step(here(a).rain_mm_h, 0.2, 8);
    return round(fmax(0, size_or(a, 2000) * week_end * day * rain * (1 - shut(a)) *
                             (1 + 0.15 * noise(a, 1800))));
}
static double crowd_density(const SimAt *a)
{
    return crowd_count(a) / size_or(a, 2000) * 0.9;
}
static double hospital_used(const SimAt *a)
{
    const double s = sim_storm_hours(a->sim, a->t_us),
                 hurt = s > -900 ? 7 * sim_step(s, -2, 10) * (1 - sim_step(s, 48, 120)) : 0;
    return sim_clamp(86 + 4 * noise(a, 200000) + hurt, 40, 103);
}
static double hospital_free(const SimAt *a)
{
    return round(fmax(0, size_or(a, 1200) * (1 - hospital_used(a) / 100)));
}
static double hospital_icu(const SimAt *a)
{
    return round(fmax(0, 7 + 5 * noise(a, 60000) - 0.25 * fmax(0, hospital_used(a) - 88)));
}
static double hospital_queue(const SimAt *a)
{
    const double h = sim_local_hour(a->t_us);
    return round(
        fmax(0, 8 + 70 * sim_bump(h, 9.5, 1.7) + 40 * sim_bump(h, 15, 1.6) + 6 * noise(a, 1800)) *
        (1 - 0.8 * shut(a)));
}
static double noise_laeq(const SimAt *a)
{
    const SimWeather w = here(a);
    const double h = sim_local_hour(a->t_us),
                 day = sim_step(h, 5.5, 8) * (1 - sim_step(h, 21.5, 24));
    return 46 + 13 * day + 3 * rush(a) + 2.5 * noise(a, 600) + 8 * sim_step(w.wind_m_s, 8, 30);
}
static double site_pm10(const SimAt *a)
{
    return 1.9 * air_pm10(a) * (1 + 0.5 * rush(a));
}
static double site_wind(const SimAt *a)
{
    return 1.25 * here(a).wind_m_s;
}

#define M(kind, name, zh, unit, period, formula)    \
    {                                               \
        SIM_##kind, name, zh, unit, period, formula \
    }
const SimMetric sim_metrics[] = {
    M(WEATHER, "wind", "平均风速", "m/s", MIN, wx_wind),
    M(WEATHER, "gust", "阵风", "m/s", MIN, wx_gust),
    M(WEATHER, "from", "风向", "deg", MIN, wx_from),
    M(WEATHER, "rain", "雨强", "mm/h", MIN, wx_rain),
    M(WEATHER, "r1h", "小时雨量", "mm", 5 * MIN, wx_r1h),
    M(WEATHER, "r24h", "24小时雨量", "mm", 5 * MIN, wx_r24h),
    M(WEATHER, "temperature", "气温", "Cel", MIN, wx_temperature),
    M(WEATHER, "humidity", "相对湿度", "%", MIN, wx_humidity),
    M(WEATHER, "pressure", "气压", "hPa", MIN, wx_pressure),
    M(WEATHER, "visibility", "能见度", "m", MIN, wx_visibility),
    M(TIDE, "level", "潮位", "m", MIN, tide_level),
    M(TIDE, "astronomic", "天文潮位", "m", MIN, tide_astronomic),
    M(TIDE, "surge", "增水", "m", MIN, tide_surge),
    M(TIDE, "over", "潮位对蓝色警戒", "m", MIN, tide_over),
    M(SEA, "wave", "有效波高", "m", 10 * MIN, sea_wave),
    M(SEA, "temperature", "海温", "Cel", 10 * MIN, sea_temperature),
    M(SEA, "current", "流速", "m/s", 10 * MIN, sea_current),
    M(AIR, "aqi", "空气质量指数", "{AQI}", HOUR, air_aqi),
    M(AIR, "pm25", "PM2.5", "ug/m3", HOUR, air_pm25),
    M(AIR, "pm10", "PM10", "ug/m3", HOUR, air_pm10),
    M(AIR, "so2", "二氧化硫", "ug/m3", HOUR, air_so2),
    M(AIR, "no2", "二氧化氮", "ug/m3", HOUR, air_no2),
    M(AIR, "co", "一氧化碳", "mg/m3", HOUR, air_co),
    M(AIR, "o3", "臭氧", "ug/m3", HOUR, air_o3),
    M(WATER, "do", "溶解氧", "mg/L", 4 * HOUR, water_do),
    M(WATER, "codmn", "高锰酸盐指数", "mg/L", 4 * HOUR, water_codmn),
    M(WATER, "nh3n", "氨氮", "mg/L", 4 * HOUR, water_nh3n),
    M(WATER, "tp", "总磷", "mg/L", 4 * HOUR, water_tp),
    M(WATER, "ph", "pH", "[pH]", 4 * HOUR, water_ph),
    M(WATER, "turbidity", "浊度", "{NTU}", 4 * HOUR, water_turbidity),
    M(RIVER, "level", "河道水位", "m", 5 * MIN, river_level),
    M(RIVER, "flow", "流量", "m3/s", 5 * MIN, river_flow),
    M(RESERVOIR, "level", "库水位", "m", 5 * MIN, reservoir_level),
    M(RESERVOIR, "storage", "蓄水率", "%", 5 * MIN, reservoir_share),
    M(PUMP, "level", "前池水位", "m", MIN, pump_well),
    M(PUMP, "run", "运行台数", "1", MIN, pump_run),
    M(PUMP, "flow", "排水流量", "m3/s", MIN, pump_flow),
    M(POND, "depth", "积水深度", "cm", MIN, pond_depth),
    M(POWER, "load", "负荷", "MW", MIN, power_load),
    M(POWER, "out", "停电用户", "%", MIN, power_out),
    M(POWER, "voltage", "母线电压", "kV", MIN, power_voltage),
    M(FEEDER, "on", "带电", "1", MIN, feeder_on),
    M(FEEDER, "load", "馈线负荷", "MW", MIN, feeder_load),
    M(GAS, "pressure", "燃气压力", "MPa", MIN, gas_pressure),
    M(GAS, "lel", "可燃气体", "%", MIN, gas_lel),
    M(MAINS, "pressure", "供水压力", "MPa", MIN, mains_pressure),
    M(MAINS, "chlorine", "余氯", "mg/L", 10 * MIN, mains_chlorine),
    M(MAINS, "turbidity", "浊度", "{NTU}", 10 * MIN, mains_turbidity),
    M(ROAD, "speed", "路段速度", "km/h", MIN, road_speed),
    M(ROAD, "index", "拥堵指数", "1", MIN, road_index),
    M(BRIDGE, "closed", "封桥", "1", MIN, bridge_closed),
    M(BRIDGE, "gust", "桥面阵风", "m/s", 10, wind_at_bridge),
    M(BRIDGE, "strain", "应变", "%", 10, bridge_strain),
    M(BRIDGE, "flow", "车流量", "/h", MIN, bridge_vehicles),
    M(PARKING, "free", "空余车位", "1", MIN, parking_free),
    M(PARKING, "taken", "占用率", "%", MIN, parking_share),
    M(CROWD, "count", "人数", "{person}", 10, crowd_count),
    M(CROWD, "density", "人群密度", "{person}/m2", 10, crowd_density),
    M(HOSPITAL, "beds", "空床", "1", HOUR, hospital_free),
    M(HOSPITAL, "used", "床位使用率", "%", HOUR, hospital_used),
    M(HOSPITAL, "icu", "重症空床", "1", HOUR, hospital_icu),
    M(HOSPITAL, "queue", "候诊人数", "{person}", MIN, hospital_queue),
    M(NOISE, "laeq", "等效声级", "dB", MIN, noise_laeq),
    M(SITE, "pm10", "工地PM10", "ug/m3", MIN, site_pm10),
    M(SITE, "wind", "工地风速", "m/s", MIN, site_wind),
};
const int sim_metric_count = sizeof sim_metrics / sizeof sim_metrics[0];
