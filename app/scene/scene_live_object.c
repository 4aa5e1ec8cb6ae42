// SPDX-License-Identifier: Apache-2.0
// scene_live_object.c - moving things: where the ground carries them, how large they are drawn in a
// crowd and from afar, names of those that ask for one.
#include "scene/scene_live_private.h"

#include "base/array.h"
#include "geo/geo_local.h"
#include <stdio.h>
#include <string.h>

#define SIZE_PX 19.0f
#define SIZE_LEAST_PX 2.8f
#define SHAPE_LEAST_PX 7.0f // a smaller one is a dot
#define FULL_TO_M 4000.0f   // of full size up to here
#define CROWD 2500          // so many are drawn at full size
#define ICON_LEAST_PX 17.0f
#define NAMES_MAX 120
#define MOVED_DEG 1.5e-4f // the ground is asked anew about every 15 m
#define RISE_M 1.2
#define KNOT_M_S 0.514444f
#define GREY 0x9a938cu
#define DOT_CELL_PX 4
#define THRONG 20000
#define SYMBOL_LEAST_PX 18.0f // a shape of its own from this length on

typedef struct {
    GeoLocal local;
    DPlace place; // of the local axes
    double lon_deg, lat_deg, least_m;
} Near;

// Where a row stands above the city's zero as drawn; false while nothing is known.
static bool stand(Scene *scene, const Near *near, int row, double lon, double lat, double *h_m)
{
    SceneLiveDrawn *l = scene->live;
    SceneLiveGround *g = &l->ground[row];
    const float own_m = l->live.objects.places.h_m ? l->live.objects.places.h_m[row] : NAN;
    if (!isnan(own_m)) {
        *h_m = fmax((double)own_m * scene->view.stretch, near->least_m);
        return true;
    }
    const bool has_moved = !g->is_known || fabsf(g->lon_deg - (float)lon) > MOVED_DEG ||
                           fabsf(g->lat_deg - (float)lat) > MOVED_DEG;
    if (has_moved && (l->questions > 0 || scene->is_picture)) {
        l->questions--;
        g->asked_m = (float)scene_ground_height(scene->ground, lon, lat);
        if (!g->is_known || scene->is_picture) g->shown_m = g->asked_m;
        g->lon_deg = (float)lon;
        g->lat_deg = (float)lat;
        g->is_known = true;
    }
    if (!g->is_known) return false;
    g->shown_m += (g->asked_m - g->shown_m) * (float)fmin(3 * scene->dt_s, 1);
    *h_m = fmax((double)g->shown_m * scene->view.stretch, near->least_m) + RISE_M;
    return true;
}

static bool is_in_view(const SceneView *v, DVec3 rel)
{
    for (int i = 0; i < 5; i++) {
        if (dvec_dot(rel, v->planes[i]) < 0) return false;
    }
    return true;
}

static float size_of(const SceneLiveDrawn *l, const SceneLiveKind *kind, float away_m, float crowd)
{
    const float full = (kind->size_px > 0 ? kind->size_px : SIZE_PX) * l->scale;
    const float far = away_m > FULL_TO_M ? fmaxf(sqrtf(FULL_TO_M / away_m), 0.45f) : 1;
    return fmaxf(full * far * crowd, SIZE_LEAST_PX * l->scale);
}

static void name_of(const SceneLiveObjects *o, int row, const SceneLiveKind *kind, char *out,
                    size_t cap)
{
    const float v = o->places.speed_m_s ? o->places.speed_m_s[row] : NAN;
    const char *name = o->names && o->names[row] ? o->names[row] : "";
    if (isnan(v))
        snprintf(out, cap, "%s", name);
    else if (kind->shape == RENDER_MARK_HULL)
        snprintf(out, cap, "%s%s%.1f kn", name, name[0] ? "  " : "", (double)(v / KNOT_M_S));
    else
        snprintf(out, cap, "%s%s%.0f km/h", name, name[0] ? "  " : "", (double)(v * 3.6f));
}

static void add_name(Scene *scene, int row, const SceneLiveKind *kind, float x, float y, float size)
{
    SceneLiveDrawn *l = scene->live;
    const SceneLiveInk ink = { .ink = l->is_dark ? 0xfff4ece4u : 0xff3a2c20u,
                               .plate = l->is_dark ? 0xc8382414u : 0xe0fffdfbu,
                               .size_px = roundf(12 * l->scale) };
    char text[SCENE_LABEL_TEXT_MAX];
    name_of(&l->live.objects, row, kind, text, sizeof text);
    if (!text[0]) return;
    const float width = scene_live_text_width(scene, text, &ink),
                left = x + 0.5f * size + ink.size_px;
    const SceneRect room = { (int)(left - 0.6f * ink.size_px), (int)(y - ink.size_px),
                             (int)(width + 1.2f * ink.size_px), (int)(2 * ink.size_px) };
    if (room.x_px + room.width_px > scene->view.width_px || !scene_live_is_free(l, room)) return;
    scene_live_take_room(l, room);
    scene_live_text(scene, left, y, text, &ink);
}

