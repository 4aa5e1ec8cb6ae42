// SPDX-License-Identifier: Apache-2.0
// step_file.c - the index pass over an ISO 10303-21 file.
#include "assets/step_file.h"
#include "assets/step_scan.h"
#include "assets/step_text.h"
#include "assets/step_zip.h"
#include "base/array.h"
#include "base/str.h"
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>

#define STEP_KEYWORDS_MAX 8000
#define STEP_SLOTS 16384u // a power of two, twice the keywords
#define STEP_PROBES_MAX 64
#define STEP_MAX_BYTES ((size_t)4 << 30)

typedef struct {
    StepFile *file;
    const char *at, *end;
    uint32_t high;
    int cap;
    uint16_t slots[STEP_SLOTS]; // keyword row + 1
    const char *line_at;        // up to here lines are counted
    int64_t line;
    uint16_t last_keyword;
    bool is_out_of_memory;
} StepIndexer;

static bool step_is_space(char c)
{
    return (unsigned char)c <= ' ';
}

static bool step_is_digit(char c)
{
    return (unsigned char)(c - '0') < 10;
}

static int64_t step_lines_between(const char *from, const char *to)
{
    int64_t lines = 0;
    while (from < to) {
        const char *next = memchr(from, '\n', (size_t)(to - from));
        if (!next) break;
        lines++;
        from = next + 1;
    }
    return lines;
}

void step_file_problem(StepFile *file, uint32_t id, int64_t line, const char *format, ...)
{
    file->problem_total++;
    if (file->problem_count >= STEP_PROBLEMS_MAX) return;
    if (!file->problems) file->problems = ARENA_ARRAY(&file->arena, StepProblem, STEP_PROBLEMS_MAX);
    char text[300];
    va_list arguments;
    va_start(arguments, format);
    vsnprintf(text, sizeof text, format, arguments);
    va_end(arguments);
    file->problems[file->problem_count++] =
        (StepProblem){ .line = line, .id = id, .text = arena_strdup(&file->arena, text) };
}

// Problems come in file order, so lines are counted once; after the list is full nobody reads them.
static int64_t step_index_line(StepIndexer *x, const char *at)
{
    if (x->file->problem_count >= STEP_PROBLEMS_MAX) return 0;
    if (at > x->line_at) {
        x->line += step_lines_between(x->line_at, at);
        x->line_at = at;
    }
    return x->line;
}

// "#12 =" at p: true, with *after behind the equals sign.
static bool step_starts_instance(const char *p, const char *end, const char **after, uint64_t *id)
{
    if (p >= end || *p != '#') return false;
    const char *digits = ++p;
    uint64_t number = 0;
    for (; p < end && step_is_digit(*p); p++) number = number * 10 + (uint64_t)(*p - '0');
    if (p - digits > 18) number = (uint64_t)UINT32_MAX + 1; // 18 digits cannot wrap
    if (p == digits) return false;
    while (p < end && step_is_space(*p)) p++;
    if (p >= end || *p != '=') return false;
    *after = p + 1;
    *id = number;
    return true;
}

static const char *step_skip_space(const char *p, const char *end)
{
    for (;;) {
        while (p < end && step_is_space(*p)) p++;
        if (end - p < 2 || p[0] != '/' || p[1] != '*') return p;
        for (p += 2; p < end; p++) {
            p = memchr(p, '*', (size_t)(end - p));
            if (!p) return end;
            if (p + 1 < end && p[1] == '/') break;
        }
        if (p >= end) return end;
        p += 2;
    }
}

// The line after p that begins with "#12=", or end.
static const char *step_resync(const char *p, const char *end)
{
    const char *after = NULL;
    uint64_t id = 0;
    while (p < end) {
        p = memchr(p, '\n', (size_t)(end - p));
        if (!p) return end;
        p++;
        const char *start = p;
        while (start < end && (*start == ' ' || *start == '\t')) start++;
        if (step_starts_instance(start, end, &after, &id)) return start;
    }
    return end;
}

typedef enum { STEP_END_GOOD, STEP_END_STRING, STEP_END_NEXT, STEP_END_FILE } StepEnd;

