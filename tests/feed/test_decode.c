// SPDX-License-Identifier: Apache-2.0
// test_decode.c - each decoder against published answers, and what it hands over.
#include "base/clock.h"
#include "base/file.h"
#include "base/inbox.h"
#include "base/json_tape.h"
#include "check.h"
#include "feed/decode.h"
#include "feed/decode_hj212.h"
#include "feed/decode_sparkplug.h"
#include <stdlib.h>

// What a decoder handed over: observations under "id/metric".
typedef struct {
    Observation observations[256];
    char keys[256][160];
    int count, malformed, rebirths, events;
    char what[320], topic[320];
    ObservationEvent *event; // the last
    char key_now[160];
    Str json;
    DecodeSink sink;
} Catch;

static uint32_t catch_key(void *context, const char *id, const char *metric)
{
    Catch *c = context;
    snprintf(c->key_now, sizeof c->key_now, "%s/%s", id, metric);
    return 1;
}

static void catch_observe(void *context, Observation *o)
{
    Catch *c = context;
    if (c->count == 256) {
        if (o->kind == OBSERVATION_TEXT) free(o->text);
        return;
    }
    strcpy(c->keys[c->count], c->key_now);
    c->observations[c->count++] = *o;
}

static void catch_event(void *context, ObservationEvent *event)
{
    Catch *c = context;
    if (c->event) inbox_event_destroy(c->event);
    c->event = event;
    c->events++;
}

static void catch_malformed(void *context, const char *what)
{
    Catch *c = context;
    c->malformed++;
    snprintf(c->what, sizeof c->what, "%s", what);
}

static void catch_rebirth(void *context, const char *topic)
{
    Catch *c = context;
    c->rebirths++;
    snprintf(c->topic, sizeof c->topic, "%s", topic);
}

static Catch *catch_create(int64_t t_recv_us)
{
    Catch *c = calloc(1, sizeof *c);
    c->sink = (DecodeSink){ .context = c,
                            .key = catch_key,
                            .observe = catch_observe,
                            .event = catch_event,
                            .malformed = catch_malformed,
                            .rebirth = catch_rebirth,
                            .json = &c->json,
                            .t_recv_us = t_recv_us };
    return c;
}

static void catch_destroy(Catch *c)
{
    for (int i = 0; i < c->count; i++)
        if (c->observations[i].kind == OBSERVATION_TEXT) free(c->observations[i].text);
    if (c->event) inbox_event_destroy(c->event);
    str_finish(&c->json);
    free(c);
}

static const Observation *catch_find(const Catch *c, const char *key)
{
    for (int i = c->count - 1; i >= 0; i--)
        if (strcmp(c->keys[i], key) == 0) return &c->observations[i];
    return NULL;
}

static bool catch_has(const Catch *c, const char *text)
{
    const bool has = c->json.text && strstr(c->json.text, text);
    if (!has) fprintf(stderr, "not in the lines: %s\n%s\n", text, c->json.text ? c->json.text : "");
    return has;
}

static int64_t utc(const char *text)
{
    int64_t t = 0;
    CHECK(clock_parse(text, 0, &t));
    return t;
}

static void decode_all(Catch *c, DecodeKind kind, const void *bytes, size_t length, size_t piece)
{
    Decoder *decoder = decoder_create(kind);
    for (size_t at = 0; at < length; at += piece) {
        decoder_take(decoder, (const char *)bytes + at, length - at < piece ? length - at : piece,
                     &c->sink);
    }
    decoder_end(decoder, &c->sink);
    decoder_destroy(decoder);
}

static char *data_read(const char *name, size_t *length)
{
    char path[512];
    snprintf(path, sizeof path, "%s/data/%s", TEST_FOLDER, name);
    char *bytes = file_read(path, 0, length, NULL);
    CHECK(bytes != NULL);
    return bytes;
}

