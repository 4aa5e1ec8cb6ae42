// SPDX-License-Identifier: Apache-2.0
// geo_building.c - tile meshes of extruded footprints: walls and roofs, boxes, points, in 16-bit steps of the tile's box.
#include "geo/geo_building_body.h"
#include "geo/geo_local.h"
#include "base/triangulate.h"
#include "base/array.h"
#include "base/log.h"
#include <assert.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

#define VERTICES_MAX 65535u
#define BOX_DIRECTIONS_MAX 16
#define HIP_HEIGHT_MAX_M 10.5f // homes up to three storeys may have a hipped roof
#define HIP_SHORT_MIN_M 4.0
#define HIP_SHORT_MAX_M 15.0
#define HIP_SLOPE 0.5          // rise over run
#define HIP_SHARE 40           // of a hundred

typedef struct {
    const GeoBuildingInput *input;
    const GeoLayer *layer;
    GeoLayerTile tile;
    GeoLocal local;                // at the tile's centre
    double lon_deg, lat_deg;       // of integer 0, from the centre
    GeoBuildingBody *bodies;
    GeoBuildingMesh *mesh;
    double scale[3];               // 1 / step
    uint32_t vertex_cap, index_cap;
    double cull_area2;             // q^2: corners whose triangle is smaller go; 0 = all stay
    Triangulator triangulator;  // scratch from here
    float *ring_xy;                // quantised roof outline of one polygon
    size_t ring_xy_cap;
    int *ring_count;
    size_t ring_count_cap;
    uint32_t *triangles;
    size_t triangle_cap;
    DVec3 *points;                 // of one ring, local
    size_t point_cap;
} Build;

static DVec3 build_point(const Build *b, int32_t x, int32_t y, double h_m)
{
    return geo_local_point(&b->local, b->lon_deg + x * b->layer->step_deg, b->lat_deg + y * b->layer->step_deg, h_m);
}

static uint16_t quantise(double value, double offset, double scale)
{
    const double q = (value - offset) * scale + 0.5;
    return q <= 0 ? 0 : q >= 65535 ? 65535 : (uint16_t)q;
}

static GeoBuildingVertex build_vertex(const Build *b, DVec3 p, uint32_t slot)
{
    const GeoBuildingMesh *m = b->mesh;
    return (GeoBuildingVertex){ quantise(p.x, (double)m->offset_m[0], b->scale[0]), quantise(p.y, (double)m->offset_m[1], b->scale[1]),
                                quantise(p.z, (double)m->offset_m[2], b->scale[2]), (uint16_t)slot };
}

// The tile's box from the true geometries and heights: equal for every level of detail.
static void build_quantisation(Build *b)
{
    int64_t x_min = INT32_MAX, y_min = INT32_MAX, x_max = INT32_MIN, y_max = INT32_MIN;
    double low_m = INFINITY, high_m = -INFINITY;
    for (uint32_t i = 0; i < b->tile.count; i++) {
        const GeoIntBox *box = b->layer->box + b->tile.first + i;
        const GeoBuildingBody *body = b->bodies + i;
        if (body->area_m2 <= 0) continue;
        // A box may stand out of the footprint's bounds; this much of it is kept, the rest is cut to them.
        const int64_t pad = (((int64_t)box->x_max - box->x_min) + ((int64_t)box->y_max - box->y_min)) / 8;
        if (box->x_min - pad < x_min) x_min = box->x_min - pad;
        if (box->y_min - pad < y_min) y_min = box->y_min - pad;
        if (box->x_max + pad > x_max) x_max = box->x_max + pad;
        if (box->y_max + pad > y_max) y_max = box->y_max + pad;
        low_m = fmin(low_m, (double)body->base_m);
        high_m = fmax(high_m, (double)body->top_m);
    }
    double low[3] = { INFINITY, INFINITY, INFINITY }, high[3] = { -INFINITY, -INFINITY, -INFINITY };
    if (x_min > x_max) {
        memset(low, 0, sizeof low);
        memset(high, 0, sizeof high);
    } else {
        // Extremes lie on the corners or where the centre's meridian and parallel cross the box.
        const double centre_x = -b->lon_deg / b->layer->step_deg, centre_y = -b->lat_deg / b->layer->step_deg;
        const double xs[3] = { (double)x_min, (double)x_max, fmin(fmax(centre_x, (double)x_min), (double)x_max) };
        const double ys[3] = { (double)y_min, (double)y_max, fmin(fmax(centre_y, (double)y_min), (double)y_max) };
        for (int i = 0; i < 18; i++) {
            const DVec3 p = geo_local_point(&b->local, b->lon_deg + xs[i % 3] * b->layer->step_deg,
                                            b->lat_deg + ys[i / 3 % 3] * b->layer->step_deg, i < 9 ? low_m : high_m);
            const double v[3] = { p.x, p.y, p.z };
            for (int k = 0; k < 3; k++) {
                low[k] = fmin(low[k], v[k]);
                high[k] = fmax(high[k], v[k]);
            }
        }
    }
    for (int k = 0; k < 3; k++) {
        b->mesh->offset_m[k] = (float)(low[k] - 0.01);
        b->mesh->step_m[k] = (float)fmax((high[k] - low[k] + 0.02) / 65535, 1e-3);
        b->scale[k] = 1 / (double)b->mesh->step_m[k];
        b->mesh->box_min_m[k] = (float)low[k];
        b->mesh->box_max_m[k] = (float)high[k];
    }
}

