// SPDX-License-Identifier: Apache-2.0
// panel_time.c - the time slider: a pill while the present is shown, else the head in a span of
// time, speeds, and the way back to the present; what the pointer does on its axis.
#include "ui/panel_time.h"
#include "base/clock.h"
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define SECOND 1000000.0
#define HEIGHT 112.0 // of the slider
#define PILL_HEIGHT 34.0
#define SPAN_LEAST_S 60.0
#define SPAN_MOST_S (400 * 86400.0)
#define AHEAD 0.02 // of the span, right of the present

bool panel_time_is_past(const UiContext *context)
{
    return context->state->clock_mode != STATE_CLOCK_LIVE;
}

static bool is_open(const UiContext *context)
{
    return context->facts->time && context->state->has_panels &&
           (context->memory->is_time_open || panel_time_is_past(context));
}

// A page says what time it is itself, while that is the present.
static bool is_on_page(const UiContext *context)
{
    const State *state = context->state;
    return state->page[0] && state->clock_mode == STATE_CLOCK_LIVE && !is_open(context);
}

double panel_time_inset(const UiContext *context, bool is_toast)
{
    if (is_open(context)) return HEIGHT + UI_GRID;
    const bool has_pill =
        context->facts->time && context->state->has_panels && !is_on_page(context);
    return is_toast && has_pill ? PILL_HEIGHT + UI_GRID : 0;
}

void ui_instant_text(const UiContext *context, int64_t t_us, char *out, size_t cap)
{
    const int offset_s = context->state->utc_offset_s;
    char iso[32], date[64];
    clock_format(t_us, offset_s, iso);
    text_date(context->state->language, t_us, offset_s, date, sizeof date);
    snprintf(out, cap, "%s %.8s", date, iso + 11);
}

const char *panel_time_speed(double speed, UiTree *tree)
{
    return speed == 0.25 ? "¼×" : speed == 0.5 ? "½×" : ui_format(tree, "%g×", speed);
}

// -- The span -----------------------------------------------------------------------------------

static void set_span(UiMemory *memory, double span_s)
{
    const double span = fmin(fmax(span_s, SPAN_LEAST_S), SPAN_MOST_S) * SECOND;
    memory->time_to_us = memory->time_now_us + (int64_t)(span * AHEAD);
    memory->time_from_us = memory->time_to_us - (int64_t)span;
    memory->time_follows = true;
    memory->version++;
}

void panel_time_action(UiMemory *memory, const char *action)
{
    if (strcmp(action, "@time") == 0)
        memory->is_time_open = !memory->is_time_open;
    else
        set_span(memory, strtod(action + 6, NULL));
}

// The head is always in the span; while it follows, the present is at its end.
void panel_time_follow(UiMemory *memory, const UiContext *context)
{
    const UiTime *time = context->facts->time;
    if (!time) return;
    memory->time_now_us = time->now_us;
    if (memory->time_to_us == 0) set_span(memory, 3600);
    const int64_t span_us = memory->time_to_us - memory->time_from_us;
    const double width = fmax(context->width, 100);
    const int64_t to_us = time->now_us + (int64_t)((double)span_us * AHEAD);
    // By whole pixels: it does not change with every picture.
    if (memory->time_follows &&
        llabs(to_us - memory->time_to_us) > (int64_t)((double)span_us / width)) {
        memory->time_to_us = to_us;
        memory->time_from_us = to_us - span_us;
    }
    if (!panel_time_is_past(context) || memory->time_drag) return;
    const int64_t head_us = context->state->instant_us;
    if (head_us >= memory->time_from_us && head_us <= memory->time_to_us) return;
    memory->time_follows = false;
    memory->time_hover_us = 0;
    memory->time_from_us = head_us - span_us / 4;
    memory->time_to_us = memory->time_from_us + span_us;
}

// -- The panel ----------------------------------------------------------------------------------

