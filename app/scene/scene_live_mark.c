// SPDX-License-Identifier: Apache-2.0
// scene_live_mark.c - standing things as icons with a ring of their state, and clusters of those
// too near each other as a ring of shares. Cells of clusters lie on the ground, so that they stay
// as the camera moves, and halve as it comes nearer.
#include "scene/scene_live_private.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define MARK_PX 26.0f
#define RING_PX 2.6f
#define STEM_PX 3.0f
#define CELL_PX 64.0 // marks nearer than about this become one
#define TURN 6.2831853f
#define LIVE_RGB 0x8ca52fu // 0xBBGGRR
#define LATE_RGB 0xc6cf8fu
#define STALE_RGB 0x968c82u
#define DEAD_RGB 0x8a8078u
#define ALARM_RGB 0x3a48e5u

typedef struct {
    uint64_t cell;
    int mark;
} Order;
typedef enum { SHARE_ALARM, SHARE_LIVE, SHARE_LATE, SHARE_STALE, SHARE_DEAD, SHARE_COUNT } Share;
static const uint32_t share_rgb[SHARE_COUNT] = { ALARM_RGB, LIVE_RGB, LATE_RGB, STALE_RGB,
                                                 DEAD_RGB };

static Share share_of(const SceneLiveMark *m)
{
    if (m->is_alarm) return SHARE_ALARM; // also where its value has grown old
    if (m->freshness == LIVE_DEAD || m->freshness == LIVE_NONE) return SHARE_DEAD;
    if (m->freshness == LIVE_STALE) return SHARE_STALE;
    return m->freshness == LIVE_LATE ? SHARE_LATE : SHARE_LIVE;
}

static bool is_believed(const SceneLiveMark *m)
{
    return m->freshness == LIVE_CURRENT || m->freshness == LIVE_LATE;
}

static uint32_t alarm_rgb(const SceneLiveMark *m)
{
    return m->alarm_rgb ? m->alarm_rgb : ALARM_RGB;
}

static DVec3 foot_of(const Scene *scene, const SceneLiveMark *m)
{
    const SceneLayer *layer = m->layer_id ? scene_layer_find(scene, m->layer_id) : NULL;
    if (layer && layer->form && m->feature < layer->form->layer->feature_count)
        return scene_mark_point(layer->form, scene->ground, scene->view.stretch,
                                layer->buildings ? scene_buildings_shares(layer->buildings) : NULL,
                                m->feature);
    return scene_live_point(scene, m->at, m->is_above_ground ? m->at.h_m : 3);
}

static DVec3 place_of(const Scene *scene, const SceneLiveMark *m)
{
    const DVec3 foot = foot_of(scene, m);
    if (!(m->lift_m > 0)) return foot;
    return dvec_add(foot, dvec_scale(scene_view_up(foot), (double)m->lift_m * scene->view.stretch));
}

// From the ground to what was lifted.
static void add_stem(Scene *scene, const SceneLiveMark *m, DVec3 at, uint32_t rgb)
{
    RenderFlow *f = m->lift_m > 0 ? scene_live_add_flow(scene->live) : NULL;
    if (!f) return;
    *f = (RenderFlow){ .a_rgba = scene_live_rgba(rgb, 0.35f),
                       .b_rgba = scene_live_rgba(rgb, 0.95f),
                       .width_px = STEM_PX * scene->live->scale,
                       .hidden_opacity = 0.25f };
    scene_live_rel(scene, foot_of(scene, m), f->a_rel_m);
    scene_live_rel(scene, at, f->b_rel_m);
}

static RenderMark *add(Scene *scene, DVec3 at, RenderMarkShape shape, float size_px)
{
    RenderMark *m = scene_live_add_mark(scene->live);
    if (!m) return NULL;
    *m = (RenderMark){ .size_px = size_px,
                       .bits = RENDER_MARK_BITS(shape, 255, 255, 0) }; // nothing hides it
    scene_live_rel(scene, at, m->pos_rel_m);
    return m;
}

// An arc of any length up to a turn, in halves.
static void add_arc(Scene *scene, DVec3 at, float size_px, float inner, float from, float to,
                    uint32_t rgba)
{
    while (to - from > 1e-4f) {
        const float next = to - from > 0.5f ? from + 0.5f : to;
        RenderMark *m = add(scene, at, RENDER_MARK_ARC, size_px);
        if (!m) return;
        m->turn[0] = from * TURN;
        m->turn[1] = next * TURN;
        m->inner = inner;
        m->fill_rgba = m->rim_rgba = rgba;
        from = next;
    }
}

