// SPDX-License-Identifier: Apache-2.0
// test_asset.c - readers found by extension, IFC as an asset, what all readers share.
#include "assets/asset.h"
#include "check.h"
#include <string.h>

#define MODEL                                                                                      \
    "ISO-10303-21;\nHEADER;\nFILE_SCHEMA(('IFC4'));\nENDSEC;\nDATA;\n#1=IFCPROJECT('p',$,'P',$,$," \
    "$,$,(),#2);\n#2=IFCUNITASSIGNMENT((#3));\n#3=IFCSIUNIT(*,.LENGTHUNIT.,.MILLI.,.METRE.);\n"    \
    "#4=IFCCARTESIANPOINT((0.,0.,0.));\n#5=IFCAXIS2PLACEMENT3D(#4,$,$);\n"                         \
    "#6=IFCDIRECTION((0.,0.,1.));\n#7=IFCLOCALPLACEMENT($,#5);\n"                                  \
    "#8=IFCSITE('s',$,'Site',$,$,#7,$,$,.ELEMENT.,$,$,$,$,$);\n"                                   \
    "#9=IFCBUILDINGSTOREY('f',$,'Level 1',$,$,#7,$,$,.ELEMENT.,0.);\n"                             \
    "#10=IFCRECTANGLEPROFILEDEF(.AREA.,$,$,4000.,200.);\n#11=IFCEXTRUDEDAREASOLID(#10,#5,#6,3000." \
    ");\n#12=IFCSHAPEREPRESENTATION($,'Body','SweptSolid',(#11));\n"                               \
    "#13=IFCPRODUCTDEFINITIONSHAPE($,$,(#12));\n#14=IFCCARTESIANPOINT((2000.,0.,1000.));\n#15="    \
    "IFCAXIS2PLACEMENT3D(#14,$,$);\n#16=IFCLOCALPLACEMENT(#7,#15);\n"                              \
    "#30=IFCWINDOW('n',$,'Window',$,$,#7,#13,$,$,$,$,$,$);\n"                                      \
    "#17=IFCWALL('w',$,'Wall',$,$,#16,#13,$,$);\n"                                                 \
    "#20=IFCSPACE('r',$,'101',$,$,#16,#13,$,.ELEMENT.,$,$);\n"                                     \
    "#21=IFCRELAGGREGATES('a',$,$,$,#1,(#8));\n#22=IFCRELAGGREGATES('b',$,$,$,#8,(#9));\n"         \
    "#23=IFCRELCONTAINEDINSPATIALSTRUCTURE('c',$,$,$,(#17,#30),#9);\n"                             \
    "#24=IFCRELAGGREGATES('d',$,$,$,#9,(#20));\nENDSEC;\nEND-ISO-10303-21;\n"

static const char *write_model(const char *name, const char *text)
{
    const char *path = check_temporary(name);
    Err err = { 0 };
    CHECK(file_replace(path, text, strlen(text), &err));
    return path;
}

static int object_of(const Asset *asset, const char *name)
{
    for (int i = 0; i < asset->object_count; i++)
        if (strcmp(asset->objects[i].name, name) == 0) return i;
    return -1;
}

TEST(a_model_is_known_by_its_extension)
{
    CHECK_TEXT(asset_format_of("/a/b/House.IFC")->name, "IFC");
    CHECK_TEXT(asset_format_of("x.ifczip")->name, "IFC");
    CHECK(!asset_format_of("x.geojson"));
    CHECK(!asset_format_of("ifc"));
    CHECK(!asset_format_of("x.if"));
    CHECK(!asset_format_of(NULL));
}

