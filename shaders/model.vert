// model.vert - a model's triangles. Out: for model.frag.
#ifndef PICTURE
#define PICTURE 0
#endif
#include "common/view.glsl"
#include "common/color.glsl"
#include "common/model.glsl"
#if !SHADOW
out vec3 v_rel;
out vec3 v_normal;
out vec4 v_base_lin;        // alpha: of the material and the layer
out vec2 v_haze_glow;       // share of haze, of own light
flat out uvec2 v_flags;     // style flags; surface
#if CUT
out vec3 v_local;
#endif
#if PICTURE
out vec2 v_uv;
#endif
#endif

void main()
{
    Point p = model_point();
#if !SHADOW
    v_rel = p.rel;
    v_normal = p.n;
    v_base_lin = model_base(p.word) * vec4(1.0, 1.0, 1.0, model.turn[0].w);
    v_haze_glow = vec2(clamp(dot(model.haze, vec4(p.local, 1.0)), 0.0, 1.0), in_normal.w);
    v_flags = uvec2(p.word >> 24, in_object);
#if CUT
    v_local = p.local;
#endif
#if PICTURE
    v_uv = in_uv;
#endif
#endif
}
