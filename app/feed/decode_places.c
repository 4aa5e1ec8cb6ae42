// SPDX-License-Identifier: Apache-2.0
// decode_places.c - names of districts and townships found in a text, the longest first.
#include "feed/decode_places.h"
#include <stdlib.h>
#include <string.h>

struct DecodePlaces {
    DecodePlace *places; // sorted by name; texts owned
    int count;
};

static int place_compare(const void *a, const void *b)
{
    return strcmp(((const DecodePlace *)a)->name, ((const DecodePlace *)b)->name);
}

DecodePlaces *decode_places_create(const DecodePlace *places, int count)
{
    DecodePlaces *out = calloc(1, sizeof *out);
    if (!out) return NULL;
    out->places = calloc((size_t)count + 1, sizeof *out->places);
    for (int i = 0; out->places && i < count; i++) {
        if (!places[i].name || !places[i].name[0]) continue;
        DecodePlace *place = &out->places[out->count++];
        place->name = str_copy(places[i].name);
        place->code = str_copy(places[i].code ? places[i].code : "");
        if (!place->name || !place->code) {
            decode_places_destroy(out);
            return NULL;
        }
    }
    if (!out->places) {
        free(out);
        return NULL;
    }
    qsort(out->places, (size_t)out->count, sizeof *out->places, place_compare);
    return out;
}

void decode_places_destroy(DecodePlaces *places)
{
    if (!places) return;
    for (int i = 0; i < places->count; i++) {
        free((char *)places->places[i].name);
        free((char *)places->places[i].code);
    }
    free(places->places);
    free(places);
}

// The first row of [low, high) whose byte at depth is not below c.
static int place_bound(const DecodePlaces *places, int low, int high, size_t depth, int c)
{
    while (low < high) {
        const int middle = low + (high - low) / 2;
        if ((unsigned char)places->places[middle].name[depth] < c)
            low = middle + 1;
        else
            high = middle;
    }
    return low;
}

int decode_places_at(const DecodePlaces *places, const char *text, size_t *length)
{
    int low = 0, high = places ? places->count : 0, found = -1;
    // The rows that agree with the text so far grow fewer with each byte.
    for (size_t depth = 0; low < high; depth++) {
        if (!places->places[low].name[depth]) {
            found = low;
            *length = depth;
        }
        const int c = (unsigned char)text[depth];
        if (!c) break;
        const int from = place_bound(places, low, high, depth, c);
        high = place_bound(places, from, high, depth, c + 1);
        low = from;
    }
    return found;
}

const DecodePlace *decode_places_row(const DecodePlaces *places, int row)
{
    return &places->places[row];
}

int decode_places_count(const DecodePlaces *places)
{
    return places ? places->count : 0;
}
