// SPDX-License-Identifier: Apache-2.0
// feed_stream.h - bytes of a source however they come: a TCP connection of ours, connections of
// others, datagrams, or a file.
// Does not: know what they mean, or TLS.
//
//   tcp://HOST:PORT        connects, and again with back-off when it is lost
//   listen://[HOST]:PORT   takes connections, at most FEED_STREAM_PEERS_MAX; HOST "" = loopback
//   udp://[HOST]:PORT      receives; HOST "" = loopback, a group of multicast is joined
//   PATH                   reads a file; option tail: on as it grows
#pragma once
#include "base/str.h"
#include "feed/feed.h"

#define FEED_STREAM_PEERS_MAX 256
typedef struct {
    void *context;
    // peer: 0, or the place of a connection of others; from 0 to FEED_STREAM_PEERS_MAX - 1.
    void (*bytes)(void *context, int peer, const void *bytes, size_t length);
    void (*whole)(void *context, int peer);  // a datagram or the file is whole
    void (*closed)(void *context, int peer); // a connection is gone
    // What bytes() adds to it is sent back to the peer of a TCP connection, at once: one that does
    // not take it is closed. NULL = nothing ever.
    Str *answer;
} FeedStreamSink;

// The rows of a driver that streams.
#define FEED_STREAM_OPTIONS                                                                   \
    { "silence_s", "0", "of a connection, after which it counts as lost; 0 = never",          \
      "连接静默时限（秒）；0 为不限" },                                                       \
    {                                                                                         \
        "tail", "no", "of a file: yes = go on as it grows", "文件：yes 表示跟随增长" \
    }
// As FeedDriver.run.
bool feed_stream_run(Feed *feed, const FeedStreamSink *sink, Err *err);
