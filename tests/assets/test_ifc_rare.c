// SPDX-License-Identifier: Apache-2.0
// test_ifc_rare.c - what few files hold, against hand computation: renumbered face sets, networks,
// advanced breps with voids, growing revolutions, booleans of primitives, feet, inches and degrees.
#include "assets/ifc_geometry.h"
#include "base/str.h"
#include "check.h"

#define PI 3.14159265358979323846

typedef struct {
    double volume_m3, area_m2;
    DVec3 min, max;
    int triangles;
    bool is_there;
} Measure;

// #100 is the item; #5 the origin's axes in space, #8 in the plane, #6 z, #9 x; units: rows of the
// assignment, among them lengths #3 and angles #19 where they are other than metre and radian.
static Measure measure(const char *schema, const char *units, const char *item, const char *name)
{
    Str text = { 0 };
    Err err = { 0 };
    Measure out = { 0 };
    str_printf(&text,
               "ISO-10303-21;\nHEADER;\nFILE_SCHEMA(('%s'));\nENDSEC;\nDATA;\n"
               "#1=IFCPROJECT('p',$,'P',$,$,$,$,(),#2);\n#2=IFCUNITASSIGNMENT((#3,#19));\n%s"
               "#4=IFCCARTESIANPOINT((0.,0.,0.));\n#5=IFCAXIS2PLACEMENT3D(#4,$,$);\n"
               "#6=IFCDIRECTION((0.,0.,1.));\n#7=IFCLOCALPLACEMENT($,#5);\n"
               "#40=IFCCARTESIANPOINT((0.,0.));\n#8=IFCAXIS2PLACEMENT2D(#40,$);\n"
               "#9=IFCDIRECTION((1.,0.,0.));\n%s"
               "#12=IFCSHAPEREPRESENTATION($,'Body','x',(#100));\n"
               "#13=IFCPRODUCTDEFINITIONSHAPE($,$,(#12));\n"
               "#17=IFCBUILDINGELEMENTPROXY('w',$,$,$,$,#7,#13,$,$);\nENDSEC;\nEND-ISO-10303-21;\n",
               schema,
               units[0] ? units
                        : "#3=IFCSIUNIT(*,.LENGTHUNIT.,$,.METRE.);\n"
                          "#19=IFCSIUNIT(*,.PLANEANGLEUNIT.,$,.RADIAN.);\n",
               item);
    IfcModel *m = ifc_model_from_text(text.text, text.length, &err);
    IfcGeometry *g = m ? ifc_geometry_create(m, NULL, &err) : NULL;
    if (g && g->product_count == 1 && g->products[0].state == IFC_BODY_OK) {
        const IfcProduct *p = &g->products[0];
        out = (Measure){ p->volume_m3, p->area_m2, p->min, p->max, (int)p->triangle_count, true };
    } else {
        fprintf(stderr, "%s: %s\n", name, g && g->product_count ? g->products[0].reason : err.text);
    }
    ifc_geometry_destroy(g);
    ifc_model_destroy(m);
    str_finish(&text);
    return out;
}

static const char *const feet =
    "#30=IFCSIUNIT(*,.LENGTHUNIT.,$,.METRE.);\n#31=IFCDIMENSIONALEXPONENTS(1,0,0,0,0,0,0);\n"
    "#32=IFCMEASUREWITHUNIT(IFCLENGTHMEASURE(0.3048),#30);\n"
    "#3=IFCCONVERSIONBASEDUNIT(#31,.LENGTHUNIT.,'FOOT',#32);\n"
    "#33=IFCSIUNIT(*,.PLANEANGLEUNIT.,$,.RADIAN.);\n"
    "#34=IFCDIMENSIONALEXPONENTS(0,0,0,0,0,0,0);\n"
    "#35=IFCMEASUREWITHUNIT(IFCPLANEANGLEMEASURE(0.017453292519943295),#33);\n"
    "#19=IFCCONVERSIONBASEDUNIT(#34,.PLANEANGLEUNIT.,'DEGREE',#35);\n";
