// color.glsl - decode, tone curve, dither, last write. SOFTWARE takes 2.0 for 2.2 and one rational curve for tone and code:
// ten instructions instead of a hundred, within 3 of 255 of the other.
vec3 lin_from_srgb(vec3 c)
{
#if FULL
    return c * (c * (c * 0.305306011 + 0.682171111) + 0.012522878);
#else
    return c * c;
#endif
}

float luminance(vec3 c)
{
    return dot(c, vec3(0.2126, 0.7152, 0.0722));
}

// Interleaved gradient noise on pixels of the whole picture: pieces agree.
float dither_noise(vec2 px)
{
    return fract(52.9829189 * fract(dot(px, vec2(0.06711056, 0.00583715))));
}

// Filmic for the day; the drawn looks keep their colours and only roll off above.
vec3 tone_curve(vec3 c)
{
#if LOOK == LOOK_DAY
    c *= 0.72;
    c = max(mix(vec3(luminance(c)), c, 1.13), vec3(0.0));
    return clamp((c * (2.51 * c + 0.03)) / (c * (2.43 * c + 0.59) + 0.14), 0.0, 1.0);
#elif LOOK == LOOK_NIGHT
    return clamp(c * (1.0 + c * 0.08) / (1.0 + c * 0.62), 0.0, 1.0);
#else
    return min(c, vec3(1.0));
#endif
}

#if !FULL
// Of exposed light, without the dither: what varies slowly may take it at its vertices.
vec3 display_curve(vec3 c)
{
#if LOOK == LOOK_DAY
    c = min(c * (1.86836 * c + 0.76426) / (c * (1.8437 * c + 1.0) + 0.19036), vec3(1.0)); // least squares to the filmic curve
#else
    c = sqrt(tone_curve(c));
#endif
    return c;
}
#endif

vec3 display_from_exposed(vec3 c, vec2 px)
{
#if FULL
    c = tone_curve(max(c, vec3(0.0)));
#if SOFTWARE_DEVICE
    c = 1.137 * sqrt(c) - 0.137 * c; // the sRGB code within 6 of 255, at a tenth of its cost
#else
    c = mix(1.055 * pow(c, vec3(1.0 / 2.4)) - 0.055, 12.92 * c, vec3(lessThan(c, vec3(0.0031308))));
#endif
    // Triangular noise of two cells hides the steps of dark gradients.
    float n = dither_noise(px) - dither_noise(px + vec2(37.0, 17.0));
    return c + n * (0.75 / 255.0);
#else
    return display_curve(c) + (dither_noise(px) - 0.5) / 255.0;
#endif
}
