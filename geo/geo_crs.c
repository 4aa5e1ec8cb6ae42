// SPDX-License-Identifier: Apache-2.0
// geo_crs.c - coordinate systems through PROJ: creation, exact conversion, Gauss-Krueger zone prefixes.
#include "geo/geo_crs_private.h"

#include "base/datum.h"
#include "base/str.h"
#include "geo/geo_error.h"

#include <assert.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define CRS_CELL_EDGE_M 32768.0
#define CRS_CELL_EDGE_DEG 0.25
#define CRS_COORDINATE_MAX_M 2e8 // zone 120 of the 3 degree strips reaches 1.21e8
#define CRS_COORDINATE_MAX_DEG 540.0

// WGS 84 and CGCS2000 geographic systems are one here (0.1 mm): no PROJ is started for them.
static const char *const identity_names[] = { "EPSG:4326", "EPSG:4490", "OGC:CRS84", "EPSG:4979", "EPSG:4480", "OGC:CRS84h" };

// The part of a CRS that says where in the plane: without bounds to WGS 84 and without heights. Owned.
static PJ *crs_horizontal(PJ_CONTEXT *context, const PJ *crs)
{
    PJ *part = proj_clone(context, crs);
    for (int i = 0; part && i < 4; i++) {
        const PJ_TYPE type = proj_get_type(part);
        PJ *inner = NULL;
        if (type == PJ_TYPE_BOUND_CRS) inner = proj_get_source_crs(context, part);
        else if (type == PJ_TYPE_COMPOUND_CRS) inner = proj_crs_get_sub_crs(context, part, 0);
        else break;
        proj_destroy(part);
        part = inner;
    }
    return part;
}

static void name_set(GeoCrs *crs, const PJ *definition)
{
    const char *authority = proj_get_id_auth_name(definition, 0), *code = proj_get_id_code(definition, 0);
    const char *name = proj_get_name(definition);
    if (authority && code) snprintf(crs->name, sizeof crs->name, "%s:%s", authority, code);
    else str_copy_utf8(crs->name, sizeof crs->name, name && name[0] ? name : "unnamed CRS");
}

// Metres (or degrees) per unit of the first axis.
static double axis_unit(PJ_CONTEXT *context, const PJ *horizontal)
{
    double factor = 1;
    PJ *axes = proj_crs_get_coordinate_system(context, horizontal);
    if (axes) {
        proj_cs_get_axis_info(context, axes, 0, NULL, NULL, NULL, &factor, NULL, NULL, NULL);
        proj_destroy(axes);
    }
    return factor > 0 ? factor : 1;
}

// What the heights of a compound system are above, and their unit.
static void vertical_find(GeoCrs *crs, const PJ *definition)
{
    PJ *part = proj_get_type(definition) == PJ_TYPE_COMPOUND_CRS
                   ? proj_crs_get_sub_crs(crs->context, definition, 1)
                   : NULL;
    if (!part) return;
    const char *authority = proj_get_id_auth_name(part, 0), *code = proj_get_id_code(part, 0),
               *name = proj_get_name(part);
    if (authority && code)
        snprintf(crs->vertical, sizeof crs->vertical, "%s:%s", authority, code);
    else
        str_copy_utf8(crs->vertical, sizeof crs->vertical,
                      name && name[0] ? name : "unnamed heights");
    crs->vertical_unit_m = axis_unit(crs->context, part);
    proj_destroy(part);
}

