// haze.glsl - air between the eye and a point: density falls with height, colour is the sky's at the horizon there.
// x = share of haze; scaled by the density so that the caller keeps one meaning of distance.
float haze_share(vec3 rel)
{
    float distance_m = length(rel);
    float rise_m = dot(rel, view.up_night.xyz);
    // Mean of exp(-h / H) along the ray; a flat ray takes the value at its middle.
    float k = rise_m / view.haze.z;
    float mean = abs(k) > 0.02 ? (1.0 - exp(-clamp(k, -30.0, 30.0))) / k : 1.0 - 0.5 * k;
    return 1.0 - exp(-distance_m * view.haze.y * mean);
}

// Air near by is bluer than at the horizon: little of it, lit by the whole sky. Twin: haze_tint in gl_light.c.
vec3 haze_tint(float share)
{
#if LOOK == LOOK_DAY
    return mix(vec3(0.82, 0.95, 1.12), vec3(1.0), share);
#else
    return vec3(1.0);
#endif
}

vec3 haze_color(vec3 dir)
{
    vec3 up = view.up_night.xyz;
    vec3 flat_dir = dir - up * dot(dir, up);
    vec3 flat_sun = view.sun_exposure.xyz - up * dot(view.sun_exposure.xyz, up);
    float x = dot(flat_dir, flat_sun) * inversesqrt(max(dot(flat_dir, flat_dir) * dot(flat_sun, flat_sun), 1e-9));
    return max(view.haze0_lin.rgb + x * (view.haze1_lin.rgb + x * view.haze2_lin.rgb), vec3(0.0));
}

vec3 haze_air(vec3 dir, float share)
{
    return haze_color(dir) * haze_tint(share);
}
