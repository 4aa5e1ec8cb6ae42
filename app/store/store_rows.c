// SPDX-License-Identifier: Apache-2.0
// store_rows.c - replies, thinning, numbers of keys, lines of the journal as JSON.
#include "store/store_rows.h"
#include "base/array.h"
#include "base/json.h"
#include <math.h>
#include <stdlib.h>
#include <string.h>

StoreReply *store_reply_create(StoreAnswerKind kind, uint64_t request)
{
    StoreReply *reply = calloc(1, sizeof *reply);
    if (!reply) return NULL;
    reply->arena.block_bytes = 4096;
    reply->answer.kind = kind;
    reply->answer.request = request;
    return reply;
}

void store_reply_destroy(StoreReply *reply)
{
    if (!reply) return;
    free(reply->answer.observations);
    free(reply->answer.records);
    arena_finish(&reply->arena);
    free(reply);
}

bool store_reply_add(StoreReply *reply, const Observation *observation)
{
    StoreAnswer *a = &reply->answer;
    if (!array_reserve((void **)&a->observations, &reply->observation_cap, a->observation_count + 1,
                       sizeof *a->observations))
        return false;
    Observation *copy = &a->observations[a->observation_count++];
    *copy = *observation;
    if (copy->kind == OBSERVATION_TEXT)
        copy->text = arena_strdup(&reply->arena, observation->text ? observation->text : "");
    return true;
}

void store_reply_add_record(void *context, const StoreRecord *record)
{
    StoreReply *reply = context;
    StoreAnswer *a = &reply->answer;
    if (!array_reserve((void **)&a->records, &reply->record_cap, a->record_count + 1,
                       sizeof *a->records)) {
        a->outcome = STORE_FAILED;
        err_set(&a->err, ERR_MEMORY, "no memory for what the store has");
        return;
    }
    a->records[a->record_count++] = (StoreRecord){
        .kind = arena_strdup(&reply->arena, record->kind),
        .id = arena_strdup(&reply->arena, record->id),
        .json = arena_strdup(&reply->arena, record->json),
        .version = record->version,
    };
}

void store_thin_begin(StoreThin *thin, StoreReply *reply, const StoreRange *range)
{
    *thin = (StoreThin){ .reply = reply,
                         .from_us = range->from_us,
                         .to_us = range->to_us,
                         .points_max = range->points_max };
}

static void keep(StoreThin *thin, const StoreRow *row)
{
    if (!store_reply_add(thin->reply, &row->o)) thin->is_short = true;
}

static bool is_same(const StoreRow *a, const StoreRow *b)
{
    return a->o.t_obs_us == b->o.t_obs_us && a->o.seq == b->o.seq;
}

static void end_span(StoreThin *thin)
{
    if (!thin->has_any) return;
    const StoreRow *a = &thin->least, *b = &thin->most;
    if (a->o.t_obs_us > b->o.t_obs_us) {
        a = &thin->most;
        b = &thin->least;
    }
    if (thin->has_number && !is_same(a, &thin->last)) keep(thin, a);
    if (thin->has_number && !is_same(b, &thin->last) && !is_same(a, b)) keep(thin, b);
    keep(thin, &thin->last);
    thin->has_any = thin->has_number = false;
}

// The text outlives the sink's call.
static StoreRow held(StoreThin *thin, const StoreRow *row)
{
    StoreRow copy = *row;
    if (copy.o.kind == OBSERVATION_TEXT)
        copy.o.text = arena_strdup(&thin->reply->arena, row->o.text ? row->o.text : "");
    return copy;
}

static void thin_one(StoreThin *thin, const StoreRow *row)
{
    const int64_t span = (row->o.t_obs_us - thin->from_us) / thin->span_us;
    if (span != thin->span) end_span(thin);
    thin->span = span;
    thin->has_any = true;
    thin->last = held(thin, row);
    if (row->o.kind != OBSERVATION_NUMBER || !isfinite(row->o.number)) return;
    if (!thin->has_number || row->o.number < thin->least.o.number) thin->least = *row;
    if (!thin->has_number || row->o.number > thin->most.o.number) thin->most = *row;
    thin->has_number = true;
}

// Too many: what is there goes through the spans again.
static void begin_spans(StoreThin *thin)
{
    StoreAnswer *a = &thin->reply->answer;
    Observation *all = a->observations;
    const int count = a->observation_count;
    if (thin->from_us < all[0].t_obs_us) thin->from_us = all[0].t_obs_us;
    thin->span_count = thin->points_max / 3 > 0 ? thin->points_max / 3 : 1;
    thin->span_us = (thin->to_us - thin->from_us) / thin->span_count + 1;
    a->observations = NULL;
    a->observation_count = thin->reply->observation_cap = 0;
    for (int i = 0; i < count; i++) thin_one(thin, &(StoreRow){ .o = all[i] });
    free(all);
}

bool store_thin_rows(void *context, const StoreRow *rows, int count)
{
    StoreThin *thin = context;
    const StoreAnswer *a = &thin->reply->answer;
    for (int i = 0; i < count && !thin->is_short; i++) {
        if (thin->span_count > 0)
            thin_one(thin, &rows[i]);
        else
            keep(thin, &rows[i]);
        if (thin->span_count == 0 && thin->points_max > 0 &&
            a->observation_count > thin->points_max)
            begin_spans(thin);
    }
    return !thin->is_short;
}

bool store_thin_end(StoreThin *thin)
{
    end_span(thin);
    return !thin->is_short;
}

static bool grow(uint32_t **items, uint32_t *cap, uint32_t need)
{
    if (need < *cap) return true;
    uint32_t wide = *cap ? *cap : 1024;
    while (wide <= need) wide *= 2;
    uint32_t *grown = realloc(*items, wide * sizeof **items);
    if (!grown) return false;
    memset(grown + *cap, 0, (wide - *cap) * sizeof **items);
    *items = grown;
    *cap = wide;
    return true;
}

bool store_key_map_put(StoreKeyMap *map, uint32_t key, uint32_t id)
{
    if (!grow(&map->id_of_key, &map->key_cap, key) || !grow(&map->key_of_id, &map->id_cap, id))
        return false;
    map->id_of_key[key] = id;
    map->key_of_id[id] = key;
    if (id > map->id_max) map->id_max = id;
    return true;
}

uint32_t store_key_map_id(const StoreKeyMap *map, uint32_t key)
{
    return key < map->key_cap ? map->id_of_key[key] : 0;
}

uint32_t store_key_map_key(const StoreKeyMap *map, uint32_t id)
{
    return id < map->id_cap ? map->key_of_id[id] : 0;
}

void store_key_map_finish(StoreKeyMap *map)
{
    free(map->id_of_key);
    free(map->key_of_id);
    *map = (StoreKeyMap){ 0 };
}

void store_journal_json(const StoreJournalLine *line, Str *out)
{
    JsonWriter w = { .out = out };
    json_object_begin(&w);
    json_key(&w, "number"), json_int(&w, line->number);
    json_key(&w, "t_us"), json_int(&w, line->t_us);
    json_key(&w, "desk"), json_text(&w, line->desk);
    json_key(&w, "kind"), json_text(&w, line->kind);
    json_key(&w, "id"), json_text(&w, line->id);
    json_key(&w, "version"), json_int(&w, line->version);
    json_key(&w, "entry");
    str_add(out, line->entry); // JSON: checked when it was written
    w.after_key = false;
    w.has_item[w.depth] = true;
    json_object_end(&w);
}
