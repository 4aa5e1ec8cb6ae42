// flow.frag - a piece of a line whose ends are cut straight. Out: display colour, straight alpha.
flat in vec4 v_a_rgba, v_b_rgba;
flat in vec4 v_ends;
flat in vec4 v_dash;
layout(location = 0) out vec4 out_rgba;
void main()
{
    vec2 along = v_ends.zw - v_ends.xy, from = gl_FragCoord.xy - v_ends.xy;
    float len2 = max(dot(along, along), 1e-6);
    float t = dot(from, along) / len2;
    float off = abs(from.x * along.y - from.y * along.x) * inversesqrt(len2);
    float cover = clamp(v_dash.z + 0.5 - off, 0.0, 1.0);
    cover *= step(0.0, t) * step(t, 1.0);
    // A dash has a bright head that runs ahead and a dim rest.
    float at = fract(mix(v_dash.x, v_dash.y, t));
    float dash = mix(1.0, 0.22 + 0.78 * smoothstep(0.42, 0.55, at) * (1.0 - smoothstep(0.93, 1.0, at)), v_dash.w);
    vec4 c = mix(v_a_rgba, v_b_rgba, clamp(t, 0.0, 1.0));
    out_rgba = vec4(c.rgb, c.a * cover * dash);
}
