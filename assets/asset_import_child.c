// SPDX-License-Identifier: Apache-2.0
// asset_import_child.c - the process that imports: a file through assimp into plain arrays, written
// to the descriptor it was given.
#include "assets/asset_import.h"
#include "base/file.h"
#include "base/str.h"
#include <assimp/cfileio.h>
#include <assimp/cimport.h>
#include <assimp/config.h>
#include <assimp/postprocess.h>
#include <assimp/scene.h>
#include <limits.h>
#include <meshoptimizer.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <unistd.h>

#define ASSET_IMPORT_TEXTURES_MAX 4096
#define ASSET_IMPORT_OBJECTS_MAX 4000000
// Vertices farther from 0 than this count from an origin of their mesh.
#define ASSET_IMPORT_FAR_M 10000.0f

#if defined(__SANITIZE_ADDRESS__) || defined(__SANITIZE_THREAD__)
enum { ASSET_IMPORT_LIMITS_MEMORY = 0 }; // the sanitizer reserves terabytes of addresses
#else
enum { ASSET_IMPORT_LIMITS_MEMORY = 1 };
#endif

// ---- files ----

typedef struct {
    struct aiFile file;
    FILE *stream;
} AssetImportFile;

static size_t asset_import_read(struct aiFile *file, char *to, size_t size, size_t count)
{
    return fread(to, size, count, ((AssetImportFile *)file)->stream);
}

static size_t asset_import_write(struct aiFile *file, const char *from, size_t size, size_t count)
{
    (void)file, (void)from, (void)size, (void)count;
    return 0;
}

static size_t asset_import_tell(struct aiFile *file)
{
    return (size_t)ftell(((AssetImportFile *)file)->stream);
}

static size_t asset_import_size(struct aiFile *file)
{
    FILE *stream = ((AssetImportFile *)file)->stream;
    const long at = ftell(stream);
    fseek(stream, 0, SEEK_END);
    const long size = ftell(stream);
    fseek(stream, at, SEEK_SET);
    return size > 0 ? (size_t)size : 0;
}

static enum aiReturn asset_import_seek(struct aiFile *file, size_t offset, enum aiOrigin from)
{
    const int whence = from == aiOrigin_SET ? SEEK_SET : from == aiOrigin_CUR ? SEEK_CUR : SEEK_END;
    return fseek(((AssetImportFile *)file)->stream, (long)offset, whence) == 0 ? aiReturn_SUCCESS
                                                                               : aiReturn_FAILURE;
}

static void asset_import_flush(struct aiFile *file)
{
    (void)file;
}

// The model's own folder and what lies below, by real paths: a material file cannot lead elsewhere.
static struct aiFile *asset_import_open(struct aiFileIO *io, const char *path, const char *mode)
{
    char folder[PATH_MAX], real[PATH_MAX];
    if (mode[0] != 'r' || !realpath(path, real) || !realpath((const char *)io->UserData, folder))
        return NULL;
    char *slash = strrchr(folder, '/');
    if (!slash || strncmp(real, folder, (size_t)(slash - folder) + 1) != 0) return NULL;
    AssetImportFile *file = calloc(1, sizeof *file);
    if (!file) return NULL;
    file->stream = fopen(real, "rb");
    if (!file->stream) {
        free(file);
        return NULL;
    }
    file->file = (struct aiFile){ .ReadProc = asset_import_read,
                                  .WriteProc = asset_import_write,
                                  .TellProc = asset_import_tell,
                                  .FileSizeProc = asset_import_size,
                                  .SeekProc = asset_import_seek,
                                  .FlushProc = asset_import_flush };
    return &file->file;
}

static void asset_import_close(struct aiFileIO *io, struct aiFile *file)
{
    (void)io;
    if (!file) return;
    fclose(((AssetImportFile *)file)->stream);
    free(file);
}

// ---- writing ----

static void asset_import_put(FILE *out, const void *bytes, size_t length)
{
    static const char zero[8] = { 0 };
    if (length > 0) fwrite(bytes, 1, length, out);
    if (length % 8) fwrite(zero, 1, 8 - length % 8, out);
}

