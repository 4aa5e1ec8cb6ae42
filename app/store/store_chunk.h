// SPDX-License-Identifier: Apache-2.0
// store_chunk.h - rows of history as columns in one block of bytes: what SQLite keeps as a blob.
// Each column is whole numbers less a base, in 0, 1, 2, 4 or 8 bytes, so any row is read by itself.
// Does not: compress further, or know of files.
//
// Layout, little-endian: 'c', 1, u16 units, u32 rows, u32 bytes of texts; each unit: u8 length,
// bytes; STORE_COLUMN_COUNT columns, each: u8 (low nibble: bytes a row, high: bytes of the base),
// base (signed), rows; the texts, one after the other. A column of doubles has one more byte first:
// the decimals (0 to 7: value = whole / 10^decimals, to the bit), or 255: the bits of the double.
#pragma once
#include "base/arena.h"
#include "store/store_backend.h"
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

typedef enum {
    STORE_COLUMN_KEY,
    STORE_COLUMN_T,     // t_obs_us
    STORE_COLUMN_RECV,  // less t_obs_us
    STORE_COLUMN_STALE, // 0 = none; else less t_obs_us, one more from 0 on
    STORE_COLUMN_SEQ,
    STORE_COLUMN_PERIOD,
    STORE_COLUMN_KIND,
    STORE_COLUMN_QUALITY,
    STORE_COLUMN_FLAGS,
    STORE_COLUMN_UNIT,
    STORE_COLUMN_COUNT_OF, // StoreRow.count
    STORE_COLUMN_TEXT,     // where the text ends
    STORE_COLUMN_H,
    STORE_COLUMN_COURSE,
    STORE_COLUMN_HEADING,
    STORE_COLUMN_SPEED,
    STORE_COLUMN_NUMBER, // doubles from here on
    STORE_COLUMN_LON,
    STORE_COLUMN_LAT,
    STORE_COLUMN_MEAN,
    STORE_COLUMN_COUNT
} StoreColumn;

typedef struct {
    const uint8_t *rows;
    int64_t base;
    uint8_t width, decimals;
} StoreChunkColumn;
typedef struct {
    int count;
    StoreChunkColumn columns[STORE_COLUMN_COUNT];
    const uint8_t *units; // of the header
    int unit_count;
    const char *texts;
    uint32_t text_bytes;
} StoreChunk;

// Appends the block of count rows (at least 1) to out. False only without memory. Thread: any.
typedef struct {
    uint8_t *bytes;
    size_t length, cap;
} StoreBytes;
bool store_chunk_write(StoreBytes *out, const StoreRow *rows, int count);
void store_bytes_finish(StoreBytes *bytes);

// False with ERR_FORMAT: not a block, or cut. The bytes are borrowed by *out. Thread: any.
bool store_chunk_open(StoreChunk *out, const void *bytes, size_t length, Err *err);
int64_t store_chunk_time(const StoreChunk *chunk, int row); // t_obs_us
// Its text is copied into the arena.
void store_chunk_row(const StoreChunk *chunk, int row, StoreRow *out, Arena *arena);
// The last row at or before t in rows sorted by time; -1 = none.
int store_chunk_find(const StoreChunk *chunk, int64_t t_us);
