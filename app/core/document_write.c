// SPDX-License-Identifier: Apache-2.0
// document_write.c - a state to city.yaml text: only what differs from the defaults, in the order of the table; and the
// reference page of all keys. (libcyaml's writer would turn every Chinese letter into an escape.)
#include "base/file.h"
#include "base/str.h"
#include "core/document.h"
#include "core/measure.h"
#include "core/style_symbol.h"
#include <ctype.h>
#include <stdlib.h>
#include <string.h>

typedef struct {
    Str *out;
    const char *folder;
    int utc_offset_s;
    bool is_snapshot;
} Writer;

// Length of the UTF-8 character at text and its code point; text is valid.
static size_t next_code(const char *text, uint32_t *code)
{
    const unsigned char *t = (const unsigned char *)text;
    if (t[0] < 0x80) return *code = t[0], 1;
    if (t[0] < 0xe0) return *code = (uint32_t)(t[0] & 0x1f) << 6 | (t[1] & 0x3f), 2;
    if (t[0] < 0xf0) return *code = (uint32_t)(t[0] & 0x0f) << 12 | (uint32_t)(t[1] & 0x3f) << 6 | (t[2] & 0x3f), 3;
    return *code = (uint32_t)(t[0] & 7) << 18 | (uint32_t)(t[1] & 0x3f) << 12 | (uint32_t)(t[2] & 0x3f) << 6 | (t[3] & 0x3f), 4;
}

// Control characters, line separators and the byte order mark cannot stand in YAML as they are.
static bool is_escaped(uint32_t code)
{
    return code < 0x20 || (code >= 0x7f && code < 0xa0) || code == 0x2028 || code == 0x2029 || code == 0xfeff || code == 0xfffe ||
           code == 0xffff;
}

static bool is_plain(const char *text)
{
    const unsigned char first = (unsigned char)text[0];
    if (!isalnum(first) && first < 0x80 && first != '/' && !(first == '-' && isdigit((unsigned char)text[1]))) return false;
    for (const char *at = text; *at;) {
        uint32_t code = 0;
        const size_t length = next_code(at, &code);
        const bool is_inner_space = code == ' ' && at[1] && at[1] != ' ' && at[1] != '#';
        const bool is_inner_colon = code == ':' && at[1] && at[1] != ' ';
        if (code < 0x80 && !isalnum((int)code) && !strchr("_./+-", (int)code) && !is_inner_space && !is_inner_colon) return false;
        if (is_escaped(code)) return false;
        at += length;
    }
    return true;
}

static void add_scalar(Str *out, const char *text)
{
    if (is_plain(text)) {
        str_add(out, text);
        return;
    }
    str_add(out, "\"");
    for (const char *at = text; *at;) {
        uint32_t code = 0;
        const size_t length = next_code(at, &code);
        if (code == '"' || code == '\\') str_printf(out, "\\%c", (int)code);
        else if (code == '\n') str_add(out, "\\n");
        else if (code == '\t') str_add(out, "\\t");
        else if (is_escaped(code)) str_printf(out, "\\u%04x", code);
        else str_add_n(out, at, length);
        at += length;
    }
    str_add(out, "\"");
}

// Files under the document's folder by their name in it, others by their absolute path; connections as they are.
static void add_path(const Writer *writer, const char *source)
{
    char *absolute = file_exists(source) ? realpath(source, NULL) : NULL;
    const char *path = absolute ? absolute : source;
    const size_t length = strlen(writer->folder);
    if (length > 0 && strncmp(path, writer->folder, length) == 0 && path[length] == '/') path += length + 1;
    add_scalar(writer->out, path);
    free(absolute);
}

// A symbol that is a file or a pattern of files: from the document's folder where it lies there.
static void add_symbol_path(const Writer *writer, const char *symbol)
{
    const char *slash = strrchr(symbol, '/');
    char *parent = slash ? str_copy(symbol) : NULL;
    if (parent) parent[slash - symbol] = 0;
    char *absolute = parent ? realpath(parent, NULL) : NULL;
    Str path = { 0 };
    str_printf(&path, "%s%s", absolute ? absolute : parent ? parent : "", slash ? slash : symbol);
    const size_t length = strlen(writer->folder);
    const bool is_inside = length > 0 && path.text &&
                           strncmp(path.text, writer->folder, length) == 0 &&
                           path.text[length] == '/';
    add_scalar(writer->out, is_inside ? path.text + length + 1 : path.text ? path.text : symbol);
    str_finish(&path);
    free(absolute);
    free(parent);
}

