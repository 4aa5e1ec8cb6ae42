// SPDX-License-Identifier: Apache-2.0
// feed_http.c - an address polled by HTTP: JSON, CSV, GeoJSON by the maps, or SensorThings.
#include "base/str.h"
#include "feed/feed_fetch.h"
#include "feed/feed_map.h"
#include "feed/feed_sensorthings.h"
#include <string.h>

typedef struct {
    FeedFetch *fetch;
    FeedMapper *mapper;
    FeedSensorThings *things;
    FeedPath rows;
    bool is_csv;
    char delimiter;
} FeedHttp;

static bool set_up(FeedHttp *h, Feed *feed, Err *err)
{
    const char *format = feed_option(feed, "format"), *delimiter = feed_option(feed, "delimiter");
    const bool is_geojson = str_equal_nocase(format, "geojson");
    const bool is_things = str_equal_nocase(format, "sensorthings");
    const char *rows = feed_option(feed, "rows");
    FeedAuto automatic = { .id = feed_option(feed, "id"),
                           .time = feed_option(feed, "time"),
                           .lon = feed_option(feed, "lon"),
                           .lat = feed_option(feed, "lat") };
    h->is_csv = str_equal_nocase(format, "csv");
    h->delimiter = strcmp(delimiter, "tab") == 0 ? '\t' : delimiter[0];
    if (!h->is_csv && !is_geojson && !is_things && !str_equal_nocase(format, "json")) {
        err_set(err, ERR_ARGUMENT,
                "format '%.40s': json, csv, geojson or sensorthings was expected", format);
        return false;
    }
    if (!feed_offset_parse(feed_option(feed, "zone"), &automatic.utc_offset_s)) {
        err_set(err, ERR_ARGUMENT, "zone: an offset like +08:00 was expected");
        return false;
    }
    if (is_geojson) {
        if (!rows[0]) rows = "$.features";
        if (!automatic.id[0]) automatic.id = "$.id";
        if (!automatic.lon[0]) automatic.lon = "$.geometry.coordinates[0]";
        if (!automatic.lat[0]) automatic.lat = "$.geometry.coordinates[1]";
    }
    if (!feed_path_parse(&h->rows, rows, err)) return false;
    h->fetch = feed_fetch_create(feed, err);
    if (!h->fetch) return false;
    if (is_things) {
        h->things = feed_sensorthings_create(feed);
        return h->things != NULL;
    }
    h->mapper = feed_mapper_create(feed, &automatic, err);
    return h->mapper != NULL;
}

static bool poll_once(FeedHttp *h, Feed *feed, Err *err)
{
    FeedFetched answer = { 0 };
    if (h->things) return feed_sensorthings_poll(h->things, h->fetch, err);
    if (!feed_fetch(h->fetch, feed_desc(feed)->address, true, &answer, err)) return false;
    if (answer.status == 304) return true;
    feed_received(feed, answer.length);
    Err why = { 0 };
    const bool ok = h->is_csv
                        ? feed_map_csv(h->mapper, answer.body, answer.length, h->delimiter, &why)
                        : feed_map_json(h->mapper, answer.body, answer.length, &h->rows, &why);
    if (!ok) feed_malformed(feed, why.text);
    return true;
}

static bool run(Feed *feed, Err *err)
{
    FeedHttp h = { 0 };
    double every_s = 0;
    bool ok =
        feed_option_number(feed, "every_s", 0.1, 86400, &every_s, err) && set_up(&h, feed, err);
    bool is_live = false;
    while (ok && !feed_is_stopping(feed)) {
        Err why = { 0 };
        if (poll_once(&h, feed, &why)) {
            if (!is_live) feed_connected(feed);
            is_live = true;
            feed_wait(feed, every_s);
            continue;
        }
        if (h.things) feed_sensorthings_lost(h.things);
        is_live = false;
        ok = why.code != ERR_ARGUMENT;
        if (!ok && err) *err = why;
        if (ok) feed_retry(feed, &why);
    }
    feed_sensorthings_destroy(h.things);
    feed_mapper_destroy(h.mapper);
    feed_fetch_destroy(h.fetch);
    feed_path_finish(&h.rows);
    return ok;
}

static const FeedOptionRow options[] = {
    { "format", "json",
      "json, csv, geojson or sensorthings (the address ends in its version: /v1.1)",
      "json、csv、geojson 或 sensorthings（地址到版本为止：/v1.1）" },
    { "every_s", "60", "between two polls", "轮询间隔（秒）" },
    { "rows", "", "path of the array of rows: $.data.list", "行数组的路径" },
    { "delimiter", ",", "of CSV; tab = tabulator", "CSV 分隔符" },
    { "time", "", "column or path of the observed time", "观测时间的列或路径" },
    { "zone", "Z", "offset of times without one: +08:00", "无时区时间的时差，如 +08:00" },
    { "id", "", "column or path of the id, for keys the maps leave empty",
      "标识列，供未写键的映射使用" },
    { "lon", "", "column or path of the longitude where no map is given", "经度（无映射时）" },
    { "lat", "", "column or path of the latitude where no map is given", "纬度（无映射时）" },
    FEED_FETCH_OPTIONS,
};
const FeedDriver feed_http = {
    .name = "http",
    .help = "an address polled by HTTP or HTTPS: JSON, CSV, GeoJSON, SensorThings 1.1",
    .help_zh = "轮询 HTTP(S) 地址：JSON、CSV、GeoJSON、SensorThings 1.1",
    .options = options,
    .option_count = sizeof options / sizeof *options,
    .run = run,
};