// From inside a statement to its semicolon. Where that is missing or a string is left open, *out is
// where the next instance begins.
static StepEnd step_statement_end(StepIndexer *x, const char *p, const char **out)
{
    const char *const end = x->end;
    const char *after = NULL;
    uint64_t id = 0;
    for (;;) {
        p = step_scan_outside(p, end, &x->high);
        if (p >= end) {
            *out = end;
            return STEP_END_FILE;
        }
        if (*p == ';') {
            *out = p;
            return STEP_END_GOOD;
        }
        if (*p == '/') {
            p = p + 1 < end && p[1] == '*' ? step_skip_space(p, end) : p + 1;
            continue;
        }
        if (*p == '=') {
            // An equals sign outside a string begins the next instance: a semicolon was left out.
            const char *back = p;
            while (back > x->at && step_is_space(back[-1])) back--;
            while (back > x->at && step_is_digit(back[-1])) back--;
            if (back > x->at && back[-1] == '#') {
                *out = back - 1;
                return STEP_END_NEXT;
            }
            p++;
            continue;
        }
        for (const char *inside = p + 1;;) {
            inside = step_scan_string(inside, end, &x->high);
            if (inside >= end) {
                *out = step_resync(p, end);
                return STEP_END_STRING;
            }
            if (*inside == '\'') {
                p = inside + 1; // a doubled quote opens the next string at once
                break;
            }
            const char *next = inside + 1;
            while (next < end && step_is_space(*next)) next++;
            if (step_starts_instance(next, end, &after, &id)) {
                *out = next;
                return STEP_END_STRING;
            }
            inside++;
        }
    }
}

static uint64_t step_load8(const char *p)
{
    uint64_t v;
    memcpy(&v, p, 8);
    return v;
}

static uint32_t step_keyword_hash(const char *text, size_t length)
{
    uint64_t h = length;
    if (length >= 8) {
        h ^= step_load8(text) * 0x9E3779B97F4A7C15u;
        h = (h << 29 | h >> 35) ^ step_load8(text + length - 8) * 0xC2B2AE3D27D4EB4Fu;
        if (length > 16)
            h = (h << 29 | h >> 35) ^ step_load8(text + length / 2 - 4) * 0x165667B19E3779F9u;
    } else {
        for (size_t i = 0; i < length; i++) h = (h ^ (unsigned char)text[i]) * 0x100000001b3u;
    }
    h ^= h >> 32;
    return (uint32_t)(h * 0x9E3779B1u >> 15);
}

// The row of a keyword, 0 when the file has more than a sane one would.
static uint16_t step_keyword_row(StepIndexer *x, const char *text, size_t length)
{
    StepFile *file = x->file;
    // Instances of one type stand together.
    const StepText *last = &file->keyword_rows[x->last_keyword].name;
    if (last->length == length && memcmp(last->text, text, length) == 0) return x->last_keyword;
    uint32_t slot = step_keyword_hash(text, length) & (STEP_SLOTS - 1);
    for (int probe = 0; probe < STEP_PROBES_MAX; probe++, slot = (slot + 1) & (STEP_SLOTS - 1)) {
        const uint16_t row = x->slots[slot];
        if (!row) {
            if (file->keyword_count >= STEP_KEYWORDS_MAX) return 0;
            file->keyword_rows[file->keyword_count].name = (StepText){ text, (uint32_t)length };
            x->slots[slot] = (uint16_t)(file->keyword_count + 1);
            return x->last_keyword = (uint16_t)file->keyword_count++;
        }
        const StepText *name = &file->keyword_rows[row - 1].name;
        if (name->length == length && memcmp(name->text, text, length) == 0)
            return x->last_keyword = (uint16_t)(row - 1);
    }
    return 0;
}

static bool step_index_add(StepIndexer *x, uint32_t id, uint16_t keyword, const char *from,
                           const char *to)
{
    StepFile *file = x->file;
    if (file->count == x->cap) {
        const int grown = x->cap < 1024 ? 1024 : x->cap > 1000000000 ? x->cap : x->cap * 2;
        if (grown == x->cap) return false;
        void *ids = realloc(file->ids, sizeof *file->ids * (size_t)grown);
        if (ids) file->ids = ids;
        void *offsets = realloc(file->offsets, sizeof *file->offsets * (size_t)grown);
        if (offsets) file->offsets = offsets;
        void *lengths = realloc(file->lengths, sizeof *file->lengths * (size_t)grown);
        if (lengths) file->lengths = lengths;
        void *keywords = realloc(file->keywords, sizeof *file->keywords * (size_t)grown);
        if (keywords) file->keywords = keywords;
        if (!ids || !offsets || !lengths || !keywords) return false;
        x->cap = grown;
    }
    const int row = file->count++;
    file->ids[row] = id;
    file->offsets[row] = (uint64_t)(from - file->bytes);
    file->lengths[row] = (uint32_t)(to - from);
    file->keywords[row] = keyword;
    file->keyword_rows[keyword].count++;
    if (id > file->max_id) file->max_id = id;
    return true;
}

