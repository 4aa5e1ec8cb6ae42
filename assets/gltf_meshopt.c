// SPDX-License-Identifier: Apache-2.0
// gltf_meshopt.c - EXT_meshopt_compression: the shapes it allows, then the library.
#include "assets/gltf_meshopt.h"
#include <meshoptimizer.h>

bool gltf_meshopt_decode(const GltfMeshopt *d, const uint8_t *packed, size_t length, void *out)
{
    // The library asserts what follows; a file may say anything.
    const bool is_index = d->stride == 2 || d->stride == 4;
    if (d->mode == GLTF_MESHOPT_TRIANGLES)
        return is_index && d->count % 3 == 0 &&
               meshopt_decodeIndexBuffer(out, d->count, d->stride, packed, length) == 0;
    if (d->mode == GLTF_MESHOPT_INDICES)
        return is_index &&
               meshopt_decodeIndexSequence(out, d->count, d->stride, packed, length) == 0;
    if (d->stride % 4 != 0 || d->stride > 256) return false;
    const bool is_octahedral = d->filter == GLTF_MESHOPT_OCTAHEDRAL;
    if (is_octahedral && d->stride != 4 && d->stride != 8) return false;
    if (d->filter == GLTF_MESHOPT_QUATERNION && d->stride != 8) return false;
    if (meshopt_decodeVertexBuffer(out, d->count, d->stride, packed, length) != 0) return false;
    if (is_octahedral) meshopt_decodeFilterOct(out, d->count, d->stride);
    if (d->filter == GLTF_MESHOPT_QUATERNION) meshopt_decodeFilterQuat(out, d->count, d->stride);
    if (d->filter == GLTF_MESHOPT_EXPONENTIAL) meshopt_decodeFilterExp(out, d->count, d->stride);
    return true;
}
