// scene_in.glsl - what scene_out.glsl wrote, as exposed light.
#include "common/lit.glsl"
#include "common/exposed.glsl"
#if SINGLE
layout(binding = BIND_SOURCE) uniform sampler2D scene;
bool scene_is_light(vec4 texel)
{
    return texel.r > 0.0;
}
vec3 scene_exposed(vec4 texel)
{
    return exposed_from_code(texel.rgb);
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
