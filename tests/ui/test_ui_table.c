// SPDX-License-Identifier: Apache-2.0
// test_ui_table.c - the virtual table: order, filter, keys, scrolling, widths.
#include "check.h"
#include "ui/ui_table.h"
#include <stdlib.h>

typedef struct {
    double *numbers;
    char (*names)[16];
} Rows;

static void cell(const void *rows, int row, int column, UiTableCell *out)
{
    const Rows *r = rows;
    if (column == 0)
        snprintf(out->text, sizeof out->text, "%s", r->names[row]);
    else
        snprintf(out->text, sizeof out->text, "%.1f", r->numbers[row]);
}

static uint64_t order(const void *rows, int row, int column)
{
    const Rows *r = rows;
    return column == 0 ? ui_table_of_text(r->names[row]) : ui_table_of_number(r->numbers[row]);
}

static int compare(const void *rows, int a, int b, int column)
{
    const Rows *r = rows;
    return column == 0 ? strcmp(r->names[a], r->names[b]) : 0;
}

static const char *text(const void *rows, int row, char *buffer)
{
    (void)buffer;
    return ((const Rows *)rows)->names[row];
}

static uint64_t id(const void *rows, int row)
{
    (void)rows;
    return (uint64_t)row + 1;
}

typedef struct {
    Rows rows;
    UiTableSource source;
    UiTable table;
} Fixture;

static Fixture fixture_new(int count)
{
    Fixture f = { .rows = { malloc(sizeof(double) * (size_t)count), malloc(16 * (size_t)count) } };
    for (int i = 0; i < count; i++) {
        f.rows.numbers[i] = (double)((long long)i * 7919 % count) - count / 2;
        snprintf(f.rows.names[i], 16, "Station %05lld", (long long)i * 104729 % count);
    }
    f.source = (UiTableSource){ .count = count,
                                .version = 1,
                                .cell = cell,
                                .order = order,
                                .compare = compare,
                                .text = text,
                                .id = id };
    ui_table_init(&f.table, -1, false);
    return f;
}

static void fixture_finish(Fixture *f)
{
    ui_table_finish(&f->table);
    free(f->rows.numbers);
    free(f->rows.names);
}

static const UiTableColumn columns[] = { { "名称", 0, 0, UI_ALIGN_START },
                                         { "数值", 100, 0, UI_ALIGN_END },
                                         { "备注", 80, 500, UI_ALIGN_START } };

static void build(Fixture *f, UiTree *tree, double width, double height)
{
    static UiPainter *painter;
    if (!painter) painter = ui_painter_create();
    f->source.rows = &f->rows;
    CHECK(ui_table_follow(&f->table, &f->source));
    *tree = (UiTree){ .hover = -1, .pressed = -1 };
    ui_table_add(tree, &f->table, &f->source,
                 &(UiTableLook){ .name = "t",
                                 .columns = columns,
                                 .column_count = 3,
                                 .width = width,
                                 .height = height,
                                 .empty = "没有" });
    ui_tree_layout(tree, painter, width);
}

TEST(numbers_sort_from_below_zero_up_and_what_is_no_number_comes_last)
{
    const double in[] = { NAN, 3, -INFINITY, 0, -0.0, -2.5, 1e300, INFINITY };
    CHECK(ui_table_of_number(-2.5) < ui_table_of_number(-0.0));
    CHECK(ui_table_of_number(0) == ui_table_of_number(-0.0));
    for (size_t i = 1; i < 8; i++) CHECK(ui_table_of_number(in[i]) < ui_table_of_number(NAN));
    CHECK(ui_table_of_number(-INFINITY) < ui_table_of_number(-1e308));
    CHECK(ui_table_of_text("ab") < ui_table_of_text("abc"));
    CHECK(ui_table_of_text("") < ui_table_of_text("a"));
    CHECK(ui_table_of_text("中文") > ui_table_of_text("zz"));
}

