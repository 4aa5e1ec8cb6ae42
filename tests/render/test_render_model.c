// SPDX-License-Identifier: Apache-2.0
// test_render_model.c - models: style words, glass, cuts, storeys apart, copies, pictures, shadows,
// precision.
#include "render_stage.h"
#include <stdlib.h>

enum { BOX_VERTICES = 24, BOX_INDICES = 36 };

// A box with flat faces, outwards counter-clockwise.
static void box_write(RenderModelVertex *v, uint32_t *indices, uint32_t base, const float low[3],
                      const float high[3], const uint8_t rgba[4], uint32_t object)
{
    for (int face = 0; face < 6; face++) {
        const int axis = face / 2, side = face % 2, u = (axis + 1) % 3, w = (axis + 2) % 3;
        for (int i = 0; i < 4; i++) {
            RenderModelVertex *p = &v[face * 4 + i];
            *p = (RenderModelVertex){ .object = object };
            p->pos_m[axis] = side ? high[axis] : low[axis];
            p->pos_m[u] = i == 1 || i == 2 ? high[u] : low[u];
            p->pos_m[w] = i >= 2 ? high[w] : low[w];
            p->normal[axis] = side ? 127 : -127;
            memcpy(p->rgba, rgba, 4);
        }
        const uint32_t quad[6] = { 0, 1, 2, 0, 2, 3 }, other[6] = { 0, 2, 1, 0, 3, 2 };
        for (int i = 0; i < 6; i++)
            indices[face * 6 + i] = base + (uint32_t)(face * 4) + (side ? quad[i] : other[i]);
    }
}

typedef struct {
    RenderMesh mesh;
    RenderStyles styles;
} Model;

static Model model_make(Render *render, const RenderModelDesc *desc, uint32_t word)
{
    Model m = { render_model_create(render, desc, NULL), render_styles_create(render, 4, NULL) };
    CHECK(m.mesh.id && m.styles.id);
    const uint32_t words[4] = { word, word, word, word }, shapes[4] = { 0, 1, 2, 3 };
    render_styles_write(render, m.styles, 0, 4, words);
    render_shapes_write(render, m.styles, 0, 4, shapes);
    return m;
}

// A grey box of 20 x 20 x 40 m.
static Model model_box(Render *render, uint32_t word, const uint8_t rgba[4], bool is_glass)
{
    RenderModelVertex v[BOX_VERTICES];
    uint32_t indices[BOX_INDICES];
    box_write(v, indices, 0, (const float[]){ -10, -10, 0 }, (const float[]){ 10, 10, 40 }, rgba,
              RENDER_MODEL_OBJECT(0, 12, 0, 0));
    const RenderModelPart part = { .index_count = BOX_INDICES, .is_glass = is_glass };
    return model_make(render,
                      &(RenderModelDesc){ .vertices = v,
                                          .indices = indices,
                                          .parts = &part,
                                          .vertex_count = BOX_VERTICES,
                                          .index_count = BOX_INDICES,
                                          .part_count = 1 },
                      word);
}

static void model_destroy(Render *render, Model m)
{
    render_mesh_destroy(render, m.mesh);
    render_styles_destroy(render, m.styles);
}

static RenderFrame model_frame(RenderQuality quality, RenderLook look)
{
    const CityView view = { .fov_deg = 45,
                            .width = 320,
                            .height = 180,
                            .sun_azimuth_deg = 200,
                            .sun_elevation_deg = 45,
                            .quality = quality,
                            .look = look };
    RenderFrame frame = { 0 };
    city_view_fill(&view, &frame.view);
    frame.view.has_sea = false;
    return frame;
}

static RenderModelItem model_item(Model m, float x, float y, float z)
{
    return (RenderModelItem){ .mesh = m.mesh,
                              .place = { { 1, 0, 0, x, 0, 1, 0, y, 0, 0, 1, z } },
                              .styles = m.styles,
                              .opacity = 1,
                              .distance_m = y };
}

static Image draw_items(Stage *stage, RenderFrame *frame, const RenderModelItem *items, int count)
{
    frame->models = items;
    frame->model_count = count;
    return stage_picture(stage, frame);
}

static double middle(const Image *image, int channel)
{
    return image_mean(image, 150, 80, 170, 100, channel);
}

static const uint8_t grey[4] = { 190, 190, 190, 255 };

static void value(Stage *stage, uint32_t word, RenderQuality quality, double rgb[3])
{
    Model m = model_box(stage->render, word, grey, false);
    const RenderModelItem item = model_item(m, 0, 100, -20);
    RenderFrame frame = model_frame(quality, RENDER_LOOK_DAY);
    Image image = draw_items(stage, &frame, &item, 1);
    for (int c = 0; c < 3; c++) rgb[c] = middle(&image, c);
    image_finish(&image);
    model_destroy(stage->render, m);
}

TEST(style_words_hide_tint_select_and_ghost_objects_of_a_model)
{
    STAGE_OR_SKIP(stage);
    for (int q = 0; q < 2; q++) {
        const RenderQuality quality = q ? RENDER_QUALITY_FULL : RENDER_QUALITY_SOFTWARE;
        double plain[3], hidden[3], tint[3], selected[3], glow[3], hover[3], ghost[3];
        value(stage, 0, quality, plain);
        value(stage, RENDER_STYLE_WORD(0, RENDER_STYLE_HIDDEN), quality, hidden);
        value(stage, RENDER_STYLE_WORD(0xd03010, RENDER_STYLE_TINT), quality,
              tint); // 0xBBGGRR: blue
        value(stage, RENDER_STYLE_WORD(0xd03010, RENDER_STYLE_SELECTED), quality, selected);
        value(stage, RENDER_STYLE_WORD(0, RENDER_STYLE_GLOW), quality, glow);
        value(stage, RENDER_STYLE_WORD(0, RENDER_STYLE_HOVER), quality, hover);
        value(stage, RENDER_STYLE_WORD(0, RENDER_STYLE_GHOST), quality, ghost);
        CHECK(fabs(plain[0] - plain[2]) < 40); // the material's grey, not the word's black
        CHECK(hidden[2] > hidden[0] + 20);     // the sky
        CHECK(tint[2] > tint[0] + 50);
        CHECK(selected[0] > selected[2] + 60);
        CHECK(glow[0] > glow[1] + 60);
        CHECK(hover[2] > hover[0] + 30);
        for (int c = 0; c < 3; c++)
            CHECK(ghost[c] >= fmin(plain[c], hidden[c]) - 2 &&
                  ghost[c] <= fmax(plain[c], hidden[c]) + 25);
        CHECK(fabs(ghost[0] - hidden[0]) + fabs(ghost[2] - hidden[2]) > 1.5); // it is there
    }
    CHECK_EQ(render_status(stage->render).error_count, 0);
}

