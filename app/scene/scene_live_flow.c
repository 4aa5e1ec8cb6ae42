// SPDX-License-Identifier: Apache-2.0
// scene_live_flow.c - tails behind moving things, rings round events, ways from place to place.
#include "scene/scene_live_private.h"

enum { RING_STEPS = 48, ARC_STEPS = 40, RINGS = 3 };
#define LIFT_M 2.0
#define DASH_PX 46.0 // of a flow, about

static void piece(Scene *scene, DVec3 a, DVec3 b, uint32_t a_rgba, uint32_t b_rgba, float width_px)
{
    RenderFlow *f = scene_live_add_flow(scene->live);
    if (!f) return;
    *f = (RenderFlow){ .a_rgba = a_rgba, .b_rgba = b_rgba, .width_px = width_px };
    scene_live_rel(scene, a, f->a_rel_m);
    scene_live_rel(scene, b, f->b_rel_m);
}

static void add_tail(Scene *scene, const SceneLiveTail *tail)
{
    const SceneLiveObjects *o = &scene->live->live.objects;
    const int kind =
        tail->row < o->places.count ? o->kinds ? o->kinds[tail->row] : 0 : SCENE_LIVE_HIDDEN;
    if (kind >= o->kind_count) return;
    const float fade = o->places.fade[tail->row], span_s = tail->span_s > 0 ? tail->span_s : 600;
    const uint32_t rgb = o->kind_table[kind].rgb;
    GeoPos at = { o->places.lon_deg[tail->row], o->places.lat_deg[tail->row], 0 };
    DVec3 a = scene_live_point(scene, at, LIFT_M);
    float seen = 0.85f * fade;
    for (int i = 0; i < tail->count; i++) {
        const LivePlacePoint *p = &tail->points[i];
        at = (GeoPos){ p->lon_deg, p->lat_deg, 0 };
        const DVec3 b = scene_live_point(scene, at, LIFT_M);
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

static DVec3 flow_point(const Scene *scene, const SceneLiveFlow *flow, DVec3 from, DVec3 to,
                        double t)
{
    const GeoPos at = { flow->from.lon_deg + (flow->to.lon_deg - flow->from.lon_deg) * t,
                        flow->from.lat_deg + (flow->to.lat_deg - flow->from.lat_deg) * t, 0 };
    if (!(flow->rise > 0)) return scene_live_point(scene, at, LIFT_M);
    const DVec3 p = dvec_add(from, dvec_scale(dvec_sub(to, from), t)), up = scene_view_up(p);
    const double rise_m = (double)flow->rise * dvec_length(dvec_sub(to, from));
    return dvec_add(p, dvec_scale(up, rise_m * 4 * t * (1 - t)));
}

static void add_flow(Scene *scene, const SceneLiveFlow *flow)
{
    SceneLiveDrawn *l = scene->live;
    const DVec3 from = scene_live_point(scene, flow->from, LIFT_M),
                to = scene_live_point(scene, flow->to, LIFT_M);
    const double length_m = dvec_length(dvec_sub(to, from));
    const DVec3 middle = dvec_scale(dvec_add(from, to), 0.5);
    const double away_m =
        fmax(dvec_length(dvec_sub(middle, scene->view.pose.eye_enu_m)), 0.3 * length_m);
    // A whole number of dashes to the power of two: zooming halves or doubles them.
    const double fits = length_m / away_m * scene->view.px_per_rad / (DASH_PX * (double)l->scale);
    const double dashes = exp2(round(log2(fmin(fmax(fits, 2), 256))));
    const double run = scene->view_desc.time_s * (double)(flow->speed > 0 ? flow->speed : 1);
    const float width_px = (flow->width_px > 0 ? flow->width_px : 2.5f) * l->scale;
    DVec3 a = from;
    for (int i = 1; i <= ARC_STEPS; i++) {
        const double t0 = (double)(i - 1) / ARC_STEPS, t1 = (double)i / ARC_STEPS;
        const DVec3 b = flow_point(scene, flow, from, to, t1);
        RenderFlow *f = scene_live_add_flow(l);
        if (!f) return;
        *f = (RenderFlow){ .a_rgba = scene_live_rgba(flow->rgb, 0.35f + 0.6f * (float)t0),
                           .b_rgba = scene_live_rgba(flow->rgb, 0.35f + 0.6f * (float)t1),
                           .width_px = width_px,
                           .a_dash = (float)(t0 * dashes - fmod(run, 1)),
                           .b_dash = (float)(t1 * dashes - fmod(run, 1)) };
        scene_live_rel(scene, a, f->a_rel_m);
        scene_live_rel(scene, b, f->b_rel_m);
        a = b;
    }
}

void scene_live_flows_build(Scene *scene)
{
    const SceneLive *live = &scene->live->live;
    for (int i = 0; i < live->tail_count; i++) add_tail(scene, &live->tails[i]);
    for (int i = 0; i < live->pulse_count; i++) add_pulse(scene, &live->pulses[i]);
    for (int i = 0; i < live->flow_count; i++) add_flow(scene, &live->flows[i]);
}
