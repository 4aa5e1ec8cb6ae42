// SPDX-License-Identifier: Apache-2.0
// ui_table.c - order by radix sort of 64-bit keys, a filter that narrows as one types, and widgets
// of the rows that are seen.
#include "ui/ui_table.h"
#include "base/array.h"
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define SPLIT 7 // of a column's width: the grip
#define BAR 10  // of the scroll bar
#define COLUMN_MIN 36
#define WHEEL_ROWS 3

void ui_table_init(UiTable *table, int sort_column, bool is_descending)
{
    *table = (UiTable){ .sort_column = sort_column, .is_descending = is_descending, .cursor = -1 };
}

void ui_table_finish(UiTable *table)
{
    free(table->sorted);
    free(table->shown);
    *table = (UiTable){ .sort_column = -1, .cursor = -1 };
}

uint64_t ui_table_of_number(double number)
{
    uint64_t bits = 0;
    if (isnan(number)) return UINT64_MAX;
    if (number == 0) number = 0; // -0 is 0
    memcpy(&bits, &number, sizeof bits);
    return bits >> 63 ? ~bits : bits | 1ull << 63;
}

uint64_t ui_table_of_text(const char *text)
{
    uint64_t bits = 0;
    int i = 0;
    for (; i < 8 && text[i]; i++) bits = bits << 8 | (unsigned char)text[i];
    return i ? bits << 8 * (8 - i) : 0;
}

typedef struct {
    uint64_t key;
    int32_t row;
} Item;

// Least digit first, 11 bits a pass; digits that are the same in all are left out. Stable.
static Item *radix_sort(Item *items, Item *spare, int count)
{
    enum { BITS = 11, SLOTS = 1 << BITS };
    for (int shift = 0; shift < 64; shift += BITS) {
        int counts[SLOTS] = { 0 };
        for (int i = 0; i < count; i++) counts[items[i].key >> shift & (SLOTS - 1)]++;
        if (count == 0 || counts[items[0].key >> shift & (SLOTS - 1)] == count) continue;
        for (int s = 0, at = 0; s < SLOTS; s++) {
            const int n = counts[s];
            counts[s] = at;
            at += n;
        }
        for (int i = 0; i < count; i++)
            spare[counts[items[i].key >> shift & (SLOTS - 1)]++] = items[i];
        Item *other = items;
        items = spare;
        spare = other;
    }
    return items;
}

// Merges what is equal by key in the order of compare; spare is as long.
static void sort_equal(const UiTableSource *source, int column, Item *items, Item *spare, int count)
{
    for (int half = 1; half < count; half *= 2) {
        for (int from = 0; from < count; from += 2 * half) {
            const int middle = from + half < count ? from + half : count,
                      end = from + 2 * half < count ? from + 2 * half : count;
            int a = from, b = middle;
            for (int i = from; i < end; i++) {
                const bool is_a =
                    a < middle && (b >= end || source->compare(source->rows, items[a].row,
                                                               items[b].row, column) <= 0);
                spare[i] = items[is_a ? a++ : b++];
            }
        }
        memcpy(items, spare, sizeof *items * (size_t)count);
    }
}

static void sort_ties(const UiTableSource *source, int column, Item *items, Item *spare, int count)
{
    for (int i = 0; i < count;) {
        int end = i + 1;
        while (end < count && items[end].key == items[i].key) end++;
        if (end - i > 1) sort_equal(source, column, items + i, spare + i, end - i);
        i = end;
    }
}

static bool sort_rows(UiTable *table, const UiTableSource *source)
{
    const int count = source->count, column = table->sort_column;
    if (!array_reserve((void **)&table->sorted, &table->sorted_cap, count + 1,
                       sizeof *table->sorted))
        return false;
    if (column < 0 || !source->order) {
        for (int i = 0; i < count; i++) table->sorted[i] = i;
        table->sorted_count = count;
        return true;
    }
    Item *items = malloc(sizeof *items * ((size_t)count + 1) * 2);
    if (!items) return false;
    Item *spare = items + count + 1;
    for (int i = 0; i < count; i++) items[i] = (Item){ source->order(source->rows, i, column), i };
    Item *done = radix_sort(items, spare, count);
    if (source->compare) sort_ties(source, column, done, done == items ? spare : items, count);
    for (int i = 0; i < count; i++)
        table->sorted[table->is_descending ? count - 1 - i : i] = done[i].row;
    table->sorted_count = count;
    free(items);
    return true;
}

