// SPDX-License-Identifier: Apache-2.0
// feed_file.c - a file read as it grows.
#include "feed/feed_file.h"
#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#define FEED_FILE_LOOK_S 0.2

bool feed_file_open(FeedFile *out, Feed *feed, const char *path, bool is_tail, Err *err)
{
    struct stat status;
    const int fd = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK);
    if (fd < 0 || fstat(fd, &status) != 0 || S_ISDIR(status.st_mode)) {
        err_set(err, ERR_IO, "open '%.300s': %s", path,
                fd < 0 ? strerror(errno) : "it is a folder");
        if (fd >= 0) close(fd);
        return false;
    }
    *out = (FeedFile){
        .feed = feed, .path = path, .fd = fd, .is_tail = is_tail, .inode = status.st_ino
    };
    return true;
}

void feed_file_close(FeedFile *file)
{
    if (file->fd >= 0) close(file->fd);
    file->fd = -1;
}

bool feed_file_rewind(FeedFile *file)
{
    file->at = 0;
    return lseek(file->fd, 0, SEEK_SET) == 0;
}

// A shorter file or another of the same name: from its beginning.
static void look_again(FeedFile *file)
{
    struct stat status;
    if (stat(file->path, &status) != 0) return;
    if (status.st_ino != file->inode) {
        const int fd = open(file->path, O_RDONLY | O_CLOEXEC | O_NONBLOCK);
        if (fd < 0) return;
        close(file->fd);
        file->fd = fd;
        file->inode = status.st_ino;
        file->at = 0;
    } else if (status.st_size < file->at)
        feed_file_rewind(file);
}

ssize_t feed_file_read(FeedFile *file, char *bytes, size_t cap, Err *err)
{
    while (!feed_is_stopping(file->feed)) {
        const ssize_t got = read(file->fd, bytes, cap);
        if (got < 0 && errno != EINTR && errno != EAGAIN) {
            err_set(err, ERR_IO, "read '%.300s': %s", file->path, strerror(errno));
            return -1;
        }
        if (got > 0) {
            file->at += got;
            return got;
        }
        if (!file->is_tail && got == 0) return 0;
        if (!feed_wait(file->feed, FEED_FILE_LOOK_S)) return 0;
        if (file->is_tail) look_again(file);
    }
    return 0;
}
