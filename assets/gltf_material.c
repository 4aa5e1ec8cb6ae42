// SPDX-License-Identifier: Apache-2.0
// gltf_material.c - metallic-roughness materials, the extensions that fit into one, and pictures.
#include "assets/gltf_material.h"
#include <string.h>

enum { GLTF_REPEAT = 10497, GLTF_MIRROR = 33648 };
// How much of what passes through glass is seen; the rest keeps the pane visible.
#define GLTF_CLEAR 0.8

typedef struct {
    Gltf *g;
    Asset *asset;
    int *rows;      // of textures of the file to rows of the asset; -1 = not used so far
    int *file_rows; // and back
    int *by_image;  // row of the asset for a picture and how it repeats (four a picture)
    GltfUvSets *sets;
} GltfMaterials;

// The picture a texture shows: WebP where there is one, else its source. Basis is told by -2.
static int gltf_texture_image(const Gltf *g, JsonRef texture)
{
    const int webp =
        gltf_index(g, gltf_extension(g, texture, "EXT_texture_webp"), "source", GLTF_IMAGES);
    const int plain = gltf_index(g, texture, "source", GLTF_IMAGES);
    if (webp >= 0) return webp;
    if (plain < 0 && gltf_extension(g, texture, "KHR_texture_basisu") != JSON_TAPE_NONE) return -2;
    return plain;
}

// Row of the asset's textures for a textureInfo; -1 without one.
static int gltf_texture_row(GltfMaterials *m, JsonRef place)
{
    const Gltf *g = m->g;
    const int texture = gltf_index(g, place, "index", GLTF_TEXTURES);
    if (texture < 0) return -1;
    if (m->rows[texture] >= 0) return m->rows[texture];
    const JsonRef row = gltf_row(g, GLTF_TEXTURES, texture);
    const JsonRef sampler =
        gltf_row(g, GLTF_SAMPLERS, gltf_index(g, row, "sampler", GLTF_SAMPLERS));
    const double wraps[2] = { gltf_number(g, sampler, "wrapS", GLTF_REPEAT),
                              gltf_number(g, sampler, "wrapT", GLTF_REPEAT) };
    const int image = gltf_texture_image(g, row);
    if (wraps[0] == GLTF_MIRROR || wraps[1] == GLTF_MIRROR)
        asset_build_problem(g->build, "mirrored texture",
                            "texture %d is mirrored where it repeats; it is only repeated",
                            texture);
    const bool repeats[2] = { wraps[0] == GLTF_REPEAT || wraps[0] == GLTF_MIRROR,
                              wraps[1] == GLTF_REPEAT || wraps[1] == GLTF_MIRROR };
    // Textures of one picture and one way to repeat are one.
    int *same = image < 0 ? NULL : &m->by_image[image * 4 + repeats[0] * 2 + repeats[1]];
    if (same && *same >= 0) return m->rows[texture] = *same;
    const int at = m->asset->texture_count++;
    m->asset->textures[at] = (AssetTexture){ .repeats_s = repeats[0], .repeats_t = repeats[1] };
    m->file_rows[at] = texture;
    if (same) *same = at;
    return m->rows[texture] = at;
}

static void gltf_floats(const Gltf *g, JsonRef object, const char *key, int count, float *out)
{
    double values[4];
    if (json_as_numbers(&g->json, gltf_member(g, object, key), values, 4) != count) return;
    for (int i = 0; i < count; i++) out[i] = (float)values[i];
}

static float gltf_clamp(double value, double low, double high)
{
    return (float)(value >= low ? value <= high ? value : high : low); // NaN becomes low
}

// KHR_texture_transform of a textureInfo, and which texture coordinates it takes.
static int gltf_uv_place(const Gltf *g, JsonRef place, AssetUvPlace *out)
{
    const JsonRef transform = gltf_extension(g, place, "KHR_texture_transform");
    const int64_t plain = json_as_int(&g->json, gltf_member(g, place, "texCoord"), 0, 15, 0);
    *out = (AssetUvPlace){ .scale = { 1, 1 } };
    gltf_floats(g, transform, "scale", 2, out->scale);
    gltf_floats(g, transform, "offset", 2, out->offset);
    out->turn_rad = (float)gltf_number(g, transform, "rotation", 0);
    return (int)json_as_int(&g->json, gltf_member(g, transform, "texCoord"), 0, 15, plain);
}

