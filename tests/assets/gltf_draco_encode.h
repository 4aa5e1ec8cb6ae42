// SPDX-License-Identifier: Apache-2.0
// gltf_draco_encode.h - packs a mesh by libdraco, for tests; plain C to include.
#pragma once
#include <stddef.h>
#include <stdint.h>

#ifdef __cplusplus
extern "C" {
#endif
// heap, caller frees; positions have the id 0, quantised to 18 bits.
uint8_t *gltf_draco_encode(const float *points, int point_count, const uint32_t *indices,
                           int triangle_count, size_t *length);
#ifdef __cplusplus
}
#endif
