// SPDX-License-Identifier: Apache-2.0
// geo_batch.c - growing columns and geometry of a batch.
#include "geo/geo_batch.h"
#include "base/array.h"
#include "base/str.h"
#include <assert.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

void geo_problems_add(GeoProblems *problems, GeoProblemKind kind, int64_t count, const char *format, ...)
{
    if (problems->count[kind] == 0 && format) {
        va_list args;
        va_start(args, format);
        char text[400];
        vsnprintf(text, sizeof text, format, args);
        va_end(args);
        str_copy_utf8(problems->text[kind], sizeof problems->text[kind], text);
    }
    problems->count[kind] += count;
}

void geo_problems_merge(GeoProblems *into, const GeoProblems *from)
{
    for (int k = 0; k < GEO_PROBLEM_COUNT; k++) {
        if (from->count[k] == 0) continue;
        if (into->count[k] == 0) memcpy(into->text[k], from->text[k], sizeof into->text[k]);
        into->count[k] += from->count[k];
    }
}

GeoBatch *geo_batch_create(void)
{
    return calloc(1, sizeof(GeoBatch));
}

static void free_owned(void *array, int64_t cap)
{
    if (cap > 0) free(array);
}

void geo_batch_column_free(GeoBatchColumn *c)
{
    free_owned(c->values, c->value_cap);
    free_owned(c->valid, c->valid_cap);
    free_owned(c->text, (int64_t)c->text_cap);
    free_owned(c->text_at, c->text_at_cap);
    free_owned(c->hashes, c->hash_cap);
    free(c->slots);
    char *name = c->name;
    *c = (GeoBatchColumn){ .name = name };
}

void geo_batch_geometry_free(GeoBatch *b)
{
    free_owned(b->fid, b->fid_cap);
    free_owned(b->feature_part, b->feature_part_cap);
    free_owned(b->part_vertex, b->part_vertex_cap);
    free_owned(b->part_kind, b->part_kind_cap);
    free_owned(b->x, b->x_cap);
    free_owned(b->y, b->y_cap);
    free_owned(b->z, b->z_cap);
    free_owned(b->morton, b->morton_cap);
    b->fid = NULL;
    b->feature_part = b->part_vertex = NULL;
    b->part_kind = NULL;
    b->x = b->y = b->z = NULL;
    b->morton = NULL;
}

void geo_batch_destroy(GeoBatch *b)
{
    if (!b) return;
    for (int i = 0; i < b->column_count; i++) {
        geo_batch_column_free(&b->columns[i]);
        free(b->columns[i].name);
    }
    free(b->columns);
    geo_batch_geometry_free(b);
    free(b);
}

bool geo_batch_is_full(const GeoBatch *b)
{
    return b->feature_count >= GEO_BATCH_ROWS_MAX || b->vertex_count >= GEO_BATCH_VERTICES_MAX ||
           (uint64_t)b->feature_count * (uint64_t)b->column_count >= GEO_BATCH_CELLS_MAX;
}

int geo_batch_column_add(GeoBatch *b, const char *name, size_t name_length, GeoFieldType type)
{
    if (!array_reserve((void **)&b->columns, &b->column_cap, b->column_count + 1, sizeof *b->columns)) goto no_memory;
    GeoBatchColumn *c = &b->columns[b->column_count];
    *c = (GeoBatchColumn){ .type = type };
    c->name = malloc(name_length + 1);
    if (!c->name) goto no_memory;
    memcpy(c->name, name, name_length);
    c->name[name_length] = 0;
    return b->column_count++;
no_memory:
    b->is_out_of_memory = true;
    return -1;
}

int geo_batch_column_find(const GeoBatch *b, const char *name, size_t name_length)
{
    for (int i = 0; i < b->column_count; i++) {
        const char *have = b->columns[i].name;
        if (strncmp(have, name, name_length) == 0 && have[name_length] == 0) return i;
    }
    return -1;
}

void geo_batch_feature(GeoBatch *b, int64_t fid)
{
    const int n = (int)b->feature_count;
    if (!array_reserve((void **)&b->fid, &b->fid_cap, n + 1, sizeof *b->fid) ||
        !array_reserve((void **)&b->feature_part, &b->feature_part_cap, n + 2, sizeof *b->feature_part)) {
        b->is_out_of_memory = true;
        return;
    }
    b->fid[n] = fid;
    b->feature_part[n] = b->part_count;
    b->feature_count++;
}

