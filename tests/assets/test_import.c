// SPDX-License-Identifier: Apache-2.0
// test_import.c - OBJ, STL, PLY, COLLADA, FBX and 3DS through the importing process: right sizes
// and axes, and the program goes on when that process dies, hangs or eats memory.
#include "assets/asset_import.h"
#include "base/file.h"
#include "gltf_fixture.h"
#include <sys/stat.h>

// This program started again by asset_import: the process that imports, or one that misbehaves.
__attribute__((constructor)) static void importing_process(int argc, char **argv)
{
    if (!asset_import_is_called(argc, argv)) return;
    if (strstr(argv[2], "hang")) {
        for (;;) pause();
    }
    if (strstr(argv[2], "crash")) abort();
    if (strstr(argv[2], "liar")) {
        // As after a take-over: a head that promises more than there is.
        const AssetImportHead head = { .magic = ASSET_IMPORT_MAGIC, .mesh_count = 1 };
        const AssetImportMesh mesh = { .vertex_count = 3, .triangle_count = 1000000 };
        if (write(3, &head, sizeof head) < 0 || write(3, &mesh, sizeof mesh) < 0) _exit(1);
        _exit(0);
    }
    _exit(asset_import_main(argc, argv));
}

static Asset *load(const char *name, const void *bytes, size_t length, Err *err)
{
    const char *path = check_temporary(name);
    CHECK(file_replace(path, bytes, length, NULL));
    Asset *asset = asset_load(&(AssetDesc){ .path = path }, err);
    unlink(path);
    return asset;
}

static void write_text(const char *path, const char *text)
{
    CHECK(file_replace(path, text, strlen(text), NULL));
}

static Asset *load_text(const char *name, const char *text)
{
    Err err = { 0 };
    Asset *asset = load(name, text, strlen(text), &err);
    CHECK_TEXT(err.text, "");
    CHECK(asset != NULL);
    return asset;
}

TEST(an_obj_is_welded_turned_to_z_up_and_has_its_materials)
{
    write_text(check_temporary("house.mtl"),
               "newmtl red\nKd 1 0 0\nmap_Kd C:\\art\\wall.png\nnewmtl glass\nKd 0 0 1\nd 0.25\n");
    Image image;
    CHECK(image_init(&image, 4, 4, NULL));
    const char *wall = check_temporary("wall.png");
    CHECK(image_write_png(&image, wall, NULL));
    image_finish(&image);
    Asset *a = load_text("house.obj",
                         "mtllib house.mtl\nv 0 0 0\nv 2 0 0\nv 2 3 0\nv 0 3 0\nvt 0 0\nvt 1 0\nvt "
                         "1 1\nvt 0 1\no wall\nusemtl red\n"
                         "f 1/1 2/2 3/3\nf 1/1 3/3 4/4\no pane\nusemtl glass\nf 1/1 2/2 3/3 4/4\n");
    CHECK_TEXT(a->format, "OBJ");
    CHECK_EQ(a->triangle_count, 4);
    CHECK_EQ(a->mesh_count, 2);
    CHECK_EQ(a->meshes[0].vertex_count, 4);
    check_dvec(a->max, 2, 0, 3, 1e-6);
    const AssetMaterial *red = &a->materials[a->meshes[0].parts[0].material],
                        *glass = &a->materials[a->meshes[1].parts[0].material];
    CHECK_TEXT(red->name, "red");
    CHECK_NEAR(red->base_rgba[0], 1, 1e-6);
    CHECK_EQ(red->alpha, ASSET_ALPHA_OPAQUE);
    CHECK(red->base_texture >= 0 && a->textures[red->base_texture].image.width == 4);
    CHECK_EQ(glass->alpha, ASSET_ALPHA_BLEND);
    CHECK_NEAR(glass->base_rgba[3], 0.25, 1e-6);
    // v runs down: the upper left corner of the wall is the picture's.
    for (int i = 0; i < 4; i++)
        CHECK_NEAR(a->meshes[0].uv[i * 2 + 1], a->meshes[0].positions[i * 3 + 1] > 1 ? 0 : 1, 1e-6);
    asset_destroy(a);
    unlink(wall);
    unlink(check_temporary("house.mtl"));
}

