// SPDX-License-Identifier: Apache-2.0
// fuzz_obj.c - any bytes as OBJ text, which is its own material file too: refused in words, or an
// asset whose every index lies within.
#include "assets/asset.h"
#include <assert.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t length);

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t length)
{
    char path[64];
    Err err = { 0 };
    snprintf(path, sizeof path, "/dev/shm/fuzz_obj_%ld.obj", (long)getpid());
    FILE *file = fopen(path, "wb");
    if (!file) return 0;
    fprintf(file, "mtllib fuzz_obj_%ld.obj\n", (long)getpid());
    fwrite(bytes, 1, length, file);
    fclose(file);
    Asset *a = asset_load(&(AssetDesc){ .path = path, .bytes_max = (size_t)64 << 20 }, &err);
    unlink(path);
    if (!a) {
        if (err.code == ERR_NONE || !err.text[0]) abort();
        return 0;
    }
    for (int i = 0; i < a->mesh_count; i++) {
        const AssetMesh *m = &a->meshes[i];
        int triangles = 0;
        for (int k = 0; k < m->vertex_count * 3; k++) assert(isfinite(m->positions[k]));
        for (int k = 0; k < m->triangle_count * 3; k++)
            assert(m->indices[k] < (uint32_t)m->vertex_count);
        for (int k = 0; k < m->part_count; k++) {
            assert(m->parts[k].first_triangle == triangles);
            assert(m->parts[k].material >= -1 && m->parts[k].material < a->material_count);
            triangles += m->parts[k].triangle_count;
        }
        assert(triangles == m->triangle_count);
    }
    asset_destroy(a);
    return 0;
}
