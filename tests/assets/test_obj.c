// SPDX-License-Identifier: Apache-2.0
// test_obj.c - OBJ text: indices, polygons, objects, materials, map coordinates, broken lines.
#include "assets/asset_build.h"
#include "base/file.h"
#include "gltf_fixture.h"

static Asset *load_with(const char *text, JobPool *pool, Err *err)
{
    const char *path = check_temporary("made.obj");
    CHECK(file_replace(path, text, strlen(text), NULL));
    Asset *a = asset_load(&(AssetDesc){ .path = path, .pool = pool }, err);
    unlink(path);
    return a;
}

static Asset *load(const char *text)
{
    Err err = { 0 };
    Asset *a = load_with(text, NULL, &err);
    CHECK_TEXT(err.text, "");
    CHECK(a != NULL);
    return a;
}

// Twice the area in the plane of x and y, by signed triangles: right only when none overlap.
static double area_xy(const AssetMesh *m, bool is_absolute)
{
    double sum = 0;
    for (int t = 0; t < m->triangle_count; t++) {
        const float *p = m->positions + m->indices[t * 3] * 3,
                    *q = m->positions + m->indices[t * 3 + 1] * 3,
                    *r = m->positions + m->indices[t * 3 + 2] * 3;
        const double a = (double)((q[0] - p[0]) * (r[1] - p[1]) - (q[1] - p[1]) * (r[0] - p[0]));
        sum += is_absolute ? fabs(a) : a;
    }
    return sum / 2;
}

TEST(obj_indices_count_from_one_and_back_from_the_end)
{
    Asset *a = load(
        "v 0 0 0\nv 1 0 0\nv 0 1 0\nf 1 2 3\nv 5 0 0\nv 6 0 0\nv 5 1 0\nf -3 -2 -1\nf 1 2 3\n");
    CHECK_EQ(a->triangle_count, 3);
    CHECK_EQ(a->meshes[0].vertex_count, 6);
    check_dvec(a->max, 6, 0, 1, 1e-6);
    asset_destroy(a);
}

TEST(obj_lines_go_on_after_a_backslash_and_end_in_any_way)
{
    Asset *a = load("v 0 0 0\r\nv 1 0 \\\r\n 0\r\n\tv 0 1 0\r\n  f 1 \\\n 2 3\n# f 9 9 9\n");
    CHECK_EQ(a->triangle_count, 1);
    CHECK_EQ(a->problem_count, 0);
    asset_destroy(a);
}

TEST(concave_polygons_keep_their_area)
{
    // A dart of four corners, and an L of six.
    Asset *a = load("v 0 0 0\nv 4 0 0\nv 1 1 0\nv 0 4 0\nf 1 2 3 4\n");
    CHECK_EQ(a->triangle_count, 2);
    CHECK_NEAR(area_xy(&a->meshes[0], true), 4, 1e-6);
    CHECK_NEAR(area_xy(&a->meshes[0], false), 4, 1e-6);
    asset_destroy(a);
    a = load(
        "v 0 0 0\nv 3 0 0\nv 3 1 0\nv 1 1 0\nv 1 3 0\nv 0 3 0\nf 1 2 3 4 5 6\nf 6 5 4 3 2 1\n");
    CHECK_EQ(a->triangle_count, 8);
    CHECK_NEAR(area_xy(&a->meshes[0], true), 10, 1e-6);
    CHECK_NEAR(area_xy(&a->meshes[0], false), 0, 1e-6); // the second faces the other way
    asset_destroy(a);
}

TEST(objects_opened_again_are_one_and_parts_gather_by_material)
{
    Asset *a = load("v 0 0 0\nv 1 0 0\nv 0 1 0\no 屋\nusemtl a\nf 1 2 3\nusemtl b\nf 1 2 3\no "
                    "roof\nf 1 2 3\no 屋\nusemtl a\nf 1 2 3\nf 1 2 3\n");
    CHECK_EQ(a->object_count, 2);
    CHECK_TEXT(a->objects[0].name, "屋");
    CHECK_EQ(a->meshes[0].triangle_count, 4);
    CHECK_EQ(a->meshes[0].part_count, 2);
    CHECK_EQ(a->meshes[0].parts[0].triangle_count, 3);
    CHECK_TEXT(a->materials[a->meshes[0].parts[1].material].name, "b");
    CHECK_TEXT(a->materials[a->meshes[1].parts[0].material].name, "b"); // still in force
    asset_destroy(a);
}

