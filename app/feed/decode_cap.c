// SPDX-License-Identifier: Apache-2.0
// decode_cap.c - CAP 1.2 and 1.1 to JSON and warning events.
#include "feed/decode_cap.h"
#include "base/clock.h"
#include "feed/decode_part.h"
#include "feed/decode_places.h"
#include "feed/decode_xml.h"
#include <ctype.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

enum { CAP_OFFSET_S = 8 * 3600, CAP_POINTS_MAX = 100000 };

static const char *const cap_colours[] = { NULL, "white", "blue", "yellow", "orange", "red" };
static const char *const cap_colours_zh[] = { NULL, "白", "蓝", "黄", "橙", "红" };
enum { CAP_COLOURS = 6 };

// The colour a text names: "橙色", "橙" alone, or the English word with no letter beside it. 0 =
// none or several.
static int cap_colour_of(const char *text)
{
    int found = 0;
    for (int colour = 1; colour < CAP_COLOURS; colour++) {
        char zh[8];
        const char *word = cap_colours[colour], *zh_word = cap_colours_zh[colour];
        strcpy(zh, zh_word);
        strcat(zh, "色");
        bool is_named = strstr(text, zh) || strcmp(text, zh_word) == 0;
        for (const char *at = strcasestr(text, word); at && !is_named;
             at = strcasestr(at + 1, word))
            is_named = (at == text || !isalpha((unsigned char)at[-1])) &&
                       !isalpha((unsigned char)at[strlen(word)]);
        if (!is_named) continue;
        if (found) return 0;
        found = colour;
    }
    return found;
}

// "由橙色升级为红色": the headline names two; what it becomes stands last.
static int cap_colour_last(const char *text)
{
    int found = 0;
    const char *where = NULL;
    for (int colour = 1; colour < CAP_COLOURS; colour++) {
        char zh[8];
        strcpy(zh, cap_colours_zh[colour]);
        strcat(zh, "色");
        for (const char *at = strstr(text, zh); at; at = strstr(at + 1, zh)) {
            if (where && at < where) continue;
            where = at;
            found = colour;
        }
    }
    return found ? found : cap_colour_of(text);
}

static int cap_colour_pairs(const DecodeXml *info, const char *element)
{
    for (const DecodeXml *e = decode_xml_child(info, element); e; e = decode_xml_next(e, element)) {
        const int colour = cap_colour_of(decode_xml_text(e, "value"));
        if (colour) return colour;
    }
    return 0;
}

static int cap_colour(const DecodeXml *info, const char **from)
{
    static const struct {
        const char *severity;
        int colour;
    } severities[] = { { "Minor", 2 }, { "Moderate", 3 }, { "Severe", 4 }, { "Extreme", 5 } };
    int colour = 0;
    if ((*from = "parameter", colour = cap_colour_pairs(info, "parameter"))) return colour;
    if ((*from = "event_code", colour = cap_colour_pairs(info, "eventCode"))) return colour;
    if ((*from = "headline", colour = cap_colour_last(decode_xml_text(info, "headline"))))
        return colour;
    if ((*from = "event", colour = cap_colour_last(decode_xml_text(info, "event")))) return colour;
    *from = "severity";
    for (int i = 0; i < 4; i++)
        if (strcmp(decode_xml_text(info, "severity"), severities[i].severity) == 0)
            colour = severities[i].colour;
    return colour;
}

// 0 = none; *has_offset turns false where the text has a time without one.
static int64_t cap_time(const char *text, bool *has_offset)
{
    int64_t t = 0, other = 0;
    if (!text[0] || !clock_parse(text, CAP_OFFSET_S, &t)) return 0;
    if (clock_parse(text, 0, &other) && other != t) *has_offset = false;
    return t;
}

static void cap_list(JsonWriter *w, const char *key, const DecodeXml *parent, const char *name)
{
    const DecodeXml *e = decode_xml_child(parent, name);
    if (!e) return;
    json_key(w, key);
    json_array_begin(w);
    for (; e; e = decode_xml_next(e, name)) json_text(w, e->text);
    json_array_end(w);
}

