// SPDX-License-Identifier: Apache-2.0
// asset_query_parse.c - reads an expression: words and signs to terms in postfix order.
// Method: operators wait on a stack by their strength (Dijkstra's shunting yard); nothing recurses.
#include "assets/asset_query_private.h"
#include "base/nearest.h"
#include "base/str.h"
#include <ctype.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

enum { ASSET_QUERY_BYTES_MAX = 1 << 16, ASSET_CODE_OPEN = -4 };

typedef struct {
    const char *text, *at;
    AssetQuery *query;
    int16_t stack[2 * ASSET_QUERY_TERMS_MAX];
    int depth;
    Err *err;
} AssetParser;

typedef struct {
    const char *name, *name_zh;
    AssetField field;
} AssetFieldName;
static const AssetFieldName field_names[] = {
    { "type", "类型", ASSET_FIELD_TYPE },
    { "name", "名称", ASSET_FIELD_NAME },
    { "guid", "标识", ASSET_FIELD_GUID },
    { "globalid", "编码", ASSET_FIELD_GUID },
    { "storey", "楼层", ASSET_FIELD_STOREY },
    { "in", "位于", ASSET_FIELD_IN },
    { "system", "系统", ASSET_FIELD_SYSTEM },
    { "zone", "分区", ASSET_FIELD_ZONE },
    { "group", "组", ASSET_FIELD_GROUP },
    { "material", "材料", ASSET_FIELD_MATERIAL },
    { "classification", "分类", ASSET_FIELD_CLASSIFICATION },
    { "level", "级别", ASSET_FIELD_LEVEL },
    { "typename", "型号", ASSET_FIELD_TYPE_NAME },
    { "objecttype", "对象类型", ASSET_FIELD_OBJECT_TYPE },
    { "predefined", "预定义类型", ASSET_FIELD_PREDEFINED },
    { "tag", "标记", ASSET_FIELD_TAG },
    { "id", "实例号", ASSET_FIELD_ID },
    { "problem", "问题", ASSET_FIELD_PROBLEM },
};

typedef struct {
    const char *sign;
    IfcQueryKind kind;
} AssetSign;
static const AssetSign signs[] = {
    // Longer ones first.
    { "!=", IFC_QUERY_NOT_EQUAL },     { "<>", IFC_QUERY_NOT_EQUAL },
    { "≠", IFC_QUERY_NOT_EQUAL },      { "！=", IFC_QUERY_NOT_EQUAL },
    { "<=", IFC_QUERY_LESS_EQUAL },    { "≤", IFC_QUERY_LESS_EQUAL },
    { ">=", IFC_QUERY_GREATER_EQUAL }, { "≥", IFC_QUERY_GREATER_EQUAL },
    { "!~", IFC_QUERY_NOT_CONTAINS },  { "==", IFC_QUERY_EQUAL },
    { "=", IFC_QUERY_EQUAL },          { "＝", IFC_QUERY_EQUAL },
    { "<", IFC_QUERY_LESS },           { "＜", IFC_QUERY_LESS },
    { ">", IFC_QUERY_GREATER },        { "＞", IFC_QUERY_GREATER },
    { "~", IFC_QUERY_CONTAINS },       { "～", IFC_QUERY_CONTAINS },
};

