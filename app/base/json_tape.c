// SPDX-License-Identifier: Apache-2.0
// json_tape.c - reads JSON into a flat tape: one pass, no recursion, numbers by the short way where
// it is exact.
#include "base/json_tape.h"
#include "base/str.h"
#include <math.h>
#include <stdlib.h>
#include <string.h>

typedef struct {
    JsonTape *tape;
    const char *at, *end;
    uint32_t parents[JSON_TAPE_DEPTH_MAX]; // rows of the open arrays and objects
    int depth;
    const char *wrong; // what was expected where it failed
    ErrCode code;
} JsonTapeReader;

static bool json_tape_fail(JsonTapeReader *r, ErrCode code, const char *expected)
{
    r->code = code;
    r->wrong = expected;
    return false;
}

static JsonRow *json_tape_push(JsonTapeReader *r, JsonType type)
{
    JsonTape *t = r->tape;
    if (t->count == t->cap) {
        // A row needs two characters of the source at least, so that the first guess is modest.
        const uint32_t cap = t->cap ? t->cap + t->cap / 2 : 256;
        JsonRow *rows = cap > t->cap ? realloc(t->rows, sizeof *rows * cap) : NULL;
        if (!rows) {
            json_tape_fail(r, ERR_MEMORY, "memory for the values");
            return NULL;
        }
        t->rows = rows;
        t->cap = cap;
    }
    JsonRow *row = &t->rows[t->count++];
    *row = (JsonRow){ .type = (uint8_t)type, .next = t->count };
    return row;
}

static void json_tape_space(JsonTapeReader *r)
{
    while (r->at < r->end && (*r->at == ' ' || *r->at == '\n' || *r->at == '\r' || *r->at == '\t'))
        r->at++;
}

static bool json_tape_escape(JsonTapeReader *r)
{
    static const char plain[] = "\"\\/bfnrt";
    if (r->end - r->at < 2) return false;
    const char c = r->at[1];
    if (c != 'u') {
        if (c == 0 || !strchr(plain, c)) return false;
        r->at += 2;
        return true;
    }
    if (r->end - r->at < 6) return false;
    for (int i = 2; i < 6; i++) {
        const char h = r->at[i];
        if (!((h >= '0' && h <= '9') || (h >= 'a' && h <= 'f') || (h >= 'A' && h <= 'F')))
            return false;
    }
    r->at += 6;
    return true;
}

static bool json_tape_text(JsonTapeReader *r)
{
    JsonRow *row = json_tape_push(r, JSON_TEXT);
    if (!row) return false;
    const char *from = ++r->at;
    while (r->at < r->end && *r->at != '"') {
        if ((unsigned char)*r->at < 0x20)
            return json_tape_fail(r, ERR_FORMAT, "no bare control character in a text");
        if (*r->at != '\\') {
            r->at++;
            continue;
        }
        row->is_escaped = true;
        if (!json_tape_escape(r)) return json_tape_fail(r, ERR_FORMAT, "an escape JSON knows");
    }
    if (r->at == r->end) return json_tape_fail(r, ERR_FORMAT, "the quote that ends a text");
    row->text.at = (uint32_t)(from - r->tape->source);
    row->text.length = (uint32_t)(r->at - from);
    r->at++;
    return true;
}

