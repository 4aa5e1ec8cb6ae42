// SPDX-License-Identifier: Apache-2.0
// test_asset_quantity.c - sums by type, storey and material, and where they come from.
#include "assets/asset_quantity.h"
#include "assets/asset_query.h"
#include "asset_fixture.h"

static const char *csv_of(const char *model, const char *by, const char *where)
{
    static Str out;
    str_finish(&out);
    out = (Str){ 0 };
    Asset *a = fixture_load("quantity.ifc", model);
    AssetQuantities q;
    uint8_t found[128];
    AssetQuery *query = asset_query_create(where, NULL);
    CHECK(asset_query_find(query, a, found, NULL, NULL));
    CHECK(asset_quantity_init(&q, a, by, found, NULL));
    asset_quantity_csv(&q, false, &out);
    asset_quantity_finish(&q);
    asset_query_destroy(query);
    asset_destroy(a);
    return out.text;
}

static const char *csv(const char *by, const char *where)
{
    return csv_of(FIXTURE_HOUSE, by, where);
}

TEST(a_set_that_is_far_off_the_triangles_is_refused_and_counted)
{
    Str text = { 0 };
    static const char house[] = FIXTURE_HOUSE;
    const char *at = strstr(house, "$,$,2.3,$");
    str_add_n(&text, house, (size_t)(at - house));
    str_printf(&text, "$,$,2300.,$%s", at + 9);
    CHECK_TEXT(csv_of(text.text, "type", "type=IfcWall"),
               "type,count,length_m,length_from,area_m2,area_from,volume_m3,volume_from\r\n"
               "IfcWall,2,8,\"sets 1, geometry 1\",23.5,\"sets 1, geometry 1\",4.8,"
               "\"geometry 2, sets refused 1\"\r\n");
    str_finish(&text);
}

TEST(quantities_come_from_sets_and_else_from_the_triangles)
{
    // Of the two IfcWall one has a set: 4 m, 11.5 m2, 2.3 m3; the other measures 4, 12, 2.4.
    CHECK_TEXT(csv("type", "type~Wall"),
               "type,count,length_m,length_from,area_m2,area_from,volume_m3,volume_from\r\n"
               "IfcWall,2,8,\"sets 1, geometry 1\",23.5,\"sets 1, geometry 1\",4.7,"
               "\"sets 1, geometry 1\"\r\n"
               "IfcWallStandardCase,1,4,geometry,12,geometry,2.4,geometry\r\n");
    CHECK_TEXT(csv("type,storey", "type=IfcDoor or type=IfcFastener"),
               "type,storey,count,length_m,length_from,area_m2,area_from,volume_m3,volume_from\r\n"
               "IfcDoor,1F,1,,,,,,\r\nIfcFastener,1F,1,,,,,,\r\n");
}

TEST(storeys_come_from_below_and_openings_do_not_count)
{
    CHECK_TEXT(csv("storey", "type~Element or type=IfcOpeningElement"),
               "storey,count,length_m,length_from,area_m2,area_from,volume_m3,volume_from\r\n"
               "1F,4,4,\"sets 1, none 3\",11.5,\"sets 1, none 3\",2.3,\"sets 1, none 3\"\r\n"
               "2F,3,8,\"geometry 2, none 1\",24,\"geometry 2, none 1\",4.8,"
               "\"geometry 2, none 1\"\r\n");
}

TEST(layers_share_the_volume_by_their_thickness)
{
    CHECK_TEXT(csv("material", "type~Wall"),
               "material,count,length_m,length_from,area_m2,area_from,volume_m3,volume_from\r\n"
               ",1,4,geometry,12,geometry,2.4,geometry\r\n"
               "Plaster,2,8,\"sets 1, geometry 1\",23.5,\"sets 1, geometry 1\",0.47,"
               "\"sets 1, geometry 1\"\r\n"
               "混凝土 C30,2,8,\"sets 1, geometry 1\",23.5,\"sets 1, geometry 1\",4.23,"
               "\"sets 1, geometry 1\"\r\n");
}

TEST(an_unknown_key_names_those_that_are_known)
{
    Asset *a = fixture_load("quantity.ifc", FIXTURE_HOUSE);
    AssetQuantities q;
    Err err = { 0 };
    CHECK(!asset_quantity_init(&q, a, "type,colour", NULL, &err));
    CHECK_EQ(err.code, ERR_ARGUMENT);
    CHECK(strstr(err.text, "'colour'") != NULL && strstr(err.text, "storey") != NULL);
    CHECK(!asset_quantity_init(&q, a, "type,type", NULL, &err));
    asset_destroy(a);
}
