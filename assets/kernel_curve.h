// SPDX-License-Identifier: Apache-2.0
// kernel_curve.h - curves in the plane (z = 0) and in space, described as a tree and evaluated to
// polylines or places. Does not: own anything; a tree borrows its arrays. Trees deeper than
// KERNEL_CURVE_DEPTH_MAX are refused (a cycle is that too).
#pragma once
#include "assets/kernel.h"

enum { KERNEL_CURVE_DEPTH_MAX = 12 };

typedef enum {
    KERNEL_CURVE_NONE,
    KERNEL_CURVE_LINE,       // parameter in lengths of direction
    KERNEL_CURVE_POLYLINE,   // parameter i at points[i]
    KERNEL_CURVE_CONIC,      // circle and ellipse; parameter in radians
    KERNEL_CURVE_SPLINE,     // B-spline, rational or not; parameter by its knots
    KERNEL_CURVE_POLYNOMIAL, // coordinates are polynomials of the parameter
    KERNEL_CURVE_SPIRAL,     // curvature as a function of the arc length, which is the parameter
    KERNEL_CURVE_TRIMMED,    // parameter of the basis
    KERNEL_CURVE_COMPOSITE,  // end to end; parameter i..i+1 along segment i
    KERNEL_CURVE_INDEXED,    // lines and arcs by three points; parameter i..i+1 along segment i
    KERNEL_CURVE_OFFSET,     // parameter of the basis
    KERNEL_CURVE_SEGMENT,    // a piece of a parent moved to a place (alignments); parameter in arc
                             // length from its start
    KERNEL_CURVE_GRADIENT,   // plan and height (and cant); parameter in plan length
    KERNEL_CURVE_KIND_COUNT
} KernelCurveKind;

typedef struct KernelCurve KernelCurve;

typedef enum { KERNEL_TRIM_NONE, KERNEL_TRIM_PARAMETER, KERNEL_TRIM_POINT } KernelTrimKind;
typedef struct {
    KernelTrimKind kind; // NONE: the basis's own end
    double parameter;
    DVec3 point; // the nearest point of the basis counts
} KernelTrim;

typedef struct {
    const KernelCurve *curve;
    bool is_reversed; // IFC: SameSense false
} KernelCurveUse;

// One piece of an indexed polycurve: 2 or more points joined by lines, or exactly 3 points of an
// arc.
typedef struct {
    const uint32_t *indices; // from 0
    int count;
    bool is_arc;
} KernelCurvePiece;

struct KernelCurve {
    KernelCurveKind kind;
    union {
        struct {
            DVec3 origin, direction; // not unit: IFC's vector with its magnitude
        } line;
        struct {
            const DVec3 *points; // a closed one repeats its first point
            int count;
        } polyline;
        struct {
            DPlace place;
            double x_radius, y_radius;
        } conic;
        struct {
            const DVec3 *points;
            const double *weights; // NULL: all 1
            const double *knots;   // point_count + degree + 1 of them, repeated by multiplicity
            int point_count, degree;
        } spline;
        struct {
            DPlace place;
            const double *x, *y, *z; // coefficients, lowest power first
            int x_count, y_count, z_count;
        } polynomial;
        struct {
            DPlace place;        // at arc length 0, heading along x
            double curvature[8]; // of the powers 0..7 of the arc length
            double cosine, sine; // + cosine * cos(pi s / length) + sine * sin(2 pi s / length)
            double length;       // for cosine and sine
        } spiral;
        struct {
            const KernelCurve *basis;
            KernelTrim from, to;
            bool is_reversed; // IFC: SenseAgreement false
        } trimmed;
        struct {
            const KernelCurveUse *segments;
            int count;
        } composite;
        struct {
            const DVec3 *points;
            int point_count;
            const KernelCurvePiece *pieces; // NULL: one line through all points
            int piece_count;
        } indexed;
        struct {
            const KernelCurve *basis;
            double distance; // to the left of the direction, seen from the tip of axis
            DVec3 axis;      // zero: z
        } offset;
        struct {
            const KernelCurve *parent;
            double start, length; // length below 0 runs backwards
            bool is_parameter;    // start and length are parameters of the parent; else arc lengths
            DPlace place;         // where the start goes, its tangent along x_axis
        } segment;
        struct {
            const KernelCurve *plan;       // usually a composite of segments; z is ignored
            const KernelCurveUse *heights; // in (plan length, height); segments in order
            int height_count;
            const KernelCurveUse *cants; // in (plan length, height to add), or none; place.z_axis
                                         // of each SEGMENT leans
            int cant_count;
        } gradient;
    } of;
};

