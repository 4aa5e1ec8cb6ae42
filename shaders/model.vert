// model.vert - a model's triangles. Out: for model.frag.
#ifndef PICTURE
#define PICTURE 0
#endif
#ifndef MAPS
#define MAPS 0
#endif
#include "common/view.glsl"
#include "common/color.glsl"
#include "common/model.glsl"
#if !SHADOW
#include "common/haze.glsl"
#include "common/shadow_axes.glsl"
#define LIT_IO out
#include "common/lit.glsl"
out vec3 v_rel;
out vec3 v_normal;
out vec3 v_light;           // v_rel in the axes of the key light
out vec3 v_normal_light;
out vec4 v_base_lin;        // alpha: of the material and the layer
out vec4 v_haze_lin;        // share in alpha
out float v_glow;           // share of own light
flat out uvec2 v_flags;     // style flags; surface
#if CUT || FLAGS
out vec3 v_local;
#endif
#if MAPS
out vec4 v_uv;
#elif PICTURE
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
    v_light = shadow_turn(p.rel);
    v_normal_light = shadow_turn(p.n);
    float haze = clamp(dot(model.haze, vec4(p.local, 1.0)), 0.0, 1.0);
    v_haze_lin = vec4(haze_air(p.rel, haze), haze);
    v_glow = in_normal.w;
    lit_write();
    v_flags = uvec2(p.word >> 24, in_object);
#if CUT || FLAGS
    v_local = p.local;
#endif
#if PICTURE
    v_uv = in_uv;
#endif
#endif
}
