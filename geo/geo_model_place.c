// SPDX-License-Identifier: Apache-2.0
// geo_model_place.c - the conversion of a model's coordinates to the earth's, and its differential.
#include "geo/geo_model_place.h"
#include "base/str.h"
#include "geo/geo_crs_private.h"
#include "geo/geo_error.h"
#include <assert.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define STEP_M 50.0       // of the differences; PROJ's rounding over it is 1e-11
#define DEPARTURE_M 0.005 // past it the user is told
#define SCALE_SLACK 0.05  // a real scale of a map is nearer to 1 than this

// The conversion in use: with a map (E = e0 + …, metres), or axes fixed to one place on earth.
typedef struct {
    GeoCrs *crs;           // NULL: by earth
    GeoVertical *vertical; // NULL: heights stay
    double e0, n0, h0;
    double xe, ye, xn, yn, zh; // map metres for one metre of the model
    DPlace earth;              // ecef_from_model
    bool has_context;
    DPlace context, model; // context from model, and back
} Conversion;

__attribute__((format(printf, 4, 5))) static void note(GeoModelPlace *out, bool is_warning,
                                                       const char *zh, const char *format, ...)
{
    if (out->note_count >= GEO_MODEL_NOTES_MAX) return;
    GeoModelNote *n = &out->notes[out->note_count++];
    n->is_warning = is_warning;
    char text[512];
    va_list args;
    va_start(args, format);
    vsnprintf(text, sizeof text, format, args);
    va_end(args);
    str_copy_utf8(n->en, sizeof n->en, text);
    str_copy_utf8(n->zh, sizeof n->zh, zh);
}

// The Chinese sentence of the note that follows; out holds 512 bytes.
__attribute__((format(printf, 2, 3))) static const char *chinese(char out[512], const char *format,
                                                                 ...)
{
    va_list args;
    va_start(args, format);
    vsnprintf(out, 512, format, args);
    va_end(args);
    return out;
}

const char *geo_model_kind_name(GeoModelKind kind)
{
    static const char *const names[] = { "none", "map conversion", "rigid operation",
                                         "site", "earth-centred",  "by hand" };
    return names[kind];
}

// False where the place is on no map.
static bool convert(const Conversion *c, DVec3 p, GeoPos *out)
{
    if (c->has_context) p = dplace_point(&c->context, p);
    if (!c->crs) {
        *out = geo_geodetic_from_ecef(dplace_point(&c->earth, p));
    } else {
        double x = (c->e0 + c->xe * p.x + c->ye * p.y) / c->crs->unit,
               y = (c->n0 + c->xn * p.x + c->yn * p.y) / c->crs->unit;
        if (geo_crs_to_geodetic(c->crs, &x, &y, NULL, 1) > 0) return false;
        *out = (GeoPos){ x, y, c->h0 + c->zh * p.z };
    }
    if (c->vertical) out->h_m += geo_vertical_shift(c->vertical, out->lon_deg, out->lat_deg);
    return isfinite(out->h_m);
}

static bool convert_ecef(const Conversion *c, DVec3 p, DVec3 *out)
{
    GeoPos pos;
    if (!convert(c, p, &pos)) return false;
    *out = geo_ecef_from_geodetic(pos);
    return true;
}

static bool differentiate(const Conversion *c, DVec3 p, DPlace *out)
{
    DVec3 ahead, behind, axes[3], at;
    static const DVec3 steps[3] = { { STEP_M, 0, 0 }, { 0, STEP_M, 0 }, { 0, 0, STEP_M } };
    for (int k = 0; k < 3; k++) {
        if (!convert_ecef(c, dvec_add(p, steps[k]), &ahead) ||
            !convert_ecef(c, dvec_sub(p, steps[k]), &behind))
            return false;
        axes[k] = dvec_scale(dvec_sub(ahead, behind), 1 / (2 * STEP_M));
    }
    if (!convert_ecef(c, p, &at)) return false;
    DPlace place = { axes[0], axes[1], axes[2], { 0, 0, 0 } };
    place.origin = dvec_sub(at, dplace_point(&place, p));
    *out = place;
    return true;
}

