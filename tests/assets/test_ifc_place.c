// SPDX-License-Identifier: Apache-2.0
// test_ifc_place.c - where products stand: nested, on grids, along alignments; sections along
// alignments.
#include "assets/ifc_geometry.h"
#include "base/str.h"
#include "check.h"
#include <stdlib.h>

#define HEAD(schema)                                                                             \
    "ISO-10303-21;\nHEADER;\nFILE_SCHEMA(('" schema                                              \
    "'));\nENDSEC;\nDATA;\n#1=IFCPROJECT('p',$,'P',$,$,$,$,(),#2);\n"                            \
    "#2=IFCUNITASSIGNMENT((#3));\n#3=IFCSIUNIT(*,.LENGTHUNIT.,$,.METRE.);\n"                     \
    "#4=IFCCARTESIANPOINT((0.,0.,0.));\n#5=IFCAXIS2PLACEMENT3D(#4,$,$);\n"                       \
    "#6=IFCDIRECTION((0.,0.,1.));\n#7=IFCBLOCK(#5,1.,1.,1.);\n"                                  \
    "#8=IFCSHAPEREPRESENTATION($,'Body','CSG',(#7));\n#9=IFCPRODUCTDEFINITIONSHAPE($,$,(#8));\n" \
    "#10=IFCCARTESIANPOINT((0.,0.));\n#11=IFCAXIS2PLACEMENT2D(#10,$);\n"
#define TAIL "ENDSEC;\nEND-ISO-10303-21;\n"

typedef struct {
    IfcModel *model;
    IfcGeometry *geometry;
    IfcProduct product; // the last one
} Loaded;

static Loaded load(const char *text)
{
    Err err = { 0 };
    Loaded l = { .model = ifc_model_from_text(text, strlen(text), &err) };
    if (l.model) l.geometry = ifc_geometry_create(l.model, NULL, &err);
    CHECK(l.geometry && l.geometry->product_count >= 1);
    l.product = l.geometry->products[l.geometry->product_count - 1];
    if (l.product.reason) fprintf(stderr, "%s\n", l.product.reason);
    return l;
}

static void unload(Loaded l)
{
    ifc_geometry_destroy(l.geometry);
    ifc_model_destroy(l.model);
}

static void check_box(const IfcProduct *p, double x0, double y0, double z0, double x1, double y1,
                      double z1)
{
    CHECK_EQ(p->state, IFC_BODY_OK);
    CHECK_NEAR(p->min.x, x0, 1e-5);
    CHECK_NEAR(p->min.y, y0, 1e-5);
    CHECK_NEAR(p->min.z, z0, 1e-5);
    CHECK_NEAR(p->max.x, x1, 1e-5);
    CHECK_NEAR(p->max.y, y1, 1e-5);
    CHECK_NEAR(p->max.z, z1, 1e-5);
}

TEST(placements_turn_and_move_one_in_another)
{
    // Ten along x, turned a quarter round z; in it five along its own x, which is y.
    Loaded l =
        load(HEAD("IFC4") "#20=IFCCARTESIANPOINT((10.,0.,0.));\n#21=IFCDIRECTION((0.,1.,0.));\n#22="
                          "IFCAXIS2PLACEMENT3D(#20,#6,#21);\n#23=IFCLOCALPLACEMENT($,#22);\n"
                          "#24=IFCCARTESIANPOINT((5.,0.,2.));\n#25=IFCAXIS2PLACEMENT3D(#24,$,$);\n#"
                          "26=IFCLOCALPLACEMENT(#23,#25);\n"
                          "#30=IFCBEAM('b',$,$,$,$,#26,#9,$,$);\n" TAIL);
    check_box(&l.product, 9, 5, 2, 10, 6, 3);
    unload(l);
}

