// SPDX-License-Identifier: Apache-2.0
// asset_compare.h - two versions of a model: what was added, removed and changed, and how.
// Does not: merge, or place the two on the earth (both are compared in their own axes).
//
// Objects are matched by GlobalId; those left over by type, name and place (within the tolerance,
// at least 10 mm); in formats without ids then by a type and name that both have once. Openings,
// ports, types and nodes without triangles are not listed: they show in what they change.
// Shapes are the same where all vertices are within the tolerance, or else where area, volume and
// the moments of the surface agree to 1e-5: another triangulation of a surface is no change. The
// same shape elsewhere or turned is a change of placement.
#pragma once
#include "assets/asset.h"
#include "base/json.h"
#include "base/str.h"

typedef enum {
    ASSET_COMPARE_NONE, // in no comparison
    ASSET_COMPARE_SAME,
    ASSET_COMPARE_ADDED,
    ASSET_COMPARE_REMOVED,
    ASSET_COMPARE_CHANGED
} AssetDifference;

enum {
    ASSET_CHANGED_GEOMETRY = 1,
    ASSET_CHANGED_PLACEMENT = 2,
    ASSET_CHANGED_TYPE = 4,
    ASSET_CHANGED_NAME = 8,
    ASSET_CHANGED_STOREY = 16,
    ASSET_CHANGED_MATERIAL = 32,
    ASSET_CHANGED_PROPERTY = 64
};

typedef struct {
    unsigned what;                   // one of ASSET_CHANGED_…
    const char *group, *name;        // property: set and name; geometry: "", "volume"
    const char *old_text, *new_text; // with unit; "" = there was or is none
} AssetChangeDetail;

typedef struct {
    AssetDifference kind;
    int old_object, new_object; // -1 = none
    unsigned what;
    int first_detail, detail_count;
} AssetChange;

typedef struct {
    const Asset *old, *new;
    AssetChange *changes; // removed and changed in the order of the old model's rows, then added
    AssetChangeDetail *details;
    int change_count, detail_count;
    int same, added, removed, changed;
    int matched_by_place;           // of same and changed: not by GlobalId
    uint8_t *old_state, *new_state; // AssetDifference by object, for colours
    Arena arena;
    int detail_cap, change_cap; // while comparing
    bool has_failed;
} AssetComparison;

typedef struct {
    double tolerance_m; // 0 = 1 mm
    Job *job;           // progress and cancel; NULL = none
} AssetCompareDesc;

// False with *err: ERR_MEMORY, ERR_CANCELLED. The models must outlive the result. Thread: job.
bool asset_compare_init(AssetComparison *out, const Asset *old, const Asset *new,
                        const AssetCompareDesc *desc, Err *err);
void asset_compare_finish(AssetComparison *comparison);
const char *asset_compare_kind_name(AssetDifference kind); // "added"
const char *asset_compare_what_name(unsigned what);        // of one bit: "geometry"
// {"same","added","removed","changed","matched_by_place","changes":[{"change","GlobalId","type",
// "name","storey","what":[…],"details":[{"what","group","name","old","new"}]}]} as members of an
// object that is open.
void asset_compare_json(const AssetComparison *comparison, JsonWriter *w);
// One line a detail (RFC 4180), with a header: change, what, GlobalId, type, name, storey, group,
// property, old, new.
void asset_compare_csv(const AssetComparison *comparison, bool with_bom, Str *out);
