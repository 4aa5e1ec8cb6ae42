// SPDX-License-Identifier: Apache-2.0
// gltf_file.c - container, JSON, extensions, buffers and views of a glTF file.
#include "assets/gltf_file.h"
#include "assets/gltf_meshopt.h"
#include "base/array.h"
#include <stdlib.h>
#include <string.h>

#define GLTF_JSON_MAX ((size_t)1 << 30)
enum { GLTF_MAGIC = 0x46546C67, GLTF_CHUNK_JSON = 0x4E4F534A, GLTF_CHUNK_BIN = 0x004E4942 };

static const char *const gltf_array_names[GLTF_ARRAY_COUNT] = {
    "accessors", "animations", "bufferViews", "buffers", "images", "materials",
    "meshes",    "nodes",      "samplers",    "scenes",  "skins",  "textures"
};

// What this reader does with an extension: all of it, or so much that the rest may be left out with
// a word. What is in neither list is named once; a file that requires it is refused.
static const char *const gltf_known[] = { "CESIUM_RTC",
                                          "EXT_mesh_gpu_instancing",
                                          "EXT_meshopt_compression",
                                          "EXT_texture_webp",
                                          "KHR_draco_mesh_compression",
                                          "KHR_materials_emissive_strength",
                                          "KHR_materials_ior",
                                          "KHR_materials_specular",
                                          "KHR_materials_pbrSpecularGlossiness",
                                          "KHR_materials_transmission",
                                          "KHR_materials_unlit",
                                          "KHR_materials_variants",
                                          "KHR_mesh_quantization",
                                          "KHR_node_visibility",
                                          "KHR_texture_transform" };
static const char *const gltf_partly[] = { "EXT_mesh_features",
                                           "EXT_structural_metadata",
                                           "KHR_lights_punctual",
                                           "KHR_materials_anisotropy",
                                           "KHR_materials_clearcoat",
                                           "KHR_materials_diffuse_transmission",
                                           "KHR_materials_dispersion",
                                           "KHR_materials_iridescence",
                                           "KHR_materials_sheen",
                                           "KHR_materials_volume",
                                           "KHR_texture_basisu",
                                           "KHR_xmp_json_ld",
                                           "KHR_xmp" };

static bool gltf_is_listed(const Gltf *g, JsonRef name, const char *const *list, size_t count)
{
    for (size_t i = 0; i < count; i++)
        if (json_text_is(&g->json, name, list[i])) return true;
    return false;
}

JsonRef gltf_row(const Gltf *g, GltfArray array, int row)
{
    return row >= 0 && row < g->counts[array] ? g->rows[array][row] : JSON_TAPE_NONE;
}

JsonRef gltf_member(const Gltf *g, JsonRef object, const char *key)
{
    return json_member(&g->json, object, key);
}

JsonRef gltf_extension(const Gltf *g, JsonRef object, const char *name)
{
    return gltf_member(g, gltf_member(g, object, "extensions"), name);
}

int gltf_index(const Gltf *g, JsonRef object, const char *key, GltfArray array)
{
    return (int)json_as_int(&g->json, gltf_member(g, object, key), 0, g->counts[array] - 1, -1);
}

double gltf_number(const Gltf *g, JsonRef object, const char *key, double fallback)
{
    return json_as_number(&g->json, gltf_member(g, object, key), fallback);
}

bool gltf_is(const Gltf *g, JsonRef object, const char *key, const char *text)
{
    return json_text_is(&g->json, gltf_member(g, object, key), text);
}

const char *gltf_text(const Gltf *g, JsonRef object, const char *key, Arena *arena)
{
    const char *text = json_as_text(&g->json, gltf_member(g, object, key), arena);
    return text ? text : "";
}

void *gltf_unpacked(Gltf *g, size_t bytes)
{
    if (bytes > g->build->bytes_max || g->unpacked_bytes > g->build->bytes_max - bytes) return NULL;
    void *block = malloc(bytes ? bytes : 1);
    if (!block || !array_reserve((void **)&g->unpacked, &g->unpacked_cap, g->unpacked_count + 1,
                                 sizeof *g->unpacked)) {
        free(block);
        return NULL;
    }
    g->unpacked[g->unpacked_count++] = block;
    g->unpacked_bytes += bytes;
    return block;
}

// ---- container ----

static uint32_t gltf_u32(const uint8_t *bytes)
{
    return (uint32_t)bytes[0] | (uint32_t)bytes[1] << 8 | (uint32_t)bytes[2] << 16 |
           (uint32_t)bytes[3] << 24;
}

