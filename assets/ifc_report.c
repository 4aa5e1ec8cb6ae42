// SPDX-License-Identifier: Apache-2.0
// ifc_report.c - an IFC model for scripts: counts as JSON, products as a table.
#include "assets/ifc_report.h"
#include <math.h>
#include <stdio.h>
#include <string.h>

enum { IFC_REPORT_PROBLEMS_MAX = 100, IFC_REPORT_LINES_MAX_BYTES = 1 << 26 };

typedef struct {
    int products, property_sets, properties, quantity_sets, openings, voids, spaces, storeys,
        levels[8];
} IfcReportCounts;

static int ifc_report_count(const IfcModel *m, IfcType type, bool with_subtypes)
{
    int count = 0;
    for (int t = 1; t < IFC_TYPE_COUNT; t++) {
        if (t == (int)type || (with_subtypes && ifc_schema_is(&m->schema, (IfcType)t, type)))
            count += m->type_starts[t + 1] - m->type_starts[t];
    }
    return count;
}

static IfcReportCounts ifc_report_counts(const IfcModel *m)
{
    IfcReportCounts c = {
        .products = ifc_report_count(m, IFCPRODUCT, true),
        .property_sets = ifc_report_count(m, IFCPROPERTYSET, false),
        .properties = ifc_report_count(m, IFCSIMPLEPROPERTY, true),
        .quantity_sets = ifc_report_count(m, IFCELEMENTQUANTITY, false),
        .openings = ifc_report_count(m, IFCOPENINGELEMENT, true),
        .voids = ifc_report_count(m, IFCRELVOIDSELEMENT, false),
        .spaces = ifc_report_count(m, IFCSPACE, true),
        .storeys = ifc_report_count(m, IFCBUILDINGSTOREY, true),
    };
    for (int i = 0; i < m->objects.count; i++) c.levels[m->objects.levels[i] & 7]++;
    return c;
}

static void ifc_report_key_int(JsonWriter *w, const char *key, int64_t value)
{
    json_key(w, key);
    json_int(w, value);
}

static void ifc_report_key_number(JsonWriter *w, const char *key, double value)
{
    json_key(w, key);
    json_number(w, value);
}

static void ifc_report_key_text(JsonWriter *w, const char *key, const char *value)
{
    json_key(w, key);
    json_text(w, value);
}

static const char *ifc_report_kind_name(IfcGeoreferenceKind kind)
{
    static const char *const names[] = { "none", "map conversion", "rigid operation", "site" };
    return names[kind];
}

static void ifc_report_place(const IfcReportPlace *place, JsonWriter *w)
{
    ifc_report_key_text(w, "used", place->used);
    json_key(w, "placed");
    if (strcmp(place->used, "none") == 0) {
        json_null(w);
    } else {
        json_object_begin(w);
        ifc_report_key_text(w, "crs", place->crs);
        ifc_report_key_number(w, "lon", place->longitude_deg);
        ifc_report_key_number(w, "lat", place->latitude_deg);
        ifc_report_key_number(w, "height_m", place->height_m);
        json_key(w, "ecef_m");
        json_array_begin(w);
        for (int k = 0; k < 3; k++) json_number(w, place->ecef_m[k]);
        json_array_end(w);
        json_key(w, "middle");
        json_object_begin(w);
        json_key(w, "model_m");
        json_array_begin(w);
        for (int k = 0; k < 3; k++) json_number(w, place->middle_m[k]);
        json_array_end(w);
        ifc_report_key_number(w, "lon", place->middle_longitude_deg);
        ifc_report_key_number(w, "lat", place->middle_latitude_deg);
        ifc_report_key_number(w, "height_m", place->middle_height_m);
        json_object_end(w);
        ifc_report_key_number(w, "heading", place->heading_deg);
        ifc_report_key_number(w, "scale", place->scale);
        ifc_report_key_number(w, "convergence", place->convergence_deg);
        ifc_report_key_number(w, "departure_m", place->departure_m);
        json_object_end(w);
    }
    json_key(w, "steps");
    json_array_begin(w);
    for (int i = 0; i < place->step_count; i++) {
        json_object_begin(w);
        ifc_report_key_text(w, "zh", place->zh[i]);
        ifc_report_key_text(w, "en", place->en[i]);
        json_key(w, "is_warning");
        json_bool(w, place->is_warning[i]);
        json_object_end(w);
    }
    json_array_end(w);
}

