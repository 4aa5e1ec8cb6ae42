// SPDX-License-Identifier: Apache-2.0
// asset_measure_snap.c - edges, corners, circles and plane faces of the mesh under a ray.
// Method: the mesh's corners are welded where their floats are equal; edges know their triangles; a
// feature edge has one triangle, or two that meet at more than 25 degrees.
#include "assets/asset_measure.h"
#include "assets/asset_shape.h"
#include "base/array.h"
#include "base/hashmap.h"
#include <stdlib.h>
#include <string.h>

enum {
    SNAP_TRIANGLES_MAX = 1000000,
    SNAP_NEAR_FROM = 100000, // triangles: only those about the hit are looked at, on every hover
    SNAP_RUN_MAX = 4096,
    SNAP_CHORDS_MIN = 4
};
static const double feature_cos = 0.90630778703665, // 25 degrees
    plane_cos = 0.99996192306417,                   // half a degree
    straight_cos = 0.99999847691329,                // a tenth
    bend_cos = 0.81915204428899;                    // 35 degrees: more between chords is no curve

typedef struct {
    int a, b;         // welded points
    int triangles[2]; // the first two
    int triangle_count;
    bool is_feature;
} SnapEdge;

typedef struct {
    const AssetMesh *mesh;
    const DPlace *place;
    bool is_mirrored;
    DVec3 *points;  // welded, in the model
    int *corners;   // welded point of each corner of each triangle
    int *edge_of;   // edge of each side of each triangle
    DVec3 *normals; // of triangles
    SnapEdge *edges;
    int point_count, edge_count;
    int *first_edge, *next_edge; // feature edges at a point: by edge end 2 * edge + side
    double size;                 // of the box, metres
    int triangle;                // that the ray met
    bool is_near;                // only what is about the hit
    AssetMesh near;              // then: owned positions and indices
} SnapMesh;

static void snap_finish(SnapMesh *s)
{
    free(s->points);
    free(s->corners);
    free(s->edge_of);
    free(s->normals);
    free(s->edges);
    free(s->first_edge);
    free(s->next_edge);
    free(s->near.positions);
    free(s->near.indices);
}

static uint64_t snap_point_key(const float p[3])
{
    uint64_t key = 0x9e3779b97f4a7c15u;
    for (int k = 0; k < 3; k++) {
        const float value = p[k] + 0.0f; // -0 is 0
        uint32_t bits = 0;
        memcpy(&bits, &value, sizeof bits);
        key = (key ^ bits) * 0xbf58476d1ce4e5b9u;
        key ^= key >> 29;
    }
    return key;
}

static bool snap_weld(SnapMesh *s)
{
    const AssetMesh *mesh = s->mesh;
    Hashmap seen = { 0 };
    int *point_of = malloc(sizeof *point_of * ((size_t)mesh->vertex_count + 1));
    bool ok = point_of != NULL;
    for (int i = 0; i < mesh->vertex_count && ok; i++) {
        uint64_t at = 0;
        const uint64_t key = snap_point_key(mesh->positions + (size_t)i * 3);
        if (!hashmap_get(&seen, key, &at)) {
            at = (uint64_t)s->point_count;
            s->points[s->point_count++] = asset_shape_vertex(mesh, s->place, (uint32_t)i);
            ok = hashmap_put(&seen, key, at);
        }
        point_of[i] = (int)at;
    }
    for (int i = 0; i < mesh->triangle_count * 3 && ok; i++)
        s->corners[i] = point_of[mesh->indices[i]];
    free(point_of);
    hashmap_finish(&seen);
    return ok;
}

static bool snap_edges(SnapMesh *s)
{
    Hashmap seen = { 0 };
    bool ok = true;
    for (int t = 0; t < s->mesh->triangle_count && ok; t++) {
        const int *c = s->corners + t * 3;
        const DVec3 p = s->points[c[0]];
        s->normals[t] =
            dvec_normalize(dvec_cross(dvec_sub(s->points[c[1]], p), dvec_sub(s->points[c[2]], p)));
        if (s->is_mirrored) s->normals[t] = dvec_scale(s->normals[t], -1);
        for (int k = 0; k < 3 && ok; k++) {
            const int a = c[k] < c[(k + 1) % 3] ? c[k] : c[(k + 1) % 3],
                      b = c[k] < c[(k + 1) % 3] ? c[(k + 1) % 3] : c[k];
            uint64_t at = 0;
            const uint64_t key = (uint64_t)a << 32 | (uint32_t)b;
            if (!hashmap_get(&seen, key, &at)) {
                at = (uint64_t)s->edge_count;
                s->edges[s->edge_count++] = (SnapEdge){ .a = a, .b = b };
                ok = hashmap_put(&seen, key, at);
            }
            SnapEdge *edge = &s->edges[at];
            if (edge->triangle_count < 2) edge->triangles[edge->triangle_count] = t;
            edge->triangle_count++;
            s->edge_of[t * 3 + k] = (int)at;
        }
    }
    hashmap_finish(&seen);
    return ok;
}