// Sentences and values published in E. S. Raymond's description of AIVDM.
TEST(ais_sentences_give_their_published_values)
{
    size_t length = 0;
    char *bytes = data_read("published.nmea", &length);
    Catch *c = catch_create(utc("2026-06-01T10:20:17Z"));
    decode_all(c, DECODE_AIS, bytes, length, 7);
    CHECK_EQ(c->malformed, 0);
    CHECK(catch_has(c, "{\"msg_type\":1,\"repeat\":0,\"mmsi\":477553000,\"status\":5,\"turn\":0,"
                       "\"speed\":0,\"accuracy\":false,\"lon\":-122.345833,\"lat\":47.582833,"
                       "\"course\":51,\"heading\":181,\"second\":15,\"maneuver\":null,"
                       "\"raim\":false,\"radio\":149208,\"time\":\"2026-06-01T10:20:15Z\"}"));
    CHECK(catch_has(c,
                    "\"mmsi\":369190000,\"ais_version\":0,\"imo\":6710932,\"callsign\":\"WDA9674\","
                    "\"shipname\":\"MT.MITCHELL\",\"ship_type\":99,\"to_bow\":90,\"to_stern\":90,"
                    "\"to_port\":10,\"to_starboard\":10,\"epfd\":1,\"month\":1,\"day\":2,"
                    "\"hour\":8,\"minute\":0,\"draught\":6,\"destination\":\"SEATTLE\","
                    "\"dte\":false"));
    const Observation *position = catch_find(c, "477553000/position");
    CHECK(position != NULL);
    CHECK_NEAR(position->position.lon_deg, -122.345833, 1e-5);
    CHECK_EQ(position->t_obs_us, utc("2026-06-01T10:20:15Z"));
    CHECK_EQ(position->period_ms, 180000); // moored
    CHECK_TEXT(catch_find(c, "369190000/name")->text, "MT.MITCHELL");
    catch_destroy(c);
    free(bytes);
}

TEST(an_ais_second_after_receipt_is_of_the_minute_before)
{
    static const char line[] = "!AIVDM,1,1,,B,177KQJ5000G?tO`K>RA1wUbN0TKH,0*5C\n";
    Catch *c = catch_create(utc("2026-06-01T10:20:02Z"));
    decode_all(c, DECODE_AIS, line, sizeof line - 1, 100);
    CHECK_EQ(catch_find(c, "477553000/position")->t_obs_us, utc("2026-06-01T10:19:15Z"));
    catch_destroy(c);
}

TEST(an_ais_sentence_with_a_wrong_checksum_is_malformed_and_the_next_is_read)
{
    static const char lines[] = "!AIVDM,1,1,,B,177KQJ5000G?tO`K>RA1wUbN0TKH,0*5D\r\n"
                                "!AIVDM,1,1,,B,177KQJ5000G?tO`K>RA1wUbN0TKH,0*5C\r\n";
    Catch *c = catch_create(0);
    decode_all(c, DECODE_AIS, lines, sizeof lines - 1, 11);
    CHECK_EQ(c->malformed, 1);
    CHECK(catch_find(c, "477553000/position") != NULL);
    catch_destroy(c);
}

// The CRC example of HJ 212-2017, annex A and C: …RtdInterval=30&& gives 1C80.
TEST(hj212_crc_and_length_agree_with_the_published_example)
{
    static const char segment[] = "QN=20160801085857223;ST=32;CN=1062;PW=100000;MN="
                                  "010000A8900016F000169DC0;Flag=5;CP=&&RtdInterval=30&&";
    CHECK_EQ(sizeof segment - 1, 101);
    CHECK_EQ(decode_hj212_crc(segment, sizeof segment - 1), 0x1C80);
}

TEST(hj212_flags_become_quality_and_times_are_of_china)
{
    size_t length = 0;
    char *bytes = data_read("station.hj212", &length);
    for (size_t piece = 1; piece < length + 1; piece += 97) {
        Catch *c = catch_create(0);
        decode_all(c, DECODE_HJ212, bytes, length, piece);
        CHECK_EQ(c->malformed, 0);
        const Observation *so2 = catch_find(c, "ZJ0000000000000000000001/a21026-Rtd"),
                          *cod = catch_find(c, "ZJ0000000000000000000002/w01018-Avg");
        CHECK(so2 && cod);
        CHECK_EQ(so2->quality, QUALITY_MAINTENANCE);
        CHECK_NEAR(so2->number, 0.012, 0);
        CHECK_TEXT(so2->unit, "mg/m3");
        CHECK_EQ(so2->t_obs_us, utc("2026-11-01T04:00:00Z"));
        CHECK_EQ(cod->quality, QUALITY_OUT_OF_RANGE);
        CHECK_EQ(cod->period_ms, 3600000);
        CHECK(!strstr(c->json.text, "secret"));
        catch_destroy(c);
    }
    free(bytes);
}

