// SPDX-License-Identifier: Apache-2.0
// ui_paint.c - Cairo and Pango. Hinting is off, so that text keeps its shape from a screen to an 8K picture.
#include "ui/ui_paint_pango.h"
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define UI_FAMILY "Noto Sans CJK SC"

struct UiPainter {
    PangoContext *context;
    PangoLayout *layout;
    PangoFontDescription *fonts[UI_FONT_COUNT];
    int cuts; // texts painted with …
};

UiPainter *ui_painter_create(void)
{
    UiPainter *painter = calloc(1, sizeof *painter);
    if (!painter) return NULL;
    painter->context = pango_font_map_create_context(pango_cairo_font_map_get_default());
    cairo_font_options_t *options = cairo_font_options_create();
    cairo_font_options_set_hint_style(options, CAIRO_HINT_STYLE_NONE);
    cairo_font_options_set_hint_metrics(options, CAIRO_HINT_METRICS_OFF);
    cairo_font_options_set_antialias(options, CAIRO_ANTIALIAS_GRAY);
    pango_cairo_context_set_font_options(painter->context, options);
    cairo_font_options_destroy(options);
    pango_context_set_round_glyph_positions(painter->context, FALSE);
    pango_context_set_language(painter->context, pango_language_from_string("zh-cn"));
    painter->layout = pango_layout_new(painter->context);
    for (int i = 0; i < UI_FONT_COUNT; i++) {
        painter->fonts[i] = pango_font_description_new();
        pango_font_description_set_family_static(painter->fonts[i], UI_FAMILY);
        pango_font_description_set_weight(painter->fonts[i], ui_font_is_bold((UiFont)i) ? PANGO_WEIGHT_BOLD : PANGO_WEIGHT_NORMAL);
    }
    return painter;
}

void ui_painter_destroy(UiPainter *painter)
{
    if (!painter) return;
    for (int i = 0; i < UI_FONT_COUNT; i++) pango_font_description_free(painter->fonts[i]);
    g_object_unref(painter->layout);
    g_object_unref(painter->context);
    free(painter);
}

int ui_painter_take_cuts(UiPainter *painter)
{
    const int cuts = painter->cuts;
    painter->cuts = 0;
    return cuts;
}

static void ui_text_prepare(UiPainter *painter, const UiTextDesc *text)
{
    PangoFontDescription *font = painter->fonts[text->font];
    pango_font_description_set_absolute_size(font, (text->size > 0 ? text->size : ui_font_size(text->font)) * PANGO_SCALE);
    pango_layout_set_font_description(painter->layout, font);
    pango_layout_set_text(painter->layout, text->text ? text->text : "", -1);
    pango_layout_set_width(painter->layout, text->width > 0 ? (int)(text->width * PANGO_SCALE) : -1);
    const bool is_cut = text->width > 0 && (!text->is_wrapped || text->lines > 0);
    pango_layout_set_ellipsize(painter->layout,
                               is_cut ? PANGO_ELLIPSIZE_END : PANGO_ELLIPSIZE_NONE);
    pango_layout_set_height(painter->layout,
                            text->is_wrapped && text->lines > 0 ? -text->lines : -1);
    pango_layout_set_wrap(painter->layout, PANGO_WRAP_WORD_CHAR);
    pango_layout_set_single_paragraph_mode(painter->layout, !text->is_wrapped);
    pango_layout_set_alignment(painter->layout, text->align == UI_ALIGN_CENTRE ? PANGO_ALIGN_CENTER
                                                : text->align == UI_ALIGN_END ? PANGO_ALIGN_RIGHT
                                                                              : PANGO_ALIGN_LEFT);
    PangoAttrList *attributes = NULL;
    if (text->spacing > 0) {
        attributes = pango_attr_list_new();
        pango_attr_list_insert(attributes, pango_attr_letter_spacing_new((int)(text->spacing * PANGO_SCALE)));
    }
    pango_layout_set_attributes(painter->layout, attributes);
    if (attributes) pango_attr_list_unref(attributes);
}

PangoLayout *ui_painter_layout(UiPainter *painter, const UiTextDesc *text)
{
    ui_text_prepare(painter, text);
    return painter->layout;
}

