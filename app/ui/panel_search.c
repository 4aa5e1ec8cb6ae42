// SPDX-License-Identifier: Apache-2.0
// panel_search.c - a field over the names of all layers and the best hits below it.
#include "core/city_model.h"
#include "ui/ui_panel.h"
#include <math.h>
#include <string.h>

#define PANEL_SEARCH_WIDTH 480
#define PANEL_SEARCH_ROW (UI_ROW + 4)

static uint64_t panel_search_key(const UiContext *context)
{
    const UiMemory *memory = context->memory;
    if (!memory->is_search_open) return 0;
    uint64_t key = ui_hash_number(91, (double)memory->search.version);
    key = ui_hash_number(key, memory->fitting);
    key = ui_hash(key, memory->places, sizeof memory->places[0] * (size_t)memory->place_count);
    key = ui_hash(key, memory->hits, sizeof memory->hits[0] * (size_t)memory->hit_count);
    return ui_hash_number(key, context->width * 100 + memory->hit_at);
}

void ui_search_expression(const UiMemory *memory, Str *out)
{
    str_printf(out, "select-where layer=%u where=", memory->model.layer_id);
    ui_quote(out, ui_text_field_text(&memory->search));
}

void ui_search_line(const UiMemory *memory, int at, Str *out)
{
    if (at >= memory->place_count) {
        const SearchHit *hit = &memory->hits[at - memory->place_count];
        str_printf(out, "go layer=%u feature=%u", hit->ref.layer_id, hit->ref.feature);
        return;
    }
    const SearchPlace *place = &memory->places[at];
    switch (place->kind) {
    case SEARCH_BOOKMARK:
        str_add(out, "bookmark-go name=");
        ui_quote(out, place->name);
        break;
    case SEARCH_POINT:
        str_printf(out, "goto lon=%.7f lat=%.7f distance=1500", place->lon_deg, place->lat_deg);
        break;
    case SEARCH_WHERE:
        str_printf(out, "select-where layer=%u where=", place->layer_id);
        ui_quote(out, ui_text_field_text(&memory->search));
        str_add(out, "\nfit-selection");
        break;
    }
}

// The layer; of a model's object its type and where the text was found, before it.
static const char *panel_search_note(const UiContext *context, UiTree *tree, const SearchHit *hit,
                                     const StateLayer *layer)
{
    const char *name = layer ? layer->name : "";
    const CityLayer *loaded = city_layer(context->city, hit->ref.layer_id);
    if (hit->where[0] && !hit->type[0]) return ui_format(tree, "%s · %s", hit->where, name);
    if (!hit->type[0] || !loaded) return name;
    const bool is_chinese = ui_is_chinese(context);
    const char *type = city_model_word(loaded, hit->type, is_chinese);
    if (!hit->where[0]) return ui_format(tree, "%s · %s", type, name);
    const char *where = city_model_word(loaded, hit->where, is_chinese);
    char matched[48]; // a note may be long
    const size_t kept = str_copy_utf8(matched, sizeof matched, hit->matched);
    return ui_format(tree, "%s%s%s%s · %s · %s", where, matched[0] ? ": " : "", matched,
                     kept < strlen(hit->matched) ? "…" : "", type, name);
}

static void add_row(const UiContext *context, UiTree *tree, int at)
{
    static const TextId notes[] = { TEXT_BOOKMARK, TEXT_COORDINATES, TEXT_SELECT_FITTING };
    const UiMemory *memory = context->memory;
    const SearchPlace *place = at < memory->place_count ? &memory->places[at] : NULL;
    const SearchHit *hit = place ? NULL : &memory->hits[at - memory->place_count];
    const bool is_at = at == memory->hit_at && memory->fitting <= 0;
    Str line = { 0 };
    ui_search_line(memory, at, &line);
    if (is_at) tree->reveal = tree->count + 1;
    ui_add(tree, &(UiWidget){ .kind = UI_BOX,
                              .role = "listitem",
                              .is_row = true,
                              .height = PANEL_SEARCH_ROW,
                              .padding_x = 10,
                              .gap = 10,
                              .ground = is_at ? UI_GROUND_SELECTED : UI_GROUND_NONE,
                              .name = hit ? ui_format(tree, "hit %d", at - memory->place_count)
                                          : ui_format(tree, "place %d", at),
                              .action = line.text });
    str_finish(&line);
    ui_add(tree, &(UiWidget){ .kind = UI_TEXT,
                              .text = hit ? hit->name : place->name,
                              .grow = 1,
                              .width = 20,
                              .colour = UI_COLOUR_TEXT });
    const StateLayer *layer =
        hit ? state_layer_by_id((State *)context->state, hit->ref.layer_id) : NULL;
    const char *note = hit ? panel_search_note(context, tree, hit, layer)
                       : place->kind == SEARCH_WHERE
                           ? ui_format(tree, "%s %s", ui_word(context, notes[place->kind]),
                                       ui_count_text(tree, place->count))
                           : ui_word(context, notes[place->kind]);
    ui_add_text(tree, note, UI_FONT_SMALL, UI_COLOUR_DIM);
    ui_end(tree);
}

