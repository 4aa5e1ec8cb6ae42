// SPDX-License-Identifier: Apache-2.0
// test_image.c - pictures: what was written comes back, by any number of threads the same bytes.
#include "base/clock.h"
#include "base/file.h"
#include "base/image.h"
#include "base/str.h"
#include "check.h"
#include <stdlib.h>

static uint32_t noise(uint32_t x)
{
    x = (x ^ (x >> 16)) * 0x7feb352du;
    x = (x ^ (x >> 15)) * 0x846ca68bu;
    return x ^ (x >> 16);
}

// Something like a rendered view: a gradient with dither, blocks, fine lines.
static void paint(Image *image)
{
    for (int y = 0; y < image->height; y++) {
        for (int x = 0; x < image->width; x++) {
            uint8_t *p = image->rgba + ((size_t)y * image->width + x) * 4;
            const uint32_t block = noise((uint32_t)(x / 37 + 1000 * (y / 53)));
            const uint32_t dither = noise((uint32_t)(x + image->width * y)) & 1;
            const bool is_sky = y < image->height / 3;
            p[0] = (uint8_t)(is_sky ? 90 + y * 100 / image->height + dither : block & 0xFF);
            p[1] = (uint8_t)(is_sky ? 120 + y * 90 / image->height + dither : (block >> 8 & 0xFF) / 2 + 60);
            p[2] = (uint8_t)(is_sky ? 200 : x % 97 == 0 ? 255 : block >> 16 & 0xFF);
            p[3] = 255;
        }
    }
}

static void write_png(const Image *image, const char *path, int threads, int rows_at_once, bool is_upward)
{
    Err err = { 0 };
    ImageWriter *writer = image_writer_open(
        &(ImageWriterDesc){ .path = path, .width = image->width, .height = image->height, .threads = threads, .comment = "示范数据" }, &err);
    CHECK(writer != NULL);
    const ptrdiff_t stride = (ptrdiff_t)image->width * 4;
    for (int y = 0; y < image->height; y += rows_at_once) {
        const int rows = rows_at_once < image->height - y ? rows_at_once : image->height - y;
        const uint8_t *from = image->rgba + y * stride;
        if (is_upward) {
            // The same rows out of a bottom-up copy.
            uint8_t *turned = malloc((size_t)(rows * stride));
            for (int r = 0; r < rows; r++) memcpy(turned + (rows - 1 - r) * stride, from + r * stride, (size_t)stride);
            CHECK(image_writer_rows(writer, turned + (rows - 1) * stride, rows, -stride, &err));
            free(turned);
        } else {
            CHECK(image_writer_rows(writer, from, rows, stride, &err));
        }
    }
    CHECK(image_writer_close(writer, true, &err));
}

static void check_same_bytes(const char *a, const char *b)
{
    size_t la = 0, lb = 0;
    char *ba = file_read(a, 0, &la, NULL), *bb = file_read(b, 0, &lb, NULL);
    CHECK(ba && bb && la == lb && memcmp(ba, bb, la) == 0);
    free(ba);
    free(bb);
}

TEST(a_picture_comes_back_whatever_its_size)
{
    const int sizes[][2] = { { 1, 1 }, { 3, 1 }, { 1, 900 }, { 640, 360 }, { 1921, 1083 }, { 16384, 13 } };
    for (size_t i = 0; i < sizeof sizes / sizeof sizes[0]; i++) {
        Err err = { 0 };
        Image image = { 0 }, back = { 0 };
        CHECK(image_init(&image, sizes[i][0], sizes[i][1], &err));
        paint(&image);
        const char *path = check_temporary("a.png");
        CHECK(image_write_png(&image, path, &err));
        CHECK(image_read(path, &back, &err));
        CHECK(back.width == image.width && back.height == image.height);
        CHECK(memcmp(back.rgba, image.rgba, (size_t)image.width * image.height * 4) == 0);
        image_finish(&image);
        image_finish(&back);
    }
}

