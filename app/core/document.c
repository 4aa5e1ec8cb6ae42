// SPDX-License-Identifier: Apache-2.0
// document.c - texts of a city.yaml to a state; a new state is made and takes the old one's place when all is well.
#include "core/document.h"
#include "base/array.h"
#include "base/file.h"
#include "base/str.h"
#include "core/document_raw.h"
#include "core/measure.h"
#include "core/style_symbol.h"
#include <assert.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define DOCUMENT_BYTES_MAX ((size_t)8 << 20)

// "PG:dbname=…", "https://…", "NETCDF:…": a word and a colon before any slash.
static bool is_connection(const char *source)
{
    const size_t word = strspn(source, "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_");
    return word >= 2 && source[word] == ':';
}

// Absolute where the folder exists; heap. NULL without memory.
static char *folder_of(const char *path)
{
    const char *name = file_name(path);
    char *folder = name == path ? str_copy(".") : strndup(path, (size_t)(name - path));
    char *absolute = folder ? realpath(folder, NULL) : NULL;
    if (!absolute) return folder;
    free(folder);
    return absolute;
}

// Where in the document we are, for errors.
typedef struct {
    const char *path;          // of the file
    const char *folder;        // sources are relative to it
    const DocumentLines *lines;
    int utc_offset_s;
    Err *err;
} Reader;

typedef struct {
    const RawMap *raw;
    uint64_t at;               // path hash
    char name[96];             // "layers[2].style"
} Place;

static Place place_key(const Place *parent, const RawMap *raw, const char *key)
{
    Place place = { .raw = raw, .at = document_path_key(parent->at, key) };
    snprintf(place.name, sizeof place.name, "%.60s%s%.32s", parent->name, parent->name[0] ? "." : "", key);
    return place;
}

static Place place_item(const Place *parent, const char *key, unsigned index)
{
    const Place list = place_key(parent, NULL, key);
    const DocumentKey *row = document_key_find(DOCUMENT_TOP, key);
    Place place = { .at = document_path_item(list.at, index) };
    if (row) place.raw = &parent->raw->lists[raw_slot(row)][index];
    snprintf(place.name, sizeof place.name, "%.70s[%u]", list.name, index);
    return place;
}

// Puts "file:line: path: " before the reason.
static bool fail_at(const Reader *reader, const Place *place, const char *key)
{
    const uint64_t at = key ? document_path_key(place->at, key) : place->at;
    int line = document_line(reader->lines, at);
    if (line == 0) line = document_line(reader->lines, place->at);
    err_prefix(reader->err, "%s:%d: %s%s%s", reader->path, line > 0 ? line : 1, place->name, key && place->name[0] ? "." : "",
               key ? key : "");
    return false;
}

static const char *raw_value(const Place *place, DocumentSection section, const char *key)
{
    const DocumentKey *row = document_key_find(section, key);
    assert(row);
    return place->raw->values[raw_slot(row)];
}

static bool is_scalar(const DocumentKey *key)
{
    return key->type != DOCUMENT_MAP && key->type != DOCUMENT_LIST && key->type != DOCUMENT_STOPS;
}

// All scalars of a section into its struct. Paths are joined with the folder.
static bool read_scalars(Reader *reader, const Place *place, DocumentSection section, void *owner)
{
    for (int i = 0; i < document_key_count; i++) {
        const DocumentKey *key = &document_keys[i];
        if (key->section != section || !is_scalar(key)) continue;
        const char *text = place->raw->values[raw_slot(key)];
        if (!text) continue;
        const bool is_path = key->type == DOCUMENT_SYMBOL ? style_symbol_is_path(text)
                                                          : key->type == DOCUMENT_PATH && text[0];
        char *joined = is_path && !is_connection(text) ? file_join(reader->folder, text) : NULL;
        const bool ok = document_value_set(key, owner, joined ? joined : text, reader->utc_offset_s, reader->err);
        free(joined);
        if (!ok) return fail_at(reader, place, key->key);
        if (section == DOCUMENT_TOP) reader->utc_offset_s = ((const State *)owner)->utc_offset_s;
    }
    return true;
}

static bool need(const Reader *reader, const Place *place, DocumentSection section, const char *key)
{
    const char *text = raw_value(place, section, key);
    if (text && text[0]) return true;
    err_set(reader->err, ERR_ARGUMENT, "the key '%s' is missing", key);
    return fail_at(reader, place, NULL);
}

