// SPDX-License-Identifier: Apache-2.0
// scene_model_mesh.c - the triangles of a tile as arrays for the renderer: what is drawn alike lies
// side by side.
#include "scene/scene_model_mesh.h"

#include "base/array.h"
#include "scene/scene_model_join.h"
#include "scene/scene_model_shape.h"
#include <stdlib.h>
#include <string.h>

#define TINY_M 0.25f // objects this small may be left out where they are smaller than a pixel

// A run of a piece's triangles with one material: how it is drawn, and where it comes from.
typedef struct {
    int piece, part_first, part_count,
        material; // triangles of the shape; row of materials, -1 = plain
    int texture;  // of the base colour, -1 = none
    int maps;     // the material, where its surface is more than a colour; -1 = none
    bool is_glass, is_two_sided, is_space, is_tiny;
    float cutoff;
} Run;

typedef struct {
    const SceneModelPlan *plan;
    const SceneModelTile *tile;
    Run *runs;
    int run_count, run_cap;
    SceneModelShape *shapes; // one a piece or a mesh
    int *shape_of;           // one a piece
    int shape_count;
    bool has_failed;
} Build;

static const AssetMaterial plain_material = { .base_rgba = { 0.60f, 0.59f, 0.57f, 1 },
                                              .roughness = 0.8f,
                                              .base_texture = -1,
                                              .emissive_texture = -1,
                                              .normal_texture = -1,
                                              .metal_texture = -1,
                                              .occlusion_texture = -1,
                                              .uv_scale = { 1, 1 },
                                              .is_two_sided = true };

static const AssetMaterial *material_of(const Asset *asset, int row)
{
    return row >= 0 && row < asset->material_count ? &asset->materials[row] : &plain_material;
}

static uint8_t srgb8(float lin)
{
    const float c = lin < 0 ? 0 : lin > 1 ? 1 : lin;
    const float s = c <= 0.0031308f ? 12.92f * c : 1.055f * powf(c, 1 / 2.4f) - 0.055f;
    return (uint8_t)(s * 255 + 0.5f);
}

static bool has_image(const Asset *asset, int texture)
{
    return texture >= 0 && texture < asset->texture_count && asset->textures[texture].image.rgba;
}

static bool has_maps(const Asset *asset, const AssetMesh *mesh, const AssetMaterial *m)
{
    if (m->mirrored > 0) return true;
    for (int i = 0; mesh->uv && i < ASSET_MAP_COUNT; i++)
        if (has_image(asset, asset_material_map(m, (AssetMap)i))) return true;
    return false;
}

// Consecutive triangles of a piece with one material are a run.
static void add_run(Build *b, int piece_row, int first, int count, int material)
{
    const Asset *asset = b->plan->asset;
    const SceneModelPiece *piece = &b->plan->pieces[piece_row];
    const AssetInstance *instance = &asset->instances[piece->instance];
    const AssetMesh *mesh = &asset->meshes[instance->mesh];
    const AssetMaterial *m = material_of(asset, material);
    if (!array_reserve((void **)&b->runs, &b->run_cap, b->run_count + 1, sizeof *b->runs)) {
        b->has_failed = true;
        return;
    }
    Run *run = &b->runs[b->run_count++];
    *run = (Run){ .piece = piece_row,
                  .part_first = first,
                  .part_count = count,
                  .material = material,
                  .texture = -1,
                  .maps = has_maps(asset, mesh, m) ? material : -1 };
    run->is_space = asset->objects[instance->object].kind == ASSET_OBJECT_SPACE;
    run->is_glass = m->alpha == ASSET_ALPHA_BLEND || run->is_space;
    run->is_two_sided = m->is_two_sided && !mesh->is_closed;
    if (mesh->uv && has_image(asset, m->base_texture)) {
        run->texture = m->base_texture;
        run->cutoff = m->alpha == ASSET_ALPHA_MASK ? m->alpha_cutoff : 0;
        // What shows through a grating is its other side.
        run->is_two_sided |= m->is_two_sided && m->alpha != ASSET_ALPHA_OPAQUE;
    }
    const float size = b->plan->object_size_m[instance->object];
    run->is_tiny = !b->tile->is_many && size > 0 && size < TINY_M;
}

