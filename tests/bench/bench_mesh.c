// SPDX-License-Identifier: Apache-2.0
// bench_mesh.c - makes a GLB of that many triangles, or times reading one beside a plain read of
// its bytes into fresh memory: bench_mesh make FILE TRIANGLES | bench_mesh read FILE [THREADS].
#include "assets/asset.h"
#include "base/clock.h"
#include "base/file.h"
#include "base/str.h"
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

// A hilly square of side x rows quads: positions, normals, 4-byte indices, all shared.
static int make(const char *path, int triangles)
{
    const uint32_t side = 1600, rows = (uint32_t)triangles / 2 / side;
    const uint32_t vertices = (side + 1) * (rows + 1), corners = side * rows * 6;
    const size_t floats = (size_t)vertices * 3;
    float *points = malloc(floats * 4), *normals = malloc(floats * 4);
    uint32_t *indices = malloc((size_t)corners * 4), *to = indices;
    char json[2048];
    if (!points || !normals || !indices) return 1;
    for (uint32_t v = 0; v < vertices; v++) {
        const float x = (float)(v % (side + 1)), z = (float)(v / (side + 1));
        const float slope_x = 0.5f * cosf(x * 0.05f), slope_z = -0.3f * sinf(z * 0.03f);
        const float length = sqrtf(slope_x * slope_x + 1 + slope_z * slope_z);
        const float p[3] = { x, 10 * sinf(x * 0.05f) + 10 * cosf(z * 0.03f), z };
        const float n[3] = { -slope_x / length, 1 / length, -slope_z / length };
        memcpy(points + (size_t)v * 3, p, sizeof p);
        memcpy(normals + (size_t)v * 3, n, sizeof n);
    }
    for (uint32_t r = 0; r < rows; r++) {
        for (uint32_t c = 0; c < side; c++) {
            const uint32_t a = r * (side + 1) + c, b = a + side + 1;
            const uint32_t quad[6] = { a, b, a + 1, a + 1, b, b + 1 };
            memcpy(to, quad, sizeof quad);
            to += 6;
        }
    }
    const uint32_t bytes = (uint32_t)(floats * 4), all = 2 * bytes + corners * 4;
    int length = snprintf(
        json, sizeof json,
        "{\"asset\":{\"version\":\"2.0\"},\"buffers\":[{\"byteLength\":%u}],\"bufferViews\":[{"
        "\"buffer\":0,\"byteLength\":%u},"
        "{\"buffer\":0,\"byteOffset\":%u,\"byteLength\":%u},{\"buffer\":0,\"byteOffset\":%u,"
        "\"byteLength\":%u}],\"accessors\":["
        "{\"bufferView\":0,\"componentType\":5126,\"type\":\"VEC3\",\"count\":%u,\"min\":[0,-20,0],"
        "\"max\":[%u,20,%u]},"
        "{\"bufferView\":1,\"componentType\":5126,\"type\":\"VEC3\",\"count\":%u},{\"bufferView\":"
        "2,\"componentType\":5125,"
        "\"type\":\"SCALAR\",\"count\":%u}],\"materials\":[{\"pbrMetallicRoughness\":{"
        "\"baseColorFactor\":[0.6,0.65,0.6,1],"
        "\"metallicFactor\":0}}],\"meshes\":[{\"primitives\":[{\"attributes\":{\"POSITION\":0,"
        "\"NORMAL\":1},\"indices\":2,"
        "\"material\":0}]}],\"nodes\":[{\"mesh\":0}],\"scenes\":[{\"nodes\":[0]}],\"scene\":0}",
        all, bytes, bytes, bytes, 2 * bytes, corners * 4, vertices, side, rows, vertices, corners);
    while (length % 4) json[length++] = ' ';
    const uint32_t head[5] = { 0x46546C67, 2, 28 + (uint32_t)length + all, (uint32_t)length,
                               0x4E4F534A };
    const uint32_t chunk[2] = { all, 0x004E4942 };
    FILE *file = fopen(path, "wb");
    if (!file) return 1;
    fwrite(head, 4, 5, file);
    fwrite(json, 1, (size_t)length, file);
    fwrite(chunk, 4, 2, file);
    fwrite(points, 1, bytes, file);
    fwrite(normals, 1, bytes, file);
    fwrite(indices, 4, corners, file);
    free(points);
    free(normals);
    free(indices);
    return fclose(file) != 0;
}

static double plain_read_ms(const char *path)
{
    uint64_t size = 0;
    if (!file_stat(path, &size, NULL)) return 0;
    const double from_s = clock_monotonic_s();
    const int file = open(path, O_RDONLY | O_CLOEXEC);
    char *bytes = malloc(size);
    size_t got = 0;
    while (bytes && got < size) {
        const ssize_t more = read(file, bytes + got, size - got);
        if (more <= 0) break;
        got += (size_t)more;
    }
    const double ms = 1e3 * (clock_monotonic_s() - from_s);
    close(file);
    free(bytes);
    return ms;
}

static double load_ms(const char *path, JobPool *pool, int64_t *triangles)
{
    Err err = { 0 };
    const double from_s = clock_monotonic_s();
    Asset *asset = asset_load(&(AssetDesc){ .path = path, .pool = pool }, &err);
    const double ms = 1e3 * (clock_monotonic_s() - from_s);
    if (!asset) fprintf(stderr, "%s\n", err.text);
    *triangles = asset ? asset->triangle_count : 0;
    asset_destroy(asset);
    return ms;
}

int main(int argc, char **argv)
{
    if (argc == 4 && strcmp(argv[1], "make") == 0) return make(argv[2], atoi(argv[3]));
    if (argc < 3 || strcmp(argv[1], "read") != 0) return 2;
    JobPool *pool = job_pool_create(argc > 3 ? atoi(argv[3]) : 0);
    int64_t triangles = 0;
    double best = 1e9, plain = 1e9;
    // Turns about: a neighbour's load falls on both.
    for (int i = 0; i < 5; i++) {
        plain = fmin(plain, plain_read_ms(argv[2]));
        best = fmin(best, load_ms(argv[2], pool, &triangles));
    }
    job_pool_destroy(pool);
    printf("triangles %lld\nplain_read_ms %.1f\nread_ms %.1f\n", (long long)triangles, plain, best);
    return triangles == 0;
}
