// SPDX-License-Identifier: Apache-2.0
// gl_mesh.c - meshes suballocated in pages: one vertex and one index buffer a page, one multi-draw a page.
#include "render/gl/gl_internal.h"
#include "base/array.h"
#include <stddef.h>
#include <stdlib.h>
#include <string.h>

// A heap's first page grows by halves up to a whole one: a small scene holds little more than its
// meshes, still in one draw.
enum { PAGE_BYTES = 16 << 20, PAGE_FIRST_BYTES = 2 << 20, TERRAIN_BYTES = 24 };

void gl_array_attribute(GLuint array, GLuint binding, GLuint location, GLint size, GLenum type,
                        bool is_normalized, size_t offset)
{
    const bool is_integer = type == GL_UNSIGNED_INT || (type == GL_UNSIGNED_SHORT && !is_normalized);
    glEnableVertexArrayAttrib(array, location);
    if (is_integer) glVertexArrayAttribIFormat(array, location, size, type, (GLuint)offset);
    else glVertexArrayAttribFormat(array, location, size, type, is_normalized, (GLuint)offset);
    glVertexArrayAttribBinding(array, location, binding);
}

void gl_heap_init(GlHeap *heap, uint32_t vertex_bytes, uint32_t index_bytes)
{
    *heap = (GlHeap){ .vertex_bytes = vertex_bytes, .index_bytes = index_bytes };
    heap->page_vertices = PAGE_BYTES / vertex_bytes;
    heap->page_indices = index_bytes ? PAGE_BYTES / index_bytes : 0;
    glCreateVertexArrays(1, &heap->array);
}

// With a draw's values as instanced inputs.
static void heap_init(GlHeap *heap, uint32_t vertex_bytes, uint32_t index_bytes)
{
    gl_heap_init(heap, vertex_bytes, index_bytes);
    for (GLuint i = 0; i < 4; i++)
        gl_array_attribute(heap->array, 1, IN_CLIP + i, 4, GL_FLOAT, false,
                           offsetof(GlDraw, clip) + 16 * i);
    for (GLuint i = 0; i < 3; i++)
        gl_array_attribute(heap->array, 1, IN_REL + i, 4, GL_FLOAT, false,
                           offsetof(GlDraw, rel) + 16 * i);
    gl_array_attribute(heap->array, 1, IN_HAZE, 4, GL_FLOAT, false, offsetof(GlDraw, haze));
    gl_array_attribute(heap->array, 1, IN_HAZE_COLOR, 4, GL_FLOAT, false,
                       offsetof(GlDraw, haze_lin));
    gl_array_attribute(heap->array, 1, IN_OWN, 4, GL_FLOAT, false, offsetof(GlDraw, own));
    gl_array_attribute(heap->array, 1, IN_STYLE_FIRST, 1, GL_UNSIGNED_INT, false,
                       offsetof(GlDraw, style_first));
    glVertexArrayBindingDivisor(heap->array, 1, 1);
}

static void solid_attributes(GLuint array)
{
    gl_array_attribute(array, 0, IN_POSITION, 3, GL_FLOAT, false,
                       offsetof(RenderSolidVertex, pos_m));
    gl_array_attribute(array, 0, IN_NORMAL, 4, GL_BYTE, true, offsetof(RenderSolidVertex, normal));
    gl_array_attribute(array, 0, IN_RGBA, 4, GL_UNSIGNED_BYTE, true,
                       offsetof(RenderSolidVertex, rgba));
}

