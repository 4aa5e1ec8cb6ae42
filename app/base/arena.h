// SPDX-License-Identifier: Apache-2.0
// arena.h - memory that dies together; a frame's arrays live in one.
#pragma once
#include <stddef.h>

typedef struct ArenaBlock ArenaBlock;
typedef struct {
    ArenaBlock *first, *current;
    size_t block_bytes; // 0 = 1 MiB
    size_t used_bytes;  // since the last reset
} Arena;

// Zero-initialise, then allocate. Memory is zeroed and 16-byte aligned. Ends the process only when the system
// has no memory left for a block. Thread: the owner's.
void *arena_alloc(Arena *arena, size_t bytes);
char *arena_strdup(Arena *arena, const char *text);
char *arena_printf(Arena *arena, const char *format, ...) __attribute__((format(printf, 2, 3)));
// Keeps the blocks, so that a steady frame allocates nothing.
void arena_reset(Arena *arena);
void arena_finish(Arena *arena);
// Gives back what was taken since the mark; marks nest. A mark of before a reset is worthless.
typedef struct {
    ArenaBlock *block;
    size_t block_used, used_bytes;
} ArenaMark;
ArenaMark arena_mark(const Arena *arena);
void arena_release(Arena *arena, ArenaMark mark);

#define ARENA_ARRAY(arena, Type, count) ((Type *)arena_alloc((arena), sizeof(Type) * (size_t)(count)))
