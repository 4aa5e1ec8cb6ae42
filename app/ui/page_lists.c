// SPDX-License-Identifier: Apache-2.0
// page_lists.c - cells that list: alarms, cases, warnings, feeds, rules, layers, actions, topics.
#include "ui/page_private.h"
#include "base/clock.h"
#include "base/str.h"
#include "core/algorithm.h"
#include "ui/ui_dock.h"
#include "ui/ui_dock_rows.h"
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { LIST_MAX = 200 };

// 18:42:07 of today, else 11-24 18:42.
static const char *time_text(PageBuild *build, int64_t t_us)
{
    char iso[32], now[32];
    if (t_us == 0) return "—";
    clock_format(t_us, build->state->utc_offset_s, iso);
    clock_format(build->facts->now_us, build->state->utc_offset_s, now);
    return strncmp(iso, now, 10) == 0 ? arena_printf(build->arena, "%.8s", iso + 11)
                                      : arena_printf(build->arena, "%.5s %.5s", iso + 5, iso + 11);
}

typedef struct {
    Chart *chart;
    ChartCell *cells;
    const char **actions;
    int columns;
} List;

static List list_begin(PageBuild *build, const ChartColumn *columns, int count, int rows_max)
{
    List list = { .chart = page_chart(build, CHART_TABLE),
                  .cells = ARENA_ARRAY(build->arena, ChartCell, rows_max * count + 1),
                  .actions = ARENA_ARRAY(build->arena, const char *, rows_max + 1),
                  .columns = count };
    ChartColumn *copy = ARENA_ARRAY(build->arena, ChartColumn, count);
    memcpy(copy, columns, sizeof *copy * (size_t)count);
    list.chart->columns = copy;
    list.chart->column_count = count;
    return list;
}

static ChartCell *list_row(List *list, const char *action)
{
    const int row = list->chart->row_count++;
    list->actions[row] = action;
    return list->cells + row * list->columns;
}

static void list_end(PageBuild *build, List *list, TextId nothing)
{
    Chart *chart = list->chart;
    chart->cells = list->cells;
    chart->state = chart->row_count ? CHART_LIVE : CHART_EMPTY;
    chart->state_text = chart->row_count ? NULL : page_word(build, nothing);
    chart->first_row = build->first_row < chart->row_count ? build->first_row : 0;
    PageItem *item = page_item(build, chart->row_count ? PAGE_CHART : PAGE_CALM);
    item->text = chart->row_count ? NULL : chart->state_text;
    item->chart = chart;
    item->row_actions = list->actions;
    item->row_count = chart->row_count;
}

static bool is_of_topic(const PageBuild *build, const char *rule)
{
    if (!build->topic || build->topic->kind != TOPIC_TOPIC) return true;
    return topics_of_rule(build->facts->topics, rule) == build->topic;
}

static bool is_taken(const PageBuild *build, const Alarm *alarm)
{
    const UiPageFacts *facts = build->facts;
    return page_filter_takes_time(build->state, alarm->t_raised_us) &&
           (!facts->takes_alarm || facts->takes_alarm(facts->arg, alarm));
}

static int later_alarm(const void *a, const void *b)
{
    const Alarm *const *x = a, *const *y = b;
    if ((*x)->level != (*y)->level) return (*x)->level > (*y)->level ? -1 : 1;
    return (*x)->t_raised_us < (*y)->t_raised_us   ? 1
           : (*x)->t_raised_us > (*y)->t_raised_us ? -1
                                                   : 0;
}

// Those shown, of the page's topic; the highest level first. How many.
static int shown_alarms(PageBuild *build, const Alarm **out)
{
    Alarms *alarms = build->facts->live.operations ? build->facts->live.operations->alarms : NULL;
    int count = 0;
    for (int i = 0; alarms && i < alarms_count(alarms) && count < LIST_MAX; i++) {
        const Alarm *alarm = alarms_at(alarms, i);
        if (alarm_is_shown(alarm) && is_of_topic(build, alarm->rule) && is_taken(build, alarm))
            out[count++] = alarm;
    }
    qsort(out, (size_t)count, sizeof *out, later_alarm);
    return count;
}