static bool is_written(const DocumentKey *key, const Writer *writer)
{
    return !key->is_operator || writer->is_snapshot;
}

// "key: value" for one scalar, when it is not the default; separator before it.
static bool add_value(const Writer *writer, const DocumentKey *key, const void *owner, const char *separator)
{
    Str text = { 0 };
    const bool is_set = document_value_get(key, owner, writer->utc_offset_s, &text);
    const bool is_kept =
        key->is_operator && key->section == DOCUMENT_TOP && key->type != DOCUMENT_PATH;
    const bool is_added = (is_set || is_kept) && text.text;
    if (is_added) {
        str_add(writer->out, separator);
        str_add(writer->out, key->key);
        str_add(writer->out, ": ");
        if (key->type == DOCUMENT_PATH) add_path(writer, text.text);
        else if (key->type == DOCUMENT_SYMBOL && style_symbol_is_path(text.text))
            add_symbol_path(writer, text.text);
        else add_scalar(writer->out, text.text);
    }
    str_finish(&text);
    return is_added;
}

// { key: value, … } of a section in one line. needed: keys written even at their default.
static void add_flow(const Writer *writer, DocumentSection section, const void *owner)
{
    str_add(writer->out, "{");
    const char *separator = " ";
    for (int i = 0; i < document_key_count; i++) {
        const DocumentKey *key = &document_keys[i];
        if (key->section != section || key->type == DOCUMENT_LIST) continue;
        const bool is_needed = key->type == DOCUMENT_NUMBER &&
                               (strcmp(key->key, "lon") == 0 || strcmp(key->key, "lat") == 0);
        if (add_value(writer, key, owner, separator)) {
            separator = ", ";
        } else if (is_needed) {
            str_printf(writer->out, "%s%s: 0", separator, key->key);
            separator = ", ";
        }
    }
    str_add(writer->out, " }");
}

static void add_stops(const Writer *writer, const DocumentKey *key, const LayerStyle *style)
{
    Str probe = { 0 };
    const bool is_set = document_value_get(key, style, writer->utc_offset_s, &probe);
    str_finish(&probe);
    if (!is_set) return;
    str_printf(writer->out, "\n      %s:", key->key);
    const DocumentKey *colour = document_key_find(DOCUMENT_STOP, "colour");
    static const DocumentKey number = { DOCUMENT_STOP, "value", DOCUMENT_NUMBER, .offset = offsetof(StyleStop, value) };
    const DocumentKey *value = style->colour_mode == STYLE_COLOUR_CATEGORY ? document_key_find(DOCUMENT_STOP, "value") : &number;
    for (int i = 0; i < style->stop_count; i++) {
        Str text = { 0 };
        str_add(writer->out, "\n        - { value: ");
        (void)document_value_get(value, &style->stops[i], writer->utc_offset_s, &text);
        add_scalar(writer->out, text.text ? text.text : "");
        text.length = 0;
        (void)document_value_get(colour, &style->stops[i], writer->utc_offset_s, &text);
        str_printf(writer->out, ", colour: \"%s\" }", text.text);
        str_finish(&text);
    }
}

static void add_style(const Writer *writer, const LayerStyle *style)
{
    const size_t before = writer->out->length;
    str_add(writer->out, "\n    style:");
    const size_t start = writer->out->length;
    for (int i = 0; i < document_key_count; i++) {
        const DocumentKey *key = &document_keys[i];
        if (key->section != DOCUMENT_STYLE) continue;
        if (key->type == DOCUMENT_STOPS) add_stops(writer, key, style);
        else add_value(writer, key, style, "\n      ");
    }
    if (writer->out->length > start) return;
    writer->out->length = before;
    writer->out->text[before] = 0;
}

static void add_layer(const Writer *writer, const StateLayer *layer)
{
    const char *separator = "\n  - ";
    for (int i = 0; i < document_key_count; i++) {
        const DocumentKey *key = &document_keys[i];
        if (key->section != DOCUMENT_LAYER || !is_written(key, writer)) continue;
        if (key->child == DOCUMENT_ANCHOR) {
            if (!layer->has_anchor) continue;
            str_printf(writer->out, "%s%s: ", separator, key->key);
            add_flow(writer, DOCUMENT_ANCHOR, &layer->anchor);
            continue;
        }
        if (key->type == DOCUMENT_MAP) add_style(writer, &layer->style);
        else if (add_value(writer, key, layer, separator)) separator = "\n    ";
    }
}