static void snap_features(SnapMesh *s)
{
    for (int i = 0; i < s->point_count; i++) s->first_edge[i] = -1;
    for (int i = 0; i < s->edge_count; i++) {
        SnapEdge *e = &s->edges[i];
        e->is_feature = e->a != e->b && (e->triangle_count != 2 ||
                                         dvec_dot(s->normals[e->triangles[0]],
                                                  s->normals[e->triangles[1]]) < feature_cos);
        if (!e->is_feature) continue;
        const int ends[2] = { e->a, e->b };
        for (int k = 0; k < 2; k++) {
            s->next_edge[i * 2 + k] = s->first_edge[ends[k]];
            s->first_edge[ends[k]] = i * 2 + k;
        }
    }
}

// Whether a triangle comes within reach of a point, by its box.
static bool triangle_is_near(const AssetMesh *mesh, const DPlace *place, int triangle, DVec3 at,
                             double reach)
{
    DVec3 c[3];
    for (int k = 0; k < 3; k++)
        c[k] = asset_shape_vertex(mesh, place, mesh->indices[(size_t)triangle * 3 + (size_t)k]);
    return fmin(c[0].x, fmin(c[1].x, c[2].x)) <= at.x + reach &&
           fmax(c[0].x, fmax(c[1].x, c[2].x)) >= at.x - reach &&
           fmin(c[0].y, fmin(c[1].y, c[2].y)) <= at.y + reach &&
           fmax(c[0].y, fmax(c[1].y, c[2].y)) >= at.y - reach &&
           fmin(c[0].z, fmin(c[1].z, c[2].z)) <= at.z + reach &&
           fmax(c[0].z, fmax(c[1].z, c[2].z)) >= at.z - reach;
}

// The triangles about the hit as a mesh of their own, corners not shared: they are welded anyway.
static bool snap_near(SnapMesh *s, const AssetMesh *mesh, const AssetSnap *on, double reach)
{
    int index_cap = 0, position_cap = 0;
    s->near = (AssetMesh){ .origin = mesh->origin };
    for (int t = 0; t < mesh->triangle_count; t++) {
        if (t != on->triangle && !triangle_is_near(mesh, s->place, t, on->hit, reach)) continue;
        const int at = s->near.vertex_count;
        if (at / 3 >= SNAP_TRIANGLES_MAX ||
            !array_reserve((void **)&s->near.indices, &index_cap, at + 3, sizeof(uint32_t)) ||
            !array_reserve((void **)&s->near.positions, &position_cap, (at + 3) * 3, sizeof(float)))
            return false;
        if (t == on->triangle) s->triangle = s->near.triangle_count;
        for (int k = 0; k < 3; k++) {
            const uint32_t vertex = mesh->indices[(size_t)t * 3 + (size_t)k];
            memcpy(s->near.positions + (size_t)(at + k) * 3, mesh->positions + (size_t)vertex * 3,
                   3 * sizeof(float));
            s->near.indices[at + k] = (uint32_t)(at + k);
        }
        s->near.vertex_count += 3;
        s->near.triangle_count++;
    }
    s->mesh = &s->near;
    s->is_near = true;
    return true;
}

