// SPDX-License-Identifier: Apache-2.0
// fuzz_expression.c - any bytes as an expression: refused with a column, or finite or missing.
#include "core/expression.h"
#include <math.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t length);

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t length)
{
    char *text = malloc(length + 1);
    if (!text) return 0;
    if (length) memcpy(text, bytes, length);
    text[length] = 0;
    Err err = { 0 };
    Expression *e = expression_parse(text, &err);
    if (e) {
        const int count = expression_name_count(e);
        double *values = calloc((size_t)count + 1, sizeof *values);
        for (int i = 0; values && i < count; i++) values[i] = i % 3 ? i * 1.5 : NAN;
        if (values && isinf(expression_evaluate(e, values))) abort();
        free(values);
    } else if (err.code != ERR_FORMAT || !strstr(err.text, "column")) {
        abort();
    }
    expression_destroy(e);
    free(text);
    return 0;
}
