// SPDX-License-Identifier: Apache-2.0
// str.c - growing text, UTF-8 checks and number parsing that refuses rubbish.
#include "base/str.h"
#include "base/array.h"
#include "base/log.h"
#include <ctype.h>
#include <errno.h>
#include <locale.h>
#include <math.h>
#include <pthread.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

static locale_t str_c_locale;
static pthread_once_t str_locale_once = PTHREAD_ONCE_INIT;

static void str_locale_init(void)
{
    str_c_locale = newlocale(LC_ALL_MASK, "C", (locale_t)0);
}

static void str_room(Str *str, size_t more)
{
    if (more > SIZE_MAX / 4 || !array_reserve_large((void **)&str->text, &str->cap, str->length + more + 1, 1)) {
        log_print(LOG_ERROR, "no memory for a text of %zu bytes", str->length + more);
        abort();
    }
}

void str_add_n(Str *str, const char *text, size_t length)
{
    str_room(str, length);
    if (length) memcpy(str->text + str->length, text, length);
    str->length += length;
    str->text[str->length] = 0;
}

void str_add(Str *str, const char *text)
{
    str_add_n(str, text, text ? strlen(text) : 0);
}

void str_printf(Str *str, const char *format, ...)
{
    va_list arguments, again;
    va_start(arguments, format);
    va_copy(again, arguments);
    const int length = vsnprintf(NULL, 0, format, arguments);
    va_end(arguments);
    if (length >= 0) {
        str_room(str, (size_t)length);
        vsnprintf(str->text + str->length, (size_t)length + 1, format, again);
        str->length += (size_t)length;
    }
    va_end(again);
}

void str_finish(Str *str)
{
    free(str->text);
    *str = (Str){ 0 };
}

char *str_copy(const char *text)
{
    if (!text) return NULL;
    char *copy = strdup(text);
    if (!copy) {
        log_print(LOG_ERROR, "no memory for a text");
        abort();
    }
    return copy;
}

bool str_equal(const char *a, const char *b)
{
    if (!a || !b) return a == b;
    return strcmp(a, b) == 0;
}

static int str_lower(char c)
{
    const unsigned char u = (unsigned char)c;
    return u >= 'A' && u <= 'Z' ? u + 32 : u;
}

bool str_equal_nocase(const char *a, const char *b)
{
    if (!a || !b) return a == b;
    while (*a && str_lower(*a) == str_lower(*b)) {
        a++;
        b++;
    }
    return str_lower(*a) == str_lower(*b);
}

bool str_starts(const char *text, const char *prefix)
{
    return text && prefix && strncmp(text, prefix, strlen(prefix)) == 0;
}

bool str_ends_nocase(const char *text, const char *suffix)
{
    if (!text || !suffix) return false;
    const size_t length = strlen(text), tail = strlen(suffix);
    return tail <= length && str_equal_nocase(text + length - tail, suffix);
}

// Bytes of the UTF-8 character at text (Unicode 15, table 3-7), 0 when it is none.
size_t str_utf8_bytes(const char *text, size_t left)
{
    const unsigned char *s = (const unsigned char *)text;
    if (left == 0) return 0;
    if (s[0] < 0x80) return 1;
    if (s[0] < 0xC2 || s[0] > 0xF4) return 0;
    const size_t bytes = s[0] < 0xE0 ? 2 : s[0] < 0xF0 ? 3 : 4;
    if (left < bytes) return 0;
    for (size_t i = 1; i < bytes; i++) {
        if ((s[i] & 0xC0) != 0x80) return 0;
    }
    if (s[0] == 0xE0 && s[1] < 0xA0) return 0; // overlong
    if (s[0] == 0xED && s[1] > 0x9F) return 0; // surrogates
    if (s[0] == 0xF0 && s[1] < 0x90) return 0; // overlong
    if (s[0] == 0xF4 && s[1] > 0x8F) return 0; // past U+10FFFF
    return bytes;
}

bool str_is_utf8(const char *text, size_t length)
{
    for (size_t i = 0; i < length;) {
        uint64_t word = 0;
        if (length - i >= 8) memcpy(&word, text + i, 8);
        if (length - i >= 8 && !(word & 0x8080808080808080u)) { // ASCII
            i += 8;
            continue;
        }
        const size_t bytes = str_utf8_bytes(text + i, length - i);
        if (!bytes) return false;
        i += bytes;
    }
    return true;
}