static void add_selection(const Writer *writer, const State *state)
{
    for (int i = 0; i < state->selection_count; i++) {
        StateFeatureRef ref = state->selection[i];
        int place = 0;
        while (place < state->layer_count && state->layers[place].id != ref.layer_id) place++;
        if (place == state->layer_count) continue;
        ref.layer_id = (uint32_t)place;
        str_add(writer->out, "\n  - ");
        add_flow(writer, DOCUMENT_FEATURE, &ref);
    }
}

static void add_cuts(const Writer *writer, const State *state)
{
    for (int i = 0; i < state->cut_count; i++) {
        DocumentCut cut = { .cut = state->cuts[i] };
        for (int l = 0; l < state->layer_count; l++)
            if (state->layers[l].id == cut.cut.layer_id)
                memcpy(cut.layer, state->layers[l].name, sizeof cut.layer);
        str_add(writer->out, "\n  - ");
        add_flow(writer, DOCUMENT_CUT, &cut);
    }
}

static void add_measures(const Writer *writer, const State *state)
{
    for (int i = 0; i < state->measure_count; i++) {
        DocumentMeasure m = { .measure = state->measures[i] };
        Str points = { 0 };
        measure_points_write(&m.measure, &points);
        if (points.length < sizeof m.points) memcpy(m.points, points.text, points.length + 1);
        str_finish(&points);
        str_add(writer->out, "\n  - ");
        add_flow(writer, DOCUMENT_MEASURE, &m);
    }
}

static void add_feeds(const Writer *writer, const State *state)
{
    for (int i = 0; i < state->feed_count; i++) {
        const char *separator = "\n  - ";
        for (int k = 0; k < document_key_count; k++) {
            const DocumentKey *key = &document_keys[k];
            if (key->section != DOCUMENT_FEED || key->type == DOCUMENT_LIST) continue;
            if (add_value(writer, key, &state->feeds[i], separator)) separator = "\n    ";
        }
        bool is_first = true;
        for (int m = 0; m < state->feed_map_count; m++) {
            if (state->feed_maps[m].feed_id != state->feeds[i].id) continue;
            if (is_first) str_add(writer->out, "\n    maps:");
            is_first = false;
            str_add(writer->out, "\n      - ");
            add_flow(writer, DOCUMENT_FEED_MAP, &state->feed_maps[m]);
        }
    }
}

static void add_list(const Writer *writer, const DocumentKey *key, const State *state)
{
    const int count = key->child == DOCUMENT_LAYER      ? state->layer_count
                      : key->child == DOCUMENT_BOOKMARK ? state->bookmark_count
                      : key->child == DOCUMENT_TOUR     ? state->tour_count
                      : key->child == DOCUMENT_SCENE    ? state->scene_count
                      : key->child == DOCUMENT_CUT      ? state->cut_count
                      : key->child == DOCUMENT_MEASURE  ? state->measure_count
                      : key->child == DOCUMENT_FEED     ? state->feed_count
                      : key->child == DOCUMENT_LIVE     ? state->live_key_count
                      : key->child == DOCUMENT_DERIVED  ? state->derived_count
                                                        : state->selection_count;
    if (count == 0) return;
    str_printf(writer->out, "%s:", key->key);
    const bool is_own = key->child == DOCUMENT_FEATURE || key->child == DOCUMENT_CUT ||
                        key->child == DOCUMENT_MEASURE || key->child == DOCUMENT_FEED;
    for (int i = 0; i < count && !is_own; i++) {
        if (key->child == DOCUMENT_LAYER) {
            StateLayer desk = state->layers[i]; // borrows what it points to
            if (state->layers_topic[0]) desk.is_visible = desk.was_visible;
            add_layer(writer, &desk);
            continue;
        }
        str_add(writer->out, "\n  - ");
        if (key->child == DOCUMENT_BOOKMARK) add_flow(writer, key->child, &state->bookmarks[i]);
        else if (key->child == DOCUMENT_SCENE)
            add_flow(writer, key->child, &state->scenes[i]);
        else if (key->child == DOCUMENT_LIVE) add_flow(writer, key->child, &state->live_keys[i]);
        else if (key->child == DOCUMENT_DERIVED) add_flow(writer, key->child, &state->derived[i]);
        else add_flow(writer, key->child, &state->tour[i]);
    }
    if (key->child == DOCUMENT_FEATURE) add_selection(writer, state);
    if (key->child == DOCUMENT_CUT) add_cuts(writer, state);
    if (key->child == DOCUMENT_MEASURE) add_measures(writer, state);
    if (key->child == DOCUMENT_FEED) add_feeds(writer, state);
    str_add(writer->out, "\n");
}

