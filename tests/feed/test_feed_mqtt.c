// SPDX-License-Identifier: Apache-2.0
// test_feed_mqtt.c - the driver of MQTT against a real mosquitto on loopback.
#include "feed_fixture.h"

static const FeedMap any_map = { .match = "city/+/+", .key = "c.{2}.{3}", .value = "" };

static Feed *start(Fixture *f, const char *name, const char *address, const FeedOption *options,
                   int option_count, const FeedMap *maps, int map_count)
{
    Err err = { 0 };
    const FeedDesc desc = { .name = name,
                            .driver = "mqtt",
                            .address = address,
                            .options = options,
                            .option_count = option_count,
                            .maps = maps,
                            .map_count = map_count,
                            .number = 7,
                            .seed = 1 };
    Feed *feed = feed_start(&desc, f->keys, f->inbox, &err);
    if (!feed) fprintf(stderr, "%s\n", err.text);
    return feed;
}

static const char *at_port(const char *scheme, int port)
{
    static char address[64];
    snprintf(address, sizeof address, "%s127.0.0.1:%d", scheme, port);
    return address;
}

static void publish(Feed *feed, const char *topic, const char *payload, bool is_retained)
{
    Err err = { 0 };
    if (!feed_publish(feed, topic, payload, strlen(payload), 1, is_retained, &err))
        fprintf(stderr, "%s\n", err.text);
}

#define BROKER(f, port, broker, config)          \
    Fixture f = fixture_make();                  \
    const int port = fixture_free_port();        \
    pid_t broker = fixture_broker(port, config); \
    if (!broker) CHECK_SKIP("mosquitto is not installed")

TEST(a_published_number_becomes_an_observation_of_its_key)
{
    BROKER(f, port, broker, NULL);
    f.feed = start(&f, "air", at_port("mqtt://", port), NULL, 0, &any_map, 1);
    CHECK(f.feed && fixture_await_state(f.feed, FEED_LIVE, 5));
    publish(f.feed, "city/hkq/pm25", "35.5", false);
    const Observation *o = fixture_await(&f, "c.hkq.pm25", 5);
    CHECK(o != NULL);
    CHECK_NEAR(o->number, 35.5, 0);
    CHECK_EQ(o->feed, 7);
    CHECK_EQ(o->flags, OBSERVATION_NO_TIME);
    const FeedStatus status = feed_status(f.feed);
    CHECK_EQ(status.connects, 1);
    CHECK_EQ(status.messages, 1);
    fixture_finish(&f);
    fixture_end(broker);
}

TEST(the_older_protocol_version_works_too_and_no_other)
{
    BROKER(f, port, broker, NULL);
    const FeedOption older[] = { { "version", "3.1.1" } }, none[] = { { "version", "4" } };
    f.feed = start(&f, "air", at_port("", port), older, 1, &any_map, 1);
    CHECK(fixture_await_state(f.feed, FEED_LIVE, 5));
    publish(f.feed, "city/a/b", "1", false);
    CHECK(fixture_await(&f, "c.a.b", 5) != NULL);
    Feed *wrong = start(&f, "wrong", at_port("", port), none, 1, &any_map, 1);
    CHECK(fixture_await_state(wrong, FEED_FAILED, 5));
    CHECK(strstr(feed_status(wrong).err.text, "3.1.1 was expected") != NULL);
    feed_stop(wrong);
    fixture_finish(&f);
    fixture_end(broker);
}

