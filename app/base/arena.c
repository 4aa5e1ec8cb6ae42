// SPDX-License-Identifier: Apache-2.0
// arena.c - memory that dies together: a chain of blocks, kept over a reset.
#include "base/arena.h"
#include "base/log.h"
#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define ARENA_ALIGN 16u
#define ARENA_BLOCK_BYTES ((size_t)1 << 20)

struct ArenaBlock {
    ArenaBlock *next;
    size_t cap, used;
    size_t padding; // the bytes after the head stay 16-byte aligned
};

static uint8_t *arena_bytes(ArenaBlock *block)
{
    return (uint8_t *)(block + 1);
}

static ArenaBlock *arena_block_create(size_t cap)
{
    ArenaBlock *block = cap < SIZE_MAX - sizeof *block ? malloc(sizeof *block + cap) : NULL;
    if (!block) {
        log_print(LOG_ERROR, "no memory for %zu bytes", cap);
        abort();
    }
    *block = (ArenaBlock){ .cap = cap };
    return block;
}

void *arena_alloc(Arena *arena, size_t bytes)
{
    if (bytes > SIZE_MAX / 2) {
        log_print(LOG_ERROR, "no memory for %zu bytes", bytes);
        abort();
    }
    const size_t rounded = (bytes + ARENA_ALIGN - 1) & ~(size_t)(ARENA_ALIGN - 1);
    while (!arena->current || arena->current->cap - arena->current->used < rounded) {
        ArenaBlock *next = arena->current ? arena->current->next : arena->first;
        if (!next || next->cap < rounded) {
            // A large request gets a block of its own in front of the blocks kept.
            const size_t usual = arena->block_bytes ? arena->block_bytes : ARENA_BLOCK_BYTES;
            ArenaBlock *block = arena_block_create(rounded > usual ? rounded : usual);
            block->next = next;
            if (arena->current) {
                arena->current->next = block;
            } else {
                arena->first = block;
            }
            next = block;
        }
        next->used = 0;
        arena->current = next;
    }
    uint8_t *result = arena_bytes(arena->current) + arena->current->used;
    arena->current->used += rounded;
    arena->used_bytes += rounded;
    memset(result, 0, bytes);
    return result;
}

char *arena_strdup(Arena *arena, const char *text)
{
    if (!text) return NULL;
    const size_t length = strlen(text);
    char *copy = arena_alloc(arena, length + 1);
    memcpy(copy, text, length);
    return copy;
}

char *arena_printf(Arena *arena, const char *format, ...)
{
    va_list arguments, again;
    va_start(arguments, format);
    va_copy(again, arguments);
    const int length = vsnprintf(NULL, 0, format, arguments);
    va_end(arguments);
    char *text = arena_alloc(arena, length > 0 ? (size_t)length + 1 : 1);
    if (length > 0) vsnprintf(text, (size_t)length + 1, format, again);
    va_end(again);
    return text;
}

void arena_reset(Arena *arena)
{
    arena->current = NULL;
    arena->used_bytes = 0;
}

ArenaMark arena_mark(const Arena *arena)
{
    return (ArenaMark){ arena->current, arena->current ? arena->current->used : 0, arena->used_bytes };
}

void arena_release(Arena *arena, ArenaMark mark)
{
    arena->current = mark.block; // blocks after it are emptied when they come up again
    if (mark.block) mark.block->used = mark.block_used;
    arena->used_bytes = mark.used_bytes;
}

void arena_finish(Arena *arena)
{
    for (ArenaBlock *block = arena->first; block;) {
        ArenaBlock *next = block->next;
        free(block);
        block = next;
    }
    arena->first = arena->current = NULL;
    arena->used_bytes = 0;
}
