// SPDX-License-Identifier: Apache-2.0
// asset_build.c - large arrays, problems, files beside the model, exact boxes.
#include "assets/asset_build.h"
#include "base/array.h"
#include "base/file.h"
#include <float.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>

#define ASSET_BUILD_HUGE_BYTES ((size_t)2 << 20)
#define ASSET_BUILD_EXACT_VERTICES 8000000

const DPlace asset_place_unit = { { 1, 0, 0 }, { 0, 1, 0 }, { 0, 0, 1 }, { 0, 0, 0 } };
const DPlace asset_place_z_up = { { 1, 0, 0 }, { 0, 0, 1 }, { 0, -1, 0 }, { 0, 0, 0 } };

static void asset_owned_finish(Asset *asset)
{
    AssetOwned *owned = (AssetOwned *)asset;
    for (int i = 0; i < owned->block_count; i++) free(owned->blocks[i]);
    free(owned->blocks);
    if (owned->map) munmap(owned->map, owned->map_bytes);
    owned->map = NULL;
    owned->blocks = NULL;
    owned->block_count = 0;
}

bool asset_build_init(AssetBuild *b, const AssetDesc *desc, size_t file_bytes, Err *err)
{
    const size_t least = (size_t)1 << 30;
    const size_t grown = file_bytes < SIZE_MAX / 64 ? file_bytes * 64 : SIZE_MAX;
    AssetOwned *owned = calloc(1, sizeof *owned);
    *b = (AssetBuild){ .desc = desc, .bytes_max = grown > least ? grown : least };
    if (desc->bytes_max) b->bytes_max = desc->bytes_max;
    if (!owned) {
        err_set(err, ERR_MEMORY, "read '%s': no memory", desc->path);
        return false;
    }
    owned->asset.finish = asset_owned_finish;
    b->asset = &owned->asset;
    pthread_mutex_init(&b->lock, NULL);
    return true;
}

void asset_build_finish(AssetBuild *b)
{
    asset_destroy(b->asset);
    pthread_mutex_destroy(&b->lock);
    *b = (AssetBuild){ 0 };
}

void asset_build_problem(AssetBuild *b, const char *kind, const char *format, ...)
{
    char text[480];
    va_list arguments;
    va_start(arguments, format);
    vsnprintf(text, sizeof text, format, arguments);
    va_end(arguments);
    pthread_mutex_lock(&b->lock);
    asset_problem(b->asset, kind, "%s", text);
    pthread_mutex_unlock(&b->lock);
}

static bool asset_build_spend(AssetBuild *b, size_t bytes)
{
    pthread_mutex_lock(&b->lock);
    const bool is_left = bytes <= b->bytes_max - b->bytes;
    if (is_left) b->bytes += bytes;
    pthread_mutex_unlock(&b->lock);
    return is_left;
}

static bool asset_build_limit(AssetBuild *b, size_t bytes, Err *err)
{
    if (asset_build_spend(b, bytes)) return true;
    err_set(err, ERR_MEMORY, "read '%s': it needs more than the %zu MiB it may have", b->desc->path,
            b->bytes_max >> 20);
    return false;
}

bool asset_build_keep(AssetBuild *b, void *heap, size_t bytes, Err *err)
{
    AssetOwned *o = (AssetOwned *)b->asset;
    if (!heap) return true;
    if (asset_build_limit(b, bytes, err)) {
        if (array_reserve((void **)&o->blocks, &o->block_cap, o->block_count + 1,
                          sizeof *o->blocks)) {
            o->blocks[o->block_count++] = heap;
            return true;
        }
        err_set(err, ERR_MEMORY, "read '%s': no memory", b->desc->path);
    }
    free(heap);
    return false;
}

void *asset_build_block(AssetBuild *b, size_t bytes, Err *err)
{
    void *block = NULL;
    if (bytes > b->bytes_max) {
        asset_build_limit(b, bytes, err);
        return NULL;
    }
    if (bytes >= 4 * ASSET_BUILD_HUGE_BYTES) {
        // Large pages: fewer first touches.
        const size_t rounded = (bytes + ASSET_BUILD_HUGE_BYTES - 1) & ~(ASSET_BUILD_HUGE_BYTES - 1);
        block = aligned_alloc(ASSET_BUILD_HUGE_BYTES, rounded);
        if (block) madvise(block, rounded, MADV_HUGEPAGE);
    } else
        block = malloc(bytes ? bytes : 1);
    if (!block) {
        err_set(err, ERR_MEMORY, "read '%s': no memory for %zu bytes", b->desc->path, bytes);
        return NULL;
    }
    return asset_build_keep(b, block, bytes, err) ? block : NULL;
}

bool asset_build_map(AssetBuild *b, void *map, size_t bytes, Err *err)
{
    AssetOwned *o = (AssetOwned *)b->asset;
    if (!asset_build_limit(b, bytes, err)) return false;
    o->map = map;
    o->map_bytes = bytes;
    return true;
}

void asset_build_image(AssetBuild *b, const void *bytes, size_t length, const char *name,
                       AssetTexture *out)
{
    Err err = { 0 };
    Image image = { 0 };
    if (!image_decode(bytes, length, &image, &err)) {
        asset_build_problem(b, "texture", "picture '%s': %s", name, err.text);
    } else if (!asset_build_spend(b, (size_t)image.width * (size_t)image.height * 4)) {
        asset_build_problem(b, "texture", "picture '%s': the model's %zu MiB are used up", name,
                            b->bytes_max >> 20);
        image_finish(&image);
    } else
        out->image = image;
}

