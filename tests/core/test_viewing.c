// SPDX-License-Identifier: Apache-2.0
// test_viewing.c - sizes on a wall against angles worked out by hand.
#include "check.h"
#include "core/viewing.h"

TEST(a_character_of_so_many_millimetres_has_so_many_minutes_of_arc)
{
    // 2 * 500 mm * tan(8') = 2.327 mm: 16 minutes at half a metre; ISO 9241-303's own example of a
    // desk is 20 to 22 minutes, 2.9 to 3.2 mm.
    CHECK_NEAR(viewing_arcmin(2.327, 0.5), 16, 0.01);
    CHECK_NEAR(viewing_height_mm(16, 0.5), 2.327, 0.001);
    CHECK_NEAR(viewing_height_mm(20, 4), 23.271, 0.001);
    CHECK_NEAR(viewing_arcmin(viewing_height_mm(22, 7.5), 7.5), 22, 1e-9);
    CHECK_NEAR(viewing_arcmin(3, 0), 0, 0);
}

TEST(a_wall_is_known_by_its_pitch_or_its_diagonal)
{
    const StateWall pitch = { .pitch_mm = 1.2, .diagonal_in = 55 }, none = { 0 };
    CHECK_NEAR(viewing_pitch_mm(&pitch, 3840, 2160), 1.2, 0);
    // 55 inches of 3840 x 2160: 1397 mm over 4405.8 pixels.
    const StateWall diagonal = { .diagonal_in = 55 };
    CHECK_NEAR(viewing_pitch_mm(&diagonal, 3840, 2160), 0.3171, 0.0001);
    CHECK_NEAR(viewing_pitch_mm(&none, 3840, 2160), 0, 0);
    CHECK_NEAR(viewing_factor(&none, 3840, 2160, 30, 20), 0, 0);
    // 30 px of 1.2 mm: capitals of 26.39 mm; 20 minutes at 8 m ask for 46.54.
    const StateWall far = { .pitch_mm = 1.2, .distance_m = 8 };
    CHECK_NEAR(viewing_factor(&far, 7680, 2160, 30, 20), 46.542 / 26.388, 0.001);
}
