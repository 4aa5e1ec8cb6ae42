// SPDX-License-Identifier: Apache-2.0
// test_gltf_packed.c - glTF: what Draco and meshopt pack comes out as it went in.
#include "gltf_fixture.h"
#include "gltf_draco_encode.h"
#include <meshoptimizer.h>

enum { SIDE = 20, POINTS = SIDE * SIDE, CORNERS = (SIDE - 1) * (SIDE - 1) * 6 };

typedef struct {
    float points[POINTS * 3];
    uint32_t indices[CORNERS];
} Hill;

static Hill *hill_create(void)
{
    Hill *h = calloc(1, sizeof *h);
    uint32_t *to = h->indices;
    for (int i = 0; i < POINTS; i++) {
        h->points[i * 3] = (float)(i % SIDE);
        h->points[i * 3 + 1] = (float)((i * 31) % 17) * 0.25f;
        h->points[i * 3 + 2] = (float)(i / SIDE);
    }
    for (uint32_t r = 0; r + 1 < SIDE; r++) {
        for (uint32_t c = 0; c + 1 < SIDE; c++) {
            const uint32_t at = r * SIDE + c,
                           corners[6] = { at, at + SIDE, at + 1, at + 1, at + SIDE, at + SIDE + 1 };
            memcpy(to, corners, sizeof corners);
            to += 6;
        }
    }
    return h;
}

// The area in the plane and the heights summed over corners: equal meshes have equal ones, in any
// order.
static void check_hill(const Asset *a, const Hill *h, double tolerance)
{
    const AssetMesh *m = &a->meshes[0];
    double area = 0, heights = 0, expected = 0;
    CHECK_EQ(m->triangle_count, CORNERS / 3);
    CHECK_EQ(m->vertex_count, POINTS);
    for (int t = 0; t < m->triangle_count; t++) {
        const float *p[3];
        for (int c = 0; c < 3; c++) {
            p[c] = m->positions + (size_t)m->indices[t * 3 + c] * 3;
            heights += (double)p[c][1];
            expected += (double)h->points[h->indices[t * 3 + c] * 3 + 1];
        }
        area += ((double)(p[1][2] - p[0][2]) * (double)(p[2][0] - p[0][0]) -
                 (double)(p[1][0] - p[0][0]) * (double)(p[2][2] - p[0][2])) /
                2;
    }
    CHECK_NEAR(area, (SIDE - 1) * (SIDE - 1), tolerance);
    CHECK_NEAR(heights, expected, tolerance);
}

static Asset *load_meshopt(const Hill *h, bool is_broken)
{
    Glb g = { 0 };
    Err err = { 0 };
    unsigned char packed[2][65536];
    const size_t vertices =
        meshopt_encodeVertexBuffer(packed[0], sizeof packed[0], h->points, POINTS, 12);
    size_t indices = meshopt_encodeIndexBuffer(packed[1], sizeof packed[1], h->indices, CORNERS);
    if (is_broken) indices /= 2;
    for (int i = 0; i < 2; i++) {
        char extra[256];
        const size_t at = (g.bin.length + 3) & ~(size_t)3, length = i ? indices : vertices;
        snprintf(extra, sizeof extra,
                 ",\"extensions\":{\"EXT_meshopt_compression\":{\"buffer\":0,\"byteOffset\":%zu,"
                 "\"byteLength\":%zu,\"byteStride\":%d,\"count\":%d,\"mode\":\"%s\"}}",
                 at, length, i ? 4 : 12, i ? CORNERS : POINTS, i ? "TRIANGLES" : "ATTRIBUTES");
        glb_view(&g, packed[i], length, extra);
    }
    glb_accessor(&g, 0, GLB_FLOAT, "VEC3", POINTS, "");
    glb_accessor(&g, 1, GLB_UINT, "SCALAR", CORNERS, "");
    Asset *a = glb_load(&g,
                        "\"extensionsRequired\":[\"EXT_meshopt_compression\"],\"meshes\":[{"
                        "\"primitives\":[{\"attributes\":{\"POSITION\":0},\"indices\":1}]}],"
                        "\"nodes\":[{\"mesh\":0}]",
                        &err);
    CHECK(is_broken ? !a && strstr(err.text, "packed bytes") : a != NULL);
    return a;
}

