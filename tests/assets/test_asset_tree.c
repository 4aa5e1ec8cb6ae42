// SPDX-License-Identifier: Apache-2.0
// test_asset_tree.c - the order, depth and counts of a model's tree.
#include "assets/asset_tree.h"
#include "asset_fixture.h"

// "Name depth/elements" of each row, parted by "|".
static const char *rows_of(const AssetTree *tree)
{
    static char text[4096];
    text[0] = 0;
    for (int i = 0; i < tree->count; i++) {
        const AssetTreeRow *r = &tree->rows[i];
        snprintf(text + strlen(text), sizeof text - strlen(text), "%s%s %d/%d", i ? "|" : "",
                 r->kind == ASSET_TREE_OUTSIDE       ? "outside"
                 : r->kind == ASSET_TREE_IN_NO_GROUP ? "alone"
                                                     : r->label,
                 r->depth, r->elements);
        // What is said to be below is below.
        for (int k = i + 1; k < tree->count; k++)
            CHECK_EQ(k <= i + r->rows_below,
                     tree->rows[k].depth > r->depth && k <= i + r->rows_below);
        if (i + r->rows_below + 1 < tree->count)
            CHECK(tree->rows[i + r->rows_below + 1].depth <= r->depth);
        if (r->object >= 0) CHECK(tree->row_of_object[r->object] <= i);
    }
    return text;
}

TEST(a_place_tree_has_storeys_from_below_and_spaces_before_elements)
{
    Asset *a = fixture_load("tree.ifc", FIXTURE_HOUSE);
    AssetTree tree;
    CHECK(asset_tree_init(&tree, a, ASSET_TREE_PLACE, NULL));
    CHECK_TEXT(rows_of(&tree),
               "P 0/7|Site 1/7|House 2/7|1F 3/4|101 4/0|Door 门 4/0|Duct 1 4/0|Bolt 4/0|"
               "Basic Wall:Brick:1001 4/0|Hole 5/0|2F 3/3|Front 4/0|Basic Wall:Glass:1003 4/0|"
               "Basic Wall:Brick:1002 4/0");
    asset_tree_finish(&tree);
    asset_destroy(a);
}

TEST(a_type_tree_has_type_objects_between)
{
    Asset *a = fixture_load("tree.ifc", FIXTURE_HOUSE);
    AssetTree tree;
    CHECK(asset_tree_init(&tree, a, ASSET_TREE_TYPE, NULL));
    const char *text = rows_of(&tree);
    CHECK(strstr(text, "|IfcWall 0/3|Brick 200 1/2|Basic Wall:Brick:1001 2/0|"
                       "Basic Wall:Brick:1002 2/0|Basic Wall:Glass:1003 1/0") != NULL);
    CHECK(strstr(text, "IfcDoor 0/1|Door 门 1/0|") != NULL);
    asset_tree_finish(&tree);
    asset_destroy(a);
}

TEST(a_system_tree_has_systems_then_zones)
{
    Asset *a = fixture_load("tree.ifc", FIXTURE_HOUSE);
    AssetTree tree;
    CHECK(asset_tree_init(&tree, a, ASSET_TREE_SYSTEM, NULL));
    CHECK_TEXT(rows_of(&tree), "Supply air 0/1|Duct 1 1/0|Zone A 0/0|101 1/0");
    asset_tree_finish(&tree);
    asset_destroy(a);
}

TEST(closed_rows_hide_what_is_below_them)
{
    Asset *a = fixture_load("tree.ifc", FIXTURE_HOUSE);
    AssetTree tree;
    uint8_t is_open[32] = { 0 };
    int shown[4];
    CHECK(asset_tree_init(&tree, a, ASSET_TREE_PLACE, NULL));
    CHECK_EQ(asset_tree_shown(&tree, is_open, 0, shown, 4), 1);
    is_open[0] = is_open[1] = is_open[2] = 1;
    CHECK_EQ(asset_tree_shown(&tree, is_open, 0, shown, 4), 5);
    CHECK_EQ(shown[3], 3);
    CHECK_EQ(asset_tree_shown(&tree, is_open, 4, shown, 4), 5);
    CHECK_EQ(shown[0], tree.row_of_object[fixture_object(a, "2F")]);
    asset_tree_finish(&tree);
    asset_destroy(a);
}

#define RING                                                                                    \
    "ISO-10303-21;\nHEADER;\nFILE_SCHEMA(('IFC4'));\nENDSEC;\nDATA;\n"                          \
    "#1=IFCPROJECT('p',$,'P',$,$,$,$,(),$);\n#2=IFCELEMENTASSEMBLY('a',$,'A',$,$,$,$,$,$,$);\n" \
    "#3=IFCELEMENTASSEMBLY('b',$,'B',$,$,$,$,$,$,$);\n#4=IFCWALL('w',$,'W',$,$,$,$,$,$);\n"     \
    "#5=IFCRELAGGREGATES('r',$,$,$,#2,(#3));\n#6=IFCRELAGGREGATES('s',$,$,$,#3,(#2,#4));\n"     \
    "ENDSEC;\nEND-ISO-10303-21;\n"

TEST(wholes_in_a_circle_stand_outside_and_each_object_once)
{
    Asset *a = fixture_load("ring.ifc", RING);
    AssetTree tree;
    CHECK(asset_tree_init(&tree, a, ASSET_TREE_PLACE, NULL));
    CHECK_EQ(tree.count, 5);
    CHECK_EQ(tree.rows[1].kind, ASSET_TREE_OUTSIDE);
    CHECK_EQ(tree.rows[1].rows_below, 3);
    CHECK(tree.row_of_object[fixture_object(a, "W")] > 1);
    asset_tree_finish(&tree);
    asset_destroy(a);
}

TEST(names_compare_with_their_numbers_by_value)
{
    CHECK(asset_tree_compare_names("Level 2", "Level 10") < 0);
    CHECK(asset_tree_compare_names("level 010", "Level 10") == 0);
    CHECK(asset_tree_compare_names("A", "a1") < 0);
    CHECK(asset_tree_compare_names("12层", "3层") > 0);
    CHECK_EQ(asset_tree_compare_names("", ""), 0);
}
