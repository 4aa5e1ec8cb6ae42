// SPDX-License-Identifier: Apache-2.0
// geo_ogr.c - OGR features to batches, whatever the driver: types, lists, times, curves, text that is no UTF-8.
#include "geo/geo_ogr.h"
#include "base/hashmap.h"
#include "base/str.h"
#include <cpl_conv.h>
#include <cpl_error.h>
#include <cpl_string.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

// Tags of OSM objects that the standard osmconf.ini leaves in other_tags and that styles ask for.
static const char *const osm_tags[] = { "building:levels", "height",
                                        "min_height",      "building:min_level",
                                        "building:part",   "building:use",
                                        "roof:shape",      "roof:height",
                                        "roof:levels",     "width",
                                        "lanes",           "surface",
                                        "maxspeed",        "oneway",
                                        "bridge",          "tunnel",
                                        "layer",           "ref",
                                        "name:zh",         "name:en",
                                        "addr:street",     "addr:housenumber",
                                        "water",           "waterway",
                                        "highway",         "railway",
                                        "amenity",         "shop",
                                        "tourism",         "ele",
                                        "population" };
#define OSM_TAG_COUNT ((int)(sizeof osm_tags / sizeof *osm_tags))

typedef struct {
    OGRFieldType type;
    bool is_bool, is_skipped, is_json;
    int column;
} Field;

struct GeoOgrFields {
    GeoSink *sink;
    GeoOgrReadDesc desc;
    Field *fields;
    int field_count;
    char **names; // of the columns
    GeoFieldType *types;
    int column_count;
    int other_tags, osm_first; // field with hstore text; first column of osm_tags; -1 = none
    int osm_column[sizeof osm_tags / sizeof *osm_tags];
    GeoRecoder *fallback; // for drivers that promise UTF-8 and do not keep it
    Str scratch;
};

static void CPL_STDCALL on_error(CPLErr kind, CPLErrorNum number, const char *text)
{
    (void)number;
    GeoGdalErrors *errors = CPLGetErrorHandlerUserData();
    if (kind < CE_Failure || !errors) return;
    if (errors->failures++ > 0) return;
    str_copy_utf8(errors->text, sizeof errors->text, text);
    for (char *p = errors->text; *p; p++)
        if ((unsigned char)*p < 0x20) *p = ' '; // one line
}

void geo_gdal_errors_push(GeoGdalErrors *errors)
{
    CPLPushErrorHandlerEx(on_error, errors);
}

void geo_gdal_errors_pop(void)
{
    CPLPopErrorHandler();
}

char *geo_ogr_crs_text(OGRSpatialReferenceH srs, bool *is_in_authority_order)
{
    *is_in_authority_order = false;
    if (!srs) return NULL;
    int mapping_count = 0;
    const int *mapping = OSRGetDataAxisToSRSAxisMapping(srs, &mapping_count);
    const bool is_swapped_crs = OSREPSGTreatsAsLatLong(srs) || OSREPSGTreatsAsNorthingEasting(srs);
    if (mapping_count >= 2 && mapping[0] == 1 && mapping[1] == 2 && is_swapped_crs) *is_in_authority_order = true;
    const char *authority = OSRGetAuthorityName(srs, NULL), *code = OSRGetAuthorityCode(srs, NULL);
    if (authority && code) {
        char text[80];
        snprintf(text, sizeof text, "%s:%s", authority, code);
        return str_copy(text);
    }
    char *wkt = NULL;
    const char *const options[] = { "FORMAT=WKT2_2018", NULL };
    if (OSRExportToWktEx(srs, &wkt, options) != OGRERR_NONE || !wkt || !wkt[0]) {
        CPLFree(wkt);
        return NULL;
    }
    char *text = str_copy(wkt);
    CPLFree(wkt);
    return text;
}

bool geo_source_unique_names(GeoSink *sink, char **names, int count)
{
    Hashmap seen = { 0 };
    bool ok = true;
    for (int i = 0; i < count && ok; i++) {
        char unique[300];
        snprintf(unique, sizeof unique, "%.250s", names[i][0] ? names[i] : "field");
        uint64_t at = 0;
        for (int n = 2; hashmap_get(&seen, str_hash(unique, strlen(unique)), &at); n++)
            snprintf(unique, sizeof unique, "%.250s_%d", names[i][0] ? names[i] : "field", n);
        ok = hashmap_put(&seen, str_hash(unique, strlen(unique)), (uint64_t)i);
        if (strcmp(unique, names[i]) == 0) continue;
        char text[200];
        snprintf(text, sizeof text, "field '%.60s' is there twice or without a name: now '%.60s'", names[i], unique);
        geo_sink_problem(sink, GEO_PROBLEM_FIELD_RENAMED, 1, text);
        free(names[i]);
        names[i] = str_copy(unique);
        ok = ok && names[i];
    }
    hashmap_finish(&seen);
    return ok;
}