void geo_batch_part(GeoBatch *b, GeoPartKind kind)
{
    const int n = (int)b->part_count;
    if (!array_reserve((void **)&b->part_vertex, &b->part_vertex_cap, n + 2, sizeof *b->part_vertex) ||
        !array_reserve((void **)&b->part_kind, &b->part_kind_cap, n + 1, sizeof *b->part_kind)) {
        b->is_out_of_memory = true;
        return;
    }
    b->part_vertex[n] = b->vertex_count;
    b->part_kind[n] = (uint8_t)kind;
    b->part_count++;
}

bool geo_batch_reserve(GeoBatch *b, uint32_t count, bool with_z)
{
    const uint64_t need = (uint64_t)b->vertex_count + count;
    if (need > INT32_MAX || !array_reserve((void **)&b->x, &b->x_cap, (int)need, sizeof *b->x) ||
        !array_reserve((void **)&b->y, &b->y_cap, (int)need, sizeof *b->y)) {
        b->is_out_of_memory = true;
        return false;
    }
    if (with_z || b->has_z) {
        if (!array_reserve((void **)&b->z, &b->z_cap, (int)need, sizeof *b->z)) {
            b->is_out_of_memory = true;
            return false;
        }
        if (!b->has_z && b->vertex_count > 0) memset(b->z, 0, b->vertex_count * sizeof *b->z);
        b->has_z = true;
        if (!with_z) memset(b->z + b->vertex_count, 0, count * sizeof *b->z);
    }
    return true;
}

void geo_batch_vertex(GeoBatch *b, double x, double y)
{
    if ((int64_t)b->vertex_count >= b->x_cap || (int64_t)b->vertex_count >= b->y_cap || b->has_z) {
        if (!geo_batch_reserve(b, 1, false)) return;
    }
    b->x[b->vertex_count] = x;
    b->y[b->vertex_count] = y;
    b->vertex_count++;
}

void geo_batch_vertex_z(GeoBatch *b, double x, double y, double z)
{
    if (!geo_batch_reserve(b, 1, true)) return;
    b->x[b->vertex_count] = x;
    b->y[b->vertex_count] = y;
    b->z[b->vertex_count] = z;
    b->vertex_count++;
}

void geo_batch_feature_clear(GeoBatch *b)
{
    if (b->feature_count == 0) return;
    const uint32_t part = b->feature_part[b->feature_count - 1];
    if (part < b->part_count) {
        b->vertex_count = b->part_vertex[part];
        b->part_count = part;
    }
}

void geo_batch_feature_remove(GeoBatch *b)
{
    if (b->feature_count == 0) return;
    geo_batch_feature_clear(b);
    const int row = (int)b->feature_count - 1;
    for (int i = 0; i < b->column_count; i++) {
        GeoBatchColumn *c = &b->columns[i];
        if (c->row_count > row) {
            c->row_count = row;
            c->valid[row >> 6] &= ~(1ull << (row & 63));
        }
    }
    b->feature_count--;
}

// Room for the row in the column; rows left out stay null.
static bool column_reserve(GeoBatch *b, GeoBatchColumn *c, int row)
{
    const int words = (row >> 6) + 1, had = c->valid_cap;
    if (!array_reserve((void **)&c->values, &c->value_cap, row + 1, sizeof *c->values) ||
        !array_reserve((void **)&c->valid, &c->valid_cap, words, sizeof *c->valid)) {
        b->is_out_of_memory = true;
        return false;
    }
    memset(c->valid + had, 0, (size_t)(c->valid_cap - had) * sizeof *c->valid);
    return true;
}

// Where the value of the current row goes; NULL without memory.
static inline GeoCell *column_cell(GeoBatch *b, GeoBatchColumn *c)
{
    const int row = (int)b->feature_count - 1;
    if ((row >= c->value_cap || row >> 6 >= c->valid_cap) && !column_reserve(b, c, row))
        return NULL;
    while (c->row_count < row) c->values[c->row_count++].i = 0;
    if (c->row_count == row) c->row_count = row + 1;
    c->valid[row >> 6] |= 1ull << (row & 63);
    return &c->values[row];
}

// Fewer than eight bytes as one word that holds all of them.
static uint64_t short_word(const char *text, size_t length)
{
    if (length >= 4) {
        uint32_t first = 0, last = 0;
        memcpy(&first, text, 4);
        memcpy(&last, text + length - 4, 4);
        return (uint64_t)last << 32 | first;
    }
    if (length == 0) return ~0ull;
    return ~0xffffffull | (uint8_t)text[0] | (uint64_t)(uint8_t)text[length / 2] << 8 |
           (uint64_t)(uint8_t)text[length - 1] << 16;
}

