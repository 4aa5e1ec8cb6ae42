// SPDX-License-Identifier: Apache-2.0
// app_focus.h - what the page that is shown narrows the map to: features its topic's layers name,
// those within the unit of the city, those its filter takes, those behind the indicator drilled
// into. Features of live layers that are not among them are not shown, buildings outside the unit
// are ghosts, moving things of other topics are hidden.
// Does not: change the state, or decide which layers are shown (topic_layers.h).
#pragma once
#include "base/err.h"
#include "core/live_place.h"
#include "core/topic.h"
#include "ui/page_asset.h"

struct App;
typedef struct AppFocus AppFocus;
AppFocus *app_focus_create(void); // NULL without memory. Thread: main, as all of this file
void app_focus_destroy(AppFocus *focus);
// Once a turn, after topic_layers_follow and areas_follow.
void app_focus_update(struct App *app);
// Is the feature left out on the map?
bool app_focus_hides(const struct App *app, uint32_t layer_id, uint32_t feature);
// kinds of moving things by row, with those left out as SCENE_LIVE_HIDDEN; kinds itself where
// nothing is. Valid until the next call.
const uint8_t *app_focus_kinds(struct App *app, const uint8_t *kinds, const LivePlacesView *places);
// Outline of the unit as pairs of longitude and latitude, every ring closed by a NAN pair; NULL =
// none is shown.
const double *app_focus_outline(const struct App *app, int *points);
// What stands behind an indicator: features, moving things or units with their values, the least
// believable last. Returns how many; *out is valid until the next update.
int app_focus_assets(struct App *app, const UiPageAsset **out);
// How many features of a layer are left out, of how many it has judged; false: of none.
bool app_focus_counts(const struct App *app, uint32_t layer_id, uint32_t *hidden, uint32_t *all);
// Does the place lie within the unit and the filter's units? A place that is not known (NAN) does
// not where there is one.
bool app_focus_takes(const struct App *app, double lon_deg, double lat_deg);
// The same for a unit of the city by its code: one that lies within.
bool app_focus_takes_code(const struct App *app, const char *code);
bool app_focus_is_narrow(const struct App *app); // is there a unit or a filter of units?
