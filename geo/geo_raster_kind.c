// SPDX-License-Identifier: Apache-2.0
// geo_raster_kind.c - is a raster the ground, a picture or a grid of values: bands, unit, nodata and the order of the numbers.
#include "geo/geo_raster_private.h"

#include "base/file.h"
#include "base/log.h"
#include "base/str.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define KIND_HEIGHT_MIN_M (-12000.0)
#define KIND_HEIGHT_MAX_M 9200.0
#define KIND_HEIGHT_MAX_FT 30200.0
#define KIND_CELL_MAX_M 2000.0 // a float grid of unknown unit in coarser cells is weather sooner than ground

static bool has_word(const char *text, const char *const *words)
{
    for (; text && *words; words++) {
        if (strcasestr(text, *words)) return true;
    }
    return false;
}

static void palette_read(GeoRasterPrivate *p, GDALRasterBandH band)
{
    GDALColorTableH table = GDALGetRasterColorTable(band);
    if (!table) return;
    p->palette = calloc(256, sizeof *p->palette);
    if (!p->palette) return;
    const int count = GDALGetColorEntryCount(table);
    for (int i = 0; i < count && i < 256; i++) {
        GDALColorEntry e;
        GDALGetColorEntryAsRGB(table, i, &e);
        p->palette[i] = (uint32_t)(e.c1 & 255) | (uint32_t)(e.c2 & 255) << 8 | (uint32_t)(e.c3 & 255) << 16 |
                        (uint32_t)(e.c4 & 255) << 24;
    }
}

// Which bands are red, green, blue and alpha: by their interpretation, else the first three.
static void rgba_bands_find(GeoRaster *raster, GDALDatasetH dataset)
{
    GeoRasterPrivate *p = raster->private_;
    static const GDALColorInterp wanted[4] = { GCI_RedBand, GCI_GreenBand, GCI_BlueBand, GCI_AlphaBand };
    for (int b = raster->bands; b >= 1; b--) {
        const GDALColorInterp is = GDALGetRasterColorInterpretation(GDALGetRasterBand(dataset, b));
        for (int k = 0; k < 4; k++) {
            if (is == wanted[k]) p->rgba_band[k] = b;
        }
    }
    if (p->rgba_band[0] && p->rgba_band[1] && p->rgba_band[2]) return;
    p->is_grey = raster->bands < 3;
    for (int k = 0; k < 3; k++) p->rgba_band[k] = p->is_grey ? 1 : k + 1;
}

static void unit_read(GeoRaster *raster, GDALRasterBandH band)
{
    const char *unit = GDALGetRasterUnitType(band);
    if (!unit || !unit[0]) unit = GDALGetMetadataItem(band, "GRIB_UNIT", NULL);
    if (!unit || !unit[0]) unit = GDALGetMetadataItem(band, "units", NULL);
    if (!unit) unit = "";
    while (*unit == '[' || *unit == ' ') unit++;
    str_copy_utf8(raster->unit, sizeof raster->unit, unit);
    char *end = strchr(raster->unit, ']');
    if (end) *end = 0;
    static const char *const metres[] = { "m", "metre", "metres", "meter", "meters", "米", NULL };
    static const char *const feet[] = { "ft", "foot", "feet", "sfoot", "us-ft", "ft_us", "ftus", "us survey foot", "英尺", NULL };
    raster->height_scale = 1;
    for (int i = 0; metres[i]; i++) {
        if (str_equal_nocase(raster->unit, metres[i])) snprintf(raster->unit, sizeof raster->unit, "m");
    }
    for (int i = 0; feet[i]; i++) {
        if (str_equal_nocase(raster->unit, feet[i])) raster->height_scale = i < 3 ? 0.3048 : 1200.0 / 3937;
    }
    if (str_equal(raster->unit, "英尺")) raster->height_scale = 0.3048;
    if (str_equal_nocase(raster->unit, "km")) raster->height_scale = 1000;
    if (str_equal_nocase(raster->unit, "cm")) raster->height_scale = 0.01;
    if (str_equal_nocase(raster->unit, "dm")) raster->height_scale = 0.1;
}