TEST(an_obj_in_map_coordinates_keeps_z_up_and_an_origin)
{
    Asset *a = load_text(
        "map.obj", "v 470000 2340000 12\nv 470008 2340000 12\nv 470000 2340008 12\nf 1 2 3\n");
    check_dvec(a->min, 470000, 2340000, 12, 1e-9);
    check_dvec(a->max, 470008, 2340008, 12, 1e-9);
    check_dvec(a->meshes[0].origin, 470000, 2340000, 12, 1e-9);
    CHECK_NEAR(a->meshes[0].positions[0], 0, 0);
    asset_destroy(a);
}

TEST(a_missing_picture_is_a_problem_and_the_mesh_is_there)
{
    write_text(check_temporary("bare.mtl"), "newmtl m\nmap_Kd none.png\n");
    Asset *a =
        load_text("bare.obj",
                  "mtllib bare.mtl\nv 0 0 0\nv 1 0 0\nv 0 1 0\nvt 0 0\nusemtl m\nf 1/1 2/1 3/1\n");
    CHECK_EQ(a->triangle_count, 1);
    CHECK_EQ(asset_problem_count(a, "texture"), 1);
    CHECK(strstr(a->problems[0].text, "none.png") != NULL);
    asset_destroy(a);
    unlink(check_temporary("bare.mtl"));
}

TEST(an_stl_is_z_up_and_closed_when_it_is)
{
    Asset *a = load_text("t.stl", "solid t\n"
                                  "facet normal 0 0 -1\nouter loop\nvertex 0 0 0\nvertex 0 1 "
                                  "0\nvertex 1 0 0\nendloop\nendfacet\n"
                                  "facet normal 0 -1 0\nouter loop\nvertex 0 0 0\nvertex 1 0 "
                                  "0\nvertex 0 0 1\nendloop\nendfacet\n"
                                  "facet normal 1 1 1\nouter loop\nvertex 1 0 0\nvertex 0 1 "
                                  "0\nvertex 0 0 1\nendloop\nendfacet\n"
                                  "facet normal -1 0 0\nouter loop\nvertex 0 1 0\nvertex 0 0 "
                                  "0\nvertex 0 0 1\nendloop\nendfacet\nendsolid t\n");
    CHECK_EQ(a->triangle_count, 4);
    CHECK(a->meshes[0].is_closed);
    check_dvec(a->max, 1, 1, 1, 1e-6);
    asset_destroy(a);
}

TEST(a_ply_has_its_vertex_colours)
{
    Asset *a = load_text("t.ply", "ply\nformat ascii 1.0\nelement vertex 3\nproperty float "
                                  "x\nproperty float y\nproperty float z\nproperty uchar red\n"
                                  "property uchar green\nproperty uchar blue\nelement face "
                                  "1\nproperty list uchar int vertex_indices\nend_header\n"
                                  "0 0 5 255 0 0\n1 0 5 0 255 0\n0 1 5 0 0 255\n3 0 1 2\n");
    CHECK_EQ(a->triangle_count, 1);
    CHECK_NEAR(a->max.z, 5, 1e-6);
    CHECK(a->meshes[0].colours != NULL);
    int red = 0;
    for (int i = 0; i < 3; i++)
        red += a->meshes[0].colours[i * 4] == 255 && a->meshes[0].colours[i * 4 + 1] == 0;
    CHECK_EQ(red, 1);
    asset_destroy(a);
}

static const char dae[] =
    "<?xml version=\"1.0\"?><COLLADA xmlns=\"http://www.collada.org/2005/11/COLLADASchema\" "
    "version=\"1.4.1\"><asset><unit name=\"inch\" meter=\"0.0254\"/>"
    "<up_axis>%s</up_axis></asset><library_geometries><geometry id=\"g\"><mesh><source "
    "id=\"p\"><float_array id=\"pa\" count=\"9\">0 0 0 100 0 0 0 0 200"
    "</float_array><technique_common><accessor source=\"#pa\" count=\"3\" stride=\"3\"><param "
    "name=\"X\" type=\"float\"/><param name=\"Y\" type=\"float\"/>"
    "<param name=\"Z\" type=\"float\"/></accessor></technique_common></source><vertices "
    "id=\"v\"><input semantic=\"POSITION\" source=\"#p\"/></vertices>"
    "<triangles count=\"1\"><input semantic=\"VERTEX\" source=\"#v\" offset=\"0\"/><p>0 1 "
    "2</p></triangles></mesh></geometry></library_geometries>"
    "<library_visual_scenes><visual_scene id=\"s\"><node id=\"n\" "
    "name=\"crane\"><instance_geometry url=\"#g\"/></node></visual_scene>"
    "</library_visual_scenes><scene><instance_visual_scene url=\"#s\"/></scene></COLLADA>";

