// SPDX-License-Identifier: Apache-2.0
// observation.h - one value of one key at one instant, and one event: what feeds hand over.
// Does not: judge (live.h), or convert units (unit.h).
#pragma once
#include <stdbool.h>
#include <stdint.h>

typedef enum {
    OBSERVATION_NONE,
    OBSERVATION_NUMBER,
    OBSERVATION_TEXT,
    OBSERVATION_POSITION,
    OBSERVATION_GONE // the source says that the key is dead (will, NDEATH, offline): no value
} ObservationKind;

typedef enum {
    QUALITY_GOOD,
    QUALITY_SUSPECT,      // doubted by the source, or by us (a time in the future)
    QUALITY_BAD,          // faulty
    QUALITY_MAINTENANCE,  // in service: HJ 212 flag M
    QUALITY_CALIBRATION,  // HJ 212 flag C
    QUALITY_OUT_OF_RANGE, // over what the device measures: HJ 212 flag T
    QUALITY_STOPPED,      // not running: HJ 212 flag F
    QUALITY_MANUAL,       // set by hand: HJ 212 flag S
    QUALITY_COUNT
} ObservationQuality;

enum {
    OBSERVATION_RECOVERED = 1, // kept by a broker: aged by its own time, and said so
    OBSERVATION_SIMULATED = 2, // 示范数据
    OBSERVATION_HISTORY = 4,   // read back after a gap: never a live value, no alarm
    OBSERVATION_NO_TIME = 8    // the source gave none: t_obs_us is the time of receipt
};

typedef struct {
    double lon_deg, lat_deg;                  // WGS 84
    float h_m;                                // NAN = unknown
    float course_deg, heading_deg, speed_m_s; // NAN = unknown; course over ground, bow
} ObservationPosition;

#define OBSERVATION_UNIT_MAX 16
typedef struct {
    int64_t t_obs_us, t_recv_us; // UTC
    int64_t t_stale_us;          // expiry the source gave; 0 = by the key's period
    uint32_t key;                // keys.h
    uint32_t seq;                // breaks ties of t_obs_us; 0 = none
    uint32_t period_ms;          // between values, as declared by the source; 0 = unknown
    uint16_t feed;               // its number, from 1
    uint8_t kind, quality;       // ObservationKind, ObservationQuality
    uint8_t flags;
    char unit[OBSERVATION_UNIT_MAX]; // UCUM; "" = the source does not say
    union {
        double number;
        char *text; // heap; goes with the observation
        ObservationPosition position;
    };
} Observation;

// A warning, alert, notice or case from outside: never dropped, never merged. What json holds, by
// kind: decode.h.
typedef struct ObservationEvent {
    struct ObservationEvent *next;
    int64_t t_event_us, t_recv_us, t_expire_us; // 0 = never
    uint16_t feed;
    uint8_t flags;
    char kind[16]; // "warning", "event", "alert", "marker", "case"
    char *id;      // unique in its source: the same id again is the same event
    char *json;    // one object
} ObservationEvent;