static DPlace local_axes(GeoPos pos)
{
    GeoFrame frame;
    geo_frame_init(&frame, pos);
    return frame.ecef_from_enu;
}

static DVec3 turned(const DPlace *place, DVec3 v)
{
    return dvec_add(dvec_scale(place->x_axis, v.x),
                    dvec_add(dvec_scale(place->y_axis, v.y), dvec_scale(place->z_axis, v.z)));
}

// A model whose north points to (north_x, north_y) of its own axes, its point `about` at pos.
static DPlace place_at(GeoPos pos, double north_x, double north_y, double scale, DVec3 about)
{
    const DPlace enu = local_axes(pos);
    DPlace place = { turned(&enu, dvec_make(north_y * scale, north_x * scale, 0)),
                     turned(&enu, dvec_make(-north_x * scale, north_y * scale, 0)),
                     dvec_scale(enu.z_axis, scale),
                     { 0, 0, 0 } };
    place.origin = dvec_sub(enu.origin, dplace_point(&place, about));
    return place;
}

DVec3 geo_model_foot(DVec3 min, DVec3 max)
{
    if (!(min.x <= max.x)) return (DVec3){ 0, 0, 0 };
    return (DVec3){ (min.x + max.x) / 2, (min.y + max.y) / 2, min.z <= 0 && max.z > 0 ? 0 : min.z };
}

DPlace geo_model_place_point(const GeoModelPoint *point, DVec3 foot)
{
    const double turn = point->heading_deg * DVEC_RAD_FROM_DEG;
    // Heading turns the model's y from north to east: north, seen from the model, turns back.
    return place_at(point->pos, -sin(turn), cos(turn), point->scale > 0 ? point->scale : 1, foot);
}

DPlace geo_model_city_place(const GeoFrame *frame, const DPlace *ecef_from_model)
{
    const DPlace *f = &frame->ecef_from_enu;
    DPlace out;
    const DVec3 from[3] = { ecef_from_model->x_axis, ecef_from_model->y_axis,
                            ecef_from_model->z_axis };
    DVec3 *const to[3] = { &out.x_axis, &out.y_axis, &out.z_axis };
    for (int k = 0; k < 3; k++)
        *to[k] = dvec_make(dvec_dot(from[k], f->x_axis), dvec_dot(from[k], f->y_axis),
                           dvec_dot(from[k], f->z_axis));
    out.origin = dplace_local(f, ecef_from_model->origin);
    return out;
}

// Coordinate systems: the name, then what else the file says.
static GeoCrs *try_crs(const char *text, GeoDatum datum)
{
    Err err = { 0 };
    return text && text[0] ? geo_crs_create(text, datum, &err) : NULL;
}

static int first_number(const char *text)
{
    while (*text && (*text < '0' || *text > '9')) text++;
    int value = 0;
    for (int i = 0; i < 5 && *text >= '0' && *text <= '9'; i++, text++)
        value = value * 10 + *text - '0';
    return value;
}

static bool says(const char *text, const char *word)
{
    const size_t length = strlen(word);
    for (; text && *text; text++)
        if (strncasecmp(text, word, length) == 0) return true;
    return false;
}

