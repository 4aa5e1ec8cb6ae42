// screen.vert - one triangle over the whole target, at the far depth. Out: the near plane under it, for passes that know depth:
// d = near / distance along the view axis, so a point is its near-plane point over d. Matrices here, not for each pixel.
#include "common/view.glsl"
#define LIT_IO out
#include "common/lit.glsl"
out vec3 v_near;
flat out vec3 v_origin, v_dx, v_dy; // of pixel (0, 0)'s corner; a pixel to the right, up

vec3 near_point(vec2 ndc)
{
    vec4 p = view.rel_from_clip * vec4(ndc, 1.0, 1.0);
    return p.xyz / p.w;
}

void main()
{
    vec2 p = vec2(gl_VertexID == 1 ? 3.0 : -1.0, gl_VertexID == 2 ? 3.0 : -1.0);
    lit_write();
    gl_Position = vec4(p, 0.0, 1.0);
    v_origin = near_point(vec2(-1.0));
    v_dx = (near_point(vec2(1.0, -1.0)) - v_origin) * view.size_px.z;
    v_dy = (near_point(vec2(-1.0, 1.0)) - v_origin) * view.size_px.w;
    v_near = v_origin + (v_dx * view.size_px.x * (p.x + 1.0) + v_dy * view.size_px.y * (p.y + 1.0)) * 0.5;
}
