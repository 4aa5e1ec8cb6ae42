// SPDX-License-Identifier: Apache-2.0
// log.c - one line on standard error with time and level, and a ring of the latest ones.
#include "base/log.h"
#include "base/clock.h"
#include "base/str.h"
#include <stdarg.h>
#include <stdatomic.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

// A slot is a sequence lock: odd while it is written. Its words are atomic, so that a reader who
// comes in between reads rubbish and not undefined behaviour, and sees by the turn that it did.
#define WORDS (sizeof(LogLine) / sizeof(uint64_t))
typedef struct {
    _Atomic uint64_t turn; // 2 * (number + 1) once the line of that number is there
    _Atomic uint64_t words[WORDS];
} LogSlot;
_Static_assert(sizeof(LogLine) % sizeof(uint64_t) == 0, "a line is whole words");

static _Atomic int log_level = LOG_WARN;
static LogSlot slots[LOG_KEPT];
static _Atomic uint64_t next_number, counts[LOG_LEVEL_COUNT];

void log_set_level(LogLevel level)
{
    atomic_store_explicit(&log_level, (int)level, memory_order_relaxed);
}

static void keep(const LogLine *line)
{
    uint64_t words[WORDS];
    memcpy(words, line, sizeof words);
    const uint64_t number = atomic_fetch_add_explicit(&next_number, 1, memory_order_relaxed);
    LogSlot *slot = &slots[number % LOG_KEPT];
    uint64_t turn = atomic_load_explicit(&slot->turn, memory_order_relaxed);
    // A writer a whole ring behind has the slot: its line stays, this one is lost.
    if (turn & 1 || turn > 2 * number ||
        !atomic_compare_exchange_strong_explicit(&slot->turn, &turn, 2 * number + 1,
                                                 memory_order_acquire, memory_order_relaxed))
        return;
    for (size_t i = 0; i < WORDS; i++) // after the odd turn: who reads one of them sees that
        atomic_store_explicit(&slot->words[i], words[i], memory_order_release);
    atomic_store_explicit(&slot->turn, 2 * (number + 1), memory_order_release);
    atomic_fetch_add_explicit(&counts[line->level], 1, memory_order_relaxed);
}

uint64_t log_count(void)
{
    return atomic_load_explicit(&next_number, memory_order_relaxed);
}

uint64_t log_count_of(LogLevel level)
{
    return atomic_load_explicit(&counts[level], memory_order_relaxed);
}

bool log_read(uint64_t number, LogLine *out)
{
    LogSlot *slot = &slots[number % LOG_KEPT];
    uint64_t words[WORDS];
    const uint64_t turn = 2 * (number + 1);
    if (atomic_load_explicit(&slot->turn, memory_order_acquire) != turn) return false;
    for (size_t i = 0; i < WORDS; i++)
        words[i] = atomic_load_explicit(&slot->words[i], memory_order_acquire);
    if (atomic_load_explicit(&slot->turn, memory_order_relaxed) != turn) return false;
    memcpy(out, words, sizeof *out);
    return true;
}

void log_print(LogLevel level, const char *format, ...)
{
    static const char *const names[] = { "error", "warn", "info", "debug" };
    const bool is_printed = (int)level <= atomic_load_explicit(&log_level, memory_order_relaxed);
    if (!is_printed && level > LOG_INFO) return;
    char time[32], text[2048], line[2200];
    const int64_t now_us = clock_utc_us();
    va_list arguments;
    va_start(arguments, format);
    vsnprintf(text, sizeof text - 1, format, arguments);
    va_end(arguments);
    str_hide_secrets(text);
    LogLine kept = { .t_utc_us = now_us, .level = level };
    str_copy_utf8(kept.text, sizeof kept.text, text);
    if (level <= LOG_INFO) keep(&kept);
    if (!is_printed) return;
    clock_format(now_us, 0, time);
    const int length = snprintf(line, sizeof line, "%s %s %s\n", time, names[(unsigned)level & 3], text);
    // One write a line: lines of several threads do not mix.
    if (length > 0 && write(STDERR_FILENO, line, (size_t)length < sizeof line ? (size_t)length : sizeof line - 1) < 0) {
        return; // nowhere left to say it
    }
}
