// SPDX-License-Identifier: Apache-2.0
// measure.c - measurements: their points to lengths, angles and areas, their texts.
#include "core/measure.h"
#include "assets/asset_measure.h"
#include "base/array.h"
#include <assert.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

static const struct {
    const char *name;
    int least, most;
} kinds[STATE_MEASURE_COUNT] = {
    [STATE_MEASURE_NONE] = { "none", 0, 0 },
    [STATE_MEASURE_DISTANCE] = { "distance", 2, STATE_MEASURE_POINTS_MAX },
    [STATE_MEASURE_ANGLE] = { "angle", 3, 3 },
    [STATE_MEASURE_AREA] = { "area", 3, STATE_MEASURE_POINTS_MAX },
    [STATE_MEASURE_HEIGHT] = { "height", 2, 2 },
    [STATE_MEASURE_GAP] = { "gap", 2, 2 },
};
static const char *const on_names[STATE_MEASURE_ON_COUNT] = { "given", "model", "building",
                                                              "ground" };

int measure_points_least(StateMeasureKind kind)
{
    return kinds[kind].least;
}

int measure_points_most(StateMeasureKind kind)
{
    return kinds[kind].most;
}

const char *measure_kind_name(StateMeasureKind kind)
{
    return kinds[kind].name;
}

bool measure_is_whole(const StateMeasure *m)
{
    if (m->kind <= STATE_MEASURE_NONE || m->kind >= STATE_MEASURE_COUNT) return false;
    if (m->kind == STATE_MEASURE_AREA && m->area_m2 > 0) return m->point_count >= 1;
    return m->point_count >= kinds[m->kind].least && m->point_count <= kinds[m->kind].most;
}

static GeoPos middle_of(const GeoFrame *frame, DVec3 a, DVec3 b)
{
    return geo_frame_geodetic(frame, dvec_scale(dvec_add(a, b), 0.5));
}

static void result_way(const StateMeasure *m, const GeoFrame *frame, const AssetSnap *points,
                       MeasureResult *out)
{
    for (int i = 1; i < m->point_count; i++) {
        const AssetDistance leg = asset_measure_distance(&points[i - 1], &points[i]);
        out->legs_m[out->leg_count++] = leg.length_m;
        out->value += leg.length_m;
        out->exact += leg.exact_m;
    }
    const AssetSnap *last = &points[m->point_count - 1];
    const AssetDistance whole = asset_measure_distance(&points[0], last);
    out->horizontal_m = whole.horizontal_m;
    out->vertical_m = whole.vertical_m;
    // Beside the longest leg, where there is most room.
    int at = 1;
    for (int i = 2; i < m->point_count; i++)
        if (out->legs_m[i - 1] > out->legs_m[at - 1]) at = i;
    out->label = middle_of(frame, points[at - 1].point, points[at].point);
}

static void result_area(const StateMeasure *m, const GeoFrame *frame, const AssetSnap *points,
                        MeasureResult *out)
{
    AssetArea area = { .area_m2 = m->area_m2,
                       .perimeter_m = m->perimeter_m,
                       .exact_m2 = m->exact_m2 };
    if (!(m->area_m2 > 0)) (void)asset_measure_polygon(points, m->point_count, &area, NULL);
    out->value = area.area_m2;
    out->exact = area.exact_m2;
    out->perimeter_m = area.perimeter_m;
    out->off_plane_m = area.off_plane_m;
    DVec3 middle = { 0 };
    for (int i = 0; i < m->point_count; i++)
        middle = dvec_add(middle, dvec_scale(points[i].point, 1.0 / m->point_count));
    out->label = geo_frame_geodetic(frame, middle);
}

void measure_result(const StateMeasure *m, MeasureResult *out)
{
    assert(measure_is_whole(m));
    AssetSnap points[STATE_MEASURE_POINTS_MAX];
    GeoFrame frame;
    memset(points, 0, sizeof points);
    geo_frame_init(&frame, m->points[0]);
    for (int i = 0; i < m->point_count; i++) {
        points[i].point = geo_frame_enu(&frame, m->points[i]);
        points[i].exact_m = m->exact_m;
    }
    *out = (MeasureResult){ .unit = "m", .label = m->points[0] };
    switch (m->kind) {
    case STATE_MEASURE_ANGLE: {
        const AssetAngle angle = asset_measure_angle(&points[0], &points[1], &points[2]);
        out->value = angle.rad / DVEC_RAD_FROM_DEG;
        out->exact = angle.exact_rad / DVEC_RAD_FROM_DEG;
        out->unit = "deg";
        out->label = m->points[1];
        break;
    }
    case STATE_MEASURE_AREA:
        result_area(m, &frame, points, out);
        out->unit = "m2";
        break;
    default: result_way(m, &frame, points, out); break;
    }
}

