// SPDX-License-Identifier: Apache-2.0
// test_store_failure.c - servers that die, files that are locked, damaged, full, of others: a state
// with a reason, nothing acknowledged is lost, nothing is deleted.
#include "store_fixture.h"
#include "base/file.h"
#include <math.h>
#include <signal.h>
#include <sqlite3.h>
#include <sys/resource.h>
#include <sys/wait.h>

#define T0 INT64_C(1767225600000000)
#define SECOND INT64_C(1000000)

static void put_numbers(Store *store, uint32_t key, int from, int to)
{
    for (int i = from; i < to; i++)
        store_put(store,
                  &(Observation){ .key = key,
                                  .t_obs_us = T0 + i * SECOND,
                                  .t_recv_us = T0,
                                  .kind = OBSERVATION_NUMBER,
                                  .number = i },
                  1);
}

static bool wait_status(Store *store, bool is_connected, const char *word)
{
    for (const double until = clock_monotonic_s() + 10; clock_monotonic_s() < until; pause_ms(2)) {
        const StoreStatus status = store_status(store);
        if (status.is_connected == is_connected && strstr(status.err.text, word)) return true;
    }
    return false;
}

static void wait_written(Store *store)
{
    for (const double until = clock_monotonic_s() + 20; clock_monotonic_s() < until; pause_ms(2))
        if (store_status(store).rows_waiting == 0) return;
    CHECK(!"rows are still waiting after 20 s");
}

static void check_numbers(Store *store, uint32_t key, int count)
{
    const StoreRange range = { .key = key, .from_us = 0, .to_us = INT64_MAX };
    const StoreAnswer answer = answer_to(store, store_read_range(store, &range));
    for (int i = 0; i < count && i < answer.observation_count; i++) {
        CHECK_EQ(answer.observations[i].t_obs_us, T0 + i * SECOND);
        CHECK(answer.observations[i].number == i);
    }
    CHECK_EQ(answer.observation_count, count);
}

static void server(const char *verb)
{
    char command[512];
    snprintf(command, sizeof command, "%s %s", getenv("CITYMIRROR_TEST_POSTGRES_SERVER"), verb);
    CHECK_EQ(system(command), 0);
}

TEST(a_server_that_is_killed_and_comes_back_loses_nothing_and_keeps_the_order)
{
    if (!getenv("CITYMIRROR_TEST_POSTGRES_SERVER"))
        CHECK_SKIP("no PostgreSQL of our own: tests/checks/store.sh starts one");
    Place place = { 0 };
    place_make(&place, true);
    const uint32_t key = key_of(&place, "k");
    Store *a = place_open(&place, "ioc-1"), *b = place_open(&place, "ioc-2");
    CHECK_EQ(write_record(a, "A1", "{\"n\":0}", 0).outcome, STORE_DONE);
    answer_to(b, store_read_records(b, "alarm"));
    put_numbers(a, key, 0, 5000);
    wait_written(a);
    put_numbers(a, key, 5000, 60000); // some of it is under way
    pause_ms(20);
    server("kill");
    CHECK(wait_status(a, false, "store") || wait_status(a, false, "connect"));
    uint64_t requests[20];
    for (int i = 0; i < 20; i++) {
        char json[32];
        snprintf(json, sizeof json, "{\"n\":%d}", i + 1);
        const StoreRecord record = { "alarm", "A1", json, (uint64_t)i + 1 };
        requests[i] = store_write(a, &record, NULL);
    }
    put_numbers(a, key, 60000, 70000);
    pause_ms(300);
    StoreAnswer none = { 0 };
    CHECK(!store_poll(a, &none)); // nothing is acknowledged meanwhile
    server("start");
    // Each replaces the one before: done in order, or some would conflict.
    for (int i = 0; i < 20; i++) CHECK_EQ(answer_to(a, requests[i]).outcome, STORE_DONE);
    wait_written(a);
    check_numbers(a, key, 70000);
    CHECK_EQ(store_status(a).rows_dropped, 0);
    CHECK(store_status(a).is_connected && store_status(a).err.code == ERR_NONE);
    // The other desk catches up by change number.
    StoreAnswer answer = { 0 };
    uint64_t version = 0;
    for (const double until = clock_monotonic_s() + 15; version < 21; pause_ms(2)) {
        CHECK(clock_monotonic_s() < until);
        if (store_poll(b, &answer) && answer.kind == STORE_ANSWER_CHANGED)
            version = answer.records[answer.record_count - 1].version;
    }
    char count[16];
    place_sql(&place, "SELECT count(*) FROM citymirror.journal", count, sizeof count);
    CHECK_TEXT(count, "21");
    store_close(a);
    store_close(b);
    keys_destroy(place.keys);
}

