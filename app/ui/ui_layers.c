// SPDX-License-Identifier: Apache-2.0
// ui_layers.c - rows of the tree of layers, and what clicks, keys and drags on them mean.
#include "ui/ui_layers.h"
#include "base/array.h"
#include "base/clock.h"
#include "base/pinyin.h"
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define DOUBLE_CLICK_S 0.4
#define DRAG_FROM 5.0    // units: less is a click
#define EDGE 22.0        // units from the edge of the list where it scrolls
#define EDGE_SPEED 320.0 // units a second
#define PAGE_ROWS 8

void ui_layers_init(UiLayers *l, UiFocus *focus)
{
    *l = (UiLayers){ .cursor = -1, .held = -1, .clicked = -1, .focus = focus };
}

void ui_layers_finish(UiLayers *l)
{
    free(l->rows);
    ui_text_field_finish(&l->filter);
    ui_text_field_finish(&l->name);
    ui_layers_init(l, NULL);
}

static int closed_at(const UiLayers *l, const char *group)
{
    const uint64_t hash = str_hash(group, strlen(group));
    for (int i = 0; i < l->closed_count; i++)
        if (l->closed_groups[i] == hash) return i;
    return -1;
}

static void set_closed(UiLayers *l, const char *group, bool is_closed)
{
    const int at = closed_at(l, group);
    if (at >= 0 && !is_closed) l->closed_groups[at] = l->closed_groups[--l->closed_count];
    if (at < 0 && is_closed && l->closed_count < UI_LAYERS_CLOSED_MAX)
        l->closed_groups[l->closed_count++] = str_hash(group, strlen(group));
    l->version++;
}

static bool is_first(const State *state, int at)
{
    for (int i = 0; i < at; i++)
        if (strcmp(state->layers[i].group, state->layers[at].group) == 0) return false;
    return true;
}

// A group's layers that the filter leaves; all of them where it finds the group's own name.
static void put_group(UiLayers *l, const State *state, const char *group, int first)
{
    UiLayersRow head = { .at = first };
    const char *filter = ui_text_field_text(&l->filter);
    const bool has_filter = filter[0] != 0;
    const bool takes_all = !has_filter || (group[0] && pinyin_found(filter, group));
    const int head_at = l->row_count;
    head.is_open = has_filter || closed_at(l, group) < 0;
    if (group[0]) l->row_count++;
    int left = 0;
    for (int i = first; i < state->layer_count; i++) {
        const StateLayer *layer = &state->layers[i];
        if (strcmp(layer->group, group) != 0) continue;
        head.members++;
        head.visible += layer->is_visible;
        if (!takes_all && !pinyin_found(filter, layer->name)) continue;
        left++;
        if (head.is_open || !group[0])
            l->rows[l->row_count++] = (UiLayersRow){ .layer_id = layer->id, .at = i };
    }
    if (group[0] && left > 0)
        l->rows[head_at] = head;
    else
        l->row_count = head_at + (group[0] ? 0 : left);
}

static void keep_cursor(UiLayers *l)
{
    int found = -1;
    for (int i = 0; i < l->row_count && found < 0 && l->cursor >= 0; i++) {
        const bool is_same =
            l->rows[i].layer_id == l->cursor_layer &&
            (l->cursor_layer || strcmp(ui_layers_group(l, i), l->cursor_group) == 0);
        if (is_same) found = i;
    }
    // What is folded away leaves its head.
    for (int i = 0; i < l->row_count && found < 0 && l->cursor >= 0; i++)
        if (!l->rows[i].layer_id && strcmp(ui_layers_group(l, i), l->cursor_group) == 0) found = i;
    l->cursor = found;
}

static void set_cursor(UiLayers *l, int row)
{
    l->cursor = row < 0 || row >= l->row_count ? -1 : row;
    l->version++;
    if (l->cursor < 0) return;
    l->cursor_layer = l->rows[row].layer_id;
    str_copy_utf8(l->cursor_group, sizeof l->cursor_group, ui_layers_group(l, row));
}

