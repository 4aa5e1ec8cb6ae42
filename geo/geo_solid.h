// SPDX-License-Identifier: Apache-2.0
// geo_solid.h - raised lines, bridges and 3D areas as coloured triangles, and the meshes of the built-in symbols.
// Does not: upload, place instances, or choose colours; 2D lines and areas are painted by geo_drape.h.
#pragma once
#include "geo/geo_layer.h"
#include "geo/geo_terrain.h"

// The layout of RenderSolidVertex (the scene asserts it).
typedef struct {
    float pos_m[3];
    int8_t normal[4];  // snorm8; 0 = unlit
    uint8_t rgba[4];   // sRGB, straight
} GeoSolidVertex;

typedef struct {
    GeoSolidVertex *vertices;
    uint32_t vertex_count, vertex_cap;
    uint32_t *indices; // triangles, counter-clockwise from outside; sheets show both sides
    uint32_t index_count, index_cap;
    float box_min_m[3], box_max_m[3];
    uint32_t skipped;  // features with nothing to build
    bool is_out_of_memory; // private: set while building
} GeoSolidMesh;
void geo_solid_mesh_finish(GeoSolidMesh *mesh); // NULL is fine

typedef enum {
    GEO_SOLID_AUTO, // by shape: a wide line that climbs gently is a deck, another a tube
    GEO_SOLID_DECK, // a road or bridge: top at the line's height, parapets when wide
    GEO_SOLID_TUBE, // a pipe, cable, mast
    GEO_SOLID_WALL  // an upright sheet from the line down to the ground
} GeoSolidProfile;

typedef struct {
    const GeoLayer *layer;
    const GeoFrame *frame;
    const GeoTerrain *terrain;  // NULL = ellipsoid
    GeoSolidProfile profile;    // of lines; areas are faces in their own plane
    const float *width_m;       // per feature: deck width, tube diameter; NULL = width_m_all
    float width_m_all;          // 0 = 8
    float thickness_m;          // of decks; 0 = by width
    const uint32_t *rgba;       // per feature 0xAABBGGRR, alpha 0 = left out; NULL = rgba_all
    uint32_t rgba_all;
    float lift_m;               // added to every height
    bool is_above_ground;       // heights count from the ground, not from the city's zero
    float pier_spacing_m;       // decks stand on piers this far apart where they are clear of the ground; 0 = none
} GeoSolidInput;

// Positions in the tile's place (geo_tile_place), curved earth. Thread: job. A tile without such geometry gives vertex_count 0.
bool geo_solid_build(const GeoSolidInput *input, int tile, GeoSolidMesh *out, Err *err);

typedef enum {
    GEO_SYMBOL_NONE,
    GEO_SYMBOL_TREE,
    GEO_SYMBOL_PALM,
    GEO_SYMBOL_LAMP,
    GEO_SYMBOL_CRANE,
    GEO_SYMBOL_CONE,
    GEO_SYMBOL_SPHERE,
    GEO_SYMBOL_CYLINDER,
    GEO_SYMBOL_BOX,
    GEO_SYMBOL_PIN,
    GEO_SYMBOL_SHIP,
    GEO_SYMBOL_BUS,
    GEO_SYMBOL_CAR,
    GEO_SYMBOL_AIRCRAFT,
    GEO_SYMBOL_COUNT
} GeoSymbol;
const char *geo_symbol_name(GeoSymbol symbol);        // "tree"
GeoSymbol geo_symbol_find(const char *name);          // NONE when unknown
// One metre high, standing on the origin, z up; an instance's scale is the symbol's height. Colours
// are light where the instance's colour should tint. The crane's boom and the lamp's arm reach
// along +x, the bow of what moves along +y.
bool geo_symbol_build(GeoSymbol symbol, GeoSolidMesh *out, Err *err);
// The same with a sixth of the triangles, for where it is some pixels high; false without *err: the symbol has no such shape.
bool geo_symbol_build_far(GeoSymbol symbol, GeoSolidMesh *out, Err *err);
