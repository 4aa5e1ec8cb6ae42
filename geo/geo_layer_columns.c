// SPDX-License-Identifier: Apache-2.0
// geo_layer_columns.c - columns of the batches merged by name into the layer's: one type, one dictionary, the layer's order.
#include "geo/geo_sink.h"
#include "base/hashmap.h"
#include "base/clock.h"
#include "base/str.h"
#include <math.h>
#include <stdlib.h>
#include <string.h>

typedef struct {
    const char *name;
    GeoFieldType type;
    bool is_list;
    int *source; // per batch: its column + 1, 0 = none
} Plan;

typedef struct {
    GeoSink *sink;
    GeoLayer *layer;
    const uint64_t *rows;
    Plan *plans;
    int plan_count, plan_cap;
    _Atomic bool is_out_of_memory;
} Merge;

static GeoFieldType merge_types(GeoFieldType a, GeoFieldType b)
{
    if (a == b || b == GEO_FIELD_NONE) return a;
    if (a == GEO_FIELD_NONE) return b;
    const bool a_whole = a == GEO_FIELD_INT || a == GEO_FIELD_BOOL, b_whole = b == GEO_FIELD_INT || b == GEO_FIELD_BOOL;
    if (a_whole && b_whole) return GEO_FIELD_INT;
    if ((a_whole || a == GEO_FIELD_REAL) && (b_whole || b == GEO_FIELD_REAL)) return GEO_FIELD_REAL;
    return GEO_FIELD_TEXT;
}

static bool add_plan(Merge *m, const char *name)
{
    if (m->plan_count == m->plan_cap) {
        const int cap = m->plan_cap ? m->plan_cap * 2 : 32;
        Plan *plans = realloc(m->plans, (size_t)cap * sizeof *plans);
        if (!plans) return false;
        m->plans = plans;
        m->plan_cap = cap;
    }
    int *source = calloc((size_t)m->sink->batch_count + 1, sizeof *source);
    if (!source) return false;
    m->plans[m->plan_count++] = (Plan){ .name = name, .source = source };
    return true;
}

static bool make_plans(Merge *m)
{
    Hashmap by_name = { 0 };
    bool ok = true;
    for (int b = 0; b < m->sink->batch_count && ok; b++) {
        const GeoBatch *batch = m->sink->batches[b];
        for (int c = 0; c < batch->column_count && ok; c++) {
            const GeoBatchColumn *column = &batch->columns[c];
            uint64_t at = (uint64_t)c; // most batches have the same columns in the same order
            if (c >= m->plan_count || strcmp(m->plans[c].name, column->name) != 0) {
                const uint64_t hash = str_hash(column->name, strlen(column->name));
                if (!hashmap_get(&by_name, hash, &at)) {
                    at = (uint64_t)m->plan_count;
                    ok = add_plan(m, column->name) && hashmap_put(&by_name, hash, at);
                    if (!ok) break;
                }
            }
            Plan *plan = &m->plans[at];
            plan->type = merge_types(plan->type, column->type);
            plan->is_list = plan->is_list || column->is_list;
            plan->source[b] = c + 1;
        }
    }
    hashmap_finish(&by_name);
    return ok;
}

// One dictionary of the batches' dictionaries, in their order. remap[b] = codes of batch b.
static bool merge_text(Merge *m, const Plan *plan, GeoColumn *out, uint32_t **remap)
{
    size_t distinct = 0, bytes = 0;
    for (int b = 0; b < m->sink->batch_count; b++) {
        if (!plan->source[b]) continue;
        const GeoBatchColumn *c = &m->sink->batches[b]->columns[plan->source[b] - 1];
        distinct += (size_t)c->text_count;
        bytes += c->text_length;
    }
    size_t slot_count = 64;
    while (slot_count < distinct * 2) slot_count *= 2;
    // The pool is sized for the worst case and cut to what was used; pages never touched cost nothing.
    uint32_t *slots = calloc(slot_count, sizeof *slots), *hashes = malloc((distinct + 1) * sizeof *hashes);
    out->text_at = malloc((distinct + 1) * sizeof *out->text_at);
    out->text = malloc(bytes + 1);
    bool ok = slots && hashes && out->text_at && out->text && bytes <= UINT32_MAX;
    size_t length = 0;
    uint32_t count = 0;
    for (int b = 0; b < m->sink->batch_count && ok; b++) {
        if (!plan->source[b]) continue;
        const GeoBatchColumn *c = &m->sink->batches[b]->columns[plan->source[b] - 1];
        if (c->text_count == 0) continue;
        remap[b] = malloc((size_t)c->text_count * sizeof **remap);
        if (!remap[b]) ok = false;
        for (int i = 0; i < c->text_count && ok; i++) {
            const char *text = c->text + c->text_at[i];
            const size_t end = i + 1 < c->text_count ? c->text_at[i + 1] : c->text_length;
            const size_t n = end - c->text_at[i]; // with its zero
            const uint32_t hash = c->hashes[i];
            size_t s = hash & (slot_count - 1);
            while (slots[s]) {
                const uint32_t have = slots[s] - 1;
                if (hashes[have] == hash && strcmp(out->text + out->text_at[have], text) == 0) break;
                s = (s + 1) & (slot_count - 1);
            }
            if (!slots[s]) {
                slots[s] = count + 1;
                hashes[count] = hash;
                out->text_at[count] = (uint32_t)length;
                memcpy(out->text + length, text, n);
                length += n;
                count++;
            }
            remap[b][i] = slots[s] - 1;
        }
    }
    free(slots);
    free(hashes);
    if (!ok) return false;
    out->value_count = count;
    char *text = realloc(out->text, length + 1);
    if (text) out->text = text;
    uint32_t *at = realloc(out->text_at, ((size_t)count + 1) * sizeof *at);
    if (at) out->text_at = at;
    return true;
}

