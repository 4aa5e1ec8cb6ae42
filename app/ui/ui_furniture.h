// SPDX-License-Identifier: Apache-2.0
// ui_furniture.h - what a picture carries besides the city: title, notice, scale bar, compass, time, sources, the maker's mark.
#pragma once
#include "base/str.h"
#include "ui/ui.h"
#include "ui/ui_paint.h"

#define UI_FURNITURE_MAX 8
typedef struct {
    UiPanelImage images[UI_FURNITURE_MAX];
    cairo_surface_t *surfaces[UI_FURNITURE_MAX];
    int count;
    Str made_of; // what they show: asked for the same again, the same images come back
} UiFurnitureImages;

const UiPanelImage *ui_furniture_draw(UiFurnitureImages *out, UiPainter *painter, const UiFurniture *furniture, int width, int height, int *count);
void ui_furniture_finish(UiFurnitureImages *images);