// From projection, zone and datum in words: UTM zones, and Gauss-Krueger zones of 3 degrees.
static GeoCrs *crs_from_zone(const GeoModelPlaceDesc *d)
{
    const char *texts[4] = { d->projection, d->zone, d->crs_name, d->crs_description };
    char name[96];
    bool is_utm = false, is_gauss = false;
    for (int i = 0; i < 4; i++) {
        is_utm |= says(texts[i], "UTM");
        is_gauss |= says(texts[i], "Gau") || says(texts[i], "GK") || says(texts[i], "高斯");
    }
    const int zone = d->zone ? first_number(d->zone) : 0;
    if (zone < 1 || !(is_utm || is_gauss)) return NULL;
    const bool is_south = d->zone && (strchr(d->zone, 'S') || strchr(d->zone, 's'));
    const char *datum = "WGS 84";
    for (int i = 0; i < 4; i++) {
        const char *text = i == 0 ? d->geodetic_datum : texts[i];
        if (says(text, "ETRS89") || says(text, "EPSG:6258") || says(text, "EPSG:4258"))
            datum = "ETRS89";
        if (says(text, "CGCS2000") || says(text, "2000国家")) datum = "CGCS2000";
        if (says(text, "Beijing 1954") || says(text, "北京54")) datum = "Beijing 1954";
        if (says(text, "Xian 1980") || says(text, "西安80")) datum = "Xian 1980";
    }
    if (is_utm)
        snprintf(name, sizeof name, "%s / UTM zone %d%c", datum, zone, is_south ? 'S' : 'N');
    else
        snprintf(name, sizeof name, "%s / 3-degree Gauss-Kruger zone %d", datum, zone);
    return try_crs(name, GEO_DATUM_WGS84);
}

static GeoCrs *find_crs(const GeoModelPlaceDesc *d, GeoModelPlace *out)
{
    char zh[512];
    GeoCrs *crs = NULL;
    if (d->crs && d->crs[0]) {
        crs = try_crs(d->crs, d->datum);
        if (crs)
            note(out, false, chinese(zh, "坐标系按图层设置采用 %s", geo_crs_name(crs)),
                 "the coordinate system is the layer's: %s", geo_crs_name(crs));
        return crs;
    }
    crs = try_crs(d->crs_name, d->datum);
    if (crs) {
        note(out, false, chinese(zh, "坐标系 %s", geo_crs_name(crs)), "coordinate system %s",
             geo_crs_name(crs));
        return crs;
    }
    crs = try_crs(d->crs_description, d->datum);
    if (!crs) crs = crs_from_zone(d);
    const char *name = d->crs_name && d->crs_name[0] ? d->crs_name : "";
    if (crs)
        note(out, true,
             chinese(zh, "文件中的坐标系名“%.60s”无法识别，按其说明采用 %s；如不对请设置图层的 crs",
                     name, geo_crs_name(crs)),
             "the coordinate system's name '%.60s' says nothing; by its description %s is taken; "
             "set the layer's crs if that is wrong",
             name, geo_crs_name(crs));
    else
        note(out, true,
             chinese(zh, "坐标系“%.60s”无法识别，地图坐标未采用；请设置图层的 crs=EPSG:…", name),
             "coordinate system '%.60s' is unknown and the map coordinates are not used; set the "
             "layer's crs=EPSG:…",
             name);
    return crs;
}

// What heights are above: the layer's word, the coordinate system's own, the file's datum.
static void find_heights(const GeoModelPlaceDesc *d, GeoCrs *crs, char name[64], double *unit_m)
{
    name[0] = 0;
    if (crs) geo_crs_drop_vertical(crs, name, 64, unit_m);
    if (d->heights.from && d->heights.from[0]) {
        str_copy_utf8(name, 64, d->heights.from);
        return;
    }
    if (name[0] || !d->vertical_datum || !d->vertical_datum[0]) return;
    str_copy_utf8(name, 64, d->vertical_datum);
    // A vertical system by name or code has an EPSG number, by which others know it.
    PJ_CONTEXT *context = proj_context_create();
    if (!context) return;
    proj_log_func(context, NULL, geo_error_from_proj);
    PJ *system = proj_create(context, d->vertical_datum);
    if (system && proj_get_type(system) == PJ_TYPE_VERTICAL_CRS) {
        const char *authority = proj_get_id_auth_name(system, 0),
                   *code = proj_get_id_code(system, 0);
        if (authority && code) snprintf(name, 64, "%s:%s", authority, code);
    }
    proj_destroy(system);
    proj_context_destroy(context);
}

