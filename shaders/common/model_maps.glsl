// model_maps.glsl - pictures that change how a model's surface answers light. Twin of maps_bind in render/gl/gl_model_draw.c.
layout(binding = BIND_NORMAL) uniform sampler2D map_normal_picture;
layout(binding = BIND_METAL) uniform sampler2D map_metal_picture;
layout(binding = BIND_OCCLUSION) uniform sampler2D map_occlusion_picture;
layout(binding = BIND_EMISSIVE) uniform sampler2D map_emissive_picture;
// roughness, metallic, normal scale, occlusion strength; own light, mirrored; then two rows for each picture's coordinates
layout(location = UNIFORM_MAPS) uniform vec4 maps[10];

// both: two sets of coordinates; the last number of a picture's first row says which is its own.
vec2 map_uv(vec4 both, int i)
{
    vec3 uv = vec3(mix(both.xy, both.zw, maps[2 + 2 * i].w), 1.0);
    return vec2(dot(maps[2 + 2 * i].xyz, uv), dot(maps[3 + 2 * i].xyz, uv));
}

// n turned as the picture says. The axes of the picture on the surface follow from how place and coordinates change from pixel
// to pixel: Schueler, "Followup: Normal Mapping Without Precomputed Tangents", 2013. v counts down, green points up.
vec3 map_normal(vec3 n, vec3 rel, vec4 uv_in)
{
    vec2 uv = map_uv(uv_in, 0);
    vec3 m = texture(map_normal_picture, uv).xyz * 2.0 - 1.0;
    m.xy = (m.xy - 1.0 / 255.0) * maps[0].z; // 128 is none
    vec3 px = dFdx(rel), py = dFdy(rel);
    vec2 ux = dFdx(uv), uy = dFdy(uv);
    vec3 across_y = cross(py, n), across_x = cross(n, px);
    vec3 t = across_y * ux.x + across_x * uy.x, b = -(across_y * ux.y + across_x * uy.y);
    float longest = max(dot(t, t), dot(b, b));
    if (!(longest > 1e-30)) return n;
    return normalize((t * m.x + b * m.y) * inversesqrt(longest) + n * max(m.z, 0.05));
}
