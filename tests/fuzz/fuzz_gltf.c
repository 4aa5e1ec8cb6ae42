// SPDX-License-Identifier: Apache-2.0
// fuzz_gltf.c - any bytes as glTF or GLB: refused in words, or an asset whose every row and index
// lies within, whose numbers are finite, and which moves.
#include "assets/asset_animation.h"
#include "base/json_tape.h"
#include <assert.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t length);

static void check_mesh(const Asset *a, const AssetMesh *m)
{
    int triangles = 0;
    for (int i = 0; i < m->vertex_count * 3; i++) assert(isfinite(m->positions[i]));
    for (int i = 0; m->normals && i < m->vertex_count * 3; i++) assert(isfinite(m->normals[i]));
    for (int i = 0; m->uv && i < m->vertex_count * 2; i++) assert(isfinite(m->uv[i]));
    for (int i = 0; i < m->triangle_count * 3; i++)
        assert(m->indices[i] < (uint32_t)m->vertex_count);
    for (int p = 0; p < m->part_count; p++) {
        assert(m->parts[p].first_triangle == triangles && m->parts[p].triangle_count > 0);
        assert(m->parts[p].material >= -1 && m->parts[p].material < a->material_count);
        triangles += m->parts[p].triangle_count;
    }
    assert(triangles == m->triangle_count);
    assert(!m->joints == !m->weights);
}

static void check_instances(const Asset *a)
{
    for (int i = 0; i < a->instance_count; i++) {
        const AssetInstance *n = &a->instances[i];
        assert(n->mesh >= 0 && n->mesh < a->mesh_count);
        assert(n->object >= 0 && n->object < a->object_count);
        assert(i == 0 || n->object >= a->instances[i - 1].object);
        assert(isfinite(n->place.origin.x) && isfinite(n->place.x_axis.x));
        if (n->skin < 0) continue;
        assert(a->animation && n->skin < a->animation->skin_count);
        const AssetMesh *m = &a->meshes[n->mesh];
        for (int k = 0; k < m->vertex_count * 4; k++)
            assert(m->joints[k] < a->animation->skins[n->skin].joint_count);
    }
    for (int i = 0; i < a->object_count; i++)
        assert(a->objects[i].parent >= -1 && a->objects[i].parent < i);
    for (int i = 0; i < a->material_count; i++) {
        const AssetMaterial *m = &a->materials[i];
        assert(m->base_texture < a->texture_count && m->emissive_texture < a->texture_count);
        assert(m->normal_texture < a->texture_count && m->metal_texture < a->texture_count);
    }
}

static void play(const AssetAnimation *a)
{
    static const double times_s[] = { -1, 0, 0.3, 1, 1e9 };
    if (a->node_count == 0) return;
    DPlace *nodes = malloc(sizeof *nodes * (size_t)a->node_count);
    for (int clip = -1; nodes && clip < a->clip_count; clip++)
        for (int t = 0; t < 5; t++) asset_animation_pose(a, clip, times_s[t], nodes);
    for (int s = 0; nodes && s < a->skin_count; s++) {
        DPlace *joints = malloc(sizeof *joints * (size_t)(a->skins[s].joint_count + 1));
        if (joints) asset_animation_joints(a, s, nodes, joints);
        free(joints);
    }
    free(nodes);
}

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t length)
{
    char path[64];
    Err err = { 0 };
    snprintf(path, sizeof path, "/dev/shm/fuzz_gltf_%ld.glb", (long)getpid());
    FILE *file = fopen(path, "wb");
    if (!file) return 0;
    fwrite(bytes, 1, length, file);
    fclose(file);
    Asset *a = asset_load(&(AssetDesc){ .path = path, .bytes_max = (size_t)64 << 20 }, &err);
    unlink(path);
    if (!a) {
        if (err.code == ERR_NONE || !err.text[0]) abort();
        return 0;
    }
    for (int i = 0; i < a->mesh_count; i++) check_mesh(a, &a->meshes[i]);
    check_instances(a);
    if (a->animation) play(a->animation);
    asset_destroy(a);
    return 0;
}