TEST(what_stands_behind_glass_is_seen_in_any_order_of_items)
{
    STAGE_OR_SKIP(stage);
    Model pane = model_box(stage->render, 0, (const uint8_t[]){ 150, 190, 210, 80 }, true);
    Model wall = model_box(stage->render, 0, (const uint8_t[]){ 220, 40, 30, 255 }, false);
    for (int q = 0; q < 2; q++) {
        RenderFrame frame =
            model_frame(q ? RENDER_QUALITY_FULL : RENDER_QUALITY_SOFTWARE, RENDER_LOOK_DAY);
        const RenderModelItem a[3] = { model_item(pane, 0, 60, -20), model_item(wall, 0, 140, -20),
                                       model_item(pane, 0, 100, -20) };
        const RenderModelItem b[3] = { a[1], a[2], a[0] };
        Image one = draw_items(stage, &frame, a, 3), other = draw_items(stage, &frame, b, 3),
              bare = draw_items(stage, &frame, &a[1], 1);
        CHECK(image_difference(&one, &other, 1) == 0);
        CHECK(middle(&one, 0) > middle(&one, 2) + 15); // red comes through
        CHECK(middle(&one, 2) > middle(&bare, 2) + 8); // and the glass is seen
        image_finish(&one);
        image_finish(&other);
        image_finish(&bare);
    }
    model_destroy(stage->render, pane);
    model_destroy(stage->render, wall);
}

TEST(a_plane_cuts_models_and_leaves_alone_those_it_is_not_for)
{
    STAGE_OR_SKIP(stage);
    Model m = model_box(stage->render, 0, grey, false);
    for (int q = 0; q < 2; q++) {
        RenderFrame frame =
            model_frame(q ? RENDER_QUALITY_FULL : RENDER_QUALITY_SOFTWARE, RENDER_LOOK_DAY);
        RenderModelItem item = model_item(m, 0, 100, -20);
        Image whole = draw_items(stage, &frame, &item, 1);
        // What lies above the eye goes.
        frame.view.cut_count = 2;
        memcpy(frame.view.cut_rel[0], (const float[]){ 0, 0, -1, 0 }, 16);
        memcpy(frame.view.cut_rel[1], (const float[]){ 0, 1, 0, 1000 }, 16);
        Image cut = draw_items(stage, &frame, &item, 1);
        const int top = 70, bottom = 110;
        CHECK(fabs(image_mean(&cut, 155, bottom, 165, bottom + 4, 0) -
                   image_mean(&whole, 155, bottom, 165, bottom + 4, 0)) < 12);
        CHECK(image_mean(&cut, 155, top, 165, top + 4, 2) >
              image_mean(&cut, 155, top, 165, top + 4, 0) + 20); // sky
        item.uncut = 1;
        Image spared = draw_items(stage, &frame, &item, 1);
        CHECK(image_difference(&spared, &whole, 4) < 0.01);
        image_finish(&whole);
        image_finish(&cut);
        image_finish(&spared);
    }
    model_destroy(stage->render, m);
}

TEST(what_is_cut_away_casts_no_shadow)
{
    STAGE_OR_SKIP(stage);
    Model tower = model_box(stage->render, 0, grey, false), floor = { 0 };
    RenderModelVertex v[BOX_VERTICES];
    uint32_t indices[BOX_INDICES];
    box_write(v, indices, 0, (const float[]){ -200, -200, -1 }, (const float[]){ 200, 200, 0 },
              grey, 0);
    const RenderModelPart part = { .index_count = BOX_INDICES };
    floor = model_make(stage->render,
                       &(RenderModelDesc){ .vertices = v,
                                           .indices = indices,
                                           .parts = &part,
                                           .vertex_count = BOX_VERTICES,
                                           .index_count = BOX_INDICES,
                                           .part_count = 1 },
                       0);
    RenderFrame frame = model_frame(RENDER_QUALITY_FULL, RENDER_LOOK_DAY);
    city_view_fill(&(CityView){ .eye_m = { 0, 0, 0 },
                                .pitch_deg = 35,
                                .fov_deg = 45,
                                .width = 320,
                                .height = 180,
                                .sun_azimuth_deg = 90,
                                .sun_elevation_deg = 40,
                                .quality = RENDER_QUALITY_FULL },
                   &frame.view);
    frame.view.has_sea = false;
    frame.view.shadow_range_m = 600;
    RenderModelItem items[2] = { model_item(floor, 0, 100, -60), model_item(tower, 20, 100, -60) };
    items[0].uncut = 1; // the floor stays
    items[0].distance_m = 60;
    Image dark = draw_items(stage, &frame, items, 2);
    frame.view.cut_count = 1;
    memcpy(frame.view.cut_rel[0], (const float[]){ -1, 0, 0, -500 }, 16); // all of the tower goes
    Image bright = draw_items(stage, &frame, items, 2);
    double least = 1;
    for (int x = 60; x < 150; x++) { // the shadow falls to the left
        const double ratio =
            image_mean(&dark, x, 72, x + 1, 78, 1) / image_mean(&bright, x, 72, x + 1, 78, 1);
        least = ratio < least ? ratio : least;
    }
    CHECK(least < 0.8);
    image_finish(&dark);
    image_finish(&bright);
    model_destroy(stage->render, tower);
    model_destroy(stage->render, floor);
}

