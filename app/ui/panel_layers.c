// SPDX-License-Identifier: Apache-2.0
// panel_layers.c - the layers by group: visible or not, state, count; a click opens a row for opacity, zoom-to, remove and the reason.
#include "base/file.h"
#include "core/city_model.h"
#include "core/city_symbol.h"
#include "ui/ui_dock_build.h"
#include <math.h>
#include <string.h>

#define PANEL_LAYERS_WIDTH 288
#define PANEL_LAYERS_PROBLEMS_MAX 8
#define PANEL_LAYERS_SHARE 0.38 // of the height, where a model's panel stands below

static uint64_t panel_layers_key(const UiContext *context)
{
    const State *state = context->state;
    if (!state->has_panels || state->layer_count == 0) return 0;
    uint64_t key = ui_hash(21, &context->city->version, sizeof context->city->version);
    key = ui_hash(key, &state->layers_version, sizeof state->layers_version);
    key = ui_hash(key, &context->memory->version, sizeof context->memory->version);
    for (int i = 0; i < state->layer_count; i++) {
        const StateLayer *layer = &state->layers[i];
        const CityLayer *loaded = city_layer(context->city, layer->id);
        key = ui_hash_number(key, layer->is_visible * 2 + (double)layer->opacity * 10);
        key = ui_hash_text(key, layer->name);
        // Progress in steps that can be seen.
        if (loaded) key = ui_hash_number(key, loaded->state * 100.0 + floor((double)loaded->progress * 25));
    }
    const UiModel *model = &context->memory->model;
    return ui_hash_number(key, (context->height + ui_dock_cover(context) / 3) * 4 +
                                   (model->layer_id ? 1 : 0) + 2 * model->is_closed);
}

static bool panel_layers_is_closed(const UiMemory *memory, const char *group)
{
    const uint64_t hash = str_hash(group, strlen(group));
    for (int i = 0; i < memory->closed_count; i++) {
        if (memory->closed_groups[i] == hash) return true;
    }
    return false;
}

static double panel_layers_count(const CityLayer *loaded)
{
    if (loaded && loaded->asset) return (double)city_model_product_count(loaded);
    return loaded && loaded->vector ? (double)loaded->vector->feature_count : -1;
}

static UiColour panel_layers_dot(const CityLayer *loaded)
{
    if (!loaded) return UI_COLOUR_DIM;
    switch (loaded->state) {
    case CITY_LAYER_READY: return UI_COLOUR_GOOD;
    case CITY_LAYER_FAILED: return UI_COLOUR_BAD;
    case CITY_LAYER_LOADING: return UI_COLOUR_BUSY;
    default: return UI_COLOUR_DIM;
    }
}

static void panel_layers_line(UiTree *tree, const char *text, UiColour colour)
{
    ui_add(tree, &(UiWidget){ .kind = UI_TEXT,
                              .text = text,
                              .font = UI_FONT_SMALL,
                              .colour = colour,
                              .is_wrapped = true });
}

// What a model is, where it stands and why there, what is wrong with it.
static void panel_layers_model(const UiContext *context, UiTree *tree, const CityLayer *loaded)
{
    const bool is_chinese = ui_is_chinese(context);
    char text[400];
    panel_layers_line(tree,
                      ui_format(tree, "%s · %s", loaded->asset->format,
                                ui_count_text(tree, (double)loaded->asset->triangle_count)),
                      UI_COLOUR_DIM);
    const char *crs =
        loaded->place_kind != GEO_MODEL_POINT && loaded->located ? loaded->located->crs : "";
    panel_layers_line(tree,
                      ui_format(tree, "%s%s%s", city_model_placed_by(loaded, is_chinese),
                                crs[0] ? " · " : "", crs),
                      UI_COLOUR_DIM);
    for (int i = 0;
         i < PANEL_LAYERS_PROBLEMS_MAX && city_model_problem(loaded, i, is_chinese, text); i++)
        panel_layers_line(tree, ui_format(tree, "%s", text), UI_COLOUR_WARN);
}

