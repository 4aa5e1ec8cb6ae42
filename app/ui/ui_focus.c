// SPDX-License-Identifier: Apache-2.0
// ui_focus.c - Tab through the panels, keys to fields and widgets, the pointer to fields.
#include "ui/ui_focus.h"
#include <math.h>
#include <stdlib.h>
#include <string.h>

void ui_focus_finish(UiFocus *focus)
{
    for (int i = 0; i < 2; i++) free(focus->kept[i]);
    *focus = (UiFocus){ 0 };
}

static void keep(void *owner, int which, const char *utf8)
{
    UiFocus *focus = owner;
    free(focus->kept[which != 0]);
    focus->kept[which != 0] = str_copy(utf8);
}

static char *kept(void *owner, int which)
{
    return str_copy(((UiFocus *)owner)->kept[which != 0]);
}

const UiClipboard *ui_focus_clipboard(UiFocus *focus)
{
    if (!focus->clipboard.set) focus->clipboard = (UiClipboard){ focus, keep, kept };
    return &focus->clipboard;
}

static void drop_field(UiFocus *focus)
{
    if (!focus->field) return;
    ui_text_field_compose(focus->field, "", 0, 0);
    focus->field->drag_clicks = 0;
    focus->field->anchor = focus->field->caret;
    focus->field = NULL;
}

void ui_focus_field(UiFocus *focus, UiTextField *field)
{
    if (focus->field != field) drop_field(focus);
    focus->field = field;
    focus->panel = 0; // the build finds it
    focus->id = 0;
    focus->is_by_key = false;
    ui_text_field_select_all(field);
}

void ui_focus_leave(UiFocus *focus)
{
    drop_field(focus);
    focus->panel = 0;
    focus->id = 0;
    focus->is_by_key = false;
}

bool ui_focus_has(const UiFocus *focus, const UiTextField *field)
{
    return focus->field == field;
}

bool ui_focus_is_row(const char *action)
{
    const char *row = action && str_starts(action, "@table:") ? strstr(action, ":row:") : NULL;
    return row != NULL ||
           (action && (str_starts(action, "@model-row:") || str_starts(action, "@layers:row:")));
}

// Of the rows of a list the chosen one can have the focus, without one the first.
static bool is_row_to_reach(const UiTree *tree, int widget)
{
    const UiWidget *w = &tree->items[widget];
    bool is_first = true, has_chosen = false;
    for (int i = 0; i < tree->count; i++) {
        const UiWidget *other = &tree->items[i];
        if (other->parent != w->parent || !ui_focus_is_row(other->action)) continue;
        has_chosen |= other->ground == UI_GROUND_SELECTED;
        is_first &= i >= widget;
    }
    return w->ground == UI_GROUND_SELECTED || (!has_chosen && is_first);
}

bool ui_focus_can(const UiTree *tree, int widget)
{
    const UiWidget *w = &tree->items[widget];
    if (w->is_disabled || w->kind == UI_DRAG || w->w <= 0 || w->h <= 0) return false;
    if (w->field) return true;
    if (!w->action) return false;
    return !ui_focus_is_row(w->action) || is_row_to_reach(tree, widget);
}

static uint64_t id_of(const UiWidget *w)
{
    if (w->field) return (uint64_t)(uintptr_t)w->field;
    if (ui_focus_is_row(w->action)) return str_hash("row", 3);
    const char *said = w->name ? w->name : w->action;
    return said ? str_hash(said, strlen(said)) + (uint64_t)w->kind : 0;
}

static int ordinal_of(const UiTree *tree, int widget)
{
    int ordinal = 0;
    for (int i = 0; i < widget; i++) ordinal += ui_focus_can(tree, i);
    return ordinal;
}

// The widget that has it: by id, of several the nearest to where it stood; else what stands there.
static int find(const UiTree *tree, const UiFocus *focus)
{
    int best = -1, best_far = 0, ordinal = 0, at_place = -1;
    for (int i = 0; i < tree->count; i++) {
        if (!ui_focus_can(tree, i)) continue;
        const int far = abs(ordinal - focus->ordinal);
        if (ordinal <= focus->ordinal) at_place = i;
        if (id_of(&tree->items[i]) == focus->id && (best < 0 || far < best_far)) {
            best = i;
            best_far = far;
        }
        ordinal++;
    }
    return best >= 0 ? best : at_place;
}

