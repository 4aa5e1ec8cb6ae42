// SPDX-License-Identifier: Apache-2.0
// test_ifc_item.c - one item of each rarer type against its formula.
#include "assets/ifc_geometry.h"
#include "base/str.h"
#include "check.h"
#include <stdlib.h>

// #100 is the item; #5 is the origin's axes in space, #8 in the plane, #6 is z, #9 is x.
typedef struct {
    const char *name, *text;
    double volume_m3, area_m2; // 0 = not checked
    double share;              // permitted
} Row;

#define PI 3.14159265358979323846
static const Row rows[] = {
    { "ellipse",
      "#101=IFCELLIPSEPROFILEDEF(.AREA.,$,#8,2.,1.);\n#100=IFCEXTRUDEDAREASOLID(#101,#5,#6,3.);\n",
      PI * 2 * 3, 0, 0.01 },
    { "Z shape",
      "#101=IFCZSHAPEPROFILEDEF(.AREA.,$,$,4.,2.,0.5,0.25,$,$);\n#100=IFCEXTRUDEDAREASOLID(#101,#5,"
      "#6,2.);\n",
      2 * (3.5 * 0.5 + 2 * 2 * 0.25), 0, 1e-6 },
    { "derived profile",
      "#101=IFCRECTANGLEPROFILEDEF(.AREA.,$,$,1.,2.);\n#102="
      "IFCCARTESIANTRANSFORMATIONOPERATOR2DNONUNIFORM($,$,#4,2.,3.);\n"
      "#103=IFCDERIVEDPROFILEDEF(.AREA.,$,#101,#102,$);\n#100=IFCEXTRUDEDAREASOLID(#103,#5,#6,1.);"
      "\n",
      12, 0, 1e-9 },
    { "mirrored profile",
      "#101=IFCLSHAPEPROFILEDEF(.AREA.,$,$,2.,1.,0.2,$,$,$);\n#103=IFCMIRROREDPROFILEDEF(.AREA.,$,#"
      "101,*,$);\n"
      "#100=IFCEXTRUDEDAREASOLID(#103,#5,#6,1.);\n",
      2 * 0.2 + 0.8 * 0.2, 0, 1e-6 },
    { "composite profile",
      "#101=IFCRECTANGLEPROFILEDEF(.AREA.,$,$,1.,1.);\n#102=IFCCARTESIANPOINT((3.,0.));\n#104="
      "IFCAXIS2PLACEMENT2D(#102,$);\n"
      "#105=IFCCIRCLEPROFILEDEF(.AREA.,$,#104,0.5);\n#106=IFCCOMPOSITEPROFILEDEF(.AREA.,$,(#101,#"
      "105),$);\n#100=IFCEXTRUDEDAREASOLID(#106,#5,#6,2.);\n",
      2 + PI / 2, 0, 0.01 },
    { "centre line",
      "#101=IFCCARTESIANPOINT((0.,0.));\n#102=IFCCARTESIANPOINT((4.,0.));\n#103=IFCCARTESIANPOINT(("
      "4.,3.));\n#104=IFCPOLYLINE((#101,#102,#103));\n"
      "#105=IFCCENTERLINEPROFILEDEF(.CURVE.,$,#104,0.2);\n#100=IFCEXTRUDEDAREASOLID(#105,#5,#6,1.);"
      "\n",
      7 * 0.2, 0, 0.01 },
    { "tapered extrusion",
      "#101=IFCRECTANGLEPROFILEDEF(.AREA.,$,$,2.,2.);\n#102=IFCRECTANGLEPROFILEDEF(.AREA.,$,$,1.,1."
      ");\n"
      "#100=IFCEXTRUDEDAREASOLIDTAPERED(#101,#5,#6,3.,#102);\n",
      3.0 / 3 * (4 + 1 + 2), 0, 1e-6 },
    { "revolution",
      "#101=IFCCARTESIANPOINT((2.,0.));\n#102=IFCAXIS2PLACEMENT2D(#101,$);\n#103="
      "IFCRECTANGLEPROFILEDEF(.AREA.,$,#102,1.,1.);\n#104=IFCDIRECTION((0.,1.,0.));\n"
      "#105=IFCAXIS1PLACEMENT(#4,#104);\n#100=IFCREVOLVEDAREASOLID(#103,#5,#105,3.141592653589793);"
      "\n",
      PI * 2, 0, 0.02 },
    { "tapered revolution",
      "#101=IFCCARTESIANPOINT((2.,0.));\n#102=IFCAXIS2PLACEMENT2D(#101,$);\n#103="
      "IFCRECTANGLEPROFILEDEF(.AREA.,$,#102,1.,1.);\n"
      "#106=IFCRECTANGLEPROFILEDEF(.AREA.,$,#102,1.,1.);\n#104=IFCDIRECTION((0.,1.,0.));\n#105="
      "IFCAXIS1PLACEMENT(#4,#104);\n"
      "#100=IFCREVOLVEDAREASOLIDTAPERED(#103,#5,#105,1.570796326794897,#106);\n",
      PI, 0, 0.02 },
    { "fixed reference sweep",
      "#101=IFCRECTANGLEPROFILEDEF(.AREA.,$,$,0.5,0.5);\n#102=IFCCARTESIANPOINT((0.,0.,4.));\n#103="
      "IFCPOLYLINE((#4,#102));\n"
      "#100=IFCFIXEDREFERENCESWEPTAREASOLID(#101,#5,#103,$,$,#9);\n",
      1, 0, 1e-6 },
    { "sweep on a plane",
      "#101=IFCRECTANGLEPROFILEDEF(.AREA.,$,$,0.5,0.5);\n#102=IFCCIRCLE(#5,5.);\n#104=IFCPLANE(#5);"
      "\n"
      "#100=IFCSURFACECURVESWEPTAREASOLID(#101,#5,#102,0.,1.5707963267948966,#104);\n",
      0.25 * 5 * PI / 2, 0, 0.02 },
    { "sectioned spine",
      "#101=IFCRECTANGLEPROFILEDEF(.AREA.,$,$,1.,1.);\n#102=IFCCARTESIANPOINT((0.,0.,3.));\n#103="
      "IFCAXIS2PLACEMENT3D(#102,$,$);\n"
      "#104=IFCPOLYLINE((#4,#102));\n#105=IFCCOMPOSITECURVESEGMENT(.CONTINUOUS.,.T.,#104);\n#106="
      "IFCCOMPOSITECURVE((#105),.F.);\n"
      "#100=IFCSECTIONEDSPINE(#106,(#101,#101),(#5,#103));\n",
      3, 0, 1e-6 },
    { "cone and cylinder",
      "#101=IFCRIGHTCIRCULARCYLINDER(#5,2.,1.);\n#102=IFCRIGHTCIRCULARCONE(#5,2.,1.);\n#103="
      "IFCBOOLEANRESULT(.DIFFERENCE.,#101,#102);\n"
      "#100=IFCCSGSOLID(#103);\n",
      PI * 2 * 2 / 3, 0, 0.02 },
    { "union of blocks",
      "#101=IFCBLOCK(#5,1.,1.,1.);\n#102=IFCCARTESIANPOINT((0.5,0.5,0.5));\n#103="
      "IFCAXIS2PLACEMENT3D(#102,$,$);\n#104=IFCBLOCK(#103,1.,1.,1.);\n"
      "#100=IFCBOOLEANRESULT(.UNION.,#101,#104);\n",
      2 - 0.125, 0, 1e-6 },
    { "intersection",
      "#101=IFCBLOCK(#5,1.,1.,1.);\n#102=IFCCARTESIANPOINT((0.5,0.5,0.5));\n#103="
      "IFCAXIS2PLACEMENT3D(#102,$,$);\n#104=IFCBLOCK(#103,1.,1.,1.);\n"
      "#100=IFCBOOLEANRESULT(.INTERSECTION.,#101,#104);\n",
      0.125, 0, 1e-6 },
    { "pyramid", "#100=IFCRECTANGULARPYRAMID(#5,2.,3.,4.);\n", 8, 0, 1e-6 },
    { "boxed half-space",
      "#101=IFCBLOCK(#5,4.,4.,4.);\n#102=IFCCARTESIANPOINT((0.,0.,2.));\n#103=IFCAXIS2PLACEMENT3D(#"
      "102,$,$);\n#104=IFCPLANE(#103);\n"
      "#105=IFCCARTESIANPOINT((-1.,-1.,-1.));\n#106=IFCBOUNDINGBOX(#105,3.,9.,9.);\n#107="
      "IFCBOXEDHALFSPACE(#104,.T.,#106);\n"
      "#100=IFCBOOLEANRESULT(.DIFFERENCE.,#101,#107);\n",
      64 - 2 * 4 * 2, 0, 1e-6 },
    { "bounded half-space",
      "#101=IFCBLOCK(#5,4.,4.,4.);\n#102=IFCCARTESIANPOINT((0.,0.,2.));\n#103=IFCAXIS2PLACEMENT3D(#"
      "102,$,$);\n#104=IFCPLANE(#103);\n"
      "#105=IFCCARTESIANPOINT((1.,1.));\n#106=IFCCARTESIANPOINT((3.,1.));\n#107=IFCCARTESIANPOINT(("
      "3.,3.));\n#108=IFCCARTESIANPOINT((1.,3.));\n"
      "#109=IFCPOLYLINE((#105,#106,#107,#108,#105));\n#110=IFCPOLYGONALBOUNDEDHALFSPACE(#104,.F.,#"
      "5,#109);\n"
      "#100=IFCBOOLEANCLIPPINGRESULT(.DIFFERENCE.,#101,#110);\n",
      64 - 8, 0, 1e-6 },
    { "brep with a void",
      "#101=IFCCARTESIANPOINT((4.,0.,0.));\n#102=IFCCARTESIANPOINT((0.,4.,0.));\n#103="
      "IFCCARTESIANPOINT((0.,0.,4.));\n#111=IFCCARTESIANPOINT((0.5,0.5,0.5));\n"
      "#112=IFCCARTESIANPOINT((1.5,0.5,0.5));\n#113=IFCCARTESIANPOINT((0.5,1.5,0.5));\n#114="
      "IFCCARTESIANPOINT((0.5,0.5,1.5));\n"
      "#120=IFCPOLYLOOP((#4,#102,#101));\n#121=IFCPOLYLOOP((#4,#101,#103));\n#122=IFCPOLYLOOP((#4,#"
      "103,#102));\n#123=IFCPOLYLOOP((#101,#102,#103));\n"
      "#130=IFCPOLYLOOP((#111,#113,#112));\n#131=IFCPOLYLOOP((#111,#112,#114));\n#132=IFCPOLYLOOP(("
      "#111,#114,#113));\n#133=IFCPOLYLOOP((#112,#113,#114));\n"
      "#140=IFCFACEOUTERBOUND(#120,.T.);\n#141=IFCFACEOUTERBOUND(#121,.T.);\n#142="
      "IFCFACEOUTERBOUND(#122,.T.);\n#143=IFCFACEOUTERBOUND(#123,.T.);\n"
      "#150=IFCFACEOUTERBOUND(#130,.T.);\n#151=IFCFACEOUTERBOUND(#131,.T.);\n#152="
      "IFCFACEOUTERBOUND(#132,.T.);\n#153=IFCFACEOUTERBOUND(#133,.T.);\n"
      "#160=IFCFACE((#140));\n#161=IFCFACE((#141));\n#162=IFCFACE((#142));\n#163=IFCFACE((#143));"
      "\n#170=IFCFACE((#150));\n#171=IFCFACE((#151));\n"
      "#172=IFCFACE((#152));\n#173=IFCFACE((#153));\n#180=IFCCLOSEDSHELL((#160,#161,#162,#163));\n#"
      "181=IFCCLOSEDSHELL((#170,#171,#172,#173));\n"
      "#100=IFCFACETEDBREPWITHVOIDS(#180,(#181));\n",
      64.0 / 6 - 1.0 / 6, 0, 1e-6 },
    { "trimmed cylinder",
      "#101=IFCCYLINDRICALSURFACE(#5,2.);\n#100=IFCRECTANGULARTRIMMEDSURFACE(#101,0.,0.,3."
      "141592653589793,3.,.T.,.T.);\n",
      0, PI * 2 * 3, 0.01 },
    { "trimmed sphere",
      "#101=IFCSPHERICALSURFACE(#5,1.);\n#100=IFCRECTANGULARTRIMMEDSURFACE(#101,0.,0.,6."
      "283185307179586,1.5707963267948966,.T.,.T.);\n",
      0, 2 * PI, 0.02 },
    { "bounded plane",
      "#101=IFCPLANE(#5);\n#102=IFCCIRCLE(#8,2.);\n#103=IFCCIRCLE(#8,1.);\n#100="
      "IFCCURVEBOUNDEDPLANE(#101,#102,(#103));\n",
      0, 3 * PI, 0.02 },
    { "extruded surface",
      "#101=IFCCIRCLE(#8,1.);\n#102=IFCTRIMMEDCURVE(#101,(IFCPARAMETERVALUE(0.)),("
      "IFCPARAMETERVALUE(3.141592653589793)),.T.,.PARAMETER.);\n"
      "#103=IFCARBITRARYOPENPROFILEDEF(.CURVE.,$,#102);\n#100=IFCSURFACEOFLINEAREXTRUSION(#103,#5,#"
      "6,2.);\n",
      0, 2 * PI, 0.01 },
    { "offset curve",
      "#101=IFCCIRCLE(#8,2.);\n#102=IFCOFFSETCURVE2D(#101,1.,.F.);\n#103="
      "IFCARBITRARYCLOSEDPROFILEDEF(.AREA.,$,#102);\n#100=IFCEXTRUDEDAREASOLID(#103,#5,#6,1.);\n",
      PI, 0, 0.02 },
    { "rational spline circle",
      "#101=IFCCARTESIANPOINT((1.,0.));\n#102=IFCCARTESIANPOINT((1.,1.));\n#103=IFCCARTESIANPOINT(("
      "0.,1.));\n"
      "#104=IFCRATIONALBSPLINECURVEWITHKNOTS(2,(#101,#102,#103),.CIRCULAR_ARC.,.F.,.F.,(3,3),(0.,1."
      "),.UNSPECIFIED.,(1.,0.7071067811865476,1.));\n"
      "#105=IFCCARTESIANPOINT((0.,0.));\n#106=IFCPOLYLINE((#103,#105,#101));\n#107="
      "IFCCOMPOSITECURVESEGMENT(.CONTINUOUS.,.T.,#104);\n"
      "#108=IFCCOMPOSITECURVESEGMENT(.CONTINUOUS.,.T.,#106);\n#109=IFCCOMPOSITECURVE((#107,#108),."
      "F.);\n#110=IFCARBITRARYCLOSEDPROFILEDEF(.AREA.,$,#109);\n"
      "#100=IFCEXTRUDEDAREASOLID(#110,#5,#6,2.);\n",
      PI / 2, 0, 0.01 },
    { "swept disk in a bend",
      "#101=IFCCIRCLE(#5,3.);\n#102=IFCTRIMMEDCURVE(#101,(IFCPARAMETERVALUE(0.)),("
      "IFCPARAMETERVALUE(3.141592653589793)),.T.,.PARAMETER.);\n"
      "#100=IFCSWEPTDISKSOLID(#102,0.5,0.25,$,$);\n",
      PI *(0.25 - 0.0625) * PI * 3, 0, 0.03 },
    { "polygonal face set",
      "#101=IFCCARTESIANPOINTLIST3D(((0.,0.,0.),(4.,0.,0.),(4.,4.,0.),(0.,4.,0.),(1.,1.,0.),(2.,1.,"
      "0.),(2.,2.,0.),(1.,2.,0.)),$);\n"
      "#102=IFCINDEXEDPOLYGONALFACEWITHVOIDS((1,2,3,4),((5,6,7,8)));\n#100=IFCPOLYGONALFACESET(#"
      "101,.F.,(#102),$);\n",
      0, 15, 1e-6 },
};

