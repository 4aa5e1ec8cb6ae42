// SPDX-License-Identifier: Apache-2.0
// test_demo_sim.c - the demo city's own file of routes moves its simulation: cars on drawn roads,
// ships on the drawn channel.
#include "base/file.h"
#include "base/str.h"
#include "check.h"
#include "demo_sim.h"
#include "feed/sim.h"
#include <stdlib.h>

static double off_route_m(const GeoDemoRoute *r, double lon, double lat)
{
    const double lon_m = 110740 * cos(lat * 0.017453292519943295);
    double best = 1e9;
    for (int k = 0; k + 1 < r->count; k++) {
        const double ax = (r->lon[k] - lon) * lon_m, ay = (r->lat[k] - lat) * 110740;
        const double bx = (r->lon[k + 1] - lon) * lon_m, by = (r->lat[k + 1] - lat) * 110740;
        const double dx = bx - ax, dy = by - ay, d2 = dx * dx + dy * dy;
        const double w = d2 > 0 ? fmin(1, fmax(0, -(ax * dx + ay * dy) / d2)) : 0;
        best = fmin(best, hypot(ax + w * dx, ay + w * dy));
    }
    return best;
}

static double off_routes_m(bool is_channel, double lon, double lat)
{
    double best = 1e9;
    for (int r = 0; r < geo_demo_route_count(); r++) {
        GeoDemoRoute route;
        geo_demo_route(r, &route);
        if (route.is_channel != is_channel) continue;
        best = fmin(best, off_route_m(&route, lon, lat) - route.width_m / 2);
    }
    return best;
}

TEST(vehicles_follow_the_drawn_roads_and_ships_the_drawn_channel)
{
    char folder[512];
    snprintf(folder, sizeof folder, "%s", check_temporary("demo_sim"));
    CHECK(file_make_folders(folder, NULL));
    CHECK(demo_sim_write(folder, "ioc/F1/01/temperature\nioc/F1/02/smoke\n", NULL));
    char *path = file_join(folder, DEMO_SIM_FILE);
    size_t length = 0;
    char *json = file_read(path, 0, &length, NULL);
    CHECK(json != NULL);
    Err err = { 0 };
    Sim *sim = sim_create(
        &(SimDesc){ .json = json, .json_length = length, .json_name = path, .is_typhoon = true },
        &err);
    CHECK_TEXT(err.text, "");
    int ships = 0, cars = 0;
    for (int k = 0; k < sim_key_count(sim); k++) {
        const SimKey key = sim_key(sim, k);
        if (key.kind != OBSERVATION_POSITION || str_starts(key.key, "typhoon")) continue;
        const bool is_ship = str_starts(key.key, "ship/");
        for (int h = 0; h < 20; h++) {
            const ObservationPosition p =
                sim_value(sim, k, INT64_C(1443880000000000) + h * INT64_C(5000000000)).position;
            // Within the drawn width, and half a metre of rounding.
            CHECK(off_routes_m(is_ship, p.lon_deg, p.lat_deg) < 0.5);
        }
        *(is_ship ? &ships : &cars) += 1;
    }
    CHECK(ships > 40 && cars > 300);
    CHECK(sim_key_find(sim, "ioc/F1/01/temperature") >= 0);
    CHECK_TEXT(sim_key(sim, sim_key_find(sim, "ioc/F1/01/temperature")).unit, "Cel");
    sim_destroy(sim);
    free(json);
    free(path);
}

TEST(every_station_of_the_layer_names_a_key_of_the_simulation)
{
    int count = 0;
    GeoDemoStation *stations = demo_sim_stations(&count);
    Sim *sim = sim_create(&(SimDesc){ .seed = 1 }, NULL);
    CHECK(count > 100);
    for (int s = 0; s < count; s++) {
        CHECK(sim_key_find(sim, stations[s].key) >= 0);
        CHECK(stations[s].lon > 109.6 && stations[s].lon < 111 && stations[s].lat > 20.1 &&
              stations[s].lat < 22);
        for (int t = 0; t < s; t++) CHECK(strcmp(stations[s].key, stations[t].key) != 0);
    }
    sim_destroy(sim);
    demo_sim_stations_free(stations, count);
}
