// SPDX-License-Identifier: Apache-2.0
// test_gltf.c - glTF: containers, accessors, primitives, nodes, instances, anchors.
#include "base/file.h"
#include "gltf_fixture.h"

static Asset *load_one(Glb *g, const char *primitive)
{
    char rest[2048];
    Err err = { 0 };
    snprintf(rest, sizeof rest, "\"meshes\":[{\"name\":\"m\",\"primitives\":[%s]}]," GLB_ONE_NODE,
             primitive);
    Asset *a = glb_load(g, rest, &err);
    CHECK_TEXT(err.text, "");
    CHECK(a != NULL);
    return a;
}

TEST(a_glb_triangle_comes_with_z_up)
{
    Glb g = { 0 };
    glb_floats(&g, "VEC3", 3, glb_triangle, 9);
    Asset *a = load_one(&g, "{\"attributes\":{\"POSITION\":0}}");
    CHECK_TEXT(a->format, "GLB 2.0");
    CHECK_EQ(a->triangle_count, 1);
    CHECK_EQ(a->object_count, 1);
    CHECK_TEXT(a->objects[0].name, "m");
    CHECK_TEXT(a->objects[0].type, "mesh");
    CHECK_EQ(a->meshes[0].vertex_count, 3);
    CHECK(!a->meshes[0].normals && !a->meshes[0].uv && !a->meshes[0].colours);
    CHECK_EQ(a->meshes[0].indices[2], 2);
    check_dvec(a->min, 0, 0, 0, 1e-12);
    check_dvec(a->max, 2, 0, 3, 1e-12); // 3 up
    CHECK(a->animation == NULL);
    CHECK_EQ(a->problem_count, 0);
    asset_destroy(a);
}

TEST(indices_of_one_two_and_four_bytes_are_read)
{
    static const uint8_t bytes[3] = { 2, 0, 1 };
    static const uint16_t shorts[3] = { 2, 0, 1 };
    static const uint32_t words[3] = { 2, 0, 1 };
    const void *const values[3] = { bytes, shorts, words };
    const int types[3] = { GLB_UBYTE, GLB_USHORT, GLB_UINT }, widths[3] = { 1, 2, 4 };
    for (int i = 0; i < 3; i++) {
        Glb g = { 0 };
        glb_floats(&g, "VEC3", 3, glb_triangle, 9);
        glb_accessor(&g, glb_view(&g, values[i], (size_t)(3 * widths[i]), ""), types[i], "SCALAR",
                     3, "");
        Asset *a = load_one(&g, "{\"attributes\":{\"POSITION\":0},\"indices\":1}");
        CHECK_EQ(a->meshes[0].indices[0], 2);
        CHECK_EQ(a->meshes[0].indices[1], 0);
        CHECK_EQ(a->meshes[0].indices[2], 1);
        asset_destroy(a);
    }
}

TEST(strips_and_fans_become_triangles_that_face_one_way)
{
    static const float square[12] = { 0, 0, 0, 1, 0, 0, 0, 1, 0, 1, 1, 0 };
    static const uint16_t ring[4] = { 0, 1, 3, 2 };
    for (int mode = 5; mode <= 6; mode++) {
        Glb g = { 0 };
        char primitive[128];
        glb_floats(&g, "VEC3", 4, square, 12);
        glb_indices(&g, 4, ring);
        snprintf(primitive, sizeof primitive, "{\"mode\":%d,\"attributes\":{\"POSITION\":0}%s}",
                 mode, mode == 6 ? ",\"indices\":1" : "");
        Asset *a = load_one(&g, primitive);
        const AssetMesh *m = &a->meshes[0];
        CHECK_EQ(m->triangle_count, 2);
        for (int t = 0; t < 2; t++) {
            const float *p = m->positions + m->indices[t * 3] * 3,
                        *q = m->positions + m->indices[t * 3 + 1] * 3,
                        *r = m->positions + m->indices[t * 3 + 2] * 3;
            CHECK_NEAR((q[0] - p[0]) * (r[1] - p[1]) - (q[1] - p[1]) * (r[0] - p[0]), 1, 1e-6);
        }
        asset_destroy(a);
    }
}

