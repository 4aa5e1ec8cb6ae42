// SPDX-License-Identifier: Apache-2.0
// test_geo_source.c - real files of many formats: counts as ogrinfo's, several tables, tile archives, the cache, bad input.
#include "check.h"
#include "base/file.h"
#include "base/str.h"
#include "geo/geo_layer.h"
#include "geo/geo_pmtiles.h"
#include "geo/geo_source.h"
#include <cpl_vsi.h>
#include <dirent.h>
#include <gdal.h>
#include <ogr_api.h>
#include <ogr_srs_api.h>
#include <stdlib.h>
#include <unistd.h>

static JobPool *pool(void)
{
    static JobPool *made;
    if (!made) made = job_pool_create(2);
    return made;
}

static GeoLayer *load(const char *source, const char *table, Err *err)
{
    return geo_layer_load(&(GeoLayerDesc){ .source = source, .table = table, .no_cache = true, .pool = pool() }, err);
}

// Counts by ogrinfo -al of GDAL 3.6.2 (and the index of the shared data).
static const struct {
    const char *path, *table;
    uint32_t count;
    GeoGeometryKind kind;
} known[] = {
    { "world/large/astana_buildings.gpkg", NULL, 32333, GEO_GEOMETRY_AREA },
    { "world/large/astana_buildings_shp.zip", NULL, 32333, GEO_GEOMETRY_AREA },
    { "world/large/astana_buildings.geojson.gz", NULL, 32333, GEO_GEOMETRY_AREA },
    { "world/large/firenze_buildings.geojsonl.gz", NULL, 48777, GEO_GEOMETRY_AREA },
    { "world/large/firenze_roads.geojsonl.gz", NULL, 39223, GEO_GEOMETRY_LINE },
    { "world/large/geonames_cities1000_world.csv.gz", NULL, 135233, GEO_GEOMETRY_POINT },
    { "world/vector/countries.fgb", NULL, 179, GEO_GEOMETRY_AREA },
    { "world/vector/boston_streets_utm19_shp.zip", NULL, 1987, GEO_GEOMETRY_LINE },
    { "world/vector/dc_buildings_shp.zip", NULL, 1251, GEO_GEOMETRY_AREA },
    { "world/vector/fmi_wfs_test.gml", NULL, 22, GEO_GEOMETRY_POINT },
    { "world/vector/london_tube_lines.topojson", NULL, 394, GEO_GEOMETRY_LINE },
    { "world/vector/ne_10m_populated_places_simple.zip", NULL, 7342, GEO_GEOMETRY_POINT },
    { "world/vector/nc.gpkg", NULL, 100, GEO_GEOMETRY_AREA },
    { "world/tracks/qgis_layers.gpx", "track_points", 1274, GEO_GEOMETRY_POINT },
    { "world/osm/monaco.osm.gz", "multipolygons", 1016, GEO_GEOMETRY_AREA },
    { "world/osm/monaco.osm.gz", "lines", 913, GEO_GEOMETRY_LINE },
    { "world/osm/andorra.osm.pbf", "points", 1650, GEO_GEOMETRY_POINT },
    // 50 rows of stops.txt; 12 different shape_id in shapes.txt
    { "world/transit/gtfs_bart.zip", "stops", 50, GEO_GEOMETRY_POINT },
    { "world/transit/gtfs_bart.zip", "shapes", 12, GEO_GEOMETRY_LINE },
    { "world/vectortiles/firenze_protomaps_z0-14.pmtiles", "buildings", 63406, GEO_GEOMETRY_AREA },
    { "world/vectortiles/firenze_protomaps_z0-14.pmtiles", "roads", 39223, GEO_GEOMETRY_LINE },
};

