// SPDX-License-Identifier: Apache-2.0
// decode.c - one stream or source of any kind: pieces joined, messages handed to their decoder.
#include "feed/decode.h"
#include "feed/decode_ais.h"
#include "feed/decode_cap.h"
#include "feed/decode_cot.h"
#include "feed/decode_gtfsrt.h"
#include "feed/decode_hj212.h"
#include "feed/decode_part.h"
#include "feed/decode_sparkplug.h"
#include <assert.h>
#include <stdlib.h>
#include <string.h>

typedef struct {
    const char *name;
    bool is_stream;
    size_t message_max; // bytes
} DecodeRow;
static const DecodeRow decode_rows[] = {
    [DECODE_NONE] = { "", false, 0 },
    [DECODE_AIS] = { "ais", true, 4096 },
    [DECODE_CAP] = { "cap", false, (size_t)16 << 20 },
    [DECODE_SPARKPLUG] = { "sparkplug", false, DECODE_HELD_MAX },
    [DECODE_COT] = { "cot", true, (size_t)1 << 20 },
    [DECODE_HJ212] = { "hj212", true, 10016 },
    [DECODE_GTFSRT] = { "gtfsrt", false, DECODE_HELD_MAX },
};
static_assert(sizeof decode_rows / sizeof decode_rows[0] == DECODE_KIND_COUNT, "a row a kind");

struct Decoder {
    DecodeKind kind;
    Str held;
    bool is_skipping; // of a message that is too long
    DecodeAis *ais;
    DecodeSparkplug *sparkplug;
    const DecodePlaces *places;
    DecoderCounters counters;
};

DecodeKind decode_kind_find(const char *name)
{
    for (int kind = 1; kind < DECODE_KIND_COUNT; kind++)
        if (strcmp(decode_rows[kind].name, name) == 0) return (DecodeKind)kind;
    return DECODE_NONE;
}

const char *decode_kind_name(DecodeKind kind)
{
    return decode_rows[kind].name;
}

Decoder *decoder_create(DecodeKind kind)
{
    if (kind <= DECODE_NONE || kind >= DECODE_KIND_COUNT) return NULL;
    Decoder *decoder = calloc(1, sizeof *decoder);
    if (!decoder) return NULL;
    decoder->kind = kind;
    decoder->ais = kind == DECODE_AIS ? decode_ais_create() : NULL;
    decoder->sparkplug = kind == DECODE_SPARKPLUG ? decode_sparkplug_create() : NULL;
    if ((kind == DECODE_AIS && !decoder->ais) ||
        (kind == DECODE_SPARKPLUG && !decoder->sparkplug)) {
        decoder_destroy(decoder);
        return NULL;
    }
    return decoder;
}

void decoder_destroy(Decoder *decoder)
{
    if (!decoder) return;
    decode_ais_destroy(decoder->ais);
    decode_sparkplug_destroy(decoder->sparkplug);
    str_finish(&decoder->held);
    free(decoder);
}

void decoder_set_places(Decoder *decoder, const DecodePlaces *places)
{
    decoder->places = places;
}

DecoderCounters decoder_counters(const Decoder *decoder)
{
    return decoder->counters;
}

void decoder_reset(Decoder *decoder)
{
    decoder->held.length = 0;
    decoder->is_skipping = false;
}

static void decoder_count(Decoder *decoder, bool is_read)
{
    if (is_read)
        decoder->counters.messages++;
    else
        decoder->counters.malformed++;
}

static void decoder_bad(Decoder *decoder, const char *what, const DecodeSink *sink)
{
    decoder->counters.malformed++;
    decode_malformed(sink, "%s: %s", decode_rows[decoder->kind].name, what);
}

static void decoder_line(Decoder *decoder, const char *line, size_t length, const DecodeSink *sink)
{
    while (length && strchr(" \t\r", line[length - 1])) length--;
    while (length && (*line == ' ' || *line == '\t')) line++, length--;
    if (length) decoder_count(decoder, decode_ais_line(decoder->ais, line, length, sink));
}

// How many bytes of the stream are done with; 0 = the next message is not whole.
static size_t decoder_next(Decoder *decoder, const char *at, size_t left, const DecodeSink *sink)
{
    const char *message = NULL, *why = NULL;
    size_t length = 0, done = 0;
    if (decoder->kind == DECODE_AIS) {
        const char *stop = memchr(at, '\n', left);
        if (!stop) return 0;
        if (!decoder->is_skipping) decoder_line(decoder, at, (size_t)(stop - at), sink);
        decoder->is_skipping = false;
        return (size_t)(stop - at) + 1;
    }
    if (decoder->kind == DECODE_HJ212) {
        done = decode_hj212_frame(at, left, &message, &length, &why);
        if (why) decoder_bad(decoder, why, sink);
        if (message) decoder_count(decoder, decode_hj212(message, length, sink));
    } else {
        done = decode_cot_next(at, left, &message, &length);
        if (message) decoder_count(decoder, decode_cot(message, length, sink));
    }
    return done;
}

