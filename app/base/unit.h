// SPDX-License-Identifier: Apache-2.0
// unit.h - units of measure by UCUM (unitsofmeasure.org, 2.1): what a code means, what converts to
// what, and how it is shown.
// Does not: know money, or guess what a value without a unit is in.
#pragma once
#include "base/err.h"
#include <stddef.h>
#include <stdint.h>

// Case-sensitive codes: atoms with prefixes, `.` and `/`, exponents, parentheses to 16 deep, whole
// numbers, 10*3, {annotations}. Cel and [degF] alone have their zero; within a product they are the
// interval. Annotations do not change a value, but two different ones do not convert ({AQI} to
// {NTU}). Levels (B, dB, Np) and [pH] convert only among themselves.
enum { UNIT_DIMENSIONS = 9 }; // m g s rad K C cd, level, other (pH and arbitrary units)
#define UNIT_CODE_MAX 48
typedef struct {
    double factor, offset; // value in base units = value * factor + offset
    int8_t powers[UNIT_DIMENSIONS];
    uint32_t annotation; // hash of all; 0 = none
} Unit;

bool unit_parse(const char *code, Unit *out, Err *err); // "" and "1" are the number one. ERR_FORMAT
// to = from * *scale + *offset. False: not commensurable; nothing written.
bool unit_conversion(const Unit *from, const Unit *to, double *scale, double *offset);
// ERR_FORMAT (a code that cannot be read), ERR_ARGUMENT (not commensurable).
bool unit_convert(const char *from, const char *to, double value, double *out, Err *err);

// The UCUM code of what people and devices write ("℃", "μg/m³", "m³/s", "%RH", "kWh", "人/㎡",
// "knots"); a UCUM code stays itself. False, out "": not understood, or longer than cap.
bool unit_code(const char *text, char *out, size_t cap);
// Of a UN/CEFACT Recommendation 20 common code as NGSI-LD carries it ("GQ" = ug/m3). NULL = not
// known.
const char *unit_of_common_code(const char *code);
// As shown: "μg/m³", "℃", "kW·h", "人/m²" ("" for one). What cannot be read is shown as it is.
void unit_text(const char *code, bool is_chinese, char *out, size_t cap);
