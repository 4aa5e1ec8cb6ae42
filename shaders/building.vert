// building.vert - footprints, boxes; style and shape looked up by feature. In: lattice position and slot. Out: for building.frag.
#include "common/view.glsl"
#include "common/draw.glsl"
#include "common/color.glsl"
#include "common/building_base.glsl"
#include "common/cut.glsl"
#include "common/style.glsl"
#if !SHADOW
#define LIT_IO out
#include "common/lit.glsl"
#include "common/haze.glsl"
#include "common/shadow_axes.glsl"
#endif
layout(location = IN_POSITION) in uvec4 in_q;
layout(std430, binding = BIND_STYLES) readonly buffer Styles { uint style_words[]; };
layout(std430, binding = BIND_SHAPES) readonly buffer Shapes { uint shape_words[]; };

#if !SHADOW
out vec3 v_rel;
flat out vec4 v_corner;      // level place of the corner; metres that a metre of height leans
out vec4 v_wall;          // x, y in the tile, height above the base, 0 at the foot .. 1 at the top
flat out vec4 v_base_lin; // own colour; opacity
flat out uvec2 v_words;   // style flags, shape
out vec3 v_light;         // v_rel in the axes of the key light
out vec4 v_haze_lin;      // share in alpha
#endif

void main()
{
    uint word = style_words[in_style_first + in_q.w];
    uint flags = word >> 24;
#if GHOST
    bool is_shown = (flags & (STYLE_HIDDEN | STYLE_GHOST)) == STYLE_GHOST;
#elif SHADOW
    bool is_shown = (flags & (STYLE_HIDDEN | STYLE_GHOST)) == 0u;
#elif LIVE
    bool is_shown = (flags & (STYLE_HIDDEN | STYLE_GHOST)) == 0u && (flags & (STYLE_RAISED | STYLE_HATCHED)) != 0u;
#else
    bool is_shown = (flags & (STYLE_HIDDEN | STYLE_GHOST | STYLE_RAISED | STYLE_HATCHED)) == 0u;
#endif
    vec3 q = vec3(in_q.xyz);
#if GHOST || SHADOW || LIVE
    q.z = style_raise(word, q.z, float(shape_words[in_style_first + in_q.w] & 0xffffu));
#endif
    vec3 rel = draw_rel(q);
    gl_Position = is_shown ? draw_clip(q, rel) : vec4(0.0, 0.0, -1.0, 1.0);
#if CUT
    cut_away(rel, uint(in_own.w));
#endif
#if !SHADOW
    uint shape = shape_words[in_style_first + in_q.w];
    float above_m = (q.z - float(shape & 0xffffu)) * in_own.z;
    v_rel = rel;
    // Far from the city's middle upright walls lean against its axes: level places are counted along the tile's own.
    vec2 lean = vec2(in_rel[0].z, in_rel[1].z) / in_own.z;
    v_corner = vec4(rel.xy - lean * max(above_m, 0.0), lean);
#if GHOST || LIVE
    vec3 own_srgb = style_srgb(word);
#else
    vec3 own_srgb = unpackUnorm4x8(word).rgb;
#endif
    // The base is that of the footprint's middle: with the earth's curve a foot may lie some steps above it.
    v_wall = vec4(q.xy * in_own.xy, max(above_m, 0.0), above_m > 0.5 ? 1.0 : 0.0);
    v_base_lin = vec4(LOOK != LOOK_WHITE && (shape >> 28) == USE_LIGHT ? lin_from_srgb(own_srgb) : building_base(own_srgb, flags), in_haze_lin.a);
    v_words = uvec2(flags, shape);
    v_light = shadow_turn(rel);
    float haze = clamp(dot(in_haze, vec4(q, 1.0)), 0.0, 1.0);
    v_haze_lin = vec4(haze_air(rel, haze), haze);
    lit_write();
#endif
}
