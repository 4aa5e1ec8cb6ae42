// up.frag - doubles a picture with a tent and adds it to the finer one (by blending).
#include "common/view.glsl"
layout(binding = BIND_SOURCE) uniform sampler2D source;
layout(location = UNIFORM_A) uniform vec2 target_texel;
layout(location = 0) out vec4 out_rgba;

void main()
{
    vec2 texel = 1.0 / vec2(textureSize(source, 0));
    vec2 uv = gl_FragCoord.xy * 0.5 * texel;
    vec3 sum = texture(source, uv).rgb * 4.0;
    sum += (texture(source, uv + vec2(texel.x, 0.0)).rgb + texture(source, uv - vec2(texel.x, 0.0)).rgb
          + texture(source, uv + vec2(0.0, texel.y)).rgb + texture(source, uv - vec2(0.0, texel.y)).rgb) * 2.0;
    sum += texture(source, uv + texel).rgb + texture(source, uv - texel).rgb
         + texture(source, uv + vec2(texel.x, -texel.y)).rgb + texture(source, uv - vec2(texel.x, -texel.y)).rgb;
    out_rgba = vec4(sum / 16.0, 1.0);
}
