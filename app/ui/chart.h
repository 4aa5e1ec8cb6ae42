// SPDX-License-Identifier: Apache-2.0
// chart.h - a chart as plain data, drawn with Cairo and Pango: to the screen, PNG, SVG and PDF by
// the same code. Does not: fetch values, remember anything between calls, or touch the state. The
// same chart in the same rectangle gives the same picture.
//
// Lengths are units of the theme (1/96 inch at scale 1); the caller scales the context. Any
// rectangle from 40 x 20 up is drawn: what has no room is left out, least important first (legend,
// axis titles, every second label, axes, title). Numbers that are NaN or infinite are gaps. Texts
// are UTF-8 and borrowed, as all arrays, for the call. Thread: any, one painter a thread.
#pragma once
#include "base/arena.h"
#include "base/err.h"
#include "base/str.h"
#include "ui/ui_paint.h"
#include <stdint.h>

// What each kind takes from the Chart. "series" are read with their values; categories name the
// values by index where there are no times.
typedef enum {
    CHART_NONE,
    CHART_LINE,    // series with times or categories; low/high as a band; limits, bands
    CHART_AREA,    // the same, filled; is_stacked
    CHART_BAR,     // series by category (or time): grouped, is_stacked, is_horizontal; limits
    CHART_DONUT,   // series[0] by category: shares; number in the middle when has_number, else the
                   // sum
    CHART_GAUGE,   // number within y_min..y_max; bands are its zones
    CHART_RADAR,   // series by category (3 to 12 axes), each 0..y_max
    CHART_RANKING, // series[0] by category, largest first unless is_sorted_by_caller; limits colour
                   // nothing
    CHART_TABLE,   // columns, cells
    CHART_NUMBER,  // number (else the last value), previous, target, series[0] as a tiny sparkline;
                   // title and badge above, age below
    CHART_CALENDAR, // series[0] by time: a cell a day, local days; the last value of a day counts
    CHART_SCATTER,  // series with xs; x_title, x_unit; limits across
    CHART_SANKEY,   // links between categories
    CHART_BOX,      // each series a box of its values (Tukey: whiskers to 1.5 interquartile ranges)
    CHART_HISTOGRAM, // values of each series in bins (bin_count; 0 = by the values)
    CHART_TIMELINE,  // spans in rows named by categories
    CHART_SPARKLINE, // series[0] without axes; limits as hairlines
    CHART_KIND_COUNT
} ChartKind;

// The first four as live.h has them (LIVE_CURRENT .. LIVE_DEAD). What is stale looks stale: drawn,
// but drained of colour, with its age.
typedef enum {
    CHART_LIVE,
    CHART_LATE,
    CHART_STALE,
    CHART_DEAD,
    CHART_EMPTY,
    CHART_LOADING,
    CHART_FAILED,
    CHART_STATE_COUNT
} ChartState;

// Meaning of a colour; the theme chooses it. BLUE to RED are the four levels of warning.
typedef enum {
    CHART_TONE_AUTO, // of a series or category: the next of the palette
    CHART_TONE_GOOD,
    CHART_TONE_BLUE,
    CHART_TONE_YELLOW,
    CHART_TONE_ORANGE,
    CHART_TONE_RED,
    CHART_TONE_ACCENT,
    CHART_TONE_DIM,
    CHART_TONE_COUNT
} ChartTone;

#define CHART_SERIES_MAX \
    8 // drawn; those beyond are added up as 其他, or left out where a sum means nothing
#define CHART_CATEGORIES_MAX 4096

typedef struct {
    const char *name, *unit;
    const double *values;
    int count;
    const int64_t *times_us;  // UTC, ascending; NULL = by category, else by index
    const double *xs;         // SCATTER: the other coordinate
    const double *low, *high; // a band round the line (least and greatest, forecast); both or none
    ChartTone tone;
    bool is_dashed; // yesterday, forecast, plan
} ChartSeries;

typedef struct {
    double value;
    const char *label; // NULL = the value
    ChartTone tone;
} ChartLimit;

// A stretch of the value axis, or of time when is_time (then from and to are µs UTC). -INFINITY,
// INFINITY = to the edge.
typedef struct {
    double from, to;
    const char *label;
    ChartTone tone;
    bool is_time;
} ChartBand;

typedef struct {
    int from, to; // categories; a link that closes a ring is left out
    double value;
} ChartLink;

typedef struct {
    int row;                // category
    int64_t from_us, to_us; // equal = a moment; to_us 0 = not ended
    const char *label;
    ChartTone tone;
} ChartSpan;

typedef struct {
    const char *name;
    double share; // of the width; 0 = by its content
    UiAlign align;
    bool is_badge; // its texts are chips in the tone of the cell
} ChartColumn;

typedef struct {
    const char *text;
    ChartTone tone; // AUTO = as text
} ChartCell;

// What is selected: an interval of the x axis (time, x or bin of values) and categories. Empty =
// everything.
typedef struct {
    bool has_range;
    double from, to; // µs UTC where is_time, else x
    bool is_time;
    const char *const *categories; // names taken; NULL = all
    int category_count;
} ChartFilter;

