// SPDX-License-Identifier: Apache-2.0
// scene_label_raster.h - text and icons to small RG8 pictures (fill, halo) by Pango and Cairo, in a thread of its own, because a
// cold font costs it tens of milliseconds.
// Does not: place labels, or touch OpenGL.
#pragma once
#include "base/err.h"
#include <stdbool.h>
#include <stdint.h>

#define SCENE_LABEL_TEXT_MAX 160

typedef struct {
    uint64_t key;
    float size_px;             // of the text's em, or the icon's edge
    float halo_px;
    bool is_icon, is_bold;
    bool is_cell; // one character with the room it takes in a line: width = its advance + 2
    char text[SCENE_LABEL_TEXT_MAX]; // the icon's name
} SceneLabelRequest;

typedef struct {
    uint64_t key;
    int width, height;         // 0 = nothing to draw
    uint8_t *rg;               // heap, the receiver frees; 2 bytes a texel
} SceneLabelPicture;

typedef struct SceneLabelRaster SceneLabelRaster;
SceneLabelRaster *scene_label_raster_create(Err *err);
void scene_label_raster_destroy(SceneLabelRaster *raster); // waits for the picture being drawn
// Thread: main. false = the queue is full, ask again next frame.
bool scene_label_raster_ask(SceneLabelRaster *raster, const SceneLabelRequest *request);
bool scene_label_raster_take(SceneLabelRaster *raster, SceneLabelPicture *picture);
// One picture at once, in the caller's thread (tests).
void scene_label_raster_draw(const SceneLabelRequest *request, SceneLabelPicture *picture);
bool scene_label_icon_exists(const char *name);
