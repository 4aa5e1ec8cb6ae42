// SPDX-License-Identifier: Apache-2.0
// live_derive.c - from keys to what follows from them; levels put what follows last.
#include "core/live_derive.h"
#include "base/array.h"
#include "base/str.h"
#include "base/unit.h"
#include "core/expression.h"
#include "core/live_private.h"
#include <math.h>
#include <stdlib.h>
#include <string.h>

#define SECOND 1000000
#define DAY_US ((int64_t)86400 * SECOND)
#define GAP_MOST_US ((int64_t)60 * SECOND) // a longer one between two runs counts for no hours

typedef struct {
    LiveDeriveKind kind;
    uint32_t key;
    Expression *expression; // inputs in the order of its names
    char *match;
    char unit[OBSERVATION_UNIT_MAX];
    bool has_unit;
    uint32_t *inputs;
    int input_count, input_cap;
    double limit, share;
    int utc_offset_s, level;
    bool is_dirty;
    int64_t t_next_us; // groups: not before
    // HOURS_ABOVE
    int64_t t_last_us, day, above_us;
    bool is_above;
} Derived;

typedef struct {
    uint32_t derived, next; // + 1
} Edge;

struct LiveDerive {
    Live *live;
    Keys *keys;
    Derived *rows; // in the order they were added
    int count, cap;
    int *order; // by level
    int order_cap;
    bool is_sorted;
    Edge *edges;
    int edge_count, edge_cap;
    uint32_t *heads; // by key: edge + 1
    int head_cap;
    uint32_t keys_seen; // by patterns
    double *values;     // for one expression
    int64_t *times;     // for one group
    int value_cap, time_cap;
    uint64_t evaluations;
    Hashmap derived_of; // key to row
};

LiveDerive *live_derive_create(Live *live, Keys *keys)
{
    LiveDerive *derive = calloc(1, sizeof *derive);
    if (!derive) return NULL;
    derive->live = live;
    derive->keys = keys;
    return derive;
}

static void derived_finish(Derived *d)
{
    expression_destroy(d->expression);
    free(d->match);
    free(d->inputs);
}

void live_derive_forget(LiveDerive *derive)
{
    for (int i = 0; i < derive->count; i++) derived_finish(&derive->rows[i]);
    derive->count = derive->edge_count = 0;
    derive->keys_seen = 0;
    if (derive->heads) memset(derive->heads, 0, (size_t)derive->head_cap * sizeof *derive->heads);
    hashmap_clear(&derive->derived_of);
}

void live_derive_destroy(LiveDerive *derive)
{
    if (!derive) return;
    live_derive_forget(derive);
    hashmap_finish(&derive->derived_of);
    free(derive->rows);
    free(derive->order);
    free(derive->edges);
    free(derive->heads);
    free(derive->values);
    free(derive->times);
    free(derive);
}

static Derived *derived_of(const LiveDerive *derive, uint32_t key)
{
    uint64_t row = 0;
    return hashmap_get(&derive->derived_of, key, &row) ? &derive->rows[row] : NULL;
}

static bool add_edge(LiveDerive *derive, uint32_t key, int row)
{
    const int had = derive->head_cap;
    if (!array_reserve((void **)&derive->heads, &derive->head_cap, (int)key + 1,
                       sizeof *derive->heads) ||
        !array_reserve((void **)&derive->edges, &derive->edge_cap, derive->edge_count + 1,
                       sizeof *derive->edges))
        return false;
    if (derive->head_cap > had)
        memset(derive->heads + had, 0, (size_t)(derive->head_cap - had) * sizeof *derive->heads);
    derive->edges[derive->edge_count++] = (Edge){ (uint32_t)row + 1, derive->heads[key] };
    derive->heads[key] = (uint32_t)derive->edge_count;
    return true;
}

static bool add_input(Derived *d, uint32_t key)
{
    if (!array_reserve((void **)&d->inputs, &d->input_cap, d->input_count + 1, sizeof *d->inputs))
        return false;
    d->inputs[d->input_count++] = key;
    return true;
}

static bool read_derivation(LiveDerive *derive, const LiveDerivation *from, Derived *d, Err *err)
{
    Unit unit;
    d->kind = from->kind;
    d->key = from->key ? keys_intern(derive->keys, from->key, strlen(from->key)) : 0;
    d->limit = from->limit;
    d->share = from->fresh_share > 0 && from->fresh_share <= 1 ? from->fresh_share : 0.5;
    d->utc_offset_s = from->utc_offset_s ? from->utc_offset_s : 8 * 3600;
    d->is_dirty = true;
    if (d->key == 0 || from->kind == LIVE_DERIVE_NONE) {
        err_set(err, ERR_ARGUMENT, "a derived key without a name, or of no kind");
        return false;
    }
    if (derived_of(derive, d->key)) {
        err_set(err, ERR_ARGUMENT, "key '%s' is derived twice", from->key);
        return false;
    }
    d->has_unit = from->unit != NULL;
    if (from->unit &&
        (strlen(from->unit) >= sizeof d->unit || !unit_parse(from->unit, &unit, err))) {
        if (err && err->code == ERR_NONE)
            err_set(err, ERR_FORMAT, "unit '%s' is too long", from->unit);
        err_prefix(err, "key '%s'", from->key);
        return false;
    }
    if (from->unit) str_copy_utf8(d->unit, sizeof d->unit, from->unit);
    return true;
}

