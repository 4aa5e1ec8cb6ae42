// SPDX-License-Identifier: Apache-2.0
// test_store.c - what a store promises, the same for SQLite and PostgreSQL.
#include "store_fixture.h"
#include "base/file.h"
#include <math.h>

#define T0 INT64_C(1767225600000000) // 2026-01-01
#define SECOND INT64_C(1000000)

static Observation number_at(uint32_t key, int64_t t_us, double value)
{
    return (Observation){ .key = key,
                          .t_obs_us = t_us,
                          .t_recv_us = (int64_t)((uint64_t)t_us + 1234),
                          .kind = OBSERVATION_NUMBER,
                          .number = value };
}

static bool same_bits(double a, double b)
{
    return memcmp(&a, &b, sizeof a) == 0;
}

static void check_observation(const Observation *a, const Observation *b)
{
    CHECK_EQ(a->key, b->key);
    CHECK_EQ(a->t_obs_us, b->t_obs_us);
    CHECK_EQ(a->t_recv_us, b->t_recv_us);
    CHECK_EQ(a->t_stale_us, b->t_stale_us);
    CHECK_EQ(a->seq, b->seq);
    CHECK_EQ(a->period_ms, b->period_ms);
    CHECK_EQ(a->kind, b->kind);
    CHECK_EQ(a->quality, b->quality);
    CHECK_EQ(a->flags, b->flags);
    CHECK_TEXT(a->unit, b->unit);
    if (a->kind == OBSERVATION_NUMBER) CHECK(same_bits(a->number, b->number));
    if (a->kind == OBSERVATION_TEXT) CHECK_TEXT(a->text, b->text);
    if (a->kind != OBSERVATION_POSITION) return;
    CHECK(same_bits(a->position.lon_deg, b->position.lon_deg));
    CHECK(same_bits(a->position.lat_deg, b->position.lat_deg));
    CHECK(memcmp(&a->position.h_m, &b->position.h_m, 4 * sizeof(float)) == 0);
}

// Every kind of value with every field filled, in order of time.
static int make_all_kinds(uint32_t key, Observation *out)
{
    static const double numbers[] = { 0,         -0.0,    21.5, 1e300,    -1e-300,
                                      M_PI,      1.0 / 3, -40,  INFINITY, 9007199254740993.0,
                                      0.1 + 0.2, 100 };
    int n = 0;
    for (size_t i = 0; i < sizeof numbers / sizeof numbers[0]; i++)
        out[n++] = number_at(key, 0, numbers[i]);
    out[n++] = number_at(key, 0, NAN);
    out[n] = number_at(key, 0, 0);
    out[n].kind = OBSERVATION_TEXT, out[n++].text = "开\\N\t\"x\", 'y'\n";
    out[n] = number_at(key, 0, 0);
    out[n].kind = OBSERVATION_TEXT, out[n++].text = "";
    out[n] = number_at(key, 0, 0);
    out[n].kind = OBSERVATION_POSITION;
    out[n++].position = (ObservationPosition){ 110.4000001, 21.2 / 3, 12.5f, NAN, 359.9f, 0.1f };
    out[n] = number_at(key, 0, 0);
    out[n++].kind = OBSERVATION_GONE;
    for (int i = 0; i < n; i++) {
        Observation *o = &out[i];
        o->t_obs_us = T0 + i * 17 * SECOND + 3;
        o->t_recv_us = o->t_obs_us + (i % 3 - 1) * 2500000;
        o->t_stale_us = i % 4 == 0 ? 0 : o->t_obs_us + (i % 2 ? 60 * SECOND : -SECOND);
        o->seq = i % 5 == 0 ? UINT32_MAX : (uint32_t)i;
        o->period_ms = (uint32_t)(1000 * i);
        o->quality = (uint8_t)(i % QUALITY_COUNT);
        o->flags = (uint8_t)(i % 16);
        snprintf(o->unit, sizeof o->unit, "%s", i % 2 ? "ug/m3" : i % 3 ? "" : "fifteen-letters");
    }
    return n;
}

