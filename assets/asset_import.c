// SPDX-License-Identifier: Apache-2.0
// asset_import.c - starts the importing process, waits within limits, and takes what it wrote as an
// asset, checking all of it.
#include "assets/asset_import.h"
#include "base/clock.h"
#include "base/file.h"
#include "base/str.h"
#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <spawn.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

enum { ASSET_IMPORT_DESCRIPTOR = 3, ASSET_IMPORT_NAME_MAX = 65535 };
extern char **environ;

// ---- the process ----

typedef struct {
    int result, words; // memory files: what it writes, what it says
    pid_t process;
    double seconds;
    size_t memory;
} AssetImportRun;

static bool asset_import_start(AssetImportRun *run, const char *path, Err *err)
{
    char descriptor[16], memory[32], seconds[32], program[] = "/proc/self/exe",
                                                  word[] = "import-model";
    posix_spawn_file_actions_t files;
    char *name = str_copy(path);
    snprintf(descriptor, sizeof descriptor, "%d", ASSET_IMPORT_DESCRIPTOR);
    snprintf(memory, sizeof memory, "%zu", run->memory);
    snprintf(seconds, sizeof seconds, "%.0f", run->seconds + 1);
    char *arguments[] = { program, word, name, descriptor, memory, seconds, NULL };
    posix_spawn_file_actions_init(&files);
    posix_spawn_file_actions_addopen(&files, STDIN_FILENO, "/dev/null", O_RDONLY, 0);
    posix_spawn_file_actions_addopen(&files, STDOUT_FILENO, "/dev/null", O_WRONLY, 0);
    posix_spawn_file_actions_adddup2(&files, run->words, STDERR_FILENO);
    posix_spawn_file_actions_adddup2(&files, run->result, ASSET_IMPORT_DESCRIPTOR);
    posix_spawn_file_actions_addclosefrom_np(&files, ASSET_IMPORT_DESCRIPTOR + 1);
    const int failed = posix_spawn(&run->process, program, &files, NULL, arguments, environ);
    posix_spawn_file_actions_destroy(&files);
    free(name);
    if (failed) err_set(err, ERR_IO, "read '%s': the importing process does not start", path);
    return !failed;
}

static void asset_import_words(const AssetImportRun *run, char out[240])
{
    char words[240];
    const ssize_t length = pread(run->words, words, sizeof words - 1, 0);
    words[length > 0 ? length : 0] = 0;
    for (char *c = words; *c; c++)
        if ((unsigned char)*c < ' ') *c = ' ';
    str_copy_utf8(out, 240, words);
}

// Waits in steps of 2 ms, so that cancelling and the limit are kept.
static bool asset_import_wait(const AssetImportRun *run, const AssetDesc *desc, Err *err)
{
    const double from_s = clock_monotonic_s();
    char words[240];
    int status = 0;
    for (;;) {
        const pid_t done = waitpid(run->process, &status, WNOHANG);
        if (done == run->process || (done < 0 && errno != EINTR)) break;
        const bool is_late = clock_monotonic_s() - from_s > run->seconds;
        if (is_late || job_is_cancelled(desc->job)) {
            kill(run->process, SIGKILL);
            waitpid(run->process, &status, 0);
            err_set(err, is_late ? ERR_TIMEOUT : ERR_CANCELLED,
                    is_late ? "read '%s': not done after %.0f s; it was given up"
                            : "read '%s': cancelled after less than %.0f s",
                    desc->path, run->seconds);
            return false;
        }
        usleep(2000);
    }
    asset_import_words(run, words);
    if (WIFEXITED(status) && WEXITSTATUS(status) == 0) return true;
    if (WIFEXITED(status) && WEXITSTATUS(status) == 3)
        err_set(err, ERR_FORMAT, "read '%s': %s", desc->path, words[0] ? words : "it is broken");
    else if (WIFSIGNALED(status) && WTERMSIG(status) == SIGXCPU)
        err_set(err, ERR_TIMEOUT, "read '%s': not done after %.0f s; it was given up", desc->path,
                run->seconds);
    else
        err_set(err, ERR_FORMAT,
                "read '%s': the file broke its reader (%s %d), or needs more than %zu MiB",
                desc->path, WIFSIGNALED(status) ? "signal" : "exit",
                WIFSIGNALED(status) ? WTERMSIG(status) : WEXITSTATUS(status), run->memory >> 20);
    return false;
}

