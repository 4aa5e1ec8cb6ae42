// SPDX-License-Identifier: Apache-2.0
// panel_model.c - a model as a tree by place, type or system, or what differs from another version:
// a virtual list that follows the selection, an eye a branch, and what can be done with it.
#include "core/city_model.h"
#include "ui/ui_columns.h"
#include "ui/ui_dock_build.h"
#include <math.h>
#include <string.h>

#define PANEL_MODEL_INDENT 12
#define PANEL_MODEL_INDENT_MAX 8 // deeper rows stand where these do
#define PANEL_MODEL_ROOM_MIN (4 * UI_MODEL_ROW)
#define PANEL_MODEL_EXPLODE_M 4

static const StateLayer *panel_model_layer(const UiContext *context)
{
    return state_layer_by_id((State *)context->state, context->memory->model.layer_id); // looks
}

static uint64_t panel_model_key(const UiContext *context)
{
    const State *state = context->state;
    const UiModel *model = &context->memory->model;
    const StateLayer *layer = panel_model_layer(context);
    if (!state->has_panels || !layer || !model->asset) return 0;
    uint64_t key = ui_hash(101, &model->version, sizeof model->version);
    key = ui_hash(key, &layer->view.marks_key, sizeof layer->view.marks_key);
    key = ui_hash(key, &context->city->version, sizeof context->city->version);
    key = ui_hash_text(key, layer->name);
    key = ui_hash_number(key, layer->view.explode_m * 8 + state->cut_count);
    key = ui_hash_number(key, ui_left_width(context));
    key = ui_hash_number(key, model->has_focus + 2 * context->memory->layers.is_closed);
    return ui_hash_number(key, (context->height - ui_dock_cover(context)) * 10000 +
                                   context->layers_bottom);
}

static int panel_model_count(const UiContext *context)
{
    const State *state = context->state;
    int count = 0;
    for (int i = 0; i < state->layer_count; i++) {
        const CityLayer *layer = city_layer(context->city, state->layers[i].id);
        count += layer && layer->state == CITY_LAYER_READY && layer->asset;
    }
    return count;
}

// The model after the one shown, round.
static uint32_t panel_model_next(const UiContext *context)
{
    const State *state = context->state;
    const uint32_t shown = context->memory->model.layer_id;
    uint32_t first = 0;
    bool is_past = false;
    for (int i = 0; i < state->layer_count; i++) {
        const CityLayer *layer = city_layer(context->city, state->layers[i].id);
        if (!layer || layer->state != CITY_LAYER_READY || !layer->asset) continue;
        if (is_past) return layer->id;
        if (!first) first = layer->id;
        is_past = layer->id == shown;
    }
    return first;
}

static void panel_model_head(const UiContext *context, UiTree *tree)
{
    const UiModel *model = &context->memory->model;
    const StateLayer *layer = panel_model_layer(context);
    ui_add(tree, &(UiWidget){ .kind = UI_BOX,
                              .is_row = true,
                              .height = 40,
                              .padding_x = 12,
                              .gap = 8,
                              .ground = UI_GROUND_HEAD,
                              .name = "model head",
                              .action = "@model" });
    ui_add(tree, &(UiWidget){ .kind = UI_BUTTON,
                              .icon = UI_ICON_CUBE,
                              .width = 20,
                              .height = 20,
                              .colour = UI_COLOUR_ACCENT });
    ui_add(tree, &(UiWidget){ .kind = UI_TEXT,
                              .text = layer->name,
                              .font = UI_FONT_TITLE,
                              .colour = UI_COLOUR_TITLE,
                              .grow = 1,
                              .width = 20 });
    ui_add_text(tree, model->asset->format, UI_FONT_SMALL, UI_COLOUR_DIM);
    if (panel_model_count(context) > 1)
        ui_add(tree,
               &(UiWidget){ .kind = UI_BUTTON,
                            .text = "›",
                            .name = "next model",
                            .action = ui_format(tree, "@model-next:%u", panel_model_next(context)),
                            .font = UI_FONT_TITLE,
                            .width = 22,
                            .colour = UI_COLOUR_DIM });
    ui_add(tree, &(UiWidget){ .kind = UI_BUTTON,
                              .icon = model->is_closed ? UI_ICON_RIGHT : UI_ICON_DOWN,
                              .width = 16,
                              .height = 16,
                              .colour = UI_COLOUR_DIM });
    ui_end(tree);
}

