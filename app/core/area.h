// SPDX-License-Identifier: Apache-2.0
// area.h - units of the city with their outlines, level by level: 县 (county), 镇 (town), 村
// (village). They are features of layers of the document that say their level (StateLayer.level);
// which unit is whose follows from the codes: 440882 › 440882101 › 440882101201 (GB/T 2260, GB/T
// 10114; twelve digits that end in 000 are a town's nine).
// Does not: hold figures (indicator.h), or draw.
#pragma once
#include "core/city.h"
#include "core/state.h"

typedef struct {
    char code[16], name[STATE_NAME_MAX], name_en[STATE_NAME_MAX]; // name_en "" = none
    StateLevel level;
    uint32_t layer_id, feature;
    int parent; // index; -1 = the city itself
    GeoBox box;
} Area;

typedef struct Areas Areas;
Areas *areas_create(void); // NULL without memory. Thread: main, as all of this file
void areas_destroy(Areas *areas);
// Once a turn: reads them anew where layers or their data changed. True where it did; pointers and
// indices got before are gone then. city is read until the next call.
bool areas_follow(Areas *areas, const State *state, const City *city);
int areas_count(const Areas *areas);
const Area *areas_at(const Areas *areas, int index);
int areas_find(const Areas *areas, const char *code_or_name); // -1 = none; of one name the highest
// From the county down to the unit: how many of out are filled (0 = no such unit).
int areas_path(const Areas *areas, const char *code, int out[STATE_LEVEL_COUNT]);
// Of a unit, "" = the counties; in order of their codes. How many there are; at most max written.
int areas_children(const Areas *areas, const char *code, int *out, int max);
// Within the outline of the unit with this code. An unknown code holds nothing.
bool areas_holds(const Areas *areas, const char *code, double lon_deg, double lat_deg);
const GeoLayer *areas_layer(const Areas *areas, int index); // outline: feature of it
// The level a code says by its length: 6, 9, 12 digits.
StateLevel area_code_level(const char *code);
