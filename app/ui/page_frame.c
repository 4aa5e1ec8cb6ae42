// SPDX-License-Identifier: Apache-2.0
// page_frame.c - the bars of a page: above the clock, the city's title and how it stands; below the
// tabs of centres and topics.
#include "ui/page_private.h"
#include "base/clock.h"
#include "core/text.h"
#include "ui/ui_panel.h"
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { TABS_MAX = 9 };

typedef struct {
    char clock[16], date[64];
} HeadTime;

static HeadTime head_time(const State *state, int64_t t_us)
{
    static const char *const days_zh[] = { "日", "一", "二", "三", "四", "五", "六" };
    static const char *const days_en[] = { "Sunday",   "Monday", "Tuesday", "Wednesday",
                                           "Thursday", "Friday", "Saturday" };
    HeadTime out = { 0 };
    char iso[32];
    clock_format(t_us, state->utc_offset_s, iso);
    snprintf(out.clock, sizeof out.clock, "%.8s", iso + 11);
    const int64_t days = (int64_t)floor(((double)t_us / 1e6 + state->utc_offset_s) / 86400);
    const int weekday = (int)(((days + 4) % 7 + 7) % 7);
    if (state->language == STATE_LANGUAGE_ZH)
        snprintf(out.date, sizeof out.date, "%d年%d月%d日 星期%s", atoi(iso), atoi(iso + 5),
                 atoi(iso + 8), days_zh[weekday]);
    else
        snprintf(out.date, sizeof out.date, "%.10s %s", iso, days_en[weekday]);
    return out;
}

// How many alarms stand at each level.
static void count_alarms(const UiPageFacts *facts, int counts[ALARM_LEVEL_COUNT])
{
    Alarms *alarms = facts->live.operations ? facts->live.operations->alarms : NULL;
    memset(counts, 0, sizeof(int) * ALARM_LEVEL_COUNT);
    for (int i = 0; alarms && i < alarms_count(alarms); i++) {
        const Alarm *alarm = alarms_at(alarms, i);
        if (alarm_is_shown(alarm)) counts[alarm->level]++;
    }
}

static const char *unit_name(const State *state, const UiPageFacts *facts)
{
    for (int i = 0; state->unit[0] && i < topics_unit_count(facts->topics); i++) {
        const TopicUnit *unit = topics_unit_at(facts->topics, i);
        if (strcmp(unit->code, state->unit) == 0)
            return state->language == STATE_LANGUAGE_ZH || !unit->name_en[0] ? unit->name
                                                                             : unit->name_en;
    }
    return text_get(state->language, TEXT_PAGE_WHOLE_CITY);
}

uint64_t page_head_key(const State *state, const UiPageFacts *facts, const Topic *topic)
{
    int counts[ALARM_LEVEL_COUNT];
    const HeadTime time = head_time(state, facts->now_us);
    count_alarms(facts, counts);
    uint64_t key = ui_hash_text(ui_hash_text(23, time.clock), time.date);
    key = ui_hash_text(ui_hash_text(key, state->title), state->notice);
    key = ui_hash_text(ui_hash_text(key, state->unit), topic ? topic->id : "");
    return ui_hash(key, counts, sizeof counts);
}