TEST_BOTH(every_kind_of_value_comes_back_exactly)
{
    Observation all[32];
    const uint32_t key = key_of(place, "air/海港/pm25");
    const int n = make_all_kinds(key, all);
    Store *store = place_open(place, "ioc-1");
    store_put(store, all, n);
    const StoreRange range = { .key = key, .from_us = T0, .to_us = T0 + 3600 * SECOND };
    StoreAnswer answer = answer_to(store, store_read_range(store, &range));
    CHECK_EQ(answer.outcome, STORE_DONE);
    CHECK_EQ(answer.observation_count, n);
    for (int i = 0; i < n; i++) check_observation(&answer.observations[i], &all[i]);
    CHECK_EQ(store_status(store).rows_written, n);
    store_close(store);
    // Again from the disk, by a program that numbers its keys otherwise.
    Keys *other = keys_create(0);
    keys_intern(other, "first", 5);
    Place again = *place;
    again.keys = other;
    store = place_open(&again, "ioc-2");
    const StoreRange same = { .key = keys_intern(other, "air/海港/pm25", strlen("air/海港/pm25")),
                              .from_us = T0,
                              .to_us = T0 + 3600 * SECOND };
    answer = answer_to(store, store_read_range(store, &same));
    CHECK_EQ(answer.observation_count, n);
    for (int i = 0; i < n; i++) {
        all[i].key = same.key;
        check_observation(&answer.observations[i], &all[i]);
    }
    store_close(store);
    keys_destroy(other);
}

TEST_BOTH(rows_put_in_any_order_come_back_in_order_of_time)
{
    const uint32_t key = key_of(place, "level");
    Store *store = place_open(place, "ioc-1");
    // Eight runs of writes, so that later ones overlap what is folded and what is not.
    for (int run = 0; run < 8; run++) {
        for (int i = 0; i < 500; i++) {
            const int at = (i * 7919 + run * 104729) % 4000; // a permutation within all runs
            store_put(store, &(Observation[]){ number_at(key, T0 + at * 2 * SECOND, at) }[0], 1);
        }
        const StoreRange range = { .key = key, .from_us = 0, .to_us = INT64_MAX };
        const StoreAnswer answer = answer_to(store, store_read_range(store, &range));
        CHECK_EQ(answer.observation_count, 500 * (run + 1));
        for (int i = 1; i < answer.observation_count; i++)
            CHECK(answer.observations[i - 1].t_obs_us <= answer.observations[i].t_obs_us);
        if (run % 2) {
            store_close(store);
            store = place_open(place, "ioc-1");
        }
    }
    const StoreRange hour = { .key = key,
                              .from_us = T0 + 3600 * SECOND,
                              .to_us = T0 + 7199 * SECOND };
    const StoreAnswer answer = answer_to(store, store_read_range(store, &hour));
    CHECK(answer.observations[0].t_obs_us >= hour.from_us);
    CHECK(answer.observations[answer.observation_count - 1].t_obs_us <= hour.to_us);
    store_close(store);
}

TEST_BOTH(thinning_keeps_the_extremes_of_each_span)
{
    const uint32_t key = key_of(place, "rain");
    Store *store = place_open(place, "ioc-1");
    for (int i = 0; i < 6000; i++) {
        const double value = i == 1234 ? 999 : i == 4321 ? -999 : sin(i / 50.0);
        store_put(store, &(Observation[]){ number_at(key, T0 + i * SECOND, value) }[0], 1);
    }
    const StoreRange range = { key, T0, T0 + 6000 * SECOND, 300 };
    const StoreAnswer answer = answer_to(store, store_read_range(store, &range));
    CHECK(answer.observation_count <= 300);
    CHECK(answer.observation_count > 100);
    bool has_most = false, has_least = false;
    for (int i = 0; i < answer.observation_count; i++) {
        const Observation *o = &answer.observations[i];
        has_most |= o->number == 999 && o->t_obs_us == T0 + 1234 * SECOND;
        has_least |= o->number == -999 && o->t_obs_us == T0 + 4321 * SECOND;
        if (i > 0) CHECK(o->t_obs_us > answer.observations[i - 1].t_obs_us);
    }
    CHECK(has_most && has_least);
    CHECK_EQ(answer.observations[answer.observation_count - 1].t_obs_us, T0 + 5999 * SECOND);
    store_close(store);
}

