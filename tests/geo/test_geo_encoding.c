// SPDX-License-Identifier: Apache-2.0
// test_geo_encoding.c - Chinese text of Shapefiles and CSV, whatever its encoding says or does not say; coordinates in tables.
#include "check.h"
#include "base/file.h"
#include "base/str.h"
#include "geo/geo_encoding.h"
#include "geo/geo_layer.h"
#include <gdal.h>
#include <cpl_conv.h>
#include <iconv.h>
#include <ogr_api.h>
#include <ogr_srs_api.h>
#include <stdlib.h>
#include <unistd.h>

static size_t encode(const char *utf8, const char *encoding, char *out, size_t cap)
{
    iconv_t handle = iconv_open(encoding, "UTF-8");
    CHECK(handle != (iconv_t)-1);
    char *in = (char *)utf8, *to = out;
    size_t in_left = strlen(utf8), out_left = cap - 1;
    CHECK(iconv(handle, &in, &in_left, &to, &out_left) != (size_t)-1);
    iconv_close(handle);
    *to = 0;
    return (size_t)(to - out);
}

// Two points; field names and values stored in the encoding, byte for byte.
static const char *write_shapefile(const char *name, const char *encoding, const char *cpg)
{
    static char path[512];
    char field[64], value[200], text[200];
    snprintf(path, sizeof path, "%s", check_temporary(name));
    GDALAllRegister();
    GDALDriverH driver = GDALGetDriverByName("ESRI Shapefile");
    GDALDatasetH ds = GDALCreate(driver, path, 0, 0, 0, GDT_Unknown, NULL);
    OGRSpatialReferenceH srs = OSRNewSpatialReference(NULL);
    OSRSetFromUserInput(srs, "EPSG:4490");
    OSRSetAxisMappingStrategy(srs, OAMS_TRADITIONAL_GIS_ORDER);
    const char *const options[] = { "ENCODING=", NULL };
    OGRLayerH layer = GDALDatasetCreateLayer(ds, "any", srs, wkbPoint, (char **)options);
    CHECK(layer != NULL);
    encode("名称", encoding, field, sizeof field);
    OGRFieldDefnH defn = OGR_Fld_Create(field, OFTString);
    OGR_Fld_SetWidth(defn, 60);
    OGR_L_CreateField(layer, defn, TRUE);
    OGR_Fld_Destroy(defn);
    static const char *const values[] = { "湛江市霞山区人民大道南", "坡头区南三镇光明村" };
    for (int i = 0; i < 2; i++) {
        OGRFeatureH feature = OGR_F_Create(OGR_L_GetLayerDefn(layer));
        encode(values[i], encoding, value, sizeof value);
        OGR_F_SetFieldString(feature, 0, value);
        OGRGeometryH point = OGR_G_CreateGeometry(wkbPoint);
        OGR_G_SetPoint_2D(point, 0, 110.4 + i, 21.2);
        OGR_F_SetGeometryDirectly(feature, point);
        CHECK_EQ(OGR_L_CreateFeature(layer, feature), OGRERR_NONE);
        OGR_F_Destroy(feature);
    }
    OSRDestroySpatialReference(srs);
    GDALClose(ds);
    snprintf(text, sizeof text, "%.180s", path);
    char *dot = strrchr(text, '.');
    strcpy(dot, ".cpg");
    if (cpg)
        CHECK(file_replace(text, cpg, strlen(cpg), NULL));
    else
        unlink(text);
    return path;
}

static void check_names(const GeoLayer *l)
{
    CHECK(l != NULL);
    const int c = geo_layer_column(l, "名称");
    CHECK(c >= 0);
    int found = 0;
    for (uint32_t f = 0; f < l->feature_count; f++) {
        char text[200];
        geo_column_text(&l->columns[c], f, text, sizeof text);
        found += strcmp(text, "湛江市霞山区人民大道南") == 0 || strcmp(text, "坡头区南三镇光明村") == 0;
    }
    CHECK_EQ(found, 2);
}

static GeoLayer *load(const char *path, const char *encoding)
{
    Err err = { 0 };
    GeoLayer *l = geo_layer_load(&(GeoLayerDesc){ .source = path, .encoding = encoding, .no_cache = true }, &err);
    CHECK_TEXT(err.text, "");
    return l;
}

TEST(a_gbk_shapefile_without_cpg_is_recognised)
{
    GeoLayer *l = load(write_shapefile("gbk.shp", "GBK", NULL), NULL);
    check_names(l);
    geo_layer_destroy(l);
}

TEST(a_gbk_shapefile_with_cpg_and_a_utf8_one_without_are_read)
{
    GeoLayer *l = load(write_shapefile("gbk2.shp", "GBK", "GBK"), NULL);
    check_names(l);
    geo_layer_destroy(l);
    l = load(write_shapefile("utf8.shp", "UTF-8", NULL), NULL);
    check_names(l);
    geo_layer_destroy(l);
}

TEST(a_cpg_that_lies_is_not_believed_and_encoding_overrides_all)
{
    GeoLayer *l = load(write_shapefile("lies.shp", "GBK", "UTF-8"), NULL);
    check_names(l);
    CHECK_EQ(l->problems[GEO_PROBLEM_TEXT_ENCODING].count, 1);
    geo_layer_destroy(l);
    l = load(write_shapefile("over.shp", "GBK", "ISO-8859-1"), "GBK");
    check_names(l);
    geo_layer_destroy(l);
}

