// SPDX-License-Identifier: Apache-2.0
// fuzz_kernel.c - any bytes as curves, profiles, bodies, booleans, cuts and breps: refused in words
// or done, in bounded time.
#include "assets/kernel_boolean.h"
#include "assets/kernel_faces.h"
#include "assets/kernel_section.h"
#include "assets/kernel_solid.h"
#include "assets/kernel_surface.h"
#include <stdlib.h>
#include <string.h>

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t length);

typedef struct {
    const uint8_t *bytes;
    size_t length, at;
    Kernel k;
    int made; // curves so far
} Input;

static uint8_t next(Input *in)
{
    return in->at < in->length ? in->bytes[in->at++] : 0;
}

static double value(Input *in)
{
    static const double odd[] = { 0,
                                  -0.0,
                                  1e-300,
                                  1e-12,
                                  1e-7,
                                  1e-6,
                                  1.5e-6,
                                  1,
                                  -1,
                                  3.14159265358979,
                                  6.283185307179586,
                                  1e6,
                                  1e9,
                                  1e12,
                                  1e300,
                                  NAN,
                                  INFINITY,
                                  -INFINITY };
    const uint8_t kind = next(in);
    if (kind < 180) return (kind % 33 - 8) * 0.25; // a grid: things coincide
    if (kind < 225) return (next(in) - 128) / 37.0 + next(in) * 1e-4;
    if (kind < 235) return (kind % 5) + (next(in) - 128) * 1e-7; // nearly coincide
    if (kind < 252) return odd[next(in) % (sizeof odd / sizeof *odd)];
    double v = 0;
    uint8_t raw[8];
    for (int i = 0; i < 8; i++) raw[i] = next(in);
    memcpy(&v, raw, 8);
    return v;
}

static DVec3 point(Input *in)
{
    const double x = value(in), y = value(in);
    return dvec_make(x, y, value(in));
}

static DPlace place(Input *in)
{
    static const DPlace plain = { { 1, 0, 0 }, { 0, 1, 0 }, { 0, 0, 1 }, { 0, 0, 0 } };
    DPlace p = plain;
    p.origin = point(in);
    const uint8_t kind = next(in);
    if (kind < 90) return p;
    const double a = value(in);
    if (kind < 230 && a > -100 && a < 100) {
        p.x_axis = dvec_make(cos(a), sin(a), 0);
        p.y_axis = dvec_make(-sin(a), cos(a), 0);
        if (kind & 1)
            return (DPlace){ p.x_axis, p.z_axis, dvec_cross(p.x_axis, p.z_axis), p.origin };
        return p;
    }
    return (DPlace){ point(in), point(in), point(in), p.origin };
}

static DVec3 *points(Input *in, int count)
{
    DVec3 *p = ARENA_ARRAY(in->k.out, DVec3, count + 1);
    for (int i = 0; i < count; i++) p[i] = i > 2 && next(in) < 20 ? p[next(in) % i] : point(in);
    return p;
}

static double *numbers(Input *in, int count, bool rises)
{
    double *n = ARENA_ARRAY(in->k.out, double, count + 1);
    for (int i = 0; i < count; i++)
        n[i] =
            rises && next(in) < 250 ? (i ? n[i - 1] : 0) + (next(in) % 3) * 0.5 : fabs(value(in));
    return n;
}

static KernelTrim trim(Input *in)
{
    const KernelTrimKind kind = (KernelTrimKind)(next(in) % 3);
    return (KernelTrim){ kind, value(in), point(in) };
}

static KernelCurve *curve(Input *in, int depth);

static KernelCurveUse *uses(Input *in, int count, int depth)
{
    KernelCurveUse *u = ARENA_ARRAY(in->k.out, KernelCurveUse, count + 1);
    for (int i = 0; i < count; i++) u[i] = (KernelCurveUse){ curve(in, depth), next(in) & 1 };
    return u;
}

