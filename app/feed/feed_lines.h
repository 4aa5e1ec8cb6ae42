// SPDX-License-Identifier: Apache-2.0
// feed_lines.h - messages of MQTT from lines of a file, as the formats of brokers read them: for
// `decode` and tests.
// Does not: connect, or know maps.
#pragma once
#include "base/err.h"
#include "base/str.h"
#include <stdbool.h>

// "sensorthings", "ngsi", "thingsboard", "homeassistant": formats whose messages are JSON.
bool feed_lines_is_format(const char *name);
typedef struct FeedLines FeedLines;
FeedLines *feed_lines_create(const char *format, Err *err); // NULL: ERR_ARGUMENT, ERR_MEMORY
void feed_lines_destroy(FeedLines *lines);
// One line TOPIC<tab>JSON; of ngsi and thingsboard also JSON alone (thingsboard: of the device
// "me"). Adds {"topic","values":[{"id","metric","time" (null: it has none),"value" or "lon","lat",
// "height" or "gone","unit","stale"}]} and a line break to out. False: it could not be read, wholly
// or in part; the log says why.
bool feed_lines_take(FeedLines *lines, const char *line, size_t length, Str *out);
