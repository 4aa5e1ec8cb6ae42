// SPDX-License-Identifier: Apache-2.0
// test_case.c - the flow of a case, its side moves, and its clocks over days that are not worked.
#include "check.h"
#include "base/clock.h"
#include "core/case.h"

static int64_t at(const char *text)
{
    int64_t t = 0;
    CHECK(clock_parse(text, 28800, &t));
    return t;
}

typedef struct {
    Calendar *calendar;
    ChangeList changes;
    Cases *cases;
} World;

static void world_start(World *w, const char *desk)
{
    Err err = { 0 };
    w->calendar = calendar_open(TEST_FOLDER "/../assets/data/calendar.yaml", 28800, &err);
    w->cases = cases_create(w->calendar, &w->changes, desk);
    if (!cases_types_open(w->cases, TEST_FOLDER "/../assets/data/cases.yaml", &err))
        fprintf(stderr, "%s\n", err.text);
    CHECK(err.code == ERR_NONE);
}

static void world_finish(World *w)
{
    cases_destroy(w->cases);
    calendar_destroy(w->calendar);
    change_list_finish(&w->changes);
}

static ChangeBy by(const char *when, const char *who)
{
    return (ChangeBy){ at(when), who, "ioc-1" };
}

static Case *open_at(World *w, const char *when, const char *type, const char *external)
{
    Err err = { 0 };
    const ChangeBy wang = by(when, "王");
    Case *item = cases_open(w->cases,
                            &(CaseDesc){ .type = type,
                                         .title = "人民大道积水",
                                         .lon_deg = NAN,
                                         .lat_deg = NAN,
                                         .external_id = external },
                            &wang, &err);
    CHECK(item != NULL);
    return item;
}

static void go(World *w, Case *item, const char *when, CaseState to)
{
    Err err = { 0 };
    const ChangeBy li = by(when, "李");
    if (!case_advance(w->cases, item, to, "李", "", &li, &err)) fprintf(stderr, "%s\n", err.text);
    CHECK_EQ(item->state, to);
}

static Case *handled_from(World *w, const char *when, const char *type)
{
    Case *item = open_at(w, when, type, NULL);
    go(w, item, when, CASE_ACCEPTED);
    go(w, item, when, CASE_FILED);
    go(w, item, when, CASE_DISPATCHED);
    go(w, item, when, CASE_HANDLING);
    return item;
}

TEST(a_case_runs_from_report_to_close_and_every_step_is_a_record)
{
    World w = { 0 };
    Err err = { 0 };
    world_start(&w, "ioc-1");
    Case *item = open_at(&w, "2026-03-03T09:00", "event.ponding", NULL);
    CHECK_TEXT(item->id, "C20260303-ioc-1-0001");
    go(&w, item, "2026-03-03T09:10", CASE_ACCEPTED);
    go(&w, item, "2026-03-03T09:20", CASE_VERIFYING);
    go(&w, item, "2026-03-03T09:40", CASE_FILED);
    go(&w, item, "2026-03-03T09:50", CASE_DISPATCHED);
    go(&w, item, "2026-03-03T10:00", CASE_SUBDISPATCHED);
    go(&w, item, "2026-03-03T10:10", CASE_HANDLING);
    const ChangeBy li = by("2026-03-03T10:20", "李");
    CHECK(!case_advance(w.cases, item, CASE_CLOSED, "李", "", &li, &err));
    CHECK(strstr(err.text, "核查") != NULL); // what there is
    CHECK(!case_advance(w.cases, item, CASE_CHECKING, "李", "采集员", &li, &err));
    CHECK(strstr(err.text, "采集员") != NULL);
    CHECK(case_advance(w.cases, item, CASE_CHECKING, "李", "处置部门", &li, &err));
    go(&w, item, "2026-03-03T11:00", CASE_CLOSED);
    CHECK(!case_is_open(item));
    CHECK_EQ(item->stage_count, 9);
    CHECK_EQ(w.changes.count, 9);
    CHECK(item->stages[6].is_on_time);
    CHECK(!case_advance(w.cases, item, CASE_HANDLING, "李", "", &li, &err));
    world_finish(&w);
}

