// SPDX-License-Identifier: Apache-2.0
// geo_geojson_head.c - what stands before and after the features; where a piece of the file may begin.
#include "geo/geo_geojson.h"
#include "geo/geo_json_scan.h"
#include "base/str.h"
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static bool text_is(const GeoJsonText *text, const char *name)
{
    return !text->has_escape && text->length == strlen(name) && memcmp(text->text, name, text->length) == 0;
}

// "urn:ogc:def:crs:OGC:1.3:CRS84", "urn:ogc:def:crs:EPSG::4546", "EPSG:4546"; heap, NULL for others.
static char *crs_of_name(const GeoJsonText *name)
{
    char text[80];
    if (name->has_escape || name->length >= sizeof text) return NULL;
    memcpy(text, name->text, name->length);
    text[name->length] = 0;
    const char *last = strrchr(text, ':');
    if (!last) return NULL;
    if (str_ends_nocase(text, ":CRS84") && strcasestr(text, "OGC")) return str_copy("EPSG:4326");
    if (!strcasestr(text, "EPSG:")) return NULL;
    for (const char *p = last + 1; *p; p++)
        if (*p < '0' || *p > '9') return NULL;
    if (!last[1]) return NULL;
    Str crs = { 0 };
    str_printf(&crs, "EPSG:%s", last + 1);
    return crs.text;
}

// {"type":"name","properties":{"name":"…"}} of the 2008 format.
static bool read_crs(GeoJsonScan *s, char **crs_text)
{
    GeoJsonText key, value;
    bool is_name = false;
    if (!geo_json_accept(s, '{')) return false;
    do {
        geo_json_space(s);
        if (!geo_json_text(s, &key) || !geo_json_accept(s, ':')) return false;
        geo_json_space(s);
        if (text_is(&key, "type")) {
            if (!geo_json_text(s, &value) || !text_is(&value, "name")) return false;
            is_name = true;
        } else if (text_is(&key, "properties")) {
            if (!geo_json_accept(s, '{')) return false;
            geo_json_space(s);
            if (!geo_json_text(s, &key) || !text_is(&key, "name") || !geo_json_accept(s, ':')) return false;
            geo_json_space(s);
            if (*crs_text || !geo_json_text(s, &value)) return false;
            *crs_text = crs_of_name(&value);
            if (!*crs_text || !geo_json_accept(s, '}')) return false;
        } else
            return false;
    } while (geo_json_accept(s, ','));
    return geo_json_accept(s, '}') && is_name && *crs_text;
}

static bool read_head(GeoJsonScan *s, const char *text, GeoGeojsonHead *out)
{
    GeoJsonText key, value;
    bool is_collection = false;
    if (!geo_json_accept(s, '{')) return false;
    do {
        geo_json_space(s);
        if (!geo_json_text(s, &key) || !geo_json_accept(s, ':')) return false;
        geo_json_space(s);
        if (text_is(&key, "type")) {
            if (!geo_json_text(s, &value)) return false;
            if (text_is(&value, "Feature")) {
                out->is_sequence = true;
                out->features_at = 0;
                return true;
            }
            if (!text_is(&value, "FeatureCollection")) return false;
            is_collection = true;
        } else if (text_is(&key, "name")) {
            if (out->name || !geo_json_text(s, &value) || value.has_escape || !str_is_utf8(value.text, value.length))
                return false;
            out->name = malloc(value.length + 1);
            if (!out->name) return false;
            memcpy(out->name, value.text, value.length);
            out->name[value.length] = 0;
        } else if (text_is(&key, "crs")) {
            if (out->crs_text || !read_crs(s, &out->crs_text)) return false;
        } else if (text_is(&key, "features")) {
            if (!is_collection || !geo_json_accept(s, '[')) return false;
            geo_json_space(s);
            out->features_at = (size_t)(s->at - text);
            return *s->at != 0;
        } else if (text_is(&key, "bbox") || text_is(&key, "metadata") || text_is(&key, "timestamp") ||
                   text_is(&key, "generator") || text_is(&key, "numberMatched") || text_is(&key, "numberReturned") ||
                   text_is(&key, "totalFeatures") || text_is(&key, "copyright")) {
            if (!geo_json_skip(s)) return false;
        } else
            return false;
    } while (geo_json_accept(s, ','));
    return false;
}