static bool open_vertical(const GeoModelPlaceDesc *d, const char *from, Conversion *c,
                          GeoModelPlace *out, Err *err)
{
    GeoVerticalDesc heights = d->heights;
    char assumed[200] = "", zh[512];
    heights.from = from;
    const char *city = heights.city && heights.city[0] ? heights.city : "ellipsoid";
    if (!geo_vertical_is_needed(&heights)) {
        if (from[0])
            note(out, false, chinese(zh, "高程基准 %s，与城市相同", from),
                 "heights are above %s, as the city's", from);
        else
            note(out, false, chinese(zh, "文件未说明高程基准，按城市高程基准（%s）处理", city),
                 "the heights' zero is not said; taken as above the city's (%s)", city);
        return true;
    }
    GeoPos pos;
    if (!convert(c, out->reference, &pos)) return true; // said by the caller
    const GeoBox box = { pos.lon_deg - 0.02, pos.lat_deg - 0.02, pos.lon_deg + 0.02,
                         pos.lat_deg + 0.02 };
    c->vertical = geo_vertical_create(&heights, box, assumed, sizeof assumed, err);
    if (!c->vertical) return false;
    const double shift = geo_vertical_shift(c->vertical, pos.lon_deg, pos.lat_deg);
    if (assumed[0])
        note(out, true,
             chinese(zh, "高程基准 %s 到 %s 无精确换算，改正 %.3f m：%s", from[0] ? from : city,
                     city, shift, assumed),
             "%s (%.3f m)", assumed, shift);
    else
        note(out, false,
             chinese(zh, "高程从 %s 换算到 %s，改正 %.3f m", from[0] ? from : city, city, shift),
             "heights go from %s to %s by %.3f m", from[0] ? from : city, city, shift);
    return true;
}

// How far a scale may be from 1: a map's scale and a combined factor are, a unit taken for a scale
// is not.
static bool is_scale(double value)
{
    return value > 1 - SCALE_SLACK && value < 1 + SCALE_SLACK;
}

static void set_scale(const GeoModelPlaceDesc *d, double map_unit_m, double out_scale[3],
                      GeoModelPlace *out)
{
    const double expected = (d->unit_m > 0 ? d->unit_m : 1) / map_unit_m;
    const double scale = d->has_scale && d->scale > 0 ? d->scale / expected : 1;
    const double factors[3] = { d->is_scaled ? d->factor_x : 1, d->is_scaled ? d->factor_y : 1,
                                d->is_scaled ? d->factor_z : 1 };
    const bool fits = is_scale(scale * factors[0]) && is_scale(scale * factors[1]);
    const bool factors_fit = is_scale(factors[0]) && is_scale(factors[1]);
    char zh[512];
    for (int k = 0; k < 3; k++) {
        out_scale[k] = fits ? scale * factors[k] : factors_fit ? factors[k] : 1;
        // An axis of height may be scaled by units alone; a zero would flatten the model.
        if (!is_scale(out_scale[k])) out_scale[k] = 1;
    }
    if (!fits)
        note(
            out, true,
            chinese(zh,
                    "警告：地图转换的比例 %g 与单位矛盾（按工程和地图单位应为 %g），采用单位，比例 "
                    "%.9g",
                    d->scale, expected, out_scale[0]),
            "warning: the map conversion's scale is %g, the units of project and map make it %g: "
            "the units are trusted, scale %.9g",
            d->scale, expected, out_scale[0]);
    else if (out_scale[0] != 1)
        note(out, false, chinese(zh, "地图比例 %.9g", out_scale[0]), "scale of the map %.9g",
             out_scale[0]);
}

