// SPDX-License-Identifier: Apache-2.0
// feed_webhook.c - the driver `webhook`: what is handed to feed_publish goes to one address by HTTP
// POST, in order, each until the server takes it or it is too old.
#include "base/clock.h"
#include "base/log.h"
#include "feed/feed_fetch.h"
#include <poll.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

typedef struct {
    Feed *feed;
    FeedFetch *fetch;
    double keep_s;
    FeedMessage *held; // being sent
    double held_from_s;
} Webhook;

// Until there is a message; false: stopping.
static bool take(Webhook *hook)
{
    struct pollfd fds[2] = { { .fd = feed_stop_fd(hook->feed), .events = POLLIN },
                             { .fd = feed_outbox_fd(hook->feed), .events = POLLIN } };
    while (!hook->held) {
        if (feed_is_stopping(hook->feed)) return false;
        hook->held = feed_outbox_take(hook->feed);
        hook->held_from_s = clock_monotonic_s();
        if (!hook->held) (void)poll(fds, 2, 1000);
    }
    return true;
}

static void let_go(Webhook *hook, bool was_sent)
{
    feed_sent(hook->feed, was_sent);
    feed_message_destroy(hook->held);
    hook->held = NULL;
}

// False: to be tried again. What the server refuses for what it says (4xx but for 408, 429 and the
// token) will never be taken: it is left out, counted and said.
static bool send_one(Webhook *hook, Err *why)
{
    char header[1100];
    long status = 0;
    snprintf(header, sizeof header, "X-Citymirror-Topic: %.1000s", hook->held->topic);
    const FeedPost post = { feed_desc(hook->feed)->address, header, hook->held->payload,
                            hook->held->length };
    if (feed_fetch_post(hook->fetch, &post, &status, why)) {
        let_go(hook, true);
        return true;
    }
    const bool is_final = status >= 400 && status < 500 && status != 408 && status != 429 &&
                          why->code != ERR_ARGUMENT;
    if (!is_final && clock_monotonic_s() - hook->held_from_s < hook->keep_s) return false;
    feed_malformed(hook->feed, why->text);
    let_go(hook, false);
    return true;
}

static bool run(Feed *feed, Err *err)
{
    Webhook hook = { .feed = feed };
    bool is_live = false;
    if (!feed_option_number(feed, "keep_s", 1, 1e7, &hook.keep_s, err)) return false;
    hook.fetch = feed_fetch_create(feed, err);
    if (!hook.fetch) return false;
    while (take(&hook)) {
        Err why = { 0 };
        if (send_one(&hook, &why)) {
            if (!is_live && why.code == ERR_NONE) feed_connected(feed);
            is_live = is_live || why.code == ERR_NONE;
            continue;
        }
        is_live = false;
        if (why.code == ERR_CANCELLED || !feed_retry(feed, &why)) break;
    }
    if (hook.held) let_go(&hook, false);
    feed_fetch_destroy(hook.fetch);
    return true;
}

static const FeedOptionRow options[] = {
    { "keep_s", "3600", "a message that no server took for so long is left out",
      "消息的最长重试时间（秒）" },
    FEED_FETCH_OPTIONS,
};
const FeedDriver feed_webhook = {
    .name = "webhook",
    .help = "an address that gets what alarms publish, by HTTP POST, tried again until it is taken",
    .help_zh = "以 HTTP POST 接收告警动作的地址，失败重试",
    .options = options,
    .option_count = sizeof options / sizeof *options,
    .run = run,
    .can_publish = true,
};
