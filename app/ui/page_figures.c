// SPDX-License-Identifier: Apache-2.0
// page_figures.c - cells that show figures as they are now: numbers, gauges, shares, ranks, tables.
#include "ui/page_private.h"
#include "base/str.h"
#include <math.h>
#include <stdio.h>
#include <string.h>

enum { RANK_MAX = 64, SPARK_POINTS = 96 };
#define OPEN_HEIGHT 130.0 // of a row of figures: lower ones have no title
#define CARD_LEAST 106.0  // a card and its gap

// The trend's points as a series in the arena; NULL without any. Of what comes once a month a day
// has no line: then the next longer span that has one.
static const ChartSeries *spark(PageBuild *build, const char *key, TopicSpan span)
{
    const IndicatorTrend *trend = NULL;
    for (int at = span == TOPIC_SPAN_NOW ? TOPIC_SPAN_24H : span; at < TOPIC_SPAN_COUNT; at++) {
        trend = indicators_trend(build->facts->indicators, page_key(build, key), (TopicSpan)at);
        if (!trend || trend->count > 2 || trend->load == INDICATOR_LOADING) break;
    }
    build->content->is_waiting |= trend && trend->load == INDICATOR_LOADING;
    if (!trend || trend->count < 2) return NULL;
    const int count = trend->count < SPARK_POINTS ? trend->count : SPARK_POINTS;
    double *values = ARENA_ARRAY(build->arena, double, count);
    int64_t *times = ARENA_ARRAY(build->arena, int64_t, count);
    for (int i = 0; i < count; i++) {
        const IndicatorPoint *p = &trend->points[(int64_t)(i + 1) * trend->count / count - 1];
        values[i] = p->number;
        times[i] = p->t_us;
    }
    ChartSeries *series = ARENA_ARRAY(build->arena, ChartSeries, 1);
    *series = (ChartSeries){ .values = values, .times_us = times, .count = count };
    return series;
}

static void fill_number(PageBuild *build, Chart *chart, const IndicatorValue *value)
{
    const TopicIndicator *indicator = value->indicator;
    chart->state = page_state(value);
    chart->age_text = page_age(build, value->age_s);
    chart->unit = page_unit(build, indicator);
    chart->has_number = true;
    chart->number = value->number;
    chart->previous = value->last_period;
    chart->target = value->target;
    chart->better = indicator->better == TOPIC_BETTER_HIGHER  ? 1
                    : indicator->better == TOPIC_BETTER_LOWER ? -1
                                                              : 0;
    chart->decimals = indicator->decimals >= 0 ? 1 + indicator->decimals : 0;
    page_worse(build->content, page_level_tone(value->level));
}

// How many columns of so many cards in a room: those that come nearest to three wide to two high.
static int card_columns(int count, double width, double height, double forced)
{
    int best = 1;
    double least = INFINITY;
    if (forced >= 1) return (int)fmin(forced, count);
    for (int columns = 1; columns <= count; columns++) {
        const int rows = (count + columns - 1) / columns;
        const double w = width / columns, h = height / rows;
        const double odd = fabs(log(w / fmax(h, 1) / 1.9)) + 0.2 * (rows * columns - count);
        if (odd >= least) continue;
        least = odd;
        best = columns;
    }
    return best;
}

static void place_card(PageBuild *build, PageItem *item, int index, int count, int columns)
{
    const int rows = (count + columns - 1) / columns;
    item->width = (build->width - PAGE_GAP * (columns - 1)) / columns;
    item->height = (build->height - PAGE_GAP * (rows - 1)) / rows;
    item->x = (item->width + PAGE_GAP) * (index % columns);
    item->y = (item->height + PAGE_GAP) * (index / columns);
}