static void panel_model_tabs(const UiContext *context, UiTree *tree)
{
    static const TextId texts[UI_MODEL_TAB_COUNT] = { TEXT_BY_PLACE, TEXT_BY_TYPE, TEXT_BY_SYSTEM,
                                                      TEXT_CHANGES };
    const UiModel *model = &context->memory->model;
    const int tabs = UI_MODEL_TREES + (model->changes != NULL || model->is_comparing);
    ui_add(tree,
           &(UiWidget){ .kind = UI_BOX, .is_row = true, .height = 36, .padding_x = 8, .gap = 4 });
    for (int i = 0; i < tabs; i++)
        ui_add(tree, &(UiWidget){ .kind = UI_BUTTON,
                                  .text = ui_word(context, texts[i]),
                                  .name = ui_format(tree, "model tab %d", i),
                                  .action = ui_format(tree, "@model-tab:%d", i),
                                  .ground = model->tab == (UiModelTab)i ? UI_GROUND_SELECTED
                                                                        : UI_GROUND_NONE,
                                  .height = 26,
                                  .grow = 1,
                                  .colour = UI_COLOUR_DIM });
    ui_end(tree);
    ui_add_rule(tree);
}

// An eye for a branch: open, closed, or half where a part is hidden.
static void panel_model_eye(const UiContext *context, UiTree *tree, int row, int bodies, int hidden)
{
    const AssetTreeRow *r = &ui_model_tree(&context->memory->model)->tree.rows[row];
    const StateLayer *layer = panel_model_layer(context);
    if (bodies == 0 || (r->object < 0 && r->kind != ASSET_TREE_TYPE_NAME)) {
        ui_add(tree, &(UiWidget){ .kind = UI_TEXT, .text = "", .width = 22, .height = 1 });
        return;
    }
    const bool is_hidden = hidden == bodies;
    Str act = { 0 };
    str_printf(&act, "%s layer=%u ", is_hidden ? "show" : "hide", layer->id);
    if (r->object >= 0)
        str_printf(&act, "object=%d", r->object);
    else
        str_printf(&act, "where=\"type=%s\"", r->label);
    ui_add(tree,
           &(UiWidget){ .kind = UI_BUTTON,
                        .icon = is_hidden ? UI_ICON_EYE_OFF : UI_ICON_EYE,
                        .name = ui_format(tree, "eye %d", row),
                        .action = act.text,
                        .width = 22,
                        .height = 22,
                        .colour = hidden > 0 && !is_hidden ? UI_COLOUR_ACCENT : UI_COLOUR_DIM });
    str_finish(&act);
}

// "M_Single-Flush:0915 x 2134mm:185749" as "M_Single-Flush · 185749": what tells it from its
// neighbours is seen in a narrow list.
static const char *panel_model_short(UiTree *tree, const char *name)
{
    const char *first = strchr(name, ':'), *last = strrchr(name, ':');
    if (!first || first == last || !last[1]) return name;
    if (last[1 + strspn(last + 1, "0123456789")]) return name;
    return ui_format(tree, "%.*s · %s", (int)(first - name), name, last + 1);
}

