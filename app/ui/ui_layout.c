// SPDX-License-Identifier: Apache-2.0
// ui_layout.c - widths from the leaves up and back down, then heights, then places: four passes over a flat tree.
#include "ui/ui_focus.h"
#include <math.h>
#include <string.h>

static UiTextDesc ui_text_of(const UiWidget *w)
{
    return (UiTextDesc){ .text = w->text, .font = w->font, .is_wrapped = w->is_wrapped, .align = w->align };
}

static double ui_natural_width(const UiWidget *w, UiPainter *painter)
{
    if (w->width > 0) return w->width;
    double text_w = 0;
    switch (w->kind) {
    case UI_TEXT: {
        UiTextDesc text = ui_text_of(w);
        text.is_wrapped = false;
        ui_text_measure(painter, &text, &text_w, NULL);
        return text_w;
    }
    case UI_BUTTON: {
        const UiTextDesc text = ui_text_of(w);
        if (w->text) ui_text_measure(painter, &text, &text_w, NULL);
        return (w->icon ? 16 : 0) + text_w + (w->icon && w->text ? 6 : 0) + 16;
    }
    case UI_CHIP: {
        const UiTextDesc text = ui_text_of(w);
        ui_text_measure(painter, &text, &text_w, NULL);
        return text_w + 14;
    }
    case UI_CHECK: return 16;
    case UI_DOT: return 8;
    case UI_SWATCH: return 14;
    case UI_SLIDER:
    case UI_PROGRESS: return 96;
    case UI_FIELD: return 200;
    case UI_CHART: return 160;
    default: return 0;
    }
}

static double ui_natural_height(const UiWidget *w, UiPainter *painter)
{
    if (w->height > 0) return w->height;
    double text_h = 0;
    switch (w->kind) {
    case UI_TEXT: {
        UiTextDesc text = ui_text_of(w);
        text.width = w->is_wrapped ? w->w : 0;
        ui_text_measure(painter, &text, NULL, &text_h);
        return text_h;
    }
    case UI_BUTTON: return 28;
    case UI_CHIP: return 20;
    case UI_CHECK: return 16;
    case UI_DOT: return 8;
    case UI_SWATCH: return 14;
    case UI_SLIDER: return 20;
    case UI_PROGRESS: return 4;
    case UI_FIELD: return 32;
    case UI_RULE: return 1;
    case UI_CHART: return 120;
    default: return 0;
    }
}

static void ui_measure_widths(UiTree *tree, UiPainter *painter)
{
    for (int i = tree->count - 1; i >= 0; i--) {
        UiWidget *w = &tree->items[i];
        if (w->kind == UI_BOX) w->need_w = fmax(w->width, w->need_w + 2 * w->padding_x - (w->is_row && w->need_w > 0 ? w->gap : 0));
        else w->need_w = ui_natural_width(w, painter);
        if (w->kind == UI_BOX && w->width > 0) w->need_w = w->width;
        if (w->parent < 0) continue;
        UiWidget *parent = &tree->items[w->parent];
        if (parent->is_row) parent->need_w += w->need_w + parent->gap;
        else parent->need_w = fmax(parent->need_w, w->need_w);
    }
}

// A row gives what is left to those that grow; a row too long takes it from them, or from its widest text.
static void ui_row_widths(UiTree *tree, int row)
{
    const UiWidget *box = &tree->items[row];
    double sum = 0, grow = 0, widest = 0;
    int children = 0, widest_at = -1;
    for (int i = row + 1; i < tree->count && tree->items[i].depth > box->depth; i++) {
        UiWidget *w = &tree->items[i];
        if (w->parent != row) continue;
        children++;
        sum += w->need_w;
        grow += w->grow;
        if (w->kind == UI_TEXT && w->need_w > widest) {
            widest = w->need_w;
            widest_at = i;
        }
    }
    const double left = box->w - 2 * box->padding_x - sum - (children > 1 ? (children - 1) * box->gap : 0);
    for (int i = row + 1; i < tree->count && tree->items[i].depth > box->depth; i++) {
        UiWidget *w = &tree->items[i];
        if (w->parent != row) continue;
        w->w = w->need_w;
        if (grow > 0) w->w = fmax(0, w->w + left * w->grow / grow);
        else if (left < 0 && i == widest_at) w->w = fmax(16, w->w + left);
    }
}

