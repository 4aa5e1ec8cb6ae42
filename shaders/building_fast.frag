// building_fast.frag - SOFTWARE quality: sun, sky and ground light, floors; at night windows and rims. Out: display colour.
#include "common/view.glsl"
#include "common/color.glsl"
#include "common/scene_out.glsl"
#include "common/facade.glsl"
#include "common/hash.glsl"
in vec4 v_rel_above;
flat in vec4 v_mul_lin;
flat in vec4 v_add_lin;
#if LOOK == LOOK_NIGHT
in vec3 v_wall;
flat in float v_seed;
#endif
layout(location = 0) out vec4 out_rgba;

void main()
{
    vec3 n = cross(dFdx(v_rel_above.xyz), dFdy(v_rel_above.xyz));
    n *= inversesqrt(max(dot(n, n), 1e-30));
    float rise = dot(n, view.up_night.xyz);
    float is_wall = rise < 0.5 ? 1.0 : 0.0;
    vec3 light = view.sun_lin.rgb * max(dot(n, view.sun_exposure.xyz), 0.0)
               + mix(view.ground_lin.rgb, view.sky_lin.rgb, rise * 0.5 + 0.5);
    float above_m = v_rel_above.w;
    light *= 1.0 - is_wall * max(0.26 - above_m * 0.016, 0.0); // streets shade the foot of a wall
#if FAR
    float window = v_add_lin.a * is_wall; // the mean, as windows finer than this have faded to below
#else
    float y = above_m * (1.0 / FLOOR_M) - 0.28;
    float wy = fwidth(y) + 1e-3;
#if LOOK == LOOK_NIGHT
    float window = pulse(y, wy, v_add_lin.a) * is_wall;
#else
    float window = mix(pulse(y, wy, v_add_lin.a), v_add_lin.a, clamp(wy * 6.7 - 2.7, 0.0, 1.0)) * is_wall;
#endif
#endif
#if LOOK == LOOK_NIGHT
    float t = clamp(v_wall.z, 0.0, 1.0);
    float u = dot(v_wall.xy, vec2(-n.y, n.x)) * (1.0 / 2.9);
    float wu = fwidth(u) + 1e-3;
    window *= pulse(u, wu, 0.55) * (above_m > 1.0 ? 1.0 : 0.0);
    light *= mix(1.35, 0.25 + 0.95 * t, is_wall);
    light += is_wall * t * t * (0.05 + 0.30 * clamp(above_m * (1.0 / 90.0), 0.0, 1.0));
    float far = clamp((max(wu, wy) - 0.45) * 1.6, 0.0, 1.0);
    float number = hash_cell(vec3(floor(u), floor(y), v_seed));
    float lit = mix(number < 0.27 ? 1.0 : 0.0, 0.27, far);
    vec3 lamp = mix(vec3(1.0, 0.62, 0.26), vec3(0.55, 0.80, 1.0), fract(number * 61.7) > 0.7 ? 1.0 : 0.0);
    float rim = is_wall * clamp(1.0 - (1.0 - t) / (fwidth(t) * 1.5 + 1e-6), 0.0, 1.0);
    vec3 lin = v_mul_lin.rgb * (light * (1.0 - 0.27 * window)) + v_add_lin.rgb
             + mix(lamp, vec3(0.95, 0.66, 0.36), far) * (window * lit * mix(0.4 + 1.8 * number, 0.22, far) * (0.25 + 0.75 * view.up_night.w))
             + vec3(0.08, 0.50, 0.85) * (rim * 0.85 + (1.0 - is_wall) * 0.045) * (v_mul_lin.b * 1.6);
#elif LOOK == LOOK_WHITE
    vec3 lin = v_mul_lin.rgb * light * (1.0 - 0.10 * window) + v_add_lin.rgb;
#else
    // Glass between the floors takes light from the wall and gives back some of the sky.
    vec3 glass = mix(view.haze0_lin.rgb, view.zenith_lin.rgb, 0.35);
    vec3 lin = v_mul_lin.rgb * light * (1.0 - 0.34 * window) + v_add_lin.rgb + glass * (v_mul_lin.rgb * (0.22 * window));
#if !FAR
    float lit = fract(floor(y) * 0.618 + v_mul_lin.r * 37.0) < 0.4 ? 0.30 : 0.02;
    lin += vec3(1.0, 0.62, 0.28) * (window * lit * (view.up_night.w / view.sun_exposure.w));
#endif
    lin *= 1.0 - 0.04 * (1.0 - is_wall);
#endif
    out_rgba = vec4(display_curve(lin), v_mul_lin.a); // no dither: walls and roofs are small and even
}
