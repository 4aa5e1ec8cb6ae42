// SPDX-License-Identifier: Apache-2.0
// live.c - rows in chunks that never move; a wheel of slots of 0.1 s holds when each ages next.
#include "core/live.h"
#include "base/array.h"
#include "core/live_private.h"
#include <math.h>
#include <stdlib.h>
#include <string.h>

#define SECOND 1000000
#define T_LEAST_US ((int64_t)631152000 * SECOND) // 1990
#define T_MOST_US ((int64_t)7258118400 * SECOND) // 2200
#define PERIOD_UNKNOWN_S 10.0
#define NEVER_US INT64_MAX

Live *live_create(Keys *keys)
{
    Live *live = calloc(1, sizeof *live);
    if (!live) return NULL;
    live->keys = keys;
    live->utc_offset_s = 8 * 3600;
    live->declared_version = 1;
    live->slots = calloc(LIVE_SLOTS, sizeof *live->slots);
    live->units = calloc(LIVE_UNITS_MAX, sizeof *live->units);
    live->places = live_places_create(NULL);
    if (live->slots && live->units && live->places) return live;
    live_destroy(live);
    return NULL;
}

static void forget_rows(Live *live)
{
    for (int i = 0; i < live->row_count; i++) {
        Observation *last = &live_row_at(live, (uint32_t)i)->value.last;
        if (last->kind == OBSERVATION_TEXT) free(last->text);
    }
    for (int i = 0; i < live->chunk_count; i++) free(live->chunks[i]);
    live->row_count = live->chunk_count = 0;
    live->change_count = 0;
}

void live_destroy(Live *live)
{
    if (!live) return;
    forget_rows(live);
    live_forget_declarations(live);
    free(live->chunks);
    free(live->row_of);
    free(live->slots);
    free(live->units);
    free(live->changes);
    free(live->declarations);
    free(live->together);
    free(live->conversions);
    hashmap_finish(&live->together_of);
    live_places_destroy(live->places);
    free(live);
}

void live_forget_values(Live *live)
{
    LivePlaces *places = live_places_create(NULL);
    forget_rows(live);
    if (live->row_of) memset(live->row_of, 0, live->row_of_cap * sizeof *live->row_of);
    memset(live->slots, 0, LIVE_SLOTS * sizeof *live->slots);
    memset(live->of_freshness, 0, sizeof live->of_freshness);
    live->counters = (LiveCounters){ 0 };
    live->now_us = live->shift_us = live->slot_at = 0;
    if (!places) return; // no memory: the old tracks stay, faded by then
    live_places_destroy(live->places);
    live->places = places;
}

void live_set_utc_offset(Live *live, int utc_offset_s)
{
    live->utc_offset_s = utc_offset_s;
}

// -- The wheel ----------------------------------------------------------------------------------

static void slot_leave(Live *live, LiveRow *row)
{
    if (row->slot < 0) return;
    if (row->next) live_row_at(live, row->next - 1)->previous = row->previous;
    if (row->previous)
        live_row_at(live, row->previous - 1)->next = row->next;
    else
        live->slots[row->slot] = row->next;
    row->slot = -1;
}

static int64_t due_of(const LiveRow *row)
{
    switch (row->value.freshness) {
    case LIVE_CURRENT: return row->t_late_us;
    case LIVE_LATE: return row->t_stale_us;
    case LIVE_STALE: return row->t_dead_us;
    default: return NEVER_US;
    }
}

// Where the row is due, at the latest one turn of the wheel ahead: then it is looked at and put on
// again.
static int64_t slot_of(const Live *live, int64_t due_us)
{
    int64_t at = due_us / LIVE_SLOT_US;
    if (at < live->slot_at) at = live->slot_at;
    if (at > live->slot_at + LIVE_SLOTS - 1) at = live->slot_at + LIVE_SLOTS - 1;
    return at;
}

static void slot_enter(Live *live, LiveRow *row, uint32_t number)
{
    const int64_t due_us = due_of(row);
    slot_leave(live, row);
    if (due_us == NEVER_US) return;
    const int slot = (int)(slot_of(live, due_us) % LIVE_SLOTS);
    row->slot = slot;
    row->previous = 0;
    row->next = live->slots[slot];
    if (row->next) live_row_at(live, row->next - 1)->previous = number;
    live->slots[slot] = number;
}

