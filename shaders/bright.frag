// bright.frag - what is bright enough to bloom, four samples of each block of pixels.
#include "common/view.glsl"
#include "common/color.glsl"
#define LIT_IO in
#include "common/scene_in.glsl"
layout(binding = BIND_AO) uniform sampler2D occlusion; // of the same size: handed on in alpha
layout(location = 0) out vec4 out_rgba;

vec3 bright(vec4 texel)
{
#if LOOK == LOOK_NIGHT
    const float KNEE = 0.30;
#else
    const float KNEE = 1.10;
#endif
    vec3 c = scene_exposed(texel);
    float l = luminance(c);
    return scene_is_light(texel) ? c * (max(l - KNEE, 0.0) / (l + 0.6)) / (1.0 + 0.10 * l) : vec3(0.0);
}

void main()
{
    int step_px = int(lit.effects.w);
    ivec2 ip = ivec2(gl_FragCoord.xy) * step_px, last = ivec2(lit.size_px.xy) - 1;
    int far = step_px / 2;
    ivec2 a = min(ip, last), b = min(ip + ivec2(far, 0), last), c = min(ip + ivec2(0, far), last), d = min(ip + far, last);
#if SINGLE
    vec3 sum = bright(texelFetch(scene, a, 0)) + bright(texelFetch(scene, b, 0))
             + bright(texelFetch(scene, c, 0)) + bright(texelFetch(scene, d, 0));
#else
    vec3 sum = bright(texelFetch(scene, a, 0)) + bright(texelFetch(scene, b, 1))
             + bright(texelFetch(scene, c, 2)) + bright(texelFetch(scene, d, 3));
#endif
    out_rgba = vec4(sum * 0.25, texelFetch(occlusion, ivec2(gl_FragCoord.xy), 0).r);
}
