// SPDX-License-Identifier: Apache-2.0
// fuzz_decode.c - any bytes as a message of the kind the first byte names, cut where the second
// says: read, or malformed in words; every line is JSON.
#include "base/inbox.h"
#include "base/json_tape.h"
#include "feed/decode.h"
#include <stdlib.h>
#include <string.h>

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t length);

static uint32_t any_key(void *context, const char *id, const char *metric)
{
    (void)context;
    return (uint32_t)(strlen(id) + strlen(metric) + 1);
}

static void any_observe(void *context, Observation *observation)
{
    (void)context;
    if (observation->kind == OBSERVATION_TEXT) free(observation->text);
}

static void any_event(void *context, ObservationEvent *event)
{
    (void)context;
    inbox_event_destroy(event);
}

static void any_malformed(void *context, const char *what)
{
    (void)context;
    if (!what[0]) abort();
}

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t length)
{
    if (length < 2) return 0;
    Str json = { 0 }, answer = { 0 }, links = { 0 };
    const DecodeSink sink = { .key = any_key,
                              .observe = any_observe,
                              .event = any_event,
                              .malformed = any_malformed,
                              .json = &json,
                              .answer = &answer,
                              .links = bytes[1] & 1 ? &links : NULL,
                              .t_recv_us = 1780000000000000 };
    const char *only = getenv("FUZZ_KIND"); // one kind alone: "cap"
    Decoder *decoder = decoder_create(only ? decode_kind_find(only)
                                           : (DecodeKind)(1 + bytes[0] % (DECODE_KIND_COUNT - 1)));
    const DecodePlace place = { "坡头区", "440804" };
    DecodePlaces *places = decode_places_create(&place, 1);
    if (!decoder || !places) abort();
    decoder_set_places(decoder, places);
    const size_t piece = 1 + bytes[1];
    for (size_t at = 2; at < length; at += piece) {
        const size_t count = length - at < piece ? length - at : piece;
        uint8_t *copy = malloc(count); // exactly as long as it is
        if (!copy) abort();
        memcpy(copy, bytes + at, count);
        decoder_take(decoder, copy, count, &sink);
        free(copy);
    }
    decoder_end(decoder, &sink);
    for (size_t at = 0; at < json.length;) {
        const char *stop = memchr(json.text + at, '\n', json.length - at);
        JsonTape tape = { 0 };
        if (!stop) abort();
        const size_t count = (size_t)(stop - json.text) - at;
        if (!json_tape_read(&tape, json.text + at, count, NULL)) abort();
        json_tape_finish(&tape);
        at += count + 1;
    }
    decoder_destroy(decoder);
    decode_places_destroy(places);
    str_finish(&json);
    str_finish(&answer);
    str_finish(&links);
    return 0;
}
