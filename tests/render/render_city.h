// SPDX-License-Identifier: Apache-2.0
// render_city.h - a city made by formula straight in the vertex layouts, for tests and figures of the renderer.
#pragma once
#include "render/render.h"

// The layouts of geo_terrain.h and geo_building.h, which the renderer's tests may not include.
typedef struct {
    float pos_m[3], height_m;
    int8_t normal[4];
    uint16_t uv[2];
} CityGroundVertex;
typedef struct {
    uint16_t x, y, z, slot;
} CityBuildingVertex;

enum { CITY_TILES_MAX = 4096 };
typedef struct {
    double x_m, y_m, size_m;  // centre and edge
    RenderMesh mesh;
    RenderTexture picture, mask;
    float height_min_m, height_max_m;
} CityGroundTile;
typedef struct {
    double x_m, y_m;
    RenderMesh full, point;
    uint32_t style_first;
    uint32_t count;
} CityBuildingTile;

typedef struct {
    CityGroundTile *ground;
    CityBuildingTile *tiles;
    int ground_count, tile_count;
    RenderStyles styles;
    uint32_t building_count;
    RenderTexture atlas, panel;
    RenderMesh tree, bridge;
} City;

typedef struct {
    int side_tiles;      // of 640 m, square round the origin
    int lots_a_side;     // buildings a tile side
    bool has_drape;
    uint32_t seed;
} CityDesc;

bool city_make(Render *render, const CityDesc *desc, City *city, Err *err);
void city_finish(Render *render, City *city);
double city_ground_m(double x_m, double y_m);

typedef struct {
    double eye_m[3];       // city frame
    double heading_deg, pitch_deg, fov_deg;
    int width, height;
    int sub_x, sub_y, sub_width, sub_height; // 0 = whole
    RenderLook look;
    RenderQuality quality;
    double sun_azimuth_deg, sun_elevation_deg;
    float night;
    float point_distance_m; // buildings farther than this are points; 0 = none
} CityView;

// Frame of the city; arrays are heap, freed by city_frame_finish.
RenderFrame city_frame(const City *city, const CityView *view);
void city_frame_finish(RenderFrame *frame);
void city_view_fill(const CityView *view, RenderView *out);
