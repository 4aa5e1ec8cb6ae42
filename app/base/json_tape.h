// SPDX-License-Identifier: Apache-2.0
// json_tape.h - reads a JSON text (RFC 8259) into one flat tape of 16-byte rows; values are found
// by walking it. Does not: copy texts (they stay in the source until asked for), or write (json.h).
#pragma once
#include "base/arena.h"
#include "base/err.h"
#include <stddef.h>
#include <stdint.h>

typedef enum {
    JSON_NONE, // no such value
    JSON_NULL,
    JSON_FALSE,
    JSON_TRUE,
    JSON_NUMBER,
    JSON_TEXT,
    JSON_ARRAY,
    JSON_OBJECT
} JsonType;

typedef struct {
    uint8_t type; // JsonType
    bool is_escaped;
    uint32_t next; // row after this value and all within it
    union {
        double number;
        struct {
            uint32_t at, length; // of a text, in the source, between the quotes
        } text;
        uint32_t count; // items of an array, members of an object (a key row before each value)
    };
} JsonRow;

typedef struct {
    const char *source; // borrowed while the tape lives
    JsonRow *rows;
    uint32_t count, cap;
} JsonTape;

#define JSON_TAPE_DEPTH_MAX 256
typedef uint32_t JsonRef; // a row; JSON_TAPE_NONE = no such value
#define JSON_TAPE_NONE UINT32_MAX

// One value and nothing after it but space. ERR_FORMAT with line and column; ERR_RANGE deeper than
// JSON_TAPE_DEPTH_MAX or longer than 4 GiB; ERR_MEMORY. Thread: any.
bool json_tape_read(JsonTape *out, const char *source, size_t length, Err *err);
void json_tape_finish(JsonTape *tape);

// Every function below takes JSON_TAPE_NONE and values of other types, and then gives its fallback.
JsonType json_type(const JsonTape *tape, JsonRef ref);
JsonRef json_member(const JsonTape *tape, JsonRef object, const char *key); // the first so named
// All items: for (JsonRef i = json_first(t, array); i != JSON_TAPE_NONE; i = json_next(t, array,
// i)). Of an object json_first is the first key; a key's value is the row after it.
JsonRef json_first(const JsonTape *tape, JsonRef parent);
JsonRef json_next(const JsonTape *tape, JsonRef parent, JsonRef item);
int json_count(const JsonTape *tape, JsonRef parent); // 0 for what has no items
double json_as_number(const JsonTape *tape, JsonRef ref, double fallback);
// Whole numbers of low to high only; others give the fallback.
int64_t json_as_int(const JsonTape *tape, JsonRef ref, int64_t low, int64_t high, int64_t fallback);
bool json_as_bool(const JsonTape *tape, JsonRef ref, bool fallback);
// Copied with escapes resolved, always UTF-8 (broken surrogates become U+FFFD; U+0000 ends it);
// NULL for what is no text.
char *json_as_text(const JsonTape *tape, JsonRef ref, Arena *arena);
bool json_text_is(const JsonTape *tape, JsonRef ref, const char *text); // escapes never match
// Up to cap numbers of an array; returns how many, 0 unless all its items are numbers.
int json_as_numbers(const JsonTape *tape, JsonRef array, double *out, int cap);