TEST(counts_of_real_files_are_those_of_ogrinfo)
{
    for (size_t i = 0; i < sizeof known / sizeof *known; i++) {
        char relative[300];
        snprintf(relative, sizeof relative, "data/%s", known[i].path);
        const char *path = check_shared(relative);
        if (!path) CHECK_SKIP("no shared data");
        Err err = { 0 };
        GeoLayer *l = load(path, known[i].table, &err);
        if (!l || l->feature_count != known[i].count) fprintf(stderr, "%s: %s\n", path, err.text);
        CHECK(l != NULL);
        CHECK_EQ(l->feature_count, known[i].count);
        CHECK_EQ(l->kind, known[i].kind);
        CHECK(!geo_box_is_empty(l->extent));
        geo_layer_destroy(l);
    }
}

TEST(osm_tags_become_columns)
{
    const char *path = check_shared("data/world/osm/monaco.osm.gz");
    if (!path) CHECK_SKIP("no shared data");
    GeoLayer *l = geo_layer_load(
        &(GeoLayerDesc){ .source = path, .table = "multipolygons", .where = "building IS NOT NULL", .no_cache = true }, NULL);
    CHECK(l != NULL);
    CHECK(l->feature_count > 500 && l->feature_count < 1016);
    CHECK(geo_layer_column(l, "building:levels") >= 0);
    CHECK(geo_layer_column(l, "height") >= 0);
    geo_layer_destroy(l);
}

TEST(every_table_of_a_file_is_listed)
{
    static const struct {
        const char *path;
        int tables;
    } files[] = { { "data/world/vector/qgis_kbs.gpkg", 35 },
                  { "data/world/vector/KML_Samples.kml", 10 },
                  { "data/world/tracks/trek.gpx", 5 },
                  { "data/world/vector/rivers_multi.gpkg", 2 },
                  { "data/world/vectortiles/firenze_protomaps_z0-14.pmtiles", 13 } };
    for (size_t i = 0; i < sizeof files / sizeof *files; i++) {
        const char *path = check_shared(files[i].path);
        if (!path) CHECK_SKIP("no shared data");
        GeoListing listing;
        CHECK(geo_source_list(path, NULL, &listing, NULL));
        CHECK_EQ(listing.table_count, files[i].tables);
        geo_listing_finish(&listing);
    }
}

TEST(features_that_tile_buffers_repeat_can_be_dropped)
{
    const char *path = check_shared("data/world/vectortiles/firenze_protomaps_z0-14.pmtiles");
    if (!path) CHECK_SKIP("no shared data");
    GeoLayer *l = geo_layer_load(
        &(GeoLayerDesc){ .source = path, .table = "buildings", .drop_duplicates = true, .no_cache = true, .pool = pool() }, NULL);
    CHECK(l != NULL);
    CHECK(l->feature_count > 45000 && l->feature_count < 63406);
    CHECK_EQ(l->feature_count + l->problems[GEO_PROBLEM_DUPLICATE].count, 63406);
    geo_layer_destroy(l);
}

TEST(parquet_without_a_driver_says_what_to_do)
{
    const char *path = check_shared("data/world/vector/airports_geoparquet.parquet");
    if (!path) CHECK_SKIP("no shared data");
    Err err = { 0 };
    GeoLayer *l = load(path, NULL, &err);
    if (!l) {
        CHECK_EQ(err.code, ERR_UNSUPPORTED);
        CHECK(strstr(err.text, "Parquet") != NULL);
    }
    geo_layer_destroy(l);
}

// Published examples of the PMTiles specification: z0 is 0; z1 is 1 (0,0), 2 (0,1), 3 (1,1), 4 (1,0); z2 begins at 5;
// 12/3423/1763 is 19078479.
TEST(tile_numbers_follow_the_hilbert_curve)
{
    static const uint64_t cases[][4] = { { 0, 0, 0, 0 },
                                         { 1, 1, 0, 0 },
                                         { 2, 1, 0, 1 },
                                         { 3, 1, 1, 1 },
                                         { 4, 1, 1, 0 },
                                         { 5, 2, 0, 0 },
                                         { 19078479, 12, 3423, 1763 } };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        uint32_t z = 0, x = 0, y = 0;
        CHECK(geo_pmtiles_tile_of_id(cases[i][0], &z, &x, &y));
        CHECK_EQ(z, cases[i][1]);
        CHECK_EQ(x, cases[i][2]);
        CHECK_EQ(y, cases[i][3]);
    }
}

