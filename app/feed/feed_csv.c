// SPDX-License-Identifier: Apache-2.0
// feed_csv.c - replays a file of rows, CSV or JSON lines, at a speed; or follows one that grows.
#include "base/clock.h"
#include "base/csv_row.h"
#include "base/file.h"
#include "base/str.h"
#include "feed/feed_file.h"
#include "feed/feed_map.h"
#include <stdlib.h>
#include <string.h>

#define FEED_CSV_ROW_BYTES_MAX (1 << 20)
#define FEED_CSV_LATE_S 0.02 // rows of less than this ahead go at once

typedef struct {
    Feed *feed;
    FeedMapper *mapper;
    FeedFile file;
    FeedPath time;
    FeedAuto automatic;
    bool is_json, is_now, is_loop;
    char delimiter;
    double speed; // 0 = as fast as it goes
    CsvRow names, fields;
    uint32_t header;
    Arena arena;
    int64_t t_first_us, t_start_us; // of the first row: in the file, and when it went
    char *bytes;
    size_t length; // of bytes, that are not yet a whole row
    bool is_skipping;
} FeedCsv;

// Waits for the row's turn and sets the shift of its times. False: stopping.
static bool await_turn(FeedCsv *c, const FeedRow *row)
{
    int64_t t_us = 0;
    if (!c->time.text[0]) return true;
    const FeedValue value = feed_value_at(row, &c->time, &c->arena);
    const bool has_time = feed_value_time(&value, c->automatic.utc_offset_s, &t_us);
    arena_reset(&c->arena);
    if (!has_time) return true; // the map says what is wrong
    if (c->t_start_us == 0) c->t_first_us = t_us, c->t_start_us = clock_utc_us();
    const double since_us = (double)(t_us - c->t_first_us) / (c->speed > 0 ? c->speed : 1);
    const int64_t due_us = c->t_start_us + (int64_t)since_us;
    feed_mapper_shift(c->mapper, c->is_now ? due_us - t_us : 0);
    const double ahead_s = c->speed > 0 ? (double)(due_us - clock_utc_us()) * 1e-6 : 0;
    return ahead_s < FEED_CSV_LATE_S || feed_wait(c->feed, ahead_s);
}

static bool put_row(FeedCsv *c, const FeedRow *row, size_t bytes)
{
    if (!await_turn(c, row)) return false;
    feed_received(c->feed, bytes);
    feed_map_row(c->mapper, row);
    return !feed_is_stopping(c->feed);
}

static bool put_json(FeedCsv *c, const char *line, size_t length)
{
    JsonTape tape = { 0 };
    if (!json_tape_read(&tape, line, length, NULL)) {
        feed_malformed(c->feed, "a line that is no JSON");
        return !feed_is_stopping(c->feed);
    }
    const FeedRow row = { .topic = "", .tape = &tape };
    const bool goes_on = put_row(c, &row, length);
    json_tape_finish(&tape);
    return goes_on;
}

static bool put_fields(FeedCsv *c, size_t bytes)
{
    if (c->header == 0) {
        const CsvRow names = c->names;
        c->names = c->fields, c->fields = names;
        c->header = 1;
        return true;
    }
    const int count = c->fields.count < c->names.count ? c->fields.count : c->names.count;
    const FeedRow row = { .topic = "",
                          .names = (const char *const *)c->names.fields,
                          .fields = (const char *const *)c->fields.fields,
                          .field_count = count,
                          .header = c->header };
    return put_row(c, &row, bytes);
}

// All whole rows of what there is. False: stopping.
static bool put_rows(FeedCsv *c, bool is_last)
{
    size_t used = 0;
    bool goes_on = true;
    while (goes_on && used < c->length) {
        const char *from = c->bytes + used;
        const size_t left = c->length - used;
        const char *end = memchr(from, '\n', left);
        size_t row = end ? (size_t)(end - from) + 1 : is_last ? left : 0;
        if (!c->is_json) row = csv_row_read(&c->fields, from, left, c->delimiter, is_last);
        if (row == 0) break;
        used += row;
        if (c->is_skipping) {
            c->is_skipping = false;
            continue;
        }
        const bool is_empty = strspn(from, " \t\r\n") >= row ||
                              (!c->is_json && c->fields.count == 1 && !c->fields.fields[0][0]);
        if (is_empty) continue;
        goes_on = c->is_json ? put_json(c, from, row) : put_fields(c, row);
    }
    memmove(c->bytes, c->bytes + used, c->length - used);
    c->length -= used;
    if (c->length >= FEED_CSV_ROW_BYTES_MAX) {
        feed_malformed(c->feed, "a row of more than 1 MiB");
        c->length = 0;
        c->is_skipping = true;
    }
    c->bytes[c->length] = 0;
    return goes_on;
}

