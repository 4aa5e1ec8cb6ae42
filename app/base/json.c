// SPDX-License-Identifier: Apache-2.0
// json.c - writes JSON text in order (RFC 8259).
#include "base/json.h"
#include <assert.h>
#include <inttypes.h>
#include <locale.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define JSON_DEPTH_MAX ((int)(sizeof((JsonWriter *)0)->has_item / sizeof(bool)))

static void json_break(JsonWriter *w)
{
    if (!w->is_pretty) return;
    str_add(w->out, "\n");
    for (int i = 0; i < w->depth; i++) str_add(w->out, "  ");
}

// The comma and the line break before a key or an item.
static void json_before(JsonWriter *w)
{
    if (w->after_key) {
        w->after_key = false;
        return;
    }
    if (!w->depth) return;
    if (w->has_item[w->depth - 1]) str_add(w->out, ",");
    w->has_item[w->depth - 1] = true;
    json_break(w);
}

static void json_begin(JsonWriter *w, const char *bracket)
{
    json_before(w);
    assert(w->depth < JSON_DEPTH_MAX);
    w->has_item[w->depth++] = false;
    str_add(w->out, bracket);
}

static void json_end(JsonWriter *w, const char *bracket)
{
    assert(w->depth > 0 && !w->after_key);
    w->depth--;
    if (w->has_item[w->depth]) json_break(w);
    str_add(w->out, bracket);
}

void json_object_begin(JsonWriter *w)
{
    json_begin(w, "{");
}

void json_object_end(JsonWriter *w)
{
    json_end(w, "}");
}

void json_array_begin(JsonWriter *w)
{
    json_begin(w, "[");
}

void json_array_end(JsonWriter *w)
{
    json_end(w, "]");
}

// Bytes of the well-formed character at text; 1 to 4.
static size_t json_character(const char *text)
{
    const unsigned char c = (unsigned char)*text;
    const size_t bytes = c < 0x80 ? 1 : c < 0xE0 ? 2 : c < 0xF0 ? 3 : 4;
    for (size_t i = 1; i < bytes; i++) {
        if (!text[i]) return 0;
    }
    return str_is_utf8(text, bytes) ? bytes : 0;
}

static void json_quoted(JsonWriter *w, const char *text)
{
    str_add(w->out, "\"");
    while (*text) {
        const unsigned char c = (unsigned char)*text;
        size_t plain = 0; // a run without escapes goes out at once
        while (text[plain] >= 0x20 && text[plain] < 0x7F && text[plain] != '"' && text[plain] != '\\') plain++;
        if (plain) {
            str_add_n(w->out, text, plain);
            text += plain;
            continue;
        }
        size_t bytes = 1;
        if (c == '"' || c == '\\') {
            str_printf(w->out, "\\%c", c);
        } else if (c == '\n') {
            str_add(w->out, "\\n");
        } else if (c == '\t') {
            str_add(w->out, "\\t");
        } else if (c < 0x20 || c == 0x7F) {
            str_printf(w->out, "\\u%04x", c);
        } else if ((bytes = json_character(text)) > 0) {
            str_add_n(w->out, text, bytes);
        } else {
            str_add(w->out, "\xEF\xBF\xBD");
            bytes = 1;
        }
        text += bytes;
    }
    str_add(w->out, "\"");
}

void json_key(JsonWriter *w, const char *key)
{
    assert(!w->after_key);
    json_before(w);
    json_quoted(w, key);
    str_add(w->out, w->is_pretty ? ": " : ":");
    w->after_key = true;
}

void json_text(JsonWriter *w, const char *text)
{
    if (!text) {
        json_null(w);
        return;
    }
    json_before(w);
    json_quoted(w, text);
}

void json_number(JsonWriter *w, double value)
{
    if (!isfinite(value)) {
        json_null(w);
        return;
    }
    char text[40];
    // Whole numbers without an exponent: 40, not 4e+01.
    const bool is_whole = value == floor(value) && fabs(value) < 1e15;
    if (is_whole) snprintf(text, sizeof text, "%.0f", value);
    for (int digits = 1; digits <= 17 && !is_whole; digits++) {
        snprintf(text, sizeof text, "%.*g", digits, value);
        const char *point = localeconv()->decimal_point;
        char *found = *point != '.' ? strstr(text, point) : NULL;
        if (strtod(text, NULL) == value) {
            if (found) *found = '.';
            break;
        }
    }
    json_before(w);
    str_add(w->out, text);
}

void json_int(JsonWriter *w, int64_t value)
{
    json_before(w);
    str_printf(w->out, "%" PRId64, value);
}

void json_bool(JsonWriter *w, bool value)
{
    json_before(w);
    str_add(w->out, value ? "true" : "false");
}

void json_null(JsonWriter *w)
{
    json_before(w);
    str_add(w->out, "null");
}
