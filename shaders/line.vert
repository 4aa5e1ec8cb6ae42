// line.vert - constant-width segments over the scene: two triangles each, round ends cut in line.frag.
#include "common/view.glsl"
struct Line {
    float ax, ay, az, bx, by, bz;
    uint rgba;
    float width_px, hidden_opacity;
};
layout(std430, binding = BIND_ITEMS) readonly buffer Lines { Line lines[]; };
layout(location = UNIFORM_A) uniform float is_hidden_pass;
flat out vec4 v_rgba;
flat out vec4 v_ends;   // a, b in pixels
flat out float v_half_px;

void main()
{
    Line l = lines[gl_VertexID / 6];
    int corner = gl_VertexID % 6;
    vec4 a = view.clip_from_rel * vec4(l.ax, l.ay, l.az, 1.0), b = view.clip_from_rel * vec4(l.bx, l.by, l.bz, 1.0);
    // What lies behind the near plane (w = z there) is cut off first.
    float near = max(abs(a.z), 1e-6);
    bool is_gone = a.w < near && b.w < near;
    if (a.w < near) a = mix(b, a, (b.w - near) / max(b.w - a.w, 1e-9));
    else if (b.w < near) b = mix(a, b, (a.w - near) / max(a.w - b.w, 1e-9));
    vec2 pa = (a.xy / a.w * 0.5 + 0.5) * view.size_px.xy, pb = (b.xy / b.w * 0.5 + 0.5) * view.size_px.xy;
    vec2 along = pb - pa;
    float len = length(along);
    along = len > 1e-3 ? along / len : vec2(1.0, 0.0);
    vec2 across = vec2(-along.y, along.x);
    v_half_px = l.width_px * 0.5;
    float reach = v_half_px + 1.0;
    bool is_b = corner == 1 || corner == 2 || corner == 4;
    float side = corner == 2 || corner == 4 || corner == 5 ? 1.0 : -1.0;
    vec4 p = is_b ? b : a;
    vec2 px = (is_b ? pb + along * reach : pa - along * reach) + across * side * reach;
    v_rgba = unpackUnorm4x8(l.rgba);
    if (is_hidden_pass > 0.5) v_rgba.a *= l.hidden_opacity;
    v_ends = vec4(pa, pb);
    float lift = 1.0 + 2e-4; // towards the eye: an outline lies on the face it follows
    gl_Position = is_gone || v_rgba.a <= 0.0 ? vec4(0.0, 0.0, -1.0, 1.0)
                                             : vec4((px * view.size_px.zw * 2.0 - 1.0), min(p.z / p.w * lift, 1.0), 1.0);
}
