// SPDX-License-Identifier: Apache-2.0
// gl_texture.c - pictures, masks, panels, the label atlas, and the renderer's own sky.
#include "render/gl/gl_internal.h"
#include <assert.h>
#include <stdlib.h>
#include <string.h>

static int kind_channels(RenderTextureKind kind)
{
    return kind == RENDER_TEXTURE_RG8 || kind == RENDER_TEXTURE_ATLAS_RG8 ? 2 : 4;
}

static GLenum kind_pixel_format(RenderTextureKind kind)
{
    return kind == RENDER_TEXTURE_PANEL_BGRA8 ? GL_BGRA : kind_channels(kind) == 2 ? GL_RG : GL_RGBA;
}

static GLenum kind_pixel_type(RenderTextureKind kind)
{
    return kind == RENDER_TEXTURE_PANEL_BGRA8 ? GL_UNSIGNED_INT_8_8_8_8_REV : GL_UNSIGNED_BYTE;
}

static bool kind_has_mipmaps(RenderTextureKind kind)
{
    return kind == RENDER_TEXTURE_RGBA8_SRGB || kind == RENDER_TEXTURE_RG8;
}

// Box filter by twos on the CPU: a sixth of the time of glGenerateMipmap on a software device, and the same bytes everywhere.
// Odd edges repeat their last row. Averages coded values: half-transparent edges of drapes stay premultiplied.
static void mipmap_halve(const uint8_t *from, int width, int height, int channels, uint8_t *to)
{
    const int half_width = width > 1 ? width / 2 : 1, half_height = height > 1 ? height / 2 : 1;
    for (int y = 0; y < half_height; y++) {
        const uint8_t *row0 = from + (size_t)(2 * y < height ? 2 * y : height - 1) * (size_t)width * (size_t)channels;
        const uint8_t *row1 = from + (size_t)(2 * y + 1 < height ? 2 * y + 1 : height - 1) * (size_t)width * (size_t)channels;
        for (int x = 0; x < half_width; x++) {
            const int x0 = 2 * x * channels, x1 = (2 * x + 1 < width ? 2 * x + 1 : width - 1) * channels;
            for (int c = 0; c < channels; c++) {
                *to++ = (uint8_t)((row0[x0 + c] + row0[x1 + c] + row1[x0 + c] + row1[x1 + c] + 2) / 4);
            }
        }
    }
}

void gl_mipmaps_write(const GlTexture *t, const uint8_t *bytes)
{
    const int channels = kind_channels(t->kind);
    const size_t scratch = (size_t)(t->width / 2 + 1) * (size_t)(t->height / 2 + 1) * (size_t)channels;
    uint8_t *levels[2] = { malloc(scratch), malloc(scratch) };
    const uint8_t *from = bytes;
    int width = t->width, height = t->height;
    for (int level = 1; level < t->levels && levels[0] && levels[1]; level++) {
        uint8_t *to = levels[level & 1];
        mipmap_halve(from, width, height, channels, to);
        width = width > 1 ? width / 2 : 1;
        height = height > 1 ? height / 2 : 1;
        glTextureSubImage2D(t->texture, level, 0, 0, width, height, kind_pixel_format(t->kind), GL_UNSIGNED_BYTE, to);
        from = to;
    }
    free(levels[0]);
    free(levels[1]);
}

