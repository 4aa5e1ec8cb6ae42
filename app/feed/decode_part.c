// SPDX-License-Identifier: Apache-2.0
// decode_part.c - what the decoders share.
#include "feed/decode_part.h"
#include "base/clock.h"
#include <math.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

int64_t decode_now_us(const DecodeSink *sink)
{
    return sink->t_recv_us ? sink->t_recv_us : clock_utc_us();
}

// False: nobody wants it.
static bool decode_begin(const DecodeSink *sink, const DecodeValue *of, Observation *out)
{
    if (!sink->observe || !sink->key) return false;
    const uint32_t key = sink->key(sink->context, of->id, of->metric);
    if (!key) return false;
    *out = (Observation){ .key = key,
                          .t_recv_us = decode_now_us(sink),
                          .t_obs_us = of->t_obs_us,
                          .t_stale_us = of->t_stale_us,
                          .seq = of->seq,
                          .period_ms = of->period_ms,
                          .feed = sink->feed,
                          .quality = of->quality,
                          .flags = of->flags };
    if (!out->t_obs_us) {
        out->t_obs_us = out->t_recv_us;
        out->flags |= OBSERVATION_NO_TIME;
    }
    if (of->unit) str_copy_utf8(out->unit, sizeof out->unit, of->unit);
    return true;
}

void decode_number(const DecodeSink *sink, const DecodeValue *of, double value)
{
    Observation o;
    if (!isfinite(value) || !decode_begin(sink, of, &o)) return;
    o.kind = OBSERVATION_NUMBER;
    o.number = value;
    sink->observe(sink->context, &o);
}

void decode_string(const DecodeSink *sink, const DecodeValue *of, const char *text)
{
    Observation o;
    if (!text || !text[0] || !decode_begin(sink, of, &o)) return;
    o.kind = OBSERVATION_TEXT;
    o.text = str_copy(text);
    if (o.text) sink->observe(sink->context, &o);
}

void decode_position(const DecodeSink *sink, const DecodeValue *of,
                     const ObservationPosition *position)
{
    Observation o;
    const bool is_place = fabs(position->lat_deg) <= 90 && fabs(position->lon_deg) <= 180;
    if (!is_place || !decode_begin(sink, of, &o)) return;
    o.kind = OBSERVATION_POSITION;
    o.position = *position;
    sink->observe(sink->context, &o);
}

void decode_gone(const DecodeSink *sink, const DecodeValue *of)
{
    Observation o;
    if (!decode_begin(sink, of, &o)) return;
    o.kind = OBSERVATION_GONE;
    sink->observe(sink->context, &o);
}

void decode_malformed(const DecodeSink *sink, const char *format, ...)
{
    if (!sink->malformed) return;
    char text[320], shown[320];
    va_list args;
    va_start(args, format);
    vsnprintf(text, sizeof text, format, args);
    va_end(args);
    for (char *c = text; *c; c++) {
        if ((unsigned char)*c < 0x20 || *c == 0x7F) *c = '?';
    }
    str_copy_utf8(shown, sizeof shown, text);
    sink->malformed(sink->context, shown);
}

void decode_line(const DecodeSink *sink, const Str *text)
{
    if (!sink->json || !text->text) return;
    str_add_n(sink->json, text->text, text->length);
    str_add(sink->json, "\n");
}

void decode_event(const DecodeSink *sink, const DecodeEvent *event)
{
    if (!sink->event || !event->json->text) return;
    ObservationEvent *out = calloc(1, sizeof *out);
    if (!out) return;
    *out = (ObservationEvent){ .t_event_us = event->t_event_us,
                               .t_recv_us = decode_now_us(sink),
                               .t_expire_us = event->t_expire_us,
                               .feed = sink->feed,
                               .flags = event->flags,
                               .id = str_copy(event->id),
                               .json = str_copy(event->json->text) };
    str_copy_utf8(out->kind, sizeof out->kind, event->kind);
    if (!out->t_event_us) {
        out->t_event_us = out->t_recv_us;
        out->flags |= OBSERVATION_NO_TIME;
    }
    if (!out->id || !out->json) {
        free(out->id);
        free(out->json);
        free(out);
        return;
    }
    sink->event(sink->context, out);
}

bool decode_compact_time(const char *text, size_t length, int utc_offset_s, int64_t *utc_us)
{
    if (length < 14 || length > 17) return false;
    for (size_t i = 0; i < length; i++) {
        if (text[i] < '0' || text[i] > '9') return false;
    }
    char iso[32];
    snprintf(iso, sizeof iso, "%.4s-%.2s-%.2sT%.2s:%.2s:%.2s", text, text + 4, text + 6, text + 8,
             text + 10, text + 12);
    int64_t us = 0, scale = 100000;
    if (!clock_parse(iso, utc_offset_s, &us)) return false;
    for (size_t i = 14; i < length; i++, scale /= 10) us += (text[i] - '0') * scale;
    *utc_us = us;
    return true;
}

int decode_hex(char c)
{
    if (c >= '0' && c <= '9') return c - '0';
    if (c >= 'A' && c <= 'F') return c - 'A' + 10;
    return c >= 'a' && c <= 'f' ? c - 'a' + 10 : -1;
}

void decode_pair(JsonWriter *w, const char *key, const char *text)
{
    if (!text || !text[0]) return;
    json_key(w, key);
    json_text(w, text);
}

void decode_pair_time(JsonWriter *w, const char *key, int64_t utc_us)
{
    if (!utc_us) return;
    char text[32];
    clock_format(utc_us, 0, text);
    json_key(w, key);
    json_text(w, text);
}

void decode_pair_number(JsonWriter *w, const char *key, double value)
{
    json_key(w, key);
    json_number(w, value);
}
