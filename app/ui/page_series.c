// SPDX-License-Identifier: Apache-2.0
// page_series.c - cells that show figures over time or among the units: lines, bars, spreads,
// flows.
#include "ui/page_private.h"
#include <math.h>
#include <stdio.h>
#include <string.h>

static TopicSpan span_of(const PageBuild *build)
{
    return build->cell->span == TOPIC_SPAN_NOW ? TOPIC_SPAN_24H : (TopicSpan)build->cell->span;
}

// A series of the key's trend, copied; the chart is told the span.
static bool add_trend(PageBuild *build, Chart *chart, ChartSeries *out, const char *key)
{
    const IndicatorTrend *trend =
        indicators_trend(build->facts->indicators, page_key(build, key), span_of(build));
    if (!trend) return false;
    double *values = ARENA_ARRAY(build->arena, double, trend->count + 1);
    int64_t *times = ARENA_ARRAY(build->arena, int64_t, trend->count + 1);
    for (int i = 0; i < trend->count; i++) {
        values[i] = trend->points[i].number;
        times[i] = trend->points[i].t_us;
    }
    *out = (ChartSeries){ .values = values, .times_us = times, .count = trend->count };
    chart->from_us = trend->from_us;
    chart->to_us = trend->to_us;
    if (trend->load == INDICATOR_FAILED) {
        chart->state = CHART_FAILED;
        chart->state_text = arena_strdup(build->arena, trend->err.text);
    } else if (trend->count == 0 && chart->state != CHART_FAILED) {
        chart->state = trend->load == INDICATOR_LOADING ? CHART_LOADING : CHART_EMPTY;
        chart->state_text =
            trend->load == INDICATOR_NONE ? page_word(build, TEXT_PAGE_NO_HISTORY) : NULL;
    }
    return trend->count > 0;
}

// The limits of one indicator as lines across.
static void add_limits(PageBuild *build, Chart *chart, const IndicatorValue *v)
{
    ChartLimit *limits = ARENA_ARRAY(build->arena, ChartLimit, ALARM_LEVEL_COUNT + 1);
    for (int level = ALARM_LEVEL_BLUE; level < ALARM_LEVEL_COUNT; level++) {
        if (!isfinite(v->limits[level])) continue;
        limits[chart->limit_count++] =
            (ChartLimit){ v->limits[level], page_level_word(build, (AlarmLevel)level),
                          page_level_tone((AlarmLevel)level) };
    }
    if (isfinite(v->target))
        limits[chart->limit_count++] =
            (ChartLimit){ v->target, page_word(build, TEXT_PAGE_TARGET), CHART_TONE_ACCENT };
    chart->limits = limits;
}

typedef struct {
    const char *keys[TOPIC_CELL_KEYS_MAX];
    int count;
    const char *unit; // of the indicators
} UnitGroup;

// Figures of different units have no axis in common: one chart each, one below the other.
static int by_units(PageBuild *build, UnitGroup groups[TOPIC_CELL_KEYS_MAX])
{
    int count = 0;
    for (int i = 0; i < build->cell->key_count; i++) {
        const TopicIndicator *indicator = NULL;
        int at = 0;
        (void)topics_of_key(build->facts->topics, build->cell->keys[i], &indicator);
        const char *unit = indicator ? indicator->unit : "";
        while (at < count && strcmp(groups[at].unit, unit) != 0) at++;
        if (at == count) groups[count++] = (UnitGroup){ .unit = unit };
        groups[at].keys[groups[at].count++] = build->cell->keys[i];
    }
    return count;
}

