// SPDX-License-Identifier: Apache-2.0
// image.c - RGBA8 pictures in memory; read through libpng, TurboJPEG and libwebp.
#include "base/image.h"
#include "base/file.h"
#include <png.h>
#include <stdlib.h>
#include <string.h>
#include <turbojpeg.h>
#include <webp/decode.h>

#define IMAGE_SIZE_MAX_PX 16384
#define IMAGE_MAX_BYTES ((size_t)512 << 20)

bool image_init(Image *image, int width, int height, Err *err)
{
    const size_t bytes = (size_t)width * (size_t)height * 4;
    if (width < 1 || height < 1 || width > 4 * IMAGE_SIZE_MAX_PX || height > 4 * IMAGE_SIZE_MAX_PX) {
        err_set(err, ERR_RANGE, "picture of %d x %d pixels: 1 to %d a side were expected", width, height,
                4 * IMAGE_SIZE_MAX_PX);
        return false;
    }
    uint8_t *rgba = calloc(1, bytes);
    if (!rgba) {
        err_set(err, ERR_MEMORY, "no memory for a picture of %d x %d pixels", width, height);
        return false;
    }
    *image = (Image){ .width = width, .height = height, .rgba = rgba };
    return true;
}

void image_finish(Image *image)
{
    free(image->rgba);
    *image = (Image){ 0 };
}

static bool image_fits(unsigned width, unsigned height, Err *err)
{
    if (width >= 1 && height >= 1 && width <= IMAGE_SIZE_MAX_PX && height <= IMAGE_SIZE_MAX_PX &&
        (size_t)width * height * 4 <= IMAGE_MAX_BYTES)
        return true;
    err_set(err, ERR_RANGE, "%u x %u pixels: at most %d a side and %zu MiB are accepted", width,
            height, IMAGE_SIZE_MAX_PX, IMAGE_MAX_BYTES >> 20);
    return false;
}

static bool image_decode_png(const void *bytes, size_t length, Image *out, Err *err)
{
    Image image = { 0 };
    bool ok = false;
    // libpng's simple interface: errors come back as a text, not through longjmp.
    png_image png = { .version = PNG_IMAGE_VERSION };
    if (!png_image_begin_read_from_memory(&png, bytes, length)) {
        err_set(err, ERR_FORMAT, "PNG: %s", png.message);
        goto done;
    }
    if (!image_fits(png.width, png.height, err) ||
        !image_init(&image, (int)png.width, (int)png.height, err))
        goto done;
    png.format = PNG_FORMAT_RGBA;
    if (!png_image_finish_read(&png, NULL, image.rgba, 0, NULL)) {
        err_set(err, ERR_FORMAT, "PNG: %s", png.message);
        goto done;
    }
    *out = image;
    image.rgba = NULL;
    ok = true;
done:
    png_image_free(&png);
    free(image.rgba);
    return ok;
}

// TurboJPEG: the interface of libjpeg-turbo whose errors come back as texts.
static bool image_decode_jpeg(const void *bytes, size_t length, Image *out, Err *err)
{
    Image image = { 0 };
    int width = 0, height = 0, sampling = 0, colours = 0;
    bool ok = false;
    tjhandle jpeg = tjInitDecompress();
    if (!jpeg) {
        err_set(err, ERR_MEMORY, "JPEG: no memory");
        return false;
    }
    if (tjDecompressHeader3(jpeg, bytes, length, &width, &height, &sampling, &colours) != 0 ||
        width < 1 || height < 1) {
        err_set(err, ERR_FORMAT, "JPEG: %s", tjGetErrorStr2(jpeg));
        goto done;
    }
    if (colours == TJCS_CMYK || colours == TJCS_YCCK) {
        err_set(err, ERR_UNSUPPORTED,
                "JPEG in the four colours of print: RGB or grey was expected");
        goto done;
    }
    if (!image_fits((unsigned)width, (unsigned)height, err) ||
        !image_init(&image, width, height, err))
        goto done;
    // A file cut short is a warning here: what came is shown. A hostile one may hold scans without
    // end.
    if (tjDecompress2(jpeg, bytes, length, image.rgba, width, 0, height, TJPF_RGBA,
                      TJFLAG_LIMITSCANS) != 0 &&
        tjGetErrorCode(jpeg) != TJERR_WARNING) {
        err_set(err, ERR_FORMAT, "JPEG: %s", tjGetErrorStr2(jpeg));
        goto done;
    }
    *out = image;
    image.rgba = NULL;
    ok = true;
done:
    tjDestroy(jpeg);
    free(image.rgba);
    return ok;
}

static bool image_decode_webp(const void *bytes, size_t length, Image *out, Err *err)
{
    Image image = { 0 };
    WebPBitstreamFeatures features;
    if (WebPGetFeatures(bytes, length, &features) != VP8_STATUS_OK) {
        err_set(err, ERR_FORMAT, "WebP: a whole header was expected");
        return false;
    }
    if (features.has_animation) {
        err_set(err, ERR_UNSUPPORTED, "WebP: one picture was expected, this one moves");
        return false;
    }
    if (!image_fits((unsigned)features.width, (unsigned)features.height, err) ||
        !image_init(&image, features.width, features.height, err))
        return false;
    if (!WebPDecodeRGBAInto(bytes, length, image.rgba,
                            (size_t)image.width * (size_t)image.height * 4, image.width * 4)) {
        err_set(err, ERR_FORMAT, "WebP: broken or cut short");
        image_finish(&image);
        return false;
    }
    *out = image;
    return true;
}

bool image_decode(const void *bytes, size_t length, Image *out, Err *err)
{
    const uint8_t *b = bytes;
    if (length >= 8 && memcmp(b, "\x89PNG\r\n\x1a\n", 8) == 0)
        return image_decode_png(bytes, length, out, err);
    if (length >= 3 && memcmp(b, "\xff\xd8\xff", 3) == 0)
        return image_decode_jpeg(bytes, length, out, err);
    if (length >= 12 && memcmp(b, "RIFF", 4) == 0 && memcmp(b + 8, "WEBP", 4) == 0)
        return image_decode_webp(bytes, length, out, err);
    err_set(err, ERR_FORMAT, "PNG, JPEG or WebP was expected");
    return false;
}

bool image_read(const char *path, Image *out, Err *err)
{
    size_t length = 0;
    char *bytes = file_read(path, IMAGE_MAX_BYTES, &length, err);
    if (!bytes) return false;
    const bool ok = image_decode(bytes, length, out, err);
    if (!ok) err_prefix(err, "read picture '%s'", path);
    free(bytes);
    return ok;
}

bool image_write_png(const Image *image, const char *path, Err *err)
{
    ImageWriter *writer = image_writer_open(&(ImageWriterDesc){ path, image->width, image->height, 0, NULL }, err);
    if (!writer) return false;
    const bool ok = image_writer_rows(writer, image->rgba, image->height, (ptrdiff_t)image->width * 4, err);
    return image_writer_close(writer, ok, err) && ok;
}
