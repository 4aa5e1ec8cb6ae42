// SPDX-License-Identifier: Apache-2.0
// render_frame.h - what can be drawn: plain arrays for one view, made by the scene and the ui each frame, read by render_draw.
// Does not: own anything; arrays live in the caller's arena until render_draw returns. No OpenGL here.
// Spaces: "rel" is city axes (east, north, up at the city origin) with the eye at 0, metres, float. Pixels count from the top left.
#pragma once
#include <stdbool.h>
#include <stdint.h>

typedef struct {
    uint32_t id; // 0 = none
} RenderMesh;
typedef struct {
    uint32_t id;
} RenderTexture;
typedef struct {
    uint32_t id; // an array of one uint32 style word per feature, changed without touching meshes
} RenderStyles;

// rel_from_local, rows of 4: rotation and translation. p_rel = M * (p_local, 1).
typedef struct {
    float m[12];
} RenderPlace;

typedef enum { RENDER_LOOK_DAY, RENDER_LOOK_NIGHT, RENDER_LOOK_WHITE, RENDER_LOOK_COUNT } RenderLook;
typedef enum { RENDER_QUALITY_SOFTWARE, RENDER_QUALITY_FULL } RenderQuality;

enum { RENDER_CUTS_MAX = 6, RENDER_MASKS_MAX = 4 };
enum { RENDER_UNCUT_ALL = (1 << RENDER_CUTS_MAX) - 1 }; // no plane cuts it

typedef struct {
    int width_px, height_px;    // of the target
    float clip_from_rel[16];    // column-major (OpenGL); reversed-Z, infinite far, depth 0..1; carries sub-picture cropping
    float rel_from_clip[16];    // its inverse, for sky rays
    float px_per_rad;           // of the whole picture (sub-pictures: the same), for point sizes
    float near_m;
    float eye_height_m;         // above the city's zero
    double eye_enu_m[3];        // the eye in the city frame: keeps shadow texels, ground texture and waves in place
    float up_rel[3];            // local vertical at the eye
    float east_rel[3];          // local east at the eye
    float sun_dir_rel[3];       // unit, towards the sun; below the horizon at night
    float moon_dir_rel[3];
    float time_s;               // for water and blinking; fixed in headless pictures
    float tide_m;               // sea level above the city's zero; ground below it is water
    bool has_sea;               // false: no elevation, nothing is sea
    RenderLook look;
    RenderQuality quality;
    float night;                // 0 day .. 1 night: lit windows and street lamps
    float haze_m;               // distance at which haze takes 63 %
    float exposure;             // 1 = set by look
    float shadow_range_m;       // FULL: how far shadows reach; 0 = none
    bool has_cast;              // FULL: the shadow maps of the last render_cast are taken
    float height_exaggeration;  // 1
    int sub_x_px, sub_y_px, full_width_px, full_height_px; // place of this piece in the whole picture (vignette, dither, grid)
    float cut_rel[RENDER_CUTS_MAX]
                 [4]; // planes that cut models and buildings: kept is dot(xyz, p_rel) + w >= 0
    int cut_count;
    // Upright boxes in which the ground gives way to models: inside where both |dot(xyz, p_rel) +
    // w| are below 1.
    float mask_rel[RENDER_MASKS_MAX][2][4];
    int mask_count;
} RenderView;

// Terrain tile: mesh made by render_terrain_create. Textures may be none.
typedef struct {
    RenderMesh mesh;
    RenderPlace place;
    RenderTexture picture, mask;   // drape; none = bare ground colours
    float picture_rect[4];         // u0, v0, du, dv: where this tile lies in an ancestor's picture (0,0,1,1 its own)
    float height_min_m, height_max_m;
    float distance_m;              // nearest, for ordering and shadow choice
    bool is_masked;                // a mask of the view may reach it
} RenderTerrainItem;

