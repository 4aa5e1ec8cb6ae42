// SPDX-License-Identifier: Apache-2.0
// test_geo_sqlite_pages.c - rows from pages against SQL's on all storage classes, damaged trees,
// odd GeoPackages.
#include "check.h"
#include "base/file.h"
#include "geo/geo_layer.h"
#include "geo/geo_sqlite_pages.h"
#include <gdal.h>
#include <math.h>
#include <ogr_api.h>
#include <ogr_srs_api.h>
#include <stdlib.h>
#include <string.h>

static void run(sqlite3 *db, const char *sql)
{
    char *text = NULL;
    if (sqlite3_exec(db, sql, NULL, NULL, &text) != SQLITE_OK)
        fprintf(stderr, "%s: %s\n", sql, text);
    CHECK(text == NULL);
}

static sqlite3 *open_mapped(const char *path)
{
    sqlite3 *db = NULL;
    CHECK_EQ(sqlite3_open_v2(path, &db, SQLITE_OPEN_READONLY, NULL), SQLITE_OK);
    sqlite3_exec(db, "PRAGMA mmap_size=2147418112; BEGIN", NULL, NULL, NULL);
    sqlite3_exec(db, "SELECT count(*) FROM sqlite_schema", NULL, NULL, NULL);
    return db;
}

static uint32_t root_of(sqlite3 *db)
{
    sqlite3_stmt *s = NULL;
    uint32_t root = 0;
    if (sqlite3_prepare_v2(db, "SELECT rootpage FROM sqlite_schema WHERE name='t'", -1, &s, NULL) ==
            SQLITE_OK &&
        sqlite3_step(s) == SQLITE_ROW)
        root = (uint32_t)sqlite3_column_int64(s, 0);
    sqlite3_finalize(s);
    return root;
}

enum { COLUMNS = 5 };

// Small pages, so that the tree is deep; rows that overflow, numbers of every width, gaps between
// the row numbers.
static void write_table(const char *path, int rows)
{
    remove(path);
    sqlite3 *db = NULL;
    CHECK_EQ(sqlite3_open(path, &db), SQLITE_OK);
    run(db, "PRAGMA page_size=512; CREATE TABLE t(id INTEGER PRIMARY KEY, i, r REAL, s TEXT, b "
            "BLOB); BEGIN");
    sqlite3_stmt *s = NULL;
    CHECK_EQ(sqlite3_prepare_v2(db, "INSERT INTO t VALUES(?,?,?,?,?)", -1, &s, NULL), SQLITE_OK);
    static char text[4000];
    memset(text, 'x', sizeof text);
    for (int k = 0; k < rows; k++) {
        sqlite3_bind_int64(s, 1,
                           k == 0          ? INT64_MIN
                           : k == rows - 1 ? INT64_MAX
                                           : (int64_t)k * k * k - 1000);
        if (k % 11)
            sqlite3_bind_int64(s, 2, (k & 1 ? -1 : 1) * (int64_t)(1ull << (k % 63)) - (k % 3));
        if (k % 7) sqlite3_bind_double(s, 3, k % 5 ? k / 8.0 : k); // whole ones are stored as such
        sqlite3_bind_text(s, 4, text, k % 97 == 0 ? 3000 + k % 900 : k % 41, SQLITE_STATIC);
        if (k % 13) sqlite3_bind_zeroblob(s, 5, k % 501);
        CHECK_EQ(sqlite3_step(s), SQLITE_DONE);
        sqlite3_reset(s);
        sqlite3_clear_bindings(s);
    }
    sqlite3_finalize(s);
    run(db, "DELETE FROM t WHERE id % 5 = 3; COMMIT");
    sqlite3_close(db);
}

typedef struct {
    sqlite3_stmt *rows; // what SQL says
    int count, stop_at;
} Expected;