// Inches by way of millimetres.
static const char *const inches =
    "#30=IFCSIUNIT(*,.LENGTHUNIT.,.MILLI.,.METRE.);\n#31=IFCDIMENSIONALEXPONENTS(1,0,0,0,0,0,0);\n"
    "#32=IFCMEASUREWITHUNIT(IFCRATIOMEASURE(25.4),#30);\n"
    "#3=IFCCONVERSIONBASEDUNIT(#31,.LENGTHUNIT.,'INCH',#32);\n"
    "#19=IFCSIUNIT(*,.PLANEANGLEUNIT.,$,.RADIAN.);\n";

TEST(face_sets_count_their_points_through_an_index_of_points)
{
    // A cube of 2 m; the list holds its corners after two others, and backwards.
    const char *list = "#101=IFCCARTESIANPOINTLIST3D(((9.,9.,9.),(8.,8.,8.),(0.,2.,2.),(2.,2.,2.),("
                       "2.,0.,2.),(0.,0.,2.),(0.,2.,0.),(2.,2.,0.),(2.,0.,0.),(0.,0.,0.)),$);\n";
    Str item = { 0 };
    str_printf(&item,
               "%s#100=IFCTRIANGULATEDFACESET(#101,$,.T.,((1,3,2),(1,4,3),(5,6,7),(5,7,8),(1,2,6),("
               "1,6,5),(2,3,7),(2,7,6),(3,4,8),(3,8,7),(4,1,5),(4,5,8)),(10,9,8,7,6,5,4,3));\n",
               list);
    const Measure triangles = measure("IFC4", "", item.text, "triangulated");
    CHECK_NEAR(triangles.volume_m3, 8, 1e-9);
    CHECK_NEAR(triangles.area_m2, 24, 1e-9);
    CHECK_NEAR(triangles.max.z, 2, 1e-9);
    CHECK_EQ(triangles.triangles, 12);
    item.length = 0;
    str_printf(
        &item,
        "%s#102=IFCINDEXEDPOLYGONALFACE((1,4,3,2));\n#103=IFCINDEXEDPOLYGONALFACE((5,6,7,8));"
        "\n#104=IFCINDEXEDPOLYGONALFACE((1,2,6,5));\n#105=IFCINDEXEDPOLYGONALFACE((2,3,7,6));"
        "\n#106=IFCINDEXEDPOLYGONALFACE((3,4,8,7));\n#107=IFCINDEXEDPOLYGONALFACE((4,1,5,8));"
        "\n#100=IFCPOLYGONALFACESET(#101,.T.,(#102,#103,#104,#105,#106,#107),(10,9,8,7,6,5,4,"
        "3));\n",
        list);
    const Measure polygons = measure("IFC4", "", item.text, "polygonal");
    CHECK_NEAR(polygons.volume_m3, 8, 1e-9);
    CHECK_NEAR(polygons.area_m2, 24, 1e-9);
    // A long list of which few points are named.
    item.length = 0;
    str_add(&item, "#101=IFCCARTESIANPOINTLIST3D(((0.,0.,0.)");
    for (int i = 1; i < 200; i++) str_printf(&item, ",(%d.,%d.,50.)", i, i * 7 % 5);
    str_add(&item, "),$);\n#100=IFCTRIANGULATEDFACESET(#101,$,$,((200,6,11)),$);\n");
    const Measure few = measure("IFC4", "", item.text, "few of many");
    CHECK_NEAR(few.min.x, 5, 1e-6);
    CHECK_NEAR(few.max.x, 199, 1e-5);
    CHECK_EQ(few.triangles, 1);
    // One number of the index is beyond the list: its triangles go, the rest stays.
    item.length = 0;
    str_printf(&item, "%s#100=IFCTRIANGULATEDFACESET(#101,$,$,((1,2,3),(1,3,4)),(10,9,8,77));\n",
               list);
    CHECK_NEAR(measure("IFC4", "", item.text, "beyond").area_m2, 2, 1e-9);
    str_finish(&item);
}

