// SPDX-License-Identifier: Apache-2.0
// chart_table.c - the kinds of chart. To add one: chart_<name>.c with its row, its kind in chart.h,
// and the row here.
#include "ui/chart_pen.h"
#include <string.h>

extern const ChartKindRow chart_kind_line, chart_kind_area, chart_kind_bar, chart_kind_donut,
    chart_kind_gauge, chart_kind_radar, chart_kind_ranking, chart_kind_grid, chart_kind_number,
    chart_kind_calendar, chart_kind_scatter, chart_kind_sankey, chart_kind_box,
    chart_kind_histogram, chart_kind_timeline, chart_kind_sparkline;

const ChartKindRow *const chart_kind_table[CHART_KIND_COUNT] = {
    [CHART_LINE] = &chart_kind_line,         [CHART_AREA] = &chart_kind_area,
    [CHART_BAR] = &chart_kind_bar,           [CHART_DONUT] = &chart_kind_donut,
    [CHART_GAUGE] = &chart_kind_gauge,       [CHART_RADAR] = &chart_kind_radar,
    [CHART_RANKING] = &chart_kind_ranking,   [CHART_TABLE] = &chart_kind_grid,
    [CHART_NUMBER] = &chart_kind_number,     [CHART_CALENDAR] = &chart_kind_calendar,
    [CHART_SCATTER] = &chart_kind_scatter,   [CHART_SANKEY] = &chart_kind_sankey,
    [CHART_BOX] = &chart_kind_box,           [CHART_HISTOGRAM] = &chart_kind_histogram,
    [CHART_TIMELINE] = &chart_kind_timeline, [CHART_SPARKLINE] = &chart_kind_sparkline,
};

const char *chart_kind_name(ChartKind kind)
{
    return kind > CHART_NONE && kind < CHART_KIND_COUNT ? chart_kind_table[kind]->name : "none";
}

ChartKind chart_kind_by_name(const char *name)
{
    for (int i = CHART_NONE + 1; i < CHART_KIND_COUNT && name; i++)
        if (strcmp(chart_kind_table[i]->name, name) == 0) return (ChartKind)i;
    return CHART_NONE;
}