void page_make_numbers(PageBuild *build)
{
    const int count = build->cell->key_count;
    // A low row has no room for a title of its own.
    if (count > 1 && build->height < OPEN_HEIGHT) page_open(build);
    const int most = (int)fmax(1, floor((build->width + PAGE_GAP) / CARD_LEAST)),
              rows = (count + most - 1) / most;
    const int columns = build->content->is_open
                            ? (count + rows - 1) / rows
                            : card_columns(count, build->width, build->height,
                                           topic_cell_number(build->cell, "columns", 0));
    for (int i = 0; i < count; i++) {
        const char *key = build->cell->keys[i];
        Chart *chart = page_chart(build, CHART_NUMBER);
        chart->text_scale = 1.4; // read from farther than a chart is
        const ChartSeries *series = spark(build, key, (TopicSpan)build->cell->span);
        const IndicatorValue *value = page_value(build, key);
        chart->title = key;
        chart->state = CHART_EMPTY;
        if (value) {
            // The cell's own title says it where there is one figure.
            chart->title = topic_indicator_name(value->indicator, build->state->language);
            fill_number(build, chart, value);
            if (value->text) chart->subtitle = arena_strdup(build->arena, value->text);
            if (count == 1 && build->content->title &&
                strcmp(build->content->title, chart->title) == 0)
                chart->title = NULL;
        }
        chart->series = series;
        chart->series_count = series != NULL;
        PageItem *item = page_item(build, PAGE_CHART);
        item->chart = chart;
        item->tone = value ? page_level_tone(value->level) : CHART_TONE_AUTO;
        if (item->tone != CHART_TONE_AUTO) {
            chart->badge = page_level_word(build, value->level);
            chart->badge_tone = item->tone;
        }
        item->action = arena_printf(build->arena, "indicator-drill key=%s", key);
        place_card(build, item, i, count, columns);
    }
}

// Zones of a gauge from its limits, good to bad.
static void gauge_bands(PageBuild *build, Chart *chart, const IndicatorValue *v)
{
    ChartBand *bands = ARENA_ARRAY(build->arena, ChartBand, ALARM_LEVEL_COUNT);
    const bool is_below = v->bad == THRESHOLD_BELOW;
    double from = is_below ? chart->y_max : chart->y_min;
    ChartTone tone = CHART_TONE_GOOD;
    int passed = ALARM_LEVEL_NONE;
    for (int level = ALARM_LEVEL_BLUE; level <= ALARM_LEVEL_COUNT; level++) {
        const double end = is_below ? chart->y_min : chart->y_max;
        const double to = level == ALARM_LEVEL_COUNT ? end : v->limits[level];
        if (!isfinite(to)) continue;
        bands[chart->band_count++] =
            (ChartBand){ .from = fmin(from, to),
                         .to = fmax(from, to),
                         .label = page_level_word(build, (AlarmLevel)passed),
                         .tone = tone };
        from = to;
        tone = page_level_tone((AlarmLevel)level);
        passed = level;
    }
    chart->bands = bands;
}

void page_make_gauge(PageBuild *build)
{
    const int count = build->cell->key_count;
    const int columns = card_columns(count, build->width, build->height * 1.4,
                                     topic_cell_number(build->cell, "columns", 0));
    for (int i = 0; i < count; i++) {
        const IndicatorValue *v = page_value(build, build->cell->keys[i]);
        Chart *chart = page_chart(build, CHART_GAUGE);
        chart->state = CHART_EMPTY;
        if (v) {
            double least = INFINITY, most = -INFINITY;
            fill_number(build, chart, v);
            for (int level = ALARM_LEVEL_BLUE; level < ALARM_LEVEL_COUNT; level++)
                if (isfinite(v->limits[level]))
                    least = fmin(least, v->limits[level]), most = fmax(most, v->limits[level]);
            const bool is_percent = strcmp(v->indicator->unit, "%") == 0;
            const double top = is_percent && most <= 100 ? 100
                               : isfinite(most)          ? most * 1.4
                                                         : fmax(1, fabs(v->number) * 1.5);
            chart->has_range = true;
            chart->y_min = topic_cell_number(build->cell, "min", fmin(0, fmin(least, v->number)));
            chart->y_max =
                topic_cell_number(build->cell, "max",
                                  is_percent ? fmax(top, v->number) : fmax(top, v->number * 1.15));
            gauge_bands(build, chart, v);
            if (count > 1)
                chart->title = topic_indicator_name(v->indicator, build->state->language);
            if (v->band[0]) chart->subtitle = arena_strdup(build->arena, v->band);
        }
        PageItem *item = page_item(build, PAGE_CHART);
        item->chart = chart;
        item->action = arena_printf(build->arena, "indicator-drill key=%s", build->cell->keys[i]);
        place_card(build, item, i, count, columns);
    }
}