static void ui_assign_widths(UiTree *tree, double width)
{
    for (int i = 0; i < tree->count; i++) {
        UiWidget *w = &tree->items[i];
        if (w->parent < 0) w->w = width > 0 ? width : w->need_w;
        else if (!tree->items[w->parent].is_row) {
            const UiWidget *parent = &tree->items[w->parent];
            const double inner = parent->w - 2 * parent->padding_x;
            w->w = w->width > 0 && w->kind != UI_RULE ? fmin(w->width, inner) : inner;
        }
        if (w->kind == UI_BOX && w->is_row) ui_row_widths(tree, i);
    }
}

static void ui_measure_heights(UiTree *tree, UiPainter *painter)
{
    for (int i = 0; i < tree->count; i++) tree->items[i].need_h = 0;
    for (int i = tree->count - 1; i >= 0; i--) {
        UiWidget *w = &tree->items[i];
        if (w->kind == UI_BOX) {
            const double inner = w->is_row ? w->need_h : fmax(0, w->need_h - w->gap);
            w->content_h = inner + 2 * w->padding_y;
            w->h = w->height > 0 ? w->height : w->content_h;
            if (w->max_height > 0) w->h = fmin(w->h, w->max_height);
        } else {
            w->h = ui_natural_height(w, painter);
        }
        if (w->parent < 0) continue;
        UiWidget *parent = &tree->items[w->parent];
        if (parent->is_row) parent->need_h = fmax(parent->need_h, w->h);
        else parent->need_h += w->h + parent->gap;
    }
}

static void ui_place(UiTree *tree)
{
    for (int i = 0; i < tree->count; i++) {
        UiWidget *box = &tree->items[i];
        if (box->parent < 0) box->x = box->y = 0;
        if (box->kind != UI_BOX) continue;
        if (box->is_scroll) tree->scroll = fmax(0, fmin(tree->scroll, box->content_h - box->h));
        double x = box->x + box->padding_x, y = box->y + box->padding_y - (box->is_scroll ? tree->scroll : 0);
        const double inner_h = box->h - 2 * box->padding_y;
        for (int k = i + 1; k < tree->count && tree->items[k].depth > box->depth; k++) {
            UiWidget *w = &tree->items[k];
            if (w->parent != i) continue;
            w->x = x;
            w->y = box->is_row ? y + (inner_h - w->h) / 2 : y; // rows stand on their middle
            if (box->is_row) x += w->w + box->gap;
            else y += w->h + box->gap;
        }
    }
}

// Scrolls so that a widget is within its scroll box; true where something moved.
static bool ui_reveal(UiTree *tree)
{
    const UiWidget *w = &tree->items[tree->reveal - 1];
    int box = w->parent;
    while (box >= 0 && !tree->items[box].is_scroll) box = tree->items[box].parent;
    if (box < 0) return false;
    const UiWidget *b = &tree->items[box];
    const double above = b->y + b->padding_y - w->y,
                 below = w->y + w->h - (b->y + b->h - b->padding_y);
    if (above <= 0 && below <= 0) return false;
    tree->scroll += above > 0 ? -above : below;
    return true;
}

double ui_tree_layout(UiTree *tree, UiPainter *painter, double width)
{
    if (tree->count == 0) return 0;
    for (int i = 0; i < tree->count; i++) tree->items[i].need_w = 0;
    ui_measure_widths(tree, painter);
    ui_assign_widths(tree, width);
    ui_measure_heights(tree, painter);
    ui_place(tree);
    if (tree->reveal > 0 && tree->reveal <= tree->count && ui_reveal(tree)) ui_place(tree);
    tree->reveal = 0;
    return tree->items[0].h;
}

