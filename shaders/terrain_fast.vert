// terrain_fast.vert - SOFTWARE quality, and FULL on a software device: light, haze, ground and water colours per vertex.
// Out: for terrain_fast.frag.
#include "common/view.glsl"
#include "common/draw.glsl"
#include "common/haze.glsl"
#include "common/color.glsl"
#include "common/ground.glsl"
#include "common/shadow_axes.glsl"
#define LIT_IO out
#include "common/lit.glsl"
layout(binding = BIND_NOISE) uniform sampler2D noise;
layout(location = IN_POSITION) in vec3 in_pos_m;
layout(location = IN_HEIGHT) in float in_height_m;
layout(location = IN_NORMAL) in vec4 in_normal;
layout(location = IN_UV) in vec2 in_uv;
#if PLAIN && !FULL
out vec3 v_display;       // display colours, but for the dither
#else
out vec4 v_uv;            // drape; ground texture
out vec3 v_ground_lin;
out vec4 v_mul_lin;       // light less what haze takes; height above the sea, PLAIN: clear share
#if !PLAIN
out vec4 v_water_lin;     // with light and haze; FULL: body of the water alone; clear share
#endif
out vec3 v_add_lin;       // haze; FULL: the air's colour
#endif
#if FULL
out vec3 v_rel;
out vec3 v_light;
flat out vec3 v_up_light;
out vec3 v_sun_lin;       // the part of the light that shadows take
#endif

void main()
{
    lit_write();
    float exaggeration = view.sky_lin.w;
    float tide_m = view.north_tide.w;
    float lift_m = (exaggeration - 1.0) * in_height_m;
    float depth_m = tide_m - in_height_m * exaggeration;
    if (view.haze.w > 0.5) lift_m += max(depth_m, 0.0);
    vec3 p = vec3(in_pos_m.xy, in_pos_m.z + lift_m);
    vec3 rel = draw_rel(p);
    gl_Position = draw_clip(p, rel);
    vec3 up = view.up_night.xyz;
    vec3 n = normalize(draw_turn(vec3(in_normal.xy * exaggeration, in_normal.z)));
    float rise = dot(n, up);
    float haze = haze_share(rel);
    vec3 dir = normalize(rel), haze_lin = haze_air(dir, haze);
    vec2 world = rel.xy + view.eye_m.xy;
#if FULL
    vec2 field = vec2(0.5);
#else
    // Slow variation here instead of a texture for every pixel, a third of the ground's cost.
    vec2 field = textureLod(noise, world * (1.0 / 4096.0), 2.0).rg;
#endif
    vec3 ground_lin = ground_albedo(in_height_m, rise, field, view.north_tide.w, view.haze.w);
    vec3 sun = view.sun_lin.rgb * max(dot(n, view.sun_exposure.xyz), 0.0);
    vec3 light = mix(view.ground_lin.rgb, view.sky_lin.rgb, rise * 0.5 + 0.5);
#if FULL
    v_rel = rel;
    v_light = shadow_turn(rel);
    v_up_light = shadow_turn(up);
    v_sun_lin = sun * (1.0 - haze);
#else
    light += sun;
#endif
#if PLAIN && !FULL
    v_display = display_curve(mix(ground_lin * light, haze_lin, haze) * view.sun_exposure.w);
#else
#if FULL
    v_add_lin = haze_lin;
#else
    v_add_lin = haze_lin * haze;
#endif
    v_uv = vec4(in_own.xy + in_uv * in_own.zw, world * (1.0 / 1024.0));
    v_ground_lin = ground_lin;
#if PLAIN
    v_mul_lin = vec4(light * (1.0 - haze), 1.0 - haze);
#else
    v_mul_lin = vec4(light * (1.0 - haze), in_height_m * exaggeration - tide_m - SEA_ABOVE_M);
#if FULL
    v_water_lin = vec4(water_body(depth_m), 1.0 - haze);
#else
    // Flat water: the sky it mirrors, by Fresnel.
    vec3 mirror = dir - up * (2.0 * dot(dir, up));
    float facing = clamp(-dot(dir, up), 0.0, 1.0);
    float f = 1.0 - facing, fresnel = 0.02 + 0.78 * f * f * f * f * f;
    vec3 sky = mix(haze_lin, view.zenith_lin.rgb, sqrt(clamp(dot(mirror, up), 0.0, 1.0)));
    vec3 water = mix(water_body(depth_m), sky, fresnel);
    water += view.sun_lin.rgb * pow(max(dot(mirror, view.sun_exposure.xyz), 0.0), 48.0) * WATER_GLINT;
    v_water_lin = vec4(mix(water, haze_lin, haze), 1.0 - haze);
#endif
#endif
#endif
}
