// terrain_fast.frag - SOFTWARE quality, and FULL on a software device: drape over ground, water by mask or height, lamps.
#include "common/view.glsl"
#include "common/color.glsl"
#include "common/scene_out.glsl"
#include "common/ground.glsl"
#if FULL
#include "common/shadow.glsl"
#endif
layout(binding = BIND_PICTURE) uniform sampler2D picture;
layout(binding = BIND_MASK) uniform sampler2D mask; // water, light
layout(binding = BIND_NOISE) uniform sampler2D noise;
#if PLAIN && !FULL
in vec3 v_lit_lin;
#else
in vec4 v_uv;
in vec3 v_ground_lin;
in vec4 v_mul_lin;
#if !PLAIN
in vec4 v_water_lin;
#endif
#endif
in vec3 v_add_lin;
#if FULL
in vec3 v_rel;
in vec3 v_sun_lin;
#endif
layout(location = 0) out vec4 out_rgba;

// A faint lattice of 512 m, as on a plotting table.
float lattice(vec2 field_uv)
{
    vec2 line_at = field_uv * 2.0, line_w = fwidth(line_at) + 1e-5;
    vec2 line = clamp(1.2 - abs(fract(line_at - 0.5) - 0.5) / line_w, 0.0, 1.0);
    return max(line.x, line.y) * clamp(0.06 / max(line_w.x, line_w.y) * 0.25, 0.0, 1.0);
}

#if PLAIN && !FULL
void main()
{
    out_rgba = scene_rgba(v_lit_lin + v_add_lin, 1.0);
}
#elif PLAIN
// Bare dry ground.
void main()
{
#if LOOK == LOOK_WHITE
    float vary = 1.0;
#else
    vec4 field = texture(noise, v_uv.zw);
    float vary = LOOK == LOOK_NIGHT ? 0.84 + 0.32 * field.r : 0.62 + 0.76 * field.r;
#endif
    float shade = shadow_sun(v_rel, view.up_night.xyz);
    vec3 lin = v_ground_lin * vary * (v_mul_lin.rgb + v_sun_lin * shade) + v_add_lin;
#if LOOK == LOOK_NIGHT
    lin += vec3(0.003, 0.015, 0.028) * (lattice(v_uv.zw) * v_mul_lin.w);
#endif
    out_rgba = scene_rgba(lin, 1.0);
}
#else
void main()
{
    vec4 drape = texture(picture, v_uv.xy);
    vec2 masks = texture(mask, v_uv.xy).rg;
#if FULL
    vec4 field = texture(noise, v_uv.zw);
#else
    vec4 field = vec4(0.5);
#endif
    vec3 over = lin_from_srgb(drape.rgb);
#if LOOK == LOOK_NIGHT
    over = mix(vec3(0.16, 0.34, 0.66) * luminance(over), over * 0.5, 0.25) * 0.55 + vec3(0.008, 0.016, 0.03) * drape.a;
    float vary = 0.84 + 0.32 * field.r;
    vec3 lamp = vec3(1.0, 0.47, 0.12) * (masks.g * (0.15 + 0.60 * masks.g) * (0.35 + 0.65 * view.up_night.w));
#elif LOOK == LOOK_WHITE
    over = mix(vec3(luminance(over)) * 0.55 + 0.36 * drape.a, over, 0.12);
    float vary = 1.0;
    vec3 lamp = vec3(0.0);
#else
#if FULL
    float vary = 0.62 + 0.76 * field.r;
#else
    float vary = 1.0;
#endif
    vec3 lamp = vec3(1.0, 0.62, 0.28) * (masks.g * view.up_night.w * 0.42 / view.sun_exposure.w);
#endif
#if LOOK == LOOK_DAY
    over *= 0.90 + 0.20 * field.r;
#endif
    vec3 c = v_ground_lin * (vary * (1.0 - drape.a)) + over;
#if FULL
    float shade = shadow_sun(v_rel, view.up_night.xyz);
    vec3 lin = c * (v_mul_lin.rgb + v_sun_lin * shade) + v_add_lin;
#else
    vec3 lin = c * v_mul_lin.rgb + v_add_lin;
#endif
    float is_sea = v_mul_lin.w < 0.0 ? view.haze.w : 0.0;
    float ripple = 1.0 + (field.b - 0.5) * 0.5 * v_water_lin.a;
#if FULL
    // Waves tilt the mirror: more or less sky, and sparks of the sun.
    vec3 up = view.up_night.xyz;
    float clear_share = v_water_lin.a;
    vec2 wave = (texture(noise, v_uv.zw * 7.0 + vec2(0.011, 0.007) * view.east_time.w).ba - 0.5) * (0.17 * clear_share);
    vec3 dir = v_rel * inversesqrt(dot(v_rel, v_rel));
    vec3 wn = up + view.east_time.xyz * wave.x + view.north_tide.xyz * wave.y;
    vec3 mirror = dir - wn * (2.0 * dot(dir, wn));
    float spark = max(dot(mirror, view.sun_exposure.xyz) * inversesqrt(dot(mirror, mirror)), 0.0);
    spark *= spark; spark *= spark; spark *= spark; spark *= spark; spark *= spark; spark *= spark; spark *= spark;
    ripple = 1.0 + (wave.x + wave.y) * 1.2;
    vec3 water = v_water_lin.rgb * ripple * (0.72 + 0.28 * shade) + view.sun_lin.rgb * (spark * shade * clear_share * WATER_GLINT * 1.9);
#else
    vec3 water = v_water_lin.rgb * ripple;
#endif
    lin = mix(lin, water, max(is_sea, masks.r)) + lamp;
#if LOOK == LOOK_NIGHT
    lin += vec3(0.003, 0.015, 0.028) * (lattice(v_uv.zw) * v_water_lin.a * (1.0 - max(is_sea, masks.r)));
#endif
    out_rgba = scene_rgba(lin, 1.0);
}
#endif
