// SPDX-License-Identifier: Apache-2.0
// picture_pages.c - golden pictures of every page of the shipped packs at noon of one day: 1280 x
// 720 halved, night, both languages, and some by day. At most 2 pixels in a thousand may be farther
// than 26 of 255 from the golden one: fonts and Cairo differ by version, and a golden picture is
// kept in 16 steps a channel, so that it is small. CITYMIRROR_GOLDEN_UPDATE=1 writes anew: look at
// them (page_sheet draws them large).
#include "check.h"
#include "page_world.h"
#include <stdlib.h>
#include <sys/stat.h>

enum { WIDE = 1280, HIGH = 720, STEP = 17, FAR = 26 };

static PageWorld world;
static bool has_world;

static PageWorld *the_world(void)
{
    if (!has_world) CHECK(page_world_open(&world, TEST_FOLDER "/../assets/data"));
    has_world = true;
    return &world;
}

// The mean of each four pixels.
static void halve(Image *image)
{
    Image half = { 0 };
    CHECK(image_init(&half, image->width / 2, image->height / 2, NULL));
    for (int y = 0; y < half.height; y++)
        for (int i = 0; i < half.width * 4; i++) {
            const size_t row = (size_t)image->width * 4;
            const uint8_t *from = image->rgba + 2 * y * row + (size_t)(i / 4) * 8 + i % 4;
            half.rgba[(size_t)y * half.width * 4 + i] =
                (uint8_t)((from[0] + from[4] + from[row] + from[row + 4] + 2) / 4);
        }
    image_finish(image);
    *image = half;
}

static void coarsen(Image *image)
{
    const size_t bytes = (size_t)image->width * image->height * 4;
    for (size_t i = 0; i < bytes; i++)
        image->rgba[i] = (uint8_t)((image->rgba[i] + STEP / 2) / STEP * STEP);
}

static double difference(const Image *a, const Image *b)
{
    int far = 0;
    const size_t pixels = (size_t)a->width * a->height;
    for (size_t i = 0; i < pixels; i++) {
        bool is_far = false;
        for (int c = 0; c < 3; c++)
            is_far = is_far || abs(a->rgba[4 * i + c] - b->rgba[4 * i + c]) > FAR;
        far += is_far;
    }
    return (double)far / (double)pixels;
}

static bool is_golden(PageWorld *w, const PageShot *shot)
{
    Image image = { 0 }, golden = { 0 };
    char path[512];
    snprintf(path, sizeof path, "%s/golden/pages/%s-%s-%s.png", TEST_FOLDER, shot->id,
             shot->look == STATE_LOOK_NIGHT ? "night" : "day",
             shot->language == STATE_LANGUAGE_ZH ? "zh" : "en");
    CHECK(page_world_draw(w, shot, &image));
    halve(&image);
    if (getenv("CITYMIRROR_GOLDEN_UPDATE")) {
        mkdir(TEST_FOLDER "/golden/pages", 0777);
        coarsen(&image);
        CHECK(image_write_png(&image, path, NULL));
    }
    bool ok = image_read(path, &golden, NULL) && golden.width == image.width &&
              golden.height == image.height;
    const double share = ok ? difference(&image, &golden) : 1;
    ok = share <= 0.002;
    if (!ok) fprintf(stderr, "%s: %.4f of its pixels differ\n", path, share);
    image_finish(&image);
    image_finish(&golden);
    return ok;
}

static void check_all(StateLook look, StateLanguage language, const char *const *ids, int count)
{
    PageWorld *w = the_world();
    int wrong = 0;
    const int all = ids ? count : topics_count(w->topics);
    for (int i = 0; i < all; i++)
        wrong += !is_golden(w, &(PageShot){ .id = ids ? ids[i] : topics_at(w->topics, i)->id,
                                            .look = look,
                                            .language = language,
                                            .width_px = WIDE,
                                            .height_px = HIGH });
    CHECK_EQ(wrong, 0);
}

TEST(every_page_in_chinese_is_its_golden_picture)
{
    check_all(STATE_LOOK_NIGHT, STATE_LANGUAGE_ZH, NULL, 0);
}
TEST(no_text_of_a_page_in_chinese_is_cut)
{
    PageWorld *w = the_world();
    static const int sizes[][2] = { { 1280, 720 }, { 1920, 1080 } };
    for (int s = 0; s < 2; s++)
        for (int i = 0; i < topics_count(w->topics); i++) {
            Image image = { 0 };
            const PageShot shot = { .id = topics_at(w->topics, i)->id,
                                    .look = STATE_LOOK_DAY,
                                    .language = STATE_LANGUAGE_ZH,
                                    .width_px = sizes[s][0],
                                    .height_px = sizes[s][1] };
            (void)ui_painter_take_cuts(w->painter);
            CHECK(page_world_draw(w, &shot, &image));
            const int cuts = ui_painter_take_cuts(w->painter);
            if (cuts > 0) fprintf(stderr, "%s: %d texts are cut\n", shot.id, cuts);
            CHECK_EQ(cuts, 0);
            image_finish(&image);
        }
}
TEST(every_page_in_english_is_its_golden_picture)
{
    check_all(STATE_LOOK_NIGHT, STATE_LANGUAGE_EN, NULL, 0);
}
TEST(pages_by_day_are_their_golden_pictures)
{
    static const char *const ids[] = { "C1", "C2", "T01", "T05", "T13", "T26" };
    check_all(STATE_LOOK_DAY, STATE_LANGUAGE_ZH, ids, sizeof ids / sizeof *ids);
}
