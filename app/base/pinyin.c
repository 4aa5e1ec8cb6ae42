// SPDX-License-Identifier: Apache-2.0
// pinyin.c - syllables by ICU; typed letters against them by the places they may have reached.
#include "base/pinyin.h"
#include <stdlib.h>
#include <string.h>
#include <unicode/ustring.h>
#include <unicode/utrans.h>

#define CHARACTERS_MAX 1024 // of a text; what is longer is cut
#define GROWTH 7            // of a character: "zhuang" and a space

struct Pinyin {
    UTransliterator *transform;
    UChar text[CHARACTERS_MAX * GROWTH + 1];
    char utf8[CHARACTERS_MAX * GROWTH + 1];
};

Pinyin *pinyin_create(Err *err)
{
    static const char id[] = "Han-Latin; Latin-ASCII; Lower";
    UChar wide[sizeof id];
    UErrorCode code = U_ZERO_ERROR;
    Pinyin *pinyin = calloc(1, sizeof *pinyin);
    if (!pinyin) {
        err_set(err, ERR_MEMORY, "no memory for pinyin");
        return NULL;
    }
    u_uastrcpy(wide, id);
    pinyin->transform = utrans_openU(wide, -1, UTRANS_FORWARD, NULL, 0, NULL, &code);
    if (U_SUCCESS(code)) return pinyin;
    err_set(err, ERR_UNSUPPORTED, "ICU has no transform '%s': %s", id, u_errorName(code));
    pinyin_destroy(pinyin);
    return NULL;
}

void pinyin_destroy(Pinyin *pinyin)
{
    if (!pinyin) return;
    if (pinyin->transform) utrans_close(pinyin->transform);
    free(pinyin);
}

bool pinyin_write(Pinyin *pinyin, const char *text, Str *out)
{
    UErrorCode code = U_ZERO_ERROR;
    int32_t length = 0;
    u_strFromUTF8(pinyin->text, CHARACTERS_MAX, &length, text, -1, &code);
    if (code == U_BUFFER_OVERFLOW_ERROR || code == U_STRING_NOT_TERMINATED_WARNING) {
        code = U_ZERO_ERROR;
        length = CHARACTERS_MAX;
    }
    int32_t limit = length;
    utrans_transUChars(pinyin->transform, pinyin->text, &length,
                       (int32_t)(sizeof pinyin->text / sizeof *pinyin->text), 0, &limit, &code);
    u_strToUTF8(pinyin->utf8, (int32_t)sizeof pinyin->utf8, NULL, pinyin->text, length, &code);
    if (U_FAILURE(code)) return false;
    bool is_first = true, is_apart = false;
    for (const char *at = pinyin->utf8; *at; at++) {
        const bool is_word = (*at >= 'a' && *at <= 'z') || (*at >= '0' && *at <= '9');
        if (is_word && is_apart && !is_first) str_add(out, " ");
        if (is_word) str_add_n(out, at, 1);
        is_apart = !is_word;
        is_first = is_first && !is_word;
    }
    return true;
}

// Every place that the letters before have reached moves on by one, or to the next syllable.
PinyinMatch pinyin_match(const char *syllables, const char *typed)
{
    const size_t length = strnlen(syllables, PINYIN_BYTES_MAX), letters = strlen(typed);
    if (letters == 0 || letters > length) return PINYIN_NONE;
    // 1: from another syllable, 2: from the first; of what may be read next.
    unsigned char here[PINYIN_BYTES_MAX + 1] = { 0 }, next[PINYIN_BYTES_MAX + 1];
    for (size_t i = 0; i < length; i++)
        if (i == 0 || syllables[i - 1] == ' ') here[i] = i == 0 ? 2 : 1;
    unsigned char reached = 0;
    for (size_t t = 0; t < letters; t++) {
        memset(next, 0, length + 1);
        reached = 0;
        unsigned char carried = 0; // into the next syllable by those that have read of this one
        for (size_t i = 0; i < length; i++) {
            if (syllables[i] == ' ') {
                next[i + 1] |= carried;
                carried = 0;
            } else if (here[i] && syllables[i] == typed[t]) {
                next[i + 1] |= here[i];
                carried |= here[i];
                reached |= here[i];
            }
        }
        memcpy(here, next, length + 1);
    }
    return reached & 2 ? PINYIN_FIRST : reached ? PINYIN_INSIDE : PINYIN_NONE;
}
