// SPDX-License-Identifier: Apache-2.0
// panel_attributes.c - what is selected: name, layer, all attributes, position in the chosen CRS, ground height, copy.
#include "core/city_model.h"
#include "ui/ui_columns.h"
#include "ui/ui_crs.h"
#include "ui/ui_dock_build.h"
#include "ui/ui_live_rows.h"
#include <math.h>
#include <stdio.h>
#include <string.h>

#define PANEL_ATTRIBUTES_LIVE_ROW 30
#define PANEL_ATTRIBUTES_SPARKLINE 40
#define PANEL_ATTRIBUTES_ROWS_MAX 200 // a layer may have ten thousand columns

static StateFeatureRef panel_attributes_shown(const UiContext *context)
{
    const int count = context->state->selection_count, shown = context->memory->shown;
    return context->state->selection[((shown % count) + count) % count];
}

static int panel_attributes_live(const UiContext *context, UiLiveRow rows[UI_LIVE_ROWS_MAX])
{
    const UiFacts *facts = context->facts;
    if (!facts->live_of) return 0;
    return facts->live_of(facts->live_source, panel_attributes_shown(context), rows,
                          UI_LIVE_ROWS_MAX);
}

// Texts hold the age in words, so the panel is made anew when a word changes.
static uint64_t panel_attributes_live_key(const UiContext *context, uint64_t key)
{
    UiLiveRow rows[UI_LIVE_ROWS_MAX];
    const int count = panel_attributes_live(context, rows);
    for (int i = 0; i < count; i++) {
        key = ui_hash_text(key, rows[i].text);
        key = ui_hash(key, &rows[i].count, sizeof rows[i].count);
        key = ui_hash(key, &rows[i].is_loading, sizeof rows[i].is_loading);
        if (rows[i].count > 0)
            key = ui_hash(key, &rows[i].times_us[rows[i].count - 1], sizeof(int64_t));
    }
    return key;
}

static uint64_t panel_attributes_key(const UiContext *context)
{
    const State *state = context->state;
    if (!state->has_panels || (state->selection_count == 0 && !state->shown_key[0])) return 0;
    const uint64_t live = ui_live_key(context);
    uint64_t key = ui_hash(31, &context->city->version, sizeof context->city->version);
    key = ui_hash(key, &context->memory->version, sizeof context->memory->version);
    key = ui_hash(key, &context->memory->selection_hash, sizeof context->memory->selection_hash);
    key = ui_hash_text(key, state->display_crs);
    key = ui_hash(key, &live, sizeof live);
    key = panel_attributes_live_key(context, key);
    key = ui_hash_number(key, ui_right_width(context));
    return ui_hash_number(key, (context->height - ui_dock_cover(context)) * 10000 + context->width);
}

static void panel_attributes_row(UiTree *tree, const char *name, const char *value, UiColour colour)
{
    ui_add(tree, &(UiWidget){ .kind = UI_BOX, .is_row = true, .gap = 12, .padding_y = 4 });
    ui_add(tree, &(UiWidget){ .kind = UI_TEXT, .text = name, .width = 104, .colour = UI_COLOUR_DIM });
    ui_add(tree, &(UiWidget){ .kind = UI_TEXT, .text = value, .grow = 1, .width = 20, .colour = colour, .is_wrapped = true });
    ui_end(tree);
    ui_add_rule(tree);
}

// Numbers without the noise of their last digits.
static bool panel_attributes_value(const GeoColumn *column, uint32_t feature, char *out, size_t cap)
{
    if (!geo_column_text(column, feature, out, cap)) return false;
    double value = 0;
    if (column->type == GEO_FIELD_REAL && geo_column_number(column, feature, &value)) snprintf(out, cap, "%.10g", value);
    return true;
}

static void panel_attributes_copy(const GeoLayer *layer, uint32_t feature, Str *out)
{
    Str all = { 0 };
    char value[512];
    for (int i = 0; i < layer->column_count && all.length < 1200; i++) {
        if (!panel_attributes_value(&layer->columns[i], feature, value, sizeof value)) continue;
        str_printf(&all, "%s%s: %s", all.length ? "; " : "", layer->columns[i].name, value);
    }
    str_add(out, "copy ");
    ui_quote(out, all.text ? all.text : "");
    str_finish(&all);
}

