// SPDX-License-Identifier: Apache-2.0
// ifc_texture.c - pictures on face sets and the coordinates of every corner.
#include "assets/ifc_texture.h"
#include "assets/ifc_build.h"
#include "assets/step_text.h"
#include <string.h>

static int ifc_texture_hex(char c)
{
    return c >= '0' && c <= '9'   ? c - '0'
           : c >= 'A' && c <= 'F' ? c - 'A' + 10
           : c >= 'a' && c <= 'f' ? c - 'a' + 10
                                  : -1;
}

// ISO 10303-21: a digit that counts unused bits, then hexadecimal digits.
static size_t ifc_texture_bytes(StepText text, uint8_t *out)
{
    size_t count = 0;
    for (uint32_t i = 1; i + 1 < text.length; i += 2) {
        const int high = ifc_texture_hex(text.text[i]), low = ifc_texture_hex(text.text[i + 1]);
        if (high < 0 || low < 0) break;
        out[count++] = (uint8_t)(high << 4 | low);
    }
    return count;
}

static void ifc_texture_pixels(const IfcSchemaTable *t, const StepArgs *args, Arena *arena,
                               IfcTexture *out)
{
    int64_t size[3] = { 0 };
    const int width = ifc_schema_position(t, IFCPIXELTEXTURE, "Width");
    for (int i = 0; i < 3; i++) step_arg_int(args, width + i, &size[i]);
    StepCursor list;
    StepToken token;
    if (size[0] < 1 || size[0] > 16384 || size[1] < 1 || size[1] > 16384 || size[2] < 1 ||
        size[2] > 4 || !step_arg_list(args, width + 3, &list))
        return;
    // As many pixels as the text holds, never as many as it claims.
    const size_t wanted = (size_t)(size[0] * size[1] * size[2]),
                 given = (size_t)(args->end - args->at[width + 3]) / 2 + 1;
    if (given < wanted) return;
    out->bytes = arena_alloc(arena, given);
    while (out->length + 4 <= given && step_next(&list, &token) == STEP_BINARY &&
           token.text.length <= 9) {
        out->length += ifc_texture_bytes(token.text, (uint8_t *)out->bytes + out->length);
    }
    if (out->length < wanted) return;
    out->kind = IFC_TEXTURE_PIXELS;
    out->width = (int)size[0];
    out->height = (int)size[1];
    out->components = (int)size[2];
}

static void ifc_texture_read(IfcTextures *t, const IfcModel *m, int row, IfcType type, Arena *arena)
{
    StepArgs args;
    IfcTexture *out = &t->rows[t->count];
    step_file_args(m->file, row, &args);
    *out = (IfcTexture){ .id = m->file->ids[row],
                         .url = "",
                         .format = "",
                         .repeats_s = step_arg_bool(&args, 0, true),
                         .repeats_t = step_arg_bool(&args, 1, true) };
    const int at =
        ifc_schema_attribute_count(&m->schema, type) - 1; // the last attribute: address or code
    if (type == IFCIMAGETEXTURE) {
        const char *url = step_text_copy(m->file, step_arg_string(&args, at), arena);
        out->kind = url && url[0] ? IFC_TEXTURE_FILE : IFC_TEXTURE_NONE;
        out->url = url ? url : "";
    } else if (type == IFCBLOBTEXTURE) {
        StepToken token;
        const char *format = step_text_copy(m->file, step_arg_string(&args, at - 1), arena);
        out->format = format ? format : "";
        if (step_arg(&args, at, &token) == STEP_BINARY) {
            out->bytes = arena_alloc(arena, token.text.length / 2 + 1);
            out->length = ifc_texture_bytes(token.text, (uint8_t *)out->bytes);
            if (out->length) out->kind = IFC_TEXTURE_PACKED;
        }
    } else
        ifc_texture_pixels(&m->schema, &args, arena, out);
    if (out->kind != IFC_TEXTURE_NONE && hashmap_put(&t->by_id, out->id, (uint64_t)t->count))
        t->count++;
}

void ifc_texture_load(IfcTextures *t, const IfcModel *m, Arena *arena)
{
    static const IfcType types[] = { IFCIMAGETEXTURE, IFCBLOBTEXTURE, IFCPIXELTEXTURE };
    int count = 0, total = 0;
    *t = (IfcTextures){ 0 };
    for (int i = 0; i < 3; i++) {
        ifc_model_rows(m, types[i], &count);
        total += count;
    }
    if (total == 0) return;
    t->rows = ARENA_ARRAY(arena, IfcTexture, total);
    for (int i = 0; i < 3; i++) {
        const int32_t *rows = ifc_model_rows(m, types[i], &count);
        for (int k = 0; k < count; k++) ifc_texture_read(t, m, rows[k], types[i], arena);
    }
    const int32_t *rows = ifc_model_rows(m, IFCINDEXEDTRIANGLETEXTUREMAP, &count);
    for (int i = 0; i < count; i++) {
        StepArgs args;
        step_file_args(m->file, rows[i], &args);
        hashmap_put(&t->maps, step_arg_ref(&args, 1), m->file->ids[rows[i]]);
    }
}

