// SPDX-License-Identifier: Apache-2.0
// measure.h - measurements in the state: what follows from their points, as numbers and as text.
// Does not: find points under the pointer (scene_measure.c), or draw.
//
// Distances are straight lines in space, horizontal and vertical parts in the axes of the first
// point; areas lie in the points' mean plane. The earth's curvature is in them.
#pragma once
#include "base/json.h"
#include "base/str.h"
#include "core/state.h"

typedef struct {
    double value, exact;             // DISTANCE, HEIGHT, GAP: m; ANGLE: degrees; AREA: m2
    const char *unit;                // "m", "deg", "m2"
    double horizontal_m, vertical_m; // DISTANCE and GAP of two points: vertical: the last above
    double legs_m[STATE_MEASURE_POINTS_MAX]; // DISTANCE: from point to point
    int leg_count;
    double perimeter_m, off_plane_m; // AREA
    GeoPos label;                    // where the result stands
} MeasureResult;

// How many points the kind needs and can have.
int measure_points_least(StateMeasureKind kind);
int measure_points_most(StateMeasureKind kind);
bool measure_is_whole(const StateMeasure *measure); // it has a kind and points enough for it
void measure_result(const StateMeasure *measure, MeasureResult *out); // of one that is whole
// "12.345 m ± 2 mm": figures no finer than they are exact. is_long: its parts and what it lies on.
void measure_text(const StateMeasure *measure, bool is_chinese, bool is_long, Str *out);
void measure_write(const StateMeasure *measure, JsonWriter *w); // the JSON of `get measure`
const char *measure_kind_name(StateMeasureKind kind);           // "distance"

// "lon,lat,h lon,lat,h …" (or ; between points). ERR_ARGUMENT, ERR_RANGE: nothing is written.
bool measure_points_parse(const char *text, StateMeasure *measure, Err *err);
void measure_points_write(const StateMeasure *measure, Str *out);
// Adds a point and what it lies on. False: it has as many as it can.
bool measure_point_add(StateMeasure *measure, GeoPos pos, StateMeasureOn on, double exact_m);

// Into the state, with a new id. ERR_RANGE: there are STATE_MEASURES_MAX; ERR_MEMORY.
bool measure_add(State *state, const StateMeasure *measure, Err *err);
bool measure_remove(State *state, uint32_t id); // 0 = all; false: there is none
