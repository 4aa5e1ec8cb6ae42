// point.frag - a building as a point. In: from point.vert. Out: scene colour, coverage in alpha.
#include "common/view.glsl"
#define LIT_IO in
#include "common/color.glsl"
#include "common/scene_out.glsl"
flat in vec4 v_rgba;
layout(location = 0) out vec4 out_rgba;
void main()
{
    out_rgba = scene_rgba(v_rgba.rgb, v_rgba.a);
}