TEST(hj212_frames_after_a_broken_one_are_read)
{
    size_t length = 0;
    char *bytes = data_read("station.hj212", &length);
    bytes[20] ^= 1;
    Catch *c = catch_create(0);
    decode_all(c, DECODE_HJ212, bytes, length, length);
    CHECK(c->malformed >= 1);
    CHECK(catch_find(c, "ZJ0000000000000000000002/w01018-Avg") != NULL);
    catch_destroy(c);
    free(bytes);
}

TEST(a_chinese_warning_keeps_colour_severity_area_and_the_places_of_its_text)
{
    static const DecodePlace places[] = { { "坡头区", "440804" },
                                          { "赤坎区", "440802" },
                                          { "坡头镇", "440804100" },
                                          { "坡头", "0" },
                                          { "霞山区", "440803" } };
    size_t length = 0;
    char *bytes = data_read("typhoon_warning.cap.xml", &length);
    Catch *c = catch_create(0);
    DecodePlaces *known = decode_places_create(places, 5);
    Decoder *decoder = decoder_create(DECODE_CAP);
    decoder_set_places(decoder, known);
    decoder_take(decoder, bytes, length, &c->sink);
    decoder_end(decoder, &c->sink);
    CHECK_EQ(c->malformed, 0);
    CHECK_EQ(c->events, 1);
    CHECK_TEXT(c->event->kind, "warning");
    CHECK_TEXT(c->event->id, "44080041600000_20151004083000_1");
    CHECK_EQ(c->event->t_event_us, utc("2015-10-04T04:00:00Z"));
    CHECK_EQ(c->event->t_expire_us, utc("2015-10-05T00:30:00Z"));
    CHECK(catch_has(c, "\"status\":\"Exercise\",\"msg_type\":\"Update\""));
    CHECK(catch_has(c, "\"replaces\":[\"44080041600000_20151003200000_0\","
                       "\"44080041600000_20151003080000_0\"]"));
    CHECK(catch_has(
        c, "\"national_id\":{\"admin_code\":\"440800\",\"agency\":\"416\",\"unit\":\"000\","
           "\"extension\":\"00\",\"serial\":\"1\",\"entered\":\"2015-10-04T00:30:00Z\"}"));
    CHECK(catch_has(c, "\"colour\":\"red\",\"level\":1"));
    CHECK(catch_has(c, "\"severity\":\"Severe\""));
    CHECK(catch_has(c, "\"colour\":\"red\",\"colour_from\":\"headline\""));
    CHECK(
        catch_has(c, "\"polygon\":[[[110.2,21],[110.2,21.4],[110.7,21.4],[110.7,21],[110.2,21]]]"));
    CHECK(catch_has(c, "\"bad_shapes\":1")); // a latitude of 91
    CHECK(catch_has(c, "\"circle\":[{\"lon\":110.36,\"lat\":21.27,\"radius_km\":25.5}]"));
    CHECK(catch_has(c, "\"places\":[{\"name\":\"坡头区\",\"code\":\"440804\",\"from\":\"text\"},"
                       "{\"name\":\"赤坎区\",\"code\":\"440802\",\"from\":\"text\"},"
                       "{\"name\":\"坡头镇\",\"code\":\"440804100\",\"from\":\"text\"}]"));
    decoder_destroy(decoder);
    decode_places_destroy(known);
    catch_destroy(c);
    free(bytes);
}

TEST(a_doctype_with_entities_is_refused)
{
    static const char xml[] = "<!DOCTYPE a [<!ENTITY b \"bbbb\"><!ENTITY c \"&b;&b;\">]>\n"
                              "<alert><identifier>&c;</identifier></alert>";
    Catch *c = catch_create(0);
    decode_all(c, DECODE_CAP, xml, sizeof xml - 1, sizeof xml);
    CHECK_EQ(c->malformed, 1);
    CHECK(strstr(c->what, "DOCTYPE") != NULL);
    catch_destroy(c);
}

