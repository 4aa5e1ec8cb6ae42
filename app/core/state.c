// SPDX-License-Identifier: Apache-2.0
// state.c - defaults, deep copies and the few edits of lists that commands share.
#include "core/state.h"
#include "base/array.h"
#include "base/clock.h"
#include "base/file.h"
#include "base/str.h"
#include <assert.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

static const char state_time_default[] = "2026-06-21T12:00+08:00";

StateCamera state_camera_default(void)
{
    return (StateCamera){ .target = { 110.40, 21.20, 0 }, .pitch_deg = 40, .distance_m = 5000, .fov_deg = 40 };
}

void state_init(State *state)
{
    *state = (State){ .version = 1,
                      .layers_version = 1,
                      .next_layer_id = 1,
                      .utc_offset_s = 8 * 3600,
                      .exaggeration = 1,
                      .time_rate = 0,
                      .replay_speed = 1,
                      .has_shadows = true,
                      .has_ambient_occlusion = true,
                      .has_labels = true,
                      .has_panels = true,
                      .has_menu_bar = true,
                      .budget_ram_mb = 0,
                      .budget_vram_mb = 0 };
    state->camera = state_camera_default();
    state->camera_goal = state->camera;
    const bool is_parsed = clock_parse(state_time_default, state->utc_offset_s, &state->t_utc_us);
    assert(is_parsed);
    (void)is_parsed;
}

void state_layer_finish(StateLayer *layer)
{
    free(layer->source);
    free(layer->table);
    free(layer->crs);
    free(layer->encoding);
    free(layer->where);
    free(layer->view.marks);
    *layer = (StateLayer){ 0 };
}

bool state_mark_set(StateLayer *layer, const uint8_t *marks, int count)
{
    int last = count;
    while (last > 0 && marks[last - 1] == STATE_MARK_SHOWN) last--;
    uint8_t *copy = last > 0 ? malloc((size_t)last) : NULL;
    if (last > 0 && !copy) return false;
    if (last > 0) memcpy(copy, marks, (size_t)last);
    free(layer->view.marks);
    layer->view.marks = copy;
    layer->view.mark_count = last;
    layer->view.marks_key = last > 0 ? str_hash((const char *)copy, (size_t)last) | 1 : 0;
    return true;
}

void state_layer_copy(StateLayer *out, const StateLayer *layer)
{
    *out = *layer;
    out->source = str_copy(layer->source);
    out->table = str_copy(layer->table);
    out->crs = str_copy(layer->crs);
    out->encoding = str_copy(layer->encoding);
    out->where = str_copy(layer->where);
    out->view.marks = NULL;
    out->view.mark_count = 0;
    out->view.marks_key = 0;
    if (layer->view.mark_count > 0)
        (void)state_mark_set(out, layer->view.marks, layer->view.mark_count);
}

void state_finish(State *state)
{
    for (int i = 0; i < state->layer_count; i++) state_layer_finish(&state->layers[i]);
    free(state->layers);
    free(state->bookmarks);
    free(state->tour);
    free(state->scenes);
    free(state->selection);
    free(state->measures);
    free(state->feeds);
    free(state->feed_maps);
    free(state->live_keys);
    free(state->derived);
    free(state->rules);
    free(state->store);
    free(state->document);
    *state = (State){ 0 };
}

// A heap copy of count items; true with *out NULL for none.
static bool copy_items(void **out, const void *items, int count, size_t item_bytes)
{
    *out = NULL;
    if (count == 0) return true;
    *out = malloc((size_t)count * item_bytes);
    if (!*out) return false;
    memcpy(*out, items, (size_t)count * item_bytes);
    return true;
}

