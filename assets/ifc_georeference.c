// SPDX-License-Identifier: Apache-2.0
// ifc_georeference.c - what a file says about its place on earth, as plain numbers.
#include "assets/ifc_build.h"
#include "assets/ifc_reader.h"
#include <math.h>
#include <stdlib.h>
#include <string.h>

// IfcCompoundPlaneAngleMeasure: degrees, minutes, seconds, millionths of a second, all with one
// sign.
static bool ifc_georeference_angle(const StepArgs *args, int index, double *degrees)
{
    double parts[4] = { 0 };
    const int count = step_arg_reals(args, index, parts, 4);
    if (count < 1) return false;
    double sum = 0;
    bool is_negative = false;
    static const double share[4] = { 1, 1 / 60.0, 1 / 3600.0, 1 / 3600e6 };
    for (int i = 0; i < count; i++) {
        sum += fabs(parts[i]) * share[i];
        is_negative |= parts[i] < 0;
    }
    *degrees = is_negative ? -sum : sum;
    return isfinite(sum);
}

static void ifc_georeference_crs(IfcModel *m, uint32_t id)
{
    IfcGeoreference *g = &m->georeference;
    StepArgs args;
    IfcType type;
    if (!ifc_build_args(m, id, &args, &type)) return;
    const IfcSchemaTable *t = &m->schema;
    g->crs_name = ifc_build_arg_copy(m, &args, 0);
    g->crs_description = ifc_build_arg_copy(m, &args, 1);
    g->geodetic_datum = ifc_build_arg_copy(m, &args, ifc_schema_position(t, type, "GeodeticDatum"));
    g->vertical_datum = ifc_build_arg_copy(m, &args, ifc_schema_position(t, type, "VerticalDatum"));
    g->projection = ifc_build_arg_copy(m, &args, ifc_schema_position(t, type, "MapProjection"));
    g->zone = ifc_build_arg_copy(m, &args, ifc_schema_position(t, type, "MapZone"));
    const int unit = ifc_schema_position(t, type, "MapUnit");
    const int row = unit >= 0 ? ifc_unit_add(m, step_arg_ref(&args, unit)) : -1;
    if (row >= 0 && strcmp(m->units.rows[row].kind, "LENGTHUNIT") == 0)
        g->map_unit_m = m->units.rows[row].factor;
}

static bool ifc_georeference_map(IfcModel *m)
{
    IfcGeoreference *g = &m->georeference;
    IfcType types[2] = { IFCMAPCONVERSION, IFCMAPCONVERSIONSCALED };
    for (int i = 0; i < 2; i++) {
        int count = 0;
        const int32_t *rows = ifc_model_rows(m, types[i], &count);
        if (count == 0) continue;
        StepArgs args;
        step_file_args(m->file, rows[0], &args);
        step_arg_real(&args, 2, &g->eastings);
        step_arg_real(&args, 3, &g->northings);
        step_arg_real(&args, 4, &g->height);
        const bool has_x = step_arg_real(&args, 5, &g->axis_x),
                   has_y = step_arg_real(&args, 6, &g->axis_y);
        g->has_axis = has_x && has_y;
        const double length = hypot(g->axis_x, g->axis_y);
        if (!g->has_axis || !(length > 1e-12)) {
            g->has_axis = false;
            g->axis_x = 1;
            g->axis_y = 0;
        } else {
            g->axis_x /= length;
            g->axis_y /= length;
        }
        g->has_scale = step_arg_real(&args, 7, &g->scale) && g->scale > 0;
        if (types[i] == IFCMAPCONVERSIONSCALED) {
            g->is_scaled = true;
            step_arg_real(&args, 8, &g->factor_x);
            step_arg_real(&args, 9, &g->factor_y);
            step_arg_real(&args, 10, &g->factor_z);
        }
        ifc_georeference_crs(m, step_arg_ref(&args, 1));
        // The scale takes project units to map units: with millimetres and metres 0.001, which
        // official samples turn round.
        const double map_unit = g->map_unit_m > 0 ? g->map_unit_m : 1;
        g->scale_expected = m->units.length_m / map_unit;
        if (g->has_scale && !g->is_scaled) {
            const double off = g->scale / g->scale_expected;
            g->scale_is_suspect = !(off > 0.95 && off < 1.05);
        }
        if (count > 1)
            step_file_problem(m->file, m->file->ids[rows[1]], 0,
                              "%d map conversions; the first one counts", count);
        g->kind = IFC_GEOREFERENCE_MAP;
        return true;
    }
    return false;
}

