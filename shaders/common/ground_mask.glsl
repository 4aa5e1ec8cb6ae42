// ground_mask.glsl - inside models that ask for it the ground gives way to what lies up to 60 m behind it, floors and cellars; where
// nothing does it is still there, never a hole. Two passes: what lies outside keeps the depth of each sample; GLASS is the inside,
// moved back. The point comes back from the depth: other variants pay nothing.
void ground_mask()
{
    vec4 h = view.rel_from_clip * vec4(gl_FragCoord.xy * view.size_px.zw * 2.0 - 1.0, gl_FragCoord.z, 1.0);
    vec4 rel = vec4(h.xyz / h.w, 1.0); // 1 / h.w: distance along the view's axis
    bool is_inside = false;
    for (int i = 0; i < MASKS_MAX; i++) {
        is_inside = is_inside || max(abs(dot(view.ground_mask[2 * i], rel)), abs(dot(view.ground_mask[2 * i + 1], rel))) < 1.0;
    }
    if (is_inside != (GLASS == 1)) discard;
#if GLASS
    gl_FragDepth = gl_FragCoord.z / (1.0 + 60.0 * h.w);
#endif
}
