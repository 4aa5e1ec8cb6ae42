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
bool gl_light_is_current(const GlLight *light, const RenderView *view);
