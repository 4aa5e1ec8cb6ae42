// SPDX-License-Identifier: Apache-2.0
// scene_live_private.h - what the files scene_live*.c share: the lists of the frame being built.
#pragma once
#include "scene/scene_label_atlas.h"
#include "scene/scene_live.h"
#include "scene/scene_private.h"

enum { SCENE_LIVE_SPRITES = 16384, SCENE_LIVE_ROOMS = 2048, SCENE_LIVE_TEXTS = 160 };

typedef struct {
    float lon_deg, lat_deg; // where it was asked
    float asked_m, shown_m; // above the city's zero; what is shown follows what was asked
    bool is_known;
} SceneLiveGround;

typedef struct {
    float x_px, y_px, reach_px;
    float half_px; // of a text: it reaches so far to both sides besides
    uint32_t key;
} SceneLiveHit;

#define SCENE_LIVE_M_PER_DEG 111195.0

// What is laid on the ground, frozen and counted.
struct SceneLivePatch {
    int refs;
    uint64_t key; // of all it shows
    bool is_field;
    float opacity;
    double cell_m; // of a field
    GeoDrapePatch patch;
    GeoDrapeField field;
    double *lon_lat;
    int ring_end;   // of an area's one ring
    int *ring_ends; // of a coloured area
    float *values;
    DVec3 *rim; // of an area, on the ground as drawn, closed; NULL until it was asked for
    int rim_count;
    uint64_t rim_ground; // for which it was made
    double rim_stretch;
};

enum { SCENE_LIVE_AREAS_MAX = 256, SCENE_LIVE_AREA_TEXT_MAX = SCENE_LIVE_AREA_BYTES };
typedef struct {
    struct SceneLivePatch *patch;
    GeoPos middle;
    uint32_t key;
    SceneLiveLevel level;
    SceneLiveStatusKind status;
    char text[SCENE_LIVE_AREA_TEXT_MAX];
} SceneLiveAreaHeld;

// Shapes of moving things near the camera, by symbol.
enum { SCENE_LIVE_SYMBOLS_MAX = 3000 };
typedef struct {
    RenderMesh mesh; // made when first asked for
    float length;    // along y, of one metre of height
    bool has_failed;
    RenderInstance *instances; // of the frame being built
    int count;
} SceneLiveSymbol;

// Where a tail's points lie, asked once a fix.
enum { SCENE_LIVE_TAIL_POINTS = 64 };
typedef struct {
    uint32_t key, fixes; // of the object
    uint64_t ground;
    double stretch;
    int count;
    DVec3 points[SCENE_LIVE_TAIL_POINTS];
} SceneLiveTailGround;

typedef struct {
    GeoSolidMesh mesh; // kept: a lost GPU gets it back
    DPlace place;
    RenderMesh gpu;
    SceneLiveColumn *items;
    int count;
    uint64_t ground; // for which the mesh was made; 0 = it is to be made
} SceneLiveColumns;

struct SceneLiveDrawn {
    SceneLive live;
    SceneLiveAreaHeld areas[SCENE_LIVE_AREAS_MAX];
    int area_count;
    struct SceneLivePatch *heats[SCENE_LIVE_HEATS_MAX];
    int heat_count;
    struct SceneLivePatch **tints;
    int tint_count;
    SceneLiveColumns columns;
    SceneLiveSymbol symbols[GEO_SYMBOL_COUNT];
    SceneLiveTailGround *tails; // by place in the list of tails
    int tail_cap;
    struct SceneLiveWay *ways,
        *way_next; // a list of those drawn lately; the one behind the last asked for
    SceneLiveStatus status;
    SceneLiveGround *ground; // by row of the objects
    int ground_cap, ground_count;
    int questions; // about the ground, left in this frame
    SceneLiveHit *hits;
    int hit_count, hit_cap;
    SceneRect rooms[SCENE_LIVE_ROOMS];
    int room_count;
    // Of the frame being built, in its arena
    RenderSprite *sprites;
    int sprite_count, sprite_cap;
    RenderMark *marks;
    int mark_count, mark_cap;
    RenderMark *dots;
    uint8_t *dot_cells; // of the picture: kinds of which a dot is there, by bits
    int dot_cols, dot_rows;
    bool is_throng; // more than can be told apart
    int dot_count, dot_cap;
    RenderFlow *flows;
    int flow_count, flow_cap;
    float scale;
    bool is_dark, is_english;
};

typedef struct {
    uint32_t ink, plate; // 0xAABBGGRR; plate 0 = none
    float size_px;
    bool is_bold;
} SceneLiveInk;

// A rel position in float, as the frame wants it.
void scene_live_rel(const Scene *scene, DVec3 enu_m, float rel_m[3]);
DVec3 scene_live_point(const Scene *scene, GeoPos at, double above_m); // on ground or sea, as drawn
RenderMark *scene_live_add_mark(SceneLiveDrawn *l);                    // NULL = full
RenderMark *scene_live_add_dot(SceneLiveDrawn *l);
RenderFlow *scene_live_add_flow(SceneLiveDrawn *l);
void scene_live_add_hit(SceneLiveDrawn *l, SceneLiveHit hit);
bool scene_live_is_free(const SceneLiveDrawn *l, SceneRect room);
void scene_live_take_room(SceneLiveDrawn *l, SceneRect room);
// scene_live_text.c. A line of text whose left end is at x and whose middle is at y; returns its
// width. Characters not drawn yet are left out; then scene->wanted grows.
float scene_live_text_width(Scene *scene, const char *text, const SceneLiveInk *ink);
void scene_live_text(Scene *scene, float x_px, float y_px, const char *text,
                     const SceneLiveInk *ink);
void scene_live_icon(Scene *scene, float x_px, float y_px, float size_px, const char *icon,
                     uint32_t rgba);
SceneLiveDrawn *scene_live_get(Scene *scene); // made when first asked for; NULL without memory
// scene_live_area.c
void scene_live_areas_build(Scene *scene);
int scene_live_areas_flows(const SceneLiveDrawn *l); // at most
void scene_live_areas_release(SceneLiveDrawn *l);
// scene_live_solid.c: columns and symbols
bool scene_live_symbol_add(Scene *scene, GeoSymbol symbol, const RenderInstance *instance,
                           Arena *arena);                       // false: no room
float scene_live_symbol_length(Scene *scene, GeoSymbol symbol); // 0 = cannot be drawn
void scene_live_solids_build(Scene *scene, Arena *arena, RenderFrame *out);
void scene_live_solids_release(Scene *scene);
// scene_live_flow.c
float scene_live_blink(const Scene *scene); // 0.3 … 1, of what blinks, as the style's glow does
void scene_live_ways_release(SceneLiveDrawn *l);
int scene_live_flow_pieces(const SceneLive *live); // at most
// scene_live_object.c, scene_live_mark.c, scene_live_flow.c
void scene_live_objects_build(Scene *scene, Arena *arena);
void scene_live_marks_build(Scene *scene, Arena *arena);
void scene_live_flows_build(Scene *scene);

static inline uint32_t scene_live_rgba(uint32_t rgb, float alpha)
{
    return (rgb & 0xffffffu) | (uint32_t)(255 * alpha + 0.5f) << 24;
}
static inline uint32_t scene_live_mix(uint32_t a, uint32_t b, float t)
{
    uint32_t out = 0;
    for (int k = 0; k < 24; k += 8) {
        const float x = (float)(a >> k & 255u), y = (float)(b >> k & 255u);
        out |= (uint32_t)(x + (y - x) * t + 0.5f) << k;
    }
    return out;
}