static const GeoBatchColumn *source_column(const Merge *m, const Plan *plan, uint32_t b)
{
    return plan->source[b] ? &m->sink->batches[b]->columns[plan->source[b] - 1] : NULL;
}

static bool is_valid(const GeoBatchColumn *c, uint32_t row)
{
    return c && (int)row < c->row_count && (c->valid[row >> 6] >> (row & 63) & 1);
}

static bool gather_text(Merge *m, const Plan *plan, GeoColumn *out)
{
    const int batches = m->sink->batch_count;
    const uint32_t n = m->layer->feature_count;
    uint32_t **remap = calloc((size_t)batches + 1, sizeof *remap);
    out->code = malloc(((size_t)n + 1) * sizeof *out->code);
    bool ok = remap && out->code && merge_text(m, plan, out, remap);
    for (uint32_t f = 0; f < n && ok; f++) {
        const uint32_t b = (uint32_t)(m->rows[f] >> 32), row = (uint32_t)m->rows[f];
        const GeoBatchColumn *c = source_column(m, plan, b);
        const bool has = is_valid(c, row);
        out->code[f] = has ? remap[b][c->values[row].i] : 0;
        if (!has) out->valid[f >> 6] &= ~(1ull << (f & 63));
    }
    for (int b = 0; remap && b < batches; b++) free(remap[b]);
    free(remap);
    return ok;
}

static bool gather_real(const Merge *m, const Plan *plan, GeoColumn *out)
{
    const uint32_t n = m->layer->feature_count;
    out->f64 = malloc(((size_t)n + 1) * sizeof *out->f64);
    if (!out->f64) return false;
    double min = INFINITY, max = -INFINITY;
    for (uint32_t f = 0; f < n; f++) {
        const uint32_t row = (uint32_t)m->rows[f];
        const GeoBatchColumn *c = source_column(m, plan, (uint32_t)(m->rows[f] >> 32));
        double v = 0;
        if (!is_valid(c, row))
            out->valid[f >> 6] &= ~(1ull << (f & 63));
        else
            v = c->type == GEO_FIELD_REAL ? c->values[row].f : (double)c->values[row].i;
        out->f64[f] = v;
        if (out->valid[f >> 6] >> (f & 63) & 1) {
            min = v < min ? v : min;
            max = v > max ? v : max;
        }
    }
    out->min = min <= max ? min : 0;
    out->max = min <= max ? max : 0;
    return true;
}

static bool gather_int(const Merge *m, const Plan *plan, GeoColumn *out)
{
    const uint32_t n = m->layer->feature_count;
    int64_t min = INT64_MAX, max = INT64_MIN;
    for (int b = 0; b < m->sink->batch_count; b++) {
        const GeoBatchColumn *c = source_column(m, plan, (uint32_t)b);
        for (int row = 0; c && row < c->row_count; row++) {
            if (!is_valid(c, (uint32_t)row)) continue;
            min = c->values[row].i < min ? c->values[row].i : min;
            max = c->values[row].i > max ? c->values[row].i : max;
        }
    }
    if (min > max) min = max = 0;
    const bool is_small = out->type != GEO_FIELD_TIME && min >= INT32_MIN && max <= INT32_MAX;
    out->min = (double)min;
    out->max = (double)max;
    if (is_small)
        out->i32 = malloc(((size_t)n + 1) * sizeof *out->i32);
    else
        out->i64 = malloc(((size_t)n + 1) * sizeof *out->i64);
    if (!out->i32 && !out->i64) return false;
    for (uint32_t f = 0; f < n; f++) {
        const uint32_t row = (uint32_t)m->rows[f];
        const GeoBatchColumn *c = source_column(m, plan, (uint32_t)(m->rows[f] >> 32));
        int64_t v = 0;
        if (is_valid(c, row))
            v = c->values[row].i;
        else
            out->valid[f >> 6] &= ~(1ull << (f & 63));
        if (is_small)
            out->i32[f] = (int32_t)v;
        else
            out->i64[f] = v;
    }
    return true;
}