TEST(an_irregular_network_is_a_ground_with_the_area_of_its_triangles)
{
    const Measure tin =
        measure("IFC4X3_ADD2", "",
                "#101=IFCCARTESIANPOINTLIST3D(((0.,0.,0.),(3.,0.,0.),(3.,4.,4.),(0.,4.,4.)),$,$);\n"
                "#100=IFCTRIANGULATEDIRREGULARNETWORK(#101,$,.F.,((1,2,3),(1,3,4)),$,(0,0));\n",
                "network");
    CHECK_NEAR(tin.area_m2, 3 * 4 * sqrt(2), 1e-9);
    CHECK_EQ(tin.triangles, 2);
}

// A box as an advanced brep's shell, from #id on; its corner at x y z, s long. Returns the next
// free number; the shell is that less one.
static int advanced_box(Str *out, int id, double at, double s, bool is_void)
{
    static const int corner[8][3] = { { 0, 0, 0 }, { 1, 0, 0 }, { 1, 1, 0 }, { 0, 1, 0 },
                                      { 0, 0, 1 }, { 1, 0, 1 }, { 1, 1, 1 }, { 0, 1, 1 } };
    static const int edge[12][2] = { { 0, 1 }, { 1, 2 }, { 2, 3 }, { 3, 0 }, { 4, 5 }, { 5, 6 },
                                     { 6, 7 }, { 7, 4 }, { 0, 4 }, { 1, 5 }, { 2, 6 }, { 3, 7 } };
    // Edges from 1, turned round where negative; then the corner and the way out of each face.
    static const struct {
        int edges[4], corner, out[3];
    } face[6] = { { { -4, -3, -2, -1 }, 0, { 0, 0, -1 } }, { { 5, 6, 7, 8 }, 4, { 0, 0, 1 } },
                  { { 1, 10, -5, -9 }, 0, { 0, -1, 0 } },  { { 2, 11, -6, -10 }, 1, { 1, 0, 0 } },
                  { { 3, 12, -7, -11 }, 2, { 0, 1, 0 } },  { { 4, 9, -8, -12 }, 3, { -1, 0, 0 } } };
    const int points = id, vertices = id + 8, edges = id + 16;
    for (int i = 0; i < 8; i++)
        str_printf(out, "#%d=IFCCARTESIANPOINT((%g,%g,%g));\n#%d=IFCVERTEXPOINT(#%d);\n",
                   points + i, at + s * corner[i][0], at + s * corner[i][1], at + s * corner[i][2],
                   vertices + i, points + i);
    for (int i = 0; i < 12; i++) {
        const int *e = edge[i], at_id = edges + 4 * i;
        str_printf(out, "#%d=IFCDIRECTION((%d.,%d.,%d.));\n#%d=IFCVECTOR(#%d,1.);\n", at_id,
                   corner[e[1]][0] - corner[e[0]][0], corner[e[1]][1] - corner[e[0]][1],
                   corner[e[1]][2] - corner[e[0]][2], at_id + 1, at_id);
        str_printf(out, "#%d=IFCLINE(#%d,#%d);\n#%d=IFCEDGECURVE(#%d,#%d,#%d,.T.);\n", at_id + 2,
                   points + e[0], at_id + 1, at_id + 3, vertices + e[0], vertices + e[1],
                   at_id + 2);
    }
    int next = edges + 48, faces[6];
    for (int f = 0; f < 6; f++) {
        const int first = next;
        for (int k = 0; k < 4; k++) {
            const int e = face[f].edges[k], row = (e < 0 ? -e : e) - 1;
            str_printf(out, "#%d=IFCORIENTEDEDGE(*,*,#%d,.%c.);\n", next++, edges + 4 * row + 3,
                       e < 0 ? 'F' : 'T');
        }
        str_printf(out, "#%d=IFCEDGELOOP((#%d,#%d,#%d,#%d));\n#%d=IFCFACEOUTERBOUND(#%d,.%c.);\n",
                   next, first, first + 1, first + 2, first + 3, next + 1, next,
                   is_void ? 'F' : 'T');
        str_printf(out,
                   "#%d=IFCDIRECTION((%d.,%d.,%d.));\n#%d=IFCAXIS2PLACEMENT3D(#%d,#%d,$);\n#%d="
                   "IFCPLANE(#%d);\n#%d=IFCADVANCEDFACE((#%d),#%d,.%c.);\n",
                   next + 2, face[f].out[0], face[f].out[1], face[f].out[2], next + 3,
                   points + face[f].corner, next + 2, next + 4, next + 3, next + 5, next + 1,
                   next + 4, is_void ? 'F' : 'T');
        faces[f] = next + 5;
        next += 6;
    }
    str_printf(out, "#%d=IFCCLOSEDSHELL((#%d,#%d,#%d,#%d,#%d,#%d));\n", next, faces[0], faces[1],
               faces[2], faces[3], faces[4], faces[5]);
    return next + 1;
}

