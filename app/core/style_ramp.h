// SPDX-License-Identifier: Apache-2.0
// style_ramp.h - named colour ramps and the palette of categories.
#pragma once
#include <stdint.h>

#define STYLE_RAMP_COLOURS 9
typedef struct {
    const char *name;
    uint32_t rgb[STYLE_RAMP_COLOURS]; // 0xBBGGRR, low to high
} StyleRamp;
extern const StyleRamp style_ramp_table[];
extern const int style_ramp_count;
const StyleRamp *style_ramp_find(const char *name); // NULL = unknown
uint32_t style_palette(int index);                  // 0xBBGGRR; distinct for the first twelve, then it goes round
