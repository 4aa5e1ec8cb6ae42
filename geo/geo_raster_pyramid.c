// SPDX-License-Identifier: Apache-2.0
// geo_raster_pyramid.c - a raster's levels in memory: a thinned preview while opening, the whole on threads when needed.
#include "geo/geo_raster_private.h"

#include "base/clock.h"
#include "base/log.h"
#include "base/str.h"
#include "geo/geo_error.h"

#include <assert.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#define PREVIEW_EDGE_MAX 512
#define PREVIEW_EDGE_REMOTE_MAX 256
#define BASE_CELLS_MAX (64LL << 20)       // of heights and values: 128 MB as int16
#define BASE_PICTURE_CELLS_MAX (24LL << 20) // 96 MB
#define BASE_SOURCE_CELLS_MAX (2LL << 30) // beyond it nobody waits for a whole pass
#define BASE_THREADS_MAX 8
#define STRIP_ROWS 256
#define SILENCE_RETRY_S 30.0

size_t geo_cell_bytes(GeoCellType type)
{
    return type == GEO_CELL_I16 ? 2 : 4;
}

static CPLErr band_read(GDALDatasetH dataset, int band, const double window[4], int cols, int rows, GDALDataType type,
                        void *out, size_t step)
{
    GDALRasterIOExtraArg extra;
    INIT_RASTERIO_EXTRA_ARG(extra);
    extra.bFloatingPointWindowValidity = TRUE;
    extra.dfXOff = window[0], extra.dfYOff = window[1], extra.dfXSize = window[2], extra.dfYSize = window[3];
    const int x0 = (int)floor(window[0]), y0 = (int)floor(window[1]);
    const int x1 = (int)ceil(window[0] + window[2]), y1 = (int)ceil(window[1] + window[3]);
    return GDALRasterIOEx(GDALGetRasterBand(dataset, band), GF_Read, x0, y0, x1 - x0, y1 - y0, out, cols, rows, type,
                          (GSpacing)step, (GSpacing)(step * (size_t)cols), &extra);
}

// What of the raw values is nothing: outside [low, high], equal to a mark, or not finite.
typedef struct {
    float low, high, mark[3];
} VoidRule;

static VoidRule void_rule(const GeoRaster *raster)
{
    const GeoRasterPrivate *p = raster->private_;
    VoidRule rule = { -1e30f, 1e30f, { NAN, NAN, NAN } };
    if (raster->has_nodata) rule.mark[0] = (float)raster->nodata;
    if (raster->kind != GEO_RASTER_ELEVATION) return rule;
    // Holes that nobody declared: the usual marks, and what is no height on earth.
    if (!raster->has_nodata) rule.mark[0] = -9999, rule.mark[1] = -32768, rule.mark[2] = -32767;
    const double unit = p->scale * raster->height_scale, zero = p->offset * raster->height_scale;
    const double a = (-12500 - zero) / unit, b = (9500 - zero) / unit;
    rule.low = (float)fmin(a, b), rule.high = (float)fmax(a, b);
    return rule;
}

static inline bool is_void(const VoidRule *rule, float raw)
{
    return !(raw >= rule->low && raw <= rule->high) || raw == rule->mark[0] || raw == rule->mark[1] || raw == rule->mark[2];
}

// Raw values to cells of heights or values, in place where both are floats.
static void cells_from_raw(const GeoRaster *raster, const float *raw, void *cells, size_t count)
{
    const GeoRasterPrivate *p = raster->private_;
    const VoidRule rule = void_rule(raster);
    if (p->cell == GEO_CELL_I16) {
        int16_t *out = cells;
        for (size_t i = 0; i < count; i++) out[i] = is_void(&rule, raw[i]) ? GEO_CELL_VOID_I16 : (int16_t)raw[i];
        return;
    }
    float *out = cells;
    const float scale = (float)p->scale, offset = (float)p->offset;
    for (size_t i = 0; i < count; i++) out[i] = is_void(&rule, raw[i]) ? NAN : raw[i] * scale + offset;
}

bool geo_raster_colours_read(const GeoRaster *raster, GDALDatasetH dataset, const double window[4],
                             int cols, int rows, uint8_t *rgba)
{
    const GeoRasterPrivate *p = raster->private_;
    memset(rgba, 255, (size_t)cols * (size_t)rows * 4);
    for (int k = 0; k < 4; k++) {
        if (p->rgba_band[k] && band_read(dataset, p->rgba_band[k], window, cols, rows, GDT_Byte,
                                         rgba + k, 4) != CE_None)
            return false;
    }
    return true;
}

