// SPDX-License-Identifier: Apache-2.0
// test_memory.c - arena, array, hashmap, mailbox, ring.
#include "base/arena.h"
#include "base/array.h"
#include "base/hashmap.h"
#include "base/mailbox.h"
#include "base/ring.h"
#include "check.h"
#include <pthread.h>
#include <stdlib.h>

TEST(an_arena_gives_zeroed_aligned_memory_and_keeps_its_blocks)
{
    Arena arena = { .block_bytes = 1024 };
    for (int pass = 0; pass < 3; pass++) {
        for (int i = 1; i < 200; i++) {
            unsigned char *p = arena_alloc(&arena, (size_t)i * 7);
            CHECK(((uintptr_t)p & 15) == 0);
            for (int k = 0; k < i * 7; k++) CHECK(p[k] == 0);
            memset(p, 0xAB, (size_t)i * 7);
        }
        CHECK_TEXT(arena_printf(&arena, "%s-%d", "tile", 15), "tile-15");
        CHECK_TEXT(arena_strdup(&arena, "湛江"), "湛江");
        CHECK(arena_strdup(&arena, NULL) == NULL);
        arena_reset(&arena);
        CHECK_EQ(arena.used_bytes, 0);
    }
    arena_finish(&arena);
}

TEST(an_array_grows_and_refuses_the_impossible)
{
    int *items = NULL, cap = 0;
    for (int i = 0; i < 10000; i++) {
        CHECK(array_reserve((void **)&items, &cap, i + 1, sizeof *items));
        items[i] = i;
    }
    CHECK(items[9999] == 9999 && cap >= 10000);
    CHECK(!array_reserve((void **)&items, &cap, INT32_MAX, sizeof *items));
    CHECK_EQ(items[5000], 5000);
    free(items);
    size_t large = 0;
    void *none = NULL;
    CHECK(!array_reserve_large(&none, &large, SIZE_MAX / 2, 16));
    CHECK(none == NULL && large == 0);
}

TEST(a_hashmap_keeps_what_was_put_and_forgets_what_was_removed)
{
    Hashmap map = { 0 };
    uint64_t value = 0;
    CHECK(!hashmap_get(&map, 0, &value));
    for (uint64_t i = 0; i < 20000; i++) CHECK(hashmap_put(&map, i * 64, i));
    for (uint64_t i = 0; i < 20000; i += 2) CHECK(hashmap_remove(&map, i * 64));
    CHECK_EQ(map.count, 10000);
    for (uint64_t i = 0; i < 20000; i++) {
        CHECK_EQ(hashmap_get(&map, i * 64, &value), i % 2);
        if (i % 2) CHECK_EQ(value, i);
    }
    CHECK(!hashmap_remove(&map, 1));
    // Steady put and remove must not grow the table for ever.
    for (uint64_t i = 0; i < 500000; i++) {
        CHECK(hashmap_put(&map, ~i, i));
        CHECK(hashmap_remove(&map, ~i));
    }
    CHECK(map.cap <= 65536);
    hashmap_clear(&map);
    CHECK(map.count == 0 && !hashmap_get(&map, 64, NULL));
    hashmap_finish(&map);
}

typedef struct {
    uint64_t sequence, check;
} Beat;

static void *beat_writer(void *arg)
{
    for (uint64_t i = 1; i <= 200000; i++) mailbox_put(arg, &(Beat){ i, ~i });
    return NULL;
}

TEST(a_mailbox_gives_the_latest_whole_value)
{
    Mailbox *box = mailbox_create(sizeof(Beat));
    Beat beat = { 0 };
    CHECK(!mailbox_take(box, &beat));
    pthread_t thread;
    CHECK_EQ(pthread_create(&thread, NULL, beat_writer, box), 0);
    uint64_t last = 0;
    while (last < 200000) {
        if (!mailbox_take(box, &beat)) continue;
        CHECK(beat.check == ~beat.sequence && beat.sequence > last);
        last = beat.sequence;
    }
    pthread_join(thread, NULL);
    CHECK(!mailbox_take(box, &beat));
    mailbox_destroy(box);
    mailbox_destroy(NULL);
}

enum { RING_WRITERS = 4, RING_EACH = 50000 };
typedef struct {
    Ring *ring;
    int writer;
} RingWriter;

static void *ring_writer(void *arg)
{
    const RingWriter *w = arg;
    for (int i = 0; i < RING_EACH; i++) {
        const int item[2] = { w->writer, i };
        ring_put(w->ring, item);
    }
    return NULL;
}

TEST(a_ring_keeps_order_and_counts_what_it_drops)
{
    Ring *ring = ring_create(2 * sizeof(int), 1000);
    pthread_t threads[RING_WRITERS];
    RingWriter writers[RING_WRITERS];
    for (int i = 0; i < RING_WRITERS; i++) {
        writers[i] = (RingWriter){ ring, i };
        CHECK_EQ(pthread_create(&threads[i], NULL, ring_writer, &writers[i]), 0);
    }
    int last[RING_WRITERS] = { -1, -1, -1, -1 }, item[2];
    uint64_t taken = 0;
    while (taken + ring_dropped(ring) < RING_WRITERS * RING_EACH) {
        if (!ring_take(ring, item)) continue;
        CHECK(item[1] > last[item[0]]);
        last[item[0]] = item[1];
        taken++;
    }
    for (int i = 0; i < RING_WRITERS; i++) pthread_join(threads[i], NULL);
    CHECK_EQ(taken + ring_dropped(ring), RING_WRITERS * RING_EACH);
    ring_destroy(ring);
}

TEST(a_full_ring_says_no)
{
    Ring *ring = ring_create(sizeof(int), 3); // rounds up to 4
    for (int i = 0; i < 4; i++) CHECK(ring_put(ring, &i));
    const int five = 5;
    CHECK(!ring_put(ring, &five));
    CHECK_EQ(ring_dropped(ring), 1);
    int out = -1;
    for (int i = 0; i < 4; i++) {
        CHECK(ring_take(ring, &out));
        CHECK_EQ(out, i);
    }
    CHECK(!ring_take(ring, &out));
    CHECK(ring_put(ring, &five) && ring_take(ring, &out));
    CHECK_EQ(out, 5);
    ring_destroy(ring);
}

TEST(a_released_arena_gives_the_same_memory_again_and_keeps_what_is_older)
{
    Arena arena = { .block_bytes = 256 };
    const ArenaMark empty = arena_mark(&arena);
    int *kept = arena_alloc(&arena, 64);
    kept[0] = 7;
    const ArenaMark mark = arena_mark(&arena);
    void *first = arena_alloc(&arena, 100);
    for (int i = 0; i < 20; i++) arena_alloc(&arena, 200);
    arena_release(&arena, mark);
    CHECK_EQ(arena.used_bytes, 64);
    CHECK(arena_alloc(&arena, 100) == first);
    CHECK_EQ(kept[0], 7);
    arena_release(&arena, empty);
    CHECK(arena_alloc(&arena, 8) == (void *)kept);
    arena_finish(&arena);
}
