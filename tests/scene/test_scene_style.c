// SPDX-License-Identifier: Apache-2.0
// test_scene_style.c - colours of features by category, breaks and ramp; nulls keep the plain colour.
#include "check.h"

#include "scene/scene_private.h"
#include <stdlib.h>

static GeoLayer *load(void)
{
    const char *path = check_temporary("styled.geojson");
    FILE *file = fopen(path, "w");
    CHECK(file != NULL);
    fprintf(file, "{\"type\":\"FeatureCollection\",\"features\":[");
    const char *kinds[] = { "\"a\"", "\"b\"", "null", "\"c\"" };
    const char *values[] = { "0", "10", "null", "20" };
    for (int i = 0; i < 4; i++) {
        fprintf(file, "%s{\"type\":\"Feature\",\"properties\":{\"kind\":%s,\"value\":%s},\"geometry\":{\"type\":\"Point\",\"coordinates\":[%d,10]}}",
                i ? "," : "", kinds[i], values[i], 100 + i);
    }
    fprintf(file, "]}");
    CHECK(fclose(file) == 0);
    Err err = { 0 };
    geo_init();
    GeoLayer *layer = geo_layer_load(&(GeoLayerDesc){ .source = path, .no_cache = true }, &err);
    CHECK(layer != NULL);
    return layer;
}

// Colour of the feature at a longitude: features are reordered when loaded.
static uint32_t colour_at(const GeoLayer *layer, const SceneColours *c, int lon)
{
    for (uint32_t i = 0; i < layer->feature_count; i++) {
        if (fabs(geo_layer_position(layer, i).lon_deg - lon) < 0.1) return c->rgba ? c->rgba[i] : c->rgba_all;
    }
    return 0;
}

TEST(categories_colour_by_text_and_the_rest_keeps_the_plain_colour)
{
    GeoLayer *layer = load();
    LayerStyle style = { .draw = STYLE_DRAW_POINT, .colour_mode = STYLE_COLOUR_CATEGORY, .colour_attribute = "kind", .rgb = 0x010203, .has_rgb = true,
                         .stop_count = 2, .stops = { { .text = "a", .rgb = 0x0000ff }, { .text = "b", .rgb = 0x00ff00 } } };
    SceneColours *c = scene_colours_create(layer, NULL, &style);
    CHECK_EQ(colour_at(layer, c, 100), 0xff0000ff);
    CHECK_EQ(colour_at(layer, c, 101), 0xff00ff00);
    CHECK_EQ(colour_at(layer, c, 102), 0xff010203); // null
    CHECK_EQ(colour_at(layer, c, 103), 0xff010203); // no row
    scene_colours_release(c);
    geo_layer_destroy(layer);
}

TEST(breaks_and_ramps_colour_by_number)
{
    GeoLayer *layer = load();
    LayerStyle style = { .draw = STYLE_DRAW_POINT, .colour_mode = STYLE_COLOUR_BREAKS, .colour_attribute = "value", .rgb = 0x010203, .has_rgb = true,
                         .stop_count = 2, .stops = { { .value = 5, .rgb = 0x0000ff }, { .value = 15, .rgb = 0x00ff00 } } };
    SceneColours *c = scene_colours_create(layer, NULL, &style);
    CHECK_EQ(colour_at(layer, c, 100), 0xff010203); // below the first
    CHECK_EQ(colour_at(layer, c, 101), 0xff0000ff);
    CHECK_EQ(colour_at(layer, c, 102), 0xff010203);
    CHECK_EQ(colour_at(layer, c, 103), 0xff00ff00);
    scene_colours_release(c);
    style.colour_mode = STYLE_COLOUR_RAMP;
    style.stops[0] = (StyleStop){ .value = 0, .rgb = 0x000000 };
    style.stops[1] = (StyleStop){ .value = 20, .rgb = 0xc8c8c8 };
    c = scene_colours_create(layer, NULL, &style);
    CHECK_EQ(colour_at(layer, c, 100), 0xff000000);
    CHECK_EQ(colour_at(layer, c, 101), 0xff646464);
    CHECK_EQ(colour_at(layer, c, 103), 0xffc8c8c8);
    scene_colours_release(c);
    geo_layer_destroy(layer);
}

TEST(a_label_does_not_reshape_and_a_height_does)
{
    LayerStyle a = { .draw = STYLE_DRAW_BUILDING, .rgb = 5 }, b = a;
    CHECK(scene_style_form_key(&a) == scene_style_form_key(&b));
    b.rgb = 7;
    CHECK(scene_style_form_key(&a) == scene_style_form_key(&b));
    CHECK(scene_style_key(&a) != scene_style_key(&b));
    b.height_m = 30;
    CHECK(scene_style_form_key(&a) != scene_style_form_key(&b));
}