void ui_text_measure(UiPainter *painter, const UiTextDesc *text, double *width, double *height)
{
    ui_text_prepare(painter, text);
    int w = 0, h = 0;
    pango_layout_get_size(painter->layout, &w, &h);
    if (width) *width = ceil((double)w / PANGO_SCALE);
    if (height) *height = ceil((double)h / PANGO_SCALE);
}

void ui_paint_fit(UiPainter *painter, UiTextDesc *text, double width, double least)
{
    double wide = 0;
    ui_text_measure(painter, text, &wide, NULL);
    if (wide <= width) return;
    text->size = fmax(least, floor(text->size * width / wide * 4) / 4);
    ui_text_measure(painter, text, &wide, NULL);
    if (wide > width) text->width = width;
}

void ui_text_paint(UiPainter *painter, cairo_t *cr, const UiTextDesc *text, double x, double y, UiRgba colour)
{
    ui_text_prepare(painter, text);
    painter->cuts += pango_layout_is_ellipsized(painter->layout) != 0;
    cairo_move_to(cr, x, y);
    ui_paint_colour(cr, colour);
    pango_cairo_show_layout(cr, painter->layout);
}

void ui_text_paint_halo(UiPainter *painter, cairo_t *cr, const UiTextDesc *text, double x, double y, UiRgba colour, UiRgba halo, double width)
{
    ui_text_prepare(painter, text);
    cairo_move_to(cr, x, y);
    pango_cairo_layout_path(cr, painter->layout);
    cairo_set_line_join(cr, CAIRO_LINE_JOIN_ROUND);
    cairo_set_line_width(cr, width * 2);
    ui_paint_colour(cr, halo);
    cairo_stroke(cr);
    cairo_move_to(cr, x, y);
    ui_paint_colour(cr, colour);
    pango_cairo_show_layout(cr, painter->layout);
}

void ui_paint_colour(cairo_t *cr, UiRgba c)
{
    cairo_set_source_rgba(cr, c.r, c.g, c.b, c.a);
}

void ui_paint_colour_alpha(cairo_t *cr, UiRgba c, double alpha)
{
    cairo_set_source_rgba(cr, c.r, c.g, c.b, c.a * alpha);
}

void ui_paint_round(cairo_t *cr, double x, double y, double width, double height, double radius)
{
    cairo_new_path(cr); // text leaves a point behind
    const double r = fmin(radius, fmin(width, height) / 2);
    cairo_new_sub_path(cr);
    cairo_arc(cr, x + width - r, y + r, r, -G_PI / 2, 0);
    cairo_arc(cr, x + width - r, y + height - r, r, 0, G_PI / 2);
    cairo_arc(cr, x + r, y + height - r, r, G_PI / 2, G_PI);
    cairo_arc(cr, x + r, y + r, r, G_PI, 1.5 * G_PI);
    cairo_close_path(cr);
}

// A shadow as rings of falling strength: no blur is needed at this size, and outlines are cheap to fill.
static void ui_paint_shadow(cairo_t *cr, const UiTheme *theme, double x, double y, double width, double height, double radius)
{
    const int rings = 11;
    cairo_set_line_width(cr, 1.6);
    for (int i = 0; i < rings; i++) {
        const double out = i + 0.5, t = 1 - (double)i / rings;
        ui_paint_round(cr, x - out, y - out + 2 * (1 - t), width + 2 * out, height + 2 * out, radius + out);
        ui_paint_colour_alpha(cr, theme->colours[UI_COLOUR_SHADOW], 0.62 * t * t * t);
        cairo_stroke(cr);
    }
}

