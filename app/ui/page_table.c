// SPDX-License-Identifier: Apache-2.0
// page_table.c - what makes each kind of cell. To add one: a function and a row.
#include "ui/page_private.h"

const PageWidgetRow page_widget_table[] = {
    { TOPIC_BIGNUMBER, page_make_numbers, TEXT_PAGE_FIGURES },
    { TOPIC_LINE, page_make_line, TEXT_PAGE_TREND },
    { TOPIC_AREA, page_make_area, TEXT_PAGE_TREND },
    { TOPIC_BAR, page_make_bar, TEXT_PAGE_FIGURES },
    { TOPIC_DONUT, page_make_donut, TEXT_PAGE_SHARES },
    { TOPIC_GAUGE, page_make_gauge, TEXT_PAGE_FIGURES },
    { TOPIC_RADAR, page_make_radar, TEXT_PAGE_FIGURES },
    { TOPIC_RANKING, page_make_ranking, TEXT_PAGE_RANKING },
    { TOPIC_TABLE, page_make_table, TEXT_PAGE_FIGURES },
    { TOPIC_MATRIX, page_make_matrix, TEXT_PAGE_BY_UNIT },
    { TOPIC_CALENDAR, page_make_calendar, TEXT_PAGE_TREND },
    { TOPIC_SCATTER, page_make_scatter, TEXT_PAGE_BY_UNIT },
    { TOPIC_SANKEY, page_make_sankey, TEXT_PAGE_FLOWS },
    { TOPIC_BOX, page_make_box, TEXT_PAGE_SPREAD },
    { TOPIC_HISTOGRAM, page_make_histogram, TEXT_PAGE_SPREAD },
    { TOPIC_TIMELINE, page_make_timeline, TEXT_PAGE_TIMELINE },
    { TOPIC_EVENTS, page_make_events, TEXT_PAGE_EVENTS },
    { TOPIC_ALARMS, page_make_alarms, TEXT_PAGE_ALARMS },
    { TOPIC_CASES, page_make_cases, TEXT_PAGE_CASES },
    { TOPIC_WARNINGS, page_make_warnings, TEXT_PAGE_WARNINGS },
    { TOPIC_LEGEND, page_make_legend, TEXT_PAGE_LEGEND },
    { TOPIC_ACTIONS, page_make_actions, TEXT_PAGE_ACTIONS },
    { TOPIC_TEXT, page_make_words, TEXT_PAGE_BRIEF },
    { TOPIC_FEEDS, page_make_feeds, TEXT_PAGE_FEEDS },
    { TOPIC_QUALITY, page_make_quality, TEXT_PAGE_QUALITY },
    { TOPIC_ALGORITHMS, page_make_algorithms, TEXT_PAGE_ALGORITHMS },
    { TOPIC_TOPICS, page_make_topics, TEXT_PAGE_TOPICS },
    { TOPIC_RULES, page_make_rules, TEXT_PAGE_RULES },
};
const int page_widget_count = sizeof page_widget_table / sizeof page_widget_table[0];
