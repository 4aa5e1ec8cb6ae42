// SPDX-License-Identifier: Apache-2.0
// panel_replay.c - while history is shown: a badge with the instant, and amber edges, so that
// nobody takes it for the present. They are there without the other panels too.
#include "ui/panel_time.h"
#include <math.h>

static uint64_t panel_replay_key(const UiContext *context)
{
    const State *state = context->state;
    if (!panel_time_is_past(context)) return 0;
    uint64_t key = ui_hash_number(711, (double)(state->instant_us / 1000000));
    key = ui_hash_number(key, state->clock_mode + state->replay_speed * 4);
    key = ui_hash_number(key, state->utc_offset_s);
    return ui_hash_number(key, context->width * 2 + state->has_panels);
}

// Amber, filled: seen across a room.
static void ground_badge(cairo_t *cr, const UiTheme *theme, double width, double height)
{
    ui_paint_round(cr, 0.5, 0.5, width - 1, height - 1, 5);
    ui_paint_colour(cr, theme->colours[UI_COLOUR_ACCENT]);
    cairo_fill(cr);
}

static void panel_replay_build(const UiContext *context, UiTree *tree, UiPlace *place)
{
    const State *state = context->state;
    const bool is_playing = state->clock_mode == STATE_CLOCK_REPLAY;
    char when[96];
    ui_instant_text(context, state->instant_us, when, sizeof when);
    const char *text = is_playing
                           ? ui_format(tree, "%s  %s  %s", ui_word(context, TEXT_TIME_REPLAY), when,
                                       panel_time_speed(state->replay_speed, tree))
                           : ui_format(tree, "%s · %s  %s", ui_word(context, TEXT_TIME_REPLAY),
                                       ui_word(context, TEXT_TIME_PAUSED), when);
    double natural = 0;
    ui_text_measure(context->painter, &(UiTextDesc){ .text = text, .font = UI_FONT_TITLE },
                    &natural, NULL);
    place->width = ceil(natural) + 32;
    place->height = 30;
    place->x = (context->width - place->width) / 2;
    place->y = state->has_panels ? UI_BAR + UI_GRID : UI_MARGIN;
    place->ground = ground_badge;
    place->is_open_to_scene = true;
    ui_add(tree, &(UiWidget){ .kind = UI_BOX, .is_row = true, .padding_x = 16, .height = 30 });
    ui_add(tree, &(UiWidget){ .kind = UI_TEXT,
                              .text = text,
                              .name = "replay",
                              .font = UI_FONT_TITLE,
                              .colour = UI_COLOUR_ON_ACCENT });
    ui_end(tree);
}

const UiPanelRow panel_replay = { "replay", panel_replay_key, panel_replay_build };

static uint64_t panel_edge_key(const UiContext *context)
{
    return panel_time_is_past(context)
               ? ui_hash_number(721, context->width * 10000 + context->height)
               : 0;
}

static void ground_edge(cairo_t *cr, const UiTheme *theme, double width, double height)
{
    cairo_rectangle(cr, 0, 0, width, height);
    ui_paint_colour(cr, theme->colours[UI_COLOUR_ACCENT]);
    cairo_fill(cr);
}

static void build_edge(const UiContext *context, UiTree *tree, UiPlace *place, double x)
{
    *place = (UiPlace){ .x = x,
                        .width = 3,
                        .height = context->height,
                        .is_open_to_scene = true,
                        .ground = ground_edge };
    ui_add(tree, &(UiWidget){ .kind = UI_BOX, .width = 3 });
    ui_end(tree);
}

static void panel_edge_left_build(const UiContext *context, UiTree *tree, UiPlace *place)
{
    build_edge(context, tree, place, 0);
}

static void panel_edge_right_build(const UiContext *context, UiTree *tree, UiPlace *place)
{
    build_edge(context, tree, place, context->width - 3);
}

const UiPanelRow panel_edge_left = { "edge-left", panel_edge_key, panel_edge_left_build };
const UiPanelRow panel_edge_right = { "edge-right", panel_edge_key, panel_edge_right_build };
