// SPDX-License-Identifier: Apache-2.0
// cli_simulate.c - `citymirror simulate`: the demo city's simulation to an MQTT broker, until it is
// ended; the city reads it with the driver mqtt and format=city.
#include "base/clock.h"
#include "cli.h"
#include "feed/feed.h"
#include "feed/feed_format_city.h"
#include <poll.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#define OPTIONS_MAX 32
typedef struct {
    Keys *keys;
    Inbox *inbox, *nothing; // nothing: what the broker's side would bring
    Feed *sim, *bus;
    const char *prefix;
    Str topic, payload;
    uint64_t sent;
} Simulate;

static volatile sig_atomic_t is_ending;

static void on_end(int signal)
{
    (void)signal;
    is_ending = 1;
}

// "name=value name=value", cut in place.
static int options_of(char *text, FeedOption *out)
{
    int count = 0;
    char *rest = NULL;
    for (char *at = strtok_r(text, " ", &rest); at && count < OPTIONS_MAX;
         at = strtok_r(NULL, " ", &rest)) {
        char *value = strchr(at, '=');
        if (value) *value++ = 0;
        out[count++] = (FeedOption){ at, value ? value : "" };
    }
    return count;
}

static bool start(Simulate *s, const CliCall *call, Err *err)
{
    char *text = str_copy(cli_value(call, "options") ? cli_value(call, "options") : ""),
         *more =
             str_copy(cli_value(call, "broker-options") ? cli_value(call, "broker-options") : "");
    FeedOption options[OPTIONS_MAX], bus[OPTIONS_MAX + 2];
    s->keys = keys_create(0);
    s->inbox = inbox_create(NULL);
    s->nothing = inbox_create(NULL);
    const int option_count = options_of(text, options);
    int bus_count = options_of(more, bus);
    bus[bus_count++] = (FeedOption){ "format", "city" };
    bus[bus_count++] = (FeedOption){ "topics", "citymirror/simulate" }; // nobody sends there
    s->bus = s->keys && s->inbox && s->nothing ? feed_start(&(FeedDesc){ .name = "bus",
                                                                         .driver = "mqtt",
                                                                         .address = call->rest[0],
                                                                         .options = bus,
                                                                         .option_count = bus_count,
                                                                         .number = 1 },
                                                            s->keys, s->nothing, err)
                                               : NULL;
    s->sim = s->bus ? feed_start(&(FeedDesc){ .name = "sim",
                                              .driver = "sim",
                                              .address = "",
                                              .options = options,
                                              .option_count = option_count,
                                              .number = 2,
                                              .seed = 1 },
                                 s->keys, s->inbox, err)
                    : NULL;
    free(text);
    free(more);
    return s->sim != NULL;
}

// A full outbox is waited for: nothing is lost, the simulation's own inbox merges meanwhile.
static bool publish(Simulate *s, int qos, bool is_retained)
{
    static const struct timespec pause = { 0, 20000000 };
    while (!feed_publish(s->bus, s->topic.text, s->payload.text, s->payload.length, qos,
                         is_retained, NULL)) {
        if (is_ending || feed_status(s->bus).state == FEED_FAILED) return false;
        nanosleep(&pause, NULL);
    }
    s->sent++;
    return true;
}

static bool pass_on(Simulate *s)
{
    Observation *observations = NULL;
    const int count = inbox_take(s->inbox, &observations);
    bool ok = true;
    for (int i = 0; i < count && ok; i++) {
        feed_city_value(s->keys, &observations[i], s->prefix, &s->topic, &s->payload);
        ok = publish(s, 0, true);
    }
    for (ObservationEvent *event = inbox_take_events(s->inbox); event;) {
        ObservationEvent *next = event->next;
        feed_city_event(event, s->prefix, &s->topic, &s->payload);
        ok = ok && publish(s, 1, false);
        inbox_event_destroy(event);
        event = next;
    }
    return ok;
}

static bool has_failed(const Feed *feed, Err *err)
{
    const FeedStatus status = feed_status(feed);
    if (status.state != FEED_FAILED) return false;
    *err = status.err;
    return true;
}

static int cli_simulate_run(const CliCall *call)
{
    Err err = { 0 };
    Simulate s = { .prefix = cli_value(call, "prefix") ? cli_value(call, "prefix") : "city" };
    struct sigaction action = { .sa_handler = on_end };
    sigaction(SIGINT, &action, NULL);
    sigaction(SIGTERM, &action, NULL);
    bool ok = start(&s, call, &err);
    while (ok && !is_ending) {
        struct pollfd wake = { .fd = inbox_wake_fd(s.inbox), .events = POLLIN };
        (void)poll(&wake, 1, 500);
        ok = pass_on(&s) || is_ending;
        if (has_failed(s.sim, &err) || has_failed(s.bus, &err)) ok = false;
    }
    feed_stop(s.sim);
    feed_stop(s.bus);
    if (s.inbox) inbox_destroy(s.inbox);
    if (s.nothing) inbox_destroy(s.nothing);
    if (s.keys) keys_destroy(s.keys);
    str_finish(&s.topic);
    str_finish(&s.payload);
    return ok ? CLI_OK : cli_fail(&err);
}

static const CliOption cli_simulate_options[] = {
    { .name = "options",
      .value = "TEXT",
      .help = "of the driver sim: 'path=sim.json scenario=typhoon seed=1'",
      .help_zh = "驱动 sim 的选项：'path=sim.json scenario=typhoon seed=1'" },
    { .name = "broker-options",
      .value = "TEXT",
      .help = "of the driver mqtt: 'ca=ca.pem user=sim password_file=secret.txt'",
      .help_zh = "驱动 mqtt 的选项：'ca=ca.pem user=sim password_file=secret.txt'" },
    { .name = "prefix", .value = "TOPIC", .help = "city", .help_zh = "主题前缀，缺省 city" },
};
const CliCommand cli_simulate = {
    .name = "simulate",
    .rest = "mqtt://HOST:PORT",
    .rest_min = 1,
    .rest_max = 1,
    .options = cli_simulate_options,
    .option_count = sizeof cli_simulate_options / sizeof cli_simulate_options[0],
    .help = "Sends the demo city's simulation to an MQTT broker until it is ended.",
    .help_zh = "把示范城市的仿真数据持续发往 MQTT 服务器，直到结束。",
    .more = "A city reads it with: feeds: [ { name: bus, driver: mqtt, address: mqtt://HOST:PORT, "
            "options: format=city } ].\nThe same options as of the driver sim give the same keys, "
            "times and values.",
    .more_zh = "城市文档以 feeds: [ { name: bus, driver: mqtt, address: mqtt://HOST:PORT, options: "
               "format=city } ] 接收。\n与驱动 sim 选项相同，则量、时刻和数值相同。",
    .run = cli_simulate_run,
};
