// SPDX-License-Identifier: Apache-2.0
// test_ifc_schema.c - entity types and attribute positions in each release.
#include "assets/ifc_schema.h"
#include "check.h"

static IfcSchemaTable table(IfcSchema schema)
{
    IfcSchemaTable t;
    ifc_schema_init(&t, schema);
    return t;
}

TEST(attributes_stand_where_each_release_puts_them)
{
    const IfcSchemaTable t2 = table(IFC_SCHEMA_2X3), t4 = table(IFC_SCHEMA_4),
                         t43 = table(IFC_SCHEMA_4X3);
    CHECK_EQ(ifc_schema_position(&t2, IFCDOOR, "OverallHeight"), 8);
    CHECK_EQ(ifc_schema_position(&t2, IFCDOOR, "PredefinedType"), -1);
    CHECK_EQ(ifc_schema_position(&t4, IFCDOOR, "PredefinedType"), 10);
    CHECK_EQ(ifc_schema_position(&t43, IFCDOOR, "GlobalId"), 0);
    CHECK_EQ(ifc_schema_position(&t4, IFCGRIDPLACEMENT, "PlacementLocation"), 0);
    CHECK_EQ(ifc_schema_position(&t43, IFCGRIDPLACEMENT, "PlacementLocation"), 1);
    CHECK_EQ(ifc_schema_attribute_count(&t2, IFCMATERIALLAYER), 3);
    CHECK_EQ(ifc_schema_attribute_count(&t4, IFCMATERIALLAYER), 7);
    char name[64];
    CHECK_TEXT(ifc_schema_attribute(&t4, IFCWALL, 5, name), "ObjectPlacement");
    CHECK_TEXT(ifc_schema_attribute(&t4, IFCWALL, 99, name), "");
}

TEST(attributes_that_are_derived_keep_their_place)
{
    const IfcSchemaTable t = table(IFC_SCHEMA_4);
    CHECK_EQ(ifc_schema_position(&t, IFCORIENTEDEDGE, "EdgeElement"), 2);
    CHECK_EQ(ifc_schema_position(&t, IFCSIUNIT, "Name"), 3);
    CHECK_EQ(ifc_schema_position(&t, IFCGEOMETRICREPRESENTATIONSUBCONTEXT, "TargetView"), 8);
    CHECK_EQ(ifc_schema_attribute_count(&t, IFCMIRROREDPROFILEDEF), 5);
}

TEST(types_know_their_ancestors)
{
    const IfcSchemaTable t2 = table(IFC_SCHEMA_2X3), t4 = table(IFC_SCHEMA_4),
                         t43 = table(IFC_SCHEMA_4X3);
    CHECK(ifc_schema_is(&t2, IFCWALLSTANDARDCASE, IFCPRODUCT) &&
          ifc_schema_is(&t4, IFCWALLSTANDARDCASE, IFCWALL));
    CHECK(!ifc_schema_is(&t2, IFCWALL, IFCSPACE) && !ifc_schema_is(&t2, IFCPRODUCT, IFCWALL));
    CHECK(ifc_schema_is(&t43, IFCBRIDGE, IFCSPATIALSTRUCTUREELEMENT));
    CHECK(ifc_schema_is(&t43, IFCALIGNMENT, IFCPRODUCT));
    CHECK(!ifc_schema_is(&t4, IFC_TYPE_NONE, IFCROOT));
    // A type of a later release in an older file still has its place.
    CHECK(ifc_schema_is(&t2, IFCAIRTERMINAL, IFCPRODUCT));
}

TEST(every_type_hangs_in_the_tree_once_and_is_found_by_its_keyword)
{
    for (int schema = IFC_SCHEMA_2X3; schema <= IFC_SCHEMA_4X3; schema++) {
        const IfcSchemaTable t = table((IfcSchema)schema);
        static bool seen[IFC_TYPE_COUNT + 1];
        memset(seen, 0, sizeof seen);
        for (int type = 1; type < IFC_TYPE_COUNT; type++) {
            CHECK(t.first[type] >= 1 && t.first[type] < IFC_TYPE_COUNT &&
                  t.last[type] >= t.first[type] && !seen[t.first[type]]);
            seen[t.first[type]] = true;
            CHECK(ifc_schema_attribute_count(&t, (IfcType)type) <= IFC_ATTRIBUTES_MAX);
            const char *keyword = ifc_schema_type_keyword((IfcType)type);
            CHECK_EQ(ifc_schema_find(keyword, strlen(keyword)), type);
        }
    }
    CHECK_EQ(ifc_schema_find("IfcWall", 7), IFCWALL);
    CHECK_EQ(ifc_schema_find("IFCNOTHING", 10), IFC_TYPE_NONE);
    CHECK_TEXT(ifc_schema_type_name(IFCWALL), "IfcWall");
}

