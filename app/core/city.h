// SPDX-License-Identifier: Apache-2.0
// city.h - the model: layers as loaded, each with its state and reason; frozen data, replaced whole.
// Does not: decide what should be loaded (state.h does), draw, or wait: loads are jobs.
#pragma once
#include "base/job.h"
#include "core/state.h"
#include "geo/geo_layer.h"
#include "geo/geo_terrain.h"

typedef enum { CITY_LAYER_NONE, CITY_LAYER_WAITING, CITY_LAYER_LOADING, CITY_LAYER_READY, CITY_LAYER_FAILED } CityLayerState;

typedef struct {
    uint32_t id;               // of the StateLayer
    CityLayerState state;
    Err err;                   // FAILED: why; err_code_zh(err.code) + err.text
    JobId job;
    uint64_t load_key;         // hash of what the load depends on: source, table, crs, datum, encoding, where
    uint64_t version;          // grows when the data is replaced
    GeoLayer *vector;          // READY: one of these
    GeoRaster *raster;
} CityLayer;

typedef struct City {
    GeoFrame frame;
    bool has_frame;
    CityLayer *layers;
    int layer_count, layer_cap;
    GeoTerrain *terrain;       // of the READY elevation layers; NULL = ellipsoid
    uint64_t terrain_version;
    uint64_t version;          // grows with any change here
    JobPool *pool;             // borrowed
} City;

void city_init(City *city, JobPool *pool);
void city_finish(City *city);  // cancels loads; the pool must still live
// Starts loads for layers the state wants and cancels those it no longer does; a source that holds several tables is
// expanded into one StateLayer each (the state is changed). Sets the frame with the first extent. Thread: main, each frame.
void city_sync(City *city, State *state);
const CityLayer *city_layer(const City *city, uint32_t id); // NULL when unknown
bool city_is_loading(const City *city);
GeoBox city_extent(const City *city, const State *state);   // of visible ready layers
// Unloads data that was kept past its use; called after the scene has dropped what it held (see city_retire in city.c).
void city_collect(City *city);