static void cap_pairs(JsonWriter *w, const char *key, const DecodeXml *parent, const char *name)
{
    const DecodeXml *e = decode_xml_child(parent, name);
    if (!e) return;
    json_key(w, key);
    json_array_begin(w);
    for (; e; e = decode_xml_next(e, name)) {
        json_object_begin(w);
        decode_pair(w, "name", decode_xml_text(e, "valueName"));
        decode_pair(w, "value", decode_xml_text(e, "value"));
        json_object_end(w);
    }
    json_array_end(w);
}

// "lat,lon" moves *text past it.
static bool cap_point(const char **text, const char *end, double *lon, double *lat)
{
    const char *at = str_scan_double(*text, end, lat);
    while (at && at < end && isspace((unsigned char)*at)) at++;
    if (!at || at == end || *at != ',') return false;
    for (at++; at < end && isspace((unsigned char)*at); at++) continue;
    at = str_scan_double(at, end, lon);
    if (!at || fabs(*lat) > 90 || fabs(*lon) > 180) return false;
    *text = at;
    return true;
}

// Written only when the whole of it is right: 4 points or more; it is closed where it was not.
static bool cap_polygon(JsonWriter *w, const char *text)
{
    const char *end = text + strlen(text);
    double first[2] = { 0 }, p[2] = { 0 };
    Str ring = { 0 };
    int count = 0;
    bool ok = true;
    for (;;) {
        while (text < end && isspace((unsigned char)*text)) text++;
        if (text == end) break;
        ok = count < CAP_POINTS_MAX && cap_point(&text, end, &p[0], &p[1]);
        if (!ok) break;
        if (!count) memcpy(first, p, sizeof p);
        str_printf(&ring, "%s%.17g %.17g", count++ ? " " : "", p[0], p[1]);
    }
    if (ok && count >= 3 && (p[0] != first[0] || p[1] != first[1])) {
        str_printf(&ring, " %.17g %.17g", first[0], first[1]);
        count++;
    }
    ok = ok && count >= 4;
    const char *at = ring.text, *stop = ring.text ? ring.text + ring.length : NULL;
    if (ok) json_array_begin(w);
    for (int i = 0; ok && i < count; i++) {
        json_array_begin(w);
        for (int axis = 0; axis < 2; axis++) {
            double value = 0;
            at = str_scan_double(at, stop, &value);
            if (at < stop) at++;
            json_number(w, value);
        }
        json_array_end(w);
    }
    if (ok) json_array_end(w);
    str_finish(&ring);
    return ok;
}

// "lat,lon radius".
static bool cap_circle(JsonWriter *w, const char *text)
{
    const char *end = text + strlen(text);
    double lon = 0, lat = 0, radius = 0;
    if (!cap_point(&text, end, &lon, &lat)) return false;
    while (text < end && isspace((unsigned char)*text)) text++;
    if (!str_scan_double(text, end, &radius) || radius < 0) return false;
    json_object_begin(w);
    decode_pair_number(w, "lon", lon);
    decode_pair_number(w, "lat", lat);
    decode_pair_number(w, "radius_km", radius);
    json_object_end(w);
    return true;
}

static void cap_area(JsonWriter *w, const DecodeXml *area)
{
    int bad = 0;
    json_object_begin(w);
    decode_pair(w, "desc", decode_xml_text(area, "areaDesc"));
    const DecodeXml *e = decode_xml_child(area, "polygon");
    if (e) {
        json_key(w, "polygon");
        json_array_begin(w);
        for (; e; e = decode_xml_next(e, "polygon"))
            if (e->text[0] && !cap_polygon(w, e->text)) bad++;
        json_array_end(w);
    }
    e = decode_xml_child(area, "circle");
    if (e) {
        json_key(w, "circle");
        json_array_begin(w);
        for (; e; e = decode_xml_next(e, "circle"))
            if (e->text[0] && !cap_circle(w, e->text)) bad++;
        json_array_end(w);
    }
    cap_pairs(w, "geocode", area, "geocode");
    decode_pair(w, "altitude", decode_xml_text(area, "altitude"));
    decode_pair(w, "ceiling", decode_xml_text(area, "ceiling"));
    if (bad) decode_pair_number(w, "bad_shapes", bad);
    json_object_end(w);
}

