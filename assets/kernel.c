// SPDX-License-Identifier: Apache-2.0
// kernel.c - tolerances checked, chord counts, welding and edge tables.
#include "assets/kernel_private.h"

bool kernel_is_sane(double value)
{
    return value > -1e12 && value < 1e12; // false for NaN
}

bool kernel_is_sane_point(DVec3 p)
{
    return kernel_is_sane(p.x) && kernel_is_sane(p.y) && kernel_is_sane(p.z);
}

bool kernel_check(const Kernel *k, Err *err)
{
    if (!k->out || !k->scratch || k->out == k->scratch) {
        err_set(err, ERR_ARGUMENT, "geometry: two different arenas expected");
    } else if (!(k->chord > 0) || !(k->precision > 0) || !kernel_is_sane(k->chord) ||
               !kernel_is_sane(k->precision)) {
        err_set(err, ERR_ARGUMENT, "geometry: chord %g and precision %g have to be above 0",
                k->chord, k->precision);
    } else if (!(k->angle_rad >= 0 && k->angle_rad <= 4) || k->points_max < 0 ||
               k->points_max > 100000000) {
        err_set(err, ERR_ARGUMENT,
                "geometry: angle %g expected from 0 to 4, points_max from 0 to 100 million",
                k->angle_rad);
    } else {
        return true;
    }
    return false;
}

int kernel_arc_chords(const Kernel *k, double radius, double angle_rad)
{
    const double turn = fabs(angle_rad);
    const double largest = k->angle_rad > 0 ? fmin(k->angle_rad, DVEC_PI / 3) : DVEC_PI / 6;
    // sagitta = r (1 - cos(step / 2))
    double step = fabs(radius) > k->chord ? 2 * acos(1 - k->chord / fabs(radius)) : DVEC_PI;
    if (!(step < largest)) step = largest;
    const double count = ceil(turn / step - 1e-9);
    return !(count > 1) ? 1 : count > 4096 ? 4096 : (int)count;
}

DVec3 kernel_square_to(DVec3 n)
{
    const DVec3 other = fabs(n.x) <= fabs(n.y) && fabs(n.x) <= fabs(n.z) ? dvec_make(1, 0, 0)
                        : fabs(n.y) <= fabs(n.z)                         ? dvec_make(0, 1, 0)
                                                                         : dvec_make(0, 0, 1);
    const DVec3 s = dvec_normalize(dvec_cross(n, other));
    return dvec_dot(s, s) > 0 ? s : dvec_make(1, 0, 0);
}

DPlace kernel_place_from(DVec3 origin, DVec3 z, DVec3 x)
{
    z = dvec_normalize(z);
    if (!(dvec_dot(z, z) > 0.5)) z = dvec_make(0, 0, 1);
    x = dvec_sub(x, dvec_scale(z, dvec_dot(x, z)));
    const double length = dvec_length(x);
    x = length > 1e-9 ? dvec_scale(x, 1 / length) : kernel_square_to(z);
    return (DPlace){ x, dvec_cross(z, x), z, origin };
}

DVec3 kernel_turn(DVec3 v, DVec3 axis, double angle_rad)
{
    const double c = cos(angle_rad), s = sin(angle_rad);
    return dvec_add(dvec_add(dvec_scale(v, c), dvec_scale(dvec_cross(axis, v), s)),
                    dvec_scale(axis, dvec_dot(axis, v) * (1 - c)));
}

void kernel_grow(const Kernel *k, void **items, int *cap, int need, size_t item_bytes)
{
    if (need <= *cap) return;
    int larger = *cap ? *cap * 2 : 64;
    if (larger < need) larger = need;
    void *fresh = arena_alloc(k->scratch, (size_t)larger * item_bytes);
    if (*cap) memcpy(fresh, *items, (size_t)*cap * item_bytes);
    *items = fresh;
    *cap = larger;
}

static uint64_t mix(uint64_t h)
{
    h ^= h >> 32;
    h *= 0xd6e8feb86659fd93ull;
    h ^= h >> 29;
    return h;
}

static uint64_t bits_of(double v)
{
    uint64_t bits = 0;
    v += 0.0; // one zero
    memcpy(&bits, &v, sizeof bits);
    return bits;
}

static int weld_bucket(const KernelWeld *w, double x, double y, double z)
{
    const uint64_t h = mix(bits_of(x) * 0x9e3779b97f4a7c15ull + bits_of(y) * 0xc2b2ae3d27d4eb4full +
                           mix(bits_of(z)));
    return (int)(h >> 8 & (uint64_t)(w->bucket_count - 1));
}

void kernel_weld_init(KernelWeld *w, const Kernel *k, double eps, int expected)
{
    *w = (KernelWeld){ .k = k, .eps = eps, .cell = 8 * eps, .bucket_count = 64 };
    while (w->bucket_count < expected && w->bucket_count < (1 << 22)) w->bucket_count *= 2;
    w->heads = KERNEL_SCRATCH(k, int32_t, w->bucket_count);
    memset(w->heads, 0xff, (size_t)w->bucket_count * sizeof *w->heads);
}

