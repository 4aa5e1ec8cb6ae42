// SPDX-License-Identifier: Apache-2.0
// feed_server.h - a small HTTP server on loopback for tests: answers by a function, one at a time.
#pragma once
#include "feed_fixture.h"
#include <pthread.h>
#include <stdatomic.h>

typedef struct FeedServer FeedServer;
// request: the whole head. Writes status line, headers and body to out.
typedef void FeedAnswer(FeedServer *server, const char *request, Str *out);
struct FeedServer {
    int fd, port;
    FeedAnswer *answer;
    pthread_t thread;
    atomic_int requests, mode; // mode: for the answering function
    atomic_bool is_ending;
};

static inline void *feed_server_run(void *context)
{
    FeedServer *server = context;
    for (;;) {
        const int peer = accept(server->fd, NULL, NULL);
        char request[8192];
        size_t length = 0;
        if (server->is_ending || peer < 0) {
            if (peer >= 0) close(peer);
            return NULL;
        }
        while (length < sizeof request - 1) {
            const ssize_t got = read(peer, request + length, sizeof request - 1 - length);
            if (got <= 0) break;
            length += (size_t)got;
            request[length] = 0;
            if (strstr(request, "\r\n\r\n")) break;
        }
        request[length] = 0;
        Str out = { 0 };
        server->answer(server, request, &out);
        server->requests++;
        for (size_t sent = 0; sent < out.length;) {
            const ssize_t n = send(peer, out.text + sent, out.length - sent, MSG_NOSIGNAL);
            if (n <= 0) break;
            sent += (size_t)n;
        }
        str_finish(&out);
        close(peer);
    }
}

static inline void feed_server_start(FeedServer *server, FeedAnswer *answer)
{
    *server = (FeedServer){ .answer = answer };
    server->fd = fixture_socket(&server->port);
    listen(server->fd, 16);
    pthread_create(&server->thread, NULL, feed_server_run, server);
}

static inline void feed_server_stop(FeedServer *server)
{
    server->is_ending = true;
    fixture_can_connect(server->port);
    pthread_join(server->thread, NULL);
    close(server->fd);
}

static inline void feed_server_body(Str *out, const char *headers, const char *body)
{
    str_printf(out, "HTTP/1.1 200 OK\r\nConnection: close\r\nContent-Length: %zu\r\n%s\r\n%s",
               strlen(body), headers, body);
}
