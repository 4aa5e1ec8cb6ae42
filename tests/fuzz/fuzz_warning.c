// SPDX-License-Identifier: Apache-2.0
// fuzz_warning.c - any bytes as warnings from outside, as CAP and as the JSON of an event: what is
// in force has an id, rings that close and a JSON that can be read.
#include "app_live.h"
#include "base/inbox.h"
#include "base/json_tape.h"
#include "feed/decode.h"
#include <math.h>
#include <stdlib.h>
#include <string.h>

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t length);

static void take(void *context, ObservationEvent *event)
{
    Err err = { 0 };
    if (!app_warnings_take(context, event, NULL, &err) && !err.text[0]) abort();
    inbox_event_destroy(event);
}

static void check(AppWarnings *warnings)
{
    Str out = { 0 };
    JsonWriter w = { .out = &out };
    JsonTape tape = { 0 };
    for (int i = 0; i < app_warnings_count(warnings); i++) {
        const AppWarning *warning = app_warnings_at(warnings, i);
        int points = 0;
        for (int r = 0; r < warning->ring_count; r++) points += warning->ring_points[r];
        if (!warning->id || !warning->id[0] || points > warning->point_count) abort();
        for (int p = 0; p < 2 * points; p++)
            if (!isfinite(warning->lon_lat[p])) abort();
    }
    app_warnings_json(warnings, &w);
    if (!json_tape_read(&tape, out.text, out.length, NULL)) abort();
    json_tape_finish(&tape);
    str_finish(&out);
    app_warnings_expire(warnings, 1800000000000000);
}

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t length)
{
    if (length < 1) return 0;
    AppWarnings *warnings = app_warnings_create();
    if (!warnings) return 0;
    if (bytes[0] & 1) {
        const DecodeSink sink = { .context = warnings,
                                  .event = take,
                                  .t_recv_us = 1780000000000000 };
        Decoder *decoder = decoder_create(DECODE_CAP);
        decoder_take(decoder, bytes + 1, length - 1, &sink);
        decoder_end(decoder, &sink);
        decoder_destroy(decoder);
    } else {
        ObservationEvent *event = calloc(1, sizeof *event);
        strcpy(event->kind, "warning");
        event->id = strdup("w");
        event->json = malloc(length);
        memcpy(event->json, bytes + 1, length - 1);
        event->json[length - 1] = 0;
        take(warnings, event);
    }
    check(warnings);
    app_warnings_destroy(warnings);
    return 0;
}
