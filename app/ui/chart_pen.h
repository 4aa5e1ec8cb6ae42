// SPDX-License-Identifier: Apache-2.0
// chart_pen.h - what the kinds of chart draw with: colours, texts that never overlap, marks that
// answer the pointer, axes, the read-out. A kind is chart_<name>.c with one ChartKindRow, and its
// row in chart_table.c. Inside app/ui only.
#pragma once
#include "ui/chart.h"
#include "ui/chart_scale.h"

#define CHART_LABELS_MAX 512
#define CHART_READ_MAX 10

typedef struct {
    double x, y, w, h;
} ChartBox;

typedef struct {
    UiRgba colour;
    bool has_colour;
    char name[96], value[64];
} ChartReadRow;

typedef struct ChartPen {
    UiPainter *painter;
    cairo_t *cr;
    const UiTheme *theme;
    const Chart *chart;
    Arena arena;         // of one painting
    ChartBox rect, body; // all; what head, legend and age leave
    double size;         // of body text
    double k;            // of lines and marks: 1 at size 12
    double drain;        // 0 = full colour, 1 = grey
    bool is_vector;      // a page: it has no pixels to be sharp on
    // Labels already placed.
    ChartBox labels[CHART_LABELS_MAX];
    int label_count;
    // The pointer: what is under it and what it says.
    bool has_probe;
    double probe_x, probe_y, best; // best: distance of the mark found
    ChartHit hit;
    char read_head[96];
    ChartReadRow read[CHART_READ_MAX];
    int read_count;
    // The x axis, where the kind has one.
    ChartBox plot;
    bool has_x, x_is_time, x_is_category, x_is_vertical;
    double x_low, x_high, x_snap; // snap: a brush takes whole ones from x_low; 0 = any place
} ChartPen;

typedef struct {
    ChartKind kind;
    const char *name;
    bool (*is_empty)(const Chart *chart);
    void (*paint)(ChartPen *pen);
    bool has_legend; // of the series
} ChartKindRow;
extern const ChartKindRow *const chart_kind_table[CHART_KIND_COUNT]; // [0] is NULL

// Colours, drained where the values are stale.
UiRgba chart_palette(const ChartPen *pen, int index);
UiRgba chart_tone(const ChartPen *pen, ChartTone tone);
UiRgba chart_series_colour(const ChartPen *pen, int series);
UiRgba chart_category_colour(const ChartPen *pen, int category);
UiRgba chart_colour(const ChartPen *pen, UiColour colour);
UiRgba chart_blend(UiRgba a, UiRgba b, double t);
void chart_source(ChartPen *pen, UiRgba colour, double alpha);
UiRgba
chart_ink(const ChartPen *pen,
          UiRgba colour); // for text: moved towards the text's colour until its contrast is 4.5:1
typedef struct {
    UiRgba colour, end;
    bool has_end; // else one colour
    double alpha0, alpha1, x0, y0, x1, y1;
} ChartFade;
void chart_source_fade(ChartPen *pen, const ChartFade *fade);

// Texts. anchor 0 = left or top, 0.5 = middle, 1 = right or bottom of x, y.
typedef struct {
    const char *text;
    double size;              // of pen->size
    bool is_bold, is_soft;    // soft: dim
    bool has_halo, has_plate; // readable over marks: a soft edge, a ground of its own
    double x, y, anchor_x, anchor_y;
    double width; // cut with … beyond; 0 = no limit
    int lines;    // so many before it is cut; 0 = one
    const UiRgba *colour;
    const ChartBox *within; // dropped where it would leave it; NULL = pen->rect
} ChartLabel;
const char *chart_clean(ChartPen *pen,
                        const char *text); // as it may be drawn; the arena's or the text itself
double chart_text_width(ChartPen *pen, const char *text, double size, bool is_bold);
double chart_text_height(const ChartPen *pen, double size);
// False: there was no room, nothing was drawn.
bool chart_label(ChartPen *pen, const ChartLabel *label);
bool chart_label_is_free(const ChartPen *pen, ChartBox box);
void chart_keep_free(ChartPen *pen, ChartBox box); // no label there

// Lines: clamped to what Cairo can hold; half-pixel places for crisp hairlines.
double chart_snap(const ChartPen *pen, double at, bool is_x);
double chart_hairline(const ChartPen *pen); // one pixel, or more for distance
void chart_line_h(ChartPen *pen, double x0, double x1, double y, UiRgba colour, double alpha,
                  bool is_dashed);
void chart_line_v(ChartPen *pen, double x, double y0, double y1, UiRgba colour, double alpha,
                  bool is_dashed);
double chart_clamp(double at);
// To whole pixels: Cairo cuts paths by any other clip, slowly.
void chart_clip(ChartPen *pen, ChartBox box);
// A bar with a rounded end: side 0 top, 1 right, 2 bottom, 3 left, 4 all round, -1 none.
void chart_bar_path(ChartPen *pen, ChartBox box, double radius, int side);
void chart_chip(ChartPen *pen, ChartBox box, UiRgba colour, const char *text, double size);

