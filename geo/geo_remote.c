// SPDX-License-Identifier: Apache-2.0
// geo_remote.c - feature services by their addresses, whole files from plain servers.
#include "geo/geo_remote.h"
#include "base/str.h"
#include <cpl_conv.h>
#include <cpl_http.h>
#include <cpl_string.h>
#include <cpl_vsi.h>
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define FETCH_BYTES_MAX "1073741824" // of a file that has to be held in memory
// PostgreSQL: seconds to connect, and a host that vanished is noticed after 10 + 3 x 5.
static const char *const pg_limits[] = { "connect_timeout=5", "keepalives_idle=10",
                                         "keepalives_interval=5", "keepalives_count=3",
                                         "tcp_user_timeout=25000" };

bool geo_remote_is_url(const char *source)
{
    return str_starts(source, "http://") || str_starts(source, "https://") ||
           str_starts(source, "ftp://");
}

// Where the path of an address ends: at "?", "#" or its end.
static size_t path_length(const char *url)
{
    return strcspn(url, "?#");
}

static bool path_ends(const char *url, const char *ending)
{
    size_t length = path_length(url);
    while (length > 0 && url[length - 1] == '/') length--;
    const size_t n = strlen(ending);
    return length >= n && strncasecmp(url + length - n, ending, n) == 0;
}

// ".../FeatureServer/3" and ".../MapServer/3", without a query of their own.
static bool is_arcgis_layer(const char *url)
{
    const char *server = strcasestr(url, "/FeatureServer/");
    if (!server) server = strcasestr(url, "/MapServer/");
    if (!server) return false;
    const char *number = strchr(server + 1, '/') + 1;
    const size_t digits = strspn(number, "0123456789");
    return digits > 0 && (number[digits] == 0 || number[digits] == '?' ||
                          (number[digits] == '/' && number[digits + 1] == 0));
}

// ".../collections" and ".../collections/name" of OGC API Features.
static bool is_features_api(const char *url)
{
    if (path_ends(url, "/collections")) return true;
    const char *at = strstr(url, "/collections/");
    if (!at || at > url + path_length(url)) return false;
    const char *name = at + strlen("/collections/");
    return strcspn(name, "/") >= strcspn(name, "?#") && *name;
}

char *geo_remote_service_path(const char *source)
{
    Str s = { 0 };
    if (str_starts(source, "PG:") || str_starts(source, "postgresql://") ||
        str_starts(source, "postgres://")) {
        const bool is_uri = strstr(source, "://") != NULL;
        str_add(&s, source);
        if (strstr(source, "connect_timeout")) return s.text;
        for (size_t i = 0; i < sizeof pg_limits / sizeof *pg_limits; i++)
            str_printf(&s, "%s%s", !is_uri ? " " : strchr(s.text, '?') ? "&" : "?", pg_limits[i]);
        return s.text;
    }
    if (!geo_remote_is_url(source)) return NULL;
    if (strcasestr(source, "service=wfs") && !strcasestr(source, "request=getfeature"))
        str_printf(&s, "WFS:%s", source);
    else if (is_features_api(source))
        str_printf(&s, "OAPIF:%s", source);
    else if (is_arcgis_layer(source)) {
        str_add(&s, "ESRIJSON:");
        size_t length = path_length(source);
        if (source[length - 1] == '/') length--;
        str_add_n(&s, source, length);
        str_add(&s, "/query?where=1%3D1&outFields=*&returnGeometry=true&f=json");
    }
    return s.text;
}

// Ending by which GDAL knows what the bytes are, where the address does not say.
static const char *ending_of(const char *url, const GByte *bytes, int length)
{
    static const char *const known[] = {
        ".geojson", ".json",       ".topojson", ".gpkg",   ".fgb",    ".gml",     ".kml",
        ".kmz",     ".gpx",        ".csv",      ".zip",    ".tif",    ".tiff",    ".png",
        ".jpg",     ".geojson.gz", ".json.gz",  ".csv.gz", ".tar.gz", ".osm.gz",  ".osm.pbf",
        ".xml",     ".dxf",        ".xlsx",     ".ods",    ".nc",     ".mbtiles", ".pmtiles"
    };
    for (size_t i = sizeof known / sizeof *known; i-- > 0;)
        if (path_ends(url, known[i])) return known[i];
    while (length > 0 && (*bytes == ' ' || *bytes == '\n' || *bytes == '\r' || *bytes == '\t'))
        bytes++, length--;
    if (length >= 4 && memcmp(bytes, "PK\3\4", 4) == 0) return ".zip";
    if (length >= 6 && memcmp(bytes, "SQLite", 6) == 0) return ".gpkg";
    if (length >= 1 && (*bytes == '{' || *bytes == '[')) return ".json";
    if (length >= 1 && *bytes == '<') return ".gml";
    return "";
}

char *geo_remote_fetch(const char *url, Err *err)
{
    char **options = CSLSetNameValue(NULL, "MAX_FILE_SIZE", FETCH_BYTES_MAX);
    CPLHTTPResult *result = CPLHTTPFetch(url, options);
    CSLDestroy(options);
    char *path = NULL;
    if (!result || result->pszErrBuf || result->nStatus != 0 || result->nDataLen <= 0) {
        err_set(err, ERR_NETWORK, "'%.200s': %.200s", url,
                result && result->pszErrBuf ? result->pszErrBuf : "the server sent nothing");
    } else {
        static _Atomic unsigned next;
        Str name = { 0 };
        const size_t length = path_length(url);
        size_t from = length;
        while (from > 0 && url[from - 1] != '/') from--;
        const char *ending = ending_of(url, result->pabyData, result->nDataLen);
        size_t stem = length - from;
        if (stem > strlen(ending) &&
            strncasecmp(url + length - strlen(ending), ending, strlen(ending)) == 0)
            stem -= strlen(ending);
        str_printf(&name, "/vsimem/citymirror_web_%u/", next++);
        str_add_n(&name, url + from, stem < 100 ? stem : 100);
        if (stem == 0) str_add(&name, "data");
        str_add(&name, ending);
        VSILFILE *file =
            VSIFileFromMemBuffer(name.text, result->pabyData, (vsi_l_offset)result->nDataLen, TRUE);
        if (file) {
            result->pabyData = NULL; // taken over
            VSIFCloseL(file);
            path = name.text;
        } else {
            err_set(err, ERR_MEMORY, "no memory for '%.200s'", url);
            str_finish(&name);
        }
    }
    CPLHTTPDestroyResult(result);
    return path;
}

bool geo_remote_is_web_page(const char *url)
{
    const char *address = strstr(url, "http");
    Str path = { 0 };
    str_printf(&path, "/vsicurl_streaming/%s", address ? address : url);
    char head[256] = "";
    VSILFILE *file = VSIFOpenL(path.text, "rb");
    const size_t n = file ? VSIFReadL(head, 1, sizeof head - 1, file) : 0;
    if (file) VSIFCloseL(file);
    str_finish(&path);
    head[n] = 0;
    const char *text = head + strspn(head, " \t\r\n\xef\xbb\xbf");
    return strncasecmp(text, "<!doctype html", 14) == 0 || strncasecmp(text, "<html", 5) == 0;
}
