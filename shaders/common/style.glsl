// style.glsl - what a style word says: colour and share of the height. Twin of RENDER_STYLE_WORD and RENDER_STYLE_RAISED_WORD.
vec3 style_srgb(uint word)
{
    bool is_raised = (word & (STYLE_RAISED << 24)) != 0u;
    vec3 coarse = vec3(float(word >> 8 & 31u) * (1.0 / 31.0), float(word >> 13 & 63u) * (1.0 / 63.0), float(word >> 19 & 31u) * (1.0 / 31.0));
    return is_raised ? coarse : unpackUnorm4x8(word).rgb;
}

float style_share(uint word)
{
    return (word & (STYLE_RAISED << 24)) != 0u ? float(word & 255u) * (1.0 / 255.0) : 1.0;
}

// Height on the lattice of a tile: what lies below the base stays.
float style_raise(uint word, float z, float base)
{
    return z > base ? base + (z - base) * style_share(word) : z;
}
