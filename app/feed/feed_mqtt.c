// SPDX-License-Identifier: Apache-2.0
// feed_mqtt.c - MQTT 3.1.1 and 5 by libmosquitto, driven from the feed's own thread: socket, stop
// and outbox are polled together.
#include "base/clock.h"
#include "base/file.h"
#include "base/str.h"
#include "feed/feed_format.h"
#include "feed/feed_net.h"
#include <errno.h>
#include <mosquitto.h>
#include <mqtt_protocol.h>
#include <poll.h>
#include <pthread.h>
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define FEED_MQTT_PORT 1883
#define FEED_MQTT_TLS_PORT 8883
#define FEED_MQTT_CONNECT_S 15.0
#define FEED_MQTT_READS_MAX 512
#define FEED_MQTT_INFLIGHT_MAX 200
#define FEED_MQTT_FILTERS_MAX 100000

typedef struct {
    char *filter;
    int qos;
} FeedMqttFilter;

typedef struct {
    FeedLink base; // first: a format is given it
    Feed *feed;
    struct mosquitto *mosquitto;
    const FeedFormat *format;
    void *context;
    FeedMqttFilter *filters;
    int filter_count;
    FeedAddress address;
    bool is_v5, is_tls, is_clean;
    bool is_connected, is_lost, is_final;
    size_t message_max;
    uint64_t messages; // seen, to know whether a read brought one
    int unacknowledged;
    FeedMessage *held; // that the library had no room for
    Err err;           // why it was lost
    char tls[256];     // the last the TLS library said
} FeedMqtt;

static void lose(FeedMqtt *link, ErrCode code, const char *why)
{
    if (link->is_lost) return;
    link->is_lost = true;
    err_set(&link->err, code, "broker %s:%d: %s", link->address.host, link->address.port, why);
}

static void subscribe(FeedMqtt *link, const FeedMqttFilter *filter)
{
    const int code = mosquitto_subscribe(link->mosquitto, NULL, filter->filter, filter->qos);
    if (code != MOSQ_ERR_SUCCESS && code != MOSQ_ERR_NO_CONN)
        feed_malformed(link->feed, "a topic filter that cannot be subscribed");
}

static void keep_filter(FeedLink *base, const char *filter, int qos)
{
    FeedMqtt *link = (FeedMqtt *)base;
    for (int i = 0; i < link->filter_count; i++)
        if (strcmp(link->filters[i].filter, filter) == 0) return;
    if (link->filter_count == FEED_MQTT_FILTERS_MAX) return;
    FeedMqttFilter *grown =
        realloc(link->filters, sizeof *grown * ((size_t)link->filter_count + 1));
    if (!grown) return;
    link->filters = grown;
    grown[link->filter_count] = (FeedMqttFilter){ strdup(filter), qos };
    if (!grown[link->filter_count].filter) return;
    if (link->is_connected) subscribe(link, &grown[link->filter_count]);
    link->filter_count++;
}

static void say(FeedMqtt *link, const char *payload_option)
{
    const char *topic = feed_option(link->feed, "will_topic");
    const char *payload = feed_option(link->feed, payload_option);
    if (topic[0] && payload[0])
        mosquitto_publish(link->mosquitto, NULL, topic, (int)strlen(payload), payload, 1, true);
}

static bool is_refused_for_good(const FeedMqtt *link, int reason)
{
    if (!link->is_v5)
        return reason == CONNACK_REFUSED_PROTOCOL_VERSION ||
               reason == CONNACK_REFUSED_BAD_USERNAME_PASSWORD ||
               reason == CONNACK_REFUSED_NOT_AUTHORIZED ||
               reason == CONNACK_REFUSED_IDENTIFIER_REJECTED;
    return reason == MQTT_RC_UNSUPPORTED_PROTOCOL_VERSION ||
           reason == MQTT_RC_BAD_USERNAME_OR_PASSWORD || reason == MQTT_RC_NOT_AUTHORIZED ||
           reason == MQTT_RC_CLIENTID_NOT_VALID || reason == MQTT_RC_BANNED;
}

