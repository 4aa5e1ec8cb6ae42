// terrain_fast.frag - SOFTWARE quality, and FULL on a software device: drape over ground, water by mask or height, lamps.
#include "common/view.glsl"
#define LIT_IO in
#include "common/lit.glsl"
#include "common/color.glsl"
#include "common/scene_out.glsl"
#include "common/ground.glsl"
#if CUT
#include "common/ground_mask.glsl"
#endif
#if FULL
#include "common/shadow.glsl"
#include "common/ground_detail.glsl"
#endif
layout(binding = BIND_PICTURE) uniform sampler2D picture;
layout(binding = BIND_MASK) uniform sampler2D mask; // water, light, own light
layout(binding = BIND_NOISE) uniform sampler2D noise;
#if FULL
layout(binding = BIND_FIELD) uniform sampler2D ground_field;
#endif
#if PLAIN && !FULL
in vec3 v_display;
#else
in vec4 v_uv;
in vec3 v_ground_lin;
in vec4 v_mul_lin;
#if !PLAIN
in vec4 v_water_lin;
#endif
in vec3 v_add_lin;
#endif
#if FULL
in vec3 v_rel;
in vec3 v_light;          // v_rel in the axes of the key light
flat in vec3 v_up_light; // and up
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
#if CUT
    ground_mask();
#endif
    out_rgba = vec4(v_display + (dither_noise(gl_FragCoord.xy + lit.full_px.xy) - 0.5) / 255.0, 1.0);
}
#elif FULL && PLAIN
// Bare dry ground.
void main()
{
#if CUT
    ground_mask();
#endif
    vec4 field = texture(ground_field, v_uv.zw * 0.25), fine = texture(noise, v_uv.wz * 7.0);
    vec3 over = vec3(0.0);
    float clear_share = v_mul_lin.w;
    vec3 c = v_ground_lin * ground_drape(over, 0.0, field, fine);
    vec3 lin = c * (v_mul_lin.rgb + v_sun_lin * shadow_sun(v_rel, v_light, v_up_light));
#if LOOK == LOOK_NIGHT
    lin += vec3(0.002, 0.011, 0.021) * (lattice(v_uv.zw) * clear_share);
#endif
    lin += v_add_lin * (1.0 - clear_share);
    out_rgba = scene_rgba(lin, 1.0);
}
#elif FULL
void main()
{
#if CUT
    ground_mask();
#endif
    vec4 drape = texture(picture, v_uv.xy);
    vec3 masks = texture(mask, v_uv.xy).rgb;
    vec4 field = texture(ground_field, v_uv.zw * 0.25), fine = texture(noise, v_uv.wz * 7.0);
    float clear_share = v_water_lin.a;
    vec3 over = lin_from_srgb(drape.rgb), own = over;
    float vary = ground_drape(over, drape.a, field, fine);
    vec3 c = v_ground_lin * (vary * (1.0 - drape.a)) + over;
    float shade = shadow_sun(v_rel, v_light, v_up_light);
    vec3 lin = c * (v_mul_lin.rgb + v_sun_lin * shade);
    float is_sea = v_mul_lin.w < 0.0 ? lit.haze.w : 0.0, is_water = max(is_sea, masks.r) * (1.0 - masks.b);

    vec3 dir = v_rel * inversesqrt(dot(v_rel, v_rel));
    vec2 ripple = texture(noise, v_uv.zw * 7.0 + vec2(0.011, 0.007) * lit.east_time.w).ba - 0.5;
    vec3 water = water_lin(dir, ripple, field, v_water_lin.rgb, v_add_lin, clear_share, shade);
    lin = mix(lin, water * clear_share, is_water);
    float bead = texture(noise, v_uv.zw * 19.0 + vec2(0.0, 0.004) * lit.east_time.w).r;
    lin += ground_lamps(masks.g, textureLod(mask, v_uv.xy, 4.0).g, bead) * ((1.0 - is_water) * clear_share);
    lin = mix(lin, own * (GROUND_OWN_LIGHT * clear_share), masks.b * GROUND_OWN_SHARE);
#if LOOK == LOOK_NIGHT
    lin += vec3(0.002, 0.011, 0.021) * (lattice(v_uv.zw) * clear_share * (1.0 - is_water));
#endif
    lin += v_add_lin * (1.0 - clear_share);
    out_rgba = scene_rgba(lin, 1.0 - is_water);
}
#else
void main()
{
#if CUT
    ground_mask();
#endif
    vec4 drape = texture(picture, v_uv.xy);
    vec3 masks = texture(mask, v_uv.xy).rgb;
    vec3 over = lin_from_srgb(drape.rgb), own = over;
#if LOOK == LOOK_NIGHT
    over = mix(vec3(0.13, 0.30, 0.60) * luminance(over), over * 0.5, 0.22) * 0.46 + vec3(0.008, 0.016, 0.03) * drape.a;
    vec3 lamp = vec3(1.0, 0.52, 0.17) * (masks.g * (0.06 + 0.42 * masks.g) * (0.35 + 0.65 * lit.up_night.w));
#elif LOOK == LOOK_WHITE
    over = mix(vec3(luminance(over)) * 0.28 + 0.57 * drape.a, over, 0.07);
    vec3 lamp = vec3(0.0);
#else
    vec3 lamp = vec3(1.0, 0.62, 0.28) * (masks.g * lit.up_night.w * 0.42 / lit.sun_exposure.w);
#endif
    vec3 lin = (v_ground_lin * (1.0 - drape.a) + over) * v_mul_lin.rgb + v_add_lin;
    float is_sea = v_mul_lin.w < 0.0 ? lit.haze.w : 0.0;
    lin = mix(lin, v_water_lin.rgb, max(is_sea, masks.r) * (1.0 - masks.b)) + lamp;
    lin = mix(lin, own * GROUND_OWN_LIGHT, masks.b * GROUND_OWN_SHARE);
#if LOOK == LOOK_NIGHT
    lin += vec3(0.002, 0.011, 0.021) * (lattice(v_uv.zw) * v_water_lin.a * (1.0 - max(is_sea, masks.r)));
#endif
    out_rgba = scene_rgba(lin, 1.0);
}
#endif
