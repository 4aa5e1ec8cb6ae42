// SPDX-License-Identifier: Apache-2.0
// test_gltf_material.c - glTF: materials, their extensions, pictures in views, data addresses and
// files.
#include "base/file.h"
#include "gltf_fixture.h"
#include <turbojpeg.h>
#include <webp/encode.h>

// One triangle with texture coordinates and that material.
static Asset *load_material(Glb *g, const char *before, const char *material)
{
    static const float uv[6] = { 0, 0, 1, 0, 0, 1 };
    char rest[4096];
    Err err = { 0 };
    const int position = glb_floats(g, "VEC3", 3, glb_triangle, 9),
              at = glb_floats(g, "VEC2", 3, uv, 6);
    snprintf(rest, sizeof rest,
             "%s\"materials\":[%s],\"meshes\":[{\"primitives\":[{\"material\":0,\"attributes\":{"
             "\"POSITION\":%d,\"TEXCOORD_0\":%d}}]}],\"nodes\":[{\"mesh\":0}]",
             before, material, position, at);
    Asset *a = glb_load(g, rest, &err);
    CHECK_TEXT(err.text, "");
    CHECK(a != NULL);
    return a;
}

TEST(a_plain_material_has_the_formats_defaults)
{
    Glb g = { 0 };
    Asset *a = load_material(&g, "", "{}");
    const AssetMaterial *m = &a->materials[0];
    for (int i = 0; i < 4; i++) CHECK_NEAR(m->base_rgba[i], 1, 0);
    CHECK_NEAR(m->metallic, 1, 0);
    CHECK_NEAR(m->roughness, 1, 0);
    CHECK_EQ(m->base_texture, -1);
    CHECK_EQ(m->alpha, ASSET_ALPHA_OPAQUE);
    CHECK_NEAR(m->uv_scale[0], 1, 0);
    CHECK(!m->is_two_sided && !m->is_unlit);
    asset_destroy(a);
}

TEST(factors_alpha_modes_and_sides_are_read)
{
    Glb g = { 0 };
    Asset *a = load_material(&g, "",
                             "{\"name\":\"玻璃\",\"pbrMetallicRoughness\":{\"baseColorFactor\":[0."
                             "1,0.2,0.3,0.4],\"metallicFactor\":0.5,\"roughnessFactor\":0.25},"
                             "\"emissiveFactor\":[1,0.5,0],\"alphaMode\":\"MASK\",\"alphaCutoff\":"
                             "0.7,\"doubleSided\":true}");
    const AssetMaterial *m = &a->materials[0];
    CHECK_TEXT(m->name, "玻璃");
    CHECK_NEAR(m->base_rgba[3], 0.4, 1e-7);
    CHECK_NEAR(m->metallic, 0.5, 0);
    CHECK_NEAR(m->roughness, 0.25, 0);
    CHECK_NEAR(m->emissive[1], 0.5, 0);
    CHECK_EQ(m->alpha, ASSET_ALPHA_MASK);
    CHECK_NEAR(m->alpha_cutoff, 0.7, 1e-7);
    CHECK(m->is_two_sided);
    asset_destroy(a);
}

TEST(unlit_strong_light_and_glass_come_from_extensions)
{
    Glb g = { 0 };
    Asset *a =
        load_material(&g, "",
                      "{\"emissiveFactor\":[1,1,0.5],\"extensions\":{\"KHR_materials_unlit\":{},"
                      "\"KHR_materials_emissive_strength\":{\"emissiveStrength\":8},"
                      "\"KHR_materials_transmission\":{\"transmissionFactor\":1}}}");
    const AssetMaterial *m = &a->materials[0];
    CHECK(m->is_unlit);
    CHECK_NEAR(m->emissive[2], 4, 1e-6);
    CHECK_EQ(m->alpha, ASSET_ALPHA_BLEND);
    CHECK_NEAR(m->base_rgba[3], 0.2, 1e-6);
    asset_destroy(a);
    a = load_material(&(Glb){ 0 }, "",
                      "{\"extensions\":{\"KHR_materials_pbrSpecularGlossiness\":{\"diffuseFactor\":"
                      "[0.5,0,0,1],\"glossinessFactor\":0.75}}}");
    CHECK_NEAR(a->materials[0].base_rgba[0], 0.5, 0);
    CHECK_NEAR(a->materials[0].roughness, 0.25, 1e-7);
    CHECK_NEAR(a->materials[0].metallic, 0, 0);
    asset_destroy(a);
}