TEST(every_rarer_item_has_the_measure_of_its_formula)
{
    int bad = 0;
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        const Row *row = &rows[i];
        Str text = { 0 };
        Err err = { 0 };
        str_add(&text, "ISO-10303-21;\nHEADER;\nFILE_SCHEMA(('IFC4'));\nENDSEC;\nDATA;\n#1="
                       "IFCPROJECT('p',$,'P',$,$,$,$,(),#2);\n#2=IFCUNITASSIGNMENT((#3,#19));\n"
                       "#3=IFCSIUNIT(*,.LENGTHUNIT.,$,.METRE.);\n#19=IFCSIUNIT(*,.PLANEANGLEUNIT.,$"
                       ",.RADIAN.);\n#4=IFCCARTESIANPOINT((0.,0.,0.));\n"
                       "#5=IFCAXIS2PLACEMENT3D(#4,$,$);\n#6=IFCDIRECTION((0.,0.,1.));\n#8="
                       "IFCAXIS2PLACEMENT2D(#4,$);\n#9=IFCDIRECTION((1.,0.,0.));\n");
        str_add(&text, row->text);
        str_add(&text,
                "#12=IFCSHAPEREPRESENTATION($,'Body','x',(#100));\n#13=IFCPRODUCTDEFINITIONSHAPE($,"
                "$,(#12));\n#17=IFCBUILDINGELEMENTPROXY('w',$,$,$,$,$,#13,$,$);\n"
                "ENDSEC;\nEND-ISO-10303-21;\n");
        IfcModel *m = ifc_model_from_text(text.text, text.length, &err);
        IfcGeometry *g = m ? ifc_geometry_create(m, NULL, &err) : NULL;
        if (!g || g->product_count != 1 || g->products[0].state != IFC_BODY_OK) {
            fprintf(stderr, "%s: %s\n", row->name,
                    g && g->product_count ? g->products[0].reason : err.text);
            bad++;
            ifc_geometry_destroy(g);
            ifc_model_destroy(m);
            str_finish(&text);
            continue;
        }
        const IfcProduct *p = &g->products[0];
        if ((row->volume_m3 > 0 &&
             fabs(p->volume_m3 - row->volume_m3) > row->share * row->volume_m3) ||
            (row->area_m2 > 0 && fabs(p->area_m2 - row->area_m2) > row->share * row->area_m2)) {
            fprintf(stderr, "%s: volume %.9g of %.9g, area %.9g of %.9g\n", row->name, p->volume_m3,
                    row->volume_m3, p->area_m2, row->area_m2);
            bad++;
        }
        ifc_geometry_destroy(g);
        ifc_model_destroy(m);
        str_finish(&text);
    }
    CHECK_EQ(bad, 0);
}