typedef struct {
    ChartKind kind;
    ChartState state;
    const char *state_text; // reason of FAILED, "等待数据" …; NULL = the state's own words
    const char *age_text;   // "12 秒前"; drawn where there is room, always when LATE or worse
    const char *title, *subtitle; // the head; NULL = none (a panel has one of its own)
    const char *unit;             // of the value axis, number, cells
    const char *x_title, *x_unit;

    const ChartSeries *series;
    int series_count;
    const char *const *categories;
    const ChartTone *category_tones; // NULL = AUTO
    int category_count;
    const ChartLimit *limits;
    int limit_count;
    const ChartBand *bands;
    int band_count;
    const ChartLink *links;
    int link_count;
    const ChartSpan *spans;
    int span_count;
    const ChartColumn *columns;
    int column_count;
    const ChartCell *cells; // row_count * column_count
    int row_count;
    int first_row;    // the first shown: scrolling
    int selected_row; // 1 = the first; 0 = none

    bool has_number;                 // number and what is beside it are set
    double number, previous, target; // NAN = none
    int better;                      // 1: more is better, -1: less is, 0: neither
    int decimals; // of numbers shown; 0 = by their size, else 1 + decimals (1 = whole numbers)

    const char *badge; // NUMBER: how it is judged, as a chip; NULL = none
    ChartTone badge_tone;

    bool has_range; // y_min, y_max are set; else by the values
    double y_min, y_max;
    int64_t from_us, to_us; // both 0 = by the values
    int64_t now_us;         // 0 = none; a mark on time axes, the end of spans that have not ended
    int utc_offset_s;       // of local time: 28800 in China
    double gap_s; // times farther apart are not joined; 0 = three median steps; negative = always
                  // joined
    int bin_count;

    bool is_stacked, is_horizontal, is_smooth, has_points, has_values, is_sorted_by_caller;
    bool is_chinese;
    bool has_no_legend;
    double text_scale; // 0 = 1: sizes of texts, marks and lines for distance, 0.25 to 20; at 4 m
                       // 2 to 3

    // Interaction: drawn when set.
    bool has_hover;
    double hover_x, hover_y;  // in the units of rect
    const ChartFilter *brush; // the interval marked; categories not taken are faint
} Chart;

void chart_paint(UiPainter *painter, cairo_t *cr, const UiTheme *theme, const Chart *chart,
                 const double rect[4]);

// --- What is under the pointer ---
typedef enum {
    CHART_HIT_NONE,
    CHART_HIT_PLOT,
    CHART_HIT_MARK,
    CHART_HIT_LEGEND,
    CHART_HIT_ROW,
    CHART_HIT_COLUMN
} ChartHitPart;
typedef struct {
    ChartHitPart part;
    int series, index;   // of a MARK; -1 = none. SANKEY: index = link; TIMELINE: span; TABLE: row
                         // (ROW) or column (COLUMN)
    int category;        // -1 = none
    double value;        // of the mark; NAN = none
    bool has_x, is_time; // PLOT and MARK of charts with an x axis:
    double x;            // µs UTC where is_time, else in x units
} ChartHit;
ChartHit chart_hit(UiPainter *painter, const Chart *chart, const double rect[4], double x,
                   double y);

// The interval between two pointer places along the x axis (y of the pointer where bars lie), or
// the categories between them, borrowed from the chart; a calendar gives whole weeks. False where
// the chart has no such axis or both are one place. The filter is the brush to show, and what other
// charts and the map are filtered by.
bool chart_brush(UiPainter *painter, const Chart *chart, const double rect[4], double x0, double x1,
                 ChartFilter *out);
// Does a record with this x (time µs or value, NAN = none) and category (NULL = none) pass? What it
// has not got does not count against it.
bool chart_filter_takes(const ChartFilter *filter, double x, const char *category);
// As an expression of asset_query.h for search and select-where: `depth >= 0.2 and depth <= 0.4 and
// (kind = "a" or kind = "b")`; the names of the columns are the caller's, NULL = leave that part
// out. Adds nothing for an empty filter; a time is not written.
void chart_filter_expression(const ChartFilter *filter, const char *x_column,
                             const char *category_column, Str *out);

// --- Files ---
typedef struct {
    double width, height; // units
    double scale;         // pixels a unit of PNG; 0 = 1
    const UiTheme *theme;
    bool is_transparent; // else on the theme's ground
} ChartPage;
// Writes .png, .svg or .pdf (by the ending) to a temporary file and renames it. ERR_ARGUMENT,
// ERR_IO, ERR_MEMORY, ERR_RANGE (a size beyond 1..16384 pixels). Same chart, same bytes.
bool chart_write(UiPainter *painter, const Chart *chart, const ChartPage *page, const char *path,
                 Err *err);

// Everything the chart points to, copied into the arena: for a widget that outlives its builder.
Chart *chart_copy(Arena *arena, const Chart *chart);
const char *chart_kind_name(ChartKind kind);    // "line"; never NULL
ChartKind chart_kind_by_name(const char *name); // CHART_NONE = no such kind

// --- Numbers and ticks, for panels that write them without a chart ---
// 万/亿 in Chinese, k/M/G in English, from 10,000 up; else grouped by thousands. decimals as in
// Chart.
void chart_number_text(double number, int decimals, bool is_chinese, char *out, size_t cap);
