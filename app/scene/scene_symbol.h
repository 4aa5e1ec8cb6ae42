// SPDX-License-Identifier: Apache-2.0
// scene_symbol.h - symbols at the points of a layer, a million of them: built-in ones or models, in
// runs of points that lie together, each copy in a level of detail by its size in pixels, far ones
// thinned evenly. Does not: read files (city_symbol.h). Thread: main, but for what jobs do.
#pragma once
#include "scene/scene_private.h"
#include "scene/scene_symbol_shape.h"

// One shape for all layers that draw it, with its meshes on the GPU.
typedef struct SceneSymbolModel SceneSymbolModel;

SceneSymbols *scene_symbols_create(const SceneForm *form, const SceneColours *colours,
                                   const SceneGround *ground); // Thread: job; NULL without memory
void scene_symbols_destroy(SceneSymbols *symbols);             // NULL is fine
// Takes the shapes that the city has read; a file that is missing or broken gives way to a built-in
// symbol.
void scene_symbols_follow(Scene *scene, const City *city, SceneSymbols *symbols);
bool scene_symbols_is_pending(const SceneSymbols *symbols);
size_t scene_symbols_ram_bytes(const SceneSymbols *symbols);
int scene_symbols_count(const SceneSymbols *symbols);
void scene_symbols_flag(SceneSymbols *symbols, uint32_t feature, uint32_t bits, bool is_on);
void scene_symbols_set_word(SceneSymbols *symbols, uint32_t feature,
                            uint32_t word); // keeps selection flags
// All layers' symbols of the view.
void scene_symbols_build(Scene *scene, Arena *arena, RenderFrame *out);
// Height in metres and turn of a feature's symbol; shape NULL while it is read. False: it has none.
bool scene_symbols_of(const SceneSymbols *symbols, uint32_t feature, double *height_m,
                      double *yaw_rad, const SceneSymbolShape **shape);
double scene_symbols_reach_m(const SceneSymbols *symbols); // nothing reaches farther from its foot
DVec3 scene_symbol_foot(const SceneForm *form, const SceneGround *ground, double stretch,
                        uint32_t vertex);

// scene_symbol_model.c: the scene's shapes.
SceneSymbolModel *scene_symbol_model_acquire(Scene *scene, GeoSymbol builtin,
                                             CityHold *hold); // hold NULL = built-in
void scene_symbol_model_release(SceneSymbolModel *model);     // NULL is fine
typedef enum { SCENE_SYMBOL_MAKING, SCENE_SYMBOL_READY, SCENE_SYMBOL_FAILED } SceneSymbolState;
SceneSymbolState scene_symbol_model_state(const SceneSymbolModel *model);
const SceneSymbolShape *scene_symbol_model_shape(const SceneSymbolModel *model); // READY
bool scene_symbol_model_is(const SceneSymbolModel *model, GeoSymbol builtin, const CityHold *hold);
// That level or the nearest there is; {0} before it is on the GPU.
RenderMesh scene_symbol_model_mesh(const SceneSymbolModel *model, SceneSymbolLod lod);
void scene_symbol_models_upload(Scene *scene);
void scene_symbol_models_collect(Scene *scene); // those nobody draws any more
void scene_symbol_models_forget_gpu(Scene *scene);
void scene_symbol_models_retry(Scene *scene);
void scene_symbol_models_finish(Scene *scene);
