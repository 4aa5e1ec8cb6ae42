// SPDX-License-Identifier: Apache-2.0
// gl_live.c - what moves and what flows: marks as points of one draw, pieces of lines as another.
#include "render/gl/gl_internal.h"

static void pass_draw(GLenum mode, int first, int vertices, bool is_hidden)
{
    glDepthFunc(is_hidden ? GL_LESS : GL_GEQUAL);
    glUniform1f(UNIFORM_A, is_hidden ? 1 : 0);
    glDrawArrays(mode, first, vertices);
}

static void flows_draw(GlRender *gl, const RenderFrame *frame)
{
    const int count = frame->flow_count;
    const GLuint program = count > 0 ? gl_program(gl, GL_PROGRAM_FLOW, RENDER_LOOK_DAY, 0) : 0;
    bool has_hidden = false;
    if (!program) return;
    gl_stream_write(gl, &gl->flows, frame->flows, sizeof *frame->flows * (size_t)count);
    glBindBufferBase(GL_SHADER_STORAGE_BUFFER, BIND_ITEMS, gl->flows.buffer);
    glUseProgram(program);
    glBlendFuncSeparate(GL_SRC_ALPHA, GL_ONE_MINUS_SRC_ALPHA, GL_ZERO, GL_ONE);
    for (int i = 0; i < count && !has_hidden; i++) has_hidden = frame->flows[i].hidden_opacity > 0;
    if (has_hidden) pass_draw(GL_TRIANGLES, 0, count * 6, true);
    pass_draw(GL_TRIANGLES, 0, count * 6, false);
}

static void marks_draw(GlRender *gl, const RenderFrame *frame)
{
    const int count = frame->mark_count;
    const GLuint program = count > 0 ? gl_program(gl, GL_PROGRAM_MARK, RENDER_LOOK_DAY, 0) : 0;
    int hidden_first = count, hidden_end = 0;
    if (!program) return;
    gl_stream_write(gl, &gl->marks, frame->marks, sizeof *frame->marks * (size_t)count);
    glBindBufferBase(GL_SHADER_STORAGE_BUFFER, BIND_ITEMS, gl->marks.buffer);
    glUseProgram(program);
    glBlendFuncSeparate(GL_ONE, GL_ONE_MINUS_SRC_ALPHA, GL_ZERO, GL_ONE);
    for (int i = 0; i < count; i++) {
        if (!(frame->marks[i].bits & 0xff0000u)) continue;
        if (i < hidden_first) hidden_first = i;
        hidden_end = i + 1;
    }
    if (hidden_end > 0) pass_draw(GL_POINTS, hidden_first, hidden_end - hidden_first, true);
    pass_draw(GL_POINTS, 0, count, false);
    gl->status.points += count;
}

static void dots_draw(GlRender *gl, const RenderFrame *frame)
{
    const int count = frame->dot_count;
    const GLuint program =
        count > 0 ? gl_program(gl, GL_PROGRAM_MARK, RENDER_LOOK_DAY, GL_VARIANT_FAR) : 0;
    if (!program) return;
    gl_stream_write(gl, &gl->dots, frame->dots, sizeof *frame->dots * (size_t)count);
    glBindBufferBase(GL_SHADER_STORAGE_BUFFER, BIND_ITEMS, gl->dots.buffer);
    glUseProgram(program);
    glBlendFuncSeparate(GL_ONE, GL_ONE_MINUS_SRC_ALPHA, GL_ZERO, GL_ONE);
    pass_draw(GL_POINTS, 0, count, false);
    gl->status.points += count;
}

void gl_live_draw(GlRender *gl, const RenderFrame *frame)
{
    if (frame->mark_count <= 0 && frame->dot_count <= 0 && frame->flow_count <= 0) return;
    glEnable(GL_DEPTH_TEST);
    flows_draw(gl, frame);
    dots_draw(gl, frame);
    marks_draw(gl, frame);
    glDepthFunc(GL_GEQUAL);
    glDisable(GL_DEPTH_TEST);
}