void gl_meshes_init(GlRender *gl)
{
    heap_init(&gl->buildings, 8, 2);
    gl_array_attribute(gl->buildings.array, 0, IN_POSITION, 4, GL_UNSIGNED_SHORT, false, 0);
    heap_init(&gl->terrain, TERRAIN_BYTES, 0);
    gl_array_attribute(gl->terrain.array, 0, IN_POSITION, 3, GL_FLOAT, false, 0);
    gl_array_attribute(gl->terrain.array, 0, IN_HEIGHT, 1, GL_FLOAT, false, 12);
    gl_array_attribute(gl->terrain.array, 0, IN_NORMAL, 4, GL_BYTE, true, 16);
    gl_array_attribute(gl->terrain.array, 0, IN_UV, 2, GL_UNSIGNED_SHORT, true, 20);
    heap_init(&gl->solids, sizeof(RenderSolidVertex), 4);
    solid_attributes(gl->solids.array);
    glCreateVertexArrays(1, &gl->instance_array);
    solid_attributes(gl->instance_array);
    gl_array_attribute(gl->instance_array, 1, IN_CLIP, 4, GL_FLOAT, false,
                       offsetof(RenderInstance, pos_rel_m));
    gl_array_attribute(gl->instance_array, 1, IN_CLIP + 1, 1, GL_FLOAT, false,
                       offsetof(RenderInstance, yaw_rad));
    gl_array_attribute(gl->instance_array, 1, IN_STYLE_FIRST, 1, GL_UNSIGNED_INT, false,
                       offsetof(RenderInstance, style));
    glVertexArrayBindingDivisor(gl->instance_array, 1, 1);
    gl_models_init(gl);
}

static void page_finish(GlPage *page)
{
    glDeleteBuffers(1, &page->vertices);
    glDeleteBuffers(1, &page->indices);
    gl_ranges_finish(&page->vertex_ranges);
    gl_ranges_finish(&page->index_ranges);
    *page = (GlPage){ 0 };
}

void gl_heap_finish(GlHeap *heap)
{
    for (int i = 0; i < heap->page_count; i++) page_finish(&heap->pages[i]);
    free(heap->pages);
    glDeleteVertexArrays(1, &heap->array);
    *heap = (GlHeap){ 0 };
}

void gl_meshes_finish(GlRender *gl)
{
    gl_models_finish(gl);
    gl_heap_finish(&gl->buildings);
    gl_heap_finish(&gl->terrain);
    gl_heap_finish(&gl->solids);
    glDeleteVertexArrays(1, &gl->instance_array);
    for (int i = 0; i < gl->indices_count; i++) glDeleteBuffers(1, &gl->indices[i].buffer);
    gl->indices_count = 0;
    render_slots_finish(&gl->meshes);
}

void gl_heap_bind(const GlHeap *heap, GLuint array, int page)
{
    glVertexArrayVertexBuffer(array, 0, heap->pages[page].vertices, 0, (GLsizei)heap->vertex_bytes);
    if (heap->index_bytes) glVertexArrayElementBuffer(array, heap->pages[page].indices);
}

// Room for `items` in place of those of ranges, the old ones copied. false: *err is set and nothing
// changed.
static bool buffer_grow(GlRender *gl, GLuint *buffer, GlRanges *ranges, uint32_t items,
                        uint32_t item_bytes, Err *err)
{
    GLuint grown = 0;
    glCreateBuffers(1, &grown);
    glNamedBufferStorage(grown, (GLsizeiptr)((size_t)items * item_bytes), NULL,
                         GL_DYNAMIC_STORAGE_BIT);
    if (ranges->total)
        glCopyNamedBufferSubData(*buffer, grown, 0, 0,
                                 (GLsizeiptr)((size_t)ranges->total * item_bytes));
    if (gl_out_of_memory(gl, "mesh page", err)) {
        glDeleteBuffers(1, &grown);
        return false;
    }
    if (!(ranges->total ? gl_ranges_grow(ranges, items) : gl_ranges_init(ranges, items))) {
        glDeleteBuffers(1, &grown);
        err_set(err, ERR_MEMORY, "renderer: no memory for a mesh page");
        return false;
    }
    glDeleteBuffers(1, buffer);
    *buffer = grown;
    return true;
}

// A page with room for a mesh of any size: a large mesh gets a page of its own.
static bool page_create(GlRender *gl, const GlHeap *heap, GlPage *page, uint32_t vertex_count,
                        uint32_t index_count, Err *err)
{
    const uint32_t share = page == heap->pages ? PAGE_BYTES / PAGE_FIRST_BYTES : 1;
    const uint32_t room_vertices = heap->page_vertices / share,
                   room_indices = heap->page_indices / share;
    const uint32_t vertices = vertex_count > room_vertices ? vertex_count : room_vertices;
    const uint32_t indices = index_count > room_indices ? index_count : room_indices;
    *page = (GlPage){ 0 };
    if (buffer_grow(gl, &page->vertices, &page->vertex_ranges, vertices, heap->vertex_bytes, err) &&
        (!indices ||
         buffer_grow(gl, &page->indices, &page->index_ranges, indices, heap->index_bytes, err)))
        return true;
    page_finish(page);
    return false;
}