void ui_layers_follow(UiLayers *l, const State *state)
{
    l->state = state;
    // A click elsewhere ends it.
    const bool has_left =
        (l->is_naming && !ui_focus_has(l->focus, &l->name)) ||
        (l->is_filter_open && !l->filter.text.length && !ui_focus_has(l->focus, &l->filter));
    if (has_left) {
        l->is_naming = false;
        l->is_filter_open = l->filter.text.length > 0;
        l->version++;
    }
    uint64_t of = state->layers_version * 31 + l->version * 1000003 + (uint64_t)state->layer_count;
    of = (of * 31 + (uint64_t)(uintptr_t)state->layers) * 31 + l->filter.version;
    if (of == l->rows_of && l->rows) return;
    l->rows_of = of;
    l->row_count = 0;
    const int most = 2 * state->layer_count + 1;
    if (!array_reserve((void **)&l->rows, &l->row_cap, most, sizeof *l->rows)) return;
    for (int i = 0; i < state->layer_count; i++)
        if (is_first(state, i)) put_group(l, state, state->layers[i].group, i);
    keep_cursor(l);
}

const char *ui_layers_group(const UiLayers *l, int row)
{
    return l->state->layers[l->rows[row].at].group;
}

static void say_quoted(Str *out, const char *before, const char *text)
{
    str_add(out, before);
    ui_quote(out, text);
}

static void say_visible(const UiLayers *l, int row, Str *out)
{
    const UiLayersRow *r = &l->rows[row];
    if (r->layer_id) {
        str_printf(out, "layer-set layer=%u visible=%s\n", r->layer_id,
                   l->state->layers[r->at].is_visible ? "false" : "true");
        return;
    }
    say_quoted(out, "group-show group=", ui_layers_group(l, row));
    str_printf(out, " on=%s\n", r->visible ? "false" : "true");
}

static void name_begin(UiLayers *l)
{
    if (l->cursor < 0) return;
    const UiLayersRow *r = &l->rows[l->cursor];
    const StateLayer *layer = &l->state->layers[r->at];
    l->is_naming = true;
    l->name.max_bytes = STATE_NAME_MAX - 1;
    ui_text_field_set(&l->name, r->layer_id ? layer->name : layer->group);
    ui_focus_field(l->focus, &l->name);
}

static void leave_field(UiLayers *l, const UiTextField *field)
{
    if (ui_focus_has(l->focus, field)) ui_focus_leave(l->focus);
    l->has_focus = true; // the rows have the keys again
}

static void name_end(UiLayers *l, Str *out)
{
    const char *name = ui_text_field_text(&l->name);
    if (!l->is_naming) return;
    l->is_naming = false;
    leave_field(l, &l->name);
    if (l->cursor < 0 || !name[0]) return;
    const UiLayersRow *r = &l->rows[l->cursor];
    const StateLayer *layer = &l->state->layers[r->at];
    if (strcmp(name, r->layer_id ? layer->name : layer->group) == 0) return;
    Str before = { 0 };
    if (r->layer_id)
        str_printf(&before, "layer-rename layer=%u name=", r->layer_id);
    else
        say_quoted(&before, "group-rename group=", layer->group), str_add(&before, " name=");
    say_quoted(out, before.text, name);
    str_add(out, "\n");
    // The group stays where it was under the keys, and folded where it was.
    if (!r->layer_id) {
        if (closed_at(l, layer->group) >= 0) set_closed(l, name, true);
        str_copy_utf8(l->cursor_group, sizeof l->cursor_group, name);
    }
    str_finish(&before);
}

static void click(UiLayers *l, int row, Str *out)
{
    if (row < 0 || row >= l->row_count) return;
    const double now_s = clock_monotonic_s();
    const bool is_double = l->clicked == row && now_s - l->clicked_s < DOUBLE_CLICK_S;
    const UiLayersRow *r = &l->rows[row];
    l->clicked = is_double ? -1 : row;
    l->clicked_s = now_s;
    l->is_naming = false;
    set_cursor(l, row);
    if (!r->layer_id)
        set_closed(l, ui_layers_group(l, row), r->is_open);
    else if (is_double)
        str_printf(out, "fit layer=%u\n", r->layer_id);
    else
        l->open_layer = l->open_layer == r->layer_id ? 0 : r->layer_id;
}

static void filter_set(UiLayers *l, bool is_open)
{
    l->is_filter_open = is_open;
    if (is_open) {
        l->is_closed = false;
        l->has_focus = true;
        ui_focus_field(l->focus, &l->filter);
        return;
    }
    ui_text_field_set(&l->filter, "");
    leave_field(l, &l->filter);
}

