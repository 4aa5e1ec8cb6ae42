// SPDX-License-Identifier: Apache-2.0
// test_geo_raster_code.c - heights written into colours, picture tiles of PMTiles, bands by name.
#include "check.h"
#include "geo/geo_layer.h"
#include "geo/geo_raster_private.h"

#include <cpl_vsi.h>
#include <gdal.h>
#include <ogr_srs_api.h>
#include <stdlib.h>

#define EDGE 256

// A hill of 0 to 1,200 m with a ripple, so that all bytes are used.
static double hill_m(int x, int y)
{
    const double dx = (x - 128) / 128.0, dy = (y - 128) / 128.0;
    return 1200 * exp(-2 * (dx * dx + dy * dy)) + 3.3 * sin(x * 0.7) + 2.1 * cos(y * 0.9);
}

// Published formulas turned round: terrarium v = h + 32768, R = v / 256, G = v mod 256, B =
// fraction * 256; Terrain-RGB v = (h + 10000) * 10 as 24 bits.
static void coded(GeoRasterCode code, double h_m, uint8_t rgb[3])
{
    if (code == GEO_RASTER_CODE_TERRARIUM) {
        const double v = h_m + 32768;
        rgb[0] = (uint8_t)(v / 256), rgb[1] = (uint8_t)fmod(floor(v), 256),
        rgb[2] = (uint8_t)((v - floor(v)) * 256);
        return;
    }
    const unsigned v = (unsigned)lrint((h_m + 10000) * 10);
    rgb[0] = (uint8_t)(v >> 16), rgb[1] = (uint8_t)(v >> 8), rgb[2] = (uint8_t)v;
}

static void picture_fill(uint8_t *rgb, GeoRasterCode code)
{
    for (int y = 0; y < EDGE; y++) {
        for (int x = 0; x < EDGE; x++) {
            uint8_t *c = rgb + ((size_t)y * EDGE + (size_t)x) * 3;
            if (code)
                coded(code, hill_m(x, y), c);
            else
                c[0] = (uint8_t)(120 + x / 8), c[1] = (uint8_t)(110 + x / 8 + y % 7),
                c[2] = (uint8_t)(100 + y / 4);
        }
    }
}

static const char *picture_write(const char *name, const char *driver, GeoRasterCode code)
{
    static uint8_t rgb[EDGE * EDGE * 3];
    geo_init();
    GDALAllRegister();
    picture_fill(rgb, code);
    GDALDatasetH memory = GDALCreate(GDALGetDriverByName("MEM"), "", EDGE, EDGE, 3, GDT_Byte, NULL);
    double affine[6] = { 110, 0.001, 0, 22, 0, -0.001 };
    GDALSetGeoTransform(memory, affine);
    OGRSpatialReferenceH srs = OSRNewSpatialReference(NULL);
    OSRImportFromEPSG(srs, 4326);
    GDALSetSpatialRef(memory, srs);
    OSRDestroySpatialReference(srs);
    int bands[3] = { 1, 2, 3 };
    CHECK(GDALDatasetRasterIO(memory, GF_Write, 0, 0, EDGE, EDGE, rgb, EDGE, EDGE, GDT_Byte, 3,
                              bands, 3, 3 * EDGE, 1) == CE_None);
    const char *path = check_temporary(name);
    GDALDatasetH copy =
        GDALCreateCopy(GDALGetDriverByName(driver), path, memory, FALSE, NULL, NULL, NULL);
    CHECK(copy != NULL);
    GDALClose(copy);
    GDALClose(memory);
    return path;
}

static void check_hill(const char *path, const char *encoding, double west, double north,
                       double cell, double tolerance_m)
{
    Err err = { 0 };
    GeoRaster *raster =
        geo_raster_open(&(GeoRasterDesc){ .source = path, .encoding = encoding }, &err);
    CHECK_TEXT(err.text, "");
    CHECK(raster != NULL);
    CHECK_EQ(raster->kind, GEO_RASTER_ELEVATION);
    CHECK_TEXT(raster->unit, "m");
    for (int i = 20; i < EDGE; i += 40) {
        const double lon = west + (i + 0.5) * cell, lat = north - (EDGE - i - 0.5) * cell;
        float v = -1;
        CHECK(geo_raster_read_values(
            raster, (GeoBox){ lon - 1e-9, lat - 1e-9, lon + 1e-9, lat + 1e-9 }, 1, 1, &v, &err));
        CHECK_NEAR(v, hill_m(i, EDGE - 1 - i), tolerance_m);
    }
    geo_raster_close(raster);
}