TEST(texture_transforms_and_other_coordinate_sets_are_kept)
{
    static const float first[6] = { 9, 9, 9, 9, 9, 9 };
    Glb g = { 0 };
    Image image;
    size_t length = 0;
    CHECK(image_init(&image, 2, 2, NULL));
    const char *path = check_temporary("two.png");
    CHECK(image_write_png(&image, path, NULL));
    char *bytes = file_read(path, 0, &length, NULL);
    glb_view(&g, bytes, length, "");
    glb_floats(&g, "VEC3", 3, glb_triangle, 9);
    glb_floats(&g, "VEC2", 3, first, 6);
    glb_floats(&g, "VEC2", 3, (float[6]){ 0, 0, 1, 0, 0, 1 }, 6);
    Asset *a = glb_load(&g,
                        "\"images\":[{\"bufferView\":0}],\"samplers\":[{\"wrapS\":33071}],"
                        "\"textures\":[{\"source\":0,\"sampler\":0},{\"source\":0},{\"source\":0}],"
                        "\"materials\":[{\"pbrMetallicRoughness\":{\"baseColorTexture\":{\"index\":"
                        "0,\"texCoord\":0,\"extensions\":{\"KHR_texture_transform\":"
                        "{\"offset\":[0.5,0.25],\"rotation\":1.5,\"scale\":[2,3],\"texCoord\":1}}}}"
                        "},{\"emissiveTexture\":{\"index\":1},\"normalTexture\":{\"index\":2}}],"
                        "\"meshes\":[{\"primitives\":[{\"material\":0,\"attributes\":{\"POSITION\":"
                        "0,\"TEXCOORD_0\":1,\"TEXCOORD_1\":2}}]}],\"nodes\":[{\"mesh\":0}]",
                        NULL);
    CHECK(a != NULL);
    const AssetMaterial *m = &a->materials[0];
    CHECK_NEAR(m->uv_offset[1], 0.25, 0);
    CHECK_NEAR(m->uv_scale[1], 3, 0);
    CHECK_NEAR(m->uv_turn_rad, 1.5, 0);
    CHECK_NEAR(a->meshes[0].uv[2], 1, 0); // of the second set
    CHECK(!a->textures[m->base_texture].repeats_s && a->textures[m->base_texture].repeats_t);
    // One picture repeated alike is one texture.
    CHECK_EQ(a->texture_count, 2);
    CHECK_EQ(a->materials[1].emissive_texture, a->materials[1].normal_texture);
    CHECK(a->materials[1].emissive_texture != m->base_texture);
    asset_destroy(a);
    free(bytes);
    image_finish(&image);
    unlink(path);
}

