// SPDX-License-Identifier: Apache-2.0
// test_expression.c - arithmetic and logic over named numbers, with missing ones.
#include "check.h"
#include "core/expression.h"
#include <stdlib.h>

static double value_of(const char *text, const double *values)
{
    Err err = { 0 };
    Expression *e = expression_parse(text, &err);
    if (!e) fprintf(stderr, "%s: %s\n", text, err.text);
    CHECK(e);
    const double value = expression_evaluate(e, values);
    expression_destroy(e);
    return value;
}

TEST(an_expression_has_the_value_that_mathematics_gives_it)
{
    static const struct {
        const char *text;
        double answer;
    } cases[] = {
        { "1 + 2 * 3", 7 },
        { "(1 + 2) * 3", 9 },
        { "10 - 4 - 3", 3 },
        { "2 ^ 3 ^ 2", 512 },
        { "-2 ^ 2", -4 },
        { "2 ^ -1", 0.5 },
        { "7 % 4", 3 },
        { "8 / 4 / 2", 1 },
        { "1 < 2 and 2 < 3", 1 },
        { "not 1 or 1", 1 },
        { "not (1 or 1)", 0 },
        { "not 1 == 2", 1 },
        { "1 == 2 or 3 != 4", 1 },
        { "1 ? 2 : 3", 2 },
        { "0 ? 2 : 0 ? 4 : 5", 5 },
        { "1 ? 0 ? 7 : 8 : 9", 8 },
        { "2 > 1 ? 1 + 1 : 5", 2 },
        { "min(3, 1, 2) + max(3, 1, 2)", 4 },
        { "clamp(11, 0, 10)", 10 },
        { "round(2.5) + floor(-0.5) + ceil(0.2)", 3 },
        { "sqrt(2) * sqrt(2)", 2 },
        { "ln(exp(3))", 3 },
        { "abs(-1.5e1)", 15 },
        { "isnan(1/0)", 1 },
        { "isnan(nan) and !isnan(1)", 1 },
        { "--1", 1 },
        { "+3 - -2", 5 },
        { " ( ( 4 ) ) ", 4 },
        { "1 >= 1 && 0 || 1", 1 },
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        const double value = value_of(cases[i].text, NULL);
        if (!(fabs(value - cases[i].answer) < 1e-12)) fprintf(stderr, "%s\n", cases[i].text);
        CHECK_NEAR(value, cases[i].answer, 1e-12);
    }
}

TEST(a_name_stands_once_and_may_be_any_key)
{
    Expression *e =
        expression_parse("air.hkq.pm25 * 2 + `ships/413-1/x` - air.hkq.pm25 + 水位", NULL);
    CHECK(e);
    CHECK_EQ(expression_name_count(e), 3);
    CHECK_TEXT(expression_name(e, 0), "air.hkq.pm25");
    CHECK_TEXT(expression_name(e, 1), "ships/413-1/x");
    CHECK_TEXT(expression_name(e, 2), "水位");
    CHECK_NEAR(expression_evaluate(e, (double[]){ 5, 7, 1 }), 13, 0);
    expression_destroy(e);
}

TEST(a_missing_value_makes_all_missing_but_what_is_decided_without_it)
{
    const double missing[] = { NAN };
    CHECK(isnan(value_of("x + 1", missing)));
    CHECK(isnan(value_of("x < 1", missing)));
    CHECK(isnan(value_of("x != x", missing)));
    CHECK(isnan(value_of("not x", missing)));
    CHECK(isnan(value_of("x and 1", missing)));
    CHECK(isnan(value_of("x or 0", missing)));
    CHECK_NEAR(value_of("x or 1", missing), 1, 0);
    CHECK_NEAR(value_of("1 or x", missing), 1, 0);
    CHECK_NEAR(value_of("x and 0", missing), 0, 0);
    CHECK(isnan(value_of("x ? 1 : 2", missing)));
    CHECK_NEAR(value_of("isnan(x) ? 1 : 2", missing), 1, 0);
    CHECK(isnan(value_of("max(1, x)", missing)));
    CHECK(isnan(value_of("clamp(x, 0, 1)", missing)));
    CHECK(isnan(value_of("x ^ 0", missing)));
    CHECK(isnan(value_of("1 ^ x", missing)));
    CHECK(isnan(value_of("exp(1000)", missing)));
}

TEST(what_cannot_be_parsed_names_the_column_and_what_was_expected)
{
    static const struct {
        const char *text, *part;
    } bad[] = {
        { "", "column 1: the text ends" },
        { "1 +", "column 4: the text ends" },
        { "1 2", "column 3: an operator" },
        { "(1", "column 1: '('" },
        { "1)", "column 2: ')'" },
        { "foo(1)", "column 1: not a function" },
        { "abs(1,2)", "another number" },
        { "min()", "column 5" },
        { "1 ? 2", "'?' without" },
        { "1 : 2", "':' without" },
        { "`abc", "does not end" },
        { "``", "1 to 200" },
        { "3x", "backquotes" },
        { "1,2", "',' outside" },
        { "(1,2)", "',' outside" },
        { "* 2", "column 1" },
        { "and", "column 1" },
        { "(1 ? 2)", "':' was expected" },
        { "1e999", "cannot be read" },
        { "a\xff", "UTF-8" },
        { "1 $ 2", "column 3" },
    };
    for (size_t i = 0; i < sizeof bad / sizeof *bad; i++) {
        Err err = { 0 };
        Expression *e = expression_parse(bad[i].text, &err);
        CHECK(!e);
        CHECK_EQ(err.code, ERR_FORMAT);
        if (!strstr(err.text, bad[i].part)) fprintf(stderr, "'%s': %s\n", bad[i].text, err.text);
        CHECK(strstr(err.text, bad[i].part));
    }
}

TEST(an_expression_too_long_or_too_deep_is_refused)
{
    char *text = malloc(20000);
    memset(text, '(', 10000);
    strcpy(text + 10000, "1");
    Err err = { 0 };
    CHECK(!expression_parse(text, &err));
    CHECK(strstr(err.text, "deeper"));
    strcpy(text, "1");
    for (int i = 0; i < 1200; i++) strcat(text, "+1");
    CHECK(!expression_parse(text, &err));
    CHECK(strstr(err.text, "1000"));
    strcpy(text, "1");
    for (int i = 0; i < 499; i++) strcat(text, "+1");
    CHECK_NEAR(value_of(text, NULL), 500, 0);
    free(text);
}
