// SPDX-License-Identifier: Apache-2.0
// decode.h - bytes of a protocol to JSON lines, observations and events: AIS, CAP, Sparkplug B,
// Cursor on Target, HJ 212, GTFS-RT.
// Does not: open sockets or files, keep threads, or know the city. Each kind says in its own header
// (decode_ais.h, …) what its JSON holds; of events see below.
#pragma once
#include "base/observation.h"
#include "base/str.h"
#include <stddef.h>

// Where a decoder puts what it reads. Every function may be NULL (what it would get is dropped and
// freed); all are called on the decoder's thread, before the call that was given the bytes returns.
typedef struct {
    void *context;
    // The key of id ("413456789") and metric ("position"); 0 = none: its value is not observed.
    uint32_t (*key)(void *context, const char *id, const char *metric);
    // A value; takes its text. t_recv_us and feed are as below; flags hold NO_TIME and HISTORY.
    void (*observe)(void *context, Observation *observation);
    void (*event)(void *context, ObservationEvent *event); // takes it
    // One message that could not be read, and why, in English; called once a message.
    void (*malformed)(void *context, const char *what);
    // Sparkplug: publish decode_sparkplug_rebirth to this topic ("spBv1.0/G/NCMD/N").
    void (*rebirth)(void *context, const char *topic);
    Str *json;         // one object and a line break a message are added; NULL = none wanted
    // HJ 212: frames that the station asked for are added, to be sent back. NULL = it gets none.
    Str *answer;
    // CAP: what entries of an Atom feed link to in the place of an alert, one a line. NULL: such a
    // feed is malformed.
    Str *links;
    int64_t t_recv_us; // of the bytes; 0 = now
    uint16_t feed;     // into observations and events
} DecodeSink;

typedef enum {
    DECODE_NONE,
    DECODE_AIS,       // lines of NMEA 0183: a stream
    DECODE_CAP,       // one XML document: alert, Atom feed or EDXL-DE
    DECODE_SPARKPLUG, // one payload, or lines of TOPIC<tab>BASE64
    DECODE_COT,       // XML events one after the other: a stream
    DECODE_HJ212,     // frames "##0101…CRC\r\n": a stream
    DECODE_GTFSRT,    // one FeedMessage
    DECODE_KIND_COUNT
} DecodeKind;
DecodeKind decode_kind_find(const char *name); // "ais", "cap", …; DECODE_NONE for strangers
const char *decode_kind_name(DecodeKind kind);

// Names of districts and townships that are looked for in the text of warnings.
typedef struct DecodePlaces DecodePlaces;
typedef struct {
    const char *name; // "赤坎区"; UTF-8
    const char *code; // of GB/T 2260 or 10114: "440802"
} DecodePlace;
// Copied. NULL without memory. Empty names are left out. Thread: any; then it is only read.
DecodePlaces *decode_places_create(const DecodePlace *places, int count);
void decode_places_destroy(DecodePlaces *places);

// One stream or one source: joins what comes in pieces and remembers what later messages need
// (parts of AIS, births of Sparkplug). At most DECODE_HELD_MAX bytes wait for their end; a message
// that is longer is malformed. Thread: one at a time.
#define DECODE_HELD_MAX ((size_t)64 << 20)
typedef struct Decoder Decoder;
Decoder *decoder_create(DecodeKind kind); // NULL without memory, or for DECODE_NONE
void decoder_destroy(Decoder *decoder);
void decoder_set_places(Decoder *decoder, const DecodePlaces *places); // CAP; borrowed
// The next bytes, cut anywhere. Streams decode every message that is complete.
void decoder_take(Decoder *decoder, const void *bytes, size_t length, const DecodeSink *sink);
// No more of this document, datagram or stream: what waits is the last message.
void decoder_end(Decoder *decoder, const DecodeSink *sink);
// The connection was lost: half a message is forgotten, births are not.
void decoder_reset(Decoder *decoder);
// MQTT: one payload with its topic (Sparkplug; other kinds leave the topic aside).
void decoder_take_topic(Decoder *decoder, const char *topic, const void *bytes, size_t length,
                        const DecodeSink *sink);
typedef struct {
    uint64_t messages, malformed;
} DecoderCounters;
DecoderCounters decoder_counters(const Decoder *decoder);

// JSON of events by kind.
// "warning" (CAP): the object of decode_cap.h. id = identifier; a message that replaces others
//     names them in "replaces". t_event_us = onset, else effective, else sent of its first info;
//     t_expire_us = the latest expires.
// "marker", "alert" (Cursor on Target): the object of decode_cot.h. id = uid; t_expire_us = stale.
// "alert" (GTFS-RT): {"id", "alert": the Alert of the standard's JSON}. id = id of the entity.
