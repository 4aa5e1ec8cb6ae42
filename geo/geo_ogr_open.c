// SPDX-License-Identifier: Apache-2.0
// geo_ogr_open.c - how GDAL opens what the user named: archives, CSV in any encoding, Shapefiles with their text untouched.
#include "geo/geo_error.h"
#include "geo/geo_ogr.h"
#include "geo/geo_members.h"
#include "geo/geo_remote.h"
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

// "PG:", "WFS:", "MVT:" and the like: two letters or more, a colon, and no such file.
static bool is_connection(const char *source)
{
    size_t n = 0;
    while ((source[n] >= 'A' && source[n] <= 'Z') || (source[n] >= 'a' && source[n] <= 'z') || source[n] == '_' ||
           (n > 0 && source[n] >= '0' && source[n] <= '9'))
        n++;
    return n >= 2 && source[n] == ':' && !file_exists(source);
}

// Where the bytes of source lie for GDAL's file systems, archives unpacked by their ending. Heap.
static char *packed_path(const char *source, const char *ending_of)
{
    Str s = { 0 };
    const bool is_shapefile_pack =
        str_ends_nocase(ending_of, ".shz") || str_ends_nocase(ending_of, ".kmz");
    if (str_ends_nocase(ending_of, ".zip"))
        str_add(&s, "/vsizip/");
    else if (str_ends_nocase(ending_of, ".tar") || str_ends_nocase(ending_of, ".tgz") ||
             str_ends_nocase(ending_of, ".tar.gz"))
        str_add(&s, "/vsitar/");
    else if (str_ends_nocase(ending_of, ".gz") && !is_shapefile_pack)
        str_add(&s, "/vsigzip/");
    str_add(&s, source);
    return s.text;
}

char *geo_source_gdal_path(const char *source)
{
    char *service = geo_remote_service_path(source);
    if (service) return service;
    if (!geo_remote_is_url(source)) {
        const bool is_plain = !str_starts(source, "/vsi") && !is_connection(source);
        return is_plain ? packed_path(source, source) : str_copy(source);
    }
    Str remote = { 0 };
    str_printf(&remote, "/vsicurl/%s", source);
    char *path = packed_path(remote.text, source);
    str_finish(&remote);
    return path;
}

bool geo_source_check(const char *source, Err *err)
{
    if (!source[0]) {
        err_set(err, ERR_ARGUMENT, "no source given");
        return false;
    }
    if (str_starts(source, "/vsi") || geo_remote_is_url(source) || is_connection(source) ||
        source[0] == '<' || file_is_folder(source))
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
    return geo_remote_is_url(source) || strstr(source, "/vsicurl") || str_starts(source, "PG:") ||
           str_starts(source, "WFS:") || str_starts(source, "OAPIF:") ||
           str_starts(source, "MYSQL:") || str_starts(source, "ESRIJSON:http") ||
           str_starts(source, "postgresql:") || str_starts(source, "postgres:");
}

