// SPDX-License-Identifier: Apache-2.0
// render_stage.h - one context, renderer and small city for all tests of this program; made at first use.
#pragma once
#include "check.h"
#include "render_city.h"
#include "base/image.h"

typedef struct {
    Render *render; // NULL: no OpenGL here
    City city;
} Stage;
Stage *stage_get(void);
Image stage_picture(Stage *stage, const RenderFrame *frame); // image_finish it
// Share of pixels that differ by more than tolerance in any channel.
double image_difference(const Image *a, const Image *b, int tolerance);
double image_mean(const Image *image, int x0, int y0, int x1, int y1, int channel);
#define STAGE_OR_SKIP(stage)                                                                   \
    Stage *stage = stage_get();                                                                \
    if (!stage->render) CHECK_SKIP("no OpenGL 4.5 here")