static const char *alarm_text(const PageBuild *build, const Alarm *alarm)
{
    const char *text = build->is_chinese && alarm->text_zh ? alarm->text_zh : alarm->text;
    return text && text[0] ? text : alarm->rule;
}

// Level, event, state and time; where that is too much, an event that somebody has acknowledged is
// told by its colour alone.
void page_make_alarms(PageBuild *build)
{
    const bool is_narrow = build->width < 380;
    const ChartColumn columns[] = {
        { .name = page_word(build, TEXT_PAGE_LEVEL), .is_badge = true },
        { .name = page_word(build, TEXT_PAGE_EVENT), .share = 1 }, // what the others leave
        { .name = page_word(build, TEXT_STATE) },
        { .name = page_word(build, TEXT_PAGE_TIME), .align = UI_ALIGN_END },
    };
    const ChartColumn narrow[] = { columns[0], columns[1], columns[3] };
    const Alarm *alarms[LIST_MAX];
    const int count = shown_alarms(build, alarms), last = is_narrow ? 2 : 3;
    List list = list_begin(build, is_narrow ? narrow : columns, last + 1, count);
    for (int i = 0; i < count; i++) {
        const Alarm *a = alarms[i];
        const bool is_new = alarm_state(a) == ALARM_ACTIVE_UNACKED;
        ChartCell *row =
            list_row(&list, arena_printf(build->arena, "panel-show name=alarms item='%s'", a->id));
        row[0] = (ChartCell){ page_level_word(build, a->level), page_level_tone(a->level) };
        row[1] = (ChartCell){ arena_strdup(build->arena, alarm_text(build, a)),
                              is_new ? CHART_TONE_AUTO : CHART_TONE_DIM };
        if (!is_narrow)
            row[2] = (ChartCell){ page_word(build, ui_alarm_state_text(a)),
                                  is_new ? page_level_tone(a->level) : CHART_TONE_DIM };
        row[last] = (ChartCell){ time_text(build, a->t_raised_us), CHART_TONE_DIM };
        page_worse(build->content, page_level_tone(a->level));
    }
    if (count) build->content->subtitle = arena_printf(build->arena, "%d", count);
    list_end(build, &list, TEXT_PAGE_NO_ALARMS);
}

void page_make_timeline(PageBuild *build)
{
    const Alarm *alarms[LIST_MAX];
    const int count = shown_alarms(build, alarms);
    Chart *chart = page_chart(build, CHART_TIMELINE);
    ChartSpan *spans = ARENA_ARRAY(build->arena, ChartSpan, count + 1);
    const char **names = ARENA_ARRAY(build->arena, const char *, ALARM_LEVEL_COUNT);
    for (int level = ALARM_LEVEL_RED; level > ALARM_LEVEL_NONE; level--)
        names[chart->category_count++] = page_level_word(build, (AlarmLevel)level);
    for (int i = 0; i < count; i++) {
        const Alarm *a = alarms[i];
        if (a->level == ALARM_LEVEL_NONE) continue;
        spans[chart->span_count++] =
            (ChartSpan){ .row = ALARM_LEVEL_RED - (int)a->level,
                         .from_us = a->t_raised_us,
                         .to_us = a->is_active ? 0 : a->t_cleared_us,
                         .label = arena_strdup(build->arena, alarm_text(build, a)),
                         .tone = page_level_tone(a->level) };
    }
    const double span_s =
        topic_span_s(build->cell->span ? (TopicSpan)build->cell->span : TOPIC_SPAN_24H);
    chart->to_us = build->facts->now_us;
    chart->from_us = chart->to_us - (int64_t)(span_s * 1e6);
    chart->spans = spans;
    chart->categories = names;
    chart->state = chart->span_count ? CHART_LIVE : CHART_EMPTY;
    PageItem *item = page_item(build, chart->span_count ? PAGE_CHART : PAGE_CALM);
    item->text = chart->span_count ? NULL : page_word(build, TEXT_PAGE_NO_ALARMS);
    item->chart = chart;
}

