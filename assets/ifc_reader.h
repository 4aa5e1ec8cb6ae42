// SPDX-License-Identifier: Apache-2.0
// ifc_reader.h - inside the reader: instances of geometry types to what the kernel takes, in metres
// and radians. Does not: serve anybody outside ifc_*.c. One IfcReader a thread. Trees live in its
// tree arena, meshes in its out arena.
#pragma once
#include "assets/ifc_model.h"
#include "assets/kernel_boolean.h"
#include "assets/kernel_curve.h"
#include "assets/kernel_mesh.h"
#include "assets/kernel_profile.h"
#include "assets/kernel_surface.h"
#include "base/hashmap.h"

enum { IFC_READER_DEPTH_MAX = 24, IFC_READER_BUDGET = 20000000 };

typedef struct {
    const IfcModel *m;
    Kernel k;
    Arena out, scratch, tree;
    double unit;          // metres
    double angle;         // radians
    double spiral_length; // of the curve segment that is being read, metres
    int budget; // instances that may still be read for this shape: no graph, however knotted, takes
                // longer
} IfcReader;

void ifc_reader_init(IfcReader *r, const IfcModel *m, double chord_m, double angle_rad);
void ifc_reader_finish(IfcReader *r);
// Parameters of an instance; false with *err when it is missing or the budget is spent.
bool ifc_reader_args(IfcReader *r, uint32_t id, StepArgs *args, IfcType *type, Err *err);
// "#12 IfcWall: what": for a type that is not expected there.
bool ifc_reader_unexpected(uint32_t id, IfcType type, const char *expected, Err *err);

// Points and directions. A plane point has z = 0.
bool ifc_place_point(IfcReader *r, uint32_t id, DVec3 *out, Err *err); // metres
bool ifc_place_direction(IfcReader *r, uint32_t id, DVec3 *out);       // as given, not zero
bool ifc_place_vector(IfcReader *r, uint32_t id, DVec3 *out,
                      Err *err); // direction times magnitude, metres
DPlace ifc_place_identity(void);
// Axes need not be unit: the second applied first.
DPlace ifc_place_multiply(const DPlace *a, const DPlace *b);
bool ifc_place_inverse(const DPlace *a, DPlace *out);
double ifc_place_determinant(const DPlace *a);
bool ifc_place_is_rigid(const DPlace *a);
DVec3 ifc_place_turn(const DPlace *a, DVec3 v); // without the origin
// From an axis (z) and a reference (x), either zero = not given.
DPlace ifc_place_from_axes(DVec3 origin, DVec3 axis, DVec3 reference);
// IfcAxis2Placement2D, 3D and Linear, IfcAxis1Placement; id 0 = identity.
bool ifc_place_axes(IfcReader *r, uint32_t id, DPlace *out, Err *err);
bool ifc_place_axes2(IfcReader *r, uint32_t id, KernelPlace2 *out, Err *err);
bool ifc_place_operator(IfcReader *r, uint32_t id, DPlace *out,
                        Err *err); // IfcCartesianTransformationOperator3D, 2D
// An IfcPointByDistanceExpression: its distance (with the offset along), the offsets to the left,
// up and along, and the frame of its curve there, moved by them.
bool ifc_place_distance(IfcReader *r, uint32_t id, double *distance, double offsets[3], DPlace *out,
                        Err *err);
// IfcObjectPlacement to the model's frame, metres. memo: results by instance number, kept by the
// caller.
typedef struct {
    Hashmap rows;
    DPlace *places;
    int count, cap;
} IfcPlaceMemo;
bool ifc_place_object(IfcReader *r, IfcPlaceMemo *memo, uint32_t id, DPlace *out, Err *err);
void ifc_place_memo_finish(IfcPlaceMemo *memo);

bool ifc_curve_read(IfcReader *r, uint32_t id, int depth, const KernelCurve **out, Err *err);
bool ifc_curve_path(IfcReader *r, uint32_t id, KernelPath *out, Err *err);
bool ifc_profile_read(IfcReader *r, uint32_t id, int depth, KernelProfile *out, Err *err);
bool ifc_surface_read(IfcReader *r, uint32_t id, int depth, KernelSurface *out, Err *err);
bool ifc_surface_is(const IfcReader *r, IfcType type);
bool ifc_surface_mesh(IfcReader *r, uint32_t id, KernelMesh *out,
                      Err *err); // bounded surfaces as items
// Faces of one or several connected face sets as one mesh. skipped counts faces that could not be
// done.
bool ifc_face_mesh(IfcReader *r, const uint32_t *sets, int set_count, bool is_solid,
                   KernelMesh *out, int *skipped, Err *err);
bool ifc_face_tessellated(IfcReader *r, uint32_t id, IfcType type, const StepArgs *args,
                          KernelMesh *out, Err *err);
// Any solid, surface or shell. *uncut: NULL, or why a boolean was left out (arena text).
bool ifc_item_mesh(IfcReader *r, uint32_t id, int depth, KernelMesh *out, const char **uncut,
                   Err *err);
// kernel_boolean with other precisions, then operand by operand. *out is always written: false with
// *err when some of it is not done.
bool ifc_item_cut(const IfcReader *r, KernelBooleanKind kind, const KernelMesh *host,
                  const KernelOperand *operands, int count, KernelMesh *out,
                  KernelBooleanReport *report, Err *err);
// Whether a representation item makes triangles (mapped items are not followed).
bool ifc_item_is_body(const IfcModel *m, IfcType type);

// Lists of numbers and references of any length, in the tree arena.
double *ifc_reader_reals(IfcReader *r, const StepArgs *args, int index, int *count);
uint32_t *ifc_reader_refs(IfcReader *r, const StepArgs *args, int index, int *count);
// IfcCartesianPointList2D, 3D; 2D points get z = 0.
DVec3 *ifc_reader_point_list(IfcReader *r, uint32_t id, int *count, Err *err);
// Lists of lists of numbers; stride = numbers of the first inner list; shorter ones are refused.
double *ifc_reader_grid(IfcReader *r, const StepArgs *args, int index, int *rows, int *columns);
