// sky.frag - the sky where nothing stands: table, sun, moon, stars. Out: scene colour.
#include "common/view.glsl"
#define LIT_IO in
#include "common/color.glsl"
#include "common/scene_out.glsl"
#include "common/sky.glsl"
#include "common/hash.glsl"
#include "common/stars.glsl"
layout(binding = BIND_NOISE) uniform sampler2D noise;
in vec3 v_ray;
layout(location = 0) out vec4 out_rgba;

#if LOOK == LOOK_DAY
// Fair-weather clouds: banks by a wide field, edges by finer ones, flattened towards the horizon. x = cover, y = how thick.
vec2 cloud_at(vec3 dir, float rise)
{
    vec2 flat_dir = vec2(dot(dir, lit.east_time.xyz), dot(dir, lit.north_tide.xyz));
    vec2 p = flat_dir / (rise + 0.10) + vec2(0.0006, 0.0002) * lit.east_time.w;
    float bank = textureLod(noise, p * 0.021 + 0.37, 0.0).r, body = textureLod(noise, p * vec2(0.105, 0.088), 0.0).g, edge = textureLod(noise, p * 0.43, 0.0).r;
    float v = bank * 0.55 + body * 0.36 + edge * 0.16 - 0.50;
    return vec2(smoothstep(0.0, 0.20, v), clamp(v * 3.2, 0.0, 1.0)) * vec2(smoothstep(0.012, 0.10, rise), 1.0);
}
#endif

void main()
{
    vec3 dir = normalize(v_ray);
    float rise = dot(dir, lit.up_night.xyz);
    vec3 lin = sky_lookup(dir);
#if LOOK == LOOK_DAY
    float towards = dot(dir, lit.sun_exposure.xyz);
    vec2 cloud = cloud_at(dir, rise);
    vec3 day = lit.haze0_lin.rgb * 0.62 + lit.sun_lin.rgb * (0.13 + 0.20 * clamp(towards, 0.0, 1.0)) + lit.sky_lin.rgb * 0.16;
    lin = mix(lin, mix(day, day * vec3(0.78, 0.80, 0.84), cloud.y), cloud.x * 0.62);
    float disc = smoothstep(0.999955, 0.999972, towards);
    float corona = exp((towards - 1.0) * 1500.0) * 0.22 + exp((towards - 1.0) * 60.0) * 0.03;
    lin += lit.sun_lin.rgb * (disc * 9.0 + corona) * (1.0 - 0.6 * cloud.x) * lit.zenith_lin.w;
#endif
#if LOOK == LOOK_NIGHT || (LOOK == LOOK_DAY && !SOFTWARE_DEVICE)
    float moon = smoothstep(0.999955, 0.999966, dot(dir, lit.moon_scale.xyz)) * step(0.0, rise);
    float night = lit.ground_lin.w;
    lin += vec3(0.80, 0.85, 0.92) * moon * mix(0.25, 0.5, night) * (LOOK == LOOK_NIGHT ? 1.0 : 2.0 / lit.sun_exposure.w);
    float stars = star_light(dir, 90.0) + 0.45 * star_light(dir.zxy, 170.0);
    lin += vec3(0.75, 0.86, 1.0) * stars * night * smoothstep(0.0, 0.25, rise) * (LOOK == LOOK_NIGHT ? 0.35 : 0.5 / lit.sun_exposure.w);
#endif
    out_rgba = scene_rgba(lin, 1.0);
#if FULL && SINGLE
    out_rgba.rgb += (dither_noise(gl_FragCoord.xy) - 0.5) / 255.0; // eight bits would show in a wide sky
#endif
}
