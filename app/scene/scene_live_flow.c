// SPDX-License-Identifier: Apache-2.0
// scene_live_flow.c - tails behind moving things, rings round events, ways from place to place.
#include "scene/scene_live_private.h"

#include "base/array.h"
#include "base/str.h"
#include <stdlib.h>
#include <string.h>

enum { RING_STEPS = 48, ARC_STEPS = 40, RINGS = 3, WAY_PIECES = 64, WAY_KEPT_FRAMES = 120 };
#define LIFT_M 2.0
#define DASH_PX 46.0   // of a flow, about
#define BROKEN_PX 14.0 // of one that is not current

float scene_live_blink(const Scene *scene)
{
    return 0.65f + 0.35f * (float)sin(scene->view_desc.time_s * 4.2);
}

static void piece(Scene *scene, DVec3 a, DVec3 b, uint32_t a_rgba, uint32_t b_rgba, float width_px)
{
    RenderFlow *f = scene_live_add_flow(scene->live);
    if (!f) return;
    *f = (RenderFlow){ .a_rgba = a_rgba, .b_rgba = b_rgba, .width_px = width_px };
    scene_live_rel(scene, a, f->a_rel_m);
    scene_live_rel(scene, b, f->b_rel_m);
}

static const SceneLiveTailGround *tail_ground(Scene *scene, int index, const SceneLiveTail *tail)
{
    SceneLiveDrawn *l = scene->live;
    const int before = l->tail_cap;
    if (!array_reserve((void **)&l->tails, &l->tail_cap, index + 1, sizeof *l->tails)) return NULL;
    if (l->tail_cap > before)
        memset(l->tails + before, 0, sizeof *l->tails * (size_t)(l->tail_cap - before));
    SceneLiveTailGround *g = &l->tails[index];
    const uint32_t key = l->live.objects.places.keys[tail->row];
    const int count = tail->count < SCENE_LIVE_TAIL_POINTS ? tail->count : SCENE_LIVE_TAIL_POINTS;
    if (g->key == key && g->fixes == tail->fixes && tail->fixes != 0 && g->count == count &&
        g->ground == scene->ground->serial && g->stretch == scene->view.stretch)
        return g;
    g->key = key;
    g->fixes = tail->fixes;
    g->ground = scene->ground->serial;
    g->stretch = scene->view.stretch;
    g->count = count;
    for (int i = 0; i < count; i++) {
        const GeoPos at = { tail->points[i].lon_deg, tail->points[i].lat_deg, 0 };
        g->points[i] = scene_live_point(scene, at, LIFT_M);
    }
    return g;
}

static void add_tail(Scene *scene, int index)
{
    const SceneLiveTail *tail = &scene->live->live.tails[index];
    const SceneLiveObjects *o = &scene->live->live.objects;
    const int kind =
        tail->row < o->places.count ? o->kinds ? o->kinds[tail->row] : 0 : SCENE_LIVE_HIDDEN;
    if (kind >= o->kind_count) return;
    const SceneLiveTailGround *ground = tail_ground(scene, index, tail);
    if (!ground) return;
    const float fade = o->places.fade[tail->row], span_s = tail->span_s > 0 ? tail->span_s : 600;
    const uint32_t rgb = o->kind_table[kind].rgb;
    const GeoPos at = { o->places.lon_deg[tail->row], o->places.lat_deg[tail->row], 0 };
    DVec3 a = scene_live_point(scene, at, LIFT_M);
    float seen = 0.85f * fade;
    for (int i = 0; i < ground->count; i++) {
        const LivePlacePoint *p = &tail->points[i];
        const DVec3 b = ground->points[i];
        const float next = 0.85f * fade * fmaxf(1 - p->age_s / span_s, 0);
        if (seen > 0)
            piece(scene, a, b, scene_live_rgba(rgb, seen), scene_live_rgba(rgb, next),
                  2.2f * scene->live->scale);
        a = b;
        seen = next;
    }
}

