// SPDX-License-Identifier: Apache-2.0
// test_geo_batch.c - well-known binary whole, damaged and hostile; the GeoPackage reader against OGR; curves.
#include "check.h"
#include "base/file.h"
#include "base/str.h"
#include "geo/geo_batch.h"
#include "geo/geo_layer.h"
#include "geo/geo_source.h"
#include <gdal.h>
#include <ogr_api.h>
#include <ogr_srs_api.h>
#include <stdlib.h>

static bool wkb(const uint8_t *bytes, size_t length, uint32_t *parts, uint32_t *vertices)
{
    GeoBatch *b = geo_batch_create();
    geo_batch_feature(b, 1);
    const bool ok = geo_batch_wkb(b, bytes, length);
    geo_batch_finish(b, NULL);
    *parts = b->part_count;
    *vertices = b->vertex_count;
    geo_batch_destroy(b);
    return ok;
}

// Found by the fuzzer: rings that announce no points at all.
TEST(empty_rings_and_parts_are_read_as_nothing)
{
    static const uint8_t tin_of_nothing[] = { 1, 0xee, 3, 0, 0, 1, 0, 0, 0, 1, 0xeb, 3, 0, 0, 1, 0, 0, 0, 0, 0, 0, 0 };
    static const uint8_t polygon[] = { 1, 3, 0, 0, 0, 2, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0 };
    uint32_t parts = 9, vertices = 9;
    CHECK(wkb(tin_of_nothing, sizeof tin_of_nothing, &parts, &vertices));
    CHECK_EQ(parts, 0);
    CHECK(wkb(polygon, sizeof polygon, &parts, &vertices));
    CHECK_EQ(vertices, 0);
}

TEST(binary_cut_short_nested_too_deep_or_with_wild_counts_is_refused)
{
    uint8_t bytes[9 * 40];
    uint32_t parts = 0, vertices = 0;
    for (int i = 0; i < 40; i++) memcpy(bytes + 9 * i, "\x01\x07\x00\x00\x00\x01\x00\x00\x00", 9);
    CHECK(!wkb(bytes, sizeof bytes, &parts, &vertices));
    static const uint8_t wild[] = { 1, 2, 0, 0, 0, 255, 255, 255, 255, 0, 0, 0, 0, 0, 0, 0, 0 };
    CHECK(!wkb(wild, sizeof wild, &parts, &vertices));
    CHECK_EQ(parts, 0);
    static const uint8_t rings[] = { 1, 3, 0, 0, 0, 255, 255, 255, 255, 4, 0, 0, 0 };
    CHECK(!wkb(rings, sizeof rings, &parts, &vertices));
}

TEST(big_endian_and_points_without_a_place_are_read)
{
    static const uint8_t big[] = {
        0, 0, 0, 0, 1, 0x40, 0x5b, 0x80, 0, 0, 0, 0, 0, 0x40, 0x35, 0, 0, 0, 0, 0, 0
    }; // POINT (110 21)
    uint32_t parts = 0, vertices = 0;
    CHECK(wkb(big, sizeof big, &parts, &vertices));
    CHECK_EQ(vertices, 1);
    static const uint8_t empty[] = { 1, 1, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0xf8, 0x7f, 0, 0, 0, 0, 0, 0, 0xf8, 0x7f };
    CHECK(wkb(empty, sizeof empty, &parts, &vertices));
    CHECK_EQ(parts, 0);
}

static const char *cell_text(const GeoBatch *b, int column, int row)
{
    const GeoBatchColumn *c = &b->columns[column];
    return c->text + c->text_at[c->values[row].i];
}

TEST(texts_of_all_lengths_are_kept_and_end_at_a_zero_byte)
{
    GeoBatch *b = geo_batch_create();
    CHECK_EQ(geo_batch_column_add(b, "t", 1, GEO_FIELD_TEXT), 0);
    char text[64];
    for (int length = 0; length < 40; length++) {
        for (int zero = -1; zero < length; zero++) {
            for (int i = 0; i < length; i++) text[i] = (char)('a' + (i * 7 + length) % 26);
            if (zero >= 0) text[zero] = 0;
            geo_batch_feature(b, 0);
            geo_batch_text(b, 0, text, (size_t)length);
            text[zero >= 0 ? zero : length] = 0;
            CHECK_TEXT(cell_text(b, 0, (int)b->feature_count - 1), text);
        }
    }
    // The same again finds the same codes.
    const int count = b->columns[0].text_count;
    geo_batch_feature(b, 0);
    geo_batch_text(b, 0, cell_text(b, 0, 700), strlen(cell_text(b, 0, 700)));
    CHECK_EQ(b->columns[0].text_count, count);
    CHECK_EQ(b->columns[0].values[b->feature_count - 1].i, b->columns[0].values[700].i);
    geo_batch_destroy(b);
}

