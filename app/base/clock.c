// SPDX-License-Identifier: Apache-2.0
// clock.c - monotonic seconds, UTC microseconds, ISO 8601 with offset.
#include "base/clock.h"
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#define CLOCK_DAY_S 86400
#define CLOCK_OFFSET_MAX_S (18 * 3600)

double clock_monotonic_s(void)
{
    struct timespec t;
    clock_gettime(CLOCK_MONOTONIC, &t);
    return (double)t.tv_sec + 1e-9 * (double)t.tv_nsec;
}

int64_t clock_utc_us(void)
{
    struct timespec t;
    clock_gettime(CLOCK_REALTIME, &t);
    return (int64_t)t.tv_sec * 1000000 + t.tv_nsec / 1000;
}

double clock_since_process_start_s(void)
{
    // Field 22 of /proc/self/stat: ticks since boot; the fields before it follow the last ')'.
    char text[1024];
    const int file = open("/proc/self/stat", O_RDONLY | O_CLOEXEC);
    if (file < 0) return 0;
    const ssize_t length = read(file, text, sizeof text - 1);
    close(file);
    if (length <= 0) return 0;
    text[length] = 0;
    const char *field = strrchr(text, ')');
    for (int i = 2; field && i < 22; i++) {
        field = strchr(field + 1, ' ');
    }
    if (!field) return 0;
    const double started_s = (double)strtoull(field + 1, NULL, 10) / (double)sysconf(_SC_CLK_TCK);
    struct timespec t;
    clock_gettime(CLOCK_BOOTTIME, &t);
    return (double)t.tv_sec + 1e-9 * (double)t.tv_nsec - started_s;
}

// Days since 1970-01-01 of a date of the Gregorian calendar, years counted from March.
static int64_t clock_days(int64_t year, int month, int day)
{
    const int64_t y = month <= 2 ? year - 1 : year;
    const int64_t era = (y >= 0 ? y : y - 399) / 400;
    const int64_t of_era = y - era * 400;
    const int64_t of_year = (153 * (month + (month > 2 ? -3 : 9)) + 2) / 5 + day - 1;
    return era * 146097 + of_era * 365 + of_era / 4 - of_era / 100 + of_year - 719468;
}

static int clock_month_days(int year, int month)
{
    static const int days[] = { 31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31 };
    const bool is_leap = (year % 4 == 0 && year % 100 != 0) || year % 400 == 0;
    return days[month - 1] + (month == 2 && is_leap);
}

// Exactly digits decimal digits at *text, which moves on.
static bool clock_digits(const char **text, int digits, int *out)
{
    int value = 0;
    for (int i = 0; i < digits; i++) {
        const char c = (*text)[i];
        if (c < '0' || c > '9') return false;
        value = value * 10 + (c - '0');
    }
    *text += digits;
    *out = value;
    return true;
}

static bool clock_char(const char **text, char c)
{
    if (**text != c) return false;
    (*text)++;
    return true;
}

// "Z", "+08:00", "+0800", "+08" or nothing.
static bool clock_offset(const char **text, int *offset_s)
{
    if (clock_char(text, 'Z') || clock_char(text, 'z')) {
        *offset_s = 0;
        return true;
    }
    if (**text != '+' && **text != '-') return true;
    const int sign = **text == '-' ? -1 : 1;
    (*text)++;
    int hours = 0, minutes = 0;
    if (!clock_digits(text, 2, &hours)) return false;
    if (clock_char(text, ':')) {
        if (!clock_digits(text, 2, &minutes)) return false;
    } else if (**text) {
        if (!clock_digits(text, 2, &minutes)) return false;
    }
    if (minutes > 59 || hours * 3600 + minutes * 60 > CLOCK_OFFSET_MAX_S) return false;
    *offset_s = sign * (hours * 3600 + minutes * 60);
    return true;
}

// "hh:mm", "hh:mm:ss", "hh:mm:ss.ffffff".
static bool clock_time(const char **text, int *seconds, int *us)
{
    int h = 0, m = 0, s = 0;
    if (!clock_digits(text, 2, &h) || !clock_char(text, ':') || !clock_digits(text, 2, &m)) return false;
    if (clock_char(text, ':')) {
        if (!clock_digits(text, 2, &s)) return false;
        if (clock_char(text, '.')) {
            int scale = 100000, digits = 0;
            for (; **text >= '0' && **text <= '9'; (*text)++, digits++) {
                *us += (**text - '0') * scale;
                scale /= 10;
            }
            if (!digits) return false;
        }
    }
    if (h > 24 || m > 59 || s > 60 || (h == 24 && (m || s || *us))) return false;
    *seconds = h * 3600 + m * 60 + s;
    return true;
}

bool clock_parse(const char *text, int utc_offset_s, int64_t *utc_us)
{
    int year = 0, month = 0, day = 0, seconds = CLOCK_DAY_S / 2, us = 0, offset_s = utc_offset_s;
    if (!text) return false;
    if (!clock_digits(&text, 4, &year) || !clock_char(&text, '-')) return false;
    if (!clock_digits(&text, 2, &month) || !clock_char(&text, '-') || !clock_digits(&text, 2, &day)) return false;
    if (month < 1 || month > 12 || day < 1 || day > clock_month_days(year, month)) return false;
    if (*text) {
        if (!clock_char(&text, 'T') && !clock_char(&text, 't') && !clock_char(&text, ' ')) return false;
        if (!clock_time(&text, &seconds, &us) || !clock_offset(&text, &offset_s) || *text) return false;
    }
    *utc_us = ((clock_days(year, month, day) * CLOCK_DAY_S + seconds) - offset_s) * 1000000 + us;
    return true;
}

void clock_format(int64_t utc_us, int utc_offset_s, char out[32])
{
    int64_t seconds = utc_us / 1000000 - (utc_us % 1000000 < 0) + utc_offset_s;
    struct tm t = { 0 };
    const time_t moment = (time_t)seconds;
    if (!gmtime_r(&moment, &t) || t.tm_year < -1900 || t.tm_year > 8099) {
        snprintf(out, 32, "unknown");
        return;
    }
    char zone[8] = "Z";
    if (utc_offset_s) {
        const unsigned minutes = (unsigned)abs(utc_offset_s / 60);
        snprintf(zone, sizeof zone, "%c%02u:%02u", utc_offset_s < 0 ? '-' : '+', minutes / 60 % 24, minutes % 60);
    }
    snprintf(out, 32, "%04u-%02u-%02uT%02u:%02u:%02u%s", (unsigned)(t.tm_year + 1900) % 10000u, (unsigned)(t.tm_mon + 1) % 100u,
             (unsigned)t.tm_mday % 100u, (unsigned)t.tm_hour % 100u, (unsigned)t.tm_min % 100u, (unsigned)t.tm_sec % 100u, zone);
}
