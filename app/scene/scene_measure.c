// SPDX-License-Identifier: Apache-2.0
// scene_measure.c - measuring in the scene: what the pointer snaps to, heights and faces, and the
// figures of the measurements as lines and texts over the scene.
#include "core/measure.h"
#include "scene/scene_label_atlas.h"
#include "scene/scene_model.h"

#include <string.h>

#define SNAP_PX 12.0
#define HEIGHT_FAR_M 2000.0
#define START_OFF_M 0.005 // rays start this far before a surface
#define DATA_EXACT_M 0.01 // of what is no mesh, at best
#define MARK_PX 3.5f
#define ARC_STEPS 24
#define NEARER 0.997       // lines lie so much before the faces they were measured on
#define LABEL_LEAST_PX 8.0 // smaller figures have no text
#define LINES_A_MEASURE (2 * (STATE_MEASURE_POINTS_MAX * 5 + ARC_STEPS + 8))

static DVec3 city_point(const SceneModelMeasure *m, DVec3 p)
{
    p.z += m->lift_m;
    return dplace_point(&m->place, p);
}

static DVec3 model_point(const SceneModelMeasure *m, DVec3 city)
{
    DVec3 p = dplace_point(&m->model_from_city, city);
    p.z -= m->lift_m;
    return p;
}

static void snap_model(const Scene *scene, DVec3 eye, DVec3 dir, double reach_m, unsigned kinds,
                       SceneSnap *out)
{
    const SceneLayer *layer = scene_layer_find(scene, out->feature.layer_id);
    SceneModelMeasure m;
    AssetSnap snap;
    if (!scene_models_measure(scene, layer, out->feature.feature, &m)) return;
    const DVec3 from = model_point(&m, eye),
                along = dvec_normalize(dvec_sub(model_point(&m, dvec_add(eye, dir)), from));
    if (!asset_measure_snap(&m.scene, from, along, reach_m / m.scale, kinds, &snap)) return;
    out->on = STATE_MEASURE_ON_MODEL;
    out->kind = snap.kind;
    out->model = snap;
    out->exact_m = snap.exact_m * m.scale;
    out->point_enu_m = city_point(&m, snap.point);
    out->has_edge = snap.kind == ASSET_SNAP_EDGE || snap.kind == ASSET_SNAP_MIDDLE;
    for (int i = 0; i < 2; i++) out->edge_enu_m[i] = city_point(&m, snap.edge[i]);
}

static SceneSnap snap_ray(const Scene *scene, DVec3 eye, DVec3 dir, double far_m, unsigned kinds,
                          double reach_rad)
{
    SceneSnap snap = { .dir = dir };
    double distance = 0;
    if (!scene_hit(scene, eye, dir, far_m, &distance, &snap.feature)) return snap;
    snap.is_hit = true;
    snap.kind = ASSET_SNAP_FACE;
    snap.point_enu_m = dvec_add(eye, dvec_scale(dir, distance));
    snap.exact_m = fmax(DATA_EXACT_M, distance / scene->view.px_per_rad);
    const SceneLayer *layer =
        snap.feature.layer_id ? scene_layer_find(scene, snap.feature.layer_id) : NULL;
    snap.on = layer ? STATE_MEASURE_ON_BUILDING : STATE_MEASURE_ON_GROUND;
    if (layer && layer->models) snap_model(scene, eye, dir, reach_rad * distance, kinds, &snap);
    snap.point = geo_frame_geodetic(&scene->geo, snap.point_enu_m);
    snap.point.h_m /= scene->view.stretch;
    return snap;
}

SceneSnap scene_snap(const Scene *scene, const City *city, double x_px, double y_px, unsigned kinds)
{
    if (!city->has_frame || scene->frame == 0) return (SceneSnap){ 0 };
    const SceneView *v = &scene->view;
    const DVec3 dir = camera_ray(&v->pose, x_px, y_px, v->width_px, v->height_px);
    const double px = SNAP_PX * fmax(scene->view_desc.scale, 1);
    return snap_ray(scene, v->pose.eye_enu_m, dir, 1e9, kinds | ASSET_SNAP_FACE,
                    px / v->px_per_rad);
}

