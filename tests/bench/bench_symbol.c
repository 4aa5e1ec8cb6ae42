// SPDX-License-Identifier: Apache-2.0
// bench_symbol.c - a document whose points are models, along a path: a frame of the program's scene
// against a bare draw of the same copies of the same meshes: one instanced call a level, a flat
// colour, no ground. bench_symbol DOCUMENT.yaml PATH.tsv: frame_ms and bare_ms medians, copies and
// triangles a frame, symbols_mb.
#include "base/clock.h"
#include "core/city.h"
#include "core/city_symbol.h"
#include "core/document.h"
#include "scene/scene_symbol.h"
#include <GL/glew.h>
#include <SDL.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { FRAMES_MAX = 200, EVERY = 4, MESHES_MAX = 3 };

typedef struct {
    State state;
    City city;
    Render *render;
    Scene *scene;
    JobPool *pool;
    SceneViewDesc view;
    Arena arena;
    RenderFrame frame;
    RenderTarget *target;
    GLuint program, array, framebuffer, copies;
    struct {
        uint32_t id;
        GLsizei count;
        size_t offset;
        GLint vertex_first;
    } meshes[MESHES_MAX];
} Bench;

static void step(Bench *b)
{
    job_pool_poll(b->pool, 1);
    city_sync(&b->city, &b->state);
    scene_update(b->scene, &b->city, &b->state, 0.016);
    city_collect(&b->city);
    arena_reset(&b->arena);
    scene_build(b->scene, &b->city, &b->state, &b->view, &b->arena, &b->frame);
}

static bool settle(Bench *b)
{
    const double start_s = clock_monotonic_s();
    do {
        job_pool_wait(b->pool, 0.005);
        step(b);
    } while (!scene_is_settled(b->scene, &b->city) && clock_monotonic_s() - start_s < 120);
    return scene_is_settled(b->scene, &b->city);
}

static const char *const bare_vertex =
    "#version 450 core\n"
    "layout(location=0) in vec3 p; layout(location=1) in vec4 c;\n"
    "layout(location=2) in vec4 at; layout(location=3) in float yaw;\n"
    "layout(location=0) uniform mat4 m; out vec4 v;\n"
    "void main(){ float k=cos(yaw), s=sin(yaw); vec3 q=vec3(k*p.x-s*p.y, s*p.x+k*p.y, p.z);\n"
    "gl_Position=m*vec4(at.xyz+q*at.w,1); v=c; }\n";
static const char *const bare_fragment =
    "#version 450 core\nin vec4 v; layout(location=0) out vec4 o; void main(){ o=v; }\n";

static GLuint compile(GLenum kind, const char *text)
{
    const GLuint shader = glCreateShader(kind);
    glShaderSource(shader, 1, &text, NULL);
    glCompileShader(shader);
    return shader;
}

