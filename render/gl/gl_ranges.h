// SPDX-License-Identifier: Apache-2.0
// gl_ranges.h - free ranges of a large buffer: first fit, neighbours joined when given back.
// Does not: touch OpenGL.
#pragma once
#include <stdbool.h>
#include <stdint.h>

typedef struct {
    uint32_t first, count;
} GlRange;
typedef struct {
    GlRange *free; // by first, never touching
    int free_count, free_cap;
    uint32_t total, used;
} GlRanges;

bool gl_ranges_init(GlRanges *ranges, uint32_t total);
bool gl_ranges_grow(GlRanges *ranges, uint32_t total); // more room at the end
// count > 0; false when no range is large enough.
bool gl_ranges_take(GlRanges *ranges, uint32_t count, uint32_t *first);
void gl_ranges_give(GlRanges *ranges, uint32_t first, uint32_t count);
void gl_ranges_finish(GlRanges *ranges);