static void asset_import_problem(FILE *out, const char *kind, const char *text, uint32_t count)
{
    const AssetImportProblem p = { (uint32_t)strlen(kind), (uint32_t)strlen(text), count, 0 };
    asset_import_put(out, &p, sizeof p);
    asset_import_put(out, kind, p.kind_length);
    asset_import_put(out, text, p.text_length);
}

// ---- axes and units ----

static double asset_import_meta(const struct aiScene *scene, const char *key, double fallback)
{
    const struct aiMetadata *m = scene->mMetaData;
    for (unsigned i = 0; m && i < m->mNumProperties; i++) {
        if (strcmp(m->mKeys[i].data, key) != 0) continue;
        const struct aiMetadataEntry *e = &m->mValues[i];
        if (e->mType == AI_INT32) return *(const int32_t *)e->mData;
        if (e->mType == AI_FLOAT) return (double)*(const float *)e->mData;
        if (e->mType == AI_DOUBLE) return *(const double *)e->mData;
    }
    return fallback;
}

// FBX says its axes and unit and assimp leaves them to us.
static DPlace asset_import_fbx_root(const struct aiScene *scene)
{
    const int up = (int)asset_import_meta(scene, "UpAxis", 1),
              right = (int)asset_import_meta(scene, "CoordAxis", 0);
    const double unit_m = asset_import_meta(scene, "UnitScaleFactor", 1) * 0.01;
    double rows[3][3] = { { 0 } }; // of the model's x, y, z in the file's axes
    if (up < 0 || up > 2 || right < 0 || right > 2 || up == right || !(unit_m > 0) || unit_m > 1e6)
        return asset_place_z_up;
    rows[0][right] = asset_import_meta(scene, "CoordAxisSign", 1) < 0 ? -1 : 1;
    rows[2][up] = asset_import_meta(scene, "UpAxisSign", 1) < 0 ? -1 : 1;
    const DVec3 x = { rows[0][0], rows[0][1], rows[0][2] },
                z = { rows[2][0], rows[2][1], rows[2][2] };
    const DVec3 y = dvec_cross(z, x);
    return (DPlace){ { x.x * unit_m, y.x * unit_m, z.x * unit_m },
                     { x.y * unit_m, y.y * unit_m, z.y * unit_m },
                     { x.z * unit_m, y.z * unit_m, z.z * unit_m },
                     { 0, 0, 0 } };
}

// assimp turns COLLADA and 3DS to y up and COLLADA to metres; STL and PLY
// are z up by custom.
static DPlace asset_import_root(const char *path, const struct aiScene *scene)
{
    const char *extension = file_extension(path);
    if (str_equal_nocase(extension, "fbx")) return asset_import_fbx_root(scene);
    if (str_equal_nocase(extension, "stl") || str_equal_nocase(extension, "ply"))
        return asset_place_unit;
    return asset_place_z_up;
}

// ---- textures and materials ----

typedef struct {
    const struct aiScene *scene;
    struct {
        char path[1024];
        uint32_t repeats;
    } * rows;
    int count;
} AssetImportTextures;

// Row of a material's first picture of that kind; -1 = none.
static int asset_import_texture(AssetImportTextures *t, const struct aiMaterial *m,
                                enum aiTextureType type, AssetMaterial *out)
{
    struct aiString path = { 0 };
    enum aiTextureMapMode modes[3] = { aiTextureMapMode_Wrap, aiTextureMapMode_Wrap };
    struct aiUVTransform place;
    unsigned count = sizeof place / sizeof(ai_real);
    if (aiGetMaterialTexture(m, type, 0, &path, NULL, NULL, NULL, NULL, modes, NULL) !=
            aiReturn_SUCCESS ||
        path.length == 0 || path.length >= sizeof t->rows->path)
        return -1;
    if (aiGetMaterialFloatArray(m, AI_MATKEY_UVTRANSFORM(type, 0), (ai_real *)&place, &count) ==
        aiReturn_SUCCESS) {
        out->uv_scale[0] = place.mScaling.x, out->uv_scale[1] = place.mScaling.y;
        out->uv_offset[0] = place.mTranslation.x, out->uv_offset[1] = -place.mTranslation.y;
        out->uv_turn_rad = -place.mRotation;
    }
    const uint32_t repeats = (modes[0] != aiTextureMapMode_Clamp ? 1u : 0u) |
                             (modes[1] != aiTextureMapMode_Clamp ? 2u : 0u);
    for (int i = 0; i < t->count; i++)
        if (t->rows[i].repeats == repeats && strcmp(t->rows[i].path, path.data) == 0) return i;
    if (t->count == ASSET_IMPORT_TEXTURES_MAX) return -1;
    str_copy_utf8(t->rows[t->count].path, sizeof t->rows->path, path.data);
    t->rows[t->count].repeats = repeats;
    return t->count++;
}

