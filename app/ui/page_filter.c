// SPDX-License-Identifier: Apache-2.0
// page_filter.c - the cross-filter of a page: what a click or a brush on a chart means, and what
// the filter does to charts.
#include "ui/page_private.h"
#include "base/clock.h"
#include "base/str.h"
#include <math.h>
#include <stdio.h>
#include <string.h>

#define DAY_US 86400000000ll

static bool is_name(const char *name, const char *zh, const char *en)
{
    return strcmp(name, zh) == 0 || (en[0] && strcmp(name, en) == 0);
}

static const TopicUnit *unit_named(const Topics *topics, const char *name)
{
    for (int i = 0; name && i < topics_unit_count(topics); i++) {
        const TopicUnit *unit = topics_unit_at(topics, i);
        if (is_name(name, unit->name, unit->name_en)) return unit;
    }
    return NULL;
}

static const TopicIndicator *indicator_named(const Topics *topics, const TopicCell *cell,
                                             const char *name)
{
    for (int i = 0; name && i < cell->key_count; i++) {
        const TopicIndicator *indicator = NULL;
        if (topics_of_key(topics, cell->keys[i], &indicator) && indicator &&
            is_name(name, indicator->name, indicator->name_en))
            return indicator;
    }
    return NULL;
}

PageBy page_filter_by(const Topics *topics, const TopicCell *cell, const Chart *chart)
{
    if (!chart || chart->state >= CHART_EMPTY) return PAGE_BY_NONE;
    if (chart->kind == CHART_HISTOGRAM) return cell->key_count == 1 ? PAGE_BY_VALUE : PAGE_BY_NONE;
    const bool has_times = chart->series_count > 0 && chart->series[0].times_us;
    if (chart->kind == CHART_CALENDAR || chart->kind == CHART_TIMELINE || has_times)
        return chart->kind == CHART_NUMBER || chart->kind == CHART_BOX ? PAGE_BY_NONE
                                                                       : PAGE_BY_TIME;
    if (chart->category_count == 0 || chart->kind == CHART_SANKEY) return PAGE_BY_NONE;
    bool are_units = true, are_keys = true;
    for (int i = 0; i < chart->category_count; i++) {
        are_units &= unit_named(topics, chart->categories[i]) != NULL;
        are_keys &= indicator_named(topics, cell, chart->categories[i]) != NULL ||
                    (chart->kind == CHART_DONUT && i == 1 && chart->category_count == 2);
    }
    return are_units ? PAGE_BY_UNIT : are_keys ? PAGE_BY_KEY : PAGE_BY_NONE;
}

static void add_time(Str *out, const char *name, double t_us, int utc_offset_s)
{
    char iso[32];
    clock_format((int64_t)t_us, utc_offset_s, iso);
    str_printf(out, " %s=%.19s", name, iso);
}

// Codes or keys of categories, ';' between. False: none is known.
static bool add_categories(const Topics *topics, const TopicCell *cell, PageBy by,
                           const ChartFilter *filter, Str *out)
{
    int count = 0;
    for (int i = 0; i < filter->category_count; i++) {
        const char *name = filter->categories[i];
        const TopicUnit *unit = by == PAGE_BY_UNIT ? unit_named(topics, name) : NULL;
        const TopicIndicator *indicator =
            by == PAGE_BY_KEY ? indicator_named(topics, cell, name) : NULL;
        const char *word = unit ? unit->code : indicator ? indicator->key : NULL;
        if (!word) continue;
        if (count++ == 0) str_printf(out, " %s='", by == PAGE_BY_UNIT ? "units" : "indicators");
        str_printf(out, "%s%s", count > 1 ? ";" : "", word);
    }
    if (count) str_add(out, "'");
    return count > 0;
}

bool page_filter_command(const Topics *topics, const TopicCell *cell, const Chart *chart,
                         const ChartFilter *filter, Str *out)
{
    const PageBy by = page_filter_by(topics, cell, chart);
    Str line = { 0 };
    bool ok = false;
    str_add(&line, "page-filter");
    if ((by == PAGE_BY_UNIT || by == PAGE_BY_KEY) && filter->category_count > 0) {
        ok = add_categories(topics, cell, by, filter, &line);
    } else if (by == PAGE_BY_TIME && filter->has_range && filter->is_time) {
        add_time(&line, "from", filter->from, chart->utc_offset_s);
        add_time(&line, "to", filter->to, chart->utc_offset_s);
        ok = true;
    } else if (by == PAGE_BY_VALUE && filter->has_range) {
        str_printf(&line, " key=%s low=%.10g high=%.10g", cell->keys[0], filter->from, filter->to);
        ok = true;
    }
    if (ok) str_printf(out, "%s\n", line.text);
    str_finish(&line);
    return ok;
}

