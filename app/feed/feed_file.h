// SPDX-License-Identifier: Apache-2.0
// feed_file.h - a file read as it grows: to its end, or on as it is added to, cut or replaced.
// Does not: know records.
#pragma once
#include "feed/feed.h"
#include <sys/types.h>

typedef struct {
    Feed *feed;
    const char *path; // borrowed
    int fd;
    bool is_tail;
    ino_t inode;
    off_t at;
} FeedFile;
bool feed_file_open(FeedFile *out, Feed *feed, const char *path, bool is_tail, Err *err);
// Waits at the end of one that is followed. 0: the end, or stopping. -1 with *err.
ssize_t feed_file_read(FeedFile *file, char *bytes, size_t cap, Err *err);
bool feed_file_rewind(FeedFile *file);
void feed_file_close(FeedFile *file);
