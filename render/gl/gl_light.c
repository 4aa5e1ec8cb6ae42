// SPDX-License-Identifier: Apache-2.0
// gl_light.c - sky table by marching through the air, then what surfaces need of it.
#include "render/gl/gl_light.h"
#include <math.h>
#include <string.h>

typedef struct {
    float x, y, z;
} Rgb;

enum { MARCH_STEPS = 14 };
#define PI_F 3.14159265f
#define EARTH_M 6371000.0f
#define RAYLEIGH_M 8000.0f
#define MIE_M 1200.0f
#define OZONE_TOP_M 25000.0f
#define SUN_RADIANCE 4.6f // so that a white wall in full sun comes to about 1

static const Rgb RAYLEIGH = { 5.8e-6f, 13.5e-6f, 33.1e-6f }; // scattering at sea level, 1/m
static const float MIE = 2.6e-6f;
static const Rgb OZONE = { 0.0098f, 0.0282f, 0.0013f };      // vertical optical depth

static Rgb rgb(float x, float y, float z)
{
    return (Rgb){ x, y, z };
}
static Rgb rgb_add(Rgb a, Rgb b)
{
    return rgb(a.x + b.x, a.y + b.y, a.z + b.z);
}
static Rgb rgb_mul(Rgb a, Rgb b)
{
    return rgb(a.x * b.x, a.y * b.y, a.z * b.z);
}
static Rgb rgb_scale(Rgb a, float s)
{
    return rgb(a.x * s, a.y * s, a.z * s);
}
static Rgb rgb_mix(Rgb a, Rgb b, float t)
{
    return rgb_add(rgb_scale(a, 1 - t), rgb_scale(b, t));
}
static Rgb rgb_exp(Rgb a)
{
    return rgb(expf(-a.x), expf(-a.y), expf(-a.z));
}
static float rgb_luminance(Rgb a)
{
    return 0.2126f * a.x + 0.7152f * a.y + 0.0722f * a.z;
}
static void rgb_store(float out[3], Rgb a)
{
    out[0] = a.x;
    out[1] = a.y;
    out[2] = a.z;
}
static float clampf(float v, float low, float high)
{
    return v < low ? low : v > high ? high : v;
}
static float dot3(const float a[3], const float b[3])
{
    return a[0] * b[0] + a[1] * b[1] + a[2] * b[2];
}
static float smooth(float low, float high, float v)
{
    const float t = clampf((v - low) / (high - low), 0, 1);
    return t * t * (3 - 2 * t);
}

// Relative air mass from height h_m to space at cosine mu of the zenith angle, for scale height s_m; 1 = vertical from h_m.
static float chapman(float h_m, float mu, float s_m)
{
    const float x = (EARTH_M + h_m) / s_m;
    const float c = sqrtf(1.57079633f * x);
    if (mu >= 0) return c / ((c - 1) * mu + 1);
    const float sine = sqrtf(fmaxf(0, 1 - mu * mu));
    return 2 * c * expf(fminf(x - x * sine, 60)) * sqrtf(sine) - c / ((c - 1) * -mu + 1);
}

// Light left of the sun's after the air between a point and space.
static Rgb sun_transmittance(float h_m, float mu)
{
    const float r = (EARTH_M + h_m) / (EARTH_M + OZONE_TOP_M);
    const float ozone = 1 / sqrtf(fmaxf(1 - r * r * (1 - mu * mu), 0.0025f));
    const float rayleigh = chapman(h_m, mu, RAYLEIGH_M) * RAYLEIGH_M * expf(-h_m / RAYLEIGH_M);
    const float mie = chapman(h_m, mu, MIE_M) * MIE_M * expf(-h_m / MIE_M) * MIE * 1.1f;
    const Rgb depth = rgb_add(rgb_add(rgb_scale(RAYLEIGH, rayleigh), rgb(mie, mie, mie)), rgb_scale(OZONE, ozone));
    return rgb_exp(rgb(fminf(depth.x, 60), fminf(depth.y, 60), fminf(depth.z, 60)));
}