static void set_map(const GeoModelPlaceDesc *d, double map_unit_m, double height_unit_m,
                    Conversion *c, GeoModelPlace *out)
{
    const bool is_map = d->kind == GEO_MODEL_MAP;
    double scale[3] = { 1, 1, 1 };
    if (is_map) set_scale(d, map_unit_m, scale, out);
    const double a = is_map ? d->axis_x : 1, b = is_map ? d->axis_y : 0;
    c->e0 = (is_map ? d->eastings : d->first) * map_unit_m;
    c->n0 = (is_map ? d->northings : d->second) * map_unit_m;
    c->h0 = d->height * height_unit_m;
    c->xe = a * scale[0];
    c->ye = -b * scale[1];
    c->xn = b * scale[0];
    c->yn = a * scale[1];
    c->zh = scale[2];
}

// The map's unit: as said; by the scale; the system's own. Where that is on no map, the project's.
static double find_map_unit(const GeoModelPlaceDesc *d, const GeoCrs *crs)
{
    if (d->map_unit_m > 0) return d->map_unit_m;
    const double own = crs->is_geographic ? 1 : crs->unit, project = d->unit_m > 0 ? d->unit_m : 1;
    if (d->kind == GEO_MODEL_MAP && d->has_scale && !is_scale(d->scale * own / project) &&
        is_scale(d->scale))
        return project;
    return own;
}

static void use_context(const GeoModelPlaceDesc *d, Conversion *c, GeoModelPlace *out)
{
    char zh[512];
    if (!d->has_context || d->is_map_itself) return;
    c->has_context = dplace_inverse(&d->context, 1e-18, &c->context);
    c->model = d->context;
    if (!c->has_context) return;
    const DVec3 o = d->context.origin;
    note(out, false,
         chinese(zh, "地图坐标从世界坐标系算起：模型中 (%.3f, %.3f, %.3f) m，转角 %.6f°", o.x, o.y,
                 o.z, atan2(d->context.x_axis.y, d->context.x_axis.x) / DVEC_RAD_FROM_DEG),
         "the map counts from the world coordinate system, at %.3f, %.3f, %.3f m of the model, "
         "turned by %.6f°",
         o.x, o.y, o.z, atan2(d->context.x_axis.y, d->context.x_axis.x) / DVEC_RAD_FROM_DEG);
}