// Live a whole ring, late one with a gap, stale one of dashes, dead none but an outline.
static void add_ring(Scene *scene, DVec3 at, float size, LiveFreshness freshness, uint32_t rgb)
{
    const float inner = 1 - 2 * RING_PX * scene->live->scale / size;
    const uint32_t rgba = 0xff000000u | rgb;
    if (freshness == LIVE_CURRENT)
        add_arc(scene, at, size, inner, 0, 1, rgba);
    else if (freshness == LIVE_LATE)
        add_arc(scene, at, size, inner, 0.25f, 1, rgba);
    else if (freshness == LIVE_STALE)
        for (int i = 0; i < 8; i++)
            add_arc(scene, at, size, inner, (float)i / 8, (float)i / 8 + 0.07f, rgba);
}

// A broad ring in the alarm's colour; one that waits for acknowledgement has a second one that
// comes and goes.
static void add_alarm_rings(Scene *scene, DVec3 at, float size, const SceneLiveMark *m)
{
    const float scale = scene->live->scale, outer = size + 12 * scale;
    const uint32_t rgba = 0xff000000u | alarm_rgb(m);
    add_arc(scene, at, size + 2 * scale, 1 - 2 * 4.0f * scale / (size + 2 * scale), 0, 1, rgba);
    if (m->is_unacked && !scene->live->live.is_blink_off)
        add_arc(scene, at, outer, 1 - 2 * 3.0f * scale / outer, 0, 1, rgba);
}

// A second ring that comes and goes with the value.
static void add_blink(Scene *scene, DVec3 at, float size, uint32_t rgb)
{
    const float seen = scene_live_blink(scene), wide = size + 10 * scene->live->scale;
    add_arc(scene, at, wide, 1 - 2 * 4 * scene->live->scale / wide, 0, 1,
            scene_live_rgba(rgb, seen));
    scene->is_playing = true;
}

static SceneLiveInk plate_ink(const SceneLiveDrawn *l, bool is_current)
{
    const uint32_t bright = l->is_dark ? 0xfff4ece4u : 0xff33261au,
                   dim = l->is_dark ? 0xffb0a8a0u : 0xff80766cu;
    return (SceneLiveInk){ .ink = is_current ? bright : dim,
                           .plate = l->is_dark ? 0xd8382414u : 0xf0fffdfbu,
                           .size_px = roundf(13 * l->scale) };
}

static void add_text(Scene *scene, const char *text, float x, float y, float size, bool is_current)
{
    SceneLiveDrawn *l = scene->live;
    const SceneLiveInk ink = plate_ink(l, is_current);
    const float width = scene_live_text_width(scene, text, &ink), gap = ink.size_px;
    // To the right, else to the left, else above.
    const float lefts[3] = { x + 0.5f * size + gap, x - 0.5f * size - gap - width,
                             x - 0.5f * width };
    for (int k = 0; k < 3 && l->status.texts < SCENE_LIVE_TEXTS; k++) {
        const float middle = k == 2 ? y - 0.5f * size - gap : y;
        const SceneRect room = { (int)(lefts[k] - 0.6f * gap), (int)(middle - gap),
                                 (int)(width + 1.2f * gap), (int)(2 * gap) };
        if (room.x_px < 0 || room.x_px + room.width_px > scene->view.width_px) continue;
        if (!scene_live_is_free(l, room)) continue;
        scene_live_take_room(l, room);
        scene_live_text(scene, lefts[k], middle, text, &ink);
        return;
    }
}

static void take_square(SceneLiveDrawn *l, float x, float y, float size)
{
    scene_live_take_room(
        l, (SceneRect){ (int)(x - 0.5f * size), (int)(y - 0.5f * size), (int)size, (int)size });
}

