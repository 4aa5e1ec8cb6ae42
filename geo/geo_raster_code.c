// SPDX-License-Identifier: Apache-2.0
// geo_raster_code.c - heights written into the colours of pictures: terrarium and terrain-RGB
// tiles. Formulas: Mapzen terrarium, height = 256 R + G + B / 256 - 32768; Mapbox Terrain-RGB,
// height = (65536 R + 256 G + B) / 10 - 10000.
#include "geo/geo_raster_private.h"

#include "base/file.h"
#include "base/str.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#define SAMPLE_EDGE 256
#define STEP_MAX_M \
    200.0 // median step between neighbours; a picture read as heights jumps by far more

float geo_raster_code_height(GeoRasterCode code, const uint8_t *rgb)
{
    if (code == GEO_RASTER_CODE_TERRARIUM)
        return (float)rgb[0] * 256 + (float)rgb[1] + (float)rgb[2] / 256 - 32768;
    return (float)((double)(rgb[0] << 16 | rgb[1] << 8 | rgb[2]) * 0.1 - 10000);
}

typedef struct {
    int count;            // of cells that are there
    double is_plausible;  // share of heights as on earth
    double step_m;        // median between neighbours
    int reds, blues;      // different values
    double in_red, wraps; // share of reds where heights have them; of neighbours with reds a step
                          // apart, share whose greens wrap
    int red_steps;
} Tally;

static int compare_floats(const void *a, const void *b)
{
    const float x = *(const float *)a, y = *(const float *)b;
    return x < y ? -1 : x > y;
}

static bool tally_make(GeoRasterCode code, const uint8_t *rgba, int cols, int rows, Tally *out)
{
    *out = (Tally){ 0 };
    bool reds[256] = { false }, blues[256] = { false };
    int good = 0, in_red = 0, steps = 0, wraps = 0;
    float *step = malloc((size_t)cols * (size_t)rows * sizeof *step);
    if (!step) return false;
    for (int i = 0; i < cols * rows; i++) {
        const uint8_t *c = rgba + (size_t)i * 4;
        if (c[3] == 0) continue;
        const float h = geo_raster_code_height(code, c);
        out->count++;
        good += h >= -11500 && h <= 9000;
        in_red +=
            code == GEO_RASTER_CODE_TERRARIUM ? c[0] >= 126 && c[0] <= 164 : c[0] == 1 || c[0] == 2;
        reds[c[0]] = blues[c[2]] = true;
        if (i % cols == 0 || c[-1] == 0) continue;
        step[steps++] = fabsf(h - geo_raster_code_height(code, c - 4));
        if (abs(c[0] - c[-4]) != 1) continue;
        out->red_steps++;
        wraps += abs(c[1] - c[-3]) >= 128;
    }
    for (int i = 0; i < 256; i++) out->reds += reds[i], out->blues += blues[i];
    qsort(step, (size_t)steps, sizeof *step, compare_floats);
    out->step_m = steps > 0 ? step[steps / 2] : 0;
    free(step);
    if (out->count < 64) return false;
    out->is_plausible = (double)good / out->count;
    out->in_red = (double)in_red / out->count;
    out->wraps = out->red_steps > 0 ? (double)wraps / out->red_steps : 0;
    return true;
}

static bool has_word(const char *text, const char *const *words)
{
    for (; *words; words++)
        if (strcasestr(text, *words)) return true;
    return false;
}

// By the numbers: heights step little from cell to cell, and where the red steps, the green wraps
// round.
static bool looks_like(GeoRasterCode code, const uint8_t *rgba, int cols, int rows, bool is_named)
{
    Tally t;
    if (!tally_make(code, rgba, cols, rows, &t) || t.is_plausible < 0.995 || t.step_m > STEP_MAX_M)
        return false;
    if (is_named) return t.blues > 1;
    if (t.in_red < 0.99) return false;
    if (code == GEO_RASTER_CODE_MAPBOX) return t.blues >= 32;
    return (t.red_steps >= 20 && t.wraps >= 0.9) || (t.reds <= 2 && t.blues >= 100);
}

GeoRasterCode geo_raster_code_find(const GeoRaster *raster, GDALDatasetH dataset,
                                   const char *encoding)
{
    static const char *const terrarium[] = { "terrarium", "mapterhorn", NULL };
    static const char *const mapbox[] = { "terrain-rgb",    "terrain_rgb",    "terrainrgb",
                                          "mapbox.terrain", "mapbox-terrain", NULL };
    const GeoRasterPrivate *p = raster->private_;
    if (!p->is_byte || raster->bands < 3 || p->is_grey || p->palette) return GEO_RASTER_CODE_NONE;
    if (encoding && str_equal_nocase(encoding, "terrarium")) return GEO_RASTER_CODE_TERRARIUM;
    if (encoding && (str_equal_nocase(encoding, "mapbox") || has_word(encoding, mapbox)))
        return GEO_RASTER_CODE_MAPBOX;
    if (encoding && encoding[0]) return GEO_RASTER_CODE_NONE;
    const bool is_terrarium = has_word(raster->source, terrarium),
               is_mapbox = has_word(raster->source, mapbox);
    if (strchr(raster->source, '{')) // far too many tiles to look at one that stands for all
        return is_terrarium ? GEO_RASTER_CODE_TERRARIUM
               : is_mapbox  ? GEO_RASTER_CODE_MAPBOX
                            : GEO_RASTER_CODE_NONE;
    const int cols = raster->cols < SAMPLE_EDGE ? raster->cols : SAMPLE_EDGE,
              rows = raster->rows < SAMPLE_EDGE ? raster->rows : SAMPLE_EDGE;
    uint8_t *rgba = malloc((size_t)cols * (size_t)rows * 4);
    GeoRasterCode found = GEO_RASTER_CODE_NONE;
    // Cells as they are, side by side, out of the middle: thinned ones would be mixtures where
    // overviews were averaged.
    const double window[4] = { (raster->cols - cols) / 2, (raster->rows - rows) / 2, cols, rows };
    if (rgba && geo_raster_colours_read(raster, dataset, window, cols, rows, rgba)) {
        if (looks_like(GEO_RASTER_CODE_TERRARIUM, rgba, cols, rows, is_terrarium))
            found = GEO_RASTER_CODE_TERRARIUM;
        else if (looks_like(GEO_RASTER_CODE_MAPBOX, rgba, cols, rows, is_mapbox))
            found = GEO_RASTER_CODE_MAPBOX;
    }
    free(rgba);
    return found;
}