// Each place once, in the order the texts name them.
static void cap_places_in(JsonWriter *w, const DecodePlaces *places, const char *text,
                          bool *is_named)
{
    while (*text) {
        size_t length = 0;
        const int row = decode_places_at(places, text, &length);
        if (row >= 0 && !is_named[row]) {
            is_named[row] = true;
            json_object_begin(w);
            decode_pair(w, "name", decode_places_row(places, row)->name);
            decode_pair(w, "code", decode_places_row(places, row)->code);
            decode_pair(w, "from", "text");
            json_object_end(w);
        }
        text += row >= 0 ? length : 1;
    }
}

static void cap_places(JsonWriter *w, const DecodePlaces *places, const DecodeXml *info)
{
    const int count = decode_places_count(places);
    bool *is_named = count ? calloc((size_t)count, sizeof *is_named) : NULL;
    if (!is_named) return;
    json_key(w, "places");
    json_array_begin(w);
    cap_places_in(w, places, decode_xml_text(info, "headline"), is_named);
    cap_places_in(w, places, decode_xml_text(info, "description"), is_named);
    cap_places_in(w, places, decode_xml_text(info, "instruction"), is_named);
    for (const DecodeXml *a = decode_xml_child(info, "area"); a; a = decode_xml_next(a, "area"))
        cap_places_in(w, places, decode_xml_text(a, "areaDesc"), is_named);
    json_array_end(w);
    free(is_named);
}

typedef struct {
    const char *key, *element;
} CapField;
static const CapField cap_info_fields[] = {
    { "language", "language" },       { "event", "event" },
    { "urgency", "urgency" },         { "severity", "severity" },
    { "certainty", "certainty" },     { "audience", "audience" },
    { "effective", "effective" },     { "onset", "onset" },
    { "expires", "expires" },         { "sender_name", "senderName" },
    { "headline", "headline" },       { "description", "description" },
    { "instruction", "instruction" }, { "web", "web" },
    { "contact", "contact" },
};
static const CapField cap_alert_fields[] = {
    { "identifier", "identifier" },
    { "sender", "sender" },
    { "sent", "sent" },
    { "status", "status" },
    { "msg_type", "msgType" },
    { "source", "source" },
    { "scope", "scope" },
    { "restriction", "restriction" },
    { "addresses", "addresses" },
    { "note", "note" },
    { "incidents", "incidents" },
};

static void cap_info(JsonWriter *w, const DecodePlaces *places, const DecodeXml *info)
{
    const char *from = NULL;
    const int colour = cap_colour(info, &from);
    json_object_begin(w);
    for (size_t i = 0; i < sizeof cap_info_fields / sizeof cap_info_fields[0]; i++)
        decode_pair(w, cap_info_fields[i].key, decode_xml_text(info, cap_info_fields[i].element));
    cap_list(w, "category", info, "category");
    cap_list(w, "response_type", info, "responseType");
    cap_pairs(w, "event_code", info, "eventCode");
    cap_pairs(w, "parameter", info, "parameter");
    if (colour) {
        decode_pair(w, "colour", cap_colours[colour]);
        decode_pair(w, "colour_from", from);
    }
    const DecodeXml *r = decode_xml_child(info, "resource");
    if (r) {
        json_key(w, "resource");
        json_array_begin(w);
        for (; r; r = decode_xml_next(r, "resource")) {
            json_object_begin(w);
            decode_pair(w, "desc", decode_xml_text(r, "resourceDesc"));
            decode_pair(w, "mime_type", decode_xml_text(r, "mimeType"));
            decode_pair(w, "uri", decode_xml_text(r, "uri"));
            json_object_end(w);
        }
        json_array_end(w);
    }
    json_key(w, "area");
    json_array_begin(w);
    for (const DecodeXml *a = decode_xml_child(info, "area"); a; a = decode_xml_next(a, "area"))
        cap_area(w, a);
    json_array_end(w);
    cap_places(w, places, info);
    json_object_end(w);
}

