// occlusion.frag - ambient occlusion at a half or a quarter of the size from depth alone (estimator of McGuire et al., SAO, 2012). Out: light left, depth.
#include "common/view.glsl"
#define LIT_IO in
#include "common/lit.glsl"
#include "common/color.glsl"
layout(binding = BIND_DEPTH) uniform sampler2D depth_map;
flat in vec3 v_origin, v_dx, v_dy;
layout(location = 0) out vec2 out_light_depth; // the depth for blur.frag

void main()
{
    vec2 px = floor(gl_FragCoord.xy) * lit.effects.w + 0.5;
    ivec2 ip = ivec2(px), last = ivec2(lit.size_px.xy) - 1;
    ip = min(ip, last);
    float d = texelFetch(depth_map, ip, 0).r;
    if (d <= 0.0) {
        out_light_depth = vec2(1.0, 0.0);
        return;
    }
    vec3 origin = v_origin, dx = v_dx, dy = v_dy;
    vec3 p = (origin + dx * (float(ip.x) + 0.5) + dy * (float(ip.y) + 0.5)) / d;
    // Slopes of depth from the side that changes less: normals stay right at edges.
    float dl = texelFetch(depth_map, max(ip - ivec2(1, 0), ivec2(0)), 0).r, dr = texelFetch(depth_map, min(ip + ivec2(1, 0), last), 0).r;
    float db = texelFetch(depth_map, max(ip - ivec2(0, 1), ivec2(0)), 0).r, dt = texelFetch(depth_map, min(ip + ivec2(0, 1), last), 0).r;
    float sx = abs(dl - d) < abs(dr - d) ? d - dl : dr - d, sy = abs(db - d) < abs(dt - d) ? d - db : dt - d;
    vec3 px_step = (dx - p * sx) / d, py_step = (dy - p * sy) / d;
    vec3 n = cross(px_step, py_step);
    n *= inversesqrt(max(dot(n, n), 1e-30));

    float distance_m = length(p);
    float radius_m = clamp(distance_m * 0.035, 2.5, 160.0);
    float radius_px = clamp(radius_m * lit.moon_scale.w / distance_m, 3.0, min(0.045 * lit.full_px.w, 60.0));
    float radius2 = radius_m * radius_m;
    vec2 whole_px = floor((vec2(ip) + lit.full_px.xy) / lit.effects.w);
    // A turn of its own for each pixel: sine and cosine by parabolas, within 6 %, are turn enough.
    vec2 turn = fract(dither_noise(whole_px) + vec2(0.25, 0.0)) * 2.0 - 1.0;
    vec2 start = 4.0 * turn * (1.0 - abs(turn)) * radius_px;
    const int TAPS = SOFTWARE_DEVICE == 1 ? 8 : 14;
    float sum = 0.0;
    for (int i = 0; i < TAPS; i++) {
        float t = (float(i) + 0.5) / float(TAPS);
        float angle = t * 6.2831853 * (SOFTWARE_DEVICE == 1 ? 3.0 : 5.0);
        float x = cos(angle) * t, y = sin(angle) * t; // constants of the unrolled loop
        vec2 o = vec2(x * start.x - y * start.y, x * start.y + y * start.x);
        ivec2 iq = clamp(ivec2(vec2(ip) + 0.5 + o), ivec2(0), last);
        float dq = texelFetch(depth_map, iq, 0).r;
        vec3 q = (origin + dx * (float(iq.x) + 0.5) + dy * (float(iq.y) + 0.5)) / max(dq, 1e-9);
        vec3 v = q - p;
        float vv = dot(v, v), vn = dot(v, n) - 0.004 * distance_m * 0.35;
        float f = max(radius2 - vv, 0.0) / radius2;
        sum += f * f * max(vn, 0.0) * inversesqrt(vv + 0.01);
    }
#if LOOK == LOOK_DAY
    const float STRENGTH = 0.88;
#elif LOOK == LOOK_NIGHT
    const float STRENGTH = 0.75;
#else
    const float STRENGTH = 0.95;
#endif
    // What haze lies over is not darkened.
    out_light_depth = vec2(1.0 - min(sum * 2.1 / float(TAPS), 1.0) * (STRENGTH * exp(-distance_m * lit.haze.x)), d);
}