static bool use_map(const GeoModelPlaceDesc *d, Conversion *c, GeoModelPlace *out, Err *err)
{
    char zh[512], zero[64];
    const bool is_map = d->kind == GEO_MODEL_MAP;
    if (d->is_map_itself)
        note(out, false, "模型坐标直接作为地图坐标",
             "the model's coordinates are taken as the map's");
    else if (is_map)
        note(out, false,
             chinese(zh, "找到地图转换：东 %.3f 北 %.3f 高 %.3f，x 轴方向 (%.9g, %.9g)",
                     d->eastings, d->northings, d->height, d->axis_x, d->axis_y),
             "found a map conversion: east %.3f, north %.3f, height %.3f, x axis to (%.9g, %.9g)",
             d->eastings, d->northings, d->height, d->axis_x, d->axis_y);
    else
        note(out, false,
             chinese(zh, "找到刚性平移：%.9g, %.9g，高 %.3f", d->first, d->second, d->height),
             "found a rigid operation: %.9g, %.9g, height %.3f", d->first, d->second, d->height);
    GeoCrs *crs = find_crs(d, out);
    if (!crs) return true;
    use_context(d, c, out);
    double height_unit_m = 0;
    find_heights(d, crs, zero, &height_unit_m);
    const double map_unit_m = find_map_unit(d, crs);
    if (!(height_unit_m > 0)) height_unit_m = map_unit_m;
    str_copy_utf8(out->crs, sizeof out->crs, geo_crs_name(crs));
    if (crs->is_geographic && (is_map || !d->is_angle)) {
        note(out, true,
             chinese(zh, "%s 是经纬度坐标系，不能与以长度给出的平移相配，未采用", out->crs),
             "%s has degrees, the translation has lengths: not used", out->crs);
        geo_crs_destroy(crs);
        return true;
    }
    if (!is_map && d->is_angle) {
        // Longitude first, as in the official sample; the other way where that is no place.
        double lon = d->first, lat = d->second;
        const bool is_turned = fabs(lat) > 90 && fabs(lon) <= 90;
        if (is_turned) lon = d->second, lat = d->first;
        if (is_turned)
            note(out, true, "警告：两个坐标按“纬度、经度”次序解释",
                 "warning: the two coordinates are taken as latitude and longitude");
        const bool is_placed =
            crs->is_geographic && geo_crs_to_geodetic(crs, &lon, &lat, NULL, 1) == 0;
        geo_crs_destroy(crs);
        if (!is_placed) {
            note(out, true, "刚性平移的角度坐标不在地球上，未采用",
                 "the rigid operation's angles are no place on earth: not used");
            return true;
        }
        // Heights of a geographic system are metres, or the file's length unit.
        const GeoPos pos = { lon, lat,
                             d->height * (d->map_unit_m > 0 ? d->map_unit_m
                                          : d->unit_m > 0   ? d->unit_m
                                                            : 1) };
        if (d->has_true_north && fabs(d->true_north_x) > 0.002)
            note(out, true, "警告：刚性平移不含旋转，文件中的正北方向未采用",
                 "warning: a rigid operation does not turn; the file's true north is not used");
        c->earth = place_at(pos, 0, 1, 1, (DVec3){ 0, 0, 0 });
        out->kind = GEO_MODEL_RIGID;
        return open_vertical(d, zero, c, out, err);
    }
    c->crs = crs;
    set_map(d, map_unit_m, height_unit_m, c, out);
    GeoPos pos;
    if (!convert(c, out->reference, &pos) && d->map_unit_m <= 0 && d->unit_m > 0 &&
        d->unit_m != map_unit_m) {
        note(out, true, chinese(zh, "警告：地图坐标按工程长度单位（%g m）解释", d->unit_m),
             "warning: the map's coordinates are taken in the project's unit of %g m", d->unit_m);
        set_map(d, d->unit_m, d->unit_m, c, out);
    }
    if (!convert(c, out->reference, &pos)) {
        note(out, true, chinese(zh, "该位置在 %s 中无法换算成经纬度，地图坐标未采用", out->crs),
             "the place has no longitude and latitude in %s: the map coordinates are not used",
             out->crs);
        geo_crs_destroy(crs);
        *c = (Conversion){ 0 };
        return true;
    }
    if (geo_crs_has_zone_prefix(crs))
        note(out, false, "东坐标带有带号，已去掉",
             "the easting carried its zone number, which is taken off");
    out->kind = is_map ? GEO_MODEL_MAP : GEO_MODEL_RIGID;
    return open_vertical(d, zero, c, out, err);
}

