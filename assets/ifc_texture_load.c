// SPDX-License-Identifier: Apache-2.0
// ifc_texture_load.c - which pictures a model has, and what maps or makes coordinates of them.
#include "assets/ifc_texture.h"
#include "assets/ifc_build.h"
#include "assets/step_text.h"
#include <string.h>

enum { IFC_TEXTURE_LIST_MAX = 32, IFC_TEXTURE_DEPTH_MAX = 6 };

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
    if (out->kind != IFC_TEXTURE_NONE) hashmap_put(&t->by_id, out->id, (uint64_t)t->count);
    t->count++; // without a picture too: it is told
}

// What coordinates are mapped to: the place of that attribute in each map.
static void ifc_texture_maps(IfcTextures *t, const IfcModel *m)
{
    static const IfcType types[] = { IFCINDEXEDTRIANGLETEXTUREMAP, IFCINDEXEDPOLYGONALTEXTUREMAP,
                                     IFCTEXTUREMAP };
    for (int i = 0; i < 3; i++) {
        int count = 0;
        const int at = ifc_schema_position(&m->schema, types[i], "MappedTo");
        const int32_t *rows = at >= 0 ? ifc_model_rows(m, types[i], &count) : NULL;
        for (int k = 0; k < count; k++) {
            StepArgs args;
            step_file_args(m->file, rows[k], &args);
            const uint32_t id = step_arg_ref(&args, at);
            if (id) hashmap_put(&t->maps, id, m->file->ids[rows[k]]);
            t->has_faces |= id && types[i] == IFCTEXTUREMAP;
        }
    }
}

// Down from a style to the first texture that is known, and what it is known for; 0 = none.
static uint32_t ifc_texture_of_style(const IfcModel *m, const Hashmap *known, uint32_t id,
                                     int depth, uint64_t *of_it)
{
    StepArgs args;
    IfcType type;
    uint32_t ids[IFC_TEXTURE_LIST_MAX], texture = 0;
    if (depth > IFC_TEXTURE_DEPTH_MAX || !ifc_build_args(m, id, &args, &type)) return 0;
    if (ifc_schema_is(&m->schema, type, IFCSURFACETEXTURE))
        return hashmap_get(known, id, of_it) ? id : 0;
    const int list = type == IFCSURFACESTYLE ? 2
                     : type == IFCPRESENTATIONSTYLEASSIGNMENT || type == IFCSURFACESTYLEWITHTEXTURES
                         ? 0
                         : -1;
    const int count = list >= 0 ? step_arg_refs(&args, list, ids, IFC_TEXTURE_LIST_MAX) : 0;
    for (int i = 0; i < count && !texture; i++)
        texture = ifc_texture_of_style(m, known, ids[i], depth + 1, of_it);
    return texture;
}

// The same of an IfcStyledItem, and what it styles (0 = nothing).
static uint32_t ifc_texture_of_styled(const IfcModel *m, const Hashmap *known, int row,
                                      uint32_t *item, uint64_t *of_it)
{
    StepArgs args;
    uint32_t ids[IFC_TEXTURE_LIST_MAX], texture = 0;
    step_file_args(m->file, row, &args);
    *item = step_arg_ref(&args, 0);
    const int styles = *item ? step_arg_refs(&args, 1, ids, IFC_TEXTURE_LIST_MAX) : 0;
    for (int k = 0; k < styles && !texture; k++)
        texture = ifc_texture_of_style(m, known, ids[k], 0, of_it);
    return texture;
}

static void ifc_texture_generators(IfcTextures *t, const IfcModel *m)
{
    Hashmap by_texture = { 0 };
    int count = 0, styled = 0;
    const int maps_at = ifc_schema_position(&m->schema, IFCTEXTURECOORDINATEGENERATOR, "Maps");
    const int32_t *rows =
        maps_at >= 0 ? ifc_model_rows(m, IFCTEXTURECOORDINATEGENERATOR, &count) : NULL;
    for (int i = 0; i < count; i++) {
        StepArgs args;
        uint32_t ids[IFC_TEXTURE_LIST_MAX];
        step_file_args(m->file, rows[i], &args);
        const int textures = step_arg_refs(&args, maps_at, ids, IFC_TEXTURE_LIST_MAX);
        for (int k = 0; k < textures; k++) hashmap_put(&by_texture, ids[k], m->file->ids[rows[i]]);
    }
    rows = by_texture.count ? ifc_model_rows(m, IFCSTYLEDITEM, &styled) : NULL;
    for (int i = 0; i < styled; i++) {
        uint32_t item = 0;
        uint64_t generator = 0;
        if (ifc_texture_of_styled(m, &by_texture, rows[i], &item, &generator))
            hashmap_put(&t->generated, item, generator);
    }
    hashmap_finish(&by_texture);
}

// IFC2X3: an IfcAnnotationSurface joins an item and its coordinates; the picture is that of the
// style of one of the two.
static void ifc_texture_annotations(IfcTextures *t, const IfcModel *m)
{
    static const IfcType styled[] = { IFCSTYLEDITEM, IFCANNOTATIONSURFACEOCCURRENCE };
    Hashmap surfaces = { 0 }; // an annotation to its item
    int count = 0;
    const int32_t *rows = ifc_model_rows(m, IFCANNOTATIONSURFACE, &count);
    for (int i = 0; i < count; i++) {
        StepArgs args, coordinates;
        IfcType type;
        const uint32_t id = m->file->ids[rows[i]];
        step_file_args(m->file, rows[i], &args);
        const uint32_t item = step_arg_ref(&args, 0), map = step_arg_ref(&args, 1);
        if (!item || !map || !ifc_build_args(m, map, &coordinates, &type)) continue;
        Hashmap *to = type == IFCTEXTUREMAP                   ? &t->maps
                      : type == IFCTEXTURECOORDINATEGENERATOR ? &t->generated
                                                              : NULL;
        if (!to) continue;
        hashmap_put(to, item, map);
        hashmap_put(to, id, map);
        hashmap_put(&surfaces, id, item);
        hashmap_put(&surfaces, item, id);
    }
    for (int s = 0; s < 2 && surfaces.count; s++) {
        rows = ifc_model_rows(m, styled[s], &count);
        for (int i = 0; i < count; i++) {
            uint32_t item = 0;
            uint64_t row = 0, other = 0;
            const uint32_t texture = ifc_texture_of_styled(m, &t->by_id, rows[i], &item, &row);
            if (!texture || !hashmap_get(&surfaces, item, &other)) continue;
            hashmap_put(&t->pictures, item, texture);
            hashmap_put(&t->pictures, (uint32_t)other, texture);
        }
    }
    hashmap_finish(&surfaces);
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
    ifc_texture_maps(t, m);
    ifc_texture_generators(t, m);
    ifc_texture_annotations(t, m);
}

void ifc_texture_finish(IfcTextures *t)
{
    hashmap_finish(&t->by_id);
    hashmap_finish(&t->maps);
    hashmap_finish(&t->generated);
    hashmap_finish(&t->pictures);
}