// Is there a letter that str_fold would change: Latin capitals, what two bytes hold (Latin, Greek,
// Cyrillic), full-width forms? Chinese has none: most rows are looked through as they are.
static bool has_capitals(const char *text)
{
    for (const unsigned char *at = (const unsigned char *)text; *at; at++)
        if ((*at >= 'A' && *at <= 'Z') || (*at >= 0xc2 && *at < 0xe0) || *at == 0xe1 ||
            *at == 0xe2 || *at == 0xef)
            return true;
    return false;
}

// Every word of the filter is in the row's text.
static bool is_match(const UiTableSource *source, int row, const char *needle)
{
    char buffer[UI_TABLE_TEXT_MAX], folded[UI_TABLE_TEXT_MAX], word[160];
    const char *text = source->text(source->rows, row, buffer);
    if (has_capitals(text)) {
        str_fold(folded, sizeof folded, text);
        text = folded;
    }
    for (const char *at = needle; *at;) {
        const size_t n = strcspn(at, " ");
        memcpy(word, at, n);
        word[n] = 0;
        if (n && !strstr(text, word)) return false;
        at += n + (at[n] == ' ');
    }
    return true;
}

// is_narrower: what the filter before left out stays out.
static bool filter_rows(UiTable *table, const UiTableSource *source, bool is_narrower)
{
    char needle[160];
    str_fold(needle, sizeof needle, table->filter);
    if (!array_reserve((void **)&table->shown, &table->shown_cap, table->sorted_count + 1,
                       sizeof *table->shown))
        return false;
    const bool has_filter = needle[0] && source->text;
    const int32_t *from = is_narrower ? table->shown : table->sorted;
    const int count = is_narrower ? table->shown_count : table->sorted_count;
    int kept = 0;
    for (int i = 0; i < count; i++) {
        const int32_t row = from[i];
        if (!has_filter || is_match(source, row, needle)) table->shown[kept++] = row;
    }
    table->shown_count = kept;
    str_copy_utf8(table->filter_made, sizeof table->filter_made, table->filter);
    return true;
}

static void find_cursor(UiTable *table, const UiTableSource *source)
{
    table->cursor = -1;
    if (!table->selected) return;
    for (int i = 0; i < table->shown_count && table->cursor < 0; i++)
        if (source->id(source->rows, table->shown[i]) == table->selected) table->cursor = i;
}

bool ui_table_follow(UiTable *table, const UiTableSource *source)
{
    const uint64_t sort = (uint64_t)(table->sort_column + 1) * 2 + table->is_descending;
    const bool is_same_order = table->is_made && table->version == source->version &&
                               table->sorted_of == sort && table->sorted_count == source->count;
    const bool is_same = is_same_order && strcmp(table->filter, table->filter_made) == 0;
    if (is_same) return true;
    if (!is_same_order && !sort_rows(table, source)) return false;
    const bool is_narrower =
        is_same_order && table->filter_made[0] && str_starts(table->filter, table->filter_made);
    if (!filter_rows(table, source, is_narrower)) return false;
    table->version = source->version;
    table->sorted_of = sort;
    table->is_made = true;
    find_cursor(table, source);
    return true;
}

int ui_table_row(const UiTable *table, int at)
{
    return at >= 0 && at < table->shown_count ? table->shown[at] : -1;
}

static void clamp_first(UiTable *table)
{
    const int most = table->shown_count - (table->page > 0 ? table->page : 1);
    if (table->first > most) table->first = most;
    if (table->first < 0) table->first = 0;
}

static void show_cursor(UiTable *table)
{
    if (table->cursor < 0) return;
    if (table->cursor < table->first) table->first = table->cursor;
    if (table->page > 0 && table->cursor >= table->first + table->page)
        table->first = table->cursor - table->page + 1;
    clamp_first(table);
}