// Shares of a whole end at 100 %, with room for the words on the bars.
static void page_percent(Chart *chart, const double *values, int count)
{
    double least = INFINITY, most = -INFINITY;
    for (int i = 0; i < count; i++) least = fmin(least, values[i]), most = fmax(most, values[i]);
    if (chart->kind != CHART_BAR || !chart->unit || strcmp(chart->unit, "%") != 0) return;
    if (least < 0 || most > 100 || most < 60) return;
    chart->has_range = true;
    chart->y_max = 112;
}

// The values of the cell's indicators as one series by name; worst state of all.
Chart *page_by_name(PageBuild *build, ChartKind kind)
{
    const int count = build->cell->key_count;
    Chart *chart = page_chart(build, kind);
    const char **names = ARENA_ARRAY(build->arena, const char *, count + 1);
    double *values = ARENA_ARRAY(build->arena, double, count + 1);
    ChartTone *tones = ARENA_ARRAY(build->arena, ChartTone, count + 1);
    ChartSeries *series = ARENA_ARRAY(build->arena, ChartSeries, 1);
    double age_s = -1;
    chart->state = CHART_EMPTY;
    for (int i = 0; i < count; i++) {
        const IndicatorValue *v = page_value(build, build->cell->keys[i]);
        names[i] =
            v ? topic_indicator_name(v->indicator, build->state->language) : build->cell->keys[i];
        values[i] = v ? v->number : NAN;
        if (!v || v->freshness == LIVE_NONE) continue;
        if (chart->state == CHART_EMPTY || page_state(v) > chart->state)
            chart->state = page_state(v);
        if (v->age_s > age_s) age_s = v->age_s;
        tones[i] = page_level_tone(v->level);
        page_worse(build->content, tones[i]);
        if (!chart->unit) chart->unit = page_unit(build, v->indicator);
        if (v->indicator->decimals >= chart->decimals) chart->decimals = 1 + v->indicator->decimals;
    }
    page_percent(chart, values, count);
    if (age_s >= 0) chart->age_text = page_age(build, age_s);
    *series = (ChartSeries){ .values = values, .count = count, .unit = chart->unit };
    chart->series = series;
    chart->series_count = 1;
    chart->categories = names;
    if (kind == CHART_BAR) chart->category_tones = tones; // shares keep the palette
    chart->category_count = count;
    page_item(build, PAGE_CHART)->chart = chart;
    return chart;
}

// One figure: what each unit of the city has of it.
static void donut_by_unit(PageBuild *build, const char *key)
{
    Chart *chart = page_chart(build, CHART_DONUT);
    ChartSeries *series = ARENA_ARRAY(build->arena, ChartSeries, 1);
    const IndicatorValue *v = page_value(build, key);
    if (v) chart->age_text = page_age(build, v->age_s);
    if (v) chart->unit = page_unit(build, v->indicator);
    *series = page_unit_series(build, chart, key);
    series->unit = chart->unit;
    chart->state = v ? page_state(v) : CHART_EMPTY;
    chart->series = series;
    chart->series_count = 1;
    page_item(build, PAGE_CHART)->chart = chart;
}