TEST(positions_are_points_for_postgis_where_it_is_there)
{
    if (!getenv("CITYMIRROR_TEST_POSTGRES")) CHECK_SKIP("no PostgreSQL");
    Place place = { 0 };
    char text[64];
    place_make(&place, true);
    Store *store = place_open(&place, "ioc-1");
    const Observation ship = { .key = key_of(&place, "ship"),
                               .t_obs_us = T0,
                               .kind = OBSERVATION_POSITION,
                               .position = { .lon_deg = 110.5, .lat_deg = 21.25 } };
    store_put(store, &ship, 1);
    answer_to(store, store_read_records(store, "x"));
    place_sql(&place, "SELECT count(*) FROM pg_extension WHERE extname = 'postgis'", text,
              sizeof text);
    if (strcmp(text, "0") == 0) CHECK_SKIP("no PostGIS in the database");
    place_sql(&place, "SELECT ST_AsText(geom) || ST_SRID(geom) FROM citymirror.history", text,
              sizeof text);
    CHECK_TEXT(text, "POINT(110.5 21.25)4326");
    store_close(store);
    keys_destroy(place.keys);
}

TEST(the_journal_cannot_be_changed_in_either)
{
    Place place = { 0 };
    place_make(&place, false);
    Store *store = place_open(&place, "ioc-1");
    CHECK_EQ(write_record(store, "A1", "{}", 0).outcome, STORE_DONE);
    store_close(store);
    sqlite3 *db = NULL;
    sqlite3_open(place.address, &db);
    CHECK_EQ(sqlite3_exec(db, "UPDATE journal SET desk = 'x'", NULL, NULL, NULL),
             SQLITE_CONSTRAINT);
    CHECK_EQ(sqlite3_exec(db, "DELETE FROM journal", NULL, NULL, NULL), SQLITE_CONSTRAINT);
    sqlite3_close(db);
    keys_destroy(place.keys);
    if (!getenv("CITYMIRROR_TEST_POSTGRES")) return;
    place_make(&place, true);
    store = place_open(&place, "ioc-1");
    CHECK_EQ(write_record(store, "A1", "{}", 0).outcome, STORE_DONE);
    store_close(store);
    static const char *const tries[] = { "UPDATE citymirror.journal SET desk = 'x'",
                                         "DELETE FROM citymirror.journal",
                                         "TRUNCATE citymirror.journal" };
    PGconn *connection = PQconnectdb(place.address);
    for (int i = 0; i < 3; i++) {
        PGresult *result = PQexec(connection, tries[i]);
        CHECK_EQ(PQresultStatus(result), PGRES_FATAL_ERROR);
        PQclear(result);
    }
    PQfinish(connection);
    keys_destroy(place.keys);
}

TEST(a_server_that_is_not_there_is_a_state_and_closing_gives_up_after_five_seconds)
{
    Place place = { .keys = keys_create(0) };
    snprintf(place.address, sizeof place.address, "postgresql://city@127.0.0.1:1/none");
    Store *store = place_open(&place, "ioc-1");
    CHECK(wait_status(store, false, "connect to"));
    put_numbers(store, key_of(&place, "k"), 0, 10);
    CHECK_EQ(store_status(store).rows_waiting, 10);
    const double from = clock_monotonic_s();
    store_close(store);
    CHECK(clock_monotonic_s() - from < 7);
    Err err = { 0 };
    CHECK(!store_open(&(StoreDesc){ .address = "postgresql://[", .keys = place.keys }, &err));
    CHECK_EQ(err.code, ERR_ARGUMENT);
    keys_destroy(place.keys);
}