static GeoBatch *batch_of_rows(GeoBatch *b, int rows, bool with_z)
{
    for (int i = 0; i < rows; i++) {
        char name[40];
        snprintf(name, sizeof name, "name %d", i);
        geo_batch_feature(b, i);
        geo_batch_part(b, GEO_PART_POINT);
        if (with_z)
            geo_batch_vertex_z(b, 110 + i * 1e-5, 21, i % 50);
        else
            geo_batch_vertex(b, 110 + i * 1e-5, 21);
        geo_batch_text(b, 0, name, strlen(name));
        if (i % 3) geo_batch_int(b, 1, i);
        geo_batch_text(b, 2, i % 2 ? "odd" : "even", i % 2 ? 3 : 4);
    }
    geo_batch_finish(b, NULL);
    return b;
}

TEST(a_packed_batch_is_the_batch_and_its_memory_serves_again)
{
    GeoBatch *b = geo_batch_create();
    for (int i = 0; i < 3; i++)
        geo_batch_column_add(b,
                             i == 0   ? "name"
                             : i == 1 ? "n"
                                      : "kind",
                             4u - (i == 1) * 3u, GEO_FIELD_NONE);
    GeoBatchStore geometry = { 0 }, cells = { 0 };
    GeoBatch *first = geo_batch_pack(batch_of_rows(b, 5000, true), &geometry, &cells);
    CHECK(first != NULL);
    geo_batch_reset(b);
    for (int i = 0; i < 3; i++)
        CHECK(b->columns[i].row_count == 0 && b->columns[i].text_count == 0);
    GeoBatch *second = geo_batch_pack(batch_of_rows(b, 3000, false), &geometry, &cells);
    CHECK(second != NULL);
    CHECK(first->has_z && first->z[4999] == 49 && !second->has_z && !second->z);
    CHECK_EQ(first->feature_count, 5000);
    CHECK_EQ(second->feature_count, 3000);
    for (int i = 0; i < 5000; i++) {
        char name[40];
        snprintf(name, sizeof name, "name %d", i);
        CHECK_TEXT(cell_text(first, 0, i), name);
        CHECK_TEXT(cell_text(first, 2, i), i % 2 ? "odd" : "even");
        CHECK_EQ(first->columns[1].valid[i >> 6] >> (i & 63) & 1, i % 3 != 0);
        CHECK_EQ(first->fid[i], i);
        CHECK_EQ(first->morton[i], geo_morton(110 + i * 1e-5, 21));
        CHECK_EQ(first->part_vertex[first->feature_part[i]], i);
        if (i < 3000) CHECK_TEXT(cell_text(second, 0, i), name);
    }
    CHECK_EQ(second->columns[2].text_count, 2);
    geo_batch_column_to_text(first, 1); // as a later batch may ask
    CHECK_TEXT(cell_text(first, 1, 4999), "4999");
    geo_batch_destroy(first);
    geo_batch_destroy(second);
    geo_batch_destroy(b);
    geo_batch_store_finish(&geometry);
    geo_batch_store_finish(&cells);
}

static void add_feature(OGRLayerH layer, const char *wkt, const char *name, double height)
{
    OGRFeatureH feature = OGR_F_Create(OGR_L_GetLayerDefn(layer));
    OGRGeometryH geometry = NULL;
    char *text = (char *)wkt;
    if (wkt) CHECK_EQ(OGR_G_CreateFromWkt(&text, NULL, &geometry), OGRERR_NONE);
    if (geometry) OGR_F_SetGeometryDirectly(feature, geometry);
    if (name) OGR_F_SetFieldString(feature, 0, name);
    OGR_F_SetFieldDouble(feature, 1, height);
    OGR_F_SetFieldInteger(feature, 2, (int)height);
    OGR_F_SetFieldDateTime(feature, 3, 2024, 2, 29, 12, 30, 5, 100);
    CHECK_EQ(OGR_L_CreateFeature(layer, feature), OGRERR_NONE);
    OGR_F_Destroy(feature);
}

