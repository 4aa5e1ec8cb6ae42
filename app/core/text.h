// SPDX-License-Identifier: Apache-2.0
// text.h - every string the operator sees, in Chinese and English. To add one: a row in text_rows.h.
#pragma once
#include "core/state.h"

typedef enum {
    TEXT_NONE,
#define TEXT_ROW(id, zh, en) TEXT_##id,
#include "core/text_rows.h"
#undef TEXT_ROW
    TEXT_COUNT
} TextId;

const char *text_get(StateLanguage language, TextId id); // static, never NULL
// The local day as people write it: "2026年11月25日 星期三", "Wed 25 Nov 2026".
void text_date(StateLanguage language, int64_t t_us, int utc_offset_s, char *out, size_t cap);
