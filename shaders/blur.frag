// blur.frag - smooths occlusion along one axis without crossing edges of depth. Out: light left.
#include "common/view.glsl"
layout(binding = BIND_SOURCE) uniform sampler2D source;
layout(binding = BIND_DEPTH) uniform sampler2D depth_map;
layout(location = UNIFORM_A) uniform vec2 axis_px;
layout(location = UNIFORM_C) uniform int step_px;
layout(location = 0) out float out_light;

void main()
{
    ivec2 ip = ivec2(gl_FragCoord.xy), last = textureSize(source, 0) - 1, last_depth = textureSize(depth_map, 0) - 1;
    float d = texelFetch(depth_map, min(ip * step_px, last_depth), 0).r;
    float sum = 0.0, weight = 0.0, scale = 90.0 / max(d, 1e-9);
    for (int i = -3; i <= 3; i++) {
        ivec2 iq = clamp(ip + ivec2(axis_px) * i, ivec2(0), last);
        float dq = texelFetch(depth_map, min(iq * step_px, last_depth), 0).r;
        float apart = (dq - d) * scale;
        float w = (4.0 - abs(float(i))) / (1.0 + apart * apart);
        sum += texelFetch(source, iq, 0).r * w;
        weight += w;
    }
    out_light = sum / weight;
}