// An entry of the log: an event that came, or an alarm that was raised.
typedef struct {
    int64_t t_us;
    AlarmLevel level;
    const char *text, *source, *action;
} LogEntry;

static int later_entry(const void *a, const void *b)
{
    const LogEntry *x = a, *y = b;
    return x->t_us < y->t_us ? 1 : x->t_us > y->t_us ? -1 : 0;
}

static const char *feed_name(const PageBuild *build, uint16_t number)
{
    for (int i = 0; i < build->state->feed_count; i++)
        if ((uint16_t)build->state->feeds[i].id == number) return build->state->feeds[i].name;
    return "—";
}

static int add_events(PageBuild *build, LogEntry *out, int max)
{
    const UiPageFacts *facts = build->facts;
    const bool is_topic = build->topic && build->topic->kind == TOPIC_TOPIC;
    int found[LIST_MAX], count = 0;
    const int n = facts->events ? event_log_find(facts->events, is_topic ? build->topic->id : NULL,
                                                 found, max < LIST_MAX ? max : LIST_MAX)
                                : 0;
    for (int i = 0; i < n; i++) {
        const EventRow *row = event_log_at(facts->events, found[i]);
        const char *name = build->is_chinese || !row->name_en[0] ? row->name : row->name_en;
        if (!page_filter_takes_time(build->state, row->t_us) ||
            (facts->takes_place && !facts->takes_place(facts->arg, row->lon_deg, row->lat_deg)))
            continue;
        out[count++] = (LogEntry){
            .t_us = row->t_us,
            .level = row->level,
            .text = row->place[0] ? arena_printf(build->arena, "%s · %s", name, row->place)
                                  : arena_strdup(build->arena, name[0] ? name : row->id),
            .source = arena_strdup(build->arena, feed_name(build, row->feed)),
            .action = isfinite(row->lon_deg)
                          ? arena_printf(build->arena, "goto lon=%.7f lat=%.7f distance=1500",
                                         row->lon_deg, row->lat_deg)
                          : NULL
        };
    }
    return count;
}

static int add_raised(PageBuild *build, LogEntry *out, int max)
{
    const Operations *ops = build->facts->live.operations;
    const int all = ops ? alarms_count(ops->alarms) : 0;
    int count = 0;
    for (int i = 0; i < all && count < max; i++) {
        const Alarm *a = alarms_at(ops->alarms, i);
        if (!a->t_raised_us || !is_of_topic(build, a->rule) || !is_taken(build, a)) continue;
        out[count++] = (LogEntry){
            .t_us = a->t_raised_us,
            .level = a->level,
            .text = arena_strdup(build->arena, alarm_text(build, a)),
            .source = arena_printf(build->arena, page_word(build, TEXT_PAGE_OF_RULE), a->rule),
            .action = arena_printf(build->arena, "panel-show name=alarms item='%s'", a->id)
        };
    }
    return count;
}

// Newest first, events and alarms of the topic in one list.
void page_make_events(PageBuild *build)
{
    enum { BOTH_MAX = 1000, SOURCE_FROM = 600 }; // units of width: less has no room for the source
    const bool has_source = build->width >= SOURCE_FROM;
    const ChartColumn
        level = { .name = page_word(build, TEXT_PAGE_LEVEL), .share = 0.13, .is_badge = true },
        event = { .name = page_word(build, TEXT_PAGE_EVENT), .share = has_source ? 0.47 : 0.65 },
        source = { .name = page_word(build, TEXT_SOURCE), .share = 0.2 },
        time = { .name = page_word(build, TEXT_PAGE_TIME), .share = 0.2, .align = UI_ALIGN_END };
    const ChartColumn all[] = { level, event, source, time }, few[] = { level, event, time };
    LogEntry *entries = ARENA_ARRAY(build->arena, LogEntry, BOTH_MAX);
    int count = add_events(build, entries, LIST_MAX);
    count += add_raised(build, entries + count, BOTH_MAX - count);
    qsort(entries, (size_t)count, sizeof *entries, later_entry);
    if (count > LIST_MAX) count = LIST_MAX;
    List list = list_begin(build, has_source ? all : few, has_source ? 4 : 3, count);
    for (int i = 0; i < count; i++) {
        const LogEntry *e = &entries[i];
        ChartCell *row = list_row(&list, e->action);
        row[0] = (ChartCell){ e->level == ALARM_LEVEL_NONE ? "—" : page_level_word(build, e->level),
                              page_level_tone(e->level) };
        row[1].text = e->text;
        if (has_source) row[2] = (ChartCell){ e->source, CHART_TONE_DIM };
        row[has_source ? 3 : 2] = (ChartCell){ time_text(build, e->t_us), CHART_TONE_DIM };
    }
    list_end(build, &list, TEXT_PAGE_NO_EVENTS);
}