// A band that fades into the city, with a line that dips round the title.
static void paint_band(cairo_t *cr, const UiTheme *theme, double width, double half)
{
    const UiRgba ground = theme->colours[UI_COLOUR_GLASS_TOP],
                 line = theme->colours[UI_COLOUR_ACCENT];
    const double centre = width / 2, lean = 36, high = PAGE_HEAD - 18, low = PAGE_HEAD - 3;
    const double xs[] = {
        0, centre - half - lean, centre - half, centre + half, centre + half + lean, width
    };
    const double ys[] = { high, high, low, low, high, high };
    cairo_move_to(cr, 0, 0);
    for (int i = 0; i < 6; i++) cairo_line_to(cr, xs[i], ys[i]);
    cairo_line_to(cr, width, 0);
    cairo_close_path(cr);
    cairo_pattern_t *band = cairo_pattern_create_linear(0, 0, 0, PAGE_HEAD);
    cairo_pattern_add_color_stop_rgba(band, 0, ground.r, ground.g, ground.b, 0.98);
    cairo_pattern_add_color_stop_rgba(band, 1, ground.r, ground.g, ground.b,
                                      theme->is_dark ? 0.82 : 0.92);
    cairo_set_source(cr, band);
    cairo_fill(cr);
    cairo_pattern_destroy(band);
    for (int pass = theme->is_dark ? 0 : 2; pass < 3; pass++) {
        const double strength = pass == 0 ? 0.12 : pass == 1 ? 0.28 : 0.95;
        for (int i = 0; i < 6; i++) cairo_line_to(cr, xs[i], ys[i]);
        cairo_pattern_t *glow = cairo_pattern_create_linear(0, 0, width, 0);
        cairo_pattern_add_color_stop_rgba(glow, 0, line.r, line.g, line.b, strength * 0.15);
        cairo_pattern_add_color_stop_rgba(glow, 0.5, line.r, line.g, line.b, strength);
        cairo_pattern_add_color_stop_rgba(glow, 1, line.r, line.g, line.b, strength * 0.15);
        cairo_set_source(cr, glow);
        cairo_set_line_width(cr, pass == 0 ? 8 : pass == 1 ? 4 : 1.6);
        cairo_stroke(cr);
        cairo_pattern_destroy(glow);
    }
}

static double paint_chip(UiPainter *painter, cairo_t *cr, const UiTheme *theme, const char *text,
                         UiRgba colour, double right, double y, bool is_filled)
{
    double width = 0, height = 0;
    const UiTextDesc desc = { .text = text, .font = UI_FONT_STRONG, .size = 14 };
    ui_text_measure(painter, &desc, &width, &height);
    const double x = right - width - 20;
    ui_paint_round(cr, x + 0.5, y + 0.5, width + 20, height + 6, 4);
    ui_paint_colour_alpha(cr, colour, is_filled ? 0.22 : 0.10);
    cairo_fill_preserve(cr);
    ui_paint_colour_alpha(cr, colour, 0.75);
    cairo_set_line_width(cr, 1);
    cairo_stroke(cr);
    ui_text_paint(painter, cr, &desc, x + 10, y + 3,
                  is_filled ? colour : theme->colours[UI_COLOUR_TEXT]);
    return x - 8;
}

static void paint_right(UiPainter *painter, cairo_t *cr, const UiTheme *theme, const State *state,
                        const UiPageFacts *facts, double right)
{
    int counts[ALARM_LEVEL_COUNT];
    const double y = 12;
    count_alarms(facts, counts);
    if (state->notice[0])
        right = paint_chip(painter, cr, theme, state->notice, theme->colours[UI_COLOUR_WARN], right,
                           y, true);
    right = paint_chip(painter, cr, theme, unit_name(state, facts),
                       theme->colours[UI_COLOUR_ACCENT], right, y, false);
    for (int level = ALARM_LEVEL_BLUE; level < ALARM_LEVEL_COUNT; level++) {
        char text[48];
        if (counts[level] == 0) continue;
        snprintf(text, sizeof text, "%s %d",
                 text_get(state->language, page_level_text((AlarmLevel)level)), counts[level]);
        right = paint_chip(painter, cr, theme, text, theme->levels[UI_LEVEL_BLUE + level - ALARM_LEVEL_BLUE],
                           right, y, true);
    }
}

