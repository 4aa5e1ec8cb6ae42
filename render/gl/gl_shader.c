// SPDX-License-Identifier: Apache-2.0
// gl_shader.c - programs from the built-in sources (or a folder): version, variant defines, includes, errors by file and line.
#include "render/gl/gl_internal.h"
#include "render/gl/gl_shader_source.h"
#include "base/file.h"
#include "base/log.h"
#include "base/str.h"
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { FILES_MAX = 24, INCLUDE_DEPTH_MAX = 6 };

static const struct {
    const char *vert, *frag;
    const char *fast_vert, *fast_frag; // of SOFTWARE quality where they differ
} gl_program_files[GL_PROGRAM_COUNT] = {
    [GL_PROGRAM_TERRAIN] = { "terrain.vert", "terrain.frag", "terrain_fast.vert",
                             "terrain_fast.frag" },
    [GL_PROGRAM_BUILDING] = { "building.vert", "building.frag", "building_fast.vert",
                              "building_fast.frag" },
    [GL_PROGRAM_POINT] = { "point.vert", "point.frag" },
    [GL_PROGRAM_SOLID] = { "solid.vert", "solid.frag" },
    [GL_PROGRAM_INSTANCE] = { "instance.vert", "solid.frag", "instance_fast.vert",
                              "instance_fast.frag" },
    [GL_PROGRAM_SKY] = { "sky.vert", "sky.frag", "sky.vert", "sky_fast.frag" },
    [GL_PROGRAM_LINE] = { "line.vert", "line.frag" },
    [GL_PROGRAM_SPRITE] = { "sprite.vert", "sprite.frag" },
    [GL_PROGRAM_PANEL] = { "panel.vert", "panel.frag" },
    [GL_PROGRAM_OCCLUSION] = { "screen.vert", "occlusion.frag" },
    [GL_PROGRAM_BLUR] = { "screen.vert", "blur.frag" },
    [GL_PROGRAM_BRIGHT] = { "screen.vert", "bright.frag" },
    [GL_PROGRAM_DOWN] = { "screen.vert", "down.frag" },
    [GL_PROGRAM_UP] = { "screen.vert", "up.frag" },
    [GL_PROGRAM_MERGE] = { "screen.vert", "merge.frag" },
    [GL_PROGRAM_COMPOSE] = { "screen.vert", "compose.frag" },
    [GL_PROGRAM_MARK] = { "mark.vert", "mark.frag" },
    [GL_PROGRAM_FLOW] = { "flow.vert", "flow.frag" },
    [GL_PROGRAM_MODEL] = { "model.vert", "model.frag", "model_fast.vert", "model_fast.frag" },
    [GL_PROGRAM_MODEL_MAPS] = { "model_maps.vert", "model_maps.frag", "model_fast_maps.vert",
                                "model_fast_maps.frag" },
    [GL_PROGRAM_MODEL_PICTURE] = { "model_picture.vert", "model_picture.frag",
                                   "model_fast_picture.vert", "model_fast_picture.frag" },
};

typedef struct {
    const char *names[FILES_MAX]; // index = GLSL source string number
    char *owned[FILES_MAX];       // texts read from the folder
    int count;
} ShaderFiles;

static const char *builtin_text(const char *name, const char **stable_name)
{
    for (int i = 0; i < gl_shader_source_count; i++) {
        if (strcmp(gl_shader_sources[i].name, name) == 0) {
            *stable_name = gl_shader_sources[i].name;
            return gl_shader_sources[i].text;
        }
    }
    return NULL;
}

// Text of a file, registered under the next source number; NULL when nothing has that name.
static const char *files_open(const GlRender *gl, ShaderFiles *files, const char *name)
{
    if (files->count == FILES_MAX) return NULL;
    const char *stable = NULL, *text = builtin_text(name, &stable);
    if (!text) return NULL;
    const int index = files->count++;
    files->names[index] = stable;
    if (gl->desc.shader_folder) {
        char *path = file_join(gl->desc.shader_folder, name);
        files->owned[index] = path ? file_read(path, 1 << 20, NULL, NULL) : NULL;
        free(path);
        if (files->owned[index]) text = files->owned[index];
    }
    return text;
}

