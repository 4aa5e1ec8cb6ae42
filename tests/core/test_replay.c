// SPDX-License-Identifier: Apache-2.0
// test_replay.c - a past instant out of a store: values, ages, tracks, alarms and cases as they
// were; the same when it is played; the latest jump wins.
#include "check.h"
#include "base/clock.h"
#include "core/replay.h"
#include <stdlib.h>
#include <time.h>
#include <unistd.h>

#define SECOND INT64_C(1000000)
#define T0 INT64_C(1700000000000000)

typedef struct {
    Keys *keys;
    Store *store;
    Replay *replay;
    Operations *ops; // the present's
    uint32_t level, text, ship, node;
} Bed;

static uint32_t key_of(Bed *bed, const char *text)
{
    return keys_intern(bed->keys, text, strlen(text));
}

static void open_bed(Bed *bed, const char *name)
{
    Err err = { 0 };
    *bed = (Bed){ .keys = keys_create(0) };
    bed->store = store_open(
        &(StoreDesc){
            .address = check_temporary(name), .desk = "a", .keys = bed->keys, .keep_days = 100000 },
        NULL);
    bed->replay = replay_create(&(ReplayDesc){ .keys = bed->keys,
                                               .data_folder = TEST_FOLDER "/../assets/data",
                                               .utc_offset_s = 28800 },
                                &err);
    if (!bed->replay) fprintf(stderr, "%s\n", err.text);
    CHECK(bed->store && bed->replay);
    bed->ops = operations_create(&(OperationsDesc){ .keys = bed->keys,
                                                    .data_folder = TEST_FOLDER "/../assets/data",
                                                    .who = "li",
                                                    .desk = "a" },
                                 NULL);
    CHECK(bed->ops != NULL);
    replay_set_store(bed->replay, bed->store);
    bed->level = key_of(bed, "pond.a.depth");
    bed->text = key_of(bed, "pond.a.word");
    bed->ship = key_of(bed, "ship/1/position");
    bed->node = key_of(bed, "node.b");
}

static void close_bed(Bed *bed)
{
    replay_destroy(bed->replay);
    operations_destroy(bed->ops);
    store_close(bed->store);
    keys_destroy(bed->keys);
}

static Observation number_at(uint32_t key, double number, int64_t t_us)
{
    return (Observation){ .key = key,
                          .kind = OBSERVATION_NUMBER,
                          .t_obs_us = t_us,
                          .t_recv_us = t_us + 2000,
                          .period_ms = 10000,
                          .unit = "cm",
                          .number = number };
}

static Observation place_at(uint32_t key, double lon_deg, int64_t t_us)
{
    return (Observation){ .key = key,
                          .kind = OBSERVATION_POSITION,
                          .t_obs_us = t_us,
                          .t_recv_us = t_us,
                          .period_ms = 10000,
                          .position = { lon_deg, 21.2, NAN, 90, NAN, 5 } };
}

// An hour from T0: a level each 10 s that is its own second, a ship each 10 s, a word each half
// hour, a node that dies after 600 s.
static void put_hour(Bed *bed, Live *live)
{
    for (int s = 0; s <= 3600; s += 10) {
        Observation rows[4] = { number_at(bed->level, s, T0 + s * SECOND),
                                place_at(bed->ship, 110 + s * 1e-5, T0 + s * SECOND) };
        int count = 2;
        if (s % 1800 == 0)
            rows[count++] = (Observation){ .key = bed->text,
                                           .kind = OBSERVATION_TEXT,
                                           .t_obs_us = T0 + s * SECOND,
                                           .t_recv_us = T0 + s * SECOND,
                                           .text = s == 0 ? "干" : "湿" };
        if (s < 600) rows[count++] = number_at(bed->node, s, T0 + s * SECOND);
        if (s == 600)
            rows[count++] = (Observation){ .key = bed->node,
                                           .kind = OBSERVATION_GONE,
                                           .t_obs_us = T0 + s * SECOND,
                                           .t_recv_us = T0 + s * SECOND };
        store_put(bed->store, rows, count);
        if (!live) continue;
        live_tick(live, T0 + s * SECOND);
        for (int i = 0; i < count; i++) live_put(live, &rows[i]);
    }
}

static bool turn(Bed *bed, double speed, double dt_s)
{
    StoreAnswer answer;
    const bool has_changed = replay_turn(bed->replay, speed, dt_s, INT64_MAX);
    while (store_poll(bed->store, &answer)) CHECK(replay_take(bed->replay, &answer));
    return has_changed;
}

static void settle(Bed *bed)
{
    const double until_s = clock_monotonic_s() + 20;
    do {
        turn(bed, 0, 0);
        nanosleep(&(struct timespec){ 0, 200000 }, NULL);
        CHECK(clock_monotonic_s() < until_s);
    } while (!replay_is_settled(bed->replay));
}

