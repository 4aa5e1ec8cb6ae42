// lit.glsl - numbers of the view for fragments, named as in view.glsl. A software device pays a branch and a broadcast for each
// number that a fragment reads from a block and nothing for a flat input: there the vertex shader hands them on.
// LIT_IO: out in a vertex shader, which calls lit_write; in in a fragment shader. What a program does not read the linker drops.
#if SOFTWARE_DEVICE
LIT_IO Lit {
    flat vec4 up_night, east_time, north_tide, sun_exposure, moon_scale, size_px, full_px, haze, sun_lin, sky_lin, ground_lin;
    flat vec4 haze0_lin, haze1_lin, haze2_lin, zenith_lin, shadow_far, shadow_box[SHADOW_CASCADES], effects;
} lit;
#define lit_write() \
    lit.up_night = view.up_night; lit.east_time = view.east_time; lit.north_tide = view.north_tide; \
    lit.sun_exposure = view.sun_exposure; lit.moon_scale = view.moon_scale; lit.size_px = view.size_px; lit.full_px = view.full_px; \
    lit.haze = view.haze; lit.sun_lin = view.sun_lin; lit.sky_lin = view.sky_lin; lit.ground_lin = view.ground_lin; \
    lit.haze0_lin = view.haze0_lin; lit.haze1_lin = view.haze1_lin; lit.haze2_lin = view.haze2_lin; lit.zenith_lin = view.zenith_lin; \
    lit.shadow_far = view.shadow_far; lit.shadow_box = view.shadow_box; \
    lit.effects = view.effects
#else
#define lit view
#define lit_write()
#endif
