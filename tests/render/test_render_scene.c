// SPDX-License-Identifier: Apache-2.0
// test_render_scene.c - style flags, order, precision, handles and budget on small scenes.
#include "render_stage.h"
#include <stdlib.h>

// One box of 20 x 20 x 40 m round the local origin, turned a little so that its edges cross pixels at all phases.
typedef struct {
    RenderMesh mesh;
    RenderStyles styles;
} Box;

static Box box_make(Render *render, uint32_t word)
{
    static const uint16_t indices[30] = { 0, 1, 5, 0, 5, 4, 1, 2, 6, 1, 6, 5, 2, 3, 7, 2, 7, 6, 3, 0, 4, 3, 4, 7, 4, 5, 6, 4, 6, 7 };
    CityBuildingVertex v[8];
    for (int i = 0; i < 8; i++) {
        const double a = (i & 3) * 1.5707963 + 0.9, r = 14.1;
        v[i] = (CityBuildingVertex){ (uint16_t)lrint(32768 + r * cos(a) * 100), (uint16_t)lrint(32768 + r * sin(a) * 100),
                                     (uint16_t)(i < 4 ? 1000 : 5000), 0 };
    }
    const RenderBuildingMeshDesc desc = { v, 8, indices, 30, { -327.68f, -327.68f, -10 }, { 0.01f, 0.01f, 0.01f } };
    Box box = { .mesh = render_building_create(render, &desc, NULL), .styles = render_styles_create(render, 1, NULL) };
    const uint32_t shape = 1000 | 40u << 16;
    render_styles_write(render, box.styles, 0, 1, &word);
    render_shapes_write(render, box.styles, 0, 1, &shape);
    return box;
}

static void box_destroy(Render *render, Box box)
{
    render_mesh_destroy(render, box.mesh);
    render_styles_destroy(render, box.styles);
}

static RenderFrame box_frame(const Box *box, RenderBuildingItem *item, double x, double y, double z)
{
    const CityView view = { .fov_deg = 45, .width = 320, .height = 180, .sun_azimuth_deg = 200, .sun_elevation_deg = 45 };
    RenderFrame frame = { 0 };
    city_view_fill(&view, &frame.view);
    frame.view.has_sea = false;
    *item = (RenderBuildingItem){ box->mesh,
                                  { { 1, 0, 0, (float)x, 0, 1, 0, (float)y, 0, 0, 1, (float)z } },
                                  box->styles,
                                  0,
                                  1,
                                  50,
                                  0 };
    frame.buildings = item;
    frame.building_count = 1;
    return frame;
}

static double box_value(Stage *stage, uint32_t word, float opacity, int channel)
{
    Box box = box_make(stage->render, word);
    RenderBuildingItem item;
    RenderFrame frame = box_frame(&box, &item, 0, 100, -20);
    item.opacity = opacity;
    Image image = stage_picture(stage, &frame);
    const double value = image_mean(&image, 150, 80, 170, 100, channel);
    image_finish(&image);
    box_destroy(stage->render, box);
    return value;
}

