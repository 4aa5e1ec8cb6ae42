// SPDX-License-Identifier: Apache-2.0
// scene_label_grid.h - which parts of the picture are taken by labels: cells of a few pixels that know their owner.
#pragma once
#include <stdbool.h>
#include <stdint.h>

typedef struct {
    uint16_t *owners;          // 0 = free
    int cols, rows, cell_px;
    int cap;
} SceneLabelGrid;

bool scene_label_grid_reset(SceneLabelGrid *grid, int width_px, int height_px, float scale);
void scene_label_grid_finish(SceneLabelGrid *grid);
// Owner of the first taken cell under the rectangle; 0 = free. What leaves the picture is not looked at.
uint16_t scene_label_grid_owner(const SceneLabelGrid *grid, float x, float y, float width, float height);
void scene_label_grid_take(SceneLabelGrid *grid, float x, float y, float width, float height, uint16_t owner);
// Gives back the cells of an owner under the rectangle.
void scene_label_grid_free(SceneLabelGrid *grid, float x, float y, float width, float height, uint16_t owner);
