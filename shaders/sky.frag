// sky.frag - the sky where nothing stands: table, sun, moon, stars. Out: scene colour.
#include "common/view.glsl"
#include "common/color.glsl"
#include "common/scene_out.glsl"
#include "common/haze.glsl"
#include "common/sky.glsl"
#include "common/hash.glsl"
layout(location = 0) out vec4 out_rgba;

// One star at most in each cell of a cube round the eye.
float star_light(vec3 dir, float cells)
{
    vec3 a = abs(dir);
    float m = max(a.x, max(a.y, a.z));
    vec2 p = m == a.x ? dir.yz / a.x : m == a.y ? dir.zx / a.y : dir.xy / a.z;
    float face = m == a.x ? 1.0 + step(0.0, dir.x) : m == a.y ? 3.0 + step(0.0, dir.y) : 5.0 + step(0.0, dir.z);
    p *= cells;
    vec2 id = floor(p);
    float number = hash_cell(vec3(id + 400.0, face * 37.0));
    vec2 at = vec2(hash_cell(vec3(id + 430.0, face * 11.0)), hash_cell(vec3(id + 470.0, face * 23.0))) * 0.7 + 0.15;
    float px = cells / view.moon_scale.w;                 // size of a pixel in cells
    float r = length(p - id - at) / max(px * 0.9, 0.004);
    return step(0.80, number) * exp(-r * r) * (0.15 + 0.85 * fract(number * 613.0) * fract(number * 613.0));
}

void main()
{
    vec2 ndc = gl_FragCoord.xy * view.size_px.zw * 2.0 - 1.0;
    vec4 p = view.rel_from_clip * vec4(ndc, 1.0, 1.0);
    vec3 dir = normalize(p.xyz / p.w);
    float rise = dot(dir, view.up_night.xyz);
    vec3 lin = mix(haze_color(dir), sky_lookup(dir), smoothstep(0.0, 0.055, rise));
#if LOOK == LOOK_DAY
    float towards = dot(dir, view.sun_exposure.xyz);
    float disc = smoothstep(0.999955, 0.999972, towards);
    float corona = exp((towards - 1.0) * 900.0) * 0.35 + exp((towards - 1.0) * 60.0) * 0.06;
    lin += view.sun_lin.rgb * (disc * 14.0 + corona) * view.zenith_lin.w;
#endif
#if LOOK != LOOK_WHITE
    float moon = smoothstep(0.999955, 0.999966, dot(dir, view.moon_scale.xyz)) * step(0.0, rise);
    float night = view.ground_lin.w;
    lin += vec3(0.80, 0.85, 0.92) * moon * mix(0.25, 0.5, night) * (LOOK == LOOK_NIGHT ? 1.0 : 2.0 / view.sun_exposure.w);
    float stars = star_light(dir, 90.0) + 0.45 * star_light(dir.zxy, 170.0);
    lin += vec3(0.75, 0.86, 1.0) * stars * night * smoothstep(0.0, 0.25, rise) * (LOOK == LOOK_NIGHT ? 0.35 : 0.5 / view.sun_exposure.w);
#endif
    out_rgba = scene_rgba(lin, 1.0);
}
