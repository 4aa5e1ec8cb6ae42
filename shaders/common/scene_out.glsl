// scene_out.glsl - fragment shaders of the scene end here.
// Last write of a scene shader: HDR for FULL, display colours for SOFTWARE.
vec4 scene_rgba(vec3 lin, float alpha)
{
#if FULL
    // Of a surface seen edge-on the middle of a pixel may lie outside, even behind the eye. What is no light then is marked
    // by a red below zero: compose.frag leaves such samples out.
    float least = min(lin.r, min(lin.g, lin.b));
    bool is_light = least >= 0.0 && lin.r + lin.g + lin.b < 1e6;
    return vec4(is_light ? min(lin, vec3(200.0)) : vec3(-1.0, 0.0, 0.0), alpha);
#else
    return vec4(display_from_lin(lin, gl_FragCoord.xy + view.full_px.xy), alpha);
#endif
}
