// SPDX-License-Identifier: Apache-2.0
// test_ifc_geometry.c - products to triangles: measures by hand, openings, mapped items, colours,
// and hostile files.
#include "assets/ifc_geometry.h"
#include "base/clock.h"
#include "base/str.h"
#include "check.h"
#include <stdlib.h>

#define HEAD                                                                                       \
    "ISO-10303-21;\nHEADER;\nFILE_SCHEMA(('IFC4'));\nENDSEC;\nDATA;\n#1=IFCPROJECT('p',$,'P',$,$," \
    "$,$,(),#2);\n#2=IFCUNITASSIGNMENT((#3));\n"                                                   \
    "#3=IFCSIUNIT(*,.LENGTHUNIT.,.MILLI.,.METRE.);\n#4=IFCCARTESIANPOINT((0.,0.,0.));\n#5="        \
    "IFCAXIS2PLACEMENT3D(#4,$,$);\n#6=IFCDIRECTION((0.,0.,1.));\n"                                 \
    "#7=IFCLOCALPLACEMENT($,#5);\n"
#define TAIL "ENDSEC;\nEND-ISO-10303-21;\n"
// A wall of 4 x 0.2 x 3 m round the origin, 1 m up, 2 m along x.
#define WALL                                                                                       \
    "#10=IFCRECTANGLEPROFILEDEF(.AREA.,$,$,4000.,200.);\n#11=IFCEXTRUDEDAREASOLID(#10,#5,#6,3000." \
    ");\n#12=IFCSHAPEREPRESENTATION($,'Body','SweptSolid',(#11));\n"                               \
    "#13=IFCPRODUCTDEFINITIONSHAPE($,$,(#12));\n#14=IFCCARTESIANPOINT((2000.,0.,1000.));\n#15="    \
    "IFCAXIS2PLACEMENT3D(#14,$,$);\n"                                                              \
    "#16=IFCLOCALPLACEMENT(#7,#15);\n#17=IFCWALL('w',$,'W',$,$,#16,#13,$,$);\n"
// An opening of 1 x 1 m through it.
#define OPENING                                                                                    \
    "#20=IFCRECTANGLEPROFILEDEF(.AREA.,$,$,1000.,400.);\n#21=IFCEXTRUDEDAREASOLID(#20,#5,#6,1000." \
    ");\n#22=IFCSHAPEREPRESENTATION($,'Body','SweptSolid',(#21));\n"                               \
    "#23=IFCPRODUCTDEFINITIONSHAPE($,$,(#22));\n#24=IFCCARTESIANPOINT((0.,0.,800.));\n#25="        \
    "IFCAXIS2PLACEMENT3D(#24,$,$);\n#26=IFCLOCALPLACEMENT(#16,#25);\n"                             \
    "#27=IFCOPENINGELEMENT('o',$,$,$,$,#26,#23,$,$);\n#28=IFCRELVOIDSELEMENT('r',$,$,$,#17,#27);"  \
    "\n"

typedef struct {
    IfcModel *model;
    IfcGeometry *geometry;
} Loaded;

static Loaded load(const char *text)
{
    Err err = { 0 };
    Loaded l = { .model = ifc_model_from_text(text, strlen(text), &err) };
    if (l.model) l.geometry = ifc_geometry_create(l.model, NULL, &err);
    if (!l.geometry) fprintf(stderr, "%s\n", err.text);
    return l;
}

static void unload(Loaded l)
{
    ifc_geometry_destroy(l.geometry);
    ifc_model_destroy(l.model);
}

static const IfcProduct *product(Loaded l, uint32_t id)
{
    for (int i = 0; i < l.geometry->product_count; i++) {
        if (l.model->file->ids[l.model->objects.rows[l.geometry->products[i].object]] == id)
            return &l.geometry->products[i];
    }
    return NULL;
}

TEST(an_extruded_wall_has_its_measures_and_stands_in_its_place)
{
    Loaded l = load(HEAD WALL TAIL);
    const IfcProduct *wall = product(l, 17);
    CHECK_EQ(wall->state, IFC_BODY_OK);
    CHECK_EQ(wall->triangle_count, 12);
    CHECK_NEAR(wall->area_m2, 2 * (4 * 0.2 + 4 * 3 + 0.2 * 3), 1e-9);
    CHECK_NEAR(wall->volume_m3, 4 * 0.2 * 3, 1e-9);
    CHECK_NEAR(wall->min.x, 0, 1e-6);
    CHECK_NEAR(wall->max.x, 4, 1e-6);
    CHECK_NEAR(wall->min.z, 1, 1e-6);
    CHECK_NEAR(wall->max.z, 4, 1e-6);
    CHECK_EQ(l.geometry->body_count, 1);
    unload(l);
}

