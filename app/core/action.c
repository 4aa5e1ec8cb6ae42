// SPDX-License-Identifier: Apache-2.0
// action.c - from changed alarms to what is due, and the pace.
#include "core/action.h"
#include "base/array.h"
#include "base/clock.h"
#include "base/hashmap.h"
#include "base/log.h"
#include "core/operations.h"
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define MARKS_MAX 200
#define SENDS_MAX 20000 // handed on each turn: full only where nobody takes them
#define SOUND_EVERY_US 5000000
#define VIEW_WAIT_US 120000000 // after that an alarm is no news

// Moves of the view and sounds: only one of each waits, the worst.
typedef struct {
    ActionDue due;
    bool is_set;
    AlarmLevel level;
    int64_t t_us;
} Waiting;

struct Actions {
    ActionDue *sends;
    int send_first, send_count, send_cap;
    Waiting view, sound;
    int64_t t_view_us, t_sound_us;
    AlarmPriority sounded;
    ActionMark marks[MARKS_MAX];
    int mark_count;
    Hashmap group_cases; // hash of a group to the number of its open case; of a flood
    uint64_t done[RULE_DO_COUNT], held_back, failed;
    Err last;
};

static const char *const do_names[RULE_DO_COUNT] = { "none",  "mark", "fly_to",  "topic",
                                                     "sound", "case", "publish", "webhook" };

Actions *actions_create(void)
{
    return calloc(1, sizeof(Actions));
}

void action_due_finish(ActionDue *due)
{
    free(due->action.command);
    free(due->action.topic);
    free(due->payload);
    *due = (ActionDue){ 0 };
}

void actions_destroy(Actions *actions)
{
    if (!actions) return;
    for (int i = 0; i < actions->send_count; i++)
        action_due_finish(&actions->sends[actions->send_first + i]);
    free(actions->sends);
    action_due_finish(&actions->view.due);
    action_due_finish(&actions->sound.due);
    hashmap_finish(&actions->group_cases);
    free(actions);
}

void actions_failed(Actions *actions, const ActionDue *due, const Err *why)
{
    if (actions->failed++ == 0 || strcmp(actions->last.text, why->text) != 0)
        log_print(LOG_WARN, "action %s of alarm '%.80s': %s", do_names[due->kind], due->alarm,
                  why->text);
    actions->last = *why;
}

// {rule} {subject} {id} {level} {text} {lon} {lat}; other braces stay. In topics what would be a
// wildcard or a control character becomes '_'.
static char *expand(const char *text, const Alarm *alarm, bool is_topic)
{
    Str out = { 0 };
    char lon[24], lat[24];
    snprintf(lon, sizeof lon, "%.7f", alarm->lon_deg);
    snprintf(lat, sizeof lat, "%.7f", alarm->lat_deg);
    const char *const words[][2] = {
        { "rule", alarm->rule },
        { "subject", alarm->subject },
        { "id", alarm->id },
        { "level", alarm_level_name(alarm->level) },
        { "group", alarm->group },
        { "text", alarm->text_zh ? alarm->text_zh : "" },
        { "lon", lon },
        { "lat", lat },
    };
    while (*text) {
        const size_t length = strcspn(text, "{");
        const char *end = text[length] ? strchr(text + length, '}') : NULL;
        const char *word = NULL;
        str_add_n(&out, text, length);
        text += length;
        if (!*text) break;
        for (size_t i = 0; end && i < sizeof words / sizeof *words; i++) {
            const size_t n = strlen(words[i][0]);
            if ((size_t)(end - text - 1) == n && memcmp(text + 1, words[i][0], n) == 0)
                word = words[i][1];
        }
        if (!word) {
            str_add_n(&out, text++, 1);
            continue;
        }
        const size_t from = out.length;
        str_add(&out, word);
        for (size_t i = from; i < out.length; i++) {
            const char c = out.text[i];
            if (is_topic ? c == '+' || c == '#' || (unsigned char)c < ' '
                         : c == '"' || c == '\\' || (unsigned char)c < ' ')
                out.text[i] = '_';
        }
        text = end + 1;
    }
    return out.text ? out.text : str_copy("");
}

