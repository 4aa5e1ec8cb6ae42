// SPDX-License-Identifier: Apache-2.0
// sim.c - the table of keys and their values.
#include "feed/sim.h"
#include "base/array.h"
#include "base/str.h"
#include "feed/sim_math.h"
#include "feed/sim_private.h"
#include "feed/sim_typhoon.h"
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define SENSOR_PERIOD_S 60.0
#define NAME_PERIOD_S 360.0
#define UNIT_PERIOD_S 60.0 // the shortest of a unit's figures

static uint64_t key_hash(const char *key)
{
    return str_hash(key, strlen(key));
}

static void add_row(Sim *sim, SimRowKind kind, const char *key, int index, int station)
{
    if (!array_reserve((void **)&sim->rows, &sim->row_cap, sim->row_count + 1, sizeof *sim->rows))
        return;
    const uint64_t hash = key_hash(key);
    // A key the file gives twice is one key.
    if (hashmap_get(&sim->by_key, hash, NULL) ||
        !hashmap_put(&sim->by_key, hash, (uint64_t)sim->row_count))
        return;
    sim->rows[sim->row_count++] =
        (SimRow){ kind, key, index, station, 0, sim_hash(sim->seed, hash) };
}

static void add_units(Sim *sim, int topic)
{
    if (sim_topic_units(&sim_topics[topic]) == SIM_UNITS_NONE) return;
    const uint64_t seed = sim_hash(sim->seed, key_hash(sim_topics[topic].key));
    for (int u = 0; u < SIM_UNIT_COUNT; u++) {
        const int before = sim->row_count;
        add_row(sim, SIM_ROW_UNIT,
                arena_printf(&sim->arena, "%s/%d", sim_topics[topic].key, sim_unit_codes[u]), topic,
                -1);
        if (sim->row_count == before) continue;
        sim->rows[before].unit = u;
        sim->rows[before].seed = seed; // the city's: shares of one sum
    }
}

static void add_rows(Sim *sim)
{
    for (int s = 0; s < sim_stations_count(sim); s++) {
        const SimStation *station = sim_station(sim, s);
        for (int m = 0; m < sim_metric_count; m++) {
            if (sim_metrics[m].kind != station->kind) continue;
            add_row(sim, SIM_ROW_METRIC,
                    arena_printf(&sim->arena, "%s.%s.%s", sim_station_kind(station->kind),
                                 station->id, sim_metrics[m].name),
                    m, s);
        }
    }
    for (int t = 0; t < sim_topic_count; t++) add_row(sim, SIM_ROW_TOPIC, sim_topics[t].key, t, -1);
    for (int t = 0; t < sim_topic_count; t++) add_units(sim, t);
    for (int m = 0; m < sim->mover_count; m++) {
        const char *kind = sim_mover_kind(sim->movers[m].kind), *id = sim->movers[m].id;
        add_row(sim, SIM_ROW_POSITION, arena_printf(&sim->arena, "%s/%s/position", kind, id), m,
                -1);
        add_row(sim, SIM_ROW_NAME, arena_printf(&sim->arena, "%s/%s/name", kind, id), m, -1);
        if (sim_mover_length_m(&sim->movers[m]) > 0)
            add_row(sim, SIM_ROW_LENGTH, arena_printf(&sim->arena, "%s/%s/length", kind, id), m,
                    -1);
    }
    for (int s = 0; s < sim->places.sensor_count; s++)
        add_row(sim, SIM_ROW_SENSOR, sim->places.sensors[s], s, -1);
    if (sim->is_typhoon) add_row(sim, SIM_ROW_TYPHOON, "typhoon/1522/position", 0, -1);
}

Sim *sim_create(const SimDesc *desc, Err *err)
{
    Sim *sim = calloc(1, sizeof *sim);
    if (!sim) {
        err_set(err, ERR_MEMORY, "no memory for the simulation");
        return NULL;
    }
    sim->seed = desc->seed ? desc->seed : 1;
    sim->is_typhoon = desc->is_typhoon;
    sim->t_landfall_us = desc->t_landfall_us ? desc->t_landfall_us : SIM_TYPHOON_LANDFALL_US;
    if (desc->json && !sim_places_read(desc->json, desc->json_length,
                                       desc->json_name ? desc->json_name : "routes", &sim->arena,
                                       &sim->places, err)) {
        sim_destroy(sim);
        return NULL;
    }
    sim->movers = sim_movers_create(&sim->places, sim->seed, &sim->arena, &sim->mover_count);
    add_rows(sim);
    return sim;
}

