// shadow.glsl - sunlight left after the cascades: bilinear comparisons round the point. Points and normals in the light's axes, as
// shadow_axes.glsl gives them; rel: the point from the eye.
#include "common/lit.glsl"
layout(binding = BIND_SHADOW) uniform sampler2DArrayShadow shadow_map;

float shadow_sun(vec3 rel, vec3 light, vec3 n_light)
{
    float distance_m = length(rel);
    bool is_first = distance_m < lit.shadow_far.x, is_second = distance_m < lit.shadow_far.y;
    float cascade = is_first ? 0.0 : is_second ? 1.0 : 2.0;
    vec4 box = is_first ? lit.shadow_box[0] : is_second ? lit.shadow_box[1] : lit.shadow_box[2];
    float texel = lit.shadow_far.w;
    // Moved along the normal by its share of a texel: flat ground and steep walls both stay clean.
    float slope = 1.0 - max(n_light.z, 0.0), push = texel * (0.6 + 1.6 * slope);
    vec3 s = vec3(light.xy * box.w + n_light.xy * push, (light.z + n_light.z * (push / box.w)) * lit.shadow_far.z) + box.xyz;
#if SINGLE
    float sum = texture(shadow_map, vec4(s.xy, cascade, s.z)); // large pictures: one is soft enough at the size they are seen
#elif SOFTWARE_DEVICE
    vec2 o = texel * vec2(0.6, 0.35);
    float sum = 0.5 * (texture(shadow_map, vec4(s.xy + o, cascade, s.z)) + texture(shadow_map, vec4(s.xy - o, cascade, s.z)));
#else
    float sum = 0.0;
    for (int y = -1; y <= 1; y++) {
        for (int x = -1; x <= 1; x++) sum += texture(shadow_map, vec4(s.xy + vec2(x, y) * texel * 1.1, cascade, s.z)) * (1.0 / 9.0);
    }
#endif
    float range_m = lit.sun_lin.w; // 0 = no shadows
    return mix(sum, 1.0, clamp((distance_m / max(range_m, 1e-3) - 0.85) * (1.0 / 0.15), 0.0, 1.0));
}
