// SPDX-License-Identifier: Apache-2.0
// geo_raster.c - opens a raster: where it lies, what it is, an overview of it in memory.
#include "geo/geo_crs_private.h"
#include "geo/geo_raster_private.h"

#include "base/str.h"
#include "base/file.h"
#include "geo/geo_error.h"

#include <cpl_conv.h>
#include <math.h>
#include <ogr_srs_api.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define CELL_REMOTE_MIN_M 0.05

// Rotated pole of a climate model (CF conventions): the mapping's own metadata say how. heap; NULL = not one.
static char *rotated_pole(GDALDatasetH dataset)
{
    char **all = GDALGetMetadata(dataset, NULL);
    double lat = NAN, lon = NAN, north = 0;
    for (int i = 0; all && all[i]; i++) {
        const char *equals = strchr(all[i], '=');
        if (!equals) continue;
        if (strstr(all[i], "#grid_north_pole_latitude=")) lat = CPLAtof(equals + 1);
        if (strstr(all[i], "#grid_north_pole_longitude=")) lon = CPLAtof(equals + 1);
        if (strstr(all[i], "#north_pole_grid_longitude=")) north = CPLAtof(equals + 1);
    }
    if (!isfinite(lat) || !isfinite(lon) || !isfinite(north)) return NULL;
    Str text = { 0 };
    str_printf(&text, "+proj=ob_tran +o_proj=longlat +o_lon_p=%.10g +o_lat_p=%.10g +lon_0=%.10g +R=6371229 +type=crs", north,
               lat, lon > 0 ? lon - 180 : lon + 180);
    return text.text;
}

// Axes in degrees north and east need no further word. CF conventions.
static bool has_degree_axes(GDALDatasetH dataset)
{
    char **all = GDALGetMetadata(dataset, NULL);
    bool has_north = false, has_east = false;
    for (int i = 0; all && all[i]; i++) {
        if (strstr(all[i], "#units=degrees_north") || strstr(all[i], "#units=degree_north")) has_north = true;
        if (strstr(all[i], "#units=degrees_east") || strstr(all[i], "#units=degree_east")) has_east = true;
    }
    return has_north && has_east;
}

// The stored definition as "EPSG:n" or WKT; heap, NULL = none.
static char *stored_crs(GDALDatasetH dataset)
{
    OGRSpatialReferenceH srs = GDALGetSpatialRef(dataset);
    if (!srs) return NULL;
    const char *authority = OSRGetAuthorityName(srs, NULL), *code = OSRGetAuthorityCode(srs, NULL);
    Str text = { 0 };
    if (authority && code && str_equal(authority, "EPSG")) {
        str_printf(&text, "EPSG:%s", code);
        return text.text;
    }
    char *wkt = NULL;
    const char *const options[] = { "FORMAT=WKT2_2019", NULL };
    if (OSRExportToWktEx(srs, &wkt, options) == OGRERR_NONE && wkt && wkt[0]) str_add(&text, wkt);
    CPLFree(wkt);
    return text.text;
}

static bool crs_find(GeoRaster *raster, GDALDatasetH dataset, const GeoRasterDesc *desc, Err *err)
{
    GeoRasterPrivate *p = raster->private_;
    char *text = desc->crs ? str_copy(desc->crs) : stored_crs(dataset);
    if (!text) text = rotated_pole(dataset);
    if (!text && has_degree_axes(dataset)) text = str_copy("OGC:CRS84");
    if (!text) {
        err_set(err, ERR_CRS, "raster '%.200s' says no coordinate system; add crs=EPSG:number (for example crs=EPSG:4546)",
                raster->source);
        return false;
    }
    p->crs_first = geo_crs_create(text, desc->datum, err);
    free(text);
    if (!p->crs_first) {
        err_prefix(err, "raster '%.200s'", raster->source);
        return false;
    }
    raster->crs_name = str_copy(geo_crs_name(p->crs_first));
    double unit_m = 1; // the band has a unit of its own
    geo_crs_drop_vertical(p->crs_first, p->vertical, sizeof p->vertical, &unit_m);
    return true;
}

