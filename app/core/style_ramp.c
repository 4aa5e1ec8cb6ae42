// SPDX-License-Identifier: Apache-2.0
// style_ramp.c - ramps: perceptually ordered ones for values, one for heights, two that part at the middle.
// To add a ramp: a row of nine colours.
#include "core/style_ramp.h"
#include "base/str.h"
#include <stddef.h>

#define RGB(c) ((((uint32_t)(c) & 0xff) << 16) | ((uint32_t)(c) & 0xff00) | ((uint32_t)(c) >> 16))

const StyleRamp style_ramp_table[] = {
    { "viridis", { RGB(0x440154), RGB(0x472d7b), RGB(0x3b528b), RGB(0x2c728e), RGB(0x21918c), RGB(0x28ae80), RGB(0x5ec962),
                   RGB(0xaddc30), RGB(0xfde725) } },
    { "heat", { RGB(0x000004), RGB(0x1f0c48), RGB(0x550f6d), RGB(0x88226a), RGB(0xba3655), RGB(0xe35933), RGB(0xf98e09),
                RGB(0xf9cb35), RGB(0xfcffa4) } },
    { "blues", { RGB(0xf2f7fc), RGB(0xdce9f6), RGB(0xc3dbee), RGB(0x9dc8e2), RGB(0x6cadd5), RGB(0x4391c6), RGB(0x2271b4),
                 RGB(0x0b5099), RGB(0x08306b) } },
    { "greens", { RGB(0xf3faf0), RGB(0xe0f2db), RGB(0xc4e7bd), RGB(0xa0d79a), RGB(0x74c476), RGB(0x44aa5d), RGB(0x258b45),
                  RGB(0x076b2d), RGB(0x00441b) } },
    { "reds", { RGB(0xfff2ec), RGB(0xfedecf), RGB(0xfcbba1), RGB(0xfc9473), RGB(0xfa6a4a), RGB(0xee3b2c), RGB(0xcb181d),
                RGB(0xa30f15), RGB(0x67000d) } },
    { "greys", { RGB(0xf8f8f8), RGB(0xe4e4e4), RGB(0xcccccc), RGB(0xb0b0b0), RGB(0x929292), RGB(0x747474), RGB(0x575757),
                 RGB(0x3a3a3a), RGB(0x1c1c1c) } },
    { "traffic", { RGB(0x1a9850), RGB(0x66bd63), RGB(0xa6d96a), RGB(0xd9ef8b), RGB(0xfee08b), RGB(0xfdae61), RGB(0xf46d43),
                   RGB(0xd73027), RGB(0xa50026) } },
    { "diverging", { RGB(0x2166ac), RGB(0x4a90c2), RGB(0x92c5de), RGB(0xd1e5f0), RGB(0xf7f7f7), RGB(0xfddbc7), RGB(0xf4a582),
                     RGB(0xd6604d), RGB(0xb2182b) } },
    { "terrain", { RGB(0x6f9e6b), RGB(0x95b77a), RGB(0xbfcd8c), RGB(0xe0d9a0), RGB(0xd6bf88), RGB(0xbf9c6e), RGB(0xa8815e),
                   RGB(0xc9bcb0), RGB(0xf6f4f2) } },
};
const int style_ramp_count = (int)(sizeof style_ramp_table / sizeof style_ramp_table[0]);

static const uint32_t style_palette_table[12] = {
    RGB(0x4e79a7), RGB(0xf28e2b), RGB(0x59a14f), RGB(0xe15759), RGB(0xb07aa1), RGB(0x76b7b2),
    RGB(0xedc948), RGB(0xff9da7), RGB(0x9c755f), RGB(0x86bcb6), RGB(0x8cd17d), RGB(0xbab0ac),
};

const StyleRamp *style_ramp_find(const char *name)
{
    for (int i = 0; i < style_ramp_count; i++)
        if (str_equal_nocase(style_ramp_table[i].name, name)) return &style_ramp_table[i];
    return NULL;
}

uint32_t style_palette(int index)
{
    return style_palette_table[(unsigned)index % 12];
}
