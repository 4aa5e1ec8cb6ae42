// SPDX-License-Identifier: Apache-2.0
// store_chunk.c - writes and reads the columns; every access is checked once, when it is opened.
#include "store/store_chunk.h"
#include <assert.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

#define DECIMALS_MAX 7
#define DECIMALS_BITS 255
#define HEAD_BYTES 12
#define ROWS_MAX (1 << 22)
static const double powers[DECIMALS_MAX + 1] = { 1, 1e1, 1e2, 1e3, 1e4, 1e5, 1e6, 1e7 };

void store_bytes_finish(StoreBytes *bytes)
{
    free(bytes->bytes);
    *bytes = (StoreBytes){ 0 };
}

static bool reserve(StoreBytes *out, size_t more)
{
    if (out->length + more <= out->cap) return true;
    size_t cap = out->cap ? out->cap : 4096;
    while (cap < out->length + more) cap *= 2;
    uint8_t *grown = realloc(out->bytes, cap);
    if (!grown) return false;
    out->bytes = grown;
    out->cap = cap;
    return true;
}

static void put_bytes(StoreBytes *out, const void *bytes, size_t length)
{
    memcpy(out->bytes + out->length, bytes, length);
    out->length += length;
}

// Bytes that hold an unsigned span.
static uint8_t width_of(uint64_t span)
{
    if (span == 0) return 0;
    if (span <= UINT8_MAX) return 1;
    if (span <= UINT16_MAX) return 2;
    return span <= UINT32_MAX ? 4 : 8;
}

static uint8_t base_width_of(int64_t base)
{
    if (base == 0) return 0;
    if (base == (int8_t)base) return 1;
    if (base == (int16_t)base) return 2;
    return base == (int32_t)base ? 4 : 8;
}

// Room is reserved by the caller.
static void put_column(StoreBytes *out, const int64_t *values, int count)
{
    int64_t low = values[0], high = values[0];
    for (int i = 1; i < count; i++) {
        low = values[i] < low ? values[i] : low;
        high = values[i] > high ? values[i] : high;
    }
    const uint8_t width = width_of((uint64_t)high - (uint64_t)low), base = base_width_of(low);
    const uint8_t head = (uint8_t)(width | base << 4);
    put_bytes(out, &head, 1);
    put_bytes(out, &low, base);
    uint8_t *at = out->bytes + out->length;
    for (int i = 0; i < count && width > 0; i++, at += width) {
        const uint64_t value = (uint64_t)values[i] - (uint64_t)low;
        memcpy(at, &value, width);
    }
    out->length += (size_t)width * (size_t)count;
}

static int64_t double_bits(double value)
{
    int64_t bits = 0;
    memcpy(&bits, &value, sizeof bits);
    return bits;
}

static bool is_whole_at(double value, int decimals, int64_t *out)
{
    const double scaled = value * powers[decimals];
    if (!(fabs(scaled) < 9e15)) return false;
    *out = llrint(scaled);
    return double_bits((double)*out / powers[decimals]) == double_bits(value);
}

// Whole numbers of the fewest decimals that give every double back to the bit, or the bits.
static void put_doubles(StoreBytes *out, const double *values, int64_t *whole, int count)
{
    uint8_t decimals = 0;
    int done = 0;
    while (done < count && decimals <= DECIMALS_MAX) {
        if (is_whole_at(values[done], decimals, &whole[done])) {
            done++;
        } else {
            decimals++;
            done = 0;
        }
    }
    if (done < count) {
        decimals = DECIMALS_BITS;
        for (int i = 0; i < count; i++) whole[i] = double_bits(values[i]);
    }
    put_bytes(out, &decimals, 1);
    put_column(out, whole, count);
}

static int64_t float_bits(float value)
{
    uint32_t bits = 0;
    memcpy(&bits, &value, sizeof bits);
    return bits;
}

static int64_t stale_code(const Observation *o)
{
    if (o->t_stale_us == 0) return 0;
    const int64_t d = (int64_t)((uint64_t)o->t_stale_us - (uint64_t)o->t_obs_us);
    return d >= 0 ? d + 1 : d;
}

static int64_t position_part(const Observation *o, StoreColumn column)
{
    if (o->kind != OBSERVATION_POSITION) return 0;
    const ObservationPosition *p = &o->position;
    if (column == STORE_COLUMN_H) return float_bits(p->h_m);
    if (column == STORE_COLUMN_COURSE) return float_bits(p->course_deg);
    return float_bits(column == STORE_COLUMN_HEADING ? p->heading_deg : p->speed_m_s);
}

