// SPDX-License-Identifier: Apache-2.0
// record.c - fields of a struct by table.
#include "core/record.h"
#include <math.h>
#include <stdlib.h>
#include <string.h>

#define TIME_MAX_US ((int64_t)1 << 53)

void record_write(const RecordField *fields, int count, const void *owner, JsonWriter *out)
{
    for (int i = 0; i < count; i++) {
        const void *field = (const char *)owner + fields[i].offset;
        json_key(out, fields[i].name);
        switch (fields[i].type) {
        case RECORD_TEXT: json_text(out, field); break;
        case RECORD_HEAP: json_text(out, *(char *const *)field); break;
        case RECORD_NUMBER: json_number(out, *(const double *)field); break;
        case RECORD_BOOL: json_bool(out, *(const bool *)field); break;
        case RECORD_INT: json_int(out, *(const int *)field); break;
        case RECORD_TIME:
            if (*(const int64_t *)field)
                json_int(out, *(const int64_t *)field);
            else
                json_null(out);
            break;
        case RECORD_NONE: json_null(out); break;
        }
    }
}

void record_text(const JsonTape *tape, JsonRef object, const char *name, char *out, size_t cap)
{
    Arena arena = { .block_bytes = 4096 };
    const char *text = json_as_text(tape, json_member(tape, object, name), &arena);
    str_copy_utf8(out, cap, text ? text : "");
    arena_finish(&arena);
}

int64_t record_time(const JsonTape *tape, JsonRef object, const char *name)
{
    return json_as_int(tape, json_member(tape, object, name), 0, TIME_MAX_US, 0);
}

void record_read(const RecordField *fields, int count, const JsonTape *tape, JsonRef object,
                 void *owner)
{
    Arena arena = { .block_bytes = 4096 };
    for (int i = 0; i < count; i++) {
        const RecordField *row = &fields[i];
        void *field = (char *)owner + row->offset;
        const JsonRef value = json_member(tape, object, row->name);
        const char *text = NULL;
        switch (row->type) {
        case RECORD_TEXT:
            text = json_as_text(tape, value, &arena);
            str_copy_utf8(field, row->bytes, text ? text : "");
            break;
        case RECORD_HEAP:
            text = json_as_text(tape, value, &arena);
            free(*(char **)field);
            *(char **)field = str_copy(text);
            break;
        case RECORD_NUMBER: *(double *)field = json_as_number(tape, value, NAN); break;
        case RECORD_BOOL: *(bool *)field = json_as_bool(tape, value, false); break;
        case RECORD_INT:
            *(int *)field = (int)json_as_int(
                tape, value, row->min, row->min || row->max ? row->max : 1000000000, row->min);
            break;
        case RECORD_TIME: *(int64_t *)field = record_time(tape, object, row->name); break;
        case RECORD_NONE: break;
        }
    }
    arena_finish(&arena);
}