void page_paint_head(UiPainter *painter, cairo_t *cr, const UiTheme *theme, const State *state,
                     const UiPageFacts *facts, const Topic *topic, double width)
{
    const HeadTime time = head_time(state, facts->now_us);
    double w = 0, h = 0, sub_h = 0, sub_w = 0;
    UiTextDesc title = { .text = state->title[0] ? state->title
                                                 : text_get(state->language, TEXT_PRODUCT),
                         .font = UI_FONT_CITY,
                         .size = 28,
                         .spacing = state->language == STATE_LANGUAGE_ZH ? 4 : 1 };
    ui_text_measure(painter, &title, &w, &h);
    const double room = width * 0.34;
    if (w > room) {
        title.size *= room / w;
        ui_text_measure(painter, &title, &w, &h);
    }
    char text[2 * TOPIC_NAME_MAX + 8] = "";
    if (topic)
        snprintf(text, sizeof text, "%s%s%s", topic_name(topic, state->language),
                 topic->lead[0] ? " · " : "",
                 state->language == STATE_LANGUAGE_ZH || !topic->lead_en[0] ? topic->lead
                                                                            : topic->lead_en);
    const UiTextDesc sub = { .text = text, .font = UI_FONT_BODY, .size = 14 };
    ui_text_measure(painter, &sub, &sub_w, &sub_h);
    paint_band(cr, theme, width, fmax(fmax(w, sub_w) / 2 + 40, 200));
    ui_text_paint(painter, cr, &title, (width - w) / 2, 20 - h / 2 + 2,
                  theme->colours[UI_COLOUR_TITLE]);
    ui_text_paint(painter, cr, &sub, (width - sub_w) / 2, PAGE_HEAD - 8 - sub_h - 2,
                  theme->colours[UI_COLOUR_ACCENT]);
    const UiTextDesc clock = { .text = time.clock, .font = UI_FONT_CLOCK, .size = 27 };
    ui_text_measure(painter, &clock, &w, &h);
    ui_text_paint(painter, cr, &clock, PAGE_MARGIN + 4, 25 - h / 2,
                  theme->colours[UI_COLOUR_TITLE]);
    const UiTextDesc date = { .text = time.date, .font = UI_FONT_BODY, .size = 15 };
    ui_text_measure(painter, &date, NULL, &h);
    ui_text_paint(painter, cr, &date, PAGE_MARGIN + 4 + 132, 26 - h / 2,
                  theme->colours[UI_COLOUR_DIM]);
    paint_right(painter, cr, theme, state, facts, width - PAGE_MARGIN);
}

static void add_tab(PageBuild *build, const Topic *topic, const char *action, double *x,
                    double width)
{
    PageItem *item = page_item(build, PAGE_BUTTON);
    item->text = topic ? topic_name(topic, build->state->language)
                 : action[strlen(action) - 1] == '1' && strstr(action, "-1") ? "‹"
                                                                             : "›";
    item->action = topic ? arena_printf(build->arena, "page-show id=%s", topic->id) : action;
    item->is_chosen = topic && topic == build->topic;
    item->x = *x;
    item->width = width;
    item->height = PAGE_FOOT - 14;
    *x += width + 6;
}

// The four centres, then the topics round the one shown, arrows at both ends of them.
void page_make_foot(PageBuild *build)
{
    const Topics *topics = build->facts->topics;
    const Topic *row[256];
    int count = 0, at = 0, centres = 0;
    for (int i = 0; i < topics_count(topics) && count < 256; i++) {
        const Topic *topic = topics_at(topics, i);
        if (topic->kind == TOPIC_CENTRE) centres++;
        if (topic->kind == TOPIC_TOPIC) row[count++] = topic;
    }
    for (int i = 0; i < count; i++)
        if (row[i] == build->topic) at = i;
    const double centre_width = 150, tab_width = 112;
    const double room = build->width - 2 * PAGE_MARGIN - centres * (centre_width + 6) - 2 * 40 - 24;
    const int most = (int)fmax(1, fmin(count, floor(room / (tab_width + 6))));
    const double used = centres * (centre_width + 6) + 24 + 2 * 40 + most * (tab_width + 6);
    double x = (build->width - used) / 2;
    for (int i = 0; i < topics_count(topics); i++)
        if (topics_at(topics, i)->kind == TOPIC_CENTRE)
            add_tab(build, topics_at(topics, i), "", &x, centre_width);
    if (count == 0) return;
    x += 24;
    int from = at - most / 2;
    from = from < 0 ? 0 : from > count - most ? count - most : from;
    add_tab(build, NULL, "page-step by=-1", &x, 34);
    for (int i = 0; i < most; i++) add_tab(build, row[from + i], "", &x, tab_width);
    add_tab(build, NULL, "page-step by=1", &x, 34);
}