TEST(a_stage_clock_stands_over_spring_festival_and_changes_colour)
{
    World w = { 0 };
    world_start(&w, "ioc-1");
    // Four working hours from 16:00 on Saturday 14 February, which is worked: due at 11:00 on the
    // 24th.
    Case *item = handled_from(&w, "2026-02-14T16:00", "event.ponding");
    CaseClock clock = case_clock(w.cases, item, at("2026-02-20T12:00"));
    CHECK_NEAR(clock.share, 1.5 / 4, 1e-9);
    CHECK_TEXT(clock.colour, "green");
    CHECK_EQ(clock.due_us, at("2026-02-24T11:00"));
    clock = case_clock(w.cases, item, at("2026-02-24T09:48")); // 1.5 + 1.3 = 2.8 h = 70 %
    CHECK_TEXT(clock.colour, "amber");
    clock = case_clock(w.cases, item, at("2026-02-24T11:00"));
    CHECK_TEXT(clock.colour, "amber");
    clock = case_clock(w.cases, item, at("2026-02-24T16:30")); // 1.5 + 3.5 + 2 = 7 h
    CHECK_TEXT(clock.colour, "red");
    CHECK_NEAR(clock.share, 1.75, 1e-9);
    CHECK_NEAR(clock.left_s, -3 * 3600, 1e-6);
    go(&w, item, "2026-02-24T16:30", CASE_CHECKING);
    CHECK(!item->stages[item->stage_count - 2].is_on_time);
    // Urgent hours do not stand.
    Case *gas = handled_from(&w, "2026-02-14T23:30", "part.gas");
    CHECK_EQ(case_clock(w.cases, gas, at("2026-02-14T23:40")).due_us, at("2026-02-15T00:30"));
    world_finish(&w);
}

TEST(side_moves_suspend_extend_return_and_rework)
{
    World w = { 0 };
    Err err = { 0 };
    world_start(&w, "ioc-1");
    Case *item = handled_from(&w, "2026-03-03T09:00", "event.ponding");
    ChangeBy li = by("2026-03-03T10:00", "李");
    CHECK(!case_move(w.cases, item, CASE_SUSPEND, "", 0, &li, &err));
    CHECK(case_move(w.cases, item, CASE_SUSPEND, "等待排水泵", 0, &li, &err));
    CHECK_EQ(case_clock(w.cases, item, at("2026-03-05T10:00")).due_us, 0);
    CHECK_NEAR(case_clock(w.cases, item, at("2026-03-05T10:00")).share, 0.25, 1e-9);
    CHECK(!case_advance(w.cases, item, CASE_CHECKING, "李", "", &li, &err));
    li = by("2026-03-05T09:00", "李");
    CHECK(case_move(w.cases, item, CASE_RESUME, NULL, 0, &li, &err));
    CHECK_EQ(case_clock(w.cases, item, at("2026-03-05T09:00")).due_us, at("2026-03-05T12:00"));
    CHECK(!case_move(w.cases, item, CASE_EXTEND, "材料未到", 0, &li, &err));
    CHECK(case_move(w.cases, item, CASE_EXTEND, "材料未到", 4, &li, &err));
    CHECK_NEAR(case_clock(w.cases, item, at("2026-03-05T09:00")).share, 1.0 / 8, 1e-9);
    CHECK(case_move(w.cases, item, CASE_RETURN, "不属本部门", 0, &li, &err));
    CHECK_EQ(item->state, CASE_DISPATCHED);
    CHECK(!case_move(w.cases, item, CASE_REWORK, "x", 0, &li, &err));
    go(&w, item, "2026-03-05T10:00", CASE_HANDLING);
    go(&w, item, "2026-03-05T11:00", CASE_CHECKING);
    CHECK(case_move(w.cases, item, CASE_REWORK, "仍有积水", 0, &li, &err));
    CHECK(case_move(w.cases, item, CASE_SUPERVISE, "市领导批示", 0, &li, &err));
    CHECK(item->returns == 1 && item->reworks == 1 && item->extensions == 1 &&
          item->supervisions == 1);
    CHECK(case_move(w.cases, item, CASE_VOIDED, "重复", 0, &li, &err));
    CHECK(!case_is_open(item));
    CHECK(!case_move(w.cases, item, CASE_SUPERVISE, "x", 0, &li, &err));
    world_finish(&w);
}

