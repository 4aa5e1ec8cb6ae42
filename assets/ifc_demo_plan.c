// SPDX-License-Identifier: Apache-2.0
// ifc_demo_plan.c - cells, walls, joints and rings of a storey's plan.
#include "assets/ifc_demo_plan.h"
#include <assert.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

#define PLAN_EPSILON 1e-6
#define PLAN_TO_FACADE_M 0.06 // from the slab's edge to the mullions

double ifc_demo_wall_thickness(IfcDemoWallKind kind)
{
    static const double thickness[IFC_DEMO_WALL_COUNT] = {
        [IFC_DEMO_WALL_CORE] = 0.3,       [IFC_DEMO_WALL_SHAFT] = 0.2,
        [IFC_DEMO_WALL_BLOCK] = 0.2,      [IFC_DEMO_WALL_ACOUSTIC] = 0.25,
        [IFC_DEMO_WALL_PARTITION] = 0.15, [IFC_DEMO_WALL_GLASS] = 0.1,
        [IFC_DEMO_WALL_BASEMENT] = 0.4,   [IFC_DEMO_WALL_ROOF] = 0.25,
    };
    return thickness[kind];
}

bool ifc_demo_plan_is_core(IfcDemoUse use)
{
    return use == IFC_DEMO_STAIR || use == IFC_DEMO_LIFT || use == IFC_DEMO_SHAFT;
}

static int compare(const void *a, const void *b)
{
    const double x = *(const double *)a, y = *(const double *)b;
    return (x > y) - (x < y);
}

static int sort_unique(double *values, int count)
{
    qsort(values, (size_t)count, sizeof *values, compare);
    int n = 0;
    for (int i = 0; i < count; i++) {
        if (n == 0 || values[i] - values[n - 1] > PLAN_EPSILON) values[n++] = values[i];
    }
    return n;
}

static void gather(const IfcDemoStorey *storey, Arena *arena, IfcDemoPlan *p)
{
    const int core_rects = storey->has_core ? ifc_demo_core_rect_count : 0;
    const int core_doors = storey->has_core ? ifc_demo_core_door_count : 0;
    p->rect_count = storey->rect_count + core_rects;
    p->door_count = storey->door_count + core_doors;
    p->rects = ARENA_ARRAY(arena, IfcDemoRect, p->rect_count);
    p->doors = ARENA_ARRAY(arena, IfcDemoDoor, p->door_count);
    memcpy(p->rects, storey->rects, (size_t)storey->rect_count * sizeof *p->rects);
    memcpy(p->doors, storey->doors, (size_t)storey->door_count * sizeof *p->doors);
    if (core_rects) {
        memcpy(p->rects + storey->rect_count, ifc_demo_core_rects,
               (size_t)core_rects * sizeof *p->rects);
        memcpy(p->doors + storey->door_count, ifc_demo_core_doors,
               (size_t)core_doors * sizeof *p->doors);
    }
    p->xs = ARENA_ARRAY(arena, double, 2 * p->rect_count);
    p->ys = ARENA_ARRAY(arena, double, 2 * p->rect_count);
    for (int r = 0; r < p->rect_count; r++) {
        p->xs[2 * r] = p->rects[r].x0;
        p->xs[2 * r + 1] = p->rects[r].x1;
        p->ys[2 * r] = p->rects[r].y0;
        p->ys[2 * r + 1] = p->rects[r].y1;
    }
    p->x_count = sort_unique(p->xs, 2 * p->rect_count);
    p->y_count = sort_unique(p->ys, 2 * p->rect_count);
}

static void paint(Arena *arena, IfcDemoPlan *p)
{
    const int cells = (p->x_count - 1) * (p->y_count - 1);
    p->cells = ARENA_ARRAY(arena, int, cells);
    p->rooms = ARENA_ARRAY(arena, IfcDemoRoom, p->rect_count);
    for (int c = 0; c < cells; c++) p->cells[c] = -1;
    for (int r = 0; r < p->rect_count; r++) {
        const IfcDemoRect *rect = &p->rects[r];
        if (rect->name)
            p->rooms[p->room_count++] =
                (IfcDemoRoom){ .name = rect->name, .use = rect->use, .first_rect = r };
        const int room = p->room_count - 1;
        p->rooms[room].rect_count++;
        for (int j = 0; j + 1 < p->y_count; j++) {
            const double y = (p->ys[j] + p->ys[j + 1]) / 2;
            for (int i = 0; i + 1 < p->x_count; i++) {
                const double x = (p->xs[i] + p->xs[i + 1]) / 2;
                if (x > rect->x0 && x < rect->x1 && y > rect->y0 && y < rect->y1)
                    p->cells[j * (p->x_count - 1) + i] = room;
            }
        }
    }
}