static void ui_paint_rgb(cairo_t *cr, double value)
{
    const unsigned rgb = (unsigned)value;
    cairo_set_source_rgb(cr, (rgb >> 16 & 255) / 255.0, (rgb >> 8 & 255) / 255.0,
                         (rgb & 255) / 255.0);
}

static void ui_paint_ground(const UiWidget *w, cairo_t *cr, const UiTheme *theme, bool is_hover)
{
    const UiRgba *c = theme->colours;
    UiGround ground = w->ground;
    if (w->edge_rgb) {
        ui_paint_rgb(cr, w->edge_rgb);
        cairo_rectangle(cr, w->x, w->y + 2, 3, w->h - 4);
        cairo_fill(cr);
    }
    if (ground == UI_GROUND_NONE && w->kind == UI_BOX && w->action && is_hover) ground = UI_GROUND_HOVER;
    if (ground == UI_GROUND_NONE) return;
    if (ground == UI_GROUND_HEAD) {
        cairo_pattern_t *fade = cairo_pattern_create_linear(w->x, 0, w->x + w->w, 0);
        const UiRgba a = c[UI_COLOUR_ACCENT];
        cairo_pattern_add_color_stop_rgba(fade, 0, a.r, a.g, a.b, UI_HEAD_ALPHA(theme));
        cairo_pattern_add_color_stop_rgba(fade, 1, a.r, a.g, a.b, 0);
        cairo_rectangle(cr, w->x, w->y, w->w, w->h);
        cairo_set_source(cr, fade);
        cairo_fill(cr);
        cairo_pattern_destroy(fade);
        cairo_rectangle(cr, w->x, w->y + 8, 3, w->h - 16);
        ui_paint_colour(cr, a);
        cairo_fill(cr);
        return;
    }
    ui_paint_round(cr, w->x, w->y, w->w, w->h, ground == UI_GROUND_CHIP ? w->h / 2 : 5);
    if (ground == UI_GROUND_FIELD) ui_paint_colour(cr, c[UI_COLOUR_FIELD]);
    else if (ground == UI_GROUND_SELECTED)
        ui_paint_colour_alpha(cr, c[UI_COLOUR_ACCENT], UI_SELECTED_ALPHA(theme));
    else if (ground == UI_GROUND_CHIP) ui_paint_colour_alpha(cr, c[UI_COLOUR_WARN], theme->is_dark ? 0.18 : 0.14);
    else ui_paint_colour(cr, c[UI_COLOUR_HOVER]);
    cairo_fill_preserve(cr);
    if (ground == UI_GROUND_FIELD) {
        ui_paint_colour(cr, c[UI_COLOUR_BORDER]);
        cairo_set_line_width(cr, 1);
        cairo_stroke(cr);
    }
    cairo_new_path(cr);
}

static void ui_paint_mark(const UiWidget *w, cairo_t *cr, const UiTheme *theme)
{
    const double y = w->mark == UI_MARK_ABOVE ? w->y : w->y + w->h;
    if (w->mark == UI_MARK_NONE) return;
    ui_paint_colour(cr, theme->colours[UI_COLOUR_ACCENT]);
    cairo_set_line_width(cr, 2);
    if (w->mark == UI_MARK_RING) {
        ui_paint_round(cr, w->x + 1, w->y + 1, w->w - 2, w->h - 2, 5);
        cairo_stroke(cr);
        return;
    }
    cairo_set_line_cap(cr, CAIRO_LINE_CAP_BUTT);
    cairo_move_to(cr, w->x + 9, y);
    cairo_line_to(cr, w->x + w->w - 2, y);
    cairo_stroke(cr);
    cairo_arc(cr, w->x + 5.5, y, 3.5, 0, 2 * 3.14159265358979);
    cairo_stroke(cr);
}