static void check_same(const GeoLayer *a, const GeoLayer *b)
{
    CHECK_EQ(a->feature_count, b->feature_count);
    CHECK_EQ(a->vertex_count, b->vertex_count);
    CHECK_EQ(a->tile_count, b->tile_count);
    CHECK_EQ(a->column_count, b->column_count);
    CHECK_TEXT(a->crs_name, b->crs_name);
    CHECK(memcmp(a->xy, b->xy, a->vertex_count * 8ul) == 0);
    CHECK(memcmp(a->tiles, b->tiles, (size_t)a->tile_count * sizeof *a->tiles) == 0);
    for (int c = 0; c < a->column_count; c++) {
        CHECK_TEXT(a->columns[c].name, b->columns[c].name);
        for (uint32_t f = 0; f < a->feature_count; f += 997) {
            char x[300], y[300];
            CHECK_EQ(geo_column_text(&a->columns[c], f, x, sizeof x), geo_column_text(&b->columns[c], f, y, sizeof y));
            CHECK_TEXT(x, y);
        }
    }
}

TEST(the_layer_does_not_depend_on_the_number_of_threads)
{
    static const char *const files[] = { "data/world/large/astana_buildings.gpkg", "data/world/large/astana_buildings.geojson.gz",
                                         "data/world/large/firenze_buildings.geojsonl.gz",
                                         "data/world/large/astana_buildings_shp.zip" };
    for (size_t i = 0; i < sizeof files / sizeof *files; i++) {
        const char *path = check_shared(files[i]);
        if (!path) CHECK_SKIP("no shared data");
        GeoLayer *one = geo_layer_load(&(GeoLayerDesc){ .source = path, .no_cache = true }, NULL), *two = load(path, NULL, NULL);
        CHECK(one && two);
        check_same(one, two);
        for (int c = 0; c < one->column_count; c++) {
            const GeoColumn *a = &one->columns[c], *b = &two->columns[c];
            CHECK_EQ(a->value_count, b->value_count);
            if (a->code) CHECK(memcmp(a->code, b->code, one->feature_count * sizeof *a->code) == 0);
        }
        geo_layer_destroy(one);
        geo_layer_destroy(two);
    }
}

// A file of the cache folder; heap.
static char *cached_file(const char *folder)
{
    char path[700];
    snprintf(path, sizeof path, "%s/citymirror/layers", folder);
    DIR *dir = opendir(path);
    char *found = NULL;
    for (struct dirent *entry; dir && (entry = readdir(dir)) != NULL && !found;)
        if (str_ends_nocase(entry->d_name, ".layer")) found = file_join(path, entry->d_name);
    if (dir) closedir(dir);
    return found;
}

