// SPDX-License-Identifier: Apache-2.0
// select_where.c - the little language of select-where.
#include "core/select_where.h"
#include "base/str.h"
#include "base/nearest.h"
#include <string.h>
#include <strings.h>

static const struct {
    const char *text;
    SelectOp op;
} op_table[] = { // longer ones first
    { "==", SELECT_EQUAL },      { "!=", SELECT_NOT_EQUAL }, { "<>", SELECT_NOT_EQUAL }, { "<=", SELECT_LESS_EQUAL }, { ">=", SELECT_MORE_EQUAL },
    { "≤", SELECT_LESS_EQUAL }, { "≥", SELECT_MORE_EQUAL }, { "≠", SELECT_NOT_EQUAL },
    { "=", SELECT_EQUAL },       { "<", SELECT_LESS },       { ">", SELECT_MORE },       { "~", SELECT_CONTAINS },
};
#define OP_COUNT (sizeof op_table / sizeof op_table[0])

static const char *skip_space(const char *at)
{
    return at + strspn(at, " \t");
}

static size_t op_length(const char *at, SelectOp *op)
{
    for (size_t i = 0; i < OP_COUNT; i++) {
        const size_t length = strlen(op_table[i].text);
        if (strncmp(at, op_table[i].text, length) != 0) continue;
        *op = op_table[i].op;
        return length;
    }
    return 0;
}

static bool is_and(const char *at)
{
    return (strncasecmp(at, "and", 3) == 0 && (at[3] == ' ' || at[3] == '\t')) || strncmp(at, "且", strlen("且")) == 0;
}

// A name up to an operator, or a value up to "and"; quotes are taken off. false when it is empty or too long.
static bool read_word(const char **at, bool is_name, char *out, size_t cap)
{
    const char *start = skip_space(*at);
    size_t length = 0;
    if (*start == '\'' || *start == '"') {
        const char *end = strchr(start + 1, *start);
        if (!end) return false;
        start++;
        length = (size_t)(end - start);
        *at = end + 1;
    } else {
        SelectOp op = SELECT_NONE;
        while (start[length]) {
            if (is_name && op_length(start + length, &op) > 0) break;
            if (!is_name && (length == 0 || start[length - 1] == ' ') && is_and(start + length)) break;
            length++;
        }
        *at = start + length;
        while (length > 0 && (start[length - 1] == ' ' || start[length - 1] == '\t')) length--;
        if (length == 0) return false;
    }
    if (length >= cap) return false;
    memcpy(out, start, length);
    out[length] = 0;
    return true;
}

static bool parse_term(SelectTerm *term, const GeoLayer *layer, const char **at, Err *err)
{
    char name[128];
    if (!read_word(at, true, name, sizeof name)) {
        err_set(err, ERR_ARGUMENT, "where: expected an attribute before '%.40s'", *at);
        return false;
    }
    term->column = geo_layer_column(layer, name);
    if (term->column < 0) {
        Nearest nearest = { .wrong = name };
        char near[200];
        for (int i = 0; i < layer->column_count; i++) nearest_offer(&nearest, layer->columns[i].name);
        nearest_text(&nearest, near, sizeof near);
        err_set(err, ERR_NOT_FOUND, "where: there is no attribute '%s'%s", name, near);
        return false;
    }
    *at = skip_space(*at);
    const size_t length = op_length(*at, &term->op);
    if (length == 0) {
        err_set(err, ERR_ARGUMENT, "where: expected = != < <= > >= or ~ after '%s'", name);
        return false;
    }
    *at += length;
    if (!read_word(at, false, term->text, sizeof term->text)) {
        err_set(err, ERR_ARGUMENT, "where: expected a value of at most %zu bytes after '%s'", sizeof term->text - 1, name);
        return false;
    }
    term->is_number = term->op != SELECT_CONTAINS && str_parse_double(term->text, &term->number);
    return true;
}

bool select_where_parse(SelectWhere *where, const GeoLayer *layer, const char *text, Err *err)
{
    SelectWhere parsed = { 0 };
    for (const char *at = text;;) {
        if (parsed.count == SELECT_TERMS_MAX) {
            err_set(err, ERR_ARGUMENT, "where: at most %d conditions", SELECT_TERMS_MAX);
            return false;
        }
        if (!parse_term(&parsed.terms[parsed.count++], layer, &at, err)) return false;
        at = skip_space(at);
        if (!*at) break;
        if (!is_and(at)) {
            err_set(err, ERR_ARGUMENT, "where: expected 'and' before '%.40s'", at);
            return false;
        }
        at += strncmp(at, "且", strlen("且")) == 0 ? strlen("且") : 3;
    }
    *where = parsed;
    return true;
}

static bool compare(SelectOp op, int order)
{
    switch (op) {
    case SELECT_EQUAL: return order == 0;
    case SELECT_NOT_EQUAL: return order != 0;
    case SELECT_LESS: return order < 0;
    case SELECT_LESS_EQUAL: return order <= 0;
    case SELECT_MORE: return order > 0;
    case SELECT_MORE_EQUAL: return order >= 0;
    case SELECT_NONE:
    case SELECT_CONTAINS: break;
    }
    return false;
}

static bool term_holds(const SelectTerm *term, const GeoLayer *layer, uint32_t feature)
{
    const GeoColumn *column = &layer->columns[term->column];
    if (column->valid && !(column->valid[feature / 64] >> (feature % 64) & 1)) return false;
    double number = 0;
    if (term->is_number && geo_column_number(column, feature, &number))
        return compare(term->op, number < term->number ? -1 : number > term->number);
    char text[512];
    if (!geo_column_text(column, feature, text, sizeof text)) return false;
    if (term->op == SELECT_CONTAINS) return strstr(text, term->text) != NULL;
    return compare(term->op, strcmp(text, term->text));
}

bool select_where_holds(const SelectWhere *where, const GeoLayer *layer, uint32_t feature)
{
    for (int i = 0; i < where->count; i++)
        if (!term_holds(&where->terms[i], layer, feature)) return false;
    return true;
}