TEST_BOTH(an_instant_is_the_last_value_of_each_key_at_or_before_it)
{
    Store *store = place_open(place, "ioc-1");
    const uint32_t fast = key_of(place, "fast"), slow = key_of(place, "slow"),
                   late = key_of(place, "late"), future = key_of(place, "future");
    for (int i = 0; i < 8000; i++)
        store_put(store, &(Observation[]){ number_at(fast, T0 + i * SECOND, i) }[0], 1);
    store_put(store, &(Observation[]){ number_at(slow, T0 - 86400 * SECOND, 7) }[0], 1);
    store_put(store, &(Observation[]){ number_at(late, T0 + 100 * SECOND, 1) }[0], 1);
    store_put(store, &(Observation[]){ number_at(future, T0 + 9000 * SECOND, 1) }[0], 1);
    for (int pass = 0; pass < 2; pass++) { // from the head, then from the disk
        StoreAnswer a = answer_to(
            store, store_read_instant(store, T0 + 5000 * SECOND + 500000, 2 * 86400 * SECOND));
        CHECK_EQ(a.observation_count, 3);
        for (int i = 0; i < a.observation_count; i++) {
            const Observation *o = &a.observations[i];
            CHECK(o->key != future);
            if (o->key == fast) CHECK_EQ(o->t_obs_us, T0 + 5000 * SECOND);
            if (o->key == slow) CHECK(o->number == 7);
            if (o->key == late) CHECK(o->number == (pass == 0 ? 1 : 2));
        }
        // slow is older than one hour before; fast at the very instant.
        a = answer_to(store, store_read_instant(store, T0 + 200 * SECOND, 3600 * SECOND));
        CHECK_EQ(a.observation_count, 2);
        a = answer_to(store, store_read_instant(store, T0 - 2 * 86400 * SECOND, 3600 * SECOND));
        CHECK_EQ(a.observation_count, 0);
        store_close(store);
        store = place_open(place, "ioc-1");
        if (pass > 0) break;
        // A row that comes late, between others that are on the disk.
        store_put(store, &(Observation[]){ number_at(late, T0 + 150 * SECOND, 2) }[0], 1);
        store_put(store, &(Observation[]){ number_at(late, T0 + 50 * SECOND, 3) }[0], 1);
        store_close(store);
        store = place_open(place, "ioc-1");
    }
    store_close(store);
}

TEST_BOTH(the_second_writer_with_an_old_version_gets_the_record_that_is_there)
{
    Store *a = place_open(place, "ioc-1"), *b = place_open(place, "ioc-2");
    CHECK_EQ(write_record(a, "A1", "{\"state\":\"active\"}", 0).outcome, STORE_DONE);
    CHECK_EQ(write_record(b, "A1", "{\"owner\":\"ioc-2\"}", 1).outcome, STORE_DONE);
    const StoreAnswer lost = write_record(a, "A1", "{\"owner\":\"ioc-1\"}", 1);
    CHECK_EQ(lost.outcome, STORE_CONFLICT);
    CHECK_EQ(lost.record_count, 1);
    CHECK_EQ(lost.records[0].version, 2);
    CHECK_TEXT(lost.records[0].json, "{\"owner\":\"ioc-2\"}");
    CHECK_EQ(write_record(a, "A1", "{\"x\":1}", 0).outcome, STORE_CONFLICT); // is there already
    CHECK_EQ(write_record(a, "A2", "{\"x\":1}", 3).outcome, STORE_CONFLICT); // is not there
    CHECK_EQ(store_status(a).conflicts, 3);
    const StoreAnswer all = answer_to(a, store_read_records(a, "alarm"));
    CHECK_EQ(all.record_count, 1);
    CHECK_TEXT(all.records[0].json, "{\"owner\":\"ioc-2\"}");
    CHECK_EQ(all.records[0].version, 2);
    store_close(a);
    store_close(b);
}