static const char *clock_left(PageBuild *build, const CaseClock *clock)
{
    char text[64];
    if (!isfinite(clock->share)) return "—";
    live_age_text(fabs(clock->left_s), build->state->language, text, sizeof text);
    char *ago = strstr(text, build->is_chinese ? "前" : " ago");
    if (ago) *ago = 0;
    return arena_printf(build->arena,
                        clock->left_s < 0 ? page_word(build, TEXT_PAGE_OVER)
                                          : page_word(build, TEXT_PAGE_LEFT),
                        text);
}

// By its place, else by the alarm it was opened from.
static bool is_case_taken(const PageBuild *build, const Case *item)
{
    const UiPageFacts *facts = build->facts;
    if (!page_filter_takes_time(build->state, item->t_opened_us)) return false;
    if (!facts->takes_place) return true;
    if (isfinite(item->lon_deg))
        return facts->takes_place(facts->arg, item->lon_deg, item->lat_deg);
    Alarm *alarm = item->alarm[0] ? alarms_find(facts->live.operations->alarms, item->alarm) : NULL;
    return alarm ? facts->takes_alarm(facts->arg, alarm) : facts->takes_place(facts->arg, NAN, NAN);
}

void page_make_cases(PageBuild *build)
{
    const ChartColumn columns[] = {
        { .name = page_word(build, TEXT_PAGE_STAGE), .share = 0.16, .is_badge = true },
        { .name = page_word(build, TEXT_PAGE_CASE), .share = 0.48 },
        { .name = page_word(build, TEXT_PAGE_PERSON), .share = 0.16 },
        { .name = page_word(build, TEXT_PAGE_CLOCK), .share = 0.2, .align = UI_ALIGN_END },
    };
    const Operations *ops = build->facts->live.operations;
    const int all = ops ? cases_count(ops->cases) : 0, most = all < LIST_MAX ? all : LIST_MAX;
    List list = list_begin(build, columns, 4, most);
    for (int i = all - 1; i >= 0 && list.chart->row_count < most; i--) {
        const Case *item = cases_at(ops->cases, i);
        if (!case_is_open(item) || !is_case_taken(build, item)) continue;
        if (build->topic && build->topic->kind == TOPIC_TOPIC && item->alarm[0]) {
            Alarm *alarm = alarms_find(ops->alarms, item->alarm);
            if (alarm && !is_of_topic(build, alarm->rule)) continue;
        }
        const CaseClock clock = case_clock(ops->cases, item, build->facts->now_us);
        const ChartTone tone = strcmp(clock.colour, "red") == 0     ? CHART_TONE_RED
                               : strcmp(clock.colour, "amber") == 0 ? CHART_TONE_ORANGE
                               : strcmp(clock.colour, "green") == 0 ? CHART_TONE_GOOD
                                                                    : CHART_TONE_DIM;
        ChartCell *row = list_row(
            &list, arena_printf(build->arena, "panel-show name=cases item='%s'", item->id));
        row[0] = (ChartCell){ build->is_chinese ? case_state_text((CaseState)item->state)
                                                : case_state_name((CaseState)item->state),
                              tone };
        row[1].text = arena_strdup(build->arena, item->title);
        row[2] = (ChartCell){ item->person[0] ? arena_strdup(build->arena, item->person) : "—",
                              CHART_TONE_DIM };
        row[3] = (ChartCell){ clock_left(build, &clock), tone };
    }
    if (list.chart->row_count)
        build->content->subtitle = arena_printf(build->arena, "%d", list.chart->row_count);
    list_end(build, &list, TEXT_PAGE_NO_CASES);
}