// IFC 4.3 spirals by their constants: polynomial terms[i] is the length constant of power i of the
// curvature (0 = absent): terms[0] constant, terms[1] linear (the clothoid constant), terms[2]
// quadratic ... terms[7]. Lengths, sign = side. kappa(s) = 1/A0 + A1/|A1^3| s + 1/A2^3 s^2 +
// A3/|A3^5| s^3 + 1/A4^5 s^4 + A5/|A5^7| s^5 + 1/A6^7 s^6 + A7/|A7^9| s^7. Source: IFC 4.3 ADD2,
// IfcClothoid, Ifc(Second|Third|Seventh)OrderPolynomialSpiral.
KernelCurve kernel_curve_spiral(const double terms[8], const DPlace *place);
KernelCurve kernel_curve_clothoid(double constant, const DPlace *place);
// kappa(s) = 1/constant + 1/cosine cos(pi s / length). IfcCosineSpiral.
KernelCurve kernel_curve_cosine_spiral(double cosine, double constant, double length,
                                       const DPlace *place);
// kappa(s) = 1/constant + linear/|linear^3| s + 1/sine sin(2 pi s / length). IfcSineSpiral.
KernelCurve kernel_curve_sine_spiral(double sine, double linear, double constant, double length,
                                     const DPlace *place);

// The curve as chords within k->chord and k->angle_rad. A line without trims is an error
// (infinite). Errors: ERR_FORMAT (degenerate, not finite, wrong counts), ERR_RANGE (too many
// points). Thread: any.
bool kernel_curve_path(const Kernel *k, const KernelCurve *curve, KernelPath *out, Err *err);
// The part between two parameters (end below start: backwards).
bool kernel_curve_path_between(const Kernel *k, const KernelCurve *curve, double start, double end,
                               KernelPath *out, Err *err);
// From the parameter nearest to from, to that nearest to to, in the curve's direction; from equal
// to to: once round. is_reversed: against the curve's direction. The path's ends are exactly from
// and to. For edges of breps.
bool kernel_curve_path_points(const Kernel *k, const KernelCurve *curve, DVec3 from, DVec3 to,
                              bool is_reversed, KernelPath *out, Err *err);
// First and last parameter. false for an unbounded line or a wrong curve.
bool kernel_curve_domain(const Kernel *k, const KernelCurve *curve, double *first, double *last,
                         Err *err);
bool kernel_curve_point(const Kernel *k, const KernelCurve *curve, double parameter, DVec3 *out,
                        Err *err);
// Parameter of the curve's point nearest to p.
bool kernel_curve_parameter(const Kernel *k, const KernelCurve *curve, DVec3 p, double *out,
                            Err *err);
// Arc length (of a gradient: of its plan).
bool kernel_curve_length(const Kernel *k, const KernelCurve *curve, double *out, Err *err);
// For linear placement: the place at a distance along the curve (of a gradient: along its plan;
// before and after the ends along the tangents). x forward (of a gradient: with its slope), y to
// the left and level, z up; with cant leaning round x.
bool kernel_curve_place(const Kernel *k, const KernelCurve *curve, double distance, DPlace *out,
                        Err *err);
// Places at many distances; one pass.
bool kernel_curve_places(const Kernel *k, const KernelCurve *curve, const double *distances,
                         int count, DPlace *out, Err *err);