typedef struct {
    const char *name, *kind;
    double factor, offset;
} AssetUnit;
static const AssetUnit units[] = {
    { "mm", "LENGTHUNIT", 1e-3, 0 },
    { "cm", "LENGTHUNIT", 1e-2, 0 },
    { "dm", "LENGTHUNIT", 0.1, 0 },
    { "m", "LENGTHUNIT", 1, 0 },
    { "km", "LENGTHUNIT", 1e3, 0 },
    { "毫米", "LENGTHUNIT", 1e-3, 0 },
    { "厘米", "LENGTHUNIT", 1e-2, 0 },
    { "米", "LENGTHUNIT", 1, 0 },
    { "in", "LENGTHUNIT", 0.0254, 0 },
    { "ft", "LENGTHUNIT", 0.3048, 0 },
    { "mm2", "AREAUNIT", 1e-6, 0 },
    { "cm2", "AREAUNIT", 1e-4, 0 },
    { "m2", "AREAUNIT", 1, 0 },
    { "m²", "AREAUNIT", 1, 0 },
    { "㎡", "AREAUNIT", 1, 0 },
    { "平方米", "AREAUNIT", 1, 0 },
    { "ft2", "AREAUNIT", 0.3048 * 0.3048, 0 },
    { "m3", "VOLUMEUNIT", 1, 0 },
    { "m³", "VOLUMEUNIT", 1, 0 },
    { "立方米", "VOLUMEUNIT", 1, 0 },
    { "l", "VOLUMEUNIT", 1e-3, 0 },
    { "ft3", "VOLUMEUNIT", 0.3048 * 0.3048 * 0.3048, 0 },
    { "g", "MASSUNIT", 1e-3, 0 },
    { "kg", "MASSUNIT", 1, 0 },
    { "t", "MASSUNIT", 1e3, 0 },
    { "s", "TIMEUNIT", 1, 0 },
    { "min", "TIMEUNIT", 60, 0 },
    { "h", "TIMEUNIT", 3600, 0 },
    { "°", "PLANEANGLEUNIT", DVEC_RAD_FROM_DEG, 0 },
    { "deg", "PLANEANGLEUNIT", DVEC_RAD_FROM_DEG, 0 },
    { "度", "PLANEANGLEUNIT", DVEC_RAD_FROM_DEG, 0 },
    { "rad", "PLANEANGLEUNIT", 1, 0 },
    { "k", "THERMODYNAMICTEMPERATUREUNIT", 1, 0 },
    { "°c", "THERMODYNAMICTEMPERATUREUNIT", 1, 273.15 },
    { "℃", "THERMODYNAMICTEMPERATUREUNIT", 1, 273.15 },
    { "w", "POWERUNIT", 1, 0 },
    { "kw", "POWERUNIT", 1e3, 0 },
    { "pa", "PRESSUREUNIT", 1, 0 },
    { "kpa", "PRESSUREUNIT", 1e3, 0 },
    { "mpa", "PRESSUREUNIT", 1e6, 0 },
    { "n", "FORCEUNIT", 1, 0 },
    { "kn", "FORCEUNIT", 1e3, 0 },
    { "v", "ELECTRICVOLTAGEUNIT", 1, 0 },
    { "kv", "ELECTRICVOLTAGEUNIT", 1e3, 0 },
    { "a", "ELECTRICCURRENTUNIT", 1, 0 },
    { "hz", "FREQUENCYUNIT", 1, 0 },
    { "lx", "ILLUMINANCEUNIT", 1, 0 },
    { "m/s", "LINEARVELOCITYUNIT", 1, 0 },
    { "km/h", "LINEARVELOCITYUNIT", 1 / 3.6, 0 },
    { "m3/s", "VOLUMETRICFLOWRATEUNIT", 1, 0 },
    { "m3/h", "VOLUMETRICFLOWRATEUNIT", 1 / 3600.0, 0 },
    { "l/s", "VOLUMETRICFLOWRATEUNIT", 1e-3, 0 },
    { "kg/m3", "MASSDENSITYUNIT", 1, 0 },
    { "w/m2k", "THERMALTRANSMITTANCEUNIT", 1, 0 },
};

#define COUNT_OF(array) (int)(sizeof(array) / sizeof((array)[0]))

static bool parser_fail(AssetParser *p, const char *at, const char *expected)
{
    // Characters, not bytes: what an editor's cursor counts.
    int column = 1;
    for (const char *c = p->text; c < at; c++) column += ((unsigned char)*c & 0xC0) != 0x80;
    size_t shown = 0;
    while (at[shown] && shown < 40 && at[shown] != '\n') shown++;
    while (shown && ((unsigned char)at[shown] & 0xC0) == 0x80) shown--;
    if (at[0])
        err_set(p->err, ERR_ARGUMENT, "character %d, '%.*s': expected %s", column, (int)shown, at,
                expected);
    else
        err_set(p->err, ERR_ARGUMENT, "character %d, the end: expected %s", column, expected);
    return false;
}

static void parser_space(AssetParser *p)
{
    for (;;) {
        if (isspace((unsigned char)*p->at))
            p->at++;
        else if (str_starts(p->at, "\xE3\x80\x80")) // ideographic space
            p->at += 3;
        else
            return;
    }
}

static bool parser_take(AssetParser *p, const char *sign, const char *wide)
{
    const char *which = str_starts(p->at, sign) ? sign : str_starts(p->at, wide) ? wide : NULL;
    if (which) p->at += strlen(which);
    return which != NULL;
}

