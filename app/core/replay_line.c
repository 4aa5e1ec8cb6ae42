// SPDX-License-Identifier: Apache-2.0
// replay_line.c - the journal in memory: every version of an alarm, case, emergency and warning
// with its time, and from them what they were at an instant.
#include "core/replay_private.h"
#include "base/array.h"
#include "base/str.h"
#include "core/alarm_private.h"
#include "core/record.h"
#include <stdlib.h>
#include <string.h>

#define RATE_US INT64_C(86400000000)
#define RATE_LINES_MAX 2000 // in a day with more the rate counts the latest
#define T_MOST_US INT64_C(4102444799000000)

static const char *const kind_names[REPLAY_KIND_COUNT] = { "", "alarm", "case", "emergency",
                                                           "warning" };

static ReplayKind kind_of(const char *name)
{
    for (int i = 1; i < REPLAY_KIND_COUNT; i++)
        if (strcmp(name, kind_names[i]) == 0) return (ReplayKind)i;
    return REPLAY_NONE;
}

static void line_finish(ReplayLine *line)
{
    free(line->id);
    free(line->json);
}

void replay_lines_forget(Replay *replay)
{
    for (int i = 0; i < replay->line_count; i++) line_finish(&replay->lines[i]);
    replay->line_count = 0;
    hashmap_finish(&replay->objects);
    hashmap_finish(&replay->versions);
    replay->objects = replay->versions = (Hashmap){ 0 };
    replay->object_count = 0;
    replay->lines_version++;
    replay_drop(replay, &replay->line_ask);
    replay->are_lines_wanted = replay->have_lines = replay->are_news_wanted = false;
    replay->line_err = (Err){ 0 };
    replay->applied_us = INT64_MIN;
}

// 0 without memory.
static uint32_t object_of(Replay *replay, ReplayKind kind, const char *id)
{
    const uint64_t hash = str_hash(id, strlen(id)) * 31 + (uint64_t)kind;
    uint64_t number = 0;
    if (hashmap_get(&replay->objects, hash, &number)) return (uint32_t)number;
    if (!hashmap_put(&replay->objects, hash, replay->object_count + 1)) return 0;
    return ++replay->object_count;
}

// The oldest go where there are too many, a half at a time.
static void trim(Replay *replay)
{
    if (replay->line_count < 2 * REPLAY_LINES_MAX) return;
    for (int i = 0; i < REPLAY_LINES_MAX; i++) line_finish(&replay->lines[i]);
    replay->line_count -= REPLAY_LINES_MAX;
    memmove(replay->lines, replay->lines + REPLAY_LINES_MAX,
            (size_t)replay->line_count * sizeof *replay->lines);
    replay->must_apply = true;
}

// Takes the texts.
static void add_line(Replay *replay, ReplayLine line)
{
    line.object = line.id && line.json ? object_of(replay, line.kind, line.id) : 0;
    const uint64_t once = (uint64_t)line.object << 32 | (line.version & UINT32_MAX);
    uint64_t seen = 0;
    if (!line.object || hashmap_get(&replay->versions, once, &seen) ||
        !hashmap_put(&replay->versions, once, 1) ||
        !array_reserve((void **)&replay->lines, &replay->line_cap, replay->line_count + 1,
                       sizeof line)) {
        line_finish(&line);
        return;
    }
    trim(replay);
    int at = replay->line_count++;
    for (; at > 0 && replay->lines[at - 1].t_us > line.t_us; at--)
        replay->lines[at] = replay->lines[at - 1];
    replay->lines[at] = line;
    if (line.t_us <= replay->applied_us) replay->must_apply = true;
    replay->lines_version++;
}

static char *copy_part(const char *text, size_t length)
{
    char *copy = malloc(length + 1);
    if (!copy) return NULL;
    memcpy(copy, text, length);
    copy[length] = 0;
    return copy;
}

static uint8_t level_of(const JsonTape *t, JsonRef value)
{
    static const char *const names[] = { "none", "blue", "yellow", "orange", "red" };
    for (uint8_t i = 1; i < 5; i++)
        if (json_text_is(t, value, names[i])) return i;
    return (uint8_t)json_as_int(t, value, 0, ALARM_LEVEL_RED, 0);
}