static void ui_paint_check(const UiWidget *w, cairo_t *cr, const UiTheme *theme, bool is_hover)
{
    const UiRgba *c = theme->colours;
    ui_paint_round(cr, w->x + 1.5, w->y + 1.5, 13, 13, 3);
    if (w->value > 0) {
        ui_paint_colour(cr, c[UI_COLOUR_ACCENT]);
        cairo_fill(cr);
        ui_paint_colour(cr, c[UI_COLOUR_ON_ACCENT]);
        cairo_set_line_width(cr, 1.8);
        cairo_set_line_cap(cr, CAIRO_LINE_CAP_ROUND);
        cairo_set_line_join(cr, CAIRO_LINE_JOIN_ROUND);
        if (w->value < 0.75) {
            cairo_move_to(cr, w->x + 5, w->y + 8);
            cairo_line_to(cr, w->x + 11, w->y + 8);
        } else {
            cairo_move_to(cr, w->x + 4.6, w->y + 8.2);
            cairo_line_to(cr, w->x + 7.1, w->y + 10.7);
            cairo_line_to(cr, w->x + 11.4, w->y + 5.6);
        }
        cairo_stroke(cr);
    } else {
        ui_paint_colour(cr, c[is_hover ? UI_COLOUR_ACCENT : UI_COLOUR_DIM]);
        cairo_set_line_width(cr, 1.2);
        cairo_stroke(cr);
    }
}

static void ui_paint_slider(const UiWidget *w, cairo_t *cr, const UiTheme *theme, bool is_hover)
{
    const double y = w->y + w->h / 2, x0 = w->x + 6, x1 = w->x + w->w - 6, at = x0 + (x1 - x0) * w->value;
    cairo_set_line_cap(cr, CAIRO_LINE_CAP_ROUND);
    cairo_set_line_width(cr, 3);
    ui_paint_colour(cr, theme->colours[UI_COLOUR_RULE]);
    cairo_move_to(cr, x0, y);
    cairo_line_to(cr, x1, y);
    cairo_stroke(cr);
    ui_paint_colour(cr, theme->colours[UI_COLOUR_ACCENT]);
    cairo_move_to(cr, x0, y);
    cairo_line_to(cr, at, y);
    cairo_stroke(cr);
    cairo_new_path(cr);
    cairo_arc(cr, at, y, is_hover ? 6 : 5, 0, 2 * 3.14159265358979);
    cairo_set_source_rgb(cr, 1, 1, 1);
    cairo_fill_preserve(cr);
    ui_paint_colour(cr, theme->colours[UI_COLOUR_ACCENT]);
    cairo_set_line_width(cr, 1.5);
    cairo_stroke(cr);
}

static void ui_paint_button(const UiWidget *w, UiPainter *painter, cairo_t *cr, const UiTheme *theme, bool is_hover)
{
    const UiRgba *c = theme->colours;
    const bool is_on = w->ground == UI_GROUND_SELECTED;
    if (is_hover && !is_on) {
        ui_paint_round(cr, w->x, w->y, w->w, w->h, 5);
        ui_paint_colour(cr, c[UI_COLOUR_HOVER]);
        cairo_fill(cr);
    }
    const UiRgba colour = c[is_on ? UI_COLOUR_ACCENT : is_hover ? UI_COLOUR_TEXT : w->colour];
    UiTextDesc text = ui_text_of(w);
    double text_w = 0, text_h = 0;
    if (w->text) ui_text_measure(painter, &text, &text_w, &text_h);
    const double all = (w->icon ? 16 : 0) + text_w + (w->icon && w->text ? 6 : 0);
    double x = w->x + (w->w - all) / 2;
    if (w->icon) {
        ui_paint_icon(cr, w->icon, x, w->y + (w->h - 16) / 2, 16, colour);
        x += 22;
    }
    if (w->text) ui_text_paint(painter, cr, &text, x, w->y + (w->h - text_h) / 2, colour);
}

