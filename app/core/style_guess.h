// SPDX-License-Identifier: Apache-2.0
// style_guess.h - what a layer probably is, from geometry and the names of attributes and layer, Chinese and English; and what
// the values of a style's attributes mean for each feature (heights, widths, uses).
// Does not: change the wanted style, draw, or look at a network.
#pragma once
#include "core/state.h"
#include "geo/geo_layer.h"

#define STYLE_STOREY_M 3.3
#define STYLE_HEIGHT_MIN_M 3.0      // no building is drawn lower
#define STYLE_HEIGHT_DEFAULT_M 9.9  // three storeys, where nothing is known
#define STYLE_HEIGHT_MAX_M 1000.0   // above: absurd, the default is used

// Fills every unset key of wanted: draw, colours, heights, width, label, surface, visible range. "none" in a name key means
// the operator wants none; it comes out as "". After this draw is never AUTO; colour_mode and stops are ready to use; lines have
// width_m, width_px or a width_attribute; has_rgb is true (the colour where no category fits). Thread: any.
void style_guess(const GeoLayer *layer, const LayerStyle *wanted, LayerStyle *out);
void style_guess_raster(int kind, const LayerStyle *wanted, LayerStyle *out); // GeoRasterKind

// All features at once, from a style that style_guess has filled. Arrays have feature_count entries.
// Top and bottom above the ground: attribute, else storeys, else the constant; within MIN and MAX. min_height may be NULL.
void style_heights_m(const GeoLayer *layer, const LayerStyle *style, float *height, float *min_height);
// How many of them are given and absurd (below 0, above MAX, not a number), so that the storeys or the constant count; the first is named.
GeoProblem style_heights_problem(const GeoLayer *layer, const LayerStyle *style);
// GEO_BUILDING_USE_* by the use attribute's text ("residential", "住宅", "office", "商业" …); 0 when unknown.
void style_uses(const GeoLayer *layer, const LayerStyle *style, uint8_t *use);
// Real width: numbers as they are (also "7.5 m"), class names by the class table ("primary", "一级公路"), else width_m.
// Returns false, and fills nothing, when every feature has the same width style->width_m (0 = style->width_px counts).
bool style_widths_m(const GeoLayer *layer, const LayerStyle *style, float *width);
// Higher is more important: label_rank_attribute's number, or the class of a road or place; 0..1 over the layer.
void style_ranks(const GeoLayer *layer, const LayerStyle *style, float *rank);

// The class table: roads, railways, waterways, land use, places. false when the value is unknown.
typedef struct {
    const char *value;         // "motorway"; Chinese values are rows of their own
    float width_m;             // lines; 0 = none
    uint32_t rgb;              // 0xBBGGRR
    float rank;                // 0..1
    StyleSurface surface;
    float dash_m;
} StyleClass;
const StyleClass *style_class_find(const char *value); // NULL = unknown
