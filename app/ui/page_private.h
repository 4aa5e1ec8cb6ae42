// SPDX-License-Identifier: Apache-2.0
// page_private.h - shared by page*.c: what a cell holds once it is made.
#pragma once
#include "base/arena.h"
#include "core/indicator_unit.h"
#include "core/text.h"
#include "ui/chart.h"
#include "ui/page.h"

enum { PAGE_SLOTS_MAX = 48, PAGE_ITEMS_MAX = 64 };
#define PAGE_HEAD 68.0
#define PAGE_FOOT 52.0
#define PAGE_MARGIN 16.0
#define PAGE_GAP 12.0
#define PAGE_TITLE 38.0 // band of a cell's title
#define PAGE_PAD 12.0
#define PAGE_SHADOW 14.0
#define PAGE_SCALE_LEAST 0.72

typedef enum {
    PAGE_CHART,  // chart
    PAGE_WORDS,  // text, wrapped
    PAGE_BUTTON, // text, action; tone
    PAGE_ROW,    // text, detail; tone
    PAGE_CALM    // text: a list with nothing in it, which is well
} PageItemKind;

typedef struct {
    PageItemKind kind;
    double x, y, width, height; // units, from the top left of the cell's body
    Chart *chart;
    const char *text, *detail, *action; // NULL = none
    const char *const *row_actions;     // of a table's rows, from the first of all; NULL = none
    int row_count;
    ChartTone tone;
    bool is_chosen, is_off;
} PageItem;

// What a chart's parts are, for the cross-filter.
typedef enum { PAGE_BY_NONE, PAGE_BY_UNIT, PAGE_BY_KEY, PAGE_BY_TIME, PAGE_BY_VALUE } PageBy;

typedef struct {
    const char *title, *subtitle;
    const char *age; // of the one chart it has, while that is live: said in the title's band
    bool is_waiting; // for the history of something small in it
    bool is_open;    // a row of cards, each on glass of its own, without title and frame
    ChartTone tone;  // of the title's mark: the worst level of what is shown
    PageItem items[PAGE_ITEMS_MAX];
    int item_count;
} PageContent;

// What a maker of content works with.
typedef struct {
    const State *state;
    const UiPageFacts *facts;
    const Topic *topic;
    const TopicCell *cell;
    PageContent *content;
    UiPainter *painter;   // to measure by
    Arena *arena;         // what the content points to
    double width, height; // of the body, units
    int first_row;        // of a list
    bool is_chinese;
} PageBuild;

UiPage *ui_page_create(UiPainter *painter, Err *err); // painter borrowed
void ui_page_destroy(UiPage *page);

// Adds an item that fills the body.
PageItem *page_item(PageBuild *build, PageItemKind kind);
Chart *page_chart(PageBuild *build, ChartKind kind);
// KEY, or KEY/CODE where a unit of the city is chosen and the indicator is kept by units.
const char *page_key(PageBuild *build, const char *key);
const IndicatorValue *page_value(PageBuild *build, const char *key); // NULL = no such indicator
const char *page_word(const PageBuild *build, TextId id);
const char *page_age(PageBuild *build, double age_s);
ChartTone page_level_tone(AlarmLevel level);
const char *page_level_word(const PageBuild *build, AlarmLevel level); // "正常" for none
void page_open(PageBuild *build); // without title and frame: the room is the whole cell
TextId page_level_text(AlarmLevel level);
ChartState page_state(const IndicatorValue *value);
const char *page_unit(PageBuild *build, const TopicIndicator *indicator);
void page_worse(PageContent *content, ChartTone tone);
// A text in which keys of indicators are replaced by their names: "GDP同比 <= 5".
const char *page_names(PageBuild *build, const char *text);
const char *page_option(PageBuild *build, const char *name); // NULL = not there
// "12.5 m": a value with its unit, "—" where there is none.
const char *page_number(PageBuild *build, const IndicatorValue *value);

// The values of the cell's indicators as one series by name, added as the cell's item; the worst
// state of all.
Chart *page_by_name(PageBuild *build, ChartKind kind);
// Of an indicator what each unit of the city has: the units become the chart's categories, and it
// is LIVE where any has a value.
ChartSeries page_unit_series(PageBuild *build, Chart *chart, const char *key);