static const struct aiTexture *asset_import_embedded(const struct aiScene *scene, const char *path)
{
    if (path[0] == '*') {
        const long row = strtol(path + 1, NULL, 10);
        return row >= 0 && row < (long)scene->mNumTextures ? scene->mTextures[row] : NULL;
    }
    const char *name = strrchr(path, '/') ? strrchr(path, '/') + 1 : path;
    name = strrchr(name, '\\') ? strrchr(name, '\\') + 1 : name;
    for (unsigned i = 0; i < scene->mNumTextures; i++) {
        const char *given = scene->mTextures[i]->mFilename.data;
        const size_t length = strlen(given), tail = strlen(name);
        if (tail > 0 && length >= tail && strcmp(given + length - tail, name) == 0)
            return scene->mTextures[i];
    }
    return NULL;
}

static void asset_import_put_textures(FILE *out, const AssetImportTextures *t)
{
    for (int i = 0; i < t->count; i++) {
        const struct aiTexture *e = asset_import_embedded(t->scene, t->rows[i].path);
        AssetImportTexture row = { .name_length = (uint32_t)strlen(t->rows[i].path),
                                   .repeats = t->rows[i].repeats };
        if (e && e->mHeight == 0)
            row.byte_count = e->mWidth;
        else if (e && e->mWidth <= 16384 && e->mHeight <= 16384) {
            row.width = e->mWidth, row.height = e->mHeight;
            row.byte_count = (uint64_t)e->mWidth * e->mHeight * 4;
        }
        asset_import_put(out, &row, sizeof row);
        asset_import_put(out, t->rows[i].path, row.name_length);
        asset_import_put(out, e ? e->pcData : NULL, e ? row.byte_count : 0);
    }
}

static float asset_import_linear(float srgb)
{
    const float s = srgb > 0 ? srgb : 0;
    return s <= 0.04045f ? s / 12.92f : powf((s + 0.055f) / 1.055f, 2.4f);
}

static float asset_import_number(const struct aiMaterial *m, const char *key, float fallback)
{
    ai_real value = 0;
    unsigned count = 1;
    const bool has = aiGetMaterialFloatArray(m, key, 0, 0, &value, &count) == aiReturn_SUCCESS;
    return has && isfinite(value) ? value : fallback;
}