// Radiance from direction (local axes, sun in the x-z plane) at height h_m.
static Rgb sky_radiance(float h_m, const float dir[3], float sun_up)
{
    const float sun[3] = { sqrtf(fmaxf(0, 1 - sun_up * sun_up)), 0, sun_up };
    const float mu = dot3(dir, sun);
    const float phase_r = 3 / (16 * PI_F) * (1 + mu * mu);
    const float g = 0.78f;
    const float phase_m = 3 / (8 * PI_F) * (1 - g * g) * (1 + mu * mu) / ((2 + g * g) * powf(1 + g * g - 2 * g * mu, 1.5f));
    // Length to where the air ends (60 km), from the quadratic of ray and sphere.
    const float r = EARTH_M + h_m, b = r * dir[2], top = EARTH_M + fmaxf(60000.0f, h_m + 1000);
    const float length = -b + sqrtf(fmaxf(0, b * b + top * top - r * r));
    Rgb depth = { 0 }, sum = { 0 };
    float s0 = 0;
    for (int i = 0; i < MARCH_STEPS; i++) {
        const float t = (float)(i + 1) / MARCH_STEPS, s1 = length * t * t * t;
        const float s = (s0 + s1) / 2, ds = s1 - s0;
        const float z = r + s * dir[2], x = s * dir[0], y = s * dir[1];
        const float distance = sqrtf(x * x + y * y + z * z), h = fmaxf(0, distance - EARTH_M);
        const float up = (x * sun[0] + z * sun[2]) / distance;
        const float density_r = expf(-h / RAYLEIGH_M), density_m = expf(-h / MIE_M);
        const Rgb scatter_r = rgb_scale(RAYLEIGH, density_r * ds);
        const float scatter_m = MIE * density_m * ds;
        const Rgb step = rgb_add(scatter_r, rgb(scatter_m * 1.1f, scatter_m * 1.1f, scatter_m * 1.1f));
        const Rgb seen = rgb_exp(rgb_add(depth, rgb_scale(step, 0.5f)));
        const Rgb lit = sun_transmittance(h, up);
        const Rgb once = rgb_mul(lit, rgb_add(rgb_scale(scatter_r, phase_r), rgb_scale(rgb(1, 1, 1), scatter_m * phase_m)));
        // Light scattered more than once: the air overhead glows with the sun's height, bluish, from all sides.
        const float day = smooth(-0.14f, 0.35f, up);
        const Rgb again = rgb_scale(rgb_mul(rgb(0.62f, 0.80f, 1.0f), step), 0.075f * day);
        sum = rgb_add(sum, rgb_mul(seen, rgb_add(once, again)));
        depth = rgb_add(depth, step);
        s0 = s1;
    }
    return rgb_scale(sum, SUN_RADIANCE);
}

// The sky of a wide view in the few degrees above the horizon that a city picture shows: blue comes sooner.
static float sky_elevation(float elevation)
{
    return elevation > 0 ? elevation + 0.11f * (1 - expf(-elevation / 0.09f)) * expf(-elevation * 1.2f) : elevation;
}

static void sky_direction(int row, int column, float dip, float dir[3])
{
    const float v = (float)row / (GL_SKY_HEIGHT - 1), u = (float)column / (GL_SKY_WIDTH - 1);
    const float elevation = sky_elevation(asinf(clampf(v * v, 0, 1)) * (1 + dip * 0.6366f) - dip);
    const float azimuth = 2 * asinf(u);
    dir[0] = cosf(elevation) * cosf(azimuth);
    dir[1] = cosf(elevation) * sinf(azimuth);
    dir[2] = sinf(elevation);
}

static void sky_fill_air(GlLight *light, float sun_up, float eye_height_m)
{
    const float h = clampf(eye_height_m, 0, 50000);
    const float dip = acosf(EARTH_M / (EARTH_M + h));
    const Rgb night = { 0.0010f, 0.0016f, 0.0029f };
    for (int row = 0; row < GL_SKY_HEIGHT; row++) {
        for (int column = 0; column < GL_SKY_WIDTH; column++) {
            float dir[3];
            sky_direction(row, column, dip, dir);
            const float low = 1 - (float)row / (GL_SKY_HEIGHT - 1);
            // By day the lowest air is pale and bright: what many scatterings more would give it.
            const Rgb once = sky_radiance(h, dir, sun_up);
            const float grey = 1.42f * rgb_luminance(once), pale = 0.62f * smooth(0.02f, 0.30f, sun_up) * low * low * low * low;
            // A low sun reddens the air along the ground more than one scattering does.
            const float warm = smooth(-0.16f, -0.02f, sun_up) * smooth(0.30f, 0.05f, sun_up) * low * (1 - 0.6f * (float)column / (GL_SKY_WIDTH - 1));
            const Rgb air = rgb_mix(rgb_mul(once, rgb_mix(rgb(1, 1, 1), rgb(1.16f, 0.93f, 0.78f), warm)), rgb(0.94f * grey, 0.99f * grey, 1.07f * grey), pale);
            rgb_store(light->sky[row][column], rgb_add(air, rgb_scale(night, 0.6f + 1.6f * low * low)));
        }
    }
}