static KernelCurve *curve(Input *in, int depth)
{
    KernelCurve *c = ARENA_ARRAY(in->k.out, KernelCurve, 1);
    if (in->made++ > 40) return NULL;
    c->kind = (KernelCurveKind)(next(in) % (KERNEL_CURVE_KIND_COUNT + 1));
    if (depth > 6) c->kind = KERNEL_CURVE_POLYLINE;
    const int n = next(in) % 9;
    switch (c->kind) {
    case KERNEL_CURVE_LINE:
        c->of.line.origin = point(in);
        c->of.line.direction = point(in);
        break;
    case KERNEL_CURVE_POLYLINE:
        c->of.polyline.points = points(in, n);
        c->of.polyline.count = n;
        break;
    case KERNEL_CURVE_CONIC:
        c->of.conic.place = place(in);
        c->of.conic.x_radius = value(in);
        c->of.conic.y_radius = next(in) & 1 ? c->of.conic.x_radius : value(in);
        break;
    case KERNEL_CURVE_SPLINE:
        c->of.spline.degree = next(in) % 5;
        c->of.spline.point_count = n;
        c->of.spline.points = points(in, n);
        c->of.spline.weights = next(in) & 1 ? numbers(in, n, false) : NULL;
        c->of.spline.knots = numbers(in, n + c->of.spline.degree + 1, true);
        break;
    case KERNEL_CURVE_POLYNOMIAL:
        c->of.polynomial.place = place(in);
        c->of.polynomial.x = numbers(in, n, false);
        c->of.polynomial.x_count = n;
        c->of.polynomial.y = numbers(in, n, false);
        c->of.polynomial.y_count = n;
        break;
    case KERNEL_CURVE_SPIRAL:
        c->of.spiral.place = place(in);
        for (int i = 0; i < n && i < 8; i++) c->of.spiral.curvature[i] = value(in);
        c->of.spiral.cosine = value(in);
        c->of.spiral.length = value(in);
        break;
    case KERNEL_CURVE_TRIMMED:
        c->of.trimmed.basis = curve(in, depth + 1);
        c->of.trimmed.from = trim(in);
        c->of.trimmed.to = trim(in);
        c->of.trimmed.is_reversed = next(in) & 1;
        break;
    case KERNEL_CURVE_COMPOSITE:
        c->of.composite.segments = uses(in, n, depth + 1);
        c->of.composite.count = n;
        break;
    case KERNEL_CURVE_INDEXED: {
        KernelCurvePiece *pieces = ARENA_ARRAY(in->k.out, KernelCurvePiece, 4);
        uint32_t *indices = ARENA_ARRAY(in->k.out, uint32_t, 16);
        for (int i = 0; i < 16; i++) indices[i] = next(in) % (uint32_t)(n + 1);
        for (int i = 0; i < 4; i++)
            pieces[i] = (KernelCurvePiece){ indices + 3 * i, 2 + next(in) % 2, next(in) & 1 };
        c->of.indexed.points = points(in, n);
        c->of.indexed.point_count = n;
        c->of.indexed.pieces = pieces;
        c->of.indexed.piece_count = next(in) % 5;
        break;
    }
    case KERNEL_CURVE_OFFSET:
        c->of.offset.basis = curve(in, depth + 1);
        c->of.offset.distance = value(in);
        c->of.offset.axis = point(in);
        break;
    case KERNEL_CURVE_SEGMENT:
        c->of.segment.parent = curve(in, depth + 1);
        c->of.segment.start = value(in);
        c->of.segment.length = value(in);
        c->of.segment.is_parameter = next(in) & 1;
        c->of.segment.place = place(in);
        break;
    case KERNEL_CURVE_GRADIENT:
        c->of.gradient.plan = curve(in, depth + 1);
        c->of.gradient.height_count = n % 4;
        c->of.gradient.heights = uses(in, n % 4, depth + 1);
        c->of.gradient.cant_count = next(in) % 3;
        c->of.gradient.cants = uses(in, c->of.gradient.cant_count, depth + 1);
        break;
    default: break;
    }
    return c;
}

