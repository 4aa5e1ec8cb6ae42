// SPDX-License-Identifier: Apache-2.0
// chart_scale.c - see chart_scale.h.
#include "ui/chart_scale.h"
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#define CHART_SECOND_US 1000000.0
#define CHART_DAY_S 86400

bool chart_is_number(double value)
{
    return fabs(value) <= CHART_NUMBER_LIMIT; // false for NaN
}

double chart_nice_step(double rough)
{
    if (!(rough > 0) || !isfinite(rough)) return 1;
    if (rough < 1e-300) return 1e-300;
    const double power = pow(10, floor(log10(rough)));
    static const double steps[] = { 1, 2, 2.5, 5, 10 };
    for (int i = 0; i < 5; i++)
        if (steps[i] * power >= rough * (1 - 1e-9)) return steps[i] * power;
    return 10 * power;
}

// Names of powers, greatest first.
typedef struct {
    double factor;
    const char *zh, *en;
} ChartPower;
static const ChartPower chart_powers_zh[] = { { 1e12, "万亿", "" },
                                              { 1e8, "亿", "" },
                                              { 1e4, "万", "" } };
static const ChartPower chart_powers_en[] = {
    { 1e12, "", "T" }, { 1e9, "", "G" }, { 1e6, "", "M" }, { 1e3, "", "k" }
};

static double chart_power(double largest, bool is_chinese, const char **suffix)
{
    const ChartPower *powers = is_chinese ? chart_powers_zh : chart_powers_en;
    const int count = is_chinese ? 3 : 4;
    *suffix = "";
    if (largest < 1e4) return 1;
    for (int i = 0; i < count; i++) {
        if (largest < powers[i].factor) continue;
        *suffix = is_chinese ? powers[i].zh : powers[i].en;
        return powers[i].factor;
    }
    return 1;
}

// Equal or reversed ends become an interval; one that is so small that a double cannot divide it is
// spread too.
static void chart_axis_spread(double *low, double *high)
{
    if (!chart_is_number(*low) && !chart_is_number(*high)) *low = 0, *high = 1;
    if (!chart_is_number(*low)) *low = *high - 1;
    if (!chart_is_number(*high)) *high = *low + 1;
    if (*high < *low) {
        const double swap = *low;
        *low = *high;
        *high = swap;
    }
    const double size = fmax(fabs(*low), fabs(*high));
    if (*high - *low > size * 1e-9 && *high - *low > 1e-290) return;
    const double half = size > 1e-290 ? size * 0.1 : 0.5;
    if (*low >= 0 && *low - half < 0) {
        *low = 0;
        *high = *high + half;
    } else {
        *low -= half;
        *high += half;
    }
}

void chart_axis_make(double low, double high, int count, bool is_open, bool is_chinese,
                     ChartAxis *out)
{
    *out = (ChartAxis){ .divisor = 1, .suffix = "" };
    chart_axis_spread(&low, &high);
    count = count < 2 ? 2 : count > 16 ? 16 : count;
    const double step = chart_nice_step(high / count - low / count);
    const double first = is_open ? floor(low / step + 1e-9) : ceil(low / step - 1e-9);
    const double last = is_open ? ceil(high / step - 1e-9) : floor(high / step + 1e-9);
    out->low = is_open ? first * step : low;
    out->high = is_open ? last * step : high;
    for (double i = first; i <= last && out->tick_count < CHART_TICKS_MAX; i++)
        out->ticks[out->tick_count++] = i == 0 ? 0 : i * step;
    const double largest = fmax(fabs(out->low), fabs(out->high));
    out->is_scientific = largest >= 1e16 || largest < 1e-5;
    out->divisor = out->is_scientific ? 1 : chart_power(largest, is_chinese, &out->suffix);
    const double shown = step / out->divisor;
    while (out->decimals < 8 &&
           fabs(shown * pow(10, out->decimals) - round(shown * pow(10, out->decimals))) > 1e-6)
        out->decimals++;
}

// "1234.5" to "1,234.5".
static void chart_group(char *text, size_t cap)
{
    char *digits = text + (text[0] == '-');
    const size_t whole = strspn(digits, "0123456789");
    size_t length = strlen(text);
    for (size_t at = whole; at > 3;) {
        at -= 3;
        if (length + 2 > cap) return;
        memmove(digits + at + 1, digits + at, strlen(digits + at) + 1);
        digits[at] = ',';
        length++;
    }
}

void chart_axis_text(const ChartAxis *axis, double value, char *out, size_t cap)
{
    if (axis->is_scientific) {
        snprintf(out, cap, value == 0 ? "0" : "%.3g", value);
        return;
    }
    char text[400];
    snprintf(text, sizeof text, "%.*f", axis->decimals, value / axis->divisor);
    if (strtod(text, NULL) == 0)
        snprintf(text, sizeof text, "0"); // also never -0
    else
        chart_group(text, sizeof text);
    const bool has_suffix = strcmp(text, "0") != 0;
    snprintf(out, cap, "%s%s", text, has_suffix ? axis->suffix : "");
}

