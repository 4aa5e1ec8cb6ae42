// SPDX-License-Identifier: Apache-2.0
// store_fixture.h - TEST_BOTH(a_sentence) { … }: the same case against a SQLite file and against a
// database of its own in a real PostgreSQL (address in $CITYMIRROR_TEST_POSTGRES, given by
// tests/checks/store.sh; skipped without).
#pragma once
#include "base/clock.h"
#include "base/str.h"
#include "check.h"
#include "store/store.h"
#include <libpq-fe.h>
#include <stdlib.h>
#include <time.h>
#include <unistd.h>

typedef struct {
    char address[512];
    Keys *keys;
    bool is_postgres;
} Place;

static inline void place_make(Place *place, bool is_postgres)
{
    const long long number = clock_utc_us(); // unlike any other's
    place->keys = keys_create(0);
    place->is_postgres = is_postgres;
    if (!is_postgres) {
        char name[48];
        snprintf(name, sizeof name, "store%lld.sqlite", number);
        snprintf(place->address, sizeof place->address, "%s", check_temporary(name));
        return;
    }
    const char *base = getenv("CITYMIRROR_TEST_POSTGRES");
    char sql[96], database[48];
    snprintf(database, sizeof database, "t%d_%lld", (int)getpid(), number);
    snprintf(sql, sizeof sql, "CREATE DATABASE %s", database);
    PGconn *connection = PQconnectdb(base);
    PGresult *result = PQexec(connection, sql);
    CHECK_EQ(PQresultStatus(result), PGRES_COMMAND_OK);
    PQclear(result);
    PQfinish(connection);
    snprintf(place->address, sizeof place->address, "%.*s/%s", (int)(strrchr(base, '/') - base),
             base, database);
}

// One statement in the database, past the store; *out gets the first field.
static inline void place_sql(const Place *place, const char *sql, char *out, size_t cap)
{
    PGconn *connection = PQconnectdb(place->address);
    PGresult *result = PQexec(connection, sql);
    if (PQresultStatus(result) == PGRES_FATAL_ERROR)
        fprintf(stderr, "%s", PQerrorMessage(connection));
    CHECK(PQresultStatus(result) != PGRES_FATAL_ERROR);
    if (out) snprintf(out, cap, "%s", PQntuples(result) > 0 ? PQgetvalue(result, 0, 0) : "");
    PQclear(result);
    PQfinish(connection);
}

static inline Store *place_open(const Place *place, const char *desk)
{
    Err err = { 0 };
    Store *store = store_open(&(StoreDesc){ .address = place->address,
                                            .desk = desk,
                                            .keys = place->keys,
                                            .keep_days = 36500 }, // the cases have fixed times
                              &err);
    CHECK_TEXT(err.text, "");
    CHECK(store != NULL);
    return store;
}

static inline void pause_ms(int ms)
{
    nanosleep(&(struct timespec){ ms / 1000, ms % 1000 * 1000000L }, NULL);
}

// The answer to the request; others are passed over. Fails after 20 s.
static inline StoreAnswer answer_to(Store *store, uint64_t request)
{
    StoreAnswer answer = { 0 };
    const double until = clock_monotonic_s() + 20;
    while (clock_monotonic_s() < until) {
        if (!store_poll(store, &answer)) {
            pause_ms(1);
            continue;
        }
        if (answer.request == request) return answer;
    }
    CHECK(!"no answer within 20 s");
    return answer;
}

static inline uint32_t key_of(const Place *place, const char *text)
{
    return keys_intern(place->keys, text, strlen(text));
}

static inline StoreAnswer write_record(Store *store, const char *id, const char *json,
                                       uint64_t version)
{
    const StoreRecord record = { "alarm", id, json, version };
    return answer_to(store, store_write(store, &record, "{\"by\":\"test\"}"));
}

#define TEST_BOTH(name)                                                    \
    static void both_##name(Place *place);                                 \
    TEST(name##_in_sqlite)                                                 \
    {                                                                      \
        Place place = { 0 };                                               \
        place_make(&place, false);                                         \
        both_##name(&place);                                               \
        keys_destroy(place.keys);                                          \
    }                                                                      \
    TEST(name##_in_postgres)                                               \
    {                                                                      \
        if (!getenv("CITYMIRROR_TEST_POSTGRES"))                           \
            CHECK_SKIP("no PostgreSQL: tests/checks/store.sh starts one"); \
        Place place = { 0 };                                               \
        place_make(&place, true);                                          \
        both_##name(&place);                                               \
        keys_destroy(place.keys);                                          \
    }                                                                      \
    static void both_##name(Place *place)
