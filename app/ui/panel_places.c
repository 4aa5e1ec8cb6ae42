// SPDX-License-Identifier: Apache-2.0
// panel_places.c - bookmarks, the tour with its bar, scenes of the big screen: gone to, named, put
// in order by drag.
#include "ui/ui_dock_build.h"
#include <math.h>
#include <stdio.h>
#include <string.h>

#define FOOT 42
#define WORDS_FROM 600 // units of the list: less has no room for the choice of kinds …
#define TOUR_FROM 820  // … or for the bar of the tour, which then stands with its stops

static uint64_t panel_places_key(const UiContext *context)
{
    return ui_dock_panel_key(context, STATE_DOCK_PLACES);
}

static void add_switch(UiTree *tree, UiIcon icon, const char *name, const char *action, bool is_on)
{
    ui_add(tree, &(UiWidget){ .kind = UI_BUTTON,
                              .icon = icon,
                              .name = name,
                              .tip = name,
                              .action = action,
                              .width = 28,
                              .colour = UI_COLOUR_DIM,
                              .ground = is_on ? UI_GROUND_SELECTED : UI_GROUND_NONE });
}

// Plays and stops; the bar says how far, and seeks.
static void add_tour(const UiContext *context, UiTree *tree)
{
    const State *s = context->state;
    double seconds = 0;
    for (int i = 0; i < s->tour_count; i++) seconds += s->tour[i].seconds;
    if (s->tour_count < 2) return;
    add_switch(tree, s->is_touring ? UI_ICON_PAUSE : UI_ICON_PLAY, ui_word(context, TEXT_TOUR),
               "tour-toggle", s->is_touring);
    ui_add(tree, &(UiWidget){
                     .kind = UI_SLIDER,
                     .name = "tour bar",
                     .tip = ui_word(context, TEXT_TOUR),
                     .width = 96,
                     .value = s->is_touring && seconds > 0 ? fmin(1, s->tour_time_s / seconds) : 0,
                     .action = "tour-seek share=" });
    ui_add_text(tree, ui_format(tree, "%.0f / %.0f s", s->is_touring ? s->tour_time_s : 0, seconds),
                UI_FONT_SMALL, UI_COLOUR_DIM);
}

static void add_tools(const UiContext *context, UiTree *tree, const UiDockRoom *room)
{
    static const TextId of[] = { TEXT_ALL, TEXT_BOOKMARKS, TEXT_TOUR, TEXT_SCENES };
    static const TextId add[] = { TEXT_NONE, TEXT_ADD_BOOKMARK, TEXT_ADD_STOP, TEXT_ADD_SCENE };
    static const UiIcon icons[] = { UI_ICON_NONE, UI_ICON_BOOKMARK, UI_ICON_PLUS, UI_ICON_LIST };
    const State *s = context->state;
    ui_dock_tools_begin(tree, room);
    for (int i = 0; i < 4 && room->table_w >= WORDS_FROM; i++) {
        const char *word = ui_word(context, of[i]);
        ui_add(tree, &(UiWidget){ .kind = UI_BUTTON,
                                  .text = word,
                                  .name = ui_format(tree, "of %s", word),
                                  .action = ui_format(tree, "@dock:desk-of:%d", i),
                                  .colour = UI_COLOUR_DIM,
                                  .ground = (int)context->memory->dock.desk.places_of == i
                                                ? UI_GROUND_SELECTED
                                                : UI_GROUND_NONE });
    }
    for (int i = 1; i < 4; i++)
        add_switch(tree, icons[i], ui_word(context, add[i]),
                   ui_format(tree, "@dock:desk-add:%d", i), false);
    if (s->scene_count > 1)
        add_switch(tree, UI_ICON_ROTATE, ui_word(context, TEXT_SCENE_ROTATE), "scene-rotate",
                   s->is_rotating);
    if (s->scene_count > 0)
        add_switch(tree, UI_ICON_LOCK, ui_word(context, TEXT_SCENE_LOCK), "scene-lock",
                   s->is_scene_locked);
    if (room->table_w >= TOUR_FROM) add_tour(context, tree);
    ui_dock_tools_end(context, tree, STATE_DOCK_PLACES, room->table_w);
}