static bool is_begin(const JsonTape *t, JsonRef entry, ReplayKind kind)
{
    const JsonRef what = json_member(t, entry, "what");
    if (kind == REPLAY_WARNING) return true;
    if (kind == REPLAY_ALARM)
        return json_text_is(t, what, "raise") || json_text_is(t, what, "worsen");
    return json_text_is(t, what, "open");
}

// The record stands last in the entry: change.c writes it so, and stores keep the text.
static void add_entry(Replay *replay, const JsonTape *t, JsonRef entry, ReplayLine line,
                      const char *id, const char *text, const char *end)
{
    static const char mark[] = ",\"record\":{", event[] = ",\"entry\":{";
    const char *from = strstr(text, line.kind == REPLAY_WARNING ? event : mark);
    if (!from || from >= end) return; // an older one: what was done, not what came of it
    from += (line.kind == REPLAY_WARNING ? sizeof event : sizeof mark) - 2;
    const JsonRef record = line.kind == REPLAY_WARNING ? entry : json_member(t, entry, "record");
    line.id = str_copy(id);
    line.json = copy_part(from, (size_t)(end - from));
    line.level = level_of(t, json_member(t, record, "level"));
    line.is_begin = is_begin(t, entry, (ReplayKind)line.kind);
    add_line(replay, line);
}

// {"number","t_us","desk","kind","id","version","entry"} of store.h. Its time; -1: none.
static int64_t take_line(Replay *replay, const char *json)
{
    JsonTape t = { 0 };
    char kind[24], id[ALARM_ID_MAX];
    const size_t length = strlen(json);
    int64_t t_us = -1;
    if (length > 2 && json_tape_read(&t, json, length, NULL)) {
        t_us = json_as_int(&t, json_member(&t, 0, "t_us"), 0, INT64_MAX, -1);
        record_text(&t, 0, "kind", kind, sizeof kind);
        record_text(&t, 0, "id", id, sizeof id);
        ReplayLine line = { .t_us = t_us, .kind = (uint8_t)kind_of(kind) };
        line.version = (uint64_t)json_as_int(&t, json_member(&t, 0, "version"), 0, INT64_MAX, 0);
        const JsonRef entry = json_member(&t, 0, "entry");
        // The line ends with "}", the entry with one before, which a warning's record is itself.
        const char *end = json + length - (line.kind == REPLAY_WARNING ? 1 : 2);
        if (line.kind && id[0] && t_us >= 0) add_entry(replay, &t, entry, line, id, json, end);
    }
    json_tape_finish(&t);
    return t_us;
}

// Page by page from the newest back, until there are no more or enough.
bool replay_lines_take(Replay *replay, const StoreAnswer *answer)
{
    if (answer->request != replay->line_ask) return false;
    replay->line_ask = 0;
    int64_t oldest_us = T_MOST_US;
    for (int i = 0; i < answer->record_count; i++) {
        const int64_t t_us = take_line(replay, answer->records[i].json);
        if (t_us >= 0 && t_us < oldest_us) oldest_us = t_us;
    }
    if (replay->have_lines) return true; // news
    if (answer->outcome != STORE_DONE) {
        // Without them alarms and cases are not known: said so, and tried again with the next jump.
        replay->are_lines_wanted = false;
        replay->line_err = answer->err;
        return true;
    }
    replay->line_err = (Err){ 0 };
    const bool is_all =
        answer->record_count < REPLAY_PAGE || replay->line_count >= REPLAY_LINES_MAX;
    // A whole page of one instant: its older lines are not seen.
    replay->line_to_us = oldest_us < replay->line_to_us ? oldest_us : replay->line_to_us - 1;
    if (is_all) replay->have_lines = replay->must_apply = true;
    return true;
}

void replay_lines_turn(Replay *replay)
{
    if (replay->line_ask) return;
    if (replay->are_lines_wanted && !replay->have_lines) {
        if (replay->line_to_us == 0) replay->line_to_us = T_MOST_US;
        replay->line_ask = store_read_journal(replay->store, 0, replay->line_to_us, REPLAY_PAGE);
    } else if (replay->have_lines && replay->are_news_wanted) {
        replay->are_news_wanted = false;
        const int64_t from_us =
            replay->line_count > 0 ? replay->lines[replay->line_count - 1].t_us - 60000000 : 0;
        replay->line_ask =
            store_read_journal(replay->store, from_us > 0 ? from_us : 0, T_MOST_US, REPLAY_PAGE);
    }
}