// Style word of a building or symbol: 0xFFBBGGRR colour in the low 24 bits, flags in the high 8.
// With RAISED the low 24 bits are a share of the height and a coarser colour:
// RENDER_STYLE_RAISED_WORD.
enum {
    RENDER_STYLE_HIDDEN = 1 << 0,
    RENDER_STYLE_SELECTED = 1 << 1,
    RENDER_STYLE_HOVER = 1 << 2,
    RENDER_STYLE_GLOW = 1 << 3, // alarm
    RENDER_STYLE_GHOST = 1 << 4,
    RENDER_STYLE_TINT = 1 << 5,   // models: the word's colour in place of the material's
    RENDER_STYLE_RAISED = 1 << 6, // buildings: as high as the word's share says
    RENDER_STYLE_HATCHED = 1 << 7 // what it says is not current: legible without colour
};
#define RENDER_STYLE_WORD(rgb, flags) (((uint32_t)(rgb) & 0xffffffu) | ((uint32_t)(flags) << 24))
// share: 0..255 of the height of its mesh. Of the colour five bits of red and blue, six of green
// stay.
#define RENDER_STYLE_RAISED_WORD(rgb, share, flags)                                  \
    (((uint32_t)(share)&0xffu) | ((uint32_t)(rgb) >> 3 & 0x1fu) << 8 |               \
     ((uint32_t)(rgb) >> 10 & 0x3fu) << 13 | ((uint32_t)(rgb) >> 19 & 0x1fu) << 19 | \
     ((uint32_t)(flags) | RENDER_STYLE_RAISED) << 24)

typedef struct {
    RenderMesh mesh;               // FULL or BOX triangles, or POINT
    RenderPlace place;
    RenderStyles styles;
    uint32_t style_first;          // feature of slot 0 in styles and shapes
    float opacity;
    float distance_m;
    uint32_t uncut; // bits of the view's planes that do not cut it
} RenderBuildingItem;

// Free triangles with own colours: bridges, raised lines, symbols' shapes when few. Vertex: RenderSolidVertex.
typedef struct {
    float pos_m[3];
    int8_t normal[4];              // snorm8; 0 = unlit
    uint8_t rgba[4];               // sRGB, straight
} RenderSolidVertex;
typedef struct {
    RenderMesh mesh;
    RenderPlace place;
    float opacity;
    float glow;                    // 0..1: own light at night
    float distance_m;
    uint32_t uncut; // bits of the view's planes that do not cut it
} RenderSolidItem;
// Many copies of one solid mesh.
typedef struct {
    float pos_rel_m[3];
    float scale;
    float yaw_rad;
    uint32_t style;                // RENDER_STYLE_WORD; rgb multiplies the mesh's colour
} RenderInstance;
typedef struct {
    RenderMesh mesh;
    const RenderInstance *instances;
    int instance_count;
    float glow;
    uint32_t uncut; // bits of the view's planes that do not cut them
} RenderInstancesItem;

// A tile of a model (IFC, glTF): triangles with own normals and colours that know their object.
typedef struct {
    float pos_m[3];
    int8_t normal[4]; // snorm8; 0 = unlit. w: share of light of its own
    uint8_t rgba[4];  // sRGB, straight
    uint32_t object;  // RENDER_MODEL_OBJECT
} RenderModelVertex;
// Slot of the styles, and the surface: roughness 0..15, metallic 0..3, flags. Of a cap the
// roughness is the kind of its hatch, and a metallic of 1 takes the colour of its style word.
enum {
    RENDER_MODEL_OBJECTS_MAX = 1 << 24,
    RENDER_MODEL_TWO_SIDED = 1 << 30 // may be seen from behind
};
#define RENDER_MODEL_CAP 0x80000000u // the face of a cut: hatched
enum {
    RENDER_HATCH_LINES,
    RENDER_HATCH_CROSS,
    RENDER_HATCH_DASHES,
    RENDER_HATCH_DOTS,
    RENDER_HATCH_NONE
};
#define RENDER_MODEL_OBJECT(slot, roughness, metallic, flags)                      \
    ((uint32_t)(slot) | (uint32_t)(roughness) << 24 | (uint32_t)(metallic) << 28 | \
     (uint32_t)(flags))