// Raw values as floats, before scale and offset; heights where colours stand for them.
static bool raw_read(const GeoRaster *raster, GDALDatasetH dataset, const double window[4],
                     int cols, int rows, float *raw)
{
    const GeoRasterPrivate *p = raster->private_;
    if (!p->code)
        return band_read(dataset, p->band, window, cols, rows, GDT_Float32, raw, 4) == CE_None;
    const size_t count = (size_t)cols * (size_t)rows;
    uint8_t *rgba = malloc(count * 4);
    const bool ok = rgba && geo_raster_colours_read(raster, dataset, window, cols, rows, rgba);
    for (size_t i = 0; ok && i < count; i++)
        raw[i] = rgba[i * 4 + 3] ? geo_raster_code_height(p->code, rgba + i * 4) : NAN;
    free(rgba);
    return ok;
}

static bool values_read(GeoRaster *raster, GDALDatasetH dataset, const double window[4], int cols, int rows, void *cells)
{
    GeoRasterPrivate *p = raster->private_;
    const size_t count = (size_t)cols * (size_t)rows;
    if (p->cell == GEO_CELL_I16) {
        int16_t *out = cells;
        if (band_read(dataset, p->band, window, cols, rows, GDT_Int16, out, 2) != CE_None) return false;
        const VoidRule rule = void_rule(raster);
        for (size_t i = 0; i < count; i++) {
            if (is_void(&rule, out[i])) out[i] = GEO_CELL_VOID_I16;
        }
        return true;
    }
    if (!raw_read(raster, dataset, window, cols, rows, cells)) return false;
    cells_from_raw(raster, cells, cells, count);
    return true;
}

// A band of other than 8 bits as bytes between the stretch limits.
static bool stretched_read(GeoRaster *raster, GDALDatasetH dataset, int band, const double window[4], int cols, int rows,
                           uint8_t *out)
{
    const GeoRasterPrivate *p = raster->private_;
    const size_t count = (size_t)cols * (size_t)rows;
    float *raw = malloc(count * sizeof *raw);
    const bool ok = raw && band_read(dataset, band, window, cols, rows, GDT_Float32, raw, 4) == CE_None;
    const float low = (float)p->stretch_min, per = 255.0f / fmaxf((float)(p->stretch_max - p->stretch_min), 1e-6f);
    for (size_t i = 0; ok && i < count; i++) {
        const float v = (raw[i] - low) * per;
        out[i * 4] = (uint8_t)(v > 0 ? fminf(v, 255) : 0);
    }
    free(raw);
    return ok;
}

static bool picture_read(GeoRaster *raster, GDALDatasetH dataset, const double window[4], int cols, int rows, uint8_t *rgba)
{
    const GeoRasterPrivate *p = raster->private_;
    const size_t count = (size_t)cols * (size_t)rows;
    memset(rgba, 255, count * 4);
    const int colours = p->is_grey || p->palette ? 1 : 3;
    bool ok = true;
    for (int k = 0; k < colours && ok; k++) {
        ok = p->is_byte ? band_read(dataset, p->rgba_band[k], window, cols, rows, GDT_Byte, rgba + k, 4) == CE_None
                        : stretched_read(raster, dataset, p->rgba_band[k], window, cols, rows, rgba + k);
    }
    if (ok && p->palette) {
        for (size_t i = 0; i < count; i++) {
            const bool is_void = raster->has_nodata && rgba[i * 4] == (int)raster->nodata;
            const uint32_t colour = is_void ? 0 : p->palette[rgba[i * 4]];
            memcpy(rgba + i * 4, &colour, 4);
        }
    } else if (ok && p->is_grey) {
        for (size_t i = 0; i < count; i++) rgba[i * 4 + 1] = rgba[i * 4 + 2] = rgba[i * 4];
    }
    if (ok && p->rgba_band[3]) ok = band_read(dataset, p->rgba_band[3], window, cols, rows, GDT_Byte, rgba + 3, 4) == CE_None;
    else if (ok && p->has_mask) {
        GDALRasterBandH mask = GDALGetMaskBand(GDALGetRasterBand(dataset, p->rgba_band[0]));
        GDALRasterIOExtraArg extra;
        INIT_RASTERIO_EXTRA_ARG(extra);
        const int x0 = (int)floor(window[0]), y0 = (int)floor(window[1]);
        const int x1 = (int)ceil(window[0] + window[2]), y1 = (int)ceil(window[1] + window[3]);
        ok = GDALRasterIOEx(mask, GF_Read, x0, y0, x1 - x0, y1 - y0, rgba + 3, cols, rows, GDT_Byte, 4, 4 * (GSpacing)cols,
                            &extra) == CE_None;
    }
    return ok;
}

