// SPDX-License-Identifier: Apache-2.0
// ifc_schema.c - entity types of the three IFC releases in use.
#include "assets/ifc_schema.h"
#include "base/str.h"
#include <ctype.h>
#include <stdio.h>
#include <string.h>

typedef struct {
    const char *keyword, *name, *attributes;
    uint16_t type, super;
    uint8_t releases;
} IfcSchemaRow;

static const IfcSchemaRow ifc_schema_rows[] = {
#define IFC_TYPE(keyword_, name_, releases_, super_, attributes_) \
    { .keyword = #keyword_,                                       \
      .name = name_,                                              \
      .attributes = attributes_,                                  \
      .type = keyword_,                                           \
      .super = super_,                                            \
      .releases = releases_ },
#define IFC_MORE(keyword_, name_, releases_, super_, attributes_) \
    IFC_TYPE(keyword_, name_, releases_, super_, attributes_)
#include "assets/ifc_schema_rows.h"
#undef IFC_TYPE
#undef IFC_MORE
};
enum { IFC_SCHEMA_ROWS = sizeof ifc_schema_rows / sizeof ifc_schema_rows[0] };

static int ifc_schema_words(const char *text)
{
    int count = *text != 0;
    for (; *text; text++) count += *text == ' ';
    return count;
}

// A type that this release does not have is taken from the nearest release that has it: files mix
// them.
static const IfcSchemaRow *ifc_schema_better(const IfcSchemaRow *a, const IfcSchemaRow *b,
                                             int release)
{
    if (!a || (b->releases & release)) return b;
    if (a->releases & release) return a;
    const int near = release == IFC_IN_4X3   ? IFC_IN_4
                     : release == IFC_IN_2X3 ? IFC_IN_4
                                             : IFC_IN_4X3;
    return b->releases & near && !(a->releases & near) ? b : a;
}

void ifc_schema_init(IfcSchemaTable *t, IfcSchema schema)
{
    const IfcSchemaRow *best[IFC_TYPE_COUNT] = { 0 };
    uint16_t child[IFC_TYPE_COUNT] = { 0 }, sibling[IFC_TYPE_COUNT] = { 0 };
    const int release = schema == IFC_SCHEMA_2X3   ? IFC_IN_2X3
                        : schema == IFC_SCHEMA_4X3 ? IFC_IN_4X3
                                                   : IFC_IN_4;
    memset(t, 0, sizeof *t);
    t->schema = schema;
    for (int i = 0; i < IFC_SCHEMA_ROWS; i++) {
        const IfcSchemaRow *row = &ifc_schema_rows[i];
        best[row->type] = ifc_schema_better(best[row->type], row, release);
    }
    for (int type = IFC_TYPE_COUNT - 1; type > 0; type--) {
        t->super[type] = best[type]->super;
        t->own[type] = best[type]->attributes;
        t->own_count[type] = (uint8_t)ifc_schema_words(best[type]->attributes);
        sibling[type] = child[t->super[type]];
        child[t->super[type]] = (uint16_t)type;
    }
    // Pre-order by first child and sibling; 0 is the root of all.
    uint16_t number = 0;
    for (int type = child[0]; type;) {
        const uint16_t super = t->super[type];
        t->first[type] = ++number;
        t->inherited_count[type] =
            super ? (uint8_t)(t->inherited_count[super] + t->own_count[super]) : 0;
        if (child[type]) {
            type = child[type];
            continue;
        }
        while (type) {
            t->last[type] = number;
            if (sibling[type]) {
                type = sibling[type];
                break;
            }
            type = t->super[type];
        }
    }
}

IfcSchema ifc_schema_from_name(const char *name)
{
    char upper[16] = "";
    for (int i = 0; name[i] && i < 15; i++) upper[i] = (char)toupper((unsigned char)name[i]);
    if (str_starts(upper, "IFC4X")) return IFC_SCHEMA_4X3;
    if (str_starts(upper, "IFC4") || str_starts(upper, "IFC2X4")) return IFC_SCHEMA_4;
    if (str_starts(upper, "IFC2") || str_starts(upper, "IFC1")) return IFC_SCHEMA_2X3;
    return IFC_SCHEMA_NONE;
}

const char *ifc_schema_name(IfcSchema schema)
{
    static const char *const names[IFC_SCHEMA_COUNT] = { "", "IFC2X3", "IFC4", "IFC4X3" };
    return names[schema];
}

IfcType ifc_schema_find(const char *keyword, size_t length)
{
    char upper[64];
    if (length == 0 || length >= sizeof upper) return IFC_TYPE_NONE;
    for (size_t i = 0; i < length; i++) upper[i] = (char)toupper((unsigned char)keyword[i]);
    upper[length] = 0;
    int low = 0, high = IFC_SCHEMA_ROWS - 1;
    while (low <= high) {
        const int middle = (low + high) / 2;
        const int order = strcmp(upper, ifc_schema_rows[middle].keyword);
        if (order == 0) return (IfcType)ifc_schema_rows[middle].type;
        if (order < 0)
            high = middle - 1;
        else
            low = middle + 1;
    }
    return IFC_TYPE_NONE;
}

static const IfcSchemaRow *ifc_schema_row(IfcType type)
{
    int low = 0, high = IFC_SCHEMA_ROWS - 1;
    while (low < high) {
        const int middle = (low + high) / 2;
        if (ifc_schema_rows[middle].type < type)
            low = middle + 1;
        else
            high = middle;
    }
    return &ifc_schema_rows[low];
}

const char *ifc_schema_type_name(IfcType type)
{
    return type > IFC_TYPE_NONE && type < IFC_TYPE_COUNT ? ifc_schema_row(type)->name : "";
}

const char *ifc_schema_type_keyword(IfcType type)
{
    return type > IFC_TYPE_NONE && type < IFC_TYPE_COUNT ? ifc_schema_row(type)->keyword : "";
}

int ifc_schema_attribute_count(const IfcSchemaTable *t, IfcType type)
{
    return type > 0 && type < IFC_TYPE_COUNT ? t->inherited_count[type] + t->own_count[type] : 0;
}

int ifc_schema_position(const IfcSchemaTable *t, IfcType type, const char *attribute)
{
    const size_t length = strlen(attribute);
    for (int at = type; at > 0; at = t->super[at]) {
        int position = t->inherited_count[at];
        for (const char *word = t->own[at]; word && *word; position++) {
            const size_t n = strcspn(word, " ");
            if (n == length && memcmp(word, attribute, n) == 0) return position;
            word += n + (word[n] == ' ');
        }
    }
    return -1;
}

const char *ifc_schema_attribute(const IfcSchemaTable *t, IfcType type, int position, char out[64])
{
    out[0] = 0;
    for (int at = type; at > 0; at = t->super[at]) {
        if (position < t->inherited_count[at]) continue;
        int left = position - t->inherited_count[at];
        for (const char *word = t->own[at]; word && *word; left--) {
            const size_t n = strcspn(word, " ");
            if (left == 0) {
                snprintf(out, 64, "%.*s", (int)n, word);
                return out;
            }
            word += n + (word[n] == ' ');
        }
        break;
    }
    return out;
}
