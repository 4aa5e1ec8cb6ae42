// SPDX-License-Identifier: Apache-2.0
// feed_intake.c - takes events and observations that others post, by libmicrohttpd. Off unless a
// document has it; on loopback unless told otherwise; a bearer token is required.
//   POST /events        {"id":…,"kind":…,"time":…,"expires":…, …}: kept whole as the event's json
//   POST /observations  {"key":…} or {"id":…,"metric":…}, with "value" or "lon" and "lat" (also
//                       "height","course","speed"), "time","unit","quality","seq"
//   POST /notify        a notification of NGSI-LD or NGSI v2 (feed_ngsi.h): the address a context
//                       broker is given, its receiverInfo holding the token
// One object or an array of them. Answers {"accepted":n,"repeated":n,"refused":n}; an event whose
// id was taken before is repeated: 200, and not taken again. 503 while the inbox is full.
#include "base/clock.h"
#include "base/hashmap.h"
#include "base/str.h"
#include "feed/feed_net.h"
#include "feed/feed_ngsi.h"
#include "feed/feed_path.h"
#include <arpa/inet.h>
#include <math.h>
#include <microhttpd.h>
#include <netinet/in.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define FEED_INTAKE_IDS_MAX 131072

typedef struct {
    Feed *feed;
    char token[1024];
    size_t body_max;
    Hashmap taken; // hashes of event ids
    uint64_t *ids; // the same in their order, a ring
    int id_count, id_next;
} FeedIntake;

typedef struct {
    Str body;
    bool is_too_large;
} FeedRequest;

typedef enum { FEED_POST_NONE, FEED_POST_EVENTS, FEED_POST_OBSERVATIONS, FEED_POST_NGSI } FeedPost;

typedef struct {
    int accepted, repeated, refused;
    bool is_full;
} FeedPosted;

static bool was_taken(const FeedIntake *n, const char *id)
{
    uint64_t value = 0;
    return hashmap_get(&n->taken, str_hash(id, strlen(id)), &value);
}

static void remember(FeedIntake *n, const char *id)
{
    const uint64_t hash = str_hash(id, strlen(id));
    if (n->id_count == FEED_INTAKE_IDS_MAX)
        hashmap_remove(&n->taken, n->ids[n->id_next]);
    else
        n->id_count++;
    n->ids[n->id_next] = hash;
    n->id_next = (n->id_next + 1) % FEED_INTAKE_IDS_MAX;
    hashmap_put(&n->taken, hash, 1);
}

// A time that is not there leaves *t_us; one that is none is false.
static bool time_of(const JsonTape *tape, const char *name, Arena *arena, int64_t *t_us)
{
    const JsonRef ref = json_member(tape, 0, name);
    const FeedValue value = feed_value_of(tape, ref, arena);
    return value.kind == FEED_VALUE_NONE || value.kind == FEED_VALUE_NULL ||
           feed_value_time(&value, 0, t_us);
}

static bool take_event(FeedIntake *n, const JsonTape *tape, const char *text, size_t length,
                       Arena *arena, FeedPosted *posted)
{
    const char *id = json_as_text(tape, json_member(tape, 0, "id"), arena);
    const char *kind = json_as_text(tape, json_member(tape, 0, "kind"), arena);
    ObservationEvent *event = calloc(1, sizeof *event);
    if (!event) return false;
    if (!kind) kind = "event";
    bool ok = id && id[0] && strlen(id) < 512 && strlen(kind) < sizeof event->kind &&
              time_of(tape, "time", arena, &event->t_event_us) &&
              time_of(tape, "expires", arena, &event->t_expire_us);
    if (!ok || was_taken(n, id)) {
        if (ok)
            posted->repeated++;
        else {
            feed_malformed(
                n->feed,
                "intake: an event needs an id, a kind below 16 bytes, and times that are ones");
            posted->refused++;
        }
        free(event);
        return true;
    }
    memcpy(event->kind, kind, strlen(kind));
    event->id = strdup(id);
    event->json = strndup(text, length);
    ok = event->id && event->json && feed_event_try(n->feed, event);
    if (!ok) {
        posted->is_full = true;
        inbox_event_destroy(event);
        return false;
    }
    remember(n, id);
    posted->accepted++;
    return true;
}

static float number_of(const JsonTape *tape, const char *name)
{
    return (float)json_as_number(tape, json_member(tape, 0, name), NAN);
}

