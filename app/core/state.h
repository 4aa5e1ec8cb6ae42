// SPDX-License-Identifier: Apache-2.0
// state.h - what operators and the world change: camera, layers as wanted, selection, clock, look. Written by commands only.
// Does not: hold loaded data (city.h), GPU things (scene), or derived values.
#pragma once
#include "base/err.h"
#include "geo/geo_frame.h"
#include "geo/geo_crs.h"
#include "geo/geo_model_place.h"
#include <stdbool.h>
#include <stdint.h>

#define STATE_NAME_MAX 96
#define STATE_STOPS_MAX 32

// The camera looks at a point from a distance; the eye follows from it.
typedef struct {
    GeoPos target;
    double heading_deg;  // 0 north, 90 east
    double pitch_deg;    // below the horizon: 90 looks straight down, negative looks up
    double distance_m;   // eye to target
    double fov_deg;      // vertical; 40
} StateCamera;

typedef enum { STYLE_COLOUR_SINGLE, STYLE_COLOUR_CATEGORY, STYLE_COLOUR_BREAKS, STYLE_COLOUR_RAMP } StyleColourMode;
typedef enum {
    STYLE_DRAW_AUTO,
    STYLE_DRAW_BUILDING,
    STYLE_DRAW_AREA,
    STYLE_DRAW_LINE,
    STYLE_DRAW_POINT,
    STYLE_DRAW_IMAGE,
    STYLE_DRAW_ELEVATION,
    STYLE_DRAW_GRID,
    STYLE_DRAW_RAISED,
    STYLE_DRAW_NONE,
    STYLE_DRAW_MODEL
} StyleDraw; // RAISED: 3D lines and bridges as solids; MODEL: an Asset (IFC, glTF, …)
typedef enum { STYLE_SURFACE_PLAIN, STYLE_SURFACE_WATER, STYLE_SURFACE_ROAD } StyleSurface;

// What a live value does to its feature: COLOUR by stops or ramp; BLINK: besides, glows from the
// last stop on; HIDE: is not shown below the first stop; RAISE: besides, an area stands up and a
// point lifts by the share of the value between the first stop and the last.
typedef enum {
    STYLE_LIVE_COLOUR,
    STYLE_LIVE_BLINK,
    STYLE_LIVE_HIDE,
    STYLE_LIVE_RAISE
} StyleLiveEffect;
// What is drawn of the values of a layer: its FEATURES; of points HEAT (kernels summed), FIELD (the
// mean between them), GRID (sums of cells); of lines FLOW (dashes along them), ARC (from end to
// end).
typedef enum {
    STYLE_LIVE_FEATURES,
    STYLE_LIVE_HEAT,
    STYLE_LIVE_FIELD,
    STYLE_LIVE_GRID,
    STYLE_LIVE_FLOW,
    STYLE_LIVE_ARC
} StyleLiveDraw;
#define STYLE_LIVE_HEIGHT_M 200.0 // where none is given
#define STYLE_LIVE_RADIUS_M 500.0

enum { STATE_LIVE_STOPS_MAX = 12, STATE_LIVE_KEY_MAX = 96 };
enum { STATE_SYMBOL_MAX = 320, STATE_SYMBOL_PATH_MAX = 512 };
typedef struct {
    double value;        // BREAKS: lower bound; RAMP: position
    char text[64];       // CATEGORY: the value
    uint32_t rgb;        // 0xBBGGRR
} StyleStop;