static bool files_has(const ShaderFiles *files, const char *name)
{
    for (int i = 0; i < files->count; i++) {
        if (strcmp(files->names[i], name) == 0) return true;
    }
    return false;
}

// Copies a file line by line; an include is entered on a small stack, once each.
static bool text_expand(const GlRender *gl, ShaderFiles *files, const char *name, Str *out)
{
    struct {
        const char *at;
        int file, line;
    } stack[INCLUDE_DEPTH_MAX];
    int depth = 0;
    const char *text = files_open(gl, files, name);
    if (!text) {
        log_print(LOG_ERROR, "shader '%s' is not built in", name);
        return false;
    }
    stack[depth].at = text;
    stack[depth].file = files->count - 1;
    stack[depth++].line = 1;
    str_printf(out, "#line 1 %d\n", files->count - 1);
    while (depth > 0) {
        const char *line = stack[depth - 1].at;
        if (!*line) {
            if (--depth > 0) str_printf(out, "#line %d %d\n", stack[depth - 1].line, stack[depth - 1].file);
            continue;
        }
        const size_t length = strcspn(line, "\n");
        stack[depth - 1].at = line + length + (line[length] == '\n');
        stack[depth - 1].line++;
        char wanted[64];
        if (strncmp(line, "#include \"", 10) == 0 && sscanf(line + 10, "%63[^\"]", wanted) == 1) {
            if (files_has(files, wanted)) {
                str_add(out, "\n");
                continue;
            }
            const char *inner = depth < INCLUDE_DEPTH_MAX ? files_open(gl, files, wanted) : NULL;
            if (!inner) {
                log_print(LOG_ERROR, "shader %s:%d: cannot include \"%s\"", files->names[stack[depth - 1].file],
                          stack[depth - 1].line - 1, wanted);
                return false;
            }
            stack[depth].at = inner;
            stack[depth].file = files->count - 1;
            stack[depth++].line = 1;
            str_printf(out, "#line 1 %d\n", files->count - 1);
            continue;
        }
        str_add_n(out, line, length);
        str_add(out, "\n");
    }
    return true;
}

// Drivers name a place "0:12(5)" or "0(12)", the first number being the source string: put the file's name there.
static void log_places(const ShaderFiles *files, const char *message)
{
    Str line = { 0 };
    for (const char *at = message; *at;) {
        const size_t length = strcspn(at, "\n");
        char *end = NULL;
        const long file = strtol(at, &end, 10);
        str_add(&line, "shader ");
        if (end > at && file >= 0 && file < files->count && (*end == ':' || *end == '(')) {
            str_add(&line, files->names[file]);
            str_add_n(&line, end, length - (size_t)(end - at));
        } else {
            str_add_n(&line, at, length);
        }
        if (length) log_print(LOG_ERROR, "%s", line.text);
        line.length = 0;
        at += length + (at[length] == '\n');
    }
    str_finish(&line);
}

static GLuint stage_compile(GlRender *gl, GLenum stage, const char *name, const char *defines)
{
    ShaderFiles files = { 0 };
    Str text = { 0 };
    GLuint shader = 0;
    str_printf(&text, "#version 450 core\n%s", defines);
    if (text_expand(gl, &files, name, &text)) {
        shader = glCreateShader(stage);
        const GLchar *source = text.text;
        glShaderSource(shader, 1, &source, NULL);
        glCompileShader(shader);
        GLint ok = 0, length = 0;
        glGetShaderiv(shader, GL_COMPILE_STATUS, &ok);
        if (!ok) {
            glGetShaderiv(shader, GL_INFO_LOG_LENGTH, &length);
            char *message = calloc((size_t)length + 1, 1);
            if (message) glGetShaderInfoLog(shader, length, NULL, message);
            log_places(&files, message ? message : "no message");
            free(message);
            glDeleteShader(shader);
            shader = 0;
        }
    }
    for (int i = 0; i < files.count; i++) free(files.owned[i]);
    str_finish(&text);
    return shader;
}