TEST_BOTH(two_desks_that_take_a_hundred_alarms_at_once_never_both_own_one)
{
    Store *desks[2] = { place_open(place, "ioc-1"), place_open(place, "ioc-2") };
    uint64_t requests[2][100];
    int owners[100] = { 0 };
    for (int i = 0; i < 100; i++) {
        for (int d = 0; d < 2; d++) {
            char id[16];
            snprintf(id, sizeof id, "A%d", i);
            const StoreRecord record = { "alarm", id, d ? "{\"owner\":2}" : "{\"owner\":1}", 0 };
            requests[d][i] = store_write(desks[d], &record, NULL);
        }
    }
    for (int d = 0; d < 2; d++) {
        for (int i = 0; i < 100; i++) {
            const StoreAnswer answer = answer_to(desks[d], requests[d][i]);
            CHECK(answer.outcome == STORE_DONE || answer.outcome == STORE_CONFLICT);
            owners[i] += answer.outcome == STORE_DONE;
        }
    }
    for (int i = 0; i < 100; i++) CHECK_EQ(owners[i], 1);
    store_close(desks[0]);
    store_close(desks[1]);
}

TEST_BOTH(what_one_desk_writes_the_other_sees_in_under_a_second)
{
    Store *a = place_open(place, "ioc-1"), *b = place_open(place, "ioc-2");
    CHECK_EQ(answer_to(b, store_read_records(b, "alarm")).record_count, 0); // both are up
    for (int turn = 0; turn < 3; turn++) {
        CHECK_EQ(write_record(a, "A1", "{\"acknowledged\":true}", (uint64_t)turn).outcome,
                 STORE_DONE);
        const double from = clock_monotonic_s();
        StoreAnswer answer = { 0 };
        while (clock_monotonic_s() - from < 1 && !store_poll(b, &answer)) pause_ms(1);
        CHECK_EQ(answer.kind, STORE_ANSWER_CHANGED);
        CHECK_EQ(answer.record_count, 1);
        CHECK_TEXT(answer.records[0].id, "A1");
        CHECK_TEXT(answer.records[0].kind, "alarm");
        CHECK_EQ(answer.records[0].version, turn + 1);
    }
    pause_ms(600);
    StoreAnswer own = { 0 };
    CHECK(!store_poll(a, &own)); // nobody is told of his own
    store_close(a);
    store_close(b);
}

TEST_BOTH(a_record_and_its_line_of_the_journal_are_one)
{
    Store *store = place_open(place, "ioc-1");
    const int64_t from = clock_utc_us();
    CHECK_EQ(write_record(store, "A1", "{\"a\": 1}", 0).outcome, STORE_DONE);
    CHECK_EQ(write_record(store, "A1", "{\"a\": 2}", 9).outcome, STORE_CONFLICT);
    CHECK_EQ(write_record(store, "A1", "{\"a\": ", 1).outcome, STORE_FAILED);
    CHECK_EQ(write_record(store, "A1", "[1]", 1).outcome, STORE_FAILED);
    CHECK_EQ(write_record(store, "", "{}", 0).outcome, STORE_FAILED);
    const StoreRecord record = { "alarm", "A1", "{\"a\": 2}", 1 };
    CHECK_EQ(answer_to(store, store_write(store, &record, NULL)).outcome, STORE_DONE);
    const StoreAnswer answer = answer_to(store, store_read_journal(store, from, clock_utc_us(), 0));
    CHECK_EQ(answer.record_count, 2);
    CHECK_TEXT(answer.records[0].kind, "journal");
    CHECK(strstr(answer.records[0].json, "\"desk\":\"ioc-1\",\"kind\":\"alarm\",\"id\":\"A1\","
                                         "\"version\":1,\"entry\":{\"by\":\"test\"}}"));
    CHECK(strstr(answer.records[1].json, "\"version\":2,\"entry\":{\"a\": 2}}"));
    CHECK_EQ(answer_to(store, store_read_journal(store, 0, INT64_MAX, 1)).record_count, 1);
    CHECK_EQ(answer_to(store, store_read_journal(store, 0, from - 1, 0)).record_count, 0);
    store_close(store);
}

TEST_BOTH(rows_of_impossible_times_are_counted_and_the_rest_is_kept)
{
    Store *store = place_open(place, "ioc-1");
    const uint32_t key = key_of(place, "k");
    const Observation all[] = { number_at(key, INT64_MIN, 1), number_at(key, -1, 1),
                                number_at(key, INT64_MAX, 1), number_at(0, T0, 1),
                                number_at(key, 0, 1),         number_at(key, T0, 2) };
    store_put(store, all, 6);
    const StoreRange range = { .key = key, .from_us = INT64_MIN, .to_us = INT64_MAX };
    CHECK_EQ(answer_to(store, store_read_range(store, &range)).observation_count, 2);
    CHECK_EQ(store_status(store).rows_dropped, 4);
    CHECK_EQ(store_status(store).rows_waiting, 0);
    store_close(store);
}

