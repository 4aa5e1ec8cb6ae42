// SPDX-License-Identifier: Apache-2.0
// scene_style.c - a layer's style to plain arrays per feature: colours by attribute, heights, uses, widths. Thread: job.
#include "scene/scene_private.h"

#include "base/str.h"
#include "core/style_guess.h"
#include "core/style_live.h"
#include "core/style_ramp.h"
#include <stdlib.h>
#include <string.h>

#define OPAQUE 0xff000000u

static uint32_t mix_rgb(uint32_t a, uint32_t b, double t)
{
    uint32_t out = 0;
    for (int k = 0; k < 3; k++) {
        const double x = (a >> (8 * k)) & 255, y = (b >> (8 * k)) & 255;
        out |= (uint32_t)(x + (y - x) * t + 0.5) << (8 * k);
    }
    return out;
}

// Colour at t in 0..1 of a named ramp; an unknown name gives the first.
static uint32_t ramp_colour(const char *name, double t)
{
    const StyleRamp *r = style_ramp_find(name);
    if (!r) r = &style_ramp_table[0];
    const double at = (t > 0 ? t < 1 ? t : 1 : 0) * (STYLE_RAMP_COLOURS - 1);
    const int i = at >= STYLE_RAMP_COLOURS - 1 ? STYLE_RAMP_COLOURS - 2 : (int)at;
    return mix_rgb(r->rgb[i], r->rgb[i + 1], at - i);
}

uint64_t scene_style_key(const LayerStyle *style)
{
    return str_hash((const char *)style, sizeof *style);
}

uint64_t scene_style_form_key(const LayerStyle *style)
{
    // Everything but colours, labels and ranges.
    LayerStyle s;
    memset(&s, 0, sizeof s);
    s.draw = style->draw;
    memcpy(s.height_attribute, style->height_attribute, sizeof s.height_attribute);
    memcpy(s.storeys_attribute, style->storeys_attribute, sizeof s.storeys_attribute);
    memcpy(s.min_height_attribute, style->min_height_attribute, sizeof s.min_height_attribute);
    memcpy(s.use_attribute, style->use_attribute, sizeof s.use_attribute);
    memcpy(s.symbol, style->symbol, sizeof s.symbol);
    memcpy(s.symbol_attribute, style->symbol_attribute, sizeof s.symbol_attribute);
    memcpy(s.symbol_scale_attribute, style->symbol_scale_attribute,
           sizeof s.symbol_scale_attribute);
    memcpy(s.heading_attribute, style->heading_attribute, sizeof s.heading_attribute);
    s.height_m = style->height_m;
    s.storey_m = style->storey_m;
    s.symbol_size_m = style->symbol_size_m;
    memcpy(s.label_attribute, style->label_attribute, sizeof s.label_attribute);
    memcpy(s.label_rank_attribute, style->label_rank_attribute, sizeof s.label_rank_attribute);
    s.label_size_px = style->label_size_px;
    memcpy(s.icon, style->icon, sizeof s.icon);
    if (style->live_effect == STYLE_LIVE_RAISE && style->live_key[0]) {
        s.live_effect = style->live_effect;
        s.live_height_m = style->live_height_m;
    }
    if (style->draw == STYLE_DRAW_RAISED) {
        s.width_m = style->width_m;
        memcpy(s.width_attribute, style->width_attribute, sizeof s.width_attribute);
        s.rgb = style->rgb; // raised lines carry their colour in the mesh
        s.colour_mode = style->colour_mode;
        memcpy(s.colour_attribute, style->colour_attribute, sizeof s.colour_attribute);
    }
    return str_hash((const char *)&s, sizeof s);
}

typedef struct {
    const LayerStyle *style;
    double low, high;     // of the ramp
    uint32_t table[257];  // a named ramp, sampled once
} NumberColours;

static uint32_t colour_of_number(const NumberColours *c, double v)
{
    const LayerStyle *s = c->style;
    if (s->colour_mode == STYLE_COLOUR_BREAKS) {
        uint32_t rgb = s->rgb;
        for (int i = 0; i < s->stop_count && v >= s->stops[i].value; i++) rgb = s->stops[i].rgb;
        return rgb;
    }
    if (s->ramp[0] || s->stop_count < 2) {
        const double t = c->high > c->low ? (v - c->low) / (c->high - c->low) : 0;
        return c->table[t <= 0 ? 0 : t >= 1 ? 256 : (int)(t * 256 + 0.5)];
    }
    if (v <= s->stops[0].value) return s->stops[0].rgb;
    for (int i = 1; i < s->stop_count; i++) {
        if (v > s->stops[i].value) continue;
        const double span = s->stops[i].value - s->stops[i - 1].value;
        return mix_rgb(s->stops[i - 1].rgb, s->stops[i].rgb, span > 0 ? (v - s->stops[i - 1].value) / span : 1);
    }
    return s->stops[s->stop_count - 1].rgb;
}

static bool is_valid(const GeoColumn *column, uint32_t row)
{
    return !column->valid || (column->valid[row >> 6] >> (row & 63) & 1);
}

static uint32_t colour_of_text(const LayerStyle *s, const char *text, uint32_t code)
{
    for (int i = 0; i < s->stop_count; i++) {
        if (strcmp(s->stops[i].text, text) == 0) return s->stops[i].rgb;
    }
    return s->stop_count > 0 || !text[0] ? s->rgb : style_palette((int)(code % 1024));
}

static uint32_t colour_of_category_number(const LayerStyle *s, double v)
{
    for (int i = 0; i < s->stop_count; i++) {
        double as_number;
        const bool is_same = s->stops[i].text[0] ? str_parse_double(s->stops[i].text, &as_number) && as_number == v : s->stops[i].value == v;
        if (is_same) return s->stops[i].rgb;
    }
    return s->stop_count > 0 ? s->rgb : style_palette((int)fmod(fabs(v), 1024));
}