TEST(storeys_stand_apart_by_the_lift)
{
    STAGE_OR_SKIP(stage);
    RenderModelVertex v[2 * BOX_VERTICES];
    uint32_t indices[2 * BOX_INDICES];
    box_write(v, indices, 0, (const float[]){ -20, -10, -10 }, (const float[]){ 20, 10, 0 }, grey,
              0);
    box_write(v + BOX_VERTICES, indices + BOX_INDICES, BOX_VERTICES, (const float[]){ -20, -10, 0 },
              (const float[]){ 20, 10, 10 }, grey, 1);
    const RenderModelPart part = { .index_count = 2 * BOX_INDICES };
    Model m = model_make(stage->render,
                         &(RenderModelDesc){ .vertices = v,
                                             .indices = indices,
                                             .parts = &part,
                                             .vertex_count = 2 * BOX_VERTICES,
                                             .index_count = 2 * BOX_INDICES,
                                             .part_count = 1 },
                         0);
    RenderFrame frame = model_frame(RENDER_QUALITY_SOFTWARE, RENDER_LOOK_DAY);
    RenderModelItem item = model_item(m, 0, 100, 0);
    Image together = draw_items(stage, &frame, &item, 1);
    item.lift_m = 8;
    Image apart = draw_items(stage, &frame, &item, 1);
    const int gap =
        90 - (int)(4 * frame.view.px_per_rad / 90); // the middle of the gap, at the near face
    CHECK(fabs(image_mean(&together, 150, gap - 2, 170, gap + 2, 2) -
               image_mean(&together, 150, gap - 2, 170, gap + 2, 0)) < 40);
    CHECK(image_mean(&apart, 150, gap - 2, 170, gap + 2, 2) >
          image_mean(&apart, 150, gap - 2, 170, gap + 2, 0) + 20);
    image_finish(&together);
    image_finish(&apart);
    model_destroy(stage->render, m);
}

TEST(copies_of_a_mesh_are_the_picture_of_the_meshes_joined)
{
    STAGE_OR_SKIP(stage);
    enum { COPIES = 9 };
    RenderModelVertex all[COPIES * BOX_VERTICES], one[BOX_VERTICES];
    uint32_t all_indices[COPIES * BOX_INDICES], one_indices[BOX_INDICES];
    RenderModelInstance places[COPIES];
    box_write(one, one_indices, 0, (const float[]){ -3, -3, -3 }, (const float[]){ 3, 3, 3 }, grey,
              0);
    for (int i = 0; i < COPIES; i++) {
        const float x = (float)(i % 3 - 1) * 16, z = (float)(i / 3 - 1) * 10;
        places[i] = (RenderModelInstance){ .place = { 1, 0, 0, x, 0, 1, 0, 0, 0, 0, 1, z },
                                           .object = (uint32_t)(i % 4) };
        box_write(all + i * BOX_VERTICES, all_indices + i * BOX_INDICES,
                  (uint32_t)(i * BOX_VERTICES), (const float[]){ x - 3, -3, z - 3 },
                  (const float[]){ x + 3, 3, z + 3 }, grey, (uint32_t)(i % 4));
    }
    const RenderModelPart joined = { .index_count = COPIES * BOX_INDICES },
                          many = { .index_count = BOX_INDICES, .instance_count = COPIES };
    Model a = model_make(stage->render,
                         &(RenderModelDesc){ .vertices = all,
                                             .indices = all_indices,
                                             .parts = &joined,
                                             .vertex_count = COPIES * BOX_VERTICES,
                                             .index_count = COPIES * BOX_INDICES,
                                             .part_count = 1 },
                         0);
    Model b = model_make(stage->render,
                         &(RenderModelDesc){ .vertices = one,
                                             .indices = one_indices,
                                             .parts = &many,
                                             .instances = places,
                                             .vertex_count = BOX_VERTICES,
                                             .index_count = BOX_INDICES,
                                             .part_count = 1,
                                             .instance_count = COPIES },
                         0);
    const uint32_t words[4] = { RENDER_STYLE_WORD(0x2020c0, RENDER_STYLE_TINT), 0,
                                RENDER_STYLE_WORD(0, RENDER_STYLE_HIDDEN),
                                RENDER_STYLE_WORD(0x20c020, RENDER_STYLE_TINT) };
    render_styles_write(stage->render, a.styles, 0, 4, words);
    render_styles_write(stage->render, b.styles, 0, 4, words);
    for (int q = 0; q < 2; q++) {
        RenderFrame frame =
            model_frame(q ? RENDER_QUALITY_FULL : RENDER_QUALITY_SOFTWARE, RENDER_LOOK_DAY);
        frame.view.shadow_range_m = q ? 500 : 0;
        const RenderModelItem x = model_item(a, 0, 70, 0), y = model_item(b, 0, 70, 0);
        Image first = draw_items(stage, &frame, &x, 1), second = draw_items(stage, &frame, &y, 1);
        CHECK(image_difference(&first, &second, 2) < 0.001);
        CHECK_EQ(render_status(stage->render).draw_calls >= 1, 1);
        image_finish(&first);
        image_finish(&second);
    }
    model_destroy(stage->render, a);
    model_destroy(stage->render, b);
    CHECK_EQ(render_status(stage->render).error_count, 0);
}

// A tower of boxes whose upper half two joints share, the upper one turned by 30 degrees about y
// and moved: drawn by joints and by hand.
TEST(what_joints_bend_is_the_picture_of_its_vertices_bent_by_hand)
{
    STAGE_OR_SKIP(stage);
    RenderModelVertex v[BOX_VERTICES], bent[BOX_VERTICES], stiff[BOX_VERTICES];
    uint32_t indices[BOX_INDICES];
    RenderModelJoints joints[BOX_VERTICES];
    box_write(v, indices, 0, (const float[]){ -8, -8, -20 }, (const float[]){ 8, 8, 20 }, grey,
              RENDER_MODEL_OBJECT(0, 12, 0, RENDER_MODEL_TWO_SIDED));
    memcpy(bent, v, sizeof v);
    memcpy(stiff, v, sizeof v);
    const float c = 0.8660254f, s = 0.5f;
    const float places[24] = { 1, 0, 0, 0, 0, 1, 0, 0, 0,  0, 1, 0,
                               c, 0, s, 6, 0, 1, 0, 0, -s, 0, c, 4 };
    for (int i = 0; i < BOX_VERTICES; i++) {
        const bool is_high = v[i].pos_m[2] > 0;
        const uint16_t share = is_high ? 49151 : 0; // three quarters
        joints[i] =
            (RenderModelJoints){ { 0, 1, 0, 0 }, { (uint16_t)(65535 - share), share, 0, 0 } };
        const float w = (float)share / 65535;
        const float *p = v[i].pos_m,
                    at[3] = { c * p[0] + s * p[2] + 6, p[1], -s * p[0] + c * p[2] + 4 };
        for (int k = 0; k < 3; k++) bent[i].pos_m[k] = (1 - w) * p[k] + w * at[k];
        const float n[3] = { (float)v[i].normal[0], (float)v[i].normal[1], (float)v[i].normal[2] };
        const float turned[3] = { (1 - w) * n[0] + w * (c * n[0] + s * n[2]), n[1],
                                  (1 - w) * n[2] + w * (c * n[2] - s * n[0]) };
        const float length =
            sqrtf(turned[0] * turned[0] + turned[1] * turned[1] + turned[2] * turned[2]);
        for (int k = 0; k < 3; k++) bent[i].normal[k] = (int8_t)lrintf(127 * turned[k] / length);
    }
    const RenderModelPart part = { .index_count = BOX_INDICES, .is_two_sided = true };
    RenderModelDesc desc = { .vertices = v,
                             .joints = joints,
                             .indices = indices,
                             .parts = &part,
                             .vertex_count = BOX_VERTICES,
                             .index_count = BOX_INDICES,
                             .part_count = 1 };
    // Another lies before it in the heap: vertices count from the mesh's own.
    Model first = model_box(stage->render, 0, grey, false), a = model_make(stage->render, &desc, 0);
    desc.joints = NULL;
    desc.vertices = bent;
    Model b = model_make(stage->render, &desc, 0);
    desc.vertices = stiff;
    Model still = model_make(stage->render, &desc, 0);
    for (int q = 0; q < 2; q++) {
        RenderFrame frame =
            model_frame(q ? RENDER_QUALITY_FULL : RENDER_QUALITY_SOFTWARE, RENDER_LOOK_DAY);
        frame.view.shadow_range_m = q ? 500 : 0;
        RenderModelItem x = model_item(a, 0, 90, 0), y = model_item(b, 0, 90, 0),
                        z = model_item(still, 0, 90, 0);
        x.joints = places;
        x.joint_count = 2;
        Image by_joints = draw_items(stage, &frame, &x, 1),
              by_hand = draw_items(stage, &frame, &y, 1), unbent = draw_items(stage, &frame, &z, 1);
        CHECK(image_difference(&by_joints, &by_hand, 4) < 0.003);
        CHECK(image_difference(&unbent, &by_hand, 4) > 0.02);
        image_finish(&by_joints);
        image_finish(&by_hand);
        image_finish(&unbent);
    }
    model_destroy(stage->render, first);
    model_destroy(stage->render, a);
    model_destroy(stage->render, b);
    model_destroy(stage->render, still);
    CHECK_EQ(render_status(stage->render).error_count, 0);
}