static int compare_parts(const void *a, const void *b)
{
    const AssetPart *x = a, *y = b;
    return (x->first_triangle > y->first_triangle) - (x->first_triangle < y->first_triangle);
}

// Material of a triangle of the mesh.
static int part_material(const AssetMesh *mesh, const AssetInstance *instance, int triangle)
{
    int low = 0, high = mesh->part_count - 1;
    while (low < high) {
        const int mid = (low + high + 1) / 2;
        if (mesh->parts[mid].first_triangle <= triangle)
            low = mid;
        else
            high = mid - 1;
    }
    const bool is_in = mesh->part_count > 0 && triangle >= mesh->parts[low].first_triangle &&
                       triangle < mesh->parts[low].first_triangle + mesh->parts[low].triangle_count;
    const int own = is_in ? mesh->parts[low].material : -1;
    return own >= 0 ? own : instance->material;
}

static bool has_sorted_parts(const AssetMesh *mesh)
{
    for (int i = 1; i < mesh->part_count; i++)
        if (compare_parts(&mesh->parts[i - 1], &mesh->parts[i]) > 0) return false;
    return true;
}

static void piece_runs(Build *b, int piece_row)
{
    const Asset *asset = b->plan->asset;
    const SceneModelPiece *piece = &b->plan->pieces[piece_row];
    const AssetInstance *instance = &asset->instances[piece->instance];
    const AssetMesh *mesh = &asset->meshes[instance->mesh];
    if (mesh->part_count <= 1 || !has_sorted_parts(mesh)) {
        const int own = mesh->part_count > 0 ? mesh->parts[0].material : -1;
        add_run(b, piece_row, 0, piece->triangle_count, own >= 0 ? own : instance->material);
        return;
    }
    int first = 0, material = 0;
    for (int i = 0; i < piece->triangle_count; i++) {
        const int here =
            part_material(mesh, instance, piece->triangles ? (int)piece->triangles[i] : i);
        if (i > first && here != material) {
            add_run(b, piece_row, first, i - first, material);
            first = i;
        }
        material = here;
    }
    if (piece->triangle_count > first)
        add_run(b, piece_row, first, piece->triangle_count - first, material);
}

static int compare_runs(const void *a, const void *b)
{
    const Run *x = a, *y = b;
    if (x->is_space != y->is_space) return x->is_space - y->is_space;
    if (x->is_glass != y->is_glass) return x->is_glass - y->is_glass;
    if (x->texture != y->texture) return x->texture < y->texture ? -1 : 1;
    if (x->maps != y->maps) return x->maps < y->maps ? -1 : 1;
    if (x->cutoff != y->cutoff) return x->cutoff < y->cutoff ? -1 : 1;
    if (x->is_two_sided != y->is_two_sided) return x->is_two_sided - y->is_two_sided;
    if (x->is_tiny != y->is_tiny) return x->is_tiny - y->is_tiny;
    if (x->piece != y->piece) return x->piece < y->piece ? -1 : 1;
    return (x->part_first > y->part_first) - (x->part_first < y->part_first);
}

static bool is_same_part(const Run *x, const Run *y)
{
    return x->is_space == y->is_space && x->is_glass == y->is_glass && x->texture == y->texture &&
           x->maps == y->maps && x->cutoff == y->cutoff && x->is_two_sided == y->is_two_sided &&
           x->is_tiny == y->is_tiny;
}

