// SPDX-License-Identifier: Apache-2.0
// ui_dock_rows.h - the columns of the lists of operations, and words that lists and details share.
#pragma once
#include "ui/ui_dock.h"

typedef enum {
    UI_ALARM_LEVEL,
    UI_ALARM_STATE,
    UI_ALARM_NAME,
    UI_ALARM_PLACE,
    UI_ALARM_VALUE,
    UI_ALARM_LIMIT,
    UI_ALARM_AGE,
    UI_ALARM_OWNER,
    UI_ALARM_CASE,
    UI_ALARM_COLUMNS
} UiAlarmColumn;
typedef enum {
    UI_CASE_CLOCK,
    UI_CASE_STAGE,
    UI_CASE_TITLE,
    UI_CASE_PLACE,
    UI_CASE_OWNER,
    UI_CASE_AGE,
    UI_CASE_NUMBER,
    UI_CASE_COLUMNS
} UiCaseColumn;
typedef enum {
    UI_EMERGENCY_LEVEL,
    UI_EMERGENCY_TITLE,
    UI_EMERGENCY_PHASE,
    UI_EMERGENCY_REPORT,
    UI_EMERGENCY_TASKS,
    UI_EMERGENCY_PLACE,
    UI_EMERGENCY_AGE,
    UI_EMERGENCY_COLUMNS
} UiEmergencyColumn;
typedef enum {
    UI_WARNING_LEVEL,
    UI_WARNING_TEXT,
    UI_WARNING_STATUS,
    UI_WARNING_ISSUED,
    UI_WARNING_EXPIRES,
    UI_WARNING_COLUMNS
} UiWarningColumn;
typedef enum {
    UI_FEED_STATE,
    UI_FEED_NAME,
    UI_FEED_DRIVER,
    UI_FEED_LAST,
    UI_FEED_RATE,
    UI_FEED_MESSAGES,
    UI_FEED_LAG,
    UI_FEED_DROPPED,
    UI_FEED_MALFORMED,
    UI_FEED_RECONNECTS,
    UI_FEED_ERROR,
    UI_FEED_COLUMNS
} UiFeedColumn;

// What is left of a stage in working time, "超时 2 小时 5 分"; rgb 0xRRGGBB, 0 = it has no clock.
void ui_case_clock_text(const UiDock *dock, const Case *item, char out[64], uint32_t *rgb);
const char *ui_alarm_place_text(const UiDock *dock, const Alarm *alarm,
                                char out[UI_TABLE_TEXT_MAX]);
const char *ui_case_state_word(const UiDock *dock, const Case *item);
const char *ui_emergency_level(const Emergency *e, char out[48]); // "II", "III ?" while proposed
const char *ui_feed_state(StateLanguage language, const UiFeed *feed, uint32_t *rgb);