TEST(an_opening_is_cut_from_its_host)
{
    Loaded l = load(HEAD WALL OPENING TAIL);
    const IfcProduct *wall = product(l, 17);
    CHECK_EQ(wall->state, IFC_BODY_OK);
    CHECK_NEAR(wall->volume_m3, 4 * 0.2 * 3 - 0.2, 1e-6);
    CHECK_NEAR(wall->area_m2, 2 * (4 * 0.2 + 4 * 3 + 0.2 * 3) - 2 + 4 * 0.2, 1e-6);
    CHECK_EQ(l.geometry->body_count, 1);    // the opening is no product to count
    CHECK_EQ(l.geometry->product_count, 2); // but it is there
    unload(l);
}

TEST(a_chain_of_clippings_is_cut_in_one_go)
{
    // The wall below 2.5 m of its own height, without what lies beyond x = 1 m.
    Loaded l = load(HEAD WALL "#30=IFCCARTESIANPOINT((0.,0.,2500.));\n#31=IFCAXIS2PLACEMENT3D(#30,$"
                              ",$);\n#32=IFCPLANE(#31);\n#33=IFCHALFSPACESOLID(#32,.F.);\n"
                              "#34=IFCBOOLEANCLIPPINGRESULT(.DIFFERENCE.,#11,#33);\n#35="
                              "IFCCARTESIANPOINT((1000.,0.,0.));\n#36=IFCDIRECTION((1.,0.,0.));\n"
                              "#37=IFCDIRECTION((0.,1.,0.));\n#38=IFCAXIS2PLACEMENT3D(#35,#36,#37);"
                              "\n#39=IFCPLANE(#38);\n#40=IFCHALFSPACESOLID(#39,.F.);\n"
                              "#41=IFCBOOLEANCLIPPINGRESULT(.DIFFERENCE.,#34,#40);\n#42="
                              "IFCSHAPEREPRESENTATION($,'Body','Clipping',(#41));\n"
                              "#43=IFCPRODUCTDEFINITIONSHAPE($,$,(#42));\n#44=IFCWALL('x',$,'X',$,$"
                              ",#16,#43,$,$);\n" TAIL);
    const IfcProduct *wall = product(l, 44);
    CHECK_EQ(wall->state, IFC_BODY_OK);
    CHECK_NEAR(wall->volume_m3, 3 * 0.2 * 2.5, 1e-6);
    CHECK_NEAR(wall->max.z, 3.5, 1e-6);
    CHECK_NEAR(wall->max.x, 3, 1e-6);
    unload(l);
}

TEST(mapped_items_share_one_mesh_and_carry_their_scale)
{
    Loaded l = load(
        HEAD WALL
        "#50=IFCREPRESENTATIONMAP(#5,#12);\n#51=IFCCARTESIANTRANSFORMATIONOPERATOR3D($,$,#4,2.,$);"
        "\n#52=IFCMAPPEDITEM(#50,#51);\n"
        "#53=IFCCARTESIANTRANSFORMATIONOPERATOR3D($,$,#14,1.,$);\n#54=IFCMAPPEDITEM(#50,#53);\n"
        "#55=IFCSHAPEREPRESENTATION($,'Body','MappedRepresentation',(#52,#54));\n#56="
        "IFCPRODUCTDEFINITIONSHAPE($,$,(#55));\n"
        "#57=IFCFURNITURE('f',$,$,$,$,#7,#56,$,$);\n" TAIL);
    const IfcProduct *p = product(l, 57);
    CHECK_EQ(p->instance_count, 2);
    CHECK_EQ(l.geometry->instances[p->first_instance].mesh,
             l.geometry->instances[product(l, 17)->first_instance].mesh);
    CHECK_NEAR(p->volume_m3, 2.4 * 8 + 2.4, 1e-6);
    CHECK_NEAR(p->area_m2, 26.8 * 4 + 26.8, 1e-5);
    CHECK_NEAR(p->max.z, 6, 1e-6);
    unload(l);
}

TEST(colours_come_from_the_item_the_map_the_material)
{
#define STYLE                                                                                    \
    "#60=IFCCOLOURRGB($,1.,0.5,0.);\n#61=IFCSURFACESTYLERENDERING(#60,0.25,$,$,$,$,$,$,.FLAT.);" \
    "\n#62=IFCSURFACESTYLE('s',.BOTH.,(#61));\n"
    Loaded l = load(HEAD WALL STYLE "#63=IFCSTYLEDITEM(#11,(#62),$);\n" TAIL);
    CHECK_EQ(l.geometry->meshes[0].parts[0].rgba, 0xFF8000BFu);
    unload(l);
    l = load(HEAD WALL STYLE "#63=IFCSTYLEDITEM($,(#62),$);\n#64=IFCSTYLEDREPRESENTATION($,$,$,(#"
                             "63));\n#65=IFCMATERIAL('m',$,$);\n"
                             "#66=IFCMATERIALDEFINITIONREPRESENTATION($,$,(#64),#65);\n#67="
                             "IFCRELASSOCIATESMATERIAL('r',$,$,$,(#17),#65);\n" TAIL);
    CHECK_EQ(l.geometry->meshes[0].parts[0].rgba, 0);
    CHECK_EQ(l.geometry->instances[0].rgba, 0xFF8000BFu);
    unload(l);
}

