// SPDX-License-Identifier: Apache-2.0
// sim_private.h - what the parts of the simulation share. Private to sim_*.c.
#pragma once
#include "base/arena.h"
#include "base/hashmap.h"
#include "feed/sim.h"
#include "feed/sim_places.h"

typedef struct {
    const struct Sim *sim;
    const SimStation *station; // NULL = none
    uint64_t seed;             // of this key
    int64_t t_us;
} SimAt;
typedef double SimFormula(const SimAt *at);

// A quantity of a kind of station.
typedef struct {
    SimStationKind kind;
    const char *name, *name_zh, *unit;
    double period_s;
    SimFormula *formula;
} SimMetric;
extern const SimMetric sim_metrics[];
extern const int sim_metric_count;

// A figure of the thirty topics (operations §2.1): base + swing × noise, held to low..high, or the
// formula. months: 0 = by period_s, else a statistic of so many months.
typedef struct {
    const char *key, *name_zh, *unit;
    double period_s, stale_s, base, swing, low, high;
    SimFormula *formula; // NULL = by the numbers
    bool is_whole;
} SimTopic;
extern const SimTopic sim_topics[];
extern const int sim_topic_count;
#define SIM_MONTH_S 2629800.0
int sim_period_months(double period_s); // 1, 3, 12; 0 = shorter

typedef struct {
    double rain_mm_h, temperature_cel, humidity, pressure_hpa, wind_m_s, gust_m_s, from_deg,
        visibility_m, cloud;
    double storm_m_s; // the typhoon's part over open sea; 0 = none
} SimWeather;
SimWeather sim_weather(const struct Sim *sim, double lon, double lat, int64_t t_us);
double sim_rain_mm(const struct Sim *sim, double lon, double lat, int64_t t_us,
                   double hours); // fallen
double sim_soaked_mm(const struct Sim *sim, double lon, double lat, int64_t t_us,
                     double hours); // still there: decays by e
double sim_surge_m(const struct Sim *sim, double lon, double lat, int64_t t_us);
double sim_wave_m(const struct Sim *sim, double lon, double lat, int64_t t_us);
double sim_outage(const struct Sim *sim, double lon, double lat,
                  int64_t t_us);                             // share of customers without power
double sim_storm_hours(const struct Sim *sim, int64_t t_us); // since landfall; -1e9 = no typhoon
int64_t sim_track_us(const struct Sim *sim, int64_t t_us);   // of 2015
#define SIM_CITY_LON 110.40
#define SIM_CITY_LAT 21.22

typedef enum {
    SIM_BUS,
    SIM_TAXI,
    SIM_PATROL,
    SIM_AMBULANCE,
    SIM_CARGO,
    SIM_TANKER,
    SIM_TUG,
    SIM_FISHING,
    SIM_MOVERS
} SimMoverKind;
typedef struct {
    SimMoverKind kind;
    const SimRoute *route;
    char *name, *id;
    uint64_t seed;
    double along0_m, speed_m_s, right_m;
} SimMover;
// Movers of the routes; into the arena.
SimMover *sim_movers_create(const SimPlaces *places, uint64_t seed, Arena *arena, int *count);
const char *sim_mover_kind(SimMoverKind kind); // "bus", "ship", …
double sim_mover_period_s(SimMoverKind kind);
double sim_mover_length_m(const SimMover *mover); // 0: not told
ObservationPosition sim_mover_at(const struct Sim *sim, const SimMover *mover, int64_t t_us);

typedef enum {
    SIM_ROW_METRIC,
    SIM_ROW_TOPIC,
    SIM_ROW_POSITION,
    SIM_ROW_NAME,
    SIM_ROW_LENGTH, // of a ship, as AIS tells it
    SIM_ROW_SENSOR,
    SIM_ROW_TYPHOON,
    SIM_ROW_UNIT // a topic's figure of a unit of the city: KEY/CODE
} SimRowKind;
typedef struct {
    SimRowKind kind;
    const char *key;
    int index, station; // of the metric, topic or mover; of the station
    int unit;           // of UNIT
    uint64_t seed;
} SimRow;

// Events of the topics in the slots that touch from..until; the caller keeps those within. At most
// so many.
int sim_topic_events_max(int64_t from_us, int64_t until_us);
void sim_topic_events(const struct Sim *sim, int64_t from_us, int64_t until_us, SimEventFound *next,
                      void *arg);

// The units of the city (GB/T 2260), and what a topic's figure is made of by them: counts are
// shared out by population and add up; the rest lies about the city's figure; some have no units.
typedef enum { SIM_UNITS_NONE, SIM_UNITS_ABOUT, SIM_UNITS_SHARE } SimUnits;
#define SIM_UNIT_COUNT 9
extern const int sim_unit_codes[SIM_UNIT_COUNT];
SimUnits sim_topic_units(const SimTopic *topic);
// city: the city's figure then. seed: of the city's key.
double sim_unit_number(const SimTopic *topic, uint64_t seed, int unit, double city, int64_t t_us);

// The value of a station's metric, with the seed of its key. Thread: any.
double sim_metric_number(const struct Sim *sim, int station, int metric, int64_t t_us);

// Warning signals in force: 0 none, 1 white, 2 blue, 3 yellow, 4 orange, 5 red.
typedef enum {
    SIM_WARNING_TYPHOON,
    SIM_WARNING_RAIN,
    SIM_WARNING_GALE,
    SIM_WARNING_SURGE,
    SIM_WARNINGS
} SimWarning;
int sim_warning_level(const struct Sim *sim, SimWarning warning, int64_t t_us);

struct Sim {
    Arena arena;
    SimPlaces places;
    SimMover *movers;
    int mover_count;
    SimRow *rows;
    int row_count, row_cap;
    Hashmap by_key; // hash of the key to the row
    uint64_t seed;
    bool is_typhoon;
    int64_t t_landfall_us;
};
