// SPDX-License-Identifier: Apache-2.0
// event_log.h - the latest events that came, by id: what happened where, of which topic.
// Does not: outlive a run (store.h), or judge.
#pragma once
#include "base/json.h"
#include "base/observation.h"
#include "core/threshold.h"

typedef struct {
    int64_t t_us, t_recv_us;
    char kind[16], topic[16], type[32]; // of the source; topic and type of a pack: "" = none
    char id[96], name[96], name_en[96], place[96], text[256];
    double lon_deg, lat_deg; // NAN = unknown
    AlarmLevel level;
    uint16_t feed;
    bool is_simulated, is_history; // history: from before the program ran
} EventRow;

typedef struct EventLog EventLog;
EventLog *event_log_create(int max); // 0 = 4096; the oldest give way. NULL without memory
void event_log_destroy(EventLog *log);
// From a feed's event. Members of its JSON: topic, type (else its kind), name (else headline of the
// first info), name_en, level, place, text, lon, lat. One of the same id takes its place.
// ERR_FORMAT.
bool event_log_put(EventLog *log, const ObservationEvent *event, Err *err);
int event_log_count(const EventLog *log);
const EventRow *event_log_at(const EventLog *log, int index); // 0 = the latest by its own time
// Indices of the latest of a topic (NULL = all), at most max; returns how many.
int event_log_find(const EventLog *log, const char *topic, int *out, int max);
uint64_t event_log_version(const EventLog *log); // grows with each put
void event_log_json(const EventLog *log, int max, int utc_offset_s, JsonWriter *out);