static uint32_t hash32(uint32_t v)
{
    v ^= v >> 16;
    v *= 0x7feb352du;
    v ^= v >> 15;
    v *= 0x846ca68bu;
    return v ^ v >> 16;
}

static void build_shapes(Build *b)
{
    for (uint32_t i = 0; i < b->tile.count; i++) {
        const GeoIntBox *box = b->layer->box + b->tile.first + i;
        const GeoBuildingBody *body = b->bodies + i;
        b->mesh->shapes[i] = 0;
        if (body->area_m2 <= 0) {
            b->mesh->skipped++;
            continue;
        }
        const int32_t x = (int32_t)(((int64_t)box->x_min + box->x_max) / 2), y = (int32_t)(((int64_t)box->y_min + box->y_max) / 2);
        const double z = build_point(b, x, y, (double)body->base_m).z;
        const float size = sqrtf(body->area_m2) * 2 + 0.5f;
        const uint32_t use = b->input->use ? b->input->use[b->tile.first + i] & 15u : GEO_BUILDING_USE_UNKNOWN;
        b->mesh->shapes[i] = (uint32_t)quantise(z, (double)b->mesh->offset_m[2], b->scale[2]) |
                             (size < 1 ? 1u : size > 255 ? 255u : (uint32_t)size) << 16 |
                             (hash32((uint32_t)x * 31u + (uint32_t)y) & 15u) << 24 | use << 28;
    }
}

static void build_points(Build *b)
{
    for (uint32_t i = 0; i < b->tile.count; i++) {
        const GeoIntBox *box = b->layer->box + b->tile.first + i;
        if (b->bodies[i].area_m2 <= 0) continue;
        const int32_t x = (int32_t)(((int64_t)box->x_min + box->x_max) / 2), y = (int32_t)(((int64_t)box->y_min + box->y_max) / 2);
        b->mesh->vertices[b->mesh->vertex_count++] = build_vertex(b, build_point(b, x, y, (double)b->bodies[i].top_m), i);
    }
}

static void add_quad(GeoBuildingMesh *m, uint32_t a, uint32_t b, uint32_t c, uint32_t d)
{
    uint16_t *out = m->indices + m->index_count;
    out[0] = out[3] = (uint16_t)a;
    out[1] = (uint16_t)b;
    out[2] = out[4] = (uint16_t)c;
    out[5] = (uint16_t)d;
    m->index_count += 6;
}

typedef struct {
    double x, y, across_x, across_y, half_along, half_across; // centre, unit direction of the first side, half sides
    double area;
} Rectangle;