TEST(points_and_lines_are_counted_and_the_rest_is_drawn)
{
    Glb g = { 0 };
    glb_floats(&g, "VEC3", 3, glb_triangle, 9);
    Asset *a = load_one(&g, "{\"mode\":0,\"attributes\":{\"POSITION\":0}},{\"mode\":1,"
                            "\"attributes\":{\"POSITION\":0}},{\"attributes\":{\"POSITION\":0}}");
    CHECK_EQ(a->triangle_count, 1);
    CHECK_EQ(asset_problem_count(a, "points or lines"), 2);
    asset_destroy(a);
}

TEST(interleaved_views_are_strided)
{
    // Position and texture place of each vertex side by side.
    static const float mixed[15] = { 0, 0, 0, .25f, .5f, 2, 0, 0, 1, 0, 0, 3, 0, 0, 1 };
    Glb g = { 0 };
    const int view = glb_view(&g, mixed, sizeof mixed, ",\"byteStride\":20");
    glb_accessor(&g, view, GLB_FLOAT, "VEC3", 3, "");
    glb_accessor(&g, view, GLB_FLOAT, "VEC2", 3, ",\"byteOffset\":12");
    Asset *a = load_one(&g, "{\"attributes\":{\"POSITION\":0,\"TEXCOORD_0\":1}}");
    const AssetMesh *m = &a->meshes[0];
    CHECK_NEAR(m->positions[3], 2, 0);
    CHECK_NEAR(m->positions[7], 3, 0);
    CHECK_NEAR(m->uv[0], .25, 0);
    CHECK_NEAR(m->uv[1], .5, 0);
    CHECK_NEAR(m->uv[2], 1, 0);
    asset_destroy(a);
}

TEST(sparse_accessors_replace_values_with_and_without_a_view)
{
    static const uint16_t where[2] = { 1, 2 };
    static const float what[6] = { 9, 8, 7, 1, 2, 3 };
    for (int has_view = 0; has_view < 2; has_view++) {
        Glb g = { 0 };
        const int base = glb_view(&g, glb_triangle, sizeof glb_triangle, "");
        const int indices = glb_view(&g, where, sizeof where, ""),
                  values = glb_view(&g, what, sizeof what, "");
        str_printf(&g.accessors,
                   "{%s\"componentType\":5126,\"type\":\"VEC3\",\"count\":3,\"sparse\":{\"count\":"
                   "2,\"indices\":{\"bufferView\":%d,\"componentType\":5123},"
                   "\"values\":{\"bufferView\":%d}}}",
                   has_view ? "\"bufferView\":0," : "", indices, values);
        (void)base;
        Asset *a = load_one(&g, "{\"attributes\":{\"POSITION\":0}}");
        static const float expected[9] = { 0, 0, 0, 9, 8, 7, 1, 2, 3 };
        for (int i = 0; i < 9; i++) CHECK_NEAR(a->meshes[0].positions[i], expected[i], 0);
        asset_destroy(a);
    }
}

TEST(quantised_positions_and_normals_become_floats)
{
    // KHR_mesh_quantization: shorts normalized, padded to 8 bytes.
    static const int16_t positions[12] = { 0, 0, 0, 0, 32767, 0, 0, 0, 0, -32768, 0, 0 };
    static const int8_t normals[12] = { 0, 0, 127, 0, 0, 0, 127, 0, 0, 0, -128, 0 };
    Glb g = { 0 };
    glb_accessor(&g, glb_view(&g, positions, sizeof positions, ",\"byteStride\":8"), GLB_SHORT,
                 "VEC3", 3, ",\"normalized\":true");
    glb_accessor(&g, glb_view(&g, normals, sizeof normals, ",\"byteStride\":4"), 5120, "VEC3", 3,
                 ",\"normalized\":true");
    Asset *a = load_one(&g, "{\"attributes\":{\"POSITION\":0,\"NORMAL\":1}}");
    CHECK_NEAR(a->meshes[0].positions[3], 1, 1e-7);
    CHECK_NEAR(a->meshes[0].positions[7], -1, 1e-7);
    CHECK_NEAR(a->meshes[0].normals[2], 1, 1e-7);
    CHECK_NEAR(a->meshes[0].normals[8], -1, 1e-7);
    asset_destroy(a);
}

TEST(vertex_colours_turn_from_linear_to_srgb)
{
    static const float colours[12] = { 1, 0, 0.2140411f, 1, 1, 1, 1, 0.5f, 0, 0, 0, 0 };
    Glb g = { 0 };
    glb_floats(&g, "VEC3", 3, glb_triangle, 9);
    glb_floats(&g, "VEC4", 3, colours, 12);
    Asset *a = load_one(&g, "{\"attributes\":{\"POSITION\":0,\"COLOR_0\":1}}");
    static const uint8_t expected[12] = { 255, 0, 127, 255, 255, 255, 255, 128, 0, 0, 0, 0 };
    for (int i = 0; i < 12; i++) CHECK_NEAR(a->meshes[0].colours[i], expected[i], i == 2);
    asset_destroy(a);
}