static const char *panel_model_label(const UiContext *context, UiTree *tree, const AssetTreeRow *r)
{
    const CityLayer *loaded = city_layer(context->city, context->memory->model.layer_id);
    const bool is_chinese = ui_is_chinese(context);
    switch (r->kind) {
    case ASSET_TREE_TYPE_NAME: return city_model_word(loaded, r->label, is_chinese);
    case ASSET_TREE_OUTSIDE: return ui_word(context, TEXT_OUTSIDE);
    case ASSET_TREE_IN_NO_GROUP: return ui_word(context, TEXT_IN_NO_SYSTEM);
    case ASSET_TREE_OBJECT: break;
    }
    const char *name = city_model_name(loaded, (uint32_t)r->object);
    const char *type = context->memory->model.asset->objects[r->object].type;
    const IfcModel *ifc = loaded->asset->ifc;
    const AssetObjectKind kind = loaded->asset->objects[r->object].kind;
    const bool has_more = kind == ASSET_OBJECT_SPACE || kind == ASSET_OBJECT_STOREY;
    const char *more =
        ifc && has_more ? ifc_model_text(ifc, ifc->objects.long_names[r->object]) : "";
    if (more[0] && strcmp(more, name) != 0) return ui_format(tree, "%s  %s", name, more);
    return strcmp(name, type) == 0 ? city_model_word(loaded, name, is_chinese)
                                   : panel_model_short(tree, name);
}

// To the right: how many elements are below, or what a leaf is.
static const char *panel_model_note(const UiContext *context, UiTree *tree, const AssetTreeRow *r)
{
    const UiModel *model = &context->memory->model;
    if (r->elements > 0) return ui_count_text(tree, r->elements);
    if (r->object < 0 || model->tab != UI_MODEL_PLACE) return "";
    const CityLayer *loaded = city_layer(context->city, model->layer_id);
    const char *type = model->asset->objects[r->object].type;
    const char *word = city_model_word(loaded, type, ui_is_chinese(context));
    return word == type && str_starts(word, "Ifc") ? word + 3 : word;
}

static void panel_model_row(const UiContext *context, UiTree *tree, int row)
{
    UiModel *model = &context->memory->model;
    const UiModelTree *t = ui_model_tree(model);
    const AssetTreeRow *r = &t->tree.rows[row];
    const bool is_selected = r->object >= 0 && model->is_selected && model->is_selected[r->object];
    const bool is_cursor = row == t->cursor && model->has_focus;
    const bool is_whole =
        r->rows_below > 0 && model->tab != UI_MODEL_SYSTEM &&
        (r->object < 0 || model->asset->objects[r->object].kind == ASSET_OBJECT_STOREY);
    const int depth = r->depth < PANEL_MODEL_INDENT_MAX ? r->depth : PANEL_MODEL_INDENT_MAX;
    ui_add(tree, &(UiWidget){ .kind = UI_BOX,
                              .is_row = true,
                              .height = UI_MODEL_ROW,
                              .padding_x = 2,
                              .gap = 4,
                              .ground = is_selected ? UI_GROUND_SELECTED
                                        : is_cursor ? UI_GROUND_HOVER
                                                    : UI_GROUND_NONE,
                              .name = ui_format(tree, "model row %d", row),
                              .action = ui_format(tree, "@model-row:%d", row) });
    if (depth > 0)
        ui_add(tree, &(UiWidget){ .kind = UI_TEXT,
                                  .text = "",
                                  .width = depth * PANEL_MODEL_INDENT - 4,
                                  .height = 1 });
    if (r->rows_below > 0)
        ui_add(tree, &(UiWidget){ .kind = UI_BUTTON,
                                  .icon = t->is_open[row] ? UI_ICON_DOWN : UI_ICON_RIGHT,
                                  .name = ui_format(tree, "open %d", row),
                                  .action = ui_format(tree, "@model-open:%d", row),
                                  .width = 18,
                                  .height = 22,
                                  .colour = UI_COLOUR_DIM });
    else
        ui_add(tree, &(UiWidget){ .kind = UI_TEXT, .text = "", .width = 18, .height = 1 });
    int bodies = 0, hidden = 0;
    ui_model_hidden(model, &panel_model_layer(context)->view, row, &bodies, &hidden);
    const char *label = panel_model_label(context, tree, r);
    const bool has_code = r->kind == ASSET_TREE_TYPE_NAME && strcmp(label, r->label) != 0;
    ui_add(tree, &(UiWidget){ .kind = UI_TEXT,
                              .text = label,
                              .font = is_whole ? UI_FONT_STRONG : UI_FONT_BODY,
                              .grow = has_code ? 0 : 1,
                              .width = has_code ? 0 : 20,
                              .is_disabled = bodies > 0 && hidden == bodies,
                              .colour = UI_COLOUR_TEXT });
    if (has_code)
        ui_add(tree, &(UiWidget){ .kind = UI_TEXT,
                                  .text = r->label,
                                  .font = UI_FONT_SMALL,
                                  .grow = 1,
                                  .width = 20,
                                  .colour = UI_COLOUR_DIM });
    ui_add_text(tree, panel_model_note(context, tree, r), UI_FONT_SMALL, UI_COLOUR_DIM);
    panel_model_eye(context, tree, row, bodies, hidden);
    ui_end(tree);
}

