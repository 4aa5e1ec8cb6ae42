// down.frag - halves a picture for bloom; the first step keeps only what is bright.
#include "common/view.glsl"
#include "common/color.glsl"
layout(binding = BIND_SOURCE) uniform sampler2D source;
layout(location = UNIFORM_A) uniform int is_first;
layout(location = 0) out vec4 out_rgba;

vec3 bright(vec3 c)
{
    if (is_first == 0) return c;
#if LOOK == LOOK_NIGHT
    const float KNEE = 0.30;
#else
    const float KNEE = 1.10;
#endif
    float l = luminance(c) * view.sun_exposure.w;
    return c * (max(l - KNEE, 0.0) / (l + 0.6)) / (1.0 + 0.10 * l);
}

void main()
{
    vec2 texel = 1.0 / vec2(textureSize(source, 0));
    vec2 uv = floor(gl_FragCoord.xy) * 2.0 * texel + texel;
    vec3 sum = bright(texture(source, uv + texel * vec2(-1.0, -1.0)).rgb) + bright(texture(source, uv + texel * vec2(1.0, -1.0)).rgb)
             + bright(texture(source, uv + texel * vec2(-1.0, 1.0)).rgb) + bright(texture(source, uv + texel * vec2(1.0, 1.0)).rgb);
    out_rgba = vec4(sum * 0.25, 1.0);
}
