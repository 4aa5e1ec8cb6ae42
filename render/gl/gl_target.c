// SPDX-License-Identifier: Apache-2.0
// gl_target.c - offscreen pictures with reversed-Z float depth; the window is one too, copied at the end, so that its
// own depth format does not matter.
#include "render/gl/gl_internal.h"
#include "base/log.h"
#include <assert.h>
#include <stdlib.h>
#include <string.h>

static bool target_fill(GlRender *gl, RenderTarget *target, int width, int height, Err *err)
{
    target->width = width;
    target->height = height;
    target->cost_bytes = (size_t)width * (size_t)height * (target->depth ? 4 : 8);
    glCreateTextures(GL_TEXTURE_2D, 1, &target->color);
    glTextureStorage2D(target->color, 1, GL_RGBA8, width, height);
    if (!target->depth) {
        glCreateTextures(GL_TEXTURE_2D, 1, &target->depth);
        glTextureStorage2D(target->depth, 1, GL_DEPTH_COMPONENT32F, width, height);
        glTextureParameteri(target->depth, GL_TEXTURE_MIN_FILTER, GL_NEAREST);
        glTextureParameteri(target->depth, GL_TEXTURE_MAG_FILTER, GL_NEAREST);
    }
    glCreateFramebuffers(1, &target->framebuffer);
    glNamedFramebufferTexture(target->framebuffer, GL_COLOR_ATTACHMENT0, target->color, 0);
    glNamedFramebufferTexture(target->framebuffer, GL_DEPTH_ATTACHMENT, target->depth, 0);
    const bool is_out = gl_out_of_memory(gl, "picture", err);
    if (is_out || glCheckNamedFramebufferStatus(target->framebuffer, GL_FRAMEBUFFER) != GL_FRAMEBUFFER_COMPLETE) {
        if (!is_out) err_set(err, ERR_GPU, "renderer: no framebuffer of %d x %d", width, height);
        target->cost_bytes = 0;
        return false;
    }
    gl->status.target_bytes += target->cost_bytes;
    gl->status.used_bytes += target->cost_bytes; // pictures are asked for, not cached: counted, never refused
    return true;
}

static RenderTarget *target_create(GlRender *gl, int width, int height, GLuint depth, Err *err)
{
    RenderTarget *target = calloc(1, sizeof *target);
    if (!target) {
        err_set(err, ERR_MEMORY, "renderer: no memory for a target");
        return NULL;
    }
    target->depth = depth;
    target->has_depth_of_other = depth != 0;
    if (target_fill(gl, target, width, height, err)) return target;
    gl_target_destroy(&gl->base, target);
    return NULL;
}

RenderTarget *gl_target_create(Render *render, int width, int height, Err *err)
{
    GLint limit = 0;
    glGetIntegerv(GL_MAX_TEXTURE_SIZE, &limit);
    if (width < 1 || height < 1 || width > limit || height > limit) {
        err_set(err, ERR_RANGE, "renderer: a picture of %d x %d, expected 1..%d a side", width, height, limit);
        return NULL;
    }
    return target_create((GlRender *)render, width, height, 0, err);
}

RenderTarget *gl_target_create_beside(Render *render, const RenderTarget *other, Err *err)
{
    return target_create((GlRender *)render, other->width, other->height, other->depth, err);
}

void gl_target_destroy(Render *render, RenderTarget *target)
{
    if (!target) return;
    if (target->drawn) glDeleteSync(target->drawn);
    glDeleteFramebuffers(1, &target->framebuffer);
    glDeleteTextures(1, &target->color);
    if (!target->has_depth_of_other) glDeleteTextures(1, &target->depth);
    gl_uncharge((GlRender *)render, target->cost_bytes);
    ((GlRender *)render)->status.target_bytes -= target->cost_bytes;
    free(target);
}

void gl_target_read(Render *render, RenderTarget *target, RenderRect rect, uint8_t *rgba, int stride_bytes)
{
    GlRender *gl = (GlRender *)render;
    RenderTarget *from = target ? target : gl->window;
    assert(from && rect.x + rect.width <= from->width && rect.y + rect.height <= from->height);
    // Without the fence a software device would wait for everything that has been asked of it since.
    if (from->drawn) glClientWaitSync(from->drawn, GL_SYNC_FLUSH_COMMANDS_BIT, UINT64_MAX);
    glBindFramebuffer(GL_READ_FRAMEBUFFER, from->framebuffer);
    glPixelStorei(GL_PACK_ALIGNMENT, 4);
    // OpenGL's rows go up: some rows at a time are turned over while the caches hold them.
    enum { ROWS = 64 };
    const size_t row_bytes = (size_t)rect.width * 4;
    uint8_t *some = malloc(row_bytes * ROWS);
    if (!some) {
        log_print(LOG_ERROR, "no memory to read a picture");
        return;
    }
    for (int y = 0; y < rect.height; y += ROWS) {
        const int rows = rect.height - y < ROWS ? rect.height - y : ROWS;
        glReadPixels(rect.x, from->height - rect.y - y - rows, rect.width, rows, GL_RGBA, GL_UNSIGNED_BYTE, some);
        for (int i = 0; i < rows; i++) {
            memcpy(rgba + (ptrdiff_t)(y + i) * stride_bytes, some + (size_t)(rows - 1 - i) * row_bytes, row_bytes);
        }
    }
    free(some);
}

RenderTarget *gl_target_window(GlRender *gl, int width, int height)
{
    if (gl->window && gl->window->width == width && gl->window->height == height) return gl->window;
    gl_target_destroy(&gl->base, gl->window);
    Err err = { 0 };
    gl->window = gl_target_create(&gl->base, width, height, &err);
    if (!gl->window) log_print(LOG_ERROR, "%s", err.text);
    return gl->window;
}
