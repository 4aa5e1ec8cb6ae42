// SPDX-License-Identifier: Apache-2.0
// feed_format_city.h - our own messages on a bus: one observation or event as a JSON object that
// reads back as it was (the normalised record of operations.md 1.2). The format `city` reads them.
//
//   PREFIX/value/KEY with its points as slashes, retained, QoS 0:
//     {"key":"air.hkq.pm25","t_us":…,"value":35.5 | "text":"…" | "position":[lon,lat,h,course,
//      heading,speed] | "gone":true,"unit":"ug/m3","quality":"good","seq":7,"period_ms":60000,
//      "stale_us":…,"simulated":true,"no_time":true}     null in a position = unknown; what says
//                                                        nothing is left out
//   PREFIX/event/KIND/ID, QoS 1, never retained:
//     {"event":"warning","id":"…","t_us":…,"expire_us":…,"simulated":true,"json":"{…}"}
// Does not: send (feed_publish).
#pragma once
#include "base/keys.h"
#include "base/observation.h"
#include "base/str.h"

// Both texts are emptied first.
void feed_city_value(const Keys *keys, const Observation *o, const char *prefix, Str *topic,
                     Str *payload);
void feed_city_event(const ObservationEvent *event, const char *prefix, Str *topic, Str *payload);
