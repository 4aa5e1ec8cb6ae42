// bright.frag - what is bright enough to bloom, four samples of each block of pixels.
#include "common/view.glsl"
#include "common/color.glsl"
#if SINGLE
layout(binding = BIND_SOURCE) uniform sampler2D source;
#else
layout(binding = BIND_SOURCE) uniform sampler2DMS source;
#endif
layout(binding = BIND_AO) uniform sampler2D occlusion; // of the same size: handed on in alpha
layout(location = UNIFORM_C) uniform int step_px;
layout(location = 0) out vec4 out_rgba;

vec3 bright(vec3 c)
{
#if LOOK == LOOK_NIGHT
    const float KNEE = 0.30;
#else
    const float KNEE = 1.10;
#endif
    if (c.r < 0.0) return vec3(0.0);
    float l = luminance(c) * view.sun_exposure.w;
    return c * (max(l - KNEE, 0.0) / (l + 0.6)) / (1.0 + 0.10 * l);
}

void main()
{
    ivec2 ip = ivec2(gl_FragCoord.xy) * step_px, last = ivec2(view.size_px.xy) - 1;
    int far = step_px / 2;
    ivec2 a = min(ip, last), b = min(ip + ivec2(far, 0), last), c = min(ip + ivec2(0, far), last), d = min(ip + far, last);
#if SINGLE
    vec3 sum = bright(texelFetch(source, a, 0).rgb) + bright(texelFetch(source, b, 0).rgb)
             + bright(texelFetch(source, c, 0).rgb) + bright(texelFetch(source, d, 0).rgb);
#else
    vec3 sum = bright(texelFetch(source, a, 0).rgb) + bright(texelFetch(source, b, 1).rgb)
             + bright(texelFetch(source, c, 2).rgb) + bright(texelFetch(source, d, 3).rgb);
#endif
    out_rgba = vec4(sum * 0.25, texelFetch(occlusion, ivec2(gl_FragCoord.xy), 0).r);
}