// The same tower; a first target would sink it, a second pushes its upper half east and tilts the
// normals there; five more lie behind them.
TEST(what_morph_targets_shape_is_the_picture_of_its_vertices_moved_by_hand)
{
    STAGE_OR_SKIP(stage);
    enum { TARGETS = 7 };
    RenderModelVertex v[BOX_VERTICES], moved[BOX_VERTICES];
    uint32_t indices[BOX_INDICES];
    RenderModelJoints joints[BOX_VERTICES];
    RenderModelMorph morphs[BOX_VERTICES * TARGETS] = { 0 };
    box_write(v, indices, 0, (const float[]){ -8, -8, -20 }, (const float[]){ 8, 8, 20 }, grey,
              RENDER_MODEL_OBJECT(0, 12, 0, RENDER_MODEL_TWO_SIDED));
    memcpy(moved, v, sizeof v);
    for (int i = 0; i < BOX_VERTICES; i++) {
        joints[i] = (RenderModelJoints){ { 0 }, { 65535, 0, 0, 0 } };
        morphs[i * TARGETS].pos_m[2] = -15;
        morphs[i * TARGETS + 6].pos_m[2] = 4; // of a weight in the second row
        moved[i].pos_m[2] += 4 * 0.5f;
        if (v[i].pos_m[2] < 0) continue;
        morphs[i * TARGETS + 1] = (RenderModelMorph){ { 20, 0, 0 }, { 0, 0, 63, 0 } };
        moved[i].pos_m[0] += 10;
        const float n[3] = { (float)v[i].normal[0], (float)v[i].normal[1],
                             (float)v[i].normal[2] + 63 }; // half of 2 * 63
        const float length = sqrtf(n[0] * n[0] + n[1] * n[1] + n[2] * n[2]);
        for (int k = 0; k < 3; k++) moved[i].normal[k] = (int8_t)lrintf(127 * n[k] / length);
    }
    const RenderModelPart part = { .index_count = BOX_INDICES, .is_two_sided = true };
    RenderModelDesc desc = { .vertices = v,
                             .joints = joints,
                             .morphs = morphs,
                             .indices = indices,
                             .parts = &part,
                             .vertex_count = BOX_VERTICES,
                             .index_count = BOX_INDICES,
                             .part_count = 1,
                             .morph_count = TARGETS };
    Model first = model_box(stage->render, 0, grey, false), a = model_make(stage->render, &desc, 0);
    desc.joints = NULL;
    desc.morphs = NULL;
    desc.morph_count = 0;
    desc.vertices = moved;
    Model b = model_make(stage->render, &desc, 0);
    const float place[12] = { 1, 0, 0, 0, 0, 1, 0, 0, 0, 0, 1, 0 },
                weights[TARGETS] = { 0, 0.5f, 0, 0, 0, 0, 0.5f };
    for (int q = 0; q < 2; q++) {
        RenderFrame frame =
            model_frame(q ? RENDER_QUALITY_FULL : RENDER_QUALITY_SOFTWARE, RENDER_LOOK_DAY);
        frame.view.shadow_range_m = q ? 500 : 0;
        RenderModelItem x = model_item(a, 0, 90, 0), y = model_item(b, 0, 90, 0);
        x.joints = place;
        x.joint_count = 1;
        Image still = draw_items(stage, &frame, &x, 1);
        x.weights = weights;
        x.weight_count = TARGETS;
        Image shaped = draw_items(stage, &frame, &x, 1), by_hand = draw_items(stage, &frame, &y, 1);
        CHECK(image_difference(&shaped, &by_hand, 4) < 0.003);
        CHECK(image_difference(&still, &by_hand, 4) > 0.02);
        image_finish(&still);
        image_finish(&shaped);
        image_finish(&by_hand);
    }
    model_destroy(stage->render, first);
    model_destroy(stage->render, a);
    model_destroy(stage->render, b);
    CHECK_EQ(render_status(stage->render).error_count, 0);
}

