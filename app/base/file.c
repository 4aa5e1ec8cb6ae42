// SPDX-License-Identifier: Apache-2.0
// file.c - whole files, replacement by rename, folders of the user, memory maps.
#include "base/file.h"
#include "base/str.h"
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

#define FILE_MAX_BYTES ((size_t)1 << 30)

static const char *file_reason(int number, char text[128])
{
    return strerror_r(number, text, 128);
}

// Opens for reading; folders, devices and pipes are refused where a regular file is needed.
static int file_open_regular(const char *path, struct stat *status, Err *err)
{
    char reason[128];
    const int file = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK);
    if (file < 0) {
        err_set(err, ERR_IO, "open '%s': %s", path, file_reason(errno, reason));
        return -1;
    }
    if (fstat(file, status) != 0 || !S_ISREG(status->st_mode)) {
        err_set(err, ERR_IO, "open '%s': a regular file was expected", path);
        close(file);
        return -1;
    }
    return file;
}

char *file_read(const char *path, size_t max_bytes, size_t *length, Err *err)
{
    const size_t most = max_bytes ? max_bytes : FILE_MAX_BYTES;
    char reason[128];
    struct stat status;
    const int file = file_open_regular(path, &status, err);
    if (file < 0) return NULL;
    // A file of /proc says 0 bytes, and any file may grow: read until the end is seen.
    size_t cap = (size_t)status.st_size + 1, used = 0;
    char *bytes = NULL;
    if ((uint64_t)status.st_size > most) {
        err_set(err, ERR_RANGE, "read '%s': %llu bytes, at most %zu are accepted", path,
                (unsigned long long)status.st_size, most);
        goto failed;
    }
    bytes = malloc(cap);
    if (!bytes) goto no_memory;
    for (;;) {
        const ssize_t got = read(file, bytes + used, cap - used);
        if (got < 0 && errno == EINTR) continue;
        if (got < 0) {
            err_set(err, ERR_IO, "read '%s': %s", path, file_reason(errno, reason));
            goto failed;
        }
        if (got == 0) break;
        used += (size_t)got;
        if (used > most) {
            err_set(err, ERR_RANGE, "read '%s': more than %zu bytes", path, most);
            goto failed;
        }
        if (used == cap) {
            char *grown = realloc(bytes, cap * 2 + 4096);
            if (!grown) goto no_memory;
            bytes = grown;
            cap = cap * 2 + 4096;
        }
    }
    close(file);
    bytes[used] = 0;
    if (length) *length = used;
    return bytes;
no_memory:
    err_set(err, ERR_MEMORY, "read '%s': no memory for %zu bytes", path, cap);
failed:
    free(bytes);
    close(file);
    return NULL;
}

