// SPDX-License-Identifier: Apache-2.0
// geo_raster_source.c - what a user names a raster by -> what GDAL opens; the pool of datasets and coordinate systems.
#include "geo/geo_raster_private.h"

#include "base/file.h"
#include "base/str.h"
#include "geo/geo_error.h"
#include "geo/geo_remote.h"

#include <cpl_conv.h>
#include <cpl_string.h>
#include <cpl_vsi.h>
#include <gdalwarper.h>
#include <stdlib.h>
#include <string.h>

void geo_xml_add(Str *out, const char *text, size_t length)
{
    for (size_t i = 0; i < length; i++) {
        switch (text[i]) {
        case '&': str_add(out, "&amp;"); break;
        case '<': str_add(out, "&lt;"); break;
        case '>': str_add(out, "&gt;"); break;
        default: str_add_n(out, text + i, 1); break;
        }
    }
}

// "https://…/{z}/{x}/{y}.png" -> a description for GDAL's tile client. {-y} counts from the south,
// {s} is a server letter.
// "#zmax=14" behind it says where the server's zooms end.
static char *xyz_description(const char *url)
{
    static const struct {
        const char *mark, *becomes;
    } marks[] = { { "{z}", "${z}" }, { "{x}", "${x}" }, { "{y}", "${y}" }, { "{-y}", "${y}" }, { "{s}", "a" }, { "{r}", "" } };
    const char *fragment = strchr(url, '#'), *zmax = fragment ? strstr(fragment, "zmax=") : NULL;
    int64_t level = 19;
    if (zmax && (!str_parse_int(zmax + 5, &level) || level < 0 || level > 24)) level = 19;
    Str xml = { 0 };
    str_add(&xml, "<GDAL_WMS><Service name=\"TMS\"><ServerUrl>");
    for (const char *c = url; *c && c != fragment;) {
        size_t taken = 0;
        for (size_t i = 0; i < sizeof marks / sizeof *marks && !taken; i++) {
            if (!str_starts(c, marks[i].mark)) continue;
            str_add(&xml, marks[i].becomes);
            taken = strlen(marks[i].mark);
        }
        if (!taken) geo_xml_add(&xml, c, taken = 1);
        c += taken;
    }
    str_printf(&xml,
               "</ServerUrl></Service><DataWindow><UpperLeftX>-20037508.342789244</"
               "UpperLeftX><UpperLeftY>20037508.342789244"
               "</UpperLeftY><LowerRightX>20037508.342789244</"
               "LowerRightX><LowerRightY>-20037508.342789244</LowerRightY>"
               "<TileLevel>%d</TileLevel><TileCountX>1</TileCountX><TileCountY>1</"
               "TileCountY><YOrigin>%s</YOrigin></DataWindow>"
               "<Projection>EPSG:3857</Projection><BlockSizeX>256</BlockSizeX><BlockSizeY>256</"
               "BlockSizeY><BandsCount>4</BandsCount>"
               "<MaxConnections>4</MaxConnections><Timeout>" GEO_SILENCE_S
               "</Timeout><ZeroBlockHttpCodes>204,404</ZeroBlockHttpCodes></GDAL_WMS>",
               (int)level, strstr(url, "{-y}") ? "bottom" : "top");
    return xml.text;
}

static bool is_raster_member(const char *name)
{
    static const char *const endings[] = { ".hgt", ".tif", ".tiff", ".img", ".asc", ".dem", ".dt0", ".dt1", ".dt2", ".bil",
                                          ".vrt",
                                           ".nc", ".grb", ".grb2", ".grib2", ".jp2", ".png", ".jpg", ".mbtiles" };
    for (size_t i = 0; i < sizeof endings / sizeof *endings; i++) {
        if (str_ends_nocase(name, endings[i])) return true;
    }
    return false;
}

// The first raster inside a zip, by ending. heap; NULL = none.
static char *zip_member(const char *path)
{
    Str folder = { 0 };
    str_printf(&folder, "%s%s", str_starts(path, "/vsizip/") ? "" : "/vsizip/", path);
    char **names = VSIReadDirRecursive(folder.text);
    char *found = NULL;
    for (int i = 0; names && names[i] && !found; i++) {
        if (!is_raster_member(names[i])) continue;
        Str member = { 0 };
        str_printf(&member, "%s/%s", folder.text, names[i]);
        found = member.text;
    }
    CSLDestroy(names);
    str_finish(&folder);
    return found;
}