// Colours of these formats are those of a screen.
static void asset_import_material(AssetImportTextures *t, const struct aiMaterial *m,
                                  AssetMaterial *out)
{
    struct aiColor4D colour = { 0.8f, 0.8f, 0.8f, 1 }, glow = { 0, 0, 0, 1 };
    int two_sided = 0;
    unsigned count = 1;
    *out = (AssetMaterial){ .uv_scale = { 1, 1 },
                            .alpha_cutoff = 0.5f,
                            .base_texture = -1,
                            .emissive_texture = -1,
                            .normal_texture = -1,
                            .metal_texture = -1,
                            .occlusion_texture = -1 };
    if (aiGetMaterialColor(m, AI_MATKEY_BASE_COLOR, &colour) != aiReturn_SUCCESS)
        aiGetMaterialColor(m, AI_MATKEY_COLOR_DIFFUSE, &colour);
    aiGetMaterialColor(m, AI_MATKEY_COLOR_EMISSIVE, &glow);
    aiGetMaterialIntegerArray(m, AI_MATKEY_TWOSIDED, &two_sided, &count);
    out->base_texture = asset_import_texture(t, m, aiTextureType_BASE_COLOR, out);
    if (out->base_texture < 0)
        out->base_texture = asset_import_texture(t, m, aiTextureType_DIFFUSE, out);
    out->normal_texture = asset_import_texture(t, m, aiTextureType_NORMALS, out);
    out->emissive_texture = asset_import_texture(t, m, aiTextureType_EMISSIVE, out);
    const float rgb[3] = { colour.r, colour.g, colour.b }, light[3] = { glow.r, glow.g, glow.b };
    // Exporters leave the colour black where a picture gives it.
    const bool is_black = rgb[0] + rgb[1] + rgb[2] <= 0 && out->base_texture >= 0;
    for (int c = 0; c < 3; c++) {
        out->base_rgba[c] = is_black ? 1 : fminf(asset_import_linear(rgb[c]), 1);
        out->emissive[c] = asset_import_linear(light[c]);
    }
    const float opacity = asset_import_number(m, "$mat.opacity", 1);
    // A material that would not be seen at all is an exporter's slip.
    out->base_rgba[3] = opacity > 0 && opacity < 1 ? opacity : 1;
    const bool is_cut =
        out->base_texture >= 0 && aiGetMaterialTextureCount(m, aiTextureType_OPACITY) > 0;
    out->alpha = out->base_rgba[3] < 1 ? ASSET_ALPHA_BLEND
                 : is_cut              ? ASSET_ALPHA_MASK
                                       : ASSET_ALPHA_OPAQUE;
    // Blinn's exponent as a roughness: 0 is matt.
    const float shininess = fmaxf(asset_import_number(m, "$mat.shininess", 0), 0);
    const float matt = sqrtf(2 / (shininess + 2));
    out->roughness = fminf(fmaxf(asset_import_number(m, "$mat.roughnessFactor", matt), 0), 1);
    out->metallic = fminf(fmaxf(asset_import_number(m, "$mat.metallicFactor", 0), 0), 1);
    out->is_two_sided = two_sided != 0;
}

// Returns how many textures they use.
static uint32_t asset_import_put_materials(FILE *out, const struct aiScene *scene)
{
    AssetImportTextures t = { .scene = scene };
    AssetMaterial *rows = calloc(scene->mNumMaterials + 1, sizeof *rows);
    t.rows = calloc(ASSET_IMPORT_TEXTURES_MAX, sizeof *t.rows);
    if (!rows || !t.rows) abort();
    for (unsigned i = 0; i < scene->mNumMaterials; i++)
        asset_import_material(&t, scene->mMaterials[i], &rows[i]);
    asset_import_put_textures(out, &t);
    for (unsigned i = 0; i < scene->mNumMaterials; i++) {
        struct aiString name = { 0 };
        aiGetMaterialString(scene->mMaterials[i], AI_MATKEY_NAME, &name);
        AssetImportMaterial row;
        memset(&row, 0, sizeof row); // no stack bytes between the members
        row.material = rows[i];
        row.name_length = strlen(name.data);
        asset_import_put(out, &row, sizeof row);
        asset_import_put(out, name.data, row.name_length);
    }
    free(t.rows);
    free(rows);
    return (uint32_t)t.count;
}

// ---- meshes ----

typedef struct {
    float *positions, *normals, *uv;
    uint8_t *colours;
    uint32_t *indices;
    unsigned vertex_count, triangle_count;
} AssetImportArrays;

static bool asset_import_is_wild(struct aiVector3D v)
{
    return !(isfinite(v.x) && isfinite(v.y) && isfinite(v.z));
}

