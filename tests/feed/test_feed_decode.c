// SPDX-License-Identifier: Apache-2.0
// test_feed_decode.c - bytes of real sources through transport and decoder to their keys.
#include "feed_server.h"
#include "feed/decode_hj212.h"
#include "feed/feed_fetch.h"

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

static int connect_to(int port)
{
    struct sockaddr_in place = { .sin_family = AF_INET,
                                 .sin_port = htons((uint16_t)port),
                                 .sin_addr.s_addr = htonl(INADDR_LOOPBACK) };
    const int fd = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
    return connect(fd, (struct sockaddr *)&place, sizeof place) == 0 ? fd : -1;
}

static void send_frame(int fd, const char *segment)
{
    char frame[512];
    const int length = snprintf(frame, sizeof frame, "##%04zu%s%04X\r\n", strlen(segment), segment,
                                decode_hj212_crc(segment, strlen(segment)));
    CHECK_EQ(write(fd, frame, (size_t)length), length);
}

// QN, MN and PW come back; what asks for nothing (Flag 4), or answers itself, gets nothing.
TEST(a_station_that_asks_for_an_answer_gets_it_with_its_own_number)
{
    Fixture f = fixture_make();
    char address[64], in[1024] = "";
    const int port = fixture_free_port();
    snprintf(address, sizeof address, "listen://127.0.0.1:%d", port);
    f.feed = start(&f, "hj212", address, NULL, 0);
    CHECK(fixture_await_state(f.feed, FEED_LIVE, 5));
    const int fd = connect_to(port);
    send_frame(fd,
               "QN=20261005080000001;ST=31;CN=2011;PW=123456;MN=A1;Flag=4;CP=&&a34004-Rtd=35&&");
    send_frame(fd, "QN=20261005080000002;ST=91;CN=9014;PW=123456;MN=A1;Flag=5;CP=&&&&");
    send_frame(fd,
               "QN=20261005080000003;ST=31;CN=2051;PW=123456;MN=A1;Flag=5;CP=&&a34004-Avg=35&&");
    send_frame(fd, "QN=20261005080000004;ST=31;CN=1013;PW=123456;MN=A1;Flag=5;CP=&&&&");
    static const char first[] = "##0065QN=20261005080000003;ST=91;CN=9014;PW=123456;MN=A1;Flag=4;"
                                "CP=&&&&",
                      second[] = "##0065QN=20261005080000004;ST=91;CN=9013;PW=123456;MN=A1;Flag=4;"
                                 "CP=&&&&";
    const size_t whole = 2 * (sizeof first - 1 + 6);
    CHECK_EQ(recv(fd, in, whole, MSG_WAITALL), (ssize_t)whole);
    CHECK(strncmp(in, first, sizeof first - 1) == 0);
    CHECK(strncmp(in + whole / 2, second, sizeof second - 1) == 0);
    const char *frame = NULL, *why = NULL;
    size_t length = 0;
    CHECK_EQ(decode_hj212_frame(in, whole, &frame, &length, &why),
             whole / 2 - 2); // its CRC is right
    CHECK(frame && !why);
    CHECK(fixture_await(&f, "d/A1/a34004-Avg", 5) != NULL);
    CHECK_EQ(feed_status(f.feed).malformed, 0);
    close(fd);
    fixture_finish(&f);
}

#define ALERT                                                                                      \
    "<alert xmlns=\"urn:oasis:names:tc:emergency:cap:1.2\"><identifier>%s</identifier><sender>s</" \
    "sender><sent>2026-10-05T08:00:00+08:00</sent><status>Test</status><msgType>Alert</msgType>"   \
    "<scope>Public</scope></alert>"

static void answer_atom(FeedServer *server, const char *request, Str *out)
{
    char body[1024];
    if (strstr(request, "GET /atom/feed ")) {
        snprintf(
            body, sizeof body,
            "<feed xmlns=\"http://www.w3.org/2005/Atom\"><entry><link rel=\"self\" href=\"x\"/>"
            "<link type=\"application/cap+xml\" href=\"a.xml\"/></entry><entry><link "
            "href=\"http://127.0.0.1:%d/b.xml\"/></entry><entry><link "
            "href=\"http://127.0.0.9/c.xml\"/></entry></feed>",
            server->port);
    } else {
        const bool is_a = strstr(request, "GET /atom/a.xml ") != NULL;
        CHECK(is_a || strstr(request, "GET /b.xml "));
        snprintf(body, sizeof body, ALERT, is_a ? "w-a" : "w-b");
    }
    feed_server_body(out, "", body);
}

TEST(alerts_an_atom_feed_links_to_are_read_once_and_from_its_own_host_only)
{
    Fixture f = fixture_make();
    FeedServer server;
    char address[64];
    const FeedOption options[] = { { "every_s", "0.1" } };
    feed_server_start(&server, answer_atom);
    snprintf(address, sizeof address, "http://127.0.0.1:%d/atom/feed", server.port);
    f.feed = start(&f, "cap", address, options, 1);
    for (int i = 0; i < 1000 && server.requests < 6; i++) usleep(5000); // read again, links are not
    ObservationEvent *first = inbox_take_events(f.inbox);
    CHECK(first && first->next && !first->next->next);
    CHECK_TEXT(first->id, "w-a");
    CHECK_TEXT(first->next->id, "w-b");
    CHECK_EQ(feed_status(f.feed).malformed, 1); // of another host, said once
    inbox_event_destroy(first->next);
    inbox_event_destroy(first);
    fixture_finish(&f);
    feed_server_stop(&server);
}

TEST(a_link_leads_beside_its_document_and_never_to_another_host)
{
    static const char *const rows[][3] = {
        { "http://a:1/x/feed?p=/q", "b.xml", "http://a:1/x/b.xml" },
        { "http://a:1/x/feed", "/b.xml", "http://a:1/b.xml" },
        { "http://a:1", "b.xml", "http://a:1/b.xml" },
        { "http://a:1/x", "HTTP://A:1/y", "HTTP://A:1/y" },
        { "http://a:1/x", "http://a:12/y", NULL },
        { "http://a/x", "http://a.b/y", NULL },
        { "https://a/x", "http://a/y", NULL },
        { "http://a/x", "//b/y", NULL },
        { "http://a/x", "http://a@b/y", NULL },
        { "http://a/x", "", NULL },
    };
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        char *url = feed_fetch_beside(rows[i][0], rows[i][1]);
        CHECK((url == NULL) == (rows[i][2] == NULL));
        if (url) CHECK_TEXT(url, rows[i][2]);
        free(url);
    }
}
