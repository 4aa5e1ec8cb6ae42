// SPDX-License-Identifier: Apache-2.0
// test_text.c - err, str, json, clock.
#include "base/clock.h"
#include "base/err.h"
#include "base/json.h"
#include "base/csv.h"
#include "base/str.h"
#include "check.h"
#include <stdlib.h>

TEST(passwords_of_connections_are_not_told)
{
    static const char *const pairs[][2] = {
        { "open 'PG:host=h password=geheim dbname=city'", "open 'PG:host=h password=****** dbname=city'" },
        { "PG:password='ge heim' user=a", "PG:password='*******' user=a" },
        { "postgresql://u:geheim@h:5432/city", "postgresql://u:******@h:5432/city" },
        { "https://h:8080/a@b?token=abc&x=1", "https://h:8080/a@b?token=***&x=1" },
        { "monkey=1, layer 'key' is not there", "monkey=1, layer 'key' is not there" },
    };
    for (size_t i = 0; i < sizeof pairs / sizeof pairs[0]; i++) {
        char text[128];
        snprintf(text, sizeof text, "%s", pairs[i][0]);
        str_hide_secrets(text);
        CHECK_TEXT(text, pairs[i][1]);
    }
    Err err = { 0 };
    err_set(&err, ERR_IO, "open '%s'", "PG:password=x");
    CHECK_TEXT(err.text, "open 'PG:password=*'");
}
TEST(an_error_is_cut_at_a_character)
{
    Err err = { 0 };
    char text[1200] = "";
    for (int i = 0; i < 380; i++) strcat(text, "湛");
    err_set(&err, ERR_CRS, "%s", text);
    CHECK_EQ(err.code, ERR_CRS);
    CHECK(strlen(err.text) > 490 && strlen(err.text) % 3 == 0);
    CHECK(str_is_utf8(err.text, strlen(err.text)));
    err_set(NULL, ERR_IO, "nobody listens");
    err_prefix(NULL, "nobody listens");
}

TEST(an_error_takes_a_prefix_and_stays_one_line)
{
    Err err = { 0 };
    err_set(&err, ERR_FORMAT, "bad\nvalue");
    err_prefix(&err, "city.yaml:%d", 12);
    CHECK_TEXT(err.text, "city.yaml:12: bad value");
}

TEST(every_error_code_has_a_name_and_a_chinese_sentence)
{
    for (int code = 0; code < ERR_CODE_COUNT; code++) {
        CHECK(strlen(err_code_name((ErrCode)code)) > 0);
        const char *zh = err_code_zh((ErrCode)code);
        CHECK(str_is_utf8(zh, strlen(zh)) && str_ends_nocase(zh, "。"));
    }
    CHECK(err_code_name((ErrCode)999) && err_code_zh((ErrCode)-1));
}

TEST(a_byte_that_is_no_utf8_is_found_wherever_it_stands)
{
    char text[32];
    for (size_t length = 1; length <= sizeof text; length++) {
        for (size_t bad = 0; bad < length; bad++) {
            memset(text, 'a', sizeof text);
            CHECK(str_is_utf8(text, length));
            text[bad] = (char)0x80;
            CHECK(!str_is_utf8(text, length));
        }
    }
}

TEST(utf8_is_checked_strictly)
{
    CHECK(str_is_utf8("硇洲 㙍 𠮷", strlen("硇洲 㙍 𠮷")));
    CHECK(!str_is_utf8("\xC0\x80", 2));
    CHECK(!str_is_utf8("\xED\xA0\x80", 3));
    CHECK(!str_is_utf8("\xF4\x90\x80\x80", 4));
    CHECK(!str_is_utf8("\xE6\xB9", 2));
}

TEST(numbers_are_whole_texts)
{
    double d = 7;
    int64_t i = 7;
    CHECK(str_parse_double("-110.25e1", &d) && d == -1102.5);
    CHECK(str_parse_double(".5", &d) && d == 0.5);
    const char *const wrong[] = { "", " 1", "1 ", "0x10", "nan", "inf", "1e999", "1,5", "--1", "-", "." };
    for (size_t k = 0; k < sizeof wrong / sizeof wrong[0]; k++) {
        d = 7;
        CHECK(!str_parse_double(wrong[k], &d) && d == 7);
    }
    CHECK(str_parse_int("-9223372036854775808", &i) && i == INT64_MIN);
    CHECK(!str_parse_int("9223372036854775808", &i));
    CHECK(!str_parse_int("12a", &i) && !str_parse_int("", &i) && !str_parse_int("+", &i));
}

TEST(text_grows_and_compares)
{
    Str str = { 0 };
    for (int i = 0; i < 1000; i++) str_printf(&str, "%d,", i);
    CHECK_EQ(str.length, strlen(str.text));
    CHECK_EQ(str.length, 3890);
    str_finish(&str);
    CHECK(str_equal(NULL, NULL) && !str_equal("a", NULL) && str_equal_nocase("GeoJSON", "geojson"));
    CHECK(!str_equal_nocase("a", "ab") && str_ends_nocase("x.TIF", ".tif") && str_starts("/vsizip/x", "/vsi"));
    char out[5];
    CHECK_EQ(str_copy_utf8(out, sizeof out, "湛江"), 3);
    CHECK_TEXT(out, "湛");
    CHECK(str_hash("", 0) == 0xcbf29ce484222325u && str_hash("a", 1) == 0xaf63dc4c8601ec8cu); // published FNV-1a vectors
}