static bool fill_value(const JsonTape *tape, Arena *arena, Observation *o)
{
    const FeedValue value = feed_value_of(tape, json_member(tape, 0, "value"), arena);
    const double lon = json_as_number(tape, json_member(tape, 0, "lon"), NAN);
    const double lat = json_as_number(tape, json_member(tape, 0, "lat"), NAN);
    if (fabs(lon) <= 180 && fabs(lat) <= 90) {
        o->kind = OBSERVATION_POSITION;
        o->position = (ObservationPosition){ lon,
                                             lat,
                                             number_of(tape, "height"),
                                             number_of(tape, "course"),
                                             NAN,
                                             number_of(tape, "speed") };
        return true;
    }
    o->kind = value.kind == FEED_VALUE_TEXT ? OBSERVATION_TEXT : OBSERVATION_NUMBER;
    o->number = value.number;
    if (value.kind == FEED_VALUE_TEXT)
        o->text = value.length <= 4096 ? strndup(value.text, value.length) : NULL;
    return value.kind == FEED_VALUE_NUMBER || (value.kind == FEED_VALUE_TEXT && o->text);
}

static bool take_observation(FeedIntake *n, const JsonTape *tape, Arena *arena, FeedPosted *posted)
{
    static const char *const qualities[] = { "good",        "suspect",     "bad",
                                             "maintenance", "calibration", "out_of_range",
                                             "stopped",     "manual" };
    Observation o = { 0 };
    const char *key = json_as_text(tape, json_member(tape, 0, "key"), arena);
    const char *id = json_as_text(tape, json_member(tape, 0, "id"), arena);
    const char *metric = json_as_text(tape, json_member(tape, 0, "metric"), arena);
    const char *unit = json_as_text(tape, json_member(tape, 0, "unit"), arena);
    const char *quality = json_as_text(tape, json_member(tape, 0, "quality"), arena);
    o.seq = (uint32_t)json_as_int(tape, json_member(tape, 0, "seq"), 0, UINT32_MAX, 0);
    bool ok = (key || (id && metric)) && (!unit || strlen(unit) < sizeof o.unit) &&
              time_of(tape, "time", arena, &o.t_obs_us);
    if (unit && ok) memcpy(o.unit, unit, strlen(unit));
    int rank = quality ? -1 : 0;
    for (int i = 0; quality && i < QUALITY_COUNT; i++)
        if (strcmp(quality, qualities[i]) == 0) rank = i;
    ok = ok && rank >= 0;
    o.quality = (uint8_t)(rank > 0 ? rank : 0);
    ok = ok && fill_value(tape, arena, &o);
    if (ok) o.key = key ? feed_key_text(n->feed, key, strlen(key)) : feed_key(n->feed, id, metric);
    if (!ok || o.key == 0) {
        if (ok && o.kind == OBSERVATION_TEXT) free(o.text);
        if (!ok)
            feed_malformed(n->feed,
                           "intake: an observation needs key, or id and metric, and a value");
        posted->refused++;
        return true;
    }
    posted->is_full = !feed_observe_try(n->feed, &o);
    posted->accepted += !posted->is_full;
    return !posted->is_full;
}

// One object of the body. False: no room for it.
static bool take_one(FeedIntake *n, bool is_event, const char *text, size_t length,
                     FeedPosted *posted)
{
    JsonTape tape = { 0 };
    Arena arena = { .block_bytes = 4096 };
    if (!json_tape_read(&tape, text, length, NULL) || json_type(&tape, 0) != JSON_OBJECT) {
        feed_malformed(n->feed, "intake: an object of JSON was expected");
        posted->refused++;
        json_tape_finish(&tape);
        return true;
    }
    const bool ok = is_event ? take_event(n, &tape, text, length, &arena, posted)
                             : take_observation(n, &tape, &arena, posted);
    json_tape_finish(&tape);
    arena_finish(&arena);
    return ok;
}

// The items of an array that is known to be JSON, as pieces of its text.
static void take_array(FeedIntake *n, bool is_event, const char *text, size_t length,
                       FeedPosted *posted)
{
    int depth = 0;
    size_t from = 0;
    bool is_text = false;
    for (size_t i = 0; i < length; i++) {
        const char c = text[i];
        if (is_text) {
            if (c == '\\')
                i++;
            else if (c == '"')
                is_text = false;
            continue;
        }
        is_text = c == '"';
        if (c == '[' || c == '{') {
            if (depth++ == 0) from = i + 1;
        } else if (c == ']' || c == '}')
            depth--;
        if ((c == ',' && depth == 1) || (c == ']' && depth == 0)) {
            const bool is_blank = from + strspn(text + from, " \t\r\n") >= i;
            if (!is_blank && !take_one(n, is_event, text + from, i - from, posted)) return;
            from = i + 1;
        }
    }
}