// JSON's form of a number is narrower than most: no leading zero, digits on both sides of a point.
static bool json_tape_number(JsonTapeReader *r)
{
    const char *c = r->at;
    double value = 0;
    c += *c == '-';
    const char *first = c;
    while (c < r->end && *c >= '0' && *c <= '9') c++;
    if (c == first || (c - first > 1 && *first == '0'))
        return json_tape_fail(r, ERR_FORMAT, "a value");
    if (c < r->end && *c == '.') {
        const char *decimals = ++c;
        while (c < r->end && *c >= '0' && *c <= '9') c++;
        if (c == decimals) return json_tape_fail(r, ERR_FORMAT, "a digit after the point");
    }
    if (c < r->end && (*c == 'e' || *c == 'E')) {
        if (++c < r->end && (*c == '+' || *c == '-')) c++;
        const char *exponent = c;
        while (c < r->end && *c >= '0' && *c <= '9') c++;
        if (c == exponent) return json_tape_fail(r, ERR_FORMAT, "a digit of the exponent");
    }
    if (!str_scan_double(r->at, c, &value))
        return json_tape_fail(r, ERR_FORMAT, "a number a double can hold");
    JsonRow *row = json_tape_push(r, JSON_NUMBER);
    if (!row) return false;
    row->number = value;
    r->at = c;
    return true;
}

static bool json_tape_word(JsonTapeReader *r)
{
    static const struct {
        const char *word;
        size_t length;
        JsonType type;
    } words[] = { { "true", 4, JSON_TRUE }, { "false", 5, JSON_FALSE }, { "null", 4, JSON_NULL } };
    for (int i = 0; i < 3; i++) {
        if ((size_t)(r->end - r->at) < words[i].length ||
            memcmp(r->at, words[i].word, words[i].length) != 0)
            continue;
        r->at += words[i].length;
        return json_tape_push(r, words[i].type) != NULL;
    }
    return json_tape_fail(r, ERR_FORMAT, "a value");
}

// A key and its colon, when the innermost parent is an object.
static bool json_tape_key(JsonTapeReader *r)
{
    if (r->depth == 0 || r->tape->rows[r->parents[r->depth - 1]].type != JSON_OBJECT) return true;
    json_tape_space(r);
    if (r->at == r->end || *r->at != '"') return json_tape_fail(r, ERR_FORMAT, "a key in quotes");
    if (!json_tape_text(r)) return false;
    json_tape_space(r);
    if (r->at == r->end || *r->at != ':')
        return json_tape_fail(r, ERR_FORMAT, "a colon after the key");
    r->at++;
    return true;
}

// Opens an array or object. *is_empty: it was closed at once.
static bool json_tape_open(JsonTapeReader *r, bool *is_empty)
{
    const bool is_object = *r->at == '{';
    if (r->depth == JSON_TAPE_DEPTH_MAX)
        return json_tape_fail(r, ERR_RANGE, "no more than 256 values within one another");
    if (!json_tape_push(r, is_object ? JSON_OBJECT : JSON_ARRAY)) return false;
    r->at++;
    json_tape_space(r);
    *is_empty = r->at < r->end && *r->at == (is_object ? '}' : ']');
    if (*is_empty)
        r->at++;
    else
        r->parents[r->depth++] = r->tape->count - 1;
    return true;
}

// After a value: closes what ends here; true with *is_done when the outermost value is whole.
static bool json_tape_close(JsonTapeReader *r, bool *is_done)
{
    for (;;) {
        *is_done = r->depth == 0;
        if (*is_done) return true;
        JsonRow *parent = &r->tape->rows[r->parents[r->depth - 1]];
        const bool is_object = parent->type == JSON_OBJECT;
        parent->count++;
        json_tape_space(r);
        if (r->at < r->end && *r->at == ',') {
            r->at++;
            return true;
        }
        if (r->at == r->end || *r->at != (is_object ? '}' : ']'))
            return json_tape_fail(r, ERR_FORMAT,
                                  is_object ? "a comma or the end of an object"
                                            : "a comma or the end of an array");
        r->at++;
        parent->next = r->tape->count;
        r->depth--;
    }
}