void ui_layers_action(UiLayers *l, const char *action, Str *out)
{
    l->version++;
    if (strcmp(action, "@layers") == 0)
        l->is_closed = !l->is_closed;
    else if (str_starts(action, "@layers:row:"))
        click(l, (int)strtol(action + 12, NULL, 10), out);
    else if (str_starts(action, "@layers:name:")) {
        set_cursor(l, (int)strtol(action + 13, NULL, 10));
        name_begin(l);
    } else if (strcmp(action, "@layers:named") == 0) {
        name_end(l, out);
    } else if (strcmp(action, "@layers:unnamed") == 0) {
        l->is_naming = false;
        leave_field(l, &l->name);
    } else if (strcmp(action, "@layers:filter") == 0) {
        filter_set(l, !l->is_filter_open);
    } else if (strcmp(action, "@layers:unfilter") == 0) {
        filter_set(l, false);
    } else if (strcmp(action, "@layers:filtered") == 0) {
        l->is_filter_open = l->filter.text.length > 0;
        leave_field(l, &l->filter);
        set_cursor(l, 0);
    }
}

// The layer of the same group before (-1) or after (1) one; NULL = it is the first, the last.
static const StateLayer *beside(const UiLayers *l, int at, int by)
{
    const State *s = l->state;
    for (int i = at + by; i >= 0 && i < s->layer_count; i += by)
        if (strcmp(s->layers[i].group, s->layers[at].group) == 0) return &s->layers[i];
    return NULL;
}

// The first layer of the group shown before or after this one; -1 = none.
static int group_beside(const UiLayers *l, int at, int by)
{
    const State *s = l->state;
    const char *group = s->layers[at].group;
    int before = -1;
    bool is_past = false;
    for (int i = 0; i < s->layer_count; i++) {
        if (!is_first(s, i)) continue;
        if (is_past) return by > 0 ? i : before;
        if (strcmp(s->layers[i].group, group) == 0) {
            if (by < 0) return before;
            is_past = true;
            continue;
        }
        before = i;
    }
    return -1;
}

static void say_layer_move(const UiLayers *l, const UiLayersRow *r, int by, Str *out)
{
    const StateLayer *next = beside(l, r->at, by);
    if (!next) return;
    const StateLayer *before = by < 0 ? next : beside(l, (int)(next - l->state->layers), 1);
    Str line = { 0 };
    str_printf(&line, "layer-group layer=%u group=", r->layer_id);
    say_quoted(out, line.text, l->state->layers[r->at].group);
    if (before) str_printf(out, " before=%u", before->id);
    str_add(out, "\n");
    str_finish(&line);
}

static void say_group_move(const UiLayers *l, const char *group, int before, Str *out)
{
    say_quoted(out, "group-move group=", group);
    if (before >= 0) say_quoted(out, " before=", l->state->layers[before].group);
    str_add(out, "\n");
}

static void say_move(const UiLayers *l, int by, Str *out)
{
    const UiLayersRow *r = &l->rows[l->cursor];
    if (r->layer_id) {
        say_layer_move(l, r, by, out);
        return;
    }
    const int next = group_beside(l, r->at, by);
    if (next < 0) return;
    say_group_move(l, ui_layers_group(l, l->cursor), by < 0 ? next : group_beside(l, next, 1), out);
}

static void walk(UiLayers *l, int to)
{
    if (l->row_count == 0) return;
    set_cursor(l, to < 0 ? 0 : to >= l->row_count ? l->row_count - 1 : to);
    l->is_following = true;
}

static void fold(UiLayers *l, bool is_open)
{
    const UiLayersRow *r = &l->rows[l->cursor];
    if (!r->layer_id) {
        if (is_open && r->is_open)
            walk(l, l->cursor + 1);
        else
            set_closed(l, ui_layers_group(l, l->cursor), !is_open);
        return;
    }
    if (is_open) {
        l->open_layer = r->layer_id;
    } else if (l->open_layer == r->layer_id) {
        l->open_layer = 0;
    } else {
        for (int i = l->cursor; i >= 0 && ui_layers_group(l, l->cursor)[0]; i--) {
            if (l->rows[i].layer_id) continue;
            walk(l, i);
            break;
        }
    }
}

