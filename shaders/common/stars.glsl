// stars.glsl - stars by a hash of the direction.
// One star at most in each cell of a cube round the eye.
float star_light(vec3 dir, float cells)
{
    vec3 a = abs(dir);
    float m = max(a.x, max(a.y, a.z));
    vec2 p = m == a.x ? dir.yz / a.x : m == a.y ? dir.zx / a.y : dir.xy / a.z;
    float face = m == a.x ? 1.0 + step(0.0, dir.x) : m == a.y ? 3.0 + step(0.0, dir.y) : 5.0 + step(0.0, dir.z);
    p *= cells;
    vec2 id = floor(p);
    float number = hash_cell(vec3(id + 400.0, face * 37.0));
    vec2 at = vec2(hash_cell(vec3(id + 430.0, face * 11.0)), hash_cell(vec3(id + 470.0, face * 23.0))) * 0.7 + 0.15;
    float px = cells / lit.moon_scale.w;                 // size of a pixel in cells
    float r = length(p - id - at) / max(px * 0.9, 0.004);
    return step(0.80, number) * exp(-r * r) * (0.15 + 0.85 * fract(number * 613.0) * fract(number * 613.0));
}