TEST(an_advanced_brep_is_hollow_where_its_voids_are)
{
    for (int turned = 0; turned < 2; turned++) { // exporters turn the shells of voids either way
        Str item = { 0 };
        const int outer = advanced_box(&item, 1000, 0, 3, false) - 1;
        const int inner = advanced_box(&item, 2000, 1, 1, turned) - 1;
        str_printf(&item, "#100=IFCADVANCEDBREPWITHVOIDS(#%d,(#%d));\n", outer, inner);
        const Measure m = measure("IFC4", "", item.text, "advanced brep with a void");
        CHECK_NEAR(m.volume_m3, 27 - 1, 1e-6);
        CHECK_NEAR(m.area_m2, 54 + 6, 1e-6);
        str_finish(&item);
    }
}

TEST(a_revolution_may_grow_on_its_way)
{
    // A rectangle 1 wide round 2.5 m, 1 high at the start and 2 at the end of a quarter.
    const Measure m = measure(
        "IFC4", "",
        "#101=IFCCARTESIANPOINT((2.5,0.));\n#102=IFCAXIS2PLACEMENT2D(#101,$);\n"
        "#103=IFCRECTANGLEPROFILEDEF(.AREA.,$,#102,1.,1.);\n"
        "#106=IFCRECTANGLEPROFILEDEF(.AREA.,$,#102,1.,2.);\n#104=IFCDIRECTION((0.,1.,0.));\n"
        "#105=IFCAXIS1PLACEMENT(#4,#104);\n"
        "#100=IFCREVOLVEDAREASOLIDTAPERED(#103,#5,#105,1.5707963267948966,#106);\n",
        "growing revolution");
    CHECK_NEAR(m.volume_m3, 2.5 * PI / 2 * 1.5, 0.01 * 2.5 * PI / 2 * 1.5);
}

TEST(primitives_are_joined_met_and_taken_from_each_other)
{
    const char *parts = "#101=IFCBLOCK(#5,2.,2.,2.);\n#102=IFCSPHERE(#5,1.);\n"
                        "#103=IFCRIGHTCIRCULARCYLINDER(#5,2.,0.5);\n";
    const struct {
        const char *text;
        double volume_m3;
    } rows[] = {
        // An eighth of the ball lies in the block, a quarter of the cylinder.
        { "#100=IFCBOOLEANRESULT(.INTERSECTION.,#101,#102);\n", PI / 6 },
        { "#100=IFCBOOLEANRESULT(.DIFFERENCE.,#101,#102);\n", 8 - PI / 6 },
        { "#100=IFCBOOLEANRESULT(.UNION.,#101,#102);\n", 8 + 7 * PI / 6 },
        { "#104=IFCBOOLEANRESULT(.INTERSECTION.,#101,#103);\n#100=IFCCSGSOLID(#104);\n", PI / 8 },
        // The cylinder stands out of the ball's upper half: both, less what they share.
        { "#104=IFCBOOLEANRESULT(.UNION.,#102,#103);\n#105=IFCBOOLEANRESULT(.DIFFERENCE.,#104,#103)"
          ";\n#100=IFCCSGSOLID(#105);\n",
          4 * PI / 3 -
              (PI * 0.25 * sqrt(0.75) + PI * pow(1 - sqrt(0.75), 2) * (3 - (1 - sqrt(0.75))) / 3) },
    };
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        Str item = { 0 };
        str_printf(&item, "%s%s", parts, rows[i].text);
        const Measure m = measure("IFC4", "", item.text, rows[i].text);
        CHECK_NEAR(m.volume_m3, rows[i].volume_m3, 0.012 * rows[i].volume_m3);
        str_finish(&item);
    }
}