TEST(meshopt_views_unpack_to_what_was_packed)
{
    Hill *h = hill_create();
    Asset *a = load_meshopt(h, false);
    check_hill(a, h, 1e-3);
    CHECK(memcmp(a->meshes[0].positions, h->points, sizeof h->points) == 0);
    asset_destroy(a);
    CHECK(!load_meshopt(h, true));
    free(h);
}

TEST(meshopt_filters_and_index_sequences_unpack)
{
    // Normals along z, y and x as octahedra of 8 bits; indices as a sequence.
    static const float up[12] = { 0, 0, 1, 0, 0, 1, 0, 0, 1, 0, 0, 0 };
    int8_t normals[12];
    static const unsigned sequence[3] = { 0, 1, 2 };
    unsigned char packed[2][256];
    meshopt_encodeFilterOct(normals, 3, 4, 8, up);
    const size_t a_length = meshopt_encodeVertexBuffer(packed[0], 256, normals, 3, 4);
    const size_t b_length = meshopt_encodeIndexSequence(packed[1], 256, sequence, 3);
    Glb g = { 0 };
    char extra[512];
    glb_floats(&g, "VEC3", 3, glb_triangle, 9);
    snprintf(extra, sizeof extra,
             ",\"byteStride\":4,\"extensions\":{\"EXT_meshopt_compression\":{\"buffer\":0,"
             "\"byteOffset\":%zu,\"byteLength\":%zu,\"byteStride\":4,\"count\":3,"
             "\"mode\":\"ATTRIBUTES\",\"filter\":\"OCTAHEDRAL\"}}",
             g.bin.length, a_length);
    glb_accessor(&g, glb_view(&g, packed[0], a_length, extra), 5120, "VEC3", 3,
                 ",\"normalized\":true");
    snprintf(extra, sizeof extra,
             ",\"extensions\":{\"EXT_meshopt_compression\":{\"buffer\":0,\"byteOffset\":%zu,"
             "\"byteLength\":%zu,\"byteStride\":4,\"count\":3,\"mode\":\"INDICES\"}}",
             (g.bin.length + 3) & ~(size_t)3, b_length);
    glb_accessor(&g, glb_view(&g, packed[1], b_length, extra), GLB_UINT, "SCALAR", 3, "");
    Asset *a = glb_load(&g,
                        "\"meshes\":[{\"primitives\":[{\"attributes\":{\"POSITION\":0,\"NORMAL\":1}"
                        ",\"indices\":2}]}],\"nodes\":[{\"mesh\":0}]",
                        NULL);
    CHECK(a != NULL);
    CHECK_EQ(a->meshes[0].indices[2], 2);
    CHECK_NEAR(a->meshes[0].normals[2], 1, 0.01);
    CHECK_NEAR(a->meshes[0].normals[4], 1, 0.01);
    CHECK_NEAR(a->meshes[0].normals[6], 1, 0.01);
    asset_destroy(a);
}

TEST(draco_meshes_unpack_to_what_was_packed)
{
    Hill *h = hill_create();
    size_t length = 0;
    uint8_t *packed = gltf_draco_encode(h->points, POINTS, h->indices, CORNERS / 3, &length);
    CHECK(packed != NULL);
    for (int is_broken = 0; is_broken < 2; is_broken++) {
        Glb g = { 0 };
        Err err = { 0 };
        char rest[1024];
        glb_view(&g, packed, is_broken ? length / 2 : length, "");
        str_printf(&g.accessors,
                   "{\"componentType\":5126,\"type\":\"VEC3\",\"count\":%d},{\"componentType\":"
                   "5125,\"type\":\"SCALAR\",\"count\":%d}",
                   POINTS, CORNERS);
        snprintf(rest, sizeof rest,
                 "\"extensionsRequired\":[\"KHR_draco_mesh_compression\"],\"meshes\":[{"
                 "\"primitives\":[{\"attributes\":{\"POSITION\":0},\"indices\":1,"
                 "\"extensions\":{\"KHR_draco_mesh_compression\":{\"bufferView\":0,\"attributes\":{"
                 "\"POSITION\":0}}}}]}],\"nodes\":[{\"mesh\":0}]");
        Asset *a = glb_load(&g, rest, &err);
        if (is_broken) {
            CHECK(!a && strstr(err.text, "packed bytes"));
        } else {
            CHECK_TEXT(err.text, "");
            check_hill(a, h, 0.08); // 18 bits a coordinate: 36 um for each of 2,166 corners
        }
        asset_destroy(a);
    }
    free(packed);
    free(h);
}