static bool replay_once(FeedCsv *c, Err *err)
{
    c->length = 0, c->header = 0, c->t_start_us = 0;
    bool is_first = true;
    for (;;) {
        const ssize_t got =
            feed_file_read(&c->file, c->bytes + c->length, FEED_CSV_ROW_BYTES_MAX, err);
        if (got < 0) return false;
        c->length += (size_t)got;
        c->bytes[c->length] = 0;
        if (is_first && c->length >= 3 && memcmp(c->bytes, "\xEF\xBB\xBF", 3) == 0) {
            memmove(c->bytes, c->bytes + 3, c->length - 2);
            c->length -= 3;
        }
        is_first = false;
        if (!put_rows(c, got == 0) || got == 0) return true;
    }
}

static bool set_up(FeedCsv *c, Err *err)
{
    Feed *feed = c->feed;
    const char *path = feed_desc(feed)->address, *extension = file_extension(path);
    const char *format = feed_option(feed, "format"), *delimiter = feed_option(feed, "delimiter");
    if (!format[0])
        format = str_equal_nocase(extension, "jsonl") || str_equal_nocase(extension, "ndjson")
                     ? "jsonl"
                     : "csv";
    c->is_json = str_equal_nocase(format, "jsonl");
    c->is_now = feed_option_is(feed, "start", "now");
    c->is_loop = feed_option_is(feed, "loop", "yes");
    c->delimiter = strcmp(delimiter, "tab") == 0 ? '\t' : delimiter[0];
    c->automatic = (FeedAuto){ .id = feed_option(feed, "id"),
                               .time = feed_option(feed, "time"),
                               .lon = feed_option(feed, "lon"),
                               .lat = feed_option(feed, "lat") };
    if (!c->is_json && !str_equal_nocase(format, "csv")) {
        err_set(err, ERR_ARGUMENT, "format '%.40s': csv or jsonl was expected", format);
        return false;
    }
    if (!feed_option_number(feed, "speed", 0, 1e6, &c->speed, err)) return false;
    if (!feed_offset_parse(feed_option(feed, "zone"), &c->automatic.utc_offset_s)) {
        err_set(err, ERR_ARGUMENT, "zone: an offset like +08:00 was expected");
        return false;
    }
    if ((c->is_now || c->speed > 0) && !c->automatic.time[0]) {
        err_set(err, ERR_ARGUMENT, "speed and start now need the option time: the column of it");
        return false;
    }
    if (!feed_path_parse(&c->time, c->automatic.time, err)) return false;
    c->mapper = feed_mapper_create(feed, &c->automatic, err);
    c->bytes = malloc(2 * FEED_CSV_ROW_BYTES_MAX + 1);
    return c->mapper && c->bytes;
}

static bool run(Feed *feed, Err *err)
{
    FeedCsv c = { .feed = feed, .file = { .fd = -1 } };
    const bool is_tail = feed_option_is(feed, "tail", "yes");
    bool ok =
        set_up(&c, err) && feed_file_open(&c.file, feed, feed_desc(feed)->address, is_tail, err);
    if (ok) feed_connected(feed);
    do {
        ok = ok && replay_once(&c, err);
        // A file without a row must not spin.
    } while (ok && c.is_loop && feed_wait(feed, 0.01) && feed_file_rewind(&c.file));
    feed_file_close(&c.file);
    feed_mapper_destroy(c.mapper);
    feed_path_finish(&c.time);
    csv_row_finish(&c.names);
    csv_row_finish(&c.fields);
    arena_finish(&c.arena);
    free(c.bytes);
    return ok;
}

static const FeedOptionRow options[] = {
    { "format", "", "csv or jsonl; empty = by the file's extension", "csv 或 jsonl；空则按扩展名" },
    { "delimiter", ",", "between fields; tab = tabulator", "分隔符；tab 为制表符" },
    { "time", "", "column or path of the observed time", "观测时间的列或路径" },
    { "zone", "Z", "offset of times without one: +08:00", "无时区时间的时差，如 +08:00" },
    { "id", "", "column or path of the id, for keys the maps leave empty",
      "标识列，供未写键的映射使用" },
    { "lon", "", "column of the longitude where no map is given", "经度列（无映射时）" },
    { "lat", "", "column of the latitude where no map is given", "纬度列（无映射时）" },
    { "speed", "0", "1 = as it was, 60 = a minute a second; 0 = as fast as it goes",
      "倍速；0 为最快" },
    { "start", "", "now = as if the first row were of now", "now 表示把首行当作现在" },
    { "loop", "no", "yes = again from the beginning at the end", "yes 表示循环" },
    { "tail", "no", "yes = go on as rows are added", "yes 表示跟随文件增长" },
};
const FeedDriver feed_csv = {
    .name = "csv",
    .help = "rows of a file, CSV or JSON lines: replayed at a speed, or followed as it grows",
    .help_zh = "文件的行（CSV 或 JSONL）：按倍速回放或跟随",
    .options = options,
    .option_count = sizeof options / sizeof *options,
    .run = run,
};