// Black or white on it, whichever is told better: relative luminance of WCAG 2.1.
static UiRgba ui_ink_on(double value)
{
    const unsigned rgb = (unsigned)value;
    double l[3];
    for (int k = 0; k < 3; k++) {
        const double v = (rgb >> (16 - 8 * k) & 255) / 255.0;
        l[k] = v <= 0.04045 ? v / 12.92 : pow((v + 0.055) / 1.055, 2.4);
    }
    const double luminance = 0.2126 * l[0] + 0.7152 * l[1] + 0.0722 * l[2];
    return luminance > 0.179 ? (UiRgba){ 0.04, 0.05, 0.08, 1 } : (UiRgba){ 1, 1, 1, 1 };
}

static void ui_paint_chip(const UiWidget *w, UiPainter *painter, cairo_t *cr, const UiTheme *theme)
{
    const bool is_solid = w->numbers[0] != 0;
    ui_paint_round(cr, w->x + 0.75, w->y + 0.75, w->w - 1.5, w->h - 1.5, 4);
    ui_paint_rgb(cr, w->value);
    if (is_solid) {
        cairo_fill(cr);
    } else {
        cairo_set_line_width(cr, 1.5);
        cairo_stroke(cr);
    }
    UiTextDesc text = ui_text_of(w);
    double text_w = 0, text_h = 0;
    ui_text_measure(painter, &text, &text_w, &text_h);
    text.width = fmin(text_w, w->w - 8);
    ui_text_paint(painter, cr, &text, w->x + (w->w - text.width) / 2, w->y + (w->h - text_h) / 2,
                  is_solid ? ui_ink_on(w->value) : theme->colours[UI_COLOUR_TEXT]);
}

static void ui_paint_widget(const UiTree *tree, int i, UiPainter *painter, cairo_t *cr, const UiTheme *theme)
{
    const UiWidget *w = &tree->items[i];
    const UiRgba *c = theme->colours;
    const bool is_hover = i == tree->hover || i == tree->pressed;
    ui_paint_ground(w, cr, theme, is_hover);
    switch (w->kind) {
    case UI_TEXT: {
        UiTextDesc text = ui_text_of(w);
        if (!text.text || !text.text[0]) break;
        text.width = w->w;
        double text_h = w->h; // laid out by content: it fills its box
        if (w->height > 0) ui_text_measure(painter, &text, NULL, &text_h);
        ui_text_paint(painter, cr, &text, w->x, w->y + (w->h - text_h) / 2, w->is_disabled ? c[UI_COLOUR_DIM] : c[w->colour]);
        break;
    }
    case UI_CHECK: ui_paint_check(w, cr, theme, is_hover); break;
    case UI_SLIDER: ui_paint_slider(w, cr, theme, is_hover); break;
    case UI_BUTTON: ui_paint_button(w, painter, cr, theme, is_hover); break;
    case UI_DOT:
        cairo_new_path(cr);
        cairo_arc(cr, w->x + w->w / 2, w->y + w->h / 2, 3.5, 0, 2 * 3.14159265358979);
        ui_paint_colour(cr, c[w->colour]);
        cairo_fill(cr);
        break;
    case UI_SWATCH:
        ui_paint_round(cr, w->x + 1, w->y + 1, w->w - 2, w->h - 2, 3);
        ui_paint_rgb(cr, w->value);
        cairo_fill_preserve(cr);
        ui_paint_colour(cr, c[UI_COLOUR_BORDER]); // a pale colour is seen on pale glass too
        cairo_set_line_width(cr, 1);
        cairo_stroke(cr);
        break;
    case UI_RULE:
        cairo_rectangle(cr, w->x, w->y, w->w, 1);
        ui_paint_colour(cr, c[UI_COLOUR_RULE]);
        cairo_fill(cr);
        break;
    case UI_FIELD:
        if (w->field) {
            const UiTextFieldLook look = ui_focus_look(tree, i);
            ui_text_field_paint(w->field, painter, cr, theme, &look);
        }
        break;
    case UI_PROGRESS:
        ui_paint_round(cr, w->x, w->y, w->w, w->h, w->h / 2);
        ui_paint_colour(cr, c[UI_COLOUR_RULE]);
        cairo_fill(cr);
        if (w->value > 0) {
            ui_paint_round(cr, w->x, w->y, fmax(w->h, w->w * fmin(1, w->value)), w->h, w->h / 2);
            if (w->numbers[0] > 0)
                ui_paint_rgb(cr, w->numbers[0]);
            else
                ui_paint_colour(cr, c[UI_COLOUR_ACCENT]);
            cairo_fill(cr);
        }
        break;
    case UI_CHIP: ui_paint_chip(w, painter, cr, theme); break;
    case UI_CHART:
        if (w->chart) {
            Chart chart = *w->chart;
            chart.has_hover = i == tree->chart;
            chart.hover_x = tree->pointer_x;
            chart.hover_y = tree->pointer_y;
            chart_paint(painter, cr, theme, &chart, (const double[4]){ w->x, w->y, w->w, w->h });
        }
        break;
    case UI_DRAG:
    case UI_PAINT:
        if (w->paint_of)
            w->paint_of(painter, cr, theme, (const double[4]){ w->x, w->y, w->w, w->h }, w->source);
        if (w->paint) w->paint(painter, cr, theme, (const double[4]){ w->x, w->y, w->w, w->h }, w->numbers);
        break;
    case UI_BOX: break;
    }
}