#define GRID                                                                           \
    "#40=IFCCARTESIANPOINT((0.,0.));\n#41=IFCCARTESIANPOINT((100.,0.));\n"             \
    "#42=IFCPOLYLINE((#40,#41));\n#43=IFCGRIDAXIS('A',#42,.T.);\n"                     \
    "#44=IFCCARTESIANPOINT((30.,-5.));\n#45=IFCCARTESIANPOINT((30.,50.));\n"           \
    "#46=IFCPOLYLINE((#44,#45));\n#47=IFCGRIDAXIS('1',#46,.T.);\n"                     \
    "#48=IFCCARTESIANPOINT((1000.,0.,0.));\n#49=IFCAXIS2PLACEMENT3D(#48,$,$);\n"       \
    "#50=IFCLOCALPLACEMENT($,#49);\n#51=IFCGRID('g',$,$,$,$,#50,$,(#43),(#47),$,$);\n" \
    "#52=IFCVIRTUALGRIDINTERSECTION((#43,#47),(2.,-1.,4.));\n"

TEST(a_grid_placement_stands_at_the_crossing_of_its_axes)
{
    // Two to the left of A (y = 2), one to the right of 1 (x = 31), four up; the grid itself is at
    // x = 1000.
    Loaded l = load(HEAD("IFC4") GRID
                    "#53=IFCGRIDPLACEMENT(#52,$);\n#60=IFCCOLUMN('c',$,$,$,$,#53,#9,$,$);\n" TAIL);
    check_box(&l.product, 1031, 2, 4, 1032, 3, 5);
    unload(l);
    l = load(HEAD("IFC4X3_ADD2") GRID
             "#53=IFCGRIDPLACEMENT(#50,#52,$);\n#60=IFCCOLUMN('c',$,$,$,$,#53,#9,$,$);\n" TAIL);
    check_box(&l.product, 1031, 2, 4, 1032, 3, 5);
    unload(l);
}

#define LINE                                                                        \
    "#70=IFCCARTESIANPOINT((10.,20.,0.));\n#71=IFCCARTESIANPOINT((10.,120.,0.));\n" \
    "#72=IFCPOLYLINE((#70,#71));\n"

TEST(a_linear_placement_follows_its_curve_with_offsets)
{
    // 30 along a line that runs north; x of the product points north, y west; 4 to the left, 2 up.
    Loaded l =
        load(HEAD("IFC4X3_ADD2") LINE
             "#73=IFCPOINTBYDISTANCEEXPRESSION(IFCLENGTHMEASURE(30.),4.,2.,$,#72);\n#74="
             "IFCAXIS2PLACEMENTLINEAR(#73,$,$);\n"
             "#75=IFCLINEARPLACEMENT($,#74,$);\n#80=IFCSIGNAL('s',$,$,$,$,#75,#9,$,$);\n" TAIL);
    check_box(&l.product, 5, 50, 2, 6, 51, 3);
    unload(l);
}

TEST(sections_along_a_straight_alignment_blend)
{
    // From 2 x 2 to 4 x 2 over 100 m.
    Loaded l = load(
        HEAD("IFC4X3_ADD2") LINE
        "#73=IFCPOINTBYDISTANCEEXPRESSION(IFCLENGTHMEASURE(0.),$,$,$,#72);\n#74="
        "IFCAXIS2PLACEMENTLINEAR(#73,$,$);\n"
        "#75=IFCPOINTBYDISTANCEEXPRESSION(IFCLENGTHMEASURE(100.),$,$,$,#72);\n#76="
        "IFCAXIS2PLACEMENTLINEAR(#75,$,$);\n"
        "#77=IFCRECTANGLEPROFILEDEF(.AREA.,$,$,2.,2.);\n#78=IFCRECTANGLEPROFILEDEF(.AREA.,$,$,4.,2."
        ");\n"
        "#79=IFCSECTIONEDSOLIDHORIZONTAL(#72,(#77,#78),(#74,#76));\n#81=IFCSHAPEREPRESENTATION($,'"
        "Body','AdvancedSweptSolid',(#79));\n"
        "#82=IFCPRODUCTDEFINITIONSHAPE($,$,(#81));\n#83=IFCCOURSE('c',$,$,$,$,$,#82,$,$);\n" TAIL);
    CHECK_NEAR(l.product.volume_m3, 600, 0.01);
    CHECK_NEAR(l.product.min.x, 8, 1e-4);
    CHECK_NEAR(l.product.max.x, 12, 1e-4);
    CHECK_NEAR(l.product.min.y, 20, 1e-4);
    CHECK_NEAR(l.product.max.y, 120, 1e-4);
    unload(l);
}