void sim_destroy(Sim *sim)
{
    if (!sim) return;
    arena_finish(&sim->arena);
    hashmap_finish(&sim->by_key);
    free(sim->rows);
    free(sim);
}

int sim_stations_count(const Sim *sim)
{
    return sim_station_count + sim->places.station_count;
}

const SimStation *sim_station(const Sim *sim, int index)
{
    return index < sim_station_count ? &sim_stations[index]
                                     : &sim->places.stations[index - sim_station_count];
}

int sim_key_count(const Sim *sim)
{
    return sim->row_count;
}

// What a sensor of a building measures stands last in its key.
typedef enum { SENSOR_OTHER, SENSOR_TEMPERATURE, SENSOR_CO2, SENSOR_SMOKE } Sensor;
static Sensor sensor_of(const char *key)
{
    const char *last = strrchr(key, '/');
    last = last ? last + 1 : key;
    return str_starts(last, "temperature") ? SENSOR_TEMPERATURE
           : str_starts(last, "co2")       ? SENSOR_CO2
           : str_starts(last, "smoke")     ? SENSOR_SMOKE
                                           : SENSOR_OTHER;
}

SimKey sim_key(const Sim *sim, int index)
{
    static const char *const quantities[] = { "读数", "温度", "二氧化碳", "烟感" },
                             *const units[] = { "1", "Cel", "[ppm]", "1" };
    const SimRow *row = &sim->rows[index];
    SimKey k = { .key = row->key, .unit = "", .kind = OBSERVATION_NUMBER, .station = row->station };
    switch (row->kind) {
    case SIM_ROW_METRIC:
        k.name_zh = sim_metrics[row->index].name_zh;
        k.unit = sim_metrics[row->index].unit;
        k.period_s = sim_metrics[row->index].period_s;
        break;
    case SIM_ROW_UNIT:
    case SIM_ROW_TOPIC:
        k.name_zh = sim_topics[row->index].name_zh;
        k.unit = sim_topics[row->index].unit;
        k.period_s = sim_topics[row->index].period_s;
        k.stale_s = sim_topics[row->index].stale_s;
        if (row->kind == SIM_ROW_UNIT && k.period_s < UNIT_PERIOD_S) {
            k.stale_s = fmax(k.stale_s, 5 * UNIT_PERIOD_S);
            k.period_s = UNIT_PERIOD_S;
        }
        break;
    case SIM_ROW_POSITION:
        k.name_zh = "位置";
        k.kind = OBSERVATION_POSITION;
        k.period_s = sim_mover_period_s(sim->movers[row->index].kind);
        break;
    case SIM_ROW_NAME:
        k.name_zh = "名称";
        k.kind = OBSERVATION_TEXT;
        k.period_s = NAME_PERIOD_S;
        break;
    case SIM_ROW_LENGTH:
        k.name_zh = "船长";
        k.unit = "m";
        k.period_s = NAME_PERIOD_S;
        break;
    case SIM_ROW_SENSOR:
        k.name_zh = quantities[sensor_of(row->key)];
        k.unit = units[sensor_of(row->key)];
        k.period_s = SENSOR_PERIOD_S;
        break;
    case SIM_ROW_TYPHOON:
        k.name_zh = "台风中心";
        k.kind = OBSERVATION_POSITION;
        k.period_s = 900;
        break;
    }
    return k;
}

int sim_key_find(const Sim *sim, const char *key)
{
    uint64_t row = 0;
    if (!hashmap_get(&sim->by_key, key_hash(key), &row) || strcmp(sim->rows[row].key, key) != 0)
        return -1;
    return (int)row;
}

int64_t sim_key_instant_us(const Sim *sim, int index, int64_t t_us)
{
    const double period_s = sim_key(sim, index).period_s;
    const int months = sim_period_months(period_s);
    if (months) return sim_months_begin(t_us, months);
    const int64_t step = (int64_t)(period_s * 1e6);
    // Hourly and slower values are of the hour and the local day; quicker ones are spread out.
    const int64_t phase =
        step >= SIM_DAY_US ? -SIM_UTC_OFFSET_US
        : step >= SIM_HOUR_US
            ? 0
            : (int64_t)(sim_chance(sim->rows[index].seed, 17) * (double)step / 1000) * 1000;
    return sim_floor(t_us, step, phase);
}