// Distinct texts are judged once; rows only look their code up.
static void paint_text(const GeoLayer *layer, const GeoColumn *column, const NumberColours *numbers, uint32_t *rgba)
{
    const LayerStyle *s = numbers->style;
    uint32_t *of_code = calloc((size_t)column->value_count + 1, sizeof *of_code);
    if (!of_code) {
        for (uint32_t row = 0; row < layer->feature_count; row++) rgba[row] = OPAQUE | s->rgb;
        return;
    }
    const bool is_category = s->colour_mode == STYLE_COLOUR_CATEGORY;
    for (uint32_t row = 0; row < layer->feature_count; row++) {
        if (!is_valid(column, row)) {
            rgba[row] = OPAQUE | s->rgb;
            continue;
        }
        const uint32_t code = column->code[row];
        if (!of_code[code]) {
            double v;
            const char *text = column->text + column->text_at[code];
            if (is_category) of_code[code] = OPAQUE | colour_of_text(s, text, code);
            else of_code[code] = OPAQUE | (geo_column_number(column, row, &v) ? colour_of_number(numbers, v) : s->rgb);
        }
        rgba[row] = of_code[code];
    }
    free(of_code);
}

static void paint_numbers(const GeoLayer *layer, const GeoColumn *column, const NumberColours *numbers, uint32_t *rgba)
{
    const LayerStyle *s = numbers->style;
    const bool is_category = s->colour_mode == STYLE_COLOUR_CATEGORY;
    for (uint32_t row = 0; row < layer->feature_count; row++) {
        double v;
        uint32_t rgb = s->rgb;
        if (is_valid(column, row) && geo_column_number(column, row, &v))
            rgb = is_category ? colour_of_category_number(s, v) : colour_of_number(numbers, v);
        rgba[row] = OPAQUE | rgb;
    }
}

SceneColours *scene_colours_create(const GeoLayer *layer, CityHold *hold, const LayerStyle *style)
{
    SceneColours *c = calloc(1, sizeof *c);
    if (!c) return NULL;
    c->refs = 1;
    c->hold = city_hold_acquire(hold);
    c->rgba_all = OPAQUE | (style->rgb & 0xffffff);
    const int at = style->colour_mode == STYLE_COLOUR_SINGLE ? -1 : geo_layer_column(layer, style->colour_attribute);
    if (at >= 0 && layer->feature_count > 0) {
        const GeoColumn *column = &layer->columns[at];
        NumberColours *numbers = calloc(1, sizeof *numbers);
        c->rgba = malloc(sizeof *c->rgba * layer->feature_count);
        if (numbers && c->rgba) {
            numbers->style = style;
            numbers->low = style->stop_count >= 2 ? style->stops[0].value : column->min;
            numbers->high = style->stop_count >= 2 ? style->stops[style->stop_count - 1].value : column->max;
            for (int i = 0; i <= 256; i++) numbers->table[i] = ramp_colour(style->ramp, i / 256.0);
            if (column->type == GEO_FIELD_TEXT) paint_text(layer, column, numbers, c->rgba);
            else paint_numbers(layer, column, numbers, c->rgba);
        } else {
            free(c->rgba); // no memory: one colour for all
            c->rgba = NULL;
        }
        free(numbers);
    }
    if (style->draw == STYLE_DRAW_LINE || style->draw == STYLE_DRAW_RAISED) {
        c->width_m = malloc(sizeof *c->width_m * ((size_t)layer->feature_count + 1));
        if (c->width_m && !style_widths_m(layer, style, c->width_m)) {
            free(c->width_m);
            c->width_m = NULL;
        }
    }
    return c;
}

void scene_colours_release(SceneColours *colours)
{
    if (!colours || --colours->refs > 0) return;
    city_hold_release(colours->hold);
    free(colours->rgba);
    free(colours->width_m);
    free(colours);
}

SceneForm *scene_form_create(const GeoLayer *layer, CityHold *hold, const LayerStyle *style)
{
    SceneForm *f = calloc(1, sizeof *f);
    if (!f) return NULL;
    const size_t n = (size_t)layer->feature_count + 1;
    f->refs = 1;
    f->hold = city_hold_acquire(hold);
    f->layer = layer;
    f->style = *style;
    f->is_z_ground = layer->has_z && (layer->z_min_m != 0 || layer->z_max_m != 0);
    if (style->draw == STYLE_DRAW_BUILDING) {
        f->height_m = calloc(n, sizeof *f->height_m);
        if (style->min_height_attribute[0]) f->min_height_m = calloc(n, sizeof *f->min_height_m);
        if (f->height_m) style_heights_m(layer, style, f->height_m, f->min_height_m);
        for (uint32_t i = 0; f->height_m && i < layer->feature_count; i++)
            f->height_max_m = fmaxf(f->height_max_m, f->height_m[i]);
        if (style->use_attribute[0] && (f->use = calloc(n, 1)) != NULL) style_uses(layer, style, f->use);
        // Columns of values have no storeys.
        if (style_live_is_column(style) && !f->use && (f->use = malloc(n)) != NULL)
            memset(f->use, GEO_BUILDING_USE_STRUCTURE, n);
    }
    if (style->label_attribute[0] || style->icon[0] || style->draw == STYLE_DRAW_POINT) {
        f->rank = calloc(n, sizeof *f->rank);
        if (f->rank) style_ranks(layer, style, f->rank);
    }
    return f;
}

void scene_form_release(SceneForm *form)
{
    if (!form || --form->refs > 0) return;
    city_hold_release(form->hold);
    free(form->height_m);
    free(form->min_height_m);
    free(form->use);
    free(form->rank);
    free(form);
}
