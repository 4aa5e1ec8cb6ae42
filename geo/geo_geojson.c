// SPDX-License-Identifier: Apache-2.0
// geo_geojson.c - features of GeoJSON text into batches in one pass; the zero byte behind the text ends every loop.
#include "geo/geo_geojson.h"
#include "geo/geo_json_scan.h"
#include "base/str.h"
#include <json-c/json.h>
#include <stdlib.h>
#include <string.h>

typedef enum {
    TYPE_NONE,
    TYPE_POINT,
    TYPE_MULTIPOINT,
    TYPE_LINE,
    TYPE_MULTILINE,
    TYPE_POLYGON,
    TYPE_MULTIPOLYGON,
    TYPE_COLLECTION
} GeometryType;

typedef struct {
    GeoJsonScan s;
    GeoBatch *batch;
    GeoGeojsonPiece *piece;
    int expected_column; // properties mostly come in the same order
    Str scratch;
} Reader;

static bool key_is(const GeoJsonText *key, const char *name)
{
    return key->length == strlen(name) && memcmp(key->text, name, key->length) == 0;
}

static GeometryType type_of(const GeoJsonText *text)
{
    static const struct {
        const char *name;
        GeometryType type;
    } types[] = { { "Polygon", TYPE_POLYGON },
                  { "Point", TYPE_POINT },
                  { "LineString", TYPE_LINE },
                  { "MultiPolygon", TYPE_MULTIPOLYGON },
                  { "MultiLineString", TYPE_MULTILINE },
                  { "MultiPoint", TYPE_MULTIPOINT },
                  { "GeometryCollection", TYPE_COLLECTION } };
    for (size_t i = 0; i < sizeof types / sizeof *types; i++)
        if (key_is(text, types[i].name)) return types[i].type;
    return TYPE_NONE;
}

// "[x, y]" or "[x, y, z]" or longer; at the bracket.
static bool read_position(Reader *r)
{
    GeoJsonScan *s = &r->s;
    GeoBatch *b = r->batch;
    double v[3];
    if (!geo_json_accept(s, '[')) return false;
    int n = 0;
    do {
        double more = 0;
        geo_json_space(s);
        if (!geo_json_coordinate(s, n < 3 ? &v[n] : &more)) return false;
        n++;
    } while (geo_json_accept(s, ','));
    if (n < 2 || !geo_json_accept(s, ']')) return false;
    if (n >= 3)
        geo_batch_vertex_z(b, v[0], v[1], v[2]);
    else
        geo_batch_vertex(b, v[0], v[1]);
    return !b->is_out_of_memory;
}

// "[ position, … ]", possibly empty.
static bool read_positions(Reader *r)
{
    GeoJsonScan *s = &r->s;
    if (!geo_json_accept(s, '[')) return false;
    if (geo_json_accept(s, ']')) return true;
    do {
        geo_json_space(s);
        if (!read_position(r)) return false;
    } while (geo_json_accept(s, ','));
    return geo_json_accept(s, ']');
}

static bool read_rings(Reader *r)
{
    GeoJsonScan *s = &r->s;
    if (!geo_json_accept(s, '[')) return false;
    if (geo_json_accept(s, ']')) return true;
    bool is_first = true;
    do {
        geo_batch_part(r->batch, is_first ? GEO_PART_OUTER : GEO_PART_INNER);
        is_first = false;
        if (!read_positions(r)) return false;
    } while (geo_json_accept(s, ','));
    return geo_json_accept(s, ']');
}

static bool read_line(Reader *r)
{
    geo_batch_part(r->batch, GEO_PART_LINE);
    return read_positions(r);
}

static bool read_point(Reader *r)
{
    geo_batch_part(r->batch, GEO_PART_POINT);
    geo_json_space(&r->s);
    return read_position(r);
}

static bool read_many(Reader *r, bool (*read)(Reader *r))
{
    GeoJsonScan *s = &r->s;
    if (!geo_json_accept(s, '[')) return false;
    if (geo_json_accept(s, ']')) return true;
    do {
        if (!read(r)) return false;
    } while (geo_json_accept(s, ','));
    return geo_json_accept(s, ']');
}

static bool read_coordinates(Reader *r, GeometryType type)
{
    switch (type) {
    case TYPE_POINT: return read_point(r);
    case TYPE_MULTIPOINT: return read_many(r, read_point);
    case TYPE_LINE: return read_line(r);
    case TYPE_MULTILINE: return read_many(r, read_line);
    case TYPE_POLYGON: return read_rings(r);
    case TYPE_MULTIPOLYGON: return read_many(r, read_rings);
    default: return false;
    }
}

