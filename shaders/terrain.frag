// terrain.frag - ground by height and slope under the drape picture, and water. In: from terrain.vert. Out: scene colour.
#include "common/view.glsl"
#define LIT_IO in
#include "common/lit.glsl"
#include "common/color.glsl"
#include "common/scene_out.glsl"
#include "common/haze.glsl"
#include "common/ground.glsl"
#if CUT
#include "common/ground_mask.glsl"
#endif
#include "common/shadow.glsl"
#include "common/ground_detail.glsl"
#include "common/shadow_axes.glsl"
layout(binding = BIND_PICTURE) uniform sampler2D picture;
layout(binding = BIND_MASK) uniform sampler2D mask; // water, light, own light
layout(binding = BIND_NOISE) uniform sampler2D noise;
layout(binding = BIND_FIELD) uniform sampler2D ground_field;
in vec3 v_rel;
in vec3 v_normal;
in vec2 v_uv;
in vec3 v_ground;
in float v_haze;
layout(location = 0) out vec4 out_rgba;

void main()
{
#if CUT
    ground_mask();
#endif
    vec3 up = view.up_night.xyz;
    vec3 n = normalize(v_normal);
    float rise = dot(n, up);
    vec3 dir = normalize(v_rel);
    vec4 field = texture(ground_field, v_ground.xy * (1.0 / 4096.0));
    vec4 drape = texture(picture, v_uv);
    vec3 masks = texture(mask, v_uv).rgb;
    float is_sea = view.haze.w * step(v_ground.z, view.north_tide.w + SEA_ABOVE_M);

    vec3 c = ground_albedo(v_ground.z, rise, field.rg, view.north_tide.w, view.haze.w);
    vec4 fine = texture(noise, v_ground.yx * (7.0 / 1024.0));
    vec3 over = lin_from_srgb(drape.rgb), own = over;
    ground_drape(over, drape.a, field, fine);
    c = c * (1.0 - drape.a) + over;

    float shade = shadow_sun(v_rel, shadow_turn(v_rel), shadow_turn(n));
    float sun = max(dot(n, view.sun_exposure.xyz), 0.0) * shade;
    vec3 ambient = mix(view.ground_lin.rgb, view.sky_lin.rgb, rise * 0.5 + 0.5);
    vec3 lin = c * (view.sun_lin.rgb * sun + ambient);

    float water = max(is_sea, masks.r) * (1.0 - masks.b), clear_share = 1.0 - v_haze;
    vec3 air = haze_air(dir, v_haze);
    vec2 w0 = texture(noise, v_ground.xy * (7.0 / 1024.0) + vec2(0.011, 0.007) * view.east_time.w).ba - 0.5;
    vec2 w1 = texture(noise, v_ground.yx * (1.0 / 64.0) + vec2(-0.013, 0.019) * view.east_time.w).ba - 0.5;
    float depth_m = mix(3.0, max(view.north_tide.w - v_ground.z, 0.0), is_sea);
    lin = mix(lin, water_lin(dir, w0 * 0.8 + w1 * 0.4, field, water_body(depth_m), air, clear_share, shade), water);
    float bead = texture(noise, v_ground.xy * (19.0 / 1024.0) + vec2(0.0, 0.004) * view.east_time.w).r;
    lin += ground_lamps(masks.g, textureLod(mask, v_uv, 4.0).g, bead) * (1.0 - water);
    lin = mix(lin, own * GROUND_OWN_LIGHT, masks.b * GROUND_OWN_SHARE);
#if LOOK == LOOK_NIGHT
    // A faint lattice of 512 m, as on a plotting table.
    vec2 line_at = v_ground.xy * (1.0 / 512.0), line_w = fwidth(line_at) + 1e-5;
    vec2 line = clamp(1.2 - abs(fract(line_at - 0.5) - 0.5) / line_w, 0.0, 1.0);
    lin += vec3(0.002, 0.011, 0.021) * (1.0 - water) * (max(line.x, line.y) * clamp(0.015 / max(line_w.x, line_w.y), 0.0, 1.0));
#endif
    lin = mix(lin, air, v_haze);
    out_rgba = scene_rgba(lin, 1.0 - water);
}