TEST(obj_normals_and_places_on_pictures_split_vertices_only_where_they_differ)
{
    Asset *a = load("v 0 0 0\nv 1 0 0\nv 0 1 0\nv 1 1 0\nvn 0 0 2\nvt 0 0\nvt 1 1\nf 1/1/1 2/1/1 "
                    "3/1/1\nf 2/1/1 4/2/1 3/2/1\n");
    CHECK_EQ(a->meshes[0].vertex_count, 5);
    CHECK_NEAR(a->meshes[0].normals[2], 1, 1e-6);
    asset_destroy(a);
    a = load("v 0 0 0\nv 1 0 0\nv 0 1 0\nvn 0 0 1\nf 1//1 2//1 3//1\nf 3 2 1\n");
    CHECK(!a->meshes[0].normals && !a->meshes[0].uv);
    asset_destroy(a);
}

TEST(obj_map_coordinates_keep_their_millimetres)
{
    // As floats these would fall on quarters of a metre.
    Asset *a = load("v 470123.456 2345678.912 12.345\nv 470133.457 2345678.912 12.345\nv "
                    "470123.456 2345688.913 15.346\nf 1 2 3\n");
    check_dvec(a->min, 470123.456, 2345678.912, 12.345, 1e-5);
    check_dvec(a->max, 470133.457, 2345688.913, 15.346, 1e-5);
    CHECK_EQ(asset_problem_count(a, "axes"), 1);
    asset_destroy(a);
}

TEST(obj_vertex_colours_follow_the_coordinates)
{
    Asset *a = load("v 0 0 0 1 0 0\nv 1 0 0 0 1 0\nv 0 1 0 0 0 0.5\nf 1 2 3\n");
    static const uint8_t expected[12] = { 255, 0, 0, 255, 0, 255, 0, 255, 0, 0, 128, 255 };
    CHECK(memcmp(a->meshes[0].colours, expected, sizeof expected) == 0);
    asset_destroy(a);
}

TEST(mtl_files_give_colours_opacity_options_and_pictures)
{
    static const char mtl[] =
        "# by hand\nnewmtl 玻璃\n  Kd 0.5 0.5 0.5\r\nTr 0.75\nNs 98\nnewmtl sign\nKd 0 0 0\nKe 1 1 "
        "1\nPm 0.5\nPr 0.25\n"
        "map_Kd -s 2 3 1 -o 0.5 0.25 0 -clamp on a sign.png\nmap_d a sign.png\nd 0\n";
    const char *library = check_temporary("hand made.mtl"),
               *picture = check_temporary("a sign.png");
    Image image;
    CHECK(file_replace(library, mtl, sizeof mtl - 1, NULL));
    CHECK(image_init(&image, 3, 5, NULL));
    CHECK(image_write_png(&image, picture, NULL));
    image_finish(&image);
    Asset *a = load("mtllib hand made.mtl\nv 0 0 0\nv 1 0 0\nv 0 1 0\nvt 0 0\nusemtl 玻璃\nf 1 2 "
                    "3\nusemtl sign\nf 1/1 2/1 3/1\n");
    const AssetMaterial *glass = &a->materials[a->meshes[0].parts[0].material],
                        *sign = &a->materials[a->meshes[0].parts[1].material];
    CHECK_EQ(a->problem_count, 0);
    CHECK_NEAR(glass->base_rgba[0], 0.2140411, 1e-6); // linear
    CHECK_NEAR(glass->base_rgba[3], 0.25, 1e-6);
    CHECK_EQ(glass->alpha, ASSET_ALPHA_BLEND);
    CHECK_NEAR(glass->roughness, sqrt(0.02), 1e-6);
    CHECK_NEAR(sign->base_rgba[0], 1, 0); // black under a picture is white
    CHECK_NEAR(sign->base_rgba[3], 1, 0); // 0 would be invisible
    CHECK_EQ(sign->alpha, ASSET_ALPHA_MASK);
    CHECK_NEAR(sign->metallic, 0.5, 0);
    CHECK_NEAR(sign->uv_scale[1], 3, 0);
    CHECK_NEAR(sign->uv_offset[1], -0.25, 0);
    CHECK_EQ(a->textures[sign->base_texture].image.height, 5);
    CHECK(!a->textures[sign->base_texture].repeats_s);
    asset_destroy(a);
    unlink(library);
    unlink(picture);
}

