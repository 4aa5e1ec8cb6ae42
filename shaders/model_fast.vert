// model_fast.vert - SOFTWARE quality: light is even over a face, so all of it is done at the vertices. Out: for model_fast.frag.
#ifndef PICTURE
#define PICTURE 0
#endif
#ifndef MAPS
#define MAPS 0
#endif
#include "common/view.glsl"
#include "common/color.glsl"
#include "common/model.glsl"
#include "common/model_light.glsl"
#include "common/hash.glsl"
#if MAPS
#define LIT_IO out
#include "common/lit.glsl"
out vec3 v_rel;
out vec3 v_normal;     // of the side that is seen; 0 = unlit
out vec4 v_base_lin;   // own light or base colour; alpha
out vec4 v_add_scale;  // exposed: haze and flags; what light is multiplied with
out vec4 v_uv;
#elif PICTURE
out vec4 v_mul_lin;    // exposed light that the picture is multiplied with; alpha
out vec3 v_add_lin;    // exposed: haze and own light
out vec2 v_uv;
#elif CUT
out vec4 v_mul_lin;
out vec3 v_add_lin;
out vec3 v_local;
flat out uint v_surface;
#else
out vec4 v_rgba;       // display colour
#endif

#if FLAGS
out vec3 v_stripes;
flat out float v_hatched;
#endif