size_t str_copy_utf8(char *out, size_t cap, const char *text)
{
    if (!cap) return 0;
    size_t length = text ? strlen(text) : 0;
    if (length >= cap) {
        length = cap - 1;
        while (length > 0 && ((unsigned char)text[length] & 0xC0) == 0x80) length--;
    }
    if (length) memcpy(out, text, length);
    out[length] = 0;
    return length;
}

bool str_parse_double(const char *text, double *out)
{
    if (!text) return false;
    // strtod also takes spaces, hexadecimal, "inf" and "nan".
    const char *digits = text + (*text == '-' || *text == '+');
    if (*digits != '.' && (*digits < '0' || *digits > '9')) return false;
    if (digits[0] == '0' && (digits[1] == 'x' || digits[1] == 'X')) return false;
    pthread_once(&str_locale_once, str_locale_init);
    char *end = NULL;
    const double value = strtod_l(text, &end, str_c_locale);
    if (end == text || *end || !isfinite(value)) return false;
    *out = value;
    return true;
}

static bool str_is_digit(const char *c, const char *end)
{
    return c < end && *c >= '0' && *c <= '9';
}

// Up to 15 digits with up to 22 places are exact as digits over or times a power of ten, both exact
// doubles; the rest goes through strtod.
const char *str_scan_double(const char *text, const char *end, double *out)
{
    static const double tens[] = { 1e0,  1e1,  1e2,  1e3,  1e4,  1e5,  1e6,  1e7,
                                   1e8,  1e9,  1e10, 1e11, 1e12, 1e13, 1e14, 1e15,
                                   1e16, 1e17, 1e18, 1e19, 1e20, 1e21, 1e22 };
    const char *c = text;
    int digits = 0, places = 0, exponent = 0;
    int64_t whole = 0;
    const bool is_negative = c < end && *c == '-';
    c += c < end && (*c == '-' || *c == '+');
    for (; str_is_digit(c, end); c++, digits++)
        if (digits < 16) whole = whole * 10 + (*c - '0');
    if (c < end && *c == '.') {
        for (c++; str_is_digit(c, end); c++, digits++, places++)
            if (digits < 16) whole = whole * 10 + (*c - '0');
    }
    if (digits == 0) return NULL;
    if (c < end && (*c == 'e' || *c == 'E')) {
        const char *e = c + 1;
        const bool is_small = e < end && *e == '-';
        e += e < end && (*e == '-' || *e == '+');
        if (str_is_digit(e, end)) {
            for (; str_is_digit(e, end); e++)
                if (exponent < 10000) exponent = exponent * 10 + (*e - '0');
            exponent = is_small ? -exponent : exponent;
            c = e;
        }
    }
    exponent -= places;
    if (digits <= 15 && exponent >= -22 && exponent <= 22) {
        const double value =
            exponent < 0 ? (double)whole / tens[-exponent] : (double)whole * tens[exponent];
        *out = is_negative ? -value : value;
        return c;
    }
    char buffer[512];
    const size_t length = (size_t)(c - text);
    if (length >= sizeof buffer) return NULL;
    memcpy(buffer, text, length);
    buffer[length] = 0;
    return str_parse_double(buffer, out) ? c : NULL;
}

bool str_parse_int(const char *text, int64_t *out)
{
    if (!text) return false;
    const char *digits = text + (*text == '-' || *text == '+');
    if (*digits < '0' || *digits > '9') return false;
    char *end = NULL;
    errno = 0;
    const long long value = strtoll(text, &end, 10);
    if (errno || *end) return false;
    *out = value;
    return true;
}

// Small letters by blocks of Unicode 15, where upper and lower case lie at a fixed distance.
static uint32_t fold_character(uint32_t c)
{
    if (c >= 0xFF01 && c <= 0xFF5E) c -= 0xFEE0; // full-width forms
    if (c == 0x3000 || c == 0xA0) return ' ';
    if ((c >= 'A' && c <= 'Z') || (c >= 0xC0 && c <= 0xDE && c != 0xD7) || (c >= 0x391 && c <= 0x3A9) ||
        (c >= 0x410 && c <= 0x42F))
        return c + 32;
    if (c >= 0x400 && c <= 0x40F) return c + 80;
    const bool is_even_first = (c >= 0x100 && c <= 0x12F) || (c >= 0x132 && c <= 0x137) ||
                               (c >= 0x14A && c <= 0x177) || (c >= 0x460 && c <= 0x481);
    const bool is_odd_first = (c >= 0x139 && c <= 0x148) || (c >= 0x179 && c <= 0x17E);
    if ((is_even_first && c % 2 == 0) || (is_odd_first && c % 2 == 1)) return c + 1;
    return c;
}