static void panel_attributes_place(const UiContext *context, UiTree *tree, const GeoLayer *layer, uint32_t feature)
{
    const GeoPos anchor = geo_layer_anchor(layer, feature);
    Str position = { 0 };
    ui_position_text(context, anchor.lon_deg, anchor.lat_deg, &position);
    // Easting and northing under each other.
    char *gap = strstr(position.text, "  ");
    if (gap) memcpy(gap, " \n", 2);
    panel_attributes_row(tree, ui_word(context, TEXT_COORDINATES), position.text, UI_COLOUR_TEXT);
    str_finish(&position);
    if (context->crs && context->crs->crs) panel_attributes_row(tree, ui_word(context, TEXT_CRS), geo_crs_name(context->crs->crs), UI_COLOUR_TEXT);
    bool has_ground = false;
    const double ground_m = context->city->terrain ? geo_terrain_height(context->city->terrain, anchor.lon_deg, anchor.lat_deg, &has_ground) : 0;
    panel_attributes_row(tree, ui_word(context, TEXT_GROUND_HEIGHT), has_ground ? ui_format(tree, "%.2f m", ground_m) : "–", UI_COLOUR_TEXT);
}

// Values that change: each with its age, and a small line of its last hours. Returns its height.
static double panel_attributes_live_rows(const UiContext *context, UiTree *tree)
{
    UiLiveRow rows[UI_LIVE_ROWS_MAX];
    const int count = panel_attributes_live(context, rows);
    if (count == 0) return 0;
    double height = 12;
    static const ChartState states[LIVE_FRESHNESS_COUNT] = { CHART_EMPTY, CHART_LIVE, CHART_LATE,
                                                             CHART_STALE, CHART_DEAD };
    ui_add(tree, &(UiWidget){ .kind = UI_BOX, .padding_x = 14, .padding_y = 6, .gap = 2 });
    for (int i = 0; i < count; i++) {
        const UiLiveRow *row = &rows[i];
        const bool is_old = row->freshness >= LIVE_STALE || row->freshness == LIVE_NONE;
        panel_attributes_row(tree, row->name, row->text, is_old ? UI_COLOUR_DIM : UI_COLOUR_TEXT);
        height += PANEL_ATTRIBUTES_LIVE_ROW;
        if (row->count < 2) continue;
        height += PANEL_ATTRIBUTES_SPARKLINE + 2;
        const ChartSeries series = { .values = row->values,
                                     .times_us = row->times_us,
                                     .count = row->count };
        ui_add(tree, &(UiWidget){ .kind = UI_CHART,
                                  .name = ui_format(tree, "%s sparkline", row->name),
                                  .height = PANEL_ATTRIBUTES_SPARKLINE,
                                  .chart = &(Chart){ .kind = CHART_SPARKLINE,
                                                     .state = states[row->freshness],
                                                     .series = &series,
                                                     .series_count = 1,
                                                     .unit = row->unit,
                                                     .utc_offset_s = context->state->utc_offset_s,
                                                     .is_chinese = ui_is_chinese(context) } });
    }
    ui_end(tree);
    return height;
}

static void panel_attributes_head(const UiContext *context, UiTree *tree, const char *title, const char *layer_name, int shown)
{
    const int count = context->state->selection_count;
    ui_add(tree, &(UiWidget){ .kind = UI_BOX, .is_row = true, .height = 52, .padding_x = 14, .gap = 6, .ground = UI_GROUND_HEAD });
    ui_add(tree, &(UiWidget){ .kind = UI_BOX, .grow = 1, .width = 60, .gap = 0 });
    ui_add_text(tree, title, UI_FONT_TITLE, UI_COLOUR_TITLE);
    ui_add_text(tree, layer_name, UI_FONT_SMALL, UI_COLOUR_DIM);
    ui_end(tree);
    if (count > 1) {
        ui_add(tree, &(UiWidget){ .kind = UI_BUTTON, .text = "‹", .name = "previous", .action = "@previous", .font = UI_FONT_TITLE, .width = 22, .colour = UI_COLOUR_DIM });
        ui_add_text(tree, ui_format(tree, "%d / %d", shown + 1, count), UI_FONT_SMALL, UI_COLOUR_DIM);
        ui_add(tree, &(UiWidget){ .kind = UI_BUTTON, .text = "›", .name = "next", .action = "@next", .font = UI_FONT_TITLE, .width = 22, .colour = UI_COLOUR_DIM });
    }
    ui_add_icon(tree, UI_ICON_CLOSE, "close attributes", "select-clear");
    ui_end(tree);
}

