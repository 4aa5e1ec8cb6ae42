// view.glsl - what every pass knows of the view. Twin of GlViewBlock in render/gl/gl_internal.h.
#include "bindings.glsl"
layout(std140, binding = BIND_VIEW) uniform View {
    mat4 clip_from_rel, rel_from_clip;
    vec4 up_night;
    vec4 east_time;
    vec4 north_tide;
    vec4 sun_exposure;   // direction of the key light
    vec4 moon_scale;     // direction; pixels a radian
    vec4 size_px;        // width, height, 1/width, 1/height
    vec4 full_px;        // left and bottom of this piece in the whole picture; size of the whole
    vec4 eye_m;          // eye in the city frame modulo 4096; height
    vec4 haze;           // density at the ground, at the eye, scale height, has sea
    vec4 sun_lin;        // range of shadows
    vec4 sky_lin;        // height exaggeration
    vec4 ground_lin;     // stars
    vec4 haze0_lin, haze1_lin, haze2_lin; // of the second: sky in a pane against the mean
                                          // light on its wall; of the third: how much more comes from above
    vec4 zenith_lin;     // sun disc
    vec4 shadow_axes[3]; // of the light: x, y, towards it
    vec4 shadow_box[SHADOW_CASCADES]; // offset; scale (gl_shadow.h)
    vec4 shadow_far;     // of the first two cascades; depth scale; 1 / texture size
    vec4 effects;        // texture coordinates of occlusion and bloom a pixel; share of bloom; pixels a step
    vec4 cut[CUTS_MAX];  // planes; what is kept has a positive distance; w 1 alone = no plane
    vec4 ground_mask[2 * MASKS_MAX]; // no ground where both of a pair are within 1; w 2 alone = none
} view;