bool state_copy(State *out, const State *state)
{
    State copy = *state;
    copy.layers = NULL;
    copy.bookmarks = NULL;
    copy.tour = NULL;
    copy.scenes = NULL;
    copy.selection = NULL;
    copy.measures = NULL;
    copy.feeds = NULL;
    copy.feed_maps = NULL;
    copy.live_keys = NULL;
    copy.derived = NULL;
    copy.rules = str_copy(state->rules);
    copy.store = str_copy(state->store);
    copy.layer_count = copy.layer_cap = 0;
    copy.document = str_copy(state->document);
    bool ok = copy_items((void **)&copy.bookmarks, state->bookmarks, state->bookmark_count, sizeof *copy.bookmarks);
    ok = ok && copy_items((void **)&copy.tour, state->tour, state->tour_count, sizeof *copy.tour);
    ok = ok &&
         copy_items((void **)&copy.scenes, state->scenes, state->scene_count, sizeof *copy.scenes);
    ok = ok && copy_items((void **)&copy.selection, state->selection, state->selection_count, sizeof *copy.selection);
    ok = ok && copy_items((void **)&copy.measures, state->measures, state->measure_count,
                          sizeof *copy.measures);
    ok = ok && copy_items((void **)&copy.feeds, state->feeds, state->feed_count, sizeof *copy.feeds);
    ok = ok && copy_items((void **)&copy.feed_maps, state->feed_maps, state->feed_map_count,
                          sizeof *copy.feed_maps);
    ok = ok && copy_items((void **)&copy.live_keys, state->live_keys, state->live_key_count,
                          sizeof *copy.live_keys);
    ok = ok && copy_items((void **)&copy.derived, state->derived, state->derived_count,
                          sizeof *copy.derived);
    ok = ok && array_reserve((void **)&copy.layers, &copy.layer_cap, state->layer_count, sizeof *copy.layers);
    if (!ok) {
        state_finish(&copy);
        return false;
    }
    copy.bookmark_cap = state->bookmark_count;
    copy.tour_cap = state->tour_count;
    copy.scene_cap = state->scene_count;
    copy.selection_cap = state->selection_count;
    copy.measure_cap = state->measure_count;
    copy.feed_cap = state->feed_count;
    copy.feed_map_cap = state->feed_map_count;
    copy.live_key_cap = state->live_key_count;
    copy.derived_cap = state->derived_count;
    for (int i = 0; i < state->layer_count; i++) state_layer_copy(&copy.layers[copy.layer_count++], &state->layers[i]);
    *out = copy;
    return true;
}

void state_touch(State *state)
{
    state->version++;
}

void state_touch_layers(State *state)
{
    state->version++;
    state->layers_version++;
}

// The sun follows the instant where its clock was the present's, give or take, and ran like it.
#define SUN_IS_PRESENT_US INT64_C(90000000)

void state_clock_move(State *state, int64_t t_us)
{
    if (state->instant_us == t_us) return;
    state->instant_us = t_us;
    if (state->is_sun_bound) state->t_utc_us = t_us;
    state_touch(state);
}

void state_clock_seek(State *state, int64_t t_us, int64_t now_us)
{
    if (state->clock_mode == STATE_CLOCK_LIVE) {
        state->is_sun_bound =
            state->time_rate == 1 && llabs(state->t_utc_us - now_us) < SUN_IS_PRESENT_US;
        state->clock_mode = STATE_CLOCK_PAUSED;
    }
    state_clock_move(state, t_us);
    state->seeks++;
    state_touch(state);
}

void state_clock_live(State *state, int64_t now_us)
{
    if (state->clock_mode == STATE_CLOCK_LIVE) return;
    state->clock_mode = STATE_CLOCK_LIVE;
    if (state->is_sun_bound) state->t_utc_us = now_us;
    state->is_sun_bound = false;
    state_touch(state);
}

void state_touch_live(State *state)
{
    state->version++;
    state->live_version++;
}

StateFeed *state_feed_find(State *state, const char *name)
{
    for (int i = 0; i < state->feed_count; i++)
        if (strcmp(state->feeds[i].name, name) == 0) return &state->feeds[i];
    return NULL;
}

