// SPDX-License-Identifier: Apache-2.0
// obj_material.c - MTL files: colours of a screen, opacity, roughness, pictures with their options.
#include "assets/obj_material.h"
#include "base/array.h"
#include "base/file.h"
#include "base/str.h"
#include <stdlib.h>
#include <string.h>

#define OBJ_LIBRARY_MAX ((size_t)64 << 20)

typedef struct {
    const char *at, *end; // what is left of a line
} ObjLine;

static bool obj_blank(char c)
{
    return c == ' ' || c == '\t' || c == '\r';
}

static void obj_trim(ObjLine *l)
{
    while (l->at < l->end && obj_blank(*l->at)) l->at++;
    while (l->end > l->at && obj_blank(l->end[-1])) l->end--;
}

// The first word, taken off the line.
static ObjLine obj_word(ObjLine *l)
{
    obj_trim(l);
    ObjLine word = { l->at, l->at };
    while (word.end < l->end && !obj_blank(*word.end)) word.end++;
    l->at = word.end;
    obj_trim(l);
    return word;
}

static bool obj_is(ObjLine word, const char *text)
{
    const size_t length = strlen(text);
    return (size_t)(word.end - word.at) == length && strncasecmp(word.at, text, length) == 0;
}

static int obj_values(ObjLine l, float *out, int cap)
{
    int count = 0;
    while (count < cap) {
        double value = 0;
        const ObjLine word = obj_word(&l);
        if (word.at == word.end || str_scan_double(word.at, word.end, &value) != word.end) break;
        out[count++] = (float)value;
    }
    return count;
}

static float obj_linear(float srgb)
{
    const float s = srgb > 0 ? srgb < 1 ? srgb : 1 : 0;
    return s <= 0.04045f ? s / 12.92f : powf((s + 0.055f) / 1.055f, 2.4f);
}

static void obj_colour(ObjLine l, float *out)
{
    float rgb[3];
    if (obj_values(l, rgb, 3) != 3) return;
    for (int i = 0; i < 3; i++) out[i] = obj_linear(rgb[i]);
}

static float obj_share(ObjLine l, float fallback)
{
    float value = 0;
    if (obj_values(l, &value, 1) != 1) return fallback;
    return value > 0 ? value < 1 ? value : 1 : 0;
}

static int obj_texture(ObjMaterials *m, const char *path, bool clamps)
{
    const bool repeats = !clamps;
    for (int i = 0; i < m->texture_count; i++)
        if (m->textures[i].repeats_s == repeats && strcmp(m->pictures[i], path) == 0) return i;
    if (!array_reserve((void **)&m->textures, &m->texture_cap, m->texture_count + 1,
                       sizeof *m->textures) ||
        !array_reserve((void **)&m->pictures, &m->picture_cap, m->texture_count + 1,
                       sizeof *m->pictures))
        return -1;
    m->textures[m->texture_count] = (AssetTexture){ .repeats_s = repeats, .repeats_t = repeats };
    m->pictures[m->texture_count] = path;
    return m->texture_count++;
}

// Options, then a path that may hold blanks. -s and -o place the picture, -clamp keeps it from
// repeating; others take one value and are passed over.
static int obj_map(ObjMaterials *m, ObjLine l, AssetMaterial *out)
{
    bool clamps = false;
    obj_trim(&l);
    while (l.at < l.end && *l.at == '-') {
        float v[3] = { 0 };
        const ObjLine option = obj_word(&l);
        const bool is_scale = obj_is(option, "-s"), is_offset = obj_is(option, "-o");
        const bool is_many = is_scale || is_offset || obj_is(option, "-t") || obj_is(option, "-mm");
        const int count = is_many ? obj_values(l, v, 3) : 0;
        for (int i = 0; i < count; i++) obj_word(&l);
        if (!is_many) {
            const ObjLine value = obj_word(&l);
            clamps |= obj_is(option, "-clamp") && obj_is(value, "on");
        }
        if (is_scale && count >= 1) {
            out->uv_scale[0] = v[0];
            out->uv_scale[1] = count >= 2 ? v[1] : v[0];
        }
        if (is_offset && count >= 1) {
            out->uv_offset[0] = v[0];
            out->uv_offset[1] = -v[1]; // theirs runs up
        }
    }
    if (l.at == l.end) return -1;
    return obj_texture(m, arena_printf(&m->build->asset->arena, "%.*s", (int)(l.end - l.at), l.at),
                       clamps);
}