static void sky_fill_gradient(GlLight *light, Rgb horizon, Rgb middle, Rgb zenith)
{
    for (int row = 0; row < GL_SKY_HEIGHT; row++) {
        const float v = (float)row / (GL_SKY_HEIGHT - 1);
        const Rgb c = v < 0.5f ? rgb_mix(horizon, middle, smooth(0, 0.5f, v)) : rgb_mix(middle, zenith, smooth(0.5f, 1, v));
        for (int column = 0; column < GL_SKY_WIDTH; column++) rgb_store(light->sky[row][column], c);
    }
}

// What the horizon looks like towards, beside and away from the light, as a parabola.
static void haze_fit(GlLight *light)
{
    const int row = GL_SKY_HEIGHT / 9, columns[3] = { 3, (int)(0.7071f * (GL_SKY_WIDTH - 1)), GL_SKY_WIDTH - 1 };
    for (int c = 0; c < 3; c++) {
        const float towards = light->sky[row][columns[0]][c], beside = light->sky[row][columns[1]][c], away = light->sky[row][columns[2]][c];
        light->haze_lin[0][c] = beside;
        light->haze_lin[1][c] = (towards - away) / 2;
        light->haze_lin[2][c] = (towards + away) / 2 - beside;
        light->zenith_lin[c] = light->sky[GL_SKY_HEIGHT - 1][GL_SKY_WIDTH / 2][c];
    }
}

// The table's lowest rows turn into the haze's colour: ground fades into the very sky behind it.
static void sky_join_haze(GlLight *light)
{
    for (int row = 0; row < GL_SKY_HEIGHT; row++) {
        const float v = (float)row / (GL_SKY_HEIGHT - 1), share = 1 - smooth(0, 0.055f, v * v);
        for (int column = 0; column < GL_SKY_WIDTH && share > 0; column++) {
            const float u = (float)column / (GL_SKY_WIDTH - 1), x = 1 - 2 * u * u;
            for (int c = 0; c < 3; c++) {
                const float haze = fmaxf(0, light->haze_lin[0][c] + x * (light->haze_lin[1][c] + x * light->haze_lin[2][c]));
                light->sky[row][column][c] += (haze - light->sky[row][column][c]) * share;
            }
        }
    }
}

// Mean of the sky weighted by the cosine to the vertical: what a roof gets from it.
static Rgb sky_mean(const GlLight *light)
{
    Rgb sum = { 0 };
    float weight = 0;
    for (int row = 0; row < GL_SKY_HEIGHT; row += 3) {
        const float v = (float)row / (GL_SKY_HEIGHT - 1), sine = v * v;
        const float w = sine * v; // cosine factor times the rows' share of the sphere
        for (int column = 0; column < GL_SKY_WIDTH; column += 5) {
            const float *c = light->sky[row][column];
            sum = rgb_add(sum, rgb_scale(rgb(c[0], c[1], c[2]), w));
            weight += w;
        }
    }
    return rgb_scale(sum, 1 / weight);
}

static void key_set(GlLight *light, const float dir[3], Rgb color)
{
    memcpy(light->key_dir_rel, dir, sizeof light->key_dir_rel);
    rgb_store(light->key_lin, color);
}

// A steady light for the looks that do not follow the clock: 50 degrees high, from the north-west as maps have it.
static void studio_direction(const RenderView *view, float azimuth_rad, float elevation_rad, float out[3])
{
    const float *up = view->up_rel, *east = view->east_rel;
    const float north[3] = { up[1] * east[2] - up[2] * east[1], up[2] * east[0] - up[0] * east[2], up[0] * east[1] - up[1] * east[0] };
    for (int i = 0; i < 3; i++) {
        out[i] = cosf(elevation_rad) * (sinf(azimuth_rad) * east[i] + cosf(azimuth_rad) * north[i]) + sinf(elevation_rad) * up[i];
    }
}

