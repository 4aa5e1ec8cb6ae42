// SPDX-License-Identifier: Apache-2.0
// test_style_guess.c - what a layer is taken for, from its geometry and names in two languages.
#include "check.h"
#include "core/style_guess.h"
#include "geo/geo_building.h"
#include "geo/geo_terrain.h"
#include <stdlib.h>

// A layer of count features with text and number columns, made by hand: nothing is read.
typedef struct {
    GeoLayer layer;
    GeoColumn columns[6];
    uint32_t codes[6][8], text_at[6][8];
    char texts[6][256];
    int32_t ints[6][8];
    double reals[6][8];
    uint64_t valid[6];
} Made;

static void make(Made *m, GeoGeometryKind kind, const char *name, uint32_t count)
{
    memset(m, 0, sizeof *m);
    m->layer.kind = kind;
    m->layer.name = (char *)name;
    m->layer.source = (char *)"/data/x.gpkg";
    m->layer.feature_count = count;
    m->layer.columns = m->columns;
}

static void add_texts(Made *m, const char *name, const char *const *values)
{
    const int c = m->layer.column_count++;
    GeoColumn *column = &m->columns[c];
    *column = (GeoColumn){ .name = (char *)name, .type = GEO_FIELD_TEXT, .code = m->codes[c], .text_at = m->text_at[c], .text = m->texts[c],
                           .valid = &m->valid[c] };
    size_t at = 0;
    for (uint32_t i = 0; i < m->layer.feature_count; i++) {
        if (!values[i]) continue;
        m->valid[c] |= 1ull << i;
        uint32_t code = 0;
        while (code < column->value_count && strcmp(m->texts[c] + m->text_at[c][code], values[i]) != 0) code++;
        if (code == column->value_count) {
            m->text_at[c][column->value_count++] = (uint32_t)at;
            strcpy(m->texts[c] + at, values[i]);
            at += strlen(values[i]) + 1;
        }
        m->codes[c][i] = code;
    }
}

static void add_reals(Made *m, const char *name, const double *values)
{
    const int c = m->layer.column_count++;
    m->columns[c] = (GeoColumn){ .name = (char *)name, .type = GEO_FIELD_REAL, .f64 = m->reals[c], .valid = &m->valid[c] };
    for (uint32_t i = 0; i < m->layer.feature_count; i++) {
        m->reals[c][i] = values[i];
        if (!isnan(values[i])) m->valid[c] |= 1ull << i;
    }
}

static const LayerStyle unset;

TEST(areas_with_heights_are_buildings_in_both_languages)
{
    Made m;
    LayerStyle s;
    make(&m, GEO_GEOMETRY_AREA, "layer1", 4);
    add_reals(&m, "高度", (double[]){ 12, NAN, -5, 99999 });
    add_reals(&m, "层数", (double[]){ 2, 5, 0, 6 });
    add_texts(&m, "名称", (const char *const[]){ "a", "b", "c", "d" });
    add_texts(&m, "用途", (const char *const[]){ "住宅", "写字楼", "工业厂房", NULL });
    style_guess(&m.layer, &unset, &s);
    CHECK_EQ(s.draw, STYLE_DRAW_BUILDING);
    CHECK_TEXT(s.height_attribute, "高度");
    CHECK_TEXT(s.storeys_attribute, "层数");
    CHECK_TEXT(s.label_attribute, "名称");
    CHECK_TEXT(s.use_attribute, "用途");
    CHECK(s.has_rgb);
    float height[4], lowest[4];
    uint8_t use[4];
    style_heights_m(&m.layer, &s, height, lowest);
    CHECK_NEAR(height[0], 12, 0);
    CHECK_NEAR(height[1], 16.5, 1e-5); // five storeys of 3.3 m
    CHECK_NEAR(height[2], STYLE_HEIGHT_DEFAULT_M, 1e-5);
    CHECK_NEAR(height[3], 19.8, 1e-5); // an absurd height falls back on the storeys
    CHECK_NEAR(lowest[0], 0, 0);
    style_uses(&m.layer, &s, use);
    CHECK_EQ(use[0], GEO_BUILDING_USE_HOME);
    CHECK_EQ(use[1], GEO_BUILDING_USE_OFFICE);
    CHECK_EQ(use[2], GEO_BUILDING_USE_INDUSTRY);
    CHECK_EQ(use[3], GEO_BUILDING_USE_UNKNOWN);
}

