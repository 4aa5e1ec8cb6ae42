// tent.glsl - a picture of half the size, smoothly doubled: four taps as wide as the tent of nine.
vec3 tent(sampler2D source)
{
    vec2 texel = 1.0 / vec2(textureSize(source, 0)), uv = gl_FragCoord.xy * 0.5 * texel, o = texel * 0.7071;
    return 0.25 * (textureLod(source, uv + o, 0.0).rgb + textureLod(source, uv - o, 0.0).rgb
                 + textureLod(source, uv + vec2(o.x, -o.y), 0.0).rgb + textureLod(source, uv + vec2(-o.x, o.y), 0.0).rgb);
}
