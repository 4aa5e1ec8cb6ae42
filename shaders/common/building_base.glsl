// building_base.glsl - own colour of a building by look: greys take the look's house colour, data colours stay what they say.
// What a live value says (STYLE_TINT) it says in every look.
vec3 building_base(vec3 srgb, uint flags)
{
    vec3 c = lin_from_srgb(srgb);
#if LOOK != LOOK_DAY
    float high = max(c.r, max(c.g, c.b)), low = min(c.r, min(c.g, c.b));
    float chroma = (high - low) / max(high, 1e-3);
#endif
#if LOOK == LOOK_NIGHT
    c = mix(vec3(0.155, 0.36, 0.74) * (0.35 + 0.65 * luminance(c)), c, (flags & STYLE_TINT) != 0u ? 1.0 : smoothstep(0.45, 0.80, chroma));
#elif LOOK == LOOK_WHITE
    c = mix(vec3(0.86), c, (flags & STYLE_TINT) != 0u ? 1.0 : smoothstep(0.50, 0.85, chroma));
#endif
    return c;
}