// Of a vertex that joints move: their rows, and shares that add up to 65535.
typedef struct {
    uint16_t joints[4], weights[4];
} RenderModelJoints;
// Where a morph target moves a vertex at a weight of 1, and half of what its normal changes.
typedef struct {
    float pos_m[3];
    int8_t normal[4]; // snorm8
} RenderModelMorph;
// One more place of a mesh that stands many times.
typedef struct {
    float place[12]; // model from mesh, rows of 4; turned and scaled, not mirrored
    uint32_t object; // added to the vertices'
    uint32_t pad[3];
} RenderModelInstance;
typedef struct {
    RenderMesh mesh;
    RenderPlace place;   // axes may be scaled
    RenderStyles styles; // shape words: low 16 bits the storey, counted from below
    uint32_t style_first;
    float opacity;
    float distance_m; // nearest
    float lift_m;     // storeys are drawn this far apart, along the model's z
    uint32_t uncut;  // bits of the view's planes that do not cut it: another model's, the one it is
                     // the cap of
    bool has_spaces; // parts of spaces are drawn too
    const float *joints; // of a mesh with joints: local from mesh, rows of 4, three a joint; borrowed
    int joint_count;
    const float *weights; // of its morph targets; borrowed
    int weight_count;
} RenderModelItem;

// Screen quads from an atlas: labels and icons. Snapped to whole pixels by the scene.
typedef struct {
    float x_px, y_px, width_px, height_px; // of the whole picture, top left
    float u0, v0, u1, v1;          // in texels of the atlas
    uint32_t fill_rgba, halo_rgba; // 0xAABBGGRR sRGB straight
    float opacity;
    uint32_t layer;                // page of the atlas
} RenderSprite;

// Polylines over the scene: outlines of picked things, selection rectangles, measuring. Constant width in pixels.
typedef struct {
    float a_rel_m[3], b_rel_m[3];
    uint32_t rgba;
    float width_px;
    float hidden_opacity;          // where something stands before it; 0 = not seen
} RenderLine;

// Flat shapes of a size in pixels that stand in the scene: moving objects, states, shares of a
// cluster. Drawn behind lines, where nothing stands before them.
typedef enum {
    RENDER_MARK_DISC,  // a ring where inner > 0
    RENDER_MARK_ARROW, // points to turn[0]
    RENDER_MARK_HULL,  // a ship from above, the bow to turn[0]
    RENDER_MARK_DIAMOND,
    RENDER_MARK_ARC,     // of a ring: from turn[0] to turn[1], at most half a turn
    RENDER_MARK_HATCHED, // a disc with stripes of its rim's colour
    RENDER_MARK_COUNT
} RenderMarkShape;
typedef struct {
    float pos_rel_m[3];
    float size_px;                // across, its rim included
    float turn[2];                // ARROW, HULL: heading in radians, east of north; ARC: radians on
                                  // the screen, clockwise from the top
    float inner;                  // share of the size that is left open in the middle
    uint32_t fill_rgba, rim_rgba; // 0xAABBGGRR sRGB straight
    uint32_t bits;                // RENDER_MARK_BITS
} RenderMark;
// shape; 0..255 of what is seen of it, and behind other things; rim in sixteenths of a pixel, below
// 256
#define RENDER_MARK_BITS(shape, seen, hidden, rim_16)                       \
    ((uint32_t)(shape) | (uint32_t)(seen) << 8 | (uint32_t)(hidden) << 16 | \
     (uint32_t)(rim_16) << 24)

// Pieces of tails, flows and rings: colours run from end to end, ends are cut straight so that
// pieces join without beads.
typedef struct {
    float a_rel_m[3], b_rel_m[3];
    uint32_t a_rgba, b_rgba;
    float width_px;
    float a_dash, b_dash; // counted in dashes along the way; both the same = no dashes
    float hidden_opacity;
} RenderFlow;

// Panels: premultiplied BGRA pictures at whole pixels, drawn last, in order.
typedef struct {
    RenderTexture texture;
    int x_px, y_px, width_px, height_px; // of the target, top left
    float opacity;
} RenderPanel;

typedef struct {
    RenderView view;
    const RenderTerrainItem *terrain;
    int terrain_count;
    const RenderBuildingItem *buildings;
    int building_count;
    const RenderSolidItem *solids;
    int solid_count;
    const RenderInstancesItem *instances;
    int instances_count;
    const RenderModelItem *models;
    int model_count;
    const RenderLine *lines;
    int line_count;
    const RenderFlow *flows;
    int flow_count;
    const RenderMark *dots; // below the marks: small discs without a rim, at half their cost
    int dot_count;
    const RenderMark *marks;
    int mark_count;
    RenderTexture atlas;           // of the sprites: RG8 array, fill and halo
    const RenderSprite *sprites;
    int sprite_count;
    const RenderPanel *panels;
    int panel_count;
} RenderFrame;
