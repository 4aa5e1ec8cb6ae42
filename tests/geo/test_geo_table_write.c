// SPDX-License-Identifier: Apache-2.0
// test_geo_table_write.c - tables written row by row, read back by bytes and by GDAL.
#include "base/file.h"
#include "check.h"
#include "geo/geo_table_write.h"
#include <dirent.h>
#include <gdal.h>
#include <math.h>
#include <ogr_api.h>
#include <stdlib.h>

static const GeoTableColumn columns[] = { { "站名", GEO_CELL_TEXT },
                                          { "数值", GEO_CELL_NUMBER },
                                          { "次数", GEO_CELL_INTEGER },
                                          { "时间", GEO_CELL_TIME } };
#define T0 INT64_C(1780000000000000) // 2026-05-28T20:26:40Z

static GeoTableWriter *writer(const char *path, bool has_no_bom)
{
    Err err = { 0 };
    GeoTableWriter *w = geo_table_open(&(GeoTableDesc){ .path = path,
                                                        .table = "表",
                                                        .columns = columns,
                                                        .column_count = 4,
                                                        .utc_offset_s = 8 * 3600,
                                                        .has_no_bom = has_no_bom },
                                       &err);
    CHECK_TEXT(err.text, "");
    return w;
}

static void put(GeoTableWriter *w, const char *name, double number, int64_t t_us, const GeoPos *at)
{
    const GeoTableCell cells[4] = { { .is_there = name != NULL, .text = name },
                                    { .is_there = true, .number = number },
                                    { .is_there = true, .integer = INT64_C(9007199254740993) },
                                    { .is_there = t_us != 0, .integer = t_us } };
    Err err = { 0 };
    CHECK(geo_table_row(w, cells, at, &err));
}

// Files of the folder of path whose names begin with its name, hidden or not.
static int files_beside(const char *path)
{
    char folder[512];
    snprintf(folder, sizeof folder, "%.*s", (int)(file_name(path) - path), path);
    DIR *dir = opendir(folder);
    int count = 0;
    for (struct dirent *e; (e = readdir(dir));) count += strstr(e->d_name, file_name(path)) != NULL;
    closedir(dir);
    return count;
}

TEST(csv_has_a_mark_chinese_headers_quotes_exact_numbers_and_times_with_zone)
{
    char path[512];
    snprintf(path, sizeof path, "%s", check_temporary("table.csv"));
    GeoTableWriter *w = writer(path, false);
    put(w, "赤坎, \"一\"站\n二", 0.1, T0 + 5000, NULL);
    put(w, NULL, NAN, 0, NULL);
    put(w, "a", 1.6118400000000002, T0 - 1, NULL);
    CHECK(geo_table_close(w, true, NULL));
    char *text = file_read(path, 0, NULL, NULL);
    CHECK_TEXT(text,
               "\xEF\xBB\xBF站名,数值,次数,时间\r\n"
               "\"赤坎, \"\"一\"\"站\n二\",0.1,9007199254740993,2026-05-29T04:26:40.005+08:00\r\n"
               ",,9007199254740993,\r\n"
               "a,1.6118400000000002,9007199254740993,2026-05-29T04:26:39.999999+08:00\r\n");
    free(text);
    w = writer(path, true);
    CHECK(geo_table_close(w, true, NULL));
    text = file_read(path, 0, NULL, NULL);
    CHECK_TEXT(text, "站名,数值,次数,时间\r\n");
    free(text);
}

