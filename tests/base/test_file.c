// SPDX-License-Identifier: Apache-2.0
// test_file.c - files, folders and maps.
#include "base/file.h"
#include "base/str.h"
#include "check.h"
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

TEST(a_file_is_replaced_whole_and_read_back)
{
    const char *path = check_temporary("数据 a.txt");
    Err err = { 0 };
    size_t length = 0;
    CHECK(file_replace(path, "first", 5, &err));
    CHECK(file_replace(path, "second!", 7, &err));
    char *text = file_read(path, 0, &length, &err);
    CHECK_TEXT(text, "second!");
    CHECK_EQ(length, 7);
    free(text);
    uint64_t size = 0;
    int64_t changed_us = 0;
    CHECK(file_stat(path, &size, &changed_us) && size == 7 && changed_us > 1700000000000000);
    CHECK(file_read(path, 6, &length, &err) == NULL);
    CHECK_EQ(err.code, ERR_RANGE);
}

TEST(what_cannot_be_read_or_written_says_its_path)
{
    Err err = { 0 };
    CHECK(file_read("/nonexistent/a.txt", 0, NULL, &err) == NULL);
    CHECK(err.code == ERR_IO && strstr(err.text, "/nonexistent/a.txt"));
    CHECK(file_read("/tmp", 0, NULL, &err) == NULL && err.code == ERR_IO);
    CHECK(file_read("/dev/zero", 0, NULL, &err) == NULL && err.code == ERR_IO);
    CHECK(!file_replace("/nonexistent/a.txt", "x", 1, &err) && err.code == ERR_IO);
    FileMap map;
    CHECK(!file_map_open("/nonexistent/a.txt", &map, &err) && err.code == ERR_IO);
}

TEST(a_full_disk_is_told)
{
    if (access("/dev/full", W_OK) != 0) CHECK_SKIP("no /dev/full");
    Err err = { 0 };
    FileTemporary file;
    CHECK(file_temporary_open(check_temporary("full"), &file, &err));
    FILE *full = fopen("/dev/full", "w");
    CHECK(dup2(fileno(full), file.descriptor) >= 0);
    fclose(full);
    CHECK(!file_temporary_write(&file, "x", 1, &err));
    CHECK(err.code == ERR_IO && strstr(err.text, "No space left"));
    char *left = str_copy(file.temporary);
    file_temporary_close(&file, false, NULL);
    CHECK(!file_exists(left));
    free(left);
}

TEST(a_failed_replacement_leaves_the_old_file)
{
    Err err = { 0 };
    const char *folder = check_temporary("taken");
    CHECK(file_make_folders(folder, &err));
    CHECK(!file_replace(folder, "x", 1, &err)); // a folder stands there
    CHECK(err.code == ERR_IO && file_is_folder(folder));
}

TEST(folders_are_made_with_their_parents)
{
    Err err = { 0 };
    char *deep = file_join(check_temporary("x"), "y/z");
    CHECK(file_make_folders(deep, &err) && file_is_folder(deep));
    CHECK(file_make_folders(deep, &err));
    char *file = file_join(deep, "f");
    CHECK(file_replace(file, "", 0, &err));
    char *below = file_join(file, "g");
    CHECK(!file_make_folders(below, &err) && err.code == ERR_IO);
    FileMap map = { 0 };
    CHECK(file_map_open(file, &map, &err) && map.bytes == NULL && map.length == 0);
    file_map_close(&map);
    free(below);
    free(file);
    free(deep);
}

TEST(a_map_shows_the_bytes)
{
    Err err = { 0 };
    const char *path = check_temporary("map");
    CHECK(file_replace(path, "0123456789", 10, &err));
    FileMap map = { 0 };
    CHECK(file_map_open(path, &map, &err) && map.length == 10 && memcmp(map.bytes, "0123456789", 10) == 0);
    file_map_close(&map);
}

static void check_join(const char *folder, const char *name, const char *expected)
{
    char *path = file_join(folder, name);
    CHECK_TEXT(path, expected);
    free(path);
}

TEST(names_are_taken_apart_and_joined)
{
    CHECK_TEXT(file_extension("/a.b/城市.tar.gz"), "gz");
    CHECK_TEXT(file_extension("/a.b/none"), "");
    CHECK_TEXT(file_extension("/a/.hidden"), "");
    CHECK_TEXT(file_name("/a/b.c"), "b.c");
    check_join("/a/", "b", "/a/b");
    check_join("/a", "/b", "/b");
    check_join("/a", "https://x/y", "https://x/y");
    check_join("/a", "/vsizip/x.zip", "/vsizip/x.zip");
    check_join("", "b", "b");
}

TEST(the_cache_folder_follows_the_environment)
{
    char *before = str_copy(getenv("XDG_CACHE_HOME"));
    const char *base = check_temporary("cache");
    setenv("XDG_CACHE_HOME", base, 1);
    char *folder = file_cache_folder();
    CHECK(folder && file_is_folder(folder) && str_starts(folder, base) && str_ends_nocase(folder, "/citymirror"));
    free(folder);
    if (before) {
        setenv("XDG_CACHE_HOME", before, 1);
    } else {
        unsetenv("XDG_CACHE_HOME");
    }
    free(before);
}