static enum MHD_Result answer(struct MHD_Connection *connection, unsigned status, const char *body)
{
    struct MHD_Response *response = MHD_create_response_from_buffer(
        strlen(body), (void *)(uintptr_t)body, MHD_RESPMEM_MUST_COPY);
    if (!response) return MHD_NO;
    MHD_add_response_header(response, "Content-Type", "application/json");
    if (status == MHD_HTTP_SERVICE_UNAVAILABLE)
        MHD_add_response_header(response, "Retry-After", "1");
    if (status == MHD_HTTP_UNAUTHORIZED)
        MHD_add_response_header(response, "WWW-Authenticate", "Bearer");
    const enum MHD_Result result = MHD_queue_response(connection, status, response);
    MHD_destroy_response(response);
    return result;
}

static FeedPost post_of(const char *url)
{
    static const char *const urls[] = { "", "/events", "/observations", "/notify" };
    for (int i = FEED_POST_EVENTS; i <= FEED_POST_NGSI; i++)
        if (strcmp(url, urls[i]) == 0) return (FeedPost)i;
    return FEED_POST_NONE;
}

static enum MHD_Result answer_notification(FeedIntake *n, struct MHD_Connection *connection,
                                           const Str *body)
{
    feed_received(n->feed, body->length);
    const bool ok = feed_ngsi_notification(n->feed, body->text ? body->text : "", body->length, 0);
    return ok ? answer(connection, MHD_HTTP_NO_CONTENT, "")
              : answer(connection, MHD_HTTP_BAD_REQUEST,
                       "{\"error\":\"a notification with data was expected\"}");
}

static enum MHD_Result answer_body(FeedIntake *n, struct MHD_Connection *connection, bool is_event,
                                   const Str *body)
{
    char text[160];
    JsonTape tape = { 0 };
    FeedPosted posted = { 0 };
    if (!json_tape_read(&tape, body->text ? body->text : "", body->length, NULL)) {
        feed_malformed(n->feed, "intake: a body that is no JSON");
        return answer(connection, MHD_HTTP_BAD_REQUEST, "{\"error\":\"JSON was expected\"}");
    }
    const bool is_array = json_type(&tape, 0) == JSON_ARRAY;
    json_tape_finish(&tape);
    feed_received(n->feed, body->length);
    if (is_array)
        take_array(n, is_event, body->text, body->length, &posted);
    else
        take_one(n, is_event, body->text, body->length, &posted);
    snprintf(text, sizeof text, "{\"accepted\":%d,\"repeated\":%d,\"refused\":%d}", posted.accepted,
             posted.repeated, posted.refused);
    if (posted.is_full) return answer(connection, MHD_HTTP_SERVICE_UNAVAILABLE, text);
    const bool is_bad = posted.refused && !posted.accepted && !posted.repeated;
    return answer(connection, is_bad ? MHD_HTTP_BAD_REQUEST : MHD_HTTP_OK, text);
}

// In a time that does not depend on where they differ.
static bool is_token(const FeedIntake *n, const char *header)
{
    if (!header || !str_starts(header, "Bearer ")) return false;
    const char *given = header + 7;
    const size_t length = strlen(given), own = strlen(n->token);
    unsigned difference = length != own;
    for (size_t i = 0; i < length; i++)
        difference |= (unsigned char)given[i] ^ (unsigned char)n->token[i % own];
    return difference == 0;
}

static enum MHD_Result on_request(void *context, struct MHD_Connection *connection, const char *url,
                                  const char *method, const char *version, const char *bytes,
                                  size_t *length, void **state)
{
    FeedIntake *n = context;
    (void)version;
    const FeedPost post = post_of(url);
    if (!*state) { // the head came
        if (!is_token(n, MHD_lookup_connection_value(connection, MHD_HEADER_KIND, "Authorization")))
            return answer(connection, MHD_HTTP_UNAUTHORIZED,
                          "{\"error\":\"a bearer token was expected\"}");
        if (post == FEED_POST_NONE)
            return answer(connection, MHD_HTTP_NOT_FOUND,
                          "{\"error\":\"/events, /observations or /notify was expected\"}");
        if (strcmp(method, "POST") != 0)
            return answer(connection, MHD_HTTP_METHOD_NOT_ALLOWED,
                          "{\"error\":\"POST was expected\"}");
        const char *size =
            MHD_lookup_connection_value(connection, MHD_HEADER_KIND, "Content-Length");
        if (size && strtoull(size, NULL, 10) > n->body_max)
            return answer(connection, MHD_HTTP_CONTENT_TOO_LARGE,
                          "{\"error\":\"the body is too large\"}");
        *state = calloc(1, sizeof(FeedRequest));
        return *state ? MHD_YES : MHD_NO;
    }
    FeedRequest *request = *state;
    if (*length > 0) {
        request->is_too_large |= request->body.length + *length > n->body_max;
        if (!request->is_too_large) str_add_n(&request->body, bytes, *length);
        *length = 0;
        return MHD_YES;
    }
    if (request->is_too_large)
        return answer(connection, MHD_HTTP_CONTENT_TOO_LARGE,
                      "{\"error\":\"the body is too large\"}");
    if (post == FEED_POST_NGSI) return answer_notification(n, connection, &request->body);
    return answer_body(n, connection, post == FEED_POST_EVENTS, &request->body);
}

