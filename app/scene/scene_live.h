// SPDX-License-Identifier: Apache-2.0
// scene_live.h - what is alive, drawn in the scene: moving objects with tails, states of sensors as
// icons, values as texts, clusters, pulses, flows, warning areas, heat. Plain arrays that the
// program fills from the live state before each scene_build. Does not: reckon places
// (live_place.h), read feeds, or decide what is worth showing.
#pragma once
#include "core/live.h"
#include "core/live_place.h"
#include "geo/geo_solid.h"
#include "scene/scene.h"

// How a kind of moving thing looks. Size: across, at 1080p; smaller from afar and in a crowd.
typedef struct {
    RenderMarkShape shape; // DISC, ARROW, HULL, DIAMOND
    float size_px;         // 0 = 14
    uint32_t rgb;          // 0xBBGGRR
    const char *icon;      // scene_label_icon_exists; NULL or "" = none; drawn on near ones
    bool has_label;        // its name and speed; knots where the shape is a HULL
    GeoSymbol symbol;      // its shape near the camera, by heading; NONE = the mark at any distance
    float length_m;        // of the symbol along its way
} SceneLiveKind;
enum { SCENE_LIVE_HIDDEN = 255 };

// Rows as live_places_at gave them. Those whose fade is 0 are not drawn; fading ones lose their
// colour. Where h_m is NAN they stand on the ground or the sea.
typedef struct {
    LivePlacesView places;
    const uint8_t *kinds; // by row: of the table, or HIDDEN; NULL = all 0
    const SceneLiveKind *kind_table;
    int kind_count;
    const char *const *names; // by row, each may be NULL; NULL = none
    const float *lengths_m;   // by row, of its symbol; 0 = that of its kind; NULL = all of them
} SceneLiveObjects;

typedef struct {
    int row;                      // of the objects: the tail begins there, in its colour
    const LivePlacePoint *points; // live_places_tail
    int count;
    float span_s;   // over which it fades; 0 = 600
    uint32_t fixes; // of the row: the ground under the points is asked anew where it grew
} SceneLiveTail;

// A thing that stands: a sensor, an event, a case. Of those too near each other on the picture one
// ring shows how many there are in which state.
typedef struct SceneLiveMark {
    uint32_t key; // what a pick answers
    GeoPos at;
    bool is_above_ground;       // at.h_m is counted from the ground
    uint32_t layer_id, feature; // stands on this feature instead; layer_id 0 = at
    const char *icon;           // NULL = "dot"
    uint32_t rgb;               // of its value, while the value is current
    LiveFreshness freshness;
    bool is_alarm;    // never a part of a cluster without being seen in it
    bool is_unacked;  // it waits for acknowledgement: blinks
    uint8_t alarm_level;
    uint32_t alarm_rgb; // of its ring, 0xBBGGRR; 0 = red
    bool is_blinking;   // a ring comes and goes
    float lift_m;       // stands so high over its place, on a stem
    const char *text; // "23.5 μg/m³ · 12 秒前" on a plate; NULL = none
} SceneLiveMark;

typedef struct {
    GeoPos at; // on the ground
    uint32_t rgb;
    float radius_m;  // of the widest ring
    double period_s; // 0 = 2
} SceneLivePulse;

// From one place to another; dashes run to the end.
typedef enum {
    SCENE_LIVE_RUNNING, // dashes
    SCENE_LIVE_SOLID,   // a line of one colour
    SCENE_LIVE_BROKEN   // short dashes that stand still: not current
} SceneLiveFlowKind;
typedef struct {
    GeoPos from, to;       // on the ground
    const double *lon_lat; // along these instead; NULL = from and to
    int point_count;
    uint32_t rgb;
    float width_px; // 0 = 2.5
    float rise;     // of an arc, as a share of its length; 0 = along the ground
    float speed;    // dashes a second; 0 = 1
    SceneLiveFlowKind kind;
    bool is_blinking;
} SceneLiveFlow;

typedef struct SceneLive {
    SceneLiveObjects objects;
    const SceneLiveTail *tails;
    int tail_count;
    const SceneLiveMark *marks;
    int mark_count;
    const SceneLivePulse *pulses;
    int pulse_count;
    const SceneLiveFlow *flows;
    int flow_count;
    bool is_blink_off; // what blinks is in its dark half
    bool has_blinking; // a feature that glows is among the styled ones: frames follow each other
} SceneLive;

