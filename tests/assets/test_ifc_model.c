// SPDX-License-Identifier: Apache-2.0
// test_ifc_model.c - what an IFC file says: tree, relations, properties, units, materials, place on
// earth.
#include "assets/ifc_model.h"
#include "base/str.h"
#include "check.h"
#include <stdlib.h>

#define HEAD(schema) "ISO-10303-21;\nHEADER;\nFILE_SCHEMA(('" schema "'));\nENDSEC;\nDATA;\n"
#define TAIL "ENDSEC;\nEND-ISO-10303-21;\n"
#define UNITS                                                                                      \
    "#1=IFCPROJECT('0000000000000000000001',$,'P',$,$,$,$,(),#2);\n#2=IFCUNITASSIGNMENT((#3,#4,#"  \
    "5,#6,#7));\n"                                                                                 \
    "#3=IFCSIUNIT(*,.LENGTHUNIT.,.MILLI.,.METRE.);\n#4=IFCCONVERSIONBASEDUNIT(#8,.PLANEANGLEUNIT." \
    ",'DEGREE',#9);\n"                                                                             \
    "#5=IFCSIUNIT(*,.AREAUNIT.,.CENTI.,.SQUARE_METRE.);\n#6=IFCDERIVEDUNIT((#10,#11),."            \
    "THERMALTRANSMITTANCEUNIT.,$);\n"                                                              \
    "#7=IFCSIUNIT(*,.THERMODYNAMICTEMPERATUREUNIT.,$,.DEGREE_CELSIUS.);\n#8="                      \
    "IFCDIMENSIONALEXPONENTS(0,0,0,0,0,0,0);\n"                                                    \
    "#9=IFCMEASUREWITHUNIT(IFCPLANEANGLEMEASURE(0.017453292519943295),#12);\n#10="                 \
    "IFCDERIVEDUNITELEMENT(#13,1);\n#11=IFCDERIVEDUNITELEMENT(#14,-2);\n"                          \
    "#12=IFCSIUNIT(*,.PLANEANGLEUNIT.,$,.RADIAN.);\n#13=IFCSIUNIT(*,.POWERUNIT.,.KILO.,.WATT.);"   \
    "\n#14=IFCSIUNIT(*,.LENGTHUNIT.,$,.METRE.);\n"
#define TREE                                                                                       \
    "#20=IFCSITE('0000000000000000000002',$,'S',$,$,$,$,$,.ELEMENT.,(21,13,30,500000),(-110,-24,"  \
    "0,0),2500.,$,$);\n"                                                                           \
    "#21=IFCBUILDING('0000000000000000000003',$,'B',$,$,$,$,$,.ELEMENT.,$,$,$);\n"                 \
    "#22=IFCBUILDINGSTOREY('0000000000000000000004',$,'\\X2\\4E005C42\\X0\\',$,$,$,$,$,.ELEMENT.," \
    "3000.);\n"                                                                                    \
    "#23=IFCRELAGGREGATES('a',$,$,$,#1,(#20));\n#24=IFCRELAGGREGATES('b',$,$,$,#20,(#21));\n#25="  \
    "IFCRELAGGREGATES('c',$,$,$,#21,(#22));\n"                                                     \
    "#30=IFCWALL('0000000000000000000005',$,'W1',$,'type',$,$,'tag',.SOLIDWALL.);\n#31=IFCWALL('"  \
    "0000000000000000000006',$,'W2',$,$,$,$,$,$);\n"                                               \
    "#32=IFCOPENINGELEMENT('0000000000000000000007',$,$,$,$,$,$,$,$);\n#33=IFCDOOR('"              \
    "0000000000000000000008',$,'D',$,$,$,$,$,2000.,900.,$,$,$);\n"                                 \
    "#34=IFCRELCONTAINEDINSPATIALSTRUCTURE('d',$,$,$,(#30,#31,#33),#22);\n#35=IFCRELVOIDSELEMENT(" \
    "'e',$,$,$,#30,#32);\n"                                                                        \
    "#36=IFCRELFILLSELEMENT('f',$,$,$,#32,#33);\n#37=IFCWALLTYPE('0000000000000000000009',$,'WT'," \
    "$,$,(#44),$,$,$,.STANDARD.);\n"                                                               \
    "#38=IFCRELDEFINESBYTYPE('g',$,$,$,(#30,#31),#37);\n#39=IFCREINFORCINGBAR('"                   \
    "0000000000000000000010',$,$,$,$,$,$,$,$,$,$,$,$,$);\n"
