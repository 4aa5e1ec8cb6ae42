// SPDX-License-Identifier: Apache-2.0
// log.h - one line on standard error with time and level; the latest lines are kept for the panel
// of the log. Never on the frame path.
#pragma once
#include <stdbool.h>
#include <stdint.h>

typedef enum { LOG_ERROR, LOG_WARN, LOG_INFO, LOG_DEBUG, LOG_LEVEL_COUNT } LogLevel;

// Thread: any. Lines of a lower level than the one set are not printed; the default is LOG_WARN.
// Lines down to LOG_INFO are kept whether printed or not.
void log_set_level(LogLevel level);
void log_print(LogLevel level, const char *format, ...) __attribute__((format(printf, 2, 3)));

// What is kept: the latest LOG_KEPT lines, numbered from 0 since the start. Memory is fixed, no
// lock is taken: a line that is being written just then, or was written over, is not read.
enum { LOG_KEPT = 4096, LOG_LINE_MAX = 240 };
typedef struct {
    int64_t t_utc_us;
    LogLevel level;
    char text[LOG_LINE_MAX]; // cut at a character where it was longer
} LogLine;
uint64_t log_count(void);                     // lines kept or once kept; thread: any
uint64_t log_count_of(LogLevel level);        // of them
bool log_read(uint64_t number, LogLine *out); // false: not there any more, or not yet; thread: any
