// SPDX-License-Identifier: Apache-2.0
// page_content.c - what makers of cells share: items, keys by unit, words, ages, tones; the key of
// what is made.
#include "ui/page_private.h"
#include "base/str.h"
#include "core/text.h"
#include "ui/ui_panel.h"
#include <math.h>
#include <stdio.h>
#include <string.h>

PageItem *page_item(PageBuild *build, PageItemKind kind)
{
    PageContent *content = build->content;
    // Past the last item the last is written over: a page with more is cut, not broken.
    const int at =
        content->item_count < PAGE_ITEMS_MAX ? content->item_count++ : PAGE_ITEMS_MAX - 1;
    content->items[at] = (PageItem){ .kind = kind, .width = build->width, .height = build->height };
    return &content->items[at];
}

Chart *page_chart(PageBuild *build, ChartKind kind)
{
    Chart *chart = ARENA_ARRAY(build->arena, Chart, 1);
    *chart = (Chart){ .kind = kind,
                      .is_chinese = build->is_chinese,
                      .now_us = build->facts->now_us,
                      .utc_offset_s = build->state->utc_offset_s,
                      .previous = NAN,
                      .target = NAN,
                      .text_scale = 1.2 };
    return chart;
}

const char *page_word(const PageBuild *build, TextId id)
{
    return text_get(build->state->language, id);
}

const char *page_key(PageBuild *build, const char *key)
{
    const TopicIndicator *indicator = NULL;
    const StateFilter *filter = &build->state->filter;
    // A filter of one unit asks for its figures, as its view does.
    const bool is_one = filter->units[0] && !strchr(filter->units, ';');
    const char *unit = build->state->unit[0] ? build->state->unit : is_one ? filter->units : "";
    if (!unit[0]) return key;
    if (!topics_of_key(build->facts->topics, key, &indicator) || !indicator) return key;
    if (indicator->over == TOPIC_OVER_NONE) return key;
    return arena_printf(build->arena, "%s/%s", key, unit);
}

const IndicatorValue *page_value(PageBuild *build, const char *key)
{
    const IndicatorValue *value = indicators_get(build->facts->indicators, page_key(build, key));
    return value && value->indicator ? value : NULL;
}

// In steps that people read: an age of seconds would repaint every cell every second.
const char *page_age(PageBuild *build, double age_s)
{
    char text[64];
    if (!isfinite(age_s)) return NULL;
    const double step_s = age_s < 10 ? 10 : age_s < 60 ? 10 : 1;
    live_age_text(floor(fmax(age_s, 0) / step_s) * step_s, build->state->language, text,
                  sizeof text);
    return arena_strdup(build->arena, age_s < 10 ? page_word(build, TEXT_PAGE_JUST_NOW) : text);
}

TextId page_level_text(AlarmLevel level)
{
    static const TextId ids[ALARM_LEVEL_COUNT] = { TEXT_NORMAL, TEXT_LEVEL_BLUE, TEXT_LEVEL_YELLOW,
                                                   TEXT_LEVEL_ORANGE, TEXT_LEVEL_RED };
    return ids[level];
}

const char *page_level_word(const PageBuild *build, AlarmLevel level)
{
    return page_word(build, page_level_text(level));
}

ChartTone page_level_tone(AlarmLevel level)
{
    return level == ALARM_LEVEL_NONE ? CHART_TONE_AUTO
                                     : (ChartTone)(CHART_TONE_BLUE + level - ALARM_LEVEL_BLUE);
}

void page_worse(PageContent *content, ChartTone tone)
{
    if (tone >= CHART_TONE_BLUE && tone <= CHART_TONE_RED && tone > content->tone)
        content->tone = tone;
}

ChartState page_state(const IndicatorValue *value)
{
    if (!value) return CHART_EMPTY;
    if (value->freshness == LIVE_NONE) return CHART_EMPTY;
    return (ChartState)(CHART_LIVE + value->freshness - LIVE_CURRENT);
}

void page_open(PageBuild *build)
{
    double body[4];
    const double width = build->width + 2 * PAGE_PAD,
                 height = build->height + PAGE_TITLE + 8 + PAGE_PAD - 2;
    build->content->is_open = true;
    page_body(build->content, width, height, body);
    build->width = body[2];
    build->height = body[3];
}

const char *page_unit(PageBuild *build, const TopicIndicator *indicator)
{
    char text[64] = "";
    indicator_unit_text(indicator->unit, build->state->language, text, sizeof text);
    return arena_strdup(build->arena, text);
}

