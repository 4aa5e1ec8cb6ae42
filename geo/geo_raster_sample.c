// SPDX-License-Identifier: Apache-2.0
// geo_raster_sample.c - values and colours of a raster at geodetic places: bilinear on a level in memory, a block or a window.
#include "geo/geo_raster_private.h"

#include "geo/geo_error.h"

#include <assert.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

#define BLEND_CELLS 8.0f      // over which a finer raster fades into a coarser one at its edge
#define WINDOW_EDGE_MAX 2048  // cells of one read for a picture
#define SAMPLE_CHUNK 512

void geo_raster_pixels(GeoRaster *raster, double *lon_to_column, double *lat_to_row, int count)
{
    GeoRasterPrivate *p = raster->private_;
    if (!p->is_affine) {
        GeoCrs *crs = geo_raster_crs_acquire(raster);
        if (crs) geo_crs_from_geodetic_fast(crs, lon_to_column, lat_to_row, (size_t)count);
        for (int i = 0; i < count && !crs; i++) lon_to_column[i] = NAN;
        geo_raster_crs_release(raster, crs);
    }
    const double *m = p->pixel_from_crs;
    for (int i = 0; i < count; i++) {
        const double x = lon_to_column[i], y = lat_to_row[i];
        double column = m[0] + m[1] * x + m[2] * y;
        if (p->wrap_cols > 0) {
            if (column < -1e-6 && column + p->wrap_cols <= raster->cols + 1e-6) column += p->wrap_cols;
            else if (column > raster->cols + 1e-6 && column - p->wrap_cols >= -1e-6) column -= p->wrap_cols;
        }
        lon_to_column[i] = column;
        lat_to_row[i] = m[3] + m[4] * x + m[5] * y;
    }
}

int geo_raster_shift_for(const GeoRaster *raster, double pixels)
{
    const int last = raster->private_->level_count - 1;
    int shift = 0;
    while (shift < last && pixels >= 2) pixels /= 2, shift++;
    return shift;
}

static inline float cell_i16(const void *cells, size_t at)
{
    const int16_t v = ((const int16_t *)cells)[at];
    return v == GEO_CELL_VOID_I16 ? NAN : (float)v;
}

static inline float four_mix(const float v[4], float fx, float fy, float *weight)
{
    const float w[4] = { (1 - fx) * (1 - fy), fx * (1 - fy), (1 - fx) * fy, fx * fy };
    const float all = v[0] * w[0] + v[1] * w[1] + v[2] * w[2] + v[3] * w[3];
    if (!isnan(all)) {
        *weight = 1;
        return all;
    }
    float sum = 0, held = 0;
    for (int k = 0; k < 4; k++) {
        if (!isnan(v[k])) sum += v[k] * w[k], held += w[k];
    }
    *weight = fmaxf(2 * held - 1, 0);
    return held >= 0.5f ? sum / held : NAN; // the nearest cell decides whether there is ground
}

// Where a source pixel lies among the cells of a level of cols x rows: false outside the raster.
static inline bool level_place(double x, double y, int cols, int rows, int at[4], float fraction[2], float *edge)
{
    if (!(x >= -1e-6 && y >= -1e-6 && x <= cols + 1e-6 && y <= rows + 1e-6)) return false; // also NaN
    *edge = (float)fmin(fmin(x, cols - x), fmin(y, rows - y));
    const double cx = fmin(fmax(x - 0.5, 0), cols - 1), cy = fmin(fmax(y - 0.5, 0), rows - 1);
    at[0] = (int)cx, at[1] = (int)cy;
    at[2] = at[0] + 1 < cols ? at[0] + 1 : at[0];
    at[3] = at[1] + 1 < rows ? at[1] + 1 : at[1];
    fraction[0] = (float)(cx - at[0]), fraction[1] = (float)(cy - at[1]);
    return true;
}

static inline float edge_weight(float edge)
{
    const float t = fminf(fmaxf(edge / BLEND_CELLS, 0), 1);
    return t * t * (3 - 2 * t);
}