// reach 0: all of the mesh, however large.
static bool snap_init(SnapMesh *s, const AssetMeasureScene *scene, const AssetSnap *on,
                      double reach, Err *err)
{
    const AssetInstance *instance = &scene->asset->instances[on->instance];
    const AssetMesh *mesh = &scene->asset->meshes[instance->mesh];
    *s = (SnapMesh){ .mesh = mesh,
                     .place = &instance->place,
                     .is_mirrored = asset_shape_is_mirrored(&instance->place),
                     .triangle = on->triangle };
    const bool is_near = reach > 0 && mesh->triangle_count > SNAP_NEAR_FROM;
    if (is_near && !snap_near(s, mesh, on, reach)) goto no_memory;
    const size_t t = (size_t)s->mesh->triangle_count, v = (size_t)s->mesh->vertex_count;
    if (t > SNAP_TRIANGLES_MAX) {
        err_set(err, ERR_RANGE, "a mesh of %zu triangles is too large to look for its edges", t);
        snap_finish(s);
        return false;
    }
    const AssetObject *o = &scene->asset->objects[on->object];
    s->size = dvec_length(dvec_sub(o->max, o->min));
    s->points = malloc(sizeof *s->points * (v + 1));
    s->first_edge = malloc(sizeof *s->first_edge * (v + 1));
    s->corners = malloc(sizeof *s->corners * (t * 3 + 1));
    s->edge_of = malloc(sizeof *s->edge_of * (t * 3 + 1));
    s->normals = malloc(sizeof *s->normals * (t + 1));
    s->edges = malloc(sizeof *s->edges * (t * 3 + 1));
    s->next_edge = malloc(sizeof *s->next_edge * (t * 6 + 1));
    if (s->points && s->first_edge && s->corners && s->edge_of && s->normals && s->edges &&
        s->next_edge && snap_weld(s) && snap_edges(s)) {
        snap_features(s);
        return true;
    }
no_memory:
    err_set(err, ERR_MEMORY, "no memory for the edges of %d triangles", mesh->triangle_count);
    snap_finish(s);
    return false;
}

static DVec3 edge_direction(const SnapMesh *s, int edge, int from)
{
    const SnapEdge *e = &s->edges[edge];
    const DVec3 d = dvec_normalize(dvec_sub(s->points[e->b], s->points[e->a]));
    return e->a == from ? d : dvec_scale(d, -1);
}

// The one other feature edge at a point, -1 where there are none or more.
static int edge_next(const SnapMesh *s, int edge, int point)
{
    int found = -1, count = 0;
    for (int end = s->first_edge[point]; end >= 0; end = s->next_edge[end]) {
        if (end / 2 == edge) continue;
        found = end / 2;
        count++;
    }
    return count == 1 ? found : -1;
}

static int edge_other(const SnapMesh *s, int edge, int point)
{
    return s->edges[edge].a == point ? s->edges[edge].b : s->edges[edge].a;
}

// A corner: not where two edges go straight on, or bend as a curve's chords do.
static bool point_is_corner(const SnapMesh *s, int point)
{
    const int end = s->first_edge[point];
    if (end < 0) return false;
    const int edge = end / 2, next = edge_next(s, edge, point);
    if (next < 0) return true;
    return dvec_dot(edge_direction(s, edge, point), edge_direction(s, next, point)) > -bend_cos;
}

// Goes along an edge from a point while `limit` lets it; fills points passed, returns how many.
static int run_along(const SnapMesh *s, int edge, int point, double limit, int *out, int cap)
{
    int count = 0;
    while (count < cap) {
        const int next = edge_next(s, edge, point);
        if (next < 0) break;
        const DVec3 in = edge_direction(s, edge, edge_other(s, edge, point)),
                    ahead = edge_direction(s, next, point);
        if (dvec_dot(in, ahead) < limit) break;
        edge = next;
        point = edge_other(s, edge, point);
        out[count++] = point;
        if (count > 1 && point == out[0]) break; // round
    }
    return count;
}

// The straight edge that a piece belongs to.
static void straight_edge(const SnapMesh *s, int edge, DVec3 ends[2])
{
    int run[SNAP_RUN_MAX];
    const SnapEdge *e = &s->edges[edge];
    const int points[2] = { e->a, e->b };
    for (int k = 0; k < 2; k++) {
        const int count = run_along(s, edge, points[k], straight_cos, run, SNAP_RUN_MAX);
        ends[k] = s->points[count ? run[count - 1] : points[k]];
    }
}

// Centre and radius of the circle through three points; false where they are in a line.
static bool circle_through(DVec3 a, DVec3 b, DVec3 c, DVec3 *centre, double *radius)
{
    const DVec3 u = dvec_sub(b, a), v = dvec_sub(c, a), n = dvec_cross(u, v);
    const double nn = dvec_dot(n, n);
    if (!(nn > 1e-18 * dvec_dot(u, u) * dvec_dot(v, v)) || !(nn > 0)) return false;
    const DVec3 to = dvec_scale(dvec_add(dvec_scale(dvec_cross(v, n), dvec_dot(u, u)),
                                         dvec_scale(dvec_cross(n, u), dvec_dot(v, v))),
                                0.5 / nn);
    *centre = dvec_add(a, to);
    *radius = dvec_length(to);
    return true;
}