// All that is found is selected: coloured on the map, and shown.
static void add_all(const UiContext *context, UiTree *tree)
{
    const UiMemory *memory = context->memory;
    if (memory->hit_count < 2) return;
    Str line = { 0 };
    str_add(&line, "search-select text=");
    ui_quote(&line, ui_text_field_text(&memory->search));
    str_add(&line, "\nfit-selection");
    ui_add_rule(tree);
    ui_add(tree, &(UiWidget){ .kind = UI_BUTTON,
                              .text = ui_format(
                                  tree, "%s · %d%s", ui_word(context, TEXT_SEARCH_SHOW_ALL),
                                  memory->hit_count, memory->hit_count == UI_HITS_MAX ? "+" : ""),
                              .name = "select all found",
                              .icon = UI_ICON_ZOOM_TO,
                              .colour = UI_COLOUR_ACCENT,
                              .action = line.text });
    str_finish(&line);
}

static void panel_search_build(const UiContext *context, UiTree *tree, UiPlace *place)
{
    UiMemory *memory = context->memory;
    place->width = PANEL_SEARCH_WIDTH;
    place->x = (context->width - place->width) / 2;
    place->y = UI_BAR + UI_MARGIN - 4;
    ui_add(tree, &(UiWidget){ .kind = UI_BOX, .padding_x = 10, .padding_y = 10, .gap = 6 });
    ui_add(tree, &(UiWidget){ .kind = UI_FIELD,
                              .field = &memory->search,
                              .name = ui_word(context, TEXT_SEARCH),
                              .icon = UI_ICON_SEARCH,
                              .action = "@search-go",
                              .cancel = "@search",
                              .height = 36,
                              .font = UI_FONT_TITLE });
    if (memory->fitting > 0 || (memory->fitting == 0 && memory->place_count == 0)) {
        Str act = { 0 };
        ui_search_expression(memory, &act);
        ui_add(tree,
               &(UiWidget){ .kind = UI_BOX,
                            .is_row = true,
                            .height = UI_ROW + 4,
                            .padding_x = 10,
                            .gap = 10,
                            .ground = memory->fitting > 0 ? UI_GROUND_SELECTED : UI_GROUND_NONE,
                            .name = "expression",
                            .action = memory->fitting > 0 ? act.text : NULL });
        ui_add(tree, &(UiWidget){ .kind = UI_TEXT,
                                  .text = ui_word(context, TEXT_SELECT_FITTING),
                                  .grow = 1,
                                  .width = 20 });
        ui_add_text(tree, ui_count_text(tree, memory->fitting), UI_FONT_STRONG, UI_COLOUR_TEXT);
        ui_end(tree);
        str_finish(&act);
    }
    const int rows = memory->place_count + memory->hit_count;
    if (rows > 0) {
        ui_add(tree, &(UiWidget){ .kind = UI_BOX,
                                  .role = "list",
                                  .name = "found",
                                  .is_scroll = true,
                                  .max_height = fmax(4 * PANEL_SEARCH_ROW,
                                                     fmin(12 * PANEL_SEARCH_ROW,
                                                          context->bottom - place->y - 140)) });
        for (int i = 0; i < rows; i++) add_row(context, tree, i);
        ui_end(tree);
    }
    add_all(context, tree);
    if (memory->search.text.length && rows == 0 && memory->fitting < 0)
        ui_add_text(tree, ui_word(context, TEXT_NO_VALUE), UI_FONT_BODY, UI_COLOUR_DIM);
    ui_end(tree);
}

const UiPanelRow panel_search = { "search", panel_search_key, panel_search_build };
