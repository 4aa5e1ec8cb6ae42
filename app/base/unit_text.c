// SPDX-License-Identifier: Apache-2.0
// unit_text.c - UCUM codes from what people write, and back to what people read.
#include "base/str.h"
#include "base/unit.h"
#include <string.h>

typedef struct {
    const char *text, *code;
} UnitWord;

// Whole texts, or one factor of a product.
static const UnitWord words[] = {
    { "℃", "Cel" },
    { "°C", "Cel" },
    { "摄氏度", "Cel" },
    { "℉", "[degF]" },
    { "°F", "[degF]" },
    { "°", "deg" },
    { "º", "deg" },
    { "degrees", "deg" },
    { "％", "%" },
    { "%RH", "%" },
    { "RH%", "%" },
    { "% RH", "%" },
    { "‰", "[ppth]" },
    { "ppm", "[ppm]" },
    { "ppb", "[ppb]" },
    { "kn", "[kn_i]" },
    { "knot", "[kn_i]" },
    { "knots", "[kn_i]" },
    { "节", "[kn_i]" },
    { "nmi", "[nmi_i]" },
    { "NM", "[nmi_i]" },
    { "海里", "[nmi_i]" },
    { "mph", "[mi_i]/h" },
    { "kmh", "km/h" },
    { "kph", "km/h" },
    { "mi", "[mi_i]" },
    { "ft", "[ft_i]" },
    { "psi", "[psi]" },
    { "lb", "[lb_av]" },
    { "mmHg", "mm[Hg]" },
    { "inHg", "[in_i'Hg]" },
    { "mmH2O", "mm[H2O]" },
    { "mH2O", "m[H2O]" },
    { "Wh", "W.h" },
    { "kWh", "kW.h" },
    { "MWh", "MW.h" },
    { "GWh", "GW.h" },
    { "千瓦时", "kW.h" },
    { "VA", "V.A" },
    { "kVA", "kV.A" },
    { "MVA", "MV.A" },
    { "var", "V.A{reactive}" },
    { "kvar", "kV.A{reactive}" },
    { "Mvar", "MV.A{reactive}" },
    { "dBA", "dB{A}" },
    { "dB(A)", "dB{A}" },
    { "分贝", "dB" },
    { "NTU", "{NTU}" },
    { "AQI", "{AQI}" },
    { "pH", "[pH]" },
    { "CFU", "[CFU]" },
    { "rpm", "{rotation}/min" },
    { "r", "{rotation}" },
    { "lux", "lx" },
    { "Ω", "Ohm" },
    { "sec", "s" },
    { "hr", "h" },
    { "hour", "h" },
    { "day", "d" },
    { "Nm3", "m3{normal}" },
    { "ton", "t" },
    { "米", "m" },
    { "千米", "km" },
    { "公里", "km" },
    { "毫米", "mm" },
    { "厘米", "cm" },
    { "平方米", "m2" },
    { "平方千米", "km2" },
    { "平方公里", "km2" },
    { "立方米", "m3" },
    { "公顷", "har" },
    { "ha", "har" },
    { "升", "L" },
    { "毫升", "mL" },
    { "微克", "ug" },
    { "毫克", "mg" },
    { "克", "g" },
    { "千克", "kg" },
    { "公斤", "kg" },
    { "吨", "t" },
    { "秒", "s" },
    { "分钟", "min" },
    { "分", "min" },
    { "小时", "h" },
    { "时", "h" },
    { "天", "d" },
    { "日", "d" },
    { "千瓦", "kW" },
    { "兆瓦", "MW" },
    { "伏", "V" },
    { "千伏", "kV" },
    { "安", "A" },
    { "赫兹", "Hz" },
    { "帕", "Pa" },
    { "百帕", "hPa" },
    { "千帕", "kPa" },
    { "兆帕", "MPa" },
    { "度", "deg" },
    { "人", "{person}" },
    { "人次", "{visit}" },
    { "辆", "{vehicle}" },
    { "个", "{count}" },
    { "件", "{case}" },
    { "person", "{person}" },
    { "persons", "{person}" },
    { "people", "{person}" },
    { "vehicles", "{vehicle}" },
    { "count", "{count}" },
};
// Within a factor, before it is looked up.
static const UnitWord signs[] = {
    { "μ", "u" },   { "µ", "u" },   { "⁰", "0" },   { "¹", "1" },   { "²", "2" },   { "³", "3" },
    { "⁴", "4" },   { "⁻", "-" },   { "－", "-" },  { "⋅", "." },   { "·", "." },   { "•", "." },
    { "×", "." },   { "／", "/" },  { "㎡", "m2" }, { "㎥", "m3" }, { "㎜", "mm" }, { "㎝", "cm" },
    { "㎞", "km" }, { "㎏", "kg" }, { "㎎", "mg" }, { "㎍", "ug" }, { "㏈", "dB" },
};
// Recommendation 20 (UNECE, revision 17): those that sensors of a city carry.
static const UnitWord common_codes[] = {
    { "GQ", "ug/m3" },    { "GP", "mg/m3" },   { "M1", "mg/L" },     { "MTS", "m/s" },
    { "KMH", "km/h" },    { "KNT", "[kn_i]" }, { "HM", "[mi_i]/h" }, { "MMT", "mm" },
    { "CMT", "cm" },      { "MTR", "m" },      { "KMT", "km" },      { "KTM", "km" },
    { "NMI", "[nmi_i]" }, { "H67", "mm/h" },   { "CEL", "Cel" },     { "FAH", "[degF]" },
    { "KEL", "K" },       { "P1", "%" },       { "C62", "1" },       { "59", "[ppm]" },
    { "PAL", "Pa" },      { "A97", "hPa" },    { "KPA", "kPa" },     { "MPA", "MPa" },
    { "BAR", "bar" },     { "MBR", "mbar" },   { "WTT", "W" },       { "KWT", "kW" },
    { "MAW", "MW" },      { "WHR", "W.h" },    { "KWH", "kW.h" },    { "MWH", "MW.h" },
    { "JOU", "J" },       { "VLT", "V" },      { "KVT", "kV" },      { "AMP", "A" },
    { "HTZ", "Hz" },      { "2N", "dB" },      { "DD", "deg" },      { "C81", "rad" },
    { "SEC", "s" },       { "MIN", "min" },    { "HUR", "h" },       { "DAY", "d" },
    { "WEE", "wk" },      { "MON", "mo" },     { "ANN", "a" },       { "C26", "ms" },
    { "GRM", "g" },       { "KGM", "kg" },     { "TNE", "t" },       { "LTR", "L" },
    { "MTK", "m2" },      { "KMK", "km2" },    { "MTQ", "m3" },      { "MQS", "m3/s" },
    { "MQH", "m3/h" },    { "G51", "L/s" },    { "L2", "L/min" },    { "LUX", "lx" },
    { "LUM", "lm" },      { "CDL", "cd" },     { "OHM", "Ohm" },     { "SIE", "S" },
    { "D10", "S/m" },     { "D54", "W/m2" },   { "BQL", "Bq" },      { "IE", "{person}" },
    { "4K", "mA" },       { "2Z", "mV" },      { "KVA", "kV.A" },    { "D46", "V.A" },
    { "FOT", "[ft_i]" },  { "INH", "[in_i]" }, { "SMI", "[mi_i]" },  { "Q30", "[pH]" },
};
// Annotations as shown.
static const struct {
    const char *name, *zh, *en;
} shown[] = {
    { "person", "人", "people" }, { "visit", "人次", "visits" }, { "vehicle", "辆", "vehicles" },
    { "count", "个", "" },        { "case", "件", "cases" },     { "rotation", "转", "r" },
    { "A", "(A)", "(A)" },        { "reactive", "", "" },        { "normal", "", "" }
};
// Atoms and whole codes as shown.
static const UnitWord drawn[] = {
    { "[degF]", "℉" },  { "Cel", "℃" },          { "[ppth]", "‰" },    { "[ppm]", "ppm" },
    { "[ppb]", "ppb" }, { "[kn_i]", "kn" },      { "[nmi_i]", "nmi" }, { "[mi_i]", "mi" },
    { "[ft_i]", "ft" }, { "[psi]", "psi" },      { "[lb_av]", "lb" },  { "m[H2O]", "mH₂O" },
    { "m[Hg]", "mHg" }, { "[in_i'Hg]", "inHg" }, { "[pH]", "pH" },     { "[CFU]", "CFU" },
    { "Ohm", "Ω" },     { "har", "hm²" },        { "deg", "°" },       { "10*", "10" },
};
#define COUNT(array) ((int)(sizeof(array) / sizeof *(array)))