static bool read_inputs(LiveDerive *derive, const LiveDerivation *from, Derived *d, Err *err)
{
    bool is_kept = true;
    if (d->kind == LIVE_DERIVE_EXPRESSION) {
        d->expression = expression_parse(from->expression ? from->expression : "", err);
        if (!d->expression) {
            err_prefix(err, "key '%s'", from->key);
            return false;
        }
        for (int i = 0; i < expression_name_count(d->expression); i++) {
            const char *name = expression_name(d->expression, i);
            const uint32_t key = keys_intern(derive->keys, name, strlen(name));
            is_kept = is_kept && key != 0 && add_input(d, key);
        }
    } else {
        for (int i = 0; i < from->member_count; i++)
            is_kept = is_kept && add_input(d, from->members[i]);
        d->match = from->match && from->match[0] ? str_copy(from->match) : NULL;
    }
    if (is_kept && (d->input_count > 0 || d->match)) return true;
    err_set(err, ERR_ARGUMENT, "key '%s': it follows from no key", from->key);
    return false;
}

// Depth of each above what is measured; false where there is a cycle.
static bool set_levels(LiveDerive *derive)
{
    bool is_moving = true;
    for (int i = 0; i < derive->count; i++) derive->rows[i].level = 0;
    for (int pass = 0; is_moving && pass <= derive->count; pass++) {
        is_moving = false;
        for (int i = 0; i < derive->count; i++) {
            Derived *d = &derive->rows[i];
            for (int k = 0; k < d->input_count; k++) {
                const Derived *input = derived_of(derive, d->inputs[k]);
                if (!input || input->level < d->level) continue;
                d->level = input->level + 1;
                is_moving = true;
            }
        }
    }
    derive->is_sorted = false;
    return !is_moving;
}

bool live_derive_add(LiveDerive *derive, const LiveDerivation *from, Err *err)
{
    Derived d = { 0 };
    if (err) *err = (Err){ 0 };
    const int row = derive->count;
    if (!read_derivation(derive, from, &d, err) || !read_inputs(derive, from, &d, err)) goto failed;
    if (!array_reserve((void **)&derive->rows, &derive->cap, row + 1, sizeof d) ||
        !hashmap_put(&derive->derived_of, d.key, (uint64_t)row)) {
        err_set(err, ERR_MEMORY, "key '%s': no memory", from->key);
        goto failed;
    }
    derive->rows[derive->count++] = d;
    if (!set_levels(derive)) {
        derive->count--;
        hashmap_remove(&derive->derived_of, d.key);
        set_levels(derive);
        err_set(err, ERR_ARGUMENT, "key '%s' follows from itself", from->key);
        goto failed;
    }
    for (int i = 0; i < d.input_count; i++) add_edge(derive, d.inputs[i], row);
    derive->keys_seen = 0; // its pattern has seen none
    return true;
failed:
    derived_finish(&d);
    return false;
}

static bool has_input(const Derived *d, uint32_t key)
{
    for (int i = 0; i < d->input_count; i++)
        if (d->inputs[i] == key) return true;
    return false;
}

// New keys join the groups whose pattern they match.
static void follow_keys(LiveDerive *derive)
{
    const uint32_t count = keys_count(derive->keys), first = derive->keys_seen + 1;
    derive->keys_seen = count;
    for (int i = 0; first <= count && i < derive->count; i++) {
        Derived *d = &derive->rows[i];
        if (!d->match) continue;
        const bool is_again = first == 1 && d->input_count > 0;
        for (uint32_t key = first; key <= count; key++) {
            if (!live_is_match(d->match, keys_text(derive->keys, key)) || derived_of(derive, key))
                continue;
            if (is_again && has_input(d, key)) continue;
            if (!add_input(d, key) || !add_edge(derive, key, i)) return;
            d->is_dirty = true;
        }
    }
}

static void mark(LiveDerive *derive, uint32_t key)
{
    if ((int)key >= derive->head_cap) return;
    for (uint32_t at = derive->heads[key]; at; at = derive->edges[at - 1].next)
        derive->rows[derive->edges[at - 1].derived - 1].is_dirty = true;
}

