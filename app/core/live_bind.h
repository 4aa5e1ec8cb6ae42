// SPDX-License-Identifier: Apache-2.0
// live_bind.h - which key belongs to which feature or object: by attribute, by place, by what a
// building model says; looked up both ways in constant time.
// Does not: hold layers (they are read while a rule is made), or know values.
#pragma once
#include "assets/asset.h"
#include "base/keys.h"
#include "geo/geo_layer.h"

typedef struct LiveBind LiveBind;
typedef struct {
    int rule; // as live_bind_attributes and its like returned it
    uint32_t layer_id;
    uint32_t feature; // or object of a model
    uint32_t key;
} LiveBinding;

typedef struct {
    int bound, unresolved; // features (objects, keys) with a key, and those left without one
} LiveBindCount;

LiveBind *live_bind_create(Keys *keys); // borrowed
void live_bind_destroy(LiveBind *bind);
// A rule returns its number from 1, 0 with *err: ERR_FORMAT (template), ERR_NOT_FOUND (an attribute
// the layer lacks, with the nearest), ERR_MEMORY. Made anew when the layer is loaded anew.
// Thread: main.
// Template "air.{code}.pm25": {attribute} of each feature, {fid} its number in the source. A
// feature whose attribute is empty, or makes no key, is unresolved.
int live_bind_attributes(LiveBind *bind, uint32_t layer_id, const GeoLayer *layer,
                         const char *key_template, LiveBindCount *count, Err *err);
// Keys that stand somewhere, each bound to the feature that contains it, else to the nearest within
// most_m (0: containing only).
typedef struct {
    uint32_t key;
    double lon_deg, lat_deg;
} LiveBindPlace;
typedef struct {
    const LiveBindPlace *places;
    int place_count;
    double most_m;
} LiveBindPlaces;
int live_bind_places(LiveBind *bind, uint32_t layer_id, const GeoLayer *layer,
                     const LiveBindPlaces *places, LiveBindCount *count, Err *err);
// Objects of a building model by their property "SET.NAME" (NULL = "Citymirror.Key"), to the object
// and, where it stands in a space, to that space. count: objects that have the property.
int live_bind_model(LiveBind *bind, uint32_t layer_id, const Asset *asset, const char *property,
                    LiveBindCount *count, Err *err);
int live_bind_one(LiveBind *bind, uint32_t layer_id, uint32_t feature, uint32_t key); // by id
void live_bind_forget(LiveBind *bind, uint32_t layer_id); // all rules of a layer; 0 = of all
// Bindings of a key, or of a feature, newest first, at most max; returns how many there are.
int live_bind_of_key(const LiveBind *bind, uint32_t key, LiveBinding *out, int max);
int live_bind_of_feature(const LiveBind *bind, uint32_t layer_id, uint32_t feature,
                         LiveBinding *out, int max);
// The key a rule (0 = the newest) gives a feature: for a style over all of a layer. 0 = none.
uint32_t live_bind_key(const LiveBind *bind, uint32_t layer_id, uint32_t feature, int rule);
int live_bind_count(const LiveBind *bind);

// The feature that contains the place (the smallest of several), else the nearest whose edge lies
// within most_m. False: none.
bool live_bind_nearest(const GeoLayer *layer, double lon_deg, double lat_deg, double most_m,
                       uint32_t *feature);
// Keys by group: by the text of an attribute of the feature that contains each (district, town
// code), or by a cell of cell_deg of longitude and latitude ("110.40,21.20", its south-west
// corner). out holds 64 bytes. False: in none.
bool live_bind_group(const GeoLayer *layer, int column, double lon_deg, double lat_deg,
                     char out[64]);
bool live_bind_cell(double cell_deg, double lon_deg, double lat_deg, char out[64]);