// The JSON chunk, then the first BIN chunk; a file cut short keeps what is there.
static bool gltf_glb(Gltf *g, GltfBytes *json, Err *err)
{
    const uint8_t *bytes = g->map.bytes;
    const size_t length = g->map.length;
    if (length < 20 || gltf_u32(bytes + 4) != 2) {
        err_set(err, length < 20 ? ERR_FORMAT : ERR_UNSUPPORTED,
                "read '%s': a GLB of version 2 was expected", g->desc->path);
        return false;
    }
    bool is_short = gltf_u32(bytes + 8) > length;
    for (size_t at = 12; at + 8 <= length;) {
        const uint32_t kind = gltf_u32(bytes + at + 4);
        size_t size = gltf_u32(bytes + at);
        at += 8;
        if (size > length - at) {
            size = length - at;
            is_short = true;
        }
        if (kind == GLTF_CHUNK_JSON && !json->bytes) *json = (GltfBytes){ bytes + at, size, 0 };
        if (kind == GLTF_CHUNK_BIN && !g->chunk.bytes)
            g->chunk = (GltfBytes){ bytes + at, size, 0 };
        at += (size + 3) & ~(size_t)3;
    }
    if (!json->bytes) {
        err_set(err, ERR_FORMAT, "read '%s': a JSON chunk was expected in the GLB", g->desc->path);
        return false;
    }
    if (is_short)
        asset_build_problem(g->build, "truncated", "the file ends before its %u bytes",
                            gltf_u32(bytes + 8));
    return true;
}

static bool gltf_arrays(Gltf *g, Err *err)
{
    for (int a = 0; a < GLTF_ARRAY_COUNT; a++) {
        const JsonRef array = gltf_member(g, 0, gltf_array_names[a]);
        if (json_type(&g->json, array) != JSON_ARRAY) continue;
        g->rows[a] = ARENA_ARRAY(&g->scratch, JsonRef, json_count(&g->json, array) + 1);
        for (JsonRef i = json_first(&g->json, array); i != JSON_TAPE_NONE;
             i = json_next(&g->json, array, i))
            g->rows[a][g->counts[a]++] = i;
    }
    const JsonRef asset = gltf_member(g, 0, "asset");
    Arena *arena = &g->scratch;
    const char *version = gltf_text(g, asset, "version", arena);
    if (strncmp(version, "2.", 2) == 0) return true;
    err_set(err, version[0] == '1' || !version[0] ? ERR_UNSUPPORTED : ERR_FORMAT,
            "read '%s': glTF version '%s', 2.0 was expected", g->desc->path, version);
    return false;
}

static bool gltf_extensions(Gltf *g, Err *err)
{
    const size_t known = sizeof gltf_known / sizeof *gltf_known;
    const size_t partly = sizeof gltf_partly / sizeof *gltf_partly;
    const JsonRef lists[2] = { gltf_member(g, 0, "extensionsRequired"),
                               gltf_member(g, 0, "extensionsUsed") };
    for (int l = 0; l < 2; l++) {
        for (JsonRef i = json_first(&g->json, lists[l]); i != JSON_TAPE_NONE;
             i = json_next(&g->json, lists[l], i)) {
            if (gltf_is_listed(g, i, gltf_known, known)) continue;
            const char *name = json_as_text(&g->json, i, &g->scratch);
            if (!name) continue;
            const bool is_partly = gltf_is_listed(g, i, gltf_partly, partly);
            if (l == 0 && !is_partly) {
                err_set(err, ERR_UNSUPPORTED,
                        "read '%s': it requires the extension %s, which this program does not know",
                        g->desc->path, name);
                return false;
            }
            if (l == 1)
                asset_build_problem(
                    g->build, is_partly ? "extension left out" : "unknown extension", "%s", name);
        }
    }
    return true;
}

// ---- buffers ----

static int gltf_base64_value(uint8_t c)
{
    if (c >= 'A' && c <= 'Z') return c - 'A';
    if (c >= 'a' && c <= 'z') return c - 'a' + 26;
    if (c >= '0' && c <= '9') return c - '0' + 52;
    if (c == '+' || c == '-') return 62;
    return c == '/' || c == '_' ? 63 : -1;
}

