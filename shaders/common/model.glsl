// model.glsl - vertices of models: placed, lifted by storey, cut, and what their style word says. Shared by model*.vert.
layout(location = IN_POSITION) in vec3 in_pos_m;
layout(location = IN_NORMAL) in vec4 in_normal;  // w: share of own light
layout(location = IN_RGBA) in vec4 in_rgba;
layout(location = IN_OBJECT) in uint in_object;
#if MAPS
layout(location = IN_UV) in vec4 in_uv; // zw: the second set, where the mesh has one
#elif PICTURE
layout(location = IN_UV) in vec2 in_uv;
#endif
#if MANY
layout(location = IN_REL) in vec4 in_place[3];   // model from mesh, rows
layout(location = IN_STYLE_FIRST) in uint in_instance_object;
#endif
layout(std430, binding = BIND_STYLES) readonly buffer Styles { uint style_words[]; };
layout(std430, binding = BIND_SHAPES) readonly buffer Shapes { uint shape_words[]; };
// Twin of GlModelBlock.
layout(std140, binding = BIND_MODEL) uniform Model {
    vec4 rel[3];           // rel from local, rows
    vec4 turn[3];          // of normals; opacity, metres between storeys, -
    vec4 haze;             // share of haze, linear in the local position
    vec4 haze_lin;         // its colour
    uvec4 slot_uncut;        // first style slot, bits of planes that do not cut, first joint, first vertex
    uvec4 morph;           // first row of the weights, targets
} model;
#if JOINTS
layout(std430, binding = BIND_JOINTS) readonly buffer Joints { vec4 joint_rows[]; }; // local from mesh, three a joint
layout(std430, binding = BIND_BENDS) readonly buffer Bends { uvec4 bends[]; };       // joints by halves, shares by halves

layout(std430, binding = BIND_MORPHS) readonly buffer Morphs { uvec4 morphs[]; };    // place; half of the normal, snorm8

// glTF 2.0, 3.7.2.2: what the targets move, by their weights; before the joints.
void model_morph(inout vec3 at, inout vec3 n)
{
    uint first = (uint(gl_VertexID) - model.slot_uncut.w) * model.morph.y;
    for (uint i = 0u; i < model.morph.y; i++) {
        float weight = joint_rows[model.morph.x + (i >> 2)][i & 3u];
        uvec4 m = morphs[first + i];
        at += weight * uintBitsToFloat(m.xyz);
        n += (2.0 * weight) * unpackSnorm4x8(m.w).xyz;
    }
}

// glTF 2.0, 3.7.3: the sum of where the joints carry a point, by their shares.
void model_bend(inout vec3 at, inout vec3 n)
{
    float unit = length(n);
    model_morph(at, n);
    uvec4 b = bends[uint(gl_VertexID) - model.slot_uncut.w];
    uvec4 joint = uvec4(b.x & 0xffffu, b.x >> 16, b.y & 0xffffu, b.y >> 16);
    vec4 share = vec4(unpackUnorm2x16(b.z), unpackUnorm2x16(b.w));
    vec4 rows[3] = vec4[3](vec4(0.0), vec4(0.0), vec4(0.0));
    for (int i = 0; i < 4; i++) {
        uint first = 3u * (model.slot_uncut.z + joint[i]);
        for (int r = 0; r < 3; r++) rows[r] += share[i] * joint_rows[first + uint(r)];
    }
    vec4 h = vec4(at, 1.0);
    at = vec3(dot(rows[0], h), dot(rows[1], h), dot(rows[2], h));
    vec3 turned = vec3(dot(rows[0].xyz, n), dot(rows[1].xyz, n), dot(rows[2].xyz, n));
    float length2 = dot(turned, turned);
    n = length2 > 1e-12 ? turned * (inversesqrt(length2) * unit) : n;
}
#endif
#if CUT
out float gl_ClipDistance[CUTS_MAX];
#endif

struct Point {
    vec3 local, rel, n;
    uint word;             // style
};

vec3 model_turn(vec3 n)
{
    return vec3(dot(model.turn[0].xyz, n), dot(model.turn[1].xyz, n), dot(model.turn[2].xyz, n));
}

Point model_point()
{
    Point p;
    uint slot = in_object & 0xffffffu;
    p.local = in_pos_m;
    vec3 n = in_normal.xyz;
#if JOINTS
    model_bend(p.local, n);
#endif
#if MANY
    vec4 h = vec4(in_pos_m, 1.0);
    p.local = vec3(dot(in_place[0], h), dot(in_place[1], h), dot(in_place[2], h));
    n = vec3(dot(in_place[0].xyz, n), dot(in_place[1].xyz, n), dot(in_place[2].xyz, n));
    slot += in_instance_object;
#endif
    slot += model.slot_uncut.x;
    vec3 at = p.local;
#if CUT
    at.z += float(shape_words[slot] & 0xffffu) * model.turn[1].w;
#endif
    p.rel = vec3(dot(model.rel[0], vec4(at, 1.0)), dot(model.rel[1], vec4(at, 1.0)), dot(model.rel[2], vec4(at, 1.0)));
    p.n = model_turn(n);
    p.word = style_words[slot];
    uint flags = p.word >> 24;
#if GHOST
    bool is_shown = (flags & (STYLE_HIDDEN | STYLE_GHOST)) == STYLE_GHOST;
#else
    bool is_shown = (flags & (STYLE_HIDDEN | STYLE_GHOST)) == 0u;
#endif
    gl_Position = is_shown ? view.clip_from_rel * vec4(p.rel, 1.0) : vec4(0.0, 0.0, -1.0, 1.0);
#if CUT
    for (int i = 0; i < CUTS_MAX; i++) {
        bool is_own = ((model.slot_uncut.y >> i) & 1u) != 0u;
        gl_ClipDistance[i] = is_own ? 1.0 : dot(view.cut[i].xyz, p.rel) + view.cut[i].w;
    }
#endif
    return p;
}

// Own colour by look: greys take the look's, data colours stay what they say.
vec4 model_base(uint word)
{
    bool is_tint = ((word >> 24) & STYLE_TINT) != 0u;
#if CUT
    bool is_word = is_tint || (in_object & (MODEL_CAP | 0x10000000u)) == (MODEL_CAP | 0x10000000u);
#else
    bool is_word = is_tint;
#endif
    vec3 c = lin_from_srgb(is_word ? unpackUnorm4x8(word).rgb : in_rgba.rgb);
#if LOOK != LOOK_DAY
    float high = max(c.r, max(c.g, c.b)), low = min(c.r, min(c.g, c.b));
    float chroma = (high - low) / max(high, 1e-3);
#endif
#if LOOK == LOOK_NIGHT
    vec3 house = vec3(0.155, 0.36, 0.74) * (0.30 + 0.95 * luminance(c));
    c = mix(house, c, is_tint ? 1.0 : 0.72 * smoothstep(0.45, 0.90, chroma));
#elif LOOK == LOOK_WHITE
    c = mix(vec3(0.62 + 0.26 * sqrt(luminance(c))), c, is_tint ? 0.9 : smoothstep(0.60, 0.95, chroma) * 0.28);
#endif
    return vec4(c, in_rgba.a);
}