TEST(style_flags_change_a_building_without_touching_its_mesh)
{
    STAGE_OR_SKIP(stage);
    const uint32_t blue = 0xd08030; // 0xBBGGRR
    const double plain_r = box_value(stage, RENDER_STYLE_WORD(blue, 0), 1, 0), plain_b = box_value(stage, RENDER_STYLE_WORD(blue, 0), 1, 2);
    const double sky_b = box_value(stage, RENDER_STYLE_WORD(blue, RENDER_STYLE_HIDDEN), 1, 2);
    CHECK(plain_b > plain_r + 40);
    CHECK(sky_b > 0 && fabs(box_value(stage, RENDER_STYLE_WORD(blue, RENDER_STYLE_HIDDEN), 1, 0) - plain_r) > 12);
    CHECK(box_value(stage, RENDER_STYLE_WORD(blue, RENDER_STYLE_SELECTED), 1, 0) > plain_r + 60); // accent: orange
    CHECK(box_value(stage, RENDER_STYLE_WORD(blue, RENDER_STYLE_GLOW), 1, 0) > plain_r + 40);     // alarm: red
    CHECK(fabs(box_value(stage, RENDER_STYLE_WORD(blue, RENDER_STYLE_HOVER), 1, 1) - box_value(stage, RENDER_STYLE_WORD(blue, 0), 1, 1)) > 12);
    const double ghost_r = box_value(stage, RENDER_STYLE_WORD(blue, RENDER_STYLE_GHOST), 1, 0);
    const double sky_r = box_value(stage, RENDER_STYLE_WORD(blue, RENDER_STYLE_HIDDEN), 1, 0);
    CHECK(ghost_r > fmin(plain_r, sky_r) && ghost_r < fmax(plain_r, sky_r)); // between the two
    const double half_r = box_value(stage, RENDER_STYLE_WORD(blue, 0), 0.5f, 0);
    CHECK_NEAR(half_r, (plain_r + sky_r) / 2, 3);
    CHECK_EQ(render_status(stage->render).error_count, 0);
}

TEST(steps_of_a_centimetre_move_a_picture_evenly_100_km_from_the_origin)
{
    STAGE_OR_SKIP(stage);
    // A sheet on its point: no edge lies along the pixels, so its centre of weight moves by fractions of one.
    RenderSolidVertex v[4] = { 0 };
    const float corners[4][2] = { { -17, 0 }, { 0, -21 }, { 19, 0 }, { 0, 23 } };
    for (int i = 0; i < 4; i++) v[i] = (RenderSolidVertex){ { corners[i][0], 0, corners[i][1] }, { 0 }, { 255, 0, 0, 255 } };
    const uint32_t indices[6] = { 0, 1, 2, 0, 2, 3 };
    const RenderMesh mesh = render_solid_create(stage->render, v, 4, indices, 6, NULL);
    double first = 0;
    for (int step = 0; step <= 10; step++) {
        // The eye in the city frame in double; the place is the difference, as the scene makes it.
        const double eye_x = 100000.0 + step * 0.01, sheet_x = 100000.0;
        RenderFrame frame = { 0 };
        city_view_fill(&(CityView){ .eye_m = { eye_x, 0, 0 }, .fov_deg = 45, .width = 640, .height = 360, .sun_elevation_deg = 40 }, &frame.view);
        const RenderSolidItem item = {
            mesh, { { 1, 0, 0, (float)(sheet_x - eye_x), 0, 1, 0, 90, 0, 0, 1, 0 } }, 1, 0, 90, 0
        };
        frame.solids = &item;
        frame.solid_count = 1;
        Image image = stage_picture(stage, &frame);
        double sum = 0, weight = 0;
        for (int y = 0; y < 360; y++) {
            for (int x = 0; x < 640; x++) {
                const uint8_t *p = image.rgba + ((size_t)y * 640 + (size_t)x) * 4;
                if (p[0] < p[2] + 60) continue;
                sum += x;
                weight += 1;
            }
        }
        CHECK(weight > 5000);
        if (step == 0) first = sum / weight;
        CHECK_NEAR(sum / weight - first, -step * 0.01 / 90 * frame.view.px_per_rad, 0.1);
        image_finish(&image);
    }
    render_mesh_destroy(stage->render, mesh);
}