static void seek(Bed *bed, int64_t t_us)
{
    replay_seek(bed->replay, t_us);
    settle(bed);
    CHECK_EQ(replay_shown_us(bed->replay), t_us);
    CHECK_EQ(replay_err(bed->replay).code, ERR_NONE);
}

TEST(a_seek_shows_the_last_value_before_the_instant_as_old_as_it_was_then)
{
    Bed bed;
    open_bed(&bed, "replay-seek.sqlite");
    put_hour(&bed, NULL);
    Live *live = replay_live(bed.replay);
    seek(&bed, T0 + 1234 * SECOND);
    CHECK_NEAR(live_get(live, bed.level)->number, 1230, 0);
    CHECK_NEAR(live_age_s(live, bed.level), 4, 1e-6);
    CHECK_EQ(live_freshness(live, bed.level), LIVE_CURRENT);
    CHECK_TEXT(live_get(live, bed.text)->last.text, "干");
    CHECK_EQ(live_freshness(live, bed.text), LIVE_DEAD);
    CHECK(live_get(live, bed.node)->is_gone);
    CHECK_NEAR(live_get(live, bed.node)->number, 590, 0); // what it said last
    CHECK_EQ(live_freshness(live, bed.node), LIVE_DEAD);
    // Backwards, before the node died; and before there was anything.
    seek(&bed, T0 + 599 * SECOND);
    CHECK_NEAR(live_get(live, bed.level)->number, 590, 0);
    CHECK_NEAR(live_get(live, bed.node)->number, 590, 0);
    CHECK(!live_get(live, bed.node)->is_gone);
    seek(&bed, T0 - SECOND);
    CHECK(live_get(live, bed.level) == NULL);
    // Long after the last one: it is there, and dead.
    seek(&bed, T0 + 86400 * SECOND);
    CHECK_NEAR(live_get(live, bed.level)->number, 3600, 0);
    CHECK_EQ(live_freshness(live, bed.level), LIVE_DEAD);
    CHECK_TEXT(live_get(live, bed.text)->last.text, "湿");
    close_bed(&bed);
}

TEST(a_replay_shows_what_the_live_state_showed_then)
{
    Bed bed;
    open_bed(&bed, "replay-same.sqlite");
    const LiveDeclaration declared = { .match = "pond.*.depth", .unit = "m", .max = 9 };
    const LiveDerivation derived = { .key = "pond.twice",
                                     .kind = LIVE_DERIVE_EXPRESSION,
                                     .expression = "pond.a.depth * 2" };
    Live *then = live_create(bed.keys), *live = replay_live(bed.replay);
    LiveDerive *follows = live_derive_create(then, bed.keys);
    CHECK(live_declare(then, &declared, NULL) && live_declare(live, &declared, NULL));
    CHECK(live_derive_add(follows, &derived, NULL));
    CHECK(live_derive_add(replay_derive(bed.replay), &derived, NULL));
    put_hour(&bed, then);
    live_tick(then, T0 + 3607 * SECOND);
    live_derive_run(follows, T0 + 3607 * SECOND);
    seek(&bed, T0 + 3607 * SECOND);
    const uint32_t keys[] = { bed.level, bed.text, bed.ship, key_of(&bed, "pond.twice") };
    for (size_t i = 0; i < sizeof keys / sizeof *keys; i++) {
        const LiveValue *a = live_get(then, keys[i]), *b = live_get(live, keys[i]);
        CHECK(a && b);
        CHECK(a->number == b->number || (isnan(a->number) && isnan(b->number)));
        CHECK_TEXT(a->unit, b->unit);
        CHECK_EQ(a->freshness, b->freshness);
        CHECK_EQ(a->last.t_obs_us, b->last.t_obs_us);
        CHECK_EQ(a->last.t_recv_us, b->last.t_recv_us);
        CHECK_EQ(a->last.quality, b->last.quality);
    }
    CHECK_NEAR(live_get(live, keys[3])->number, 72, 1e-9);
    const LivePlacesView a = live_places_view(then, T0 + 3607 * SECOND);
    const double lon_deg = a.lon_deg[0], fade = (double)a.fade[0];
    const LivePlacesView b = live_places_view(live, T0 + 3607 * SECOND);
    CHECK_EQ(b.count, 1);
    CHECK_NEAR(b.lon_deg[0], lon_deg, 1e-7);
    CHECK_NEAR((double)b.fade[0], fade, 0);
    LivePlacePoint p[64], q[64];
    const int n = live_places_tail(live_places(then), 0, p, 64);
    CHECK_EQ(live_places_tail(live_places(live), 0, q, 64), n);
    CHECK(n > 10);
    for (int i = 0; i < n; i++) CHECK_NEAR(p[i].lon_deg, q[i].lon_deg, 0);
    live_derive_destroy(follows);
    live_destroy(then);
    close_bed(&bed);
}

