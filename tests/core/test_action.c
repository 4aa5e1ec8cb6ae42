// SPDX-License-Identifier: Apache-2.0
// test_action.c - what alarms ask for, and the pace it is held to; rules as records.
#include "check.h"
#include "base/clock.h"
#include "base/json_tape.h"
#include "core/cmd.h"
#include "core/operations.h"
#include <stdlib.h>

#define S ((int64_t)1000000)
#define KEYS_MOST 64
typedef struct {
    Keys *keys;
    Operations *ops;
    State state;
    CmdTable *table;
    CmdContext context;
    Str out;
    RuleValue values[KEYS_MOST];
    bool has[KEYS_MOST];
    int64_t t0;
    ActionSituation situation;
} Desk;

static bool read_value(const void *source, uint32_t key, RuleValue *out)
{
    const Desk *d = source;
    if (key >= KEYS_MOST || !d->has[key]) return false;
    *out = d->values[key];
    return true;
}

static void desk_open(Desk *d, const char *name, const char *yaml)
{
    Err err = { 0 };
    *d = (Desk){ .keys = keys_create(0), .table = cmd_table_create() };
    state_init(&d->state);
    d->ops = operations_create(&(OperationsDesc){ .keys = d->keys,
                                                  .data_folder = TEST_FOLDER "/../assets/data",
                                                  .who = "王",
                                                  .desk = name,
                                                  .utc_offset_s = 28800 },
                               &err);
    CHECK_TEXT(err.text, "");
    CHECK(clock_parse("2026-06-21T10:00", 28800, &d->t0));
    d->context = (CmdContext){ .state = &d->state, .operations = d->ops, .out = &d->out };
    d->situation = (ActionSituation){ .now_us = d->t0 };
    if (yaml && !rules_parse(d->ops->rules, yaml, strlen(yaml), "rules.yaml", &err))
        fprintf(stderr, "%s\n", err.text);
    CHECK_TEXT(err.text, "");
}

static void desk_close(Desk *d)
{
    operations_destroy(d->ops);
    cmd_table_destroy(d->table);
    state_finish(&d->state);
    keys_destroy(d->keys);
    str_finish(&d->out);
}

static bool say(Desk *d, const char *line, Err *err)
{
    d->out.length = 0;
    return cmd_run_line(d->table, &d->context, line, err);
}

static void must(Desk *d, const char *line)
{
    Err err = { 0 };
    if (!say(d, line, &err)) fprintf(stderr, "%s: %s\n", line, err.text);
    CHECK_EQ(err.code, ERR_NONE);
}

static void put(Desk *d, const char *text, double t_s, double number)
{
    const uint32_t key = keys_intern(d->keys, text, strlen(text));
    const int64_t now = d->t0 + (int64_t)(t_s * 1e6);
    CHECK(key < KEYS_MOST);
    d->has[key] = true;
    d->values[key] = (RuleValue){ .t_obs_us = now,
                                  .number = number,
                                  .lon_deg = 110.4,
                                  .lat_deg = 21.2,
                                  .freshness = LIVE_CURRENT };
    d->situation.now_us = now;
    operations_run(
        d->ops,
        &(RulesInput){
            .now_us = now, .changed = &key, .changed_count = 1, .read = read_value, .source = d });
}

static void at(Desk *d, double t_s)
{
    d->situation.now_us = d->t0 + (int64_t)(t_s * 1e6);
    operations_run(d->ops,
                   &(RulesInput){ .now_us = d->situation.now_us, .read = read_value, .source = d });
}

static void settle(Desk *d)
{
    ChangeList changes = operations_take_changes(d->ops);
    change_list_finish(&changes);
}

static bool next(Desk *d, ActionDue *due)
{
    settle(d);
    return actions_next(d->ops->actions, d->ops, &d->situation, due);
}

// Hands out all that is due; how many of a kind.
static int count_of(Desk *d, RuleDo kind)
{
    int count = 0;
    for (ActionDue due; next(d, &due); action_due_finish(&due)) count += due.kind == kind;
    return count;
}

