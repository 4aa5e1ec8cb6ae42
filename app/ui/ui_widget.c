// SPDX-License-Identifier: Apache-2.0
// ui_widget.c - building a tree, finding what lies under the pointer, and what a click means.
#include "ui/ui_widget.h"
#include "base/array.h"
#include <assert.h>
#include <math.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

void ui_tree_clear(UiTree *tree)
{
    tree->count = 0;
    tree->open_count = 0;
    tree->reveal = 0;
    arena_reset(&tree->arena);
}

void ui_tree_finish(UiTree *tree)
{
    free(tree->items);
    arena_finish(&tree->arena);
    *tree = (UiTree){ 0 };
}

UiWidget *ui_add(UiTree *tree, const UiWidget *widget)
{
    static UiWidget nowhere; // without memory the widget is not shown
    if (!array_reserve((void **)&tree->items, &tree->cap, tree->count + 1, sizeof *tree->items)) return &nowhere;
    UiWidget *added = &tree->items[tree->count];
    *added = *widget;
    added->parent = tree->open_count ? tree->open[tree->open_count - 1] : -1;
    added->depth = tree->open_count;
    if (widget->text) added->text = arena_strdup(&tree->arena, widget->text);
    if (widget->action) added->action = arena_strdup(&tree->arena, widget->action);
    if (widget->tip) added->tip = arena_strdup(&tree->arena, widget->tip);
    if (widget->cancel) added->cancel = arena_strdup(&tree->arena, widget->cancel);
    if (widget->chart) added->chart = chart_copy(&tree->arena, widget->chart);
    if (widget->name) added->name = arena_strdup(&tree->arena, widget->name);
    if (widget->kind == UI_BOX) {
        assert(tree->open_count < UI_DEPTH_MAX);
        tree->open[tree->open_count++] = tree->count;
    }
    tree->count++;
    return added;
}

void ui_end(UiTree *tree)
{
    assert(tree->open_count > 0);
    tree->open_count--;
}

const char *ui_format(UiTree *tree, const char *format, ...)
{
    char text[1024];
    va_list args;
    va_start(args, format);
    vsnprintf(text, sizeof text, format, args);
    va_end(args);
    return arena_strdup(&tree->arena, text);
}

UiWidget *ui_add_text(UiTree *tree, const char *text, UiFont font, UiColour colour)
{
    return ui_add(tree, &(UiWidget){ .kind = UI_TEXT, .text = text, .font = font, .colour = colour });
}

void ui_add_space(UiTree *tree, double size)
{
    ui_add(tree, &(UiWidget){ .kind = UI_TEXT, .text = "", .width = size, .height = size });
}

void ui_add_grow(UiTree *tree)
{
    ui_add(tree, &(UiWidget){ .kind = UI_TEXT, .text = "", .grow = 1, .width = 0.01, .height = 0.01 });
}

void ui_add_rule(UiTree *tree)
{
    ui_add(tree, &(UiWidget){ .kind = UI_RULE, .height = 1 });
}

UiWidget *ui_add_icon(UiTree *tree, UiIcon icon, const char *name, const char *action)
{
    return ui_add(tree, &(UiWidget){ .kind = UI_BUTTON, .icon = icon, .name = name, .action = action, .width = 24, .height = 24,
                                     .colour = UI_COLOUR_DIM });
}

UiWidget *ui_add_icon_tip(UiTree *tree, UiIcon icon, const char *name, const char *action,
                          const char *tip)
{
    return ui_add(tree, &(UiWidget){ .kind = UI_BUTTON,
                                     .icon = icon,
                                     .name = name,
                                     .action = action,
                                     .tip = tip,
                                     .width = 24,
                                     .height = 24,
                                     .colour = UI_COLOUR_DIM });
}

void ui_add_tab(UiTree *tree, const char *text, const char *action, bool is_on)
{
    ui_add(tree, &(UiWidget){ .kind = UI_BUTTON,
                              .text = text,
                              .name = ui_format(tree, "tab %s", text),
                              .action = action,
                              .font = UI_FONT_TITLE,
                              .height = 30,
                              .colour = is_on ? UI_COLOUR_ACCENT : UI_COLOUR_DIM,
                              .ground = is_on ? UI_GROUND_SELECTED : UI_GROUND_NONE });
}

int ui_tree_find(const UiTree *tree, const char *name)
{
    for (int i = 0; i < tree->count; i++) {
        if (str_equal(tree->items[i].name, name) || str_equal(tree->items[i].text, name)) return i;
    }
    return -1;
}

// The scroll box above a widget; -1 = none.
static int ui_scroll_of(const UiTree *tree, int widget)
{
    for (int at = tree->items[widget].parent; at >= 0; at = tree->items[at].parent) {
        if (tree->items[at].is_scroll) return at;
    }
    return -1;
}