// The numbers of the level at each turn, until the end: the last turn may reach past it.
static int play_through(Bed *bed, double speed, double *out, int cap)
{
    Live *live = replay_live(bed->replay);
    int count = 0;
    seek(bed, T0 + 600 * SECOND);
    const double until_s = clock_monotonic_s() + 20;
    const int64_t end_us = T0 + 1200 * SECOND;
    while (replay_shown_us(bed->replay) < end_us && count < cap) {
        CHECK(clock_monotonic_s() < until_s);
        if (!turn(bed, speed, 0.01)) nanosleep(&(struct timespec){ 0, 200000 }, NULL);
        const int64_t shown_us = replay_shown_us(bed->replay);
        const double number = live_get(live, bed->level)->number;
        // Always the value of the instant that is shown.
        CHECK_NEAR(number, (double)((shown_us - T0) / (10 * SECOND) * 10), 0);
        CHECK(live_age_s(live, bed->level) < 10);
        const bool is_new = count == 0 || out[count - 1] != number;
        if (is_new && shown_us < end_us) out[count++] = number;
    }
    return count;
}

TEST(playing_a_recorded_period_twice_gives_the_same_values)
{
    Bed bed;
    double first[128], second[128];
    open_bed(&bed, "replay-twice.sqlite");
    put_hour(&bed, NULL);
    const int n = play_through(&bed, 60, first, 128);
    CHECK(n > 20);
    CHECK_EQ(play_through(&bed, 60, second, 128), n);
    for (int i = 0; i < n; i++) CHECK_NEAR(first[i], second[i], 0);
    CHECK(play_through(&bed, 3600, first, 128) > 3);
    CHECK(replay_shown_us(bed.replay) >= T0 + 1200 * SECOND);
    close_bed(&bed);
}

TEST(of_many_jumps_the_latest_is_shown_and_few_are_read)
{
    Bed bed;
    open_bed(&bed, "replay-latest.sqlite");
    put_hour(&bed, NULL);
    for (int i = 0; i < 500; i++) {
        replay_seek(bed.replay, T0 + i * SECOND);
        turn(&bed, 0, 0);
    }
    seek(&bed, T0 + 3000 * SECOND);
    CHECK_NEAR(live_get(replay_live(bed.replay), bed.level)->number, 3000, 0);
    close_bed(&bed);
}

TEST(how_many_alarms_were_raised_is_known_of_then_too)
{
    Bed bed;
    open_bed(&bed, "replay-rate.sqlite");
    replay_want_lines(bed.replay);
    settle(&bed);
    const int64_t from_us = clock_utc_us() - 7200 * SECOND;
    for (int i = 0; i < 30; i++) { // raised and cleared, 20 s each: a flood of one rule
        const ChangeBy by = { from_us + i * 20 * SECOND, "rule", "a" };
        const AlarmCondition condition = { .rule = "pond",
                                           .subject = "a",
                                           .level = i % 2 ? ALARM_LEVEL_NONE : ALARM_LEVEL_RED };
        Alarm *alarm = alarms_condition(bed.ops->alarms, &condition, &by);
        if (i % 2 == 0) CHECK(alarm_acknowledge(bed.ops->alarms, alarm, &by, NULL));
        ChangeList changes = operations_take_changes(bed.ops);
        for (int k = 0; k < changes.count; k++)
            replay_add_change(bed.replay, &changes.items[k], by.t_us);
        change_list_finish(&changes);
    }
    Operations *then = replay_operations(bed.replay);
    seek(&bed, from_us + 599 * SECOND);
    CHECK(alarms_is_flood(then->alarms));
    CHECK_EQ(alarms_count(then->alarms), 1);
    seek(&bed, from_us + 130 * SECOND); // 4 of them
    CHECK(!alarms_is_flood(then->alarms));
    Str text = { 0 };
    JsonWriter w = { .out = &text };
    alarms_rate_json(then->alarms, from_us + 130 * SECOND, 1, &w);
    CHECK(strstr(text.text, "\"raised\":4,") != NULL);
    str_finish(&text);
    close_bed(&bed);
}

