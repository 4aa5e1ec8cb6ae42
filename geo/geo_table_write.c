// SPDX-License-Identifier: Apache-2.0
// geo_table_write.c - CSV by our own writer, the rest by GDAL in transactions, renamed at the end.
#include "geo/geo_table_write.h"
#include "base/clock.h"
#include "base/csv.h"
#include "base/file.h"
#include "base/json.h"
#include "base/str.h"
#include "geo/geo_error.h"
#include <cpl_conv.h>
#include <cpl_string.h>
#include <errno.h>
#include <fcntl.h>
#include <gdal.h>
#include <math.h>
#include <ogr_api.h>
#include <ogr_srs_api.h>
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>
#include <time.h>
#include <unistd.h>

#define CSV_FLUSH_BYTES ((size_t)256 << 10)
#define ROWS_A_TRANSACTION 50000

static const struct {
    const char *extension, *driver; // driver NULL = ours
} formats[] = { { "csv", NULL }, { "gpkg", "GPKG" }, { "parquet", "Parquet" } };
#define FORMAT_COUNT (int)(sizeof formats / sizeof *formats)

struct GeoTableWriter {
    GeoTableDesc desc;
    char *path, *temporary; // temporary: of GDAL
    bool has_failed;
    // CSV
    bool is_csv;
    FileTemporary file;
    Str text;
    // GDAL
    GDALDatasetH dataset;
    OGRLayerH layer;
    OGRFeatureH feature;
    OGRSpatialReferenceH srs;
    int rows_open; // of the transaction
    bool has_transaction;
};

static int format_of(const char *path, Err *err)
{
    const char *extension = file_extension(path);
    for (int i = 0; i < FORMAT_COUNT; i++) {
        if (strcasecmp(extension, formats[i].extension) != 0) continue;
        geo_gdal_register();
        if (!formats[i].driver || GDALGetDriverByName(formats[i].driver)) return i;
        err_set(err, ERR_UNSUPPORTED,
                "'%.200s': this GDAL (%s) was built without %s; csv and gpkg are there", path,
                GDALVersionInfo("RELEASE_NAME"), formats[i].driver);
        return -1;
    }
    err_set(err, ERR_UNSUPPORTED, "'%.200s': expected a name that ends in .csv, .gpkg or .parquet",
            path);
    return -1;
}

bool geo_table_can(const char *path, Err *err)
{
    return format_of(path, err) >= 0;
}

static void add_time(GeoTableWriter *w, CsvWriter *csv, int64_t t_us)
{
    char text[32], whole[48];
    const int fraction = (int)((t_us % 1000000 + 1000000) % 1000000);
    clock_format(t_us - fraction, w->desc.utc_offset_s, text);
    if (fraction)
        snprintf(whole, sizeof whole, "%.19s.%0*d%s", text, fraction % 1000 ? 6 : 3,
                 fraction % 1000 ? fraction : fraction / 1000, text + 19);
    csv_text(csv, fraction ? whole : text);
}

static void add_cell(GeoTableWriter *w, CsvWriter *csv, GeoTableType type, const GeoTableCell *cell)
{
    Str number = { 0 };
    JsonWriter json = { .out = &number };
    if (!cell->is_there || (type == GEO_CELL_NUMBER && !isfinite(cell->number))) {
        csv_text(csv, NULL);
        return;
    }
    switch (type) {
    case GEO_CELL_NUMBER: // the shortest that reads back
        json_number(&json, cell->number);
        csv_text(csv, number.text);
        break;
    case GEO_CELL_INTEGER: csv_int(csv, cell->integer); break;
    case GEO_CELL_TIME: add_time(w, csv, cell->integer); break;
    default: csv_text(csv, cell->text);
    }
    str_finish(&number);
}

static bool flush(GeoTableWriter *w, size_t least, Err *err)
{
    if (w->text.length < least || w->text.length == 0) return true;
    const bool ok = file_temporary_write(&w->file, w->text.text, w->text.length, err);
    w->text.length = 0;
    return ok;
}

static bool open_csv(GeoTableWriter *w, Err *err)
{
    CsvWriter csv = { .out = &w->text };
    if (!file_temporary_open(w->path, &w->file, err)) return false;
    if (!w->desc.has_no_bom) csv_bom(&csv);
    for (int i = 0; i < w->desc.column_count; i++) csv_text(&csv, w->desc.columns[i].name);
    csv_end(&csv);
    return true;
}