static GLuint program_link(GLuint vert, GLuint frag, const char *name)
{
    const GLuint program = glCreateProgram();
    glAttachShader(program, vert);
    if (frag) glAttachShader(program, frag);
    glLinkProgram(program);
    GLint ok = 0;
    glGetProgramiv(program, GL_LINK_STATUS, &ok);
    if (ok) return program;
    char message[1024] = "";
    glGetProgramInfoLog(program, sizeof message, NULL, message);
    log_print(LOG_ERROR, "shader %s does not link: %s", name, message);
    glDeleteProgram(program);
    return 0;
}

GLuint gl_program(GlRender *gl, GlProgram id, RenderLook look, unsigned variant)
{
    GLuint *program = &gl->programs[id][look][variant];
    bool *has_failed = &gl->program_failed[id][look][variant];
    if (*program || *has_failed) return *program;
    char defines[400];
    snprintf(defines, sizeof defines,
             "#define LOOK %d\n#define FULL %d\n#define SHADOW %d\n#define GHOST %d\n#define PLAIN "
             "%d\n#define FAR %d\n"
             "#define SINGLE %d\n#define LIT %d\n#define SOFTWARE_DEVICE %d\n#define MANY "
             "%d\n#define CUT %d\n#define GLASS %d\n#define FLAGS %d\n#define JOINTS %d\n#define "
             "LIVE %d\n",
             (int)look, (variant & GL_VARIANT_FULL) != 0, (variant & GL_VARIANT_SHADOW) != 0,
             (variant & GL_VARIANT_GHOST) != 0, (variant & GL_VARIANT_PLAIN) != 0,
             (variant & GL_VARIANT_FAR) != 0, (variant & GL_VARIANT_SINGLE) != 0,
             (variant & GL_VARIANT_LIT) != 0, gl->status.is_software,
             (variant & GL_VARIANT_MANY) != 0, (variant & GL_VARIANT_CUT) != 0,
             (variant & GL_VARIANT_GLASS) != 0, (variant & GL_VARIANT_FLAGS) != 0,
             (variant & GL_VARIANT_JOINTS) != 0, (variant & GL_VARIANT_LIVE) != 0);
    // The ground's own shader costs a software device as much as all else at FULL together: it takes the fast one there.
    const bool is_full = (variant & GL_VARIANT_FULL) && !(gl->status.is_software && id == GL_PROGRAM_TERRAIN);
    const bool is_fast = !is_full && !(variant & GL_VARIANT_SHADOW) && gl_program_files[id].fast_vert;
    const char *vert_name = is_fast ? gl_program_files[id].fast_vert : gl_program_files[id].vert;
    const char *frag_name = variant & GL_VARIANT_SHADOW ? NULL : is_fast ? gl_program_files[id].fast_frag : gl_program_files[id].frag;
    const GLuint vert = stage_compile(gl, GL_VERTEX_SHADER, vert_name, defines);
    const GLuint frag = frag_name ? stage_compile(gl, GL_FRAGMENT_SHADER, frag_name, defines) : 0;
    if (vert && (frag || !frag_name)) *program = program_link(vert, frag, frag_name ? frag_name : vert_name);
    glDeleteShader(vert);
    glDeleteShader(frag);
    if (!*program) {
        *has_failed = true;
        gl->status.error_count++;
    }
    return *program;
}

void gl_programs_finish(GlRender *gl)
{
    GLuint *programs = &gl->programs[0][0][0];
    for (int i = 0; i < GL_PROGRAM_COUNT * RENDER_LOOK_COUNT * GL_VARIANT_COUNT; i++) {
        if (programs[i]) glDeleteProgram(programs[i]);
    }
}
