// scene_out.glsl - fragment shaders of the scene end here: HDR for FULL, display colours for SOFTWARE. FULL with one sample
// a pixel (SINGLE) is coded as in exposed.glsl.
#include "common/exposed.glsl"
#include "common/lit.glsl"

vec4 scene_rgba(vec3 lin, float alpha)
{
#if FULL
    // Of a surface seen edge-on the middle of a pixel may lie outside, even behind the eye. What is no light then is marked
    // in red: compose.frag leaves such samples out.
    float least = min(lin.r, min(lin.g, lin.b));
    bool is_light = least >= 0.0 && lin.r + lin.g + lin.b < 1e6;
#if SINGLE
    vec3 code = code_from_exposed(lin * lit.sun_exposure.w);
    return vec4(is_light ? max(code, vec3(1.0 / 255.0)) : vec3(0.0), alpha);
#else
    return vec4(is_light ? min(lin, vec3(200.0)) : vec3(-1.0, 0.0, 0.0), alpha);
#endif
#else
    return vec4(display_from_exposed(lin * lit.sun_exposure.w, gl_FragCoord.xy + lit.full_px.xy), alpha);
#endif
}