double sim_metric_number(const Sim *sim, int station, int metric, int64_t t_us)
{
    const SimStation *s = sim_station(sim, station);
    char key[200];
    snprintf(key, sizeof key, "%s.%s.%s", sim_station_kind(s->kind), s->id,
             sim_metrics[metric].name);
    return sim_metrics[metric].formula(
        &(SimAt){ sim, s, sim_hash(sim->seed, key_hash(key)), t_us });
}

static double topic_number(const Sim *sim, const SimRow *row, int64_t t_us)
{
    const SimTopic *topic = &sim_topics[row->index];
    if (topic->formula) return topic->formula(&(SimAt){ sim, NULL, row->seed, t_us });
    // From one value to the next it wanders a third of its swing.
    const double x =
        topic->base + topic->swing * sim_noise(row->seed, t_us, fmax(topic->period_s * 5, 600));
    const double held = sim_clamp(x, topic->low, topic->high);
    return topic->is_whole ? round(held) : held;
}

// The city's figure is that of its own last instant, so that shares add up to what is shown.
static double unit_number(const Sim *sim, const SimRow *row, int64_t t_us)
{
    const SimTopic *topic = &sim_topics[row->index];
    const double city = sim_number(sim, topic->key, t_us);
    return sim_unit_number(topic, row->seed, row->unit, city, t_us);
}

static double sensor_number(const SimRow *row, int64_t t_us)
{
    const double h = sim_local_hour(t_us);
    const double day =
        sim_week_day(t_us) < 5 ? sim_step(h, 7.5, 9.5) * (1 - sim_step(h, 17.5, 19.5)) : 0.1;
    const double own = sim_chance(row->seed, 3);
    switch (sensor_of(row->key)) {
    case SENSOR_TEMPERATURE:
        return 24.5 + own * 1.5 + 0.8 * day + 0.5 * sim_noise(row->seed, t_us, 3600);
    case SENSOR_CO2:
        return round(430 + 380 * day * (0.5 + own) + 30 * sim_noise(row->seed, t_us, 1800));
    case SENSOR_SMOKE: return 0;
    case SENSOR_OTHER: break;
    }
    return 50 + 20 * sim_noise(row->seed, t_us, 3600);
}

static ObservationPosition typhoon_position(const Sim *sim, int64_t t_us)
{
    const SimTyphoon t = sim_typhoon_at(sim_track_us(sim, t_us));
    const double course = fmod(atan2(t.east_m_s, t.north_m_s) * 180 / SIM_PI + 360, 360);
    return (ObservationPosition){ t.lon,         t.lat, 0,
                                  (float)course, NAN,   (float)hypot(t.east_m_s, t.north_m_s) };
}

SimValue sim_value(const Sim *sim, int index, int64_t t_us)
{
    const SimRow *row = &sim->rows[index];
    SimValue v = { .number = NAN };
    switch (row->kind) {
    case SIM_ROW_METRIC:
        v.number = sim_metrics[row->index].formula(
            &(SimAt){ sim, sim_station(sim, row->station), row->seed, t_us });
        break;
    case SIM_ROW_TOPIC: v.number = topic_number(sim, row, t_us); break;
    case SIM_ROW_UNIT: v.number = unit_number(sim, row, t_us); break;
    case SIM_ROW_POSITION: v.position = sim_mover_at(sim, &sim->movers[row->index], t_us); break;
    case SIM_ROW_NAME: v.text = sim->movers[row->index].name; break;
    case SIM_ROW_LENGTH: v.number = sim_mover_length_m(&sim->movers[row->index]); break;
    case SIM_ROW_SENSOR: v.number = sensor_number(row, t_us); break;
    case SIM_ROW_TYPHOON:
        v.position = typhoon_position(sim, t_us);
        v.is_none = !sim_typhoon_at(sim_track_us(sim, t_us)).is_there;
        break;
    }
    // As a device would tell it: four digits of it matter.
    if (isfinite(v.number) && v.number != 0) {
        const double unit = pow(10, floor(log10(fabs(v.number))) - 5);
        v.number = round(v.number / unit) * unit;
    }
    return v;
}

double sim_number(const Sim *sim, const char *key, int64_t t_us)
{
    const int index = sim_key_find(sim, key);
    return index < 0 ? NAN : sim_value(sim, index, sim_key_instant_us(sim, index, t_us)).number;
}