// A value that only got younger stays where it is in the wheel until that slot comes: a put costs
// nothing then.
static void slot_keep(Live *live, LiveRow *row, uint32_t number)
{
    const int64_t due_us = due_of(row);
    if (row->slot >= 0 && due_us != NEVER_US) {
        const int64_t ahead = (row->slot - live->slot_at % LIVE_SLOTS + LIVE_SLOTS) % LIVE_SLOTS;
        if (live->slot_at + ahead <= slot_of(live, due_us)) return;
    }
    slot_enter(live, row, number);
}

// -- Freshness ----------------------------------------------------------------------------------

static int64_t clock_us(const Live *live)
{
    return live->now_us + live->shift_us;
}

static void changed(Live *live, LiveRow *row)
{
    if (row->is_changed) return;
    if (!array_reserve((void **)&live->changes, &live->change_cap, live->change_count + 1,
                       sizeof *live->changes))
        return;
    live->changes[live->change_count++] = row->value.last.key;
    row->is_changed = true;
}

static void set_freshness(Live *live, LiveRow *row, int64_t t_us)
{
    LiveFreshness is = LIVE_CURRENT;
    if (row->value.is_gone || t_us >= row->t_dead_us)
        is = LIVE_DEAD;
    else if (t_us >= row->t_stale_us)
        is = LIVE_STALE;
    else if (t_us >= row->t_late_us)
        is = LIVE_LATE;
    if (is == row->value.freshness) return;
    live->of_freshness[row->value.freshness]--;
    live->of_freshness[is]++;
    row->value.freshness = is;
    changed(live, row);
}

static int64_t us_of(double seconds)
{
    return (int64_t)(seconds * SECOND);
}

static void set_steps(const Live *live, LiveRow *row, const LiveDeclaration *declared)
{
    const Observation *o = &row->value.last;
    const double said_s = o->period_ms / 1000.0;
    const double known_s = declared->period_s > 0 ? declared->period_s : said_s;
    const double period_s = known_s > 0 ? known_s : PERIOD_UNKNOWN_S;
    double late_s = fmax(1.5 * period_s, 15), stale_s = fmax(3 * period_s, 30);
    if (declared->stale_s > 0) {
        stale_s = declared->stale_s;
        if (!(known_s > 0)) late_s = stale_s / 2;
    }
    if (o->t_stale_us != 0) { // the source's word, in wall time as t_obs is
        stale_s = (double)(o->t_stale_us + live->shift_us - row->t_us) / SECOND;
        if (!(known_s > 0)) late_s = stale_s;
    }
    stale_s = fmin(fmax(stale_s, 0), 3e9); // a century is for ever
    late_s = fmin(late_s, stale_s);
    row->t_late_us = row->t_us + us_of(late_s);
    row->t_stale_us = row->t_us + us_of(stale_s);
    row->t_dead_us = row->t_us + us_of(10 * fmax(stale_s, 3));
}

// -- Putting ------------------------------------------------------------------------------------

// NULL without memory.
static LiveRow *row_add(Live *live, uint32_t key)
{
    if (key >= live->row_of_cap) {
        uint32_t cap = live->row_of_cap ? live->row_of_cap : 4096;
        while (cap <= key) cap *= 2;
        uint32_t *grown = realloc(live->row_of, cap * sizeof *grown);
        if (!grown) return NULL;
        memset(grown + live->row_of_cap, 0, (cap - live->row_of_cap) * sizeof *grown);
        live->row_of = grown;
        live->row_of_cap = cap;
    }
    if (live->row_count == live->chunk_count * LIVE_CHUNK) {
        if (!array_reserve((void **)&live->chunks, &live->chunk_cap, live->chunk_count + 1,
                           sizeof *live->chunks))
            return NULL;
        LiveRow *chunk = calloc(LIVE_CHUNK, sizeof *chunk);
        if (!chunk) return NULL;
        live->chunks[live->chunk_count++] = chunk;
    }
    LiveRow *row = live_row_at(live, (uint32_t)live->row_count++);
    live->row_of[key] = (uint32_t)live->row_count;
    row->slot = -1;
    row->value.last.key = key;
    row->value.number = NAN;
    row->value.unit = "";
    row->t_order_us = INT64_MIN;
    row->conversion = LIVE_OWN_UNIT;
    live->of_freshness[LIVE_NONE]++;
    return row;
}