static int cell(const IfcDemoPlan *p, int i, int j)
{
    if (i < 0 || j < 0 || i + 1 >= p->x_count || j + 1 >= p->y_count) return -1;
    return p->cells[j * (p->x_count - 1) + i];
}

int ifc_demo_plan_room_at(const IfcDemoPlan *p, double x, double y)
{
    int i = 0, j = 0;
    if (x < p->xs[0] || y < p->ys[0]) return -1;
    while (i + 1 < p->x_count && x >= p->xs[i + 1]) i++;
    while (j + 1 < p->y_count && y >= p->ys[j + 1]) j++;
    return cell(p, i, j);
}

static bool is_either(IfcDemoUse a, IfcDemoUse b, IfcDemoUse wanted)
{
    return a == wanted || b == wanted;
}

static IfcDemoWallKind kind_between(const IfcDemoStorey *storey, const IfcDemoPlan *p, int a, int b)
{
    if (a == b) return IFC_DEMO_WALL_NONE;
    if (a < 0 || b < 0) return storey->outer;
    const int core = storey->has_core ? storey->rect_count : 0;
    const bool is_core_a = p->rooms[a].first_rect >= core,
               is_core_b = p->rooms[b].first_rect >= core;
    const IfcDemoUse u = p->rooms[a].use, v = p->rooms[b].use;
    if (is_core_a != is_core_b) return IFC_DEMO_WALL_CORE;
    if (ifc_demo_plan_is_core(u) || ifc_demo_plan_is_core(v)) return IFC_DEMO_WALL_SHAFT;
    if (is_either(u, v, IFC_DEMO_VOID) || is_either(u, v, IFC_DEMO_HALL))
        return is_either(u, v, IFC_DEMO_LOBBY) ? IFC_DEMO_WALL_GLASS : IFC_DEMO_WALL_ACOUSTIC;
    if (is_either(u, v, IFC_DEMO_PLANT) || is_either(u, v, IFC_DEMO_TECH) ||
        is_either(u, v, IFC_DEMO_PARKING) || is_either(u, v, IFC_DEMO_RAMP))
        return IFC_DEMO_WALL_BLOCK;
    const bool is_public = is_either(u, v, IFC_DEMO_CORRIDOR) || is_either(u, v, IFC_DEMO_LOBBY);
    if (is_public && (is_either(u, v, IFC_DEMO_MEETING) || is_either(u, v, IFC_DEMO_CAFE) ||
                      (is_either(u, v, IFC_DEMO_CORRIDOR) && is_either(u, v, IFC_DEMO_LOBBY))))
        return IFC_DEMO_WALL_GLASS;
    return IFC_DEMO_WALL_PARTITION;
}

// Between the cells left and right of the vertical line i, beside row j; below and above the
// horizontal line j, over column i.
static IfcDemoWallKind vertical(const IfcDemoStorey *s, const IfcDemoPlan *p, int i, int j)
{
    if (j < 0 || j + 1 >= p->y_count) return IFC_DEMO_WALL_NONE;
    return kind_between(s, p, cell(p, i - 1, j), cell(p, i, j));
}

static IfcDemoWallKind horizontal(const IfcDemoStorey *s, const IfcDemoPlan *p, int i, int j)
{
    if (i < 0 || i + 1 >= p->x_count) return IFC_DEMO_WALL_NONE;
    return kind_between(s, p, cell(p, i, j - 1), cell(p, i, j));
}

static double half_of(IfcDemoWallKind a, IfcDemoWallKind b)
{
    const double s = ifc_demo_wall_thickness(a), t = ifc_demo_wall_thickness(b);
    return (a == 0 ? t : b == 0 ? s : fmin(s, t)) / 2;
}

// How far a wall goes beyond the node at which it ends: walls along x run through, those along y
// meet them.
static double reach(const IfcDemoStorey *s, const IfcDemoPlan *p, int i, int j, bool is_vertical,
                    bool is_end)
{
    const IfcDemoWallKind west = horizontal(s, p, i - 1, j), east = horizontal(s, p, i, j);
    const IfcDemoWallKind south = vertical(s, p, i, j - 1), north = vertical(s, p, i, j);
    if (is_vertical) {
        if (west && east) return -half_of(west, east);
        if (is_end ? north : south) return 0;
        if (west || east) return -half_of(west, east);
    } else {
        if (is_end ? east : west) return 0;
        if (south && north) return -half_of(south, north);
        if (south || north) return half_of(south, north);
    }
    const bool is_edge =
        is_vertical ? j == 0 || j == p->y_count - 1 : i == 0 || i == p->x_count - 1;
    return is_edge ? PLAN_TO_FACADE_M : 0;
}