static bool choose(UiTable *table, const UiTableSource *source, int at)
{
    const int row = ui_table_row(table, at);
    if (row < 0) return false;
    table->cursor = at;
    table->selected = source->id(source->rows, row);
    show_cursor(table);
    return true;
}

void ui_table_select(UiTable *table, const UiTableSource *source, uint64_t id)
{
    table->selected = id;
    find_cursor(table, source);
    show_cursor(table);
}

void ui_table_set_filter(UiTable *table, const char *text)
{
    str_copy_utf8(table->filter, sizeof table->filter, text);
    table->first = 0;
}

void ui_table_wheel(UiTable *table, double notches)
{
    table->first -= (int)lround(notches * WHEEL_ROWS);
    clamp_first(table);
}

static void sort_by(UiTable *table, int column)
{
    if (table->sort_column == column)
        table->is_descending = !table->is_descending;
    else
        table->is_descending = false;
    table->sort_column = column;
    table->first = 0;
}

bool ui_table_action(UiTable *table, const UiTableSource *source, const char *action)
{
    int column = 0;
    double x = 0, y = 0;
    if (sscanf(action, "row:%d", &column) == 1) return choose(table, source, column);
    if (sscanf(action, "sort:%d", &column) == 1 && column < UI_TABLE_COLUMNS_MAX) {
        sort_by(table, column);
    } else if (sscanf(action, "width:%d:%lf,%lf", &column, &x, &y) == 3 && column >= 0 &&
               column < UI_TABLE_COLUMNS_MAX) {
        table->widths[column] = fmax(COLUMN_MIN, table->built[column] + x - SPLIT / 2.0);
    } else if (sscanf(action, "scroll:%lf,%lf", &x, &y) == 2 && table->track > 0) {
        const int most = table->shown_count - table->page;
        table->first = (int)lround(fmax(0, fmin(1, y / table->track)) * fmax(0, most));
        clamp_first(table);
    } else if (sscanf(action, "column:%d", &column) == 1 && column >= 0 && column < 32) {
        table->hidden ^= 1u << column;
    } else if (strcmp(action, "choose") == 0) {
        table->is_choosing = !table->is_choosing;
    }
    return false;
}

bool ui_table_key(UiTable *table, const UiTableSource *source, const char *key, bool *is_chosen)
{
    const int page = table->page > 1 ? table->page - 1 : 1, last = table->shown_count - 1;
    const struct {
        const char *key;
        int to;
    } moves[] = { { "Up", table->cursor - 1 },
                  { "Down", table->cursor + 1 },
                  { "PageUp", table->cursor - page },
                  { "PageDown", table->cursor + page },
                  { "Home", 0 },
                  { "End", last } };
    *is_chosen = false;
    for (size_t i = 0; i < sizeof moves / sizeof *moves; i++) {
        if (strcmp(key, moves[i].key) != 0) continue;
        const int to = moves[i].to < 0 ? 0 : moves[i].to > last ? last : moves[i].to;
        *is_chosen = choose(table, source, to);
        return true;
    }
    const int step = strcmp(key, "Right") == 0 ? 1 : strcmp(key, "Left") == 0 ? -1 : 0;
    if (step && source->order && table->column_count > 0) {
        const int n = table->column_count;
        sort_by(table, ((table->sort_column < 0 ? 0 : table->sort_column + step) + n) % n);
        return true;
    }
    if (strcmp(key, "S") == 0 && source->order && table->sort_column >= 0) {
        sort_by(table, table->sort_column);
        return true;
    }
    return false;
}

// Columns that fit and are wanted; those without a width share what is left.
static void column_widths(UiTable *table, const UiTableLook *look)
{
    double sum = BAR;
    int sharing = 0;
    for (int c = 0; c < look->column_count; c++) {
        const UiTableColumn *column = &look->columns[c];
        const bool is_out = (table->hidden >> c & 1) || look->width < column->from;
        const double width = table->widths[c] > 0 ? table->widths[c] : column->width;
        table->built[c] = is_out ? 0 : width;
        sum += table->built[c];
        sharing += !is_out && width <= 0;
    }
    for (int c = 0; c < look->column_count; c++) {
        const bool is_out = (table->hidden >> c & 1) || look->width < look->columns[c].from;
        if (!is_out && table->built[c] <= 0)
            table->built[c] = fmax(COLUMN_MIN, (look->width - sum) / sharing);
    }
    table->column_count = look->column_count;
}