TEST(a_metre_of_depth_is_told_apart_at_40_km)
{
    STAGE_OR_SKIP(stage);
    RenderSolidVertex v[8];
    for (int i = 0; i < 8; i++) {
        const float s = 20000;
        const uint8_t red = i < 4 ? 255 : 0;
        v[i] = (RenderSolidVertex){ { i & 1 ? s : -s, i < 4 ? 0 : 1, i & 2 ? s : -s }, { 0, 0, 0, 0 }, { red, 0, (uint8_t)(255 - red), 255 } };
    }
    const uint32_t indices[12] = { 4, 5, 6, 6, 5, 7, 0, 1, 2, 2, 1, 3 }; // the farther sheet first
    const RenderMesh mesh = render_solid_create(stage->render, v, 8, indices, 12, NULL);
    RenderFrame frame = { 0 };
    city_view_fill(&(CityView){ .fov_deg = 20, .width = 160, .height = 90, .sun_elevation_deg = 40 }, &frame.view);
    frame.view.haze_m = 0;
    for (int order = 0; order < 2; order++) {
        const RenderSolidItem item = { mesh,  { { 1, 0, 0, 0, 0, 1, 0, 40000, 0, 0, 1, 0 } },
                                       1,     0,
                                       40000, 0 };
        frame.solids = &item;
        frame.solid_count = 1;
        Image image = stage_picture(stage, &frame);
        for (size_t i = 0; i < 160 * 90; i++) CHECK(image.rgba[4 * i] > image.rgba[4 * i + 2]);
        image_finish(&image);
    }
    render_mesh_destroy(stage->render, mesh);
}

TEST(the_order_of_tiles_does_not_change_the_picture)
{
    STAGE_OR_SKIP(stage);
    const CityView view = { .eye_m = { -900, -1500, 420 }, .heading_deg = 22, .pitch_deg = 16, .fov_deg = 45, .width = 320, .height = 180,
                            .sun_elevation_deg = 50 };
    RenderFrame frame = city_frame(&stage->city, &view);
    Image together = stage_picture(stage, &frame);
    RenderBuildingItem *items = (RenderBuildingItem *)frame.buildings;
    for (int i = 0; i < frame.building_count / 2; i++) {
        const RenderBuildingItem t = items[i];
        items[i] = items[frame.building_count - 1 - i];
        items[frame.building_count - 1 - i] = t;
    }
    Image reversed = stage_picture(stage, &frame);
    CHECK(image_difference(&together, &reversed, 0) < 0.0005);
    CHECK(render_status(stage->render).triangles > 10000);
    image_finish(&together);
    image_finish(&reversed);
    city_frame_finish(&frame);
}

TEST(stale_handles_draw_nothing)
{
    STAGE_OR_SKIP(stage);
    Box box = box_make(stage->render, RENDER_STYLE_WORD(0x2020ff, 0));
    RenderBuildingItem item;
    RenderFrame frame = box_frame(&box, &item, 0, 90, -20);
    box_destroy(stage->render, box);
    Box other = box_make(stage->render, RENDER_STYLE_WORD(0x2020ff, 0)); // takes the slots again
    CHECK(other.mesh.id != box.mesh.id);
    Image image = stage_picture(stage, &frame);
    CHECK_EQ(render_status(stage->render).triangles, 0);
    CHECK_EQ(render_status(stage->render).error_count, 0);
    image_finish(&image);
    box_destroy(stage->render, other);
    render_mesh_destroy(stage->render, box.mesh); // twice is harmless
}

TEST(labels_land_on_their_pixels_and_panels_on_theirs)
{
    STAGE_OR_SKIP(stage);
    uint8_t texels[16 * 16 * 2];
    for (int i = 0; i < 256; i++) {
        texels[2 * i] = i % 16 < 8 ? 255 : 0;
        texels[2 * i + 1] = 255;
    }
    const RenderTexture atlas = render_texture_create(stage->render, RENDER_TEXTURE_ATLAS_RG8, 16, 16, 1, texels, NULL);
    const uint8_t bgra[4] = { 10, 200, 30, 255 };
    const RenderTexture dot = render_texture_create(stage->render, RENDER_TEXTURE_PANEL_BGRA8, 1, 1, 1, bgra, NULL);
    RenderFrame frame = { 0 };
    city_view_fill(&(CityView){ .fov_deg = 45, .width = 64, .height = 48, .sun_elevation_deg = 40 }, &frame.view);
    const RenderSprite sprite = { 10, 5, 16, 16, 0, 0, 16, 16, 0xff0000ff, 0xffff0000, 1, 0 }; // fill red, halo blue
    const RenderPanel panel = { dot, 40, 30, 3, 2, 1 };
    frame.atlas = atlas;
    frame.sprites = &sprite;
    frame.sprite_count = 1;
    frame.panels = &panel;
    frame.panel_count = 1;
    Image image = stage_picture(stage, &frame);
    const uint8_t *fill = image.rgba + (5 * 64 + 10) * 4, *halo = image.rgba + (20 * 64 + 25) * 4;
    CHECK(fill[0] == 255 && fill[2] == 0);
    CHECK(halo[0] == 0 && halo[2] == 255);
    CHECK_EQ(image.rgba[(30 * 64 + 40) * 4 + 1], 200);
    CHECK_EQ(image.rgba[(31 * 64 + 42) * 4 + 0], 30);
    CHECK(image.rgba[(32 * 64 + 42) * 4 + 1] != 200);
    image_finish(&image);
    render_texture_destroy(stage->render, atlas);
    render_texture_destroy(stage->render, dot);
}

