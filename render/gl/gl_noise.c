// SPDX-License-Identifier: Apache-2.0
// gl_noise.c - the renderer's own tiling noise: fields, waves, and the ground's mixture of two scales.
#include "render/gl/gl_internal.h"
#include <stdlib.h>

enum { NOISE_PX = 256, FIELD_PX = 512 };

static uint32_t noise_hash(uint32_t x, uint32_t y, uint32_t seed)
{
    uint32_t h = x * 0x8da6b343u ^ y * 0xd8163841u ^ seed * 0xcb1ab31fu;
    h ^= h >> 15;
    h *= 0x2c1b3c6du;
    h ^= h >> 12;
    h *= 0x297a2d39u;
    return h ^ h >> 15;
}

// Tiling value noise, cells a side of the texture; 0..1.
static float noise_value(float x, float y, uint32_t cells, uint32_t seed)
{
    const uint32_t x0 = (uint32_t)x, y0 = (uint32_t)y;
    const float fx = x - (float)x0, fy = y - (float)y0;
    const float sx = fx * fx * (3 - 2 * fx), sy = fy * fy * (3 - 2 * fy);
    const uint32_t x1 = (x0 + 1) % cells, y1 = (y0 + 1) % cells;
    const float scale = 1.0f / 4294967295.0f;
    const float a = (float)noise_hash(x0, y0, seed) * scale, b = (float)noise_hash(x1, y0, seed) * scale;
    const float c = (float)noise_hash(x0, y1, seed) * scale, d = (float)noise_hash(x1, y1, seed) * scale;
    return (a + (b - a) * sx) * (1 - sy) + (c + (d - c) * sx) * sy;
}

static float noise_octaves(int x, int y, uint32_t cells, int octaves, uint32_t seed)
{
    float sum = 0, weight = 0.5f;
    for (int i = 0; i < octaves; i++, cells *= 2, weight *= 0.5f) {
        const float scale = (float)cells / NOISE_PX;
        sum += weight * noise_value((float)x * scale, (float)y * scale, cells, seed + (uint32_t)i);
    }
    return sum / (1 - 2 * weight);
}

static GLuint tiling_create(int side_px, int levels, const uint8_t *rgba)
{
    GLuint texture = 0;
    glCreateTextures(GL_TEXTURE_2D, 1, &texture);
    glTextureStorage2D(texture, levels, GL_RGBA8, side_px, side_px);
    glTextureSubImage2D(texture, 0, 0, 0, side_px, side_px, GL_RGBA, GL_UNSIGNED_BYTE, rgba);
    const GlTexture t = { .texture = texture, .kind = RENDER_TEXTURE_RGBA8_SRGB, .width = side_px, .height = side_px, .levels = levels };
    gl_mipmaps_write(&t, rgba);
    glTextureParameteri(texture, GL_TEXTURE_MIN_FILTER, GL_LINEAR_MIPMAP_LINEAR);
    return texture;
}

// R and G: two fields of slow variation; B and A: slopes of a wave height field, 0.5 = flat.
GLuint gl_noise_create(void)
{
    uint8_t *texels = malloc((size_t)NOISE_PX * NOISE_PX * 4);
    float *waves = malloc(sizeof(float) * NOISE_PX * NOISE_PX);
    GLuint texture = 0;
    if (texels && waves) {
        for (int y = 0; y < NOISE_PX; y++) {
            for (int x = 0; x < NOISE_PX; x++) waves[y * NOISE_PX + x] = noise_octaves(x, y, 16, 3, 31);
        }
        for (int y = 0; y < NOISE_PX; y++) {
            for (int x = 0; x < NOISE_PX; x++) {
                uint8_t *t = texels + ((size_t)y * NOISE_PX + (size_t)x) * 4;
                const float here = waves[y * NOISE_PX + x];
                const float dx = waves[y * NOISE_PX + (x + 1) % NOISE_PX] - here, dy = waves[(y + 1) % NOISE_PX * NOISE_PX + x] - here;
                const float slope[4] = { noise_octaves(x, y, 4, 5, 1), noise_octaves(x, y, 8, 4, 11), 0.5f + 4 * dx, 0.5f + 4 * dy };
                for (int c = 0; c < 4; c++) {
                    const float v = slope[c] < 0 ? 0 : slope[c] > 1 ? 1 : slope[c];
                    t[c] = (uint8_t)(v * 255 + 0.5f);
                }
            }
        }
        texture = tiling_create(NOISE_PX, 9, texels);
    }
    free(texels);
    free(waves);
    return texture;
}

// One channel between the texels of the noise; u and v in turns of the texture.
static float noise_between(const uint8_t *texels, float u, float v, int channel)
{
    const float x = u * NOISE_PX - 0.5f + NOISE_PX, y = v * NOISE_PX - 0.5f + NOISE_PX;
    const int x0 = (int)x, y0 = (int)y;
    const float fx = x - (float)x0, fy = y - (float)y0;
    const uint8_t *row0 = texels + (size_t)(y0 % NOISE_PX) * NOISE_PX * 4 + channel, *row1 = texels + (size_t)((y0 + 1) % NOISE_PX) * NOISE_PX * 4 + channel;
    const int at0 = x0 % NOISE_PX * 4, at1 = (x0 + 1) % NOISE_PX * 4;
    return ((float)row0[at0] * (1 - fx) + (float)row0[at1] * fx) * (1 - fy) + ((float)row1[at0] * (1 - fx) + (float)row1[at1] * fx) * fy;
}

GLuint gl_noise_field_create(GLuint noise)
{
    uint8_t *texels = malloc((size_t)NOISE_PX * NOISE_PX * 4), *field = calloc((size_t)FIELD_PX * FIELD_PX, 4);
    GLuint texture = 0;
    if (texels && field) {
        glGetTextureImage(noise, 0, GL_RGBA, GL_UNSIGNED_BYTE, NOISE_PX * NOISE_PX * 4, texels);
        for (int i = 0; i < FIELD_PX * FIELD_PX; i++) {
            const float u = ((float)(i % FIELD_PX) + 0.5f) / FIELD_PX, v = ((float)(i / FIELD_PX) + 0.5f) / FIELD_PX;
            for (int c = 0; c < 2; c++) {
                const float wide = noise_between(texels, u, v, c), narrow = noise_between(texels, 3 * v, 3 * u, c);
                field[i * 4 + c] = (uint8_t)(0.55f * wide + 0.45f * narrow + 0.5f);
            }
        }
        texture = tiling_create(FIELD_PX, 10, field);
    }
    free(texels);
    free(field);
    return texture;
}
