// SPDX-License-Identifier: Apache-2.0
// test_scene_label.c - label pictures are drawn with a halo round them, icons all exist, room on the picture is kept and given back.
#include "check.h"

#include "base/clock.h"
#include "scene/scene_label_atlas.h"
#include "scene/scene_label_grid.h"
#include "scene/scene_label_raster.h"
#include <stdlib.h>

TEST(chinese_text_is_drawn_with_a_halo_wider_than_its_strokes)
{
    SceneLabelRequest q = { .size_px = 15, .halo_px = 2, .text = "湛江㙍 Zhanjiang" };
    SceneLabelPicture p;
    scene_label_raster_draw(&q, &p);
    CHECK(p.width > 100 && p.width < 220 && p.height > 12 && p.height < 32);
    long fill = 0, halo = 0;
    for (int i = 0; i < p.width * p.height; i++) {
        fill += p.rg[2 * i] > 127;
        halo += p.rg[2 * i + 1] > 127;
        CHECK(p.rg[2 * i + 1] >= p.rg[2 * i]); // the halo lies under the letters too
    }
    CHECK(fill > 200);
    CHECK(halo > 2 * fill);
    for (int x = 0; x < p.width; x++) CHECK(p.rg[2 * x] == 0); // nothing is cut at the rim
    free(p.rg);
}

TEST(nothing_to_write_gives_nothing_and_long_names_are_cut)
{
    SceneLabelRequest q = { .size_px = 15, .halo_px = 2, .text = "  " };
    SceneLabelPicture p;
    scene_label_raster_draw(&q, &p);
    CHECK_EQ(p.width, 0);
    free(p.rg);
    for (int i = 0; i < 50; i++) memcpy(q.text + 3 * i, "城", 4);
    scene_label_raster_draw(&q, &p);
    CHECK(p.width > 0 && p.width <= 15 * 14 + 16);
    CHECK(p.height < 60); // two lines
    free(p.rg);
}

TEST(every_icon_has_a_drawing)
{
    const char *names[] = { "pin", "dot", "camera", "hospital", "fire", "police", "school", "ship", "plane", "train", "water", "tree", "warning",
                            "sensor", "anchor", "lighthouse", "tower" };
    for (size_t i = 0; i < sizeof names / sizeof names[0]; i++) {
        SceneLabelRequest q = { .size_px = 24, .halo_px = 1.5f, .is_icon = true };
        SceneLabelPicture p;
        long fill = 0;
        snprintf(q.text, sizeof q.text, "%s", names[i]);
        CHECK(scene_label_icon_exists(names[i]));
        scene_label_raster_draw(&q, &p);
        for (int k = 0; k < p.width * p.height; k++) fill += p.rg[2 * k] > 127;
        CHECK(fill > 40 && fill < 500);
        free(p.rg);
    }
    CHECK(!scene_label_icon_exists("unicorn"));
}

TEST(names_that_are_all_on_screen_get_more_pages_until_each_has_room)
{
    enum { NAMES = 60 };
    Err err = { 0 };
    Render *render = render_create(&(RenderDesc){ .is_null = true }, &err);
    SceneAtlas *atlas = scene_atlas_create(&err);
    CHECK(render != NULL && atlas != NULL);
    int ready = 0;
    const double until_s = clock_monotonic_s() + 30;
    for (uint64_t frame = 1; ready < NAMES && clock_monotonic_s() < until_s; frame++) {
        ready = 0;
        for (int i = 0; i < NAMES; i++) {
            SceneLabelRequest q = { .size_px = 160, .halo_px = 2 };
            snprintf(q.text, sizeof q.text, "第%d号楼", i);
            q.key = scene_atlas_key(&q);
            ready += scene_atlas_get(atlas, &q, frame, true)->state == ATLAS_READY;
        }
        scene_atlas_take(atlas, render, frame, 1);
    }
    CHECK_EQ(
        ready,
        NAMES); // some 8 million texels, where a page has one million and scale 1 begins with two
    scene_atlas_destroy(atlas, render);
    render_destroy(render);
}

TEST(the_thread_draws_what_was_asked)
{
    Err err = { 0 };
    SceneLabelRaster *raster = scene_label_raster_create(&err);
    CHECK(raster != NULL);
    for (uint64_t i = 1; i <= 40; i++) {
        SceneLabelRequest q = { .key = i, .size_px = 12, .halo_px = 1 };
        snprintf(q.text, sizeof q.text, "%d路", (int)i);
        CHECK(scene_label_raster_ask(raster, &q));
    }
    uint64_t sum = 0;
    for (int tries = 0; sum < 40 * 41 / 2 && tries < 100000000; tries++) {
        SceneLabelPicture p;
        if (!scene_label_raster_take(raster, &p)) continue;
        CHECK(p.width > 0);
        sum += p.key;
        free(p.rg);
    }
    CHECK_EQ(sum, 40 * 41 / 2);
    scene_label_raster_destroy(raster);
}

TEST(room_taken_on_the_picture_is_known_and_given_back)
{
    SceneLabelGrid grid = { 0 };
    CHECK(scene_label_grid_reset(&grid, 1920, 1080, 1));
    CHECK_EQ(scene_label_grid_owner(&grid, 100, 100, 80, 20), 0);
    scene_label_grid_take(&grid, 100, 100, 80, 20, 7);
    CHECK_EQ(scene_label_grid_owner(&grid, 170, 110, 80, 20), 7);
    CHECK_EQ(scene_label_grid_owner(&grid, 200, 100, 80, 20), 0);
    scene_label_grid_free(&grid, 100, 100, 80, 20, 8); // another's
    CHECK_EQ(scene_label_grid_owner(&grid, 100, 100, 80, 20), 7);
    scene_label_grid_free(&grid, 100, 100, 80, 20, 7);
    CHECK_EQ(scene_label_grid_owner(&grid, 100, 100, 80, 20), 0);
    scene_label_grid_take(&grid, -50, -50, 60, 60, 1); // partly outside
    scene_label_grid_take(&grid, 1900, 1070, 60, 60, 2);
    CHECK_EQ(scene_label_grid_owner(&grid, 0, 0, 5, 5), 1);
    CHECK_EQ(scene_label_grid_owner(&grid, 1915, 1075, 50, 50), 2);
    CHECK_EQ(scene_label_grid_owner(&grid, -500, -500, 60, 60), 0);
    scene_label_grid_finish(&grid);
}