static uint64_t panel_time_key(const UiContext *context)
{
    const UiTime *time = context->facts->time;
    const State *state = context->state;
    const UiMemory *memory = context->memory;
    if (!state->has_panels || !time || is_on_page(context)) return 0;
    const bool is_past = panel_time_is_past(context), is_full = is_open(context);
    const int64_t second = (is_past ? state->instant_us : time->now_us) / 1000000;
    uint64_t key = ui_hash_number(701, (double)second);
    key = ui_hash_number(key, state->clock_mode * 4 + is_full * 2 + time->has_failed);
    key = ui_hash_number(key, context->width * 10000 + context->height);
    key = ui_hash_number(key, state->replay_speed);
    key = ui_hash_number(key, state->utc_offset_s);
    if (!is_full) return key;
    key = ui_hash(key, &memory->time_from_us, sizeof memory->time_from_us);
    key = ui_hash(key, &memory->time_to_us, sizeof memory->time_to_us);
    key = ui_hash(key, &memory->time_hover_us, sizeof memory->time_hover_us);
    key = ui_hash_number(key, time->is_pending * 2 + memory->time_drag);
    return ui_hash(key, &time->marks_version, sizeof time->marks_version);
}

static void add_button(UiTree *tree, const char *text, const char *name, const char *action,
                       bool is_on)
{
    ui_add(tree, &(UiWidget){ .kind = UI_BUTTON,
                              .text = text,
                              .name = name,
                              .action = action,
                              .font = UI_FONT_SMALL,
                              .height = 24,
                              .colour = UI_COLOUR_DIM,
                              .ground = is_on ? UI_GROUND_SELECTED : UI_GROUND_NONE });
}

static void add_mode(const UiContext *context, UiTree *tree)
{
    const State *state = context->state;
    const UiTime *time = context->facts->time;
    const bool is_past = panel_time_is_past(context);
    char text[96];
    ui_add(tree,
           &(UiWidget){ .kind = UI_DOT, .colour = is_past ? UI_COLOUR_ACCENT : UI_COLOUR_GOOD });
    ui_add_text(tree,
                ui_word(context, !is_past                                  ? TEXT_TIME_LIVE
                                 : state->clock_mode == STATE_CLOCK_PAUSED ? TEXT_TIME_PAUSED
                                                                           : TEXT_TIME_REPLAY),
                UI_FONT_STRONG, is_past ? UI_COLOUR_ACCENT : UI_COLOUR_GOOD);
    ui_instant_text(context, is_past ? state->instant_us : time->now_us, text, sizeof text);
    ui_add(tree, &(UiWidget){ .kind = UI_TEXT,
                              .text = text,
                              .name = "instant",
                              .font = UI_FONT_TITLE,
                              .colour = UI_COLOUR_TEXT });
    if (time->has_failed)
        ui_add_text(tree, ui_word(context, TEXT_TIME_FAILED), UI_FONT_SMALL, UI_COLOUR_BAD);
    else if (time->is_pending)
        ui_add_text(tree, ui_word(context, TEXT_LOADING), UI_FONT_SMALL, UI_COLOUR_DIM);
}

