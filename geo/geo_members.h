// SPDX-License-Identifier: Apache-2.0
// geo_members.h - archives and folders that hold several vector files: which, and what their tables
// are called. Does not: open the files.
#pragma once
#include <stdbool.h>

// Paths of the vector files under path ("/vsizip/…", "/vsitar/…" or a folder), in order; a GDAL
// string list, NULL = none.
char **geo_members_list(const char *path);
// Its vector files are to be opened one by one: several formats, several folders, or tables that no
// driver opens together.
bool geo_members_are_apart(const char *path);

// Names given so far; zero at first.
typedef struct {
    char **given; // GDAL string list
} GeoMemberNames;
// What the table `inside` of a member is called: its own name, with the member's path before it
// where that is taken. Valid until the next call.
const char *geo_member_name(GeoMemberNames *names, const char *path, const char *member,
                            const char *inside);
void geo_member_names_finish(GeoMemberNames *names);