static double figure(Desk *d, const char *name)
{
    Str text = { 0 };
    JsonWriter w = { .out = &text };
    JsonTape tape = { 0 };
    actions_json(d->ops->actions, &w);
    CHECK(json_tape_read(&tape, text.text, text.length, NULL));
    const double value = json_as_number(&tape, json_member(&tape, 0, name), NAN);
    json_tape_finish(&tape);
    str_finish(&text);
    return value;
}

TEST(an_alarm_is_published_with_the_record_and_an_id_that_stays_the_same)
{
    Desk d;
    ActionDue due;
    JsonTape tape = { 0 };
    desk_open(&d, "ioc-1",
              "rules:\n  - id: pond\n    keys: pond/**\n    orange: 1\n    red: 5\n    actions:\n"
              "      - { do: publish, feed: bus, topic: 'a/{rule}/{subject}/{level}/{x}', "
              "retain: true }\n"
              "      - { do: webhook, feed: hook, on: clear }\n");
    put(&d, "pond/1+#", 0, 2);
    CHECK(next(&d, &due));
    CHECK_EQ(due.kind, RULE_DO_PUBLISH);
    CHECK_TEXT(due.action.feed, "bus");
    CHECK_TEXT(due.action.topic, "a/pond/pond/1__/orange/{x}");
    CHECK(due.action.is_retained);
    CHECK(json_tape_read(&tape, due.payload, strlen(due.payload), NULL));
    CHECK(json_text_is(&tape, json_member(&tape, 0, "id"), "pond@pond/1+#/1"));
    CHECK(json_text_is(&tape, json_member(&tape, 0, "what"), "raise"));
    CHECK(json_text_is(&tape, json_member(&tape, 0, "time"), "2026-06-21T10:00:00+08:00"));
    const JsonRef alarm = json_member(&tape, 0, "alarm");
    CHECK_NEAR(json_as_number(&tape, json_member(&tape, alarm, "value"), 0), 2, 1e-12);
    json_tape_finish(&tape);
    action_due_finish(&due);
    CHECK(!next(&d, &due));
    put(&d, "pond/1+#", 1, 6); // worse: once more
    CHECK_EQ(count_of(&d, RULE_DO_PUBLISH), 1);
    put(&d, "pond/1+#", 2, 0);
    CHECK_EQ(count_of(&d, RULE_DO_WEBHOOK), 1);
    desk_close(&d);
}

TEST(the_view_moves_only_when_nobody_is_at_the_desk)
{
    Desk d;
    ActionDue due;
    desk_open(
        &d, "ioc-1",
        "rules:\n  - { id: a, keys: k/*, red: 1, actions: [ { do: fly_to, distance_m: 300 } ] "
        "}\n");
    put(&d, "k/1", 0, 2);
    d.situation.idle_s = 59;
    CHECK(!next(&d, &due));
    d.situation.idle_s = 60;
    CHECK(next(&d, &due));
    CHECK_EQ(due.kind, RULE_DO_FLY_TO);
    CHECK_NEAR(due.lon_deg, 110.4, 1e-12);
    CHECK_NEAR(due.action.distance_m, 300, 1e-12);
    action_due_finish(&due);
    put(&d, "k/2", 5, 2); // not again within 30 s, then it does
    CHECK(!next(&d, &due));
    at(&d, 29);
    CHECK(!next(&d, &due));
    at(&d, 30);
    CHECK(next(&d, &due));
    CHECK_TEXT(due.alarm, "a@k/2");
    action_due_finish(&due);
    put(&d, "k/3", 61, 2);
    d.situation.idle_s = 0;
    CHECK(!next(&d, &due));
    d.situation.is_unattended = true;
    CHECK(next(&d, &due));
    action_due_finish(&due);
    desk_close(&d);
}