TEST(intake_with_the_same_external_id_or_alarm_gives_the_case_that_is_there)
{
    World w = { 0 };
    Err err = { 0 };
    world_start(&w, "ioc-1");
    Case *item = open_at(&w, "2026-03-03T09:00", "event.ponding", "12345-77");
    CHECK(open_at(&w, "2026-03-03T09:05", "event.garbage", "12345-77") == item);
    CHECK_EQ(w.changes.count, 1);
    Alarm alarm = { .id = "pond@1",
                    .subject = "人民大道",
                    .text_zh = (char *)"积水 20 cm",
                    .level = ALARM_LEVEL_ORANGE,
                    .lon_deg = 110.4,
                    .lat_deg = 21.2 };
    const ChangeBy wang = by("2026-03-03T09:00", "王");
    const CaseDesc desc = { .alarm = &alarm, .lon_deg = NAN, .lat_deg = NAN };
    Case *from = cases_open(w.cases, &desc, &wang, &err);
    CHECK_TEXT(from->title, "积水 20 cm");
    CHECK_TEXT(from->place, "人民大道");
    CHECK_NEAR(from->lon_deg, 110.4, 0);
    CHECK(cases_open(w.cases, &desc, &wang, &err) == from);
    CHECK(cases_open(w.cases, &(CaseDesc){ .type = "没有", .title = "x" }, &wang, &err) == NULL);
    CHECK(strstr(err.text, "没有") != NULL);
    world_finish(&w);
}

TEST(a_case_written_by_one_desk_is_the_same_at_another)
{
    World a = { 0 }, b = { 0 };
    Err err = { 0 };
    world_start(&a, "ioc-1");
    world_start(&b, "ioc-2");
    Case *item = handled_from(&a, "2026-03-03T09:00", "event.ponding");
    const Change *last = &a.changes.items[a.changes.count - 1];
    CHECK(cases_apply(b.cases, last->json, strlen(last->json), last->version + 1, false, &err));
    Case *there = cases_find(b.cases, item->id);
    CHECK_EQ(there->state, CASE_HANDLING);
    CHECK_EQ(there->stage_count, item->stage_count);
    CHECK_NEAR(case_clock(b.cases, there, at("2026-03-03T11:00")).share, 0.5, 1e-9);
    CHECK_EQ(there->version, item->version);
    Str one = { 0 }, two = { 0 };
    JsonWriter w1 = { .out = &one }, w2 = { .out = &two };
    case_json(item, &w1);
    case_json(there, &w2);
    CHECK_TEXT(one.text, two.text);
    str_finish(&one);
    str_finish(&two);
    // Both write; b's is refused, takes what is there and says its note again.
    const ChangeBy wang = by("2026-03-03T12:00", "王");
    go(&a, item, "2026-03-03T12:00", CASE_CHECKING);
    CHECK(case_note(b.cases, there, "现场照片已传", &wang, &err));
    last = &a.changes.items[a.changes.count - 1];
    CHECK(cases_apply(b.cases, last->json, strlen(last->json), last->version + 1, true, &err));
    CHECK_EQ(there->state, CASE_CHECKING);
    CHECK_EQ(there->note_count, 1);
    CHECK_EQ(there->version, item->version + 1);
    CHECK(!cases_apply(b.cases, "{\"id\":\"x\"}", 10, 1, false, &err));
    world_finish(&a);
    world_finish(&b);
}

TEST(a_case_is_filed_or_closed_in_one_step_with_each_stage_in_its_log)
{
    World w = { 0 };
    Err err = { 0 };
    world_start(&w, "ioc-1");
    Case *item = open_at(&w, "2026-03-03T09:00", "event.ponding", "one");
    const ChangeBy wang = by("2026-03-03T09:10", "王");
    CHECK(case_advance_to(w.cases, item, CASE_FILED, &wang, &err));
    CHECK_EQ(item->state, CASE_FILED);
    CHECK_EQ(item->stage_count, 3); // 上报 受理 立案
    CHECK(case_advance_to(w.cases, item, CASE_CLOSED, &wang, &err));
    CHECK_EQ(item->state, CASE_CLOSED);
    CHECK_EQ(item->stage_count, 7);
    CHECK(!case_advance_to(w.cases, item, CASE_FILED, &wang, &err)); // it lies behind
    CHECK(strstr(err.text, "closed") != NULL);
    Case *void_one = open_at(&w, "2026-03-03T09:00", "event.ponding", "two");
    CHECK(case_move(w.cases, void_one, CASE_VOIDED, "误报", 0, &wang, &err));
    CHECK(!case_advance_to(w.cases, void_one, CASE_CLOSED, &wang, &err));
    CHECK_EQ(void_one->state, CASE_VOID);
    world_finish(&w);
}