TEST(a_line_shows_dimmed_where_something_stands_before_it)
{
    STAGE_OR_SKIP(stage);
    Box box = box_make(stage->render, RENDER_STYLE_WORD(0xa0a0a0, 0));
    RenderBuildingItem item;
    RenderFrame frame = box_frame(&box, &item, 0, 90, -20);
    RenderLine line = { { -60, 150, 0 }, { 60, 150, 0 }, 0xff0000ff, 4, 0 };
    frame.lines = &line;
    frame.line_count = 1;
    Image none = stage_picture(stage, &frame);
    line.hidden_opacity = 0.5f;
    Image dimmed = stage_picture(stage, &frame);
    const uint8_t *behind = none.rgba + (90 * 320 + 160) * 4, *through = dimmed.rgba + (90 * 320 + 160) * 4;
    const uint8_t *free_part = none.rgba + (90 * 320 + 90) * 4;
    CHECK(free_part[0] > 230 && free_part[1] < 40);
    CHECK(behind[0] < behind[1] + 40);
    CHECK(through[0] > through[1] + 40 && through[1] > 30);
    image_finish(&none);
    image_finish(&dimmed);
    box_destroy(stage->render, box);
}

TEST(memory_past_the_budget_is_refused_and_given_back)
{
    STAGE_OR_SKIP(stage);
    Err err = { 0 };
    Render *small = render_create(&(RenderDesc){ .budget_bytes = 3 << 20 }, &err);
    CHECK(small != NULL);
    RenderTexture kept[16];
    int count = 0;
    while (count < 16 && (kept[count] = render_texture_create(small, RENDER_TEXTURE_RGBA8_SRGB, 512, 512, 1, NULL, &err)).id) count++;
    CHECK_EQ(count, 2); // 1.4 MB each with its mipmaps
    CHECK_EQ(err.code, ERR_MEMORY);
    render_texture_destroy(small, kept[0]);
    CHECK(render_texture_create(small, RENDER_TEXTURE_RGBA8_SRGB, 512, 512, 1, NULL, &err).id != 0);
    CHECK(render_status(small).used_bytes <= render_status(small).budget_bytes);
    CHECK(render_target_create(small, 20000, 10, &err) == NULL);
    CHECK_EQ(err.code, ERR_RANGE);
    render_destroy(small);
}

