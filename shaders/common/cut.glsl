// cut.glsl - section planes through the city's buildings, solids and copies, for their vertex shaders.
#if CUT
out float gl_ClipDistance[CUTS_MAX];
// uncut: bits of the planes that leave it whole.
void cut_away(vec3 rel, uint uncut)
{
    for (int i = 0; i < CUTS_MAX; i++) gl_ClipDistance[i] = ((uncut >> i) & 1u) != 0u ? 1.0 : dot(view.cut[i].xyz, rel) + view.cut[i].w;
}
#endif
