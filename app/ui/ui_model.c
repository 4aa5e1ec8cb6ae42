// SPDX-License-Identifier: Apache-2.0
// ui_model.c - trees of the model shown: made, opened, followed by the selection, walked by keys.
#include "ui/ui_model.h"
#include "base/clock.h"
#include "ui/ui_panel.h"
#include <stdlib.h>
#include <string.h>

#define UI_MODEL_DOUBLE_S 0.45 // between the clicks of a double click

static void tree_finish(UiModelTree *t, JobPool *pool)
{
    free(t->is_open);
    free(t->hidden_before);
    free(t->bodies_before);
    model_tree_finish(&t->made, pool);
    *t = (UiModelTree){ .cursor = -1 };
}

static void drop(UiModel *m, JobPool *pool)
{
    for (int i = 0; i < UI_MODEL_TREES; i++) tree_finish(&m->trees[i], pool);
    free(m->is_selected);
    city_hold_release(m->hold);
    m->hold = NULL;
    m->asset = NULL;
    m->is_selected = NULL;
    m->selected_count = 0;
    m->selection_seen = 0;
    m->reveal = m->clicked = -1;
    m->layer_id = 0;
    m->version++;
}

void ui_model_finish(UiModel *model)
{
    drop(model, NULL);
}

// What is worth seeing at first: the storeys.
static void open_first(const UiModel *m, UiModelTree *t)
{
    for (int i = 0; i < t->tree.count; i++) {
        const AssetTreeRow *row = &t->tree.rows[i];
        if (row->object >= 0 && m->asset->objects[row->object].kind == ASSET_OBJECT_STRUCTURE)
            t->is_open[i] = 1;
    }
}

static void make_tree(UiModel *m, JobPool *pool)
{
    UiModelTree *t = &m->trees[m->tab];
    if (t->is_ready) return;
    if (!t->made.is_ready && !model_tree_follow(&t->made, m->hold, (AssetTreeKind)m->tab, pool))
        return;
    t->is_open = calloc((size_t)t->made.tree.count + 1, 1);
    if (!t->is_open) return;
    t->tree = t->made.tree;
    t->is_ready = true;
    t->cursor = -1;
    open_first(m, t);
    m->version++;
}

static const CityLayer *model_layer(const State *state, const City *city, uint32_t id)
{
    const CityLayer *layer = id ? city_layer(city, id) : NULL;
    const StateLayer *wanted = state_layer_by_id((State *)state, id); // only looks
    return layer && layer->state == CITY_LAYER_READY && layer->asset && layer->hold && wanted
               ? layer
               : NULL;
}

// The old version of a comparison shows in the new one's panel.
static const CityLayer *choose(const UiModel *m, const State *state, const City *city,
                               const StateFeatureRef *ref)
{
    uint32_t id = ref ? ref->layer_id : 0;
    if (id && id == state->compare.old_id) id = state->compare.new_id;
    const CityLayer *layer = model_layer(state, city, id);
    if (!layer) layer = model_layer(state, city, m->layer_id);
    for (int i = 0; !layer && i < state->layer_count; i++)
        if (state->layers[i].is_visible) layer = model_layer(state, city, state->layers[i].id);
    return layer;
}

static void take_selection(UiModel *m, const State *state)
{
    const uint32_t count = (uint32_t)m->asset->object_count;
    if (!m->is_selected) m->is_selected = calloc((size_t)count + 1, 1);
    if (!m->is_selected) return;
    memset(m->is_selected, 0, count);
    m->selected_count = 0;
    for (int i = 0; i < state->selection_count; i++) {
        const StateFeatureRef ref = state->selection[i];
        if (ref.layer_id != m->layer_id || ref.feature >= count) continue;
        m->selected_count += !m->is_selected[ref.feature];
        m->is_selected[ref.feature] = 1;
    }
}

static void reveal_change(UiModel *m, const StateFeatureRef *ref, uint32_t old_id)
{
    for (int i = 0; m->changes && i < m->changes->change_count; i++) {
        const AssetChange *c = &m->changes->changes[i];
        if ((ref->layer_id == old_id ? c->old_object : c->new_object) != (int)ref->feature)
            continue;
        m->change = i;
        m->is_following = true;
        return;
    }
}