// What can be done with the objects selected.
static void panel_attributes_acts(const UiContext *context, UiTree *tree)
{
    static const struct {
        TextId text;
        const char *action;
    } acts[] = { { TEXT_ISOLATE, "isolate" },
                 { TEXT_HIDE, "hide" },
                 { TEXT_GHOST, "ghost" },
                 { TEXT_SELECT_LIKE, "select-like" },
                 { TEXT_SHOW_ALL, "show-all" } };
    ui_add(tree,
           &(UiWidget){ .kind = UI_BOX, .is_row = true, .height = 36, .padding_x = 8, .gap = 4 });
    for (size_t i = 0; i < sizeof acts / sizeof acts[0]; i++)
        ui_add(tree, &(UiWidget){ .kind = UI_BUTTON,
                                  .text = ui_word(context, acts[i].text),
                                  .name = acts[i].action,
                                  .action = acts[i].action,
                                  .colour = UI_COLOUR_ACCENT });
    ui_end(tree);
}

// A model's object: identity, place, systems, materials, property sets under their names.
static void panel_attributes_object(const UiContext *context, UiTree *tree, const CityLayer *loaded,
                                    StateFeatureRef ref, double top)
{
    const double room = context->height - ui_dock_cover(context) - top - UI_STRIP - 2 * UI_MARGIN -
                        96 - 52 - 44 - 36;
    Arena arena = { 0 };
    CityModelRow *rows = NULL;
    const int count = city_model_rows(loaded, ref.feature, ui_is_chinese(context), &arena, &rows);
    ui_add(tree, &(UiWidget){ .kind = UI_BOX,
                              .is_scroll = true,
                              .max_height = fmax(120, room),
                              .padding_x = 14,
                              .padding_y = 4 });
    Str all = { 0 };
    ui_live_rows(context, tree);
    for (int i = 0; i < count && i < PANEL_ATTRIBUTES_ROWS_MAX; i++) {
        if (rows[i].heading[0])
            ui_add_text(tree, ui_format(tree, "%s", rows[i].heading), UI_FONT_STRONG,
                        UI_COLOUR_TITLE);
        panel_attributes_row(tree, ui_format(tree, "%s", rows[i].name),
                             ui_format(tree, "%s", rows[i].value),
                             rows[i].is_weak ? UI_COLOUR_DIM : UI_COLOUR_TEXT);
        if (all.length < 1200)
            str_printf(&all, "%s%s: %s", all.length ? "; " : "", rows[i].name, rows[i].value);
    }
    ui_end(tree);
    ui_add(tree,
           &(UiWidget){ .kind = UI_BOX, .is_row = true, .height = 40, .padding_x = 8, .gap = 4 });
    ui_add(tree, &(UiWidget){ .kind = UI_BUTTON,
                              .icon = UI_ICON_ZOOM_TO,
                              .text = ui_word(context, TEXT_FIT),
                              .colour = UI_COLOUR_ACCENT,
                              .action = ui_format(tree, "go layer=%u feature=%u", ref.layer_id,
                                                  ref.feature) });
    Str copy = { 0 };
    str_add(&copy, "copy ");
    ui_quote(&copy, all.text ? all.text : "");
    ui_add(tree, &(UiWidget){ .kind = UI_BUTTON,
                              .icon = UI_ICON_COPY,
                              .text = ui_word(context, TEXT_COPY),
                              .colour = UI_COLOUR_ACCENT,
                              .action = copy.text });
    ui_end(tree);
    panel_attributes_acts(context, tree);
    str_finish(&copy);
    str_finish(&all);
    arena_finish(&arena);
}

