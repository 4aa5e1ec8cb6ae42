// SPDX-License-Identifier: Apache-2.0
// panel_legend.c - a legend made of a layer's style: areas, lines, points, classes, ramps, live
// stops.
#include "core/city_model.h"
#include "core/style_guess.h"
#include "core/style_ramp.h"
#include "ui/ui_panel.h"
#include <math.h>
#include <stdio.h>
#include <string.h>

#define ROWS_MAX 14
#define RAMP_H 10
#define KEY_W 22 // of the drawn sample before a text

static uint32_t rgb_of(uint32_t bgr)
{
    return (bgr & 0xff) << 16 | (bgr & 0xff00) | (bgr >> 16 & 0xff);
}

// The style as it is drawn: what is unset is guessed from the data, once for each version of it.
static const LayerStyle *drawn_style(const UiContext *context, const StateLayer *layer,
                                     const CityLayer *loaded)
{
    UiLayers *memory = &context->memory->layers;
    uint64_t of = ui_hash(loaded->version + 1, &layer->id, sizeof layer->id);
    of = ui_hash(of, &context->state->layers_version, sizeof context->state->layers_version);
    if (of == memory->style_of) return &memory->style;
    memory->style_of = of;
    if (loaded->vector)
        style_guess(loaded->vector, &layer->style, &memory->style);
    else
        style_guess_raster(loaded->raster ? (int)loaded->raster->kind : GEO_RASTER_NONE,
                           &layer->style, &memory->style);
    return &memory->style;
}

static void set_rgb(cairo_t *cr, double value)
{
    const unsigned rgb = (unsigned)value;
    cairo_set_source_rgb(cr, (rgb >> 16 & 255) / 255.0, (rgb >> 8 & 255) / 255.0,
                         (rgb & 255) / 255.0);
}

// numbers: StyleDraw, colour, width, has dashes.
static void paint_key(UiPainter *painter, cairo_t *cr, const UiTheme *theme, const double rect[4],
                      const double numbers[4])
{
    (void)painter;
    const double x = rect[0], y = rect[1], w = rect[2], h = rect[3];
    const StyleDraw draw = (StyleDraw)numbers[0];
    cairo_save(cr);
    if (draw == STYLE_DRAW_LINE || draw == STYLE_DRAW_RAISED) {
        const double dash[] = { 4, 3 };
        cairo_set_line_cap(cr, CAIRO_LINE_CAP_BUTT);
        cairo_move_to(cr, x, y + h / 2);
        cairo_line_to(cr, x + w, y + h / 2);
        // An edge, so that a pale line is seen on pale glass too.
        cairo_set_line_width(cr, numbers[2] + 1.5);
        ui_paint_colour(cr, theme->colours[UI_COLOUR_BORDER]);
        cairo_stroke_preserve(cr);
        if (numbers[3] > 0) cairo_set_dash(cr, dash, 2, 0);
        cairo_set_line_width(cr, numbers[2]);
        set_rgb(cr, numbers[1]);
        cairo_stroke(cr);
    } else if (draw == STYLE_DRAW_POINT) {
        cairo_new_path(cr);
        cairo_arc(cr, x + w / 2, y + h / 2, 5, 0, 2 * 3.14159265358979);
        set_rgb(cr, numbers[1]);
        cairo_fill_preserve(cr);
        ui_paint_colour(cr, theme->colours[UI_COLOUR_TEXT]);
        cairo_set_line_width(cr, 1);
        cairo_stroke(cr);
    } else {
        ui_paint_round(cr, x + 2, y + 1.5, w - 4, h - 3, 2.5);
        set_rgb(cr, numbers[1]);
        cairo_fill_preserve(cr);
        ui_paint_colour(cr, theme->colours[UI_COLOUR_BORDER]);
        cairo_set_line_width(cr, 1);
        cairo_stroke(cr);
    }
    cairo_restore(cr);
}

static void add_row(UiTree *tree, const LayerStyle *style, uint32_t bgr, const char *text)
{
    const double width = style->width_px > 0 ? fmin(5, style->width_px) : 3;
    ui_add(tree, &(UiWidget){ .kind = UI_BOX,
                              .role = "listitem",
                              .is_row = true,
                              .gap = 8,
                              .height = 18,
                              .name = ui_format(tree, "legend %s", text),
                              .value = rgb_of(bgr) });
    ui_add(tree, &(UiWidget){ .kind = UI_PAINT,
                              .width = KEY_W,
                              .height = 14,
                              .paint = paint_key,
                              .numbers = { style->draw, rgb_of(bgr), width, style->dash_m > 0 } });
    ui_add(tree, &(UiWidget){ .kind = UI_TEXT,
                              .text = text,
                              .grow = 1,
                              .width = 20,
                              .font = UI_FONT_SMALL,
                              .colour = UI_COLOUR_TEXT });
    ui_end(tree);
}