TEST(a_mesh_is_drawn_the_same_after_its_page_grew_and_filled)
{
    STAGE_OR_SKIP(stage);
    Stage own = { .render = render_create(&(RenderDesc){ .budget_bytes = 256u << 20 }, NULL) };
    CHECK(own.render != NULL);
    Box first = box_make(own.render, RENDER_STYLE_WORD(0x2020ff, 0)), last = { 0 };
    RenderBuildingItem item;
    RenderFrame frame = box_frame(&first, &item, 0, 90, -20);
    Image before = stage_picture(&own, &frame);
    enum {
        FILLERS = 24,
        VERTICES = 65535,
        INDICES = 3 * 131072
    }; // each half a MB and three quarters: two pages in all
    CityBuildingVertex *v = calloc(VERTICES, sizeof *v);
    uint16_t *indices = calloc(INDICES, sizeof *indices);
    RenderMesh fillers[FILLERS];
    CHECK(v && indices);
    for (int i = 0; i < FILLERS; i++) {
        const RenderBuildingMeshDesc desc = { v,       VERTICES,    indices,
                                              INDICES, { 0, 0, 0 }, { 1, 1, 1 } };
        fillers[i] = render_building_create(own.render, &desc, NULL);
        CHECK(fillers[i].id != 0);
    }
    last = box_make(own.render, RENDER_STYLE_WORD(0x2020ff, 0));
    Image after = stage_picture(&own, &frame);
    CHECK(image_mean(&before, 150, 80, 170, 100, 0) >
          image_mean(&before, 150, 80, 170, 100, 2) + 40);
    CHECK(image_difference(&before, &after, 0) == 0);
    RenderFrame moved = box_frame(&last, &item, 0, 90, -20);
    Image other = stage_picture(&own, &moved);
    CHECK(image_difference(&before, &other, 0) == 0);
    // What was given back is taken again.
    for (int i = 0; i < FILLERS; i++) render_mesh_destroy(own.render, fillers[i]);
    const size_t used = render_status(own.render).used_bytes;
    box_destroy(own.render, last);
    last = box_make(own.render, RENDER_STYLE_WORD(0x2020ff, 0));
    CHECK_EQ(render_status(own.render).used_bytes, used);
    CHECK_EQ(render_status(own.render).error_count, 0);
    free(v);
    free(indices);
    image_finish(&before);
    image_finish(&after);
    image_finish(&other);
    render_destroy(own.render);
}

TEST(a_broken_shader_is_an_error_with_file_and_line_not_a_crash)
{
    STAGE_OR_SKIP(stage);
    const char *folder = check_temporary("shaders");
    char command[600];
    snprintf(command, sizeof command, "mkdir -p '%s' && printf 'void main()\\n{\\n    nonsense;\\n}\\n' > '%s/sky_fast.frag'", folder, folder);
    CHECK_EQ(system(command), 0);
    Render *broken = render_create(&(RenderDesc){ .shader_folder = folder }, NULL);
    CHECK(broken != NULL);
    Stage other = { .render = broken };
    RenderFrame frame = { 0 };
    city_view_fill(&(CityView){ .fov_deg = 45, .width = 64, .height = 48, .sun_elevation_deg = 40 }, &frame.view);
    Image image = stage_picture(&other, &frame);
    CHECK_EQ(render_status(broken).error_count, 1);
    image_finish(&image);
    image = stage_picture(&other, &frame);
    CHECK_EQ(render_status(broken).error_count, 1); // tried once
    image_finish(&image);
    render_destroy(broken);
}

TEST(the_null_renderer_keeps_counts_and_draws_nothing)
{
    Err err = { 0 };
    Render *null = render_create(&(RenderDesc){ .is_null = true, .budget_bytes = 64 << 20 }, &err);
    CHECK(null != NULL);
    City city;
    CHECK(city_make(null, &(CityDesc){ .side_tiles = 4, .lots_a_side = 10, .seed = 1 }, &city, &err));
    const CityView view = { .eye_m = { 0, -2500, 900 }, .pitch_deg = 20, .fov_deg = 45, .width = 640, .height = 360 };
    RenderFrame frame = city_frame(&city, &view);
    RenderTarget *target = render_target_create(null, 640, 360, &err);
    render_draw(null, target, &frame);
    const RenderStatus status = render_status(null);
    CHECK_EQ(status.draw_calls, frame.terrain_count + frame.building_count);
    CHECK(status.triangles > 1000);
    CHECK(status.used_bytes > 0);
    city_frame_finish(&frame);
    city_finish(null, &city);
    CHECK_EQ(render_status(null).used_bytes, 0);
    render_target_destroy(null, target);
    render_destroy(null);
}