TEST(openstreetmap_names_are_known_also_cut_and_as_text)
{
    Made m;
    LayerStyle s;
    make(&m, GEO_GEOMETRY_AREA, "astana", 3);
    add_texts(&m, "building:levels", (const char *const[]){ "5", "1", NULL });
    add_texts(&m, "name", (const char *const[]){ NULL, "x", NULL });
    style_guess(&m.layer, &unset, &s);
    CHECK_EQ(s.draw, STYLE_DRAW_BUILDING);
    CHECK_TEXT(s.storeys_attribute, "building:levels");
    float height[3];
    style_heights_m(&m.layer, &s, height, NULL);
    CHECK_NEAR(height[0], 16.5, 1e-5);
    CHECK_NEAR(height[1], 3.3, 1e-5);
    CHECK_NEAR(height[2], 9.9, 1e-5);
    make(&m, GEO_GEOMETRY_AREA, "建筑物", 1);
    style_guess(&m.layer, &unset, &s);
    CHECK_EQ(s.draw, STYLE_DRAW_BUILDING); // by its name alone
    make(&m, GEO_GEOMETRY_AREA, "水系面", 1);
    add_reals(&m, "height", (double[]){ 2 });
    style_guess(&m.layer, &unset, &s);
    CHECK_EQ(s.draw, STYLE_DRAW_AREA); // water is flat whatever its columns
    CHECK_EQ(s.surface, STYLE_SURFACE_WATER);
}

TEST(roads_have_the_width_and_colour_of_their_class)
{
    Made m;
    LayerStyle s;
    make(&m, GEO_GEOMETRY_LINE, "lines", 4);
    add_texts(&m, "highway", (const char *const[]){ "motorway", "residential", NULL, "footway" });
    style_guess(&m.layer, &unset, &s);
    CHECK_EQ(s.draw, STYLE_DRAW_LINE);
    CHECK_EQ(s.surface, STYLE_SURFACE_ROAD);
    CHECK_TEXT(s.width_attribute, "highway");
    CHECK_EQ(s.colour_mode, STYLE_COLOUR_CATEGORY);
    CHECK_EQ(s.stop_count, 3);
    float width[4], rank[4];
    CHECK(style_widths_m(&m.layer, &s, width));
    CHECK_NEAR(width[0], 26, 0);
    CHECK(width[1] > 4 && width[1] < 10 && width[3] < 3 && width[2] > 0);
    style_ranks(&m.layer, &s, rank);
    CHECK(rank[0] > rank[1] && rank[1] > rank[3]);
    make(&m, GEO_GEOMETRY_LINE, "道路中心线", 2);
    add_texts(&m, "道路等级", (const char *const[]){ "主干路", "支路" });
    style_guess(&m.layer, &unset, &s);
    CHECK(style_widths_m(&m.layer, &s, width));
    CHECK(width[0] > 2 * width[1] && s.surface == STYLE_SURFACE_ROAD);
    make(&m, GEO_GEOMETRY_LINE, "道路", 2);
    add_texts(&m, "宽度", (const char *const[]){ "7.5 m", "12米" });
    style_guess(&m.layer, &unset, &s);
    CHECK(style_widths_m(&m.layer, &s, width));
    CHECK_NEAR(width[0], 7.5, 0);
    CHECK_NEAR(width[1], 12, 0);
}

TEST(what_the_operator_set_is_kept_and_none_switches_off)
{
    Made m;
    LayerStyle s, wanted = { .draw = STYLE_DRAW_AREA, .rgb = 0x112233, .has_rgb = true, .label_attribute = "none" };
    make(&m, GEO_GEOMETRY_AREA, "buildings", 2);
    add_reals(&m, "height", (double[]){ 1, 2 });
    add_texts(&m, "name", (const char *const[]){ "a", "b" });
    style_guess(&m.layer, &wanted, &s);
    CHECK_EQ(s.draw, STYLE_DRAW_AREA);
    CHECK_EQ(s.rgb, 0x112233);
    CHECK_TEXT(s.label_attribute, "");
    CHECK_EQ(s.colour_mode, STYLE_COLOUR_SINGLE);
    wanted = (LayerStyle){ .height_m = 50 };
    style_guess(&m.layer, &wanted, &s);
    float height[2];
    style_heights_m(&m.layer, &s, height, NULL);
    CHECK_NEAR(height[0], 50, 0); // a constant wins over guessed attributes
    CHECK_NEAR(height[1], 50, 0);
}