// The circle whose chords an edge is one of.
static bool edge_circle(const SnapMesh *s, int edge, DVec3 *centre, double *radius)
{
    int back[SNAP_RUN_MAX], run[SNAP_RUN_MAX], line[2 * SNAP_RUN_MAX + 2];
    const SnapEdge *e = &s->edges[edge];
    int after = run_along(s, edge, e->b, bend_cos, run, SNAP_RUN_MAX), count = 0;
    int before = run_along(s, edge, e->a, bend_cos, back, SNAP_RUN_MAX);
    for (int i = 0; i < after; i++) {
        if (run[i] != e->a) continue;
        after = i + 1; // once round
        before = 0;
    }
    for (int i = before - 1; i >= 0; i--) line[count++] = back[i];
    const int at = count;
    line[count++] = e->a;
    line[count++] = e->b;
    for (int i = 0; i < after; i++) line[count++] = run[i];
    // A line that leaves an arc tangentially is no part of it: the chords about this one count.
    const double tolerance = fmax(1e-4 * s->size, 1e-5);
    int first = at, last = at + 1;
    if (first > 0)
        first--;
    else if (last + 1 < count)
        last++;
    if (last - first < 2 || !circle_through(s->points[line[first]], s->points[line[first + 1]],
                                            s->points[line[last]], centre, radius))
        return false;
    while (first > 0 &&
           fabs(dvec_length(dvec_sub(s->points[line[first - 1]], *centre)) - *radius) < tolerance)
        first--;
    while (last + 1 < count &&
           fabs(dvec_length(dvec_sub(s->points[line[last + 1]], *centre)) - *radius) < tolerance)
        last++;
    if (last - first < SNAP_CHORDS_MIN) return false;
    // Far apart points say more exactly where the middle is.
    const int third = (last - first) / 3;
    if (!circle_through(s->points[line[first]], s->points[line[first + third]],
                        s->points[line[first + 2 * third]], centre, radius))
        return false;
    for (int i = first; i <= last; i++) {
        if (fabs(dvec_length(dvec_sub(s->points[line[i]], *centre)) - *radius) > tolerance)
            return false;
    }
    return *radius < 1e3 * (s->size + 1e-9);
}

static DVec3 segment_nearest(DVec3 a, DVec3 b, DVec3 p)
{
    const DVec3 d = dvec_sub(b, a);
    const double length = dvec_dot(d, d);
    const double t = length > 0 ? dvec_dot(dvec_sub(p, a), d) / length : 0;
    return dvec_add(a, dvec_scale(d, fmin(1, fmax(0, t))));
}

// A neighbour goes on at an angle that is no edge: the face is curved there.
static bool triangle_is_curved(const SnapMesh *s, int triangle)
{
    for (int k = 0; k < 3; k++) {
        const SnapEdge *e = &s->edges[s->edge_of[triangle * 3 + k]];
        if (e->is_feature || e->triangle_count != 2) continue;
        if (dvec_dot(s->normals[e->triangles[0]], s->normals[e->triangles[1]]) < plane_cos)
            return true;
    }
    return false;
}

typedef struct {
    const AssetMeasureScene *scene;
    const SnapMesh *mesh;
    unsigned kinds;
    double reach;
    AssetSnap *out;
    double off[32]; // nearest so far, by kind
} Snapping;

static void snap_offer(Snapping *p, AssetSnapKind kind, DVec3 point, const DVec3 edge[2],
                       double radius, double off)
{
    if (!(p->kinds & kind) || off > p->reach || asset_measure_is_cut(p->scene, point)) return;
    if (kind < p->out->kind || (kind == p->out->kind && off >= p->off[kind])) return;
    p->off[kind] = off;
    p->out->kind = kind;
    p->out->point = point;
    p->out->radius_m = radius;
    for (int k = 0; k < 2; k++) p->out->edge[k] = edge ? edge[k] : point;
}