TEST(planes_cut_buildings_in_every_quality_but_those_they_are_not_for)
{
    STAGE_OR_SKIP(stage);
    for (int k = 0; k < 4; k++) {
        const int quality = k % 2;
        Box box =
            box_make(stage->render, k < 2 ? 0x80a0e0 : RENDER_STYLE_RAISED_WORD(0x80a0e0, 200, 0));
        RenderBuildingItem item;
        RenderFrame frame = box_frame(&box, &item, 0, 100, -20);
        frame.view.quality = quality ? RENDER_QUALITY_FULL : RENDER_QUALITY_SOFTWARE;
        Image whole = stage_picture(stage, &frame);
        frame.view.cut_count = 1;
        memcpy(frame.view.cut_rel[0], (const float[]){ 0, 0, -1, -500 }, 16); // all of it goes
        Image gone = stage_picture(stage, &frame);
        item.uncut = 1;
        Image spared = stage_picture(stage, &frame);
        CHECK(fabs(image_mean(&whole, 150, 80, 170, 100, 2) -
                   image_mean(&gone, 150, 80, 170, 100, 2)) > 10);
        CHECK(fabs(image_mean(&whole, 150, 80, 170, 100, 2) -
                   image_mean(&spared, 150, 80, 170, 100, 2)) < 0.5);
        image_finish(&whole);
        image_finish(&gone);
        image_finish(&spared);
        box_destroy(stage->render, box);
    }
}

TEST(planes_cut_solids_and_copies_in_every_quality_but_those_they_are_not_for)
{
    STAGE_OR_SKIP(stage);
    const int errors = render_status(stage->render).error_count;
    RenderSolidVertex v[4] = { 0 };
    for (int i = 0; i < 4; i++)
        v[i] = (RenderSolidVertex){ { i & 1 ? 40 : -40, 0, i & 2 ? 40 : -40 },
                                    { 0 },
                                    { 255, 0, 0, 255 } };
    const RenderMesh mesh =
        render_solid_create(stage->render, v, 4, (const uint32_t[]){ 0, 1, 2, 2, 1, 3 }, 6, NULL);
    for (int k = 0; k < 4; k++) {
        const RenderInstance copy = { { 0, 90, 0 }, 1, 0, RENDER_STYLE_WORD(0xffffff, 0) };
        RenderSolidItem solid = { mesh, { { 1, 0, 0, 0, 0, 1, 0, 90, 0, 0, 1, 0 } }, 1, 0, 90, 0 };
        RenderInstancesItem copies = { mesh, &copy, 1, 0, 0 };
        RenderFrame frame = { 0 };
        city_view_fill(
            &(CityView){ .fov_deg = 45, .width = 320, .height = 180, .sun_elevation_deg = 40 },
            &frame.view);
        frame.view.quality = k % 2 ? RENDER_QUALITY_FULL : RENDER_QUALITY_SOFTWARE;
        frame.solids = &solid;
        frame.solid_count = k < 2;
        frame.instances = &copies;
        frame.instances_count = k >= 2;
        frame.view.cut_count = 1;
        memcpy(frame.view.cut_rel[0], (const float[]){ 0, 0, -1, 0 }, 16); // above the eye it goes
        Image half = stage_picture(stage, &frame);
        solid.uncut = copies.uncut = 1;
        Image spared = stage_picture(stage, &frame);
        // The sheet is red; of the sky behind it green is seen.
        CHECK(image_mean(&half, 150, 60, 170, 80, 1) >
              image_mean(&spared, 150, 60, 170, 80, 1) + 40);
        CHECK_NEAR(image_mean(&half, 150, 100, 170, 120, 1),
                   image_mean(&spared, 150, 100, 170, 120, 1), 0.5);
        CHECK_NEAR(image_mean(&spared, 150, 60, 170, 80, 1),
                   image_mean(&spared, 150, 100, 170, 120, 1), 20);
        image_finish(&half);
        image_finish(&spared);
    }
    render_mesh_destroy(stage->render, mesh);
    CHECK_EQ(render_status(stage->render).error_count, errors);
}

