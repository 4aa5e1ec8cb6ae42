// SPDX-License-Identifier: Apache-2.0
// gl_render.c - start and end of the OpenGL renderer: entry points, limits, budget, debug messages.
#include "render/gl/gl_scene.h"
#include "base/log.h"
#include <stdlib.h>
#include <stdio.h>
#include <string.h>
#include <strings.h>

bool gl_charge(GlRender *gl, size_t bytes, const char *what, Err *err)
{
    const size_t used_bytes = gl->status.used_bytes - gl->status.target_bytes;
    if (used_bytes + bytes > gl->status.budget_bytes) {
        err_set(err, ERR_MEMORY, "renderer: %s of %zu bytes is past the budget (%zu of %zu used)",
                what, bytes, used_bytes, gl->status.budget_bytes);
        return false;
    }
    gl->status.used_bytes += bytes;
    return true;
}

void gl_uncharge(GlRender *gl, size_t bytes)
{
    gl->status.used_bytes -= bytes < gl->status.used_bytes ? bytes : gl->status.used_bytes;
}

bool gl_out_of_memory(GlRender *gl, const char *what, Err *err)
{
    const GLenum error = glGetError();
    if (error == GL_NO_ERROR) return false;
    while (glGetError() != GL_NO_ERROR) {}
    if (error == GL_OUT_OF_MEMORY) {
        err_set(err, ERR_MEMORY, "renderer: the device has no memory for a %s", what);
    } else {
        gl->status.error_count++;
        err_set(err, ERR_GPU, "renderer: OpenGL error 0x%04x making a %s", error, what);
    }
    return true;
}

static void GLAPIENTRY debug_message(GLenum source, GLenum type, GLuint id, GLenum severity, GLsizei length, const GLchar *message,
                                     const void *user)
{
    (void)source, (void)id, (void)severity, (void)length;
    GlRender *gl = (GlRender *)user;
    if (type != GL_DEBUG_TYPE_ERROR && type != GL_DEBUG_TYPE_UNDEFINED_BEHAVIOR) return;
    gl->status.error_count++;
    if (gl->status.error_count <= 20) log_print(LOG_ERROR, "OpenGL: %s", message);
}

// Debian's GLEW is a GLX build: on an EGL context it answers 4 after loading every entry point.
static bool entry_points_load(Err *err)
{
    glewExperimental = GL_TRUE;
    const GLenum answer = glewInit();
    if (answer != GLEW_OK && answer != GLEW_ERROR_NO_GLX_DISPLAY) {
        err_set(err, ERR_GPU, "OpenGL cannot be started: %s", (const char *)glewGetErrorString(answer));
        return false;
    }
    if (!GLEW_VERSION_4_5 || !glCreateBuffers) {
        const char *version = (const char *)glGetString(GL_VERSION);
        err_set(err, ERR_UNSUPPORTED, "OpenGL 4.5 is needed, this device has %s", version ? version : "no OpenGL");
        return false;
    }
    while (glGetError() != GL_NO_ERROR) {}
    return true;
}

static void status_init(GlRender *gl)
{
    RenderStatus *s = &gl->status;
    snprintf(s->device, sizeof s->device, "%s", (const char *)glGetString(GL_RENDERER));
    snprintf(s->version, sizeof s->version, "%s", (const char *)glGetString(GL_VERSION));
    const char *soft[] = { "llvmpipe", "softpipe", "swrast", "Software Rasterizer", "SwiftShader" };
    for (size_t i = 0; i < sizeof soft / sizeof *soft; i++) s->is_software |= strcasestr(s->device, soft[i]) != NULL;
    s->budget_bytes = gl->desc.budget_bytes ? gl->desc.budget_bytes : RENDER_BUDGET_BYTES;
}

static void gl_destroy(Render *render)
{
    GlRender *gl = (GlRender *)render;
    gl_full_finish(gl);
    gl_cast_finish(gl);
    gl_target_destroy(render, gl->window);
    gl_programs_finish(gl);
    gl_meshes_finish(gl);
    gl_textures_finish(gl);
    render_slots_finish(&gl->styles);
    gl_ranges_finish(&gl->style_ranges);
    const GLuint buffers[] = { gl->words, gl->shapes, gl->view_buffer };
    glDeleteBuffers(3, buffers);
    free(gl->joint_rows);
    GlStream *streams[] = { &gl->draws,        &gl->commands, &gl->sprites, &gl->lines,
                            &gl->marks,        &gl->dots,     &gl->flows,   &gl->instances,
                            &gl->model_blocks, &gl->joints };
    for (size_t i = 0; i < sizeof streams / sizeof *streams; i++) gl_stream_finish(streams[i]);
    glDeleteVertexArrays(1, &gl->empty_array);
    glDeleteQueries(4, gl->timers);
    if (gl->desc.is_debug) glDebugMessageCallback(NULL, NULL);
    free(gl->list.commands);
    free(gl->list.draws);
    free(gl->list.batches);
    free(gl);
}

static RenderStatus gl_status(const Render *render)
{
    return ((const GlRender *)render)->status;
}

static void gl_finish(Render *render)
{
    (void)render;
    glFinish();
}

static RenderStatus *gl_own_status(Render *render)
{
    return &((GlRender *)render)->status;
}

static const RenderOps gl_ops = {
    .destroy = gl_destroy,
    .status = gl_status,
    .terrain_create = gl_terrain_create,
    .building_create = gl_building_create,
    .solid_create = gl_solid_create,
    .model_create = gl_model_create,
    .mesh_destroy = gl_mesh_destroy,
    .styles_create = gl_styles_create,
    .styles_write = gl_styles_write,
    .shapes_write = gl_shapes_write,
    .styles_destroy = gl_styles_destroy,
    .texture_create = gl_texture_create,
    .texture_write = gl_texture_write,
    .texture_destroy = gl_texture_destroy,
    .target_create = gl_target_create,
    .target_create_beside = gl_target_create_beside,
    .target_destroy = gl_target_destroy,
    .target_read = gl_target_read,
    .cast = gl_cast,
    .draw = gl_draw,
    .finish = gl_finish,
    .own_status = gl_own_status,
};

Render *gl_render_create(const RenderDesc *desc, Err *err)
{
    if (!entry_points_load(err)) return NULL;
    GlRender *gl = calloc(1, sizeof *gl);
    if (!gl) {
        err_set(err, ERR_MEMORY, "renderer: no memory");
        return NULL;
    }
    gl->base.ops = &gl_ops;
    gl->desc = *desc;
    status_init(gl);
    if (desc->is_debug) {
        glEnable(GL_DEBUG_OUTPUT);
        glEnable(GL_DEBUG_OUTPUT_SYNCHRONOUS);
        glDebugMessageCallback(debug_message, gl);
    }
    glClipControl(GL_LOWER_LEFT, GL_ZERO_TO_ONE);
    glEnable(GL_PROGRAM_POINT_SIZE);
    glDisable(GL_DITHER);
    gl_meshes_init(gl);
    gl_textures_init(gl);
    glCreateVertexArrays(1, &gl->empty_array);
    glCreateQueries(GL_TIME_ELAPSED, 4, gl->timers);
    glCreateBuffers(1, &gl->view_buffer);
    glNamedBufferStorage(gl->view_buffer, GL_VIEW_SLOT_BYTES * (1 + SHADOW_CASCADES), NULL, GL_DYNAMIC_STORAGE_BIT);
    if (gl_out_of_memory(gl, "renderer", err)) {
        gl_destroy(&gl->base);
        return NULL;
    }
    return &gl->base;
}