TEST(primitives_of_one_mesh_are_parts_and_share_their_vertices)
{
    static const uint16_t indices[3] = { 0, 1, 2 };
    Glb g = { 0 };
    Err err = { 0 };
    glb_floats(&g, "VEC3", 3, glb_triangle, 9);
    glb_indices(&g, 3, indices);
    Asset *a = glb_load(&g,
                        "\"materials\":[{},{}],\"meshes\":[{\"primitives\":[{\"material\":0,"
                        "\"attributes\":{\"POSITION\":0},\"indices\":1},"
                        "{\"material\":1,\"attributes\":{\"POSITION\":0},\"indices\":1},{"
                        "\"material\":1,\"attributes\":{\"POSITION\":0}}]}]," GLB_ONE_NODE,
                        &err);
    CHECK(a != NULL);
    CHECK_EQ(a->mesh_count, 1);
    CHECK_EQ(a->meshes[0].vertex_count, 3);
    CHECK_EQ(a->meshes[0].triangle_count, 3);
    CHECK_EQ(a->meshes[0].part_count, 2);
    CHECK_EQ(a->meshes[0].parts[0].material, 0);
    CHECK_EQ(a->meshes[0].parts[1].material, 1);
    CHECK_EQ(a->meshes[0].parts[1].first_triangle, 1);
    CHECK_EQ(a->meshes[0].parts[1].triangle_count, 2);
    asset_destroy(a);
}

TEST(primitives_with_and_without_normals_are_two_meshes_of_one_object)
{
    static const float normals[9] = { 0, 0, 2, 0, 0, 1, 0, 0, 0 };
    Glb g = { 0 };
    glb_floats(&g, "VEC3", 3, glb_triangle, 9);
    glb_floats(&g, "VEC3", 3, normals, 9);
    Asset *a = load_one(
        &g, "{\"attributes\":{\"POSITION\":0,\"NORMAL\":1}},{\"attributes\":{\"POSITION\":0}}");
    CHECK_EQ(a->mesh_count, 2);
    CHECK_EQ(a->object_count, 1);
    CHECK_EQ(a->objects[0].instance_count, 2);
    CHECK(!a->meshes[0].normals && a->meshes[1].normals);
    CHECK_NEAR(a->meshes[1].normals[2], 1, 1e-6); // made unit
    CHECK_NEAR(a->meshes[1].normals[7], 1, 1e-6); // no direction: up
    asset_destroy(a);
}

TEST(morph_targets_count_by_their_default_weights)
{
    static const float delta[9] = { 0, 0, 4, 0, 0, 4, 0, 0, 4 };
    for (int of_node = 0; of_node < 2; of_node++) {
        Glb g = { 0 };
        glb_floats(&g, "VEC3", 3, glb_triangle, 9);
        glb_floats(&g, "VEC3", 3, delta, 9);
        char rest[512];
        snprintf(rest, sizeof rest,
                 "\"meshes\":[{\"weights\":[0.5,1],\"primitives\":[{\"attributes\":{\"POSITION\":0}"
                 ",\"targets\":[{\"POSITION\":1}]}]}],\"nodes\":[{\"mesh\":0%s}]",
                 of_node ? ",\"weights\":[0.25]" : "");
        Asset *a = glb_load(&g, rest, NULL);
        CHECK_NEAR(a->meshes[0].positions[2], of_node ? 1 : 2, 1e-6);
        asset_destroy(a);
    }
}

