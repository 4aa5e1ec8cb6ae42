// SPDX-License-Identifier: Apache-2.0
// log.c - one line on standard error with time and level.
#include "base/log.h"
#include "base/clock.h"
#include "base/str.h"
#include <stdarg.h>
#include <stdatomic.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

static _Atomic int log_level = LOG_WARN;

void log_set_level(LogLevel level)
{
    atomic_store_explicit(&log_level, (int)level, memory_order_relaxed);
}

void log_print(LogLevel level, const char *format, ...)
{
    static const char *const names[] = { "error", "warn", "info", "debug" };
    if ((int)level > atomic_load_explicit(&log_level, memory_order_relaxed)) return;
    char time[32], text[2048], line[2200];
    clock_format(clock_utc_us(), 0, time);
    va_list arguments;
    va_start(arguments, format);
    vsnprintf(text, sizeof text - 1, format, arguments);
    va_end(arguments);
    str_hide_secrets(text);
    const int length = snprintf(line, sizeof line, "%s %s %s\n", time, names[(unsigned)level & 3], text);
    // One write a line: lines of several threads do not mix.
    if (length > 0 && write(STDERR_FILENO, line, (size_t)length < sizeof line ? (size_t)length : sizeof line - 1) < 0) {
        return; // nowhere left to say it
    }
}