void page_make_warnings(PageBuild *build)
{
    const ChartColumn columns[] = {
        { .name = page_word(build, TEXT_PAGE_LEVEL), .is_badge = true },
        { .name = page_word(build, TEXT_PAGE_WARNING), .share = 1 },
        { .name = page_word(build, TEXT_PAGE_AGE), .align = UI_ALIGN_END },
    };
    const UiLive *live = &build->facts->live;
    List list = list_begin(build, columns, 3, live->warning_count);
    for (int i = 0; i < live->warning_count; i++) {
        const UiWarning *w = &live->warnings[i];
        const bool is_exercise = w->status != 0;
        const ChartTone tone = is_exercise ? CHART_TONE_DIM : page_level_tone((AlarmLevel)w->level);
        ChartCell *row = list_row(&list, NULL);
        const char *age = page_age(build, (double)(build->facts->now_us - w->t_event_us) / 1e6);
        row[0] = (ChartCell){ is_exercise ? page_word(build, TEXT_PAGE_EXERCISE)
                                          : page_level_word(build, (AlarmLevel)w->level),
                              tone };
        row[1].text = arena_strdup(build->arena, w->text);
        row[2] = (ChartCell){ age ? age : "—", CHART_TONE_DIM };
        page_worse(build->content, tone);
    }
    list_end(build, &list, TEXT_PAGE_NO_WARNINGS);
}

static ChartTone feed_tone(const UiFeed *feed)
{
    return strcmp(feed->state, "live") == 0     ? CHART_TONE_GOOD
           : strcmp(feed->state, "failed") == 0 ? CHART_TONE_RED
           : feed->is_off                       ? CHART_TONE_DIM
                                                : CHART_TONE_YELLOW;
}

void page_make_feeds(PageBuild *build)
{
    const ChartColumn columns[] = {
        { .name = page_word(build, TEXT_SOURCE), .share = 0.3 },
        { .name = page_word(build, TEXT_STATE), .share = 0.2, .is_badge = true },
        { .name = page_word(build, TEXT_PAGE_RATE), .share = 0.25, .align = UI_ALIGN_END },
        { .name = page_word(build, TEXT_PAGE_AGE), .share = 0.25, .align = UI_ALIGN_END },
    };
    const UiLive *live = &build->facts->live;
    const int64_t now_us = clock_utc_us(); // feeds go on while history is shown
    List list = list_begin(build, columns, 4, live->feed_count);
    for (int i = 0; i < live->feed_count; i++) {
        const UiFeed *f = &live->feeds[i];
        uint32_t rgb = 0;
        const char *age =
            f->t_last_us ? page_age(build, (double)(now_us - f->t_last_us) / 1e6) : NULL;
        ChartCell *row = list_row(&list, NULL);
        row[0].text = arena_strdup(build->arena, f->name);
        row[1] =
            (ChartCell){ arena_strdup(build->arena, ui_feed_state(build->state->language, f, &rgb)),
                         feed_tone(f) };
        row[2].text = arena_printf(build->arena, "%.1f /s", f->messages_a_second);
        row[3] = (ChartCell){ age ? age : "—", CHART_TONE_DIM };
        page_worse(build->content, feed_tone(f));
    }
    list_end(build, &list, TEXT_PAGE_NO_FEEDS);
}

static ChartCell share_cell(PageBuild *build, double share)
{
    if (!isfinite(share)) return (ChartCell){ "—", CHART_TONE_DIM };
    const ChartTone tone = share < 0.8    ? CHART_TONE_RED
                           : share < 0.95 ? CHART_TONE_ORANGE
                                          : CHART_TONE_AUTO;
    return (ChartCell){ arena_printf(build->arena, "%.1f%%", 100 * share), tone };
}