static int64_t whole_part(const StoreRow *row, StoreColumn column)
{
    const Observation *o = &row->o;
    switch (column) {
    case STORE_COLUMN_KEY: return o->key;
    case STORE_COLUMN_T: return o->t_obs_us;
    case STORE_COLUMN_RECV: return (int64_t)((uint64_t)o->t_recv_us - (uint64_t)o->t_obs_us);
    case STORE_COLUMN_STALE: return stale_code(o);
    case STORE_COLUMN_SEQ: return o->seq;
    case STORE_COLUMN_PERIOD: return o->period_ms;
    case STORE_COLUMN_KIND: return o->kind;
    case STORE_COLUMN_QUALITY: return o->quality;
    case STORE_COLUMN_FLAGS: return o->flags;
    case STORE_COLUMN_COUNT_OF: return row->count;
    default: return position_part(o, column);
    }
}

static double double_part(const StoreRow *row, StoreColumn column)
{
    const Observation *o = &row->o;
    if (column == STORE_COLUMN_MEAN) return row->count > 0 ? row->mean : 0;
    if (column == STORE_COLUMN_NUMBER) return o->kind == OBSERVATION_NUMBER ? o->number : 0;
    if (o->kind != OBSERVATION_POSITION) return 0;
    return column == STORE_COLUMN_LON ? o->position.lon_deg : o->position.lat_deg;
}

static const char *text_of(const StoreRow *row)
{
    return row->o.kind == OBSERVATION_TEXT && row->o.text ? row->o.text : "";
}

// Units in order of their first sight; their numbers into out. Returns how many, -1 past 65535.
static int number_units(const StoreRow *rows, int count, int64_t *out, const char **units)
{
    int found = 0, last = 0;
    for (int i = 0; i < count; i++) {
        const char *unit = rows[i].o.unit;
        if (found == 0 || strcmp(units[last], unit) != 0)
            for (last = 0; last < found && strcmp(units[last], unit) != 0;) last++;
        if (last == found) {
            if (found == UINT16_MAX) return -1;
            units[found++] = unit;
        }
        out[i] = last;
    }
    return found;
}

static void put_head(StoreBytes *out, const char **units, int unit_count, uint32_t rows,
                     uint32_t text_bytes)
{
    const uint16_t u = (uint16_t)unit_count;
    put_bytes(out, "c\1", 2);
    put_bytes(out, &u, 2);
    put_bytes(out, &rows, 4);
    put_bytes(out, &text_bytes, 4);
    for (int i = 0; i < unit_count; i++) {
        const uint8_t length = (uint8_t)strnlen(units[i], OBSERVATION_UNIT_MAX - 1);
        put_bytes(out, &length, 1);
        put_bytes(out, units[i], length);
    }
}

static void put_columns(StoreBytes *out, const StoreRow *rows, int count, int64_t *whole,
                        double *doubles, const int64_t *unit_of)
{
    for (StoreColumn c = 0; c < STORE_COLUMN_NUMBER; c++) {
        if (c == STORE_COLUMN_UNIT) {
            put_column(out, unit_of, count);
            continue;
        }
        int64_t end = 0;
        for (int i = 0; i < count; i++)
            whole[i] = c == STORE_COLUMN_TEXT ? (end += (int64_t)strlen(text_of(&rows[i])))
                                              : whole_part(&rows[i], c);
        put_column(out, whole, count);
    }
    for (StoreColumn c = STORE_COLUMN_NUMBER; c < STORE_COLUMN_COUNT; c++) {
        for (int i = 0; i < count; i++) doubles[i] = double_part(&rows[i], c);
        put_doubles(out, doubles, whole, count);
    }
}

bool store_chunk_write(StoreBytes *out, const StoreRow *rows, int count)
{
    assert(count > 0 && count <= ROWS_MAX);
    const size_t n = (size_t)count;
    void *room = malloc(n * (2 * sizeof(int64_t) + sizeof(double) + sizeof(char *)));
    int64_t *whole = room, *unit_of = whole + n;
    double *doubles = (double *)(unit_of + n);
    const char **units = (const char **)(doubles + n);
    size_t text_bytes = 0;
    for (int i = 0; i < count; i++) text_bytes += strlen(text_of(&rows[i]));
    const int unit_count = room ? number_units(rows, count, unit_of, units) : -1;
    const size_t most = HEAD_BYTES + (size_t)(unit_count > 0 ? unit_count : 0) * 17 +
                        STORE_COLUMN_COUNT * (10 + 8 * n) + text_bytes;
    const bool is_possible = unit_count >= 0 && text_bytes <= UINT32_MAX && reserve(out, most);
    if (is_possible) {
        put_head(out, units, unit_count, (uint32_t)count, (uint32_t)text_bytes);
        put_columns(out, rows, count, whole, doubles, unit_of);
        for (int i = 0; i < count; i++)
            put_bytes(out, text_of(&rows[i]), strlen(text_of(&rows[i])));
    }
    free(room);
    return is_possible;
}

