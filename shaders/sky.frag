// sky.frag - the sky where nothing stands: table, sun, moon, stars. Out: scene colour.
#include "common/view.glsl"
#include "common/color.glsl"
#include "common/scene_out.glsl"
#include "common/sky.glsl"
#include "common/hash.glsl"
#include "common/stars.glsl"
in vec3 v_ray;
layout(location = 0) out vec4 out_rgba;

void main()
{
    vec3 dir = normalize(v_ray);
    float rise = dot(dir, view.up_night.xyz);
    vec3 lin = sky_lookup(dir);
#if LOOK == LOOK_DAY
    float towards = dot(dir, view.sun_exposure.xyz);
    float disc = smoothstep(0.999955, 0.999972, towards);
    float corona = exp((towards - 1.0) * 900.0) * 0.35 + exp((towards - 1.0) * 60.0) * 0.06;
    lin += view.sun_lin.rgb * (disc * 14.0 + corona) * view.zenith_lin.w;
#endif
#if LOOK == LOOK_NIGHT || (LOOK == LOOK_DAY && !SOFTWARE_DEVICE)
    float moon = smoothstep(0.999955, 0.999966, dot(dir, view.moon_scale.xyz)) * step(0.0, rise);
    float night = view.ground_lin.w;
    lin += vec3(0.80, 0.85, 0.92) * moon * mix(0.25, 0.5, night) * (LOOK == LOOK_NIGHT ? 1.0 : 2.0 / view.sun_exposure.w);
    float stars = star_light(dir, 90.0) + 0.45 * star_light(dir.zxy, 170.0);
    lin += vec3(0.75, 0.86, 1.0) * stars * night * smoothstep(0.0, 0.25, rise) * (LOOK == LOOK_NIGHT ? 0.35 : 0.5 / view.sun_exposure.w);
#endif
    out_rgba = scene_rgba(lin, 1.0);
}