// Vertices carry two sets of texture coordinates, that of the first texture there is and another;
// what takes a third is left out. places: of the base colour, then the maps.
static void gltf_material_place(GltfMaterials *m, int row, AssetMaterial *out,
                                const JsonRef *places)
{
    const Gltf *g = m->g;
    int *const textures[1 + ASSET_MAP_COUNT] = { &out->base_texture, &out->normal_texture,
                                                 &out->metal_texture, &out->occlusion_texture,
                                                 &out->emissive_texture };
    GltfUvSets *sets = &m->sets[row];
    bool is_set = false;
    *sets = (GltfUvSets){ .second = -1 };
    for (int i = 0; i <= ASSET_MAP_COUNT; i++) {
        AssetUvPlace place;
        if (*textures[i] < 0 || gltf_index(g, places[i], "index", GLTF_TEXTURES) < 0) continue;
        const int set = gltf_uv_place(g, places[i], &place);
        if (!is_set) sets->first = set;
        is_set = true;
        place.is_second = set != sets->first;
        if (place.is_second && sets->second < 0) sets->second = set;
        if (place.is_second && set != sets->second) {
            asset_build_problem(g->build, "texture coordinates",
                                "material %d: a texture takes a third set of coordinates; it is "
                                "left out",
                                row);
            *textures[i] = -1;
        } else if (i == 0) {
            memcpy(out->uv_scale, place.scale, sizeof out->uv_scale);
            memcpy(out->uv_offset, place.offset, sizeof out->uv_offset);
            out->uv_turn_rad = place.turn_rad;
        } else {
            out->map_place[i - 1] = place;
        }
    }
}

// KHR_materials_ior: what is given back straight on, by Fresnel; KHR_materials_specular takes a
// share.
static float gltf_mirrored(const Gltf *g, JsonRef row)
{
    const JsonRef specular = gltf_extension(g, row, "KHR_materials_specular");
    const double ior = gltf_number(g, gltf_extension(g, row, "KHR_materials_ior"), "ior", 1.5);
    const double root = ior >= 1 ? (ior - 1) / (ior + 1) : ior == 0 ? 1 : 0.2;
    float colour[3] = { 1, 1, 1 };
    gltf_floats(g, specular, "specularColorFactor", 3, colour);
    const double share = gltf_number(g, specular, "specularFactor", 1) *
                         (double)(0.2126f * colour[0] + 0.7152f * colour[1] + 0.0722f * colour[2]);
    const float mirrored = gltf_clamp(root * root * share, 1e-4, 1); // 0 is the usual
    return fabsf(mirrored - 0.04f) < 1e-4f ? 0 : mirrored;
}

static void gltf_material_extensions(GltfMaterials *m, JsonRef row, AssetMaterial *out,
                                     JsonRef *base)
{
    const Gltf *g = m->g;
    const JsonRef gloss = gltf_extension(g, row, "KHR_materials_pbrSpecularGlossiness");
    const JsonRef strength = gltf_extension(g, row, "KHR_materials_emissive_strength");
    const JsonRef glass = gltf_extension(g, row, "KHR_materials_transmission");
    out->is_unlit = gltf_extension(g, row, "KHR_materials_unlit") != JSON_TAPE_NONE;
    if (gloss != JSON_TAPE_NONE) {
        gltf_floats(g, gloss, "diffuseFactor", 4, out->base_rgba);
        out->metallic = 0;
        out->roughness = gltf_clamp(1 - gltf_number(g, gloss, "glossinessFactor", 1), 0, 1);
        *base = gltf_member(g, gloss, "diffuseTexture");
    }
    const float times = gltf_clamp(gltf_number(g, strength, "emissiveStrength", 1), 0, 1e6);
    for (int c = 0; c < 3; c++) out->emissive[c] *= times;
    const double clear = gltf_number(g, glass, "transmissionFactor", 0);
    if (clear > 0) {
        out->alpha = ASSET_ALPHA_BLEND;
        out->base_rgba[3] *= gltf_clamp(1 - GLTF_CLEAR * clear, 0, 1);
    }
}

static void gltf_material(GltfMaterials *m, int index, AssetMaterial *out)
{
    const Gltf *g = m->g;
    const JsonRef row = gltf_row(g, GLTF_MATERIALS, index);
    const JsonRef pbr = gltf_member(g, row, "pbrMetallicRoughness");
    JsonRef base = gltf_member(g, pbr, "baseColorTexture");
    *out =
        (AssetMaterial){ .name = gltf_text(g, row, "name", &m->asset->arena),
                         .base_rgba = { 1, 1, 1, 1 },
                         .metallic = gltf_clamp(gltf_number(g, pbr, "metallicFactor", 1), 0, 1),
                         .roughness = gltf_clamp(gltf_number(g, pbr, "roughnessFactor", 1), 0, 1),
                         .uv_scale = { 1, 1 },
                         .alpha_cutoff =
                             gltf_clamp(gltf_number(g, row, "alphaCutoff", 0.5), 0, 1) };
    gltf_floats(g, pbr, "baseColorFactor", 4, out->base_rgba);
    gltf_floats(g, row, "emissiveFactor", 3, out->emissive);
    out->alpha = gltf_is(g, row, "alphaMode", "MASK")    ? ASSET_ALPHA_MASK
                 : gltf_is(g, row, "alphaMode", "BLEND") ? ASSET_ALPHA_BLEND
                                                         : ASSET_ALPHA_OPAQUE;
    out->is_two_sided = json_as_bool(&g->json, gltf_member(g, row, "doubleSided"), false);
    gltf_material_extensions(m, row, out, &base);
    const JsonRef normal = gltf_member(g, row, "normalTexture"),
                  occlusion = gltf_member(g, row, "occlusionTexture");
    const JsonRef places[1 + ASSET_MAP_COUNT] = { base, normal,
                                                  gltf_member(g, pbr, "metallicRoughnessTexture"),
                                                  occlusion,
                                                  gltf_member(g, row, "emissiveTexture") };
    out->base_texture = gltf_texture_row(m, places[0]);
    out->normal_texture = gltf_texture_row(m, places[1]);
    out->metal_texture = gltf_texture_row(m, places[2]);
    out->occlusion_texture = gltf_texture_row(m, places[3]);
    out->emissive_texture = gltf_texture_row(m, places[4]);
    out->normal_scale = gltf_clamp(gltf_number(g, normal, "scale", 1), -100, 100);
    out->occlusion_strength = gltf_clamp(gltf_number(g, occlusion, "strength", 1), 0, 1);
    if (out->normal_scale == 0) out->normal_texture = -1;
    if (out->occlusion_strength == 0) out->occlusion_texture = -1;
    out->mirrored = gltf_mirrored(g, row);
    gltf_material_place(m, index, out, places);
}