StateFeed *state_feed_put(State *state, const char *name)
{
    StateFeed *feed = state_feed_find(state, name);
    if (feed) return feed;
    if (!array_reserve((void **)&state->feeds, &state->feed_cap, state->feed_count + 1,
                       sizeof *state->feeds))
        return NULL;
    feed = &state->feeds[state->feed_count++];
    *feed = (StateFeed){ .id = ++state->next_feed_id };
    str_copy_utf8(feed->name, sizeof feed->name, name);
    state_touch_live(state);
    return feed;
}

void state_feed_remove(State *state, uint32_t id)
{
    int kept = 0;
    for (int i = 0; i < state->feed_count; i++)
        if (state->feeds[i].id != id) state->feeds[kept++] = state->feeds[i];
    state->feed_count = kept;
    kept = 0;
    for (int i = 0; i < state->feed_map_count; i++)
        if (state->feed_maps[i].feed_id != id) state->feed_maps[kept++] = state->feed_maps[i];
    state->feed_map_count = kept;
    state_touch_live(state);
}

bool state_feed_map_add(State *state, const StateFeedMap *map)
{
    if (!array_reserve((void **)&state->feed_maps, &state->feed_map_cap, state->feed_map_count + 1,
                       sizeof *state->feed_maps))
        return false;
    state->feed_maps[state->feed_map_count++] = *map;
    state_touch_live(state);
    return true;
}

static bool name_is_taken(const State *state, const char *name)
{
    for (int i = 0; i < state->layer_count; i++)
        if (strcmp(state->layers[i].name, name) == 0) return true;
    return false;
}

// wanted, or "wanted 2", "wanted 3" … where it is taken.
static void make_unique_name(const State *state, const char *wanted, char out[STATE_NAME_MAX])
{
    str_copy_utf8(out, STATE_NAME_MAX, wanted);
    for (int n = 2; name_is_taken(state, out); n++) {
        char suffix[16];
        const int length = snprintf(suffix, sizeof suffix, " %d", n);
        const size_t kept = str_copy_utf8(out, STATE_NAME_MAX - (size_t)length, wanted);
        memcpy(out + kept, suffix, (size_t)length + 1);
    }
}

// "data/roads.gpkg" gives "roads"; a connection string gives its first words.
static void name_from_source(const char *source, char out[STATE_NAME_MAX])
{
    size_t length = strlen(source);
    while (length > 1 && source[length - 1] == '/') length--;
    size_t start = length;
    while (start > 0 && source[start - 1] != '/') start--;
    const char *query = memchr(source + start, '?', length - start);
    if (query && query > source + start) length = (size_t)(query - source);
    // The extension goes, and what a packed file is called inside: "roads.geojson.gz", "N43E007.hgt.zip".
    bool is_packed = true;
    while (is_packed) {
        is_packed = false;
        for (size_t i = length; i > start + 1; i--) {
            if (source[i - 1] != '.') continue;
            static const char *const packed[] = { "gz", "zip", "bz2", "xz", "zst", "7z", "pbf" };
            for (size_t p = 0; p < sizeof packed / sizeof packed[0]; p++)
                is_packed = is_packed || (length - i == strlen(packed[p]) && strncasecmp(source + i, packed[p], length - i) == 0);
            length = i - 1;
            break;
        }
    }
    char name[STATE_NAME_MAX * 4];
    const size_t count = length - start < sizeof name - 1 ? length - start : sizeof name - 1;
    memcpy(name, source + start, count);
    name[count] = 0;
    str_copy_utf8(out, STATE_NAME_MAX, count > 0 ? name : "layer");
}

StateLayer *state_layer_add(State *state, const char *name, const char *source)
{
    if (!array_reserve((void **)&state->layers, &state->layer_cap, state->layer_count + 1, sizeof *state->layers)) return NULL;
    char wanted[STATE_NAME_MAX];
    if (name && name[0])
        str_copy_utf8(wanted, sizeof wanted, name);
    else
        name_from_source(source ? source : "", wanted);
    StateLayer *layer = &state->layers[state->layer_count];
    *layer = (StateLayer){ .opacity = 1, .is_visible = true, .was_visible = true };
    make_unique_name(state, wanted, layer->name);
    layer->id = state->next_layer_id++;
    layer->source = str_copy(source ? source : "");
    state->layer_count++;
    state_touch_layers(state);
    return layer;
}

