// mark.vert - shapes of a size in pixels at places of the scene, as points; FAR: discs alone. A shape is where up to
// three half planes and a ring meet; those of arrow, hull and diamond are mirrored in the heading.
#include "common/view.glsl"
struct Mark {
    float x, y, z, size_px, turn_a, turn_b, inner;
    uint fill_rgba, rim_rgba, bits;
};
layout(std430, binding = BIND_ITEMS) readonly buffer Marks { Mark marks[]; };
layout(location = UNIFORM_A) uniform float is_hidden_pass;
flat out vec4 v_fill; // straight
#if FAR
flat out vec3 v_disc; // the middle and the radius in pixels
#else
flat out vec4 v_rim;
flat out vec3 v_plane_a, v_plane_b, v_plane_c; // normal and distance in pixels
flat out vec4 v_turn; // the heading on the screen, the middle in pixels
flat out float v_mirrored;
flat out vec4 v_ring; // radius, of the hole, width of the rim, pixels from stripe to stripe (0 = none)
#endif

void main()
{
    Mark m = marks[gl_VertexID];
    uint shape = m.bits & 255u;
    float seen = float(m.bits >> (is_hidden_pass > 0.5 ? 16 : 8) & 255u) / 255.0;
    vec3 rel = vec3(m.x, m.y, m.z);
    vec4 clip = view.clip_from_rel * vec4(rel, 1.0);
    float radius = 0.5 * m.size_px;
    v_fill = unpackUnorm4x8(m.fill_rgba);
    v_fill.a *= seen;
#if FAR
    v_disc = vec3((clip.xy / max(clip.w, 1e-6) * 0.5 + 0.5) * view.size_px.xy, radius + 0.5);
    gl_PointSize = ceil(m.size_px) + 1.0;
#else
    vec2 heading = vec2(0.0, 1.0);
    bool is_turned = shape == MARK_ARROW || shape == MARK_HULL;
    vec3 a = vec3(0.0, 0.0, 9.0), b = a, c = a;
    float reach = 1.0;
    if (is_turned) {
        vec3 along = view.east_time.xyz * sin(m.turn_a) + view.north_tide.xyz * cos(m.turn_a);
        vec4 step = view.clip_from_rel * vec4(along, 0.0);
        vec2 way = (step.xy * clip.w - clip.xy * step.w) * view.size_px.xy;
        heading = normalize(way + vec2(0.0, 1e-9));
        reach = shape == MARK_ARROW ? 1.12 : 1.05; // of the corners at its stern
    }
    if (shape == MARK_ARROW) {
        a = vec3(0.9353, 0.3539, 0.3539);
        b = vec3(-0.4472, -0.8944, 0.4472);
    } else if (shape == MARK_HULL) {
        a = vec3(0.8748, 0.4845, 0.4845);
        b = vec3(1.0, 0.0, 0.36);
        c = vec3(0.0, -1.0, 0.95);
    } else if (shape == MARK_DIAMOND) {
        a = vec3(0.7071, 0.7071, 0.7071);
        b = vec3(0.7071, -0.7071, 0.7071);
    } else if (shape == MARK_ARC) {
        a = vec3(-cos(m.turn_a), sin(m.turn_a), 0.0);
        b = vec3(cos(m.turn_b), -sin(m.turn_b), 0.0);
    }
    v_plane_a = a * vec3(1.0, 1.0, radius);
    v_plane_b = b * vec3(1.0, 1.0, radius);
    v_plane_c = c * vec3(1.0, 1.0, radius);
    float rim = float(m.bits >> 24) / 16.0;
    v_ring = vec4(radius * reach, m.inner > 0.0 ? radius * m.inner : -99.0, rim, shape == MARK_HATCHED ? 1.0 / max(4.0 * rim, 4.0) : 0.0);
    v_rim = unpackUnorm4x8(m.rim_rgba);
    v_rim.a *= seen;
    // As small as it may be: a software device pays by the block of sixteen pixels.
    gl_PointSize = ceil(2.0 * radius * reach) + 1.0;
    v_turn = vec4(heading, (clip.xy / max(clip.w, 1e-6) * 0.5 + 0.5) * view.size_px.xy);
    v_mirrored = shape == MARK_ARC ? 0.0 : 1.0;
#endif
    // Towards the eye by its own size and some metres: the ground before its foot does not cut it.
    float away = max(clip.w, 1e-3);
    float off = min(away * (radius / view.moon_scale.w * 1.5 + 0.006) + 2.0, 0.5 * away);
    clip.z *= away / (away - off);
    bool is_gone = seen <= 0.0 || clip.w <= 0.0;
    gl_Position = is_gone ? vec4(0.0, 0.0, -1.0, 1.0) : vec4(clip.xy, min(clip.z, clip.w), clip.w);
}