TEST(obj_numbers_no_float_can_hold_take_their_polygons_with_them)
{
    Asset *a = load("v 1e300 0 0\nv 0 0 0\nv 1 0 0\nv 0 1 0\nf 1 2 3\nf 2 3 4\n");
    CHECK_EQ(a->triangle_count, 1);
    CHECK_EQ(asset_problem_count(a, "polygon"), 1);
    asset_destroy(a);
}

TEST(broken_obj_lines_are_told_by_number_and_left_out)
{
    Asset *a = load("v 0 0 0\nv 1 0 0\nv 0 1 0\nv nan 0 0\nf 1 2\nf 1 2 99\nf 0 1 2\nf 1 2 4\nf 1 "
                    "2 -9\nf a b c\nl 1 2\nmtllib ../up.mtl\nf 1 2 3\n");
    CHECK_EQ(a->triangle_count, 1);
    CHECK_EQ(asset_problem_count(a, "line"), 5); // v nan, two corners, 0, -9, letters
    CHECK_EQ(asset_problem_count(a, "polygon"), 1);
    CHECK_EQ(asset_problem_count(a, "points or lines"), 1);
    CHECK_EQ(asset_problem_count(a, "material file"), 1);
    bool is_found = false;
    for (int i = 0; i < a->problem_count; i++)
        is_found |= strstr(a->problems[i].text, "line 4:") != NULL;
    CHECK(is_found);
    asset_destroy(a);
    Err err = { 0 };
    CHECK(!load_with("", NULL, &err));
    CHECK_EQ(err.code, ERR_FORMAT);
    CHECK(!load_with("v 0 0 0\n", NULL, &err));
}

TEST(a_large_obj_is_the_same_on_one_thread_and_on_four)
{
    Str text = { 0 };
    JobPool *pool = job_pool_create(4);
    for (int i = 0; i < 40000; i++) {
        if (i % 1000 == 0)
            str_printf(&text, "o house %d\nusemtl m%d\n", i / 1000 % 7, i / 1000 % 3);
        str_printf(&text, "v %d.25 %d 0\nv %d 1.5 0\nv %d 0 1e1\nf -3 -2 -1\n", i, i % 17, i + 1,
                   i);
    }
    CHECK(text.length > (size_t)3 << 19); // more than one run
    Asset *one = load(text.text), *four = load_with(text.text, pool, NULL);
    CHECK(four != NULL);
    CHECK_EQ(one->triangle_count, 40000);
    CHECK_EQ(one->object_count, 7);
    CHECK_EQ(four->object_count, 7);
    for (int i = 0; i < 7; i++) {
        const AssetMesh *a = &one->meshes[i], *b = &four->meshes[i];
        CHECK_TEXT(one->objects[i].name, four->objects[i].name);
        CHECK(a->vertex_count == b->vertex_count && a->triangle_count == b->triangle_count &&
              a->part_count == b->part_count);
        CHECK(memcmp(a->positions, b->positions, sizeof(float) * 3 * (size_t)a->vertex_count) == 0);
        CHECK(memcmp(a->indices, b->indices, sizeof(uint32_t) * 3 * (size_t)a->triangle_count) ==
              0);
    }
    asset_destroy(one);
    asset_destroy(four);
    job_pool_destroy(pool);
    str_finish(&text);
}