void geo_raster_bands_find(GeoRaster *raster, GDALDatasetH dataset, int band_wanted)
{
    GeoRasterPrivate *p = raster->private_;
    // Northwood grids come as colours, with the values behind them.
    const bool has_values_behind =
        str_equal(GDALGetDriverShortName(GDALGetDatasetDriver(dataset)), "NWT_GRD") &&
        raster->bands == 4;
    if (has_values_behind && band_wanted < 1) band_wanted = 4;
    p->band = band_wanted >= 1 && band_wanted <= raster->bands ? band_wanted : 1;
    GDALRasterBandH band = GDALGetRasterBand(dataset, p->band);
    const GDALDataType type = GDALGetRasterDataType(band);
    p->is_byte = type == GDT_Byte;
    int has = 0;
    const double nodata = GDALGetRasterNoDataValue(band, &has);
    raster->has_nodata = has != 0;
    raster->nodata = has ? nodata : 0;
    p->scale = GDALGetRasterScale(band, &has);
    if (!has || !(fabs(p->scale) > 0) || !isfinite(p->scale)) p->scale = 1;
    p->offset = GDALGetRasterOffset(band, &has);
    if (!has || !isfinite(p->offset)) p->offset = 0;
    unit_read(raster, band);
    if (p->is_byte) palette_read(p, band);
    rgba_bands_find(raster, dataset);
    const int mask = GDALGetMaskFlags(GDALGetRasterBand(dataset, p->rgba_band[0]));
    p->has_mask = !p->rgba_band[3] && !(mask & GMF_ALL_VALID) && !p->palette;
    p->has_overviews = GDALGetOverviewCount(band) > 0;
    p->cell = type == GDT_Int16 && p->scale == 1 && p->offset == 0 ? GEO_CELL_I16 : GEO_CELL_F32;
}

int geo_raster_band_named(GDALDatasetH dataset, const char *name)
{
    int64_t number = 0;
    const int count = GDALGetRasterCount(dataset);
    if (*name == '#') name++;
    if (str_parse_int(name, &number)) return number >= 1 && number <= count ? (int)number : 0;
    for (int b = 1; b <= count; b++) {
        GDALRasterBandH band = GDALGetRasterBand(dataset, b);
        const char *names[] = { GDALGetDescription(band),
                                GDALGetMetadataItem(band, "GRIB_ELEMENT", NULL),
                                GDALGetMetadataItem(band, "GRIB_COMMENT", NULL),
                                GDALGetMetadataItem(band, "NETCDF_VARNAME", NULL) };
        for (size_t i = 0; i < sizeof names / sizeof *names; i++)
            if (names[i] && str_equal_nocase(names[i], name)) return b;
    }
    return 0;
}

static bool is_picture(const GeoRaster *raster, GDALDatasetH dataset)
{
    const GeoRasterPrivate *p = raster->private_;
    GDALRasterBandH band = GDALGetRasterBand(dataset, p->band);
    if (p->palette) return true;
    const GDALDataType type = GDALGetRasterDataType(band);
    const GDALColorInterp is = GDALGetRasterColorInterpretation(band);
    if (type == GDT_Byte) return raster->bands >= 3 || is == GCI_GrayIndex || is == GCI_Undefined;
    // Satellite scenes of 16 bits say which band is red.
    return type == GDT_UInt16 && raster->bands >= 3 && (is == GCI_RedBand || is == GCI_GreenBand || is == GCI_BlueBand ||
                                                        is == GCI_GrayIndex);
}