static void set(UiFocus *focus, const UiFocusPanel *panel, int widget, bool is_by_key)
{
    UiTextField *field = panel->tree->items[widget].field;
    if (focus->field != field) drop_field(focus);
    focus->panel = panel->index + 1;
    focus->id = id_of(&panel->tree->items[widget]);
    focus->ordinal = ordinal_of(panel->tree, widget);
    focus->is_by_key = is_by_key;
    focus->field = field;
    if (field && is_by_key) ui_text_field_select_all(field);
}

void ui_focus_begin(UiFocus *focus)
{
    focus->is_found = false;
}

static int find_field(const UiTree *tree, const UiTextField *field)
{
    for (int i = 0; i < tree->count; i++)
        if (tree->items[i].field == field && !tree->items[i].is_disabled) return i;
    return -1;
}

bool ui_focus_apply(UiFocus *focus, UiTree *tree, int index)
{
    const int before = tree->focused;
    const bool had_ring = tree->has_ring;
    int at = -1;
    if (focus->field && (at = find_field(tree, focus->field)) >= 0) {
        const UiFocusPanel panel = { .tree = tree, .index = index };
        const bool is_by_key = focus->is_by_key;
        focus->panel = index + 1;
        focus->id = id_of(&tree->items[at]);
        focus->ordinal = ordinal_of(panel.tree, at);
        focus->is_by_key = is_by_key;
    } else if (!focus->field && focus->panel == index + 1 && focus->id) {
        at = find(tree, focus);
    }
    if (at >= 0 || (focus->panel == index + 1 && !focus->field)) focus->is_found = true;
    tree->focused = at + 1;
    tree->has_ring = at >= 0 && focus->is_by_key;
    return before != tree->focused || had_ring != tree->has_ring;
}

void ui_focus_end(UiFocus *focus)
{
    if (!focus->is_found && (focus->field || focus->panel)) ui_focus_leave(focus);
}

// --- moving ---

static int panel_at(const UiFocus *focus, const UiFocusPanel *panels, int count)
{
    for (int i = 0; i < count; i++)
        if (panels[i].index + 1 == focus->panel) return i;
    return -1;
}

static int end_widget(const UiTree *tree, int towards)
{
    for (int i = towards > 0 ? 0 : tree->count - 1; i >= 0 && i < tree->count; i += towards)
        if (ui_focus_can(tree, i)) return i;
    return -1;
}

// What the focus scrolls into sight.
static void reveal(UiTree *tree, int widget)
{
    const UiWidget *w = &tree->items[widget];
    for (int at = w->parent; at >= 0; at = tree->items[at].parent) {
        const UiWidget *box = &tree->items[at];
        if (!box->is_scroll) continue;
        if (w->y < box->y)
            tree->scroll -= box->y - w->y;
        else if (w->y + w->h > box->y + box->h)
            tree->scroll += w->y + w->h - box->y - box->h;
    }
}

static bool go(UiFocus *focus, const UiFocusPanel *panel, int widget)
{
    if (widget < 0) return false;
    set(focus, panel, widget, true);
    reveal(panel->tree, widget);
    return true;
}

// The next panel that has something to reach, round and round; from -1: the first or the last.
static bool go_panel(UiFocus *focus, const UiFocusPanel *panels, int count, int from, int towards,
                     int end)
{
    for (int n = 1; n <= count; n++) {
        const int start = from < 0 ? (towards > 0 ? -1 : count) : from;
        const int i = ((start + n * towards) % count + count) % count;
        if (go(focus, &panels[i], end_widget(panels[i].tree, end))) return true;
    }
    return false;
}

