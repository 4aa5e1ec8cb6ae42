// SPDX-License-Identifier: Apache-2.0
// image_writer.c - PNG (ISO/IEC 15948) row by row: strips of rows are filtered and deflated on threads of their own.
// Each strip ends on a byte boundary (an empty stored block, RFC 1951 3.2.4), so the strips in order are one zlib stream;
// its checksum is combined from theirs. Strips are cut by row number alone: the bytes do not depend on the threads.
#include "base/file.h"
#include "base/image.h"
#include <assert.h>
#include <isa-l/igzip_lib.h>
#include <libdeflate.h>
#include <pthread.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>
#include <zlib.h>

#define IMAGE_WRITER_STRIP_BYTES ((size_t)512 << 10) // of filtered rows: keeps a core busy for a few milliseconds
#define IMAGE_WRITER_SIZE_MAX_PX (1 << 20)
#define IMAGE_WRITER_THREADS_MAX 32
#define IMAGE_WRITER_LEVEL 1 // of ISA-L: five times as fast as zlib at the same size

typedef enum { STRIP_EMPTY, STRIP_FILLED, STRIP_TAKEN, STRIP_DEFLATED } StripState;

typedef struct {
    StripState state;
    bool is_first, is_last, has_failed;
    int rows;
    uint8_t *rgba;      // the row above, then rows
    uint8_t *packed;    // head, deflated rows, tail; owned
    size_t packed_bytes;
    size_t raw_bytes;
    uint32_t adler;
} ImageStrip;

// What a thread keeps from strip to strip.
typedef struct {
    struct isal_zstream z;
    uint8_t *level; // working memory of the stream
    uint8_t *filtered; // a strip of rows, each after its filter byte
    uint8_t *lines[2]; // RGB of the row above and this
    uint8_t *trial;
} ImagePacker;

struct ImageWriter {
    FileTemporary file;
    int width, height, strip_rows, slots, thread_count;
    size_t line_bytes; // RGB of a row
    int rows_in;       // rows taken from the caller
    int strip_in, strip_next, strip_out;
    bool is_closing;
    uint32_t adler;
    pthread_mutex_t lock;
    pthread_cond_t filled, deflated;
    pthread_t threads[IMAGE_WRITER_THREADS_MAX];
    ImageStrip *strips; // a ring of slots
};

static void image_put_u32(uint8_t *out, uint32_t value)
{
    out[0] = (uint8_t)(value >> 24);
    out[1] = (uint8_t)(value >> 16);
    out[2] = (uint8_t)(value >> 8);
    out[3] = (uint8_t)value;
}

// length, type, content, CRC; content may be NULL with length 0.
static bool image_chunk(ImageWriter *writer, const char type[4], const uint8_t *content, size_t length, Err *err)
{
    uint8_t head[8], tail[4];
    image_put_u32(head, (uint32_t)length);
    memcpy(head + 4, type, 4);
    uint32_t crc = libdeflate_crc32(0, head + 4, 4);
    if (length) crc = libdeflate_crc32(crc, content, length);
    image_put_u32(tail, crc);
    return file_temporary_write(&writer->file, head, sizeof head, err) &&
           file_temporary_write(&writer->file, content, length, err) &&
           file_temporary_write(&writer->file, tail, sizeof tail, err);
}

static void image_rgb_of_rgba(const uint8_t *restrict rgba, uint8_t *restrict rgb, int pixels)
{
    for (int i = 0; i < pixels; i++) {
        rgb[3 * i] = rgba[4 * i];
        rgb[3 * i + 1] = rgba[4 * i + 1];
        rgb[3 * i + 2] = rgba[4 * i + 2];
    }
}

// out = row - above; returns the sum of absolute differences.
static uint64_t image_filter(const uint8_t *restrict row, const uint8_t *restrict from, uint8_t *restrict out, size_t bytes)
{
    uint64_t sum = 0;
    for (size_t i = 0; i < bytes;) {
        // Short sums stay in narrow lanes.
        const size_t end = i + 4096 < bytes ? i + 4096 : bytes;
        uint32_t part = 0;
        for (; i < end; i++) {
            const uint8_t d = (uint8_t)(row[i] - from[i]);
            out[i] = d;
            part += d < 128 ? d : 256u - d;
        }
        sum += part;
    }
    return sum;
}

