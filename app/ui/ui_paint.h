// SPDX-License-Identifier: Apache-2.0
// ui_paint.h - drawing with Cairo and Pango in units of the theme: text, glass, icons. The caller scales the context.
#pragma once
#include "ui/ui_theme.h"
#include <cairo.h>

typedef struct UiPainter UiPainter; // fonts and one layout, kept; thread: one
UiPainter *ui_painter_create(void);
void ui_painter_destroy(UiPainter *painter);
// How many texts were painted with … for want of room since the last call: for tests of layouts.
int ui_painter_take_cuts(UiPainter *painter);

typedef enum { UI_ALIGN_START, UI_ALIGN_CENTRE, UI_ALIGN_END } UiAlign;
typedef struct {
    const char *text;      // UTF-8
    UiFont font;
    double size;           // 0 = of the font
    double width;          // 0 = as wide as it is; else cut with … or wrapped
    bool is_wrapped;
    int lines; // of wrapped text at most, the last cut with …; 0 = any
    UiAlign align;
    double spacing;        // between letters
} UiTextDesc;
void ui_text_measure(UiPainter *painter, const UiTextDesc *text, double *width, double *height);
// x, y: top left of its box.
void ui_text_paint(UiPainter *painter, cairo_t *cr, const UiTextDesc *text, double x, double y, UiRgba colour);
// Smaller, but not below least, until it is at most so wide; cut there if it is still wider.
void ui_paint_fit(UiPainter *painter, UiTextDesc *text, double width, double least);
// With a soft edge in another colour, for text on pictures.
void ui_text_paint_halo(UiPainter *painter, cairo_t *cr, const UiTextDesc *text, double x, double y, UiRgba colour, UiRgba halo, double width);

void ui_paint_colour(cairo_t *cr, UiRgba colour);
void ui_paint_colour_alpha(cairo_t *cr, UiRgba colour, double alpha);
void ui_paint_round(cairo_t *cr, double x, double y, double width, double height, double radius); // a path
// A panel's ground: shadow, glass, border; corner marks where dark.
void ui_paint_glass(cairo_t *cr, const UiTheme *theme, double x, double y, double width, double height, double radius);

typedef enum {
    UI_ICON_NONE,
    UI_ICON_CLOSE,
    UI_ICON_ZOOM_TO,
    UI_ICON_REMOVE,
    UI_ICON_DOWN,
    UI_ICON_RIGHT,
    UI_ICON_SEARCH,
    UI_ICON_HELP,
    UI_ICON_COPY,
    UI_ICON_LAYERS,
    UI_ICON_SUN,
    UI_ICON_MOON,
    UI_ICON_CUBE,
    UI_ICON_PLAY,
    UI_ICON_HOME,
    UI_ICON_WARN,
    UI_ICON_GLOBE,
    UI_ICON_EYE,
    UI_ICON_EYE_OFF,
    UI_ICON_RULER,
    UI_ICON_BELL,
    UI_ICON_PAUSE,
    UI_ICON_CLOCK,
    UI_ICON_EDIT,
    UI_ICON_PLUS,
    UI_ICON_BOOKMARK,
    UI_ICON_LIST,
    UI_ICON_LOCK,
    UI_ICON_ROTATE,
    UI_ICON_STOP
} UiIcon;
void ui_paint_icon(cairo_t *cr, UiIcon icon, double x, double y, double size, UiRgba colour);
// North arrow: a ring with a needle; heading turns it.
void ui_paint_compass(UiPainter *painter, cairo_t *cr, const UiTheme *theme, double cx, double cy, double radius, double heading_deg, bool is_chinese);
// A scale bar of at most width units; returns its length. The label says metres or kilometres.
double ui_scale_bar_length(double metres_per_unit, double width_max, char label[32]);
