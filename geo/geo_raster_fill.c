// SPDX-License-Identifier: Apache-2.0
// geo_raster_fill.c - small holes inside heights (radar shadow, clouds) closed from the ground on all four sides.
// Does not: fill what is open on a side within reach: seas, borders and the outside stay empty.
#include "geo/geo_raster_private.h"

#include "base/array.h"

#include <math.h>
#include <stdlib.h>

typedef struct {
    GeoCellType type;
    void *cells;
    int cols, rows, reach;
} FillGrid;

typedef struct {
    size_t at;
    float value;
} FillCell;

static inline float grid_value(const FillGrid *g, size_t at)
{
    if (g->type == GEO_CELL_F32) return ((const float *)g->cells)[at];
    const int16_t v = ((const int16_t *)g->cells)[at];
    return v == GEO_CELL_VOID_I16 ? NAN : (float)v;
}

static inline bool grid_is_void(const FillGrid *g, size_t at)
{
    return g->type == GEO_CELL_F32 ? isnan(((const float *)g->cells)[at]) : ((const int16_t *)g->cells)[at] == GEO_CELL_VOID_I16;
}

// The first held cell above or below: its distance, 0 when there is none within reach.
static int vertical_reach(const FillGrid *g, int column, int row, int step, float *value)
{
    for (int d = 1; d <= g->reach; d++) {
        const int r = row + d * step;
        if (r < 0 || r >= g->rows) return 0;
        const size_t at = (size_t)r * (size_t)g->cols + (size_t)column;
        if (grid_is_void(g, at)) continue;
        *value = grid_value(g, at);
        return d;
    }
    return 0;
}

// Cells of one run of holes [first, end) in a row, between held cells on both sides.
static bool run_fill(const FillGrid *g, int row, int first, int end, FillCell **out, size_t *count, size_t *cap)
{
    const size_t line = (size_t)row * (size_t)g->cols;
    const float west = grid_value(g, line + (size_t)first - 1), east = grid_value(g, line + (size_t)end);
    for (int c = first; c < end; c++) {
        const int to_west = c - first + 1, to_east = end - c;
        float north = 0, south = 0;
        if (to_west > g->reach || to_east > g->reach) continue;
        const int to_north = vertical_reach(g, c, row, -1, &north);
        const int to_south = to_north ? vertical_reach(g, c, row, 1, &south) : 0;
        if (!to_south) continue;
        const float w[4] = { 1.0f / (float)to_west, 1.0f / (float)to_east, 1.0f / (float)to_north, 1.0f / (float)to_south };
        const float value = (west * w[0] + east * w[1] + north * w[2] + south * w[3]) / (w[0] + w[1] + w[2] + w[3]);
        if (!array_reserve_large((void **)out, cap, *count + 1, sizeof **out)) return false;
        (*out)[(*count)++] = (FillCell){ line + (size_t)c, value };
    }
    return true;
}

void geo_raster_holes_fill(GeoCellType type, void *cells, int cols, int rows, int reach)
{
    const FillGrid g = { type, cells, cols, rows, reach };
    FillCell *filled = NULL;
    size_t count = 0, cap = 0;
    bool has_memory = true;
    for (int row = 1; row + 1 < rows && has_memory; row++) {
        const size_t line = (size_t)row * (size_t)cols;
        for (int c = 0; c < cols && has_memory;) {
            if (!grid_is_void(&g, line + (size_t)c)) {
                c++;
                continue;
            }
            int end = c;
            while (end < cols && grid_is_void(&g, line + (size_t)end)) end++;
            // A run of twice the reach has no cell that reaches both sides.
            if (c > 0 && end < cols && end - c < 2 * reach) has_memory = run_fill(&g, row, c, end, &filled, &count, &cap);
            c = end;
        }
    }
    // Only now: what was filled is no ground for its neighbours.
    for (size_t i = 0; i < count; i++) {
        if (type == GEO_CELL_F32) ((float *)cells)[filled[i].at] = filled[i].value;
        else ((int16_t *)cells)[filled[i].at] = (int16_t)lrintf(filled[i].value);
    }
    free(filled);
}