bool geo_raster_may_read(const GeoRaster *raster, Err *err)
{
    const GeoRasterPrivate *p = raster->private_;
    if (!p->is_remote || clock_monotonic_s() >= p->silent_until_s) return true;
    err_set(err, ERR_NETWORK,
            "raster '%.200s': the server does not answer; it is asked again later", raster->source);
    return false;
}

bool geo_raster_window_read(GeoRaster *raster, GDALDatasetH dataset, const double window[4], int cols, int rows, void *cells)
{
    GeoRasterPrivate *p = raster->private_;
    const bool ok = p->cell == GEO_CELL_RGBA8
                        ? picture_read(raster, dataset, window, cols, rows, cells)
                        : values_read(raster, dataset, window, cols, rows, cells);
    if (!ok && p->is_remote) p->silent_until_s = clock_monotonic_s() + SILENCE_RETRY_S;
    return ok;
}

static void halve_i16(const GeoRasterLevel *from, int16_t *out, int cols, int row)
{
    const int16_t *top = (const int16_t *)from->cells + (size_t)row * 2 * (size_t)from->cols, *below = top + from->cols;
    const int whole = row * 2 + 1 < from->rows ? from->cols / 2 : 0; // cells with all four of theirs
    for (int x = 0; x < cols; x++) {
        if (x < whole && top[x * 2] != GEO_CELL_VOID_I16 && top[x * 2 + 1] != GEO_CELL_VOID_I16 &&
            below[x * 2] != GEO_CELL_VOID_I16 && below[x * 2 + 1] != GEO_CELL_VOID_I16) {
            out[x] = (int16_t)lrintf((float)(top[x * 2] + top[x * 2 + 1] + below[x * 2] + below[x * 2 + 1]) * 0.25f);
            continue;
        }
        int sum = 0, n = 0;
        for (int k = 0; k < 4; k++) {
            const int sx = x * 2 + (k & 1), sy = row * 2 + (k >> 1);
            if (sx >= from->cols || sy >= from->rows) continue;
            const int16_t v = ((const int16_t *)from->cells)[(size_t)sy * (size_t)from->cols + (size_t)sx];
            if (v != GEO_CELL_VOID_I16) sum += v, n++;
        }
        out[x] = n ? (int16_t)lrint((double)sum / n) : GEO_CELL_VOID_I16;
    }
}

static void halve_f32(const GeoRasterLevel *from, float *out, int cols, int row)
{
    for (int x = 0; x < cols; x++) {
        float sum = 0;
        int n = 0;
        for (int k = 0; k < 4; k++) {
            const int sx = x * 2 + (k & 1), sy = row * 2 + (k >> 1);
            if (sx >= from->cols || sy >= from->rows) continue;
            const float v = ((const float *)from->cells)[(size_t)sy * (size_t)from->cols + (size_t)sx];
            if (!isnan(v)) sum += v, n++;
        }
        out[x] = n ? sum / (float)n : NAN;
    }
}

