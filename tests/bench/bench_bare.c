// SPDX-License-Identifier: Apache-2.0
// bench_bare.c - the limit of a frame: the same building tiles and levels of detail as the program, one multi-draw call for
// triangles and one for points, a flat shader, nothing else. bench_bare FILE PATH.tsv WxH: first_frame_ms, frame_ms_median, frame_ms_p99.
#include "base/array.h"
#include "base/clock.h"
#include "geo/geo_building.h"
#include "scene/camera.h"
#include <GL/glew.h>
#include <SDL.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define BARE_FRAMES_MAX 1000

typedef struct {
    DPlace place;
    double radius_m;
    float offset_m[3], step_m[3];
    uint32_t first_vertex[3], vertex_count[3], first_index[3], index_count[3];
} BareTile;

typedef struct {
    BareTile *tiles;
    int tile_count;
    GLuint vertices, indices, commands, draws, vao, program;
    double triangles; // of all frames
} Bare;

typedef struct {
    float clip_from_tile[16];
    float offset[4], step[4];
} BareDraw;

static const char *const bare_vertex =
    "#version 450 core\n"
    "layout(location=0) in vec3 q; layout(location=1) in uint draw;\n"
    "struct Draw { mat4 m; vec4 offset, step; };\n"
    "layout(std430,binding=0) readonly buffer Draws { Draw draws[]; };\n"
    "flat out vec3 v_c;\n"
    "void main(){ Draw d=draws[draw]; vec3 p=d.offset.xyz+q*d.step.xyz; gl_Position=d.m*vec4(p,1);\n"
    "gl_PointSize=1.5; v_c=vec3(0.3+p.z*0.01); }\n";
static const char *const bare_fragment =
    "#version 450 core\nflat in vec3 v_c; out vec4 o; void main(){ o=vec4(v_c,1); }\n";

static GLuint compile(GLenum kind, const char *text)
{
    const GLuint shader = glCreateShader(kind);
    glShaderSource(shader, 1, &text, NULL);
    glCompileShader(shader);
    return shader;
}

static void make_buffers(Bare *bare, const GeoLayer *layer, const GeoFrame *frame, const float *height_m)
{
    GeoBuildingVertex *vertices = NULL;
    uint16_t *indices = NULL;
    size_t vertex_count = 0, vertex_cap = 0, index_count = 0, index_cap = 0;
    bare->tile_count = layer->tile_count;
    bare->tiles = calloc((size_t)layer->tile_count, sizeof(BareTile));
    const GeoBuildingInput input = { .layer = layer, .height_m = height_m, .frame = frame };
    for (int t = 0; t < layer->tile_count; t++) {
        BareTile *tile = &bare->tiles[t];
        tile->place = geo_tile_place(frame, layer->tiles[t].key);
        for (int lod = 0; lod < GEO_BUILDING_LOD_COUNT; lod++) {
            GeoBuildingMesh mesh = { 0 };
            if (!geo_building_build(&input, t, (GeoBuildingLod)lod, &mesh, NULL)) continue;
            array_reserve_large((void **)&vertices, &vertex_cap, vertex_count + mesh.vertex_count, sizeof *vertices);
            array_reserve_large((void **)&indices, &index_cap, index_count + mesh.index_count, sizeof *indices);
            if (mesh.vertex_count) memcpy(vertices + vertex_count, mesh.vertices, mesh.vertex_count * sizeof *vertices);
            if (mesh.index_count) memcpy(indices + index_count, mesh.indices, mesh.index_count * sizeof *indices);
            tile->first_vertex[lod] = (uint32_t)vertex_count;
            tile->vertex_count[lod] = mesh.vertex_count;
            tile->first_index[lod] = (uint32_t)index_count;
            tile->index_count[lod] = mesh.index_count;
            vertex_count += mesh.vertex_count;
            index_count += mesh.index_count;
            memcpy(tile->offset_m, mesh.offset_m, sizeof tile->offset_m);
            memcpy(tile->step_m, mesh.step_m, sizeof tile->step_m);
            const double size = hypot(mesh.box_max_m[0] - mesh.box_min_m[0], mesh.box_max_m[1] - mesh.box_min_m[1]);
            if (size / 2 > tile->radius_m) tile->radius_m = size / 2;
            geo_building_mesh_finish(&mesh);
        }
    }
    glCreateBuffers(1, &bare->vertices);
    glNamedBufferStorage(bare->vertices, (GLsizeiptr)(vertex_count * sizeof *vertices), vertices, 0);
    glCreateBuffers(1, &bare->indices);
    glNamedBufferStorage(bare->indices, (GLsizeiptr)(index_count * sizeof *indices), indices, 0);
    free(vertices);
    free(indices);
}

