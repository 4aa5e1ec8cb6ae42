// SPDX-License-Identifier: Apache-2.0
// geo_dms.c - angles as people write them: degrees, minutes, seconds with western or Chinese signs, or a plain number.
#include "base/str.h"
#include "geo/geo_crs.h"

#include <math.h>
#include <string.h>

// Hemisphere words, before or after the figures. Small letters are not taken: "s" is also a mark of seconds.
static const struct {
    const char *word;
    int sign;
} dms_words[] = { { "东经", 1 }, { "西经", -1 }, { "北纬", 1 }, { "南纬", -1 }, { "E", 1 }, { "W", -1 },
                  { "N", 1 },    { "S", -1 },    { "东", 1 },   { "西", -1 },   { "北", 1 }, { "南", -1 } };

// Marks after degrees (0), minutes (1), seconds (2); longer ones before their beginnings.
static const struct {
    const char *mark;
    int place;
} dms_marks[] = { { "度", 0 }, { "°", 0 },  { "º", 0 },  { "˚", 0 },  { "d", 0 },  { "D", 0 }, { "分", 1 }, { "′′", 2 }, { "′", 1 },
                  { "’", 1 },  { "''", 2 }, { "'", 1 },  { "m", 1 },  { "秒", 2 }, { "″", 2 }, { "”", 2 },  { "\"", 2 },
                  { "s", 2 },  { "：", 3 }, { ":", 3 } };

static const char *skip_spaces(const char *c)
{
    for (;;) {
        if (*c == ' ' || *c == '\t') c++;
        else if (strncmp(c, "\u3000", 3) == 0) c += 3;
        else if (strncmp(c, "\u00a0", 2) == 0) c += 2;
        else return c;
    }
}

static const char *take_word(const char *c, int *sign)
{
    for (size_t i = 0; i < sizeof dms_words / sizeof *dms_words; i++) {
        const size_t length = strlen(dms_words[i].word);
        if (strncmp(c, dms_words[i].word, length) == 0) {
            *sign = dms_words[i].sign;
            return c + length;
        }
    }
    return c;
}

static const char *take_mark(const char *c, int *place)
{
    for (size_t i = 0; i < sizeof dms_marks / sizeof *dms_marks; i++) {
        const size_t length = strlen(dms_marks[i].mark);
        if (strncmp(c, dms_marks[i].mark, length) == 0) {
            *place = dms_marks[i].place;
            return c + length;
        }
    }
    return c;
}

// Digits with at most one point. false when there is no digit.
static bool take_number(const char **at, double *value, bool *is_whole)
{
    const char *c = *at;
    char digits[40];
    size_t n = 0;
    bool has_digit = false, has_point = false;
    for (; n + 1 < sizeof digits && ((*c >= '0' && *c <= '9') || (*c == '.' && !has_point)); c++) {
        has_digit |= *c != '.';
        has_point |= *c == '.';
        digits[n++] = *c;
    }
    digits[n] = 0;
    if (n > 0 && digits[n - 1] == '.') digits[n - 1] = 0;
    if (!has_digit || !str_parse_double(digits, value)) return false;
    *is_whole = !has_point;
    *at = c;
    return true;
}

bool geo_dms_parse(const char *text, double *degrees)
{
    if (!text) return false;
    const char *c = skip_spaces(text);
    int word_sign = 0, sign = 1;
    c = skip_spaces(take_word(c, &word_sign));
    if (*c == '-' || *c == '+') sign = *c++ == '-' ? -1 : 1;
    else if (strncmp(c, "−", 3) == 0) sign = -1, c += 3; // U+2212

    static const double unit_deg[3] = { 1, 1 / 60.0, 1 / 3600.0 };
    double sum = 0;
    bool is_whole = true;
    int next = 0; // the place the next number belongs to, unless its mark says a later one
    while (next < 3) {
        double value = 0;
        c = skip_spaces(c);
        const char *number_at = c;
        if (!is_whole || !take_number(&c, &value, &is_whole)) {
            c = number_at;
            break; // only the last figure may have decimals
        }
        int place = -1;
        const char *after = take_mark(skip_spaces(c), &place);
        if (place >= 0) c = after;
        if (place < 0 || place == 3) place = next; // a colon, a space or the end: in order
        if (place < next || (place > 0 && value >= 60)) return false;
        sum += value * unit_deg[place];
        next = place + 1;
    }
    if (next == 0) return false;
    c = skip_spaces(c);
    int end_sign = 0;
    c = skip_spaces(take_word(c, &end_sign));
    // One hemisphere, and not a minus as well: "-21 S" could mean either.
    if (*c || (end_sign && word_sign) || (sign < 0 && (end_sign || word_sign)) || sum > 360) return false;
    *degrees = sum * sign * (end_sign ? end_sign : word_sign ? word_sign : 1);
    return true;
}