TEST(a_file_locked_by_another_process_is_a_state_until_it_is_let_go)
{
    Place place = { 0 };
    place_make(&place, false);
    const uint32_t key = key_of(&place, "k");
    Store *store = place_open(&place, "ioc-1");
    CHECK_EQ(write_record(store, "A1", "{}", 0).outcome, STORE_DONE);
    store_close(store);
    int ready[2], done[2];
    CHECK(pipe(ready) == 0 && pipe(done) == 0);
    const pid_t other = fork();
    if (other == 0) {
        alarm(60); // if the test fails before it lets go
        char byte = 0;
        sqlite3 *db = NULL;
        sqlite3_open(place.address, &db);
        sqlite3_busy_timeout(db, 5000);
        sqlite3_exec(db, "BEGIN IMMEDIATE", NULL, NULL, NULL);
        if (write(ready[1], "x", 1) != 1 || read(done[0], &byte, 1) != 1) _exit(1);
        sqlite3_exec(db, "COMMIT", NULL, NULL, NULL);
        _exit(0);
    }
    char byte = 0;
    CHECK_EQ(read(ready[0], &byte, 1), 1);
    store = place_open(&place, "ioc-1"); // opens all the same
    put_numbers(store, key, 0, 1000);
    const StoreRecord record = { "alarm", "A1", "{\"n\":1}", 1 };
    const uint64_t request = store_write(store, &record, NULL);
    CHECK(wait_status(store, true, "locked"));
    CHECK_EQ(answer_to(store, store_read_records(store, "alarm")).record_count, 1); // reads go on
    CHECK_EQ(store_status(store).rows_waiting, 1000);
    CHECK_EQ(write(done[1], "x", 1), 1);
    int ended = 0;
    waitpid(other, &ended, 0);
    CHECK_EQ(ended, 0);
    CHECK_EQ(answer_to(store, request).outcome, STORE_DONE);
    wait_written(store);
    check_numbers(store, key, 1000);
    CHECK_EQ(store_status(store).err.code, ERR_NONE);
    store_close(store);
    for (int i = 0; i < 2; i++) close(ready[i]), close(done[i]);
    keys_destroy(place.keys);
}

// In a child, as the limit of a file's size is of a process: the disk is full at 600 kB.
static int fill_disk(const Place *place)
{
    signal(SIGXFSZ, SIG_IGN);
    struct rlimit limit = { 600000, RLIM_INFINITY };
    Store *store = place_open(place, "ioc-1");
    const uint32_t key = key_of(place, "k");
    if (write_record(store, "A1", "{}", 0).outcome != STORE_DONE) return 1;
    setrlimit(RLIMIT_FSIZE, &limit);
    for (int i = 0; i < 200000; i++) { // bits that no column makes small
        const double value = sin(i) * 1e10;
        store_put(store,
                  &(Observation){ .key = key,
                                  .t_obs_us = T0 + i * SECOND,
                                  .t_recv_us = T0,
                                  .kind = OBSERVATION_NUMBER,
                                  .number = value },
                  1);
    }
    double until = clock_monotonic_s() + 10;
    while (store_status(store).err.code == ERR_NONE && clock_monotonic_s() < until) pause_ms(2);
    const StoreStatus full = store_status(store);
    if (full.err.code != ERR_IO || full.rows_waiting == 0) return 2;
    if (answer_to(store, store_read_records(store, "alarm")).record_count != 1) return 3;
    limit.rlim_cur = RLIM_INFINITY;
    setrlimit(RLIMIT_FSIZE, &limit);
    until = clock_monotonic_s() + 20;
    while (store_status(store).rows_waiting > 0 && clock_monotonic_s() < until) pause_ms(2);
    const StoreRange range = { .key = key, .from_us = 0, .to_us = INT64_MAX };
    if (answer_to(store, store_read_range(store, &range)).observation_count != 200000) return 4;
    if (store_status(store).rows_dropped != 0) return 5;
    store_close(store);
    return 0;
}

TEST(a_full_disk_is_a_state_with_a_reason_and_all_is_written_once_there_is_room)
{
    Place place = { 0 };
    place_make(&place, false);
    const pid_t child = fork();
    if (child == 0) _exit(fill_disk(&place));
    int ended = 0;
    waitpid(child, &ended, 0);
    CHECK_EQ(WIFEXITED(ended) ? WEXITSTATUS(ended) : -1, 0);
    keys_destroy(place.keys);
}

TEST(a_damaged_file_is_named_and_moved_aside_only_when_asked)
{
    Place place = { 0 };
    place_make(&place, false);
    char rubbish[8192];
    for (size_t i = 0; i < sizeof rubbish; i++) rubbish[i] = (char)(i * 7);
    CHECK(file_replace(place.address, rubbish, sizeof rubbish, NULL));
    Store *store = place_open(&place, "ioc-1");
    CHECK(wait_status(store, false, "damaged"));
    const StoreRecord record = { "alarm", "A1", "{}", 0 };
    store_write(store, &record, NULL);
    store_close(store);
    size_t length = 0;
    char *kept = file_read(place.address, 0, &length, NULL);
    CHECK(length == sizeof rubbish && memcmp(kept, rubbish, length) == 0);
    free(kept);
    char *aside = NULL;
    CHECK(store_set_aside(place.address, &aside, NULL));
    CHECK(!file_exists(place.address));
    kept = file_read(aside, 0, &length, NULL);
    CHECK(length == sizeof rubbish && memcmp(kept, rubbish, length) == 0);
    free(kept);
    free(aside);
    store = place_open(&place, "ioc-1");
    CHECK_EQ(write_record(store, "A1", "{}", 0).outcome, STORE_DONE);
    store_close(store);
    Err err = { 0 };
    CHECK(!store_set_aside("postgresql://x/y", NULL, &err));
    keys_destroy(place.keys);
}

