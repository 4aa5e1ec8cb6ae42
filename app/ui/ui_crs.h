// SPDX-License-Identifier: Apache-2.0
// ui_crs.h - the coordinate system in which positions are shown; made anew only when its name changes.
#pragma once
#include "geo/geo_crs.h"

typedef struct UiCrs {
    char name[64];
    GeoCrs *crs;               // NULL = longitude, latitude
} UiCrs;

void ui_crs_follow(UiCrs *shown, const char *name);
void ui_crs_finish(UiCrs *shown);