TEST(faces_coloured_one_by_one_become_parts)
{
    Loaded l = load(
        HEAD
        "#70=IFCCARTESIANPOINTLIST3D(((0.,0.,0.),(1000.,0.,0.),(1000.,1000.,0.),(0.,1000.,0.)));\n"
        "#71=IFCTRIANGULATEDFACESET(#70,$,.F.,((1,2,3),(1,3,4)),$);\n#72=IFCCOLOURRGBLIST(((1.,0.,"
        "0.),(0.,0.,1.)));\n"
        "#73=IFCINDEXEDCOLOURMAP(#71,$,#72,(2,1));\n#74=IFCSHAPEREPRESENTATION($,'Body','"
        "Tessellation',(#71));\n"
        "#75=IFCPRODUCTDEFINITIONSHAPE($,$,(#74));\n#76=IFCBUILDINGELEMENTPROXY('b',$,$,$,$,#7,#75,"
        "$,$);\n" TAIL);
    CHECK_EQ(l.geometry->meshes[0].part_count, 2);
    CHECK_EQ(l.geometry->meshes[0].parts[0].rgba, 0x0000FFFFu);
    CHECK_EQ(l.geometry->meshes[0].parts[1].rgba, 0xFF0000FFu);
    CHECK_NEAR(product(l, 76)->area_m2, 1, 1e-9);
    unload(l);
}

TEST(what_cannot_be_made_is_named_and_the_rest_is_there)
{
    Loaded l = load(
        HEAD WALL
        "#80=IFCCIRCLEPROFILEDEF(.AREA.,$,$,-5.);\n#81=IFCEXTRUDEDAREASOLID(#80,#5,#6,3000.);\n"
        "#82=IFCSHAPEREPRESENTATION($,'Body','SweptSolid',(#81));\n#83=IFCPRODUCTDEFINITIONSHAPE($,"
        "$,(#82));\n"
        "#84=IFCCOLUMN('c',$,$,$,$,#7,#83,$,$);\n" TAIL);
    CHECK_EQ(product(l, 84)->state, IFC_BODY_FAILED);
    CHECK(strstr(product(l, 84)->reason, "#81") != NULL);
    CHECK_EQ(product(l, 17)->state, IFC_BODY_OK);
    CHECK_EQ(l.geometry->body_count, 2);
    CHECK_EQ(l.geometry->shown_count, 1);
    unload(l);
}

TEST(graphs_that_bite_their_tail_end)
{
    const double start = clock_monotonic_s();
    // A placement in itself, a representation that maps itself, a boolean of itself, a curve made
    // of itself.
    Loaded l = load(
        HEAD
        "#10=IFCLOCALPLACEMENT(#11,#5);\n#11=IFCLOCALPLACEMENT(#10,#5);\n#12="
        "IFCSHAPEREPRESENTATION($,'Body','x',(#14,#15,#16));\n"
        "#13=IFCREPRESENTATIONMAP(#5,#12);\n#14=IFCMAPPEDITEM(#13,$);\n#15=IFCBOOLEANRESULT(."
        "DIFFERENCE.,#15,#15);\n"
        "#16=IFCEXTRUDEDAREASOLID(#17,#5,#6,1.);\n#17=IFCARBITRARYCLOSEDPROFILEDEF(.AREA.,$,#18);"
        "\n#18=IFCCOMPOSITECURVE((#19,#19),.F.);\n"
        "#19=IFCCOMPOSITECURVESEGMENT(.CONTINUOUS.,.T.,#18);\n#20=IFCPRODUCTDEFINITIONSHAPE($,$,(#"
        "12));\n#21=IFCWALL('w',$,$,$,$,#10,#20,$,$);\n"
        "#22=IFCDERIVEDPROFILEDEF(.AREA.,$,#22,$,$);\n#23=IFCEXTRUDEDAREASOLID(#22,#5,#6,1.);\n#24="
        "IFCSHAPEREPRESENTATION($,'Body','x',(#23));\n"
        "#25=IFCPRODUCTDEFINITIONSHAPE($,$,(#24));\n#26=IFCWALL('v',$,$,$,$,#7,#25,$,$);\n" TAIL);
    CHECK_EQ(product(l, 21)->state, IFC_BODY_FAILED);
    CHECK_EQ(product(l, 26)->state, IFC_BODY_FAILED);
    CHECK(product(l, 21)->reason != NULL);
    CHECK(clock_monotonic_s() - start < 10);
    unload(l);
}