TEST(feet_inches_and_degrees_become_metres_and_radians)
{
    const Measure wall = measure("IFC2X3", feet,
                                 "#101=IFCRECTANGLEPROFILEDEF(.AREA.,$,#8,10.,0.5);\n"
                                 "#100=IFCEXTRUDEDAREASOLID(#101,#5,#6,8.);\n",
                                 "feet");
    CHECK_NEAR(wall.volume_m3, 40 * pow(0.3048, 3), 1e-9);
    CHECK_NEAR(wall.max.z, 8 * 0.3048, 1e-6);
    const Measure stud = measure("IFC4", inches,
                                 "#101=IFCRECTANGLEPROFILEDEF(.AREA.,$,$,3.5,1.5);\n"
                                 "#100=IFCEXTRUDEDAREASOLID(#101,#5,#6,96.);\n",
                                 "inches");
    CHECK_NEAR(stud.volume_m3, 3.5 * 1.5 * 96 * pow(0.0254, 3), 1e-9);
    // Half a ring, and a half disc trimmed by degrees.
    const Measure ring = measure(
        "IFC2X3", feet,
        "#101=IFCCARTESIANPOINT((2.,0.));\n#102=IFCAXIS2PLACEMENT2D(#101,$);\n"
        "#103=IFCRECTANGLEPROFILEDEF(.AREA.,$,#102,1.,1.);\n#104=IFCDIRECTION((0.,1.,0.));\n"
        "#105=IFCAXIS1PLACEMENT(#4,#104);\n#100=IFCREVOLVEDAREASOLID(#103,#5,#105,180.);\n",
        "half a ring in degrees");
    CHECK_NEAR(ring.volume_m3, PI * 2 * pow(0.3048, 3), 0.01 * PI * 2 * pow(0.3048, 3));
    const Measure disc = measure(
        "IFC2X3", feet,
        "#101=IFCCIRCLE(#8,2.);\n#102=IFCTRIMMEDCURVE(#101,(IFCPARAMETERVALUE(0.)),("
        "IFCPARAMETERVALUE(180.)),.T.,.PARAMETER.);\n#103=IFCCARTESIANPOINT((-2.,0.));\n"
        "#104=IFCCARTESIANPOINT((2.,0.));\n#105=IFCPOLYLINE((#103,#104));\n"
        "#106=IFCCOMPOSITECURVESEGMENT(.CONTINUOUS.,.T.,#102);\n"
        "#107=IFCCOMPOSITECURVESEGMENT(.CONTINUOUS.,.T.,#105);\n"
        "#108=IFCCOMPOSITECURVE((#106,#107),.F.);\n"
        "#109=IFCARBITRARYCLOSEDPROFILEDEF(.AREA.,$,#108);\n#100=IFCEXTRUDEDAREASOLID(#109,#5,#6,1."
        ");\n",
        "half a disc in degrees");
    CHECK_NEAR(disc.volume_m3, 2 * PI * pow(0.3048, 3), 0.01 * 2 * PI * pow(0.3048, 3));
    CHECK(disc.min.y > -1e-6); // the upper half
}