// What the exposed sky has above white is rolled off by its luminance: round a low sun it keeps its colour and does not burn out.
static void sky_soften(GlLight *light)
{
    const float white = 0.62f / light->exposure;
    for (int row = 0; row < GL_SKY_HEIGHT; row++) {
        for (int column = 0; column < GL_SKY_WIDTH; column++) {
            float *c = light->sky[row][column];
            const float l = rgb_luminance(rgb(c[0], c[1], c[2]));
            if (l <= white) continue;
            const float over = l / white - 1, scale = (1 + 0.75f * over / (1 + over)) * white / l;
            for (int i = 0; i < 3; i++) c[i] *= scale;
        }
    }
}

static void light_day(GlLight *light, const RenderView *view)
{
    const float sun_up = dot3(view->sun_dir_rel, view->up_rel), moon_up = dot3(view->moon_dir_rel, view->up_rel);
    sky_fill_air(light, sun_up, view->eye_height_m);
    const Rgb through = sun_transmittance(fmaxf(0, fminf(view->eye_height_m, 3000)), sun_up);
    const Rgb sun = rgb_scale(rgb_mul(through, rgb(1.0f, 0.97f, 0.92f)), SUN_RADIANCE / PI_F * smooth(-0.015f, 0.02f, sun_up));
    const Rgb moon = rgb_scale(rgb(0.0055f, 0.0075f, 0.012f), smooth(0, 0.2f, moon_up) * smooth(0.02f, -0.1f, sun_up));
    if (sun_up > -0.012f) key_set(light, view->sun_dir_rel, sun);
    else key_set(light, view->moon_dir_rel, moon);
    const Rgb above = sky_mean(light);
    const float key_sine = fmaxf(0, dot3(light->key_dir_rel, view->up_rel));
    const Rgb key = rgb(light->key_lin[0], light->key_lin[1], light->key_lin[2]);
    const Rgb on_ground = rgb_add(rgb_scale(key, key_sine), above);
    // Single scattering gives too little and too blue a fill: clouds, walls and streets send light round as well.
    const float grey = rgb_luminance(above), bounced = rgb_luminance(on_ground);
    const Rgb fill = rgb_add(rgb_scale(rgb_mix(above, rgb(grey, grey, grey), 0.35f), 1.30f), rgb_scale(rgb_mix(key, rgb(bounced, bounced, bounced), 0.5f), 0.075f));
    rgb_store(light->sky_lin, fill);
    rgb_store(light->ground_lin, rgb_mul(rgb_add(on_ground, fill), rgb(0.225f, 0.21f, 0.185f)));
    // The eye adapts to about three quarters of the way, in stops.
    const float level = rgb_luminance(rgb_add(rgb_scale(key, 0.25f + 0.75f * key_sine), above));
    light->exposure = clampf(powf(1.30f / fmaxf(level, 1e-5f), 0.72f), 0.6f, 22.0f);
    sky_soften(light);
    light->stars = smooth(-0.07f, -0.2f, sun_up);
    light->sun_disc = smooth(-0.02f, 0.0f, sun_up);
}

static void light_night(GlLight *light, const RenderView *view)
{
    sky_fill_gradient(light, rgb(0.028f, 0.080f, 0.165f), rgb(0.0055f, 0.0175f, 0.048f), rgb(0.0012f, 0.0036f, 0.013f));
    float dir[3];
    studio_direction(view, 5.5f, 0.75f, dir);
    key_set(light, dir, rgb(0.085f, 0.165f, 0.32f));
    rgb_store(light->sky_lin, rgb(0.055f, 0.115f, 0.235f));
    rgb_store(light->ground_lin, rgb(0.024f, 0.045f, 0.085f));
    light->exposure = 1.0f;
    light->stars = 1.0f;
    light->sun_disc = 0;
}

static void light_white(GlLight *light, const RenderView *view)
{
    sky_fill_gradient(light, rgb(0.87f, 0.875f, 0.88f), rgb(0.80f, 0.82f, 0.84f), rgb(0.66f, 0.70f, 0.75f));
    float dir[3];
    const float sun_up = dot3(view->sun_dir_rel, view->up_rel);
    if (sun_up > 0.12f) memcpy(dir, view->sun_dir_rel, sizeof dir);
    else studio_direction(view, 5.5f, 0.85f, dir);
    key_set(light, dir, rgb(0.54f, 0.515f, 0.475f));
    rgb_store(light->sky_lin, rgb(0.52f, 0.545f, 0.585f));
    rgb_store(light->ground_lin, rgb(0.45f, 0.445f, 0.44f));
    light->exposure = 1.0f;
    light->stars = 0;
    light->sun_disc = 0;
}