static double panel_model_rgb(AssetDifference kind)
{
    const uint32_t bgr = city_compare_rgba(kind);
    return (bgr & 255) << 16 | (bgr & 0xff00) | (bgr >> 16 & 255);
}

// What of it has changed, in words.
static const char *panel_model_what(const UiContext *context, UiTree *tree, unsigned what)
{
    static const struct {
        unsigned bit;
        TextId text;
    } words[] = {
        { ASSET_CHANGED_GEOMETRY, TEXT_GEOMETRY }, { ASSET_CHANGED_PLACEMENT, TEXT_PLACE },
        { ASSET_CHANGED_TYPE, TEXT_BY_TYPE },      { ASSET_CHANGED_NAME, TEXT_NAME },
        { ASSET_CHANGED_STOREY, TEXT_STOREY },     { ASSET_CHANGED_MATERIAL, TEXT_MATERIAL },
        { ASSET_CHANGED_PROPERTY, TEXT_PROPERTY },
    };
    Str text = { 0 };
    int count = 0;
    for (size_t i = 0; i < sizeof words / sizeof words[0]; i++) {
        if (!(what & words[i].bit) || count++ >= 2) continue;
        str_printf(&text, "%s%s", count > 1 ? " · " : "", ui_word(context, words[i].text));
    }
    if (count > 2) str_add(&text, " …");
    const char *out = ui_format(tree, "%s", text.text ? text.text : "");
    str_finish(&text);
    return out;
}

static void panel_model_change(const UiContext *context, UiTree *tree, int i)
{
    const UiModel *model = &context->memory->model;
    const AssetChange *c = &model->changes->changes[i];
    const bool is_old = c->new_object < 0;
    const Asset *asset = is_old ? model->changes->old : model->changes->new;
    const AssetObject *o = &asset->objects[is_old ? c->old_object : c->new_object];
    const CityLayer *loaded = city_layer(context->city, model->layer_id);
    const char *type = city_model_word(loaded, o->type, ui_is_chinese(context));
    ui_add(tree, &(UiWidget){ .kind = UI_BOX,
                              .is_row = true,
                              .height = UI_MODEL_ROW,
                              .padding_x = 8,
                              .gap = 8,
                              .ground = i == model->change ? UI_GROUND_SELECTED : UI_GROUND_NONE,
                              .name = ui_format(tree, "change %d", i),
                              .action = ui_format(tree, "@model-change:%d", i) });
    ui_add(tree,
           &(UiWidget){
               .kind = UI_SWATCH, .value = panel_model_rgb(c->kind), .width = 10, .height = 10 });
    ui_add(tree, &(UiWidget){ .kind = UI_TEXT,
                              .text = o->name[0] ? panel_model_short(tree, o->name) : type,
                              .grow = 1,
                              .width = 20,
                              .colour = UI_COLOUR_TEXT });
    ui_add_text(tree,
                c->kind == ASSET_COMPARE_CHANGED ? panel_model_what(context, tree, c->what) : type,
                UI_FONT_SMALL, UI_COLOUR_DIM);
    ui_end(tree);
}

