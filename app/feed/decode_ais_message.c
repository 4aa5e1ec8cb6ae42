// SPDX-License-Identifier: Apache-2.0
// decode_ais_message.c - AIS messages of ITU-R M.1371-5, annex 8: 1-5, 18, 19, 21, 24, 27.
#include "feed/decode_ais_message.h"
#include "base/clock.h"
#include <math.h>
#include <stdio.h>
#include <string.h>

#define AIS_KNOT_M_S (1852.0 / 3600.0)
#define AIS_MINUTE_US ((int64_t)60 * 1000000)

bool ais_bits_read(const char *payload, size_t length, int fill, AisBits *out)
{
    if (length * 6 > AIS_BITS_MAX) return false;
    for (size_t i = 0; i < length; i++) {
        int value = payload[i] - 48;
        if (value < 0 || value > 71 || (value > 39 && value < 48)) return false;
        if (value > 40) value -= 8;
        for (int b = 5; b >= 0; b--) {
            if (value >> b & 1) out->bytes[out->count / 8] |= (uint8_t)(0x80 >> out->count % 8);
            out->count++;
        }
    }
    out->count = out->count > fill ? out->count - fill : 0;
    return true;
}

// Bits past the end are 0: receivers shorten messages.
static uint32_t ais_u(const AisBits *bits, int from, int width)
{
    uint32_t value = 0;
    for (int i = from; i < from + width; i++)
        value = value << 1 | (i < bits->count ? (bits->bytes[i / 8] >> (7 - i % 8) & 1u) : 0u);
    return value;
}

static int32_t ais_i(const AisBits *bits, int from, int width)
{
    const uint32_t value = ais_u(bits, from, width);
    return value >> (width - 1) ? (int32_t)(value | ~0u << width) : (int32_t)value;
}

// Six-bit ASCII to the first '@', without the spaces that end it.
static void ais_text(const AisBits *bits, int from, int width, char *out)
{
    int count = 0;
    for (int i = from; i + 6 <= from + width && i + 6 <= bits->count; i += 6) {
        const uint32_t c = ais_u(bits, i, 6);
        if (!c) break;
        out[count++] = (char)(c < 32 ? c + 64 : c);
    }
    while (count && out[count - 1] == ' ') count--;
    out[count] = 0;
}

typedef struct {
    const AisBits *bits;
    const DecodeSink *sink;
    JsonWriter w;
    char id[16];      // MMSI
    int64_t t_us;     // of receipt or the TAG block
    int64_t t_obs_us; // with its second
    bool has_second;
    int type, status;
    ObservationPosition position;
} Ais;

static void ais_int(Ais *a, const char *key, int from, int width, int64_t none)
{
    const int64_t value = ais_u(a->bits, from, width);
    json_key(&a->w, key);
    if (value == none)
        json_null(&a->w);
    else
        json_int(&a->w, value);
}

static void ais_bool(Ais *a, const char *key, int from)
{
    json_key(&a->w, key);
    json_bool(&a->w, ais_u(a->bits, from, 1) != 0);
}

static void ais_string(Ais *a, const char *key, int from, int width, char *out)
{
    ais_text(a->bits, from, width, out);
    json_key(&a->w, key);
    json_text(&a->w, out);
}

// The instant with this second that is nearest before receipt; five seconds after it are allowed.
static void ais_second(Ais *a, int from)
{
    const int64_t second = ais_u(a->bits, from, 6);
    json_key(&a->w, "second");
    json_int(&a->w, second);
    if (second >= 60) return;
    int64_t t = a->t_us - a->t_us % AIS_MINUTE_US + second * 1000000;
    if (t > a->t_us + 5 * 1000000) t -= AIS_MINUTE_US;
    a->t_obs_us = t;
    a->has_second = true;
}

// Longitude and latitude of 28 and 27 bits in 1/600000 degree, or 18 and 17 in 1/600.
static void ais_place(Ais *a, int from, bool is_short)
{
    const int width = is_short ? 18 : 28;
    const double scale = is_short ? 600.0 : 600000.0;
    const double lon = ais_i(a->bits, from, width) / scale;
    const double lat = ais_i(a->bits, from + width, width - 1) / scale;
    a->position.lon_deg = fabs(lon) <= 180 ? lon : NAN; // 181 = not available
    a->position.lat_deg = fabs(lat) <= 90 ? lat : NAN;  // 91
    const double places = is_short ? 1e5 : 1e6;
    decode_pair_number(&a->w, "lon", round(a->position.lon_deg * places) / places);
    decode_pair_number(&a->w, "lat", round(a->position.lat_deg * places) / places);
}