static float length_of(const SceneLiveDrawn *l, int row, const SceneLiveKind *kind)
{
    const float *own_m = l->live.objects.lengths_m;
    return own_m && own_m[row] > 0 ? own_m[row] : kind->length_m;
}

// Its shape, where it is near enough for one; the mark is left out then. rel is where it stands.
static bool add_symbol(Scene *scene, int row, const SceneLiveKind *kind, DVec3 rel, float length_px,
                       Arena *arena)
{
    const LivePlacesView *p = &scene->live->live.objects.places;
    const float heading = p->heading_deg ? p->heading_deg[row] : NAN, fade = p->fade[row];
    if (isnan(heading) || length_px < SYMBOL_LEAST_PX * scene->live->scale) return false;
    const float length = scene_live_symbol_length(scene, kind->symbol);
    const DVec3 foot = dvec_sub(rel, dvec_scale(scene_view_up(scene->view.pose.eye_enu_m), RISE_M));
    const RenderInstance instance = {
        .pos_rel_m = { (float)foot.x, (float)foot.y, (float)foot.z },
        .scale = length > 0 ? length_of(scene->live, row, kind) / length : 0,
        .yaw_rad = -heading * (float)DVEC_RAD_FROM_DEG,
        .style = RENDER_STYLE_WORD(
            scene_live_mix(scene_live_mix(GREY, kind->rgb, fminf(fade, 1)), 0xffffff, 0.35f), 0)
    };
    if (length <= 0 || !scene_live_symbol_add(scene, kind->symbol, &instance, arena)) return false;
    scene->live->status.symbols++;
    return true;
}

// Of dots of one kind in a cell of the picture about as large as a dot one is drawn, in a throng
// one of any kind: the rest would cost as much and change next to nothing that is seen.
static bool is_first_dot(SceneLiveDrawn *l, int kind, float x, float y, float size)
{
    const int step = size > DOT_CELL_PX ? (int)size : DOT_CELL_PX;
    const int col = (int)x / step, row = (int)y / step;
    if (x < 0 || y < 0 || col >= l->dot_cols || row >= l->dot_rows) return true;
    uint8_t *cell = &l->dot_cells[row * l->dot_cols + col];
    const uint8_t bit = (uint8_t)(l->is_throng ? 255u : 1u << (kind & 7));
    if (*cell & bit) return false;
    *cell |= bit;
    return true;
}

// The mark of an object; returns how large it is drawn, 0 where there is no room.
static float add_mark(Scene *scene, int row, const SceneLiveKind *kind, DVec3 rel, float size,
                      const float at_px[2])
{
    SceneLiveDrawn *l = scene->live;
    const LivePlacesView *p = &l->live.objects.places;
    const float fade = fminf(fmaxf(p->fade[row], 0), 1);
    const bool is_dot = size < SHAPE_LEAST_PX * l->scale;
    const int number = (int)(kind - l->live.objects.kind_table);
    if (is_dot && !is_first_dot(l, number, at_px[0], at_px[1], size)) return size;
    RenderMark *m = is_dot ? scene_live_add_dot(l) : scene_live_add_mark(l);
    if (!m) return 0;
    const float heading = p->heading_deg ? p->heading_deg[row] : NAN;
    const bool is_turned = kind->shape == RENDER_MARK_ARROW || kind->shape == RENDER_MARK_HULL;
    const RenderMarkShape shape =
        is_dot || (is_turned && isnan(heading)) ? RENDER_MARK_DISC : kind->shape;
    const float drawn = shape == RENDER_MARK_DISC && is_turned && !is_dot ? 0.7f * size : size;
    *m = (RenderMark){ .pos_rel_m = { (float)rel.x, (float)rel.y, (float)rel.z },
                       .size_px = drawn,
                       .turn = { heading * (float)DVEC_RAD_FROM_DEG, 0 },
                       .fill_rgba = 0xff000000u | scene_live_mix(GREY, kind->rgb, fade),
                       .rim_rgba = l->is_dark ? 0xe8281a10u : 0xffffffffu,
                       .bits = RENDER_MARK_BITS(
                           shape, (int)(255 * (0.25f + 0.75f * fade)), 0,
                           is_dot ? 0 : (int)(fminf(0.08f * size, 1.8f * l->scale) * 16)) };
    return drawn;
}

