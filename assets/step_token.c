// SPDX-License-Identifier: Apache-2.0
// step_token.c - the tokens of ISO 10303-21 text.
#include "assets/step_token.h"
#include "base/str.h"
#include <float.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

enum {
    STEP_CLASS_OTHER,
    STEP_CLASS_SPACE, // also the comma and control characters
    STEP_CLASS_DIGIT, // also signs and the point of ".5": told from an enumeration by what follows
    STEP_CLASS_WORD,
    STEP_CLASS_HASH,
    STEP_CLASS_QUOTE,
    STEP_CLASS_BINARY,
    STEP_CLASS_DOT,
    STEP_CLASS_OPEN,
    STEP_CLASS_CLOSE,
    STEP_CLASS_DOLLAR,
    STEP_CLASS_STAR,
    STEP_CLASS_SLASH,
};

static const uint8_t step_class[256] = {
    [0 ... ' '] = STEP_CLASS_SPACE,  [','] = STEP_CLASS_SPACE,  ['0' ... '9'] = STEP_CLASS_DIGIT,
    ['+'] = STEP_CLASS_DIGIT,        ['-'] = STEP_CLASS_DIGIT,  ['A' ... 'Z'] = STEP_CLASS_WORD,
    ['a' ... 'z'] = STEP_CLASS_WORD, ['_'] = STEP_CLASS_WORD,   ['!'] = STEP_CLASS_WORD,
    ['#'] = STEP_CLASS_HASH,         ['\''] = STEP_CLASS_QUOTE, ['"'] = STEP_CLASS_BINARY,
    ['.'] = STEP_CLASS_DOT,          ['('] = STEP_CLASS_OPEN,   [')'] = STEP_CLASS_CLOSE,
    ['$'] = STEP_CLASS_DOLLAR,       ['*'] = STEP_CLASS_STAR,   ['/'] = STEP_CLASS_SLASH,
};

static const double step_power10[] = { 1e0,  1e1,  1e2,  1e3,  1e4,  1e5,  1e6,  1e7,
                                       1e8,  1e9,  1e10, 1e11, 1e12, 1e13, 1e14, 1e15,
                                       1e16, 1e17, 1e18, 1e19, 1e20, 1e21, 1e22 };

static inline bool step_is_digit(char c)
{
    return (unsigned char)(c - '0') < 10;
}

// mantissa / 10^places correctly rounded, places 1 to 19: one 128 by 64 bit division keeps 63 bits
// and a sticky one.
static double step_number_divide(uint64_t mantissa, int places)
{
    static const uint64_t powers[20] = { 1u,
                                         10u,
                                         100u,
                                         1000u,
                                         10000u,
                                         100000u,
                                         1000000u,
                                         10000000u,
                                         100000000u,
                                         1000000000u,
                                         10000000000u,
                                         100000000000u,
                                         1000000000000u,
                                         10000000000000u,
                                         100000000000000u,
                                         1000000000000000u,
                                         10000000000000000u,
                                         100000000000000000u,
                                         1000000000000000000u,
                                         10000000000000000000u };
    const int up = __builtin_clzll(mantissa), down = __builtin_clzll(powers[places]);
    const unsigned __int128 number = (unsigned __int128)(mantissa << up) << 63;
    const uint64_t divisor = powers[places] << down;
    uint64_t quotient = (uint64_t)(number / divisor);
    if (number % divisor) quotient |= 1;
    return ldexp((double)quotient, down - up - 63);
}

// Numbers that 64 bits of mantissa cannot hold exactly: the C library decides the last bit.
static double step_number_slow(const char *at, const char *end)
{
    char text[400];
    size_t length = (size_t)(end - at);
    if (length > sizeof text - 1)
        length = sizeof text - 1; // digits past these do not change a double
    memcpy(text, at, length);
    text[length] = 0;
    double value = 0;
    if (!str_parse_double(text, &value)) value = text[0] == '-' ? -DBL_MAX : DBL_MAX;
    return value;
}