static uint64_t zero_bytes(uint64_t word)
{
    return (word - 0x0101010101010101ull) & ~word & 0x8080808080808080ull;
}

// zeros is not 0 where the text has a zero byte.
static uint32_t hash_text(const char *text, size_t length, uint64_t *zeros)
{
    uint64_t h = 0x9e3779b97f4a7c15ull ^ length, word = 0, found = 0;
    for (size_t at = 0; at + 8 <= length; at += 8) {
        memcpy(&word, text + at, 8);
        found |= zero_bytes(word);
        h = (h ^ word) * 0xff51afd7ed558ccdull;
        h ^= h >> 32;
    }
    if (length < 8)
        word = short_word(text, length);
    else
        memcpy(&word, text + length - 8, 8); // some bytes again
    *zeros = found | zero_bytes(word);
    h = (h ^ word) * 0xff51afd7ed558ccdull;
    h ^= h >> 29;
    h *= 0xc4ceb9fe1a85ec53ull;
    return (uint32_t)(h >> 32);
}

static bool bytes_equal(const char *a, const char *b, size_t length)
{
    if (length < 8) return short_word(a, length) == short_word(b, length);
    uint64_t word_a = 0, word_b = 0;
    for (size_t at = 0; at + 8 <= length; at += 8) {
        memcpy(&word_a, a + at, 8);
        memcpy(&word_b, b + at, 8);
        if (word_a != word_b) return false;
    }
    memcpy(&word_a, a + length - 8, 8);
    memcpy(&word_b, b + length - 8, 8);
    return word_a == word_b;
}

static bool slots_grow(GeoBatchColumn *c)
{
    const uint32_t count = c->slot_count ? c->slot_count * 2 : 64;
    uint32_t *slots = calloc(count, sizeof *slots);
    if (!slots) return false;
    for (int i = 0; i < c->text_count; i++) {
        uint32_t s = c->hashes[i] & (count - 1);
        while (slots[s]) s = (s + 1) & (count - 1);
        slots[s] = (uint32_t)i + 1;
    }
    free(c->slots);
    c->slots = slots;
    c->slot_count = count;
    return true;
}

// Nearly every value is new: names, codes. Looking each up again is left to the one dictionary of
// the layer, made of all batches in the end.
static bool is_mostly_new(const GeoBatchColumn *c)
{
    return c->text_count >= 1024 && (int64_t)c->text_count * 8 > (int64_t)c->row_count * 7;
}

static bool text_find(const GeoBatchColumn *c, const char *text, size_t length, uint32_t hash,
                      uint32_t *slot)
{
    uint32_t s = hash & (c->slot_count - 1);
    for (; c->slots[s]; s = (s + 1) & (c->slot_count - 1)) {
        const uint32_t i = c->slots[s] - 1;
        if (c->hashes[i] != hash || c->text_at[i] + length >= c->text_length) continue;
        const char *have = c->text + c->text_at[i];
        if (have[length] != 0 || !bytes_equal(have, text, length)) continue;
        *slot = s;
        return true;
    }
    *slot = s;
    return false;
}

static bool text_code(GeoBatch *b, GeoBatchColumn *c, const char *text, size_t length,
                      uint32_t *code)
{
    uint64_t zeros = 0;
    uint32_t hash = hash_text(text, length, &zeros), slot = 0;
    if (zeros) { // inside, it would end the value early for every reader: cut there
        length = (size_t)((const char *)memchr(text, 0, length) - text);
        hash = hash_text(text, length, &zeros);
    }
    const bool is_kept = !is_mostly_new(c);
    if (is_kept) {
        if ((uint32_t)c->text_count * 2 >= c->slot_count && !slots_grow(c)) goto no_memory;
        if (text_find(c, text, length, hash, &slot)) {
            *code = c->slots[slot] - 1;
            return true;
        }
    }
    const int n = c->text_count;
    if (c->text_length + length + 1 > UINT32_MAX / 2 ||
        !array_reserve_large((void **)&c->text, &c->text_cap, c->text_length + length + 1, 1) ||
        !array_reserve((void **)&c->text_at, &c->text_at_cap, n + 1, sizeof *c->text_at) ||
        !array_reserve((void **)&c->hashes, &c->hash_cap, n + 1, sizeof *c->hashes))
        goto no_memory;
    memcpy(c->text + c->text_length, text, length);
    c->text[c->text_length + length] = 0;
    c->text_at[n] = (uint32_t)c->text_length;
    c->hashes[n] = hash;
    c->text_length += length + 1;
    c->text_count = n + 1;
    if (is_kept) c->slots[slot] = (uint32_t)n + 1;
    *code = (uint32_t)n;
    return true;
no_memory:
    b->is_out_of_memory = true;
    return false;
}