TEST(the_rare_character_of_gb18030_survives)
{
    Str text = { 0 };
    for (int i = 0; i < 30; i++) str_add(&text, i == 0 ? "名称,lon,lat\n" : "东海岛民安街道㙍村,110.4,21.0\n");
    char gb[2000];
    const size_t n = encode(text.text, "GB18030", gb, sizeof gb);
    const char *path = check_temporary("rare.csv");
    CHECK(file_replace(path, gb, n, NULL));
    GeoLayer *l = load(path, NULL);
    char value[100];
    CHECK(geo_column_text(&l->columns[geo_layer_column(l, "名称")], 0, value, sizeof value));
    CHECK_TEXT(value, "东海岛民安街道㙍村");
    CHECK_EQ(l->feature_count, 29);
    CHECK_EQ(l->kind, GEO_GEOMETRY_POINT);
    geo_layer_destroy(l);
    str_finish(&text);
}

TEST(latin_text_is_not_taken_for_chinese)
{
    GeoEncodingTally tally = { 0 };
    static const char *const words[] = { "Stra\xdf"
                                         "e",
                                         "M\xfcnchen", "caf\xe9 noir", "\xc5re", "Z\xfcrich" };
    for (int i = 0; i < 5; i++) geo_encoding_tally(&tally, words[i], strlen(words[i]));
    CHECK_TEXT(geo_encoding_of_tally(&tally), "CP1252");
}

static GeoLayer *load_csv(const char *name, const char *text, const char *crs, Err *err)
{
    const char *path = check_temporary(name);
    CHECK(file_replace(path, text, strlen(text), NULL));
    return geo_layer_load(&(GeoLayerDesc){ .source = path, .crs = crs, .no_cache = true }, err);
}

static void check_point(const GeoLayer *l, double lon, double lat)
{
    CHECK(l != NULL);
    CHECK_EQ(l->kind, GEO_GEOMETRY_POINT);
    CHECK_NEAR(geo_layer_position(l, 0).lon_deg, lon, 1e-7);
    CHECK_NEAR(geo_layer_position(l, 0).lat_deg, lat, 1e-7);
}

TEST(csv_coordinates_are_found_by_name_separator_and_notation)
{
    static const struct {
        const char *name, *text;
    } cases[] = {
        { "a.csv", "id,lon,lat\n1,110.25,21.5\n" },
        { "b.csv", "编号;经度;纬度\n1;110.25;21.5\n" },
        { "c.csv", "名称\t东经\t北纬\n甲\t110°15′00″\t21°30′00″\n" },
        { "d.csv", "\xef\xbb\xbfLatitude,Longitude\n\"21d30'0\"\"N\",\"110d15'0\"\"E\"\n" },
        { "e.csv", "x,y\n110.25,21.5\n" },
        { "f.csv", "name,WKT\nq,POINT (110.25 21.5)\n" },
        { "g.csv", "lon_gcj02,lat_gcj02,lon_wgs84,lat_wgs84\n111,22,110.25,21.5\n" },
        { "h.csv", "经度(度),纬度(度)\n110.25,21.5\n" },
        { "i.csv", "lng;lat\n110,25;21,5\n" },
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        Err err = { 0 };
        GeoLayer *l = load_csv(cases[i].name, cases[i].text, NULL, &err);
        if (!l || l->vertex_count != 1) fprintf(stderr, "%s: %s\n", cases[i].name, err.text);
        check_point(l, 110.25, 21.5);
        CHECK_TEXT(l->crs_name, "EPSG:4326");
        CHECK_EQ(l->problems[GEO_PROBLEM_CRS_GUESSED].count, 1);
        geo_layer_destroy(l);
    }
}

TEST(plane_coordinates_in_csv_need_a_crs_and_northing_first_is_turned)
{
    Err err = { 0 };
    CHECK(!load_csv("plane.csv", "id,x,y\n1,433578.319,2353105.519\n", NULL, &err));
    CHECK_EQ(err.code, ERR_CRS);
    GeoLayer *l = load_csv("plane2.csv", "id,X坐标,Y坐标\n1,433578.319,2353105.519\n", "EPSG:4546", &err);
    check_point(l, 110.36, 21.27);
    geo_layer_destroy(l);
    l = load_csv("plane3.csv", "id,X,Y\n1,2353105.519,37433578.319\n", "EPSG:4525", &err);
    check_point(l, 110.36, 21.27);
    geo_layer_destroy(l);
}

TEST(a_table_without_coordinates_is_attributes_only)
{
    Err err = { 0 };
    GeoLayer *l = load_csv("plain.csv", "code,name\n440802,赤坎\n440803,霞山\n", NULL, &err);
    CHECK(l != NULL);
    CHECK_EQ(l->feature_count, 2);
    CHECK_EQ(l->kind, GEO_GEOMETRY_NONE);
    CHECK_EQ(l->problems[GEO_PROBLEM_NULL_GEOMETRY].count, 0);
    geo_layer_destroy(l);
}

// Found by fuzz_parts: iconv passed the last five bytes as they are.
TEST(bytes_that_are_no_utf8_never_come_through_as_text)
{
    char text[40];
    memset(text, '\x86', sizeof text);
    text[35] = '\xf8';
    for (int from = 0; from < 36; from++) {
        size_t length = 0, bad = 0;
        GeoRecoder *r = geo_recoder_create("UTF8");
        const char *out = geo_recoder_text(r, text + from, (size_t)(40 - from), &length, &bad);
        CHECK(str_is_utf8(out, length));
        CHECK_EQ(bad, 40 - from);
        CHECK_EQ(length, 3 * (40 - from));
        geo_recoder_destroy(r);
    }
}
