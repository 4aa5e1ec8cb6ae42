// SPDX-License-Identifier: Apache-2.0
// gl_light.h - the light of a view: sky radiance, sun or moon, ambient, haze and exposure, by look and sun height.
// Does not: touch OpenGL; pure functions. Units: linear RGB where a white wall in full sun is about 1.
// Model: single scattering of Rayleigh, Mie and an ozone layer over a round earth (Nishita 1993), path lengths to the
// sun after Chapman in Schüler's approximation (GPU Pro 3, 2012), a share of multiple scattering added isotropically.
#pragma once
#include "render/render_frame.h"

enum { GL_SKY_WIDTH = 48, GL_SKY_HEIGHT = 64 };

typedef struct {
    // Rows: square root of the sine of the angle above the horizon; columns: sine of half the azimuth from the key light.
    float sky[GL_SKY_HEIGHT][GL_SKY_WIDTH][3];
    float key_dir_rel[3];
    float key_lin[3];        // of a face towards the light
    float sky_lin[3], ground_lin[3]; // ambient from above and below
    float haze_lin[3][3];    // colour at the horizon: c0 + c1 x + c2 x², x = cosine of the azimuth from the key light
    float zenith_lin[3];
    float exposure;
    float stars;             // 0..1
    float sun_disc;          // 0..1
    float sun_dir_rel[3], moon_dir_rel[3], up_rel[3], eye_height_m, night; // what it was made for
    RenderLook look;
} GlLight;

void gl_light_make(GlLight *light, const RenderView *view);
// Display value of a linear one at SOFTWARE quality: the same curves as common/color.glsl.
float gl_light_display(const GlLight *light, float lin, float exposure);
// Share of haze at a point (from the eye, metres), its slope there, and its colour. The same formula as common/haze.glsl.
void gl_light_haze(const GlLight *light, const RenderView *view, const double rel_m[3], double *share, double gradient[3],
                   float haze_lin[3]);
#define GL_LIGHT_HAZE_HEIGHT_M 1400.0f // density of the air's haze falls to 1/e over this
bool gl_light_is_current(const GlLight *light, const RenderView *view);