static bool affine_find(GeoRaster *raster, GDALDatasetH dataset, Err *err)
{
    GeoRasterPrivate *p = raster->private_;
    double *m = p->crs_from_pixel;
    if (GDALGetGeoTransform(dataset, m) != CE_None) {
        err_set(err, ERR_CRS, "raster '%.200s' does not say where it lies: no geotransform, world file or control points",
                raster->source);
        return false;
    }
    const double determinant = m[1] * m[5] - m[2] * m[4];
    bool is_sane = isfinite(determinant) && fabs(determinant) > 1e-24;
    for (int i = 0; i < 6; i++) is_sane = is_sane && isfinite(m[i]) && fabs(m[i]) < 1e12;
    if (!is_sane || !GDALInvGeoTransform(m, p->pixel_from_crs)) {
        err_set(err, ERR_FORMAT, "raster '%.200s' has an absurd geotransform: origin %g, %g, cell %g x %g", raster->source,
                m[0], m[3], m[1], m[5]);
        return false;
    }
    return true;
}

// A zone prefix in the eastings (or one left out) that the CRS does not have: the grid is moved to where the CRS wants it.
static void zone_settle(GeoRaster *raster)
{
    GeoRasterPrivate *p = raster->private_;
    double *m = p->crs_from_pixel;
    const double middle = m[0] + m[1] * raster->cols / 2 + m[2] * raster->rows / 2;
    double settled = middle;
    geo_crs_strip_zone(p->crs_first, &settled, 1);
    if (settled == middle) return;
    m[0] += settled - middle;
    p->pixel_from_crs[0] -= p->pixel_from_crs[1] * (settled - middle);
    p->pixel_from_crs[3] -= p->pixel_from_crs[4] * (settled - middle);
}

// The geodetic box from a lattice over the raster; points outside the CRS do not count unless all are.
static bool extent_find(GeoRaster *raster, Err *err)
{
    enum { LATTICE = 33 };
    GeoRasterPrivate *p = raster->private_;
    const double *m = p->crs_from_pixel;
    double x[LATTICE * LATTICE], y[LATTICE * LATTICE];
    for (int i = 0; i < LATTICE * LATTICE; i++) {
        const double column = raster->cols * (double)(i % LATTICE) / (LATTICE - 1),
            row = raster->rows * (double)(i / LATTICE) / (LATTICE - 1);
        x[i] = m[0] + m[1] * column + m[2] * row;
        y[i] = m[3] + m[4] * column + m[5] * row;
        // Cells centred on the poles reach half a cell beyond.
        if (geo_crs_is_geographic(p->crs_first) && fabs(y[i]) > 90 && fabs(y[i]) < 90 + fabs(m[5])) y[i] = y[i] > 0 ? 90 : -90;
    }
    // Exactly 180 to 360: those edges turn over; the box is then the whole circle.
    const double west = m[0], east = m[0] + m[1] * raster->cols;
    geo_crs_to_geodetic(p->crs_first, x, y, NULL, LATTICE * LATTICE);
    raster->extent = geo_box_empty();
    for (int i = 0; i < LATTICE * LATTICE; i++) {
        if (!isnan(x[i])) raster->extent = geo_box_union(raster->extent, (GeoBox){ x[i], y[i], x[i], y[i] });
    }
    if (geo_box_is_empty(raster->extent)) {
        err_set(err, ERR_CRS, "raster '%.200s' lies wholly outside %s: corner %g, %g; set the right crs=", raster->source,
                raster->crs_name, m[0], m[3]);
        return false;
    }
    if (p->wrap_cols > 0 && west < 180 && east > 180 + 1e-9) raster->extent.west_deg = -180, raster->extent.east_deg = 180;
    const int middle = LATTICE * LATTICE / 2;
    const double dx = (x[middle + 1] - x[middle]) * cos(y[middle] * DVEC_RAD_FROM_DEG), dy = y[middle + LATTICE] - y[middle];
    const double across = 111320.0 * hypot(dx, y[middle + 1] - y[middle]) * (LATTICE - 1) / raster->cols;
    const double dx_down = (x[middle + LATTICE] - x[middle]) * cos(y[middle] * DVEC_RAD_FROM_DEG);
    const double down = 111320.0 * hypot(dy, dx_down) * (LATTICE - 1) / raster->rows;
    raster->cell_m = isfinite(across) && across > 0 ? fmin(across, isfinite(down) && down > 0 ? down : across) : down;
    if (!(raster->cell_m > 0)) raster->cell_m = (raster->extent.north_deg - raster->extent.south_deg) * 111320.0 / raster->rows;
    // Map services have pictures at any scale: GDAL gives them as many cells as it can count.
    if (p->is_remote && raster->cell_m < CELL_REMOTE_MIN_M) raster->cell_m = CELL_REMOTE_MIN_M;
    if (!(raster->cell_m > 1e-4)) {
        err_set(err, ERR_FORMAT, "raster '%.200s' has cells of %g m; set the right crs=", raster->source, raster->cell_m);
        return false;
    }
    return true;
}