int geo_format_real(double value, char *out, size_t cap)
{
    for (int digits = 15; digits < 17; digits++) {
        const int n = snprintf(out, cap, "%.*g", digits, value);
        if (strtod(out, NULL) == value) return n;
    }
    return snprintf(out, cap, "%.17g", value);
}

void geo_batch_column_to_text(GeoBatch *b, int column)
{
    GeoBatchColumn *c = &b->columns[column];
    if (c->type == GEO_FIELD_TEXT) return;
    const GeoFieldType was = c->type;
    c->type = GEO_FIELD_TEXT;
    for (int row = 0; row < c->row_count; row++) {
        if (!(c->valid[row >> 6] >> (row & 63) & 1)) continue;
        char text[40];
        int n = 0;
        if (was == GEO_FIELD_REAL)
            n = geo_format_real(c->values[row].f, text, sizeof text);
        else if (was == GEO_FIELD_BOOL)
            n = snprintf(text, sizeof text, "%s", c->values[row].i ? "true" : "false");
        else
            n = snprintf(text, sizeof text, "%lld", (long long)c->values[row].i);
        uint32_t code = 0;
        if (!text_code(b, c, text, (size_t)n, &code)) return;
        c->values[row].i = code;
    }
}

static void column_to_real(GeoBatchColumn *c)
{
    for (int row = 0; row < c->row_count; row++) c->values[row].f = (double)c->values[row].i;
    c->type = GEO_FIELD_REAL;
}

void geo_batch_int(GeoBatch *b, int column, int64_t value)
{
    GeoBatchColumn *c = &b->columns[column];
    if (c->type == GEO_FIELD_NONE || c->type == GEO_FIELD_BOOL) c->type = GEO_FIELD_INT;
    if (c->type == GEO_FIELD_TEXT) {
        char text[24];
        const int n = snprintf(text, sizeof text, "%lld", (long long)value);
        geo_batch_text(b, column, text, (size_t)n);
        return;
    }
    GeoCell *cell = column_cell(b, c);
    if (!cell) return;
    if (c->type == GEO_FIELD_REAL)
        cell->f = (double)value;
    else
        cell->i = value;
}

void geo_batch_bool(GeoBatch *b, int column, bool value)
{
    GeoBatchColumn *c = &b->columns[column];
    if (c->type == GEO_FIELD_NONE || c->type == GEO_FIELD_BOOL) {
        c->type = GEO_FIELD_BOOL;
        GeoCell *cell = column_cell(b, c);
        if (cell) cell->i = value;
    } else if (c->type == GEO_FIELD_TEXT) {
        geo_batch_text(b, column, value ? "true" : "false", value ? 4 : 5);
    } else {
        geo_batch_int(b, column, value);
    }
}

void geo_batch_real(GeoBatch *b, int column, double value)
{
    GeoBatchColumn *c = &b->columns[column];
    if (c->type == GEO_FIELD_NONE) c->type = GEO_FIELD_REAL;
    if (c->type == GEO_FIELD_INT || c->type == GEO_FIELD_BOOL) column_to_real(c);
    if (c->type == GEO_FIELD_REAL) {
        GeoCell *cell = column_cell(b, c);
        if (cell) cell->f = value;
    } else {
        char text[40];
        const int n = geo_format_real(value, text, sizeof text);
        geo_batch_text(b, column, text, (size_t)n);
    }
}

void geo_batch_time(GeoBatch *b, int column, int64_t t_utc_us)
{
    GeoBatchColumn *c = &b->columns[column];
    if (c->type == GEO_FIELD_NONE) c->type = GEO_FIELD_TIME;
    GeoCell *cell = c->type == GEO_FIELD_TIME ? column_cell(b, c) : NULL;
    if (cell) cell->i = t_utc_us;
}

bool geo_batch_text(GeoBatch *b, int column, const char *text, size_t length)
{
    GeoBatchColumn *c = &b->columns[column];
    if (c->type == GEO_FIELD_NONE) c->type = GEO_FIELD_TEXT;
    if (c->type != GEO_FIELD_TEXT) geo_batch_column_to_text(b, column);
    const int had = c->text_count;
    uint32_t code = 0;
    GeoCell *cell = text_code(b, c, text, length, &code) ? column_cell(b, c) : NULL;
    if (cell) cell->i = code;
    return c->text_count > had;
}