static bool go_next(UiFocus *focus, const UiFocusPanel *panels, int count, int towards)
{
    const int at = panel_at(focus, panels, count);
    if (at >= 0) {
        const UiTree *tree = panels[at].tree;
        const int from = focus->id || focus->field ? find(tree, focus)
                         : towards > 0             ? -1
                                                   : tree->count;
        for (int i = from + towards; i >= 0 && i < tree->count; i += towards)
            if (ui_focus_can(tree, i)) return go(focus, &panels[at], i);
    }
    return go_panel(focus, panels, count, at, towards, towards);
}

// The nearest in a direction: how far along it, and twice how far aside.
static int beside(const UiTree *tree, int from, int dx, int dy)
{
    const UiWidget *w = &tree->items[from];
    const double x = w->x + w->w / 2, y = w->y + w->h / 2;
    double best = INFINITY;
    int found = -1;
    for (int i = 0; i < tree->count; i++) {
        const UiWidget *o = &tree->items[i];
        if (i == from || !ui_focus_can(tree, i)) continue;
        const double ox = fmax(o->x, fmin(x, o->x + o->w)), oy = fmax(o->y, fmin(y, o->y + o->h));
        const double mx = o->x + o->w / 2 - x, my = o->y + o->h / 2 - y;
        const double along = dx ? dx * mx : dy * my;
        if (along < 2) continue; // level with it is not beside it
        const double aside = dx ? fabs(oy - y) : fabs(ox - x);
        const double far = along + 2 * aside;
        if (far >= best) continue;
        best = far;
        found = i;
    }
    return found;
}

static bool slide(UiWidget *w, int towards, Str *out)
{
    const double value = fmax(0, fmin(1, round(w->value * 20) / 20 + towards * 0.05));
    if (w->kind != UI_SLIDER) return false;
    if (fabs(value - w->value) > 1e-9) str_printf(out, "%s%.2f\n", w->action, value);
    w->value = value;
    return true;
}

static UiFocusResult widget_key(UiFocus *focus, const UiFocusPanel *panel, int widget,
                                const char *key, Str *out)
{
    UiWidget *w = &panel->tree->items[widget];
    const int dx = strcmp(key, "Right") == 0 ? 1 : strcmp(key, "Left") == 0 ? -1 : 0;
    const int dy = strcmp(key, "Down") == 0 ? 1 : strcmp(key, "Up") == 0 ? -1 : 0;
    if (strcmp(key, "Escape") == 0) {
        ui_focus_leave(focus);
        return UI_FOCUS_DONE;
    }
    if (ui_focus_is_row(w->action)) return UI_FOCUS_LIST;
    if (strcmp(key, "Space") == 0 || strcmp(key, "Return") == 0 || strcmp(key, "Enter") == 0) {
        if (w->kind != UI_SLIDER) str_printf(out, "%s\n", w->action);
        return UI_FOCUS_DONE;
    }
    if (dx && slide(w, dx, out)) return UI_FOCUS_DONE;
    if (!dx && !dy) return UI_FOCUS_PASS;
    (void)go(focus, panel, beside(panel->tree, widget, dx, dy));
    return UI_FOCUS_MOVED;
}

// A line ends with '=' where it wants the text.
static void say(const UiTextField *field, const char *line, Str *out)
{
    const size_t n = line ? strlen(line) : 0;
    if (n == 0) return;
    str_add(out, line);
    if (line[n - 1] == '=') ui_quote(out, ui_text_field_text(field));
    str_add(out, "\n");
}

static UiFocusResult field_key(UiFocus *focus, UiPainter *painter, const UiWidget *w,
                               const char *key, Str *out)
{
    UiTextField *field = focus->field;
    if (ui_text_field_is_composing(field)) return UI_FOCUS_FIELD;
    if (strcmp(key, "Return") == 0 || strcmp(key, "Enter") == 0) {
        if (w) say(field, w->action, out);
        return UI_FOCUS_DONE;
    }
    if (strcmp(key, "Escape") == 0) {
        if (w) say(field, w->cancel, out);
        ui_focus_leave(focus);
        return UI_FOCUS_DONE;
    }
    return ui_text_field_key(field, painter, key, ui_focus_clipboard(focus)) ? UI_FOCUS_FIELD
                                                                             : UI_FOCUS_PASS;
}

