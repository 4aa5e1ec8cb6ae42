// sprite.vert - labels and icons: quads from the atlas at whole pixels of the whole picture.
#include "common/view.glsl"
struct Sprite {
    vec4 rect_px, uv_texel;
    uint fill_rgba, halo_rgba;
    float opacity;
    uint layer;
};
layout(std430, binding = BIND_ITEMS) readonly buffer Sprites { Sprite sprites[]; };
out vec3 v_uv_texel;
flat out vec4 v_fill, v_halo;

void main()
{
    Sprite s = sprites[gl_VertexID / 6];
    int corner = gl_VertexID % 6;
    vec2 t = vec2(corner == 1 || corner == 2 || corner == 4 ? 1.0 : 0.0, corner == 2 || corner == 4 || corner == 5 ? 1.0 : 0.0);
    vec2 px = s.rect_px.xy + t * s.rect_px.zw; // from the top left of the whole picture
    vec2 here = vec2(px.x, view.full_px.w - px.y) - view.full_px.xy;
    v_uv_texel = vec3(mix(s.uv_texel.xy, s.uv_texel.zw, t), float(s.layer));
    v_fill = unpackUnorm4x8(s.fill_rgba);
    v_halo = unpackUnorm4x8(s.halo_rgba);
    v_fill.a *= s.opacity;
    v_halo.a *= s.opacity;
    gl_Position = vec4(here * view.size_px.zw * 2.0 - 1.0, 1.0, 1.0);
}