static const char *word_of(const UnitWord *list, int count, const char *text)
{
    for (int i = 0; i < count; i++)
        if (strcmp(list[i].text, text) == 0) return list[i].code;
    return NULL;
}

static bool put(char *out, size_t cap, size_t *at, const char *text, size_t length)
{
    if (*at + length >= cap) return false;
    memcpy(out + *at, text, length);
    *at += length;
    out[*at] = 0;
    return true;
}

// Letters of other scripts that stand for signs; blanks go.
static bool plain_signs(const char *text, char *out, size_t cap)
{
    size_t at = 0;
    out[0] = 0;
    while (*text) {
        const char *with = NULL;
        size_t bytes = 1;
        for (int i = 0; i < COUNT(signs) && !with; i++) {
            bytes = strlen(signs[i].text);
            if (strncmp(text, signs[i].text, bytes) == 0) with = signs[i].code;
        }
        if (with) {
            if (!put(out, cap, &at, with, strlen(with))) return false;
            text += bytes;
        } else {
            if (*text != ' ' && !put(out, cap, &at, text, 1)) return false;
            text++;
        }
    }
    return true;
}

// One factor: its word with what exponent follows ("米3", "m^3").
static bool plain_factor(const char *text, size_t length, char *out, size_t cap, size_t *at)
{
    char name[UNIT_CODE_MAX];
    size_t end = length;
    if (length >= sizeof name) return false;
    memcpy(name, text, length);
    name[length] = 0;
    const char *code = word_of(words, COUNT(words), name);
    if (code) return put(out, cap, at, code, strlen(code));
    while (end > 0 && strchr("0123456789-", text[end - 1])) end--;
    const size_t power = end;
    if (end > 1 && text[end - 1] == '^') end--;
    name[end] = 0;
    code = word_of(words, COUNT(words), name);
    if (!code) code = name;
    // "10^3" is UCUM's own way.
    if (strcmp(name, "10") == 0) return put(out, cap, at, text, length);
    return put(out, cap, at, code, strlen(code)) && put(out, cap, at, text + power, length - power);
}

