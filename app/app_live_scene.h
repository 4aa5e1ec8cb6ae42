// SPDX-License-Identifier: Apache-2.0
// app_live_scene.h - private to app_live_*.c that show the live state: layers bound to keys, what
// is drawn of them.
#pragma once
#include "app.h"
#include "scene/scene_live.h"

enum {
    APP_LIVE_MARKS_MAX = 4000,
    APP_LIVE_TEXT_BYTES = 96,
    APP_LIVE_FLOWS_MAX = 512,
    APP_LIVE_PULSES_MAX = 200
};
enum { APP_LIVE_TAILS_MAX = 300, APP_LIVE_TAIL_POINTS = 24 };

// A line's parts, or an area's rings (closed), in degrees; made when the layer is bound.
typedef struct {
    double *lon_lat;
    uint32_t *part_at;      // by part: its first point; one more than there are parts
    uint32_t *feature_part; // as GeoLayer's
} AppLiveShapes;

typedef struct {
    uint32_t layer_id;
    int rule;                    // live_bind's
    uint64_t version, style_key; // of the layer's data and of what binds it
    const Asset *asset; // a model: live_key is a pattern of its sensors' keys; NULL = by features
    const GeoLayer *vector;
    StyleDraw draw;                       // as style_guess has it
    uint32_t feature_count, next_feature; // next: to be shown again
    AppLiveShapes shapes;
} AppLiveLayer;

struct AppLiveScene {
    AppLiveLayer *layers;
    int layer_count, layer_cap;
    int64_t t_again_us, t_shown_us; // by the machine's clock: the one shown may stand; 0 = show all
    int64_t t_glow_us;              // a feature was given a glow
    int64_t t_fields_us;
    uint64_t warnings_version, operations_version, fields_key, styled;
    // Moving things, by row of the places
    uint8_t *kinds;
    const char **names;
    float *lengths_m;
    uint32_t *name_keys, *length_keys; // 0: none has come yet
    int row_count, row_cap, name_cap, length_cap, name_key_cap, length_key_cap;
    SceneLiveMark *marks;
    char (*texts)[APP_LIVE_TEXT_BYTES];
    int mark_count;
    SceneLiveFlow *flows;
    int flow_count;
    SceneLiveTail *tails;
    LivePlacePoint (*tail_points)[APP_LIVE_TAIL_POINTS];
    int tail_count;
    bool has_areas, has_fields, has_tints;
    SceneLiveKind *table; // of kinds, in a row
    SceneLivePulse pulses[APP_LIVE_PULSES_MAX];
};

// app_live_field.c: heat, fields, grids and columns of points; colours of areas. is_bound_anew: at
// once.
void app_live_fields_update(App *app, bool is_bound_anew);
void app_live_tints_update(App *app);
// Lines by value: along them, from end to end, or in their colour; into flows.
void app_live_flows_update(App *app);
bool app_live_shapes_make(AppLiveLayer *layer); // of lines and areas; false without memory
void app_live_shapes_finish(AppLiveLayer *layer);
// Is the layer drawn at the camera's distance?
bool app_live_is_in_range(const App *app, const StateLayer *layer);
