// SPDX-License-Identifier: Apache-2.0
// asset_query_private.h - an expression once it is read: terms and the order they are joined in.
// Does not: serve anybody outside asset_query*.c.
#pragma once
#include "assets/asset_query.h"

enum { ASSET_QUERY_TERMS_MAX = 256 };

typedef enum {
    ASSET_FIELD_PROPERTY,
    ASSET_FIELD_TYPE,
    ASSET_FIELD_NAME,
    ASSET_FIELD_GUID,
    ASSET_FIELD_STOREY,
    ASSET_FIELD_IN,
    ASSET_FIELD_SYSTEM,
    ASSET_FIELD_ZONE,
    ASSET_FIELD_GROUP,
    ASSET_FIELD_MATERIAL,
    ASSET_FIELD_CLASSIFICATION,
    ASSET_FIELD_LEVEL,
    ASSET_FIELD_TYPE_NAME,
    ASSET_FIELD_OBJECT_TYPE,
    ASSET_FIELD_PREDEFINED,
    ASSET_FIELD_TAG,
    ASSET_FIELD_ID,
    ASSET_FIELD_PROBLEM
} AssetField;

typedef struct {
    AssetField field;
    const char *set, *name; // of a property; set NULL = any
    IfcQueryKind kind;
    const char *text; // as written, "" for exists
    const char *folded;
    bool has_number;
    double number;         // SI of unit_kind; as written where that is ""
    const char *unit_kind; // "" = no unit given
} AssetTerm;

// Terms in the order of the text; code in postfix: 0 and more = a term.
enum { ASSET_CODE_AND = -1, ASSET_CODE_OR = -2, ASSET_CODE_NOT = -3 };
struct AssetQuery {
    AssetTerm terms[ASSET_QUERY_TERMS_MAX];
    int16_t code[4 * ASSET_QUERY_TERMS_MAX];
    int term_count, code_count;
    Arena arena;
};