void chart_number_text(double number, int decimals, bool is_chinese, char *out, size_t cap)
{
    if (!chart_is_number(number)) {
        snprintf(out, cap, "–");
        return;
    }
    const double size = fabs(number);
    if ((size >= 1e16 || (size > 0 && size < 1e-5)) && decimals == 0) {
        snprintf(out, cap, "%.3g", number);
        return;
    }
    const char *suffix = "";
    const double divisor =
        decimals == 0 || size >= 1e7 ? chart_power(size, is_chinese, &suffix) : 1;
    const double shown = number / divisor;
    int places = decimals > 0 ? decimals - 1 : 0;
    if (decimals == 0 || divisor > 1) {
        const double a = fabs(shown);
        places = a >= 1000 ? 0 : a >= 100 ? 1 : a >= 1 ? 2 : 3;
        if (a > 0 && a < 0.1) places = 5;
    }
    char text[400];
    snprintf(text, sizeof text, "%.*f", places > 8 ? 8 : places, shown);
    if ((decimals == 0 || divisor > 1) && strchr(text, '.')) { // 2.50 is 2.5
        char *end = text + strlen(text);
        while (end[-1] == '0') *--end = 0;
        if (end[-1] == '.') end[-1] = 0;
    }
    if (strtod(text, NULL) == 0 && text[0] == '-') memmove(text, text + 1, strlen(text));
    chart_group(text, sizeof text);
    snprintf(out, cap, "%s%s", text, suffix);
}

void chart_number_unit_text(double number, int decimals, const char *unit, bool is_chinese,
                            char *out, size_t cap)
{
    char text[64];
    chart_number_text(number, decimals, is_chinese, text, sizeof text);
    const bool is_tight = !unit || !unit[0] || unit[0] == '%' || (unsigned char)unit[0] >= 0x80;
    snprintf(out, cap, is_tight ? "%s%s" : "%s %s", text, unit ? unit : "");
}

int64_t chart_day_of(ChartDate date)
{
    struct tm parts = { .tm_year = date.year - 1900,
                        .tm_mon = date.month - 1,
                        .tm_mday = date.day };
    return timegm(&parts) / CHART_DAY_S - (timegm(&parts) % CHART_DAY_S < 0);
}

// Years beyond four digits are no dates of a city.
static time_t chart_clamp_s(int64_t seconds)
{
    const int64_t least = -62135596800LL, greatest = 253402300799LL; // years 1 to 9999
    return (time_t)(seconds < least ? least : seconds > greatest ? greatest : seconds);
}

static int64_t chart_floor(int64_t value, int64_t step)
{
    int64_t part = value % step;
    if (part < 0) part += step;
    return value - part;
}

static int64_t chart_local_s(int64_t t_us, int utc_offset_s)
{
    const int64_t far_us = INT64_C(1000000000000000000); // some 31,700 years
    t_us = t_us < -far_us ? -far_us : t_us > far_us ? far_us : t_us;
    return chart_clamp_s(chart_floor(t_us, 1000000) / 1000000 + utc_offset_s);
}

int64_t chart_day(int64_t t_us, int utc_offset_s)
{
    return chart_floor(chart_local_s(t_us, utc_offset_s), CHART_DAY_S) / CHART_DAY_S;
}

int chart_weekday(int64_t day)
{
    return (int)(((day + 3) % 7 + 7) % 7); // 1970-01-01 was a Thursday
}

ChartDate chart_date(int64_t day)
{
    const time_t seconds = chart_clamp_s(day * CHART_DAY_S);
    struct tm parts;
    gmtime_r(&seconds, &parts);
    return (ChartDate){ parts.tm_year + 1900, parts.tm_mon + 1, parts.tm_mday };
}

static const char *const chart_months_en[] = { "Jan", "Feb", "Mar", "Apr", "May", "Jun",
                                               "Jul", "Aug", "Sep", "Oct", "Nov", "Dec" };

static void chart_date_text(ChartDate date, bool has_year, bool is_chinese, char *out, size_t cap)
{
    const char *month = chart_months_en[(date.month - 1) % 12];
    if (is_chinese && has_year)
        snprintf(out, cap, "%d年%d月%d日", date.year, date.month, date.day);
    else if (is_chinese)
        snprintf(out, cap, "%d月%d日", date.month, date.day);
    else if (has_year)
        snprintf(out, cap, "%d %s %d", date.day, month, date.year);
    else
        snprintf(out, cap, "%d %s", date.day, month);
}

