// SPDX-License-Identifier: Apache-2.0
// bench_model.c - copies of one model in a city: the frame with and without them, against a bare
// draw of the same triangles: the same levels of detail, one multi-draw, one matrix a copy, a flat
// colour. bench_model CITY.yaml MODEL COPIES LON,LAT HEADING,PITCH,DISTANCE [-o picture.png]
#include "base/clock.h"
#include "base/image.h"
#include "core/city.h"
#include "core/document.h"
#include "scene/scene.h"
#include "scene/scene_model_mesh.h"
#include <GL/glew.h>
#include <SDL.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { FRAMES = 15, COPIES_MAX = 1000, TILES_MAX = 64 };

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

static void settle(Bench *b)
{
    const double start_s = clock_monotonic_s();
    do {
        job_pool_wait(b->pool, 0.005);
        step(b);
    } while (!scene_is_settled(b->scene, &b->city) && clock_monotonic_s() - start_s < 120);
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

// A whole frame, the scene's work among it.
static double frame_ms(Bench *b, bool has_models)
{
    const double start_s = clock_monotonic_s();
    step(b);
    if (!has_models) b->frame.model_count = 0;
    render_draw(b->render, b->target, &b->frame);
    render_finish(b->render);
    return (clock_monotonic_s() - start_s) * 1000;
}

typedef struct {
    uint32_t index_first, index_count;
    int32_t vertex_first;
} Level;

typedef struct {
    float m[16];
} Matrix;

static const char *const bare_vertex = "#version 450 core\n"
                                       "layout(location=0) in vec3 p; layout(location=1) in vec4 "
                                       "c; layout(location=2) in mat4 m; out vec4 v;\n"
                                       "void main(){ gl_Position=m*vec4(p,1); v=c; }\n";
static const char *const bare_fragment =
    "#version 450 core\nin vec4 v; layout(location=0) out vec4 o; void main(){ o=v; }\n";

static GLuint compile(GLenum kind, const char *text)
{
    const GLuint shader = glCreateShader(kind);
    glShaderSource(shader, 1, &text, NULL);
    glCompileShader(shader);
    return shader;
}

// Levels of the tiles behind each other in one vertex and one index buffer.
static int load_levels(const Asset *asset, GLuint vertices, GLuint indices,
                       Level levels[TILES_MAX][SCENE_MODEL_LOD_COUNT])
{
    SceneModelPlan *plan = scene_model_plan_create(asset, NULL, NULL);
    RenderModelVertex *all = NULL;
    uint32_t *all_indices = NULL;
    size_t vertex_count = 0, index_count = 0;
    const int tiles = plan && plan->tile_count < TILES_MAX ? plan->tile_count : 0;
    for (int t = 0; t < tiles; t++) {
        for (int lod = 0; lod < SCENE_MODEL_LOD_COUNT; lod++) {
            SceneModelMesh mesh;
            if (!scene_model_mesh_build(plan, t, (SceneModelLod)lod, &mesh, NULL)) continue;
            const SceneModelArrays *a = &mesh.plain;
            all = realloc(all, sizeof *all * (vertex_count + (size_t)a->vertex_count + 1));
            all_indices = realloc(all_indices,
                                  sizeof *all_indices * (index_count + (size_t)a->index_count + 1));
            memcpy(all + vertex_count, a->vertices, sizeof *all * (size_t)a->vertex_count);
            Level *level = &levels[t][lod];
            *level = (Level){ (uint32_t)index_count, 0, (int32_t)vertex_count };
            for (int p = 0; p < a->part_count; p++) {
                if (a->parts[p].is_space) continue;
                memcpy(all_indices + index_count, a->indices + a->parts[p].index_first,
                       sizeof *all_indices * a->parts[p].index_count);
                index_count += a->parts[p].index_count;
                level->index_count += a->parts[p].index_count;
            }
            vertex_count += (size_t)a->vertex_count;
            scene_model_mesh_finish(&mesh);
        }
    }
    glNamedBufferStorage(vertices, (GLsizeiptr)(sizeof *all * vertex_count), all, 0);
    glNamedBufferStorage(indices, (GLsizeiptr)(sizeof *all_indices * index_count), all_indices, 0);
    free(all);
    free(all_indices);
    scene_model_plan_destroy(plan);
    return tiles;
}

// Triangles of one item alone.
static int item_triangles(Bench *b, const RenderModelItem *item)
{
    RenderFrame one = { .view = b->frame.view, .models = item, .model_count = 1 };
    render_draw(b->render, b->target, &one);
    return render_status(b->render).triangles;
}

static Matrix clip_from_local(const RenderView *view, const RenderPlace *place)
{
    Matrix out = { 0 };
    for (int r = 0; r < 4; r++) {
        for (int c = 0; c < 4; c++) {
            double sum = c == 3 ? (double)view->clip_from_rel[12 + r] : 0;
            for (int k = 0; k < 3; k++)
                sum += (double)view->clip_from_rel[4 * k + r] * (double)place->m[4 * k + c];
            out.m[4 * c + r] = (float)sum;
        }
    }
    return out;
}

typedef struct {
    GLuint array, commands, program, framebuffer;
    int count, triangles;
} Bare;

static Bare bare_make(Bench *b, const Asset *asset)
{
    Bare bare = { 0 };
    GLuint vertices = 0, indices = 0, array = 0, matrices = 0, commands = 0, framebuffer = 0,
           color = 0, depth = 0;
    static Level levels[TILES_MAX][SCENE_MODEL_LOD_COUNT];
    static Matrix matrix[2 * COPIES_MAX];
    static uint32_t command[2 * COPIES_MAX][5];
    glCreateBuffers(1, &vertices);
    glCreateBuffers(1, &indices);
    const int tiles = load_levels(asset, vertices, indices, levels);
    uint32_t known[256] = { 0 };
    Level known_level[256] = { 0 };
    int known_count = 0, count = 0;

    for (int i = 0; i < b->frame.model_count && count < 2 * COPIES_MAX; i++) {
        const RenderModelItem *item = &b->frame.models[i];
        int k = 0;
        while (k < known_count && known[k] != item->mesh.id) k++;
        if (k == known_count && k < 256) {
            const int own = item_triangles(b, item);
            for (int t = 0; t < tiles; t++)
                for (int lod = 0; lod < SCENE_MODEL_LOD_COUNT; lod++)
                    if ((int)levels[t][lod].index_count / 3 == own) known_level[k] = levels[t][lod];
            known[known_count++] = item->mesh.id;
        }
        const Level *level = &known_level[k];
        matrix[count] = clip_from_local(&b->frame.view, &item->place);
        const uint32_t c[5] = { level->index_count, 1, level->index_first,
                                (uint32_t)level->vertex_first, (uint32_t)count };
        memcpy(command[count++], c, sizeof c);
        bare.triangles += (int)level->index_count / 3;
    }
    const GLuint program = glCreateProgram();
    glAttachShader(program, compile(GL_VERTEX_SHADER, bare_vertex));
    glAttachShader(program, compile(GL_FRAGMENT_SHADER, bare_fragment));
    glLinkProgram(program);
    glCreateBuffers(1, &matrices);
    glNamedBufferStorage(matrices, (GLsizeiptr)(sizeof *matrix * (size_t)(count + 1)), matrix, 0);
    glCreateBuffers(1, &commands);
    glNamedBufferStorage(commands, (GLsizeiptr)(sizeof *command * (size_t)(count + 1)), command, 0);
    glCreateVertexArrays(1, &array);
    glVertexArrayVertexBuffer(array, 0, vertices, 0, sizeof(RenderModelVertex));
    glVertexArrayVertexBuffer(array, 1, matrices, 0, sizeof(Matrix));
    glVertexArrayBindingDivisor(array, 1, 1);
    glVertexArrayElementBuffer(array, indices);
    for (GLuint i = 0; i < 6; i++) {
        glEnableVertexArrayAttrib(array, i);
        if (i == 0)
            glVertexArrayAttribFormat(array, i, 3, GL_FLOAT, GL_FALSE, 0);
        else if (i == 1)
            glVertexArrayAttribFormat(array, i, 4, GL_UNSIGNED_BYTE, GL_TRUE, 16);
        else
            glVertexArrayAttribFormat(array, i, 4, GL_FLOAT, GL_FALSE, 16 * (i - 2));
        glVertexArrayAttribBinding(array, i, i >= 2);
    }
    glCreateTextures(GL_TEXTURE_2D, 1, &color);
    glTextureStorage2D(color, 1, GL_RGBA8, b->view.width_px, b->view.height_px);
    glCreateTextures(GL_TEXTURE_2D, 1, &depth);
    glTextureStorage2D(depth, 1, GL_DEPTH_COMPONENT32F, b->view.width_px, b->view.height_px);
    glCreateFramebuffers(1, &framebuffer);
    glNamedFramebufferTexture(framebuffer, GL_COLOR_ATTACHMENT0, color, 0);
    glNamedFramebufferTexture(framebuffer, GL_DEPTH_ATTACHMENT, depth, 0);
    bare.array = array;
    bare.commands = commands;
    bare.program = program;
    bare.framebuffer = framebuffer;
    bare.count = count;
    return bare;
}

static double bare_ms(const Bench *b, const Bare *bare)
{
    const double start_s = clock_monotonic_s();
    glBindFramebuffer(GL_FRAMEBUFFER, bare->framebuffer);
    glViewport(0, 0, b->view.width_px, b->view.height_px);
    glDepthMask(GL_TRUE);
    glEnable(GL_DEPTH_TEST);
    glEnable(GL_CULL_FACE);
    glDepthFunc(GL_GEQUAL);
    glClearBufferfv(GL_DEPTH, 0, (const float[]){ 0 });
    glUseProgram(bare->program);
    glBindVertexArray(bare->array);
    glBindBuffer(GL_DRAW_INDIRECT_BUFFER, bare->commands);
    glMultiDrawElementsIndirect(GL_TRIANGLES, GL_UNSIGNED_INT, NULL, bare->count, 20);
    glFinish();
    return (clock_monotonic_s() - start_s) * 1000;
}

static bool add_copies(Bench *b, const char *path, int copies, double lon_deg, double lat_deg)
{
    for (int i = 0; i < copies; i++) {
        char name[32];
        snprintf(name, sizeof name, "copy %d", i + 1);
        StateLayer *layer = state_layer_add(&b->state, name, path);
        if (!layer) return false;
        layer->anchor.pos =
            (GeoPos){ lon_deg + (i % 10 - 4.5) * 0.0011, lat_deg + (i / 10 - 4.5) * 0.0011, 0 };
        layer->anchor.heading_deg = 7.0 * i;
        layer->has_anchor = layer->is_on_ground = true;
    }
    state_touch_layers(&b->state);
    return true;
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

static void save_picture(Bench *b, const char *path)
{
    Image image = { 0 };
    if (!image_init(&image, b->view.width_px, b->view.height_px, NULL)) return;
    render_target_read(b->render, b->target, (RenderRect){ 0, 0, image.width, image.height },
                       image.rgba, image.width * 4);
    if (!image_write_png(&image, path, NULL)) printf("no picture\n");
    image_finish(&image);
}

int main(int argc, char **argv)
{
    if (argc < 6) return 2;
    Bench b = { .view = { .width_px = 1920,
                          .height_px = 1080,
                          .scale = 1,
                          .quality = RENDER_QUALITY_SOFTWARE,
                          .is_live = true } };
    Err err = { 0 };
    double lon_deg = 0, lat_deg = 0;
    int copies = atoi(argv[3]);
    copies = copies < 1 ? 1 : copies > COPIES_MAX ? COPIES_MAX : copies;
    geo_init();
    state_init(&b.state);
    if (!document_load(&b.state, argv[1], &err)) printf("%s\n", err.text);
    sscanf(argv[4], "%lf,%lf", &lon_deg, &lat_deg);
    b.state.camera = (StateCamera){ .target = { lon_deg, lat_deg, 10 }, .fov_deg = 40 };
    sscanf(argv[5], "%lf,%lf,%lf", &b.state.camera.heading_deg, &b.state.camera.pitch_deg,
           &b.state.camera.distance_m);
    b.pool = job_pool_create(0);
    city_init(&b.city, b.pool);
    if (!open_gl() || !add_copies(&b, argv[2], copies, lon_deg, lat_deg)) return 1;
    b.render = render_create(&(RenderDesc){ 0 }, &err);
    if (b.render)
        b.scene = scene_create(
            &(SceneDesc){ .render = b.render, .pool = b.pool, .upload_bytes_a_frame = SIZE_MAX },
            &err);
    if (b.render)
        b.target = render_target_create(b.render, b.view.width_px, b.view.height_px, &err);
    if (!b.scene || !b.target) return 1;
    const double start_s = clock_monotonic_s();
    settle(&b);
    const double settled_s = clock_monotonic_s() - start_s;
    frame_ms(&b, true);
    const int all = render_status(b.render).triangles, calls = render_status(b.render).draw_calls;
    if (argc > 7 && strcmp(argv[6], "-o") == 0) save_picture(&b, argv[7]);
    const CityLayer *model = city_layer(&b.city, b.state.layers[b.state.layer_count - 1].id);
    if (!model || !model->asset) return 1;
    const Bare bare = bare_make(&b, model->asset);
    // By turns, so that what else the machine does falls on all alike.
    double with[FRAMES], without[FRAMES], bare_frame[FRAMES], own[FRAMES], ratio[FRAMES];
    for (int i = 0; i < FRAMES; i++) {
        with[i] = frame_ms(&b, true);
        bare_frame[i] = bare_ms(&b, &bare);
        without[i] = frame_ms(&b, false);
        own[i] = with[i] - without[i];
        ratio[i] = with[i] / (without[i] + bare_frame[i]);
    }
    const int city_triangles = render_status(b.render).triangles;
    printf(
        "settled_s %.2f\nframe_ms %.2f\ncity_ms %.2f\nmodels_ms %.2f\nbare_ms %.2f\nratio %.3f\n",
        settled_s, median(with, FRAMES), median(without, FRAMES), median(own, FRAMES),
        median(bare_frame, FRAMES), median(ratio, FRAMES));
    printf("triangles %d\nbare_triangles %d\ndraw_calls %d\nvram_mb %.1f\n", all - city_triangles,
           bare.triangles, calls, (double)render_status(b.render).used_bytes / 1e6);
    scene_destroy(b.scene);
    city_finish(&b.city);
    render_target_destroy(b.render, b.target);
    render_destroy(b.render);
    job_pool_destroy(b.pool);
    state_finish(&b.state);
    SDL_Quit();
    return 0;
}