static void add_facts(const UiContext *context, UiTree *tree, const UiPlaceRow *row, bool has_bar)
{
    const State *s = context->state;
    const StateCamera *camera = ui_place_camera(s, row);
    char name[STATE_NAME_MAX];
    uint32_t rgb = 0;
    const char *kind = ui_place_kind(s->language, row->kind, &rgb);
    ui_add(tree, &(UiWidget){ .kind = UI_BOX, .is_row = true, .gap = 8, .height = 26 });
    ui_add(tree, &(UiWidget){ .kind = UI_CHIP, .text = kind, .height = 22, .value = rgb });
    ui_add(tree, &(UiWidget){ .kind = UI_TEXT,
                              .text = ui_place_name(s, row, name),
                              .font = UI_FONT_TITLE,
                              .colour = UI_COLOUR_TITLE,
                              .grow = 1,
                              .width = 20 });
    ui_end(tree);
    if (camera->distance_m > 0) {
        Str where = { 0 };
        ui_position_text(context, camera->target.lon_deg, camera->target.lat_deg, &where);
        ui_dock_line(tree, ui_word(context, TEXT_BY_PLACE), where.text, UI_COLOUR_TEXT);
        str_finish(&where);
        ui_dock_line(tree, ui_word(context, TEXT_DISTANCE),
                     camera->distance_m < 10000
                         ? ui_format(tree, "%.0f m", camera->distance_m)
                         : ui_format(tree, "%.1f km", camera->distance_m / 1000),
                     UI_COLOUR_TEXT);
        ui_dock_line(tree, ui_word(context, TEXT_HEADING),
                     ui_format(tree, "%.0f° · %.0f°", camera->heading_deg, camera->pitch_deg),
                     UI_COLOUR_TEXT);
    }
    if (row->kind == UI_PLACES_STOPS && has_bar) {
        ui_add(tree, &(UiWidget){ .kind = UI_BOX, .is_row = true, .gap = 6, .height = 30 });
        add_tour(context, tree);
        ui_end(tree);
    }
    const StateScene *scene = row->kind == UI_PLACES_SCENES ? &s->scenes[row->at] : NULL;
    if (scene)
        ui_dock_line(tree, ui_word(context, TEXT_SCENE_PAGE),
                     scene->page[0] ? scene->page : ui_word(context, TEXT_DESK), UI_COLOUR_TEXT);
    if (row->kind != UI_PLACES_BOOKMARKS)
        ui_dock_line(tree, ui_word(context, TEXT_STAYS),
                     ui_format(tree, "%g s", scene ? scene->seconds : s->tour[row->at].seconds),
                     UI_COLOUR_TEXT);
}

static void add_place(const UiContext *context, UiTree *tree, const UiDockRoom *room)
{
    const UiDock *dock = &context->memory->dock;
    const UiPlaceRow *row = ui_desk_place(dock);
    if (!row) {
        ui_dock_hint(context, tree, room);
        return;
    }
    const double form_h = ui_dock_form_height(dock);
    ui_add(tree, &(UiWidget){ .kind = UI_BOX, .width = room->side_w, .height = room->body_h });
    ui_dock_side_begin(tree, room, FOOT + form_h);
    add_facts(context, tree, row, room->table_w < TOUR_FROM);
    ui_end(tree);
    ui_dock_form(context, tree, room);
    ui_add(tree,
           &(UiWidget){
               .kind = UI_BOX, .padding_x = 12, .gap = 4, .height = FOOT, .width = room->side_w });
    ui_add_rule(tree);
    ui_add(tree, &(UiWidget){ .kind = UI_BOX, .is_row = true, .height = 34, .gap = 6 });
    ui_dock_button(tree, ui_word(context, TEXT_GO), "@dock:desk-go", true);
    if (row->kind != UI_PLACES_STOPS)
        ui_dock_button(tree, ui_word(context, TEXT_UPDATE), "@dock:desk-update", false);
    ui_dock_button(tree, ui_word(context, TEXT_RENAME), "@dock:desk-name", false);
    ui_dock_button(tree, ui_word(context, TEXT_REMOVE), "@dock:desk-remove", false);
    ui_end(tree);
    ui_end(tree);
    ui_end(tree);
}

static void panel_places_build(const UiContext *context, UiTree *tree, UiPlace *place)
{
    const UiTableColumn columns[UI_PLACE_COLUMNS] = {
        [UI_PLACE_KIND] = { ui_word(context, TEXT_KIND), 92, 0, UI_ALIGN_START },
        [UI_PLACE_NAME] = { ui_word(context, TEXT_COLUMN_NAME), 0, 0, UI_ALIGN_START },
        [UI_PLACE_WHERE] = { ui_word(context, TEXT_BY_PLACE), 156, 480, UI_ALIGN_START },
        [UI_PLACE_TIME] = { ui_word(context, TEXT_STAYS), 130, 360, UI_ALIGN_END },
        [UI_PLACE_PAGE] = { ui_word(context, TEXT_SCENE_PAGE), 90, 600, UI_ALIGN_START },
    };
    const UiDockRoom room = ui_dock_begin(context, tree, place, STATE_DOCK_PLACES);
    UiDock *dock = &context->memory->dock;
    UiTable *table = &dock->tables[STATE_DOCK_PLACES];
    // The line where a dragged row would stand.
    const int drop = dock->desk.is_dragging ? dock->desk.drop : -1;
    table->mark = drop < 0                    ? UI_MARK_NONE
                  : drop < table->shown_count ? UI_MARK_ABOVE
                                              : UI_MARK_BELOW;
    table->mark_row = drop < table->shown_count ? drop : table->shown_count - 1;
    ui_add(tree, &(UiWidget){ .kind = UI_BOX, .width = room.table_w, .height = room.body_h });
    add_tools(context, tree, &room);
    ui_dock_table(context, tree, &room, STATE_DOCK_PLACES, columns, UI_PLACE_COLUMNS,
                  TEXT_NO_PLACES, UI_DOCK_TOOLS);
    ui_end(tree);
    add_place(context, tree, &room);
    ui_end(tree);
    ui_end(tree);
}

const UiPanelRow panel_places = { "places", panel_places_key, panel_places_build };
