// SPDX-License-Identifier: Apache-2.0
// test_operations.c - from a value to a closed case by command lines; two desks; back-tests.
#include "check.h"
#include "base/clock.h"
#include "base/file.h"
#include "base/json_tape.h"
#include "core/cmd.h"
#include "core/operations.h"
#include "core/rule_backtest.h"
#include <stdlib.h>

typedef struct {
    Keys *keys;
    Operations *ops;
    State state;
    CmdTable *table;
    CmdContext context;
    Str out;
    RuleValue value;
} Desk;

static void desk_open(Desk *desk, const char *who, const char *name)
{
    Err err = { 0 };
    *desk = (Desk){ .keys = keys_create(0), .table = cmd_table_create() };
    state_init(&desk->state);
    desk->ops = operations_create(&(OperationsDesc){ .keys = desk->keys,
                                                     .data_folder = TEST_FOLDER "/../assets/data",
                                                     .who = who,
                                                     .desk = name,
                                                     .utc_offset_s = 28800 },
                                  &err);
    if (!desk->ops) fprintf(stderr, "%s\n", err.text);
    CHECK(desk->ops != NULL);
    desk->context =
        (CmdContext){ .state = &desk->state, .operations = desk->ops, .out = &desk->out };
}

static void desk_close(Desk *desk)
{
    operations_destroy(desk->ops);
    cmd_table_destroy(desk->table);
    state_finish(&desk->state);
    keys_destroy(desk->keys);
    str_finish(&desk->out);
}

static bool say(Desk *desk, const char *line, Err *err)
{
    desk->out.length = 0;
    if (desk->out.text) desk->out.text[0] = 0;
    return cmd_run_line(desk->table, &desk->context, line, err);
}

static void must(Desk *desk, const char *line)
{
    Err err = { 0 };
    if (!say(desk, line, &err)) fprintf(stderr, "%s: %s\n", line, err.text);
    CHECK(err.code == ERR_NONE);
}

static bool read_one(const void *source, uint32_t key, RuleValue *out)
{
    *out = ((const Desk *)source)->value;
    return key == 1;
}

static void put(Desk *desk, const char *when, double number)
{
    const uint32_t key = keys_intern(desk->keys, "pond/1", 6);
    int64_t t = 0;
    CHECK(clock_parse(when, 28800, &t));
    desk->value = (RuleValue){ .t_obs_us = t,
                               .number = number,
                               .lon_deg = 110.4,
                               .lat_deg = 21.2,
                               .freshness = LIVE_CURRENT };
    operations_run(
        desk->ops,
        &(RulesInput){
            .now_us = t, .changed = &key, .changed_count = 1, .read = read_one, .source = desk });
}

static const char *rules_file(void)
{
    const char *path = check_temporary("rules.yaml");
    static const char text[] =
        "rules:\n  - { id: pond, name: 积水, keys: pond/*, threshold: T14.pond }\n";
    CHECK(file_replace(path, text, strlen(text), NULL));
    return path;
}

TEST(from_a_value_to_a_filed_case_by_commands_with_a_journal)
{
    Desk desk;
    Err err = { 0 };
    char line[600];
    desk_open(&desk, "王", "ioc-1");
    snprintf(line, sizeof line, "rule-add \"%s\"", rules_file());
    must(&desk, line);
    put(&desk, "2026-03-03T09:00", 30);
    must(&desk, "alarm-acknowledge pond@pond/1");
    must(&desk, "alarm-own pond@pond/1");
    must(&desk, "alarm-note pond@pond/1 已电话核实");
    must(&desk, "case-open from=pond@pond/1 type=道路积水");
    CHECK_TEXT(desk.out.text, "C20260303-ioc-1-0001\n");
    must(&desk, "case-open from=pond@pond/1"); // once more: the same case
    CHECK_TEXT(desk.out.text, "C20260303-ioc-1-0001\n");
    CHECK_TEXT(alarms_find(desk.ops->alarms, "pond@pond/1")->case_id, "C20260303-ioc-1-0001");
    must(&desk, "case-advance C20260303-ioc-1-0001 to=受理");
    must(&desk, "case-advance C20260303-ioc-1-0001 to=filed");
    CHECK(!say(&desk, "case-advance C20260303-ioc-1-0001 to=结案", &err));
    CHECK(!say(&desk, "case-advance C20260303-ioc-1-0001 to=升天", &err));
    CHECK(!say(&desk, "case-void C20260303-ioc-1-0001", &err));
    must(&desk, "case-advance C20260303-ioc-1-0001 to=派遣 role=指挥中心");
    must(&desk, "case-assign C20260303-ioc-1-0001 person=赵 department=市政");
    must(&desk, "case-supervise C20260303-ioc-1-0001 领导批示");
    ChangeList changes = operations_take_changes(desk.ops);
    CHECK_EQ(changes.count, 12); // the rule is the first
    CHECK_TEXT(changes.items[0].kind, "rule");
    for (int i = 0; i < changes.count; i++)
        CHECK(strstr(changes.items[i].journal_json, "\"desk\":") != NULL &&
              strstr(changes.items[i].journal_json, "\"who\":\"\"") == NULL);
    change_list_finish(&changes);
    CHECK_EQ(operations_take_changes(desk.ops).count, 0);
    Str text = { 0 };
    JsonWriter w = { .out = &text };
    CHECK(operations_get(desk.ops, "cases", &w, &err));
    CHECK(strstr(text.text, "\"state_zh\":\"派遣\"") != NULL);
    str_finish(&text);
    static const char *const names[] = { "alarms", "alarms.rate", "emergencies",
                                         "rules",  "thresholds",  "actions" };
    for (int i = 0; i < 6; i++) {
        JsonTape tape = { 0 };
        JsonWriter out = { .out = &text };
        CHECK(operations_get(desk.ops, names[i], &out, &err));
        CHECK(json_tape_read(&tape, text.text, text.length, &err));
        json_tape_finish(&tape);
        str_finish(&text);
        text = (Str){ 0 };
    }
    CHECK(!operations_get(desk.ops, "nothing", &w, &err));
    desk_close(&desk);
}