static void ifc_report_georeference(const IfcModel *m, const IfcReportPlace *place, JsonWriter *w)
{
    const IfcGeoreference *g = &m->georeference;
    json_key(w, "georeference");
    if (g->kind == IFC_GEOREFERENCE_NONE && !g->has_true_north) {
        json_null(w);
        return;
    }
    json_object_begin(w);
    ifc_report_key_text(w, "kind", ifc_report_kind_name(g->kind));
    if (g->kind == IFC_GEOREFERENCE_MAP || g->kind == IFC_GEOREFERENCE_RIGID) {
        ifc_report_key_text(w, "crs", g->crs_name);
        if (g->vertical_datum[0]) ifc_report_key_text(w, "vertical_datum", g->vertical_datum);
        if (g->map_unit_m > 0) ifc_report_key_number(w, "map_unit_m", g->map_unit_m);
    }
    if (g->kind == IFC_GEOREFERENCE_MAP) {
        ifc_report_key_number(w, "eastings", g->eastings);
        ifc_report_key_number(w, "northings", g->northings);
        ifc_report_key_number(w, "height", g->height);
        ifc_report_key_number(w, "x_axis_abscissa", g->axis_x);
        ifc_report_key_number(w, "x_axis_ordinate", g->axis_y);
        ifc_report_key_number(w, "scale", g->scale);
        ifc_report_key_number(w, "scale_expected", g->scale_expected);
        json_key(w, "scale_is_suspect");
        json_bool(w, g->scale_is_suspect);
    } else if (g->kind == IFC_GEOREFERENCE_RIGID) {
        ifc_report_key_number(w, "first", g->first);
        ifc_report_key_number(w, "second", g->second);
        ifc_report_key_number(w, "height", g->height);
        ifc_report_key_text(w, "coordinates", g->is_angle ? "degrees" : "map units");
    }
    if (g->has_site) {
        ifc_report_key_number(w, "latitude_deg", g->latitude_deg);
        ifc_report_key_number(w, "longitude_deg", g->longitude_deg);
    }
    if (g->has_elevation) ifc_report_key_number(w, "elevation_m", g->elevation_m);
    if (g->has_true_north) {
        json_key(w, "true_north");
        json_array_begin(w);
        json_number(w, g->true_north_x);
        json_number(w, g->true_north_y);
        json_array_end(w);
    }
    if (place) ifc_report_place(place, w);
    json_object_end(w);
}

// Where an instance stands, for messages; large files are not read again for it.
static int64_t ifc_report_line(const IfcModel *m, int64_t line, uint32_t id)
{
    const int row = line == 0 && id && m->file->length < IFC_REPORT_LINES_MAX_BYTES
                        ? step_file_find(m->file, id)
                        : -1;
    return row >= 0 ? step_file_line(m->file, row) : line;
}

static void ifc_report_problem(JsonWriter *w, const char *kind, int64_t line, uint32_t id,
                               const char *text)
{
    json_object_begin(w);
    ifc_report_key_text(w, "kind", kind);
    if (line > 0) ifc_report_key_int(w, "line", line);
    if (id) ifc_report_key_int(w, "id", id);
    ifc_report_key_text(w, "text", text);
    json_object_end(w);
}

static const char *ifc_report_scale_text(const IfcModel *m, char out[200])
{
    const IfcGeoreference *g = &m->georeference;
    snprintf(out, 200,
             "the map conversion's scale is %g, the units of project and map make it %g: the units "
             "are trusted",
             g->scale, g->scale_expected);
    return out;
}

static int64_t ifc_report_problem_total(const IfcModel *m, const IfcGeometry *g)
{
    int64_t total = m->file->problem_total + m->georeference.scale_is_suspect;
    for (int i = 0; i < g->product_count; i++) total += g->products[i].reason != NULL;
    return total;
}