static void on_connect(struct mosquitto *mosquitto, void *context, int reason, int flags,
                       const mosquitto_property *properties)
{
    FeedMqtt *link = context;
    (void)mosquitto, (void)flags, (void)properties;
    if (reason != 0) {
        char why[160];
        snprintf(why, sizeof why, "refused: %s",
                 link->is_v5 ? mosquitto_reason_string(reason) : mosquitto_connack_string(reason));
        lose(link, is_refused_for_good(link, reason) ? ERR_ARGUMENT : ERR_NETWORK, why);
        return;
    }
    link->is_connected = true;
    feed_connected(link->feed);
    for (int i = 0; i < link->filter_count; i++) subscribe(link, &link->filters[i]);
    say(link, "birth");
    if (link->format->connected) link->format->connected(link->context);
}

static void on_message(struct mosquitto *mosquitto, void *context,
                       const struct mosquitto_message *m, const mosquitto_property *properties)
{
    FeedMqtt *link = context;
    (void)mosquitto, (void)properties;
    const size_t length = m->payloadlen > 0 ? (size_t)m->payloadlen : 0;
    link->messages++;
    feed_received(link->feed, strlen(m->topic) + length);
    if (length > link->message_max) {
        feed_malformed(link->feed, "a message larger than message_bytes_max");
        return;
    }
    const FeedFormatMessage message = { .topic = m->topic,
                                        .payload = length ? m->payload : "",
                                        .length = length,
                                        .is_retained = m->retain };
    link->format->message(link->context, &message);
}

static void on_subscribe(struct mosquitto *mosquitto, void *context, int id, int count,
                         const int *granted, const mosquitto_property *properties)
{
    FeedMqtt *link = context;
    (void)mosquitto, (void)id, (void)properties;
    for (int i = 0; i < count; i++)
        if (granted[i] >= 0x80) feed_malformed(link->feed, "a subscription the broker refused");
}

static void on_publish(struct mosquitto *mosquitto, void *context, int id, int reason,
                       const mosquitto_property *properties)
{
    FeedMqtt *link = context;
    (void)mosquitto, (void)id, (void)properties;
    if (link->unacknowledged > 0) link->unacknowledged--;
    if (reason >= 0x80) feed_malformed(link->feed, "a message of ours the broker refused");
}

static void on_disconnect(struct mosquitto *mosquitto, void *context, int reason,
                          const mosquitto_property *properties)
{
    FeedMqtt *link = context;
    (void)mosquitto, (void)properties;
    lose(link, ERR_NETWORK,
         link->is_v5 && reason >= 0x80 ? mosquitto_reason_string(reason)
                                       : "the connection is lost");
}

// The library says why TLS failed here alone.
static void on_log(struct mosquitto *mosquitto, void *context, int level, const char *text)
{
    FeedMqtt *link = context;
    (void)mosquitto;
    if (level != MOSQ_LOG_ERR) return;
    const char *reason = strrchr(text, ':');
    const bool is_openssl = strstr(text, "OpenSSL Error") != NULL;
    snprintf(link->tls, sizeof link->tls, "%s", is_openssl && reason ? reason + 1 : text);
}

static bool set_tls(FeedMqtt *link, Err *err)
{
    Feed *feed = link->feed;
    const char *ca = feed_option(feed, "ca"), *cert = feed_option(feed, "certificate");
    const char *key = feed_option(feed, "key"), *const files[] = { ca, cert, key };
    for (int i = 0; i < 3; i++)
        if (files[i][0] && !file_exists(files[i])) {
            err_set(err, ERR_ARGUMENT, "TLS: the file '%.200s' is not there", files[i]);
            return false;
        }
    const int code =
        mosquitto_tls_set(link->mosquitto, ca[0] ? ca : NULL, ca[0] ? NULL : "/etc/ssl/certs",
                          cert[0] ? cert : NULL, key[0] ? key : NULL, NULL);
    if (code != MOSQ_ERR_SUCCESS) {
        err_set(err, ERR_ARGUMENT, "TLS: %s (certificate and key go together)",
                mosquitto_strerror(code));
        return false;
    }
    return mosquitto_tls_opts_set(link->mosquitto, 1, "tlsv1.2", NULL) == MOSQ_ERR_SUCCESS;
}