static void obj_property(ObjMaterials *m, ObjLine word, ObjLine rest, AssetMaterial *out)
{
    float value = 0;
    if (obj_is(word, "Kd")) {
        obj_colour(rest, out->base_rgba);
    } else if (obj_is(word, "Ke")) {
        obj_colour(rest, out->emissive);
    } else if (obj_is(word, "d")) {
        out->base_rgba[3] = obj_share(rest, 1);
    } else if (obj_is(word, "Tr")) {
        out->base_rgba[3] = 1 - obj_share(rest, 0);
    } else if (obj_is(word, "Pr")) {
        out->roughness = obj_share(rest, 1);
    } else if (obj_is(word, "Pm")) {
        out->metallic = obj_share(rest, 0);
    } else if (obj_is(word, "Ns") && obj_values(rest, &value, 1) == 1) {
        out->roughness = sqrtf(2 / (fminf(fmaxf(value, 0), 1e6f) + 2)); // Blinn's exponent
    } else if (obj_is(word, "map_Kd")) {
        out->base_texture = obj_map(m, rest, out);
    } else if (obj_is(word, "map_Ke")) {
        out->emissive_texture = obj_map(m, rest, out);
    } else if (obj_is(word, "norm")) {
        out->normal_texture = obj_map(m, rest, out);
    } else if (obj_is(word, "map_d")) {
        out->alpha = ASSET_ALPHA_MASK;
    }
}

int obj_materials_row(ObjMaterials *m, const char *name, int length)
{
    const uint64_t key = str_hash(name, (size_t)length);
    uint64_t row = 0;
    if (hashmap_get(&m->by_name, key, &row)) return (int)row;
    if (!array_reserve((void **)&m->rows, &m->cap, m->count + 1, sizeof *m->rows) ||
        !hashmap_put(&m->by_name, key, (uint64_t)m->count))
        return -1;
    char *copy = arena_printf(&m->build->asset->arena, "%.*s", length, name);
    for (size_t i = 0, left = strlen(copy); i < left;) {
        const size_t step = str_utf8_bytes(copy + i, left - i);
        if (step == 0) copy[i] = '?';
        i += step ? step : 1;
    }
    m->rows[m->count] = (AssetMaterial){ .name = copy,
                                         .base_rgba = { 0.6f, 0.6f, 0.6f, 1 },
                                         .roughness = 1,
                                         .base_texture = -1,
                                         .emissive_texture = -1,
                                         .normal_texture = -1,
                                         .metal_texture = -1,
                                         .occlusion_texture = -1,
                                         .uv_scale = { 1, 1 },
                                         .alpha_cutoff = 0.5f };
    return m->count++;
}

// What only the whole material tells.
static void obj_settle(AssetMaterial *a)
{
    const bool is_black = a->base_rgba[0] + a->base_rgba[1] + a->base_rgba[2] <= 0;
    // Exporters leave the colour black where a picture gives it, and write an opacity of 0 for
    // none.
    for (int i = 0; i < 3 && is_black && a->base_texture >= 0; i++) a->base_rgba[i] = 1;
    if (a->base_rgba[3] <= 0) a->base_rgba[3] = 1;
    if (a->base_rgba[3] < 1) a->alpha = ASSET_ALPHA_BLEND;
    if (a->alpha == ASSET_ALPHA_MASK && a->base_texture < 0) a->alpha = ASSET_ALPHA_OPAQUE;
}

void obj_materials_library(ObjMaterials *m, const char *name, int length)
{
    Err err = { 0 };
    FileMap map = { 0 };
    Arena *arena = &m->build->asset->arena;
    const char *uri = arena_printf(arena, "%.*s", length, name);
    const char *path = asset_build_beside(m->build->desc->path, uri, arena, &err);
    if (!path || !file_map_open(path, &map, &err)) {
        asset_build_problem(m->build, "material file", "%s", err.text);
        return;
    }
    int row = -1;
    const char *c = (const char *)map.bytes;
    const char *end = map.length <= OBJ_LIBRARY_MAX && c ? c + map.length : c;
    while (c && c < end) {
        const char *stop = memchr(c, '\n', (size_t)(end - c));
        ObjLine line = { c, stop ? stop : end };
        const ObjLine word = obj_word(&line);
        if (obj_is(word, "newmtl")) {
            if (row >= 0) obj_settle(&m->rows[row]);
            row = obj_materials_row(m, line.at,
                                    (int)(line.end - line.at < 4096 ? line.end - line.at : 4096));
        } else if (row >= 0)
            obj_property(m, word, line, &m->rows[row]);
        c = stop ? stop + 1 : end;
    }
    if (row >= 0) obj_settle(&m->rows[row]);
    file_map_close(&map);
}

static void obj_picture(int index, void *arg)
{
    ObjMaterials *m = arg;
    asset_build_picture(m->build, m->pictures[index], &m->build->asset->textures[index]);
}

void obj_materials_take(ObjMaterials *m)
{
    Asset *a = m->build->asset;
    a->materials = ARENA_ARRAY(&a->arena, AssetMaterial, m->count + 1);
    a->textures = ARENA_ARRAY(&a->arena, AssetTexture, m->texture_count + 1);
    if (m->count) memcpy(a->materials, m->rows, sizeof *m->rows * (size_t)m->count);
    if (m->texture_count)
        memcpy(a->textures, m->textures, sizeof *m->textures * (size_t)m->texture_count);
    a->material_count = m->count;
    a->texture_count = m->texture_count;
    job_parallel_for(m->build->desc->pool, m->texture_count, obj_picture, m);
}

void obj_materials_finish(ObjMaterials *m)
{
    hashmap_finish(&m->by_name);
    free(m->rows);
    free(m->textures);
    free(m->pictures);
}
