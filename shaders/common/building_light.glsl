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
    vec2 from_m;    // level, from a corner of its triangle
};

const vec3 ACCENT_LIN = vec3(1.0, 0.40, 0.02);
const vec3 HOVER_LIN = vec3(0.10, 0.75, 1.0);

vec3 building_flags(vec3 lin, Surface s, float rim)
{
    float pulse_share = 0.65 + 0.35 * sin(lit.east_time.w * 4.2);
    float facing = abs(dot(normalize(s.rel), s.n));
    float edge = 0.25 + 0.75 * (1.0 - facing) * (1.0 - facing) + rim;
#if LOOK == LOOK_NIGHT
    float strength = 1.1;
#else
    float strength = 1.0 / lit.sun_exposure.w;
#endif
    if ((s.flags & STYLE_GLOW) != 0u) lin = lin * 0.35 + vec3(1.0, 0.10, 0.05) * (0.30 + edge) * pulse_share * 1.3 * strength;
    if ((s.flags & STYLE_HOVER) != 0u) lin = mix(lin, HOVER_LIN * strength * 0.8, 0.30) + HOVER_LIN * edge * 0.22 * strength;
    if ((s.flags & STYLE_SELECTED) != 0u) lin = lin * 0.45 + ACCENT_LIN * (0.28 + 0.55 * edge) * strength;
    return lin;
}

// Windows of a wall: those lit, each by its own number; far away they are their mean. Out: their light where one is.
vec3 window_light(Surface s, vec2 cell, vec2 w, float lit_share)
{
    uint use = s.shape >> 28;
    float seed = float((s.shape >> 24) & 15u);
    float far = smoothstep(0.45, 1.1, max(w.x, w.y));
    vec2 id = floor(vec2(cell.x, cell.y - 0.28));
    float number = hash_cell(vec3(id, seed + float(s.shape & 255u)));
    // Whole floors work late in offices.
    float storey = hash_cell(vec3(id.y, seed * 3.0, float(s.shape & 255u)));
    float share = lit_share * (use == USE_OFFICE ? (storey > 0.72 ? 2.2 : 0.45) : 0.55 + 0.9 * storey);
    float glow = mix(step(number, share), lit_share, far);
    float hue = fract(number * 61.7 + seed * 0.37);
    vec3 lamp = hue < 0.50 ? vec3(1.0, 0.66, 0.33) : hue < 0.74 ? vec3(1.0, 0.52, 0.20) : hue < 0.90 ? vec3(0.95, 0.88, 0.76) : vec3(0.58, 0.78, 1.0);
    if (use == USE_OFFICE) lamp = mix(lamp, vec3(0.80, 0.90, 1.0), 0.65);
    float dim = fract(number * 17.3);
    return mix(lamp * (0.16 + 1.25 * dim * dim), vec3(0.95, 0.66, 0.38) * 0.62, far) * glow;
}