TEST(a_cursor_on_target_position_expires_at_stale_and_a_drawn_zone_is_a_marker)
{
    size_t length = 0;
    char *bytes = data_read("drill.cot.xml", &length);
    Catch *c = catch_create(0);
    decode_all(c, DECODE_COT, bytes, length, 13);
    CHECK_EQ(c->malformed, 0);
    const Observation *boat = catch_find(c, "boat-7/position");
    CHECK(boat != NULL);
    CHECK_EQ(boat->t_stale_us, utc("2026-06-01T02:05:00Z"));
    CHECK(isnan(boat->position.h_m));
    CHECK_NEAR(boat->position.course_deg, 45.5, 1e-4);
    CHECK_EQ(c->events, 1);
    CHECK_TEXT(c->event->kind, "marker");
    CHECK(catch_has(c, "\"hae\":null"));
    CHECK(catch_has(c, "\"shape\":{\"kind\":\"polygon\",\"points\":[[110.3,21.1],"));
    catch_destroy(c);
    free(bytes);
}

// Equal as JSON: objects by key, numbers by value.
static bool tape_equal(const JsonTape *a, JsonRef i, const JsonTape *b, JsonRef k, Arena *arena)
{
    const JsonType type = json_type(a, i);
    if (type != json_type(b, k)) return false;
    if (type == JSON_NUMBER) return json_as_number(a, i, 0) == json_as_number(b, k, 1);
    if (type == JSON_TEXT) return strcmp(json_as_text(a, i, arena), json_as_text(b, k, arena)) == 0;
    if (json_count(a, i) != json_count(b, k)) return false;
    if (type == JSON_OBJECT) {
        for (JsonRef key = json_first(a, i); key != JSON_TAPE_NONE; key = json_next(a, i, key)) {
            const JsonRef other = json_member(b, k, json_as_text(a, key, arena));
            if (other == JSON_TAPE_NONE || !tape_equal(a, key + 1, b, other, arena)) return false;
        }
    } else if (type == JSON_ARRAY) {
        JsonRef other = json_first(b, k);
        for (JsonRef item = json_first(a, i); item != JSON_TAPE_NONE;
             item = json_next(a, i, item)) {
            if (!tape_equal(a, item, b, other, arena)) return false;
            other = json_next(b, k, other);
        }
    }
    return true;
}

TEST(gtfs_realtime_messages_equal_their_json_twins)
{
    static const char *const names[] = {
        "bart_alerts",           "bart_trip_updates",          "caltrain_service_alerts",
        "caltrain_trip_updates", "caltrain_vehicle_positions", "example"
    };
    for (int i = 0; i < 6; i++) {
        char path[128];
        size_t length = 0, twin_length = 0;
        snprintf(path, sizeof path, "data/world/transit/rt_%s.pb", names[i]);
        const char *found = check_shared(path);
        if (!found) CHECK_SKIP("no shared data: the GTFS-RT twins are not compared");
        char *bytes = file_read(found, 0, &length, NULL);
        strcat(path, ".json");
        char *twin = file_read(check_shared(path), 0, &twin_length, NULL);
        Catch *c = catch_create(0);
        decode_all(c, DECODE_GTFSRT, bytes, length, length);
        JsonTape a = { 0 }, b = { 0 };
        Arena arena = { 0 };
        CHECK(json_tape_read(&a, c->json.text, c->json.length, NULL));
        CHECK(json_tape_read(&b, twin, twin_length, NULL));
        CHECK(tape_equal(&a, 0, &b, 0, &arena));
        if (i == 4) {
            const Observation *train = catch_find(c, "124/position");
            CHECK(train != NULL);
            CHECK_EQ(train->t_obs_us, 1699405549 * 1000000LL);
            CHECK_EQ(train->t_stale_us - train->t_obs_us, 90000000);
        }
        json_tape_finish(&a);
        json_tape_finish(&b);
        arena_finish(&arena);
        catch_destroy(c);
        free(bytes);
        free(twin);
    }
}