typedef struct {
    const uint8_t *at, *end;
} Reader;

static const uint8_t *take(Reader *r, size_t bytes)
{
    if ((size_t)(r->end - r->at) < bytes) return NULL;
    const uint8_t *at = r->at;
    r->at += bytes;
    return at;
}

static bool is_width(unsigned width)
{
    return width <= 2 || width == 4 || width == 8;
}

static int64_t read_signed(const uint8_t *at, unsigned width)
{
    int64_t value = 0;
    memcpy(&value, at, width);
    if (width == 0 || width == 8) return value;
    const unsigned shift = 64 - 8 * width;
    return (int64_t)((uint64_t)value << shift) >> shift;
}

static bool take_column(Reader *r, int count, bool is_double, StoreChunkColumn *out)
{
    const uint8_t *decimals = is_double ? take(r, 1) : r->at;
    const uint8_t *head = decimals ? take(r, 1) : NULL;
    if (!head || !is_width(*head & 15) || !is_width(*head >> 4)) return false;
    if (is_double && *decimals > DECIMALS_MAX && *decimals != DECIMALS_BITS) return false;
    const uint8_t *base = take(r, *head >> 4);
    if (!base) return false;
    out->base = read_signed(base, *head >> 4);
    out->width = *head & 15;
    out->decimals = is_double ? *decimals : 0;
    out->rows = take(r, (size_t)out->width * (size_t)count);
    return out->rows != NULL;
}

static int64_t value_of(const StoreChunkColumn *column, int row)
{
    uint64_t value = 0;
    const uint8_t *at = column->rows + (size_t)column->width * (size_t)row;
    switch (column->width) {
    case 0: break;
    case 1: value = *at; break;
    case 2: memcpy(&value, at, 2); break;
    case 4: memcpy(&value, at, 4); break;
    default: memcpy(&value, at, 8); break;
    }
    return (int64_t)((uint64_t)column->base + value);
}

static double double_of(const StoreChunkColumn *column, int row)
{
    const int64_t whole = value_of(column, row);
    if (column->decimals != DECIMALS_BITS) return (double)whole / powers[column->decimals];
    double value = 0;
    memcpy(&value, &whole, sizeof value);
    return value;
}

static float float_of(const StoreChunkColumn *column, int row)
{
    const uint32_t bits = (uint32_t)value_of(column, row);
    float value = 0;
    memcpy(&value, &bits, sizeof value);
    return value;
}

static bool take_units(Reader *r, StoreChunk *out)
{
    out->units = r->at;
    for (int i = 0; i < out->unit_count; i++) {
        const uint8_t *length = take(r, 1);
        if (!length || *length >= OBSERVATION_UNIT_MAX || !take(r, *length)) return false;
    }
    return true;
}

// Ends of texts grow and stay inside; numbers of units are there.
static bool has_sound_references(const StoreChunk *chunk)
{
    int64_t end = 0;
    const StoreChunkColumn *texts = &chunk->columns[STORE_COLUMN_TEXT],
                           *units = &chunk->columns[STORE_COLUMN_UNIT];
    const bool has_texts = texts->width > 0 || texts->base != 0;
    for (int i = 0; i < chunk->count && has_texts; i++) {
        const int64_t next = value_of(texts, i);
        if (next < end || next > chunk->text_bytes) return false;
        end = next;
    }
    if (units->width == 0) return units->base >= 0 && units->base < chunk->unit_count;
    for (int i = 0; i < chunk->count; i++) {
        const int64_t unit = value_of(units, i);
        if (unit < 0 || unit >= chunk->unit_count) return false;
    }
    return true;
}