static bool json_tape_value(JsonTapeReader *r)
{
    for (bool is_done = false; !is_done;) {
        bool is_closed = true;
        if (!json_tape_key(r)) return false;
        json_tape_space(r);
        const char c = r->at < r->end ? *r->at : 0;
        if (c == '{' || c == '[') {
            if (!json_tape_open(r, &is_closed)) return false;
        } else if (c == '"') {
            if (!json_tape_text(r)) return false;
        } else if (c == '-' || (c >= '0' && c <= '9')) {
            if (!json_tape_number(r)) return false;
        } else if (!json_tape_word(r))
            return false;
        if (is_closed && !json_tape_close(r, &is_done)) return false;
    }
    return true;
}

bool json_tape_read(JsonTape *out, const char *source, size_t length, Err *err)
{
    if (length >= UINT32_MAX) {
        err_set(err, ERR_RANGE, "JSON of %zu bytes: less than 4 GiB was expected", length);
        return false;
    }
    if (length == 0) source = ""; // of an empty map
    JsonTape tape = { .source = source };
    JsonTapeReader r = { .tape = &tape, .at = source, .end = source + length };
    if (length >= 3 && memcmp(source, "\xEF\xBB\xBF", 3) == 0) r.at += 3;
    bool ok = json_tape_value(&r);
    if (ok) {
        json_tape_space(&r);
        if (r.at < r.end) ok = json_tape_fail(&r, ERR_FORMAT, "nothing after the value");
    }
    if (ok) {
        *out = tape;
        return true;
    }
    int line = 1, column = 1;
    for (const char *c = source; c < r.at; c++) {
        column = *c == '\n' ? 1 : column + 1;
        line += *c == '\n';
    }
    err_set(err, r.code, "JSON, line %d, column %d: %s was expected", line, column, r.wrong);
    json_tape_finish(&tape);
    return false;
}

void json_tape_finish(JsonTape *tape)
{
    free(tape->rows);
    *tape = (JsonTape){ 0 };
}

JsonType json_type(const JsonTape *t, JsonRef ref)
{
    return ref < t->count ? (JsonType)t->rows[ref].type : JSON_NONE;
}

JsonRef json_first(const JsonTape *t, JsonRef parent)
{
    return json_count(t, parent) > 0 ? parent + 1 : JSON_TAPE_NONE;
}

JsonRef json_next(const JsonTape *t, JsonRef parent, JsonRef item)
{
    // Of an object: over the value, which is the row after the key.
    const JsonRef value = t->rows[parent].type == JSON_OBJECT ? item + 1 : item;
    const JsonRef next = t->rows[value].next;
    return next < t->rows[parent].next ? next : JSON_TAPE_NONE;
}

int json_count(const JsonTape *t, JsonRef parent)
{
    const JsonType type = json_type(t, parent);
    return type == JSON_ARRAY || type == JSON_OBJECT ? (int)t->rows[parent].count : 0;
}

bool json_text_is(const JsonTape *t, JsonRef ref, const char *text)
{
    if (json_type(t, ref) != JSON_TEXT || t->rows[ref].is_escaped) return false;
    const size_t length = strlen(text);
    return t->rows[ref].text.length == length &&
           memcmp(t->source + t->rows[ref].text.at, text, length) == 0;
}

JsonRef json_member(const JsonTape *t, JsonRef object, const char *key)
{
    if (json_type(t, object) != JSON_OBJECT) return JSON_TAPE_NONE;
    for (JsonRef i = json_first(t, object); i != JSON_TAPE_NONE; i = json_next(t, object, i))
        if (json_text_is(t, i, key)) return i + 1;
    return JSON_TAPE_NONE;
}

double json_as_number(const JsonTape *t, JsonRef ref, double fallback)
{
    return json_type(t, ref) == JSON_NUMBER ? t->rows[ref].number : fallback;
}

int64_t json_as_int(const JsonTape *t, JsonRef ref, int64_t low, int64_t high, int64_t fallback)
{
    const double value = json_as_number(t, ref, NAN);
    // Compared as doubles first: the cast of what is outside int64 would be undefined.
    if (!(value >= -9e15 && value <= 9e15)) return fallback;
    const int64_t whole = (int64_t)value;
    return (double)whole == value && whole >= low && whole <= high ? whole : fallback;
}