TEST(heights_in_colours_are_told_from_pictures_and_read)
{
    check_hill(picture_write("a.tif", "GTiff", GEO_RASTER_CODE_TERRARIUM), NULL, 110, 22, 0.001,
               1.0 / 256);
    check_hill(picture_write("b.tif", "GTiff", GEO_RASTER_CODE_MAPBOX), NULL, 110, 22, 0.001, 0.06);
    check_hill(picture_write("c.tif", "GTiff", GEO_RASTER_CODE_MAPBOX), "mapbox", 110, 22, 0.001,
               0.06);
    GeoRaster *picture = geo_raster_open(
        &(GeoRasterDesc){ .source = picture_write("grey.tif", "GTiff", GEO_RASTER_CODE_NONE) },
        NULL);
    CHECK(picture && picture->kind == GEO_RASTER_IMAGE);
    geo_raster_close(picture);
}

static void put_u64(uint8_t *at, uint64_t v)
{
    for (int i = 0; i < 8; i++) at[i] = (uint8_t)(v >> (8 * i));
}

// A PMTiles archive of one tile, zoom 0, by the specification (version 3, nothing compressed).
static const char *archive_write(const char *name, const char *tile_path, uint8_t kind)
{
    static uint8_t bytes[1 << 20];
    memset(bytes, 0, sizeof bytes);
    FILE *tile = fopen(tile_path, "rb");
    CHECK(tile != NULL);
    const size_t length = fread(bytes + 200, 1, sizeof bytes - 200, tile);
    fclose(tile);
    memcpy(bytes, "PMTiles\3", 8);
    put_u64(bytes + 8, 127), put_u64(bytes + 24, 160), put_u64(bytes + 32, 2),
        put_u64(bytes + 40, 170);
    put_u64(bytes + 56, 200), put_u64(bytes + 64, length);
    bytes[97] = 1, bytes[98] = 1, bytes[99] = kind;
    uint8_t *directory = bytes + 127; // one entry: id 0, run 1, length, offset + 1
    size_t n = 0;
    directory[n++] = 1, directory[n++] = 0, directory[n++] = 1;
    for (size_t v = length;; v >>= 7) {
        directory[n++] = (uint8_t)((v & 0x7f) | (v > 0x7f ? 0x80 : 0));
        if (v <= 0x7f) break;
    }
    directory[n++] = 1;
    put_u64(bytes + 16, n);
    memcpy(bytes + 160, "{}", 2);
    const char *path = check_temporary(name);
    FILE *file = fopen(path, "wb");
    fwrite(bytes, 1, 200 + length, file);
    fclose(file);
    return path;
}

TEST(picture_tiles_of_pmtiles_are_a_raster)
{
    static const struct {
        const char *driver;
        uint8_t kind;
    } tiles[] = { { "PNG", 2 }, { "JPEG", 3 }, { "WEBP", 4 } };
    for (size_t i = 0; i < sizeof tiles / sizeof *tiles; i++) {
        const char *path = archive_write(
            "picture.pmtiles", picture_write("tile.bin", tiles[i].driver, GEO_RASTER_CODE_NONE),
            tiles[i].kind);
        Err err = { 0 };
        GeoListing listing;
        CHECK(geo_source_list(path, NULL, &listing, &err));
        CHECK_EQ(listing.table_count, 1);
        CHECK_EQ(listing.tables[0].kind, GEO_TABLE_IMAGE);
        geo_listing_finish(&listing);
        GeoRaster *raster = geo_raster_open(&(GeoRasterDesc){ .source = path }, &err);
        CHECK_TEXT(err.text, "");
        CHECK(raster && raster->kind == GEO_RASTER_IMAGE);
        CHECK_NEAR(raster->extent.west_deg, -180, 1e-6);
        CHECK_NEAR(raster->extent.north_deg, 85.0511287798, 1e-6);
        uint8_t c[4];
        CHECK(geo_raster_read_rgba(raster, (GeoBox){ -179.6, 84.9, -179.0, 85.0 }, 1, 1, c, NULL));
        CHECK_NEAR(c[0], 120, 6); // JPEG and WebP are lossy
        CHECK_NEAR(c[2], 100, 6);
        CHECK_EQ(c[3], 255);
        geo_raster_close(raster);
    }
}

