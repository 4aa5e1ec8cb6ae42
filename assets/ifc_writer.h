// SPDX-License-Identifier: Apache-2.0
// ifc_writer.h - the writer's own state. Private to ifc_write*.c.
#pragma once
#include "assets/ifc_write.h"
#include "base/arena.h"
#include "base/hashmap.h"
#include <stdarg.h>

typedef struct {
    uint8_t relation;
    IfcRef from, to;
} IfcWriterEdge;

struct IfcWriter {
    IfcSchemaTable schema;
    IfcWriteDesc desc; // texts in the arena
    Str text, line;
    IfcRef next;
    Hashmap keys;       // hash of a key: times used
    Hashmap shared;     // hash of a line: instance
    Hashmap placements; // product: its IfcLocalPlacement
    Hashmap styles;
    const char *key; // of the next GlobalId; NULL = type and name
    IfcWriterEdge *edges;
    int edge_count, edge_cap;
    IfcRef project, context, body, axis, plan; // contexts
    int counts[IFC_TYPE_COUNT];
    bool is_finished, has_failed;
    Arena arena;
};

IfcRef ifc_write_entity_v(IfcWriter *w, IfcType type, bool is_shared, const char *format,
                          va_list values);
void ifc_write_relations(IfcWriter *w); // of finish
