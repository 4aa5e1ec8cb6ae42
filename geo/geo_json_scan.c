// SPDX-License-Identifier: Apache-2.0
// geo_json_scan.c - numbers by digits and a power of ten; strings; skipping.
#include "geo/geo_json_scan.h"
#include <string.h>

#define SKIP_DEPTH_MAX 256

bool geo_json_word(GeoJsonScan *s, const char *word)
{
    const size_t n = strlen(word);
    if (strncmp(s->at, word, n) != 0) return false;
    s->at += n;
    return true;
}

bool geo_json_text(GeoJsonScan *s, GeoJsonText *out)
{
    if (*s->at != '"') return false;
    const unsigned char *p = (const unsigned char *)s->at + 1, *from = p;
    unsigned char any = 0;
    bool has_escape = false;
    while (*p != '"') {
        if (*p < 0x20) return false; // the zero byte at the end too
        any |= *p;
        if (*p == '\\') {
            has_escape = true;
            p++;
            if (*p < 0x20) return false;
        }
        p++;
    }
    out->text = (const char *)from;
    out->length = (size_t)(p - from);
    out->has_escape = has_escape;
    out->has_high = any >= 0x80;
    s->at = (const char *)p + 1;
    return true;
}

static int hex4(const char *p)
{
    int v = 0;
    for (int i = 0; i < 4; i++) {
        const char c = p[i];
        const int d = c >= '0' && c <= '9'   ? c - '0'
                      : c >= 'a' && c <= 'f' ? c - 'a' + 10
                      : c >= 'A' && c <= 'F' ? c - 'A' + 10
                                             : -1;
        if (d < 0) return -1;
        v = v * 16 + d;
    }
    return v;
}

static void add_character(Str *out, uint32_t c)
{
    char b[4];
    if (c < 0x80) {
        b[0] = (char)c;
        str_add_n(out, b, 1);
    } else if (c < 0x800) {
        b[0] = (char)(0xc0 | c >> 6);
        b[1] = (char)(0x80 | (c & 63));
        str_add_n(out, b, 2);
    } else if (c < 0x10000) {
        b[0] = (char)(0xe0 | c >> 12);
        b[1] = (char)(0x80 | (c >> 6 & 63));
        b[2] = (char)(0x80 | (c & 63));
        str_add_n(out, b, 3);
    } else {
        b[0] = (char)(0xf0 | c >> 18);
        b[1] = (char)(0x80 | (c >> 12 & 63));
        b[2] = (char)(0x80 | (c >> 6 & 63));
        b[3] = (char)(0x80 | (c & 63));
        str_add_n(out, b, 4);
    }
}

bool geo_json_unescape(GeoJsonText *text, Str *scratch)
{
    scratch->length = 0;
    const char *p = text->text, *end = p + text->length;
    while (p < end) {
        if (*p != '\\') {
            const char *next = memchr(p, '\\', (size_t)(end - p));
            if (!next) next = end;
            str_add_n(scratch, p, (size_t)(next - p));
            p = next;
            continue;
        }
        static const char from[] = "\"\\/bfnrt", to[] = "\"\\/\b\f\n\r\t";
        if (p[1] != 'u') {
            const char *found = strchr(from, p[1]);
            if (!found || !p[1]) return false;
            str_add_n(scratch, &to[found - from], 1);
            p += 2;
            continue;
        }
        if (end - p < 6) return false;
        int c = hex4(p + 2);
        p += 6;
        if (c <= 0) return false;
        if (c >= 0xd800 && c < 0xdc00) {
            const int low = end - p >= 6 && p[0] == '\\' && p[1] == 'u' ? hex4(p + 2) : -1;
            if (low < 0xdc00 || low > 0xdfff) return false;
            p += 6;
            c = 0x10000 + ((c - 0xd800) << 10) + (low - 0xdc00);
        } else if (c >= 0xdc00 && c < 0xe000)
            return false;
        add_character(scratch, (uint32_t)c);
    }
    if (!scratch->text) str_add(scratch, "");
    text->text = scratch->text;
    text->length = scratch->length;
    text->has_escape = false;
    text->has_high = true; // to be checked
    return true;
}

typedef struct {
    uint64_t digits;
    int digit_count; // significant, at most 19 kept
    int exponent;    // value = digits * 10^exponent
    bool is_negative, is_whole, is_exact;
} Decimal;