const char *step_number(const char *at, const char *end, double *real, int64_t *integer,
                        bool *is_real)
{
    const char *p = at;
    const bool is_negative = p < end && *p == '-';
    if (p < end && (*p == '-' || *p == '+')) p++;
    uint64_t mantissa = 0;
    int digits = 0, scale = 0;
    const char *first = p;
    while (p < end && step_is_digit(*p)) {
        mantissa = mantissa * 10 + (uint64_t)(*p - '0');
        digits += mantissa != 0;
        p++;
    }
    bool is_exact = digits < 19;
    bool has_digits = p > first;
    *is_real = false;
    if (p < end && *p == '.') {
        *is_real = true;
        p++;
        const char *point = p;
        while (p < end && step_is_digit(*p)) {
            mantissa = mantissa * 10 + (uint64_t)(*p - '0');
            digits += mantissa != 0;
            p++;
        }
        scale = (int)(p - point < 100000 ? p - point : 100000);
        is_exact = digits < 19;
        has_digits |= p > point;
    }
    if (!has_digits) return NULL;
    int exponent = 0;
    if (p < end && (*p == 'E' || *p == 'e')) {
        const char *e = p + 1;
        const bool is_down = e < end && *e == '-';
        if (e < end && (*e == '-' || *e == '+')) e++;
        if (e < end && step_is_digit(*e)) {
            *is_real = true;
            for (; e < end && step_is_digit(*e); e++) {
                if (exponent < 100000) exponent = exponent * 10 + (*e - '0');
            }
            if (is_down) exponent = -exponent;
            p = e;
        }
    }
    exponent -= scale;
    double value;
    if (mantissa == 0 && is_exact) value = 0;
    // Clinger's fast path: both the mantissa and the power of ten are exact doubles.
    else if (is_exact && mantissa <= (1ull << 53) && exponent >= -22 && exponent <= 22) {
        value = exponent < 0 ? (double)mantissa / step_power10[-exponent]
                             : (double)mantissa * step_power10[exponent];
    } else if (is_exact && exponent < 0 && exponent >= -19) {
        value = step_number_divide(mantissa, -exponent);
    } else {
        value = step_number_slow(*at == '+' ? at + 1 : at, p);
        if (is_negative) value = -value;
    }
    *real = is_negative ? -value : value;
    if (!*is_real) {
        if (digits < 19)
            *integer = is_negative ? -(int64_t)mantissa : (int64_t)mantissa;
        else
            *integer = is_negative ? INT64_MIN : INT64_MAX;
    }
    return p;
}

// at stands behind "/"; behind the comment, or at itself when none begins here.
static const char *step_skip_comment(const char *at, const char *end)
{
    if (at >= end || *at != '*') return at;
    for (at++; at < end;) {
        const char *star = memchr(at, '*', (size_t)(end - at));
        if (!star || star + 1 >= end) return end;
        if (star[1] == '/') return star + 2;
        at = star + 1;
    }
    return end;
}

// at stands behind the opening quote; behind the closing one. A doubled quote is a quote.
static const char *step_skip_string(const char *at, const char *end)
{
    for (;;) {
        const char *quote = at < end ? memchr(at, '\'', (size_t)(end - at)) : NULL;
        if (!quote) return end;
        if (quote + 1 < end && quote[1] == '\'') {
            at = quote + 2;
            continue;
        }
        return quote + 1;
    }
}

static StepText step_span(const char *from, const char *to)
{
    return (StepText){ from, (uint32_t)(to > from ? to - from : 0) };
}

