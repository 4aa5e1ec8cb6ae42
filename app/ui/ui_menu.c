// SPDX-License-Identifier: Apache-2.0
// ui_menu.c - rows to items: texts in the operator's language, keys, ticks, and what is missing.
#include "ui/ui_menu.h"
#include "base/pinyin.h"
#include "base/file.h"
#include "core/topic.h"
#include <ctype.h>
#include <stdio.h>
#include <string.h>

static bool is_chinese(const UiMenuFrom *from)
{
    return from->state->language == STATE_LANGUAGE_ZH;
}

static bool has_model(const UiMenuFrom *from)
{
    for (int i = 0; i < from->city->layer_count; i++)
        if (from->city->layers[i].asset) return true;
    return false;
}

static bool has_need(const UiMenuFrom *from, UiMenuNeed need)
{
    const State *s = from->state;
    const UiMenuSubject *subject = from->subject;
    switch (need) {
    case UI_NEED_UNDO: return s->undo_depth > 0;
    case UI_NEED_REDO: return s->redo_depth > 0;
    case UI_NEED_SELECTION: return s->selection_count > 0;
    case UI_NEED_MODEL: return has_model(from);
    case UI_NEED_MODEL_PART: return subject && subject->is_model && subject->has_feature;
    case UI_NEED_CUTS: return s->cut_count > 0;
    case UI_NEED_MEASURES: return s->measure_count > 0;
    case UI_NEED_STORE: return from->facts->time != NULL;
    case UI_NEED_OPERATIONS: return from->facts->live.operations != NULL;
    case UI_NEED_PAST: return s->clock_mode != STATE_CLOCK_LIVE;
    case UI_NEED_TOUR: return s->tour_count > 0;
    case UI_NEED_LAYERS: return s->layer_count > 0;
    case UI_NEED_DOCUMENT: return s->document != NULL;
    case UI_NEED_PAGES: return from->facts->topics != NULL;
    case UI_NEED_POINT: return subject && subject->has_point;
    case UI_NEED_NOTHING:
    case UI_NEED_COUNT: break;
    }
    return true;
}

static TextId need_text(UiMenuNeed need)
{
    static const TextId texts[UI_NEED_COUNT] = {
        [UI_NEED_UNDO] = TEXT_NEED_UNDO,
        [UI_NEED_REDO] = TEXT_NEED_REDO,
        [UI_NEED_SELECTION] = TEXT_NEED_SELECTION,
        [UI_NEED_MODEL] = TEXT_NEED_MODEL,
        [UI_NEED_MODEL_PART] = TEXT_NEED_MODEL_PART,
        [UI_NEED_CUTS] = TEXT_NEED_CUTS,
        [UI_NEED_MEASURES] = TEXT_NEED_MEASURES,
        [UI_NEED_STORE] = TEXT_NEED_STORE,
        [UI_NEED_OPERATIONS] = TEXT_NEED_OPERATIONS,
        [UI_NEED_PAST] = TEXT_NEED_PAST,
        [UI_NEED_TOUR] = TEXT_NEED_TOUR,
        [UI_NEED_LAYERS] = TEXT_NEED_LAYERS,
        [UI_NEED_DOCUMENT] = TEXT_NEED_DOCUMENT,
        [UI_NEED_PAGES] = TEXT_NEED_PAGES,
        [UI_NEED_POINT] = TEXT_NEED_POINT,
    };
    return texts[need];
}

static bool is_layer_visible(const UiMenuFrom *from)
{
    const StateLayer *layer =
        from->subject ? state_layer_by_id((State *)from->state, from->subject->layer_id) : NULL;
    return layer && layer->is_visible;
}

static bool is_feed_on(const UiMenuFrom *from)
{
    const StateFeed *feed =
        from->subject ? state_feed_find((State *)from->state, from->subject->id) : NULL;
    return feed && !feed->is_off;
}

static int tick_of(const UiMenuFrom *from, const UiMenuRow *row)
{
    const State *s = from->state;
    const bool *const flag = (const bool *)((const char *)s + row->value);
    switch (row->tick) {
    case UI_TICK_BOOL: return *flag;
    case UI_TICK_NOT: return !*flag;
    case UI_TICK_LOOK: return s->look == (StateLook)row->value;
    case UI_TICK_QUALITY: return s->quality == (StateQuality)row->value;
    case UI_TICK_MEASURE: return s->measuring.kind == (StateMeasureKind)row->value;
    case UI_TICK_DOCK: return s->dock == (StateDock)row->value;
    case UI_TICK_PAGE: return s->page[0] != 0;
    case UI_TICK_LAYER: return is_layer_visible(from);
    case UI_TICK_FEED_ON: return is_feed_on(from);
    case UI_TICK_PAST: return s->clock_mode != STATE_CLOCK_LIVE;
    case UI_TICK_NONE: break;
    }
    return -1;
}