static bool is_ground(GeoRaster *raster, GDALDatasetH dataset)
{
    static const char *const dem_drivers[] = { "SRTMHGT", "DTED", "USGSDEM", "NGSGEOID", NULL };
    static const char *const dem_words[] = { "dem", "dtm", "dsm", "elev", "height", "srtm", "terrain", "topo", "bathym",
                                            "altitude",
                                             "hgt", "高程", "地形", "水深", NULL };
    static const char *const weather_words[] = { "temperature", "pressure", "wind", "humid", "precip", "cloud", "radiation",
                                                "flux", NULL };
    const char *driver = GDALGetDriverShortName(GDALGetDatasetDriver(dataset));
    const bool has_values_behind = str_equal(driver, "NWT_GRD");
    if (raster->bands > 2 && !has_values_behind) return false;
    if (has_word(driver, dem_drivers)) return true;
    GDALRasterBandH band = GDALGetRasterBand(dataset, raster->private_->band);
    const char *standard = GDALGetMetadataItem(band, "standard_name", NULL), *description = GDALGetDescription(band);
    if (has_word(standard, weather_words) || has_word(description, weather_words)) return false;
    const bool is_known_unit = raster->unit[0] != 0;
    const bool is_length = str_equal(raster->unit, "m") || raster->height_scale != 1;
    if (is_known_unit && !is_length) return false;
    const bool is_named = has_word(file_name(raster->source), dem_words) || has_word(standard, dem_words) ||
        has_word(description, dem_words);
    const bool fits_m = raster->value_min * raster->height_scale >= KIND_HEIGHT_MIN_M &&
        raster->value_max * raster->height_scale <= KIND_HEIGHT_MAX_M;
    if (!fits_m) {
        // Higher than any mountain and called a DEM: feet that nobody labelled.
        if (!is_named || is_known_unit || raster->value_min < -36000 || raster->value_max > KIND_HEIGHT_MAX_FT) return false;
        snprintf(raster->unit, sizeof raster->unit, "ft");
        raster->height_scale = 0.3048;
        log_print(LOG_INFO, "raster '%s': heights to %.0f without a unit are taken as feet", raster->source, raster->value_max);
        return true;
    }
    const GDALDataType type = GDALGetRasterDataType(band);
    if (is_named || is_length) return true;
    if (type == GDT_Int16) return true;
    return (type == GDT_Float32 || type == GDT_Float64 || type == GDT_Int32 || type == GDT_UInt16) &&
        raster->cell_m < KIND_CELL_MAX_M &&
           raster->value_max - raster->value_min >= 1;
}

void geo_raster_kind_decide(GeoRaster *raster, GDALDatasetH dataset, GeoRasterKind wanted)
{
    if (wanted != GEO_RASTER_NONE) raster->kind = wanted;
    else if (raster->private_->code)
        raster->kind = GEO_RASTER_ELEVATION;
    else if (is_picture(raster, dataset)) raster->kind = GEO_RASTER_IMAGE;
    else raster->kind = is_ground(raster, dataset) ? GEO_RASTER_ELEVATION : GEO_RASTER_GRID;
    if (raster->kind == GEO_RASTER_ELEVATION && !raster->unit[0]) snprintf(raster->unit, sizeof raster->unit, "m");
    if (raster->kind == GEO_RASTER_IMAGE) raster->private_->cell = GEO_CELL_RGBA8;
}

void geo_raster_band_title(GeoRaster *raster, int band, char *out, size_t cap)
{
    out[0] = 0;
    GDALDatasetH dataset = geo_raster_slot_acquire(raster, NULL);
    GDALRasterBandH handle = dataset ? GDALGetRasterBand(dataset, band) : NULL;
    if (handle) {
        static const char *const keys[] = { "GRIB_ELEMENT", "GRIB_COMMENT", "NETCDF_VARNAME",
                                            "long_name", "NETCDF_DIM_time" };
        Str title = { 0 };
        str_add(&title, GDALGetDescription(handle));
        for (size_t i = 0; i < sizeof keys / sizeof *keys; i++) {
            const char *value = GDALGetMetadataItem(handle, keys[i], NULL);
            if (!value || !value[0] || (title.text && strstr(title.text, value))) continue;
            const bool is_time = i == 4;
            str_printf(&title, "%s%s%s", title.length ? ", " : "", is_time ? "time " : "", value);
        }
        str_copy_utf8(out, cap, title.text ? title.text : "");
        str_finish(&title);
    }
    geo_raster_slot_release(raster, dataset);
}
