// sky.vert - one triangle over the whole target at the far depth, with the ray of each pixel (linear on the screen).
#include "common/view.glsl"
#define LIT_IO out
#include "common/lit.glsl"
out vec3 v_ray;
void main()
{
    vec2 p = vec2(gl_VertexID == 1 ? 3.0 : -1.0, gl_VertexID == 2 ? 3.0 : -1.0);
    vec4 near = view.rel_from_clip * vec4(p, 1.0, 1.0);
    v_ray = near.xyz / near.w;
    lit_write();
    gl_Position = vec4(p, 0.0, 1.0);
}