TEST(maps_of_maps_do_not_multiply_without_end)
{
    // Thirty levels of ten each would be 10^30 instances.
    Str text = { 0 };
    str_add(&text, HEAD WALL);
    uint32_t inner = 12;
    for (uint32_t level = 0; level < 30; level++) {
        const uint32_t at = 1000 + level * 20;
        str_printf(&text, "#%u=IFCREPRESENTATIONMAP(#5,#%u);\n", at, inner);
        for (uint32_t i = 0; i < 10; i++)
            str_printf(&text, "#%u=IFCMAPPEDITEM(#%u,$);\n", at + 1 + i, at);
        str_printf(
            &text,
            "#%u=IFCSHAPEREPRESENTATION($,'Body','x',(#%u,#%u,#%u,#%u,#%u,#%u,#%u,#%u,#%u,#%u));\n",
            at + 15, at + 1, at + 2, at + 3, at + 4, at + 5, at + 6, at + 7, at + 8, at + 9,
            at + 10);
        inner = at + 15;
        if (level % 5 == 4) {
            str_printf(&text,
                       "#%u=IFCPRODUCTDEFINITIONSHAPE($,$,(#%u));\n#%u=IFCWALL('m%u',$,$,$,$,#7,#%"
                       "u,$,$);\n",
                       at + 16, at + 15, at + 17, level, at + 16);
        }
    }
    str_add(&text, TAIL);
    const double start = clock_monotonic_s();
    Loaded l = load(text.text);
    CHECK_EQ(product(l, 1000 + 4 * 20 + 17)->instance_count, 100000);
    CHECK(product(l, 1000 + 9 * 20 + 17)->reason != NULL);
    CHECK(clock_monotonic_s() - start < 20);
    unload(l);
    str_finish(&text);
}

TEST(numbers_out_of_this_world_are_refused)
{
    Loaded l = load(HEAD "#10=IFCRECTANGLEPROFILEDEF(.AREA.,$,$,1.E300,1.E300);\n#11="
                         "IFCEXTRUDEDAREASOLID(#10,#5,#6,1.E308);\n"
                         "#12=IFCSHAPEREPRESENTATION($,'Body','SweptSolid',(#11));\n#13="
                         "IFCPRODUCTDEFINITIONSHAPE($,$,(#12));\n"
                         "#14=IFCCARTESIANPOINT((1.E300,NaN,-1.E999));\n#15=IFCAXIS2PLACEMENT3D(#"
                         "14,$,$);\n#16=IFCLOCALPLACEMENT($,#15);\n"
                         "#17=IFCWALL('w',$,$,$,$,#16,#13,$,$);\n" TAIL);
    CHECK_EQ(product(l, 17)->state, IFC_BODY_FAILED);
    CHECK(product(l, 17)->reason != NULL);
    unload(l);
}

TEST(a_wall_with_thousands_of_openings_ends_in_bounded_time)
{
    Str text = { 0 };
    str_add(&text, HEAD WALL "#20=IFCRECTANGLEPROFILEDEF(.AREA.,$,$,10.,400.);\n#21="
                             "IFCEXTRUDEDAREASOLID(#20,#5,#6,10.);\n"
                             "#22=IFCSHAPEREPRESENTATION($,'Body','SweptSolid',(#21));\n#23="
                             "IFCPRODUCTDEFINITIONSHAPE($,$,(#22));\n");
    enum { COUNT = 3000 };
    for (int i = 0; i < COUNT; i++) {
        const int at = 100 + i * 5;
        str_printf(&text,
                   "#%d=IFCCARTESIANPOINT((%d.,0.,%d.));\n#%d=IFCAXIS2PLACEMENT3D(#%d,$,$);\n#%d="
                   "IFCLOCALPLACEMENT(#16,#%d);\n",
                   at, -1900 + i % 100 * 38, 50 + i / 100 * 90, at + 1, at, at + 2, at + 1);
        str_printf(&text,
                   "#%d=IFCOPENINGELEMENT('o%d',$,$,$,$,#%d,#23,$,$);\n#%d=IFCRELVOIDSELEMENT('r%d'"
                   ",$,$,$,#17,#%d);\n",
                   at + 3, i, at + 2, at + 4, i, at + 3);
    }
    str_add(&text, TAIL);
    const double start = clock_monotonic_s();
    Loaded l = load(text.text);
    const IfcProduct *wall = product(l, 17);
    CHECK(wall->triangle_count > 0);
    CHECK(wall->state == IFC_BODY_OK || wall->reason != NULL);
    if (wall->state == IFC_BODY_OK)
        CHECK_NEAR(wall->volume_m3, 2.4 - COUNT * 0.01 * 0.01 * 0.2, 1e-5);
    CHECK(clock_monotonic_s() - start < 60);
    unload(l);
    str_finish(&text);
}

