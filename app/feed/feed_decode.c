// SPDX-License-Identifier: Apache-2.0
// feed_decode.c - the drivers that carry bytes to a decoder: AIS, Cursor on Target and HJ 212 by
// streams, CAP and GTFS-RT by address or file.
#include "base/file.h"
#include "base/hashmap.h"
#include "base/str.h"
#include "feed/feed_decode.h"
#include "feed/feed_fetch.h"
#include "feed/feed_stream.h"
#include <stdlib.h>
#include <string.h>

#define FEED_LINKS_MAX 256 // of one Atom feed, at a time

static uint32_t sink_key(void *context, const char *id, const char *metric)
{
    return feed_key(context, id, metric);
}

static void sink_observe(void *context, Observation *observation)
{
    feed_observe(context, observation);
}

static void sink_event(void *context, ObservationEvent *event)
{
    feed_event(context, event);
}

static void sink_malformed(void *context, const char *what)
{
    feed_malformed(context, what);
}

DecodeSink feed_decode_sink(Feed *feed)
{
    return (DecodeSink){ .context = feed,
                         .key = sink_key,
                         .observe = sink_observe,
                         .event = sink_event,
                         .malformed = sink_malformed,
                         .feed = feed_desc(feed)->number };
}

void feed_decode_count(Feed *feed, const Decoder *decoder, uint64_t *before, size_t bytes)
{
    const uint64_t now = decoder_counters(decoder).messages;
    // Pieces of one message are not messages: their bytes go with the next.
    for (uint64_t i = *before; i < now; i++) feed_received(feed, i == *before ? bytes : 0);
    *before = now;
}

typedef struct {
    Feed *feed;
    DecodeKind kind;
    DecodeSink sink;
    Str answer;                               // to the peer whose bytes are read
    Decoder *decoders[FEED_STREAM_PEERS_MAX]; // by peer, made when it speaks
    uint64_t counted[FEED_STREAM_PEERS_MAX];
    size_t waiting[FEED_STREAM_PEERS_MAX]; // bytes not counted yet
} FeedDecode;

static void count(FeedDecode *d, int peer, size_t bytes)
{
    const uint64_t before = d->counted[peer];
    d->waiting[peer] += bytes;
    feed_decode_count(d->feed, d->decoders[peer], &d->counted[peer], d->waiting[peer]);
    if (d->counted[peer] != before) d->waiting[peer] = 0;
}

static void on_bytes(void *context, int peer, const void *bytes, size_t length)
{
    FeedDecode *d = context;
    if (!d->decoders[peer]) d->decoders[peer] = decoder_create(d->kind);
    if (!d->decoders[peer]) return;
    decoder_take(d->decoders[peer], bytes, length, &d->sink);
    count(d, peer, length);
}

static void on_whole(void *context, int peer)
{
    FeedDecode *d = context;
    if (!d->decoders[peer]) return;
    decoder_end(d->decoders[peer], &d->sink);
    count(d, peer, 0);
}

static void on_closed(void *context, int peer)
{
    FeedDecode *d = context;
    if (d->decoders[peer]) decoder_reset(d->decoders[peer]);
    d->waiting[peer] = 0;
}

static bool run_stream(Feed *feed, DecodeKind kind, Err *err)
{
    FeedDecode *d = calloc(1, sizeof *d);
    if (!d) {
        err_set(err, ERR_MEMORY, "feed '%.80s'", feed_desc(feed)->name);
        return false;
    }
    d->feed = feed, d->kind = kind, d->sink = feed_decode_sink(feed);
    FeedStreamSink sink = {
        .context = d, .bytes = on_bytes, .whole = on_whole, .closed = on_closed
    };
    if (kind == DECODE_HJ212 && feed_option_is(feed, "answer", "yes"))
        sink.answer = d->sink.answer = &d->answer;
    const bool ok = feed_stream_run(feed, &sink, err);
    for (int i = 0; i < FEED_STREAM_PEERS_MAX; i++) decoder_destroy(d->decoders[i]);
    str_finish(&d->answer);
    free(d);
    return ok;
}

