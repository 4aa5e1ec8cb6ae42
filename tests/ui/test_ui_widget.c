// SPDX-License-Identifier: Apache-2.0
// test_ui_widget.c - the widget tree: layout, pointer, scrolling.
#include "check.h"
#include "ui/ui_widget.h"

static UiPainter *painter;
static UiTree tree_new(void)
{
    if (!painter) painter = ui_painter_create();
    return (UiTree){ .hover = -1, .pressed = -1 };
}

static void click(UiTree *tree, double x, double y, Str *out)
{
    ui_tree_pointer(tree, x, y, true, false, out);
    ui_tree_pointer(tree, x, y, false, true, out);
}

TEST(a_column_stacks_its_children_with_gap_and_padding)
{
    UiTree tree = tree_new();
    ui_add(&tree, &(UiWidget){ .kind = UI_BOX, .padding_x = 8, .padding_y = 4, .gap = 6 });
    ui_add(&tree, &(UiWidget){ .kind = UI_TEXT, .text = "", .name = "a", .width = 10, .height = 20 });
    ui_add(&tree, &(UiWidget){ .kind = UI_TEXT, .text = "", .name = "b", .width = 10, .height = 30 });
    ui_end(&tree);
    CHECK_NEAR(ui_tree_layout(&tree, painter, 100), 4 + 20 + 6 + 30 + 4, 0.001);
    const UiWidget *b = &tree.items[ui_tree_find(&tree, "b")];
    CHECK_NEAR(b->x, 8, 0.001);
    CHECK_NEAR(b->y, 30, 0.001);
    ui_tree_finish(&tree);
}

TEST(what_grows_takes_the_room_that_is_left_in_a_row)
{
    UiTree tree = tree_new();
    ui_add(&tree, &(UiWidget){ .kind = UI_BOX, .is_row = true, .gap = 10 });
    ui_add(&tree, &(UiWidget){ .kind = UI_TEXT, .text = "", .width = 40, .height = 10 });
    ui_add(&tree, &(UiWidget){ .kind = UI_TEXT, .text = "", .name = "wide", .width = 1, .height = 10, .grow = 1 });
    ui_add(&tree, &(UiWidget){ .kind = UI_TEXT, .text = "", .name = "last", .width = 30, .height = 10 });
    ui_end(&tree);
    ui_tree_layout(&tree, painter, 200);
    CHECK_NEAR(tree.items[ui_tree_find(&tree, "wide")].w, 200 - 40 - 30 - 20, 0.001);
    CHECK_NEAR(tree.items[ui_tree_find(&tree, "last")].x, 170, 0.001);
    ui_tree_finish(&tree);
}

TEST(a_text_too_long_for_its_row_is_cut_and_not_pushed_out)
{
    UiTree tree = tree_new();
    ui_add(&tree, &(UiWidget){ .kind = UI_BOX, .is_row = true, .gap = 8 });
    ui_add(&tree, &(UiWidget){ .kind = UI_TEXT, .text = "一个非常非常非常非常非常长的图层名称", .name = "long" });
    ui_add(&tree, &(UiWidget){ .kind = UI_CHECK, .name = "check", .action = "x" });
    ui_end(&tree);
    ui_tree_layout(&tree, painter, 120);
    const UiWidget *check = &tree.items[ui_tree_find(&tree, "check")];
    CHECK_NEAR(check->x + check->w, 120, 0.001);
    ui_tree_finish(&tree);
}

TEST(a_wrapped_text_is_higher_in_a_narrow_box)
{
    UiTree tree = tree_new();
    ui_add(&tree, &(UiWidget){ .kind = UI_BOX });
    ui_add(&tree, &(UiWidget){ .kind = UI_TEXT, .is_wrapped = true, .text = "网络数据源没有应答，请检查网络和地址后重试。" });
    ui_end(&tree);
    const double wide = ui_tree_layout(&tree, painter, 800), narrow = ui_tree_layout(&tree, painter, 80);
    CHECK(narrow > 2.5 * wide);
    ui_tree_finish(&tree);
}

TEST(a_click_answers_with_the_deepest_action_under_it)
{
    UiTree tree = tree_new();
    Str out = { 0 };
    ui_add(&tree, &(UiWidget){ .kind = UI_BOX, .is_row = true, .height = 28, .action = "@layer:3" });
    ui_add(&tree, &(UiWidget){ .kind = UI_CHECK, .name = "check", .action = "layer-set layer=3 visible=false" });
    ui_end(&tree);
    ui_tree_layout(&tree, painter, 200);
    click(&tree, 8, 14, &out);
    CHECK_TEXT(out.text, "layer-set layer=3 visible=false\n");
    click(&tree, 150, 14, &out);
    CHECK_TEXT(out.text, "layer-set layer=3 visible=false\n@layer:3\n");
    str_finish(&out);
    ui_tree_finish(&tree);
}

