// panel.vert - a panel's picture at whole pixels of the target.
#include "common/view.glsl"
layout(location = UNIFORM_A) uniform vec4 rect_px; // x, y from the top left; size
out vec2 v_uv;
void main()
{
    vec2 t = vec2(gl_VertexID == 1 || gl_VertexID == 2 || gl_VertexID == 4 ? 1.0 : 0.0,
                  gl_VertexID == 2 || gl_VertexID == 4 || gl_VertexID == 5 ? 1.0 : 0.0);
    vec2 px = rect_px.xy + t * rect_px.zw;
    v_uv = t;
    gl_Position = vec4(px.x * view.size_px.z * 2.0 - 1.0, 1.0 - px.y * view.size_px.w * 2.0, 1.0, 1.0);
}
