// SPDX-License-Identifier: Apache-2.0
// gl_shader_source.h - the shaders built into the program (generated from shaders/ by shaders/embed.cmake).
#pragma once
typedef struct {
    const char *name; // "building.vert", "common/light.glsl"
    const char *text;
} GlShaderSource;
extern const GlShaderSource gl_shader_sources[];
extern const int gl_shader_source_count;