void page_make_donut(PageBuild *build)
{
    const TopicIndicator *indicator = NULL;
    const bool is_one = build->cell->key_count == 1 &&
                        topics_of_key(build->facts->topics, build->cell->keys[0], &indicator) &&
                        indicator->over == TOPIC_OVER_SUM;
    if (is_one) {
        donut_by_unit(build, build->cell->keys[0]);
        return;
    }
    Chart *chart = page_by_name(build, CHART_DONUT);
    const int count = chart->category_count;
    if (count != 1 || !indicator || strcmp(indicator->unit, "%") != 0) return;
    // One share: the rest to the whole beside it.
    double *values = ARENA_ARRAY(build->arena, double, 2);
    const char **names = ARENA_ARRAY(build->arena, const char *, 2);
    ChartTone *tones = ARENA_ARRAY(build->arena, ChartTone, 2);
    ChartSeries *series = ARENA_ARRAY(build->arena, ChartSeries, 1);
    values[0] = chart->series[0].values[0];
    values[1] = fmax(0, 100 - values[0]);
    names[0] = chart->categories[0];
    names[1] = page_word(build, TEXT_PAGE_REST);
    tones[0] = CHART_TONE_AUTO;
    tones[1] = CHART_TONE_DIM;
    *series = (ChartSeries){ .values = values, .count = 2, .unit = chart->unit };
    chart->series = series;
    chart->categories = names;
    chart->category_tones = tones;
    chart->category_count = values[1] > 0 ? 2 : 1; // the whole needs no list
    chart->has_number = true;
    chart->number = values[0];
    if (indicator->decimals >= 0) chart->decimals = 1 + indicator->decimals;
}

// Each axis is the value in per cent of its target, else of its first limit.
void page_make_radar(PageBuild *build)
{
    Chart *chart = page_by_name(build, CHART_RADAR);
    double *shares = ARENA_ARRAY(build->arena, double, chart->category_count + 1);
    for (int i = 0; i < chart->category_count; i++) {
        const IndicatorValue *v = page_value(build, build->cell->keys[i]);
        double whole = v ? v->target : NAN;
        for (int level = ALARM_LEVEL_BLUE; v && level < ALARM_LEVEL_COUNT && !isfinite(whole);
             level++)
            whole = v->limits[level];
        shares[i] = v && isfinite(whole) && whole != 0 ? 100 * v->number / whole : NAN;
        if (v && !isfinite(whole) && strcmp(v->indicator->unit, "%") == 0) shares[i] = v->number;
    }
    ChartSeries *series = ARENA_ARRAY(build->arena, ChartSeries, 1);
    *series = (ChartSeries){ .values = shares, .count = chart->category_count, .unit = "%" };
    chart->series = series;
    chart->unit = "%";
    chart->has_range = true;
    chart->y_max = 120;
}

void page_make_ranking(PageBuild *build)
{
    if (build->cell->key_count == 0) return;
    const char *key = build->cell->keys[0];
    const IndicatorValue *v = page_value(build, key);
    IndicatorRank rank[RANK_MAX];
    int count = indicators_rank(build->facts->indicators, key, rank, RANK_MAX);
    const int top = (int)topic_cell_number(build->cell, "top", RANK_MAX);
    Chart *chart = page_chart(build, CHART_RANKING);
    if (count > top) count = top;
    const char **names = ARENA_ARRAY(build->arena, const char *, count + 1);
    const char **actions = ARENA_ARRAY(build->arena, const char *, count + 1);
    double *values = ARENA_ARRAY(build->arena, double, count + 1);
    ChartTone *tones = ARENA_ARRAY(build->arena, ChartTone, count + 1);
    for (int i = 0; i < count; i++) {
        const char *name = build->is_chinese || !rank[i].unit->name_en[0] ? rank[i].unit->name
                                                                          : rank[i].unit->name_en;
        names[i] = arena_strdup(build->arena, name);
        values[i] = rank[i].number;
        tones[i] = page_level_tone(rank[i].level);
        page_worse(build->content, tones[i]);
        actions[i] = arena_printf(build->arena, "unit-show code=%s", rank[i].unit->code);
        if (strcmp(rank[i].unit->code, build->state->unit) == 0) chart->selected_row = i + 1;
    }
    ChartSeries *series = ARENA_ARRAY(build->arena, ChartSeries, 1);
    *series = (ChartSeries){ .values = values, .count = count };
    chart->state = count ? CHART_LIVE : CHART_EMPTY;
    chart->is_sorted_by_caller = true;
    if (v) chart->unit = page_unit(build, v->indicator);
    if (v && v->indicator->decimals >= 0) chart->decimals = 1 + v->indicator->decimals;
    if (v && v->freshness >= LIVE_STALE) chart->state = page_state(v);
    if (v) chart->age_text = page_age(build, v->age_s);
    chart->series = series;
    chart->series_count = 1;
    chart->categories = names;
    chart->category_tones = tones;
    chart->category_count = count;
    PageItem *item = page_item(build, PAGE_CHART);
    item->chart = chart;
    item->row_actions = actions;
    item->row_count = count;
}