TEST(threads_make_the_same_triangles_as_one)
{
    const char *path = check_shared("data/ifc/webifc/AC20-FZK-Haus.ifc");
    if (!path) CHECK_SKIP("the shared data is absent");
    IfcModel *m = ifc_model_load(path, NULL, NULL);
    JobPool *pool = job_pool_create(3);
    IfcGeometry *one = ifc_geometry_create(m, NULL, NULL),
                *many = ifc_geometry_create(m, &(IfcGeometryDesc){ .pool = pool }, NULL);
    CHECK_EQ(one->triangle_count, many->triangle_count);
    CHECK_EQ(one->mesh_count, many->mesh_count);
    for (int i = 0; i < one->mesh_count; i++) {
        CHECK_EQ(one->meshes[i].vertex_count, many->meshes[i].vertex_count);
        CHECK(memcmp(one->meshes[i].positions, many->meshes[i].positions,
                     sizeof(float) * 3 * (size_t)one->meshes[i].vertex_count) == 0);
    }
    ifc_geometry_destroy(one);
    ifc_geometry_destroy(many);
    job_pool_destroy(pool);
    ifc_model_destroy(m);
}

TEST(a_twisted_prism_on_spline_surfaces_holds_five_sixths)
{
    const char *path = check_shared("data/ifc/iosfiles/advanced_brep.ifc");
    if (!path) CHECK_SKIP("the shared data is absent");
    IfcModel *m = ifc_model_load(path, NULL, NULL);
    IfcGeometry *g = ifc_geometry_create(m, NULL, NULL);
    // A unit square turned by 60 degrees over 1 m along straight lines: the integral of 1 - z (1 -
    // z).
    CHECK_NEAR(g->products[0].volume_m3, 5.0 / 6, 0.005);
    ifc_geometry_destroy(g);
    ifc_model_destroy(m);
}

TEST(an_outline_that_crosses_itself_in_small_loops_keeps_its_area)
{
    const char *path = check_shared("data/ifc/iosfiles/337--nestedLoop.ifc_");
    if (!path) CHECK_SKIP("the shared data is absent");
    IfcModel *m = ifc_model_load(path, NULL, NULL);
    IfcGeometry *g = ifc_geometry_create(m, NULL, NULL);
    CHECK_NEAR(g->products[0].area_m2, 27.6173, 0.01); // by web-ifc and IFC++
    ifc_geometry_destroy(g);
    ifc_model_destroy(m);
}

TEST(a_textured_face_set_has_its_picture_and_coordinates_at_every_corner)
{
    Loaded l = load(HEAD "#70=IFCCARTESIANPOINTLIST3D(((0.,0.,0.),(1000.,0.,0.),(1000.,1000.,0.),("
                         "0.,1000.,0.)),$);\n"
                         "#71=IFCTRIANGULATEDFACESET(#70,$,.F.,((1,2,3),(1,3,4)),$);\n"
                         "#72=IFCTEXTUREVERTEXLIST(((0.,0.),(1.,0.),(1.,1.),(0.,1.)));\n"
                         "#73=IFCPIXELTEXTURE(.T.,.F.,$,$,$,2,1,3,(\"0FF0000\",\"000FF00\"));\n"
                         "#74=IFCINDEXEDTRIANGLETEXTUREMAP((#73),#71,#72,((1,2,3),(1,3,4)));\n"
                         "#76=IFCSHAPEREPRESENTATION($,'Body','Tessellation',(#71));\n"
                         "#77=IFCPRODUCTDEFINITIONSHAPE($,$,(#76));\n"
                         "#78=IFCBUILDINGELEMENTPROXY('b',$,$,$,$,#7,#77,$,$);\n" TAIL);
    CHECK_EQ(l.geometry->texture_count, 1);
    const IfcTexture *texture = &l.geometry->textures[0];
    CHECK_EQ(texture->kind, IFC_TEXTURE_PIXELS);
    CHECK_EQ(texture->width, 2);
    CHECK(texture->repeats_s && !texture->repeats_t);
    CHECK(memcmp(texture->bytes, "\xFF\0\0\0\xFF\0", 6) == 0);
    const IfcMesh *mesh = &l.geometry->meshes[0];
    CHECK_EQ(mesh->parts[0].texture, 0);
    CHECK_EQ(mesh->vertex_count, 6);
    for (int i = 0; i < mesh->vertex_count; i++) {
        CHECK_NEAR(mesh->uv[i * 2], mesh->positions[i * 3] + mesh->origin.x, 1e-6);
        CHECK_NEAR(mesh->uv[i * 2 + 1], mesh->positions[i * 3 + 1] + mesh->origin.y, 1e-6);
    }
    unload(l);
}

