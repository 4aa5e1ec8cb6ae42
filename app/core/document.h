// SPDX-License-Identifier: Apache-2.0
// document.h - city.yaml: layers, styles, bookmarks, tour; read through a schema (libcyaml),
// written back whole. An error names file, line, key and what was expected. All keys are rows of
// document_keys (document_table.c): schema, reader, writer, the arguments of layer-add and
// layer-set, and the reference page come from them. All are optional but `source`.
//
//   title: 湛江                          notice: 示范数据 (shown on screen and in pictures)
//   origin: { lon: 110.40, lat: 21.20 }   centre of the city frame; without it, the first layer's
//   extent decides vertical: 1985                        name of the city's height zero geoid_m:
//   -14.5  ellipsoid minus that zero display_crs: EPSG:4526                coordinates are shown in
//   it             utc_offset_h: 8 time: 2026-06-21T18:30                the city's clock; "now"
//   look: day | night | white tide_m: 1.2                           exaggeration: 1 (of heights)
//   view: NAME of the opening bookmark layers:                               drawn in this order
//   unless `order` says otherwise
//     - name: 建筑                        source: data/buildings.gpkg (relative to this file; URL,
//     /vsi…, OGR connection)
//       table: buildings                  crs: EPSG:4526 (overrides)              datum: wgs84 |
//       gcj02 | bd09 encoding: GB18030                 where: "storeys > 3" (OGR SQL)
//       drop_duplicates: true vertical: ellipsoid (of its heights; egm96, 1985, EPSG:5773 …;
//       without it, the city's or its CRS's own: geo_vertical.h) height_offset_m: 0 (added besides)
//       anchor: { lon: 110.4, lat: 21.2, height_m: 5, heading: 30, scale: 1 } (a model, by hand)
//       ground: true (its foot on the terrain)            mask_terrain: true (none inside it)
//       visible: true group: 底图                       attribution: © … order: 0     opacity: 0.8
//       style:                            each key may be left out: guessed from geometry and
//       attribute names; `none` switches off
//         draw: auto | building | area | line | point | image | elevation | grid | raised | none |
//         model colour: '#c8b89a'               colour_by: 用途 (an attribute, with one of the next
//         four) categories: [ { value: 住宅, colour: '#e0c090' } ]      value equal breaks: [ {
//         value: 0, colour: '#ffffcc' }, … ]          from value on stops: [ { value: 0, colour:
//         '#0000ff' }, … ]           mixed between values ramp: viridis (named, over the
//         attribute's range) height: 高度 | 12 (attribute or metres)                 storeys: 层数
//         storey_m: 3.3 min_height: 底高 (attribute)    use: 用途 (attribute: home, office, shop …
//         for lit windows) width: 12 m | 2 px | 宽度 (attribute: metres or a road class) label:
//         名称 (attribute)         label_size_px: 15       label_colour: '#1f5f8c' label_priority:
//         0               label_rank: population (attribute) icon: school symbol: tree |
//         models/oak.glb | models/*.glb        symbol_by: species (a text: the *)
//         symbol_scale: factor                 heading_by: heading
//         symbol_size_m: 6 visible_from_m: 0               visible_to_m: 5000 (camera distance)
//         surface: plain | water | road   casing: '#806040'       dash_m: 10
//         live: "air.{code}.pm25" (key of each feature; of a model a pattern: "**/temperature")
//         live_stops: "0=#30a050;75=#e0a020"   live_effect: colour | blink | hide   live_label: true
//   feeds: [ { name: 空气, driver: mqtt, address: mqtt://…, options: qos=1, maps: [ { match: a/+,
//   key: "air.{2}.pm25", value: $.v, time: $.t, unit: ug/m3, period_s: 60 } ] } ]
//   live: [ { match: "air.*.pm25", name: PM2.5, unit: ug/m3, period_s: 3600, min: 0, max: 2000 } ]
//   derived: [ { key: air.mean, kind: mean, match: "air.*.pm25" } ]
//   rules: rules.yaml (rule.h)           store: city.sqlite | postgresql://…
//   bookmarks: [ { name: 霞山, lon: 110.39, lat: 21.19, height_m: 0, heading: 20, pitch: 35,
//   distance_m: 1500, fov: 40 } ] tour: [ { name: 港口, lon: …, …, seconds: 6, time:
//   2026-06-21T19:00 } ]
//
// A snapshot is the same file with the operator's keys too (camera, selection, language, …); it
// opens as a document does.
#pragma once
#include "core/state.h"
#include "base/str.h"

