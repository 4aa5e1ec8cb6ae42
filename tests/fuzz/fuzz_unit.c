// SPDX-License-Identifier: Apache-2.0
// fuzz_unit.c - any bytes as a unit: refused in words, or a finite factor that converts to itself.
#include "base/unit.h"
#include <math.h>
#include <stdlib.h>
#include <string.h>

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t length);

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t length)
{
    char *text = malloc(length + 1), code[UNIT_CODE_MAX], shown[64];
    if (!text) return 0;
    if (length) memcpy(text, bytes, length);
    text[length] = 0;
    Unit unit;
    Err err = { 0 };
    double scale = 0, offset = 0;
    if (unit_parse(text, &unit, &err)) {
        if (!isfinite(unit.factor) || !(unit.factor > 0)) abort();
        if (!unit_conversion(&unit, &unit, &scale, &offset) || scale != 1 || offset != 0) abort();
    } else if (err.code == ERR_NONE || !err.text[0]) {
        abort();
    }
    if (unit_code(text, code, sizeof code) && !unit_parse(code, &unit, NULL)) abort();
    unit_text(text, true, shown, sizeof shown);
    unit_text(text, false, shown, 5);
    (void)unit_of_common_code(text);
    free(text);
    return 0;
}
