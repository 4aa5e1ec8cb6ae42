// SPDX-License-Identifier: Apache-2.0
// ifc_report.h - an IFC model for scripts: counts as JSON, products as a table.
// Does not: read files or make geometry.
#pragma once
#include "assets/ifc_geometry.h"
#include "base/json.h"
#include "base/str.h"

// What became of the file's place on earth: worked out by who knows the earth.
enum { IFC_REPORT_STEPS_MAX = 16 };
typedef struct {
    const char *used; // "map conversion", "site", "none"
    const char *crs;  // used; "" = none
    // Of the model's 0, 0, 0: degrees, metres above the zero that the steps name; earth-centred.
    double longitude_deg, latitude_deg, height_m, ecef_m[3];
    // The middle of its box: in the model, and where that is.
    double middle_m[3], middle_longitude_deg, middle_latitude_deg, middle_height_m;
    double heading_deg;                         // of the model's y axis: 0 north, 90 east
    double scale, convergence_deg, departure_m; // geo_model_place.h
    int step_count;
    const char *zh[IFC_REPORT_STEPS_MAX], *en[IFC_REPORT_STEPS_MAX];
    bool is_warning[IFC_REPORT_STEPS_MAX];
} IfcReportPlace;

// One object:
// {"source","format","schema","unit","unit_m","entities","products","products_with_body","products_with_triangles","triangles","uncut",
// "failed","property_sets","properties","quantity_sets","openings","voids","spaces","storeys","levels":{"CIM5","CIM6","CIM7"},
// "georeference":{...}|null,"problems":[{"kind","line","id","text"}],"problem_count"}.
// place NULL: georeference says what the file says and no more. Else it has "used", "placed"
// {"crs","lon","lat","height_m","ecef_m","middle"{"model_m","lon","lat","height_m"},"heading","scale","convergence","departure_m"}
// (null when nothing could be used) and "steps" [{"zh","en","is_warning"}] too.
void ifc_report_json(const IfcModel *model, const IfcGeometry *geometry,
                     const IfcReportPlace *place, const char *source, JsonWriter *w);
// The same for people, some lines.
void ifc_report_text(const IfcModel *model, const IfcGeometry *geometry,
                     const IfcReportPlace *place, const char *source, bool is_chinese, Str *out);
// Tab-separated, one line a product with a body: id GlobalId type triangles area_m2 volume_m3 min_x
// min_y min_z max_x max_y max_z (metres, z up, the model's own frame) state.
void ifc_report_products_header(Str *out);
void ifc_report_products(const IfcModel *model, const IfcGeometry *geometry, Str *out);