static void asset_import_indices(const struct aiMesh *m, AssetImportArrays *a)
{
    for (unsigned f = 0; f < m->mNumFaces; f++) {
        const struct aiFace *face = &m->mFaces[f];
        if (face->mNumIndices != 3) continue;
        uint32_t *to = a->indices + (size_t)a->triangle_count * 3;
        bool is_good = true;
        for (int c = 0; c < 3; c++) {
            to[c] = face->mIndices[c];
            is_good &= to[c] < m->mNumVertices && !asset_import_is_wild(m->mVertices[to[c]]);
        }
        a->triangle_count += is_good;
    }
}

static void asset_import_vertices(const struct aiMesh *m, DVec3 origin, AssetImportArrays *a)
{
    for (unsigned v = 0; v < m->mNumVertices; v++) {
        const struct aiVector3D p = m->mVertices[v];
        float *to = a->positions + (size_t)v * 3;
        const bool is_wild = asset_import_is_wild(p);
        to[0] = is_wild ? 0 : (float)((double)p.x - origin.x) + 0.0f;
        to[1] = is_wild ? 0 : (float)((double)p.y - origin.y) + 0.0f;
        to[2] = is_wild ? 0 : (float)((double)p.z - origin.z) + 0.0f;
        if (a->normals) {
            const struct aiVector3D n = m->mNormals[v];
            const float length = sqrtf(n.x * n.x + n.y * n.y + n.z * n.z);
            const bool is_good = length > 0 && isfinite(length);
            a->normals[v * 3] = is_good ? n.x / length : 0;
            a->normals[v * 3 + 1] = is_good ? n.y / length : 0;
            a->normals[v * 3 + 2] = is_good ? n.z / length : 1;
        }
        if (a->uv) {
            const struct aiVector3D t = m->mTextureCoords[0][v];
            a->uv[v * 2] = isfinite(t.x) ? t.x : 0;
            a->uv[v * 2 + 1] = isfinite(t.y) ? 1 - t.y : 0; // theirs runs up
        }
        if (a->colours) {
            const struct aiColor4D c = m->mColors[0][v];
            const float rgba[4] = { c.r, c.g, c.b, c.a };
            for (int k = 0; k < 4; k++)
                a->colours[v * 4 + (unsigned)k] =
                    (uint8_t)(fminf(fmaxf(rgba[k], 0), 1) * 255.0f + 0.5f);
        }
    }
}

// These formats name a vertex for every corner: the equal ones become one.
static void asset_import_weld(AssetImportArrays *a)
{
    struct meshopt_Stream streams[4];
    size_t count = 0;
    const size_t corners = (size_t)a->triangle_count * 3, vertices = a->vertex_count;
    unsigned *remap = malloc(sizeof *remap * (vertices + 1));
    if (!remap) abort();
    streams[count++] = (struct meshopt_Stream){ a->positions, 12, 12 };
    if (a->normals) streams[count++] = (struct meshopt_Stream){ a->normals, 12, 12 };
    if (a->uv) streams[count++] = (struct meshopt_Stream){ a->uv, 8, 8 };
    if (a->colours) streams[count++] = (struct meshopt_Stream){ a->colours, 4, 4 };
    a->vertex_count = (unsigned)meshopt_generateVertexRemapMulti(remap, a->indices, corners,
                                                                 vertices, streams, count);
    meshopt_remapIndexBuffer(a->indices, a->indices, corners, remap);
    meshopt_remapVertexBuffer(a->positions, a->positions, vertices, 12, remap);
    if (a->normals) meshopt_remapVertexBuffer(a->normals, a->normals, vertices, 12, remap);
    if (a->uv) meshopt_remapVertexBuffer(a->uv, a->uv, vertices, 8, remap);
    if (a->colours) meshopt_remapVertexBuffer(a->colours, a->colours, vertices, 4, remap);
    free(remap);
}

static DVec3 asset_import_origin(const struct aiMesh *m)
{
    const struct aiVector3D v = m->mVertices[0];
    if (asset_import_is_wild(v) ||
        fmaxf(fmaxf(fabsf(v.x), fabsf(v.y)), fabsf(v.z)) < ASSET_IMPORT_FAR_M)
        return (DVec3){ 0, 0, 0 };
    return (DVec3){ floor((double)v.x), floor((double)v.y), floor((double)v.z) };
}

