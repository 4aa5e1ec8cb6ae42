// SPDX-License-Identifier: Apache-2.0
// feed_net.h - addresses of feeds, and sockets that a feed can always be stopped beside.
// Does not: TLS (the libraries of MQTT and HTTP do).
#pragma once
#include "feed/feed.h"

typedef struct {
    char scheme[16]; // "" = none given
    char host[256];  // without the brackets of IPv6
    int port;
} FeedAddress;
// "SCHEME://HOST:PORT", "HOST:PORT", "HOST", "[::1]:1883". ERR_ARGUMENT says what was expected.
bool feed_address_parse(const char *text, int port, FeedAddress *out, Err *err);
// Whether a name has an address, asked on a thread that is left behind when the feed is stopped or
// seconds have passed. ERR_NETWORK, ERR_TIMEOUT, ERR_CANCELLED.
bool feed_resolve(Feed *feed, const char *host, double seconds, Err *err);
// A TCP connection within seconds, not blocking, with keep-alive probes (dead after about 30 s of
// silence from the other machine). -1: ERR_NETWORK, ERR_TIMEOUT, ERR_CANCELLED.
int feed_connect(Feed *feed, const FeedAddress *address, double seconds, Err *err);
// Sockets that listen (TCP) or receive (UDP), not blocking; host "" = loopback. -1: ERR_NETWORK.
int feed_listen_tcp(const FeedAddress *address, Err *err);
int feed_listen_udp(const FeedAddress *address, Err *err); // also joins a multicast group
void feed_keep_alive(int fd);