// The smallest rectangle with a side along one of the ring's edges.
static Rectangle ring_rectangle(const DVec3 *p, uint32_t count)
{
    Rectangle best = { .area = INFINITY };
    double tried[BOX_DIRECTIONS_MAX][2];
    int tried_count = 0;
    const uint32_t directions = count < BOX_DIRECTIONS_MAX ? count : BOX_DIRECTIONS_MAX;
    for (uint32_t k = 0; k < directions; k++) {
        const uint32_t i = (uint32_t)((uint64_t)k * count / directions), j = i + 1 < count ? i + 1 : 0;
        double dx = p[j].x - p[i].x, dy = p[j].y - p[i].y;
        const double length2 = dx * dx + dy * dy;
        if (length2 < 1e-6) continue;
        const double inverse = 1 / sqrt(length2);
        dx *= inverse, dy *= inverse;
        bool is_known = false; // most walls are square to an earlier one
        for (int t = 0; t < tried_count && !is_known; t++) {
            const double along = dx * tried[t][0] + dy * tried[t][1], over = dx * tried[t][1] - dy * tried[t][0];
            is_known = fabs(along) < 0.01 || fabs(over) < 0.01;
        }
        if (is_known) continue;
        tried[tried_count][0] = dx;
        tried[tried_count++][1] = dy;
        double u0 = INFINITY, u1 = -INFINITY, v0 = INFINITY, v1 = -INFINITY;
        for (uint32_t n = 0; n < count; n++) {
            const double u = p[n].x * dx + p[n].y * dy, v = p[n].y * dx - p[n].x * dy;
            u0 = u < u0 ? u : u0;
            u1 = u > u1 ? u : u1;
            v0 = v < v0 ? v : v0;
            v1 = v > v1 ? v : v1;
        }
        const double area = (u1 - u0) * (v1 - v0);
        if (area >= best.area) continue;
        const double u = (u0 + u1) / 2, v = (v0 + v1) / 2;
        best = (Rectangle){ u * dx - v * dy, u * dy + v * dx, dx, dy, (u1 - u0) / 2, (v1 - v0) / 2, area };
    }
    return best;
}

static void add_box(Build *b, const Rectangle *r, double shrink, double z_low, double z_high, uint32_t slot, bool has_floor)
{
    GeoBuildingMesh *m = b->mesh;
    const uint32_t first = m->vertex_count;
    const double u = r->half_along * shrink, v = r->half_across * shrink;
    for (int i = 0; i < 8; i++) {
        const double su = (i & 3) == 1 || (i & 3) == 2 ? u : -u, sv = i & 2 ? v : -v;
        const DVec3 p = { r->x + su * r->across_x - sv * r->across_y, r->y + su * r->across_y + sv * r->across_x, i < 4 ? z_low : z_high };
        m->vertices[m->vertex_count++] = build_vertex(b, p, slot);
    }
    for (uint32_t i = 0; i < 4; i++) {
        const uint32_t j = (i + 1) & 3;
        add_quad(m, first + i, first + j, first + 4 + j, first + 4 + i);
    }
    add_quad(m, first + 4, first + 5, first + 6, first + 7);
    if (has_floor) add_quad(m, first + 3, first + 2, first + 1, first);
}

// Box of the outer ring part, with holes up to part_end taken from its area. false without memory.
static bool add_part_box(Build *b, uint32_t part, uint32_t part_end, const GeoBuildingBody *body, uint32_t slot)
{
    const GeoLayer *layer = b->layer;
    const uint32_t first = layer->part_vertex[part], count = layer->part_vertex[part + 1] - first;
    if (count < 3) return true;
    if (!array_reserve_large((void **)&b->points, &b->point_cap, count, sizeof *b->points)) return false;
    DVec3 *points = b->points;
    double area2 = 0;
    const int32_t *xy = layer->xy + 2 * (size_t)first;
    for (uint32_t n = 0; n < count; n++) {
        points[n] = build_point(b, xy[2 * n], xy[2 * n + 1], 0);
        if (n < 2) continue;
        area2 += (points[n - 1].x - points[0].x) * (points[n].y - points[0].y) -
                 (points[n - 1].y - points[0].y) * (points[n].x - points[0].x);
    }
    area2 = fabs(area2);
    for (uint32_t q = part + 1; q < part_end && layer->part_kind[q] == GEO_PART_INNER; q++) {
        const uint32_t v = layer->part_vertex[q], n = layer->part_vertex[q + 1] - v;
        if (n < 3) continue;
        area2 -= fabs(geo_building_ring_area2(layer->xy + 2 * (size_t)v, n)) * layer->step_deg * layer->step_deg *
                 b->local.east_m_per_deg * b->local.north_m_per_deg;
    }
    const Rectangle r = ring_rectangle(points, count);
    if (!(r.area > 1e-3) || r.area == INFINITY || !(area2 > 0)) return true;
    // Heights at a corner; the lean of its walls is below a millimetre.
    const double drop = points[0].z, shrink = fmin(sqrt(area2 / 2 / r.area), 1);
    add_box(b, &r, shrink, (double)body->base_m + drop, (double)body->top_m + drop, slot, body->is_raised);
    return true;
}