static bool use_site(const GeoModelPlaceDesc *d, Conversion *c, GeoModelPlace *out, Err *err)
{
    char zh[512];
    if (fabs(d->latitude_deg) < 1e-9 && fabs(d->longitude_deg) < 1e-9) {
        note(out, true, "场地经纬度为 0, 0，视为未填写",
             "the site's latitude and longitude are 0, 0: taken as not given");
        return true;
    }
    const double elevation_m = d->has_elevation ? d->elevation_m + 0.0 : 0; // never -0
    note(out, out->note_count > 0,
         chinese(zh, "采用场地位置：纬度 %.9g 经度 %.9g，高程 %.3f m%s", d->latitude_deg,
                 d->longitude_deg, elevation_m, d->has_elevation ? "" : "（未给出，取 0）"),
         "the site's place is used: latitude %.9g, longitude %.9g, elevation %.3f m%s",
         d->latitude_deg, d->longitude_deg, elevation_m,
         d->has_elevation ? "" : " (not given, 0 is taken)");
    double lon = d->longitude_deg, lat = d->latitude_deg;
    GeoCrs *crs = try_crs(d->crs, d->datum);
    if (!crs || !geo_crs_is_geographic(crs)) {
        geo_crs_destroy(crs);
        crs = try_crs("EPSG:4326", d->datum);
    }
    if (!crs || geo_crs_to_geodetic(crs, &lon, &lat, NULL, 1) > 0) {
        geo_crs_destroy(crs);
        note(out, true, "场地经纬度无法换算，未采用",
             "the site's place cannot be converted: not used");
        return true;
    }
    geo_crs_destroy(crs);
    const double north_x = d->has_true_north ? d->true_north_x : 0,
                 north_y = d->has_true_north ? d->true_north_y : 1;
    if (d->has_true_north)
        note(out, false, chinese(zh, "正北方向 (%.6f, %.6f)", north_x, north_y),
             "true north is (%.6f, %.6f)", north_x, north_y);
    else
        note(out, false, "文件未给出正北方向，取模型 y 轴",
             "true north is not given: the model's y axis is taken");
    const GeoPos pos = { lon, lat, elevation_m };
    c->earth = place_at(pos, north_x, north_y, 1, d->site_origin);
    out->kind = GEO_MODEL_SITE;
    return open_vertical(d, d->heights.from ? d->heights.from : "", c, out, err);
}

// Everything of the result that follows from the conversion.
static bool measure(const GeoModelPlaceDesc *d, const Conversion *c, GeoModelPlace *out)
{
    const DVec3 zero = { 0, 0, 0 };
    if (!convert(c, out->reference, &out->pos) ||
        !differentiate(c, out->reference, &out->ecef_from_model))
        return false;
    if (!convert(c, zero, &out->origin)) out->origin = out->pos;
    for (int i = 0; i < d->bend_count; i++)
        if (!differentiate(c, d->bend_points[i], &d->bend_places[i]))
            d->bend_places[i] = out->ecef_from_model;
    const DPlace enu = local_axes(out->pos);
    const DVec3 x = out->ecef_from_model.x_axis, y = out->ecef_from_model.y_axis;
    out->scale = dvec_length(x);
    out->heading_deg = atan2(dvec_dot(y, enu.x_axis), dvec_dot(y, enu.y_axis)) / DVEC_RAD_FROM_DEG;
    if (out->heading_deg < -1e-9) out->heading_deg += 360;
    if (c->crs) {
        // The map's north in the model's axes.
        const double along = c->yn, across = c->xn, n = hypot(along, across);
        DVec3 way = { across / n, along / n, 0 };
        if (c->has_context) way = turned(&c->model, way);
        const DVec3 north = dvec_add(dvec_scale(x, way.x), dvec_scale(y, way.y));
        out->convergence_deg =
            atan2(dvec_dot(north, enu.x_axis), dvec_dot(north, enu.y_axis)) / DVEC_RAD_FROM_DEG;
    }
    for (int corner = 0; corner < 8 && d->min.x <= d->max.x; corner++) {
        const DVec3 p = { corner & 1 ? d->max.x : d->min.x, corner & 2 ? d->max.y : d->min.y,
                          corner & 4 ? d->max.z : d->min.z };
        DVec3 exact;
        if (!convert_ecef(c, p, &exact)) continue;
        const double away = dvec_length(dvec_sub(exact, dplace_point(&out->ecef_from_model, p)));
        out->departure_m = fmax(out->departure_m, away);
    }
    return true;
}

