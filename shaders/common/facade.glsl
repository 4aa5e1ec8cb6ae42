// facade.glsl - walls: floors and windows as filtered pulse trains, so that they fade to their mean instead of crawling.
// Share of the footprint w round x that lies in the first d of each period 1.
float pulse(float x, float w, float d)
{
    float low = x - 0.5 * w, high = x + 0.5 * w;
    float i = (floor(high) - floor(low)) * d + min(fract(high), d) - min(fract(low), d);
    return i / w;
}

const float FLOOR_M = 3.3;