TEST(nobody_logged_in_may_do_nothing)
{
    Desk desk;
    Err err = { 0 };
    char line[600];
    desk_open(&desk, "", "ioc-1");
    snprintf(line, sizeof line, "rule-add \"%s\"", rules_file());
    CHECK(!say(&desk, line, &err));
    CHECK(rules_open(desk.ops->rules, rules_file(), &err));
    put(&desk, "2026-03-03T09:00", 30);
    CHECK(!say(&desk, "alarm-acknowledge pond@pond/1", &err));
    CHECK(!say(&desk, "alarm-acknowledge *", &err));
    CHECK(!say(&desk, "case-open title=x", &err));
    CHECK(!say(&desk, "alarm-shelve pond@pond/1 30 维修", &err));
    operations_set_who(desk.ops, "王");
    must(&desk, "alarm-shelve pond@pond/1 30 维修");
    must(&desk, "alarm-unshelve pond@pond/1");
    must(&desk, "alarm-acknowledge *");
    CHECK_TEXT(desk.out.text, "1\n");
    must(&desk, "alarm-out-of-service pond@pond/1 reason=检修");
    must(&desk, "rule-remove pond");
    desk.context.operations = NULL;
    CHECK(!say(&desk, "alarm-acknowledge *", &err));
    CHECK(err.code == ERR_UNSUPPORTED);
    desk_close(&desk);
}

TEST(an_emergency_is_led_by_commands)
{
    Desk desk;
    Err err = { 0 };
    desk_open(&desk, "王", "ioc-1");
    put(&desk, "2026-03-03T09:00", 1);
    must(&desk, "emergency-open 油库火情 place=东海岛 lon=110.5 lat=21");
    CHECK_TEXT(desk.out.text, "E20260303-ioc-1-001\n");
    must(&desk, "emergency-level E20260303-ioc-1-001 II 火势蔓延");
    CHECK(!say(&desk, "emergency-approve E20260303-ioc-1-001", &err));
    operations_set_who(desk.ops, "李局长");
    must(&desk, "emergency-approve E20260303-ioc-1-001");
    CHECK_EQ(emergencies_at(desk.ops->emergencies, 0)->level, ALARM_LEVEL_ORANGE);
    must(&desk, "emergency-phase E20260303-ioc-1-001 指挥调度");
    must(&desk, "emergency-task E20260303-ioc-1-001 unit=特勤中队 text=冷却");
    must(&desk, "emergency-task E20260303-ioc-1-001 number=1 text=完成 done=on");
    must(&desk, "emergency-log E20260303-ioc-1-001 text=\"无人员伤亡\" field=casualties");
    must(&desk, "emergency-report E20260303-ioc-1-001 first");
    CHECK(strstr(desk.out.text, "人员伤亡：无人员伤亡") != NULL);
    must(&desk, "emergency-close E20260303-ioc-1-001 扑灭");
    desk_close(&desk);
}

