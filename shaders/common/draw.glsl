// draw.glsl - per-draw values, found by an instanced input fed with 0, 1, 2 and on through baseInstance. Twin of GlDraw.
struct Draw {
    vec4 row0, row1, row2; // rel_from_local
    vec4 a;
    vec3 b;
    uint style_first;
};
layout(std430, binding = BIND_DRAWS) readonly buffer Draws { Draw draws[]; };
layout(location = IN_DRAW) in uint in_draw;

vec3 draw_place(Draw d, vec3 p)
{
    return vec3(dot(d.row0, vec4(p, 1.0)), dot(d.row1, vec4(p, 1.0)), dot(d.row2, vec4(p, 1.0)));
}
vec3 draw_turn(Draw d, vec3 n)
{
    return vec3(dot(d.row0.xyz, n), dot(d.row1.xyz, n), dot(d.row2.xyz, n));
}