static bool read_style(Reader *reader, const Place *place, LayerStyle *style)
{
    if (!read_scalars(reader, place, DOCUMENT_STYLE, style)) return false;
    const char *seen = NULL;
    for (int i = 0; i < document_key_count; i++) {
        const DocumentKey *key = &document_keys[i];
        if (key->section != DOCUMENT_STYLE || key->type != DOCUMENT_STOPS) continue;
        const int slot = raw_slot(key);
        const RawMap *items = place->raw->lists[slot];
        const unsigned count = place->raw->list_counts[slot];
        if (!items || count == 0) continue;
        if (seen) {
            err_set(reader->err, ERR_ARGUMENT, "expected one of categories, breaks and stops, not '%s' too", seen);
            return fail_at(reader, place, key->key);
        }
        seen = key->key;
        style->colour_mode = strcmp(key->key, "categories") == 0 ? STYLE_COLOUR_CATEGORY
                             : strcmp(key->key, "breaks") == 0   ? STYLE_COLOUR_BREAKS
                                                                 : STYLE_COLOUR_RAMP;
        const Place list = place_key(place, NULL, key->key);
        for (unsigned n = 0; n < count; n++) {
            Place item = { .raw = &items[n], .at = document_path_item(list.at, n) };
            snprintf(item.name, sizeof item.name, "%.80s[%u]", list.name, n);
            StyleStop *stop = &style->stops[n];
            *stop = (StyleStop){ 0 };
            if (!read_scalars(reader, &item, DOCUMENT_STOP, stop) || !need(reader, &item, DOCUMENT_STOP, "colour")) return false;
            if (style->colour_mode == STYLE_COLOUR_CATEGORY) continue;
            if (!str_parse_double(stop->text, &stop->value)) {
                err_set(reader->err, ERR_ARGUMENT, "expected a number, not '%s'", stop->text);
                return fail_at(reader, &item, "value");
            }
            memset(stop->text, 0, sizeof stop->text);
        }
        style->stop_count = (int)count;
    }
    return true;
}

static bool read_camera(Reader *reader, const Place *place, DocumentSection section, void *owner)
{
    return need(reader, place, section, "lon") && need(reader, place, section, "lat") &&
           read_scalars(reader, place, section, owner);
}

static bool read_layer(Reader *reader, const Place *place, State *state)
{
    if (!need(reader, place, DOCUMENT_LAYER, "source")) return false;
    const char *name = raw_value(place, DOCUMENT_LAYER, "name");
    StateLayer *layer = state_layer_add(state, name, raw_value(place, DOCUMENT_LAYER, "source"));
    if (!layer) {
        err_set(reader->err, ERR_MEMORY, "no memory for a layer");
        return fail_at(reader, place, NULL);
    }
    char unique[STATE_NAME_MAX];
    memcpy(unique, layer->name, sizeof unique);
    if (!read_scalars(reader, place, DOCUMENT_LAYER, layer)) return false;
    memcpy(layer->name, unique, sizeof unique);
    const RawMap *anchor = place->raw->maps[raw_slot(document_key_find(DOCUMENT_LAYER, "anchor"))];
    if (anchor) {
        const Place point = place_key(place, anchor, "anchor");
        if (!read_camera(reader, &point, DOCUMENT_ANCHOR, &layer->anchor)) return false;
        layer->has_anchor = true;
    }
    const DocumentKey *key = document_key_find(DOCUMENT_LAYER, "style");
    const RawMap *style = place->raw->maps[raw_slot(key)];
    if (!style) return true;
    const Place inner = place_key(place, style, "style");
    return read_style(reader, &inner, &layer->style);
}

static const RawMap *raw_map(const Place *place, const char *key)
{
    return place->raw->maps[raw_slot(document_key_find(DOCUMENT_TOP, key))];
}

static unsigned raw_count(const Place *place, const char *key)
{
    const int slot = raw_slot(document_key_find(DOCUMENT_TOP, key));
    return place->raw->lists[slot] ? place->raw->list_counts[slot] : 0;
}

static bool no_memory(const Reader *reader, const Place *place)
{
    err_set(reader->err, ERR_MEMORY, "no memory for it");
    return fail_at(reader, place, NULL);
}

