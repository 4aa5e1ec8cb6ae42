// solid.frag - light on free triangles and symbols. Out: scene colour.
#include "common/view.glsl"
#define LIT_IO in
#include "common/lit.glsl"
#include "common/color.glsl"
#include "common/scene_out.glsl"
#if FULL
#include "common/shadow.glsl"
#endif
in vec3 v_rel;
in vec3 v_normal;
in vec4 v_rgba_lin;
flat in float v_glow;
#if FULL
in vec3 v_light; // v_rel in the axes of the key light
in vec3 v_normal_light;
#endif
in vec4 v_haze_lin; // share in alpha
layout(location = 0) out vec4 out_rgba;

void main()
{
    float length2 = dot(v_normal, v_normal);
    float side = length2 > 0.01 ? (gl_FrontFacing ? inversesqrt(length2) : -inversesqrt(length2)) : 0.0;
    vec3 n = v_normal * side;
    vec3 c = v_rgba_lin.rgb;
#if LOOK == LOOK_NIGHT
    float high = max(c.r, max(c.g, c.b)), low = min(c.r, min(c.g, c.b));
    c = mix(vec3(0.20, 0.42, 0.80) * (0.3 + 0.7 * luminance(c)), c, smoothstep(0.25, 0.7, (high - low) / max(high, 1e-3)));
#elif LOOK == LOOK_WHITE
    c = mix(c, vec3(0.46 + 0.46 * luminance(c)), 0.85);
#endif
    float shade = 1.0;
#if FULL
    shade = shadow_sun(v_rel, v_light, v_normal_light * side);
#endif
    float rise = dot(n, lit.up_night.xyz);
    vec3 light = lit.sun_lin.rgb * max(dot(n, lit.sun_exposure.xyz), 0.0) * shade
               + mix(lit.ground_lin.rgb, lit.sky_lin.rgb, rise * 0.5 + 0.5);
    vec3 own = vec3(1.0 / lit.sun_exposure.w);
    light = length2 > 0.01 ? light : own * 0.9;
    float night = LOOK == LOOK_NIGHT ? 1.0 : lit.up_night.w;
    light = mix(light, own * 1.25, v_glow * night);
    vec3 lin = mix(c * light, v_haze_lin.rgb, v_haze_lin.a);
    out_rgba = scene_rgba(lin, v_rgba_lin.a);
}
