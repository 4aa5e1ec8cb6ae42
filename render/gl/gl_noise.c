// SPDX-License-Identifier: Apache-2.0
// gl_noise.c - the renderer's own tiling noise: fields, waves, and the ground's mixture of two scales.
#include "render/gl/gl_internal.h"
#include <math.h>
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

// Adds octaves of tiling value noise to a field of NOISE_PX squared, cells a side in the first; 0..1.
static void noise_octaves(float *field, uint32_t cells, int octaves, uint32_t seed)
{
    float weight = 0.5f / (1 - ldexpf(1, -octaves));
    for (int octave = 0; octave < octaves; octave++, cells *= 2, weight *= 0.5f) {
        const uint32_t px = NOISE_PX / cells; // of a cell
        for (uint32_t cell = 0; cell < cells * cells; cell++) {
            const uint32_t x0 = cell % cells, y0 = cell / cells, x1 = (x0 + 1) % cells, y1 = (y0 + 1) % cells;
            const float scale = weight / 4294967295.0f;
            const float a = (float)noise_hash(x0, y0, seed + (uint32_t)octave) * scale, b = (float)noise_hash(x1, y0, seed + (uint32_t)octave) * scale;
            const float c = (float)noise_hash(x0, y1, seed + (uint32_t)octave) * scale, d = (float)noise_hash(x1, y1, seed + (uint32_t)octave) * scale;
            for (uint32_t y = 0; y < px; y++) {
                const float fy = (float)y / (float)px, sy = fy * fy * (3 - 2 * fy);
                const float left = a + (c - a) * sy, right = b + (d - b) * sy;
                float *row = field + (size_t)(y0 * px + y) * NOISE_PX + x0 * px;
                for (uint32_t x = 0; x < px; x++) {
                    const float fx = (float)x / (float)px;
                    row[x] += left + (right - left) * (fx * fx * (3 - 2 * fx));
                }
            }
        }
    }
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
    enum { WIDE, NARROW, WAVES, FIELDS };
    uint8_t *texels = malloc((size_t)NOISE_PX * NOISE_PX * 4);
    float *fields = calloc((size_t)FIELDS * NOISE_PX * NOISE_PX, sizeof *fields);
    GLuint texture = 0;
    if (texels && fields) {
        float *wide = fields, *narrow = fields + NARROW * NOISE_PX * NOISE_PX, *waves = fields + WAVES * NOISE_PX * NOISE_PX;
        noise_octaves(wide, 4, 5, 1);
        noise_octaves(narrow, 8, 4, 11);
        noise_octaves(waves, 16, 3, 31);
        for (int i = 0; i < NOISE_PX * NOISE_PX; i++) {
            const int right = i / NOISE_PX * NOISE_PX + (i + 1) % NOISE_PX, below = (i + NOISE_PX) % (NOISE_PX * NOISE_PX);
            const float all[4] = { wide[i], narrow[i], 0.5f + 4 * (waves[right] - waves[i]), 0.5f + 4 * (waves[below] - waves[i]) };
            for (int c = 0; c < 4; c++) texels[i * 4 + c] = (uint8_t)(fminf(fmaxf(all[c], 0), 1) * 255 + 0.5f);
        }
        texture = tiling_create(NOISE_PX, 9, texels);
    }
    free(texels);
    free(fields);
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
