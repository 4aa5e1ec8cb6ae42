// SPDX-License-Identifier: Apache-2.0
// gltf_draco.h - meshes packed by KHR_draco_mesh_compression, through libdraco; plain C to include.
// Does not: let an exception out.
#pragma once
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#ifdef __cplusplus
extern "C" {
#endif

typedef struct GltfDraco GltfDraco;
// NULL when the bytes hold no triangle mesh. Thread: any.
GltfDraco *gltf_draco_open(const uint8_t *packed, size_t length);
void gltf_draco_close(GltfDraco *draco); // NULL is fine
int64_t gltf_draco_points(const GltfDraco *draco);
int64_t gltf_draco_faces(const GltfDraco *draco);
void gltf_draco_indices(const GltfDraco *draco, uint32_t *out); // three a face
// One value of components * the bytes of component (of glTF: 5120 … 5126) a point, tight. false:
// no attribute of that id, or it does not convert.
bool gltf_draco_values(const GltfDraco *draco, uint32_t id, int component, int components,
                       void *out);

#ifdef __cplusplus
}
#endif
