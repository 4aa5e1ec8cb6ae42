// SPDX-License-Identifier: Apache-2.0
// feed_fetch.h - one address fetched by HTTP, beside which the feed can always be stopped.
// Does not: poll, or know what came.
#pragma once
#include "base/str.h"
#include "feed/feed.h"

typedef struct FeedFetch FeedFetch;
typedef struct {
    long status;      // 200, or 304 where it is as it was
    const char *body; // terminated; until the next call
    size_t length;
} FeedFetched;
// The rows of a driver that fetches: read by feed_fetch_create.
#define FEED_FETCH_OPTIONS                                                               \
    { "timeout_s", "30", "of one answer", "单次请求时限（秒）" },                        \
        { "bytes_max", "67108864", "larger answers are refused", "应答字节上限" },       \
        { "headers", "", "lines NAME: VALUE, parted by |", "请求头，以 | 分隔" },        \
        { "token_file", "", "file of the bearer token", "令牌文件" },                    \
        { "token_env", "", "environment variable of the bearer token", "令牌环境变量" }, \
        { "ca", "", "file of the certificates that are trusted", "信任的证书文件" },     \
        { "certificate", "", "file of our certificate", "本机证书文件" },                \
    {                                                                                    \
        "key", "", "file of its private key", "证书私钥文件"                       \
    }
FeedFetch *feed_fetch_create(Feed *feed, Err *err);
void feed_fetch_destroy(FeedFetch *fetch);
// HTTP and HTTPS only, also where it redirects. With the ETag and date of the last answer when
// is_conditional. ERR_NETWORK, ERR_TIMEOUT, ERR_RANGE (too large), ERR_CANCELLED; ERR_ARGUMENT:
// 401, 403, or a certificate that is not trusted.
bool feed_fetch(FeedFetch *fetch, const char *url, bool is_conditional, FeedFetched *out, Err *err);
typedef struct {
    const char *url, *header; // header: one line NAME: VALUE beside those of the options
    const void *body;         // JSON
    size_t length;
} FeedPost;
// POST; taken where the answer is 2xx. Redirects are not followed. Else the errors of feed_fetch
// with *status, 0 where no answer came.
bool feed_fetch_post(FeedFetch *fetch, const FeedPost *post, long *status, Err *err);
// The address a link in a document of another address leads to: whole, from its root, or beside it.
// Heap; NULL: of another scheme, host or port, which the token must not reach.
char *feed_fetch_beside(const char *document, const char *link);