TEST(maps_have_places_of_their_own_in_two_sets_of_coordinates_a_third_is_left_out)
{
    Glb g = { 0 };
    Image image;
    size_t length = 0;
    CHECK(image_init(&image, 2, 2, NULL));
    const char *path = check_temporary("map.png");
    CHECK(image_write_png(&image, path, NULL));
    char *bytes = file_read(path, 0, &length, NULL);
    glb_view(&g, bytes, length, "");
    glb_floats(&g, "VEC3", 3, glb_triangle, 9);
    glb_floats(&g, "VEC2", 3, (float[6]){ 0, 0, 1, 0, 0, 1 }, 6);
    glb_floats(&g, "VEC2", 3, (float[6]){ 0.25f, 0.5f, 0.75f, 0.5f, 0.25f, 1 }, 6);
    Asset *a = glb_load(
        &g,
        "\"images\":[{\"bufferView\":0}],\"textures\":[{\"source\":0}],\"materials\":[{"
        "\"pbrMetallicRoughness\":{\"metallicRoughnessTexture\":{\"index\":0}},"
        "\"normalTexture\":{\"index\":0,\"scale\":0.5,\"extensions\":{\"KHR_texture_transform\":{"
        "\"scale\":[4,2],\"offset\":[0.5,0],\"rotation\":0.75}}},\"occlusionTexture\":{"
        "\"index\":0,\"strength\":0.25,\"extensions\":{\"KHR_texture_transform\":{\"scale\":[2,2],"
        "\"texCoord\":1}}},\"emissiveTexture\":{\"index\":0,\"texCoord\":2},\"extensions\":{\"KHR_"
        "materials_ior\":{"
        "\"ior\":1.33},\"KHR_materials_specular\":{\"specularFactor\":0.5}}},{}],"
        "\"meshes\":[{\"primitives\":[{\"material\":0,\"attributes\":{\"POSITION\":0,"
        "\"TEXCOORD_0\":1,\"TEXCOORD_1\":2}}]}],\"nodes\":[{\"mesh\":0}]",
        NULL);
    CHECK(a != NULL);
    const AssetMaterial *m = &a->materials[0];
    CHECK_EQ(asset_material_map(m, ASSET_MAP_NORMAL), 0);
    CHECK_EQ(asset_material_map(m, ASSET_MAP_METAL), 0);
    CHECK_EQ(asset_material_map(m, ASSET_MAP_OCCLUSION), 0);
    CHECK_EQ(asset_material_map(m, ASSET_MAP_EMISSIVE), -1); // of the third set
    CHECK(!m->map_place[ASSET_MAP_NORMAL].is_second && m->map_place[ASSET_MAP_OCCLUSION].is_second);
    CHECK_NEAR(m->map_place[ASSET_MAP_OCCLUSION].scale[0], 2, 0);
    CHECK_NEAR(a->meshes[0].uv[2], 1, 0);
    CHECK(a->meshes[0].uv_second != NULL);
    CHECK_NEAR(a->meshes[0].uv_second[2], 0.75, 0);
    CHECK_EQ(asset_problem_count(a, "texture coordinates"), 1);
    CHECK_NEAR(m->normal_scale, 0.5, 0);
    CHECK_NEAR(m->map_place[ASSET_MAP_NORMAL].scale[0], 4, 0);
    CHECK_NEAR(m->map_place[ASSET_MAP_NORMAL].turn_rad, 0.75, 0);
    CHECK_NEAR(m->map_place[ASSET_MAP_METAL].scale[0], 1, 0);
    CHECK_NEAR(m->mirrored, 0.5 * (0.33 / 2.33) * (0.33 / 2.33), 1e-6); // Fresnel, of water
    CHECK_NEAR(a->materials[1].mirrored, 0, 0);                         // as usual
    asset_destroy(a);
    free(bytes);
    image_finish(&image);
    unlink(path);
}

TEST(jpeg_and_webp_pictures_are_decoded_and_webp_comes_first)
{
    uint8_t red[16 * 16 * 4], blue[16 * 16 * 4];
    for (int i = 0; i < 16 * 16; i++) {
        memcpy(red + i * 4, (uint8_t[4]){ 250, 5, 5, 255 }, 4);
        memcpy(blue + i * 4, (uint8_t[4]){ 5, 5, 250, 255 }, 4);
    }
    unsigned char *jpeg = NULL;
    unsigned long jpeg_length = 0;
    uint8_t *webp = NULL;
    tjhandle packer = tjInitCompress();
    CHECK_EQ(tjCompress2(packer, red, 16, 0, 16, TJPF_RGBA, &jpeg, &jpeg_length, TJSAMP_444, 95, 0),
             0);
    const size_t webp_length = WebPEncodeLosslessRGBA(blue, 16, 16, 64, &webp);
    Glb g = { 0 };
    glb_view(&g, jpeg, jpeg_length, "");
    glb_view(&g, webp, webp_length, "");
    Asset *a =
        load_material(&g,
                      "\"extensionsRequired\":[\"EXT_texture_webp\"],\"images\":[{\"bufferView\":0}"
                      ",{\"bufferView\":1}],\"textures\":[{\"source\":0},"
                      "{\"source\":0,\"extensions\":{\"EXT_texture_webp\":{\"source\":1}}}],",
                      "{\"pbrMetallicRoughness\":{\"baseColorTexture\":{\"index\":0}},"
                      "\"emissiveTexture\":{\"index\":1}}");
    const AssetMaterial *m = &a->materials[0];
    CHECK_EQ(a->problem_count, 0);
    CHECK_NEAR(a->textures[m->base_texture].image.rgba[0], 250, 6);
    CHECK_EQ(a->textures[m->emissive_texture].image.rgba[2], 250);
    asset_destroy(a);
    tjFree(jpeg);
    tjDestroy(packer);
    WebPFree(webp);
}