// "sender,identifier,sent" parted by spaces; with is_ids the identifiers alone.
static void cap_references(JsonWriter *w, const char *key, const char *text, bool is_ids)
{
    char *copy = str_copy(text), *rest = NULL;
    if (!copy) return;
    json_key(w, key);
    json_array_begin(w);
    for (char *part = strtok_r(copy, " \t\r\n", &rest); part;
         part = strtok_r(NULL, " \t\r\n", &rest)) {
        char *id = strchr(part, ','), *sent = strrchr(part, ',');
        if (!id || sent == id) continue;
        *id++ = 0;
        *sent++ = 0;
        if (is_ids) {
            json_text(w, id);
            continue;
        }
        json_object_begin(w);
        decode_pair(w, "sender", part);
        decode_pair(w, "identifier", id);
        decode_pair(w, "sent", sent);
        json_object_end(w);
    }
    json_array_end(w);
    free(copy);
}

// ZZZZZZDDDUUUXX_YYYYMMDDhhmmss_N.
static void cap_national_id(JsonWriter *w, const char *id)
{
    int64_t t = 0;
    if (strlen(id) != 31 || id[14] != '_' || id[29] != '_' || !isdigit((unsigned char)id[30]))
        return;
    for (int i = 0; i < 14; i++)
        if (!isalnum((unsigned char)id[i]) || (i < 6 && !isdigit((unsigned char)id[i]))) return;
    if (!decode_compact_time(id + 15, 14, CAP_OFFSET_S, &t)) return;
    static const struct {
        const char *key;
        int from, count;
    } parts[] = { { "admin_code", 0, 6 },
                  { "agency", 6, 3 },
                  { "unit", 9, 3 },
                  { "extension", 12, 2 },
                  { "serial", 30, 1 } };
    json_key(w, "national_id");
    json_object_begin(w);
    for (int i = 0; i < 5; i++) {
        char text[8] = { 0 };
        memcpy(text, id + parts[i].from, (size_t)parts[i].count);
        decode_pair(w, parts[i].key, text);
    }
    decode_pair_time(w, "entered", t);
    json_object_end(w);
}

static void cap_times(const DecodeXml *alert, DecodeEvent *event, bool *has_offset)
{
    const int64_t sent = cap_time(decode_xml_text(alert, "sent"), has_offset);
    bool never = false;
    for (const DecodeXml *i = decode_xml_child(alert, "info"); i; i = decode_xml_next(i, "info")) {
        const int64_t expires = cap_time(decode_xml_text(i, "expires"), has_offset),
                      onset = cap_time(decode_xml_text(i, "onset"), has_offset),
                      effective = cap_time(decode_xml_text(i, "effective"), has_offset);
        if (!event->t_event_us) event->t_event_us = onset ? onset : effective;
        if (!expires) never = true;
        if (expires > event->t_expire_us) event->t_expire_us = expires;
    }
    if (never) event->t_expire_us = 0;
    if (!event->t_event_us) event->t_event_us = sent;
}

