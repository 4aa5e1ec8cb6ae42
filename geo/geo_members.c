// SPDX-License-Identifier: Apache-2.0
// geo_members.c - vector files inside archives and folders.
#include "geo/geo_members.h"
#include "base/file.h"
#include "base/str.h"
#include <cpl_string.h>
#include <cpl_vsi.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define MEMBERS_MAX 500
#define NAMES_MAX 100000 // of an archive: more are not looked at

static bool is_archive(const char *path)
{
    static const char *const endings[] = { ".zip", ".tar", ".tgz", ".tar.gz" };
    if (!str_starts(path, "/vsizip/") && !str_starts(path, "/vsitar/")) return false;
    for (size_t i = 0; i < sizeof endings / sizeof *endings; i++)
        if (str_ends_nocase(path, endings[i])) return true;
    return false; // a file in an archive
}

static bool is_member(const char *name)
{
    static const char *const endings[] = { ".gpkg",    ".shp", ".geojson", ".geojsonl", ".geojsons",
                                           ".fgb",     ".gml", ".kml",     ".kmz",      ".gpx",
                                           ".tab",     ".mif", ".dxf",     ".json",     ".csv",
                                           ".tsv",     ".osm", ".xlsx",    ".ods",      ".topojson",
                                           ".osm.pbf", ".gdb", ".sqlite" };
    const char *file = file_name(name);
    if (str_starts(name, "__MACOSX") || str_starts(file, "._") || strstr(name, ".gdb/"))
        return false;
    if (str_equal(file, "stops.txt")) return true; // of a timetable (GTFS)
    for (size_t i = 0; i < sizeof endings / sizeof *endings; i++)
        if (str_ends_nocase(name, endings[i])) return true;
    return false;
}

static int compare_names(const void *a, const void *b)
{
    return strcmp(*(char *const *)a, *(char *const *)b);
}

char **geo_members_list(const char *path)
{
    const bool has_folders = is_archive(path);
    if (!has_folders &&
        (str_starts(path, "/vsi") || !file_is_folder(path) || str_ends_nocase(path, ".gdb")))
        return NULL;
    char **names = has_folders ? VSIReadDirRecursive(path) : VSIReadDir(path), **list = NULL;
    int count = 0;
    for (int i = 0; names && names[i] && i < NAMES_MAX && count < MEMBERS_MAX; i++) {
        const size_t length = strlen(names[i]);
        if (length > 0 && names[i][length - 1] == '/')
            names[i][length - 1] = 0; // a folder, such as a .gdb
        if (!is_member(names[i])) continue;
        Str member = { 0 };
        str_printf(&member, "%s/%s", path, names[i]);
        list = CSLAddString(list, member.text);
        str_finish(&member);
        count++;
    }
    CSLDestroy(names);
    if (count > 1) qsort(list, (size_t)count, sizeof *list, compare_names);
    return list;
}

// A driver takes all of them at once: one format of files with companions, side by side.
static bool is_whole(const char *path, char *const *members)
{
    static const char *const together[] = { ".shp", ".tab", ".mif" };
    for (size_t k = 0; k < sizeof together / sizeof *together; k++) {
        bool all = true;
        for (int i = 0; members[i] && all; i++)
            all = str_ends_nocase(members[i], together[k]) &&
                  !strchr(members[i] + strlen(path) + 1, '/');
        if (all) return true;
    }
    return false;
}

bool geo_members_are_apart(const char *path)
{
    char **members = geo_members_list(path);
    const bool is_apart = members && !is_whole(path, members);
    CSLDestroy(members);
    return is_apart;
}

const char *geo_member_name(GeoMemberNames *names, const char *path, const char *member,
                            const char *inside)
{
    Str name = { 0 };
    str_add(&name, inside);
    if (CSLFindString(names->given, inside) >= 0) {
        const char *below = member + strlen(path) + 1;
        const char *dot = strrchr(below, '.');
        name.length = 0;
        str_add_n(&name, below, dot ? (size_t)(dot - below) : strlen(below));
        if (!str_ends_nocase(name.text, inside)) str_printf(&name, ":%s", inside);
        for (int n = 2; CSLFindString(names->given, name.text) >= 0; n++)
            str_printf(&name, " %d", n);
    }
    names->given = CSLAddString(names->given, name.text ? name.text : "");
    str_finish(&name);
    return names->given[CSLCount(names->given) - 1];
}

void geo_member_names_finish(GeoMemberNames *names)
{
    CSLDestroy(names->given);
    *names = (GeoMemberNames){ 0 };
}