static Chart *trends_of(PageBuild *build, ChartKind kind, const UnitGroup *group)
{
    Chart *chart = page_chart(build, kind);
    ChartSeries *series = ARENA_ARRAY(build->arena, ChartSeries, group->count + 1);
    double age_s = -1;
    bool has_any = false;
    ChartState worst = CHART_LIVE;
    for (int i = 0; i < group->count; i++) {
        const char *key = group->keys[i];
        const IndicatorValue *v = page_value(build, key);
        has_any |= add_trend(build, chart, &series[i], key);
        series[i].name = v ? topic_indicator_name(v->indicator, build->state->language) : key;
        if (!v) continue;
        series[i].unit = page_unit(build, v->indicator);
        if (!chart->unit) chart->unit = series[i].unit;
        if (v->indicator->decimals >= 0 && chart->decimals == 0)
            chart->decimals = 1 + v->indicator->decimals;
        if (v->freshness != LIVE_NONE && page_state(v) > worst) worst = page_state(v);
        if (isfinite(v->age_s)) age_s = fmax(age_s, v->age_s);
        page_worse(build->content, page_level_tone(v->level));
        if (group->count == 1 && kind != CHART_BAR && kind != CHART_HISTOGRAM)
            add_limits(build, chart, v);
    }
    if (has_any && chart->state != CHART_FAILED) {
        chart->state = worst;
        chart->state_text = NULL;
    }
    if (age_s >= 0) chart->age_text = page_age(build, age_s);
    chart->series = series;
    chart->series_count = group->count;
    chart->has_no_legend = group->count < 2 && group->count == build->cell->key_count;
    page_item(build, PAGE_CHART)->chart = chart;
    return chart;
}

static void trends(PageBuild *build, ChartKind kind)
{
    UnitGroup groups[TOPIC_CELL_KEYS_MAX] = { 0 };
    const int count = by_units(build, groups);
    const char *smooth = page_option(build, "smooth");
    for (int g = 0; g < count; g++) {
        Chart *chart = trends_of(build, kind, &groups[g]);
        PageItem *item = &build->content->items[build->content->item_count - 1];
        item->height = (build->height - PAGE_GAP * (count - 1)) / count;
        item->y = (item->height + PAGE_GAP) * g;
        chart->is_smooth = smooth && strcmp(smooth, "1") == 0;
        chart->is_stacked = groups[g].count > 1 && topic_cell_number(build->cell, "stacked", 0) > 0;
        if (kind == CHART_HISTOGRAM) { // its values lie across
            chart->x_title = chart->series[0].name;
            chart->x_unit = chart->unit;
        }
        chart->bin_count = (int)topic_cell_number(build->cell, "bins", 0);
    }
}

void page_make_line(PageBuild *build)
{
    trends(build, CHART_LINE);
}

void page_make_area(PageBuild *build)
{
    trends(build, CHART_AREA);
}

ChartSeries page_unit_series(PageBuild *build, Chart *chart, const char *key)
{
    const int units = topics_unit_count(build->facts->topics);
    const TopicIndicator *indicator = NULL;
    const char **names = ARENA_ARRAY(build->arena, const char *, units + 1);
    double *values = ARENA_ARRAY(build->arena, double, units + 1);
    (void)topics_of_key(build->facts->topics, key, &indicator);
    for (int u = 0; u < units; u++) {
        const TopicUnit *unit = topics_unit_at(build->facts->topics, u);
        const IndicatorValue *v = indicators_get(
            build->facts->indicators, arena_printf(build->arena, "%s/%s", key, unit->code));
        names[u] = build->is_chinese || !unit->name_en[0] ? unit->name : unit->name_en;
        values[u] = v ? v->number : NAN;
        if (v && v->freshness != LIVE_NONE) chart->state = CHART_LIVE;
    }
    chart->categories = names;
    chart->category_count = units;
    return (ChartSeries){ .name = indicator
                                      ? topic_indicator_name(indicator, build->state->language)
                                      : key,
                          .unit = indicator ? page_unit(build, indicator) : NULL,
                          .values = values,
                          .count = units };
}

// Values of the units: a category each, a series an indicator.
static void bars_by_unit(PageBuild *build)
{
    const int keys = build->cell->key_count;
    Chart *chart = page_chart(build, CHART_BAR);
    ChartSeries *series = ARENA_ARRAY(build->arena, ChartSeries, keys + 1);
    chart->state = CHART_EMPTY;
    for (int k = 0; k < keys; k++) {
        series[k] = page_unit_series(build, chart, build->cell->keys[k]);
        if (!chart->unit) chart->unit = series[k].unit;
    }
    chart->series = series;
    chart->series_count = keys;
    chart->is_stacked = topic_cell_number(build->cell, "stacked", 0) > 0;
    chart->is_horizontal = topic_cell_number(build->cell, "horizontal", 0) > 0;
    chart->has_no_legend = keys < 2;
    page_item(build, PAGE_CHART)->chart = chart;
}