static bool ifc_georeference_rigid(IfcModel *m)
{
    IfcGeoreference *g = &m->georeference;
    int count = 0;
    const int32_t *rows = ifc_model_rows(m, IFCRIGIDOPERATION, &count);
    if (count == 0) return false;
    StepArgs args;
    StepToken token;
    step_file_args(m->file, rows[0], &args);
    step_arg_real(&args, 2, &g->first);
    step_arg_real(&args, 3, &g->second);
    step_arg_real(&args, 4, &g->height);
    if (step_arg(&args, 2, &token) == STEP_TYPED)
        g->is_angle = step_text_is(token.text, "IFCPLANEANGLEMEASURE");
    ifc_georeference_crs(m, step_arg_ref(&args, 1));
    if (g->is_angle) {
        const double degrees = m->units.angle_rad * 180 / 3.14159265358979323846;
        g->first *= degrees;
        g->second *= degrees;
    }
    g->kind = IFC_GEOREFERENCE_RIGID;
    return true;
}

static void ifc_georeference_site(IfcModel *m)
{
    IfcGeoreference *g = &m->georeference;
    int count = 0;
    const int32_t *rows = ifc_model_rows(m, IFCSITE, &count);
    const int latitude = ifc_schema_position(&m->schema, IFCSITE, "RefLatitude");
    for (int i = 0; i < count && !g->has_site; i++) {
        StepArgs args;
        step_file_args(m->file, rows[i], &args);
        if (g->site < 0) g->site = m->object_of_row[rows[i]];
        if (!ifc_georeference_angle(&args, latitude, &g->latitude_deg) ||
            !ifc_georeference_angle(&args, latitude + 1, &g->longitude_deg))
            continue;
        if (fabs(g->latitude_deg) > 90 || fabs(g->longitude_deg) > 360) {
            step_file_problem(m->file, m->file->ids[rows[i]], 0,
                              "the site's latitude or longitude is outside the earth");
            continue;
        }
        g->has_site = true;
        g->site = m->object_of_row[rows[i]];
        g->has_elevation = step_arg_real(&args, latitude + 2, &g->elevation_m);
        g->elevation_m *= m->units.length_m;
        if (g->kind == IFC_GEOREFERENCE_NONE) g->kind = IFC_GEOREFERENCE_SITE;
    }
}

static void ifc_georeference_axes(IfcModel *m, uint32_t id)
{
    IfcGeoreference *g = &m->georeference;
    IfcReader reader;
    DPlace place;
    if (!id) return;
    ifc_reader_init(&reader, m, 0.002, 0);
    if (ifc_place_axes(&reader, id, &place, NULL) && kernel_is_sane_point(place.origin)) {
        g->context = place;
        g->has_context = dvec_length(place.origin) > 0 || place.x_axis.x < 1 - 1e-12 ||
                         place.z_axis.z < 1 - 1e-12;
    }
    ifc_reader_finish(&reader);
}

static void ifc_georeference_context(IfcModel *m)
{
    IfcGeoreference *g = &m->georeference;
    int count = 0;
    const int32_t *rows = ifc_model_rows(m, IFCGEOMETRICREPRESENTATIONCONTEXT, &count);
    for (int i = 0; i < count; i++) {
        StepArgs args;
        IfcType type;
        step_file_args(m->file, rows[i], &args);
        const StepText kind = step_arg_string(&args, 1);
        double precision = 0;
        if (kind.length && !step_text_is(kind, "Model") && !step_text_is(kind, "3D")) continue;
        if (step_arg_real(&args, 3, &precision) && precision > 0)
            g->precision_m = precision * m->units.length_m;
        double direction[3] = { 0 };
        StepArgs north;
        if (ifc_build_args(m, step_arg_ref(&args, 5), &north, &type) && type == IFCDIRECTION &&
            step_arg_reals(&north, 0, direction, 3) >= 2 &&
            hypot(direction[0], direction[1]) > 1e-12) {
            const double length = hypot(direction[0], direction[1]);
            g->has_true_north = true;
            g->true_north_x = direction[0] / length;
            g->true_north_y = direction[1] / length;
        }
        ifc_georeference_axes(m, step_arg_ref(&args, 4));
        break;
    }
}

void ifc_georeference_load(IfcModel *m)
{
    IfcGeoreference *g = &m->georeference;
    *g = (IfcGeoreference){ .axis_x = 1,
                            .scale = 1,
                            .factor_x = 1,
                            .factor_y = 1,
                            .factor_z = 1,
                            .true_north_y = 1,
                            .context = ifc_place_identity(),
                            .site = IFC_OBJECT_NONE };
    g->crs_name = g->crs_description = g->geodetic_datum = g->vertical_datum = g->projection =
        g->zone = "";
    if (!ifc_georeference_map(m)) ifc_georeference_rigid(m);
    ifc_georeference_site(m);
    ifc_georeference_context(m);
    if (!g->has_scale) g->scale = g->scale_expected > 0 ? g->scale_expected : 1;
}
