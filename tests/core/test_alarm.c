// SPDX-License-Identifier: Apache-2.0
// test_alarm.c - the state machine, shelves, suppression, floods, rates and two desks.
#include "check.h"
#include "core/alarm.h"

#define MIN ((int64_t)60000000)
static const int64_t t0 = 1780000000000000;

static ChangeBy by(double minutes, const char *who)
{
    return (ChangeBy){ .t_us = t0 + (int64_t)(minutes * 60e6), .who = who, .desk = "ioc-1" };
}

static Alarm *say(Alarms *alarms, const char *rule, const char *subject, AlarmLevel level,
                  double minutes)
{
    const ChangeBy now = by(minutes, "rules");
    return alarms_condition(alarms,
                            &(AlarmCondition){ .rule = rule,
                                               .subject = subject,
                                               .level = level,
                                               .value = 61,
                                               .limit = 60,
                                               .unit = "ug/m3",
                                               .text_zh = "超标",
                                               .lon_deg = NAN,
                                               .lat_deg = NAN },
                            &now);
}

TEST(an_alarm_goes_through_its_states_and_each_step_is_a_record)
{
    ChangeList changes = { 0 };
    Alarms *alarms = alarms_create(&changes);
    Err err = { 0 };
    CHECK(say(alarms, "air", "s1", ALARM_LEVEL_NONE, 0) == NULL);
    Alarm *alarm = say(alarms, "air", "s1", ALARM_LEVEL_YELLOW, 0);
    CHECK_EQ(alarm_state(alarm), ALARM_ACTIVE_UNACKED);
    CHECK(say(alarms, "air", "s1", ALARM_LEVEL_YELLOW, 1) == alarm);
    CHECK_EQ(changes.count, 1); // the same again is no change
    const ChangeBy wang = by(2, "王"), nobody = by(2, "");
    CHECK(!alarm_acknowledge(alarms, alarm, &nobody, &err));
    CHECK(alarm_acknowledge(alarms, alarm, &wang, &err));
    CHECK_EQ(alarm_state(alarm), ALARM_ACTIVE_ACKED);
    CHECK(!alarm_acknowledge(alarms, alarm, &wang, &err));
    say(alarms, "air", "s1", ALARM_LEVEL_RED, 3); // worse: asks again
    CHECK_EQ(alarm_state(alarm), ALARM_ACTIVE_UNACKED);
    say(alarms, "air", "s1", ALARM_LEVEL_NONE, 4);
    CHECK_EQ(alarm_state(alarm), ALARM_CLEARED_UNACKED);
    CHECK(alarm_acknowledge(alarms, alarm, &wang, &err));
    CHECK_EQ(alarm_state(alarm), ALARM_NORMAL);
    CHECK_EQ(alarm->version, 5);
    CHECK_EQ(changes.count, 5);
    for (int i = 0; i < changes.count; i++) CHECK_EQ(changes.items[i].version, i);
    CHECK_TEXT(changes.items[1].id, "air@s1");
    CHECK(strstr(changes.items[1].journal_json, "\"what\":\"acknowledge\"") != NULL);
    CHECK(strstr(changes.items[1].journal_json, "\"who\":\"王\"") != NULL);
    CHECK(strstr(changes.items[1].journal_json, "\"desk\":\"ioc-1\"") != NULL);
    alarms_destroy(alarms);
    change_list_finish(&changes);
}

TEST(a_latched_alarm_stays_until_it_is_reset)
{
    ChangeList changes = { 0 };
    Alarms *alarms = alarms_create(&changes);
    Err err = { 0 };
    const ChangeBy wang = by(1, "王"), rules = by(0, "rules");
    Alarm *alarm = alarms_condition(
        alarms, &(AlarmCondition){ .rule = "gas", .level = ALARM_LEVEL_RED, .is_latching = true },
        &rules);
    CHECK(alarm_acknowledge(alarms, alarm, &wang, &err));
    CHECK(!alarm_reset(alarms, alarm, &wang, &err)); // still active
    alarms_condition(alarms, &(AlarmCondition){ .rule = "gas" }, &wang);
    CHECK_EQ(alarm_state(alarm), ALARM_LATCHED);
    CHECK(alarm_is_shown(alarm));
    CHECK(alarm_reset(alarms, alarm, &wang, &err));
    CHECK_EQ(alarm_state(alarm), ALARM_NORMAL);
    alarms_destroy(alarms);
    change_list_finish(&changes);
}