static const AssetSign *parser_sign(const char *at)
{
    for (int i = 0; i < COUNT_OF(signs); i++) {
        if (str_starts(at, signs[i].sign)) return &signs[i];
    }
    return NULL;
}

// Bytes of a bare word from at: up to white space, a sign or a parenthesis.
static size_t parser_word(const char *at)
{
    const char *from = at;
    while (*at && !isspace((unsigned char)*at) && *at != '(' && *at != ')' && !parser_sign(at) &&
           !str_starts(at, "（") && !str_starts(at, "）") && !str_starts(at, "\xE3\x80\x80")) {
        const size_t bytes = str_utf8_bytes(at, strnlen(at, 4));
        at += bytes ? bytes : 1;
    }
    return (size_t)(at - from);
}

// The word at the cursor is one of three; takes it.
static bool parser_keyword(AssetParser *p, const char *latin, const char *chinese,
                           const char *longer)
{
    const size_t length = parser_word(p->at);
    const char *const words[] = { latin, chinese, longer };
    for (int i = 0; i < 3; i++) {
        if (length != strlen(words[i]) || strncasecmp(p->at, words[i], length) != 0) continue;
        p->at += length;
        return true;
    }
    return false;
}

static bool parser_is_joint(const AssetParser *p)
{
    AssetParser look = *p;
    return parser_keyword(&look, "and", "且", "并且") || parser_keyword(&look, "or", "或", "或者");
}

static const char *parser_copy(AssetParser *p, const char *from, size_t length)
{
    char *copy = arena_alloc(&p->query->arena, length + 1);
    memcpy(copy, from, length);
    return copy;
}

// A quoted text; a quote inside is written twice. NULL with *err where it is not closed.
static const char *parser_quoted(AssetParser *p, bool *is_quoted)
{
    static const char *const quotes[][2] = { { "\"", "\"" }, { "'", "'" }, { "“", "”" } };
    for (int i = 0; i < COUNT_OF(quotes); i++) {
        if (!str_starts(p->at, quotes[i][0])) continue;
        const char *start = p->at, *end = quotes[i][1];
        const size_t size = strlen(end);
        *is_quoted = true;
        char *out = arena_alloc(&p->query->arena, strlen(start) + 1);
        size_t length = 0;
        for (p->at += strlen(quotes[i][0]); *p->at;) {
            if (str_starts(p->at, end)) {
                p->at += size;
                if (!str_starts(p->at, end)) return out;
            }
            out[length++] = *p->at++;
        }
        parser_fail(p, start, "a closing quote");
        return NULL;
    }
    *is_quoted = false;
    return "";
}

// FIELD: parts with dots between them; the first of two is the set.
static bool parser_field(AssetParser *p, AssetTerm *term)
{
    const char *start = p->at, *parts[2] = { NULL, NULL };
    int count = 0;
    bool has_quotes = false;
    while (count < 2) {
        bool is_quoted = false;
        const char *part = parser_quoted(p, &is_quoted);
        if (!part) return false;
        if (!is_quoted) {
            const size_t word = parser_word(p->at);
            const char *dot = count == 0 ? memchr(p->at, '.', word) : NULL;
            const size_t length = dot ? (size_t)(dot - p->at) : word;
            part = parser_copy(p, p->at, length);
            p->at += length;
        }
        if (!part[0])
            return parser_fail(p, count ? p->at : start,
                               count
                                   ? "a property's name after the dot"
                                   : "a field such as type, name, storey or a property, not or (");
        has_quotes = has_quotes || is_quoted;
        parts[count++] = part;
        if (*p->at != '.') break;
        p->at++;
        if (count == 2) return parser_fail(p, p->at - 1, "a sign such as =, ~ or <");
    }
    term->name = parts[count - 1];
    term->set = count == 2 && strcmp(parts[0], "*") != 0 ? parts[0] : NULL;
    if (count == 2 || has_quotes) return true;
    for (int i = 0; i < COUNT_OF(field_names); i++) {
        if (str_equal_nocase(term->name, field_names[i].name) ||
            strcmp(term->name, field_names[i].name_zh) == 0)
            term->field = field_names[i].field;
    }
    return true;
}

