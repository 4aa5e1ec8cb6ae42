// draw.glsl - per-draw values as instanced inputs, chosen by baseInstance: a software device fetches them once for eight
// vertices, where a storage buffer costs it a load per vertex and number. Twin of GlDraw.
layout(location = IN_CLIP) in vec4 in_clip[4]; // clip from local, rows
layout(location = IN_REL) in vec4 in_rel[3];   // rel from local, rows
layout(location = IN_HAZE) in vec4 in_haze;    // share of haze, linear in the local position (buildings)
layout(location = IN_HAZE_COLOR) in vec4 in_haze_lin; // its colour; opacity
layout(location = IN_OWN) in vec4 in_own;      // buildings: metres a step; terrain: picture rectangle; solids: glow; w of both built ones: bits of planes that do not cut
layout(location = IN_STYLE_FIRST) in uint in_style_first;

vec3 draw_rel(vec3 p)
{
    return vec3(dot(in_rel[0], vec4(p, 1.0)), dot(in_rel[1], vec4(p, 1.0)), dot(in_rel[2], vec4(p, 1.0)));
}
vec4 draw_clip(vec3 p, vec3 rel)
{
#if SHADOW
    return view.clip_from_rel * vec4(rel, 1.0);
#else
    vec4 h = vec4(p, 1.0);
    return vec4(dot(in_clip[0], h), dot(in_clip[1], h), dot(in_clip[2], h), dot(in_clip[3], h));
#endif
}
vec3 draw_turn(vec3 n)
{
    return vec3(dot(in_rel[0].xyz, n), dot(in_rel[1].xyz, n), dot(in_rel[2].xyz, n));
}