static int weld_look(const KernelWeld *w, int bucket, DVec3 p, double *best)
{
    int found = -1;
    for (int i = w->heads[bucket]; i >= 0; i = w->next[i]) {
        const DVec3 d = dvec_sub(w->points[i], p);
        const double distance = dvec_dot(d, d);
        if (distance < *best || (distance == *best && found < 0)) {
            *best = distance;
            found = i;
        }
    }
    return found;
}

int kernel_weld_find(const KernelWeld *w, DVec3 p)
{
    // Only near the wall of a cell can a neighbour hold the point.
    const double x0 = floor((p.x - w->eps) / w->cell), x1 = floor((p.x + w->eps) / w->cell);
    const double y0 = floor((p.y - w->eps) / w->cell), y1 = floor((p.y + w->eps) / w->cell);
    const double z0 = floor((p.z - w->eps) / w->cell), z1 = floor((p.z + w->eps) / w->cell);
    double best = w->eps * w->eps;
    int found = -1;
    for (int i = 0; i < 8; i++) {
        if (((i & 1) && x0 == x1) || ((i & 2) && y0 == y1) || ((i & 4) && z0 == z1)) continue;
        const int hit = weld_look(
            w, weld_bucket(w, i & 1 ? x1 : x0, i & 2 ? y1 : y0, i & 4 ? z1 : z0), p, &best);
        if (hit >= 0) found = hit;
    }
    return found;
}

static void weld_link(KernelWeld *w, int i)
{
    const DVec3 p = w->points[i];
    const int bucket =
        weld_bucket(w, floor(p.x / w->cell), floor(p.y / w->cell), floor(p.z / w->cell));
    w->next[i] = w->heads[bucket];
    w->heads[bucket] = i;
}

int kernel_weld_add(KernelWeld *w, DVec3 p)
{
    const int found = kernel_weld_find(w, p);
    if (found >= 0) return found;
    if (w->count == w->cap) {
        int cap = w->cap;
        KERNEL_GROW(w->k, w->next, cap, w->count + 1);
        KERNEL_GROW(w->k, w->points, w->cap, w->count + 1);
    }
    w->points[w->count] = p;
    if (w->count >= w->bucket_count * 2 && w->bucket_count < (1 << 24)) {
        w->bucket_count *= 4;
        w->heads = KERNEL_SCRATCH(w->k, int32_t, w->bucket_count);
        memset(w->heads, 0xff, (size_t)w->bucket_count * sizeof *w->heads);
        for (int i = 0; i < w->count; i++) weld_link(w, i);
    }
    weld_link(w, w->count);
    return w->count++;
}

static uint32_t edge_slot(const KernelEdges *e, int a, int b)
{
    return (uint32_t)(mix((uint64_t)(uint32_t)a << 32 | (uint32_t)b) >> 7) &
           (uint32_t)(e->slot_count - 1);
}

void kernel_edges_init(KernelEdges *e, const Kernel *k, int expected)
{
    *e = (KernelEdges){ .k = k, .slot_count = 64 };
    while (e->slot_count < expected * 2 && e->slot_count < (1 << 26)) e->slot_count *= 2;
    e->slots = KERNEL_SCRATCH(k, int32_t, e->slot_count);
}

KernelEdge *kernel_edges_find(const KernelEdges *e, int a, int b)
{
    const int low = a < b ? a : b, high = a < b ? b : a;
    for (uint32_t s = edge_slot(e, low, high); e->slots[s];
         s = (s + 1) & (uint32_t)(e->slot_count - 1)) {
        KernelEdge *edge = e->edges + e->slots[s] - 1;
        if (edge->a == low && edge->b == high) return edge;
    }
    return NULL;
}

KernelEdge *kernel_edges_get(KernelEdges *e, int a, int b)
{
    KernelEdge *found = kernel_edges_find(e, a, b);
    if (found) return found;
    if (e->count * 2 >= e->slot_count) {
        e->slot_count *= 4;
        e->slots = KERNEL_SCRATCH(e->k, int32_t, e->slot_count);
        for (int i = 0; i < e->count; i++) {
            uint32_t s = edge_slot(e, e->edges[i].a, e->edges[i].b);
            while (e->slots[s]) s = (s + 1) & (uint32_t)(e->slot_count - 1);
            e->slots[s] = i + 1;
        }
    }
    KERNEL_GROW(e->k, e->edges, e->cap, e->count + 1);
    const int low = a < b ? a : b, high = a < b ? b : a;
    uint32_t s = edge_slot(e, low, high);
    while (e->slots[s]) s = (s + 1) & (uint32_t)(e->slot_count - 1);
    e->edges[e->count] = (KernelEdge){ .a = low, .b = high, .value = -1 };
    e->slots[s] = ++e->count;
    return e->edges + e->count - 1;
}