static bool read_measure(Reader *reader, const Place *place, State *state)
{
    DocumentMeasure item = { 0 };
    if (!need(reader, place, DOCUMENT_MEASURE, "kind") ||
        !need(reader, place, DOCUMENT_MEASURE, "points") ||
        !read_scalars(reader, place, DOCUMENT_MEASURE, &item))
        return false;
    StateMeasure *m = &item.measure;
    if (!measure_points_parse(item.points, m, reader->err)) return fail_at(reader, place, "points");
    if (!measure_is_whole(m)) {
        err_set(reader->err, ERR_ARGUMENT, "expected a kind, and as many points as it needs");
        return fail_at(reader, place, "kind");
    }
    return measure_add(state, m, reader->err) || fail_at(reader, place, NULL);
}

static bool read_feed(Reader *reader, const Place *place, State *state)
{
    StateFeed read = { 0 };
    if (!need(reader, place, DOCUMENT_FEED, "name") || !need(reader, place, DOCUMENT_FEED, "driver") ||
        !read_scalars(reader, place, DOCUMENT_FEED, &read))
        return false;
    if (state_feed_find(state, read.name)) {
        err_set(reader->err, ERR_ARGUMENT, "the feed '%s' is there already", read.name);
        return fail_at(reader, place, "name");
    }
    StateFeed *feed = state_feed_put(state, read.name);
    if (!feed) return no_memory(reader, place);
    read.id = feed->id;
    *feed = read;
    const int slot = raw_slot(document_key_find(DOCUMENT_FEED, "maps"));
    const unsigned count = place->raw->lists[slot] ? place->raw->list_counts[slot] : 0;
    const Place list = place_key(place, NULL, "maps");
    for (unsigned i = 0; i < count; i++) {
        Place item = { .raw = &place->raw->lists[slot][i], .at = document_path_item(list.at, i) };
        snprintf(item.name, sizeof item.name, "%.80s[%u]", list.name, i);
        StateFeedMap map = { .feed_id = read.id };
        if (!read_scalars(reader, &item, DOCUMENT_FEED_MAP, &map)) return false;
        if (!state_feed_map_add(state, &map)) return no_memory(reader, &item);
    }
    return true;
}

static bool read_live(Reader *reader, const Place *top, State *state)
{
    for (unsigned i = 0; i < raw_count(top, "feeds"); i++) {
        const Place item = place_item(top, "feeds", i);
        if (!read_feed(reader, &item, state)) return false;
    }
    for (unsigned i = 0; i < raw_count(top, "live"); i++) {
        const Place item = place_item(top, "live", i);
        StateLiveKey key = { .decimals = -1 };
        if (!need(reader, &item, DOCUMENT_LIVE, "match") ||
            !read_scalars(reader, &item, DOCUMENT_LIVE, &key))
            return false;
        if (!array_reserve((void **)&state->live_keys, &state->live_key_cap,
                           state->live_key_count + 1, sizeof *state->live_keys))
            return no_memory(reader, &item);
        state->live_keys[state->live_key_count++] = key;
    }
    for (unsigned i = 0; i < raw_count(top, "derived"); i++) {
        const Place item = place_item(top, "derived", i);
        StateDerived derived = { 0 };
        if (!need(reader, &item, DOCUMENT_DERIVED, "key") ||
            !read_scalars(reader, &item, DOCUMENT_DERIVED, &derived))
            return false;
        if (!array_reserve((void **)&state->derived, &state->derived_cap,
                           state->derived_count + 1, sizeof *state->derived))
            return no_memory(reader, &item);
        state->derived[state->derived_count++] = derived;
    }
    state_touch_live(state);
    return true;
}