static void make_pipeline(Bare *bare)
{
    bare->program = glCreateProgram();
    glAttachShader(bare->program, compile(GL_VERTEX_SHADER, bare_vertex));
    glAttachShader(bare->program, compile(GL_FRAGMENT_SHADER, bare_fragment));
    glLinkProgram(bare->program);
    const GLsizeiptr tiles = bare->tile_count > 0 ? bare->tile_count : 1;
    uint32_t *numbers = malloc((size_t)tiles * sizeof *numbers);
    for (int i = 0; i < bare->tile_count; i++) numbers[i] = (uint32_t)i;
    GLuint draw_numbers = 0;
    glCreateBuffers(1, &draw_numbers);
    glNamedBufferStorage(draw_numbers, tiles * 4, numbers, 0);
    free(numbers);
    glCreateBuffers(1, &bare->draws);
    glNamedBufferStorage(bare->draws, tiles * (GLsizeiptr)sizeof(BareDraw), NULL, GL_DYNAMIC_STORAGE_BIT);
    glCreateBuffers(1, &bare->commands);
    glNamedBufferStorage(bare->commands, tiles * 20, NULL, GL_DYNAMIC_STORAGE_BIT);
    glCreateVertexArrays(1, &bare->vao);
    glVertexArrayVertexBuffer(bare->vao, 0, bare->vertices, 0, 8);
    glVertexArrayAttribFormat(bare->vao, 0, 3, GL_UNSIGNED_SHORT, GL_FALSE, 0);
    glVertexArrayAttribBinding(bare->vao, 0, 0);
    glEnableVertexArrayAttrib(bare->vao, 0);
    glVertexArrayVertexBuffer(bare->vao, 1, draw_numbers, 0, 4);
    glVertexArrayBindingDivisor(bare->vao, 1, 1);
    glVertexArrayAttribIFormat(bare->vao, 1, 1, GL_UNSIGNED_INT, 0);
    glVertexArrayAttribBinding(bare->vao, 1, 1);
    glEnableVertexArrayAttrib(bare->vao, 1);
    glVertexArrayElementBuffer(bare->vao, bare->indices);
}

static void multiply(const float *a, const float *b, float *out)
{
    for (int c = 0; c < 4; c++) {
        for (int r = 0; r < 4; r++) {
            float sum = 0;
            for (int k = 0; k < 4; k++) sum += a[k * 4 + r] * b[c * 4 + k];
            out[c * 4 + r] = sum;
        }
    }
}