// The levels behind each other.
static bool bare_make(Bench *b)
{
    SceneSymbolShape shape;
    Err err = { 0 };
    const CitySymbol *read = b->city.symbols;
    if (!read || !read->hold || !scene_symbol_shape_model(read->hold->asset, NULL, &shape, &err))
        return false;
    GeoSolidVertex *vertices = NULL;
    uint32_t *indices = NULL;
    size_t vertex_count = 0, index_count = 0;
    for (int k = 0; k < MESHES_MAX; k++) {
        const GeoSolidMesh *m = &shape.lods[k];
        vertices = realloc(vertices, sizeof *vertices * (vertex_count + m->vertex_count));
        indices = realloc(indices, sizeof *indices * (index_count + m->index_count));
        if (!vertices || !indices) return false;
        memcpy(vertices + vertex_count, m->vertices, sizeof *vertices * m->vertex_count);
        memcpy(indices + index_count, m->indices, sizeof *indices * m->index_count);
        b->meshes[k].count = (GLsizei)m->index_count;
        b->meshes[k].offset = index_count * 4;
        b->meshes[k].vertex_first = (GLint)vertex_count;
        vertex_count += m->vertex_count;
        index_count += m->index_count;
    }
    GLuint buffers[2] = { 0 }, pictures[2] = { 0 };
    glCreateBuffers(2, buffers);
    glNamedBufferStorage(buffers[0], (GLsizeiptr)(sizeof *vertices * vertex_count), vertices, 0);
    glNamedBufferStorage(buffers[1], (GLsizeiptr)(4 * index_count), indices, 0);
    free(vertices);
    free(indices);
    scene_symbol_shape_finish(&shape);
    b->program = glCreateProgram();
    glAttachShader(b->program, compile(GL_VERTEX_SHADER, bare_vertex));
    glAttachShader(b->program, compile(GL_FRAGMENT_SHADER, bare_fragment));
    glLinkProgram(b->program);
    glCreateBuffers(1, &b->copies);
    glCreateVertexArrays(1, &b->array);
    glVertexArrayVertexBuffer(b->array, 0, buffers[0], 0, sizeof(GeoSolidVertex));
    glVertexArrayElementBuffer(b->array, buffers[1]);
    glVertexArrayBindingDivisor(b->array, 1, 1);
    for (GLuint i = 0; i < 4; i++) {
        glEnableVertexArrayAttrib(b->array, i);
        glVertexArrayAttribBinding(b->array, i, i >= 2);
    }
    glVertexArrayAttribFormat(b->array, 0, 3, GL_FLOAT, GL_FALSE, 0);
    glVertexArrayAttribFormat(b->array, 1, 4, GL_UNSIGNED_BYTE, GL_TRUE,
                              offsetof(GeoSolidVertex, rgba));
    glVertexArrayAttribFormat(b->array, 2, 4, GL_FLOAT, GL_FALSE, 0);
    glVertexArrayAttribFormat(b->array, 3, 1, GL_FLOAT, GL_FALSE,
                              offsetof(RenderInstance, yaw_rad));
    glCreateTextures(GL_TEXTURE_2D, 2, pictures);
    glTextureStorage2D(pictures[0], 1, GL_RGBA8, b->view.width_px, b->view.height_px);
    glTextureStorage2D(pictures[1], 1, GL_DEPTH_COMPONENT32F, b->view.width_px, b->view.height_px);
    glCreateFramebuffers(1, &b->framebuffer);
    glNamedFramebufferTexture(b->framebuffer, GL_COLOR_ATTACHMENT0, pictures[0], 0);
    glNamedFramebufferTexture(b->framebuffer, GL_DEPTH_ATTACHMENT, pictures[1], 0);
    return true;
}

static int level_of(const Bench *b, uint32_t id)
{
    for (int k = 0; k < MESHES_MAX; k++)
        if (b->meshes[k].id == id) return k;
    return 0;
}

static double bare_ms(const Bench *b)
{
    const double start_s = clock_monotonic_s();
    glBindFramebuffer(GL_FRAMEBUFFER, b->framebuffer);
    glViewport(0, 0, b->view.width_px, b->view.height_px);
    glDepthMask(GL_TRUE);
    glEnable(GL_DEPTH_TEST);
    glDisable(GL_CULL_FACE);
    glDepthFunc(GL_GEQUAL);
    glClearBufferfv(GL_DEPTH, 0, (const float[]){ 0 });
    glClearBufferfv(GL_COLOR, 0, (const float[]){ 0, 0, 0, 1 });
    glUseProgram(b->program);
    glUniformMatrix4fv(0, 1, GL_FALSE, b->frame.view.clip_from_rel);
    glBindVertexArray(b->array);
    glVertexArrayVertexBuffer(b->array, 1, b->copies, 0, sizeof(RenderInstance));
    for (int i = 0; i < b->frame.instances_count; i++) {
        const RenderInstancesItem *item = &b->frame.instances[i];
        const int k = level_of(b, item->mesh.id);
        glNamedBufferData(b->copies,
                          (GLsizeiptr)(sizeof *item->instances * (size_t)item->instance_count),
                          item->instances, GL_STREAM_DRAW);
        glDrawElementsInstancedBaseVertex(GL_TRIANGLES, b->meshes[k].count, GL_UNSIGNED_INT,
                                          (const char *)NULL + b->meshes[k].offset,
                                          item->instance_count, b->meshes[k].vertex_first);
    }
    glFinish();
    return (clock_monotonic_s() - start_s) * 1000;
}

static double frame_ms(Bench *b)
{
    const double start_s = clock_monotonic_s();
    step(b);
    render_draw(b->render, b->target, &b->frame);
    render_finish(b->render);
    return (clock_monotonic_s() - start_s) * 1000;
}

