// SPDX-License-Identifier: Apache-2.0
// ifc_material.c - materials with layers, profiles and constituents; classifications.
#include "assets/ifc_build.h"
#include "base/array.h"
#include <stdlib.h>
#include <string.h>

enum { IFC_MATERIAL_PARTS_MAX = 256 };

typedef struct {
    IfcModel *m;
    int cap, part_cap, classification_cap, pair_caps[2];
    int32_t *of_row; // by row of the file: material row + 1, classification row + 1
} IfcMaterialBuilder;

static void ifc_material_part(IfcMaterialBuilder *b, uint32_t material, IfcText name,
                              IfcText category, double thickness, double fraction)
{
    IfcModel *m = b->m;
    StepArgs args;
    IfcType type;
    if (!array_reserve((void **)&m->material_parts, &b->part_cap, m->material_part_count + 1,
                       sizeof *m->material_parts))
        return;
    if (ifc_build_args(m, material, &args, &type) && type == IFCMATERIAL) {
        const IfcText own = ifc_build_arg_text(m, &args, 0);
        if (own) name = own;
        if (!category) category = ifc_build_arg_text(m, &args, 2);
    } else {
        material = 0;
    }
    m->material_parts[m->material_part_count++] = (IfcMaterialPart){ .name = name,
                                                                     .category = category,
                                                                     .thickness_m = thickness,
                                                                     .fraction = fraction,
                                                                     .material = material };
}

static void ifc_material_layers(IfcMaterialBuilder *b, const StepArgs *set)
{
    IfcModel *m = b->m;
    uint32_t ids[IFC_MATERIAL_PARTS_MAX];
    const int count = step_arg_refs(set, 0, ids, IFC_MATERIAL_PARTS_MAX);
    for (int i = 0; i < count; i++) {
        StepArgs args;
        IfcType type;
        double thickness = 0;
        if (!ifc_build_args(m, ids[i], &args, &type)) continue;
        step_arg_real(&args, 1, &thickness);
        ifc_material_part(b, step_arg_ref(&args, 0), ifc_build_arg_text(m, &args, 3),
                          ifc_build_arg_text(m, &args, 5), thickness * m->units.length_m, 0);
    }
}

// Lists of IfcMaterialProfile or IfcMaterialConstituent: (Name, Description, Material, ...).
static void ifc_material_named(IfcMaterialBuilder *b, const StepArgs *set, bool is_constituent)
{
    IfcModel *m = b->m;
    uint32_t ids[IFC_MATERIAL_PARTS_MAX];
    const int count = step_arg_refs(set, 2, ids, IFC_MATERIAL_PARTS_MAX);
    for (int i = 0; i < count; i++) {
        StepArgs args;
        IfcType type;
        double fraction = 0;
        if (!ifc_build_args(m, ids[i], &args, &type)) continue;
        if (is_constituent) step_arg_real(&args, 3, &fraction);
        ifc_material_part(b, step_arg_ref(&args, 2), ifc_build_arg_text(m, &args, 0),
                          ifc_build_arg_text(m, &args, is_constituent ? 4 : 5), 0, fraction);
    }
}

// The row of materials for an instance; usages are followed to their set. -1 when it is no
// material.
static int ifc_material_row(IfcMaterialBuilder *b, uint32_t id)
{
    IfcModel *m = b->m;
    StepArgs args;
    IfcType type;
    int row = ifc_model_row(m, id, &type);
    if (row < 0) return -1;
    if (type == IFCMATERIALLAYERSETUSAGE || type == IFCMATERIALPROFILESETUSAGE ||
        type == IFCMATERIALPROFILESETUSAGETAPERING) {
        step_file_args(m->file, row, &args);
        id = step_arg_ref(&args, 0);
        row = ifc_model_row(m, id, &type);
        if (row < 0) return -1;
    }
    if (b->of_row[row]) return b->of_row[row] - 1;
    step_file_args(m->file, row, &args);
    IfcMaterial material = { .id = id, .first_part = m->material_part_count };
    switch (type) {
    case IFCMATERIAL:
        material.kind = IFC_MATERIAL_SINGLE;
        material.name = ifc_build_arg_text(m, &args, 0);
        ifc_material_part(b, id, material.name, 0, 0, 0);
        break;
    case IFCMATERIALLAYERSET:
        material.kind = IFC_MATERIAL_LAYERS;
        material.name = ifc_build_arg_text(m, &args, 1);
        ifc_material_layers(b, &args);
        break;
    case IFCMATERIALLAYER:
    case IFCMATERIALLAYERWITHOFFSETS: {
        double thickness = 0;
        material.kind = IFC_MATERIAL_LAYERS;
        step_arg_real(&args, 1, &thickness);
        ifc_material_part(b, step_arg_ref(&args, 0), ifc_build_arg_text(m, &args, 3), 0,
                          thickness * m->units.length_m, 0);
        break;
    }
    case IFCMATERIALPROFILESET:
        material.kind = IFC_MATERIAL_PROFILES;
        material.name = ifc_build_arg_text(m, &args, 0);
        ifc_material_named(b, &args, false);
        break;
    case IFCMATERIALCONSTITUENTSET:
        material.kind = IFC_MATERIAL_CONSTITUENTS;
        material.name = ifc_build_arg_text(m, &args, 0);
        ifc_material_named(b, &args, true);
        break;
    case IFCMATERIALLIST: {
        uint32_t ids[IFC_MATERIAL_PARTS_MAX];
        const int count = step_arg_refs(&args, 0, ids, IFC_MATERIAL_PARTS_MAX);
        material.kind = IFC_MATERIAL_LIST;
        for (int i = 0; i < count; i++) ifc_material_part(b, ids[i], 0, 0, 0, 0);
        break;
    }
    default: return -1;
    }
    material.part_count = m->material_part_count - material.first_part;
    if (!material.name && material.part_count)
        material.name = m->material_parts[material.first_part].name;
    if (!array_reserve((void **)&m->materials, &b->cap, m->material_count + 1,
                       sizeof *m->materials))
        return -1;
    m->materials[m->material_count] = material;
    b->of_row[row] = ++m->material_count;
    return m->material_count - 1;
}

