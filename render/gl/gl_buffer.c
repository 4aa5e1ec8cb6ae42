// SPDX-License-Identifier: Apache-2.0
// gl_buffer.c - buffers rewritten each frame.
#include "render/gl/gl_internal.h"

void gl_stream_write(GlRender *gl, GlStream *stream, const void *bytes, size_t length)
{
    (void)gl;
    if (!stream->buffer) glCreateBuffers(1, &stream->buffer);
    if (length > stream->cap_bytes) stream->cap_bytes = length + length / 2 + 4096;
    // Orphaned: the driver keeps what earlier frames still read.
    glNamedBufferData(stream->buffer, (GLsizeiptr)stream->cap_bytes, NULL, GL_STREAM_DRAW);
    if (length) glNamedBufferSubData(stream->buffer, 0, (GLsizeiptr)length, bytes);
}

void gl_stream_finish(GlStream *stream)
{
    glDeleteBuffers(1, &stream->buffer);
    *stream = (GlStream){ 0 };
}