static void build_pill(const UiContext *context, UiTree *tree, UiPlace *place)
{
    char instant[96];
    double instant_w = 0, mode_w = 0;
    ui_instant_text(context, context->facts->time->now_us, instant, sizeof instant);
    ui_text_measure(context->painter, &(UiTextDesc){ .text = instant, .font = UI_FONT_TITLE },
                    &instant_w, NULL);
    ui_text_measure(
        context->painter,
        &(UiTextDesc){ .text = ui_word(context, TEXT_TIME_LIVE), .font = UI_FONT_STRONG }, &mode_w,
        NULL);
    // To 12: the seconds' digits differ in width.
    place->width = ceil((instant_w + mode_w) / 12) * 12 + 2 * 26 + 84;
    place->x = (context->width - place->width) / 2;
    place->y = context->height - UI_STRIP - UI_GRID;
    place->is_from_bottom = true;
    place->radius = PILL_HEIGHT / 2;
    ui_add(tree,
           &(UiWidget){
               .kind = UI_BOX, .is_row = true, .padding_x = 14, .height = PILL_HEIGHT, .gap = 8 });
    add_mode(context, tree);
    ui_add_grow(tree);
    ui_add(tree, &(UiWidget){ .kind = UI_BUTTON,
                              .icon = UI_ICON_PAUSE,
                              .name = ui_word(context, TEXT_TIME_PAUSE),
                              .action = "time-pause",
                              .width = 26,
                              .height = 26,
                              .colour = UI_COLOUR_DIM });
    ui_add(tree, &(UiWidget){ .kind = UI_BUTTON,
                              .icon = UI_ICON_CLOCK,
                              .name = ui_word(context, TEXT_TIME_SLIDER),
                              .action = "@time",
                              .width = 26,
                              .height = 26,
                              .colour = UI_COLOUR_DIM });
    ui_end(tree);
}

static void add_speeds(const UiContext *context, UiTree *tree)
{
    static const double speeds[] = { 0.25, 1, 4, 15, 60, 300, 900, 3600 };
    const State *state = context->state;
    const bool is_past = panel_time_is_past(context);
    for (size_t i = 0; i < sizeof speeds / sizeof *speeds; i++)
        add_button(tree, panel_time_speed(speeds[i], tree), ui_format(tree, "speed %g", speeds[i]),
                   ui_format(tree, "time-speed speed=%g", speeds[i]),
                   is_past && state->replay_speed == speeds[i]);
}

static void add_spans(const UiContext *context, UiTree *tree)
{
    static const struct {
        TextId text;
        int seconds;
    } spans[] = { { TEXT_TIME_HOUR, 3600 }, { TEXT_TIME_DAY, 86400 }, { TEXT_TIME_WEEK, 604800 } };
    const UiMemory *memory = context->memory;
    const double span_s = (double)(memory->time_to_us - memory->time_from_us) / SECOND;
    for (size_t i = 0; i < sizeof spans / sizeof *spans; i++)
        add_button(tree, ui_word(context, spans[i].text), NULL,
                   ui_format(tree, "@time:%d", spans[i].seconds),
                   fabs(span_s - spans[i].seconds) < 1);
}

static void add_row(const UiContext *context, UiTree *tree)
{
    const State *state = context->state;
    const bool is_past = panel_time_is_past(context),
               is_playing = state->clock_mode == STATE_CLOCK_REPLAY;
    ui_add(tree, &(UiWidget){ .kind = UI_BOX, .is_row = true, .height = 30, .gap = 8 });
    ui_add(tree, &(UiWidget){
                     .kind = UI_BUTTON,
                     .icon = is_past && !is_playing ? UI_ICON_PLAY : UI_ICON_PAUSE,
                     .name = ui_word(context, is_past && !is_playing ? TEXT_PLAY : TEXT_TIME_PAUSE),
                     .action = "time-toggle",
                     .width = 30,
                     .height = 28,
                     .colour = UI_COLOUR_TEXT });
    add_mode(context, tree);
    ui_add_grow(tree);
    add_speeds(context, tree);
    ui_add_space(tree, 10);
    add_spans(context, tree);
    ui_add_space(tree, 10);
    ui_add(tree, &(UiWidget){ .kind = UI_BUTTON,
                              .text = ui_word(context, TEXT_TIME_BACK),
                              .action = "time-live",
                              .font = UI_FONT_STRONG,
                              .height = 26,
                              .is_disabled = !is_past,
                              .colour = is_past ? UI_COLOUR_ACCENT : UI_COLOUR_DIM });
    if (!is_past) ui_add_icon(tree, UI_ICON_CLOSE, ui_word(context, TEXT_TIME_CLOSE), "@time");
    ui_end(tree);
}

