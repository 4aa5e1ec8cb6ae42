// SPDX-License-Identifier: Apache-2.0
// kernel_section.c - a plane through a mesh: outlines, filled caps, the part on one side.
// Method: triangles are cut at the plane (corners within precision lie on it); where the kept part
// ends on the plane its edges are the outline, filled where it winds round.
#include "assets/kernel_section.h"
#include "assets/kernel_arrange.h"

typedef struct {
    const Kernel *k;
    const KernelMesh *mesh;
    DVec3 origin, normal;
    double *distance;      // snapped: 0 = on the plane
    KernelWeld weld;       // points on the plane
    KernelEdges crossings; // value: welded point on that edge
    KernelEdges outline;   // between welded points: forward, backward
    int32_t *on_plane;     // of each mesh point: welded + 1
    int32_t *below;        // of each mesh point: point of the result + 1
    int32_t *welded_out;   // of each welded point: point of the result + 1
    int welded_cap;
    bool keeps; // kept triangles are wanted, not only the outline
    KernelMeshBuilder out;
} Section;

typedef struct {
    bool is_on;
    int32_t point; // of the mesh, or welded
} Corner;

static bool section_init(Section *s, const Kernel *k, const KernelMesh *mesh, DVec3 origin,
                         DVec3 normal, Err *err)
{
    if (!kernel_check(k, err)) return false;
    const double length = dvec_length(normal);
    if (!(length > 1e-12) || !kernel_is_sane(length) || !kernel_is_sane_point(origin)) {
        err_set(err, ERR_ARGUMENT, "a section plane without a direction or place");
        return false;
    }
    *s = (Section){
        .k = k, .mesh = mesh, .origin = origin, .normal = dvec_scale(normal, 1 / length)
    };
    s->distance = KERNEL_SCRATCH(k, double, mesh->point_count);
    s->on_plane = KERNEL_SCRATCH(k, int32_t, mesh->point_count);
    s->below = KERNEL_SCRATCH(k, int32_t, mesh->point_count);
    for (int i = 0; i < mesh->point_count; i++) {
        const double d = dvec_dot(dvec_sub(mesh->points[i], origin), s->normal);
        if (!kernel_is_sane(d)) {
            err_set(err, ERR_FORMAT, "a mesh with a point that is not finite");
            return false;
        }
        s->distance[i] = fabs(d) <= k->precision ? 0 : d;
    }
    kernel_weld_init(&s->weld, k, k->precision, 64);
    kernel_edges_init(&s->crossings, k, 64);
    kernel_edges_init(&s->outline, k, 64);
    kernel_mesh_begin(&s->out, k);
    return true;
}

static Corner corner_on(Section *s, int32_t p)
{
    if (!s->on_plane[p]) {
        // Onto the plane exactly: caps are flat.
        const DVec3 v = s->mesh->points[p];
        s->on_plane[p] = kernel_weld_add(&s->weld, v) + 1;
    }
    return (Corner){ true, s->on_plane[p] - 1 };
}

static Corner corner_between(Section *s, int32_t p, int32_t q)
{
    KernelEdge *e = kernel_edges_get(&s->crossings, p, q);
    if (e->value < 0) {
        const double low = s->distance[e->a], high = s->distance[e->b];
        e->value =
            kernel_weld_add(&s->weld, kernel_lerp(s->mesh->points[e->a], s->mesh->points[e->b],
                                                  low / (low - high)));
    }
    return (Corner){ true, e->value };
}

static uint32_t corner_point(Section *s, Corner c)
{
    if (!c.is_on) {
        if (!s->below[c.point])
            s->below[c.point] = (int32_t)kernel_mesh_point(&s->out, s->mesh->points[c.point]) + 1;
        return (uint32_t)s->below[c.point] - 1;
    }
    KERNEL_GROW(s->k, s->welded_out, s->welded_cap, s->weld.count);
    if (!s->welded_out[c.point])
        s->welded_out[c.point] = (int32_t)kernel_mesh_point(&s->out, s->weld.points[c.point]) + 1;
    return (uint32_t)s->welded_out[c.point] - 1;
}

