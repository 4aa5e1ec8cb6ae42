// SPDX-License-Identifier: Apache-2.0
// decode_cot.c - Cursor on Target 2.0: XML events to JSON, positions, markers and alerts.
#include "feed/decode_cot.h"
#include "base/clock.h"
#include "feed/decode_part.h"
#include "feed/decode_xml.h"
#include <math.h>
#include <string.h>

#define COT_UNKNOWN 9999999.0

size_t decode_cot_next(const char *bytes, size_t length, const char **event, size_t *event_length)
{
    *event = NULL;
    *event_length = 0;
    const char *start = memmem(bytes, length, "<event", 6);
    if (!start) return length > 5 ? length - 5 : 0; // the mark may be cut
    const size_t skipped = (size_t)(start - bytes);
    const char *end = memmem(start, length - skipped, "</event>", 8);
    if (!end) return skipped;
    *event = start;
    *event_length = (size_t)(end + 8 - start);
    return skipped + *event_length;
}

static double cot_number(const DecodeXml *element, const char *name)
{
    double value = NAN;
    const char *text = decode_xml_attribute(element, name);
    if (!text || !str_parse_double(text, &value)) return NAN;
    return fabs(value) >= COT_UNKNOWN ? NAN : value;
}

static int64_t cot_time(const DecodeXml *element, const char *name)
{
    int64_t t = 0;
    const char *text = decode_xml_attribute(element, name);
    return text && clock_parse(text, 0, &t) ? t : 0;
}

// "lat,lon[,hae]".
static bool cot_point(const char *text, double *lon, double *lat)
{
    const char *end = text + strlen(text);
    const char *at = str_scan_double(text, end, lat);
    if (!at || *at != ',') return false;
    at = str_scan_double(at + 1, end, lon);
    return at && fabs(*lat) <= 90 && fabs(*lon) <= 180;
}

static void cot_shape(JsonWriter *w, const char *type, const DecodeXml *detail)
{
    const DecodeXml *ellipse = decode_xml_child(decode_xml_child(detail, "shape"), "ellipse");
    const DecodeXml *link = decode_xml_child(detail, "link");
    while (link && !decode_xml_attribute(link, "point")) link = decode_xml_next(link, "link");
    if (!ellipse && !link) return;
    json_key(w, "shape");
    json_object_begin(w);
    if (ellipse) {
        decode_pair(w, "kind", "ellipse");
        decode_pair_number(w, "major", cot_number(ellipse, "major"));
        decode_pair_number(w, "minor", cot_number(ellipse, "minor"));
        decode_pair_number(w, "angle", cot_number(ellipse, "angle"));
    } else {
        // Drawn areas are closed (u-d-r, and u-d-f that says so); routes and other lines are not.
        const char *first = decode_xml_attribute(link, "point"), *last = first;
        for (const DecodeXml *l = link; l; l = decode_xml_next(l, "link"))
            if (decode_xml_attribute(l, "point")) last = decode_xml_attribute(l, "point");
        const bool is_area = str_starts(type, "u-d-r") ||
                             (str_starts(type, "u-d") && link->next && strcmp(first, last) == 0) ||
                             decode_xml_child(detail, "fillColor");
        decode_pair(w, "kind", is_area ? "polygon" : "line");
        json_key(w, "points");
        json_array_begin(w);
        for (const DecodeXml *l = link; l; l = decode_xml_next(l, "link")) {
            double lon = 0, lat = 0;
            const char *point = decode_xml_attribute(l, "point");
            if (!point || !cot_point(point, &lon, &lat)) continue;
            json_array_begin(w);
            json_number(w, lon);
            json_number(w, lat);
            json_array_end(w);
        }
        json_array_end(w);
    }
    json_object_end(w);
}

typedef struct {
    const char *uid, *type;
    int64_t t_us, t_start_us, t_stale_us;
    double lon, lat, hae, course, speed;
} Cot;