static void add_icon(Scene *scene, const SceneLiveMark *m, DVec3 at)
{
    SceneLiveDrawn *l = scene->live;
    double x, y;
    if (!scene_view_project(&scene->view, at, &x, &y, NULL)) return;
    const float size = roundf(MARK_PX * l->scale), ring = size + 8 * l->scale;
    const Share share = share_of(m);
    const bool is_current = is_believed(m), is_stale = m->freshness == LIVE_STALE,
               is_dead = !is_current && !is_stale;
    const uint32_t rgb = is_current ? m->rgb : is_dead ? DEAD_RGB : STALE_RGB;
    add_stem(scene, m, at, rgb);
    if (m->is_blinking && is_current && share != SHARE_ALARM) add_blink(scene, at, ring, rgb);
    RenderMark *disc = add(scene, at, RENDER_MARK_DISC, size);
    if (!disc) return;
    const uint32_t paper = l->is_dark ? 0x382414u : 0xfffdfbu;
    disc->fill_rgba =
        is_current ? 0xff000000u | rgb : scene_live_rgba(paper, is_dead ? 0.55f : 0.92f);
    disc->rim_rgba =
        is_current ? 0xff000000u | (l->is_dark ? 0x281a10u : 0xffffffu) : 0xff000000u | rgb;
    disc->bits = RENDER_MARK_BITS(is_stale ? RENDER_MARK_HATCHED : RENDER_MARK_DISC, 255, 255,
                                  (int)(1.5f * l->scale * 16));
    if (share == SHARE_ALARM)
        add_alarm_rings(scene, at, ring, m);
    else
        add_ring(scene, at, ring, m->freshness, rgb);
    scene_live_icon(scene, (float)x, (float)y, 0.62f * size, m->icon ? m->icon : "dot",
                    is_current ? 0xffffffffu
                    : is_stale ? 0xff000000u | (l->is_dark ? 0xe4dcd4u : 0x3a3430u)
                               : 0xff000000u | rgb);
    scene_live_add_hit(l, (SceneLiveHit){ (float)x, (float)y, 0.5f * ring, 0, m->key });
    take_square(l, (float)x, (float)y, ring);
    l->status.marks++;
}

static void add_cluster(Scene *scene, const Order *order, int count, DVec3 at)
{
    SceneLiveDrawn *l = scene->live;
    int shares[SHARE_COUNT] = { 0 };
    bool is_unacked = false;
    const SceneLiveMark *worst = &l->live.marks[order[0].mark];
    for (int i = 0; i < count; i++) {
        const SceneLiveMark *m = &l->live.marks[order[i].mark];
        if (share_of(m) < share_of(worst) ||
            (m->is_alarm && worst->is_alarm && m->alarm_level > worst->alarm_level))
            worst = m;
        is_unacked |= m->is_unacked;
        shares[share_of(m)]++;
    }
    double x, y;
    if (!scene_view_project(&scene->view, at, &x, &y, NULL)) return;
    const float size = roundf((34 + 5 * fminf(log2f((float)count), 6)) * l->scale);
    RenderMark *disc = add(scene, at, RENDER_MARK_DISC, size - 2 * l->scale);
    if (!disc) return;
    disc->fill_rgba = disc->rim_rgba = l->is_dark ? 0xf0382414u : 0xf8fffdfbu;
    float from = 0;
    for (int s = 0; s < SHARE_COUNT; s++) {
        const float to = from + (float)shares[s] / (float)count;
        add_arc(scene, at, size, 1 - 2 * 5.5f * l->scale / size, from, to,
                0xff000000u | (s == SHARE_ALARM ? alarm_rgb(worst) : share_rgb[s]));
        from = to;
    }
    const float outer = size + 11 * l->scale;
    if (is_unacked && !l->live.is_blink_off)
        add_arc(scene, at, outer, 1 - 2 * 3.0f * l->scale / outer, 0, 1,
                0xff000000u | alarm_rgb(worst));
    char text[16];
    snprintf(text, sizeof text, "%d", count);
    SceneLiveInk ink = plate_ink(l, true);
    ink.plate = 0;
    ink.is_bold = true;
    ink.size_px = roundf((count < 100 ? 14 : 12) * l->scale);
    scene_live_text(scene, (float)x - 0.5f * scene_live_text_width(scene, text, &ink), (float)y,
                    text, &ink);
    scene_live_add_hit(l, (SceneLiveHit){ (float)x, (float)y, 0.5f * size, 0, worst->key });
    take_square(l, (float)x, (float)y, size);
    l->status.clusters++;
}

static int compare_orders(const void *a, const void *b)
{
    const Order *x = a, *y = b;
    if (x->cell != y->cell) return x->cell < y->cell ? -1 : 1;
    return x->mark < y->mark ? -1 : x->mark > y->mark;
}

// Cells as large as CELL_PX where the mark is, in powers of two.
static uint64_t cell_of(const Scene *scene, DVec3 at)
{
    const double away_m = dvec_length(dvec_sub(at, scene->view.pose.eye_enu_m));
    const double cell_m = CELL_PX * (double)scene->live->scale * away_m / scene->view.px_per_rad;
    const int level = (int)ceil(log2(fmax(cell_m, 1)));
    const double step_m = exp2(level);
    const uint64_t x = (uint64_t)(int64_t)(floor(at.x / step_m) + 1e6),
                   y = (uint64_t)(int64_t)(floor(at.y / step_m) + 1e6);
    return (uint64_t)level << 58 | (x & 0x1fffffff) << 29 | (y & 0x1fffffff);
}

