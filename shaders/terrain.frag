// terrain.frag - ground by height and slope under the drape picture, and water. In: from terrain.vert. Out: scene colour.
#include "common/view.glsl"
#include "common/color.glsl"
#include "common/scene_out.glsl"
#include "common/haze.glsl"
#include "common/ground.glsl"
#include "common/shadow.glsl"
#include "common/sky.glsl"
layout(binding = BIND_PICTURE) uniform sampler2D picture;
layout(binding = BIND_MASK) uniform sampler2D mask; // water, light
layout(binding = BIND_NOISE) uniform sampler2D noise;
in vec3 v_rel;
in vec3 v_normal;
in vec2 v_uv;
in vec3 v_ground;
in float v_haze;
layout(location = 0) out vec4 out_rgba;

void main()
{
    vec3 up = view.up_night.xyz;
    vec3 n = normalize(v_normal);
    float rise = dot(n, up);
    vec3 dir = normalize(v_rel);
    vec4 field = texture(noise, v_ground.xy * (1.0 / 1024.0));
#if !SOFTWARE_DEVICE
    vec4 fine = texture(noise, v_ground.yx * (1.0 / 128.0));
    field.rg += (fine.rg - 0.5) * 0.35;
#endif
    vec4 drape = texture(picture, v_uv);
    vec2 masks = texture(mask, v_uv).rg;
    float is_sea = view.haze.w * step(v_ground.z, view.north_tide.w);

    vec3 c = ground_albedo(v_ground.z, rise, field.rg, view.north_tide.w, view.haze.w);
    vec3 over = lin_from_srgb(drape.rgb);
#if LOOK == LOOK_NIGHT
    float grey = luminance(over);
    over = mix(vec3(0.16, 0.34, 0.66) * grey, over * 0.5, 0.25) * 0.55 + vec3(0.008, 0.016, 0.03) * drape.a;
#elif LOOK == LOOK_WHITE
    over = mix(vec3(luminance(over)) * 0.55 + 0.36 * drape.a, over, 0.12);
#endif
#if LOOK == LOOK_DAY
    over *= 0.90 + 0.20 * field.r;
#endif
    c = c * (1.0 - drape.a) + over;

    float shade = 1.0;
    shade = shadow_sun(v_rel, n);
    float sun = max(dot(n, view.sun_exposure.xyz), 0.0) * shade;
    vec3 ambient = mix(view.ground_lin.rgb, view.sky_lin.rgb, rise * 0.5 + 0.5);
    vec3 lin = c * (view.sun_lin.rgb * sun + ambient);

    // Water: colour by depth, sky in it by Fresnel, sun glitter on small waves that flatten with distance.
    float water = max(is_sea, masks.r);
    float distance_m = length(v_rel);
    float calm = 1.0 / (1.0 + distance_m * 0.0006);
    float time_s = view.east_time.w;
#if SOFTWARE_DEVICE
    vec2 wave = (texture(noise, v_ground.xy * (1.0 / 127.0) + vec2(0.011, 0.007) * time_s).ba - 0.5) * 0.24 * calm;
#else
    vec2 w0 = texture(noise, v_ground.xy * (1.0 / 181.0) + vec2(0.011, 0.007) * time_s).ba - 0.5;
    vec2 w1 = texture(noise, v_ground.yx * (1.0 / 67.0) + vec2(-0.013, 0.019) * time_s).ba - 0.5;
    vec2 wave = (w0 * 0.7 + w1 * 0.5) * 0.30 * calm;
#endif
    vec3 wn = normalize(up + view.east_time.xyz * wave.x + view.north_tide.xyz * wave.y);
    vec3 mirror = reflect(dir, wn);
    mirror += up * max(0.02 - dot(mirror, up), 0.0);
    float facing = clamp(-dot(dir, wn), 0.0, 1.0);
    float fresnel = 0.02 + 0.98 * pow(1.0 - facing, 5.0) * 0.80;
    float depth_m = mix(3.0, max(view.north_tide.w - v_ground.z, 0.0), is_sea);
#if SOFTWARE_DEVICE
    vec3 reflected = mix(haze_color(mirror), view.zenith_lin.rgb, sqrt(clamp(dot(mirror, up), 0.0, 1.0)));
#else
    vec3 reflected = sky_lookup(normalize(mirror));
#endif
    vec3 body = water_body(depth_m);
#if LOOK == LOOK_DAY
    body *= 0.35 + 0.65 * shade;
    float gloss = mix(180.0, 60.0, clamp(distance_m * 0.0001, 0.0, 1.0));
    vec3 glint = view.sun_lin.rgb * pow(max(dot(normalize(mirror), view.sun_exposure.xyz), 0.0), gloss) * 2.2 * shade;
    vec3 water_lin = mix(body, reflected, fresnel) + glint * (0.2 + fresnel * 3.0);
#elif LOOK == LOOK_NIGHT
    float glint = pow(max(dot(normalize(mirror), view.sun_exposure.xyz), 0.0), 40.0);
    vec3 water_lin = mix(body, reflected * 1.15, fresnel) + vec3(0.05, 0.12, 0.22) * glint;
#else
    vec3 water_lin = mix(body, reflected, fresnel * 0.5) * (0.80 + 0.20 * shade);
#endif
    lin = mix(lin, water_lin, water);

    // Street lamps and glowing roads.
    float lamps = masks.g;
#if LOOK == LOOK_NIGHT
    lin += vec3(1.0, 0.47, 0.12) * (lamps * (0.15 + 0.60 * lamps) * (0.35 + 0.65 * view.up_night.w));
    // A faint lattice of 512 m, as on a plotting table.
    vec2 line_at = v_ground.xy * (1.0 / 512.0), line_w = fwidth(line_at) + 1e-5;
    vec2 line = clamp(1.2 - abs(fract(line_at - 0.5) - 0.5) / line_w, 0.0, 1.0);
    lin += vec3(0.003, 0.015, 0.028) * (1.0 - water) * (max(line.x, line.y) * clamp(0.015 / max(line_w.x, line_w.y), 0.0, 1.0));
#elif LOOK == LOOK_DAY
    lin += vec3(1.0, 0.62, 0.28) * lamps * view.up_night.w * 0.42 / view.sun_exposure.w;
#endif
    lin = mix(lin, haze_color(dir), v_haze);
    out_rgba = scene_rgba(lin, 1.0);
}
