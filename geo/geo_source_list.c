// SPDX-License-Identifier: Apache-2.0
// geo_source_list.c - what a file holds: vector tables from the source rows, else rasters.
#include "geo/geo_ogr.h"
#include "base/file.h"
#include "base/str.h"
#include "geo/geo_error.h"
#include "geo/geo_raster_private.h"
#include "geo/geo_remote.h"
#include <cpl_string.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

// Heights, colours or other values: by format, bands and type, as geo_raster.c decides in full when it opens.
static GeoTableKind raster_kind(GDALDatasetH ds)
{
    const char *driver = GDALGetDriverShortName(GDALGetDatasetDriver(ds));
    static const char *const grids[] = { "netCDF", "GRIB", "HDF4", "HDF5", "HDF4Image", "HDF5Image", "BAG" };
    for (size_t i = 0; i < sizeof grids / sizeof *grids; i++)
        if (str_equal(driver, grids[i])) return GEO_TABLE_GRID;
    const int bands = GDALGetRasterCount(ds);
    if (bands == 0) return GEO_TABLE_NONE;
    GDALRasterBandH band = GDALGetRasterBand(ds, 1);
    if (bands >= 3 || GDALGetRasterColorTable(band)) return GEO_TABLE_IMAGE;
    return GDALGetRasterDataType(band) == GDT_Byte ? GEO_TABLE_IMAGE : GEO_TABLE_ELEVATION;
}

static bool add_raster(GDALDatasetH ds, const char *name, GeoListing *out)
{
    GeoTable table = { .kind = raster_kind(ds), .feature_count = -1 };
    if (table.kind == GEO_TABLE_NONE) return true;
    str_copy_utf8(table.name, sizeof table.name, name);
    OGRSpatialReferenceH srs = GDALGetSpatialRef(ds);
    bool swapped = false;
    char *crs = geo_ogr_crs_text(srs, &swapped);
    if (crs) str_copy_utf8(table.crs, sizeof table.crs, str_starts(crs, "EPSG:") ? crs : OSRGetName(srs));
    free(crs);
    return geo_listing_add(out, &table);
}

static bool list_raster(const char *source, GeoListing *out, Err *err)
{
    geo_gdal_register();
    bool is_network = false;
    char *path = NULL;
    GeoGdalErrors errors = { 0 };
    geo_gdal_errors_push(&errors);
    GDALDatasetH ds = geo_raster_gdal_open(source, &path, &is_network, err);
    if (!path) {
        geo_gdal_errors_pop();
        return false;
    }
    bool ok = ds != NULL;
    if (ds) {
        snprintf(out->driver, sizeof out->driver, "%s", GDALGetDriverShortName(GDALGetDatasetDriver(ds)));
        char **subsets = GDALGetMetadata(ds, "SUBDATASETS");
        if (GDALGetRasterCount(ds) > 0) ok = add_raster(ds, file_name(source), out);
        for (int i = 0; ok && subsets && subsets[i] && GDALGetRasterCount(ds) == 0; i++) {
            const char *value = strchr(subsets[i], '=');
            if (!value || !strstr(subsets[i], "_NAME=")) continue;
            GDALDatasetH subset = GDALOpenEx(value + 1, GDAL_OF_RASTER | GDAL_OF_READONLY, NULL, NULL, NULL);
            char name[128];
            geo_raster_part_name(value + 1, name, sizeof name);
            if (subset) ok = add_raster(subset, name, out);
            GDALClose(subset);
        }
        GDALClose(ds);
    }
    const bool is_web_page = !ok && is_network && geo_remote_is_web_page(source);
    geo_gdal_errors_pop();
    geo_raster_open_name_finish(path);
    if (is_web_page)
        err_set(err, ERR_NETWORK,
                "'%s': the server answers with a web page (a log-in or an error?), not with data",
                source);
    else if (!ok)
        err_set(err, is_network ? ERR_NETWORK : ERR_FORMAT, "cannot open '%s': %s", source,
                errors.text[0] ? errors.text : "no GDAL driver knows it");
    return ok;
}

// Addresses of picture tiles and map services: no vector driver is to ask the network about them.
static bool is_picture_service(const char *source)
{
    if (str_starts(source, "WMTS:") || str_starts(source, "WMS:") || str_starts(source, "<GDAL_WMS>")) return true;
    return strstr(source, "{x}") && strstr(source, "{z}") && !strcasestr(source, ".pbf") && !strcasestr(source, ".mvt");
}

// What GDAL's vector side makes of a grid file.
static bool is_grid_seen_as_table(const GeoListing *listing)
{
    if (!str_equal(listing->driver, "netCDF")) return false;
    for (int i = 0; i < listing->table_count; i++) {
        const GeoTable *table = &listing->tables[i];
        if (table->kind != GEO_TABLE_ATTRIBUTES && !(table->kind == GEO_TABLE_VECTOR && table->geometry == GEO_GEOMETRY_NONE))
            return false;
    }
    return true;
}

bool geo_source_list(const char *source, const char *encoding, GeoListing *out, Err *err)
{
    GeoListing listing = { 0 };
    if (!geo_source_check(source, err)) return false;
    Err vector_err = { 0 }, raster_err = { 0 };
    bool ok = false;
    for (int i = 0; i < geo_source_count && !ok && !is_picture_service(source); i++) {
        const GeoSource *row = geo_source_table[i];
        if (!row->list || !row->accepts(source)) continue;
        Err row_err = { 0 };
        ok = row->list(source, encoding, &listing, &row_err);
        if (!ok) {
            vector_err = row_err;
            geo_listing_finish(&listing);
            if (row_err.code != ERR_UNSUPPORTED) break;
        }
    }
    // A server that does not answer is not asked again by another driver.
    const bool is_gone = !ok && vector_err.code == ERR_NETWORK;
    if ((!ok || listing.table_count == 0) && !is_gone)
        ok = list_raster(source, &listing, &raster_err) || ok;
    else if (is_grid_seen_as_table(&listing)) {
        // The bounds of the time axis of a grid are a table too, but nobody means them.
        GeoListing rasters = { 0 };
        if (list_raster(source, &rasters, NULL) && rasters.table_count > 0) {
            geo_listing_finish(&listing);
            listing = rasters;
        } else {
            geo_listing_finish(&rasters);
        }
    }
    if (!ok) {
        geo_listing_finish(&listing);
        // A file that no raster driver knows either: the vector reason says more.
        if (err) *err = vector_err.code != ERR_NONE ? vector_err : raster_err;
        return false;
    }
    *out = listing;
    return true;
}

void geo_listing_finish(GeoListing *listing)
{
    free(listing->tables);
    *listing = (GeoListing){ 0 };
}