typedef struct {
    uint32_t rgb[STATE_STOPS_MAX]; // 0xRRGGBB
    double at[STATE_STOPS_MAX];    // 0 to 1
    int count;
} Ramp;

static void paint_ramp(UiPainter *painter, cairo_t *cr, const UiTheme *theme, const double rect[4],
                       const void *source)
{
    (void)painter;
    const Ramp *ramp = source;
    cairo_pattern_t *fade = cairo_pattern_create_linear(rect[0], 0, rect[0] + rect[2], 0);
    for (int i = 0; i < ramp->count; i++)
        cairo_pattern_add_color_stop_rgb(fade, ramp->at[i], (ramp->rgb[i] >> 16 & 255) / 255.0,
                                         (ramp->rgb[i] >> 8 & 255) / 255.0,
                                         (ramp->rgb[i] & 255) / 255.0);
    ui_paint_round(cr, rect[0] + 0.5, rect[1] + 0.5, rect[2] - 1, rect[3] - 1, 2.5);
    cairo_set_source(cr, fade);
    cairo_fill_preserve(cr);
    cairo_pattern_destroy(fade);
    ui_paint_colour(cr, theme->colours[UI_COLOUR_BORDER]);
    cairo_set_line_width(cr, 1);
    cairo_stroke(cr);
}

static void number_text(double value, const char *unit, char out[64])
{
    const double size = fabs(value);
    const int digits = size >= 100 || value == floor(value) ? 0 : size >= 10 ? 1 : 2;
    snprintf(out, 64, "%.*f%s%s", digits, value, unit && unit[0] ? " " : "", unit ? unit : "");
}

static void add_ramp(UiTree *tree, const Ramp *ramp, double low, double high, const char *unit)
{
    Ramp *kept = ARENA_ARRAY(&tree->arena, Ramp, 1);
    char from[64], to[64];
    number_text(low, unit, from);
    number_text(high, unit, to);
    if (!kept) return;
    *kept = *ramp;
    ui_add(tree, &(UiWidget){ .kind = UI_PAINT,
                              .role = "ramp",
                              .name = ui_format(tree, "ramp %s – %s", from, to),
                              .height = RAMP_H,
                              .paint_of = paint_ramp,
                              .source = kept });
    ui_add(tree, &(UiWidget){ .kind = UI_BOX, .is_row = true });
    ui_add_text(tree, from, UI_FONT_SMALL, UI_COLOUR_TEXT);
    ui_add_grow(tree);
    ui_add_text(tree, to, UI_FONT_SMALL, UI_COLOUR_TEXT);
    ui_end(tree);
}

static Ramp named_ramp(const char *name)
{
    const StyleRamp *from = style_ramp_find(name);
    Ramp ramp = { .count = STYLE_RAMP_COLOURS };
    if (!from) from = &style_ramp_table[0];
    for (int i = 0; i < STYLE_RAMP_COLOURS; i++) {
        ramp.rgb[i] = rgb_of(from->rgb[i]);
        ramp.at[i] = i / (STYLE_RAMP_COLOURS - 1.0);
    }
    return ramp;
}

static Ramp stops_ramp(const StyleStop *stops, int count)
{
    Ramp ramp = { .count = count };
    const double low = stops[0].value, high = stops[count - 1].value;
    for (int i = 0; i < count; i++) {
        ramp.rgb[i] = rgb_of(stops[i].rgb);
        ramp.at[i] = high > low ? (stops[i].value - low) / (high - low) : 0;
    }
    return ramp;
}

static void add_head(UiTree *tree, const char *text)
{
    ui_add(tree, &(UiWidget){ .kind = UI_TEXT,
                              .text = text,
                              .font = UI_FONT_SMALL,
                              .colour = UI_COLOUR_DIM,
                              .is_wrapped = true });
}

static void add_more(const UiContext *context, UiTree *tree, int left)
{
    if (left > 0)
        add_head(tree, ui_format(tree, "%s %d", ui_word(context, TEXT_LEGEND_MORE), left));
}

static void add_categories(const UiContext *context, UiTree *tree, const LayerStyle *style)
{
    int shown = 0;
    for (; shown < style->stop_count && shown < ROWS_MAX; shown++)
        add_row(tree, style, style->stops[shown].rgb,
                style->stops[shown].text[0] ? style->stops[shown].text
                                            : ui_word(context, TEXT_NO_VALUE));
    add_more(context, tree, style->stop_count - shown);
    if (style->stop_count > 0 && style->has_rgb)
        add_row(tree, style, style->rgb, ui_word(context, TEXT_LEGEND_OTHER));
}