// A Transverse Mercator of scale 1 on a central meridian of a 3 or 6 degree zone.
static void zone_find(GeoCrs *crs, const PJ *horizontal)
{
    PJ *operation = proj_crs_get_coordoperation(crs->context, horizontal);
    if (!operation) return;
    const char *method = NULL;
    double meridian = NAN, easting = NAN, scale = NAN;
    proj_coordoperation_get_method_info(crs->context, operation, &method, NULL, NULL);
    if (method && strcmp(method, "Transverse Mercator") == 0) {
        for (int i = 0; i < proj_coordoperation_get_param_count(crs->context, operation); i++) {
            const char *name = NULL;
            double value = 0, factor = 1;
            if (!proj_coordoperation_get_param(crs->context, operation, i, &name, NULL, NULL, &value, NULL, &factor, NULL, NULL,
                                               NULL, NULL)) continue;
            if (strcmp(name, "Longitude of natural origin") == 0) meridian = value * factor / DVEC_RAD_FROM_DEG;
            else if (strcmp(name, "False easting") == 0) easting = value * factor;
            else if (strcmp(name, "Scale factor at natural origin") == 0) scale = value * factor;
        }
    }
    proj_destroy(operation);
    if (!(scale == 1) || !(meridian > 0) || !(meridian <= 180)) return;
    const double whole = round(meridian);
    const double offset = fmod(easting, 1e6);
    if (fabs(meridian - whole) > 1e-6 || fmod(whole, 3) != 0 || offset != 500000) return;
    crs->zone_three = (int)whole / 3;
    crs->zone_six = fmod(whole + 3, 6) == 0 ? ((int)whole + 3) / 6 : 0;
    crs->has_zone_in_code = easting >= 1e6;
    if (crs->has_zone_in_code) {
        const int zone = (int)(easting / 1e6);
        crs->zone_three = crs->zone_six = zone == crs->zone_three || zone == crs->zone_six ? zone : 0;
    }
}

static bool is_equal_to(PJ_CONTEXT *context, const PJ *geographic, const char *name)
{
    PJ *other = proj_create(context, name);
    const bool is_equal = other && proj_is_equivalent_to_with_ctx(context, geographic, other,
                                                                  PJ_COMP_EQUIVALENT_EXCEPT_AXIS_ORDER_GEOGCRS);
    proj_destroy(other);
    return is_equal;
}

// The definition's own geographic base when that is WGS 84 or CGCS2000: PROJ's search for datum operations (40 ms)
// would find a null shift. NULL otherwise. Owned.
static PJ *plain_base(PJ_CONTEXT *context, const PJ *definition)
{
    const PJ_TYPE type = proj_get_type(definition);
    if (type != PJ_TYPE_PROJECTED_CRS && type != PJ_TYPE_GEOGRAPHIC_2D_CRS && type != PJ_TYPE_GEOGRAPHIC_3D_CRS) return NULL;
    PJ *base = proj_crs_get_geodetic_crs(context, definition);
    if (!base) return NULL;
    const bool is_3d = proj_get_type(base) == PJ_TYPE_GEOGRAPHIC_3D_CRS;
    if (is_equal_to(context, base, is_3d ? "EPSG:4979" : "EPSG:4326") ||
        is_equal_to(context, base, is_3d ? "EPSG:4480" : "EPSG:4490")) return base;
    proj_destroy(base);
    return NULL;
}

static bool transform_create(GeoCrs *crs, const PJ *definition)
{
    PJ_CONTEXT *context = crs->context;
    bool is_made = false;
    PJ *base = plain_base(context, definition);
    const PJ_TYPE type = proj_get_type(definition);
    const bool is_geographic = type == PJ_TYPE_GEOGRAPHIC_2D_CRS || type == PJ_TYPE_GEOGRAPHIC_3D_CRS;
    if (base && is_geographic) {
        crs->is_identity = true;
        is_made = true;
    } else {
        PJ *target = base ? NULL : proj_create(context, crs->is_3d ? "EPSG:4979" : "EPSG:4326");
        PJ *raw = base || target ? proj_create_crs_to_crs_from_pj(context, definition, base ? base : target, NULL, NULL) : NULL;
        crs->transform = raw ? proj_normalize_for_visualization(context, raw) : NULL;
        is_made = crs->transform != NULL;
        proj_destroy(raw);
        proj_destroy(target);
    }
    proj_destroy(base);
    return is_made;
}

