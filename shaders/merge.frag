// merge.frag - bloom of all sizes and occlusion in one picture of eight bits, which costs a software device half as much to read.
// Out: exposed bloom, coded; light left.
#include "bindings.glsl"
#include "common/tent.glsl"
#include "common/exposed.glsl"
layout(binding = BIND_SOURCE) uniform sampler2D source; // all but the finest
layout(binding = BIND_BLOOM) uniform sampler2D finest;  // and occlusion
layout(location = 0) out vec4 out_rgba;

void main()
{
    vec4 fine = texelFetch(finest, ivec2(gl_FragCoord.xy), 0);
    out_rgba = vec4(code_from_exposed(fine.rgb + tent(source)), fine.a);
}