// Steps: below the first the own colour, then from bound to bound.
static void add_steps(UiTree *tree, const LayerStyle *style, const StyleStop *stops, int count,
                      const char *unit, bool has_below)
{
    char from[64], to[64];
    for (int i = has_below ? -1 : 0; i < count; i++) {
        if (i >= 0) number_text(stops[i].value, "", from);
        if (i + 1 < count) number_text(stops[i + 1].value, unit, to);
        const char *text = i < 0 ? ui_format(tree, "< %s", to)
                           : i + 1 == count
                               ? ui_format(tree, "≥ %s%s%s", from, unit[0] ? " " : "", unit)
                               : ui_format(tree, "%s – %s", from, to);
        add_row(tree, style, i < 0 ? style->rgb : stops[i].rgb, text);
    }
}

static const char *live_unit(const UiContext *context, const LayerStyle *style)
{
    const State *state = context->state;
    for (int i = 0; i < state->live_key_count; i++) {
        // The part before the first variable is what they have in common.
        const size_t n = strcspn(style->live_key, "{*");
        if (n && strncmp(state->live_keys[i].match, style->live_key, n) == 0)
            return state->live_keys[i].unit;
    }
    return "";
}

static void add_live(const UiContext *context, UiTree *tree, const LayerStyle *style)
{
    if (!style->live_key[0]) return;
    const char *unit = live_unit(context, style);
    const int n = style->live_stop_count;
    add_head(tree, ui_format(tree, "%s · %s", ui_word(context, TEXT_LEGEND_LIVE), style->live_key));
    if (style->live_ramp[0]) {
        const Ramp ramp = named_ramp(style->live_ramp);
        add_ramp(tree, &ramp, n >= 2 ? style->live_stops[0].value : 0,
                 n >= 2 ? style->live_stops[n - 1].value : 1, unit);
    } else if (n > 0) {
        add_steps(tree, style, style->live_stops, n, unit, style->live_effect != STYLE_LIVE_HIDE);
    }
    if (style->live_effect == STYLE_LIVE_BLINK)
        add_head(tree, ui_word(context, TEXT_LEGEND_BLINKS));
}

static void add_raster(const UiContext *context, UiTree *tree, const LayerStyle *style,
                       const GeoRaster *raster)
{
    if (style->draw == STYLE_DRAW_GRID || style->ramp[0] || style->stop_count > 1) {
        const bool has_stops = style->stop_count > 1 && !style->ramp[0];
        const Ramp ramp =
            has_stops ? stops_ramp(style->stops, style->stop_count) : named_ramp(style->ramp);
        const bool has_ends = style->stop_count > 1;
        add_ramp(tree, &ramp, has_ends ? style->stops[0].value : raster->value_min,
                 has_ends ? style->stops[style->stop_count - 1].value : raster->value_max,
                 raster->unit);
        return;
    }
    if (style->draw == STYLE_DRAW_ELEVATION) {
        char low[64], high[64];
        number_text(raster->value_min, "", low);
        number_text(raster->value_max, raster->unit, high);
        add_head(tree,
                 ui_format(tree, "%s · %s – %s", ui_word(context, TEXT_LEGEND_RELIEF), low, high));
    } else {
        add_head(tree, ui_word(context, TEXT_LEGEND_PICTURE));
    }
}

static void add_vector(const UiContext *context, UiTree *tree, const StateLayer *layer,
                       const LayerStyle *style)
{
    if (style->symbol[0])
        add_head(tree,
                 ui_format(tree, "%s · %s", ui_word(context, TEXT_LEGEND_SYMBOL),
                           style->symbol_attribute[0] ? style->symbol_attribute : style->symbol));
    if (style->colour_mode != STYLE_COLOUR_SINGLE && style->colour_attribute[0])
        add_head(tree, style->colour_attribute);
    switch (style->colour_mode) {
    case STYLE_COLOUR_SINGLE: add_row(tree, style, style->rgb, layer->name); break;
    case STYLE_COLOUR_CATEGORY: add_categories(context, tree, style); break;
    case STYLE_COLOUR_BREAKS:
        add_steps(tree, style, style->stops, style->stop_count, "", false);
        break;
    case STYLE_COLOUR_RAMP: {
        const int n = style->stop_count;
        if (n < 2) break;
        const Ramp ramp = style->ramp[0] ? named_ramp(style->ramp) : stops_ramp(style->stops, n);
        add_ramp(tree, &ramp, style->stops[0].value, style->stops[n - 1].value, "");
        break;
    }
    }
    add_live(context, tree, style);
}

void ui_legend_add(const UiContext *context, UiTree *tree, const StateLayer *layer,
                   const CityLayer *loaded)
{
    if (!loaded || loaded->state != CITY_LAYER_READY) return;
    ui_add(tree, &(UiWidget){
                     .kind = UI_BOX, .role = "list", .name = "legend", .gap = 2, .padding_y = 2 });
    if (loaded->asset) {
        add_head(tree, ui_word(context, TEXT_LEGEND_MODEL));
    } else if (loaded->vector) {
        const LayerStyle *style = drawn_style(context, layer, loaded);
        add_vector(context, tree, layer, style);
    } else if (loaded->raster) {
        add_raster(context, tree, drawn_style(context, layer, loaded), loaded->raster);
    }
    ui_end(tree);
}
