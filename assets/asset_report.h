// SPDX-License-Identifier: Apache-2.0
// asset_report.h - a model of meshes for scripts and people: counts, box, problems.
// Does not: know IFC (ifc_report.h), or read files.
#pragma once
#include "assets/asset.h"
#include "base/json.h"
#include "base/str.h"

// One object: {"source","format","meshes","instances","objects","triangles","materials","textures",
// "animations","skins","box":[min x y z, max x y z] in metres with z up from the model's origin,
// "anchor":[x,y,z] earth-centred or null,"bytes","problems":[{"kind","count","text"}]}.
void asset_report_json(const Asset *asset, const char *source, JsonWriter *w);
// The same, some lines.
void asset_report_text(const Asset *asset, const char *source, bool is_chinese, Str *out);