static void decoder_stream(Decoder *decoder, const DecodeSink *sink)
{
    size_t at = 0;
    while (at < decoder->held.length) {
        const size_t done =
            decoder_next(decoder, decoder->held.text + at, decoder->held.length - at, sink);
        if (!done) break;
        at += done;
    }
    if (at) {
        decoder->held.length -= at;
        memmove(decoder->held.text, decoder->held.text + at, decoder->held.length);
    }
    if (decoder->held.length <= decode_rows[decoder->kind].message_max) return;
    if (!decoder->is_skipping) decoder_bad(decoder, "a message without end is too long", sink);
    decoder->is_skipping = decoder->kind == DECODE_AIS; // the rest of the line is of it
    decoder->held.length = 0;
}

void decoder_take(Decoder *decoder, const void *bytes, size_t length, const DecodeSink *sink)
{
    const DecodeRow *row = &decode_rows[decoder->kind];
    const char *at = bytes;
    if (!row->is_stream) {
        if (decoder->is_skipping) return;
        if (length > row->message_max - decoder->held.length) {
            decoder_bad(decoder, "a document that is too long", sink);
            decoder->is_skipping = true;
            decoder->held.length = 0;
            return;
        }
        str_add_n(&decoder->held, at, length);
        return;
    }
    // In pieces, so that what is held stays near one message, however much comes at once.
    for (const size_t piece = (size_t)1 << 16; length;) {
        const size_t count = length < piece ? length : piece;
        str_add_n(&decoder->held, at, count);
        at += count;
        length -= count;
        decoder_stream(decoder, sink);
    }
}

// Standard base 64 in place; -1 for what is none.
static int64_t decode_base64(char *text, size_t length)
{
    static const char letters[] =
        "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    uint32_t bits = 0;
    int have = 0;
    int64_t out = 0;
    while (length && text[length - 1] == '=') length--;
    for (size_t i = 0; i < length; i++) {
        const char *at = text[i] ? strchr(letters, text[i]) : NULL;
        if (!at) return -1;
        bits = bits << 6 | (uint32_t)(at - letters);
        have += 6;
        if (have >= 8) {
            have -= 8;
            text[out++] = (char)(bits >> have);
        }
    }
    return have == 6 ? -1 : out;
}

// Lines of TOPIC<tab>BASE64; '#' begins a remark.
static void decoder_topics(Decoder *decoder, const DecodeSink *sink)
{
    char *at = decoder->held.text, *end = at + decoder->held.length;
    while (at < end) {
        char *stop = memchr(at, '\n', (size_t)(end - at));
        if (!stop) stop = end;
        char *last = stop;
        while (last > at && (last[-1] == '\r' || last[-1] == ' ')) last--;
        char *tab = memchr(at, '\t', (size_t)(last - at));
        if (last > at && *at != '#') {
            const int64_t length = tab ? decode_base64(tab + 1, (size_t)(last - tab - 1)) : -1;
            if (length < 0) {
                decoder_bad(decoder, "a line that is not TOPIC<tab>BASE64", sink);
            } else {
                *tab = 0;
                decoder_count(decoder, decode_sparkplug(decoder->sparkplug, at, (uint8_t *)tab + 1,
                                                        (size_t)length, sink));
            }
        }
        at = stop + 1;
    }
}

void decoder_end(Decoder *decoder, const DecodeSink *sink)
{
    const char *text = decoder->held.text ? decoder->held.text : "";
    const size_t length = decoder->held.length;
    const bool is_skipping = decoder->is_skipping;
    switch (decoder->kind) {
    case DECODE_AIS:
        if (!is_skipping) decoder_line(decoder, text, length, sink);
        break;
    case DECODE_CAP:
        if (!is_skipping) decoder_count(decoder, decode_cap(text, length, decoder->places, sink));
        break;
    case DECODE_SPARKPLUG:
        if (is_skipping) break;
        if (length >= 8 && memcmp(text, "spBv1.0/", 8) == 0)
            decoder_topics(decoder, sink);
        else
            decoder_count(decoder, decode_sparkplug(decoder->sparkplug, NULL, (const uint8_t *)text,
                                                    length, sink));
        break;
    case DECODE_GTFSRT:
        if (!is_skipping)
            decoder_count(decoder, decode_gtfsrt((const uint8_t *)text, length, sink));
        break;
    case DECODE_HJ212:
    case DECODE_COT:
        if (strspn(text, " \t\r\n") < length &&
            (decoder->kind == DECODE_HJ212 || memmem(text, length, "<event", 6)))
            decoder_bad(decoder, "the stream ends within a message", sink);
        break;
    default: break;
    }
    decoder_reset(decoder);
}

void decoder_take_topic(Decoder *decoder, const char *topic, const void *bytes, size_t length,
                        const DecodeSink *sink)
{
    if (decoder->kind == DECODE_SPARKPLUG) {
        decoder_count(decoder, decode_sparkplug(decoder->sparkplug, topic, bytes, length, sink));
        return;
    }
    decoder_take(decoder, bytes, length, sink);
    decoder_end(decoder, sink);
}