static void edge_on_plane(Section *s, Corner a, Corner b)
{
    if (!a.is_on || !b.is_on || a.point == b.point) return;
    KernelEdge *e = kernel_edges_get(&s->outline, a.point, b.point);
    if (a.point < b.point)
        e->forward++;
    else
        e->backward++;
}

static void triangle_keep(Section *s, const Corner *c, int count)
{
    for (int i = 0; i < count; i++) edge_on_plane(s, c[i], c[(i + 1) % count]);
    if (!s->keeps) return;
    uint32_t p[4] = { 0 };
    for (int i = 0; i < count; i++) p[i] = corner_point(s, c[i]);
    for (int i = 1; i + 1 < count; i++) {
        if (p[0] != p[i] && p[i] != p[i + 1] && p[i + 1] != p[0])
            kernel_mesh_triangle(&s->out, p[0], p[i], p[i + 1]);
    }
}

// Cuts every triangle; what lies on the side away from normal is kept.
static void section_run(Section *s)
{
    for (int t = 0; t < s->mesh->triangle_count && !s->out.has_failed; t++) {
        const uint32_t *i = s->mesh->indices + 3 * (size_t)t;
        const double d[3] = { s->distance[i[0]], s->distance[i[1]], s->distance[i[2]] };
        if (d[0] >= 0 && d[1] >= 0 && d[2] >= 0) continue;
        if (s->mesh->faces && s->keeps) {
            s->out.has_faces = true;
            s->out.face = s->mesh->faces[t];
        }
        Corner c[4];
        int count = 0;
        for (int e = 0; e < 3; e++) {
            const int f = (e + 1) % 3;
            if (d[e] < 0)
                c[count++] = (Corner){ false, (int32_t)i[e] };
            else if (d[e] == 0)
                c[count++] = corner_on(s, (int32_t)i[e]);
            if ((d[e] < 0 && d[f] > 0) || (d[e] > 0 && d[f] < 0))
                c[count++] = corner_between(s, (int32_t)i[e], (int32_t)i[f]);
        }
        triangle_keep(s, c, count);
    }
}

// The cells the outline winds round get decision 1.
static bool outline_cells(Section *s, Triangulator *t, Arrange *a, bool *is_empty, Err *err)
{
    ArrangeSegment *segments = KERNEL_SCRATCH(s->k, ArrangeSegment, s->outline.count);
    int count = 0;
    for (int i = 0; i < s->outline.count; i++) {
        const KernelEdge *e = s->outline.edges + i;
        // The cap runs against the kept part's edge.
        if (e->forward != e->backward)
            segments[count++] = (ArrangeSegment){ e->a, e->b, { e->backward - e->forward, 0 } };
    }
    *is_empty = count == 0;
    if (!count) return true;
    arrange_init(a, s->k, &s->weld, t, s->normal);
    if (!arrange_cells(a, segments, count, err)) return false;
    for (int c = 1; c < a->cell_count; c++) a->cells[c].decision = a->cells[c].cover[0] > 0;
    return true;
}

static void cap_triangle(void *to, int32_t p, int32_t q, int32_t r)
{
    Section *s = to;
    const uint32_t a = corner_point(s, (Corner){ true, p }),
                   b = corner_point(s, (Corner){ true, q }),
                   c = corner_point(s, (Corner){ true, r });
    if (a != b && b != c && c != a) kernel_mesh_triangle(&s->out, a, b, c);
}

static bool section_end(Section *s, KernelMesh *out, Err *err)
{
    if (!s->out.index_count && !s->out.has_failed) {
        *out = (KernelMesh){ 0 };
        return true;
    }
    return kernel_mesh_end(&s->out, out, err);
}

