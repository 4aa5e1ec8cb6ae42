// SPDX-License-Identifier: Apache-2.0
// search.h - names in the text attributes of all vector layers and in models: whole, from the
// start, or anywhere, or by pinyin and its initials (base/pinyin.h); best first. Does not: keep an
// index; distinct values are looked through while typing (tests/bench/ui.sh: 1 million).
#pragma once
#include "core/city.h"
#include "core/state.h"

typedef struct {
    StateFeatureRef ref;
    char name[96];
    float score; // higher is better
    // Of a model's object: its type, and what the text was found in where that is not its name: a
    // field or property as asset_query.h has it ("GlobalId", "FireRating") and its text. "" = none.
    char type[48], where[64], matched[96];
} SearchHit;

// Looks where a layer has names: its label attribute, else columns that sound like names. ASCII case is ignored. Returns the count
// written (at most cap). Thread: main.
int search_names(const City *city, const State *state, const char *text, SearchHit *out, int cap);
// How many objects of a model an expression (asset_query.h) finds; -1: the text is none, it has no
// comparison or cannot be read. Thread: main.
int search_expression(const CityLayer *model, const char *text);
