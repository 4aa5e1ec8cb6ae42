// building_cut.glsl - section planes through the city's buildings, for their vertex shaders.
#if CUT
out float gl_ClipDistance[CUTS_MAX];
void building_cut(vec3 rel)
{
    uint uncut = uint(in_own.w);
    for (int i = 0; i < CUTS_MAX; i++) gl_ClipDistance[i] = ((uncut >> i) & 1u) != 0u ? 1.0 : dot(view.cut[i].xyz, rel) + view.cut[i].w;
}
#endif