static bool is_value(const Observation *o)
{
    if (o->key == 0 || o->t_obs_us < T_LEAST_US || o->t_obs_us > T_MOST_US) return false;
    if (o->t_stale_us > T_MOST_US || o->t_stale_us < 0) return false;
    if (o->t_recv_us > T_MOST_US || o->t_recv_us < 0) return false;
    switch (o->kind) {
    case OBSERVATION_NUMBER: return isfinite(o->number);
    case OBSERVATION_TEXT: return o->text != NULL;
    case OBSERVATION_POSITION:
        return fabs(o->position.lon_deg) <= 180 && fabs(o->position.lat_deg) <= 90;
    case OBSERVATION_GONE: return true;
    default: return false;
    }
}

static bool is_same(const Observation *a, const Observation *b)
{
    if (a->kind != b->kind) return false;
    if (a->kind == OBSERVATION_NUMBER) return a->number == b->number;
    if (a->kind == OBSERVATION_TEXT) return strcmp(a->text, b->text) == 0;
    return a->position.lon_deg == b->position.lon_deg && a->position.lat_deg == b->position.lat_deg;
}

// Before what is there, or the same once more.
static bool is_old(Live *live, const LiveRow *row, const Observation *o, bool is_future)
{
    const Observation *last = &row->value.last;
    if (o->flags & OBSERVATION_HISTORY) return true;
    if (last->kind == OBSERVATION_NONE) return false; // never had a value
    if (row->ahead_s > 0 && !is_future) return false; // it gives way
    if (o->kind == OBSERVATION_GONE) return o->t_obs_us < row->t_order_us;
    if (o->t_obs_us != row->t_order_us) return o->t_obs_us < row->t_order_us;
    if (row->value.is_gone) return false; // alive again
    if (o->seq != last->seq) return o->seq != 0 && o->seq < last->seq;
    if (!is_same(o, last)) return false; // the later arrival
    live->counters.repeated++;
    return true;
}

static void set_value(LiveRow *row, const Observation *o)
{
    LiveValue *value = &row->value;
    const bool is_other = value->is_gone || !is_same(o, &value->last);
    char *text = NULL;
    if (o->kind == OBSERVATION_TEXT && !is_other && value->last.kind == OBSERVATION_TEXT)
        text = value->last.text; // the copy that is there
    else if (value->last.kind == OBSERVATION_TEXT)
        free(value->last.text);
    row->is_derived = false;
    value->last = *o;
    value->last.unit[OBSERVATION_UNIT_MAX - 1] = 0;
    if (o->kind == OBSERVATION_TEXT) {
        value->last.text = text ? text : strdup(o->text);
        if (!value->last.text) value->last.kind = OBSERVATION_NONE; // no memory
    }
    if (is_other) value->t_changed_us = o->t_obs_us;
    value->is_gone = false;
}

// False: the unit does not fit.
static bool convert(Live *live, LiveRow *row, const Observation *o, const LiveDeclaration *declared,
                    uint32_t *conversion)
{
    *conversion = declared->unit[0] ? row->conversion : LIVE_OWN_UNIT;
    if (!declared->unit[0]) return true;
    const bool is_known = row->value.last.kind == OBSERVATION_NUMBER &&
                          strncmp(o->unit, row->value.last.unit, OBSERVATION_UNIT_MAX) == 0 &&
                          row->value.unit == declared->unit;
    if (!is_known) {
        char from[OBSERVATION_UNIT_MAX + 1] = { 0 };
        memcpy(from, o->unit, OBSERVATION_UNIT_MAX);
        *conversion = live_conversion(live, from, declared->unit);
    }
    return *conversion != LIVE_OWN_UNIT - 1;
}

static void set_number(Live *live, LiveRow *row, const LiveDeclaration *declared,
                       uint32_t conversion)
{
    LiveValue *value = &row->value;
    row->conversion = conversion;
    value->last.quality = row->quality;
    value->number = NAN;
    value->unit = declared->unit[0] ? declared->unit : value->last.unit;
    if (value->last.kind != OBSERVATION_NUMBER) return;
    value->number = value->last.number;
    if (conversion < LIVE_OWN_UNIT - 1) {
        const LiveConversion *c = &live->conversions[conversion];
        value->number = value->last.number * c->scale + c->offset;
    }
    const bool is_bound = declared->min != 0 || declared->max != 0;
    if (is_bound && !(value->number >= declared->min && value->number <= declared->max) &&
        value->last.quality <= QUALITY_SUSPECT)
        value->last.quality = QUALITY_OUT_OF_RANGE;
}

