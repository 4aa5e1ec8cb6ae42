// SPDX-License-Identifier: Apache-2.0
// json.h - writes JSON text in order: commas, indentation and escapes are looked after.
// Does not: check that keys and values alternate; an assert does.
#pragma once
#include "base/str.h"

typedef struct {
    Str *out;
    int depth;
    bool is_pretty;
    bool has_item[32];
    bool after_key;
} JsonWriter;

void json_object_begin(JsonWriter *w);
void json_object_end(JsonWriter *w);
void json_array_begin(JsonWriter *w);
void json_array_end(JsonWriter *w);
void json_key(JsonWriter *w, const char *key);
void json_text(JsonWriter *w, const char *text);       // NULL writes null; bytes that are no UTF-8 become U+FFFD
void json_number(JsonWriter *w, double value);         // shortest form that reads back; NaN and infinite write null
void json_int(JsonWriter *w, int64_t value);
void json_bool(JsonWriter *w, bool value);
void json_null(JsonWriter *w);