TEST(shelving_needs_a_reason_and_an_end_and_ends_by_itself)
{
    ChangeList changes = { 0 };
    Alarms *alarms = alarms_create(&changes);
    Err err = { 0 };
    Alarm *alarm = say(alarms, "air", "s1", ALARM_LEVEL_YELLOW, 0);
    const ChangeBy wang = by(1, "王");
    CHECK(!alarm_shelve(alarms, alarm, t0 + 30 * MIN, "", &wang, &err));
    CHECK(!alarm_shelve(alarms, alarm, t0, "维修", &wang, &err));
    CHECK(!alarm_shelve(alarms, alarm, t0 + 44000 * MIN, "维修", &wang, &err));
    CHECK(alarm_shelve(alarms, alarm, t0 + 30 * MIN, "维修", &wang, &err));
    CHECK(!alarm_is_shown(alarm));
    alarms_update(alarms, t0 + 30 * MIN - 1);
    CHECK(!alarm_is_shown(alarm));
    alarms_update(alarms, t0 + 30 * MIN);
    CHECK(alarm_is_shown(alarm));
    CHECK(strstr(changes.items[changes.count - 1].journal_json, "\"who\":\"system\"") != NULL);
    alarms_destroy(alarms);
    change_list_finish(&changes);
}

TEST(a_parent_suppresses_its_children_while_it_is_active)
{
    ChangeList changes = { 0 };
    Alarms *alarms = alarms_create(&changes);
    const ChangeBy now = by(0, "rules");
    say(alarms, "power", "sub1", ALARM_LEVEL_RED, 0);
    const AlarmCondition child = {
        .rule = "pump", .subject = "sub1", .parent = "power", .level = ALARM_LEVEL_YELLOW
    };
    AlarmCondition stranger = child;
    stranger.subject = "sub2";
    Alarm *pump = alarms_condition(alarms, &child, &now);
    Alarm *other = alarms_condition(alarms, &stranger, &now);
    CHECK(pump->is_suppressed && !alarm_is_shown(pump));
    CHECK(!other->is_suppressed && alarm_is_shown(other));
    say(alarms, "power", "sub1", ALARM_LEVEL_NONE, 5);
    CHECK(alarm_is_shown(pump));                  // what is still wrong comes up
    say(alarms, "power", "", ALARM_LEVEL_RED, 6); // a parent without a subject covers all
    CHECK(!alarm_is_shown(pump) && !alarm_is_shown(other));
    alarms_destroy(alarms);
    change_list_finish(&changes);
}

TEST(more_than_ten_in_ten_minutes_is_a_flood_until_fewer_than_five)
{
    ChangeList changes = { 0 };
    Alarms *alarms = alarms_create(&changes);
    char subject[16];
    for (int i = 0; i < 10; i++) {
        snprintf(subject, sizeof subject, "s%d", i);
        say(alarms, "air", subject, ALARM_LEVEL_YELLOW, i);
    }
    alarms_update(alarms, t0 + 9 * MIN);
    CHECK(!alarms_is_flood(alarms)); // ten are not more than ten
    say(alarms, "air", "s10", ALARM_LEVEL_RED, 9.5);
    CHECK(alarms_is_flood(alarms));
    // At 15.9 min those of minute 6, 7, 8, 9, 9.5 are left: five.
    alarms_update(alarms, t0 + (int64_t)(15.9 * 60e6));
    CHECK(alarms_is_flood(alarms));
    alarms_update(alarms, t0 + (int64_t)(16.1 * 60e6));
    CHECK(!alarms_is_flood(alarms));
    Str text = { 0 };
    JsonWriter w = { .out = &text };
    alarms_json(alarms, t0 + 17 * MIN, &w);
    CHECK(strstr(text.text, "\"groups\":[{\"group\":\"air\",\"count\":11,\"unacked\":11,"
                            "\"level_name\":\"red\",\"first\":\"air@s10\"}]") != NULL);
    str_finish(&text);
    alarms_destroy(alarms);
    change_list_finish(&changes);
}

