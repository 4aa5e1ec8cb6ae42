// model_hatch.glsl - the face of a cut, drawn as in a section and lit alike whichever way it looks: lines at 45 degrees,
// crossed, dashed or dots by kind, always some pixels apart.
// strength: of white light.
vec3 model_hatch(vec3 base_lin, vec3 local, uint kind, float strength)
{
    vec3 across = cross(dFdx(local), dFdy(local));
    vec3 a = abs(across);
    vec2 p = a.z >= max(a.x, a.y) ? local.xy : a.x > a.y ? local.yz : local.xz;
    vec2 u = vec2(p.x + p.y, p.x - p.y) * 0.70710678;
    vec2 w = max(fwidth(u), vec2(1e-6));
    // Steps double as the eye moves away: never finer than some pixels.
    float step_m = 0.05 * exp2(max(ceil(log2(max(w.x, w.y) * 7.0 / 0.05)), 0.0));
    vec2 q = abs(fract(u / step_m) - 0.5) * step_m; // to the middle of a line
    vec2 line2 = clamp(1.1 - q / w, vec2(0.0), vec2(1.0));
    float line = line2.x;
    if (kind == uint(HATCH_CROSS)) line = max(line2.x, line2.y);
    else if (kind == uint(HATCH_DASHES)) line *= smoothstep(0.30, 0.36, abs(fract(u.y / step_m * 0.5) - 0.5) * 2.0);
    else if (kind == uint(HATCH_DOTS)) line = clamp(1.6 - length(q) / max(w.x, w.y), 0.0, 1.0);
    else if (kind == uint(HATCH_NONE)) line = 0.0;
#if LOOK == LOOK_NIGHT
    return mix(base_lin * 0.5 + vec3(0.01, 0.03, 0.06), vec3(0.30, 0.70, 1.0), line * 0.75) * strength;
#elif LOOK == LOOK_WHITE
    return mix(mix(base_lin, vec3(0.40), 0.6), vec3(0.10), line * 0.8) * strength;
#else
    return mix(mix(base_lin, vec3(0.55, 0.54, 0.52), 0.45) * 0.75, vec3(0.045, 0.05, 0.06), line * 0.8) * strength;
#endif
}