static void paint_split(UiPainter *painter, cairo_t *cr, const UiTheme *theme, const double rect[4],
                        const double numbers[4])
{
    (void)painter;
    (void)numbers;
    cairo_rectangle(cr, rect[0] + rect[2] / 2, rect[1] + 6, 1, rect[3] - 12);
    ui_paint_colour(cr, theme->colours[UI_COLOUR_BORDER]);
    cairo_fill(cr);
}

static void add_head(UiTree *tree, const UiTable *table, const UiTableLook *look, bool has_order)
{
    ui_add(tree, &(UiWidget){ .kind = UI_BOX,
                              .is_row = true,
                              .height = UI_TABLE_HEAD,
                              .width = look->width,
                              .ground = UI_GROUND_FIELD });
    for (int c = 0; c < look->column_count; c++) {
        if (table->built[c] <= 0) continue;
        const bool is_sorted = table->sort_column == c && has_order;
        const char *mark = !is_sorted ? "" : table->is_descending ? " ▼" : " ▲";
        ui_add(tree, &(UiWidget){
                         .kind = UI_BOX,
                         .is_row = true,
                         .width = table->built[c] - SPLIT,
                         .height = UI_TABLE_HEAD,
                         .padding_x = 4,
                         .name = ui_format(tree, "sort %s", look->columns[c].title),
                         .action = has_order ? ui_format(tree, "@table:%s:sort:%d", look->name, c)
                                             : NULL });
        ui_add(tree, &(UiWidget){ .kind = UI_TEXT,
                                  .text = ui_format(tree, "%s%s", look->columns[c].title, mark),
                                  .font = UI_FONT_SMALL,
                                  .colour = is_sorted ? UI_COLOUR_ACCENT : UI_COLOUR_DIM,
                                  .align = look->columns[c].align,
                                  .width = table->built[c] - SPLIT - 8,
                                  .height = UI_TABLE_HEAD });
        ui_end(tree);
        ui_add(tree,
               &(UiWidget){ .kind = UI_DRAG,
                            .width = SPLIT,
                            .height = UI_TABLE_HEAD,
                            .name = ui_format(tree, "width %s", look->columns[c].title),
                            .paint = paint_split,
                            .action = ui_format(tree, "@table:%s:width:%d:", look->name, c) });
    }
    ui_end(tree);
}

static void add_choice(UiTree *tree, const UiTable *table, const UiTableLook *look)
{
    ui_add(tree, &(UiWidget){ .kind = UI_BOX,
                              .is_row = true,
                              .height = UI_TABLE_HEAD,
                              .width = look->width,
                              .padding_x = 6,
                              .gap = 6,
                              .ground = UI_GROUND_FIELD });
    for (int c = 0; c < look->column_count; c++) {
        const char *action = ui_format(tree, "@table:%s:column:%d", look->name, c);
        const char *name = ui_format(tree, "column %s", look->columns[c].title);
        ui_add(tree, &(UiWidget){ .kind = UI_CHECK,
                                  .name = name,
                                  .action = action,
                                  .value = !(table->hidden >> c & 1) });
        ui_add(tree, &(UiWidget){ .kind = UI_TEXT,
                                  .text = look->columns[c].title,
                                  .name = name,
                                  .action = action,
                                  .font = UI_FONT_SMALL });
        ui_add_space(tree, 6);
    }
    ui_end(tree);
}