float gl_light_display(const GlLight *light, float lin, float exposure)
{
    const float c = lin * exposure;
    if (light->look == RENDER_LOOK_DAY) return fminf(c * (1.86836f * c + 0.76426f) / (c * (1.8437f * c + 1.0f) + 0.19036f), 1);
    if (light->look == RENDER_LOOK_NIGHT) return sqrtf(fminf(c * (1 + c * 0.08f) / (1 + c * 0.62f), 1));
    return sqrtf(fminf(c, 1));
}

void gl_light_make(GlLight *light, const RenderView *view)
{
    memset(light, 0, sizeof *light);
    memcpy(light->sun_dir_rel, view->sun_dir_rel, sizeof light->sun_dir_rel);
    memcpy(light->moon_dir_rel, view->moon_dir_rel, sizeof light->moon_dir_rel);
    memcpy(light->up_rel, view->up_rel, sizeof light->up_rel);
    light->eye_height_m = view->eye_height_m;
    light->night = view->night;
    light->look = view->look;
    if (view->look == RENDER_LOOK_NIGHT) light_night(light, view);
    else if (view->look == RENDER_LOOK_WHITE) light_white(light, view);
    else light_day(light, view);
    haze_fit(light);
    sky_join_haze(light);
}

static bool is_same_direction(const float a[3], const float b[3])
{
    const float d[3] = { a[0] - b[0], a[1] - b[1], a[2] - b[2] };
    return dot3(d, d) < 3e-6f; // 0.1 degree
}

bool gl_light_is_current(const GlLight *light, const RenderView *view)
{
    return light->look == view->look && light->night == view->night && is_same_direction(light->sun_dir_rel, view->sun_dir_rel)
           && is_same_direction(light->moon_dir_rel, view->moon_dir_rel) && is_same_direction(light->up_rel, view->up_rel)
           && fabsf(light->eye_height_m - view->eye_height_m) < 100 + 0.03f * fabsf(view->eye_height_m);
}

static double haze_share(const RenderView *view, const double rel_m[3])
{
    const double rise = rel_m[0] * view->up_rel[0] + rel_m[1] * view->up_rel[1] + rel_m[2] * view->up_rel[2];
    const double distance = sqrt(rel_m[0] * rel_m[0] + rel_m[1] * rel_m[1] + rel_m[2] * rel_m[2]);
    const double eye = view->eye_height_m > 0 ? view->eye_height_m : 0, k = rise / GL_LIGHT_HAZE_HEIGHT_M;
    const double density = view->haze_m > 0 ? exp(-eye / GL_LIGHT_HAZE_HEIGHT_M) / view->haze_m : 0;
    const double mean = fabs(k) > 0.02 ? (1 - exp(-fmax(fmin(k, 30), -30))) / k : 1 - 0.5 * k;
    return 1 - exp(-distance * density * mean);
}

void gl_light_haze(const GlLight *light, const RenderView *view, const double rel_m[3], double *share, double gradient[3],
                   float haze_lin[3])
{
    *share = haze_share(view, rel_m);
    for (int i = 0; i < 3; i++) {
        double a[3] = { rel_m[0], rel_m[1], rel_m[2] }, b[3] = { rel_m[0], rel_m[1], rel_m[2] };
        a[i] += 40;
        b[i] -= 40;
        gradient[i] = (haze_share(view, a) - haze_share(view, b)) / 80;
    }
    const float *up = view->up_rel, *key = light->key_dir_rel;
    const float rel[3] = { (float)rel_m[0], (float)rel_m[1], (float)rel_m[2] };
    const float rise = dot3(rel, up), key_rise = dot3(key, up);
    float across = 0, flat_rel = 0, flat_key = 0;
    for (int i = 0; i < 3; i++) {
        const float r = rel[i] - up[i] * rise, k = key[i] - up[i] * key_rise;
        across += r * k;
        flat_rel += r * r;
        flat_key += k * k;
    }
    const float x = across / sqrtf(fmaxf(flat_rel * flat_key, 1e-9f));
    // Air near by is bluer than at the horizon (haze_tint in common/haze.glsl).
    static const float near_tint[3] = { 0.82f, 0.95f, 1.12f };
    for (int i = 0; i < 3; i++) {
        const float tint = light->look == RENDER_LOOK_DAY ? near_tint[i] + (1 - near_tint[i]) * clampf((float)*share, 0, 1) : 1;
        haze_lin[i] = tint * fmaxf(0, light->haze_lin[0][i] + x * (light->haze_lin[1][i] + x * light->haze_lin[2][i]));
    }
}
