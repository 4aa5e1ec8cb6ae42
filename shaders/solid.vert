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
    vec3 rel = draw_rel(in_pos_m);
    gl_Position = draw_clip(in_pos_m, rel);
#if !SHADOW
    v_rel = rel;
    v_normal = draw_turn(in_normal.xyz);
    v_rgba_lin = vec4(lin_from_srgb(in_rgba.rgb), in_rgba.a * in_haze_lin.a);
    v_glow = in_own.x;
    v_haze = haze_share(rel);
#endif
}