size_t str_fold(char *out, size_t cap, const char *text)
{
    size_t at = 0;
    for (size_t left = strlen(text); left && at + 1 < cap;) {
        const unsigned char first = (unsigned char)*text;
        if (first < 0x80) {
            out[at++] = (char)(first >= 'A' && first <= 'Z' ? first + 32 : first);
            text++;
            left--;
            continue;
        }
        // Two and three bytes have cases and widths; longer ones have not.
        const size_t bytes = str_utf8_bytes(text, left);
        uint32_t c = first;
        if (bytes == 2) c = (first & 0x1Fu) << 6 | (text[1] & 0x3Fu);
        if (bytes == 3) c = (first & 0x0Fu) << 12 | (text[1] & 0x3Fu) << 6 | (text[2] & 0x3Fu);
        const uint32_t folded = bytes == 2 || bytes == 3 ? fold_character(c) : c;
        const size_t size = bytes ? bytes : 1;
        if (folded < 0x80 && bytes) {
            out[at++] = (char)folded;
        } else if (folded != c && bytes == 2) {
            if (at + 2 >= cap) break;
            out[at++] = (char)(0xC0 | folded >> 6);
            out[at++] = (char)(0x80 | (folded & 0x3F));
        } else {
            if (at + size >= cap) break;
            memcpy(out + at, text, size);
            at += size;
        }
        text += size;
        left -= size;
    }
    if (cap) out[at] = 0;
    return at;
}

uint64_t str_hash(const char *text, size_t length)
{
    uint64_t hash = 0xcbf29ce484222325u;
    for (size_t i = 0; i < length; i++) {
        hash = (hash ^ (unsigned char)text[i]) * 0x100000001b3u;
    }
    return hash;
}

static char *secret_blot(char *at, const char *ends)
{
    // A quoted value goes to its closing quote.
    const char quote = *at == '\'' || *at == '"' ? *at : 0;
    if (quote) at++;
    while (*at && (quote ? *at != quote : !strchr(ends, *at))) *at++ = '*';
    return at;
}

void str_hide_secrets(char *text)
{
    static const char *const keys[] = { "password=", "passwd=", "pwd=", "token=", "key=" };
    for (char *at = text; *at; at++) {
        const bool is_word = at == text || !isalnum((unsigned char)at[-1]);
        for (size_t i = 0; is_word && i < sizeof keys / sizeof keys[0]; i++) {
            if (strncasecmp(at, keys[i], strlen(keys[i])) != 0) continue;
            at = secret_blot(at + strlen(keys[i]), " &;,'\"") - 1;
            break;
        }
        if (strncmp(at, "://", 3) != 0) continue;
        char *const host = at + 3, *const end = host + strcspn(host, "/ ?#'\"");
        char *at_sign = NULL;
        for (char *c = host; c < end; c++) {
            if (*c == '@') at_sign = c;
        }
        char *const colon = at_sign ? memchr(host, ':', (size_t)(at_sign - host)) : NULL;
        for (char *c = colon ? colon + 1 : end; c < end && c < at_sign; c++) *c = '*';
    }
}

void str_plain(char *text)
{
    static const struct {
        const char *entity, *letter;
    } entities[] = { { "&copy;", "©" }, { "&amp;", "&" }, { "&nbsp;", " " }, { "&lt;", "<" }, { "&gt;", ">" }, { "&quot;", "\"" } };
    if (!text) return;
    char *out = text;
    for (const char *at = text; *at;) {
        const char *close = *at == '<' && (isalpha((unsigned char)at[1]) || at[1] == '/') ? strchr(at, '>') : NULL;
        if (close) {
            at = close + 1;
            continue;
        }
        const char *letter = NULL;
        for (size_t i = 0; *at == '&' && !letter && i < sizeof entities / sizeof entities[0]; i++) {
            if (!str_starts(at, entities[i].entity)) continue;
            letter = entities[i].letter;
            at += strlen(entities[i].entity);
        }
        const bool is_space_again = *at == ' ' && !letter && (out == text || out[-1] == ' ');
        if (is_space_again) at++;
        else if (letter) while (*letter) *out++ = *letter++;
        else *out++ = *at++;
    }
    *out = 0;
}