void ifc_texture_finish(IfcTextures *t)
{
    hashmap_finish(&t->by_id);
    hashmap_finish(&t->maps);
}

// What the map and the face set say, read once.
typedef struct {
    const double *uv, *corners, *points; // numbers of the lists; corners and points count from 1
    const DVec3 *coordinates;
    int uv_count, corner_count, point_count, coordinate_count;
} IfcTextureLists;

static bool ifc_texture_lists(IfcReader *r, uint32_t item, const StepArgs *map,
                              IfcTextureLists *out)
{
    StepArgs face_set, vertices;
    IfcType type, vertex_type;
    const IfcSchemaTable *t = &r->m->schema;
    if (!ifc_reader_args(r, item, &face_set, &type, NULL) || type != IFCTRIANGULATEDFACESET ||
        !ifc_reader_args(r, step_arg_ref(map, 2), &vertices, &vertex_type, NULL) ||
        vertex_type != IFCTEXTUREVERTEXLIST) {
        return false;
    }
    // Points renumbered through PnIndex are left to the colour.
    if (!step_arg_is_null(&face_set, ifc_schema_position(t, type, "PnIndex"))) return false;
    out->coordinates =
        ifc_reader_point_list(r, step_arg_ref(&face_set, 0), &out->coordinate_count, NULL);
    out->points = ifc_reader_reals(r, &face_set, ifc_schema_position(t, type, "CoordIndex"),
                                   &out->point_count);
    out->uv = ifc_reader_reals(r, &vertices, 0, &out->uv_count);
    out->corners =
        step_arg_is_null(map, 3) ? out->points : ifc_reader_reals(r, map, 3, &out->corner_count);
    if (step_arg_is_null(map, 3)) out->corner_count = out->point_count;
    if (!out->coordinates || !out->points || !out->uv || !out->corners ||
        out->corner_count != out->point_count)
        return false;
    for (int i = 0; i < out->point_count; i++) {
        if (!(out->points[i] >= 1 && out->points[i] <= out->coordinate_count) ||
            !(out->corners[i] >= 1 && out->corners[i] <= out->uv_count / 2))
            return false;
    }
    return true;
}

bool ifc_texture_place(IfcReader *r, const IfcTextures *t, uint32_t item, const KernelMesh *mesh,
                       KernelMesh *out, float **uv, int *texture)
{
    uint64_t map_id = 0, row = 0;
    StepArgs map;
    IfcType type;
    uint32_t first = 0;
    IfcTextureLists lists = { 0 };
    if (!mesh->faces || !hashmap_get(&t->maps, item, &map_id) ||
        !ifc_reader_args(r, (uint32_t)map_id, &map, &type, NULL) ||
        step_arg_refs(&map, 0, &first, 1) != 1 || !hashmap_get(&t->by_id, first, &row) ||
        !ifc_texture_lists(r, item, &map, &lists)) {
        return false;
    }
    const int corners = mesh->triangle_count * 3;
    *out = (KernelMesh){ .point_count = corners, .triangle_count = mesh->triangle_count };
    out->points = ARENA_ARRAY(&r->tree, DVec3, corners + 1);
    out->indices = ARENA_ARRAY(&r->tree, uint32_t, corners + 1);
    *uv = ARENA_ARRAY(&r->tree, float, (size_t)corners * 2 + 2);
    for (int i = 0; i < corners; i++) {
        const int32_t face = mesh->faces[i / 3];
        if (face < 0 || (int64_t)face * 3 + 2 >= lists.point_count) return false;
        out->points[i] = mesh->points[mesh->indices[i]];
        out->indices[i] = (uint32_t)i;
        // Triangles may have been turned: a corner is known by its place.
        int best = 0;
        double best_distance = INFINITY;
        for (int k = 0; k < 3; k++) {
            const DVec3 given = lists.coordinates[(int)lists.points[face * 3 + k] - 1];
            const double distance = dvec_length(dvec_sub(given, out->points[i]));
            if (distance >= best_distance) continue;
            best_distance = distance;
            best = k;
        }
        const int at = ((int)lists.corners[face * 3 + best] - 1) * 2;
        (*uv)[i * 2] = (float)lists.uv[at];
        (*uv)[i * 2 + 1] = (float)lists.uv[at + 1];
    }
    *texture = (int)row;
    return true;
}