// RFC 4648; spaces and padding are skipped.
static bool gltf_base64(Gltf *g, const char *text, GltfBytes *out, Err *err)
{
    const size_t length = strlen(text);
    uint8_t *bytes = gltf_unpacked(g, length / 4 * 3 + 3);
    uint32_t bits = 0;
    int held = 0;
    size_t put = 0;
    for (size_t i = 0; bytes && i < length; i++) {
        const int value = gltf_base64_value((uint8_t)text[i]);
        if (value < 0 && strchr("=\r\n\t ", text[i])) continue;
        if (value < 0) {
            err_set(err, ERR_FORMAT, "data address: base64 was expected at character %zu", i + 1);
            return false;
        }
        bits = bits << 6 | (uint32_t)value;
        held += 6;
        if (held < 8) continue;
        held -= 8;
        bytes[put++] = (uint8_t)(bits >> held);
    }
    if (!bytes) err_set(err, ERR_MEMORY, "data address: no memory for %zu bytes", length);
    *out = (GltfBytes){ bytes, put, 0 };
    return bytes != NULL;
}

bool gltf_resolve(Gltf *g, const char *uri, GltfBytes *out, Err *err)
{
    if (strncmp(uri, "data:", 5) == 0) {
        const char *comma = strchr(uri, ',');
        if (!comma || comma - uri < 7 || memcmp(comma - 7, ";base64", 7) != 0) {
            err_set(err, ERR_FORMAT, "data address: base64 was expected");
            return false;
        }
        return gltf_base64(g, comma + 1, out, err);
    }
    const char *path = asset_build_beside(g->desc->path, uri, &g->scratch, err);
    FileMap map = { 0 };
    if (!path || !file_map_open(path, &map, err)) return false;
    g->maps[g->map_count++] = map;
    *out = (GltfBytes){ map.bytes, map.length, 0 };
    return true;
}

static void gltf_buffers(Gltf *g)
{
    const int count = g->counts[GLTF_BUFFERS];
    g->buffers = ARENA_ARRAY(&g->scratch, GltfBytes, count + 1);
    // One more a picture: gltf_material.c resolves those.
    g->maps = ARENA_ARRAY(&g->scratch, FileMap, count + g->counts[GLTF_IMAGES] + 1);
    for (int i = 0; i < count; i++) {
        const JsonRef row = gltf_row(g, GLTF_BUFFERS, i);
        const char *uri = json_as_text(&g->json, gltf_member(g, row, "uri"), &g->scratch);
        const int64_t length =
            json_as_int(&g->json, gltf_member(g, row, "byteLength"), 0, INT64_MAX / 2, -1);
        GltfBytes *b = &g->buffers[i];
        Err err = { 0 };
        // A fallback buffer of meshopt has neither bytes nor readers.
        if (!uri && i > 0) continue;
        if (!uri)
            *b = g->chunk;
        else if (!gltf_resolve(g, uri, b, &err)) {
            asset_build_problem(g->build, "buffer", "buffer %d: %s", i, err.text);
            continue;
        }
        if (length < 0 || (uint64_t)length > b->length)
            asset_build_problem(g->build, "buffer", "buffer %d has %zu bytes, %lld were expected",
                                i, b->length, (long long)length);
        else
            b->length = (size_t)length;
    }
}

// The bytes an object with buffer, byteOffset, byteLength and byteStride names; none where it
// reaches past its buffer.
static GltfBytes gltf_cut(const Gltf *g, JsonRef object)
{
    const int buffer = gltf_index(g, object, "buffer", GLTF_BUFFERS);
    const int64_t most = (int64_t)1 << 48;
    const int64_t offset = json_as_int(
        &g->json, gltf_member(g, object, "byteOffset"), 0, most,
        json_type(&g->json, gltf_member(g, object, "byteOffset")) == JSON_NONE ? 0 : -1);
    const int64_t length = json_as_int(&g->json, gltf_member(g, object, "byteLength"), 1, most, -1);
    const int64_t stride = json_as_int(&g->json, gltf_member(g, object, "byteStride"), 1, 65535, 0);
    if (buffer < 0 || offset < 0 || length < 0 || !g->buffers[buffer].bytes ||
        (uint64_t)offset > g->buffers[buffer].length ||
        (uint64_t)length > g->buffers[buffer].length - (uint64_t)offset)
        return (GltfBytes){ 0 };
    return (GltfBytes){ g->buffers[buffer].bytes + offset, (size_t)length, (size_t)stride };
}

typedef struct {
    const Gltf *g;
    GltfBytes packed;
    GltfMeshopt desc;
    int view;
    void *out;
    bool is_done;
} GltfMeshoptJob;

static void gltf_meshopt_run(int index, void *arg)
{
    GltfMeshoptJob *j = (GltfMeshoptJob *)arg + index;
    if (j->out)
        j->is_done = gltf_meshopt_decode(&j->desc, j->packed.bytes, j->packed.length, j->out);
}