UiFocusResult ui_focus_key(UiFocus *focus, UiPainter *painter, const UiFocusPanel *panels,
                           int count, const char *key, Str *out)
{
    for (int i = 0; i < count; i++) {
        if (!panels[i].is_modal) continue;
        panels = &panels[i];
        count = 1;
    }
    const int at = panel_at(focus, panels, count);
    const bool is_composing = focus->field && ui_text_field_is_composing(focus->field);
    const bool is_back = str_starts(key, "Shift+");
    const char *bare = is_back ? key + 6 : key;
    if (!is_composing && count > 0) {
        if (strcmp(bare, "Tab") == 0)
            return go_next(focus, panels, count, is_back ? -1 : 1) ? UI_FOCUS_MOVED : UI_FOCUS_PASS;
        if (strcmp(bare, "F6") == 0)
            return go_panel(focus, panels, count, at, is_back ? -1 : 1, 1) ? UI_FOCUS_MOVED
                                                                           : UI_FOCUS_PASS;
    }
    if (focus->field) {
        const int w = at >= 0 ? find_field(panels[at].tree, focus->field) : -1;
        return field_key(focus, painter, w >= 0 ? &panels[at].tree->items[w] : NULL, key, out);
    }
    const int widget = at >= 0 && focus->id && focus->is_by_key ? find(panels[at].tree, focus) : -1;
    return widget >= 0 ? widget_key(focus, &panels[at], widget, key, out) : UI_FOCUS_PASS;
}

// --- the pointer ---

UiTextFieldLook ui_focus_look(const UiTree *tree, int widget)
{
    const UiWidget *w = &tree->items[widget];
    return (UiTextFieldLook){ .rect = { w->x, w->y, w->w, w->h },
                              .font = w->font,
                              .placeholder = w->name,
                              .is_focused = tree->focused == widget + 1,
                              .has_lens = w->icon == UI_ICON_SEARCH,
                              .is_disabled = w->is_disabled };
}

bool ui_focus_pointer(UiFocus *focus, UiPainter *painter, UiTree *tree, int index,
                      const UiTextFieldPointer *pointer, double wheel)
{
    const int held =
        focus->field && focus->field->drag_clicks ? find_field(tree, focus->field) : -1;
    const int hit = ui_tree_hit(tree, pointer->x, pointer->y);
    UiTextField *field = hit >= 0 ? tree->items[hit].field : NULL;
    if (wheel != 0) {
        const bool is_its = field && field->is_number && focus->field == field;
        if (is_its) ui_text_field_step(field, wheel);
        return is_its;
    }
    if (!pointer->is_down) {
        if (held < 0) return false;
        const UiTextFieldLook look = ui_focus_look(tree, held);
        (void)ui_text_field_pointer(focus->field, painter, &look, pointer,
                                    ui_focus_clipboard(focus));
        return true;
    }
    if (!field || pointer->button == 3) return false;
    set(focus, &(UiFocusPanel){ .tree = tree, .index = index }, hit, false);
    const UiTextFieldLook look = ui_focus_look(tree, hit);
    (void)ui_text_field_pointer(field, painter, &look, pointer, ui_focus_clipboard(focus));
    return true;
}

void ui_focus_paint_ring(const UiTree *tree, int widget, cairo_t *cr, const UiTheme *theme)
{
    // Two lines, one of them seen on any ground.
    const UiWidget *w = &tree->items[widget];
    const bool is_edge = w->kind == UI_BOX;
    const double out = is_edge ? -1 : 1;
    ui_paint_round(cr, w->x - out, w->y - out, w->w + 2 * out, w->h + 2 * out, 5);
    ui_paint_colour_alpha(cr, theme->colours[UI_COLOUR_GLASS_TOP], 1);
    cairo_set_line_width(cr, 4);
    cairo_stroke_preserve(cr);
    ui_paint_colour(cr, theme->colours[UI_COLOUR_ACCENT]);
    cairo_set_line_width(cr, 2);
    cairo_stroke(cr);
}
