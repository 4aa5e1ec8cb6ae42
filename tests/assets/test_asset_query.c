// SPDX-License-Identifier: Apache-2.0
// test_asset_query.c - what an expression finds, what it says when it is wrong, searching,
// likeness.
#include "assets/asset_query.h"
#include "asset_fixture.h"

// Names of what is found, in the order of rows, parted by "|".
static const char *ask(const Asset *asset, const char *expression)
{
    static char names[1024];
    uint8_t found[128];
    Err err = { 0 };
    AssetQueryResult result;
    AssetQuery *query = asset_query_create(expression, &err);
    names[0] = 0;
    if (!query) return strcpy(names, err.text);
    CHECK(asset_query_find(query, asset, found, &result, &err));
    int count = 0;
    for (int i = 0; i < asset->object_count; i++) {
        if (!found[i]) continue;
        count++;
        if (names[0]) strcat(names, "|");
        strcat(names, asset->objects[i].name);
    }
    CHECK_EQ(count, result.count);
    asset_query_destroy(query);
    return names;
}

static const char *refused(const char *expression)
{
    static Err err;
    err = (Err){ 0 };
    CHECK(!asset_query_create(expression, &err));
    CHECK_EQ(err.code, ERR_ARGUMENT);
    return err.text;
}

#define BRICKS "Basic Wall:Brick:1001|Basic Wall:Brick:1002"

TEST(a_type_is_asked_exactly_or_with_its_subtypes)
{
    Asset *a = fixture_load("ask.ifc", FIXTURE_HOUSE);
    CHECK_TEXT(ask(a, "type=IfcWall"), "Basic Wall:Brick:1001|Basic Wall:Glass:1003");
    CHECK_TEXT(ask(a, "type = ifcwallstandardcase"), "Basic Wall:Brick:1002");
    CHECK_TEXT(ask(a, "type~Wall and storey=2F"), "Basic Wall:Glass:1003|Basic Wall:Brick:1002");
    CHECK_TEXT(ask(a, "type~IfcElementComponent"), "Bolt");
    CHECK_TEXT(ask(a, "类型~IfcDoor"), "Door 门");
    CHECK_TEXT(ask(a, "类型=墙 且 楼层=2F"), "Basic Wall:Glass:1003|Basic Wall:Brick:1002");
    CHECK_TEXT(ask(a, "类型~风管"), "Duct 1");
    // Part of a type's name where no type is called so.
    CHECK_TEXT(ask(a, "type~Curtain"), "Front");
    // Openings and types only where they are named.
    CHECK_TEXT(ask(a, "name=Hole"), "");
    CHECK_TEXT(ask(a, "type=IfcOpeningElement"), "Hole");
    CHECK_TEXT(ask(a, "type~WallType"), "Brick 200");
    CHECK(strstr(refused("type=IfcWal"), "character 6") != NULL);
    CHECK(strstr(refused("type=IfcWal"), "'IfcWall'") != NULL);
    asset_destroy(a);
}

TEST(names_places_systems_and_levels_are_asked)
{
    Asset *a = fixture_load("ask.ifc", FIXTURE_HOUSE);
    CHECK_TEXT(ask(a, "name~brick"), BRICKS);
    CHECK_TEXT(ask(a, "name~会议"), "101"); // the long name counts
    CHECK_TEXT(ask(a, "name~ＤＯＯＲ"), "Door 门");
    CHECK_TEXT(ask(a, "guid=000000000000000000003A"), "Door 门");
    CHECK_TEXT(ask(a, "guid=000000000000000000003a"), "");
    CHECK_TEXT(ask(a, "storey=\"2F\" and type~Element"),
               "Front|Basic Wall:Glass:1003|Basic Wall:Brick:1002");
    CHECK_TEXT(ask(a, "in=House and type=IfcDoor"), "Door 门");
    CHECK_TEXT(ask(a, "in=2F and type=IfcDoor"), "");
    CHECK_TEXT(ask(a, "system=\"supply air\""), "Duct 1");
    CHECK_TEXT(ask(a, "system exists"), "Duct 1");
    CHECK_TEXT(ask(a, "zone~a"), "101");
    CHECK_TEXT(ask(a, "level=CIM7"), "Bolt");
    CHECK_TEXT(ask(a, "id=#33"), "Door 门");
    CHECK_TEXT(ask(a, "tag=t31"), "Basic Wall:Brick:1002");
    CHECK_TEXT(ask(a, "predefined=door"), "Door 门");
    asset_destroy(a);
}

