// SPDX-License-Identifier: Apache-2.0
// gl_ranges.c - a sorted array of free ranges.
#include "render/gl/gl_ranges.h"
#include "base/array.h"
#include <assert.h>
#include <stdlib.h>
#include <string.h>

bool gl_ranges_init(GlRanges *ranges, uint32_t total)
{
    *ranges = (GlRanges){ 0 };
    return gl_ranges_grow(ranges, total);
}

bool gl_ranges_grow(GlRanges *ranges, uint32_t total)
{
    assert(total > ranges->total);
    if (!array_reserve((void **)&ranges->free, &ranges->free_cap, ranges->free_count + 2, sizeof *ranges->free)) return false;
    const uint32_t first = ranges->total, count = total - first;
    ranges->used += count;
    ranges->total = total;
    gl_ranges_give(ranges, first, count);
    return true;
}

bool gl_ranges_take(GlRanges *ranges, uint32_t count, uint32_t *first)
{
    assert(count > 0);
    if (ranges->free_count == 0) return false;
    // Giving back may need one more entry: keep room for it now, so that giving never fails.
    if (!array_reserve((void **)&ranges->free, &ranges->free_cap, ranges->free_count + 2, sizeof *ranges->free)) return false;
    for (int i = 0; i < ranges->free_count; i++) {
        GlRange *range = &ranges->free[i];
        if (range->count < count) continue;
        *first = range->first;
        range->first += count;
        range->count -= count;
        if (range->count == 0) {
            memmove(range, range + 1, (size_t)(ranges->free_count - i - 1) * sizeof *range);
            ranges->free_count--;
        }
        ranges->used += count;
        return true;
    }
    return false;
}

void gl_ranges_give(GlRanges *ranges, uint32_t first, uint32_t count)
{
    if (count == 0) return;
    assert(first + count <= ranges->total && ranges->used >= count);
    int low = 0, high = ranges->free_count;
    while (low < high) {
        const int mid = (low + high) / 2;
        if (ranges->free[mid].first < first) low = mid + 1;
        else high = mid;
    }
    GlRange *at = ranges->free + low;
    const bool joins_before = low > 0 && at[-1].first + at[-1].count == first;
    const bool joins_after = low < ranges->free_count && first + count == at->first;
    if (joins_before && joins_after) {
        at[-1].count += count + at->count;
        memmove(at, at + 1, (size_t)(ranges->free_count - low - 1) * sizeof *at);
        ranges->free_count--;
    } else if (joins_before) {
        at[-1].count += count;
    } else if (joins_after) {
        at->first = first;
        at->count += count;
    } else {
        const bool has_room = array_reserve((void **)&ranges->free, &ranges->free_cap, ranges->free_count + 2, sizeof *ranges->free);
        at = ranges->free + low;
        if (has_room) { // without memory the range is lost, not the program
            memmove(at + 1, at, (size_t)(ranges->free_count - low) * sizeof *at);
            *at = (GlRange){ first, count };
            ranges->free_count++;
        }
    }
    ranges->used -= count;
}

void gl_ranges_finish(GlRanges *ranges)
{
    free(ranges->free);
    *ranges = (GlRanges){ 0 };
}
