// SPDX-License-Identifier: Apache-2.0
// model_view.c - planes, colours and lifts of models from the state.
#include "core/model_view.h"
#include "assets/asset_property.h"
#include "assets/asset_tree.h"
#include "base/str.h"
#include <math.h>
#include <stdlib.h>
#include <string.h>

int model_view_cuts(const City *city, const State *state, ModelCut out[STATE_CUTS_MAX])
{
    if (!city->has_frame) return 0;
    for (int i = 0; i < state->cut_count; i++) {
        const StateCut *cut = &state->cuts[i];
        const DPlace at = geo_frame_place(&city->frame, cut->pos);
        const double heading = cut->heading_deg * DVEC_RAD_FROM_DEG,
                     pitch = cut->pitch_deg * DVEC_RAD_FROM_DEG;
        const DVec3 normal = dvec_add(dvec_scale(at.x_axis, sin(heading) * cos(pitch)),
                                      dvec_add(dvec_scale(at.y_axis, cos(heading) * cos(pitch)),
                                               dvec_scale(at.z_axis, sin(pitch))));
        out[i] = (ModelCut){ normal, dvec_dot(normal, at.origin), cut->layer_id, cut->spares_city };
    }
    return state->cut_count;
}

bool model_view_is_cut(const ModelCut *cuts, int count, uint32_t layer_id, DVec3 city_m)
{
    for (int i = 0; i < count; i++) {
        if (cuts[i].layer_id != 0 && cuts[i].layer_id != layer_id) continue;
        if (dvec_dot(cuts[i].normal, city_m) > cuts[i].offset_m) return true;
    }
    return false;
}

// Colours that are told apart, light and dark ones by turns (hues by the golden angle).
static uint32_t colour_of(const char *text)
{
    const uint64_t hash = str_hash(text, strlen(text)) * 0x9e3779b97f4a7c15u;
    const double hue = (double)(hash >> 40) / (double)(1 << 24) * 6;
    const double light = 0.42 + 0.26 * (double)(hash >> 20 & 1023) / 1023, chroma = 0.28;
    double rgb[3];
    for (int k = 0; k < 3; k++) {
        // A trapezoid wave: red, green and blue a third of the circle apart.
        const double at = fmod(hue - 2 * k + 9, 6) - 3;
        rgb[k] = light + chroma * (fmax(0, fmin(1, 2 - fabs(at))) * 2 - 1);
    }
    uint32_t out = 0xff000000u;
    for (int k = 0; k < 3; k++) out |= (uint32_t)lround(255 * fmax(0, fmin(1, rgb[k]))) << (8 * k);
    return out;
}

static const char *system_of(const Asset *asset, int object)
{
    int32_t groups[8];
    if (!asset->ifc) return "";
    int count = ifc_model_related(asset->ifc, object, IFC_RELATION_GROUPS, false, groups, 8);
    if (count > 8) count = 8;
    for (int i = 0; i < count; i++)
        if (asset->objects[groups[i]].name[0]) return asset->objects[groups[i]].name;
    return "";
}

bool model_view_colours(const CityLayer *layer, const StateModelView *view, uint32_t *rgba)
{
    const Asset *asset = layer->asset;
    if (!asset || view->colour_by == STATE_COLOUR_BY_NONE) return false;
    char set[STATE_NAME_MAX];
    str_copy_utf8(set, sizeof set, view->colour_property);
    char *dot = strchr(set, '.');
    const char *name = dot ? dot + 1 : set;
    if (dot) *dot = 0;
    Arena arena = { 0 };
    for (int i = 0; i < asset->object_count; i++) {
        const AssetObject *o = &asset->objects[i];
        const char *text = "";
        rgba[i] = 0;
        if (o->instance_count == 0) continue;
        switch (view->colour_by) {
        case STATE_COLOUR_BY_NONE: break;
        case STATE_COLOUR_BY_TYPE: text = o->type; break;
        case STATE_COLOUR_BY_STOREY:
            text = o->storey >= 0 ? asset->objects[o->storey].name : "";
            break;
        case STATE_COLOUR_BY_SYSTEM: text = system_of(asset, i); break;
        case STATE_COLOUR_BY_PROPERTY:
            arena_reset(&arena);
            text = asset_property_value(asset, i, dot ? set : NULL, name, &arena);
            break;
        }
        if (text[0]) rgba[i] = colour_of(text);
    }
    arena_finish(&arena);
    return true;
}

typedef struct {
    int object;
    double z_m;
} Storey;

static int compare_storeys(const void *a, const void *b)
{
    const Storey *x = a, *y = b;
    if (x->z_m != y->z_m) return x->z_m < y->z_m ? -1 : 1;
    return (x->object > y->object) - (x->object < y->object);
}

bool model_view_lifts(const CityLayer *layer, const StateModelView *view, float *up_m)
{
    const Asset *asset = layer->asset;
    if (!asset || view->explode_m == 0) return false;
    Storey *storeys = calloc((size_t)asset->object_count + 1, sizeof *storeys);
    int *rank = calloc((size_t)asset->object_count + 1, sizeof *rank);
    int count = 0;
    for (int i = 0; storeys && i < asset->object_count; i++) {
        if (asset->objects[i].kind != ASSET_OBJECT_STOREY) continue;
        storeys[count].object = i;
        if (!asset_tree_elevation(asset, i, &storeys[count].z_m)) storeys[count].z_m = 0;
        count++;
    }
    if (count > 0 && rank) {
        qsort(storeys, (size_t)count, sizeof *storeys, compare_storeys);
        for (int i = 0; i < count; i++) rank[storeys[i].object] = i;
    }
    for (int i = 0; i < asset->object_count; i++) {
        const int storey =
            asset->objects[i].kind == ASSET_OBJECT_STOREY ? i : asset->objects[i].storey;
        up_m[i] = rank && storey >= 0 ? (float)(view->explode_m * rank[storey]) : 0;
    }
    free(storeys);
    free(rank);
    return true;
}