TEST(a_press_that_is_let_go_elsewhere_does_nothing)
{
    UiTree tree = tree_new();
    Str out = { 0 };
    ui_add(&tree, &(UiWidget){ .kind = UI_BOX });
    ui_add(&tree, &(UiWidget){ .kind = UI_BUTTON, .text = "移除", .action = "layer-remove layer=1", .height = 28 });
    ui_end(&tree);
    ui_tree_layout(&tree, painter, 100);
    ui_tree_pointer(&tree, 50, 10, true, false, &out);
    ui_tree_pointer(&tree, 50, 90, false, true, &out);
    CHECK(out.length == 0);
    ui_tree_finish(&tree);
}

TEST(a_slider_follows_the_pointer_in_steps_and_stays_in_its_range)
{
    UiTree tree = tree_new();
    Str out = { 0 };
    ui_add(&tree, &(UiWidget){ .kind = UI_BOX });
    ui_add(&tree, &(UiWidget){ .kind = UI_SLIDER, .value = 1, .action = "layer-set layer=1 opacity=", .height = 20 });
    ui_end(&tree);
    ui_tree_layout(&tree, painter, 112);
    ui_tree_pointer(&tree, 56, 10, true, false, &out);
    ui_tree_pointer(&tree, 56, 10, false, false, &out);
    CHECK_TEXT(out.text, "layer-set layer=1 opacity=0.50\n");
    ui_tree_pointer(&tree, -300, 10, false, false, &out);
    CHECK_TEXT(out.text, "layer-set layer=1 opacity=0.50\nlayer-set layer=1 opacity=0.00\n");
    ui_tree_pointer(&tree, -300, 10, false, true, &out);
    str_finish(&out);
    ui_tree_finish(&tree);
}

TEST(a_scrolled_list_hides_and_ignores_what_is_out_of_view)
{
    UiTree tree = tree_new();
    ui_add(&tree, &(UiWidget){ .kind = UI_BOX, .is_scroll = true, .max_height = 100 });
    for (int i = 0; i < 20; i++) {
        ui_add(&tree, &(UiWidget){ .kind = UI_BUTTON, .text = "row", .action = ui_format(&tree, "row %d", i), .height = 20 });
    }
    ui_end(&tree);
    CHECK_NEAR(ui_tree_layout(&tree, painter, 100), 100, 0.001);
    CHECK_NEAR(ui_tree_scroll_max(&tree), 300, 0.001);
    CHECK_EQ(ui_tree_hit(&tree, 50, 110), -1);
    tree.scroll = 1000;
    ui_tree_layout(&tree, painter, 100);
    CHECK_NEAR(tree.scroll, 300, 0.001);
    CHECK_TEXT(tree.items[ui_tree_hit(&tree, 50, 95)].action, "row 19");
    ui_tree_finish(&tree);
}

TEST(a_scale_bar_has_a_round_length)
{
    char label[32];
    CHECK_NEAR(ui_scale_bar_length(1.9, 110, label), 200 / 1.9, 1e-9);
    CHECK_TEXT(label, "200 m");
    ui_scale_bar_length(73, 110, label);
    CHECK_TEXT(label, "5 km");
    CHECK_NEAR(ui_scale_bar_length(0, 110, label), 0, 0);
    CHECK_NEAR(ui_scale_bar_length(NAN, 110, label), 0, 0);
}

TEST(a_chart_in_a_panel_outlives_its_description_and_follows_the_pointer)
{
    UiTree tree = tree_new();
    tree.chart = -1;
    double values[3] = { 1, 5, 2 };
    ChartSeries series = { .values = values, .count = 3 };
    const Chart chart = { .kind = CHART_LINE, .series = &series, .series_count = 1 };
    ui_add(&tree, &(UiWidget){ .kind = UI_BOX, .padding_x = 8, .padding_y = 4 });
    ui_add(&tree, &(UiWidget){ .kind = UI_CHART, .name = "rain", .chart = &chart });
    ui_end(&tree);
    values[1] = NAN;
    series.count = 0;
    CHECK_NEAR(ui_tree_layout(&tree, painter, 216), 128, 0.001);
    const int at = ui_tree_find(&tree, "rain");
    const UiWidget *w = &tree.items[at];
    CHECK_NEAR(w->w, 200, 0.001);
    CHECK(w->chart != &chart && w->chart->series[0].values[1] == 5);
    const ChartHit hit = ui_tree_chart_hit(&tree, painter, at, w->x + w->w / 2, w->y + 60);
    CHECK_EQ(hit.part, CHART_HIT_MARK);
    CHECK_NEAR(hit.value, 5, 1e-12);
    CHECK_EQ(ui_tree_chart_hit(&tree, painter, 0, 10, 10).part, CHART_HIT_NONE);
    // The read-out follows the pointer: each move is drawn, standing still is not.
    CHECK(ui_tree_pointer(&tree, 50, 60, false, false, NULL));
    CHECK_EQ(tree.chart, at);
    CHECK(!ui_tree_pointer(&tree, 50, 60, false, false, NULL));
    CHECK(ui_tree_pointer(&tree, 51, 60, false, false, NULL));
    CHECK(ui_tree_leave(&tree));
    CHECK(!ui_tree_leave(&tree));
    CHECK_EQ(tree.chart, -1);
    ui_tree_finish(&tree);
}
