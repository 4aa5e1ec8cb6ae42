// SPDX-License-Identifier: Apache-2.0
// ifc_geometry.h - triangles of every product of an IFC model: shared meshes, instances, measures,
// and what could not be done. Does not: put the model on the earth, draw, or stop at a product that
// is broken.
#pragma once
#include "assets/ifc_model.h"
#include "assets/kernel.h"
#include "base/job.h"

typedef enum {
    IFC_BODY_NONE,
    IFC_BODY_OK,
    IFC_BODY_UNCUT, // shown, but an opening or operand could not be taken off, or a part is
                    // missing; the reason says which
    IFC_BODY_FAILED // nothing could be made; the reason says why
} IfcBodyState;

typedef enum {
    IFC_TEXTURE_NONE,
    IFC_TEXTURE_FILE,   // url, as the file writes it
    IFC_TEXTURE_PACKED, // bytes of a picture in format ("PNG", "JPEG")
    IFC_TEXTURE_PIXELS  // width * height * components bytes, lowest row first
} IfcTextureKind;
typedef struct {
    IfcTextureKind kind;
    uint32_t id;
    const char *url, *format;
    const uint8_t *bytes;
    size_t length;
    int width, height, components;
    bool repeats_s, repeats_t;
} IfcTexture;

typedef struct {
    int first_triangle, triangle_count;
    uint32_t rgba; // 0xRRGGBBAA, 0 = none given
    uint32_t item; // representation item
    int texture;   // row of textures, -1 = none
} IfcPart;

typedef struct {
    DVec3 origin;      // metres, in the mesh's own axes
    float *positions;  // three a vertex, from origin
    float *uv;         // two a vertex, or NULL where no part has a texture; 0,0 for parts without
    uint32_t *indices; // three a triangle, counter-clockwise from outside
    IfcPart *parts;
    int vertex_count, triangle_count, part_count;
    double area_m2, volume_m3; // volume of closed parts; 0 for open ones
    const char *reason;        // NULL, or what was left out
} IfcMesh;

typedef struct {
    int mesh;
    uint32_t rgba; // for parts without a colour; 0 = none
    DPlace place;  // of the mesh's axes in the model's frame (metres, z up); axes may be scaled or
                   // mirrored
} IfcInstance;

typedef struct {
    int object; // of the model
    IfcBodyState state;
    const char *reason;
    int first_instance, instance_count, triangle_count;
    double area_m2, volume_m3;
    DVec3 min, max; // metres in the model's frame; min.x > max.x = empty
} IfcProduct;

typedef struct IfcGeometry {
    IfcMesh *meshes;
    IfcInstance *instances;
    IfcProduct *products; // those with a 3D body, openings and spaces among them
    const IfcTexture *textures;
    int mesh_count, instance_count, product_count, texture_count;
    int body_count, shown_count; // neither openings nor spaces: with a body, with triangles
    int64_t triangle_count;      // of those, instances counted each
    int uncut_count, failed_count;
    struct IfcGeometryWork *work; // owns the memory
} IfcGeometry;

typedef struct {
    double chord_m;   // most a chord leaves its curve; 0 = 2 mm
    double angle_rad; // most a curve turns in one chord; 0 = 15 degrees
    JobPool *pool;    // NULL = this thread alone
    Job *job;         // progress and cancel; NULL = none
} IfcGeometryDesc;

// NULL with *err only when cancelled or without memory. Blocks. Thread: job. The model must outlive
// the result.
IfcGeometry *ifc_geometry_create(const IfcModel *model, const IfcGeometryDesc *desc, Err *err);
void ifc_geometry_destroy(IfcGeometry *geometry);                // NULL is fine
bool ifc_geometry_is_counted(const IfcModel *model, int object); // neither opening nor space
const char *ifc_geometry_state_name(IfcBodyState state);         // "ok", "uncut", "failed", ""