static void *asset_import_array(size_t count, size_t bytes)
{
    void *array = calloc(count + 1, bytes);
    if (!array) abort(); // past the limit: the parent says so
    return array;
}

static void asset_import_put_mesh(FILE *out, const struct aiMesh *m)
{
    AssetImportArrays a = { .vertex_count = m->mNumVertices };
    const size_t n = m->mNumVertices;
    AssetImportMesh row;
    memset(&row, 0, sizeof row);
    row.origin = n ? asset_import_origin(m) : row.origin;
    row.material = (int32_t)m->mMaterialIndex;
    a.positions = asset_import_array(n, 12);
    a.indices = asset_import_array(m->mNumFaces, 12);
    if (m->mNormals) a.normals = asset_import_array(n, 12);
    if (m->mTextureCoords[0]) a.uv = asset_import_array(n, 8);
    if (m->mColors[0]) a.colours = asset_import_array(n, 4);
    asset_import_indices(m, &a);
    asset_import_vertices(m, row.origin, &a);
    if (a.triangle_count > 0)
        asset_import_weld(&a);
    else
        a.vertex_count = 0;
    row.vertex_count = a.vertex_count;
    row.triangle_count = a.triangle_count;
    row.has = (a.normals ? 1u : 0u) | (a.uv ? 2u : 0u) | (a.colours ? 4u : 0u);
    asset_import_put(out, &row, sizeof row);
    asset_import_put(out, a.positions, (size_t)a.vertex_count * 12);
    if (a.normals) asset_import_put(out, a.normals, (size_t)a.vertex_count * 12);
    if (a.uv) asset_import_put(out, a.uv, (size_t)a.vertex_count * 8);
    if (a.colours) asset_import_put(out, a.colours, (size_t)a.vertex_count * 4);
    asset_import_put(out, a.indices, (size_t)a.triangle_count * 12);
    free(a.positions);
    free(a.normals);
    free(a.uv);
    free(a.colours);
    free(a.indices);
}

// ---- nodes ----

typedef struct {
    const struct aiNode *node;
    int32_t parent;
    DPlace place;
} AssetImportVisit;

static DPlace asset_import_place(const struct aiMatrix4x4 *m)
{
    return (DPlace){ { (double)m->a1, (double)m->b1, (double)m->c1 },
                     { (double)m->a2, (double)m->b2, (double)m->c2 },
                     { (double)m->a3, (double)m->b3, (double)m->c3 },
                     { (double)m->a4, (double)m->b4, (double)m->c4 } };
}

// Depth first, so that a parent's row comes before its children's.
static uint32_t asset_import_put_nodes(FILE *out, const struct aiScene *scene, DPlace root,
                                       uint32_t *instances)
{
    size_t cap = 256, count = 0;
    uint32_t rows = 0;
    AssetImportVisit *stack = malloc(sizeof *stack * cap);
    if (!stack) abort();
    stack[count++] = (AssetImportVisit){ scene->mRootNode, -1, root };
    while (count > 0 && rows < ASSET_IMPORT_OBJECTS_MAX) {
        const AssetImportVisit at = stack[--count];
        const DPlace own = asset_import_place(&at.node->mTransformation);
        AssetImportObject row;
        memset(&row, 0, sizeof row);
        row.parent = at.parent;
        row.name_length = (uint32_t)strlen(at.node->mName.data);
        row.place = asset_place_multiply(&at.place, &own);
        row.instance_count = at.node->mNumMeshes;
        asset_import_put(out, &row, sizeof row);
        asset_import_put(out, at.node->mName.data, row.name_length);
        asset_import_put(out, at.node->mMeshes, sizeof(uint32_t) * row.instance_count);
        *instances += row.instance_count;
        if (count + at.node->mNumChildren > cap) {
            cap = (count + at.node->mNumChildren) * 2;
            AssetImportVisit *grown = realloc(stack, sizeof *stack * cap);
            if (!grown) abort();
            stack = grown;
        }
        for (unsigned i = at.node->mNumChildren; i-- > 0;)
            stack[count++] = (AssetImportVisit){ at.node->mChildren[i], (int32_t)rows, row.place };
        rows++;
    }
    free(stack);
    return rows;
}