// Shapes of the pieces; copies of one mesh share theirs.
static void make_shapes(Build *b)
{
    const Asset *asset = b->plan->asset;
    const int first = b->tile->first_piece, count = b->tile->piece_count;
    int *by_mesh = malloc(sizeof *by_mesh * (size_t)(asset->mesh_count + 1));
    b->shapes = calloc((size_t)count + 1, sizeof *b->shapes);
    b->shape_of = calloc((size_t)count + 1, sizeof *b->shape_of);
    b->has_failed |= !by_mesh || !b->shapes || !b->shape_of;
    for (int i = 0; i < asset->mesh_count && !b->has_failed; i++) by_mesh[i] = -1;
    for (int i = 0; i < count && !b->has_failed; i++) {
        const SceneModelPiece *piece = &b->plan->pieces[first + i];
        const int mesh = asset->instances[piece->instance].mesh;
        if (!piece->triangles && by_mesh[mesh] >= 0) {
            b->shape_of[i] = by_mesh[mesh];
            continue;
        }
        if (!scene_model_shape_make(&asset->meshes[mesh], piece->triangles, piece->triangle_count,
                                    &b->shapes[b->shape_count])) {
            b->has_failed = true;
            break;
        }
        if (!piece->triangles) by_mesh[mesh] = b->shape_count;
        b->shape_of[i] = b->shape_count++;
    }
    free(by_mesh);
}

static int run_roughness(const AssetMaterial *m)
{
    const float r = m->roughness < 0 ? 0 : m->roughness > 1 ? 1 : m->roughness;
    return (int)(r * 15 + 0.5f);
}

// Files name pure colours for paint and grass; nothing outside is that pure or that bright.
static void soften(float lin[3])
{
    const float high = fmaxf(lin[0], fmaxf(lin[1], lin[2])),
                low = fminf(lin[0], fminf(lin[1], lin[2]));
    const float chroma = high > 1e-3f ? (high - low) / high : 0;
    const float pure = fminf(fmaxf((chroma - 0.75f) / 0.25f, 0), 1),
                bright = fminf(fmaxf((high - 0.6f) / 0.4f, 0), 1);
    const float grey = 0.2126f * lin[0] + 0.7152f * lin[1] + 0.0722f * lin[2],
                share = 0.42f * pure * pure * (3 - 2 * pure);
    const float dim = 1 - 0.14f * bright * bright * (3 - 2 * bright), warm[3] = { 1.03f, 1, 0.94f };
    for (int k = 0; k < 3; k++) lin[k] = (lin[k] + (grey * warm[k] - lin[k]) * share) * dim;
}

// Own colour; own light where the material has more of it than it mirrors.
static void run_colour(const AssetMaterial *m, bool has_own_picture, uint8_t rgba[4],
                       int8_t *own_light)
{
    const float own =
        has_own_picture ? 0 : fmaxf(m->emissive[0], fmaxf(m->emissive[1], m->emissive[2]));
    const float base = fmaxf(m->base_rgba[0], fmaxf(m->base_rgba[1], m->base_rgba[2]));
    const bool is_own = own > 0.02f && own > 0.25f * base;
    float lin[3] = { m->base_rgba[0], m->base_rgba[1], m->base_rgba[2] };
    if (m->base_texture < 0) soften(lin);
    for (int k = 0; k < 3; k++) rgba[k] = srgb8(is_own ? m->emissive[k] / fmaxf(own, 1) : lin[k]);
    rgba[3] = m->alpha == ASSET_ALPHA_BLEND
                  ? (uint8_t)(fminf(fmaxf(m->base_rgba[3], 0), 1) * 255 + 0.5f)
                  : 255;
    *own_light = (int8_t)(is_own ? 127 * fminf(own, 1) : 0);
}

static void uv_place(const AssetMaterial *m, const float uv[2], float out[2])
{
    const float u = uv[0] * m->uv_scale[0], v = uv[1] * m->uv_scale[1];
    const float c = cosf(m->uv_turn_rad), s = sinf(m->uv_turn_rad);
    out[0] = m->uv_turn_rad != 0 ? c * u + s * v + m->uv_offset[0] : u + m->uv_offset[0];
    out[1] = m->uv_turn_rad != 0 ? -s * u + c * v + m->uv_offset[1] : v + m->uv_offset[1];
}