// The rename is on disk only when the folder is.
static void file_sync_folder(const char *path)
{
    const char *slash = strrchr(path, '/');
    char folder[PATH_MAX] = ".";
    if (slash == path) {
        str_copy_utf8(folder, sizeof folder, "/");
    } else if (slash && (size_t)(slash - path) < sizeof folder) {
        memcpy(folder, path, (size_t)(slash - path));
        folder[slash - path] = 0;
    }
    const int file = open(folder, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    if (file < 0) return;
    fsync(file);
    close(file);
}

bool file_temporary_open(const char *path, FileTemporary *out, Err *err)
{
    static _Atomic unsigned counter;
    char reason[128];
    FileTemporary t = { .descriptor = -1 };
    const size_t cap = strlen(path) + 48;
    t.path = str_copy(path);
    t.temporary = malloc(cap);
    if (!t.temporary) {
        err_set(err, ERR_MEMORY, "write '%s': no memory", path);
        goto failed;
    }
    snprintf(t.temporary, cap, "%s.%ld-%u.tmp", path, (long)getpid(), atomic_fetch_add(&counter, 1u));
    t.descriptor = open(t.temporary, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0644);
    if (t.descriptor < 0) {
        err_set(err, ERR_IO, "write '%s': %s", path, file_reason(errno, reason));
        goto failed;
    }
    *out = t;
    return true;
failed:
    free(t.path);
    free(t.temporary);
    return false;
}

bool file_temporary_write(FileTemporary *t, const void *bytes, size_t length, Err *err)
{
    const char *from = bytes;
    char reason[128];
    while (length > 0) {
        const ssize_t put = write(t->descriptor, from, length < (size_t)1 << 30 ? length : (size_t)1 << 30);
        if (put < 0 && errno == EINTR) continue;
        if (put <= 0) {
            err_set(err, ERR_IO, "write '%s': %s", t->path, file_reason(put < 0 ? errno : ENOSPC, reason));
            return false;
        }
        from += put;
        length -= (size_t)put;
    }
    return true;
}

bool file_temporary_close(FileTemporary *t, bool commit, Err *err)
{
    if (!t->temporary) return true;
    char reason[128];
    bool ok = true;
    // Delayed allocation: a full disk may first be told here.
    if (commit && fsync(t->descriptor) != 0 && errno != EINVAL && errno != EROFS) {
        err_set(err, ERR_IO, "write '%s': %s", t->path, file_reason(errno, reason));
        ok = false;
    }
    if (close(t->descriptor) != 0 && commit && ok) {
        err_set(err, ERR_IO, "write '%s': %s", t->path, file_reason(errno, reason));
        ok = false;
    }
    if (commit && ok && rename(t->temporary, t->path) != 0) {
        err_set(err, ERR_IO, "replace '%s': %s", t->path, file_reason(errno, reason));
        ok = false;
    }
    if (commit && ok) {
        file_sync_folder(t->path);
    } else {
        unlink(t->temporary);
    }
    free(t->path);
    free(t->temporary);
    *t = (FileTemporary){ .descriptor = -1 };
    return ok;
}

bool file_replace(const char *path, const void *bytes, size_t length, Err *err)
{
    FileTemporary t;
    if (!file_temporary_open(path, &t, err)) return false;
    const bool ok = file_temporary_write(&t, bytes, length, err);
    return file_temporary_close(&t, ok, err) && ok;
}

bool file_exists(const char *path)
{
    return path && access(path, F_OK) == 0;
}

bool file_is_folder(const char *path)
{
    struct stat status;
    return path && stat(path, &status) == 0 && S_ISDIR(status.st_mode);
}

bool file_stat(const char *path, uint64_t *size, int64_t *changed_us)
{
    struct stat status;
    if (!path || stat(path, &status) != 0) return false;
    if (size) *size = (uint64_t)status.st_size;
    if (changed_us) *changed_us = (int64_t)status.st_mtim.tv_sec * 1000000 + status.st_mtim.tv_nsec / 1000;
    return true;
}

bool file_make_folders(const char *path, Err *err)
{
    char reason[128];
    char *parts = str_copy(path);
    bool ok = true;
    for (char *c = parts; ok && *c; c++) {
        // Each prefix in turn, the whole at the end.
        const char after = c[1];
        if (after != '/' && after != 0) continue;
        c[1] = 0;
        if (!str_equal(parts, "/") && mkdir(parts, 0755) != 0 && !(errno == EEXIST && file_is_folder(parts))) {
            err_set(err, ERR_IO, "make folder '%s': %s", parts, file_reason(errno, reason));
            ok = false;
        }
        c[1] = after;
    }
    free(parts);
    return ok;
}

const char *file_name(const char *path)
{
    const char *slash = strrchr(path, '/');
    return slash ? slash + 1 : path;
}

const char *file_extension(const char *path)
{
    const char *name = file_name(path);
    const char *dot = strrchr(name, '.');
    return dot && dot != name ? dot + 1 : name + strlen(name);
}

// "$variable/citymirror", or "$HOME/rest/citymirror".
static char *file_user_folder(const char *variable, const char *rest)
{
    const char *base = getenv(variable), *home = getenv("HOME");
    Str path = { 0 };
    // The XDG base directory specification: a relative path is to be ignored.
    if (base && base[0] == '/') {
        str_printf(&path, "%s/citymirror", base);
    } else if (home && home[0] == '/') {
        str_printf(&path, "%s/%s/citymirror", home, rest);
    } else {
        return NULL;
    }
    if (!file_make_folders(path.text, NULL)) str_finish(&path);
    return path.text;
}

char *file_cache_folder(void)
{
    return file_user_folder("XDG_CACHE_HOME", ".cache");
}

char *file_state_folder(void)
{
    return file_user_folder("XDG_STATE_HOME", ".local/state");
}

char *file_join(const char *folder, const char *name)
{
    if (!folder || !*folder || name[0] == '/' || strstr(name, "://")) return str_copy(name);
    Str path = { 0 };
    str_add(&path, folder);
    if (path.text[path.length - 1] != '/') str_add(&path, "/");
    str_add(&path, name);
    return path.text;
}

bool file_map_open(const char *path, FileMap *out, Err *err)
{
    char reason[128];
    struct stat status;
    const int file = file_open_regular(path, &status, err);
    if (file < 0) return false;
    FileMap map = { .length = (size_t)status.st_size };
    if (map.length) {
        void *bytes = mmap(NULL, map.length, PROT_READ, MAP_PRIVATE, file, 0);
        if (bytes == MAP_FAILED) {
            err_set(err, ERR_IO, "map '%s': %s", path, file_reason(errno, reason));
            close(file);
            return false;
        }
        map.bytes = bytes;
    }
    close(file);
    *out = map;
    return true;
}

void file_map_close(FileMap *map)
{
    if (map->bytes) munmap((void *)(uintptr_t)map->bytes, map->length);
    *map = (FileMap){ 0 };
}