static bool row_key(UiLayers *l, const char *key, Str *out)
{
    const UiLayersRow *r = &l->rows[l->cursor];
    if (strcmp(key, "Right") == 0)
        fold(l, true);
    else if (strcmp(key, "Left") == 0)
        fold(l, false);
    else if (strcmp(key, "Space") == 0)
        say_visible(l, l->cursor, out);
    else if (strcmp(key, "Ctrl+Up") == 0)
        say_move(l, -1, out);
    else if (strcmp(key, "Ctrl+Down") == 0)
        say_move(l, 1, out);
    else if (strcmp(key, "F2") == 0)
        name_begin(l);
    else if (strcmp(key, "Delete") == 0 && r->layer_id)
        str_printf(out, "layer-remove layer=%u\n", r->layer_id);
    else if (strcmp(key, "Return") == 0 && r->layer_id)
        str_printf(out, "fit layer=%u\n", r->layer_id);
    else
        return strcmp(key, "Return") == 0 || strcmp(key, "Delete") == 0;
    l->is_following = true;
    return true;
}

static void drag_end(UiLayers *l)
{
    l->held = -1;
    l->is_dragging = false;
    l->drop = UI_LAYERS_NO_DROP;
    l->edge = 0;
    l->version++;
}

bool ui_layers_key(UiLayers *l, const char *key, Str *out)
{
    if (l->is_dragging) {
        if (strcmp(key, "Escape") == 0) drag_end(l);
        return true;
    }
    if (!l->has_focus || l->is_closed || !l->state) return false;
    l->version++;
    if (ui_focus_has(l->focus, &l->filter)) {
        if (strcmp(key, "Down") != 0) return false;
        leave_field(l, &l->filter);
        set_cursor(l, 0);
    } else if (strcmp(key, "Escape") == 0 && l->is_filter_open)
        filter_set(l, false);
    else if (strcmp(key, "Escape") == 0)
        l->has_focus = false;
    else if (strcmp(key, "/") == 0)
        filter_set(l, true);
    else if (strcmp(key, "Down") == 0)
        walk(l, l->cursor + 1);
    else if (strcmp(key, "Up") == 0)
        walk(l, l->cursor - 1);
    else if (strcmp(key, "PageDown") == 0)
        walk(l, l->cursor + PAGE_ROWS);
    else if (strcmp(key, "PageUp") == 0)
        walk(l, l->cursor - PAGE_ROWS);
    else if (strcmp(key, "Home") == 0)
        walk(l, 0);
    else if (strcmp(key, "End") == 0)
        walk(l, l->row_count - 1);
    else
        return l->cursor >= 0 && l->cursor < l->row_count && row_key(l, key, out);
    return true;
}

// Drag and drop

static int scroll_box(const UiTree *tree)
{
    for (int i = 0; i < tree->count; i++)
        if (tree->items[i].is_scroll) return i;
    return -1;
}

static int row_of(const UiWidget *w)
{
    int row = -1;
    return w->action && sscanf(w->action, "@layers:row:%d", &row) == 1 ? row : -1;
}

// The lowest row that begins above y, and how far down in it y is (0 to 1; past its end more).
static int row_at(const UiLayers *l, const UiTree *tree, double y, double *share)
{
    int found = -1;
    for (int i = 0; i < tree->count; i++) {
        const UiWidget *w = &tree->items[i];
        const int row = row_of(w);
        if (row < 0 || row >= l->row_count || (found >= 0 && w->y > y)) continue;
        found = row;
        *share = (y - w->y) / fmax(1, w->h);
    }
    return found;
}

// A group goes before or behind the whole group under the pointer: the line is drawn there.
static void aim_group(UiLayers *l, int row, double share)
{
    const char *group = ui_layers_group(l, row);
    int first = row, last = row;
    while (first > 0 && strcmp(ui_layers_group(l, first - 1), group) == 0) first--;
    while (last + 1 < l->row_count && strcmp(ui_layers_group(l, last + 1), group) == 0) last++;
    if (strcmp(group, ui_layers_group(l, l->held)) == 0) return;
    const bool is_above = row - first + fmin(share, 1) < (last - first + 1) * 0.5;
    l->drop_row = is_above ? first : last;
    l->drop = is_above ? UI_LAYERS_ABOVE : UI_LAYERS_BELOW;
}

static bool is_below_all(const UiLayers *l, const UiTree *tree)
{
    const int box = scroll_box(tree);
    if (box < 0) return false;
    const UiWidget *w = &tree->items[box];
    return l->at_y > w->y - tree->scroll + w->content_h - w->padding_y;
}