TEST(pictures_that_cannot_be_had_are_problems_and_the_mesh_is_drawn)
{
    Glb g = { 0 };
    glb_view(&g, "no picture", 10, "");
    Asset *a =
        load_material(&g,
                      "\"extensionsUsed\":[\"KHR_texture_basisu\"],\"images\":[{\"bufferView\":0},{"
                      "\"uri\":\"none.png\"},{\"uri\":\"../up.png\"}],"
                      "\"textures\":[{\"source\":0},{\"source\":1},{\"source\":2},{\"extensions\":{"
                      "\"KHR_texture_basisu\":{\"source\":0}}}],",
                      "{\"pbrMetallicRoughness\":{\"baseColorTexture\":{\"index\":0},"
                      "\"metallicRoughnessTexture\":{\"index\":1}},\"normalTexture\":{\"index\":2},"
                      "\"emissiveTexture\":{\"index\":3}}");
    CHECK_EQ(asset_problem_count(a, "texture"), 4);
    CHECK_EQ(asset_problem_count(a, "extension left out"), 1);
    CHECK_EQ(a->triangle_count, 1);
    for (int i = 0; i < 4; i++) CHECK(!a->textures[i].image.rgba);
    asset_destroy(a);
}

TEST(of_a_basis_texture_the_source_beside_it_is_shown_and_without_one_the_problem_says_what_to_do)
{
    Glb g = { 0 };
    Image image;
    size_t length = 0;
    CHECK(image_init(&image, 2, 2, NULL));
    const char *path = check_temporary("beside.png");
    CHECK(image_write_png(&image, path, NULL));
    char *bytes = file_read(path, 0, &length, NULL);
    glb_view(&g, bytes, length, "");
    glb_view(&g, "\253KTX 20\273\r\n\032\n", 12, "");
    Asset *a = load_material(
        &g,
        "\"extensionsUsed\":[\"KHR_texture_basisu\"],\"extensionsRequired\":[\"KHR_texture_"
        "basisu\"],\"images\":[{\"bufferView\":0},{\"bufferView\":1}],"
        "\"textures\":[{\"source\":0,\"extensions\":{\"KHR_texture_basisu\":{\"source\":1}}},"
        "{\"extensions\":{\"KHR_texture_basisu\":{\"source\":1}}}],",
        "{\"pbrMetallicRoughness\":{\"baseColorTexture\":{\"index\":0}},"
        "\"emissiveTexture\":{\"index\":1}}");
    const AssetMaterial *m = &a->materials[0];
    CHECK(a->textures[m->base_texture].image.rgba != NULL);
    CHECK(!a->textures[m->emissive_texture].image.rgba);
    CHECK_EQ(asset_problem_count(a, "texture"), 1);
    for (int i = 0; i < a->problem_count; i++)
        if (strcmp(a->problems[i].kind, "texture") == 0)
            CHECK(strstr(a->problems[i].text, "texture 1 is packed as Basis (KTX2)") &&
                  strstr(a->problems[i].text, "PNG, JPEG or WebP"));
    asset_destroy(a);
    free(bytes);
    image_finish(&image);
    unlink(path);
}

TEST(a_required_extension_nobody_knows_is_refused_by_name_and_a_used_one_is_told)
{
    Glb g = { 0 };
    Err err = { 0 };
    glb_floats(&g, "VEC3", 3, glb_triangle, 9);
    CHECK(!glb_load(&g,
                    "\"extensionsRequired\":[\"ACME_holograms\"],\"meshes\":[{\"primitives\":[{"
                    "\"attributes\":{\"POSITION\":0}}]}],\"nodes\":[{\"mesh\":0}]",
                    &err));
    CHECK_EQ(err.code, ERR_UNSUPPORTED);
    CHECK(strstr(err.text, "ACME_holograms") != NULL);
    g = (Glb){ 0 };
    Asset *a =
        load_material(&g, "\"extensionsUsed\":[\"ACME_holograms\",\"KHR_lights_punctual\"],", "{}");
    CHECK_EQ(asset_problem_count(a, "unknown extension"), 1);
    CHECK_EQ(asset_problem_count(a, "extension left out"), 1);
    asset_destroy(a);
}
