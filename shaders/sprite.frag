// sprite.frag - fill over halo. Out: display colour, premultiplied.
#include "bindings.glsl"
layout(binding = BIND_PICTURE) uniform sampler2DArray atlas;
in vec3 v_uv_texel;
flat in vec4 v_fill, v_halo;
layout(location = 0) out vec4 out_rgba;
void main()
{
    vec2 size = vec2(textureSize(atlas, 0).xy);
    vec2 cover = texture(atlas, vec3(v_uv_texel.xy / size, v_uv_texel.z)).rg;
    vec4 fill = vec4(v_fill.rgb, 1.0) * v_fill.a * cover.r, halo = vec4(v_halo.rgb, 1.0) * v_halo.a * cover.g;
    out_rgba = fill + halo * (1.0 - fill.a);
}
