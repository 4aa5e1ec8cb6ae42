// sky_fast.frag - SOFTWARE quality: the sky table already in display colours; sun by day, stars by night. Out: display colour.
#include "common/view.glsl"
#define LIT_IO in
#include "common/lit.glsl"
#include "common/color.glsl"
#include "common/sky.glsl"
#if LOOK == LOOK_NIGHT
#include "common/hash.glsl"
#include "common/stars.glsl"
#endif
in vec3 v_ray;
layout(location = 0) out vec4 out_rgba;

void main()
{
    vec3 dir = v_ray * inversesqrt(dot(v_ray, v_ray));
    vec3 c = sky_lookup(dir);
#if LOOK == LOOK_DAY
    float off = 1.0 - dot(dir, lit.sun_exposure.xyz);
    float disc = clamp((0.000060 - off) * 30000.0, 0.0, 1.0);
    c += (1.0 - c) * max(disc, 0.0016 / (0.0016 + off) * 0.30) * lit.zenith_lin.w;
#elif LOOK == LOOK_NIGHT
    c += vec3(0.75, 0.86, 1.0) * (star_light(dir, 90.0) * 0.7 * clamp(dot(dir, lit.up_night.xyz) * 4.0, 0.0, 1.0));
#endif
    out_rgba = vec4(c + (dither_noise(gl_FragCoord.xy + lit.full_px.xy) - 0.5) / 255.0, 1.0);
}