TEST(sweeps_keep_their_reference_and_stay_upright_on_their_surface)
{
    // Fixed reference: a quarter circle, by Pappus; trimmed by parameters too.
    const Measure fixed =
        measure("IFC4", "",
                "#101=IFCRECTANGLEPROFILEDEF(.AREA.,$,$,0.4,0.6);\n#102=IFCCIRCLE(#5,3.);\n"
                "#100=IFCFIXEDREFERENCESWEPTAREASOLID(#101,#5,#102,0.,1.5707963267948966,#6);\n",
                "fixed reference");
    CHECK_NEAR(fixed.volume_m3, 0.24 * 3 * PI / 2, 0.01 * 0.24 * 3 * PI / 2);
    CHECK_NEAR(fixed.max.z - fixed.min.z, 0.4, 0.21); // one side of the profile stands up
    // A handrail on a cylinder: the directrix climbs 3 m in a half turn.
    const Measure rail = measure(
        "IFC4", "",
        "#101=IFCRECTANGLEPROFILEDEF(.AREA.,$,$,0.1,0.1);\n#102=IFCCARTESIANPOINT((1.,0.,0.));\n"
        "#103=IFCCARTESIANPOINT((1.,0.,4.));\n#104=IFCPOLYLINE((#102,#103));\n"
        "#105=IFCCYLINDRICALSURFACE(#5,1.);\n"
        "#100=IFCSURFACECURVESWEPTAREASOLID(#101,#5,#104,$,$,#105);\n",
        "on a cylinder");
    CHECK_NEAR(rail.volume_m3, 0.04, 1e-4);
    CHECK_NEAR(rail.max.z - rail.min.z, 4, 1e-6);
    // A disk along a polygon, its corner rounded by 0.5 m: arcs shorten the way.
    const Measure pipe =
        measure("IFC4", "",
                "#101=IFCCARTESIANPOINT((4.,0.,0.));\n#102=IFCCARTESIANPOINT((4.,3.,0.));\n"
                "#103=IFCPOLYLINE((#4,#101,#102));\n"
                "#100=IFCSWEPTDISKSOLIDPOLYGONAL(#103,0.1,$,$,$,0.5);\n",
                "rounded pipe");
    const double length = 7 - 2 * 0.5 + 0.5 * PI / 2;
    CHECK_NEAR(pipe.volume_m3, PI * 0.01 * length, 0.03 * PI * 0.01 * length);
}

TEST(a_solid_along_a_gradient_follows_plan_and_height)
{
    // 100 m straight in plan, rising by 5 %: a rectangle of 2 x 1 m, upright sections.
    const Measure m = measure(
        "IFC4X3_ADD2", "",
        "#50=IFCCARTESIANPOINT((0.,0.));\n#51=IFCDIRECTION((1.,0.));\n#52=IFCVECTOR(#51,1.);\n"
        "#53=IFCLINE(#50,#52);\n#54=IFCAXIS2PLACEMENT2D(#50,#51);\n"
        "#55=IFCCURVESEGMENT(.DISCONTINUOUS.,#54,IFCLENGTHMEASURE(0.),IFCLENGTHMEASURE(100.),#53);"
        "\n"
        "#56=IFCCOMPOSITECURVE((#55),.F.);\n#57=IFCDIRECTION((0.998752338877846,0."
        "04993761694389224)"
        ");\n#58=IFCAXIS2PLACEMENT2D(#50,#57);\n"
        "#59=IFCCURVESEGMENT(.DISCONTINUOUS.,#58,IFCLENGTHMEASURE(0.),IFCLENGTHMEASURE("
        "100.1249219725039),#53);\n"
        "#60=IFCGRADIENTCURVE((#59),.F.,#56,$);\n"
        "#61=IFCRECTANGLEPROFILEDEF(.AREA.,$,$,2.,1.);\n"
        "#62=IFCPOINTBYDISTANCEEXPRESSION(IFCLENGTHMEASURE(0.),$,$,$,#60);\n"
        "#63=IFCAXIS2PLACEMENTLINEAR(#62,$,$);\n"
        "#64=IFCPOINTBYDISTANCEEXPRESSION(IFCLENGTHMEASURE(100.),$,$,$,#60);\n"
        "#65=IFCAXIS2PLACEMENTLINEAR(#64,$,$);\n"
        "#100=IFCSECTIONEDSOLIDHORIZONTAL(#60,(#61,#61),(#63,#65));\n",
        "gradient");
    CHECK_NEAR(m.volume_m3, 200, 1);
    CHECK_NEAR(m.max.x - m.min.x, 100, 0.2);
    CHECK_NEAR(m.max.z - m.min.z, 1 + 5, 0.2);
    CHECK_NEAR(m.max.y - m.min.y, 2, 0.01);
}

