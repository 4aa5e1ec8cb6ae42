// solid.vert - free triangles with own colours: bridges, raised lines. Normal 0 = unlit.
#include "common/view.glsl"
#include "common/draw.glsl"
#include "common/color.glsl"
#include "common/haze.glsl"
#include "common/cut.glsl"
#if !SHADOW
#include "common/shadow_axes.glsl"
#define LIT_IO out
#include "common/lit.glsl"
#endif
layout(location = IN_POSITION) in vec3 in_pos_m;
layout(location = IN_NORMAL) in vec4 in_normal;
layout(location = IN_RGBA) in vec4 in_rgba;
#if !SHADOW
out vec3 v_rel;
out vec3 v_normal;
out vec4 v_rgba_lin;
flat out float v_glow;
#if FULL
out vec3 v_light;
out vec3 v_normal_light;
#endif
out vec4 v_haze_lin; // share in alpha
#endif

void main()
{
    vec3 rel = draw_rel(in_pos_m);
    gl_Position = draw_clip(in_pos_m, rel);
#if CUT
    cut_away(rel, uint(in_own.w));
#endif
#if !SHADOW
    v_rel = rel;
    v_normal = draw_turn(in_normal.xyz);
    v_rgba_lin = vec4(lin_from_srgb(in_rgba.rgb), in_rgba.a * in_haze_lin.a);
    v_glow = in_own.x;
#if FULL
    v_light = shadow_turn(rel);
    v_normal_light = shadow_turn(v_normal);
#endif
    float haze = haze_share(rel);
    v_haze_lin = vec4(haze_air(rel, haze), haze);
    lit_write();
#endif
}