static LiveOutcome gone(Live *live, LiveRow *row, const Observation *o, uint32_t number)
{
    // A will carries no time of its own: what comes after it is not judged by ours.
    if (!(o->flags & OBSERVATION_NO_TIME)) row->t_order_us = o->t_obs_us;
    if (row->value.last.kind == OBSERVATION_NONE) {
        row->value.last = *o;
        row->t_us = o->t_obs_us + live->shift_us;
    }
    if (!row->value.is_gone) row->value.t_changed_us = o->t_obs_us;
    if (!row->value.is_gone) changed(live, row);
    row->value.is_gone = true;
    row->value.count++;
    set_freshness(live, row, clock_us(live));
    slot_enter(live, row, number);
    live_places_gone(live->places, o->key);
    live->counters.taken++;
    return LIVE_TAKEN;
}

// What it ages by, and when.
static void set_times(Live *live, LiveRow *row, const LiveDeclaration *declared, bool is_future)
{
    const Observation *o = &row->value.last;
    row->t_order_us = o->t_obs_us;
    row->t_us =
        (is_future ? (o->t_recv_us ? o->t_recv_us : live->now_us) : o->t_obs_us) + live->shift_us;
    // One that was received by the clock before it was set back.
    const int64_t most_us = clock_us(live) + LIVE_FUTURE_US;
    if (live->now_us != 0 && row->t_us > most_us) row->t_us = most_us;
    set_steps(live, row, declared);
    set_freshness(live, row, clock_us(live));
}

LiveOutcome live_put(Live *live, const Observation *o)
{
    if (!is_value(o)) {
        live->counters.refused++;
        return LIVE_REFUSED;
    }
    LiveRow *row = live_row_of(live, o->key);
    if (!row) row = o->flags & OBSERVATION_HISTORY ? NULL : row_add(live, o->key);
    const int64_t here_us = o->t_recv_us ? o->t_recv_us : live->now_us;
    const int64_t ahead_us = here_us ? o->t_obs_us - here_us : 0;
    const bool is_future = ahead_us > LIVE_FUTURE_US;
    if (!row || is_old(live, row, o, is_future)) {
        live->counters.old++;
        return LIVE_OLD;
    }
    const uint32_t number = live->row_of[o->key];
    if (o->kind == OBSERVATION_GONE) return gone(live, row, o, number);
    const LiveDeclaration *declared = live_row_declared(live, row);
    uint32_t conversion = LIVE_OWN_UNIT;
    if (o->kind == OBSERVATION_NUMBER && !convert(live, row, o, declared, &conversion)) {
        live->counters.refused++;
        return LIVE_REFUSED;
    }
    set_value(row, o);
    row->quality = is_future && o->quality == QUALITY_GOOD ? QUALITY_SUSPECT : o->quality;
    row->ahead_s = is_future ? (float)((double)ahead_us / SECOND) : 0;
    live->counters.future += is_future;
    live->counters.skewed += !is_future && ahead_us > SECOND;
    set_number(live, row, declared, conversion);
    row->value.count++;
    set_times(live, row, declared, is_future);
    slot_keep(live, row, number);
    changed(live, row);
    if (o->kind == OBSERVATION_POSITION)
        live_places_put(live->places, &(LivePlaceFix){ row->t_us, row->t_late_us, row->t_stale_us,
                                                       o->key, o->position });
    live->counters.taken++;
    return LIVE_TAKEN;
}

void live_put_derived(Live *live, const LiveDerived *derived)
{
    const Observation *o = &derived->observation;
    LiveRow *row = live_row_of(live, o->key);
    const bool is_none = o->kind == OBSERVATION_NONE;
    if (!row && is_none) return;
    if (!row) row = row_add(live, o->key);
    if (!row) return;
    const uint32_t number = live->row_of[o->key];
    if (is_none) {
        if (row->value.is_gone || row->value.last.kind == OBSERVATION_NONE) return;
        changed(live, row);
        row->value.is_gone = true;
        set_freshness(live, row, clock_us(live));
        slot_enter(live, row, number);
        return;
    }
    row->quality = o->quality;
    set_value(row, o);
    const LiveDeclaration *declared = live_row_declared(live, row);
    uint32_t conversion = live_conversion(live, o->unit, declared->unit);
    if (conversion == LIVE_OWN_UNIT - 1) live->counters.refused++; // shown without a number
    set_number(live, row, declared, conversion);
    if (conversion == LIVE_OWN_UNIT - 1) row->value.number = NAN;
    row->value.count++;
    row->is_derived = true;
    row->t_order_us = o->t_obs_us;
    row->t_us = derived->t_us;
    row->t_late_us = derived->t_late_us;
    row->t_stale_us = derived->t_stale_us;
    row->t_dead_us = derived->t_dead_us;
    set_freshness(live, row, clock_us(live));
    slot_enter(live, row, number);
    changed(live, row);
}