vec3 building_lin(Surface s)
{
    vec3 up = lit.up_night.xyz;
    float rise = dot(s.n, up);
    float is_wall = 1.0 - step(0.5, rise);
    uint use = s.shape >> 28;
    float seed = float((s.shape >> 24) & 15u);
    float above_m = s.wall.z;
    bool is_house = use < USE_STRUCTURE;

    float u_m = dot(s.wall.xy, wall_along(s.n, s.from_m));
    float column_m = use == USE_OFFICE ? 1.6 : use == USE_INDUSTRY ? 6.0 : 2.7 + 0.1 * seed;
    vec2 cell = vec2(u_m / column_m, above_m / FLOOR_M);
    vec2 w = vec2(fwidth(u_m) / column_m, fwidth(above_m) / FLOOR_M) + 1e-4;
    float glass_h = use == USE_OFFICE ? 0.80 : use == USE_INDUSTRY ? 0.22 : 0.48;
    float glass_u = use == USE_OFFICE ? 0.88 : use == USE_INDUSTRY ? 0.70 : 0.52;
    float ground_floor = clamp((above_m - 0.8) / 0.4, 0.0, 1.0);
    float below_roof = clamp((1.0 - s.wall.w) / (fwidth(s.wall.w) + 1e-6) * 0.5, 0.0, 1.0);
    float rows = pulse(cell.y - 0.28, w.y, glass_h);
    float window = is_house ? rows * pulse(cell.x, w.x, glass_u) * is_wall * ground_floor * below_roof : 0.0;

    float sun = max(dot(s.n, lit.sun_exposure.xyz), 0.0) * s.shade;
    vec3 ambient = mix(lit.ground_lin.rgb, lit.sky_lin.rgb, rise * 0.5 + 0.5);
    float rim = 1.0 - clamp((1.0 - s.wall.w) / (fwidth(s.wall.w) + 1e-6) / 1.5, 0.0, 1.0);
    rim *= is_wall;

#if LOOK == LOOK_WHITE
    vec3 c = s.base_lin * (1.0 - 0.07 * window);
    c *= mix(0.97, 1.0, is_wall) * (1.0 - 0.10 * is_wall * exp(-above_m * 0.12));
    vec3 lin = c * (lit.sun_lin.rgb * sun + ambient);
    return building_flags(lin, s, rim);
#elif LOOK == LOOK_NIGHT
    float t = clamp(s.wall.w, 0.0, 1.0);
    float tall = clamp(above_m / 90.0, 0.0, 1.0);
    vec3 c = s.base_lin;
    if (use == USE_LIGHT) return building_flags(c * c * 1.7 + vec3(0.02), s, 0.0);
    vec3 light = lit.sun_lin.rgb * sun + ambient;
    if (is_house) c *= 0.78 + 0.44 * hash_unit(s.shape);
    vec3 lin = c * light * mix(0.52 + 0.36 * tall, 0.30 + 0.70 * t, is_wall);
    if (!is_house) return building_flags(lin * 1.5 + vec3(0.30, 0.42, 0.58) * (0.035 + 0.045 * is_wall) + vec3(0.10, 0.42, 0.75) * rim * 0.12, s, rim);
    lin += c * is_wall * t * t * (0.02 + 0.34 * tall * tall);
    // Streets light the foot of a wall.
    lin += vec3(1.0, 0.50, 0.18) * (is_wall * 0.085 * exp(-above_m * 0.16) * (0.25 + 0.75 * lit.up_night.w));
    lin = mix(lin, lin * 0.50, window * 0.6);
    float lit_share = use == USE_OFFICE ? 0.34 : use == USE_INDUSTRY ? 0.07 : use == USE_SHOP ? 0.46 : 0.27;
    lin += window_light(s, cell, w, lit_share) * (window * 1.25 * (0.25 + 0.75 * lit.up_night.w));
    // Only what is tall is outlined: a skyline, not a net.
    float proud = smoothstep(14.0, 95.0, above_m);
    vec3 edge_lin = mix(vec3(0.10, 0.60, 1.0), c * 1.6, 0.30);
    lin += edge_lin * rim * (0.20 + 0.85 * proud);
    lin += edge_lin * (1.0 - is_wall) * (0.012 + 0.05 * proud);
    return building_flags(lin, s, rim);
#else
    // Each its own: brightness, warmth, and a roof of concrete, tiles, planting or sheet.
    float number = hash_unit(s.shape), other = fract(number * 57.31);
    vec3 c = s.base_lin * (0.84 + 0.24 * number) * mix(vec3(1.045, 1.0, 0.94), vec3(0.95, 1.0, 1.055), other);
    if (!is_house || (s.flags & STYLE_TINT) != 0u) c = s.base_lin;
    else {
        float grey = luminance(c);
        vec3 roof = mix(c * 0.74, vec3(grey) * vec3(0.66, 0.67, 0.69), 0.60);
        float kind = fract(number * 13.7);
        if (use == USE_INDUSTRY) roof = kind < 0.28 ? vec3(0.22, 0.28, 0.34) : kind < 0.36 ? vec3(0.30, 0.21, 0.18) : vec3(0.40, 0.42, 0.44) * (0.8 + 0.4 * other);
        else if (kind < 0.10) roof = vec3(0.115, 0.165, 0.070);
        else if (kind < 0.20 && above_m < 26.0) roof = vec3(0.34, 0.165, 0.105);
        // What stands on roofs, where it can be seen.
        vec2 tile = s.wall.xy * (1.0 / 5.5);
        float near = clamp(1.4 - 2.5 * max(fwidth(tile.x), fwidth(tile.y)), 0.0, 1.0);
        float box = hash_cell(vec3(floor(tile), number * 97.0));
        roof *= 1.0 + near * (box > 0.86 ? 0.30 : box < 0.12 ? -0.24 : 0.10 * (box - 0.5));
        c = mix(roof, c, is_wall);
    }
    // Walls darken towards the street, as dust and neighbours make them.
    c *= 1.0 - 0.30 * is_wall * exp(-max(above_m, 0.0) * 0.14);
    vec3 lin = c * (lit.sun_lin.rgb * sun + ambient);
    if (use == USE_LIGHT) return building_flags(lin + s.base_lin * (2.4 * lit.up_night.w / lit.sun_exposure.w), s, 0.0);
    vec3 dir = normalize(s.rel);
    float graze = 1.0 - clamp(-dot(dir, s.n), 0.0, 1.0);
    float fresnel = 0.06 + 0.60 * graze * graze * graze * graze;
    vec3 mirror = reflect(dir, s.n);
    float sky_side = clamp(dot(mirror, up) * 2.0 + 0.35, 0.0, 1.0);
    vec3 reflected = mix(lit.ground_lin.rgb * 0.8, mix(lit.haze0_lin.rgb, lit.zenith_lin.rgb, clamp(dot(mirror, up), 0.0, 1.0)), sky_side);
    // To the 64th by squaring: a power costs a software device eighty instructions.
    float glint = max(dot(mirror, lit.sun_exposure.xyz), 0.0);
    glint *= glint; glint *= glint; glint *= glint; glint *= glint; glint *= glint; glint *= glint;
    glint *= s.shade;
    float office = use == USE_OFFICE ? 1.0 : 0.55;
    vec3 pane = c * mix(vec3(0.26), vec3(0.16, 0.22, 0.28), office) * (lit.sun_lin.rgb * sun + ambient)
              + reflected * (fresnel + 0.16 * office) + lit.sun_lin.rgb * glint * 1.2 * office;
    lin = mix(lin, pane, window * (0.55 + 0.35 * office));
    lin *= 1.0 + 0.10 * rim;
    float night = lit.up_night.w;
    if (night > 0.0 && is_house) {
        float lit_share = (use == USE_OFFICE ? 0.30 : use == USE_INDUSTRY ? 0.08 : use == USE_SHOP ? 0.45 : 0.34) * night;
        lin += window_light(s, cell, w, lit_share) * (window * 0.9 / lit.sun_exposure.w * night);
        lin += c * vec3(1.0, 0.52, 0.20) * (is_wall * 0.30 * exp(-above_m * 0.16) * night / lit.sun_exposure.w);
    }
    return building_flags(lin, s, rim);
#endif
}