// ---- what it wrote ----

typedef struct {
    uint8_t *at, *end;
    bool is_short;
} AssetImportCursor;

// The next length bytes; NULL, and for good, where they are not there.
static void *asset_import_take(AssetImportCursor *c, uint64_t length)
{
    const uint64_t rounded = (length + 7) & ~(uint64_t)7;
    if (c->is_short || rounded < length || rounded > (uint64_t)(c->end - c->at)) {
        c->is_short = true;
        return NULL;
    }
    void *bytes = c->at;
    c->at += rounded;
    return bytes;
}

static const char *asset_import_name(AssetImportCursor *c, uint64_t length, Arena *arena)
{
    const char *bytes = length <= ASSET_IMPORT_NAME_MAX ? asset_import_take(c, length) : NULL;
    if (!bytes) {
        c->is_short = true;
        return "";
    }
    // Names in the encoding of an old machine stay readable where they are ASCII.
    char *name = arena_alloc(arena, length + 1);
    memcpy(name, bytes, length);
    for (size_t i = 0; i < length;) {
        const size_t step = str_utf8_bytes(name + i, length - i);
        if (step == 0) name[i] = '?';
        i += step ? step : 1;
    }
    return name;
}

static void asset_import_pixels(AssetBuild *b, const AssetImportTexture *row, const uint8_t *bgra,
                                AssetTexture *out)
{
    Image image;
    const size_t count = (size_t)row->width * row->height;
    Err err = { 0 };
    if (row->byte_count < count * 4 ||
        !image_init(&image, (int)row->width, (int)row->height, &err)) {
        asset_build_problem(b, "texture", "a packed picture: %s", err.text);
        return;
    }
    for (size_t i = 0; i < count; i++) {
        const uint8_t pixel[4] = { bgra[i * 4 + 2], bgra[i * 4 + 1], bgra[i * 4], bgra[i * 4 + 3] };
        memcpy(image.rgba + i * 4, pixel, 4);
    }
    out->image = image;
}

typedef struct {
    AssetBuild *build;
    const AssetImportTexture **rows;
    const char **names;
    const uint8_t **bytes;
} AssetImportPictures;

static void asset_import_decode(int index, void *arg)
{
    const AssetImportPictures *p = arg;
    AssetTexture *out = &p->build->asset->textures[index];
    const AssetImportTexture *row = p->rows[index];
    out->repeats_s = row->repeats & 1;
    out->repeats_t = row->repeats & 2;
    if (row->width > 0 && row->height > 0 && row->width <= 16384 && row->height <= 16384)
        asset_import_pixels(p->build, row, p->bytes[index], out);
    else if (row->byte_count > 0)
        asset_build_image(p->build, p->bytes[index], row->byte_count, p->names[index], out);
    else
        asset_build_picture(p->build, p->names[index], out);
}

static void asset_import_take_textures(AssetBuild *b, AssetImportCursor *c, uint32_t count)
{
    Asset *a = b->asset;
    Arena *arena = &a->arena;
    AssetImportPictures p = { .build = b,
                              .rows = ARENA_ARRAY(arena, const AssetImportTexture *, count + 1),
                              .names = ARENA_ARRAY(arena, const char *, count + 1),
                              .bytes = ARENA_ARRAY(arena, const uint8_t *, count + 1) };
    a->textures = ARENA_ARRAY(arena, AssetTexture, count + 1);
    for (uint32_t i = 0; i < count; i++) {
        const AssetImportTexture *row = asset_import_take(c, sizeof *row);
        if (!row) return;
        p.rows[i] = row;
        p.names[i] = asset_import_name(c, row->name_length, arena);
        p.bytes[i] = asset_import_take(c, row->byte_count);
    }
    if (c->is_short) return;
    a->texture_count = (int)count;
    job_parallel_for(b->desc->pool, a->texture_count, asset_import_decode, &p);
}