static GeoFieldType column_type(OGRFieldType type, bool is_bool)
{
    switch (type) {
    case OFTInteger: return is_bool ? GEO_FIELD_BOOL : GEO_FIELD_INT;
    case OFTInteger64: return GEO_FIELD_INT;
    case OFTReal: return GEO_FIELD_REAL;
    case OFTDate:
    case OFTDateTime: return GEO_FIELD_TIME;
    default: return GEO_FIELD_TEXT;
    }
}

static char *utf8_copy(GeoOgrFields *f, const char *text)
{
    size_t length = strlen(text);
    if (f->desc.recoder) text = geo_recoder_text(f->desc.recoder, text, length, &length, NULL);
    char *copy = malloc(length + 1);
    if (!copy) return NULL;
    memcpy(copy, text, length);
    copy[length] = 0;
    return copy;
}

static bool add_column(GeoOgrFields *f, char *name, GeoFieldType type)
{
    f->names[f->column_count] = name;
    f->types[f->column_count++] = type;
    return name != NULL;
}

GeoOgrFields *geo_ogr_fields_create(GeoSink *sink, const GeoOgrReadDesc *desc, Err *err)
{
    OGRFeatureDefnH defn = OGR_L_GetLayerDefn(desc->layer);
    const int count = sink->desc->skip_attributes ? 0 : OGR_FD_GetFieldCount(defn);
    GeoOgrFields *f = calloc(1, sizeof *f);
    if (!f) goto no_memory;
    f->sink = sink;
    f->desc = *desc;
    f->other_tags = f->osm_first = -1;
    f->field_count = count;
    f->fields = calloc((size_t)count + 1, sizeof *f->fields);
    f->names = calloc((size_t)count + OSM_TAG_COUNT + 1, sizeof *f->names);
    f->types = calloc((size_t)count + OSM_TAG_COUNT + 1, sizeof *f->types);
    if (!f->fields || !f->names || !f->types) goto no_memory;
    for (int i = 0; i < count; i++) {
        OGRFieldDefnH field = OGR_FD_GetFieldDefn(defn, i);
        Field *out = &f->fields[i];
        out->type = OGR_Fld_GetType(field);
        out->is_bool = OGR_Fld_GetSubType(field) == OFSTBoolean;
        const char *name = OGR_Fld_GetNameRef(field);
        out->is_skipped = out->type == OFTBinary || f->column_count >= GEO_COLUMNS_MAX;
        if (out->is_skipped) {
            char text[200];
            snprintf(text, sizeof text, "field '%.80s' %s", name, out->type == OFTBinary ? "is binary" : "is past the 16384th");
            geo_sink_problem(sink, GEO_PROBLEM_FIELD_DROPPED, 1, text);
            continue;
        }
        if (desc->has_osm_tags && str_equal(name, "other_tags")) f->other_tags = i;
        out->column = f->column_count;
        if (!add_column(f, utf8_copy(f, name), column_type(out->type, out->is_bool))) goto no_memory;
    }
    if (f->other_tags >= 0) {
        for (int t = 0; t < OSM_TAG_COUNT; t++) {
            f->osm_column[t] = -1;
            if (OGR_FD_GetFieldIndex(defn, osm_tags[t]) >= 0) continue;
            f->osm_column[t] = f->column_count;
            if (!add_column(f, str_copy(osm_tags[t]), GEO_FIELD_NONE)) goto no_memory;
        }
    }
    if (!geo_source_unique_names(sink, f->names, f->column_count)) goto no_memory;
    return f;
no_memory:
    err_set(err, ERR_MEMORY, "no memory for the fields of '%s'", sink->desc->source);
    geo_ogr_fields_destroy(f);
    return NULL;
}

void geo_ogr_fields_destroy(GeoOgrFields *f)
{
    if (!f) return;
    for (int i = 0; i < f->column_count; i++) free(f->names[i]);
    free(f->names);
    free(f->types);
    free(f->fields);
    geo_recoder_destroy(f->fallback);
    str_finish(&f->scratch);
    free(f);
}

