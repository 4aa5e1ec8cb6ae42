// SPDX-License-Identifier: Apache-2.0
// test_export.c - a store's history, alarms and journal into files; stopped in the middle.
#include "base/clock.h"
#include "base/file.h"
#include "base/json.h"
#include "base/str.h"
#include "check.h"
#include "core/export.h"
#include <stdatomic.h>
#include <stdlib.h>
#include <unistd.h>

#define T0 INT64_C(1780000000000000) // 2026-05-28T20:26:40Z
#define S ((int64_t)1000000)

typedef struct {
    char path[512];
    Keys *keys;
    Store *store;
} Fixture;

static Fixture store_make(const char *name)
{
    Fixture f = { .keys = keys_create(0) };
    snprintf(f.path, sizeof f.path, "%s", check_temporary(name));
    f.store = store_open(&(StoreDesc){ .address = f.path, .desk = "ioc-1", .keys = f.keys }, NULL);
    CHECK(f.store != NULL);
    return f;
}

static void put(Fixture *f, const char *key, Observation o)
{
    o.key = keys_intern(f->keys, key, strlen(key));
    store_put(f->store, &o, 1);
}

static void store_end(Fixture *f)
{
    store_close(f->store); // what is queued is written
    keys_destroy(f->keys);
}

static char *export_text(ExportDesc desc, const char *name, uint64_t *rows)
{
    char path[512];
    Err err = { 0 };
    snprintf(path, sizeof path, "%s", check_temporary(name));
    desc.path = path;
    desc.utc_offset_s = 8 * 3600;
    desc.has_no_bom = true;
    if (!export_run(&desc, NULL, rows, &err)) fprintf(stderr, "%s\n", err.text);
    CHECK_TEXT(err.text, "");
    char *text = file_read(path, 0, NULL, &err);
    CHECK(text != NULL);
    return text;
}

TEST(history_is_exported_with_time_age_quality_and_source)
{
    Fixture f = store_make("history.sqlite");
    put(&f, "pond.1.depth",
        (Observation){ .t_obs_us = T0,
                       .t_recv_us = T0 + 2 * S,
                       .kind = OBSERVATION_NUMBER,
                       .period_ms = 60000,
                       .unit = "cm",
                       .number = 4.25 });
    put(&f, "pond.1.depth",
        (Observation){ .t_obs_us = T0 + 60 * S,
                       .t_recv_us = T0 + 160 * S,
                       .kind = OBSERVATION_NUMBER,
                       .quality = QUALITY_SUSPECT,
                       .flags = OBSERVATION_RECOVERED | OBSERVATION_SIMULATED,
                       .period_ms = 60000,
                       .unit = "cm",
                       .number = 5 });
    put(&f, "pond.1.depth",
        (Observation){ .t_obs_us = T0 + 600 * S,
                       .t_recv_us = T0 + 600 * S,
                       .kind = OBSERVATION_NUMBER,
                       .number = 6 });
    put(&f, "ship/4",
        (Observation){ .t_obs_us = T0,
                       .t_recv_us = T0,
                       .kind = OBSERVATION_POSITION,
                       .position = { 110.5, 21.25, NAN, 90, NAN, 5.5f } });
    put(&f, "air.a.pm", (Observation){ .t_obs_us = T0, .t_recv_us = T0, .kind = OBSERVATION_GONE });
    store_end(&f);
    const ExportSource sources[] = { { str_hash("pond.1.depth", 12), 0 } };
    const char *const names[] = { "积水" };
    uint64_t rows = 0;
    char *text = export_text((ExportDesc){ .store = f.path,
                                           .keys = "pond.*, ship/* pond.1.*",
                                           .from_us = T0,
                                           .to_us = T0 + 599 * S,
                                           .sources = sources,
                                           .source_names = names,
                                           .source_count = 1 },
                             "h.csv", &rows);
    CHECK_EQ(rows, 3);
    CHECK_TEXT(
        text,
        "量,观测时间,接收时间,数值,文本,单位,质量,接收时已过秒数,迟到,来源,来源标记,经度,纬度,"
        "高度_m,航向,船首向,速度_m_s\r\n"
        "pond.1.depth,2026-05-29T04:26:40+08:00,2026-05-29T04:26:42+08:00,4.25,,cm,正常,2,0,"
        "积水,,,,,,,\r\n"
        "pond.1.depth,2026-05-29T04:27:40+08:00,2026-05-29T04:29:20+08:00,5,,cm,存疑,100,1,积水,"
        "示范 保留值,,,,,,\r\n"
        "ship/4,2026-05-29T04:26:40+08:00,2026-05-29T04:26:40+08:00,,,,正常,0,0,,,110.5,21.25,,"
        "90,,5.5\r\n");
    free(text);
    text = export_text(
        (ExportDesc){
            .store = f.path, .keys = "air.?.pm", .from_us = T0, .to_us = T0, .is_english = true },
        "e.csv", &rows);
    CHECK_EQ(rows, 1);
    CHECK(strstr(text, "key,observed,received,value") == text);
    CHECK(strstr(text, ",gone,") != NULL);
    free(text);
}

