// line.frag - a soft-edged segment with round ends. Out: display colour, straight alpha.
flat in vec4 v_rgba;
flat in vec4 v_ends;
flat in float v_half_px;
layout(location = 0) out vec4 out_rgba;
void main()
{
    vec2 along = v_ends.zw - v_ends.xy, from = gl_FragCoord.xy - v_ends.xy;
    float t = clamp(dot(from, along) / max(dot(along, along), 1e-6), 0.0, 1.0);
    float cover = clamp(v_half_px + 0.5 - length(from - along * t), 0.0, 1.0);
    out_rgba = vec4(v_rgba.rgb, v_rgba.a * cover);
}
