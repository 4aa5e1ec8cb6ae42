// SPDX-License-Identifier: Apache-2.0
// model_keys.h - which object of a model a live key names: the property Key of the set Citymirror,
// of the object itself. Does not: hold values, follow the city, or know sensors.
#pragma once
#include "assets/asset.h"
#include "base/err.h"
#include "base/hashmap.h"

typedef struct {
    const char *key; // of the model
    int object;      // that has it
    int space;       // the room it stands in, or itself; -1 = none
} ModelKey;
typedef struct {
    ModelKey *rows; // in the order of the objects
    int count, cap;
    Hashmap by_key; // hash of the key -> row; of equal keys the first
} ModelKeys;

// One scan over the properties; the asset must outlive it. ERR_MEMORY. Thread: any.
bool model_keys_init(ModelKeys *out, const Asset *asset, Err *err);
// One look-up; NULL = no object has that key.
const ModelKey *model_keys_find(const ModelKeys *keys, const char *key);
void model_keys_finish(ModelKeys *keys);