static void check(bool ok, const Err *err)
{
    if (!ok && (err->code == ERR_NONE || !err->text[0])) abort(); // refused without a word
}

static bool profile(Input *in, KernelProfile *out)
{
    Err err = { 0 };
    bool ok;
    const uint8_t kind = next(in) % 16;
    if (kind < KERNEL_PROFILE_KIND_COUNT) {
        KernelProfileDesc d = { .kind = (KernelProfileKind)kind };
        double *fields[] = { &d.width,     &d.depth,       &d.web,          &d.flange, &d.thickness,
                             &d.fillet,    &d.edge_fillet, &d.inner_fillet, &d.slope,  &d.girth,
                             &d.top_width, &d.top_offset,  &d.upper_width };
        for (size_t i = 0; i < sizeof fields / sizeof *fields; i++)
            *fields[i] = i < 4 || next(in) < 60 ? fabs(value(in)) * (i > 1 ? 0.1 : 1) : 0;
        ok = kernel_profile_make(&in->k, &d, out, &err);
    } else if (kind == 10) {
        ok = kernel_profile_centre_line(&in->k, curve(in, 2), value(in), out, &err);
    } else if (kind == 11) {
        ok = kernel_profile_open(&in->k, curve(in, 2), out, &err);
    } else {
        DVec2 p[24];
        int counts[3] = { 3 + next(in) % 6, 3 + next(in) % 4, 3 + next(in) % 4 };
        for (int i = 0; i < counts[0] + counts[1] + counts[2]; i++)
            p[i] = (DVec2){ value(in), value(in) };
        ok = kernel_profile_from_rings(&in->k, p, counts, 1 + next(in) % 3, out, &err);
    }
    check(ok, &err);
    return ok;
}

static bool body(Input *in, KernelMesh *out)
{
    Err err = { 0 };
    KernelProfile p, q;
    bool ok = false;
    switch (next(in) % 12) {
    case 0:
    case 1:
        ok = kernel_solid_block(&in->k, fabs(value(in)), fabs(value(in)), fabs(value(in)), out,
                                &err);
        break;
    case 2: ok = kernel_solid_cylinder(&in->k, fabs(value(in)), fabs(value(in)), out, &err); break;
    case 3:
        ok = next(in) & 1 ? kernel_solid_sphere(&in->k, fabs(value(in)), out, &err)
                          : kernel_solid_cone(&in->k, fabs(value(in)), fabs(value(in)), out, &err);
        break;
    case 4:
    case 5:
        if (!profile(in, &p)) return false;
        ok = kernel_solid_extrude(&in->k, &p, next(in) < 200 ? dvec_make(0, 0, 1) : point(in),
                                  value(in), out, &err);
        break;
    case 6:
        if (!profile(in, &p) || !profile(in, &q)) return false;
        ok = kernel_solid_extrude_tapered(&in->k, &p, &q, dvec_make(0, 0, 1), value(in), out, &err);
        break;
    case 7:
        if (!profile(in, &p)) return false;
        ok = kernel_solid_revolve(&in->k, &p, point(in), point(in), value(in), out, &err);
        break;
    case 8: {
        const KernelSweptDisk d = { .directrix = curve(in, 0),
                                    .radius = value(in),
                                    .inner_radius = next(in) & 1 ? value(in) : 0,
                                    .has_start = next(in) & 1,
                                    .has_end = next(in) & 1,
                                    .start = value(in),
                                    .end = value(in),
                                    .fillet_radius = next(in) < 60 ? fabs(value(in)) : 0 };
        ok = kernel_solid_swept_disk(&in->k, &d, out, &err);
        break;
    }
    case 9: {
        if (!profile(in, &p)) return false;
        KernelCurve *directrix = curve(in, 0);
        if (!directrix) return false;
        const KernelSweep d = { .profile = &p,
                                .directrix = directrix,
                                .kind = (KernelSweepKind)(next(in) % KERNEL_SWEEP_KIND_COUNT),
                                .reference = point(in) };
        ok = kernel_solid_sweep(&in->k, &d, out, &err);
        break;
    }
    case 10: {
        if (!profile(in, &p) || !profile(in, &q)) return false;
        KernelCurve *directrix = curve(in, 0);
        if (!directrix) return false;
        const KernelSection s[3] = { { &p, value(in), 0, value(in) },
                                     { &q, value(in), value(in), 0 },
                                     { &p, value(in), 0, 0 } };
        ok = kernel_solid_sections_along(&in->k, directrix, s, 2 + (next(in) & 1), out, &err);
        break;
    }
    default: {
        const int n = 4 + next(in) % 12, faces = 1 + next(in) % 10;
        uint32_t indices[160];
        int counts[20], rings[10], total = 0, ring = 0;
        for (int f = 0; f < faces; f++) {
            rings[f] = 1 + (next(in) < 40);
            for (int r = 0; r < rings[f]; r++) {
                counts[ring] = 3 + next(in) % 5;
                for (int i = 0; i < counts[ring]; i++) indices[total++] = next(in) % (uint32_t)n;
                ring++;
            }
        }
        const KernelFaceSet set = { points(in, n), n, indices, counts, rings, faces, next(in) & 1 };
        ok = kernel_faces_mesh(&in->k, &set, out, NULL, &err);
        break;
    }
    }
    check(ok, &err);
    if (ok) {
        const DPlace at = place(in);
        Err place_err = { 0 };
        ok = kernel_mesh_place(out, &at, &place_err);
        check(ok, &place_err);
    }
    return ok;
}