static const char *plain(PageBuild *build, const TopicIndicator *indicator, double number)
{
    char text[64];
    if (!isfinite(number)) return "—";
    chart_number_text(number, indicator->decimals >= 0 ? 1 + indicator->decimals : 0,
                      build->is_chinese, text, sizeof text);
    return arena_strdup(build->arena, text);
}

static const char *change_text(PageBuild *build, const IndicatorValue *v)
{
    if (!isfinite(v->change)) return "—";
    const char *sign = v->change > 0 ? "▲" : v->change < 0 ? "▼" : "";
    return arena_printf(build->arena, "%s%s", sign, plain(build, v->indicator, fabs(v->change)));
}

enum { NAME, VALUE, CHANGE, YEAR, TARGET, AGE, TABLE_COLUMNS };

// The columns there is room for: name, value and age always.
static int table_columns(PageBuild *build, int shown[TABLE_COLUMNS], ChartColumn *columns)
{
    static const TextId titles[TABLE_COLUMNS] = { TEXT_PAGE_INDICATOR, TEXT_PAGE_VALUE,
                                                  TEXT_PAGE_CHANGE,    TEXT_PAGE_LAST_YEAR,
                                                  TEXT_PAGE_TARGET,    TEXT_PAGE_AGE };
    static const double shares[TABLE_COLUMNS] = { 0.32, 0.17, 0.13, 0.14, 0.11, 0.13 };
    static const double least[TABLE_COLUMNS] = { 0, 0, 300, 580, 460, 0 }; // of the whole
    double used = 0;
    int count = 0;
    for (int c = 0; c < TABLE_COLUMNS; c++) {
        if (build->width < least[c]) continue;
        columns[count] = (ChartColumn){ .name = page_word(build, titles[c]),
                                        .share = shares[c],
                                        .align = c == NAME ? UI_ALIGN_START : UI_ALIGN_END };
        shown[count++] = c;
        used += shares[c];
    }
    columns[0].share += 1 - used;
    for (int i = 1; i < count && count < 5; i++) {
        columns[i].share *= 1.25; // few columns of a narrow table
        columns[0].share -= columns[i].share * 0.2;
    }
    return count;
}

static void fill_row(PageBuild *build, const char *key, ChartCell row[TABLE_COLUMNS])
{
    const IndicatorValue *v = page_value(build, key);
    row[NAME].text = key;
    for (int c = VALUE; c < TABLE_COLUMNS; c++) row[c].text = "—";
    if (!v) return;
    const char *age = page_age(build, v->age_s);
    row[NAME].text = topic_indicator_name(v->indicator, build->state->language);
    row[VALUE] = (ChartCell){ page_number(build, v), page_level_tone(v->level) };
    row[CHANGE] = (ChartCell){ change_text(build, v), v->trend > 0   ? CHART_TONE_GOOD
                                                      : v->trend < 0 ? CHART_TONE_ORANGE
                                                                     : CHART_TONE_AUTO };
    row[YEAR].text = plain(build, v->indicator, v->last_year);
    row[TARGET].text = plain(build, v->indicator, v->target);
    row[AGE] = (ChartCell){ age ? age : "—",
                            v->freshness >= LIVE_STALE ? CHART_TONE_ORANGE : CHART_TONE_DIM };
    page_worse(build->content, page_level_tone(v->level));
}