static void panel_layers_details(const UiContext *context, UiTree *tree, const StateLayer *layer, const CityLayer *loaded)
{
    ui_add(tree, &(UiWidget){ .kind = UI_BOX, .padding_x = 8, .padding_y = 4, .gap = 4, .ground = UI_GROUND_FIELD });
    ui_add(tree, &(UiWidget){ .kind = UI_BOX, .is_row = true, .gap = 6 });
    ui_add_text(tree, ui_word(context, TEXT_OPACITY), UI_FONT_SMALL, UI_COLOUR_DIM);
    ui_add(tree, &(UiWidget){ .kind = UI_SLIDER, .grow = 1, .value = (double)layer->opacity, .name = ui_format(tree, "opacity %s", layer->name),
                              .action = ui_format(tree, "layer-set layer=%u opacity=", layer->id) });
    ui_add_icon(tree, UI_ICON_ZOOM_TO, ui_format(tree, "zoom %s", layer->name), ui_format(tree, "fit layer=%u", layer->id));
    ui_add_icon(tree, UI_ICON_REMOVE, ui_format(tree, "remove %s", layer->name), ui_format(tree, "layer-remove layer=%u", layer->id));
    ui_end(tree);
    if (layer->source) {
        ui_add_text(tree, file_name(layer->source), UI_FONT_SMALL, UI_COLOUR_DIM);
    }
    if (loaded && loaded->vector && loaded->vector->crs_name) ui_add_text(tree, loaded->vector->crs_name, UI_FONT_SMALL, UI_COLOUR_DIM);
    if (loaded && loaded->asset) panel_layers_model(context, tree, loaded);
    const GeoProblem assumed = city_layer_raster_problem(loaded);
    if (assumed.count > 0) {
        const char *name =
            ui_is_chinese(context) ? geo_problem_zh(assumed.kind) : geo_problem_name(assumed.kind);
        ui_add(tree, &(UiWidget){ .kind = UI_TEXT,
                                  .text = name,
                                  .font = UI_FONT_SMALL,
                                  .colour = UI_COLOUR_WARN,
                                  .is_wrapped = true });
    }
    char symbol[400];
    for (int i = 0; i < PANEL_LAYERS_PROBLEMS_MAX &&
                    city_symbol_problem(context->city, layer, loaded, i, symbol);
         i++)
        panel_layers_line(tree, ui_format(tree, "%s", symbol), UI_COLOUR_WARN);
    if (loaded && loaded->vector) {
        for (int kind = 0; kind < GEO_PROBLEM_COUNT; kind++) {
            const GeoProblem *problem = &loaded->vector->problems[kind];
            if (kind == GEO_PROBLEM_HEIGHT_ABSURD && loaded->hold) problem = &loaded->hold->heights;
            if (problem->count == 0) continue;
            const char *name = ui_is_chinese(context) ? geo_problem_zh((GeoProblemKind)kind) : geo_problem_name((GeoProblemKind)kind);
            ui_add(tree, &(UiWidget){ .kind = UI_TEXT, .text = ui_format(tree, "%s ×%lld", name, (long long)problem->count), .font = UI_FONT_SMALL,
                                      .colour = UI_COLOUR_WARN, .is_wrapped = true });
        }
    }
    ui_end(tree);
}

static void panel_layers_row(const UiContext *context, UiTree *tree, const StateLayer *layer, bool is_indented)
{
    const CityLayer *loaded = city_layer(context->city, layer->id);
    ui_add(tree, &(UiWidget){ .kind = UI_BOX, .is_row = true, .height = UI_ROW, .padding_x = is_indented ? 14 : 6, .gap = 8,
                              .name = ui_format(tree, "layer %s", layer->name), .action = ui_format(tree, "@layer:%u", layer->id) });
    ui_add(tree, &(UiWidget){ .kind = UI_CHECK, .value = layer->is_visible, .name = ui_format(tree, "visible %s", layer->name),
                              .action = ui_format(tree, "layer-set layer=%u visible=%s", layer->id, layer->is_visible ? "false" : "true") });
    ui_add(tree, &(UiWidget){ .kind = UI_SWATCH, .value = ui_layer_rgb(context, layer, loaded) });
    ui_add(tree, &(UiWidget){ .kind = UI_TEXT, .text = layer->name, .grow = 1, .colour = UI_COLOUR_TEXT, .is_disabled = !layer->is_visible });
    const double count = panel_layers_count(loaded);
    if (loaded && loaded->state == CITY_LAYER_LOADING) {
        ui_add(tree, &(UiWidget){ .kind = UI_PROGRESS, .width = 40, .value = fmax(0.05, (double)loaded->progress) });
    } else if (count >= 0) {
        ui_add_text(tree, ui_count_text(tree, count), UI_FONT_SMALL, UI_COLOUR_DIM);
    }
    ui_add(tree, &(UiWidget){ .kind = UI_DOT, .colour = panel_layers_dot(loaded) });
    ui_end(tree);
    if (loaded && loaded->state == CITY_LAYER_FAILED) {
        ui_add(tree, &(UiWidget){ .kind = UI_BOX, .padding_x = 14, .padding_y = 2 });
        ui_add(tree, &(UiWidget){ .kind = UI_TEXT, .is_wrapped = true, .font = UI_FONT_SMALL, .colour = UI_COLOUR_BAD,
                                  .text = ui_is_chinese(context) ? ui_format(tree, "%s %s", err_code_zh(loaded->err.code), loaded->err.text)
                                                                 : loaded->err.text });
        ui_end(tree);
    }
    if (context->memory->open_layer == layer->id) panel_layers_details(context, tree, layer, loaded);
}