// A cell's marks; of those that touch on the picture the first takes the others.
typedef struct {
    int first, count; // of the order
    DVec3 sum;
    float x_px, y_px;
    int next;       // group that was joined to it, from 1; 0 = none
    bool is_joined; // to an earlier one
} Group;

static bool place_group(const Scene *scene, Group *g)
{
    double x, y;
    if (!scene_view_project(&scene->view, dvec_scale(g->sum, 1.0 / g->count), &x, &y, NULL))
        return false;
    g->x_px = (float)x;
    g->y_px = (float)y;
    return true;
}

static int make_groups(const Scene *scene, const Order *order, int count, const DVec3 *at,
                       Group *groups)
{
    int group_count = 0;
    for (int i = 0; i < count;) {
        Group *g = &groups[group_count];
        *g = (Group){ .first = i };
        const uint64_t cell = order[i].cell;
        for (; i < count && order[i].cell == cell; i++, g->count++)
            g->sum = g->count ? dvec_add(g->sum, at[order[i].mark]) : at[order[i].mark];
        group_count += place_group(scene, g);
    }
    return group_count;
}

static void join_groups(Group *groups, int count, float scale)
{
    for (int i = 0; i < count; i++) {
        if (groups[i].is_joined) continue;
        int last = i, sum = groups[i].count;
        for (int k = i + 1; k < count; k++) {
            Group *g = &groups[k];
            const float dx = g->x_px - groups[i].x_px, dy = g->y_px - groups[i].y_px;
            const float near_px = (sum + g->count > 2 ? 50 : 16) * scale;
            if (g->is_joined || dx * dx + dy * dy > near_px * near_px) continue;
            g->is_joined = true;
            groups[last].next = k + 1;
            last = k;
            sum += g->count;
        }
    }
}

static void draw_group(Scene *scene, const Group *groups, int at_group, const Order *order,
                       const DVec3 *at, Order *members, uint8_t *is_single)
{
    int count = 0;
    DVec3 sum = { 0, 0, 0 };
    for (int g = at_group + 1; g > 0; g = groups[g - 1].next) {
        for (int k = 0; k < groups[g - 1].count; k++) {
            members[count] = order[groups[g - 1].first + k];
            sum = dvec_add(sum, at[members[count++].mark]);
        }
    }
    if (count > 2) {
        add_cluster(scene, members, count, dvec_scale(sum, 1.0 / count));
        return;
    }
    for (int k = 0; k < count; k++) {
        add_icon(scene, &scene->live->live.marks[members[k].mark], at[members[k].mark]);
        is_single[members[k].mark] = 1;
    }
}

static int find_places(Scene *scene, DVec3 *at, Order *order)
{
    const SceneLive *live = &scene->live->live;
    int count = 0;
    for (int i = 0; i < live->mark_count; i++) {
        double x, y;
        at[i] = place_of(scene, &live->marks[i]);
        if (!scene_view_project(&scene->view, at[i], &x, &y, NULL)) continue;
        if (x < -50 || y < -50 || x > scene->view.width_px + 50 || y > scene->view.height_px + 50)
            continue;
        order[count++] = (Order){ cell_of(scene, at[i]), i };
    }
    qsort(order, (size_t)count, sizeof *order, compare_orders);
    return count;
}

void scene_live_marks_build(Scene *scene, Arena *arena)
{
    SceneLiveDrawn *l = scene->live;
    const SceneLive *live = &l->live;
    Order *order = ARENA_ARRAY(arena, Order, live->mark_count + 1);
    Order *members = ARENA_ARRAY(arena, Order, live->mark_count + 1);
    DVec3 *at = ARENA_ARRAY(arena, DVec3, live->mark_count + 1);
    Group *groups = ARENA_ARRAY(arena, Group, live->mark_count + 1);
    uint8_t *is_single = ARENA_ARRAY(arena, uint8_t, live->mark_count + 1);
    const int count = find_places(scene, at, order);
    const int group_count = make_groups(scene, order, count, at, groups);
    join_groups(groups, group_count, l->scale);
    for (int i = 0; i < group_count; i++) {
        if (!groups[i].is_joined) draw_group(scene, groups, i, order, at, members, is_single);
    }
    // Texts when all icons have their room.
    for (int i = 0; i < live->mark_count; i++) {
        const SceneLiveMark *m = &live->marks[i];
        double x, y;
        if (!is_single[i] || !m->text || !m->text[0] ||
            !scene_view_project(&scene->view, at[i], &x, &y, NULL))
            continue;
        add_text(scene, m->text, (float)x, (float)y, (MARK_PX + 8) * l->scale, is_believed(m));
    }
}