void page_make_table(PageBuild *build)
{
    const int rows = build->cell->key_count;
    int shown[TABLE_COLUMNS] = { 0 };
    Chart *chart = page_chart(build, CHART_TABLE);
    ChartColumn *columns = ARENA_ARRAY(build->arena, ChartColumn, TABLE_COLUMNS);
    const char **actions = ARENA_ARRAY(build->arena, const char *, rows + 1);
    const int count = table_columns(build, shown, columns);
    ChartCell *cells = ARENA_ARRAY(build->arena, ChartCell, rows * count + 1);
    for (int r = 0; r < rows; r++) {
        ChartCell row[TABLE_COLUMNS] = { 0 };
        fill_row(build, build->cell->keys[r], row);
        for (int c = 0; c < count; c++) cells[r * count + c] = row[shown[c]];
        actions[r] = arena_printf(build->arena, "indicator-drill key=%s", build->cell->keys[r]);
    }
    chart->state = rows ? CHART_LIVE : CHART_EMPTY;
    chart->columns = columns;
    chart->column_count = count;
    chart->cells = cells;
    chart->row_count = rows;
    chart->first_row = build->first_row;
    PageItem *item = page_item(build, PAGE_CHART);
    item->chart = chart;
    item->row_actions = actions;
    item->row_count = rows;
}

void page_make_matrix(PageBuild *build)
{
    const int units = topics_unit_count(build->facts->topics), keys = build->cell->key_count;
    Chart *chart = page_chart(build, CHART_TABLE);
    ChartColumn *columns = ARENA_ARRAY(build->arena, ChartColumn, keys + 1);
    ChartCell *cells = ARENA_ARRAY(build->arena, ChartCell, units * (keys + 1) + 1);
    const char **actions = ARENA_ARRAY(build->arena, const char *, units + 1);
    columns[0] = (ChartColumn){ .name = page_word(build, TEXT_PAGE_UNIT), .share = 0.22 };
    for (int c = 0; c < keys; c++) {
        const TopicIndicator *indicator = NULL;
        (void)topics_of_key(build->facts->topics, build->cell->keys[c], &indicator);
        columns[c + 1] =
            (ChartColumn){ .name = indicator
                                       ? topic_indicator_name(indicator, build->state->language)
                                       : build->cell->keys[c],
                           .share = 0.78 / keys,
                           .align = UI_ALIGN_END };
    }
    for (int r = 0; r < units; r++) {
        const TopicUnit *unit = topics_unit_at(build->facts->topics, r);
        ChartCell *row = cells + r * (keys + 1);
        row[0].text = build->is_chinese || !unit->name_en[0] ? unit->name : unit->name_en;
        actions[r] = arena_printf(build->arena, "unit-show code=%s", unit->code);
        if (strcmp(unit->code, build->state->unit) == 0) chart->selected_row = r + 1;
        for (int c = 0; c < keys; c++) {
            const IndicatorValue *v = indicators_get(
                build->facts->indicators,
                arena_printf(build->arena, "%s/%s", build->cell->keys[c], unit->code));
            row[c + 1].text = v && v->indicator ? plain(build, v->indicator, v->number) : "—";
            row[c + 1].tone = v ? page_level_tone(v->level) : CHART_TONE_AUTO;
            page_worse(build->content, row[c + 1].tone);
        }
    }
    chart->state = units && keys ? CHART_LIVE : CHART_EMPTY;
    chart->columns = columns;
    chart->column_count = keys + 1;
    chart->cells = cells;
    chart->row_count = units;
    chart->first_row = build->first_row;
    PageItem *item = page_item(build, PAGE_CHART);
    item->chart = chart;
    item->row_actions = actions;
    item->row_count = units;
}

// {KEY} within the text is the value with its unit.
void page_make_words(PageBuild *build)
{
    const char *text = build->is_chinese ? NULL : page_option(build, "text_en");
    Str out = { 0 };
    if (!text) text = page_option(build, "text");
    for (const char *at = text ? text : ""; *at;) {
        const char *end = at[0] == '{' ? strchr(at, '}') : NULL;
        char key[TOPIC_KEY_MAX + 16];
        if (end && (size_t)(end - at) < sizeof key) {
            memcpy(key, at + 1, (size_t)(end - at) - 1);
            key[end - at - 1] = 0;
            str_add(&out, page_number(build, page_value(build, key)));
            at = end + 1;
            continue;
        }
        str_add_n(&out, at, 1);
        at++;
    }
    PageItem *item = page_item(build, PAGE_WORDS);
    item->text = arena_strdup(build->arena, out.text ? out.text : "");
    str_finish(&out);
}
