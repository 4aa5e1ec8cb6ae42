// SPDX-License-Identifier: Apache-2.0
// fuzz_store.c - any bytes as a block of history: refused in words, or every row of it is read
// without leaving it; a block of our own comes back as it was.
#include "store/store_chunk.h"
#include <math.h>
#include <stdlib.h>
#include <string.h>

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t length);

static void read_all(const uint8_t *bytes, size_t length)
{
    StoreChunk chunk;
    Err err = { 0 };
    if (!store_chunk_open(&chunk, bytes, length, &err)) {
        if (!err.text[0]) abort();
        return;
    }
    Arena arena = { .block_bytes = 4096 };
    volatile int64_t sum = 0;
    // The first and the last rows; a block of empty columns may claim very many.
    for (int i = 0; i < chunk.count;
         i = i == 999 && chunk.count > 2000 ? chunk.count - 1000 : i + 1) {
        StoreRow row;
        store_chunk_row(&chunk, i, &row, &arena);
        sum += store_chunk_time(&chunk, i) ^ row.o.t_obs_us;
        if (row.o.kind == OBSERVATION_TEXT && row.o.text) sum += (int64_t)strlen(row.o.text);
        arena_reset(&arena);
    }
    (void)sum;
    for (int64_t t_us = -1; t_us < 2000000000000000; t_us += 500000000000001) {
        const int at = store_chunk_find(&chunk, t_us);
        if (at < -1 || at >= chunk.count) abort();
    }
    arena_finish(&arena);
}

static bool is_same(double a, double b)
{
    return memcmp(&a, &b, sizeof a) == 0;
}

// Rows made of the bytes: what is written is read back to the bit.
static void round_trip(const uint8_t *bytes, size_t length)
{
    enum { ROWS_MAX = 64, ROW_BYTES = 32 };
    StoreRow rows[ROWS_MAX] = { 0 };
    int count = 0;
    for (; count < ROWS_MAX && (size_t)(count + 1) * ROW_BYTES <= length; count++) {
        const uint8_t *at = bytes + (size_t)count * ROW_BYTES;
        Observation *o = &rows[count].o;
        memcpy(&o->number, at, 8);
        memcpy(&o->t_obs_us, at + 8, 8);
        o->t_obs_us = (int64_t)((uint64_t)o->t_obs_us % 4000000000000000u);
        memcpy(&o->key, at + 16, 4);
        memcpy(&o->seq, at + 20, 4);
        memcpy(&o->period_ms, at + 24, 4);
        o->t_recv_us = o->t_obs_us + at[28];
        o->kind = OBSERVATION_NUMBER;
        o->quality = at[29] % QUALITY_COUNT;
        o->flags = at[30] & 15;
        o->unit[0] = at[31] & 1 ? (char)('a' + at[31] / 2 % 26) : 0;
        rows[count].count = 1;
    }
    if (count == 0) return;
    StoreBytes out = { 0 };
    StoreChunk chunk;
    Err err = { 0 };
    Arena arena = { .block_bytes = 4096 };
    if (!store_chunk_write(&out, rows, count) ||
        !store_chunk_open(&chunk, out.bytes, out.length, &err) || chunk.count != count)
        abort();
    for (int i = 0; i < count; i++) {
        StoreRow row;
        store_chunk_row(&chunk, i, &row, &arena);
        const Observation *a = &rows[i].o, *b = &row.o;
        if (a->key != b->key || a->t_obs_us != b->t_obs_us || a->t_recv_us != b->t_recv_us ||
            a->seq != b->seq || a->period_ms != b->period_ms || a->quality != b->quality ||
            a->flags != b->flags || strcmp(a->unit, b->unit) != 0)
            abort();
        if (isfinite(a->number) && !is_same(a->number, b->number)) abort();
    }
    arena_finish(&arena);
    store_bytes_finish(&out);
}

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t length)
{
    if (length < 1) return 0;
    uint8_t *copy = malloc(length); // exactly as long as it is
    if (!copy) return 0;
    memcpy(copy, bytes + 1, length - 1);
    if (bytes[0] & 1)
        round_trip(copy, length - 1);
    else
        read_all(copy, length - 1);
    free(copy);
    return 0;
}