static char *payload_of(const Alarm *alarm, const Change *change, const struct Operations *ops)
{
    Str out = { 0 };
    JsonWriter w = { .out = &out };
    char id[ALARM_ID_MAX + 48], when[32];
    snprintf(id, sizeof id, "%s/%llu", alarm->id, (unsigned long long)change->version + 1);
    clock_format(change->t_us, ops->utc_offset_s, when);
    json_object_begin(&w);
    json_key(&w, "id"), json_text(&w, id);
    json_key(&w, "what"), json_text(&w, change->what);
    json_key(&w, "time"), json_text(&w, when);
    json_key(&w, "desk"), json_text(&w, ops->desk);
    json_key(&w, "alarm");
    str_add(&out, change->json); // the record as it was after this change
    w.after_key = false;
    w.has_item[w.depth] = true;
    json_object_end(&w);
    return out.text;
}

static ActionDue due_of(const RuleAction *action, const Alarm *alarm)
{
    ActionDue due = { .kind = (RuleDo)action->kind,
                      .action = *action,
                      .priority = alarm->priority,
                      .lon_deg = alarm->lon_deg,
                      .lat_deg = alarm->lat_deg };
    const char *topic = action->topic ? action->topic : "citymirror/alarms/{rule}/{subject}";
    due.action.command = action->command ? expand(action->command, alarm, false) : NULL;
    due.action.topic = expand(topic, alarm, true);
    str_copy_utf8(due.alarm, sizeof due.alarm, alarm->id);
    str_copy_utf8(due.subject, sizeof due.subject, alarm->subject);
    return due;
}

static void send(Actions *actions, ActionDue *due)
{
    static const Err full = { ERR_MEMORY, "too many messages wait to be handed on" };
    if (actions->send_first > 0 && actions->send_count == 0) actions->send_first = 0;
    const int end = actions->send_first + actions->send_count;
    if (actions->send_count >= SENDS_MAX ||
        !array_reserve((void **)&actions->sends, &actions->send_cap, end + 1, sizeof *due)) {
        actions_failed(actions, due, &full);
        action_due_finish(due);
        return;
    }
    actions->sends[end] = *due;
    actions->send_count++;
}

static void wait_for(Actions *actions, Waiting *waiting, ActionDue *due, const Alarm *alarm,
                     int64_t t_us)
{
    const bool is_worse = !waiting->is_set || alarm->level >= waiting->level;
    if (waiting->is_set) actions->held_back++;
    if (!is_worse) {
        action_due_finish(due);
        return;
    }
    action_due_finish(&waiting->due);
    *waiting = (Waiting){ .due = *due, .is_set = true, .level = alarm->level, .t_us = t_us };
}

static void mark(Actions *actions, const RuleAction *action, const Alarm *alarm, int64_t t_us)
{
    ActionMark *at = NULL;
    for (int i = 0; i < actions->mark_count; i++)
        if (strcmp(actions->marks[i].alarm, alarm->id) == 0) at = &actions->marks[i];
    if (!at && actions->mark_count == MARKS_MAX) { // the oldest gives way
        memmove(actions->marks, actions->marks + 1, (MARKS_MAX - 1) * sizeof *actions->marks);
        actions->mark_count--;
        actions->held_back++;
    }
    if (!at) at = &actions->marks[actions->mark_count++];
    *at = (ActionMark){ .level = alarm->level,
                        .lon_deg = alarm->lon_deg,
                        .lat_deg = alarm->lat_deg,
                        .t_end_us = t_us + (int64_t)(action->seconds * 1e6) };
    str_copy_utf8(at->alarm, sizeof at->alarm, alarm->id);
    str_copy_utf8(at->subject, sizeof at->subject, alarm->subject);
    actions->done[RULE_DO_MARK]++;
}

// In a flood: the open case of the group, which was opened or found for one of its alarms.
static const char *case_of_group(const Actions *actions, struct Operations *ops, const Alarm *alarm)
{
    uint64_t at = 0;
    const uint64_t group = str_hash(alarm->group, strlen(alarm->group));
    if (!alarms_is_flood(ops->alarms) || !hashmap_get(&actions->group_cases, group, &at) ||
        at >= (uint64_t)cases_count(ops->cases))
        return NULL;
    const Case *item = cases_at(ops->cases, (int)at);
    return case_is_open(item) ? item->id : NULL;
}

