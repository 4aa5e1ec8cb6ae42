// SPDX-License-Identifier: Apache-2.0
// asset_query.h - asking a model: one expression over its objects, "all like this", a search box.
// Does not: hold a model (an expression is read once and asked of many), or show anything.
//
//   TERM      FIELD OP VALUE | FIELD exists
//   together  and or not ( ), in this order of strength: not, and, or; also 且 或 非
//   OP        =  !=  <  <=  >  >=  ~ (contains)  !~
//   FIELD     type name guid storey in system zone group material classification level typename
//             objecttype predefined tag id problem, or a property: FireRating,
//             Pset_WallCommon.FireRating, "Pset Wall"."Fire Rating", *.Name
//   VALUE     words up to and, or, ) or the end; quotes "…" '…' “…” round what has such words in
//   it;
//             numbers with a unit: 300 mm, 2.5m2
//
// Rules. Texts compare without case and width of letters. type=IfcWall is exactly that type;
// type~Wall is it and its subtypes (IfcWallStandardCase), else a part of the type's name; Chinese
// names (type=墙, asset_type.h) always mean the subtypes too. storey is
// what an object stands in at any depth; in is any whole above it: in="Building A", in=Kitchen.
// A property is the object's own, else its type's. A number without a unit compares as the file
// writes it (300 in a file in millimetres); with a unit it compares in SI, and numbers of another
// kind never fit. What has no such field or property never fits, also not with != and !~: not (…)
// finds it. Types of objects (IfcWallType) are asked only where the expression names such a type.
#pragma once
#include "assets/asset.h"

typedef struct AssetQuery AssetQuery;

// NULL with *err (ERR_ARGUMENT: at which character, what was expected; ERR_RANGE past 256 terms).
// Thread: any.
AssetQuery *asset_query_create(const char *text, Err *err);
void asset_query_destroy(AssetQuery *query); // NULL is fine

typedef struct {
    int count;        // of objects that fit
    int unit_misfits; // numbers left out because their unit is of another kind
} AssetQueryResult;
// found[object] becomes 1 or 0; it has object_count bytes. False with *err only without memory
// (ERR_MEMORY). A scan: no index is kept. Thread: any.
bool asset_query_find(const AssetQuery *query, const Asset *asset, uint8_t *found,
                      AssetQueryResult *result, Err *err);
// Whether the model knows every property and type that the expression names: false with *err
// (ERR_NOT_FOUND) naming the first it has nowhere and the nearest it has. For a hint, not a
// refusal.
bool asset_query_is_known(const AssetQuery *query, const Asset *asset, Err *err);

// All like this: of the same type object; without one the same type, name (without a number that
// Revit or another program put behind the last colon) and material; of other formats the same mesh,
// else the same type, name and material. Returns how many; the object itself is among them.
int asset_query_like(const Asset *asset, int object, uint8_t *found);

typedef struct {
    int object;
    int score;           // higher is better
    const char *where;   // "name", "GlobalId", "type", "material", … or the property's name
    const char *matched; // the text it was found in; lives as long as the model ("" for GlobalId)
} AssetSearchHit;
// Every word of text must be somewhere in an object: name, GlobalId, type, type's name, tag,
// material, storey, classification, texts of properties (its own and its type's). Best first: the
// name whole, from its start, at a word, anywhere; then ids, types and the rest; equal ones in the
// order of rows. Returns how many there are, writes at most cap. Thread: any.
int asset_query_search(const Asset *asset, const char *text, AssetSearchHit *out, int cap);