static void on_end(void *context, struct MHD_Connection *connection, void **state,
                   enum MHD_RequestTerminationCode code)
{
    FeedRequest *request = *state;
    (void)context, (void)connection, (void)code;
    if (!request) return;
    str_finish(&request->body);
    free(request);
    *state = NULL;
}

static bool set_up(FeedIntake *n, FeedAddress *place, Err *err)
{
    Feed *feed = n->feed;
    double bytes = 0;
    int64_t port = 0;
    if (!str_parse_int(feed_desc(feed)->address, &port) || port < 1 || port > 65535) {
        err_set(err, ERR_ARGUMENT,
                "feed '%.80s': address '%.80s': a port was expected (where: option bind)",
                feed_desc(feed)->name, feed_desc(feed)->address);
        return false;
    }
    if (!feed_option_number(feed, "body_bytes_max", 1024, 256 << 20, &bytes, err)) return false;
    n->body_max = (size_t)bytes;
    if (!feed_option_secret(feed, "token", n->token, sizeof n->token, err)) return false;
    if (strlen(n->token) < 16) {
        err_set(err, ERR_ARGUMENT,
                "feed '%.80s': token_file or token_env with 16 bytes at least was expected",
                feed_desc(feed)->name);
        return false;
    }
    *place = (FeedAddress){ .port = (int)port };
    snprintf(place->host, sizeof place->host, "%s", feed_option(feed, "bind"));
    n->ids = calloc(FEED_INTAKE_IDS_MAX, sizeof *n->ids);
    return n->ids != NULL;
}

static bool run(Feed *feed, Err *err)
{
    FeedIntake n = { .feed = feed };
    FeedAddress place;
    bool ok = set_up(&n, &place, err);
    const int fd = ok ? feed_listen_tcp(&place, err) : -1;
    struct MHD_Daemon *daemon =
        fd < 0 ? NULL
               : MHD_start_daemon(MHD_USE_AUTO_INTERNAL_THREAD, 0, NULL, NULL, on_request, &n,
                                  MHD_OPTION_LISTEN_SOCKET, fd, MHD_OPTION_CONNECTION_LIMIT, 128u,
                                  MHD_OPTION_CONNECTION_TIMEOUT, 15u,
                                  MHD_OPTION_CONNECTION_MEMORY_LIMIT, (size_t)32768,
                                  MHD_OPTION_NOTIFY_COMPLETED, on_end, NULL, MHD_OPTION_END);
    ok = daemon != NULL;
    if (daemon) {
        feed_connected(feed);
        while (feed_wait(feed, 3600)) {
        }
        MHD_stop_daemon(daemon); // closes fd
    } else if (fd >= 0) {
        err_set(err, ERR_NETWORK, "intake on port %d: the server does not start", place.port);
    }
    hashmap_finish(&n.taken);
    free(n.ids);
    explicit_bzero(n.token, sizeof n.token);
    return ok;
}

static const FeedOptionRow options[] = {
    { "bind", "127.0.0.1", "numeric address to listen on; loopback unless told otherwise",
      "监听地址，默认仅本机" },
    { "token_file", "", "file of the bearer token, 16 bytes at least", "令牌文件，至少 16 字节" },
    { "token_env", "", "environment variable of the bearer token", "令牌环境变量" },
    { "body_bytes_max", "1048576", "larger bodies are refused", "请求体字节上限" },
};
const FeedDriver feed_intake = {
    .name = "intake",
    .help = "events and observations that others post to a port of ours, with a token",
    .help_zh = "接收他方以令牌 POST 的事件与观测",
    .options = options,
    .option_count = sizeof options / sizeof *options,
    .run = run,
};