static void keep_group(Actions *actions, struct Operations *ops, const Alarm *alarm, const char *id)
{
    // The newest is the last.
    for (int i = cases_count(ops->cases) - 1; i >= 0; i--)
        if (strcmp(cases_at(ops->cases, i)->id, id) == 0) {
            hashmap_put(&actions->group_cases, str_hash(alarm->group, strlen(alarm->group)),
                        (uint64_t)i);
            return;
        }
}

static void open_case(Actions *actions, struct Operations *ops, const ActionDue *due, Alarm *alarm)
{
    const ChangeBy by = { ops->now_us, "rules", ops->desk };
    Err err = { 0 };
    char external[ALARM_ID_MAX + 16];
    // As long as a case keeps it; longer ones by their hash.
    if (strlen(alarm->id) < 110)
        snprintf(external, sizeof external, "%s#%d", alarm->id, alarm->occurrences);
    else
        snprintf(external, sizeof external, "%.80s~%016llx#%d", alarm->id,
                 (unsigned long long)str_hash(alarm->id, strlen(alarm->id)), alarm->occurrences);
    const char *id = case_of_group(actions, ops, alarm);
    if (id) {
        actions->held_back++;
    } else {
        const Case *item =
            cases_open(ops->cases,
                       &(CaseDesc){ .alarm = alarm,
                                    .external_id = external,
                                    .type = due->action.type[0] ? due->action.type : NULL,
                                    .text = alarm->text_zh,
                                    .lon_deg = NAN,
                                    .lat_deg = NAN },
                       &by, &err);
        id = item ? item->id : NULL;
        if (id) keep_group(actions, ops, alarm, id);
    }
    if (id &&
        (strcmp(alarm->case_id, id) == 0 || alarm_link_case(ops->alarms, alarm, id, &by, &err)))
        actions->done[RULE_DO_CASE]++;
    else
        actions_failed(actions, due, &err);
}

static void act(Actions *actions, struct Operations *ops, const RuleAction *action, Alarm *alarm,
                const Change *change)
{
    ActionDue due = due_of(action, alarm);
    switch (due.kind) {
    case RULE_DO_MARK: mark(actions, action, alarm, ops->now_us); break;
    case RULE_DO_CASE: open_case(actions, ops, &due, alarm); break;
    case RULE_DO_FLY_TO:
    case RULE_DO_TOPIC: wait_for(actions, &actions->view, &due, alarm, ops->now_us); return;
    case RULE_DO_SOUND: wait_for(actions, &actions->sound, &due, alarm, ops->now_us); return;
    case RULE_DO_PUBLISH:
    case RULE_DO_WEBHOOK:
        due.payload = payload_of(alarm, change, ops);
        send(actions, &due);
        return;
    default: break;
    }
    action_due_finish(&due);
}

static bool is_asked(const RuleAction *action, const Alarm *alarm, const char *what)
{
    if ((int)alarm->level < action->level) return false;
    if (action->on == RULE_ON_CHANGE) return true;
    if (alarm->shelved_until_us || alarm->is_suppressed || alarm->is_out_of_service) return false;
    switch (action->on) {
    case RULE_ON_RAISE:
        return strcmp(what, "raise") == 0 || strcmp(what, "worsen") == 0 ||
               (strcmp(what, "unsuppress") == 0 && alarm->needs_ack);
    case RULE_ON_CLEAR: return strcmp(what, "clear") == 0;
    case RULE_ON_ACKNOWLEDGE: return strcmp(what, "acknowledge") == 0;
    case RULE_ON_ESCALATE: return strcmp(what, "escalate") == 0;
    default: return false;
    }
}

void actions_take(Actions *actions, struct Operations *ops)
{
    // What actions change in turn (a case, its link) is behind these, and asks for nothing.
    const int count = ops->changes.count;
    for (int i = 0; i < count; i++) {
        if (strcmp(ops->changes.items[i].kind, "alarm") != 0) continue;
        Alarm *alarm = alarms_find(ops->alarms, ops->changes.items[i].id);
        const Rule *rule = alarm ? rules_find(ops->rules, alarm->rule) : NULL;
        for (int a = 0; rule && a < rule->action_count; a++)
            if (is_asked(&rule->actions[a], alarm, ops->changes.items[i].what))
                act(actions, ops, &rule->actions[a], alarm, &ops->changes.items[i]);
    }
}

