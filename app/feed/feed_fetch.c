// SPDX-License-Identifier: Apache-2.0
// feed_fetch.c - HTTP by libcurl's multi interface, which waits beside the feed's stop.
#include "base/clock.h"
#include "feed/feed_fetch.h"
#include <curl/curl.h>
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

struct FeedFetch {
    Feed *feed;
    CURLM *multi;
    CURL *curl;
    struct curl_slist *headers;
    Str body;
    size_t bytes_max;
    bool is_too_large;
    char etag[256], modified[64]; // of the last whole answer
    char new_etag[256], new_modified[64];
    char message[CURL_ERROR_SIZE];
};

static size_t on_body(char *bytes, size_t size, size_t count, void *context)
{
    FeedFetch *fetch = context;
    if (fetch->body.length + size * count > fetch->bytes_max) {
        fetch->is_too_large = true;
        return 0;
    }
    str_add_n(&fetch->body, bytes, size * count);
    return size * count;
}

static void keep_header(char *out, size_t cap, const char *line, size_t length)
{
    while (length && (*line == ' ' || *line == '\t')) line++, length--;
    while (length && strchr("\r\n ", line[length - 1])) length--;
    if (length >= cap) length = 0;
    memcpy(out, line, length);
    out[length] = 0;
}

static size_t on_header(char *line, size_t size, size_t count, void *context)
{
    FeedFetch *fetch = context;
    const size_t length = size * count;
    if (length > 5 && strncasecmp(line, "ETag:", 5) == 0)
        keep_header(fetch->new_etag, sizeof fetch->new_etag, line + 5, length - 5);
    else if (length > 14 && strncasecmp(line, "Last-Modified:", 14) == 0)
        keep_header(fetch->new_modified, sizeof fetch->new_modified, line + 14, length - 14);
    else if (length > 5 && strncasecmp(line, "Date:", 5) == 0) {
        char text[64];
        keep_header(text, sizeof text, line + 5, length - 5);
        const time_t date = curl_getdate(text, NULL);
        if (date > 0) feed_clock(fetch->feed, (int64_t)date * 1000000 + 500000); // whole seconds
    }
    return length;
}

static void start_library(void)
{
    curl_global_init(CURL_GLOBAL_DEFAULT);
}

static bool add_header(FeedFetch *fetch, const char *line)
{
    struct curl_slist *grown = curl_slist_append(fetch->headers, line);
    if (grown) fetch->headers = grown;
    return grown != NULL;
}

static bool set_headers(FeedFetch *fetch, Err *err)
{
    char token[2048], line[2200];
    const char *at = feed_option(fetch->feed, "headers");
    while (*at) {
        const size_t length = strcspn(at, "|");
        snprintf(line, sizeof line, "%.*s", (int)length, at + strspn(at, " "));
        if (length >= sizeof line || !strchr(line, ':') || strpbrk(line, "\r\n")) {
            err_set(err, ERR_ARGUMENT, "headers: NAME: VALUE was expected, parted by |");
            return false;
        }
        if (!add_header(fetch, line)) return false;
        at += length + (at[length] == '|');
    }
    if (!feed_option_secret(fetch->feed, "token", token, sizeof token, err)) return false;
    snprintf(line, sizeof line, "Authorization: Bearer %s", token);
    const bool ok = !token[0] || add_header(fetch, line);
    explicit_bzero(token, sizeof token);
    explicit_bzero(line, sizeof line);
    return ok;
}

static void set_file(CURL *curl, CURLoption option, const char *path)
{
    if (path[0]) curl_easy_setopt(curl, option, path);
}