// Control points and location arrays become a plain grid through GDAL's warper.
static GDALDatasetH warped_open(GeoRaster *raster, GDALDatasetH dataset, Err *err)
{
    double unused[6];
    const bool has_affine = GDALGetGeoTransform(dataset, unused) == CE_None;
    const bool has_points = GDALGetGCPCount(dataset) > 0 || GDALGetMetadata(dataset, "GEOLOCATION") ||
        GDALGetMetadata(dataset, "RPC");
    if (has_affine || !has_points) return dataset;
    GeoRasterPrivate *p = raster->private_;
    const char *located = GDALGetMetadataItem(dataset, "SRS", "GEOLOCATION");
    if (located && located[0]) p->warp_crs = str_copy(located);
    geo_error_clear();
    GDALDatasetH warped = geo_raster_warp(p, dataset);
    if (!warped) geo_error_fill(err, ERR_FORMAT, "place raster '%.200s' by its control points", raster->source);
    p->is_warped = true;
    return warped;
}

// The band that the description or its table asks for; 0 = the first, -1 with *err = there is no
// such.
static int band_choose(const GeoRaster *raster, GDALDatasetH dataset, const GeoRasterDesc *desc,
                       Err *err)
{
    if (desc->band > raster->bands) {
        err_set(err, ERR_RANGE, "raster '%.200s' has %d bands, not %d", raster->source,
                raster->bands, desc->band);
        return -1;
    }
    const char *mark = desc->table ? strrchr(desc->table, '#') : NULL;
    const bool is_name = desc->table && !mark && !raster->private_->is_part &&
                         !str_equal(desc->table, file_name(raster->source));
    if (!mark && !is_name) return desc->band;
    const char *name = mark ? mark + 1 : desc->table;
    const int band = geo_raster_band_named(dataset, name);
    if (band > 0) return band;
    err_set(err, ERR_NOT_FOUND, "raster '%.200s' has no band '%.80s'; it has %d (info lists them)",
            raster->source, name, raster->bands);
    return -1;
}

static bool raster_read_about(GeoRaster *raster, const GeoRasterDesc *desc, GDALDatasetH dataset, Err *err)
{
    GeoRasterPrivate *p = raster->private_;
    raster->cols = GDALGetRasterXSize(dataset);
    raster->rows = GDALGetRasterYSize(dataset);
    raster->bands = GDALGetRasterCount(dataset);
    if (raster->cols < 1 || raster->rows < 1 || raster->bands < 1) {
        err_set(err, ERR_FORMAT, "raster '%.200s' has %d x %d cells and %d bands", raster->source, raster->cols, raster->rows,
                raster->bands);
        return false;
    }
    const int band = band_choose(raster, dataset, desc, err);
    if (band < 0) return false;
    if (!affine_find(raster, dataset, err) || !crs_find(raster, dataset, desc, err)) return false;
    const bool is_geographic = geo_crs_is_geographic(p->crs_first);
    if (is_geographic && p->crs_from_pixel[2] == 0 && p->crs_from_pixel[1] > 0) p->wrap_cols = 360 / p->crs_from_pixel[1];
    zone_settle(raster);
    p->is_affine = geo_crs_is_plain_geodetic(p->crs_first);
    if (!extent_find(raster, err)) return false;
    geo_raster_bands_find(raster, dataset, band);
    const bool may_be_heights = desc->kind == GEO_RASTER_NONE || desc->kind == GEO_RASTER_ELEVATION;
    if (may_be_heights) p->code = geo_raster_code_find(raster, dataset, desc->encoding);
    if (p->code) {
        p->cell = GEO_CELL_F32;
        p->scale = 1, p->offset = 0;
        raster->has_nodata = false;
        raster->height_scale = 1;
        snprintf(raster->unit, sizeof raster->unit, "m");
    }
    const char *credit = GDALGetMetadataItem(dataset, "attribution", NULL);
    if (!credit) credit = GDALGetMetadataItem(dataset, "TIFFTAG_COPYRIGHT", NULL);
    raster->attribution = str_copy(credit ? credit : "");
    str_plain(raster->attribution);
    return raster->attribution != NULL;
}

