// SPDX-License-Identifier: Apache-2.0
// scene_private.h - what the files of the scene share: the layers as drawn, tiles, the view of this frame. Thread: main, except
// where a function says job. Counted objects are counted on the main thread only; jobs borrow what was counted for them.
#pragma once
#include "base/arena.h"
#include "base/hashmap.h"
#include "geo/geo_building.h"
#include "geo/geo_drape.h"
#include "scene/camera.h"
#include "scene/scene.h"
#include "scene/scene_handle.h"

// What shapes a layer: heights and uses of its features. Made by a job, frozen, shared by mesh jobs.
typedef struct {
    int refs;
    uint64_t serial;
    CityHold *hold;
    const GeoLayer *layer;
    LayerStyle style;          // resolved
    float *height_m, *min_height_m, height_max_m;
    uint8_t *use;
    float *rank;               // 0..1 for labels; NULL = none
    bool is_z_ground;
} SceneForm;

// What colours it. rgba NULL = rgba_all for every feature.
typedef struct {
    int refs;
    CityHold *hold;
    uint32_t rgba_all, *rgba;
    float *width_m;            // NULL = style.width_m
} SceneColours;

// Everything painted on the ground, in order; shared by tile jobs.
typedef struct {
    int refs;
    uint64_t serial;           // never the same for two
    GeoDrapeItem *items;
    GeoBox *extents;
    uint32_t *level_deepest;   // deeper tiles show nothing new of this item
    uint64_t *keys;            // what the item depends on
    CityHold **holds;
    SceneColours **colours;
    struct SceneLivePatch **patches; // of live areas and heat
    int count;
} SceneDrape;

// The ground as jobs see it.
typedef struct {
    int refs;
    uint64_t serial;
    CityHold *hold;
    const GeoTerrain *terrain; // NULL = ellipsoid
    GeoFrame frame;
} SceneGround;

// A poster is seen from farther: its ground and its symbols are no finer than those of a picture of this height, or they would fill
// the memory.
#define SCENE_LARGE_PX 2160

// Where a model stands to which the ground gives way, in the city frame: |dot(axis, p - centre)| <
// 1 of both axes.
typedef struct {
    DVec3 centre, axes[2];
    double radius_m;
} SceneMask;

// The eye and the frustum of the frame being built; rel = city axes with the eye at 0.
typedef struct {
    CameraPose pose;
    GeoPos eye;
    double px_per_rad;
    int width_px, height_px;   // of the whole picture
    DVec3 planes[5];           // through the eye, inwards, unit: left, right, top, bottom, ahead
    double horizon_m;          // how far the sea-level horizon lies
    double tide_m;             // where there is terrain, nothing is drawn lower
    double grazing_max;        // how many times coarser ground pictures may be at flat angles
    double stretch;            // heights above the city's zero are drawn times this
    double cuts[RENDER_CUTS_MAX]
               [4]; // planes in the city frame that cut, as drawn: kept is xyz · p + w >= 0
    uint32_t cut_layers[RENDER_CUTS_MAX];  // whose; 0 = every model, and the city's buildings
    bool cut_spares_city[RENDER_CUTS_MAX]; // … not these
    int cut_count;
    SceneMask masks[RENDER_MASKS_MAX];
    int mask_count;
    bool is_moving, is_software;
} SceneView;

typedef struct SceneAtlas SceneAtlas;
typedef struct SceneTerrain SceneTerrain;
typedef struct SceneBuildings SceneBuildings;
typedef struct SceneMarks SceneMarks;
typedef struct SceneSolids SceneSolids;
typedef struct SceneSymbols SceneSymbols;
typedef struct SceneLabels SceneLabels;
typedef struct SceneModels SceneModels;
typedef struct SceneLiveDrawn SceneLiveDrawn;
typedef struct SceneLivePatch SceneLivePatch;

typedef struct {
    uint32_t id;
    uint64_t city_version;     // of the CityLayer
    uint64_t style_key;        // of the wanted style: a job answers it
    uint64_t form_key;         // of the parts that shape it
    CityHold *hold;
    GeoLayer *vector;
    GeoRaster *raster;
    const Asset *asset;
    LayerStyle wanted, style;  // style: resolved, once has_style
    uint64_t wanted_key;
    bool is_kept;
    bool has_style, is_visible, is_in_range, is_evaluating, masks_terrain;
    uint64_t ground_serial;    // for which bounds and solids were made
    uint64_t marks_key;        // form and ground of the marks, there or being made
    bool is_marking;
    float opacity;
    double order;
    double label_priority;
    SceneForm *form;
    SceneColours *colours;
    uint64_t colour_version;
    uint8_t *hidden; // by feature of a layer of points: by its live value; NULL = none ever was
    SceneBuildings *buildings;
    struct SceneBuildingCaps *building_caps; // NULL until a plane cuts them
    SceneMarks *marks;
    SceneSolids *solids;
    SceneSymbols *symbols;
    SceneModels *models;
} SceneLayer;

