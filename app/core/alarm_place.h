// SPDX-License-Identifier: Apache-2.0
// alarm_place.h - where an alarm is: the feature or object its key belongs to, else the moving
// thing it speaks of, else its own coordinates. A key stands where another of its station does:
// "air.hkq.o3" beside "air.hkq.pm25", "ship/413/speed" with "ship/413/position".
// Does not: know layers or heights (the program turns a feature into coordinates).
#pragma once
#include "core/alarm.h"
#include "core/live_bind.h"
#include "core/live_place.h"
#include "core/state.h"

typedef enum {
    ALARM_PLACE_NONE,
    ALARM_PLACE_FEATURE,
    ALARM_PLACE_MOVING, // row of the places
    ALARM_PLACE_POINT
} AlarmPlaceKind;
typedef struct {
    AlarmPlaceKind kind;
    StateFeatureRef ref;
    int row;
    double lon_deg, lat_deg; // POINT
    uint32_t key;            // of the subject; 0 = it is no key
} AlarmPlace;

typedef struct AlarmPlaces AlarmPlaces;
AlarmPlaces *alarm_places_create(Keys *keys, const LiveBind *bind); // borrowed
void alarm_places_destroy(AlarmPlaces *places);
// Looks through keys that are new since the last time; has_new_bindings: through all of them again.
// Thread: main, as all of this file.
void alarm_places_follow(AlarmPlaces *places, const LivePlaces *moving, bool has_new_bindings);
AlarmPlace alarm_places_find(const AlarmPlaces *places, const LivePlaces *moving,
                             const Alarm *alarm);
// Keys of the station of a key (itself among them), at most cap; how many were written.
int alarm_places_station(const AlarmPlaces *places, uint32_t key, uint32_t *out, int cap);