static void asset_import_take_materials(Asset *a, AssetImportCursor *c, uint32_t count)
{
    a->materials = ARENA_ARRAY(&a->arena, AssetMaterial, count + 1);
    for (uint32_t i = 0; i < count; i++) {
        const AssetImportMaterial *row = asset_import_take(c, sizeof *row);
        if (!row) return;
        AssetMaterial *m = &a->materials[i];
        *m = row->material;
        m->name = asset_import_name(c, row->name_length, &a->arena);
        int *const textures[5] = { &m->base_texture, &m->emissive_texture, &m->normal_texture,
                                   &m->metal_texture, &m->occlusion_texture };
        for (int t = 0; t < 5; t++)
            if (*textures[t] < -1 || *textures[t] >= a->texture_count) *textures[t] = -1;
        if (m->alpha > ASSET_ALPHA_BLEND) m->alpha = ASSET_ALPHA_OPAQUE;
    }
    a->material_count = (int)count;
}

static void asset_import_take_meshes(Asset *a, AssetImportCursor *c, uint32_t count)
{
    a->meshes = ARENA_ARRAY(&a->arena, AssetMesh, count + 1);
    for (uint32_t i = 0; i < count; i++) {
        const AssetImportMesh *row = asset_import_take(c, sizeof *row);
        AssetMesh *m = &a->meshes[i];
        if (!row || row->vertex_count > INT32_MAX || row->triangle_count > INT32_MAX / 3) {
            c->is_short = true;
            return;
        }
        const uint64_t n = row->vertex_count, corners = (uint64_t)row->triangle_count * 3;
        m->origin = row->origin;
        m->vertex_count = (int)row->vertex_count;
        m->triangle_count = (int)row->triangle_count;
        m->positions = asset_import_take(c, n * 12);
        if (row->has & 1) m->normals = asset_import_take(c, n * 12);
        if (row->has & 2) m->uv = asset_import_take(c, n * 8);
        if (row->has & 4) m->colours = asset_import_take(c, n * 4);
        m->indices = asset_import_take(c, corners * 4);
        uint32_t most = 0;
        for (uint64_t k = 0; m->indices && k < corners; k++)
            most = m->indices[k] > most ? m->indices[k] : most;
        c->is_short |= corners > 0 && most >= n;
        m->parts = ARENA_ARRAY(&a->arena, AssetPart, 1);
        m->part_count = 1;
        m->parts[0] =
            (AssetPart){ 0, m->triangle_count,
                         row->material >= 0 && row->material < a->material_count ? row->material
                                                                                 : -1 };
        if (c->is_short) return;
    }
    a->mesh_count = (int)count;
}

static void asset_import_take_objects(AssetBuild *b, AssetImportCursor *c,
                                      const AssetImportHead *head, Err *err)
{
    Asset *a = b->asset;
    a->objects = asset_build_block(b, sizeof *a->objects * (size_t)head->object_count, err);
    a->instances = asset_build_block(b, sizeof *a->instances * (size_t)head->instance_count, err);
    c->is_short |= !a->objects || !a->instances;
    for (uint32_t i = 0; i < head->object_count && !c->is_short; i++) {
        const AssetImportObject *row = asset_import_take(c, sizeof *row);
        if (!row || row->parent >= (int32_t)i || row->parent < -1 ||
            row->instance_count > head->instance_count - (uint32_t)a->instance_count) {
            c->is_short = true;
            return;
        }
        const char *name = asset_import_name(c, row->name_length, &a->arena);
        const uint32_t *meshes =
            asset_import_take(c, sizeof(uint32_t) * (uint64_t)row->instance_count);
        const bool has_mesh = row->instance_count > 0;
        a->objects[i] =
            (AssetObject){ .name = name,
                           .type = has_mesh ? "mesh" : "node",
                           .parent = row->parent,
                           .storey = -1,
                           .kind = has_mesh ? ASSET_OBJECT_PLAIN : ASSET_OBJECT_STRUCTURE };
        for (uint32_t k = 0; meshes && k < row->instance_count; k++) {
            if (meshes[k] >= (uint32_t)a->mesh_count) {
                c->is_short = true;
                return;
            }
            a->instances[a->instance_count++] = (AssetInstance){ .mesh = (int)meshes[k],
                                                                 .object = (int)i,
                                                                 .material = -1,
                                                                 .node = -1,
                                                                 .skin = -1,
                                                                 .place = row->place };
        }
        a->object_count = (int)i + 1;
    }
}