// The branch of an object is opened, the cursor goes there.
static void reveal(UiModel *m, UiModelTree *t)
{
    const int object = m->reveal;
    m->reveal = -1;
    if (object < 0 || object >= m->asset->object_count) return;
    const bool is_there = t->cursor >= 0 && t->tree.rows[t->cursor].object == object;
    const int row = is_there ? t->cursor : t->tree.row_of_object[object];
    if (row < 0) return;
    for (int at = t->tree.rows[row].parent; at >= 0; at = t->tree.rows[at].parent)
        t->is_open[at] = 1;
    t->cursor = row;
    m->is_following = true;
    m->version++;
}

static void follow_changes(UiModel *m, const State *state, const City *city)
{
    const bool is_own = m->layer_id != 0 && m->layer_id == state->compare.new_id;
    const bool is_comparing = is_own && city_compare_is_running(city, state);
    const AssetComparison *changes = is_own ? city_compare_result(city, state) : NULL;
    if (changes != m->changes || is_comparing != m->is_comparing) {
        m->version++;
        m->change = -1;
        // What was asked for is shown when it is there.
        if (changes || is_comparing) m->tab = UI_MODEL_CHANGES;
    }
    m->changes = changes;
    m->is_comparing = is_comparing;
    m->compare = state->compare;
    if (m->tab == UI_MODEL_CHANGES && !changes && !is_comparing) m->tab = UI_MODEL_PLACE;
}

void ui_model_follow(UiModel *m, const State *state, const City *city, uint64_t selection_key,
                     int shown)
{
    const int count = state->selection_count;
    const StateFeatureRef *ref =
        count > 0 ? &state->selection[((shown % count) + count) % count] : NULL;
    const uint64_t seen = ui_hash_number(selection_key, shown);
    const bool is_new = seen != m->selection_seen;
    const CityLayer *layer = choose(m, state, city, is_new ? ref : NULL);
    if (!layer || layer->hold != m->hold || layer->id != m->layer_id) {
        if (m->hold || m->layer_id) drop(m, city->pool);
        if (!layer) return;
        m->layer_id = layer->id;
        m->hold = city_hold_acquire(layer->hold);
        m->asset = layer->asset;
        m->reveal = m->clicked = m->change = -1;
        for (int i = 0; i < UI_MODEL_TREES; i++) m->trees[i].cursor = -1;
        m->version++;
    }
    follow_changes(m, state, city);
    if (seen != m->selection_seen) {
        m->selection_seen = seen;
        take_selection(m, state);
        if (ref && ref->layer_id == m->layer_id) m->reveal = (int)ref->feature;
        if (ref) reveal_change(m, ref, state->compare.old_id);
        m->version++;
    }
    if (m->tab == UI_MODEL_CHANGES) return;
    make_tree(m, city->pool);
    UiModelTree *t = ui_model_tree(m);
    if (t && m->reveal >= 0) reveal(m, t);
}

UiModelTree *ui_model_tree(UiModel *m)
{
    UiModelTree *t = m->tab < UI_MODEL_TREES ? &m->trees[m->tab] : NULL;
    return t && t->is_ready ? t : NULL;
}

int ui_model_row_count(UiModel *m)
{
    const UiModelTree *t = ui_model_tree(m);
    if (t) return asset_tree_shown(&t->tree, t->is_open, 0, NULL, 0);
    return m->tab == UI_MODEL_CHANGES && m->changes ? m->changes->change_count : 0;
}

static int row_after(const UiModelTree *t, int row)
{
    return row + 1 + (t->is_open[row] ? 0 : t->tree.rows[row].rows_below);
}

int ui_model_cursor(UiModel *m)
{
    const UiModelTree *t = ui_model_tree(m);
    if (!t) return m->tab == UI_MODEL_CHANGES ? m->change : -1;
    int n = 0;
    for (int row = 0; row < t->tree.count && t->cursor >= 0; row = row_after(t, row), n++)
        if (row == t->cursor) return n;
    return -1;
}

