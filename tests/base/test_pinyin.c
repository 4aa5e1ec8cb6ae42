// SPDX-License-Identifier: Apache-2.0
// test_pinyin.c - names found by letters. Readings: 现代汉语词典, and the names as the city's maps
// romanise them.
#include "base/pinyin.h"
#include "check.h"
#include <string.h>

static PinyinMatch match(const char *letters, const char *text)
{
    PinyinQuery query;
    return pinyin_query(letters, &query) ? pinyin_match(&query, text, NULL) : PINYIN_NONE;
}

TEST(names_are_found_by_syllables_and_by_first_letters)
{
    CHECK_EQ(match("zhanjiang", "湛江"), PINYIN_WHOLE);
    CHECK_EQ(match("Zhan Jiang", "湛江"), PINYIN_WHOLE);
    CHECK_EQ(match("zj", "湛江"), PINYIN_WHOLE);
    CHECK_EQ(match("zhj", "湛江"), PINYIN_WHOLE);
    CHECK_EQ(match("zjiang", "湛江市"), PINYIN_START);
    CHECK_EQ(match("zhanj", "湛江市"), PINYIN_START); // still being typed
    CHECK_EQ(match("xsq", "湛江市霞山区"), PINYIN_MIDDLE);
    CHECK_EQ(match("naozhou", "硇洲岛"), PINYIN_START);
    CHECK_EQ(match("zhaj", "湛江"), PINYIN_NONE); // half a syllable only at the end
    CHECK_EQ(match("jz", "湛江"), PINYIN_NONE);
    CHECK_EQ(match("zhanjiangs", "湛江"), PINYIN_NONE);
}

TEST(names_with_letters_and_digits_are_found_with_them)
{
    CHECK_EQ(match("rml12", "人民路12号"), PINYIN_START);
    CHECK_EQ(match("azuo3", "3号 A座-3"), PINYIN_MIDDLE);
    CHECK_EQ(match("hotelz", "Hotel 湛江"), PINYIN_START);
    CHECK_EQ(match("rml13", "人民路12号"), PINYIN_NONE);
}

TEST(a_character_of_two_readings_is_found_by_both)
{
    CHECK_EQ(match("changqiao", "长桥路"), PINYIN_START);
    CHECK_EQ(match("zhenzhang", "镇长"), PINYIN_WHOLE);
    CHECK_EQ(match("yinhang", "银行"), PINYIN_WHOLE);
    CHECK_EQ(match("dapu", "大埔"), PINYIN_WHOLE);
    CHECK_EQ(match("lvtang", "绿塘"), PINYIN_WHOLE);
    CHECK_EQ(match("lutang", "绿塘"), PINYIN_WHOLE);
    CHECK_EQ(match("xian", "西安"), PINYIN_WHOLE); // xian is one syllable or two
    CHECK_EQ(match("xian", "县"), PINYIN_WHOLE);
}

TEST(where_the_letters_begin_is_said)
{
    PinyinQuery query;
    int at = -1;
    CHECK(pinyin_query("xsq", &query));
    CHECK_EQ(pinyin_match(&query, "湛江市霞山区", &at), PINYIN_MIDDLE);
    CHECK_EQ(at, 9);
}

TEST(what_cannot_be_pinyin_is_refused)
{
    PinyinQuery query;
    CHECK(!pinyin_query("", &query));
    CHECK(!pinyin_query("z", &query));
    CHECK(!pinyin_query("湛江", &query));
    CHECK(!pinyin_query("a-b", &query));
    char letters[PINYIN_LETTERS_MAX + 2];
    memset(letters, 'a', sizeof letters);
    letters[PINYIN_LETTERS_MAX + 1] = 0;
    CHECK(!pinyin_query(letters, &query));
    letters[PINYIN_LETTERS_MAX] = 0;
    CHECK(pinyin_query(letters, &query));
    // All letters may be divided in many ways; broken UTF-8 is passed over within its bounds.
    CHECK_EQ(pinyin_match(&query, "啊啊啊啊啊啊啊啊啊啊啊啊啊啊啊啊啊啊啊啊啊啊啊啊", NULL),
             PINYIN_NONE);
    CHECK_EQ(match("zj", "\xe6\xb9"), PINYIN_NONE);
    CHECK_EQ(match("zj", "\xf0\x9f\x98\x80\xff湛江"), PINYIN_MIDDLE);
}

TEST(a_filter_finds_what_holds_the_text_or_is_read_so)
{
    CHECK(pinyin_found("OR", "port") && pinyin_found("gk", "港口") && pinyin_found("", "港口"));
    CHECK(!pinyin_found("gkk", "港口") && !pinyin_found("港湾", "港口"));
}

TEST(a_menu_is_found_by_the_first_letter_of_its_first_character)
{
    CHECK_EQ(pinyin_initial("图层"), 't');
    CHECK_EQ(pinyin_initial("Layer"), 0);
    CHECK_EQ(pinyin_initial(""), 0);
}