// The first string of a possibly nested parameter.
static const char *step_header_text(StepFile *file, const StepArgs *args, int index)
{
    StepToken token;
    if (index >= args->count) return "";
    StepCursor cursor = { args->at[index], args->end };
    for (int i = 0; i < 4; i++) {
        const StepKind kind = step_next(&cursor, &token);
        if (kind == STEP_STRING) return step_text_copy(file, token.text, &file->arena);
        if (kind != STEP_OPEN) break;
    }
    return "";
}

static void step_header(StepIndexer *x, StepText keyword, const char *from, const char *to)
{
    StepFile *file = x->file;
    StepArgs args;
    step_args_split((StepCursor){ from, to }, &args);
    file->encoding = str_is_utf8(from, (size_t)(to - from))
                         ? STEP_ENCODING_UTF8
                         : step_text_encoding(from, (size_t)(to - from));
    if (step_text_is(keyword, "FILE_SCHEMA")) {
        file->schema = step_header_text(file, &args, 0);
    } else if (step_text_is(keyword, "FILE_DESCRIPTION")) {
        file->description = step_header_text(file, &args, 0);
    } else if (step_text_is(keyword, "FILE_NAME")) {
        file->file_name = step_header_text(file, &args, 0);
        file->time_stamp = step_header_text(file, &args, 1);
        file->preprocessor = step_header_text(file, &args, 4);
        file->originating_system = step_header_text(file, &args, 5);
    }
}

static const char *step_word_end(const char *p, const char *end)
{
    static const uint8_t is_word[256] = {
        ['0' ... '9'] = 1, ['A' ... 'Z'] = 1, ['a' ... 'z'] = 1, ['_'] = 1, ['-'] = 1
    };
    while (p < end && is_word[(unsigned char)*p]) p++;
    return p;
}

// Sections, header entries and what else stands outside instances.
static void step_index_other(StepIndexer *x)
{
    const char *const start = x->at;
    const char *word = step_word_end(start, x->end);
    if (word == start) {
        step_file_problem(
            x->file, 0, step_index_line(x, start),
            "unexpected character 0x%02X, expected #id=", (unsigned)(unsigned char)*start);
        const char *semicolon = memchr(start, ';', (size_t)(x->end - start));
        const char *next = step_resync(start, x->end);
        x->at = semicolon && semicolon + 1 < next ? semicolon + 1 : next;
        return;
    }
    const StepText keyword = { start, (uint32_t)(word - start) };
    const char *open = step_skip_space(word, x->end);
    const char *stop = NULL;
    const StepEnd how = step_statement_end(x, open, &stop);
    if (open < x->end && *open == '(' && stop > open) step_header(x, keyword, open + 1, stop);
    if (how == STEP_END_GOOD)
        stop++;
    else if (how == STEP_END_STRING || how == STEP_END_NEXT) {
        step_file_problem(x->file, 0, step_index_line(x, start),
                          "'%.*s' does not end with a semicolon",
                          (int)(keyword.length > 40 ? 40 : keyword.length), start);
    }
    x->at = stop;
}

static void step_index_instance(StepIndexer *x, uint64_t id, const char *p)
{
    const char *const start = x->at, *const end = x->end;
    StepFile *file = x->file;
    p = step_skip_space(p, end);
    const char *word = step_word_end(p, end);
    const char *open = step_skip_space(word, end);
    if (open >= end || *open != '(') {
        const char *stop = NULL;
        const StepEnd how = step_statement_end(x, p, &stop);
        step_file_problem(file, (uint32_t)id, step_index_line(x, start),
                          open >= end ? "the file ends inside this instance"
                                      : "expected a keyword and '('");
        x->at = how == STEP_END_GOOD ? stop + 1 : stop > start ? stop : end;
        return;
    }
    const char *stop = NULL;
    const StepEnd how = step_statement_end(x, open + 1, &stop);
    const char *last = stop;
    while (last > open + 1 && step_is_space(last[-1])) last--;
    if (how == STEP_END_FILE)
        step_file_problem(file, (uint32_t)id, step_index_line(x, start),
                          "the file ends inside this instance");
    else if (how == STEP_END_STRING)
        step_file_problem(file, (uint32_t)id, step_index_line(x, start), "a string is not closed");
    else if (how == STEP_END_NEXT)
        step_file_problem(file, (uint32_t)id, step_index_line(x, start),
                          "expected ';' before the next instance");
    else if (last[-1] != ')' && last[-1] != '/')
        step_file_problem(file, (uint32_t)id, step_index_line(x, start), "expected ')' before ';'");
    if (id == 0 || id > UINT32_MAX) {
        step_file_problem(file, 0, step_index_line(x, start),
                          "instance number outside 1 to 4294967295: left out");
    } else if ((size_t)(stop - open) > UINT32_MAX) {
        step_file_problem(file, (uint32_t)id, step_index_line(x, start),
                          "an instance of more than 4 GiB: left out");
    } else {
        const uint16_t keyword = word > p ? step_keyword_row(x, p, (size_t)(word - p)) : 0;
        if (!step_index_add(x, (uint32_t)id, keyword, open + 1, stop)) x->is_out_of_memory = true;
    }
    x->at = how == STEP_END_GOOD ? stop + 1 : stop;
}