// Every row by what is declared now. A unit that no longer fits leaves the value without a number.
static void declare_again(Live *live)
{
    live->applied_version = live->declared_version;
    for (int i = 0; i < live->row_count; i++) {
        LiveRow *row = live_row_at(live, (uint32_t)i);
        const LiveDeclaration *declared = live_row_declared(live, row);
        const Observation *o = &row->value.last;
        if (o->kind == OBSERVATION_NONE || o->kind == OBSERVATION_GONE) continue;
        const uint32_t conversion = o->kind == OBSERVATION_NUMBER
                                        ? live_conversion(live, o->unit, declared->unit)
                                        : LIVE_OWN_UNIT;
        set_number(live, row, declared, conversion);
        if (conversion == LIVE_OWN_UNIT - 1) row->value.number = NAN;
        if (!row->is_derived) set_steps(live, row, declared);
        set_freshness(live, row, clock_us(live));
        slot_enter(live, row, (uint32_t)i + 1);
        changed(live, row);
    }
}

// Only what is due; the slot of now is looked at again next time.
void live_tick(Live *live, int64_t now_us)
{
    if (live->now_us != 0 && now_us < live->now_us) live->shift_us += live->now_us - now_us;
    live->now_us = now_us;
    if (live->applied_version != live->declared_version) declare_again(live);
    const int64_t t_us = clock_us(live), last = t_us / LIVE_SLOT_US;
    int64_t first = live->slot_at;
    if (last - first >= LIVE_SLOTS) first = last - LIVE_SLOTS + 1;
    live->slot_at = last;
    for (int64_t at = first; at <= last; at++) {
        uint32_t number = live->slots[at % LIVE_SLOTS];
        while (number) {
            LiveRow *row = live_row_at(live, number - 1);
            const uint32_t next = row->next;
            set_freshness(live, row, t_us);
            slot_enter(live, row, number);
            number = next;
        }
    }
}

// -- Reading ------------------------------------------------------------------------------------

const LiveValue *live_get(const Live *live, uint32_t key)
{
    const LiveRow *row = live_row_of(live, key);
    return row && row->value.last.kind != OBSERVATION_NONE ? &row->value : NULL;
}

LiveFreshness live_freshness(const Live *live, uint32_t key)
{
    const LiveRow *row = live_row_of(live, key);
    return row ? row->value.freshness : LIVE_NONE;
}

double live_age_s(const Live *live, uint32_t key)
{
    const LiveRow *row = live_row_of(live, key);
    if (!row || row->value.last.kind == OBSERVATION_NONE) return NAN;
    const double age_s = (double)(clock_us(live) - row->t_us) / SECOND;
    return age_s > 0 ? age_s : 0;
}

int live_changes(const Live *live, const uint32_t **keys)
{
    *keys = live->changes;
    return live->change_count;
}

void live_clear_changes(Live *live)
{
    for (int i = 0; i < live->change_count; i++)
        live_row_of(live, live->changes[i])->is_changed = false;
    live->change_count = 0;
}

LiveCounters live_counters(const Live *live)
{
    LiveCounters c = live->counters;
    c.current = live->of_freshness[LIVE_CURRENT];
    c.late = live->of_freshness[LIVE_LATE];
    c.stale = live->of_freshness[LIVE_STALE];
    c.dead = live->of_freshness[LIVE_DEAD];
    c.keys = c.current + c.late + c.stale + c.dead;
    return c;
}

LivePlacesView live_places_view(Live *live, int64_t t_us)
{
    return live_places_at(live->places, t_us + live->shift_us);
}

const LivePlaces *live_places(const Live *live)
{
    return live->places;
}

size_t live_bytes(const Live *live)
{
    return sizeof *live + (size_t)live->chunk_count * LIVE_CHUNK * sizeof(LiveRow) +
           live->row_of_cap * sizeof *live->row_of + LIVE_SLOTS * sizeof *live->slots +
           (size_t)live->change_cap * sizeof *live->changes;
}
