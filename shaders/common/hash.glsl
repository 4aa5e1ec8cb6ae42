// hash.glsl - small integer hashes.
uint hash_mix(uint h)
{
    h ^= h >> 16;
    h *= 0x7feb352du;
    h ^= h >> 15;
    h *= 0x846ca68bu;
    return h ^ (h >> 16);
}
float hash_unit(uint h)
{
    return float(hash_mix(h) >> 8) * (1.0 / 16777216.0);
}
// Three lattice numbers to 0..1 without integers wider than the lanes.
float hash_cell(vec3 p)
{
    p = fract(p * vec3(0.1031, 0.11369, 0.13787));
    p += dot(p, p.yzx + 19.19);
    return fract((p.x + p.y) * p.z);
}