static bool cut(const Kernel *k, const KernelMesh *mesh, DVec3 origin, DVec3 normal, bool keeps,
                bool with_cap, KernelMesh *out, Err *err)
{
    const ArenaMark mark = arena_mark(k->scratch);
    Section s;
    Triangulator t = { 0 };
    bool ok = section_init(&s, k, mesh, origin, normal, err);
    if (ok) {
        s.keeps = keeps;
        section_run(&s);
        if (with_cap) {
            Arrange a;
            bool is_empty = false;
            s.out.face = -1;
            ok = outline_cells(&s, &t, &a, &is_empty, err) &&
                 (is_empty || arrange_fill(&a, 1, false, cap_triangle, &s, err));
        }
        ok = ok && section_end(&s, out, err);
    }
    triangulate_finish(&t);
    arena_release(k->scratch, mark);
    return ok;
}

bool kernel_section_cap(const Kernel *k, const KernelMesh *mesh, DVec3 origin, DVec3 normal,
                        KernelMesh *out, Err *err)
{
    return cut(k, mesh, origin, normal, false, true, out, err);
}

bool kernel_section_clip(const Kernel *k, const KernelMesh *mesh, DVec3 origin, DVec3 normal,
                         bool with_cap, KernelMesh *out, Err *err)
{
    return cut(k, mesh, origin, normal, true, with_cap, out, err);
}

static void region_make(const Kernel *k, const Arrange *a, const ArrangeOutline *outline, int loop,
                        const DPlace *place, KernelRegion *region)
{
    const ArrangeLoops *loops = &outline->loops;
    int points = 0, rings = 0;
    for (int ring = loop; ring >= 0;
         ring = ring == loop ? outline->first_hole[loop] : outline->next_hole[ring]) {
        points += loops->counts[ring];
        rings++;
    }
    *region = (KernelRegion){ .points = KERNEL_OUT(k, DVec2, points),
                              .ring_counts = KERNEL_OUT(k, int, rings) };
    for (int ring = loop; ring >= 0;
         ring = ring == loop ? outline->first_hole[loop] : outline->next_hole[ring]) {
        for (int i = 0; i < loops->counts[ring]; i++) {
            const DVec3 p = dplace_local(
                place, a->weld->points[a->points[loops->points[outline->starts[ring] + i]]]);
            region->points[region->point_count++] = (DVec2){ p.x, p.y };
        }
        region->ring_counts[region->ring_count++] = loops->counts[ring];
    }
}

bool kernel_section_outline(const Kernel *k, const KernelMesh *mesh, DVec3 origin, DVec3 normal,
                            KernelProfile *out, DPlace *place, int *open_count, Err *err)
{
    const ArenaMark mark = arena_mark(k->scratch);
    Section s;
    Triangulator t = { 0 };
    KernelProfile profile = { 0 };
    Arrange a;
    ArrangeOutline outline = { 0 };
    bool is_empty = true;
    bool ok = section_init(&s, k, mesh, origin, normal, err);
    if (ok) {
        section_run(&s);
        ok = outline_cells(&s, &t, &a, &is_empty, err) &&
             (is_empty || arrange_outline(&a, 1, &outline, err));
    }
    if (ok) {
        *place = kernel_place_from(origin, s.normal, kernel_square_to(s.normal));
        int regions = 0;
        for (int l = 0; l < outline.loops.loop_count; l++) regions += outline.loops.areas[l] > 0;
        profile.regions = KERNEL_OUT(k, KernelRegion, regions);
        for (int l = 0; l < outline.loops.loop_count; l++) {
            if (outline.loops.areas[l] > 0)
                region_make(k, &a, &outline, l, place, profile.regions + profile.region_count++);
        }
        *out = profile;
        // Edges that ended up round no cell: cut off as loose ends.
        int used = 0, have = 0;
        for (int i = 0; i < s.outline.count; i++)
            have += s.outline.edges[i].forward != s.outline.edges[i].backward;
        used = is_empty ? 0 : a.edge_count;
        if (open_count) *open_count = have > used ? have - used : 0;
    }
    triangulate_finish(&t);
    arena_release(k->scratch, mark);
    return ok;
}
