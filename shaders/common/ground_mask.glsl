// ground_mask.glsl - no ground inside models that ask for it. The point comes back from the depth: other variants pay nothing.
void ground_mask()
{
    vec4 h = view.rel_from_clip * vec4(gl_FragCoord.xy * view.size_px.zw * 2.0 - 1.0, gl_FragCoord.z, 1.0);
    vec4 rel = vec4(h.xyz / h.w, 1.0);
    for (int i = 0; i < MASKS_MAX; i++) {
        if (max(abs(dot(view.ground_mask[2 * i], rel)), abs(dot(view.ground_mask[2 * i + 1], rel))) < 1.0) discard;
    }
}