// Zero and "" mean: guess from geometry and attribute names (style_guess.h); "none" in a name means: none, do not guess.
// width_attribute may hold numbers or road classes; see style_widths_m.
typedef struct {
    StyleDraw draw;
    StyleColourMode colour_mode;
    char colour_attribute[64];
    char ramp[32];                     // named ramp (assets/data/ramps), "" = stops
    uint32_t rgb;                      // 0xBBGGRR
    bool has_rgb;
    StyleStop stops[STATE_STOPS_MAX];
    int stop_count;
    char height_attribute[64], storeys_attribute[64], min_height_attribute[64], use_attribute[64];
    double height_m, storey_m;         // constant when no attribute; storey_m 0 = 3.3
    char width_attribute[64];
    double width_m, width_px;
    char label_attribute[64];
    double label_size_px;              // 0 = 15
    uint32_t label_rgb;                // by day; lighter on a dark picture
    bool has_label_rgb;
    double label_priority;             // higher wins
    char label_rank_attribute[64];     // larger value = more important within the layer
    char icon[32];                     // name from assets/data/icons; "" = none
    char symbol[STATE_SYMBOL_MAX];     // 3D: tree, lamp, crane, cone … or a model file; * =
                                       // symbol_attribute's value
    char symbol_attribute[64], symbol_scale_attribute[64], heading_attribute[64];
    double symbol_size_m;
    double visible_from_m, visible_to_m; // camera distance; 0,0 = always
    StyleSurface surface;
    uint32_t casing_rgb;
    bool has_casing;
    double dash_m;
    char live_key[STATE_LIVE_KEY_MAX]; // "air.{code}.pm25": {code} is the feature's attribute; "" =
                                       // no live values (style_live.h)
    StyleLiveEffect live_effect;
    StyleStop live_stops[STATE_LIVE_STOPS_MAX]; // by value, rising; a ramp: its ends
    int live_stop_count;
    char live_ramp[32];  // "" = steps at the stops
    bool has_live_label; // value and age as a text
    StyleLiveDraw live_draw;
    double live_height_m; // RAISE, GRID: at the last stop; RAISE 0 = the feature's own, else 200;
                          // GRID 0 = flat
    double live_radius_m; // HEAT, FIELD: of a value's reach; GRID: edge of a cell; 0 = 500
} LayerStyle;

// How a model's objects are seen; rows as in its asset. Colours and lifts by object:
// city_model_colours, city_model_lifts (model_view.h).
typedef enum { STATE_MARK_SHOWN, STATE_MARK_GHOST, STATE_MARK_HIDDEN, STATE_MARK_COUNT } StateMark;
typedef enum {
    STATE_COLOUR_BY_NONE,
    STATE_COLOUR_BY_TYPE,
    STATE_COLOUR_BY_STOREY,
    STATE_COLOUR_BY_SYSTEM,
    STATE_COLOUR_BY_PROPERTY
} StateColourBy;
typedef struct {
    uint8_t *marks; // StateMark by object, heap; objects past mark_count are shown
    int mark_count;
    uint64_t marks_key; // of the marks: the same marks, the same key; 0 = all are shown
    StateColourBy colour_by;
    char colour_property[STATE_NAME_MAX]; // PROPERTY: "Pset_WallCommon.FireRating"
    double explode_m;                     // between storeys; 0 = none
    bool shows_spaces;
    char animation[STATE_NAME_MAX]; // clip that is played, "all" or "none"; "" = all that do not
                                    // move the same thing, else the first
    double animation_speed;         // times the file's; 0 = 1
} StateModelView;

// What lies ahead of the plane is taken away. Its normal points to heading, pitch above the horizon
// (90 = up), at pos.
#define STATE_CUTS_MAX 6
typedef struct {
    uint32_t layer_id; // of a model or of buildings; 0 = all of them
    GeoPos pos;        // height above the city's zero, as drawn (exaggerated)
    double heading_deg, pitch_deg;
    bool spares_city; // of a plane through all: models only, the city's buildings stay whole
} StateCut;

// A measurement: points, and what follows from them (measure.h). DISTANCE and HEIGHT: the way from
// point to point; ANGLE: at the second of three; AREA: of the polygon, or of a whole plane face
// (area_m2) marked by one point; GAP: the nearest points of two objects.
#define STATE_MEASURES_MAX 32
#define STATE_MEASURE_POINTS_MAX 32
typedef enum {
    STATE_MEASURE_NONE,
    STATE_MEASURE_DISTANCE,
    STATE_MEASURE_ANGLE,
    STATE_MEASURE_AREA,
    STATE_MEASURE_HEIGHT,
    STATE_MEASURE_GAP,
    STATE_MEASURE_COUNT
} StateMeasureKind;
// What its points lie on; of several the least exact.
typedef enum {
    STATE_MEASURE_ON_GIVEN, // as typed
    STATE_MEASURE_ON_MODEL,
    STATE_MEASURE_ON_BUILDING, // and other things that are not models
    STATE_MEASURE_ON_GROUND,
    STATE_MEASURE_ON_COUNT
} StateMeasureOn;
typedef struct {
    uint32_t id; // unique in the session
    StateMeasureKind kind;
    StateMeasureOn on;
    GeoPos points[STATE_MEASURE_POINTS_MAX]; // true heights
    int point_count;
    double exact_m;              // the most any of its points may be off
    double area_m2, perimeter_m; // of a face; 0 = by the points
    double exact_m2;             // of that
} StateMeasure;