char *geo_raster_open_name(const char *source, bool *is_remote, Err *err)
{
    const bool is_url = str_starts(source, "http://") || str_starts(source, "https://") || str_starts(source, "ftp://");
    if (str_ends_nocase(source, ".pmtiles")) {
        *is_remote = is_url || str_starts(source, "/vsicurl");
        Str path = { 0 };
        str_printf(&path, "%s%s", is_url ? "/vsicurl/" : "", source);
        char *name = geo_raster_pmtiles_open_name(path.text, *is_remote, err);
        str_finish(&path);
        return name;
    }
    *is_remote = is_url || str_starts(source, "/vsicurl/") || str_starts(source, "WMTS:") || str_starts(source, "WMS:") ||
                 strstr(source, "<GDAL_WMS>") != NULL;
    if (is_url && strstr(source, "{x}") && strstr(source, "{z}") &&
        (strstr(source, "{y}") || strstr(source, "{-y}"))) return xyz_description(source);
    Str name = { 0 };
    if (is_url) {
        // A service is asked by its driver, a file is read in ranges.
        if (strcasestr(source, "service=wmts") || strcasestr(source, "wmtscapabilities")) str_printf(&name, "WMTS:%s", source);
        else if (strcasestr(source, "service=wms")) str_printf(&name, "WMS:%s", source);
        else str_printf(&name, "/vsicurl/%s", source);
        return name.text;
    }
    if (str_ends_nocase(source, ".zip") && !*is_remote) {
        char *member = zip_member(source);
        if (!member) err_set(err, ERR_FORMAT, "'%.200s' is not a zip archive with a raster inside", source);
        return member;
    }
    if (str_ends_nocase(source, ".gz") && !str_starts(source, "/vsi")) str_printf(&name, "/vsigzip/%s", source);
    else str_add(&name, source);
    return name.text;
}

void geo_raster_open_name_finish(char *name)
{
    if (name && str_starts(name, GEO_RASTER_MEMORY)) {
        char *file = strrchr(name, '/');
        if (file > name + strlen(GEO_RASTER_MEMORY)) *file = 0;
        VSIRmdirRecursive(name);
    }
    free(name);
}

void geo_raster_part_name(const char *subdataset, char *out, size_t cap)
{
    static const char *const keys[] = { "LAYERS=", "layer=" };
    for (size_t i = 0; i < sizeof keys / sizeof *keys; i++) {
        const char *key = strstr(subdataset, keys[i]);
        if (!key || !(str_starts(subdataset, "WMS:") || str_starts(subdataset, "WMTS:"))) continue;
        Str name = { 0 };
        const char *from = key + strlen(keys[i]);
        str_add_n(&name, from, strcspn(from, "&,"));
        char *plain = CPLUnescapeString(name.text, NULL, CPLES_URL);
        str_copy_utf8(out, cap, plain);
        CPLFree(plain);
        str_finish(&name);
        return;
    }
    const char *colon = strrchr(subdataset, ':');
    const bool is_named = colon && strchr(subdataset, ':') != colon; // DRIVER:file:name
    const char *name = is_named ? colon + 1 + strspn(colon + 1, "/\"") : subdataset;
    str_copy_utf8(out, cap, *name ? name : subdataset);
}

static bool is_same_table(const char *subdataset, const char *description, const char *table)
{
    char part[256];
    geo_raster_part_name(subdataset, part, sizeof part);
    if (str_equal_nocase(part, table)) return true;
    if (str_equal(subdataset, table) || str_equal(description, table)) return true;
    const size_t a = strlen(subdataset), b = strlen(table);
    return a > b && subdataset[a - b - 1] == ':' && strcmp(subdataset + a - b, table) == 0;
}

