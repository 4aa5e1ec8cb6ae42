// SPDX-License-Identifier: Apache-2.0
// asset.c - finds a model's reader by its extension; what all readers share: boxes, counts,
// closedness, problems, freeing.
#include "assets/asset.h"
#include <assert.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

// Whether a word stands in a list parted by blanks; any case.
static bool asset_is_listed(const char *list, const char *word)
{
    const size_t length = strlen(word);
    for (const char *at = list; *at;) {
        const size_t span = strcspn(at, " ");
        if (span == length && strncasecmp(at, word, length) == 0) return true;
        at += span;
        at += strspn(at, " ");
    }
    return false;
}

const AssetFormat *asset_format_of(const char *path)
{
    const char *extension = path ? file_extension(path) : "";
    for (int i = 0; i < asset_table_count && extension[0]; i++)
        if (asset_is_listed(asset_table[i]->extensions, extension)) return asset_table[i];
    return NULL;
}

Asset *asset_load(const AssetDesc *desc, Err *err)
{
    const AssetFormat *format = asset_format_of(desc->path);
    if (!format) {
        err_set(err, ERR_UNSUPPORTED, "'%s' is no model of a known format", desc->path);
        return NULL;
    }
    uint64_t size = 0;
    if (!file_stat(desc->path, &size, NULL)) {
        err_set(err, ERR_IO, "open model '%s': there is no such file", desc->path);
        return NULL;
    }
    if (desc->bytes_max > 0 && size > desc->bytes_max) {
        err_set(err, ERR_MEMORY, "'%s' has %.0f MB, %.0f MB are left", desc->path,
                (double)size / 1e6, (double)desc->bytes_max / 1e6);
        return NULL;
    }
    Asset *asset = format->load(desc, err);
    if (asset && desc->bytes_max > 0 && asset->bytes > desc->bytes_max) {
        err_set(err, ERR_MEMORY, "'%s' needs %.0f MB, %.0f MB are left", desc->path,
                (double)asset->bytes / 1e6, (double)desc->bytes_max / 1e6);
        asset_destroy(asset);
        return NULL;
    }
    return asset;
}

int asset_material_map(const AssetMaterial *m, AssetMap map)
{
    const int rows[ASSET_MAP_COUNT] = { m->normal_texture, m->metal_texture, m->occlusion_texture,
                                        m->emissive_texture };
    return rows[map];
}

void asset_destroy(Asset *asset)
{
    if (!asset) return;
    if (asset->finish) asset->finish(asset);
    for (int i = 0; i < asset->texture_count; i++) image_finish(&asset->textures[i].image);
    ifc_model_destroy(asset->ifc);
    arena_finish(&asset->arena);
    free(asset);
}

static uint64_t asset_mix(uint64_t value)
{
    value = (value ^ (value >> 31)) * 0x7fb5d329728ea185u;
    value = (value ^ (value >> 27)) * 0x81dadef4bc2dd44du;
    return value ^ (value >> 33);
}

// Of a point: equal points of different vertices have one; -0 is 0.
static uint64_t asset_point_hash(const float *p)
{
    uint64_t hash = 0x9e3779b97f4a7c15u;
    for (int k = 0; k < 3; k++) {
        const float value = p[k] + 0.0f;
        uint32_t bits = 0;
        memcpy(&bits, &value, sizeof bits);
        hash = asset_mix(hash + bits);
    }
    return hash;
}

// Edges a to b add what edges b to a take away, so a surface in which each is matched sums to
// nothing; the odds of another doing so are 2^-64.
static bool asset_is_closed(const AssetMesh *mesh)
{
    uint64_t sum = 0;
    for (int t = 0; t < mesh->triangle_count; t++) {
        uint64_t hash[3];
        for (int k = 0; k < 3; k++)
            hash[k] = asset_point_hash(mesh->positions + (size_t)mesh->indices[t * 3 + k] * 3);
        for (int k = 0; k < 3; k++) {
            const uint64_t a = hash[k], b = hash[(k + 1) % 3];
            sum += asset_mix(a * 3 + b) - asset_mix(b * 3 + a);
        }
    }
    return mesh->triangle_count > 0 && sum == 0;
}