void ui_paint_glass(cairo_t *cr, const UiTheme *theme, double x, double y, double width, double height, double radius)
{
    ui_paint_shadow(cr, theme, x, y, width, height, radius);
    ui_paint_round(cr, x, y, width, height, radius);
    // What the shadow left under the edge goes: glass is laid on nothing.
    cairo_save(cr);
    cairo_set_operator(cr, CAIRO_OPERATOR_SOURCE);
    cairo_pattern_t *glass = cairo_pattern_create_linear(0, y, 0, y + height);
    const UiRgba a = theme->colours[UI_COLOUR_GLASS_TOP], b = theme->colours[UI_COLOUR_GLASS_BOTTOM];
    cairo_pattern_add_color_stop_rgba(glass, 0, a.r, a.g, a.b, a.a);
    cairo_pattern_add_color_stop_rgba(glass, 1, b.r, b.g, b.b, b.a);
    cairo_set_source(cr, glass);
    cairo_fill(cr);
    cairo_restore(cr);
    cairo_pattern_destroy(glass);
    ui_paint_round(cr, x + 0.5, y + 0.5, width - 1, height - 1, radius - 0.5);
    ui_paint_colour(cr, theme->colours[UI_COLOUR_BORDER]);
    cairo_set_line_width(cr, 1);
    cairo_stroke(cr);
    if (!theme->is_dark || radius > 16) return;
    // Bright corners, as instruments have them.
    const double l = 12;
    const double corners[4][2] = { { x, y }, { x + width, y }, { x, y + height }, { x + width, y + height } };
    ui_paint_colour(cr, theme->colours[UI_COLOUR_ACCENT]);
    cairo_set_line_width(cr, 1.5);
    for (int i = 0; i < 4; i++) {
        const double sx = i % 2 ? -1 : 1, sy = i / 2 ? -1 : 1, cx = corners[i][0] + sx * 0.75, cy = corners[i][1] + sy * 0.75;
        cairo_move_to(cr, cx, cy + sy * l);
        cairo_line_to(cr, cx, cy + sy * radius);
        cairo_curve_to(cr, cx, cy + sy * radius * 0.45, cx + sx * radius * 0.45, cy, cx + sx * radius, cy);
        cairo_line_to(cr, cx + sx * l, cy);
        cairo_stroke(cr);
    }
}

static void ui_icon_lines(cairo_t *cr, const double *xy, int points)
{
    cairo_move_to(cr, xy[0], xy[1]);
    for (int i = 1; i < points; i++) cairo_line_to(cr, xy[2 * i], xy[2 * i + 1]);
    cairo_stroke(cr);
}

static void ui_icon_sun(cairo_t *cr)
{
    cairo_arc(cr, 8, 8, 3, 0, 2 * G_PI);
    cairo_stroke(cr);
    for (int i = 0; i < 8; i++) {
        const double a = i * G_PI / 4;
        cairo_move_to(cr, 8 + 5 * cos(a), 8 + 5 * sin(a));
        cairo_line_to(cr, 8 + 6.8 * cos(a), 8 + 6.8 * sin(a));
        cairo_stroke(cr);
    }
}

static void ui_icon_ring(cairo_t *cr, double x, double y, double r)
{
    cairo_new_sub_path(cr);
    cairo_arc(cr, x, y, r, 0, 2 * G_PI);
    cairo_stroke(cr);
}

static void ui_icon_eye(cairo_t *cr)
{
    cairo_move_to(cr, 1.8, 8);
    cairo_curve_to(cr, 4.4, 3.4, 11.6, 3.4, 14.2, 8);
    cairo_curve_to(cr, 11.6, 12.6, 4.4, 12.6, 1.8, 8);
    cairo_stroke(cr);
    cairo_arc(cr, 8, 8, 1.9, 0, 2 * G_PI);
    cairo_stroke(cr);
}