// Beside the file, hidden, with the extension GDAL wants.
static char *temporary_of(const char *path)
{
    static _Atomic unsigned counter;
    const char *name = file_name(path);
    Str out = { 0 };
    str_add_n(&out, path, (size_t)(name - path));
    str_printf(&out, ".%s.%d-%u.%s", name, (int)getpid(), atomic_fetch_add(&counter, 1u),
               file_extension(path));
    return out.text;
}

static OGRFieldType field_type(GeoTableType type)
{
    switch (type) {
    case GEO_CELL_NUMBER: return OFTReal;
    case GEO_CELL_INTEGER: return OFTInteger64;
    case GEO_CELL_TIME: return OFTDateTime;
    default: return OFTString;
    }
}

static bool create_layer(GeoTableWriter *w, Err *err)
{
    char **options = NULL;
    char name[128];
    snprintf(name, sizeof name, "%s", w->desc.table ? w->desc.table : file_name(w->path));
    if (!w->desc.table && strchr(name, '.')) *strrchr(name, '.') = 0;
    const bool is_package = strcasecmp(file_extension(w->path), "gpkg") == 0;
    if (is_package && w->desc.description)
        options = CSLSetNameValue(options, "DESCRIPTION", w->desc.description);
    w->srs = OSRNewSpatialReference(NULL);
    if (OSRImportFromEPSG(w->srs, 4326) == OGRERR_NONE) {
        OSRSetAxisMappingStrategy(w->srs, OAMS_TRADITIONAL_GIS_ORDER);
        w->layer = GDALDatasetCreateLayer(w->dataset, name, w->srs, wkbPoint, options);
    }
    CSLDestroy(options);
    for (int i = 0; w->layer && i < w->desc.column_count; i++) {
        const GeoTableColumn *column = &w->desc.columns[i];
        OGRFieldDefnH field = OGR_Fld_Create(column->name, field_type(column->type));
        const bool ok = OGR_L_CreateField(w->layer, field, FALSE) == OGRERR_NONE;
        OGR_Fld_Destroy(field);
        if (!ok) w->layer = NULL;
    }
    if (w->layer) w->feature = OGR_F_Create(OGR_L_GetLayerDefn(w->layer));
    if (w->feature) return true;
    geo_error_fill(err, ERR_IO, "write '%.200s'", w->path);
    return false;
}

static bool open_gdal(GeoTableWriter *w, const char *driver, Err *err)
{
    geo_error_clear();
    w->temporary = temporary_of(w->path);
    unlink(w->temporary);
    w->dataset = GDALCreate(GDALGetDriverByName(driver), w->temporary, 0, 0, 0, GDT_Unknown, NULL);
    if (!w->dataset) {
        geo_error_fill(err, ERR_IO, "write '%.200s'", w->path);
        return false;
    }
    return create_layer(w, err);
}

GeoTableWriter *geo_table_open(const GeoTableDesc *desc, Err *err)
{
    const int format = format_of(desc->path, err);
    GeoTableWriter *w = format >= 0 ? calloc(1, sizeof *w) : NULL;
    if (!w) return NULL;
    w->desc = *desc;
    w->path = str_copy(desc->path);
    w->is_csv = formats[format].driver == NULL;
    const bool ok =
        w->path && (w->is_csv ? open_csv(w, err) : open_gdal(w, formats[format].driver, err));
    if (ok) return w;
    geo_table_close(w, false, NULL);
    return NULL;
}

static void set_time(OGRFeatureH feature, int field, int64_t t_us)
{
    const int64_t fraction = (t_us % 1000000 + 1000000) % 1000000;
    const time_t seconds = (time_t)((t_us - fraction) / 1000000);
    struct tm tm = { 0 };
    gmtime_r(&seconds, &tm);
    OGR_F_SetFieldDateTimeEx(feature, field, tm.tm_year + 1900, tm.tm_mon + 1, tm.tm_mday,
                             tm.tm_hour, tm.tm_min,
                             (float)tm.tm_sec + (float)(fraction / 1000) / 1000.0f, 100);
}

static void set_field(OGRFeatureH feature, int field, GeoTableType type, const GeoTableCell *cell)
{
    if (!cell->is_there || (type == GEO_CELL_NUMBER && !isfinite(cell->number))) {
        OGR_F_SetFieldNull(feature, field);
        return;
    }
    switch (type) {
    case GEO_CELL_NUMBER: OGR_F_SetFieldDouble(feature, field, cell->number); break;
    case GEO_CELL_INTEGER: OGR_F_SetFieldInteger64(feature, field, cell->integer); break;
    case GEO_CELL_TIME: set_time(feature, field, cell->integer); break;
    default: OGR_F_SetFieldString(feature, field, cell->text ? cell->text : "");
    }
}