typedef struct {
    const AssetMesh *mesh;
    const SceneModelShape *shape;
    const AssetMaterial *material;
    DPlace place;  // mesh axes in the tile's
    DVec3 turn[3]; // rows: of normals
    bool is_identity, is_flipped;
    uint8_t rgba[4];
    int8_t own_light;
    uint32_t object;
} Emission;

static Emission emission_begin(const Build *b, const Run *run)
{
    const Asset *asset = b->plan->asset;
    const SceneModelPiece *piece = &b->plan->pieces[run->piece];
    const AssetInstance *instance = &asset->instances[piece->instance];
    Emission e = { .mesh = &asset->meshes[instance->mesh],
                   .shape = &b->shapes[b->shape_of[run->piece - b->tile->first_piece]],
                   .material = material_of(asset, run->material),
                   .place = instance->place };
    const DPlace still = { { 1, 0, 0 }, { 0, 1, 0 }, { 0, 0, 1 }, { 0, 0, 0 } };
    if (b->tile->moved) { // its place comes with each frame
        e.place = still;
        e.place.origin = dvec_sub(e.mesh->origin, b->tile->origin);
    } else if (b->tile->is_many) { // the copies' places come as instances
        e.place = still;
    } else {
        e.place.origin = dvec_sub(dplace_point(&e.place, e.mesh->origin), b->tile->origin);
    }
    const DVec3 x = e.place.x_axis, y = e.place.y_axis, z = e.place.z_axis;
    const double volume = dvec_dot(dvec_cross(x, y), z);
    const double sign = volume < 0 ? -1 : 1;
    const DVec3 cx = dvec_scale(dvec_cross(y, z), sign), cy = dvec_scale(dvec_cross(z, x), sign),
                cz = dvec_scale(dvec_cross(x, y), sign);
    e.turn[0] = (DVec3){ cx.x, cy.x, cz.x };
    e.turn[1] = (DVec3){ cx.y, cy.y, cz.y };
    e.turn[2] = (DVec3){ cx.z, cy.z, cz.z };
    // A mirroring place turns the triangles round but not what is outside.
    const DPlace *p = &instance->place;
    const bool is_mirrored = dvec_dot(dvec_cross(p->x_axis, p->y_axis), p->z_axis) < 0;
    e.is_flipped = is_mirrored != e.shape->is_inside_out;
    run_colour(e.material,
               e.mesh->uv && run->maps >= 0 && has_image(asset, e.material->emissive_texture),
               e.rgba, &e.own_light);
    if (run->is_space && e.rgba[3] == 255) e.rgba[3] = 64;
    e.object =
        RENDER_MODEL_OBJECT(b->tile->is_many ? 0 : instance->object, run_roughness(e.material),
                            (int)(fminf(fmaxf(e.material->metallic, 0), 1) * 3 + 0.5f),
                            run->is_two_sided ? RENDER_MODEL_TWO_SIDED : 0);
    return e;
}

static RenderModelVertex emit_vertex(const Emission *e, uint32_t corner)
{
    const uint32_t source = e->shape->source[corner];
    const float *p = e->mesh->positions + (size_t)source * 3;
    const int8_t *n = e->shape->normal + 4 * (size_t)corner;
    const DVec3 at = dplace_point(&e->place, (DVec3){ (double)p[0], (double)p[1], (double)p[2] });
    RenderModelVertex v = { .pos_m = { (float)at.x, (float)at.y, (float)at.z },
                            .object = e->object };
    const DVec3 from = { n[0], n[1], n[2] };
    DVec3 normal = { dvec_dot(e->turn[0], from), dvec_dot(e->turn[1], from),
                     dvec_dot(e->turn[2], from) };
    normal = dvec_scale(dvec_normalize(normal), e->shape->is_inside_out ? -127 : 127);
    v.normal[0] = (int8_t)lrint(normal.x);
    v.normal[1] = (int8_t)lrint(normal.y);
    v.normal[2] = (int8_t)lrint(normal.z);
    v.normal[3] = e->own_light;
    memcpy(v.rgba, e->rgba, 4);
    if (e->material->is_unlit) memset(v.normal, 0, 4);
    if (e->mesh->colours) {
        const uint8_t *c = e->mesh->colours + 4 * (size_t)source;
        for (int k = 0; k < 4; k++) v.rgba[k] = (uint8_t)(v.rgba[k] * c[k] / 255);
    }
    return v;
}

