// SPDX-License-Identifier: Apache-2.0
// test_ifc_xml.c - ifcXML in both its forms becomes the same instances.
#include "assets/ifc_geometry.h"
#include "assets/ifc_xml.h"
#include "base/str.h"
#include "check.h"
#include <stdlib.h>

static IfcModel *load(const char *xml, char **text)
{
    Err err = { 0 };
    size_t length = 0;
    *text = ifc_xml_convert(xml, strlen(xml), 1 << 24, &length, &err);
    if (!*text) fprintf(stderr, "%s\n", err.text);
    return *text ? ifc_model_from_text(*text, length, &err) : NULL;
}

TEST(nested_elements_references_and_inverse_relations_become_instances)
{
    static const char xml[] =
        "<?xml version='1.0'?><ifc:ifcXML xmlns:ifc='http://x/IFC4' xmlns:xsi='http://x'>"
        "<IfcProject id='i1' GlobalId='p' Name='It&apos;s'><UnitsInContext><Units><IfcSIUnit "
        "UnitType='lengthunit' Prefix='milli' Name='metre'/></Units></UnitsInContext>"
        "<IsDecomposedBy><IfcRelAggregates GlobalId='r'><RelatedObjects><IfcSite id='i2' "
        "GlobalId='s' RefLatitude='21 13 30' RefLongitude='110 24 0' RefElevation='2500'/>"
        "</RelatedObjects></IfcRelAggregates></IsDecomposedBy></IfcProject>"
        "<IfcWall id='i3' GlobalId='w' Name='墙'><IsDefinedBy><IfcRelDefinesByProperties "
        "GlobalId='d'><RelatingPropertyDefinition><IfcPropertySet GlobalId='q' Name='Pset_X'>"
        "<HasProperties><IfcPropertySingleValue Name='A'><NominalValue><IfcLabel-wrapper>F "
        "90</IfcLabel-wrapper></NominalValue></IfcPropertySingleValue>"
        "<IfcPropertySingleValue "
        "Name='B'><NominalValue><IfcReal-wrapper>0,25</IfcReal-wrapper></NominalValue></"
        "IfcPropertySingleValue>"
        "<IfcPropertySingleValue "
        "Name='C'><NominalValue><IfcBoolean-wrapper>true</IfcBoolean-wrapper></NominalValue></"
        "IfcPropertySingleValue></HasProperties>"
        "</IfcPropertySet></RelatingPropertyDefinition></IfcRelDefinesByProperties></IsDefinedBy>"
        "<ObjectPlacement xsi:type='IfcLocalPlacement' "
        "id='i4'><RelativePlacement><IfcAxis2Placement3D><Location Coordinates='1000 0 "
        "0'/></IfcAxis2Placement3D>"
        "</RelativePlacement></ObjectPlacement><Representation "
        "xsi:type='IfcProductDefinitionShape'><Representations>"
        "<IfcShapeRepresentation RepresentationIdentifier='Body' "
        "RepresentationType='SweptSolid'><Items><IfcExtrudedAreaSolid Depth='3000'>"
        "<SweptArea xsi:type='IfcRectangleProfileDef' ProfileType='area' XDim='4000' "
        "YDim='200'/><ExtrudedDirection DirectionRatios='0 0 1'/></IfcExtrudedAreaSolid></Items>"
        "</IfcShapeRepresentation></Representations></Representation></IfcWall>"
        "<IfcRelContainedInSpatialStructure GlobalId='c'><RelatedElements><IfcWall xsi:nil='true' "
        "href='i3'/></RelatedElements><RelatingStructure xsi:nil='true' href='i2'/>"
        "</IfcRelContainedInSpatialStructure></ifc:ifcXML>";
    char *text = NULL;
    IfcModel *m = load(xml, &text);
    CHECK(m != NULL);
    CHECK_NEAR(m->units.length_m, 0.001, 1e-15);
    CHECK_TEXT(ifc_model_text(m, m->objects.names[m->project]), "It's");
    CHECK_NEAR(m->georeference.latitude_deg, 21.225, 1e-12);
    CHECK_NEAR(m->georeference.elevation_m, 2.5, 1e-12);
    const int wall = ifc_model_find_guid(m, "w");
    CHECK_EQ(m->objects.parents[wall], ifc_model_find_guid(m, "s"));
    CHECK_EQ(m->objects.parents[ifc_model_find_guid(m, "s")], m->project);
    const IfcProperties *p = &m->properties;
    CHECK_TEXT(ifc_model_text(m, p->texts[ifc_model_property(m, wall, "Pset_X", "A")]), "F 90");
    CHECK_NEAR(p->numbers[ifc_model_property(m, wall, "Pset_X", "B")], 0.25, 0);
    CHECK_EQ(p->kinds[ifc_model_property(m, wall, "Pset_X", "C")], IFC_VALUE_BOOL);
    IfcGeometry *g = ifc_geometry_create(m, NULL, NULL);
    CHECK_EQ(g->shown_count, 1);
    CHECK_NEAR(g->products[0].volume_m3, 2.4, 1e-9);
    CHECK_NEAR(g->products[0].max.x, 3, 1e-6);
    ifc_geometry_destroy(g);
    ifc_model_destroy(m);
    free(text);
}

