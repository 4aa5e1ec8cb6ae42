// SPDX-License-Identifier: Apache-2.0
// geo_ogr_open.c - how GDAL opens what the user named: archives, CSV in any encoding, Shapefiles with their text untouched.
#include "geo/geo_error.h"
#include "geo/geo_ogr.h"
#include "base/file.h"
#include "base/str.h"
#include <cpl_conv.h>
#include <cpl_string.h>
#include <cpl_vsi.h>
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define TEXT_MAX (2ull << 30) // CSV that is unpacked or recoded in memory
#define SAMPLE_FEATURES 20000
#define SAMPLE_BYTES (8u << 20)

static bool is_remote(const char *source)
{
    return str_starts(source, "http://") || str_starts(source, "https://") || str_starts(source, "ftp://");
}

// "PG:", "WFS:", "MVT:" and the like: two letters or more, a colon, and no such file.
static bool is_connection(const char *source)
{
    size_t n = 0;
    while ((source[n] >= 'A' && source[n] <= 'Z') || (source[n] >= 'a' && source[n] <= 'z') || source[n] == '_' ||
           (n > 0 && source[n] >= '0' && source[n] <= '9'))
        n++;
    return n >= 2 && source[n] == ':' && !file_exists(source);
}

char *geo_source_gdal_path(const char *source)
{
    Str s = { 0 };
    const bool is_plain = !str_starts(source, "/vsi") && !is_connection(source);
    if (is_plain || is_remote(source)) {
        const bool is_shapefile_pack = str_ends_nocase(source, ".shz") || str_ends_nocase(source, ".kmz");
        if (str_ends_nocase(source, ".zip"))
            str_add(&s, "/vsizip/");
        else if (str_ends_nocase(source, ".tar") || str_ends_nocase(source, ".tgz") || str_ends_nocase(source, ".tar.gz"))
            str_add(&s, "/vsitar/");
        else if (str_ends_nocase(source, ".gz") && !is_shapefile_pack)
            str_add(&s, "/vsigzip/");
        if (is_remote(source)) str_add(&s, "/vsicurl/");
    }
    str_add(&s, source);
    return s.text;
}

bool geo_source_check(const char *source, Err *err)
{
    if (!source[0]) {
        err_set(err, ERR_ARGUMENT, "no source given");
        return false;
    }
    if (str_starts(source, "/vsi") || is_remote(source) || is_connection(source) || source[0] == '<' || file_is_folder(source))
        return true;
    uint64_t size = 0;
    int64_t changed_us = 0;
    if (!file_stat(source, &size, &changed_us)) {
        err_set(err, ERR_IO, "'%s' is not there", source);
        return false;
    }
    if (size == 0) {
        err_set(err, ERR_FORMAT, "'%s' is empty (0 bytes)", source);
        return false;
    }
    return true;
}

bool geo_source_is_network(const char *source)
{
    return is_remote(source) || strstr(source, "/vsicurl") || str_starts(source, "PG:") || str_starts(source, "WFS:") ||
           str_starts(source, "OAPIF:") || str_starts(source, "MYSQL:");
}

static bool is_csv(const char *source)
{
    static const char *const known[] = { ".csv", ".tsv", ".csv.gz", ".tsv.gz", ".txt", ".txt.gz" };
    for (size_t i = 0; i < sizeof known / sizeof *known; i++)
        if (str_ends_nocase(source, known[i])) return true;
    return false;
}

// All of a file through GDAL's file systems, heap; NULL when it cannot be read or is too large.
static char *read_all(const char *path, size_t *length)
{
    VSILFILE *file = VSIFOpenL(path, "rb");
    if (!file) return NULL;
    size_t cap = 1u << 20, n = 0;
    char *text = malloc(cap + 1);
    while (text) {
        n += VSIFReadL(text + n, 1, cap - n, file);
        if (n < cap) break;
        char *more = cap < TEXT_MAX ? realloc(text, cap * 2 + 1) : NULL;
        if (!more) free(text);
        text = more;
        cap *= 2;
    }
    VSIFCloseL(file);
    *length = n;
    return text;
}

static void tally_lines(GeoEncodingTally *tally, const char *text, size_t length)
{
    const size_t end = length < SAMPLE_BYTES ? length : SAMPLE_BYTES;
    for (size_t at = 0; at < end;) {
        const char *line_end = memchr(text + at, '\n', end - at);
        const size_t n = line_end ? (size_t)(line_end - (text + at)) : end - at;
        geo_encoding_tally(tally, text + at, n);
        at += n + 1;
    }
}

