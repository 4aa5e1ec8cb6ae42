// SPDX-License-Identifier: Apache-2.0
// gl_shadow.h - cascades of the key light's shadow: where each looks. Pure functions.
// Does not: touch OpenGL.
#pragma once
#include "render/render_frame.h"

enum { GL_SHADOW_CASCADES = 3 };
typedef struct {
    float clip_from_rel[GL_SHADOW_CASCADES][16];   // to draw casters
    // To look up: a point q in the light's axes (rows: x, y, towards the light), the same for every
    // cascade, lies at (q.x, q.y) * scale + offset of its map, depth q.z * depth_scale + offset, all
    // 0..1; larger depth = nearer the light.
    float axes[3][4];
    float box[GL_SHADOW_CASCADES][4]; // offset; scale
    float depth_scale;
    float far_m[GL_SHADOW_CASCADES];
    float reach_m[GL_SHADOW_CASCADES];             // casters farther from the eye cannot matter
} GlShadow;

// nearest_m: distance of the nearest item. The cascades are spheres round slices of the whole picture's view, moved in
// steps of a texel in the city frame: a turning or moving camera does not make edges crawl. False: no shadows in range.
bool gl_shadow_fit(const RenderView *view, const float light_dir_rel[3], float nearest_m, int size_px, GlShadow *out);