static void ais_speed(Ais *a, int from)
{
    const uint32_t value = ais_u(a->bits, from, 10);
    const double knots = value == 1023 ? NAN : value / 10.0; // 1022 = 102.2 kn or more
    a->position.speed_m_s = (float)(knots * AIS_KNOT_M_S);
    decode_pair_number(&a->w, "speed", knots);
}

static void ais_course(Ais *a, int from)
{
    const uint32_t value = ais_u(a->bits, from, 12);
    const double course = value < 3600 ? value / 10.0 : NAN;
    a->position.course_deg = (float)course;
    decode_pair_number(&a->w, "course", course);
}

static void ais_heading(Ais *a, int from)
{
    const double value = ais_u(a->bits, from, 9);
    a->position.heading_deg = value < 360 ? (float)value : NAN;
    decode_pair_number(&a->w, "heading", value < 360 ? value : NAN);
}

// Rate of turn: 4.733 times the root of degrees a minute; 127: faster than 5 degrees in 30 s.
static void ais_turn(Ais *a, int from)
{
    const int32_t value = ais_i(a->bits, from, 8);
    const double root = value / 4.733;
    double turn = value < 0 ? -root * root : root * root;
    if (value == -128)
        turn = NAN;
    else if (value == 127 || value == -127)
        turn = value < 0 ? -10 : 10;
    decode_pair_number(&a->w, "turn", isfinite(turn) ? round(turn * 10) / 10 : turn);
}

static DecodeValue ais_value(const Ais *a, const char *metric, const char *unit)
{
    return (DecodeValue){ .id = a->id,
                          .metric = metric,
                          .unit = unit,
                          .t_obs_us = a->t_obs_us,
                          .flags = a->has_second ? 0 : OBSERVATION_NO_TIME };
}

// The longest interval of the recommendation's table 1 and 2 for what the ship does.
static uint32_t ais_period_ms(const Ais *a)
{
    if (a->type == 4) return 10000;
    if (a->type == 21) return 180000;
    if (a->type == 27) return 180000;
    if (a->type == 18 || a->type == 19)
        return a->position.speed_m_s > 2 * AIS_KNOT_M_S ? 30000 : 180000;
    const bool is_still = a->status == 1 || a->status == 5 || a->status == 6;
    return is_still && !(a->position.speed_m_s > 3 * AIS_KNOT_M_S) ? 180000 : 10000;
}

static void ais_observe_position(Ais *a)
{
    if (!isfinite(a->position.lon_deg) || !isfinite(a->position.lat_deg)) return;
    DecodeValue value = ais_value(a, "position", "");
    value.period_ms = ais_period_ms(a);
    decode_position(a->sink, &value, &a->position);
}

static const char *const ais_statuses[16] = { "under way using engine",
                                              "at anchor",
                                              "not under command",
                                              "restricted manoeuvrability",
                                              "constrained by draught",
                                              "moored",
                                              "aground",
                                              "engaged in fishing",
                                              "under way sailing",
                                              "reserved for HSC",
                                              "reserved for WIG",
                                              "power-driven vessel towing astern",
                                              "power-driven vessel pushing ahead",
                                              "reserved",
                                              "AIS-SART",
                                              NULL };

static void ais_observe_status(Ais *a)
{
    const DecodeValue value = ais_value(a, "status", "");
    decode_string(a->sink, &value, ais_statuses[a->status & 15]);
}

static void ais_class_a(Ais *a)
{
    a->status = (int)ais_u(a->bits, 38, 4);
    ais_int(a, "status", 38, 4, 15);
    ais_turn(a, 42);
    ais_speed(a, 50);
    ais_bool(a, "accuracy", 60);
    ais_place(a, 61, false);
    ais_course(a, 116);
    ais_heading(a, 128);
    ais_second(a, 137);
    ais_int(a, "maneuver", 143, 2, 0);
    ais_bool(a, "raim", 148);
    ais_int(a, "radio", 149, 19, -1);
    ais_observe_position(a);
    ais_observe_status(a);
}

static void ais_base_station(Ais *a)
{
    const uint32_t year = ais_u(a->bits, 38, 14), month = ais_u(a->bits, 52, 4),
                   day = ais_u(a->bits, 56, 5), hour = ais_u(a->bits, 61, 5),
                   minute = ais_u(a->bits, 66, 6), second = ais_u(a->bits, 72, 6);
    ais_int(a, "year", 38, 14, 0);
    ais_int(a, "month", 52, 4, 0);
    ais_int(a, "day", 56, 5, 0);
    ais_int(a, "hour", 61, 5, 24);
    ais_int(a, "minute", 66, 6, 60);
    ais_int(a, "second", 72, 6, 60);
    ais_bool(a, "accuracy", 78);
    ais_place(a, 79, false);
    ais_int(a, "epfd", 134, 4, 0);
    ais_bool(a, "raim", 148);
    ais_int(a, "radio", 149, 19, -1);
    char text[40];
    int64_t t = 0;
    snprintf(text, sizeof text, "%04u-%02u-%02uT%02u:%02u:%02u", year % 10000, month, day, hour,
             minute, second);
    if (clock_parse(text, 0, &t)) {
        a->t_obs_us = t; // a base station tells its whole time
        a->has_second = true;
    }
    ais_observe_position(a);
}