TEST(the_cache_gives_the_same_layer_and_a_damaged_file_is_made_anew)
{
    char folder[512], copy[512];
    snprintf(folder, sizeof folder, "%s", check_temporary("cache"));
    const char *had = getenv("XDG_CACHE_HOME");
    char kept[512] = "";
    if (had) snprintf(kept, sizeof kept, "%s", had);
    setenv("XDG_CACHE_HOME", folder, 1);
    Str s = { 0 };
    str_add(&s, "id,lon,lat,名\n");
    for (int i = 0; i < 60000; i++) str_printf(&s, "%d,%.6f,%.6f,第%d号\n", i, 110 + i % 300 * 1e-3, 21 + i / 300 * 1e-3, i);
    snprintf(copy, sizeof copy, "%s", check_temporary("cached.csv"));
    CHECK(file_replace(copy, s.text, s.length, NULL));
    const GeoLayerDesc desc = { .source = copy };
    GeoLayer *first = geo_layer_load(&desc, NULL);
    CHECK(first && !first->is_from_cache);
    GeoLayer *reference = geo_layer_load(&(GeoLayerDesc){ .source = copy, .no_cache = true }, NULL);
    geo_layer_destroy(first); // waits for the file
    GeoLayer *second = geo_layer_load(&desc, NULL);
    CHECK(second && second->is_from_cache);
    check_same(reference, second);
    geo_layer_destroy(second);

    char *path = cached_file(folder);
    CHECK(path != NULL);
    size_t length = 0;
    char *bytes = file_read(path, 0, &length, NULL);
    for (int round = 0; round < 6; round++) { // a flipped bit anywhere, then a file cut short
        const size_t at = round == 0 ? 9 : (size_t)round * length / 7;
        bytes[at] = (char)(bytes[at] ^ 4);
        CHECK(file_replace(path, bytes, round == 5 ? length / 2 : length, NULL));
        bytes[at] = (char)(bytes[at] ^ 4);
        GeoLayer *again = geo_layer_load(&desc, NULL);
        CHECK(again && !again->is_from_cache);
        check_same(reference, again);
        geo_layer_destroy(again);
    }
    // A changed source is read again.
    s.text[s.length - 2] = '9';
    str_add(&s, "60000,110,21,new\n");
    CHECK(file_replace(copy, s.text, s.length, NULL));
    GeoLayer *changed = geo_layer_load(&desc, NULL);
    CHECK(changed && !changed->is_from_cache);
    CHECK_EQ(changed->feature_count, 60001);
    geo_layer_destroy(changed);
    geo_layer_destroy(reference);
    free(bytes);
    free(path);
    str_finish(&s);
    if (had)
        setenv("XDG_CACHE_HOME", kept, 1);
    else
        unsetenv("XDG_CACHE_HOME");
}

// Real files cut short at many places: an error or a layer, never more.
TEST(truncated_files_give_an_error_or_what_could_be_read)
{
    static const char *const files[] = { "data/world/vector/nc.gpkg",
                                         "data/world/vector/countries.fgb",
                                         "data/world/vector/countries.geojson",
                                         "data/world/vector/fmi_wfs_test.gml",
                                         "data/world/tracks/trek.gpx",
                                         "data/world/vector/storms_xyzm_shp.zip",
                                         "data/world/vector/london_boroughs.topojson" };
    for (size_t i = 0; i < sizeof files / sizeof *files; i++) {
        const char *path = check_shared(files[i]);
        if (!path) CHECK_SKIP("no shared data");
        size_t length = 0;
        char *bytes = file_read(path, 0, &length, NULL);
        char name[64];
        snprintf(name, sizeof name, "cut%zu.%s", i, file_extension(files[i]));
        char cut[512];
        snprintf(cut, sizeof cut, "%s", check_temporary(name));
        for (int part = 1; part < 8; part++) {
            CHECK(file_replace(cut, bytes, length * (size_t)part / 8, NULL));
            Err err = { 0 };
            GeoLayer *l = load(cut, NULL, &err);
            CHECK(l || err.text[0]);
            geo_layer_destroy(l);
        }
        free(bytes);
    }
}

TEST(ten_thousand_fields_and_names_given_twice_are_read)
{
    Str s = { 0 };
    str_add(&s, "lon,lat");
    for (int i = 0; i < 10000; i++) str_printf(&s, ",f%d", i);
    str_add(&s, ",f7,f7\n110,21");
    for (int i = 0; i < 10002; i++) str_printf(&s, ",%d", i);
    str_add(&s, "\n");
    const char *path = check_temporary("fields.csv");
    CHECK(file_replace(path, s.text, s.length, NULL));
    str_finish(&s);
    Err err = { 0 };
    GeoLayer *l = load(path, NULL, &err);
    CHECK_TEXT(err.text, "");
    CHECK(l != NULL);
    CHECK_EQ(l->column_count, 10004);
    for (int i = 0; i < 10004; i += 511)
        for (int k = 0; k < i; k++) CHECK(strcmp(l->columns[i].name, l->columns[k].name) != 0);
    geo_layer_destroy(l);
}

