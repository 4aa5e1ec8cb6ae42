// SPDX-License-Identifier: Apache-2.0
// asset_property.h - all that is known of one object, as rows for a panel or a script.
// Does not: ask many objects (asset_query.h), or translate names (the interface does).
#pragma once
#include "assets/asset.h"
#include "base/str.h"

typedef enum {
    ASSET_PROPERTY_IDENTITY,       // names: "type", "name", "GlobalId", "id", "longname", "tag",
                                   // "objecttype", "predefined", "level", "typename"
    ASSET_PROPERTY_PLACE,          // the wholes above it, outermost first; name: their type
    ASSET_PROPERTY_GROUP,          // systems, zones and groups it is in; name: their type
    ASSET_PROPERTY_MATERIAL,       // a row a layer, profile or constituent
    ASSET_PROPERTY_CLASSIFICATION, // name: the system; value: code and name
    ASSET_PROPERTY_SET,            // group: the set's name
    ASSET_PROPERTY_QUANTITY,       // the same of quantity sets
    ASSET_PROPERTY_GEOMETRY        // "triangles", "size x" … in metres, "problem"
} AssetPropertyKind;

typedef struct {
    AssetPropertyKind kind;
    const char *group, *name, *value; // "" where there is none
    const char *unit;                 // of the value as it is written: "mm"; "" = none
    bool is_of_type;                  // the object has it from its type
    int object;                       // that the value names (place, groups, type); -1 = none
} AssetPropertyRow;
typedef struct {
    AssetPropertyRow *rows; // in the order of the kinds above; sets as the file gives them
    int count;
} AssetProperties;

// Rows and new texts go into the arena; other texts are the model's. What the object says itself
// hides the same property of its type. Thread: any.
AssetProperties asset_property_rows(const Asset *asset, int object, Arena *arena);

// The value of one property as text with its unit ("300 mm"); set NULL = any; names as in
// asset_query.h. "" where the object has none.
const char *asset_property_value(const Asset *asset, int object, const char *set, const char *name,
                                 Arena *arena);
const char *asset_property_kind_name(AssetPropertyKind kind); // "identity"
