// SPDX-License-Identifier: Apache-2.0
// test_image_decode.c - pictures from memory: PNG, JPEG and WebP, whole, broken and unknown.
#include "base/file.h"
#include "base/image.h"
#include "check.h"
#include <stdlib.h>
#include <turbojpeg.h>
#include <webp/encode.h>

// Four fields of one colour each, which no codec blurs in the middle.
static const uint8_t colours[4][3] = {
    { 200, 30, 40 }, { 20, 180, 60 }, { 40, 50, 210 }, { 230, 220, 210 }
};

static Image fields(void)
{
    Image image;
    CHECK(image_init(&image, 64, 64, NULL));
    for (int i = 0; i < 64 * 64; i++) {
        memcpy(image.rgba + i * 4, colours[(i / 64 >= 32) * 2 + (i % 64 >= 32)], 3);
        image.rgba[i * 4 + 3] = 255;
    }
    return image;
}

static void check_fields(const Image *image, int tolerance)
{
    CHECK_EQ(image->width, 64);
    CHECK_EQ(image->height, 64);
    for (int f = 0; f < 4; f++) {
        const uint8_t *p = image->rgba + ((16 + f / 2 * 32) * 64 + 16 + f % 2 * 32) * 4;
        for (int c = 0; c < 3; c++) CHECK_NEAR(p[c], colours[f][c], tolerance);
        CHECK_EQ(p[3], 255);
    }
}

TEST(a_jpeg_is_decoded_from_memory)
{
    Image image = fields(), back;
    unsigned char *bytes = NULL;
    unsigned long length = 0;
    tjhandle jpeg = tjInitCompress();
    CHECK_EQ(tjCompress2(jpeg, image.rgba, 64, 0, 64, TJPF_RGBA, &bytes, &length, TJSAMP_420, 95,
                         TJFLAG_PROGRESSIVE),
             0);
    CHECK(image_decode(bytes, length, &back, NULL));
    check_fields(&back, 3);
    image_finish(&back);
    Err err = { 0 };
    CHECK(!image_decode(bytes, 20, &back, &err));
    CHECK_EQ(err.code, ERR_FORMAT);
    tjFree(bytes);
    tjDestroy(jpeg);
    image_finish(&image);
}

TEST(a_webp_is_decoded_from_memory)
{
    Image image = fields(), back;
    uint8_t *bytes = NULL;
    const size_t length = WebPEncodeLosslessRGBA(image.rgba, 64, 64, 256, &bytes);
    CHECK(length > 0);
    CHECK(image_decode(bytes, length, &back, NULL));
    check_fields(&back, 0);
    image_finish(&back);
    Err err = { 0 };
    CHECK(!image_decode(bytes, length / 2, &back, &err));
    CHECK_EQ(err.code, ERR_FORMAT);
    WebPFree(bytes);
    image_finish(&image);
}

TEST(a_png_is_decoded_from_memory)
{
    Image image = fields(), back;
    size_t length = 0;
    const char *path = check_temporary("fields.png");
    CHECK(image_write_png(&image, path, NULL));
    char *bytes = file_read(path, 0, &length, NULL);
    CHECK(image_decode(bytes, length, &back, NULL));
    check_fields(&back, 0);
    image_finish(&back);
    Err err = { 0 };
    CHECK(!image_decode(bytes, length / 2, &back, &err));
    CHECK_EQ(err.code, ERR_FORMAT);
    free(bytes);
    image_finish(&image);
}

TEST(a_picture_of_another_format_or_of_monstrous_size_is_refused)
{
    Image back;
    Err err = { 0 };
    CHECK(!image_decode("GIF89a.....", 11, &back, &err));
    CHECK_EQ(err.code, ERR_FORMAT);
    CHECK(!image_decode("", 0, &back, &err));
    // A start of frame of 65,500 x 65,500 pixels.
    static const uint8_t huge[] = { 0xFF, 0xD8, 0xFF, 0xC0, 0,    17, 8,  0xFF, 0xDC,
                                    0xFF, 0xDC, 3,    1,    0x22, 0,  2,  0x11, 1,
                                    3,    0x11, 1,    0xFF, 0xDA, 0,  12, 3,    1,
                                    0x00, 2,    0x11, 3,    0x11, 0,  63, 0 };
    err = (Err){ 0 };
    CHECK(!image_decode(huge, sizeof huge, &back, &err));
    CHECK_EQ(err.code, ERR_RANGE);
}
