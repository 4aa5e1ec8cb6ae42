// shadow.glsl - sunlight left after the cascades: bilinear comparisons round the point, cascades blended at their ends.
layout(binding = BIND_SHADOW) uniform sampler2DArrayShadow shadow_map;

float shadow_cascade(vec3 rel, vec3 n, int cascade)
{
    // Moved along the normal by its share of a texel: flat ground and steep walls both stay clean.
    float slope = 1.0 - max(dot(n, view.sun_exposure.xyz), 0.0);
    vec3 p = rel + n * view.shadow_texel[cascade] * (0.6 + 1.6 * slope);
    vec3 s = (view.shadow_from_rel[cascade] * vec4(p, 1.0)).xyz;
    float texel = view.shadow_far.w;
#if SOFTWARE_DEVICE
    vec2 o = texel * vec2(0.6, 0.35);
    return 0.5 * (texture(shadow_map, vec4(s.xy + o, cascade, s.z)) + texture(shadow_map, vec4(s.xy - o, cascade, s.z)));
#else
    float sum = 0.0;
    for (int y = -1; y <= 1; y++) {
        for (int x = -1; x <= 1; x++) sum += texture(shadow_map, vec4(s.xy + vec2(x, y) * texel * 1.1, cascade, s.z));
    }
    return sum / 9.0;
#endif
}

float shadow_sun(vec3 rel, vec3 n)
{
    float distance_m = length(rel);
    if (distance_m > view.sun_lin.w || view.sun_lin.w <= 0.0) return 1.0;
    int cascade = distance_m < view.shadow_far.x ? 0 : distance_m < view.shadow_far.y ? 1 : 2;
    float sum = shadow_cascade(rel, n, cascade);
    return mix(sum, 1.0, smoothstep(0.85, 1.0, distance_m / view.sun_lin.w));
}