bool page_filter_click(UiPainter *painter, const Topics *topics, const TopicCell *cell,
                       const Chart *chart, const double rect[4], double x, double y, Str *out)
{
    const PageBy by = page_filter_by(topics, cell, chart);
    if (by == PAGE_BY_NONE) return false;
    const ChartHit hit = chart_hit(painter, chart, rect, x, y);
    ChartFilter filter = { 0 };
    if (by == PAGE_BY_TIME) {
        if (chart->kind != CHART_CALENDAR || !hit.has_x || hit.part != CHART_HIT_MARK) return false;
        filter = (ChartFilter){
            .has_range = true, .is_time = true, .from = hit.x, .to = hit.x + (double)DAY_US
        };
    } else if (by == PAGE_BY_VALUE) {
        if (hit.part == CHART_HIT_NONE ||
            !chart_brush(painter, chart, rect, x - 0.25, x + 0.25, &filter))
            return false;
    } else {
        const int at = hit.category >= 0           ? hit.category
                       : hit.part == CHART_HIT_ROW ? hit.index
                                                   : -1;
        if (at < 0 || at >= chart->category_count) return false;
        filter.categories = &chart->categories[at];
        filter.category_count = 1;
    }
    return page_filter_command(topics, cell, chart, &filter, out);
}

// --- What the filter does to charts ---

static bool has_word(const char *text, const char *word)
{
    const size_t length = strlen(word);
    for (const char *at = text; *at;) {
        const size_t n = strcspn(at, ";");
        if (n == length && strncmp(at, word, n) == 0) return true;
        at += n + (at[n] == ';');
    }
    return false;
}

bool page_filter_takes_unit(PageBuild *build, const char *code)
{
    const StateFilter *f = &build->state->filter;
    if (f->units[0] && !has_word(f->units, code)) return false;
    if (!f->has_range || !f->key[0]) return true;
    const IndicatorValue *v =
        indicators_get(build->facts->indicators, arena_printf(build->arena, "%s/%s", f->key, code));
    return v && v->number >= f->low && v->number <= f->high;
}

bool page_filter_takes_time(const State *state, int64_t t_us)
{
    const StateFilter *f = &state->filter;
    return !f->has_time || (t_us >= f->from_us && t_us < f->to_us);
}

static void faint_units(PageBuild *build, Chart *chart)
{
    ChartFilter *brush = ARENA_ARRAY(build->arena, ChartFilter, 1);
    const char **taken = ARENA_ARRAY(build->arena, const char *, chart->category_count + 1);
    for (int i = 0; i < chart->category_count; i++) {
        const TopicUnit *unit = unit_named(build->facts->topics, chart->categories[i]);
        if (unit && page_filter_takes_unit(build, unit->code))
            taken[brush->category_count++] = chart->categories[i];
    }
    brush->categories = taken;
    chart->brush = brush;
}

static void faint_keys(PageBuild *build, Chart *chart)
{
    ChartFilter *brush = ARENA_ARRAY(build->arena, ChartFilter, 1);
    const char **taken = ARENA_ARRAY(build->arena, const char *, chart->category_count + 1);
    for (int i = 0; i < chart->category_count; i++) {
        const TopicIndicator *indicator =
            indicator_named(build->facts->topics, build->cell, chart->categories[i]);
        if (indicator && has_word(build->state->filter.indicators, indicator->key))
            taken[brush->category_count++] = chart->categories[i];
    }
    if (brush->category_count == 0) return; // none of them is spoken of
    brush->categories = taken;
    chart->brush = brush;
}

// Only the series of the indicators taken, where any is.
static void only_keys(PageBuild *build, Chart *chart)
{
    ChartSeries *kept = ARENA_ARRAY(build->arena, ChartSeries, chart->series_count + 1);
    int count = 0;
    for (int i = 0; i < chart->series_count; i++) {
        const TopicIndicator *indicator =
            indicator_named(build->facts->topics, build->cell, chart->series[i].name);
        if (indicator && has_word(build->state->filter.indicators, indicator->key))
            kept[count++] = chart->series[i];
    }
    if (count == 0) return;
    chart->series = kept;
    chart->series_count = count;
}