static bool build_boxes(Build *b)
{
    const GeoLayer *layer = b->layer;
    for (uint32_t i = 0; i < b->tile.count; i++) {
        if (b->bodies[i].area_m2 <= 0) continue;
        const uint32_t feature = b->tile.first + i, part_end = layer->feature_part[feature + 1];
        for (uint32_t p = layer->feature_part[feature]; p < part_end; p++) {
            if (layer->part_kind[p] != GEO_PART_OUTER) continue;
            if (b->mesh->vertex_count + 8 > VERTICES_MAX) {
                log_print(LOG_WARN, "layer '%s': feature %u has more parts than a tile takes boxes; the rest is left out of this level of detail",
                          layer->name ? layer->name : "", feature);
                return true;
            }
            if (!add_part_box(b, p, part_end, b->bodies + i, i)) return false;
        }
    }
    return true;
}

// One ring, top and bottom. The corners lie in mesh vertices from first: bottom 0 .. n-1, top n .. 2n-1, CCW when is_outer.
// Returns n; 0 = left out.
static uint32_t add_ring(Build *b, uint32_t part, const GeoBuildingBody *body, uint32_t slot, bool is_outer)
{
    const GeoLayer *layer = b->layer;
    GeoBuildingMesh *m = b->mesh;
    const uint32_t first = layer->part_vertex[part], count = layer->part_vertex[part + 1] - first;
    if (count < 3) return 0;
    const int32_t *xy = layer->xy + 2 * (size_t)first;
    const bool is_reversed = (geo_building_ring_area2(xy, count) > 0) != is_outer;
    const uint32_t bottom = m->vertex_count;
    uint32_t kept = 0;
    for (uint32_t i = 0; i < count; i++) {
        const uint32_t v = is_reversed ? count - 1 - i : i;
        const GeoBuildingVertex top = build_vertex(b, build_point(b, xy[2 * v], xy[2 * v + 1], (double)body->top_m), slot);
        if (kept) { // twins go, and in a footprint too large for 16-bit numbers corners that matter little
            const GeoBuildingVertex *last = m->vertices + bottom + 2 * (kept - 1) + 1;
            if (last->x == top.x && last->y == top.y) continue;
            if (b->cull_area2 > 0 && kept > 1) {
                const GeoBuildingVertex *before = last - 2;
                const double area2 = ((double)last->x - before->x) * ((double)top.y - before->y) -
                                     ((double)last->y - before->y) * ((double)top.x - before->x);
                if (fabs(area2) < b->cull_area2) kept--;
            }
        }
        if (bottom + 2 * kept + 2 > b->vertex_cap) return UINT32_MAX;
        m->vertices[bottom + 2 * kept] = build_vertex(b, build_point(b, xy[2 * v], xy[2 * v + 1], (double)body->base_m), slot);
        m->vertices[bottom + 2 * kept + 1] = top;
        kept++;
    }
    if (kept < 3) return 0;
    m->vertex_count = bottom + 2 * kept;
    for (uint32_t i = 0; i < kept; i++) {
        const uint32_t j = i + 1 < kept ? i + 1 : 0;
        add_quad(m, bottom + 2 * i, bottom + 2 * j, bottom + 2 * j + 1, bottom + 2 * i + 1);
    }
    return kept;
}

