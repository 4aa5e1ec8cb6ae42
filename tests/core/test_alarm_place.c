// SPDX-License-Identifier: Apache-2.0
// test_alarm_place.c - where alarms are.
#include "check.h"
#include "core/alarm_place.h"
#include <math.h>
#include <string.h>

typedef struct {
    Keys *keys;
    LiveBind *bind;
    LivePlaces *moving;
    AlarmPlaces *places;
} Ground;

static uint32_t key_of(Ground *g, const char *text)
{
    return keys_intern(g->keys, text, strlen(text));
}

static Ground ground_new(void)
{
    Ground g = { .keys = keys_create(0) };
    g.bind = live_bind_create(g.keys);
    g.moving = live_places_create(NULL);
    g.places = alarm_places_create(g.keys, g.bind);
    return g;
}

static void ground_finish(Ground *g)
{
    alarm_places_destroy(g->places);
    live_places_destroy(g->moving);
    live_bind_destroy(g->bind);
    keys_destroy(g->keys);
}

static AlarmPlace place_of(Ground *g, const char *subject, double lon_deg)
{
    Alarm alarm = { .lon_deg = lon_deg, .lat_deg = isnan(lon_deg) ? NAN : 21.2 };
    strcpy(alarm.subject, subject);
    return alarm_places_find(g->places, g->moving, &alarm);
}

TEST(an_alarm_stands_where_another_value_of_its_station_stands)
{
    Ground g = ground_new();
    const uint32_t pm = key_of(&g, "air.hkq.pm25");
    key_of(&g, "air.hkq.o3");
    key_of(&g, "air.other.o3");
    live_bind_one(g.bind, 7, 42, pm);
    alarm_places_follow(g.places, g.moving, true);
    AlarmPlace at = place_of(&g, "air.hkq.pm25", NAN);
    CHECK_EQ(at.kind, ALARM_PLACE_FEATURE);
    CHECK_EQ(at.ref.layer_id, 7);
    CHECK_EQ(at.ref.feature, 42);
    at = place_of(&g, "air.hkq.o3", NAN);
    CHECK_EQ(at.kind, ALARM_PLACE_FEATURE);
    CHECK_EQ(at.ref.feature, 42);
    CHECK_EQ(place_of(&g, "air.other.o3", NAN).kind, ALARM_PLACE_NONE);
    // Two parts say a kind, no device: a neighbour's place is not taken for one's own.
    live_bind_one(g.bind, 7, 1, key_of(&g, "sensor.1"));
    key_of(&g, "sensor.2");
    alarm_places_follow(g.places, g.moving, true);
    CHECK_EQ(place_of(&g, "sensor.2", NAN).kind, ALARM_PLACE_NONE);
    ground_finish(&g);
}

TEST(an_alarm_of_a_ship_goes_with_the_ship_also_from_a_fix_that_came_later)
{
    Ground g = ground_new();
    key_of(&g, "ship/413/speed");
    const uint32_t position = key_of(&g, "ship/413/position");
    alarm_places_follow(g.places, g.moving, false);
    CHECK_EQ(place_of(&g, "ship/413/speed", 110.5).kind, ALARM_PLACE_POINT);
    const LivePlaceFix fix = { .t_us = 1000000,
                               .t_late_us = 20000000,
                               .t_stale_us = 40000000,
                               .key = position,
                               .position = { .lon_deg = 110.4, .lat_deg = 21.1 } };
    CHECK(live_places_put(g.moving, &fix));
    const AlarmPlace at = place_of(&g, "ship/413/speed", 110.5);
    CHECK_EQ(at.kind, ALARM_PLACE_MOVING);
    CHECK_EQ(at.row, 0);
    uint32_t keys[4];
    CHECK_EQ(alarm_places_station(g.places, position, keys, 4), 2);
    CHECK_EQ(place_of(&g, "", NAN).kind, ALARM_PLACE_NONE);
    ground_finish(&g);
}
