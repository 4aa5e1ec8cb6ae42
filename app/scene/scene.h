// SPDX-License-Identifier: Apache-2.0
// scene.h - model and state to a frame: tiles by screen-space error, styles, labels, picks; a function of both with caches behind it.
// Does not: change state, read files on the main thread, or draw.
#pragma once
#include "assets/asset_measure.h"
#include "base/arena.h"
#include "core/city.h"
#include "core/state.h"
#include "render/render.h"

typedef struct Scene Scene;

typedef struct {
    Render *render;            // borrowed
    JobPool *pool;             // borrowed
    size_t upload_bytes_a_frame; // 0 = 16 MiB; headless: no limit (SIZE_MAX)
} SceneDesc;

typedef struct {
    int x_px, y_px, width_px, height_px;
} SceneRect;

typedef struct {
    int width_px, height_px;   // of the whole picture
    int sub_x_px, sub_y_px, sub_width_px, sub_height_px; // 0 = whole
    float scale;               // of text and pixel widths; 1 at 1080p
    double time_s;             // animation time; fixed in headless pictures
    RenderQuality quality;
    bool is_live;              // one of many frames: labels are steady and fade, work is spread. false: one picture, the same each time
    bool is_for_picks;         // settled only when everything can be picked, of huge models too
    const SceneRect *clear;    // labels keep out of these: panels lie there. Borrowed for the call
    int clear_count;
    bool has_no_ground;        // terrain is neither drawn nor waited for: what the pieces of a large picture share
} SceneViewDesc;

typedef struct {
    bool is_hit;
    StateFeatureRef feature;   // layer_id 0: ground
    DVec3 point_enu_m;         // as drawn: where heights are exaggerated, times that
    GeoPos point;              // h_m: height of the hit, true
    double ground_m;           // true
    uint32_t live_key;         // of what is alive under the pixel (scene_live.h); 0 = nothing
} ScenePick;

// A point to measure from, and what of it the pointer snapped to.
typedef struct {
    bool is_hit;
    AssetSnapKind kind; // FACE where there is nothing to snap to
    StateMeasureOn on;
    StateFeatureRef feature;
    DVec3 point_enu_m, dir; // as drawn; of the ray that found it
    GeoPos point;           // true
    double exact_m;         // of the mesh; elsewhere the size of a pixel there
    bool has_edge;
    DVec3 edge_enu_m[2];
    AssetSnap model; // of ON_MODEL, in the model's axes
} SceneSnap;

typedef struct {
    int terrain_tiles, building_tiles, model_tiles, labels, candidates;
    int jobs_wanted;
    size_t ram_bytes, vram_bytes;
    double detail; // 1; less where the renderer's memory is full and everything is drawn coarser
    double cpu_ms;             // of the last scene_build
} SceneStatus;

Scene *scene_create(const SceneDesc *desc, Err *err);
void scene_destroy(Scene *scene);
// Follows city and state (style words, heights, drape items); queues tile jobs, uploads what came back. Main thread, each frame.
void scene_update(Scene *scene, City *city, const State *state, double dt_s);
// The frame of one view in the arena. Queues missing tiles. The camera is state->camera.
void scene_build(Scene *scene, const City *city, const State *state, const SceneViewDesc *view, Arena *arena, RenderFrame *frame);
// Every tile the last scene_build wanted is there and no load runs.
bool scene_is_settled(const Scene *scene, const City *city);
// The last scene_build drew something that moves by itself: the next frame is another picture.
bool scene_is_playing(const Scene *scene);
// Frees the ground tiles that the last scene_build did not use: a large picture goes on to its next piece.
void scene_trim(Scene *scene);
// Ray through a pixel of the last view: buildings, points, lines and areas within 4 px, then ground. Below 1 ms.
ScenePick scene_pick(Scene *scene, const City *city, const State *state, double x_px, double y_px);
// The same for measuring (scene_measure.c): of models the best of `kinds` (AssetSnapKind) within 12
// px; what is cut away or hidden is never found.
SceneSnap scene_snap(const Scene *scene, const City *city, double x_px, double y_px,
                     unsigned kinds);
// The clear height through a point: from the next surface below to the next above, into a
// measurement. False with *err: ERR_NOT_FOUND, nothing is above.
bool scene_measure_height(const Scene *scene, const SceneSnap *from, StateMeasure *out, Err *err);
// The whole plane face a point lies on. False with *err: ERR_UNSUPPORTED, not on a plane of a
// model.
bool scene_measure_face(const Scene *scene, const SceneSnap *on, StateMeasure *out, Err *err);
// Someone who walks (scene_walk.c): a capsule of 0.35 m x 1.75 m that models stop (their doors let
// it through), that climbs steps of 0.35 m, stands on floors and on the terrain, and falls.
typedef struct {
    GeoPos feet;           // as drawn
    double fall_m_s;       // 0 = stands
    bool is_blocked;       // by the last step
    StateFeatureRef floor; // what he stands on; layer_id 0 = the terrain, or he falls
} SceneWalker;
void scene_walk(const Scene *scene, SceneWalker *walker, double east_m, double north_m,
                double dt_s);
// Puts him on the floor, at once.
void scene_walk_down(const Scene *scene, SceneWalker *walker);
// Features whose anchors lie in the polygon (pixels of the last view); returns the count, writes at most cap.
int scene_pick_polygon(Scene *scene, const City *city, const State *state, const double *xy_px, int points, StateFeatureRef *out, int cap);
SceneStatus scene_status(const Scene *scene);
// The renderer was lost or replaced: forget GPU things and upload anew.
void scene_set_render(Scene *scene, Render *render);
// GPU memory for tiles and everything else that is kept; 0 = the renderer's default. What does not
// fit is drawn coarser.
void scene_set_budget(Scene *scene, size_t bytes);
// Live colour of one feature: RENDER_STYLE_WORD; selection flags stay. An object of a model takes
// the colour only with RENDER_STYLE_TINT, and a space shows only without RENDER_STYLE_HIDDEN. Ten
// thousand a second cost nothing to speak of. Holds until the layer is styled anew. Unknown layers
// and features are ignored.
void scene_style_set(Scene *scene, uint32_t layer_id, uint32_t feature, uint32_t word);
// Grows where a layer was styled anew: live colours are to be set again.
uint64_t scene_styled_count(const Scene *scene);
// Flags (RENDER_STYLE_GHOST …) of one feature on or off, its colour left as it is; as
// scene_style_set they hold until the layer is styled anew.
void scene_style_flag(Scene *scene, uint32_t layer_id, uint32_t feature, uint32_t flags,
                      bool is_on);
// Ground under a point as drawn: the terrain times the exaggeration, 0 without. Cameras live among
// what is drawn.
double scene_ground(const City *city, const State *state, double lon_deg, double lat_deg);

// Sun and moon, unit vectors in east-north-up at the place. Sun: NOAA / Meeus 1998 ch. 25, within 0.01 degree 1950..2050.
void scene_sun_direction(int64_t t_utc_us, double lon_deg, double lat_deg, double *azimuth_deg, double *elevation_deg);