// Every corner of the first mesh has the coordinates x / 2 and y / 2, metres.
static void check_half_coordinates(Loaded l, const char *what)
{
    const IfcMesh *mesh = &l.geometry->meshes[0];
    if (!mesh->uv) fprintf(stderr, "%s: no texture coordinates\n", what);
    CHECK(mesh->uv != NULL && mesh->part_count == 1 && mesh->parts[0].texture == 0);
    int wrong = 0;
    for (int i = 0; i < mesh->vertex_count; i++) {
        const float *p = mesh->positions + 3 * (size_t)i, *uv = mesh->uv + 2 * (size_t)i;
        wrong += fabs((double)uv[0] - ((double)p[0] + mesh->origin.x) / 2) > 1e-5;
        wrong += fabs((double)uv[1] - ((double)p[1] + mesh->origin.y) / 2) > 1e-5;
    }
    if (wrong) fprintf(stderr, "%s: %d coordinates are wrong\n", what, wrong);
    CHECK_EQ(wrong, 0);
}

#define TEXTURE_AND_BODY                                                    \
    "#73=IFCPIXELTEXTURE(.T.,.F.,$,$,$,2,1,3,(\"0FF0000\",\"000FF00\"));\n" \
    "#76=IFCSHAPEREPRESENTATION($,'Body','Tessellation',(#71));\n"          \
    "#77=IFCPRODUCTDEFINITIONSHAPE($,$,(#76));\n"                           \
    "#78=IFCBUILDINGELEMENTPROXY('b',$,$,$,$,#7,#77,$,$);\n"

TEST(textures_follow_points_through_their_index_polygons_and_faces_of_shells)
{
    // Triangles whose points go through PnIndex.
    Loaded l = load(
        HEAD
        "#70=IFCCARTESIANPOINTLIST3D(((9.,9.,9.),(0.,0.,0.),(2000.,0.,0.),(2000.,2000.,0.),(0.,"
        "2000.,0.)),$);\n#71=IFCTRIANGULATEDFACESET(#70,$,.F.,((1,2,3),(1,3,4)),(2,3,4,5));\n"
        "#72=IFCTEXTUREVERTEXLIST(((0.,0.),(1.,0.),(1.,1.),(0.,1.)));\n"
        "#74=IFCINDEXEDTRIANGLETEXTUREMAP((#73),#71,#72,$);\n" TEXTURE_AND_BODY TAIL);
    check_half_coordinates(l, "PnIndex");
    unload(l);
    // A polygon with a hole and another beside it; the map tells them in another order.
    Str text = { 0 };
    str_add(&text,
            "ISO-10303-21;\nHEADER;\nFILE_SCHEMA(('IFC4X3_ADD2'));\nENDSEC;\nDATA;\n"
            "#1=IFCPROJECT('p',$,'P',$,$,$,$,(),#2);\n#2=IFCUNITASSIGNMENT((#3));\n"
            "#3=IFCSIUNIT(*,.LENGTHUNIT.,.MILLI.,.METRE.);\n#4=IFCCARTESIANPOINT((0.,0.,0.));\n"
            "#5=IFCAXIS2PLACEMENT3D(#4,$,$);\n#7=IFCLOCALPLACEMENT($,#5);\n"
            "#70=IFCCARTESIANPOINTLIST3D(((0.,0.,0.),(4000.,0.,0.),(4000.,4000.,0.),(0.,4000.,0.),("
            "1000.,1000.,0.),(2000.,1000.,0.),(2000.,2000.,0.),(1000.,2000.,0.),(6000.,0.,0.),("
            "6000.,4000.,0.)),$,$);\n"
            "#80=IFCINDEXEDPOLYGONALFACEWITHVOIDS((1,2,3,4),((5,6,7,8)));\n"
            "#81=IFCINDEXEDPOLYGONALFACE((2,9,10,3));\n"
            "#71=IFCPOLYGONALFACESET(#70,.F.,(#80,#81),$);\n"
            "#72=IFCTEXTUREVERTEXLIST(((0.,0.),(2.,0.),(2.,2.),(0.,2.),(0.5,0.5),(1.,0.5),(1.,1.),("
            "0.5,1.),(3.,0.),(3.,2.)));\n"
            "#82=IFCTEXTURECOORDINATEINDICES((2,9,10,3),#81);\n"
            "#83=IFCTEXTURECOORDINATEINDICESWITHVOIDS((1,2,3,4),#80,((5,6,7,8)));\n"
            "#74=IFCINDEXEDPOLYGONALTEXTUREMAP((#73),#71,#72,(#82,#83));\n" TEXTURE_AND_BODY TAIL);
    l = load(text.text);
    check_half_coordinates(l, "polygons");
    unload(l);
    str_finish(&text);
    // Two faces of a surface model, each with a map of its own.
    l = load(HEAD
             "#60=IFCCARTESIANPOINT((2000.,0.,0.));\n#61=IFCCARTESIANPOINT((2000.,2000.,0.));\n"
             "#62=IFCCARTESIANPOINT((0.,2000.,0.));\n#63=IFCCARTESIANPOINT((4000.,0.,500.));\n"
             "#64=IFCPOLYLOOP((#4,#60,#61,#62));\n#65=IFCPOLYLOOP((#60,#63,#61));\n"
             "#66=IFCFACEOUTERBOUND(#64,.T.);\n#67=IFCFACEOUTERBOUND(#65,.T.);\n"
             "#68=IFCFACE((#66));\n#69=IFCFACE((#67));\n#70=IFCOPENSHELL((#68,#69));\n"
             "#71=IFCSHELLBASEDSURFACEMODEL((#70));\n"
             "#84=IFCTEXTUREVERTEX((0.,0.));\n#85=IFCTEXTUREVERTEX((1.,0.));\n"
             "#86=IFCTEXTUREVERTEX((1.,1.));\n#87=IFCTEXTUREVERTEX((0.,1.));\n"
             "#88=IFCTEXTUREVERTEX((2.,0.));\n#89=IFCTEXTUREMAP((#73),(#84,#85,#86,#87),#68);\n"
             "#90=IFCTEXTUREMAP((#73),(#85,#88,#86),#69);\n" TEXTURE_AND_BODY TAIL);
    check_half_coordinates(l, "faces of a shell");
    unload(l);
}

