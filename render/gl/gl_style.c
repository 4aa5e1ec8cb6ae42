// SPDX-License-Identifier: Apache-2.0
// gl_style.c - style and shape words of all layers in one buffer each, so that one multi-draw crosses layers.
#include "render/gl/gl_internal.h"
#include <assert.h>

enum { STYLES_FIRST_CAP = 1 << 16, STYLES_MAX = 1 << 25 }; // 128 MiB of words: the smallest limit of a storage block met

static bool styles_grow(GlRender *gl, uint32_t need, Err *err)
{
    uint32_t cap = gl->style_cap ? gl->style_cap : STYLES_FIRST_CAP / 2;
    while (cap < gl->style_cap + need || cap == gl->style_cap) cap *= 2;
    if (cap > STYLES_MAX) {
        err_set(err, ERR_MEMORY, "renderer: more than %d styled features", STYLES_MAX);
        return false;
    }
    GLuint buffers[2] = { 0 };
    const GLuint old[2] = { gl->words, gl->shapes };
    glCreateBuffers(2, buffers);
    for (int i = 0; i < 2; i++) {
        glNamedBufferStorage(buffers[i], (GLsizeiptr)((size_t)cap * 4), NULL, GL_DYNAMIC_STORAGE_BIT);
        if (gl->style_cap) glCopyNamedBufferSubData(old[i], buffers[i], 0, 0, (GLsizeiptr)((size_t)gl->style_cap * 4));
    }
    if (gl_out_of_memory(gl, "styles", err)) {
        glDeleteBuffers(2, buffers);
        return false;
    }
    const bool is_first = gl->style_cap == 0;
    if (!(is_first ? gl_ranges_init(&gl->style_ranges, cap) : gl_ranges_grow(&gl->style_ranges, cap))) {
        glDeleteBuffers(2, buffers);
        err_set(err, ERR_MEMORY, "renderer: no memory for styles");
        return false;
    }
    glDeleteBuffers(2, old);
    gl->words = buffers[0];
    gl->shapes = buffers[1];
    gl->style_cap = cap;
    return true;
}

RenderStyles gl_styles_create(Render *render, uint32_t count, Err *err)
{
    GlRender *gl = (GlRender *)render;
    RenderStyles handle = { 0 };
    const uint32_t reserved = count ? count : 1;
    if (reserved > STYLES_MAX) {
        err_set(err, ERR_MEMORY, "renderer: %u styled features, at most %d", count, STYLES_MAX);
        return handle;
    }
    const size_t cost = (size_t)reserved * 8;
    if (!gl_charge(gl, cost, "styles", err)) return handle;
    GlStyles *styles = render_slots_take(&gl->styles, sizeof *styles, &handle.id);
    if (!styles) {
        err_set(err, ERR_MEMORY, "renderer: no styles handle left");
        gl_uncharge(gl, cost);
        return handle;
    }
    uint32_t first = 0;
    if (!gl_ranges_take(&gl->style_ranges, reserved, &first)
        && (!styles_grow(gl, reserved, err) || !gl_ranges_take(&gl->style_ranges, reserved, &first))) {
        render_slots_give(&gl->styles, handle.id);
        gl_uncharge(gl, cost);
        return (RenderStyles){ 0 };
    }
    *styles = (GlStyles){ .first = first, .count = reserved };
    const uint32_t zero = 0;
    glClearNamedBufferSubData(gl->words, GL_R32UI, (GLintptr)first * 4, (GLsizeiptr)reserved * 4, GL_RED_INTEGER, GL_UNSIGNED_INT, &zero);
    glClearNamedBufferSubData(gl->shapes, GL_R32UI, (GLintptr)first * 4, (GLsizeiptr)reserved * 4, GL_RED_INTEGER, GL_UNSIGNED_INT, &zero);
    return handle;
}

static GlStyles *styles_write(GlRender *gl, RenderStyles handle, GLuint buffer, uint32_t first, uint32_t count, const uint32_t *words)
{
    GlStyles *styles = render_slots_get(&gl->styles, handle.id);
    if (!styles || count == 0) return NULL;
    assert(first <= styles->count && count <= styles->count - first);
    glNamedBufferSubData(buffer, ((GLintptr)styles->first + first) * 4, (GLsizeiptr)count * 4, words);
    return styles;
}

void gl_styles_write(Render *render, RenderStyles handle, uint32_t first, uint32_t count, const uint32_t *words)
{
    GlRender *gl = (GlRender *)render;
    GlStyles *styles = styles_write(gl, handle, gl->words, first, count, words);
    if (!styles) return;
    uint32_t flags = 0;
    for (uint32_t i = 0; i < count; i++) flags |= words[i];
    flags >>= 24;
    styles->flags_seen = count == styles->count ? flags : styles->flags_seen | flags;
}

void gl_shapes_write(Render *render, RenderStyles handle, uint32_t first, uint32_t count, const uint32_t *shapes)
{
    GlRender *gl = (GlRender *)render;
    styles_write(gl, handle, gl->shapes, first, count, shapes);
}

void gl_styles_destroy(Render *render, RenderStyles handle)
{
    GlRender *gl = (GlRender *)render;
    const GlStyles *styles = render_slots_get(&gl->styles, handle.id);
    if (!styles) return;
    gl_ranges_give(&gl->style_ranges, styles->first, styles->count);
    gl_uncharge(gl, (size_t)styles->count * 8);
    render_slots_give(&gl->styles, handle.id);
}