static bool read_lists(Reader *reader, const Place *top, State *state)
{
    for (unsigned i = 0; i < raw_count(top, "layers"); i++) {
        const Place item = place_item(top, "layers", i);
        if (!read_layer(reader, &item, state)) return false;
    }
    static const StateCamera camera = { .distance_m = 1000, .fov_deg = 40, .pitch_deg = 45 };
    for (unsigned i = 0; i < raw_count(top, "bookmarks"); i++) {
        const Place item = place_item(top, "bookmarks", i);
        StateBookmark bookmark = { .camera = camera };
        if (!need(reader, &item, DOCUMENT_BOOKMARK, "name") || !read_camera(reader, &item, DOCUMENT_BOOKMARK, &bookmark)) return false;
        if (state_bookmark_find(state, bookmark.name)) {
            err_set(reader->err, ERR_ARGUMENT, "the bookmark '%s' is there already", bookmark.name);
            return fail_at(reader, &item, "name");
        }
        if (!state_bookmark_put(state, bookmark.name, &bookmark.camera)) return no_memory(reader, &item);
    }
    for (unsigned i = 0; i < raw_count(top, "scenes"); i++) {
        const Place item = place_item(top, "scenes", i);
        StateScene scene = { .seconds = 30,
                             .transition_s = 2,
                             .camera = { .fov_deg = 40, .pitch_deg = 45 } };
        if (!need(reader, &item, DOCUMENT_SCENE, "name") ||
            !read_scalars(reader, &item, DOCUMENT_SCENE, &scene))
            return false;
        if (state_scene_find(state, scene.name)) {
            err_set(reader->err, ERR_ARGUMENT, "the scene '%s' is there already", scene.name);
            return fail_at(reader, &item, "name");
        }
        if (!state_scene_put(state, &scene)) return no_memory(reader, &item);
    }
    for (unsigned i = 0; i < raw_count(top, "tour"); i++) {
        const Place item = place_item(top, "tour", i);
        StateTourStop stop = { .seconds = 5, .camera = camera };
        if (!read_camera(reader, &item, DOCUMENT_TOUR, &stop)) return false;
        if (!array_reserve((void **)&state->tour, &state->tour_cap, state->tour_count + 1, sizeof *state->tour))
            return no_memory(reader, &item);
        state->tour[state->tour_count++] = stop;
    }
    for (unsigned i = 0; i < raw_count(top, "cuts"); i++) {
        const Place item = place_item(top, "cuts", i);
        DocumentCut cut = { 0 };
        if (!read_camera(reader, &item, DOCUMENT_CUT, &cut)) return false;
        if (state->cut_count == STATE_CUTS_MAX) {
            err_set(reader->err, ERR_RANGE, "expected at most %d section planes", STATE_CUTS_MAX);
            return fail_at(reader, &item, NULL);
        }
        const StateLayer *layer = cut.layer[0] ? state_layer_find(state, cut.layer) : NULL;
        if (cut.layer[0] && !layer) {
            err_set(reader->err, ERR_NOT_FOUND, "no layer is named '%s'", cut.layer);
            return fail_at(reader, &item, "layer");
        }
        cut.cut.layer_id = layer ? layer->id : 0;
        state->cuts[state->cut_count++] = cut.cut;
    }
    for (unsigned i = 0; i < raw_count(top, "measures"); i++) {
        const Place item = place_item(top, "measures", i);
        if (!read_measure(reader, &item, state)) return false;
    }
    for (unsigned i = 0; i < raw_count(top, "selection"); i++) {
        const Place item = place_item(top, "selection", i);
        StateFeatureRef ref = { 0 };
        if (!read_scalars(reader, &item, DOCUMENT_FEATURE, &ref)) return false;
        if (ref.layer_id >= (uint32_t)state->layer_count) {
            err_set(reader->err, ERR_RANGE, "expected the place of a layer, below %d", state->layer_count);
            return fail_at(reader, &item, "layer");
        }
        ref.layer_id = state->layers[ref.layer_id].id;
        if (!array_reserve((void **)&state->selection, &state->selection_cap, state->selection_count + 1, sizeof *state->selection))
            return no_memory(reader, &item);
        state->selection[state->selection_count++] = ref;
    }
    return true;
}

