// SPDX-License-Identifier: Apache-2.0
// gltf_draco.cc - libdraco has no C interface: this file is it.
#include "assets/gltf_draco.h"
#include <draco/compression/decode.h>
#include <draco/core/decoder_buffer.h>
#include <memory>

struct GltfDraco {
    std::unique_ptr<draco::Mesh> mesh;
};

GltfDraco *gltf_draco_open(const uint8_t *packed, size_t length)
{
    try {
        draco::DecoderBuffer buffer;
        draco::Decoder decoder;
        buffer.Init(reinterpret_cast<const char *>(packed), length);
        auto mesh = decoder.DecodeMeshFromBuffer(&buffer);
        if (!mesh.ok()) return nullptr;
        return new GltfDraco{ std::move(mesh).value() };
    } catch (...) {
        return nullptr;
    }
}

void gltf_draco_close(GltfDraco *draco)
{
    delete draco;
}

int64_t gltf_draco_points(const GltfDraco *draco)
{
    return draco->mesh->num_points();
}

int64_t gltf_draco_faces(const GltfDraco *draco)
{
    return draco->mesh->num_faces();
}

void gltf_draco_indices(const GltfDraco *draco, uint32_t *out)
{
    for (uint32_t f = 0; f < draco->mesh->num_faces(); f++) {
        const draco::Mesh::Face &face = draco->mesh->face(draco::FaceIndex(f));
        for (int c = 0; c < 3; c++) out[static_cast<size_t>(f) * 3 + c] = face[c].value();
    }
}

template <typename T>
static bool gltf_draco_copy(const draco::Mesh &mesh, const draco::PointAttribute &attribute,
                            int components, void *out)
{
    T *to = static_cast<T *>(out);
    for (uint32_t p = 0; p < mesh.num_points(); p++) {
        const draco::AttributeValueIndex value = attribute.mapped_index(draco::PointIndex(p));
        if (value.value() >= attribute.size() ||
            !attribute.ConvertValue<T>(value, static_cast<int8_t>(components),
                                       to + static_cast<size_t>(p) * components))
            return false;
    }
    return true;
}

bool gltf_draco_values(const GltfDraco *draco, uint32_t id, int component, int components,
                       void *out)
{
    const draco::PointAttribute *attribute = draco->mesh->GetAttributeByUniqueId(id);
    if (!attribute || attribute->buffer() == nullptr) return false;
    const draco::Mesh &mesh = *draco->mesh;
    switch (component) {
    case 5120: return gltf_draco_copy<int8_t>(mesh, *attribute, components, out);
    case 5121: return gltf_draco_copy<uint8_t>(mesh, *attribute, components, out);
    case 5122: return gltf_draco_copy<int16_t>(mesh, *attribute, components, out);
    case 5123: return gltf_draco_copy<uint16_t>(mesh, *attribute, components, out);
    case 5125: return gltf_draco_copy<uint32_t>(mesh, *attribute, components, out);
    case 5126: return gltf_draco_copy<float>(mesh, *attribute, components, out);
    default: return false;
    }
}
