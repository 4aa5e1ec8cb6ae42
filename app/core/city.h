// SPDX-License-Identifier: Apache-2.0
// city.h - the model: layers as loaded, each with its state and reason; frozen data, replaced whole.
// Does not: decide what should be loaded (state.h does), draw, or wait: loads are jobs.
#pragma once
#include "assets/asset.h"
#include "base/job.h"
#include "core/state.h"
#include "geo/geo_layer.h"
#include "geo/geo_model_place.h"
#include "geo/geo_terrain.h"
#include <stdatomic.h>

// Counted ownership of loaded data: whoever uses a layer, raster or terrain outside the main thread's current frame (a tile
// job) acquires its hold first and releases it when done. The last release frees the data. Thread: any.
typedef struct CityHold {
    atomic_int count;
    GeoLayer *vector; // one of these four
    GeoRaster *raster;
    GeoTerrain *terrain;
    Asset *asset;
    GeoModelPlace *located;    // of asset: what its file says; heap
    struct CityHold **needs;   // holds this one keeps: a terrain its rasters
    int need_count;
    GeoProblem heights;        // absurd ones, by the style the layer had when it was read; count 0 = none
    size_t bytes;              // resident, for the budget
} CityHold;
CityHold *city_hold_acquire(CityHold *hold); // returns hold; NULL stays NULL
void city_hold_release(CityHold *hold);      // NULL is fine

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
    const Asset *asset;
    CityHold *hold; // owns vector, raster or asset
    const GeoModelPlace *located; // asset: where the file puts it, in words too
    GeoModelKind place_kind;      // asset: what places it now; POINT = by hand
    DPlace ecef_from_model;       // where it stands; has_place
    bool has_place;
    uint64_t place_key; // of what the place follows from
    DPlace place; // asset: the model's axes in the city frame (ENU metres); they may be scaled
    uint64_t place_version;    // grows when place changes; 0 = not placed yet: not drawn
    float progress;            // LOADING: 0..1, below 0 unknown
} CityLayer;

typedef struct City {
    GeoFrame frame;
    bool has_frame;
    CityLayer *layers;
    int layer_count, layer_cap;
    uint64_t frame_version;    // grows when the frame is set or moved: everything placed in it is void
    GeoTerrain *terrain;       // of the READY visible elevation layers; NULL = ellipsoid
    CityHold *terrain_hold;    // owns terrain and holds its rasters
    uint64_t terrain_version;
    uint64_t version;          // grows with any change here
    JobPool *pool;             // borrowed
    CityHold **retired;        // replaced or removed data, alive until city_collect
    int retired_count, retired_cap;
    uint64_t layers_version_seen;
    struct CityCompare *compare; // of the two models that the state names; NULL = none yet
    struct CitySymbol *symbols; // models drawn at points (city_symbol.h), a list
    struct CityLoad *loads;    // running and finished loads not yet taken over
    uint64_t terrain_key;
    uint64_t state_version_seen, version_seen;
    bool has_budget;           // seen in the state: then data is freed at once
} City;

void city_init(City *city, JobPool *pool);
void city_finish(City *city);  // cancels loads; the pool must still live
// Starts loads for layers the state wants and cancels those it no longer does; a source that holds several tables is
// expanded into one StateLayer each (the state is changed). Sets the frame with the first extent. Thread: main, each frame.
void city_sync(City *city, State *state);
const CityLayer *city_layer(const City *city, uint32_t id); // NULL when unknown
GeoProblem city_layer_raster_problem(
    const CityLayer *layer); // of its heights; count 0 = none. layer may be NULL
GeoBox city_layer_extent(const CityLayer *layer); // of what is loaded; empty where there is nothing
bool city_is_loading(const City *city);
GeoBox city_extent(const City *city, const State *state);   // of visible ready layers
void city_reload(City *city, uint32_t id);                   // once more, whatever it was
size_t city_resident_bytes(const City *city);               // loaded and retired layers
// Lets go of replaced and removed data; called once a frame after scene_update, which has dropped its plain pointers by then.
// What jobs still hold lives on until they release it; the freeing itself is a job.
void city_collect(City *city);
