// SPDX-License-Identifier: Apache-2.0
// scene_model_label.c - names of rooms and storeys as candidates of the view.
#include "scene/scene_model_label.h"
#include "assets/asset_quantity.h"
#include "assets/asset_tree.h"
#include "assets/ifc_model.h"
#include "base/clock.h"
#include "base/str.h"
#include "core/model_view.h"
#include "scene/scene_label_raster.h"
#include "scene/scene_model.h"
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { LABELS_MAX = 400 };
#define FLOOR_M 1.0   // a room's name stands so high over its floor
#define LOW_M 0.1     // where a plane cuts lower
#define INSIDE_M 25.0 // so far one reads from within a building
#define ROOM_PX 60.0  // narrower rooms have no name
#define MOVED 0.03    // share of the distance after which walls are asked about again

typedef struct {
    char text[SCENE_LABEL_TEXT_MAX];
    int object;
    DVec3 min, max; // of the storey's things, where it is one
    DVec3 tested_eye_m;
    uint64_t tested_state; // version
    bool is_storey, is_built, has_text, is_tested, is_seen;
} Name;

struct SceneModelNames {
    Name *names;
    int count;
};

void scene_model_names_destroy(SceneModelNames *n)
{
    if (!n) return;
    free(n->names);
    free(n);
}

// What a storey's outline is taken from: not its trees and signs, unless it has nothing else.
static bool is_built(const AssetObject *o)
{
    static const char *const types[] = { "IfcWall", "IfcSlab", "IfcColumn", "IfcCurtainWall",
                                         "IfcPlate" };
    for (size_t i = 0; i < sizeof types / sizeof types[0]; i++)
        if (strncmp(o->type, types[i], strlen(types[i])) == 0) return true;
    return false;
}

static void grow_storey(Name *name, const AssetObject *o)
{
    if (!(o->min.x <= o->max.x) || (name->is_built && !is_built(o))) return;
    if (!name->is_built && is_built(o)) {
        name->is_built = true;
        name->min = o->min;
        name->max = o->max;
        return;
    }
    const DVec3 a = name->min, b = name->max;
    name->min = (DVec3){ fmin(a.x, o->min.x), fmin(a.y, o->min.y), fmin(a.z, o->min.z) };
    name->max = (DVec3){ fmax(b.x, o->max.x), fmax(b.y, o->max.y), fmax(b.z, o->max.z) };
}

static SceneModelNames *names_create(const Asset *asset)
{
    SceneModelNames *n = calloc(1, sizeof *n);
    int *row_of = calloc((size_t)asset->object_count + 1, sizeof *row_of);
    int count = 0;
    for (int i = 0; i < asset->object_count; i++)
        count += asset->objects[i].kind == ASSET_OBJECT_SPACE ||
                 asset->objects[i].kind == ASSET_OBJECT_STOREY;
    if (n) n->names = calloc((size_t)count + 1, sizeof *n->names);
    if (!n || !n->names || !row_of) {
        scene_model_names_destroy(n);
        free(row_of);
        return NULL;
    }
    for (int i = 0; i < asset->object_count; i++) {
        const AssetObjectKind kind = asset->objects[i].kind;
        if (kind != ASSET_OBJECT_SPACE && kind != ASSET_OBJECT_STOREY) continue;
        Name *name = &n->names[n->count++];
        name->object = i;
        name->is_storey = kind == ASSET_OBJECT_STOREY;
        if (!name->is_storey) continue;
        row_of[i] = n->count;
        name->min = (DVec3){ INFINITY, INFINITY, INFINITY };
        name->max = (DVec3){ -INFINITY, -INFINITY, -INFINITY };
    }
    for (int i = 0; i < asset->object_count; i++) {
        const int storey = asset->objects[i].storey;
        if (storey >= 0 && row_of[storey])
            grow_storey(&n->names[row_of[storey] - 1], &asset->objects[i]);
    }
    free(row_of);
    return n;
}