static bool set_user(FeedMqtt *link, Err *err)
{
    char password[1024];
    const char *user = feed_option(link->feed, "user");
    if (!feed_option_secret(link->feed, "password", password, sizeof password, err)) return false;
    if (password[0] && !user[0]) {
        err_set(err, ERR_ARGUMENT, "a password without the option user");
        return false;
    }
    const int code =
        user[0] ? mosquitto_username_pw_set(link->mosquitto, user, password[0] ? password : NULL)
                : MOSQ_ERR_SUCCESS;
    explicit_bzero(password, sizeof password);
    if (code == MOSQ_ERR_SUCCESS) return true;
    err_set(err, ERR_ARGUMENT, "user: %s", mosquitto_strerror(code));
    return false;
}

static bool set_will(FeedMqtt *link, Err *err)
{
    const char *topic = feed_option(link->feed, "will_topic");
    const char *payload = feed_option(link->feed, "will");
    if (!topic[0]) return true;
    const int code =
        mosquitto_will_set(link->mosquitto, topic, (int)strlen(payload), payload, 1, true);
    if (code == MOSQ_ERR_SUCCESS) return true;
    err_set(err, ERR_ARGUMENT, "will_topic '%.200s': %s", topic, mosquitto_strerror(code));
    return false;
}

static bool set_options(FeedMqtt *link, Err *err)
{
    Feed *feed = link->feed;
    double bytes = 0;
    const char *version = feed_option(feed, "version");
    const bool is_secure =
        strcmp(link->address.scheme, "mqtts") == 0 || strcmp(link->address.scheme, "ssl") == 0;
    link->is_tls = is_secure || feed_option_is(feed, "tls", "yes") || feed_option(feed, "ca")[0];
    link->is_v5 = strcmp(version, "5") == 0;
    if (!link->is_v5 && strcmp(version, "3.1.1") != 0) {
        err_set(err, ERR_ARGUMENT, "version '%.40s': 5 or 3.1.1 was expected", version);
        return false;
    }
    if (!feed_option_number(feed, "message_bytes_max", 1024, 256 << 20, &bytes, err)) return false;
    link->message_max = (size_t)bytes;
    return true;
}

static bool set_all(FeedMqtt *link, Err *err)
{
    struct mosquitto *m = link->mosquitto;
    mosquitto_int_option(m, MOSQ_OPT_PROTOCOL_VERSION,
                         link->is_v5 ? MQTT_PROTOCOL_V5 : MQTT_PROTOCOL_V311);
    mosquitto_int_option(m, MOSQ_OPT_TCP_NODELAY, 1);
    mosquitto_int_option(m, MOSQ_OPT_SEND_MAXIMUM, FEED_MQTT_INFLIGHT_MAX);
    mosquitto_connect_v5_callback_set(m, on_connect);
    mosquitto_message_v5_callback_set(m, on_message);
    mosquitto_subscribe_v5_callback_set(m, on_subscribe);
    mosquitto_publish_v5_callback_set(m, on_publish);
    mosquitto_disconnect_v5_callback_set(m, on_disconnect);
    mosquitto_log_callback_set(m, on_log);
    return (!link->is_tls || set_tls(link, err)) && set_user(link, err) && set_will(link, err);
}

static bool start_session(FeedMqtt *link, Err *err)
{
    Feed *feed = link->feed;
    const char *client = feed_option(feed, "client");
    link->is_clean = !feed_option_is(feed, "clean", "no");
    if (!link->is_clean && !client[0]) {
        err_set(err, ERR_ARGUMENT, "clean 'no' needs the option client: the session is kept by it");
        return false;
    }
    link->mosquitto = mosquitto_new(client[0] ? client : NULL, link->is_clean, link);
    if (!link->mosquitto) {
        err_set(err, ERR_MEMORY, "MQTT client: %s", strerror(errno));
        return false;
    }
    return set_all(link, err);
}