static bool read_top(Reader *reader, const Place *top, State *state)
{
    if (!read_scalars(reader, top, DOCUMENT_TOP, state)) return false;
    if (raw_map(top, "origin")) {
        const Place place = place_key(top, raw_map(top, "origin"), "origin");
        if (!read_camera(reader, &place, DOCUMENT_ORIGIN, &state->origin)) return false;
        state->has_origin = true;
    }
    if (raw_map(top, "camera")) {
        const Place place = place_key(top, raw_map(top, "camera"), "camera");
        state->camera = (StateCamera){ .distance_m = 1000, .fov_deg = 40, .pitch_deg = 45 }; // what the section leaves out
        if (!read_camera(reader, &place, DOCUMENT_CAMERA, &state->camera)) return false;
        state->has_camera = true;
    }
    if (!read_lists(reader, top, state) || !read_live(reader, top, state)) return false;
    if (state->view[0]) {
        const StateBookmark *bookmark = state_bookmark_find(state, state->view);
        if (!bookmark) {
            err_set(reader->err, ERR_NOT_FOUND, "no bookmark is named '%s'", state->view);
            return fail_at(reader, top, "view");
        }
        if (!state->has_camera) state->camera = bookmark->camera;
        state->has_camera = true;
    }
    state->camera_goal = state->camera;
    return true;
}

// What the operator set and the document leaves open stays.
static void keep_operator(State *next, const State *state, const RawMap *top)
{
    for (int i = 0; i < document_key_count; i++) {
        const DocumentKey *key = &document_keys[i];
        const bool is_plain = is_scalar(key) && key->type != DOCUMENT_PATH;
        if (key->section != DOCUMENT_TOP || !key->is_operator || !is_plain || (top && top->values[raw_slot(key)])) continue;
        memcpy((char *)next + key->offset, (const char *)state + key->offset, key->bytes);
    }
    if (!top || !top->values[raw_slot(document_key_find(DOCUMENT_TOP, "touring"))]) next->is_touring = false;
}

static bool parse(State *state, const char *text, size_t length, const char *path, bool is_snapshot, Err *err)
{
    Err own = { 0 };
    if (!err) err = &own;
    if (length > DOCUMENT_BYTES_MAX) {
        err_set(err, ERR_RANGE, "%s: %zu bytes; a document has at most %zu", path, length, DOCUMENT_BYTES_MAX);
        return false;
    }
    DocumentLines lines = { 0 };
    if (!document_scan(text, length, path, &lines, err)) return false;
    const RawMap *root = NULL;
    RawDocument *raw = raw_load(text, length, path, &root, err);
    if (!raw) {
        document_lines_finish(&lines);
        return false;
    }
    char *folder = folder_of(path);
    State next;
    state_init(&next);
    next.next_layer_id = state->next_layer_id;
    next.next_measure_id = state->next_measure_id;
    Reader reader = { .path = path, .folder = folder ? folder : "", .lines = &lines, .utc_offset_s = next.utc_offset_s, .err = err };
    const Place top = { .raw = root };
    const bool ok = !root || read_top(&reader, &top, &next);
    if (ok) {
        if (!is_snapshot) {
            keep_operator(&next, state, root);
            free(next.document);
            next.document = str_copy(path);
        }
        next.version = state->version + 1;
        next.layers_version = state->layers_version + 1;
        next.undo_depth = state->undo_depth;
        next.redo_depth = state->redo_depth;
        State old = *state;
        *state = next;
        state_finish(&old);
    } else {
        state_finish(&next);
    }
    free(folder);
    raw_destroy(raw);
    document_lines_finish(&lines);
    return ok;
}

bool document_parse(State *state, const char *text, size_t length, const char *path, Err *err)
{
    return parse(state, text, length, path, false, err);
}

static bool load(State *state, const char *path, bool is_snapshot, Err *err)
{
    size_t length = 0;
    char *text = file_read(path, DOCUMENT_BYTES_MAX, &length, err);
    if (!text) return false;
    const bool ok = parse(state, text, length, path, is_snapshot, err);
    free(text);
    return ok;
}

bool document_load(State *state, const char *path, Err *err)
{
    return load(state, path, false, err);
}

bool snapshot_load(State *state, const char *path, Err *err)
{
    return load(state, path, true, err);
}

static bool save(const State *state, const char *path, bool is_snapshot, Err *err)
{
    char *folder = folder_of(path);
    Str text = { 0 };
    document_write(state, folder ? folder : "", is_snapshot, &text);
    const bool ok = file_replace(path, text.text ? text.text : "", text.length, err);
    str_finish(&text);
    free(folder);
    return ok;
}

bool document_save(const State *state, const char *path, Err *err)
{
    return save(state, path, false, err);
}

bool snapshot_save(const State *state, const char *path, Err *err)
{
    return save(state, path, true, err);
}