// "101 Office 23.4 m²"; "Level 1 +3.20 m".
static const char *text_of(const Asset *asset, Name *name)
{
    if (name->has_text) return name->text;
    const AssetObject *o = &asset->objects[name->object];
    char figure[48] = "";
    double value = 0;
    const IfcModel *ifc = asset->ifc;
    const char *words = ifc ? ifc_model_text(ifc, ifc->objects.long_names[name->object]) : "";
    if (name->is_storey) {
        words = "";
        if (asset_tree_elevation(asset, name->object, &value))
            snprintf(figure, sizeof figure, "%s%.2f m",
                     fabs(value) < 0.005 ? "±"
                     : value > 0         ? "+"
                                         : "−",
                     fabs(value));
    } else if (asset_quantity_area(asset, name->object, &value)) {
        snprintf(figure, sizeof figure, "%.1f m²", value);
    }
    if (strstr(o->name, words)) words = ""; // "1 - Living room" says it already
    char first[56], second[56]; // never cut within a letter
    str_copy_utf8(first, sizeof first, o->name);
    str_copy_utf8(second, sizeof second, words);
    snprintf(name->text, sizeof name->text, "%s%s%s%s%s", first, first[0] && second[0] ? " " : "",
             second, figure[0] && (first[0] || second[0]) ? "\n" : "", figure);
    name->has_text = true;
    return name->text;
}

// Of one layer in the view.
typedef struct {
    Scene *scene;
    SceneLayer *layer;
    const StateModelView *view;
    uint64_t version; // of the state
    DPlace place, model_from_city;
    bool is_cut, is_inside;
    double until_s;
    bool *is_late;
} Looking;

static bool is_kept(const Looking *l, DVec3 p)
{
    const SceneView *v = &l->scene->view;
    for (int i = 0; i < v->cut_count; i++) {
        const double *c = v->cuts[i];
        if (v->cut_layers[i] != 0 && v->cut_layers[i] != l->layer->id) continue;
        if (c[0] * p.x + c[1] * p.y + c[2] * p.z + c[3] < 0) return false;
    }
    return true;
}

// Nothing before it but rooms, which are glass.
static bool is_clear(const Looking *l, DVec3 point)
{
    const DVec3 eye = l->scene->view.pose.eye_enu_m, to = dvec_sub(point, eye);
    const double length = dvec_length(to);
    double distance = 0;
    StateFeatureRef found = { 0 };
    if (length < 0.5) return true;
    if (!scene_hit(l->scene, eye, dvec_scale(to, 1 / length), length - fmin(0.3, 0.1 * length),
                   &distance, &found))
        return true;
    return found.layer_id == l->layer->id &&
           l->layer->asset->objects[found.feature].kind == ASSET_OBJECT_SPACE;
}

static bool is_seen(const Looking *l, Name *name, const SceneModelLabel *label)
{
    const DVec3 eye = l->scene->view.pose.eye_enu_m;
    const double moved = dvec_length(dvec_sub(eye, name->tested_eye_m));
    if (name->is_tested && name->tested_state == l->version &&
        moved < MOVED * (double)label->distance_m)
        return name->is_seen;
    if (!l->scene->is_picture && clock_monotonic_s() > l->until_s) {
        *l->is_late = true;
        return name->is_tested && name->is_seen;
    }
    name->tested_eye_m = eye;
    name->tested_state = l->version;
    name->is_tested = true;
    return name->is_seen = is_clear(l, label->point_enu_m);
}

static bool project(const Looking *l, DVec3 model, SceneModelLabel *out)
{
    double x = 0, y = 0, distance = 0;
    const SceneView *v = &l->scene->view;
    out->point_enu_m = dplace_point(&l->place, model);
    if (!scene_view_project(v, out->point_enu_m, &x, &y, &distance)) return false;
    out->x_px = (float)x;
    out->y_px = (float)y;
    out->distance_m = (float)distance;
    return x > 0 && y > 0 && x < v->width_px && y < v->height_px;
}

static bool look_room(const Looking *l, Name *name, double lift_m, SceneModelLabel *out)
{
    const AssetObject *o = &l->layer->asset->objects[name->object];
    if (!(o->min.x <= o->max.x)) return false;
    const double tall = o->max.z - o->min.z;
    DVec3 at = dvec_scale(dvec_add(o->min, o->max), 0.5);
    at.z = o->min.z + fmin(FLOOR_M, 0.5 * tall) + lift_m;
    if (!project(l, at, out)) return false;
    const double wide =
        fmax(o->max.x - o->min.x, o->max.y - o->min.y) * dvec_length(l->place.x_axis);
    if (wide * l->scene->view.px_per_rad <
        ROOM_PX * l->scene->view_desc.scale * (double)out->distance_m)
        return false;
    if (!l->view->shows_spaces && !l->is_cut && (double)out->distance_m > INSIDE_M) return false;
    if (!is_kept(l, out->point_enu_m)) {
        at.z = o->min.z + fmin(LOW_M, 0.1 * tall) + lift_m;
        if (!project(l, at, out) || !is_kept(l, out->point_enu_m)) return false;
    }
    return is_seen(l, name, out);
}