static int step_compare_ids(const void *a, const void *b)
{
    const uint64_t x = *(const uint64_t *)a, y = *(const uint64_t *)b;
    return x < y ? -1 : x > y;
}

// A table by id where ids are dense enough; else a sorted list, whose cost no choice of ids can
// spoil.
static bool step_index_lookup(StepFile *file)
{
    if (file->max_id < 65536u || file->max_id / 16 < (uint32_t)file->count) {
        file->dense_cap = file->max_id + 1;
        file->dense = calloc(file->dense_cap, sizeof *file->dense);
        if (!file->dense) return false;
        for (int row = 0; row < file->count; row++) {
            uint32_t *slot = &file->dense[file->ids[row]];
            if (*slot)
                step_file_problem(file, file->ids[row], 0,
                                  "the instance number is used twice; the first one counts");
            else
                *slot = (uint32_t)row + 1;
        }
        return true;
    }
    file->sorted = malloc(sizeof *file->sorted * (size_t)file->count);
    if (!file->sorted) return false;
    for (int row = 0; row < file->count; row++)
        file->sorted[row] = (uint64_t)file->ids[row] << 32 | (uint32_t)row;
    qsort(file->sorted, (size_t)file->count, sizeof *file->sorted, step_compare_ids);
    for (int i = 1; i < file->count; i++) {
        if (file->sorted[i] >> 32 == file->sorted[i - 1] >> 32) {
            step_file_problem(file, (uint32_t)(file->sorted[i] >> 32), 0,
                              "the instance number is used twice; the first one counts");
        }
    }
    return true;
}

int step_file_find(const StepFile *file, uint32_t id)
{
    if (file->dense) return id < file->dense_cap ? (int)file->dense[id] - 1 : -1;
    int low = 0, high = file->sorted ? file->count : 0;
    while (low < high) {
        const int middle = low + (high - low) / 2;
        if (file->sorted[middle] >> 32 < id)
            low = middle + 1;
        else
            high = middle;
    }
    return low < file->count && file->sorted && file->sorted[low] >> 32 == id
               ? (int)(uint32_t)file->sorted[low]
               : -1;
}

StepCursor step_file_cursor(const StepFile *file, int row)
{
    const char *from = file->bytes + file->offsets[row];
    return (StepCursor){ from, from + file->lengths[row] };
}

void step_file_args(const StepFile *file, int row, StepArgs *out)
{
    step_args_split(step_file_cursor(file, row), out);
}

int64_t step_file_line(const StepFile *file, int row)
{
    return 1 + step_lines_between(file->bytes, file->bytes + file->offsets[row]);
}

