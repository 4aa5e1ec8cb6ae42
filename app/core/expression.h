// SPDX-License-Identifier: Apache-2.0
// expression.h - arithmetic and logic over named numbers: parsed once, evaluated often. For derived
// keys and rules.
// Does not: know what a name means.
#pragma once
#include "base/err.h"

// Numbers; names (letters, digits, _ and ., not beginning with a digit; any other key within
// `backquotes`); + - * / % ^, < <= > >= == !=, and or not (&& || !), c ? a : b, ( ), min max abs
// sqrt ln exp round floor ceil clamp(x,low,high) isnan, and nan. -2^2 is -4, 2^3^2 is 512.
// A missing value is NAN: any arithmetic with it is NAN, any comparison is missing too (and
// `missing or 1` is 1, `missing and 0` is 0). A division by zero and all that is not finite is
// missing.
typedef struct Expression Expression;
Expression *expression_parse(const char *text,
                             Err *err); // ERR_FORMAT with the column. At most 1000 operations
void expression_destroy(Expression *expression);
int expression_name_count(const Expression *expression);
const char *expression_name(const Expression *expression, int i); // each once
double expression_evaluate(const Expression *expression,
                           const double *values); // values[i] of name i