// An object with type and coordinates in either order; collection: where "geometries" stands (at its bracket), for the caller.
static bool read_geometry(Reader *r, const char **collection)
{
    GeoJsonScan *s = &r->s;
    GeometryType type = TYPE_NONE;
    const char *coordinates = NULL, *geometries = NULL;
    bool is_read = false;
    if (!geo_json_accept(s, '{')) return false;
    do {
        GeoJsonText key, value;
        geo_json_space(s);
        if (!geo_json_text(s, &key) || key.has_escape || !geo_json_accept(s, ':')) return false;
        geo_json_space(s);
        if (key_is(&key, "type")) {
            if (type != TYPE_NONE || !geo_json_text(s, &value)) return false;
            type = type_of(&value);
            if (type == TYPE_NONE) return false;
        } else if (key_is(&key, "coordinates")) {
            if (coordinates) return false;
            coordinates = s->at;
            if (type != TYPE_NONE && type != TYPE_COLLECTION) {
                if (!read_coordinates(r, type)) return false;
                is_read = true;
            } else if (!geo_json_skip(s))
                return false;
        } else if (key_is(&key, "geometries")) {
            if (geometries) return false;
            geometries = s->at;
            if (!geo_json_skip(s)) return false;
        } else if (key_is(&key, "bbox")) {
            if (!geo_json_skip(s)) return false;
        } else
            return false;
    } while (geo_json_accept(s, ','));
    if (!geo_json_accept(s, '}')) return false;
    if (type == TYPE_COLLECTION) {
        if (!geometries || !collection) return false; // a collection within one is OGR's
        *collection = geometries;
        return true;
    }
    if (!coordinates || geometries) return false;
    if (is_read) return true;
    const char *after = s->at;
    s->at = coordinates;
    if (!read_coordinates(r, type)) return false;
    s->at = after;
    return true;
}

static bool read_any_geometry(Reader *r)
{
    GeoJsonScan *s = &r->s;
    if (geo_json_word(s, "null")) return true;
    const char *collection = NULL;
    if (!read_geometry(r, &collection)) return false;
    if (!collection) return true;
    const char *after = s->at;
    s->at = collection;
    if (!geo_json_accept(s, '[')) return false;
    if (!geo_json_accept(s, ']')) {
        do {
            geo_json_space(s);
            if (!read_geometry(r, NULL)) return false;
        } while (geo_json_accept(s, ','));
        if (!geo_json_accept(s, ']')) return false;
    }
    s->at = after;
    return true;
}

static int find_column(Reader *r, const GeoJsonText *key)
{
    GeoBatch *b = r->batch;
    const int guess = r->expected_column;
    if (guess < b->column_count && strncmp(b->columns[guess].name, key->text, key->length) == 0 &&
        b->columns[guess].name[key->length] == 0) {
        r->expected_column = guess + 1;
        return guess;
    }
    int at = geo_batch_column_find(b, key->text, key->length);
    if (at < 0 && b->column_count < 2000) at = geo_batch_column_add(b, key->text, key->length, GEO_FIELD_NONE);
    r->expected_column = at + 1;
    return at;
}

// An array or object as json-c writes it, as OGR does.
static bool put_nested(Reader *r, int column)
{
    GeoJsonScan *s = &r->s;
    const char *from = s->at;
    if (!geo_json_skip(s)) return false;
    const size_t length = (size_t)(s->at - from);
    if (length > INT32_MAX) return false;
    struct json_tokener *tokener = json_tokener_new();
    if (!tokener) return false;
    struct json_object *object = json_tokener_parse_ex(tokener, from, (int)length);
    const bool ok = object != NULL;
    if (ok) {
        const char *text = json_object_to_json_string(object);
        geo_batch_text(r->batch, column, text, strlen(text));
        r->batch->columns[column].is_list = true;
        json_object_put(object);
    }
    json_tokener_free(tokener);
    return ok;
}

static bool put_text(Reader *r, int column)
{
    GeoJsonText text;
    if (!geo_json_text(&r->s, &text)) return false;
    if (text.has_escape && !geo_json_unescape(&text, &r->scratch)) return false;
    if (text.has_high && !str_is_utf8(text.text, text.length)) return false;
    geo_batch_text(r->batch, column, text.text, text.length);
    return true;
}

static bool read_value(Reader *r, int column, bool is_id)
{
    GeoJsonScan *s = &r->s;
    switch (*s->at) {
    case '"': return put_text(r, column);
    case '{':
    case '[': return put_nested(r, column);
    case 't':
        if (!geo_json_word(s, "true")) return false;
        geo_batch_bool(r->batch, column, true);
        return true;
    case 'f':
        if (!geo_json_word(s, "false")) return false;
        geo_batch_bool(r->batch, column, false);
        return true;
    case 'n': return geo_json_word(s, "null");
    default: {
        GeoJsonNumber number;
        if (!geo_json_number(s, &number)) return false;
        if (number.is_whole)
            geo_batch_int(r->batch, column, number.whole);
        else
            geo_batch_real(r->batch, column, number.value);
        if (is_id && number.is_whole && number.whole >= 0) {
            r->batch->fid[r->batch->feature_count - 1] = number.whole;
            r->piece->with_property_id++;
        }
        return true;
    }
    }
}

