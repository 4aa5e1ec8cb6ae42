// SPDX-License-Identifier: Apache-2.0
// step_text.c - strings of ISO 10303-21 to UTF-8.
#include "assets/step_text.h"
#include "base/str.h"
#include <iconv.h>
#include <stdlib.h>
#include <string.h>

typedef struct {
    char *at, *end;
} StepOut;

static void step_out_byte(StepOut *out, char c)
{
    if (out->at < out->end) *out->at++ = c;
}

static void step_out_code(StepOut *out, uint32_t code)
{
    if (code == 0 || code > 0x10FFFF || (code >= 0xD800 && code < 0xE000)) code = 0xFFFD;
    char bytes[4];
    int count = 0;
    if (code < 0x80)
        bytes[count++] = (char)code;
    else if (code < 0x800) {
        bytes[count++] = (char)(0xC0 | code >> 6);
        bytes[count++] = (char)(0x80 | (code & 63));
    } else if (code < 0x10000) {
        bytes[count++] = (char)(0xE0 | code >> 12);
        bytes[count++] = (char)(0x80 | (code >> 6 & 63));
        bytes[count++] = (char)(0x80 | (code & 63));
    } else {
        bytes[count++] = (char)(0xF0 | code >> 18);
        bytes[count++] = (char)(0x80 | (code >> 12 & 63));
        bytes[count++] = (char)(0x80 | (code >> 6 & 63));
        bytes[count++] = (char)(0x80 | (code & 63));
    }
    if (out->end - out->at < count) {
        out->end = out->at; // full: nothing that follows may slip in behind a character left out
        return;
    }
    memcpy(out->at, bytes, (size_t)count);
    out->at += count;
}

static int step_hex(char c)
{
    if (c >= '0' && c <= '9') return c - '0';
    if (c >= 'A' && c <= 'F') return c - 'A' + 10;
    if (c >= 'a' && c <= 'f') return c - 'a' + 10;
    return -1;
}

static bool step_hex_number(const char *p, const char *end, int digits, uint32_t *out)
{
    if (end - p < digits) return false;
    uint32_t value = 0;
    for (int i = 0; i < digits; i++) {
        const int digit = step_hex(p[i]);
        if (digit < 0) return false;
        value = value << 4 | (uint32_t)digit;
    }
    *out = value;
    return true;
}

static const char *step_encoding_name(StepEncoding encoding)
{
    return encoding == STEP_ENCODING_GB18030 ? "GB18030" : "ISO-8859-1";
}

// Bytes of one encoding to UTF-8 by the C library's tables.
static void step_out_iconv(StepOut *out, const char *name, const char *from, size_t length)
{
    iconv_t converter = iconv_open("UTF-8", name);
    if (converter == (iconv_t)-1) {
        for (size_t i = 0; i < length; i++) step_out_code(out, (unsigned char)from[i]);
        return;
    }
    char *in = (char *)from; // iconv does not write to it
    while (length > 0) {
        size_t room = (size_t)(out->end - out->at);
        if (iconv(converter, &in, &length, &out->at, &room) != (size_t)-1 || room == 0) break;
        if (length == 0 || out->end - out->at < 4) break;
        step_out_code(out, 0xFFFD);
        in++;
        length--;
    }
    iconv_close(converter);
}

// \X2\ and \X4\: groups of digits up to \X0\. Returns behind them, NULL when there is no group.
static const char *step_out_wide(StepOut *out, const char *p, const char *end, int digits)
{
    const char *const start = p;
    uint32_t code = 0, lead = 0;
    while (step_hex_number(p, end, digits, &code)) {
        p += digits;
        if (digits == 4 && code >= 0xD800 && code < 0xDC00) {
            if (lead) step_out_code(out, 0xFFFD);
            lead = code;
            continue;
        }
        if (lead && code >= 0xDC00 && code < 0xE000)
            code = 0x10000 + ((lead - 0xD800) << 10) + (code - 0xDC00);
        else if (lead)
            step_out_code(out, 0xFFFD);
        lead = 0;
        step_out_code(out, code);
    }
    if (lead) step_out_code(out, 0xFFFD);
    if (p == start) return NULL;
    return end - p >= 4 && memcmp(p, "\\X0\\", 4) == 0 ? p + 4 : p;
}

