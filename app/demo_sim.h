// SPDX-License-Identifier: Apache-2.0
// demo_sim.h - what the simulation and the demo city share: the stations as a layer, the drawn
// roads, channels and the building's sensors as folder/sim.json (feed/sim_places.h). Does not: run
// the simulation.
#pragma once
#include "base/err.h"
#include "geo/geo_demo.h"

#define DEMO_SIM_FILE "sim.json"
#define DEMO_SIM_FERRY "ferry.geojson" // lines with the key of their value

// Of sim_stations; heap, demo_sim_stations_free. NULL without memory.
GeoDemoStation *demo_sim_stations(int *count);
void demo_sim_stations_free(GeoDemoStation *stations, int count);
// Both files. sensor_keys: one a line; NULL = none. ERR_IO.
bool demo_sim_write(const char *folder, const char *sensor_keys, Err *err);
