// SPDX-License-Identifier: Apache-2.0
// model_view.h - the view state of models as plain numbers for drawing and picking: section planes
// in the city frame, a colour and a lift for each object. Does not: draw, or keep anything.
#pragma once
#include "core/city.h"

typedef struct {
    DVec3 normal;      // unit; what lies ahead of the plane is taken away
    double offset_m;   // dot(normal, point) > offset_m: taken away
    uint32_t layer_id; // 0 = every model
    bool spares_city;  // the city's buildings stay whole
} ModelCut;
int model_view_cuts(const City *city, const State *state, ModelCut out[STATE_CUTS_MAX]);
// Whether a point of a layer's model is taken away: for picks and labels.
bool model_view_is_cut(const ModelCut *cuts, int count, uint32_t layer_id, DVec3 city_m);

// 0xAABBGGRR sRGB by object where the layer is coloured by something; 0 = what has no value. False:
// it is not coloured, nothing is written. Equal values have equal colours in every model. A scan.
bool model_view_colours(const CityLayer *layer, const StateModelView *view, uint32_t *rgba);
// Metres upwards by object for the exploded view. False: it is not exploded, nothing is written.
bool model_view_lifts(const CityLayer *layer, const StateModelView *view, float *up_m);
static inline StateMark model_view_mark(const StateModelView *view, int object)
{
    return object < view->mark_count ? (StateMark)view->marks[object] : STATE_MARK_SHOWN;
}