TEST(a_picture_repeats_over_a_model_and_its_holes_are_holes)
{
    STAGE_OR_SKIP(stage);
    // One texel red, one a hole; the wall shows four of each.
    const uint8_t texels[8] = { 230, 20, 20, 255, 0, 0, 0, 0 };
    const RenderTexture picture =
        render_texture_create(stage->render, RENDER_TEXTURE_RGBA8_SRGB, 2, 1, 1, texels, NULL);
    RenderModelVertex v[4] = { 0 };
    const float corners[4][2] = { { -40, -20 }, { 40, -20 }, { 40, 20 }, { -40, 20 } },
                uv[8] = { 0, 0, 4, 0, 4, 1, 0, 1 };
    for (int i = 0; i < 4; i++)
        v[i] = (RenderModelVertex){ { corners[i][0], 0, corners[i][1] },
                                    { 0, -127, 0, 0 },
                                    { 255, 255, 255, 255 },
                                    RENDER_MODEL_OBJECT(0, 15, 0, RENDER_MODEL_TWO_SIDED) };
    const uint32_t indices[6] = { 0, 1, 2, 0, 2, 3 };
    const RenderModelPart part = {
        .index_count = 6, .picture = picture, .cutoff = 0.5f, .is_two_sided = true
    };
    Model m = model_make(stage->render,
                         &(RenderModelDesc){ .vertices = v,
                                             .uv = uv,
                                             .indices = indices,
                                             .parts = &part,
                                             .vertex_count = 4,
                                             .index_count = 6,
                                             .part_count = 1 },
                         0);
    for (int q = 0; q < 2; q++) {
        RenderFrame frame =
            model_frame(q ? RENDER_QUALITY_FULL : RENDER_QUALITY_SOFTWARE, RENDER_LOOK_DAY);
        const RenderModelItem item = model_item(m, 0, 80, 0);
        Image image = draw_items(stage, &frame, &item, 1);
        int changes = 0, was_red = 0;
        for (int x = 0; x < 320; x++) {
            const uint8_t *p = image.rgba + ((size_t)90 * 320 + (size_t)x) * 4;
            const int is_red = p[0] > p[2] + 40;
            changes += is_red != was_red;
            was_red = is_red;
        }
        CHECK_EQ(changes, 8); // four stripes
        image_finish(&image);
    }
    model_destroy(stage->render, m);
    render_texture_destroy(stage->render, picture);
    CHECK_EQ(render_status(stage->render).error_count, 0);
}

// Mean of a wall that faces the eye and half the sun, with those maps; texels: one of each picture.
static double mapped_wall(Stage *stage, RenderQuality quality, const RenderModelMaps *like,
                          const uint8_t texels[4][4], int channel)
{
    RenderModelMaps maps = *like;
    RenderTexture *const all[4] = { &maps.normal, &maps.metal, &maps.occlusion, &maps.emissive };
    for (int i = 0; i < 4; i++) {
        *all[i] = render_texture_create(stage->render, RENDER_TEXTURE_RGBA8_SRGB, 1, 1, 1,
                                        texels[i], NULL);
        maps.place[i][0][0] = maps.place[i][1][1] = 1;
    }
    RenderModelVertex v[4] = { 0 };
    const float corners[4][2] = { { -40, -20 }, { 40, -20 }, { 40, 20 }, { -40, 20 } },
                uv[8] = { 0, 1, 1, 1, 1, 0, 0, 0 }; // v counts down
    for (int i = 0; i < 4; i++)
        v[i] = (RenderModelVertex){ { corners[i][0], 0, corners[i][1] },
                                    { 0, -127, 0, 0 },
                                    { 150, 150, 150, 255 },
                                    RENDER_MODEL_OBJECT(0, 15, 0, RENDER_MODEL_TWO_SIDED) };
    const uint32_t indices[6] = { 0, 1, 2, 0, 2, 3 };
    const RenderModelPart part = { .index_count = 6, .maps = 1, .is_two_sided = true };
    Model m = model_make(stage->render,
                         &(RenderModelDesc){ .vertices = v,
                                             .uv = uv,
                                             .indices = indices,
                                             .parts = &part,
                                             .maps = &maps,
                                             .vertex_count = 4,
                                             .index_count = 6,
                                             .part_count = 1,
                                             .map_count = 1 },
                         0);
    RenderFrame frame = model_frame(quality, RENDER_LOOK_DAY);
    const RenderModelItem item = model_item(m, 0, 80, 0);
    Image image = draw_items(stage, &frame, &item, 1);
    const double mean = image_mean(&image, 150, 85, 170, 95, channel);
    image_finish(&image);
    model_destroy(stage->render, m);
    for (int i = 0; i < 4; i++) render_texture_destroy(stage->render, *all[i]);
    return mean;
}

// Mean blue of that wall where its first coordinates meet the dark half of an own light and its
// second the blue half.
static double twice_mapped_wall(Stage *stage, RenderQuality quality, bool takes_second)
{
    const uint8_t halves[8] = { 0, 0, 0, 255, 0, 0, 255, 255 };
    RenderModelMaps maps = { .roughness = 1,
                             .normal_scale = 1,
                             .occlusion_strength = 1,
                             .mirrored = 0.04f,
                             .emissive_lin = { 1, 1, 1 } };
    maps.emissive =
        render_texture_create(stage->render, RENDER_TEXTURE_RGBA8_SRGB, 2, 1, 1, halves, NULL);
    for (int i = 0; i < 4; i++) maps.place[i][0][0] = maps.place[i][1][1] = 1;
    maps.place[3][0][3] = takes_second ? 1 : 0;
    RenderModelVertex v[4] = { 0 };
    const float corners[4][2] = { { -40, -20 }, { 40, -20 }, { 40, 20 }, { -40, 20 } };
    float uv[16];
    for (int i = 0; i < 4; i++) {
        v[i] = (RenderModelVertex){ { corners[i][0], 0, corners[i][1] },
                                    { 0, -127, 0, 0 },
                                    { 150, 150, 150, 255 },
                                    RENDER_MODEL_OBJECT(0, 15, 0, RENDER_MODEL_TWO_SIDED) };
        const float both[4] = { 0.2f, corners[i][1] / 40, 0.8f, 0.5f };
        memcpy(uv + 4 * i, both, sizeof both);
    }
    const uint32_t indices[6] = { 0, 1, 2, 0, 2, 3 };
    const RenderModelPart part = { .index_count = 6, .maps = 1, .is_two_sided = true };
    Model m = model_make(stage->render,
                         &(RenderModelDesc){ .vertices = v,
                                             .uv = uv,
                                             .uv_sets = 2,
                                             .indices = indices,
                                             .parts = &part,
                                             .maps = &maps,
                                             .vertex_count = 4,
                                             .index_count = 6,
                                             .part_count = 1,
                                             .map_count = 1 },
                         0);
    RenderFrame frame = model_frame(quality, RENDER_LOOK_DAY);
    const RenderModelItem item = model_item(m, 0, 80, 0);
    Image image = draw_items(stage, &frame, &item, 1);
    const double mean = image_mean(&image, 150, 85, 170, 95, 2);
    image_finish(&image);
    model_destroy(stage->render, m);
    render_texture_destroy(stage->render, maps.emissive);
    return mean;
}