TEST(the_view_does_not_move_for_what_was_acknowledged_meanwhile)
{
    Desk d;
    ActionDue due;
    desk_open(
        &d, "ioc-1",
        "rules:\n  - { id: a, keys: k, red: 1, actions: [ { do: topic, command: 'go {subject}' "
        "} ] }\n");
    put(&d, "k", 0, 2);
    CHECK(!next(&d, &due));
    must(&d, "alarm-acknowledge a@k");
    d.situation.is_unattended = true;
    CHECK(!next(&d, &due));
    CHECK_NEAR(figure(&d, "held_back"), 1, 0);
    desk_close(&d);
}

TEST(a_flood_does_not_fly_the_camera_nor_ring_without_end_but_loses_no_message)
{
    Desk d;
    char key[16];
    int flown = 0, rung = 0, sent = 0;
    desk_open(&d, "ioc-1",
              "rules:\n  - id: a\n    keys: k/*\n    red: 1\n    group: g\n    actions:\n"
              "      - { do: fly_to }\n      - { do: sound }\n      - { do: publish, feed: b }\n"
              "      - { do: case }\n");
    d.situation.is_unattended = true;
    for (int i = 0; i < 40; i++) {
        snprintf(key, sizeof key, "k/%d", i);
        put(&d, key, i * 0.5, 2);
        settle(&d);
        for (ActionDue due; actions_next(d.ops->actions, d.ops, &d.situation, &due);
             action_due_finish(&due)) {
            flown += due.kind == RULE_DO_FLY_TO;
            rung += due.kind == RULE_DO_SOUND;
            sent += due.kind == RULE_DO_PUBLISH;
        }
    }
    CHECK(alarms_is_flood(d.ops->alarms));
    CHECK_EQ(sent, 40);
    CHECK_EQ(flown, 1); // within 20 s: the first
    CHECK_EQ(rung, 4);  // each 5 s
    // Ten cases before it was a flood; from there all are of the group's.
    CHECK(cases_count(d.ops->cases) <= 11);
    CHECK(alarms_find(d.ops->alarms, "a@k/39")->case_id[0] != 0);
    CHECK(figure(&d, "held_back") > 60);
    desk_close(&d);
}

TEST(a_worse_sound_comes_at_once_and_a_muted_desk_is_silent)
{
    Desk d;
    desk_open(&d, "ioc-1",
              "rules:\n  - { id: a, keys: k/*, blue: 1, red: 5, actions: [ { do: sound } ] }\n");
    put(&d, "k/1", 0, 2);
    CHECK_EQ(count_of(&d, RULE_DO_SOUND), 1);
    put(&d, "k/2", 1, 2);
    CHECK_EQ(count_of(&d, RULE_DO_SOUND), 0);
    put(&d, "k/3", 2, 6);
    CHECK_EQ(count_of(&d, RULE_DO_SOUND), 1);
    d.situation.is_muted = true;
    put(&d, "k/4", 60, 6);
    CHECK_EQ(count_of(&d, RULE_DO_SOUND), 0);
    must(&d, "alarm-sound off");
    CHECK(d.state.is_muted);
    must(&d, "alarm-sound");
    CHECK(!d.state.is_muted);
    desk_close(&d);
}

TEST(a_case_is_opened_once_an_occurrence_and_marks_end_with_the_acknowledgement)
{
    Desk d;
    const ActionMark *marks = NULL;
    desk_open(&d, "ioc-1",
              "rules:\n  - id: a\n    keys: k\n    yellow: 1\n    red: 5\n    actions:\n"
              "      - { do: mark, seconds: 100 }\n      - { do: case, type: 道路积水 }\n"
              "      - { do: case, type: 没有, level: red }\n");
    put(&d, "k", 0, 2);
    settle(&d);
    CHECK_EQ(cases_count(d.ops->cases), 1);
    CHECK_TEXT(cases_at(d.ops->cases, 0)->type_name, "道路积水");
    CHECK_TEXT(alarms_find(d.ops->alarms, "a@k")->case_id, cases_at(d.ops->cases, 0)->id);
    CHECK_EQ(actions_marks(d.ops->actions, d.ops, d.situation.now_us, &marks), 1);
    CHECK_NEAR(marks[0].lat_deg, 21.2, 1e-12);
    put(&d, "k", 1, 6); // worse: the same case
    settle(&d);
    CHECK_EQ(cases_count(d.ops->cases), 1);
    CHECK_EQ(actions_marks(d.ops->actions, d.ops, d.situation.now_us + 102 * S, &marks), 0);
    put(&d, "k", 2, 0);
    put(&d, "k", 3, 6);
    settle(&d);
    CHECK_EQ(actions_marks(d.ops->actions, d.ops, d.situation.now_us, &marks), 1);
    must(&d, "alarm-acknowledge a@k");
    CHECK_EQ(actions_marks(d.ops->actions, d.ops, d.situation.now_us, &marks), 0);
    desk_close(&d);
}

