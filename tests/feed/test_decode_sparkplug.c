// SPDX-License-Identifier: Apache-2.0
// test_decode_sparkplug.c - arrays by the examples of the specification, data sets, templates and
// properties by hand, as an encoder of nothing but tags and lengths writes them.
#include "check.h"
#include "feed/decode_sparkplug.h"
#include <stdlib.h>

typedef struct {
    Str json;
    char keys[16][80];
    Observation values[16];
    int count, malformed;
} Heard;

static Heard heard;
static uint32_t on_key(void *context, const char *id, const char *metric)
{
    (void)context;
    snprintf(heard.keys[heard.count % 16], sizeof heard.keys[0], "%s/%s", id, metric);
    return 1;
}
static void on_value(void *context, Observation *o)
{
    (void)context;
    if (o->kind == OBSERVATION_TEXT) free(o->text), o->text = NULL;
    heard.values[heard.count++ % 16] = *o;
}
static void on_malformed(void *context, const char *what)
{
    (void)context, (void)what;
    heard.malformed++;
}

// Field number and wire type 2.
static void put_bytes(Str *out, int field, const void *bytes, size_t length)
{
    const char head[2] = { (char)(field << 3 | 2), (char)length };
    CHECK(length < 128 && field < 16);
    str_add_n(out, head, 2);
    str_add_n(out, bytes, length);
}
// The same with a length of two bytes, and any field.
static void put_long(Str *out, int field, const void *bytes, size_t length)
{
    const int tag = field << 3 | 2;
    const char head[4] = { (char)((tag & 127) | 128), (char)(tag >> 7),
                           (char)((length & 127) | 128), (char)(length >> 7) };
    if (field < 16) str_add_n(out, (const char[]){ (char)tag }, 1);
    str_add_n(out, field < 16 ? head + 2 : head, field < 16 ? 2 : 4);
    str_add_n(out, bytes, length);
}
static void put_whole(Str *out, int field, uint32_t value)
{
    char bytes[8] = { (char)(field << 3) };
    size_t length = 1;
    for (; value > 127; value >>= 7) bytes[length++] = (char)((value & 127) | 128);
    bytes[length++] = (char)value;
    str_add_n(out, bytes, length);
}

// Decodes a payload of one metric, as data of the birth before it where topic is an NDATA.
static void decode_one(DecodeSparkplug *s, const char *topic, const Str *metric)
{
    const DecodeSink sink = { .key = on_key,
                              .observe = on_value,
                              .malformed = on_malformed,
                              .json = &heard.json,
                              .t_recv_us = 1000000 };
    Str payload = { 0 };
    put_whole(&payload, 3, strstr(topic, "BIRTH") ? 0 : 1); // seq
    put_long(&payload, 2, metric->text, metric->length);
    heard.json.length = 0;
    heard.count = heard.malformed = 0;
    decode_sparkplug(s, topic, (const uint8_t *)payload.text, payload.length, &sink);
    str_add_n(&heard.json, "", 1);
    CHECK_EQ(heard.malformed, 0);
    str_finish(&payload);
}

static void check_array(int datatype, const char *bytes, size_t length, const char *value)
{
    DecodeSparkplug *s = decode_sparkplug_create();
    Str metric = { 0 };
    put_bytes(&metric, 1, "a", 1);
    put_whole(&metric, 4, (uint32_t)datatype);
    put_long(&metric, 16, bytes, length);
    decode_one(s, "spBv1.0/G/NBIRTH/N", &metric);
    char wanted[160];
    snprintf(wanted, sizeof wanted, "\"value\":%s}", value);
    if (!strstr(heard.json.text, wanted)) fprintf(stderr, "%s\n", heard.json.text);
    CHECK(strstr(heard.json.text, wanted) != NULL);
    CHECK_EQ(heard.count, 0);
    str_finish(&metric);
    decode_sparkplug_destroy(s);
}

TEST(sparkplug_arrays_are_read_as_the_specification_packs_them)
{
    check_array(22, "\xE9\x7B", 2, "[-23,123]");
    check_array(23, "\xD0\x8A\x30\x75", 4, "[-30000,30000]");
    check_array(24, "\xFF\xFF\xFF\xFF\x01\x00\x00\x00", 8, "[-1,1]");
    check_array(25, "\xFE\xFF\xFF\xFF\xFF\xFF\xFF\xFF", 8, "[-2]");
    check_array(26, "\x17\xFA", 2, "[23,250]");
    check_array(29, "\xFF\xFF\xFF\xFF\xFF\xFF\xFF\xFF", 8, "[\"18446744073709551615\"]");
    check_array(30, "\x00\x00\xC0\x3F", 4, "[1.5]");
    check_array(31, "\x00\x00\x00\x00\x00\x00\xF8\xBF", 8, "[-1.5]");
    check_array(32, "\x0C\x00\x00\x00\x34\xD0", 6,
                "[false,false,true,true,false,true,false,false,true,true,false,true]");
    check_array(33, "ABC\0hello", 10, "[\"ABC\",\"hello\"]");
    check_array(34, "\xC7\xD0\x90\x75\x24\x01\x00\x00", 8, "[1256102875335]");
    check_array(32, "\xFF\xFF\xFF\x7F\x80", 5, "[true,false,false,false,false,false,false,false]");
    check_array(25, "\xFE\xFF\xFF", 3, "[]"); // cut
}

