// SPDX-License-Identifier: Apache-2.0
// geo_layer_cache.h - frozen layers kept as one file each, mapped at the next opening.
// Does not: keep small layers, layers of network sources, or more than its folder's bound.
#pragma once
#include "geo/geo_layer.h"

// A layer whose arrays point into the map, or NULL: none kept, out of date, or damaged.
GeoLayer *geo_layer_cache_read(const GeoLayerDesc *desc);
// Starts writing in the background (idle priority) where the layer is worth it. The layer must not change; destroying it waits.
void geo_layer_cache_write(const GeoLayerDesc *desc, GeoLayer *layer);
// Unmaps, waits for the writer; arrays that pointed into the map become NULL. For geo_layer_destroy.
void geo_layer_cache_close(GeoLayer *layer);