TEST(a_case_of_a_type_that_is_not_is_counted_and_said)
{
    Desk d;
    desk_open(&d, "ioc-1",
              "rules:\n  - { id: a, keys: k, red: 1, actions: [ { do: case, type: 没有 } ] }\n");
    put(&d, "k", 0, 2);
    settle(&d);
    CHECK_EQ(cases_count(d.ops->cases), 0);
    CHECK_NEAR(figure(&d, "failed"), 1, 0);
    desk_close(&d);
}

TEST(what_is_not_acknowledged_in_time_is_escalated_by_an_action)
{
    Desk d;
    desk_open(
        &d, "ioc-1",
        "rules:\n  - { id: a, keys: k, red: 1, due_s: 60, escalate_to: 值班长, actions: [ { do: "
        "webhook, feed: h, on: escalate } ] }\n");
    put(&d, "k", 0, 2);
    CHECK_EQ(count_of(&d, RULE_DO_WEBHOOK), 0);
    at(&d, 61);
    CHECK_EQ(count_of(&d, RULE_DO_WEBHOOK), 1);
    must(&d, "alarm-acknowledge a@k");
    at(&d, 200);
    CHECK_EQ(count_of(&d, RULE_DO_WEBHOOK), 0);
    desk_close(&d);
}

TEST(a_shelved_alarm_asks_for_nothing)
{
    Desk d;
    desk_open(&d, "ioc-1",
              "rules:\n  - { id: a, keys: k, red: 1, actions: [ { do: publish, feed: b }, { do: "
              "publish, feed: b, on: change } ] }\n");
    put(&d, "k", 0, 2);
    CHECK_EQ(count_of(&d, RULE_DO_PUBLISH), 2);
    must(&d, "alarm-shelve a@k 30 检修");
    CHECK_EQ(count_of(&d, RULE_DO_PUBLISH), 1);
    put(&d, "k", 1, 0);
    put(&d, "k", 2, 2);
    CHECK_EQ(count_of(&d, RULE_DO_PUBLISH), 2); // of `change` alone
    desk_close(&d);
}