// ---- pictures ----

typedef struct {
    GltfMaterials *m;
    GltfBytes *bytes; // of every texture
    const char **names;
} GltfPictures;

static void gltf_picture_find(GltfPictures *p, int row)
{
    Gltf *g = p->m->g;
    const JsonRef texture = gltf_row(g, GLTF_TEXTURES, p->m->file_rows[row]);
    const int image = gltf_texture_image(g, texture);
    if (image < 0) {
        asset_build_problem(g->build, "texture",
                            image == -2
                                ? "texture %d is packed as Basis (KTX2), which is not read: write "
                                  "it as PNG, JPEG or WebP, or name such a source beside it"
                                : "texture %d has no picture",
                            p->m->file_rows[row]);
        return;
    }
    const JsonRef object = gltf_row(g, GLTF_IMAGES, image);
    const char *uri = json_as_text(&g->json, gltf_member(g, object, "uri"), &g->scratch);
    const int view = gltf_index(g, object, "bufferView", GLTF_VIEWS);
    Err err = { 0 };
    p->names[row] =
        uri && strncmp(uri, "data:", 5) != 0 ? uri : gltf_text(g, object, "name", &g->scratch);
    if (!p->names[row][0]) p->names[row] = arena_printf(&g->scratch, "%d", image);
    if (view >= 0) p->bytes[row] = g->views[view];
    // Every picture is opened once: there are no more maps than pictures.
    for (int i = 0; i < 4 && uri; i++) {
        const int other = p->m->by_image[image * 4 + i];
        if (other < 0 || other >= row) continue;
        p->bytes[row] = p->bytes[other];
        uri = NULL;
    }
    if (uri && !gltf_resolve(g, uri, &p->bytes[row], &err))
        asset_build_problem(g->build, "texture", "picture %d: %s", image, err.text);
    else if (!p->bytes[row].bytes)
        asset_build_problem(g->build, "texture", "picture %d has no bytes", image);
}

static void gltf_picture_decode(int row, void *arg)
{
    const GltfPictures *p = arg;
    if (!p->bytes[row].bytes || job_is_cancelled(p->m->g->desc->job)) return;
    asset_build_image(p->m->g->build, p->bytes[row].bytes, p->bytes[row].length, p->names[row],
                      &p->m->asset->textures[row]);
}

bool gltf_materials(Gltf *g, Asset *asset, GltfUvSets **sets, Err *err)
{
    const int textures = g->counts[GLTF_TEXTURES], materials = g->counts[GLTF_MATERIALS];
    GltfMaterials m = { .g = g,
                        .asset = asset,
                        .rows = ARENA_ARRAY(&g->scratch, int, textures + 1),
                        .file_rows = ARENA_ARRAY(&g->scratch, int, textures + 1),
                        .sets = ARENA_ARRAY(&g->scratch, GltfUvSets, materials + 1) };
    const int images = g->counts[GLTF_IMAGES];
    m.by_image = ARENA_ARRAY(&g->scratch, int, images * 4 + 1);
    for (int i = 0; i < images * 4; i++) m.by_image[i] = -1;
    for (int i = 0; i < textures; i++) m.rows[i] = -1;
    asset->textures = ARENA_ARRAY(&asset->arena, AssetTexture, textures + 1);
    asset->materials = ARENA_ARRAY(&asset->arena, AssetMaterial, materials + 1);
    for (int i = 0; i < materials; i++) gltf_material(&m, i, &asset->materials[i]);
    asset->material_count = materials;
    GltfPictures p = { .m = &m,
                       .bytes = ARENA_ARRAY(&g->scratch, GltfBytes, textures + 1),
                       .names = ARENA_ARRAY(&g->scratch, const char *, textures + 1) };
    for (int i = 0; i < asset->texture_count; i++) gltf_picture_find(&p, i);
    job_parallel_for(g->desc->pool, asset->texture_count, gltf_picture_decode, &p);
    *sets = m.sets;
    if (!job_is_cancelled(g->desc->job)) return true;
    err_set(err, ERR_CANCELLED, "read '%s': cancelled", g->desc->path);
    return false;
}
