// building_fast.vert - SOFTWARE quality: everything constant over a building is folded here. Out: for building_fast.frag.
#include "common/view.glsl"
#include "common/draw.glsl"
#include "common/color.glsl"
#include "common/building_base.glsl"
layout(location = IN_POSITION) in uvec4 in_q;
layout(std430, binding = BIND_STYLES) readonly buffer Styles { uint style_words[]; };
layout(std430, binding = BIND_SHAPES) readonly buffer Shapes { uint shape_words[]; };
out vec4 v_rel_above;      // from the eye; height above the base
flat out vec4 v_mul_lin;   // own colour less what haze takes; opacity
flat out vec4 v_add_lin;   // haze and own light; window share
#if LOOK == LOOK_NIGHT
out vec3 v_wall;           // x, y in the tile, share of the height
flat out float v_seed;
#endif

void main()
{
    uint word = style_words[in_style_first + in_q.w], shape = shape_words[in_style_first + in_q.w];
    uint flags = word >> 24;
#if GHOST
    bool is_shown = (flags & (STYLE_HIDDEN | STYLE_GHOST)) == STYLE_GHOST;
#else
    bool is_shown = (flags & (STYLE_HIDDEN | STYLE_GHOST)) == 0u;
#endif
    vec3 q = vec3(in_q.xyz);
    vec3 rel = draw_rel(q);
    gl_Position = is_shown ? draw_clip(q, rel) : vec4(0.0, 0.0, -1.0, 1.0);
    // A foot may lie some steps above the base of the footprint's middle: the earth curves.
    float above_m = (q.z - float(shape & 0xffffu)) * in_own.z;
    v_rel_above = vec4(rel, max(above_m, 0.0));
    float haze = clamp(dot(in_haze, vec4(q, 1.0)), 0.0, 1.0);
    vec3 c = building_base(unpackUnorm4x8(word).rgb);
    uint use = shape >> 28;
    vec3 own = vec3(0.0);
    float strength = LOOK == LOOK_NIGHT ? 1.1 : 1.0 / view.sun_exposure.w;
    if ((flags & (STYLE_GLOW | STYLE_HOVER | STYLE_SELECTED)) != 0u) {
        float pulse_share = 0.65 + 0.35 * sin(view.east_time.w * 4.2);
        bool is_selected = (flags & STYLE_SELECTED) != 0u, is_glow = (flags & STYLE_GLOW) != 0u;
        vec3 accent = is_selected ? vec3(1.0, 0.40, 0.02) : is_glow ? vec3(1.0, 0.10, 0.05) * pulse_share : vec3(0.10, 0.75, 1.0) * 0.5;
        c = mix(c, accent, is_selected || is_glow ? 0.75 : 0.35);
        own = accent * 0.42 * strength;
    }
    if (LOOK != LOOK_WHITE && use == USE_LIGHT) {
        c = lin_from_srgb(unpackUnorm4x8(word).rgb);
        own += c * c * (LOOK == LOOK_NIGHT ? 1.5 : view.up_night.w * strength);
    }
    v_mul_lin = vec4(c * (1.0 - haze), in_haze_lin.a * (GHOST == 1 ? 0.28 : 1.0));
    v_add_lin = vec4(in_haze_lin.rgb * haze + own * (1.0 - haze), use == USE_OFFICE ? 0.80 : use == USE_INDUSTRY ? 0.22 : use >= USE_STRUCTURE ? 0.0 : 0.48);
#if LOOK == LOOK_NIGHT
    v_wall = vec3(q.xy * in_own.xy, above_m > 0.5 ? 1.0 : 0.0);
    v_seed = float((shape >> 24) & 15u) + float(shape & 255u);
#endif
}
