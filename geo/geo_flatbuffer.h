// SPDX-License-Identifier: Apache-2.0
// geo_flatbuffer.h - bounded reading of FlatBuffers (tables, vectors, strings), for FlatGeobuf.
// Does not: trust any offset; what lies outside the bytes is absent.
#pragma once
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

typedef struct {
    const uint8_t *bytes;
    uint64_t length;
} GeoFlatbuffer;

typedef struct {
    const uint8_t *data; // first element
    uint32_t count;
} GeoFlatVector;

static inline uint32_t geo_flat_u32(const GeoFlatbuffer *b, uint64_t at)
{
    uint32_t v = 0;
    if (at + 4 <= b->length) memcpy(&v, b->bytes + at, 4);
    return v;
}

static inline uint16_t geo_flat_u16(const GeoFlatbuffer *b, uint64_t at)
{
    uint16_t v = 0;
    if (at + 2 <= b->length) memcpy(&v, b->bytes + at, 2);
    return v;
}

// Where field `index` of the table at `table` stands; 0 = absent. size: bytes of the value there.
static inline uint64_t geo_flat_field(const GeoFlatbuffer *b, uint64_t table, int index, uint64_t size)
{
    if (table + 4 > b->length) return 0;
    const int64_t vtable = (int64_t)table - (int32_t)geo_flat_u32(b, table);
    if (vtable < 0 || (uint64_t)vtable + 4 > b->length) return 0;
    const uint64_t entry = 4 + 2 * (uint64_t)index;
    if (entry + 2 > geo_flat_u16(b, (uint64_t)vtable)) return 0;
    const uint16_t offset = geo_flat_u16(b, (uint64_t)vtable + entry);
    return offset == 0 || table + offset + size > b->length ? 0 : table + offset;
}

// The position an offset field points to; 0 = absent.
static inline uint64_t geo_flat_target(const GeoFlatbuffer *b, uint64_t table, int index)
{
    const uint64_t at = geo_flat_field(b, table, index, 4);
    if (at == 0) return 0;
    const uint64_t target = at + geo_flat_u32(b, at);
    return target + 4 <= b->length ? target : 0;
}

static inline GeoFlatVector geo_flat_vector(const GeoFlatbuffer *b, uint64_t table, int index, uint64_t element_bytes)
{
    const uint64_t at = geo_flat_target(b, table, index);
    if (at == 0) return (GeoFlatVector){ 0 };
    const uint32_t count = geo_flat_u32(b, at);
    if (count > (b->length - at - 4) / element_bytes) return (GeoFlatVector){ 0 };
    return (GeoFlatVector){ b->bytes + at + 4, count };
}

// Table number i of a vector of tables; 0 = outside.
static inline uint64_t geo_flat_vector_table(const GeoFlatbuffer *b, const GeoFlatVector *v, uint32_t i)
{
    const uint64_t at = (uint64_t)(v->data - b->bytes) + 4 * (uint64_t)i;
    const uint64_t target = at + geo_flat_u32(b, at);
    return target + 4 <= b->length ? target : 0;
}

static inline uint8_t geo_flat_u8(const GeoFlatbuffer *b, uint64_t table, int index, uint8_t absent)
{
    const uint64_t at = geo_flat_field(b, table, index, 1);
    return at ? b->bytes[at] : absent;
}