bool json_as_bool(const JsonTape *t, JsonRef ref, bool fallback)
{
    const JsonType type = json_type(t, ref);
    return type == JSON_TRUE ? true : type == JSON_FALSE ? false : fallback;
}

int json_as_numbers(const JsonTape *t, JsonRef array, double *out, int cap)
{
    if (json_type(t, array) != JSON_ARRAY) return 0;
    int count = 0;
    for (JsonRef i = json_first(t, array); i != JSON_TAPE_NONE && count < cap;
         i = json_next(t, array, i)) {
        if (t->rows[i].type != JSON_NUMBER) return 0;
        out[count++] = t->rows[i].number;
    }
    return count;
}

static uint32_t json_tape_hex(const char *text)
{
    uint32_t value = 0;
    for (int i = 0; i < 4; i++) {
        const char c = text[i];
        value = value << 4 | (uint32_t)(c <= '9' ? c - '0' : (c | 32) - 'a' + 10);
    }
    return value;
}

static size_t json_tape_utf8(uint32_t c, char *out)
{
    if (c < 0x80) {
        out[0] = (char)c;
        return 1;
    }
    if (c < 0x800) {
        out[0] = (char)(0xC0 | c >> 6);
        out[1] = (char)(0x80 | (c & 63));
        return 2;
    }
    if (c < 0x10000) {
        out[0] = (char)(0xE0 | c >> 12);
        out[1] = (char)(0x80 | (c >> 6 & 63));
        out[2] = (char)(0x80 | (c & 63));
        return 3;
    }
    out[0] = (char)(0xF0 | c >> 18);
    out[1] = (char)(0x80 | (c >> 12 & 63));
    out[2] = (char)(0x80 | (c >> 6 & 63));
    out[3] = (char)(0x80 | (c & 63));
    return 4;
}

// from: a backslash and what follows; checked when it was read. Returns the characters used.
static size_t json_tape_unescape(const char *from, size_t left, char *out, size_t *written)
{
    static const char names[] = "bfnrt", values[] = "\b\f\n\r\t";
    const char *name = strchr(names, from[1]);
    *written = 1;
    if (from[1] != 'u') {
        out[0] = name ? values[name - names] : from[1];
        return 2;
    }
    uint32_t c = json_tape_hex(from + 2);
    size_t used = 6;
    if (c >= 0xD800 && c < 0xDC00 && left >= 12 && from[6] == '\\' && from[7] == 'u') {
        const uint32_t low = json_tape_hex(from + 8);
        if (low >= 0xDC00 && low < 0xE000) {
            c = 0x10000 + ((c - 0xD800) << 10) + (low - 0xDC00);
            used = 12;
        }
    }
    if (c >= 0xD800 && c < 0xE000) c = 0xFFFD;
    *written = json_tape_utf8(c, out);
    return used;
}

char *json_as_text(const JsonTape *t, JsonRef ref, Arena *arena)
{
    if (json_type(t, ref) != JSON_TEXT) return NULL;
    const char *from = t->source + t->rows[ref].text.at;
    const size_t length = t->rows[ref].text.length;
    // A byte that is no UTF-8 becomes three; an escape never grows.
    char *out = arena_alloc(arena, (str_is_utf8(from, length) ? 1 : 3) * length + 1);
    size_t put = 0;
    for (size_t i = 0; i < length;) {
        size_t written = 0;
        if (from[i] == '\\') {
            i += json_tape_unescape(from + i, length - i, out + put, &written);
        } else {
            const size_t bytes = str_utf8_bytes(from + i, length - i);
            written = bytes ? bytes : json_tape_utf8(0xFFFD, out + put);
            if (bytes) memcpy(out + put, from + i, bytes);
            i += bytes ? bytes : 1;
        }
        put += written;
    }
    return out;
}