TEST(collada_inches_and_both_up_axes_become_metres_with_z_up)
{
    for (int is_z = 0; is_z < 2; is_z++) {
        char text[sizeof dae + 16];
        snprintf(text, sizeof text, dae, is_z ? "Z_UP" : "Y_UP");
        Asset *a = load_text("t.dae", text);
        CHECK_EQ(a->triangle_count, 1);
        if (is_z)
            check_dvec(a->max, 2.54, 0, 5.08, 1e-5);
        else
            check_dvec(a->min, 0, -5.08, 0, 1e-5);
        CHECK_TEXT(a->objects[a->instances[0].object].name, "crane");
        asset_destroy(a);
    }
}

static const char fbx[] =
    "; FBX 7.3.0 project file\nFBXHeaderExtension:  {\n\tFBXHeaderVersion: 1003\n\tFBXVersion: "
    "7300\n}\nGlobalSettings:  {\n\tVersion: 1000\n\tProperties70:  {\n"
    "\t\tP: \"UpAxis\", \"int\", \"Integer\", \"\",%d\n\t\tP: \"UpAxisSign\", \"int\", "
    "\"Integer\", \"\",1\n\t\tP: \"FrontAxis\", \"int\", \"Integer\", \"\",%d\n"
    "\t\tP: \"FrontAxisSign\", \"int\", \"Integer\", \"\",%d\n\t\tP: \"CoordAxis\", \"int\", "
    "\"Integer\", \"\",0\n\t\tP: \"CoordAxisSign\", \"int\", \"Integer\", \"\",1\n"
    "\t\tP: \"UnitScaleFactor\", \"double\", \"Number\", \"\",%s\n\t}\n}\nObjects:  {\n\tGeometry: "
    "1000, \"Geometry::\", \"Mesh\" {\n"
    "\t\tVertices: *9 {\n\t\t\ta: 0,0,0,1,0,0,0,0,2\n\t\t}\n\t\tPolygonVertexIndex: *3 {\n\t\t\ta: "
    "0,1,-3\n\t\t}\n\t\tGeometryVersion: 124\n\t}\n"
    "\tModel: 2000, \"Model::lamp\", \"Mesh\" {\n\t\tVersion: 232\n\t}\n}\nConnections:  {\n\tC: "
    "\"OO\",2000,0\n\tC: \"OO\",1000,2000\n}\n";

TEST(fbx_axes_and_units_become_metres_with_z_up)
{
    for (int is_z = 0; is_z < 2; is_z++) {
        char text[sizeof fbx + 64];
        snprintf(text, sizeof text, fbx, is_z ? 2 : 1, is_z ? 1 : 2, is_z ? -1 : 1,
                 is_z ? "100" : "1");
        Asset *a = load_text("t.fbx", text);
        CHECK_EQ(a->triangle_count, 1);
        if (is_z)
            check_dvec(a->max, 1, 0, 2, 1e-6);
        else
            check_dvec(a->min, 0, -0.02, 0, 1e-8);
        asset_destroy(a);
    }
}

static size_t chunk_3ds(uint8_t *at, uint16_t id, const void *body, size_t length)
{
    const uint32_t size = (uint32_t)length + 6;
    memcpy(at, &id, 2);
    memcpy(at + 2, &size, 4);
    memmove(at + 6, body, length);
    return length + 6;
}

TEST(a_3ds_is_z_up)
{
    uint8_t b[512], c[512];
    const uint16_t three = 3, one = 1, face[4] = { 0, 1, 2, 0 };
    const float points[9] = { 0, 0, 0, 4, 0, 0, 0, 0, 7 };
    uint8_t list[64];
    memcpy(list, &three, 2);
    memcpy(list + 2, points, sizeof points);
    size_t n = chunk_3ds(b, 0x4110, list, 2 + sizeof points);
    memcpy(list, &one, 2);
    memcpy(list + 2, face, sizeof face);
    n += chunk_3ds(b + n, 0x4120, list, 2 + sizeof face);
    n = chunk_3ds(c, 0x4100, b, n);
    memcpy(b, "box", 4);
    memcpy(b + 4, c, n);
    n = chunk_3ds(c, 0x4000, b, n + 4);
    n = chunk_3ds(b, 0x3D3D, c, n);
    n = chunk_3ds(c, 0x4D4D, b, n);
    Err err = { 0 };
    Asset *a = load("t.3ds", c, n, &err);
    CHECK_TEXT(err.text, "");
    CHECK_EQ(a->triangle_count, 1);
    check_dvec(a->max, 4, 0, 7, 1e-5);
    asset_destroy(a);
}

