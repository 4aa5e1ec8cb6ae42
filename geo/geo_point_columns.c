// SPDX-License-Identifier: Apache-2.0
// geo_point_columns.c - which two columns are a position.
#include "geo/geo_point_columns.h"
#include "base/str.h"
#include <ctype.h>
#include <string.h>

typedef struct {
    const char *name;
    int score;
    bool is_plane;
} Word;

static const Word x_words[] = { { "longitude", 100, false }, { "经度", 100, false }, { "東經", 90, false },
                                { "东经", 95, false },       { "lon", 95, false },   { "lng", 95, false },
                                { "long", 80, false },       { "x坐标", 70, true },  { "横坐标", 60, true },
                                { "easting", 70, true },     { "x", 60, true },      { "xcoord", 65, true },
                                { "coordx", 65, true },      { "pointx", 65, true } };
static const Word y_words[] = { { "latitude", 100, false }, { "纬度", 100, false }, { "緯度", 90, false },
                                { "北纬", 95, false },      { "lat", 95, false },   { "lat", 95, false },
                                { "lat", 80, false },       { "y坐标", 70, true },  { "纵坐标", 60, true },
                                { "northing", 70, true },   { "y", 60, true },      { "ycoord", 65, true },
                                { "coordy", 65, true },     { "pointy", 65, true } };
#define WORD_COUNT ((int)(sizeof x_words / sizeof *x_words))

// Lower case, spaces and marks as "_"; brackets and what is in them dropped ("经度(度)").
static void normalise(const char *name, char *out, size_t cap)
{
    size_t n = 0;
    int depth = 0;
    for (const char *p = name; *p && n + 1 < cap; p++) {
        if (*p == '(' || *p == '[')
            depth++;
        else if ((*p == ')' || *p == ']') && depth > 0)
            depth--;
        else if (depth == 0) {
            const unsigned char c = (unsigned char)*p;
            out[n++] = c >= 0x80 ? (char)c : isalnum(c) ? (char)tolower(c) : '_';
        }
    }
    while (n > 0 && out[n - 1] == '_') n--;
    out[n] = 0;
}

// Score of a name for one of the words; rest: the name without the word, to match partners ("centre_lon_wgs84").
static int score_of(const char *name, const Word *word, char *rest, size_t cap)
{
    const size_t n = strlen(word->name);
    const bool is_ascii = (unsigned char)word->name[0] < 0x80;
    for (const char *p = strstr(name, word->name); p; p = strstr(p + 1, word->name)) {
        // Latin words stand alone between marks; Chinese ones anywhere.
        const bool starts = p == name || p[-1] == '_' || (unsigned char)p[-1] >= 0x80,
                   ends = !p[n] || p[n] == '_' || (unsigned char)p[n] >= 0x80;
        if (is_ascii && n < 8 && !(starts && ends)) continue;
        const size_t before = (size_t)(p - name);
        if (before + strlen(p + n) + 1 > cap) return 0;
        memcpy(rest, name, before);
        strcpy(rest + before, p + n);
        return word->score - (rest[0] ? 15 : 0);
    }
    return 0;
}

static int datum_score(const char *rest, GeoDatum datum)
{
    const bool gcj = strstr(rest, "gcj") || strstr(rest, "amap") || strstr(rest, "高德") || strstr(rest, "火星"),
               bd = strstr(rest, "bd") || strstr(rest, "baidu") || strstr(rest, "百度");
    const bool wgs = strstr(rest, "wgs") || strstr(rest, "84") || strstr(rest, "cgcs") || strstr(rest, "2000");
    const GeoDatum named = gcj ? GEO_DATUM_GCJ02 : bd ? GEO_DATUM_BD09 : GEO_DATUM_WGS84;
    if (!gcj && !bd && !wgs) return 0;
    return named == datum ? 10 : -40;
}

static bool number_of(const char *from, double *out)
{
    char text[96];
    while (*from == ' ' || *from == '\t') from++;
    size_t n = str_copy_utf8(text, sizeof text, from);
    while (n > 0 && (text[n - 1] == ' ' || text[n - 1] == '\t' || text[n - 1] == '\r'))
        text[--n] = 0;
    if (str_parse_double(text, out) || geo_dms_parse(text, out)) return true;
    char *comma = strchr(text, ',');
    if (!comma) return false;
    *comma = '.';
    return str_parse_double(text, out);
}

