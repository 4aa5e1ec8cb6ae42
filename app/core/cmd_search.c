// SPDX-License-Identifier: Apache-2.0
// cmd_search.c - what a search finds becomes the selection, and the selection is shown.
#include "core/city_model.h"
#include "core/cmd_rows.h"
#include "core/search.h"
#include <math.h>
#include <stdlib.h>

#define FOUND_MAX 2000

static bool run_search_select(CmdContext *context, const CmdCall *call, Err *err)
{
    State *state = context->state;
    SearchHit *hits = malloc(sizeof *hits * FOUND_MAX);
    const int count =
        hits ? search_names(context->city, state, call->values[0], hits, FOUND_MAX) : 0;
    bool ok = hits != NULL;
    if (ok && count == 0) {
        err_set(err, ERR_NOT_FOUND, "nothing is called '%.80s' (没有找到)", call->values[0]);
        free(hits);
        return false;
    }
    state->selection_count = 0;
    for (int i = 0; i < count && ok; i++) ok = state_select(state, hits[i].ref);
    if (!ok) err_set(err, ERR_MEMORY, "no memory for the selection");
    free(hits);
    return ok;
}

static GeoBox box_of(const CityLayer *layer, uint32_t feature)
{
    const GeoLayer *v = layer->vector;
    if (!v || feature >= v->feature_count) return city_layer_extent(layer);
    const GeoIntBox b = v->box[feature];
    return (GeoBox){ .west_deg = v->lon0_deg + b.x_min * v->step_deg,
                     .south_deg = v->lat0_deg + b.y_min * v->step_deg,
                     .east_deg = v->lon0_deg + b.x_max * v->step_deg,
                     .north_deg = v->lat0_deg + b.y_max * v->step_deg };
}

static bool run_fit_selection(CmdContext *context, const CmdCall *call, Err *err)
{
    const State *state = context->state;
    GeoBox box = geo_box_empty();
    for (int i = 0; i < state->selection_count; i++) {
        const CityLayer *layer = city_layer(context->city, state->selection[i].layer_id);
        if (layer && layer->state == CITY_LAYER_READY)
            box = geo_box_union(box, box_of(layer, state->selection[i].feature));
    }
    if (geo_box_is_empty(box)) {
        err_set(err, ERR_NOT_FOUND, "nothing is selected (未选中要素)");
        return false;
    }
    return cmd_fit_box(context, box, call->values[0] ? call->numbers[0] : NAN);
}

static const CmdArg args_search[] = { { .name = "text",
                                        .type = CMD_ARG_TEXT,
                                        .is_required = true,
                                        .help = "a name, a part of it, or its pinyin",
                                        .help_zh = "名称、其中一段或拼音" } };
static const CmdArg args_fit[] = { { .name = "seconds",
                                     .type = CMD_ARG_NUMBER,
                                     .min = 0,
                                     .max = 600,
                                     .help = "0 jumps; without it a smooth glide",
                                     .help_zh = "用时（秒）；0 直接到达" } };

const Cmd cmd_search_rows[] = {
    { .name = "search-select",
      .group = "select",
      .help = "Selects all that a search finds, at most 2000.",
      .help_zh = "选中查找到的全部要素，最多 2000 个。",
      CMD_ARGS(args_search),
      .is_undoable = true,
      .run = run_search_select },
    { .name = "fit-selection",
      .group = "view",
      .help = "Shows all that is selected.",
      .help_zh = "缩放到所选要素。",
      CMD_ARGS(args_fit),
      .run = run_fit_selection },
};
const int cmd_search_count = (int)(sizeof cmd_search_rows / sizeof cmd_search_rows[0]);