static void write_file(const char *driver, const char *path, bool with_curve)
{
    GDALAllRegister();
    GDALDatasetH ds = GDALCreate(GDALGetDriverByName(driver), path, 0, 0, 0, GDT_Unknown, NULL);
    CHECK(ds != NULL);
    OGRSpatialReferenceH srs = OSRNewSpatialReference(NULL);
    OSRSetFromUserInput(srs, "EPSG:4546");
    OSRSetAxisMappingStrategy(srs, OAMS_TRADITIONAL_GIS_ORDER);
    OGRLayerH layer = GDALDatasetCreateLayer(ds, "房屋", srs, wkbUnknown, NULL);
    static const struct {
        const char *name;
        OGRFieldType type;
    } fields[] = { { "名称", OFTString }, { "高度", OFTReal }, { "层数", OFTInteger }, { "时间", OFTDateTime } };
    for (int i = 0; i < 4; i++) {
        OGRFieldDefnH field = OGR_Fld_Create(fields[i].name, fields[i].type);
        OGR_L_CreateField(layer, field, TRUE);
        OGR_Fld_Destroy(field);
    }
    CHECK_EQ(OGR_L_StartTransaction(layer), OGRERR_NONE);
    for (int i = 0; i < 300; i++) {
        char wkt[300], name[40];
        const double x = 430000 + i * 37.5, y = 2350000 + i % 17 * 41.25;
        snprintf(name, sizeof name, "楼%d", i % 40);
        if (i % 5 == 0)
            snprintf(wkt, sizeof wkt, "MULTIPOLYGON Z (((%f %f 3,%f %f 3,%f %f 3,%f %f 3)))", x, y, x + 9, y, x + 9, y + 9, x, y);
        else if (i % 5 == 1)
            snprintf(wkt, sizeof wkt, "LINESTRING (%f %f,%f %f,%f %f)", x, y, x + 5, y + 5, x + 9, y);
        else if (i % 5 == 2)
            snprintf(wkt, sizeof wkt, "POLYGON ((%f %f,%f %f,%f %f,%f %f),(%f %f,%f %f,%f %f,%f %f))", x, y, x + 9, y, x + 9,
                     y + 9, x, y, x + 5, y + 1, x + 6, y + 1, x + 6, y + 2, x + 5, y + 1);
        else if (i % 5 == 3)
            snprintf(wkt, sizeof wkt, "MULTIPOINT ((%f %f),(%f %f))", x, y, x + 1, y + 1);
        else
            snprintf(wkt, sizeof wkt, "GEOMETRYCOLLECTION (POINT (%f %f),LINESTRING (%f %f,%f %f))", x, y, x, y, x + 3, y + 3);
        add_feature(layer, i % 50 == 49 ? NULL : wkt, i % 7 == 6 ? NULL : name, i * 0.3);
    }
    if (with_curve)
        add_feature(layer,
                    "CURVEPOLYGON (CIRCULARSTRING (430000 2350000,430010 2350010,430020 2350000,430010 2349990,430000 2350000))",
                    "圆", 5);
    CHECK_EQ(OGR_L_CommitTransaction(layer), OGRERR_NONE);
    OSRDestroySpatialReference(srs);
    GDALClose(ds);
}

static void check_equal_layers(const GeoLayer *a, const GeoLayer *b)
{
    CHECK_TEXT(a->name, b->name);
    CHECK_TEXT(a->crs_name, b->crs_name);
    CHECK_EQ(a->feature_count, b->feature_count);
    CHECK_EQ(a->part_count, b->part_count);
    CHECK_EQ(a->vertex_count, b->vertex_count);
    CHECK_EQ(a->column_count, b->column_count);
    CHECK_EQ(a->has_z, b->has_z);
    CHECK(memcmp(a->xy, b->xy, a->vertex_count * 8ul) == 0);
    CHECK(memcmp(a->part_kind, b->part_kind, a->part_count) == 0);
    for (uint32_t f = 0; f < a->feature_count; f++) CHECK_EQ(a->fid[f], b->fid[f]);
    for (int c = 0; c < a->column_count; c++) {
        CHECK_TEXT(a->columns[c].name, b->columns[c].name);
        CHECK_EQ(a->columns[c].type, b->columns[c].type);
        for (uint32_t f = 0; f < a->feature_count; f++) {
            char x[100], y[100];
            CHECK_EQ(geo_column_text(&a->columns[c], f, x, sizeof x), geo_column_text(&b->columns[c], f, y, sizeof y));
            CHECK_TEXT(x, y);
        }
    }
}

