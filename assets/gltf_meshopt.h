// SPDX-License-Identifier: Apache-2.0
// gltf_meshopt.h - buffer views packed by EXT_meshopt_compression, through libmeshoptimizer.
#pragma once
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

typedef enum {
    GLTF_MESHOPT_NONE,
    GLTF_MESHOPT_ATTRIBUTES,
    GLTF_MESHOPT_TRIANGLES,
    GLTF_MESHOPT_INDICES
} GltfMeshoptMode;
typedef enum {
    GLTF_MESHOPT_PLAIN,
    GLTF_MESHOPT_OCTAHEDRAL,
    GLTF_MESHOPT_QUATERNION,
    GLTF_MESHOPT_EXPONENTIAL
} GltfMeshoptFilter;

typedef struct {
    GltfMeshoptMode mode;
    GltfMeshoptFilter filter;
    size_t count, stride;
} GltfMeshopt;

// Writes count * stride bytes. false: the bytes, or their shape, are not what the extension allows.
// Thread: any.
bool gltf_meshopt_decode(const GltfMeshopt *desc, const uint8_t *packed, size_t length, void *out);