TEST(node_matrices_and_turns_multiply_down_the_tree)
{
    Glb g = { 0 };
    Err err = { 0 };
    glb_floats(&g, "VEC3", 3, glb_triangle, 9);
    // Scaled by 2, turned by 90 degrees round y (x to -z), moved by 10 along x; below: moved by 1
    // along z by a matrix.
    Asset *a = glb_load(
        &g,
        "\"meshes\":[{\"primitives\":[{\"attributes\":{\"POSITION\":0}}]}],\"nodes\":[{\"name\":"
        "\"屋\",\"translation\":[10,0,0],"
        "\"rotation\":[0,0.7071067811865476,0,0.7071067811865476],\"scale\":[2,2,2],\"children\":["
        "1]},"
        "{\"mesh\":0,\"matrix\":[1,0,0,0,0,1,0,0,0,0,1,0,0,0,1,1]}],\"scenes\":[{\"nodes\":[0]}]",
        &err);
    CHECK(a != NULL);
    CHECK_EQ(a->object_count, 2);
    CHECK_TEXT(a->objects[0].name, "屋");
    CHECK_EQ(a->objects[0].kind, ASSET_OBJECT_STRUCTURE);
    CHECK_EQ(a->objects[1].parent, 0);
    // In glTF axes (2 0 0) goes to (2 0 1), scaled (4 0 2), turned (2 0 -4), moved (12 0 -4); z up:
    // (12 4 0).
    check_dvec(dplace_point(&a->instances[0].place, dvec_make(2, 0, 0)), 12, 4, 0, 1e-12);
    check_dvec(dplace_point(&a->instances[0].place, dvec_make(0, 3, 0)), 12, 0, 6, 1e-12);
    asset_destroy(a);
}

TEST(only_nodes_of_the_scene_are_drawn)
{
    Glb g = { 0 };
    glb_floats(&g, "VEC3", 3, glb_triangle, 9);
    Asset *a = glb_load(&g,
                        "\"meshes\":[{\"primitives\":[{\"attributes\":{\"POSITION\":0}}]}],"
                        "\"nodes\":[{\"mesh\":0},{\"mesh\":0,\"children\":[2]},"
                        "{\"mesh\":0,\"extensions\":{\"KHR_node_visibility\":{\"visible\":false}}}]"
                        ",\"scenes\":[{\"nodes\":[0]},{\"nodes\":[1]}],\"scene\":1",
                        NULL);
    CHECK_EQ(a->object_count, 1);
    CHECK_EQ(a->triangle_count, 1);
    asset_destroy(a);
}

TEST(gpu_instances_stand_where_their_rows_say)
{
    static const float moves[6] = { 1, 0, 0, 0, 0, 5 }, turns[8] = { 0, 0, 0, 1, 0, 1, 0, 0 },
                       scales[6] = { 1, 1, 1, 2, 2, 2 };
    Glb g = { 0 };
    glb_floats(&g, "VEC3", 3, glb_triangle, 9);
    glb_floats(&g, "VEC3", 2, moves, 6);
    glb_floats(&g, "VEC4", 2, turns, 8);
    glb_floats(&g, "VEC3", 2, scales, 6);
    Asset *a = glb_load(&g,
                        "\"extensionsRequired\":[\"EXT_mesh_gpu_instancing\"],\"meshes\":[{"
                        "\"primitives\":[{\"attributes\":{\"POSITION\":0}}]}],"
                        "\"nodes\":[{\"mesh\":0,\"extensions\":{\"EXT_mesh_gpu_instancing\":{"
                        "\"attributes\":{\"TRANSLATION\":1,\"ROTATION\":2,\"SCALE\":3}}}}]",
                        NULL);
    CHECK(a != NULL);
    CHECK_EQ(a->mesh_count, 1);
    CHECK_EQ(a->instance_count, 2);
    CHECK_EQ(a->object_count, 1);
    CHECK_EQ(a->triangle_count, 2);
    check_dvec(dplace_point(&a->instances[0].place, dvec_make(2, 0, 0)), 3, 0, 0, 1e-9);
    // Half a turn round y: (2 0 0) to (-4 0 0), moved by 5 along z; z up: (-4 -5 0).
    check_dvec(dplace_point(&a->instances[1].place, dvec_make(2, 0, 0)), -4, -5, 0, 1e-6);
    asset_destroy(a);
}

TEST(an_earth_centred_model_has_its_anchor)
{
    for (int is_rtc = 0; is_rtc < 2; is_rtc++) {
        Glb g = { 0 };
        char rest[1024];
        glb_floats(&g, "VEC3", 3, glb_triangle, 9);
        snprintf(rest, sizeof rest,
                 "%s\"meshes\":[{\"primitives\":[{\"attributes\":{\"POSITION\":0}}]}],\"nodes\":[{"
                 "\"mesh\":0%s}]",
                 is_rtc
                     ? "\"extensions\":{\"CESIUM_RTC\":{\"center\":[-2149000.5,5572000,2246000]}},"
                     : "",
                 // In glTF axes: x, z, -y of the earth.
                 is_rtc ? "" : ",\"translation\":[-2149000.5,2246000,-5572000]");
        Asset *a = glb_load(&g, rest, NULL);
        CHECK_EQ(a->anchor_kind, ASSET_ANCHOR_EARTH);
        const DVec3 first =
            dvec_add(a->anchor, dplace_point(&a->instances[0].place, dvec_make(0, 0, 0)));
        check_dvec(first, -2149000.5, 5572000, 2246000, 1e-6);
        CHECK(dvec_length(a->instances[0].place.origin) < 10);
        asset_destroy(a);
    }
}

