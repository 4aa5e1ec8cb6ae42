// SPDX-License-Identifier: Apache-2.0
// pinyin.c - readings from ICU once, then a walk over the text with all places of the query at
// once.
#include "base/pinyin.h"
#include "base/log.h"
#include "base/str.h"
#include <pthread.h>
#include <stdlib.h>
#include <string.h>
#include <unicode/utrans.h>

#define FIRST 0x3400 // extension A, then the main block
#define LAST 0x9fff
#define COUNT (LAST - FIRST + 1)
#define CHUNK 2048 // characters asked for at a time

static char (*table)[PINYIN_SYLLABLE_MAX + 1]; // made once, read by all threads, never freed
static pthread_once_t table_once = PTHREAD_ONCE_INIT;

// Readings of code points from `from` on, one a blank: "zhan jiang …".
static void read_chunk(UTransliterator *latin, int from)
{
    static const int room = CHUNK * 16;
    UChar *text = malloc(sizeof *text * (size_t)room);
    int32_t length = 0;
    UErrorCode code = U_ZERO_ERROR;
    if (!text) return;
    const int count = from + CHUNK > COUNT ? COUNT - from : CHUNK;
    for (int i = 0; i < count; i++) {
        text[length++] = (UChar)(FIRST + from + i);
        text[length++] = '\n';
    }
    int32_t limit = length;
    utrans_transUChars(latin, text, &length, room, 0, &limit, &code);
    int at = from, n = 0;
    for (int32_t i = 0; U_SUCCESS(code) && i < length && at < from + count; i++) {
        const UChar c = text[i];
        if (c == '\n') {
            // What is no syllable has no reading.
            if (n > PINYIN_SYLLABLE_MAX) memset(table[at], 0, sizeof table[at]);
            at++;
            n = 0;
        } else if (c != ' ') {
            const bool is_letter = c >= 'a' && c <= 'z';
            if (n < PINYIN_SYLLABLE_MAX && is_letter) table[at][n] = (char)c;
            n += is_letter ? 1 : PINYIN_SYLLABLE_MAX + 1;
        }
    }
    free(text);
}

static void make_table(void)
{
    static const UChar id[] = u"Han-Latin; Latin-ASCII; Lower";
    UErrorCode code = U_ZERO_ERROR;
    UTransliterator *latin = utrans_openU(id, -1, UTRANS_FORWARD, NULL, 0, NULL, &code);
    table = calloc(COUNT, sizeof *table);
    if (U_FAILURE(code) || !table)
        log_print(LOG_WARN, "no readings of Chinese characters: %s", u_errorName(code));
    for (int from = 0; latin && table && from < COUNT; from += CHUNK) read_chunk(latin, from);
    if (latin) utrans_close(latin);
}

void pinyin_warm(void)
{
    pthread_once(&table_once, make_table);
}

const char *pinyin_of(uint32_t code_point)
{
    pinyin_warm();
    return table && code_point >= FIRST && code_point <= LAST ? table[code_point - FIRST] : "";
}

bool pinyin_query(const char *typed, PinyinQuery *out)
{
    PinyinQuery query = { 0 };
    bool has_letter = false;
    for (const char *at = typed; *at; at++) {
        char c = *at >= 'A' && *at <= 'Z' ? (char)(*at + 32) : *at;
        if (c == ' ' || c == '\'') continue;
        const bool is_letter = c >= 'a' && c <= 'z';
        if (!is_letter && (c < '0' || c > '9')) return false;
        if (query.length == PINYIN_QUERY_MAX) return false;
        has_letter |= is_letter;
        query.letters[query.length++] = c == 'v' ? 'u' : c; // lv is lü
    }
    if (!has_letter) return false;
    *out = query;
    return true;
}

static uint32_t decode(const unsigned char *at, size_t bytes)
{
    if (bytes == 1) return *at;
    if (bytes == 2) return (at[0] & 0x1fu) << 6 | (at[1] & 0x3fu);
    if (bytes == 3) return (at[0] & 0xfu) << 12 | (at[1] & 0x3fu) << 6 | (at[2] & 0x3fu);
    return (at[0] & 7u) << 18 | (at[1] & 0x3fu) << 12 | (at[2] & 0x3fu) << 6 | (at[3] & 0x3fu);
}

// Bit k of a mask: k letters of the query are read up to here. A syllable gives any of its first
// letters, at least one.
static uint32_t step(const PinyinQuery *query, uint32_t mask, const char *syllable)
{
    uint32_t next = 0;
    mask &= (1u << query->length) - 1;
    for (; mask; mask &= mask - 1) {
        const int k = __builtin_ctz(mask);
        for (int n = 0; syllable[n] && query->letters[k + n] == syllable[n]; n++)
            next |= 1u << (k + n + 1);
    }
    return next;
}

typedef struct {
    uint32_t any, han; // letters read; han: with a Chinese character among them
} Reached;

static void step_character(const PinyinQuery *query, uint32_t c, Reached *at)
{
    char own[2] = { 0 };
    const char *syllable = pinyin_of(c);
    const bool is_han = syllable[0] != 0;
    if (!is_han && c >= 128 && (c < FIRST || c > LAST)) return; // a sign of another script
    if (c < 128) {
        own[0] = (char)(c >= 'A' && c <= 'Z' ? c + 32 : c == 'v' ? 'u' : c);
        const bool is_word = (own[0] >= 'a' && own[0] <= 'z') || (own[0] >= '0' && own[0] <= '9');
        if (!is_word) return; // blanks and signs are passed over
        syllable = own;
    }
    const uint32_t any = step(query, at->any, syllable);
    const uint32_t han = at->han ? step(query, at->han, syllable) : 0;
    *at = (Reached){ any, han | (is_han ? any : 0) };
}

PinyinMatch pinyin_match(const PinyinQuery *query, const char *text)
{
    const uint32_t end = 1u << query->length;
    Reached from_start = { .any = 1 }, inside = { .any = 1 };
    PinyinMatch found = PINYIN_NONE;
    size_t left = strlen(text);
    for (const char *at = text; left;) {
        const size_t bytes = str_utf8_bytes(at, left);
        if (!bytes) break;
        const uint32_t c = decode((const unsigned char *)at, bytes);
        at += bytes;
        left -= bytes;
        if (from_start.any | from_start.han) step_character(query, c, &from_start);
        if (from_start.han & end) return left ? PINYIN_START : PINYIN_WHOLE;
        step_character(query, c, &inside);
        if (inside.han & end) found = PINYIN_INSIDE;
        if (found && !(from_start.any | from_start.han)) return found;
        inside.any |= 1;
    }
    return found;
}

bool pinyin_found(const char *typed, const char *text)
{
    PinyinQuery query;
    return !typed[0] || strcasestr(text, typed) != NULL ||
           (pinyin_query(typed, &query) && pinyin_match(&query, text) != PINYIN_NONE);
}