void page_make_quality(PageBuild *build)
{
    const ChartColumn columns[] = {
        { .name = page_word(build, TEXT_SOURCE), .share = 0.34 },
        { .name = page_word(build, TEXT_PAGE_COMPLETENESS), .share = 0.22, .align = UI_ALIGN_END },
        { .name = page_word(build, TEXT_PAGE_TIMELINESS), .share = 0.22, .align = UI_ALIGN_END },
        { .name = page_word(build, TEXT_PAGE_VALIDITY), .share = 0.22, .align = UI_ALIGN_END },
    };
    const int count = build->facts->quality_count;
    List list = list_begin(build, columns, 4, count);
    for (int i = 0; i < count; i++) {
        const QualityFigures *q = &build->facts->qualities[i];
        ChartCell *row = list_row(&list, NULL);
        row[0] =
            (ChartCell){ arena_strdup(build->arena, q->source.name), page_level_tone(q->level) };
        row[1] = share_cell(build, q->completeness);
        row[2] = share_cell(build, q->timeliness);
        row[3] = share_cell(build, q->validity);
        page_worse(build->content, page_level_tone(q->level));
    }
    list_end(build, &list, TEXT_PAGE_NO_FEEDS);
}

typedef struct {
    PageBuild *build;
    List *list;
} Registry;

static void add_algorithm(const Algorithm *algorithm, void *arg)
{
    const Registry *registry = arg;
    PageBuild *build = registry->build;
    if (registry->list->chart->row_count >= LIST_MAX) return;
    const char *run = algorithm->run;
    const bool is_line = run && run[0] && strncmp(run, "citymirror", 10) != 0;
    ChartCell *row = list_row(registry->list, is_line ? arena_strdup(build->arena, run) : NULL);
    const char *name =
        build->is_chinese || !algorithm->name_en ? algorithm->name : algorithm->name_en;
    row[0].text = arena_strdup(build->arena, name ? name : algorithm->id);
    const char *inputs =
        build->is_chinese && algorithm->inputs_zh ? algorithm->inputs_zh : algorithm->inputs;
    row[1] = (ChartCell){ page_names(build, inputs ? inputs : ""), CHART_TONE_DIM };
    if (registry->list->columns < 4) return; // no room
    row[2] = (ChartCell){ arena_strdup(build->arena, algorithm->version ? algorithm->version : ""),
                          CHART_TONE_DIM };
    const Topic *topic =
        algorithm->owner ? topics_find(build->facts->topics, algorithm->owner) : NULL;
    const char *owner = topic ? topic_name(topic, build->state->language)
                        : algorithm->owner == algorithm_at(0)->owner
                            ? page_word(build, TEXT_PRODUCT)
                            : algorithm->owner;
    row[3] = (ChartCell){ arena_strdup(build->arena, owner ? owner : ""), CHART_TONE_DIM };
}

void page_make_algorithms(PageBuild *build)
{
    const ChartColumn columns[] = {
        { .name = page_word(build, TEXT_PAGE_ALGORITHM), .share = 0.36 },
        { .name = page_word(build, TEXT_PAGE_INPUTS), .share = 0.4 },
        { .name = page_word(build, TEXT_PAGE_VERSION), .share = 0.1 },
        { .name = page_word(build, TEXT_PAGE_OWNER), .share = 0.17 },
    };
    List list = list_begin(build, columns, build->width < 560 ? 2 : 4, LIST_MAX);
    Registry registry = { build, &list };
    const Operations *ops = build->facts->live.operations;
    algorithms_each(build->state, ops ? ops->rules : NULL, add_algorithm, &registry);
    build->content->subtitle = arena_printf(build->arena, "%d", list.chart->row_count);
    list_end(build, &list, TEXT_PAGE_NO_RULES);
}