// TCP, TLS and CONNECT proceed without blocking in the loop below.
static bool connect_once(FeedMqtt *link, Err *err)
{
    double keep_s = 0;
    mosquitto_property *properties = NULL;
    if (!feed_option_number(link->feed, "keepalive_s", 5, 3600, &keep_s, err)) return false;
    if (!feed_resolve(link->feed, link->address.host, FEED_MQTT_CONNECT_S, err)) return false;
    link->is_connected = link->is_lost = false;
    link->tls[0] = 0;
    link->unacknowledged = 0;
    if (link->is_v5) {
        // Room for the topic beside the payload; without it the broker sends what will be refused.
        mosquitto_property_add_int32(&properties, MQTT_PROP_MAXIMUM_PACKET_SIZE,
                                     (uint32_t)link->message_max + 128 * 1024);
        if (!link->is_clean)
            mosquitto_property_add_int32(&properties, MQTT_PROP_SESSION_EXPIRY_INTERVAL, 86400);
    }
    // The library's call that takes properties blocks until TCP stands; the one that does not block
    // takes none. A port that cannot be leaves the properties set and goes no further.
    mosquitto_connect_bind_v5(link->mosquitto, link->address.host, 65536, (int)keep_s, NULL,
                              properties);
    mosquitto_property_free_all(&properties);
    const int code = mosquitto_connect_bind_async(link->mosquitto, link->address.host,
                                                  link->address.port, (int)keep_s, NULL);
    if (code == MOSQ_ERR_SUCCESS) return true;
    err_set(err, ERR_NETWORK, "broker %s:%d: %s", link->address.host, link->address.port,
            code == MOSQ_ERR_ERRNO ? strerror(errno) : mosquitto_strerror(code));
    return false;
}

static const char *const untrusted[] = {
    "certificate verify failed", "unknown ca",      "hostname",
    "certificate has expired",   "bad certificate", "certificate required",
    "wrong version number"
};

// Of the library's code: what failed, and whether to try again.
static void lose_by(FeedMqtt *link, int code)
{
    char why[400];
    for (size_t i = 0; i < sizeof untrusted / sizeof *untrusted; i++) {
        if (!link->tls[0] || !strcasestr(link->tls, untrusted[i])) continue;
        snprintf(why, sizeof why,
                 "TLS: %s; check the options ca and certificate, and the broker's name", link->tls);
        lose(link, ERR_ARGUMENT, why);
        return;
    }
    const int number = errno;
    snprintf(why, sizeof why, "%s%s%s",
             code == MOSQ_ERR_ERRNO ? strerror(number) : mosquitto_strerror(code),
             link->tls[0] ? ": " : "", link->tls);
    lose(link, ERR_NETWORK, why);
}

// Hands what is to be sent to the library, a window of it: the rest waits in the feed's outbox.
static void send_outbox(FeedMqtt *link)
{
    while (link->is_connected && link->unacknowledged < FEED_MQTT_INFLIGHT_MAX) {
        FeedMessage *m = link->held ? link->held : feed_outbox_take(link->feed);
        link->held = NULL;
        if (!m) return;
        const int code = mosquitto_publish(link->mosquitto, NULL, m->topic, (int)m->length,
                                           m->payload, m->qos, m->is_retained);
        if (code == MOSQ_ERR_NO_CONN || code == MOSQ_ERR_CONN_LOST) {
            link->held = m;
            return;
        }
        if (code == MOSQ_ERR_SUCCESS)
            link->unacknowledged++;
        else
            feed_malformed(link->feed, "a message of ours that cannot be sent");
        feed_sent(link->feed, code == MOSQ_ERR_SUCCESS);
        feed_message_destroy(m);
    }
}

// One message a call is what the library reads; it is called while each brings one.
static int read_all(FeedMqtt *link)
{
    for (int i = 0; i < FEED_MQTT_READS_MAX && !link->is_lost; i++) {
        const uint64_t before = link->messages;
        const int code = mosquitto_loop_read(link->mosquitto, 1);
        if (code != MOSQ_ERR_SUCCESS) return code;
        if (link->messages == before) break;
    }
    return MOSQ_ERR_SUCCESS;
}