typedef struct {
    uint32_t id;                       // unique in the session, never reused
    char name[STATE_NAME_MAX];         // unique; shown
    char *source, *table, *crs, *encoding, *where; // heap or NULL
    GeoDatum datum;
    char vertical[32];                 // "", "ellipsoid", "msl", "1985", …: what its heights mean
    double height_offset_m;            // added to its heights to reach the city's zero
    char group[STATE_NAME_MAX];
    char attribution[160];
    double order;                      // lower is drawn first
    float opacity;
    bool is_visible, drop_duplicates;
    bool was_visible; // of the desk, while layers_topic says that is_visible is a page's
    // Units of the city that its features are (area.h), and what of them is code and name.
    int level;                                   // StateLevel
    char code_attribute[64], name_attribute[64]; // "" = code, name
    // Of a model: placed by hand (before what its file says); its foot on the terrain, whatever the
    // anchor's height; no terrain drawn under its outline.
    GeoModelPoint anchor;
    bool has_anchor, is_on_ground, masks_terrain;
    StateModelView view;
    LayerStyle style;
} StateLayer;

typedef struct {
    char name[STATE_NAME_MAX];
    StateCamera camera;
} StateBookmark;

typedef struct {
    char name[STATE_NAME_MAX];
    double seconds;                    // from the stop before to this one
    StateCamera camera;
    int64_t t_utc_us;                  // 0 = leave the clock
} StateTourStop;

// Levels of view: 市, 县, 镇, 村. A layer whose features are units of one has it.
typedef enum {
    STATE_LEVEL_NONE,
    STATE_LEVEL_CITY,
    STATE_LEVEL_COUNTY,
    STATE_LEVEL_TOWN,
    STATE_LEVEL_VILLAGE,
    STATE_LEVEL_COUNT
} StateLevel;

// What a page is narrowed to besides its unit (page-filter): of each part "" or false = everything.
// A part that is set must hold.
enum { STATE_FILTER_TEXT_MAX = 320 };
typedef struct {
    char units[STATE_FILTER_TEXT_MAX];      // codes, ';' between
    char indicators[STATE_FILTER_TEXT_MAX]; // keys, ';' between
    char key[48];                           // whose value lies within low … high
    bool has_range, has_time;
    double low, high;
    int64_t from_us, to_us; // of time
} StateFilter;

// What the big screen shows at a time: page, view, look, layers. Rotation goes through them in
// order.
enum { STATE_SCENE_HIDDEN_MAX = 1024 };
typedef enum {
    STATE_SCENE_LOOK_LEAVE,
    STATE_SCENE_LOOK_DAY,
    STATE_SCENE_LOOK_NIGHT,
    STATE_SCENE_LOOK_WHITE
} StateSceneLook;
typedef struct {
    char name[STATE_NAME_MAX], page[STATE_NAME_MAX]; // page "": the desk
    char unit[16];
    int look;                            // StateSceneLook
    double seconds;                      // shown in a rotation
    double transition_s;                 // of the camera; 0 = at once
    bool has_layers;                     // else layers stay as they are
    char hidden[STATE_SCENE_HIDDEN_MAX]; // names of layers not shown, ';' between
    StateCamera camera;                  // distance_m 0 = stays
} StateScene;

typedef struct {
    uint32_t layer_id;
    uint32_t feature;
} StateFeatureRef;

// LIVE: the present. PAUSED: an instant of what the store kept, standing; REPLAY: moving on at
// replay_speed times the time of the world.
typedef enum { STATE_CLOCK_LIVE, STATE_CLOCK_PAUSED, STATE_CLOCK_REPLAY } StateClockMode;
#define STATE_REPLAY_SPEED_MIN 0.25
#define STATE_REPLAY_SPEED_MAX 3600.0