static void note_result(GeoModelPlace *out)
{
    char zh[512];
    note(out, false,
         chinese(zh,
                 "模型中心位于 经度 %.9f 纬度 %.9f 高 %.3f m，y 轴方位角 %.6f°，尺度 "
                 "%.9f，子午线收敛角 %.6f°",
                 out->pos.lon_deg, out->pos.lat_deg, out->pos.h_m, out->heading_deg, out->scale,
                 out->convergence_deg),
         "the model's middle is at longitude %.9f, latitude %.9f, height %.3f m; its y axis points "
         "to "
         "%.6f°, one of its metres is %.9f on the ground, grid convergence is %.6f°",
         out->pos.lon_deg, out->pos.lat_deg, out->pos.h_m, out->heading_deg, out->scale,
         out->convergence_deg);
    if (out->departure_m > DEPARTURE_M)
        note(out, true,
             chinese(zh, "警告：模型很大，平直的模型与弯曲的地球在边角处最多相差 %.3f m",
                     out->departure_m),
             "warning: the model is large; being flat it departs from the curved earth by up to "
             "%.3f "
             "m at its corners",
             out->departure_m);
}

bool geo_model_place(const GeoModelPlaceDesc *d, GeoModelPlace *out, Err *err)
{
    Conversion c = { 0 };
    bool ok = true;
    char zh[512];
    *out = (GeoModelPlace){ .scale = 1 };
    if (d->min.x <= d->max.x) out->reference = dvec_scale(dvec_add(d->min, d->max), 0.5);
    if (d->has_point) {
        const DVec3 foot = geo_model_foot(d->min, d->max);
        note(out, false,
             chinese(zh, "按手工位置：经度 %.9f 纬度 %.9f 高 %.3f m 方位角 %.6g° 比例 %.9g",
                     d->point.pos.lon_deg, d->point.pos.lat_deg, d->point.pos.h_m,
                     d->point.heading_deg, d->point.scale > 0 ? d->point.scale : 1),
             "placed by hand: longitude %.9f, latitude %.9f, height %.3f m, heading %.6g°, scale "
             "%.9g",
             d->point.pos.lon_deg, d->point.pos.lat_deg, d->point.pos.h_m, d->point.heading_deg,
             d->point.scale > 0 ? d->point.scale : 1);
        c.earth = geo_model_place_point(&d->point, foot);
        out->kind = GEO_MODEL_POINT;
    }
    if (out->kind == GEO_MODEL_NONE && d->kind == GEO_MODEL_EARTH) {
        note(out, false, "采用地心坐标", "earth-centred coordinates are used");
        c.earth = (DPlace){ { 1, 0, 0 }, { 0, 1, 0 }, { 0, 0, 1 }, d->ecef };
        out->kind = GEO_MODEL_EARTH;
        ok = open_vertical(d, "ellipsoid", &c, out, err);
    }
    if (ok && out->kind == GEO_MODEL_NONE &&
        (d->kind == GEO_MODEL_MAP || d->kind == GEO_MODEL_RIGID))
        ok = use_map(d, &c, out, err);
    if (out->kind == GEO_MODEL_NONE) c.has_context = false;
    if (ok && out->kind == GEO_MODEL_NONE && d->has_site) ok = use_site(d, &c, out, err);
    if (ok && out->kind != GEO_MODEL_NONE && !measure(d, &c, out)) {
        note(out, true, "位置无法换算，未采用", "the place cannot be converted: not used");
        out->kind = GEO_MODEL_NONE;
    }
    if (ok && out->kind != GEO_MODEL_NONE)
        note_result(out);
    else if (ok)
        note(out, true, "文件没有可用的地理位置；请用 model-place 放置",
             "the file has no place on earth that can be used; place it by model-place");
    geo_vertical_destroy(c.vertical);
    geo_crs_destroy(c.crs);
    return ok;
}

void geo_model_note_bent(GeoModelPlace *place)
{
    char zh[512];
    if (place->note_count > 0 && strstr(place->notes[place->note_count - 1].en, "curved earth"))
        place->note_count--;
    note(
        place, false,
        chinese(zh, "模型很大，各构件分别按其中心放到弯曲的地球上（否则边角处相差 %.3f m）",
                place->departure_m),
        "the model is large: each part stands by its own middle on the curved earth (being flat it "
        "would depart by up to %.3f m)",
        place->departure_m);
}
