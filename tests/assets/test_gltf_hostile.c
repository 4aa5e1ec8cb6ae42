// SPDX-License-Identifier: Apache-2.0
// test_gltf_hostile.c - glTF that lies: counts, offsets, rings, numbers that are none; a reason
// each time, the good parts kept, bounded time and memory.
#include "base/clock.h"
#include "base/file.h"
#include "gltf_fixture.h"

static Asset *load_text(const char *text, size_t length, Err *err)
{
    const char *path = check_temporary("hostile.gltf");
    CHECK(file_replace(path, text, length, NULL));
    Asset *a = asset_load(&(AssetDesc){ .path = path }, err);
    unlink(path);
    return a;
}

TEST(counts_of_two_thousand_million_do_not_fit_their_views)
{
    static const char *const counts[] = { "2147483647", "2147483648", "1e300", "-1",
                                          "0",          "1.5",        "\"3\"" };
    for (size_t i = 0; i < sizeof counts / sizeof *counts; i++) {
        Glb g = { 0 };
        Err err = { 0 };
        const double from_s = clock_monotonic_s();
        glb_view(&g, glb_triangle, sizeof glb_triangle, "");
        str_printf(&g.accessors,
                   "{\"bufferView\":0,\"componentType\":5126,\"type\":\"VEC3\",\"count\":%s}",
                   counts[i]);
        CHECK(!glb_load(
            &g, "\"meshes\":[{\"primitives\":[{\"attributes\":{\"POSITION\":0}}]}]," GLB_ONE_NODE,
            &err));
        CHECK_EQ(err.code, ERR_FORMAT);
        CHECK(strstr(err.text, "accessor 0") != NULL);
        CHECK(clock_monotonic_s() - from_s < 5);
    }
}

TEST(an_accessor_without_a_view_cannot_ask_for_gigabytes)
{
    Glb g = { .bytes_max = (size_t)64 << 20 };
    Err err = { 0 };
    glb_view(&g, glb_triangle, sizeof glb_triangle, "");
    str_add(&g.accessors, "{\"componentType\":5126,\"type\":\"VEC3\",\"count\":2000000000}");
    CHECK(!glb_load(
        &g, "\"meshes\":[{\"primitives\":[{\"attributes\":{\"POSITION\":0}}]}]," GLB_ONE_NODE,
        &err));
    CHECK(strstr(err.text, "no memory") != NULL);
}

TEST(views_beyond_their_buffer_and_buffers_beyond_the_file_are_told)
{
    static const char *const views[] = { "{\"buffer\":0,\"byteOffset\":8,\"byteLength\":36}",
                                         "{\"buffer\":0,\"byteLength\":9007199254740991}",
                                         "{\"buffer\":0,\"byteOffset\":-4,\"byteLength\":36}",
                                         "{\"buffer\":7,\"byteLength\":36}",
                                         "{\"byteLength\":36}",
                                         "[]",
                                         "3" };
    for (size_t i = 0; i < sizeof views / sizeof *views; i++) {
        Glb g = { 0 };
        Err err = { 0 };
        str_add_n(&g.bin, (const char *)glb_triangle, sizeof glb_triangle);
        str_add(&g.views, views[i]);
        glb_accessor(&g, 0, GLB_FLOAT, "VEC3", 3, "");
        CHECK(!glb_load(
            &g, "\"meshes\":[{\"primitives\":[{\"attributes\":{\"POSITION\":0}}]}]," GLB_ONE_NODE,
            &err));
        CHECK(strstr(err.text, "accessor 0") != NULL);
    }
}

TEST(a_glb_cut_anywhere_gives_a_reason_or_what_is_left)
{
    Glb g = { 0 };
    const char *whole = check_temporary("whole.glb"), *cut = check_temporary("cut.glb");
    size_t length = 0;
    glb_floats(&g, "VEC3", 3, glb_triangle, 9);
    glb_floats(&g, "VEC3", 3, glb_triangle, 9);
    glb_write(&g, whole,
              "\"meshes\":[{\"primitives\":[{\"attributes\":{\"POSITION\":0}},{\"attributes\":{"
              "\"POSITION\":1}}]}]," GLB_ONE_NODE);
    glb_finish(&g);
    char *bytes = file_read(whole, 0, &length, NULL);
    int kept = 0;
    for (size_t n = 0; n < length; n++) {
        Err err = { 0 };
        FILE *file = fopen(cut, "wb");
        fwrite(bytes, 1, n, file);
        fclose(file);
        Asset *a = asset_load(&(AssetDesc){ .path = cut }, &err);
        CHECK(a ? asset_problem_count(a, "truncated") == 1 : err.text[0] != 0);
        kept += a != NULL;
        asset_destroy(a);
    }
    CHECK(kept >= 36); // the first triangle is whole
    free(bytes);
    unlink(whole);
    unlink(cut);
}