TEST(materials_and_classifications_come_from_types_too)
{
    Asset *a = fixture_load("ask.ifc", FIXTURE_HOUSE);
    CHECK_TEXT(ask(a, "material~混凝土"), BRICKS);
    CHECK_TEXT(ask(a, "material=plaster"), BRICKS);
    CHECK_TEXT(ask(a, "material=concrete"), BRICKS);
    CHECK_TEXT(ask(a, "classification=EF_25_10"), BRICKS);
    CHECK_TEXT(ask(a, "classification=Uniclass"), BRICKS);
    CHECK_TEXT(ask(a, "typename~brick"), BRICKS);
    asset_destroy(a);
}

TEST(a_property_of_the_object_hides_that_of_its_type)
{
    Asset *a = fixture_load("ask.ifc", FIXTURE_HOUSE);
    CHECK_TEXT(ask(a, "FireRating exists"), BRICKS);
    CHECK_TEXT(ask(a, "FireRating=2h"), "Basic Wall:Brick:1001");
    CHECK_TEXT(ask(a, "Pset_WallCommon.FireRating = \"1H\""), "Basic Wall:Brick:1002");
    CHECK_TEXT(ask(a, "Other.FireRating exists"), "");
    CHECK_TEXT(ask(a, "*.firerating != 2h"), "Basic Wall:Brick:1002");
    CHECK_TEXT(ask(a, "IsExternal=true"), BRICKS);
    CHECK_TEXT(ask(a, "IsExternal = 是"), BRICKS);
    CHECK_TEXT(ask(a, "\"Fire Class\"=\"A and B\""), "Basic Wall:Brick:1002");
    CHECK_TEXT(ask(a, "Note~hagemann"), "Basic Wall:Brick:1002");
    // What has no such property never fits; not() finds it.
    CHECK_TEXT(ask(a, "type~Wall and FireRating!=1h"), "Basic Wall:Brick:1001");
    CHECK_TEXT(ask(a, "type~Wall and not FireRating exists"), "Basic Wall:Glass:1003");
    asset_destroy(a);
}

TEST(numbers_compare_as_written_or_in_the_unit_given)
{
    Asset *a = fixture_load("ask.ifc", FIXTURE_HOUSE);
    const char *both = "Basic Wall:Brick:1001|Basic Wall:Glass:1003";
    CHECK_TEXT(ask(a, "Width = 200"), both);
    CHECK_TEXT(ask(a, "Width=20 cm"), both);
    CHECK_TEXT(ask(a, "Width > 0.19m"), both);
    CHECK_TEXT(ask(a, "Width > 200 mm"), "");
    CHECK_TEXT(ask(a, "Width >= 200 mm"), both);
    CHECK_TEXT(ask(a, "Width < 1 ft and Width ≤ 200mm"), both);
    CHECK_TEXT(ask(a, "Count > 11"), both); // a text that is a number
    CHECK_TEXT(ask(a, "NetVolume < 2.4 m3"), "Basic Wall:Brick:1001");
    CHECK_TEXT(ask(a, "Qto_WallBaseQuantities.NetSideArea=11.5㎡"), "Basic Wall:Brick:1001");
    // Another kind of unit never fits, and is counted.
    uint8_t found[128];
    AssetQueryResult result;
    AssetQuery *query = asset_query_create("Width > 1 kg", NULL);
    CHECK(asset_query_find(query, a, found, &result, NULL));
    CHECK_EQ(result.count, 0);
    CHECK_EQ(result.unit_misfits, 1);
    asset_query_destroy(query);
    CHECK(strstr(refused("Width > thick"), "a number") != NULL);
    CHECK(strstr(refused("storey > 2"), "only numbers have an order") != NULL);
    asset_destroy(a);
}

TEST(not_binds_before_and_and_and_before_or)
{
    Asset *a = fixture_load("ask.ifc", FIXTURE_HOUSE);
    CHECK_TEXT(ask(a, "name=Bolt or name=Front and storey=1F"), "Bolt");
    CHECK_TEXT(ask(a, "(name=Bolt or name=Front) and storey=2F"), "Front");
    CHECK_TEXT(ask(a, "not name=Bolt and level=CIM7"), "");
    CHECK_TEXT(ask(a, "not (name=Bolt and level=CIM6) and name=Bolt"), "Bolt");
    CHECK_TEXT(ask(a, "not not name = Bolt"), "Bolt");
    CHECK_TEXT(ask(a, "（名称=Bolt 或 名称=Front） 且 非 楼层=1F"), "Front");
    CHECK_TEXT(ask(a, "! ! ( name = Bolt )"), "Bolt");
    asset_destroy(a);
}