static bool cap_alert(const DecodeXml *alert, const DecodePlaces *places, const DecodeSink *sink)
{
    const char *id = decode_xml_text(alert, "identifier"),
               *type = decode_xml_text(alert, "msgType"),
               *references = decode_xml_text(alert, "references");
    if (!id[0] || !decode_xml_text(alert, "sent")[0]) {
        decode_malformed(sink, "CAP: an alert without identifier or sent");
        return false;
    }
    Str line = { 0 };
    JsonWriter w = { .out = &line };
    bool has_offset = true;
    DecodeEvent event = { .kind = "warning", .id = id, .json = &line };
    cap_times(alert, &event, &has_offset);
    json_object_begin(&w);
    for (size_t i = 0; i < sizeof cap_alert_fields / sizeof cap_alert_fields[0]; i++)
        decode_pair(&w, cap_alert_fields[i].key,
                    decode_xml_text(alert, cap_alert_fields[i].element));
    cap_list(&w, "code", alert, "code");
    if (references[0]) cap_references(&w, "references", references, false);
    if (references[0] && (strcmp(type, "Update") == 0 || strcmp(type, "Cancel") == 0))
        cap_references(&w, "replaces", references, true);
    cap_national_id(&w, id);
    int colour = 0;
    const char *from = NULL;
    for (const DecodeXml *i = decode_xml_child(alert, "info"); i && !colour;
         i = decode_xml_next(i, "info"))
        colour = cap_colour(i, &from);
    if (colour) decode_pair(&w, "colour", cap_colours[colour]);
    if (colour > 1) decode_pair_number(&w, "level", 6 - colour);
    if (!has_offset) {
        json_key(&w, "no_offset");
        json_bool(&w, true);
    }
    json_key(&w, "info");
    json_array_begin(&w);
    for (const DecodeXml *i = decode_xml_child(alert, "info"); i; i = decode_xml_next(i, "info"))
        cap_info(&w, places, i);
    json_array_end(&w);
    json_object_end(&w);
    decode_line(sink, &line);
    decode_event(sink, &event);
    str_finish(&line);
    return true;
}

// The element after this one in document order.
static const DecodeXml *cap_walk(const DecodeXml *e, bool is_inside)
{
    if (is_inside && e->first) return e->first;
    while (e && !e->next) e = e->parent;
    return e ? e->next : NULL;
}

static bool cap_holds_alert(const DecodeXml *entry)
{
    const DecodeXml *end = cap_walk(entry, false);
    for (const DecodeXml *e = cap_walk(entry, true); e && e != end; e = cap_walk(e, true))
        if (strcmp(e->name, "alert") == 0) return true;
    return false;
}

// The link of an entry: one that says it is CAP, else the first that is its alternate.
static const char *cap_href(const DecodeXml *entry)
{
    const char *found = NULL;
    for (const DecodeXml *l = decode_xml_child(entry, "link"); l; l = decode_xml_next(l, "link")) {
        const char *href = decode_xml_attribute(l, "href"), *rel = decode_xml_attribute(l, "rel"),
                   *type = decode_xml_attribute(l, "type");
        if (!href || !href[0] || strpbrk(href, "\r\n")) continue;
        if (type && strcasecmp(type, "application/cap+xml") == 0) return href;
        if (!found && (!rel || strcmp(rel, "alternate") == 0)) found = href;
    }
    return found;
}

bool decode_cap(const char *xml, size_t length, const DecodePlaces *places, const DecodeSink *sink)
{
    Arena arena = { 0 };
    Err err = { 0 };
    bool ok = false;
    int alerts = 0, links = 0;
    const DecodeXml *root = decode_xml_read(&arena, xml, length, &err);
    if (!root) {
        decode_malformed(sink, "CAP: %s", err.text);
        goto done;
    }
    ok = true;
    for (const DecodeXml *e = root; e;) {
        const bool is_alert = strcmp(e->name, "alert") == 0;
        if (is_alert) {
            alerts++;
            if (!cap_alert(e, places, sink)) ok = false;
        }
        if (strcmp(e->name, "entry") == 0 && !cap_holds_alert(e)) {
            const char *href = cap_href(e);
            if (href && sink->links)
                str_printf(sink->links, "%s\n", href);
            else
                links++;
        }
        e = cap_walk(e, !is_alert);
    }
    // A feed may be empty, or link to its alerts; anything else has one at least.
    const bool is_feed =
        strcmp(root->name, "feed") == 0 || strcmp(root->name, "EDXLDistribution") == 0;
    if (links) {
        ok = false;
        decode_malformed(sink, "CAP: %d entries of an Atom feed only link to their alerts", links);
    } else if (!alerts && !is_feed) {
        ok = false;
        decode_malformed(sink, "CAP: <%s> holds no alert", root->name);
    }
done:
    arena_finish(&arena);
    return ok;
}
