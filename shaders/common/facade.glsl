// facade.glsl - walls: floors and windows as filtered pulse trains, so that they fade to their mean instead of crawling.
// Share of the footprint w round x that lies in the first d of each period 1.
float pulse(float x, float w, float d)
{
    float low = x - 0.5 * w, high = x + 0.5 * w;
    float i = (floor(high) - floor(low)) * d + min(fract(high), d) - min(fract(low), d);
    return i / w;
}

// Which way a wall runs, level. from_m: level, from the corner that the triangle takes its flat values from; some metres away
// that is far more exact than the normal n by derivatives, which frays windows where their place on the wall is counted from
// 500 m away; near the corner the normal is.
vec2 wall_along(vec3 n, vec2 from_m)
{
    vec2 along = vec2(-n.y, n.x) * inversesqrt(max(dot(n.xy, n.xy), 1e-6));
    float inverse = inversesqrt(max(dot(from_m, from_m), 1e-6)), way = dot(from_m, along) * inverse;
    float share = abs(way) > 0.99 ? smoothstep(0.5, 3.0, 1.0 / inverse) : 0.0; // not where the face leans
    return mix(along, from_m * (inverse * sign(way)), share);
}

const float FLOOR_M = 3.3;
