// SPDX-License-Identifier: Apache-2.0
// scene_live_value.c - a live value to the style word of its feature.
#include "core/style_live.h"
#include "scene/scene_live.h"

#include <math.h>

#define STALE_RGB 0xa49c94u // 0xBBGGRR; no scale of warnings has a grey
#define SHARE_LEAST 3       // of 255: a slab that can still be seen and picked

static uint32_t word_of(const LayerStyle *style, uint32_t rgb, double share, unsigned flags)
{
    if (style->live_effect != STYLE_LIVE_RAISE) return RENDER_STYLE_WORD(rgb, flags);
    const int raised = (int)(share * 255 + 0.5);
    return RENDER_STYLE_RAISED_WORD(rgb, raised < SHARE_LEAST ? SHARE_LEAST : raised, flags);
}

uint32_t scene_live_word(const LayerStyle *style, double number, LiveFreshness freshness)
{
    const double share = style_live_share(style, number);
    if (freshness == LIVE_NONE || freshness == LIVE_DEAD || isnan(number))
        return word_of(style, STALE_RGB, 0, RENDER_STYLE_GHOST | RENDER_STYLE_TINT);
    if (freshness == LIVE_STALE)
        return word_of(style, STALE_RGB, share, RENDER_STYLE_HATCHED | RENDER_STYLE_TINT);
    unsigned flags = RENDER_STYLE_TINT;
    if (scene_live_blinks(style, number)) flags |= RENDER_STYLE_GLOW;
    if (scene_live_hides(style, number)) flags |= RENDER_STYLE_HIDDEN;
    return word_of(style, style_live_rgb(style, number), share, flags);
}

bool scene_live_blinks(const LayerStyle *style, double number)
{
    const int n = style->live_stop_count;
    return style->live_effect == STYLE_LIVE_BLINK && n > 0 &&
           number >= style->live_stops[n - 1].value;
}

bool scene_live_hides(const LayerStyle *style, double number)
{
    return style->live_effect == STYLE_LIVE_HIDE && style->live_stop_count > 0 &&
           number < style->live_stops[0].value;
}