static void panel_layers_group(const UiContext *context, UiTree *tree, const char *group)
{
    const State *state = context->state;
    int total = 0, visible = 0;
    Str show = { 0 };
    for (int i = 0; i < state->layer_count; i++) {
        if (strcmp(state->layers[i].group, group) != 0) continue;
        total++;
        visible += state->layers[i].is_visible;
    }
    for (int i = 0; i < state->layer_count; i++) {
        if (strcmp(state->layers[i].group, group) != 0) continue;
        str_printf(&show, "%slayer-set layer=%u visible=%s", show.length ? "\n" : "", state->layers[i].id, visible ? "false" : "true");
    }
    const bool is_closed = panel_layers_is_closed(context->memory, group);
    if (group[0]) {
        ui_add(tree, &(UiWidget){ .kind = UI_BOX, .is_row = true, .height = UI_ROW, .gap = 6, .name = ui_format(tree, "group %s", group),
                                  .action = ui_format(tree, "@group:%s", group) });
        ui_add(tree, &(UiWidget){ .kind = UI_BUTTON, .icon = is_closed ? UI_ICON_RIGHT : UI_ICON_DOWN, .width = 16, .height = 16, .colour = UI_COLOUR_DIM });
        ui_add(tree, &(UiWidget){ .kind = UI_CHECK, .value = visible == 0 ? 0 : visible == total ? 1 : 0.5, .action = show.text,
                                  .name = ui_format(tree, "visible group %s", group) });
        ui_add(tree, &(UiWidget){ .kind = UI_TEXT, .text = group, .font = UI_FONT_STRONG, .grow = 1 });
        ui_end(tree);
    }
    str_finish(&show);
    if (is_closed) return;
    for (int i = 0; i < state->layer_count; i++) {
        if (strcmp(state->layers[i].group, group) == 0) panel_layers_row(context, tree, &state->layers[i], group[0] != 0);
    }
}

static bool panel_layers_is_first(const State *state, int at)
{
    for (int i = 0; i < at; i++) {
        if (strcmp(state->layers[i].group, state->layers[at].group) == 0) return false;
    }
    return true;
}

static void panel_layers_build(const UiContext *context, UiTree *tree, UiPlace *place)
{
    const State *state = context->state;
    place->x = UI_MARGIN;
    place->y = UI_BAR + UI_MARGIN - 4;
    place->width = PANEL_LAYERS_WIDTH;
    double room = context->height - ui_dock_cover(context) - UI_BAR - UI_STRIP - 2 * UI_MARGIN - 40;
    if (context->memory->model.layer_id && !context->memory->model.is_closed)
        room = room * PANEL_LAYERS_SHARE;
    else if (context->memory->model.layer_id)
        room -= 40 + UI_GRID;
    ui_add(tree, &(UiWidget){ .kind = UI_BOX });
    ui_add(tree, &(UiWidget){ .kind = UI_BOX, .is_row = true, .height = 40, .padding_x = 12, .gap = 8, .ground = UI_GROUND_HEAD,
                              .name = "layers head", .action = "@layers" });
    ui_add(tree, &(UiWidget){ .kind = UI_BUTTON, .icon = UI_ICON_LAYERS, .width = 20, .height = 20, .colour = UI_COLOUR_ACCENT });
    ui_add_text(tree, ui_word(context, TEXT_LAYERS), UI_FONT_TITLE, UI_COLOUR_TITLE);
    ui_add_grow(tree);
    ui_add_text(tree, ui_format(tree, "%d", state->layer_count), UI_FONT_SMALL, UI_COLOUR_DIM);
    ui_add(tree, &(UiWidget){ .kind = UI_BUTTON, .icon = context->memory->is_layers_closed ? UI_ICON_RIGHT : UI_ICON_DOWN, .width = 16, .height = 16,
                              .colour = UI_COLOUR_DIM });
    ui_end(tree);
    if (!context->memory->is_layers_closed) {
        ui_add(tree, &(UiWidget){ .kind = UI_BOX, .is_scroll = true, .max_height = fmax(120, room), .padding_x = 8, .padding_y = 8, .gap = 0 });
        for (int i = 0; i < state->layer_count; i++) {
            if (panel_layers_is_first(state, i)) panel_layers_group(context, tree, state->layers[i].group);
        }
        ui_end(tree);
    }
    ui_end(tree);
}

const UiPanelRow panel_layers = { "layers", panel_layers_key, panel_layers_build };