static void add_wall(const IfcDemoStorey *s, IfcDemoPlan *p, bool is_vertical, int line, int from,
                     int to, IfcDemoWallKind kind)
{
    IfcDemoWall *wall = &p->walls[p->wall_count++];
    *wall = (IfcDemoWall){ .kind = kind,
                           .is_vertical = is_vertical,
                           .thickness_m = ifc_demo_wall_thickness(kind) };
    if (is_vertical) {
        wall->x0 = wall->x1 = p->xs[line];
        wall->y0 = p->ys[from] - reach(s, p, line, from, true, false);
        wall->y1 = p->ys[to] + reach(s, p, line, to, true, true);
        wall->room_a = cell(p, line - 1, from);
        wall->room_b = cell(p, line, from);
    } else {
        wall->y0 = wall->y1 = p->ys[line];
        wall->x0 = p->xs[from] - reach(s, p, from, line, false, false);
        wall->x1 = p->xs[to] + reach(s, p, to, line, false, true);
        wall->room_a = cell(p, from, line);
        wall->room_b = cell(p, from, line - 1);
    }
}

// One line of the grid: pieces between the same two rooms; a wall along y also ends where one along
// x runs through.
static void walls_of_line(const IfcDemoStorey *s, IfcDemoPlan *p, bool is_vertical, int line)
{
    const int count = is_vertical ? p->y_count : p->x_count;
    for (int at = 0; at + 1 < count;) {
        const IfcDemoWallKind kind =
            is_vertical ? vertical(s, p, line, at) : horizontal(s, p, at, line);
        const int a = is_vertical ? cell(p, line - 1, at) : cell(p, at, line);
        const int b = is_vertical ? cell(p, line, at) : cell(p, at, line - 1);
        int end = at + 1;
        for (; end + 1 < count; end++) {
            if (a != (is_vertical ? cell(p, line - 1, end) : cell(p, end, line))) break;
            if (b != (is_vertical ? cell(p, line, end) : cell(p, end, line - 1))) break;
            if (is_vertical && horizontal(s, p, line - 1, end) && horizontal(s, p, line, end))
                break;
        }
        if (kind) add_wall(s, p, is_vertical, line, at, end, kind);
        at = end;
    }
}

typedef struct {
    int i0, j0, i1, j1; // nodes
    double offset;      // to the left, from the centre line to the wall's face
    bool is_used;
} PlanEdge;

static int edges_of(const IfcDemoStorey *s, const IfcDemoPlan *p, int room, PlanEdge *edges)
{
    int n = 0;
    for (int j = 0; j + 1 < p->y_count; j++) {
        for (int i = 0; i + 1 < p->x_count; i++) {
            if (cell(p, i, j) != room) continue;
            const PlanEdge four[4] = {
                { i, j, i + 1, j, half_of(horizontal(s, p, i, j), 0), cell(p, i, j - 1) == room },
                { i + 1, j, i + 1, j + 1, half_of(vertical(s, p, i + 1, j), 0),
                  cell(p, i + 1, j) == room },
                { i + 1, j + 1, i, j + 1, half_of(horizontal(s, p, i, j + 1), 0),
                  cell(p, i, j + 1) == room },
                { i, j + 1, i, j, half_of(vertical(s, p, i, j), 0), cell(p, i - 1, j) == room },
            };
            for (int k = 0; k < 4; k++) {
                if (!four[k].is_used) edges[n++] = four[k];
            }
        }
    }
    return n;
}

// Corners of one ring of edges, each moved in by its offset.
static int ring_of(const IfcDemoPlan *p, const PlanEdge *ring, int count, double *xy)
{
    int n = 0;
    for (int k = 0; k < count; k++) {
        const PlanEdge *a = &ring[(k + count - 1) % count], *b = &ring[k];
        const bool is_a_x = a->j0 == a->j1, is_b_x = b->j0 == b->j1;
        const double x = p->xs[b->i0], y = p->ys[b->j0];
        // The left of +x is +y, of +y is -x.
        const double ax = is_a_x ? 0 : a->j1 > a->j0 ? -a->offset : a->offset;
        const double ay = !is_a_x ? 0 : a->i1 > a->i0 ? a->offset : -a->offset;
        const double bx = is_b_x ? 0 : b->j1 > b->j0 ? -b->offset : b->offset;
        const double by = !is_b_x ? 0 : b->i1 > b->i0 ? b->offset : -b->offset;
        if (is_a_x != is_b_x) {
            xy[2 * n] = x + ax + bx;
            xy[2 * n++ + 1] = y + ay + by;
        } else if (a->offset != b->offset) {
            xy[2 * n] = x + ax;
            xy[2 * n++ + 1] = y + ay;
            xy[2 * n] = x + bx;
            xy[2 * n++ + 1] = y + by;
        }
    }
    return n;
}

