// ground.glsl - bare ground by height, slope and two fields of variation; the body of water by depth.
// What shines in its own colour (a field of live values): how bright, and how much of it by the hour.
#if LOOK == LOOK_NIGHT
#define GROUND_OWN_LIGHT 0.62
#define GROUND_OWN_SHARE 1.0
#elif LOOK == LOOK_WHITE
#define GROUND_OWN_LIGHT (0.95 / lit.sun_exposure.w)
#define GROUND_OWN_SHARE 0.75
#else
#define GROUND_OWN_LIGHT (0.80 / lit.sun_exposure.w)
#define GROUND_OWN_SHARE lit.up_night.w
#endif

vec3 ground_albedo(float height_m, float rise, vec2 field, float tide_m, float has_sea)
{
    float slope = 1.0 - rise;
#if LOOK == LOOK_DAY
    vec3 field_lin = mix(vec3(0.208, 0.214, 0.140), vec3(0.142, 0.172, 0.098), smoothstep(0.35, 0.65, field.r));
    field_lin = mix(field_lin, vec3(0.29, 0.262, 0.165), smoothstep(0.55, 0.80, field.g) * 0.55);
    vec3 forest = mix(vec3(0.064, 0.102, 0.042), vec3(0.098, 0.138, 0.058), field.g);
    vec3 rock = mix(vec3(0.25, 0.23, 0.20), vec3(0.34, 0.32, 0.29), field.r);
    vec3 c = mix(field_lin, forest, clamp(smoothstep(30.0, 160.0, height_m + 90.0 * (field.r - 0.5)) * 0.85 + slope * 2.5, 0.0, 1.0));
    c = mix(c, rock, smoothstep(0.16, 0.34, slope + 0.10 * (field.g - 0.5)));
    c = mix(c, rock * vec3(1.0, 0.95, 0.86), smoothstep(1800.0, 3000.0, height_m));
    c = mix(c, vec3(0.80, 0.83, 0.88), smoothstep(3600.0, 4600.0, height_m + 600.0 * (field.r - 0.5)) * (1.0 - smoothstep(0.3, 0.5, slope)));
    // A pale strand where the sea ends.
    c = mix(vec3(0.42, 0.37, 0.27), c, smoothstep(0.2, 2.2, height_m - tide_m + 1.2 * field.g - 0.6) * has_sea + 1.0 - has_sea);
    return c;
#elif LOOK == LOOK_NIGHT
    vec3 c = mix(vec3(0.022, 0.048, 0.098), vec3(0.034, 0.070, 0.138), field.r);
    c += vec3(0.02, 0.05, 0.09) * smoothstep(50.0, 400.0, height_m);
    return c;
#else
    return vec3(0.74, 0.735, 0.72) * (0.985 + 0.03 * field.r);
#endif
}

#if LOOK == LOOK_NIGHT
const float WATER_GLINT = 0.5;
#elif LOOK == LOOK_DAY
const float WATER_GLINT = 0.35;
#else
const float WATER_GLINT = 0.0;
#endif

vec3 water_body(float depth_m)
{
    // Turbid: the bed shows for some metres along the shore, channels do not.
    float deep = 1.0 - exp(-max(depth_m, 0.0) * 0.42);
#if LOOK == LOOK_DAY
    vec3 light = view.sun_lin.rgb * max(dot(view.up_night.xyz, view.sun_exposure.xyz), 0.0) + view.sky_lin.rgb;
    return mix(vec3(0.080, 0.190, 0.180), vec3(0.014, 0.060, 0.088), deep) * light;
#elif LOOK == LOOK_NIGHT
    return mix(vec3(0.0060, 0.0190, 0.040), vec3(0.0022, 0.0080, 0.021), deep);
#else
    return mix(vec3(0.62, 0.67, 0.705), vec3(0.50, 0.565, 0.615), deep);
#endif
}