TEST(the_rate_page_counts_against_the_lines)
{
    ChangeList changes = { 0 };
    Alarms *alarms = alarms_create(&changes);
    char subject[16];
    // 16 yellow, 3 orange, 1 red over two hours: 10 an hour, 80/15/5 %.
    for (int i = 0; i < 20; i++) {
        snprintf(subject, sizeof subject, "s%d", i);
        say(alarms, i < 16 ? "air" : "rain", subject,
            i < 16   ? ALARM_LEVEL_YELLOW
            : i < 19 ? ALARM_LEVEL_ORANGE
                     : ALARM_LEVEL_RED,
            i * 6);
    }
    for (int i = 0; i < 3; i++) { // and one that chatters, a day before it counts
        say(alarms, "old", "x", ALARM_LEVEL_YELLOW, 0.1 * i);
        say(alarms, "old", "x", ALARM_LEVEL_NONE, 0.1 * i + 0.05);
    }
    Str text = { 0 };
    JsonWriter w = { .out = &text };
    alarms_rate_json(alarms, t0 + 120 * MIN, 2, &w);
    CHECK(strstr(text.text, "\"hours\":2,") != NULL);
    CHECK(strstr(text.text, "\"chattering\":1") != NULL);
    CHECK(strstr(text.text, "\"raised\":23") != NULL);
    CHECK(strstr(text.text, "\"per_hour\":11.5") != NULL);
    CHECK(strstr(text.text, "\"standing\":20") != NULL);
    CHECK(strstr(text.text, "\"top\":[{\"rule\":\"air\",\"count\":16") != NULL);
    str_finish(&text);
    alarms_destroy(alarms);
    change_list_finish(&changes);
}

TEST(an_unacknowledged_alarm_escalates_when_it_is_due)
{
    ChangeList changes = { 0 };
    Alarms *alarms = alarms_create(&changes);
    const ChangeBy now = by(0, "rules"), wang = by(4.5, "王");
    Alarm *alarm = alarms_condition(
        alarms,
        &(AlarmCondition){
            .rule = "r", .level = ALARM_LEVEL_RED, .due_s = 120, .escalate_to = "值班长" },
        &now);
    alarms_update(alarms, t0 + MIN);
    CHECK_EQ(alarm->escalations, 0);
    alarms_update(alarms, t0 + 2 * MIN);
    alarms_update(alarms, t0 + 3 * MIN);
    CHECK_EQ(alarm->escalations, 1);
    CHECK(strstr(changes.items[1].journal_json, "值班长") != NULL);
    alarms_update(alarms, t0 + 4 * MIN);
    CHECK_EQ(alarm->escalations, 2);
    CHECK(alarm_acknowledge(alarms, alarm, &wang, NULL));
    alarms_update(alarms, t0 + 60 * MIN);
    CHECK_EQ(alarm->escalations, 2);
    alarms_destroy(alarms);
    change_list_finish(&changes);
}

TEST(what_comes_due_among_many_alarms_is_found_when_it_is_due)
{
    ChangeList changes = { 0 }, other_changes = { 0 };
    Alarms *alarms = alarms_create(&changes), *other = alarms_create(&other_changes);
    Err err = { 0 };
    const ChangeBy now = by(0, "rules"), wang = by(0, "王");
    alarms_update(alarms, t0); // nothing is due for ever
    Alarm *late = alarms_condition(
        alarms, &(AlarmCondition){ .rule = "l", .level = ALARM_LEVEL_RED, .due_s = 600 }, &now);
    Alarm *soon = alarms_condition(
        alarms, &(AlarmCondition){ .rule = "s", .level = ALARM_LEVEL_RED, .due_s = 120 }, &now);
    Alarm *shelved = say(alarms, "air", "s1", ALARM_LEVEL_YELLOW, 0);
    CHECK(alarm_shelve(alarms, shelved, t0 + 3 * MIN, "检修", &wang, &err));
    alarms_update(alarms, t0 + MIN);
    CHECK(soon->escalations == 0 && shelved->shelved_until_us != 0);
    alarms_update(alarms, t0 + 2 * MIN);
    CHECK(soon->escalations == 1 && shelved->shelved_until_us != 0);
    alarms_update(alarms, t0 + 3 * MIN);
    CHECK(shelved->shelved_until_us == 0 && late->escalations == 0);
    // What another desk has written is due here as well.
    alarms_update(other, t0);
    const Change *record = &changes.items[0];
    CHECK(
        alarms_apply(other, record->json, strlen(record->json), record->version + 1, false, &err));
    alarms_update(other, t0 + 9 * MIN);
    CHECK_EQ(alarms_find(other, "l")->escalations, 0);
    alarms_update(other, t0 + 10 * MIN);
    CHECK_EQ(alarms_find(other, "l")->escalations, 1);
    alarms_destroy(alarms);
    alarms_destroy(other);
    change_list_finish(&changes);
    change_list_finish(&other_changes);
}