static uint32_t asset_import_put_problems(FILE *out, const struct aiScene *scene)
{
    uint32_t rows = 0, loose = 0, bones = 0;
    for (unsigned m = 0; m < scene->mNumMeshes; m++) {
        loose += (scene->mMeshes[m]->mPrimitiveTypes & aiPrimitiveType_TRIANGLE) == 0;
        bones += scene->mMeshes[m]->mNumBones > 0;
    }
    if (loose && ++rows)
        asset_import_problem(out, "points or lines", "meshes of points or lines are not drawn",
                             loose);
    if ((scene->mNumAnimations || bones) && ++rows)
        asset_import_problem(out, "animation", "key frames and skins of this format stand still",
                             scene->mNumAnimations + bones);
    return rows;
}

static bool asset_import_write_all(FILE *out, const char *path, const struct aiScene *scene)
{
    AssetImportHead head = { .material_count = scene->mNumMaterials,
                             .mesh_count = scene->mNumMeshes,
                             .animation_count = scene->mNumAnimations };
    asset_import_put(out, &head, sizeof head);
    head.texture_count = asset_import_put_materials(out, scene);
    for (unsigned m = 0; m < scene->mNumMeshes; m++) asset_import_put_mesh(out, scene->mMeshes[m]);
    head.object_count =
        asset_import_put_nodes(out, scene, asset_import_root(path, scene), &head.instance_count);
    head.problem_count = asset_import_put_problems(out, scene);
    head.magic = ASSET_IMPORT_MAGIC;
    rewind(out);
    asset_import_put(out, &head, sizeof head);
    return fflush(out) == 0 && !ferror(out);
}

static void asset_import_limit(int what, size_t most)
{
    const struct rlimit limit = { most, most };
    setrlimit(what, &limit);
}

bool asset_import_is_called(int argc, char **argv)
{
    return argc == 6 && strcmp(argv[1], "import-model") == 0;
}

// import-model PATH DESCRIPTOR MEMORY SECONDS. Exit 0; 3: assimp's words are on standard error.
int asset_import_main(int argc, char **argv)
{
    int64_t descriptor = 0, memory = 0, seconds = 0;
    if (argc != 6 || !str_parse_int(argv[3], &descriptor) || !str_parse_int(argv[4], &memory) ||
        !str_parse_int(argv[5], &seconds))
        return 2;
    prctl(PR_SET_PDEATHSIG, SIGKILL);
    asset_import_limit(RLIMIT_CORE, 0);
    asset_import_limit(RLIMIT_CPU, (size_t)seconds);
    asset_import_limit(RLIMIT_FSIZE, (size_t)memory);
    if (ASSET_IMPORT_LIMITS_MEMORY) asset_import_limit(RLIMIT_AS, (size_t)memory);
    FILE *out = fdopen((int)descriptor, "w+b");
    struct aiFileIO io = { .OpenProc = asset_import_open,
                           .CloseProc = asset_import_close,
                           .UserData = argv[2] };
    struct aiPropertyStore *settings = aiCreatePropertyStore();
    if (!out || !settings) return 2;
    aiSetImportPropertyInteger(settings, AI_CONFIG_PP_SBP_REMOVE,
                               aiPrimitiveType_POINT | aiPrimitiveType_LINE);
    aiSetImportPropertyInteger(settings, AI_CONFIG_IMPORT_FBX_PRESERVE_PIVOTS, 0);
    aiSetImportPropertyInteger(settings, AI_CONFIG_IMPORT_COLLADA_USE_COLLADA_NAMES, 1);
    const struct aiScene *scene = aiImportFileExWithProperties(
        argv[2], aiProcess_Triangulate | aiProcess_SortByPType, &io, settings);
    if (!scene || !scene->mRootNode) {
        fprintf(stderr, "%s", aiGetErrorString());
        return 3;
    }
    return asset_import_write_all(out, argv[2], scene) ? 0 : 4;
}
