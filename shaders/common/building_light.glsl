// building_light.glsl - surface of a building by look: shared by meshes.
#include "common/hash.glsl"
#include "common/facade.glsl"

struct Surface {
    vec3 rel;       // of the point, metres from the eye
    vec3 n;         // unit normal
    vec4 wall;      // x, y, height above the base, share of the height
    vec3 base_lin;
    uint flags, shape;
    float shade;    // sunlight left
};

const vec3 ACCENT_LIN = vec3(1.0, 0.40, 0.02);
const vec3 HOVER_LIN = vec3(0.10, 0.75, 1.0);

vec3 building_flags(vec3 lin, Surface s, float rim)
{
    float pulse_share = 0.65 + 0.35 * sin(view.east_time.w * 4.2);
    float facing = abs(dot(normalize(s.rel), s.n));
    float edge = 0.25 + 0.75 * (1.0 - facing) * (1.0 - facing) + rim;
#if LOOK == LOOK_NIGHT
    float strength = 1.1;
#else
    float strength = 1.0 / view.sun_exposure.w;
#endif
    if ((s.flags & STYLE_GLOW) != 0u) lin = lin * 0.35 + vec3(1.0, 0.10, 0.05) * (0.30 + edge) * pulse_share * 1.3 * strength;
    if ((s.flags & STYLE_HOVER) != 0u) lin = mix(lin, HOVER_LIN * strength * 0.8, 0.30) + HOVER_LIN * edge * 0.22 * strength;
    if ((s.flags & STYLE_SELECTED) != 0u) lin = lin * 0.45 + ACCENT_LIN * (0.28 + 0.55 * edge) * strength;
    return lin;
}

