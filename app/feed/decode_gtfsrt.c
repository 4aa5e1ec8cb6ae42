// SPDX-License-Identifier: Apache-2.0
// decode_gtfsrt.c - GTFS Realtime 2.0: one FeedMessage to its JSON, positions, delays and alerts.
#include "feed/decode_gtfsrt.h"
#include "feed/decode_part.h"
#include "feed/decode_protobuf.h"
#include "gtfs_realtime.pb-c.h"
#include <math.h>
#include <stdio.h>

#define GTFSRT_STALE_US ((int64_t)90 * 1000000)
#define GTFSRT_BUDGET_BYTES ((size_t)256 << 20)

// Seconds since 1970 to microseconds; 0 for what no feed of this century says.
static int64_t gtfsrt_us(uint64_t seconds)
{
    return seconds && seconds < 100000000000u ? (int64_t)seconds * 1000000 : 0;
}

static const char *gtfsrt_id(const Gtfsrt__VehicleDescriptor *vehicle,
                             const Gtfsrt__TripDescriptor *trip, const char *entity)
{
    if (vehicle && vehicle->id && vehicle->id[0]) return vehicle->id;
    return trip && trip->trip_id && trip->trip_id[0] ? trip->trip_id : entity;
}

static DecodeValue gtfsrt_value(const char *id, const char *metric, int64_t t_us)
{
    return (DecodeValue){ .id = id,
                          .metric = metric,
                          .t_obs_us = t_us,
                          .t_stale_us = t_us ? t_us + GTFSRT_STALE_US : 0 };
}

static void gtfsrt_vehicle(const Gtfsrt__FeedEntity *entity, int64_t t_us, const DecodeSink *sink)
{
    const Gtfsrt__VehiclePosition *vehicle = entity->vehicle;
    const char *id = gtfsrt_id(vehicle->vehicle, vehicle->trip, entity->id);
    if (vehicle->has_timestamp && vehicle->timestamp) t_us = gtfsrt_us(vehicle->timestamp);
    if (entity->is_deleted) {
        const DecodeValue value = gtfsrt_value(id, "position", t_us);
        decode_gone(sink, &value);
        return;
    }
    const Gtfsrt__Position *place = vehicle->position;
    if (place) {
        const DecodeValue value = gtfsrt_value(id, "position", t_us);
        const ObservationPosition position = { .lon_deg = place->longitude,
                                               .lat_deg = place->latitude,
                                               .h_m = NAN,
                                               .course_deg = NAN,
                                               .heading_deg =
                                                   place->has_bearing ? place->bearing : NAN,
                                               .speed_m_s = place->has_speed ? place->speed : NAN };
        decode_position(sink, &value, &position);
    }
    if (vehicle->has_occupancy_percentage) {
        DecodeValue value = gtfsrt_value(id, "occupancy", t_us);
        value.unit = "%";
        decode_number(sink, &value, vehicle->occupancy_percentage);
    }
}

// The delay of the next stop: the first whose time is not past, else the last that has one.
static double gtfsrt_delay(const Gtfsrt__TripUpdate *trip, int64_t now_us)
{
    if (trip->has_delay) return trip->delay;
    double delay = NAN;
    for (size_t i = 0; i < trip->n_stop_time_update; i++) {
        const Gtfsrt__TripUpdate__StopTimeUpdate *stop = trip->stop_time_update[i];
        const Gtfsrt__TripUpdate__StopTimeEvent *at =
            stop->departure && stop->departure->has_delay ? stop->departure : stop->arrival;
        if (!at || !at->has_delay) continue;
        delay = at->delay;
        if (!at->has_time || gtfsrt_us((uint64_t)at->time) >= now_us) break;
    }
    return delay;
}

static void gtfsrt_trip(const Gtfsrt__FeedEntity *entity, int64_t t_us, const DecodeSink *sink)
{
    const Gtfsrt__TripUpdate *trip = entity->trip_update;
    if (trip->has_timestamp && trip->timestamp) t_us = gtfsrt_us(trip->timestamp);
    DecodeValue value =
        gtfsrt_value(gtfsrt_id(trip->vehicle, trip->trip, entity->id), "delay", t_us);
    value.unit = "s";
    if (entity->is_deleted)
        decode_gone(sink, &value);
    else
        decode_number(sink, &value, gtfsrt_delay(trip, t_us));
}

static void gtfsrt_alert(const Gtfsrt__FeedEntity *entity, int64_t t_us, const DecodeSink *sink)
{
    const Gtfsrt__Alert *alert = entity->alert;
    Str text = { 0 };
    JsonWriter w = { .out = &text };
    json_object_begin(&w);
    json_key(&w, "id");
    json_text(&w, entity->id);
    json_key(&w, "alert");
    decode_protobuf_json(&w, &alert->base);
    json_object_end(&w);
    DecodeEvent event = { .kind = "alert", .id = entity->id, .json = &text, .t_event_us = t_us };
    bool is_open = false;
    for (size_t i = 0; i < alert->n_active_period; i++) {
        const Gtfsrt__TimeRange *range = alert->active_period[i];
        const int64_t end = range->has_end ? gtfsrt_us(range->end) : 0;
        if (!end) is_open = true;
        if (end > event.t_expire_us) event.t_expire_us = end;
        if (i == 0 && range->has_start && range->start) event.t_event_us = gtfsrt_us(range->start);
    }
    if (is_open) event.t_expire_us = 0;
    if (entity->is_deleted) event.t_expire_us = t_us; // withdrawn
    decode_event(sink, &event);
    str_finish(&text);
}

bool decode_gtfsrt(const uint8_t *bytes, size_t length, const DecodeSink *sink)
{
    DecodeBudget budget;
    decode_budget_init(&budget, GTFSRT_BUDGET_BYTES);
    Gtfsrt__FeedMessage *feed = gtfsrt__feed_message__unpack(&budget.allocator, length,
                                                             length ? bytes : (const uint8_t *)"");
    if (!feed) {
        decode_malformed(sink, "%zu bytes that are no GTFS-RT FeedMessage", length);
        return false;
    }
    if (sink->json) {
        Str line = { 0 };
        JsonWriter w = { .out = &line };
        decode_protobuf_json(&w, &feed->base);
        decode_line(sink, &line);
        str_finish(&line);
    }
    const int64_t t_us = feed->header->has_timestamp ? gtfsrt_us(feed->header->timestamp) : 0;
    for (size_t i = 0; i < feed->n_entity; i++) {
        const Gtfsrt__FeedEntity *entity = feed->entity[i];
        if (entity->vehicle) gtfsrt_vehicle(entity, t_us, sink);
        if (entity->trip_update) gtfsrt_trip(entity, t_us, sink);
        if (entity->alert) gtfsrt_alert(entity, t_us, sink);
    }
    gtfsrt__feed_message__free_unpacked(feed, &budget.allocator);
    return true;
}