static Image box_picture(Stage *stage, uint32_t word, RenderQuality quality, RenderLook look)
{
    Box box = box_make(stage->render, word);
    RenderBuildingItem item;
    RenderFrame frame = box_frame(&box, &item, 0, 100, -20);
    frame.view.quality = quality;
    frame.view.look = look;
    Image image = stage_picture(stage, &frame);
    box_destroy(stage->render, box);
    return image;
}

// How many times light becomes dark, or dark light, along a row of pixels on the box.
static int changes(const Image *image)
{
    int count = 0, before = -1;
    double mean = image_mean(image, 150, 80, 170, 100, 1);
    for (int x = 146; x < 174; x++) {
        const int now = image->rgba[((size_t)90 * (size_t)image->width + (size_t)x) * 4 + 1] > mean;
        count += before >= 0 && now != before;
        before = now;
    }
    return count;
}

TEST(a_hatched_building_has_stripes_whatever_its_colour)
{
    STAGE_OR_SKIP(stage);
    const int errors = render_status(stage->render).error_count;
    for (int q = 0; q < 2; q++) {
        for (int look = 0; look < RENDER_LOOK_COUNT; look++) {
            const RenderQuality quality = q ? RENDER_QUALITY_FULL : RENDER_QUALITY_SOFTWARE;
            const uint32_t grey = RENDER_STYLE_WORD(0xa49c94, RENDER_STYLE_TINT),
                           hatched = grey | (uint32_t)RENDER_STYLE_HATCHED << 24;
            Image plain = box_picture(stage, grey, quality, (RenderLook)look),
                  striped = box_picture(stage, hatched, quality, (RenderLook)look);
            int least = 255, most = 0;
            for (int x = 146; x < 174; x++) {
                const int v =
                    striped.rgba[((size_t)90 * (size_t)striped.width + (size_t)x) * 4 + 1];
                least = v < least ? v : least;
                most = v > most ? v : most;
            }
            CHECK(changes(&striped) >= 3 && changes(&striped) < 20);
            CHECK(most - least > 45);
            CHECK(image_mean(&plain, 150, 80, 170, 100, 1) > least + 10);
            image_finish(&plain);
            image_finish(&striped);
        }
    }
    CHECK_EQ(render_status(stage->render).error_count, errors);
}

TEST(a_raised_building_is_as_high_as_its_share_and_keeps_its_colour)
{
    STAGE_OR_SKIP(stage);
    const int errors = render_status(stage->render).error_count;
    for (int q = 0; q < 2; q++) {
        const RenderQuality quality = q ? RENDER_QUALITY_FULL : RENDER_QUALITY_SOFTWARE;
        const uint32_t blue = 0xd08030;
        Image none = box_picture(stage, RENDER_STYLE_WORD(blue, RENDER_STYLE_HIDDEN), quality, 0),
              whole = box_picture(stage, RENDER_STYLE_RAISED_WORD(blue, 255, RENDER_STYLE_TINT),
                                  quality, 0),
              half = box_picture(stage, RENDER_STYLE_RAISED_WORD(blue, 128, RENDER_STYLE_TINT),
                                 quality, 0);
        // The box stands from 20 m below the eye to 20 m above it: half of it ends at the middle.
        const double high = image_mean(&whole, 150, 60, 170, 70, 0),
                     sky = image_mean(&none, 150, 60, 170, 70, 0);
        CHECK(fabs(high - sky) > 12);
        CHECK_NEAR(image_mean(&half, 150, 60, 170, 70, 0), sky, 1);
        CHECK(fabs(image_mean(&half, 150, 110, 170, 120, 0) -
                   image_mean(&none, 150, 110, 170, 120, 0)) > 12);
        CHECK(image_mean(&whole, 150, 80, 170, 100, 2) >
              image_mean(&whole, 150, 80, 170, 100, 0) + 40);
        image_finish(&none);
        image_finish(&whole);
        image_finish(&half);
    }
    CHECK_EQ(render_status(stage->render).error_count, errors);
}
