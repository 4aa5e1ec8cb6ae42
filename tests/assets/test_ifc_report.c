// SPDX-License-Identifier: Apache-2.0
// test_ifc_report.c - the JSON and the table that scripts rely on.
#include "assets/ifc_report.h"
#include "check.h"

static const char report_text[] =
    "ISO-10303-21;\nHEADER;\nFILE_SCHEMA(('IFC4'));\nENDSEC;\nDATA;\n"
    "#1=IFCPROJECT('p',$,'P',$,$,$,$,(),#2);\n#2=IFCUNITASSIGNMENT((#3));\n"
    "#3=IFCSIUNIT(*,.LENGTHUNIT.,.MILLI.,.METRE.);\n#4=IFCCARTESIANPOINT((0.,0.,0.));\n"
    "#5=IFCAXIS2PLACEMENT3D(#4,$,$);\n#7=IFCBLOCK(#5,1000.,2000.,3000.);\n"
    "#8=IFCSHAPEREPRESENTATION($,'Body','CSG',(#7));\n#9=IFCPRODUCTDEFINITIONSHAPE($,$,(#8));\n"
    "#10=IFCWALL('2O2Fr$t4X7Zf8NOew3FLOH',$,'W',$,$,$,#9,$,$);\n"
    "#11=IFCSPACE('s',$,$,$,$,$,#9,$,$,$,$);\n#17=IFCBLOCK(#5,-1.,0.,0.);\n"
    "#18=IFCSHAPEREPRESENTATION($,'Body','CSG',(#17));\n"
    "#19=IFCPRODUCTDEFINITIONSHAPE($,$,(#18));\n#20=IFCSLAB('x',$,$,$,$,$,#19,$,$);\n"
    "#30=IFCPROPERTYSET('q',$,'Pset_X',$,(#31));\n"
    "#31=IFCPROPERTYSINGLEVALUE('A',$,IFCLABEL('b'),$);\nENDSEC;\nEND-ISO-10303-21;\n";

TEST(a_model_is_counted_for_scripts)
{
    IfcModel *m = ifc_model_from_text(report_text, sizeof report_text - 1, NULL);
    IfcGeometry *g = ifc_geometry_create(m, NULL, NULL);
    Str out = { 0 };
    JsonWriter w = { .out = &out };
    ifc_report_json(m, g, NULL, "a.ifc", &w);
    static const char *const parts[] = { "\"source\":\"a.ifc\"",
                                         "\"schema\":\"IFC4\"",
                                         "\"unit\":\"MILLIMETRE\"",
                                         "\"unit_m\":0.001",
                                         "\"entities\":16",
                                         "\"products\":3",
                                         "\"products_with_body\":2",
                                         "\"products_with_triangles\":1",
                                         "\"triangles\":12",
                                         "\"failed\":1",
                                         "\"property_sets\":1",
                                         "\"properties\":1",
                                         "\"openings\":0",
                                         "\"spaces\":1",
                                         "\"storeys\":0",
                                         "\"georeference\":null",
                                         "\"kind\":\"failed\",\"line\":19,\"id\":20,\"text\":" };
    for (size_t i = 0; i < sizeof parts / sizeof parts[0]; i++) {
        if (!strstr(out.text, parts[i])) fprintf(stderr, "missing %s in %s\n", parts[i], out.text);
        CHECK(strstr(out.text, parts[i]) != NULL);
    }
    str_finish(&out);
    ifc_geometry_destroy(g);
    ifc_model_destroy(m);
}

TEST(the_table_of_products_has_a_line_each_in_metres)
{
    IfcModel *m = ifc_model_from_text(report_text, sizeof report_text - 1, NULL);
    IfcGeometry *g = ifc_geometry_create(m, NULL, NULL);
    Str out = { 0 };
    ifc_report_products_header(&out);
    ifc_report_products(m, g, &out);
    CHECK(strstr(out.text,
                 "id\tGlobalId\ttype\ttriangles\tarea_m2\tvolume_m3\tmin_x\tmin_y\tmin_z\t"
                 "max_x\tmax_y\tmax_z\tstate\n") == out.text);
    CHECK(strstr(out.text, "\n10\t2O2Fr$t4X7Zf8NOew3FLOH\tIFCWALL\t12\t22\t6\t0.000000\t0.000000\t"
                           "0.000000\t1.000000\t2.000000\t3.000000\tok\n") != NULL);
    CHECK(strstr(out.text, "\n20\tx\tIFCSLAB\t0\t0\t0\t\t\t\t\t\t\tfailed\n") != NULL);
    str_finish(&out);
    ifc_geometry_destroy(g);
    ifc_model_destroy(m);
}
