// exposed.glsl - exposed light x of any size in eight bits: sqrt(x / (1 + x)), which nowhere loses more than a step and a half of
// the display's.
vec3 code_from_exposed(vec3 x)
{
    return sqrt(x / (1.0 + x));
}
vec3 exposed_from_code(vec3 code)
{
    vec3 share = code * code;
    return share / max(1.0 - share, vec3(1.0 / 256.0));
}