// Two versions of a model told apart by colours: layers; 0 = none. What differs: city_compare.h.
typedef struct {
    uint32_t new_id, old_id;
    bool is_added; // the old one came with the comparison and goes with it
} StateCompare;

// A source of live values or events as the document says it (feed/feed.h reads it); maps: which
// message becomes which key.
enum { STATE_FEED_ADDRESS_MAX = 512, STATE_FEED_OPTIONS_MAX = 1024, STATE_FEED_TEXT_MAX = 160 };
typedef struct {
    uint32_t id;               // unique in the session
    char name[STATE_NAME_MAX]; // unique; the first part of the keys it names itself
    char driver[24];           // "mqtt", "http", "sim", …
    char address[STATE_FEED_ADDRESS_MAX];
    char options[STATE_FEED_OPTIONS_MAX]; // "qos=1 ca=ca.pem user='a b'": the driver's own
    double keys_max;                      // 0 = 250000
    bool is_off;
} StateFeed;
typedef struct {
    uint32_t feed_id;
    char match[STATE_FEED_TEXT_MAX], key[STATE_FEED_TEXT_MAX], value[STATE_FEED_TEXT_MAX],
        time[STATE_FEED_TEXT_MAX], lon[64], lat[64], height[64], course[64], speed[64], unit[32],
        datum[16];
    double scale, offset, period_s, qos; // scale 0 = 1
} StateFeedMap;
// What is said of live keys (live.h, LiveDeclaration).
typedef struct {
    char match[STATE_FEED_TEXT_MAX], name[STATE_NAME_MAX], name_en[STATE_NAME_MAX], unit[32];
    double period_s, stale_s, min, max, decimals; // decimals -1 = by the value
} StateLiveKey;
// A key that follows from others (live_derive.h).
typedef struct {
    char key[STATE_FEED_TEXT_MAX], match[STATE_FEED_TEXT_MAX], expression[512], unit[32];
    int kind; // expression, sum, mean, min, max, count, hours_above
    double limit;
} StateDerived;

// The big screen as built: pixels of how many millimetres, seen from where, in displays side by
// side.
typedef struct {
    double pitch_mm;        // 0 = by the diagonal
    double diagonal_in;     // of the whole window; 0 = by the pitch
    double distance_m;      // of the farthest that read it; 0 = unknown
    uint32_t columns, rows; // displays; 0 = 1
    double bezel_px;        // between two of them, hidden or missing, in pixels of the window
} StateWall;

typedef enum { STATE_LOOK_DAY, STATE_LOOK_NIGHT, STATE_LOOK_WHITE, STATE_LOOK_COUNT } StateLook;
typedef enum { STATE_QUALITY_AUTO, STATE_QUALITY_SOFTWARE, STATE_QUALITY_FULL } StateQuality;
typedef enum { STATE_LANGUAGE_ZH, STATE_LANGUAGE_EN } StateLanguage;

// Which list of operations lies open over the scene: one at a time, as tabs of one panel.
typedef enum {
    STATE_DOCK_NONE,
    STATE_DOCK_ALARMS,
    STATE_DOCK_RATE, // of alarms
    STATE_DOCK_CASES,
    STATE_DOCK_EMERGENCIES,
    STATE_DOCK_WARNINGS,
    STATE_DOCK_FEEDS,
    STATE_DOCK_PLACES, // bookmarks, stops of the tour, scenes
    STATE_DOCK_LOG,
    STATE_DOCK_COUNT
} StateDock;
enum { STATE_DOCK_ITEM_MAX = 288, STATE_KEY_MAX = 256 };

// Sizes of docked panels, as dragged by their splitters.
typedef enum {
    STATE_PANEL_LEFT,   // width of layers and model
    STATE_PANEL_RIGHT,  // width of attributes
    STATE_PANEL_LAYERS, // height of the layers above a model
    STATE_PANEL_DOCK,   // height of the lists below
    STATE_PANEL_COUNT
} StatePanel;