static bool begin_or_go_on(GeoTableWriter *w)
{
    if (!w->has_transaction) {
        if (!GDALDatasetTestCapability(w->dataset, ODsCTransactions)) return true;
        w->has_transaction = GDALDatasetStartTransaction(w->dataset, FALSE) == OGRERR_NONE;
        return w->has_transaction;
    }
    if (++w->rows_open < ROWS_A_TRANSACTION) return true;
    w->rows_open = 0;
    w->has_transaction = false;
    return GDALDatasetCommitTransaction(w->dataset) == OGRERR_NONE && begin_or_go_on(w);
}

static bool row_gdal(GeoTableWriter *w, const GeoTableCell *cells, const GeoPos *at, Err *err)
{
    OGRGeometryH point = NULL;
    geo_error_clear();
    for (int i = 0; i < w->desc.column_count; i++)
        set_field(w->feature, i, w->desc.columns[i].type, &cells[i]);
    if (at && isfinite(at->lon_deg) && isfinite(at->lat_deg)) {
        point = OGR_G_CreateGeometry(wkbPoint);
        OGR_G_SetPoint_2D(point, 0, at->lon_deg, at->lat_deg);
    }
    OGR_F_SetGeometryDirectly(w->feature, point);
    OGR_F_SetFID(w->feature, OGRNullFID);
    if (begin_or_go_on(w) && OGR_L_CreateFeature(w->layer, w->feature) == OGRERR_NONE) return true;
    geo_error_fill(err, ERR_IO, "write '%.200s'", w->path);
    return false;
}

bool geo_table_row(GeoTableWriter *w, const GeoTableCell *cells, const GeoPos *at, Err *err)
{
    bool ok = false;
    if (w->is_csv) {
        CsvWriter csv = { .out = &w->text };
        for (int i = 0; i < w->desc.column_count; i++)
            add_cell(w, &csv, w->desc.columns[i].type, &cells[i]);
        csv_end(&csv);
        ok = flush(w, CSV_FLUSH_BYTES, err);
    } else {
        ok = row_gdal(w, cells, at, err);
    }
    w->has_failed = w->has_failed || !ok;
    return ok;
}

static bool sync_file(const char *path)
{
    const int fd = open(path, O_RDONLY | O_CLOEXEC);
    const bool ok = fd >= 0 && fsync(fd) == 0;
    if (fd >= 0) close(fd);
    return ok;
}

static bool close_gdal(GeoTableWriter *w, bool commit, Err *err)
{
    bool ok = commit;
    geo_error_clear();
    if (w->has_transaction && commit)
        ok = GDALDatasetCommitTransaction(w->dataset) == OGRERR_NONE;
    else if (w->has_transaction)
        GDALDatasetRollbackTransaction(w->dataset);
    if (w->feature) OGR_F_Destroy(w->feature);
    CPLErrorReset();
    if (w->dataset) GDALClose(w->dataset); // the index of points is made here
    ok = ok && CPLGetLastErrorType() < CE_Failure;
    if (commit && !ok) geo_error_fill(err, ERR_IO, "write '%.200s'", w->path);
    if (ok && (!sync_file(w->temporary) || rename(w->temporary, w->path) != 0)) {
        err_set(err, ERR_IO, "write '%.200s': %s", w->path, strerror(errno));
        ok = false;
    }
    static const char *const besides[] = { "", "-journal", "-wal", "-shm" };
    for (size_t i = 0; w->temporary && i < sizeof besides / sizeof *besides; i++) {
        Str path = { 0 };
        str_printf(&path, "%s%s", w->temporary, besides[i]);
        unlink(path.text);
        str_finish(&path);
    }
    if (w->srs) OSRRelease(w->srs);
    return ok;
}

bool geo_table_close(GeoTableWriter *w, bool commit, Err *err)
{
    if (!w) return false;
    commit = commit && !w->has_failed;
    bool ok = false;
    if (w->is_csv && w->file.path) {
        ok = commit && flush(w, 0, err);
        ok = file_temporary_close(&w->file, ok, err) && ok;
    } else if (!w->is_csv) {
        ok = close_gdal(w, commit, err);
    }
    str_finish(&w->text);
    free(w->temporary);
    free(w->path);
    free(w);
    return ok;
}