#define PROPERTIES                                                                                \
    "#40=IFCPROPERTYSET('h',$,'Pset_WallCommon',$,(#41,#42,#45,#46,#47));\n#41="                  \
    "IFCPROPERTYSINGLEVALUE('IsExternal',$,IFCBOOLEAN(.T.),$);\n"                                 \
    "#42=IFCPROPERTYSINGLEVALUE('Thickness',$,IFCPOSITIVELENGTHMEASURE(240.),$);\n#43="           \
    "IFCRELDEFINESBYPROPERTIES('i',$,$,$,(#30),#40);\n"                                           \
    "#44=IFCPROPERTYSET('j',$,'Pset_WallCommon',$,(#48));\n#45=IFCPROPERTYLISTVALUE('Layers',$,(" \
    "IFCLABEL('a'),IFCLABEL('b')),$);\n"                                                          \
    "#46=IFCPROPERTYBOUNDEDVALUE('Range',$,IFCREAL(9.),IFCREAL(3.),$,$);\n"                       \
    "#47=IFCCOMPLEXPROPERTY('Fire',$,'use',(#49));\n#48=IFCPROPERTYSINGLEVALUE('Reference',$,"    \
    "IFCIDENTIFIER('R1'),$);\n"                                                                   \
    "#49=IFCPROPERTYSINGLEVALUE('Rating',$,IFCLABEL('F90'),$);\n#50=IFCELEMENTQUANTITY('k',$,'"   \
    "Qto',$,$,(#51,#52));\n"                                                                      \
    "#51=IFCQUANTITYAREA('Net',$,$,125000.,$);\n#52=IFCQUANTITYCOUNT('N',$,$,3,$);\n#53="         \
    "IFCRELDEFINESBYPROPERTIES('l',$,$,$,(#30,#31),#50);\n"

static IfcModel *load(const char *text)
{
    Err err = { 0 };
    IfcModel *model = ifc_model_from_text(text, strlen(text), &err);
    if (!model) fprintf(stderr, "%s\n", err.text);
    return model;
}

static int object(const IfcModel *m, uint32_t id)
{
    return m->object_of_row[step_file_find(m->file, id)];
}

TEST(units_with_prefixes_conversions_and_products_are_scaled)
{
    IfcModel *m = load(HEAD("IFC4") UNITS TAIL);
    CHECK_NEAR(m->units.length_m, 0.001, 1e-18);
    CHECK_TEXT(m->units.length_name, "MILLIMETRE");
    CHECK_NEAR(m->units.angle_rad, 0.017453292519943295, 1e-18);
    CHECK_NEAR(m->units.area_m2, 1e-4, 1e-18);
    CHECK_EQ(m->units.count, 5);
    CHECK_TEXT(m->units.rows[1].symbol, "°");
    CHECK_TEXT(m->units.rows[3].symbol, "kW/m2");
    CHECK_NEAR(m->units.rows[3].factor, 1000, 1e-9);
    CHECK_NEAR(m->units.rows[4].offset, 273.15, 1e-12);
    ifc_model_destroy(m);
}

TEST(the_tree_says_where_everything_stands)
{
    IfcModel *m = load(HEAD("IFC4") UNITS TREE TAIL);
    CHECK_EQ(m->objects.parents[object(m, 30)], object(m, 22));
    CHECK_EQ(m->objects.parents[object(m, 22)], object(m, 21));
    CHECK_EQ(m->objects.parents[object(m, 20)], object(m, 1));
    CHECK_EQ(m->objects.parents[object(m, 32)], object(m, 30));
    CHECK_EQ(m->objects.storeys[object(m, 32)], object(m, 22));
    CHECK_EQ(m->objects.storeys[object(m, 21)], IFC_OBJECT_NONE);
    CHECK_EQ(m->objects.type_objects[object(m, 31)], object(m, 37));
    CHECK_TEXT(ifc_model_text(m, m->objects.names[object(m, 22)]), "一层");
    CHECK_TEXT(ifc_model_text(m, m->objects.tags[object(m, 30)]), "tag");
    CHECK_TEXT(ifc_model_text(m, m->objects.predefined_types[object(m, 30)]), "SOLIDWALL");
    CHECK_EQ(m->project, object(m, 1));
    CHECK_EQ(ifc_model_find_guid(m, "0000000000000000000008"), object(m, 33));
    ifc_model_destroy(m);
}

