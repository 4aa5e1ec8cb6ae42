// sky.glsl - the sky table (see gl_light.h for its axes).
layout(binding = BIND_SKY) uniform sampler2D sky_table;

vec3 sky_lookup(vec3 dir)
{
    vec3 up = lit.up_night.xyz;
    float rise = dot(dir, up);
    vec3 flat_dir = dir - up * rise;
    vec3 flat_sun = lit.sun_exposure.xyz - up * dot(lit.sun_exposure.xyz, up);
    float x = dot(flat_dir, flat_sun) * inversesqrt(max(dot(flat_dir, flat_dir) * dot(flat_sun, flat_sun), 1e-9));
    vec2 uv = vec2(sqrt(max(0.5 - 0.5 * x, 0.0)), sqrt(clamp(rise, 0.0, 1.0)));
    return textureLod(sky_table, uv * vec2(47.0 / 48.0, 63.0 / 64.0) + vec2(0.5 / 48.0, 0.5 / 64.0), 0.0).rgb;
}
