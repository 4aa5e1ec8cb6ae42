// SPDX-License-Identifier: Apache-2.0
// ui_dock_desk.h - two lists that are of this desk and not of operations: places (bookmarks, stops
// of the tour, scenes of the big screen), which are dragged into order; and the log. Thread: main.
#pragma once
#include "base/log.h"
#include "core/state.h"
#include "ui/ui_table.h"

typedef enum { UI_PLACES_ALL, UI_PLACES_BOOKMARKS, UI_PLACES_STOPS, UI_PLACES_SCENES } UiPlaces;
typedef struct {
    UiPlaces kind;               // not ALL
    int at;                      // among its own
    char id[STATE_NAME_MAX + 4]; // "b:港区", "t:3", "s:早会"
} UiPlaceRow;
typedef struct {
    uint64_t number; // of log_read
    LogLine line;
    char id[24];
} UiLogRow;

typedef enum {
    UI_PLACE_KIND,
    UI_PLACE_NAME,
    UI_PLACE_WHERE,
    UI_PLACE_TIME,
    UI_PLACE_PAGE,
    UI_PLACE_COLUMNS
} UiPlaceColumn;
typedef enum { UI_LOG_TIME, UI_LOG_LEVEL, UI_LOG_TEXT, UI_LOG_COLUMNS } UiLogColumn;

typedef struct {
    UiPlaceRow *places;
    UiLogRow *log; // the newest first
    int place_cap, place_count, log_cap, log_count;
    UiPlaces places_of;
    uint32_t levels_out; // of the log, a bit each
    uint64_t places_key, log_seen, errors_seen;
    // A row that is dragged: its place in the table; -1 = none
    int held;
    bool is_dragging;
    double held_y;
    int drop; // place in the table it would stand before
} UiDesk;

struct UiDock;
void ui_desk_init(UiDesk *desk);
void ui_desk_finish(UiDesk *desk);
// Has the open list other rows than those taken?
bool ui_desk_has_changed(const struct UiDock *dock);
void ui_desk_take(struct UiDock *dock); // the rows of the open list
UiTableSource ui_desk_source(const struct UiDock *dock);
const UiPlaceRow *ui_desk_place(const struct UiDock *dock); // looked at; NULL = none
const UiLogRow *ui_desk_line(const struct UiDock *dock);
// What stands behind "@dock:desk-"; false: not for it.
bool ui_desk_action(struct UiDock *dock, const char *action, Str *out);
void ui_desk_go(const struct UiDock *dock, Str *out); // there, as a double click
void ui_desk_rename(const struct UiDock *dock, const char *name, Str *out);
bool ui_desk_key(struct UiDock *dock, const char *key, Str *out); // Ctrl+Up, Ctrl+Down, F2, Delete
// True: it drags a row.
bool ui_desk_pointer(struct UiDock *dock, UiTree *tree, double y, bool is_down, bool is_up, int hit,
                     Str *out);
const char *ui_place_kind(StateLanguage language, UiPlaces kind, uint32_t *rgb);
const StateCamera *ui_place_camera(const State *state, const UiPlaceRow *row);
const char *ui_place_name(const State *state, const UiPlaceRow *row, char out[STATE_NAME_MAX]);
uint32_t ui_log_rgb(LogLevel level);
const char *ui_log_level(StateLanguage language, LogLevel level);
