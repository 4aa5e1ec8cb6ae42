// SPDX-License-Identifier: Apache-2.0
// decode_cot.h - Cursor on Target 2.0: XML events to JSON, positions, markers and alerts.
// Does not: read the protobuf form of TAK protocol version 1.
#pragma once
#include "feed/decode.h"

// The next event of a stream: returns how many bytes are done with (0: more are needed); *event is
// from "<event" to "</event>", NULL where none is whole.
size_t decode_cot_next(const char *bytes, size_t length, const char **event, size_t *event_length);
// One event. JSON: uid, type, how, time, start, stale (ISO 8601), lon, lat, hae, ce, le (m; null =
// unknown, 9999999.0), callsign, remarks, group, role, course (deg), speed (m/s), battery (%),
// shape {kind: "polygon"|"line"|"ellipse", points [[lon, lat]…], major, minor (m), angle (deg)}.
// What has atoms' types (a-…) is a position, id = uid, expiring at stale. Shapes (u-d-…), routes
// (b-m-r) and spots (b-m-p-…) are "marker" events, alerts (b-a-…) "alert"; t-x-d-d makes the uid
// it names GONE.
bool decode_cot(const char *xml, size_t length, const DecodeSink *sink);