static void ifc_report_problems(const IfcModel *m, const IfcGeometry *g, JsonWriter *w)
{
    char text[200];
    int written = 0;
    json_key(w, "problems");
    json_array_begin(w);
    if (m->georeference.scale_is_suspect)
        ifc_report_problem(w, "georeference", 0, 0, ifc_report_scale_text(m, text));
    for (int i = 0; i < m->file->problem_count && written < IFC_REPORT_PROBLEMS_MAX;
         i++, written++) {
        const StepProblem *p = &m->file->problems[i];
        ifc_report_problem(w, "file", ifc_report_line(m, p->line, p->id), p->id, p->text);
    }
    written = 0;
    for (int i = 0; i < g->product_count && written < IFC_REPORT_PROBLEMS_MAX; i++) {
        const IfcProduct *p = &g->products[i];
        if (!p->reason) continue;
        const uint32_t id = m->file->ids[m->objects.rows[p->object]];
        ifc_report_problem(w, ifc_geometry_state_name(p->state), ifc_report_line(m, 0, id), id,
                           p->reason);
        written++;
    }
    json_array_end(w);
    ifc_report_key_int(w, "problem_count", ifc_report_problem_total(m, g));
}

void ifc_report_json(const IfcModel *m, const IfcGeometry *g, const IfcReportPlace *place,
                     const char *source, JsonWriter *w)
{
    const IfcReportCounts c = ifc_report_counts(m);
    json_object_begin(w);
    ifc_report_key_text(w, "source", source);
    ifc_report_key_text(w, "format", "IFC");
    ifc_report_key_text(w, "schema", m->file->schema);
    ifc_report_key_text(w, "unit", m->units.length_name);
    ifc_report_key_number(w, "unit_m", m->units.length_m);
    ifc_report_key_int(w, "entities", m->file->count);
    ifc_report_key_int(w, "products", c.products);
    ifc_report_key_int(w, "products_with_body", g->body_count);
    ifc_report_key_int(w, "products_with_triangles", g->shown_count);
    ifc_report_key_int(w, "triangles", g->triangle_count);
    ifc_report_key_int(w, "uncut", g->uncut_count);
    ifc_report_key_int(w, "failed", g->failed_count);
    ifc_report_key_int(w, "property_sets", c.property_sets);
    ifc_report_key_int(w, "properties", c.properties);
    ifc_report_key_int(w, "quantity_sets", c.quantity_sets);
    ifc_report_key_int(w, "openings", c.openings);
    ifc_report_key_int(w, "voids", c.voids);
    ifc_report_key_int(w, "spaces", c.spaces);
    ifc_report_key_int(w, "storeys", c.storeys);
    json_key(w, "levels");
    json_object_begin(w);
    ifc_report_key_int(w, "CIM5", c.levels[5]);
    ifc_report_key_int(w, "CIM6", c.levels[6]);
    ifc_report_key_int(w, "CIM7", c.levels[7]);
    json_object_end(w);
    ifc_report_georeference(m, place, w);
    ifc_report_problems(m, g, w);
    json_object_end(w);
}

