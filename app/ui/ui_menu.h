// SPDX-License-Identifier: Apache-2.0
// ui_menu.h - menus as data: rows of texts and command lines (ui_menu_rows.c), made into items with
// their keys, ticks and what they lack. The bar's menus, and those of a right click.
// Does not: draw (panel_menu.c), or run lines.
#pragma once
#include "core/keymap.h"
#include "core/text.h"
#include "ui/ui.h"
#include <stddef.h>

#define UI_RECENT_BYTES 512 // of a path

typedef enum {
    UI_TICK_NONE,
    UI_TICK_BOOL, // of State: value is its offset
    UI_TICK_NOT,  // the other way round
    UI_TICK_LOOK,
    UI_TICK_QUALITY,
    UI_TICK_MEASURE,
    UI_TICK_DOCK,
    UI_TICK_PAGE,    // any page of the big screen is shown
    UI_TICK_LAYER,   // the subject's is visible
    UI_TICK_FEED_ON, // the subject's receives
    UI_TICK_PAST     // history is shown
} UiMenuTick;

typedef enum {
    UI_NEED_NOTHING,
    UI_NEED_UNDO,
    UI_NEED_REDO,
    UI_NEED_SELECTION,
    UI_NEED_MODEL,      // a layer that is one
    UI_NEED_MODEL_PART, // the subject is of one
    UI_NEED_CUTS,
    UI_NEED_MEASURES,
    UI_NEED_STORE,
    UI_NEED_OPERATIONS,
    UI_NEED_PAST,
    UI_NEED_TOUR,
    UI_NEED_LAYERS,
    UI_NEED_DOCUMENT,
    UI_NEED_PAGES,
    UI_NEED_POINT,
    UI_NEED_COUNT
} UiMenuNeed;

// Rows that the state makes in place of one.
typedef enum {
    UI_FILL_NONE,
    UI_FILL_BOOKMARKS,
    UI_FILL_SCENES,
    UI_FILL_TOPICS,
    UI_FILL_LAYERS,
    UI_FILL_RECENT // files
} UiMenuFill;

// depth 0: a menu of the bar; deeper rows belong to the one before them. TEXT_NONE: a rule.
// line: command lines, or an action of the Ui ("@…"); {x} {y} {lon} {lat} {height} {heading}
// {layer} {feature} {name} {id} stand for the subject's. NULL: what follows deeper is its submenu.
typedef struct {
    int depth;
    TextId text;
    const char *line;
    UiMenuNeed need;
    UiMenuTick tick;
    size_t value;
    UiMenuFill fill;
    char letter; // of the bar: with Alt
} UiMenuRow;
extern const UiMenuRow ui_menu_bar_rows[], ui_menu_map_rows[], ui_menu_feature_rows[],
    ui_menu_layer_rows[], ui_menu_alarm_rows[], ui_menu_case_rows[], ui_menu_feed_rows[];
extern const int ui_menu_bar_count, ui_menu_map_count, ui_menu_feature_count, ui_menu_layer_count,
    ui_menu_alarm_count, ui_menu_case_count, ui_menu_feed_count;

// What a menu of a right click is about.
typedef struct UiMenuSubject {
    double x_px, y_px; // where the menu opens
    double lon_deg, lat_deg, height_m, heading_deg;
    bool has_point; // of the ground or what stands on it
    uint32_t layer_id, feature;
    bool has_feature, is_model;
    char name[STATE_NAME_MAX], id[STATE_DOCK_ITEM_MAX];
} UiMenuSubject;

#define UI_MENU_ITEMS_MAX 64
typedef struct {
    char text[96], line[400], key[24], why[64]; // why: it cannot be chosen; "" = it can
    int tick;                                   // -1 = has none
    int row;                                    // of the table
    bool is_rule, is_submenu;
} UiMenuItem;
typedef struct {
    UiMenuItem items[UI_MENU_ITEMS_MAX];
    int count;
} UiMenuList;

// What items are made of; borrowed for the call.
typedef struct {
    const State *state;
    const City *city;
    const UiFacts *facts;
    const UiMenuSubject *subject; // NULL = of the bar
    const char (*recent)[UI_RECENT_BYTES];
    int recent_count;
} UiMenuFrom;

// Items one deeper than row, below it; row -1: those of depth 0.
void ui_menu_list(const UiMenuRow *rows, int count, int row, const UiMenuFrom *from,
                  UiMenuList *out);
// The bar's menu of a name ("file") or letter; -1 = none. The index is that of its row.
int ui_menu_bar_find(const char *name_or_letter);
// The next item that can be highlighted; from -1 and by +1: the first. -1 = there is none.
int ui_menu_step(const UiMenuList *list, int from, int by);
// The item that a letter means: of its English word or of its pinyin; the next after from. -1 =
// none.
int ui_menu_letter(const UiMenuList *list, int from, char letter);
// The key that runs a line, as the tables of keys have it; "" = none.
const char *ui_menu_key(const UiFacts *facts, const char *line);