const char *ui_menu_key(const UiFacts *facts, const char *line)
{
    if (strcmp(line, "@help") == 0) return "F1";
    for (int i = 0; i < facts->key_row_count; i++)
        if (strcmp(facts->key_rows[i].command, line) == 0) return facts->key_rows[i].key;
    for (int i = 0; i < keymap_count; i++) {
        if (strcmp(keymap_table[i].command, line) != 0) continue;
        bool is_taken = false; // by a key of app's own
        for (int k = 0; k < facts->key_row_count; k++)
            is_taken = is_taken || strcmp(facts->key_rows[k].key, keymap_table[i].key) == 0;
        if (!is_taken) return keymap_table[i].key;
    }
    return "";
}

// A name within quotes of a line.
static void add_name(Str *out, const char *text)
{
    for (; *text; text++) {
        if (*text == '"' || *text == '\\') str_add(out, "\\");
        str_add_n(out, *text == '\n' || *text == '\r' ? " " : text, 1);
    }
}

static void add_value(const UiMenuFrom *from, const char *word, size_t length, Str *out)
{
    const UiMenuSubject *s = from->subject;
    char name[16];
    snprintf(name, sizeof name, "%.*s", (int)length, word);
    if (!s) return;
    if (strcmp(name, "x") == 0)
        str_printf(out, "%.1f", s->x_px);
    else if (strcmp(name, "y") == 0)
        str_printf(out, "%.1f", s->y_px);
    else if (strcmp(name, "lon") == 0)
        str_printf(out, "%.7f", s->lon_deg);
    else if (strcmp(name, "lat") == 0)
        str_printf(out, "%.7f", s->lat_deg);
    else if (strcmp(name, "height") == 0)
        str_printf(out, "%.2f", s->height_m);
    else if (strcmp(name, "heading") == 0)
        str_printf(out, "%.1f", s->heading_deg);
    else if (strcmp(name, "layer") == 0)
        str_printf(out, "%u", s->layer_id);
    else if (strcmp(name, "feature") == 0)
        str_printf(out, "%u", s->feature);
    else if (strcmp(name, "name") == 0)
        add_name(out, s->name);
    else if (strcmp(name, "id") == 0)
        add_name(out, s->id);
    else if (strcmp(name, "toggle") == 0)
        str_add(out, is_layer_visible(from) ? "layer-hide" : "layer-show");
}

static void fill_line(const UiMenuFrom *from, const char *line, UiMenuItem *item)
{
    Str out = { 0 };
    for (const char *at = line; *at;) {
        const size_t plain = strcspn(at, "{");
        str_add_n(&out, at, plain);
        at += plain;
        if (!*at) break;
        const size_t length = strcspn(at + 1, "}");
        add_value(from, at + 1, length, &out);
        at += 1 + length + (at[1 + length] == '}');
    }
    // What does not fit is no line.
    if (out.length < sizeof item->line)
        snprintf(item->line, sizeof item->line, "%s", out.text ? out.text : "");
    str_finish(&out);
}

static UiMenuItem *add_item(UiMenuList *list, const char *text)
{
    if (list->count == UI_MENU_ITEMS_MAX) return NULL;
    UiMenuItem *item = &list->items[list->count++];
    memset(item, 0, sizeof *item); // hashed whole
    item->tick = item->row = -1;
    str_copy_utf8(item->text, sizeof item->text, text);
    return item;
}

static void add_named(UiMenuList *list, const char *text, const char *before, const char *name,
                      int tick)
{
    UiMenuItem *item = add_item(list, text);
    Str line = { 0 };
    if (!item) return;
    str_printf(&line, "%s\"", before);
    add_name(&line, name);
    str_add(&line, "\"");
    if (line.length < sizeof item->line) memcpy(item->line, line.text, line.length + 1);
    item->tick = tick;
    str_finish(&line);
}