StepKind step_next(StepCursor *cursor, StepToken *token)
{
    const char *p = cursor->at, *const end = cursor->end;
    for (;;) {
        while (p < end && step_class[(unsigned char)*p] == STEP_CLASS_SPACE) p++;
        if (p + 1 < end && *p == '/' && p[1] == '*') {
            p = step_skip_comment(p + 1, end);
            continue;
        }
        break;
    }
    if (p >= end) {
        cursor->at = end;
        return token->kind = STEP_NONE;
    }
    const char *from = p;
    switch (step_class[(unsigned char)*p]) {
    case STEP_CLASS_HASH: {
        uint64_t ref = 0;
        for (p++; p < end && step_is_digit(*p); p++) ref = ref * 10 + (uint64_t)(*p - '0');
        token->ref = p - from > 19 || ref > UINT32_MAX ? 0 : (uint32_t)ref; // 18 digits cannot wrap
        token->kind = STEP_REF;
        break;
    }
    case STEP_CLASS_DOT:
        if (p + 1 < end && !step_is_digit(p[1])) {
            for (p++; p < end && step_class[(unsigned char)*p] != STEP_CLASS_DOT; p++) {
                const uint8_t c = step_class[(unsigned char)*p];
                if (c != STEP_CLASS_WORD && c != STEP_CLASS_DIGIT) break;
            }
            token->text = step_span(from + 1, p);
            if (p < end && *p == '.') p++;
            token->kind = STEP_ENUM;
            break;
        }
        __attribute__((fallthrough));
    case STEP_CLASS_DIGIT: {
        bool is_real = false;
        const char *next = step_number(p, end, &token->real, &token->integer, &is_real);
        token->kind = next ? is_real ? STEP_REAL : STEP_INT : STEP_BAD;
        p = next ? next : p + 1;
        break;
    }
    case STEP_CLASS_QUOTE:
        p = step_skip_string(p + 1, end);
        token->text = step_span(from + 1, p > from + 1 && p[-1] == '\'' ? p - 1 : p);
        token->kind = STEP_STRING;
        break;
    case STEP_CLASS_BINARY: {
        const char *quote = memchr(p + 1, '"', (size_t)(end - p - 1));
        token->text = step_span(from + 1, quote ? quote : end);
        p = quote ? quote + 1 : end;
        token->kind = STEP_BINARY;
        break;
    }
    case STEP_CLASS_WORD:
        while (p < end && (step_class[(unsigned char)*p] == STEP_CLASS_WORD || step_is_digit(*p)))
            p++;
        token->text = step_span(from, p);
        token->kind = STEP_TYPED;
        break;
    case STEP_CLASS_OPEN: p++, token->kind = STEP_OPEN; break;
    case STEP_CLASS_CLOSE: p++, token->kind = STEP_CLOSE; break;
    case STEP_CLASS_DOLLAR: p++, token->kind = STEP_NULL; break;
    case STEP_CLASS_STAR: p++, token->kind = STEP_DERIVED; break;
    default: p++, token->kind = STEP_BAD; break;
    }
    cursor->at = p;
    return token->kind;
}

// Moves over one parameter or the rest of a list without reading values: to the character at depth
// 0 that is one of , )
static const char *step_skip_value(const char *p, const char *end, int depth)
{
    static const uint8_t stops[256] = {
        ['('] = 1, [')'] = 2, [','] = 3, ['\''] = 4, ['"'] = 5, ['/'] = 6
    };
    for (;;) {
        while (p < end && !stops[(unsigned char)*p]) p++;
        if (p >= end) return end;
        switch (stops[(unsigned char)*p]) {
        case 1: depth++, p++; break;
        case 2:
            if (depth == 0) return p;
            depth--, p++;
            break;
        case 3:
            if (depth == 0) return p;
            p++;
            break;
        case 4: p = step_skip_string(p + 1, end); break;
        case 5: {
            const char *quote = memchr(p + 1, '"', (size_t)(end - p - 1));
            p = quote ? quote + 1 : end;
            break;
        }
        default: p = step_skip_comment(p + 1, end); break;
        }
    }
}

void step_args_split(StepCursor cursor, StepArgs *out)
{
    const char *p = cursor.at, *const end = cursor.end;
    out->count = 0;
    out->end = end;
    for (;;) {
        while (p < end && (unsigned char)*p <= ' ') p++;
        if (p >= end || (*p == ')' && out->count == 0)) break;
        if (out->count == STEP_ARGS_MAX) break;
        out->at[out->count++] = p;
        p = step_skip_value(p, end, 0);
        if (p >= end || *p == ')') break;
        p++;
    }
    if (p < end) out->end = p;
}

StepKind step_arg(const StepArgs *args, int index, StepToken *token)
{
    if (index < 0 || index >= args->count) return token->kind = STEP_NONE;
    StepCursor cursor = { args->at[index], args->end };
    return step_next(&cursor, token);
}