#define SCENE_HANDLES_MAX (STATE_CUTS_MAX + 3)
struct Scene {
    Render *render;
    JobPool *pool;
    size_t upload_limit, upload_left;
    bool is_headless;          // uploads without limit
    bool is_picture;           // of the view being built: one picture, the same each time; else one of many frames
    uint64_t frame;            // counts scene_build
    GeoFrame geo;
    uint64_t frame_version, terrain_version, city_version, layers_version;
    SceneGround *ground;
    SceneDrape *drape;
    SceneLayer **layers;       // in drawing order
    int layer_count, layer_cap;
    SceneTerrain *terrain;
    SceneLabels *labels;
    SceneLiveDrawn *live;                   // NULL until something is set
    struct SceneSymbolModel *symbol_models; // what stands at points, a list
    struct SceneModelData *model_data; // what layers of one model file share, a list
    SceneView view;
    SceneViewDesc view_desc;
    double clock_s, last_move_s, dt_s; // of updates; when the camera last moved
    StateCamera last_camera;
    int jobs_in_flight, evals_in_flight, job_limit;
    double pose_s;             // animation time of models in this frame
    bool is_playing;           // something that moves by itself was drawn
    int wanted;                // things the last build missed
    double
        detail;  // 1; less where the GPU's memory is full: sizes in pixels count as so much smaller
    int refused; // uploads the renderer had no memory for, since detail last changed
    uint64_t detail_frame;     // of that change
    uint64_t serial;           // last number given out
    uint64_t styled;           // times that a layer got its colours anew
    StateFeatureRef *flagged;  // selected and hovered features whose words carry flags
    uint8_t *flagged_bits;
    int flagged_count, flagged_cap;
    bool is_drape_dirty, is_order_dirty;
    SceneHandle handles[SCENE_HANDLES_MAX]; // of the last view
    int handle_count;
    SceneStatus status;
};

// scene_style.c
uint64_t scene_style_key(const LayerStyle *style);
uint64_t scene_style_form_key(const LayerStyle *style);
SceneForm *scene_form_create(const GeoLayer *layer, CityHold *hold, const LayerStyle *style);        // Thread: job
SceneColours *scene_colours_create(const GeoLayer *layer, CityHold *hold, const LayerStyle *style);  // Thread: job
void scene_form_release(SceneForm *form);
void scene_colours_release(SceneColours *colours);
// scene_drape.c
SceneDrape *scene_drape_create(Scene *scene, double px_per_rad);
void scene_drape_release(SceneDrape *drape);
// Deepest level at which the picture of a box still gains; 0 = nothing is painted there.
uint32_t scene_drape_level_max(const SceneDrape *drape, GeoBox box);
// The items of one box in the arena-like array given (cap drape->count); returns how many.
int scene_drape_items(const SceneDrape *drape, GeoTileKey key, GeoDrapeItem *out);
// Boxes in which two drapes differ; at most cap, more are merged into the last.
int scene_drape_changes(const SceneDrape *a, const SceneDrape *b, GeoBox *out, int cap);

// scene.c
void scene_ground_release(SceneGround *ground);
uint64_t scene_next_serial(Scene *scene);

// scene_view.c: culling, all in double
void scene_view_init(SceneView *view, const GeoFrame *frame, const StateCamera *camera, const SceneViewDesc *desc);
// Sphere against frustum and horizon. top_m: height of its highest point above the ellipsoid.
bool scene_view_sees_sphere(const SceneView *view, DVec3 centre_enu_m, double radius_m, double top_m);
// Box in a placement against the frustum.
bool scene_view_sees_box(const SceneView *view, const DPlace *place, const float box_min_m[3], const float box_max_m[3]);
double scene_view_box_distance(const SceneView *view, const DPlace *place, const float box_min_m[3], const float box_max_m[3]);
// Up at a point of the city frame, on a sphere: off by 0.01 degrees 100 km away.
static inline DVec3 scene_view_up(DVec3 point_enu_m)
{
    return dvec_normalize(dvec_make(point_enu_m.x, point_enu_m.y, point_enu_m.z + 6371000));
}
RenderPlace scene_view_place(const SceneView *view, const DPlace *place);
// Bits of the planes that do not cut the city's buildings, solids and symbols of a layer.
uint32_t scene_view_uncut_buildings(const SceneView *view, uint32_t layer_id);
// What of the planes cuts them, in the city frame; returns how many.
int scene_view_building_planes(const SceneView *view, uint32_t layer_id,
                               double planes[RENDER_CUTS_MAX][4]);