TEST(a_picture_lies_by_the_second_set_of_coordinates_where_its_map_says_so)
{
    STAGE_OR_SKIP(stage);
    const int errors = render_status(stage->render).error_count;
    for (int q = 0; q < 2; q++) {
        const RenderQuality quality = q ? RENDER_QUALITY_FULL : RENDER_QUALITY_SOFTWARE;
        CHECK(twice_mapped_wall(stage, quality, true) >
              twice_mapped_wall(stage, quality, false) + 40);
    }
    CHECK_EQ(render_status(stage->render).error_count, errors);
}

TEST(pictures_of_normals_shade_and_own_light_change_a_surface)
{
    STAGE_OR_SKIP(stage);
    const RenderModelMaps like = { .roughness = 1,
                                   .normal_scale = 1,
                                   .occlusion_strength = 1,
                                   .mirrored = 0.04f,
                                   .emissive_lin = { 0, 0, 1 } };
    const uint8_t plain[4][4] = {
        { 128, 128, 255, 255 }, { 255, 255, 255, 255 }, { 255, 255, 255, 255 }, { 0, 0, 0, 255 }
    };
    for (int q = 0; q < 2; q++) {
        const RenderQuality quality = q ? RENDER_QUALITY_FULL : RENDER_QUALITY_SOFTWARE;
        uint8_t up[4][4], down[4][4], shaded[4][4], lit[4][4];
        memcpy(up, plain, sizeof up);
        memcpy(down, plain, sizeof down);
        memcpy(shaded, plain, sizeof shaded);
        memcpy(lit, plain, sizeof lit);
        up[0][1] = 218; // green: towards the sky
        up[0][2] = 218;
        down[0][1] = 38;
        down[0][2] = 218;
        shaded[2][0] = 0;
        lit[3][2] = 255;
        const double flat = mapped_wall(stage, quality, &like, plain, 1),
                     to_sky = mapped_wall(stage, quality, &like, up, 1),
                     to_ground = mapped_wall(stage, quality, &like, down, 1);
        CHECK(to_sky > flat + 4);
        CHECK(to_ground < flat - 4);
        CHECK(mapped_wall(stage, quality, &like, shaded, 1) < flat - 4);
        CHECK(mapped_wall(stage, quality, &like, lit, 2) >
              mapped_wall(stage, quality, &like, plain, 2) + 40);
        CHECK(fabs(mapped_wall(stage, quality, &like, lit, 0) -
                   mapped_wall(stage, quality, &like, plain, 0)) < 12);
    }
    RenderModelMaps metal = like;
    metal.metallic = 1;
    metal.roughness = 0.1f; // a mirror has no colour of its own light from all sides
    CHECK(fabs(mapped_wall(stage, RENDER_QUALITY_FULL, &metal, plain, 1) -
               mapped_wall(stage, RENDER_QUALITY_FULL, &like, plain, 1)) > 4);
    CHECK_EQ(render_status(stage->render).error_count, 0);
}

TEST(small_objects_and_spaces_are_left_out_as_their_parts_say)
{
    STAGE_OR_SKIP(stage);
    RenderModelVertex v[2 * BOX_VERTICES];
    uint32_t indices[2 * BOX_INDICES];
    box_write(v, indices, 0, (const float[]){ -1, -1, -1 }, (const float[]){ 1, 1, 1 }, grey, 0);
    box_write(v + BOX_VERTICES, indices + BOX_INDICES, BOX_VERTICES, (const float[]){ 2, -1, -1 },
              (const float[]){ 3, 1, 1 }, grey, 1);
    const RenderModelPart parts[2] = { { .index_count = BOX_INDICES, .size_m = 2 },
                                       { .index_first = BOX_INDICES,
                                         .index_count = BOX_INDICES,
                                         .is_glass = true,
                                         .is_space = true } };
    Model m = model_make(stage->render,
                         &(RenderModelDesc){ .vertices = v,
                                             .indices = indices,
                                             .parts = parts,
                                             .vertex_count = 2 * BOX_VERTICES,
                                             .index_count = 2 * BOX_INDICES,
                                             .part_count = 2 },
                         0);
    RenderFrame frame = model_frame(RENDER_QUALITY_SOFTWARE, RENDER_LOOK_DAY);
    RenderModelItem item = model_item(m, 0, 50, 0);
    Image image = draw_items(stage, &frame, &item, 1);
    image_finish(&image);
    CHECK_EQ(render_status(stage->render).triangles, 12);
    item.has_spaces = true;
    image = draw_items(stage, &frame, &item, 1);
    image_finish(&image);
    CHECK_EQ(render_status(stage->render).triangles, 24);
    item = model_item(m, 0, 5000, 0); // 2 m are less than a pixel
    image = draw_items(stage, &frame, &item, 1);
    image_finish(&image);
    CHECK_EQ(render_status(stage->render).triangles, 0);
    model_destroy(stage->render, m);
}

TEST(steps_of_a_centimetre_move_a_model_evenly_100_km_from_the_origin)
{
    STAGE_OR_SKIP(stage);
    Model m = model_box(stage->render, RENDER_STYLE_WORD(0x0000ff, RENDER_STYLE_TINT), grey, false);
    double first = 0;
    for (int step = 0; step <= 10; step++) {
        const double eye_x = 100000.0 + step * 0.01, model_x = 100000.0;
        RenderFrame frame = { 0 };
        city_view_fill(&(CityView){ .eye_m = { eye_x, 0, 0 },
                                    .fov_deg = 45,
                                    .width = 640,
                                    .height = 360,
                                    .sun_elevation_deg = 40 },
                       &frame.view);
        RenderModelItem item = model_item(m, (float)(model_x - eye_x), 90, 0);
        // Turned, so that no edge lies along the pixels.
        memcpy(item.place.m,
               (const float[]){ 0.8f, 0, 0.6f, (float)(model_x - eye_x), 0, 1, 0, 90, -0.6f, 0,
                                0.8f, 0 },
               sizeof item.place.m);
        Image image = draw_items(stage, &frame, &item, 1);
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
        CHECK_NEAR(sum / weight - first, -step * 0.01 / 80 * frame.view.px_per_rad, 0.15);
        image_finish(&image);
    }
    model_destroy(stage->render, m);
}

