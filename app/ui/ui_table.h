// SPDX-License-Identifier: Apache-2.0
// ui_table.h - a table of any number of rows in a panel: sorted by a click on a column, filtered by
// a text, walked by keys, scrolled by wheel and thumb; columns as wide as dragged, or left out.
// Only the rows that are seen become widgets. The rows stay with the caller: a source of callbacks.
// Does not: know what rows are, or keep their texts.
// Measured by tests/bench/table.sh with a million rows.
#pragma once
#include "ui/ui_widget.h"

#define UI_TABLE_COLUMNS_MAX 12
#define UI_TABLE_TEXT_MAX 200
#define UI_TABLE_ROW 28 // units
#define UI_TABLE_HEAD 26

typedef struct {
    const char *title;
    double width; // units; 0 = takes a share of what is left
    double from;  // left out where the table is narrower than this; 0 = always there
    UiAlign align;
} UiTableColumn;

typedef struct {
    char text[UI_TABLE_TEXT_MAX];
    UiColour colour; // UI_COLOUR_TEXT
    UiFont font;
    uint32_t chip_rgb; // 0xRRGGBB: as a chip in this colour; 0 = plain text
    bool is_solid;     // the chip is filled
    double indent;
} UiTableCell;

// Rows are numbers from 0 to count - 1, as the source has them.
typedef struct {
    const void *rows;
    int count;
    uint64_t version; // another one: order and filter are made anew
    void (*cell)(const void *rows, int row, int column, UiTableCell *out); // out is zeroed
    // What a row is ordered by: smaller comes first (ui_table_of_number, ui_table_of_text); equal
    // ones by compare (NULL: as they are). NULL = the source's own order always.
    uint64_t (*order)(const void *rows, int row, int column);
    int (*compare)(const void *rows, int a, int b, int column);
    // What the filter looks through; borrowed until the next call. buffer: UI_TABLE_TEXT_MAX.
    const char *(*text)(const void *rows, int row, char *buffer);
    uint64_t (*id)(const void *rows, int row);   // stays the row's own; not 0
    uint32_t (*edge)(const void *rows, int row); // colour of a stripe, 0xRRGGBB; NULL = none
} UiTableSource;

typedef struct {
    int sort_column; // -1 = the source's own order
    bool is_descending, is_choosing;
    char filter[160];
    uint64_t selected; // id; 0 = none
    int cursor;        // its place among the rows shown; -1 = it is not among them
    int first;         // shown at the top
    int page;          // rows that fit
    uint32_t hidden;   // columns left out by choice, a bit each
    double widths[UI_TABLE_COLUMNS_MAX]; // as dragged; 0 = the column's own
    double built[UI_TABLE_COLUMNS_MAX];  // as last built
    int column_count;
    int mark_row; // of the rows shown, where mark is one: what is dragged would drop there
    UiMark mark;
    double track; // length of the scroll bar as last built
    // Made by ui_table_follow
    int32_t *sorted, *shown; // rows
    int sorted_count, shown_count, sorted_cap, shown_cap;
    uint64_t version, sorted_of, shown_of;
    bool is_made;
    char filter_made[160];
} UiTable;

void ui_table_init(UiTable *table, int sort_column, bool is_descending);
void ui_table_finish(UiTable *table);
// Sorts and filters where source, order or filter are others than before; the selection stays with
// its row. False without memory: as before. Thread: main, as all of this file.
bool ui_table_follow(UiTable *table, const UiTableSource *source);
int ui_table_row(const UiTable *table, int at); // the source's row at a place; -1 = none

typedef struct {
    const char *name; // of its actions: "@table:NAME:row:3", "…:sort:2", "…:filter"
    const UiTableColumn *columns;
    int column_count;
    double width, height; // units, head and all
    const char *empty;    // said where no row is shown
} UiTableLook;
// Head, rows that are seen, scroll bar: one box of the tree. After ui_table_follow.
void ui_table_add(UiTree *tree, UiTable *table, const UiTableSource *source,
                  const UiTableLook *look);
// What stands behind "@table:NAME:". True: a row was chosen (selected says which).
bool ui_table_action(UiTable *table, const UiTableSource *source, const char *action);
// Up, Down, PageUp, PageDown, Home, End; Left, Right: another column to sort by, S: the other way
// round. False: not for it. is_chosen: another row is selected.
bool ui_table_key(UiTable *table, const UiTableSource *source, const char *key, bool *is_chosen);
void ui_table_wheel(UiTable *table, double notches);
void ui_table_select(UiTable *table, const UiTableSource *source, uint64_t id); // and into view
void ui_table_set_filter(UiTable *table, const char *text);

uint64_t ui_table_of_number(double number);  // NAN is the last
uint64_t ui_table_of_text(const char *text); // its first eight bytes