// Colours weighted by their alpha, so that holes do not darken their edge.
static void halve_rgba(const GeoRasterLevel *from, uint8_t *out, int cols, int row)
{
    const uint32_t *top = (const uint32_t *)from->cells + (size_t)row * 2 * (size_t)from->cols, *below = top + from->cols;
    const int whole = row * 2 + 1 < from->rows ? from->cols / 2 : 0; // cells with all four of theirs
    for (int x = 0; x < cols; x++) {
        if (x < whole && (top[x * 2] & top[x * 2 + 1] & below[x * 2] & below[x * 2 + 1]) >> 24 == 255) {
            // Opaque, as nearly all are: two channels in each word at a time, the same result as below.
            const uint32_t a = top[x * 2], b = top[x * 2 + 1], c = below[x * 2], d = below[x * 2 + 1], even = 0x00FF00FFu;
            const uint32_t low = (a & even) + (b & even) + (c & even) + (d & even) + 0x00020002u;
            const uint32_t high = (a >> 8 & even) + (b >> 8 & even) + (c >> 8 & even) + (d >> 8 & even) + 0x00020002u;
            const uint32_t mean = (low >> 2 & even) | (high >> 2 & even) << 8;
            memcpy(out + x * 4, &mean, 4);
            continue;
        }
        unsigned sum[4] = { 0 }, n = 0;
        for (int k = 0; k < 4; k++) {
            const int sx = x * 2 + (k & 1), sy = row * 2 + (k >> 1);
            if (sx >= from->cols || sy >= from->rows) continue;
            const uint8_t *v = (const uint8_t *)from->cells + ((size_t)sy * (size_t)from->cols + (size_t)sx) * 4;
            for (int c = 0; c < 3; c++) sum[c] += (unsigned)v[c] * v[3];
            sum[3] += v[3], n++;
        }
        for (int c = 0; c < 3; c++) out[x * 4 + c] = (uint8_t)(sum[3] ? (sum[c] + sum[3] / 2) / sum[3] : 0);
        out[x * 4 + 3] = (uint8_t)((sum[3] + n / 2) / n);
    }
}

static void rows_halve(GeoCellType type, const GeoRasterLevel *from, GeoRasterLevel *to, int first, int end)
{
    for (int y = first; y < end; y++) {
        const size_t at = (size_t)y * (size_t)to->cols;
        if (type == GEO_CELL_I16) halve_i16(from, (int16_t *)to->cells + at, to->cols, y);
        else if (type == GEO_CELL_F32) halve_f32(from, (float *)to->cells + at, to->cols, y);
        else halve_rgba(from, (uint8_t *)to->cells + at * 4, to->cols, y);
    }
}

static bool level_halve(GeoRasterPrivate *p, int shift)
{
    const GeoRasterLevel *from = &p->levels[shift - 1];
    GeoRasterLevel to = { .cols = (from->cols + 1) / 2, .rows = (from->rows + 1) / 2, .scale_x = from->scale_x / 2,
                         .scale_y = from->scale_y / 2 };
    const size_t bytes = (size_t)to.cols * (size_t)to.rows * geo_cell_bytes(p->cell);
    to.cells = malloc(bytes);
    if (!to.cells) return false;
    rows_halve(p->cell, from, &to, 0, to.rows);
    p->levels[shift] = to;
    p->memory_bytes += bytes;
    return true;
}

static float cell_value(const GeoRasterPrivate *p, const GeoRasterLevel *level, size_t at)
{
    if (p->cell == GEO_CELL_F32) return ((const float *)level->cells)[at];
    const int16_t v = ((const int16_t *)level->cells)[at];
    return v == GEO_CELL_VOID_I16 ? NAN : (float)v;
}

static void range_make(const GeoRasterPrivate *p, const GeoRasterLevel *level, GeoRasterRange *out)
{
    out->cols = (level->cols + GEO_RANGE_BLOCK - 1) / GEO_RANGE_BLOCK;
    out->rows = (level->rows + GEO_RANGE_BLOCK - 1) / GEO_RANGE_BLOCK;
    out->min_max = malloc((size_t)out->cols * (size_t)out->rows * 2 * sizeof *out->min_max);
    if (!out->min_max) return;
    for (int i = 0; i < out->cols * out->rows; i++) out->min_max[i * 2] = INFINITY, out->min_max[i * 2 + 1] = -INFINITY;
    for (int y = 0; y < level->rows; y++) {
        float *row = out->min_max + (size_t)(y / GEO_RANGE_BLOCK) * (size_t)out->cols * 2;
        for (int x = 0; x < level->cols; x++) {
            const float v = cell_value(p, level, (size_t)y * (size_t)level->cols + (size_t)x);
            float *block = row + x / GEO_RANGE_BLOCK * 2;
            if (v < block[0]) block[0] = v;
            if (v > block[1]) block[1] = v;
        }
    }
}

