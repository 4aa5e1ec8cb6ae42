// SPDX-License-Identifier: Apache-2.0
// image.c - RGBA8 pictures in memory; PNG files are read through libpng.
#include "base/image.h"
#include "base/file.h"
#include <png.h>
#include <stdlib.h>
#include <string.h>

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

bool image_decode_png(const void *bytes, size_t length, const char *name, Image *out, Err *err)
{
    Image image = { 0 };
    bool ok = false;
    // libpng's simple interface: errors come back as a text, not through longjmp.
    png_image png = { .version = PNG_IMAGE_VERSION };
    if (!png_image_begin_read_from_memory(&png, bytes, length)) {
        err_set(err, ERR_FORMAT, "read picture '%s': %s", name, png.message);
        goto done;
    }
    if (png.width > IMAGE_SIZE_MAX_PX || png.height > IMAGE_SIZE_MAX_PX ||
        (size_t)png.width * png.height * 4 > IMAGE_MAX_BYTES) {
        err_set(err, ERR_RANGE,
                "read picture '%s': %u x %u pixels, at most %d a side and %zu MiB are accepted",
                name, (unsigned)png.width, (unsigned)png.height, IMAGE_SIZE_MAX_PX,
                IMAGE_MAX_BYTES >> 20);
        goto done;
    }
    if (!image_init(&image, (int)png.width, (int)png.height, err)) goto done;
    png.format = PNG_FORMAT_RGBA;
    if (!png_image_finish_read(&png, NULL, image.rgba, 0, NULL)) {
        err_set(err, ERR_FORMAT, "read picture '%s': %s", name, png.message);
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

bool image_read_png(const char *path, Image *out, Err *err)
{
    size_t length = 0;
    char *bytes = file_read(path, IMAGE_MAX_BYTES, &length, err);
    if (!bytes) return false;
    const bool ok = image_decode_png(bytes, length, path, out, err);
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
