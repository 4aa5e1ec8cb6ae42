// SPDX-License-Identifier: Apache-2.0
// style_live.c - templates of keys, stops and ramps of live values.
#include "core/style_live.h"

#include "core/style_ramp.h"
#include <math.h>
#include <stdio.h>
#include <string.h>

static bool add_attribute(const GeoLayer *layer, const char *name, size_t length, uint32_t feature,
                          char *out, size_t cap)
{
    char attribute[64];
    if (length >= sizeof attribute) return false;
    memcpy(attribute, name, length);
    attribute[length] = 0;
    const int at = geo_layer_column(layer, attribute);
    return at >= 0 && geo_column_text(&layer->columns[at], feature, out, cap) && out[0];
}

bool style_live_key(const GeoLayer *layer, const LayerStyle *style, uint32_t feature, char *out,
                    size_t cap)
{
    size_t length = 0;
    if (cap > 0) out[0] = 0;
    for (const char *c = style->live_key; *c;) {
        const char *close = *c == '{' ? strchr(c, '}') : NULL;
        if (length + 2 > cap) goto none;
        if (!close) {
            out[length++] = *c++;
            continue;
        }
        if (!add_attribute(layer, c + 1, (size_t)(close - c - 1), feature, out + length,
                           cap - length))
            goto none;
        length += strlen(out + length);
        c = close + 1;
    }
    if (length == 0 || length + 1 >= cap) goto none;
    out[length] = 0;
    return true;
none:
    if (cap > 0) out[0] = 0;
    return false;
}

static uint32_t mix_rgb(uint32_t a, uint32_t b, double t)
{
    uint32_t out = 0;
    for (int k = 0; k < 24; k += 8) {
        const double x = a >> k & 255u, y = b >> k & 255u;
        out |= (uint32_t)(x + (y - x) * t + 0.5) << k;
    }
    return out;
}

bool style_live_is_column(const LayerStyle *style)
{
    return style->live_effect == STYLE_LIVE_RAISE && style->live_key[0] && style->live_height_m > 0;
}

double style_live_share(const LayerStyle *style, double number)
{
    const int n = style->live_stop_count;
    const double low = n >= 2 ? style->live_stops[0].value : 0,
                 high = n >= 1 ? style->live_stops[n - 1].value : 1;
    if (isnan(number) || !(high > low)) return 0;
    return fmin(fmax((number - low) / (high - low), 0), 1);
}

uint32_t style_live_rgb(const LayerStyle *style, double number)
{
    const int n = style->live_stop_count;
    const StyleRamp *ramp = style->live_ramp[0] ? style_ramp_find(style->live_ramp) : NULL;
    uint32_t rgb = style->rgb & 0xffffffu;
    if (isnan(number)) return rgb;
    if (ramp) {
        const double low = n >= 2 ? style->live_stops[0].value : 0,
                     high = n >= 2 ? style->live_stops[n - 1].value : 1;
        const double t = high > low ? (number - low) / (high - low) : 0;
        const double at = fmin(fmax(t, 0), 1) * (STYLE_RAMP_COLOURS - 1);
        const int i = (int)fmin(floor(at), STYLE_RAMP_COLOURS - 2);
        return mix_rgb(ramp->rgb[i], ramp->rgb[i + 1], at - i);
    }
    for (int i = 0; i < n && number >= style->live_stops[i].value; i++)
        rgb = style->live_stops[i].rgb & 0xffffffu;
    return rgb;
}