static int compare_double(const void *a, const void *b)
{
    const double x = *(const double *)a, y = *(const double *)b;
    return (x > y) - (x < y);
}

static double median(double *values, int count)
{
    qsort(values, (size_t)count, sizeof *values, compare_double);
    return values[count / 2];
}

static bool open_gl(void)
{
    SDL_SetHint(SDL_HINT_VIDEODRIVER, "offscreen");
    if (SDL_Init(SDL_INIT_VIDEO) != 0) return false;
    SDL_GL_SetAttribute(SDL_GL_CONTEXT_MAJOR_VERSION, 4);
    SDL_GL_SetAttribute(SDL_GL_CONTEXT_MINOR_VERSION, 5);
    SDL_GL_SetAttribute(SDL_GL_CONTEXT_PROFILE_MASK, SDL_GL_CONTEXT_PROFILE_CORE);
    SDL_Window *window =
        SDL_CreateWindow("bench", 0, 0, 64, 64, SDL_WINDOW_OPENGL | SDL_WINDOW_HIDDEN);
    return window && SDL_GL_CreateContext(window);
}

static void learn_meshes(Bench *b)
{
    for (SceneSymbolLod k = SCENE_SYMBOL_FULL; k < SCENE_SYMBOL_LOD_COUNT; k++)
        b->meshes[k].id =
            b->scene->symbol_models ? scene_symbol_model_mesh(b->scene->symbol_models, k).id : 0;
}

int main(int argc, char **argv)
{
    if (argc < 3) return 2;
    Bench b = { .view = { .width_px = 1920,
                          .height_px = 1080,
                          .scale = 1,
                          .quality = RENDER_QUALITY_SOFTWARE,
                          .is_live = true } };
    Err err = { 0 };
    geo_init();
    state_init(&b.state);
    if (!document_load(&b.state, argv[1], &err)) printf("%s\n", err.text);
    b.pool = job_pool_create(0);
    city_init(&b.city, b.pool);
    if (!open_gl()) return 1;
    b.render = render_create(&(RenderDesc){ 0 }, &err);
    if (b.render)
        b.scene = scene_create(
            &(SceneDesc){ .render = b.render, .pool = b.pool, .upload_bytes_a_frame = SIZE_MAX },
            &err);
    if (b.render)
        b.target = render_target_create(b.render, b.view.width_px, b.view.height_px, &err);
    FILE *path = fopen(argv[2], "r");
    if (!b.scene || !b.target || !path) return 1;
    static double own[FRAMES_MAX], bare[FRAMES_MAX], ratio[FRAMES_MAX];
    int frames = 0, number = 0, rows = 0;
    double copies = 0, triangles = 0;
    char line[256];
    StateCamera *c = &b.state.camera;
    c->fov_deg = 40;
    b.state.has_camera = true;
    while (frames < FRAMES_MAX && fgets(line, sizeof line, path)) {
        if (sscanf(line, "%d %lf %lf %lf %lf %lf", &number, &c->target.lon_deg, &c->target.lat_deg,
                   &c->distance_m, &c->heading_deg, &c->pitch_deg) != 6 ||
            rows++ % EVERY)
            continue;
        state_touch(&b.state);
        if (!settle(&b)) return 1;
        if (frames == 0) {
            learn_meshes(&b);
            if (!bare_make(&b)) return 1;
            frame_ms(&b);
            bare_ms(&b);
        }
        // By turns, so that what else the machine does falls on both.
        own[frames] = frame_ms(&b);
        bare[frames] = bare_ms(&b);
        for (int i = 0; i < b.frame.instances_count; i++) {
            copies += b.frame.instances[i].instance_count;
            triangles += (double)b.frame.instances[i].instance_count *
                         b.meshes[level_of(&b, b.frame.instances[i].mesh.id)].count / 3;
        }
        ratio[frames] = own[frames] / bare[frames];
        frames++;
    }
    fclose(path);
    if (frames == 0) return 1;
    printf("frame_ms %.2f\nbare_ms %.2f\nratio %.2f\ncopies_mean %.0f\ntriangles_mean "
           "%.0f\nsymbols_mb %.1f\n",
           median(own, frames), median(bare, frames), median(ratio, frames), copies / frames,
           triangles / frames, (double)scene_symbols_ram_bytes(b.scene->layers[0]->symbols) / 1e6);
    return 0;
}