TEST(a_rule_goes_to_another_desk_and_to_the_next_start_as_a_record)
{
    Desk a, b;
    Err err = { 0 };
    desk_open(&a, "ioc-1", NULL);
    desk_open(&b, "ioc-2", "rules:\n  - { id: pond, keys: pond/*, red: 99 }\n");
    must(&a, "rule-add pond name='积水 \"深\"' keys=pond/* red=3 text='{name}: {value}' "
             "actions='[ { do: sound }, { do: publish, feed: b, topic: \"x/{rule}\", qos: 0 } ]'");
    must(&a, "rule-set pond red=4 hysteresis=0.5");
    ChangeList changes = operations_take_changes(a.ops);
    CHECK_EQ(changes.count, 2);
    CHECK_EQ(changes.items[1].version, 1);
    CHECK(strstr(changes.items[1].journal_json, "\"what\":\"set\"") != NULL);
    CHECK(strstr(changes.items[1].journal_json, "\"who\":\"王\"") != NULL);
    for (int i = 0; i < 2; i++)
        CHECK(operations_apply(b.ops, "rule", "pond", changes.items[i].json,
                               changes.items[i].version + 1, false, &err));
    const Rule *rule = rules_find(b.ops->rules, "pond");
    CHECK_TEXT(rule->name, "积水 \"深\"");
    CHECK_NEAR(rule->limits[ALARM_LEVEL_RED], 4, 0);
    CHECK_NEAR(rule->hysteresis, 0.5, 0);
    CHECK_NEAR(rule->version, 2, 0);
    CHECK_EQ(rule->action_count, 2);
    CHECK_TEXT(rule->actions[1].topic, "x/{rule}");
    CHECK_NEAR(rule->actions[1].qos, 0, 0);
    // What is older changes nothing.
    CHECK(operations_apply(b.ops, "rule", "pond", changes.items[0].json, 1, false, &err));
    CHECK_NEAR(rules_find(b.ops->rules, "pond")->limits[ALARM_LEVEL_RED], 4, 0);
    change_list_finish(&changes);
    // The other desk goes on from there.
    must(&b, "rule-enable pond off");
    must(&b, "rule-remove pond");
    changes = operations_take_changes(b.ops);
    CHECK_EQ(changes.items[0].version, 2);
    CHECK(strstr(changes.items[0].journal_json, "\"what\":\"disable\"") != NULL);
    CHECK(operations_apply(a.ops, "rule", "pond", changes.items[0].json, 3, false, &err));
    CHECK(!rules_find(a.ops->rules, "pond")->is_enabled);
    CHECK(operations_apply(a.ops, "rule", "pond", changes.items[1].json, 4, false, &err));
    CHECK(rules_find(a.ops->rules, "pond") == NULL);
    // A rule of that name again is the next version of the same record.
    change_list_finish(&changes);
    must(&a, "rule-add pond keys=pond/* red=1");
    changes = operations_take_changes(a.ops);
    CHECK_EQ(changes.items[0].version, 4);
    change_list_finish(&changes);
    desk_close(&a);
    desk_close(&b);
}

TEST(a_wrong_change_of_a_rule_is_refused_with_its_key_and_changes_nothing)
{
    Desk d;
    static const char *const wrong[][2] = {
        { "rule-set pond red=deep", "red" },
        { "rule-set pond kind=rate", "window_s" },
        { "rule-set pond actions='[ { do: sing } ]'", "do" },
        { "rule-set pond actions='[ { do: sound }'", "expected ',' or ']'" },
        { "rule-set other red=1", "other" },
        { "rule-add pond keys=k red=1", "already" },
        { "rule-remove other", "other" },
    };
    desk_open(&d, "ioc-1", "rules:\n  - { id: pond, keys: pond/*, red: 3 }\n");
    for (size_t i = 0; i < sizeof wrong / sizeof *wrong; i++) {
        Err err = { 0 };
        CHECK(!say(&d, wrong[i][0], &err));
        if (!strstr(err.text, wrong[i][1])) fprintf(stderr, "%s: %s\n", wrong[i][0], err.text);
        CHECK(strstr(err.text, wrong[i][1]) != NULL);
    }
    CHECK_NEAR(rules_find(d.ops->rules, "pond")->limits[ALARM_LEVEL_RED], 3, 0);
    CHECK_EQ(operations_take_changes(d.ops).count, 0);
    Err err = { 0 };
    CHECK(!operations_apply(d.ops, "rule", "pond",
                            "{\"rules\":[{\"id\":\"x\",\"keys\":\"k\","
                            "\"red\":\"1\"}]}",
                            9, false, &err));
    CHECK(!operations_apply(d.ops, "rule", "pond", "[", 9, false, &err));
    desk_close(&d);
}