static const LiveRow *believed(const LiveDerive *derive, uint32_t key)
{
    const LiveRow *row = live_row_of(derive->live, key);
    if (!row || row->value.is_gone || row->value.last.kind != OBSERVATION_NUMBER ||
        row->value.last.quality == QUALITY_BAD || isnan(row->value.number))
        return NULL;
    return row;
}

// What the derived value takes from one of its inputs: the oldest time, doubts, flags, the unit.
static void take_from(LiveDerived *out, const Derived *d, const LiveRow *row, bool is_first)
{
    Observation *o = &out->observation;
    const Observation *from = &row->value.last;
    const uint8_t kept = OBSERVATION_RECOVERED | OBSERVATION_SIMULATED | OBSERVATION_NO_TIME;
    if (is_first && !d->has_unit) str_copy_utf8(o->unit, sizeof o->unit, row->value.unit);
    if (is_first || from->t_obs_us < o->t_obs_us) o->t_obs_us = from->t_obs_us;
    if (from->t_recv_us > o->t_recv_us) o->t_recv_us = from->t_recv_us;
    if (is_first || row->t_us < out->t_us) out->t_us = row->t_us;
    if (from->quality != QUALITY_GOOD) o->quality = QUALITY_SUSPECT;
    o->flags |= from->flags & kept;
}

static int64_t least(int64_t a, int64_t b)
{
    return a < b ? a : b;
}

static LiveDerived begin(const Derived *d)
{
    LiveDerived out = { .observation = { .key = d->key, .kind = OBSERVATION_NONE },
                        .t_late_us = INT64_MAX,
                        .t_stale_us = INT64_MAX,
                        .t_dead_us = INT64_MAX };
    if (d->has_unit) memcpy(out.observation.unit, d->unit, sizeof d->unit);
    return out;
}

static void put_number(LiveDerive *derive, LiveDerived *out, double number)
{
    out->observation.kind = OBSERVATION_NUMBER;
    out->observation.number = number;
    live_put_derived(derive->live, out);
}

static void evaluate_expression(LiveDerive *derive, Derived *d, int64_t now_us)
{
    LiveDerived out = begin(d);
    int found = 0;
    if (!array_reserve((void **)&derive->values, &derive->value_cap, d->input_count + 1,
                       sizeof *derive->values))
        return;
    for (int i = 0; i < d->input_count; i++) {
        const LiveRow *row = believed(derive, d->inputs[i]);
        derive->values[i] = row ? row->value.number : NAN;
        if (!row) continue;
        take_from(&out, d, row, found++ == 0);
        out.t_late_us = least(out.t_late_us, row->t_late_us);
        out.t_stale_us = least(out.t_stale_us, row->t_stale_us);
        out.t_dead_us = least(out.t_dead_us, row->t_dead_us);
    }
    const double number = expression_evaluate(d->expression, derive->values);
    if (found == 0 && !isnan(number)) { // it holds without any of them: as of now
        out.observation.t_obs_us = out.observation.t_recv_us = now_us;
        out.t_us = now_us + derive->live->shift_us;
    }
    if (isnan(number))
        live_put_derived(derive->live, &out);
    else
        put_number(derive, &out, number);
}

// The k-th largest, k from 1 (Hoare's selection); reorders.
static int64_t largest(int64_t *values, int count, int k)
{
    int low = 0, high = count - 1;
    const int want = k - 1;
    while (low < high) {
        const int64_t pivot = values[low + (high - low) / 2];
        int i = low, j = high;
        while (i <= j) {
            while (values[i] > pivot) i++;
            while (values[j] < pivot) j--;
            if (i > j) break;
            const int64_t swap = values[i];
            values[i++] = values[j];
            values[j--] = swap;
        }
        if (want <= j)
            high = j;
        else if (want >= i)
            low = i;
        else
            break;
    }
    return values[want];
}

typedef struct {
    double sum, min, max;
    int fresh, valued;
} Totals;

static void set_group_steps(LiveDerive *derive, const Derived *d, LiveDerived *out, int valued)
{
    int64_t *steps[] = { &out->t_late_us, &out->t_stale_us, &out->t_dead_us };
    int k = (int)ceil(d->share * valued - 1e-9);
    if (k < 1) k = 1;
    for (int s = 0; s < 3; s++) {
        int n = 0;
        for (int i = 0; i < d->input_count; i++) {
            const LiveRow *row = believed(derive, d->inputs[i]);
            if (!row) continue;
            derive->times[n++] = s == 0   ? row->t_late_us
                                 : s == 1 ? row->t_stale_us
                                          : row->t_dead_us;
        }
        *steps[s] = largest(derive->times, n, k);
    }
}

