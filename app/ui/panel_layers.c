// SPDX-License-Identifier: Apache-2.0
// panel_layers.c - the tree of layers: groups folded or not, visible or not, state, count; a click
// opens a row for opacity, legend, zoom-to, rename, remove and the reason. What clicks, keys and
// drags mean: ui_layers.c.
#include "base/file.h"
#include "core/city_model.h"
#include "core/city_symbol.h"
#include "ui/ui_columns.h"
#include "ui/ui_dock_build.h"
#include <math.h>
#include <string.h>

#define PANEL_LAYERS_PROBLEMS_MAX 8
#define PANEL_LAYERS_INDENT 16
#define PANEL_LAYERS_SHARE 0.38 // of the height, where a model's panel stands below

static uint64_t panel_layers_key(const UiContext *context)
{
    const State *state = context->state;
    if (!state->has_panels || state->layer_count == 0) return 0;
    uint64_t key = ui_hash(21, &context->city->version, sizeof context->city->version);
    key = ui_hash(key, &state->layers_version, sizeof state->layers_version);
    key = ui_hash(key, &context->memory->version, sizeof context->memory->version);
    key = ui_hash(key, &context->memory->layers.version, sizeof context->memory->layers.version);
    key = ui_hash_number(key, context->memory->layers.has_focus);
    for (int i = 0; i < state->layer_count; i++) {
        const StateLayer *layer = &state->layers[i];
        const CityLayer *loaded = city_layer(context->city, layer->id);
        key = ui_hash_number(key, layer->is_visible * 2 + (double)layer->opacity * 10);
        key = ui_hash_text(key, layer->name);
        // Progress in steps that can be seen.
        if (loaded) key = ui_hash_number(key, loaded->state * 100.0 + floor((double)loaded->progress * 25));
    }
    const UiModel *model = &context->memory->model;
    key = ui_hash_number(key, ui_left_width(context) * 8192 +
                                  context->state->panel_sizes[STATE_PANEL_LAYERS]);
    return ui_hash_number(key, (context->height + ui_dock_cover(context) / 3) * 4 +
                                   (model->layer_id ? 1 : 0) + 2 * model->is_closed);
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

static void panel_layers_details(const UiContext *context, UiTree *tree, const StateLayer *layer,
                                 const CityLayer *loaded, int row)
{
    ui_add(tree, &(UiWidget){ .kind = UI_BOX, .padding_x = 8, .padding_y = 4, .gap = 4, .ground = UI_GROUND_FIELD });
    ui_add(tree, &(UiWidget){ .kind = UI_BOX, .is_row = true, .gap = 6 });
    ui_add_text(tree, ui_word(context, TEXT_OPACITY), UI_FONT_SMALL, UI_COLOUR_DIM);
    ui_add(tree, &(UiWidget){ .kind = UI_SLIDER, .grow = 1, .value = (double)layer->opacity, .name = ui_format(tree, "opacity %s", layer->name),
                              .action = ui_format(tree, "layer-set layer=%u opacity=", layer->id) });
    ui_add_icon_tip(tree, UI_ICON_ZOOM_TO, ui_format(tree, "zoom %s", layer->name),
                    ui_format(tree, "fit layer=%u", layer->id), ui_word(context, TEXT_FIT));
    ui_add_icon_tip(tree, UI_ICON_EDIT, ui_format(tree, "rename %s", layer->name),
                    ui_format(tree, "@layers:name:%d", row),
                    ui_format(tree, "%s (F2)", ui_word(context, TEXT_RENAME)));
    ui_add_icon_tip(tree, UI_ICON_REMOVE, ui_format(tree, "remove %s", layer->name),
                    ui_format(tree, "layer-remove layer=%u", layer->id),
                    ui_word(context, TEXT_REMOVE));
    ui_end(tree);
    ui_legend_add(context, tree, layer, loaded);
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

static UiMark panel_layers_mark(const UiLayers *layers, int row)
{
    if (!layers->is_dragging || layers->drop_row != row) return UI_MARK_NONE;
    switch (layers->drop) {
    case UI_LAYERS_ABOVE: return UI_MARK_ABOVE;
    case UI_LAYERS_BELOW:
    case UI_LAYERS_OUT: return UI_MARK_BELOW;
    case UI_LAYERS_INTO: return UI_MARK_RING;
    case UI_LAYERS_NO_DROP: break;
    }
    return UI_MARK_NONE;
}

// The box of a row: under the keys it is marked, and kept in view while they walk.
static void panel_layers_row_begin(UiTree *tree, UiLayers *layers, int row, const char *name,
                                   double indent, double value)
{
    const bool is_cursor = layers->cursor == row && layers->has_focus;
    const bool is_held = layers->is_dragging && layers->held == row;
    if (is_cursor && layers->is_following) tree->reveal = tree->count + 1;
    ui_add(tree, &(UiWidget){ .kind = UI_BOX,
                              .role = "treeitem",
                              .is_row = true,
                              .height = UI_ROW,
                              .padding_x = 6,
                              .gap = 8,
                              .name = name,
                              .value = value,
                              .mark = panel_layers_mark(layers, row),
                              .ground = is_held     ? UI_GROUND_FIELD
                                        : is_cursor ? UI_GROUND_SELECTED
                                                    : UI_GROUND_NONE,
                              .action = ui_format(tree, "@layers:row:%d", row) });
    if (indent > 0) ui_add_space(tree, indent);
}

// A row's name, or the field it is written in.
static void panel_layers_name(UiTree *tree, UiLayers *layers, int row, const char *name,
                              UiFont font, bool is_dim)
{
    if (!layers->is_naming || layers->cursor != row) {
        ui_add(tree, &(UiWidget){ .kind = UI_TEXT,
                                  .text = name,
                                  .font = font,
                                  .grow = 1,
                                  .width = 20,
                                  .is_disabled = is_dim });
        return;
    }
    ui_add(tree, &(UiWidget){ .kind = UI_FIELD,
                              .field = &layers->name,
                              .name = "new name",
                              .action = "@layers:named",
                              .cancel = "@layers:unnamed",
                              .grow = 1,
                              .width = 20,
                              .height = 24 });
}

static void panel_layers_state(const UiContext *context, UiTree *tree, const CityLayer *loaded)
{
    const double count = panel_layers_count(loaded);
    if (loaded && loaded->state == CITY_LAYER_LOADING) {
        if (loaded->progress > 0)
            ui_add_text(tree, ui_format(tree, "%.0f %%", (double)loaded->progress * 100),
                        UI_FONT_SMALL, UI_COLOUR_DIM);
        ui_add(tree, &(UiWidget){ .kind = UI_PROGRESS,
                                  .width = 40,
                                  .value = fmax(0.05, (double)loaded->progress) });
    } else if (loaded && loaded->state == CITY_LAYER_FAILED) {
        ui_add_text(tree, ui_word(context, TEXT_FAILED), UI_FONT_SMALL, UI_COLOUR_BAD);
    } else if (loaded && loaded->state == CITY_LAYER_WAITING) {
        ui_add_text(tree, ui_word(context, TEXT_WAITING), UI_FONT_SMALL, UI_COLOUR_DIM);
    } else if (count >= 0) {
        ui_add_text(tree, ui_count_text(tree, count), UI_FONT_SMALL, UI_COLOUR_DIM);
    }
    ui_add(tree, &(UiWidget){ .kind = UI_DOT, .colour = panel_layers_dot(loaded) });
}

static void panel_layers_layer(const UiContext *context, UiTree *tree, int row)
{
    UiLayers *layers = &context->memory->layers;
    const StateLayer *layer = &context->state->layers[layers->rows[row].at];
    const CityLayer *loaded = city_layer(context->city, layer->id);
    const bool is_open = layers->open_layer == layer->id;
    panel_layers_row_begin(tree, layers, row, ui_format(tree, "layer %s", layer->name),
                           layer->group[0] ? PANEL_LAYERS_INDENT : 0, is_open);
    ui_add(tree, &(UiWidget){ .kind = UI_CHECK,
                              .value = layer->is_visible,
                              .name = ui_format(tree, "visible %s", layer->name),
                              .action = ui_format(tree, "layer-set layer=%u visible=%s", layer->id,
                                                  layer->is_visible ? "false" : "true") });
    ui_add(tree, &(UiWidget){ .kind = UI_SWATCH, .value = ui_layer_rgb(context, layer, loaded) });
    panel_layers_name(tree, layers, row, layer->name, UI_FONT_BODY, !layer->is_visible);
    panel_layers_state(context, tree, loaded);
    ui_end(tree);
    if (loaded && loaded->state == CITY_LAYER_FAILED) {
        ui_add(tree, &(UiWidget){ .kind = UI_BOX, .padding_x = 14, .padding_y = 2 });
        panel_layers_line(
            tree,
            ui_is_chinese(context)
                ? ui_format(tree, "%s %s", err_code_zh(loaded->err.code), loaded->err.text)
                : loaded->err.text,
            UI_COLOUR_BAD);
        ui_end(tree);
    }
    if (is_open) panel_layers_details(context, tree, layer, loaded, row);
}

static void panel_layers_head(const UiContext *context, UiTree *tree, int row)
{
    UiLayers *layers = &context->memory->layers;
    const UiLayersRow *r = &layers->rows[row];
    const char *group = context->state->layers[r->at].group;
    Str show = { 0 };
    str_add(&show, "group-show group=");
    ui_quote(&show, group);
    str_printf(&show, " on=%s", r->visible ? "false" : "true");
    panel_layers_row_begin(tree, layers, row, ui_format(tree, "group %s", group), 0, r->is_open);
    ui_add(tree, &(UiWidget){ .kind = UI_BUTTON,
                              .icon = r->is_open ? UI_ICON_DOWN : UI_ICON_RIGHT,
                              .width = 16,
                              .height = 16,
                              .colour = UI_COLOUR_DIM });
    ui_add(tree, &(UiWidget){ .kind = UI_CHECK,
                              .value = r->visible == 0            ? 0
                                       : r->visible == r->members ? 1
                                                                  : 0.5,
                              .action = show.text,
                              .name = ui_format(tree, "visible group %s", group) });
    str_finish(&show);
    panel_layers_name(tree, layers, row, group, UI_FONT_STRONG, false);
    ui_add_text(tree, ui_format(tree, "%d/%d", r->visible, r->members), UI_FONT_SMALL,
                UI_COLOUR_DIM);
    ui_end(tree);
}

static void panel_layers_filter(const UiContext *context, UiTree *tree)
{
    UiLayers *layers = &context->memory->layers;
    if (!layers->is_filter_open) return;
    ui_add(tree,
           &(UiWidget){ .kind = UI_BOX, .is_row = true, .height = 40, .padding_x = 10, .gap = 4 });
    ui_add(tree, &(UiWidget){ .kind = UI_FIELD,
                              .field = &layers->filter,
                              .name = ui_word(context, TEXT_LAYERS_FILTER),
                              .icon = UI_ICON_SEARCH,
                              .action = "@layers:filtered",
                              .cancel = "@layers:unfilter",
                              .grow = 1,
                              .width = 40,
                              .height = 28 });
    ui_add_icon_tip(tree, UI_ICON_CLOSE, "clear layers filter", "@layers:unfilter",
                    ui_word(context, TEXT_FILTER_CLEAR));
    ui_end(tree);
}

static void panel_layers_title(const UiContext *context, UiTree *tree)
{
    const UiLayers *layers = &context->memory->layers;
    ui_add(tree, &(UiWidget){ .kind = UI_BOX,
                              .is_row = true,
                              .height = 40,
                              .padding_x = 12,
                              .gap = 8,
                              .ground = UI_GROUND_HEAD,
                              .name = "layers head",
                              .action = "@layers" });
    ui_add(tree, &(UiWidget){ .kind = UI_BUTTON,
                              .icon = UI_ICON_LAYERS,
                              .width = 20,
                              .height = 20,
                              .colour = UI_COLOUR_ACCENT });
    ui_add_text(tree, ui_word(context, TEXT_LAYERS), UI_FONT_TITLE, UI_COLOUR_TITLE);
    ui_add_grow(tree);
    ui_add_text(tree, ui_format(tree, "%d", context->state->layer_count), UI_FONT_SMALL,
                UI_COLOUR_DIM);
    ui_add_icon_tip(tree, UI_ICON_SEARCH, "filter layers", "@layers:filter",
                    ui_word(context, TEXT_LAYERS_FILTER));
    ui_add(tree, &(UiWidget){ .kind = UI_BUTTON,
                              .icon = layers->is_closed ? UI_ICON_RIGHT : UI_ICON_DOWN,
                              .width = 16,
                              .height = 16,
                              .name = "fold layers",
                              .action = "@layers",
                              .tip = ui_word(context, layers->is_closed ? TEXT_UNFOLD : TEXT_FOLD),
                              .colour = UI_COLOUR_DIM });
    ui_end(tree);
}

static void panel_layers_build(const UiContext *context, UiTree *tree, UiPlace *place)
{
    place->x = UI_MARGIN;
    place->y = UI_BAR + UI_MARGIN - 4;
    place->width = ui_left_width(context);
    double room = context->height - ui_dock_cover(context) - UI_BAR - UI_STRIP - 2 * UI_MARGIN - 40;
    if (context->memory->model.layer_id && !context->memory->model.is_closed)
        room = ui_layers_height(context, room, room * PANEL_LAYERS_SHARE + 40) - 40;
    else if (context->memory->model.layer_id)
        room -= 40 + UI_GRID;
    UiLayers *layers = &context->memory->layers;
    ui_add(tree, &(UiWidget){ .kind = UI_BOX });
    panel_layers_title(context, tree);
    if (!layers->is_closed) {
        panel_layers_filter(context, tree);
        ui_add(tree, &(UiWidget){ .kind = UI_BOX,
                                  .role = "tree",
                                  .name = "layers",
                                  .is_scroll = true,
                                  .max_height = fmax(120, room),
                                  .padding_x = 8,
                                  .padding_y = 8 });
        for (int row = 0; row < layers->row_count; row++) {
            if (layers->rows[row].layer_id)
                panel_layers_layer(context, tree, row);
            else
                panel_layers_head(context, tree, row);
        }
        if (layers->row_count == 0)
            ui_add_text(tree, ui_word(context, TEXT_NOTHING_FOUND), UI_FONT_BODY, UI_COLOUR_DIM);
        ui_end(tree);
        layers->is_following = false;
    }
    ui_end(tree);
}

const UiPanelRow panel_layers = { "layers", panel_layers_key, panel_layers_build };