void asset_measure_mesh(AssetMesh *mesh)
{
    for (int k = 0; k < 3; k++) mesh->box_min_m[k] = mesh->box_max_m[k] = 0;
    for (int i = 0; i < mesh->vertex_count; i++) {
        for (int k = 0; k < 3; k++) {
            const float value = mesh->positions[(size_t)i * 3 + k];
            if (i == 0 || value < mesh->box_min_m[k]) mesh->box_min_m[k] = value;
            if (i == 0 || value > mesh->box_max_m[k]) mesh->box_max_m[k] = value;
        }
    }
    mesh->is_closed = asset_is_closed(mesh);
}

static void asset_widen(DVec3 *min, DVec3 *max, DVec3 point)
{
    *min = (DVec3){ fmin(min->x, point.x), fmin(min->y, point.y), fmin(min->z, point.z) };
    *max = (DVec3){ fmax(max->x, point.x), fmax(max->y, point.y), fmax(max->z, point.z) };
}

static const DVec3 asset_empty_min = { INFINITY, INFINITY, INFINITY },
                   asset_empty_max = { -INFINITY, -INFINITY, -INFINITY };

// The corners of the mesh's box where it stands.
static void asset_widen_by_instance(const Asset *asset, const AssetInstance *instance, DVec3 *min,
                                    DVec3 *max)
{
    const AssetMesh *mesh = &asset->meshes[instance->mesh];
    if (mesh->vertex_count == 0) return;
    for (int corner = 0; corner < 8; corner++) {
        const DVec3 local = { (double)(corner & 1 ? mesh->box_max_m[0] : mesh->box_min_m[0]),
                              (double)(corner & 2 ? mesh->box_max_m[1] : mesh->box_min_m[1]),
                              (double)(corner & 4 ? mesh->box_max_m[2] : mesh->box_min_m[2]) };
        asset_widen(min, max, dplace_point(&instance->place, dvec_add(mesh->origin, local)));
    }
}

static bool asset_is_drawn(const AssetObject *object)
{
    return object->kind != ASSET_OBJECT_SPACE && object->kind != ASSET_OBJECT_OPENING;
}

void asset_measure(Asset *asset)
{
    for (int i = 0; i < asset->object_count; i++) {
        asset->objects[i].first_instance = asset->objects[i].instance_count = 0;
        if (asset->objects[i].min.x < asset->objects[i].max.x) continue; // the reader knows better
        asset->objects[i].min = asset_empty_min;
        asset->objects[i].max = asset_empty_max;
    }
    asset->min = asset_empty_min;
    asset->max = asset_empty_max;
    asset->triangle_count = 0;
    for (int i = 0; i < asset->instance_count; i++) {
        const AssetInstance *instance = &asset->instances[i];
        AssetObject *object = &asset->objects[instance->object];
        assert(i == 0 || instance->object >= asset->instances[i - 1].object);
        if (object->instance_count++ == 0) object->first_instance = i;
        if (asset_is_drawn(object))
            asset->triangle_count += asset->meshes[instance->mesh].triangle_count;
    }
    for (int i = 0; i < asset->object_count; i++) {
        AssetObject *object = &asset->objects[i];
        if (!(object->min.x < object->max.x)) {
            for (int k = 0; k < object->instance_count; k++)
                asset_widen_by_instance(asset, &asset->instances[object->first_instance + k],
                                        &object->min, &object->max);
        }
        if (!asset_is_drawn(object) || !(object->min.x <= object->max.x)) continue;
        asset_widen(&asset->min, &asset->max, object->min);
        asset_widen(&asset->min, &asset->max, object->max);
    }
}

void asset_problem(Asset *asset, const char *kind, const char *format, ...)
{
    for (int i = 0; i < asset->problem_count; i++) {
        if (strcmp(asset->problems[i].kind, kind) != 0) continue;
        asset->problems[i].count++;
        return;
    }
    if ((asset->problem_count & (asset->problem_count - 1)) == 0) { // full at 0, 1, 2, 4, …
        const int cap = asset->problem_count > 0 ? asset->problem_count * 2 : 1;
        AssetProblem *grown = ARENA_ARRAY(&asset->arena, AssetProblem, cap);
        if (asset->problem_count > 0)
            memcpy(grown, asset->problems, sizeof *grown * (size_t)asset->problem_count);
        asset->problems = grown;
    }
    char text[504];
    va_list args;
    va_start(args, format);
    vsnprintf(text, sizeof text, format, args);
    va_end(args);
    asset->problems[asset->problem_count++] =
        (AssetProblem){ .kind = arena_strdup(&asset->arena, kind),
                        .text = arena_strdup(&asset->arena, text),
                        .count = 1 };
}