void page_make_rules(PageBuild *build)
{
    const ChartColumn columns[] = {
        { .name = page_word(build, TEXT_PAGE_RULE), .share = 0.62 },
        { .name = page_word(build, TEXT_PAGE_COUNT), .share = 0.38, .align = UI_ALIGN_END },
    };
    // Of a topic its own; centres and modes show all that run.
    const Operations *ops = build->facts->live.operations;
    const bool is_topic = build->topic && build->topic->kind == TOPIC_TOPIC;
    const Rules *rules = is_topic ? build->topic->rules : ops ? ops->rules : NULL;
    const int all = rules ? rules_count(rules) : 0, count = all < LIST_MAX ? all : LIST_MAX;
    Alarms *alarms = build->facts->live.operations ? build->facts->live.operations->alarms : NULL;
    List list = list_begin(build, columns, 2, count);
    for (int i = 0; i < count; i++) {
        const Rule *rule = rules_at(rules, i);
        ChartCell *row = list_row(&list, NULL);
        int active = 0;
        for (int k = 0; alarms && k < alarms_count(alarms); k++) {
            const Alarm *a = alarms_at(alarms, k);
            active += strcmp(a->rule, rule->id) == 0 && alarm_is_shown(a);
        }
        const char *name = build->is_chinese || !rule->name_en[0] ? rule->name : rule->name_en;
        row[0].text = arena_strdup(build->arena, name[0] ? name : rule->id);
        row[1] = (ChartCell){ arena_printf(build->arena, "%d", active),
                              active ? CHART_TONE_ORANGE : CHART_TONE_DIM };
    }
    list_end(build, &list, TEXT_PAGE_NO_RULES);
}

// Rows of items one below the other; how high each is.
static void stack(PageBuild *build, PageItem *item, int index, int columns, double height)
{
    item->width = (build->width - PAGE_GAP * (columns - 1)) / columns;
    item->height = height - 6;
    item->x = (item->width + PAGE_GAP) * (index % columns);
    item->y = height * (index / columns);
}

// The layers of the document as they are.
static void list_layers(PageBuild *build, int columns)
{
    const int count =
        build->state->layer_count < PAGE_ITEMS_MAX ? build->state->layer_count : PAGE_ITEMS_MAX;
    const double rows = fmax(1, ceil((double)count / columns));
    const double height = fmin(36, fmax(22, build->height / rows));
    for (int i = 0; i < count; i++) {
        const StateLayer *layer = &build->state->layers[i];
        PageItem *item = page_item(build, PAGE_ROW);
        item->text = arena_strdup(build->arena, layer->name);
        item->detail = layer->is_visible ? arena_strdup(build->arena, layer->group)
                                         : page_word(build, TEXT_PAGE_HIDDEN);
        item->tone = layer->is_visible ? CHART_TONE_ACCENT : CHART_TONE_DIM;
        item->is_off = !layer->is_visible;
        stack(build, item, i, columns, height);
    }
}

void page_make_legend(PageBuild *build)
{
    static const TextId kinds[] = { TEXT_PAGE_POINTS,     TEXT_PAGE_LINES,   TEXT_PAGE_AREAS,
                                    TEXT_PAGE_CHOROPLETH, TEXT_PAGE_TRACKS,  TEXT_PAGE_HEAT,
                                    TEXT_PAGE_MODELS,     TEXT_PAGE_WARNINGS };
    const Topic *topic = build->topic;
    const int columns = build->width > 420 ? 2 : 1, count = topic ? topic->layer_count : 0;
    const double rows = fmax(1, ceil((double)count / columns));
    const double height = fmin(36, fmax(24, build->height / rows));
    if (count == 0) list_layers(build, columns);
    for (int i = 0; i < count && i < PAGE_ITEMS_MAX; i++) {
        const TopicLayer *layer = &topic->layers[i];
        PageItem *item = page_item(build, PAGE_ROW);
        const bool is_there = layer->needs[0] == 0;
        item->text = build->is_chinese || !layer->name_en[0] ? layer->name : layer->name_en;
        item->detail = page_word(build, is_there ? kinds[layer->kind] : TEXT_PAGE_NOT_CONNECTED);
        item->tone = is_there ? CHART_TONE_ACCENT : CHART_TONE_DIM;
        item->is_off = !is_there;
        stack(build, item, i, columns, height);
    }
}