TEST(buffers_come_from_data_addresses_and_files_beside)
{
    Asset *a = NULL;
    Err err = { 0 };
    char json[1024];
    char folder[512];
    const char *path = check_temporary("beside.gltf");
    CHECK(file_replace(check_temporary("a b.bin"), glb_triangle, sizeof glb_triangle, NULL));
    (void)folder;
    static const char *const uris[] = {
        "a%20b.bin",
        // The bytes of (0 0 0), (2 0 0), (0 3 0) in base64.
        "data:application/octet-stream;base64,AAAAAAAAAAAAAAAAAAAAQAAAAAAAAAAAAAAAAAAAQEAAAAAA",
    };
    for (int i = 0; i < 2; i++) {
        snprintf(json, sizeof json,
                 "{\"asset\":{\"version\":\"2.0\"},\"buffers\":[{\"byteLength\":36,\"uri\":\"%s\"}]"
                 ",\"bufferViews\":[{\"buffer\":0,\"byteLength\":36}],"
                 "\"accessors\":[{\"bufferView\":0,\"componentType\":5126,\"type\":\"VEC3\","
                 "\"count\":3}],\"meshes\":[{\"primitives\":[{\"attributes\":"
                 "{\"POSITION\":0}}]}],\"nodes\":[{\"mesh\":0}]}",
                 uris[i]);
        CHECK(file_replace(path, json, strlen(json), NULL));
        a = asset_load(&(AssetDesc){ .path = path }, &err);
        CHECK_TEXT(err.text, "");
        CHECK_TEXT(a->format, "glTF 2.0");
        CHECK_NEAR(a->meshes[0].positions[3], 2, 0);
        CHECK_NEAR(a->meshes[0].positions[7], 3, 0);
        asset_destroy(a);
    }
    unlink(path);
    unlink(check_temporary("a b.bin"));
}

TEST(files_above_the_model_and_addresses_are_never_read)
{
    static const char *const uris[] = { "../x.bin",          "/etc/passwd",        "a/../../x.bin",
                                        "http://host/x.bin", "file:///etc/passwd", "..%2Fx.bin",
                                        "C:\\\\x.bin" };
    const char *path = check_temporary("climb.gltf");
    for (size_t i = 0; i < sizeof uris / sizeof *uris; i++) {
        char json[1024];
        Err err = { 0 };
        snprintf(json, sizeof json,
                 "{\"asset\":{\"version\":\"2.0\"},\"buffers\":[{\"byteLength\":36,\"uri\":\"%s\"}]"
                 ",\"bufferViews\":[{\"buffer\":0,\"byteLength\":36}],"
                 "\"accessors\":[{\"bufferView\":0,\"componentType\":5126,\"type\":\"VEC3\","
                 "\"count\":3}],\"meshes\":[{\"primitives\":[{\"attributes\":"
                 "{\"POSITION\":0}}]}],\"nodes\":[{\"mesh\":0}]}",
                 uris[i]);
        CHECK(file_replace(path, json, strlen(json), NULL));
        CHECK(!asset_load(&(AssetDesc){ .path = path }, &err));
        CHECK(strstr(err.text, "only files beside the model") != NULL);
    }
    unlink(path);
}