TEST(a_sparkplug_data_set_has_its_columns_types_and_rows)
{
    DecodeSparkplug *s = decode_sparkplug_create();
    Str metric = { 0 }, set = { 0 }, row = { 0 };
    put_whole(&set, 1, 2);
    put_bytes(&set, 2, "zone", 4);
    put_bytes(&set, 2, "level", 5);
    const char types[] = { 12, 3 };
    for (int i = 0; i < 2; i++) put_whole(&set, 3, (uint32_t)types[i]);
    put_bytes(&row, 1,
              "\x32\x01"
              "A",
              3);                                      // string_value = 6
    put_bytes(&row, 1, "\x08\xFF\xFF\xFF\xFF\x0F", 6); // int_value = 1: -1
    put_bytes(&set, 4, row.text, row.length);
    put_bytes(&metric, 1, "table", 5);
    put_whole(&metric, 4, 16);
    put_long(&metric, 17, set.text, set.length);
    decode_one(s, "spBv1.0/G/NBIRTH/N", &metric);
    CHECK(strstr(heard.json.text, "\"value\":{\"columns\":[\"zone\",\"level\"],\"types\":["
                                  "\"String\",\"Int32\"],\"rows\":[[\"A\",-1]]}"));
    str_finish(&metric), str_finish(&set), str_finish(&row);
    decode_sparkplug_destroy(s);
}

// A template in a template; the unit and the quality of a member are its properties'.
TEST(members_of_a_sparkplug_template_are_values_with_unit_and_quality)
{
    DecodeSparkplug *s = decode_sparkplug_create();
    Str metric = { 0 }, outer = { 0 }, inner = { 0 }, member = { 0 }, within = { 0 }, set = { 0 },
        property = { 0 };
    put_bytes(&set, 1, "engUnit", 7);
    put_bytes(&set, 1, "Quality", 7);
    put_bytes(&property, 8, "°C", 3);
    put_bytes(&set, 2, property.text, property.length);
    property.length = 0;
    put_whole(&property, 3, 500);
    put_bytes(&set, 2, property.text, property.length);
    put_bytes(&member, 1, "temp", 4);
    put_whole(&member, 4, 3);
    put_bytes(&member, 9, set.text, set.length);
    put_whole(&member, 10, 21);
    put_bytes(&inner, 2, member.text, member.length);
    put_bytes(&within, 1, "coil", 4);
    put_long(&within, 18, inner.text, inner.length);
    put_bytes(&outer, 1, "v2", 2);
    put_long(&outer, 2, within.text, within.length);
    put_bytes(&outer, 4, "Pump", 4);
    put_bytes(&metric, 1, "pump", 4);
    put_whole(&metric, 3, 5000);
    put_whole(&metric, 4, 19);
    put_long(&metric, 18, outer.text, outer.length);
    decode_one(s, "spBv1.0/G/NBIRTH/N", &metric);
    CHECK(strstr(heard.json.text, "\"version\":\"v2\",\"template_ref\":\"Pump\""));
    CHECK(strstr(heard.json.text, "\"properties\":{\"engUnit\":\"°C\",\"Quality\":500}"));
    CHECK_EQ(heard.count, 1);
    CHECK_TEXT(heard.keys[0], "G/N/pump.coil.temp");
    CHECK_NEAR(heard.values[0].number, 21, 0);
    CHECK_TEXT(heard.values[0].unit, "Cel");
    CHECK_EQ(heard.values[0].quality, QUALITY_SUSPECT);
    CHECK_EQ(heard.values[0].t_obs_us, 5000000);
    // A definition (in a birth) has no values.
    put_whole(&outer, 5, 1);
    metric.length = 0;
    put_bytes(&metric, 1, "pump", 4);
    put_long(&metric, 18, outer.text, outer.length);
    decode_one(s, "spBv1.0/G/NBIRTH/N", &metric);
    CHECK_EQ(heard.count, 0);
    str_finish(&metric), str_finish(&outer), str_finish(&inner), str_finish(&member);
    str_finish(&within), str_finish(&set), str_finish(&property);
    decode_sparkplug_destroy(s);
    str_finish(&heard.json);
    heard.json = (Str){ 0 };
}
