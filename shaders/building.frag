// building.frag - light on buildings. In: from building.vert. Out: scene colour.
#include "common/view.glsl"
#include "common/color.glsl"
#include "common/scene_out.glsl"
#include "common/haze.glsl"
#include "common/building_light.glsl"
#include "common/shadow.glsl"
in vec3 v_rel;
in vec4 v_wall;
flat in vec4 v_base_lin;
flat in uvec2 v_words;
in float v_haze;
layout(location = 0) out vec4 out_rgba;

void main()
{
    Surface s;
    s.rel = v_rel;
    s.n = cross(dFdx(v_rel), dFdy(v_rel));
    s.n *= inversesqrt(max(dot(s.n, s.n), 1e-30));
    s.wall = v_wall;
    s.base_lin = v_base_lin.rgb;
    s.flags = v_words.x;
    s.shape = v_words.y;
    s.shade = shadow_sun(v_rel, s.n);
    vec3 lin = building_lin(s);
    lin = mix(lin, haze_air(v_rel, v_haze), v_haze);
#if GHOST
    out_rgba = scene_rgba(lin, v_base_lin.a * 0.28);
#else
    out_rgba = scene_rgba(lin, v_base_lin.a);
#endif
}