// On a 16 x 16 grid.
void ui_paint_icon(cairo_t *cr, UiIcon icon, double x, double y, double size, UiRgba colour)
{
    static const double close_a[] = { 4, 4, 12, 12 }, close_b[] = { 12, 4, 4, 12 }, down[] = { 4, 6, 8, 10.5, 12, 6 };
    static const double right[] = { 6, 4, 10.5, 8, 6, 12 }, layers_a[] = { 8, 2, 14, 5.5, 8, 9, 2, 5.5, 8, 2 };
    static const double layers_b[] = { 2, 8.5, 8, 12, 14, 8.5 }, play[] = { 5, 3, 13, 8, 5, 13, 5, 3 };
    static const double bin[] = { 3, 4.5, 13, 4.5 }, bin_b[] = { 4.5, 4.5, 5.2, 13.5, 10.8, 13.5, 11.5, 4.5 }, bin_c[] = { 6.2, 4.5, 6.2, 2.5, 9.8, 2.5, 9.8, 4.5 };
    static const double cube[] = { 8, 2, 13.5, 5, 13.5, 11, 8, 14, 2.5, 11, 2.5, 5, 8, 2 }, cube_b[] = { 2.5, 5, 8, 8, 13.5, 5 }, cube_c[] = { 8, 8, 8, 14 };
    static const double home[] = { 2.5, 8, 8, 2.5, 13.5, 8 }, home_b[] = { 4, 7.5, 4, 13.5, 12, 13.5, 12, 7.5 };
    static const double warn[] = { 8, 2.5, 14, 13, 2, 13, 8, 2.5 }, warn_b[] = { 8, 6, 8, 9.8 }, warn_c[] = { 8, 11.2, 8, 11.6 };
    cairo_save(cr);
    cairo_translate(cr, x, y);
    cairo_scale(cr, size / 16, size / 16);
    cairo_set_line_width(cr, 1.4);
    cairo_set_line_cap(cr, CAIRO_LINE_CAP_ROUND);
    cairo_set_line_join(cr, CAIRO_LINE_JOIN_ROUND);
    ui_paint_colour(cr, colour);
    cairo_new_path(cr);
    switch (icon) {
    case UI_ICON_CLOSE:
        ui_icon_lines(cr, close_a, 2);
        ui_icon_lines(cr, close_b, 2);
        break;
    case UI_ICON_ZOOM_TO: {
        static const double marks[4][4] = { { 8, 1.5, 8, 4.5 }, { 8, 11.5, 8, 14.5 }, { 1.5, 8, 4.5, 8 }, { 11.5, 8, 14.5, 8 } };
        ui_icon_ring(cr, 8, 8, 4.5);
        for (int i = 0; i < 4; i++) ui_icon_lines(cr, marks[i], 2);
        break;
    }
    case UI_ICON_REMOVE:
        ui_icon_lines(cr, bin, 2);
        ui_icon_lines(cr, bin_b, 4);
        ui_icon_lines(cr, bin_c, 4);
        break;
    case UI_ICON_DOWN: ui_icon_lines(cr, down, 3); break;
    case UI_ICON_RIGHT: ui_icon_lines(cr, right, 3); break;
    case UI_ICON_SEARCH: {
        static const double handle[] = { 10.4, 10.4, 14, 14 };
        ui_icon_ring(cr, 7, 7, 4.6);
        ui_icon_lines(cr, handle, 2);
        break;
    }
    case UI_ICON_HELP:
        ui_icon_ring(cr, 8, 8, 6.2);
        cairo_arc(cr, 8, 6.5, 1.9, -G_PI, 0.35 * G_PI);
        cairo_line_to(cr, 8, 9.4);
        cairo_stroke(cr);
        cairo_arc(cr, 8, 11.5, 0.5, 0, 2 * G_PI);
        cairo_fill(cr);
        break;
    case UI_ICON_COPY:
        ui_paint_round(cr, 5.5, 5.5, 8, 8, 1.5);
        cairo_stroke(cr);
        cairo_move_to(cr, 10.5, 2.5);
        cairo_line_to(cr, 4, 2.5);
        cairo_arc_negative(cr, 4, 4, 1.5, -G_PI / 2, -G_PI);
        cairo_line_to(cr, 2.5, 10.5);
        cairo_stroke(cr);
        break;
    case UI_ICON_PAUSE: {
        static const double left[] = { 5.5, 3.5, 5.5, 12.5 }, other[] = { 10.5, 3.5, 10.5, 12.5 };
        cairo_set_line_width(cr, 2.4);
        ui_icon_lines(cr, left, 2);
        ui_icon_lines(cr, other, 2);
        break;
    }
    case UI_ICON_CLOCK: {
        static const double hands[] = { 8, 4.5, 8, 8, 10.6, 9.6 };
        ui_icon_ring(cr, 8, 8, 6);
        ui_icon_lines(cr, hands, 3);
        break;
    }
    case UI_ICON_EDIT: {
        static const double pen[] = { 3, 13, 3.6, 10.2, 10.6, 3.2, 12.8, 5.4, 5.8, 12.4, 3, 13 };
        ui_icon_lines(cr, pen, 6);
        break;
    }
    case UI_ICON_PLUS: {
        static const double level[] = { 3.5, 8, 12.5, 8 }, upright[] = { 8, 3.5, 8, 12.5 };
        ui_icon_lines(cr, level, 2);
        ui_icon_lines(cr, upright, 2);
        break;
    }
    case UI_ICON_BOOKMARK: {
        static const double flag[] = {
            4.5, 2.5, 11.5, 2.5, 11.5, 13.5, 8, 10.6, 4.5, 13.5, 4.5, 2.5
        };
        ui_icon_lines(cr, flag, 6);
        break;
    }
    case UI_ICON_LIST:
        for (int i = 0; i < 3; i++) {
            const double row[] = { 3, 4.2 + 3.8 * i, 13, 4.2 + 3.8 * i };
            ui_icon_lines(cr, row, 2);
        }
        break;
    case UI_ICON_LOCK:
        ui_paint_round(cr, 3.5, 7, 9, 6.5, 1.2);
        cairo_stroke(cr);
        cairo_arc(cr, 8, 7, 2.8, G_PI, 2 * G_PI);
        cairo_stroke(cr);
        break;
    case UI_ICON_ROTATE: {
        static const double head[] = { 10.4, 2.2, 13, 4.6, 9.8, 6 };
        cairo_arc(cr, 8, 8.4, 5, -0.28 * G_PI, 1.4 * G_PI);
        cairo_stroke(cr);
        ui_icon_lines(cr, head, 3);
        break;
    }
    case UI_ICON_STOP:
        cairo_rectangle(cr, 4.5, 4.5, 7, 7);
        cairo_stroke(cr);
        break;
    case UI_ICON_LAYERS:
        ui_icon_lines(cr, layers_a, 5);
        ui_icon_lines(cr, layers_b, 3);
        break;
    case UI_ICON_SUN: ui_icon_sun(cr); break;
    case UI_ICON_MOON:
        cairo_arc(cr, 8, 8, 5.5, 0.15 * G_PI, 1.35 * G_PI);
        cairo_arc_negative(cr, 10.4, 6, 4.2, 1.12 * G_PI, 0.38 * G_PI);
        cairo_close_path(cr);
        cairo_stroke(cr);
        break;
    case UI_ICON_BELL:
        cairo_move_to(cr, 2.8, 11.5);
        cairo_curve_to(cr, 4.6, 10, 4.2, 8.5, 4.4, 6.6);
        cairo_curve_to(cr, 4.7, 1.6, 11.3, 1.6, 11.6, 6.6);
        cairo_curve_to(cr, 11.8, 8.5, 11.4, 10, 13.2, 11.5);
        cairo_close_path(cr);
        cairo_stroke(cr);
        cairo_arc(cr, 8, 12.2, 1.6, 0, G_PI);
        cairo_stroke(cr);
        break;
    case UI_ICON_CUBE:
        ui_icon_lines(cr, cube, 7);
        ui_icon_lines(cr, cube_b, 3);
        ui_icon_lines(cr, cube_c, 2);
        break;
    case UI_ICON_PLAY: ui_icon_lines(cr, play, 4); break;
    case UI_ICON_HOME:
        ui_icon_lines(cr, home, 3);
        ui_icon_lines(cr, home_b, 4);
        break;
    case UI_ICON_WARN:
        ui_icon_lines(cr, warn, 4);
        ui_icon_lines(cr, warn_b, 2);
        ui_icon_lines(cr, warn_c, 2);
        break;
    case UI_ICON_RULER: {
        static const double body[] = { 2, 11, 11, 2, 14, 5, 5, 14, 2, 11 };
        static const double marks[][4] = { { 4.6, 8.4, 6, 9.8 },
                                           { 6.8, 6.2, 8.2, 7.6 },
                                           { 9, 4, 10.4, 5.4 } };
        ui_icon_lines(cr, body, 5);
        for (int i = 0; i < 3; i++) ui_icon_lines(cr, marks[i], 2);
        break;
    }
    case UI_ICON_GLOBE:
        ui_icon_ring(cr, 8, 8, 6);
        cairo_save(cr);
        cairo_translate(cr, 8, 8);
        cairo_scale(cr, 0.45, 1);
        ui_icon_ring(cr, 0, 0, 6);
        cairo_restore(cr);
        cairo_move_to(cr, 2, 8);
        cairo_line_to(cr, 14, 8);
        cairo_stroke(cr);
        break;
    case UI_ICON_EYE: ui_icon_eye(cr); break;
    case UI_ICON_EYE_OFF: {
        static const double stroke[] = { 3, 13, 13, 3 };
        ui_icon_eye(cr);
        ui_icon_lines(cr, stroke, 2);
        break;
    }
    case UI_ICON_NONE: break;
    }
    cairo_restore(cr);
}

