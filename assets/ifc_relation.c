// SPDX-License-Identifier: Apache-2.0
// ifc_relation.c - relations between objects as edges, sorted both ways; parents and storeys.
#include "assets/ifc_build.h"
#include "base/array.h"
#include <stdlib.h>
#include <string.h>

enum { IFC_RELATION_DEPTH_MAX = 64 }; // of the spatial tree: a cycle ends here

typedef struct {
    IfcType type;
    const char *relating, *related;
    IfcRelationKind kind;
} IfcRelationRow;

static const IfcRelationRow ifc_relation_rows[] = {
    { IFCRELAGGREGATES, "RelatingObject", "RelatedObjects", IFC_RELATION_AGGREGATES },
    { IFCRELDECOMPOSES, "RelatingObject", "RelatedObjects", IFC_RELATION_AGGREGATES },
    { IFCRELNESTS, "RelatingObject", "RelatedObjects", IFC_RELATION_NESTS },
    { IFCRELCONTAINEDINSPATIALSTRUCTURE, "RelatingStructure", "RelatedElements",
      IFC_RELATION_CONTAINS },
    { IFCRELREFERENCEDINSPATIALSTRUCTURE, "RelatingStructure", "RelatedElements",
      IFC_RELATION_REFERENCES },
    { IFCRELDEFINESBYTYPE, "RelatingType", "RelatedObjects", IFC_RELATION_TYPES },
    { IFCRELASSIGNSTOGROUP, "RelatingGroup", "RelatedObjects", IFC_RELATION_GROUPS },
    { IFCRELASSIGNSTOGROUPBYFACTOR, "RelatingGroup", "RelatedObjects", IFC_RELATION_GROUPS },
    { IFCRELSERVICESBUILDINGS, "RelatingSystem", "RelatedBuildings", IFC_RELATION_SERVES },
    { IFCRELVOIDSELEMENT, "RelatingBuildingElement", "RelatedOpeningElement", IFC_RELATION_VOIDS },
    { IFCRELFILLSELEMENT, "RelatingOpeningElement", "RelatedBuildingElement", IFC_RELATION_FILLS },
    { IFCRELPROJECTSELEMENT, "RelatingElement", "RelatedFeatureElement", IFC_RELATION_PROJECTS },
    { IFCRELADHERESTOELEMENT, "RelatingElement", "RelatedSurfaceFeatures", IFC_RELATION_PROJECTS },
    { IFCRELSPACEBOUNDARY, "RelatingSpace", "RelatedBuildingElement", IFC_RELATION_BOUNDS },
    { IFCRELSPACEBOUNDARY1STLEVEL, "RelatingSpace", "RelatedBuildingElement", IFC_RELATION_BOUNDS },
    { IFCRELSPACEBOUNDARY2NDLEVEL, "RelatingSpace", "RelatedBuildingElement", IFC_RELATION_BOUNDS },
    { IFCRELCONNECTSELEMENTS, "RelatingElement", "RelatedElement", IFC_RELATION_CONNECTS },
    { IFCRELCONNECTSPATHELEMENTS, "RelatingElement", "RelatedElement", IFC_RELATION_CONNECTS },
    { IFCRELCONNECTSWITHREALIZINGELEMENTS, "RelatingElement", "RelatedElement",
      IFC_RELATION_CONNECTS },
    { IFCRELCONNECTSPORTS, "RelatingPort", "RelatedPort", IFC_RELATION_CONNECTS },
    { IFCRELCONNECTSPORTTOELEMENT, "RelatedElement", "RelatingPort", IFC_RELATION_NESTS },
    { IFCRELCONNECTSSTRUCTURALMEMBER, "RelatingStructuralMember", "RelatedStructuralConnection",
      IFC_RELATION_CONNECTS },
    { IFCRELCONNECTSSTRUCTURALACTIVITY, "RelatingElement", "RelatedStructuralActivity",
      IFC_RELATION_CONNECTS },
    { IFCRELCONNECTSSTRUCTURALELEMENT, "RelatingElement", "RelatedStructuralMember",
      IFC_RELATION_CONNECTS },
    { IFCRELINTERFERESELEMENTS, "RelatingElement", "RelatedElement", IFC_RELATION_CONNECTS },
    { IFCRELFLOWCONTROLELEMENTS, "RelatingFlowElement", "RelatedControlElements",
      IFC_RELATION_CONNECTS },
    { IFCRELCOVERSBLDGELEMENTS, "RelatingBuildingElement", "RelatedCoverings",
      IFC_RELATION_COVERS },
    { IFCRELCOVERSSPACES, "RelatingSpace", "RelatedCoverings", IFC_RELATION_COVERS },
    { IFCRELDECLARES, "RelatingContext", "RelatedDefinitions", IFC_RELATION_DECLARES },
    { IFCRELASSIGNSTOACTOR, "RelatingActor", "RelatedObjects", IFC_RELATION_CONTROLS },
    { IFCRELASSIGNSTOCONTROL, "RelatingControl", "RelatedObjects", IFC_RELATION_CONTROLS },
    { IFCRELASSIGNSTOPROCESS, "RelatingProcess", "RelatedObjects", IFC_RELATION_CONTROLS },
    { IFCRELASSIGNSTOPRODUCT, "RelatingProduct", "RelatedObjects", IFC_RELATION_CONTROLS },
    { IFCRELASSIGNSTORESOURCE, "RelatingResource", "RelatedObjects", IFC_RELATION_CONTROLS },
    { IFCRELASSIGNSTASKS, "RelatingControl", "RelatedObjects", IFC_RELATION_CONTROLS },
    { IFCRELOCCUPIESSPACES, "RelatingActor", "RelatedObjects", IFC_RELATION_CONTROLS },
    { IFCRELPOSITIONS, "RelatingPositioningElement", "RelatedProducts", IFC_RELATION_POSITIONS },
};