static void only_time(PageBuild *build, Chart *chart)
{
    const StateFilter *f = &build->state->filter;
    if (chart->kind == CHART_CALENDAR || chart->kind == CHART_BAR) {
        ChartFilter *brush = ARENA_ARRAY(build->arena, ChartFilter, 1);
        *brush = (ChartFilter){
            .has_range = true, .is_time = true, .from = (double)f->from_us, .to = (double)f->to_us
        };
        chart->brush = brush;
        return;
    }
    const int64_t from = f->from_us > chart->from_us ? f->from_us : chart->from_us,
                  to = f->to_us < chart->to_us ? f->to_us : chart->to_us;
    if (from >= to) {
        chart->state = CHART_EMPTY;
        chart->state_text = page_word(build, TEXT_PAGE_NOT_IN_TIME);
        return;
    }
    chart->from_us = from;
    chart->to_us = to;
    if (chart->kind != CHART_LINE && chart->kind != CHART_AREA) return;
    // The points within, so that the value axis is theirs.
    ChartSeries *series = ARENA_ARRAY(build->arena, ChartSeries, chart->series_count + 1);
    for (int i = 0; i < chart->series_count; i++) {
        const ChartSeries *s = &chart->series[i];
        int first = 0, end = s->count;
        series[i] = *s;
        if (!s->times_us) continue;
        while (first < end && s->times_us[first] < from) first++;
        while (end > first && s->times_us[end - 1] >= to) end--;
        series[i].values += first;
        series[i].times_us += first;
        if (s->low) series[i].low += first;
        if (s->high) series[i].high += first;
        series[i].count = end - first;
    }
    chart->series = series;
}

static bool has_key(const TopicCell *cell, const char *key)
{
    for (int i = 0; i < cell->key_count; i++)
        if (strcmp(cell->keys[i], key) == 0) return true;
    return false;
}

static void mark_range(PageBuild *build, Chart *chart, PageBy by)
{
    const StateFilter *f = &build->state->filter;
    if (!has_key(build->cell, f->key)) return;
    if (by == PAGE_BY_VALUE) {
        ChartFilter *brush = ARENA_ARRAY(build->arena, ChartFilter, 1);
        *brush = (ChartFilter){ .has_range = true, .from = f->low, .to = f->high };
        chart->brush = brush;
    } else if (chart->kind == CHART_LINE && build->cell->key_count == 1) {
        ChartBand *bands = ARENA_ARRAY(build->arena, ChartBand, chart->band_count + 1);
        if (chart->band_count)
            memcpy(bands, chart->bands, sizeof *bands * (size_t)chart->band_count);
        bands[chart->band_count++] =
            (ChartBand){ .from = f->low, .to = f->high, .tone = CHART_TONE_ACCENT };
        chart->bands = bands;
    }
}

// Rows of units that are not taken lose their colour.
static void dim_rows(PageBuild *build, Chart *chart)
{
    const int count = chart->row_count * chart->column_count;
    ChartCell *cells = ARENA_ARRAY(build->arena, ChartCell, count + 1);
    bool has_any = false;
    if (count) memcpy(cells, chart->cells, sizeof *cells * (size_t)count);
    for (int r = 0; r < chart->row_count; r++) {
        ChartCell *row = cells + r * chart->column_count;
        const TopicUnit *unit = row[0].text ? unit_named(build->facts->topics, row[0].text) : NULL;
        if (!unit || page_filter_takes_unit(build, unit->code)) continue;
        for (int c = 0; c < chart->column_count; c++) row[c].tone = CHART_TONE_DIM;
        has_any = true;
    }
    if (has_any) chart->cells = cells;
}

void page_filter_apply(PageBuild *build)
{
    const StateFilter *f = &build->state->filter;
    if (!state_filter_is_on(f)) return;
    for (int i = 0; i < build->content->item_count; i++) {
        PageItem *item = &build->content->items[i];
        if (!item->chart) continue;
        const PageBy by = page_filter_by(build->facts->topics, build->cell, item->chart);
        Chart *chart = ARENA_ARRAY(build->arena, Chart, 1);
        *chart = *item->chart;
        if (by == PAGE_BY_UNIT && (f->units[0] || f->has_range)) faint_units(build, chart);
        if (by == PAGE_BY_KEY && f->indicators[0]) faint_keys(build, chart);
        if (by == PAGE_BY_TIME && f->indicators[0]) only_keys(build, chart);
        if (by == PAGE_BY_TIME && f->has_time) only_time(build, chart);
        if (f->has_range) mark_range(build, chart, by);
        if (chart->kind == CHART_TABLE && (f->units[0] || f->has_range)) dim_rows(build, chart);
        item->chart = chart;
    }
}
