// up.frag - doubles a picture of bloom and adds it to the finer one (by blending).
#include "bindings.glsl"
#include "common/tent.glsl"
layout(binding = BIND_SOURCE) uniform sampler2D source;
layout(location = 0) out vec4 out_rgba;

void main()
{
    out_rgba = vec4(tent(source), 1.0);
}
