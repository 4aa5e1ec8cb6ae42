// SPDX-License-Identifier: Apache-2.0
// image.h - RGBA8 pictures in memory, read from PNG, JPEG and WebP, and PNG files written row by
// row.
#pragma once
#include "base/err.h"
#include <stdint.h>
#include <stddef.h>

typedef struct {
    int width, height;
    uint8_t *rgba; // width * height * 4, top row first; heap, owned
} Image;

bool image_init(Image *image, int width, int height, Err *err); // zeroed
void image_finish(Image *image);
// PNG, JPEG or WebP, by the first bytes, to RGBA8 in sRGB; at most 16384 x 16384 or 512 MiB.
bool image_read(const char *path, Image *out, Err *err);
bool image_decode(const void *bytes, size_t length, Image *out, Err *err);
// Through the writer below: RGB.
bool image_write_png(const Image *image, const char *path, Err *err);

// Rows from the top, RGB stored (alpha dropped). Written to a temporary file, renamed by close(commit = true).
// Deflate runs on several threads where the picture is large. The same rows give the same bytes.
typedef struct ImageWriter ImageWriter;
typedef struct {
    const char *path;
    int width, height;
    int threads;          // 0 = one per processor
    const char *comment;  // tEXt "Description", UTF-8 (iTXt); NULL = none
} ImageWriterDesc;
ImageWriter *image_writer_open(const ImageWriterDesc *desc, Err *err);
// rows lines of width*4 bytes, stride_bytes apart (negative: bottom-up).
bool image_writer_rows(ImageWriter *writer, const uint8_t *rgba, int rows, ptrdiff_t stride_bytes, Err *err);
bool image_writer_close(ImageWriter *writer, bool commit, Err *err); // NULL is fine