static void draw_frame(Bare *bare, const GeoFrame *frame, const StateCamera *camera, int width, int height, BareDraw *draws, uint32_t *commands)
{
    RenderView view = { 0 };
    camera_fill_view(frame, camera, width, height, 0, 0, width, height, 1, &view);
    const CameraPose pose = camera_pose(frame, camera, (double)width / height);
    const double edge_x = sqrt(1 + pose.tan_half_x * pose.tan_half_x), edge_y = sqrt(1 + pose.tan_half_y * pose.tan_half_y);
    GLsizei triangle_draws = 0, point_draws = 0;
    uint32_t *point_commands = commands + 5 * (size_t)bare->tile_count;
    for (int t = 0; t < bare->tile_count; t++) {
        const BareTile *tile = &bare->tiles[t];
        const DVec3 d = dvec_sub(tile->place.origin, pose.eye_enu_m);
        const double forward = dvec_dot(d, pose.forward), r = tile->radius_m;
        if (forward < -r || fabs(dvec_dot(d, pose.right)) > forward * pose.tan_half_x + r * edge_x ||
            fabs(dvec_dot(d, pose.up)) > forward * pose.tan_half_y + r * edge_y)
            continue;
        const double distance = fmax(dvec_length(d) - r, 1);
        const double size_px = 15 * view.px_per_rad / distance;
        const int lod = size_px < 2 ? GEO_BUILDING_POINT : size_px < 8 ? GEO_BUILDING_BOX : GEO_BUILDING_FULL;
        const float rel[16] = { (float)tile->place.x_axis.x, (float)tile->place.x_axis.y, (float)tile->place.x_axis.z, 0,
                                (float)tile->place.y_axis.x, (float)tile->place.y_axis.y, (float)tile->place.y_axis.z, 0,
                                (float)tile->place.z_axis.x, (float)tile->place.z_axis.y, (float)tile->place.z_axis.z, 0,
                                (float)d.x, (float)d.y, (float)d.z, 1 };
        multiply(view.clip_from_rel, rel, draws[t].clip_from_tile);
        memcpy(draws[t].offset, tile->offset_m, sizeof tile->offset_m);
        memcpy(draws[t].step, tile->step_m, sizeof tile->step_m);
        if (lod == GEO_BUILDING_POINT) {
            const uint32_t command[4] = { tile->vertex_count[lod], 1, tile->first_vertex[lod], (uint32_t)t };
            memcpy(point_commands + 4 * point_draws++, command, sizeof command);
        } else {
            const uint32_t command[5] = { tile->index_count[lod], 1, tile->first_index[lod], tile->first_vertex[lod], (uint32_t)t };
            memcpy(commands + 5 * triangle_draws++, command, sizeof command);
            bare->triangles += tile->index_count[lod] / 3;
        }
    }
    glNamedBufferSubData(bare->draws, 0, (GLsizeiptr)(sizeof(BareDraw) * (size_t)bare->tile_count), draws);
    glClear(GL_COLOR_BUFFER_BIT | GL_DEPTH_BUFFER_BIT);
    glUseProgram(bare->program);
    glBindBufferBase(GL_SHADER_STORAGE_BUFFER, 0, bare->draws);
    glBindVertexArray(bare->vao);
    glBindBuffer(GL_DRAW_INDIRECT_BUFFER, bare->commands);
    glNamedBufferSubData(bare->commands, 0, triangle_draws * 20, commands);
    glMultiDrawElementsIndirect(GL_TRIANGLES, GL_UNSIGNED_SHORT, NULL, triangle_draws, 0);
    glNamedBufferSubData(bare->commands, 0, point_draws * 16, point_commands);
    glMultiDrawArraysIndirect(GL_POINTS, NULL, point_draws, 0);
    glFinish();
}

static int compare_double(const void *a, const void *b)
{
    const double x = *(const double *)a, y = *(const double *)b;
    return (x > y) - (x < y);
}

static SDL_Window *open_context(int width, int height)
{
    if (!getenv("DISPLAY")) SDL_setenv("SDL_VIDEODRIVER", "offscreen", 1);
    if (SDL_Init(SDL_INIT_VIDEO) != 0) return NULL;
    SDL_GL_SetAttribute(SDL_GL_CONTEXT_MAJOR_VERSION, 4);
    SDL_GL_SetAttribute(SDL_GL_CONTEXT_MINOR_VERSION, 5);
    SDL_GL_SetAttribute(SDL_GL_CONTEXT_PROFILE_MASK, SDL_GL_CONTEXT_PROFILE_CORE);
    SDL_Window *window = SDL_CreateWindow("bare", 0, 0, width, height, SDL_WINDOW_OPENGL);
    if (!window || !SDL_GL_CreateContext(window)) return NULL;
    glewExperimental = GL_TRUE;
    const GLenum code = glewInit();
    return code == GLEW_OK || code == 4 ? window : NULL; // 4: a GLX build of GLEW on an EGL context; all entry points are there
}