TEST(a_polygon_of_a_million_vertices_and_wild_coordinates_are_read)
{
    Str s = { 0 };
    str_add(&s, "{\"type\":\"FeatureCollection\",\"features\":[{\"type\":\"Feature\",\"properties\":{\"a\":1},\"geometry\":{"
                "\"type\":\"Polygon\",\"coordinates\":[[");
    const int n = 1000000;
    for (int i = 0; i < n; i++) {
        const double a = 2 * 3.14159265358979 * i / n;
        str_printf(&s, "[%.9f,%.9f],", 110 + cos(a) * (0.5 + 0.01 * (i % 2)), 21 + sin(a) * 0.5);
    }
    str_printf(&s, "[%.9f,%.9f]]]}},", 110 + 0.5, 21.0);
    str_add(&s, "{\"type\":\"Feature\",\"properties\":{\"a\":1e308},\"geometry\":{\"type\":\"LineString\",\"coordinates\":[["
                "1e300,5],[110,21],[110.1,21.1],[110.1,1e999]]}},");
    str_add(&s,
            "{\"type\":\"Feature\",\"properties\":{\"a\":-5},\"geometry\":{\"type\":\"Point\",\"coordinates\":[110,21,9e99]}}]}");
    const char *path = check_temporary("million.geojson");
    CHECK(file_replace(path, s.text, s.length, NULL));
    str_finish(&s);
    Err err = { 0 };
    GeoLayer *l = load(path, NULL, &err);
    CHECK_TEXT(err.text, "");
    CHECK(l != NULL);
    CHECK_EQ(l->feature_count, 3);
    CHECK(l->vertex_count >= n);
    CHECK(l->problems[GEO_PROBLEM_OUTSIDE_CRS].count + l->problems[GEO_PROBLEM_NOT_FINITE].count >= 2);
    CHECK_EQ(l->problems[GEO_PROBLEM_HEIGHT_ABSURD].count, 1);
    CHECK(l->extent.east_deg < 111);
    geo_layer_destroy(l);
}

// Found by fuzz_parts: ranges of row numbers ran past the largest one.
TEST(row_numbers_of_a_geopackage_may_be_any)
{
    const char *path = check_temporary("far.gpkg");
    geo_init();
    GDALAllRegister();
    GDALDatasetH dataset =
        GDALCreate(GDALGetDriverByName("GPKG"), path, 0, 0, 0, GDT_Unknown, NULL);
    CHECK(dataset != NULL);
    OGRSpatialReferenceH srs = OSRNewSpatialReference(NULL);
    OSRSetFromUserInput(srs, "EPSG:4326");
    OGRLayerH table = GDALDatasetCreateLayer(dataset, "far", srs, wkbPoint, NULL);
    OSRDestroySpatialReference(srs);
    static const GIntBig fids[] = { -9223372036854775807, -5, 1, 2, 4611686018427387904,
                                    9223372036854775806 };
    for (int i = 0; i < 6; i++) {
        OGRFeatureH feature = OGR_F_Create(OGR_L_GetLayerDefn(table));
        OGRGeometryH point = OGR_G_CreateGeometry(wkbPoint);
        OGR_G_SetPoint_2D(point, 0, 110 + i, 21);
        OGR_F_SetGeometryDirectly(feature, point);
        OGR_F_SetFID(feature, fids[i]);
        CHECK(OGR_L_CreateFeature(table, feature) == OGRERR_NONE);
        OGR_F_Destroy(feature);
    }
    GDALClose(dataset);
    Err err = { 0 };
    GeoLayer *l = geo_layer_load(&(GeoLayerDesc){ .source = path, .no_cache = true }, &err);
    CHECK_TEXT(err.text, "");
    CHECK(l != NULL);
    CHECK_EQ(l->feature_count, 6);
    for (uint32_t f = 0; f < 6; f++) {
        bool is_there = false;
        for (int i = 0; i < 6; i++) is_there = is_there || l->fid[f] == fids[i];
        CHECK(is_there);
    }
    geo_layer_destroy(l);
}