// An escape at p (a backslash): behind it, or NULL when it is none.
static const char *step_out_escape(StepOut *out, const char *p, const char *end, char *page)
{
    const size_t left = (size_t)(end - p);
    uint32_t code = 0;
    if (left >= 2 && p[1] == '\\') {
        step_out_byte(out, '\\');
        return p + 2;
    }
    if (left >= 4 && (p[1] == 'X' || p[1] == 'x') && (p[2] == '2' || p[2] == '4') && p[3] == '\\') {
        return step_out_wide(out, p + 4, end, p[2] == '2' ? 4 : 8);
    }
    if (left >= 5 && (p[1] == 'X' || p[1] == 'x') && p[2] == '\\' &&
        step_hex_number(p + 3, end, 2, &code)) {
        step_out_code(out, code);
        return p + 5;
    }
    if (left >= 4 && p[1] == 'S' && p[2] == '\\') {
        const char byte = (char)(p[3] | 0x80);
        if (*page == 'A')
            step_out_code(out, (unsigned char)byte);
        else {
            const char name[] = { 'I', 'S', 'O', '-', '8',
                                  '8', '5', '9', '-', (char)('1' + (*page - 'A')),
                                  0 };
            step_out_iconv(out, name, &byte, 1);
        }
        return p + 4;
    }
    if (left >= 4 && p[1] == 'P' && p[2] >= 'A' && p[2] <= 'I' && p[3] == '\\') {
        *page = p[2];
        return p + 4;
    }
    if (left >= 3 && p[1] == 'N' && p[2] == '\\') {
        step_out_byte(out, '\n');
        return p + 3;
    }
    return NULL;
}

size_t step_text_decode(StepEncoding encoding, StepText text, char *out_text, size_t cap)
{
    if (cap == 0) return 0;
    StepOut out = { out_text, out_text + cap - 1 };
    const char *p = text.text, *const end = p + text.length;
    char page = 'A';
    while (p < end) {
        const char c = *p;
        if (c == '\'' && p + 1 < end && p[1] == '\'') {
            step_out_byte(&out, '\'');
            p += 2;
            continue;
        }
        if (c == '\\') {
            const char *next = step_out_escape(&out, p, end, &page);
            if (!next) step_out_byte(&out, c);
            p = next ? next : p + 1;
            continue;
        }
        if ((unsigned char)c < 0x80) {
            // Wrapped lines are no part of the string; other control characters would spoil what
            // they are printed into.
            if ((unsigned char)c >= ' ') step_out_byte(&out, c);
            p++;
            continue;
        }
        const char *run = p;
        while (p < end && ((unsigned char)*p >= 0x80 ||
                           (encoding == STEP_ENCODING_GB18030 && *p != '\'' && *p >= '0')))
            p++;
        if (str_is_utf8(run, (size_t)(p - run))) {
            for (const char *q = run; q < p; q++) step_out_byte(&out, *q);
        } else {
            step_out_iconv(&out,
                           step_encoding_name(encoding == STEP_ENCODING_UTF8 ? STEP_ENCODING_LATIN1
                                                                             : encoding),
                           run, (size_t)(p - run));
        }
    }
    // A cut may have split a character copied byte by byte.
    size_t length = (size_t)(out.at - out_text);
    out_text[length] = 0;
    if (out.at == out.end && !str_is_utf8(out_text, length)) {
        size_t keep = length;
        while (keep > 0 && ((unsigned char)out_text[keep - 1] & 0xC0) == 0x80) keep--;
        if (keep > 0 && (unsigned char)out_text[keep - 1] >= 0xC0) keep--;
        length = keep;
        out_text[length] = 0;
    }
    return length;
}

char *step_text_copy(const StepFile *file, StepText text, Arena *arena)
{
    if (!text.text) return NULL;
    const size_t cap = (size_t)text.length * 2 + 4;
    char *out = arena_alloc(arena, cap);
    step_text_decode(file->encoding, text, out, cap);
    return out;
}

StepEncoding step_text_encoding(const char *bytes, size_t length)
{
    size_t pairs = 0, lone = 0;
    bool is_utf8 = true;
    for (size_t i = 0; i < length;) {
        if ((unsigned char)bytes[i] < 0x80) {
            i++;
            continue;
        }
        size_t run = i;
        while (run < length && (unsigned char)bytes[run] >= 0x80) run++;
        is_utf8 = is_utf8 && str_is_utf8(bytes + i, run - i);
        // Chinese text in GB comes as pairs with a lead of B0 to F7; Latin letters stand alone.
        for (size_t k = i; k < run;) {
            const unsigned char lead = (unsigned char)bytes[k];
            if (k + 1 < run && lead >= 0xA1 && lead <= 0xF7) {
                pairs++;
                k += 2;
            } else {
                lone++;
                k++;
            }
        }
        i = run;
    }
    if (is_utf8) return STEP_ENCODING_UTF8;
    return pairs > lone * 4 ? STEP_ENCODING_GB18030 : STEP_ENCODING_LATIN1;
}
