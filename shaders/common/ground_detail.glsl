// ground_detail.glsl - FULL quality: what lies on the ground by look, water with waves, lamps along roads.
// Colours of the drape by look and two fields of noise; returns the variation of bare ground.
float ground_drape(inout vec3 over, float cover, vec4 field, vec4 fine)
{
#if LOOK == LOOK_NIGHT
    over = mix(vec3(0.13, 0.30, 0.60) * luminance(over), over * 0.5, 0.22) * 0.46 + vec3(0.008, 0.016, 0.03) * cover;
    return 0.84 + 0.32 * field.r;
#elif LOOK == LOOK_WHITE
    over = mix(vec3(luminance(over)) * 0.28 + 0.57 * cover, over, 0.07);
    return 1.0;
#else
    // Growing things vary: dry and lush by the field, tufts by the fine noise; paving hardly.
    float green = clamp((over.g - over.r) / max(over.g, 1e-3) * 5.0, 0.0, 1.0);
    float f = 0.62 * field.r + 0.38 * fine.r;
    over *= mix(vec3(1.0), mix(vec3(0.80, 0.86, 0.84), vec3(1.17, 1.11, 1.12), clamp(f * 1.9 - 0.45, 0.0, 1.0)), green);
    over *= mix(0.95 + 0.10 * fine.g, 0.86 + 0.28 * fine.g, green);
    return (0.62 + 0.76 * field.r) * (0.88 + 0.24 * fine.g);
#endif
}

// Sky in it by Fresnel with waves that tilt the mirror, slicks of calm, sparks of the sun or moon. air_lin: at the horizon here.
vec3 water_lin(vec3 dir, vec2 ripple, vec4 field, vec3 body_lin, vec3 air_lin, float clear_share, float shade)
{
    vec3 up = lit.up_night.xyz;
    float calm = 0.35 + 1.3 * field.g;
    vec2 wave = ripple * (0.17 * clear_share * calm);
    vec3 wn = up + lit.east_time.xyz * wave.x + lit.north_tide.xyz * wave.y;
    wn *= inversesqrt(dot(wn, wn));
    float facing = clamp(-dot(dir, wn), 0.02, 1.0), f = 1.0 - facing;
    float fresnel = 0.02 + 0.70 * f * f * f * f * f;
    vec3 mirror = dir + wn * (2.0 * facing);
    float rise = clamp(dot(mirror, up), 0.0, 1.0);
    vec3 sky = mix(air_lin, lit.zenith_lin.rgb, sqrt(rise));
    float spark = max(dot(mirror, lit.sun_exposure.xyz) * inversesqrt(dot(mirror, mirror)), 0.0);
    float path = spark * spark; path *= path; path *= path; path *= path; path *= path;
    float glint = path * path; glint *= glint; glint *= glint;
#if LOOK == LOOK_NIGHT
    return mix(body_lin, sky, fresnel) * (1.0 + (wave.x + wave.y) * 1.6) + vec3(0.07, 0.15, 0.26) * (glint * f * f * 0.5 * clear_share);
#elif LOOK == LOOK_WHITE
    return mix(body_lin, sky, fresnel * 0.35) * (0.86 + 0.14 * shade);
#else
    vec3 lin = mix(body_lin * (0.70 + 0.30 * shade), sky, fresnel) * (1.0 + (wave.x + wave.y) * 1.1);
    return lin + lit.sun_lin.rgb * ((glint * 1.3 + path * 0.035) * shade * clear_share);
#endif
}

// A road at night: a string of lamps and traffic on it (bead), a soft pool of their light beyond its edges.
vec3 ground_lamps(float road, float pool, float bead)
{
    // A lamp far away shines wider than its share of the pixel.
    float core = road * (1.7 - 0.7 * road);
#if LOOK == LOOK_NIGHT
    float lively = smoothstep(0.40, 0.85, bead);
    return (vec3(1.0, 0.46, 0.13) * (0.10 * road + 0.30 * pool * (0.4 + pool)) + vec3(1.0, 0.62, 0.28) * (core * (0.18 + 1.10 * lively)))
         * (0.35 + 0.65 * lit.up_night.w);
#elif LOOK == LOOK_DAY
    float lively = smoothstep(0.40, 0.85, bead);
    return vec3(1.0, 0.60, 0.26) * ((0.06 * pool + core * (0.08 + 0.55 * lively)) * lit.up_night.w / lit.sun_exposure.w);
#else
    return vec3(0.0);
#endif
}
