// SPDX-License-Identifier: Apache-2.0
// decode_gtfsrt.h - GTFS Realtime 2.0: one FeedMessage to its JSON, positions, delays and alerts.
// Does not: know the timetable (routes and stops are named by their ids).
#pragma once
#include "feed/decode.h"

// JSON: the message in the JSON mapping of protocol buffers (lowerCamelCase, 64-bit numbers as
// text, enums by name). Extensions are left out. Values: position, delay (s, of the next stop) and
// occupancy, id = of the vehicle, else of the trip, else of the entity; stale 90 s after their
// time. Alerts are events; a deleted entity is GONE. False: said to sink->malformed.
bool decode_gtfsrt(const uint8_t *bytes, size_t length, const DecodeSink *sink);
