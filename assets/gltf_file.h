// SPDX-License-Identifier: Apache-2.0
// gltf_file.h - a glTF 2.0 file opened: container, JSON, buffers, views and typed accessors, all
// checked to lie within their bytes. Does not: make meshes, materials or nodes of them.
// Format: Khronos glTF 2.0.1 (ISO/IEC 12113:2022).
#pragma once
#include "assets/asset_build.h"
#include "base/file.h"
#include "base/json_tape.h"

// Rows of the top-level arrays of the JSON.
typedef enum {
    GLTF_ACCESSORS,
    GLTF_ANIMATIONS,
    GLTF_VIEWS,
    GLTF_BUFFERS,
    GLTF_IMAGES,
    GLTF_MATERIALS,
    GLTF_MESHES,
    GLTF_NODES,
    GLTF_SAMPLERS,
    GLTF_SCENES,
    GLTF_SKINS,
    GLTF_TEXTURES,
    GLTF_ARRAY_COUNT
} GltfArray;

typedef struct {
    const uint8_t *bytes; // NULL: it could not be had
    size_t length;
    size_t stride; // of a view: 0 = tight
} GltfBytes;

typedef struct {
    const AssetDesc *desc;
    AssetBuild *build;
    FileMap map;
    JsonTape json;
    JsonRef *rows[GLTF_ARRAY_COUNT];
    int counts[GLTF_ARRAY_COUNT];
    GltfBytes chunk; // BIN of a GLB
    GltfBytes *buffers;
    GltfBytes *views; // meshopt views decoded
    FileMap *maps;    // of buffers beside the file
    int map_count;
    Arena scratch;   // dies with the file
    void **unpacked; // heap, dies with the file
    int unpacked_count, unpacked_cap;
    size_t unpacked_bytes;
} Gltf;

// Container, JSON, extensions, buffers and views. false with *err: ERR_IO, ERR_FORMAT,
// ERR_UNSUPPORTED (an extension it requires, glTF 1).
bool gltf_open(Gltf *g, AssetBuild *build, Err *err);
void gltf_close(Gltf *g);

JsonRef gltf_row(const Gltf *g, GltfArray array, int row); // JSON_TAPE_NONE outside
JsonRef gltf_member(const Gltf *g, JsonRef object, const char *key);
JsonRef gltf_extension(const Gltf *g, JsonRef object, const char *name);
int gltf_index(const Gltf *g, JsonRef object, const char *key, GltfArray array); // -1 = none
double gltf_number(const Gltf *g, JsonRef object, const char *key, double fallback);
bool gltf_is(const Gltf *g, JsonRef object, const char *key, const char *text);
const char *gltf_text(const Gltf *g, JsonRef object, const char *key, Arena *arena); // "" = none
// Heap bytes that die with the file; NULL past the model's budget. Thread: the reader's.
void *gltf_unpacked(Gltf *g, size_t bytes);
// What a URI names: data: or a file beside the model. Maps of files live as long as the Gltf.
bool gltf_resolve(Gltf *g, const char *uri, GltfBytes *out, Err *err);

typedef enum {
    GLTF_BYTE = 5120,
    GLTF_UBYTE = 5121,
    GLTF_SHORT = 5122,
    GLTF_USHORT = 5123,
    GLTF_UINT = 5125,
    GLTF_FLOAT = 5126
} GltfComponent;

// The values of an accessor where they lie.
typedef struct {
    const uint8_t *bytes; // NULL = none
    size_t stride;
    int count;
    int components; // 1 … 4, 16
    GltfComponent type;
    bool is_normalized;
} GltfSpan;

int gltf_component_bytes(GltfComponent type);
// Sparse accessors and those without a view are written out. false with *err.
bool gltf_span(Gltf *g, int accessor, GltfSpan *out, Err *err);
// What an accessor says of itself, without its values (Draco). false when it says nonsense.
bool gltf_span_shape(const Gltf *g, int accessor, GltfSpan *out);
// One value of a span of whole numbers without sign.
uint32_t gltf_span_index(const GltfSpan *span, int at);
// first … first + count - 1 as floats, components of each; missing components stay as they are.
void gltf_span_floats(const GltfSpan *span, int first, int count, int components, float *out);