TEST(the_journal_is_exported_with_who_what_and_when)
{
    Fixture f = store_make("journal.sqlite");
    const StoreRecord record = { .kind = "alarm", .id = "pond@1", .json = "{}" };
    store_write(f.store, &record,
                "{\"who\":\"王\",\"what\":\"acknowledge\",\"text\":\"已核实, 无碍\"}");
    StoreAnswer answer = { 0 };
    for (const double until = clock_monotonic_s() + 5; clock_monotonic_s() < until; usleep(1000))
        if (store_poll(f.store, &answer) && answer.kind == STORE_ANSWER_WRITTEN) break;
    CHECK_EQ(answer.outcome, STORE_DONE);
    store_end(&f);
    uint64_t rows = 0;
    const int64_t now = clock_utc_us();
    char *text = export_text(
        (ExportDesc){
            .kind = EXPORT_JOURNAL, .store = f.path, .from_us = now - 3 * 86400 * S, .to_us = now },
        "j.csv", &rows);
    CHECK_EQ(rows, 1);
    CHECK(strstr(text, ",王,ioc-1,acknowledge,alarm,pond@1,1,\"已核实, 无碍\"\r\n") != NULL);
    free(text);
}

TEST(alarms_are_exported_from_memory_or_from_the_store_within_their_time)
{
    const char records[] =
        "[{\"id\":\"a@k\",\"rule\":\"a\",\"subject\":\"k\",\"level\":4,\"text\":\"high\","
        "\"text_zh\":\"高\",\"value\":3,\"limit\":2,\"active\":true,\"unacked\":true,"
        "\"raised_us\":1780000000000000,\"lon\":110.4,\"lat\":21.2,\"simulated\":true},"
        "{\"id\":\"b\",\"rule\":\"b\",\"raised_us\":1790000000000000}]";
    uint64_t rows = 0;
    char *text = export_text((ExportDesc){ .kind = EXPORT_ALARMS,
                                           .records = records,
                                           .records_length = strlen(records),
                                           .from_us = T0,
                                           .to_us = T0 },
                             "a.csv", &rows);
    CHECK_EQ(rows, 1);
    CHECK(strstr(text,
                 "\r\na@k,a,0,k,红,未确认,高,3,2,,,2026-05-29T04:26:40+08:00,,,,,,0,0,1,110.4,"
                 "21.2\r\n") != NULL);
    free(text);
    Fixture f = store_make("alarms.sqlite");
    const StoreRecord record = { .kind = "case",
                                 .id = "C1",
                                 .json = "{\"id\":\"C1\",\"title\":\"井盖\",\"state\":7,"
                                         "\"opened_us\":1780000000000000}" };
    store_write(f.store, &record, NULL);
    store_end(&f);
    text = export_text((ExportDesc){ .kind = EXPORT_CASES, .store = f.path, .to_us = T0 }, "c.csv",
                       &rows);
    CHECK_EQ(rows, 1);
    CHECK(strstr(text, "\r\nC1,,,,井盖,,,") != NULL);
    free(text);
}

static void run_export(Job *job, void *arg)
{
    Err err = { 0 };
    const ExportDesc *desc = arg;
    CHECK(!export_run(desc, job, NULL, &err));
    CHECK_EQ(err.code, ERR_CANCELLED);
}

static void cancelled(void *arg, bool was_cancelled)
{
    (void)arg;
    CHECK(was_cancelled);
}

TEST(an_export_that_is_stopped_leaves_no_file)
{
    Fixture f = store_make("many.sqlite");
    for (int i = 0; i < 40000; i++)
        put(&f, i % 2 ? "a" : "b",
            (Observation){ .t_obs_us = T0 + i * S,
                           .t_recv_us = T0 + i * S,
                           .kind = OBSERVATION_NUMBER,
                           .number = i });
    store_end(&f);
    char path[512];
    snprintf(path, sizeof path, "%s", check_temporary("many.gpkg"));
    const ExportDesc desc = { .path = path, .store = f.path, .from_us = T0, .to_us = T0 * 2 };
    JobPool *pool = job_pool_create(1);
    const JobId job = job_submit(pool, &(JobDesc){ .title = "export",
                                                   .run = run_export,
                                                   .done = cancelled,
                                                   .arg = (void *)&desc,
                                                   .is_visible = true });
    JobStatus status = { 0 };
    while (job_pool_status(pool, &status, 1) == 1 && !status.is_running) usleep(200);
    job_cancel(pool, job);
    while (job_pool_pending(pool) > 0)
        if (job_pool_wait(pool, 1)) job_pool_poll(pool, 1);
    job_pool_destroy(pool);
    CHECK(!file_exists(path));
}

TEST(an_export_without_a_store_or_of_a_span_backwards_is_refused)
{
    Err err = { 0 };
    ExportDesc desc = { .path = "x.csv", .store = "/nonexistent/x.sqlite", .to_us = T0 };
    CHECK(!export_run(&desc, NULL, NULL, &err));
    CHECK_EQ(err.code, ERR_NOT_FOUND);
    desc.store = NULL;
    CHECK(!export_run(&desc, NULL, NULL, &err));
    CHECK_EQ(err.code, ERR_NOT_FOUND);
    desc.from_us = T0 + 1;
    CHECK(!export_run(&desc, NULL, NULL, &err));
    CHECK_EQ(err.code, ERR_ARGUMENT);
    CHECK(!file_exists("x.csv"));
}