static void level_values(const GeoRasterPrivate *p, const GeoRasterLevel *level, const double *column, const double *row,
                         float *values, float *weight, int count)
{
    for (int i = 0; i < count; i++) {
        int at[4];
        float f[2], edge, held = 0;
        values[i] = NAN;
        if (weight) weight[i] = 0;
        if (!level_place(column[i] * level->scale_x, row[i] * level->scale_y, level->cols, level->rows, at, f, &edge)) continue;
        const size_t r0 = (size_t)at[1] * (size_t)level->cols, r1 = (size_t)at[3] * (size_t)level->cols;
        const size_t a = r0 + (size_t)at[0], b = r0 + (size_t)at[2], c = r1 + (size_t)at[0], d = r1 + (size_t)at[2];
        float v[4];
        if (p->cell == GEO_CELL_I16) {
            v[0] = cell_i16(level->cells, a), v[1] = cell_i16(level->cells, b);
            v[2] = cell_i16(level->cells, c), v[3] = cell_i16(level->cells, d);
        } else {
            const float *cells = level->cells;
            v[0] = cells[a], v[1] = cells[b], v[2] = cells[c], v[3] = cells[d];
        }
        values[i] = four_mix(v, f[0], f[1], &held);
        if (weight) weight[i] = held * edge_weight(edge);
    }
}

// Reads a block from the file; what cannot be read is empty. A margin lets holes at its edge be filled as in the whole
// raster. Caller holds block_lock.
static void block_load(GeoRaster *raster, GeoRasterBlock *block, int level_cols, int level_rows)
{
    GeoRasterPrivate *p = raster->private_;
    const int margin = geo_raster_hole_reach(raster, block->shift);
    const int x = block->column * GEO_BLOCK_EDGE, y = block->row * GEO_BLOCK_EDGE;
    const int left = x > margin ? x - margin : 0, top = y > margin ? y - margin : 0;
    const int right = x + GEO_BLOCK_EDGE + 1 + margin, bottom = y + GEO_BLOCK_EDGE + 1 + margin;
    const int cols = (right < level_cols ? right : level_cols) - left, rows = (bottom < level_rows ? bottom : level_rows) - top;
    for (int i = 0; i < GEO_BLOCK_CELLS; i++) block->values[i] = NAN;
    const double pixel = ldexp(1, block->shift);
    const double window[4] = { left * pixel, top * pixel, fmin(cols * pixel, raster->cols - left * pixel),
                               fmin(rows * pixel, raster->rows - top * pixel) };
    void *cells =
        geo_raster_may_read(raster, NULL) ? malloc((size_t)cols * (size_t)rows * 4) : NULL;
    GDALDatasetH dataset = cells ? geo_raster_slot_acquire(raster, NULL) : NULL;
    if (dataset && geo_raster_window_read(raster, dataset, window, cols, rows, cells)) {
        if (margin > 0) geo_raster_holes_fill(p->cell, cells, cols, rows, margin);
        for (int r = 0; r <= GEO_BLOCK_EDGE && y + r < level_rows; r++) {
            for (int c = 0; c <= GEO_BLOCK_EDGE && x + c < level_cols; c++) {
                const size_t at = (size_t)(y + r - top) * (size_t)cols + (size_t)(x + c - left);
                const float value = p->cell == GEO_CELL_I16 ? cell_i16(cells, at) : ((float *)cells)[at];
                block->values[r * (GEO_BLOCK_EDGE + 1) + c] = value;
            }
        }
    } else {
        p->has_read_error = true;
    }
    geo_raster_slot_release(raster, dataset);
    free(cells);
}

static const float *block_find(GeoRaster *raster, int shift, int column, int row, int level_cols, int level_rows)
{
    GeoRasterPrivate *p = raster->private_;
    if (!p->blocks) {
        p->blocks = calloc(GEO_BLOCK_COUNT, sizeof *p->blocks);
        if (!p->blocks) return NULL;
        for (int i = 0; i < GEO_BLOCK_COUNT; i++) p->blocks[i].shift = -1;
    }
    GeoRasterBlock *oldest = &p->blocks[0];
    for (int i = 0; i < GEO_BLOCK_COUNT; i++) {
        GeoRasterBlock *block = &p->blocks[i];
        if (block->shift == shift && block->column == column && block->row == row) {
            block->used = ++p->block_turn;
            return block->values;
        }
        if (block->used < oldest->used) oldest = block;
    }
    if (!oldest->values) oldest->values = malloc(GEO_BLOCK_CELLS * sizeof *oldest->values);
    if (!oldest->values) return NULL;
    oldest->shift = shift, oldest->column = column, oldest->row = row, oldest->used = ++p->block_turn;
    block_load(raster, oldest, level_cols, level_rows);
    return oldest->values;
}

