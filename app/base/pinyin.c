// SPDX-License-Identifier: Apache-2.0
// pinyin.c - see pinyin.h. All ways to divide the letters are followed at once: bit i of a set says
// that the first i letters are used up.
#include "base/pinyin.h"
#include "base/pinyin_table.h"
#include <assert.h>
#include <stdint.h>
#include <string.h>

static_assert(PINYIN_LETTERS_MAX < 64, "places among the letters are bits of one word");
static_assert(PINYIN_STARTS * 64 == PINYIN_LAST + 1 - PINYIN_FIRST, "a bit a character");

static bool is_letter(int c)
{
    return c >= 'a' && c <= 'z';
}

static bool is_digit(int c)
{
    return c >= '0' && c <= '9';
}

static int lower(int c)
{
    return c >= 'A' && c <= 'Z' ? c + 32 : c;
}

bool pinyin_query(const char *text, PinyinQuery *out)
{
    PinyinQuery query = { .count = 0 };
    for (; *text; text++) {
        const int c = lower((unsigned char)*text);
        if (c == ' ' || c == '\'') continue;
        if ((!is_letter(c) && !is_digit(c)) || query.count == PINYIN_LETTERS_MAX) return false;
        query.letters[query.count++] = (char)c;
    }
    if (query.count < 2) return false;
    const int first = query.letters[0];
    const uint32_t wanted = is_letter(first) ? UINT32_C(1) << (first - 'a') : 0;
    for (int i = 0; i < PINYIN_STARTS * 64; i++)
        if (pinyin_readings[pinyin_reading_of[i]].firsts & wanted)
            query.starts[i >> 6] |= UINT64_C(1) << (i & 63);
    *out = query;
    return true;
}

// One character of UTF-8 from at on; a character of other planes, or what is none, as a sign.
static inline uint32_t decode(const unsigned char *at, int *bytes)
{
    *bytes = 1;
    if (at[0] >= 0xe0 && at[0] < 0xf0 && (at[1] & 0xc0) == 0x80 && (at[2] & 0xc0) == 0x80) {
        *bytes = 3;
        return (uint32_t)(at[0] & 0x0f) << 12 | (uint32_t)(at[1] & 0x3f) << 6 | (at[2] & 0x3f);
    }
    if (at[0] < 0x80) return at[0];
    if (at[0] >= 0xc0 && at[0] < 0xe0 && (at[1] & 0xc0) == 0x80) *bytes = 2;
    for (; at[0] >= 0xf0 && *bytes < 4 && (at[*bytes] & 0xc0) == 0x80; ++*bytes) {
    }
    return 0xfffd;
}

static const PinyinReading *reading_of(uint32_t c)
{
    const bool is_han = c >= PINYIN_FIRST && c <= PINYIN_LAST;
    return &pinyin_readings[is_han ? pinyin_reading_of[c - PINYIN_FIRST] : 0];
}

// What a syllable may take from place i on: its first letter, zh, ch, sh, or all of it; where the
// letters end within it, all of them.
static uint64_t take(const PinyinQuery *query, int i, const char *syllable)
{
    uint64_t set = 0;
    for (int n = 0; i + n < query->count && syllable[n]; n++) {
        const char c = query->letters[i + n];
        if (c != syllable[n] && !(syllable[n] == 'v' && c == 'u')) break;
        const bool is_double = n == 1 && syllable[1] == 'h';
        if (n == 0 || is_double || !syllable[n + 1] || i + n + 1 == query->count)
            set |= UINT64_C(1) << (i + n + 1);
    }
    return set;
}

static uint64_t step(const PinyinQuery *query, uint64_t set, uint32_t c)
{
    uint64_t next = 0;
    const PinyinReading *reading = reading_of(c);
    if (reading->firsts == 0) {
        const int sign = c < 0x80 ? lower((int)c) : 0xff;
        if (sign < 0x80 && !is_letter(sign) && !is_digit(sign)) return set; // passed over
        for (int i = 0; i < query->count; i++)
            if ((set >> i & 1) && query->letters[i] == sign) next |= UINT64_C(1) << (i + 1);
        return next;
    }
    for (int i = 0; i < query->count; i++) {
        if (!(set >> i & 1)) continue;
        next |= take(query, i, reading->syllables[0]);
        if (reading->syllables[1][0]) next |= take(query, i, reading->syllables[1]);
    }
    return next;
}

// From here on? *is_end: nothing of the text is left.
static bool begins(const PinyinQuery *query, const unsigned char *at, bool *is_end)
{
    const uint64_t all = UINT64_C(1) << query->count;
    uint64_t set = 1;
    while (*at && set != 0) {
        int bytes = 1;
        set = step(query, set, decode(at, &bytes));
        at += bytes;
        if (!(set & all)) continue;
        *is_end = *at == 0;
        return true;
    }
    return false;
}

PinyinMatch pinyin_match(const PinyinQuery *query, const char *text, int *where)
{
    const unsigned char *start = (const unsigned char *)text, *at = start;
    const int first = (unsigned char)query->letters[0];
    while (*at) {
        int bytes = 1;
        const uint32_t c = decode(at, &bytes), han = c - PINYIN_FIRST;
        const bool may = han < PINYIN_STARTS * 64 ? query->starts[han >> 6] >> (han & 63) & 1
                                                  : c < 0x80 && lower((int)c) == first;
        bool is_end = false;
        if (may && begins(query, at, &is_end)) {
            if (where) *where = (int)(at - start);
            return at > start ? PINYIN_MIDDLE : is_end ? PINYIN_WHOLE : PINYIN_START;
        }
        at += bytes;
    }
    return PINYIN_NONE;
}

bool pinyin_found(const char *typed, const char *text)
{
    PinyinQuery query;
    return !typed[0] || strcasestr(text, typed) != NULL ||
           (pinyin_query(typed, &query) && pinyin_match(&query, text, NULL) != PINYIN_NONE);
}

char pinyin_initial(const char *text)
{
    int bytes = 1;
    return text[0] ? reading_of(decode((const unsigned char *)text, &bytes))->syllables[0][0] : 0;
}