static void panel_time_build(const UiContext *context, UiTree *tree, UiPlace *place)
{
    if (!is_open(context)) {
        build_pill(context, tree, place);
        return;
    }
    place->x = UI_MARGIN;
    place->width = context->width - 2 * UI_MARGIN;
    place->y = context->height - UI_STRIP - UI_GRID;
    place->height = HEIGHT;
    place->is_from_bottom = true;
    const double inner = place->width - 32;
    ui_add(tree, &(UiWidget){ .kind = UI_BOX, .padding_x = 16, .padding_y = 9, .gap = 7 });
    add_row(context, tree);
    ui_add(tree, &(UiWidget){ .kind = UI_PAINT,
                              .name = "axis",
                              .action = "@axis",
                              .width = inner,
                              .height = PANEL_TIME_AXIS,
                              .paint_of = panel_time_axis_paint,
                              .source = panel_time_axis(context, tree, inner) });
    ui_end(tree);
}

const UiPanelRow panel_time = { "time", panel_time_key, panel_time_build };

// -- Pointer ------------------------------------------------------------------------------------

static void zoom(UiMemory *memory, double share, double wheel)
{
    const double span = (double)(memory->time_to_us - memory->time_from_us),
                 at = (double)memory->time_from_us + span * share;
    const double wanted =
        fmin(fmax(span * pow(0.8, wheel), SPAN_LEAST_S * SECOND), SPAN_MOST_S * SECOND);
    memory->time_from_us = (int64_t)(at - wanted * share);
    memory->time_to_us = memory->time_from_us + (int64_t)wanted;
    memory->time_follows = false;
}

static void scrub(const UiMemory *memory, double share, Str *out)
{
    const int64_t t_us = memory->time_from_us +
                         (int64_t)((double)(memory->time_to_us - memory->time_from_us) * share);
    char iso[32];
    if (t_us >= memory->time_now_us) {
        str_add(out, "time-live\n");
        return;
    }
    clock_format(t_us, 0, iso);
    str_printf(out, "time-seek t=%s\n", iso);
}

bool panel_time_pointer(UiMemory *memory, const UiTree *tree, const UiTimePointer *p, Str *out)
{
    enum { NONE, SCRUB, PAN };
    const int index = ui_tree_find(tree, "axis");
    const UiWidget *axis = index >= 0 ? &tree->items[index] : NULL;
    const bool is_in = axis && p->is_inside && p->x >= axis->x && p->x < axis->x + axis->w &&
                       p->y >= axis->y && p->y < axis->y + axis->h;
    if (!axis) memory->time_drag = NONE;
    if (!is_in || memory->time_drag == PAN) memory->time_hover_us = 0;
    if (!axis || (!is_in && !memory->time_drag)) return false;
    const double share = fmin(fmax((p->x - axis->x) / axis->w, 0), 1);
    const int64_t span_us = memory->time_to_us - memory->time_from_us;
    if (p->wheel != 0) {
        zoom(memory, share, p->wheel);
        return true;
    }
    if (p->is_down) {
        memory->time_drag = p->y < axis->y + PANEL_TIME_SCRUB ? SCRUB : PAN;
        memory->time_drag_x = p->x;
    }
    if (memory->time_drag == SCRUB && !p->is_up && out) scrub(memory, share, out);
    if (memory->time_drag == PAN) {
        const int64_t by_us = (int64_t)((memory->time_drag_x - p->x) / axis->w * (double)span_us);
        memory->time_from_us += by_us;
        memory->time_to_us += by_us;
        memory->time_drag_x = p->x;
        if (by_us != 0) memory->time_follows = false;
    }
    if (p->is_up) memory->time_drag = NONE;
    memory->time_hover_us = memory->time_from_us + (int64_t)((double)span_us * share);
    return true;
}