static int turn(FeedMqtt *link)
{
    const bool has_window = link->is_connected && link->unacknowledged < FEED_MQTT_INFLIGHT_MAX;
    struct pollfd fds[3] = {
        { .fd = mosquitto_socket(link->mosquitto), .events = POLLIN },
        { .fd = feed_stop_fd(link->feed), .events = POLLIN },
        { .fd = has_window ? feed_outbox_fd(link->feed) : -1, .events = POLLIN },
    };
    if (fds[0].fd < 0) return MOSQ_ERR_CONN_LOST;
    if (mosquitto_want_write(link->mosquitto)) fds[0].events |= POLLOUT;
    if (poll(fds, 3, 500) < 0 && errno != EINTR) return MOSQ_ERR_ERRNO;
    int code = MOSQ_ERR_SUCCESS;
    if (has_window) send_outbox(link);
    if (fds[0].revents & (POLLIN | POLLERR | POLLHUP)) code = read_all(link);
    if (code == MOSQ_ERR_SUCCESS && mosquitto_want_write(link->mosquitto))
        code = mosquitto_loop_write(link->mosquitto, 1);
    if (code == MOSQ_ERR_SUCCESS) code = mosquitto_loop_misc(link->mosquitto);
    return code;
}

// Until the connection is lost (false with link->err) or the feed is stopped.
static bool converse(FeedMqtt *link)
{
    const double started_s = clock_monotonic_s();
    double ticked_s = started_s;
    while (!feed_is_stopping(link->feed) && !link->is_lost) {
        const int code = turn(link);
        if (code != MOSQ_ERR_SUCCESS) lose_by(link, code);
        const double now_s = clock_monotonic_s();
        if (!link->is_connected && now_s - started_s > FEED_MQTT_CONNECT_S)
            lose(link, ERR_TIMEOUT, "no answer to CONNECT in 15 s");
        if (now_s - ticked_s < 0.5) continue;
        ticked_s = now_s;
        if (link->is_connected && link->format->tick) link->format->tick(link->context);
    }
    return !link->is_lost;
}

// What was handed to feed_publish before the stop still goes out, and the broker hears a farewell.
static void part(FeedMqtt *link)
{
    if (link->is_connected && !link->is_lost) {
        send_outbox(link);
        say(link, "will");
        for (int i = 0; i < 20 && mosquitto_want_write(link->mosquitto); i++) {
            struct pollfd fd = { .fd = mosquitto_socket(link->mosquitto), .events = POLLOUT };
            if (fd.fd < 0 || poll(&fd, 1, 10) < 0) break;
            if (mosquitto_loop_write(link->mosquitto, 1) != MOSQ_ERR_SUCCESS) break;
        }
        mosquitto_disconnect(link->mosquitto);
    }
}

static bool serve(FeedMqtt *link, Err *err)
{
    for (;;) {
        Err why = { 0 };
        if (!connect_once(link, &why)) {
            if (why.code == ERR_ARGUMENT) {
                if (err) *err = why;
                return false;
            }
        } else if (converse(link)) {
            part(link);
            return true;
        } else {
            const bool was_connected = link->is_connected;
            link->is_connected = false;
            why = link->err;
            mosquitto_disconnect(link->mosquitto);
            if (was_connected && link->format->lost) link->format->lost(link->context);
            if (why.code == ERR_ARGUMENT) {
                if (err) *err = why;
                return false;
            }
        }
        if (feed_is_stopping(link->feed) || !feed_retry(link->feed, &why)) return true;
    }
}

static const FeedFormat *find_format(Feed *feed, Err *err)
{
    const char *name = feed_option(feed, "format");
    char names[200] = "";
    for (int i = 0; i < feed_format_count; i++) {
        if (strcmp(feed_formats[i]->name, name) == 0) return feed_formats[i];
        snprintf(names + strlen(names), sizeof names - strlen(names), "%s%s", i ? ", " : "",
                 feed_formats[i]->name);
    }
    err_set(err, ERR_ARGUMENT, "feed '%.80s': format '%.40s': one of %s was expected",
            feed_desc(feed)->name, name, names);
    return NULL;
}

static void start_library(void)
{
    mosquitto_lib_init();
}

