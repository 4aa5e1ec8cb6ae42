// compose.frag - HDR, occlusion, drawn edges and bloom to display colours.
#include "common/view.glsl"
#include "common/color.glsl"
#if SINGLE
layout(binding = BIND_SOURCE) uniform sampler2D scene;
#else
layout(binding = BIND_SOURCE) uniform sampler2DMS scene;
layout(location = UNIFORM_B) uniform int samples;
#endif
layout(binding = BIND_DEPTH) uniform sampler2D depth_map;
layout(binding = BIND_BLOOM) uniform sampler2D effects; // bloom, occlusion
layout(location = UNIFORM_A) uniform float bloom_share;
layout(location = UNIFORM_C) uniform vec2 effect_uv; // of occlusion and bloom, a pixel
in vec3 v_near;
layout(location = 0) out vec4 out_rgba;

// Depth is linear on the screen over any plane (near / z): its second difference is zero but at creases and silhouettes.
float crease(ivec2 ip, float d, ivec2 last)
{
    float l = texelFetch(depth_map, max(ip - ivec2(1, 0), ivec2(0)), 0).r, r = texelFetch(depth_map, min(ip + ivec2(1, 0), last), 0).r;
    float b = texelFetch(depth_map, max(ip - ivec2(0, 1), ivec2(0)), 0).r, t = texelFetch(depth_map, min(ip + ivec2(0, 1), last), 0).r;
    // Only where this side is nearer: one line, on the thing itself. A concave crease gives the other sign.
    float x = (2.0 * d - l - r) / d, y = (2.0 * d - b - t) / d;
    return max(x, y) * view.moon_scale.w;
}

void main()
{
    ivec2 ip = ivec2(gl_FragCoord.xy), last = ivec2(view.size_px.xy) - 1;
    // A red below zero marks what is no light (scene_out.glsl): the pixel below stands in.
#if SINGLE
    vec4 c = texelFetch(scene, ip, 0);
    if (c.r < 0.0) c = max(texelFetch(scene, max(ip - ivec2(0, 1), ivec2(0)), 0), vec4(0.0));
    vec3 lin = c.rgb;
    float water = 1.0 - c.a;
#else
    // Samples weighed by what tone mapping leaves of them: bright edges stay smooth.
    vec3 lin = vec3(0.0);
    float weight = 0.0, dry = 0.0;
    for (int i = 0; i < samples; i++) {
        vec4 c = texelFetch(scene, ip, i);
        float w = c.r >= 0.0 ? 1.0 / (1.0 + luminance(c.rgb) * view.sun_exposure.w) : 0.0;
        lin += c.rgb * w;
        weight += w;
        dry += c.a;
    }
    lin = weight > 0.0 ? lin / weight : max(texelFetch(scene, max(ip - ivec2(0, 1), ivec2(0)), 0).rgb, vec3(0.0));
    float water = 1.0 - dry / float(samples);
#endif
#if LOOK == LOOK_DAY
    const vec3 DARK = vec3(0.08, 0.09, 0.12);
#elif LOOK == LOOK_NIGHT
    const vec3 DARK = vec3(0.05, 0.10, 0.16);
#else
    const vec3 DARK = vec3(0.20, 0.22, 0.26);
#endif
    vec4 effect = textureLod(effects, gl_FragCoord.xy * effect_uv, 0.0);
    lin *= mix(DARK, vec3(1.0), effect.a);
#if LOOK != LOOK_DAY
    float d = texelFetch(depth_map, ip, 0).r;
    if (d > 0.0) {
        float distance_m = length(v_near) / d;
        float e = smoothstep(0.9, 2.2, crease(ip, d, last)) * exp(-distance_m * view.haze.x);
#if LOOK == LOOK_NIGHT
        lin += vec3(0.05, 0.30, 0.52) * (e * 0.42 * clamp(1.3 - distance_m / 3000.0, 0.0, 1.0));
#else
        lin = mix(lin, lin * vec3(0.56, 0.58, 0.62), e * 0.55 * clamp(1.4 - distance_m / 6000.0, 0.0, 1.0));
#endif
    }
#endif
#if LIT
    // Lights draw paths on the water below them: the bloom above, smeared down, broken by small waves.
    vec2 ip_whole = gl_FragCoord.xy + view.full_px.xy;
    float step_px = min(view.full_px.w * 0.0065, 9.0);
    vec3 path = vec3(0.0);
    for (int i = 1; i <= 6; i++) {
        float k = float(i) - 0.5 * dither_noise(ip_whole + vec2(float(i) * 17.0, 5.0));
        path += textureLod(effects, (gl_FragCoord.xy + vec2(0.0, k * step_px)) * effect_uv, 0.0).rgb * (1.0 - float(i) * 0.135);
    }
    lin += path * (water * view.up_night.w * bloom_share * 0.85);
#endif
    lin += effect.rgb * bloom_share;
    out_rgba = vec4(display_from_lin(lin, gl_FragCoord.xy + view.full_px.xy), 1.0);
}