typedef struct {
    IfcModel *m;
    int cap;
    int32_t *from, *to;
    uint8_t *kinds;
    int from_cap, to_cap, kind_cap, count;
    bool has_failed;
} IfcRelationBuilder;

static void ifc_relation_add(IfcRelationBuilder *b, IfcRelationKind kind, int from, int to)
{
    if (from < 0 || to < 0 || from == to || b->has_failed) return;
    if (!array_reserve((void **)&b->from, &b->from_cap, b->count + 1, sizeof *b->from) ||
        !array_reserve((void **)&b->to, &b->to_cap, b->count + 1, sizeof *b->to) ||
        !array_reserve((void **)&b->kinds, &b->kind_cap, b->count + 1, 1)) {
        b->has_failed = true;
        return;
    }
    b->from[b->count] = from;
    b->to[b->count] = to;
    b->kinds[b->count++] = (uint8_t)kind;
}

// A reference or a list of them.
static void ifc_relation_read(IfcRelationBuilder *b, const IfcRelationRow *row, int relating,
                              int related, int at)
{
    IfcModel *m = b->m;
    StepArgs args;
    step_file_args(m->file, at, &args);
    const int from = ifc_build_object(m, step_arg_ref(&args, relating));
    if (from < 0) return;
    StepCursor list;
    StepToken token;
    if (!step_arg_list(&args, related, &list)) {
        ifc_relation_add(b, row->kind, from, ifc_build_object(m, step_arg_ref(&args, related)));
        return;
    }
    for (StepKind kind; (kind = step_next(&list, &token)) != STEP_NONE && kind != STEP_CLOSE;) {
        if (kind == STEP_REF) ifc_relation_add(b, row->kind, from, ifc_build_object(m, token.ref));
    }
}

