// solid.vert - free triangles with own colours: bridges, raised lines. Normal 0 = unlit.
#include "common/view.glsl"
#include "common/draw.glsl"
#include "common/color.glsl"
#include "common/haze.glsl"
layout(location = IN_POSITION) in vec3 in_pos_m;
layout(location = IN_NORMAL) in vec4 in_normal;
layout(location = IN_RGBA) in vec4 in_rgba;
#if !SHADOW
out vec3 v_rel;
out vec3 v_normal;
out vec4 v_rgba_lin;
flat out float v_glow;
out float v_haze;
#endif

void main()
{
    Draw d = draws[in_draw];
    vec3 rel = draw_place(d, vec3(in_pos_m.xy, in_pos_m.z * view.sky_lin.w));
    gl_Position = view.clip_from_rel * vec4(rel, 1.0);
#if !SHADOW
    v_rel = rel;
    v_normal = draw_turn(d, in_normal.xyz);
    v_rgba_lin = vec4(lin_from_srgb(in_rgba.rgb), in_rgba.a * d.a.x);
    v_glow = d.a.y;
    v_haze = haze_share(rel);
#endif
}