// Roof (and floor of a raised body) of the polygon whose rings were just added from vertex first.
static bool add_roof(Build *b, uint32_t first, int rings, bool has_floor)
{
    GeoBuildingMesh *m = b->mesh;
    const uint32_t points = (m->vertex_count - first) / 2;
    const size_t triangle_max = 3 * ((size_t)points + 2 * (size_t)rings);
    if (!array_reserve_large((void **)&b->ring_xy, &b->ring_xy_cap, 2 * (size_t)points, sizeof *b->ring_xy) ||
        !array_reserve_large((void **)&b->triangles, &b->triangle_cap, triangle_max, sizeof *b->triangles)) {
        return false;
    }
    for (uint32_t i = 0; i < points; i++) {
        b->ring_xy[2 * i] = (float)m->vertices[first + 2 * i + 1].x;
        b->ring_xy[2 * i + 1] = (float)m->vertices[first + 2 * i + 1].y;
    }
    const int count = triangulate_floats(&b->triangulator, b->ring_xy, b->ring_count, rings, b->triangles);
    for (int i = 0; i < count; i++) m->indices[m->index_count++] = (uint16_t)(first + 2 * b->triangles[i] + 1);
    for (int i = count - 1; has_floor && i >= 0; i--) m->indices[m->index_count++] = (uint16_t)(first + 2 * b->triangles[i]);
    return true;
}

typedef enum { ADD_DONE, ADD_TOO_MANY, ADD_NO_MEMORY } AddResult;

static bool is_hip_wanted(const Build *b, const GeoBuildingBody *body, uint32_t slot)
{
    const uint8_t *use = b->input->use;
    if (!use || use[b->tile.first + slot] != GEO_BUILDING_USE_HOME || body->is_raised) return false;
    if (body->top_m - body->base_m > HIP_HEIGHT_MAX_M + 1) return false;
    const GeoIntBox *box = b->layer->box + b->tile.first + slot;
    return hash32((uint32_t)box->x_min * 7u + (uint32_t)box->y_min) % 100 < HIP_SHARE;
}

// A rectangle of four corners from vertex first gets four slopes up to its height, and eaves lower by the rise.
// false where it is no rectangle of a home's size: then the roof stays flat.
static bool add_hip(Build *b, uint32_t first, const GeoBuildingBody *body)
{
    GeoBuildingMesh *m = b->mesh;
    if (m->vertex_count - first != 8 || m->vertex_count + 2 > b->vertex_cap) return false;
    double x[4], y[4], side[4];
    for (uint32_t i = 0; i < 4; i++) {
        x[i] = m->vertices[first + 2 * i + 1].x * (double)m->step_m[0];
        y[i] = m->vertices[first + 2 * i + 1].y * (double)m->step_m[1];
    }
    for (int i = 0; i < 4; i++) side[i] = hypot(x[(i + 1) & 3] - x[i], y[(i + 1) & 3] - y[i]);
    for (int i = 0; i < 4; i++) {
        const int j = (i + 1) & 3, k = (i + 2) & 3;
        const double dot = (x[j] - x[i]) * (x[k] - x[j]) + (y[j] - y[i]) * (y[k] - y[j]);
        if (fabs(dot) > 0.15 * side[i] * side[j]) return false;
    }
    const int c = side[0] >= side[1] ? 0 : 1; // the long side starts here
    const double lengthwise = side[c], crosswise = side[c ^ 1];
    if (crosswise < HIP_SHORT_MIN_M || crosswise > HIP_SHORT_MAX_M || lengthwise > 4 * crosswise) return false;
    const double rise_m = fmin(crosswise / 2 * HIP_SLOPE, 0.4 * (double)(body->top_m - body->base_m));
    const uint16_t top = m->vertices[first + 1].z, rise = (uint16_t)(rise_m * b->scale[2]);
    uint32_t corner[4];
    for (uint32_t i = 0; i < 4; i++) {
        corner[i] = first + 2 * (((uint32_t)c + i) & 3) + 1;
        GeoBuildingVertex *v = m->vertices + corner[i];
        v->z = v->z > rise ? (uint16_t)(v->z - rise) : 0;
    }
    const double inset = fmin(0.5, crosswise / 2 / lengthwise);
    uint32_t ridge[2];
    for (int r = 0; r < 2; r++) { // from the middle of the short side inwards
        const GeoBuildingVertex *p = m->vertices + corner[r ? 1 : 3], *q = m->vertices + corner[r ? 2 : 0];
        const GeoBuildingVertex *s = m->vertices + corner[r ? 3 : 1], *t = m->vertices + corner[r ? 0 : 2];
        const double u = ((p->x + q->x) * (1 - inset) + (s->x + t->x) * inset) / 2, v = ((p->y + q->y) * (1 - inset) + (s->y + t->y) * inset) / 2;
        ridge[r] = m->vertex_count++;
        m->vertices[ridge[r]] = (GeoBuildingVertex){ (uint16_t)(u + 0.5), (uint16_t)(v + 0.5), top, p->slot };
    }
    add_quad(m, corner[0], corner[1], ridge[1], ridge[0]);
    add_quad(m, corner[2], corner[3], ridge[0], ridge[1]);
    const uint32_t ends[6] = { corner[1], corner[2], ridge[1], corner[3], corner[0], ridge[0] };
    for (int i = 0; i < 6; i++) m->indices[m->index_count++] = (uint16_t)ends[i];
    return true;
}

