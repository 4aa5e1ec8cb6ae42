// SPDX-License-Identifier: Apache-2.0
// panel_top.c - the bar above: the city's clock and date, its title and notice, looks, search, help.
#include "base/clock.h"
#include "ui/ui_panel.h"
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

typedef struct {
    char clock[16], date[64];
} TopTime;

static TopTime panel_top_time(const UiContext *context)
{
    const State *state = context->state;
    TopTime out = { 0 };
    char iso[32];
    const bool is_past = state->clock_mode != STATE_CLOCK_LIVE;
    const int64_t t_us = is_past ? state->instant_us : state->t_utc_us; // the sun's, else
    clock_format(t_us, state->utc_offset_s, iso);
    // Seconds are of interest only where time runs at about its own pace.
    const bool has_seconds = is_past || (state->time_rate > 0 && state->time_rate <= 10);
    snprintf(out.clock, sizeof out.clock, has_seconds ? "%.8s" : "%.5s", iso + 11);
    text_date(state->language, t_us, state->utc_offset_s, out.date, sizeof out.date);
    return out;
}

static uint64_t panel_top_key(const UiContext *context)
{
    const State *state = context->state;
    if (!state->has_panels) return 0;
    const TopTime time = panel_top_time(context);
    uint64_t key = ui_hash_text(11, time.clock);
    key = ui_hash_text(key, time.date);
    key = ui_hash_text(key, state->title);
    key = ui_hash_text(key, state->notice);
    key = ui_hash(key, &state->look, sizeof state->look);
    const UiDock *dock = &context->memory->dock;
    key = ui_hash(key, dock->unacked, sizeof dock->unacked);
    key =
        ui_hash_number(key, (dock->live.operations != NULL) + 2 * (state->dock != STATE_DOCK_NONE));
    return ui_hash_number(key, context->memory->is_search_open * 2 + state->is_touring * 4 +
                                   (state->measuring.kind != STATE_MEASURE_NONE) * 8);
}

// A band that fades into the scene, with a line that dips round the title as in control rooms.
static void panel_top_ground(cairo_t *cr, const UiTheme *theme, double width, double height)
{
    const UiRgba a = theme->colours[UI_COLOUR_GLASS_TOP], line = theme->colours[UI_COLOUR_ACCENT];
    const double side = 40, centre = width / 2, half = fmin(300, width / 5), dip = 8, y = height - dip - 1.5;
    cairo_move_to(cr, 0, 0);
    cairo_line_to(cr, width, 0);
    cairo_line_to(cr, width, y);
    cairo_line_to(cr, centre + half + side, y);
    cairo_line_to(cr, centre + half, y + dip);
    cairo_line_to(cr, centre - half, y + dip);
    cairo_line_to(cr, centre - half - side, y);
    cairo_line_to(cr, 0, y);
    cairo_close_path(cr);
    cairo_pattern_t *band = cairo_pattern_create_linear(0, 0, 0, height);
    cairo_pattern_add_color_stop_rgba(band, 0, a.r, a.g, a.b, theme->is_dark ? 0.96 : 0.98);
    cairo_pattern_add_color_stop_rgba(band, 1, a.r, a.g, a.b, theme->is_dark ? 0.93 : 0.96);
    cairo_set_source(cr, band);
    cairo_fill(cr);
    cairo_pattern_destroy(band);
    // The line twice where dark: a wide faint one is its glow.
    for (int pass = theme->is_dark ? 0 : 1; pass < 2; pass++) {
        const double strength = pass == 0 ? 0.22 : theme->is_dark ? 0.95 : 0.55;
        cairo_move_to(cr, 0, y);
        cairo_line_to(cr, centre - half - side, y);
        cairo_line_to(cr, centre - half, y + dip);
        cairo_line_to(cr, centre + half, y + dip);
        cairo_line_to(cr, centre + half + side, y);
        cairo_line_to(cr, width, y);
        cairo_pattern_t *glow = cairo_pattern_create_linear(0, 0, width, 0);
        cairo_pattern_add_color_stop_rgba(glow, 0, line.r, line.g, line.b, strength * 0.2);
        cairo_pattern_add_color_stop_rgba(glow, 0.5, line.r, line.g, line.b, strength);
        cairo_pattern_add_color_stop_rgba(glow, 1, line.r, line.g, line.b, strength * 0.2);
        cairo_set_source(cr, glow);
        cairo_set_line_width(cr, pass == 0 ? 5 : 1.5);
        cairo_stroke(cr);
        cairo_pattern_destroy(glow);
    }
}

// What waits for acknowledgement, by level, and warnings in force: a click opens the list.
static void panel_top_badges(const UiContext *context, UiTree *tree)
{
    const UiDock *dock = &context->memory->dock;
    if (!dock->live.operations) return;
    const bool is_open = context->state->dock != STATE_DOCK_NONE;
    int unacked = 0;
    for (int l = 0; l < ALARM_LEVEL_COUNT; l++) unacked += dock->unacked[l];
    ui_add(tree, &(UiWidget){ .kind = UI_BUTTON,
                              .icon = UI_ICON_BELL,
                              .name = ui_word(context, TEXT_ALARMS),
                              .action = is_open ? "panel-hide" : "panel-show name=alarms",
                              .colour = unacked ? UI_COLOUR_BAD : UI_COLOUR_DIM,
                              .width = 28,
                              .ground = is_open ? UI_GROUND_SELECTED : UI_GROUND_NONE });
    for (int l = ALARM_LEVEL_RED; l >= ALARM_LEVEL_BLUE; l--)
        if (dock->unacked[l] > 0)
            ui_add(tree, &(UiWidget){ .kind = UI_CHIP,
                                      .text = ui_format(tree, "%d", dock->unacked[l]),
                                      .name = ui_format(tree, "unacked %d", l),
                                      .font = UI_FONT_STRONG,
                                      .height = 22,
                                      .value = ui_level_rgb(l),
                                      .numbers = { 1 },
                                      .action = "panel-show name=alarms" });
    ui_add_space(tree, 8);
}