// Filters the strip's rows: SUB or UP, whichever leaves the smaller sum (PNG, 12.8).
static void image_filter_strip(const ImageWriter *writer, const ImageStrip *strip, ImagePacker *packer)
{
    const size_t bytes = writer->line_bytes, rgba_bytes = (size_t)writer->width * 4;
    uint8_t *above = packer->lines[0], *row = packer->lines[1];
    image_rgb_of_rgba(strip->rgba, above, writer->width);
    for (int y = 0; y < strip->rows; y++) {
        uint8_t *out = packer->filtered + (size_t)y * (bytes + 1);
        image_rgb_of_rgba(strip->rgba + (size_t)(y + 1) * rgba_bytes, row, writer->width);
        const uint64_t up = image_filter(row, above, out + 1, bytes);
        memcpy(packer->trial, row, 3);
        const uint64_t sub = up ? image_filter(row + 3, row, packer->trial + 3, bytes - 3) : 1;
        out[0] = 2;
        if (sub < up) {
            out[0] = 1;
            memcpy(out + 1, packer->trial, bytes);
        }
        uint8_t *swap = above;
        above = row;
        row = swap;
    }
}

static void image_pack_strip(const ImageWriter *writer, ImageStrip *strip, ImagePacker *packer)
{
    image_filter_strip(writer, strip, packer);
    strip->raw_bytes = (size_t)strip->rows * (writer->line_bytes + 1);
    strip->adler = libdeflate_adler32(1, packer->filtered, strip->raw_bytes);
    const size_t cap = strip->raw_bytes + strip->raw_bytes / 8 + 4096; // stored blocks take less
    strip->packed = malloc(cap);
    strip->packed_bytes = 0;
    strip->has_failed = true;
    if (!strip->packed) return;
    if (strip->is_first) {
        // RFC 1950: deflate, 32 KiB window, fastest; the two bytes are a multiple of 31.
        strip->packed[0] = 0x78;
        strip->packed[1] = 0x01;
        strip->packed_bytes = 2;
    }
    struct isal_zstream *z = &packer->z;
    isal_deflate_reset(z);
    z->level = IMAGE_WRITER_LEVEL;
    z->level_buf = packer->level;
    z->level_buf_size = ISAL_DEF_LVL1_DEFAULT;
    z->flush = strip->is_last ? NO_FLUSH : SYNC_FLUSH;
    z->end_of_stream = strip->is_last;
    z->next_in = packer->filtered;
    z->avail_in = (uint32_t)strip->raw_bytes;
    z->next_out = strip->packed + strip->packed_bytes;
    z->avail_out = (uint32_t)(cap - strip->packed_bytes);
    strip->has_failed = isal_deflate(z) != COMP_OK || z->avail_in > 0 || z->avail_out == 0;
    strip->packed_bytes = cap - z->avail_out;
}

static bool image_packer_init(const ImageWriter *writer, ImagePacker *packer)
{
    packer->filtered = malloc((size_t)writer->strip_rows * (writer->line_bytes + 1));
    packer->lines[0] = malloc(writer->line_bytes);
    packer->lines[1] = malloc(writer->line_bytes);
    packer->trial = malloc(writer->line_bytes);
    packer->level = malloc(ISAL_DEF_LVL1_DEFAULT);
    isal_deflate_init(&packer->z);
    return packer->filtered && packer->lines[0] && packer->lines[1] && packer->trial && packer->level;
}

static void image_packer_finish(ImagePacker *packer)
{
    free(packer->filtered);
    free(packer->lines[0]);
    free(packer->lines[1]);
    free(packer->trial);
    free(packer->level);
}

static void *image_writer_thread(void *arg)
{
    ImageWriter *writer = arg;
    ImagePacker packer = { 0 };
    const bool is_ready = image_packer_init(writer, &packer);
    pthread_mutex_lock(&writer->lock);
    for (;;) {
        ImageStrip *strip = &writer->strips[writer->strip_next % writer->slots];
        if (writer->strip_next < writer->strip_in && strip->state == STRIP_FILLED) {
            writer->strip_next++;
            strip->state = STRIP_TAKEN;
            pthread_mutex_unlock(&writer->lock);
            strip->has_failed = true;
            if (is_ready) image_pack_strip(writer, strip, &packer);
            pthread_mutex_lock(&writer->lock);
            strip->state = STRIP_DEFLATED;
            pthread_cond_broadcast(&writer->deflated);
        } else if (writer->is_closing) {
            break;
        } else {
            pthread_cond_wait(&writer->filled, &writer->lock);
        }
    }
    pthread_mutex_unlock(&writer->lock);
    image_packer_finish(&packer);
    return NULL;
}