TEST(two_desks_with_the_same_rules_meet_in_one_alarm)
{
    Desk a, b;
    Err err = { 0 };
    char line[600];
    desk_open(&a, "王", "ioc-1");
    desk_open(&b, "李", "ioc-2");
    snprintf(line, sizeof line, "rule-add \"%s\"", rules_file());
    must(&a, line);
    CHECK(rules_open(b.ops->rules, rules_file(), &err));
    ChangeList rule = operations_take_changes(a.ops);
    CHECK_EQ(rule.count, 1);
    change_list_finish(&rule);
    put(&a, "2026-03-03T09:00", 30);
    put(&b, "2026-03-03T09:00:01", 30);
    ChangeList first = operations_take_changes(a.ops), second = operations_take_changes(b.ops);
    CHECK_EQ(first.count, 1);
    CHECK_EQ(second.items[0].version, first.items[0].version); // the store refuses the second
    CHECK(operations_apply(b.ops, "alarm", first.items[0].id, first.items[0].json, 1, true, &err));
    CHECK_EQ(operations_take_changes(b.ops).count, 0); // nothing to say again
    must(&b, "alarm-acknowledge pond@pond/1");
    change_list_finish(&second);
    second = operations_take_changes(b.ops);
    CHECK(
        operations_apply(a.ops, "alarm", second.items[0].id, second.items[0].json, 2, false, &err));
    CHECK_TEXT(alarms_find(a.ops->alarms, "pond@pond/1")->acked_by, "李");
    CHECK(!operations_apply(a.ops, "layer", "x", "{}", 1, false, &err));
    change_list_finish(&first);
    change_list_finish(&second);
    desk_close(&a);
    desk_close(&b);
}

TEST(events_from_outside_open_one_case_each)
{
    Desk desk;
    Err err = { 0 };
    desk_open(&desk, "王", "ioc-1");
    ObservationEvent event = {
        .kind = "case",
        .id = "12345-1",
        .t_event_us = 1780000000000000,
        .t_recv_us = 1780000000000000,
        .json = "{\"title\":\"井盖缺失\",\"type\":\"part.manhole\",\"lon\":110.4}"
    };
    CHECK(operations_event(desk.ops, &event, &err));
    CHECK(operations_event(desk.ops, &event, &err));
    CHECK_EQ(cases_count(desk.ops->cases), 1);
    event.id = "12345-2";
    event.json = "{\"title\":";
    CHECK(!operations_event(desk.ops, &event, &err));
    desk_close(&desk);
}

TEST(a_backtest_counts_hits_misses_and_alarms_an_hour)
{
    Err err = { 0 };
    Keys *keys = keys_create(0);
    const uint32_t k = keys_intern(keys, "k", 1);
    Observation series[601] = { 0 };
    const int64_t t0 = 1780000000000000;
    // Ten hours, a value a minute; high at minutes 60-69, 200-209 and for one minute at 400.
    for (int i = 0; i <= 600; i++)
        series[i] =
            (Observation){ .t_obs_us = t0 + (int64_t)i * 60000000,
                           .key = k,
                           .kind = OBSERVATION_NUMBER,
                           .number =
                               (i >= 60 && i < 70) || (i >= 200 && i < 210) || i == 400 ? 20 : 1 };
    const RuleBacktestEvent events[] = {
        { t0 + (int64_t)58 * 60000000, t0 + (int64_t)75 * 60000000 },
        { t0 + (int64_t)395 * 60000000, t0 + (int64_t)405 * 60000000 }
    };
    const char rules[] = "rules:\n  - { id: r, keys: k, yellow: 10, hold_s: 90 }\n";
    RuleBacktest test = { .rules_yaml = rules,
                          .rules_length = strlen(rules),
                          .keys = keys,
                          .observations = series,
                          .observation_count = 601,
                          .events = events,
                          .event_count = 2 };
    RuleBacktestResult r = { 0 };
    CHECK(rule_backtest(&test, &r, &err));
    CHECK_EQ(r.alarms, 2);
    CHECK_EQ(r.hits, 1);
    CHECK_EQ(r.misses, 1); // the hold of 90 s passes over the minute at 400
    CHECK_EQ(r.false_alarms, 1);
    CHECK_NEAR(r.alarms_per_hour, 0.2, 1e-9);
    CHECK_NEAR(r.first_delay_s, 210, 1e-9); // high at 60, raised 90 s later; the event began at 58
    test.observations = &series[0];
    series[5].t_obs_us = 1;
    CHECK(!rule_backtest(&test, &r, &err));
    CHECK(strstr(err.text, "observation 6") != NULL);
    keys_destroy(keys);
}