static double ring_area(const double *xy, int count)
{
    double twice = 0;
    for (int k = 0; k < count; k++) {
        const int next = (k + 1) % count;
        twice += xy[2 * k] * xy[2 * next + 1] - xy[2 * next] * xy[2 * k + 1];
    }
    return twice / 2;
}

static void measure(IfcDemoRoom *room)
{
    room->x0 = room->y0 = 1e9;
    room->x1 = room->y1 = -1e9;
    int first = 0;
    for (int r = 0; r < room->rings; r++) {
        const double *xy = room->xy + 2 * first;
        room->area_m2 += ring_area(xy, room->counts[r]);
        for (int k = 0; k < room->counts[r]; k++) {
            const int next = (k + 1) % room->counts[r];
            room->perimeter_m += hypot(xy[2 * next] - xy[2 * k], xy[2 * next + 1] - xy[2 * k + 1]);
            room->x0 = fmin(room->x0, xy[2 * k]);
            room->x1 = fmax(room->x1, xy[2 * k]);
            room->y0 = fmin(room->y0, xy[2 * k + 1]);
            room->y1 = fmax(room->y1, xy[2 * k + 1]);
        }
        first += room->counts[r];
    }
}

static void trace(const IfcDemoStorey *s, const IfcDemoPlan *p, int room, Arena *arena)
{
    IfcDemoRoom *out = &p->rooms[room];
    const int most = 4 * (p->x_count - 1) * (p->y_count - 1);
    PlanEdge *edges = ARENA_ARRAY(arena, PlanEdge, most),
             *ring = ARENA_ARRAY(arena, PlanEdge, most);
    const int count = edges_of(s, p, room, edges);
    double *xy = ARENA_ARRAY(arena, double, 4 * (count + 1)),
           *holes = ARENA_ARRAY(arena, double, 4 * (count + 1));
    int hole_counts[IFC_DEMO_RINGS_MAX] = { 0 }, hole_points = 0, hole_rings = 0;
    for (int first = 0; first < count; first++) {
        if (edges[first].is_used) continue;
        int n = 0;
        for (int at = first; at >= 0;) {
            edges[at].is_used = true;
            ring[n++] = edges[at];
            const int i = edges[at].i1, j = edges[at].j1;
            at = -1;
            for (int k = 0; k < count && at < 0; k++) {
                if (!edges[k].is_used && edges[k].i0 == i && edges[k].j0 == j) at = k;
            }
        }
        double *to = holes + 2 * hole_points;
        const int points = ring_of(p, ring, n, to);
        if (ring_area(to, points) > 0) {
            assert(out->rings == 0); // a room is in one piece
            memcpy(xy, to, (size_t)points * 2 * sizeof *xy);
            out->counts[0] = points;
            out->rings = 1;
        } else {
            assert(hole_rings + 1 < IFC_DEMO_RINGS_MAX);
            hole_counts[hole_rings++] = points;
            hole_points += points;
        }
    }
    memcpy(xy + 2 * out->counts[0], holes, (size_t)hole_points * 2 * sizeof *xy);
    for (int h = 0; h < hole_rings; h++) out->counts[out->rings++] = hole_counts[h];
    out->xy = xy;
    measure(out);
}

void ifc_demo_plan_make(const IfcDemoStorey *storey, Arena *arena, IfcDemoPlan *p)
{
    *p = (IfcDemoPlan){ 0 };
    gather(storey, arena, p);
    paint(arena, p);
    p->walls = ARENA_ARRAY(arena, IfcDemoWall, 2 * p->x_count * p->y_count);
    for (int j = 0; j < p->y_count; j++) walls_of_line(storey, p, false, j);
    for (int i = 0; i < p->x_count; i++) walls_of_line(storey, p, true, i);
    for (int r = 0; r < p->room_count; r++) trace(storey, p, r, arena);
}

int ifc_demo_plan_wall_at(const IfcDemoPlan *p, double x, double y)
{
    for (int w = 0; w < p->wall_count; w++) {
        const IfcDemoWall *wall = &p->walls[w];
        const double across = wall->is_vertical ? x - wall->x0 : y - wall->y0;
        const double along = wall->is_vertical ? y : x;
        const double from = wall->is_vertical ? wall->y0 : wall->x0;
        const double to = wall->is_vertical ? wall->y1 : wall->x1;
        if (fabs(across) < 0.01 && along > from && along < to) return w;
    }
    return -1;
}