// Lowest and highest value of the preview, for metadata, ramps and stretches.
static void preview_extremes(GeoRaster *raster, const float *raw, size_t count)
{
    const GeoRasterPrivate *p = raster->private_;
    const VoidRule rule = void_rule(raster);
    float low = INFINITY, high = -INFINITY;
    for (size_t i = 0; i < count; i++) {
        if (is_void(&rule, raw[i])) continue;
        low = raw[i] < low ? raw[i] : low;
        high = raw[i] > high ? raw[i] : high;
    }
    if (!(low <= high)) low = high = 0; // nothing but holes
    const double a = low * p->scale + p->offset, b = high * p->scale + p->offset;
    raster->value_min = fmin(a, b), raster->value_max = fmax(a, b);
}

bool geo_raster_preview_build(GeoRaster *raster, GDALDatasetH dataset, GeoRasterKind wanted, Err *err)
{
    GeoRasterPrivate *p = raster->private_;
    const int edge_max = p->is_remote ? PREVIEW_EDGE_REMOTE_MAX : PREVIEW_EDGE_MAX;
    int shift = 0;
    while (((raster->cols - 1) >> shift) + 1 > edge_max || ((raster->rows - 1) >> shift) + 1 > edge_max) shift++;
    GeoRasterLevel top = { .cols = ((raster->cols - 1) >> shift) + 1, .rows = ((raster->rows - 1) >> shift) + 1 };
    top.scale_x = top.cols / (double)raster->cols, top.scale_y = top.rows / (double)raster->rows;
    const double whole[4] = { 0, 0, raster->cols, raster->rows };
    const size_t count = (size_t)top.cols * (size_t)top.rows;
    bool ok = false;
    float *values = malloc(count * sizeof *values);
    top.cells = malloc(count * 4);
    if (!values || !top.cells) {
        err_set(err, ERR_MEMORY, "no memory for an overview of '%.200s'", raster->source);
        goto done;
    }
    geo_error_clear();
    // Values first: kind, ramp and stretch come from them. A picture of bytes is known without.
    if (p->is_byte && !p->code &&
        (wanted == GEO_RASTER_IMAGE ||
         (wanted == GEO_RASTER_NONE && (raster->bands >= 3 || p->palette)))) {
        raster->value_max = 255;
        geo_raster_kind_decide(raster, dataset, wanted);
    } else {
        if (!raw_read(raster, dataset, whole, top.cols, top.rows, values)) goto unread;
        preview_extremes(raster, values, count);
        geo_raster_kind_decide(raster, dataset, wanted);
        if (raster->kind == GEO_RASTER_ELEVATION) preview_extremes(raster, values, count); // heights know more marks of holes
    }
    p->stretch_min = raster->value_min, p->stretch_max = raster->value_max;
    if (p->cell != GEO_CELL_RGBA8) cells_from_raw(raster, values, top.cells, count);
    else if (!geo_raster_window_read(raster, dataset, whole, top.cols, top.rows, top.cells)) goto unread;
    const int reach = geo_raster_hole_reach(raster, shift);
    if (reach > 0) geo_raster_holes_fill(p->cell, top.cells, top.cols, top.rows, reach);
    p->preview_shift = shift;
    p->levels[shift] = top;
    p->memory_bytes += count * geo_cell_bytes(p->cell);
    top.cells = NULL;
    p->level_count = shift + 1;
    while (p->levels[p->level_count - 1].cols > 1 || p->levels[p->level_count - 1].rows > 1) {
        assert(p->level_count < GEO_RASTER_LEVELS);
        if (!level_halve(p, p->level_count)) {
            err_set(err, ERR_MEMORY, "no memory for an overview of '%.200s'", raster->source);
            goto done;
        }
        p->level_count++;
    }
    if (p->cell != GEO_CELL_RGBA8) range_make(p, &p->levels[shift], &p->preview_range);
    // What the base levels will be.
    const long long cells = (long long)raster->cols * raster->rows;
    const long long most = p->cell == GEO_CELL_RGBA8 ? BASE_PICTURE_CELLS_MAX : BASE_CELLS_MAX;
    const bool is_windowed = p->is_remote || cells > BASE_SOURCE_CELLS_MAX ||
        (p->has_overviews && (p->cell == GEO_CELL_RGBA8 || cells > most));
    p->base_shift = 0;
    while ((cells >> (2 * p->base_shift)) > most) p->base_shift++;
    if (is_windowed || p->base_shift > shift) p->base_shift = shift;
    ok = true;
    goto done;
unread:
    geo_error_fill(err, p->is_remote ? ERR_NETWORK : ERR_FORMAT, "read raster '%.200s'", raster->source);
done:
    free(values);
    free(top.cells);
    return ok;
}

