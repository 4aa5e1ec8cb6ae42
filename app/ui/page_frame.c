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
#include <strings.h>

enum { TOPICS_MAX = 256 };
#define TAB_GAP 6.0
#define TAB_PART 24.0 // between centres and topics
#define TAB_ARROW 34.0

typedef struct {
    char clock[16], date[64];
} HeadTime;

static HeadTime head_time(const State *state, int64_t t_us)
{
    HeadTime out = { 0 };
    char iso[32];
    clock_format(t_us, state->utc_offset_s, iso);
    snprintf(out.clock, sizeof out.clock, "%.8s", iso + 11);
    text_date(state->language, t_us, state->utc_offset_s, out.date, sizeof out.date);
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

typedef struct {
    const char *text;
    UiRgba edge, ink;
    bool is_filled;
} Chip;

// Its right end given; returns where the next may end.
static double paint_chip(UiPainter *painter, cairo_t *cr, const Chip *chip, double right, double y)
{
    double width = 0, height = 0;
    const UiTextDesc desc = { .text = chip->text, .font = UI_FONT_STRONG, .size = 14 };
    ui_text_measure(painter, &desc, &width, &height);
    const double x = right - width - 20;
    ui_paint_round(cr, x + 0.5, y + 0.5, width + 20, height + 6, 4);
    ui_paint_colour_alpha(cr, chip->edge, chip->is_filled ? 0.22 : 0.08);
    cairo_fill_preserve(cr);
    ui_paint_colour_alpha(cr, chip->edge, chip->is_filled ? 0.85 : 0.45);
    cairo_set_line_width(cr, 1);
    cairo_stroke(cr);
    ui_text_paint(painter, cr, &desc, x + 10, y + 3, chip->ink);
    return x - 8;
}

// The demo's own words are known in both languages; others stay as the document has them.
static const char *notice_text(const State *state)
{
    const char *demo = text_get(STATE_LANGUAGE_ZH, TEXT_DEMO_DATA);
    return strcmp(state->notice, demo) == 0 ? text_get(state->language, TEXT_DEMO_DATA)
                                            : state->notice;
}

static void paint_right(UiPainter *painter, cairo_t *cr, const UiTheme *theme, const State *state,
                        const UiPageFacts *facts, double right)
{
    int counts[ALARM_LEVEL_COUNT];
    const double y = 12;
    count_alarms(facts, counts);
    const UiRgba dim = theme->colours[UI_COLOUR_DIM], text = theme->colours[UI_COLOUR_TEXT];
    if (state->notice[0]) // said, but quieter than what is to be acted on
        right = paint_chip(painter, cr, &(Chip){ notice_text(state), dim, dim, false }, right, y);
    right = paint_chip(
        painter, cr,
        &(Chip){ unit_name(state, facts), theme->colours[UI_COLOUR_ACCENT], text, false }, right,
        y);
    for (int level = ALARM_LEVEL_BLUE; level < ALARM_LEVEL_COUNT; level++) {
        char words[48];
        if (counts[level] == 0) continue;
        const UiRgba colour = theme->levels[UI_LEVEL_BLUE + level - ALARM_LEVEL_BLUE];
        snprintf(words, sizeof words, "%s %d",
                 text_get(state->language, page_level_text((AlarmLevel)level)), counts[level]);
        right = paint_chip(painter, cr, &(Chip){ words, colour, colour, true }, right, y);
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
    const char *name = topic ? topic_name(topic, state->language) : "",
               *lead = !topic ? ""
                       : state->language == STATE_LANGUAGE_ZH || !topic->lead_en[0]
                           ? topic->lead
                           : topic->lead_en;
    const bool has_lead = lead[0] && strcasecmp(lead, name) != 0; // once is enough
    snprintf(text, sizeof text, "%s%s%s", name, has_lead ? " · " : "", has_lead ? lead : "");
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
    *x += width + TAB_GAP;
}

static double tab_width(PageBuild *build, const Topic *topic)
{
    double width = 0;
    const UiTextDesc text = { .text = topic_name(topic, build->state->language),
                              .font = UI_FONT_STRONG,
                              .size = 15 };
    ui_text_measure(build->painter, &text, &width, NULL);
    return fmax(96, ceil(width) + 34);
}

// The topics round the one shown, as many as there is room for: from..to.
static void topic_window(const double *widths, int count, int at, double room, int *from, int *to)
{
    double used = 0;
    *from = *to = at;
    for (bool has_grown = true; has_grown;) {
        has_grown = false;
        if (*to < count && used + widths[*to] + TAB_GAP <= room)
            used += widths[(*to)++] + TAB_GAP, has_grown = true;
        if (*from > 0 && used + widths[*from - 1] + TAB_GAP <= room)
            used += widths[--(*from)] + TAB_GAP, has_grown = true;
    }
}

// The four centres, then the topics, arrows at both ends of them.
void page_make_foot(PageBuild *build)
{
    const Topics *topics = build->facts->topics;
    const Topic *row[TOPICS_MAX];
    double widths[TOPICS_MAX], centres = 0;
    int count = 0, at = 0, from = 0, to = 0;
    for (int i = 0; i < topics_count(topics) && count < TOPICS_MAX; i++) {
        const Topic *topic = topics_at(topics, i);
        if (topic->kind == TOPIC_CENTRE) centres += tab_width(build, topic) + TAB_GAP;
        if (topic->kind != TOPIC_TOPIC) continue;
        if (topic == build->topic) at = count;
        widths[count] = tab_width(build, topic);
        row[count++] = topic;
    }
    const double arrows = 2 * (TAB_ARROW + TAB_GAP) + TAB_PART,
                 room = build->width - 2 * PAGE_MARGIN - centres - arrows;
    topic_window(widths, count, at, room, &from, &to);
    double used = centres + (count ? arrows : 0) - TAB_GAP;
    for (int i = from; i < to; i++) used += widths[i] + TAB_GAP;
    double x = fmax(PAGE_MARGIN, (build->width - used) / 2);
    for (int i = 0; i < topics_count(topics); i++)
        if (topics_at(topics, i)->kind == TOPIC_CENTRE)
            add_tab(build, topics_at(topics, i), "", &x, tab_width(build, topics_at(topics, i)));
    if (count == 0) return;
    x += TAB_PART;
    add_tab(build, NULL, "page-step by=-1", &x, TAB_ARROW);
    for (int i = from; i < to; i++) add_tab(build, row[i], "", &x, widths[i]);
    add_tab(build, NULL, "page-step by=1", &x, TAB_ARROW);
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
