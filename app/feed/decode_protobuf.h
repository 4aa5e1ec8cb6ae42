// SPDX-License-Identifier: Apache-2.0
// decode_protobuf.h - protocol buffers within a budget of memory, and their JSON. For decode_*.c.
#pragma once
#include "base/json.h"
#include <protobuf-c/protobuf-c.h>

typedef struct {
    ProtobufCAllocator allocator; // give its address; the struct must not move
    size_t left_bytes;
} DecodeBudget;
void decode_budget_init(DecodeBudget *budget, size_t bytes);
// The JSON mapping of protocol buffers 3; fields that are absent are left out.
void decode_protobuf_json(JsonWriter *w, const ProtobufCMessage *message);
