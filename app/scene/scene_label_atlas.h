// SPDX-License-Identifier: Apache-2.0
// scene_label_atlas.h - pages of label and icon pictures on the GPU: asked for by request, drawn by the raster thread, the oldest
// page given up when full. Thread: main.
#pragma once
#include "render/render.h"
#include "scene/scene_label_raster.h"

typedef enum { ATLAS_ABSENT, ATLAS_ASKED, ATLAS_READY, ATLAS_EMPTY } SceneAtlasState;
typedef struct {
    uint64_t key;
    SceneAtlasState state;
    int page, x, y, width, height; // texels
} SceneAtlasEntry;

typedef struct SceneAtlas SceneAtlas;
SceneAtlas *scene_atlas_create(Err *err);
void scene_atlas_destroy(SceneAtlas *atlas, Render *render);
void scene_atlas_forget_gpu(SceneAtlas *atlas);
uint64_t scene_atlas_key(const SceneLabelRequest *request);
// The entry of a request by its key; asks for it when may_ask. Valid until the next call. Never NULL: a shared absent entry where
// there is no memory.
const SceneAtlasEntry *scene_atlas_get(SceneAtlas *atlas, const SceneLabelRequest *request, uint64_t frame, bool may_ask);
// Takes what the thread has drawn. scale: of the picture's text, decides how many pages there are.
void scene_atlas_take(SceneAtlas *atlas, Render *render, uint64_t frame, float scale);
int scene_atlas_asked(const SceneAtlas *atlas);
RenderTexture scene_atlas_texture(const SceneAtlas *atlas);