// Everything is borrowed until the next call; NULL = nothing. Copied is the struct alone.
// Thread: main, as all of this file.
void scene_live_set(Scene *scene, const SceneLive *live);
// A warning's area, draped on the ground. Exercise and test are dashed and say so.
typedef enum {
    SCENE_LIVE_WHITE,
    SCENE_LIVE_BLUE,
    SCENE_LIVE_YELLOW,
    SCENE_LIVE_ORANGE,
    SCENE_LIVE_RED,
    SCENE_LIVE_LEVEL_COUNT
} SceneLiveLevel; // 蓝黄橙红; white: without a level
typedef enum { SCENE_LIVE_ACTUAL, SCENE_LIVE_EXERCISE, SCENE_LIVE_TEST } SceneLiveStatusKind;
enum { SCENE_LIVE_AREA_BYTES = 128 };
typedef struct {
    uint32_t key;          // what a pick of its text answers
    const double *lon_lat; // a ring, not closed; NULL: the circle
    int point_count;
    GeoPos centre;
    double radius_m;
    SceneLiveLevel level;
    SceneLiveStatusKind status;
    const char *text; // at its middle: "暴雨橙色预警"; shorter than SCENE_LIVE_AREA_BYTES
} SceneLiveArea;
// Copied. What is the same as before is not painted anew; the ground of what is not is repainted by
// jobs behind what is shown.
void scene_live_areas_set(Scene *scene, const SceneLiveArea *areas, int count);

// Values at points, on the ground. SUM: Gaussian kernels summed, against the largest sum or full.
// MEAN: the mean of the values by their kernels (Nadaraya and Watson 1964), seen as far as three
// deviations. CELLS: sums of square cells, whose edges stay where they are as points move.
typedef enum { SCENE_LIVE_SUM, SCENE_LIVE_MEAN, SCENE_LIVE_CELLS } SceneLiveHeatKind;
typedef struct {
    SceneLiveHeatKind kind;
    const double *lon_lat; // pairs
    const float *weights;  // NULL = 1 each
    int count;
    double radius_m; // standard deviation of a kernel, edge of a cell; 0 = 300
    float low;       // MEAN, CELLS: value of the lowest colour
    float full;      // value (of SUM: at a kernel's middle) that is the top colour; 0 = the largest
                     // there is
    const char *ramp;    // style_ramp.h; NULL = "heat"
    const uint32_t *rgb; // 256 colours instead, 0xBBGGRR
    float opacity;       // 0 = 0.75
} SceneLiveHeat;
enum { SCENE_LIVE_HEATS_MAX = 16 };
// Copied, drawn in this order; those without points are none. Those that show the same as before
// are not painted anew. About 5 ms for 10,000 points: not every frame.
void scene_live_heats_set(Scene *scene, const SceneLiveHeat *heats, int count);

// Areas of a layer in the colour of their value, laid over what is painted there.
typedef enum {
    SCENE_LIVE_TINT_CURRENT,
    SCENE_LIVE_TINT_STALE,
    SCENE_LIVE_TINT_DEAD
} SceneLiveTintKind;
typedef struct {
    const double *lon_lat; // rings one behind the other, not closed; holes as GeoDrapePatch says
    const int *ring_end;
    int ring_count;
    uint32_t rgb;
    SceneLiveTintKind kind; // stale: grey and hatched; dead: the rim alone
} SceneLiveTint;
enum { SCENE_LIVE_TINTS_MAX = 1024 };
void scene_live_tints_set(Scene *scene, const SceneLiveTint *tints, int count); // as heats

// Columns that stand on the ground: a density grid that has height.
typedef struct {
    GeoPos at; // its middle
    float height_m, edge_m;
    uint32_t rgb;
} SceneLiveColumn;
enum { SCENE_LIVE_COLUMNS_MAX = 4096 };
// Copied; where they differ their mesh is made anew: not every frame.
void scene_live_columns_set(Scene *scene, const SceneLiveColumn *columns, int count);
// What of it lies under a pixel of the last view: the key of an object or mark; of a cluster that
// of its worst. False: none.
bool scene_live_pick(const Scene *scene, double x_px, double y_px, uint32_t *key);
typedef struct {
    int objects, marks, clusters, texts; // seen in the last view
    int symbols;                         // of the objects, those with a shape
    double cpu_ms;                       // of building them
} SceneLiveStatus;
SceneLiveStatus scene_live_status(const Scene *scene);

// The style word of a feature by its live value, for scene_style_set: current and late values in
// their colour, stale ones grey and hatched whatever they say, dead ones and those without a value
// as ghosts. RAISE: as high as style_live_share; a stale one as high as it was, a dead one flat.
uint32_t scene_live_word(const LayerStyle *style, double number, LiveFreshness freshness);
// Does a current value of this style glow; is it not shown.
bool scene_live_blinks(const LayerStyle *style, double number);
bool scene_live_hides(const LayerStyle *style, double number);