static bool run_ais(Feed *feed, Err *err)
{
    return run_stream(feed, DECODE_AIS, err);
}

static bool run_cot(Feed *feed, Err *err)
{
    return run_stream(feed, DECODE_COT, err);
}

static bool run_hj212(Feed *feed, Err *err)
{
    return run_stream(feed, DECODE_HJ212, err);
}

typedef struct {
    Feed *feed;
    DecodeKind kind;
    FeedFetch *fetch; // NULL: a file
    Decoder *decoder;
    DecodeSink sink;
    uint64_t counted;
    size_t bytes_max;
    uint64_t size; // of the file as last read
    int64_t changed_us;
    Str links;    // of the document that was read last
    Hashmap read; // hashes of what was linked to and has been read
} FeedDocument;

static void decode(FeedDocument *d, const char *bytes, size_t length)
{
    decoder_take(d->decoder, bytes, length, &d->sink);
    decoder_end(d->decoder, &d->sink);
    feed_decode_count(d->feed, d->decoder, &d->counted, length);
}

// One alert that an Atom feed links to. False: it could not be had now.
static bool read_link(FeedDocument *d, const char *link, int *count, Err *err)
{
    const uint64_t hash = str_hash(link, strlen(link));
    uint64_t seen = 0;
    FeedFetched answer = { 0 };
    if (hashmap_get(&d->read, hash, &seen)) return true;
    if (++*count > FEED_LINKS_MAX) return true; // the next time
    char *url = feed_fetch_beside(feed_desc(d->feed)->address, link);
    const bool ok = !url || feed_fetch(d->fetch, url, false, &answer, err);
    if (!url) feed_malformed(d->feed, "CAP: an Atom entry that links to another host");
    if (url && ok) decode(d, answer.body, answer.length);
    if (ok) hashmap_put(&d->read, hash, 1);
    free(url);
    return ok;
}

// Each once, of the feed's own host alone.
static bool read_links(FeedDocument *d, Err *err)
{
    char link[2048];
    int count = 0;
    bool ok = true;
    for (size_t at = 0; ok && at < d->links.length && !feed_is_stopping(d->feed);) {
        const size_t length = strcspn(d->links.text + at, "\n");
        const size_t kept = length < sizeof link ? length : 0;
        memcpy(link, d->links.text + at, kept);
        link[kept] = 0;
        at += length + 1;
        if (kept) ok = read_link(d, link, &count, err);
    }
    return ok;
}

static bool read_document_file(FeedDocument *d, Err *err)
{
    const char *path = feed_desc(d->feed)->address;
    uint64_t size = 0;
    int64_t changed_us = 0;
    size_t length = 0;
    if (!file_stat(path, &size, &changed_us)) {
        err_set(err, ERR_IO, "'%.300s' is not there", path);
        return false;
    }
    if (size == d->size && changed_us == d->changed_us) return true;
    char *text = file_read(path, d->bytes_max, &length, err);
    if (!text) return false;
    decode(d, text, length);
    free(text);
    d->size = size, d->changed_us = changed_us;
    return true;
}

static bool read_document(FeedDocument *d, Err *err)
{
    FeedFetched answer = { 0 };
    if (!d->fetch) return read_document_file(d, err);
    if (!feed_fetch(d->fetch, feed_desc(d->feed)->address, true, &answer, err)) return false;
    if (answer.status != 200) return read_links(d, err); // what could not be had before
    Str links = { 0 };
    d->links.length = 0;
    d->sink.links = d->kind == DECODE_CAP ? &links : NULL;
    decode(d, answer.body, answer.length);
    d->sink.links = NULL; // what is linked to is no feed again
    str_finish(&d->links);
    d->links = links;
    return read_links(d, err);
}

