// mark.frag - a shape with a rim. In: flat, in pixels. Out: display colour, premultiplied.
flat in vec4 v_fill;
#if FAR
flat in vec3 v_disc;
layout(location = 0) out vec4 out_rgba;
void main()
{
    float cover = clamp(v_disc.z - distance(gl_FragCoord.xy, v_disc.xy), 0.0, 1.0);
    out_rgba = vec4(v_fill.rgb, 1.0) * (v_fill.a * cover);
}
#else
flat in vec4 v_rim;
flat in vec3 v_plane_a, v_plane_b, v_plane_c;
flat in vec4 v_turn;
flat in float v_mirrored;
flat in vec4 v_ring;
layout(location = 0) out vec4 out_rgba;
void main()
{
    vec2 q = gl_FragCoord.xy - v_turn.zw; // gl_PointCoord counts down on some devices, up on others
    vec2 p = vec2(q.x * v_turn.y - q.y * v_turn.x, dot(q, v_turn.xy));
    p.x = mix(p.x, abs(p.x), v_mirrored);
    float away = length(q);
    float planes = max(max(dot(v_plane_a.xy, p) - v_plane_a.z, dot(v_plane_b.xy, p) - v_plane_b.z),
                       dot(v_plane_c.xy, p) - v_plane_c.z);
    float d = max(planes, max(away - v_ring.x, v_ring.y - away));
    float cover = clamp(0.5 - d, 0.0, 1.0), inside = clamp(0.5 - d - v_ring.z, 0.0, 1.0);
    inside *= step(0.36 * step(1e-4, v_ring.w), fract((q.x + q.y) * v_ring.w));
    vec4 c = mix(v_rim, v_fill, inside);
    out_rgba = vec4(c.rgb, 1.0) * (c.a * cover);
}
#endif
