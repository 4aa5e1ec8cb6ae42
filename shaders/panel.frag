// panel.frag - premultiplied picture. Out: display colour, premultiplied.
#include "bindings.glsl"
layout(binding = BIND_PICTURE) uniform sampler2D picture;
layout(location = UNIFORM_B) uniform float opacity;
in vec2 v_uv;
layout(location = 0) out vec4 out_rgba;
void main()
{
    out_rgba = texture(picture, v_uv) * opacity;
}