TEST(curves_and_surfaces_seldom_met_have_the_measure_of_their_formulas)
{
    const struct {
        const char *name, *schema, *item;
        double volume_m3, area_m2; // 0 = not checked
    } rows[] = {
        { "half a disc of an indexed curve", "IFC4",
          "#101=IFCCARTESIANPOINTLIST2D(((-2.,0.),(2.,0.),(0.,2.)),$);\n"
          "#102=IFCINDEXEDPOLYCURVE(#101,(IFCLINEINDEX((1,2)),IFCARCINDEX((2,3,1))),.F.);\n"
          "#103=IFCARBITRARYCLOSEDPROFILEDEF(.AREA.,$,#102);\n"
          "#100=IFCEXTRUDEDAREASOLID(#103,#5,#6,3.);\n",
          6 * PI, 0 },
        { "a mapped cube, mirrored and stretched", "IFC4",
          "#101=IFCBLOCK(#5,1.,2.,3.);\n#102=IFCSHAPEREPRESENTATION($,'Body','CSG',(#101));\n"
          "#103=IFCREPRESENTATIONMAP(#5,#102);\n#104=IFCDIRECTION((-1.,0.,0.));\n"
          "#105=IFCDIRECTION((0.,1.,0.));\n"
          "#106=IFCCARTESIANTRANSFORMATIONOPERATOR3DNONUNIFORM(#104,#105,#4,2.,#6,0.5,3.);\n"
          "#100=IFCMAPPEDITEM(#103,#106);\n",
          6 * 2 * 0.5 * 3, 0 },
        { "a bezier arch", "IFC2X3",
          "#101=IFCCARTESIANPOINT((0.,0.));\n#102=IFCCARTESIANPOINT((2.,4.));\n"
          "#103=IFCCARTESIANPOINT((4.,0.));\n#104=IFCBEZIERCURVE(2,(#101,#102,#103),.UNSPECIFIED.,"
          ".F.,.F.);\n#105=IFCPOLYLINE((#103,#101));\n"
          "#106=IFCCOMPOSITECURVESEGMENT(.CONTINUOUS.,.T.,#104);\n"
          "#107=IFCCOMPOSITECURVESEGMENT(.CONTINUOUS.,.T.,#105);\n"
          "#108=IFCCOMPOSITECURVE((#106,#107),.F.);\n"
          "#109=IFCARBITRARYCLOSEDPROFILEDEF(.AREA.,$,#108);\n"
          "#100=IFCEXTRUDEDAREASOLID(#109,#5,#6,1.);\n",
          2.0 / 3 * 4 * 2, 0 }, // two thirds of base times height
        { "a part of a torus", "IFC4",
          "#101=IFCTOROIDALSURFACE(#5,3.,1.);\n"
          "#100=IFCRECTANGULARTRIMMEDSURFACE(#101,0.,0.,3.141592653589793,6.283185307179586,.T.,.T."
          ");\n",
          0, 2 * PI * PI * 3 }, // half of 4 pi^2 R r
        { "a cone's mantle of revolution", "IFC4",
          "#101=IFCCARTESIANPOINT((1.,0.));\n#102=IFCCARTESIANPOINT((0.,1.));\n"
          "#103=IFCPOLYLINE((#101,#102));\n#104=IFCARBITRARYOPENPROFILEDEF(.CURVE.,$,#103);\n"
          "#106=IFCDIRECTION((0.,1.,0.));\n#105=IFCAXIS1PLACEMENT(#4,#106);\n#100="
          "IFCSURFACEOFREVOLUTION(#104,#5,#105);\n",
          0, PI * sqrt(2) },
        { "a T whose flange and web are tapered not at all", "IFC4",
          "#101=IFCTSHAPEPROFILEDEF(.AREA.,$,$,1.,0.8,0.1,0.2,$,$,$,$,$);\n"
          "#100=IFCEXTRUDEDAREASOLID(#101,#5,#6,2.);\n",
          2 * (0.8 * 0.2 + 0.8 * 0.1), 0 },
        { "a U with rounded corners inside", "IFC4",
          "#101=IFCUSHAPEPROFILEDEF(.AREA.,$,$,1.,0.5,0.1,0.1,0.05,$,$);\n"
          "#100=IFCEXTRUDEDAREASOLID(#101,#5,#6,2.);\n",
          2 * (1 * 0.5 - 0.8 * 0.4 + 2 * 0.0025 * (1 - PI / 4)), 0 },
        { "an elliptic arc trimmed by points", "IFC4",
          "#101=IFCELLIPSE(#8,3.,2.);\n#102=IFCCARTESIANPOINT((3.,0.));\n"
          "#103=IFCCARTESIANPOINT((0.,2.));\n"
          "#104=IFCTRIMMEDCURVE(#101,(#102),(#103),.T.,.CARTESIAN.);\n"
          "#105=IFCPOLYLINE((#103,#40,#102));\n"
          "#106=IFCCOMPOSITECURVESEGMENT(.CONTINUOUS.,.T.,#104);\n"
          "#107=IFCCOMPOSITECURVESEGMENT(.CONTINUOUS.,.T.,#105);\n"
          "#108=IFCCOMPOSITECURVE((#106,#107),.F.);\n"
          "#109=IFCARBITRARYCLOSEDPROFILEDEF(.AREA.,$,#108);\n"
          "#100=IFCEXTRUDEDAREASOLID(#109,#5,#6,1.);\n",
          PI * 6 / 4, 0 },
        { "an open band of a centre line with an arc", "IFC4",
          "#101=IFCCARTESIANPOINTLIST2D(((-2.,0.),(0.,2.),(2.,0.)),$);\n"
          "#102=IFCINDEXEDPOLYCURVE(#101,(IFCARCINDEX((1,2,3))),.F.);\n"
          "#103=IFCCENTERLINEPROFILEDEF(.AREA.,$,#102,0.2);\n"
          "#100=IFCEXTRUDEDAREASOLID(#103,#5,#6,1.);\n",
          2 * PI * 0.2, 0 },
        { "a block cut by a slanted half-space", "IFC4",
          "#101=IFCBLOCK(#5,2.,2.,2.);\n#102=IFCCARTESIANPOINT((1.,1.,1.));\n"
          "#103=IFCDIRECTION((1.,1.,1.));\n#104=IFCAXIS2PLACEMENT3D(#102,#103,$);\n"
          "#105=IFCPLANE(#104);\n#106=IFCHALFSPACESOLID(#105,.F.);\n"
          "#100=IFCBOOLEANCLIPPINGRESULT(.DIFFERENCE.,#101,#106);\n",
          4, 6 * 2 + 3 * sqrt(3) }, // through the middle: a regular hexagon of side root 2
    };
    int bad = 0;
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        const Measure m = measure(rows[i].schema, "", rows[i].item, rows[i].name);
        const bool is_wrong =
            !m.is_there ||
            (rows[i].volume_m3 > 0 &&
             fabs(m.volume_m3 - rows[i].volume_m3) > 0.012 * rows[i].volume_m3) ||
            (rows[i].area_m2 > 0 && fabs(m.area_m2 - rows[i].area_m2) > 0.012 * rows[i].area_m2);
        if (is_wrong)
            fprintf(stderr, "%s: volume %.6g of %.6g, area %.6g of %.6g\n", rows[i].name,
                    m.volume_m3, rows[i].volume_m3, m.area_m2, rows[i].area_m2);
        bad += is_wrong;
    }
    CHECK_EQ(bad, 0);
}
