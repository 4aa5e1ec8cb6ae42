// instance.vert - many copies of a solid: place, size, turn and colour as instanced inputs.
#include "common/view.glsl"
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
layout(location = IN_CLIP) in vec4 in_place;      // position from the eye, scale
layout(location = IN_CLIP + 1) in float in_yaw_rad;
layout(location = IN_STYLE_FIRST) in uint in_style;
layout(location = UNIFORM_A) uniform float glow;
#if CUT
layout(location = UNIFORM_B) uniform uint uncut;
#endif
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

vec3 turned(vec3 p, float yaw)
{
    float c = cos(yaw), s = sin(yaw);
    vec3 q = vec3(c * p.x - s * p.y, s * p.x + c * p.y, p.z);
    return view.east_time.xyz * q.x + view.north_tide.xyz * q.y + view.up_night.xyz * q.z;
}

void main()
{
    vec3 rel = in_place.xyz + turned(in_pos_m * in_place.w, in_yaw_rad);
    uint flags = in_style >> 24;
    bool is_shown = (flags & STYLE_HIDDEN) == 0u;
    gl_Position = is_shown ? view.clip_from_rel * vec4(rel, 1.0) : vec4(0.0, 0.0, -1.0, 1.0);
#if CUT
    cut_away(rel, uncut);
#endif
#if !SHADOW
    v_rel = rel;
    v_normal = turned(in_normal.xyz, in_yaw_rad);
    vec3 tint = lin_from_srgb(unpackUnorm4x8(in_style).rgb);
    v_rgba_lin = vec4(lin_from_srgb(in_rgba.rgb) * tint, in_rgba.a * ((flags & STYLE_GHOST) != 0u ? 0.3 : 1.0));
    v_glow = glow;
    if ((flags & STYLE_GLOW) != 0u) v_rgba_lin.rgb += vec3(1.0, 0.10, 0.05) * (0.65 + 0.35 * sin(view.east_time.w * 4.2));
    if ((flags & STYLE_HOVER) != 0u) v_rgba_lin.rgb = mix(v_rgba_lin.rgb, vec3(0.10, 0.75, 1.0), 0.5);
    if ((flags & STYLE_SELECTED) != 0u) v_rgba_lin.rgb = vec3(1.0, 0.40, 0.02);
#if FULL
    v_light = shadow_turn(rel);
    v_normal_light = shadow_turn(v_normal);
#endif
    float haze = haze_share(rel);
    v_haze_lin = vec4(haze_air(rel, haze), haze);
    lit_write();
#endif
}