static void ais_dimensions(Ais *a, int from)
{
    const double bow = ais_u(a->bits, from, 9), stern = ais_u(a->bits, from + 9, 9),
                 port = ais_u(a->bits, from + 18, 6), starboard = ais_u(a->bits, from + 24, 6);
    ais_int(a, "to_bow", from, 9, -1);
    ais_int(a, "to_stern", from + 9, 9, -1);
    ais_int(a, "to_port", from + 18, 6, -1);
    ais_int(a, "to_starboard", from + 24, 6, -1);
    const DecodeValue length = ais_value(a, "length", "m"), width = ais_value(a, "width", "m");
    if (bow + stern > 0) decode_number(a->sink, &length, bow + stern);
    if (port + starboard > 0) decode_number(a->sink, &width, port + starboard);
}

static void ais_ship_type(Ais *a, int from)
{
    const DecodeValue value = ais_value(a, "ship_type", "");
    ais_int(a, "ship_type", from, 8, 0);
    const uint32_t type = ais_u(a->bits, from, 8);
    if (type) decode_number(a->sink, &value, type);
}

static void ais_named(Ais *a, const char *key, const char *metric, int from, int width)
{
    char text[48];
    ais_string(a, key, from, width, text);
    const DecodeValue value = ais_value(a, metric, "");
    decode_string(a->sink, &value, text);
}

static void ais_voyage(Ais *a)
{
    ais_int(a, "ais_version", 38, 2, -1);
    ais_int(a, "imo", 40, 30, 0);
    ais_named(a, "callsign", "callsign", 70, 42);
    ais_named(a, "shipname", "name", 112, 120);
    ais_ship_type(a, 232);
    ais_dimensions(a, 240);
    ais_int(a, "epfd", 270, 4, 0);
    ais_int(a, "month", 274, 4, 0);
    ais_int(a, "day", 278, 5, 0);
    ais_int(a, "hour", 283, 5, 24);
    ais_int(a, "minute", 288, 6, 60);
    const uint32_t draught = ais_u(a->bits, 294, 8);
    decode_pair_number(&a->w, "draught", draught ? draught / 10.0 : NAN);
    const DecodeValue value = ais_value(a, "draught", "m");
    if (draught) decode_number(a->sink, &value, draught / 10.0);
    ais_named(a, "destination", "destination", 302, 120);
    ais_bool(a, "dte", 422);
}

static void ais_class_b(Ais *a)
{
    ais_speed(a, 46);
    ais_bool(a, "accuracy", 56);
    ais_place(a, 57, false);
    ais_course(a, 112);
    ais_heading(a, 124);
    ais_second(a, 133);
    if (a->type == 18) {
        static const char *const flags[] = { "cs",    "display",  "dsc", "band",
                                             "msg22", "assigned", "raim" };
        for (int i = 0; i < 7; i++) ais_bool(a, flags[i], 141 + i);
        ais_int(a, "radio", 148, 20, -1);
    } else {
        ais_named(a, "shipname", "name", 143, 120);
        ais_ship_type(a, 263);
        ais_dimensions(a, 271);
        ais_int(a, "epfd", 301, 4, 0);
        ais_bool(a, "raim", 305);
        ais_bool(a, "dte", 306);
        ais_bool(a, "assigned", 307);
    }
    ais_observe_position(a);
}

static void ais_aid(Ais *a)
{
    char name[64];
    ais_int(a, "aid_type", 38, 5, 0);
    ais_text(a->bits, 43, 120, name);
    const size_t length = strlen(name);
    // A name of 20 characters goes on after the fixed part.
    const int more = a->bits->count > 272 ? (a->bits->count - 272) / 6 * 6 : 0;
    if (length == 20) ais_text(a->bits, 272, more < 84 ? more : 84, name + length);
    json_key(&a->w, "name");
    json_text(&a->w, name);
    ais_bool(a, "accuracy", 163);
    ais_place(a, 164, false);
    ais_dimensions(a, 219);
    ais_int(a, "epfd", 249, 4, 0);
    ais_second(a, 253);
    ais_bool(a, "off_position", 259);
    ais_bool(a, "raim", 268);
    ais_bool(a, "virtual_aid", 269);
    ais_bool(a, "assigned", 270);
    const DecodeValue value = ais_value(a, "name", ""), off = ais_value(a, "off_position", "");
    decode_string(a->sink, &value, name);
    if (a->has_second) decode_number(a->sink, &off, ais_u(a->bits, 259, 1));
    ais_observe_position(a);
}