typedef enum {
    DOCUMENT_TOP,
    DOCUMENT_ORIGIN,
    DOCUMENT_LAYER,
    DOCUMENT_STYLE,
    DOCUMENT_STOP,
    DOCUMENT_CAMERA,
    DOCUMENT_BOOKMARK,
    DOCUMENT_TOUR,
    DOCUMENT_SCENE,
    DOCUMENT_FEATURE,
    DOCUMENT_ANCHOR,
    DOCUMENT_CUT,
    DOCUMENT_MEASURE,
    DOCUMENT_FEED,
    DOCUMENT_FEED_MAP,
    DOCUMENT_LIVE,
    DOCUMENT_DERIVED,
    DOCUMENT_SECTION_COUNT
} DocumentSection;
typedef enum {
    DOCUMENT_NONE,
    DOCUMENT_TEXT,      // char[bytes]
    DOCUMENT_HEAP_TEXT, // char *
    DOCUMENT_PATH,      // char *, relative to the document's folder
    DOCUMENT_SYMBOL,    // char[bytes]: a name, or a path relative to the document's folder
    DOCUMENT_NUMBER,    // double
    DOCUMENT_OPACITY,   // float, 0..1
    DOCUMENT_HOURS,     // int seconds, written as hours
    DOCUMENT_INDEX,     // uint32_t
    DOCUMENT_BOOL,
    DOCUMENT_CHOICE, // enum of int size
    DOCUMENT_COLOUR, // uint32_t 0xBBGGRR; `bytes` is the offset of its has_ flag, 0 = none
    DOCUMENT_TIME,   // int64_t, UTC microseconds
    DOCUMENT_HEIGHT, // of LayerStyle: attribute or metres
    DOCUMENT_WIDTH,  // of LayerStyle: attribute, "12 m" or "2 px"
    DOCUMENT_MARKS,  // of StateLayer: rows of objects, "0-12,17"; `min` is the StateMark
    DOCUMENT_STOPS,  // of LayerStyle: a list of {value, colour}; in commands "value=#rrggbb;…"
    DOCUMENT_LIVE_STOPS, // of LayerStyle: "value=#rrggbb;…" into live_stops
    DOCUMENT_MAP,    // the section `child`
    DOCUMENT_LIST    // of the section `child`
} DocumentType;

typedef struct {
    DocumentSection section;
    const char *key;
    DocumentType type;
    DocumentSection child;     // MAP, LIST, STOPS
    size_t offset, bytes;      // of the field in State, StateLayer, LayerStyle, StateCamera, …
    double min, max;           // NUMBER, HOURS, INDEX; both 0 = any
    const char *choices;       // CHOICE: "day|night|white", in the order of the enum
    bool is_operator;          // written to snapshots only
    const char *help, *help_zh;
} DocumentKey;
extern const DocumentKey document_keys[];
extern const int document_key_count;
const DocumentKey *document_key_find(DocumentSection section, const char *key); // NULL = none

// A section plane as it is written: the layer by its name.
typedef struct {
    StateCut cut;
    char layer[STATE_NAME_MAX];
} DocumentCut;

// A measurement as it is written: its points as a text (measure_points_parse).
#define DOCUMENT_POINTS_MAX (STATE_MEASURE_POINTS_MAX * 80)
typedef struct {
    StateMeasure measure;
    char points[DOCUMENT_POINTS_MAX];
} DocumentMeasure;

// One value into the struct of the key's section (State for TOP, StateLayer for LAYER, LayerStyle for STYLE, …; not MAP, LIST).
// An empty text (for styles "auto" too) sets the default. Used by commands too. On failure nothing changes.
bool document_value_set(const DocumentKey *key, void *owner, const char *text, int utc_offset_s, Err *err);
// Appends the value as it would be written, without quotes. Returns false when it is the default.
bool document_value_get(const DocumentKey *key, const void *owner, int utc_offset_s, Str *out);

// Replaces the document part of the state; relative sources are taken from the document's folder. On failure nothing changes.
bool document_load(State *state, const char *path, Err *err);
bool document_parse(State *state, const char *text, size_t length, const char *path, Err *err);
bool document_save(const State *state, const char *path, Err *err);
// The whole state, document and operator part, for snapshots and the last session.
bool snapshot_save(const State *state, const char *path, Err *err);
bool snapshot_load(State *state, const char *path, Err *err);
void document_write(const State *state, const char *folder, bool is_snapshot, Str *out); // the text; folder: for relative sources
void document_reference(Str *out); // Markdown page of all keys
