// scene_out.glsl - fragment shaders of the scene end here.
// Last write of a scene shader: HDR for FULL, display colours for SOFTWARE.
vec4 scene_rgba(vec3 lin, float alpha)
{
#if FULL
    return vec4(min(lin, vec3(200.0)), alpha);
#else
    return vec4(display_from_lin(lin, gl_FragCoord.xy + view.full_px.xy), alpha);
#endif
}
