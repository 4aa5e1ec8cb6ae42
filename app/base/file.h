// SPDX-License-Identifier: Apache-2.0
// file.h - whole files, replacement by rename, folders of the user, memory maps.
#pragma once
#include "base/err.h"
#include <stddef.h>
#include <stdint.h>

// Reads all of it, adds a zero byte; heap, caller frees. Refuses more than max_bytes (0 = 1 GiB).
char *file_read(const char *path, size_t max_bytes, size_t *length, Err *err);
// Writes a temporary file beside path, syncs it and renames it over path.
bool file_replace(const char *path, const void *bytes, size_t length, Err *err);
// The same in pieces, for what is too large to hold: open, write, close. close without commit removes the temporary file.
typedef struct {
    int descriptor;
    char *path, *temporary;
} FileTemporary;
bool file_temporary_open(const char *path, FileTemporary *out, Err *err);
bool file_temporary_write(FileTemporary *file, const void *bytes, size_t length, Err *err);
bool file_temporary_close(FileTemporary *file, bool commit, Err *err);
bool file_exists(const char *path);
bool file_is_folder(const char *path);
// Size in bytes and last change in microseconds; false when it is not there.
bool file_stat(const char *path, uint64_t *size, int64_t *changed_us);
bool file_make_folders(const char *path, Err *err); // with parents
// Extension without the dot, "" when none; points into path.
const char *file_extension(const char *path);
const char *file_name(const char *path); // after the last slash
// heap, caller frees: "$XDG_CACHE_HOME/citymirror", "$XDG_STATE_HOME/…", made when missing; NULL when impossible.
char *file_cache_folder(void);
char *file_state_folder(void);
// heap, caller frees: folder/name; name alone when it is absolute or a URL or a /vsi path.
char *file_join(const char *folder, const char *name);

typedef struct {
    const uint8_t *bytes;
    size_t length;
} FileMap;
// Read-only map of a regular file; an empty file gives bytes NULL and length 0.
bool file_map_open(const char *path, FileMap *out, Err *err);
void file_map_close(FileMap *map);