static int ifc_material_classification(IfcMaterialBuilder *b, uint32_t id)
{
    IfcModel *m = b->m;
    StepArgs args;
    IfcType type;
    const int row = ifc_model_row(m, id, &type);
    if (row < 0 || (type != IFCCLASSIFICATIONREFERENCE && type != IFCCLASSIFICATION)) return -1;
    if (b->of_row[row]) return b->of_row[row] - 1;
    step_file_args(m->file, row, &args);
    IfcClassification c = { .id = id };
    uint32_t source = id;
    if (type == IFCCLASSIFICATIONREFERENCE) {
        c.code = ifc_build_arg_text(m, &args, 1);
        c.name = ifc_build_arg_text(m, &args, 2);
        source = step_arg_ref(&args, 3);
    }
    // References may stand under references before the system itself.
    for (int depth = 0; depth < 16; depth++) {
        StepArgs up;
        if (!ifc_build_args(m, source, &up, &type)) break;
        if (type == IFCCLASSIFICATION) {
            c.system = ifc_build_arg_text(m, &up, 3);
            break;
        }
        if (type != IFCCLASSIFICATIONREFERENCE) break;
        source = step_arg_ref(&up, 3);
    }
    if (!array_reserve((void **)&m->classifications, &b->classification_cap,
                       m->classification_count + 1, sizeof *m->classifications))
        return -1;
    m->classifications[m->classification_count] = c;
    b->of_row[row] = ++m->classification_count;
    return m->classification_count - 1;
}

static void ifc_material_associate(IfcMaterialBuilder *b, IfcType relation, bool is_material)
{
    IfcModel *m = b->m;
    int count = 0;
    const int32_t *rows = ifc_model_rows(m, relation, &count);
    for (int i = 0; i < count; i++) {
        StepArgs args;
        StepCursor list;
        StepToken token;
        step_file_args(m->file, rows[i], &args);
        const uint32_t id =
            step_arg_ref(&args, 5); // RelatingMaterial, RelatingClassification: in every release
        const int what = is_material ? ifc_material_row(b, id) : ifc_material_classification(b, id);
        if (what < 0 || !step_arg_list(&args, 4, &list)) continue;
        for (StepKind kind; (kind = step_next(&list, &token)) != STEP_NONE && kind != STEP_CLOSE;) {
            const int object = kind == STEP_REF ? ifc_build_object(m, token.ref) : IFC_OBJECT_NONE;
            if (object < 0) continue;
            if (is_material) {
                m->objects.materials[object] = what;
            } else if (array_reserve((void **)&m->classified_objects, &b->pair_caps[0],
                                     m->classified_count + 1, sizeof(int32_t)) &&
                       array_reserve((void **)&m->classified_as, &b->pair_caps[1],
                                     m->classified_count + 1, sizeof(int32_t))) {
                m->classified_objects[m->classified_count] = object;
                m->classified_as[m->classified_count++] = what;
            }
        }
    }
}

void ifc_material_load(IfcModel *m)
{
    IfcMaterialBuilder b = { .m = m };
    b.of_row = calloc((size_t)m->file->count + 1, sizeof *b.of_row);
    if (!b.of_row) {
        step_file_problem(m->file, 0, 0, "no memory for materials");
        return;
    }
    ifc_material_associate(&b, IFCRELASSOCIATESMATERIAL, true);
    ifc_material_associate(&b, IFCRELASSOCIATESCLASSIFICATION, false);
    for (int i = 0; i < m->objects.count; i++) {
        const int32_t type = m->objects.type_objects[i];
        if (m->objects.materials[i] < 0 && type >= 0)
            m->objects.materials[i] = m->objects.materials[type];
    }
    free(b.of_row);
}