// Writes the oldest strip; waits for it when must_wait. True with *was_written = false when it is not ready.
static bool image_writer_drain(ImageWriter *writer, bool must_wait, bool *was_written, Err *err)
{
    ImageStrip *strip = &writer->strips[writer->strip_out % writer->slots];
    *was_written = false;
    pthread_mutex_lock(&writer->lock);
    while (must_wait && strip->state != STRIP_DEFLATED) pthread_cond_wait(&writer->deflated, &writer->lock);
    const bool is_ready = strip->state == STRIP_DEFLATED;
    pthread_mutex_unlock(&writer->lock);
    if (!is_ready) return true;
    if (strip->has_failed) {
        err_set(err, ERR_MEMORY, "write picture '%s': no memory to compress rows", writer->file.path);
        return false;
    }
    writer->adler = (uint32_t)adler32_combine(writer->adler, strip->adler, (z_off_t)strip->raw_bytes);
    if (strip->is_last) {
        image_put_u32(strip->packed + strip->packed_bytes, writer->adler);
        strip->packed_bytes += 4;
    }
    if (!image_chunk(writer, "IDAT", strip->packed, strip->packed_bytes, err)) return false;
    free(strip->packed);
    strip->packed = NULL;
    strip->state = STRIP_EMPTY;
    writer->strip_out++;
    *was_written = true;
    return true;
}

static bool image_writer_head(ImageWriter *writer, const char *comment, Err *err)
{
    static const uint8_t signature[] = { 0x89, 'P', 'N', 'G', '\r', '\n', 0x1A, '\n' };
    uint8_t header[13] = { 0 };
    const uint8_t intent = 0; // sRGB, perceptual
    image_put_u32(header, (uint32_t)writer->width);
    image_put_u32(header + 4, (uint32_t)writer->height);
    header[8] = 8; // bits
    header[9] = 2; // RGB
    if (!file_temporary_write(&writer->file, signature, sizeof signature, err) ||
        !image_chunk(writer, "IHDR", header, sizeof header, err) || !image_chunk(writer, "sRGB", &intent, 1, err)) {
        return false;
    }
    if (!comment) return true;
    // Keyword, 0, not compressed, method 0, no language, no translated keyword, text.
    static const char keyword[] = "Description\0\0\0\0";
    const size_t length = strlen(comment);
    uint8_t *content = malloc(sizeof keyword + length);
    if (!content) {
        err_set(err, ERR_MEMORY, "write picture '%s': no memory", writer->file.path);
        return false;
    }
    memcpy(content, keyword, sizeof keyword);
    memcpy(content + sizeof keyword, comment, length);
    const bool ok = image_chunk(writer, "iTXt", content, sizeof keyword + length, err);
    free(content);
    return ok;
}

static void image_writer_free(ImageWriter *writer)
{
    pthread_mutex_lock(&writer->lock);
    writer->is_closing = true;
    writer->strip_next = writer->strip_in; // strips nobody wants are not deflated
    pthread_cond_broadcast(&writer->filled);
    pthread_mutex_unlock(&writer->lock);
    for (int i = 0; i < writer->thread_count; i++) pthread_join(writer->threads[i], NULL);
    for (int i = 0; writer->strips && i < writer->slots; i++) {
        free(writer->strips[i].rgba);
        free(writer->strips[i].packed);
    }
    pthread_cond_destroy(&writer->filled);
    pthread_cond_destroy(&writer->deflated);
    pthread_mutex_destroy(&writer->lock);
    free(writer->strips);
    free(writer);
}

static bool image_writer_start(ImageWriter *writer)
{
    writer->strips = calloc((size_t)writer->slots, sizeof *writer->strips);
    for (int i = 0; writer->strips && i < writer->slots; i++) {
        writer->strips[i].rgba = malloc((size_t)(writer->strip_rows + 1) * (size_t)writer->width * 4);
        if (!writer->strips[i].rgba) return false;
    }
    if (!writer->strips) return false;
    const int threads = writer->slots - 2;
    while (writer->thread_count < threads &&
           pthread_create(&writer->threads[writer->thread_count], NULL, image_writer_thread, writer) == 0) {
        writer->thread_count++;
    }
    return writer->thread_count > 0;
}