static bool is_expected(int64_t number, const GeoSqliteValue *values, int stored, void *arg)
{
    Expected *e = arg;
    if (e->stop_at && e->count == e->stop_at) return false;
    CHECK_EQ(stored, COLUMNS);
    CHECK_EQ(sqlite3_step(e->rows), SQLITE_ROW);
    CHECK_EQ(sqlite3_column_int64(e->rows, 0), number);
    CHECK_EQ(values[0].type, GEO_SQLITE_NULL);
    for (int c = 1; c < COLUMNS; c++) {
        const GeoSqliteValue *v = &values[c];
        switch (sqlite3_column_type(e->rows, c)) {
        case SQLITE_NULL: CHECK_EQ(v->type, GEO_SQLITE_NULL); break;
        case SQLITE_INTEGER:
            CHECK_EQ(v->type, GEO_SQLITE_INT);
            CHECK_EQ(v->i, sqlite3_column_int64(e->rows, c));
            break;
        case SQLITE_FLOAT:
            CHECK(v->type == GEO_SQLITE_INT
                      ? (double)v->i == sqlite3_column_double(e->rows, c)
                      : v->type == GEO_SQLITE_REAL && v->f == sqlite3_column_double(e->rows, c));
            break;
        default:
            CHECK_EQ(v->type, c == 3 ? GEO_SQLITE_TEXT : GEO_SQLITE_BLOB);
            CHECK_EQ(v->length, sqlite3_column_bytes(e->rows, c));
            CHECK(v->length == 0 ||
                  memcmp(v->bytes, sqlite3_column_blob(e->rows, c), v->length) == 0);
        }
    }
    e->count++;
    return true;
}

static void compare_range(sqlite3 *db, const GeoSqlitePages *pages, int64_t from, int64_t to)
{
    Expected e = { 0 };
    CHECK_EQ(sqlite3_prepare_v2(db, "SELECT * FROM t WHERE id BETWEEN ? AND ?", -1, &e.rows, NULL),
             SQLITE_OK);
    sqlite3_bind_int64(e.rows, 1, from);
    sqlite3_bind_int64(e.rows, 2, to);
    GeoSqliteScan scan = {
        .from = from, .to = to, .row = is_expected, .arg = &e, .value_count = COLUMNS
    };
    CHECK(geo_sqlite_pages_scan(pages, &scan));
    CHECK_EQ(sqlite3_step(e.rows), SQLITE_DONE);
    sqlite3_finalize(e.rows);
}

TEST(rows_from_pages_are_the_rows_of_sql_whatever_the_range)
{
    char path[512];
    snprintf(path, sizeof path, "%s", check_temporary("pages.db"));
    write_table(path, 3000);
    sqlite3 *db = open_mapped(path);
    GeoSqlitePages pages;
    CHECK(geo_sqlite_pages_open(&pages, db, root_of(db)));
    compare_range(db, &pages, INT64_MIN, INT64_MAX);
    compare_range(db, &pages, INT64_MAX, INT64_MAX);
    compare_range(db, &pages, INT64_MIN, INT64_MIN);
    for (int64_t k = 1; k < 3000; k += 61)
        compare_range(db, &pages, k * k * k - 1000 - k % 2, k * k * k * 3 - k % 3);
    // Stopped by the taker: the next row is told.
    Expected e = { .stop_at = 5 };
    sqlite3_prepare_v2(db, "SELECT * FROM t", -1, &e.rows, NULL);
    GeoSqliteScan scan = {
        .from = INT64_MIN, .to = INT64_MAX, .row = is_expected, .arg = &e, .value_count = COLUMNS
    };
    CHECK(!geo_sqlite_pages_scan(&pages, &scan));
    const int64_t last = sqlite3_column_int64(e.rows, 0);
    CHECK_EQ(sqlite3_step(e.rows), SQLITE_ROW);
    CHECK(scan.next > last && scan.next <= sqlite3_column_int64(e.rows, 0));
    sqlite3_finalize(e.rows);
    geo_sqlite_pages_close(&pages);
    sqlite3_close(db);
}

TEST(an_index_a_log_or_no_such_page_is_left_to_sql)
{
    char path[512];
    snprintf(path, sizeof path, "%s", check_temporary("other.db"));
    remove(path);
    sqlite3 *db = NULL;
    sqlite3_open(path, &db);
    run(db, "CREATE TABLE t(a TEXT PRIMARY KEY, b) WITHOUT ROWID; INSERT INTO t VALUES('x', 1)");
    sqlite3_close(db);
    db = open_mapped(path);
    GeoSqlitePages pages = { 0 };
    Expected e = { 0 };
    GeoSqliteScan scan = { .from = 0, .to = 9, .row = is_expected, .arg = &e, .value_count = 2 };
    CHECK(geo_sqlite_pages_open(&pages, db, root_of(db)) && !geo_sqlite_pages_scan(&pages, &scan));
    geo_sqlite_pages_close(&pages);
    CHECK(!geo_sqlite_pages_open(&pages, db, 1) && !geo_sqlite_pages_open(&pages, db, 99));
    sqlite3_close(db);
    sqlite3_open(path, &db);
    run(db, "PRAGMA journal_mode=WAL; INSERT INTO t VALUES('y', 2)");
    CHECK(!geo_sqlite_pages_open(&pages, db, root_of(db)));
    sqlite3_close(db);
}

