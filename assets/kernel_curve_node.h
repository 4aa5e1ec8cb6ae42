// SPDX-License-Identifier: Apache-2.0
// kernel_curve_node.h - private to kernel_curve*.c: a curve tree checked, trims resolved, ready to
// evaluate.
#pragma once
#include "assets/kernel_curve.h"
#include "assets/kernel_private.h"

// Arc lengths at rising parameters, for curves without a closed form.
typedef struct {
    double *lengths, *parameters;
    int count;
} CurveLengths;

typedef struct CurveNode CurveNode;
struct CurveNode {
    KernelCurveKind kind;
    const KernelCurve *curve;
    double first, last;          // as travelled: last < first runs backwards
    bool is_bounded, is_flipped; // is_flipped: as a child of a composite, run from last to first
    bool is_closed;
    const CurveNode *basis;    // trimmed, offset, segment's parent, gradient's plan
    const CurveNode *children; // composite, indexed; gradient's heights then cants
    double *starts;            // of children: arc lengths (composite), plan lengths (gradient)
    int child_count, height_count;
    double cost, walk; // of an evaluation and of a search by arc length, in about 50 ns
    double length;     // total, once lengths are known; < 0 before
    CurveLengths table;
    DPlace local;       // segment: result = local applied to the parent's point
    double place_scale; // segment: parent's parameter for a unit of ours
};

typedef struct {
    const Kernel *k;
    int node_count;
    Err *err;
} CurveBuild;

// NULL with *err. Lives in scratch.
CurveNode *curve_node_make(const Kernel *k, const KernelCurve *curve, Err *err);
// Point and derivative by the parameter. A parameter outside is clamped where the curve has ends.
void curve_node_eval(const CurveNode *n, double t, DVec3 *p, DVec3 *d);
bool curve_node_lengths(const Kernel *k, CurveNode *n, Err *err);  // makes .length and tables
double curve_node_parameter_at(const CurveNode *n, double length); // after curve_node_lengths
double curve_node_nearest(const Kernel *k, const CurveNode *n, DVec3 p);
// Height and slope, roll and its height of a gradient at a plan length.
void curve_node_gradient(const CurveNode *n, double s, double *z, double *slope, double *roll);

typedef struct {
    const Kernel *k;
    DVec3 *points;
    double *parameters;
    int count, cap, parameter_cap;
    bool is_full;
    double work; // done so far
} CurveSampler;
void curve_node_sample(CurveSampler *s, const CurveNode *n, double from, double to);

// B-spline by de Boor; span from curve_spline_span.
int curve_spline_span(const double *knots, int point_count, int degree, double t);
// Values of the degree + 1 basis functions over the span, and their first derivatives.
enum { CURVE_DEGREE_MAX = 24 };
void curve_spline_basis(const double *knots, int span, int degree, double t, double *values,
                        double *derivatives);
bool curve_spline_check(const DVec3 *points, const double *weights, int count, const double *knots,
                        int knot_points, int degree, Err *err);
