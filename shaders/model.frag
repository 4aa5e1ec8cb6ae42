// model.frag - light on models at FULL quality: sun, sky, a sheen by roughness and metal, glass; hatched caps. Out: scene colour.
#ifndef PICTURE
#define PICTURE 0
#endif
#ifndef MAPS
#define MAPS 0
#endif
#include "common/view.glsl"
#define LIT_IO in
#include "common/lit.glsl"
#include "common/color.glsl"
#include "common/scene_out.glsl"
#include "common/model_light.glsl"
#include "common/hash.glsl"
#include "common/shadow.glsl"
#if CUT
#include "common/model_hatch.glsl"
#endif
#if FLAGS
#include "common/live_hatch.glsl"
#endif
in vec3 v_rel;
in vec3 v_normal;
in vec4 v_base_lin;
in vec3 v_light;
in vec3 v_normal_light;
in vec4 v_haze_lin;
in float v_glow;
flat in uvec2 v_flags;
#if CUT || FLAGS
in vec3 v_local;
#endif
#if MAPS
in vec4 v_uv;
#elif PICTURE
in vec2 v_uv;
#endif
#if PICTURE
layout(binding = BIND_PICTURE) uniform sampler2D picture;
layout(location = UNIFORM_A) uniform float cutoff;
#endif
#if MAPS
#include "common/model_maps.glsl"
#endif
layout(location = 0) out vec4 out_rgba;