TEST(memory_of_models_comes_back_and_past_the_budget_they_are_refused)
{
    STAGE_OR_SKIP(stage);
    const size_t before = render_status(stage->render).used_bytes;
    Model m = model_box(stage->render, 0, grey, false);
    CHECK(render_status(stage->render).used_bytes >=
          before + BOX_VERTICES * sizeof(RenderModelVertex));
    model_destroy(stage->render, m);
    CHECK_EQ(render_status(stage->render).used_bytes, before);
    RenderModelVertex v[BOX_VERTICES];
    uint32_t indices[BOX_INDICES];
    box_write(v, indices, 0, (const float[]){ -1, -1, -1 }, (const float[]){ 1, 1, 1 }, grey, 0);
    const RenderModelPart part = { .index_count = BOX_INDICES };
    Err err = { 0 };
    render_budget_set(stage->render, 1);
    const RenderMesh none = render_model_create(stage->render,
                                                &(RenderModelDesc){ .vertices = v,
                                                                    .indices = indices,
                                                                    .parts = &part,
                                                                    .vertex_count = BOX_VERTICES,
                                                                    .index_count = BOX_INDICES,
                                                                    .part_count = 1 },
                                                &err);
    render_budget_set(stage->render, 0);
    CHECK_EQ(none.id, 0);
    CHECK_EQ(err.code, ERR_MEMORY);
    CHECK_EQ(render_status(stage->render).used_bytes, before);
}

TEST(inside_a_mask_the_ground_gives_way_to_what_lies_under_it)
{
    STAGE_OR_SKIP(stage);
    RenderModelVertex v[BOX_VERTICES];
    uint32_t indices[BOX_INDICES];
    box_write(v, indices, 0, (const float[]){ -450, -250, -1 }, (const float[]){ 450, 250, 0 },
              (const uint8_t[]){ 250, 20, 20, 255 }, 0);
    const RenderModelPart part = { .index_count = BOX_INDICES };
    Model cellar = model_make(stage->render,
                              &(RenderModelDesc){ .vertices = v,
                                                  .indices = indices,
                                                  .parts = &part,
                                                  .vertex_count = BOX_VERTICES,
                                                  .index_count = BOX_INDICES,
                                                  .part_count = 1 },
                              0);
    for (int q = 0; q < 2; q++) {
        const CityView view = { .eye_m = { 0, 0, 1500 },
                                .pitch_deg = 89,
                                .fov_deg = 45,
                                .width = 320,
                                .height = 180,
                                .sun_elevation_deg = 50,
                                .quality = q ? RENDER_QUALITY_FULL : RENDER_QUALITY_SOFTWARE };
        RenderFrame frame = city_frame(&stage->city, &view);
        frame.building_count = 0;
        RenderTerrainItem *ground = (RenderTerrainItem *)frame.terrain;
        RenderModelItem item = model_item(cellar, 0, 0, (float)(city_ground_m(0, 0) - 30 - 1500));
        item.distance_m = 1400;
        // 400 m east to west, 200 m south to north, under the eye.
        frame.view.mask_count = 1;
        memcpy(frame.view.mask_rel[0][0], (const float[]){ 1 / 200.0f, 0, 0, 0 }, 16);
        memcpy(frame.view.mask_rel[0][1], (const float[]){ 0, 1 / 100.0f, 0, 0 }, 16);
        Image unasked = draw_items(stage, &frame, &item, 1);
        for (int i = 0; i < frame.terrain_count; i++) ground[i].is_masked = true;
        Image masked = draw_items(stage, &frame, &item, 1),
              bare = draw_items(stage, &frame, NULL, 0);
        frame.view.mask_count = 0;
        Image whole = draw_items(stage, &frame, NULL, 0);
        const double scale = frame.view.px_per_rad / 1500,
                     share = 400 * scale * 200 * scale / (320 * 180);
        CHECK(image_difference(&whole, &unasked, 3) < 0.02); // it lies under the ground
        CHECK_NEAR(image_difference(&whole, &masked, 20), share, 0.25 * share);
        CHECK(image_difference(&whole, &bare, 8) < 0.02); // nothing there: the ground, no hole
        image_finish(&whole);
        image_finish(&unasked);
        image_finish(&masked);
        image_finish(&bare);
        city_frame_finish(&frame);
    }
    model_destroy(stage->render, cellar);
    CHECK_EQ(render_status(stage->render).error_count, 0);
}