// The value itself, inside a typed value where there is one.
static StepKind step_arg_value(const StepArgs *args, int index, StepToken *token)
{
    if (index < 0 || index >= args->count) return token->kind = STEP_NONE;
    StepCursor cursor = { args->at[index], args->end };
    if (step_next(&cursor, token) == STEP_TYPED) {
        if (step_next(&cursor, token) == STEP_OPEN) step_next(&cursor, token);
    }
    return token->kind;
}

bool step_arg_is_null(const StepArgs *args, int index)
{
    StepToken token;
    const StepKind kind = step_arg(args, index, &token);
    return kind == STEP_NONE || kind == STEP_NULL || kind == STEP_DERIVED;
}

uint32_t step_arg_ref(const StepArgs *args, int index)
{
    StepToken token;
    return step_arg(args, index, &token) == STEP_REF ? token.ref : 0;
}

bool step_arg_real(const StepArgs *args, int index, double *out)
{
    StepToken token;
    const StepKind kind = step_arg_value(args, index, &token);
    if (kind != STEP_REAL && kind != STEP_INT) return false;
    *out = token.real;
    return true;
}

bool step_arg_int(const StepArgs *args, int index, int64_t *out)
{
    StepToken token;
    const StepKind kind = step_arg_value(args, index, &token);
    if (kind == STEP_INT) {
        *out = token.integer;
        return true;
    }
    if (kind != STEP_REAL || token.real < -9e15 || token.real > 9e15) return false;
    *out = (int64_t)token.real;
    return true;
}

bool step_arg_bool(const StepArgs *args, int index, bool otherwise)
{
    StepToken token;
    if (step_arg_value(args, index, &token) != STEP_ENUM || token.text.length == 0)
        return otherwise;
    const char c = token.text.text[0];
    return c == 'T' || c == 't' ? true : c == 'F' || c == 'f' ? false : otherwise;
}

StepText step_arg_enum(const StepArgs *args, int index)
{
    StepToken token;
    return step_arg_value(args, index, &token) == STEP_ENUM ? token.text : (StepText){ 0 };
}

StepText step_arg_string(const StepArgs *args, int index)
{
    StepToken token;
    return step_arg_value(args, index, &token) == STEP_STRING ? token.text : (StepText){ 0 };
}

bool step_arg_list(const StepArgs *args, int index, StepCursor *out)
{
    if (index < 0 || index >= args->count) return false;
    StepCursor cursor = { args->at[index], args->end };
    StepToken token;
    if (step_next(&cursor, &token) == STEP_TYPED) step_next(&cursor, &token);
    if (token.kind != STEP_OPEN) return false;
    *out = cursor;
    return true;
}

int step_arg_reals(const StepArgs *args, int index, double *out, int cap)
{
    StepCursor cursor;
    StepToken token;
    int count = 0;
    if (!step_arg_list(args, index, &cursor)) return 0;
    while (count < cap) {
        const StepKind kind = step_next(&cursor, &token);
        if (kind == STEP_NONE || kind == STEP_CLOSE) break;
        if (kind == STEP_REAL || kind == STEP_INT) out[count++] = token.real;
    }
    return count;
}

int step_arg_refs(const StepArgs *args, int index, uint32_t *out, int cap)
{
    StepCursor cursor;
    StepToken token;
    int count = 0;
    if (!step_arg_list(args, index, &cursor)) return 0;
    while (count < cap) {
        const StepKind kind = step_next(&cursor, &token);
        if (kind == STEP_NONE || kind == STEP_CLOSE) break;
        if (kind == STEP_REF) out[count++] = token.ref;
    }
    return count;
}

bool step_text_is(StepText text, const char *word)
{
    const size_t length = strlen(word);
    return text.length == length && (length == 0 || memcmp(text.text, word, length) == 0);
}

void step_skip_list(StepCursor *cursor)
{
    StepToken token;
    // Lists nest rarely and are short where this is called: tokens, not characters.
    for (int depth = 1; depth > 0;) {
        const StepKind kind = step_next(cursor, &token);
        if (kind == STEP_NONE) return;
        depth += kind == STEP_OPEN ? 1 : kind == STEP_CLOSE ? -1 : 0;
    }
}