typedef struct State {
    uint64_t version;                  // grows with every change
    uint64_t layers_version;           // grows when layers are added, removed, restyled or reordered
    // Document
    char title[STATE_NAME_MAX];
    char notice[STATE_NAME_MAX];       // shown on screen and in pictures, "示范数据"
    char *document;                    // path of city.yaml; NULL = none
    GeoPos origin;                     // of the city frame
    bool has_origin;                   // false: set by the first layer that loads
    double geoid_m;                    // ellipsoid minus city zero at the origin; for display of heights
    char vertical[32];                 // name of the city's height zero
    char display_crs[64];              // coordinates are shown in it; "" = longitude latitude
    int utc_offset_s;                  // of the city's clock, +8 h
    StateLayer *layers;
    int layer_count, layer_cap;
    uint32_t next_layer_id;
    StateBookmark *bookmarks;
    int bookmark_count, bookmark_cap;
    StateTourStop *tour;
    int tour_count, tour_cap;
    char view[STATE_NAME_MAX];         // opening bookmark
    StateScene *scenes;
    int scene_count, scene_cap;
    // Live, of the document; version grows with every change of these
    StateFeed *feeds;
    int feed_count, feed_cap;
    StateFeedMap *feed_maps; // in the order of their feeds
    int feed_map_count, feed_map_cap;
    StateLiveKey *live_keys;
    int live_key_count, live_key_cap;
    StateDerived *derived;
    int derived_count, derived_cap;
    char *rules; // path of a file of rules (rule.h); NULL = none
    char *store; // path of a SQLite file or postgresql://…; NULL = nothing is kept
    double fly_idle_s, fly_every_s; // of alarms: action.h; 0 = 60 and 30
    uint64_t live_version;
    uint32_t next_feed_id;
    // Operator
    StateCamera camera, camera_goal;   // goal: where a glide ends; equal when still
    bool is_gliding;
    StateCamera glide_from;            // glide_s > 0: camera_mix(glide_from, camera_goal, glide_time_s / glide_s)
    double glide_s, glide_time_s;      // asked duration and time spent; glide_s 0 = camera_glide's own pace
    bool has_camera;                   // false: fit the first layers
    bool is_touring;
    double tour_time_s;
    StateLook look;
    StateQuality quality;
    StateLanguage language;
    int64_t t_utc_us;                  // the city's clock
    double time_rate;                  // 0 = stands still, 1 = real time
    // What instant live values, moving things, alarms and cases are shown of (cmd_time.c).
    StateClockMode clock_mode;
    int64_t instant_us;  // not LIVE: the instant, UTC
    double replay_speed; // of REPLAY; 1
    uint32_t seeks;      // grows with each jump of the instant
    bool is_sun_bound;   // t_utc_us followed the present and follows the instant now
    double tide_m;
    double exaggeration;               // of heights; 1
    bool has_shadows, has_ambient_occlusion, has_labels, has_panels, has_readout;
    double panel_sizes[STATE_PANEL_COUNT]; // units of the interface; 0 = as usual
    bool has_high_contrast;                // of the interface, by day and by night
    bool has_menu_bar;                     // of the desk
    double interface_scale;                // on the display's own size: 1 to 3; 0 = 1
    double frame_limit;                    // pictures a second; 0 = none
    StateWall wall;                        // what pages are seen on (viewing.h)
    StateDock dock;
    char dock_item[STATE_DOCK_ITEM_MAX]; // id of the alarm, case … looked at; "" = none
    char shown_key[STATE_KEY_MAX];       // live key whose record is shown beside the selection
    StateFeatureRef *selection;
    int selection_count, selection_cap;
    StateCut cuts[STATE_CUTS_MAX];
    int cut_count;
    StateMeasure *measures; // at most STATE_MEASURES_MAX
    int measure_count, measure_cap;
    uint32_t next_measure_id;          // the last one given
    uint32_t handles_layer_id;         // the model whose place has handles; 0 = none
    int hot_handle;                    // under the pointer, from 1 (scene_handle.h); an echo of it
    StateMeasure measuring;            // the tool: what is being measured; kind NONE = off
    StateCompare compare;
    StateFeatureRef hover;             // layer_id 0 = none
    double budget_ram_mb, budget_vram_mb; // 0 = no limit
    char page[STATE_NAME_MAX];         // big screen: "T26" or "T26/main" (topic.h); "" = the desk
    char unit[16];                     // unit of the city that figures are of; "" = all of it
    char layers_topic[16];             // whose page layers are shown as; "" = the desk's
    char drill[STATE_KEY_MAX];         // indicator whose assets and provenance are shown; "" = none
    StateCamera drill_back;            // the view before; distance_m 0 = none
    StateCamera unit_back;             // the view before a unit was looked at; distance_m 0 = none
    StateFilter filter;                // of the page
    bool is_page_edited;               // the page editor is on
    int edited_cell;                   // of the page, from 1; 0 = none
    double text_scale;                 // of pages; 0 = by the wall, without one 1
    char scene[STATE_NAME_MAX];        // shown last; "" = none
    bool is_rotating, is_scene_locked; // locked: neither rotation nor alarms change the screen
    double scene_time_s;               // since it is shown
    int scene_alarm; // AlarmLevel from which an alarm takes the screen; 0 = none does
    bool is_unattended, is_muted;         // alarms may move the view at once; make no sound
    int undo_depth, redo_depth;        // steps that undo and redo have (kept by cmd.c; for panels)
} State;