// By half, or by what the mesh needs; no change where that would pass a whole page.
static bool ranges_grow(GlRender *gl, GLuint *buffer, GlRanges *ranges, uint32_t need,
                        uint32_t most, uint32_t item_bytes)
{
    if (ranges->total >= most || need > most - ranges->total) return false;
    uint32_t items = ranges->total + (need > ranges->total / 2 ? need : ranges->total / 2);
    if (items > most) items = most;
    return buffer_grow(gl, buffer, ranges, items, item_bytes, NULL);
}

static bool page_take(GlRender *gl, const GlHeap *heap, GlPage *page, GlMesh *mesh)
{
    if (!page->vertices) return false;
    while (!gl_ranges_take(&page->vertex_ranges, mesh->vertex_count, &mesh->vertex_first)) {
        if (!ranges_grow(gl, &page->vertices, &page->vertex_ranges, mesh->vertex_count,
                         heap->page_vertices, heap->vertex_bytes))
            return false;
    }
    while (page->indices && mesh->index_count &&
           !gl_ranges_take(&page->index_ranges, mesh->index_count, &mesh->index_first)) {
        if (ranges_grow(gl, &page->indices, &page->index_ranges, mesh->index_count,
                        heap->page_indices, heap->index_bytes))
            continue;
        gl_ranges_give(&page->vertex_ranges, mesh->vertex_first, mesh->vertex_count);
        return false;
    }
    page->mesh_count++;
    return true;
}

bool gl_heap_take(GlRender *gl, GlHeap *heap, GlMesh *mesh, Err *err)
{
    int empty = -1;
    for (int i = 0; i < heap->page_count; i++) {
        if (page_take(gl, heap, &heap->pages[i], mesh)) {
            mesh->page = (uint16_t)i;
            return true;
        }
        if (!heap->pages[i].vertices) empty = i;
    }
    if (empty < 0) {
        if (heap->page_count == UINT16_MAX
            || !array_reserve((void **)&heap->pages, &heap->page_cap, heap->page_count + 1, sizeof *heap->pages)) {
            err_set(err, ERR_MEMORY, "renderer: no memory for a mesh page");
            return false;
        }
        empty = heap->page_count++;
        heap->pages[empty] = (GlPage){ 0 };
    }
    const uint32_t own_indices = heap->index_bytes ? mesh->index_count : 0;
    if (!page_create(gl, heap, &heap->pages[empty], mesh->vertex_count, own_indices, err)) return false;
    mesh->page = (uint16_t)empty;
    return page_take(gl, heap, &heap->pages[empty], mesh);
}

RenderMesh gl_mesh_create(GlRender *gl, GlHeap *heap, GlMesh mesh, const void *vertices,
                          const void *indices, Err *err)
{
    const size_t vertex_bytes = (size_t)mesh.vertex_count * heap->vertex_bytes;
    const size_t index_bytes = (size_t)mesh.index_count * heap->index_bytes;
    mesh.cost_bytes = vertex_bytes + index_bytes;
    if (vertex_bytes > INT32_MAX || index_bytes > INT32_MAX) {
        err_set(err, ERR_RANGE, "renderer: a mesh of %u vertices and %u indices is too large", mesh.vertex_count, mesh.index_count);
        return (RenderMesh){ 0 };
    }
    if (!gl_charge(gl, mesh.cost_bytes, "mesh", err)) return (RenderMesh){ 0 };
    RenderMesh handle = { 0 };
    GlMesh *slot = render_slots_take(&gl->meshes, sizeof *slot, &handle.id);
    if (!slot || !gl_heap_take(gl, heap, &mesh, err)) {
        if (!slot) err_set(err, ERR_MEMORY, "renderer: no mesh handle left");
        render_slots_give(&gl->meshes, handle.id);
        gl_uncharge(gl, mesh.cost_bytes);
        return (RenderMesh){ 0 };
    }
    const GlPage *page = &heap->pages[mesh.page];
    glNamedBufferSubData(page->vertices, (GLintptr)mesh.vertex_first * heap->vertex_bytes, (GLsizeiptr)vertex_bytes, vertices);
    if (index_bytes) {
        glNamedBufferSubData(page->indices, (GLintptr)mesh.index_first * heap->index_bytes, (GLsizeiptr)index_bytes, indices);
    }
    *slot = mesh;
    return handle;
}

