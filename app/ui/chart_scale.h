// SPDX-License-Identifier: Apache-2.0
// chart_scale.h - the arithmetic of charts: nice ticks of values and of time, number formats, least
// and greatest a pixel column, quartiles. Does not: draw. Every function takes any number: NaN and
// infinity are gaps, what is beyond 1e300 counts as infinite.
#pragma once
#include "ui/chart.h"

#define CHART_TICKS_MAX 32
#define CHART_NUMBER_LIMIT 1e300

bool chart_is_number(double value); // neither NaN nor beyond the limit

// An axis of values: low..high in steps of 1, 2, 2.5 or 5 times a power of ten.
typedef struct {
    double low, high;
    double ticks[CHART_TICKS_MAX];
    int tick_count;
    int decimals;       // of all labels
    double divisor;     // labels are value / divisor …
    const char *suffix; // … followed by this: "", "万", "亿", "k", "M"
    bool is_scientific; // labels as 1.2e-9
} ChartAxis;
// About count ticks (2 to 16). The ends are ticks when is_open, else low and high stay as they are.
// Equal ends are spread.
void chart_axis_make(double low, double high, int count, bool is_open, bool is_chinese,
                     ChartAxis *out);
void chart_axis_text(const ChartAxis *axis, double value, char *out, size_t cap);

// Ticks of local time at whole seconds, minutes, hours, days, months, years.
typedef struct {
    int64_t t_us;
    char text[32];
    bool is_major; // the start of a day among hours, of a year among months
} ChartTimeTick;
int chart_time_ticks(int64_t from_us, int64_t to_us, int count, int utc_offset_s, bool is_chinese,
                     ChartTimeTick out[CHART_TICKS_MAX]);
// For a read-out, as fine as the step says: "6月18日 18:30", "18 Jun 18:30:05".
void chart_time_text(int64_t t_us, double step_s, int utc_offset_s, bool is_chinese, char *out,
                     size_t cap);
int64_t chart_day(int64_t t_us, int utc_offset_s); // days since 1970-01-01, local
int chart_weekday(int64_t day);                    // 0 = Monday
typedef struct {
    int year, month, day; // month 1..12
} ChartDate;
ChartDate chart_date(int64_t day);
int64_t chart_day_of(ChartDate date);

// For each of columns equal parts of from..to: the least and greatest of the values whose x lies
// there, and the first and last; NAN where there is none. x is ascending, or NULL for 0, 1, 2 ….
// One pass.
typedef struct {
    double least, greatest, first, last;
    double first_x, last_x;
    int count;
    bool has_gap; // a gap begins in it
} ChartColumnRange;
void chart_columns(const double *values, const int64_t *times_us, int count, double from, double to,
                   int columns, ChartColumnRange *out);

// Quartiles by linear interpolation between closest ranks (R's type 7); whiskers at the farthest
// values within 1.5 interquartile ranges.
typedef struct {
    double least, low, quarter, median, three_quarters, high, greatest;
    int count;
} ChartFive;
bool chart_five(const double *values, int count, ChartFive *out); // false: no value
// Bins of equal width whose edges are nice numbers, by Freedman and Diaconis (1981), at most 200;
// counts are the caller's, of bins entries.
int chart_bins(double least, double greatest, double quarter, double three_quarters, int count,
               int wanted, double *start, double *width);
double chart_nice_step(double rough); // the least of 1, 2, 2.5, 5, 10 × 10ⁿ that is >= rough
// A value with its sign and unit as number cards show it.
void chart_number_unit_text(double number, int decimals, const char *unit, bool is_chinese,
                            char *out, size_t cap);
