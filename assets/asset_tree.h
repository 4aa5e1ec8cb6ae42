// SPDX-License-Identifier: Apache-2.0
// asset_tree.h - a model's objects as indented rows in the order a panel shows them: by place, by
// type, by system.
// Does not: know what is open or selected (the panel does), or translate headings.
#pragma once
#include "assets/asset.h"

typedef enum {
    ASSET_TREE_PLACE, // project, site, building, storeys from below, spaces, elements
    ASSET_TREE_TYPE,  // "IfcWall", its type objects, their elements
    ASSET_TREE_SYSTEM // systems, zones and groups with their members; an object may be in several
} AssetTreeKind;

typedef enum {
    ASSET_TREE_OBJECT,     // label: its name, "" where it has none
    ASSET_TREE_TYPE_NAME,  // a heading; label: the type
    ASSET_TREE_OUTSIDE,    // a heading for what stands in no whole; label ""
    ASSET_TREE_IN_NO_GROUP // a heading for distribution elements that are in no system; label ""
} AssetTreeRowKind;

typedef struct {
    AssetTreeRowKind kind;
    const char *label; // the model's
    int object;        // -1 of headings
    int parent;        // row; -1 = top
    int depth;         // 0 = top
    int rows_below; // rows that follow and are under it: where it is closed, the next is past them
    int elements;   // elements below it: neither openings, spaces, ports nor types
} AssetTreeRow;

typedef struct {
    AssetTreeRow *rows;
    int count;
    int *row_of_object; // the first row of an object; -1 = none
} AssetTree;

// What has parts of its own is there once, with the first whole that has it. Siblings: wholes
// before elements, storeys by elevation, then by type and name, numbers in names by their value.
// Cycles in the file end at "outside". ERR_MEMORY. Thread: any (a job for large ones).
bool asset_tree_init(AssetTree *out, const Asset *asset, AssetTreeKind kind, Err *err);
void asset_tree_finish(AssetTree *tree);
// The rows to show where is_open[row] says which are open, from the shown one numbered `first` on;
// returns how many are shown in all, writes at most cap.
int asset_tree_shown(const AssetTree *tree, const uint8_t *is_open, int first, int *out, int cap);
// Natural order: numbers inside by value, letters without case. <0, 0, >0.
int asset_tree_compare_names(const char *a, const char *b);
// Of IfcBuildingStorey, in metres; false where the file does not say.
bool asset_tree_elevation(const Asset *asset, int storey, double *out_m);