TEST(an_ifc_model_becomes_objects_instances_and_materials)
{
    Err err = { 0 };
    Asset *a = asset_load(&(AssetDesc){ .path = write_model("objects.ifc", MODEL) }, &err);
    CHECK(a);
    CHECK_TEXT(a->format, "IFC4");
    const int wall = object_of(a, "Wall"), window = object_of(a, "Window"),
              space = object_of(a, "101"), storey = object_of(a, "Level 1"),
              site = object_of(a, "Site");
    CHECK_EQ(a->objects[wall].kind, ASSET_OBJECT_PLAIN);
    CHECK_EQ(a->objects[space].kind, ASSET_OBJECT_SPACE);
    CHECK_EQ(a->objects[storey].kind, ASSET_OBJECT_STOREY);
    CHECK_EQ(a->objects[site].kind, ASSET_OBJECT_STRUCTURE);
    CHECK_TEXT(a->objects[wall].type, "IfcWall");
    CHECK_EQ(a->objects[wall].storey, storey);
    CHECK_EQ(a->objects[wall].parent, storey);
    CHECK_EQ(a->instance_count, 3);
    for (int i = 1; i < a->instance_count; i++)
        CHECK(a->instances[i].object >= a->instances[i - 1].object);
    CHECK_EQ(a->objects[wall].instance_count, 1);
    CHECK_EQ(a->instances[a->objects[wall].first_instance].object, wall);
    CHECK_EQ(a->triangle_count, 24); // the space is not counted
    CHECK_NEAR(a->objects[wall].min.z, 1, 1e-6);
    CHECK_NEAR(a->objects[wall].max.z, 4, 1e-6);
    CHECK_NEAR(a->min.x, -2, 1e-6);
    CHECK_NEAR(a->max.x, 4, 1e-6);
    // One shape for all three: closed, and its colour comes from who uses it.
    const AssetInstance *of_wall = &a->instances[a->objects[wall].first_instance];
    const AssetInstance *of_window = &a->instances[a->objects[window].first_instance];
    CHECK_EQ(of_wall->mesh, of_window->mesh);
    CHECK(a->meshes[of_wall->mesh].is_closed);
    CHECK_EQ(a->materials[of_wall->material].alpha, ASSET_ALPHA_OPAQUE);
    CHECK_EQ(a->materials[of_window->material].alpha, ASSET_ALPHA_BLEND);
    CHECK(a->bytes > strlen(MODEL));
    CHECK_EQ(a->anchor_kind, ASSET_ANCHOR_NONE);
    asset_destroy(a);
}

TEST(a_model_past_its_memory_or_missing_is_refused_with_a_reason)
{
    Err err = { 0 };
    CHECK(!asset_load(&(AssetDesc){ .path = "/nowhere/x.ifc" }, &err));
    CHECK_EQ(err.code, ERR_IO);
    err = (Err){ 0 };
    CHECK(!asset_load(&(AssetDesc){ .path = "/nowhere/x.txt" }, &err));
    CHECK_EQ(err.code, ERR_UNSUPPORTED);
    const char *path = write_model("large.ifc", MODEL);
    err = (Err){ 0 };
    CHECK(!asset_load(&(AssetDesc){ .path = path, .bytes_max = 1000 }, &err));
    CHECK_EQ(err.code, ERR_MEMORY);
    err = (Err){ 0 };
    CHECK(!asset_load(&(AssetDesc){ .path = path, .bytes_max = strlen(MODEL) + 1 }, &err));
    CHECK_EQ(err.code, ERR_MEMORY);
}

TEST(a_mesh_is_closed_only_when_every_edge_is_met)
{
    float positions[] = { 0, 0, 0, 1, 0, 0, 0, 1, 0, 0, 0, 1 };
    uint32_t indices[] = { 0, 2, 1, 0, 1, 3, 1, 2, 3, 2, 0, 3 };
    AssetMesh mesh = {
        .positions = positions, .indices = indices, .vertex_count = 4, .triangle_count = 4
    };
    asset_measure_mesh(&mesh);
    CHECK(mesh.is_closed);
    CHECK_NEAR(mesh.box_max_m[2], 1, 0);
    mesh.triangle_count = 3;
    asset_measure_mesh(&mesh);
    CHECK(!mesh.is_closed);
    mesh.triangle_count = 4;
    indices[10] = 3; // one face turned round
    indices[11] = 0;
    asset_measure_mesh(&mesh);
    CHECK(!mesh.is_closed);
}

TEST(problems_of_one_kind_are_one_row_with_a_count)
{
    Asset asset = { 0 };
    for (int i = 0; i < 5; i++) asset_problem(&asset, "missing texture", "number %d", i);
    asset_problem(&asset, "unknown extension", "X");
    CHECK_EQ(asset.problem_count, 2);
    CHECK_EQ(asset.problems[0].count, 5);
    CHECK_TEXT(asset.problems[0].text, "number 0");
    CHECK_TEXT(asset.problems[1].kind, "unknown extension");
    arena_finish(&asset.arena);
}
