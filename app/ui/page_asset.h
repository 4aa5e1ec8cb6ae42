// SPDX-License-Identifier: Apache-2.0
// page_asset.h - a thing on the map behind a figure of a page, as the list of a drill shows it.
#pragma once
#include "core/live.h"
#include "core/state.h"

typedef struct {
    char name[STATE_NAME_MAX];
    char value[96];          // "23.5 μg/m³ · 12 秒前"; "" = it has no value of its own
    char key[STATE_KEY_MAX]; // live key; "" = none
    StateFeatureRef ref;     // layer_id 0 = no feature
    double lon_deg, lat_deg; // NAN = nowhere
    LiveFreshness freshness;
} UiPageAsset;