static void fill_topics(const UiMenuFrom *from, UiMenuList *out)
{
    const Topics *topics = from->facts->topics;
    const size_t length = strcspn(from->state->page, "/");
    for (int i = 0; topics && i < topics_count(topics); i++) {
        const Topic *topic = topics_at(topics, i);
        char text[160];
        const char *name = is_chinese(from) || !topic->name_en[0] ? topic->name : topic->name_en;
        snprintf(text, sizeof text, "%s  %s", topic->id, name);
        const bool is_on =
            strlen(topic->id) == length && strncmp(topic->id, from->state->page, length) == 0;
        add_named(out, text, "page-show id=", topic->id, is_on);
    }
}

// What the state has in place of a row; false: it has none.
static bool fill_rows(const UiMenuFrom *from, UiMenuFill fill, UiMenuList *out)
{
    const State *s = from->state;
    const int before = out->count;
    if (fill == UI_FILL_BOOKMARKS)
        for (int i = 0; i < s->bookmark_count && i < 24; i++)
            add_named(out, s->bookmarks[i].name, "bookmark-go name=", s->bookmarks[i].name, -1);
    if (fill == UI_FILL_SCENES)
        for (int i = 0; i < s->scene_count && i < 24; i++)
            add_named(out, s->scenes[i].name, "scene-show name=", s->scenes[i].name,
                      strcmp(s->scene, s->scenes[i].name) == 0);
    if (fill == UI_FILL_LAYERS)
        for (int i = 0; i < s->layer_count && i < 32; i++) {
            char line[64];
            snprintf(line, sizeof line,
                     "layer-%s layer=", s->layers[i].is_visible ? "hide" : "show");
            add_named(out, s->layers[i].name, line, s->layers[i].name, s->layers[i].is_visible);
        }
    if (fill == UI_FILL_RECENT)
        for (int i = 0; i < from->recent_count; i++)
            add_named(out, file_name(from->recent[i]), "open path=", from->recent[i], -1);
    if (fill == UI_FILL_TOPICS) fill_topics(from, out);
    return out->count > before;
}

static void add_row(const UiMenuFrom *from, const UiMenuRow *rows, int at, UiMenuList *out)
{
    const UiMenuRow *row = &rows[at];
    if (row->fill && fill_rows(from, row->fill, out)) return;
    UiMenuItem *item = add_item(out, text_get(from->state->language, row->text));
    if (!item) return;
    item->row = at;
    item->is_rule = row->text == TEXT_NONE;
    item->is_submenu = !row->line && !item->is_rule;
    if (item->is_rule) return;
    item->tick = tick_of(from, row);
    if (row->line) fill_line(from, row->line, item);
    if (row->line && !row->fill)
        snprintf(item->key, sizeof item->key, "%s", ui_menu_key(from->facts, row->line));
    if (row->fill || !has_need(from, row->need))
        str_copy_utf8(item->why, sizeof item->why,
                      row->fill ? "—" : text_get(from->state->language, need_text(row->need)));
}

void ui_menu_list(const UiMenuRow *rows, int count, int row, const UiMenuFrom *from,
                  UiMenuList *out)
{
    const int depth = row < 0 ? 0 : rows[row].depth + 1;
    out->count = 0;
    for (int i = row + 1; i < count && rows[i].depth >= depth; i++)
        if (rows[i].depth == depth) add_row(from, rows, i, out);
}

int ui_menu_bar_find(const char *name)
{
    for (int i = 0; i < ui_menu_bar_count; i++) {
        const UiMenuRow *row = &ui_menu_bar_rows[i];
        if (row->depth > 0) continue;
        const bool is_letter =
            name[0] && !name[1] && toupper((unsigned char)name[0]) == row->letter;
        if (is_letter || strcmp(row->line, name) == 0) return i;
    }
    return -1;
}

int ui_menu_step(const UiMenuList *list, int from, int by)
{
    int at = from < 0 && by < 0 ? list->count : from;
    for (int i = 0; i < list->count; i++) {
        at = (at + by + list->count) % list->count;
        if (!list->items[at].is_rule) return at;
    }
    return -1;
}

static bool has_letter(const UiMenuItem *item, char letter)
{
    return tolower((unsigned char)item->text[0]) == letter || pinyin_initial(item->text) == letter;
}

int ui_menu_letter(const UiMenuList *list, int from, char letter)
{
    for (int i = 1; i <= list->count; i++) {
        const int at = (from + i + list->count) % list->count;
        const UiMenuItem *item = &list->items[at];
        if (!item->is_rule && !item->why[0] && has_letter(item, letter)) return at;
    }
    return -1;
}
