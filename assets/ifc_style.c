// SPDX-License-Identifier: Apache-2.0
// ifc_style.c - colours of representation items, materials and single faces.
#include "assets/ifc_style.h"
#include "assets/ifc_build.h"

enum { IFC_STYLE_DEPTH_MAX = 6, IFC_STYLE_LIST_MAX = 32 };

static uint32_t ifc_style_byte(double share)
{
    return share <= 0 ? 0u : share >= 1 ? 255u : (uint32_t)(share * 255 + 0.5);
}

static bool ifc_style_rgb(const IfcModel *m, uint32_t id, uint32_t *out)
{
    StepArgs args;
    IfcType type;
    double rgb[3] = { 0 };
    if (!ifc_build_args(m, id, &args, &type) || type != IFCCOLOURRGB) return false;
    for (int i = 0; i < 3; i++) step_arg_real(&args, 1 + i, &rgb[i]);
    *out =
        ifc_style_byte(rgb[0]) << 24 | ifc_style_byte(rgb[1]) << 16 | ifc_style_byte(rgb[2]) << 8;
    return true;
}

// Down from a style or a list of styles to the first surface colour; 0 when there is none.
static uint32_t ifc_style_colour(const IfcModel *m, uint32_t id, int depth)
{
    StepArgs args;
    IfcType type;
    uint32_t ids[IFC_STYLE_LIST_MAX], rgb = 0;
    if (depth > IFC_STYLE_DEPTH_MAX || !ifc_build_args(m, id, &args, &type)) return 0;
    int list = -1;
    switch (type) {
    case IFCPRESENTATIONSTYLEASSIGNMENT: list = 0; break;
    case IFCSURFACESTYLE: list = 2; break;
    case IFCSURFACESTYLESHADING:
    case IFCSURFACESTYLERENDERING: {
        double transparency = 0;
        if (!ifc_style_rgb(m, step_arg_ref(&args, 0), &rgb)) return 0;
        step_arg_real(&args, 1, &transparency);
        const uint32_t alpha = 255 - ifc_style_byte(transparency);
        return rgb | (alpha ? alpha : 1); // wholly clear glass still is something
    }
    default: return 0;
    }
    const int count = step_arg_refs(&args, list, ids, IFC_STYLE_LIST_MAX);
    for (int i = 0; i < count; i++) {
        const uint32_t colour = ifc_style_colour(m, ids[i], depth + 1);
        if (colour) return colour;
    }
    return 0;
}

static uint32_t ifc_style_of_styled(const IfcModel *m, const StepArgs *args)
{
    uint32_t ids[IFC_STYLE_LIST_MAX];
    const int count = step_arg_refs(args, 1, ids, IFC_STYLE_LIST_MAX);
    for (int i = 0; i < count; i++) {
        const uint32_t colour = ifc_style_colour(m, ids[i], 0);
        if (colour) return colour;
    }
    return 0;
}

static void ifc_style_materials(IfcStyles *s, const IfcModel *m)
{
    int count = 0;
    const int32_t *rows = ifc_model_rows(m, IFCMATERIALDEFINITIONREPRESENTATION, &count);
    for (int i = 0; i < count; i++) {
        StepArgs args, representation, item;
        IfcType type;
        uint32_t representations[IFC_STYLE_LIST_MAX], items[IFC_STYLE_LIST_MAX], colour = 0;
        step_file_args(m->file, rows[i], &args);
        const int n = step_arg_refs(&args, 2, representations, IFC_STYLE_LIST_MAX);
        for (int k = 0; k < n && !colour; k++) {
            if (!ifc_build_args(m, representations[k], &representation, &type)) continue;
            const int item_count = step_arg_refs(&representation, 3, items, IFC_STYLE_LIST_MAX);
            for (int j = 0; j < item_count && !colour; j++) {
                if (ifc_build_args(m, items[j], &item, &type) && type == IFCSTYLEDITEM)
                    colour = ifc_style_of_styled(m, &item);
            }
        }
        if (colour) hashmap_put(&s->materials, step_arg_ref(&args, 3), colour);
    }
}