// "2026-06-21", "2026/06/21", with "T" or a space and a time of day, a fraction, an offset or Z.
static bool parse_time(const char *text, int64_t *t_utc_us)
{
    int digits = 0;
    while (text[digits] >= '0' && text[digits] <= '9') digits++;
    if (digits != 4 || (text[4] != '-' && text[4] != '/')) return false;
    char iso[40];
    size_t n = strlen(text);
    if (n < 10 || n >= sizeof iso) return false;
    memcpy(iso, text, n + 1);
    if (iso[4] != iso[7]) return false;
    iso[4] = iso[7] = '-';
    for (int i = 0; i < 10; i++)
        if (i != 4 && i != 7 && (iso[i] < '0' || iso[i] > '9')) return false;
    if (n == 10)
        memcpy(iso + 10, "T00:00:00Z", 11);
    else if (iso[10] == ' ')
        iso[10] = 'T';
    else if (iso[10] != 'T')
        return false;
    return clock_parse(iso, 0, t_utc_us);
}

// A text column whose every value is a date becomes TIME.
static bool text_to_time(GeoColumn *c, uint32_t rows)
{
    if (c->value_count == 0) return true;
    int64_t *times = malloc(c->value_count * sizeof *times);
    if (!times) return false;
    for (uint32_t i = 0; i < c->value_count; i++) {
        if (!parse_time(c->text + c->text_at[i], &times[i])) {
            free(times);
            return true;
        }
    }
    c->i64 = malloc(((size_t)rows + 1) * sizeof *c->i64);
    if (c->i64) {
        int64_t min = INT64_MAX, max = INT64_MIN;
        for (uint32_t f = 0; f < rows; f++) {
            const bool has = !c->valid || (c->valid[f >> 6] >> (f & 63) & 1);
            c->i64[f] = has ? times[c->code[f]] : 0;
            min = has && c->i64[f] < min ? c->i64[f] : min;
            max = has && c->i64[f] > max ? c->i64[f] : max;
        }
        c->min = (double)min;
        c->max = (double)max;
        c->type = GEO_FIELD_TIME;
        free(c->code);
        free(c->text);
        free(c->text_at);
        c->code = c->text_at = NULL;
        c->text = NULL;
        c->value_count = 0;
    }
    free(times);
    return c->i64 != NULL;
}

static void free_batch_column(Merge *m, const Plan *plan)
{
    for (int b = 0; b < m->sink->batch_count; b++) {
        if (!plan->source[b]) continue;
        geo_batch_column_free(&m->sink->batches[b]->columns[plan->source[b] - 1]);
    }
}

static void merge_column(int index, void *arg)
{
    Merge *m = arg;
    const Plan *plan = &m->plans[index];
    GeoColumn *out = &m->layer->columns[index];
    const uint32_t n = m->layer->feature_count;
    out->name = str_copy(plan->name);
    out->type = plan->type == GEO_FIELD_NONE ? GEO_FIELD_TEXT : plan->type;
    const size_t words = ((size_t)n + 63) / 64 + 1;
    out->valid = malloc(words * sizeof *out->valid);
    if (!out->name || !out->valid) {
        m->is_out_of_memory = true;
        return;
    }
    memset(out->valid, 0xff, words * sizeof *out->valid);
    bool ok = true;
    if (out->type == GEO_FIELD_TEXT) {
        for (int b = 0; b < m->sink->batch_count; b++) {
            if (!plan->source[b]) continue;
            geo_batch_column_to_text(m->sink->batches[b], plan->source[b] - 1);
            ok = ok && !m->sink->batches[b]->is_out_of_memory;
        }
        ok = ok && gather_text(m, plan, out);
        if (ok && m->sink->detects_times && !plan->is_list) ok = text_to_time(out, n);
    } else if (out->type == GEO_FIELD_REAL) {
        ok = gather_real(m, plan, out);
    } else {
        ok = gather_int(m, plan, out);
    }
    if (!ok) m->is_out_of_memory = true;
    bool all = true;
    for (uint32_t f = 0; f < n && all; f += 64) {
        const uint64_t want = n - f >= 64 ? ~0ull : (1ull << (n - f)) - 1;
        all = (out->valid[f >> 6] & want) == want;
    }
    if (all) {
        free(out->valid);
        out->valid = NULL;
    }
    free_batch_column(m, plan);
}

bool geo_layer_build_columns(GeoSink *sink, GeoLayer *layer, const uint64_t *rows, Err *err)
{
    Merge m = { .sink = sink, .layer = layer, .rows = rows };
    bool ok = make_plans(&m);
    if (ok && m.plan_count > 0) {
        layer->columns = calloc((size_t)m.plan_count, sizeof *layer->columns);
        ok = layer->columns != NULL;
    }
    if (ok) {
        layer->column_count = m.plan_count;
        job_parallel_for(sink->desc->pool, m.plan_count, merge_column, &m);
        ok = !m.is_out_of_memory;
    }
    for (int i = 0; i < m.plan_count; i++) free(m.plans[i].source);
    free(m.plans);
    for (GeoSinkWorker *w = sink->workers; w; w = w->next) geo_batch_store_finish(&w->cells);
    if (!ok) err_set(err, ERR_MEMORY, "no memory for the attributes of '%s'", sink->desc->source);
    return ok;
}