static bool crs_define(GeoCrs *crs, const char *text, Err *err)
{
    for (size_t i = 0; i < sizeof identity_names / sizeof *identity_names; i++) {
        if (str_equal_nocase(text, identity_names[i])) {
            str_copy_utf8(crs->name, sizeof crs->name, identity_names[i]);
            crs->is_geographic = crs->is_identity = true;
            crs->cell_edge = CRS_CELL_EDGE_DEG;
            crs->coordinate_max = CRS_COORDINATE_MAX_DEG;
            crs->unit = 1;
            return true;
        }
    }
    bool ok = false;
    PJ *definition = NULL, *horizontal = NULL;
    geo_error_clear();
    crs->context = proj_context_create();
    if (!crs->context) {
        err_set(err, ERR_MEMORY, "no memory for a coordinate system");
        goto done;
    }
    proj_log_func(crs->context, NULL, geo_error_from_proj);
    definition = proj_create(crs->context, text);
    if (!definition || !proj_is_crs(definition)) {
        geo_error_fill(err, ERR_CRS,
                       "unknown coordinate system '%.120s'; expected EPSG:number, OGC:CRS84, WKT, a PROJ string, gcj02 or bd09", text);
        goto done;
    }
    horizontal = crs_horizontal(crs->context, definition);
    if (!horizontal) {
        geo_error_fill(err, ERR_CRS, "coordinate system '%.120s' has no horizontal part", text);
        goto done;
    }
    const PJ_TYPE type = proj_get_type(horizontal), whole = proj_get_type(definition);
    crs->is_geographic = type == PJ_TYPE_GEOGRAPHIC_2D_CRS || type == PJ_TYPE_GEOGRAPHIC_3D_CRS;
    crs->is_3d = whole == PJ_TYPE_COMPOUND_CRS || whole == PJ_TYPE_GEOGRAPHIC_3D_CRS || whole == PJ_TYPE_GEOCENTRIC_CRS ||
                 type == PJ_TYPE_GEOGRAPHIC_3D_CRS;
    name_set(crs, definition);
    vertical_find(crs, definition);
    if (type == PJ_TYPE_PROJECTED_CRS) zone_find(crs, horizontal);
    const double unit = axis_unit(crs->context, horizontal) / (crs->is_geographic ? DVEC_RAD_FROM_DEG : 1);
    crs->unit = unit;
    crs->cell_edge = (crs->is_geographic ? CRS_CELL_EDGE_DEG : CRS_CELL_EDGE_M) / unit;
    crs->coordinate_max = (crs->is_geographic ? CRS_COORDINATE_MAX_DEG : CRS_COORDINATE_MAX_M) / unit;
    if (!transform_create(crs, definition)) {
        geo_error_fill(err, ERR_CRS, "no way from '%.120s' to geodetic coordinates", crs->name);
        goto done;
    }
    ok = true;
done:
    proj_destroy(definition);
    proj_destroy(horizontal);
    return ok;
}

// "EPSG:4526", "4526" -> EPSG:4526, "gcj02", "+proj=…" get the form PROJ wants. heap.
static char *crs_text(const char *text, GeoDatum *datum)
{
    static const struct {
        const char *name;
        GeoDatum datum;
    } datums[] = { { "gcj02", GEO_DATUM_GCJ02 }, { "gcj-02", GEO_DATUM_GCJ02 }, { "bd09", GEO_DATUM_BD09 },
                  { "bd-09", GEO_DATUM_BD09 },
                   { "wgs84", GEO_DATUM_WGS84 }, { "wgs 84", GEO_DATUM_WGS84 }, { "cgcs2000", GEO_DATUM_WGS84 } };
    for (size_t i = 0; i < sizeof datums / sizeof *datums; i++) {
        if (str_equal_nocase(text, datums[i].name)) {
            if (datums[i].datum != GEO_DATUM_WGS84) *datum = datums[i].datum;
            return str_copy("OGC:CRS84");
        }
    }
    Str out = { 0 };
    const size_t length = strlen(text);
    if (length > 3 && length < 8 && strspn(text, "0123456789") == length) str_printf(&out, "EPSG:%s", text);
    else if (strstr(text, "+proj=") && !strstr(text, "+type=crs")) str_printf(&out, "%s +type=crs", text);
    else str_add(&out, text);
    return out.text;
}

