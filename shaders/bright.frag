// bright.frag - what is bright enough to bloom, at half size, one sample of each pixel.
#include "common/view.glsl"
#include "common/color.glsl"
layout(binding = BIND_SOURCE) uniform sampler2DMS source;
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
    ivec2 ip = ivec2(gl_FragCoord.xy) * 2, last = ivec2(view.size_px.xy) - 1;
    vec3 sum = bright(texelFetch(source, min(ip, last), 0).rgb) + bright(texelFetch(source, min(ip + ivec2(1, 0), last), 1).rgb)
             + bright(texelFetch(source, min(ip + ivec2(0, 1), last), 2).rgb) + bright(texelFetch(source, min(ip + 1, last), 3).rgb);
    out_rgba = vec4(sum * 0.25, 1.0);
}