static void panel_top_build(const UiContext *context, UiTree *tree, UiPlace *place)
{
    const State *state = context->state;
    const TopTime time = panel_top_time(context);
    *place = (UiPlace){ .width = context->width, .height = UI_BAR, .ground = panel_top_ground };
    const double side = fmax(180, (context->width - fmin(600, context->width * 0.4)) / 2 - 16);
    const bool is_narrow = context->width < 900, has_words = context->width >= 1640;
    // Where there is little room the buttons take theirs, and the title stands between.
    const double left = is_narrow ? fmax(72, fmin(312, context->width - 514)) : side;
    ui_add(tree, &(UiWidget){ .kind = UI_BOX, .is_row = true, .padding_x = 16, .height = UI_BAR - 8 });
    ui_add(tree, &(UiWidget){ .kind = UI_BOX, .is_row = true, .width = left, .gap = 12 });
    ui_add_text(tree, time.clock, UI_FONT_CLOCK, UI_COLOUR_TITLE);
    if (!is_narrow) ui_add_text(tree, time.date, UI_FONT_BODY, UI_COLOUR_DIM);
    ui_end(tree);
    ui_add(tree, &(UiWidget){ .kind = UI_BOX, .is_row = true, .grow = 1, .gap = 12 });
    ui_add_grow(tree);
    ui_add(tree, &(UiWidget){ .kind = UI_TEXT, .text = state->title[0] ? state->title : ui_word(context, TEXT_PRODUCT), .font = UI_FONT_CITY,
                              .colour = UI_COLOUR_TITLE, .name = "title" });
    if (state->notice[0]) {
        ui_add(tree, &(UiWidget){ .kind = UI_BOX, .is_row = true, .padding_x = 10, .padding_y = 2, .ground = UI_GROUND_CHIP });
        ui_add(tree, &(UiWidget){ .kind = UI_TEXT, .text = state->notice, .font = UI_FONT_SMALL, .colour = UI_COLOUR_WARN, .name = "notice" });
        ui_end(tree);
    }
    ui_add_grow(tree);
    ui_end(tree);
    ui_add(tree,
           &(UiWidget){ .kind = UI_BOX, .is_row = true, .width = is_narrow ? 0 : side, .gap = 4 });
    ui_add_grow(tree);
    panel_top_badges(context, tree);
    static const struct {
        StateLook look;
        UiIcon icon;
        TextId text;
        const char *action;
    } looks[] = { { STATE_LOOK_DAY, UI_ICON_SUN, TEXT_DAY, "look day" },
                  { STATE_LOOK_NIGHT, UI_ICON_MOON, TEXT_NIGHT, "look night" },
                  { STATE_LOOK_WHITE, UI_ICON_CUBE, TEXT_WHITE, "look white" } };
    for (int i = 0; i < 3; i++) {
        ui_add(tree, &(UiWidget){ .kind = UI_BUTTON,
                                  .icon = looks[i].icon,
                                  .text = has_words ? ui_word(context, looks[i].text) : NULL,
                                  .name = ui_word(context, looks[i].text),
                                  .action = looks[i].action,
                                  .colour = UI_COLOUR_DIM,
                                  .ground = state->look == looks[i].look ? UI_GROUND_SELECTED
                                                                         : UI_GROUND_NONE });
    }
    ui_add_space(tree, 8);
    if (state->tour_count > 0) {
        ui_add(tree, &(UiWidget){ .kind = UI_BUTTON, .icon = UI_ICON_PLAY, .name = ui_word(context, TEXT_TOUR), .action = "tour-toggle", .colour = UI_COLOUR_DIM,
                                  .width = 28, .ground = state->is_touring ? UI_GROUND_SELECTED : UI_GROUND_NONE });
    }
    const bool is_measuring = state->measuring.kind != STATE_MEASURE_NONE;
    ui_add(tree, &(UiWidget){ .kind = UI_BUTTON,
                              .icon = UI_ICON_RULER,
                              .name = ui_word(context, TEXT_MEASURE),
                              .action = is_measuring ? "measure-tool off" : "measure-tool distance",
                              .colour = UI_COLOUR_DIM,
                              .width = 28,
                              .ground = is_measuring ? UI_GROUND_SELECTED : UI_GROUND_NONE });
    ui_add(tree, &(UiWidget){ .kind = UI_BUTTON, .icon = UI_ICON_HOME, .name = ui_word(context, TEXT_FIT), .action = "home", .colour = UI_COLOUR_DIM, .width = 28 });
    ui_add(tree, &(UiWidget){ .kind = UI_BUTTON, .icon = UI_ICON_SEARCH, .name = ui_word(context, TEXT_SEARCH), .action = "@search", .colour = UI_COLOUR_DIM, .width = 28,
                              .ground = context->memory->is_search_open ? UI_GROUND_SELECTED : UI_GROUND_NONE });
    ui_add(tree, &(UiWidget){ .kind = UI_BUTTON, .icon = UI_ICON_HELP, .name = ui_word(context, TEXT_HELP), .action = "@help", .colour = UI_COLOUR_DIM, .width = 28 });
    ui_end(tree);
    ui_end(tree);
}

const UiPanelRow panel_top = { "top", panel_top_key, panel_top_build };