// Counting sort by from (stable), then the order by to.
static void ifc_relation_sort(IfcModel *m, IfcRelationBuilder *b)
{
    IfcRelations *r = &m->relations;
    Arena *a = &m->arena;
    const int objects = m->objects.count;
    r->count = b->count;
    r->from = ARENA_ARRAY(a, int32_t, b->count + 1);
    r->to = ARENA_ARRAY(a, int32_t, b->count + 1);
    r->by_to = ARENA_ARRAY(a, int32_t, b->count + 1);
    r->kinds = ARENA_ARRAY(a, uint8_t, b->count + 1);
    r->from_starts = ARENA_ARRAY(a, int32_t, objects + 2);
    r->to_starts = ARENA_ARRAY(a, int32_t, objects + 2);
    for (int i = 0; i < b->count; i++) {
        r->from_starts[b->from[i] + 2]++;
        r->to_starts[b->to[i] + 2]++;
    }
    for (int i = 1; i <= objects + 1; i++) {
        r->from_starts[i] += r->from_starts[i - 1];
        r->to_starts[i] += r->to_starts[i - 1];
    }
    // starts[i + 1] is where the next edge of object i goes; when all are placed it is the end of
    // i.
    for (int i = 0; i < b->count; i++) {
        const int32_t at = r->from_starts[b->from[i] + 1]++;
        r->from[at] = b->from[i];
        r->to[at] = b->to[i];
        r->kinds[at] = b->kinds[i];
    }
    for (int i = 0; i < r->count; i++) r->by_to[r->to_starts[r->to[i] + 1]++] = i;
}

// Containment says where an element stands; else what it is part of, else what it cuts.
static void ifc_relation_parents(IfcModel *m)
{
    static const uint8_t rank[IFC_RELATION_KIND_COUNT] = {
        [IFC_RELATION_CONTAINS] = 5, [IFC_RELATION_AGGREGATES] = 4, [IFC_RELATION_NESTS] = 3,
        [IFC_RELATION_VOIDS] = 2,    [IFC_RELATION_PROJECTS] = 2,   [IFC_RELATION_FILLS] = 1,
    };
    const IfcRelations *r = &m->relations;
    for (int i = 0; i < m->objects.count; i++) {
        int best = 0;
        for (int32_t k = r->to_starts[i]; k < r->to_starts[i + 1]; k++) {
            const int32_t edge = r->by_to[k];
            if (r->kinds[edge] == IFC_RELATION_TYPES && m->objects.type_objects[i] < 0)
                m->objects.type_objects[i] = r->from[edge];
            if (rank[r->kinds[edge]] > best) {
                best = rank[r->kinds[edge]];
                m->objects.parents[i] = r->from[edge];
            }
        }
    }
    for (int i = 0; i < m->objects.count; i++) {
        int at = i;
        for (int depth = 0; depth < IFC_RELATION_DEPTH_MAX && at >= 0;
             depth++, at = m->objects.parents[at]) {
            if (m->objects.types[at] != IFCBUILDINGSTOREY) continue;
            m->objects.storeys[i] = at;
            break;
        }
    }
}

void ifc_relation_load(IfcModel *m)
{
    IfcRelationBuilder b = { .m = m };
    for (size_t i = 0; i < sizeof ifc_relation_rows / sizeof ifc_relation_rows[0]; i++) {
        const IfcRelationRow *row = &ifc_relation_rows[i];
        const int relating = ifc_schema_position(&m->schema, row->type, row->relating);
        const int related = ifc_schema_position(&m->schema, row->type, row->related);
        int count = 0;
        const int32_t *rows = ifc_model_rows(m, row->type, &count);
        for (int k = 0; k < count; k++) ifc_relation_read(&b, row, relating, related, rows[k]);
    }
    if (b.has_failed)
        step_file_problem(m->file, 0, 0, "no memory for all relations: %d were kept", b.count);
    ifc_relation_sort(m, &b);
    ifc_relation_parents(m);
    free(b.from);
    free(b.to);
    free(b.kinds);
}