// The second set as it is: the maps that take it have their own way to it.
static void emit_uv(const Emission *e, uint32_t corner, int sets, float *out)
{
    const float nowhere[2] = { 0, 0 };
    const size_t at = 2 * (size_t)e->shape->source[corner];
    uv_place(e->material, e->mesh->uv ? e->mesh->uv + at : nowhere, out);
    if (sets > 1)
        memcpy(out + 2, e->mesh->uv_second ? e->mesh->uv_second + at : nowhere, sizeof nowhere);
}

static RenderModelJoints emit_joints(const AssetMesh *mesh, uint32_t source)
{
    RenderModelJoints j = { { 0 }, { 0 } };
    if (!mesh->joints) { // one joint carries all of it
        j.weights[0] = 65535;
        return j;
    }
    for (int k = 0; k < 4; k++) {
        const float weight = mesh->weights[4 * (size_t)source + (size_t)k];
        j.joints[k] = mesh->joints[4 * (size_t)source + (size_t)k];
        j.weights[k] = (uint16_t)(fminf(fmaxf(weight, 0), 1) * 65535 + 0.5f);
    }
    return j;
}

static int8_t half_snorm(float value)
{
    return (int8_t)lrintf(fminf(fmaxf(value / 2, -1), 1) * 127);
}

static void emit_morphs(const AssetMesh *mesh, uint32_t source, RenderModelMorph *out)
{
    for (int i = 0; i < mesh->morph_count; i++) {
        const size_t at = 3 * ((size_t)source * (size_t)mesh->morph_count + (size_t)i);
        memcpy(out[i].pos_m, mesh->morphs + at, sizeof out[i].pos_m);
        memset(out[i].normal, 0, sizeof out[i].normal);
        for (int k = 0; mesh->morph_normals && k < 3; k++)
            out[i].normal[k] = half_snorm(mesh->morph_normals[at + (size_t)k]);
    }
}

static bool reserve_arrays(SceneModelArrays *a, int vertices, int indices, bool has_uv,
                           bool has_joints)
{
    return (!has_joints || array_reserve((void **)&a->joints, &a->joint_cap,
                                         a->vertex_count + vertices, sizeof *a->joints)) &&
           array_reserve((void **)&a->vertices, &a->vertex_cap, a->vertex_count + vertices,
                         sizeof *a->vertices) &&
           array_reserve((void **)&a->indices, &a->index_cap, a->index_count + indices,
                         sizeof *a->indices) &&
           array_reserve((void **)&a->parts, &a->part_cap, a->part_count + 1, sizeof *a->parts) &&
           (!has_uv || array_reserve((void **)&a->uv, &a->uv_cap,
                                     2 * a->uv_sets * (a->vertex_count + vertices), sizeof *a->uv));
}

