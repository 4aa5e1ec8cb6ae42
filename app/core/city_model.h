// SPDX-License-Identifier: Apache-2.0
// city_model.h - models among the layers: what the file says of their place, where they stand now.
// Does not: load them (city_load.h), draw, or ask PROJ on the main thread.
#pragma once
#include "base/json.h"
#include "core/city.h"

typedef struct {
    const IfcModel *ifc; // NULL = none
    const Asset *asset;  // NULL: an IFC model alone; min and max count
    DVec3 min, max;      // of what is drawn, the model's axes
    const char *crs;     // of the layer; NULL or "" = the file's
    GeoDatum datum;
    GeoVerticalDesc heights;
} CityModelDesc;
// A model of kilometres is bent to the earth: each instance stands where the exact conversion puts
// its middle, and the place's notes say so. Only while nobody else sees the asset. Nothing happens
// where one plane is exact to 5 mm. Blocks. Thread: job. false only without memory.
bool city_model_bend(Asset *asset, const CityModelDesc *desc, GeoModelPlace *place, Err *err);
// By what the file says. Blocks (PROJ). Thread: job. false only without memory.
bool city_model_locate(const CityModelDesc *desc, GeoModelPlace *out, Err *err);

// Every loaded model to its place: by hand, by its file, on the ground in the middle of the view
// (then it is written into the state as placed by hand). Private to city.c. Thread: main.
void city_model_follow(City *city, State *state);
// Where a layer's model stands now, as if by hand: for moving it. false = it stands nowhere yet.
bool city_model_point(const City *city, const State *state, uint32_t layer_id, GeoModelPoint *out);
// What can be selected: features of a vector layer, objects of a model; 0 for rasters.
uint32_t city_layer_feature_count(const CityLayer *layer);
int city_model_product_count(
    const CityLayer *layer); // objects with triangles, as `info` counts them
// What a panel shows of a model's object, in order; texts live in the arena or with the model.
typedef struct {
    const char *heading; // of the rows that follow; "" = goes on
    const char *name, *value;
    bool is_weak; // of its type, or nothing to say
} CityModelRow;
int city_model_rows(const CityLayer *layer, uint32_t object, bool is_chinese, Arena *arena,
                    CityModelRow **out);
// For scripts, keys into the object that is open: "fid" (the file's number), "name", "type",
// "GlobalId" of IFC; where asked, "attributes" with an object for each kind of
// asset_property.h and each set.
void city_model_write(const CityLayer *layer, uint32_t object, bool has_attributes, JsonWriter *w);
// "墙" for "IfcWall", "类型" for "type"; what has no word stays as it is.
const char *city_model_word(const CityLayer *layer, const char *name, bool is_chinese);
// Name of an object: its own, long name or tag, else its type; "" for what is none.
const char *city_model_name(const CityLayer *layer, uint32_t object);
// What the layer says of itself: steps of its placing that are warnings, then what is wrong with
// the file. i from 0 on; false past the last. out holds 400 bytes.
bool city_model_problem(const CityLayer *layer, int i, bool is_chinese, char out[400]);
const char *city_model_placed_by(const CityLayer *layer, bool is_chinese); // "by hand"
// The middle and the radius of a model's object, of a whole by what belongs to it, in the city's
// height; false: nothing of it has triangles.
bool city_model_object(const CityLayer *layer, uint32_t object, GeoPos *middle, double *radius_m);
// A view of one model, or (layer_id 0) of all that is visible where that is models alone: aimed at
// their middle in the air, near enough for a single room. False: otherwise.
bool city_model_fit(const City *city, const State *state, uint32_t layer_id, StateCamera *out);
// Ground under a place as drawn without exaggeration, 0 where there is no terrain. Thread: main.
double city_ground_m(const City *city, double lon_deg, double lat_deg);