TEST(relations_are_followed_both_ways)
{
    IfcModel *m = load(HEAD("IFC4") UNITS TREE TAIL);
    int32_t found[8];
    CHECK_EQ(ifc_model_related(m, object(m, 22), IFC_RELATION_CONTAINS, true, found, 8), 3);
    CHECK_EQ(found[0], object(m, 30));
    CHECK_EQ(ifc_model_related(m, object(m, 30), IFC_RELATION_VOIDS, true, found, 8), 1);
    CHECK_EQ(found[0], object(m, 32));
    CHECK_EQ(ifc_model_related(m, object(m, 33), IFC_RELATION_FILLS, false, found, 8), 1);
    CHECK_EQ(found[0], object(m, 32));
    CHECK_EQ(ifc_model_related(m, object(m, 37), IFC_RELATION_TYPES, true, found, 1), 2);
    ifc_model_destroy(m);
}

TEST(properties_have_values_units_and_owners)
{
    IfcModel *m = load(HEAD("IFC4") UNITS TREE PROPERTIES TAIL);
    const IfcProperties *p = &m->properties;
    int at = ifc_model_property(m, object(m, 30), "Pset_WallCommon", "Thickness");
    CHECK(at >= 0);
    CHECK_NEAR(p->numbers[at], 240, 0);
    CHECK_TEXT(m->units.rows[p->units[at]].symbol, "mm");
    CHECK_EQ(p->kinds[ifc_model_property(m, object(m, 30), NULL, "IsExternal")], IFC_VALUE_BOOL);
    CHECK_TEXT(ifc_model_text(m, p->texts[ifc_model_property(m, object(m, 30), NULL, "Layers")]),
               "a; b");
    CHECK_TEXT(ifc_model_text(m, p->texts[ifc_model_property(m, object(m, 30), NULL, "Range")]),
               "3; 9");
    CHECK_TEXT(
        ifc_model_text(m, p->texts[ifc_model_property(m, object(m, 30), NULL, "Fire.Rating")]),
        "F90");
    at = ifc_model_property(m, object(m, 31), "Qto", "Net");
    CHECK(at >= 0 && m->sets.is_quantity[p->sets[at]]);
    CHECK_NEAR(p->numbers[at] * m->units.rows[p->units[at]].factor, 12.5, 1e-9);
    // Of the type, for both occurrences.
    CHECK_TEXT(ifc_model_text(m, p->texts[ifc_model_property(m, object(m, 31), NULL, "Reference")]),
               "R1");
    CHECK_EQ(ifc_model_property(m, object(m, 31), NULL, "Thickness"), -1);
    ifc_model_destroy(m);
}

TEST(a_question_finds_every_object_that_answers)
{
    IfcModel *m = load(HEAD("IFC4") UNITS TREE PROPERTIES TAIL);
    uint8_t found[64];
    CHECK_EQ(
        ifc_model_query(
            m, &(IfcQuery){ .name = "Thickness", .kind = IFC_QUERY_GREATER, .number = 0.2 }, found),
        1);
    CHECK(found[object(m, 30)]);
    CHECK_EQ(
        ifc_model_query(
            m, &(IfcQuery){ .name = "Thickness", .kind = IFC_QUERY_LESS, .number = 0.2 }, found),
        0);
    CHECK_EQ(
        ifc_model_query(
            m, &(IfcQuery){ .name = "Reference", .kind = IFC_QUERY_EQUAL, .text = "r1" }, found),
        3); // the type and both walls
    CHECK_EQ(ifc_model_query(m, &(IfcQuery){ .set = "Qto", .name = "N", .kind = IFC_QUERY_EXISTS },
                             found),
             2);
    CHECK_EQ(
        ifc_model_query(
            m, &(IfcQuery){ .name = "IsExternal", .kind = IFC_QUERY_EQUAL, .text = "true" }, found),
        1);
    ifc_model_destroy(m);
}

