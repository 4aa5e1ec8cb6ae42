// SPDX-License-Identifier: Apache-2.0
// scene_label_grid.c - occupancy of the picture by labels.
#include "scene/scene_label_grid.h"

#include "base/array.h"
#include <stdlib.h>
#include <string.h>

typedef struct {
    int x0, y0, x1, y1; // inclusive; empty when x0 > x1
} Cells;

static Cells cells_of(const SceneLabelGrid *g, float x, float y, float width, float height)
{
    const float cell = (float)g->cell_px;
    Cells c = { (int)(x / cell), (int)(y / cell), (int)((x + width) / cell), (int)((y + height) / cell) };
    if (x + width < 0 || y + height < 0) return (Cells){ 1, 1, 0, 0 };
    if (c.x0 < 0 || x < 0) c.x0 = 0;
    if (c.y0 < 0 || y < 0) c.y0 = 0;
    if (c.x1 >= g->cols) c.x1 = g->cols - 1;
    if (c.y1 >= g->rows) c.y1 = g->rows - 1;
    return c;
}

bool scene_label_grid_reset(SceneLabelGrid *g, int width_px, int height_px, float scale)
{
    g->cell_px = scale > 1 ? (int)(6 * scale) : 6;
    g->cols = width_px / g->cell_px + 1;
    g->rows = height_px / g->cell_px + 1;
    if (!array_reserve((void **)&g->owners, &g->cap, g->cols * g->rows, sizeof *g->owners)) {
        g->cols = g->rows = 0;
        return false;
    }
    memset(g->owners, 0, sizeof *g->owners * (size_t)(g->cols * g->rows));
    return true;
}

void scene_label_grid_finish(SceneLabelGrid *g)
{
    free(g->owners);
    *g = (SceneLabelGrid){ 0 };
}

uint16_t scene_label_grid_owner(const SceneLabelGrid *g, float x, float y, float width, float height)
{
    const Cells c = cells_of(g, x, y, width, height);
    for (int j = c.y0; j <= c.y1; j++) {
        for (int i = c.x0; i <= c.x1; i++) {
            if (g->owners[j * g->cols + i]) return g->owners[j * g->cols + i];
        }
    }
    return 0;
}

void scene_label_grid_take(SceneLabelGrid *g, float x, float y, float width, float height, uint16_t owner)
{
    const Cells c = cells_of(g, x, y, width, height);
    for (int j = c.y0; j <= c.y1; j++) {
        for (int i = c.x0; i <= c.x1; i++) g->owners[j * g->cols + i] = owner;
    }
}

void scene_label_grid_free(SceneLabelGrid *g, float x, float y, float width, float height, uint16_t owner)
{
    const Cells c = cells_of(g, x, y, width, height);
    for (int j = c.y0; j <= c.y1; j++) {
        for (int i = c.x0; i <= c.x1; i++) {
            if (g->owners[j * g->cols + i] == owner) g->owners[j * g->cols + i] = 0;
        }
    }
}