// map: one a corner of the largest shape, all UINT32_MAX; left so.
static void emit_run(Build *b, const Run *run, SceneModelArrays *out, uint32_t *map)
{
    const Emission e = emission_begin(b, run);
    const bool has_uv = run->texture >= 0 || run->maps >= 0;
    const uint32_t *corners = e.shape->corners + 3 * (size_t)run->part_first;
    const int corner_count = 3 * run->part_count;
    const int most = corner_count < e.shape->corner_count ? corner_count : e.shape->corner_count;
    out->morph_count = b->tile->is_bent ? e.mesh->morph_count : 0;
    if (!reserve_arrays(out, most, corner_count, has_uv, b->tile->is_bent) ||
        (out->morph_count &&
         !array_reserve((void **)&out->morphs, &out->morph_cap,
                        (out->vertex_count + most) * out->morph_count, sizeof *out->morphs))) {
        b->has_failed = true;
        return;
    }
    for (int i = 0; i < corner_count; i++) {
        const int from = e.is_flipped ? i - i % 3 + (3 - i % 3) % 3 : i; // 0, 2, 1
        const uint32_t corner = corners[from];
        if (map[corner] == UINT32_MAX) {
            map[corner] = (uint32_t)out->vertex_count;
            if (has_uv)
                emit_uv(&e, corner, out->uv_sets,
                        out->uv + 2 * (size_t)out->uv_sets * (size_t)out->vertex_count);
            if (b->tile->is_bent)
                out->joints[out->vertex_count] = emit_joints(e.mesh, e.shape->source[corner]);
            if (out->morph_count)
                emit_morphs(e.mesh, e.shape->source[corner],
                            out->morphs + (size_t)out->vertex_count * (size_t)out->morph_count);
            out->vertices[out->vertex_count++] = emit_vertex(&e, corner);
        }
        out->indices[out->index_count++] = map[corner];
    }
    for (int i = 0; i < corner_count; i++) map[corners[i]] = UINT32_MAX;
}

// Vertices carry the base colour's coordinates: the way from them to another picture's, rows. As
// the base's where that cannot be turned back or the picture has no place of its own. The second
// set is carried as the file has it; the first row's last number says that it is meant.
static void map_rows(const AssetMaterial *m, AssetMap map, float rows[2][4])
{
    const AssetUvPlace *p = &m->map_place[map];
    const float c = cosf(m->uv_turn_rad), s = sinf(m->uv_turn_rad), *scale = m->uv_scale;
    const float same[2][4] = { { 1, 0, 0, 0 }, { 0, 1, 0, 0 } };
    memcpy(rows, same, sizeof same);
    if (p->is_second) rows[0][3] = 1;
    if (p->scale[0] == 0 && p->scale[1] == 0) return;
    if (!p->is_second && (scale[0] == 0 || scale[1] == 0)) return;
    // Back: out of the offset, the turn, the scale.
    const float back[2][3] = {
        { c / scale[0], -s / scale[0], (-c * m->uv_offset[0] + s * m->uv_offset[1]) / scale[0] },
        { s / scale[1], c / scale[1], (-s * m->uv_offset[0] - c * m->uv_offset[1]) / scale[1] }
    };
    const float pc = cosf(p->turn_rad), ps = sinf(p->turn_rad);
    const float to[2][2] = { { pc * p->scale[0], ps * p->scale[1] },
                             { -ps * p->scale[0], pc * p->scale[1] } };
    for (int r = 0; r < 2; r++) {
        for (int k = 0; k < 3; k++)
            rows[r][k] = p->is_second ? (k < 2 ? to[r][k] : 0)
                                      : to[r][0] * back[0][k] + to[r][1] * back[1][k];
        rows[r][2] += p->offset[r];
    }
}

