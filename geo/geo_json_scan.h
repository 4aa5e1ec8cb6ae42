// SPDX-License-Identifier: Apache-2.0
// geo_json_scan.h - steps over JSON text for the GeoJSON reader: spaces, strings, numbers, whole values.
// Does not: build anything. The text must be followed by a zero byte; every step stops there.
#pragma once
#include "base/str.h"
#include <stdbool.h>
#include <stdint.h>

typedef struct {
    const char *at, *end;
} GeoJsonScan;

typedef struct {
    const char *text; // between the quotes; after geo_json_unescape in the scratch
    size_t length;
    bool has_escape, has_high;
} GeoJsonText;

typedef struct {
    bool is_whole;
    int64_t whole;
    double value;
} GeoJsonNumber;

static inline void geo_json_space(GeoJsonScan *s)
{
    while (*s->at == ' ' || *s->at == '\n' || *s->at == '\r' || *s->at == '\t') s->at++;
}

// Spaces, then the character c.
static inline bool geo_json_accept(GeoJsonScan *s, char c)
{
    geo_json_space(s);
    if (*s->at != c) return false;
    s->at++;
    return true;
}

bool geo_json_word(GeoJsonScan *s, const char *word);
// At the quote; control characters are refused.
bool geo_json_text(GeoJsonScan *s, GeoJsonText *out);
bool geo_json_unescape(GeoJsonText *text, Str *scratch);
// A number exactly as strtod would read it; more than 18 digits without a fraction are refused.
bool geo_json_number(GeoJsonScan *s, GeoJsonNumber *out);
// A number within one part in 10^17: enough for coordinates.
bool geo_json_coordinate(GeoJsonScan *s, double *out);
// A whole value of any kind, nested or not; brackets must match.
bool geo_json_skip(GeoJsonScan *s);