TEST(json_has_commas_escapes_and_shortest_numbers)
{
    Str out = { 0 };
    JsonWriter w = { .out = &out };
    json_object_begin(&w);
    json_key(&w, "a\"b");
    json_array_begin(&w);
    json_number(&w, 0.1);
    json_number(&w, 110.4012345678);
    json_number(&w, NAN);
    json_int(&w, INT64_MIN);
    json_bool(&w, true);
    json_text(&w, NULL);
    json_array_end(&w);
    json_key(&w, "t");
    json_text(&w, "湛\xFF\n\x01\\");
    json_key(&w, "e");
    json_object_begin(&w);
    json_object_end(&w);
    json_object_end(&w);
    CHECK_TEXT(out.text, "{\"a\\\"b\":[0.1,110.4012345678,null,-9223372036854775808,true,null],"
                         "\"t\":\"湛\xEF\xBF\xBD\\n\\u0001\\\\\",\"e\":{}}");
    str_finish(&out);
}

TEST(pretty_json_is_indented)
{
    Str out = { 0 };
    JsonWriter w = { .out = &out, .is_pretty = true };
    json_object_begin(&w);
    json_key(&w, "a");
    json_array_begin(&w);
    json_int(&w, 1);
    json_int(&w, 2);
    json_array_end(&w);
    json_object_end(&w);
    CHECK_TEXT(out.text, "{\n  \"a\": [\n    1,\n    2\n  ]\n}");
    str_finish(&out);
}

static int64_t parsed(const char *text, int offset_s)
{
    int64_t us = -1;
    return clock_parse(text, offset_s, &us) ? us : -1;
}

TEST(times_are_read_with_and_without_offset)
{
    // date -u -d … +%s
    CHECK_EQ(parsed("2026-06-21T18:30", 28800), 1782037800000000);
    CHECK_EQ(parsed("2026-06-21T18:30:00+08:00", 0), 1782037800000000);
    CHECK_EQ(parsed("2026-06-21T10:30:00Z", 28800), 1782037800000000);
    CHECK_EQ(parsed("2026-06-21", 0), 1782043200000000);
    CHECK_EQ(parsed("1970-01-01T00:00:00.25Z", 0), 250000);
    CHECK_EQ(parsed("2000-02-29T00:00Z", 0), 951782400000000);
    const char *const wrong[] = { "", "2026", "2026-02-29", "2026-13-01", "2026-06-21T25:00", "2026-06-21T18:30+99:00",
                                  "2026-06-21T18:30x", "2026-6-21", "2026-06-21T18" };
    for (size_t k = 0; k < sizeof wrong / sizeof wrong[0]; k++) CHECK_EQ(parsed(wrong[k], 0), -1);
}

TEST(times_are_written_with_offset)
{
    char text[32];
    clock_format(1782037800000000, 28800, text);
    CHECK_TEXT(text, "2026-06-21T18:30:00+08:00");
    clock_format(-1, 0, text);
    CHECK_TEXT(text, "1969-12-31T23:59:59Z");
    clock_format(INT64_MAX, 0, text);
    CHECK_TEXT(text, "unknown");
}

TEST(the_clock_runs)
{
    const double a = clock_monotonic_s();
    CHECK(clock_monotonic_s() >= a);
    CHECK(clock_since_process_start_s() >= 0 && clock_since_process_start_s() < 600);
    CHECK(clock_utc_us() > 1700000000000000);
}

TEST(texts_fold_case_and_width_and_never_grow)
{
    char out[64];
    CHECK_EQ(str_fold(out, sizeof out, "Wall ＡＢ１　门"), 12);
    CHECK_TEXT(out, "wall ab1 门");
    str_fold(out, sizeof out, "ÄÖÜß ŁÓDŹ ΣΩ ЁЖ");
    CHECK_TEXT(out, "äöüß łódź σω ёж");
    // Bytes that are no UTF-8 stay; a small buffer cuts at a character.
    str_fold(out, sizeof out, "A\xff\xc3");
    CHECK_TEXT(out, "a\xff\xc3");
    CHECK_EQ(str_fold(out, 4, "门门"), 3);
    CHECK_TEXT(out, "门");
}

static const char *csv_line(const char *text)
{
    static Str out;
    str_finish(&out);
    out = (Str){ 0 };
    CsvWriter w = { .out = &out };
    csv_text(&w, text);
    csv_number(&w, 0.1);
    csv_end(&w);
    return out.text;
}

TEST(fields_of_comma_separated_text_are_quoted_where_they_must_be)
{
    CHECK_TEXT(csv_line("plain 文"), "plain 文,0.1\r\n");
    CHECK_TEXT(csv_line("a,b"), "\"a,b\",0.1\r\n");
    CHECK_TEXT(csv_line("say \"x\"\nno\""), "\"say \"\"x\"\"\nno\"\"\",0.1\r\n");
    CHECK_TEXT(csv_line(NULL), ",0.1\r\n");
    CHECK_TEXT(csv_line(""), ",0.1\r\n");
}