static void add_object(Scene *scene, int row, const SceneLiveKind *kind, DVec3 rel, float crowd,
                       Arena *arena)
{
    SceneLiveDrawn *l = scene->live;
    const SceneView *v = &scene->view;
    const float away_m = (float)dvec_length(rel), size = size_of(l, kind, away_m, crowd);
    const float length_px = length_of(l, row, kind) * (float)v->px_per_rad / fmaxf(away_m, 1);
    const bool has_symbol = kind->symbol && add_symbol(scene, row, kind, rel, length_px, arena);
    const double f = dvec_dot(rel, v->pose.forward);
    const float x =
        (float)((dvec_dot(rel, v->pose.right) / (f * v->pose.tan_half_x) + 1) * 0.5 * v->width_px);
    const float y =
        (float)((1 - dvec_dot(rel, v->pose.up) / (f * v->pose.tan_half_y)) * 0.5 * v->height_px);
    const float drawn =
        has_symbol ? length_px : add_mark(scene, row, kind, rel, size, (const float[2]){ x, y });
    if (!(drawn > 0)) return;
    const uint32_t key = l->live.objects.places.keys[row];
    scene_live_add_hit(l, (SceneLiveHit){ x, y, 0.5f * drawn, 0, key });
    l->status.objects++;
    const bool has_icon = kind->icon && kind->icon[0] && kind->shape == RENDER_MARK_DISC;
    if (has_icon && !has_symbol && size > ICON_LEAST_PX * l->scale &&
        scene_live_is_free(l, (SceneRect){ (int)(x - 0.3f * size), (int)(y - 0.3f * size),
                                           (int)(0.6f * size), (int)(0.6f * size) }))
        scene_live_icon(scene, x, y, 0.58f * size, kind->icon, 0xffffffffu);
    const bool is_dot = !has_symbol && size < SHAPE_LEAST_PX * l->scale;
    if (kind->has_label && !is_dot && l->status.texts < NAMES_MAX)
        add_name(scene, row, kind, x, y, fminf(drawn, 60 * l->scale));
}

static bool ground_reserve(SceneLiveDrawn *l, int count)
{
    if (!array_reserve((void **)&l->ground, &l->ground_cap, count, sizeof *l->ground)) return false;
    for (; l->ground_count < count; l->ground_count++)
        l->ground[l->ground_count] = (SceneLiveGround){ 0 };
    return true;
}

void scene_live_objects_build(Scene *scene, Arena *arena)
{
    SceneLiveDrawn *l = scene->live;
    const SceneLiveObjects *o = &l->live.objects;
    const LivePlacesView *p = &o->places;
    const DVec3 eye = scene->view.pose.eye_enu_m;
    const int before = l->status.objects;
    const float crowd =
        before > CROWD ? fmaxf(powf((float)CROWD / (float)before, 0.35f), 0.22f) : 1;
    l->status.objects = 0;
    l->is_throng = before > THRONG;
    l->dot_cols = (scene->view.width_px + DOT_CELL_PX - 1) / DOT_CELL_PX;
    l->dot_rows = (scene->view.height_px + DOT_CELL_PX - 1) / DOT_CELL_PX;
    if (p->count == 0 || o->kind_count == 0 || !ground_reserve(l, p->count)) return;
    l->dot_cells = ARENA_ARRAY(arena, uint8_t, l->dot_cols * l->dot_rows + 1);
    memset(l->dot_cells, 0, (size_t)l->dot_cols * (size_t)l->dot_rows + 1);
    Near near = { .lon_deg = scene->last_camera.target.lon_deg,
                  .lat_deg = scene->last_camera.target.lat_deg,
                  .least_m = scene->ground->terrain ? scene->view.tide_m : -1e9 };
    geo_local_init(&near.local, near.lon_deg, near.lat_deg);
    near.place = geo_frame_place(&scene->geo, (GeoPos){ near.lon_deg, near.lat_deg, 0 });
    const DVec3 shift = dvec_sub(near.place.origin, eye);
    // Asked for in turn, so that all come to it.
    for (int i = 0; i < p->count; i++) {
        const int kind = o->kinds ? o->kinds[i] : 0;
        double h_m = l->ground[i].is_known ? (double)l->ground[i].shown_m : 0;
        if (kind >= o->kind_count || !(p->fade[i] > 0)) continue;
        for (int k = 0; k < 2; k++) {
            const DVec3 e = geo_local_point(&near.local, p->lon_deg[i] - near.lon_deg,
                                            p->lat_deg[i] - near.lat_deg, h_m);
            const DVec3 rel =
                dvec_add(shift, dvec_add(dvec_scale(near.place.x_axis, e.x),
                                         dvec_add(dvec_scale(near.place.y_axis, e.y),
                                                  dvec_scale(near.place.z_axis, e.z))));
            if (!is_in_view(&scene->view, rel)) break;
            if (k == 1)
                add_object(scene, i, &o->kind_table[kind], rel, crowd, arena);
            else if (!stand(scene, &near, i, p->lon_deg[i], p->lat_deg[i], &h_m))
                break;
        }
    }
}