void main()
{
    vec4 base = v_base_lin;
#if PICTURE
    vec4 texel = texture(picture, v_uv.xy);
    if (texel.a < cutoff) discard;
    base *= vec4(lin_from_srgb(texel.rgb), cutoff > 0.0 ? 1.0 : texel.a);
#endif
    vec3 up = lit.up_night.xyz;
    float length2 = dot(v_normal, v_normal);
    bool is_lit = length2 > 0.01;
    float side = is_lit ? (gl_FrontFacing ? inversesqrt(length2) : -inversesqrt(length2)) : 0.0;
    vec3 n = is_lit ? v_normal * side : up;
    uint surface = v_flags.y;
    float rough = float((surface >> 24) & 15u) * (1.0 / 15.0), metal = float((surface >> 28) & 3u) * (1.0 / 3.0);
    float open_share = 1.0; // of the light from all sides
    vec3 plain_f0 = vec3(0.04), glow = vec3(0.0);
#if MAPS
    vec2 metal_rough = texture(map_metal_picture, map_uv(v_uv, 1)).gb * maps[0].xy;
    rough = clamp(metal_rough.x, 0.0, 1.0);
    metal = clamp(metal_rough.y, 0.0, 1.0);
    open_share = mix(1.0, texture(map_occlusion_picture, map_uv(v_uv, 2)).r, maps[0].w);
    glow = lin_from_srgb(texture(map_emissive_picture, map_uv(v_uv, 3)).rgb) * maps[1].rgb;
    plain_f0 = vec3(maps[1].w);
    float faces = clamp(dot(n, lit.sun_exposure.xyz) * 8.0, 0.0, 1.0); // what is turned away no bump turns back
    n = is_lit ? map_normal(n, v_rel, v_uv) : n;
#endif
    vec3 dir = normalize(v_rel);
    float facing = clamp(-dot(dir, n), 0.0, 1.0);
    float graze = 1.0 - facing;
    float rise = dot(n, up);
    float shade = shadow_sun(v_rel, v_light, v_normal_light * side);
#if MAPS
    shade *= faces;
#endif
    float sun = max(dot(n, lit.sun_exposure.xyz), 0.0) * shade;
    vec3 ambient = mix(lit.ground_lin.rgb, lit.sky_lin.rgb, rise * 0.5 + 0.5) * open_share;
    vec3 lin = base.rgb * (1.0 - 0.85 * metal) * (lit.sun_lin.rgb * sun + ambient);
    vec3 f0 = mix(plain_f0, base.rgb, metal);
    float g2 = graze * graze;
    float smooth_share = 1.0 - rough;
    vec3 fresnel = f0 + (max(vec3(smooth_share), f0) - f0) * (g2 * g2 * graze);
    vec3 mirror = reflect(dir, n);
    float mirror_rise = dot(mirror, up);
    vec3 sky = mix(lit.haze0_lin.rgb, lit.zenith_lin.rgb, clamp(mirror_rise, 0.0, 1.0));
    vec3 reflected = mix(lit.ground_lin.rgb * 0.8, sky, clamp(mirror_rise * 2.0 + 0.35, 0.0, 1.0));
    reflected = mix(reflected, ambient, rough);
    // A lobe round the mirrored sun, as wide as the surface is rough.
    float spread = rough * rough * 0.5 + 0.002;
    float off = 1.0 - clamp(dot(mirror, lit.sun_exposure.xyz), -1.0, 1.0);
    float lobe = spread / (spread + off) ;
    lobe *= lobe;
    float glint = lobe * lobe * (0.08 / (spread + 0.03)) * shade * (dot(n, lit.sun_exposure.xyz) > 0.0 ? 1.0 : 0.0);
#if LOOK == LOOK_WHITE
    fresnel *= 0.35;
    glint *= 0.15;
#elif LOOK == LOOK_NIGHT
    reflected *= 0.6;
#endif
    float alpha = base.a;
    reflected *= open_share;
    vec3 sheen = reflected * fresnel * (smooth_share * smooth_share * 0.9 + 0.1) + lit.sun_lin.rgb * fresnel * glint;
#if GLASS
    {
        // Glass: what it mirrors is as bright as on anything; its own colour only tints what lies behind.
        float mirrored = clamp(0.06 + 0.75 * g2 * g2, 0.0, 1.0);
        float cover = alpha * 0.72;
        float total = clamp(cover + mirrored * (1.0 - cover), 0.02, 1.0);
        lin = (lin * cover + reflected * mirrored * (1.0 - 0.5 * rough) + lit.sun_lin.rgb * glint * 0.5) / total;
        alpha = total;
#if LOOK != LOOK_WHITE
        // Rooms with their lamps on, warm, most of them.
        float room = hash_unit(surface & 0xffffffu);
        vec3 lamp = mix(vec3(1.0, 0.52, 0.18), vec3(1.0, 0.76, 0.46), fract(room * 7.3));
        float lamps = (LOOK == LOOK_NIGHT ? 0.25 + 0.75 * lit.up_night.w : lit.up_night.w) * smoothstep(0.30, 0.36, room)
                    * clamp(1.6 - 2.0 * abs(rise), 0.0, 1.0); // behind upright panes, not under a pool
        lin += lamp * (lamps * (0.35 + 0.55 * facing) * (LOOK == LOOK_NIGHT ? 1.2 : 0.5 / lit.sun_exposure.w));
        alpha = max(alpha, 0.62 * lamps);
#endif
    }
#else
    lin += sheen;
#endif
#if LOOK == LOOK_NIGHT
    lin += base.rgb * (0.10 * facing + 0.03); // a little light from where one stands
    lin *= 1.0 - 0.45 * clamp(rise, 0.0, 1.0); // roofs and paving are dark under the sky, as the city's
#endif
    vec3 own = vec3(1.0 / lit.sun_exposure.w);
    if (!is_lit) lin = base.rgb * own * 0.9;
    lin = mix(lin, base.rgb * own * 1.6, clamp(v_glow, 0.0, 1.0));
#if MAPS
    lin += glow * own;
#endif
#if GLASS
    // What a colour says of a room or a pane (a live value, a property) is read by its own light.
    float says = (v_flags.x & STYLE_TINT) != 0u ? 1.0 : 0.0;
    lin = mix(lin, lin * 0.5 + base.rgb * own * MODEL_SAID_LIGHT, says);
    alpha = max(alpha, MODEL_SAID_ALPHA * says);
#endif
#if CUT
    if ((surface & MODEL_CAP) != 0u) lin = model_hatch(base.rgb, v_local, (surface >> 24) & 15u, own.x);
#endif
#if FLAGS
    float hatch = live_hatch(live_stripe_on(v_local));
    if ((v_flags.x & STYLE_HATCHED) != 0u) lin *= hatch;
    lin = model_flags(lin, v_flags.x, graze, LOOK == LOOK_NIGHT ? 1.1 : own.x, lit.east_time.w);
#endif
#if GHOST
    float rim = 0.09 + 0.40 * g2;
    lin = mix(lin, base.rgb * own, 0.35);
    alpha = rim * v_base_lin.a;
#endif
    out_rgba = scene_rgba(mix(lin, v_haze_lin.rgb, v_haze_lin.a), alpha);
}