static void ais_static(Ais *a)
{
    const uint32_t part = ais_u(a->bits, 38, 2);
    ais_int(a, "partno", 38, 2, -1);
    if (part == 0) {
        ais_named(a, "shipname", "name", 40, 120);
    } else if (part == 1) {
        char vendor[8];
        ais_ship_type(a, 40);
        ais_string(a, "vendorid", 48, 18, vendor);
        ais_int(a, "model", 66, 4, -1);
        ais_int(a, "serial", 70, 20, -1);
        ais_named(a, "callsign", "callsign", 90, 42);
        // A boat of a ship (98…) names the ship in place of its size.
        if (ais_u(a->bits, 8, 30) / 10000000 == 98)
            ais_int(a, "mothership_mmsi", 132, 30, 0);
        else
            ais_dimensions(a, 132);
    }
}

static void ais_long_range(Ais *a)
{
    ais_bool(a, "accuracy", 38);
    ais_bool(a, "raim", 39);
    a->status = (int)ais_u(a->bits, 40, 4);
    ais_int(a, "status", 40, 4, 15);
    ais_place(a, 44, true);
    const double speed = ais_u(a->bits, 79, 6), course = ais_u(a->bits, 85, 9);
    a->position.speed_m_s = speed == 63 ? NAN : (float)(speed * AIS_KNOT_M_S);
    a->position.course_deg = course < 360 ? (float)course : NAN;
    decode_pair_number(&a->w, "speed", speed == 63 ? NAN : speed);
    decode_pair_number(&a->w, "course", course < 360 ? course : NAN);
    ais_int(a, "gnss", 94, 1, -1);
    ais_observe_position(a);
    ais_observe_status(a);
}

typedef struct {
    const char *name;
    int bits_min;           // what its fields up to the position or name need
    void (*read)(Ais *ais); // NULL = named only
} AisType;
static const AisType ais_types[28] = {
    { NULL, 0, NULL },
    { "position report", 149, ais_class_a },
    { "position report, assigned", 149, ais_class_a },
    { "position report, when asked", 149, ais_class_a },
    { "base station", 149, ais_base_station },
    { "static and voyage", 420, ais_voyage },
    { "binary, addressed", 38, NULL },
    { "binary acknowledgement", 38, NULL },
    { "binary broadcast", 38, NULL },
    { "search and rescue aircraft", 38, NULL },
    { "date inquiry", 38, NULL },
    { "date response", 38, NULL },
    { "safety message, addressed", 38, NULL },
    { "safety acknowledgement", 38, NULL },
    { "safety broadcast", 38, NULL },
    { "interrogation", 38, NULL },
    { "assignment", 38, NULL },
    { "DGNSS correction", 38, NULL },
    { "class B position", 148, ais_class_b },
    { "class B position, extended", 301, ais_class_b },
    { "data link management", 38, NULL },
    { "aid to navigation", 271, ais_aid },
    { "channel management", 38, NULL },
    { "group assignment", 38, NULL },
    { "static", 160, ais_static },
    { "binary, one slot", 38, NULL },
    { "binary, several slots", 38, NULL },
    { "long range", 94, ais_long_range },
};

bool ais_message(const AisBits *bits, int64_t t_source_us, const char *station,
                 const DecodeSink *sink)
{
    const uint32_t type = ais_u(bits, 0, 6);
    if (!type || type > 27) {
        decode_malformed(sink, "an AIS message of type %u; known are 1 to 27", type);
        return false;
    }
    const AisType *row = &ais_types[type];
    if (bits->count < row->bits_min) {
        decode_malformed(sink, "an AIS message of type %u with %d bits; it needs %d", type,
                         bits->count, row->bits_min);
        return false;
    }
    Str line = { 0 };
    Ais a = { .bits = bits,
              .sink = sink,
              .w = { .out = &line },
              .type = (int)type,
              .status = 15,
              .t_us = t_source_us ? t_source_us : decode_now_us(sink),
              .position = { .h_m = NAN, .course_deg = NAN, .heading_deg = NAN, .speed_m_s = NAN } };
    a.t_obs_us = a.t_us;
    snprintf(a.id, sizeof a.id, "%09u", ais_u(bits, 8, 30));
    json_object_begin(&a.w);
    ais_int(&a, "msg_type", 0, 6, -1);
    ais_int(&a, "repeat", 6, 2, -1);
    ais_int(&a, "mmsi", 8, 30, -1);
    if (row->read)
        row->read(&a);
    else
        decode_pair(&a.w, "type", row->name);
    decode_pair_time(&a.w, "time", a.t_obs_us);
    decode_pair(&a.w, "station", station);
    json_object_end(&a.w);
    decode_line(sink, &line);
    str_finish(&line);
    return true;
}