// Whose data the city is drawn from, beside the tabs.
static void paint_sources(UiPainter *painter, cairo_t *cr, const UiTheme *theme,
                          const PageContent *content)
{
    double height = 0;
    const double room = (content->item_count ? content->items[0].x : 0) - 2 * PAGE_MARGIN;
    if (!content->subtitle || !content->subtitle[0] || room < 60) return;
    const UiTextDesc text = {
        .text = content->subtitle, .font = UI_FONT_SMALL, .size = 11, .width = room
    };
    ui_text_measure(painter, &text, NULL, &height);
    ui_text_paint(painter, cr, &text, PAGE_MARGIN, PAGE_FOOT - height - 8,
                  theme->colours[UI_COLOUR_DIM]);
}

void page_paint_foot(UiPainter *painter, cairo_t *cr, const UiTheme *theme,
                     const PageContent *content, double width, int hover_item)
{
    const UiRgba accent = theme->colours[UI_COLOUR_ACCENT],
                 ground = theme->colours[UI_COLOUR_GLASS_TOP];
    cairo_pattern_t *band = cairo_pattern_create_linear(0, 0, 0, PAGE_FOOT);
    cairo_pattern_add_color_stop_rgba(band, 0, ground.r, ground.g, ground.b, 0);
    cairo_pattern_add_color_stop_rgba(band, 1, ground.r, ground.g, ground.b,
                                      theme->is_dark ? 0.9 : 0.85);
    cairo_rectangle(cr, 0, 0, width, PAGE_FOOT);
    cairo_set_source(cr, band);
    cairo_fill(cr);
    cairo_pattern_destroy(band);
    paint_sources(painter, cr, theme, content);
    for (int i = 0; i < content->item_count; i++) {
        const PageItem *item = &content->items[i];
        const double x = item->x, y = 8, w = item->width, h = item->height, lean = 7;
        cairo_move_to(cr, x + lean, y);
        cairo_line_to(cr, x + w, y);
        cairo_line_to(cr, x + w - lean, y + h);
        cairo_line_to(cr, x, y + h);
        cairo_close_path(cr);
        cairo_path_t *path = cairo_copy_path(cr);
        ui_paint_colour_alpha(cr, ground, 0.92);
        cairo_fill_preserve(cr);
        ui_paint_colour_alpha(cr, accent,
                              item->is_chosen   ? (theme->is_dark ? 0.45 : 0.25)
                              : i == hover_item ? 0.22
                                                : 0.07);
        cairo_fill(cr);
        cairo_append_path(cr, path);
        cairo_path_destroy(path);
        ui_paint_colour_alpha(cr, accent, item->is_chosen ? 1 : 0.35);
        cairo_set_line_width(cr, item->is_chosen ? 1.6 : 1);
        cairo_stroke(cr);
        double height = 0;
        const UiTextDesc text = { .text = item->text,
                                  .font = item->is_chosen ? UI_FONT_STRONG : UI_FONT_BODY,
                                  .size = 15,
                                  .width = w - 2 * lean - 4,
                                  .align = UI_ALIGN_CENTRE };
        ui_text_measure(painter, &text, NULL, &height);
        ui_text_paint(painter, cr, &text, x + lean + 2, y + (h - height) / 2,
                      theme->colours[item->is_chosen ? UI_COLOUR_TITLE : UI_COLOUR_TEXT]);
    }
}
