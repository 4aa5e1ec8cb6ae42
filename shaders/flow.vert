// flow.vert - pieces of tails and flows: two triangles each, colours from end to end, straight ends.
#include "common/view.glsl"
struct Flow {
    float ax, ay, az, bx, by, bz;
    uint a_rgba, b_rgba;
    float width_px, a_dash, b_dash, hidden_opacity;
};
layout(std430, binding = BIND_ITEMS) readonly buffer Flows { Flow flows[]; };
layout(location = UNIFORM_A) uniform float is_hidden_pass;
flat out vec4 v_a_rgba, v_b_rgba;
flat out vec4 v_ends;  // a, b in pixels
flat out vec4 v_dash;  // of a, of b, half the width, there are dashes

void main()
{
    Flow l = flows[gl_VertexID / 6];
    int corner = gl_VertexID % 6;
    vec4 a = view.clip_from_rel * vec4(l.ax, l.ay, l.az, 1.0), b = view.clip_from_rel * vec4(l.bx, l.by, l.bz, 1.0);
    float near = max(abs(a.z), 1e-6);
    bool is_gone = a.w < near && b.w < near;
    if (a.w < near) a = mix(b, a, (b.w - near) / max(b.w - a.w, 1e-9));
    else if (b.w < near) b = mix(a, b, (a.w - near) / max(a.w - b.w, 1e-9));
    vec2 pa = (a.xy / a.w * 0.5 + 0.5) * view.size_px.xy, pb = (b.xy / b.w * 0.5 + 0.5) * view.size_px.xy;
    vec2 along = pb - pa;
    float len = length(along);
    along = len > 1e-3 ? along / len : vec2(1.0, 0.0);
    vec2 across = vec2(-along.y, along.x);
    v_dash = vec4(l.a_dash, l.b_dash, 0.5 * l.width_px, l.a_dash == l.b_dash ? 0.0 : 1.0);
    float reach = v_dash.z + 1.0;
    bool is_b = corner == 1 || corner == 2 || corner == 4;
    float side = corner == 2 || corner == 4 || corner == 5 ? 1.0 : -1.0;
    vec4 p = is_b ? b : a;
    vec2 px = (is_b ? pb + along : pa - along) + across * side * reach;
    v_a_rgba = unpackUnorm4x8(l.a_rgba);
    v_b_rgba = unpackUnorm4x8(l.b_rgba);
    float seen = is_hidden_pass > 0.5 ? l.hidden_opacity : 1.0;
    v_a_rgba.a *= seen;
    v_b_rgba.a *= seen;
    v_ends = vec4(pa, pb);
    // Ground as drawn far away is coarser than the ground it was laid on.
    float lift = 1.0 + 6e-3;
    gl_Position = is_gone || seen <= 0.0 ? vec4(0.0, 0.0, -1.0, 1.0)
                                         : vec4(px * view.size_px.zw * 2.0 - 1.0, min(p.z / p.w * lift, 1.0), 1.0);
}