// "300 mm", "2.5m2", "3": a number and a unit that is known.
static void term_number(AssetTerm *term)
{
    char number[64];
    const char *text = term->text;
    size_t length = strspn(text, "0123456789+-.eE");
    if (length >= sizeof number) return;
    for (; length > 0; length--) {
        memcpy(number, text, length);
        number[length] = 0;
        if (str_parse_double(number, &term->number)) break;
    }
    if (length == 0) return;
    char unit[32];
    const char *rest = text + length;
    while (*rest == ' ') rest++;
    if (strlen(rest) >= sizeof unit) return;
    str_fold(unit, sizeof unit, rest);
    if (!unit[0]) {
        term->has_number = true;
        return;
    }
    for (int i = 0; i < COUNT_OF(units); i++) {
        if (strcmp(unit, units[i].name) != 0) continue;
        term->has_number = true;
        term->unit_kind = units[i].kind;
        term->number = term->number * units[i].factor + units[i].offset;
        return;
    }
}

static bool parser_value_text(AssetParser *p, AssetTerm *term)
{
    bool is_quoted = false;
    parser_space(p);
    const char *start = p->at;
    term->text = parser_quoted(p, &is_quoted);
    if (!term->text) return false;
    if (is_quoted) return true;
    const char *end = start;
    for (;;) {
        parser_space(p);
        const size_t length = parser_word(p->at);
        if (!length || parser_is_joint(p)) break;
        p->at += length;
        end = p->at;
    }
    p->at = end;
    if (end == start)
        return parser_fail(p, start, "a value; quotes round one with spaces or signs in it");
    term->text = parser_copy(p, start, (size_t)(end - start));
    return true;
}

static bool parser_type(AssetParser *p, const AssetTerm *term, const char *start)
{
    const size_t length = strlen(term->text);
    if (term->kind != IFC_QUERY_EQUAL && term->kind != IFC_QUERY_NOT_EQUAL) return true;
    if (strncasecmp(term->text, "ifc", 3) != 0 || ifc_schema_find(term->text, length)) return true;
    Nearest nearest = { .wrong = term->text };
    for (int type = 1; type < IFC_TYPE_COUNT; type++)
        nearest_offer(&nearest, ifc_schema_type_name((IfcType)type));
    char near[256], expected[320];
    nearest_text(&nearest, near, sizeof near);
    snprintf(expected, sizeof expected, "a type of IFC such as IfcWall%s", near);
    return parser_fail(p, start, expected);
}

static bool parser_value(AssetParser *p, AssetTerm *term)
{
    const char *start = p->at;
    if (!parser_value_text(p, term)) return false;
    const bool is_order = term->kind >= IFC_QUERY_LESS && term->kind <= IFC_QUERY_GREATER_EQUAL;
    if (term->field == ASSET_FIELD_TYPE && !parser_type(p, term, start)) return false;
    const bool is_level = term->field == ASSET_FIELD_LEVEL, is_id = term->field == ASSET_FIELD_ID;
    if (is_level || is_id) {
        const char *digits = term->text;
        if (is_level && strncasecmp(digits, "cim", 3) == 0) digits += 3;
        if (is_id && *digits == '#') digits++;
        term->has_number = str_parse_double(digits, &term->number);
        if (!term->has_number)
            return parser_fail(p, start,
                               is_level ? "a level such as CIM6" : "a number such as #42");
        if (term->kind == IFC_QUERY_CONTAINS || term->kind == IFC_QUERY_NOT_CONTAINS)
            return parser_fail(p, start, "= or < with a number");
        return true;
    }
    term_number(term);
    if (is_order && term->field != ASSET_FIELD_PROPERTY)
        return parser_fail(p, start, "= or ~: only numbers have an order");
    if (is_order && !term->has_number)
        return parser_fail(p, start, "a number, with a unit such as mm, m2 or kg, or without");
    return true;
}

static bool parser_term(AssetParser *p)
{
    AssetQuery *q = p->query;
    if (q->term_count >= ASSET_QUERY_TERMS_MAX) {
        err_set(p->err, ERR_RANGE, "more than %d terms in one expression", ASSET_QUERY_TERMS_MAX);
        return false;
    }
    AssetTerm *term = &q->terms[q->term_count];
    *term = (AssetTerm){ .text = "", .unit_kind = "" };
    if (!parser_field(p, term)) return false;
    parser_space(p);
    const AssetSign *sign = parser_sign(p->at);
    if (sign) {
        term->kind = sign->kind;
        p->at += strlen(sign->sign);
        if (!parser_value(p, term)) return false;
    } else if (parser_keyword(p, "exists", "存在", "有值")) {
        term->kind = IFC_QUERY_EXISTS;
    } else {
        return parser_fail(p, p->at, "=, !=, <, <=, >, >=, ~, !~ or exists");
    }
    const size_t need = strlen(term->text) + 1;
    char *folded = arena_alloc(&q->arena, need);
    str_fold(folded, need, term->text);
    term->folded = folded;
    q->code[q->code_count++] = (int16_t)q->term_count++;
    return true;
}