// A moving thing, or a key that belongs to no feature: its record alone.
static void panel_attributes_moving(const UiContext *context, UiTree *tree)
{
    const UiLive *live = &context->facts->live;
    const char *shown = context->state->shown_key;
    const uint32_t key = live->keys ? keys_find(live->keys, shown, strlen(shown)) : 0;
    char name[160];
    str_copy_utf8(name, sizeof name, shown);
    if (key && live->places) ui_live_name(live, key, name, sizeof name);
    const double room =
        context->height - ui_dock_cover(context) - UI_BAR - UI_STRIP - 3 * UI_MARGIN - 96 - 52;
    ui_add(tree, &(UiWidget){ .kind = UI_BOX });
    panel_attributes_head(context, tree, name, shown, 0);
    ui_add(tree, &(UiWidget){ .kind = UI_BOX,
                              .is_scroll = true,
                              .max_height = fmax(120, room),
                              .padding_x = 14,
                              .padding_y = 4 });
    ui_live_rows(context, tree);
    ui_end(tree);
    ui_end(tree);
}

static void panel_attributes_build(const UiContext *context, UiTree *tree, UiPlace *place)
{
    const State *state = context->state;
    UiMemory *memory = context->memory;
    const int count = state->selection_count;
    place->width = ui_right_width(context);
    place->x = context->width - UI_MARGIN - place->width;
    place->y = UI_BAR + UI_MARGIN - 4;
    if (count == 0) {
        panel_attributes_moving(context, tree);
        return;
    }
    memory->shown = ((memory->shown % count) + count) % count;
    const StateFeatureRef ref = panel_attributes_shown(context);
    const StateLayer *wanted = state_layer_by_id((State *)state, ref.layer_id);
    const CityLayer *loaded = city_layer(context->city, ref.layer_id);
    const GeoLayer *layer = loaded && loaded->vector && ref.feature < loaded->vector->feature_count
                                ? loaded->vector
                                : NULL;
    char title[160];
    ui_feature_name(context, ref, title, sizeof title);
    if (!title[0]) snprintf(title, sizeof title, "%s %u", ui_word(context, TEXT_FEATURE), ref.feature);
    ui_add(tree, &(UiWidget){ .kind = UI_BOX });
    panel_attributes_head(context, tree, title, wanted ? wanted->name : "", memory->shown);
    const double live_h = panel_attributes_live_rows(context, tree);
    if (loaded && loaded->asset)
        panel_attributes_object(context, tree, loaded, ref, place->y + live_h);
    if (layer) {
        const double room = context->height - ui_dock_cover(context) - place->y - live_h - UI_STRIP -
                            2 * UI_MARGIN - 96 - 52 - 44;
        ui_add(tree, &(UiWidget){ .kind = UI_BOX, .is_scroll = true, .max_height = fmax(120, room), .padding_x = 14, .padding_y = 4 });
        ui_live_rows(context, tree);
        char value[1024];
        for (int i = 0; i < layer->column_count && i < PANEL_ATTRIBUTES_ROWS_MAX; i++) {
            const bool has_value = panel_attributes_value(&layer->columns[i], ref.feature, value, sizeof value);
            panel_attributes_row(tree, layer->columns[i].name, has_value ? value : ui_word(context, TEXT_NO_VALUE), has_value ? UI_COLOUR_TEXT : UI_COLOUR_DIM);
        }
        panel_attributes_place(context, tree, layer, ref.feature);
        ui_end(tree);
        ui_add(tree, &(UiWidget){ .kind = UI_BOX, .is_row = true, .height = 40, .padding_x = 8, .gap = 4 });
        ui_add(tree, &(UiWidget){ .kind = UI_BUTTON, .icon = UI_ICON_ZOOM_TO, .text = ui_word(context, TEXT_FIT), .colour = UI_COLOUR_ACCENT,
                                  .action = ui_format(tree, "go layer=%u feature=%u", ref.layer_id, ref.feature) });
        Str copy = { 0 };
        panel_attributes_copy(layer, ref.feature, &copy);
        ui_add(tree, &(UiWidget){ .kind = UI_BUTTON, .icon = UI_ICON_COPY, .text = ui_word(context, TEXT_COPY), .colour = UI_COLOUR_ACCENT, .action = copy.text });
        str_finish(&copy);
        ui_end(tree);
    }
    ui_end(tree);
}

const UiPanelRow panel_attributes = { "attributes", panel_attributes_key, panel_attributes_build };
