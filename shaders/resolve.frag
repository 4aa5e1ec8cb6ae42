// resolve.frag - samples to one HDR value, each weighed by what tone mapping leaves of it: bright edges stay smooth.
#include "common/view.glsl"
#include "common/color.glsl"
layout(binding = BIND_SOURCE) uniform sampler2DMS source;
layout(location = UNIFORM_A) uniform int samples;
layout(location = 0) out vec4 out_rgba;

void main()
{
    ivec2 ip = ivec2(gl_FragCoord.xy);
    vec3 sum = vec3(0.0);
    float weight = 0.0;
    for (int i = 0; i < samples; i++) {
        vec3 c = texelFetch(source, ip, i).rgb;
        float w = 1.0 / (1.0 + luminance(c) * view.sun_exposure.w);
        sum += c * w;
        weight += w;
    }
    out_rgba = vec4(sum / weight, 1.0);
}
