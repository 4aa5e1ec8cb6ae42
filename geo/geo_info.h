// SPDX-License-Identifier: Apache-2.0
// geo_info.h - what a file holds and what is wrong with it, for people and for scripts.
// Does not: look at models (assets does), or repair anything.
#pragma once
#include "base/job.h"
#include "base/str.h"
#include "geo/geo_layer.h"

// Zero means: every table, as stored.
typedef struct {
    const char *table, *crs, *encoding, *where;
    GeoDatum datum;
    bool drop_duplicates;
    bool is_chinese; // text output: labels in Chinese
    JobPool *pool;
} GeoInfoDesc;

// Appends what source holds. Text: some lines a layer. JSON: one object a layer, a comma between objects and before the first one
// when out does not end with "["; the caller writes {"layers":[ before the first source and ],"models":[]} after the last:
// {"source","name","feature_count","geometry","crs","extent":[w,s,e,n],"fields":[{"name","type"}],"problems":[{"kind","count","text"}]}
// geometry: point, line, area, mixed, none, elevation, image or grid; extent null when empty; type: integer, real, text, boolean,
// time. Besides: "heights":[min,max] of 3D layers; "size", "bands", "cell_m", "values", "unit" of rasters; a table that cannot be
// read has "error":{"code","text"}. false with *err when nothing of the source can be read. Blocks. Thread: job or headless main.
bool geo_info(const char *source, const GeoInfoDesc *desc, bool as_json, Str *out, Err *err);