void ifc_style_load(IfcStyles *s, const IfcModel *m)
{
    int count = 0;
    *s = (IfcStyles){ 0 };
    const int32_t *rows = ifc_model_rows(m, IFCSTYLEDITEM, &count);
    for (int i = 0; i < count; i++) {
        StepArgs args;
        step_file_args(m->file, rows[i], &args);
        const uint32_t item = step_arg_ref(&args, 0);
        if (!item) continue;
        const uint32_t colour = ifc_style_of_styled(m, &args);
        if (colour) hashmap_put(&s->items, item, colour);
    }
    rows = ifc_model_rows(m, IFCINDEXEDCOLOURMAP, &count);
    for (int i = 0; i < count; i++) {
        StepArgs args;
        step_file_args(m->file, rows[i], &args);
        hashmap_put(&s->maps, step_arg_ref(&args, 0), m->file->ids[rows[i]]);
    }
    ifc_style_materials(s, m);
}

void ifc_style_finish(IfcStyles *s)
{
    hashmap_finish(&s->items);
    hashmap_finish(&s->materials);
    hashmap_finish(&s->maps);
}

uint32_t ifc_style_of_item(const IfcStyles *s, uint32_t item)
{
    uint64_t colour = 0;
    return hashmap_get(&s->items, item, &colour) ? (uint32_t)colour : 0;
}

uint32_t ifc_style_of_material(const IfcStyles *s, const IfcModel *m, int material)
{
    uint64_t colour = 0;
    if (material < 0 || s->materials.count == 0) return 0;
    const IfcMaterial *row = &m->materials[material];
    for (int i = 0; i < row->part_count; i++) {
        const uint32_t id = m->material_parts[row->first_part + i].material;
        if (id && hashmap_get(&s->materials, id, &colour)) return (uint32_t)colour;
    }
    return 0;
}

uint32_t *ifc_style_of_faces(const IfcStyles *s, const IfcModel *m, uint32_t item, Arena *arena,
                             int *count)
{
    uint64_t map = 0;
    StepArgs args, list;
    IfcType type;
    StepCursor cursor;
    StepToken token;
    *count = 0;
    if (!hashmap_get(&s->maps, item, &map) || !ifc_build_args(m, (uint32_t)map, &args, &type) ||
        !ifc_build_args(m, step_arg_ref(&args, 2), &list, &type) || type != IFCCOLOURRGBLIST) {
        return NULL;
    }
    double opacity = 1;
    step_arg_real(&args, 1, &opacity);
    // Tokens bound both lists: no count in the file is believed.
    int colours = 0, numbers = 0;
    if (!step_arg_list(&list, 0, &cursor)) return NULL;
    uint32_t *palette = ARENA_ARRAY(arena, uint32_t, (list.end - list.at[0]) / 6 + 2), rgb = 0;
    for (StepKind kind; (kind = step_next(&cursor, &token)) != STEP_NONE;) {
        if (kind != STEP_REAL && kind != STEP_INT) continue;
        rgb = rgb << 8 | ifc_style_byte(token.real);
        if (++numbers % 3 == 0) {
            palette[colours++] = rgb << 8 | ifc_style_byte(opacity);
            rgb = 0;
        }
    }
    if (colours == 0 || !step_arg_list(&args, 3, &cursor)) return NULL;
    uint32_t *out = ARENA_ARRAY(arena, uint32_t, (args.end - args.at[3]) / 2 + 2);
    for (StepKind kind; (kind = step_next(&cursor, &token)) != STEP_NONE && kind != STEP_CLOSE;) {
        if (kind == STEP_INT)
            out[(*count)++] =
                token.integer >= 1 && token.integer <= colours ? palette[token.integer - 1] : 0;
    }
    return out;
}