// More columns than one call of the function that SQLite gives the rows to.
TEST(a_geopackage_of_three_hundred_columns_keeps_each_value_in_its_column)
{
    const char *path = check_temporary("wide.gpkg");
    geo_init();
    GDALAllRegister();
    GDALDatasetH dataset =
        GDALCreate(GDALGetDriverByName("GPKG"), path, 0, 0, 0, GDT_Unknown, NULL);
    OGRSpatialReferenceH srs = OSRNewSpatialReference(NULL);
    OSRSetFromUserInput(srs, "EPSG:4326");
    OGRLayerH table = GDALDatasetCreateLayer(dataset, "wide", srs, wkbPoint, NULL);
    OSRDestroySpatialReference(srs);
    for (int c = 0; c < 300; c++) {
        char name[16];
        snprintf(name, sizeof name, "c%d", c);
        OGRFieldDefnH field = OGR_Fld_Create(name, c % 3 == 0   ? OFTInteger
                                                   : c % 3 == 1 ? OFTReal
                                                                : OFTString);
        OGR_L_CreateField(table, field, 0);
        OGR_Fld_Destroy(field);
    }
    for (int i = 0; i < 3000; i++) {
        OGRFeatureH feature = OGR_F_Create(OGR_L_GetLayerDefn(table));
        OGRGeometryH point = OGR_G_CreateGeometry(wkbPoint);
        OGR_G_SetPoint_2D(point, 0, 110 + i * 1e-4, 21);
        OGR_F_SetGeometryDirectly(feature, point);
        for (int c = 0; c < 300; c++)
            if ((i + c) % 7) OGR_F_SetFieldInteger(feature, c, i * 1000 + c);
        CHECK(OGR_L_CreateFeature(table, feature) == OGRERR_NONE);
        OGR_F_Destroy(feature);
    }
    GDALClose(dataset);
    GeoLayer *l = geo_layer_load(&(GeoLayerDesc){ .source = path, .no_cache = true }, NULL);
    CHECK(l != NULL);
    CHECK_EQ(l->feature_count, 3000);
    CHECK_EQ(l->column_count, 300);
    for (uint32_t f = 0; f < l->feature_count; f += 37) {
        const int i = (int)l->fid[f] - 1;
        for (int c = 0; c < 300; c++) {
            double value = -1;
            const bool has = geo_column_number(&l->columns[c], f, &value);
            CHECK_EQ(has, (i + c) % 7 != 0);
            if (has) CHECK_NEAR(value, i * 1000 + c, 0);
        }
    }
    geo_layer_destroy(l);
}

static void file_put(const char *path, const char *text)
{
    VSILFILE *file = VSIFOpenL(path, "wb");
    CHECK(file != NULL);
    VSIFWriteL(text, 1, strlen(text), file);
    VSIFCloseL(file);
}

#define POINT(lon)                                                                           \
    "{\"type\":\"FeatureCollection\",\"features\":[{\"type\":\"Feature\",\"properties\":{}," \
    "\"geometry\":{"                                                                         \
    "\"type\":\"Point\",\"coordinates\":[" lon ",21]}}]}"

