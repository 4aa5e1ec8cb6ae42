// scene_in.glsl - what scene_out.glsl wrote, as exposed light.
#include "common/lit.glsl"
#if SINGLE
layout(binding = BIND_SOURCE) uniform sampler2D scene;
bool scene_is_light(vec4 texel)
{
    return texel.r > 0.0;
}
vec3 scene_exposed(vec4 texel)
{
    vec3 share = texel.rgb * texel.rgb;
    return share / max(1.0 - share, vec3(1.0 / 256.0));
}
#else
layout(binding = BIND_SOURCE) uniform sampler2DMS scene;
bool scene_is_light(vec4 texel)
{
    return texel.r >= 0.0;
}
vec3 scene_exposed(vec4 texel)
{
    return texel.rgb * lit.sun_exposure.w;
}
#endif