StateLayer *state_layer_duplicate(State *state, uint32_t id, const char *name)
{
    if (!array_reserve((void **)&state->layers, &state->layer_cap, state->layer_count + 1, sizeof *state->layers)) return NULL;
    StateLayer *from = state_layer_by_id(state, id);
    if (!from) return NULL;
    StateLayer copy;
    state_layer_copy(&copy, from);
    make_unique_name(state, name && name[0] ? name : from->name, copy.name);
    copy.id = state->next_layer_id++;
    // Behind the last of the same source, so that tables keep their order.
    int at = (int)(from - state->layers) + 1;
    while (at < state->layer_count && str_equal(state->layers[at].source, copy.source)) at++;
    memmove(&state->layers[at + 1], &state->layers[at], (size_t)(state->layer_count - at) * sizeof *state->layers);
    state->layers[at] = copy;
    state->layer_count++;
    state_touch_layers(state);
    return &state->layers[at];
}

void state_layer_rename(State *state, StateLayer *layer, const char *name)
{
    char unique[STATE_NAME_MAX];
    layer->name[0] = 0;
    make_unique_name(state, name, unique);
    memcpy(layer->name, unique, sizeof unique);
    state_touch_layers(state);
}

StateLayer *state_layer_by_id(State *state, uint32_t id)
{
    for (int i = 0; i < state->layer_count; i++)
        if (state->layers[i].id == id) return &state->layers[i];
    return NULL;
}

StateLayer *state_layer_find(State *state, const char *name_or_id)
{
    for (int i = 0; i < state->layer_count; i++)
        if (strcmp(state->layers[i].name, name_or_id) == 0) return &state->layers[i];
    for (int i = 0; i < state->layer_count; i++)
        if (str_equal_nocase(state->layers[i].name, name_or_id)) return &state->layers[i];
    int64_t id = 0;
    if (str_parse_int(name_or_id, &id) && id > 0 && id <= UINT32_MAX) return state_layer_by_id(state, (uint32_t)id);
    return NULL;
}

void state_layer_remove(State *state, uint32_t id)
{
    StateLayer *layer = state_layer_by_id(state, id);
    if (!layer) return;
    const int at = (int)(layer - state->layers);
    state_layer_finish(layer);
    memmove(&state->layers[at], &state->layers[at + 1], (size_t)(state->layer_count - at - 1) * sizeof *state->layers);
    state->layer_count--;
    int kept = 0;
    for (int i = 0; i < state->selection_count; i++)
        if (state->selection[i].layer_id != id) state->selection[kept++] = state->selection[i];
    state->selection_count = kept;
    int cuts = 0;
    for (int i = 0; i < state->cut_count; i++)
        if (state->cuts[i].layer_id != id) state->cuts[cuts++] = state->cuts[i];
    state->cut_count = cuts;
    if (state->compare.new_id == id || state->compare.old_id == id)
        state->compare = (StateCompare){ 0 };
    if (state->hover.layer_id == id) state->hover = (StateFeatureRef){ 0 };
    state_touch_layers(state);
}

StateBookmark *state_bookmark_find(State *state, const char *name)
{
    for (int i = 0; i < state->bookmark_count; i++)
        if (strcmp(state->bookmarks[i].name, name) == 0) return &state->bookmarks[i];
    return NULL;
}

bool state_bookmark_put(State *state, const char *name, const StateCamera *camera)
{
    StateBookmark *bookmark = state_bookmark_find(state, name);
    if (!bookmark) {
        if (!array_reserve((void **)&state->bookmarks, &state->bookmark_cap, state->bookmark_count + 1,
                           sizeof *state->bookmarks))
            return false;
        bookmark = &state->bookmarks[state->bookmark_count++];
        *bookmark = (StateBookmark){ 0 };
        str_copy_utf8(bookmark->name, sizeof bookmark->name, name);
    }
    bookmark->camera = *camera;
    state_touch(state);
    return true;
}

