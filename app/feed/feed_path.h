// SPDX-License-Identifier: Apache-2.0
// feed_path.h - where in a message a value stands: a JSON path ("$.a.b[0]", "$[\"a b\"]"), or the
// name of a column or of a member of the outermost object; and what the value there is.
// Does not: know more of JSONPath (RFC 9535) than names and whole indices; no wildcards or filters.
#pragma once
#include "base/arena.h"
#include "base/json_tape.h"

typedef struct {
    char *name; // NULL: index
    int index;
} FeedStep;
typedef struct {
    char *text; // as given; "" = none
    bool is_json;
    FeedStep *steps; // of a JSON path
    int count;
    uint32_t header; // of the columns that column was looked up in
    int column;      // -1 = not among them
} FeedPath;
// ERR_ARGUMENT names the place. Owned (feed_path_finish).
bool feed_path_parse(FeedPath *out, const char *text, Err *err);
void feed_path_finish(FeedPath *path);
// The last name of the path: "$.data.pm25[0]" is "pm25"; "" where it has none.
const char *feed_path_leaf(const FeedPath *path);

// One message: JSON, a row of columns, or plain text.
typedef struct {
    const char *topic;    // of MQTT; "" = none
    const JsonTape *tape; // NULL = no JSON
    JsonRef root;
    const char *const *names; // of columns; NULL = none
    const char *const *fields;
    int field_count;
    uint32_t header;   // number of these names, from 1: other names, another number
    const char *plain; // the whole payload
    size_t plain_length;
    uint8_t flags; // of its observations
} FeedRow;

typedef enum {
    FEED_VALUE_NONE,
    FEED_VALUE_NULL,
    FEED_VALUE_NUMBER,
    FEED_VALUE_TEXT,
    FEED_VALUE_TREE
} FeedValueKind;
typedef struct {
    FeedValueKind kind;
    double number;    // also of booleans (1, 0) and of texts that are a finite number
    const char *text; // of TEXT: not terminated
    size_t length;
    JsonRef ref; // of JSON
} FeedValue;
// Of a path "" the whole message. Texts with escapes are copied into arena. An empty column is
// NULL.
FeedValue feed_value_at(const FeedRow *row, FeedPath *path, Arena *arena);
FeedValue feed_value_of(const JsonTape *tape, JsonRef ref, Arena *arena);
FeedValue feed_value_text(const char *text, size_t length);

// ISO 8601, or seconds, milliseconds or microseconds since 1970, told apart by their size (1973 to
// 5138 in seconds). Without an offset utc_offset_s applies. False: neither.
bool feed_value_time(const FeedValue *value, int utc_offset_s, int64_t *t_us);
// "Z", "+08:00", "-0330": seconds east of UTC.
bool feed_offset_parse(const char *text, int *seconds);