static void ifc_report_text_problems(const IfcModel *m, const IfcGeometry *g, bool has_steps,
                                     bool is_chinese, Str *out)
{
    char text[200];
    const IfcGeoreference *geo = &m->georeference;
    if (!has_steps && geo->kind == IFC_GEOREFERENCE_SITE) {
        str_printf(out,
                   is_chinese ? "  位置：场地 北纬 %.6f 东经 %.6f\n"
                              : "  place: site at latitude %.6f, longitude %.6f\n",
                   geo->latitude_deg, geo->longitude_deg);
    } else if (!has_steps && geo->kind != IFC_GEOREFERENCE_NONE) {
        str_printf(out, is_chinese ? "  位置：%s，%s\n" : "  place: %s, %s\n",
                   ifc_report_kind_name(geo->kind), geo->crs_name);
    }
    if (geo->scale_is_suspect && !has_steps)
        str_printf(out, "  ! %s\n", ifc_report_scale_text(m, text));
    for (int i = 0; i < m->file->problem_count && i < 20; i++) {
        const StepProblem *p = &m->file->problems[i];
        const int64_t line = ifc_report_line(m, p->line, p->id);
        str_add(out, "  ! ");
        if (line > 0) str_printf(out, is_chinese ? "第 %lld 行 " : "line %lld ", (long long)line);
        if (p->id) str_printf(out, "#%u ", p->id);
        str_printf(out, "%s\n", p->text);
    }
    int shown = 0;
    for (int i = 0; i < g->product_count && shown < 20; i++) {
        const IfcProduct *p = &g->products[i];
        if (!p->reason) continue;
        str_printf(out, "  ! #%u %s %s: %s\n", m->file->ids[m->objects.rows[p->object]],
                   ifc_schema_type_name((IfcType)m->objects.types[p->object]),
                   ifc_geometry_state_name(p->state), p->reason);
        shown++;
    }
}

void ifc_report_text(const IfcModel *m, const IfcGeometry *g, const IfcReportPlace *place,
                     const char *source, bool is_chinese, Str *out)
{
    const IfcReportCounts c = ifc_report_counts(m);
    str_printf(out,
               is_chinese ? "%s：%s，%d 个实体，长度单位 %s\n"
                          : "%s: %s, %d entities, length unit %s\n",
               source, m->file->schema, m->file->count,
               m->units.length_name[0] ? m->units.length_name : "?");
    str_printf(
        out,
        is_chinese
            ? "  产品 %d，有实体几何 %d，已生成 %d，三角形 %lld，未切割 %d，失败 %d\n"
            : "  products %d, with a body %d, shown %d, triangles %lld, uncut %d, failed %d\n",
        c.products, g->body_count, g->shown_count, (long long)g->triangle_count, g->uncut_count,
        g->failed_count);
    str_printf(out,
               is_chinese ? "  属性集 %d，属性 %d，数量集 %d，洞口 %d，空间 %d，楼层 %d；CIM5 "
                            "%d，CIM6 %d，CIM7 %d\n"
                          : "  property sets %d, properties %d, quantity sets %d, openings %d, "
                            "spaces %d, storeys %d; CIM5 %d, CIM6 %d, CIM7 %d\n",
               c.property_sets, c.properties, c.quantity_sets, c.openings, c.spaces, c.storeys,
               c.levels[5], c.levels[6], c.levels[7]);
    for (int i = 0; place && i < place->step_count; i++)
        str_printf(out, "  %s %s\n", place->is_warning[i] ? "!" : "-",
                   is_chinese ? place->zh[i] : place->en[i]);
    ifc_report_text_problems(m, g, place != NULL, is_chinese, out);
}

void ifc_report_products_header(Str *out)
{
    str_add(out, "id\tGlobalId\ttype\ttriangles\tarea_m2\tvolume_m3\tmin_x\tmin_y\tmin_z\tmax_"
                 "x\tmax_y\tmax_z\tstate\n");
}

void ifc_report_products(const IfcModel *m, const IfcGeometry *g, Str *out)
{
    for (int i = 0; i < g->product_count; i++) {
        const IfcProduct *p = &g->products[i];
        char guid[32];
        ifc_model_guid(m, p->object, guid);
        str_printf(out, "%u\t%s\t%s\t%d\t%.9g\t%.9g", m->file->ids[m->objects.rows[p->object]],
                   guid, ifc_schema_type_keyword((IfcType)m->objects.types[p->object]),
                   p->triangle_count, p->area_m2, p->volume_m3);
        const double box[6] = { p->min.x, p->min.y, p->min.z, p->max.x, p->max.y, p->max.z };
        for (int k = 0; k < 6; k++) {
            if (p->triangle_count > 0)
                str_printf(out, "\t%.6f", fabs(box[k]) < 5e-7 ? 0.0 : box[k]);
            else
                str_add(out, "\t");
        }
        str_printf(out, "\t%s\n", ifc_geometry_state_name(p->state));
    }
}