TEST(threads_and_pieces_do_not_change_the_bytes)
{
    Image image = { 0 };
    CHECK(image_init(&image, 1500, 1111, NULL));
    paint(&image);
    const char *a = check_temporary("t1.png"), *b = check_temporary("t3.png");
    write_png(&image, a, 1, 1111, false);
    write_png(&image, b, 3, 7, true);
    check_same_bytes(a, b);
    image_finish(&image);
}

TEST(other_programs_agree_about_the_file)
{
    if (system("command -v pngfix >/dev/null 2>&1") != 0) CHECK_SKIP("no pngfix");
    Image image = { 0 };
    CHECK(image_init(&image, 2000, 1500, NULL));
    paint(&image);
    const char *path = check_temporary("fix.png");
    write_png(&image, path, 2, 100, false);
    char command[700];
    snprintf(command, sizeof command, "pngfix '%s' > /dev/null", path);
    CHECK_EQ(system(command), 0);
    image_finish(&image);
}

TEST(a_picture_given_up_leaves_nothing)
{
    Err err = { 0 };
    const char *path = check_temporary("gone.png");
    ImageWriter *writer = image_writer_open(&(ImageWriterDesc){ .path = path, .width = 4000, .height = 4000 }, &err);
    uint8_t *row = calloc(4000, 4);
    for (int i = 0; i < 1000; i++) CHECK(image_writer_rows(writer, row, 1, 16000, &err));
    CHECK(image_writer_close(writer, false, &err));
    CHECK(!file_exists(path));
    writer = image_writer_open(&(ImageWriterDesc){ .path = path, .width = 4000, .height = 4000 }, &err);
    CHECK(image_writer_rows(writer, row, 1, 16000, &err));
    CHECK(!image_writer_close(writer, true, &err));
    CHECK(strstr(err.text, "1 of 4000") != NULL);
    CHECK(!file_exists(path) && image_writer_close(NULL, true, &err));
    free(row);
}

TEST(a_bad_picture_or_size_is_an_error)
{
    Err err = { 0 };
    Image image = { 0 };
    CHECK(image_writer_open(&(ImageWriterDesc){ .path = "/nonexistent/x.png", .width = 1, .height = 1 }, &err) == NULL);
    CHECK_EQ(err.code, ERR_IO);
    CHECK(image_writer_open(&(ImageWriterDesc){ .path = "x.png", .width = 0, .height = 1 }, &err) == NULL);
    CHECK_EQ(err.code, ERR_RANGE);
    CHECK(!image_init(&image, -1, 5, &err) && !image_init(&image, 1 << 30, 1 << 30, &err));
    const char *path = check_temporary("bad.png");
    CHECK(file_replace(path, "no picture", 10, NULL));
    CHECK(!image_read(path, &image, &err) && err.code == ERR_FORMAT && strstr(err.text, "bad.png"));
    // A whole one, cut short at many places, and one with a huge size in its head.
    CHECK(image_init(&image, 300, 200, NULL));
    paint(&image);
    CHECK(image_write_png(&image, path, NULL));
    image_finish(&image);
    size_t length = 0;
    char *bytes = file_read(path, 0, &length, NULL);
    for (size_t cut = 0; cut < length; cut += length / 40 + 1) {
        CHECK(file_replace(path, bytes, cut, NULL));
        if (image_read(path, &image, &err)) image_finish(&image);
    }
    memset(bytes + 16, 0x0F, 8);
    CHECK(file_replace(path, bytes, length, NULL));
    CHECK(!image_read(path, &image, &err));
    free(bytes);
}

TEST(a_poster_is_written_fast)
{
    Image image = { 0 };
    CHECK(image_init(&image, 7680, 4320, NULL));
    paint(&image);
    const char *path = check_temporary("large.png");
    const double start_s = clock_monotonic_s();
    CHECK(image_write_png(&image, path, NULL));
    const double took_s = clock_monotonic_s() - start_s;
    uint64_t size = 0;
    file_stat(path, &size, NULL);
    fprintf(stderr, "7680x4320 in %.2f s, %.1f MB\n", took_s, (double)size / 1e6);
    CHECK(took_s < 120); // the figure is for people; the limit only catches the absurd, sanitizers and busy machines included
    image_finish(&image);
}