static int code_strength(int code)
{
    return code == ASSET_CODE_NOT ? 3 : code == ASSET_CODE_AND ? 2 : code == ASSET_CODE_OR ? 1 : 0;
}

// What waits and binds at least so strongly is done first.
static bool parser_pop(AssetParser *p, int strength)
{
    AssetQuery *q = p->query;
    while (p->depth && code_strength(p->stack[p->depth - 1]) >= strength) {
        const int16_t code = p->stack[--p->depth];
        if (q->code_count + ASSET_QUERY_TERMS_MAX >= COUNT_OF(q->code)) {
            err_set(p->err, ERR_RANGE, "more than %d signs in one expression", q->code_count);
            return false;
        }
        q->code[q->code_count++] = code;
    }
    return true;
}

static bool parser_push(AssetParser *p, int code)
{
    if (p->depth >= COUNT_OF(p->stack)) {
        err_set(p->err, ERR_RANGE, "more than %d parentheses and nots within each other",
                COUNT_OF(p->stack));
        return false;
    }
    p->stack[p->depth++] = (int16_t)code;
    return true;
}

// What may stand before a term, then the term.
static bool parser_operand(AssetParser *p)
{
    for (;;) {
        parser_space(p);
        AssetParser look = *p;
        const bool is_not = parser_keyword(&look, "not", "非", "不是");
        parser_space(&look);
        if (is_not && !parser_sign(look.at)) {
            p->at = look.at;
            if (!parser_push(p, ASSET_CODE_NOT)) return false;
        } else if (*p->at == '!' && !parser_sign(p->at)) {
            p->at++;
            if (!parser_push(p, ASSET_CODE_NOT)) return false;
        } else if (parser_take(p, "(", "（")) {
            if (!parser_push(p, ASSET_CODE_OPEN)) return false;
        } else {
            return parser_term(p);
        }
    }
}

static bool parser_close(AssetParser *p, const char *at)
{
    if (!parser_pop(p, 1)) return false;
    if (!p->depth) return parser_fail(p, at, "and, or, or the end: no ( is open");
    p->depth--;
    return true;
}

static bool parser_run(AssetParser *p)
{
    for (;;) {
        if (!parser_operand(p)) return false;
        for (;;) {
            parser_space(p);
            const char *at = p->at;
            if (!parser_take(p, ")", "）")) break;
            if (!parser_close(p, at)) return false;
        }
        if (!*p->at) break;
        int code = 0;
        if (parser_keyword(p, "and", "且", "并且"))
            code = ASSET_CODE_AND;
        else if (parser_keyword(p, "or", "或", "或者"))
            code = ASSET_CODE_OR;
        else
            return parser_fail(p, p->at, "and, or, ) or the end; quotes round a value with signs");
        if (!parser_pop(p, code_strength(code)) || !parser_push(p, code)) return false;
    }
    if (!parser_pop(p, 1)) return false;
    return p->depth == 0 || parser_fail(p, p->at, "a closing )");
}

AssetQuery *asset_query_create(const char *text, Err *err)
{
    if (strlen(text) > ASSET_QUERY_BYTES_MAX) {
        err_set(err, ERR_RANGE, "an expression of more than %d bytes", ASSET_QUERY_BYTES_MAX);
        return NULL;
    }
    AssetQuery *q = calloc(1, sizeof *q);
    if (!q) {
        err_set(err, ERR_MEMORY, "no memory for an expression");
        return NULL;
    }
    q->arena.block_bytes = 1 << 12;
    AssetParser p = { .text = text, .at = text, .query = q, .err = err };
    if (parser_run(&p)) return q;
    asset_query_destroy(q);
    return NULL;
}

void asset_query_destroy(AssetQuery *q)
{
    if (!q) return;
    arena_finish(&q->arena);
    free(q);
}