bool store_chunk_open(StoreChunk *out, const void *bytes, size_t length, Err *err)
{
    StoreChunk chunk = { 0 };
    Reader r = { bytes, bytes ? (const uint8_t *)bytes + length : NULL };
    const uint8_t *head = bytes ? take(&r, HEAD_BYTES) : NULL;
    uint16_t units = 0;
    uint32_t rows = 0;
    if (head) {
        memcpy(&units, head + 2, 2);
        memcpy(&rows, head + 4, 4);
        memcpy(&chunk.text_bytes, head + 8, 4);
    }
    chunk.count = (int)rows;
    chunk.unit_count = units;
    bool ok = head && head[0] == 'c' && head[1] == 1 && rows > 0 && rows <= ROWS_MAX &&
              take_units(&r, &chunk);
    for (int c = 0; c < STORE_COLUMN_COUNT && ok; c++)
        ok = take_column(&r, chunk.count, c >= STORE_COLUMN_NUMBER, &chunk.columns[c]);
    chunk.texts = ok ? (const char *)take(&r, chunk.text_bytes) : NULL;
    ok = ok && chunk.texts && r.at == r.end && has_sound_references(&chunk);
    if (!ok) {
        err_set(err, ERR_FORMAT, "a block of history of %zu bytes is broken", length);
        return false;
    }
    *out = chunk;
    return true;
}

int64_t store_chunk_time(const StoreChunk *chunk, int row)
{
    return value_of(&chunk->columns[STORE_COLUMN_T], row);
}

static void read_unit(const StoreChunk *chunk, int64_t number, char out[OBSERVATION_UNIT_MAX])
{
    const uint8_t *at = chunk->units;
    for (int64_t i = 0; i < number; i++) at += 1 + *at;
    memcpy(out, at + 1, *at);
}

static char *read_text(const StoreChunk *chunk, int row, Arena *arena)
{
    const StoreChunkColumn *ends = &chunk->columns[STORE_COLUMN_TEXT];
    const int64_t from = row > 0 ? value_of(ends, row - 1) : 0, to = value_of(ends, row);
    char *text = arena_alloc(arena, (size_t)(to - from) + 1);
    memcpy(text, chunk->texts + from, (size_t)(to - from));
    return text;
}

static void read_value(const StoreChunk *chunk, int row, Observation *o, Arena *arena)
{
    const StoreChunkColumn *c = chunk->columns;
    if (o->kind == OBSERVATION_NUMBER) {
        o->number = double_of(&c[STORE_COLUMN_NUMBER], row);
    } else if (o->kind == OBSERVATION_TEXT) {
        o->text = read_text(chunk, row, arena);
    } else if (o->kind == OBSERVATION_POSITION) {
        o->position = (ObservationPosition){
            .lon_deg = double_of(&c[STORE_COLUMN_LON], row),
            .lat_deg = double_of(&c[STORE_COLUMN_LAT], row),
            .h_m = float_of(&c[STORE_COLUMN_H], row),
            .course_deg = float_of(&c[STORE_COLUMN_COURSE], row),
            .heading_deg = float_of(&c[STORE_COLUMN_HEADING], row),
            .speed_m_s = float_of(&c[STORE_COLUMN_SPEED], row),
        };
    }
}

void store_chunk_row(const StoreChunk *chunk, int row, StoreRow *out, Arena *arena)
{
    const StoreChunkColumn *c = chunk->columns;
    *out = (StoreRow){ 0 };
    Observation *o = &out->o;
    o->key = (uint32_t)value_of(&c[STORE_COLUMN_KEY], row);
    o->t_obs_us = value_of(&c[STORE_COLUMN_T], row);
    o->t_recv_us =
        (int64_t)((uint64_t)o->t_obs_us + (uint64_t)value_of(&c[STORE_COLUMN_RECV], row));
    const int64_t stale = value_of(&c[STORE_COLUMN_STALE], row);
    if (stale != 0)
        o->t_stale_us = (int64_t)((uint64_t)o->t_obs_us + (uint64_t)stale - (stale > 0 ? 1 : 0));
    o->seq = (uint32_t)value_of(&c[STORE_COLUMN_SEQ], row);
    o->period_ms = (uint32_t)value_of(&c[STORE_COLUMN_PERIOD], row);
    o->kind = (uint8_t)value_of(&c[STORE_COLUMN_KIND], row);
    o->quality = (uint8_t)value_of(&c[STORE_COLUMN_QUALITY], row);
    o->flags = (uint8_t)value_of(&c[STORE_COLUMN_FLAGS], row);
    read_unit(chunk, value_of(&c[STORE_COLUMN_UNIT], row), o->unit);
    out->count = (uint32_t)value_of(&c[STORE_COLUMN_COUNT_OF], row);
    if (out->count > 0) out->mean = double_of(&c[STORE_COLUMN_MEAN], row);
    read_value(chunk, row, o, arena);
}

int store_chunk_find(const StoreChunk *chunk, int64_t t_us)
{
    int low = 0, high = chunk->count; // rows before low are at or before t
    while (low < high) {
        const int middle = low + (high - low) / 2;
        if (store_chunk_time(chunk, middle) <= t_us)
            low = middle + 1;
        else
            high = middle;
    }
    return low - 1;
}
