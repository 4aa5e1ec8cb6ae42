// SPDX-License-Identifier: Apache-2.0
// gl_shadow.h - cascades of the key light's shadow: where each looks. Pure functions.
// Does not: touch OpenGL.
#pragma once
#include "render/render_frame.h"

enum { GL_SHADOW_CASCADES = 3 };
typedef struct {
    float clip_from_rel[GL_SHADOW_CASCADES][16];   // to draw casters
    float shadow_from_rel[GL_SHADOW_CASCADES][16]; // to look up: x, y, depth in 0..1; larger depth = nearer the light
    float far_m[GL_SHADOW_CASCADES], texel_m[GL_SHADOW_CASCADES];
    float reach_m[GL_SHADOW_CASCADES];             // casters farther from the eye cannot matter
} GlShadow;

// nearest_m: distance of the nearest item. The cascades are spheres round slices of the whole picture's view, moved in
// steps of a texel in the city frame: a turning or moving camera does not make edges crawl. False: no shadows in range.
bool gl_shadow_fit(const RenderView *view, const float light_dir_rel[3], float nearest_m, int size_px, GlShadow *out);