static bool read_properties(Reader *r)
{
    GeoJsonScan *s = &r->s;
    if (geo_json_word(s, "null")) return true;
    if (*s->at != '{') return false;
    if (r->piece->skip_attributes) return geo_json_skip(s);
    geo_json_accept(s, '{');
    if (geo_json_accept(s, '}')) return true;
    do {
        GeoJsonText key;
        geo_json_space(s);
        if (!geo_json_text(s, &key) || key.length == 0) return false;
        if (key.has_escape && !geo_json_unescape(&key, &r->scratch)) return false;
        if (key.has_high && !str_is_utf8(key.text, key.length)) return false;
        if (memchr(key.text, 0, key.length)) return false;
        const bool is_id = key_is(&key, "id");
        const int column = find_column(r, &key);
        if (column < 0 || !geo_json_accept(s, ':')) return false;
        geo_json_space(s);
        if (!read_value(r, column, is_id)) return false;
    } while (geo_json_accept(s, ','));
    return geo_json_accept(s, '}');
}

// The feature's own id: a whole number is its number, text is a column unless the properties have one.
static bool read_id(Reader *r, const char *id)
{
    GeoJsonScan *s = &r->s;
    const char *after = s->at;
    s->at = id;
    bool ok = true;
    if (*id == '"') {
        const int had = geo_batch_column_find(r->batch, "id", 2);
        const int row = (int)r->batch->feature_count;
        const bool has_property = had >= 0 && r->batch->columns[had].row_count == row;
        if (has_property)
            ok = false; // which of the two it becomes is OGR's to say
        else if (!r->piece->skip_attributes) {
            const int column = had >= 0 ? had : geo_batch_column_add(r->batch, "id", 2, GEO_FIELD_TEXT);
            ok = column >= 0 && put_text(r, column);
        }
    } else {
        GeoJsonNumber number;
        ok = geo_json_number(s, &number) && number.is_whole && number.whole >= 0;
        if (ok) {
            r->batch->fid[r->batch->feature_count - 1] = number.whole;
            r->piece->with_id++;
        }
    }
    s->at = after;
    return ok;
}

static bool read_feature(Reader *r)
{
    GeoJsonScan *s = &r->s;
    bool is_feature = false, has_geometry = false, has_properties = false;
    const char *id = NULL;
    if (!geo_json_accept(s, '{')) return false;
    geo_batch_feature(r->batch, r->piece->features++);
    if (r->batch->is_out_of_memory) return false;
    r->expected_column = 0;
    do {
        GeoJsonText key, value;
        geo_json_space(s);
        if (!geo_json_text(s, &key) || key.has_escape || !geo_json_accept(s, ':')) return false;
        geo_json_space(s);
        if (key_is(&key, "type")) {
            if (is_feature || !geo_json_text(s, &value) || !key_is(&value, "Feature")) return false;
            is_feature = true;
        } else if (key_is(&key, "geometry")) {
            if (has_geometry || !read_any_geometry(r)) return false;
            has_geometry = true;
        } else if (key_is(&key, "properties")) {
            if (has_properties || !read_properties(r)) return false;
            has_properties = true;
        } else if (key_is(&key, "id")) {
            if (id) return false;
            id = s->at;
            if (!geo_json_skip(s)) return false;
        } else if (key_is(&key, "bbox")) {
            if (!geo_json_skip(s)) return false;
        } else
            return false; // members of their own become attributes in some cases: OGR's to say
    } while (geo_json_accept(s, ','));
    if (!geo_json_accept(s, '}') || !is_feature || !has_properties || !has_geometry) return false;
    return !id || read_id(r, id);
}

static bool read_all(Reader *r, bool (*put)(GeoBatch *batch, void *arg), void *arg)
{
    GeoJsonScan *s = &r->s;
    for (;;) {
        geo_json_space(s);
        while (r->piece->is_sequence && *s->at == 0x1e) { // RFC 8142
            s->at++;
            geo_json_space(s);
        }
        if (s->at >= s->end) return s->at == s->end && (!r->piece->wants_end || r->piece->is_sequence);
        if (*s->at == ']' && r->piece->wants_end && !r->piece->is_sequence) {
            s->at++;
            return true;
        }
        if (!r->batch) r->batch = geo_batch_create();
        if (!r->batch || !read_feature(r)) return false;
        if (geo_batch_is_full(r->batch)) {
            GeoBatch *full = r->batch;
            r->batch = NULL;
            if (!put(full, arg)) return false;
        }
        if (r->piece->is_sequence) continue;
        // Between pieces the comma belongs to the piece before.
        if (geo_json_accept(s, ',')) {
            geo_json_space(s);
            if (*s->at == ']') return false;
        } else if (*s->at != ']')
            return false;
    }
}

bool geo_geojson_read(const char *text, size_t length, GeoGeojsonPiece *piece, bool (*put)(GeoBatch *batch, void *arg), void *arg)
{
    Reader r = { .s = { .at = text, .end = text + length }, .piece = piece };
    bool ok = read_all(&r, put, arg);
    if (ok && r.batch) {
        ok = put(r.batch, arg);
        r.batch = NULL;
    }
    geo_batch_destroy(r.batch);
    str_finish(&r.scratch);
    piece->end_at = (size_t)(r.s.at - text);
    return ok;
}
