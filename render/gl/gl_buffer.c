// SPDX-License-Identifier: Apache-2.0
// gl_buffer.c - buffers rewritten each frame, and the identity array behind baseInstance.
#include "render/gl/gl_internal.h"
#include <stdlib.h>

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

bool gl_identity_reserve(GlRender *gl, uint32_t count)
{
    if (count <= gl->identity_cap) return true;
    uint32_t cap = gl->identity_cap ? gl->identity_cap : 4096;
    while (cap < count) cap *= 2;
    uint32_t *numbers = malloc(cap * sizeof *numbers);
    if (!numbers) return false;
    for (uint32_t i = 0; i < cap; i++) numbers[i] = i;
    glDeleteBuffers(1, &gl->identity);
    glCreateBuffers(1, &gl->identity);
    glNamedBufferStorage(gl->identity, (GLsizeiptr)(cap * sizeof *numbers), numbers, 0);
    free(numbers);
    gl->identity_cap = cap;
    GlHeap *heaps[] = { &gl->buildings, &gl->terrain, &gl->solids };
    for (int i = 0; i < 3; i++) glVertexArrayVertexBuffer(heaps[i]->array, 1, gl->identity, 0, sizeof *numbers);
    return true;
}
