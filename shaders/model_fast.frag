// model_fast.frag - SOFTWARE quality: what the vertices say, a picture or a hatch on it. Out: display colour.
#ifndef PICTURE
#define PICTURE 0
#endif
#ifndef MAPS
#define MAPS 0
#endif
#include "common/view.glsl"
#include "common/color.glsl"
#if MAPS
#define LIT_IO in
#include "common/lit.glsl"
#include "common/model_maps.glsl"
in vec3 v_rel;
in vec3 v_normal;
in vec4 v_base_lin;
in vec4 v_add_scale;
in vec4 v_uv;
layout(binding = BIND_PICTURE) uniform sampler2D picture;
layout(location = UNIFORM_A) uniform float cutoff;
#elif PICTURE
in vec4 v_mul_lin;
in vec3 v_add_lin;
in vec2 v_uv;
layout(binding = BIND_PICTURE) uniform sampler2D picture;
layout(location = UNIFORM_A) uniform float cutoff;
#elif CUT
#include "common/model_hatch.glsl"
in vec4 v_mul_lin;
in vec3 v_add_lin;
in vec3 v_local;
flat in uint v_surface;
#else
in vec4 v_rgba;
#endif
#if FLAGS
#include "common/live_hatch.glsl"
in vec3 v_stripes;
flat in float v_hatched;
#endif
layout(location = 0) out vec4 out_rgba;

void main()
{
#if MAPS
    vec4 texel = texture(picture, v_uv.xy);
    if (texel.a < cutoff) discard;
    float own = 1.0 / lit.sun_exposure.w, length2 = dot(v_normal, v_normal);
    vec3 n = v_normal * inversesqrt(max(length2, 1e-6));
    float faces = clamp(dot(n, lit.sun_exposure.xyz) * 8.0, 0.0, 1.0); // what is turned away no bump turns back
    n = map_normal(n, v_rel, v_uv);
    float rise = dot(n, lit.up_night.xyz);
    vec3 ambient = mix(lit.ground_lin.rgb, lit.sky_lin.rgb, rise * 0.5 + 0.5);
    vec3 light = lit.sun_lin.rgb * (max(dot(n, lit.sun_exposure.xyz), 0.0) * faces)
               + ambient * mix(1.0, texture(map_occlusion_picture, map_uv(v_uv, 2)).r, maps[0].w);
#if LOOK == LOOK_NIGHT
    light = (light + 0.07) * (1.0 - 0.45 * clamp(rise, 0.0, 1.0));
#endif
    light = length2 > 1e-4 ? light : vec3(own * 0.9);
    vec3 lin = v_base_lin.rgb * lin_from_srgb(texel.rgb) * light
             + lin_from_srgb(texture(map_emissive_picture, map_uv(v_uv, 3)).rgb) * maps[1].rgb * own;
    out_rgba = vec4(display_curve(lin * v_add_scale.w + v_add_scale.rgb), v_base_lin.a * (cutoff > 0.0 ? 1.0 : texel.a));
#elif PICTURE
    vec4 texel = texture(picture, v_uv.xy);
    if (texel.a < cutoff) discard;
    out_rgba = vec4(display_curve(v_mul_lin.rgb * lin_from_srgb(texel.rgb) + v_add_lin), v_mul_lin.a * (cutoff > 0.0 ? 1.0 : texel.a));
#elif CUT
    vec3 lin = v_mul_lin.rgb;
    if ((v_surface & MODEL_CAP) != 0u) lin = model_hatch(lin, v_local, (v_surface >> 24) & 15u, 1.0);
    out_rgba = vec4(display_curve(lin + v_add_lin), v_mul_lin.a);
#else
    out_rgba = v_rgba;
#endif
#if FLAGS
    out_rgba.rgb = clamp(out_rgba.rgb * mix(1.0, live_hatch(live_stripe_on(v_stripes)), v_hatched), 0.0, 1.0);
#endif
}
