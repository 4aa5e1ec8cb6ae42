// SPDX-License-Identifier: Apache-2.0
// test_emergency.c - the flow of an emergency, its approval, reports, tasks and neighbours.
#include "check.h"
#include "core/emergency.h"

static const int64_t t0 = 1780000000000000;
static ChangeBy by(double minutes, const char *who)
{
    return (ChangeBy){ t0 + (int64_t)(minutes * 60e6), who, "ioc-1" };
}

static Emergency *fire(Emergencies *all)
{
    Err err = { 0 };
    const ChangeBy wang = by(0, "王");
    Emergency *e = emergency_open(
        all,
        &(EmergencyDesc){
            .title = "油库火情", .place = "东海岛", .lon_deg = 110.5, .lat_deg = 21.0 },
        &wang, &err);
    CHECK(e != NULL);
    return e;
}

TEST(a_level_is_proposed_by_one_and_approved_by_another)
{
    ChangeList changes = { 0 };
    Err err = { 0 };
    Emergencies *all = emergencies_create(&changes, "ioc-1");
    Emergency *e = fire(all);
    const ChangeBy wang = by(1, "王"), li = by(2, "李局长"), nobody = by(2, "");
    CHECK(!emergency_approve(all, e, &li, &err));
    CHECK(!emergency_phase(all, e, EMERGENCY_COMMAND, &wang, &err));
    CHECK(emergency_propose(all, e, ALARM_LEVEL_ORANGE, "火势蔓延", &wang, &err));
    CHECK(!emergency_approve(all, e, &wang, &err));
    CHECK(!emergency_approve(all, e, &nobody, &err));
    CHECK_EQ(e->level, ALARM_LEVEL_NONE);
    CHECK(emergency_approve(all, e, &li, &err));
    CHECK_EQ(e->level, ALARM_LEVEL_ORANGE);
    CHECK_TEXT(e->approved_by, "李局长");
    CHECK_EQ(e->phase, EMERGENCY_RESPONSE);
    CHECK(emergency_phase(all, e, EMERGENCY_COMMAND, &wang, &err));
    CHECK_EQ(changes.count, 4);
    emergencies_destroy(all);
    change_list_finish(&changes);
}

TEST(reports_come_in_order_with_deadlines_and_say_what_is_not_known)
{
    ChangeList changes = { 0 };
    Err err = { 0 };
    const char *name = NULL;
    Emergencies *all = emergencies_create(&changes, "ioc-1");
    CHECK(emergencies_deadlines_open(all, TEST_FOLDER "/../assets/data/emergency.yaml", &err));
    Emergency *e = fire(all);
    const ChangeBy wang = by(20, "王");
    CHECK_EQ(emergency_report_due_us(all, e, &name), t0 + (int64_t)30 * 60000000);
    CHECK_TEXT(name, "初报");
    CHECK(!emergency_report(all, e, REPORT_FINAL, 28800, &wang, &err));
    CHECK(emergency_field(all, e, "casualties", "2 人轻伤", &wang, &err));
    CHECK(!emergency_field(all, e, "weather", "晴", &wang, &err));
    CHECK(emergency_report(all, e, REPORT_FIRST, 28800, &wang, &err));
    const char *text = e->log[e->log_count - 1].text;
    CHECK(strstr(text, "【初报】油库火情") != NULL);
    CHECK(strstr(text, "人员伤亡：2 人轻伤") != NULL);
    CHECK(strstr(text, "财产损失：待核实") != NULL);
    CHECK(!emergency_report(all, e, REPORT_FIRST, 28800, &wang, &err));
    CHECK_EQ(emergency_report_due_us(all, e, &name), t0 + (int64_t)140 * 60000000);
    CHECK(emergency_report(all, e, REPORT_FINAL, 28800, &wang, &err));
    CHECK_EQ(emergency_report_due_us(all, e, &name), 0);
    CHECK(emergency_close(all, e, "扑灭", &wang, &err));
    CHECK(!emergency_log(all, e, "后记", &wang, &err));
    emergencies_destroy(all);
    change_list_finish(&changes);
}

TEST(tasks_are_given_received_and_done_and_another_desk_sees_them)
{
    ChangeList changes = { 0 }, others = { 0 };
    Err err = { 0 };
    Emergencies *all = emergencies_create(&changes, "ioc-1"), *b = emergencies_create(&others, "b");
    Emergency *e = fire(all);
    const ChangeBy wang = by(5, "王"), team = by(6, "特勤中队");
    CHECK_EQ(emergency_task(all, e, "特勤中队", "冷却相邻罐", &wang, &err), 1);
    CHECK(!emergency_task_answer(all, e, 2, false, NULL, &team, &err));
    CHECK(emergency_task_answer(all, e, 1, false, NULL, &team, &err));
    CHECK(emergency_task_answer(all, e, 1, true, "已完成", &team, &err));
    CHECK(!emergency_task_answer(all, e, 1, true, NULL, &team, &err));
    const Change *last = &changes.items[changes.count - 1];
    CHECK(emergencies_apply(b, last->json, strlen(last->json), last->version + 1, false, &err));
    Emergency *there = emergencies_find(b, e->id);
    CHECK_EQ(there->task_count, 1);
    CHECK_TEXT(there->tasks[0].feedback, "已完成");
    CHECK_EQ(there->log_count, 4); // the timeline, in order
    CHECK_TEXT(there->log[1].kind, "task");
    CHECK(!emergencies_apply(b, "{}", 2, 1, false, &err));
    emergencies_destroy(all);
    emergencies_destroy(b);
    change_list_finish(&changes);
    change_list_finish(&others);
}

TEST(resources_nearby_are_found_by_distance)
{
    // One degree of latitude is 111.195 km on the sphere of 6371.0088 km.
    const EmergencyPlace places[] = {
        { 110.5, 22.0 }, { 110.5, 21.01 }, { 110.5, 21.001 }, { 110.6, 21.0 }
    };
    EmergencyNear near[4];
    CHECK_EQ(emergency_nearby(110.5, 21.0, 5000, places, 4, near, 4), 2);
    CHECK_EQ(near[0].index, 2);
    CHECK_NEAR(near[0].distance_m, 111.195, 0.01);
    CHECK_EQ(near[1].index, 1);
    CHECK_EQ(emergency_nearby(110.5, 21.0, 20000, places, 4, near, 4), 3);
    CHECK_NEAR(near[2].distance_m, 111195.08 * 0.1 * 0.9335804, 2); // cos 21 degrees
}