RenderTexture gl_texture_create(Render *render, RenderTextureKind kind, int width, int height, int layers, const void *bytes, Err *err)
{
    GlRender *gl = (GlRender *)render;
    RenderTexture handle = { 0 };
    assert(layers == 1 || kind == RENDER_TEXTURE_ATLAS_RG8);
    GlTexture t = { .kind = kind, .width = width, .height = height, .layers = layers, .levels = 1 };
    if (kind_has_mipmaps(kind)) {
        while (width >> t.levels || height >> t.levels) t.levels++;
    }
    t.cost_bytes = (size_t)width * (size_t)height * (size_t)layers * (size_t)kind_channels(kind);
    if (t.levels > 1) t.cost_bytes += t.cost_bytes / 3;
    GLint limit = 0;
    glGetIntegerv(GL_MAX_TEXTURE_SIZE, &limit);
    if (width > limit || height > limit) {
        err_set(err, ERR_RANGE, "renderer: a texture of %d x %d, at most %d", width, height, limit);
        return handle;
    }
    if (!gl_charge(gl, t.cost_bytes, "texture", err)) return handle;
    GlTexture *slot = render_slots_take(&gl->textures, sizeof *slot, &handle.id);
    if (!slot) {
        err_set(err, ERR_MEMORY, "renderer: no texture handle left");
        gl_uncharge(gl, t.cost_bytes);
        return handle;
    }
    const bool is_array = kind == RENDER_TEXTURE_ATLAS_RG8;
    const GLenum format = kind_channels(kind) == 2 ? GL_RG8 : GL_RGBA8;
    glCreateTextures(is_array ? GL_TEXTURE_2D_ARRAY : GL_TEXTURE_2D, 1, &t.texture);
    if (is_array) glTextureStorage3D(t.texture, 1, format, width, height, layers);
    else glTextureStorage2D(t.texture, t.levels, format, width, height);
    if (gl_out_of_memory(gl, "texture", err)) {
        glDeleteTextures(1, &t.texture);
        render_slots_give(&gl->textures, handle.id);
        gl_uncharge(gl, t.cost_bytes);
        return (RenderTexture){ 0 };
    }
    glTextureParameteri(t.texture, GL_TEXTURE_WRAP_S, GL_CLAMP_TO_EDGE);
    glTextureParameteri(t.texture, GL_TEXTURE_WRAP_T, GL_CLAMP_TO_EDGE);
    glTextureParameteri(t.texture, GL_TEXTURE_MAG_FILTER, GL_LINEAR);
    glTextureParameteri(t.texture, GL_TEXTURE_MIN_FILTER, t.levels > 1 ? GL_LINEAR_MIPMAP_LINEAR : GL_LINEAR);
    *slot = t;
    if (bytes) {
        for (int layer = 0; layer < layers; layer++) {
            gl_texture_write(render, handle, layer, 0, 0, width, height,
                             (const uint8_t *)bytes + (size_t)layer * (size_t)width * (size_t)height * (size_t)kind_channels(kind), 0);
        }
    } else {
        for (int level = 0; level < t.levels; level++) glClearTexImage(t.texture, level, kind_pixel_format(kind), GL_UNSIGNED_BYTE, NULL);
    }
    return handle;
}

void gl_texture_write(Render *render, RenderTexture handle, int layer, int x, int y, int width, int height, const void *bytes,
                      int stride_bytes)
{
    GlRender *gl = (GlRender *)render;
    const GlTexture *t = render_slots_get(&gl->textures, handle.id);
    if (!t) return;
    assert(x >= 0 && y >= 0 && x + width <= t->width && y + height <= t->height && layer >= 0 && layer < t->layers);
    const int channels = kind_channels(t->kind);
    assert(stride_bytes % channels == 0);
    glPixelStorei(GL_UNPACK_ALIGNMENT, 1);
    glPixelStorei(GL_UNPACK_ROW_LENGTH, stride_bytes / channels);
    const GLenum format = kind_pixel_format(t->kind), type = kind_pixel_type(t->kind);
    if (t->kind == RENDER_TEXTURE_ATLAS_RG8) {
        glTextureSubImage3D(t->texture, 0, x, y, layer, width, height, 1, format, type, bytes);
    } else {
        glTextureSubImage2D(t->texture, 0, x, y, width, height, format, type, bytes);
    }
    glPixelStorei(GL_UNPACK_ROW_LENGTH, 0);
    if (t->levels > 1) {
        const bool is_whole = width == t->width && height == t->height && (stride_bytes == 0 || stride_bytes == width * channels);
        if (is_whole) gl_mipmaps_write(t, bytes);
        else glGenerateTextureMipmap(t->texture);
    }
}

void gl_texture_destroy(Render *render, RenderTexture handle)
{
    GlRender *gl = (GlRender *)render;
    const GlTexture *t = render_slots_get(&gl->textures, handle.id);
    if (!t) return;
    glDeleteTextures(1, &t->texture);
    gl_uncharge(gl, t->cost_bytes);
    render_slots_give(&gl->textures, handle.id);
}

// ---- the renderer's own textures

static GLuint blank_create(const uint8_t rgba[4])
{
    GLuint texture = 0;
    glCreateTextures(GL_TEXTURE_2D, 1, &texture);
    glTextureStorage2D(texture, 1, GL_RGBA8, 1, 1);
    glTextureSubImage2D(texture, 0, 0, 0, 1, 1, GL_RGBA, GL_UNSIGNED_BYTE, rgba);
    return texture;
}

static GLuint sky_create(GLenum format)
{
    GLuint texture = 0;
    glCreateTextures(GL_TEXTURE_2D, 1, &texture);
    glTextureStorage2D(texture, 1, format, GL_SKY_WIDTH, GL_SKY_HEIGHT);
    glTextureParameteri(texture, GL_TEXTURE_WRAP_S, GL_CLAMP_TO_EDGE);
    glTextureParameteri(texture, GL_TEXTURE_WRAP_T, GL_CLAMP_TO_EDGE);
    glTextureParameteri(texture, GL_TEXTURE_MIN_FILTER, GL_LINEAR);
    return texture;
}

