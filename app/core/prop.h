// SPDX-License-Identifier: Apache-2.0
// prop.h - any value of state and model by a dotted name, as JSON: camera.distance_m, layers.roads.state, layers.count …
// One table of rows; core's own are in prop_table.c, app adds frame and memory figures.
#pragma once
#include "base/err.h"
#include "base/json.h"
#include "core/city.h"
#include "core/state.h"

typedef struct {
    const char *name;          // "camera.heading_deg"; "layers.*.visible": the star is a layer's name
    const char *help, *help_zh;
    bool (*get)(const State *state, const City *city, const char *star, JsonWriter *out, Err *err);
} Prop;
bool property_get(const State *state, const City *city, const char *name, JsonWriter *out, Err *err);
extern const Prop prop_table[];
extern const int prop_count;