TEST(nodes_in_a_ring_are_cut_and_the_rest_is_drawn)
{
    Glb g = { 0 };
    Err err = { 0 };
    glb_floats(&g, "VEC3", 3, glb_triangle, 9);
    Asset *a =
        glb_load(&g,
                 "\"meshes\":[{\"primitives\":[{\"attributes\":{\"POSITION\":0}}]}],\"nodes\":[{"
                 "\"mesh\":0},{\"mesh\":0,\"children\":[2]},{\"mesh\":0,\"children\":[3]},"
                 "{\"mesh\":0,\"children\":[1,3,0,0,99]}],\"scenes\":[{\"nodes\":[0,1,1,1,-4]}]",
                 &err);
    CHECK_TEXT(err.text, "");
    CHECK_EQ(a->object_count, 4);
    CHECK_EQ(a->triangle_count, 4);
    CHECK(asset_problem_count(a, "node") >= 3);
    asset_destroy(a);
}

TEST(a_chain_of_a_hundred_thousand_nodes_is_walked)
{
    Glb g = { 0 };
    Str rest = { 0 };
    enum { NODES = 100000 };
    glb_floats(&g, "VEC3", 3, glb_triangle, 9);
    str_add(&rest, "\"meshes\":[{\"primitives\":[{\"attributes\":{\"POSITION\":0}}]}],\"nodes\":[");
    for (int i = 0; i < NODES; i++)
        str_printf(&rest,
                   i + 1 < NODES ? "{\"translation\":[0,1,0],\"children\":[%d]}," : "{\"mesh\":0}]",
                   i + 1);
    const double from_s = clock_monotonic_s();
    Asset *a = glb_load(&g, rest.text, NULL);
    CHECK(a != NULL);
    CHECK_NEAR(a->min.z, NODES - 1, 1e-6);
    CHECK(clock_monotonic_s() - from_s < 10);
    asset_destroy(a);
    str_finish(&rest);
}

TEST(vertices_that_are_no_numbers_take_their_triangles_with_them)
{
    static const float points[12] = { 0, 0, 0, 2, 0, 0, 0, 3, 0, NAN, INFINITY, 0 };
    static const uint16_t indices[6] = { 0, 1, 2, 1, 3, 2 };
    Glb g = { 0 };
    glb_floats(&g, "VEC3", 4, points, 12);
    glb_indices(&g, 6, indices);
    Asset *a = glb_load(&g,
                        "\"meshes\":[{\"primitives\":[{\"attributes\":{\"POSITION\":0},\"indices\":"
                        "1}]}]," GLB_ONE_NODE,
                        NULL);
    CHECK(a != NULL);
    CHECK_EQ(asset_problem_count(a, "wild number"), 1);
    check_dvec(a->max, 2, 0, 3, 0);
    const uint32_t *second = a->meshes[0].indices + 3;
    CHECK(second[0] == second[1] && second[1] == second[2]);
    for (int i = 0; i < 12; i++) CHECK(isfinite(a->meshes[0].positions[i]));
    asset_destroy(a);
}

TEST(indices_beyond_the_vertices_are_told_and_lose_their_triangle)
{
    static const uint16_t indices[6] = { 0, 1, 2, 0, 1, 60000 };
    Glb g = { 0 };
    glb_floats(&g, "VEC3", 3, glb_triangle, 9);
    glb_indices(&g, 6, indices);
    Asset *a = glb_load(&g,
                        "\"meshes\":[{\"primitives\":[{\"attributes\":{\"POSITION\":0},\"indices\":"
                        "1}]}]," GLB_ONE_NODE,
                        NULL);
    CHECK(a != NULL);
    CHECK_EQ(asset_problem_count(a, "index"), 1);
    for (int i = 0; i < 6; i++) CHECK(a->meshes[0].indices[i] < 3);
    asset_destroy(a);
}

TEST(one_accessor_named_a_hundred_thousand_times_meets_the_budget)
{
    Glb g = { .bytes_max = (size_t)32 << 20 };
    Str rest = { 0 };
    Err err = { 0 };
    float points[3000] = { 0 };
    glb_floats(&g, "VEC3", 1000, points, 3000);
    str_add(&rest, "\"meshes\":[");
    for (int i = 0; i < 100000; i++)
        str_printf(&rest, "%s{\"primitives\":[{\"attributes\":{\"POSITION\":0}}]}", i ? "," : "");
    str_add(&rest, "]," GLB_ONE_NODE);
    CHECK(!glb_load(&g, rest.text, &err));
    CHECK_EQ(err.code, ERR_MEMORY);
    str_finish(&rest);
}

TEST(deep_json_wrong_versions_and_rubbish_are_refused)
{
    static const char *const texts[] = {
        "",
        "{}",
        "[]",
        "null",
        "{\"asset\":{\"version\":\"1.0\"}}",
        "{\"asset\":{\"version\":\"3.0\"}}",
        "glTF",
        "{\"asset\":{\"version\":\"2.0\"},\"meshes\":{},\"nodes\":7,\"accessors\":[1,2,null]}",
        "{\"asset\":{\"version\":\"2.0\""
    };
    for (size_t i = 0; i < sizeof texts / sizeof *texts; i++) {
        Err err = { 0 };
        CHECK(!load_text(texts[i], strlen(texts[i]), &err));
        CHECK(err.text[0] != 0 && strstr(err.text, "hostile.gltf"));
    }
    char *deep = malloc(1000000);
    Err err = { 0 };
    memset(deep, '[', 1000000);
    CHECK(!load_text(deep, 1000000, &err));
    CHECK_EQ(err.code, ERR_RANGE);
    free(deep);
}