bool scene_view_is_cut_away(const double planes[][4], int count, DVec3 point_enu_m);
// A plane of the city frame in the axes of a place.
void scene_view_plane_local(const double city[4], const DPlace *place, double local[4]);
// Pixel of a point of the city frame in the whole picture; false behind the eye.
bool scene_view_project(const SceneView *view, DVec3 point_enu_m, double *x_px, double *y_px, double *distance_m);

// scene_terrain.c
SceneTerrain *scene_terrain_create(void);
void scene_terrain_destroy(Scene *scene, SceneTerrain *terrain);
void scene_terrain_ground_changed(Scene *scene);
void scene_terrain_retry(Scene *scene);     // what was refused may be asked for again
void scene_terrain_stretched(Scene *scene); // view.stretch is another
void scene_terrain_drape_changed(Scene *scene, const GeoBox *boxes, int count);
void scene_terrain_upload(Scene *scene);
void scene_terrain_build(Scene *scene, Arena *arena, RenderFrame *out);
void scene_terrain_forget_gpu(Scene *scene);
void scene_terrain_evict(Scene *scene, size_t want_bytes);
void scene_terrain_trim(Scene *scene);
bool scene_terrain_is_pending(const Scene *scene);

// scene_building.c
typedef struct {
    DPlace place;
    DVec3 centre_enu_m;
    float radius_m, top_m;     // sphere of all it holds; top above the ellipsoid
    float size_m;              // of a typical building: what its level of detail is judged by
    float middle_m;            // height of the centre
} SceneTileBounds;
// One a tile run of the layer; NULL without memory. Thread: job.
SceneTileBounds *scene_building_bounds(const SceneForm *form, const SceneGround *ground);
SceneBuildings *scene_buildings_create(SceneForm *form, SceneTileBounds *take_bounds);
void scene_buildings_destroy(Scene *scene, SceneBuildings *buildings);
// Another form or ground: everything is made again behind what is shown.
void scene_buildings_reform(SceneBuildings *buildings, SceneForm *form, SceneTileBounds *take_bounds);
void scene_buildings_colour(Scene *scene, const SceneLayer *layer);
void scene_buildings_upload(Scene *scene, SceneBuildings *buildings);
int scene_buildings_build(Scene *scene, SceneLayer *layer, RenderBuildingItem *items); // items: room for every tile
int scene_buildings_tile_count(const SceneBuildings *buildings);
void scene_buildings_forget_gpu(SceneBuildings *buildings);
void scene_buildings_retry(SceneBuildings *buildings); // what was refused may be asked for again
void scene_buildings_evict(Scene *scene, SceneBuildings *buildings);
bool scene_buildings_is_pending(const SceneBuildings *buildings);
size_t scene_buildings_ram_bytes(const SceneBuildings *buildings);
void scene_buildings_set_word(SceneBuildings *buildings, uint32_t feature, uint32_t word); // keeps selection flags
// Of the heights by live values, 255ths; 0 = hidden. NULL = all whole. Borrowed until the next
// word.
const uint8_t *scene_buildings_shares(const SceneBuildings *buildings);
void scene_buildings_flag(SceneBuildings *buildings, uint32_t feature, uint32_t bits, bool is_on);
GeoBuildingInput scene_building_input(const SceneForm *form, const SceneGround *ground);
// Tiles of the last build while planes cut, nearest level first; lod is what was drawn.
typedef struct {
    int tile;
    GeoBuildingLod lod;
    float distance_m;
} SceneBuildingDrawn;
const SceneBuildingDrawn *scene_buildings_drawn(const SceneBuildings *buildings, int *count);
const SceneTileBounds *scene_buildings_bounds(const SceneBuildings *buildings, int tile);
RenderStyles scene_buildings_styles(const SceneBuildings *buildings);
SceneForm *scene_buildings_form(const SceneBuildings *buildings);

// scene_building_cap.c: the faces where planes cut them, hatched
typedef struct SceneBuildingCaps SceneBuildingCaps;
int scene_building_caps_room(const Scene *scene, const SceneLayer *layer);
int scene_building_caps_build(Scene *scene, SceneLayer *layer, RenderModelItem *items);
void scene_building_caps_destroy(Scene *scene, SceneBuildingCaps *caps); // NULL is fine
void scene_building_caps_forget_gpu(SceneBuildingCaps *caps);            // NULL is fine