static void block_values(GeoRaster *raster, int shift, const double *column, const double *row, float *values, float *weight,
                         int count)
{
    GeoRasterPrivate *p = raster->private_;
    const int cols = ((raster->cols - 1) >> shift) + 1, rows = ((raster->rows - 1) >> shift) + 1;
    const double scale = ldexp(1, -shift);
    int last_column = -1, last_row = -1;
    const float *cells = NULL;
    pthread_mutex_lock(&p->block_lock);
    for (int i = 0; i < count; i++) {
        int at[4];
        float f[2], edge, held = 0;
        values[i] = NAN;
        if (weight) weight[i] = 0;
        if (!level_place(column[i] * scale, row[i] * scale, cols, rows, at, f, &edge)) continue;
        const int block_column = at[0] / GEO_BLOCK_EDGE, block_row = at[1] / GEO_BLOCK_EDGE;
        if (block_column != last_column || block_row != last_row) {
            cells = block_find(raster, shift, block_column, block_row, cols, rows);
            last_column = block_column, last_row = block_row;
        }
        if (!cells) continue;
        const int x0 = at[0] - block_column * GEO_BLOCK_EDGE, x1 = at[2] - block_column * GEO_BLOCK_EDGE;
        const int y0 = at[1] - block_row * GEO_BLOCK_EDGE, y1 = at[3] - block_row * GEO_BLOCK_EDGE;
        const float v[4] = { cells[y0 * (GEO_BLOCK_EDGE + 1) + x0], cells[y0 * (GEO_BLOCK_EDGE + 1) + x1],
                             cells[y1 * (GEO_BLOCK_EDGE + 1) + x0], cells[y1 * (GEO_BLOCK_EDGE + 1) + x1] };
        values[i] = four_mix(v, f[0], f[1], &held);
        if (weight) weight[i] = held * edge_weight(edge);
    }
    pthread_mutex_unlock(&p->block_lock);
}

// The level in memory that answers shift; NULL when it is to be read from the file.
static const GeoRasterLevel *level_ready(GeoRaster *raster, int shift)
{
    GeoRasterPrivate *p = raster->private_;
    if (shift >= p->preview_shift) return &p->levels[shift];
    geo_raster_base_need(raster);
    if (shift < p->base_shift) return NULL;
    // Without memory for it: coarser, and said in the log.
    return p->levels[shift].cells ? &p->levels[shift] : &p->levels[p->preview_shift];
}

void geo_raster_values_at(GeoRaster *raster, int shift, const double *column, const double *row, float *values, float *weight,
                          int count)
{
    GeoRasterPrivate *p = raster->private_;
    assert(p->cell != GEO_CELL_RGBA8 && shift >= 0 && shift < p->level_count);
    const GeoRasterLevel *level = level_ready(raster, shift);
    if (level) level_values(p, level, column, row, values, weight, count);
    else block_values(raster, shift, column, row, values, weight, count);
}

void geo_raster_values_few(GeoRaster *raster, const double *column, const double *row, float *values, float *weight, int count)
{
    GeoRasterPrivate *p = raster->private_;
    const bool is_ready = p->preview_shift == 0 || atomic_load_explicit(&p->base_state, memory_order_acquire) == GEO_BASE_READY;
    if (is_ready) geo_raster_values_at(raster, 0, column, row, values, weight, count);
    else block_values(raster, 0, column, row, values, weight, count);
}

static bool read_result(const GeoRaster *raster, int shift, Err *err)
{
    const GeoRasterPrivate *p = raster->private_;
    if (shift >= p->preview_shift || !p->has_read_error) return true;
    err_set(err, p->is_remote ? ERR_NETWORK : ERR_IO, "raster '%.200s' is only partly readable: %.200s", raster->source,
            p->read_error);
    return false;
}

// Pixel size of a request in source pixels, from the whole box: the same for every row of it.
static double request_pixels(GeoRaster *raster, GeoBox box, int cols, int rows)
{
    double x[9], y[9];
    for (int i = 0; i < 9; i++) {
        x[i] = box.west_deg + (box.east_deg - box.west_deg) * (i % 3) / 2;
        y[i] = box.south_deg + (box.north_deg - box.south_deg) * (i / 3) / 2;
    }
    geo_raster_pixels(raster, x, y, 9);
    // Length of the middle lines; the shorter one counts, so that nothing is blurred.
    const double east = hypot(x[5] - x[3], y[5] - y[3]) / cols, north = hypot(x[7] - x[1], y[7] - y[1]) / rows;
    const double pixels = isnan(east) ? north : isnan(north) ? east : fmin(east, north);
    return isfinite(pixels) ? pixels * 1.1 : 1;
}