static void asset_import_take_problems(Asset *a, AssetImportCursor *c, uint32_t count)
{
    for (uint32_t i = 0; i < count && i < 64 && !c->is_short; i++) {
        const AssetImportProblem *row = asset_import_take(c, sizeof *row);
        if (!row) return;
        const char *kind = asset_import_name(c, row->kind_length, &a->arena);
        const char *text = asset_import_name(c, row->text_length, &a->arena);
        for (uint32_t k = 0; k < row->count && k < 100000 && !c->is_short; k++)
            asset_problem(a, kind, "%s", text);
    }
}

static void asset_import_measure(int index, void *arg)
{
    asset_measure_mesh(&((Asset *)arg)->meshes[index]);
}

static Asset *asset_import_read(AssetBuild *b, int result, Err *err)
{
    struct stat status;
    void *map = MAP_FAILED;
    if (fstat(result, &status) == 0 && status.st_size >= (off_t)sizeof(AssetImportHead))
        map = mmap(NULL, (size_t)status.st_size, PROT_READ | PROT_WRITE, MAP_PRIVATE, result, 0);
    if (map == MAP_FAILED || !asset_build_map(b, map, (size_t)status.st_size, err)) {
        if (map != MAP_FAILED)
            munmap(map, (size_t)status.st_size);
        else
            err_set(err, ERR_FORMAT, "read '%s': its reader wrote nothing", b->desc->path);
        return NULL;
    }
    const AssetImportHead *head = map;
    AssetImportCursor c = { .at = (uint8_t *)map + sizeof *head,
                            .end = (uint8_t *)map + status.st_size };
    // Every row is 16 bytes at least: counts beyond that are lies.
    const uint64_t most = (uint64_t)status.st_size / 16;
    c.is_short = head->magic != ASSET_IMPORT_MAGIC || head->texture_count > most ||
                 head->material_count > most || head->mesh_count > most ||
                 head->object_count > most || head->instance_count > most * 4;
    if (!c.is_short) asset_import_take_textures(b, &c, head->texture_count);
    if (!c.is_short) asset_import_take_materials(b->asset, &c, head->material_count);
    if (!c.is_short) asset_import_take_meshes(b->asset, &c, head->mesh_count);
    if (!c.is_short) asset_import_take_objects(b, &c, head, err);
    if (!c.is_short) asset_import_take_problems(b->asset, &c, head->problem_count);
    if (c.is_short) {
        err_set(err, ERR_FORMAT, "read '%s': its reader was broken by it", b->desc->path);
        return NULL;
    }
    job_parallel_for(b->desc->pool, b->asset->mesh_count, asset_import_measure, b->asset);
    return asset_build_take(b, err);
}

Asset *asset_import(const AssetDesc *desc, const AssetImportLimits *limits, Err *err)
{
    AssetBuild build;
    AssetImportRun run = { .result = -1, .words = -1 };
    Asset *asset = NULL;
    uint64_t size = 0;
    if (!file_stat(desc->path, &size, NULL)) {
        err_set(err, ERR_IO, "open '%s': there is no such file", desc->path);
        return NULL;
    }
    if (!asset_build_init(&build, desc, size, err)) return NULL;
    run.seconds = limits && limits->time_s > 0 ? limits->time_s : 60 + (double)size * 1e-6;
    run.memory =
        limits && limits->memory_max ? limits->memory_max : ((size_t)4 << 30) + (size_t)size * 64;
    run.result = memfd_create("model", MFD_CLOEXEC);
    run.words = memfd_create("words", MFD_CLOEXEC);
    job_progress(desc->job, -1);
    if (run.result < 0 || run.words < 0)
        err_set(err, ERR_MEMORY, "read '%s': no memory file", desc->path);
    else if (asset_import_start(&run, desc->path, err) && asset_import_wait(&run, desc, err))
        asset = asset_import_read(&build, run.result, err);
    if (run.result >= 0) close(run.result);
    if (run.words >= 0) close(run.words);
    asset_build_finish(&build);
    return asset;
}