static void count_hidden(const UiModel *m, UiModelTree *t, const StateModelView *view)
{
    const size_t bytes = ((size_t)t->tree.count + 1) * sizeof(int);
    const bool is_new = !t->hidden_before;
    if (is_new) {
        t->hidden_before = malloc(bytes);
        t->bodies_before = malloc(bytes);
    }
    if (!t->hidden_before || !t->bodies_before || (!is_new && t->marks_key == view->marks_key))
        return;
    t->marks_key = view->marks_key;
    int hidden = 0, bodies = 0;
    for (int i = 0; i <= t->tree.count; i++) {
        t->hidden_before[i] = hidden;
        t->bodies_before[i] = bodies;
        const int object = i < t->tree.count ? t->tree.rows[i].object : -1;
        if (object < 0 || m->asset->objects[object].instance_count == 0) continue;
        bodies++;
        hidden += object < view->mark_count && view->marks[object] == STATE_MARK_HIDDEN;
    }
}

void ui_model_hidden(UiModel *m, const StateModelView *view, int row, int *bodies, int *hidden)
{
    UiModelTree *t = ui_model_tree(m);
    *bodies = *hidden = 0;
    if (!t) return;
    count_hidden(m, t, view);
    if (!t->hidden_before || !t->bodies_before) return;
    const int end = row + 1 + t->tree.rows[row].rows_below;
    *bodies = t->bodies_before[end] - t->bodies_before[row];
    *hidden = t->hidden_before[end] - t->hidden_before[row];
}

static void say_select(const UiModel *m, const AssetTreeRow *row, const char *verb, Str *out)
{
    if (row->object >= 0) {
        str_printf(out, "%s layer=%u feature=%d\n", verb, m->layer_id, row->object);
    } else if (row->kind == ASSET_TREE_TYPE_NAME && strcmp(verb, "select") == 0) {
        str_printf(out, "select-where layer=%u where=\"type=%s\"\n", m->layer_id, row->label);
    }
}

static void set_open(UiModel *m, UiModelTree *t, int row, bool is_open)
{
    t->is_open[row] = is_open && t->tree.rows[row].rows_below > 0;
    // A cursor that is folded away goes to what was folded.
    if (!is_open && t->cursor > row && t->cursor <= row + t->tree.rows[row].rows_below)
        t->cursor = row;
    m->version++;
}

static bool is_double(UiModel *m, int row)
{
    const double now_s = clock_monotonic_s();
    const bool is_second = m->clicked == row && now_s - m->clicked_s < UI_MODEL_DOUBLE_S;
    m->clicked = is_second ? -1 : row;
    m->clicked_s = now_s;
    return is_second;
}

static void click_row(UiModel *m, int row, Str *out)
{
    UiModelTree *t = ui_model_tree(m);
    if (!t || row < 0 || row >= t->tree.count) return;
    const bool is_second = is_double(m, row);
    t->cursor = row;
    if (t->tree.rows[row].object < 0 && is_second)
        set_open(m, t, row, !t->is_open[row]);
    else
        say_select(m, &t->tree.rows[row], is_second ? "go" : "select", out);
}

static void say_change(UiModel *m, int row, const char *verb, Str *out)
{
    if (!m->changes || row < 0 || row >= m->changes->change_count) return;
    const AssetChange *c = &m->changes->changes[row];
    const bool is_old = c->new_object < 0;
    m->change = row;
    str_printf(out, "%s layer=%u feature=%d\n", verb,
               is_old ? m->compare.old_id : m->compare.new_id,
               is_old ? c->old_object : c->new_object);
}