GeoBatch *geo_ogr_batch(const GeoOgrFields *f)
{
    GeoBatch *b = geo_batch_create();
    for (int i = 0; b && i < f->column_count; i++) geo_batch_column_add(b, f->names[i], strlen(f->names[i]), f->types[i]);
    return b;
}

static void put_text(GeoOgrFields *f, GeoBatch *b, int column, const char *text)
{
    size_t length = strlen(text), bad = 0;
    if (f->desc.recoder) {
        text = geo_recoder_text(f->desc.recoder, text, length, &length, &bad);
    } else if (!str_is_utf8(text, length)) {
        GeoEncodingTally tally = { 0 };
        geo_encoding_tally(&tally, text, length);
        if (!f->fallback) f->fallback = geo_recoder_create(geo_encoding_of_tally(&tally));
        if (f->fallback) text = geo_recoder_text(f->fallback, text, length, &length, NULL);
        bad = 1;
    }
    if (bad)
        geo_problems_add(&b->problems, GEO_PROBLEM_TEXT_ENCODING, 1, "column '%.40s': text in another encoding (set encoding=)",
                         b->columns[column].name);
    geo_batch_text(b, column, text, length);
}

// Days since 1970-01-01 of the proleptic Gregorian calendar (H. Hinnant's days_from_civil, restated).
static int64_t days_of(int year, int month, int day)
{
    const int64_t y = month <= 2 ? year - 1 : year;
    const int64_t era = (y >= 0 ? y : y - 399) / 400, of_era = y - era * 400;
    const int64_t of_year = (153 * (month + (month > 2 ? -3 : 9)) + 2) / 5 + day - 1;
    return era * 146097 + of_era * 365 + of_era / 4 - of_era / 100 + of_year - 719468;
}

static void put_time(GeoBatch *b, int column, OGRFeatureH feature, int field)
{
    int year = 0, month = 0, day = 0, hour = 0, minute = 0, zone = 0;
    float second = 0;
    if (!OGR_F_GetFieldAsDateTimeEx(feature, field, &year, &month, &day, &hour, &minute, &second, &zone)) return;
    if (month < 1 || month > 12 || day < 1 || day > 31) return;
    int64_t t =
        ((days_of(year, month, day) * 24 + hour) * 60 + minute) * 60000000ll + (int64_t)((double)second * 1000 + 0.5) * 1000;
    if (zone > 1) t -= (int64_t)(zone - 100) * 15 * 60000000ll; // quarters of an hour from 100 = UTC
    geo_batch_time(b, column, t);
}

// Lists become JSON text, spaced as OGR writes nested values.
static void put_list(GeoOgrFields *f, GeoBatch *b, OGRFeatureH feature, int field)
{
    const OGRFieldType type = f->fields[field].type;
    Str *s = &f->scratch;
    s->length = 0;
    int count = 0;
    str_add(s, "[ ");
    if (type == OFTStringList) {
        char **list = OGR_F_GetFieldAsStringList(feature, field);
        for (; list && list[count]; count++) {
            str_add(s, count ? ", \"" : "\"");
            for (const char *p = list[count]; *p; p++) {
                if (*p == '"' || *p == '\\') str_add_n(s, "\\", 1);
                if ((unsigned char)*p < 0x20)
                    str_printf(s, "\\u%04x", (unsigned)*p);
                else
                    str_add_n(s, p, 1);
            }
            str_add(s, "\"");
        }
    } else if (type == OFTRealList) {
        const double *list = OGR_F_GetFieldAsDoubleList(feature, field, &count);
        for (int i = 0; i < count; i++) {
            char text[40];
            geo_format_real(list[i], text, sizeof text);
            str_printf(s, "%s%s", i ? ", " : "", text);
        }
    } else if (type == OFTInteger64List) {
        const GIntBig *list = OGR_F_GetFieldAsInteger64List(feature, field, &count);
        for (int i = 0; i < count; i++) str_printf(s, "%s%lld", i ? ", " : "", (long long)list[i]);
    } else {
        const int *list = OGR_F_GetFieldAsIntegerList(feature, field, &count);
        for (int i = 0; i < count; i++) {
            if (f->fields[field].is_bool)
                str_printf(s, "%s%s", i ? ", " : "", list[i] ? "true" : "false");
            else
                str_printf(s, "%s%d", i ? ", " : "", list[i]);
        }
    }
    str_add(s, count ? " ]" : "]");
    put_text(f, b, f->fields[field].column, s->text);
    b->columns[f->fields[field].column].is_list = true;
}

