// SPDX-License-Identifier: Apache-2.0
// mailbox.c - three slots: the writer's, the reader's, and the one they exchange.
#include "base/mailbox.h"
#include <stdatomic.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#define MAILBOX_FRESH 4u

struct Mailbox {
    size_t value_bytes, stride;
    _Atomic unsigned middle; // slot number, MAILBOX_FRESH set when the writer put it there
    unsigned writer, reader; // slots each side owns
    uint8_t *slots;
};

Mailbox *mailbox_create(size_t value_bytes)
{
    Mailbox *box = calloc(1, sizeof *box);
    if (!box) return NULL;
    box->value_bytes = value_bytes;
    box->stride = (value_bytes + 63) & ~(size_t)63; // no shared cache line
    box->slots = calloc(3, box->stride ? box->stride : 64);
    if (!box->slots) {
        free(box);
        return NULL;
    }
    box->writer = 0;
    box->reader = 1;
    atomic_init(&box->middle, 2u);
    return box;
}

void mailbox_destroy(Mailbox *box)
{
    if (!box) return;
    free(box->slots);
    free(box);
}

void mailbox_put(Mailbox *box, const void *value)
{
    memcpy(box->slots + box->writer * box->stride, value, box->value_bytes);
    const unsigned old = atomic_exchange_explicit(&box->middle, box->writer | MAILBOX_FRESH, memory_order_acq_rel);
    box->writer = old & 3u;
}

bool mailbox_take(Mailbox *box, void *value)
{
    if (!(atomic_load_explicit(&box->middle, memory_order_relaxed) & MAILBOX_FRESH)) return false;
    const unsigned fresh = atomic_exchange_explicit(&box->middle, box->reader, memory_order_acq_rel);
    box->reader = fresh & 3u;
    memcpy(value, box->slots + box->reader * box->stride, box->value_bytes);
    return true;
}
