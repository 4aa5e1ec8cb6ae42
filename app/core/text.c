// SPDX-License-Identifier: Apache-2.0
// text.c - the table of visible strings.
#include "core/text.h"
#include <assert.h>
#include <stddef.h>

static const struct {
    const char *zh, *en;
} text_table[TEXT_COUNT] = {
    { "", "" },
#define TEXT_ROW(id, zh, en) { zh, en },
#include "core/text_rows.h"
#undef TEXT_ROW
};

const char *text_get(StateLanguage language, TextId id)
{
    assert(id >= TEXT_NONE && id < TEXT_COUNT);
    return language == STATE_LANGUAGE_EN ? text_table[id].en : text_table[id].zh;
}