// One "key"=>"value" of hstore text into out; returns where the next begins, NULL at the end.
static const char *hstore_next(const char *p, Str *key, Str *value)
{
    Str *parts[2] = { key, value };
    for (int i = 0; i < 2; i++) {
        while (*p && *p != '"') p++;
        if (!*p) return NULL;
        parts[i]->length = 0;
        str_add_n(parts[i], "", 0);
        for (p++; *p && *p != '"'; p++) {
            if (*p == '\\' && p[1]) p++;
            str_add_n(parts[i], p, 1);
        }
        if (!*p) return NULL;
        p++;
    }
    return p;
}

static void put_osm_tags(GeoOgrFields *f, GeoBatch *b, const char *text)
{
    Str key = { 0 }, value = { 0 };
    for (const char *p = text; (p = hstore_next(p, &key, &value)) != NULL;) {
        if (!key.text || !value.text) continue;
        for (int t = 0; t < OSM_TAG_COUNT; t++) {
            if (f->osm_column[t] < 0 || strcmp(key.text, osm_tags[t]) != 0) continue;
            int64_t whole = 0;
            double real = 0;
            if (str_parse_int(value.text, &whole))
                geo_batch_int(b, f->osm_column[t], whole);
            else if (str_parse_double(value.text, &real))
                geo_batch_real(b, f->osm_column[t], real);
            else
                put_text(f, b, f->osm_column[t], value.text);
            break;
        }
    }
    str_finish(&key);
    str_finish(&value);
}

void geo_ogr_geometry(GeoBatch *b, OGRGeometryH geometry)
{
    if (!geometry || OGR_G_IsEmpty(geometry)) return;
    OGRGeometryH straight = OGR_G_HasCurveGeometry(geometry, FALSE) ? OGR_G_GetLinearGeometry(geometry, 0, NULL) : NULL;
    OGRGeometryH g = straight ? straight : geometry;
    uint8_t small[1024];
    const size_t size = OGR_G_WkbSizeEx(g);
    uint8_t *wkb = size <= sizeof small ? small : malloc(size);
    if (!wkb)
        b->is_out_of_memory = true;
    else if (OGR_G_ExportToIsoWkb(g, wkbNDR, wkb) != OGRERR_NONE || !geo_batch_wkb(b, wkb, size))
        geo_problems_add(&b->problems, GEO_PROBLEM_UNSUPPORTED_GEOMETRY, 1, "geometry of type %s", OGR_G_GetGeometryName(g));
    if (wkb != small) free(wkb);
    OGR_G_DestroyGeometry(straight);
}

static void put_field(GeoOgrFields *f, GeoBatch *b, OGRFeatureH feature, int i)
{
    const Field *field = &f->fields[i];
    switch (field->type) {
    case OFTInteger:
        if (field->is_bool)
            geo_batch_bool(b, field->column, OGR_F_GetFieldAsInteger(feature, i) != 0);
        else
            geo_batch_int(b, field->column, OGR_F_GetFieldAsInteger(feature, i));
        break;
    case OFTInteger64: geo_batch_int(b, field->column, OGR_F_GetFieldAsInteger64(feature, i)); break;
    case OFTReal: geo_batch_real(b, field->column, OGR_F_GetFieldAsDouble(feature, i)); break;
    case OFTDate:
    case OFTDateTime: put_time(b, field->column, feature, i); break;
    case OFTIntegerList:
    case OFTInteger64List:
    case OFTRealList:
    case OFTStringList: put_list(f, b, feature, i); break;
    default: put_text(f, b, field->column, OGR_F_GetFieldAsString(feature, i)); break;
    }
}

void geo_ogr_feature(GeoOgrFields *f, GeoBatch *b, OGRFeatureH feature, bool without_geometry)
{
    geo_batch_feature(b, OGR_F_GetFID(feature));
    if (b->is_out_of_memory) return;
    for (int i = 0; i < f->field_count; i++) {
        if (f->fields[i].is_skipped || !OGR_F_IsFieldSetAndNotNull(feature, i)) continue;
        put_field(f, b, feature, i);
        if (i == f->other_tags) put_osm_tags(f, b, OGR_F_GetFieldAsString(feature, i));
    }
    if (!without_geometry) geo_ogr_geometry(b, OGR_F_GetGeometryRef(feature));
}
