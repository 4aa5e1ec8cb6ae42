// SPDX-License-Identifier: Apache-2.0
// scene_live_value.c - a live value to the style word of its feature.
#include "core/style_live.h"
#include "scene/scene_live.h"

#include <math.h>

#define STALE_RGB 0xa49c94u // 0xBBGGRR; no scale of warnings has a grey

uint32_t scene_live_word(const LayerStyle *style, double number, LiveFreshness freshness)
{
    if (freshness == LIVE_NONE || freshness == LIVE_DEAD || isnan(number))
        return RENDER_STYLE_WORD(STALE_RGB, RENDER_STYLE_GHOST | RENDER_STYLE_TINT);
    if (freshness == LIVE_STALE) return RENDER_STYLE_WORD(STALE_RGB, RENDER_STYLE_TINT);
    const int n = style->live_stop_count;
    unsigned flags = RENDER_STYLE_TINT;
    if (style->live_effect == STYLE_LIVE_BLINK && n > 0 && number >= style->live_stops[n - 1].value)
        flags |= RENDER_STYLE_GLOW;
    if (style->live_effect == STYLE_LIVE_HIDE && n > 0 && number < style->live_stops[0].value)
        flags |= RENDER_STYLE_HIDDEN;
    return RENDER_STYLE_WORD(style_live_rgb(style, number), flags);
}