static bool is_of_key(char c)
{
    return (c >= '0' && c <= '9') || (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z') || c == '.' ||
           c == '_' || c == '/';
}

const char *page_names(PageBuild *build, const char *text)
{
    Str out = { 0 };
    for (const char *at = text; *at;) {
        char key[TOPIC_KEY_MAX + 16];
        const TopicIndicator *indicator = NULL;
        size_t length = 0;
        while (is_of_key(at[length])) length++;
        if (length > 0 && length < sizeof key) {
            memcpy(key, at, length);
            key[length] = 0;
            char *unit = strchr(key, '/'); // of a unit the figure's own name
            if (unit) *unit = 0;
            if (topics_of_key(build->facts->topics, key, &indicator))
                str_add(&out, topic_indicator_name(indicator, build->state->language));
        }
        if (length == 0) length = 1;
        if (!indicator && at[0] != '`') str_add_n(&out, at, length);
        at += length;
    }
    const char *names = out.text ? arena_strdup(build->arena, out.text) : "";
    str_finish(&out);
    return names;
}

const char *page_option(PageBuild *build, const char *name)
{
    char text[TOPIC_TEXT_MAX];
    if (!topic_cell_option(build->cell, name, text, sizeof text)) return NULL;
    return arena_strdup(build->arena, text);
}

const char *page_number(PageBuild *build, const IndicatorValue *value)
{
    char text[64];
    if (!value || !value->indicator) return "—";
    if (value->text) return arena_strdup(build->arena, value->text);
    if (!isfinite(value->number)) return "—";
    indicator_number_text(value->indicator, value->number, text, sizeof text);
    const char *unit = page_unit(build, value->indicator);
    return arena_printf(build->arena, "%s%s%s", text, unit[0] && unit[0] != '%' ? " " : "", unit);
}

static uint64_t key_numbers(uint64_t key, const double *numbers, int count)
{
    return numbers && count > 0 ? ui_hash(key, numbers, sizeof *numbers * (size_t)count) : key;
}

static uint64_t key_text(uint64_t key, const char *text)
{
    return ui_hash_text(key, text ? text : "\1");
}

// A time axis moves by a pixel in minutes; the picture need not follow every second.
static int64_t coarse(int64_t t_us, int64_t span_us)
{
    const int64_t step_us = span_us > 0 ? span_us / 720 : 0;
    return step_us > 1000000 ? t_us / step_us : t_us / 1000000;
}

static uint64_t chart_key(uint64_t key, const Chart *c)
{
    const int64_t span_us = c->to_us - c->from_us;
    key = ui_hash_number(key, c->kind * 16 + (int)c->state);
    key = key_text(key_text(key_text(key, c->state_text), c->age_text), c->title);
    key = key_text(key_text(key_text(key, c->subtitle), c->unit), c->badge);
    if (span_us > 0) key = ui_hash_number(key, (double)coarse(c->to_us, span_us));
    for (int i = 0; i < c->series_count; i++) {
        const ChartSeries *s = &c->series[i];
        key = key_text(key, s->name);
        key = key_numbers(key_numbers(key, s->values, s->count), s->xs, s->count);
        if (s->times_us && s->count)
            key = ui_hash_number(key, (double)s->times_us[s->count - 1] / 1e6);
    }
    for (int i = 0; i < c->category_count; i++) {
        key = key_text(key, c->categories[i]);
        if (c->category_tones) key = ui_hash_number(key, c->category_tones[i]);
    }
    for (int i = 0; i < c->row_count * c->column_count; i++)
        key = ui_hash_number(key_text(key, c->cells[i].text), c->cells[i].tone);
    for (int i = 0; i < c->span_count; i++)
        key = ui_hash_number(key, (double)(c->spans[i].from_us / 1000000 + c->spans[i].row));
    for (int i = 0; i < c->limit_count; i++) key = ui_hash_number(key, c->limits[i].value);
    for (int i = 0; i < c->link_count; i++) key = ui_hash_number(key, c->links[i].value);
    const double numbers[] = {
        c->number, c->previous,          c->target, c->y_min,
        c->y_max,  (double)c->first_row, c->better, (double)c->selected_row
    };
    return c->has_number || c->first_row || c->selected_row
               ? key_numbers(key, numbers, sizeof numbers / sizeof numbers[0])
               : key;
}

uint64_t page_content_key(const PageContent *content)
{
    uint64_t key = key_text(key_text(17, content->title), content->subtitle);
    key = ui_hash_number(key_text(key, content->age), content->tone);
    for (int i = 0; i < content->item_count; i++) {
        const PageItem *item = &content->items[i];
        const double place[] = { item->x, item->y, item->width, item->height };
        key = key_numbers(key, place, 4);
        key = key_text(key_text(key_text(key, item->text), item->detail), item->action);
        key = ui_hash_number(key, item->tone * 8 + item->is_chosen * 2 + item->is_off);
        if (item->chart) key = chart_key(key, item->chart);
    }
    return key;
}
