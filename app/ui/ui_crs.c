// SPDX-License-Identifier: Apache-2.0
// ui_crs.c - follows the state's display CRS; one that PROJ does not know shows longitude and latitude.
#include "ui/ui_crs.h"
#include "base/log.h"
#include "base/str.h"
#include <string.h>

void ui_crs_finish(UiCrs *shown)
{
    geo_crs_destroy(shown->crs);
    *shown = (UiCrs){ 0 };
}

void ui_crs_follow(UiCrs *shown, const char *name)
{
    if (strcmp(shown->name, name) == 0) return;
    ui_crs_finish(shown);
    str_copy_utf8(shown->name, sizeof shown->name, name);
    if (!name[0]) return;
    Err err = { 0 };
    shown->crs = geo_crs_create(name, GEO_DATUM_WGS84, &err);
    if (!shown->crs) log_print(LOG_WARN, "display CRS '%s': %s", name, err.text);
}
