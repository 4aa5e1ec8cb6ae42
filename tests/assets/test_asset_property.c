// SPDX-License-Identifier: Apache-2.0
// test_asset_property.c - what is known of one object.
#include "assets/asset_property.h"
#include "asset_fixture.h"

static const AssetPropertyRow *row_of(const AssetProperties *p, AssetPropertyKind kind,
                                      const char *name)
{
    for (int i = 0; i < p->count; i++) {
        if (p->rows[i].kind == kind && strcmp(p->rows[i].name, name) == 0) return &p->rows[i];
    }
    return NULL;
}

TEST(an_object_tells_identity_place_materials_sets_and_quantities)
{
    Asset *a = fixture_load("property.ifc", FIXTURE_HOUSE);
    Arena arena = { 0 };
    const AssetProperties p =
        asset_property_rows(a, fixture_object(a, "Basic Wall:Brick:1001"), &arena);
    CHECK_TEXT(row_of(&p, ASSET_PROPERTY_IDENTITY, "type")->value, "IfcWall");
    CHECK_TEXT(row_of(&p, ASSET_PROPERTY_IDENTITY, "GlobalId")->value, "0000000000000000000030");
    CHECK_TEXT(row_of(&p, ASSET_PROPERTY_IDENTITY, "id")->value, "#30");
    CHECK_TEXT(row_of(&p, ASSET_PROPERTY_IDENTITY, "level")->value, "CIM6");
    CHECK_TEXT(row_of(&p, ASSET_PROPERTY_IDENTITY, "typename")->value, "Brick 200");
    CHECK_TEXT(row_of(&p, ASSET_PROPERTY_PLACE, "IfcBuildingStorey")->value, "1F");
    CHECK_TEXT(row_of(&p, ASSET_PROPERTY_PLACE, "IfcSite")->value, "Site");
    const AssetPropertyRow *layer = row_of(&p, ASSET_PROPERTY_MATERIAL, "layer 180 mm");
    CHECK_TEXT(layer->value, "混凝土 C30");
    CHECK_TEXT(layer->group, "W200");
    CHECK_TEXT(row_of(&p, ASSET_PROPERTY_MATERIAL, "layer 20 mm")->value, "Plaster");
    const AssetPropertyRow *class = row_of(&p, ASSET_PROPERTY_CLASSIFICATION, "Uniclass");
    CHECK_TEXT(class->value, "EF_25_10 Walls");
    CHECK(class->is_of_type);
    CHECK_TEXT(row_of(&p, ASSET_PROPERTY_SET, "FireRating")->value, "2h");
    CHECK(row_of(&p, ASSET_PROPERTY_SET, "FireRating")->is_of_type);
    const AssetPropertyRow *width = row_of(&p, ASSET_PROPERTY_SET, "Width");
    CHECK_TEXT(width->value, "200");
    CHECK_TEXT(width->unit, "mm");
    CHECK_TEXT(width->group, "Sizes");
    CHECK_TEXT(row_of(&p, ASSET_PROPERTY_QUANTITY, "NetVolume")->unit, "m3");
    CHECK_TEXT(row_of(&p, ASSET_PROPERTY_GEOMETRY, "size x")->value, "4.000");
    arena_finish(&arena);
    asset_destroy(a);
}

TEST(an_objects_own_property_is_listed_once_and_hides_its_types)
{
    Asset *a = fixture_load("property.ifc", FIXTURE_HOUSE);
    Arena arena = { 0 };
    const int wall = fixture_object(a, "Basic Wall:Brick:1002");
    const AssetProperties p = asset_property_rows(a, wall, &arena);
    int count = 0;
    for (int i = 0; i < p.count; i++) count += strcmp(p.rows[i].name, "FireRating") == 0;
    CHECK_EQ(count, 1);
    CHECK_TEXT(row_of(&p, ASSET_PROPERTY_SET, "FireRating")->value, "1h");
    CHECK_TEXT(row_of(&p, ASSET_PROPERTY_SET, "IsExternal")->value, "true");
    CHECK_TEXT(asset_property_value(a, wall, NULL, "firerating", &arena), "1h");
    CHECK_TEXT(asset_property_value(a, wall, "Pset_WallCommon", "IsExternal", &arena), "true");
    CHECK_TEXT(asset_property_value(a, wall, "Sizes", "Width", &arena), "");
    CHECK_TEXT(
        asset_property_value(a, fixture_object(a, "Basic Wall:Glass:1003"), NULL, "Width", &arena),
        "200 mm");
    arena_finish(&arena);
    asset_destroy(a);
}