static bool read_decimal(GeoJsonScan *s, Decimal *d)
{
    const char *p = s->at;
    *d = (Decimal){ .is_whole = true, .is_exact = true };
    if (*p == '-') {
        d->is_negative = true;
        p++;
    }
    if (*p < '0' || *p > '9') return false;
    if (*p == '0' && p[1] >= '0' && p[1] <= '9') return false;
    uint64_t m = 0;
    int count = 0, exponent = 0;
    for (; *p >= '0' && *p <= '9'; p++) {
        if (count < 19) {
            m = m * 10 + (uint64_t)(*p - '0');
            if (m) count++;
        } else {
            exponent++;
            d->is_exact = false;
        }
    }
    if (*p == '.') {
        p++;
        d->is_whole = false;
        if (*p < '0' || *p > '9') return false;
        for (; *p >= '0' && *p <= '9'; p++) {
            if (count < 19) {
                m = m * 10 + (uint64_t)(*p - '0');
                exponent--;
                if (m) count++;
            } else
                d->is_exact = false;
        }
    }
    if (*p == 'e' || *p == 'E') {
        p++;
        d->is_whole = false;
        bool negative = false;
        if (*p == '+' || *p == '-') negative = *p++ == '-';
        if (*p < '0' || *p > '9') return false;
        int e = 0;
        for (; *p >= '0' && *p <= '9'; p++) e = e < 10000 ? e * 10 + (*p - '0') : e;
        exponent += negative ? -e : e;
    }
    d->digits = m;
    d->digit_count = count;
    d->exponent = exponent;
    s->at = p;
    return true;
}

static const double power_of_ten[] = { 1e0,  1e1,  1e2,  1e3,  1e4,  1e5,  1e6,  1e7,  1e8,  1e9,  1e10, 1e11,
                                       1e12, 1e13, 1e14, 1e15, 1e16, 1e17, 1e18, 1e19, 1e20, 1e21, 1e22 };

// Clinger's fast path: exact where the digits and the power are exact doubles.
static bool decimal_exact(const Decimal *d, double *out)
{
    if (!d->is_exact || d->digits > (1ull << 53) || d->exponent < -22 || d->exponent > 22) return false;
    const double v =
        d->exponent < 0 ? (double)d->digits / power_of_ten[-d->exponent] : (double)d->digits * power_of_ten[d->exponent];
    *out = d->is_negative ? -v : v;
    return true;
}

static bool decimal_slow(const char *from, const char *to, double *out)
{
    char text[400];
    const size_t n = (size_t)(to - from);
    if (n >= sizeof text) return false;
    memcpy(text, from, n);
    text[n] = 0;
    return str_parse_double(text, out);
}

bool geo_json_number(GeoJsonScan *s, GeoJsonNumber *out)
{
    const char *from = s->at;
    Decimal d;
    if (!read_decimal(s, &d)) return false;
    out->is_whole = d.is_whole;
    if (d.is_whole) {
        if (d.digit_count > 18 || !d.is_exact) return false;
        out->whole = d.is_negative ? -(int64_t)d.digits : (int64_t)d.digits;
        out->value = (double)out->whole;
        return true;
    }
    return decimal_exact(&d, &out->value) || decimal_slow(from, s->at, &out->value);
}

bool geo_json_coordinate(GeoJsonScan *s, double *out)
{
    const char *from = s->at;
    Decimal d;
    if (!read_decimal(s, &d)) return false;
    if (decimal_exact(&d, out)) return true;
    if (d.exponent >= -27 && d.exponent < 0) {
        // 64 bits of mantissa: within half a last place of the exact value, far below the layer's step.
        static const long double ten[] = { 1e0L,  1e1L,  1e2L,  1e3L,  1e4L,  1e5L,  1e6L,  1e7L,  1e8L,  1e9L,
                                           1e10L, 1e11L, 1e12L, 1e13L, 1e14L, 1e15L, 1e16L, 1e17L, 1e18L, 1e19L,
                                           1e20L, 1e21L, 1e22L, 1e23L, 1e24L, 1e25L, 1e26L, 1e27L };
        const long double v = (long double)d.digits / ten[-d.exponent];
        *out = d.is_negative ? (double)-v : (double)v;
        return true;
    }
    return decimal_slow(from, s->at, out);
}

bool geo_json_skip(GeoJsonScan *s)
{
    char open[SKIP_DEPTH_MAX];
    int depth = 0;
    do {
        geo_json_space(s);
        GeoJsonText text;
        const char c = *s->at;
        if (c == '{' || c == '[') {
            if (depth == SKIP_DEPTH_MAX) return false;
            open[depth++] = c;
            s->at++;
            continue;
        }
        if (c == '}' || c == ']') {
            if (depth == 0 || open[depth - 1] != (c == '}' ? '{' : '[')) return false;
            depth--;
            s->at++;
        } else if (c == '"') {
            if (!geo_json_text(s, &text)) return false;
        } else if (c == ',' || c == ':') {
            if (depth == 0) return false;
            s->at++;
        } else {
            // A number or word: to the next mark.
            const char *from = s->at;
            while ((*s->at >= '0' && *s->at <= '9') || (*s->at >= 'a' && *s->at <= 'z') || *s->at == '-' || *s->at == '+' ||
                   *s->at == '.' || *s->at == 'E')
                s->at++;
            if (s->at == from) return false;
        }
    } while (depth > 0);
    return true;
}