// A change of the present, written as the program does.
static void keep(Bed *bed)
{
    ChangeList changes = operations_take_changes(bed->ops);
    for (int i = 0; i < changes.count; i++) {
        const Change *c = &changes.items[i];
        const StoreRecord record = { c->kind, c->id, c->json, c->version };
        (void)store_write(bed->store, &record, c->journal_json);
        replay_add_change(bed->replay, c, clock_utc_us());
    }
    int left = changes.count;
    change_list_finish(&changes);
    StoreAnswer answer;
    const double until_s = clock_monotonic_s() + 20;
    while (left > 0) {
        CHECK(clock_monotonic_s() < until_s);
        if (!store_poll(bed->store, &answer))
            nanosleep(&(struct timespec){ 0, 200000 }, NULL);
        else if (answer.kind == STORE_ANSWER_WRITTEN)
            left--;
    }
    nanosleep(&(struct timespec){ 0, 2000000 }, NULL);
}

static ChangeBy now_by(void)
{
    return (ChangeBy){ clock_utc_us(), "li", "a" };
}

TEST(alarms_and_cases_are_in_the_state_they_were_in)
{
    Bed bed;
    open_bed(&bed, "replay-alarm.sqlite");
    int64_t t[5];
    t[0] = clock_utc_us();
    nanosleep(&(struct timespec){ 0, 2000000 }, NULL);
    ChangeBy by = now_by();
    const AlarmCondition condition = { .rule = "pond",
                                       .subject = "pond.a.depth",
                                       .text = "deep",
                                       .level = ALARM_LEVEL_ORANGE,
                                       .value = 0.5,
                                       .limit = 0.4 };
    Alarm *alarm = alarms_condition(bed.ops->alarms, &condition, &by);
    CHECK(alarm != NULL);
    keep(&bed);
    t[1] = clock_utc_us();
    nanosleep(&(struct timespec){ 0, 2000000 }, NULL);
    by = now_by();
    CHECK(alarm_acknowledge(bed.ops->alarms, alarm, &by, NULL));
    keep(&bed);
    t[2] = clock_utc_us();
    nanosleep(&(struct timespec){ 0, 2000000 }, NULL);
    by = now_by();
    Case *item = cases_open(
        bed.ops->cases, &(CaseDesc){ .title = "积水", .text = "x", .lon_deg = NAN, .lat_deg = NAN },
        &by, NULL);
    CHECK(item != NULL);
    keep(&bed);
    t[3] = clock_utc_us();
    Operations *then = replay_operations(bed.replay);
    // Twice: from the store, and again backwards and forwards from what is in memory.
    for (int pass = 0; pass < 2; pass++) {
        seek(&bed, t[0]);
        CHECK_EQ(alarms_count(then->alarms), 0);
        seek(&bed, t[3]);
        CHECK_EQ(cases_count(then->cases), 1);
        CHECK_TEXT(cases_at(then->cases, 0)->title, "积水");
        seek(&bed, t[1]);
        CHECK_EQ(alarms_count(then->alarms), 1);
        CHECK_EQ(alarm_state(alarms_at(then->alarms, 0)), ALARM_ACTIVE_UNACKED);
        CHECK_EQ(cases_count(then->cases), 0);
        seek(&bed, t[2]);
        CHECK_EQ(alarm_state(alarms_at(then->alarms, 0)), ALARM_ACTIVE_ACKED);
        CHECK_TEXT(alarms_at(then->alarms, 0)->acked_by, "li");
    }
    // What the present does meanwhile is there when its time is shown.
    by = now_by();
    CHECK(case_note(bed.ops->cases, item, "到场", &by, NULL));
    keep(&bed);
    seek(&bed, t[3]);
    CHECK_EQ(cases_at(then->cases, 0)->note_count, 0);
    seek(&bed, clock_utc_us());
    CHECK_EQ(cases_at(then->cases, 0)->note_count, 1);
    int count = 0, begins = 0;
    const ReplayLine *lines = replay_lines(bed.replay, &count);
    for (int i = 0; i < count; i++) begins += lines[i].is_begin;
    CHECK_EQ(count, 4);
    CHECK_EQ(begins, 2);
    CHECK_EQ(lines[0].level, ALARM_LEVEL_ORANGE);
    // And nothing of it became a change of the present.
    CHECK_EQ(then->changes.count, 0);
    close_bed(&bed);
}

TEST(an_instant_that_cannot_be_read_shows_nothing_and_says_why)
{
    Bed bed;
    open_bed(&bed, "replay-none.sqlite");
    put_hour(&bed, NULL);
    seek(&bed, T0 + 60 * SECOND);
    CHECK(live_get(replay_live(bed.replay), bed.level) != NULL);
    replay_set_store(bed.replay, NULL);
    CHECK(live_get(replay_live(bed.replay), bed.level) == NULL);
    replay_seek(bed.replay, T0);
    CHECK(replay_turn(bed.replay, 0, 0, INT64_MAX));
    CHECK(!replay_is_pending(bed.replay));
    CHECK_EQ(replay_err(bed.replay).code, ERR_UNSUPPORTED);
    close_bed(&bed);
}