// false: the extension says nonsense.
static bool gltf_meshopt_desc(const Gltf *g, JsonRef e, GltfMeshopt *out)
{
    const JsonRef mode = gltf_member(g, e, "mode"), filter = gltf_member(g, e, "filter");
    out->count = (size_t)json_as_int(&g->json, gltf_member(g, e, "count"), 1, INT32_MAX, 0);
    out->stride = (size_t)json_as_int(&g->json, gltf_member(g, e, "byteStride"), 1, 256, 0);
    out->mode = json_text_is(&g->json, mode, "ATTRIBUTES")  ? GLTF_MESHOPT_ATTRIBUTES
                : json_text_is(&g->json, mode, "TRIANGLES") ? GLTF_MESHOPT_TRIANGLES
                : json_text_is(&g->json, mode, "INDICES")   ? GLTF_MESHOPT_INDICES
                                                            : GLTF_MESHOPT_NONE;
    out->filter = json_text_is(&g->json, filter, "OCTAHEDRAL")    ? GLTF_MESHOPT_OCTAHEDRAL
                  : json_text_is(&g->json, filter, "QUATERNION")  ? GLTF_MESHOPT_QUATERNION
                  : json_text_is(&g->json, filter, "EXPONENTIAL") ? GLTF_MESHOPT_EXPONENTIAL
                                                                  : GLTF_MESHOPT_PLAIN;
    return out->mode != GLTF_MESHOPT_NONE && out->count > 0 && out->stride > 0;
}

static void gltf_views(Gltf *g)
{
    const int count = g->counts[GLTF_VIEWS];
    GltfMeshoptJob *jobs = NULL;
    int job_count = 0;
    g->views = ARENA_ARRAY(&g->scratch, GltfBytes, count + 1);
    for (int i = 0; i < count; i++) {
        const JsonRef row = gltf_row(g, GLTF_VIEWS, i);
        const JsonRef meshopt = gltf_extension(g, row, "EXT_meshopt_compression");
        if (meshopt == JSON_TAPE_NONE) {
            g->views[i] = gltf_cut(g, row);
            continue;
        }
        if (!jobs) jobs = ARENA_ARRAY(&g->scratch, GltfMeshoptJob, count);
        GltfMeshoptJob *j = &jobs[job_count++];
        *j = (GltfMeshoptJob){ .g = g, .packed = gltf_cut(g, meshopt), .view = i };
        if (j->packed.bytes && gltf_meshopt_desc(g, meshopt, &j->desc))
            j->out = gltf_unpacked(g, j->desc.count * j->desc.stride);
    }
    job_parallel_for(g->desc->pool, job_count, gltf_meshopt_run, jobs);
    for (int i = 0; i < job_count; i++) {
        const GltfMeshoptJob *j = &jobs[i];
        if (j->is_done)
            g->views[j->view] =
                (GltfBytes){ j->out, j->desc.count * j->desc.stride, j->desc.stride };
        else
            asset_build_problem(g->build, "meshopt", "view %d: its packed bytes are broken",
                                j->view);
    }
}

bool gltf_open(Gltf *g, AssetBuild *build, Err *err)
{
    *g = (Gltf){ .desc = build->desc, .build = build };
    if (!file_map_open(g->desc->path, &g->map, err)) return false;
    GltfBytes json = { 0 };
    if (g->map.length >= 4 && gltf_u32(g->map.bytes) == GLTF_MAGIC) {
        if (!gltf_glb(g, &json, err)) return false;
    } else
        json = (GltfBytes){ g->map.bytes, g->map.length, 0 };
    if (json.length > GLTF_JSON_MAX) {
        err_set(err, ERR_RANGE, "read '%s': %zu bytes of JSON, at most 1 GiB was expected",
                g->desc->path, json.length);
        return false;
    }
    if (!json_tape_read(&g->json, (const char *)json.bytes, json.length, err)) {
        err_prefix(err, "read '%s'", g->desc->path);
        return false;
    }
    if (!gltf_arrays(g, err) || !gltf_extensions(g, err)) return false;
    gltf_buffers(g);
    gltf_views(g);
    return true;
}

void gltf_close(Gltf *g)
{
    for (int i = 0; i < g->unpacked_count; i++) free(g->unpacked[i]);
    free(g->unpacked);
    for (int i = 0; i < g->map_count; i++) file_map_close(&g->maps[i]);
    json_tape_finish(&g->json);
    file_map_close(&g->map);
    arena_finish(&g->scratch);
    *g = (Gltf){ 0 };
}
