// point.vert - a building too small for a shape: one point of its size and mean light; below a pixel its coverage fades.
#include "common/view.glsl"
#define LIT_IO out
#include "common/lit.glsl"
#include "common/draw.glsl"
#include "common/color.glsl"
#include "common/building_base.glsl"
#include "common/cut.glsl"
#include "common/style.glsl"
layout(location = IN_POSITION) in uvec4 in_q;
layout(std430, binding = BIND_STYLES) readonly buffer Styles { uint style_words[]; };
layout(std430, binding = BIND_SHAPES) readonly buffer Shapes { uint shape_words[]; };
flat out vec4 v_rgba;

void main()
{
    uint word = style_words[in_style_first + in_q.w];
    uint shape = shape_words[in_style_first + in_q.w];
    uint flags = word >> 24;
    vec3 q = vec3(in_q.xyz);
    q.z = style_raise(word, q.z, float(shape & 0xffffu));
    float height_q = max(q.z - float(shape & 0xffffu), 0.0);
    float height_m = height_q * in_own.z * view.sky_lin.w;
    q.z -= 0.5 * height_q;
    vec3 rel = draw_rel(q);
    float distance_m = length(rel);
    vec3 dir = rel / distance_m;
    float size_m = max(float((shape >> 16) & 255u) * 0.5, 2.0);
    float down = abs(dot(dir, view.up_night.xyz));
    float level = sqrt(max(1.0 - down * down, 0.0));
    float px = view.moon_scale.w / distance_m;
    float roof_m2 = size_m * size_m * down, wall_m2 = size_m * height_m * level * 1.15;
    float area_px = (roof_m2 + wall_m2) * px * px;
    float side_px = sqrt(area_px);
    gl_PointSize = clamp(side_px, 1.0, 8.0);
    bool is_shown = (flags & STYLE_HIDDEN) == 0u;
    lit_write();
    gl_Position = is_shown ? draw_clip(q, rel) : vec4(0.0, 0.0, -1.0, 1.0);
#if CUT
    cut_away(rel, uint(in_own.w));
#endif

    vec3 c = building_base(style_srgb(word), flags);
    vec3 up = view.up_night.xyz;
    // Roof and the wall that faces the eye, by the area each shows.
    vec3 towards = -(dir - up * dot(dir, up)) / max(level, 1e-3);
    float sun_roof = max(dot(up, view.sun_exposure.xyz), 0.0);
    float sun_wall = max(dot(towards, view.sun_exposure.xyz) * 0.8 + 0.1, 0.0);
    vec3 light_roof = view.sun_lin.rgb * sun_roof + view.sky_lin.rgb;
    vec3 light_wall = (view.sun_lin.rgb * sun_wall + 0.5 * (view.sky_lin.rgb + view.ground_lin.rgb)) * 0.82;
    float wall_share = wall_m2 / max(roof_m2 + wall_m2, 1e-6);
#if LOOK == LOOK_NIGHT
    vec3 lin = c * mix(light_roof * 1.35, light_wall * 0.75, wall_share);
    lin += c * 0.10 * wall_share + vec3(0.03, 0.16, 0.27) * 0.30;
    lin += vec3(0.85, 0.62, 0.36) * 0.055 * wall_share * (0.25 + 0.75 * view.up_night.w);
#elif LOOK == LOOK_WHITE
    vec3 lin = c * mix(light_roof, light_wall, wall_share);
#else
    vec3 lin = c * mix(light_roof * 0.95, light_wall * 0.9, wall_share);
    lin += vec3(1.0, 0.66, 0.32) * 0.05 * wall_share * view.up_night.w / view.sun_exposure.w;
#endif
    if ((flags & STYLE_GLOW) != 0u) lin += vec3(1.0, 0.10, 0.05) / view.sun_exposure.w;
    if ((flags & STYLE_SELECTED) != 0u) lin = vec3(1.0, 0.40, 0.02) / view.sun_exposure.w;
    lin = mix(lin, in_haze_lin.rgb, clamp(dot(in_haze, vec4(q, 1.0)), 0.0, 1.0));
    float alpha = in_haze_lin.a * min(area_px, 1.0) * ((flags & STYLE_GHOST) != 0u ? 0.28 : 1.0);
    v_rgba = vec4(lin, alpha);
}
