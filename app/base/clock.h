// SPDX-License-Identifier: Apache-2.0
// clock.h - monotonic seconds, UTC microseconds, ISO 8601 with offset.
#pragma once
#include <stdbool.h>
#include <stdint.h>

double clock_monotonic_s(void);
int64_t clock_utc_us(void);
// Seconds since this process was started, from the kernel's own record (exec counts).
double clock_since_process_start_s(void);
// "2026-06-21T18:30", "…:05", "…+08:00", "…Z", also a date alone (noon). Without an offset utc_offset_s applies.
bool clock_parse(const char *text, int utc_offset_s, int64_t *utc_us);
// ISO 8601 with offset; out holds at least 32 bytes.
void clock_format(int64_t utc_us, int utc_offset_s, char out[32]);