FeedFetch *feed_fetch_create(Feed *feed, Err *err)
{
    static pthread_once_t once = PTHREAD_ONCE_INIT;
    double timeout_s = 0, bytes = 0;
    pthread_once(&once, start_library);
    if (!feed_option_number(feed, "timeout_s", 0.1, 3600, &timeout_s, err) ||
        !feed_option_number(feed, "bytes_max", 1, 1 << 30, &bytes, err))
        return NULL;
    FeedFetch *fetch = calloc(1, sizeof *fetch);
    if (!fetch) return NULL;
    fetch->feed = feed;
    fetch->bytes_max = (size_t)bytes;
    CURL *curl = fetch->curl = curl_easy_init();
    fetch->multi = curl_multi_init();
    if (!curl || !fetch->multi || !set_headers(fetch, err)) {
        feed_fetch_destroy(fetch);
        return NULL;
    }
    curl_easy_setopt(curl, CURLOPT_PROTOCOLS_STR, "http,https");
    curl_easy_setopt(curl, CURLOPT_REDIR_PROTOCOLS_STR, "http,https");
    curl_easy_setopt(curl, CURLOPT_FOLLOWLOCATION, 1L);
    curl_easy_setopt(curl, CURLOPT_MAXREDIRS, 5L);
    curl_easy_setopt(curl, CURLOPT_NOSIGNAL, 1L);
    curl_easy_setopt(curl, CURLOPT_QUICK_EXIT, 1L);
    curl_easy_setopt(curl, CURLOPT_CONNECTTIMEOUT_MS, 10000L);
    curl_easy_setopt(curl, CURLOPT_TIMEOUT_MS, (long)(timeout_s * 1000));
    curl_easy_setopt(curl, CURLOPT_ACCEPT_ENCODING, "");
    curl_easy_setopt(curl, CURLOPT_USERAGENT, "citymirror");
    curl_easy_setopt(curl, CURLOPT_WRITEFUNCTION, on_body);
    curl_easy_setopt(curl, CURLOPT_WRITEDATA, fetch);
    curl_easy_setopt(curl, CURLOPT_HEADERFUNCTION, on_header);
    curl_easy_setopt(curl, CURLOPT_HEADERDATA, fetch);
    curl_easy_setopt(curl, CURLOPT_ERRORBUFFER, fetch->message);
    set_file(curl, CURLOPT_CAINFO, feed_option(feed, "ca"));
    set_file(curl, CURLOPT_SSLCERT, feed_option(feed, "certificate"));
    set_file(curl, CURLOPT_SSLKEY, feed_option(feed, "key"));
    return fetch;
}

void feed_fetch_destroy(FeedFetch *fetch)
{
    if (!fetch) return;
    if (fetch->curl) curl_easy_cleanup(fetch->curl);
    if (fetch->multi) curl_multi_cleanup(fetch->multi);
    curl_slist_free_all(fetch->headers);
    str_finish(&fetch->body);
    free(fetch);
}

// Until the transfer has ended; false: the feed is stopping.
static bool transfer(FeedFetch *fetch, CURLcode *code)
{
    int running = 1;
    while (running) {
        struct curl_waitfd stop = { .fd = feed_stop_fd(fetch->feed), .events = CURL_WAIT_POLLIN };
        if (feed_is_stopping(fetch->feed)) return false;
        curl_multi_perform(fetch->multi, &running);
        if (running) curl_multi_poll(fetch->multi, &stop, 1, 500, NULL);
    }
    int left = 0;
    for (CURLMsg *m = curl_multi_info_read(fetch->multi, &left); m;
         m = curl_multi_info_read(fetch->multi, &left))
        if (m->msg == CURLMSG_DONE) *code = m->data.result;
    return true;
}

static bool is_untrusted(CURLcode code)
{
    return code == CURLE_PEER_FAILED_VERIFICATION || code == CURLE_SSL_CACERT_BADFILE ||
           code == CURLE_SSL_CERTPROBLEM || code == CURLE_UNSUPPORTED_PROTOCOL ||
           code == CURLE_URL_MALFORMAT;
}

static bool judge(FeedFetch *fetch, const char *url, CURLcode code, long status, Err *err)
{
    const char *why = fetch->message[0] ? fetch->message : curl_easy_strerror(code);
    if (fetch->is_too_large)
        err_set(err, ERR_RANGE, "'%.200s': more than bytes_max, %zu bytes", url, fetch->bytes_max);
    else if (code != CURLE_OK)
        err_set(err,
                is_untrusted(code)                 ? ERR_ARGUMENT
                : code == CURLE_OPERATION_TIMEDOUT ? ERR_TIMEOUT
                                                   : ERR_NETWORK,
                "'%.200s': %s", url, why);
    else if (status == 401 || status == 403)
        err_set(err, ERR_ARGUMENT, "'%.200s': HTTP %ld: check token_file or token_env", url,
                status);
    else if (status != 200 && status != 304)
        err_set(err, ERR_NETWORK, "'%.200s': HTTP %ld", url, status);
    else
        return true;
    if (err) str_hide_secrets(err->text);
    return false;
}