TEST(an_attribute_alone_gives_categories_or_a_ramp)
{
    Made m;
    LayerStyle s, wanted = { .colour_attribute = "kind" };
    make(&m, GEO_GEOMETRY_AREA, "zones", 4);
    add_texts(&m, "kind", (const char *const[]){ "b", "a", "b", NULL });
    add_reals(&m, "年份", (double[]){ 1980, 2000, 2020, NAN });
    style_guess(&m.layer, &wanted, &s);
    CHECK_EQ(s.colour_mode, STYLE_COLOUR_CATEGORY);
    CHECK_EQ(s.stop_count, 2);
    CHECK_TEXT(s.stops[0].text, "b"); // the most frequent first
    CHECK(s.stops[0].rgb != s.stops[1].rgb);
    snprintf(wanted.colour_attribute, sizeof wanted.colour_attribute, "年份");
    style_guess(&m.layer, &wanted, &s);
    CHECK_EQ(s.colour_mode, STYLE_COLOUR_RAMP);
    CHECK(s.stop_count > 2 && s.stops[0].value == 1980 && s.stops[s.stop_count - 1].value == 2020);
    snprintf(wanted.colour_attribute, sizeof wanted.colour_attribute, "missing");
    style_guess(&m.layer, &wanted, &s);
    CHECK_EQ(s.colour_mode, STYLE_COLOUR_SINGLE);
}

TEST(points_trees_and_rasters_get_what_fits_them)
{
    Made m;
    LayerStyle s;
    make(&m, GEO_GEOMETRY_POINT, "行道树", 1);
    style_guess(&m.layer, &unset, &s);
    CHECK_EQ(s.draw, STYLE_DRAW_POINT);
    CHECK_TEXT(s.symbol, "tree");
    CHECK(s.symbol_size_m > 0);
    style_guess_raster(GEO_RASTER_ELEVATION, &unset, &s);
    CHECK_EQ(s.draw, STYLE_DRAW_ELEVATION);
    style_guess_raster(GEO_RASTER_GRID, &unset, &s);
    CHECK_EQ(s.draw, STYLE_DRAW_GRID);
    CHECK(s.ramp[0]);
    style_guess_raster(GEO_RASTER_IMAGE, &unset, &s);
    CHECK_EQ(s.draw, STYLE_DRAW_IMAGE);
}

TEST(structures_and_lamps_are_told_from_houses)
{
    Made m;
    LayerStyle s = { .draw = STYLE_DRAW_BUILDING, .use_attribute = "part" };
    uint8_t use[8];
    make(&m, GEO_GEOMETRY_AREA, "bridge", 8);
    add_texts(&m, "part", (const char *const[]){ "桥面", "灯柱", "路灯", "障碍灯", "集装箱", "chimney", "warehouse", "灯塔" });
    style_uses(&m.layer, &s, use);
    static const uint8_t want[8] = { GEO_BUILDING_USE_STRUCTURE, GEO_BUILDING_USE_STRUCTURE, GEO_BUILDING_USE_LIGHT, GEO_BUILDING_USE_LIGHT,
                                     GEO_BUILDING_USE_STRUCTURE, GEO_BUILDING_USE_STRUCTURE, GEO_BUILDING_USE_INDUSTRY, GEO_BUILDING_USE_UNKNOWN };
    for (int i = 0; i < 8; i++) CHECK_EQ(use[i], want[i]);
}

TEST(an_empty_layer_is_no_trouble)
{
    Made m;
    LayerStyle s;
    make(&m, GEO_GEOMETRY_NONE, "", 0);
    style_guess(&m.layer, &unset, &s);
    CHECK_EQ(s.draw, STYLE_DRAW_NONE);
    make(&m, GEO_GEOMETRY_AREA, "", 0);
    m.layer.name = NULL;
    m.layer.source = NULL;
    add_texts(&m, "highway", NULL);
    style_guess(&m.layer, &unset, &s);
    float f[1];
    uint8_t u[1];
    style_heights_m(&m.layer, &s, f, f);
    style_uses(&m.layer, &s, u);
    style_ranks(&m.layer, &s, f);
    (void)style_widths_m(&m.layer, &s, f);
}
