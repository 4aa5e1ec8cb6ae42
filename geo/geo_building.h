// SPDX-License-Identifier: Apache-2.0
// geo_building.h - footprints to tile meshes in three levels of detail, 8 bytes a vertex.
// Does not: colour (a style slot per feature does), upload, or choose levels of detail.
#pragma once
#include "geo/geo_layer.h"
#include "geo/geo_terrain.h"

typedef enum { GEO_BUILDING_FULL, GEO_BUILDING_BOX, GEO_BUILDING_POINT, GEO_BUILDING_LOD_COUNT } GeoBuildingLod;

// A position in the tile's box: pos_tile_m = offset_m + q * step_m. slot = feature - GeoLayerTile.first.
typedef struct {
    uint16_t x, y, z;
    uint16_t slot;
} GeoBuildingVertex;

// What never changes of a building, 4 bytes, one per feature, read in the shader by the same index as its style:
// bits 0-15 base height q (same scale as vertex z), 16-23 size in half metres (square root of the footprint area),
// 24-31 seed (use class in bits 28-31, see GEO_BUILDING_USE_*).
typedef uint32_t GeoBuildingShape;
enum { GEO_BUILDING_USE_UNKNOWN, GEO_BUILDING_USE_HOME, GEO_BUILDING_USE_OFFICE, GEO_BUILDING_USE_SHOP, GEO_BUILDING_USE_INDUSTRY,
       GEO_BUILDING_USE_PUBLIC,
       GEO_BUILDING_USE_STRUCTURE, // bridges, tanks, containers: no storeys, no windows
       GEO_BUILDING_USE_LIGHT };   // lamps and strips: their own colour shines at night

typedef struct {
    const GeoLayer *layer;
    const float *height_m;     // per feature: top above its ground
    const float *min_height_m; // per feature: bottom above its ground; NULL = 0
    const uint8_t *use;        // per feature GEO_BUILDING_USE_*; NULL = unknown
    const uint8_t *share; // hits and bodies only, per feature: 255ths of its height; 0 = not there.
                          // NULL = whole
    const GeoTerrain *terrain; // NULL = ellipsoid
    bool is_z_ground;          // 3D geometry carries the ground height
    const GeoFrame *frame;
    float height_max_m; // hits only: no height_m is above it; 0 = not known
    double stretch; // hits only: heights are drawn times this; 0 = 1. Meshes are stretched when
                    // they are drawn
    const double (*planes)[4]; // hits only: section planes of the city frame as drawn; what has
    int plane_count;           // xyz · p + w < 0 is taken away. Borrowed
} GeoBuildingInput;

typedef struct {
    GeoBuildingVertex *vertices;
    uint32_t vertex_count;
    uint16_t *indices;         // FULL and BOX: triangles, counter-clockwise from outside; POINT: none
    uint32_t index_count;
    float offset_m[3], step_m[3];
    float box_min_m[3], box_max_m[3]; // in the tile's place
    GeoBuildingShape *shapes;  // tile.count; equal for every level of detail
    uint32_t skipped;          // features without an area or height
} GeoBuildingMesh;

// The same offset and step for every LOD of a tile. Roof flat (two in five low rectangular homes: hipped up to the same
// height), holes kept, walls reach 1 m below the lowest ground of the
// footprint. BOX: the smallest oriented rectangle of the outer ring with the same area factor. POINT: one vertex at the top centre.
// Thread: job. An empty tile gives vertex_count 0.
bool geo_building_build(const GeoBuildingInput *input, int tile, GeoBuildingLod lod, GeoBuildingMesh *out, Err *err);
void geo_building_mesh_finish(GeoBuildingMesh *mesh);

// The faces in which a plane cuts the bodies of a tile, in the tile's place; triangles, three
// points each.
typedef struct {
    DVec3 *points;
    uint16_t *slots; // one a triangle
    int triangle_count;
    int point_cap, slot_cap;
} GeoBuildingFaces;
// Of FULL and BOX meshes: what lies under their roofs, hipped ones too, and above the base. plane
// in the tile's place, not stretched: kept is xyz · p + w >= 0, but for its sign. False without
// memory: *faces holds what came before. faces begins as zero. Thread: job.
bool geo_building_section(const GeoBuildingMesh *mesh, const double plane[4],
                          GeoBuildingFaces *faces);
void geo_building_faces_finish(GeoBuildingFaces *faces);

// Hit of a ray with the layer's buildings: the nearest, exact on footprint and height, every roof
// taken as flat; the face of a cut where a plane opens one. origin and direction in the city frame.
// distance_m is in and out: only hits nearer than it count. Thread: any; below 1 ms at a million.
bool geo_building_hit(const GeoBuildingInput *input, DVec3 origin_m, DVec3 direction, double *distance_m, uint32_t *feature);
