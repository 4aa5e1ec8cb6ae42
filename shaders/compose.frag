// compose.frag - HDR, occlusion, drawn edges and bloom to display colours.
#include "common/view.glsl"
#include "common/color.glsl"
#define LIT_IO in
#include "common/scene_in.glsl"
#if !SINGLE
layout(location = UNIFORM_B) uniform int samples;
#endif
layout(binding = BIND_DEPTH) uniform sampler2D depth_map;
layout(binding = BIND_BLOOM) uniform sampler2D effects; // of merge.frag
in vec3 v_near;
layout(location = 0) out vec4 out_rgba;

// Depth is linear on the screen over any plane (near / z): its second difference is zero but at creases and silhouettes.
float crease(ivec2 ip, float d, ivec2 last)
{
    float l = texelFetch(depth_map, max(ip - ivec2(1, 0), ivec2(0)), 0).r, r = texelFetch(depth_map, min(ip + ivec2(1, 0), last), 0).r;
    float b = texelFetch(depth_map, max(ip - ivec2(0, 1), ivec2(0)), 0).r, t = texelFetch(depth_map, min(ip + ivec2(0, 1), last), 0).r;
    // Only where this side is nearer: one line, on the thing itself. A concave crease gives the other sign.
    float x = (2.0 * d - l - r) / d, y = (2.0 * d - b - t) / d;
    return max(x, y) * lit.moon_scale.w;
}

void main()
{
    ivec2 ip = ivec2(gl_FragCoord.xy), last = ivec2(lit.size_px.xy) - 1;
    // Where there is no light the pixel below stands in.
#if SINGLE
    vec4 c = texelFetch(scene, ip, 0);
    // A loop, not a branch: a software device fetches in that for every pixel.
    for (int i = 0; i < 1 && !scene_is_light(c); i++) c = texelFetch(scene, max(ip - ivec2(0, 1), ivec2(0)), 0);
    vec3 lin = scene_exposed(c);
    float water = 1.0 - c.a;
#else
    // Samples weighed by what tone mapping leaves of them: bright edges stay smooth.
    vec3 lin = vec3(0.0);
    float weight = 0.0, dry = 0.0;
    for (int i = 0; i < samples; i++) {
        vec4 c = texelFetch(scene, ip, i);
        vec3 x = scene_exposed(c);
        float w = scene_is_light(c) ? 1.0 / (1.0 + luminance(x)) : 0.0;
        lin += x * w;
        weight += w;
        dry += c.a;
    }
    lin = weight > 0.0 ? lin / weight : scene_exposed(max(texelFetch(scene, max(ip - ivec2(0, 1), ivec2(0)), 0), vec4(0.0)));
    float water = 1.0 - dry / float(samples);
#endif
#if LOOK == LOOK_DAY
    const vec3 DARK = vec3(0.08, 0.09, 0.12);
#elif LOOK == LOOK_NIGHT
    const vec3 DARK = vec3(0.05, 0.10, 0.16);
#else
    const vec3 DARK = vec3(0.20, 0.22, 0.26);
#endif
    vec4 effect = textureLod(effects, gl_FragCoord.xy * lit.effects.xy, 0.0);
    vec3 bloom = exposed_from_code(effect.rgb);
    lin *= mix(DARK, vec3(1.0), effect.a);
#if LOOK != LOOK_DAY
    float d = texelFetch(depth_map, ip, 0).r;
    if (d > 0.0) {
        float distance_m = length(v_near) / d;
        float e = smoothstep(0.9, 2.2, crease(ip, d, last)) * exp(-distance_m * lit.haze.x);
#if LOOK == LOOK_NIGHT
        lin += vec3(0.05, 0.30, 0.52) * (e * lit.sun_exposure.w * 0.42 * clamp(1.3 - distance_m / 3000.0, 0.0, 1.0));
#else
        lin = mix(lin, lin * vec3(0.56, 0.58, 0.62), e * 0.55 * clamp(1.4 - distance_m / 6000.0, 0.0, 1.0));
#endif
    }
#endif
#if LIT
    // Lights draw paths on the water below them: the bloom above, smeared down, broken by small waves.
    vec2 ip_whole = gl_FragCoord.xy + lit.full_px.xy;
    float step_px = min(lit.full_px.w * 0.0065, 9.0);
    vec3 path = vec3(0.0);
    for (int i = 1; i <= 6; i++) {
        float k = float(i) - 0.5 * dither_noise(ip_whole + vec2(float(i) * 17.0, 5.0));
        path += exposed_from_code(textureLod(effects, (gl_FragCoord.xy + vec2(0.0, k * step_px)) * lit.effects.xy, 0.0).rgb) * (1.0 - float(i) * 0.135);
    }
    lin += path * (water * lit.up_night.w * lit.effects.z * 0.85);
#endif
    lin += bloom * lit.effects.z;
    out_rgba = vec4(display_from_exposed(lin, gl_FragCoord.xy + lit.full_px.xy), 1.0);
}
