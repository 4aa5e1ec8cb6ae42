// SPDX-License-Identifier: Apache-2.0
// ifc_report.h - an IFC model for scripts: counts as JSON, products as a table.
// Does not: read files or make geometry.
#pragma once
#include "assets/ifc_geometry.h"
#include "base/json.h"
#include "base/str.h"

// One object:
// {"source","format","schema","unit","unit_m","entities","products","products_with_body","products_with_triangles","triangles","uncut",
// "failed","property_sets","properties","quantity_sets","openings","voids","spaces","storeys","levels":{"CIM5","CIM6","CIM7"},
// "georeference":{...}|null,"problems":[{"kind","line","id","text"}],"problem_count"}.
void ifc_report_json(const IfcModel *model, const IfcGeometry *geometry, const char *source,
                     JsonWriter *w);
// The same for people, some lines.
void ifc_report_text(const IfcModel *model, const IfcGeometry *geometry, const char *source,
                     bool is_chinese, Str *out);
// Tab-separated, one line a product with a body: id GlobalId type triangles area_m2 volume_m3 min_x
// min_y min_z max_x max_y max_z (metres, z up, the model's own frame) state.
void ifc_report_products_header(Str *out);
void ifc_report_products(const IfcModel *model, const IfcGeometry *geometry, Str *out);