// headers: taken. False: the feed is stopping.
static bool perform(FeedFetch *fetch, const char *url, struct curl_slist *headers, CURLcode *code,
                    long *status)
{
    fetch->body.length = 0;
    fetch->is_too_large = false;
    fetch->message[0] = fetch->new_etag[0] = fetch->new_modified[0] = 0;
    curl_easy_setopt(fetch->curl, CURLOPT_URL, url);
    curl_easy_setopt(fetch->curl, CURLOPT_HTTPHEADER, headers);
    curl_multi_add_handle(fetch->multi, fetch->curl);
    const bool is_whole = transfer(fetch, code);
    curl_easy_getinfo(fetch->curl, CURLINFO_RESPONSE_CODE, status);
    curl_multi_remove_handle(fetch->multi, fetch->curl);
    curl_easy_setopt(fetch->curl, CURLOPT_HTTPHEADER, NULL);
    curl_slist_free_all(headers);
    return is_whole;
}

bool feed_fetch(FeedFetch *fetch, const char *url, bool is_conditional, FeedFetched *out, Err *err)
{
    CURLcode code = CURLE_OK;
    long status = 0;
    char line[320];
    struct curl_slist *headers = NULL;
    for (struct curl_slist *h = fetch->headers; h; h = h->next)
        headers = curl_slist_append(headers, h->data);
    if (is_conditional && fetch->etag[0]) {
        snprintf(line, sizeof line, "If-None-Match: %s", fetch->etag);
        headers = curl_slist_append(headers, line);
    }
    if (is_conditional && fetch->modified[0]) {
        snprintf(line, sizeof line, "If-Modified-Since: %s", fetch->modified);
        headers = curl_slist_append(headers, line);
    }
    const bool is_whole = perform(fetch, url, headers, &code, &status);
    if (!is_whole) {
        err_set(err, ERR_CANCELLED, "stopped");
        return false;
    }
    if (!judge(fetch, url, code, status, err)) return false;
    if (status == 200 && is_conditional) {
        memcpy(fetch->etag, fetch->new_etag, sizeof fetch->etag);
        memcpy(fetch->modified, fetch->new_modified, sizeof fetch->modified);
    }
    str_add_n(&fetch->body, "", 1);
    *out = (FeedFetched){ status, fetch->body.text, fetch->body.length - 1 };
    return true;
}

bool feed_fetch_post(FeedFetch *fetch, const FeedPost *post, long *status, Err *err)
{
    CURLcode code = CURLE_OK;
    struct curl_slist *headers = curl_slist_append(NULL, "Content-Type: application/json");
    for (struct curl_slist *h = fetch->headers; h; h = h->next)
        headers = curl_slist_append(headers, h->data);
    headers = curl_slist_append(headers, "Expect:"); // no round trip before the body
    headers = curl_slist_append(headers, post->header);
    *status = 0;
    curl_easy_setopt(fetch->curl, CURLOPT_FOLLOWLOCATION, 0L);
    curl_easy_setopt(fetch->curl, CURLOPT_POSTFIELDSIZE_LARGE, (curl_off_t)post->length);
    curl_easy_setopt(fetch->curl, CURLOPT_POSTFIELDS, post->body); // borrowed
    const bool is_whole = perform(fetch, post->url, headers, &code, status);
    curl_easy_setopt(fetch->curl, CURLOPT_POSTFIELDS, NULL);
    curl_easy_setopt(fetch->curl, CURLOPT_HTTPGET, 1L);
    if (is_whole && code == CURLE_OK && *status >= 200 && *status < 300) return true;
    if (!is_whole) {
        err_set(err, ERR_CANCELLED, "stopped");
        return false;
    }
    if (judge(fetch, post->url, code, *status, err))
        err_set(err, ERR_NETWORK, "'%.200s': HTTP %ld", post->url, *status);
    return false;
}

static size_t origin_of(const char *url)
{
    const char *host = strstr(url, "://");
    return host ? (size_t)(host - url) + 3 + strcspn(host + 3, "/?#") : 0;
}

char *feed_fetch_beside(const char *document, const char *link)
{
    const size_t origin = origin_of(document);
    Str out = { 0 };
    if (origin == 0 || !link[0] || strpbrk(link, " \t\r\n\\")) return NULL;
    if (strstr(link, "://")) {
        const bool is_same = origin_of(link) == origin && strncasecmp(link, document, origin) == 0;
        return is_same ? str_copy(link) : NULL;
    }
    if (link[0] == '/' && link[1] == '/') return NULL;
    const size_t path = origin + strcspn(document + origin, "?#");
    size_t folder = path;
    while (folder > origin && document[folder - 1] != '/') folder--;
    str_add_n(&out, document, link[0] == '/' || folder == origin ? origin : folder);
    if (link[0] != '/' && folder == origin) str_add(&out, "/");
    str_add(&out, link);
    return out.text;
}