bool geo_geojson_head(const char *text, size_t length, GeoGeojsonHead *out)
{
    *out = (GeoGeojsonHead){ 0 };
    GeoJsonScan s = { .at = text, .end = text + length };
    if (length >= 3 && memcmp(text, "\xef\xbb\xbf", 3) == 0) s.at += 3;
    geo_json_space(&s);
    if (*s.at == 0x1e) s.at++;
    const char *from = s.at;
    if (!read_head(&s, text, out)) {
        free(out->name);
        free(out->crs_text);
        *out = (GeoGeojsonHead){ 0 };
        return false;
    }
    if (out->is_sequence) out->features_at = (size_t)(from - text);
    return true;
}

bool geo_geojson_tail(const char *text, size_t length)
{
    GeoJsonScan s = { .at = text, .end = text + length };
    while (geo_json_accept(&s, ',')) {
        GeoJsonText key;
        geo_json_space(&s);
        if (!geo_json_text(&s, &key) || !geo_json_accept(&s, ':')) return false;
        if (!text_is(&key, "bbox") && !text_is(&key, "metadata") && !text_is(&key, "timestamp") &&
            !text_is(&key, "numberMatched") && !text_is(&key, "numberReturned") && !text_is(&key, "totalFeatures") &&
            !text_is(&key, "links"))
            return false;
        if (!geo_json_skip(&s)) return false;
    }
    if (!geo_json_accept(&s, '}')) return false;
    geo_json_space(&s);
    return s.at == s.end;
}

// "{" then a key of features and what must follow it. In a string the quotes would be escaped, so this is an object's start;
// whether it is a feature of the collection is proved by the piece before, which must end exactly here.
static bool begins_feature(const char *p)
{
    GeoJsonScan s = { .at = p, .end = p };
    GeoJsonText key, value;
    if (!geo_json_accept(&s, '{')) return false;
    geo_json_space(&s);
    if (*s.at != '"') return false;
    if (strncmp(s.at, "\"type\"", 6) == 0) {
        s.at += 6;
        if (!geo_json_accept(&s, ':')) return false;
        geo_json_space(&s);
        return strncmp(s.at, "\"Feature\"", 9) == 0 && geo_json_text(&s, &value);
    }
    if (strncmp(s.at, "\"geometry\"", 10) != 0 && strncmp(s.at, "\"properties\"", 12) != 0 && strncmp(s.at, "\"id\"", 4) != 0)
        return false;
    if (!geo_json_text(&s, &key) || !geo_json_accept(&s, ':')) return false;
    geo_json_space(&s);
    return *s.at == '{' || text_is(&key, "id");
}

size_t geo_geojson_find_feature(const char *text, size_t from, size_t length)
{
    for (const char *p = text + from; (p = memchr(p, '{', length - (size_t)(p - text))) != NULL; p++) {
        if (!begins_feature(p)) continue;
        // After a comma, or in a sequence after a line's end.
        const char *before = p;
        while (before > text &&
               (before[-1] == ' ' || before[-1] == '\n' || before[-1] == '\r' || before[-1] == '\t' || before[-1] == 0x1e))
            before--;
        if (before > text && (before[-1] == ',' || before[-1] == '}')) return (size_t)(p - text);
    }
    return length;
}

GeoGeometryKind geo_geojson_first_kind(const char *text, size_t length)
{
    const char *p = memmem(text, length, "\"coordinates\"", 13);
    if (!p) return GEO_GEOMETRY_MIXED;
    // The kind stands beside it, before or after; brackets tell otherwise.
    int depth = 0;
    for (p += 13; *p && strchr(" \t\r\n:[", *p); p++) depth += *p == '[';
    return depth == 1 ? GEO_GEOMETRY_POINT : depth == 2 ? GEO_GEOMETRY_LINE : depth >= 3 ? GEO_GEOMETRY_AREA : GEO_GEOMETRY_MIXED;
}