GeoCrs *geo_crs_create(const char *text, GeoDatum datum, Err *err)
{
    assert(datum >= 0 && datum < GEO_DATUM_COUNT);
    while (text && (*text == ' ' || *text == '\n' || *text == '\t' || *text == '\r')) text++;
    if (!text || !text[0]) {
        err_set(err, ERR_CRS, "no coordinate system; say it with crs=EPSG:number");
        return NULL;
    }
    GeoCrs *crs = calloc(1, sizeof *crs);
    char *form = crs ? crs_text(text, &datum) : NULL;
    if (!form) {
        free(crs);
        err_set(err, ERR_MEMORY, "no memory for a coordinate system");
        return NULL;
    }
    crs->text = form;
    crs->datum = datum;
    if (crs_define(crs, form, err)) return crs;
    geo_crs_destroy(crs);
    return NULL;
}

GeoCrs *geo_crs_clone(const GeoCrs *crs)
{
    GeoCrs *copy = calloc(1, sizeof *copy);
    if (!copy) return NULL;
    *copy = *crs;
    copy->text = str_copy(crs->text);
    copy->cells = NULL, copy->patches = NULL;
    copy->cell_cap = copy->cell_count = 0, copy->patch_count = copy->patch_cap = 0;
    copy->context = NULL, copy->transform = NULL;
    if (crs->transform) {
        copy->context = proj_context_create();
        if (copy->context) {
            proj_log_func(copy->context, NULL, geo_error_from_proj);
            copy->transform = proj_clone(copy->context, crs->transform);
        }
    }
    if (!copy->text || (crs->transform && !copy->transform)) {
        geo_crs_destroy(copy);
        return NULL;
    }
    return copy;
}

void geo_crs_destroy(GeoCrs *crs)
{
    if (!crs) return;
    geo_crs_fast_finish(crs);
    proj_destroy(crs->transform);
    if (crs->context) proj_context_destroy(crs->context);
    free(crs->text);
    free(crs);
}

bool geo_crs_drop_vertical(GeoCrs *crs, char *name, size_t cap, double *unit_m)
{
    if (!crs->vertical[0]) return false;
    PJ *definition = proj_create(crs->context, crs->text);
    PJ *plane = definition ? crs_horizontal(crs->context, definition) : NULL;
    PJ *whole = crs->transform;
    crs->transform = NULL;
    crs->is_3d = false;
    const bool ok = plane && transform_create(crs, plane);
    if (ok) {
        proj_destroy(whole);
        str_copy_utf8(name, cap, crs->vertical);
        *unit_m = crs->vertical_unit_m;
        crs->vertical[0] = 0;
    } else {
        crs->transform = whole;
        crs->is_3d = true;
    }
    proj_destroy(plane);
    proj_destroy(definition);
    return ok;
}

const char *geo_crs_name(const GeoCrs *crs)
{
    return crs->name;
}

bool geo_crs_is_geographic(const GeoCrs *crs)
{
    return crs->is_geographic;
}

bool geo_crs_is_plain_geodetic(const GeoCrs *crs)
{
    return crs->is_identity && crs->datum == GEO_DATUM_WGS84;
}

bool geo_crs_has_zone_prefix(const GeoCrs *crs)
{
    return crs->has_zone_prefix;
}

void geo_crs_strip_zone(GeoCrs *crs, double *x, size_t count)
{
    if (crs->zone_three == 0) return;
    if (crs->has_zone_in_code) {
        // No point of the zone has an easting below a thousand kilometres: the prefix was left out.
        for (size_t i = 0; i < count; i++) {
            if (x[i] > 0 && x[i] < 1e6) x[i] += crs->zone_three * 1e6;
        }
        return;
    }
    for (size_t i = 0; i < count; i++) {
        if (!(x[i] >= 1e6) || x[i] >= 121e6) continue;
        const int prefix = (int)(x[i] / 1e6);
        if (prefix != crs->zone_three && prefix != crs->zone_six) continue;
        x[i] -= prefix * 1e6;
        crs->has_zone_prefix = true;
    }
}