// A small house: walls of which one is glass, a roof, a tree's place taken by a box that glows; cut
// with a cap, one wall see-through.
static void house_check(const char *name, RenderLook look, RenderQuality quality)
{
    STAGE_OR_SKIP(stage);
    static const struct {
        float low[3], high[3];
        uint8_t rgba[4];
        bool is_glass;
    } boxes[] = {
        { { -20, -15, -0.4f }, { 20, 15, 0 }, { 150, 146, 140, 255 }, false },
        { { -10, -6, 0 }, { -9.6f, 6, 3 }, { 226, 220, 208, 255 }, false },
        { { 9.6f, -6, 0 }, { 10, 6, 3 }, { 226, 220, 208, 255 }, false },
        { { -10, 5.6f, 0 }, { 10, 6, 3 }, { 226, 220, 208, 255 }, false },
        { { -9.6f, -6, 0 }, { 9.6f, -5.9f, 3 }, { 150, 195, 215, 110 }, true },
        { { -10.6f, -6.6f, 3 }, { 10.6f, 6.6f, 3.3f }, { 165, 84, 58, 255 }, false },
        { { -1, -0.2f, 0 }, { 1, 0.2f, 2 }, { 70, 110, 160, 255 }, false },
        { { 13, -8, 0 }, { 15, -6, 4 }, { 90, 140, 70, 255 }, false },
    };
    enum { BOXES = sizeof boxes / sizeof boxes[0] };
    RenderModelVertex v[BOXES * BOX_VERTICES + 4];
    uint32_t indices[BOXES * BOX_INDICES + 6];
    RenderModelPart parts[BOXES];
    for (int i = 0; i < BOXES; i++) {
        const uint32_t first = (uint32_t)(i * BOX_INDICES);
        box_write(v + i * BOX_VERTICES, indices + first, (uint32_t)(i * BOX_VERTICES), boxes[i].low,
                  boxes[i].high, boxes[i].rgba,
                  RENDER_MODEL_OBJECT(i % 4, boxes[i].is_glass ? 1 : 11, i == 6 ? 3 : 0, 0));
        parts[i] = (RenderModelPart){ .index_first = first,
                                      .index_count = BOX_INDICES,
                                      .is_glass = boxes[i].is_glass };
    }
    RenderModelVertex cap[4] = { 0 };
    const uint32_t cap_indices[6] = { 0, 1, 2, 0, 2, 3 };
    for (int i = 0; i < 4; i++)
        cap[i] =
            (RenderModelVertex){ { i == 1 || i == 2 ? 10.0f : -10.0f, i >= 2 ? 6 : 5.6f, 2.2f },
                                 { 0, 0, 127, 0 },
                                 { 226, 220, 208, 255 },
                                 RENDER_MODEL_OBJECT(3, RENDER_HATCH_LINES, 0,
                                                     RENDER_MODEL_CAP | RENDER_MODEL_TWO_SIDED) };
    const RenderModelPart cap_part = { .index_count = 6, .is_two_sided = true };
    Model house = model_make(stage->render,
                             &(RenderModelDesc){ .vertices = v,
                                                 .indices = indices,
                                                 .parts = parts,
                                                 .vertex_count = BOXES * BOX_VERTICES,
                                                 .index_count = BOXES * BOX_INDICES,
                                                 .part_count = BOXES },
                             0);
    Model face = model_make(stage->render,
                            &(RenderModelDesc){ .vertices = cap,
                                                .indices = cap_indices,
                                                .parts = &cap_part,
                                                .vertex_count = 4,
                                                .index_count = 6,
                                                .part_count = 1 },
                            0);
    const uint32_t words[4] = { 0, RENDER_STYLE_WORD(0, RENDER_STYLE_GHOST),
                                RENDER_STYLE_WORD(0, RENDER_STYLE_SELECTED), 0 };
    if (quality == RENDER_QUALITY_FULL)
        render_styles_write(stage->render, house.styles, 0, 4, words);
    RenderFrame frame = { 0 };
    city_view_fill(&(CityView){ .heading_deg = 0,
                                .pitch_deg = 24,
                                .fov_deg = 45,
                                .width = 320,
                                .height = 180,
                                .look = look,
                                .quality = quality,
                                .sun_azimuth_deg = 230,
                                .sun_elevation_deg = 42,
                                .night = look == RENDER_LOOK_NIGHT ? 1 : 0 },
                   &frame.view);
    frame.view.has_sea = false;
    frame.view.shadow_range_m = quality == RENDER_QUALITY_FULL ? 300 : 0;
    RenderModelItem items[2] = { model_item(house, 0, 32, -13), model_item(face, 0, 32, -13) };
    for (int i = 0; i < 2; i++)
        memcpy(items[i].place.m,
               (const float[]){ 0.9f, -0.4359f, 0, 0, 0.4359f, 0.9f, 0, 32, 0, 0, 1, -13 },
               sizeof items[i].place.m);
    items[0].distance_m = 16;
    items[1].uncut = 1;
    frame.view.cut_count = 1;
    memcpy(frame.view.cut_rel[0], (const float[]){ 0, 0, -1, 2.2f - 13 }, 16);
    Image image = draw_items(stage, &frame, items, 2);
    char path[512];
    snprintf(path, sizeof path, "%s/golden/model_%s.png", TEST_FOLDER, name);
    if (getenv("CITYMIRROR_GOLDEN_UPDATE")) CHECK(image_write_png(&image, path, NULL));
    Image golden = { 0 };
    CHECK(image_read(path, &golden, NULL));
    const bool is_software = render_status(stage->render).is_software;
    CHECK(image_difference(&image, &golden, is_software ? 2 : 24) <=
          (is_software ? 0.001 : 0.05)); // another device rounds otherwise
    image_finish(&image);
    image_finish(&golden);
    model_destroy(stage->render, house);
    model_destroy(stage->render, face);
    CHECK_EQ(render_status(stage->render).error_count, 0);
}

TEST(a_cut_house_by_day_is_the_golden_picture)
{
    house_check("day_full", RENDER_LOOK_DAY, RENDER_QUALITY_FULL);
}
TEST(a_cut_house_by_night_is_the_golden_picture)
{
    house_check("night_full", RENDER_LOOK_NIGHT, RENDER_QUALITY_FULL);
}
TEST(a_cut_house_in_white_and_software_quality_is_the_golden_picture)
{
    house_check("white_software", RENDER_LOOK_WHITE, RENDER_QUALITY_SOFTWARE);
}
TEST(a_cut_house_by_day_in_software_quality_is_the_golden_picture)
{
    house_check("day_software", RENDER_LOOK_DAY, RENDER_QUALITY_SOFTWARE);
}

TEST(the_colour_of_a_glass_room_is_read_in_every_look_and_hatched_when_stale)
{
    STAGE_OR_SKIP(stage);
    static const uint8_t room[4] = { 200, 215, 225, 60 };
    const uint32_t red = RENDER_STYLE_WORD(0x2020e0, RENDER_STYLE_TINT),
                   green = RENDER_STYLE_WORD(0x20c040, RENDER_STYLE_TINT),
                   words[3] = { red, green, green | (uint32_t)RENDER_STYLE_HATCHED << 24 };
    for (int q = 0; q < 2; q++) {
        for (int look = 0; look < RENDER_LOOK_COUNT; look++) {
            double rgb[3][3];
            int least[3], most[3];
            for (int w = 0; w < 3; w++) {
                Model m = model_box(stage->render, words[w], room, true);
                const RenderModelItem item = model_item(m, 0, 100, -20);
                RenderFrame frame = model_frame(q ? RENDER_QUALITY_FULL : RENDER_QUALITY_SOFTWARE,
                                                (RenderLook)look);
                Image image = draw_items(stage, &frame, &item, 1);
                least[w] = 255, most[w] = 0;
                for (int c = 0; c < 3; c++) rgb[w][c] = middle(&image, c);
                for (int x = 150; x < 170; x++) {
                    const int v =
                        image.rgba[((size_t)90 * (size_t)image.width + (size_t)x) * 4 + 1];
                    least[w] = v < least[w] ? v : least[w];
                    most[w] = v > most[w] ? v : most[w];
                }
                image_finish(&image);
                model_destroy(stage->render, m);
            }
            CHECK(rgb[0][0] - rgb[0][1] > rgb[1][0] - rgb[1][1] + 60); // told apart at a glance
            CHECK(most[2] - least[2] > most[1] - least[1] + 15);       // stripes
        }
    }
}