void gl_textures_init(GlRender *gl)
{
    glPixelStorei(GL_UNPACK_ALIGNMENT, 1);
    gl->noise = gl_noise_create();
    gl->blank = blank_create((const uint8_t[4]){ 0, 0, 0, 0 });
    gl->white = blank_create((const uint8_t[4]){ 255, 255, 255, 255 });
    gl->flat = blank_create((const uint8_t[4]){ 128, 128, 255, 255 });
    gl->sky = sky_create(GL_RGBA16F);
    gl->sky_display = sky_create(GL_RGBA32F); // eight bits would be filtered in steps: bands that no dither hides
    glCreateSamplers(1, &gl->sampler_fast);
    glSamplerParameteri(gl->sampler_fast, GL_TEXTURE_MIN_FILTER, GL_LINEAR_MIPMAP_NEAREST);
    glSamplerParameteri(gl->sampler_fast, GL_TEXTURE_WRAP_S, GL_CLAMP_TO_EDGE);
    glSamplerParameteri(gl->sampler_fast, GL_TEXTURE_WRAP_T, GL_CLAMP_TO_EDGE);
    glCreateSamplers(1, &gl->sampler_noise);
    glSamplerParameteri(gl->sampler_noise, GL_TEXTURE_MIN_FILTER, GL_LINEAR_MIPMAP_NEAREST);
    glCreateSamplers(1, &gl->sampler_fine);
    const GLint fine = gl->status.is_software ? GL_LINEAR_MIPMAP_NEAREST : GL_LINEAR_MIPMAP_LINEAR;
    glSamplerParameteri(gl->sampler_fine, GL_TEXTURE_MIN_FILTER, fine);
    glSamplerParameteri(gl->sampler_fine, GL_TEXTURE_WRAP_S, GL_CLAMP_TO_EDGE);
    glSamplerParameteri(gl->sampler_fine, GL_TEXTURE_WRAP_T, GL_CLAMP_TO_EDGE);
    // A software device takes ten times as long for it.
    if (!gl->status.is_software) glSamplerParameterf(gl->sampler_fine, GL_TEXTURE_MAX_ANISOTROPY_EXT, 8.0f);
    glCreateSamplers(1, &gl->sampler_repeat); // pictures of models
    glSamplerParameteri(gl->sampler_repeat, GL_TEXTURE_MIN_FILTER, fine);
    if (!gl->status.is_software)
        glSamplerParameterf(gl->sampler_repeat, GL_TEXTURE_MAX_ANISOTROPY_EXT, 8.0f);
    glCreateSamplers(1, &gl->sampler_shadow);
    glSamplerParameteri(gl->sampler_shadow, GL_TEXTURE_MIN_FILTER, GL_LINEAR);
    glSamplerParameteri(gl->sampler_shadow, GL_TEXTURE_MAG_FILTER, GL_LINEAR);
    glSamplerParameteri(gl->sampler_shadow, GL_TEXTURE_WRAP_S, GL_CLAMP_TO_EDGE);
    glSamplerParameteri(gl->sampler_shadow, GL_TEXTURE_WRAP_T, GL_CLAMP_TO_EDGE);
    glSamplerParameteri(gl->sampler_shadow, GL_TEXTURE_COMPARE_MODE, GL_COMPARE_REF_TO_TEXTURE);
    glSamplerParameteri(gl->sampler_shadow, GL_TEXTURE_COMPARE_FUNC, GL_GEQUAL);
}

void gl_texture_sky(GlRender *gl, float exposure)
{
    glTextureSubImage2D(gl->sky, 0, 0, 0, GL_SKY_WIDTH, GL_SKY_HEIGHT, GL_RGB, GL_FLOAT, gl->light.sky);
    float rgba[GL_SKY_HEIGHT][GL_SKY_WIDTH][4];
    for (int row = 0; row < GL_SKY_HEIGHT; row++) {
        for (int column = 0; column < GL_SKY_WIDTH; column++) {
            for (int c = 0; c < 3; c++) {
                rgba[row][column][c] = gl_light_display(&gl->light, gl->light.sky[row][column][c], exposure);
            }
            rgba[row][column][3] = 1;
        }
    }
    glTextureSubImage2D(gl->sky_display, 0, 0, 0, GL_SKY_WIDTH, GL_SKY_HEIGHT, GL_RGBA, GL_FLOAT, rgba);
}

void gl_textures_finish(GlRender *gl)
{
    for (int i = 0; i < gl->textures.count; i++) {
        const GlTexture *t = render_slots_at(&gl->textures, i);
        if (t) glDeleteTextures(1, &t->texture);
    }
    render_slots_finish(&gl->textures);
    const GLuint own[] = { gl->noise,       gl->field, gl->blank, gl->sky,
                           gl->sky_display, gl->white, gl->flat };
    glDeleteTextures(7, own);
    const GLuint samplers[] = { gl->sampler_fast, gl->sampler_fine, gl->sampler_shadow,
                                gl->sampler_noise, gl->sampler_repeat };
    glDeleteSamplers(5, samplers);
}
