// SPDX-License-Identifier: Apache-2.0
// threshold.h - limits as data: each row with unit, period of validity, source and evidence; read
// from assets/data/thresholds/*.yaml.
// Does not: judge a value over time (rule.h).
#pragma once
#include "base/err.h"
#include "base/json.h"
#include <stdbool.h>
#include <stddef.h>

// 蓝黄橙红, IV to I.
typedef enum {
    ALARM_LEVEL_NONE,
    ALARM_LEVEL_BLUE,
    ALARM_LEVEL_YELLOW,
    ALARM_LEVEL_ORANGE,
    ALARM_LEVEL_RED,
    ALARM_LEVEL_COUNT
} AlarmLevel;
const char *alarm_level_name(AlarmLevel level); // "", "blue", "yellow", "orange", "red"
const char *alarm_level_text(AlarmLevel level); // "", 蓝, 黄, 橙, 红

typedef enum { THRESHOLD_ABOVE, THRESHOLD_BELOW } ThresholdDirection;
#define THRESHOLD_BANDS_MAX 8
typedef struct {
    double upper; // the band holds values up to it; the last one's is infinite
    char name[32];
} ThresholdBand;
typedef struct {
    char id[48], name[96], unit[16];   // UCUM
    double limits[ALARM_LEVEL_COUNT];  // by level; NAN = none. Met at the limit itself
    int direction;                     // ThresholdDirection
    char valid_from[16], valid_to[16]; // local days, 2026-03-01, both included; "" = open
    char source[160], evidence[4];     // V read, K known, P proposed
    ThresholdBand bands[THRESHOLD_BANDS_MAX];
    int band_count;
} Threshold;

typedef struct Thresholds Thresholds;
Thresholds *thresholds_create(void);
void thresholds_destroy(Thresholds *thresholds);
// Adds rows. ERR_ARGUMENT also for an id whose periods overlap; then none of the file's are added.
bool thresholds_parse(Thresholds *thresholds, const char *text, size_t length, const char *path,
                      Err *err);
bool thresholds_open_folder(Thresholds *thresholds, const char *folder, Err *err); // all *.yaml
int thresholds_count(const Thresholds *thresholds);
const Threshold *thresholds_at(const Thresholds *thresholds, int index);
// The row of id that is valid on a local day ("2031-01-01"); NULL = none. Until rows are added.
const Threshold *thresholds_find(const Thresholds *thresholds, const char *id, const char *day);
bool thresholds_has(const Thresholds *thresholds, const char *id);    // on any day
AlarmLevel threshold_level(const Threshold *threshold, double value); // NONE for NAN
const char *threshold_band(const Threshold *threshold, double value); // "" = no bands
void thresholds_json(const Thresholds *thresholds, JsonWriter *out);