// The subdataset that table names, or the first that is a raster of more than a line.
static GDALDatasetH subdataset_open(GDALDatasetH whole, const char *table, char **open_name)
{
    char **list = GDALGetMetadata(whole, "SUBDATASETS");
    GDALDatasetH found = NULL;
    for (int i = 1; i <= 4096 && !found; i++) {
        char key[40];
        CPLsnprintf(key, sizeof key, "SUBDATASET_%d_NAME", i);
        const char *name = CSLFetchNameValue(list, key);
        if (!name) break;
        CPLsnprintf(key, sizeof key, "SUBDATASET_%d_DESC", i);
        const char *description = CSLFetchNameValue(list, key);
        if (table && !is_same_table(name, description ? description : "", table)) continue;
        found = GDALOpenEx(name, GDAL_OF_RASTER | GDAL_OF_READONLY, NULL, NULL, NULL);
        const bool is_line = found && (GDALGetRasterXSize(found) < 2 || GDALGetRasterYSize(found) < 2 ||
                                       GDALGetRasterCount(found) < 1);
        if (is_line && !table) {
            GDALClose(found);
            found = NULL;
        }
        if (found) *open_name = str_copy(name);
    }
    return found;
}

static void open_failed(const char *source, const char *name, bool is_remote, Err *err)
{
    VSIStatBufL stat;
    const bool is_file = !is_remote && name[0] != '<' && VSIStatL(name, &stat) == 0;
    if (is_remote)
        geo_error_fill(err, ERR_NETWORK, "open raster '%.200s'", source);
    else if (is_file)
        geo_error_fill(err, ERR_FORMAT, "'%.200s' is no raster that GDAL %s knows", source,
                       GDALVersionInfo("RELEASE_NAME"));
    else
        geo_error_fill(err, ERR_IO, "open raster '%.200s'", source);
}

GDALDatasetH geo_raster_gdal_open(const char *source, char **name, bool *is_remote, Err *err)
{
    *name = geo_raster_open_name(source, is_remote, err);
    if (!*name) return NULL;
    geo_error_clear();
    GDALDatasetH dataset = GDALOpenEx(
        *name, GDAL_OF_RASTER | GDAL_OF_READONLY | GDAL_OF_VERBOSE_ERROR, NULL, NULL, NULL);
    if (dataset || !geo_remote_is_url(source) || !str_starts(*name, "/vsicurl/")) return dataset;
    // A server that sends no parts: the whole file, unless it is not there at all.
    VSIStatBufL stat;
    if (VSIStatL(*name, &stat) != 0 && strstr(geo_error_text(), "Range downloading") == NULL)
        return NULL;
    char *fetched = geo_remote_fetch(source, NULL);
    if (!fetched) return NULL;
    geo_raster_open_name_finish(*name);
    *name = fetched;
    return GDALOpenEx(fetched, GDAL_OF_RASTER | GDAL_OF_READONLY | GDAL_OF_VERBOSE_ERROR, NULL,
                      NULL, NULL);
}

GDALDatasetH geo_raster_dataset_open(const char *source, const char *table, GeoRasterPrivate *out,
                                     Err *err)
{
    geo_gdal_register();
    char *name = NULL;
    GDALDatasetH dataset = geo_raster_gdal_open(source, &name, &out->is_remote, err);
    if (!name) return NULL;
    if (!dataset) {
        open_failed(source, name, out->is_remote, err);
        geo_raster_open_name_finish(name);
        return NULL;
    }
    char part_name[256] = "";
    str_copy_utf8(part_name, sizeof part_name, table ? table : "");
    char *mark = strrchr(part_name, '#');
    if (mark) *mark = 0; // the band
    const bool has_cells = GDALGetRasterCount(dataset) > 0;
    char *inner = NULL;
    GDALDatasetH part = part_name[0] || !has_cells
                            ? subdataset_open(dataset, part_name[0] ? part_name : NULL, &inner)
                            : NULL;
    if (part) {
        GDALClose(dataset);
        geo_raster_open_name_finish(name);
        out->open_name = inner;
        out->is_part = true;
        return part;
    }
    if (!has_cells) {
        err_set(err, part_name[0] ? ERR_NOT_FOUND : ERR_FORMAT, "'%.200s' holds no raster%s%.100s",
                source, part_name[0] ? " called " : "", part_name);
        GDALClose(dataset);
        geo_raster_open_name_finish(name);
        return NULL;
    }
    out->open_name = name;
    return dataset;
}