static bool run(Feed *feed, Err *err)
{
    static pthread_once_t once = PTHREAD_ONCE_INIT;
    FeedMqtt link = { .base = { keep_filter }, .feed = feed };
    const char *address = feed_desc(feed)->address;
    const bool is_secure = str_starts(address, "mqtts://") || feed_option(feed, "ca")[0];
    bool ok = false;
    pthread_once(&once, start_library);
    link.format = find_format(feed, err);
    if (!link.format ||
        !feed_address_parse(address, is_secure ? FEED_MQTT_TLS_PORT : FEED_MQTT_PORT, &link.address,
                            err))
        return false;
    if (!set_options(&link, err)) return false;
    link.context = link.format->create(feed, &link.base, err);
    if (link.context && start_session(&link, err)) ok = serve(&link, err);
    if (link.mosquitto) mosquitto_destroy(link.mosquitto);
    if (link.context) link.format->destroy(link.context);
    for (int i = 0; i < link.filter_count; i++) free(link.filters[i].filter);
    free(link.filters);
    feed_message_destroy(link.held);
    return ok;
}

static const FeedOptionRow options[] = {
    { "format", "map",
      "what messages mean: map (the maps), sensorthings, homeassistant, thingsboard, ngsi, "
      "sparkplug, city (our own, as `citymirror simulate` sends)",
      "报文格式：map（按映射）、sensorthings、homeassistant、thingsboard、ngsi、sparkplug、city（本"
      "程序自己的格式）" },
    { "topics", "", "topic filters beside those of the maps, separated by commas",
      "另外订阅的主题，逗号分隔" },
    { "qos", "0", "of subscriptions: 0 to 2; a map may ask for more", "订阅的 QoS：0 到 2" },
    { "version", "5", "of the protocol: 5 or 3.1.1", "协议版本：5 或 3.1.1" },
    { "client", "", "client id; empty = the broker's choice", "客户端标识；空则由服务器指定" },
    { "clean", "yes", "no keeps the session at the broker for a day: needs client",
      "no 表示在服务器保留会话一天，须给出 client" },
    { "keepalive_s", "20", "silence after which the connection is probed", "心跳间隔（秒）" },
    { "message_bytes_max", "4194304", "larger messages are refused", "报文字节上限" },
    { "tls", "no", "yes = TLS (also by mqtts:// or ca)", "yes 表示使用 TLS" },
    { "ca", "", "file of the certificates that are trusted; empty = the system's",
      "信任的证书文件；空则用系统的" },
    { "certificate", "", "file of our certificate", "本机证书文件" },
    { "key", "", "file of its private key", "证书私钥文件" },
    { "user", "", "user name", "用户名" },
    { "password_file", "", "file whose first line is the password", "密码文件（首行）" },
    { "password_env", "", "environment variable that holds the password", "存放密码的环境变量" },
    { "will_topic", "", "topic of the will, retained at QoS 1", "遗嘱主题" },
    { "will", "offline", "what it says when we are gone", "遗嘱内容" },
    { "birth", "online", "what it says once we are connected", "上线内容" },
    { "time", "", "path of the observed time where a map gives none", "观测时间的路径" },
    { "zone", "Z", "offset of times without one: +08:00", "无时区时间的时差，如 +08:00" },
    { "group", "", "of Sparkplug: groups, separated by commas; empty = all",
      "Sparkplug 组名，逗号分隔；空为全部" },
    { "prefix", "", "of discovery: homeassistant; of SensorThings: v1.1; of city: city",
      "主题前缀" },
    { "backfill", "", "of SensorThings: address of the service that is asked for what was missed",
      "SensorThings 服务地址：断线后补取数据" },
    { "timeout_s", "30", "of one answer of it", "补取时限（秒）" },
    { "bytes_max", "67108864", "larger answers of it are refused", "补取应答字节上限" },
    { "headers", "", "lines NAME: VALUE to it, parted by |", "补取请求头，以 | 分隔" },
    { "token_file", "", "file of its bearer token", "补取令牌文件" },
    { "token_env", "", "environment variable of its bearer token", "补取令牌环境变量" },
};
const FeedDriver feed_mqtt = {
    .name = "mqtt",
    .help = "messages of an MQTT broker, 3.1.1 or 5, with TLS",
    .help_zh = "MQTT 消息（3.1.1 或 5，支持 TLS）",
    .options = options,
    .option_count = sizeof options / sizeof *options,
    .run = run,
    .can_publish = true,
};