void replay_want_lines(Replay *replay)
{
    if (!replay->are_lines_wanted) replay->line_to_us = 0;
    replay->are_lines_wanted = true;
}

void replay_want_news(Replay *replay)
{
    replay->are_news_wanted = true;
}

void replay_add_change(Replay *replay, const Change *change, int64_t t_us)
{
    const ReplayKind kind = kind_of(change->kind);
    JsonTape entry = { 0 }, record = { 0 };
    if (replay->are_lines_wanted && !replay->have_lines) replay->are_news_wanted = true;
    if (!replay->have_lines || kind == REPLAY_NONE) return; // they are read from the store then
    const char *journal = change->journal_json ? change->journal_json : "{}";
    ReplayLine line = { .t_us = t_us, .kind = (uint8_t)kind, .version = change->version + 1 };
    if (json_tape_read(&entry, journal, strlen(journal), NULL) &&
        json_tape_read(&record, change->json, strlen(change->json), NULL)) {
        line.id = str_copy(change->id);
        line.json = str_copy(change->json);
        line.level = level_of(&record, json_member(&record, 0, "level"));
        line.is_begin = is_begin(&entry, 0, kind);
        add_line(replay, line);
    }
    json_tape_finish(&entry);
    json_tape_finish(&record);
}

const ReplayLine *replay_lines(const Replay *replay, int *count)
{
    *count = replay->line_count;
    return replay->lines;
}

uint64_t replay_lines_version(const Replay *replay)
{
    return replay->lines_version;
}

// -- As of an instant ---------------------------------------------------------------------------

static void apply(Replay *replay, const ReplayLine *line)
{
    if (line->kind == REPLAY_WARNING) return; // the caller's
    (void)operations_apply(replay->operations, kind_names[line->kind], line->id, line->json,
                           line->version, false, NULL);
}

// The first of the last lines of alarms that their rate and flood are counted from.
static int first_of_rate(const Replay *replay, int count, int64_t t_us)
{
    int seen = 0, i = count;
    for (; i > 0 && replay->lines[i - 1].t_us > t_us - RATE_US && seen < RATE_LINES_MAX; i--)
        seen += replay->lines[i - 1].kind == REPLAY_ALARM;
    return i;
}

// From nothing: of each object its last line, of alarms those of the last day too.
static void apply_all(Replay *replay, int count, int64_t t_us)
{
    Operations *ops = replay->operations;
    alarms_forget(ops->alarms);
    cases_forget(ops->cases);
    emergencies_forget(ops->emergencies);
    if (!array_reserve((void **)&replay->last_of, &replay->last_cap, (int)replay->object_count + 1,
                       sizeof *replay->last_of))
        return;
    memset(replay->last_of, 0, (replay->object_count + 1) * sizeof *replay->last_of);
    for (int i = 0; i < count; i++) replay->last_of[replay->lines[i].object] = i;
    const int rate_from = first_of_rate(replay, count, t_us);
    for (int i = 0; i < count; i++) {
        const bool is_counted = i >= rate_from && replay->lines[i].kind == REPLAY_ALARM;
        if (is_counted || replay->last_of[replay->lines[i].object] == i)
            apply(replay, &replay->lines[i]);
    }
    if (count > 0) ops->alarms->t_first_us = replay->lines[0].t_us;
}

bool replay_lines_apply(Replay *replay, int64_t t_us)
{
    if (!replay->operations || !replay->have_lines) return false;
    int count = replay->applied_lines;
    const bool is_onward =
        !replay->must_apply && t_us >= replay->applied_us && replay->applied_us != INT64_MIN;
    if (!is_onward) count = 0;
    while (count < replay->line_count && replay->lines[count].t_us <= t_us) count++;
    const bool is_other = !is_onward || count != replay->applied_lines;
    if (!is_onward)
        apply_all(replay, count, t_us);
    else
        for (int i = replay->applied_lines; i < count; i++) apply(replay, &replay->lines[i]);
    replay->applied_lines = count;
    replay->applied_us = t_us;
    replay->must_apply = false;
    replay->operations->now_us = t_us;
    alarm_flood_update(replay->operations->alarms, t_us);
    return is_other;
}