TEST(a_click_on_a_column_sorts_by_it_and_a_second_one_turns_it_round)
{
    Fixture f = fixture_new(20000);
    UiTree tree;
    build(&f, &tree, 600, 300);
    CHECK_EQ(ui_table_row(&f.table, 5), 5); // as the source has them
    CHECK(!ui_table_action(&f.table, &f.source, "sort:1"));
    ui_tree_finish(&tree);
    build(&f, &tree, 600, 300);
    for (int i = 1; i < 20000; i++)
        CHECK(f.rows.numbers[f.table.shown[i - 1]] <= f.rows.numbers[f.table.shown[i]]);
    ui_table_action(&f.table, &f.source, "sort:1");
    ui_tree_finish(&tree);
    build(&f, &tree, 600, 300);
    for (int i = 1; i < 20000; i++)
        CHECK(f.rows.numbers[f.table.shown[i - 1]] >= f.rows.numbers[f.table.shown[i]]);
    // Texts that begin alike are told apart behind their eighth byte.
    ui_table_action(&f.table, &f.source, "sort:0");
    ui_tree_finish(&tree);
    build(&f, &tree, 600, 300);
    for (int i = 1; i < 20000; i++)
        CHECK(strcmp(f.rows.names[f.table.shown[i - 1]], f.rows.names[f.table.shown[i]]) < 0);
    ui_tree_finish(&tree);
    fixture_finish(&f);
}

TEST(a_filter_leaves_the_rows_that_have_all_its_words_in_the_order_there_is)
{
    Fixture f = fixture_new(5000);
    UiTree tree;
    ui_table_action(&f.table, &f.source, "sort:0");
    build(&f, &tree, 600, 300);
    ui_table_set_filter(&f.table, "stat");
    ui_tree_finish(&tree);
    build(&f, &tree, 600, 300);
    CHECK_EQ(f.table.shown_count, 5000);
    ui_table_set_filter(&f.table, "station 0012"); // narrower than before: from what is left
    ui_tree_finish(&tree);
    build(&f, &tree, 600, 300);
    CHECK_EQ(f.table.shown_count, 11); // 00012, and 00120 to 00129
    CHECK_TEXT(f.rows.names[ui_table_row(&f.table, 0)], "Station 00012");
    ui_table_set_filter(&f.table, "STATION 00x");
    ui_tree_finish(&tree);
    build(&f, &tree, 600, 300);
    CHECK_EQ(f.table.shown_count, 0);
    CHECK(ui_tree_find(&tree, "没有") >= 0);
    ui_table_set_filter(&f.table, "");
    ui_tree_finish(&tree);
    build(&f, &tree, 600, 300);
    CHECK_EQ(f.table.shown_count, 5000);
    ui_tree_finish(&tree);
    fixture_finish(&f);
}

TEST(only_rows_that_are_seen_become_widgets_however_many_there_are)
{
    Fixture f = fixture_new(300000);
    UiTree tree;
    build(&f, &tree, 600, UI_TABLE_HEAD + 10 * UI_TABLE_ROW);
    CHECK_EQ(f.table.page, 10);
    CHECK(tree.count < 120);
    CHECK(ui_tree_find(&tree, "t row 9") >= 0 && ui_tree_find(&tree, "t row 10") < 0);
    ui_table_wheel(&f.table, -1);
    ui_tree_finish(&tree);
    build(&f, &tree, 600, UI_TABLE_HEAD + 10 * UI_TABLE_ROW);
    CHECK(ui_tree_find(&tree, "t row 12") >= 0 && ui_tree_find(&tree, "t row 2") < 0);
    ui_table_action(&f.table, &f.source, "scroll:5.0,100000.0"); // past the end
    CHECK_EQ(f.table.first, 299990);
    ui_table_wheel(&f.table, 1e6);
    CHECK_EQ(f.table.first, 0);
    ui_tree_finish(&tree);
    fixture_finish(&f);
}