// The whole file on threads. Each takes strips in turn, reads them at full resolution and thins them to the base level.
typedef struct {
    GeoRaster *raster;
    GeoRasterLevel *base;
    int strip_rows; // of the source, a multiple of 2^base_shift
    atomic_int next, failed;
    pthread_mutex_t lock;
} BaseWork;

static bool strip_read(BaseWork *work, GDALDatasetH dataset, int strip)
{
    GeoRaster *raster = work->raster;
    GeoRasterPrivate *p = raster->private_;
    const int shift = p->base_shift, row = strip * work->strip_rows;
    const int rows = row + work->strip_rows < raster->rows ? work->strip_rows : raster->rows - row;
    const double window[4] = { 0, row, raster->cols, rows };
    const size_t bytes = geo_cell_bytes(p->cell);
    uint8_t *out = (uint8_t *)work->base->cells + (size_t)(row >> shift) * (size_t)work->base->cols * bytes;
    if (shift == 0) return geo_raster_window_read(raster, dataset, window, raster->cols, rows, out);
    GeoRasterLevel from = { .cols = raster->cols, .rows = rows, .cells = malloc((size_t)raster->cols * (size_t)rows * bytes) };
    bool ok = from.cells && geo_raster_window_read(raster, dataset, window, raster->cols, rows, from.cells);
    for (int s = 1; ok && s <= shift; s++) {
        GeoRasterLevel to = { .cols = (from.cols + 1) / 2, .rows = (from.rows + 1) / 2 };
        to.cells = s == shift ? out : malloc((size_t)to.cols * (size_t)to.rows * bytes);
        ok = to.cells != NULL;
        if (ok) rows_halve(p->cell, &from, &to, 0, to.rows);
        free(from.cells);
        from = to;
    }
    if (from.cells != out) free(from.cells);
    return ok;
}

static void strip_clear(BaseWork *work, int strip)
{
    const GeoRasterPrivate *p = work->raster->private_;
    const int first = (strip * work->strip_rows) >> p->base_shift;
    const int end = first + (work->strip_rows >> p->base_shift) < work->base->rows
        ? first + (work->strip_rows >> p->base_shift) : work->base->rows;
    const size_t at = (size_t)first * (size_t)work->base->cols, count = (size_t)(end - first) * (size_t)work->base->cols;
    if (p->cell == GEO_CELL_RGBA8) memset((uint32_t *)work->base->cells + at, 0, count * 4);
    for (size_t i = 0; i < count && p->cell == GEO_CELL_I16; i++) ((int16_t *)work->base->cells)[at + i] = GEO_CELL_VOID_I16;
    for (size_t i = 0; i < count && p->cell == GEO_CELL_F32; i++) ((float *)work->base->cells)[at + i] = NAN;
}

static void *base_work(void *arg)
{
    BaseWork *work = arg;
    GeoRasterPrivate *p = work->raster->private_;
    const int strips = (work->raster->rows + work->strip_rows - 1) / work->strip_rows;
    Err err = { 0 };
    GDALDatasetH dataset = geo_raster_slot_acquire(work->raster, &err);
    for (int strip; (strip = atomic_fetch_add(&work->next, 1)) < strips;) {
        geo_error_clear();
        if (dataset && strip_read(work, dataset, strip)) continue;
        strip_clear(work, strip);
        pthread_mutex_lock(&work->lock);
        if (atomic_fetch_add(&work->failed, 1) == 0) {
            const char *why = dataset ? geo_error_text() : err.text;
            snprintf(p->read_error, sizeof p->read_error, "rows from %d: %.150s", strip * work->strip_rows, why);
        }
        pthread_mutex_unlock(&work->lock);
    }
    geo_raster_slot_release(work->raster, dataset);
    return NULL;
}