void geo_crs_drop_absurd(const GeoCrs *crs, double *x, double *y, size_t count)
{
    for (size_t i = 0; i < count; i++) {
        if (!(fabs(x[i]) <= crs->coordinate_max && fabs(y[i]) <= crs->coordinate_max)) x[i] = y[i] = NAN;
    }
}

static void datum_to_wgs84(GeoDatum datum, double *lon, double *lat, size_t count)
{
    if (datum == GEO_DATUM_WGS84) return;
    for (size_t i = 0; i < count; i++) {
        if (datum == GEO_DATUM_BD09) datum_gcj02_from_bd09(&lon[i], &lat[i]);
        datum_wgs84_from_gcj02(&lon[i], &lat[i]);
    }
}

static void datum_from_wgs84(GeoDatum datum, double *lon, double *lat, size_t count)
{
    if (datum == GEO_DATUM_WGS84) return;
    for (size_t i = 0; i < count; i++) {
        datum_gcj02_from_wgs84(&lon[i], &lat[i]);
        if (datum == GEO_DATUM_BD09) datum_bd09_from_gcj02(&lon[i], &lat[i]);
    }
}

size_t geo_crs_mark_bad(double *lon, double *lat, double *z, size_t count)
{
    size_t failed = 0;
    for (size_t i = 0; i < count; i++) {
        if (fabs(lon[i]) <= 180 && fabs(lat[i]) <= 90) continue;
        const double turned = lon[i] > 180 ? lon[i] - 360 : lon[i] + 360;
        if (fabs(turned) <= 180 && fabs(lat[i]) <= 90) {
            lon[i] = turned;
            continue;
        }
        lon[i] = lat[i] = NAN;
        if (z) z[i] = NAN;
        failed++;
    }
    return failed;
}

bool geo_crs_exact(GeoCrs *crs, double *x, double *y)
{
    if (crs->transform) {
        const PJ_COORD out = proj_trans(crs->transform, PJ_FWD, proj_coord(*x, *y, 0, HUGE_VAL));
        *x = out.xy.x, *y = out.xy.y;
    }
    if (!(fabs(*x) <= 540 && fabs(*y) <= 90)) return false;
    datum_to_wgs84(crs->datum, x, y, 1);
    return true;
}

bool geo_crs_exact_inverse(GeoCrs *crs, double *lon, double *lat)
{
    datum_from_wgs84(crs->datum, lon, lat, 1);
    if (crs->transform) {
        const PJ_COORD out = proj_trans(crs->transform, PJ_INV, proj_coord(*lon, *lat, 0, HUGE_VAL));
        *lon = out.xy.x, *lat = out.xy.y;
    }
    return fabs(*lon) <= crs->coordinate_max && fabs(*lat) <= crs->coordinate_max;
}

static void transform_all(GeoCrs *crs, PJ_DIRECTION direction, double *x, double *y, double *z, size_t count)
{
    if (!crs->transform) return;
    const size_t step = sizeof(double);
    proj_trans_generic(crs->transform, direction, x, step, count, y, step, count, z, z ? step : 0, z ? count : 0, NULL, 0, 0);
}

size_t geo_crs_to_geodetic(GeoCrs *crs, double *x, double *y, double *z, size_t count)
{
    geo_crs_drop_absurd(crs, x, y, count);
    geo_crs_strip_zone(crs, x, count);
    transform_all(crs, PJ_FWD, x, y, z, count);
    datum_to_wgs84(crs->datum, x, y, count);
    return geo_crs_mark_bad(x, y, z, count);
}

size_t geo_crs_from_geodetic(GeoCrs *crs, double *lon, double *lat, double *z, size_t count)
{
    size_t failed = geo_crs_mark_bad(lon, lat, z, count);
    datum_from_wgs84(crs->datum, lon, lat, count);
    transform_all(crs, PJ_INV, lon, lat, z, count);
    if (!crs->transform) return failed;
    failed = 0;
    for (size_t i = 0; i < count; i++) {
        if (isfinite(lon[i]) && isfinite(lat[i])) continue;
        lon[i] = lat[i] = NAN;
        if (z) z[i] = NAN;
        failed++;
    }
    return failed;
}
