// SPDX-License-Identifier: Apache-2.0
// sim_places.h - what of a city the simulation moves along: roads, channels, and sensors it feeds.
// Does not: know geometry formats; the demo writes this file (DIR/sim.json), any city may.
//   { "routes": [ { "kind": "road" | "channel", "name": "人民大道", "class": "城市主干路",
//   "width_m": 40,
//                   "points": [[lon, lat], …] } ],
//     "sensors": ["ioc/F1/01/temperature", …],
//     "stations": [ { "kind": "air", "id": "hkq", "name": "…", "lon": 110.4, "lat": 21.2, "size": 1
//     } ] }
#pragma once
#include "base/arena.h"
#include "feed/sim.h"

#define SIM_ROUTES_MAX 20000
#define SIM_ROUTE_POINTS_MAX 100000

typedef struct {
    bool is_channel;
    const char *name, *type;
    double width_m;
    double *lon, *lat, *along_m; // along_m: from the first point
    int count;
    double length_m;
} SimRoute;
typedef struct {
    SimRoute *routes;
    int route_count;
    const char **sensors;
    int sensor_count;
    SimStation *stations;
    int station_count;
} SimPlaces;
// Into the arena. ERR_FORMAT names what is wrong and where.
bool sim_places_read(const char *json, size_t length, const char *name, Arena *arena,
                     SimPlaces *out, Err *err);
// The point along_m from the start (held at the ends), and where the route runs to there (degrees
// from north). right_m to the right of it.
void sim_route_at(const SimRoute *route, double along_m, double right_m, double *lon, double *lat,
                  double *course_deg);
