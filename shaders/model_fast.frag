// model_fast.frag - SOFTWARE quality: what the vertices say, a picture or a hatch on it. Out: display colour.
#ifndef PICTURE
#define PICTURE 0
#endif
#include "common/view.glsl"
#include "common/color.glsl"
#if PICTURE
in vec4 v_mul_lin;
in vec3 v_add_lin;
in vec2 v_uv;
layout(binding = BIND_PICTURE) uniform sampler2D picture;
layout(location = UNIFORM_A) uniform float cutoff;
#elif CUT
#include "common/model_hatch.glsl"
in vec4 v_mul_lin;
in vec3 v_add_lin;
in vec3 v_local;
flat in uint v_surface;
#else
in vec4 v_rgba;
#endif
#if FLAGS
#include "common/live_hatch.glsl"
in vec3 v_stripes;
flat in float v_hatched;
#endif
layout(location = 0) out vec4 out_rgba;

void main()
{
#if PICTURE
    vec4 texel = texture(picture, v_uv);
    if (texel.a < cutoff) discard;
    out_rgba = vec4(display_curve(v_mul_lin.rgb * lin_from_srgb(texel.rgb) + v_add_lin), v_mul_lin.a * (cutoff > 0.0 ? 1.0 : texel.a));
#elif CUT
    vec3 lin = v_mul_lin.rgb;
    if ((v_surface & MODEL_CAP) != 0u) lin = model_hatch(lin, v_local, (v_surface >> 24) & 15u, 1.0);
    out_rgba = vec4(display_curve(lin + v_add_lin), v_mul_lin.a);
#else
    out_rgba = v_rgba;
#endif
#if FLAGS
    out_rgba.rgb = clamp(out_rgba.rgb * mix(1.0, live_hatch(live_stripe_on(v_stripes)), v_hatched), 0.0, 1.0);
#endif
}