// Parts [part, end): an outer ring and its holes.
static AddResult add_polygon(Build *b, uint32_t part, uint32_t end, const GeoBuildingBody *body, uint32_t slot)
{
    const uint32_t first = b->mesh->vertex_count;
    int rings = 0;
    for (uint32_t p = part; p < end; p++) {
        const uint32_t count = add_ring(b, p, body, slot, p == part);
        if (count == UINT32_MAX) return ADD_TOO_MANY;
        if (!count && p == part) return ADD_DONE; // without the outer ring no holes
        if (!count) continue;
        if (!array_reserve_large((void **)&b->ring_count, &b->ring_count_cap, (size_t)rings + 1, sizeof *b->ring_count)) {
            return ADD_NO_MEMORY;
        }
        b->ring_count[rings++] = (int)count;
    }
    if (rings == 1 && is_hip_wanted(b, body, slot) && add_hip(b, first, body)) return ADD_DONE;
    return add_roof(b, first, rings, body->is_raised) ? ADD_DONE : ADD_NO_MEMORY;
}

static AddResult build_full_once(Build *b)
{
    const GeoLayer *layer = b->layer;
    b->mesh->vertex_count = b->mesh->index_count = 0;
    for (uint32_t i = 0; i < b->tile.count; i++) {
        if (b->bodies[i].area_m2 <= 0) continue;
        const uint32_t feature = b->tile.first + i, part_end = layer->feature_part[feature + 1];
        for (uint32_t p = layer->feature_part[feature], end = p; p < part_end; p = end) {
            end = p + 1;
            if (layer->part_kind[p] != GEO_PART_OUTER) continue;
            while (end < part_end && layer->part_kind[end] == GEO_PART_INNER) end++;
            const AddResult result = add_polygon(b, p, end, b->bodies + i, i);
            if (result != ADD_DONE) return result;
        }
    }
    return ADD_DONE;
}

// A footprint with more corners than 16-bit numbers reach loses the flattest ones until it fits.
static bool build_full(Build *b)
{
    AddResult result = build_full_once(b);
    for (b->cull_area2 = 4; result == ADD_TOO_MANY && b->cull_area2 < 1e9; b->cull_area2 *= 4) result = build_full_once(b);
    return result == ADD_DONE;
}

