// building.frag - light on buildings. In: from building.vert. Out: scene colour.
#include "common/view.glsl"
#define LIT_IO in
#include "common/lit.glsl"
#include "common/color.glsl"
#include "common/scene_out.glsl"
#include "common/building_light.glsl"
#include "common/shadow.glsl"
in vec3 v_rel;
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
    s.base_lin = v_base_lin.rgb;
    s.flags = v_words.x;
    s.shape = v_words.y;
    vec3 n_light = cross(dFdx(v_light), dFdy(v_light));
    s.shade = shadow_sun(v_rel, v_light, n_light * inversesqrt(max(dot(n_light, n_light), 1e-30)));
    vec3 lin = building_lin(s);
    lin = mix(lin, v_haze_lin.rgb, v_haze_lin.a);
#if GHOST
    out_rgba = scene_rgba(lin, v_base_lin.a * 0.28);
#else
    out_rgba = scene_rgba(lin, v_base_lin.a);
#endif
}