// CSV that is packed or not UTF-8 is put as UTF-8 into GDAL's memory; NULL: open the file itself.
static char *csv_in_memory(const char *source, const char *path, const char *encoding)
{
    size_t length = 0;
    const bool is_packed = !str_equal(source, path);
    uint64_t size = 0;
    int64_t changed_us = 0;
    if (!is_packed && (!file_stat(source, &size, &changed_us) || size > TEXT_MAX / 4)) return NULL;
    char *text = read_all(path, &length);
    if (!text) return NULL;
    const char *is = "UTF-8";
    GeoEncodingTally tally = { 0 };
    if (encoding && encoding[0])
        is = encoding;
    else if (length >= 2 && (memcmp(text, "\xff\xfe", 2) == 0 || memcmp(text, "\xfe\xff", 2) == 0))
        is = "UTF-16";
    else {
        tally_lines(&tally, text, length);
        is = geo_encoding_of_tally(&tally);
    }
    const char *known = geo_encoding_name(is);
    const bool is_utf8 = str_equal(known, "UTF-8");
    char *memory_path = NULL;
    if (!is_utf8) {
        GeoRecoder *recoder = geo_recoder_create(is);
        size_t n = 0;
        const char *utf8 = recoder ? geo_recoder_text(recoder, text, length, &n, NULL) : NULL;
        char *copy = utf8 ? malloc(n + 1) : NULL;
        if (copy) {
            memcpy(copy, utf8, n);
            free(text);
            text = copy;
            length = n;
        }
        geo_recoder_destroy(recoder);
        if (!copy) length = 0;
    }
    if (length > 0 && (is_packed || !is_utf8)) {
        static _Atomic unsigned next;
        Str name = { 0 };
        str_printf(&name, "/vsimem/citymirror_%u/", next++);
        // The table keeps its name.
        char stem[200];
        str_copy_utf8(stem, sizeof stem, file_name(source));
        char *dot = strcasestr(stem, ".csv");
        if (!dot) dot = strcasestr(stem, ".tsv");
        if (!dot) dot = strcasestr(stem, ".txt");
        if (dot) *dot = 0;
        str_printf(&name, "%s.%s", stem, str_ends_nocase(source, ".tsv") || str_ends_nocase(source, ".tsv.gz") ? "tsv" : "csv");
        GByte *bytes = CPLMalloc(length + 1);
        memcpy(bytes, text, length);
        VSILFILE *file = VSIFileFromMemBuffer(name.text, bytes, length, TRUE);
        if (file) {
            VSIFCloseL(file);
            memory_path = name.text;
        } else {
            CPLFree(bytes);
            str_finish(&name);
        }
    }
    free(text);
    return memory_path;
}

// The first file of an archive that looks like vector data, where no driver takes the archive as a whole.
static GDALDatasetH open_member(const char *path)
{
    static const char *const known[] = { ".gpkg", ".shp", ".geojson", ".fgb", ".gml", ".kml", ".gpx", ".json", ".tab", ".mif", ".dxf",
                                         ".csv", ".osm", ".pbf", ".geojsonl" };
    char **names = VSIReadDirRecursive(path);
    GDALDatasetH ds = NULL;
    for (size_t k = 0; k < sizeof known / sizeof *known && !ds; k++) {
        for (int i = 0; names && names[i] && i < 10000 && !ds; i++) {
            if (!str_ends_nocase(names[i], known[k])) continue;
            Str member = { 0 };
            str_printf(&member, "%s/%s", path, names[i]);
            ds = GDALOpenEx(member.text, GDAL_OF_VECTOR | GDAL_OF_READONLY, NULL, NULL, NULL);
            str_finish(&member);
        }
    }
    CSLDestroy(names);
    return ds;
}