TEST(the_older_form_with_an_element_for_every_attribute_is_read)
{
    static const char xml[] =
        "<ex:iso_10303_28 xmlns:ex='urn:x' xmlns='http://x/IFC2X3'><uos><IfcCartesianPoint "
        "id='i7'><Coordinates ex:itemType='ifc:IfcLengthMeasure' ex:cType='list'>"
        "<IfcLengthMeasure pos='0'>1.5</IfcLengthMeasure><IfcLengthMeasure "
        "pos='1'>2.</IfcLengthMeasure></Coordinates></IfcCartesianPoint>"
        "<IfcAxis2Placement3D id='i8'><Location><IfcCartesianPoint xsi:nil='true' ref='i7' "
        "xmlns:xsi='http://x'/></Location></IfcAxis2Placement3D>"
        "<IfcBuilding id='i9'><GlobalId>b</GlobalId><Name>House "
        "1</Name><CompositionType>element</CompositionType></IfcBuilding></uos></ex:iso_10303_28>";
    char *text = NULL;
    IfcModel *m = load(xml, &text);
    CHECK(m != NULL);
    CHECK(strstr(text, "=IFCCARTESIANPOINT((1.5,2.));") != NULL);
    CHECK(strstr(text, "=IFCAXIS2PLACEMENT3D(#1,$,$);") != NULL);
    CHECK_TEXT(ifc_model_text(m, m->objects.names[ifc_model_find_guid(m, "b")]), "House 1");
    CHECK(strstr(text, ".ELEMENT.") != NULL);
    ifc_model_destroy(m);
    free(text);
}

TEST(broken_xml_gives_what_was_complete_or_says_where)
{
    size_t length = 0;
    Err err = { 0 };
    CHECK(ifc_xml_convert("<a><b", 5, 1000, &length, &err) == NULL);
    CHECK_EQ(err.code, ERR_FORMAT);
    CHECK(strstr(err.text, "line 1") != NULL);
    const char *cut = "<ifcXML><IfcWall GlobalId='a' Name='A'/><IfcWall GlobalId='b'";
    char *text = ifc_xml_convert(cut, strlen(cut), 100000, &length, NULL);
    CHECK(text && strstr(text, "'A'") && !strstr(text, "END-ISO"));
    free(text);
    // Deeper than anything sane, and larger than allowed.
    Str deep = { 0 };
    for (int i = 0; i < 100000; i++) str_add(&deep, "<IfcWall>");
    text = ifc_xml_convert(deep.text, deep.length, 1 << 24, &length, &err);
    free(text);
    str_finish(&deep);
    Str wide = { 0 };
    str_add(&wide, "<x>");
    for (int i = 0; i < 1000; i++) str_add(&wide, "<IfcWall GlobalId='a'/>");
    str_add(&wide, "</x>");
    CHECK(ifc_xml_convert(wide.text, wide.length, 5000, &length, &err) == NULL);
    CHECK_EQ(err.code, ERR_RANGE);
    str_finish(&wide);
}

TEST(the_sample_wall_is_the_same_as_xml_and_zipped)
{
    static const char *const names[] = {
        "data/ifc/iosfiles/wall-with-opening-and-window.ifcxml",
        "data/ifc/iosfiles/wall-with-opening-and-window_ifcxml_format.ifczip"
    };
    for (int i = 0; i < 2; i++) {
        const char *path = check_shared(names[i]);
        if (!path) CHECK_SKIP("the shared data is absent");
        Err err = { 0 };
        IfcModel *m = ifc_model_load(path, NULL, &err);
        CHECK(m != NULL);
        IfcGeometry *g = ifc_geometry_create(m, NULL, NULL);
        CHECK_EQ(g->body_count, 2);
        for (int p = 0; p < g->product_count; p++) {
            if (!ifc_model_is(m, g->products[p].object, IFCWALL)) continue;
            CHECK_NEAR(g->products[p].volume_m3, 3 * 0.3 * 2 - 0.3, 1e-6); // less its opening
        }
        ifc_geometry_destroy(g);
        ifc_model_destroy(m);
    }
}
