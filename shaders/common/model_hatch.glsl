// model_hatch.glsl - the face of a cut, drawn as in a section: lines at 45 degrees, crossed, dashed or dots by kind, always some
// pixels wide.
vec3 model_hatch(vec3 base_lin, vec3 local, uint kind)
{
    vec3 across = cross(dFdx(local), dFdy(local));
    vec3 a = abs(across);
    vec2 p = a.z >= max(a.x, a.y) ? local.xy : a.x > a.y ? local.yz : local.xz;
    vec2 u = vec2(p.x + p.y, p.x - p.y) * 0.70710678;
    float px_m = max(length(fwidth(p)), 1e-6);
    // Steps double as the eye moves away: never finer than some pixels.
    float step_m = 0.08 * exp2(max(ceil(log2(px_m * 9.0 / 0.08)), 0.0));
    vec2 q = abs(fract(u / step_m) - 0.5) * step_m / px_m; // pixels to the middle of a line
    float line = clamp(1.3 - q.x, 0.0, 1.0);
    if (kind == 1u) line = max(line, clamp(1.3 - q.y, 0.0, 1.0));
    else if (kind == 2u) line *= step(0.35, fract(u.y / step_m * 0.5));
    else if (kind == 3u) line = clamp(2.0 - length(q), 0.0, 1.0);
    else if (kind == 4u) line = 0.0;
#if LOOK == LOOK_NIGHT
    return mix(base_lin * 0.35, vec3(0.35, 0.75, 1.0), line * 0.8);
#else
    return mix(mix(base_lin, vec3(0.62), 0.35) * 0.62, vec3(0.02), line * 0.85);
#endif
}
