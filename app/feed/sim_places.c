// SPDX-License-Identifier: Apache-2.0
// sim_places.c - reads routes, sensors and stations; a point along a route.
#include "feed/sim_places.h"
#include "base/json_tape.h"
#include "feed/sim_math.h"
#include <math.h>
#include <string.h>

#define LAT_M 110740.0

typedef struct {
    const JsonTape *tape;
    const char *name;
    Arena *arena;
    Err *err;
} Reader;

static const char *text_of(const Reader *r, JsonRef object, const char *key)
{
    const char *text = json_as_text(r->tape, json_member(r->tape, object, key), r->arena);
    return text ? text : "";
}

static bool read_point(const JsonTape *tape, JsonRef pair, double *lon, double *lat)
{
    double xy[2];
    if (json_as_numbers(tape, pair, xy, 2) != 2) return false;
    *lon = xy[0];
    *lat = xy[1];
    return fabs(xy[0]) <= 180 && fabs(xy[1]) <= 85;
}

static bool read_route(const Reader *r, JsonRef object, int index, SimRoute *route)
{
    const JsonRef points = json_member(r->tape, object, "points");
    const int count = json_count(r->tape, points);
    const char *kind = text_of(r, object, "kind");
    route->is_channel = strcmp(kind, "channel") == 0;
    if (!route->is_channel && strcmp(kind, "road") != 0) {
        err_set(r->err, ERR_FORMAT, "%s: routes[%d].kind is '%.20s', expected road or channel",
                r->name, index, kind);
        return false;
    }
    if (json_type(r->tape, points) != JSON_ARRAY || count < 2 || count > SIM_ROUTE_POINTS_MAX) {
        err_set(r->err, ERR_FORMAT, "%s: routes[%d].points: expected 2 to %d points", r->name,
                index, SIM_ROUTE_POINTS_MAX);
        return false;
    }
    route->name = text_of(r, object, "name");
    route->type = text_of(r, object, "class");
    route->width_m =
        sim_clamp(json_as_number(r->tape, json_member(r->tape, object, "width_m"), 10), 1, 5000);
    route->lon = ARENA_ARRAY(r->arena, double, count);
    route->lat = ARENA_ARRAY(r->arena, double, count);
    route->along_m = ARENA_ARRAY(r->arena, double, count);
    int n = 0;
    for (JsonRef p = json_first(r->tape, points); p != JSON_TAPE_NONE;
         p = json_next(r->tape, points, p), n++) {
        if (!read_point(r->tape, p, &route->lon[n], &route->lat[n])) {
            err_set(r->err, ERR_FORMAT, "%s: routes[%d].points[%d]: expected [lon, lat] in degrees",
                    r->name, index, n);
            return false;
        }
        if (!n) continue;
        const double east =
            (route->lon[n] - route->lon[n - 1]) * LAT_M * cos(route->lat[n] * SIM_PI / 180);
        route->along_m[n] =
            route->along_m[n - 1] + hypot(east, (route->lat[n] - route->lat[n - 1]) * LAT_M);
    }
    route->count = n;
    route->length_m = route->along_m[n - 1];
    return true;
}

static bool read_routes(const Reader *r, JsonRef array, SimPlaces *out)
{
    const int count = json_type(r->tape, array) == JSON_ARRAY ? json_count(r->tape, array) : 0;
    if (count > SIM_ROUTES_MAX) {
        err_set(r->err, ERR_RANGE, "%s: %d routes, at most %d were expected", r->name, count,
                SIM_ROUTES_MAX);
        return false;
    }
    out->routes = ARENA_ARRAY(r->arena, SimRoute, count ? count : 1);
    if (!count) return true;
    for (JsonRef i = json_first(r->tape, array); i != JSON_TAPE_NONE;
         i = json_next(r->tape, array, i)) {
        if (!read_route(r, i, out->route_count, &out->routes[out->route_count])) return false;
        // One point drawn twice has no direction: nothing moves on it.
        if (out->routes[out->route_count].length_m > 1) out->route_count++;
    }
    return true;
}