TEST_BOTH(closing_writes_what_is_queued)
{
    const uint32_t key = key_of(place, "k");
    Store *store = place_open(place, "ioc-1");
    for (int i = 0; i < 20000; i++)
        store_put(store, &(Observation[]){ number_at(key, T0 + i * SECOND, i) }[0], 1);
    const StoreRecord record = { "case", "C1", "{}", 0 };
    store_write(store, &record, NULL);
    store_close(store); // at once, before it has even connected
    store = place_open(place, "ioc-1");
    const StoreRange range = { .key = key, .from_us = 0, .to_us = INT64_MAX };
    CHECK_EQ(answer_to(store, store_read_range(store, &range)).observation_count, 20000);
    CHECK_EQ(answer_to(store, store_read_records(store, "case")).record_count, 1);
    store_close(store);
}

TEST_BOTH(old_hours_become_minutes_and_old_minutes_go)
{
    const int64_t now = clock_utc_us(), old = now / 86400000000 * 86400000000 - 70 * 86400 * SECOND,
                  ancient = old - 130 * 86400 * SECOND;
    const uint32_t key = key_of(place, "k"), text = key_of(place, "t");
    const StoreDesc desc = { .address = place->address,
                             .desk = "ioc-1",
                             .keys = place->keys,

                             .keep_days = 2,
                             .keep_rough_days = 100 };
    Store *store = store_open(&desc, NULL);
    for (int i = 0; i < 7200; i++) {
        const double value = i % 60 == 13 ? 100 + i / 60 : i % 60 == 44 ? -5 : 20;
        store_put(store, &(Observation[]){ number_at(key, old + i * SECOND, value) }[0], 1);
        store_put(store, &(Observation[]){ number_at(key, ancient + i * SECOND, value) }[0], 1);
        store_put(store, &(Observation[]){ number_at(key, now - i * SECOND, value) }[0], 1);
    }
    Observation word = {
        .key = text, .t_obs_us = old, .t_recv_us = old, .kind = OBSERVATION_TEXT, .text = "开"
    };
    store_put(store, &word, 1);
    answer_to(store, store_read_records(store, "x"));
    store_close(store); // folds
    store = store_open(&desc, NULL);
    const StoreRange range = { .key = key, .from_us = old, .to_us = old + 7200 * SECOND };
    StoreAnswer answer = { 0 };
    for (int i = 0; i < 100; i++) {
        answer = answer_to(store, store_read_range(store, &range));
        const StoreRange gone = { .key = key,
                                  .from_us = ancient,
                                  .to_us = ancient + 7200 * SECOND };
        if (answer.observation_count == 360 &&
            answer_to(store, store_read_range(store, &gone)).observation_count == 0)
            break;
        pause_ms(100);
    }
    answer = answer_to(store, store_read_range(store, &range));
    CHECK_EQ(answer.observation_count, 3 * 120);
    for (int i = 0; i < 120; i++) {
        const Observation *o = &answer.observations[3 * i];
        const int64_t minute = old + i * 60 * SECOND;
        CHECK(o[0].number == 100 + i && o[0].t_obs_us == minute + 13 * SECOND);
        CHECK(o[1].number == -5 && o[1].t_obs_us == minute + 44 * SECOND);
        CHECK(o[2].number == 20 && o[2].t_obs_us == minute + 59 * SECOND);
    }
    const StoreRange fresh = { .key = key, .from_us = now - 7200 * SECOND, .to_us = now };
    CHECK_EQ(answer_to(store, store_read_range(store, &fresh)).observation_count, 7200);
    const StoreRange ancients = { .key = key, .from_us = 0, .to_us = old - 1 };
    CHECK_EQ(answer_to(store, store_read_range(store, &ancients)).observation_count, 0);
    answer = answer_to(store, store_read_instant(store, old + 90 * SECOND, 86400 * SECOND));
    CHECK_EQ(answer.observation_count, 2); // of the minutes, too
    store_close(store);
}