// The colours of the comparison and how many there are of each.
static void panel_model_legend(const UiContext *context, UiTree *tree)
{
    const AssetComparison *r = context->memory->model.changes;
    static const TextId texts[] = { TEXT_ADDED, TEXT_REMOVED, TEXT_CHANGED };
    static const AssetDifference kinds[] = { ASSET_COMPARE_ADDED, ASSET_COMPARE_REMOVED,
                                             ASSET_COMPARE_CHANGED };
    const int counts[] = { r->added, r->removed, r->changed };
    const StateLayer *old =
        state_layer_by_id((State *)context->state, context->state->compare.old_id);
    ui_add(tree,
           &(UiWidget){ .kind = UI_BOX, .is_row = true, .height = 32, .padding_x = 12, .gap = 6 });
    for (int i = 0; i < 3; i++) {
        ui_add(tree, &(UiWidget){ .kind = UI_SWATCH, .value = panel_model_rgb(kinds[i]) });
        ui_add_text(tree, ui_word(context, texts[i]), UI_FONT_SMALL, UI_COLOUR_DIM);
        ui_add_text(tree, ui_count_text(tree, counts[i]), UI_FONT_STRONG, UI_COLOUR_TEXT);
        if (i < 2) ui_add_grow(tree);
    }
    ui_end(tree);
    if (old)
        ui_add(tree, &(UiWidget){ .kind = UI_BOX, .is_row = true, .height = 22, .padding_x = 12 });
    if (old)
        ui_add(tree,
               &(UiWidget){ .kind = UI_TEXT,
                            .text = ui_format(tree, "%s %s", ui_word(context, TEXT_COMPARED_WITH),
                                              old->name),
                            .font = UI_FONT_SMALL,
                            .colour = UI_COLOUR_DIM,
                            .grow = 1,
                            .width = 20 });
    if (old) ui_end(tree);
    ui_add_rule(tree);
}

static void panel_model_space(UiTree *tree, double height)
{
    if (height > 0)
        ui_add(tree, &(UiWidget){ .kind = UI_TEXT, .text = "", .width = 1, .height = height });
}

// Only the rows that can be seen are widgets.
static void panel_model_list(const UiContext *context, UiTree *tree, double room)
{
    UiModel *model = &context->memory->model;
    const UiModelTree *t = ui_model_tree(model);
    const int total = ui_model_row_count(model), cursor = ui_model_cursor(model);
    const double height = fmin(room, total * (double)UI_MODEL_ROW);
    model->page = (int)(height / UI_MODEL_ROW);
    if (model->is_following && cursor >= 0) {
        const double top = cursor * (double)UI_MODEL_ROW;
        if (top < tree->scroll || top + UI_MODEL_ROW > tree->scroll + height)
            tree->scroll = top - floor(height / 3);
    }
    model->is_following = false;
    tree->scroll = fmax(0, fmin(tree->scroll, total * (double)UI_MODEL_ROW - height));
    const int first = (int)(tree->scroll / UI_MODEL_ROW);
    int rows[256];
    int count = model->page + 2;
    if (count > 256) count = 256;
    if (first + count > total) count = total - first;
    if (t) asset_tree_shown(&t->tree, t->is_open, first, rows, count);
    ui_add(tree, &(UiWidget){ .kind = UI_BOX,
                              .is_scroll = true,
                              .height = height,
                              .padding_x = 6,
                              .name = "model list" });
    panel_model_space(tree, first * (double)UI_MODEL_ROW);
    for (int i = 0; i < count; i++) {
        if (t)
            panel_model_row(context, tree, rows[i]);
        else
            panel_model_change(context, tree, first + i);
    }
    panel_model_space(tree, (total - first - count) * (double)UI_MODEL_ROW);
    ui_end(tree);
}

static void panel_model_act(const UiContext *context, UiTree *tree, TextId text, const char *name,
                            const char *action, bool is_on)
{
    ui_add(tree, &(UiWidget){ .kind = UI_BUTTON,
                              .text = ui_word(context, text),
                              .name = name,
                              .action = action,
                              .is_disabled = action == NULL,
                              .ground = is_on ? UI_GROUND_SELECTED : UI_GROUND_NONE,
                              .height = 26,
                              .grow = 1,
                              .font = UI_FONT_SMALL,
                              .colour = action ? UI_COLOUR_ACCENT : UI_COLOUR_DIM });
}