static bool read_stations(const Reader *r, JsonRef array, SimPlaces *out)
{
    const int count = json_type(r->tape, array) == JSON_ARRAY ? json_count(r->tape, array) : 0;
    out->stations = ARENA_ARRAY(r->arena, SimStation, count ? count : 1);
    if (!count) return true;
    for (JsonRef i = json_first(r->tape, array); i != JSON_TAPE_NONE;
         i = json_next(r->tape, array, i)) {
        SimStation *s = &out->stations[out->station_count];
        const char *kind = text_of(r, i, "kind");
        for (int k = 1; k < SIM_STATION_KINDS; k++) {
            if (strcmp(kind, sim_station_kind((SimStationKind)k)) == 0) s->kind = (SimStationKind)k;
        }
        s->id = text_of(r, i, "id");
        s->name = text_of(r, i, "name");
        s->lon = json_as_number(r->tape, json_member(r->tape, i, "lon"), NAN);
        s->lat = json_as_number(r->tape, json_member(r->tape, i, "lat"), NAN);
        s->size = sim_clamp(json_as_number(r->tape, json_member(r->tape, i, "size"), 0), 0, 1e6);
        if (!s->kind || !s->id[0] || strlen(s->id) > 80 || !(fabs(s->lon) <= 180) ||
            !(fabs(s->lat) <= 85)) {
            err_set(r->err, ERR_FORMAT,
                    "%s: stations[%d]: expected a known kind, an id, lon and lat", r->name,
                    out->station_count);
            return false;
        }
        out->station_count++;
    }
    return true;
}

static bool read_sensors(const Reader *r, JsonRef array, SimPlaces *out)
{
    const int count = json_type(r->tape, array) == JSON_ARRAY ? json_count(r->tape, array) : 0;
    out->sensors = ARENA_ARRAY(r->arena, const char *, count ? count : 1);
    if (!count) return true;
    for (JsonRef i = json_first(r->tape, array); i != JSON_TAPE_NONE;
         i = json_next(r->tape, array, i)) {
        const char *key = json_as_text(r->tape, i, r->arena);
        if (!key || !key[0] || strlen(key) > 150) {
            err_set(r->err, ERR_FORMAT, "%s: sensors[%d]: expected a key of 1 to 150 bytes",
                    r->name, out->sensor_count);
            return false;
        }
        out->sensors[out->sensor_count++] = key;
    }
    return true;
}

bool sim_places_read(const char *json, size_t length, const char *name, Arena *arena,
                     SimPlaces *out, Err *err)
{
    JsonTape tape = { 0 };
    SimPlaces places = { 0 };
    if (!json_tape_read(&tape, json, length, err)) {
        err_prefix(err, "%s", name);
        return false;
    }
    const Reader r = { &tape, name, arena, err };
    bool ok = json_type(&tape, 0) == JSON_OBJECT;
    if (!ok)
        err_set(err, ERR_FORMAT, "%s: expected an object with routes, sensors, stations", name);
    ok = ok && read_routes(&r, json_member(&tape, 0, "routes"), &places) &&
         read_stations(&r, json_member(&tape, 0, "stations"), &places) &&
         read_sensors(&r, json_member(&tape, 0, "sensors"), &places);
    json_tape_finish(&tape);
    if (ok) *out = places;
    return ok;
}

void sim_route_at(const SimRoute *route, double along_m, double right_m, double *lon, double *lat,
                  double *course_deg)
{
    const double s = sim_clamp(along_m, 0, route->length_m);
    int low = 0, high = route->count - 1;
    while (high - low > 1) {
        const int middle = (low + high) / 2;
        if (route->along_m[middle] <= s)
            low = middle;
        else
            high = middle;
    }
    const double span = route->along_m[high] - route->along_m[low],
                 w = span > 0 ? (s - route->along_m[low]) / span : 0;
    const double lon_m = LAT_M * cos(route->lat[low] * SIM_PI / 180);
    const double dx = (route->lon[high] - route->lon[low]) * lon_m,
                 dy = (route->lat[high] - route->lat[low]) * LAT_M;
    const double length = fmax(hypot(dx, dy), 1e-6);
    *lon =
        route->lon[low] + (route->lon[high] - route->lon[low]) * w + right_m * dy / length / lon_m;
    *lat =
        route->lat[low] + (route->lat[high] - route->lat[low]) * w - right_m * dx / length / LAT_M;
    *course_deg = fmod(atan2(dx, dy) * 180 / SIM_PI + 360, 360);
}
