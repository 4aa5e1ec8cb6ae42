// SPDX-License-Identifier: Apache-2.0
// feed_path.c - JSON paths parsed once, walked for every message.
#include "base/clock.h"
#include "base/str.h"
#include "feed/feed_path.h"
#include <math.h>
#include <stdlib.h>
#include <string.h>

#define FEED_STEPS_MAX 64
#define FEED_NUMBER_BYTES_MAX 64

static bool add_step(FeedPath *path, const char *name, size_t length, int index)
{
    FeedStep *grown = realloc(path->steps, sizeof *grown * ((size_t)path->count + 1));
    if (!grown || path->count == FEED_STEPS_MAX) {
        if (grown) path->steps = grown;
        return false;
    }
    path->steps = grown;
    grown[path->count] = (FeedStep){ .index = index };
    if (name && !(grown[path->count].name = strndup(name, length))) return false;
    path->count++;
    return true;
}

// "[0]", "[\"a b\"]" or "['a b']" at *at, which moves on.
static bool parse_bracket(FeedPath *path, const char **at)
{
    const char *from = *at + 1, quote = *from;
    if (quote == '"' || quote == '\'') {
        const char *close = strchr(from + 1, quote);
        if (!close || close[1] != ']') return false;
        *at = close + 2;
        return add_step(path, from + 1, (size_t)(close - from - 1), 0);
    }
    char *end = NULL;
    const long index = strtol(from, &end, 10);
    if (end == from || *end != ']' || *from < '0' || *from > '9' || index > 1000000) return false;
    *at = end + 1;
    return add_step(path, NULL, 0, (int)index);
}

static bool parse_steps(FeedPath *path, const char **at)
{
    while (**at) {
        if (**at == '[') {
            if (!parse_bracket(path, at)) return false;
            continue;
        }
        if (**at != '.') return false;
        const char *name = *at + 1;
        const size_t length = strcspn(name, ".[");
        if (length == 0 || !add_step(path, name, length, 0)) return false;
        *at = name + length;
    }
    return true;
}

bool feed_path_parse(FeedPath *out, const char *text, Err *err)
{
    FeedPath path = { .text = strdup(text ? text : ""), .column = -1 };
    const char *at = path.text;
    path.is_json = path.text && path.text[0] == '$';
    if (path.is_json) at++;
    if (!path.text || (path.is_json && !parse_steps(&path, &at))) {
        err_set(err, ERR_ARGUMENT,
                "path '%.120s', at character %d: .name, [index] or [\"name\"] was expected",
                text ? text : "", path.text ? (int)(at - path.text) + 1 : 1);
        feed_path_finish(&path);
        return false;
    }
    *out = path;
    return true;
}

void feed_path_finish(FeedPath *path)
{
    for (int i = 0; i < path->count; i++) free(path->steps[i].name);
    free(path->steps);
    free(path->text);
    *path = (FeedPath){ 0 };
}

const char *feed_path_leaf(const FeedPath *path)
{
    if (!path->is_json) return path->text;
    for (int i = path->count - 1; i >= 0; i--)
        if (path->steps[i].name) return path->steps[i].name;
    return "";
}

static JsonRef item_at(const JsonTape *tape, JsonRef array, int index)
{
    if (json_type(tape, array) != JSON_ARRAY || index >= json_count(tape, array))
        return JSON_TAPE_NONE;
    JsonRef ref = json_first(tape, array);
    for (int i = 0; i < index; i++) ref = json_next(tape, array, ref);
    return ref;
}

FeedValue feed_value_text(const char *text, size_t length)
{
    while (length && (*text == ' ' || *text == '\t' || *text == '\r' || *text == '\n'))
        text++, length--;
    while (length && strchr(" \t\r\n", text[length - 1])) length--;
    FeedValue value = {
        .kind = FEED_VALUE_TEXT, .text = text, .length = length, .ref = JSON_TAPE_NONE
    };
    if (length == 0) value.kind = FEED_VALUE_NULL;
    if (length == 0 || length >= FEED_NUMBER_BYTES_MAX) return value;
    const char first = *text == '-' || *text == '+' ? text[1] : *text;
    if ((first >= '0' && first <= '9') || first == '.') {
        double number = 0;
        const char *from = *text == '+' ? text + 1 : text;
        if (str_scan_double(from, text + length, &number) == text + length) {
            value.kind = FEED_VALUE_NUMBER;
            value.number = number;
        }
    } else if (length == 4 && memcmp(text, "true", 4) == 0) {
        value.kind = FEED_VALUE_NUMBER, value.number = 1;
    } else if (length == 5 && memcmp(text, "false", 5) == 0)
        value.kind = FEED_VALUE_NUMBER;
    return value;
}