void ui_paint_compass(UiPainter *painter, cairo_t *cr, const UiTheme *theme, double cx, double cy, double radius, double heading_deg, bool is_chinese)
{
    const UiRgba *c = theme->colours;
    cairo_save(cr);
    cairo_translate(cr, cx, cy);
    cairo_rotate(cr, -heading_deg * G_PI / 180);
    cairo_set_line_cap(cr, CAIRO_LINE_CAP_ROUND);
    for (int i = 0; i < 24; i++) {
        const double a = i * G_PI / 12, inner = radius * (i % 6 == 0 ? 0.80 : 0.88);
        cairo_move_to(cr, inner * sin(a), -inner * cos(a));
        cairo_line_to(cr, radius * 0.94 * sin(a), -radius * 0.94 * cos(a));
        ui_paint_colour_alpha(cr, c[UI_COLOUR_DIM], i % 6 == 0 ? 0.9 : 0.45);
        cairo_set_line_width(cr, radius * 0.035);
        cairo_stroke(cr);
    }
    // Needle: two halves, north in the warning red of every compass.
    const double half = radius * 0.13, tip = radius * 0.50;
    const double sides[2] = { -1, 1 };
    for (int n = 0; n < 2; n++) {
        for (int i = 0; i < 2; i++) {
            const double up = n == 0 ? -1 : 1;
            cairo_move_to(cr, 0, up * tip);
            cairo_line_to(cr, sides[i] * half, 0);
            cairo_line_to(cr, 0, 0);
            cairo_close_path(cr);
            const UiRgba colour = n == 0 ? c[UI_COLOUR_BAD] : c[UI_COLOUR_DIM];
            ui_paint_colour_alpha(cr, colour, i == 0 ? 1 : 0.72);
            cairo_fill(cr);
        }
    }
    // The letter stands upright at the north end.
    double w = 0, h = 0;
    const UiTextDesc north = { .text = is_chinese ? "北" : "N", .font = UI_FONT_STRONG, .size = radius * 0.30 };
    ui_text_measure(painter, &north, &w, &h);
    cairo_translate(cr, 0, -radius * 0.665);
    cairo_rotate(cr, heading_deg * G_PI / 180);
    ui_text_paint(painter, cr, &north, -w / 2, -h / 2, c[UI_COLOUR_TEXT]);
    cairo_restore(cr);
}

double ui_scale_bar_length(double metres_per_unit, double width_max, char label[32])
{
    label[0] = 0;
    if (!(metres_per_unit > 0) || !isfinite(metres_per_unit)) return 0;
    const double most_m = metres_per_unit * width_max, power = pow(10, floor(log10(most_m)));
    const double lead = most_m / power, length_m = power * (lead >= 5 ? 5 : lead >= 2 ? 2 : 1);
    if (length_m >= 1000) snprintf(label, 32, "%g km", length_m / 1000);
    else if (length_m >= 1) snprintf(label, 32, "%g m", length_m);
    else snprintf(label, 32, "%g cm", length_m * 100);
    return length_m / metres_per_unit;
}