TEST(a_retained_value_is_recovered_and_a_new_one_is_not)
{
    BROKER(f, port, broker, NULL);
    Feed *publisher = start(&f, "out", at_port("", port), NULL, 0, &any_map, 1);
    CHECK(fixture_await_state(publisher, FEED_LIVE, 5));
    publish(publisher, "city/a/tide", "2.5", true);
    CHECK(fixture_await(&f, "c.a.tide", 5) != NULL);
    f.feed = start(&f, "in", at_port("", port), NULL, 0, &any_map, 1);
    const Observation *o = fixture_await(&f, "c.a.tide", 5);
    CHECK(o && (o->flags & OBSERVATION_RECOVERED));
    CHECK_NEAR(o->number, 2.5, 0);
    publish(publisher, "city/a/tide", "2.6", false);
    o = fixture_await(&f, "c.a.tide", 5);
    CHECK(o && !(o->flags & OBSERVATION_RECOVERED));
    feed_stop(publisher);
    fixture_finish(&f);
    fixture_end(broker);
}

TEST(a_feed_comes_back_after_the_broker_was_restarted)
{
    BROKER(f, port, broker, NULL);
    f.feed = start(&f, "air", at_port("", port), NULL, 0, &any_map, 1);
    CHECK(fixture_await_state(f.feed, FEED_LIVE, 5));
    fixture_end(broker);
    CHECK(fixture_await_state(f.feed, FEED_WAITING, 1));
    CHECK(feed_status(f.feed).t_retry_us > clock_utc_us());
    CHECK_EQ(feed_status(f.feed).err.code, ERR_NETWORK);
    publish(f.feed, "city/a/kept", "4", false); // it waits for its turn
    broker = fixture_broker(port, NULL);
    CHECK(fixture_await_state(f.feed, FEED_LIVE, 10));
    const Observation *o = fixture_await(&f, "c.a.kept", 5);
    CHECK(o != NULL);
    CHECK_EQ(feed_status(f.feed).connects, 2);
    CHECK_EQ(feed_status(f.feed).err.code, ERR_NONE);
    fixture_finish(&f);
    fixture_end(broker);
}

static void make_certificates(char ca[512], char wrong[512], char cert[512], char key[512])
{
    Str command = { 0 };
    snprintf(ca, 512, "%s", check_temporary("ca.pem"));
    snprintf(wrong, 512, "%s", check_temporary("wrong.pem"));
    snprintf(cert, 512, "%s", check_temporary("cert.pem"));
    snprintf(key, 512, "%s", check_temporary("key.pem"));
    str_printf(&command, "{ mkdir -p %s.d && cd %s.d && ", ca, ca);
    str_printf(&command,
               "openssl req -x509 -newkey rsa:2048 -nodes -keyout ca.key -out %s -days 2 -subj "
               "/CN=right && "
               "openssl req -x509 -newkey rsa:2048 -nodes -keyout other.key -out %s -days 2 -subj "
               "/CN=wrong && ",
               ca, wrong);
    str_printf(&command,
               "openssl req -newkey rsa:2048 -nodes -keyout %s -out a.csr -subj /CN=127.0.0.1 && ",
               key);
    str_printf(&command,
               "echo subjectAltName=IP:127.0.0.1 >ext && openssl x509 -req -in a.csr -CA %s "
               "-CAkey ca.key -CAcreateserial -out %s -days 2 -extfile ext; } >/dev/null 2>&1",
               ca, cert);
    CHECK_EQ(system(command.text), 0);
    str_finish(&command);
}

TEST(tls_connects_with_the_right_authority_and_fails_for_good_with_a_wrong_one)
{
    char ca[512], wrong[512], cert[512], key[512], config[2048];
    if (access("/usr/bin/openssl", X_OK) != 0) CHECK_SKIP("openssl is not installed");
    make_certificates(ca, wrong, cert, key);
    snprintf(config, sizeof config, "allow_anonymous true\ncertfile %s\nkeyfile %s\n", cert, key);
    BROKER(f, port, broker, config);
    const FeedOption right[] = { { "ca", ca } }, other[] = { { "ca", wrong } };
    f.feed = start(&f, "tls", at_port("mqtts://", port), right, 1, &any_map, 1);
    CHECK(fixture_await_state(f.feed, FEED_LIVE, 5));
    publish(f.feed, "city/a/b", "1", false);
    CHECK(fixture_await(&f, "c.a.b", 5) != NULL);
    Feed *feed = start(&f, "doubt", at_port("mqtts://", port), other, 1, &any_map, 1);
    CHECK(fixture_await_state(feed, FEED_FAILED, 5));
    CHECK(strstr(feed_status(feed).err.text, "certificate verify failed") != NULL);
    feed_stop(feed);
    const FeedOption missing[] = { { "ca", "nowhere.pem" } };
    feed = start(&f, "none", at_port("mqtts://", port), missing, 1, &any_map, 1);
    CHECK(fixture_await_state(feed, FEED_FAILED, 5));
    CHECK(strstr(feed_status(feed).err.text, "nowhere.pem") != NULL);
    feed_stop(feed);
    fixture_finish(&f);
    fixture_end(broker);
}