static void add_maps(Build *b, const Run *run, SceneModelArrays *out)
{
    const Asset *asset = b->plan->asset;
    const AssetMaterial *m = material_of(asset, run->maps);
    const int instance = b->plan->pieces[run->piece].instance;
    const bool has_uv = asset->meshes[asset->instances[instance].mesh].uv != NULL;
    uint32_t ids[ASSET_MAP_COUNT] = { 0 };
    if (!array_reserve((void **)&out->maps, &out->map_cap, out->map_count + 1, sizeof *out->maps)) {
        b->has_failed = true;
        return;
    }
    RenderModelMaps *maps = &out->maps[out->map_count++];
    *maps = (RenderModelMaps){ .roughness = m->roughness,
                               .metallic = m->metallic,
                               .normal_scale = m->normal_scale != 0 ? m->normal_scale : 1,
                               .occlusion_strength =
                                   m->occlusion_strength != 0 ? m->occlusion_strength : 1,
                               .mirrored = m->mirrored > 0 ? m->mirrored : 0.04f };
    for (int i = 0; i < ASSET_MAP_COUNT; i++) {
        const int texture = asset_material_map(m, (AssetMap)i);
        if (has_uv && has_image(asset, texture)) ids[i] = (uint32_t)texture + 1;
        map_rows(m, (AssetMap)i, maps->place[i]);
    }
    maps->normal.id = ids[ASSET_MAP_NORMAL];
    maps->metal.id = ids[ASSET_MAP_METAL];
    maps->occlusion.id = ids[ASSET_MAP_OCCLUSION];
    maps->emissive.id = ids[ASSET_MAP_EMISSIVE];
    // Without a picture of it own light is in the vertices.
    if (maps->emissive.id) memcpy(maps->emissive_lin, m->emissive, sizeof m->emissive);
}

static RenderModelPart begin_part(const Build *b, const Run *run, const SceneModelArrays *out)
{
    return (RenderModelPart){ .index_first = (uint32_t)out->index_count,
                              .instance_count =
                                  b->tile->is_many ? (uint32_t)b->tile->piece_count : 0,
                              .picture = { run->texture >= 0 ? (uint32_t)run->texture + 1 : 0 },
                              .cutoff = run->cutoff,
                              .size_m = run->is_tiny ? TINY_M : 0,
                              .is_glass = run->is_glass,
                              .is_two_sided = run->is_two_sided,
                              .is_space = run->is_space };
}

static bool reads_second(const Build *b, const Run *run)
{
    const Asset *asset = b->plan->asset;
    const AssetMaterial *m = material_of(asset, run->maps);
    const int instance = b->plan->pieces[run->piece].instance;
    if (run->maps < 0 || !asset->meshes[asset->instances[instance].mesh].uv_second) return false;
    for (int i = 0; i < ASSET_MAP_COUNT; i++)
        if (m->map_place[i].is_second && has_image(asset, asset_material_map(m, (AssetMap)i)))
            return true;
    return false;
}

static void emit_runs(Build *b, SceneModelMesh *out)
{
    int most = 1;
    for (int i = 0; i < b->shape_count; i++)
        most = b->shapes[i].corner_count > most ? b->shapes[i].corner_count : most;
    uint32_t *map = malloc(sizeof *map * (size_t)most);
    out->plain.uv_sets = out->pictured.uv_sets = 1;
    for (int i = 0; i < b->run_count; i++)
        if (reads_second(b, &b->runs[i])) out->pictured.uv_sets = 2;
    if (!map)
        b->has_failed = true;
    else
        memset(map, 0xff, sizeof *map * (size_t)most);
    const Run *last = NULL;
    for (int i = 0; i < b->run_count && !b->has_failed; i++) {
        const Run *run = &b->runs[i];
        SceneModelArrays *arrays =
            run->texture >= 0 || run->maps >= 0 ? &out->pictured : &out->plain;
        const bool is_new = !last || !is_same_part(last, run);
        RenderModelPart part = begin_part(b, run, arrays);
        if (is_new && run->maps >= 0) add_maps(b, run, arrays);
        part.maps = run->maps >= 0 ? (uint32_t)arrays->map_count : 0;
        emit_run(b, run, arrays, map);
        if (b->has_failed) break;
        if (is_new) arrays->parts[arrays->part_count++] = part;
        arrays->parts[arrays->part_count - 1].index_count =
            (uint32_t)arrays->index_count - arrays->parts[arrays->part_count - 1].index_first;
        last = run;
    }
    free(map);
}