TEST(a_road_surface_of_cross_profiles_has_its_area)
{
    // Two lanes of 3 m and 4 m, level, along 100 m.
    Loaded l =
        load(HEAD("IFC4X3_ADD2") LINE "#73=IFCPOINTBYDISTANCEEXPRESSION(IFCLENGTHMEASURE(0.),$,$,$,"
                                      "#72);\n#74=IFCAXIS2PLACEMENTLINEAR(#73,$,$);\n"
                                      "#75=IFCPOINTBYDISTANCEEXPRESSION(IFCLENGTHMEASURE(100.),$,$,"
                                      "$,#72);\n#76=IFCAXIS2PLACEMENTLINEAR(#75,$,$);\n"
                                      "#77=IFCOPENCROSSPROFILEDEF(.CURVE.,$,.T.,(3.,4.),(0.,0.),$,$"
                                      ");\n#79=IFCSECTIONEDSURFACE(#72,(#74,#76),(#77,#77));\n"
                                      "#81=IFCSHAPEREPRESENTATION($,'Body','SectionedSurface',(#79)"
                                      ");\n#82=IFCPRODUCTDEFINITIONSHAPE($,$,(#81));\n"
                                      "#83=IFCPAVEMENT('c',$,$,$,$,$,#82,$,$);\n" TAIL);
    CHECK_NEAR(l.product.area_m2, 700, 0.1);
    unload(l);
}

TEST(a_clothoid_ends_where_fresnel_integrals_say)
{
    // A swept disk along a clothoid of constant 50 over 50 m: end at (48.77, 8.19) by the series,
    // radius 50 there.
    Loaded l =
        load(HEAD("IFC4X3_ADD2") "#90=IFCCLOTHOID(#11,50.);\n#91=IFCCURVESEGMENT(.CONTINUOUS.,#11,"
                                 "IFCLENGTHMEASURE(0.),IFCLENGTHMEASURE(50.),#90);\n"
                                 "#92=IFCCOMPOSITECURVE((#91),.F.);\n#93="
                                 "IFCPOINTBYDISTANCEEXPRESSION(IFCLENGTHMEASURE(50.),$,$,$,#92);\n"
                                 "#94=IFCAXIS2PLACEMENTLINEAR(#93,$,$);\n#95=IFCLINEARPLACEMENT($,#"
                                 "94,$);\n#96=IFCSIGNAL('s',$,$,$,$,#95,#9,$,$);\n" TAIL);
    const DPlace *place = &l.geometry->instances[l.product.first_instance].place;
    double x = 0, y = 0,
           term = 1; // phi(s) = s^2 / (2 A^2); x = sum (-1)^n s^(4n+1) / ((2A^2)^(2n) (4n+1) (2n)!)
    const double s = 50, q = s * s / (2 * 50.0 * 50.0);
    for (int n = 0; n < 12; n++) {
        x += (n & 1 ? -1 : 1) * term * s / (4 * n + 1);
        y += (n & 1 ? -1 : 1) * term * q / (2 * n + 1) * s / (4 * n + 3);
        term *= q * q / ((2 * n + 1) * (2 * n + 2));
    }
    CHECK_NEAR(place->origin.x, x, 1e-6);
    CHECK_NEAR(place->origin.y, y, 1e-6);
    CHECK_NEAR(atan2(place->x_axis.y, place->x_axis.x), 0.5, 1e-6);
    unload(l);
}

TEST(a_linear_placement_whose_curve_is_broken_stands_where_the_file_says)
{
    Loaded l =
        load(HEAD("IFC4X3_ADD2") "#73=IFCPOINTBYDISTANCEEXPRESSION(IFCLENGTHMEASURE(30.),4.,2.,$,#"
                                 "999);\n#74=IFCAXIS2PLACEMENTLINEAR(#73,$,$);\n"
                                 "#76=IFCCARTESIANPOINT((7.,8.,9.));\n#77=IFCAXIS2PLACEMENT3D(#76,$"
                                 ",$);\n#75=IFCLINEARPLACEMENT($,#74,#77);\n"
                                 "#80=IFCSIGNAL('s',$,$,$,$,#75,#9,$,$);\n" TAIL);
    check_box(&l.product, 7, 8, 9, 8, 9, 10);
    unload(l);
}