vec3 building_lin(Surface s)
{
    vec3 up = view.up_night.xyz;
    float rise = dot(s.n, up);
    float is_wall = 1.0 - step(0.5, rise);
    uint use = s.shape >> 28;
    float seed = float((s.shape >> 24) & 15u);
    float above_m = s.wall.z;

    vec2 along = vec2(-s.n.y, s.n.x) * inversesqrt(max(s.n.x * s.n.x + s.n.y * s.n.y, 1e-6));
    float u_m = dot(s.wall.xy, along);
    float column_m = use == 2u ? 1.6 : use == 4u ? 6.0 : 2.7 + 0.1 * seed;
    vec2 cell = vec2(u_m / column_m, above_m / FLOOR_M);
    vec2 w = vec2(fwidth(u_m) / column_m, fwidth(above_m) / FLOOR_M) + 1e-4;
    float glass_h = use == 2u ? 0.80 : use == 4u ? 0.22 : 0.48;
    float glass_u = use == 2u ? 0.88 : use == 4u ? 0.70 : 0.52;
    float ground_floor = clamp((above_m - 0.8) / 0.4, 0.0, 1.0);
    float below_roof = clamp((1.0 - s.wall.w) / (fwidth(s.wall.w) + 1e-6) * 0.5, 0.0, 1.0);
    float rows = pulse(cell.y - 0.28, w.y, glass_h);
    float window = rows * pulse(cell.x, w.x, glass_u) * is_wall * ground_floor * below_roof;

    float sun = max(dot(s.n, view.sun_exposure.xyz), 0.0) * s.shade;
    vec3 ambient = mix(view.ground_lin.rgb, view.sky_lin.rgb, rise * 0.5 + 0.5);
    float rim = 1.0 - clamp((1.0 - s.wall.w) / (fwidth(s.wall.w) + 1e-6) / 1.5, 0.0, 1.0);
    rim *= is_wall;

#if LOOK == LOOK_WHITE
    vec3 c = s.base_lin * (1.0 - 0.10 * window);
    vec3 lin = c * (view.sun_lin.rgb * sun + ambient);
    return building_flags(lin, s, rim);
#elif LOOK == LOOK_NIGHT
    float t = clamp(s.wall.w, 0.0, 1.0);
    float tall = clamp(above_m / 90.0, 0.0, 1.0);
    vec3 c = s.base_lin;
    vec3 lin = c * (view.sun_lin.rgb * sun + ambient) * mix(1.0, 1.35, 1.0 - is_wall);
    lin *= mix(1.0, 0.25 + 0.95 * t, is_wall);
    lin += c * is_wall * t * t * (0.05 + 0.30 * tall);
    // Windows: each lit or not by its own number; far away they are their mean.
    float far = smoothstep(0.45, 1.1, max(w.x, w.y));
    float lit_share = use == 2u ? 0.34 : use == 4u ? 0.10 : use == 3u ? 0.42 : 0.26;
    vec2 id = floor(vec2(cell.x, cell.y - 0.28));
    float number = hash_cell(vec3(id, seed + float(s.shape & 255u)));
    float lit = mix(step(number, lit_share), lit_share, far);
    float warm = fract(number * 61.7 + seed * 0.37);
    vec3 lamp = mix(vec3(1.0, 0.62, 0.26), vec3(0.55, 0.80, 1.0), step(use == 2u ? 0.35 : 0.72, warm));
    lin = mix(lin, lin * 0.55, window * 0.6);
    float strong = mix(0.30 + 0.95 * fract(number * 17.3) * fract(number * 17.3), 0.17, far);
    lin += mix(lamp, vec3(0.95, 0.66, 0.36), far) * window * lit * strong * 1.25 * (0.25 + 0.75 * view.up_night.w);
    vec3 edge_lin = mix(vec3(0.10, 0.62, 1.0), c * 1.6, 0.35);
    lin += edge_lin * rim * 0.85;
    lin += edge_lin * (1.0 - is_wall) * 0.045;
    return building_flags(lin, s, rim);
#else
    float rough = 0.94 + 0.12 * fract(seed * 0.381);
    vec3 c = s.base_lin * rough;
    vec3 roof = mix(c * 0.92, vec3(luminance(c)) * vec3(0.97, 0.99, 1.03), 0.45);
    c = mix(roof, c, is_wall);
    // Walls darken towards the street, as dust and neighbours make them.
    c *= 1.0 - 0.22 * is_wall * exp(-max(above_m, 0.0) * 0.22);
    vec3 lin = c * (view.sun_lin.rgb * sun + ambient);
    vec3 dir = normalize(s.rel);
    float graze = 1.0 - clamp(-dot(dir, s.n), 0.0, 1.0);
    float fresnel = 0.06 + 0.60 * graze * graze * graze * graze;
    vec3 mirror = reflect(dir, s.n);
    float sky_side = clamp(dot(mirror, up) * 2.0 + 0.35, 0.0, 1.0);
    vec3 reflected = mix(view.ground_lin.rgb * 0.8, mix(view.haze0_lin.rgb, view.zenith_lin.rgb, clamp(dot(mirror, up), 0.0, 1.0)), sky_side);
    // To the 64th by squaring: a power costs a software device eighty instructions.
    float glint = max(dot(mirror, view.sun_exposure.xyz), 0.0);
    glint *= glint; glint *= glint; glint *= glint; glint *= glint; glint *= glint; glint *= glint;
    glint *= s.shade;
    float office = use == 2u ? 1.0 : 0.55;
    vec3 pane = c * mix(vec3(0.26), vec3(0.20, 0.26, 0.32), office) * (view.sun_lin.rgb * sun + ambient)
              + reflected * (fresnel + 0.16 * office) + view.sun_lin.rgb * glint * 1.2 * office;
    lin = mix(lin, pane, window * (0.55 + 0.35 * office));
    lin *= 1.0 + 0.10 * rim;
    float night = view.up_night.w;
    if (night > 0.0) {
        float far = smoothstep(0.45, 1.1, max(w.x, w.y));
        float lit_share = (use == 2u ? 0.30 : use == 4u ? 0.08 : use == 3u ? 0.45 : 0.34) * night;
        vec2 id = floor(vec2(cell.x, cell.y - 0.28));
        float number = hash_cell(vec3(id, seed + float(s.shape & 255u)));
        float lit = mix(step(number, lit_share), lit_share, far);
        float warm = fract(number * 61.7 + seed * 0.37);
        vec3 lamp = mix(vec3(1.0, 0.60, 0.24), vec3(0.75, 0.88, 1.0), step(use == 2u ? 0.35 : 0.75, warm));
        lin += lamp * window * lit * (0.35 + 0.65 * fract(number * 17.3)) * 0.9 / view.sun_exposure.w * night;
    }
    return building_flags(lin, s, rim);
#endif
}