static void cot_write(JsonWriter *w, const Cot *cot, const DecodeXml *event)
{
    const DecodeXml *point = decode_xml_child(event, "point"),
                    *detail = decode_xml_child(event, "detail"),
                    *group = decode_xml_child(detail, "__group");
    json_object_begin(w);
    decode_pair(w, "uid", cot->uid);
    decode_pair(w, "type", cot->type);
    decode_pair(w, "how", decode_xml_attribute(event, "how"));
    decode_pair(w, "time", decode_xml_attribute(event, "time"));
    decode_pair(w, "start", decode_xml_attribute(event, "start"));
    decode_pair(w, "stale", decode_xml_attribute(event, "stale"));
    decode_pair_number(w, "lon", cot->lon);
    decode_pair_number(w, "lat", cot->lat);
    decode_pair_number(w, "hae", cot->hae);
    decode_pair_number(w, "ce", cot_number(point, "ce"));
    decode_pair_number(w, "le", cot_number(point, "le"));
    decode_pair(w, "callsign",
                decode_xml_attribute(decode_xml_child(detail, "contact"), "callsign"));
    decode_pair(w, "remarks", decode_xml_text(detail, "remarks"));
    decode_pair(w, "group", decode_xml_attribute(group, "name"));
    decode_pair(w, "role", decode_xml_attribute(group, "role"));
    if (isfinite(cot->course)) decode_pair_number(w, "course", cot->course);
    if (isfinite(cot->speed)) decode_pair_number(w, "speed", cot->speed);
    const double battery = cot_number(decode_xml_child(detail, "status"), "battery");
    if (isfinite(battery)) decode_pair_number(w, "battery", battery);
    cot_shape(w, cot->type, detail);
    json_object_end(w);
}

static void cot_hand_over(const Cot *cot, const DecodeXml *event, const Str *line,
                          const DecodeSink *sink)
{
    const DecodeXml *link = decode_xml_child(decode_xml_child(event, "detail"), "link");
    DecodeValue value = {
        .id = cot->uid, .metric = "position", .t_obs_us = cot->t_us, .t_stale_us = cot->t_stale_us
    };
    if (str_starts(cot->type, "t-x-d-d")) {
        value.id = decode_xml_attribute(link, "uid");
        if (value.id) decode_gone(sink, &value);
        return;
    }
    const bool is_marker = str_starts(cot->type, "u-d") || str_starts(cot->type, "b-m");
    if (is_marker || str_starts(cot->type, "b-a")) {
        decode_event(sink, &(DecodeEvent){ .kind = is_marker ? "marker" : "alert",
                                           .id = cot->uid,
                                           .json = line,
                                           .t_event_us = cot->t_start_us,
                                           .t_expire_us = cot->t_stale_us });
    } else if (cot->type[0] == 'a' && isfinite(cot->lon) && isfinite(cot->lat)) {
        const ObservationPosition position = { .lon_deg = cot->lon,
                                               .lat_deg = cot->lat,
                                               .h_m = (float)cot->hae,
                                               .course_deg = (float)cot->course,
                                               .heading_deg = NAN,
                                               .speed_m_s = (float)cot->speed };
        decode_position(sink, &value, &position);
    }
}

bool decode_cot(const char *xml, size_t length, const DecodeSink *sink)
{
    Arena arena = { .block_bytes = 1 << 14 };
    Str line = { 0 };
    Err err = { 0 };
    bool ok = false;
    const DecodeXml *event = decode_xml_read(&arena, xml, length, &err);
    if (!event) {
        decode_malformed(sink, "Cursor on Target: %s", err.text);
        goto done;
    }
    const DecodeXml *point = decode_xml_child(event, "point"),
                    *track = decode_xml_child(decode_xml_child(event, "detail"), "track");
    const Cot cot = { .uid = decode_xml_attribute(event, "uid"),
                      .type = decode_xml_attribute(event, "type"),
                      .t_us = cot_time(event, "time"),
                      .t_start_us = cot_time(event, "start"),
                      .t_stale_us = cot_time(event, "stale"),
                      .lon = cot_number(point, "lon"),
                      .lat = cot_number(point, "lat"),
                      .hae = cot_number(point, "hae"),
                      .course = cot_number(track, "course"),
                      .speed = cot_number(track, "speed") };
    if (strcmp(event->name, "event") != 0 || !cot.uid || !cot.type || !point) {
        decode_malformed(sink, "Cursor on Target: <%s> is no event with uid, type and point",
                         event->name);
        goto done;
    }
    JsonWriter w = { .out = &line };
    cot_write(&w, &cot, event);
    decode_line(sink, &line);
    cot_hand_over(&cot, event, &line, sink);
    ok = true;
done:
    str_finish(&line);
    arena_finish(&arena);
    return ok;
}