bool geo_raster_read_values(GeoRaster *raster, GeoBox box, int cols, int rows, float *values, Err *err)
{
    assert(cols > 0 && rows > 0);
    if (raster->private_->cell == GEO_CELL_RGBA8) {
        err_set(err, ERR_UNSUPPORTED, "'%.200s' is a picture and holds no values; open it with kind=grid", raster->source);
        return false;
    }
    const int shift = geo_raster_shift_for(raster, request_pixels(raster, box, cols > 1 ? cols - 1 : 1, rows > 1 ? rows - 1 : 1));
    for (int r = 0; r < rows; r++) {
        const double lat = rows > 1 ? box.north_deg + (box.south_deg - box.north_deg) * r / (rows - 1)
            : (box.north_deg + box.south_deg) / 2;
        for (int first = 0; first < cols; first += SAMPLE_CHUNK) {
            double x[SAMPLE_CHUNK], y[SAMPLE_CHUNK];
            const int n = cols - first < SAMPLE_CHUNK ? cols - first : SAMPLE_CHUNK;
            for (int i = 0; i < n; i++) {
                x[i] = cols > 1 ? box.west_deg + (box.east_deg - box.west_deg) * (first + i) / (cols - 1)
                    : (box.west_deg + box.east_deg) / 2;
                y[i] = lat;
            }
            geo_raster_pixels(raster, x, y, n);
            geo_raster_values_at(raster, shift, x, y, values + (size_t)r * (size_t)cols + first, NULL, n);
        }
    }
    return read_result(raster, shift, err);
}

static void ramp_colours(const GeoRaster *raster, const float *values, uint8_t *rgba, int count)
{
    const uint32_t *ramp = geo_raster_ramp();
    const float low = (float)raster->value_min, span = (float)(raster->value_max - raster->value_min);
    const float per = span > 0 ? 255 / span : 0;
    for (int i = 0; i < count; i++) {
        const float at = fminf(fmaxf((values[i] - low) * per, 0), 255);
        const uint32_t colour = isnan(values[i]) ? 0 : ramp[(int)(at + 0.5f)];
        memcpy(rgba + (size_t)i * 4, &colour, 4);
    }
}

// Bilinear colours weighted by alpha. origin: source pixel of the level's corner.
static void level_colours(const GeoRasterLevel *level, const double origin[2], const double *column, const double *row,
                          uint8_t *rgba, int count)
{
    for (int i = 0; i < count; i++) {
        int at[4];
        float f[2], edge;
        uint8_t *out = rgba + (size_t)i * 4;
        memset(out, 0, 4);
        if (!level_place((column[i] - origin[0]) * level->scale_x, (row[i] - origin[1]) * level->scale_y, level->cols,
                         level->rows, at, f, &edge)) continue;
        const int fx = (int)(f[0] * 256 + 0.5f), fy = (int)(f[1] * 256 + 0.5f);
        const int w[4] = { (256 - fx) * (256 - fy), fx * (256 - fy), (256 - fx) * fy, fx * fy }; // sum 65536
        const uint8_t *north = (const uint8_t *)level->cells + (size_t)at[1] * (size_t)level->cols * 4;
        const uint8_t *south = (const uint8_t *)level->cells + (size_t)at[3] * (size_t)level->cols * 4;
        const uint8_t *four[4] = { north + at[0] * 4, north + at[2] * 4, south + at[0] * 4, south + at[2] * 4 };
        if ((four[0][3] & four[1][3] & four[2][3] & four[3][3]) == 255) { // the same result without a division
            for (int c = 0; c < 3; c++) {
                out[c] = (uint8_t)((four[0][c] * w[0] + four[1][c] * w[1] + four[2][c] * w[2] + four[3][c] * w[3] + 32768) >> 16);
            }
            out[3] = 255;
            continue;
        }
        int64_t sum[3] = { 0 }, alpha = 0;
        for (int k = 0; k < 4; k++) {
            const int64_t weight = (int64_t)w[k] * four[k][3];
            alpha += weight;
            for (int c = 0; c < 3; c++) sum[c] += weight * four[k][c];
        }
        if (alpha == 0) continue;
        for (int c = 0; c < 3; c++) out[c] = (uint8_t)((sum[c] + alpha / 2) / alpha);
        out[3] = (uint8_t)((alpha + 32768) >> 16);
    }
}