// Payloads by hand, by the field numbers of the specification.
static const uint8_t nbirth[] = {
    0x08, 0xE8, 0x07, 0x18, 0x00, 0x12, 0x0B, 0x0A, 0x05, 'b',  'd',  'S',  'e',  'q',
    0x20, 0x08, 0x58, 0x03, // bdSeq = 3, UInt64
    0x12, 0x0C, 0x0A, 0x04, 'l',  'o',  'a',  'd',  0x10, 0x07, 0x20, 0x03, 0x50, 0x05
}; // alias 7, Int32, 5
static const uint8_t ndata[] = { 0x18, 0x01, 0x12, 0x08, 0x10, 0x07,
                                 0x50, 0xFF, 0xFF, 0xFF, 0xFF, 0x0F };
static const uint8_t ndeath[] = { 0x12, 0x0B, 0x0A, 0x05, 'b',  'd', 'S',
                                  'e',  'q',  0x20, 0x08, 0x58, 0x03 };
static const uint8_t old_death[] = { 0x12, 0x0B, 0x0A, 0x05, 'b',  'd', 'S',
                                     'e',  'q',  0x20, 0x08, 0x58, 0x02 };

TEST(sparkplug_data_is_named_by_its_birth_and_dies_with_it)
{
    Catch *c = catch_create(0);
    Decoder *d = decoder_create(DECODE_SPARKPLUG);
    decoder_take_topic(d, "spBv1.0/G/NBIRTH/N", nbirth, sizeof nbirth, &c->sink);
    CHECK_NEAR(catch_find(c, "G/N/load")->number, 5, 0);
    decoder_take_topic(d, "spBv1.0/G/NDATA/N", ndata, sizeof ndata, &c->sink);
    CHECK_NEAR(catch_find(c, "G/N/load")->number, -1, 0); // Int32 in two's complement
    CHECK_EQ(c->rebirths, 0);
    CHECK_EQ(c->malformed, 0);
    decoder_take_topic(d, "spBv1.0/G/NDEATH/N", old_death, sizeof old_death, &c->sink);
    CHECK_EQ(catch_find(c, "G/N/load")->kind, OBSERVATION_NUMBER); // of a birth before
    decoder_take_topic(d, "spBv1.0/G/NDEATH/N", ndeath, sizeof ndeath, &c->sink);
    CHECK_EQ(catch_find(c, "G/N/load")->kind, OBSERVATION_GONE);
    decoder_destroy(d);
    catch_destroy(c);
}

TEST(a_gap_in_the_sparkplug_sequence_asks_for_a_birth_once)
{
    Catch *c = catch_create(0);
    Decoder *d = decoder_create(DECODE_SPARKPLUG);
    decoder_take_topic(d, "spBv1.0/G/NBIRTH/N", nbirth, sizeof nbirth, &c->sink);
    decoder_take_topic(d, "spBv1.0/G/NDATA/N", ndata, sizeof ndata, &c->sink);
    decoder_take_topic(d, "spBv1.0/G/NDATA/N", ndata, sizeof ndata, &c->sink); // seq 1 again
    decoder_take_topic(d, "spBv1.0/G/NDATA/N", ndata, sizeof ndata, &c->sink);
    CHECK_EQ(c->rebirths, 1);
    CHECK_TEXT(c->topic, "spBv1.0/G/NCMD/N");
    uint8_t payload[64];
    const size_t length = decode_sparkplug_rebirth(1000000, payload);
    CHECK(length > 0 && memmem(payload, length, "Node Control/Rebirth", 20));
    decoder_destroy(d);
    catch_destroy(c);
}

TEST(what_is_no_message_of_a_kind_is_malformed_in_words)
{
    static const char rubbish[] = "\xFF\xFE <event> ## rubbish \n more\n";
    for (int kind = 1; kind < DECODE_KIND_COUNT; kind++) {
        Catch *c = catch_create(0);
        decode_all(c, (DecodeKind)kind, rubbish, sizeof rubbish - 1, 5);
        CHECK(c->malformed >= 1 && c->what[0]);
        CHECK_EQ(c->count, 0);
        CHECK_EQ(decode_kind_find(decode_kind_name((DecodeKind)kind)), kind);
        catch_destroy(c);
    }
}
