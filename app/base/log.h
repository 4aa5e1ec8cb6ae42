// SPDX-License-Identifier: Apache-2.0
// log.h - one line on standard error with time and level. Never on the frame path.
#pragma once

typedef enum { LOG_ERROR, LOG_WARN, LOG_INFO, LOG_DEBUG } LogLevel;

// Thread: any. Lines of a lower level than the one set are dropped; the default is LOG_WARN.
void log_set_level(LogLevel level);
void log_print(LogLevel level, const char *format, ...) __attribute__((format(printf, 2, 3)));