TEST(heights_in_the_tiles_of_pmtiles_are_read)
{
    const char *path = archive_write(
        "hill.pmtiles", picture_write("hill.png", "PNG", GEO_RASTER_CODE_TERRARIUM), 2);
    GeoRaster *raster = geo_raster_open(&(GeoRasterDesc){ .source = path }, NULL);
    CHECK(raster && raster->kind == GEO_RASTER_ELEVATION);
    CHECK_NEAR(raster->value_max, 1205, 6);
    geo_raster_close(raster);
    path = check_shared("data/world/dem/badschandau_mapterhorn_terrain_z10-11.pmtiles");
    if (!path) CHECK_SKIP("no shared data");
    raster = geo_raster_open(&(GeoRasterDesc){ .source = path }, NULL);
    CHECK(raster && raster->kind == GEO_RASTER_ELEVATION);
    // The Elbe at Bad Schandau flows at about 115 m; the sandstone tops reach 560 m (Großer
    // Winterberg, 556 m).
    CHECK_NEAR(raster->value_min, 115, 6);
    CHECK_NEAR(raster->value_max, 556, 8);
    geo_raster_close(raster);
}

TEST(a_damaged_archive_of_pictures_is_refused_in_words)
{
    const char *path =
        archive_write("cut.pmtiles", picture_write("x.png", "PNG", GEO_RASTER_CODE_NONE), 2);
    FILE *file = fopen(path, "r+b");
    fseek(file, 127, SEEK_SET);
    fwrite("\xff\xff\xff\xff\xff", 1, 5, file);
    fclose(file);
    Err err = { 0 };
    CHECK(geo_raster_open(&(GeoRasterDesc){ .source = path }, &err) == NULL);
    CHECK_EQ(err.code, ERR_FORMAT);
    path = archive_write("avif.pmtiles", picture_write("y.png", "PNG", GEO_RASTER_CODE_NONE), 5);
    CHECK(geo_raster_open(&(GeoRasterDesc){ .source = path }, &err) == NULL);
    CHECK_EQ(err.code, ERR_UNSUPPORTED);
}

TEST(a_band_is_chosen_by_number_or_name)
{
    const char *path = check_shared("data/world/weather/fh.0012_tl.press_gr.awp211.grb2");
    if (!path) CHECK_SKIP("no shared data");
    // gdalinfo -stats of GDAL 3.6.2: band 1 98585 to 103849 Pa.
    GeoRaster *first = geo_raster_open(&(GeoRasterDesc){ .source = path, .table = "#1" }, NULL);
    GeoRaster *named = geo_raster_open(&(GeoRasterDesc){ .source = path, .table = "MSLET" }, NULL);
    GeoRaster *other = geo_raster_open(&(GeoRasterDesc){ .source = path, .table = "TMP" }, NULL);
    CHECK(first && named && other);
    CHECK_NEAR(first->value_min, 98585, 1);
    CHECK_EQ(first->value_max, named->value_max);
    CHECK_TEXT(other->unit, "C");
    char title[160];
    geo_raster_band_title(first, 1, title, sizeof title);
    CHECK(strstr(title, "MSLET") != NULL);
    geo_raster_close(first);
    geo_raster_close(named);
    geo_raster_close(other);
    Err err = { 0 };
    CHECK(geo_raster_open(&(GeoRasterDesc){ .source = path, .table = "#182" }, &err) == NULL);
    CHECK_EQ(err.code, ERR_NOT_FOUND);
}