TEST(a_wrong_expression_is_told_where_and_what_was_expected)
{
    CHECK(strstr(refused(""), "character 1, the end: expected a field") != NULL);
    CHECK(strstr(refused("名称~"), "character 4, the end: expected a value") != NULL);
    CHECK(strstr(refused("name x"), "character 6, 'x': expected =") != NULL);
    CHECK(strstr(refused("name=\"x"), "character 6, '\"x': expected a closing quote") != NULL);
    CHECK(strstr(refused("(name=x"), "the end: expected a closing )") != NULL);
    CHECK(strstr(refused("name=x)"), "character 7, ')': expected and") != NULL);
    CHECK(strstr(refused("name=x and"), "the end: expected a field") != NULL);
    CHECK(strstr(refused("name=x storey=y"), "character 14, '=y': expected and") != NULL);
    CHECK(strstr(refused("level=high"), "a level such as CIM6") != NULL);
    Err err = { 0 };
    char many[8192] = "a=1";
    for (int i = 0; i < 300; i++) strcat(many, " or a=1");
    CHECK(!asset_query_create(many, &err));
    CHECK_EQ(err.code, ERR_RANGE);
    memset(many, '(', sizeof many - 1);
    many[sizeof many - 1] = 0;
    CHECK(!asset_query_create(many, &err));
    CHECK_EQ(err.code, ERR_RANGE);
}

TEST(names_that_the_model_does_not_have_are_told_with_the_nearest)
{
    Asset *a = fixture_load("ask.ifc", FIXTURE_HOUSE);
    Err err = { 0 };
    AssetQuery *query = asset_query_create("FireRatng=2h", &err);
    CHECK(!asset_query_is_known(query, a, &err));
    CHECK(strstr(err.text, "'FireRating'") != NULL);
    asset_query_destroy(query);
    query = asset_query_create("type=IfcRoof", &err);
    CHECK(!asset_query_is_known(query, a, &err));
    CHECK(strstr(err.text, "no IfcRoof") != NULL);
    asset_query_destroy(query);
    query = asset_query_create("type~IfcElement and firerating exists", &err);
    CHECK(asset_query_is_known(query, a, &err));
    asset_query_destroy(query);
    asset_destroy(a);
}

TEST(all_like_this_are_of_one_type_object_or_of_one_kind_and_name)
{
    Asset *a = fixture_load("ask.ifc", FIXTURE_HOUSE);
    uint8_t found[128];
    CHECK_EQ(asset_query_like(a, fixture_object(a, "Basic Wall:Brick:1001"), found), 2);
    CHECK(found[fixture_object(a, "Basic Wall:Brick:1002")]);
    CHECK_EQ(asset_query_like(a, fixture_object(a, "Basic Wall:Glass:1003"), found), 1);
    CHECK(found[fixture_object(a, "Basic Wall:Glass:1003")]);
    asset_destroy(a);
}

static const char *first_hits(const Asset *asset, const char *text, AssetSearchHit hits[8],
                              int *count)
{
    *count = asset_query_search(asset, text, hits, 8);
    return *count ? asset->objects[hits[0].object].name : "";
}

TEST(a_search_finds_every_word_and_puts_the_nearest_first)
{
    Asset *a = fixture_load("ask.ifc", FIXTURE_HOUSE);
    AssetSearchHit hits[8];
    int count = 0;
    CHECK_TEXT(first_hits(a, "front", hits, &count), "Front");
    CHECK_EQ(count, 1);
    CHECK_TEXT(hits[0].where, "name");
    CHECK_TEXT(first_hits(a, "会议室", hits, &count), "101");
    CHECK_TEXT(first_hits(a, " wall  GLASS ", hits, &count), "Basic Wall:Glass:1003");
    CHECK_EQ(count, 1);
    CHECK_TEXT(first_hits(a, "hagemann", hits, &count), "Basic Wall:Brick:1002");
    CHECK_TEXT(hits[0].where, "Note");
    CHECK_TEXT(hits[0].matched, "delivered by Hagemann");
    CHECK_TEXT(first_hits(a, "000000000000000000003a", hits, &count), "Door 门");
    CHECK_TEXT(hits[0].where, "GlobalId");
    CHECK_EQ(hits[0].score, 100);
    CHECK_TEXT(first_hits(a, "混凝土 1002", hits, &count), "Basic Wall:Brick:1002");
    CHECK_EQ(count, 1);
    CHECK_TEXT(first_hits(a, "房间", hits, &count), "101");
    CHECK_TEXT(first_hits(a, "空间", hits, &count), "101");
    CHECK_TEXT(first_hits(a, "幕墙", hits, &count), "Front");
    // The storey's name leads to the storey, then to what stands there.
    CHECK_TEXT(first_hits(a, "2f", hits, &count), "2F");
    CHECK_EQ(count, 4);
    CHECK_TEXT(hits[1].where, "storey");
    CHECK_EQ(asset_query_search(a, "", hits, 8), 0);
    CHECK_EQ(asset_query_search(a, "nothing of the kind", hits, 8), 0);
    asset_destroy(a);
}