void chart_time_text(int64_t t_us, double step_s, int utc_offset_s, bool is_chinese, char *out,
                     size_t cap)
{
    const int64_t local_s = chart_local_s(t_us, utc_offset_s);
    const int64_t day = chart_floor(local_s, CHART_DAY_S) / CHART_DAY_S;
    const int second = (int)(local_s - day * CHART_DAY_S);
    char date[40];
    chart_date_text(chart_date(day), step_s >= 43200, is_chinese, date, sizeof date);
    if (step_s >= 43200)
        snprintf(out, cap, "%s", date);
    else if (step_s >= 30)
        snprintf(out, cap, "%s %02d:%02d", date, second / 3600, second / 60 % 60);
    else
        snprintf(out, cap, "%s %02d:%02d:%02d", date, second / 3600, second / 60 % 60, second % 60);
}

// Ticks up to a week have a fixed length in seconds; months and years are counted.
static const int chart_time_steps_s[] = { 1,     2,     5,     10,    15,     30,    60,
                                          120,   300,   600,   900,   1800,   3600,  7200,
                                          10800, 21600, 43200, 86400, 172800, 604800 };
static const int chart_month_steps[] = {
    1, 3, 6, 12, 24, 60, 120, 240, 600, 1200, 2400, 6000, 12000
};
#define CHART_MONTH_S 2629746.0 // a twelfth of the Gregorian year

static void chart_time_tick_text(int64_t local_s, int step_s, bool is_chinese, ChartTimeTick *tick)
{
    const int64_t day = chart_floor(local_s, CHART_DAY_S) / CHART_DAY_S;
    const int second = (int)(local_s - day * CHART_DAY_S);
    if (step_s >= CHART_DAY_S || second == 0) {
        const ChartDate date = chart_date(day);
        chart_date_text(date, false, is_chinese, tick->text, sizeof tick->text);
        tick->is_major = step_s < CHART_DAY_S || (date.month == 1 && date.day == 1);
    } else if (step_s >= 60) {
        snprintf(tick->text, sizeof tick->text, "%02d:%02d", second / 3600, second / 60 % 60);
    } else {
        snprintf(tick->text, sizeof tick->text, "%02d:%02d:%02d", second / 3600, second / 60 % 60,
                 second % 60);
    }
}

static int chart_month_ticks(int64_t from_s, int64_t to_s, int months, int utc_offset_s,
                             bool is_chinese, ChartTimeTick out[CHART_TICKS_MAX])
{
    const ChartDate first = chart_date(chart_floor(from_s, CHART_DAY_S) / CHART_DAY_S);
    int64_t month = chart_floor((int64_t)first.year * 12 + first.month - 1, months);
    int count = 0;
    for (; count < CHART_TICKS_MAX; month += months) {
        const ChartDate date = { (int)(month / 12), (int)(month % 12) + 1, 1 };
        if (date.year > 9999) break;
        const int64_t local_s = chart_day_of(date) * CHART_DAY_S;
        if (local_s > to_s) break;
        if (local_s < from_s) continue;
        ChartTimeTick *tick = &out[count++];
        *tick = (ChartTimeTick){ .t_us = (local_s - utc_offset_s) * 1000000 };
        tick->is_major = date.month == 1 && months < 12;
        if (date.month == 1)
            snprintf(tick->text, sizeof tick->text, is_chinese ? "%d年" : "%d", date.year);
        else if (is_chinese)
            snprintf(tick->text, sizeof tick->text, "%d月", date.month);
        else
            snprintf(tick->text, sizeof tick->text, "%s", chart_months_en[date.month - 1]);
    }
    return count;
}

int chart_time_ticks(int64_t from_us, int64_t to_us, int count, int utc_offset_s, bool is_chinese,
                     ChartTimeTick out[CHART_TICKS_MAX])
{
    const int64_t from_s = chart_local_s(from_us, utc_offset_s);
    const int64_t to_s = chart_local_s(to_us, utc_offset_s);
    if (to_s < from_s) return 0;
    count = count < 1 ? 1 : count > CHART_TICKS_MAX - 2 ? CHART_TICKS_MAX - 2 : count;
    const double rough_s = (double)(to_s - from_s) / count;
    const int steps = sizeof chart_time_steps_s / sizeof chart_time_steps_s[0];
    int step_s = 0;
    for (int i = 0; i < steps && !step_s; i++)
        if (chart_time_steps_s[i] >= rough_s) step_s = chart_time_steps_s[i];
    if (!step_s) {
        const int month_steps = sizeof chart_month_steps / sizeof chart_month_steps[0];
        int at = 0;
        while (at < month_steps - 1 && chart_month_steps[at] * CHART_MONTH_S < rough_s) at++;
        return chart_month_ticks(from_s, to_s, chart_month_steps[at], utc_offset_s, is_chinese,
                                 out);
    }
    // Weeks begin on Monday, four days after the epoch.
    const int64_t shift_s = step_s == 604800 ? 4 * CHART_DAY_S : 0;
    int made = 0;
    for (int64_t s = chart_floor(from_s - shift_s, step_s) + shift_s;
         s <= to_s && made < CHART_TICKS_MAX; s += step_s) {
        if (s < from_s || (s == from_s && from_us % 1000000 != 0)) continue;
        out[made] = (ChartTimeTick){ .t_us = (s - utc_offset_s) * 1000000 };
        chart_time_tick_text(s, step_s, is_chinese, &out[made++]);
    }
    return made;
}