// Whether a circle's centre is offered near itself, or by its edge where only centres are wanted.
static void snap_centre(Snapping *p, int edge, double edge_off)
{
    DVec3 centre;
    double radius = 0;
    if (!(p->kinds & ASSET_SNAP_CENTRE) || !edge_circle(p->mesh, edge, &centre, &radius)) return;
    const double own = dvec_length(dvec_sub(centre, p->out->hit));
    const bool is_only = !(p->kinds & (ASSET_SNAP_VERTEX | ASSET_SNAP_MIDDLE | ASSET_SNAP_EDGE));
    snap_offer(p, ASSET_SNAP_CENTRE, centre, NULL, radius, is_only ? fmin(own, edge_off) : own);
}

static void snap_edge(Snapping *p, int edge)
{
    const SnapMesh *s = p->mesh;
    const SnapEdge *e = &s->edges[edge];
    const DVec3 a = s->points[e->a], b = s->points[e->b], hit = p->out->hit;
    const DVec3 at = segment_nearest(a, b, hit);
    const double off = dvec_length(dvec_sub(at, hit));
    if (off > p->reach) return;
    DVec3 ends[2];
    straight_edge(s, edge, ends);
    snap_offer(p, ASSET_SNAP_EDGE, at, ends, 0, off);
    const DVec3 middle = dvec_scale(dvec_add(ends[0], ends[1]), 0.5);
    const bool is_chord =
        !point_is_corner(s, e->a) && !point_is_corner(s, e->b) &&
        dvec_length(dvec_sub(ends[0], a)) + dvec_length(dvec_sub(ends[1], b)) == 0;
    if (!is_chord)
        snap_offer(p, ASSET_SNAP_MIDDLE, middle, ends, 0, dvec_length(dvec_sub(middle, hit)));
    const int points[2] = { e->a, e->b };
    for (int k = 0; k < 2; k++) {
        const DVec3 v = s->points[points[k]];
        if (point_is_corner(s, points[k]))
            snap_offer(p, ASSET_SNAP_VERTEX, v, NULL, 0, dvec_length(dvec_sub(v, hit)));
    }
}

// Triangles of the plane face round one: marks them, returns how many.
static int face_flood(const SnapMesh *s, int start, uint8_t *is_in, int *queue)
{
    int count = 0, at = 0;
    const DVec3 normal = s->normals[start], origin = s->points[s->corners[start * 3]];
    const double tolerance = 1e-5 * s->size + 1e-7;
    queue[count++] = start;
    is_in[start] = 1;
    while (at < count) {
        const int t = queue[at++];
        for (int k = 0; k < 3; k++) {
            const SnapEdge *e = &s->edges[s->edge_of[t * 3 + k]];
            if (e->triangle_count != 2) continue;
            const int other = e->triangles[0] == t ? e->triangles[1] : e->triangles[0];
            if (is_in[other]) continue;
            bool is_plane = dvec_dot(s->normals[other], normal) > plane_cos ||
                            !(dvec_length(s->normals[other]) > 0.5);
            for (int c = 0; c < 3 && is_plane; c++) {
                const DVec3 v = s->points[s->corners[other * 3 + c]];
                is_plane = fabs(dvec_dot(dvec_sub(v, origin), normal)) <= tolerance;
            }
            if (!is_plane) continue;
            is_in[other] = 1;
            queue[count++] = other;
        }
    }
    return count;
}

bool asset_measure_snap(const AssetMeasureScene *scene, DVec3 origin, DVec3 direction, double reach,
                        unsigned kinds, AssetSnap *out)
{
    AssetSnap snap;
    SnapMesh mesh;
    if (!asset_measure_ray(scene, origin, direction, &snap)) return false;
    const double chord = scene->chord_m > 0 ? scene->chord_m : 2e-3;
    if (snap_init(&mesh, scene, &snap, 2 * reach, NULL)) {
        // Of a part of a mesh neither where an edge ends nor what round it goes is known.
        if (mesh.is_near) kinds &= ~(unsigned)(ASSET_SNAP_MIDDLE | ASSET_SNAP_CENTRE);
        Snapping p = {
            .scene = scene, .mesh = &mesh, .kinds = kinds, .reach = reach, .out = &snap
        };
        snap.is_curved = triangle_is_curved(&mesh, mesh.triangle);
        snap.kind = ASSET_SNAP_NONE;
        for (int i = 0; i < mesh.edge_count; i++)
            if (mesh.edges[i].is_feature) snap_edge(&p, i);
        // Circles of the face under the ray, and those whose edge is within reach.
        uint8_t *is_in = calloc((size_t)mesh.mesh->triangle_count + 1, 1);
        int *queue = malloc(sizeof *queue * ((size_t)mesh.mesh->triangle_count + 1));
        const int count = is_in && queue && (kinds & ASSET_SNAP_CENTRE)
                              ? face_flood(&mesh, mesh.triangle, is_in, queue)
                              : 0;
        for (int i = 0; i < count * 3 && count < SNAP_RUN_MAX; i++) {
            const int edge = mesh.edge_of[queue[i / 3] * 3 + i % 3];
            const SnapEdge *e = &mesh.edges[edge];
            if (!e->is_feature) continue;
            const DVec3 at = segment_nearest(mesh.points[e->a], mesh.points[e->b], snap.hit);
            snap_centre(&p, edge, dvec_length(dvec_sub(at, snap.hit)));
        }
        free(is_in);
        free(queue);
        snap_finish(&mesh);
    } else {
        snap.kind = ASSET_SNAP_NONE;
    }
    if (!snap.kind && kinds & ASSET_SNAP_FACE) {
        snap.kind = ASSET_SNAP_FACE;
        snap.point = snap.hit;
    }
    if (snap.kind == ASSET_SNAP_FACE && snap.is_curved) snap.exact_m += chord;
    if (!snap.kind) return false;
    *out = snap;
    return true;
}