static void add_cell(UiTree *tree, const UiTableCell *cell, double width, UiAlign align)
{
    if (!cell->chip_rgb) {
        if (cell->indent > 0) ui_add_space(tree, cell->indent);
        ui_add(tree, &(UiWidget){ .kind = UI_TEXT,
                                  .text = cell->text,
                                  .font = cell->font,
                                  .colour = cell->colour,
                                  .align = align,
                                  .width = width - cell->indent - 11,
                                  .height = UI_TABLE_ROW });
        ui_add(tree, &(UiWidget){ .kind = UI_TEXT, .text = "", .width = 11, .height = 1 });
        return;
    }
    ui_add(tree, &(UiWidget){ .kind = UI_CHIP,
                              .text = cell->text,
                              .font = cell->is_solid ? UI_FONT_STRONG : UI_FONT_BODY,
                              .value = cell->chip_rgb,
                              .numbers = { cell->is_solid },
                              .width = width - 14,
                              .height = 22 });
    ui_add(tree, &(UiWidget){ .kind = UI_TEXT, .text = "", .width = 14, .height = 1 });
}

static void add_row(UiTree *tree, const UiTable *table, const UiTableSource *source,
                    const UiTableLook *look, int at)
{
    const int row = table->shown[at];
    ui_add(tree,
           &(UiWidget){ .kind = UI_BOX,
                        .is_row = true,
                        .height = UI_TABLE_ROW,
                        .width = look->width - BAR,
                        .name = ui_format(tree, "%s row %d", look->name, at),
                        .edge_rgb = source->edge ? source->edge(source->rows, row) : 0,
                        .role = "row",
                        .mark = table->mark && at == table->mark_row ? table->mark : UI_MARK_NONE,
                        .ground = at == table->cursor ? UI_GROUND_SELECTED : UI_GROUND_NONE,
                        .action = ui_format(tree, "@table:%s:row:%d", look->name, at) });
    ui_add_space(tree, 5);
    for (int c = 0, is_first = 1; c < look->column_count; c++) {
        if (table->built[c] <= 0) continue;
        UiTableCell cell = { .colour = UI_COLOUR_TEXT };
        source->cell(source->rows, row, c, &cell);
        add_cell(tree, &cell, table->built[c] - (is_first ? 5 : 0), look->columns[c].align);
        is_first = 0;
    }
    ui_end(tree);
}

static void paint_bar(UiPainter *painter, cairo_t *cr, const UiTheme *theme, const double rect[4],
                      const double numbers[4])
{
    (void)painter;
    const double length = fmax(20, rect[3] * numbers[1]), room = rect[3] - length;
    if (numbers[1] >= 1) return;
    ui_paint_round(cr, rect[0] + rect[2] - 6, rect[1] + room * numbers[0], 5, length, 2.5);
    ui_paint_colour_alpha(cr, theme->colours[UI_COLOUR_DIM], 0.7);
    cairo_fill(cr);
}

void ui_table_add(UiTree *tree, UiTable *table, const UiTableSource *source,
                  const UiTableLook *look)
{
    const double room = look->height - UI_TABLE_HEAD;
    table->page = (int)fmax(1, floor(room / UI_TABLE_ROW));
    table->track = room;
    clamp_first(table);
    column_widths(table, look);
    ui_add(tree, &(UiWidget){ .kind = UI_BOX, .width = look->width, .height = look->height });
    if (table->is_choosing)
        add_choice(tree, table, look);
    else
        add_head(tree, table, look, source->order != NULL);
    ui_add(tree, &(UiWidget){ .kind = UI_BOX, .is_row = true, .height = room });
    ui_add(tree, &(UiWidget){ .kind = UI_BOX, .width = look->width - BAR, .height = room });
    for (int i = 0; i < table->page && table->first + i < table->shown_count; i++)
        add_row(tree, table, source, look, table->first + i);
    if (table->shown_count == 0)
        ui_add(tree, &(UiWidget){ .kind = UI_TEXT,
                                  .text = look->empty,
                                  .colour = UI_COLOUR_DIM,
                                  .align = UI_ALIGN_CENTRE,
                                  .height = fmin(room, 64) });
    ui_end(tree);
    const int most = table->shown_count - table->page;
    ui_add(tree, &(UiWidget){ .kind = UI_DRAG,
                              .width = BAR,
                              .height = room,
                              .name = ui_format(tree, "%s scroll", look->name),
                              .paint = paint_bar,
                              .numbers = { most > 0 ? (double)table->first / most : 0,
                                           (double)table->page / fmax(1, table->shown_count) },
                              .action = ui_format(tree, "@table:%s:scroll:", look->name) });
    ui_end(tree);
    ui_end(tree);
}
