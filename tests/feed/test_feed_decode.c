// SPDX-License-Identifier: Apache-2.0
// test_feed_decode.c - bytes of real sources through transport and decoder to their keys.
#include "feed_fixture.h"

static Feed *start(Fixture *f, const char *driver, const char *address, const FeedOption *options,
                   int count)
{
    Err err = { 0 };
    const FeedDesc desc = { .name = "d",
                            .driver = driver,
                            .address = address,
                            .options = options,
                            .option_count = count,
                            .number = 4,
                            .seed = 1 };
    Feed *feed = feed_start(&desc, f->keys, f->inbox, &err);
    if (!feed) fprintf(stderr, "%s\n", err.text);
    return feed;
}

// Position report of class A, the example of the public AIVDM text by E. Raymond: MMSI 477553000.
static const char ais[] = "!AIVDM,1,1,,B,177KQJ5000G?tO`K>RA1wUbN0TKH,0*5C\r\n";

static bool has_position_of(Fixture *f, const char *mmsi, double seconds)
{
    char key[64];
    snprintf(key, sizeof key, "d/%s/position", mmsi);
    const Observation *o = fixture_await(f, key, seconds);
    return o && o->kind == OBSERVATION_POSITION && o->feed == 4 &&
           fabs(o->position.lat_deg - 47.58) < 0.01;
}

TEST(a_ship_comes_by_tcp_cut_anywhere)
{
    Fixture f = fixture_make();
    char address[64];
    int port = 0;
    const int listener = fixture_socket(&port);
    listen(listener, 4);
    snprintf(address, sizeof address, "tcp://127.0.0.1:%d", port);
    f.feed = start(&f, "ais", address, NULL, 0);
    const int peer = accept(listener, NULL, NULL);
    CHECK_EQ(write(peer, ais, 20), 20);
    usleep(50000);
    CHECK_EQ(write(peer, ais + 20, sizeof ais - 21), (ssize_t)sizeof ais - 21);
    CHECK(has_position_of(&f, "477553000", 5));
    CHECK_EQ(feed_status(f.feed).messages, 1);
    CHECK_EQ(feed_status(f.feed).bytes, sizeof ais - 1);
    fixture_finish(&f);
    close(peer);
    close(listener);
}

TEST(a_ship_comes_by_udp_and_from_a_file)
{
    Fixture f = fixture_make();
    char address[512];
    const int port = fixture_free_port();
    snprintf(address, sizeof address, "udp://127.0.0.1:%d", port);
    f.feed = start(&f, "ais", address, NULL, 0);
    CHECK(fixture_await_state(f.feed, FEED_LIVE, 5));
    struct sockaddr_in place = { .sin_family = AF_INET,
                                 .sin_port = htons((uint16_t)port),
                                 .sin_addr.s_addr = htonl(INADDR_LOOPBACK) };
    const int fd = socket(AF_INET, SOCK_DGRAM | SOCK_CLOEXEC, 0);
    sendto(fd, ais, sizeof ais - 3, 0, (struct sockaddr *)&place, sizeof place); // without line end
    close(fd);
    CHECK(has_position_of(&f, "477553000", 5));
    feed_stop(f.feed);
    snprintf(address, sizeof address, "%s", check_temporary("ships.nmea"));
    FILE *file = fopen(address, "w");
    fputs(ais, file);
    fclose(file);
    f.feed = start(&f, "ais", address, NULL, 0);
    CHECK(has_position_of(&f, "477553000", 5));
    CHECK(fixture_await_state(f.feed, FEED_ENDED, 5));
    fixture_finish(&f);
}

TEST(a_warning_in_a_file_is_an_event_and_is_read_again_only_when_it_changed)
{
    static const char alert[] = "<alert "
                                "xmlns=\"urn:oasis:names:tc:emergency:cap:1.2\"><identifier>w-1</"
                                "identifier><sender>s</sender>"
                                "<sent>2026-10-05T08:00:00+08:00</sent><status>Actual</"
                                "status><msgType>Alert</msgType><scope>Public</scope>"
                                "<info><category>Met</category><event>typhoon</"
                                "event><urgency>Immediate</urgency><severity>Severe</severity>"
                                "<certainty>Likely</certainty><expires>2026-10-05T20:00:00+08:00</"
                                "expires><area><areaDesc>赤坎</areaDesc></area></info></alert>";
    Fixture f = fixture_make();
    char path[512];
    const FeedOption options[] = { { "every_s", "0.1" } };
    snprintf(path, sizeof path, "%s", check_temporary("warning.xml"));
    FILE *file = fopen(path, "w");
    fputs(alert, file);
    fclose(file);
    f.feed = start(&f, "cap", path, options, 1);
    ObservationEvent *event = NULL;
    for (int i = 0; i < 1000 && !event; i++, usleep(5000)) event = inbox_take_events(f.inbox);
    CHECK(event && !event->next);
    CHECK_TEXT(event->id, "w-1");
    CHECK_TEXT(event->kind, "warning");
    CHECK_EQ(event->feed, 4);
    inbox_event_destroy(event);
    usleep(300000);
    CHECK(inbox_take_events(f.inbox) == NULL);
    CHECK_EQ(feed_status(f.feed).malformed, 0);
    fixture_finish(&f);
}
