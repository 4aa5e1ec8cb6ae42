// SPDX-License-Identifier: Apache-2.0
// pinyin_make.c - run by the build: the readings of Chinese characters as ICU's transliterator
// Han-Latin has them (its source: Unihan kMandarin), as C for pinyin.c. Writes to standard output.
#include <stdio.h>
#include <string.h>
#include <unicode/utrans.h>

enum { FIRST = 0x3400, LAST = 0x9fff, READINGS_MAX = 1000, SYLLABLE_MAX = 8 };

// Second readings that are common in names of places, roads and offices.
static const struct {
    int character;
    const char *syllable;
} others[] = {
    { 0x4e50, "yue" },   // 乐
    { 0x4f1a, "kuai" },  // 会
    { 0x4f20, "zhuan" }, // 传
    { 0x516d, "lu" },    // 六
    { 0x5355, "shan" },  // 单
    { 0x53a6, "xia" },   // 厦
    { 0x57d4, "pu" },    // 埔
    { 0x5927, "dai" },   // 大
    { 0x66fe, "zeng" },  // 曾
    { 0x671d, "zhao" },  // 朝
    { 0x67e5, "zha" },   // 查
    { 0x6821, "jiao" },  // 校
    { 0x884c, "hang" },  // 行
    { 0x89d2, "jue" },   // 角
    { 0x89e3, "xie" },   // 解
    { 0x8c03, "tiao" },  // 调
    { 0x8f66, "ju" },    // 车
    { 0x90fd, "du" },    // 都
    { 0x91cd, "chong" }, // 重
    { 0x957f, "chang" }, // 长
    { 0x964d, "xiang" }, // 降
};
enum { OTHER_COUNT = sizeof others / sizeof others[0] };

// Tones go, ü becomes v: U+0308 after u. 0 where it is no syllable; out is zeroed by the caller.
static int to_letters(const UChar *from, int32_t length, char out[SYLLABLE_MAX])
{
    int n = 0;
    for (int32_t i = 0; i < length; i++) {
        if (from[i] >= 'a' && from[i] <= 'z' && n + 1 < SYLLABLE_MAX)
            out[n++] = (char)from[i];
        else if (from[i] == 0x308 && n > 0 && out[n - 1] == 'u')
            out[n - 1] = 'v';
        else if (from[i] < 0x300 || from[i] > 0x36f)
            return 0;
    }
    out[n] = 0;
    return n > 0;
}

int main(void)
{
    static char readings[READINGS_MAX][2][SYLLABLE_MAX];
    static const UChar id[] = u"Han-Latin; NFD";
    int count = 1; // 0 = none
    UErrorCode code = U_ZERO_ERROR;
    UTransliterator *latin = utrans_openU(id, -1, UTRANS_FORWARD, NULL, 0, NULL, &code);
    if (U_FAILURE(code)) {
        fprintf(stderr, "Han-Latin: %s\n", u_errorName(code));
        return 1;
    }
    printf("// Made by pinyin_make.c.\n#include \"base/pinyin_table.h\"\n"
           "const uint16_t pinyin_reading_of[PINYIN_LAST - PINYIN_FIRST + 1] = {\n");
    for (int c = FIRST; c <= LAST; c++) {
        UChar text[32] = { (UChar)c, 0 };
        char letters[2][SYLLABLE_MAX] = { "", "" };
        int32_t length = 1, limit = 1;
        int at = 0;
        code = U_ZERO_ERROR;
        utrans_transUChars(latin, text, &length, 32, 0, &limit, &code);
        if (!U_FAILURE(code) && to_letters(text, length, letters[0])) {
            for (int i = 0; i < OTHER_COUNT; i++)
                if (others[i].character == c) strcpy(letters[1], others[i].syllable);
            for (at = 1; at < count && memcmp(readings[at], letters, sizeof letters) != 0; at++) {
            }
            if (at == READINGS_MAX) return 1;
            if (at == count) memcpy(readings[count++], letters, sizeof letters);
        }
        printf("%d,%s", at, c % 16 == 15 ? "\n" : "");
    }
    printf("};\nconst PinyinReading pinyin_readings[] = {\n");
    for (int i = 0; i < count; i++) {
        unsigned firsts = i > 0 ? 1u << (readings[i][0][0] - 'a') : 0;
        if (readings[i][1][0]) firsts |= 1u << (readings[i][1][0] - 'a');
        printf("{ 0x%x, { \"%s\", \"%s\" } },\n", firsts, readings[i][0], readings[i][1]);
    }
    printf("};\n");
    utrans_close(latin);
    return 0;
}