TEST(coordinates_are_generated_for_what_a_style_covers_and_moved_by_its_texture)
{
    // COORD: x and y in the file's millimetres; the texture's operator makes two metres of one.
    Loaded l =
        load(HEAD WALL
             "#60=IFCCARTESIANPOINT((0.,0.));\n"
             "#61=IFCCARTESIANTRANSFORMATIONOPERATOR2D($,$,#60,0.0005);\n"
             "#73=IFCPIXELTEXTURE(.T.,.T.,$,#61,$,2,1,3,(\"0FF0000\",\"000FF00\"));\n"
             "#74=IFCTEXTURECOORDINATEGENERATOR((#73),'COORD',$);\n"
             "#75=IFCSURFACESTYLEWITHTEXTURES((#73));\n#76=IFCSURFACESTYLE('t',.BOTH.,(#75));\n"
             "#79=IFCSTYLEDITEM(#11,(#76),$);\n" TAIL);
    check_half_coordinates(l, "generated");
    unload(l);
}

#define HEAD_2X3                                                                              \
    "ISO-10303-21;\nHEADER;\nFILE_SCHEMA(('IFC2X3'));\nENDSEC;\nDATA;\n"                      \
    "#1=IFCPROJECT('p',$,'P',$,$,$,$,(),#2);\n#2=IFCUNITASSIGNMENT((#3));\n"                  \
    "#3=IFCSIUNIT(*,.LENGTHUNIT.,.MILLI.,.METRE.);\n#4=IFCCARTESIANPOINT((0.,0.,0.));\n"      \
    "#5=IFCAXIS2PLACEMENT3D(#4,$,$);\n#6=IFCDIRECTION((0.,0.,1.));\n"                         \
    "#7=IFCLOCALPLACEMENT($,#5);\n"                                                           \
    "#60=IFCCARTESIANPOINT((2000.,0.,0.));\n#61=IFCCARTESIANPOINT((2000.,2000.,0.));\n"       \
    "#62=IFCCARTESIANPOINT((0.,2000.,0.));\n#63=IFCCARTESIANPOINT((4000.,0.,500.));\n"        \
    "#64=IFCPOLYLOOP((#4,#60,#61,#62));\n#65=IFCPOLYLOOP((#60,#63,#61));\n"                   \
    "#66=IFCFACEOUTERBOUND(#64,.T.);\n#67=IFCFACEOUTERBOUND(#65,.T.);\n#68=IFCFACE((#66));\n" \
    "#69=IFCFACE((#67));\n#70=IFCCONNECTEDFACESET((#68,#69));\n"                              \
    "#71=IFCFACEBASEDSURFACEMODEL((#70));\n#74=IFCSURFACESTYLEWITHTEXTURES((#73));\n"         \
    "#75=IFCSURFACESTYLE('t',.BOTH.,(#74));\n#79=IFCPRESENTATIONSTYLEASSIGNMENT((#75));\n"    \
    "#77=IFCPRODUCTDEFINITIONSHAPE($,$,(#76));\n"                                             \
    "#78=IFCBUILDINGELEMENTPROXY('b',$,$,$,$,#7,#77,$,$);\n"
// Both faces by their points, the second named first and from another corner.
#define MAP_2X3                                                           \
    "#84=IFCTEXTUREVERTEX((0.,0.));\n#85=IFCTEXTUREVERTEX((1.,0.));\n"    \
    "#86=IFCTEXTUREVERTEX((1.,1.));\n#87=IFCTEXTUREVERTEX((0.,1.));\n"    \
    "#88=IFCTEXTUREVERTEX((2.,0.));\n"                                    \
    "#90=IFCVERTEXBASEDTEXTUREMAP((#88,#86,#85),(#63,#61,#60));\n"        \
    "#91=IFCVERTEXBASEDTEXTUREMAP((#84,#85,#86,#87),(#4,#60,#61,#62));\n" \
    "#92=IFCTEXTUREMAP((#90,#91));\n#93=IFCANNOTATIONSURFACE(#71,#92);\n"