TEST(the_row_chosen_stays_chosen_when_the_order_changes_and_keys_walk_on_from_it)
{
    Fixture f = fixture_new(1000);
    UiTree tree;
    bool is_chosen = false;
    build(&f, &tree, 600, 300);
    CHECK(ui_table_action(&f.table, &f.source, "row:3"));
    CHECK_EQ(f.table.selected, 4);
    ui_table_action(&f.table, &f.source, "sort:1");
    ui_tree_finish(&tree);
    build(&f, &tree, 600, 300);
    CHECK_EQ(ui_table_row(&f.table, f.table.cursor), 3);
    const int at = f.table.cursor;
    CHECK(ui_table_key(&f.table, &f.source, "Down", &is_chosen) && is_chosen);
    CHECK_EQ(f.table.cursor, at + 1);
    CHECK(ui_table_key(&f.table, &f.source, "End", &is_chosen));
    CHECK_EQ(f.table.cursor, 999);
    CHECK_EQ(f.table.first, 1000 - f.table.page); // in view
    CHECK(ui_table_key(&f.table, &f.source, "PageUp", &is_chosen));
    CHECK_EQ(f.table.cursor, 999 - (f.table.page - 1));
    CHECK(ui_table_key(&f.table, &f.source, "Home", &is_chosen));
    CHECK(ui_table_key(&f.table, &f.source, "Up", &is_chosen) && f.table.cursor == 0);
    CHECK(ui_table_key(&f.table, &f.source, "Right", &is_chosen) && f.table.sort_column == 2);
    CHECK(!ui_table_key(&f.table, &f.source, "Q", &is_chosen));
    // What the filter leaves out is not under the cursor, and comes back.
    ui_table_set_filter(&f.table, "nothing of that kind");
    ui_tree_finish(&tree);
    build(&f, &tree, 600, 300);
    CHECK_EQ(f.table.cursor, -1);
    CHECK(ui_table_key(&f.table, &f.source, "Down", &is_chosen) && !is_chosen);
    ui_tree_finish(&tree);
    fixture_finish(&f);
}

TEST(columns_are_as_wide_as_dragged_left_out_by_choice_or_where_there_is_no_room)
{
    Fixture f = fixture_new(10);
    UiTree tree;
    Str out = { 0 };
    build(&f, &tree, 600, 300);
    CHECK_NEAR(f.table.built[1], 100, 0);
    CHECK(ui_tree_find(&tree, "width 备注") >= 0);
    // The grip of the second column, held and moved 40 units to the right.
    const UiWidget *grip = &tree.items[ui_tree_find(&tree, "width 数值")];
    ui_tree_pointer(&tree, grip->x + 3.5, grip->y + 5, true, false, &out);
    ui_tree_pointer(&tree, grip->x + 43.5, grip->y + 5, false, false, &out);
    ui_tree_pointer(&tree, grip->x + 43.5, grip->y + 5, false, true, &out);
    char *last = strrchr(out.text, '@');
    CHECK(strncmp(last, "@table:t:width:1:43.5,", 22) == 0);
    ui_table_action(&f.table, &f.source, last + strlen("@table:t:"));
    ui_tree_finish(&tree);
    build(&f, &tree, 600, 300);
    CHECK_NEAR(f.table.built[1], 140, 0.01);
    CHECK_NEAR(f.table.built[0], 600 - 10 - 140 - 80, 0.01); // the first takes what is left
    ui_table_action(&f.table, &f.source, "column:2");
    ui_tree_finish(&tree);
    build(&f, &tree, 600, 300);
    CHECK(ui_tree_find(&tree, "width 备注") < 0);
    ui_table_action(&f.table, &f.source, "column:2");
    ui_tree_finish(&tree);
    build(&f, &tree, 400, 300); // it wants 500
    CHECK(ui_tree_find(&tree, "width 备注") < 0);
    ui_table_action(&f.table, &f.source, "choose");
    ui_tree_finish(&tree);
    build(&f, &tree, 400, 300);
    CHECK(ui_tree_find(&tree, "column 备注") >= 0);
    str_finish(&out);
    ui_tree_finish(&tree);
    fixture_finish(&f);
}