TEST(levels_of_the_chinese_standard_are_derived)
{
    IfcModel *m = load(HEAD("IFC4") UNITS TREE TAIL);
    CHECK_EQ(m->objects.levels[object(m, 22)], 5);
    CHECK_EQ(m->objects.levels[object(m, 30)], 6);
    CHECK_EQ(m->objects.levels[object(m, 39)], 7);
    CHECK_EQ(m->objects.levels[object(m, 32)], 0);
    ifc_model_destroy(m);
}

TEST(materials_come_with_layers_from_the_type_too)
{
    IfcModel *m =
        load(HEAD("IFC4") UNITS TREE
             "#60=IFCMATERIAL('\\X2\\78166DF7\\X0\\',$,'masonry');\n#61=IFCMATERIALLAYER(#60,240.,$"
             ",'core',$,$,$);\n"
             "#62=IFCMATERIALLAYERSET((#61,#61),'wall',$);\n#63=IFCMATERIALLAYERSETUSAGE(#62,."
             "AXIS2.,.POSITIVE.,0.,$);\n"
             "#64=IFCRELASSOCIATESMATERIAL('m',$,$,$,(#37),#62);\n#65=IFCRELASSOCIATESMATERIAL('n',"
             "$,$,$,(#30),#63);\n"
             "#66=IFCCLASSIFICATION('src','1',$,'GB/T "
             "51269',$,$,$);\n#67=IFCCLASSIFICATIONREFERENCE($,'14-10.20','wall',#66,$,$);\n"
             "#68=IFCRELASSOCIATESCLASSIFICATION('o',$,$,$,(#30,#31),#67);\n" TAIL);
    CHECK_EQ(m->material_count, 1); // usage and set are one
    const IfcMaterial *material = &m->materials[m->objects.materials[object(m, 31)]];
    CHECK_EQ(material->kind, IFC_MATERIAL_LAYERS);
    CHECK_EQ(material->part_count, 2);
    CHECK_NEAR(m->material_parts[material->first_part].thickness_m, 0.24, 1e-12);
    CHECK_TEXT(ifc_model_text(m, m->material_parts[material->first_part].name), "砖混");
    CHECK_EQ(m->classified_count, 2);
    CHECK_TEXT(ifc_model_text(m, m->classifications[0].system), "GB/T 51269");
    CHECK_TEXT(ifc_model_text(m, m->classifications[0].code), "14-10.20");
    ifc_model_destroy(m);
}

TEST(the_site_has_degrees_and_metres)
{
    IfcModel *m = load(HEAD("IFC4") UNITS TREE TAIL);
    const IfcGeoreference *g = &m->georeference;
    CHECK_EQ(g->kind, IFC_GEOREFERENCE_SITE);
    CHECK_NEAR(g->latitude_deg, 21 + 13 / 60.0 + 30.5 / 3600, 1e-12);
    CHECK_NEAR(g->longitude_deg, -110.4, 1e-12);
    CHECK_NEAR(g->elevation_m, 2.5, 1e-12);
    ifc_model_destroy(m);
}

TEST(a_map_conversion_with_the_scale_turned_round_is_warned_about)
{
#define MAP(scale)                                                                         \
    "#70=IFCMAPCONVERSION(#71,#72,458657.3,5438232.25,113.7,0.,2.," scale                  \
    ");\n#71=IFCGEOMETRICREPRESENTATIONCONTEXT($,'Model',3,0.01,#73,#74);\n"               \
    "#72=IFCPROJECTEDCRS('EPSG:25832','ETRS89','ETRS89','DHHN2016','UTM','32',#14);\n#73=" \
    "IFCAXIS2PLACEMENT3D(#75,$,$);\n#74=IFCDIRECTION((0.,3.));\n"                          \
    "#75=IFCCARTESIANPOINT((0.,0.,0.));\n"
    IfcModel *m = load(HEAD("IFC4") UNITS MAP("1000.") TAIL);
    const IfcGeoreference *g = &m->georeference;
    CHECK_EQ(g->kind, IFC_GEOREFERENCE_MAP);
    CHECK_TEXT(g->crs_name, "EPSG:25832");
    CHECK_NEAR(g->axis_y, 1, 1e-15);
    CHECK_NEAR(g->map_unit_m, 1, 0);
    CHECK(g->scale_is_suspect);
    CHECK_NEAR(g->scale_expected, 0.001, 1e-15);
    CHECK_NEAR(g->precision_m, 1e-5, 1e-12);
    CHECK(g->has_true_north && g->true_north_y == 1);
    ifc_model_destroy(m);
    m = load(HEAD("IFC4") UNITS MAP("0.001") TAIL);
    CHECK(!m->georeference.scale_is_suspect);
    ifc_model_destroy(m);
    // Without a scale the units say it.
    m = load(HEAD("IFC4") UNITS MAP("$") TAIL);
    CHECK(!m->georeference.scale_is_suspect);
    CHECK_NEAR(m->georeference.scale, 0.001, 1e-15);
    ifc_model_destroy(m);
}