// Decimals that say no more than is known; what is exact to a tenth of a millimetre has four.
static int decimals(double exact, int most)
{
    int n = most;
    for (double step = pow(10, -most); n > 0 && step < exact / 2; step *= 10) n--;
    return n;
}

// Half a millimetre, a thousandth of a square metre and a hundredth of a degree are the finest
// said.
static void add_exact(StateMeasureKind kind, double exact, Str *out)
{
    if (kind == STATE_MEASURE_ANGLE)
        str_printf(out, " ±%.2g°", fmax(exact, 0.01));
    else if (kind == STATE_MEASURE_AREA)
        str_printf(out, " ±%.2g m²", fmax(exact, 0.001));
    else if (exact < 0.1)
        str_printf(out, " ±%.3g mm", exact < 0.0005 ? 0.5 : ceil(exact * 1000));
    else
        str_printf(out, " ±%.2g m", exact);
}

void measure_text(const StateMeasure *m, bool is_chinese, bool is_long, Str *out)
{
    static const char *const names[STATE_MEASURE_COUNT][2] = {
        { "", "" },         { "Distance", "距离" },     { "Angle", "角度" },
        { "Area", "面积" }, { "Clear height", "净高" }, { "Gap", "净距" }
    };
    static const char *const ons[STATE_MEASURE_ON_COUNT][2] = {
        { "points as given", "点为给定值" },
        { "on the model", "量自模型" },
        { "on building outlines as in the data", "量自建筑轮廓（以数据为准）" },
        { "on the ground: as good as the terrain's grid", "量自地面（以地形格网为准）" }
    };
    MeasureResult r;
    measure_result(m, &r);
    const char *unit = m->kind == STATE_MEASURE_ANGLE  ? "°"
                       : m->kind == STATE_MEASURE_AREA ? " m²"
                                                       : " m";
    const int most = m->kind == STATE_MEASURE_ANGLE ? 2 : 3;
    str_printf(out, "%s %.*f%s", names[m->kind][is_chinese], decimals(r.exact, most), r.value,
               unit);
    add_exact(m->kind, r.exact, out);
    if (!is_long) return;
    const int n = decimals(r.exact, 3);
    if (m->kind == STATE_MEASURE_AREA)
        str_printf(out, is_chinese ? " · 周长 %.*f m" : " · perimeter %.*f m", n, r.perimeter_m);
    if (m->kind == STATE_MEASURE_DISTANCE || m->kind == STATE_MEASURE_GAP)
        str_printf(out,
                   is_chinese ? " · 水平 %.*f m · 高差 %.*f m" : " · level %.*f m · rise %.*f m", n,
                   r.horizontal_m, n, r.vertical_m);
    str_printf(out, " · %s", ons[m->on][is_chinese]);
}

static void write_number(JsonWriter *w, const char *key, double value)
{
    json_key(w, key);
    json_number(w, round(value * 1e6) / 1e6);
}

static void write_parts(const StateMeasure *m, const MeasureResult *r, JsonWriter *w)
{
    json_key(w, "parts");
    json_object_begin(w);
    if (m->kind == STATE_MEASURE_AREA) {
        write_number(w, "perimeter_m", r->perimeter_m);
        write_number(w, "off_plane_m", r->off_plane_m);
    } else if (m->kind != STATE_MEASURE_ANGLE) {
        write_number(w, "horizontal_m", r->horizontal_m);
        write_number(w, "vertical_m", r->vertical_m);
        json_key(w, "legs_m");
        json_array_begin(w);
        for (int i = 0; i < r->leg_count; i++) json_number(w, round(r->legs_m[i] * 1e6) / 1e6);
        json_array_end(w);
    }
    json_object_end(w);
}

