// SPDX-License-Identifier: Apache-2.0
// geo_raster_ramp.c - "cubehelix": the colour ramp of grids, lightness rising evenly so that grey print keeps the order.
// Formula: D. A. Green, A colour scheme for the display of astronomical intensity images, BASI 39 (2011) 289.
#include "geo/geo_raster_private.h"

#include <math.h>

static uint32_t ramp_colours[256];

static void ramp_make(void)
{
    const double start = 0.5, turns = -1.1, hue = 1.15;
    for (int i = 0; i < 256; i++) {
        const double light = 0.12 + 0.80 * i / 255; // neither black nor white: the map under it stays readable
        const double angle = 2 * DVEC_PI * (start / 3 + 1 + turns * light);
        const double amplitude = hue * light * (1 - light) / 2, c = cos(angle), s = sin(angle);
        const double rgb[3] = { light + amplitude * (-0.14861 * c + 1.78277 * s),
                               light + amplitude * (-0.29227 * c - 0.90649 * s),
                                light + amplitude * 1.97294 * c };
        uint32_t colour = 0xFF000000u;
        for (int k = 0; k < 3; k++) colour |= (uint32_t)lround(fmin(fmax(rgb[k], 0), 1) * 255) << (8 * k);
        ramp_colours[i] = colour;
    }
}

const uint32_t *geo_raster_ramp(void)
{
    static pthread_once_t once = PTHREAD_ONCE_INIT;
    pthread_once(&once, ramp_make);
    return ramp_colours;
}