bool state_select(State *state, StateFeatureRef ref)
{
    for (int i = 0; i < state->selection_count; i++)
        if (state->selection[i].layer_id == ref.layer_id && state->selection[i].feature == ref.feature) return true;
    if (!array_reserve((void **)&state->selection, &state->selection_cap, state->selection_count + 1, sizeof *state->selection))
        return false;
    state->selection[state->selection_count++] = ref;
    state_touch(state);
    return true;
}

bool state_filter_is_on(const StateFilter *filter)
{
    return filter->units[0] || filter->indicators[0] || filter->has_range || filter->has_time;
}

const char *state_level_name(StateLevel level)
{
    static const char *const names[STATE_LEVEL_COUNT] = { "", "city", "county", "town", "village" };
    return level > STATE_LEVEL_NONE && level < STATE_LEVEL_COUNT ? names[level] : "";
}

bool state_restore(State *state, const State *from)
{
    State copy;
    if (!state_copy(&copy, from)) return false;
    // What is not the document's stays as it is now.
    copy.version = state->version + 1;
    copy.layers_version = state->layers_version + 1;
    copy.next_layer_id = state->next_layer_id;
    copy.next_feed_id = state->next_feed_id;
    copy.live_version = state->live_version + 1;
    copy.origin = state->origin;
    copy.has_origin = state->has_origin;
    copy.camera = state->camera;
    copy.camera_goal = state->camera_goal;
    copy.glide_from = state->glide_from;
    copy.glide_s = state->glide_s;
    copy.glide_time_s = state->glide_time_s;
    copy.is_gliding = state->is_gliding;
    copy.has_camera = state->has_camera;
    copy.is_touring = state->is_touring;
    copy.tour_time_s = state->tour_time_s;
    copy.quality = state->quality;
    copy.language = state->language;
    copy.t_utc_us = state->t_utc_us;
    copy.clock_mode = state->clock_mode;
    copy.instant_us = state->instant_us;
    copy.replay_speed = state->replay_speed;
    copy.seeks = state->seeks;
    copy.is_sun_bound = state->is_sun_bound;
    copy.time_rate = state->time_rate;
    copy.has_panels = state->has_panels;
    copy.has_menu_bar = state->has_menu_bar;
    copy.frame_limit = state->frame_limit;
    copy.has_readout = state->has_readout;
    memcpy(copy.page, state->page, sizeof copy.page);
    memcpy(copy.unit, state->unit, sizeof copy.unit);
    memcpy(copy.drill, state->drill, sizeof copy.drill);
    copy.drill_back = state->drill_back;
    copy.unit_back = state->unit_back;
    copy.filter = state->filter;
    copy.is_page_edited = state->is_page_edited;
    copy.edited_cell = state->edited_cell;
    copy.text_scale = state->text_scale;
    copy.has_high_contrast = state->has_high_contrast;
    copy.interface_scale = state->interface_scale;
    memcpy(copy.scene, state->scene, sizeof copy.scene);
    copy.is_rotating = state->is_rotating;
    copy.is_scene_locked = state->is_scene_locked;
    copy.scene_time_s = state->scene_time_s;
    copy.scene_alarm = state->scene_alarm;
    copy.dock = state->dock;
    memcpy(copy.panel_sizes, state->panel_sizes, sizeof copy.panel_sizes);
    memcpy(copy.dock_item, state->dock_item, sizeof copy.dock_item);
    memcpy(copy.shown_key, state->shown_key, sizeof copy.shown_key);
    copy.next_measure_id = state->next_measure_id;
    copy.measuring = state->measuring;
    copy.hover = (StateFeatureRef){ 0 };
    copy.budget_ram_mb = state->budget_ram_mb;
    copy.budget_vram_mb = state->budget_vram_mb;
    copy.undo_depth = state->undo_depth;
    copy.redo_depth = state->redo_depth;
    State old = *state;
    *state = copy;
    state_finish(&old);
    return true;
}