RenderMesh gl_terrain_create(Render *render, const void *vertices, int vertex_count, const uint16_t *indices, int index_count,
                             Err *err)
{
    GlRender *gl = (GlRender *)render;
    int shared = 0;
    while (shared < gl->indices_count && (gl->indices[shared].source != indices || gl->indices[shared].count != index_count)) shared++;
    if (shared == gl->indices_count) {
        if (shared == (int)(sizeof gl->indices / sizeof *gl->indices)) {
            err_set(err, ERR_RANGE, "renderer: more than %d different terrain index arrays", shared);
            return (RenderMesh){ 0 };
        }
        GlIndices *entry = &gl->indices[gl->indices_count++];
        *entry = (GlIndices){ .source = indices, .count = index_count };
        glCreateBuffers(1, &entry->buffer);
        glNamedBufferStorage(entry->buffer, (GLsizeiptr)((size_t)index_count * 2), indices, 0);
    }
    const GlMesh mesh = { .kind = GL_MESH_TERRAIN, .indices_shared = (uint16_t)shared, .vertex_count = (uint32_t)vertex_count,
                          .index_count = (uint32_t)index_count };
    return gl_mesh_create(gl, &gl->terrain, mesh, vertices, NULL, err);
}

RenderMesh gl_building_create(Render *render, const RenderBuildingMeshDesc *desc, Err *err)
{
    GlRender *gl = (GlRender *)render;
    GlMesh mesh = { .kind = desc->indices ? GL_MESH_BUILDING : GL_MESH_POINT, .vertex_count = desc->vertex_count,
                    .index_count = desc->indices ? desc->index_count : 0 };
    memcpy(mesh.offset_m, desc->offset_m, sizeof mesh.offset_m);
    memcpy(mesh.step_m, desc->step_m, sizeof mesh.step_m);
    return gl_mesh_create(gl, &gl->buildings, mesh, desc->vertices, desc->indices, err);
}

RenderMesh gl_solid_create(Render *render, const RenderSolidVertex *vertices, uint32_t vertex_count, const uint32_t *indices,
                           uint32_t index_count, Err *err)
{
    GlRender *gl = (GlRender *)render;
    const GlMesh mesh = { .kind = GL_MESH_SOLID, .vertex_count = vertex_count, .index_count = index_count };
    return gl_mesh_create(gl, &gl->solids, mesh, vertices, indices, err);
}

void gl_heap_give(GlHeap *heap, const GlMesh *mesh)
{
    GlPage *page = &heap->pages[mesh->page];
    gl_ranges_give(&page->vertex_ranges, mesh->vertex_first, mesh->vertex_count);
    if (page->indices && mesh->index_count) gl_ranges_give(&page->index_ranges, mesh->index_first, mesh->index_count);
    // The driver keeps a deleted buffer until frames in flight are done with it.
    if (--page->mesh_count == 0) page_finish(page);
}

void gl_mesh_destroy(Render *render, RenderMesh handle)
{
    GlRender *gl = (GlRender *)render;
    const GlMesh *mesh = render_slots_get(&gl->meshes, handle.id);
    if (!mesh) return;
    if (mesh->kind == GL_MESH_MODEL)
        gl_model_release(gl, mesh);
    else
        gl_heap_give(mesh->kind == GL_MESH_TERRAIN ? &gl->terrain
                     : mesh->kind == GL_MESH_SOLID ? &gl->solids
                                                   : &gl->buildings,
                     mesh);
    gl_uncharge(gl, mesh->cost_bytes);
    render_slots_give(&gl->meshes, handle.id);
}