void chart_columns(const double *values, const int64_t *times_us, int count, double from, double to,
                   int columns, ChartColumnRange *out)
{
    for (int i = 0; i < columns; i++)
        out[i] = (ChartColumnRange){ NAN, NAN, NAN, NAN, NAN, NAN, 0, false };
    const double factor = to > from ? columns / (to - from) : 0;
    ChartColumnRange *before = NULL;
    for (int i = 0; i < count; i++) {
        const double x = times_us ? (double)times_us[i] : i, value = values[i];
        if (!(x >= from) || x > to) continue;
        if (!chart_is_number(value)) {
            if (before) before->has_gap = true;
            continue;
        }
        int at = (int)((x - from) * factor);
        if (at >= columns) at = columns - 1;
        ChartColumnRange *column = &out[at];
        if (column->count++ == 0) {
            column->least = column->greatest = column->first = value;
            column->first_x = x;
        } else if (value < column->least) {
            column->least = value;
        } else if (value > column->greatest) {
            column->greatest = value;
        }
        column->last = value;
        column->last_x = x;
        before = column;
    }
}

static int chart_compare(const void *a, const void *b)
{
    const double x = *(const double *)a, y = *(const double *)b;
    return x < y ? -1 : x > y;
}

static double chart_quantile(const double *sorted, int count, double share)
{
    const double at = (count - 1) * share;
    const int i = (int)at;
    return i + 1 < count ? sorted[i] + (at - i) * (sorted[i + 1] - sorted[i]) : sorted[count - 1];
}

bool chart_five(const double *values, int count, ChartFive *out)
{
    // A hundred thousand values say as much of quartiles as a million; ends are exact all the same.
    const int stride = count > 131072 ? count / 65536 : 1;
    double *sorted = malloc(sizeof *sorted * (size_t)(count / stride + 2));
    if (!sorted) return false;
    int used = 0, all = 0;
    double least = INFINITY, greatest = -INFINITY;
    for (int i = 0; i < count; i++) {
        if (!chart_is_number(values[i])) continue;
        if (all++ % stride == 0) sorted[used++] = values[i];
        least = fmin(least, values[i]);
        greatest = fmax(greatest, values[i]);
    }
    if (used == 0) {
        free(sorted);
        return false;
    }
    qsort(sorted, (size_t)used, sizeof *sorted, chart_compare);
    ChartFive five = { .least = least, .greatest = greatest, .count = all };
    five.quarter = chart_quantile(sorted, used, 0.25);
    five.median = chart_quantile(sorted, used, 0.5);
    five.three_quarters = chart_quantile(sorted, used, 0.75);
    const double reach = 1.5 * (five.three_quarters - five.quarter);
    five.low = five.quarter;
    five.high = five.three_quarters;
    for (int i = 0; i < used; i++)
        if (sorted[i] >= five.quarter - reach) {
            five.low = fmin(sorted[i], five.quarter);
            break;
        }
    for (int i = used - 1; i >= 0; i--)
        if (sorted[i] <= five.three_quarters + reach) {
            five.high = fmax(sorted[i], five.three_quarters);
            break;
        }
    free(sorted);
    *out = five;
    return true;
}

int chart_bins(double least, double greatest, double quarter, double three_quarters, int count,
               int wanted, double *start, double *width)
{
    if (!(greatest > least)) {
        *width = fabs(least) > 0 ? fabs(least) * 0.1 : 1;
        *start = least - *width / 2;
        return 1;
    }
    double rough = wanted > 0 ? (greatest / wanted - least / wanted)
                              : 2 * (three_quarters - quarter) / cbrt(count);
    const double finest = greatest / 60 - least / 60;
    if (!(rough > finest)) rough = wanted > 0 ? rough : finest; // all but a few values equal
    if (wanted > 200) rough = greatest / 200 - least / 200;
    *width = chart_nice_step(rough);
    *start = floor(least / *width) * *width;
    const double bins = ceil((greatest - *start) / *width + 1e-9);
    return bins < 1 ? 1 : bins > 201 ? 201 : (int)bins;
}
