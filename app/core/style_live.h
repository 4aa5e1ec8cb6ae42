// SPDX-License-Identifier: Apache-2.0
// style_live.h - which key a feature's live value has, and the colour a value stands for.
// Does not: hold values (live.h) or write style slots (scene_live.h).
#pragma once
#include "core/state.h"
#include "geo/geo_layer.h"

// The style's live_key with each {name} replaced by the feature's attribute. False, *out empty: no
// template, an attribute that is not there or empty, or longer than cap. Thread: any.
bool style_live_key(const GeoLayer *layer, const LayerStyle *style, uint32_t feature, char *out,
                    size_t cap);
// 0xBBGGRR of a value: the last stop at or below it, below the first the style's own colour; of a
// ramp the colour between the first stop and the last (without stops: 0 and 1). NAN: own colour.
uint32_t style_live_rgb(const LayerStyle *style, double number);
// Its features are drawn as high as live_height_m says, not as high as they are.
bool style_live_is_column(const LayerStyle *style);
// Where a value lies between the first stop and the last (of one stop: between 0 and it; without:
// between 0 and 1), 0 to 1; below and above it is at the end. NAN: 0.
double style_live_share(const LayerStyle *style, double number);