static bool take_waiting(Actions *actions, Waiting *waiting, ActionDue *out)
{
    *out = waiting->due;
    *waiting = (Waiting){ 0 };
    actions->done[out->kind]++;
    return true;
}

static void hold_back(Actions *actions, Waiting *waiting)
{
    actions->held_back++;
    action_due_finish(&waiting->due);
    *waiting = (Waiting){ 0 };
}

// Escalations and the like concern alarms in any state; raised ones that are acknowledged do not.
static bool is_news(const struct Operations *ops, const Waiting *waiting)
{
    const Alarm *alarm = alarms_find(ops->alarms, waiting->due.alarm);
    if (!alarm || ops->now_us - waiting->t_us > VIEW_WAIT_US) return false;
    return waiting->due.action.on != RULE_ON_RAISE || (alarm->needs_ack && alarm_is_shown(alarm));
}

static bool next_view(Actions *actions, const struct Operations *ops, const ActionSituation *s,
                      ActionDue *out)
{
    Waiting *waiting = &actions->view;
    const double idle_min_s = s->idle_min_s > 0 ? s->idle_min_s : 60;
    const double every_s = s->every_s > 0 ? s->every_s : 30;
    if (!waiting->is_set) return false;
    if (alarms_is_flood(ops->alarms) || !is_news(ops, waiting)) {
        hold_back(actions, waiting);
        return false;
    }
    if (!s->is_unattended && s->idle_s < idle_min_s) return false;
    const int64_t since = s->now_us - actions->t_view_us;
    if (actions->t_view_us && since >= 0 && since < (int64_t)(every_s * 1e6)) return false;
    actions->t_view_us = s->now_us;
    return take_waiting(actions, waiting, out);
}

static bool next_sound(Actions *actions, const ActionSituation *s, ActionDue *out)
{
    Waiting *waiting = &actions->sound;
    if (!waiting->is_set) return false;
    const int64_t since = s->now_us - actions->t_sound_us;
    const bool is_soon = actions->t_sound_us && since >= 0 && since < SOUND_EVERY_US;
    if (s->is_muted || (is_soon && waiting->due.priority <= actions->sounded)) {
        hold_back(actions, waiting);
        return false;
    }
    actions->t_sound_us = s->now_us;
    actions->sounded = waiting->due.priority;
    return take_waiting(actions, waiting, out);
}

bool actions_next(Actions *actions, struct Operations *ops, const ActionSituation *s,
                  ActionDue *out)
{
    if (actions->send_count > 0) {
        *out = actions->sends[actions->send_first++];
        actions->send_count--;
        actions->done[out->kind]++;
        return true;
    }
    return next_sound(actions, s, out) || next_view(actions, ops, s, out);
}

int actions_marks(Actions *actions, struct Operations *ops, int64_t now_us, const ActionMark **out)
{
    int kept = 0;
    for (int i = 0; i < actions->mark_count; i++) {
        const Alarm *alarm = alarms_find(ops->alarms, actions->marks[i].alarm);
        const bool stands = alarm && alarm->needs_ack && alarm_is_shown(alarm) &&
                            now_us < actions->marks[i].t_end_us;
        if (stands) actions->marks[kept++] = actions->marks[i];
    }
    actions->mark_count = kept;
    *out = actions->marks;
    return kept;
}

void actions_json(const Actions *actions, JsonWriter *w)
{
    json_object_begin(w);
    json_key(w, "done");
    json_object_begin(w);
    for (int i = RULE_DO_MARK; i < RULE_DO_COUNT; i++)
        json_key(w, do_names[i]), json_int(w, (int64_t)actions->done[i]);
    json_object_end(w);
    json_key(w, "held_back"), json_int(w, (int64_t)actions->held_back);
    json_key(w, "failed"), json_int(w, (int64_t)actions->failed);
    json_key(w, "last_error");
    json_text(w, actions->last.code == ERR_NONE ? NULL : actions->last.text);
    json_key(w, "waiting");
    json_int(w, actions->send_count + actions->view.is_set + actions->sound.is_set);
    json_key(w, "marks");
    json_array_begin(w);
    for (int i = 0; i < actions->mark_count; i++) json_text(w, actions->marks[i].alarm);
    json_array_end(w);
    json_object_end(w);
}
