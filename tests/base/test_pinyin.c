// SPDX-License-Identifier: Apache-2.0
// test_pinyin.c - readings, and Chinese names found by them.
#include "base/pinyin.h"
#include "check.h"
#include <string.h>

static PinyinMatch match(const char *typed, const char *text)
{
    PinyinQuery query;
    CHECK(pinyin_query(typed, &query));
    return pinyin_match(&query, text);
}

TEST(characters_of_the_city_have_the_readings_of_the_dictionary)
{
    // 现代汉语词典; 硇 stands in names of places there.
    static const struct {
        uint32_t c;
        const char *reading;
    } rows[] = { { 0x6e5b, "zhan" }, { 0x6c5f, "jiang" }, { 0x971e, "xia" },   { 0x9042, "sui" },
                 { 0x6eaa, "xi" },   { 0x5434, "wu" },    { 0x96f7, "lei" },   { 0x7847, "nao" },
                 { 0x7eff, "lu" },   { 0x5973, "nu" },    { 0x5e84, "zhuang" } };
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++)
        CHECK_TEXT(pinyin_of(rows[i].c), rows[i].reading);
    CHECK_TEXT(pinyin_of('a'), "");
    CHECK_TEXT(pinyin_of(0x1f600), "");
    CHECK_TEXT(pinyin_of(0xffffffff), "");
}

TEST(a_name_is_found_by_syllables_beginnings_initials_and_mixes_of_them)
{
    CHECK_EQ(match("zhanjiang", "湛江"), PINYIN_WHOLE);
    CHECK_EQ(match("zj", "湛江"), PINYIN_WHOLE);
    CHECK_EQ(match("zhj", "湛江"), PINYIN_WHOLE);
    CHECK_EQ(match("zhanj", "湛江"), PINYIN_WHOLE);
    CHECK_EQ(match("ZJG", "湛江港"), PINYIN_WHOLE);
    CHECK_EQ(match("zj", "湛江港"), PINYIN_START);
    CHECK_EQ(match("jg", "湛江港"), PINYIN_INSIDE);
    CHECK_EQ(match("zhan jiang", "湛江"), PINYIN_WHOLE);
    CHECK_EQ(match("xi'an", "西安"), PINYIN_WHOLE);
    CHECK_EQ(match("lv", "绿塘河"), PINYIN_START);
    CHECK_EQ(match("ndq7", "南调区7号"), PINYIN_START);
    CHECK_EQ(match("gg", "广钢"), PINYIN_WHOLE);
}

TEST(what_is_not_there_is_not_found)
{
    PinyinQuery query;
    CHECK_EQ(match("jz", "湛江"), PINYIN_NONE);
    CHECK_EQ(match("zhangj", "湛江"), PINYIN_NONE);
    CHECK_EQ(match("zjz", "湛江"), PINYIN_NONE);
    CHECK_EQ(match("por", "port"), PINYIN_NONE); // Latin text is looked for as it is
    CHECK_EQ(match("z", ""), PINYIN_NONE);
    CHECK(!pinyin_query("湛", &query));
    CHECK(!pinyin_query("12 3", &query));
    CHECK(!pinyin_query("", &query));
    CHECK(!pinyin_query("abcdefghijklmnopqrstuvwxyzabcdefg", &query));
    CHECK(match("zj", "\xff湛江") == PINYIN_NONE); // no text
    CHECK(pinyin_found("OR", "port") && pinyin_found("gk", "港口") && !pinyin_found("gkk", "港口"));
}