// What is to be added to the values of a raster of heights.
static bool heights_settle(GeoRaster *raster, const GeoRasterDesc *desc, Err *err)
{
    GeoVerticalDesc heights = desc->heights;
    if (raster->kind != GEO_RASTER_ELEVATION) return true;
    if (!heights.from || !heights.from[0]) heights.from = raster->private_->vertical;
    if (!geo_vertical_is_needed(&heights)) return true;
    raster->vertical = geo_vertical_create(&heights, raster->extent, raster->vertical_assumed,
                                           sizeof raster->vertical_assumed, err);
    return raster->vertical != NULL;
}

// The file's name; the server's where the address is a pattern. heap.
static char *name_of(const GeoRasterDesc *desc)
{
    if (desc->table) return str_copy(desc->table);
    const char *host = strstr(desc->source, "://");
    if (!host || !strchr(desc->source, '{')) return str_copy(file_name(desc->source));
    Str name = { 0 };
    str_add_n(&name, host + 3, strcspn(host + 3, "/"));
    return name.text;
}

GeoRaster *geo_raster_open(const GeoRasterDesc *desc, Err *err)
{
    if (!desc->source || !desc->source[0]) {
        err_set(err, ERR_ARGUMENT, "a raster needs a source");
        return NULL;
    }
    GeoRaster *raster = calloc(1, sizeof *raster);
    GeoRasterPrivate *p = calloc(1, sizeof *p);
    GDALDatasetH dataset = NULL;
    if (!raster || !p) {
        free(raster);
        free(p);
        err_set(err, ERR_MEMORY, "no memory for raster '%.200s'", desc->source);
        return NULL;
    }
    raster->private_ = p;
    pthread_mutex_init(&p->lock, NULL);
    pthread_mutex_init(&p->block_lock, NULL);
    pthread_cond_init(&p->changed, NULL);
    raster->source = str_copy(desc->source);
    raster->name = name_of(desc);
    if (!raster->source || !raster->name) {
        err_set(err, ERR_MEMORY, "no memory for raster '%.200s'", desc->source);
        goto failed;
    }
    dataset = geo_raster_dataset_open(desc->source, desc->table, p, err);
    if (dataset) dataset = warped_open(raster, dataset, err);
    if (!dataset) goto failed;
    p->slots[0] = (GeoRasterSlot){ .dataset = dataset };
    if (!raster_read_about(raster, desc, dataset, err) ||
        !geo_raster_preview_build(raster, dataset, desc->kind, err)) goto failed;
    if (!heights_settle(raster, desc, err)) goto failed;
    return raster;
failed:
    geo_raster_close(raster);
    return NULL;
}

void geo_raster_close(GeoRaster *raster)
{
    if (!raster) return;
    GeoRasterPrivate *p = raster->private_;
    geo_raster_pyramid_finish(raster);
    for (int i = 0; i < GEO_RASTER_SLOTS; i++) {
        if (p->slots[i].dataset) GDALClose(p->slots[i].dataset);
        geo_crs_destroy(p->crs_idle[i]);
    }
    geo_crs_destroy(p->crs_first);
    geo_vertical_destroy(raster->vertical);
    pthread_mutex_destroy(&p->lock);
    pthread_mutex_destroy(&p->block_lock);
    pthread_cond_destroy(&p->changed);
    free(p->palette);
    free(p->warp_crs);
    geo_raster_open_name_finish(p->open_name);
    free(p);
    free(raster->source);
    free(raster->name);
    free(raster->crs_name);
    free(raster->attribution);
    free(raster);
}