TEST(the_texture_maps_of_ifc2x3_lie_at_points_and_take_the_picture_of_the_style)
{
    // The surface model is the body; an occurrence styles it, the annotation maps it.
    Loaded l = load(HEAD_2X3 MAP_2X3
                    "#73=IFCPIXELTEXTURE(.T.,.F.,.TEXTURE.,$,2,1,3,(\"0FF0000\",\"000FF00\"));\n"
                    "#76=IFCSHAPEREPRESENTATION($,'Body','SurfaceModel',(#71));\n"
                    "#94=IFCANNOTATIONSURFACEOCCURRENCE(#71,(#79),$);\n" TAIL);
    check_half_coordinates(l, "IFC2X3, of the body");
    CHECK_EQ(l.geometry->textures[0].kind, IFC_TEXTURE_PIXELS);
    CHECK_EQ(l.geometry->textures[0].width, 2);
    CHECK(l.geometry->textures[0].repeats_s && !l.geometry->textures[0].repeats_t);
    unload(l);
    // The annotation is the item and is styled itself; its picture is a file.
    l = load(HEAD_2X3 MAP_2X3 "#73=IFCIMAGETEXTURE(.T.,.T.,.TEXTURE.,$,'brick.png');\n"
                              "#76=IFCSHAPEREPRESENTATION($,'Body','SurfaceModel',(#93));\n"
                              "#94=IFCSTYLEDITEM(#93,(#79),$);\n" TAIL);
    check_half_coordinates(l, "IFC2X3, of the annotation");
    CHECK_EQ(l.geometry->textures[0].kind, IFC_TEXTURE_FILE);
    CHECK_TEXT(l.geometry->textures[0].url, "brick.png");
    CHECK_NEAR(l.geometry->products[0].area_m2, 6.061553, 1e-5); // 4 + sqrt(17) / 2
    unload(l);
}

TEST(the_generators_of_ifc2x3_hang_on_an_annotation)
{
    Loaded l =
        load(HEAD_2X3 "#80=IFCCARTESIANPOINT((0.,0.));\n"
                      "#81=IFCCARTESIANTRANSFORMATIONOPERATOR2D($,$,#80,0.0005);\n"
                      "#73=IFCBLOBTEXTURE(.T.,.T.,.TEXTURE.,#81,'PNG',\"089504E47\");\n"
                      "#76=IFCSHAPEREPRESENTATION($,'Body','SurfaceModel',(#71));\n"
                      "#92=IFCTEXTURECOORDINATEGENERATOR('COORD',(IFCREAL(1.)));\n"
                      "#93=IFCANNOTATIONSURFACE(#71,#92);\n#94=IFCSTYLEDITEM(#71,(#79),$);\n" TAIL);
    check_half_coordinates(l, "IFC2X3, generated");
    CHECK_EQ(l.geometry->textures[0].kind, IFC_TEXTURE_PACKED);
    unload(l);
    // IFC2X3 TC1 calls the code of a blob a boolean: such a texture holds no picture, and is told.
    l = load(HEAD_2X3 MAP_2X3 "#73=IFCBLOBTEXTURE(.T.,.T.,.TEXTURE.,$,'PNG',.T.);\n"
                              "#76=IFCSHAPEREPRESENTATION($,'Body','SurfaceModel',(#71));\n"
                              "#94=IFCSTYLEDITEM(#71,(#79),$);\n" TAIL);
    CHECK_EQ(l.geometry->texture_count, 1);
    CHECK_EQ(l.geometry->textures[0].kind, IFC_TEXTURE_NONE);
    CHECK_EQ(l.geometry->meshes[0].parts[0].texture, -1);
    unload(l);
}

TEST(a_picture_inside_the_file_is_taken_out_whole)
{
    const char *path =
        check_shared("data/ifc/ifc4x3/tessellated-shape-with-style/"
                     "tessellation-with-blob-texture/tessellation-with-blob-texture.ifc");
    if (!path) CHECK_SKIP("the shared data is absent");
    IfcModel *m = ifc_model_load(path, NULL, NULL);
    IfcGeometry *g = ifc_geometry_create(m, NULL, NULL);
    CHECK_EQ(g->product_count, 1); // of a type alone: shown, not counted
    CHECK_EQ(g->body_count, 0);
    CHECK_EQ(g->texture_count, 1);
    CHECK_TEXT(g->textures[0].format, "PNG");
    CHECK(memcmp(g->textures[0].bytes, "\x89PNG\r\n", 6) == 0);
    CHECK(g->meshes[0].uv != NULL && g->meshes[0].parts[0].texture == 0);
    ifc_geometry_destroy(g);
    ifc_model_destroy(m);
}