bool scene_measure_height(const Scene *scene, const SceneSnap *from, StateMeasure *out, Err *err)
{
    const DVec3 start = dvec_sub(from->point_enu_m, dvec_scale(from->dir, START_OFF_M));
    const DVec3 up = geo_frame_place(&scene->geo, from->point).z_axis;
    const SceneSnap ends[2] = { snap_ray(scene, start, dvec_scale(up, -1), HEIGHT_FAR_M,
                                         ASSET_SNAP_FACE, 0),
                                snap_ray(scene, start, up, HEIGHT_FAR_M, ASSET_SNAP_FACE, 0) };
    if (!ends[0].is_hit || !ends[1].is_hit) {
        err_set(err, ERR_NOT_FOUND, "nothing is %s this point (此处无净高可量)",
                ends[1].is_hit ? "below" : "above");
        return false;
    }
    StateMeasure m = { .kind = STATE_MEASURE_HEIGHT };
    for (int i = 0; i < 2; i++) {
        const double exact_m =
            ends[i].on == STATE_MEASURE_ON_MODEL ? ends[i].exact_m : DATA_EXACT_M;
        (void)measure_point_add(&m, ends[i].point, ends[i].on, exact_m);
    }
    *out = m;
    return true;
}

bool scene_measure_face(const Scene *scene, const SceneSnap *on, StateMeasure *out, Err *err)
{
    const SceneLayer *layer = scene_layer_find(scene, on->feature.layer_id);
    SceneModelMeasure measure;
    AssetArea area;
    if (on->on != STATE_MEASURE_ON_MODEL || !layer || !layer->models ||
        !scene_models_measure(scene, layer, on->feature.feature, &measure)) {
        err_set(err, ERR_UNSUPPORTED,
                "only a face of a model has an area of its own; give three "
                "points or more (请给三个以上的点)");
        return false;
    }
    if (!asset_measure_face(&measure.scene, &on->model, &area, err)) return false;
    const double s = measure.scale;
    StateMeasure m = { .kind = STATE_MEASURE_AREA,
                       .area_m2 = area.area_m2 * s * s,
                       .perimeter_m = area.perimeter_m * s,
                       .exact_m2 = area.exact_m2 * s * s };
    (void)measure_point_add(&m, on->point, on->on, on->exact_m);
    *out = m;
    return true;
}

typedef struct {
    Scene *scene;
    RenderLine *lines;
    int count;
    uint32_t rgba, halo;
    float scale;
} Figure;

static void add_one(Figure *f, DVec3 a, DVec3 b, uint32_t rgba, float width_px, float hidden)
{
    const DVec3 eye = f->scene->view.pose.eye_enu_m;
    a = dvec_scale(dvec_sub(a, eye), NEARER);
    b = dvec_scale(dvec_sub(b, eye), NEARER);
    f->lines[f->count++] = (RenderLine){ .a_rel_m = { (float)a.x, (float)a.y, (float)a.z },
                                         .b_rel_m = { (float)b.x, (float)b.y, (float)b.z },
                                         .rgba = rgba,
                                         .width_px = width_px * f->scale,
                                         .hidden_opacity = hidden };
}

// A dark edge below keeps it apart from whatever lies behind.
static void add_line(Figure *f, DVec3 a, DVec3 b)
{
    add_one(f, a, b, f->halo, 4.5f, 0.15f);
    add_one(f, a, b, f->rgba, 2.2f, 0.4f);
}