// A condition our readers leave to OGR selects everything.
static void check_same_as_ogr(const char *path, const char *where)
{
    Err err = { 0 };
    GeoLayer *own = geo_layer_load(&(GeoLayerDesc){ .source = path, .no_cache = true }, &err);
    GeoLayer *ogr = geo_layer_load(&(GeoLayerDesc){ .source = path, .no_cache = true, .where = where }, &err);
    CHECK_TEXT(err.text, "");
    CHECK(own && ogr);
    check_equal_layers(own, ogr);
    geo_layer_destroy(own);
    geo_layer_destroy(ogr);
}

// Asked directly, without falling back on OGR.
static bool own_reader_takes(const GeoSource *source, const char *path)
{
    const GeoLayerDesc desc = { .source = path, .no_cache = true };
    GeoSink sink;
    geo_sink_init(&sink, &desc);
    Err err = { 0 };
    const bool ok = source->read(&sink, &err);
    geo_sink_finish(&sink);
    return ok;
}

TEST(a_geopackage_read_straight_is_what_ogr_reads)
{
    char path[512];
    snprintf(path, sizeof path, "%s", check_temporary("own.gpkg"));
    write_file("GPKG", path, false);
    CHECK(own_reader_takes(&geo_source_gpkg, path));
    check_same_as_ogr(path, "ST_IsEmpty(geom) IS NOT 5");
}

TEST(a_flatgeobuf_is_what_ogr_reads)
{
    char path[512];
    snprintf(path, sizeof path, "%s", check_temporary("own.fgb"));
    write_file("FlatGeobuf", path, false);
    CHECK(own_reader_takes(&geo_source_flatgeobuf, path));
    check_same_as_ogr(path, "1=1");
}

// Bytes changed at many places, the same each run: an error, or a layer whose every index holds.
TEST(damaged_files_are_refused_or_read_without_harm)
{
    static const struct {
        const char *driver, *name;
        int rounds;
    } files[] = { { "FlatGeobuf", "damaged.fgb", 250 }, { "GPKG", "damaged.gpkg", 60 }, { "GeoJSON", "damaged.geojson", 120 } };
    uint32_t random = 12345;
    for (size_t i = 0; i < sizeof files / sizeof *files; i++) {
        char path[512];
        snprintf(path, sizeof path, "%s", check_temporary(files[i].name));
        write_file(files[i].driver, path, false);
        size_t length = 0;
        char *bytes = file_read(path, 0, &length, NULL), *copy = malloc(length);
        for (int round = 0; round < files[i].rounds; round++) {
            memcpy(copy, bytes, length);
            for (int k = 0; k < 1 + round % 8; k++) {
                random = random * 1664525u + 1013904223u;
                const size_t at = random % (round % 3 == 0 ? (length < 4096 ? length : 4096) : length);
                random = random * 1664525u + 1013904223u;
                copy[at] = (char)(random >> 24);
            }
            CHECK(file_replace(path, copy, length, NULL));
            Err err = { 0 };
            GeoLayer *l = geo_layer_load(&(GeoLayerDesc){ .source = path, .no_cache = true }, &err);
            CHECK(l || err.text[0]);
            if (l) CHECK_EQ(l->feature_part[l->feature_count], l->part_count);
            geo_layer_destroy(l);
        }
        free(bytes);
        free(copy);
    }
}

TEST(curves_are_made_straight)
{
    char path[512];
    snprintf(path, sizeof path, "%s", check_temporary("curve.gpkg"));
    write_file("GPKG", path, true);
    Err err = { 0 };
    GeoLayer *l = geo_layer_load(&(GeoLayerDesc){ .source = path, .no_cache = true, .where = "名称 = '圆'" }, &err);
    CHECK_TEXT(err.text, "");
    CHECK_EQ(l->feature_count, 1);
    CHECK_EQ(l->kind, GEO_GEOMETRY_AREA);
    CHECK(l->vertex_count > 20);
    geo_layer_destroy(l);
    l = geo_layer_load(&(GeoLayerDesc){ .source = path, .no_cache = true }, &err);
    CHECK_EQ(l->feature_count, 301);
    geo_layer_destroy(l);
}
