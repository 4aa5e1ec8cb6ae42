// SPDX-License-Identifier: Apache-2.0
// calendar.h - the city's working time: hours, weekends, public holidays, make-up working days; and
// limits counted in it. Read from calendar.yaml (assets/data).
// Does not: know daylight saving (China has none), or what runs a limit (case.h).
#pragma once
#include "base/err.h"
#include <stddef.h>
#include <stdint.h>

typedef enum {
    CALENDAR_UNIT_NONE,
    CALENDAR_URGENT_HOUR, // 紧急工作时: runs day and night, on every day
    CALENDAR_HOUR,        // 工作时: runs in working hours of working days
    CALENDAR_DAY          // 工作日: as many working hours as a working day has
} CalendarUnit;

#define CALENDAR_SPANS_MAX 4
typedef struct Calendar Calendar;

// utc_offset_s: of the city. ERR_IO, ERR_FORMAT, ERR_ARGUMENT with file and line. Thread: any.
Calendar *calendar_open(const char *path, int utc_offset_s, Err *err);
Calendar *calendar_parse(const char *text, size_t length, const char *path, int utc_offset_s,
                         Err *err);
void calendar_destroy(Calendar *calendar);
bool calendar_is_working_day(const Calendar *calendar, int64_t t_us); // the local day of t
// False where no list of holidays covers the local year of t: weekends are all that is known.
bool calendar_is_known(const Calendar *calendar, int64_t t_us);
const char *calendar_day_name(const Calendar *calendar,
                              int64_t t_us);     // "春节", "春节调休上班"; "" = none
double calendar_day_s(const Calendar *calendar); // working seconds of a working day
// Seconds of the unit's time from one instant to another; 0 where from >= to. A working day counts
// as calendar_day_s.
double calendar_elapsed_s(const Calendar *calendar, CalendarUnit unit, int64_t from_us,
                          int64_t to_us);
// The instant at which amount of the unit has run since from; at most 20 years on.
int64_t calendar_due_us(const Calendar *calendar, CalendarUnit unit, double amount,
                        int64_t from_us);
double calendar_amount(const Calendar *calendar, CalendarUnit unit,
                       double seconds);            // seconds of its time as a number of the unit
const char *calendar_unit_name(CalendarUnit unit); // "urgent_hour", "hour", "day"
const char *calendar_unit_text(CalendarUnit unit); // 紧急工作时, 工作时, 工作日
CalendarUnit calendar_unit_find(const char *name); // by either; NONE = no such