// {alarm} and so on from the alarm given; NULL where something cannot be filled in.
static const char *filled(PageBuild *build, const char *command, const Alarm *alarm)
{
    Str out = { 0 };
    bool is_whole = true;
    for (const char *at = command; *at;) {
        const char *end = at[0] == '{' ? strchr(at, '}') : NULL;
        const size_t n = end ? (size_t)(end - at) - 1 : 0;
        if (!end) {
            str_add_n(&out, at++, 1);
            continue;
        }
        if (n == 5 && strncmp(at + 1, "topic", n) == 0 && build->topic)
            str_add(&out, build->topic->id);
        else if (!alarm)
            is_whole = false;
        else if (n == 5 && strncmp(at + 1, "alarm", n) == 0)
            str_printf(&out, "'%s'", alarm->id);
        else if (n == 3 && strncmp(at + 1, "key", n) == 0)
            str_printf(&out, "'%s'", alarm->subject);
        else if (n == 7 && strncmp(at + 1, "subject", n) == 0)
            str_printf(&out, "'%s'", alarm->subject);
        else if (n == 5 && strncmp(at + 1, "level", n) == 0)
            str_add(&out, alarm_level_name(alarm->level));
        else if (n == 3 && strncmp(at + 1, "lon", n) == 0 && isfinite(alarm->lon_deg))
            str_printf(&out, "%.7f", alarm->lon_deg);
        else if (n == 3 && strncmp(at + 1, "lat", n) == 0 && isfinite(alarm->lat_deg))
            str_printf(&out, "%.7f", alarm->lat_deg);
        else
            is_whole = false;
        at = end + 1;
    }
    const char *line = is_whole && out.text ? arena_strdup(build->arena, out.text) : NULL;
    str_finish(&out);
    return line;
}

void page_make_actions(PageBuild *build)
{
    const Topic *topic = build->topic;
    const Alarm *alarms[LIST_MAX];
    const int alarm_count = shown_alarms(build, alarms), count = topic ? topic->action_count : 0;
    const int columns = build->width > 300 ? 2 : 1;
    const double rows = fmax(1, ceil((double)count / columns));
    const double height = fmin(48, fmax(32, build->height / rows));
    for (int i = 0; i < count && i < PAGE_ITEMS_MAX; i++) {
        const TopicAction *action = &topic->actions[i];
        PageItem *item = page_item(build, PAGE_BUTTON);
        item->text = build->is_chinese || !action->name_en[0] ? action->name : action->name_en;
        item->action = filled(build, action->command, alarm_count ? alarms[0] : NULL);
        item->is_off = item->action == NULL;
        stack(build, item, i, columns, height);
    }
}

void page_make_topics(PageBuild *build)
{
    const Topics *topics = build->facts->topics;
    int count = 0, at = 0;
    for (int i = 0; i < topics_count(topics); i++)
        count += topics_at(topics, i)->kind == TOPIC_TOPIC;
    // As many columns as make all of them fit, high enough to be read.
    int columns = (int)fmax(1, floor(build->width / 128));
    const double least = build->is_chinese ? 30 : 27; // English names need the width more
    while (columns < count && build->height / ceil((double)count / columns) < least &&
           build->width / (columns + 1) >= 64)
        columns++;
    const double rows = fmax(1, ceil((double)count / columns));
    const double height = fmin(64, build->height / rows);
    for (int i = 0; i < topics_count(topics); i++) {
        const Topic *topic = topics_at(topics, i);
        int worst_count = 0;
        if (topic->kind != TOPIC_TOPIC) continue;
        const AlarmLevel worst = indicators_worst(build->facts->indicators, topic, &worst_count);
        PageItem *item = page_item(build, PAGE_BUTTON);
        item->text = topic_name(topic, build->state->language);
        item->tone = page_level_tone(worst);
        if (worst != ALARM_LEVEL_NONE && build->width / columns > 100)
            item->detail = arena_printf(build->arena, "%d", worst_count);
        item->action = arena_printf(build->arena, "page-show id=%s", topic->id);
        stack(build, item, at++, columns, height);
        page_worse(build->content, item->tone);
    }
}
