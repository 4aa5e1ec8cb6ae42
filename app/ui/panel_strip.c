// SPDX-License-Identifier: Apache-2.0
// panel_strip.c - the strip below: scale bar, position under the pointer, sources, and the quiet read-out of frame and memory.
#include "ui/ui_crs.h"
#include "ui/ui_panel.h"
#include <math.h>
#include <stdio.h>
#include <string.h>

static void panel_strip_attribution(const UiContext *context, Str *out)
{
    const State *state = context->state;
    for (int i = 0; i < state->layer_count; i++) {
        const StateLayer *layer = &state->layers[i];
        const CityLayer *loaded = city_layer(context->city, layer->id);
        if (!layer->is_visible || !loaded || loaded->state != CITY_LAYER_READY) continue;
        const char *text = layer->attribution;
        if (!text[0] && loaded->vector) text = loaded->vector->attribution;
        if (!text[0] && loaded->raster) text = loaded->raster->attribution;
        if (!text || !text[0] || (out->text && strstr(out->text, text))) continue;
        str_printf(out, "%s%s", out->length ? " · " : "", text);
    }
}

static void panel_strip_readout(const UiContext *context, Str *out)
{
    const UiFacts *f = context->facts;
    if (!context->state->has_readout) return;
    str_printf(out, "%.0f ms  %.0f MB", f->frame_ms, f->ram_mb);
    if (!f->is_settled) str_add(out, "  …");
}

static void panel_strip_cursor(const UiContext *context, Str *out)
{
    const UiFacts *f = context->facts;
    if (!f->has_cursor) return;
    ui_position_text(context, f->cursor_lon_deg, f->cursor_lat_deg, out);
    str_printf(out, "   %s %.1f m", ui_word(context, TEXT_HEIGHT), f->cursor_h_m);
}

// Errors in the log since it was last looked at.
static uint64_t panel_strip_errors(const UiContext *context)
{
    return log_count_of(LOG_ERROR) - context->memory->dock.desk.errors_seen;
}

static uint64_t panel_strip_key(const UiContext *context)
{
    const uint64_t errors = panel_strip_errors(context);
    if (!context->state->has_panels) return 0;
    Str text = { 0 };
    panel_strip_attribution(context, &text);
    panel_strip_readout(context, &text);
    panel_strip_cursor(context, &text);
    uint64_t key = ui_hash_text(41, text.text);
    key = ui_hash_text(key, context->state->display_crs);
    key = ui_hash_number(key, (double)errors);
    key = ui_hash_number(key, round(log(fmax(1e-9, context->metres_per_unit)) * 400));
    str_finish(&text);
    return ui_hash_number(key, context->width);
}

static void panel_strip_scale(UiPainter *painter, cairo_t *cr, const UiTheme *theme, const double rect[4], const double numbers[4])
{
    char label[32];
    const double length = ui_scale_bar_length(numbers[0], 110, label), y = rect[1] + rect[3] - 8, x = rect[0];
    if (length <= 0) return;
    ui_paint_colour(cr, theme->colours[UI_COLOUR_TEXT]);
    cairo_set_line_width(cr, 1.5);
    cairo_move_to(cr, x + 0.75, y - 5);
    cairo_line_to(cr, x + 0.75, y);
    cairo_line_to(cr, x + length - 0.75, y);
    cairo_line_to(cr, x + length - 0.75, y - 5);
    cairo_stroke(cr);
    double w = 0, h = 0;
    const UiTextDesc text = { .text = label, .font = UI_FONT_SMALL };
    ui_text_measure(painter, &text, &w, &h);
    ui_text_paint(painter, cr, &text, x + length + 8, rect[1] + (rect[3] - h) / 2, theme->colours[UI_COLOUR_TEXT]);
}

static void panel_strip_ground(cairo_t *cr, const UiTheme *theme, double width, double height)
{
    cairo_rectangle(cr, 0, 0, width, height);
    ui_paint_colour_alpha(cr, theme->colours[UI_COLOUR_GLASS_BOTTOM], 0.96);
    cairo_fill(cr);
    cairo_rectangle(cr, 0, 0, width, 1);
    ui_paint_colour(cr, theme->colours[UI_COLOUR_BORDER]);
    cairo_fill(cr);
}

static void panel_strip_build(const UiContext *context, UiTree *tree, UiPlace *place)
{
    *place = (UiPlace){ .y = context->height - UI_STRIP, .width = context->width, .height = UI_STRIP, .ground = panel_strip_ground };
    Str cursor = { 0 }, sources = { 0 }, readout = { 0 };
    panel_strip_cursor(context, &cursor);
    panel_strip_attribution(context, &sources);
    panel_strip_readout(context, &readout);
    ui_add(tree, &(UiWidget){ .kind = UI_BOX, .is_row = true, .height = UI_STRIP, .padding_x = 16, .gap = 20 });
    ui_add(tree, &(UiWidget){ .kind = UI_PAINT, .name = "scale", .width = 176, .height = UI_STRIP, .paint = panel_strip_scale,
                              .numbers = { context->metres_per_unit } });
    ui_add(tree, &(UiWidget){ .kind = UI_TEXT, .text = cursor.text ? cursor.text : "", .font = UI_FONT_SMALL, .colour = UI_COLOUR_TEXT, .name = "position", .width = 340 });
    ui_add(tree, &(UiWidget){ .kind = UI_TEXT, .text = sources.text ? sources.text : "", .font = UI_FONT_SMALL, .colour = UI_COLOUR_DIM, .grow = 1, .width = 20,
                              .align = UI_ALIGN_END, .name = "sources" });
    const uint64_t errors = panel_strip_errors(context);
    if (errors)
        ui_add(tree, &(UiWidget){ .kind = UI_CHIP,
                                  .text = ui_format(tree, "%s %llu", ui_word(context, TEXT_ERROR),
                                                    (unsigned long long)errors),
                                  .name = "errors",
                                  .font = UI_FONT_SMALL,
                                  .height = 18,
                                  .value = ui_log_rgb(LOG_ERROR),
                                  .numbers = { 1 },
                                  .tip = ui_word(context, TEXT_SYSTEM_LOG),
                                  .action = "panel-show name=log" });
    if (readout.text) ui_add_text(tree, readout.text, UI_FONT_SMALL, UI_COLOUR_DIM);
    ui_end(tree);
    str_finish(&cursor);
    str_finish(&sources);
    str_finish(&readout);
}

const UiPanelRow panel_strip = { "strip", panel_strip_key, panel_strip_build };