void state_init(State *state);         // defaults: Chinese, day, noon of 2026-06-21 +08:00
void state_finish(State *state);
bool state_copy(State *out, const State *state); // deep
StateLayer *state_layer_add(State *state, const char *name, const char *source); // name made unique; NULL = from source
StateLayer *state_layer_find(State *state, const char *name_or_id);
StateLayer *state_layer_by_id(State *state, uint32_t id);
void state_layer_remove(State *state, uint32_t id);
// Layers as the desk has them, where they are a page's. True where any changed.
bool state_layers_to_desk(State *state);
bool state_filter_is_on(const StateFilter *filter);
const char *state_level_name(StateLevel level); // "county"; "" of NONE
void state_touch(State *state);        // version + 1
void state_touch_layers(State *state); // and layers_version + 1
void state_touch_live(State *state);   // and live_version + 1
// To the present; the sun's clock too where it was bound to the instant.
void state_clock_live(State *state, int64_t now_us);
// To an instant, from the present too; LIVE becomes PAUSED.
void state_clock_seek(State *state, int64_t t_us, int64_t now_us);
// The instant moved on without a jump; and the sun with it where it is bound.
void state_clock_move(State *state, int64_t t_us);
// A feed of this name, made where there is none; NULL without memory.
StateFeed *state_feed_put(State *state, const char *name);
StateFeed *state_feed_find(State *state, const char *name);
void state_feed_remove(State *state, uint32_t id); // with its maps
bool state_feed_map_add(State *state, const StateFeedMap *map);
void state_layer_copy(StateLayer *out, const StateLayer *layer); // deep; the id too
void state_layer_finish(StateLayer *layer);
// A copy of layer behind it with a new id and a unique name; for a source of several tables. NULL without memory.
StateLayer *state_layer_duplicate(State *state, uint32_t id, const char *name);
void state_layer_rename(State *state, StateLayer *layer, const char *name); // made unique
// Order and groups (state_layers.c). A group stands where its first layer stands.
// Puts a layer into a group ("" = none) before another layer, or (0) behind the group's last; a
// group that is new stands at the end. False: there is no such layer; nothing changed.
bool state_layer_place(State *state, uint32_t id, const char *group, uint32_t before_id);
// All of a group before the first of another; NULL: to the end. False: there is no such group.
bool state_group_move(State *state, const char *group, const char *before);
int state_group_rename(State *state, const char *group, const char *name); // returns its layers
int state_group_show(State *state, const char *group, bool is_visible);    // the same
StateBookmark *state_bookmark_find(State *state, const char *name);
bool state_bookmark_put(State *state, const char *name, const StateCamera *camera); // adds or replaces
StateScene *state_scene_find(State *state, const char *name);
bool state_scene_put(State *state, const StateScene *scene); // adds or replaces, by name
// What the screen shows now, under a name; seconds and transition are the usual ones.
StateScene state_scene_now(const State *state, const char *name);
void state_scene_show(State *state, const StateScene *scene); // the camera glides
bool state_select(State *state, StateFeatureRef ref); // adds, once
// The marks of a model's objects; those behind the last that is not SHOWN are not kept. false
// without memory: nothing changed.
bool state_mark_set(StateLayer *layer, const uint8_t *marks, int count);
// The document-like part (layers, styles, bookmarks, tour, selection, look, title …) of from into state; camera and view
// settings stay. For undo.
bool state_restore(State *state, const State *from);
StateCamera state_camera_default(void);