int ui_tree_hit(const UiTree *tree, double x, double y)
{
    for (int i = tree->count - 1; i >= 0; i--) {
        const UiWidget *w = &tree->items[i];
        if ((!w->action && !w->field) || w->is_disabled) continue;
        if (x < w->x || y < w->y || x >= w->x + w->w || y >= w->y + w->h) continue;
        const int scroll = ui_scroll_of(tree, i);
        if (scroll >= 0 && (y < tree->items[scroll].y || y >= tree->items[scroll].y + tree->items[scroll].h)) continue;
        return i;
    }
    return -1;
}

double ui_tree_scroll_max(const UiTree *tree)
{
    for (int i = 0; i < tree->count; i++) {
        if (tree->items[i].is_scroll) return fmax(0, tree->items[i].content_h - tree->items[i].h);
    }
    return 0;
}

static void ui_slide(UiTree *tree, double x, Str *out)
{
    UiWidget *w = &tree->items[tree->pressed];
    const double value = fmax(0, fmin(1, (x - w->x - 6) / fmax(1, w->w - 12)));
    const double rounded = round(value * 20) / 20; // steps that can be told apart
    if (fabs(rounded - w->value) < 1e-9) return;
    w->value = rounded;
    if (out) str_printf(out, "%s%.2f\n", w->action, rounded);
}

// Where it is held, from its own corner.
static void ui_drag(const UiTree *tree, double x, double y, Str *out)
{
    const UiWidget *w = &tree->items[tree->pressed];
    if (out) str_printf(out, "%s%.1f,%.1f\n", w->action, x - w->x, y - w->y);
}

static int ui_tree_chart_at(const UiTree *tree, double x, double y)
{
    for (int i = tree->count - 1; i >= 0; i--) {
        const UiWidget *w = &tree->items[i];
        if (w->kind != UI_CHART || x < w->x || y < w->y || x >= w->x + w->w || y >= w->y + w->h)
            continue;
        const int scroll = ui_scroll_of(tree, i);
        const UiWidget *box = scroll >= 0 ? &tree->items[scroll] : w;
        if (y >= box->y && y < box->y + box->h) return i;
    }
    return -1;
}

bool ui_tree_pointer(UiTree *tree, double x, double y, bool is_down, bool is_up, Str *out)
{
    if (tree->pressed >= tree->count) tree->pressed = -1;
    const int hit = ui_tree_hit(tree, x, y);
    if (is_down) {
        tree->pressed = hit;
        if (hit >= 0 && tree->items[hit].kind == UI_SLIDER) ui_slide(tree, x, out);
        if (hit >= 0 && tree->items[hit].kind == UI_DRAG) ui_drag(tree, x, y, out);
        return hit >= 0;
    }
    if (is_up) {
        const int pressed = tree->pressed;
        tree->pressed = -1;
        const bool is_held = pressed >= 0 && (tree->items[pressed].kind == UI_SLIDER ||
                                              tree->items[pressed].kind == UI_DRAG);
        if (pressed >= 0 && pressed == hit && !is_held && out && !tree->items[hit].field)
            str_printf(out, "%s\n", tree->items[hit].action);
        return pressed >= 0;
    }
    if (tree->pressed >= 0 && tree->items[tree->pressed].kind == UI_SLIDER) {
        ui_slide(tree, x, out);
        return true;
    }
    if (tree->pressed >= 0 && tree->items[tree->pressed].kind == UI_DRAG) {
        ui_drag(tree, x, y, out);
        return true;
    }
    const int chart = ui_tree_chart_at(tree, x, y);
    const bool has_moved = chart >= 0 && (x != tree->pointer_x || y != tree->pointer_y);
    const bool has_changed = hit != tree->hover || chart != tree->chart || has_moved;
    tree->hover = hit;
    tree->chart = chart;
    tree->pointer_x = x;
    tree->pointer_y = y;
    return has_changed;
}

bool ui_tree_leave(UiTree *tree)
{
    const bool has_changed = tree->hover >= 0 || tree->chart >= 0;
    tree->hover = tree->chart = -1;
    return has_changed;
}

ChartHit ui_tree_chart_hit(const UiTree *tree, UiPainter *painter, int i, double x, double y)
{
    const bool is_chart = i >= 0 && i < tree->count && tree->items[i].chart;
    if (!is_chart)
        return (ChartHit){ .series = -1, .index = -1, .category = -1, .value = NAN, .x = NAN };
    const UiWidget *w = &tree->items[i];
    return chart_hit(painter, w->chart, (const double[4]){ w->x, w->y, w->w, w->h }, x, y);
}

void ui_quote(Str *out, const char *text)
{
    str_add(out, "\"");
    for (const char *at = text; *at; at++) {
        if (*at == '"' || *at == '\\') str_add(out, "\\");
        // A line is one command: what would end it becomes a space.
        str_add_n(out, *at == '\n' || *at == '\r' ? " " : at, 1);
    }
    str_add(out, "\"");
}