void document_write(const State *state, const char *folder, bool is_snapshot, Str *out)
{
    const Writer writer = { .out = out, .folder = folder, .utc_offset_s = state->utc_offset_s, .is_snapshot = is_snapshot };
    str_add(out, is_snapshot ? "# Citymirror session\n" : "# Citymirror city\n");
    for (int i = 0; i < document_key_count; i++) {
        const DocumentKey *key = &document_keys[i];
        if (key->section != DOCUMENT_TOP || !is_written(key, &writer)) continue;
        if (key->type == DOCUMENT_LIST) {
            add_list(&writer, key, state);
        } else if (key->child == DOCUMENT_ORIGIN && key->type == DOCUMENT_MAP) {
            if (!state->has_origin) continue;
            str_printf(out, "%s: ", key->key);
            add_flow(&writer, DOCUMENT_ORIGIN, &state->origin);
            str_add(out, "\n");
        } else if (key->type == DOCUMENT_MAP) {
            if (!state->has_camera) continue;
            str_printf(out, "%s: ", key->key);
            add_flow(&writer, DOCUMENT_CAMERA, &state->camera);
            str_add(out, "\n");
        } else if (add_value(&writer, key, state, "")) {
            str_add(out, "\n");
        }
    }
}

static const char *const type_names[] = {
    [DOCUMENT_NONE] = "",
    [DOCUMENT_TEXT] = "text",
    [DOCUMENT_HEAP_TEXT] = "text",
    [DOCUMENT_PATH] = "path",
    [DOCUMENT_SYMBOL] = "name or path",
    [DOCUMENT_NUMBER] = "number",
    [DOCUMENT_OPACITY] = "number",
    [DOCUMENT_HOURS] = "hours",
    [DOCUMENT_INDEX] = "whole number",
    [DOCUMENT_BOOL] = "true or false",
    [DOCUMENT_CHOICE] = "",
    [DOCUMENT_COLOUR] = "#rrggbb",
    [DOCUMENT_TIME] = "time",
    [DOCUMENT_HEIGHT] = "metres or attribute",
    [DOCUMENT_WIDTH] = "metres, pixels or attribute",
    [DOCUMENT_MARKS] = "rows",
    [DOCUMENT_STOPS] = "list of value and colour",
    [DOCUMENT_LIVE_STOPS] = "value=#rrggbb;…",
    [DOCUMENT_MAP] = "keys and values",
    [DOCUMENT_LIST] = "list",
};
static const char *const section_names[DOCUMENT_SECTION_COUNT] = {
    [DOCUMENT_TOP] = "The document",
    [DOCUMENT_ORIGIN] = "origin",
    [DOCUMENT_LAYER] = "layers",
    [DOCUMENT_STYLE] = "style of a layer",
    [DOCUMENT_STOP] = "categories, breaks, stops",
    [DOCUMENT_CAMERA] = "camera",
    [DOCUMENT_BOOKMARK] = "bookmarks",
    [DOCUMENT_TOUR] = "tour",
    [DOCUMENT_SCENE] = "scenes",
    [DOCUMENT_FEATURE] = "selection",
    [DOCUMENT_ANCHOR] = "anchor of a layer",
    [DOCUMENT_CUT] = "cuts",
    [DOCUMENT_MEASURE] = "measures",
    [DOCUMENT_FEED] = "feeds",
    [DOCUMENT_FEED_MAP] = "maps of a feed",
    [DOCUMENT_LIVE] = "live",
    [DOCUMENT_DERIVED] = "derived",
};

void document_reference(Str *out)
{
    str_add(out, "# city.yaml\n");
    for (int s = 0; s < DOCUMENT_SECTION_COUNT; s++) {
        str_printf(out, "\n## %s\n\n| key | value | meaning | 说明 |\n|---|---|---|---|\n", section_names[s]);
        for (int i = 0; i < document_key_count; i++) {
            const DocumentKey *key = &document_keys[i];
            if ((int)key->section != s) continue;
            str_printf(out, "| `%s` | ", key->key);
            for (const char *c = key->choices ? key->choices : ""; *c; c++) str_add_n(out, *c == '|' ? "/" : c, 1);
            str_add(out, type_names[key->type]);
            if (key->type == DOCUMENT_NUMBER && (key->min != 0 || key->max != 0)) str_printf(out, " %g to %g", key->min, key->max);
            str_printf(out, " | %s%s | %s |\n", key->help, key->is_operator ? " (snapshots)" : "", key->help_zh);
        }
    }
}
