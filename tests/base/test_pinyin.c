// SPDX-License-Identifier: Apache-2.0
// test_pinyin.c - readings against Xinhua's, and letters typed against syllables.
#include "base/pinyin.h"
#include "check.h"

TEST(characters_become_toneless_syllables_and_the_rest_small_words)
{
    Err err = { 0 };
    Pinyin *pinyin = pinyin_create(&err);
    CHECK(pinyin);
    Str out = { 0 };
    CHECK(pinyin_write(pinyin, "图层，Layer-2 硇洲岛", &out));
    CHECK_TEXT(out.text, "tu ceng layer 2 nao zhou dao");
    str_finish(&out);
    CHECK(pinyin_write(pinyin, "  霞山区。", &out));
    CHECK_TEXT(out.text, "xia shan qu");
    str_finish(&out);
    pinyin_destroy(pinyin);
}

TEST(a_text_longer_than_is_looked_at_is_cut_and_not_refused)
{
    Pinyin *pinyin = pinyin_create(NULL);
    Str text = { 0 }, out = { 0 };
    for (int i = 0; i < 5000; i++) str_add(&text, "装");
    CHECK(pinyin_write(pinyin, text.text, &out));
    CHECK_EQ(out.length, 1024 * 7 - 1);
    str_finish(&text);
    str_finish(&out);
    pinyin_destroy(pinyin);
}

TEST(whole_syllables_their_beginnings_and_initials_all_fit)
{
    CHECK_EQ(pinyin_match("gao jing que ren", "gaojingqueren"), PINYIN_FIRST);
    CHECK_EQ(pinyin_match("gao jing que ren", "gjqr"), PINYIN_FIRST);
    CHECK_EQ(pinyin_match("gao jing que ren", "gaojq"), PINYIN_FIRST);
    CHECK_EQ(pinyin_match("gao jing que ren", "queren"), PINYIN_INSIDE);
    CHECK_EQ(pinyin_match("gao jing que ren", "jq"), PINYIN_INSIDE);
    CHECK_EQ(pinyin_match("gao jing que ren", "ao"), PINYIN_NONE);
    CHECK_EQ(pinyin_match("gao jing que ren", "gaojinh"), PINYIN_NONE);
    CHECK_EQ(pinyin_match("gao jing", ""), PINYIN_NONE);
    // The first n could be taken by the wrong syllable.
    CHECK_EQ(pinyin_match("xi an nan", "xiannan"), PINYIN_FIRST);
    CHECK_EQ(pinyin_match("xian gang", "xigang"), PINYIN_FIRST);
}