static bool is_readable(int64_t number, const GeoSqliteValue *values, int stored, void *arg)
{
    (void)number, (void)stored;
    uint64_t *sum = arg;
    for (int c = 0; c < COLUMNS; c++)
        for (size_t i = 0; values[c].type >= GEO_SQLITE_TEXT && i < values[c].length; i++)
            *sum += values[c].bytes[i];
    return true;
}

TEST(damaged_trees_end_and_stay_inside_the_file)
{
    char path[512];
    snprintf(path, sizeof path, "%s", check_temporary("damaged.db"));
    write_table(path, 400);
    size_t length = 0;
    char *bytes = file_read(path, 0, &length, NULL);
    sqlite3 *db = open_mapped(path);
    const uint32_t root = root_of(db);
    uint64_t sum = 0;
    int whole = 0;
    uint32_t random = 99;
    uint8_t *copy = malloc(length); // exactly: a step outside is seen by the sanitizer
    for (int round = 0; round < 4000; round++) {
        memcpy(copy, bytes, length);
        for (int k = 0; k < 1 + round % 30; k++) {
            random = random * 1664525u + 1013904223u;
            const size_t page = (random >> 8) % (length / 512),
                         at = page * 512 + (round & 1 ? (random >> 3) % 12 : (random >> 3) % 512);
            random = random * 1664525u + 1013904223u;
            copy[at] = (uint8_t)(random >> 24);
        }
        const GeoSqlitePages pages = { .bytes = copy,
                                       .size = length,
                                       .page_bytes = 512,
                                       .usable_bytes = 512,
                                       .page_count = (uint32_t)(length / 512),
                                       .root = root };
        GeoSqliteScan scan = { .from = INT64_MIN,
                               .to = INT64_MAX,
                               .row = is_readable,
                               .arg = &sum,
                               .value_count = COLUMNS };
        whole += geo_sqlite_pages_scan(&pages, &scan);
    }
    CHECK(whole < 4000 && sum > 0);
    free(copy);
    free(bytes);
    sqlite3_close(db);
}

static void check_equal_layers(const GeoLayer *a, const GeoLayer *b)
{
    CHECK_EQ(a->feature_count, b->feature_count);
    CHECK_EQ(a->vertex_count, b->vertex_count);
    CHECK_EQ(a->column_count, b->column_count);
    CHECK_EQ(memcmp(a->fid, b->fid, a->feature_count * sizeof *a->fid), 0);
    CHECK_EQ(memcmp(a->xy, b->xy, 2 * a->vertex_count * sizeof *a->xy), 0);
    for (int c = 0; c < a->column_count; c++) {
        CHECK_TEXT(a->columns[c].name, b->columns[c].name);
        CHECK_EQ(a->columns[c].type, b->columns[c].type);
        for (uint32_t f = 0; f < a->feature_count; f++) {
            char text_a[200], text_b[200];
            CHECK_EQ(geo_column_text(&a->columns[c], f, text_a, sizeof text_a),
                     geo_column_text(&b->columns[c], f, text_b, sizeof text_b));
            CHECK_TEXT(text_a, text_b);
        }
    }
    for (int k = 0; k < GEO_PROBLEM_COUNT; k++)
        CHECK_EQ(a->problems[k].count, b->problems[k].count);
}

// A condition that is always true has SQLite give the rows.
static GeoLayer *check_both_ways(const char *path)
{
    GeoLayer *pages = geo_layer_load(&(GeoLayerDesc){ .source = path, .no_cache = true }, NULL);
    GeoLayer *sql =
        geo_layer_load(&(GeoLayerDesc){ .source = path, .no_cache = true, .where = "1=1" }, NULL);
    CHECK(pages && sql);
    check_equal_layers(pages, sql);
    geo_layer_destroy(sql);
    return pages;
}

