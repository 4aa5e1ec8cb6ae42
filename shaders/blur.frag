// blur.frag - smooths occlusion along one axis without crossing edges of depth. In and out: light left, depth.
#include "common/view.glsl"
layout(binding = BIND_SOURCE) uniform sampler2D source;
layout(location = UNIFORM_A) uniform vec2 axis_px;
layout(location = 0) out vec2 out_light_depth;

void main()
{
    ivec2 ip = ivec2(gl_FragCoord.xy), last = textureSize(source, 0) - 1, axis = ivec2(axis_px);
    float d = texelFetch(source, ip, 0).g;
    float sum = 0.0, weight = 0.0, scale = 90.0 / max(d, 1e-9);
    for (int i = -3; i <= 3; i++) {
        vec2 q = texelFetch(source, clamp(ip + axis * i, ivec2(0), last), 0).rg;
        float apart = (q.g - d) * scale;
        float w = (4.0 - abs(float(i))) / (1.0 + apart * apart);
        sum += q.r * w;
        weight += w;
    }
    out_light_depth = vec2(sum / weight, d);
}