TEST(a_broken_model_file_gives_assimps_words)
{
    static const char points[] = "ply\nformat ascii 1.0\nelement vertex 1\nproperty float "
                                 "x\nproperty float y\nproperty float z\nend_header\n0 0 0\n";
    Err err = { 0 };
    CHECK(!load("bad.fbx", "rubbish", 7, &err));
    CHECK_EQ(err.code, ERR_FORMAT);
    CHECK(strstr(err.text, "bad.fbx") != NULL);
    err = (Err){ 0 };
    CHECK(!load("points.ply", points, sizeof points - 1, &err));
    CHECK_EQ(err.code, ERR_FORMAT);
}

TEST(a_material_file_cannot_lead_out_of_the_folder)
{
    const char *folder = check_temporary("inner");
    char path[600];
    CHECK_EQ(mkdir(folder, 0700), 0);
    write_text(check_temporary("secret.mtl"), "newmtl secret\nKd 1 0 1\n");
    snprintf(path, sizeof path, "%s/m.obj", folder);
    static const char text[] =
        "mtllib ../secret.mtl\nv 0 0 0\nv 1 0 0\nv 0 1 0\nusemtl secret\nf 1 2 3\n";
    CHECK(file_replace(path, text, sizeof text - 1, NULL));
    // By our own reader, and by assimp in its process.
    for (int by_assimp = 0; by_assimp < 2; by_assimp++) {
        const AssetDesc desc = { .path = path };
        Asset *a = by_assimp ? asset_import(&desc, NULL, NULL) : asset_load(&desc, NULL);
        CHECK(a != NULL);
        for (int i = 0; i < a->material_count; i++)
            CHECK(!(a->materials[i].base_rgba[0] == 1 && a->materials[i].base_rgba[1] == 0));
        asset_destroy(a);
    }
    unlink(path);
    rmdir(folder);
    unlink(check_temporary("secret.mtl"));
}

static ErrCode misbehave(const char *name, const AssetImportLimits *limits, const char *words)
{
    Err err = { 0 };
    const char *path = check_temporary(name);
    CHECK(file_replace(path, "v 0 0 0\n", 8, NULL));
    CHECK(!asset_import(&(AssetDesc){ .path = path }, limits, &err));
    CHECK(strstr(err.text, name) != NULL);
    CHECK(strstr(err.text, words) != NULL);
    unlink(path);
    return err.code;
}

TEST(a_reader_that_hangs_is_given_up)
{
    CHECK_EQ(misbehave("hang.obj", &(AssetImportLimits){ .time_s = 0.3 }, "given up"), ERR_TIMEOUT);
}

TEST(a_reader_that_dies_is_told_and_the_program_goes_on)
{
    CHECK_EQ(misbehave("crash.obj", NULL, "signal 6"), ERR_FORMAT);
}

#if !defined(__SANITIZE_ADDRESS__) && !defined(__SANITIZE_THREAD__)
TEST(a_file_that_needs_more_memory_than_it_may_have_is_refused)
{
    Str text = { 0 };
    for (int i = 0; i < 300000; i++)
        str_printf(&text, "v %d %d 0\nv %d 0 1\nv 0 %d 1\nf -1 -2 -3\n", i, i, i, i);
    const char *path = check_temporary("large.obj");
    CHECK(file_replace(path, text.text, text.length, NULL));
    Err err = { 0 };
    const size_t little = (size_t)96 << 20, enough = (size_t)2 << 30;
    CHECK(!asset_import(&(AssetDesc){ .path = path }, &(AssetImportLimits){ .memory_max = little },
                        &err));
    CHECK(err.code == ERR_FORMAT && strstr(err.text, "large.obj"));
    Asset *a = asset_import(&(AssetDesc){ .path = path },
                            &(AssetImportLimits){ .memory_max = enough }, NULL);
    CHECK(a && a->triangle_count == 300000);
    asset_destroy(a);
    str_finish(&text);
    unlink(path);
}
#endif

TEST(a_reader_that_lies_is_not_believed)
{
    CHECK_EQ(misbehave("liar.obj", NULL, "broken by it"), ERR_FORMAT);
}
