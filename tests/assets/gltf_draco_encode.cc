// SPDX-License-Identifier: Apache-2.0
// gltf_draco_encode.cc - the packing side of libdraco, which has no C interface.
#include "gltf_draco_encode.h"
#include <cstdlib>
#include <cstring>
#include <draco/compression/encode.h>

uint8_t *gltf_draco_encode(const float *points, int point_count, const uint32_t *indices,
                           int triangle_count, size_t *length)
{
    draco::Mesh mesh;
    draco::GeometryAttribute attribute;
    mesh.set_num_points(static_cast<uint32_t>(point_count));
    attribute.Init(draco::GeometryAttribute::POSITION, nullptr, 3, draco::DT_FLOAT32, false, 12, 0);
    const int row = mesh.AddAttribute(attribute, true, static_cast<uint32_t>(point_count));
    for (int i = 0; i < point_count; i++)
        mesh.attribute(row)->SetAttributeValue(draco::AttributeValueIndex(static_cast<uint32_t>(i)),
                                               points + static_cast<size_t>(i) * 3);
    for (int t = 0; t < triangle_count; t++) {
        draco::Mesh::Face face;
        for (int c = 0; c < 3; c++) face[c] = indices[static_cast<size_t>(t) * 3 + c];
        mesh.AddFace(face);
    }
    draco::Encoder encoder;
    draco::EncoderBuffer buffer;
    encoder.SetAttributeQuantization(draco::GeometryAttribute::POSITION, 18);
    if (!encoder.EncodeMeshToBuffer(mesh, &buffer).ok()) return nullptr;
    uint8_t *out = static_cast<uint8_t *>(std::malloc(buffer.size()));
    std::memcpy(out, buffer.data(), buffer.size());
    *length = buffer.size();
    return out;
}