static void boolean(Input *in)
{
    KernelMesh host, meshes[4], out;
    KernelOperand ops[4];
    KernelProfile boundary;
    Err err = { 0 };
    int count = 0;
    if (!body(in, &host)) return;
    for (int i = 0; i < 1 + next(in) % 4; i++) {
        if (next(in) < 60) {
            ops[count] = (KernelOperand){ .plane_origin = point(in), .plane_normal = point(in) };
            if (next(in) < 80 && profile(in, &boundary)) {
                ops[count].boundary = &boundary;
                ops[count].boundary_place = place(in);
            }
            count++;
        } else if (body(in, meshes + count)) {
            ops[count] = (KernelOperand){ .mesh = meshes + count };
            count++;
        }
        if (count == 4) break;
    }
    KernelBooleanReport report;
    const bool ok = kernel_boolean(&in->k, (KernelBooleanKind)(1 + next(in) % 3), &host, ops, count,
                                   &out, &report, &err);
    check(ok, &err);
    if (ok && report.is_closed && out.triangle_count && count > report.rejected &&
        !kernel_mesh_is_closed(&in->k, &out))
        abort();
}

static void meshes(Input *in)
{
    KernelMesh m, n;
    DVec3 *normals;
    Err err = { 0 };
    if (!body(in, &m)) return;
    KernelTopology t;
    check(kernel_mesh_topology(&in->k, &m, &t, &err), &err);
    check(kernel_mesh_normals(&in->k, &m, value(in), &n, &normals, &err), &err);
    check(kernel_section_clip(&in->k, &m, point(in), point(in), next(in) & 1, &n, &err), &err);
    KernelProfile outline;
    DPlace at;
    check(kernel_section_outline(&in->k, &m, point(in), point(in), &outline, &at, NULL, &err),
          &err);
    check(kernel_mesh_orient(&in->k, &m, &err) >= 0, &err);
}