FeedValue feed_value_of(const JsonTape *tape, JsonRef ref, Arena *arena)
{
    FeedValue value = { .ref = ref };
    switch (json_type(tape, ref)) {
    case JSON_NONE: return value;
    case JSON_NULL: value.kind = FEED_VALUE_NULL; return value;
    case JSON_FALSE:
    case JSON_TRUE:
        value.kind = FEED_VALUE_NUMBER;
        value.number = json_type(tape, ref) == JSON_TRUE;
        return value;
    case JSON_NUMBER:
        value.kind = FEED_VALUE_NUMBER;
        value.number = tape->rows[ref].number;
        return value;
    case JSON_TEXT: break;
    case JSON_ARRAY:
    case JSON_OBJECT: value.kind = FEED_VALUE_TREE; return value;
    }
    const JsonRow *row = &tape->rows[ref];
    if (row->is_escaped) {
        const char *text = json_as_text(tape, ref, arena);
        value = feed_value_text(text, strlen(text));
    } else
        value = feed_value_text(tape->source + row->text.at, row->text.length);
    value.ref = ref;
    return value;
}

static FeedValue column_at(const FeedRow *row, FeedPath *path)
{
    if (path->header != row->header) {
        path->header = row->header;
        path->column = -1;
        for (int i = 0; i < row->field_count && path->column < 0; i++)
            if (strcmp(row->names[i], path->text) == 0) path->column = i;
    }
    if (path->column < 0 || path->column >= row->field_count)
        return (FeedValue){ .ref = JSON_TAPE_NONE };
    const char *field = row->fields[path->column];
    return feed_value_text(field, strlen(field));
}

FeedValue feed_value_at(const FeedRow *row, FeedPath *path, Arena *arena)
{
    if (!path->text[0]) {
        if (row->tape) return feed_value_of(row->tape, row->root, arena);
        return feed_value_text(row->plain, row->plain_length);
    }
    if (row->names) return column_at(row, path);
    if (!row->tape) return (FeedValue){ .ref = JSON_TAPE_NONE };
    if (!path->is_json)
        return feed_value_of(row->tape, json_member(row->tape, row->root, path->text), arena);
    JsonRef ref = row->root;
    for (int i = 0; i < path->count && ref != JSON_TAPE_NONE; i++)
        ref = path->steps[i].name ? json_member(row->tape, ref, path->steps[i].name)
                                  : item_at(row->tape, ref, path->steps[i].index);
    return feed_value_of(row->tape, ref, arena);
}

bool feed_value_time(const FeedValue *value, int utc_offset_s, int64_t *t_us)
{
    if (value->kind == FEED_VALUE_TEXT) {
        char text[FEED_NUMBER_BYTES_MAX];
        if (value->length >= sizeof text) return false;
        memcpy(text, value->text, value->length);
        text[value->length] = 0;
        return clock_parse(text, utc_offset_s, t_us) && *t_us != 0;
    }
    if (value->kind != FEED_VALUE_NUMBER) return false;
    const double v = value->number;
    if (!(v >= 1e8 && v < 1e17)) return false;
    *t_us = (int64_t)llround(v < 1e11 ? v * 1e6 : v < 1e14 ? v * 1e3 : v);
    return true;
}

bool feed_offset_parse(const char *text, int *seconds)
{
    // By the clock's own reader: noon of a day there against noon in UTC.
    char moment[64];
    int64_t there = 0, utc = 0;
    if (strlen(text) > 6 || !text[0] || !strchr("Zz+-", text[0])) return false;
    memcpy(moment, "2000-01-01T12:00", 16);
    memcpy(moment + 16, text, strlen(text) + 1);
    if (!clock_parse(moment, 0, &there) || !clock_parse("2000-01-01T12:00Z", 0, &utc)) return false;
    *seconds = (int)((utc - there) / 1000000);
    return true;
}
