// SPDX-License-Identifier: Apache-2.0
// decode_protobuf.c - protocol buffers within a budget of memory, and their JSON.
#include "feed/decode_protobuf.h"
#include <inttypes.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>

static void *budget_alloc(void *allocator_data, size_t size)
{
    DecodeBudget *budget = allocator_data;
    if (size + 16 > budget->left_bytes) return NULL;
    budget->left_bytes -= size + 16; // what is freed does not come back: the message is one
    return malloc(size ? size : 1);
}

static void budget_free(void *allocator_data, void *pointer)
{
    (void)allocator_data;
    free(pointer);
}

void decode_budget_init(DecodeBudget *budget, size_t bytes)
{
    *budget =
        (DecodeBudget){ .allocator = { budget_alloc, budget_free, budget }, .left_bytes = bytes };
}

// "stop_time_update" is "stopTimeUpdate".
static void protobuf_key(JsonWriter *w, const char *name)
{
    char text[64];
    size_t length = 0;
    for (const char *c = name; *c && length + 1 < sizeof text; c++) {
        if (*c == '_' && c[1] >= 'a' && c[1] <= 'z')
            text[length++] = (char)(*++c - 'a' + 'A');
        else
            text[length++] = *c;
    }
    text[length] = 0;
    json_key(w, text);
}

// The shortest decimal that is this float.
static void protobuf_float(JsonWriter *w, float value)
{
    char text[32];
    if (!isfinite(value)) {
        json_text(w, isnan(value) ? "NaN" : value > 0 ? "Infinity" : "-Infinity");
        return;
    }
    double shown = (double)value;
    for (int digits = 1; digits <= 9; digits++) {
        snprintf(text, sizeof text, "%.*g", digits, (double)value);
        shown = strtod(text, NULL);
        if ((float)shown == value) break;
    }
    json_number(w, shown);
}

static void protobuf_value(JsonWriter *w, const ProtobufCFieldDescriptor *field, const void *at)
{
    char text[32];
    switch (field->type) {
    case PROTOBUF_C_TYPE_INT32:
    case PROTOBUF_C_TYPE_SINT32:
    case PROTOBUF_C_TYPE_SFIXED32: json_int(w, *(const int32_t *)at); break;
    case PROTOBUF_C_TYPE_UINT32:
    case PROTOBUF_C_TYPE_FIXED32: json_int(w, *(const uint32_t *)at); break;
    case PROTOBUF_C_TYPE_INT64:
    case PROTOBUF_C_TYPE_SINT64:
    case PROTOBUF_C_TYPE_SFIXED64:
        snprintf(text, sizeof text, "%" PRId64, *(const int64_t *)at);
        json_text(w, text);
        break;
    case PROTOBUF_C_TYPE_UINT64:
    case PROTOBUF_C_TYPE_FIXED64:
        snprintf(text, sizeof text, "%" PRIu64, *(const uint64_t *)at);
        json_text(w, text);
        break;
    case PROTOBUF_C_TYPE_FLOAT: protobuf_float(w, *(const float *)at); break;
    case PROTOBUF_C_TYPE_DOUBLE: json_number(w, *(const double *)at); break;
    case PROTOBUF_C_TYPE_BOOL: json_bool(w, *(const protobuf_c_boolean *)at != 0); break;
    case PROTOBUF_C_TYPE_ENUM: {
        const int value = *(const int *)at;
        const ProtobufCEnumValue *row =
            protobuf_c_enum_descriptor_get_value(field->descriptor, value);
        if (row)
            json_text(w, row->name);
        else
            json_int(w, value);
        break;
    }
    case PROTOBUF_C_TYPE_STRING: json_text(w, *(char *const *)at); break;
    case PROTOBUF_C_TYPE_MESSAGE: decode_protobuf_json(w, *(ProtobufCMessage *const *)at); break;
    case PROTOBUF_C_TYPE_BYTES: json_null(w); break; // none of our messages shows any
    }
}

static size_t protobuf_size(const ProtobufCFieldDescriptor *field)
{
    switch (field->type) {
    case PROTOBUF_C_TYPE_INT64:
    case PROTOBUF_C_TYPE_SINT64:
    case PROTOBUF_C_TYPE_SFIXED64:
    case PROTOBUF_C_TYPE_UINT64:
    case PROTOBUF_C_TYPE_FIXED64:
    case PROTOBUF_C_TYPE_DOUBLE: return 8;
    case PROTOBUF_C_TYPE_STRING:
    case PROTOBUF_C_TYPE_MESSAGE: return sizeof(void *);
    case PROTOBUF_C_TYPE_BYTES: return sizeof(ProtobufCBinaryData);
    default: return 4;
    }
}

// Depth is that of the schema: no message of ours holds itself.
void decode_protobuf_json(JsonWriter *w, const ProtobufCMessage *message)
{
    const char *base = (const char *)message;
    json_object_begin(w);
    for (unsigned i = 0; i < message->descriptor->n_fields; i++) {
        const ProtobufCFieldDescriptor *field = &message->descriptor->fields[i];
        const char *at = base + field->offset;
        if (field->label == PROTOBUF_C_LABEL_REPEATED) {
            const size_t count = *(const size_t *)(base + field->quantifier_offset);
            if (!count) continue;
            protobuf_key(w, field->name);
            json_array_begin(w);
            for (size_t k = 0; k < count; k++)
                protobuf_value(w, field, *(char *const *)at + k * protobuf_size(field));
            json_array_end(w);
            continue;
        }
        const bool is_pointer =
            field->type == PROTOBUF_C_TYPE_STRING || field->type == PROTOBUF_C_TYPE_MESSAGE;
        if (is_pointer && !*(void *const *)at) continue;
        if (!is_pointer && field->label == PROTOBUF_C_LABEL_OPTIONAL &&
            !*(const protobuf_c_boolean *)(base + field->quantifier_offset))
            continue;
        protobuf_key(w, field->name);
        protobuf_value(w, field, at);
    }
    json_object_end(w);
}