bool asset_measure_face(const AssetMeasureScene *scene, const AssetSnap *on, AssetArea *out,
                        Err *err)
{
    SnapMesh s;
    if (!snap_init(&s, scene, on, 0, err)) return false;
    AssetArea area = { 0 };
    uint8_t *is_in = calloc((size_t)s.mesh->triangle_count + 1, 1);
    int *queue = malloc(sizeof *queue * ((size_t)s.mesh->triangle_count + 1));
    int *degree = calloc((size_t)s.point_count + 1, sizeof *degree);
    int *ring = malloc(sizeof *ring * ((size_t)s.point_count + 1));
    bool ok = false;
    if (!is_in || !queue || !degree || !ring) {
        err_set(err, ERR_MEMORY, "no memory for a face");
        goto done;
    }
    if (triangle_is_curved(&s, on->triangle)) {
        err_set(err, ERR_UNSUPPORTED, "the face is curved: only plane faces are measured");
        goto done;
    }
    const int count = face_flood(&s, on->triangle, is_in, queue);
    const DVec3 normal = s.normals[on->triangle], origin = s.points[s.corners[on->triangle * 3]];
    const double chord = scene->chord_m > 0 ? scene->chord_m : 2e-3;
    // Rings: components of the points that the border joins.
    for (int i = 0; i < s.point_count; i++) ring[i] = i;
    for (int i = 0; i < count; i++) {
        const int *c = s.corners + queue[i] * 3;
        const DVec3 a = s.points[c[0]];
        area.area_m2 +=
            dvec_length(dvec_cross(dvec_sub(s.points[c[1]], a), dvec_sub(s.points[c[2]], a))) / 2;
        for (int k = 0; k < 3; k++) {
            area.off_plane_m =
                fmax(area.off_plane_m, fabs(dvec_dot(dvec_sub(s.points[c[k]], origin), normal)));
            const int edge = s.edge_of[queue[i] * 3 + k];
            const SnapEdge *e = &s.edges[edge];
            const bool is_inner =
                e->triangle_count == 2 && is_in[e->triangles[0]] && is_in[e->triangles[1]];
            if (is_inner) continue;
            const double length = dvec_length(dvec_sub(s.points[e->b], s.points[e->a]));
            DVec3 centre;
            double radius = 0;
            area.perimeter_m += length;
            // Two thirds of the sagitta under each chord of a curve.
            area.exact_m2 += length * on->exact_m;
            if (e->is_feature && edge_circle(&s, edge, &centre, &radius))
                area.exact_m2 += length * fmin(chord, length * length / (8 * radius)) * 2 / 3;
            int a_root = e->a, b_root = e->b;
            while (ring[a_root] != a_root) a_root = ring[a_root] = ring[ring[a_root]];
            while (ring[b_root] != b_root) b_root = ring[b_root] = ring[ring[b_root]];
            degree[e->a]++;
            degree[e->b]++;
            ring[a_root] = b_root;
        }
    }
    for (int i = 0; i < s.point_count; i++) area.ring_count += degree[i] > 0 && ring[i] == i;
    *out = area;
    ok = true;
done:
    free(is_in);
    free(queue);
    free(degree);
    free(ring);
    snap_finish(&s);
    return ok;
}