static void add_pulse(Scene *scene, const SceneLivePulse *pulse)
{
    const double period_s = pulse->period_s > 0 ? pulse->period_s : 2;
    const DVec3 middle =
        scene_live_point(scene, pulse->at, LIFT_M + 0.02 * (double)pulse->radius_m);
    const DPlace place = geo_frame_place(&scene->geo, pulse->at);
    for (int ring = 0; ring < RINGS; ring++) {
        const double turn = scene->view_desc.time_s / period_s + (double)ring / RINGS + 0.25;
        const double phase = turn - floor(turn),
                     r = (double)pulse->radius_m * (0.15 + 0.85 * phase);
        const float seen = (float)fmin(4 * phase, 1) * powf((float)(1 - phase), 1.3f);
        const uint32_t rgba = scene_live_rgba(pulse->rgb, 0.95f * seen);
        DVec3 a = dvec_add(middle, dvec_scale(place.x_axis, r));
        for (int i = 1; i <= RING_STEPS; i++) {
            const double t = i * (6.283185307179586 / RING_STEPS);
            const DVec3 b = dvec_add(middle, dvec_add(dvec_scale(place.x_axis, r * cos(t)),
                                                      dvec_scale(place.y_axis, r * sin(t))));
            piece(scene, a, b, rgba, rgba, (2 + 2.5f * (float)(1 - phase)) * scene->live->scale);
            a = b;
        }
    }
}

// A way on the ground as drawn, in pieces about as long as each other; kept while it is drawn.
typedef struct SceneLiveWay {
    struct SceneLiveWay *next;
    uint64_t key, ground, used; // of the coordinates; of the ground; the last frame that drew it
    double stretch, length_m;
    int count;
    DVec3 points[WAY_PIECES + 1];
} SceneLiveWay;

static void walk_way(const Scene *scene, const double *lon_lat, int count, SceneLiveWay *way)
{
    const double per_lat = SCENE_LIVE_M_PER_DEG,
                 per_lon = per_lat * cos(lon_lat[1] * DVEC_RAD_FROM_DEG);
    double whole_m = 0, done_m = 0;
    for (int i = 1; i < count; i++)
        whole_m += hypot((lon_lat[2 * i] - lon_lat[2 * i - 2]) * per_lon,
                         (lon_lat[2 * i + 1] - lon_lat[2 * i - 1]) * per_lat);
    way->length_m = whole_m;
    way->count = 0;
    int at = 1;
    for (int k = 0; k <= WAY_PIECES; k++) {
        const double want_m = whole_m * k / WAY_PIECES;
        double piece_m = 0;
        for (;; at++) {
            piece_m = hypot((lon_lat[2 * at] - lon_lat[2 * at - 2]) * per_lon,
                            (lon_lat[2 * at + 1] - lon_lat[2 * at - 1]) * per_lat);
            if (done_m + piece_m >= want_m || at == count - 1) break;
            done_m += piece_m;
        }
        const double t = piece_m > 0 ? fmin((want_m - done_m) / piece_m, 1) : 0;
        const double *a = lon_lat + 2 * at - 2, *b = lon_lat + 2 * at;
        const GeoPos pos = { a[0] + (b[0] - a[0]) * t, a[1] + (b[1] - a[1]) * t, 0 };
        way->points[way->count++] = scene_live_point(scene, pos, LIFT_M);
    }
}

static const SceneLiveWay *way_of(Scene *scene, const double *lon_lat, int count)
{
    SceneLiveDrawn *l = scene->live;
    const uint64_t key = str_hash((const char *)lon_lat, sizeof *lon_lat * 2 * (size_t)count);
    // The list is in the order of the frame before: mostly it is the next one.
    SceneLiveWay *way = l->way_next;
    if (!way || way->key != key)
        for (way = l->ways; way && way->key != key;) way = way->next;
    if (!way) {
        way = calloc(1, sizeof *way);
        if (!way) return NULL;
        way->key = key;
        SceneLiveWay **end = &l->ways;
        while (*end) end = &(*end)->next;
        *end = way;
    }
    l->way_next = way->next;
    way->used = scene->frame;
    if (way->count > 0 && way->ground == scene->ground->serial &&
        way->stretch == scene->view.stretch)
        return way;
    way->ground = scene->ground->serial;
    way->stretch = scene->view.stretch;
    walk_way(scene, lon_lat, count, way);
    return way;
}

static void forget_ways(Scene *scene)
{
    scene->live->way_next = NULL;
    for (SceneLiveWay **at = &scene->live->ways; *at;) {
        SceneLiveWay *way = *at;
        if (way->used + WAY_KEPT_FRAMES >= scene->frame) {
            at = &way->next;
            continue;
        }
        *at = way->next;
        free(way);
    }
}

void scene_live_ways_release(SceneLiveDrawn *l)
{
    while (l->ways) {
        SceneLiveWay *next = l->ways->next;
        free(l->ways);
        l->ways = next;
    }
}

typedef struct {
    const SceneLiveFlow *flow;
    const DVec3 *points;
    int count;
    double length_m;
} FlowWay;