TEST_BOTH(an_export_has_every_row_of_the_keys_that_match)
{
    Store *store = place_open(place, "ioc-1");
    Observation all[32];
    const int n = make_all_kinds(key_of(place, "air,1/x"), all);
    store_put(store, all, n);
    store_put(store, &(Observation[]){ number_at(key_of(place, "water/1"), T0, 1) }[0], 1);
    char path[512];
    snprintf(path, sizeof path, "%s", check_temporary("export.csv"));
    const StoreSelection air = { .pattern = "air*", .from_us = T0, .to_us = T0 + 3600 * SECOND };
    StoreAnswer answer = answer_to(store, store_export(store, &air, STORE_CSV, path));
    CHECK_TEXT(answer.err.text, "");
    CHECK_EQ(answer.rows, n);
    char *text = file_read(path, 0, NULL, NULL);
    CHECK(str_starts(text, "key,time,received,kind,value,unit,quality,flags,lon,lat,h,course,"
                           "heading,speed,mean,count\r\n\"air,1/x\",2026-01-01T00:00:00"));
    CHECK(strstr(text, ",text,\"开\\N\t\"\"x\"\", 'y'\n\",") != NULL);
    CHECK(strstr(text, "110.4000001") != NULL);
    free(text);
    answer = answer_to(
        store, store_export(store, &(StoreSelection){ .to_us = INT64_MAX }, STORE_JSONL, path));
    CHECK_EQ(answer.rows, n + 1);
    text = file_read(path, 0, NULL, NULL);
    int lines = 0;
    for (const char *c = text; *c; c++) lines += *c == '\n';
    CHECK_EQ(lines, n + 1);
    free(text);
    answer = answer_to(store, store_export(store, &air, STORE_CSV, "/nowhere/at/all.csv"));
    CHECK_EQ(answer.outcome, STORE_FAILED);
    store_close(store);
}

TEST_BOTH(rows_are_handed_over_in_chunks_and_can_be_stopped)
{
    Store *store = place_open(place, "ioc-1");
    for (int k = 0; k < 40; k++) {
        char name[16];
        snprintf(name, sizeof name, "k%d", k);
        const uint32_t key = key_of(place, name);
        for (int i = 0; i < 1000; i++)
            store_put(store, &(Observation[]){ number_at(key, T0 + i * SECOND, i) }[0], 1);
    }
    CHECK_EQ(answer_to(store, store_read_records(store, "x")).outcome, STORE_DONE);
    const StoreSelection all = { .to_us = INT64_MAX };
    uint64_t request = store_read_rows(store, &all);
    int chunks = 0, rows = 0;
    for (bool is_last = false; !is_last; chunks++) {
        const StoreAnswer answer = answer_to(store, request);
        CHECK_EQ(answer.kind, STORE_ANSWER_ROWS);
        for (int i = 1; i < answer.observation_count; i++)
            CHECK(answer.observations[i - 1].key < answer.observations[i].key ||
                  answer.observations[i - 1].t_obs_us < answer.observations[i].t_obs_us);
        rows += answer.observation_count;
        is_last = answer.is_last;
    }
    CHECK_EQ(rows, 40000);
    CHECK(chunks > 3);
    // Named keys alone, in the order named.
    const uint32_t named[] = { key_of(place, "k7"), key_of(place, "k3") };
    const StoreSelection two = { .to_us = T0 + 9 * SECOND, .keys = named, .key_count = 2 };
    const StoreAnswer chosen = answer_to(store, store_read_rows(store, &two));
    CHECK(chosen.is_last);
    CHECK_EQ(chosen.observation_count, 20);
    for (int i = 0; i < 20; i++) CHECK_EQ(chosen.observations[i].key, named[i / 10]);
    request = store_read_rows(store, &all);
    CHECK(!answer_to(store, request).is_last);
    store_cancel(store, request);
    StoreAnswer answer = answer_to(store, request);
    while (!answer.is_last) answer = answer_to(store, request);
    CHECK_EQ(answer.err.code, ERR_CANCELLED);
    CHECK(answer.rows < 40000);
    store_close(store);
}