DPlace asset_place_multiply(const DPlace *a, const DPlace *b)
{
    const DPlace turn = { a->x_axis, a->y_axis, a->z_axis, { 0, 0, 0 } };
    return (DPlace){ dplace_point(&turn, b->x_axis), dplace_point(&turn, b->y_axis),
                     dplace_point(&turn, b->z_axis), dplace_point(a, b->origin) };
}

// Boxes stay boxes where each axis runs along one of the parent's.
static bool asset_place_is_upright(const DPlace *p)
{
    const DVec3 axes[3] = { p->x_axis, p->y_axis, p->z_axis };
    for (int i = 0; i < 3; i++)
        if ((axes[i].x != 0) + (axes[i].y != 0) + (axes[i].z != 0) > 1) return false;
    return true;
}

static void asset_build_widen(const AssetMesh *m, const DPlace *place, DVec3 *min, DVec3 *max)
{
    for (int i = 0; i < m->vertex_count; i++) {
        const float *v = m->positions + (size_t)i * 3;
        const DVec3 p = dplace_point(
            place, dvec_add(m->origin, (DVec3){ (double)v[0], (double)v[1], (double)v[2] }));
        min->x = fmin(min->x, p.x), min->y = fmin(min->y, p.y), min->z = fmin(min->z, p.z);
        max->x = fmax(max->x, p.x), max->y = fmax(max->y, p.y), max->z = fmax(max->z, p.z);
    }
}

// asset_measure takes the corners of the meshes' boxes, which is too large where they stand
// obliquely: those objects are boxed by their vertices, as many as a tenth of a second allows.
static void asset_build_boxes(Asset *a)
{
    int64_t vertices_left = ASSET_BUILD_EXACT_VERTICES;
    for (int i = 0; i < a->instance_count;) {
        int stop = i, oblique = 0;
        int64_t vertices = 0;
        for (; stop < a->instance_count && a->instances[stop].object == a->instances[i].object;
             stop++) {
            oblique += !asset_place_is_upright(&a->instances[stop].place);
            vertices += a->meshes[a->instances[stop].mesh].vertex_count;
        }
        AssetObject *object = &a->objects[a->instances[i].object];
        if (oblique > 0 && vertices <= vertices_left) {
            vertices_left -= vertices;
            object->min = (DVec3){ DBL_MAX, DBL_MAX, DBL_MAX };
            object->max = dvec_scale(object->min, -1);
            for (int k = i; k < stop; k++)
                asset_build_widen(&a->meshes[a->instances[k].mesh], &a->instances[k].place,
                                  &object->min, &object->max);
        }
        i = stop;
    }
}

Asset *asset_build_take(AssetBuild *b, Err *err)
{
    Asset *a = b->asset;
    asset_build_boxes(a);
    asset_measure(a);
    if (a->triangle_count == 0) {
        if (a->problem_count)
            err_set(err, ERR_FORMAT, "read '%s': no triangle; %s", b->desc->path,
                    a->problems[0].text);
        else
            err_set(err, ERR_FORMAT, "read '%s': no triangle in it", b->desc->path);
        return NULL;
    }
    a->bytes = b->bytes + a->arena.used_bytes;
    b->asset = NULL;
    return a;
}

static int asset_hex(char c)
{
    return c >= '0' && c <= '9'   ? c - '0'
           : c >= 'A' && c <= 'F' ? c - 'A' + 10
           : c >= 'a' && c <= 'f' ? c - 'a' + 10
                                  : -1;
}

char *asset_build_beside(const char *model_path, const char *uri, Arena *arena, Err *err)
{
    char *name = arena_alloc(arena, strlen(uri) + 1);
    size_t put = 0;
    for (const char *c = uri; *c; c++) {
        const int high = *c == '%' ? asset_hex(c[1]) : -1, low = high >= 0 ? asset_hex(c[2]) : -1;
        const char plain = low >= 0 ? (char)(high * 16 + low) : *c;
        if (low >= 0) c += 2;
        if (plain == 0) break;
        name[put++] = plain == '\\' ? '/' : plain;
    }
    bool climbs = name[0] == '/' || name[0] == 0;
    for (const char *part = name; part; part = strchr(part, '/'), part = part ? part + 1 : NULL)
        climbs |= strcspn(part, "/") == 2 && part[0] == '.' && part[1] == '.';
    // "http://…", "file:…", "C:…".
    if (climbs || strchr(name, ':')) {
        err_set(err, ERR_FORMAT, "'%s': only files beside the model or below it are read", uri);
        return NULL;
    }
    const char *slash = strrchr(model_path, '/');
    return slash ? arena_printf(arena, "%.*s/%s", (int)(slash - model_path), model_path, name)
                 : name;
}

void asset_build_picture(AssetBuild *b, const char *path, AssetTexture *out)
{
    Err err = { 0 };
    Arena scratch = { 0 };
    FileMap map = { 0 };
    const char *tail = path;
    for (const char *c = path; *c; c++)
        if (*c == '/' || *c == '\\') tail = c + 1;
    const char *found = asset_build_beside(b->desc->path, path, &scratch, &err);
    if (!found || !file_exists(found)) {
        const char *beside = asset_build_beside(b->desc->path, tail, &scratch, NULL);
        if (beside && (file_exists(beside) || !found)) found = beside;
    }
    if (found && file_map_open(found, &map, &err)) {
        asset_build_image(b, map.bytes, map.length, path, out);
        file_map_close(&map);
    } else
        asset_build_problem(b, "texture", "%s", err.text);
    arena_finish(&scratch);
}