// The ring lies over what stands beside it, but within the box that scrolls.
static void ui_paint_ring(const UiTree *tree, cairo_t *cr, const UiTheme *theme)
{
    const int widget = tree->focused - 1;
    if (!tree->has_ring || widget < 0 || widget >= tree->count) return;
    cairo_save(cr);
    for (int at = tree->items[widget].parent; at >= 0; at = tree->items[at].parent) {
        const UiWidget *box = &tree->items[at];
        if (!box->is_scroll) continue;
        cairo_rectangle(cr, box->x, box->y, box->w, box->h);
        cairo_clip(cr);
    }
    ui_focus_paint_ring(tree, widget, cr, theme);
    cairo_restore(cr);
}

static void ui_paint_scroll_bar(const UiTree *tree, const UiWidget *box, cairo_t *cr, const UiTheme *theme)
{
    if (box->content_h <= box->h + 0.5) return;
    const double length = fmax(24, box->h * box->h / box->content_h), room = box->h - length;
    const double y = box->y + room * tree->scroll / (box->content_h - box->h);
    ui_paint_round(cr, box->x + box->w - 5, y, 3, length, 1.5);
    ui_paint_colour_alpha(cr, theme->colours[UI_COLOUR_DIM], 0.55);
    cairo_fill(cr);
}

void ui_tree_paint(const UiTree *tree, UiPainter *painter, cairo_t *cr, const UiTheme *theme)
{
    int clipped = -1; // the scroll box being painted
    int marked = -1;
    for (int i = 0; i < tree->count; i++) {
        const UiWidget *w = &tree->items[i];
        if (clipped >= 0 && w->depth <= tree->items[clipped].depth) {
            cairo_restore(cr);
            ui_paint_scroll_bar(tree, &tree->items[clipped], cr, theme);
            clipped = -1;
        }
        if (clipped >= 0 && (w->y > tree->items[clipped].y + tree->items[clipped].h || w->y + w->h < tree->items[clipped].y)) continue;
        ui_paint_widget(tree, i, painter, cr, theme);
        if (w->mark) marked = i;
        if (w->is_scroll) {
            cairo_save(cr);
            cairo_rectangle(cr, w->x, w->y, w->w, w->h);
            cairo_clip(cr);
            clipped = i;
        }
    }
    if (clipped >= 0) {
        cairo_restore(cr);
        ui_paint_scroll_bar(tree, &tree->items[clipped], cr, theme);
    }
    if (marked >= 0) ui_paint_mark(&tree->items[marked], cr, theme);
    ui_paint_ring(tree, cr, theme);
}