bool geo_ogr_open(const char *source, const char *encoding, GeoOgrDataset *out, Err *err)
{
    geo_gdal_register();
    *out = (GeoOgrDataset){ 0 };
    char *path = geo_source_gdal_path(source);
    GeoGdalErrors errors = { 0 };
    geo_gdal_errors_push(&errors);
    // The driver would guess one of two encodings; the text comes raw and we decide.
    CPLSetThreadLocalConfigOption("SHAPE_ENCODING", "");
    CPLSetThreadLocalConfigOption("OGR_CSV_MAX_FIELD_COUNT", "20000");
    char **options = NULL;
    if (is_csv(source)) {
        out->memory_path = csv_in_memory(source, path, encoding);
        options = CSLSetNameValue(options, "AUTODETECT_TYPE", "YES");
        options = CSLSetNameValue(options, "EMPTY_STRING_AS_NULL", "YES");
        options = CSLSetNameValue(options, "GEOM_POSSIBLE_NAMES", "WKT,wkt,wkt_geom,the_geom,geom,geometry,geom_wkt,几何");
        const char *opened = out->memory_path ? out->memory_path : path;
        Str forced = { 0 };
        if (str_ends_nocase(opened, ".txt")) str_add(&forced, "CSV:");
        str_add(&forced, opened);
        const char *const drivers[] = { "CSV", NULL };
        out->ds = GDALOpenEx(forced.text, GDAL_OF_VECTOR | GDAL_OF_READONLY | GDAL_OF_VERBOSE_ERROR, drivers,
                             (const char *const *)options, NULL);
        str_finish(&forced);
    } else {
        // Nothing is written beside the user's files.
        if (strcasestr(source, ".gml") || strcasestr(source, ".xml")) options = CSLSetNameValue(options, "WRITE_GFS", "NO");
        out->ds =
            GDALOpenEx(path, GDAL_OF_VECTOR | GDAL_OF_READONLY | GDAL_OF_VERBOSE_ERROR, NULL, (const char *const *)options, NULL);
    }
    if (!out->ds && (str_starts(path, "/vsizip/") || str_starts(path, "/vsitar/"))) out->ds = open_member(path);
    CSLDestroy(options);
    if (out->ds) {
        // Tables of a folder are opened when asked for: now, while the setting holds.
        out->driver = GDALGetDriverShortName(GDALGetDatasetDriver(out->ds));
        for (int i = 0; str_equal(out->driver, "ESRI Shapefile") && i < GDALDatasetGetLayerCount(out->ds); i++)
            GDALDatasetGetLayer(out->ds, i);
    }
    CPLSetThreadLocalConfigOption("SHAPE_ENCODING", NULL);
    CPLSetThreadLocalConfigOption("OGR_CSV_MAX_FIELD_COUNT", NULL);
    geo_gdal_errors_pop();
    free(path);
    if (out->ds) return true;
    err_set(err, geo_source_is_network(source) ? ERR_NETWORK : ERR_FORMAT, "cannot open '%s' as a vector layer: %s", source,
            errors.text[0] ? errors.text : "no GDAL driver knows it");
    if ((str_ends_nocase(source, ".parquet") || str_ends_nocase(source, ".geoparquet")) && !GDALGetDriverByName("Parquet"))
        err_set(err, ERR_UNSUPPORTED, "'%s': GDAL %s here has no Parquet driver; convert the file with a newer ogr2ogr", source,
                GDALVersionInfo("RELEASE_NAME"));
    geo_ogr_close(out);
    return false;
}

void geo_ogr_close(GeoOgrDataset *dataset)
{
    if (dataset->ds) GDALClose(dataset->ds);
    if (dataset->memory_path) VSIUnlink(dataset->memory_path);
    free(dataset->memory_path);
    *dataset = (GeoOgrDataset){ 0 };
}

static void tally_layer(OGRLayerH layer, GeoEncodingTally *tally)
{
    OGRFeatureDefnH defn = OGR_L_GetLayerDefn(layer);
    const int fields = OGR_FD_GetFieldCount(defn);
    size_t bytes = 0;
    for (int i = 0; i < fields; i++) {
        const char *name = OGR_Fld_GetNameRef(OGR_FD_GetFieldDefn(defn, i));
        geo_encoding_tally(tally, name, strlen(name));
    }
    OGR_L_ResetReading(layer);
    for (int n = 0; n < SAMPLE_FEATURES && bytes < SAMPLE_BYTES; n++) {
        OGRFeatureH feature = OGR_L_GetNextFeature(layer);
        if (!feature) break;
        for (int i = 0; i < fields; i++) {
            if (OGR_Fld_GetType(OGR_FD_GetFieldDefn(defn, i)) != OFTString || !OGR_F_IsFieldSetAndNotNull(feature, i)) continue;
            const char *text = OGR_F_GetFieldAsString(feature, i);
            const size_t length = strlen(text);
            bytes += length;
            geo_encoding_tally(tally, text, length);
        }
        OGR_F_Destroy(feature);
    }
    OGR_L_ResetReading(layer);
}

GeoRecoder *geo_ogr_shapefile_recoder(OGRLayerH layer, const char *encoding, GeoSink *sink)
{
    if (encoding && encoding[0]) return geo_recoder_create(encoding);
    const char *cpg = GDALGetMetadataItem(layer, "ENCODING_FROM_CPG", "SHAPEFILE"),
               *ldid = GDALGetMetadataItem(layer, "ENCODING_FROM_LDID", "SHAPEFILE");
    const char *from_cpg = cpg ? geo_encoding_name(cpg) : NULL;
    GeoEncodingTally tally = { 0 };
    geo_gdal_errors_push(NULL);
    tally_layer(layer, &tally);
    geo_gdal_errors_pop();
    const char *found = geo_encoding_of_tally(&tally);
    if (tally.values == 0) return NULL; // plain ASCII
    // A .cpg is believed unless the text contradicts it.
    if (from_cpg && !(str_equal(from_cpg, "UTF-8") && !str_equal(found, "UTF-8"))) return geo_recoder_create(from_cpg);
    if (from_cpg && sink)
        geo_sink_problem(sink, GEO_PROBLEM_TEXT_ENCODING, 1, "the .cpg says UTF-8, the text is not; read as detected");
    // What the .dbf's language byte says is mostly the writer's default: it decides only between single-byte pages.
    const char *from_ldid = ldid ? geo_encoding_name(ldid) : NULL;
    if (str_equal(found, "CP1252") && from_ldid && !str_equal(from_ldid, "UTF-8")) found = from_ldid;
    return str_equal(found, "UTF-8") ? NULL : geo_recoder_create(found);
}
