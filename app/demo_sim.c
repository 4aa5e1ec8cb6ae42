// SPDX-License-Identifier: Apache-2.0
// demo_sim.c - stations and routes between the demo city and its simulation.
#include "demo_sim.h"
#include "base/file.h"
#include "base/json.h"
#include "feed/sim.h"
#include <math.h>
#include <stdlib.h>
#include <string.h>

GeoDemoStation *demo_sim_stations(int *count)
{
    GeoDemoStation *out = calloc((size_t)sim_station_count, sizeof *out);
    *count = out ? sim_station_count : 0;
    for (int s = 0; s < *count; s++) {
        const SimStation *from = &sim_stations[s];
        const char *kind = sim_station_kind(from->kind);
        Str key = { 0 };
        str_printf(&key, "%s.%s.%s", kind, from->id, sim_station_metric(from->kind));
        out[s] = (GeoDemoStation){ from->id,   kind,     sim_station_kind_zh(from->kind),
                                   from->name, key.text, from->lon,
                                   from->lat };
    }
    return out;
}

void demo_sim_stations_free(GeoDemoStation *stations, int count)
{
    for (int s = 0; stations && s < count; s++) free((char *)stations[s].key);
    free(stations);
}

static void write_route(JsonWriter *w, const GeoDemoRoute *route)
{
    json_object_begin(w);
    json_key(w, "kind");
    json_text(w, route->is_channel ? "channel" : "road");
    json_key(w, "name");
    json_text(w, route->name);
    json_key(w, "class");
    json_text(w, route->type);
    json_key(w, "width_m");
    json_number(w, route->width_m);
    json_key(w, "points");
    json_array_begin(w);
    for (int k = 0; k < route->count; k++) {
        json_array_begin(w);
        json_number(w, round(route->lon[k] * 1e7) / 1e7);
        json_number(w, round(route->lat[k] * 1e7) / 1e7);
        json_array_end(w);
    }
    json_array_end(w);
    json_object_end(w);
}

static void write_sensors(JsonWriter *w, const char *keys)
{
    json_key(w, "sensors");
    json_array_begin(w);
    for (const char *line = keys, *end; line && *line && (end = strchr(line, '\n'));
         line = end + 1) {
        Str key = { 0 };
        str_add_n(&key, line, (size_t)(end - line));
        json_text(w, key.text);
        str_finish(&key);
    }
    json_array_end(w);
}

// The ferry over the strait (琼州海峡), there and back; its key is a value of the simulation.
static bool write_ferry(const char *folder, Err *err)
{
    static const double ways[2][8] = {
        { 110.1335, 20.2370, 110.1368, 20.1800, 110.1405, 20.1200, 110.1455, 20.0600 },
        { 110.1495, 20.0600, 110.1452, 20.1200, 110.1412, 20.1800, 110.1370, 20.2370 }
    };
    static const char *const names[2] = { "徐闻港—新海港", "新海港—徐闻港" };
    Str text = { 0 };
    JsonWriter w = { .out = &text };
    json_object_begin(&w);
    json_key(&w, "type"), json_text(&w, "FeatureCollection");
    json_key(&w, "features");
    json_array_begin(&w);
    for (int i = 0; i < 2; i++) {
        json_object_begin(&w);
        json_key(&w, "type"), json_text(&w, "Feature");
        json_key(&w, "properties");
        json_object_begin(&w);
        json_key(&w, "name"), json_text(&w, names[i]);
        json_key(&w, "key"), json_text(&w, "T25.queue");
        json_object_end(&w);
        json_key(&w, "geometry");
        json_object_begin(&w);
        json_key(&w, "type"), json_text(&w, "LineString");
        json_key(&w, "coordinates");
        json_array_begin(&w);
        for (int k = 0; k < 4; k++) {
            json_array_begin(&w);
            json_number(&w, ways[i][2 * k]);
            json_number(&w, ways[i][2 * k + 1]);
            json_array_end(&w);
        }
        json_array_end(&w);
        json_object_end(&w);
        json_object_end(&w);
    }
    json_array_end(&w);
    json_object_end(&w);
    str_add(&text, "\n");
    char *path = file_join(folder, DEMO_SIM_FERRY);
    const bool ok = file_replace(path, text.text, text.length, err);
    free(path);
    str_finish(&text);
    return ok;
}

bool demo_sim_write(const char *folder, const char *sensor_keys, Err *err)
{
    Str text = { 0 };
    JsonWriter w = { .out = &text };
    json_object_begin(&w);
    json_key(&w, "notice");
    json_text(&w, "示范数据");
    json_key(&w, "routes");
    json_array_begin(&w);
    for (int r = 0; r < geo_demo_route_count(); r++) {
        GeoDemoRoute route;
        geo_demo_route(r, &route);
        write_route(&w, &route);
    }
    json_array_end(&w);
    write_sensors(&w, sensor_keys);
    json_object_end(&w);
    str_add(&text, "\n");
    char *path = file_join(folder, DEMO_SIM_FILE);
    const bool ok = file_replace(path, text.text, text.length, err);
    free(path);
    str_finish(&text);
    return ok && write_ferry(folder, err);
}