TEST(a_large_mesh_is_the_same_on_one_thread_and_on_four)
{
    // 300 x 300 points with heights: several runs of vertices and triangles.
    enum { SIDE = 300 };
    float *points = malloc(sizeof(float) * 3 * SIDE * SIDE);
    uint32_t *indices = malloc(sizeof(uint32_t) * 6 * (SIDE - 1) * (SIDE - 1)), *to = indices;
    for (int i = 0; i < SIDE * SIDE; i++) {
        points[i * 3] = (float)(i % SIDE);
        points[i * 3 + 1] = (float)((i * 7919) % 13);
        points[i * 3 + 2] = (float)(i / SIDE);
    }
    for (uint32_t r = 0; r + 1 < SIDE; r++) {
        for (uint32_t c = 0; c + 1 < SIDE; c++) {
            const uint32_t at = r * SIDE + c,
                           corners[6] = { at, at + SIDE, at + 1, at + 1, at + SIDE, at + SIDE + 1 };
            memcpy(to, corners, sizeof corners);
            to += 6;
        }
    }
    JobPool *pool = job_pool_create(4);
    Asset *assets[2];
    for (int i = 0; i < 2; i++) {
        Glb g = { .pool = i ? pool : NULL };
        glb_floats(&g, "VEC3", SIDE * SIDE, points, 3 * SIDE * SIDE);
        glb_accessor(&g, glb_view(&g, indices, (size_t)(to - indices) * 4, ""), GLB_UINT, "SCALAR",
                     (int)(to - indices), "");
        assets[i] = load_one(&g, "{\"attributes\":{\"POSITION\":0},\"indices\":1}");
    }
    for (int i = 0; i < 2; i++) {
        CHECK_EQ(assets[i]->triangle_count, (to - indices) / 3);
        CHECK(memcmp(assets[i]->meshes[0].indices, indices, (size_t)(to - indices) * 4) == 0);
        CHECK(memcmp(assets[i]->meshes[0].positions, points, sizeof(float) * 3 * SIDE * SIDE) == 0);
        check_dvec(assets[i]->max, SIDE - 1, 0, 12, 0);
        asset_destroy(assets[i]);
    }
    job_pool_destroy(pool);
    free(points);
    free(indices);
}

TEST(a_closed_mesh_is_known_as_closed_across_seams)
{
    // A tetrahedron, every face with vertices of its own.
    static const float corners[4][3] = { { 0, 0, 0 }, { 1, 0, 0 }, { 0, 1, 0 }, { 0, 0, 1 } };
    static const int faces[4][3] = { { 0, 2, 1 }, { 0, 1, 3 }, { 1, 2, 3 }, { 2, 0, 3 } };
    for (int used = 3; used <= 4; used++) {
        float points[36];
        for (int i = 0; i < used * 3; i++) memcpy(points + i * 3, corners[faces[i / 3][i % 3]], 12);
        Glb g = { 0 };
        glb_floats(&g, "VEC3", used * 3, points, used * 9);
        Asset *a = load_one(&g, "{\"attributes\":{\"POSITION\":0}}");
        CHECK_EQ(a->meshes[0].is_closed, used == 4);
        asset_destroy(a);
    }
}

TEST(meshes_that_share_one_large_vertex_buffer_take_their_own_vertices)
{
    enum { POINTS = 20000, MESHES = 50 };
    float *points = malloc(sizeof(float) * 3 * POINTS);
    Str rest = { 0 }, nodes = { 0 };
    Glb g = { .bytes_max = (size_t)2 << 20 }; // the buffer fits eight times
    for (int i = 0; i < POINTS * 3; i++) points[i] = (float)i;
    glb_floats(&g, "VEC3", POINTS, points, 3 * POINTS);
    str_add(&rest, "\"meshes\":[");
    for (int i = 0; i < MESHES; i++) {
        const uint32_t at = (uint32_t)(i * 300 + 7),
                       quad[6] = { at, at + 2, at + 1, at + 1, at + 2, at + 9 };
        const int accessor =
            glb_accessor(&g, glb_view(&g, quad, sizeof quad, ""), GLB_UINT, "SCALAR", 6, "");
        str_printf(&rest, "%s{\"primitives\":[{\"attributes\":{\"POSITION\":0},\"indices\":%d}]}",
                   i ? "," : "", accessor);
        str_printf(&nodes, "%s{\"mesh\":%d}", i ? "," : "", i);
    }
    str_printf(&rest, "],\"nodes\":[%s]", nodes.text);
    Err err = { 0 };
    Asset *a = glb_load(&g, rest.text, &err);
    CHECK_TEXT(err.text, "");
    CHECK_EQ(a->triangle_count, 2 * MESHES);
    CHECK_EQ(a->meshes[49].vertex_count, 4);
    const float *last = a->meshes[49].positions + a->meshes[49].indices[5] * 3;
    CHECK_NEAR(last[0], (49 * 300 + 7 + 9) * 3, 0);
    asset_destroy(a);
    str_finish(&rest);
    str_finish(&nodes);
    free(points);
}