TEST(out_of_service_hides_an_alarm_and_needs_a_reason)
{
    ChangeList changes = { 0 };
    Alarms *alarms = alarms_create(&changes);
    Err err = { 0 };
    const ChangeBy wang = by(1, "王");
    Alarm *alarm = say(alarms, "air", "s1", ALARM_LEVEL_YELLOW, 0);
    CHECK(!alarm_service(alarms, alarm, true, "", &wang, &err));
    CHECK(alarm_service(alarms, alarm, true, "换传感器", &wang, &err));
    CHECK(!alarm_is_shown(alarm));
    CHECK_EQ(alarms_acknowledge_all(alarms, ALARM_LEVEL_NONE, NULL, &wang), 0);
    CHECK(alarm_service(alarms, alarm, false, NULL, &wang, &err));
    CHECK_EQ(alarms_acknowledge_all(alarms, ALARM_LEVEL_NONE, "air", &wang), 1);
    alarms_destroy(alarms);
    change_list_finish(&changes);
}

// A store of one record: the first writer of a version wins.
typedef struct {
    char json[8192];
    uint64_t version;
} Slot;

static bool write_slot(Slot *slot, const Change *change)
{
    if (change->version != slot->version) return false;
    snprintf(slot->json, sizeof slot->json, "%s", change->json);
    slot->version = change->version + 1;
    return true;
}

TEST(two_desks_never_both_own_an_alarm_and_lose_no_note)
{
    ChangeList a_changes = { 0 }, b_changes = { 0 };
    Alarms *a = alarms_create(&a_changes), *b = alarms_create(&b_changes);
    Err err = { 0 };
    Slot slot = { 0 };
    Alarm *mine = say(a, "air", "s1", ALARM_LEVEL_YELLOW, 0);
    CHECK(write_slot(&slot, &a_changes.items[0]));
    CHECK(alarms_apply(b, slot.json, strlen(slot.json), slot.version, false, &err));
    Alarm *theirs = alarms_find(b, "air@s1");
    CHECK_EQ(alarm_state(theirs), ALARM_ACTIVE_UNACKED);
    CHECK_NEAR(theirs->limit, 60, 0);
    CHECK(isnan(theirs->lon_deg));
    // Both take it, and B writes a note and acknowledges.
    const ChangeBy wang = by(1, "王"), li = by(1, "李");
    CHECK(alarm_own(a, mine, "王", false, &wang, &err));
    CHECK(alarm_own(b, theirs, "李", false, &li, &err));
    CHECK(alarm_note(b, theirs, "已派人", &li, &err));
    CHECK(alarm_acknowledge(b, theirs, &li, &err));
    CHECK(write_slot(&slot, &a_changes.items[1]));
    CHECK(!write_slot(&slot, &b_changes.items[0]));
    const int before = b_changes.count;
    CHECK(alarms_apply(b, slot.json, strlen(slot.json), slot.version, true, &err));
    CHECK_TEXT(theirs->owner, "王");
    CHECK_EQ(theirs->note_count, 1);
    CHECK(!theirs->needs_ack);
    for (int i = before; i < b_changes.count; i++) CHECK(write_slot(&slot, &b_changes.items[i]));
    CHECK(alarms_apply(a, slot.json, strlen(slot.json), slot.version, false, &err));
    CHECK_TEXT(mine->notes[0].text, "已派人");
    CHECK_TEXT(mine->acked_by, "李");
    CHECK_TEXT(mine->owner, "王");
    CHECK(!alarm_own(b, theirs, "李", false, &li, &err));
    CHECK(strstr(err.text, "王") != NULL);
    // An older record changes nothing.
    CHECK(
        alarms_apply(a, a_changes.items[0].json, strlen(a_changes.items[0].json), 1, false, &err));
    CHECK(!mine->needs_ack);
    CHECK(!alarms_apply(a, "{\"x\":1}", 7, 9, false, &err));
    CHECK(!alarms_apply(a, "[", 1, 9, false, &err));
    alarms_destroy(a);
    alarms_destroy(b);
    change_list_finish(&a_changes);
    change_list_finish(&b_changes);
}

TEST(ten_thousand_alarms_are_acknowledged_at_once)
{
    ChangeList changes = { 0 };
    Alarms *alarms = alarms_create(&changes);
    char subject[16];
    for (int i = 0; i < 10000; i++) {
        snprintf(subject, sizeof subject, "s%d", i);
        say(alarms, "air", subject, ALARM_LEVEL_YELLOW, 0);
    }
    const ChangeBy wang = by(1, "王");
    CHECK_EQ(alarms_acknowledge_all(alarms, ALARM_LEVEL_YELLOW, NULL, &wang), 10000);
    CHECK_EQ(changes.count, 20000);
    alarms_destroy(alarms);
    change_list_finish(&changes);
}