// Upper bounds of what a level of detail takes.
static void build_caps(Build *b, GeoBuildingLod lod)
{
    const GeoLayer *layer = b->layer;
    uint64_t vertices = 0, indices = 0;
    for (uint32_t i = 0; i < b->tile.count; i++) {
        if (b->bodies[i].area_m2 <= 0) continue;
        const uint32_t feature = b->tile.first + i;
        const uint32_t p0 = layer->feature_part[feature], p1 = layer->feature_part[feature + 1];
        const uint64_t points = layer->part_vertex[p1] - layer->part_vertex[p0], parts = p1 - p0;
        if (lod == GEO_BUILDING_POINT) {
            vertices++;
        } else if (lod == GEO_BUILDING_BOX) {
            vertices += 8 * parts;
            indices += 36 * parts;
        } else {
            vertices += 2 * points + (b->input->use ? 2 : 0); // the ridge of a hip
            indices += 6 * points + (b->bodies[i].is_raised ? 6 : 3) * (points + 2 * parts);
        }
    }
    b->vertex_cap = vertices > VERTICES_MAX ? VERTICES_MAX : (uint32_t)vertices;
    // What fits 16-bit numbers needs no more than this even where every corner has its own ring.
    b->index_cap = (uint32_t)(indices < 16u * VERTICES_MAX ? indices : 16u * VERTICES_MAX);
}

static bool build_level(Build *b, GeoBuildingLod lod, Err *err)
{
    GeoBuildingMesh *m = b->mesh;
    build_caps(b, lod);
    m->vertices = malloc(((size_t)b->vertex_cap + 1) * sizeof *m->vertices);
    m->indices = b->index_cap ? malloc((size_t)b->index_cap * sizeof *m->indices) : NULL;
    bool ok = m->vertices && (m->indices || !b->index_cap);
    if (ok && lod == GEO_BUILDING_POINT) build_points(b);
    if (ok && lod == GEO_BUILDING_BOX) ok = build_boxes(b);
    if (ok && lod == GEO_BUILDING_FULL) ok = build_full(b);
    if (!ok) {
        err_set(err, ERR_MEMORY, "buildings of layer '%s': no memory for a tile of %u features", b->layer->name ? b->layer->name : "",
                b->tile.count);
        return false;
    }
    assert(m->vertex_count <= VERTICES_MAX && m->index_count <= b->index_cap);
    GeoBuildingVertex *vertices = realloc(m->vertices, ((size_t)m->vertex_count + 1) * sizeof *m->vertices);
    if (vertices) m->vertices = vertices;
    uint16_t *indices = m->index_count ? realloc(m->indices, (size_t)m->index_count * sizeof *m->indices) : NULL;
    if (indices) m->indices = indices;
    return true;
}

bool geo_building_build(const GeoBuildingInput *input, int tile, GeoBuildingLod lod, GeoBuildingMesh *out, Err *err)
{
    assert(input && input->layer && input->height_m && out && tile >= 0 && tile < input->layer->tile_count);
    assert(lod >= 0 && lod < GEO_BUILDING_LOD_COUNT);
    const GeoLayer *layer = input->layer;
    GeoBuildingMesh mesh = { 0 };
    Build b = { .input = input, .layer = layer, .tile = layer->tiles[tile], .mesh = &mesh };
    const GeoBox box = geo_tile_box(b.tile.key);
    geo_local_init(&b.local, (box.west_deg + box.east_deg) / 2, (box.south_deg + box.north_deg) / 2);
    b.lon_deg = layer->lon0_deg - b.local.lon_deg;
    b.lat_deg = layer->lat0_deg - b.local.lat_deg;
    bool ok = false;
    b.bodies = malloc(((size_t)b.tile.count + 1) * sizeof *b.bodies);
    mesh.shapes = malloc(((size_t)b.tile.count + 1) * sizeof *mesh.shapes);
    if (!b.bodies || !mesh.shapes || !geo_building_bodies(input, b.tile.first, b.tile.count, b.bodies)) {
        err_set(err, ERR_MEMORY, "buildings: no memory for a tile of %u features", b.tile.count);
        goto done;
    }
    build_quantisation(&b);
    build_shapes(&b);
    ok = build_level(&b, lod, err);
done:
    triangulate_finish(&b.triangulator);
    free(b.ring_xy);
    free(b.ring_count);
    free(b.triangles);
    free(b.points);
    free(b.bodies);
    if (ok) *out = mesh;
    else geo_building_mesh_finish(&mesh);
    return ok;
}

void geo_building_mesh_finish(GeoBuildingMesh *mesh)
{
    if (!mesh) return;
    free(mesh->vertices);
    free(mesh->indices);
    free(mesh->shapes);
    *mesh = (GeoBuildingMesh){ 0 };
}