static bool run_document(Feed *feed, DecodeKind kind, Err *err)
{
    FeedDocument d = { .feed = feed, .kind = kind, .sink = feed_decode_sink(feed) };
    double every_s = 0, bytes = 0;
    const bool is_remote = strstr(feed_desc(feed)->address, "://") != NULL;
    bool ok = feed_option_number(feed, "every_s", 0.1, 86400, &every_s, err) &&
              feed_option_number(feed, "bytes_max", 1, 1 << 30, &bytes, err);
    d.bytes_max = (size_t)bytes;
    if (ok && is_remote) ok = (d.fetch = feed_fetch_create(feed, err)) != NULL;
    if (ok) ok = (d.decoder = decoder_create(kind)) != NULL;
    bool is_live = false;
    while (ok && !feed_is_stopping(feed)) {
        Err why = { 0 };
        if (read_document(&d, &why)) {
            if (!is_live) feed_connected(feed);
            is_live = true;
            feed_wait(feed, every_s);
            continue;
        }
        is_live = false;
        ok = why.code != ERR_ARGUMENT;
        if (!ok && err) *err = why;
        if (ok) feed_retry(feed, &why);
    }
    decoder_destroy(d.decoder);
    feed_fetch_destroy(d.fetch);
    str_finish(&d.links);
    hashmap_finish(&d.read);
    return ok;
}

static bool run_cap(Feed *feed, Err *err)
{
    return run_document(feed, DECODE_CAP, err);
}

static bool run_gtfsrt(Feed *feed, Err *err)
{
    return run_document(feed, DECODE_GTFSRT, err);
}

static const FeedOptionRow stream_options[] = { FEED_STREAM_OPTIONS };
static const FeedOptionRow hj212_options[] = {
    FEED_STREAM_OPTIONS,
    { "answer", "yes", "no = stations that ask for an answer (9013, 9014) get none",
      "no 表示不应答现场机（9013、9014）" },
};
static const FeedOptionRow document_options[] = {
    { "every_s", "30", "between two looks", "查询间隔（秒）" },
    FEED_FETCH_OPTIONS,
};
#define STREAM_OPTIONS \
    .options = stream_options, .option_count = sizeof stream_options / sizeof *stream_options
#define DOCUMENT_OPTIONS \
    .options = document_options, .option_count = sizeof document_options / sizeof *document_options

const FeedDriver feed_ais = { .name = "ais",
                              .help = "ships: NMEA 0183 by tcp://, listen://, udp:// or a file",
                              .help_zh = "船舶 AIS（NMEA 0183）：tcp、listen、udp 或文件",
                              .run = run_ais,
                              STREAM_OPTIONS };
const FeedDriver feed_cot = { .name = "cot",
                              .help = "Cursor on Target by tcp://, listen://, udp:// or a file",
                              .help_zh = "Cursor on Target：tcp、listen、udp 或文件",
                              .run = run_cot,
                              STREAM_OPTIONS };
const FeedDriver feed_hj212 = {
    .name = "hj212",
    .help = "environment stations, HJ 212-2017, by listen://, tcp:// or a file",
    .help_zh = "污染源与环境监测站（HJ 212-2017）：listen、tcp 或文件",
    .run = run_hj212,
    .options = hj212_options,
    .option_count = sizeof hj212_options / sizeof *hj212_options,
};
const FeedDriver feed_cap = { .name = "cap",
                              .help =
                                  "warnings: CAP 1.2 of an address or file, also in an Atom feed",
                              .help_zh = "预警信息（CAP 1.2）：网址、文件或 Atom",
                              .run = run_cap,
                              DOCUMENT_OPTIONS };
const FeedDriver feed_gtfsrt = { .name = "gtfsrt",
                                 .help = "vehicles and alerts of public transport: GTFS-realtime",
                                 .help_zh = "公交实时（GTFS-realtime）",
                                 .run = run_gtfsrt,
                                 DOCUMENT_OPTIONS };
