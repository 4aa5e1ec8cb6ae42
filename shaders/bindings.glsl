// bindings.glsl - numbers shared by shaders and C: vertex inputs, buffers, textures, uniforms. Plain #define lines only.
#ifndef BINDINGS_GLSL
#define BINDINGS_GLSL

#define IN_POSITION 0
#define IN_HEIGHT 1
#define IN_NORMAL 2
#define IN_UV 3
#define IN_RGBA 4
#define IN_CLIP 5
#define IN_REL 9
#define IN_HAZE 12
#define IN_HAZE_COLOR 13
#define IN_OWN 14
#define IN_STYLE_FIRST 15
#define IN_OBJECT 1

#define BIND_VIEW 0
#define BIND_MODEL 1

#define BIND_STYLES 1
#define BIND_SHAPES 2
#define BIND_ITEMS 3
#define BIND_JOINTS 4
#define BIND_BENDS 5
#define BIND_MORPHS 6

#define BIND_PICTURE 0
#define BIND_MASK 1
#define BIND_NOISE 2
#define BIND_SKY 3
#define BIND_SHADOW 4
#define BIND_SOURCE 5
#define BIND_DEPTH 6
#define BIND_AO 7
#define BIND_BLOOM 8
#define BIND_FIELD 9
#define BIND_NORMAL 10
#define BIND_METAL 11
#define BIND_OCCLUSION 12
#define BIND_EMISSIVE 13

#define UNIFORM_A 0
#define UNIFORM_B 1
#define UNIFORM_C 2
#define UNIFORM_MAPS 3

#define LOOK_DAY 0
#define LOOK_NIGHT 1
#define LOOK_WHITE 2

#define STYLE_HIDDEN 1u
#define STYLE_SELECTED 2u
#define STYLE_HOVER 4u
#define STYLE_GLOW 8u
#define STYLE_GHOST 16u
#define STYLE_TINT 32u
#define STYLE_RAISED 64u
#define STYLE_HATCHED 128u

#define MODEL_TWO_SIDED 0x40000000u
#define MODEL_CAP 0x80000000u
#define SEA_ABOVE_M 0.05 // elevation models have the sea at their zero: ground no higher than this above the tide is sea
#define CUTS_MAX 6
#define MASKS_MAX 4
#define HATCH_LINES 0
#define HATCH_CROSS 1
#define HATCH_DASHES 2
#define HATCH_DOTS 3
#define HATCH_NONE 4

#define MARK_ARROW 1u
#define MARK_HULL 2u
#define MARK_DIAMOND 3u
#define MARK_ARC 4u
#define MARK_HATCHED 5u

// What a building is used for: GEO_BUILDING_USE_* of geo/geo_building.h.
#define USE_OFFICE 2u
#define USE_SHOP 3u
#define USE_INDUSTRY 4u
#define USE_STRUCTURE 6u
#define USE_LIGHT 7u

#define SHADOW_CASCADES 3

#endif