TEST(a_rigid_operation_may_be_in_degrees)
{
    IfcModel *m =
        load(HEAD("IFC4X3_ADD2") UNITS "#70=IFCRIGIDOPERATION(#71,#72,IFCPLANEANGLEMEASURE(49.1),"
                                       "IFCPLANEANGLEMEASURE(8.4),475.);\n"
                                       "#71=IFCGEOMETRICREPRESENTATIONCONTEXT($,'Model',3,$,$,$);"
                                       "\n#72=IFCGEOGRAPHICCRS('EPSG:4258',$,$,$,$,$);\n" TAIL);
    CHECK_EQ(m->georeference.kind, IFC_GEOREFERENCE_RIGID);
    CHECK(m->georeference.is_angle);
    CHECK_NEAR(m->georeference.first, 49.1, 1e-12);
    CHECK_NEAR(m->georeference.height, 475, 0);
    ifc_model_destroy(m);
}

TEST(cycles_in_the_tree_end)
{
    IfcModel *m = load(
        HEAD("IFC4") UNITS
        "#20=IFCBUILDING('a',$,$,$,$,$,$,$,$,$,$,$);\n#21=IFCBUILDING('b',$,$,$,$,$,$,$,$,$,$,$);\n"
        "#22=IFCRELAGGREGATES('c',$,$,$,#20,(#21,#20));\n#23=IFCRELAGGREGATES('d',$,$,$,#21,(#20));"
        "\n"
        "#30=IFCCONVERSIONBASEDUNIT($,.LENGTHUNIT.,'x',#31);\n#31=IFCMEASUREWITHUNIT("
        "IFCRATIOMEASURE(2.),#30);\n"
        "#40=IFCCOMPLEXPROPERTY('p',$,'u',(#40,#40,#40));\n#41=IFCPROPERTYSET('e',$,'s',$,(#40,#40)"
        ");\n" TAIL);
    CHECK(m != NULL);
    CHECK_EQ(m->objects.storeys[object(m, 20)], IFC_OBJECT_NONE);
    ifc_model_destroy(m);
}

TEST(unknown_types_are_counted_and_passed_over)
{
    IfcModel *m = load(HEAD("IFC4") UNITS
                       "#20=IFCFROBNICATOR('a');\n#21=IFCWALL('b',$,$,$,$,$,$,$,$);\n" TAIL);
    CHECK_EQ(m->unknown_types, 1);
    CHECK(object(m, 21) >= 0);
    CHECK_EQ(m->file->problem_count, 1);
    ifc_model_destroy(m);
    Err err = { 0 };
    const char *other = HEAD("AUTOMOTIVE_DESIGN") "#1=CARTESIAN_POINT('',(0.,0.,0.));\n" TAIL;
    CHECK(ifc_model_from_text(other, strlen(other), &err) == NULL);
    CHECK_EQ(err.code, ERR_FORMAT);
}

TEST(office_a_counts_as_four_other_readers_do)
{
    const char *path = check_shared("data/ifc/webifc/Office_A_20110811.ifc");
    if (!path) CHECK_SKIP("the shared data is absent");
    Err err = { 0 };
    IfcModel *m = ifc_model_load(path, NULL, &err);
    int count = 0;
    CHECK_EQ(m->file->count, 62930);
    ifc_model_rows(m, IFCPROPERTYSET, &count);
    CHECK_EQ(count, 5164);
    ifc_model_rows(m, IFCSPACE, &count);
    CHECK_EQ(count, 99);
    CHECK_EQ(m->file->problem_count, 0);
    ifc_model_destroy(m);
}