// Numbers of dashes at both ends of piece i; a whole number to the power of two along the way, so
// that zooming halves or doubles them.
static double dashes_of(const Scene *scene, const FlowWay *way, double dash_px)
{
    const DVec3 middle = way->points[way->count / 2];
    const double away_m =
        fmax(dvec_length(dvec_sub(middle, scene->view.pose.eye_enu_m)), 0.3 * way->length_m);
    const double px = way->length_m / away_m * scene->view.px_per_rad;
    const double fits = px / (dash_px * (double)scene->live->scale);
    return exp2(round(log2(fmin(fmax(fits, 2), 256))));
}

static void add_pieces(Scene *scene, const FlowWay *way)
{
    SceneLiveDrawn *l = scene->live;
    const SceneLiveFlow *flow = way->flow;
    const bool is_running = flow->kind == SCENE_LIVE_RUNNING,
               is_solid = flow->kind == SCENE_LIVE_SOLID;
    const double dashes = is_solid ? 0 : dashes_of(scene, way, is_running ? DASH_PX : BROKEN_PX);
    const double run = scene->view_desc.time_s * (double)(flow->speed > 0 ? flow->speed : 1);
    const double shift = is_running ? fmod(run, 1) : 0;
    const float width_px = (flow->width_px > 0 ? flow->width_px : 2.5f) * l->scale;
    const float seen = flow->is_blinking ? scene_live_blink(scene) : 1;
    for (int i = 1; i < way->count; i++) {
        const double t0 = (double)(i - 1) / (way->count - 1), t1 = (double)i / (way->count - 1);
        const float low = is_running ? 0.35f : 0.95f, more = is_running ? 0.6f : 0;
        RenderFlow *f = scene_live_add_flow(l);
        if (!f) return;
        *f = (RenderFlow){ .a_rgba = scene_live_rgba(flow->rgb, seen * (low + more * (float)t0)),
                           .b_rgba = scene_live_rgba(flow->rgb, seen * (low + more * (float)t1)),
                           .width_px = width_px,
                           .a_dash = (float)(t0 * dashes - shift),
                           .b_dash = (float)(t1 * dashes - shift) };
        scene_live_rel(scene, way->points[i - 1], f->a_rel_m);
        scene_live_rel(scene, way->points[i], f->b_rel_m);
    }
    scene->is_playing |= is_running || flow->is_blinking;
}

static void add_arc(Scene *scene, const SceneLiveFlow *flow, GeoPos from_pos, GeoPos to_pos)
{
    DVec3 points[ARC_STEPS + 1];
    const DVec3 from = scene_live_point(scene, from_pos, LIFT_M),
                to = scene_live_point(scene, to_pos, LIFT_M);
    const double length_m = dvec_length(dvec_sub(to, from));
    const double rise_m = (double)flow->rise * length_m;
    for (int i = 0; i <= ARC_STEPS; i++) {
        const double t = (double)i / ARC_STEPS;
        const DVec3 p = dvec_add(from, dvec_scale(dvec_sub(to, from), t));
        points[i] = dvec_add(p, dvec_scale(scene_view_up(p), rise_m * 4 * t * (1 - t)));
    }
    add_pieces(scene, &(FlowWay){ flow, points, ARC_STEPS + 1, length_m });
}

static void add_flow(Scene *scene, const SceneLiveFlow *flow)
{
    const double ends[4] = { flow->from.lon_deg, flow->from.lat_deg, flow->to.lon_deg,
                             flow->to.lat_deg };
    const double *lon_lat = flow->lon_lat ? flow->lon_lat : ends;
    const int count = flow->lon_lat ? flow->point_count : 2;
    if (count < 2) return;
    if (flow->rise > 0) {
        const double *last = lon_lat + 2 * (count - 1);
        add_arc(scene, flow, (GeoPos){ lon_lat[0], lon_lat[1], 0 },
                (GeoPos){ last[0], last[1], 0 });
        return;
    }
    const SceneLiveWay *way = way_of(scene, lon_lat, count);
    if (way && way->length_m > 0)
        add_pieces(scene, &(FlowWay){ flow, way->points, way->count, way->length_m });
}

int scene_live_flow_pieces(const SceneLive *live)
{
    int count = RING_STEPS * RINGS * live->pulse_count + WAY_PIECES * live->flow_count;
    for (int i = 0; i < live->tail_count; i++) count += live->tails[i].count + 1;
    return count;
}

void scene_live_flows_build(Scene *scene)
{
    const SceneLive *live = &scene->live->live;
    for (int i = 0; i < live->tail_count; i++) add_tail(scene, i);
    for (int i = 0; i < live->pulse_count; i++) add_pulse(scene, &live->pulses[i]);
    scene->live->way_next = scene->live->ways;
    for (int i = 0; i < live->flow_count; i++) add_flow(scene, &live->flows[i]);
    forget_ways(scene);
}
