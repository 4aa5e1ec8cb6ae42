// SPDX-License-Identifier: Apache-2.0
// alarm_place.c - stations by the first parts of their keys, and what of them stands somewhere.
#include "core/alarm_place.h"
#include "base/array.h"
#include "base/hashmap.h"
#include "base/str.h"
#include <math.h>
#include <stdlib.h>
#include <string.h>

#define STATION_LINKS 64 // a device has not more values than this

typedef struct {
    uint32_t first;  // key of the newest link; 0 = none
    uint32_t bound;  // key that belongs to a feature; 0 = none
    uint32_t moving; // key that has a position; 0 = none
} Station;

struct AlarmPlaces {
    Keys *keys;
    const LiveBind *bind;
    Hashmap by_text; // hash of a key's first parts to a station, from 1
    Station *stations;
    int count, cap;
    uint32_t *next; // by key: the one before it of the same station; 0 = none
    int next_cap;
    uint32_t seen; // keys looked at
};

AlarmPlaces *alarm_places_create(Keys *keys, const LiveBind *bind)
{
    AlarmPlaces *places = calloc(1, sizeof *places);
    if (!places) return NULL;
    places->keys = keys;
    places->bind = bind;
    return places;
}

void alarm_places_destroy(AlarmPlaces *places)
{
    if (!places) return;
    hashmap_finish(&places->by_text);
    free(places->stations);
    free(places->next);
    free(places);
}

// What is before the last '.' or '/': the device. 0: the key has less than three parts, so that
// what is before says only of which kind it is.
static uint64_t station_hash(const char *key)
{
    const char *dot = strrchr(key, '.'), *slash = strrchr(key, '/');
    const char *end = !dot || (slash && slash > dot) ? slash : dot;
    const size_t length = end ? (size_t)(end - key) : 0;
    return strcspn(key, "./") < length ? str_hash(key, length) : 0;
}

static Station *station_of(const AlarmPlaces *places, uint32_t key)
{
    uint64_t at = 0;
    const uint64_t hash = key ? station_hash(keys_text(places->keys, key)) : 0;
    if (!hash || !hashmap_get(&places->by_text, hash, &at)) return NULL;
    return &places->stations[at - 1];
}

static void take_key(AlarmPlaces *places, uint32_t key)
{
    const uint64_t hash = station_hash(keys_text(places->keys, key));
    uint64_t at = 0;
    places->next[key] = 0;
    if (!hash) return;
    if (!hashmap_get(&places->by_text, hash, &at)) {
        if (!array_reserve((void **)&places->stations, &places->cap, places->count + 1,
                           sizeof *places->stations))
            return;
        places->stations[places->count++] = (Station){ 0 };
        at = (uint64_t)places->count;
        hashmap_put(&places->by_text, hash, at);
    }
    Station *station = &places->stations[at - 1];
    places->next[key] = station->first;
    station->first = key;
}

// What of a station stands somewhere; again for those without, as bindings and fixes come later.
static void place_key(AlarmPlaces *places, const LivePlaces *moving, uint32_t key)
{
    Station *station = station_of(places, key);
    LiveBinding found;
    if (!station) return;
    if (live_bind_of_key(places->bind, key, &found, 1) > 0) station->bound = key;
    if (!station->moving && moving && live_places_row(moving, key) >= 0) station->moving = key;
}

void alarm_places_follow(AlarmPlaces *places, const LivePlaces *moving, bool has_new_bindings)
{
    const uint32_t count = keys_count(places->keys);
    if (count == places->seen && !has_new_bindings) return;
    if (!array_reserve((void **)&places->next, &places->next_cap, (int)count + 1,
                       sizeof *places->next))
        return;
    for (uint32_t key = places->seen + 1; key <= count; key++) take_key(places, key);
    if (has_new_bindings)
        for (int i = 0; i < places->count; i++) places->stations[i].bound = 0;
    for (uint32_t key = has_new_bindings ? 1 : places->seen + 1; key <= count; key++)
        place_key(places, moving, key);
    places->seen = count;
}

AlarmPlace alarm_places_find(const AlarmPlaces *places, const LivePlaces *moving,
                             const Alarm *alarm)
{
    AlarmPlace out = { .row = -1, .lon_deg = alarm->lon_deg, .lat_deg = alarm->lat_deg };
    if (alarm->subject[0])
        out.key = keys_find(places->keys, alarm->subject, strlen(alarm->subject));
    const Station *station = station_of(places, out.key);
    LiveBinding found;
    const uint32_t bound = station ? station->bound : 0;
    if ((out.key && live_bind_of_key(places->bind, out.key, &found, 1) > 0) ||
        (bound && live_bind_of_key(places->bind, bound, &found, 1) > 0)) {
        out.kind = ALARM_PLACE_FEATURE;
        out.ref = (StateFeatureRef){ found.layer_id, found.feature };
        return out;
    }
    // The position may have had its first fix since.
    uint32_t key = station ? station->first : out.key;
    for (int i = 0; i < STATION_LINKS && key && out.row < 0 && moving; i++) {
        out.row = live_places_row(moving, key);
        key = station && key <= places->seen ? places->next[key] : 0;
    }
    if (out.row >= 0)
        out.kind = ALARM_PLACE_MOVING;
    else if (isfinite(alarm->lon_deg) && isfinite(alarm->lat_deg))
        out.kind = ALARM_PLACE_POINT;
    return out;
}

int alarm_places_station(const AlarmPlaces *places, uint32_t key, uint32_t *out, int cap)
{
    const Station *station = station_of(places, key);
    int count = 0;
    if (!station && key && cap > 0) out[count++] = key;
    for (uint32_t at = station ? station->first : 0; at && at <= places->seen && count < cap;
         at = places->next[at])
        out[count++] = at;
    return count;
}