TEST(a_password_comes_from_a_file_and_a_wrong_one_is_final)
{
    char passwords[512], secret[512], config[1024], command[2048];
    snprintf(passwords, sizeof passwords, "%s", check_temporary("passwords"));
    snprintf(secret, sizeof secret, "%s", check_temporary("secret"));
    snprintf(command, sizeof command,
             "mosquitto_passwd -b -c %s city pass-1 2>/dev/null && echo pass-1 >%s", passwords,
             secret);
    if (system(command) != 0) CHECK_SKIP("mosquitto_passwd is not installed");
    snprintf(config, sizeof config, "allow_anonymous false\npassword_file %s\n", passwords);
    BROKER(f, port, broker, config);
    const FeedOption right[] = { { "user", "city" }, { "password_file", secret } };
    f.feed = start(&f, "user", at_port("", port), right, 2, &any_map, 1);
    CHECK(fixture_await_state(f.feed, FEED_LIVE, 5));
    setenv("CITYMIRROR_TEST_PASSWORD", "pass-2", 1);
    const FeedOption wrong[] = { { "user", "city" },
                                 { "password_env", "CITYMIRROR_TEST_PASSWORD" } };
    Feed *feed = start(&f, "stranger", at_port("", port), wrong, 2, &any_map, 1);
    CHECK(fixture_await_state(feed, FEED_FAILED, 5));
    CHECK(strstr(feed_status(feed).err.text, "uthori") != NULL);
    CHECK(strstr(feed_status(feed).err.text, "pass-2") == NULL);
    feed_stop(feed);
    fixture_finish(&f);
    fixture_end(broker);
}

static void stop_is_quick(Fixture *f, int port)
{
    f->feed = start(f, "half", at_port("", port), NULL, 0, &any_map, 1);
    usleep(300000);
    const FeedState state = feed_status(f->feed).state;
    CHECK(state == FEED_STARTING || state == FEED_WAITING);
    const double from = clock_monotonic_s();
    feed_stop(f->feed);
    f->feed = NULL;
    CHECK(clock_monotonic_s() - from < 1);
}

TEST(a_feed_stops_at_once_while_a_connect_gets_no_answer)
{
    Fixture f = fixture_make();
    int port = 0, fillers[8];
    const int fd = fixture_socket(&port); // with its queue full a SYN is not answered
    listen(fd, 0);
    struct sockaddr_in place = { .sin_family = AF_INET,
                                 .sin_port = htons((uint16_t)port),
                                 .sin_addr.s_addr = htonl(INADDR_LOOPBACK) };
    for (int i = 0; i < 8; i++) {
        fillers[i] = socket(AF_INET, SOCK_STREAM | SOCK_NONBLOCK, 0);
        connect(fillers[i], (struct sockaddr *)&place, sizeof place);
    }
    usleep(50000);
    stop_is_quick(&f, port);
    for (int i = 0; i < 8; i++) close(fillers[i]);
    close(fd);
    fixture_finish(&f);
}

TEST(a_feed_stops_at_once_while_the_broker_accepts_and_is_silent)
{
    Fixture f = fixture_make();
    int port = 0;
    const int fd = fixture_socket(&port);
    listen(fd, 8);
    stop_is_quick(&f, port);
    close(fd);
    fixture_finish(&f);
}

