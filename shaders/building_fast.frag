// building_fast.frag - SOFTWARE quality: sun, sky and ground light, floors; at night windows and rims. In: of building_fast.vert.
// Out: display colour.
#include "common/view.glsl"
#include "common/color.glsl"
#include "common/facade.glsl"
#include "common/hash.glsl"
in vec4 v_rel_above;
flat in vec4 v_sun;
flat in vec4 v_mean;
#if !FAR || LOOK == LOOK_NIGHT
flat in vec4 v_rise;
#endif
flat in vec4 v_add;
#if !FAR
flat in vec4 v_more;
#endif
#if LOOK == LOOK_NIGHT || LIVE
flat in vec4 v_corner;
#endif
#if LOOK == LOOK_NIGHT
in vec3 v_wall;
flat in vec4 v_mul_seed;
#endif
#if LIVE
#include "common/live_hatch.glsl"
in vec3 v_stripes;
flat in float v_hatched;
#endif
layout(location = 0) out vec4 out_rgba;

void main()
{
    vec3 n = cross(dFdx(v_rel_above.xyz), dFdy(v_rel_above.xyz));
    n *= inversesqrt(max(dot(n, n), 1e-30));
    float is_wall = n.z < 0.5 ? 1.0 : 0.0, above_m = v_rel_above.w;
#if FAR && LOOK != LOOK_NIGHT
    // An input less: the light stands above the horizon, and the sky's share is as grey as the mean.
    vec3 sun = vec3(v_mean.w, v_add.w, sqrt(max(1.0 - v_mean.w * v_mean.w - v_add.w * v_add.w, 0.0)));
    vec3 x = v_sun.rgb * max(dot(n, sun), 0.0) + v_mean.rgb * (1.0 + view.haze2_lin.w * n.z);
#else
    vec3 x = v_sun.rgb * max(dot(n, vec3(v_mean.w, v_add.w, v_rise.w)), 0.0) + v_mean.rgb + v_rise.rgb * n.z;
#endif
#if LIVE
    vec2 along = wall_along(n, v_rel_above.xy - v_corner.zw * above_m - v_corner.xy);
    float stripe = live_stripe(mix(v_stripes.x + v_stripes.y, dot(v_stripes.xy, along) + v_stripes.z, is_wall));
    float hatch = mix(1.0, live_hatch(stripe), v_hatched);
#endif
    x *= 1.0 - is_wall * max(0.26 - above_m * 0.016, 0.0); // streets shade the foot of a wall
#if FAR && LOOK != LOOK_NIGHT
    // Floors and windows are their mean, as those finer than this have faded to.
    x = x * mix(0.96, v_sun.w, is_wall) + v_add.rgb;
    out_rgba = vec4(display_curve(x), 1.0);
#else
    float y = above_m * (1.0 / FLOOR_M) - 0.28;
    float wy = fwidth(y) + 1e-3;
#if LOOK == LOOK_NIGHT
#if FAR
    float window = v_sun.w * is_wall;
    vec4 more = vec4(1.0, 0.0, 1.0, 1.0);
#else
    float window = mix(pulse(y, wy, v_sun.w), v_sun.w, clamp(wy * 8.7 - 2.61, 0.0, 1.0)) * is_wall;
    vec4 more = v_more;
#endif
    float t = clamp(v_wall.z, 0.0, 1.0);
    float u = dot(v_wall.xy, wall_along(n, v_rel_above.xy - v_corner.zw * above_m - v_corner.xy)) * (1.0 / 2.9);
    float wu = fwidth(u) + 1e-3;
    window *= pulse(u, wu, 0.55) * (above_m > 1.0 ? 1.0 : 0.0);
    x *= mix(1.35, 0.25 + 0.95 * t, is_wall);
    x += v_mul_seed.rgb * (is_wall * t * t * (0.05 + 0.30 * clamp(above_m * (1.0 / 90.0), 0.0, 1.0)));
    float far = clamp((max(wu, wy) - 0.45) * 1.6, 0.0, 1.0);
    float number = hash_cell(vec3(floor(u), floor(y), v_mul_seed.w));
    float glow = mix(number < 0.27 ? 1.0 : 0.0, 0.27, far);
    vec3 lamp = mix(vec3(1.0, 0.62, 0.26), vec3(0.55, 0.80, 1.0), fract(number * 61.7) > 0.7 ? 1.0 : 0.0);
    float rim = is_wall * clamp(1.0 - (1.0 - t) / (fwidth(t) * 1.5 + 1e-6), 0.0, 1.0);
    x = x * (1.0 - 0.27 * window) + v_add.rgb
      + mix(lamp, vec3(0.95, 0.66, 0.36), far) * (window * glow * mix(0.4 + 1.8 * number, 0.22, far) * (0.25 + 0.75 * more.z) * more.w)
      + vec3(0.08, 0.50, 0.85) * ((rim * 0.85 + (1.0 - is_wall) * 0.045) * (v_mul_seed.b * 1.6));
#if LIVE
    x *= hatch;
#endif
    out_rgba = vec4(display_curve(x), more.x);
#else
    float window = mix(pulse(y, wy, v_sun.w), v_sun.w, clamp(wy * 8.7 - 2.61, 0.0, 1.0)) * is_wall;
#if LOOK == LOOK_WHITE
    x = x * (1.0 - 0.10 * window) + v_add.rgb;
#else
    x = x * (1.0 - 0.34 * window - 0.04 * (1.0 - is_wall)) + v_mean.rgb * (v_more.y * window) + v_add.rgb;
    float glow = fract(floor(y) * 0.618 + v_sun.r * 37.0) < 0.4 ? 0.30 : 0.02;
    x += vec3(1.0, 0.62, 0.28) * (window * glow * v_more.z);
#endif
#if LIVE
    x *= hatch;
#endif
    out_rgba = vec4(display_curve(x), v_more.x); // no dither: walls and roofs are small and even
#endif
#endif
}