static void run_sql(const char *path, const char *sql)
{
    sqlite3 *db = NULL;
    sqlite3_open(path, &db);
    CHECK_EQ(sqlite3_exec(db, sql, NULL, NULL, NULL), SQLITE_OK);
    sqlite3_close(db);
}

TEST(a_file_of_another_program_or_of_a_newer_one_is_left_alone)
{
    Place place = { 0 };
    place_make(&place, false);
    run_sql(place.address, "CREATE TABLE songs(name)");
    Store *store = place_open(&place, "ioc-1");
    CHECK(wait_status(store, false, "another program"));
    store_close(store);
    keys_destroy(place.keys);
    place_make(&place, false);
    store = place_open(&place, "ioc-1");
    CHECK_EQ(write_record(store, "A1", "{}", 0).outcome, STORE_DONE);
    store_close(store);
    run_sql(place.address, "PRAGMA user_version = 99");
    store = place_open(&place, "ioc-1");
    CHECK(wait_status(store, false, "newer program"));
    store_close(store);
    keys_destroy(place.keys);
}

TEST(what_a_killed_run_had_written_is_there_for_the_next)
{
    Place place = { 0 };
    place_make(&place, false);
    const uint32_t key = key_of(&place, "k");
    int ready[2];
    CHECK(pipe(ready) == 0);
    const pid_t child = fork();
    if (child == 0) {
        alarm(60);
        Store *store = place_open(&place, "ioc-1");
        put_numbers(store, key, 0, 3000);
        wait_written(store);
        if (write(ready[1], "x", 1) != 1) _exit(1);
        for (;;) pause();
    }
    char byte = 0;
    CHECK_EQ(read(ready[0], &byte, 1), 1);
    // While it runs, another sees its rows in the log.
    Store *store = place_open(&place, "ioc-2");
    check_numbers(store, key, 3000);
    kill(child, SIGKILL);
    waitpid(child, NULL, 0);
    check_numbers(store, key, 3000);
    store_close(store);
    for (int turn = 0; turn < 2; turn++) { // taken over, then folded
        store = place_open(&place, "ioc-1");
        check_numbers(store, key, 3000);
        store_close(store);
    }
    close(ready[0]);
    close(ready[1]);
    keys_destroy(place.keys);
}

TEST(past_its_size_a_file_loses_the_oldest_history_first)
{
    Place place = { 0 };
    place_make(&place, false);
    const StoreDesc desc = {
        .address = place.address, .desk = "ioc-1", .keys = place.keys, .bytes_max = 1500000
    };
    const uint32_t key = key_of(&place, "k");
    const int64_t from = clock_utc_us() - 300000 * SECOND;
    Store *store = store_open(&desc, NULL);
    for (int i = 0; i < 300000; i++) {
        const double value = sin(i) * 1e10;
        store_put(store,
                  &(Observation){ .key = key,
                                  .t_obs_us = from + i * SECOND,
                                  .t_recv_us = from,
                                  .kind = OBSERVATION_NUMBER,
                                  .number = value },
                  1);
    }
    CHECK_EQ(write_record(store, "A1", "{}", 0).outcome, STORE_DONE);
    store_close(store);
    store = store_open(&desc, NULL);
    for (const double until = clock_monotonic_s() + 20; clock_monotonic_s() < until; pause_ms(20))
        if (store_status(store).bytes > 0 && store_status(store).bytes <= (int64_t)desc.bytes_max)
            break;
    CHECK(store_status(store).bytes <= (int64_t)desc.bytes_max);
    const StoreRange range = { .key = key, .from_us = 0, .to_us = INT64_MAX };
    const StoreAnswer answer = answer_to(store, store_read_range(store, &range));
    CHECK(answer.observation_count > 50000 && answer.observation_count < 150000);
    CHECK_EQ(answer.observations[answer.observation_count - 1].t_obs_us, from + 299999 * SECOND);
    CHECK(answer.observations[0].t_obs_us > from + 100000 * SECOND);
    CHECK_EQ(answer_to(store, store_read_records(store, "alarm")).record_count, 1);
    store_close(store);
    keys_destroy(place.keys);
}