// The latest of several indicators, a bar each.
static void bars_by_name(PageBuild *build)
{
    Chart *chart = page_by_name(build, CHART_BAR);
    chart->is_horizontal =
        topic_cell_number(build->cell, "horizontal", build->cell->key_count > 4) > 0;
    chart->has_no_legend = chart->has_values = true;
}

void page_make_bar(PageBuild *build)
{
    const char *by = page_option(build, "by");
    if (by && strcmp(by, "unit") == 0)
        bars_by_unit(build);
    else if (build->cell->key_count > 1 && build->cell->span == TOPIC_SPAN_NOW) {
        UnitGroup groups[TOPIC_CELL_KEYS_MAX] = { 0 };
        if (by_units(build, groups) > 1)
            page_make_numbers(build);
        else
            bars_by_name(build);
    } else
        trends(build, CHART_BAR);
}

void page_make_calendar(PageBuild *build)
{
    trends(build, CHART_CALENDAR);
}

void page_make_box(PageBuild *build)
{
    trends(build, CHART_BOX);
}

void page_make_histogram(PageBuild *build)
{
    trends(build, CHART_HISTOGRAM);
}

// The units by two indicators.
void page_make_scatter(PageBuild *build)
{
    if (build->cell->key_count < 2) return;
    Chart *chart = page_chart(build, CHART_SCATTER);
    ChartSeries *series = ARENA_ARRAY(build->arena, ChartSeries, 1);
    chart->state = CHART_EMPTY;
    const ChartSeries across = page_unit_series(build, chart, build->cell->keys[0]);
    *series = page_unit_series(build, chart, build->cell->keys[1]);
    series->xs = across.values;
    chart->x_title = across.name;
    chart->x_unit = across.unit;
    chart->unit = series->unit;
    chart->series = series;
    chart->series_count = 1;
    page_item(build, PAGE_CHART)->chart = chart;
}

static int category(const char **names, int *count, int max, const char *name)
{
    for (int i = 0; i < *count; i++)
        if (strcmp(names[i], name) == 0) return i;
    if (*count == max) return -1;
    names[*count] = name;
    return (*count)++;
}

// Name of a flow's end: an indicator's, else the word itself; its value where it is an indicator.
static const char *flow_end(PageBuild *build, char *word, double *number)
{
    const IndicatorValue *v = page_value(build, word);
    *number = v ? v->number : NAN;
    return v ? topic_indicator_name(v->indicator, build->state->language)
             : arena_strdup(build->arena, word);
}

// Option flow="A>B C>B B>D": ends are indicators or words; a flow carries the value of the end that
// is an indicator, the lesser where both are.
void page_make_sankey(PageBuild *build)
{
    enum { FLOWS_MAX = 32 };
    const char *flow = page_option(build, "flow");
    Chart *chart = page_chart(build, CHART_SANKEY);
    const char **names = ARENA_ARRAY(build->arena, const char *, 2 * FLOWS_MAX);
    ChartLink *links = ARENA_ARRAY(build->arena, ChartLink, FLOWS_MAX);
    char *text = arena_strdup(build->arena, flow ? flow : "");
    char *rest = NULL;
    for (char *word = strtok_r(text, " ,", &rest); word && chart->link_count < FLOWS_MAX;
         word = strtok_r(NULL, " ,", &rest)) {
        char *to = strchr(word, '>');
        double numbers[2];
        if (!to) continue;
        *to++ = 0;
        const char *ends[2] = { flow_end(build, word, &numbers[0]),
                                flow_end(build, to, &numbers[1]) };
        const double value = fmin(numbers[0], numbers[1]); // fmin passes over a NAN
        if (!(value > 0)) continue;
        links[chart->link_count++] =
            (ChartLink){ category(names, &chart->category_count, 2 * FLOWS_MAX, ends[0]),
                         category(names, &chart->category_count, 2 * FLOWS_MAX, ends[1]), value };
    }
    if (build->cell->key_count > 0) {
        const IndicatorValue *v = page_value(build, build->cell->keys[0]);
        if (v) chart->unit = page_unit(build, v->indicator);
        if (v) chart->age_text = page_age(build, v->age_s);
    }
    chart->state = chart->link_count ? CHART_LIVE : CHART_EMPTY;
    chart->links = links;
    chart->categories = names;
    page_item(build, PAGE_CHART)->chart = chart;
}