void measure_write(const StateMeasure *m, JsonWriter *w)
{
    MeasureResult r;
    measure_result(m, &r);
    json_object_begin(w);
    json_key(w, "id");
    json_int(w, m->id);
    json_key(w, "kind");
    json_text(w, kinds[m->kind].name);
    write_number(w, "value", r.value);
    json_key(w, "unit");
    json_text(w, r.unit);
    json_key(w, "exact");
    json_number(w, round(r.exact * 1e9) / 1e9);
    json_key(w, "on");
    json_text(w, on_names[m->on]);
    write_parts(m, &r, w);
    json_key(w, "points");
    json_array_begin(w);
    for (int i = 0; i < m->point_count; i++) {
        json_array_begin(w);
        json_number(w, round(m->points[i].lon_deg * 1e11) / 1e11);
        json_number(w, round(m->points[i].lat_deg * 1e11) / 1e11);
        json_number(w, round(m->points[i].h_m * 1e5) / 1e5);
        json_array_end(w);
    }
    json_array_end(w);
    json_object_end(w);
}

static bool parse_number(const char **at, double *value)
{
    char *end = NULL;
    *value = strtod(*at, &end);
    if (end == *at || !isfinite(*value)) return false;
    *at = end;
    return true;
}

static bool parse_point(const char **at, GeoPos *pos)
{
    double v[3] = { 0 };
    for (int k = 0; k < 3; k++) {
        if (k > 0 && *(*at)++ != ',') return false;
        if (!parse_number(at, &v[k])) return false;
    }
    *pos = (GeoPos){ v[0], v[1], v[2] };
    return fabs(v[0]) <= 180 && fabs(v[1]) <= 90 && fabs(v[2]) <= 1e7;
}

bool measure_points_parse(const char *text, StateMeasure *m, Err *err)
{
    StateMeasure read = { 0 };
    for (const char *at = text + strspn(text, " ;"); *at; at += strspn(at, " ;")) {
        GeoPos pos;
        if (read.point_count == STATE_MEASURE_POINTS_MAX) {
            err_set(err, ERR_RANGE, "expected at most %d points", STATE_MEASURE_POINTS_MAX);
            return false;
        }
        if (!parse_point(&at, &pos) || (*at && !strchr(" ;", *at))) {
            err_set(err, ERR_ARGUMENT,
                    "points '%.60s': expected \"lon,lat,height …\" in degrees and metres", text);
            return false;
        }
        read.points[read.point_count++] = pos;
    }
    memcpy(m->points, read.points, sizeof m->points);
    m->point_count = read.point_count;
    return true;
}

void measure_points_write(const StateMeasure *m, Str *out)
{
    for (int i = 0; i < m->point_count; i++)
        str_printf(out, "%s%.11f,%.11f,%.5f", i ? " " : "", m->points[i].lon_deg,
                   m->points[i].lat_deg, m->points[i].h_m);
}

bool measure_point_add(StateMeasure *m, GeoPos pos, StateMeasureOn on, double exact_m)
{
    if (m->point_count >= STATE_MEASURE_POINTS_MAX) return false;
    m->points[m->point_count++] = pos;
    m->exact_m = fmax(m->exact_m, exact_m);
    if (on > m->on) m->on = on;
    return true;
}

bool measure_add(State *state, const StateMeasure *measure, Err *err)
{
    assert(measure_is_whole(measure));
    if (state->measure_count >= STATE_MEASURES_MAX) {
        err_set(err, ERR_RANGE,
                "there are %d measurements already, more cannot be (measure-remove takes them "
                "away)",
                STATE_MEASURES_MAX);
        return false;
    }
    if (!array_reserve((void **)&state->measures, &state->measure_cap, state->measure_count + 1,
                       sizeof *state->measures)) {
        err_set(err, ERR_MEMORY, "no memory for a measurement");
        return false;
    }
    StateMeasure *m = &state->measures[state->measure_count++];
    *m = *measure;
    m->id = ++state->next_measure_id;
    state_touch(state);
    return true;
}

bool measure_remove(State *state, uint32_t id)
{
    int kept = 0;
    for (int i = 0; i < state->measure_count; i++)
        if (id != 0 && state->measures[i].id != id) state->measures[kept++] = state->measures[i];
    if (kept == state->measure_count) return false;
    state->measure_count = kept;
    state_touch(state);
    return true;
}
