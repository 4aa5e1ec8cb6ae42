// building.frag - light on buildings. In: from building.vert. Out: scene colour.
#include "common/view.glsl"
#define LIT_IO in
#include "common/lit.glsl"
#include "common/color.glsl"
#include "common/scene_out.glsl"
#include "common/building_light.glsl"
#include "common/shadow.glsl"
#if LIVE
#include "common/live_hatch.glsl"
#endif
in vec3 v_rel;
flat in vec4 v_corner;
in vec4 v_wall;
flat in vec4 v_base_lin;
flat in uvec2 v_words;
in vec3 v_light; // v_rel in the axes of the key light
in vec4 v_haze_lin; // share in alpha
layout(location = 0) out vec4 out_rgba;

void main()
{
    Surface s;
    s.rel = v_rel;
    s.n = cross(dFdx(v_rel), dFdy(v_rel));
    s.n *= inversesqrt(max(dot(s.n, s.n), 1e-30));
    s.wall = v_wall;
    s.from_m = v_rel.xy - v_corner.zw * v_wall.z - v_corner.xy;
    s.base_lin = v_base_lin.rgb;
    s.flags = v_words.x;
    s.shape = v_words.y;
    vec3 n_light = cross(dFdx(v_light), dFdy(v_light));
    s.shade = shadow_sun(v_rel, v_light, n_light * inversesqrt(max(dot(n_light, n_light), 1e-30)));
    vec3 lin = building_lin(s);
#if LOOK == LOOK_NIGHT
    lin += (s.flags & STYLE_TINT) != 0u ? s.base_lin * 0.45 : vec3(0.0);
#endif
#if LIVE
    float is_wall = 1.0 - step(0.5, dot(s.n, lit.up_night.xyz));
    float stripe = live_stripe(mix(v_wall.x + v_wall.y, dot(v_wall.xy, wall_along(s.n, s.from_m)) + v_wall.z, is_wall));
    if ((v_words.x & STYLE_HATCHED) != 0u) lin *= live_hatch(stripe);
#endif
    lin = mix(lin, v_haze_lin.rgb, v_haze_lin.a);
#if GHOST
    out_rgba = scene_rgba(lin, v_base_lin.a * 0.28);
#else
    out_rgba = scene_rgba(lin, v_base_lin.a);
#endif
}
