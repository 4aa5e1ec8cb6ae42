// live_hatch.glsl - stripes over what is not current: legible without colour, at least some pixels apart.
// u: metres across the stripes. 1 on a stripe, 0 between.
float live_stripe(float u)
{
    float w = max(fwidth(u), 1e-6);
    float step_m = 2.0 * exp2(max(ceil(log2(w * 4.5)), 0.0));
    float q = abs(fract(u / step_m) * 2.0 - 1.0);
    return clamp((0.42 - q) * step_m / (2.0 * w) + 0.5, 0.0, 1.0);
}

// What a colour is times, on stripes and between them.
float live_hatch(float stripe)
{
#if LOOK == LOOK_NIGHT
    return mix(0.55, 1.9, stripe);
#else
    return mix(1.12, 0.42, stripe);
#endif
}

// Stripes on the face a point lies on, whichever way it looks.
float live_stripe_on(vec3 local)
{
    vec3 a = abs(cross(dFdx(local), dFdy(local)));
    vec2 p = a.z >= max(a.x, a.y) ? local.xy : a.x > a.y ? local.yz : local.xz;
    return live_stripe((p.x + p.y) * 8.0); // stripes a building's size are four steps finer in a room
}
