// SPDX-License-Identifier: Apache-2.0
// decode_part.h - what the decoders share: handing over values and lines, times without separators,
// hexadecimal. For decode_*.c alone.
#pragma once
#include "base/json.h"
#include "feed/decode.h"

typedef struct {
    const char *id, *metric; // of the key
    const char *unit;        // UCUM; NULL = ""
    int64_t t_obs_us;        // 0 = of receipt, marked NO_TIME
    int64_t t_stale_us;
    uint32_t seq, period_ms;
    uint8_t quality, flags;
} DecodeValue;
void decode_number(const DecodeSink *sink, const DecodeValue *of, double value); // not finite: none
void decode_string(const DecodeSink *sink, const DecodeValue *of, const char *text); // "": none
void decode_position(const DecodeSink *sink, const DecodeValue *of,
                     const ObservationPosition *position);
void decode_gone(const DecodeSink *sink, const DecodeValue *of);

// One message, and why it could not be read.
void decode_malformed(const DecodeSink *sink, const char *format, ...)
    __attribute__((format(printf, 2, 3)));
// The line of a message: text and a line break to sink->json.
void decode_line(const DecodeSink *sink, const Str *text);

typedef struct {
    const char *kind, *id;
    const Str *json;
    int64_t t_event_us, t_expire_us;
    uint8_t flags;
} DecodeEvent;
void decode_event(const DecodeSink *sink, const DecodeEvent *event);

int64_t decode_now_us(const DecodeSink *sink); // of receipt
// "20160801085857" or with milliseconds "20160801085857223", of a clock utc_offset_s ahead of UTC.
bool decode_compact_time(const char *text, size_t length, int utc_offset_s, int64_t *utc_us);
int decode_hex(char c); // -1 = none
// Key and value of one object, left out where the text is NULL or "".
void decode_pair(JsonWriter *w, const char *key, const char *text);
void decode_pair_time(JsonWriter *w, const char *key, int64_t utc_us); // ISO 8601, UTC; 0: left out
void decode_pair_number(JsonWriter *w, const char *key, double value); // NAN: null
