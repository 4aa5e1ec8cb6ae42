// SPDX-License-Identifier: Apache-2.0
// test_page_text.c - texts grow with the distance of their readers, cells keep off bezels.
#include "base/json_tape.h"
#include "base/str.h"
#include "check.h"
#include "ui/page_text.h"

TEST(a_page_seen_from_far_has_larger_texts_up_to_what_its_cells_hold)
{
    State city = { 0 };
    CHECK_NEAR(page_text_scale(&city, 7680, 2160), 2, 1e-9); // nothing is known of the wall
    city.wall = (StateWall){ .pitch_mm = 1.5, .distance_m = 6 };
    // A row is 15 units, 30 px, capitals 32.99 mm; 20 minutes at 6 m are 34.91 mm.
    CHECK_NEAR(page_text_scale(&city, 7680, 2160), 2 * 34.907 / 32.985, 0.001);
    city.wall.distance_m = 30;
    CHECK_NEAR(page_text_scale(&city, 7680, 2160), 2 * PAGE_TEXT_MOST, 1e-9);
    city.wall.distance_m = 1; // near: pages stay as they are laid out
    CHECK_NEAR(page_text_scale(&city, 7680, 2160), 2, 1e-9);
    city.text_scale = 1.25; // said by hand
    CHECK_NEAR(page_text_scale(&city, 7680, 2160), 2.5, 1e-9);
}

TEST(what_is_too_small_at_its_distance_is_named)
{
    State city = { .wall = { .pitch_mm = 1.5, .distance_m = 6 } };
    Str text = { 0 };
    JsonWriter w = { .out = &text };
    JsonTape tape = { 0 };
    page_text_json(&city, 7680, 2160, &w);
    CHECK(json_tape_read(&tape, text.text, text.length, NULL));
    int warned = 0, styles = 0;
    const double warnings = json_as_number(&tape, json_member(&tape, 0, "warnings"), -1);
    const JsonRef list = json_member(&tape, 0, "styles");
    for (JsonRef i = json_first(&tape, list); i != JSON_TAPE_NONE; i = json_next(&tape, list, i)) {
        const double arcmin = json_as_number(&tape, json_member(&tape, i, "arcmin"), -1);
        const bool is_warned = json_member(&tape, i, "warning") != JSON_TAPE_NONE;
        CHECK_EQ(is_warned, arcmin < 16);
        if (json_text_is(&tape, json_member(&tape, i, "name"), "row")) CHECK_NEAR(arcmin, 20, 0.06);
        warned += is_warned;
        styles++;
    }
    CHECK(styles >= 8);
    CHECK(warned > 0); // the axes of charts
    CHECK_EQ((int)warnings, warned);
    json_tape_finish(&tape);
    str_finish(&text);
}

TEST(grid_lines_move_onto_bezels_and_cells_end_before_them)
{
    double lines[13], half[13];
    // Four displays of 1920 units, twelve columns from 10 to 7670: lines 3, 6 and 9 go to 1920 …
    const PageTracks tracks = {
        .from = 10, .to = 7670, .gap = 12, .count = 12, .length = 7680, .displays = 4, .bezel = 20
    };
    page_text_tracks(&tracks, lines, half);
    CHECK_NEAR(lines[3], 1920, 1e-9);
    CHECK_NEAR(lines[6], 3840, 1e-9);
    CHECK_NEAR(lines[9], 5760, 1e-9);
    CHECK_NEAR(half[3], 16, 1e-9);
    CHECK_NEAR(half[2], 6, 1e-9);
    CHECK_NEAR(lines[0], 10, 0);
    CHECK_NEAR(lines[12], 7670, 0);
    for (int i = 0; i < 12; i++) CHECK(lines[i + 1] - half[i + 1] > lines[i] + half[i] + 500);
    // Without bezels every track is as wide as any other.
    page_text_tracks(&(PageTracks){ .from = 0, .to = 120, .gap = 2, .count = 12, .length = 120 },
                     lines, half);
    for (int i = 0; i <= 12; i++) CHECK_NEAR(lines[i], 10 * i, 1e-9);
    // More displays than lines: what cannot move stays in order.
    page_text_tracks(
        &(PageTracks){
            .from = 0, .to = 120, .gap = 2, .count = 3, .length = 120, .displays = 9, .bezel = 1 },
        lines, half);
    for (int i = 0; i < 3; i++) CHECK(lines[i + 1] > lines[i]);
}
