// SPDX-License-Identifier: Apache-2.0
// geo_encoding.c - evidence for UTF-8 or GB18030 (GB 18030-2005, which holds GBK and GB 2312), and iconv.
#include "geo/geo_encoding.h"
#include <ctype.h>
#include <iconv.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

// Length of the UTF-8 character at text, 0 when it is none; -1: cut short by the end.
static int utf8_length(const unsigned char *p, size_t left)
{
    if (p[0] < 0x80) return 1;
    const int need = p[0] >= 0xc2 && p[0] < 0xe0 ? 2 : (p[0] & 0xf0) == 0xe0 ? 3 : p[0] >= 0xf0 && p[0] < 0xf5 ? 4 : 0;
    if (need == 0) return 0;
    for (int i = 1; i < need; i++) {
        if ((size_t)i >= left) return -1;
        if ((p[i] & 0xc0) != 0x80) return 0;
    }
    if (p[0] == 0xe0 && p[1] < 0xa0) return 0;
    if (p[0] == 0xed && p[1] > 0x9f) return 0;
    if (p[0] == 0xf0 && p[1] < 0x90) return 0;
    if (p[0] == 0xf4 && p[1] > 0x8f) return 0;
    return need;
}

static int gb_length(const unsigned char *p, size_t left)
{
    if (p[0] < 0x80) return 1;
    if (p[0] == 0x80 || p[0] == 0xff) return 0;
    if (left < 2) return -1;
    if (p[1] >= 0x40 && p[1] <= 0xfe && p[1] != 0x7f) return 2;
    if (p[1] < 0x30 || p[1] > 0x39) return 0;
    if (left < 4) return -1;
    return p[2] >= 0x81 && p[2] <= 0xfe && p[3] >= 0x30 && p[3] <= 0x39 ? 4 : 0;
}

void geo_encoding_tally(GeoEncodingTally *tally, const char *text, size_t length)
{
    const unsigned char *p = (const unsigned char *)text;
    bool has_high = false;
    for (size_t i = 0; i < length && !has_high; i++) has_high = p[i] >= 0x80;
    if (!has_high) return;
    tally->values++;
    for (size_t i = 0; i < length;) {
        const int n = utf8_length(p + i, length - i);
        if (n < 0) break;
        if (n == 0) {
            tally->not_utf8++;
            break;
        }
        i += (size_t)n;
    }
    for (size_t i = 0; i < length;) {
        const int n = gb_length(p + i, length - i);
        if (n < 0) break;
        if (n == 0) {
            tally->not_gb18030++;
            break;
        }
        if (n == 2 && p[i + 1] >= 0x80) tally->pairs_high++;
        if (n == 2 && p[i + 1] < 0x80) tally->pairs_low++;
        i += (size_t)n;
    }
}

const char *geo_encoding_of_tally(const GeoEncodingTally *t)
{
    if (t->not_utf8 == 0) return "UTF-8";
    // One damaged value in fifty does not change what the file is.
    if (t->not_utf8 * 50 < t->values) return "UTF-8";
    if (t->not_gb18030 * 50 <= t->values && t->pairs_high > 2 * t->pairs_low) return "GB18030";
    return "CP1252";
}

const char *geo_encoding_name(const char *text)
{
    char key[32] = "";
    size_t n = 0;
    for (const char *p = text; *p && n + 1 < sizeof key; p++)
        if (isalnum((unsigned char)*p)) key[n++] = (char)tolower((unsigned char)*p);
    key[n] = 0;
    static const char *const names[][2] = {
        { "utf8", "UTF-8" },         { "65001", "UTF-8" },
        { "gbk", "GB18030" },        { "gb18030", "GB18030" },
        { "gb2312", "GB18030" },     { "936", "GB18030" },
        { "cp936", "GB18030" },      { "ansi936", "GB18030" },
        { "euccn", "GB18030" },      { "big5", "BIG5-HKSCS" },
        { "950", "BIG5-HKSCS" },     { "cp950", "BIG5-HKSCS" },
        { "ansi950", "BIG5-HKSCS" }, { "sjis", "CP932" },
        { "shiftjis", "CP932" },     { "932", "CP932" },
        { "euckr", "CP949" },        { "949", "CP949" },
        { "iso88591", "CP1252" },    { "88591", "CP1252" },
        { "latin1", "CP1252" },      { "1252", "CP1252" },
        { "ansi1252", "CP1252" },    { "windows1252", "CP1252" },
        { "cp1252", "CP1252" },      { "iso885915", "ISO-8859-15" },
        { "1250", "CP1250" },        { "1251", "CP1251" },
        { "cp1251", "CP1251" },      { "ansi1251", "CP1251" },
        { "cp1250", "CP1250" },      { "ansi1250", "CP1250" },
        { "utf16", "UTF-16" },       { "utf16le", "UTF-16LE" },
        { "utf16be", "UTF-16BE" },
    };
    for (size_t i = 0; i < sizeof names / sizeof *names; i++)
        if (strcmp(key, names[i][0]) == 0) return names[i][1];
    return NULL;
}

struct GeoRecoder {
    iconv_t handle;
    bool is_utf8;
    char *out;
    size_t cap;
};

GeoRecoder *geo_recoder_create(const char *encoding)
{
    GeoRecoder *r = calloc(1, sizeof *r);
    if (!r) return NULL;
    const char *known = geo_encoding_name(encoding);
    r->handle = iconv_open("UTF-8", known ? known : encoding);
    if (r->handle == (iconv_t)-1) {
        free(r);
        return NULL;
    }
    r->is_utf8 = known && strcmp(known, "UTF-8") == 0;
    return r;
}

// glibc lets some sequences of five bytes through from UTF-8 to UTF-8, so that is done here.
// Returns the bytes written.
static size_t mend_utf8(const char *text, size_t length, char *out, size_t *bad)
{
    size_t written = 0;
    for (size_t i = 0; i < length;) {
        const size_t bytes = str_utf8_bytes(text + i, length - i);
        memcpy(out + written, bytes ? text + i : "\xef\xbf\xbd", bytes ? bytes : 3);
        written += bytes ? bytes : 3;
        i += bytes ? bytes : 1;
        if (!bytes && bad) ++*bad;
    }
    out[written] = 0;
    return written;
}

void geo_recoder_destroy(GeoRecoder *r)
{
    if (!r) return;
    iconv_close(r->handle);
    free(r->out);
    free(r);
}

const char *geo_recoder_text(GeoRecoder *r, const char *text, size_t length, size_t *out_length, size_t *bad)
{
    if (r->cap < length * 4 + 16) {
        char *out = realloc(r->out, length * 4 + 16);
        if (!out) {
            *out_length = 0;
            return "";
        }
        r->out = out;
        r->cap = length * 4 + 16;
    }
    if (r->is_utf8) {
        *out_length = mend_utf8(text, length, r->out, bad);
        return r->out;
    }
    iconv(r->handle, NULL, NULL, NULL, NULL);
    char *in = (char *)text, *out = r->out;
    size_t in_left = length, out_left = r->cap - 1;
    while (in_left > 0) {
        if (iconv(r->handle, &in, &in_left, &out, &out_left) != (size_t)-1 || in_left == 0 || out_left < 4) break;
        if (bad) ++*bad;
        memcpy(out, "\xef\xbf\xbd", 3);
        out += 3;
        out_left -= 3;
        in++;
        in_left--;
        iconv(r->handle, NULL, NULL, NULL, NULL);
    }
    *out = 0;
    *out_length = (size_t)(out - r->out);
    return r->out;
}
