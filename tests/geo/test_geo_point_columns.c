// SPDX-License-Identifier: Apache-2.0
// test_geo_point_columns.c - tables whose columns hold coordinates, as people write them; longitude
// and latitude exchanged.
#include "check.h"
#include "base/file.h"
#include "geo/geo_layer.h"

// One point at 110.38, 21.19 in each; the second number of the row where there are several.
static const struct {
    const char *file, *text;
} tables[] = {
    { "cn.csv", "名称,经度,纬度\n站,110.38,21.19\n" },
    { "bom.csv", "\xef\xbb\xbf经度,纬度\n110.38,21.19\n" },
    { "units.tsv", "名称\t经度(E)\t纬度(N)\n站\t110.38\t21.19\n" },
    { "east.csv", "东经,北纬\n110.38,21.19\n" },
    { "lng.csv", "lng,lat\n110.38,21.19\n" },
    { "gtfs.csv", "stop_id,stop_lat,stop_lon\n1,21.19,110.38\n" },
    { "comma.csv", "id;lon;lat\n1;110,38;21,19\n" },
    { "dms.csv", "longitude,latitude\n110°22′48″E,21°11′24″N\n" },
    { "point.csv", "POINT_X,POINT_Y\n110.38,21.19\n" },
    { "words.txt", "x,y,name\n110.38,21.19,a\n" },
    { "pair.csv", "id,坐标\n1,\"110.38,21.19\"\n" },
    { "wide.csv", "id,经纬度\n1,\"110.38，21.19\"\n" },
    { "location.csv", "location,name\n\"110.38,21.19\",a\n" },
    { "latlng.csv", "name,latlng\na,\"21.19,110.38\"\n" },
    { "brackets.csv", "name,coordinates\na,[110.38 21.19]\n" },
    { "exchanged.csv", "lon,lat\n21.19,110.38\n" },
    { "wkt.csv", "id,wkt\n1,POINT(110.38 21.19)\n" },
    { "wkt_cn.csv", "id,几何\n1,POINT(110.38 21.19)\n" },
    { "exchanged_wkt.csv", "id,wkt\n1,POINT(21.19 110.38)\n" },
    { "exchanged.geojson", "{\"type\":\"FeatureCollection\",\"features\":[{\"type\":\"Feature\","
                           "\"properties\":{},\"geometry\":{"
                           "\"type\":\"Point\",\"coordinates\":[21.19,110.38]}}]}" },
};

TEST(coordinates_in_columns_are_found_however_people_write_them)
{
    for (size_t i = 0; i < sizeof tables / sizeof *tables; i++) {
        const char *path = check_temporary(tables[i].file);
        CHECK(file_replace(path, tables[i].text, strlen(tables[i].text), NULL));
        Err err = { 0 };
        GeoLayer *l = geo_layer_load(&(GeoLayerDesc){ .source = path, .no_cache = true }, &err);
        if (!l || l->vertex_count != 1) fprintf(stderr, "%s: %s\n", tables[i].file, err.text);
        CHECK(l != NULL);
        CHECK_EQ(l->vertex_count, 1);
        const GeoPos at = geo_layer_position(l, 0);
        CHECK_NEAR(at.lon_deg, 110.38, 1e-8);
        CHECK_NEAR(at.lat_deg, 21.19, 1e-8);
        const bool is_exchanged = strstr(tables[i].file, "exchanged") != NULL;
        CHECK((strstr(l->problems[GEO_PROBLEM_CRS_GUESSED].text, "taken so") != NULL ||
               !is_exchanged));
        geo_layer_destroy(l);
    }
}

TEST(numbers_that_are_no_coordinates_make_no_points)
{
    static const char *const texts[] = { "id,坐标\n1,路口\n", "id,location\n1,\"Main Street, 5\"\n",
                                         "lon,lat\n,\n", "code,name\n1,a\n" };
    for (size_t i = 0; i < sizeof texts / sizeof *texts; i++) {
        const char *path = check_temporary("none.csv");
        CHECK(file_replace(path, texts[i], strlen(texts[i]), NULL));
        GeoLayer *l = geo_layer_load(&(GeoLayerDesc){ .source = path, .no_cache = true }, NULL);
        CHECK(l != NULL);
        CHECK_EQ(l->feature_count, 1);
        CHECK_EQ(l->vertex_count, 0);
        geo_layer_destroy(l);
    }
}
