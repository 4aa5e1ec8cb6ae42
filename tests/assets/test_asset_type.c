// SPDX-License-Identifier: Apache-2.0
// test_asset_type.c - Chinese names of types.
#include "assets/asset_type.h"
#include "check.h"

TEST(types_have_chinese_names_and_words_name_types)
{
    IfcSchemaTable t;
    ifc_schema_init(&t, IFC_SCHEMA_4);
    CHECK_TEXT(asset_type_zh(&t, IFCWALLSTANDARDCASE), "墙");
    CHECK_TEXT(asset_type_zh(&t, IFCFURNITURE), "家具");
    CHECK_TEXT(asset_type_zh(&t, IFCTASK), "");
    CHECK_EQ(asset_type_named("墙体"), IFCWALL);
    CHECK_EQ(asset_type_named("wall"), IFCWALL);
    CHECK_EQ(asset_type_named("IFCWALL"), IFCWALL);
    CHECK_EQ(asset_type_named("柱"), IFCCOLUMN);
    CHECK_EQ(asset_type_named("nothing"), IFC_TYPE_NONE);
    CHECK_EQ(asset_type_named(""), IFC_TYPE_NONE);
}

TEST(no_word_names_two_types_and_every_element_has_a_name)
{
    IfcSchemaTable t;
    ifc_schema_init(&t, IFC_SCHEMA_4X3);
    int nameless = 0;
    for (int type = 1; type < IFC_TYPE_COUNT; type++) {
        const char *name = asset_type_zh(&t, (IfcType)type);
        // What a type is called leads to it or to the supertype that lends the name.
        if (name[0]) CHECK(ifc_schema_is(&t, (IfcType)type, asset_type_named(name)));
        if (!name[0] && ifc_schema_is(&t, (IfcType)type, IFCDISTRIBUTIONELEMENT)) nameless++;
    }
    CHECK_EQ(nameless, 0);
}