static KernelSurface surface(Input *in)
{
    KernelSurface s = { .kind = (KernelSurfaceKind)(next(in) % (KERNEL_SURFACE_KIND_COUNT + 1)),
                        .place = place(in),
                        .radius = value(in),
                        .minor_radius = value(in),
                        .slope_rad = value(in) };
    if (s.kind == KERNEL_SURFACE_EXTRUSION || s.kind == KERNEL_SURFACE_REVOLUTION)
        s.curve = curve(in, 1);
    s.direction = point(in);
    if (s.kind == KERNEL_SURFACE_SPLINE) {
        s.u_count = next(in) % 6;
        s.v_count = next(in) % 6;
        s.u_degree = next(in) % 4;
        s.v_degree = next(in) % 4;
        s.points = points(in, s.u_count * s.v_count);
        s.weights = next(in) & 1 ? numbers(in, s.u_count * s.v_count, false) : NULL;
        s.u_knots = numbers(in, s.u_count + s.u_degree + 1, true);
        s.v_knots = numbers(in, s.v_count + s.v_degree + 1, true);
    }
    return s;
}

static void brep(Input *in)
{
    const KernelSurface surfaces[2] = { surface(in), surface(in) };
    const int vertices = 1 + next(in) % 6, edges = 1 + next(in) % 6, faces = 1 + next(in) % 4;
    KernelBrepEdge e[6];
    KernelBrepFace f[4];
    KernelBrepLoop loops[4][2];
    KernelBrepUse use[4][2][5];
    for (int i = 0; i < edges; i++)
        e[i] = (KernelBrepEdge){ next(in) % vertices, next(in) % vertices,
                                 next(in) & 1 ? curve(in, 2) : NULL, next(in) & 1 };
    for (int i = 0; i < faces; i++) {
        for (int l = 0; l < 2; l++) {
            loops[i][l] = (KernelBrepLoop){ .uses = use[i][l],
                                            .count = next(in) % 6,
                                            .is_reversed = next(in) & 1 };
            for (int u = 0; u < 5; u++)
                use[i][l][u] = (KernelBrepUse){ next(in) % edges, next(in) & 1 };
        }
        const uint8_t which = next(in) % 3;
        f[i] = (KernelBrepFace){ which < 2 ? surfaces + which : NULL, loops[i], 1 + (next(in) & 1),
                                 next(in) & 1 };
    }
    KernelMesh m;
    Err err = { 0 };
    check(kernel_brep_mesh(
              &in->k,
              &(KernelBrep){ points(in, vertices), e, f, vertices, edges, faces, next(in) & 1 }, &m,
              NULL, &err),
          &err);
    check(kernel_surface_patch(&in->k, surfaces, value(in), value(in), value(in), value(in), &m,
                               &err),
          &err);
}

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t length)
{
    Arena out = { 0 }, scratch = { 0 };
    Input in = { .bytes = bytes, .length = length };
    in.k = (Kernel){
        .out = &out, .scratch = &scratch, .chord = 0.01, .precision = 1e-6, .points_max = 4000
    };
    const uint8_t kind = next(&in) % 8;
    if (kind < 2) {
        Err err = { 0 };
        KernelPath path;
        DPlace at;
        double number = 0;
        const KernelCurve *c = curve(&in, 0);
        check(kernel_curve_path(&in.k, c, &path, &err), &err);
        check(kernel_curve_length(&in.k, c, &number, &err), &err);
        check(kernel_curve_place(&in.k, c, value(&in), &at, &err), &err);
        check(
            kernel_curve_path_points(&in.k, c, point(&in), point(&in), next(&in) & 1, &path, &err),
            &err);
        check(kernel_curve_path_between(&in.k, c, value(&in), value(&in), &path, &err), &err);
    } else if (kind < 3) {
        meshes(&in);
    } else if (kind < 6) {
        boolean(&in);
    } else {
        brep(&in);
    }
    arena_finish(&out);
    arena_finish(&scratch);
    return 0;
}
