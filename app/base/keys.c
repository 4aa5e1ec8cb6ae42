// SPDX-License-Identifier: Apache-2.0
// keys.c - texts in chunks that never move, found by their hash under one lock; read without it.
#include "base/keys.h"
#include "base/hashmap.h"
#include "base/str.h"
#include <pthread.h>
#include <stdatomic.h>
#include <stdlib.h>
#include <string.h>

#define KEYS_CHUNK 4096
#define KEYS_BLOCK_BYTES (256 * 1024)
#define KEYS_DEFAULT_MAX 2000000

typedef struct KeysBlock {
    struct KeysBlock *next;
    size_t used;
    char bytes[KEYS_BLOCK_BYTES];
} KeysBlock;

struct Keys {
    pthread_mutex_t lock;
    Hashmap by_hash; // of a text, to its number
    KeysBlock *blocks;
    uint32_t max;
    _Atomic uint32_t count;
    _Atomic(const char **) *chunks; // of KEYS_CHUNK texts
};

Keys *keys_create(int max)
{
    Keys *keys = calloc(1, sizeof *keys);
    if (!keys) return NULL;
    keys->max = max > 0 ? (uint32_t)max : KEYS_DEFAULT_MAX;
    keys->chunks = calloc(keys->max / KEYS_CHUNK + 1, sizeof *keys->chunks);
    if (!keys->chunks) {
        free(keys);
        return NULL;
    }
    pthread_mutex_init(&keys->lock, NULL);
    return keys;
}

void keys_destroy(Keys *keys)
{
    if (!keys) return;
    for (uint32_t i = 0; i <= keys->max / KEYS_CHUNK; i++) free((void *)keys->chunks[i]);
    free((void *)keys->chunks);
    for (KeysBlock *block = keys->blocks; block;) {
        KeysBlock *next = block->next;
        free(block);
        block = next;
    }
    hashmap_finish(&keys->by_hash);
    pthread_mutex_destroy(&keys->lock);
    free(keys);
}

static bool is_key(const char *text, size_t length)
{
    if (length == 0 || length > KEYS_TEXT_MAX) return false;
    for (size_t i = 0; i < length; i++)
        if ((unsigned char)text[i] < 0x20 || text[i] == 0x7f) return false;
    return str_is_utf8(text, length);
}

// Where the text stands or would stand: two texts of one hash share a walk of hashes.
static uint32_t find(const Keys *keys, const char *text, size_t length, uint64_t *hash)
{
    for (uint64_t h = str_hash(text, length);; h++) {
        uint64_t number = 0;
        *hash = h;
        if (!hashmap_get(&keys->by_hash, h, &number)) return 0;
        const char *known = keys_text(keys, (uint32_t)number);
        if (strlen(known) == length && memcmp(known, text, length) == 0) return (uint32_t)number;
    }
}

// NULL without memory.
static char *keep(Keys *keys, const char *text, size_t length)
{
    if (!keys->blocks || keys->blocks->used + length + 1 > KEYS_BLOCK_BYTES) {
        KeysBlock *block = malloc(sizeof *block);
        if (!block) return NULL;
        block->next = keys->blocks;
        block->used = 0;
        keys->blocks = block;
    }
    char *out = keys->blocks->bytes + keys->blocks->used;
    memcpy(out, text, length);
    out[length] = 0;
    keys->blocks->used += length + 1;
    return out;
}

static uint32_t add(Keys *keys, const char *text, size_t length, uint64_t hash)
{
    const uint32_t number = keys->count + 1;
    if (number > keys->max) return 0;
    _Atomic(const char **) *chunk = &keys->chunks[number / KEYS_CHUNK];
    if (!*chunk) *chunk = calloc(KEYS_CHUNK, sizeof(const char *));
    const char *kept = *chunk ? keep(keys, text, length) : NULL;
    if (!kept || !hashmap_put(&keys->by_hash, hash, number)) return 0;
    (*chunk)[number % KEYS_CHUNK] = kept;
    atomic_store_explicit(&keys->count, number, memory_order_release);
    return number;
}

uint32_t keys_intern(Keys *keys, const char *text, size_t length)
{
    if (!is_key(text, length)) return 0;
    uint64_t hash = 0;
    pthread_mutex_lock(&keys->lock);
    uint32_t number = find(keys, text, length, &hash);
    if (number == 0) number = add(keys, text, length, hash);
    pthread_mutex_unlock(&keys->lock);
    return number;
}

uint32_t keys_find(const Keys *keys, const char *text, size_t length)
{
    uint64_t hash = 0;
    pthread_mutex_t *lock = (pthread_mutex_t *)&keys->lock;
    pthread_mutex_lock(lock);
    const uint32_t number = length > 0 ? find(keys, text, length, &hash) : 0;
    pthread_mutex_unlock(lock);
    return number;
}

const char *keys_text(const Keys *keys, uint32_t key)
{
    if (key == 0 || key > atomic_load_explicit(&keys->count, memory_order_acquire)) return "";
    return keys->chunks[key / KEYS_CHUNK][key % KEYS_CHUNK];
}

uint32_t keys_count(const Keys *keys)
{
    return atomic_load_explicit(&keys->count, memory_order_acquire);
}