// The part of the file under a request, thinned to at most WINDOW_EDGE_MAX cells. false with *err when it cannot be read;
// cells NULL when the request lies beside the raster.
static bool window_load(GeoRaster *raster, int shift, const double *column, const double *row, size_t count,
                        GeoRasterLevel *out, double origin[2], Err *err)
{
    double x0 = INFINITY, y0 = INFINITY, x1 = -INFINITY, y1 = -INFINITY;
    for (size_t i = 0; i < count; i++) {
        if (isnan(column[i]) || isnan(row[i])) continue;
        x0 = fmin(x0, column[i]), x1 = fmax(x1, column[i]);
        y0 = fmin(y0, row[i]), y1 = fmax(y1, row[i]);
    }
    *out = (GeoRasterLevel){ 0 };
    if (!(x0 <= x1) || x1 < 0 || y1 < 0 || x0 > raster->cols || y0 > raster->rows) return true;
    for (;; shift++) {
        const double cell = ldexp(1, shift);
        const double left = fmax(floor(x0 / cell - 1), 0), top = fmax(floor(y0 / cell - 1), 0);
        const double right = fmin(ceil(x1 / cell + 1), ceil(raster->cols / cell)),
            bottom = fmin(ceil(y1 / cell + 1), ceil(raster->rows / cell));
        if (right - left > WINDOW_EDGE_MAX || bottom - top > WINDOW_EDGE_MAX) continue;
        const double window[4] = { left * cell, top * cell, fmin(right * cell, raster->cols) - left * cell,
                                  fmin(bottom * cell, raster->rows) - top * cell };
        out->cols = (int)(right - left), out->rows = (int)(bottom - top);
        if (out->cols < 1 || out->rows < 1) return true;
        out->scale_x = out->cols / window[2], out->scale_y = out->rows / window[3];
        origin[0] = window[0], origin[1] = window[1];
        if (!geo_raster_may_read(raster, err)) return false;
        out->cells = malloc((size_t)out->cols * (size_t)out->rows * 4);
        GDALDatasetH dataset = out->cells ? geo_raster_slot_acquire(raster, err) : NULL;
        geo_error_clear();
        const bool ok = dataset && geo_raster_window_read(raster, dataset, window, out->cols, out->rows, out->cells);
        const ErrCode code = raster->private_->is_remote ? ERR_NETWORK : ERR_IO;
        if (dataset && !ok) geo_error_fill(err, code, "read raster '%.200s'", raster->source);
        if (!out->cells) err_set(err, ERR_MEMORY, "no memory for a part of '%.200s'", raster->source);
        geo_raster_slot_release(raster, dataset);
        if (!ok) {
            free(out->cells);
            out->cells = NULL;
        }
        return ok;
    }
}

bool geo_raster_read_rgba(GeoRaster *raster, GeoBox box, int cols, int rows, uint8_t *rgba, Err *err)
{
    assert(cols > 0 && rows > 0);
    GeoRasterPrivate *p = raster->private_;
    const size_t count = (size_t)cols * (size_t)rows;
    memset(rgba, 0, count * 4);
    if (!geo_box_meets(box, raster->extent)) return true;
    double *column = malloc(count * sizeof *column), *row = malloc(count * sizeof *row);
    float *values = p->cell == GEO_CELL_RGBA8 ? NULL : malloc((size_t)cols * sizeof *values);
    bool ok = false;
    GeoRasterLevel window = { 0 };
    if (!column || !row || (p->cell != GEO_CELL_RGBA8 && !values)) {
        err_set(err, ERR_MEMORY, "no memory for a picture of '%.200s'", raster->source);
        goto done;
    }
    for (int r = 0; r < rows; r++) {
        double *x = column + (size_t)r * (size_t)cols, *y = row + (size_t)r * (size_t)cols;
        for (int c = 0; c < cols; c++) {
            x[c] = box.west_deg + (box.east_deg - box.west_deg) * (c + 0.5) / cols;
            y[c] = box.north_deg + (box.south_deg - box.north_deg) * (r + 0.5) / rows;
        }
        geo_raster_pixels(raster, x, y, cols);
    }
    const int shift = geo_raster_shift_for(raster, request_pixels(raster, box, cols, rows));
    const bool is_colours = p->cell == GEO_CELL_RGBA8;
    const GeoRasterLevel *level = is_colours ? level_ready(raster, shift) : NULL;
    double origin[2] = { 0, 0 };
    if (is_colours && !level) {
        if (!window_load(raster, shift, column, row, count, &window, origin, err)) goto done;
        level = &window;
    }
    for (int r = 0; r < rows; r++) {
        const size_t at = (size_t)r * (size_t)cols;
        if (!is_colours) {
            geo_raster_values_at(raster, shift, column + at, row + at, values, NULL, cols);
            ramp_colours(raster, values, rgba + at * 4, cols);
        } else if (level->cells) {
            level_colours(level, origin, column + at, row + at, rgba + at * 4, cols);
        }
    }
    ok = read_result(raster, shift, err);
done:
    free(window.cells);
    free(column);
    free(row);
    free(values);
    return ok;
}