// By widget; in page_table.c. To add one: a function and a row.
typedef struct {
    TopicWidget widget;
    void (*make)(PageBuild *build);
    TextId title; // of a cell that says none
} PageWidgetRow;
extern const PageWidgetRow page_widget_table[];
extern const int page_widget_count;

// page_figures.c
void page_make_numbers(PageBuild *build);
void page_make_gauge(PageBuild *build);
void page_make_donut(PageBuild *build);
void page_make_radar(PageBuild *build);
void page_make_ranking(PageBuild *build);
void page_make_table(PageBuild *build);
void page_make_matrix(PageBuild *build);
void page_make_words(PageBuild *build);
// page_series.c
void page_make_line(PageBuild *build);
void page_make_area(PageBuild *build);
void page_make_bar(PageBuild *build);
void page_make_calendar(PageBuild *build);
void page_make_scatter(PageBuild *build);
void page_make_sankey(PageBuild *build);
void page_make_box(PageBuild *build);
void page_make_histogram(PageBuild *build);
// page_lists.c
void page_make_timeline(PageBuild *build);
void page_make_events(PageBuild *build);
void page_make_alarms(PageBuild *build);
void page_make_cases(PageBuild *build);
void page_make_warnings(PageBuild *build);
void page_make_feeds(PageBuild *build);
void page_make_rules(PageBuild *build);
void page_make_legend(PageBuild *build);
void page_make_actions(PageBuild *build);
void page_make_topics(PageBuild *build);
void page_make_quality(PageBuild *build);
void page_make_algorithms(PageBuild *build);

// page_paint.c: of one cell, units; the context's origin is the cell's top left.
void page_paint_cell(UiPainter *painter, cairo_t *cr, const UiTheme *theme,
                     const PageContent *content, double width, double height, int hover_item,
                     double hover_x, double hover_y);
// x, y, width, height within a cell
void page_body(const PageContent *content, double width, double height, double body[4]);
void page_item_rect(const PageItem *item, const double body[4], double out[4]);
// page_frame.c: the bars above and below; tabs answer with actions.
void page_paint_head(UiPainter *painter, cairo_t *cr, const UiTheme *theme, const State *state,
                     const UiPageFacts *facts, const Topic *topic, double width);
void page_make_foot(PageBuild *build); // items: the tabs
void page_paint_foot(UiPainter *painter, cairo_t *cr, const UiTheme *theme,
                     const PageContent *content, double width, int hover_item);
uint64_t page_head_key(const State *state, const UiPageFacts *facts, const Topic *topic);
uint64_t page_content_key(const PageContent *content); // the same key, the same picture

// page_filter.c
PageBy page_filter_by(const Topics *topics, const TopicCell *cell, const Chart *chart);
// A command line for what was brushed; for a place clicked. False: the chart filters nothing there.
bool page_filter_command(const Topics *topics, const TopicCell *cell, const Chart *chart,
                         const ChartFilter *filter, Str *out);
bool page_filter_click(UiPainter *painter, const Topics *topics, const TopicCell *cell,
                       const Chart *chart, const double rect[4], double x, double y, Str *out);
void page_filter_apply(PageBuild *build); // to the charts made: faint, fewer, narrower
bool page_filter_takes_unit(PageBuild *build, const char *code);
bool page_filter_takes_time(const State *state, int64_t t_us);

// page_focus.c: over the page. Chips: build->width is set to what they need.
uint64_t page_focus_key(const State *state, const UiPageFacts *facts);
void page_make_chips(PageBuild *build);
void page_paint_chips(UiPainter *painter, cairo_t *cr, const UiTheme *theme,
                      const PageContent *content, int hover_item);
void page_paint_edited(cairo_t *cr, const UiTheme *theme, double width, double height,
                       bool is_chosen); // over a cell, in the page editor
void page_make_drill(PageBuild *build);
void page_focus_mark(PageBuild *build); // of a cell that is made: figures of another level say so
const char *page_unit_name(PageBuild *build, const char *code);
