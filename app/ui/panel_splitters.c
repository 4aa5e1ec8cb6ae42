// SPDX-License-Identifier: Apache-2.0
// panel_splitters.c - bars between docked panels, held and dragged: the columns' widths, the height
// of what lies below.
#include "ui/ui_columns.h"
#include "ui/ui_dock_build.h"
#include <math.h>
#include <stdio.h>
#include <string.h>

#define BAR 8
#define TOP (UI_BAR + UI_MARGIN - 4)
#define LEFT 288
#define RIGHT 320

static double within(double wanted, double usual, double least, double most)
{
    const double size = wanted > 0 ? wanted : usual;
    return fmax(least, fmin(size, fmax(least, most)));
}

double ui_left_width(const UiContext *context)
{
    return within(context->state->panel_sizes[STATE_PANEL_LEFT], LEFT, 240, context->width * 0.4);
}

double ui_right_width(const UiContext *context)
{
    return within(context->state->panel_sizes[STATE_PANEL_RIGHT], RIGHT, 260, context->width * 0.4);
}

double ui_layers_height(const UiContext *context, double room, double usual)
{
    return within(context->state->panel_sizes[STATE_PANEL_LAYERS], usual, 120, room - 160);
}

double ui_dock_wanted(const UiContext *context, double usual)
{
    return within(context->state->panel_sizes[STATE_PANEL_DOCK], usual, 200,
                  context->height - UI_BAR - UI_STRIP - 4 * UI_MARGIN);
}

static const char *const names[STATE_PANEL_COUNT] = { "left", "right", "layers", "dock" };

// Where the pointer is becomes a size: from the panel's fixed edge.
void ui_split_action(UiMemory *memory, const char *action, Str *out)
{
    char name[16];
    double x = 0, y = 0;
    if (sscanf(action, "@split:%15[a-z]:%lf,%lf", name, &x, &y) != 3) return;
    for (int i = 0; i < STATE_PANEL_COUNT; i++) {
        if (strcmp(names[i], name) != 0) continue;
        const UiSplit *split = &memory->splits[i];
        const double at = (split->is_upright ? split->x + x : split->y + y);
        const double size = round((at - split->from) * split->towards - BAR / 2.0);
        if (size > 0) str_printf(out, "panel-size name=%s size=%.0f\n", name, size);
    }
}

static void paint_grip(UiPainter *painter, cairo_t *cr, const UiTheme *theme, const double rect[4],
                       const double numbers[4])
{
    (void)painter;
    const bool is_upright = numbers[0] != 0;
    const double w = is_upright ? 3 : 36, h = is_upright ? 36 : 3;
    ui_paint_round(cr, rect[0] + (rect[2] - w) / 2, rect[1] + (rect[3] - h) / 2, w, h, 1.5);
    ui_paint_colour_alpha(cr, theme->colours[theme->is_dark ? UI_COLOUR_ACCENT : UI_COLOUR_TITLE],
                          0.55);
    cairo_fill(cr);
}

static void build(const UiContext *context, UiTree *tree, UiPlace *place, StatePanel panel,
                  const double rect[4], double from, double towards)
{
    const bool is_upright = rect[3] > rect[2];
    context->memory->splits[panel] = (UiSplit){
        .x = rect[0], .y = rect[1], .from = from, .towards = towards, .is_upright = is_upright
    };
    *place = (UiPlace){ .x = rect[0], .y = rect[1], .width = rect[2], .height = rect[3] };
    ui_add(tree, &(UiWidget){ .kind = UI_DRAG,
                              .role = "splitter",
                              .name = ui_format(tree, "splitter %s", names[panel]),
                              .width = rect[2],
                              .height = rect[3],
                              .value = context->state->panel_sizes[panel],
                              .paint = paint_grip,
                              .numbers = { is_upright },
                              .action = ui_format(tree, "@split:%s:", names[panel]) });
}

static uint64_t key_of(const UiContext *context, StatePanel panel, double more)
{
    uint64_t key = ui_hash_number(821 + (uint64_t)panel, context->width * 10000 + context->height);
    key = ui_hash(key, context->state->panel_sizes, sizeof context->state->panel_sizes);
    key = ui_hash_number(key, context->bottom);
    return ui_hash_number(key, more);
}

static bool has_layers(const UiContext *context)
{
    return context->state->has_panels && context->state->layer_count > 0 &&
           !context->memory->layers.is_closed;
}

static uint64_t panel_split_left_key(const UiContext *context)
{
    return has_layers(context) ? key_of(context, STATE_PANEL_LEFT, context->layers_bottom) : 0;
}

static void panel_split_left_build(const UiContext *context, UiTree *tree, UiPlace *place)
{
    const double rect[4] = { UI_MARGIN + ui_left_width(context), TOP, BAR,
                             context->layers_bottom - TOP };
    build(context, tree, place, STATE_PANEL_LEFT, rect, UI_MARGIN, 1);
}

static uint64_t panel_split_right_key(const UiContext *context)
{
    const State *s = context->state;
    return s->has_panels && (s->selection_count > 0 || s->shown_key[0])
               ? key_of(context, STATE_PANEL_RIGHT, 0)
               : 0;
}

static void panel_split_right_build(const UiContext *context, UiTree *tree, UiPlace *place)
{
    const double right = context->width - UI_MARGIN;
    const double rect[4] = { right - ui_right_width(context) - BAR, TOP, BAR, 160 };
    build(context, tree, place, STATE_PANEL_RIGHT, rect, right, -1);
}

static uint64_t panel_split_layers_key(const UiContext *context)
{
    const UiModel *model = &context->memory->model;
    return has_layers(context) && model->layer_id && model->asset && !model->is_closed
               ? key_of(context, STATE_PANEL_LAYERS, context->layers_bottom)
               : 0;
}

static void panel_split_layers_build(const UiContext *context, UiTree *tree, UiPlace *place)
{
    const double rect[4] = { UI_MARGIN, context->layers_bottom, ui_left_width(context), BAR };
    build(context, tree, place, STATE_PANEL_LAYERS, rect, TOP, 1);
}

static uint64_t panel_split_dock_key(const UiContext *context)
{
    const double height = ui_dock_height(context);
    return height > 0 ? key_of(context, STATE_PANEL_DOCK, height) : 0;
}

static void panel_split_dock_build(const UiContext *context, UiTree *tree, UiPlace *place)
{
    double x = 0, width = 0;
    ui_dock_span(context, &x, &width);
    const double rect[4] = { x, context->bottom - ui_dock_height(context) - BAR, width, BAR };
    build(context, tree, place, STATE_PANEL_DOCK, rect, context->bottom, -1);
}

const UiPanelRow panel_split_left = { "splitter-left", panel_split_left_key,
                                      panel_split_left_build };
const UiPanelRow panel_split_right = { "splitter-right", panel_split_right_key,
                                       panel_split_right_build };
const UiPanelRow panel_split_layers = { "splitter-layers", panel_split_layers_key,
                                        panel_split_layers_build };
const UiPanelRow panel_split_dock = { "splitter-dock", panel_split_dock_key,
                                      panel_split_dock_build };
