// building.vert - footprints, boxes; style and shape looked up by feature. In: lattice position and slot. Out: for building.frag.
#include "common/view.glsl"
#include "common/draw.glsl"
#include "common/color.glsl"
#include "common/haze.glsl"
layout(location = IN_POSITION) in uvec4 in_q;
layout(std430, binding = BIND_STYLES) readonly buffer Styles { uint style_words[]; };
layout(std430, binding = BIND_SHAPES) readonly buffer Shapes { uint shape_words[]; };

#if !SHADOW
out vec3 v_rel;
out vec4 v_wall;          // x, y in the tile, height above the base, 0 at the foot .. 1 at the top
flat out vec4 v_base_lin; // own colour; opacity
flat out uvec2 v_words;   // style flags, shape
out float v_haze;
#endif

void main()
{
    Draw d = draws[in_draw];
    uint word = style_words[d.style_first + in_q.w];
    uint flags = word >> 24;
#if GHOST
    bool is_shown = (flags & (STYLE_HIDDEN | STYLE_GHOST)) == STYLE_GHOST;
#else
    bool is_shown = (flags & (STYLE_HIDDEN | STYLE_GHOST)) == 0u;
#endif
    vec3 local = d.b + vec3(in_q.xyz) * d.a.xyz;
    vec3 rel = draw_place(d, vec3(local.xy, local.z * view.sky_lin.w));
    gl_Position = is_shown ? view.clip_from_rel * vec4(rel, 1.0) : vec4(0.0, 0.0, -1.0, 1.0);
#if !SHADOW
    uint shape = shape_words[d.style_first + in_q.w];
    float base_q = float(shape & 0xffffu);
    float above_m = (float(in_q.z) - base_q) * d.a.z;
    v_rel = rel;
    // The base is that of the footprint's middle: with the earth's curve a foot may lie some steps above it.
    v_wall = vec4(local.xy, max(above_m, 0.0), above_m > 0.5 ? 1.0 : 0.0);
    vec3 c = lin_from_srgb(unpackUnorm4x8(word).rgb);
#if LOOK == LOOK_NIGHT
    // Greys take the house blue; data colours stay what they say.
    float high = max(c.r, max(c.g, c.b)), low = min(c.r, min(c.g, c.b));
    float chroma = (high - low) / max(high, 1e-3);
    c = mix(vec3(0.155, 0.36, 0.74) * (0.35 + 0.65 * luminance(c)), c, smoothstep(0.30, 0.75, chroma));
#elif LOOK == LOOK_WHITE
    float high = max(c.r, max(c.g, c.b)), low = min(c.r, min(c.g, c.b));
    float chroma = (high - low) / max(high, 1e-3);
    c = mix(vec3(0.86), c, smoothstep(0.45, 0.80, chroma));
#endif
    v_base_lin = vec4(c, d.a.w);
    v_words = uvec2(flags, shape);
    v_haze = haze_share(rel);
#endif
}