// Where the geometry reader takes positions for granted they are the same in all releases.
TEST(geometry_types_have_the_same_positions_in_every_release)
{
    static const struct {
        IfcType type;
        const char *attribute;
        int position;
    } rows[] = {
        { IFCEXTRUDEDAREASOLID, "Depth", 3 },
        { IFCREVOLVEDAREASOLID, "Axis", 2 },
        { IFCSWEPTDISKSOLID, "EndParam", 4 },
        { IFCBOOLEANRESULT, "FirstOperand", 1 },
        { IFCPOLYGONALBOUNDEDHALFSPACE, "PolygonalBoundary", 3 },
        { IFCMAPPEDITEM, "MappingTarget", 1 },
        { IFCREPRESENTATION, "Items", 3 },
        { IFCFACEBOUND, "Orientation", 1 },
        { IFCTRIMMEDCURVE, "MasterRepresentation", 4 },
        { IFCCIRCLEHOLLOWPROFILEDEF, "WallThickness", 4 },
        { IFCISHAPEPROFILEDEF, "FilletRadius", 7 },
        { IFCLSHAPEPROFILEDEF, "LegSlope", 8 },
        { IFCUSHAPEPROFILEDEF, "FlangeSlope", 9 },
        { IFCSURFACECURVESWEPTAREASOLID, "ReferenceSurface", 5 },
        { IFCCARTESIANTRANSFORMATIONOPERATOR3DNONUNIFORM, "Scale3", 6 },
        { IFCBSPLINECURVE, "ControlPointsList", 1 },
        { IFCPRODUCT, "Representation", 6 },
        { IFCTYPEPRODUCT, "RepresentationMaps", 6 },
        { IFCTYPEOBJECT, "HasPropertySets", 5 },
        { IFCRELASSOCIATESMATERIAL, "RelatingMaterial", 5 },
        { IFCSTYLEDITEM, "Styles", 1 },
        { IFCGRID, "UAxes", 7 },
        { IFCCOMPOSITECURVESEGMENT, "ParentCurve", 2 },
        { IFCADVANCEDFACE, "SameSense", 2 },
        { IFCSECTIONEDSPINE, "CrossSectionPositions", 2 },
        { IFCRIGHTCIRCULARCYLINDER, "Radius", 2 },
        { IFCTRAPEZIUMPROFILEDEF, "TopXOffset", 6 },
        { IFCRECTANGLEHOLLOWPROFILEDEF, "OuterFilletRadius", 7 },
        { IFCDERIVEDPROFILEDEF, "Operator", 3 },
        { IFCSITE, "RefLatitude", 9 },
    };
    for (int schema = IFC_SCHEMA_2X3; schema <= IFC_SCHEMA_4X3; schema++) {
        const IfcSchemaTable t = table((IfcSchema)schema);
        for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++)
            CHECK_EQ(ifc_schema_position(&t, rows[i].type, rows[i].attribute), rows[i].position);
    }
}

TEST(names_of_releases_are_read_as_files_write_them)
{
    CHECK_EQ(ifc_schema_from_name("IFC2X3"), IFC_SCHEMA_2X3);
    CHECK_EQ(ifc_schema_from_name("IFC2X2_FINAL"), IFC_SCHEMA_2X3);
    CHECK_EQ(ifc_schema_from_name("ifc4"), IFC_SCHEMA_4);
    CHECK_EQ(ifc_schema_from_name("IFC4X3_ADD2"), IFC_SCHEMA_4X3);
    CHECK_EQ(ifc_schema_from_name("IFC4X1"), IFC_SCHEMA_4X3);
    CHECK_EQ(ifc_schema_from_name("AUTOMOTIVE_DESIGN"), IFC_SCHEMA_NONE);
}
