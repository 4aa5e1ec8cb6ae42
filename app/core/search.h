// SPDX-License-Identifier: Apache-2.0
// search.h - names in the text attributes of all vector layers and in models: whole, from the
// start, anywhere, or by pinyin and its initials (base/pinyin.h); best first. Where names do not
// fill the list, other text attributes are looked through. Does not: keep an index; distinct values
// are looked through while typing (tests/bench/ui.sh: 1 million).
#pragma once
#include "core/city.h"
#include "core/state.h"

typedef struct {
    StateFeatureRef ref;
    char name[96];
    float score; // higher is better
    // Of a feature found in another attribute than a name: where names it, matched is its text.
    // Of a model's object: its type, and what the text was found in where that is not its name: a
    // field or property as asset_query.h has it ("GlobalId", "FireRating") and its text. "" = none.
    char type[48], where[64], matched[96];
} SearchHit;

// Looks where a layer has names: its label attribute, else columns that sound like names. ASCII case is ignored. Returns the count
// written (at most cap). Thread: main.
int search_names(const City *city, const State *state, const char *text, SearchHit *out, int cap);
// What is no feature of a layer.
typedef enum { SEARCH_BOOKMARK, SEARCH_POINT, SEARCH_WHERE } SearchPlaceKind;
typedef struct {
    SearchPlaceKind kind;
    char name[STATE_NAME_MAX]; // of the bookmark or layer, or the point as text
    double lon_deg, lat_deg;   // POINT
    uint32_t layer_id;         // WHERE: the condition fits count of its features
    int count;
} SearchPlace;
// Bookmarks by name and pinyin, a point typed ("110.40, 21.19", also latitude first), and visible
// layers with features that a condition (select_where.h) fits. Thread: main.
int search_places(const City *city, const State *state, const char *text, SearchPlace *out,
                  int cap);
// How many objects of a model an expression (asset_query.h) finds; -1: the text is none, it has no
// comparison or cannot be read. Thread: main.
int search_expression(const CityLayer *model, const char *text);