static bool is_csv(const char *path)
{
    static const char *const known[] = { ".csv", ".tsv", ".csv.gz", ".tsv.gz", ".txt", ".txt.gz" };
    for (size_t i = 0; i < sizeof known / sizeof *known; i++)
        if (str_ends_nocase(path, known[i])) return true;
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
static char *csv_in_memory(const char *path, const char *encoding)
{
    size_t length = 0;
    const bool is_packed = str_starts(path, "/vsi") && !str_starts(path, "/vsimem/");
    uint64_t size = 0;
    int64_t changed_us = 0;
    if (!str_starts(path, "/vsi") && (!file_stat(path, &size, &changed_us) || size > TEXT_MAX / 4))
        return NULL;
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
        str_copy_utf8(stem, sizeof stem, file_name(path));
        char *dot = strcasestr(stem, ".csv");
        if (!dot) dot = strcasestr(stem, ".tsv");
        if (!dot) dot = strcasestr(stem, ".txt");
        if (dot) *dot = 0;
        str_printf(&name, "%s.%s", stem,
                   str_ends_nocase(path, ".tsv") || str_ends_nocase(path, ".tsv.gz") ? "tsv"
                                                                                     : "csv");
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

// One file that GDAL opens as vectors, by its looks; what source is called decides how.
static GDALDatasetH open_file(const char *path, const char *encoding, char **memory_path)
{
    char **options = NULL;
    GDALDatasetH ds = NULL;
    if (is_csv(path)) {
        *memory_path = csv_in_memory(path, encoding);
        options = CSLSetNameValue(options, "AUTODETECT_TYPE", "YES");
        options = CSLSetNameValue(options, "EMPTY_STRING_AS_NULL", "YES");
        options = CSLSetNameValue(options, "GEOM_POSSIBLE_NAMES", "WKT,wkt,wkt_geom,the_geom,geom,geometry,geom_wkt,几何");
        const char *opened = *memory_path ? *memory_path : path;
        Str forced = { 0 };
        if (str_ends_nocase(opened, ".txt")) str_add(&forced, "CSV:");
        str_add(&forced, opened);
        const char *const drivers[] = { "CSV", NULL };
        ds = GDALOpenEx(forced.text, GDAL_OF_VECTOR | GDAL_OF_READONLY | GDAL_OF_VERBOSE_ERROR,
                        drivers, (const char *const *)options, NULL);
        str_finish(&forced);
    } else {
        // Nothing is written beside the user's files.
        if (strcasestr(path, ".gml") || strcasestr(path, ".xml"))
            options = CSLSetNameValue(options, "WRITE_GFS", "NO");
        ds = GDALOpenEx(path, GDAL_OF_VECTOR | GDAL_OF_READONLY | GDAL_OF_VERBOSE_ERROR, NULL,
                        (const char *const *)options, NULL);
    }
    CSLDestroy(options);
    return ds;
}

// Tables of a folder are opened when asked for: now, while the setting of their text holds.
static void open_tables(GDALDatasetH ds)
{
    const bool is_shapefile =
        str_equal(GDALGetDriverShortName(GDALGetDatasetDriver(ds)), "ESRI Shapefile");
    for (int i = 0; is_shapefile && i < GDALDatasetGetLayerCount(ds); i++)
        GDALDatasetGetLayer(ds, i);
}

static void close_both(GDALDatasetH ds, char *memory_path)
{
    if (ds) GDALClose(ds);
    if (memory_path) VSIUnlink(memory_path);
    free(memory_path);
}

// Settings that hold while files are opened: the text of Shapefiles comes raw and we decide, where
// the driver would guess one of two encodings; unsorted OSM files need another index.
static void push_settings(const GeoOgrOpenDesc *desc)
{
    CPLSetThreadLocalConfigOption("SHAPE_ENCODING", "");
    CPLSetThreadLocalConfigOption("OGR_CSV_MAX_FIELD_COUNT", "20000");
    if (desc->is_osm_unsorted) CPLSetThreadLocalConfigOption("OSM_USE_CUSTOM_INDEXING", "NO");
}

static void pop_settings(void)
{
    CPLSetThreadLocalConfigOption("SHAPE_ENCODING", NULL);
    CPLSetThreadLocalConfigOption("OGR_CSV_MAX_FIELD_COUNT", NULL);
    CPLSetThreadLocalConfigOption("OSM_USE_CUSTOM_INDEXING", NULL);
}

typedef struct {
    const char *table; // wanted; NULL = the first
    char *member, *inside;
} Found;

static bool find_table(const GeoOgrMember *member, void *arg)
{
    Found *found = arg;
    if (found->table && found->table[0] && !str_equal_nocase(member->name, found->table))
        return true;
    found->member = str_copy(member->path);
    found->inside = str_copy(OGR_L_GetName(member->layer));
    return false;
}

static bool visit_members(const char *path, const char *encoding,
                          bool (*visit)(const GeoOgrMember *member, void *arg), void *arg)
{
    char **members = geo_members_list(path);
    GeoMemberNames names = { 0 };
    bool goes_on = true;
    for (int i = 0; members && members[i] && goes_on; i++) {
        char *memory_path = NULL;
        GDALDatasetH ds = open_file(members[i], encoding, &memory_path);
        if (ds) open_tables(ds);
        for (int k = 0; ds && k < GDALDatasetGetLayerCount(ds) && goes_on; k++) {
            OGRLayerH layer = GDALDatasetGetLayer(ds, k);
            const GeoOgrMember member = { .path = members[i],
                                          .name = geo_member_name(&names, path, members[i],
                                                                  OGR_L_GetName(layer)),
                                          .ds = ds,
                                          .layer = layer };
            goes_on = visit(&member, arg);
        }
        close_both(ds, memory_path);
    }
    geo_member_names_finish(&names);
    CSLDestroy(members);
    return goes_on;
}

bool geo_ogr_members_visit(const GeoOgrOpenDesc *desc,
                           bool (*visit)(const GeoOgrMember *member, void *arg), void *arg)
{
    char *path = geo_source_gdal_path(desc->source);
    push_settings(desc);
    const bool goes_on = visit_members(path, desc->encoding, visit, arg);
    pop_settings();
    free(path);
    return goes_on;
}

// The member of an archive or a folder that holds the table, or its first with one.
static void open_member(const char *path, const GeoOgrOpenDesc *desc, GeoOgrDataset *out)
{
    Found found = { .table = desc->table };
    visit_members(path, desc->encoding, find_table, &found);
    if (found.member && found.inside)
        out->ds = open_file(found.member, desc->encoding, &out->memory_path);
    free(found.member);
    if (out->ds)
        out->table = found.inside;
    else
        free(found.inside);
}

// What GDAL says, and what to do about it where we know.
static void set_reason(const char *source, const char *said, Err *err)
{
    const bool is_network = geo_source_is_network(source);
    const bool has_answered = !strstr(said, "CURL error") && !strstr(said, "HTTP ");
    err_set(err, is_network ? ERR_NETWORK : ERR_FORMAT, "cannot open '%s' as a vector layer: %s",
            source, said[0] ? said : "no GDAL driver knows it");
    const char *gdal = GDALVersionInfo("RELEASE_NAME");
    if ((str_ends_nocase(source, ".parquet") || str_ends_nocase(source, ".geoparquet")) &&
        !GDALGetDriverByName("Parquet"))
        err_set(err, ERR_UNSUPPORTED,
                "'%s': GDAL %s here has no Parquet driver; convert it elsewhere with ogr2ogr -f "
                "GPKG out.gpkg (GDAL 3.5 or newer "
                "with Arrow)",
                source, gdal);
    else if (str_ends_nocase(source, ".dwg"))
        err_set(err, ERR_UNSUPPORTED,
                "'%s': of DWG, GDAL %s reads the version R2000 only; save the drawing as DXF or as "
                "DWG R2000",
                source, gdal);
    else if (geo_remote_is_url(source) && has_answered && geo_remote_is_web_page(source))
        err_set(err, ERR_NETWORK,
                "'%s': the server answers with a web page (a log-in or an error?), not with data",
                source);
    else if (strstr(said, "not recognized") ||
             strstr(said, "posix_spawn")) // GDAL asks an outside program about unknown files
        err_set(err, ERR_FORMAT, "'%s': no format that GDAL %s knows", source, gdal);
}

bool geo_ogr_open(const GeoOgrOpenDesc *desc, GeoOgrDataset *out, Err *err)
{
    geo_gdal_register();
    *out = (GeoOgrDataset){ 0 };
    char *path = geo_source_gdal_path(desc->source);
    GeoGdalErrors errors = { 0 };
    geo_gdal_errors_push(&errors);
    push_settings(desc);
    const bool is_pack = geo_members_are_apart(path);
    if (!is_pack) out->ds = open_file(path, desc->encoding, &out->memory_path);
    Err fetch_err = { 0 };
    const bool is_without_ranges =
        strstr(errors.text, "Range downloading") != NULL || (!out->ds && strchr(desc->source, '?'));
    if (!out->ds && geo_remote_is_url(desc->source) && is_without_ranges &&
        !str_starts(errors.text, "HTTP response code")) {
        out->fetched_path = geo_remote_fetch(desc->source, &fetch_err);
        char *fetched =
            out->fetched_path ? packed_path(out->fetched_path, out->fetched_path) : NULL;
        if (fetched) {
            free(path);
            path = fetched;
            out->ds = open_file(path, desc->encoding, &out->memory_path);
        }
    }
    if (!out->ds) open_member(path, desc, out);
    if (out->ds) {
        out->driver = GDALGetDriverShortName(GDALGetDatasetDriver(out->ds));
        open_tables(out->ds);
        if (!out->table && desc->table && desc->table[0]) out->table = str_copy(desc->table);
    }
    pop_settings();
    geo_gdal_errors_pop();
    free(path);
    if (out->ds) return true;
    geo_gdal_errors_push(NULL);
    if (fetch_err.code != ERR_NONE && err)
        *err = fetch_err;
    else
        set_reason(desc->source, errors.text, err);
    geo_gdal_errors_pop();
    geo_ogr_close(out);
    return false;
}

void geo_ogr_close(GeoOgrDataset *dataset)
{
    close_both(dataset->ds, dataset->memory_path);
    if (dataset->fetched_path) VSIUnlink(dataset->fetched_path);
    free(dataset->fetched_path);
    free(dataset->table);
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