int main(int argc, char **argv)
{
    int width = 1920, height = 1080;
    if (argc < 3 || (argc > 3 && sscanf(argv[3], "%dx%d", &width, &height) != 2)) {
        fprintf(stderr, "bench_bare FILE PATH.tsv [WxH]\n");
        return 2;
    }
    if (!open_context(width, height)) return 1;
    geo_init();
    JobPool *pool = job_pool_create(0);
    Err err = { 0 };
    GeoLayer *layer = geo_layer_load(&(GeoLayerDesc){ .source = argv[1], .pool = pool }, &err);
    if (!layer) {
        fprintf(stderr, "%s\n", err.text);
        return 1;
    }
    const int column = geo_layer_column(layer, "height");
    float *height_m = malloc(layer->feature_count * sizeof *height_m);
    for (uint32_t i = 0; i < layer->feature_count; i++) {
        double value = 10;
        if (column >= 0) geo_column_number(&layer->columns[column], i, &value);
        height_m[i] = (float)value;
    }
    GeoFrame frame;
    geo_frame_init(&frame, (GeoPos){ (layer->extent.west_deg + layer->extent.east_deg) / 2,
                                     (layer->extent.south_deg + layer->extent.north_deg) / 2, 0 });
    Bare bare = { 0 };
    make_buffers(&bare, layer, &frame, height_m);
    make_pipeline(&bare);

    GLuint textures[2], fbo;
    glCreateTextures(GL_TEXTURE_2D, 2, textures);
    glTextureStorage2D(textures[0], 1, GL_RGBA8, width, height);
    glTextureStorage2D(textures[1], 1, GL_DEPTH_COMPONENT32F, width, height);
    glCreateFramebuffers(1, &fbo);
    glNamedFramebufferTexture(fbo, GL_COLOR_ATTACHMENT0, textures[0], 0);
    glNamedFramebufferTexture(fbo, GL_DEPTH_ATTACHMENT, textures[1], 0);
    glBindFramebuffer(GL_FRAMEBUFFER, fbo);
    glViewport(0, 0, width, height);
    glClipControl(GL_LOWER_LEFT, GL_ZERO_TO_ONE);
    glClearDepth(0);
    glDepthFunc(GL_GREATER);
    glEnable(GL_DEPTH_TEST);
    glEnable(GL_CULL_FACE);
    glEnable(GL_PROGRAM_POINT_SIZE);

    BareDraw *draws = calloc((size_t)bare.tile_count + 1, sizeof *draws);
    uint32_t *commands = calloc((size_t)bare.tile_count + 1, 9 * sizeof *commands);
    FILE *path = fopen(argv[2], "r");
    if (!path) return 1;
    static double times_ms[BARE_FRAMES_MAX];
    int frames = 0, number = 0;
    StateCamera camera = { .fov_deg = 40 };
    char line[256];
    double first_ms = 0;
    while (frames < BARE_FRAMES_MAX && fgets(line, sizeof line, path)) {
        if (sscanf(line, "%d %lf %lf %lf %lf %lf", &number, &camera.target.lon_deg, &camera.target.lat_deg, &camera.distance_m,
                   &camera.heading_deg, &camera.pitch_deg) != 6)
            continue;
        const double start = clock_monotonic_s();
        draw_frame(&bare, &frame, &camera, width, height, draws, commands);
        times_ms[frames] = (clock_monotonic_s() - start) * 1e3;
        if (frames++ == 0) first_ms = clock_since_process_start_s() * 1e3;
    }
    fclose(path);
    if (frames == 0) return 1;
    qsort(times_ms, (size_t)frames, sizeof *times_ms, compare_double);
    printf("first_frame_ms %.1f\nframe_ms_median %.2f\nframe_ms_p99 %.2f\ntriangles_mean %.0f\n", first_ms, times_ms[frames / 2],
           times_ms[(int)(0.99 * (frames - 1) + 0.5)], bare.triangles / frames);
    return 0;
}
