// SPDX-License-Identifier: Apache-2.0
// ifc_schema.h - entity types of the three IFC releases in use: inheritance, and attribute
// positions by name. Does not: check values, or fail on types it does not know (IFC_TYPE_NONE).
#pragma once
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

// 0 = none. Drafts and older releases read as the next release that has their types (IFC2X2 as
// IFC2X3, IFC4X1 as IFC4X3).
typedef enum {
    IFC_SCHEMA_NONE,
    IFC_SCHEMA_2X3,
    IFC_SCHEMA_4,
    IFC_SCHEMA_4X3,
    IFC_SCHEMA_COUNT
} IfcSchema;
enum {
    IFC_IN_2X3 = 1,
    IFC_IN_4 = 2,
    IFC_IN_4X3 = 4,
    IFC_IN_2X3_4 = 3,
    IFC_IN_2X3_4X3 = 5,
    IFC_IN_4_4X3 = 6,
    IFC_IN_ALL = 7
};

// The keyword of the file is the constant: IFCWALL.
typedef enum {
    IFC_TYPE_NONE,
#define IFC_TYPE(keyword, name, releases, super, attributes) keyword,
#define IFC_MORE(keyword, name, releases, super, attributes)
#include "assets/ifc_schema_rows.h"
#undef IFC_TYPE
#undef IFC_MORE
    IFC_TYPE_COUNT
} IfcType;

enum { IFC_ATTRIBUTES_MAX = 40 };
typedef struct {
    IfcSchema schema;
    // By type; pre-order numbers of the inheritance tree.
    uint16_t super[IFC_TYPE_COUNT], first[IFC_TYPE_COUNT], last[IFC_TYPE_COUNT];
    uint8_t own_count[IFC_TYPE_COUNT], inherited_count[IFC_TYPE_COUNT];
    const char
        *own[IFC_TYPE_COUNT]; // "GlobalId OwnerHistory"; NULL: the type is not of this release
} IfcSchemaTable;

// Fills the caller's table. Thread: any.
void ifc_schema_init(IfcSchemaTable *table, IfcSchema schema);
// Of FILE_SCHEMA; IFC_SCHEMA_NONE when it is no IFC.
IfcSchema ifc_schema_from_name(const char *name);
const char *ifc_schema_name(IfcSchema schema); // "IFC4"
// By keyword, any case; also a type that only another release has.
IfcType ifc_schema_find(const char *keyword, size_t length);
const char *ifc_schema_type_name(IfcType type);    // "IfcWall"; "" for none
const char *ifc_schema_type_keyword(IfcType type); // "IFCWALL"
static inline bool ifc_schema_is(const IfcSchemaTable *t, IfcType type, IfcType ancestor)
{
    return t->first[type] >= t->first[ancestor] && t->first[type] <= t->last[ancestor] &&
           t->last[ancestor] > 0;
}
// Position of an explicit attribute (inherited ones count), -1 when the type has none of that name.
int ifc_schema_position(const IfcSchemaTable *t, IfcType type, const char *attribute);
int ifc_schema_attribute_count(const IfcSchemaTable *t, IfcType type);
// The attribute at a position, "" when there is none; out holds at least 64 bytes.
const char *ifc_schema_attribute(const IfcSchemaTable *t, IfcType type, int position, char out[64]);