TEST(an_archive_of_several_files_is_several_tables)
{
    const char *zip = check_temporary("several.zip");
    char member[400];
    snprintf(member, sizeof member, "/vsizip/%s", zip);
    VSILFILE *archive = VSIFOpenL(member, "wb"); // kept open: members are added to it
    CHECK(archive != NULL);
    static const char *const names[] = { "roads.geojson", "sub/roads.geojson", "shops.csv",
                                         "read me.txt", "__MACOSX/._shops.csv" };
    static const char *const texts[] = { POINT("110"), POINT("111"), "name,lon,lat\n店,112,22\n",
                                         "words", "rubbish" };
    for (size_t i = 0; i < sizeof names / sizeof *names; i++) {
        snprintf(member, sizeof member, "/vsizip/%s/%s", zip, names[i]);
        file_put(member, texts[i]);
    }
    VSIFCloseL(archive);
    GeoListing listing;
    Err err = { 0 };
    CHECK(geo_source_list(zip, NULL, &listing, &err));
    CHECK_EQ(listing.table_count, 3);
    CHECK_TEXT(listing.tables[0].name, "roads");
    CHECK_TEXT(listing.tables[1].name, "shops");
    CHECK_TEXT(listing.tables[2].name, "sub/roads");
    geo_listing_finish(&listing);
    static const double lon[] = { 110, 112, 111 };
    static const char *const tables[] = { "roads", "shops", "sub/roads" };
    for (int i = 0; i < 3; i++) {
        GeoLayer *l = load(zip, tables[i], &err);
        CHECK_TEXT(err.text, "");
        CHECK(l && l->feature_count == 1);
        CHECK_TEXT(l->name, tables[i]);
        CHECK_NEAR(l->extent.west_deg, lon[i], 1e-9);
        geo_layer_destroy(l);
    }
    CHECK(load(zip, "rivers", &err) == NULL);
}

TEST(osm_files_with_unsorted_nodes_are_read_in_full)
{
    const char *path = check_shared("data/world/osm/moscow.osm.gz");
    if (!path) CHECK_SKIP("no shared data");
    // ogrinfo --config OSM_USE_CUSTOM_INDEXING NO; without the setting 98 lines are left.
    GeoLayer *l = load(path, "lines", NULL);
    CHECK(l != NULL);
    CHECK_EQ(l->feature_count, 721);
    CHECK_EQ(l->problems[GEO_PROBLEM_READ_ERROR].count, 0);
    geo_layer_destroy(l);
}

TEST(addresses_of_feature_services_find_their_driver)
{
    static const char *const pairs[][2] = {
        { "https://h/ows?service=WFS&version=2.0.0",
          "WFS:https://h/ows?service=WFS&version=2.0.0" },
        { "https://h/api/collections", "OAPIF:https://h/api/collections" },
        { "https://h/api/collections/roads?f=json",
          "OAPIF:https://h/api/collections/roads?f=json" },
        { "https://h/arcgis/rest/services/a/FeatureServer/0",
          "ESRIJSON:https://h/arcgis/rest/services/a/FeatureServer/0/"
          "query?where=1%3D1&outFields=*&returnGeometry=true&f=json" },
        { "PG:dbname=city", "PG:dbname=city connect_timeout=5 keepalives_idle=10 "
                            "keepalives_interval=5 keepalives_count=3 tcp_user_timeout=25000" },
        { "postgresql://u@h/city", "postgresql://u@h/"
                                   "city?connect_timeout=5&keepalives_idle=10&keepalives_interval="
                                   "5&keepalives_count=3&tcp_user_timeout=25000" },
    };
    for (size_t i = 0; i < sizeof pairs / sizeof *pairs; i++) {
        char *path = geo_source_gdal_path(pairs[i][0]);
        CHECK_TEXT(path, pairs[i][1]);
        free(path);
    }
    static const char *const plain[] = { "https://h/a.geojson",
                                         "https://h/ows?service=WFS&request=GetFeature&typename=a",
                                         "https://h/api/collections/roads/items",
                                         "https://h/MapServer/a/b" };
    for (size_t i = 0; i < sizeof plain / sizeof *plain; i++) {
        char *path = geo_source_gdal_path(plain[i]);
        CHECK(str_starts(path, "/vsicurl/https://h/"));
        free(path);
    }
}