TEST(an_acknowledged_alarm_goes_on_when_its_rule_gets_another_name_or_limit)
{
    Desk d;
    desk_open(
        &d, "ioc-1",
        "rules:\n  - { id: a, keys: k, yellow: 1, red: 5, hold_s: 3, actions: [ { do: publish, "
        "feed: b } ] }\n");
    put(&d, "k", 0, 6);
    put(&d, "k", 3, 6);
    CHECK_EQ(count_of(&d, RULE_DO_PUBLISH), 1);
    must(&d, "alarm-acknowledge a@k");
    const Alarm *alarm = alarms_find(d.ops->alarms, "a@k");
    must(&d, "rule-set a name=另一名 text={name}");
    put(&d, "k", 4, 6);
    CHECK_EQ(alarm_state(alarm), ALARM_ACTIVE_ACKED);
    CHECK_EQ(alarm->level, ALARM_LEVEL_RED);
    must(&d, "rule-set a red=''"); // without that level it is yellow, and still known
    put(&d, "k", 5, 6);
    CHECK_EQ(alarm->level, ALARM_LEVEL_YELLOW);
    CHECK_EQ(alarm_state(alarm), ALARM_ACTIVE_ACKED);
    CHECK_EQ(count_of(&d, RULE_DO_PUBLISH), 0);
    must(&d, "rule-set a red=6"); // worse again: asks again, after its hold
    put(&d, "k", 6, 6);
    put(&d, "k", 9, 6);
    CHECK_EQ(alarm_state(alarm), ALARM_ACTIVE_UNACKED);
    CHECK_EQ(alarm->rule_version, 4);
    CHECK_EQ(alarm->occurrences, 1);
    must(&d, "rule-set a keys=k/**"); // another thing
    CHECK(!alarm->is_active);
    desk_close(&d);
}

TEST(saved_rules_read_back_as_they_were)
{
    Desk a, b;
    Err err = { 0 };
    char line[600];
    const char *path = check_temporary("saved.yaml");
    desk_open(
        &a, "ioc-1",
        "rules:\n  - { id: one, keys: k/*, red: 3, hold_s: 5, actions: [ { do: mark, seconds: "
        "60 } ] }\n  - { id: two, name: 二, kind: expression, expression: 'a > 1', level: red "
        "}\n");
    desk_open(&b, "ioc-2", NULL);
    snprintf(line, sizeof line, "rule-save \"%s\"", path);
    must(&a, line);
    CHECK(rules_open(b.ops->rules, path, &err));
    CHECK_TEXT(err.text, "");
    CHECK_EQ(rules_count(b.ops->rules), 2);
    for (int i = 0; i < 2; i++) {
        Str x = { 0 }, y = { 0 };
        rule_write(rules_at(a.ops->rules, i), NULL, 0, &x);
        rule_write(rules_at(b.ops->rules, i), NULL, 0, &y);
        CHECK_TEXT(x.text, y.text);
        str_finish(&x);
        str_finish(&y);
    }
    desk_close(&a);
    desk_close(&b);
}

TEST(a_new_rule_judges_the_values_that_are_there)
{
    Desk d;
    desk_open(&d, "ioc-1", NULL);
    Live *live = live_create(d.keys);
    const uint32_t key = keys_intern(d.keys, "k/1", 3);
    CHECK_EQ(live_put(live, &(Observation){ .t_obs_us = d.t0,
                                            .t_recv_us = d.t0,
                                            .key = key,
                                            .kind = OBSERVATION_NUMBER,
                                            .period_ms = 3600000,
                                            .number = 9 }),
             LIVE_TAKEN);
    live_tick(live, d.t0);
    operations_update(d.ops, live, d.t0);
    live_clear_changes(live);
    must(&d, "rule-add a keys=k/* red=5");
    operations_update(d.ops, live, d.t0 + S); // no value since
    const Alarm *alarm = alarms_find(d.ops->alarms, "a@k/1");
    CHECK(alarm != NULL && alarm->is_active);
    must(&d, "rule-set a red=10");
    operations_update(d.ops, live, d.t0 + 2 * S);
    CHECK(!alarm->is_active);
    must(&d, "rule-set a red=8");
    must(&d, "rule-enable a off");
    operations_update(d.ops, live, d.t0 + 3 * S);
    CHECK(!alarm->is_active);
    must(&d, "rule-enable a on");
    operations_update(d.ops, live, d.t0 + 4 * S);
    CHECK(alarm->is_active);
    CHECK_EQ(alarm->occurrences, 2);
    live_destroy(live);
    desk_close(&d);
}