static bool step_file_index(StepFile *file, Job *job, Err *err)
{
    StepIndexer *x = calloc(1, sizeof *x);
    file->keyword_rows = calloc(STEP_KEYWORDS_MAX, sizeof *file->keyword_rows);
    bool ok = false;
    if (!x || !file->keyword_rows) {
        err_set(err, ERR_MEMORY, "no memory for the index");
        goto done;
    }
    *x = (StepIndexer){ .file = file,
                        .at = file->bytes,
                        .end = file->bytes + file->length,
                        .line_at = file->bytes,
                        .line = 1 };
    file->keyword_rows[0].name = (StepText){ "", 0 };
    file->keyword_count = 1;
    file->schema = file->file_name = file->time_stamp = file->originating_system =
        file->preprocessor = file->description = "";
    if (file->length >= 3 && memcmp(file->bytes, "\xEF\xBB\xBF", 3) == 0) x->at += 3;
    bool has_trailer = false;
    for (int turn = 0; !x->is_out_of_memory; turn++) {
        x->at = step_skip_space(x->at, x->end);
        if (x->at >= x->end) break;
        if ((turn & 4095) == 4095 && job_is_cancelled(job)) {
            err_set(err, ERR_CANCELLED, "stopped");
            goto done;
        }
        const char *after = NULL;
        uint64_t id = 0;
        if (step_starts_instance(x->at, x->end, &after, &id)) {
            step_index_instance(x, id, after);
        } else {
            const size_t left = (size_t)(x->end - x->at);
            if (left >= 16 && memcmp(x->at, "END-ISO-10303-21", 16) == 0) {
                has_trailer = true;
                break;
            }
            if (*x->at == ';')
                x->at++;
            else
                step_index_other(x);
        }
    }
    if (x->is_out_of_memory) {
        err_set(err, ERR_MEMORY, "no memory for the index of %d instances", file->count);
        goto done;
    }
    if (file->count == 0) {
        err_set(err, ERR_FORMAT,
                "no instance (#1=KEYWORD(...);) was found; expected ISO 10303-21 text");
        goto done;
    }
    if (!has_trailer)
        step_file_problem(file, 0, step_index_line(x, x->end),
                          "the file ends without END-ISO-10303-21: it may be cut off");
    file->encoding = x->high ? step_text_encoding(file->bytes, file->length) : STEP_ENCODING_UTF8;
    if (!step_index_lookup(file)) {
        err_set(err, ERR_MEMORY, "no memory for the index of %d instances", file->count);
        goto done;
    }
    ok = true;
done:
    free(x);
    return ok;
}

StepFile *step_file_parse(const char *text, size_t length, Err *err)
{
    StepFile *file = calloc(1, sizeof *file);
    if (!file) {
        err_set(err, ERR_MEMORY, "no memory for a model");
        return NULL;
    }
    file->bytes = text ? text : "";
    file->length = text ? length : 0;
    if (step_file_index(file, NULL, err)) return file;
    step_file_close(file);
    return NULL;
}

static bool step_is_xml(const char *bytes, size_t length)
{
    size_t at = length >= 3 && memcmp(bytes, "\xEF\xBB\xBF", 3) == 0 ? 3 : 0;
    while (at < length && step_is_space(bytes[at])) at++;
    return at < length && bytes[at] == '<';
}

StepFile *step_file_open(const char *path, const StepFileDesc *desc, Err *err)
{
    const size_t most = desc && desc->max_bytes ? desc->max_bytes : STEP_MAX_BYTES;
    StepFile *file = calloc(1, sizeof *file);
    if (!file) {
        err_set(err, ERR_MEMORY, "no memory for '%s'", path);
        return NULL;
    }
    if (!file_map_open(path, &file->map, err)) goto failed;
    // All pages in one call of the kernel: read front to back they would cost a fault each.
    if (file->map.length)
        madvise((void *)(uintptr_t)file->map.bytes, file->map.length, MADV_POPULATE_READ);
    file->bytes = file->map.length ? (const char *)file->map.bytes : "";
    file->length = file->map.length;
    if (step_zip_is(file->bytes, file->length)) {
        file->owned = step_zip_inflate(file->bytes, file->length, most, &file->length, err);
        if (!file->owned) goto named;
        file->bytes = file->owned;
        file_map_close(&file->map);
    }
    if (file->length > most) {
        err_set(err, ERR_RANGE, "%zu bytes, at most %zu are accepted", file->length, most);
        goto named;
    }
    if (desc && desc->convert && step_is_xml(file->bytes, file->length)) {
        size_t length = 0;
        char *text = desc->convert(file->bytes, file->length, most, &length, err);
        if (!text) goto named;
        file_map_close(&file->map);
        free(file->owned);
        file->owned = text;
        file->bytes = text;
        file->length = length;
    }
    if (step_file_index(file, desc ? desc->job : NULL, err)) return file;
named:
    err_prefix(err, "%s", path);
failed:
    step_file_close(file);
    return NULL;
}

void step_file_close(StepFile *file)
{
    if (!file) return;
    free(file->ids);
    free(file->offsets);
    free(file->lengths);
    free(file->keywords);
    free(file->keyword_rows);
    free(file->dense);
    free(file->sorted);
    free(file->owned);
    file_map_close(&file->map);
    arena_finish(&file->arena);
    free(file);
}