void main()
{
    Point p = model_point();
    vec4 base = model_base(p.word);
    vec3 up = view.up_night.xyz;
    float length2 = dot(p.n, p.n);
    vec3 n = p.n; // unit, but for rounding
    // Which side is seen is the same for all corners of a flat face.
    float behind = dot(p.rel, n);
#if !CUT
    behind = (in_object & MODEL_TWO_SIDED) != 0u ? behind : -1.0;
#endif
    n = behind > 0.0 ? -n : n;
#if GLASS || FLAGS || GHOST || LOOK == LOOK_NIGHT
    vec3 dir = p.rel * inversesqrt(max(dot(p.rel, p.rel), 1e-9));
    float facing = max(-dot(dir, n), 0.0);
    float graze = 1.0 - facing, g2 = graze * graze;
#endif
    float rise = dot(n, up);
    vec3 ambient = mix(view.ground_lin.rgb, view.sky_lin.rgb, rise * 0.5 + 0.5);
    vec3 light = view.sun_lin.rgb * max(dot(n, view.sun_exposure.xyz), 0.0) + ambient;
    vec3 own = vec3(1.0 / view.sun_exposure.w);
#if LOOK == LOOK_NIGHT
    light += vec3(0.10 * facing + 0.03);
    light *= 1.0 - 0.45 * clamp(rise, 0.0, 1.0);
#endif
    light = length2 > 1e-4 ? light : own * 0.9;
    light = mix(light, own * 1.6, clamp(in_normal.w, 0.0, 1.0));
    float alpha = base.a;
    vec3 add = vec3(0.0);
#if GLASS
    {
        float rough = float((in_object >> 24) & 15u) * (1.0 / 15.0);
        vec3 mirror = dir - n * (2.0 * dot(dir, n));
        float mirror_rise = dot(mirror, up);
        vec3 sky = mix(view.haze0_lin.rgb, view.zenith_lin.rgb, clamp(mirror_rise, 0.0, 1.0));
        vec3 reflected = mix(view.ground_lin.rgb * 0.8, sky, clamp(mirror_rise * 2.0 + 0.35, 0.0, 1.0));
        float mirrored = 0.06 + 0.75 * g2 * g2, cover = alpha * 0.72;
        float total = clamp(cover + mirrored * (1.0 - cover), 0.02, 1.0);
        light *= cover / total;
        add = reflected * (mirrored * (1.0 - 0.5 * rough) / total);
        alpha = total;
#if LOOK != LOOK_WHITE
        float room = hash_unit(in_object & 0xffffffu);
        vec3 lamp = mix(vec3(1.0, 0.52, 0.18), vec3(1.0, 0.76, 0.46), fract(room * 7.3));
        float lamps = (LOOK == LOOK_NIGHT ? 0.25 + 0.75 * view.up_night.w : view.up_night.w) * smoothstep(0.30, 0.36, room)
                    * clamp(1.6 - 2.0 * abs(rise), 0.0, 1.0); // behind upright panes, not under a pool
        add += lamp * (lamps * (0.35 + 0.55 * facing) * (LOOK == LOOK_NIGHT ? 1.2 : 0.5 / view.sun_exposure.w));
        alpha = max(alpha, 0.62 * lamps);
#endif
    }
#endif
#if GLASS
    // What a colour says of a room or a pane (a live value, a property) is read by its own light.
    float says = (p.word & (STYLE_TINT << 24)) != 0u ? 1.0 : 0.0;
    light *= 1.0 - 0.5 * says;
    add = mix(add, base.rgb * own * MODEL_SAID_LIGHT, says);
    alpha = max(alpha, MODEL_SAID_ALPHA * says);
#endif
    alpha *= model.turn[0].w;
#if MAPS
    float dim = 1.0; // of the light, by what lies in or over it; flags are linear in the colour
#if GLASS
    dim = base.a * 0.72 / max(alpha, 0.02);
#endif
#if FLAGS
    vec3 dark = model_flags(vec3(0.0), p.word >> 24, graze, LOOK == LOOK_NIGHT ? 1.1 : own.x, view.east_time.w);
    dim *= model_flags(vec3(1.0), p.word >> 24, graze, LOOK == LOOK_NIGHT ? 1.1 : own.x, view.east_time.w).g - dark.g;
    add = add * dim + dark;
#endif
#endif
    uint flags = p.word >> 24;
    vec3 mul = base.rgb * light;
#if FLAGS && !MAPS
    float strength = LOOK == LOOK_NIGHT ? 1.1 : own.x;
    // Linear in the colour: its change at black and at itself.
    vec3 at_black = model_flags(vec3(0.0), flags, graze, strength, view.east_time.w);
    mul = model_flags(mul + add, flags, graze, strength, view.east_time.w) - at_black;
    add = at_black;
#endif
#if FLAGS
    v_stripes = p.local;
    v_hatched = (flags & STYLE_HATCHED) != 0u ? 1.0 : 0.0;
#endif
#if GHOST
    mul = mix(mul, base.rgb * own, 0.35);
    alpha = (0.09 + 0.40 * g2) * model.turn[0].w;
#endif
#if CUT && !PICTURE
    if ((in_object & MODEL_CAP) != 0u) mul = base.rgb; // hatched and lit by the fragment shader
#endif
    float haze = clamp(dot(model.haze, vec4(p.local, 1.0)), 0.0, 1.0);
    mul *= 1.0 - haze;
    add = (add * (1.0 - haze) + model.haze_lin.rgb * haze) * view.sun_exposure.w;
    mul *= CUT == 1 && PICTURE == 0 && (in_object & MODEL_CAP) != 0u ? 1.0 : view.sun_exposure.w; // the hatch brings its own
#if MAPS
    lit_write();
    v_rel = p.rel;
    v_normal = length2 > 1e-4 ? n : vec3(0.0);
    v_base_lin = vec4(base.rgb, alpha);
    v_add_scale = vec4(add, dim * (1.0 - haze) * view.sun_exposure.w);
    v_uv = in_uv;
#elif PICTURE
    v_mul_lin = vec4(mul, alpha);
    v_add_lin = add;
    v_uv = in_uv;
#elif CUT
    v_mul_lin = vec4(mul, alpha);
    v_add_lin = add;
    v_local = p.local;
    v_surface = in_object;
#else
    v_rgba = vec4(display_curve(mul + add), alpha);
#endif
}