// scene_mark.c: what may be written or drawn flat at places: labels and icons of a layer, those that reach
// farthest first and of these the most important; frozen.
struct SceneMarks {
    int count;
    DVec3 origin_enu_m;
    float *x_m, *y_m, *z_m;    // from the origin, city axes: where it stands
    float *h_m;                // above the city's zero
    float *spacing_m;          // radius in which nothing of the layer is more important: seen from afar it is thinned by this
    float *rank;               // 0..1
    uint32_t *feature;
    uint32_t *text_at;         // 1 + offset in texts; 0 = no text
    const char *texts;         // a column's own, or own_texts
    char *own_texts;
    CityHold *hold;            // keeps the column
    bool has_icon;
    float height_max_m;        // of the highest place
    size_t bytes;
    // The placement's own, one a mark.
    float *seen_s;        // when it was last found in sight; 0 = never
    float *quiet_until_s; // it changed lately: left alone till then; negative: it stands hidden
                          // (scene_label.c)
    uint16_t *shown;           // 1 + its place among the shown; 0 = not shown
};
// NULL when there is nothing to mark. Thread: job.
SceneMarks *scene_marks_create(const SceneForm *form, const SceneGround *ground);
// Where exactly the mark of a feature stands (places above are of the middle of its box), as high
// as its share says (scene_buildings_shares; NULL = whole). Thread: any.
DVec3 scene_mark_point(const SceneForm *form, const SceneGround *ground, double stretch,
                       const uint8_t *share, uint32_t feature);
void scene_marks_destroy(SceneMarks *marks);

// scene_solid.c: raised lines and bridges
SceneSolids *scene_solids_create(const SceneForm *form, const SceneColours *colours, const SceneGround *ground); // Thread: job
void scene_solids_destroy(Scene *scene, SceneSolids *solids);
void scene_solids_upload(Scene *scene, SceneSolids *solids);
void scene_solids_forget_gpu(SceneSolids *solids);
bool scene_solids_is_pending(const SceneSolids *solids);
void scene_solids_build(Scene *scene, Arena *arena, RenderFrame *out);

// scene_pick_solid.c: the nearest of them along a ray. distance_m is in and out: only nearer ones
// count. Thread: main
bool scene_solids_hit(const Scene *scene, DVec3 eye, DVec3 dir, double *distance_m,
                      StateFeatureRef *feature);

// scene_label.c: placement of all marks
SceneLabels *scene_labels_create(Err *err);
void scene_labels_destroy(Scene *scene, SceneLabels *labels);
void scene_labels_forget_gpu(Scene *scene);
void scene_labels_marks_gone(Scene *scene, uint32_t layer_id);
void scene_labels_build(Scene *scene, const State *state, double dt_s, Arena *arena, RenderFrame *out);
bool scene_labels_is_pending(const Scene *scene);
// The mark under a pixel of the last frame; false when there is none.
bool scene_labels_hit(const Scene *scene, double x_px, double y_px, StateFeatureRef *feature, DVec3 *point_enu_m);

SceneAtlas *scene_labels_atlas(const Scene *scene);

// scene_measure.c: figures of the measurements and their results
// scene_handle.c
void scene_handles_build(Scene *scene, const City *city, const State *state, Arena *arena, RenderFrame *out);
void scene_measures_build(Scene *scene, const State *state, Arena *arena, RenderFrame *out);

// scene_live.c: marks, flows and texts of what is alive. Before the labels: its texts have their
// room first; then put behind the labels' sprites.
void scene_live_build(Scene *scene, const State *state, Arena *arena, RenderFrame *out);
void scene_live_write(Scene *scene, Arena *arena, RenderFrame *out);
int scene_live_rooms(const Scene *scene,
                     const SceneRect **rooms); // pixels its texts and icons take
void scene_live_destroy(Scene *scene);
void scene_live_forget_gpu(Scene *scene);
// scene_live_area.c: areas and heat as items of the drape, counted
int scene_live_patch_count(const Scene *scene);
struct SceneLivePatch *scene_live_patch_acquire(const Scene *scene, int at, GeoDrapeItem *item,
                                                GeoBox *extent, double *cell_m, uint64_t *key);
void scene_live_patch_release(struct SceneLivePatch *patch);

// scene_outline.c
void scene_outline_build(Scene *scene, const State *state, Arena *arena, RenderFrame *out);

// scene_pick.c
// Nothing but air between the eye and a point. Thread: main
bool scene_is_point_seen(const Scene *scene, DVec3 point_enu_m);
// The first thing along a ray (unit dir) before far_m, ground included (layer_id 0), marks and what
// is painted left out.
bool scene_hit(const Scene *scene, DVec3 eye, DVec3 dir, double far_m, double *distance_m,
               StateFeatureRef *feature);
double scene_ground_height(const SceneGround *ground, double lon_deg, double lat_deg);

SceneLayer *scene_layer_find(const Scene *scene, uint32_t id);
// A job of the scene: counted, so that settling and destruction know of it.
bool scene_submit(Scene *scene, const char *title, void (*run)(Job *, void *), void (*done)(void *, bool), void *arg, int priority);
// The renderer had no memory for something of the view: all of it becomes coarser until it fits.
static inline void scene_refused(Scene *scene)
{
    scene->refused++;
}
// Bytes that may still be uploaded in this frame; false when spent.
bool scene_take_upload(Scene *scene, size_t bytes);
