// SPDX-License-Identifier: Apache-2.0
// mailbox.h - one writer, one reader, the latest value wins; neither ever waits.
#pragma once
#include <stdbool.h>
#include <stddef.h>

typedef struct Mailbox Mailbox;
Mailbox *mailbox_create(size_t value_bytes);
void mailbox_destroy(Mailbox *box);
void mailbox_put(Mailbox *box, const void *value);  // Thread: the writer
bool mailbox_take(Mailbox *box, void *value);       // Thread: the reader; false when nothing new came