static Totals total(LiveDerive *derive, const Derived *d, LiveDerived *out)
{
    Totals t = { .min = INFINITY, .max = -INFINITY };
    for (int i = 0; i < d->input_count; i++) {
        const LiveRow *row = believed(derive, d->inputs[i]);
        if (!row) continue;
        t.valued++;
        if (row->value.freshness != LIVE_CURRENT && row->value.freshness != LIVE_LATE) continue;
        take_from(out, d, row, t.fresh++ == 0);
        t.sum += row->value.number;
        t.min = fmin(t.min, row->value.number);
        t.max = fmax(t.max, row->value.number);
    }
    return t;
}

// Time since the last run counts where the mean was above then.
static double hours(Derived *d, double mean, int64_t now_us)
{
    const int64_t local_us = now_us + (int64_t)d->utc_offset_s * SECOND, day = local_us / DAY_US;
    int64_t spent_us = d->t_last_us ? now_us - d->t_last_us : 0;
    if (spent_us < 0 || spent_us > GAP_MOST_US) spent_us = 0;
    if (day != d->day) {
        d->day = day;
        d->above_us = 0;
        spent_us = least(spent_us, local_us % DAY_US);
    }
    if (d->is_above) d->above_us += spent_us;
    d->t_last_us = now_us;
    d->is_above = mean > d->limit;
    return (double)d->above_us / (3600.0 * SECOND);
}

static void evaluate_group(LiveDerive *derive, Derived *d, int64_t now_us)
{
    LiveDerived out = begin(d);
    if (!array_reserve((void **)&derive->times, &derive->time_cap, d->input_count + 1,
                       sizeof *derive->times))
        return;
    const Totals t = total(derive, d, &out);
    const double mean = t.fresh > 0 ? t.sum / t.fresh : NAN;
    const double spent_h = d->kind == LIVE_DERIVE_HOURS_ABOVE ? hours(d, mean, now_us) : 0;
    if (t.valued == 0) live_put_derived(derive->live, &out); // all are gone
    if (t.fresh == 0) return;                                // the last value ages by itself
    set_group_steps(derive, d, &out, t.valued);
    const bool is_count = d->kind == LIVE_DERIVE_COUNT;
    if ((is_count || d->kind == LIVE_DERIVE_HOURS_ABOVE) && !d->has_unit)
        str_copy_utf8(out.observation.unit, sizeof out.observation.unit, is_count ? "1" : "h");
    put_number(derive, &out,
               d->kind == LIVE_DERIVE_SUM    ? t.sum
               : d->kind == LIVE_DERIVE_MEAN ? mean
               : d->kind == LIVE_DERIVE_MIN  ? t.min
               : d->kind == LIVE_DERIVE_MAX  ? t.max
               : is_count                    ? (double)t.fresh
                                             : spent_h);
}

static void sort_by_level(LiveDerive *derive)
{
    if (!array_reserve((void **)&derive->order, &derive->order_cap, derive->count + 1,
                       sizeof *derive->order))
        return;
    int n = 0;
    for (int level = 0; n < derive->count; level++)
        for (int i = 0; i < derive->count; i++)
            if (derive->rows[i].level == level) derive->order[n++] = i;
    derive->is_sorted = true;
}

void live_derive_run(LiveDerive *derive, int64_t now_us)
{
    const uint32_t *keys = NULL;
    follow_keys(derive);
    if (!derive->is_sorted) sort_by_level(derive);
    if (!derive->is_sorted) return;
    const int count = live_changes(derive->live, &keys);
    for (int i = 0; i < count; i++) mark(derive, keys[i]);
    for (int i = 0; i < derive->count; i++) {
        Derived *d = &derive->rows[derive->order[i]];
        const bool is_group = d->kind != LIVE_DERIVE_EXPRESSION;
        // Hours go on without a change.
        const bool is_wanted = d->is_dirty || d->kind == LIVE_DERIVE_HOURS_ABOVE;
        const bool is_early = is_group && now_us < d->t_next_us && d->t_next_us - now_us <= SECOND;
        if (!is_wanted || is_early) continue;
        d->is_dirty = false;
        d->t_next_us = now_us + SECOND;
        derive->evaluations++;
        if (is_group)
            evaluate_group(derive, d, now_us);
        else
            evaluate_expression(derive, d, now_us);
        mark(derive, d->key);
    }
}

void live_derive_again(LiveDerive *derive)
{
    for (int i = 0; i < derive->count; i++) {
        derive->rows[i].is_dirty = true;
        derive->rows[i].t_next_us = 0;
        derive->rows[i].t_last_us = 0;
    }
}

int live_derive_count(const LiveDerive *derive)
{
    return derive->count;
}

uint64_t live_derive_evaluations(const LiveDerive *derive)
{
    return derive->evaluations;
}
