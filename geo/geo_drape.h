// SPDX-License-Identifier: Apache-2.0
// geo_drape.h - the picture laid on a terrain tile: imagery, areas and lines, painted in order on the CPU with anti-aliasing.
// Does not: choose styles; each item carries its colours resolved per feature.
#pragma once
#include "geo/geo_drape_patch.h"
#include "geo/geo_layer.h"
#include "geo/geo_terrain.h"

typedef enum {
    GEO_DRAPE_NONE,
    GEO_DRAPE_RASTER,
    GEO_DRAPE_VECTOR,
    GEO_DRAPE_PATCH,
    GEO_DRAPE_FIELD
} GeoDrapeKind;
typedef enum {
    GEO_DRAPE_SURFACE_PLAIN,
    GEO_DRAPE_SURFACE_WATER, // sets the water mask
    GEO_DRAPE_SURFACE_ROAD   // sets the light mask: glows at night
} GeoDrapeSurface;

typedef struct {
    GeoDrapeKind kind;
    float opacity;
    GeoRaster *raster;
    const GeoLayer *layer;
    const GeoDrapePatch *patch;
    const GeoDrapeField *field;
    const uint32_t *fill_rgba;   // per feature, 0xAABBGGRR sRGB straight alpha; alpha 0 = not drawn. NULL = fill_rgba_all
    uint32_t fill_rgba_all;
    const float *width_m;        // lines: real width per feature; NULL = width_m_all
    float width_m_all;
    float width_min_px;          // never thinner than this on the picture
    uint32_t casing_rgba;        // a border round lines and areas; alpha 0 = none
    float casing_px;
    float dash_m;                // 0 = solid; railways: pattern length
    GeoDrapeSurface surface;
    double level_min, level_max; // tile levels in which it is painted; 0,0 = all
} GeoDrapeItem;

typedef struct {
    const GeoDrapeItem *items; // painted in this order
    int item_count;
} GeoDrape;

#define GEO_DRAPE_SIZE_PX 256
typedef struct {
    bool has_content;       // false: nothing here, pictures not set
    bool has_mask;
    uint8_t *rgba;          // GEO_DRAPE_SIZE_PX^2 * 4, premultiplied, row 0 north; heap
    uint8_t *mask;          // GEO_DRAPE_SIZE_PX^2 * 2: water, light; heap
    uint8_t *glow; // GEO_DRAPE_SIZE_PX^2: share that shines in its own colour at night; NULL =
                   // none; heap
} GeoDrapePicture;

// Thread: job. A raster that fails to read leaves a hole and sets *err while the rest is painted (returns false).
bool geo_drape_paint(const GeoDrape *drape, GeoTileKey key, GeoDrapePicture *out, Err *err);
void geo_drape_picture_finish(GeoDrapePicture *picture);