// One column of pairs, by the whole of its name.
static bool find_pair(OGRFeatureDefnH defn, int count, GeoPointColumns *out)
{
    static const char *const x_first[] = { "坐标",     "经纬度",      "经纬度坐标", "位置坐标",
                                           "location", "coordinates", "coordinate", "coord",
                                           "coords",   "lonlat",      "lnglat",     "lon_lat",
                                           "lng_lat",  "xy",          "position" };
    static const char *const y_first[] = { "latlng",       "latlon",  "lat_lng",
                                           "lat_lon",      "纬经度",  "latitude_longitude",
                                           "geo_point_2d", "geopoint" };
    for (int i = 0; i < count; i++) {
        OGRFieldDefnH field = OGR_FD_GetFieldDefn(defn, i);
        char name[128];
        normalise(OGR_Fld_GetNameRef(field), name, sizeof name);
        if (OGR_Fld_GetType(field) != OFTString) continue;
        *out = (GeoPointColumns){ .x_field = i, .y_field = i, .is_pair = true };
        for (size_t k = 0; k < sizeof x_first / sizeof *x_first; k++)
            if (str_equal(name, x_first[k])) return true;
        out->is_swapped = true;
        for (size_t k = 0; k < sizeof y_first / sizeof *y_first; k++)
            if (str_equal(name, y_first[k])) return true;
    }
    return false;
}

bool geo_point_columns_find(OGRFeatureDefnH defn, GeoDatum datum, GeoPointColumns *out)
{
    const int count = OGR_FD_GetFieldCount(defn) < 2000 ? OGR_FD_GetFieldCount(defn) : 2000;
    int best = 0;
    for (int i = 0; i < count; i++) {
        char x_name[128], x_rest[128];
        normalise(OGR_Fld_GetNameRef(OGR_FD_GetFieldDefn(defn, i)), x_name, sizeof x_name);
        for (int w = 0; w < WORD_COUNT; w++) {
            const int x_score = score_of(x_name, &x_words[w], x_rest, sizeof x_rest);
            if (x_score <= 0) continue;
            for (int j = 0; j < count; j++) {
                char y_name[128], y_rest[128];
                if (j == i) continue;
                normalise(OGR_Fld_GetNameRef(OGR_FD_GetFieldDefn(defn, j)), y_name, sizeof y_name);
                const int y_score = score_of(y_name, &y_words[w], y_rest, sizeof y_rest);
                if (y_score <= 0 || strcmp(x_rest, y_rest) != 0) continue;
                const int score = x_score + y_score + datum_score(x_rest, datum);
                if (score <= best) continue;
                best = score;
                *out = (GeoPointColumns){ .x_field = i, .y_field = j, .is_plane = x_words[w].is_plane };
            }
        }
    }
    return best > 0 || find_pair(defn, count, out);
}

bool geo_point_columns_position(const GeoPointColumns *columns, OGRFeatureH feature, double *x,
                                double *y)
{
    if (!columns->is_pair)
        return geo_point_columns_read(feature, columns->x_field, x) &&
               geo_point_columns_read(feature, columns->y_field, y);
    if (!OGR_F_IsFieldSetAndNotNull(feature, columns->x_field)) return false;
    char text[96];
    str_copy_utf8(text, sizeof text, OGR_F_GetFieldAsString(feature, columns->x_field));
    for (char *p = text; *p; p++)
        if (*p == '(' || *p == '[' || *p == ')' || *p == ']') *p = ' ';
    char *second = strpbrk(text, ",;");
    char *wide = strstr(text, "，");
    if (!second && wide) memset(wide, ' ', 2), second = wide + 2; // the comma's three bytes
    if (!second) {
        const size_t lead = strspn(text, " ");
        second = strchr(text + lead, ' ');
    }
    if (!second) return false;
    *second++ = 0;
    double a = 0, b = 0;
    if (!number_of(text, &a) || !number_of(second, &b)) return false;
    *x = columns->is_swapped ? b : a;
    *y = columns->is_swapped ? a : b;
    return true;
}

bool geo_point_columns_read(OGRFeatureH feature, int field, double *out)
{
    if (!OGR_F_IsFieldSetAndNotNull(feature, field)) return false;
    const OGRFieldType type = OGR_Fld_GetType(OGR_F_GetFieldDefnRef(feature, field));
    if (type == OFTReal || type == OFTInteger || type == OFTInteger64) {
        *out = OGR_F_GetFieldAsDouble(feature, field);
        return true;
    }
    return number_of(OGR_F_GetFieldAsString(feature, field), out);
}

bool geo_point_columns_are_swapped(double x, double y)
{
    return x > 1.5e6 && x < 6.2e6 && ((y > 1e5 && y < 9e5) || (y > 1.3e7 && y < 4.6e7));
}
