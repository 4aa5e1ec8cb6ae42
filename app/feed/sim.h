// SPDX-License-Identifier: Apache-2.0
// sim.h - the demo city's live values as functions of time: a table of keys, a value at any
// instant. Does not: run, send or store. The same description, key and instant give the same value
// whatever was asked before: a scrub to the past recomputes what the live run showed. All of it is
// invented (示范数据) except the tide's constituents and the typhoon's track.
#pragma once
#include "base/err.h"
#include "base/observation.h"
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

typedef enum {
    SIM_STATION_NONE,
    SIM_WEATHER,
    SIM_TIDE,
    SIM_SEA,
    SIM_AIR,
    SIM_WATER,
    SIM_RIVER,
    SIM_RESERVOIR,
    SIM_PUMP,
    SIM_POND,
    SIM_POWER,
    SIM_FEEDER,
    SIM_GAS,
    SIM_MAINS,
    SIM_ROAD,
    SIM_BRIDGE,
    SIM_PARKING,
    SIM_CROWD,
    SIM_HOSPITAL,
    SIM_NOISE,
    SIM_SITE,
    SIM_STATION_KINDS
} SimStationKind;

typedef struct {
    SimStationKind kind;
    const char *id;   // the middle of its keys: KIND.ID.METRIC
    const char *name; // Chinese
    double lon, lat;  // WGS 84, schematic
    double size;      // of its kind: district's share, capacity, free speed in km/h; 0 = usual
    int gauge;        // of a tide station: SimTideGauge
} SimStation;
extern const SimStation sim_stations[]; // of the demo city
extern const int sim_station_count;
const char *sim_station_kind(SimStationKind kind);    // "air", the first part of its keys
const char *sim_station_kind_zh(SimStationKind kind); // "空气质量"
const char *sim_station_metric(SimStationKind kind);  // the first of its metrics: what a map shows

typedef struct {
    const char *json; // of routes, sensors and more stations (sim_places.h); NULL = none
    size_t json_length;
    const char *json_name; // for errors
    uint64_t seed;         // 0 = 1
    bool is_typhoon;
    int64_t t_landfall_us; // when the typhoon of 2015 comes ashore; 0 = as in 2015
} SimDesc;

typedef struct Sim Sim;
// Owned (sim_destroy). ERR_FORMAT, ERR_RANGE: json is not as sim_places.h says.
Sim *sim_create(const SimDesc *desc, Err *err);
void sim_destroy(Sim *sim);

typedef struct {
    const char *key; // "air.hkq.pm25", "ship/413000001/position", "T01.gdp"; lives as long as sim
    const char *name_zh; // of the quantity
    const char *unit;    // UCUM; "1" for a number without unit, "" for positions and texts
    double period_s;     // between values
    double stale_s;      // after which one is old; 0 = by the period
    uint8_t kind;        // ObservationKind
    int station;         // sim_station; -1 = none
} SimKey;
int sim_key_count(const Sim *sim);
SimKey sim_key(const Sim *sim, int index);
int sim_key_find(const Sim *sim, const char *key); // -1 = none
int sim_stations_count(const Sim *sim);            // the demo's and those of json
const SimStation *sim_station(const Sim *sim, int index);

// The instant of the newest value at t: each key has its own phase within the period; statistics
// begin with their month, quarter or year. Thread: any.
int64_t sim_key_instant_us(const Sim *sim, int index, int64_t t_us);
typedef struct {
    bool is_none; // the typhoon before it was and after: nothing to send
    double number;
    const char *text; // lives as long as sim; NULL = none
    ObservationPosition position;
} SimValue;
SimValue sim_value(const Sim *sim, int index, int64_t t_us);      // Thread: any
double sim_number(const Sim *sim, const char *key, int64_t t_us); // NAN where there is no such key

// Warnings and events that begin after from and not after until, oldest first: next is called with
// an owned event each (observation.h); its json is described in sim_event.c. Thread: any.
typedef void SimEventFound(ObservationEvent *event, void *arg);
void sim_events(const Sim *sim, int64_t from_us, int64_t until_us, SimEventFound *next, void *arg);