static void panel_model_acts(const UiContext *context, UiTree *tree)
{
    UiModel *model = &context->memory->model;
    const StateLayer *layer = panel_model_layer(context);
    const uint32_t id = layer->id;
    ui_add_rule(tree);
    ui_add(tree,
           &(UiWidget){ .kind = UI_BOX, .is_row = true, .height = 38, .padding_x = 8, .gap = 2 });
    if (model->tab == UI_MODEL_CHANGES) {
        panel_model_act(context, tree, TEXT_COMPARE_OFF, "compare off", "model-compare off", false);
        ui_end(tree);
        return;
    }
    const int storey = ui_model_storey(model);
    const bool has_selected = model->selected_count > 0;
    const bool is_apart = layer->view.explode_m != 0;
    const bool is_changed = layer->view.marks_key != 0 || context->state->cut_count > 0;
    // A whole that is selected is let go, or its tint would cover what is to be seen.
    int whole = -1;
    for (int i = 0; model->selected_count == 1 && whole < 0 && i < model->asset->object_count; i++)
        if (model->is_selected && model->is_selected[i]) whole = i;
    const bool is_whole = whole >= 0 && model->asset->objects[whole].instance_count == 0;
    const char *then = is_whole ? "\nselect-clear" : "";
    Str plan = { 0 };
    if (storey >= 0) {
        str_printf(&plan, "storey-plan layer=%u storey=", id);
        ui_quote(&plan, model->asset->objects[storey].name);
        str_add(&plan, then);
    }
    panel_model_act(context, tree, TEXT_ISOLATE, "model isolate",
                    has_selected ? ui_format(tree, "isolate layer=%u%s", id, then) : NULL, false);
    panel_model_act(
        context, tree, TEXT_GHOST_OTHERS, "model ghost",
        has_selected ? ui_format(tree, "isolate layer=%u others=ghost%s", id, then) : NULL, false);
    panel_model_act(context, tree, TEXT_PLAN, "model plan", plan.text, false);
    panel_model_act(
        context, tree, TEXT_EXPLODE, "model explode",
        ui_format(tree, "explode layer=%u metres=%d", id, is_apart ? 0 : PANEL_MODEL_EXPLODE_M),
        is_apart);
    panel_model_act(context, tree, TEXT_SHOW_ALL, "model show all",
                    is_changed ? ui_format(tree, "show-all layer=%u%s", id,
                                           context->state->cut_count ? "\ncut-off" : "")
                               : NULL,
                    false);
    str_finish(&plan);
    ui_end(tree);
}

static void panel_model_build(const UiContext *context, UiTree *tree, UiPlace *place)
{
    UiModel *model = &context->memory->model;
    place->x = UI_MARGIN;
    place->y = context->layers_bottom + UI_GRID;
    place->width = ui_left_width(context);
    const bool is_changes = model->tab == UI_MODEL_CHANGES;
    const double fixed = 40 + 37 + 39 + (is_changes ? 55 : 0);
    const double room =
        context->height - ui_dock_cover(context) - place->y - UI_STRIP - UI_MARGIN - fixed;
    ui_add(tree, &(UiWidget){ .kind = UI_BOX });
    panel_model_head(context, tree);
    if (!model->is_closed) {
        panel_model_tabs(context, tree);
        if (is_changes && model->changes) panel_model_legend(context, tree);
        if (ui_model_row_count(model) > 0) {
            panel_model_list(context, tree, fmax(PANEL_MODEL_ROOM_MIN, room));
        } else {
            const bool is_waiting = is_changes ? model->is_comparing : !ui_model_tree(model);
            ui_add(tree, &(UiWidget){ .kind = UI_BOX, .padding_x = 14, .padding_y = 8 });
            ui_add_text(tree,
                        ui_word(context, is_waiting   ? TEXT_IN_WORK
                                         : is_changes ? TEXT_NO_CHANGES
                                                      : TEXT_NO_VALUE),
                        UI_FONT_BODY, UI_COLOUR_DIM);
            ui_end(tree);
        }
        panel_model_acts(context, tree);
    }
    ui_end(tree);
}

const UiPanelRow panel_model = { "model", panel_model_key, panel_model_build };