ImageWriter *image_writer_open(const ImageWriterDesc *desc, Err *err)
{
    if (desc->width < 1 || desc->height < 1 || desc->width > IMAGE_WRITER_SIZE_MAX_PX ||
        desc->height > IMAGE_WRITER_SIZE_MAX_PX) {
        err_set(err, ERR_RANGE, "write picture '%s': %d x %d pixels, 1 to %d a side were expected", desc->path, desc->width,
                desc->height, IMAGE_WRITER_SIZE_MAX_PX);
        return NULL;
    }
    ImageWriter *writer = calloc(1, sizeof *writer);
    if (!writer) {
        err_set(err, ERR_MEMORY, "write picture '%s': no memory", desc->path);
        return NULL;
    }
    writer->width = desc->width;
    writer->height = desc->height;
    writer->line_bytes = (size_t)desc->width * 3;
    writer->adler = 1;
    const size_t rows = IMAGE_WRITER_STRIP_BYTES / (writer->line_bytes + 1);
    writer->strip_rows = rows < 1 ? 1 : rows > (size_t)desc->height ? desc->height : (int)rows;
    int threads = desc->threads > 0 ? desc->threads : (int)sysconf(_SC_NPROCESSORS_ONLN);
    const int strips = (desc->height + writer->strip_rows - 1) / writer->strip_rows;
    if (threads > strips) threads = strips;
    if (threads > IMAGE_WRITER_THREADS_MAX) threads = IMAGE_WRITER_THREADS_MAX;
    if (threads < 1) threads = 1;
    writer->slots = threads + 2; // one being filled and one waiting beside those at work
    pthread_mutex_init(&writer->lock, NULL);
    pthread_cond_init(&writer->filled, NULL);
    pthread_cond_init(&writer->deflated, NULL);
    if (!image_writer_start(writer)) {
        err_set(err, ERR_MEMORY, "write picture '%s': no memory or no thread", desc->path);
        goto failed;
    }
    if (!file_temporary_open(desc->path, &writer->file, err)) goto failed;
    if (!image_writer_head(writer, desc->comment, err)) {
        file_temporary_close(&writer->file, false, NULL);
        goto failed;
    }
    return writer;
failed:
    image_writer_free(writer);
    return NULL;
}

// Hands a filled strip to the threads; its last row is the row above of the next.
static void image_writer_submit(ImageWriter *writer, ImageStrip *strip)
{
    strip->is_first = writer->strip_in == 0;
    strip->is_last = writer->rows_in == writer->height;
    if (!strip->is_last) {
        const size_t rgba_bytes = (size_t)writer->width * 4;
        ImageStrip *next = &writer->strips[(writer->strip_in + 1) % writer->slots];
        memcpy(next->rgba, strip->rgba + (size_t)strip->rows * rgba_bytes, rgba_bytes);
    }
    pthread_mutex_lock(&writer->lock);
    strip->state = STRIP_FILLED;
    writer->strip_in++;
    pthread_cond_signal(&writer->filled);
    pthread_mutex_unlock(&writer->lock);
}

bool image_writer_rows(ImageWriter *writer, const uint8_t *rgba, int rows, ptrdiff_t stride_bytes, Err *err)
{
    const size_t rgba_bytes = (size_t)writer->width * 4;
    assert(rows >= 0 && rows <= writer->height - writer->rows_in);
    for (int y = 0; y < rows; y++) {
        ImageStrip *strip = &writer->strips[writer->strip_in % writer->slots];
        const int row = writer->rows_in % writer->strip_rows;
        if (row == 0) {
            if (writer->strip_in == 0) memset(strip->rgba, 0, rgba_bytes);
            strip->rows = 0;
        }
        memcpy(strip->rgba + (size_t)(row + 1) * rgba_bytes, rgba + (ptrdiff_t)y * stride_bytes, rgba_bytes);
        strip->rows++;
        writer->rows_in++;
        if (strip->rows < writer->strip_rows && writer->rows_in < writer->height) continue;
        // The slot after this one must be free before its first row is put there.
        bool was_written = true;
        while (was_written || writer->strip_in + 1 - writer->strip_out >= writer->slots) {
            if (writer->strip_out >= writer->strip_in) break;
            const bool must_wait = writer->strip_in + 1 - writer->strip_out >= writer->slots;
            if (!image_writer_drain(writer, must_wait, &was_written, err)) return false;
            if (!was_written) break;
        }
        image_writer_submit(writer, strip);
    }
    return true;
}

bool image_writer_close(ImageWriter *writer, bool commit, Err *err)
{
    if (!writer) return true;
    bool ok = commit;
    if (commit && writer->rows_in < writer->height) {
        err_set(err, ERR_ARGUMENT, "write picture '%s': %d of %d rows came", writer->file.path, writer->rows_in,
                writer->height);
        ok = false;
    }
    while (ok && writer->strip_out < writer->strip_in) {
        bool was_written = false;
        ok = image_writer_drain(writer, true, &was_written, err);
    }
    ok = ok && image_chunk(writer, "IEND", NULL, 0, err);
    const bool is_closed = file_temporary_close(&writer->file, ok, ok ? err : NULL);
    image_writer_free(writer);
    return commit ? ok && is_closed : true;
}
