// terrain.vert - ground and sea: ground below the tide is lifted to it. In: tile vertices. Out: for terrain.frag.
#include "common/view.glsl"
#include "common/draw.glsl"
#include "common/haze.glsl"
#define LIT_IO out
#include "common/lit.glsl"
layout(location = IN_POSITION) in vec3 in_pos_m;
layout(location = IN_HEIGHT) in float in_height_m;
layout(location = IN_NORMAL) in vec4 in_normal;
layout(location = IN_UV) in vec2 in_uv;
#if !SHADOW
out vec3 v_rel;
out vec3 v_normal;
out vec2 v_uv;
out vec3 v_ground; // world x, y for texture; height
out float v_haze;
#endif

void main()
{
    float exaggeration = view.sky_lin.w;
    float tide_m = view.north_tide.w;
    float lift_m = (exaggeration - 1.0) * in_height_m;
    if (view.haze.w > 0.5) lift_m += max(tide_m - in_height_m * exaggeration, 0.0);
    vec3 p = vec3(in_pos_m.xy, in_pos_m.z + lift_m);
    vec3 rel = draw_rel(p);
    gl_Position = draw_clip(p, rel);
#if !SHADOW
    lit_write();
    v_rel = rel;
    v_normal = draw_turn(vec3(in_normal.xy * exaggeration, in_normal.z));
    v_uv = in_own.xy + in_uv * in_own.zw;
    v_ground = vec3(rel.xy + view.eye_m.xy, in_height_m);
    v_haze = haze_share(rel);
#endif
}