static void base_build(GeoRaster *raster)
{
    GeoRasterPrivate *p = raster->private_;
    const int shift = p->base_shift;
    GeoRasterLevel base = { .cols = ((raster->cols - 1) >> shift) + 1, .rows = ((raster->rows - 1) >> shift) + 1 };
    base.scale_x = base.scale_y = ldexp(1, -shift);
    const size_t bytes = (size_t)base.cols * (size_t)base.rows * geo_cell_bytes(p->cell);
    base.cells = malloc(bytes);
    if (!base.cells) {
        p->has_read_error = true;
        snprintf(p->read_error, sizeof p->read_error, "no memory for %zu bytes of cells", bytes);
        p->base_shift = p->preview_shift; // what there is must do
        return;
    }
    BaseWork work = { .raster = raster, .base = &base };
    work.strip_rows = (1 << shift) > STRIP_ROWS ? 1 << shift : STRIP_ROWS >> shift << shift;
    pthread_mutex_init(&work.lock, NULL);
    const long processors = sysconf(_SC_NPROCESSORS_ONLN);
    const int strips = (raster->rows + work.strip_rows - 1) / work.strip_rows;
    int threads = processors > BASE_THREADS_MAX ? BASE_THREADS_MAX : (int)processors;
    if (threads > strips) threads = strips;
    pthread_t ids[BASE_THREADS_MAX];
    int started = 0;
    while (started < threads - 1 && pthread_create(&ids[started], NULL, base_work, &work) == 0) started++;
    base_work(&work);
    for (int i = 0; i < started; i++) pthread_join(ids[i], NULL);
    pthread_mutex_destroy(&work.lock);
    p->has_read_error = atomic_load(&work.failed) > 0;
    if (p->has_read_error) log_print(LOG_WARN, "raster '%s': %s", raster->source, p->read_error);
    const int reach = geo_raster_hole_reach(raster, shift);
    if (reach > 0) geo_raster_holes_fill(p->cell, base.cells, base.cols, base.rows, reach);
    p->levels[shift] = base;
    p->memory_bytes += bytes;
    for (int s = shift + 1; s < p->preview_shift; s++) {
        if (!level_halve(p, s)) break;
    }
    if (p->cell != GEO_CELL_RGBA8) range_make(p, &p->levels[shift], &p->base_range);
}

void geo_raster_base_need(GeoRaster *raster)
{
    GeoRasterPrivate *p = raster->private_;
    if (atomic_load_explicit(&p->base_state, memory_order_acquire) == GEO_BASE_READY) return;
    pthread_mutex_lock(&p->lock);
    while (atomic_load(&p->base_state) == GEO_BASE_BUILDING) pthread_cond_wait(&p->changed, &p->lock);
    const bool is_mine = atomic_load(&p->base_state) == GEO_BASE_NONE;
    if (is_mine) atomic_store(&p->base_state, GEO_BASE_BUILDING);
    pthread_mutex_unlock(&p->lock);
    if (!is_mine) return;
    if (p->base_shift < p->preview_shift) base_build(raster);
    pthread_mutex_lock(&p->lock);
    atomic_store_explicit(&p->base_state, GEO_BASE_READY, memory_order_release);
    pthread_cond_broadcast(&p->changed);
    pthread_mutex_unlock(&p->lock);
}

size_t geo_raster_bytes(const GeoRaster *raster)
{
    const GeoRasterPrivate *p = raster->private_;
    size_t bytes = sizeof *raster + sizeof *p;
    const int finest = p->base_shift < p->preview_shift ? p->base_shift : p->preview_shift;
    for (int shift = finest; shift < p->level_count; shift++) {
        const size_t cols = (size_t)((raster->cols - 1) >> shift) + 1, rows = (size_t)((raster->rows - 1) >> shift) + 1;
        bytes += cols * rows * geo_cell_bytes(p->cell);
    }
    if (finest > 0 && p->cell != GEO_CELL_RGBA8) bytes += (size_t)GEO_BLOCK_COUNT * GEO_BLOCK_CELLS * sizeof(float);
    return bytes;
}

void geo_raster_pyramid_finish(GeoRaster *raster)
{
    GeoRasterPrivate *p = raster->private_;
    for (int i = 0; i < GEO_RASTER_LEVELS; i++) free(p->levels[i].cells);
    free(p->preview_range.min_max);
    free(p->base_range.min_max);
    for (int i = 0; p->blocks && i < GEO_BLOCK_COUNT; i++) free(p->blocks[i].values);
    free(p->blocks);
}
