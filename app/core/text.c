// SPDX-License-Identifier: Apache-2.0
// text.c - the table of visible strings.
#include "core/text.h"
#include "base/clock.h"
#include <assert.h>
#include <math.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>

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

void text_date(StateLanguage language, int64_t t_us, int utc_offset_s, char *out, size_t cap)
{
    static const char *const days_zh[] = { "日", "一", "二", "三", "四", "五", "六" };
    static const char *const days_en[] = { "Sun", "Mon", "Tue", "Wed", "Thu", "Fri", "Sat" };
    static const char *const months[] = { "Jan", "Feb", "Mar", "Apr", "May", "Jun",
                                          "Jul", "Aug", "Sep", "Oct", "Nov", "Dec" };
    char iso[32];
    clock_format(t_us, utc_offset_s, iso);
    const int64_t days = (int64_t)floor(((double)t_us / 1e6 + utc_offset_s) / 86400);
    const int weekday = (int)(((days + 4) % 7 + 7) % 7), year = atoi(iso), month = atoi(iso + 5),
              day = atoi(iso + 8);
    if (language == STATE_LANGUAGE_ZH)
        snprintf(out, cap, "%d年%d月%d日 星期%s", year, month, day, days_zh[weekday]);
    else
        snprintf(out, cap, "%s %d %s %d", days_en[weekday], day, months[(month + 11) % 12], year);
}
