// SPDX-License-Identifier: Apache-2.0
// test_json_tape.c - JSON read into a tape.
#include "base/json_tape.h"
#include "check.h"
#include <stdlib.h>

static bool read(JsonTape *t, const char *text, Err *err)
{
    return json_tape_read(t, text, strlen(text), err);
}

TEST(json_values_are_found_by_key_and_in_order)
{
    JsonTape t;
    Arena arena = { 0 };
    CHECK(read(&t, " {\"a\":[1,2.5,-3e2,{\"x\":true}],\"b\":{},\"c\":\"d\",\"e\":[],\"n\":null} ",
               NULL));
    const JsonRef a = json_member(&t, 0, "a");
    CHECK_EQ(json_count(&t, 0), 5);
    CHECK_EQ(json_count(&t, a), 4);
    JsonRef i = json_first(&t, a);
    CHECK_NEAR(json_as_number(&t, i, 0), 1, 0);
    i = json_next(&t, a, i);
    CHECK_NEAR(json_as_number(&t, i, 0), 2.5, 0);
    i = json_next(&t, a, i);
    CHECK_NEAR(json_as_number(&t, i, 0), -300, 0);
    i = json_next(&t, a, i);
    CHECK(json_as_bool(&t, json_member(&t, i, "x"), false));
    CHECK_EQ(json_next(&t, a, i), JSON_TAPE_NONE);
    CHECK_EQ(json_first(&t, json_member(&t, 0, "e")), JSON_TAPE_NONE);
    CHECK_EQ(json_type(&t, json_member(&t, 0, "n")), JSON_NULL);
    CHECK_EQ(json_type(&t, json_member(&t, 0, "none")), JSON_NONE);
    CHECK_EQ(json_type(&t, json_member(&t, JSON_TAPE_NONE, "x")), JSON_NONE);
    CHECK_TEXT(json_as_text(&t, json_member(&t, 0, "c"), &arena), "d");
    json_tape_finish(&t);
    arena_finish(&arena);
}

TEST(json_texts_lose_their_escapes)
{
    JsonTape t;
    Arena arena = { 0 };
    CHECK(read(&t, "[\"\\u57ce\\n\\\"\\ud83d\\ude00\\ud800\",\"城\xff镜\"]", NULL));
    const JsonRef first = json_first(&t, 0);
    CHECK_TEXT(json_as_text(&t, first, &arena), "城\n\"😀\xEF\xBF\xBD");
    CHECK_TEXT(json_as_text(&t, json_next(&t, 0, first), &arena), "城\xEF\xBF\xBD镜");
    json_tape_finish(&t);
    arena_finish(&arena);
}

TEST(json_numbers_are_the_nearest_doubles)
{
    static const char *const texts[] = { "0",
                                         "-0.1",
                                         "123456789012345",
                                         "0.000123",
                                         "1e-7",
                                         "179769313486231570e291",
                                         "3.141592653589793238",
                                         "12345678901234567890",
                                         "5e-324" };
    for (size_t i = 0; i < sizeof texts / sizeof *texts; i++) {
        JsonTape t;
        CHECK(read(&t, texts[i], NULL));
        CHECK(json_as_number(&t, 0, NAN) == strtod(texts[i], NULL));
        json_tape_finish(&t);
    }
}

TEST(json_integers_are_whole_and_within_bounds)
{
    JsonTape t;
    CHECK(read(&t, "[3, 3.5, 1e300, -1]", NULL));
    const JsonRef a = json_first(&t, 0), b = json_next(&t, 0, a), c = json_next(&t, 0, b),
                  d = json_next(&t, 0, c);
    CHECK_EQ(json_as_int(&t, a, 0, 10, -7), 3);
    CHECK_EQ(json_as_int(&t, a, 0, 2, -7), -7);
    CHECK_EQ(json_as_int(&t, b, 0, 10, -7), -7);
    CHECK_EQ(json_as_int(&t, c, 0, INT64_MAX, -7), -7);
    CHECK_EQ(json_as_int(&t, d, 0, 10, -7), -7);
    json_tape_finish(&t);
}

TEST(json_that_is_broken_is_refused_with_line_and_column)
{
    static const char *const texts[] = {
        "",   "{",  "[1,]", "{\"a\" 1}", "{\"a\":1,}", "[1 2]", "\"abc", "\"\\x\"",  "\"\\u12g4\"",
        "01", "1.", "1e",   "-",         "tru",        "[1]]",  "{1:2}", "\"a\nb\"", "1e999"
    };
    for (size_t i = 0; i < sizeof texts / sizeof *texts; i++) {
        JsonTape t = { 0 };
        Err err = { 0 };
        CHECK(!read(&t, texts[i], &err));
        CHECK_EQ(err.code, ERR_FORMAT);
        CHECK(strstr(err.text, "line 1") != NULL || strstr(err.text, "line 2") != NULL);
        CHECK(!t.rows);
    }
    JsonTape t = { 0 };
    Err err = { 0 };
    CHECK(!json_tape_read(&t, NULL, 0, NULL)); // an empty map
    CHECK(!read(&t, "[1,\n  x]", &err));
    CHECK(strstr(err.text, "line 2, column 3: a value was expected") != NULL);
}

TEST(json_a_million_deep_is_refused)
{
    const size_t length = 1000000;
    char *text = malloc(length);
    JsonTape t = { 0 };
    Err err = { 0 };
    memset(text, '[', length);
    CHECK(!json_tape_read(&t, text, length, &err));
    CHECK_EQ(err.code, ERR_RANGE);
    free(text);
}