TEST(a_geopackage_gives_back_points_texts_nulls_and_instants)
{
    char path[512];
    snprintf(path, sizeof path, "%s", check_temporary("表.gpkg"));
    GeoTableWriter *w = writer(path, false);
    put(w, "湛江", 2.5, T0 + 123456, &(GeoPos){ 110.4, 21.2, 0 });
    put(w, NULL, NAN, 0, &(GeoPos){ NAN, 21, 0 });
    for (int i = 0; i < 60000; i++) put(w, "x", i, T0, NULL); // more than one transaction
    CHECK(geo_table_close(w, true, NULL));
    CHECK_EQ(files_beside(path), 1);
    GDALDatasetH dataset = GDALOpenEx(path, GDAL_OF_VECTOR, NULL, NULL, NULL);
    OGRLayerH layer = GDALDatasetGetLayerByName(dataset, "表");
    CHECK(layer != NULL);
    CHECK_EQ(OGR_L_GetFeatureCount(layer, 1), 60002);
    OGRFeatureH f = OGR_L_GetFeature(layer, 1);
    CHECK_TEXT(OGR_F_GetFieldAsString(f, 0), "湛江");
    CHECK_NEAR(OGR_F_GetFieldAsDouble(f, 1), 2.5, 0);
    CHECK_EQ(OGR_F_GetFieldAsInteger64(f, 2), INT64_C(9007199254740993));
    CHECK_TEXT(OGR_F_GetFieldAsString(f, 3), "2026/05/28 20:26:40.123+00");
    CHECK_NEAR(OGR_G_GetX(OGR_F_GetGeometryRef(f), 0), 110.4, 1e-12);
    CHECK_NEAR(OGR_G_GetY(OGR_F_GetGeometryRef(f), 0), 21.2, 1e-12);
    OGR_F_Destroy(f);
    f = OGR_L_GetFeature(layer, 2);
    for (int i = 0; i < 4; i++) CHECK_EQ(OGR_F_IsFieldNull(f, i), i != 2);
    CHECK(OGR_F_GetGeometryRef(f) == NULL);
    OGR_F_Destroy(f);
    GDALClose(dataset);
}

TEST(a_table_that_is_given_up_leaves_what_was_there)
{
    static const char *const names[] = { "kept.csv", "kept.gpkg" };
    for (int i = 0; i < 2; i++) {
        char path[512];
        snprintf(path, sizeof path, "%s", check_temporary(names[i]));
        CHECK(file_replace(path, "old", 3, NULL));
        GeoTableWriter *w = writer(path, false);
        put(w, "x", 1, T0, &(GeoPos){ 110, 21, 0 });
        CHECK(!geo_table_close(w, false, NULL));
        char *text = file_read(path, 0, NULL, NULL);
        CHECK_TEXT(text, "old");
        free(text);
        CHECK_EQ(files_beside(path), 1);
    }
    CHECK(!geo_table_close(NULL, true, NULL));
}

TEST(a_format_or_folder_that_is_not_there_is_said)
{
    Err err = { 0 };
    CHECK(!geo_table_can("x.xlsx", &err));
    CHECK_EQ(err.code, ERR_UNSUPPORTED);
    CHECK(strstr(err.text, ".csv, .gpkg or .parquet") != NULL);
    GeoTableDesc desc = { .columns = columns, .column_count = 4 };
    static const char *const paths[] = { "/nonexistent/x.csv", "/nonexistent/x.gpkg" };
    for (int i = 0; i < 2; i++) {
        err = (Err){ 0 };
        desc.path = paths[i];
        CHECK(geo_table_open(&desc, &err) == NULL);
        CHECK_EQ(err.code, ERR_IO);
        CHECK(strstr(err.text, paths[i]) != NULL);
    }
}

// Written and read where GDAL has the driver; else the error names what is missing.
TEST(parquet_is_written_where_gdal_has_it)
{
    char path[512];
    Err err = { 0 };
    snprintf(path, sizeof path, "%s", check_temporary("table.parquet"));
    GDALAllRegister();
    const bool has = GDALGetDriverByName("Parquet") != NULL;
    CHECK_EQ(geo_table_can(path, &err), has);
    if (!has) {
        CHECK_EQ(err.code, ERR_UNSUPPORTED);
        CHECK(strstr(err.text, "without Parquet") != NULL);
        CHECK_SKIP("this GDAL has no Parquet");
        return;
    }
    GeoTableWriter *w = writer(path, false);
    put(w, "湛江", 2.5, T0, &(GeoPos){ 110.4, 21.2, 0 });
    CHECK(geo_table_close(w, true, NULL));
    GDALDatasetH dataset = GDALOpenEx(path, GDAL_OF_VECTOR, NULL, NULL, NULL);
    CHECK_EQ(OGR_L_GetFeatureCount(GDALDatasetGetLayer(dataset, 0), 1), 1);
    GDALClose(dataset);
}