// A square that faces the eye.
static void add_mark(Figure *f, DVec3 at)
{
    const SceneView *v = &f->scene->view;
    const double r =
        (double)(MARK_PX * f->scale) * dvec_length(dvec_sub(at, v->pose.eye_enu_m)) / v->px_per_rad;
    const DVec3 x = dvec_scale(v->pose.right, r), y = dvec_scale(v->pose.up, r);
    const DVec3 corners[4] = { dvec_add(dvec_add(at, x), y), dvec_add(dvec_sub(at, x), y),
                               dvec_sub(dvec_sub(at, x), y), dvec_sub(dvec_add(at, x), y) };
    for (int i = 0; i < 4; i++) add_one(f, corners[i], corners[(i + 1) % 4], f->rgba, 2.2f, 0.6f);
}

static void add_arc(Figure *f, DVec3 a, DVec3 b, DVec3 c)
{
    const DVec3 u = dvec_sub(a, b), v = dvec_sub(c, b);
    const double lu = dvec_length(u), lv = dvec_length(v), r = 0.3 * fmin(lu, lv);
    if (!(r > 0)) return;
    const DVec3 x = dvec_scale(u, 1 / lu);
    const DVec3 flat = dvec_sub(v, dvec_scale(x, dvec_dot(v, x)));
    if (!(dvec_length(flat) > 1e-9 * lv)) return;
    const DVec3 y = dvec_normalize(flat);
    const double angle = atan2(dvec_dot(v, y), dvec_dot(v, x));
    DVec3 last = dvec_add(b, dvec_scale(x, r));
    for (int i = 1; i <= ARC_STEPS; i++) {
        const double t = angle * i / ARC_STEPS;
        const DVec3 at =
            dvec_add(b, dvec_add(dvec_scale(x, r * cos(t)), dvec_scale(y, r * sin(t))));
        add_line(f, last, at);
        last = at;
    }
}

static DVec3 drawn_point(const Scene *scene, GeoPos pos)
{
    pos.h_m *= scene->view.stretch;
    return geo_frame_enu(&scene->geo, pos);
}

static void add_figure(Figure *f, const StateMeasure *m, bool is_whole)
{
    DVec3 at[STATE_MEASURE_POINTS_MAX];
    for (int i = 0; i < m->point_count; i++) at[i] = drawn_point(f->scene, m->points[i]);
    for (int i = 1; i < m->point_count; i++) add_line(f, at[i - 1], at[i]);
    if (is_whole && m->kind == STATE_MEASURE_AREA && m->point_count > 2)
        add_line(f, at[m->point_count - 1], at[0]);
    if (m->kind == STATE_MEASURE_ANGLE && m->point_count == 3) add_arc(f, at[0], at[1], at[2]);
    for (int i = 0; i < m->point_count; i++) add_mark(f, at[i]);
}

// Whether the figure is large enough in the picture for a text.
static bool is_readable(const Scene *scene, const StateMeasure *m)
{
    double min_x = 1e30, max_x = -1e30, min_y = 1e30, max_y = -1e30;
    for (int i = 0; i < m->point_count; i++) {
        double x, y;
        if (!scene_view_project(&scene->view, drawn_point(scene, m->points[i]), &x, &y, NULL))
            return true; // behind the eye: the figure is near
        min_x = fmin(min_x, x);
        max_x = fmax(max_x, x);
        min_y = fmin(min_y, y);
        max_y = fmax(max_y, y);
    }
    return m->point_count == 1 || hypot(max_x - min_x, max_y - min_y) >= LABEL_LEAST_PX;
}