GDALDatasetH geo_raster_warp(const GeoRasterPrivate *p, GDALDatasetH dataset)
{
    GDALDatasetH warped = GDALAutoCreateWarpedVRT(dataset, p->warp_crs, p->warp_crs, GRA_Bilinear, 0.125, NULL);
    GDALReleaseDataset(dataset); // the VRT holds its own reference
    return warped;
}

static GDALDatasetH slot_open(const GeoRaster *raster, Err *err)
{
    const GeoRasterPrivate *p = raster->private_;
    geo_error_clear();
    GDALDatasetH dataset = GDALOpenEx(p->open_name, GDAL_OF_RASTER | GDAL_OF_READONLY, NULL, NULL, NULL);
    if (dataset && p->is_warped) dataset = geo_raster_warp(p, dataset);
    if (!dataset) geo_error_fill(err, p->is_remote ? ERR_NETWORK : ERR_IO, "open raster '%.200s' again", raster->source);
    return dataset;
}

// Handles of a WMTS opened by one thread share GDAL's data set of the tiles within, which two
// threads must not read at once (stripes of wrong colours): it has one handle alone.
static int slot_count(const GeoRasterPrivate *p)
{
    return str_starts(p->open_name, "WMTS:") ? 1 : GEO_RASTER_SLOTS;
}

GDALDatasetH geo_raster_slot_acquire(GeoRaster *raster, Err *err)
{
    GeoRasterPrivate *p = raster->private_;
    const int slots = slot_count(p);
    pthread_mutex_lock(&p->lock);
    for (;;) {
        int free_slot = -1;
        for (int i = 0; i < slots; i++) {
            if (p->slots[i].is_busy) continue;
            if (p->slots[i].dataset) {
                free_slot = i;
                break;
            }
            if (free_slot < 0) free_slot = i;
        }
        if (free_slot >= 0) {
            GeoRasterSlot *slot = &p->slots[free_slot];
            slot->is_busy = true;
            GDALDatasetH dataset = slot->dataset;
            pthread_mutex_unlock(&p->lock);
            if (dataset) return dataset;
            dataset = slot_open(raster, err);
            pthread_mutex_lock(&p->lock);
            slot->dataset = dataset;
            slot->is_busy = dataset != NULL;
            if (!dataset) pthread_cond_broadcast(&p->changed);
            pthread_mutex_unlock(&p->lock);
            return dataset;
        }
        pthread_cond_wait(&p->changed, &p->lock);
    }
}

void geo_raster_slot_release(GeoRaster *raster, GDALDatasetH dataset)
{
    if (!dataset) return;
    GeoRasterPrivate *p = raster->private_;
    pthread_mutex_lock(&p->lock);
    for (int i = 0; i < GEO_RASTER_SLOTS; i++) {
        if (p->slots[i].dataset == dataset) p->slots[i].is_busy = false;
    }
    pthread_cond_broadcast(&p->changed);
    pthread_mutex_unlock(&p->lock);
}

GeoCrs *geo_raster_crs_acquire(GeoRaster *raster)
{
    GeoRasterPrivate *p = raster->private_;
    GeoCrs *crs = NULL;
    pthread_mutex_lock(&p->lock);
    for (int i = 0; i < GEO_RASTER_SLOTS && !crs; i++) {
        crs = p->crs_idle[i];
        p->crs_idle[i] = NULL;
    }
    if (!crs) crs = geo_crs_clone(p->crs_first);
    pthread_mutex_unlock(&p->lock);
    return crs;
}

void geo_raster_crs_release(GeoRaster *raster, GeoCrs *crs)
{
    GeoRasterPrivate *p = raster->private_;
    pthread_mutex_lock(&p->lock);
    for (int i = 0; i < GEO_RASTER_SLOTS && crs; i++) {
        if (p->crs_idle[i]) continue;
        p->crs_idle[i] = crs;
        crs = NULL;
    }
    pthread_mutex_unlock(&p->lock);
    geo_crs_destroy(crs);
}