// Marks: what the pointer can hit.
typedef struct {
    int series, index, category;
    double value;
    const char *name; // of the row in the read-out
    const char *text; // value in words; NULL = value with the chart's unit
    UiRgba colour;
    const char *head; // first line; NULL = none
} ChartMark;
void chart_mark_box(ChartPen *pen, ChartBox box, const ChartMark *mark);
void chart_mark_point(ChartPen *pen, double x, double y, double radius, const ChartMark *mark);
typedef struct {
    double cx, cy, r0, r1, a0, a1; // angles clockwise from the top, a1 >= a0 >= -pi
} ChartSector;
void chart_mark_sector(ChartPen *pen, const ChartSector *sector, const ChartMark *mark);
bool chart_mark_inside(ChartPen *pen, double distance,
                       const ChartMark *mark); // the caller measured; true = it is the nearest now
void chart_read_head(ChartPen *pen, const char *text);
void chart_read_row(ChartPen *pen, const char *name, const char *value, const UiRgba *colour);
bool chart_probe_in(const ChartPen *pen, ChartBox box);

// Values, safe to read.
double chart_value(const ChartSeries *series, int index);  // NAN where there is none
const char *chart_category(const Chart *chart, int index); // "" where it has no name
int64_t chart_time(const ChartSeries *series, int index);  // within years 1 to 9999
const char *chart_word(const Chart *chart, const char *zh, const char *en);
const char *chart_level_word(const Chart *chart, ChartTone tone); // "黄"; NULL: no level
bool chart_is_taken(const Chart *chart, int category); // by the brush
bool chart_has_values(const Chart *chart);             // any number in any series

// Axes: a value axis and an x axis of time, categories or numbers round pen->plot.
typedef struct {
    bool is_horizontal;        // values run to the right, categories down
    double low, high;          // of the values
    bool has_zero;             // bars and areas stand on zero
    bool is_time, is_category; // of x, else numbers
    double x_low, x_high;      // time in µs; categories 0..count
    int category_count;
    const char *value_unit;
} ChartAxesDesc;
typedef struct {
    ChartAxis value, x;
    ChartTimeTick times[CHART_TICKS_MAX];
    int time_count;
    bool is_horizontal, is_time, is_category;
    double x_low, x_high;
    ChartBox plot;
    int x_lines; // of a category's name
} ChartAxes;
void chart_axes(ChartPen *pen, const ChartAxesDesc *desc,
                ChartAxes *out); // lays out and draws grid, labels, bands
double chart_axes_value(const ChartAxes *axes, double value); // to the screen
double chart_axes_x(const ChartAxes *axes, double x);
void chart_axes_limits(ChartPen *pen, const ChartAxes *axes); // over the marks
void chart_axes_now(ChartPen *pen, const ChartAxes *axes);
// The ends of all values (with limits); false: none.
bool chart_extent(const Chart *chart, double *low, double *high);
bool chart_time_extent(const Chart *chart, int64_t *from_us, int64_t *to_us);
// Good ends for lines: near zero begins at zero.
void chart_ease_range(const Chart *chart, double *low, double *high);

// The labels a chart has in a rectangle: for tests of the layout.
int chart_labels(UiPainter *painter, const Chart *chart, const double rect[4],
                 ChartBox out[CHART_LABELS_MAX]);

// Parts of every chart.
void chart_head(ChartPen *pen);        // title, age, legend: leaves pen->body
// "陈旧 · 3 分钟前" after a dot, at the right end of a row; returns where it begins.
double chart_age_paint(ChartPen *pen, double right, double middle);
void chart_state_note(ChartPen *pen);  // EMPTY, LOADING, FAILED instead of a chart
void chart_readout(ChartPen *pen);     // what the probe found, beside the pointer
void chart_brush_paint(ChartPen *pen); // the interval

// A series as points on the screen, at most a few a pixel column; gaps kept. In the pen's arena.
typedef struct {
    double x, y;
    bool is_start; // not joined to the one before
} ChartPoint;
typedef struct {
    ChartPoint *points;
    int count;
    bool is_dense;   // least and greatest of columns: too many for glow and curves
    double column_w; // of them
} ChartTrace;
typedef struct {
    const double *values;
    const int64_t *times_us; // NULL = index
    int count;
    double shift;  // of the index: 0.5 for categories
    double gap_us; // <= 0 = always joined
} ChartTraceDesc;
ChartTrace chart_trace(ChartPen *pen, const ChartAxes *axes, const ChartTraceDesc *desc);
double chart_gap_us(const Chart *chart, const ChartSeries *series); // for the desc
void chart_trace_stroke(ChartPen *pen, const ChartTrace *trace, UiRgba colour, bool is_dashed,
                        bool is_faint);
// Down to y, fading, or to another trace of the same places.
void chart_trace_fill(ChartPen *pen, const ChartTrace *trace, double base_y, UiRgba colour,
                      double alpha);
void chart_trace_fill_between(ChartPen *pen, const ChartTrace *upper, const ChartTrace *lower,
                              UiRgba colour, double alpha);
void chart_dot(ChartPen *pen, double x, double y, double radius, UiRgba colour, bool is_ring);
int chart_nearest(const ChartSeries *series, const ChartAxes *axes,
                  double x); // index of the value nearest to x in data; -1 = none
void chart_sparkline_draw(ChartPen *pen, ChartBox box,
                          UiRgba colour); // series[0], also within other kinds