static bool add_text(Figure *f, const State *state, const StateMeasure *m, bool is_dark,
                     RenderSprite *out)
{
    Scene *scene = f->scene;
    MeasureResult result;
    Str text = { 0 };
    double x, y;
    measure_result(m, &result);
    if (!is_readable(scene, m) ||
        !scene_view_project(&scene->view, drawn_point(scene, result.label), &x, &y, NULL))
        return false;
    measure_text(m, state->language == STATE_LANGUAGE_ZH, false, &text);
    SceneLabelRequest q = { .size_px = roundf(15 * f->scale),
                            .halo_px = 2.2f * f->scale,
                            .is_bold = true };
    str_copy_utf8(q.text, sizeof q.text, text.text ? text.text : "");
    str_finish(&text);
    q.key = scene_atlas_key(&q);
    const SceneAtlasEntry *e = scene_atlas_get(scene_labels_atlas(scene), &q, scene->frame, true);
    if (e->state == ATLAS_ASKED || e->state == ATLAS_ABSENT) scene->wanted++;
    if (e->state != ATLAS_READY) return false;
    const float off = 9 * f->scale;
    const bool is_inside = m->kind == STATE_MEASURE_AREA;
    const float left = is_inside ? -0.5f * (float)e->width : off;
    const float above = is_inside ? -0.5f * (float)e->height : -(float)e->height - 0.4f * off;
    *out = (RenderSprite){ .x_px = roundf((float)x + left),
                           .y_px = roundf((float)y + above),
                           .width_px = (float)e->width,
                           .height_px = (float)e->height,
                           .u0 = (float)e->x,
                           .v0 = (float)e->y,
                           .u1 = (float)(e->x + e->width),
                           .v1 = (float)(e->y + e->height),
                           .fill_rgba = is_dark ? 0xffb0f0ffu : 0xff10208cu, // 0xAABBGGRR
                           .halo_rgba = is_dark ? 0xe0281408u : 0xf4ffffffu,
                           .opacity = 1,
                           .layer = (uint32_t)e->page };
    return true;
}

// Texts that would lie on others move up.
static void set_apart(RenderSprite *sprite, const RenderSprite *others, int count)
{
    for (int tries = 0, i = 0; i < count && tries < 4 * STATE_MEASURES_MAX; i++, tries++) {
        const RenderSprite *o = &others[i];
        if (sprite->x_px >= o->x_px + o->width_px || o->x_px >= sprite->x_px + sprite->width_px ||
            sprite->y_px >= o->y_px + o->height_px || o->y_px >= sprite->y_px + sprite->height_px)
            continue;
        sprite->y_px = o->y_px - sprite->height_px;
        i = -1;
    }
}

void scene_measures_build(Scene *scene, const State *state, Arena *arena, RenderFrame *out)
{
    const int count = state->measure_count;
    if (count == 0 && state->measuring.point_count == 0) return;
    const bool is_dark = state->look == STATE_LOOK_NIGHT || out->view.night > 0.6f;
    Figure f = { .scene = scene,
                 .scale = fmaxf(scene->view_desc.scale, 1),
                 .rgba = is_dark ? 0xff4ce0ffu : 0xff1450f0u, // 0xAABBGGRR: yellow, vermilion
                 .halo = is_dark ? 0xa0201008u : 0xd0ffffffu };
    f.lines = ARENA_ARRAY(arena, RenderLine, out->line_count + (count + 1) * LINES_A_MEASURE);
    if (out->line_count) memcpy(f.lines, out->lines, sizeof *f.lines * (size_t)out->line_count);
    f.count = out->line_count;
    RenderSprite *sprites = ARENA_ARRAY(arena, RenderSprite, out->sprite_count + count + 1);
    const int first = out->sprite_count;
    int sprite_count = first;
    if (sprite_count) memcpy(sprites, out->sprites, sizeof *sprites * (size_t)sprite_count);
    for (int i = 0; i < count; i++) {
        add_figure(&f, &state->measures[i], true);
        RenderSprite *text = &sprites[sprite_count];
        if (!add_text(&f, state, &state->measures[i], is_dark, text)) continue;
        set_apart(text, sprites + first, sprite_count++ - first);
    }
    if (state->measuring.kind) add_figure(&f, &state->measuring, false);
    out->lines = f.lines;
    out->line_count = f.count;
    out->atlas = scene_atlas_texture(scene_labels_atlas(scene));
    out->sprites = sprites;
    out->sprite_count = out->atlas.id ? sprite_count : 0;
}
