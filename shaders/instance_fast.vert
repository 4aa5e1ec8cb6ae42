// instance_fast.vert - SOFTWARE quality of instance.vert: small things many times over, so all light is done at the vertices.
// Out: for instance_fast.frag.
#include "common/view.glsl"
#include "common/color.glsl"
#include "common/haze.glsl"
#include "common/cut.glsl"
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
out vec4 v_rgba;          // display colour

void main()
{
    float c = cos(in_yaw_rad), s = sin(in_yaw_rad);
    vec3 east = view.east_time.xyz, north = view.north_tide.xyz, up = view.up_night.xyz;
    vec3 ahead = east * c + north * s, left = north * c - east * s;
    vec3 rel = in_place.xyz + (ahead * in_pos_m.x + left * in_pos_m.y + up * in_pos_m.z) * in_place.w;
    uint flags = in_style >> 24;
    gl_Position = (flags & STYLE_HIDDEN) == 0u ? view.clip_from_rel * vec4(rel, 1.0) : vec4(0.0, 0.0, -1.0, 1.0);
#if CUT
    cut_away(rel, uncut);
#endif
    vec3 base = lin_from_srgb(in_rgba.rgb) * lin_from_srgb(unpackUnorm4x8(in_style).rgb);
    if (flags != 0u) {
        if ((flags & STYLE_GLOW) != 0u) base += vec3(1.0, 0.10, 0.05) * (0.65 + 0.35 * sin(view.east_time.w * 4.2));
        if ((flags & STYLE_HOVER) != 0u) base = mix(base, vec3(0.10, 0.75, 1.0), 0.5);
        if ((flags & STYLE_SELECTED) != 0u) base = vec3(1.0, 0.40, 0.02);
    }
#if LOOK == LOOK_NIGHT
    float high = max(base.r, max(base.g, base.b)), low = min(base.r, min(base.g, base.b));
    base = mix(vec3(0.20, 0.42, 0.80) * (0.3 + 0.7 * luminance(base)), base, smoothstep(0.25, 0.7, (high - low) / max(high, 1e-3)));
#elif LOOK == LOOK_WHITE
    base = mix(base, vec3(0.46 + 0.46 * luminance(base)), 0.85);
#endif
    vec3 n = ahead * in_normal.x + left * in_normal.y + up * in_normal.z;
    // An open sheet seen from behind is lit on that side; round shapes lean away a little at their rims and stay as they are.
    float behind = dot(rel, n);
    n = behind > 0.0 && behind * behind > 0.09 * dot(rel, rel) ? -n : n;
    vec3 light = view.sun_lin.rgb * max(dot(n, view.sun_exposure.xyz), 0.0)
               + mix(view.ground_lin.rgb, view.sky_lin.rgb, dot(n, up) * 0.5 + 0.5);
    vec3 own = vec3(1.0 / view.sun_exposure.w);
    light = dot(in_normal.xyz, in_normal.xyz) > 0.01 ? light : own * 0.9;
    light = mix(light, own * 1.25, glow * (LOOK == LOOK_NIGHT ? 1.0 : view.up_night.w));
    // The air of the whole copy is that of its place.
    float haze = haze_share(in_place.xyz);
    vec3 lin = mix(base * light, haze_air(in_place.xyz, haze), haze);
    v_rgba = vec4(display_curve(lin * view.sun_exposure.w), in_rgba.a * ((flags & STYLE_GHOST) != 0u ? 0.3 : 1.0));
}