static void emit_instances(Build *b, SceneModelArrays *out)
{
    const Asset *asset = b->plan->asset;
    const int count = b->tile->piece_count;
    if (out->part_count == 0) return;
    if (!array_reserve((void **)&out->instances, &out->instance_cap, count,
                       sizeof *out->instances)) {
        b->has_failed = true;
        return;
    }
    for (int i = 0; i < count; i++) {
        const AssetInstance *instance =
            &asset->instances[b->plan->pieces[b->tile->first_piece + i].instance];
        const DPlace *p = &instance->place;
        const DVec3 o =
            dvec_sub(dplace_point(p, asset->meshes[instance->mesh].origin), b->tile->origin);
        out->instances[i] = (RenderModelInstance){
            .place = { (float)p->x_axis.x, (float)p->y_axis.x, (float)p->z_axis.x, (float)o.x,
                       (float)p->x_axis.y, (float)p->y_axis.y, (float)p->z_axis.y, (float)o.y,
                       (float)p->x_axis.z, (float)p->y_axis.z, (float)p->z_axis.z, (float)o.z },
            .object = (uint32_t)instance->object
        };
    }
    out->instance_count = count;
}

static void arrays_finish(SceneModelArrays *a)
{
    free(a->vertices);
    free(a->maps);
    free(a->morphs);
    free(a->uv);
    free(a->joints);
    free(a->indices);
    free(a->parts);
    free(a->instances);
    *a = (SceneModelArrays){ 0 };
}

void scene_model_mesh_finish(SceneModelMesh *mesh)
{
    arrays_finish(&mesh->plain);
    arrays_finish(&mesh->pictured);
}

static size_t arrays_bytes(const SceneModelArrays *a)
{
    return (size_t)a->vertex_count *
               (sizeof *a->vertices + (a->uv ? 8 * (size_t)a->uv_sets : 0) +
                (a->joints ? sizeof *a->joints : 0) + (size_t)a->morph_count * sizeof *a->morphs) +
           (size_t)a->index_count * sizeof *a->indices +
           (size_t)a->instance_count * sizeof *a->instances;
}

size_t scene_model_mesh_bytes(const SceneModelMesh *mesh)
{
    return arrays_bytes(&mesh->plain) + arrays_bytes(&mesh->pictured);
}

bool scene_model_mesh_build(const SceneModelPlan *plan, int tile, SceneModelLod lod,
                            SceneModelMesh *out, Err *err)
{
    Build b = { .plan = plan, .tile = &plan->tiles[tile] };
    SceneModelMesh mesh = { 0 };
    const int first = b.tile->first_piece, count = b.tile->piece_count;
    make_shapes(&b);
    for (int i = 0; i < (b.tile->is_many ? 1 : count) && !b.has_failed; i++)
        piece_runs(&b, first + i);
    if (b.run_count > 1) qsort(b.runs, (size_t)b.run_count, sizeof *b.runs, compare_runs);
    if (!b.has_failed) emit_runs(&b, &mesh);
    if (!b.has_failed && lod != SCENE_MODEL_FULL && !b.tile->is_bent) {
        const int cells = b.tile->is_many ? (lod == SCENE_MODEL_MIDDLE ? 12 : 3)
                                          : (lod == SCENE_MODEL_MIDDLE ? SCENE_MODEL_MIDDLE_CELLS
                                                                       : SCENE_MODEL_FAR_CELLS);
        b.has_failed = !scene_model_join(&mesh, b.tile->size_m / (float)cells);
    }
    if (!b.has_failed && b.tile->is_many) {
        emit_instances(&b, &mesh.plain);
        emit_instances(&b, &mesh.pictured);
    }
    for (int i = 0; i < b.shape_count; i++) scene_model_shape_finish(&b.shapes[i]);
    free(b.shapes);
    free(b.shape_of);
    free(b.runs);
    if (b.has_failed) {
        scene_model_mesh_finish(&mesh);
        err_set(err, ERR_MEMORY, "no memory for a tile of a model");
        return false;
    }
    *out = mesh;
    return true;
}
