// SPDX-License-Identifier: Apache-2.0
// gl_overlay.c - over the finished picture, in display colours: lines, labels and icons, panels.
#include "render/gl/gl_internal.h"

static void lines_draw(GlRender *gl, const RenderFrame *frame)
{
    const GLuint program = gl_program(gl, GL_PROGRAM_LINE, RENDER_LOOK_DAY, 0);
    if (!program || frame->line_count <= 0) return;
    gl_stream_write(gl, &gl->lines, frame->lines, sizeof *frame->lines * (size_t)frame->line_count);
    glBindBufferBase(GL_SHADER_STORAGE_BUFFER, BIND_ITEMS, gl->lines.buffer);
    glUseProgram(program);
    glBlendFuncSeparate(GL_SRC_ALPHA, GL_ONE_MINUS_SRC_ALPHA, GL_ZERO, GL_ONE);
    glEnable(GL_DEPTH_TEST);
    bool has_hidden = false;
    for (int i = 0; i < frame->line_count && !has_hidden; i++) has_hidden = frame->lines[i].hidden_opacity > 0;
    if (has_hidden) {
        glDepthFunc(GL_LESS);
        glUniform1f(UNIFORM_A, 1);
        glDrawArrays(GL_TRIANGLES, 0, frame->line_count * 6);
    }
    glDepthFunc(GL_GEQUAL);
    glUniform1f(UNIFORM_A, 0);
    glDrawArrays(GL_TRIANGLES, 0, frame->line_count * 6);
    glDisable(GL_DEPTH_TEST);
}

static void sprites_draw(GlRender *gl, const RenderFrame *frame)
{
    const GlTexture *atlas = render_slots_get(&gl->textures, frame->atlas.id);
    const GLuint program = atlas && frame->sprite_count > 0 ? gl_program(gl, GL_PROGRAM_SPRITE, RENDER_LOOK_DAY, 0) : 0;
    if (!program) return;
    gl_stream_write(gl, &gl->sprites, frame->sprites, sizeof *frame->sprites * (size_t)frame->sprite_count);
    glBindBufferBase(GL_SHADER_STORAGE_BUFFER, BIND_ITEMS, gl->sprites.buffer);
    glBindTextureUnit(BIND_PICTURE, atlas->texture);
    glUseProgram(program);
    glBlendFuncSeparate(GL_ONE, GL_ONE_MINUS_SRC_ALPHA, GL_ZERO, GL_ONE);
    glDrawArrays(GL_TRIANGLES, 0, frame->sprite_count * 6);
}

static void panels_draw(GlRender *gl, const RenderFrame *frame)
{
    const GLuint program = frame->panel_count > 0 ? gl_program(gl, GL_PROGRAM_PANEL, RENDER_LOOK_DAY, 0) : 0;
    if (!program) return;
    glUseProgram(program);
    glBlendFuncSeparate(GL_ONE, GL_ONE_MINUS_SRC_ALPHA, GL_ZERO, GL_ONE);
    for (int i = 0; i < frame->panel_count; i++) {
        const RenderPanel *panel = &frame->panels[i];
        const GlTexture *texture = render_slots_get(&gl->textures, panel->texture.id);
        if (!texture || panel->opacity <= 0) continue;
        glBindTextureUnit(BIND_PICTURE, texture->texture);
        glUniform4f(UNIFORM_A, (float)panel->x_px, (float)panel->y_px, (float)panel->width_px, (float)panel->height_px);
        glUniform1f(UNIFORM_B, panel->opacity);
        glDrawArrays(GL_TRIANGLES, 0, 6);
    }
}

void gl_overlay_draw(GlRender *gl, const RenderTarget *target, const RenderFrame *frame)
{
    if (frame->mark_count <= 0 && frame->dot_count <= 0 && frame->flow_count <= 0 &&
        frame->line_count <= 0 && frame->sprite_count <= 0 && frame->panel_count <= 0)
        return;
    glBindFramebuffer(GL_FRAMEBUFFER, target->framebuffer);
    glViewport(0, 0, target->width, target->height);
    glBindBufferRange(GL_UNIFORM_BUFFER, BIND_VIEW, gl->view_buffer, 0, sizeof(GlViewBlock));
    glBindVertexArray(gl->empty_array);
    glDisable(GL_CULL_FACE);
    glDisable(GL_DEPTH_TEST);
    glDepthMask(GL_FALSE);
    glEnable(GL_BLEND);
    gl_live_draw(gl, frame);
    lines_draw(gl, frame);
    sprites_draw(gl, frame);
    panels_draw(gl, frame);
    glDisable(GL_BLEND);
    glDepthMask(GL_TRUE);
}