static void aim(UiLayers *l, const UiTree *tree)
{
    double share = 0;
    const int row = row_at(l, tree, l->at_y, &share);
    const int before = l->drop_row;
    const UiLayersDrop drop = l->drop;
    l->drop = UI_LAYERS_NO_DROP;
    if (row >= 0 && !l->rows[l->held].layer_id) {
        aim_group(l, row, share);
    } else if (row >= 0) {
        l->drop_row = row;
        l->drop = !l->rows[row].layer_id ? UI_LAYERS_INTO
                  : share < 0.5          ? UI_LAYERS_ABOVE
                                         : UI_LAYERS_BELOW;
        if (row == l->held) l->drop = UI_LAYERS_NO_DROP;
        if (row == l->row_count - 1 && is_below_all(l, tree)) l->drop = UI_LAYERS_OUT;
    }
    if (l->drop != drop || l->drop_row != before) l->version++;
}

static void say_drop(const UiLayers *l, Str *out)
{
    const State *s = l->state;
    const UiLayersRow *from = &l->rows[l->held], *to = &l->rows[l->drop_row];
    if (l->drop == UI_LAYERS_NO_DROP) return;
    if (!from->layer_id) {
        const int before = l->drop == UI_LAYERS_ABOVE ? to->at : group_beside(l, to->at, 1);
        const bool is_own =
            before >= 0 && strcmp(s->layers[before].group, ui_layers_group(l, l->held)) == 0;
        if (!is_own) say_group_move(l, ui_layers_group(l, l->held), before, out);
        return;
    }
    if (l->drop == UI_LAYERS_OUT) {
        if (ui_layers_group(l, l->held)[0] || beside(l, from->at, 1))
            str_printf(out, "layer-group layer=%u group=\"\"\n", from->layer_id);
        return;
    }
    // Into a head: before its first layer. Below a layer: before the next of its group.
    const StateLayer *before =
        l->drop == UI_LAYERS_BELOW ? beside(l, to->at, 1) : &s->layers[to->at];
    if (before && before->id == from->layer_id) return;
    const StateLayer *own_next = beside(l, from->at, 1);
    const bool is_same_group = strcmp(ui_layers_group(l, l->held), s->layers[to->at].group) == 0;
    if (is_same_group && before == own_next) return;
    Str line = { 0 };
    str_printf(&line, "layer-group layer=%u group=", from->layer_id);
    say_quoted(out, line.text, s->layers[to->at].group);
    if (before) str_printf(out, " before=%u", before->id);
    str_add(out, "\n");
    str_finish(&line);
}

static void find_edge(UiLayers *l, const UiTree *tree)
{
    const int box = scroll_box(tree);
    const UiWidget *w = box >= 0 ? &tree->items[box] : NULL;
    const int edge = !w ? 0 : l->at_y < w->y + EDGE ? -1 : l->at_y > w->y + w->h - EDGE ? 1 : 0;
    if (edge && !l->edge) l->edge_s = clock_monotonic_s();
    l->edge = edge;
}

bool ui_layers_pointer(UiLayers *l, UiTree *tree, double x, double y, bool is_down, bool is_up,
                       Str *out)
{
    if (is_down) {
        const int hit = ui_tree_hit(tree, x, y);
        l->held = hit >= 0 && !l->filter.text.length ? row_of(&tree->items[hit]) : -1;
        l->held_x = x;
        l->held_y = y;
        return false;
    }
    if (l->held < 0 || l->held >= l->row_count) return false;
    l->at_x = x;
    l->at_y = y;
    if (is_up) {
        const bool was_dragging = l->is_dragging;
        if (was_dragging) {
            aim(l, tree);
            say_drop(l, out);
            tree->pressed = -1;
        }
        drag_end(l);
        return was_dragging;
    }
    if (!l->is_dragging && hypot(x - l->held_x, y - l->held_y) < DRAG_FROM) return false;
    if (!l->is_dragging) l->version++;
    l->is_dragging = true;
    l->is_naming = false;
    aim(l, tree);
    find_edge(l, tree);
    return true;
}

bool ui_layers_scroll(UiLayers *l, UiTree *tree, double now_s)
{
    if (!l->is_dragging || !l->edge) return false;
    const double most = ui_tree_scroll_max(tree);
    const double to =
        fmax(0, fmin(most, tree->scroll + l->edge * EDGE_SPEED * (now_s - l->edge_s)));
    l->edge_s = now_s;
    if (fabs(to - tree->scroll) < 0.01) return false;
    const double by = to - tree->scroll;
    tree->scroll = to;
    for (int i = 0; i < tree->count; i++) // until it is laid out anew
        if (row_of(&tree->items[i]) >= 0) tree->items[i].y -= by;
    aim(l, tree);
    l->version++;
    return true;
}