TEST(geopackages_with_values_of_other_types_defaults_and_a_log_read_the_same_both_ways)
{
    char path[512];
    snprintf(path, sizeof path, "%s", check_temporary("odd.gpkg"));
    remove(path);
    geo_init();
    GDALAllRegister();
    GDALDatasetH dataset =
        GDALCreate(GDALGetDriverByName("GPKG"), path, 0, 0, 0, GDT_Unknown, NULL);
    OGRSpatialReferenceH srs = OSRNewSpatialReference(NULL);
    OSRSetFromUserInput(srs, "EPSG:4326");
    char *no_index[] = { (char *)"SPATIAL_INDEX=NO", NULL };
    OGRLayerH table = GDALDatasetCreateLayer(dataset, "t", srs, wkbPoint, no_index);
    OSRDestroySpatialReference(srs);
    static const OGRFieldType types[] = { OFTInteger, OFTReal, OFTString, OFTDateTime };
    static const char *const names[] = { "i", "r", "s", "d" };
    for (int c = 0; c < 4; c++) {
        OGRFieldDefnH field = OGR_Fld_Create(names[c], types[c]);
        OGR_L_CreateField(table, field, 0);
        OGR_Fld_Destroy(field);
    }
    for (int i = 0; i < 9000; i++) {
        OGRFeatureH feature = OGR_F_Create(OGR_L_GetLayerDefn(table));
        OGRGeometryH point = OGR_G_CreateGeometry(wkbPoint);
        OGR_G_SetPoint_2D(point, 0, 110 + i * 1e-4, 21);
        if (i % 50)
            OGR_F_SetGeometryDirectly(feature, point);
        else
            OGR_G_DestroyGeometry(point);
        OGR_F_SetFieldInteger(feature, 0, i);
        OGR_F_SetFieldDouble(feature, 1, i % 4 ? i / 3.0 : i);
        if (i % 3) OGR_F_SetFieldString(feature, 2, i % 2 ? "甲" : "乙");
        OGR_F_SetFieldDateTime(feature, 3, 2024, 2, 29, 12, 30, 5, 100);
        CHECK(OGR_L_CreateFeature(table, feature) == OGRERR_NONE);
        OGR_F_Destroy(feature);
    }
    GDALClose(dataset);
    geo_layer_destroy(check_both_ways(path));
    sqlite3 *db = NULL;
    CHECK_EQ(sqlite3_open(path, &db), SQLITE_OK);
    // Triggers that call GDAL's own functions are in the way.
    run(db,
        "DROP TRIGGER trigger_delete_feature_count_t; DROP TRIGGER trigger_insert_feature_count_t");
    run(db, "UPDATE t SET i='twelve' WHERE fid%1000=7; UPDATE t SET i=2.5 WHERE fid%1000=8; UPDATE "
            "t SET r='1.5 m' WHERE fid%999=5;"
            "UPDATE t SET s=12 WHERE fid%500=1; UPDATE t SET s=x'ff41' WHERE fid%500=2; UPDATE t "
            "SET s=cast(x'ff42' AS TEXT) WHERE fid%500=3;"
            "DELETE FROM t WHERE fid BETWEEN 2000 AND 4000; UPDATE t SET d='never' WHERE fid=5000");
    sqlite3_close(db);
    GeoLayer *l = check_both_ways(path);
    CHECK_EQ(l->feature_count, 6999);
    CHECK(l->problems[GEO_PROBLEM_TEXT_ENCODING].count > 0);
    geo_layer_destroy(l);
    // Rows written before a column was added do not hold it.
    CHECK_EQ(sqlite3_open(path, &db), SQLITE_OK);
    run(db,
        "ALTER TABLE t ADD COLUMN empty INTEGER; ALTER TABLE t ADD COLUMN seven INTEGER DEFAULT 7");
    sqlite3_close(db);
    l = check_both_ways(path);
    double seven = 0;
    const int column = geo_layer_column(l, "seven");
    CHECK(column >= 0 && geo_column_number(&l->columns[column], 100, &seven) && seven == 7);
    geo_layer_destroy(l);
    // What stands in the log only is there.
    CHECK_EQ(sqlite3_open(path, &db), SQLITE_OK);
    run(db,
        "PRAGMA journal_mode=WAL; PRAGMA wal_autocheckpoint=0; UPDATE t SET i=4242 WHERE fid=11");
    l = check_both_ways(path);
    uint32_t found = 0;
    for (uint32_t f = 0; f < l->feature_count; f++) {
        double value = 0;
        if (l->fid[f] == 11)
            found += geo_column_number(&l->columns[geo_layer_column(l, "i")], f, &value) &&
                     value == 4242;
    }
    CHECK_EQ(found, 1);
    geo_layer_destroy(l);
    sqlite3_close(db);
}