void ui_model_action(UiModel *m, const char *action, Str *out)
{
    const char *colon = strchr(action, ':');
    const int number = colon ? (int)strtol(colon + 1, NULL, 10) : 0;
    UiModelTree *t = ui_model_tree(m);
    m->version++;
    if (strcmp(action, "@model") == 0) {
        m->is_closed = !m->is_closed;
    } else if (str_starts(action, "@model-tab:") && number >= 0 && number < UI_MODEL_TAB_COUNT) {
        m->tab = (UiModelTab)number;
        for (int i = 0; m->reveal < 0 && m->selected_count == 1 && i < m->asset->object_count; i++)
            if (m->is_selected && m->is_selected[i]) m->reveal = i;
    } else if (str_starts(action, "@model-row:")) {
        click_row(m, number, out);
    } else if (str_starts(action, "@model-open:") && t && number >= 0 && number < t->tree.count) {
        set_open(m, t, number, !t->is_open[number]);
    } else if (str_starts(action, "@model-change:")) {
        say_change(m, number, is_double(m, number) ? "go" : "select", out);
    } else if (str_starts(action, "@model-next:")) {
        drop(m, NULL);
        m->layer_id = (uint32_t)number;
    }
}

static int row_before(const UiModelTree *t, int row)
{
    int before = row;
    for (int at = 0; at < row && at < t->tree.count; at = row_after(t, at)) before = at;
    return before;
}

static void move(UiModel *m, UiModelTree *t, int steps, Str *out)
{
    int row = t->cursor;
    if (row < 0)
        row = 0;
    else
        for (; steps > 0 && row_after(t, row) < t->tree.count; steps--) row = row_after(t, row);
    for (; steps < 0 && row > 0; steps++) row = row_before(t, row);
    t->cursor = row;
    m->is_following = true;
    say_select(m, &t->tree.rows[row], "select", out);
}

static void move_change(UiModel *m, int steps, Str *out)
{
    if (!m->changes || m->changes->change_count == 0) return;
    const int last = m->changes->change_count - 1;
    const int to = m->change < 0 ? 0 : m->change + steps;
    m->is_following = true;
    say_change(m, to < 0 ? 0 : to > last ? last : to, "select", out);
}

static int steps_of(const UiModel *m, const char *key)
{
    const int page = m->page > 1 ? m->page - 1 : 1;
    if (strcmp(key, "Down") == 0) return 1;
    if (strcmp(key, "Up") == 0) return -1;
    if (strcmp(key, "PageDown") == 0) return page;
    if (strcmp(key, "PageUp") == 0) return -page;
    return 0;
}

bool ui_model_key(UiModel *m, const char *key, Str *out)
{
    if (!m->has_focus || m->is_closed || !m->layer_id) return false;
    UiModelTree *t = ui_model_tree(m);
    const int steps = steps_of(m, key);
    m->version++;
    if (strcmp(key, "Escape") == 0) {
        m->has_focus = false;
        return true;
    }
    if (m->tab == UI_MODEL_CHANGES) {
        if (steps)
            move_change(m, steps, out);
        else if (strcmp(key, "Return") == 0)
            say_change(m, m->change, "go", out);
        else
            return false;
        return true;
    }
    if (!t || t->tree.count == 0) return false;
    if (steps) {
        move(m, t, steps, out);
        return true;
    }
    const bool is_left = strcmp(key, "Left") == 0, is_right = strcmp(key, "Right") == 0;
    if (t->cursor < 0) return is_left || is_right;
    const AssetTreeRow *row = &t->tree.rows[t->cursor];
    if (strcmp(key, "Return") == 0) {
        say_select(m, row, "go", out);
    } else if (is_right && !t->is_open[t->cursor]) {
        set_open(m, t, t->cursor, true);
    } else if (is_right) {
        move(m, t, 1, out);
    } else if (is_left && t->is_open[t->cursor]) {
        set_open(m, t, t->cursor, false);
    } else if (is_left && row->parent >= 0) {
        t->cursor = row->parent;
        move(m, t, 0, out);
    } else {
        return is_left;
    }
    m->is_following = true;
    return true;
}

int ui_model_storey(UiModel *m)
{
    const UiModelTree *t = ui_model_tree(m);
    int object = t && t->cursor >= 0 ? t->tree.rows[t->cursor].object : -1;
    for (int i = 0; object < 0 && m->selected_count == 1 && i < m->asset->object_count; i++)
        if (m->is_selected && m->is_selected[i]) object = i;
    if (object < 0) return -1;
    const AssetObject *o = &m->asset->objects[object];
    return o->kind == ASSET_OBJECT_STOREY ? object : o->storey;
}
