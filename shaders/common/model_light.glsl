// model_light.glsl - colours of what is selected, under the pointer or in alarm, at the vertices or in fragments.
const float MODEL_SAID_LIGHT = 0.42, MODEL_SAID_ALPHA = 0.62;
const vec3 MODEL_ACCENT_LIN = vec3(1.0, 0.40, 0.02);
const vec3 MODEL_HOVER_LIN = vec3(0.10, 0.75, 1.0);

// edge: 0 seen straight on .. 1 seen along the surface; strength of white light; time in seconds.
vec3 model_flags(vec3 lin, uint flags, float edge, float strength, float time_s)
{
    float pulse_share = 0.65 + 0.35 * sin(time_s * 4.2), lift = 0.25 + 0.75 * edge * edge;
    if ((flags & STYLE_GLOW) != 0u) lin = lin * 0.35 + vec3(1.0, 0.10, 0.05) * (0.30 + lift) * pulse_share * 1.3 * strength;
    if ((flags & STYLE_HOVER) != 0u) lin = mix(lin, MODEL_HOVER_LIN * strength * 0.8, 0.55) + MODEL_HOVER_LIN * lift * 0.22 * strength;
    if ((flags & STYLE_SELECTED) != 0u) lin = lin * 0.45 + MODEL_ACCENT_LIN * (0.28 + 0.55 * lift) * strength;
    return lin;
}
