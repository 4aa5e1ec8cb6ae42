// SPDX-License-Identifier: Apache-2.0
// indicator_unit.c - money beside UCUM.
#include "core/indicator_unit.h"
#include "base/str.h"
#include "base/unit.h"
#include <math.h>
#include <string.h>

static const struct {
    const char *code, *base, *zh, *en;
    double scale;
} money[] = {
    { "CNY", "CNY", "元", "CNY", 1 },
    { "CNY.10*4", "CNY", "万元", "CNY 10k", 1e4 },
    { "CNY.10*8", "CNY", "亿元", "CNY 100M", 1e8 },
    { "USD", "USD", "美元", "USD", 1 },
    { "USD.10*4", "USD", "万美元", "USD 10k", 1e4 },
    { "USD.10*8", "USD", "亿美元", "USD 100M", 1e8 },
    { "CNY/kg", "CNY/kg", "元/千克", "CNY/kg", 1 },
};

static int money_of(const char *unit)
{
    for (int i = 0; i < (int)(sizeof money / sizeof *money); i++)
        if (strcmp(unit, money[i].code) == 0) return i;
    return -1;
}

bool indicator_unit_is_known(const char *unit, Err *err)
{
    Unit read;
    return money_of(unit) >= 0 || unit_parse(unit, &read, err);
}

double indicator_unit_convert(const char *from, const char *to, double value)
{
    double out = NAN;
    if (strcmp(from, to) == 0) return value;
    const int a = money_of(from), b = money_of(to);
    if (a >= 0 || b >= 0)
        return a >= 0 && b >= 0 && strcmp(money[a].base, money[b].base) == 0
                   ? value * money[a].scale / money[b].scale
                   : NAN;
    return unit_convert(from, to, value, &out, NULL) ? out : NAN;
}

bool indicator_unit_fits(const char *from, const char *to)
{
    return !isnan(indicator_unit_convert(from, to, 1));
}

// Words where a figure stands alone; m, kg and the like are the same in both languages.
static const struct {
    const char *code, *zh, *en;
} words[] = {
    { "s", "秒", "s" },     { "min", "分钟", "min" },   { "h", "小时", "h" },
    { "d", "天", "days" },  { "mo", "个月", "months" }, { "a", "年", "years" },
    { "{mu}", "亩", "mu" }, { "hm2", "公顷", "ha" },
};

static int word_of(const char *unit)
{
    for (int i = 0; i < (int)(sizeof words / sizeof *words); i++)
        if (strcmp(unit, words[i].code) == 0) return i;
    return -1;
}

void indicator_unit_text(const char *unit, StateLanguage language, char *out, size_t cap)
{
    const int m = money_of(unit);
    if (m >= 0)
        str_copy_utf8(out, cap, language == STATE_LANGUAGE_ZH ? money[m].zh : money[m].en);
    else if (word_of(unit) >= 0)
        str_copy_utf8(out, cap,
                      language == STATE_LANGUAGE_ZH ? words[word_of(unit)].zh
                                                    : words[word_of(unit)].en);
    else
        unit_text(unit, language == STATE_LANGUAGE_ZH, out, cap);
}