TEST(malformed_json_is_counted_and_what_follows_still_comes)
{
    BROKER(f, port, broker, NULL);
    const FeedMap map = { .match = "j/+", .key = "j.{2}", .value = "$.v", .time = "$.t" };
    f.feed = start(&f, "j", at_port("", port), NULL, 0, &map, 1);
    CHECK(fixture_await_state(f.feed, FEED_LIVE, 5));
    static const char *const bad[] = { "{\"v\":",   "[1,2",
                                       "\x01\x02",  "{\"v\":1e999,\"t\":1760000000}",
                                       "{\"v\":1}", "{\"v\":[1],\"t\":1760000000}",
                                       "" };
    for (size_t i = 0; i < sizeof bad / sizeof *bad; i++) publish(f.feed, "j/a", bad[i], false);
    publish(f.feed, "j/a", "{\"v\":\"2.5\",\"t\":\"2026-10-05T08:00:00+08:00\"}", false);
    const Observation *o = fixture_await(&f, "j.a", 5);
    CHECK(o != NULL);
    CHECK_NEAR(o->number, 2.5, 0);
    CHECK_EQ(o->t_obs_us, 1791158400000000);
    CHECK_EQ(feed_status(f.feed).malformed, sizeof bad / sizeof *bad);
    fixture_finish(&f);
    fixture_end(broker);
}

static void huge_message(const char *version, int refused)
{
    BROKER(f, port, broker, NULL);
    const FeedOption options[] = { { "version", version } };
    f.feed = start(&f, "in", at_port("", port), options, 1, &any_map, 1);
    Feed *out =
        start(&f, "out", at_port("", port), NULL, 0, &(FeedMap){ .match = "none", .key = "n" }, 1);
    CHECK(fixture_await_state(f.feed, FEED_LIVE, 5) && fixture_await_state(out, FEED_LIVE, 5));
    char file[512], command[1024];
    snprintf(file, sizeof file, "%s", check_temporary("huge"));
    FILE *huge = fopen(file, "w");
    CHECK(huge && ftruncate(fileno(huge), 100 << 20) == 0);
    fclose(huge);
    snprintf(command, sizeof command,
             "mosquitto_pub -h 127.0.0.1 -p %d -t city/huge/one -q 1 -f %s", port, file);
    CHECK_EQ(system(command), 0);
    publish(out, "city/huge/after", "3", false);
    CHECK(fixture_await(&f, "c.huge.after", 20) != NULL);
    CHECK_EQ(feed_status(f.feed).malformed, refused);
    CHECK_EQ(feed_status(f.feed).connects, 1);
    feed_stop(out);
    fixture_finish(&f);
    fixture_end(broker);
}

TEST(a_message_of_100_megabytes_is_not_sent_by_a_broker_of_version_5)
{
    huge_message("5", 0);
}

TEST(a_message_of_100_megabytes_is_refused_by_the_older_version)
{
    huge_message("3.1.1", 1);
}

TEST(a_publisher_of_a_million_keys_fills_its_own_limit_only)
{
    Fixture f = fixture_make();
    Err err = { 0 };
    const FeedDesc desc = {
        .name = "flood", .driver = "mqtt", .maps = &any_map, .map_count = 1, .keys_max = 1000
    };
    f.feed = feed_create(&desc, f.keys, f.inbox, &err);
    char id[32];
    uint64_t given = 0;
    for (int i = 0; i < 1000000; i++) {
        snprintf(id, sizeof id, "s%d", i);
        given += feed_key(f.feed, id, "v") != 0;
    }
    CHECK_EQ(given, 1000);
    CHECK_EQ(keys_count(f.keys), 1000);
    CHECK_EQ(feed_status(f.feed).refused_keys, 999000);
    CHECK(feed_key(f.feed, "s5", "v") != 0);
    fixture_finish(&f);
}
