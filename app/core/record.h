// SPDX-License-Identifier: Apache-2.0
// record.h - structs to members of a JSON object and back, by a table of fields: the records of
// alarms, cases and emergencies.
// Does not: know lists; their owner writes and reads those.
#pragma once
#include "base/json.h"
#include "base/json_tape.h"
#include <stddef.h>

typedef enum {
    RECORD_NONE,
    RECORD_TEXT,   // char[bytes]; cut at a character
    RECORD_HEAP,   // char *
    RECORD_NUMBER, // double; NAN is null
    RECORD_BOOL,
    RECORD_INT, // int or an enum, within min to max
    RECORD_TIME // int64_t microseconds UTC; 0 is null
} RecordType;
typedef struct {
    const char *name;
    RecordType type;
    size_t offset, bytes;
    int min, max; // INT; both 0 = 0 to 1e9
} RecordField;
#define RECORD_FIELD(Type, field) \
    .offset = offsetof(Type, field), .bytes = sizeof(((Type *)0)->field)

void record_write(const RecordField *fields, int count, const void *owner, JsonWriter *out);
// Members that are absent or of another type become 0, "", NAN, false. Heap texts are replaced.
void record_read(const RecordField *fields, int count, const JsonTape *tape, JsonRef object,
                 void *owner);
// A member as text into out, "" where it is none. Cut at a character.
void record_text(const JsonTape *tape, JsonRef object, const char *name, char *out, size_t cap);
int64_t record_time(const JsonTape *tape, JsonRef object, const char *name);