static bool is_code(const char *text)
{
    Unit unit;
    return unit_parse(text, &unit, NULL);
}

bool unit_code(const char *text, char *out, size_t cap)
{
    char trimmed[UNIT_CODE_MAX], plain[UNIT_CODE_MAX], code[UNIT_CODE_MAX];
    size_t at = 0;
    out[0] = 0;
    while (*text == ' ') text++;
    size_t length = strlen(text);
    while (length > 0 && text[length - 1] == ' ') length--;
    if (length >= sizeof trimmed) return false;
    memcpy(trimmed, text, length);
    trimmed[length] = 0;
    const char *word = word_of(words, COUNT(words), trimmed);
    if (!word && is_code(trimmed)) word = trimmed;
    if (!word) {
        if (!plain_signs(trimmed, plain, sizeof plain)) return false;
        code[0] = 0;
        for (const char *from = plain;;) {
            const size_t n = strcspn(from, "./");
            if (n > 0 && !plain_factor(from, n, code, sizeof code, &at)) return false;
            if (!from[n]) break;
            if (!put(code, sizeof code, &at, from + n, 1)) return false;
            from += n + 1;
        }
        word = code;
        if (!is_code(code)) return false;
    }
    if (strlen(word) >= cap) return false;
    memcpy(out, word, strlen(word) + 1);
    return true;
}

const char *unit_of_common_code(const char *code)
{
    return word_of(common_codes, COUNT(common_codes), code);
}

static const char *annotation_text(const char *name, size_t length, bool is_chinese)
{
    for (int i = 0; i < COUNT(shown); i++)
        if (strlen(shown[i].name) == length && memcmp(shown[i].name, name, length) == 0)
            return is_chinese ? shown[i].zh : shown[i].en;
    return NULL;
}

// What the code shows at text; *bytes of it are used.
static const char *drawn_at(const char *text, bool is_in_symbol, size_t *bytes)
{
    static const char *const superscripts[] = { "⁰", "¹", "²", "³", "⁴", "⁵", "⁶", "⁷", "⁸", "⁹" };
    *bytes = 1;
    if (is_in_symbol && *text >= '0' && *text <= '9') return superscripts[*text - '0'];
    if (is_in_symbol && *text == '-') return "⁻";
    for (int i = 0; i < COUNT(drawn); i++) {
        const size_t n = strlen(drawn[i].text);
        if (strncmp(text, drawn[i].text, n) != 0) continue;
        *bytes = n;
        return drawn[i].code;
    }
    if (*text == '.') return "·";
    // micro, where it stands before a unit
    if (*text == 'u' && !is_in_symbol && text[1] && !strchr("./{)0123456789", text[1])) return "μ";
    return NULL;
}

void unit_text(const char *code, bool is_chinese, char *out, size_t cap)
{
    size_t at = 0;
    bool is_in_symbol = false;
    if (cap == 0) return;
    out[0] = 0;
    if (!is_code(code) || strcmp(code, "1") == 0) {
        if (strcmp(code, "1") != 0) str_copy_utf8(out, cap, code);
        return;
    }
    while (*code) {
        size_t bytes = 1;
        const char *text = NULL;
        size_t length = 0;
        if (*code == '{') {
            bytes = strcspn(code, "}") + 1;
            text = annotation_text(code + 1, bytes - 2, is_chinese);
            length = text ? strlen(text) : bytes - 2;
            if (!text) text = code + 1;
        } else {
            text = drawn_at(code, is_in_symbol, &bytes);
            length = text ? strlen(text) : 1;
            if (!text) text = code;
        }
        const bool is_digit = *code >= '0' && *code <= '9' && bytes == 1; // "10*" is a symbol
        is_in_symbol = !strchr("./(", *code) && (is_in_symbol || !is_digit);
        if (!put(out, cap, &at, text, length)) return;
        code += bytes;
    }
}
