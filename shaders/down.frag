// down.frag - halves a picture for bloom.
#include "bindings.glsl"
layout(binding = BIND_SOURCE) uniform sampler2D source;
layout(location = 0) out vec4 out_rgba;

void main()
{
    vec2 texel = 1.0 / vec2(textureSize(source, 0));
    vec2 uv = floor(gl_FragCoord.xy) * 2.0 * texel + texel;
    vec3 sum = texture(source, uv + texel * vec2(-1.0, -1.0)).rgb + texture(source, uv + texel * vec2(1.0, -1.0)).rgb
             + texture(source, uv + texel * vec2(-1.0, 1.0)).rgb + texture(source, uv + texel * vec2(1.0, 1.0)).rgb;
    out_rgba = vec4(sum * 0.25, 1.0);
}
