// building_fast.vert - SOFTWARE quality: everything constant over a building is folded here. Out: for building_fast.frag.
#include "common/view.glsl"
#include "common/draw.glsl"
#include "common/color.glsl"
#include "common/building_base.glsl"
#include "common/cut.glsl"
#include "common/style.glsl"
layout(location = IN_POSITION) in uvec4 in_q;
layout(std430, binding = BIND_STYLES) readonly buffer Styles { uint style_words[]; };
layout(std430, binding = BIND_SHAPES) readonly buffer Shapes { uint shape_words[]; };
// Exposed light on the building, less what haze takes, is v_sun * max(n . sun, 0) + v_mean + v_rise * n.z + v_add: few inputs, for
// most triangles are a pixel or two, and no numbers of the view in fragments (lit.glsl).
out vec4 v_rel_above;      // from the eye; height above the base
flat out vec4 v_sun;       // FAR: share left of a wall with windows; else share of the windows
flat out vec4 v_mean;      // x of the direction to the sun
#if !FAR || LOOK == LOOK_NIGHT
flat out vec4 v_rise;      // z of it
#endif
flat out vec4 v_add;       // haze and own light; y of it
#if !FAR
flat out vec4 v_more;      // opacity; panes against the mean light; lamps behind them; exposure
#endif
#if LOOK == LOOK_NIGHT || LIVE
flat out vec4 v_corner;    // level place of the corner; metres that a metre of height leans
#endif
#if LOOK == LOOK_NIGHT
out vec3 v_wall;           // x, y in the tile, share of the height
flat out vec4 v_mul_seed;  // own colour; number of the building
#endif

#if LIVE
out vec3 v_stripes;         // x, y in the tile, height above the base
flat out float v_hatched;
#endif

void main()
{
    uint word = style_words[in_style_first + in_q.w], shape = shape_words[in_style_first + in_q.w];
    uint flags = word >> 24;
#if GHOST
    bool is_shown = (flags & (STYLE_HIDDEN | STYLE_GHOST)) == STYLE_GHOST;
#elif LIVE
    bool is_shown = (flags & (STYLE_HIDDEN | STYLE_GHOST)) == 0u && (flags & (STYLE_RAISED | STYLE_HATCHED)) != 0u;
#else
    bool is_shown = (flags & (STYLE_HIDDEN | STYLE_GHOST | STYLE_RAISED | STYLE_HATCHED)) == 0u;
#endif
    vec3 q = vec3(in_q.xyz);
#if GHOST || LIVE
    q.z = style_raise(word, q.z, float(shape & 0xffffu));
    vec3 own_srgb = style_srgb(word);
#else
    vec3 own_srgb = unpackUnorm4x8(word).rgb;
#endif
    vec3 rel = draw_rel(q);
    gl_Position = is_shown ? draw_clip(q, rel) : vec4(0.0, 0.0, -1.0, 1.0);
#if CUT
    cut_away(rel, uint(in_own.w));
#endif
    // A foot may lie some steps above the base of the footprint's middle: the earth curves.
    float above_m = (q.z - float(shape & 0xffffu)) * in_own.z;
    v_rel_above = vec4(rel, max(above_m, 0.0));
#if LOOK == LOOK_NIGHT || LIVE
    // Far from the city's middle upright walls lean against its axes: level places are counted along the tile's own.
    vec2 lean = vec2(in_rel[0].z, in_rel[1].z) / in_own.z;
    v_corner = vec4(rel.xy - lean * max(above_m, 0.0), lean);
#endif
    float haze = clamp(dot(in_haze, vec4(q, 1.0)), 0.0, 1.0);
    vec3 c = building_base(own_srgb, flags);
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
#if LOOK == LOOK_NIGHT
    own += (flags & STYLE_TINT) != 0u ? c * 0.45 : vec3(0.0);
#endif
    if (LOOK != LOOK_WHITE && use == USE_LIGHT) {
        c = lin_from_srgb(own_srgb);
        own += c * c * (LOOK == LOOK_NIGHT ? 1.5 : view.up_night.w * strength);
    }
    float exposure = view.sun_exposure.w, share = use == USE_OFFICE ? 0.80 : use == USE_INDUSTRY ? 0.22 : use >= USE_STRUCTURE ? 0.0 : 0.48;
    c *= (1.0 - haze) * exposure;
    vec3 mean = 0.5 * (view.sky_lin.rgb + view.ground_lin.rgb);
    float pane = view.haze1_lin.w; // glass between the floors takes light from the wall and gives back some of the sky
#if FAR
    v_sun.w = LOOK == LOOK_DAY ? 1.0 - share * (0.34 - 0.5 * pane) : LOOK == LOOK_WHITE ? 1.0 - 0.10 * share : share;
#else
    v_sun.w = share;
    v_more = vec4(in_haze_lin.a * (GHOST == 1 ? 0.28 : 1.0), pane, view.up_night.w, exposure);
#endif
    v_sun.rgb = c * view.sun_lin.rgb;
    v_mean = vec4(c * mean, view.sun_exposure.x);
#if !FAR || LOOK == LOOK_NIGHT
    v_rise = vec4(c * 0.5 * (view.sky_lin.rgb - view.ground_lin.rgb), view.sun_exposure.z);
#endif
    v_add = vec4((in_haze_lin.rgb * haze + own * (1.0 - haze)) * exposure, view.sun_exposure.y);
#if LIVE
    v_stripes = vec3(q.xy * in_own.xy, above_m);
    v_hatched = (flags & STYLE_HATCHED) != 0u ? 1.0 : 0.0;
#endif
#if LOOK == LOOK_NIGHT
    v_wall = vec3(q.xy * in_own.xy, above_m > 0.5 ? 1.0 : 0.0);
    v_mul_seed = vec4(c, float((shape >> 24) & 15u) + float(shape & 255u));
#endif
}