static bool has_shown(const Looking *l, int storey)
{
    const Asset *asset = l->layer->asset;
    for (int i = 0; i < asset->object_count; i++)
        if (asset->objects[i].storey == storey && asset->objects[i].instance_count > 0 &&
            asset->objects[i].kind != ASSET_OBJECT_SPACE &&
            model_view_mark(l->view, i) == STATE_MARK_SHOWN)
            return true;
    return false;
}

// Beside the corner of its floor that lies farthest to the left in the picture.
static bool look_storey(const Looking *l, Name *name, double lift_m, SceneModelLabel *out)
{
    if (!(name->min.x <= name->max.x) || !has_shown(l, name->object)) return false;
    bool is_found = false;
    for (int i = 0; i < 4; i++) {
        SceneModelLabel corner = *out;
        const DVec3 p = { i & 1 ? name->max.x : name->min.x, i & 2 ? name->max.y : name->min.y,
                          name->min.z + lift_m };
        if (!project(l, p, &corner) || (is_found && corner.x_px >= out->x_px)) continue;
        *out = corner;
        is_found = true;
    }
    return is_found;
}

static bool look_init(Looking *l, SceneLayer *layer, const State *state)
{
    const StateLayer *wanted = NULL;
    for (int i = 0; i < state->layer_count; i++)
        if (state->layers[i].id == layer->id) wanted = &state->layers[i];
    if (!wanted || !layer->models || !layer->asset || !layer->is_visible || layer->opacity <= 0)
        return false;
    if (!scene_models_stand(l->scene, layer->models, &l->place) ||
        !dplace_inverse(&l->place, 0, &l->model_from_city))
        return false;
    l->layer = layer;
    l->view = &wanted->view;
    l->is_cut = false;
    for (int i = 0; i < l->scene->view.cut_count; i++)
        l->is_cut |= l->scene->view.cut_layers[i] == 0 || l->scene->view.cut_layers[i] == layer->id;
    const Asset *a = layer->asset;
    const DVec3 e = dplace_point(&l->model_from_city, l->scene->view.pose.eye_enu_m);
    const double high = a->max.z + l->view->explode_m * 100;
    l->is_inside = e.x > a->min.x && e.y > a->min.y && e.z > a->min.z && e.x < a->max.x &&
                   e.y < a->max.y && e.z < high;
    return l->view->shows_spaces || l->is_cut || l->is_inside || l->view->explode_m > 0;
}

static int look_layer(Looking *l, SceneModelLabel *out, int room)
{
    SceneModelNames **names = scene_models_names(l->layer->models);
    int count = 0;
    if (!*names) *names = names_create(l->layer->asset);
    for (int i = 0; *names && i < (*names)->count && count < room; i++) {
        Name *name = &(*names)->names[i];
        SceneModelLabel label = { .layer = l->layer,
                                  .object = (uint32_t)name->object,
                                  .is_storey = name->is_storey };
        const double lift_m = scene_models_lift(l->layer->models, label.object);
        if (name->is_storey ? !(l->view->explode_m > 0)
                            : !(l->view->shows_spaces || l->is_cut || l->is_inside))
            continue;
        if (!name->is_storey && model_view_mark(l->view, name->object) != STATE_MARK_SHOWN)
            continue;
        if (!(name->is_storey ? look_storey : look_room)(l, name, lift_m, &label)) continue;
        label.text = text_of(l->layer->asset, name);
        if (label.text[0]) out[count++] = label;
    }
    return count;
}

static int compare(const void *a, const void *b)
{
    const SceneModelLabel *x = a, *y = b;
    if (x->is_storey != y->is_storey) return x->is_storey ? -1 : 1;
    if (x->distance_m != y->distance_m) return x->distance_m < y->distance_m ? -1 : 1;
    return x->object < y->object ? -1 : x->object > y->object;
}

int scene_model_labels(Scene *scene, const State *state, double until_s, Arena *arena,
                       SceneModelLabel **out, bool *is_late)
{
    SceneModelLabel *labels = ARENA_ARRAY(arena, SceneModelLabel, LABELS_MAX);
    Looking look = {
        .scene = scene, .version = state->version, .until_s = until_s, .is_late = is_late
    };
    int count = 0;
    for (int i = 0; i < scene->layer_count && count < LABELS_MAX; i++)
        if (look_init(&look, scene->layers[i], state))
            count += look_layer(&look, labels + count, LABELS_MAX - count);
    qsort(labels, (size_t)count, sizeof *labels, compare);
    *out = labels;
    return count;
}
