// SPDX-License-Identifier: Apache-2.0
// style_symbol.h - which 3D symbol stands at which point: a built-in one or a model file, the same
// for all or named by an attribute. Does not: read files or draw.
#pragma once
#include "core/state.h"
#include "geo/geo_layer.h"

enum { STYLE_SYMBOLS_MAX = 32 }; // kinds in a layer; points of further ones get the last

// How many kinds the style makes of this layer: 1, or with symbol_attribute one a value of it; 0 =
// no symbol. The attribute must hold text. Thread: any.
int style_symbol_count(const GeoLayer *layer, const LayerStyle *style);
int style_symbol_of(const GeoLayer *layer, const LayerStyle *style, uint32_t feature); // 0..count-1
// Name or path of a kind: the style's symbol, * replaced by the value (by nothing where a value
// holds a slash: data names no folders). False: it does not fit in cap.
bool style_symbol_name(const GeoLayer *layer, const LayerStyle *style, int kind, char *out,
                       size_t cap);
bool style_symbol_is_model(const char *name); // a file that asset_load reads, by its extension
// A name or a pattern that is a path: taken from the document's folder.
bool style_symbol_is_path(const char *symbol);
